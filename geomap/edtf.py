"""Calendar intervals written as EDTF (ISO 8601-2), the part of it that geomap writes.

Read: years, months, days, decades (`199X`), seasons 21-24 (northern), `a/b`, open ends (`..`, or
nothing), and the marks `~ ? %`; a time of day after `T` is left aside. Written: the shortest form
of the same days. Seasons are read but never written: inside an interval they are not standard.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from geomap.errors import DateError

__all__ = [
    "Interval",
    "build",
    "cap",
    "contains",
    "join",
    "month_end",
    "opened",
    "overlaps",
    "parse",
    "precision",
    "share",
]

_PART = re.compile(
    r"(?P<year>\d{4}|\d{3}X|\d\dXX)"
    r"(?:-(?P<month>\d\d|XX)(?:-(?P<day>\d\d|XX)(?:T[\d:.]{2,15}(?:Z|[+-]\d\d(?::?\d\d)?)?)?)?)?"
    r"(?P<mark>[~?%])?"
)
_SEASON_START = {21: 3, 22: 6, 23: 9, 24: 12}
_OPEN = ("", "..")

# UCDP GED codebook, date_prec: longest span in days that still counts as 1 (day), 2 (a few
# days), 3 (week), 4 (month); anything longer, or open, is 5.
_PRECISION_DAYS = ((1, 1), (6, 2), (7, 3), (31, 4))


@dataclass(frozen=True, slots=True)
class Interval:
    """First and last day, both included; None is open or unknown."""

    first: date | None
    last: date | None
    approximate: bool = False

    @property
    def days(self) -> int | None:
        """Length in days; None where an end is open."""
        if self.first is None or self.last is None:
            return None
        return (self.last - self.first).days + 1


def month_end(year: int, month: int) -> date:
    """Last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def parse(edtf: str) -> Interval:
    """Days that an EDTF text names.

    Raises
    ------
    DateError
        The text is not EDTF, names a day that does not exist, or ends before it begins.

    Examples
    --------
    >>> parse("2023-09/..").first
    datetime.date(2023, 9, 1)
    >>> parse("2024-02").last
    datetime.date(2024, 2, 29)
    """
    left, slash, right = edtf.strip().partition("/")
    if not slash:
        return _part(left, edtf)
    first = None if left in _OPEN else _part(left, edtf)
    last = None if right in _OPEN else _part(right, edtf)
    if first is None and last is None:
        message = f"{edtf!r} is open at both ends; give it at least one date."
        raise DateError(message)
    result = Interval(
        first.first if first else None,
        last.last if last else None,
        bool((first and first.approximate) or (last and last.approximate)),
    )
    if result.first and result.last and result.first > result.last:
        message = f"{edtf!r} ends before it begins; swap its two ends."
        raise DateError(message)
    return result


def _part(text: str, whole: str) -> Interval:
    found = _PART.fullmatch(text)
    if not found:
        message = f"{whole!r} is not an EDTF date; write YYYY, YYYY-MM, YYYY-MM-DD or a/b."
        raise DateError(message)
    try:
        first, last = _bounds(found["year"], found["month"] or "XX", found["day"] or "XX")
    except (ValueError, KeyError) as error:
        message = f"{whole!r} names a day that does not exist; correct it."
        raise DateError(message) from error
    return Interval(first, last, found["mark"] is not None)


def _bounds(year: str, month: str, day: str) -> tuple[date, date]:
    if "X" in year:
        return date(int(year.replace("X", "0")), 1, 1), date(int(year.replace("X", "9")), 12, 31)
    y = int(year)
    if month == "XX":
        return date(y, 1, 1), date(y, 12, 31)
    m = int(month)
    if m > 12:
        start = _SEASON_START[m]
        end_year, end_month = (y + 1, 2) if start == 12 else (y, start + 2)
        return date(y, start, 1), month_end(end_year, end_month)
    if day == "XX":
        return date(y, m, 1), month_end(y, m)
    only = date(y, m, int(day))
    return only, only


def build(first: date | None, last: date | None, *, approximate: bool = False) -> str:
    """Shortest EDTF of an interval; None is an open end.

    Raises
    ------
    DateError
        Both ends are open, or the interval ends before it begins.

    Examples
    --------
    >>> from datetime import date
    >>> build(date(2023, 9, 1), date(2023, 9, 30))
    '2023-09'
    >>> build(date(2023, 9, 1), None)
    '2023-09-01/..'
    """
    mark = "~" if approximate else ""
    if first is None and last is None:
        message = "an interval open at both ends has no EDTF; give at least one date."
        raise DateError(message)
    if first is None or last is None:
        start = f"{first.isoformat()}{mark}" if first else ".."
        end = f"{last.isoformat()}{mark}" if last else ".."
        return f"{start}/{end}"
    if first > last:
        message = f"an interval from {first} to {last} ends before it begins; swap its ends."
        raise DateError(message)
    for length in (4, 7, 10):  # a year, a month, a day
        start, end = first.isoformat()[:length], last.isoformat()[:length]
        if (_part(start, start).first, _part(end, end).last) == (first, last):
            return f"{start}{mark}" if start == end else f"{start}{mark}/{end}{mark}"
    raise AssertionError  # a day is always its own interval


def join(start: str, end: str) -> str:
    """Interval from the beginning of one EDTF to the end of another, as precise as they are.

    >>> join("2023-09", "2024-01-05")
    '2023-09/2024-01-05'
    """
    left, right = start.partition("/")[0], end.rpartition("/")[2]
    result = left if left == right else f"{left}/{right}"
    parse(result)
    return result


def opened(edtf: str, *, side: str) -> str:
    """`edtf` without its end ("since": `a/..`) or without its beginning ("until": `../b`).

    >>> opened("2023-08", side="since")
    '2023-08/..'
    """
    if side == "since":
        return f"{edtf.partition('/')[0]}/.."
    return f"../{edtf.rpartition('/')[2]}"


def cap(edtf: str, last: date | str) -> str:
    """Close an interval that is open at its end with the day by which it must have ended.

    Intervals that are closed, or that begin after `last`, come back unchanged.

    >>> cap("2023-08/..", "2024-02-26")
    '2023-08/2024-02-26'
    """
    day = last if isinstance(last, date) else date.fromisoformat(last)
    interval = parse(edtf)
    if interval.last is not None or (interval.first is not None and interval.first > day):
        return edtf
    return f"{edtf.partition('/')[0]}/{day.isoformat()}"


def precision(edtf: str | None) -> int | None:
    """UCDP `date_prec`: 1 a day, 2 two to six days, 3 a week, 4 up to a month, 5 longer or open.

    >>> precision("2024-09-01/2024-09-07")
    3
    """
    if edtf is None:
        return None
    days = parse(edtf).days
    if days is not None:
        for longest, code in _PRECISION_DAYS:
            if days <= longest:
                return code
    return 5


def overlaps(a: str | None, b: str | None) -> bool:
    """Whether two intervals have a day in common; an unknown one overlaps nothing."""
    if a is None or b is None:
        return False
    x, y = _ends(a), _ends(b)
    return x[0] <= y[1] and y[0] <= x[1]


def contains(outer: str | None, inner: str | None) -> bool:
    """Whether every day of `inner` lies in `outer`; False where either is unknown."""
    if outer is None or inner is None:
        return False
    x, y = _ends(outer), _ends(inner)
    return x[0] <= y[0] and y[1] <= x[1]


def share(a: str | None, b: str | None) -> float:
    """Days in common as a share of the days of both together: 0 none, 1 the same interval.

    An open interval against a closed one is in effect 0; an unknown one is 0.
    """
    if a is None or b is None:
        return 0.0
    x, y = _ends(a), _ends(b)
    common = min(x[1], y[1]) - max(x[0], y[0]) + timedelta(1)
    if common <= timedelta(0):
        return 0.0
    return common / (max(x[1], y[1]) - min(x[0], y[0]) + timedelta(1))


def _ends(edtf: str) -> tuple[date, date]:
    interval = parse(edtf)
    return interval.first or date.min, interval.last or date.max
