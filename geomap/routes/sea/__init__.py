"""The sea router: a plausible way by water, computed, with the canals and straits it takes.

`sea_leg` gives one leg, `sea_legs` many, with one search for all that begin at one port.
"""

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeVar

import msgspec
import numpy as np

from geomap import geo
from geomap.errors import RouteError
from geomap.geo import LonLat
from geomap.records import Leg, Place
from geomap.routes.sea.approach import FAR_QUAY_M, Approach, approaches, waterside
from geomap.routes.sea.chart import Floats
from geomap.routes.sea.line import draw
from geomap.routes.sea.network import Network, load
from geomap.routes.sea.search import Way, find_ways
from geomap.routes.sea.through import find_ways_through, middle
from geomap.units import (
    HALF_TURN,
    METRES_PER_KILOMETRE,
    METRES_PER_NAUTICAL_MILE,
    SECONDS_PER_HOUR,
)

__all__ = [
    "FAR_QUAY_M",
    "closed_passages",
    "is_afloat",
    "passage_named",
    "passage_stop",
    "passages",
    "sea_leg",
    "sea_legs",
    "shore",
]

# The Fourth IMO Greenhouse Gas Study (2020) has general cargo ships at 9 to 12 knots at sea,
# by size: the class that carries what reports tell of.
SPEED_KN = 11.0
SPEED_MS = SPEED_KN * METRES_PER_NAUTICAL_MILE / SECONDS_PER_HOUR
DECIMALS = 6
SAME_PLACE_M = 1.0
# Of an end that lies inland, the nearest ports are named, and none so far off that it says nothing.
NAMED_PORTS, NEAR_PORT_M = 3, 1_000_000
ITSELF_M = 2_000  # nor the place itself, which a second source may have a little way off
CHARTED = (
    "charted are the sea, the Caspian, the Great Lakes and the rivers that --passages lists, no "
    "other lakes"
)

# Of the last ports the ways to the graph are kept, 15 MB at most, and of the last voyages the legs,
# 20 MB at most: reports and tables tell of the same ones again and again.
KEPT_NEAR, KEPT_LEGS = 2048, 1024

K = TypeVar("K")
V = TypeVar("V")
Point = Place | LonLat


class Barred(NamedTuple):
    """What a voyage may not take, and what it leads through."""

    shut: frozenset[str]
    through: frozenset[str]


# The lesser end, the greater, what is shut, what it leads through.
Voyage = tuple[LonLat, LonLat, frozenset[str], frozenset[str]]
_known_near: dict[LonLat, Approach | None] = {}
_known_legs: dict[Voyage, Leg | None] = {}


def passages() -> dict[str, str]:
    """Names that `avoid` and `allow` take, with what a reader calls each.

    >>> passages()["suez"]
    'Suez Canal'
    """
    return dict(load().titles)


def passage_named(name: str) -> str | None:
    """The passage that a name tells in full: a canal, a strait, a cape that ships go round.

    A town may lend its name to a passage, so that "Suez" alone is none.

    >>> passage_named("Suez Canal"), passage_named("Hormuz Strait"), passage_named("Suez")
    ('suez', 'hormuz', None)
    >>> passage_named("Bosporus"), passage_named("the Northern Sea Route"), passage_named("Elbe")
    ('bosphorus', 'northern_sea_route', None)
    """
    return load().full_name(name)


def passage_stop(name: str) -> Place | None:
    """The passage of that full name as a place on the way, or None.

    >>> passage_stop("Cape Horn").name
    'Cape Horn'
    """
    network = load()
    key = network.full_name(name)
    if key is None:
        return None
    lon, lat = network.lonlat[middle(network, key)].tolist()
    return Place(
        id=f"geomap:passage/{key}", name=network.titles[key], lat=round(lat, 3), lon=round(lon, 3),
        country=None, kind="strait", radius_m=0,
    )  # fmt: skip


def closed_passages() -> dict[str, str]:
    """Names of the passages that are closed unless allowed, each with its reason."""
    return dict(load().closed)


def shore(point: Point, *, within_m: float) -> LonLat | None:
    """The water or charted river nearest to a point, as (lon, lat), no farther than `within_m`.

    >>> shore((139.692, 35.690), within_m=30_000) is not None
    True
    >>> shore((37.6, 55.75), within_m=30_000) is None
    True
    """
    return waterside(load(), spot(point), within_m)


def is_afloat(point: Point) -> bool:
    """Whether a voyage can begin at a point: whether charted water is near enough."""
    at = spot(point)
    return _near(load(), [at])[at] is not None


def sea_leg(
    a: Point,
    b: Point,
    *,
    avoid: Iterable[str] = (),
    allow: Iterable[str] = (),
    through: Iterable[str] = (),
    ports: Sequence[Place] = (),
) -> Leg:
    """Plausible voyage between two places.

    Parameters
    ----------
    a, b : Place or (lon, lat)
        The ends, WGS 84 degrees.
    avoid : iterable of str
        Passages (see `passages`) not to be taken.
    allow : iterable of str
        Passages that are closed unless allowed: see `closed_passages`.
    through : iterable of str
        Passages that the voyage leads through, in any order; they are open for it.
    ports : sequence of Place
        Where an end lies inland, the nearest of these are named in the leg's `why`.

    Returns
    -------
    Leg
        `path` in (lon, lat), cut at 180 degrees, `length_m` on the ellipsoid, `duration_s` at
        11 knots; `why` names the passages. Where there is no way, `path`, `length_m` and
        `duration_s` are None and `why` says what stands against it.

    Raises
    ------
    RouteError
        `avoid`, `allow` or `through` names no passage, or an end is no position.

    Examples
    --------
    >>> leg = sea_leg((130.29, 42.24), (133.07, 42.74))
    >>> round(leg.length_m / 1000, -1)
    240.0
    """
    return sea_legs([(a, b)], avoid=avoid, allow=allow, through=through, ports=ports)[0]


def sea_legs(
    pairs: Sequence[tuple[Point, Point]],
    *,
    avoid: Iterable[str] = (),
    allow: Iterable[str] = (),
    through: Iterable[str] = (),
    ports: Sequence[Place] = (),
) -> list[Leg]:
    """Plausible voyages for many pairs, as `sea_leg` gives them, in the order of `pairs`."""
    network = load()
    names = network.check(through, "through")
    shut = network.check(avoid, "avoid") | (network.closed.keys() - network.check(allow, "allow"))
    barred = Barred(shut - names, names)
    near = _near(network, sorted({spot(p) for pair in pairs for p in pair}))
    ends = [(min(spot(a), spot(b)), max(spot(a), spot(b))) for a, b in pairs]
    legs = _voyages(network, ends, near, barred)
    return [_leg(network, a, b, near, legs, barred, ports) for a, b in pairs]


def _voyages(
    network: Network,
    ends: Sequence[tuple[LonLat, LonLat]],
    near: dict[LonLat, Approach | None],
    barred: Barred,
) -> dict[tuple[LonLat, LonLat], Leg | None]:
    """Legs from the lesser of two ends to the greater, so that there and back are one line."""
    legs: dict[tuple[LonLat, LonLat], Leg | None] = {}
    wanted = []
    for low, high in sorted(set(ends)):
        first, last = near[low], near[high]
        if (low, high, *barred) in _known_legs:
            legs[low, high] = _known_legs[low, high, *barred]
        elif low != high and first is not None and last is not None:
            wanted.append(((low, high), (first, last)))
    pairs = [pair for pair, _ in wanted]
    shut, names = barred
    ways = find_ways_through(network, [voyage for _, voyage in wanted], shut=shut, names=names)
    new = dict(zip(pairs, _computed(pairs, ways), strict=True))
    _keep(_known_legs, {(low, high, *barred): leg for (low, high), leg in new.items()}, KEPT_LEGS)
    return legs | new


def _near(network: Network, spots: Sequence[LonLat]) -> dict[LonLat, Approach | None]:
    """Ways from each point to the graph; they depend on the point alone."""
    new = [at for at in spots if at not in _known_near]
    found = dict(zip(new, approaches(network, new), strict=True))
    near = {at: found[at] if at in found else _known_near[at] for at in spots}
    _keep(_known_near, found, KEPT_NEAR)
    return near


def _keep(known: dict[K, V], found: dict[K, V], most: int) -> None:
    """Add what was found to what is known, and drop the oldest beyond so many."""
    known.update(found)
    while len(known) > most:
        known.pop(next(iter(known)), None)


def spot(point: Point) -> LonLat:
    """Wrapped (lon, lat) of an end.

    Raises
    ------
    RouteError
        The latitude is none, or one of the two is no number.
    """
    lon, lat = (point.lon, point.lat) if isinstance(point, Place) else point
    if not (-90 <= lat <= 90 and math.isfinite(lon)):
        message = f"sea leg at lon {lon}, lat {lat}: no position; give (lon, lat) in degrees"
        raise RouteError(message)
    return (geo.wrap(lon), lat)


def _name(point: Point) -> str:
    if isinstance(point, Place):
        return point.name
    return f"({point[0]:.3f}, {point[1]:.3f})"


def _none(why: str) -> Leg:
    return Leg(
        mode="sea",
        router="sea_grid",
        length_m=None,
        duration_s=None,
        path=None,
        certainty="none",
        why=why,
    )


def _leg(
    network: Network,
    a: Point,
    b: Point,
    near: dict[LonLat, Approach | None],
    legs: dict[tuple[LonLat, LonLat], Leg | None],
    barred: Barred,
    ports: Sequence[Place],
) -> Leg:
    """The leg from `a` to `b` with what is to be said of it, or why there is none."""
    start, end = spot(a), spot(b)
    first, last = near[start], near[end]
    if first is None or last is None:
        return _none(_inland(b if last is None else a, ports))
    if geo.great_circle_m(start, end) < SAME_PLACE_M:
        return _none("no line: both ends are the same place")
    leg = legs[min(start, end), max(start, end)]
    if leg is None or leg.path is None:
        return _none(_unreachable(network, (a, b), (first, last), barred))
    turn = -1 if start > end else 1
    names = leg.passages[::turn]
    taken = f"passages: {', '.join(names)}" if names else "no canal or named strait"
    far = [(_name(p), near_m) for p, near_m in ((a, first.quay_m), (b, last.quay_m))]
    return msgspec.structs.replace(
        leg,
        path=tuple(part[::turn] for part in leg.path[::turn]),
        passages=names,
        why=f"plausible route, computed, not a track; {taken}; duration at {SPEED_KN:.0f} knots"
        + "".join(_straight(*each) for each in far),
        snap_m=float(round(max(metres for _, metres in far))),
    )


def _straight(name: str, metres: float) -> str:
    """What must be said of an end that lies off the water."""
    if metres < FAR_QUAY_M:
        return ""
    return f"; {metres / METRES_PER_KILOMETRE:.0f} km straight between {name} and the water"


def _computed(
    pairs: Sequence[tuple[LonLat, LonLat]], ways: Sequence[Way | None]
) -> list[Leg | None]:
    """The legs along ways between pairs of points, without their reasons."""
    drawn = iter(
        draw([[a, *way.points, b] for (a, b), way in zip(pairs, ways, strict=True) if way])
    )
    return [_along(way, *next(drawn)) if way else None for way in ways]


def _along(way: Way, line: Floats, length: float) -> Leg:
    """The leg of a way along its line."""
    parts = [line]
    if np.abs(line[:, 0]).max() > HALF_TURN:
        parts = [np.array(part) for part in geo.split_at_180(line.tolist())]
    return Leg(
        mode="sea",
        router="sea_grid",
        length_m=float(round(length)),
        duration_s=float(round(length / SPEED_MS)),
        path=tuple(
            tuple(map(tuple, part.round(DECIMALS).tolist())) for part in parts if len(part) > 1
        ),
        certainty="computed",
        why="",
        passages=way.passages,
    )


def _inland(point: Point, ports: Sequence[Place]) -> str:
    at = spot(point)
    why = f"no sea leg: {_name(point)} lies inland, not at navigable water ({CHARTED})"
    if not ports:
        return why
    far = {port.id: geo.great_circle_m(at, (port.lon, port.lat)) for port in ports}
    near = sorted(
        (p for p in ports if ITSELF_M < far[p.id] <= NEAR_PORT_M), key=lambda p: (far[p.id], p.id)
    )
    named = ", ".join(
        f"{p.name} ({geo.distance_m(at, (p.lon, p.lat)) / METRES_PER_KILOMETRE:.0f} km)"
        for p in near[:NAMED_PORTS]
    )
    within = f"none of the gazetteer within {NEAR_PORT_M / METRES_PER_KILOMETRE:,.0f} km"
    return f"{why}; nearest ports: {named or within}"


def _unreachable(
    network: Network,
    ends: tuple[Point, Point],
    near: tuple[Approach, Approach],
    barred: Barred,
) -> str:
    """Which closed passages stand in the way, or that no water joins the two.

    Of those on the way with nothing closed, the ones that there is no way round.
    """
    start, end = (_name(each) for each in ends)
    shut, names = barred
    if names and find_ways(network, [near], shut=shut)[0] is not None:
        told = " and ".join(sorted(network.titles[name] for name in names))
        return f"no sea leg: no way leads from {start} to {end} by {told} but there and back again"
    free = find_ways(network, [near], shut=frozenset())[0]
    if free is None:
        return f"no sea leg: no navigable water joins {start} and {end}"
    shutting = [name for name in free.passages if name in shut]
    if len(shutting) > 1:
        alone = (find_ways(network, [near], shut=frozenset({name})) for name in shutting)
        only = [name for name, way in zip(shutting, alone, strict=True) if way[0] is None]
        shutting = only or shutting
    reasons = [
        f"{name} closed" + (f" ({network.closed[name]})" if name in network.closed else "")
        for name in shutting
    ]
    return f"no sea leg: {end} is not reachable from {start} with {', '.join(reasons)}"
