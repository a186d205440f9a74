"""Which line of a table is its header: titles may stand above it, and it may take two lines."""

import re
from collections.abc import Mapping, Sequence

import msgspec

from geomap.records import Table
from geomap.tables.cells import is_kind
from geomap.tables.columns import Layout, guess_columns, read_layout
from geomap.text import fold

__all__ = ["is_events", "renamed", "told_apart", "with_header"]

LINES_ABOVE = 15  # titles, dates and explanations; SIPRI's downloads have ten
_NUMBER, _BRACKET = re.compile(r"\d"), re.compile(r"\([^)]*\)")  # "Volume ('000 bbl)" is a name
LEAST_KNOWN = 3  # columns that a header below the first line must name: a row of data has one


def is_events(table: Table, *, columns: Mapping[str, str] | None = None) -> bool:
    """Whether the columns of a table tell of events; `columns` as in `read_table`."""
    headed = with_header(table, columns=columns)
    return _tells(
        guess_columns(
            _layout(headed, columns),
            headed,
            is_date=lambda _: False,
            is_place=lambda _: False,
            is_kind=is_kind,
        )
    )


def with_header(table: Table, *, columns: Mapping[str, str] | None = None) -> Table:
    """Give the table its true header; its rows begin below that line.

    The first line stays the header unless it names no events and a line below does, or the next
    line goes on with it: "Origin | | Cargo" above "Port | Country |".
    """
    lines = (table.columns, *table.rows[:LINES_ABOVE])
    first = _layout(table, columns)
    if _tells(first):
        best, most = table, _known(first)
        for apart in (False, True):
            both = _of_two(lines, 0, apart=apart)
            cut = _cut(table, both, 2)
            if both and _known(_layout(cut, columns)) > most:
                best, most = cut, _known(_layout(cut, columns))
        return best
    best, most = table, LEAST_KNOWN - 1
    for number in range(len(lines)):
        candidates = [
            (lines[number], number + 1),
            (_of_two(lines, number), number + 2),
            (_of_two(lines, number, apart=True), number + 2),
        ]
        for names, below in candidates:
            cut = _cut(table, names, below)
            layout = _layout(cut, columns)
            if names and _tells(layout) and _known(layout) > most:
                best, most = cut, _known(layout)
    return best


def told_apart(table: Table) -> Table:
    """The table with a number behind each name that stands there before: "Port", "Port (2)"."""
    seen: dict[str, int] = {}
    names = []
    for name in table.columns:
        seen[name] = seen.get(name, 0) + 1
        names.append(f"{name} ({seen[name]})" if name and seen[name] > 1 else name)
    return msgspec.structs.replace(table, columns=tuple(names))


def _cut(table: Table, names: Sequence[str], below: int) -> Table:
    """The table with these column names, its rows from line `below` on (0 is the first line)."""
    return msgspec.structs.replace(table, columns=tuple(names), rows=table.rows[below - 1 :])


def renamed(table: Table, columns: Mapping[str, str]) -> dict[str, str]:
    """Those of the user's names for columns that a table has, below its true header."""
    there = {fold(name) for name in with_header(table, columns=columns).columns}
    return {old: new for old, new in columns.items() if fold(old) in there}


def _layout(table: Table, columns: Mapping[str, str] | None) -> Layout:
    there = {fold(name) for name in table.columns}
    said = {old: new for old, new in (columns or {}).items() if fold(old) in there}
    return read_layout(table, columns=said)


def _tells(layout: Layout) -> bool:
    return layout.kind is not None or layout.has("kind") or layout.has("cameo")


def _known(layout: Layout) -> int:
    return sum(bool(column.slots) for column in layout.columns)


def _of_two(
    lines: Sequence[tuple[str, ...]], number: int, *, apart: bool = False
) -> tuple[str, ...]:
    """A header of two lines, the upper one's cells merged to the right; empty if there is none.

    With `apart` a lower cell says all by itself: "Where" above "Town | Oblast".
    """
    if number + 1 >= len(lines):
        return ()
    upper, lower = lines[number], lines[number + 1]
    below_a_gap = any(cell and not (i < len(upper) and upper[i]) for i, cell in enumerate(lower))
    if not below_a_gap or any(_NUMBER.search(_BRACKET.sub("", cell)) for cell in lower):
        return ()
    names, last = [], ""
    for i in range(max(len(upper), len(lower))):
        above = upper[i] if i < len(upper) else ""
        under = lower[i] if i < len(lower) else ""
        last = above or (last if under else "")
        parts = (under or last,) if apart else dict.fromkeys((last, under))  # merged down: once
        names.append(" ".join(filter(None, parts)))
    return tuple(names)
