"""Dates in news as intervals: found, resolved, and told what they date.

`find_dates` reads prose, `find_document_date` the head of an article, `parse_cell` a cell of a
table. `read_dates` has the ends of ranges apart as well; `find_timexes` writes dates as corpora
of dates label them. Intervals are EDTF text (see `geomap.edtf`).
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from msgspec import structs

from geomap import edtf
from geomap.dates.cells import parse_cell
from geomap.dates.finding import Found, find
from geomap.dates.head import find_document_date
from geomap.dates.timex import Timex, ends_of, find_timexes
from geomap.records import DateRole, When

__all__ = [
    "Dates",
    "Timex",
    "find_dates",
    "find_document_date",
    "find_timexes",
    "parse_cell",
    "read_dates",
]

LONG_AGO_YEARS = 3  # a term that lies further back than that is told as history


def find_dates(
    text: str,
    *,
    published: date | None = None,
    noise: Sequence[tuple[int, int]] = (),
    day_first: bool | None = None,
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
    day_first
        How 03/09/2024 is read. None: as the text's other dates tell (25/12, 12/25), else day
        first, which `why` says.

    Returns
    -------
    tuple of When
        `edtf` is the interval that the words name; the role "since" or "until" says that what
        it dates goes on from there, or up to there (`geomap.edtf.opened` writes that).
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
    return tuple(
        _when(text, found)
        for found in find(text, published=published, noise=noise, day_first=day_first)
    )


class Dates(NamedTuple):
    """The dates of a text twice: ranges as intervals, and their two ends apart."""

    intervals: tuple[When, ...]  # as `find_dates` gives them: what claims are dated by
    expressions: tuple[When, ...]  # every expression by itself: what a reader is shown


def read_dates(
    text: str,
    *,
    published: date | None = None,
    noise: Sequence[tuple[int, int]] = (),
    day_first: bool | None = None,
) -> Dates:
    """The dates of `find_dates`, and the same with the ends of a range as two expressions.

    Of "from September to December" the second list has September, with the role "since", and
    December, with the role "until". Lengths of time and "recently" are not in it.

    Examples
    --------
    >>> found = read_dates("Seen from September to December 2023.")
    >>> [w.edtf for w in found.intervals]
    ['2023-09/2023-12']
    >>> [(w.text, w.edtf, w.role) for w in found.expressions]
    [('September', '2023-09', 'since'), ('December 2023', '2023-12', 'until')]
    """
    intervals: list[When] = []
    expressions: list[When] = []
    for found in find(text, published=published, noise=noise, day_first=day_first):
        when = _when(text, found)
        intervals.append(when)
        if when.role not in {"duration", "vague"}:
            expressions.extend(_ends(text, found, when, published))
    return Dates(tuple(intervals), tuple(expressions))


def _when(text: str, found: Found) -> When:
    return When(
        start=found.start,
        end=found.end,
        text=text[found.start : found.end],
        edtf=found.edtf,
        role=found.role,
        why=found.dated.why,
    )


def _named(found: Found, published: date | None) -> str | None:
    """What an expression names: an edge of long ago is about a month, not a day.

    News that says "by the end of September" gives a term, and the term has a day. A history that
    says "by the end of April 1943" does not.
    """
    first = edtf.parse(found.edtf).first if found.edtf else None
    if published and first and published.year - first.year > LONG_AGO_YEARS:
        return found.dated.edtf
    return found.edtf


def _ends(text: str, found: Found, when: When, published: date | None) -> Iterator[When]:
    ends = found.dated.ends
    one_unit = found.last is None and (found.first.part or found.first.words.get("list"))
    if when.edtf is None or ends is None or one_unit:  # a night, "3, 4 and 6 September"
        yield structs.replace(when, edtf=_named(found, published)) if when.edtf else when
        return
    roles: tuple[DateRole, DateRole] = ("since", "until")
    for (start, end), each, role in zip(ends_of(text, found), ends, roles, strict=True):
        kept = when.role if when.role == "published" else role
        if end > start and each.edtf is not None:
            piece = text[start:end]
            yield When(start=start, end=end, text=piece, edtf=each.edtf, role=kept, why=when.why)
