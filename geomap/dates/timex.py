"""Dates as corpora label them (TIMEX3), for comparison with other taggers.

These corpora label the two ends of a range apart, give a part ("late 1942") the value of its
whole (1942) with a modifier beside it, and a night the day on which it begins.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from geomap.dates.finding import Found, find

__all__ = ["Timex", "ends_of", "find_timexes"]

_HALF = "half"  # the one part that has a value of its own in these corpora: 2008-H2


@dataclass(frozen=True, slots=True)
class Timex:
    """A labelled expression: half-open span, EDTF of the calendar unit, part of it or None."""

    start: int
    end: int
    edtf: str
    part: str | None = None


def find_timexes(
    text: str, *, published: date | None = None, noise: Sequence[tuple[int, int]] = ()
) -> tuple[Timex, ...]:
    """Dates of a text as TIMEX3 labels them; parameters as of `geomap.dates.find_dates`.

    Only what has a calendar value is given: no lengths of time, nothing vague or undated.

    Examples
    --------
    >>> [(t.edtf, t.part) for t in find_timexes("from late 1942 to May 1943")]
    [('1942', 'late'), ('1943-05', None)]
    """
    found = find(text, published=published, noise=noise)
    return tuple(timex for each in found for timex in _labels(text, each))


def _labels(text: str, found: Found) -> Iterator[Timex]:
    first, dated = found.first, found.dated
    if dated.edtf is None:
        return
    if dated.ends is None:
        exact = (first.part or "").endswith(_HALF)
        value = dated.edtf if exact else dated.whole or dated.edtf
        yield Timex(found.start, found.end, value, first.part)
        return
    spans = ends_of(text, found)
    phrases = (first, found.last or first)
    for (begin, finish), each, phrase in zip(spans, dated.ends, phrases, strict=True):
        named = each.whole or each.edtf
        if named is not None:
            yield Timex(begin, finish, named, phrase.part)


def ends_of(text: str, found: Found) -> tuple[tuple[int, int], tuple[int, int]]:
    """Spans of the two ends of a range."""
    first, last = found.first, found.last
    if last is None:
        # two days in one expression: "3 and 7 May", "May 6-8"
        cut = re.search(re.escape(first.words["to"]), text[found.start : found.end], re.IGNORECASE)
        stop, start = (cut.start(), cut.end()) if cut else (0, 0)
        return (found.start, found.start + stop), (found.start + start, found.end)
    return (first.start, first.end), (last.start, last.end)
