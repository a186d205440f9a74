"""What the phrases of a document tell about one another.

Which of them make a range, which lends another its year, whether the text is a history, and
which years it names only in passing.
"""

import itertools
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from geomap.dates.lexicon import MONTHS, SEASONS, month
from geomap.dates.memory import has_year
from geomap.dates.scanning import Phrase

__all__ = [
    "ahead",
    "day_order",
    "full_year",
    "is_apposed",
    "is_history",
    "is_list",
    "pairs",
    "parts_of_label",
    "with_shared_years",
    "year_headings",
    "years_in_passing",
]

# A text is a history, where an undated month takes the year last named, if it names at least so
# many years and this share of them lies more than a year from its own date. Measured on war
# histories against news: a laxer rule costs news dates 2 points of value F1.
_HISTORY_YEARS = 8
_HISTORY_SHARE = 0.7
# A year that is farther than this from the one before moves a history only where one of the next
# years named lies as near to it; a bare year gone back to ("as in 1614") must be named again.
# Measured on both halves of WikiWars: 3 years for all costs 0.3 points of value F1.
_FAR_YEARS = 1
_YEARS_AHEAD = 4
_YEARS_AHEAD_BARE = 2
_YEAR_NAMED = re.compile(r"(?<![\w,.$€£#/-])(?:1[5-9]\d\d|20\d\d)(?![\w%]|[,.:]\d|-[a-z])")

# A short text is one too, if a sentence opens with a year that long before its own date, no other
# is nearer, and nothing in it speaks of today, as news does.
_LONG_PAST_YEARS = 3
_OPENS_WITH_YEAR = re.compile(
    r"(?:^|[.!?:]\s+|\n\s*)(?:(?:On|In|By|From|During|Early|Late)\b[^.!?\n]{0,24}?\s)"
    r"(?:1[5-9]\d\d|20\d\d)(?![\w%]|[,.:]\d|-[a-z])"
)
_MONTH = re.compile(rf"\b(?:{'|'.join(MONTHS).title()})\b")
_OF_TODAY = re.compile(
    r"\b(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|[Tt]oday|[Yy]esterday|[Tt]onight|[Tt]omorrow|"
    r"[Oo]vernight|[Nn]ow|[Aa]gain|ago|said|says?|has|have|is|are|will|"
    r"(?:[Ll]ast|[Tt]his|[Nn]ext) (?:week|weekend|month|year|night|spring|summer|autumn|winter))\b"
)

_HEADING = re.compile(
    r"(?<=\n)[^\S\n]{0,4}(?:in\s)?(?P<year>1[5-9]\d\d|20\d\d)(?:[^\S\n]{0,2}[:–—-][^\n]{0,80})?(?=\n)",
    re.IGNORECASE,
)

_YEARLESS_KINDS = frozenset({"date", "days", "month", "season"})
_LIST = re.compile(r"\s?(?:,|/|\band\b|\bor\b|&)\s?(?:in\s|on\s)?", re.IGNORECASE)
_IN = re.compile(r"\bin\s$", re.IGNORECASE)
_TIME = re.compile(r"['’]s?\stime\b", re.IGNORECASE)
_IN_YEARS = re.compile(
    r"\b(?:in|of|during|between|from|throughout|over|through|since|until|by|for)\s+"
    r"(?:the\s+)?(?:years\s+)?$",
    re.IGNORECASE,
)
_CUE_REACH = 30
_RANGE_KINDS = frozenset(
    {"date", "decade", "iso", "isomonth", "month", "numeric", "season", "today", "weekday", "year"}
)
_DASH = re.compile(r"\s?[-–—]\s?")
_TO = re.compile(r"\s+(?:to|until|till|through|up to)\s+", re.IGNORECASE)
_AND = re.compile(r"\s+and\s+", re.IGNORECASE)
_BETWEEN = re.compile(r"\bbetween\s+(?:the\s+)?$", re.IGNORECASE)
_APPOSED_KINDS = frozenset({"date", "iso", "weekday"})
_APPOSITION = re.compile(r",\s(?:(?:on|in|at|early|late)\s){0,2}", re.IGNORECASE)
# "two days after the strike, on 7 May"
_EVENT_APPOSED = re.compile(r"[^,.;:!?\n]{2,60},\s(?:(?:on|early|late)\s){1,2}", re.IGNORECASE)
_LONGEST_EVENT = 70
_LONGEST_GAP = 12


def is_history(text: str, published: date | None) -> bool:
    """Whether a text tells of years gone by: its undated months take the year last named."""
    years = [int(found[0]) for found in _YEAR_NAMED.finditer(text)]
    if not years:
        return False
    now = published.year if published else max(years)
    if len(years) < _HISTORY_YEARS:
        opening = _OPENS_WITH_YEAR.search(text)
        if opening is None or now - max(years) < _LONG_PAST_YEARS or _OF_TODAY.search(text):
            return False
        return not _MONTH.search(text, 0, opening.start())
    far = sum(abs(year - now) > 1 for year in years)
    return far / len(years) >= _HISTORY_SHARE


def year_headings(text: str) -> list[tuple[int, int]]:
    """Where sections that are headed by their year begin, as (offset, year)."""
    return [(found.end(), int(found["year"])) for found in _HEADING.finditer(text)]


def with_shared_years(phrases: list[Phrase], text: str) -> Iterator[Phrase]:
    """Phrases where "January" of "January and February 2024" has taken the year."""
    for phrase, following in itertools.zip_longest(phrases, phrases[1:]):
        if (
            following is not None
            and phrase.kind in _YEARLESS_KINDS
            and following.kind in _YEARLESS_KINDS
            and not has_year(phrase)
            and following.get("y")
            and _LIST.fullmatch(text[phrase.end : following.start])
            and _month_of(phrase) <= _month_of(following)
        ):
            yield replace(phrase, words=phrase.words | {"y": following.words["y"]})
        else:
            yield phrase


def full_year(phrase: Phrase) -> bool:
    """Whether a phrase names its year with four digits."""
    return len(phrase.words.get("y", "")) == 4


def years_in_passing(phrases: list[Phrase]) -> frozenset[int]:
    """Starts of phrases whose year is far from the one before and is not taken up after it."""
    named = [(p.start, int(p.words["y"]), p.kind == "year") for p in phrases if full_year(p)]
    passing = set()
    base = named[0][1] if named else 0
    for i, (start, year, bare) in enumerate(named):
        far = 0 if bare and year < base else _FAR_YEARS
        ahead = _YEARS_AHEAD_BARE if bare and year < base else _YEARS_AHEAD
        following = [later for _, later, _ in named[i + 1 : i + 1 + ahead]]
        confirmed = any(abs(later - year) <= far for later in following)
        if abs(year - base) > far and not confirmed:
            passing.add(start)
        else:
            base = year
    return frozenset(passing)


def _month_of(phrase: Phrase) -> int:
    season = phrase.get("season")
    return SEASONS[season] if season else month(phrase.words["m"])


def ahead(phrase: Phrase, text: str) -> Phrase:
    """A length of time that tells when: "will arrive in two weeks", "in three days' time"."""
    if phrase.kind != "duration" or not phrase.get("n"):
        return phrase
    time = _TIME.match(text, phrase.end)
    if not (time or phrase.future) or not _IN.search(text[max(0, phrase.start - 4) : phrase.start]):
        return phrase
    return replace(phrase, kind="offset", words=phrase.words | {"dir": "hence"}, future=True)


def parts_of_label(phrase: Phrase, text: str) -> tuple[Phrase, ...]:
    """The two years of a label ("Western front 1914-18"), which are no time of one event."""
    words = phrase.words
    before = text[max(0, phrase.start - _CUE_REACH) : phrase.start]
    if phrase.kind != "years" or _IN_YEARS.search(before):
        return (phrase,)
    first, last = words["y"], words["y2"]
    named = {"y": first[: 4 - len(last)] + last}
    return (
        replace(phrase, end=phrase.start + len(first), kind="year", words={"y": first}),
        replace(phrase, start=phrase.end - len(last), kind="year", words=named, part=None),
    )


def day_order(phrases: list[Phrase], *, stated: bool | None) -> bool | None:
    """Whether 03/09 is read day first: as `stated`, or as the text's own 25/12 or 12/25 tell."""
    if stated is not None:
        return stated
    slashed = [p.words for p in phrases if p.kind == "numeric" and p.words["sep"] == "/"]
    day_first = any(int(w["a"]) > 12 for w in slashed)
    month_first = any(int(w["b"]) > 12 for w in slashed)
    return None if day_first == month_first else day_first


def pairs(phrases: list[Phrase], text: str) -> Iterator[tuple[Phrase, Phrase | None]]:
    """Each phrase with the one that ends its range, or that says the same, if there is one."""
    i = 0
    while i < len(phrases):
        first = phrases[i]
        if i + 1 < len(phrases) and _is_range(first, phrases[i + 1], text):
            yield first, phrases[i + 1]
            i += 2
        else:
            yield first, None
            i += 1


def _is_range(first: Phrase, last: Phrase, text: str) -> bool:
    gap = text[first.end : last.start]
    if len(gap) > _LONGEST_GAP or not {first.kind, last.kind} <= _RANGE_KINDS:
        return False
    if _DASH.fullmatch(gap):
        return {first.kind, last.kind} != {"year"}
    if _TO.fullmatch(gap):
        return True
    return bool(
        _AND.fullmatch(gap) and _BETWEEN.search(text[max(0, first.start - 20) : first.start])
    )


def is_list(phrase: Phrase, text: str) -> bool:
    """Whether "3 and 17 May" names two days rather than all between them."""
    before = text[max(0, phrase.start - 20) : phrase.start]
    if phrase.get("list"):
        return True
    return (phrase.get("to") or "").strip() == "and" and not _BETWEEN.search(before)


def is_apposed(phrase: Phrase, following: Phrase | None, text: str) -> bool:
    """Whether a date says again what an offset says: "hours later, early on Friday"."""
    if following is None or following.kind not in _APPOSED_KINDS:
        return False
    if phrase.kind == "unanchored":
        near = following.start - phrase.end <= _LONGEST_EVENT
        return near and _EVENT_APPOSED.fullmatch(text, phrase.end, following.start) is not None
    if phrase.kind != "offset":
        return False
    return _APPOSITION.fullmatch(text, phrase.end, following.start) is not None
