"""Which column of a table holds what, by its header, its cells and the columns beside it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from geomap.errors import SourceError
from geomap.records import Kind, Table
from geomap.tables.naming import SLOTS, header_words, kept_words, scaled, slots_named, unit_named
from geomap.text import fold

__all__ = ["Column", "Layout", "guess_columns", "read_layout", "settle"]

SAMPLE_ROWS = 1_000  # rows whose cells tell what a column holds
GUESS_CELLS = 3  # fewer that look alike may do so by chance
_WHERE = ("place", "origin", "destination", "route", "lat", "supplier", "recipient")
FITTING = 0.8  # of a column's cells: fewer that look like dates are accidents
_TIME_OF = {"origin": "start", "destination": "end"}  # "departure", where the cells are dates
_NAMED_OF = {"start": "origin", "end": "destination"}  # "arrived", where they are ports

# slots that tell a table's kind when it has no column for it
_SENT = frozenset({"origin", "origin_country", "supplier"})
_RECEIVED = frozenset({"destination", "destination_country", "recipient"})
_STRIKE_SIGNS = ("target", "weapon", "killed", "injured", "casualties", "attacker", "launch")
_CARGO_SIGNS = ("cargo", "via", "carrier")
# columns of descriptions that may be one word each, the kind of the event
_KIND_NAMES = frozenset(
    ("what happened", "event", "incident", "type", "sub type", "category", "event description")
)
_CALLS = ("next", "previous")  # columns of a list of port calls


@dataclass(frozen=True)
class Column:
    """A column of the table as it is read: its name and the slots its cells fill, in order."""

    index: int
    name: str
    slots: tuple[str, ...]
    unit: str | None = None  # where the header says it: "qty (t)", "containers"
    scale: float = 1.0  # what its numbers count: 1,000 for "qty (000 t)"


@dataclass(frozen=True)
class Layout:
    """What every column holds, and what kind of event the columns speak of."""

    columns: tuple[Column, ...]
    kind: Kind | None
    width: int  # columns that have a name
    home: str = "place"  # the slot that the columns for country and region speak of
    describes_kinds: bool = False  # its descriptions tell kinds of events: "shelling", "protest"

    def of(self, *slots: str) -> tuple[Column, ...]:
        """Columns that fill one of these slots, in the order of the slots, then of the table."""
        return tuple(column for column, _ in self.pairs(slots))

    def pairs(self, slots: tuple[str, ...]) -> tuple[tuple[Column, str], ...]:
        """The columns of `of`, each with the slot that it was asked for."""
        found = self._asked.get(slots)
        if found is None:
            found = tuple((c, slot) for slot in slots for c in self._by_slot.get(slot, ()))
            self._asked[slots] = found
        return found

    def has(self, slot: str) -> bool:
        """Whether any column fills a slot."""
        return slot in self._by_slot

    @cached_property
    def _asked(self) -> dict[tuple[str, ...], tuple[tuple[Column, str], ...]]:
        return {}

    @cached_property
    def _by_slot(self) -> dict[str, list[Column]]:
        found: dict[str, list[Column]] = {}
        for column in self.columns:
            for slot in dict.fromkeys(column.slots):
                found.setdefault(slot, []).append(column)
        return found


def read_layout(table: Table, *, columns: Mapping[str, str] | None = None) -> Layout:
    """Give every column of a table its slots by the words of its header.

    Parameters
    ----------
    table
        The table with its header.
    columns
        What the user says: a column's name to the name of what it holds ("hit at": "place").

    Raises
    ------
    SourceError
        `columns` names a column that the table lacks, or something that no column can hold.
    """
    said = _said(table, columns or {})
    found = [_column(index, name, said.get(index)) for index, name in enumerate(table.columns)]
    told = {slot for column in found for slot in column.slots}
    alone = {f"{toll}_high": toll for toll in ("killed", "injured") if toll not in told}
    alone["district"] = "inside" if "place" in told else "place"
    found = [replace(c, slots=tuple(alone.get(slot, slot) for slot in c.slots)) for c in found]
    kind = _kind(found)
    width = max((c.index + 1 for c in found if c.name.strip()), default=0)
    return Layout(tuple(found), kind, width)


def settle(layout: Layout, kind: Kind | None) -> Layout:
    """Give columns the sense that they have in rows of one kind of event.

    "From" is where a strike was launched or where a transfer began; a weapon that is transferred
    is cargo; a target beside a place is a thing.
    """
    columns = tuple(_settled(c, layout.columns, kind) for c in layout.columns)
    if kind == "transfer" and _left_before(layout.columns):
        there = {"left_here": "start"}
        columns = tuple(replace(c, slots=tuple(there.get(s, s) for s in c.slots)) for c in columns)
    slots = {slot for c in layout.columns for slot in c.slots}
    calls = kind == "transfer" and "origin" not in slots and bool(slots & set(_CALLS))
    home = ("origin" if "next" in slots else "destination") if calls else "place"
    return replace(layout, columns=columns, kind=kind, home=home)


def _left_before(columns: Sequence[Column]) -> bool:
    """Whether the departure of a list of port calls stands before the port: it was elsewhere.

    "Last port, ATD, current port, ATA", not "Port, arrived, sailed, last port".
    """
    order = [slot for column in columns for slot in column.slots]
    return {"start", "place"} <= set(order) and order.index("start") < order.index("place")


def guess_columns(
    layout: Layout,
    table: Table,
    *,
    is_date: Callable[[str], bool],
    is_place: Callable[[str], bool],
    is_kind: Callable[[str], bool],
) -> Layout:
    """Mend by the cells what the headers leave open: dates, places, kinds of events.

    Sure only where one column alone holds nothing else, in at least `GUESS_CELLS` cells: two
    columns of places could be from and to either way round.
    """
    layout = _swapped(layout, table, is_date, is_place)
    missing = []
    if not any(layout.has(slot) for slot in ("date", "start", "end", "year")):
        missing.append(("date", is_date))
    if not any(layout.has(slot) for slot in _WHERE):
        missing.append(("place", is_place))
    columns = list(layout.columns)
    for slot, fits in missing:
        alike = [c for c in columns if not c.slots and _all_fit(table, c.index, fits)]
        if len(alike) == 1:
            columns[alike[0].index] = replace(alike[0], slots=(slot,))
    kind = layout.kind or _kind(columns)
    if kind is None and any(set(c.slots) & {"place", "lat", "vessel"} for c in columns):
        told = [
            c for c in columns if c.slots == ("what",) and _share(table, c.index, is_kind) >= 0.5
        ]
        if told:  # "Type: attack", where nothing else tells what the table is about
            columns[told[0].index] = replace(told[0], slots=("kind",))
    described = [c for c in columns if header_words(c.name) in _KIND_NAMES and "what" in c.slots]
    kinds = any(_share(table, c.index, is_kind) >= 0.5 for c in described)
    return Layout(tuple(columns), kind, layout.width, describes_kinds=kinds)


def _swapped(
    layout: Layout,
    table: Table,
    is_date: Callable[[str], bool],
    is_place: Callable[[str], bool],
) -> Layout:
    """Tell "departure" the day from "departure" the port, where the header may mean either."""
    columns = list(layout.columns)
    for column in layout.columns:
        slot = column.slots[0] if len(column.slots) == 1 else ""
        if slot in _TIME_OF and _share(table, column.index, is_date) >= FITTING:
            columns[column.index] = replace(column, slots=(_TIME_OF[slot],))
        elif slot in _NAMED_OF and _share(table, column.index, is_place) >= FITTING:
            columns[column.index] = replace(column, slots=(_NAMED_OF[slot],))
    return Layout(tuple(columns), _kind(columns), layout.width)


def _share(table: Table, index: int, fits: Callable[[str], bool]) -> float:
    """Share of the filled cells, among the first ones, that look like something."""
    rows = table.rows[:SAMPLE_ROWS]
    cells = [row[index] for row in rows if index < len(row) and row[index].strip()]
    return sum(map(fits, cells)) / len(cells) if cells else 0.0


def _all_fit(table: Table, index: int, fits: Callable[[str], bool]) -> bool:
    cells = [row[index] for row in table.rows if index < len(row) and row[index].strip()]
    return len(cells) >= GUESS_CELLS and all(map(fits, cells))


def _column(index: int, name: str, said: tuple[str, ...] | None) -> Column:
    """A column by the words of its header, or by what the user says that it holds."""
    slots, unit = (said, None) if said else slots_named(name)
    if "quantity" not in slots or said:
        return Column(index, name, slots, unit)
    scale, rest = scaled(name)
    return Column(index, name, slots, unit or (unit_named(rest) if rest else None), scale)


def _said(table: Table, columns: Mapping[str, str]) -> dict[int, tuple[str, ...]]:
    """Slots by the user's own words, by column number."""
    names = {fold(name): index for index, name in enumerate(table.columns)}
    out: dict[int, tuple[str, ...]] = {}
    for old, new in columns.items():
        if fold(old) not in names:
            message = f"--map {old}={new}: no column {old!r}; there are {', '.join(table.columns)}"
            raise SourceError(message)
        slots, _ = ((new,), None) if new in SLOTS else slots_named(new)
        if not slots:
            message = f"--map {old}={new}: nothing is called {new!r}; use {', '.join(SLOTS)}"
            raise SourceError(message)
        out[names[fold(old)]] = slots
    return out


def _kind(columns: Sequence[Column]) -> Kind | None:
    """What the columns speak of: from and to, or a place with what hit it."""
    slots = {slot for column in columns for slot in column.slots}
    hurt = slots & {"killed", "injured", "casualties", "target", "launch"}
    if "route" in slots or (slots & _SENT and slots & _RECEIVED and not hurt):
        return "transfer"
    if slots & set(_CALLS) and slots & {"place", "origin", "destination"} and not hurt:
        return "transfer"
    if slots & set(_STRIKE_SIGNS) and slots & {"place", "target", "lat", "destination", "vessel"}:
        return "strike"
    if slots & {"origin", "destination"} and slots & set(_CARGO_SIGNS):
        return "transfer"
    return None


def _settled(column: Column, columns: Sequence[Column], kind: Kind | None) -> Column:
    """Slots whose sense hangs on the other columns and on the kind of event."""
    everything = {slot for c in columns for slot in c.slots}
    change = _by_kind(everything, kind) | _by_date(column, everything)
    if "target" in column.slots:
        change["target"] = "object" if "place" in everything else change.get("place", "place")
    words, slots = header_words(column.name), column.slots
    names = {header_words(c.name) for c in columns}
    own = "unit" in everything or "killed" not in everything
    if words == "name" and "lat" in everything and "place" not in everything:
        slots = ("place",)
    elif words == "best" and not slots:  # UCDP's best estimate of the deaths, or geomap's own count
        slots = ("quantity",) if own else ("killed",)
    elif slots == ("killed",) and "best" in names and not own:
        slots = ("deaths_of_one_side",)
    elif words == "by" and kind == "strike" and "attacker" not in everything:
        slots = ("attacker",)
    elif words == "type" and slots == ("what",) and "vessel" in everything:
        slots = ("vessel_type",)
    elif slots == ("quantity",) and " ".join(kept_words(words)) in {"no", "nr", "number"}:
        slots = ("index",) if column.index == 0 else slots
    return replace(column, slots=tuple(change.get(slot, slot) for slot in slots))


def _by_kind(everything: set[str], kind: Kind | None) -> dict[str, str]:
    """What slots mean in rows of one kind of event."""
    change: dict[str, str] = {}
    if kind == "strike":
        change = {"origin": "launch", "carrier": "platform"}
        if not everything & {"place", "target"}:
            change["destination"] = "place"
    if kind == "transfer":
        change = {"weapon": "cargo"}
        stayed = "previous" in everything and "end" in everything  # from where, and come when
        if "next" in everything and "origin" not in everything and not stayed:
            # a ship was here, left, and goes there: its arrival here is no part of that voyage
            change |= {"place": "origin", "next": "destination", "end": "arrived_here"}
        elif "previous" in everything and "origin" not in everything:
            change |= {"place": "destination", "previous": "origin", "start": "left_here"}
    return change


def _by_date(column: Column, everything: set[str]) -> dict[str, str]:
    """What year, month and day mean beside one another."""
    if "month" in everything and "year" in everything:
        return {"date": "dayofmonth" if header_words(column.name) == "day" else "date"}
    if "year" in column.slots and not everything & {"date", "start"}:
        return {"year": "date"}
    return {}
