"""When a row says that it happened."""

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date as Date  # noqa: N812 (the type, beside many things called date)

import msgspec

from geomap import edtf
from geomap.dates import find_dates
from geomap.errors import DateError
from geomap.records import DateRole, Flag, When
from geomap.tables.cells import Cell, Row, parse_date
from geomap.tables.memory import remembered
from geomap.tables.naming import header_words

__all__ = ["Time", "is_ahead", "is_done", "read_time"]

_AS_OF = re.compile(r"\s*(?:as\s+(?:of|at)|up\s+to|by|until|till|to\s+date)\b", re.I)
_SO_FAR = re.compile(
    r"\b(?:cumulative(?:ly)?|as of|so far|to date|running total|in total|total(?! loss)|altogether|"
    r"overall)\b",
    re.I,
)
_CLOSES = frozenset("end ends until till to last".split())  # "end date", "date to", "last day"
_DAY_AND_MONTH = re.compile(r"\d{1,2}([./-])\d{1,2}")  # "28/02", "28.02"
_AMBIGUOUS = re.compile(r"(?<!\d)(\d{1,2})[./-](\d{1,2})[./-](?:\d{4}|\d\d)(?!\d)")


# what is dated below such a name, or told in such a state, was done: no plan
_DONE_COLUMNS = frozenset(
    "ata atd ats arrived arvd arrd departed sailed loaded discharged unloaded delivered".split()
)
_DONE = re.compile(
    r"\b(?:completed?|delivered|discharged|unloaded|arrived|sailed|departed|done)\b", re.I
)


@dataclass(frozen=True)
class Time:
    """The date of a row, the words for it, and what is wrong with them."""

    edtf: str | None = None
    text: str | None = None
    cumulative: bool = False
    whens: tuple[When, ...] = ()
    flags: tuple[Flag, ...] = ()


def read_time(
    row: Row, *, day_first: bool | None, year: int | None = None, near: Date | None = None
) -> Time:
    """Date of a row: its date column, else first and last day, else year, month and day.

    A date column beside a column "end" or "until" is the first day.

    A date without its year ("8 Feb", "28/02") is of `year`, if given, else of the year that
    brings it nearest to the day `near`, and has a flag that says so.

    A count "as of" a day began earlier: `../2024-08-12`, or from the day that the remarks name
    ("cumulative since September 2023").
    """
    is_stay = _tells_stays(row)
    firsts = row.every("date")[:1]
    lasts = row.every("end")[:1]
    if firsts and (is_stay or not _is_first_day(row, firsts[0])):
        lasts = ()
    cells = (*(firsts or row.every("start")[:1]), *lasts)
    whens, flags = [], []
    for cell in cells:
        when, flag = _when(row, cell, day_first=day_first, year=year, near=near)
        whens.append(when)
        flags += [flag] if flag else []
    value = _joined(row, [w.edtf for w in whens], flags, is_stay=is_stay)
    text = " – ".join(w.text for w in whens) or None
    if not cells:
        value = text = _from_parts(row)
    remarks = _remarked(row)
    so_far = bool(text and _AS_OF.match(text))
    since = next((w.edtf for w in remarks if w.role == "since" and w.edtf), None)
    cumulative = so_far or bool(_SO_FAR.search(row.text("remarks", "status")))
    if cumulative and value:
        value = _span(since, value, so_far=so_far)
    return Time(value, text, cumulative, (*whens, *remarks), tuple(flags))


def is_ahead(date: str | None, told: str | None) -> bool:
    """Whether a row is dated wholly after the day on which its table was issued.

    Of an arrival alone that lies ahead the departure is not told: "../2024-06-25" is ahead of
    the 10th, "2024-06-08/2024-06-25" is under way.
    """
    if date is None or told is None:
        return False
    when, issued = edtf.parse(date), edtf.parse(told).last
    day = when.first or when.last
    return day is not None and issued is not None and day > issued


def is_done(row: Row) -> bool:
    """Whether a row's status, or the name of the column of its date, says that it was done."""
    cells = row.every("date")[:1] or (*row.every("start")[:1], *row.every("end")[:1])
    named = {word for cell in cells for word in header_words(cell.column).split()}
    return bool(named & _DONE_COLUMNS or _DONE.search(row.text("status")))


def _when(
    row: Row, cell: Cell, *, day_first: bool | None, year: int | None, near: Date | None
) -> tuple[When, Flag | None]:
    """The expression of a date cell and what is wrong with it."""
    bare = cell.text.strip()
    start = cell.at + cell.text.index(bare)
    value, why = parse_date(bare, day_first=day_first is not False)
    lent = None
    if value is None and (year or near) and not re.search(r"\d{4}", bare):
        value, lent = _with_year(bare, day_first=day_first is not False, year=year, near=near)
        lent = f"{cell.column} {bare!r} is read as of {lent}"
    role: DateRole = "event"
    when = When(
        start=start, end=start + len(bare), text=bare, edtf=value, role=role, why=why,
        row=row.number, column=cell.column,
    )  # fmt: skip
    if value and lent:
        return when, Flag(code="year_assumed", message=lent)
    return when, _wrong(when, day_first=day_first)


def _with_year(
    bare: str, *, day_first: bool, year: int | None, near: Date | None
) -> tuple[str | None, str]:
    """A date without its year, and which year it was given for what reason."""
    numbers = _DAY_AND_MONTH.fullmatch(bare)
    known = [year] if year or near is None else [near.year + n for n in (-1, 0, 1)]
    found = []
    for one in known:
        whole = f"{bare}{numbers[1]}{one}" if numbers else f"{bare.replace('-', ' ')} {one}"
        value, _ = parse_date(whole, day_first=day_first)
        if value:
            found.append((value, one))
    if year or near is None or not found:
        value = found[0][0] if found else None
        return value, f"{year}, the year of all other dates"
    value, one = min(found, key=lambda f: abs((edtf.parse(f[0]).first or near) - near))
    return value, f"{one}, the year nearest to {near}, the day of the text"


def _wrong(when: When, *, day_first: bool | None) -> Flag | None:
    if when.edtf is None:
        code, _, message = (when.why or "").partition(": ")
        if code == "impossible_date":
            return Flag(code=code, message=f"{when.column}: {message}")
        return Flag(code="unreadable_date", message=f"{when.column}: {when.why}")
    match = _AMBIGUOUS.search(when.text)
    if match and day_first is None and max(map(int, match.groups())) <= 12 and match[1] != match[2]:
        message = f"{when.column} {when.text!r} is read day first; no date of the table tells"
        return Flag(code="date_order_assumed", message=message)
    return None


def _is_first_day(row: Row, date: Cell) -> bool:
    """Whether "date" is where the period begins that "end" closes; an arrival closes none."""
    if row.layout.has("start") or "report" in header_words(date.column):
        return False
    return all(_CLOSES.intersection(header_words(c.name).split()) for c in row.layout.of("end"))


def _tells_stays(row: Row) -> bool:
    """Whether a line-up of one port tells when ships come and then when they leave it.

    A table of voyages names the day of departure before that of arrival.
    """
    came, left = row.layout.of("end"), row.layout.of("start")
    if came and left:
        return came[0].index < left[0].index
    return bool(came) and row.layout.has("berthed")


def _joined(row: Row, values: list[str | None], flags: list[Flag], *, is_stay: bool) -> str | None:
    known = [v for v in values if v]
    if len(known) < 2:
        if known and len(values) == 1 and not row.every("date") and not is_stay:
            side = "since" if row.every("start") else "until"
            return known[0] if side == "since" else edtf.opened(known[0], side=side)
        return known[0] if known else None
    if is_stay:
        with suppress(DateError):
            return edtf.join(known[1], known[0])
    try:
        return edtf.join(known[0], known[1])
    except DateError as error:
        flags.append(Flag(code="date_conflict", message=f"first and last day: {error}"))
        return None


def _from_parts(row: Row) -> str | None:
    """Date of columns for year, month and day."""
    parts = []
    for slot in ("year", "date", "dayofmonth"):
        cell = row.cell(slot)
        if cell is None or not re.fullmatch(r"\d{1,4}(?:\.0)?", cell.text.strip()):
            break
        number = int(float(cell.text))
        if number == 0:
            break
        parts.append(f"{number:04d}" if slot == "year" else f"{number:02d}")
    return "-".join(parts) or None


def _remarked(row: Row) -> tuple[When, ...]:
    """Dates that the remarks name."""
    return tuple(
        msgspec.structs.replace(
            when,
            start=when.start + cell.at,
            end=when.end + cell.at,
            row=row.number,
            column=cell.column,
        )
        for cell in row.every("remarks")
        for when in _dates_in(cell.text)
    )


_dates_in = remembered(find_dates)


def _span(since: str | None, value: str, *, so_far: bool) -> str:
    """Interval of a running count: from where it began to the day it was told."""
    if since:
        try:
            return edtf.join(since.partition("/")[0], value.rpartition("/")[2])
        except DateError:
            return value
    return edtf.opened(value, side="until") if so_far and "/" not in value else value
