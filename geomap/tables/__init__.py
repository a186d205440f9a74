"""Event tables: each row of a spreadsheet becomes a claim, or is kept out with the reason.

    header -> columns (which column holds what) -> cells of a row -> places, goods, parties -> claim

Columns are found by name, forgiving of case, spaces, punctuation and the words that people
pad headers with; by content only where nothing else is possible.

The names are loaded when they are first used: who only looks up names of places needs no dates.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geomap.tables.heading import is_events, renamed
    from geomap.tables.inner import mark_tables, read_inner_tables
    from geomap.tables.reading import read_table

__all__ = ["is_events", "mark_tables", "read_inner_tables", "read_table", "renamed"]

_HOMES = {
    "is_events": "heading", "mark_tables": "inner", "read_inner_tables": "inner",
    "read_table": "reading", "renamed": "heading",
}  # fmt: skip


def __getattr__(name: str) -> object:
    if name in _HOMES:
        return getattr(import_module(f"geomap.tables.{_HOMES[name]}"), name)
    message = f"module 'geomap.tables' has no attribute {name!r}"
    raise AttributeError(message)
