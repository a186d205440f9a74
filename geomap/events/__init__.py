"""Claims to events: one happening told by one or more claims; no text is read here.

Quantities of several claims give a range, never a sum; running totals become series; what does
not agree is flagged and kept. The same claims give the same events, in whatever order the
documents come.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from geomap.events.accounts import accounts_of
from geomap.events.build import build_event
from geomap.events.campaigns import find_campaigns
from geomap.events.crosschecks import flag_across
from geomap.events.flags import FLAGS, swept_along
from geomap.events.merge import group_accounts
from geomap.events.movements import find_movements
from geomap.events.names import CountryNames, NameOf
from geomap.events.series import find_series, flag_totals
from geomap.events.tolls import find_tolls
from geomap.records import Event, Movement, Reading, Series

__all__ = ["FLAGS", "Merged", "merge_claims"]


@dataclass(frozen=True)
class Merged:
    """What merging gives."""

    events: tuple[Event, ...]
    series: tuple[Series, ...]
    movements: tuple[Movement, ...]


def merge_claims(readings: Iterable[Reading], *, country_name: NameOf | None = None) -> Merged:
    """Events, running totals and movements of all documents.

    Parameters
    ----------
    readings
        Documents with their claims, in any order; claim ids are unique among them.
    country_name
        The name of a country by its ISO 3166-1 code, None where there is none. Without it, an
        event is told with the names that its own documents use, else with the codes.

    Returns
    -------
    Merged
        Events by date, each claim in exactly one; series (totals of a flow, tolls of a strike
        that rise, strikes told day by day and as one); movements by their first leg.

    Examples
    --------
    >>> merge_claims([]).events
    ()
    """
    documents = list(readings)
    names = CountryNames(documents, country_name)
    swept = swept_along(documents)
    groups = group_accounts(accounts_of(documents))
    events = [build_event(g, countries=names.of(g.accounts), swept=swept) for g in groups]
    series = [
        *find_series(events, groups, names=names),
        *find_campaigns(events, groups),
        *(s for e, g in zip(events, groups, strict=True) for s in find_tolls(e, g.accounts)),
    ]
    events = flag_across(flag_totals(events, groups), groups)
    movements = find_movements(events, groups)
    events.sort(key=lambda e: (e.start or e.end or "9999", e.id))
    series.sort(key=lambda s: s.what)
    return Merged(tuple(events), tuple(series), tuple(movements))
