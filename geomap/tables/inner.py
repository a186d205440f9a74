"""Tables inside a report: lines of cells with bars, tabs or blanks between them, below a header.

Their rows are read as those of a file are; the claims then lead to the line of the text.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date as Date  # noqa: N812 (the type, beside many things called date)
from itertools import groupby
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import UNSET

from geomap.records import (
    PLACE_SLOTS,
    Claim,
    Document,
    MentionedPlace,
    Noise,
    Reading,
    Rejected,
    Span,
    Table,
)
from geomap.tables.heading import is_events
from geomap.tables.reading import read_table
from geomap.tables.spaced import find_spaced, is_spaced

if TYPE_CHECKING:
    from geomap.gazetteer import Gazetteer

__all__ = ["KIND", "mark_tables", "read_inner_tables"]

KIND = "table"  # of the noise: no sentences, but read as a table
FEWEST_CELLS = 3  # of a line: two beside one another are an index, or a name and its value
_LINE = re.compile(r"[^\n]*\n?")
_RULE = re.compile(r"[|\s:=_-]+")  # the line below the header; in Markdown with bars and colons
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_PAGE = re.compile("\f")
_BAR, _TAB, _BLANKS = "|", "\t", "  "


@dataclass(frozen=True)
class _Line:
    """A line of a table: where it stands, and its cells with where each begins."""

    start: int
    end: int
    cells: tuple[tuple[int, str], ...]

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(text for _, text in self.cells)


def mark_tables(document: Document) -> Document:
    """Label the lines of event tables in a text, so that no sentence is looked for in them."""
    if document.table is not None:
        return document
    text = document.text
    found = [
        Noise(start=t[0].start, end=_with_tabs(text, t[-1].end), type=KIND) for t in _tables(text)
    ]
    if not found:
        return document
    kept = [
        n for n in document.noise
        if n.type == "duplicate" or not any(t.start <= n.start and n.end <= t.end for t in found)
    ]  # fmt: skip
    noise = tuple(sorted((*kept, *found), key=lambda n: (n.start, n.end)))
    return msgspec.structs.replace(document, noise=noise)


def _with_tabs(text: str, end: int) -> int:
    """End of a line with the tabs behind its last word: they part empty cells."""
    while end < len(text) and text[end] == _TAB:
        end += 1
    return end


def read_inner_tables(
    reading: Reading, gazetteer: "Gazetteer", *, day_first: bool | None = None
) -> tuple[Reading, list[Rejected]]:
    """The reading with what its marked tables say, at offsets of its text, and rows kept out."""
    rejected: list[Rejected] = []
    is_paged = reading.source.casefold().endswith(".pdf")
    feeds = [m.start() for m in _PAGE.finditer(reading.text)] if is_paged else None
    for noise in reading.noise:
        if noise.type != KIND:
            continue
        for lines in _runs(reading.text[: noise.end][noise.start :]):
            found, bad = _read(reading, noise, lines, gazetteer, day_first=day_first, feeds=feeds)
            reading = msgspec.structs.replace(
                reading,
                mentions=_in_order(reading.mentions, found.mentions),
                dates=_in_order(reading.dates, found.dates),
                claims=(*reading.claims, *found.claims),
            )
            rejected += bad
    return reading, rejected


def _in_order(known: Any, more: Any) -> Any:
    return tuple(sorted((*known, *more), key=lambda span: (span.start, span.end)))


# ---- finding ----


def _tables(text: str) -> Iterator[list[_Line]]:
    """Runs of lines that are tables of events."""
    for lines in _runs(text):
        if len(lines) > 1 and is_events(_table(lines)):
            yield lines


def _runs(text: str) -> Iterator[list[_Line]]:
    """Lines of cells that follow one another, without the rules below headers."""
    spaced: list[re.Match[str]] = []
    for mark, group in groupby(_LINE.finditer(text), key=lambda m: _mark_of(m[0])):
        lines = list(group)
        if mark == _BLANKS:
            spaced += lines
            continue
        if spaced and (mark or len(lines) > 1 or not _RULE.fullmatch(lines[0][0])):
            yield from ([_Line(*line) for line in found] for found in find_spaced(spaced))
            spaced = []
        if mark:
            rules = (m for m in lines if not _RULE.fullmatch(m[0]))
            yield [_Line(_begin(m), m.start() + len(m[0].rstrip()), _cells(m, mark)) for m in rules]
    yield from ([_Line(*line) for line in found] for found in find_spaced(spaced))


def _begin(line: re.Match[str]) -> int:
    """Where a line begins behind the form feeds of a new page."""
    return line.start() + len(line[0]) - len(line[0].lstrip("\f"))


def _mark_of(line: str) -> str:
    """What parts the cells of a line; empty if it has too few."""
    bare = line.strip(" \r\n")
    if bare.startswith(_BAR) and bare.count(_BAR) > FEWEST_CELLS:
        return _BAR
    if line.count(_TAB) >= FEWEST_CELLS - 1:
        return _TAB
    return _BLANKS if is_spaced(line) else ""


def _cells(line: re.Match[str], mark: str) -> tuple[tuple[int, str], ...]:
    text, at = line[0].rstrip("\n"), line.start()
    if mark == _BAR:  # what stands before the first bar and behind the last is no cell
        first, last = text.index(_BAR) + 1, text.rindex(_BAR)
        text, at = text[first:last], at + first
    cells = []
    for piece in text.split(mark):
        blanks = len(piece) - len(piece.lstrip())
        cells.append((at + blanks, piece.strip()))
        at += len(piece) + 1
    return tuple(cells)


def _table(lines: list[_Line]) -> Table:
    return Table(columns=lines[0].texts, rows=tuple(each.texts for each in lines[1:]))


# ---- reading ----


def _read(
    reading: Reading,
    noise: Noise,
    lines: list[_Line],
    gazetteer: "Gazetteer",
    *,
    day_first: bool | None,
    feeds: list[int] | None,
) -> tuple[Reading, list[Rejected]]:
    lines = [
        _Line(
            each.start + noise.start,
            each.end + noise.start,
            tuple((at + noise.start, text) for at, text in each.cells),
        )
        for each in lines
    ]
    held = Document(
        id=f"{reading.id}-t{noise.start}",
        source=reading.source,
        publisher=reading.publisher,
        published=reading.published,
        text_sha256=reading.text_sha256,
        text="",
        table=_table(lines),
    )
    near = None if reading.published else _day_above(reading, noise.start)
    found, bad = read_table(held, gazetteer, day_first=day_first, near=near)
    rows = found.table.rows if found.table else ()
    place = _Placing(reading.text, lines[len(lines) - len(rows) :], found, feeds)
    told = msgspec.structs.replace(
        found,
        mentions=tuple(map(place.moved, found.mentions)),
        dates=tuple(map(place.moved, found.dates)),
        claims=tuple(map(place.claim, found.claims)),
    )
    return told, [msgspec.structs.replace(b, why=f"of a table in the text: {b.why}") for b in bad]


def _day_above(reading: Reading, start: int) -> Date | None:
    """The last whole day that the text names above a table: "as of 12 November 2023"."""
    for when in reversed(reading.dates):
        if isinstance(when.start, int) and when.start < start and _DAY.fullmatch(when.edtf or ""):
            return Date.fromisoformat(when.edtf or "")
    return None


@dataclass(frozen=True)
class _Placing:
    """Gives what was read from cells its offsets in the text."""

    text: str
    lines: list[_Line]
    found: Reading
    feeds: list[int] | None  # where each page but the first begins; None where there are none

    def claim(self, claim: Claim) -> Claim:
        """A claim whose spans are of the text; those that tell no column lose theirs."""
        places = {
            name: self.moved(place)
            for name in PLACE_SLOTS
            if isinstance(place := getattr(claim, name), MentionedPlace)
        }
        bare = {"start": UNSET, "end": UNSET}
        items = tuple(
            msgspec.structs.replace(i, quantity=msgspec.structs.replace(i.quantity, **bare))
            if i.quantity
            else i
            for i in claim.items
        )
        return msgspec.structs.replace(
            claim,
            **places,
            items=items,
            vessels=tuple(msgspec.structs.replace(v, **bare) for v in claim.vessels),
            via=tuple(map(self.moved, claim.via)),
            evidence=tuple(map(self._line, claim.evidence)),
            denial_evidence=tuple(map(self._line, claim.denial_evidence)),
            reasons=tuple(msgspec.structs.replace(r, **bare) for r in claim.reasons),
            flags=tuple(msgspec.structs.replace(f, **bare) for f in claim.flags),
        )

    def moved(self, told: Any) -> Any:
        """A mention, date or place at its offsets in the text, or else at its whole line."""
        columns = self.found.table.columns if self.found.table else ()
        line = self.lines[told.row - 1]
        at = line.cells[columns.index(told.column)][0] if told.column in columns else line.start
        start, end = at + told.start, at + told.end
        if self.text[start:end] != told.text:  # words that were put together from several cells
            start, end = line.start, line.end
        return msgspec.structs.replace(
            told, row=UNSET, column=UNSET, start=start, end=end, text=self.text[start:end]
        )

    def _line(self, span: Span) -> Span:
        line = self.lines[span.row - 1] if isinstance(span.row, int) else self.lines[0]
        text = self.text[line.start : line.end]
        page = UNSET if self.feeds is None else bisect_right(self.feeds, line.start) + 1
        return Span(start=line.start, end=line.end, text=text, page=page)
