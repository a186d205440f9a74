"""Claims to events: one happening told by one or more claims; no text is read here.

Quantities of several claims give a range, never a sum; running totals become series; what does
not agree is flagged and kept. The same claims give the same events, in whatever order the
documents come.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from geomap.events.accounts import accounts_of
from geomap.events.build import build_event
from geomap.events.crosschecks import flag_across
from geomap.events.flags import FLAGS
from geomap.events.merge import group_accounts
from geomap.events.movements import find_movements
from geomap.events.series import find_series, flag_totals
from geomap.records import Event, Movement, Reading, Series

__all__ = ["FLAGS", "Merged", "merge_claims"]


@dataclass(frozen=True)
class Merged:
    """What merging gives."""

    events: tuple[Event, ...]
    series: tuple[Series, ...]
    movements: tuple[Movement, ...]


def merge_claims(readings: Iterable[Reading]) -> Merged:
    """Events, running totals and movements of all documents.

    Parameters
    ----------
    readings
        Documents with their claims, in any order; claim ids are unique among them.

    Returns
    -------
    Merged
        Events by date, each claim in exactly one; series by flow; movements by their first leg.

    Examples
    --------
    >>> merge_claims([]).events
    ()
    """
    documents = list(readings)
    countries = _country_names(documents)
    groups = group_accounts(accounts_of(documents))
    events = [build_event(group, countries=countries) for group in groups]
    series = find_series(events, groups, countries=countries)
    events = flag_across(flag_totals(events, series), groups)
    movements = find_movements(events, groups)
    events.sort(key=lambda e: (e.start or e.end or "9999", e.id))
    return Merged(tuple(events), tuple(series), tuple(movements))


def _country_names(readings: Sequence[Reading]) -> dict[str, str]:
    """Names of the countries that the documents mention, by ISO 3166-1 code."""
    places = (m.place for r in readings for m in r.mentions if m.place is not None)
    return {p.country: p.name for p in places if p.kind == "country" and p.country}
