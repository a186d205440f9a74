"""Dates in news as intervals: found, resolved, and told what they date.

`find_dates` reads prose, `find_document_date` the head of an article, `parse_cell` a cell of a
table. Intervals are EDTF text (see `geomap.edtf`).
"""

import bisect
import re
from collections.abc import Iterator, Sequence
from datetime import date

from geomap import edtf
from geomap.dates.anchor import Dated, Reader
from geomap.dates.cells import parse_cell
from geomap.dates.grammar import Phrase, scan
from geomap.dates.guards import accept
from geomap.dates.head import find_document_date
from geomap.dates.roles import looks_ahead, role_of
from geomap.records import When

__all__ = ["find_dates", "find_document_date", "parse_cell"]

# A text is a history, where an undated month takes the year last named, if it names at least so
# many years and this share of them lies more than a year from its own date. Measured on war
# histories against news: a laxer rule costs news dates 2 points of value F1.
_HISTORY_YEARS = 8
_HISTORY_SHARE = 0.7
_YEAR_NAMED = re.compile(r"(?<![\w,.$€£#/-])(?:1[5-9]\d\d|20\d\d)(?![\w%]|[,.:]\d|-[a-z])")

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
    phrases = [phrase for p in found if (phrase := accept(p, text)) is not None]
    reader = Reader(
        published=published,
        narrative=_is_history(text, published),
        day_first=_day_order(phrases),
    )
    head = find_document_date(text)
    return tuple(
        _when(text, reader, first, last, head) for first, last in _pairs(phrases, text)
    )


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


def _day_order(phrases: list[Phrase]) -> bool | None:
    """Whether the text's own 25/12 or 12/25 tell how its other 03/09 are to be read."""
    slashed = [p.words for p in phrases if p.kind == "numeric" and p.words["sep"] == "/"]
    day_first = any(int(w["a"]) > 12 for w in slashed)  # noqa: PLR2004 (no month)
    month_first = any(int(w["b"]) > 12 for w in slashed)  # noqa: PLR2004
    return None if day_first == month_first else day_first


def _pairs(phrases: list[Phrase], text: str) -> Iterator[tuple[Phrase, Phrase | None]]:
    """Each phrase with the one that ends its range, if there is one."""
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
    if _DASH.fullmatch(gap) or _TO.fullmatch(gap):
        return True
    return bool(_AND.fullmatch(gap) and _BETWEEN.search(text[max(0, first.start - 20) : first.start]))


def _when(
    text: str,
    reader: Reader,
    first: Phrase,
    last: Phrase | None,
    head: tuple[str, str, tuple[int, int]] | None,
) -> When:
    end = (last or first).end
    future = looks_ahead(text, first.start, end)
    dated = reader.read_pair(first, last, future=future) if last else reader.read(first, future=future)
    role = _role(text, first.start, end, dated, head)
    reader.remember(dated, last or first)
    named = dated.edtf
    return When(
        start=first.start,
        end=end,
        text=text[first.start : end],
        edtf=named,
        role=role,
        why=dated.why,
    )


def _role(text, start, end, dated, head):
    if head is not None and head[2][0] < end and start < head[2][1]:
        return "dateline" if head[1] == "dateline" else "published"
    return dated.role or role_of(text, start, end)
