"""What relative dates lean on: the document's date, the date and the year last named."""

from dataclasses import dataclass
from datetime import date

from geomap import edtf
from geomap.dates import spans
from geomap.dates.scanning import Phrase

__all__ = ["NO_ANCHOR", "NO_DATE", "NO_NUMBER", "Memory", "has_year", "step_of"]

NO_DATE = "no document date"
NO_ANCHOR = "no earlier date to count from"
NO_NUMBER = "no number of days given"

# A day and month without a year lie in the past, but up to a month ahead the coming one is
# meant: "on 28 May" in a report of 20 May is next week, not 51 weeks ago.
_AHEAD_DAYS = 30
# "In December ... In January": a history goes on into the next year.
# A day of more than so many days ago is told with its year, or goes on a story that has one: the
# story tells of the month before the day it told last, or of the next few.
_LONG_GONE_DAYS = 120
_STORY_MONTHS = (-1, 3)
_MONTH_DAYS = 31
_LATE_MONTH = 12
_EARLY_MONTH = 1
_MOVING = frozenset({"date", "days", "month"})
_CENTURY_PIVOT = 50  # two-digit years: 00-49 are 20xx, 50-99 are 19xx


@dataclass(slots=True)
class Memory:
    """The dates that a reader of a document has in mind at one place of it.

    Attributes
    ----------
    published
        The document's date, from which "Thursday" or "last month" are counted.
    narrative
        The text is a history: an expression without a year takes the year last named.
    day_first
        How 03/09/2024 is read; None: day first, and said in `why`.
    year
        Last named, asides left out.
    focus, focus_day
        Interval last named: of any length, and the last of a week or less.
    """

    published: date | None
    narrative: bool = False
    day_first: bool | None = None
    year: int | None = None
    focus: edtf.Interval | None = None
    focus_day: edtf.Interval | None = None

    @property
    def now(self) -> date | None:
        """The day from which relative phrases are counted."""
        if self.narrative and self.year is not None:
            last = self.focus.first if self.focus else None
            return last if last and last.year == self.year else date(self.year, 7, 1)
        return self.published

    def keep(self, named: str, phrase: Phrase, *, in_passing: bool) -> None:
        """Keep what later phrases lean on; a year named `in_passing` does not move a history."""
        interval = edtf.parse(named)
        if has_year(phrase) and phrase.kind != "decade" and not in_passing:
            last = interval.last or interval.first
            self.year = last.year if last else self.year
        elif self.narrative and phrase.kind in _MOVING and not in_passing and interval.last:
            self.year = interval.last.year
        self.focus = interval
        if interval.days is not None and interval.days <= spans.WEEK:
            self.focus_day = interval

    def year_of(self, phrase: Phrase) -> int | None:
        """The year that a phrase names ("2024", "'63", "last year"), or None."""
        named, near = phrase.get("y"), phrase.get("yr")
        if named:
            return int(named) if len(named) == 4 else self._century(int(named))
        if not near:
            return None
        deictic = near.startswith(("last", "this", "next", "the year"))
        base = self.now if deictic else (self.focus.first if self.focus else None)
        return base.year + step_of(near) if base else None

    def near_year(self, number: int, day: int | None, *, future: bool) -> int | None:
        """Year of a month, or of a day of it, that is given without one."""
        if self.narrative and self.year is not None:
            return self.year + self._turned(number)
        if self.published is None:
            # of the date before in the same paragraph: "4 January 2023 ... on 9 January"
            return None if self.year is None else self.year + self._turned(number)
        now = self.published
        if future:
            here = (now.month, now.day if day else 1)
            return now.year if (number, day or 1) >= here else now.year + 1
        limit = spans.shifted(now, _AHEAD_DAYS) if day else now
        latest = (limit.month, limit.day)
        year = limit.year if (number, day or 1) <= latest else limit.year - 1
        return self.year if day and self._in_story(date(year, number, 1)) else year

    def _in_story(self, month: date) -> bool:
        """Whether a month belongs to the past year of which the text has just told a day.

        "On 6 February 2024 the tanker loaded ... between 14 and 16 February she discharged", in a
        report of September 2025: the nearest February is long gone too.
        """
        last = self.focus.last if self.focus else None
        if last is None or self.published is None or self.year != last.year:
            return False
        if ((self.focus and self.focus.days) or 99) > _MONTH_DAYS or last.year >= month.year:
            return False
        told = (last.year * 12 + month.month) - (last.year * 12 + last.month)
        gone = (self.published - month).days
        return gone > _LONG_GONE_DAYS and _STORY_MONTHS[0] <= told <= _STORY_MONTHS[1]

    def _turned(self, number: int) -> int:
        """Whether a month of a history belongs to the year after the one last named."""
        last = self.focus.last if self.focus else None
        if last is None or last.year != self.year or (self.focus and (self.focus.days or 99) > 31):
            return 0
        return int(last.month >= _LATE_MONTH and number <= _EARLY_MONTH)

    def _century(self, short: int) -> int:
        if self.narrative and self.year is not None:
            return self.year // 100 * 100 + short
        return short + (2000 if short < _CENTURY_PIVOT else 1900)


def step_of(rel: str) -> int:
    """-1 for "last" and its kin, 1 for "next", 0 for "this" and "the same"."""
    if "last" in rel or "previous" in rel or "preceding" in rel:
        return -1
    return 1 if "next" in rel or "following" in rel or "coming" in rel else 0


def has_year(phrase: Phrase) -> bool:
    """Whether a phrase names its year, or one beside another ("last year")."""
    return phrase.get("y") is not None or phrase.get("yr") is not None
