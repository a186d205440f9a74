"""From a phrase to days: what a calendar expression means at its place in a document.

A `Reader` goes through the phrases of one document in order and remembers what relative ones
lean on: the document's date, the date last named, the year last named.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from geomap import edtf
from geomap.dates.grammar import Phrase
from geomap.dates.lexicon import SEASONS, WEEKDAYS, count, day_number, month, weekday
from geomap.errors import DateError

__all__ = ["AMBIGUOUS_ORDER", "NO_DATE", "Dated", "Reader", "has_year"]

NO_DATE = "no document date"
NO_ANCHOR = "no earlier date to count from"
NO_NUMBER = "no number of days given"
UNKNOWN_EVENT = "counted from an event without a date"
AMBIGUOUS_ORDER = "day and month could be swapped: read day first"

# A day and month without a year lie in the past, but up to a month ahead the coming one is
# meant: "on 28 May" in a report of 20 May is next week, not 51 weeks ago.
_AHEAD_DAYS = 30
_DAY = timedelta(1)
_WEEK = 7
_YEAR_DAYS = 365
_MONTH_DAYS = (28, 31)
_CENTURY_PIVOT = 50  # two-digit years: 00-49 are 20xx, 50-99 are 19xx


@dataclass(frozen=True, slots=True)
class Dated:
    """What a phrase means: its EDTF, or why it has none."""

    edtf: str | None
    why: str | None = None
    role: str | None = None  # "duration" or "vague", where the words themselves say so


def _day(day: date) -> Dated:
    return Dated(day.isoformat())


def _span(first: date, last: date, *, approximate: bool = False) -> Dated:
    return Dated(edtf.build(first, last, approximate=approximate))


def _month(year: int, number: int, *, shift: int = 0) -> Dated:
    total = year * 12 + number - 1 + shift
    return Dated(f"{total // 12:04d}-{total % 12 + 1:02d}")


def _shifted(day: date, days: int) -> date:
    """`day` moved; raises DateError where the calendar ends."""
    try:
        return day + timedelta(days)
    except OverflowError as error:
        message = f"{days} days from {day} is outside the calendar; check the number."
        raise DateError(message) from error


def _months(first: date, number: int) -> tuple[date, date]:
    """First and last day of `number` months beginning with the month of `first`."""
    last = first.year * 12 + first.month - 2 + number
    return first.replace(day=1), edtf.month_end(last // 12, last % 12 + 1)


class Reader:
    """Dates the phrases of one document, in order.

    Parameters
    ----------
    published
        The document's date, from which "Thursday" or "last month" are counted.
    narrative
        The text is a history: an expression without a year takes the year last named.
    day_first
        How 03/09/2024 is read; None: day first, and said in `why`.
    """

    def __init__(
        self, *, published: date | None, narrative: bool, day_first: bool | None = None
    ) -> None:
        self.published = published
        self.narrative = narrative
        self.day_first = day_first
        self.year: int | None = None  # last named
        self.focus: edtf.Interval | None = None  # last named, of any length
        self.focus_day: edtf.Interval | None = None  # last named that is a week or shorter

    # ---- what a phrase leans on ----

    @property
    def now(self) -> date | None:
        """The day from which relative phrases are counted."""
        if self.narrative and self.year is not None:
            return date(self.year, 7, 1)
        return self.published

    def enter(self, year: int) -> None:
        """Go into a section that is headed by its year."""
        self.narrative = True
        self.year = year

    def read(self, phrase: Phrase, *, future: bool) -> Dated:
        """Days of one phrase. `future`: the words around it point forward."""
        try:
            dated = _READ[phrase.kind](self, phrase, future)
            if dated.edtf is not None and phrase.part:
                dated = self._part(phrase, dated)
            if dated.edtf is not None:
                edtf.parse(dated.edtf)
        except DateError as error:
            return Dated(None, f"impossible_date: {error}")
        return dated

    def read_pair(self, first: Phrase, last: Phrase, *, future: bool) -> Dated:
        """Days from one phrase to another ("between 7 September and 1 October 2023")."""
        if has_year(first) and not has_year(last):
            start = self.read(first, future=False)
            end = self._leaning(start.edtf, forward=True).read(last, future=True)
        else:
            end = self.read(last, future=future)
            start = (
                self.read(first, future=future)
                if has_year(first)
                else self._leaning(end.edtf, forward=False).read(first, future=False)
            )
        if start.edtf is None or end.edtf is None:
            return Dated(None, start.why or end.why, start.role or end.role)
        try:
            return Dated(edtf.join(start.edtf, end.edtf), start.why or end.why)
        except DateError as error:
            return Dated(None, f"impossible_date: {error}")

    def _leaning(self, anchor: str | None, *, forward: bool) -> "Reader":
        """A reader for the other end of a range, which counts from this end."""
        day = self.published
        if anchor is not None:
            interval = edtf.parse(anchor)
            day = interval.first if forward else interval.last
        other = Reader(published=day, narrative=False, day_first=self.day_first)
        other.focus, other.focus_day, other.year = self.focus, self.focus_day, self.year
        return other

    def remember(self, dated: Dated, phrase: Phrase, *, in_passing: bool) -> None:
        """Keep what later phrases lean on; a year named `in_passing` does not move a history."""
        if dated.edtf is None:
            return
        interval = edtf.parse(dated.edtf)
        if has_year(phrase) and phrase.kind != "decade" and not in_passing:
            named = interval.last or interval.first
            self.year = named.year if named else self.year
        self.focus = interval
        if interval.days is not None and interval.days <= _WEEK:
            self.focus_day = interval

    # ---- years ----

    def _year_of(self, phrase: Phrase) -> int | None:
        """The year that a phrase names, or None where it names none."""
        named, near = phrase.get("y"), phrase.get("yr")
        if named:
            return int(named) if len(named) == 4 else self._century(int(named))  # noqa: PLR2004
        if not near:
            return None
        if near.startswith(("that", "the ")) and "same year" not in near or "same" in near:
            if near.startswith("the year") and self.now:
                return self.now.year
            base = self.focus.first if self.focus else None
        else:
            base = self.now
        if base is None:
            return None
        return base.year + _step(near)

    def _century(self, short: int) -> int:
        if self.narrative and self.year is not None:
            return self.year // 100 * 100 + short
        return short + (2000 if short < _CENTURY_PIVOT else 1900)

    def _date(self, phrase: Phrase, future: bool) -> Dated:
        number, day = month(phrase.words["m"]), day_number(phrase.words["d"])
        year = self._year_of(phrase)
        if year is None and phrase.get("yr"):
            return Dated(None, NO_DATE)
        if year is None:
            year = self._near_year(number, day, future=future)
        if year is None:
            return Dated(None, NO_DATE)
        return _checked(year, number, day, phrase.get("w"))

    def _near_year(self, number: int, day: int | None, *, future: bool) -> int | None:
        """Year of a month, or of a day of it, that is given without one."""
        if self.narrative and self.year is not None:
            return self.year
        if self.published is None:
            return None
        now = self.published
        at = (number, day or 1)
        here = (now.month, now.day if day else 1)
        if future:
            return now.year if at >= here else now.year + 1
        limit = _shifted(now, _AHEAD_DAYS) if day else now
        for year in (now.year + 1, now.year):
            if (year, *at) <= (limit.year, limit.month, limit.day):
                return year
        return now.year - 1

    def _iso(self, phrase: Phrase, future: bool) -> Dated:
        words = phrase.words
        return _checked(int(words["y"]), int(words["m"]), int(words["d"]), None)

    def _isomonth(self, phrase: Phrase, future: bool) -> Dated:
        return _month(int(phrase.words["y"]), int(phrase.words["m"]))

    def _numeric(self, phrase: Phrase, future: bool) -> Dated:
        a, b = int(phrase.words["a"]), int(phrase.words["b"])
        year = self._year_of(phrase)
        dotted = phrase.words["sep"] == "."
        day_first = True if dotted or self.day_first is None else self.day_first
        if a > 12 or b > 12:  # noqa: PLR2004 (no month)
            day_first = b <= 12 or a > 12  # noqa: PLR2004
        day, number = (a, b) if day_first else (b, a)
        dated = _checked(year or 0, number, day, None)
        unsure = not dotted and self.day_first is None and max(a, b) <= 12 and a != b  # noqa: PLR2004
        return Dated(dated.edtf, AMBIGUOUS_ORDER) if unsure and dated.edtf else dated

    def _days(self, phrase: Phrase, future: bool) -> Dated:
        words = dict(phrase.words)
        last = self._date(Phrase(0, 0, "date", None, words | {"d": words["d2"]}), future)
        if last.edtf is None:
            return last
        year = edtf.parse(last.edtf).first
        first = self._date(
            Phrase(0, 0, "date", None, words | {"y": f"{year.year:04d}" if year else ""}), future
        )
        if first.edtf is None:
            return first
        return Dated(edtf.join(first.edtf, last.edtf))

    def _named_month(self, phrase: Phrase, future: bool) -> Dated:
        number = month(phrase.words["m"])
        year = self._year_of(phrase)
        if year is None and not phrase.get("yr"):
            year = self._near_year(number, None, future=future)
        return Dated(None, NO_DATE) if year is None else _month(year, number)

    def _near_month(self, phrase: Phrase, future: bool) -> Dated:
        number, rel = month(phrase.words["m"]), phrase.words["rel"]
        base = self.now
        if rel.startswith(("the ", "that")) and self.focus and self.focus.first:
            base = self.focus.first
        if base is None:
            return Dated(None, NO_DATE)
        year = base.year
        if _step(rel) < 0:
            year -= number >= base.month
        elif _step(rel) > 0:
            year += number <= base.month
        return _month(year, number)

    def _season(self, phrase: Phrase, future: bool) -> Dated:
        start = SEASONS[phrase.words["season"]]
        year = self._year_of(phrase)
        rel = phrase.get("rel") or ""
        base = self.now
        if rel in {"that", "that same", "the same", "the following", "the previous"} and self.focus:
            base = self.focus.first
        if year is None and not phrase.get("yr") and base is not None:
            begun = base.month >= start
            ended = base.month > start + 2
            if self.narrative or rel.startswith(("that", "the same")):
                year = base.year
            elif rel == "this":
                year = base.year
            elif future or _step(rel) > 0:
                year = base.year + (base.month >= start)
            else:
                year = base.year - (not (ended if _step(rel) < 0 else begun))
        if year is None:
            return Dated(None, NO_DATE)
        return _span(*_months(date(year, start, 1), 3))

    def _quarter(self, phrase: Phrase, future: bool) -> Dated:
        whole = phrase.words["q"].startswith("h")
        parts = 2 if whole else 4
        number = _ORDINALS.get(phrase.words["n"]) or parts
        year = self._year_of(phrase)
        if year is None and not phrase.get("yr") and self.now is not None:
            begins = 1 + (number - 1) * 12 // parts
            year = self.now.year - (begins > self.now.month and not future)
        if year is None:
            return Dated(None, NO_DATE)
        if number > parts:
            return Dated(None, f"impossible_date: a year has {parts} such parts")
        return _span(*_months(date(year, 1 + (number - 1) * 12 // parts, 1), 12 // parts))

    def _decade(self, phrase: Phrase, future: bool) -> Dated:
        year = int(phrase.words["y"]) * 10
        return Dated(f"{year}/{year + 9}")

    def _years(self, phrase: Phrase, future: bool) -> Dated:
        return Dated(f"{phrase.words['y']}/{phrase.words['y2']}")

    def _year(self, phrase: Phrase, future: bool) -> Dated:
        return Dated(phrase.words["y"])

    def _holiday(self, phrase: Phrase, future: bool) -> Dated:
        feast = phrase.words["feast"]
        number, day = (12, 25) if "christmas" in feast else (1, 1)
        if feast.endswith("eve"):
            number, day = (12, 24) if "christmas" in feast else (12, 31)
        words = phrase.words | {"m": str(edtf.date(1, number, 1).strftime("%B")), "d": str(day)}
        return self._date(Phrase(0, 0, "date", None, words), future)

    # ---- counted from the document's date ----

    def _today(self, phrase: Phrase, future: bool) -> Dated:
        if self.published is None:
            return Dated(None, NO_DATE)
        word = phrase.words["day"]
        step = {"yesterday": -1, "tomorrow": 1}.get(word, 0)
        if word.startswith("the day"):
            step = -2 if word.endswith("yesterday") else 2
        day = _shifted(self.published, step)
        return _span(day, day + _DAY) if word == "tonight" else _day(day)

    def _overnight(self, phrase: Phrase, future: bool) -> Dated:
        if self.published is not None and not self.narrative:
            return _span(self.published - _DAY, self.published)
        if self.focus_day and self.focus_day.first:
            return _span(self.focus_day.first, self.focus_day.first + _DAY)
        return Dated(None, NO_DATE)

    def _this_part(self, phrase: Phrase, future: bool) -> Dated:
        rel, tod = phrase.words["rel"], phrase.words["tod"]
        if rel.startswith(("that", "the ", "in")):
            if rel.startswith("in") and self.focus_day is None and self.published is not None:
                return _day(self.published)
            if self.focus_day is None or self.focus_day.first is None:
                return Dated(None, NO_ANCHOR)
            if _step(rel) == 0:
                return Dated(edtf.build(self.focus_day.first, self.focus_day.last))
            return _day(_shifted(self.focus_day.first, _step(rel)))
        if self.published is None:
            return Dated(None, NO_DATE)
        if rel == "last":
            day = self.published - _DAY
            return _span(day, self.published) if tod == "night" else _day(day)
        return _day(self.published)

    def _weekday(self, phrase: Phrase, future: bool) -> Dated:
        if phrase.get("plural"):
            return Dated(None, "a repeated day", "duration")
        rel = phrase.get("rel") or ""
        base = self.now
        if rel in {"that", "the previous", "the following", "the same"} or (
            self.narrative and self.focus_day
        ):
            base = (self.focus_day and self.focus_day.last) or base
        if base is None:
            return Dated(None, NO_DATE)
        back = (base.weekday() - weekday(phrase.words["w"])) % _WEEK
        if rel.startswith("this") and "past" not in rel:
            return _day(base - base.weekday() * _DAY + weekday(phrase.words["w"]) * _DAY)
        if _step(rel) > 0 or (future and not rel) or (self.narrative and not rel):
            return _day(_shifted(base, _WEEK - back))
        if _step(rel) < 0 or "past" in rel:
            return _day(_shifted(base, -(back or _WEEK)))
        return _day(_shifted(base, -back))

    def _unit(self, phrase: Phrase, future: bool) -> Dated:
        rel, unit = phrase.words["rel"], phrase.words["u"]
        step = _step(rel)
        after = phrase.get("after")
        if after:
            step = -1 if after.split()[-1] in {"before", "earlier"} else 1
        leaning = after or rel.startswith("that") or any(
            word in rel for word in ("same", "previous", "following", "preceding", "the next")
        )
        if leaning or (self.narrative and rel == "the" and self.focus):
            return self._beside_focus(unit, step)
        if self.now is None:
            return Dated(None, NO_DATE)
        if rel.endswith("past") or (rel == "the last" and not phrase.part):
            return _window(self.now, 1, unit)
        if unit == "weekend":
            return self._weekend(rel, future=future)
        return _unit_at(self.now, unit, step)

    def _beside_focus(self, unit: str, step: int) -> Dated:
        focus = self.focus_day if unit in {"day", "week", "weekend"} else self.focus
        if focus is None or focus.first is None:
            return Dated(None, NO_ANCHOR)
        if unit == "day" and step == 0:
            return Dated(edtf.build(focus.first, focus.last))
        days = focus.days or 1
        base = focus.last if step > 0 and focus.last and days > 2 else focus.first  # noqa: PLR2004
        return _unit_at(base, unit, step)

    def _weekend(self, rel: str, *, future: bool) -> Dated:
        base = self.now
        if base is None:
            return Dated(None, NO_DATE)
        saturday = base - ((base.weekday() - 5) % _WEEK) * _DAY
        coming = rel in {"this", "the coming"} or (future and rel == "the")
        if coming and base.weekday() < 5:  # noqa: PLR2004 (Saturday)
            saturday += _WEEK * _DAY
        elif rel == "next":
            saturday += _WEEK * _DAY * (1 if base.weekday() >= 5 else 2)  # noqa: PLR2004
        elif rel == "last" and base.weekday() >= 5:  # noqa: PLR2004
            saturday -= _WEEK * _DAY
        return _span(saturday, saturday + _DAY)

    def _window_of(self, phrase: Phrase, future: bool) -> Dated:
        number = count(phrase.words["n"])
        if number is None:
            return Dated(None, NO_NUMBER, "vague")
        if self.now is None:
            return Dated(None, NO_DATE)
        rel = phrase.words["rel"]
        if rel in {"next", "coming", "following"}:
            number = -number
        if rel in {"following", "previous"}:
            return Dated(None, UNKNOWN_EVENT, "duration")
        return _window(self.now, number, phrase.words["u"])

    def _offset(self, phrase: Phrase, future: bool) -> Dated:
        unit, direction = phrase.words["u"], phrase.words["dir"]
        ago = direction in {"ago", "hence"} or direction.startswith("from")
        step = -1 if direction in {"ago", "earlier", "before", "prior", "previously"} else 1
        number = count(phrase.words.get("n", ""))
        if unit in {"minute", "hour"}:
            number = 0 if number is None or number < 24 else number / 24  # noqa: PLR2004 (a day)
            unit = "day"
        if number is None:
            return Dated(None, NO_NUMBER, "vague")
        if ago:
            return Dated(None, NO_DATE) if self.now is None else _offset(self.now, number, unit, step)
        focus = self.focus if unit in {"month", "year", "quarter", "decade"} else self.focus_day
        if focus is None or focus.first is None:
            return Dated(None, NO_ANCHOR)
        return _offset(focus.first, number, unit, step)

    def _then(self, phrase: Phrase, future: bool) -> Dated:
        if self.focus is None:
            return Dated(None, NO_ANCHOR)
        return Dated(edtf.build(self.focus.first, self.focus.last))

    def _day_only(self, phrase: Phrase, future: bool) -> Dated:
        base = self.focus.first if self.focus else self.now
        if base is None:
            return Dated(None, NO_DATE)
        return _checked(base.year, base.month, day_number(phrase.words["d"]), None)

    def _clock(self, phrase: Phrase, future: bool) -> Dated:
        if self.focus_day and self.focus_day.first:
            return _day(self.focus_day.first)
        return Dated(None, NO_DATE) if self.published is None else _day(self.published)

    def _every(self, phrase: Phrase, future: bool) -> Dated:
        return Dated(None, "a repeated time", "duration")

    def _duration(self, phrase: Phrase, future: bool) -> Dated:
        return Dated(None, "a length of time", "duration")

    def _vague(self, phrase: Phrase, future: bool) -> Dated:
        return Dated(None, NO_NUMBER, "vague")

    # ---- parts of an interval ----

    def _part(self, phrase: Phrase, dated: Dated) -> Dated:
        part, named = phrase.part or "", dated.edtf or ""
        whole = edtf.parse(named)
        if whole.first is None or whole.last is None:
            return dated
        if phrase.get("night") and whole.days == 1:
            toward = "to" in (phrase.get("night") or "")
            first = whole.first - _DAY if toward else whole.first
            return _span(first, first + _DAY)
        if part in {"earlier", "later"}:
            return self._since_or_after(part, whole, dated)
        special = _PARTS.get(part)
        if special is not None:
            return special(whole.first, whole.last)
        if part in _WHOLE or whole.days == 1:
            return dated
        return _third(_side(part), whole.first, whole.last)

    def _since_or_after(self, part: str, whole: edtf.Interval, dated: Dated) -> Dated:
        now = self.published
        if now is None or whole.first is None or whole.last is None:
            return dated
        if not whole.first <= now <= whole.last:
            return dated
        return _span(whole.first, now) if part == "earlier" else _span(now, whole.last)


_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4,
    "1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "1": 1, "2": 2, "3": 3, "4": 4,
}  # fmt: skip
_WHOLE = frozenset({"whole", "course", "rest", "week", "weekend"})


def _step(rel: str) -> int:
    """-1 for "last" and its kin, 1 for "next", 0 for "this" and "the same"."""
    if "last" in rel or "previous" in rel or "preceding" in rel:
        return -1
    return 1 if "next" in rel or "following" in rel or "coming" in rel else 0


def has_year(phrase: Phrase) -> bool:
    """Whether a phrase names its year, or one beside another ("last year")."""
    return phrase.get("y") is not None or phrase.get("yr") is not None


def _checked(year: int, number: int, day: int, named: str | None) -> Dated:
    """A day, checked against the calendar and against the weekday named beside it."""
    try:
        found = date(year, number, day)
    except ValueError:
        return Dated(None, f"impossible_date: there is no day {day} in month {number} of {year}")
    if named and weekday(named) != found.weekday():
        real = WEEKDAYS[found.weekday()].capitalize()
        return Dated(found.isoformat(), f"weekday_conflict: {found.isoformat()} is a {real}")
    return _day(found)


def _unit_at(base: date, unit: str, step: int) -> Dated:
    """The day, week, month ... that holds `base`, or one `step` beside it."""
    if unit == "day":
        return _day(_shifted(base, step))
    if unit in {"week", "weekend"}:
        monday = _shifted(base, _WEEK * step - base.weekday())
        first = 5 if unit == "weekend" else 0
        return _span(_shifted(monday, first), _shifted(monday, 6))
    if unit == "month":
        return _month(base.year, base.month, shift=step)
    if unit == "quarter":
        quarter = base.year * 4 + (base.month - 1) // 3 + step
        return _span(*_months(date(quarter // 4, quarter % 4 * 3 + 1, 1), 3))
    years = {"year": 1, "decade": 10, "century": 100}[unit]
    first = (base.year // years + step) * years
    return Dated(f"{first:04d}" if years == 1 else f"{first:04d}/{first + years - 1:04d}")


_LENGTH_DAYS = {"day": 1, "night": 1, "week": 7, "weekend": 7, "fortnight": 14}
_LENGTH_MONTHS = {"month": 1, "quarter": 3, "year": 12, "decade": 120}


def _offset(base: date, number: float, unit: str, step: int) -> Dated:
    """`number` units before or after `base`, as precise as the unit is."""
    if unit in _LENGTH_DAYS:
        day = _shifted(base, step * round(number * _LENGTH_DAYS[unit]))
        rough = unit in {"week", "fortnight", "weekend"} and number > 1
        return Dated(day.isoformat() + ("~" if rough else ""))
    months = round(number * _LENGTH_MONTHS[unit]) * step
    if abs(months) > 12 * (date.max.year - base.year if step > 0 else base.year - 1):
        message = f"{number:g} {unit}s from {base} is outside the calendar; check the number."
        raise DateError(message)
    if unit in {"year", "decade"} and number >= 1:
        return Dated(f"{base.year + months // 12:04d}")
    return _month(base.year, base.month, shift=months)


def _window(now: date, number: float, unit: str) -> Dated:
    """The last `number` units up to `now`, or the next ones where it is negative."""
    days = {"hour": 1 / 24, "minute": 1 / 1440, **_LENGTH_DAYS}.get(unit)
    length = round(number * (days if days else _LENGTH_MONTHS[unit] * _YEAR_DAYS / 12))
    other = _shifted(now, -length)
    return _span(min(now, other), max(now, other))


def _side(part: str) -> str:
    head = part.split()[0]
    if head in {"early", "start", "beginning", "turn", "first", "opening"}:
        return "start"
    return "middle" if head in {"mid", "middle", "second"} else "end"


def _third(side: str, first: date, last: date) -> Dated:
    """Start, middle or end of an interval: named months of a year, else the whole, marked `~`."""
    if (last - first).days + 1 < _YEAR_DAYS or first.year != last.year:
        return _span(first, last, approximate=True)
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
    return _span(middle + _DAY, last) if second else _span(first, middle)


def _edge(side: str, first: date, last: date) -> Dated:
    """"The start of" and "the end of": of a year its first or last month, about."""
    if (last - first).days + 1 < _YEAR_DAYS:
        return _span(first, last, approximate=True)
    edge = f"{first.year:04d}-01~" if side == "start" else f"{last.year:04d}-12~"
    return Dated(edge)


def _week_of(first: date, last: date) -> Dated:
    if (last - first).days >= _WEEK:
        return Dated(edtf.build(first, last))
    monday = first - first.weekday() * _DAY
    return _span(monday, monday + 6 * _DAY)


def _weekend_of(first: date, last: date) -> Dated:
    saturday = first - first.weekday() * _DAY + 5 * _DAY
    return _span(saturday, saturday + _DAY)


def _night_of(first: date, last: date) -> Dated:
    return _span(first, last + _DAY) if first == last else _span(first, last)


_PARTS: dict[str, Callable[[date, date], Dated]] = {
    "first half": lambda a, b: _half(a, b, second=False),
    "second half": lambda a, b: _half(a, b, second=True),
    "latter half": lambda a, b: _half(a, b, second=True),
    "first week": lambda a, b: _span(a, min(b, a + 6 * _DAY)),
    "last week": lambda a, b: _span(max(a, b - 6 * _DAY), b),
    "final week": lambda a, b: _span(max(a, b - 6 * _DAY), b),
    "first days": lambda a, b: _span(a, min(b, a + 6 * _DAY), approximate=True),
    "last days": lambda a, b: _span(max(a, b - 6 * _DAY), b, approximate=True),
    "final days": lambda a, b: _span(max(a, b - 6 * _DAY), b, approximate=True),
    "start": lambda a, b: _edge("start", a, b),
    "beginning": lambda a, b: _edge("start", a, b),
    "turn": lambda a, b: _edge("start", a, b),
    "end": lambda a, b: _edge("end", a, b),
    "close": lambda a, b: _edge("end", a, b),
    "eve": lambda a, _b: _day(a - _DAY),
    "week": _week_of,
    "weekend": _weekend_of,
    "night": _night_of,
}

_READ: dict[str, Callable[[Reader, Phrase, bool], Dated]] = {
    "clock": Reader._clock,
    "date": Reader._date,
    "dayonly": Reader._day_only,
    "days": Reader._days,
    "decade": Reader._decade,
    "duration": Reader._duration,
    "every": Reader._every,
    "holiday": Reader._holiday,
    "iso": Reader._iso,
    "isomonth": Reader._isomonth,
    "month": Reader._named_month,
    "nearmonth": Reader._near_month,
    "numeric": Reader._numeric,
    "offset": Reader._offset,
    "overnight": Reader._overnight,
    "quarter": Reader._quarter,
    "season": Reader._season,
    "span": Reader._window_of,
    "then": Reader._then,
    "thispart": Reader._this_part,
    "today": Reader._today,
    "unit": Reader._unit,
    "vague": Reader._vague,
    "weekday": Reader._weekday,
    "year": Reader._year,
    "years": Reader._years,
}
