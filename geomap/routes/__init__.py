"""Routes: the legs that an event's goods travel, and an honest word on each line.

Every router is a module of this folder and gives a `Leg`: `sea`, `rail` and `road` compute a
plausible way over a network, `air` and `direct` draw the great circle. What is stated decides:
the mode, and whether both ends are spots. Where a router refuses, the line is direct and its
`why` says what stood against a way.
"""

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from msgspec import structs

from geomap.records import Event, Leg, Mode, Place, Route
from geomap.routes.direct import direct_leg, is_wide

__all__ = ["Limits", "Trip", "plan_route", "plan_routes", "route_event", "route_events"]

DRAWN = ("occurred", "planned")  # the modalities of an event that has, or will have, a journey
NOT_DRAWN = {
    "negotiating": "no line: the event is under negotiation, nothing is said to move",
    "hypothetical": "no line: the event is hypothetical, nothing is said to move",
    "negated": "no line: the event is said not to have happened",
}

Pair = tuple[Place, Place]


@dataclass(frozen=True)
class Limits:
    """What a way may not or may use.

    `avoid` and `allow` name passages at sea and bars on rails and roads (see `sea.passages`,
    `rail.rail_bars`, `road.road_bars`); `within` and `avoid_countries` are ISO 3166-1 alpha-2
    codes; of `ports` the nearest are named where an end of a sea leg lies inland.
    """

    avoid: frozenset[str] = frozenset()
    allow: frozenset[str] = frozenset()
    within: frozenset[str] = frozenset()
    avoid_countries: frozenset[str] = frozenset()
    ports: tuple[Place, ...] = ()


NO_LIMITS = Limits()


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
        `why` and not drawn.
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
        `avoid`, `allow`, `within` or `avoid_countries` names what is not known.

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
        avoid=frozenset(avoid),
        allow=frozenset(allow),
        within=frozenset(within),
        avoid_countries=frozenset(avoid_countries),
        ports=tuple(ports),
    )
    trip = Trip(origin=origin, destination=destination, via=tuple(via), mode=mode)
    return plan_routes([trip], limits=limits)[0]


def plan_routes(trips: Iterable[Trip], *, limits: Limits = NO_LIMITS) -> list[tuple[Leg, ...]]:
    """Legs of many trips, in order, as `plan_route` gives them.

    Trips that begin at one place share a search: a thousand take a fraction of the time that
    a thousand calls of `plan_route` take.
    """
    listed = list(trips)
    stops = [_stops(trip.origin, trip.destination, trip.via) for trip in listed]
    pairs = [list(itertools.pairwise(places)) for places, _ in stops]
    wanted = [(t.mode, pair) for t, each in zip(listed, pairs, strict=True) for pair in each]
    found = _computed(wanted, limits)
    return [
        tuple(_leg(pair, trip.mode, note, found) for pair in each)
        for trip, each, (_, note) in zip(listed, pairs, stops, strict=True)
    ]


def route_event(event: Event) -> Route:
    """Legs of one event; `route_events` is faster for many."""
    return route_events([event])[0]


def route_events(events: Iterable[Event]) -> tuple[Route, ...]:
    """Legs of events: origin, each place on the way, destination; one Route an event, in order.

    An event without both ends, and a strike, has no legs. One that is only negotiated,
    supposed or said not to have happened has a single leg without a path, whose `why` says so.
    An event's mode is used where exactly one is stated; several leave the legs without one.
    """
    listed = list(events)
    wanted = [item for event in listed for item in _wanted(event)]
    found = _computed(wanted, NO_LIMITS)
    return tuple(Route(event=e.id, legs=tuple(_legs(e, found))) for e in listed)


def _stops(
    origin: Place, destination: Place, via: Sequence[Place]
) -> tuple[tuple[Place, ...], str]:
    """Spots of a journey in order, and a word on the wide places that are left out.

    A line bent through the label point of a country would say something that nobody said.
    """
    wide = [place.name for place in via if is_wide(place)]
    note = f"by way of {', '.join(wide)}, not drawn: no spot is named" if wide else ""
    return (origin, *(place for place in via if not is_wide(place)), destination), note


def _is_drawn(event: Event) -> bool:
    return event.kind == "transfer" and event.modality in DRAWN


def _only_mode(event: Event) -> Mode | None:
    return event.mode[0] if len(event.mode) == 1 else None


def _wanted(event: Event) -> Iterator[tuple[Mode | None, Pair]]:
    """Pairs of stops of an event that a router is asked for."""
    if _is_drawn(event) and event.origin is not None and event.destination is not None:
        stops, _ = _stops(event.origin, event.destination, event.via)
        for pair in itertools.pairwise(stops):
            yield _only_mode(event), pair


def _legs(event: Event, found: dict[tuple[Mode, str, str], Leg]) -> Iterator[Leg]:
    if event.kind != "transfer" or event.origin is None or event.destination is None:
        return
    mode = _only_mode(event)
    if not _is_drawn(event):
        yield _no_leg(mode, NOT_DRAWN[event.modality], event.origin, event.destination)
        return
    stops, note = _stops(event.origin, event.destination, event.via)
    if len(event.mode) > 1:
        several = f"several modes stated ({', '.join(event.mode)}), not which of them on this leg"
        note = "; ".join(part for part in (several, note) if part)
    for pair in itertools.pairwise(stops):
        yield _leg(pair, mode, note, found)


def _computed(
    wanted: Sequence[tuple[Mode | None, Pair]], limits: Limits
) -> dict[tuple[Mode, str, str], Leg]:
    """Ways that the routers give for pairs of spots, each pair asked for once."""
    asked: dict[Mode, dict[tuple[str, str], Pair]] = {}
    for mode, (a, b) in wanted:
        if (
            mode is not None
            and mode in _ROUTERS
            and not is_wide(a)
            and not is_wide(b)
            and a.id != b.id
        ):
            asked.setdefault(mode, {})[a.id, b.id] = (a, b)
    return {
        (mode, *key): leg
        for mode, pairs in asked.items()
        for key, leg in zip(pairs, _ROUTERS[mode](list(pairs.values()), limits), strict=True)
    }


def _leg(pair: Pair, mode: Mode | None, note: str, found: dict[tuple[Mode, str, str], Leg]) -> Leg:
    """The way that a router found for a pair, or the direct line with the reason for it."""
    a, b = pair
    way = found.get((mode, a.id, b.id)) if mode else None
    if way is None or way.path is None:
        notes = ["" if mode or "several modes" in note else "mode not stated", note]
        notes.append(f"no way computed: {way.why}" if way else "")
        way = direct_leg(a, b, mode=mode, note="; ".join(part for part in notes if part))
    return structs.replace(way, from_name=a.name, to_name=b.name)


def _by_sea(pairs: Sequence[Pair], limits: Limits) -> Sequence[Leg]:
    from geomap.routes.sea import sea_legs

    return sea_legs(pairs, avoid=limits.avoid, allow=limits.allow, ports=limits.ports)


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


_ROUTERS: dict[Mode | None, Callable[[Sequence[Pair], Limits], Sequence[Leg]]] = {
    "sea": _by_sea,
    "rail": _by_rail,
    "road": _by_road,
    "air": _by_air,
}


def _no_leg(mode: Mode | None, why: str, origin: Place, destination: Place) -> Leg:
    return Leg(
        mode=mode,
        router="none",
        length_m=None,
        duration_s=None,
        path=None,
        certainty="none",
        why=why,
        from_name=origin.name,
        to_name=destination.name,
    )
