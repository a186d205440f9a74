"""Facts about reports that the user states in a table: `file,date[,publisher,url,title]`."""

import csv
import io
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from geomap.errors import SourceError
from geomap.records import Rejected
from geomap.sources.files import Unreadable, decode, read_bytes
from geomap.sources.tabular import delimiter_of

__all__ = ["NOTHING_STATED", "StatedFacts", "Statement", "read_stated", "whole_day"]

_COLUMNS = ("file", "date", "publisher", "url", "title")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Statement:
    """A row of the table; what is empty is None."""

    row: int
    file: str
    date: str | None
    publisher: str | None
    url: str | None
    title: str | None


NOTHING_STATED = Statement(row=0, file="", date=None, publisher=None, url=None, title=None)


@dataclass(slots=True)
class StatedFacts:
    """The table, by file, and which of its rows were used."""

    source: str
    statements: dict[str, Statement] = field(default_factory=dict)
    used: set[int] = field(default_factory=set)

    def about(self, source: str) -> Statement | None:
        """Row about a source, by its path or else by its file name."""
        folder = Path(self.source).parent
        for key in (source, os.path.relpath(source, folder), Path(source).name):
            found = self.statements.get(os.path.normpath(key))
            if found is not None:
                self.used.add(found.row)
                return found
        return None

    def unused(self) -> Iterator[Rejected]:
        """Rows about files that were not among the sources."""
        for statement in self.statements.values():
            if statement.row not in self.used:
                why = f"no such report among the sources: {statement.file}"
                yield Rejected(source=self.source, row=statement.row, why=why)


def whole_day(text: str) -> str | None:
    """`text` if it is a calendar day, YYYY-MM-DD, else None.

    >>> whole_day("2024-02-30") is None
    True
    """
    if not _DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return None


def read_stated(path: Path | str | None) -> StatedFacts:
    """Read the table; None gives an empty one.

    Raises
    ------
    SourceError
        The file cannot be read, a column is missing, or a row is wrong; the message names
        line and column.
    """
    if path is None:
        return StatedFacts(source="")
    path = Path(path)
    stated = StatedFacts(source=str(path))
    try:
        text, _ = decode(read_bytes(path))
    except Unreadable as error:
        message = f"{path}: {error}"
        raise SourceError(message) from None
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text) or ",")
    try:
        header = [cell.strip().lower() for cell in next(reader, [])]
        _check_header(path, header)
        for number, row in enumerate(reader, 1):
            if any(cell.strip() for cell in row):
                _add(stated, header, row, line=reader.line_num, number=number)
    except csv.Error as error:
        message = f"{path}, line {reader.line_num}: {error}; is a quotation mark left open?"
        raise SourceError(message) from None
    return stated


def _check_header(path: Path, header: Sequence[str]) -> None:
    missing = [name for name in _COLUMNS[:2] if name not in header]
    if missing:
        message = f"{path}, line 1: no column {missing[0]!r}; the header is {','.join(_COLUMNS)}"
        raise SourceError(message)


def _add(
    stated: StatedFacts, header: Sequence[str], row: Sequence[str], *, line: int, number: int
) -> None:
    cells = dict(zip(header, (cell.strip() for cell in row), strict=False))
    values = {name: cells.get(name) or None for name in _COLUMNS}
    where = f"{stated.source}, line {line}, column"
    file, stated_date = values["file"], values["date"]
    if file is None:
        message = f"{where} file: empty; name a report by its path or file name"
        raise SourceError(message)
    if stated_date is not None and whole_day(stated_date) is None:
        message = f"{where} date: {stated_date!r} is not a date; write YYYY-MM-DD"
        raise SourceError(message)
    if not any(values[name] for name in _COLUMNS[1:]):
        message = f"{where} date: empty; write YYYY-MM-DD"
        raise SourceError(message)
    key = os.path.normpath(file)
    if key in stated.statements:
        message = f"{where} file: {file!r} is there twice; keep one of the rows"
        raise SourceError(message)
    stated.statements[key] = Statement(
        row=number,
        file=file,
        date=stated_date,
        publisher=values["publisher"],
        url=values["url"],
        title=values["title"],
    )
