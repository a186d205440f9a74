"""The cells of one row by what they hold, and the reasons why a row is no row."""

import datetime as dt
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from geomap.coordinates import position_of
from geomap.dates import parse_cell
from geomap.quantities import parse_number_cell
from geomap.records import Kind
from geomap.tables.columns import Column, Layout
from geomap.tables.goods import weapon_named
from geomap.tables.headers import AXES
from geomap.tables.memory import remembered
from geomap.tables.parties import is_blank
from geomap.tables.spots import Spots

__all__ = [
    "VAGUE_NUMBER",
    "Cell",
    "Row",
    "count_note",
    "day_comes_first",
    "degrees",
    "is_kind",
    "kind_of",
    "only_year",
    "order_note",
    "parse_date",
    "why_bad",
]

_PARTS = {"killed": re.compile(r"\s*[/;,]\s*")}
_SLASH = re.compile(r"\s*/\s*")
_DIGITS = re.compile(r"[\d\s.,:/+-]+")
_DMY = re.compile(
    r"(?<!\d)(?<!\d{4}[./-])(?P<a>\d{1,2})[./-](?P<b>\d{1,2})[./-](?:\d{4}|\d\d)(?!\d)"
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
# years of delivery: "2019-2021", "2019; 2021", estimates in brackets
_YEARS = re.compile(r"\(?[12]\d{3}\)?(?:\s*[-–—;,/]\s*\(?[12]\d{3}\)?)*")
# Days as spreadsheets count them (1 is 1 January 1900, and a 29 February 1900 that never was),
# of the years 1954 to 2064; seconds or milliseconds since 1970, of the years 1990 to 2064.
_COUNT = re.compile(
    r"\s*(?:(?P<days>[2-5]\d{4}(?:\.\d{1,12})?)|"
    r"(?P<seconds>(?:6[3-9]\d{7}|[7-9]\d{8}|[12]\d{9}))(?:\d{3})?(?:\.\d{1,9})?)\s*"
)
_SHEET_EPOCH, _UNIX_EPOCH, _DAY_S = dt.date(1899, 12, 30), dt.date(1970, 1, 1), 86_400
_COMPACT = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")  # 20240314
VAGUE_NUMBER = re.compile(
    r".*\b(?:several|dozens?|hundreds?|thousands?|scores|some|few|many|multiple|unclear|unconfirmed|"
    r"unspecified|reported|no|nil|up to|more|approx\w*)\b.*",
    re.I,
)
_NUMBERS = ("quantity", "killed", "injured")
_PLACES = ("place", "origin", "destination")
_TELLING = ("what", "weapon", "killed", "injured", "casualties", "object", "kind", "attacker",
            "cameo")  # fmt: skip
_ENDS = ("origin", "destination", "route", "supplier", "recipient", "origin_lat", "origin_country",
         "destination_country", "destination_lat")  # fmt: skip
_GOODS = ("what", "cargo", "vessel", "quantity")
_BOTH_ENDS = (("origin", "origin_lat"), ("destination", "destination_lat"))
_HIT = ("place", "lat", "weapon", "killed", "injured", "casualties", "attacker", "launch")
# CAMEO, the codes of GDELT and ICEWS (codebook 1.1b3): bombing, artillery and tanks, aerial weapons
# What a description names that is neither a strike nor a transfer, where no weapon is told.
_OTHER_EVENT = re.compile(
    r"\b(?:protest(?:s|ers|ing)?|demonstrations?|rall(?:y|ies)|riot(?:s|ing)?|(?:hunger|labou?r|general)"
    r" strikes?|vigils?|arrests?|detentions?|abductions?|kidnappings?|lootings?|"
    r"robber(?:y|ies)|elections?|weddings?|funerals?|festivals?|earthquakes?|floods?|flooding|"
    r"landslides?|storms?|cyclones?|wildfires?|accidents?|(?:road|car|bus|plane|train) "
    r"crash(?:es)?|evacuations?|ceasefires?|talks|agreements?)\b",
    re.I,
)
_CAMEO_STRIKES = ("183", "194", "195")
_DEGREES = re.compile(
    r"\s*(?P<a>[NSEWnsew]?)\s*(?P<n>[+-]?\d{1,3}(?:[.,]\d{1,15})?)\s*[°º]?\s*"
    r"(?:(?P<m>\d{1,2}(?:[.,]\d{1,9})?)\s*['′’]\s*)?"
    r"(?:(?P<s>\d{1,2}(?:[.,]\d{1,9})?)\s*(?:[\"″”]|''|′′)\s*)?(?P<b>[NSEWnsew]?)\s*"
)
_TOTAL = re.compile(r"(?:grand |sub)[ -]?totals?\b.*|totals?(?: (?:of|for|by)\b.*)?|sum", re.I)

_STRIKE = re.compile(
    r"(?:strike|attack|shell|bomb|missile|drone|explosi|raid|blast|artillery|barrage|rocket|"
    r"\bhit|struck|\buav)", re.I)  # fmt: skip
_KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("transfer", re.compile(
        r"\b(?:transfer|shipment|deliver|voyage|suppl|export|import|consign|transport|cargo|sailing)",
        re.I)),
    ("strike", _STRIKE),
)  # fmt: skip


@dataclass(frozen=True)
class Cell:
    """A cell, or the part of it that fills one slot: its column and where the part begins."""

    column: str
    text: str
    at: int = 0


@dataclass(frozen=True)
class Row:
    """One record of a table; `number` is 1 for the first after the header."""

    number: int
    cells: tuple[str, ...]
    layout: Layout

    def cell(self, *slots: str) -> Cell | None:
        """The first cell that says something for one of the slots."""
        found = self.every(*slots) if self.layout.pairs(slots) else ()
        return found[0] if found else None

    def every(self, *slots: str) -> tuple[Cell, ...]:
        """All cells that say something for the slots."""
        pairs = self.layout.pairs(slots)
        if not pairs:
            return ()
        out = []
        filled = self._filled
        for column, slot in pairs:
            cell = filled.get(column.index)
            if cell is not None and len(column.slots) > 1:
                cell = self._part(column, slot)
                cell = None if cell is None or is_blank(cell.text) else cell
            if cell is not None:
                out.append(cell)
        return tuple(out)

    @cached_property
    def _filled(self) -> dict[int, Cell]:
        """Whole cells that say something, by column."""
        columns = self.layout.columns
        return {
            index: Cell(columns[index].name, text)
            for index, text in enumerate(self.cells[: len(columns)])
            if text and not is_blank(text)
        }

    def says(self, *slots: str) -> bool:
        """Whether any cell of the slots' columns says something, read or not."""
        cells = (self.cells[c.index] for c in self.layout.of(*slots))
        return not all(is_blank(cell) for cell in cells)

    def text(self, *slots: str) -> str:
        """What those cells say, in one line; empty where they say nothing."""
        return "; ".join(dict.fromkeys(c.text.strip() for c in self.every(*slots)))

    def _part(self, column: Column, slot: str) -> Cell | None:
        """The part of a cell that fills one of its column's slots: "12/3" killed and wounded."""
        whole = self.cells[column.index]
        position = position_of(whole) if set(column.slots) == AXES else None
        if position:
            return Cell(column.name, f"{position.point[slot == 'lat']:f}")
        pattern = next((_PARTS[s] for s in column.slots if s in _PARTS), _SLASH)
        bounds, start = [], 0
        for match in pattern.finditer(whole):
            bounds.append((start, match.start()))
            start = match.end()
        bounds.append((start, len(whole)))
        number = column.slots.index(slot)
        if len(bounds) < len(column.slots) and number == 0 and slot not in _NUMBERS:
            return Cell(column.name, whole)
        if len(bounds) < len(column.slots):
            return None
        first, last = bounds[number]
        last = len(whole) if number == len(column.slots) - 1 else last
        return Cell(column.name, whole[first:last], first)


def day_comes_first(cells: Sequence[str]) -> bool | None:
    """How a column writes 03/09/2024: day first, month first, or None where no cell tells."""
    found = [(int(m["a"]), int(m["b"])) for cell in cells for m in _DMY.finditer(cell)]
    day = any(b <= 12 < a for a, b in found)
    month = any(a <= 12 < b for a, b in found)
    return None if day == month else day


def only_year(cells: Iterable[str]) -> int | None:
    """The year that all dates state that state one; None where they state two, or none does."""
    stated = {m[0] for cell in cells for m in _YEAR.finditer(cell)}
    return int(stated.pop()) if len(stated) == 1 else None


def order_note(cells: Sequence[str], *, order: bool | None, asked: bool) -> str | None:
    """What a reader must know of dates like 03/04/2024; None where none is open."""
    found = [(m[0], int(m["a"]), int(m["b"])) for cell in cells for m in _DMY.finditer(cell)]
    open_ = next((text for text, a, b in found if max(a, b) <= 12 and a != b), None)
    if open_ is None or asked:
        return None
    if order is None:
        told = "is read day first: no date of the table tells; give --month-first if it is not"
        return f"a date such as {open_} {told}"
    sign = next(text for text, a, b in found if (a > 12 >= b if order else b > 12 >= a))
    return f"a date such as {open_} is read {'day' if order else 'month'} first, as {sign} tells"


@remembered
def parse_date(cell: str, *, day_first: bool = True) -> tuple[str | None, str | None]:
    """EDTF of a date cell or None with the reason; also lists of years as SIPRI writes them.

    >>> parse_date("2022-2024")[0], parse_date("(2023); 2024")[0]
    ('2022/2024', '2023/2024')
    """
    bare = _counted_day(cell) or cell.strip()
    if _COMPACT.fullmatch(bare):
        bare = f"{bare[:4]}-{bare[4:6]}-{bare[6:]}"
    if not _YEARS.fullmatch(bare):
        return parse_cell(bare, day_first=day_first)
    years = sorted(re.findall(r"\d{4}", bare))
    return (years[0] if years[0] == years[-1] else f"{years[0]}/{years[-1]}"), None


def _counted_day(cell: str) -> str | None:
    """ISO day of a date that is a bare count: a spreadsheet's days, or seconds since 1970.

    >>> _counted_day("45413"), _counted_day("1714521600"), _counted_day("20240501")
    ('2024-05-01', '2024-05-01', None)
    """
    match = _COUNT.fullmatch(cell)
    if match is None:
        return None
    days = float(match["days"]) if match["days"] else int(match["seconds"]) // _DAY_S
    return str((_SHEET_EPOCH if match["days"] else _UNIX_EPOCH) + dt.timedelta(int(days)))


def count_note(cells: Sequence[str]) -> str | None:
    """What a reader must know of dates that stand in a table as bare counts."""
    first = next((cell.strip() for cell in cells if _counted_day(cell)), None)
    if first is None:
        return None
    unit = "days since 1900" if len(first.partition(".")[0]) < 6 else "seconds since 1970"
    return f"dates such as {first} are read as {unit}: {_counted_day(first)}"


def why_bad(row: Row, spots: Spots) -> str | None:
    """Why a row must not be read, or None."""
    return _why_shape(row) or _why_shifted(row, spots) or _why_position(row) or _why_nothing(row)


def _why_shape(row: Row) -> str | None:
    cells = [c.strip() for c in row.cells]
    width = row.layout.width
    if len(cells) < width:
        return (
            f"the row has {len(cells)} of {width} cells: cells are missing, so the others may "
            "stand in the wrong column; add the missing cells"
        )
    extra = [c for c in cells[width:] if c]
    if extra:
        return (
            f"the row has {len(cells)} cells for {width} columns (from {extra[0]!r} on); put cells "
            "that hold the delimiter in quotation marks"
        )
    names = {c.index: c.name.strip().casefold() for c in row.layout.columns}
    if all(cell.casefold() == names.get(i, "") for i, cell in enumerate(cells)):
        return "the row repeats the header"
    first = next(c for c in cells if c)
    if _TOTAL.fullmatch(first.rstrip(":")):
        return "the row is a total, not an event"
    return None


def _why_shifted(row: Row, spots: Spots) -> str | None:
    """Cells that hold what belongs into another column."""
    misplaced = []
    for cell in row.every("date", "start", "end"):
        value, why = parse_date(cell.text)
        if value is None and not (why or "").startswith("impossible") and spots.is_place(cell.text):
            misplaced.append(f"{cell.column!r} holds {cell.text!r}, a place and no date")
    misplaced += [
        f"{cell.column!r} holds {cell.text!r}, which names no place"
        for cell in row.every(*_PLACES)
        if (_DIGITS.fullmatch(cell.text) or _is_date(cell.text)) and not position_of(cell.text)
    ]
    if misplaced:
        return f"the cells stand in the wrong columns: column {misplaced[0]}"
    texts = [c for c in row.every(*_NUMBERS) if _is_text(c.text)]
    if len(texts) > 1:
        return (
            f"the cells stand in the wrong columns: {texts[0].column!r} holds {texts[0].text!r} "
            f"and {texts[1].column!r} holds {texts[1].text!r}, no numbers"
        )
    return None


def _is_date(cell: str) -> bool:
    return any(c.isdigit() for c in cell) and parse_date(cell)[0] is not None


@remembered
def _is_text(cell: str) -> bool:
    """Whether a cell for a number holds words that are none."""
    return parse_number_cell(cell) is None and not VAGUE_NUMBER.fullmatch(cell)


def _why_position(row: Row) -> str | None:
    for prefix in ("", "origin_", "destination_", "launch_"):
        lat, lon = row.cell(f"{prefix}lat"), row.cell(f"{prefix}lon")
        if lat is None and lon is None:
            continue
        if lat is None or lon is None:
            if row.every(*_PLACES):
                continue  # the place is named too
            known = lat or lon
            return f"half a position: only {known.column if known else ''!r} is filled"
        for cell, limit, what in ((lat, 90.0, "latitude"), (lon, 180.0, "longitude")):
            value = degrees(cell.text)
            if value is None or abs(value) > limit:
                return (
                    f"{cell.column!r} holds {cell.text!r}, which is no {what} in degrees "
                    f"(-{limit:g} to {limit:g}); are the columns swapped?"
                )
    return None


@remembered
def degrees(cell: str) -> float | None:
    """Decimal degrees of a cell, also in minutes, with N, S, E or W behind or before them.

    >>> degrees("54,651"), degrees("33.9 S"), degrees("12° 48' N"), degrees("about there")
    (54.651, -33.9, 12.8, None)
    """
    match = _DEGREES.fullmatch(cell)
    if not match:
        return None
    minutes, seconds = (float((match[g] or "0").replace(",", ".")) for g in ("m", "s"))
    if minutes >= 60 or seconds >= 60:
        return None
    value = float(match["n"].replace(",", "."))
    value += math.copysign(minutes / 60 + seconds / 3600, value)
    return -value if (match["a"] or match["b"]).casefold() in {"s", "w"} else value


def kind_of(row: Row) -> Kind | None:
    """Kind of event that a row tells of: by its own column, else by the table's columns."""
    code = row.cell("cameo")
    if code is not None:
        return "strike" if code.text.strip().startswith(_CAMEO_STRIKES) else None
    stated = row.every("kind")
    for cell in stated:
        kind = _kind_named(cell.text)
        if kind:
            return kind
    if stated or row.layout.kind != "strike":
        return None if stated else row.layout.kind
    # a line with goods among the strikes of a mixed layer
    moved = row.every(*_GOODS) and all(row.every(*end) for end in _BOTH_ENDS)
    return "transfer" if moved and not row.every(*_HIT) else "strike"


def is_kind(cell: str) -> bool:
    """Whether a cell names a kind of event that geomap knows."""
    return _kind_named(cell) is not None


@remembered
def _kind_named(cell: str) -> Kind | None:
    return next((kind for kind, pattern in _KINDS if pattern.search(cell)), None)


def _why_nothing(row: Row) -> str | None:
    """What a row lacks to be an event."""
    kind = kind_of(row)
    if kind is None:
        stated = row.text("cameo", "kind") or "nothing"
        return f"its kind is {stated!r}: neither a strike nor a transfer"
    if kind == "strike":
        if not row.every("place", "inside", "destination", "lat", "vessel"):
            return "no place was given for the strike"
        if not row.says(*_TELLING):
            return "a place, but no description, weapon or casualties: nothing says what happened"
        return _why_no_strike(row)
    if not row.every(*_ENDS):
        return "a transfer without origin and destination"
    return None


def _why_no_strike(row: Row) -> str | None:
    """Why the description of a row is none of a strike: "protest" without a weapon, or None."""
    described = row.text("what")
    if not described or row.cell("kind", "cameo", "weapon", "launch") or _is_strike(described):
        return None
    hurt = any(c.text.strip().strip("0.,") for c in row.every("killed", "injured", "casualties"))
    bare = not hurt and not row.cell("attacker", "object", "vessel")
    if _OTHER_EVENT.search(described) or (row.layout.describes_kinds and bare):
        return f"its description is {described!r}, without a weapon: nothing says it was a strike"
    return None


def _is_strike(described: str) -> bool:
    """Whether a description names a strike: "rocket fire on a rally", not "hunger strike"."""
    bare = _OTHER_EVENT.sub(" ", described)
    return bool(_STRIKE.search(bare)) or weapon_named(bare) is not None
