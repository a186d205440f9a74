"""Dates in news as intervals: found, resolved, and told what they date.

`find_dates` reads prose, `find_document_date` the head of an article, `parse_cell` a cell of a
table. Intervals are EDTF text (see `geomap.edtf`).
"""

import bisect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from geomap import edtf
from geomap.dates import context
from geomap.dates.cells import parse_cell
from geomap.dates.grammar import Phrase, scan
from geomap.dates.guards import accept
from geomap.dates.head import find_document_date, head_span
from geomap.dates.memory import Memory
from geomap.dates.reading import read, read_apposed, read_pair
from geomap.dates.roles import looks_ahead, role_of
from geomap.dates.spans import Dated
from geomap.records import DateRole, When

__all__ = ["find_dates", "find_document_date", "parse_cell"]


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
    phrases = _phrases(text, noise)
    memory = Memory(
        published=published,
        narrative=context.is_history(text, published),
        day_first=context.day_order(phrases),
    )
    if memory.narrative:
        memory.year = next((int(p.words["y"]) for p in phrases if context.full_year(p)), None)
    head = head_span(text)
    headings = context.year_headings(text)
    passing = context.years_in_passing(phrases)
    pairs = list(context.pairs(phrases, text))
    afterwards = [*(first for first, _ in pairs[1:]), None]
    result = []
    dated: Dated | None = None  # what the phrase before has said of this one
    for (first, last), following in zip(pairs, afterwards, strict=False):
        while headings and headings[0][0] <= first.start:
            memory.narrative, memory.year = True, headings.pop(0)[1]
        apposed = following if context.is_apposed(first, following, text) else None
        if apposed is not None:
            dated = read_apposed(memory, first, apposed)
        dated = dated or _dated(text, memory, first, last)
        when = _when(text, (last or first).end, first, dated, head)
        if dated.edtf is not None:
            bounds = when.role in {"since", "until"}
            aside = bounds or first.future or first.start in passing
            memory.keep(dated.edtf, last or first, in_passing=aside)
        result.append(when)
        dated = dated if apposed is not None else None
    return tuple(result)


def _phrases(text: str, noise: Sequence[tuple[int, int]]) -> list[Phrase]:
    """Calendar expressions outside noise, told whether they lie ahead."""
    accepted = (accept(phrase, text) for phrase in _outside(scan(text), noise))
    single = [part for phrase in accepted if phrase for part in context.two_years(phrase)]
    shared: Iterable[Phrase] = context.with_shared_years(single, text)
    return [replace(p, future=looks_ahead(text, p.start, p.end)) for p in shared]


def _outside(phrases: Iterator[Phrase], noise: Sequence[tuple[int, int]]) -> Iterator[Phrase]:
    """Phrases that touch no noise span."""
    spans = sorted(noise)
    starts = [start for start, _ in spans]
    for phrase in phrases:
        before = bisect.bisect_left(starts, phrase.end) - 1
        if before < 0 or spans[before][1] <= phrase.start:
            yield phrase


def _dated(text: str, memory: Memory, first: Phrase, last: Phrase | None) -> Dated:
    if last is not None:
        return read_pair(memory, first, last)
    dated = read(memory, first)
    if dated.why is None and context.is_list(first, text):
        days = f"{first.words['d']} and {first.words['d2']}"
        return replace(dated, why=f"two days, {days}: read from the one to the other")
    return dated


def _when(
    text: str,
    end: int,
    first: Phrase,
    dated: Dated,
    head: tuple[int, int, DateRole] | None,
) -> When:
    start = first.start
    role = dated.role or role_of(text, start, end)
    if head is not None and head[0] < end and start < head[1]:
        role = head[2]
    named = dated.edtf
    if named is not None and role in {"since", "until"}:
        named = edtf.opened(named, side=role)
    shown = text[start:end]
    return When(start=start, end=end, text=shown, edtf=named, role=role, why=dated.why)
