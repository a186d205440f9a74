"""Tables of any file kind as rows of text: limits, cells, delimited text."""

import csv
import datetime as dt
import io
import math
from collections.abc import Iterable, Sequence
from typing import Any

from geomap.records import Table
from geomap.sources.draft import Draft
from geomap.sources.files import Unreadable, decode

__all__ = [
    "COLUMNS_LIMIT",
    "ROWS_LIMIT",
    "cell_text",
    "collect",
    "delimiter_of",
    "drafted",
    "read_delimited",
]

# ACLED's whole file of one region has 500,000 rows; a million rows of a log take ten minutes and
# 6 GB. The other two keep what a small compressed file unpacks to within memory.
ROWS_LIMIT = 1_000_000
COLUMNS_LIMIT = 1_000
TEXT_LIMIT = 200_000_000  # characters of all cells together

OPEN_QUOTE = (
    "a quotation mark is opened and never closed: what follows it to the end of the file is one "
    "cell; close it"
)
_DELIMITERS = (",", ";", "\t", "|")


def collect(rows: Iterable[Sequence[str]]) -> list[tuple[str, ...]]:
    """Rows within the limits, each cell bare; blank rows before the first and after the last cut.

    Raises
    ------
    Unreadable
        There is nothing in the table, or too much.
    """
    kept: list[tuple[str, ...]] = []
    blank = size = 0
    for row in rows:
        cells = tuple(cell.strip() for cell in row)
        if not any(cells):
            blank += bool(kept)
            continue
        if len(kept) + blank >= ROWS_LIMIT:
            message = f"more than {ROWS_LIMIT:,} rows; split the table"
            raise Unreadable(message)
        size += sum(map(len, cells))
        if len(cells) > COLUMNS_LIMIT or size > TEXT_LIMIT:
            message = (
                f"a row of {len(cells):,} cells; the limit is {COLUMNS_LIMIT:,}"
                if len(cells) > COLUMNS_LIMIT
                else f"more than {TEXT_LIMIT / 1e6:.0f} million characters; split the table"
            )
            raise Unreadable(message)
        kept += [()] * blank
        kept.append(cells)
        blank = 0
    if not kept:
        message = "no header row: the table is empty"
        raise Unreadable(message)
    return kept


def drafted(rows: list[tuple[str, ...]], *, notes: Sequence[str] = ()) -> Draft:
    """A draft of a table that is no text: its text is the cells, tabs between them."""
    text = "\n".join("\t".join(row) for row in rows)
    table = Table(columns=rows[0], rows=tuple(rows[1:]), delimiter="\t")
    return Draft(text=text, notes=list(notes), table=table)


def cell_text(value: Any) -> str:
    """A value of a typed table as its reader would write it; unknown is empty.

    >>> cell_text(3.0), cell_text(0.25), cell_text(dt.datetime(2024, 5, 1)), cell_text(None)
    ('3', '0.25', '2024-05-01', '')
    """
    if value is None or isinstance(value, bytes):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        if not math.isfinite(value):
            return ""
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"
    if isinstance(value, dt.datetime):
        if (value.hour, value.minute, value.second) == (0, 0, 0):
            return value.date().isoformat()
        return value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    return str(value)


def read_delimited(data: bytes, *, suffix: str) -> Draft:
    """A delimited table: the text as it is, and its cells.

    Raises
    ------
    Unreadable
        There is no header, a limit is passed, or a cell is larger than the csv module's 128 kB.
    """
    text, notes = decode(data)
    delimiter = "\t" if suffix == ".tsv" else delimiter_of(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter or ",")
    try:
        rows = collect(reader)
    except csv.Error as error:
        message = f"line {reader.line_num}: {error}; is a quotation mark left open?"
        raise Unreadable(message) from None
    table = Table(columns=rows[0], rows=tuple(rows[1:]), delimiter=delimiter)
    open_ = [OPEN_QUOTE] if text.count('"') % 2 and "\n" in "".join(rows[-1][-1:]) else []
    return Draft(text=text, notes=[*notes, *open_], table=table)


def delimiter_of(text: str) -> str | None:
    """The delimiter that gives the first rows the most columns alike; None if there is one.

    The header has that width too, unless lines of a title stand above it.
    """
    head = text[:65_536].lstrip("\r\n").splitlines()[:20]
    tried = [(candidate, _widths(head, candidate)) for candidate in _DELIMITERS]
    found = [(candidate, widths) for candidate, widths in tried if widths]
    for titled in (False, True):
        best: tuple[int, int] = (0, 0)
        chosen: str | None = None
        for candidate, widths in found:
            usual = max(set(widths), key=lambda w: (widths.count(w), w)) if titled else widths[0]
            score = (widths.count(usual), usual)
            ragged = 2 * score[0] < len(widths)
            if usual >= 2 and score > best and not ragged:
                best, chosen = score, candidate
        if chosen:
            return chosen
    return None


def _widths(lines: Sequence[str], delimiter: str) -> list[int]:
    """Cells of each line that is not blank; nothing where the lines are no such table."""
    try:
        return [len(row) for row in csv.reader(lines, delimiter=delimiter) if any(row)]
    except csv.Error:
        return []
