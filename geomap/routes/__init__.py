"""Routes: the legs that an event's goods travel, and an honest word on each line.

Every router is a module of this folder and gives a `Leg`: `sea`, `rail` and `road` compute a
plausible way over a network, `air` and `direct` draw the great circle. What is stated decides:
the mode, and whether both ends are spots. Where a router refuses, the line is direct and its
`why` says what stood against a way.

    choosing      which legs an event has, and by which of the stated modes each goes
    durations     how long carriers of each kind take
    plausibility  the dates of reports held against that
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from msgspec import structs

from geomap.errors import RouteError
from geomap.geo import great_circle_m
from geomap.records import Event, Leg, Mode, Place, Route
from geomap.routes.choosing import (
    Asked,
    Found,
    Hop,
    Pair,
    draw_event,
    draw_leg,
    list_hops,
    list_wanted,
)
from geomap.routes.direct import is_wide
from geomap.routes.plausibility import carrier_words, flag_voyages
from geomap.routes.sizes import TOO_NARROW, WHY_ROUND, is_too_large

__all__ = [
    "Limits",
    "Trip",
    "carrier_words",
    "flag_voyages",
    "plan_route",
    "plan_routes",
    "route_event",
    "route_events",
]


@dataclass(frozen=True)
class Limits:
    """What a way may not or may use.

    `avoid` and `allow` name passages at sea and bars on rails and roads (see `sea.passages`,
    `rail.rail_bars`, `road.road_bars`); `within` and `avoid_countries` are ISO 3166-1 alpha-2
    codes; `through` names passages at sea that the way leads through; of `ports` the nearest are
    named where an end of a sea leg lies inland.
    """

    avoid: frozenset[str] = frozenset()
    allow: frozenset[str] = frozenset()
    within: frozenset[str] = frozenset()
    avoid_countries: frozenset[str] = frozenset()
    through: frozenset[str] = frozenset()
    ports: tuple[Place, ...] = ()


NO_LIMITS = Limits()

# Nearer than this a lorry is there before an aircraft is loaded: half a day's drive.
FLOWN_M = 300_000


@dataclass(frozen=True)
class Trip:
    """A journey that is asked for: from `origin` through each of `via`, in order."""

    origin: Place
    destination: Place
    via: tuple[Place, ...] = ()
    mode: Mode | None = None


def plan_route(  # noqa: PLR0913 (every limit that a way may have)
    origin: Place,
    destination: Place,
    *,
    via: Sequence[Place] = (),
    mode: Mode | None = None,
    avoid: Iterable[str] = (),
    allow: Iterable[str] = (),
    within: Iterable[str] = (),
    avoid_countries: Iterable[str] = (),
    ports: Sequence[Place] = (),
) -> tuple[Leg, ...]:
    """Legs from `origin` through each place of `via`, in order, to `destination`.

    Parameters
    ----------
    origin, destination : Place
        The two ends, WGS 84 degrees.
    via : sequence of Place
        Places on the way, in order of travel; wide ones (a country, a sea) are told in the
        `why` and not drawn. A canal, strait or cape that `sea.passages()` lists is no stop by
        sea: the voyage leads through it, open or not.
    mode : {"sea", "rail", "road", "air"}, optional
        How the goods travel; None where it is not stated.
    avoid, allow : iterable of str
        Passages at sea to close besides those that are closed always, and passages at sea or
        bars on land to open: `sea.passages()`, `rail.rail_bars()`, `road.road_bars()`.
    within, avoid_countries : iterable of str
        ISO 3166-1 alpha-2 codes: countries that a way by land does not leave, and countries
        whose lines, roads or airspace are not used.
    ports : sequence of Place
        Where an end of a sea leg lies inland, the nearest of these are named in its `why`.

    Returns
    -------
    tuple of Leg
        One leg for each pair of neighbours. A way that was computed has the certainty
        "computed", a direct line "direct", one between labelled points of wide areas "country".

    Raises
    ------
    RouteError
        An end is not on Earth, `mode` is none of the four, or `avoid`, `allow`, `within` or
        `avoid_countries` names what that way of going does not know. Where no mode is stated,
        limits mean nothing and are not looked at.

    Examples
    --------
    >>> from geomap.records import Place
    >>> rajin = Place(id="x:1", name="Rajin", lat=42.24, lon=130.29, country="KP",
    ...               kind="port", radius_m=1500)
    >>> dunay = Place(id="x:2", name="Dunay", lat=42.88, lon=132.35, country="RU",
    ...               kind="port", radius_m=1500)
    >>> leg, = plan_route(rajin, dunay)
    >>> leg.router, leg.certainty, round(leg.length_m / 1000)
    ('great_circle', 'direct', 183)
    """
    limits = Limits(
        avoid=_names(avoid),
        allow=_names(allow),
        within=_names(within),
        avoid_countries=_names(avoid_countries),
        ports=tuple(ports),
    )
    trip = Trip(origin=origin, destination=destination, via=tuple(via), mode=mode)
    return plan_routes([trip], limits=limits)[0]


def _names(given: Iterable[str]) -> frozenset[str]:
    """Names as a set; a bare string is one name, not its letters."""
    return frozenset({given} if isinstance(given, str) else given)


def plan_routes(trips: Iterable[Trip], *, limits: Limits = NO_LIMITS) -> list[tuple[Leg, ...]]:
    """Legs of many trips, in order, as `plan_route` gives them.

    Trips that begin at one place share a search: a thousand take a fraction of the time that
    a thousand calls of `plan_route` take.
    """
    listed = list(trips)
    hops = [list_hops(t.origin, t.destination, t.via, (t.mode,)) for t in listed]
    wanted = [(t.mode, hop) for t, (each, _) in zip(listed, hops, strict=True) for hop in each]
    found = _computed(wanted, limits)
    return [
        tuple(draw_leg(hop, trip.mode, note, found) for hop in each)
        for trip, (each, note) in zip(listed, hops, strict=True)
    ]


def route_event(event: Event) -> Route:
    """Legs of one event; `route_events` is faster for many."""
    return route_events([event])[0]


def route_events(
    events: Iterable[Event],
    *,
    words: Mapping[str, str] | None = None,
    limits: Limits = NO_LIMITS,
) -> tuple[Route, ...]:
    """Legs of events: origin, each place on the way, destination; one Route an event, in order.

    A transfer without both ends has no legs. One that is only negotiated, supposed or said not
    to have happened has a single leg without a path, whose `why` says so. Where several modes
    are stated, the places decide which leg goes by which, as far as they can. A strike has a
    line of fire if the text states a launch.

    Parameters
    ----------
    events : iterable of Event
        Transfers and strikes.
    words : mapping of str to str, optional
        By event id, what is told of the carrier ("the tanker Volga"): it narrows durations.
    limits : Limits
        What no way may use, and the ports to name.
    """
    listed = list(events)
    told = {event.id: (words or {}).get(event.id, event.what) for event in listed}
    large = {event.id for event in listed if is_too_large(told[event.id])}
    found = _computed([w for e in listed if e.id not in large for w in list_wanted(e)], limits)
    if not large:
        return tuple(_route(event, found, told[event.id]) for event in listed)
    narrow = replace(limits, avoid=limits.avoid | TOO_NARROW)
    round_ = _computed([w for e in listed if e.id in large for w in list_wanted(e)], narrow)
    return tuple(
        _route(e, round_, told[e.id], WHY_ROUND) if e.id in large else _route(e, found, told[e.id])
        for e in listed
    )


def _route(event: Event, found: Found, words: str, note: str = "") -> Route:
    """The legs of an event; `note` is said of those that were computed at sea."""
    legs = (
        structs.replace(leg, why=f"{leg.why}; {note}") if note and _is_round(leg) else leg
        for leg in draw_event(event, found, words=words)
    )
    return Route(event=event.id, legs=tuple(legs))


def _is_round(leg: Leg) -> bool:
    """Whether a voyage was computed round the canals that a large ship does not take."""
    return leg.mode == "sea" and leg.certainty == "computed" and not TOO_NARROW & {*leg.passages}


def _computed(wanted: Sequence[tuple[Mode | None, Hop]], limits: Limits) -> Found:
    """Ways that the routers give for pairs of spots, each pair asked for once."""
    unknown: dict[tuple[str, str], Pair] = {}
    asked: dict[tuple[Mode, frozenset[str]], dict[tuple[str, str], Pair]] = {}
    for mode, hop in wanted:
        a, b = pair = hop.pair
        _check(mode, pair)
        if not is_wide(a) and not is_wide(b) and a.id != b.id:
            known = asked.setdefault((mode, hop.through(mode)), {}) if mode else unknown
            known[a.id, b.id] = pair
    ways: dict[Asked, Leg] = {}
    for (mode, through), pairs in asked.items():
        legs = _ROUTERS[mode](list(pairs.values()), replace(limits, through=through))
        ways |= {(mode, *key, through): leg for key, leg in zip(pairs, legs, strict=True)}
    return Found(ways, _allowed(unknown, limits.ports))


def _check(mode: Mode | None, pair: Pair) -> None:
    if mode is not None and mode not in _ROUTERS:
        message = f"cannot go by {mode!r}: known are {', '.join(_ROUTERS)}, or None if not stated"
        raise RouteError(message)
    for place in pair:
        if not isinstance(place, Place):
            message = f"{place!r} is no Place; geomap.plan_route takes names and points too"
            raise RouteError(message)
        if not (math.isfinite(place.lon) and -90 <= place.lat <= 90):
            where = f"latitude {place.lat}, longitude {place.lon}"
            message = f"{place.name} at {where} is not on Earth; give degrees, WGS 84"
            raise RouteError(message)


def _allowed(
    pairs: Mapping[tuple[str, str], Pair], ports: tuple[Place, ...]
) -> dict[tuple[str, str], tuple[Mode, ...]]:
    """The modes by which one can come from one end of a pair to the other at all."""
    from geomap.routes.land import are_joined
    from geomap.routes.rail import RAIL
    from geomap.routes.road import ROAD

    if not pairs:
        return {}
    listed = list(pairs.values())
    joined: dict[Mode, list[bool]] = {
        "sea": [leg.path is not None for leg in _by_sea(listed, Limits(ports=ports))],
        "rail": are_joined(RAIL, listed),
        "road": are_joined(ROAD, listed),
        "air": [great_circle_m((a.lon, a.lat), (b.lon, b.lat)) > FLOWN_M for a, b in listed],
    }
    return {
        key: tuple(mode for mode, answers in joined.items() if answers[number])
        for number, key in enumerate(pairs)
    }


def _by_sea(pairs: Sequence[Pair], limits: Limits) -> Sequence[Leg]:
    """Voyages between places; where a town lies off the water, by the port of its name near it."""
    from geomap.routes.harbours import harbour_of, port_of, tell_harbours
    from geomap.routes.sea import FAR_QUAY_M, sea_legs

    find = partial(sea_legs, avoid=limits.avoid, allow=limits.allow, through=limits.through)
    legs = list(find(pairs, ports=limits.ports))
    ends = {}
    for n, leg in enumerate(legs):
        if leg.path is None or (leg.snap_m or 0) >= FAR_QUAY_M:
            port = harbour_of if leg.path is None else port_of
            ends[n] = (port(pairs[n][0], limits.ports), port(pairs[n][1], limits.ports))
    again = {n: pair for n, pair in ends.items() if pair != tuple(pairs[n])}
    found = find(list(again.values()), ports=limits.ports)
    for n, leg in zip(again, found, strict=True):
        if leg.path is not None:
            legs[n] = tell_harbours(leg, pairs[n], again[n])
        elif legs[n].path is None:
            legs[n] = leg
    return legs


def _by_rail(pairs: Sequence[Pair], limits: Limits) -> Sequence[Leg]:
    from geomap.routes.rail import rail_legs

    return rail_legs(
        pairs, within=limits.within, avoid_countries=limits.avoid_countries, allow=limits.allow
    )


def _by_road(pairs: Sequence[Pair], limits: Limits) -> Sequence[Leg]:
    from geomap.routes.road import road_legs

    return road_legs(
        pairs, within=limits.within, avoid_countries=limits.avoid_countries, allow=limits.allow
    )


def _by_air(pairs: Sequence[Pair], limits: Limits) -> Sequence[Leg]:
    from geomap.routes.air import air_leg

    return [air_leg(a, b, avoid_countries=limits.avoid_countries) for a, b in pairs]


_ROUTERS: dict[Mode, Callable[[Sequence[Pair], Limits], Sequence[Leg]]] = {
    "sea": _by_sea,
    "rail": _by_rail,
    "road": _by_road,
    "air": _by_air,
}
