"""Dates in news as intervals: found, resolved, and told what they date.

`find_dates` reads prose, `find_document_date` the head of an article, `parse_cell` a cell of a
table; `find_timexes` gives what `find_dates` finds as corpora of dates label it. Intervals are
EDTF text (see `geomap.edtf`).
"""

from collections.abc import Sequence
from datetime import date

from geomap.dates.cells import parse_cell
from geomap.dates.finding import find
from geomap.dates.head import find_document_date
from geomap.dates.timex import Timex, find_timexes
from geomap.records import When

__all__ = ["Timex", "find_dates", "find_document_date", "find_timexes", "parse_cell"]


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
        When(
            start=found.start,
            end=found.end,
            text=text[found.start : found.end],
            edtf=found.edtf,
            role=found.role,
            why=found.dated.why,
        )
        for found in find(text, published=published, noise=noise, day_first=day_first)
    )
