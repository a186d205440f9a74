"""Events held against one another: ships in two places at once, under two names, for two ports."""

import itertools
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from msgspec import structs

from geomap.events.accounts import PRECISE, ends_fit
from geomap.events.merge import Group
from geomap.geo import apart_m
from geomap.records import Event, EventFlag, Place

__all__ = ["flag_across"]

FAST_M_PER_DAY = 25 * 1852.0 * 24  # 25 knots: no freighter sails faster
FAR_DAYS = int(math.pi * 6_371_000 / FAST_M_PER_DAY) + 1  # enough for half the way round the earth
NEXT_CALLS = 3  # later events of a ship that each is held against

Found = Iterator[tuple[str, EventFlag]]


def flag_across(events: Sequence[Event], groups: Sequence[Group]) -> list[Event]:
    """The same events with the flags that only show when events are held side by side."""
    raised: dict[str, list[EventFlag]] = defaultdict(list)
    ships = _by_ship(events, groups)
    voices = {e.id: g.accounts[0].voice for e, g in zip(events, groups, strict=True) if e.vessels}
    for key, found in itertools.chain(_aliases(ships), _voyages(ships), _bounds(ships, voices)):
        raised[key].append(found)
    return [
        structs.replace(e, flags=(*e.flags, *raised[e.id])) if e.id in raised else e for e in events
    ]


def _by_ship(events: Sequence[Event], groups: Sequence[Group]) -> dict[str, list[Event]]:
    ships: dict[str, list[Event]] = defaultdict(list)
    for event, group in zip(events, groups, strict=True):
        for ship in sorted(frozenset().union(*(a.ships for a in group.accounts))):
            ships[ship].append(event)
    return ships


def _aliases(ships: dict[str, list[Event]]) -> Found:
    """One IMO number under two names."""
    for key, events in sorted(ships.items()):
        if not key.isdecimal():
            continue
        names = sorted({v.name for e in events for v in e.vessels if v.imo == key})
        if len({name.casefold() for name in names}) > 1:
            message = f"IMO {key} is called " + " and ".join(names)
            for event in events:
                yield event.id, EventFlag(code="vessel_alias", message=message, claims=event.claims)


def _bounds(ships: dict[str, list[Event]], voices: Mapping[str, str]) -> Found:
    """A ship that left one port on one day, for one place by one report, another by another."""
    for _, events in sorted(ships.items()):
        sailings: dict[str, list[Event]] = defaultdict(list)
        for event in events:
            if _is_dated(event) and event.origin and event.origin.kind in PRECISE:
                sailings[event.start or ""].append(event)
        for _, sailed in sorted(sailings.items()):
            for one, other in itertools.pairwise(sorted(sailed, key=lambda e: e.id)):
                if _bound_elsewhere(one, other):
                    sides = " or ".join(
                        f"{e.destination.name} ({voices[e.id]})"
                        for e in (one, other) if e.destination
                    )  # fmt: skip
                    yield from _both(one, other, "place_conflict", f"bound for {sides}")


def _bound_elsewhere(one: Event, other: Event) -> bool:
    ends = one.destination, other.destination
    if not all(p is not None and p.kind in PRECISE for p in ends) or ends_fit(*ends):
        return False
    same = one.origin is not None and other.origin is not None
    return same and ends_fit(one.origin, other.origin) and not {*one.documents} & {*other.documents}


# ---- voyages ----


def _voyages(ships: dict[str, list[Event]]) -> Found:
    """A ship at two places with less time between them than the fastest voyage needs."""
    for _, events in sorted(ships.items()):
        calls = [e for e in events if _is_dated(e) and _ports(e)]
        calls.sort(key=lambda e: (e.start or "", e.id))
        for place, one in enumerate(calls):
            for other in calls[place + 1 : place + 1 + NEXT_CALLS]:
                if _days(one, other) > FAR_DAYS:
                    break
                if _is_carried_over(one, other):
                    continue
                if message := _too_fast(one, other):
                    yield from _both(one, other, "implausible_voyage", message)


def _is_carried_over(one: Event, other: Event) -> bool:
    """Whether one report tells both with one date, which then need not be that of each."""
    return one.date_edtf == other.date_edtf and bool({*one.documents} & {*other.documents})


def _is_dated(event: Event) -> bool:
    real = event.modality == "occurred" and event.status != "denied"
    return real and event.start is not None and event.end is not None and (event.date_prec or 5) < 3


def _ports(event: Event) -> list[Place]:
    spots = (event.origin, event.destination) if event.kind == "transfer" else (event.location,)
    return [p for p in spots if p is not None and p.kind in PRECISE]


def _too_fast(one: Event, other: Event) -> str | None:
    """What is wrong; the ends of both voyages are taken as near as they can be."""
    distance_m, here, there = min(
        (apart_m(a, b), a.name, b.name) for a in _ports(one) for b in _ports(other)
    )
    days = _days(one, other)
    if distance_m <= FAST_M_PER_DAY * days:
        return None
    need = distance_m / FAST_M_PER_DAY
    return f"{here} and {there} lie {need:.1f} days apart at 25 knots; the dates leave {days}"


def _days(one: Event, other: Event) -> int:
    """The days that two dated calls leave for the way between them, at most."""
    return (date.fromisoformat(other.end or "") - date.fromisoformat(one.start or "")).days + 1


def _both(one: Event, other: Event, code: str, message: str) -> Found:
    claims = (*one.claims, *other.claims)
    for event in (one, other):
        yield event.id, EventFlag(code=code, message=message, claims=claims)
