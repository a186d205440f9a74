"""XLSX: a sheet a layer, nothing in a cell ever a formula."""

import shutil
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from geomap.errors import OutputError
from geomap.export.content import Content
from geomap.export.text import table_columns, table_rows
from geomap.frames import Cell

__all__ = ["write_xlsx"]

# Limits of a sheet: support.microsoft.com, "Excel specifications and limits"
MAX_TEXT = 32_767
MAX_ROWS = 1_048_575  # beside the header
CREATED = datetime(2000, 1, 1, tzinfo=UTC)  # a fixed day: the same atlas gives the same bytes


def write_xlsx(content: Content, file: BinaryIO, layers: Sequence[str]) -> tuple[str, ...]:
    """Write a sheet a layer; text that is too long is cut, and said so.

    Raises
    ------
    OutputError
        A layer has more rows than a sheet.
    """
    with tempfile.TemporaryDirectory(prefix="geomap-") as folder:
        path = Path(folder, "atlas.xlsx")
        notes = _write_book(content, path, layers)
        with path.open("rb") as made:
            shutil.copyfileobj(made, file)
    return notes


def _write_book(content: Content, path: Path, layers: Sequence[str]) -> tuple[str, ...]:
    import xlsxwriter

    book = xlsxwriter.Workbook(
        path,
        {
            "constant_memory": True,
            "tmpdir": str(path.parent),
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    book.set_properties({"created": CREATED.replace(tzinfo=None)})
    bold = book.add_format({"bold": True})
    notes = []
    for layer in layers:
        sheet = book.add_worksheet(layer)
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, table_columns(content, layer), bold)
        cut = 0
        for number, cells in enumerate(table_rows(content, layer), start=1):
            if number > MAX_ROWS:
                message = (
                    f"the layer {layer} has more than {MAX_ROWS:,} rows, the most that a sheet "
                    "holds: write .csv or .parquet"
                )
                raise OutputError(message)
            cut += _write_row(sheet, number, cells)
        if cut:
            notes.append(f"{layer}: texts cut at {MAX_TEXT:,} characters: {cut}")
    book.close()
    return tuple(notes)


def _write_row(sheet: "object", number: int, cells: list[Cell]) -> int:
    """Write the cells by their own types; how many texts were cut."""
    cut = 0
    for column, cell in enumerate(cells):
        if isinstance(cell, str):
            cut += len(cell) > MAX_TEXT
            sheet.write_string(number, column, cell[:MAX_TEXT])  # type: ignore[attr-defined]
        elif isinstance(cell, bool):
            sheet.write_boolean(number, column, cell)  # type: ignore[attr-defined]
        elif cell is not None:
            sheet.write_number(number, column, cell)  # type: ignore[attr-defined]
    return cut
