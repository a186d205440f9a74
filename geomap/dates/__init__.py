"""Dates in news as intervals: found, resolved, and told what they date.

`find_dates` reads prose, `find_document_date` the head of an article, `parse_cell` a cell of a
table. Intervals are EDTF text (see `geomap.edtf`).
"""

import bisect
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from geomap import edtf
from geomap.dates.cells import parse_cell
from geomap.dates.grammar import Phrase, scan
from geomap.dates.guards import accept
from geomap.dates.head import find_document_date
from geomap.dates.lexicon import SEASONS, month
from geomap.dates.memory import Memory, has_year
from geomap.dates.reading import read, read_pair
from geomap.dates.roles import looks_ahead, role_of
from geomap.dates.spans import Dated
from geomap.records import DateRole, When

__all__ = ["find_dates", "find_document_date", "parse_cell"]

# A text is a history, where an undated month takes the year last named, if it names at least so
# many years and this share of them lies more than a year from its own date. Measured on war
# histories against news: a laxer rule costs news dates 2 points of value F1.
_HISTORY_YEARS = 8
_HISTORY_SHARE = 0.7
_FAR_YEARS = 3
_YEARS_AHEAD = 4
_YEAR_NAMED = re.compile(r"(?<![\w,.$€£#/-])(?:1[5-9]\d\d|20\d\d)(?![\w%]|[,.:]\d|-[a-z])")

_HEADING = re.compile(
    r"(?<=\n)[^\S\n]{0,4}(?:in\s)?(?P<year>1[5-9]\d\d|20\d\d)(?:[^\S\n]{0,2}[:–—-][^\n]{0,80})?(?=\n)",
    re.IGNORECASE,
)

_YEARLESS_KINDS = frozenset({"date", "days", "month", "season"})
_LIST = re.compile(r"\s?(?:,|/|\band\b|\bor\b|&)\s?(?:in\s|on\s)?", re.IGNORECASE)
_RANGE_KINDS = frozenset(
    {"date", "decade", "iso", "isomonth", "month", "numeric", "season", "today", "weekday", "year"}
)
_DASH = re.compile(r"\s?[-–—]\s?")
_TO = re.compile(r"\s+(?:to|until|till|through|up to)\s+", re.IGNORECASE)
_AND = re.compile(r"\s+and\s+", re.IGNORECASE)
_BETWEEN = re.compile(r"\bbetween\s+(?:the\s+)?$", re.IGNORECASE)
_LONGEST_GAP = 12


def find_dates(
    text: str, *, published: date | None = None, noise: Sequence[tuple[int, int]] = ()
) -> tuple[When, ...]:
    """Calendar expressions of a text, in order, each with the interval that it names.

    Parameters
    ----------
    text
        Running text; offsets of the result are indices into it.
    published
        The document's date. Without it relative expressions ("Thursday", "last month") and days
        without a year keep `edtf` None, with the reason in `why`.
    noise
        Half-open (start, end) spans in which nothing is looked for.

    Returns
    -------
    tuple of When
        `edtf` is None for lengths of time (role "duration"), for "recently" and its kin (role
        "vague"), for days that do not exist (`why` "impossible_date: ...") and where there is
        nothing to count from. A weekday that contradicts its date is overruled by the date, with
        `why` "weekday_conflict: ...".

    Examples
    --------
    >>> from datetime import date
    >>> found = find_dates("Two ships left on Thursday.", published=date(2024, 5, 27))
    >>> found[0].text, found[0].edtf
    ('Thursday', '2024-05-23')
    """
    found = _outside(scan(text), noise)
    phrases = [
        end for p in found if (phrase := accept(p, text)) is not None for end in _two_years(phrase)
    ]
    memory = Memory(
        published=published,
        narrative=_is_history(text, published),
        day_first=_day_order(phrases),
    )
    head = find_document_date(text)
    passing = _years_in_passing(phrases)
    if memory.narrative:
        memory.year = next((int(p.words["y"]) for p in phrases if _full_year(p)), None)
    headings = _year_headings(text)
    result = []
    for first, last in _pairs(list(_with_shared_years(phrases, text)), text):
        while headings and headings[0][0] <= first.start:
            memory.narrative, memory.year = True, headings.pop(0)[1]
        result.append(_when(text, memory, first, last, head, passing))
    return tuple(result)


def _outside(phrases: Iterator[Phrase], noise: Sequence[tuple[int, int]]) -> Iterator[Phrase]:
    """Phrases that touch no noise span."""
    spans = sorted(noise)
    starts = [start for start, _ in spans]
    for phrase in phrases:
        before = bisect.bisect_left(starts, phrase.end) - 1
        if before < 0 or spans[before][1] <= phrase.start:
            yield phrase


def _is_history(text: str, published: date | None) -> bool:
    years = [int(found[0]) for found in _YEAR_NAMED.finditer(text)]
    if len(years) < _HISTORY_YEARS:
        return False
    now = published.year if published else max(years)
    far = sum(abs(year - now) > 1 for year in years)
    return far / len(years) >= _HISTORY_SHARE


def _year_headings(text: str) -> list[tuple[int, int]]:
    """Where sections that are headed by their year begin, as (offset, year)."""
    return [(found.end(), int(found["year"])) for found in _HEADING.finditer(text)]


def _with_shared_years(phrases: list[Phrase], text: str) -> Iterator[Phrase]:
    """Phrases where "January" of "January and February 2024" has taken the year."""
    for phrase, following in zip(phrases, [*phrases[1:], None], strict=True):
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


def _full_year(phrase: Phrase) -> bool:
    return len(phrase.words.get("y", "")) == 4


def _years_in_passing(phrases: list[Phrase]) -> frozenset[int]:
    """Starts of phrases whose year is far from the one before and is not taken up after it."""
    named = [(p.start, int(p.words["y"])) for p in phrases if _full_year(p)]
    passing = set()
    base = named[0][1] if named else 0
    for i, (start, year) in enumerate(named):
        following = [later for _, later in named[i + 1 : i + 1 + _YEARS_AHEAD]]
        confirmed = any(abs(later - year) <= _FAR_YEARS for later in following)
        if abs(year - base) > _FAR_YEARS and not confirmed:
            passing.add(start)
        else:
            base = year
    return frozenset(passing)


def _month_of(phrase: Phrase) -> int:
    season = phrase.get("season")
    return SEASONS[season] if season else month(phrase.words["m"])


def _two_years(phrase: Phrase) -> tuple[Phrase, ...]:
    """The two years of "1994–1996": corpora label both, and `_pairs` joins "from 1994 to 1996"."""
    if phrase.kind != "years":
        return (phrase,)
    first, last = phrase.words["y"], phrase.words["y2"]
    return (
        replace(phrase, end=phrase.start + len(first), kind="year", words={"y": first}),
        replace(
            phrase,
            start=phrase.end - len(last),
            kind="year",
            words={"y": first[: 4 - len(last)] + last},
        ),
    )


def _day_order(phrases: list[Phrase]) -> bool | None:
    """Whether the text's own 25/12 or 12/25 tell how its other 03/09 are to be read."""
    slashed = [p.words for p in phrases if p.kind == "numeric" and p.words["sep"] == "/"]
    day_first = any(int(w["a"]) > 12 for w in slashed)
    month_first = any(int(w["b"]) > 12 for w in slashed)
    return None if day_first == month_first else day_first


def _pairs(phrases: list[Phrase], text: str) -> Iterator[tuple[Phrase, Phrase | None]]:
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


def _is_list(phrase: Phrase, text: str) -> bool:
    """Whether "3 and 17 May" names two days rather than all between them."""
    before = text[max(0, phrase.start - 20) : phrase.start]
    return phrase.words["to"].strip() == "and" and not _BETWEEN.search(before)


def _when(
    text: str,
    memory: Memory,
    first: Phrase,
    last: Phrase | None,
    head: tuple[str, str, tuple[int, int]] | None,
    passing: frozenset[int],
) -> When:
    end = (last or first).end
    future = looks_ahead(text, first.start, end)
    begin = replace(first, future=future)
    dated = read_pair(memory, begin, replace(last, future=future)) if last else read(memory, begin)
    role = _role(text, first.start, end, dated, head)
    aside = future or role in {"since", "until"} or first.start in passing
    if dated.edtf is not None:
        memory.keep(dated.edtf, last or first, in_passing=aside)
    named, why = dated.edtf, dated.why
    if why is None and first.get("to") and _is_list(first, text):
        why = (
            f"two days, {first.words['d']} and {first.words['d2']}: read from the one to the other"
        )
    if named is not None and role in {"since", "until"}:
        named = edtf.opened(named, side=role)
    return When(
        start=first.start,
        end=end,
        text=text[first.start : end],
        edtf=named,
        role=role,
        why=why,
    )


def _role(
    text: str, start: int, end: int, dated: Dated, head: tuple[str, str, tuple[int, int]] | None
) -> DateRole:
    if head is not None and head[2][0] < end and start < head[2][1]:
        return "dateline" if head[1] == "dateline" else "published"
    return dated.role or role_of(text, start, end)
