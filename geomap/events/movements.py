"""Onward legs: goods that reports follow from place to place."""

import bisect
import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from geomap.codec import digest
from geomap.events.accounts import PRECISE, cells, one_spot
from geomap.events.goods import words_of
from geomap.events.matching import FEW, voyage_days
from geomap.events.merge import Group
from geomap.geo import great_circle_m
from geomap.records import Event, Movement, Place

__all__ = ["find_movements"]

CROWD = 20  # earlier legs into one place that a leg is held against, the last ones by date
LONGEST_CHAIN = 20
STAY_DAYS = 60  # goods that lie longer between two legs are no longer on the way
FAST_M_PER_DAY = 25 * 1852.0 * 24  # the fastest freighters
OTHER_REPORT_DAYS = 30  # the same between legs that no one report tells

Key = tuple[str, str]  # what two legs have in common, and a cell of the map


class _Leg(NamedTuple):
    event: Event
    origin: Place
    destination: Place
    reports: frozenset[str]
    marks: frozenset[str]  # ships, and the count where it is not small: hardly equal by chance
    goods: frozenset[str]


def find_movements(events: Sequence[Event], groups: Sequence[Group]) -> list[Movement]:
    """Chains of legs: one ends where the next begins, not earlier, and the goods can be the same.

    One report tells both legs; or each has its own report, and the same ship, or the same count
    of the same goods, is there at the same time. Where goods part, each way on is a movement of
    its own. Rows of a table are not chained: a table lists shipments that need not hang together.
    """
    legs = [leg for e, g in zip(events, groups, strict=True) if (leg := _leg(e, g)) is not None]
    legs.sort(key=lambda leg: (leg.event.start or leg.event.end or "9999", leg.event.id))
    before = _before(legs)
    onward = {leg.event.id for leg in before.values()}
    ends = [leg for leg in legs if leg.event.id in before and leg.event.id not in onward]
    return [*(_chain(leg, before) for leg in ends), *_half_voyages(events, groups)]


def _half_voyages(events: Sequence[Event], groups: Sequence[Group]) -> Iterator[Movement]:
    """A ship's departure and, next of all that is told of her, her arrival within sailing time.

    Where she was between is not told: they stay two events, linked as one journey.
    """
    told: dict[str, list[tuple[Event, Group]]] = defaultdict(list)
    for event, group in zip(events, groups, strict=True):
        if event.kind == "transfer" and event.modality == "occurred":
            for ship in sorted(frozenset().union(*(a.ships for a in group.accounts))):
                told[ship].append((event, group))
    seen: set[tuple[str, str]] = set()
    for found in told.values():
        if not all(event.start and event.end for event, _ in found):
            continue  # what is not dated may lie between
        found.sort(key=lambda one: (one[0].start or "", one[0].end or "", one[0].id))
        for (one, left), (other, came) in itertools.pairwise(found):
            if (one.id, other.id) not in seen and _sails_on(one, other, left, came):
                seen.add((one.id, other.id))
                yield Movement(id="m-" + digest(one.id, other.id), legs=(one.id, other.id))


def _sails_on(one: Event, other: Event, left: Group, came: Group) -> bool:
    """Whether one event only tells where a ship left, and the other where she came in."""
    if not (one.origin and other.destination) or one.destination or other.origin:
        return False
    goods = words_of([one.what]), words_of([other.what])
    if all(goods) and not goods[0] & goods[1]:
        return False
    sailed = _days(one.end, other.start)
    if sailed is None or not 0 <= sailed <= voyage_days(left.accounts[0], came.accounts[0]):
        return False
    # the days are local, and she may have left in the morning and come in at night
    return great_circle_m(*((p.lon, p.lat) for p in (one.origin, other.destination))) <= (
        (sailed + 2) * FAST_M_PER_DAY
    )


def _leg(event: Event, group: Group) -> _Leg | None:
    reports = frozenset(a.reading.id for a in group.accounts if a.reading.table is None)
    real = event.kind == "transfer" and event.modality in {"occurred", "planned"}
    if not (real and event.origin and event.destination and reports):
        return None
    marks = frozenset().union(*(a.ships for a in group.accounts))
    if event.best is not None and event.best >= FEW:
        marks |= {f"{event.best:g} {event.unit}"}
    goods = words_of([event.what])
    return _Leg(event, event.origin, event.destination, reports, marks, goods)


def _before(legs: Sequence[_Leg]) -> dict[str, _Leg]:
    """The leg that each leg goes on from, by id; the last one that fits, if several do."""
    arrivals: dict[Key, list[tuple[str, int]]] = defaultdict(list)  # by their first days
    for number, leg in enumerate(legs):
        for key in _keys(leg, leg.destination):
            arrivals[key].append((leg.event.start or "", number))
    for arrived in arrivals.values():
        arrived.sort()
    before = {}
    for leg in legs:
        found = [legs[n] for n in _arrived(leg, arrivals) if _follows(legs[n], leg)]
        if found:
            before[leg.event.id] = max(found, key=lambda one: _fit(one, leg))
    return before


def _keys(leg: _Leg, place: Place) -> Iterator[Key]:
    """What legs that hang together share, at an end where they meet."""
    if place.kind in PRECISE:
        for cell in cells(place):
            yield from ((common, cell) for common in sorted(leg.reports | leg.marks))


def _arrived(leg: _Leg, arrivals: Mapping[Key, Sequence[tuple[str, int]]]) -> list[int]:
    """Numbers of earlier legs to where this one begins, the last ones of each key."""
    found: set[int] = set()
    until = leg.event.end or "9999"
    for key in _keys(leg, leg.origin):
        arrived = arrivals.get(key, ())
        upto = bisect.bisect_right(arrived, until, key=lambda one: one[0])
        found.update(number for _, number in arrived[max(0, upto - CROWD) : upto])
    return sorted(found)


def _fit(one: _Leg, other: _Leg) -> tuple[bool, bool, str, str]:
    """What makes an earlier leg the likeliest to go on: marks, goods, nearness, then its id."""
    marks, goods = bool(one.marks & other.marks), bool(one.goods & other.goods)
    return marks, goods, one.event.start or "", one.event.id


def _follows(leg: _Leg, following: _Leg) -> bool:
    """Whether the goods of one leg can be those of the next, and do not turn back."""
    one, other = leg.event, following.event
    if one.id == other.id or not one_spot(leg.destination, following.origin):
        return False
    if one.modality == "planned" and other.modality == "occurred":
        return False
    if one_spot(leg.origin, following.destination) or _turns_back(leg, following):
        return False
    if leg.goods and following.goods and not leg.goods & following.goods:
        return False
    if other.end and one.start and other.end < one.start:
        return False
    waited = _days(one.end, other.start)
    if leg.reports & following.reports:
        return waited is None or waited <= STAY_DAYS
    if not leg.marks & following.marks or one.modality != other.modality:
        return False
    return waited is not None and -1 <= waited <= OTHER_REPORT_DAYS


def _turns_back(leg: _Leg, following: _Leg) -> bool:
    """Whether the second leg ends in the country where the first began, after leaving it."""
    home, abroad, beyond = leg.origin, leg.destination, following.destination
    return beyond.country == home.country != abroad.country


def _days(start: str | None, end: str | None) -> int | None:
    if start is None or end is None:
        return None
    return (date.fromisoformat(end) - date.fromisoformat(start)).days


def _chain(last: _Leg, before: Mapping[str, _Leg]) -> Movement:
    chain = [last]
    while chain[-1].event.id in before and len(chain) < LONGEST_CHAIN:
        chain.append(before[chain[-1].event.id])
    ids = tuple(leg.event.id for leg in reversed(chain))
    return Movement(id="m-" + digest(*ids), legs=ids)
