"""Rows as text: CSV for spreadsheets, aligned columns for people."""

import csv
import io
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO

__all__ = ["csv_text", "put_rows", "table_text"]


def csv_text(rows: Iterable[Sequence[str]]) -> str:
    """Rows as CSV, safe to open in a spreadsheet."""
    out = io.StringIO()
    _write_csv(out, rows)
    return out.getvalue()


def _write_csv(out: IO[str], rows: Iterable[Sequence[str]]) -> None:
    from geomap.export import disarm

    writer = csv.writer(out, lineterminator="\r\n")
    for row in rows:
        writer.writerow([disarm(cell) for cell in row])


def put_rows(output: str, rows: Iterable[Sequence[str]]) -> None:
    """CSV to a file, whole or not at all, or to stdout, one row at a time."""
    from geomap.codec import write_whole

    if output == "-":
        _write_csv(sys.stdout, rows)
        return

    def write(file: IO[bytes]) -> None:
        text = io.TextIOWrapper(file, encoding="utf-8", newline="")
        _write_csv(text, rows)
        text.flush()
        text.detach()

    write_whole(Path(output), write)


def table_text(rows: list[list[str]]) -> str:
    """Rows as a plain table, the header first."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = ("  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)) for row in rows)
    return "\n".join(line.rstrip() for line in lines) + "\n"
