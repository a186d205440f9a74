"""Calendar arithmetic of dates in text: days, months, offsets, parts of an interval.

Everything here gives a `Dated`: an EDTF text, or the reason why there is none.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from geomap import edtf
from geomap.dates.lexicon import WEEKDAYS, count, weekday
from geomap.errors import DateError
from geomap.records import DateRole

__all__ = [
    "DAY",
    "WEEK",
    "Dated",
    "between",
    "checked",
    "edge_day",
    "in_month",
    "months",
    "night",
    "offset",
    "part_of",
    "shifted",
    "single",
    "unit_at",
    "window",
]

DAY = timedelta(1)
WEEK = 7
_YEAR_DAYS = 365
_MONTH_DAYS = (28, 31)
_DECADE = 10  # years
_DECADE_PARTS = {"start": (0, 3), "middle": (4, 6), "end": (7, 9)}  # the early 1990s: 1990-1993


@dataclass(frozen=True, slots=True)
class Dated:
    """What a phrase means: its EDTF, or why it has none."""

    edtf: str | None
    why: str | None = None
    role: DateRole | None = None  # "duration" or "vague", where the words themselves say so
    whole: str | None = None  # EDTF of that of which `edtf` is a part: 1942 of "late 1942"
    ends: tuple["Dated", "Dated"] | None = None  # what the two ends of a range mean


def single(day: date) -> Dated:
    """One day."""
    return Dated(day.isoformat())


def between(first: date, last: date, *, approximate: bool = False) -> Dated:
    """From one day to another, both included."""
    return Dated(edtf.build(first, last, approximate=approximate))


def night(evening: date) -> Dated:
    """The night that begins in the evening of a day."""
    return replace(between(evening, shifted(evening, 1)), whole=evening.isoformat())


def in_month(year: int, number: int, *, shift: int = 0) -> Dated:
    """A month, or the one `shift` months beside it."""
    total = year * 12 + number - 1 + shift
    return Dated(f"{total // 12:04d}-{total % 12 + 1:02d}")


def shifted(day: date, days: int) -> date:
    """`day` moved; raises DateError where the calendar ends."""
    try:
        return day + timedelta(days)
    except OverflowError as error:
        message = f"{days} days from {day} is outside the calendar; check the number."
        raise DateError(message) from error


def months(first: date, number: int) -> tuple[date, date]:
    """First and last day of `number` months beginning with the month of `first`."""
    last = first.year * 12 + first.month - 2 + number
    return first.replace(day=1), edtf.month_end(last // 12, last % 12 + 1)


def checked(year: int, number: int, day: int, named: str | None) -> Dated:
    """A day, checked against the calendar and against the weekday named beside it."""
    try:
        found = date(year, number, day)
    except ValueError:
        return Dated(None, f"impossible_date: there is no day {day} in month {number} of {year}")
    if named and weekday(named) != found.weekday():
        real = WEEKDAYS[found.weekday()].capitalize()
        return Dated(found.isoformat(), f"weekday_conflict: {found.isoformat()} is a {real}")
    return single(found)


def unit_at(base: date, unit: str, step: int) -> Dated:
    """The day, week, month ... that holds `base`, or one `step` beside it."""
    if unit == "day":
        return single(shifted(base, step))
    if unit in {"week", "weekend"}:
        monday = shifted(base, WEEK * step - base.weekday())
        first = 5 if unit == "weekend" else 0
        return between(shifted(monday, first), shifted(monday, 6))
    if unit == "month":
        return in_month(base.year, base.month, shift=step)
    if unit == "quarter":
        quarter = base.year * 4 + (base.month - 1) // 3 + step
        return between(*months(date(quarter // 4, quarter % 4 * 3 + 1, 1), 3))
    years = {"year": 1, "decade": 10, "century": 100}[unit]
    first = (base.year // years + step) * years
    return Dated(f"{first:04d}" if years == 1 else f"{first:04d}/{first + years - 1:04d}")


_LENGTH_DAYS = {"day": 1, "night": 1, "week": 7, "weekend": 7, "fortnight": 14}
_LENGTH_MONTHS = {"month": 1, "quarter": 3, "year": 12, "decade": 120}


def offset(base: date, number: float, unit: str, step: int) -> Dated:
    """`number` units before or after `base`, as precise as the unit is."""
    if unit in _LENGTH_DAYS:
        day = shifted(base, step * round(number * _LENGTH_DAYS[unit]))
        rough = unit in {"week", "fortnight", "weekend"} and number > 1
        return Dated(day.isoformat() + ("~" if rough else ""))
    months = round(number * _LENGTH_MONTHS[unit]) * step
    if abs(months) > 12 * (date.max.year - base.year if step > 0 else base.year - 1):
        message = f"{number:g} {unit}s from {base} is outside the calendar; check the number."
        raise DateError(message)
    if unit in {"year", "decade"} and number >= 1:
        return Dated(f"{base.year + months // 12:04d}")
    return in_month(base.year, base.month, shift=months)


def window(now: date, number: float, unit: str) -> Dated:
    """The last `number` units up to `now`, or the next ones where it is negative."""
    days = {"hour": 1 / 24, "minute": 1 / 1440, **_LENGTH_DAYS}.get(unit)
    length = round(number * (days or _LENGTH_MONTHS[unit] * _YEAR_DAYS / 12))
    other = shifted(now, -length)
    return between(min(now, other), max(now, other))


def _side(part: str) -> str:
    head = part.split(maxsplit=1)[0]
    if head in {"early", "start", "beginning", "turn", "first", "opening"}:
        return "start"
    return "middle" if head in {"mid", "middle", "second"} else "end"


def _third(side: str, first: date, last: date) -> Dated:
    """Start, middle or end of an interval: named months of a year, else the whole, marked `~`."""
    if last.year - first.year + 1 == _DECADE and (first.month, last.month) == (1, 12):
        begin, end = _DECADE_PARTS[side]
        return Dated(f"{first.year + begin:04d}/{first.year + end:04d}")
    if (last - first).days + 1 < _YEAR_DAYS or first.year != last.year:
        return between(first, last, approximate=True)
    year = first.year
    if side == "middle":
        return Dated(f"{year:04d}-06~")
    months = (1, 3) if side == "start" else (10, 12)
    return Dated(f"{year:04d}-{months[0]:02d}/{year:04d}-{months[1]:02d}")


def _half(first: date, last: date, *, second: bool) -> Dated:
    if _MONTH_DAYS[0] <= (last - first).days + 1 <= _MONTH_DAYS[1]:
        middle = first.replace(day=15)
    elif first.day == 1 and first.year == last.year and (last - first).days + 1 >= _YEAR_DAYS:
        middle = date(first.year, 6, 30)
    else:
        middle = first + (last - first) / 2
    return between(middle + DAY, last) if second else between(first, middle)


def _edge(side: str, first: date, last: date) -> Dated:
    """Start or end of an interval: of a year its first or last month, about."""
    if (last - first).days + 1 < _YEAR_DAYS:
        return between(first, last, approximate=True)
    edge = f"{first.year:04d}-01~" if side == "start" else f"{last.year:04d}-12~"
    return Dated(edge)


def edge_day(role: str, part: str, whole: edtf.Interval) -> str | None:
    """The one day that bounds "since the start of May" or "until the end of May"."""
    if role == "since" and part in {"start", "beginning", "turn"} and whole.first:
        return whole.first.isoformat()
    if role == "until" and part in {"end", "close", "out", "over"} and whole.last:
        return whole.last.isoformat()
    return None


def _week_of(first: date, last: date) -> Dated:
    if (last - first).days >= WEEK:
        return Dated(edtf.build(first, last))
    monday = first - first.weekday() * DAY
    return between(monday, monday + 6 * DAY)


def _nth_week(number: int, first: date, last: date) -> Dated:
    start = min(last, first + (number - 1) * WEEK * DAY)
    return between(start, min(last, start + (WEEK - 1) * DAY))


def _counted(part: str, first: date, last: date) -> Dated | None:
    """The first or last days, weeks or months of an interval, as many as said."""
    side, words = part.split(maxsplit=1)
    named, unit = words.rsplit(maxsplit=1)
    number = round(count(named) or 0)
    opening = side in {"first", "opening"}
    if unit == "months":
        shift = number if opening else 1 - number
        edge = in_month(
            *((first.year, first.month) if opening else (last.year, last.month)),
            shift=shift - opening,
        )
        other = edtf.parse(edge.edtf or "")
        ends = (first, other.last) if opening else (other.first, last)
    else:
        days = number * (WEEK if unit == "weeks" else 1) - 1
        ends = (first, shifted(first, days)) if opening else (shifted(last, -days), last)
    start, end = ends
    inside = start and end and first <= start <= end <= last
    return between(start, end) if inside and start and end else None


def _weekend_of(first: date, _last: date) -> Dated:
    saturday = first - first.weekday() * DAY + 5 * DAY
    return between(saturday, saturday + DAY)


def _night_of(first: date, last: date) -> Dated:
    return between(first, last + DAY) if first == last else between(first, last)


_PARTS: dict[str, Callable[[date, date], Dated]] = {
    "first half": lambda a, b: _half(a, b, second=False),
    "second half": lambda a, b: _half(a, b, second=True),
    "latter half": lambda a, b: _half(a, b, second=True),
    "first week": lambda a, b: between(a, min(b, a + 6 * DAY)),
    "last week": lambda a, b: between(max(a, b - 6 * DAY), b),
    "second week": lambda a, b: _nth_week(2, a, b),
    "third week": lambda a, b: _nth_week(3, a, b),
    "fourth week": lambda a, b: _nth_week(4, a, b),
    "final week": lambda a, b: between(max(a, b - 6 * DAY), b),
    "first day": lambda a, _b: single(a),
    "opening day": lambda a, _b: single(a),
    "last day": lambda _a, b: single(b),
    "closing day": lambda _a, b: single(b),
    "final day": lambda _a, b: single(b),
    "first days": lambda a, b: between(a, min(b, a + 6 * DAY), approximate=True),
    "last days": lambda a, b: between(max(a, b - 6 * DAY), b, approximate=True),
    "final days": lambda a, b: between(max(a, b - 6 * DAY), b, approximate=True),
    "start": lambda a, b: _edge("start", a, b),
    "beginning": lambda a, b: _edge("start", a, b),
    "turn": lambda a, b: _edge("start", a, b),
    "end": lambda a, b: _edge("end", a, b),
    "close": lambda a, b: _edge("end", a, b),
    "eve": lambda a, _b: single(a - DAY),
    "week": _week_of,
    "weekend": _weekend_of,
    "week ending": lambda _a, b: between(b - 6 * DAY, b),
    "week ended": lambda _a, b: between(b - 6 * DAY, b),
    "night": _night_of,
    "overnight": _night_of,
}
# Nights are handled by `part_of` itself; these parts leave an interval as it is.
_NAMED_PART = 2  # words: "last days"; more count them, "last ten days"
_WHOLE = frozenset({"whole", "course", "rest"})


def part_of(part: str, whole: edtf.Interval, *, now: date | None) -> Dated | None:
    """A named part ("late", "first week", "end") of a closed interval; None: the whole of it.

    `now` divides what is "earlier" and "later" in the interval that it lies in.
    """
    first, last = whole.first, whole.last
    if first is None or last is None or part in _WHOLE:
        return None
    if part in {"earlier", "later"}:
        if now is None or not first <= now <= last:
            return None
        return between(first, now) if part == "earlier" else between(now, last)
    if part.endswith(("days", "weeks", "months")) and len(part.split()) > _NAMED_PART:
        return _counted(part, first, last)
    special = _PARTS.get(part)
    if special is not None:
        return special(first, last)
    return None if first == last else _third(_side(part), first, last)
