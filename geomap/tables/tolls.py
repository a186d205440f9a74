"""How many were killed and injured, by the cells of a row; and what of it is no number."""

from geomap.claims.strikes import casualties_in
from geomap.records import Casualties, Flag
from geomap.tables import goods, parties
from geomap.tables.cells import Cell, Row
from geomap.tables.memory import remembered
from geomap.tables.told import Told

__all__ = ["casualties_of", "unreadable"]


def casualties_of(row: Row, told: Told) -> Casualties | None:
    """Casualties by the columns of their own, else by words: "3 killed, 12 hurt"."""
    counts: dict[str, int | None] = {}
    for slot in ("killed", "injured"):
        cell = row.cell(slot)
        low, high = _persons(cell, told)
        upper = _persons(row.cell(f"{slot}_high"), told)[0]
        counts[slot] = upper if low is None else low
        high = upper if high is None and low is not None else high
        if high is not None and low is not None and high > low:
            counts[f"{slot}_high"] = high
    if any(v is not None for v in counts.values()):
        return Casualties(**counts)
    return _in_words(row, told)


def unreadable(cell: Cell) -> Flag:
    """The flag of a cell for a number that holds none: "lots", "-5" of what cannot be owed."""
    message = f"{cell.column}: {cell.text!r} is no single number"
    return Flag(code="unreadable_number", message=message)


def _in_words(row: Row, told: Told) -> Casualties | None:
    """Casualties of a column for both: "3 killed, 12 hurt"; a bare number says too little."""
    shared = [c.index for c in row.layout.of("killed", "injured") if len(c.slots) > 1]
    cells = [c.text for c in row.every("casualties")] + [row.cells[i] for i in shared[:1]]
    if not any(map(row.layout.has, ("killed", "injured", "casualties"))):
        return _told(row.text("what", "object", "remarks"))
    for cell in cells:
        found = _told(cell)
        if found is not None:
            return found
        if not parties.is_blank(cell.replace("/", "")):
            message = f"{cell!r} does not say how many were killed and how many injured"
            told.flags.append(Flag(code="unreadable_number", message=message))
    return None


_told = remembered(casualties_in)


def _persons(cell: Cell | None, told: Told) -> tuple[int | None, int | None]:
    """The count of a cell for dead or injured, and its upper end where it is a range."""
    found = goods.number_of(cell.text, decimal_dot=False) if cell else None
    if cell is None:
        return None, None
    low, high = (found.low, found.high) if found else (None, None)
    if found and found.value is not None:
        low, high = found.value, None
    if low is None or not all(_is_count(cell, n) for n in (low, high) if n is not None):
        told.flags.append(unreadable(cell))
        return None, None
    return int(low), None if high is None else int(high)


def _is_count(cell: Cell, value: float) -> bool:
    """Whether a number counts persons: neither a fraction nor less than none."""
    return value.is_integer() and not cell.text.strip().startswith(("-", "\u2212"))
