"""Onward legs: goods that one report follows from place to place."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from geomap.codec import digest
from geomap.events.accounts import PRECISE
from geomap.events.goods import words_of
from geomap.events.merge import Group
from geomap.records import Event, Movement

__all__ = ["find_movements"]

CROWD = 20  # legs out of one place that one report tells, the first ones by date
LONGEST_CHAIN = 20
STAY_DAYS = 60  # goods that lie longer between two legs are no longer on the way


def find_movements(events: Sequence[Event], groups: Sequence[Group]) -> list[Movement]:
    """Chains of legs: one ends where the next begins, told by one report, not earlier.

    Rows of a table are not chained: a table lists shipments that need not hang together.
    """
    legs: list[Event] = []
    reports: dict[str, frozenset[str]] = {}
    for event, group in zip(events, groups, strict=True):
        prose = frozenset(a.reading.id for a in group.accounts if a.reading.table is None)
        real = event.kind == "transfer" and event.modality in {"occurred", "planned"}
        if real and event.origin and event.destination and prose:
            legs.append(event)
            reports[event.id] = prose
    legs.sort(key=lambda e: (e.start or e.end or "9999", e.id))
    onward = _onward(legs, reports)
    reached = {following.id for following in onward.values()}
    return [_chain(leg, onward) for leg in legs if leg.id in onward and leg.id not in reached]


def _onward(legs: Sequence[Event], reports: Mapping[str, frozenset[str]]) -> dict[str, Event]:
    """The leg that follows each leg; a leg follows one other at most."""
    starts: dict[tuple[str, str], list[Event]] = defaultdict(list)
    for leg in legs:
        if leg.origin and leg.origin.kind in PRECISE:
            for report in sorted(reports[leg.id]):
                starts[report, leg.origin.id].append(leg)
    onward: dict[str, Event] = {}
    reached: set[str] = set()
    for leg in legs:
        for following in _candidates(leg, starts, reports[leg.id]):
            if following.id not in reached and _follows(leg, following):
                onward[leg.id] = following
                reached.add(following.id)
                break
    return onward


def _candidates(
    leg: Event, starts: Mapping[tuple[str, str], Sequence[Event]], reports: frozenset[str]
) -> Iterator[Event]:
    if leg.destination is not None:
        for report in sorted(reports)[:CROWD]:
            yield from starts.get((report, leg.destination.id), ())[:CROWD]


def _follows(leg: Event, following: Event) -> bool:
    """Whether the goods of one leg can be those of the next, and do not turn back."""
    if leg.id == following.id or not (leg.origin and following.destination):
        return False
    if leg.modality == "planned" and following.modality == "occurred":
        return False
    home, abroad, beyond = leg.origin, leg.destination, following.destination
    if beyond.id == home.id or (abroad and beyond.country == home.country != abroad.country):
        return False  # goods do not turn back where they came from
    first, second = words_of([leg.what]), words_of([following.what])
    if first and second and not first & second:
        return False
    if following.end and leg.start and following.end < leg.start:
        return False
    waited = _days(leg.end, following.start)
    return waited is None or waited <= STAY_DAYS


def _days(start: str | None, end: str | None) -> int | None:
    if start is None or end is None:
        return None
    return (date.fromisoformat(end) - date.fromisoformat(start)).days


def _chain(first: Event, onward: Mapping[str, Event]) -> Movement:
    chain = [first]
    while chain[-1].id in onward and len(chain) < LONGEST_CHAIN:
        chain.append(onward[chain[-1].id])
    ids = tuple(e.id for e in chain)
    return Movement(id="m-" + digest(*ids), legs=ids)
