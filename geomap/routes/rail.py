"""Rail: the way that a train may take over the railways of OpenStreetMap.

The way is computed, never observed: its `why` says so, with the cities that it passes, where
wheels change gauge, and what of the line is a guess.

What decides between ways, all of it curated and none of it known to the source:

- A country that is neither end's costs five times its length: trains do not cut corners through
  others' customs. Inside one railway area (the European Union and its partners) they may.
- Russia's through lines (data/network/rail_lines.csv) are taken before its others, so that
  freight for the west goes by Khabarovsk and Chita and not by the Baikal-Amur line.
- Lines cut by a front or a closed border are barred by name; `allow` lifts a bar.
"""

import itertools
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from geomap.errors import RouteError
from geomap.geo import LonLat
from geomap.records import Leg, Place
from geomap.routes.direct import DECIMALS, is_wide
from geomap.routes.network import (
    BAR,
    CURATED,
    JOINED,
    MAIN,
    Foot,
    Network,
    Search,
    Way,
    find_feet,
    open_network,
    pass_cities,
)
from geomap.units import METRES_PER_KILOMETRE, SECONDS_PER_HOUR

if TYPE_CHECKING:
    import numpy as np

__all__ = ["rail_bars", "rail_leg", "rail_legs"]

Pair = tuple[Place, Place]

# A town's station lies within 5 km of its point, a port's or a plant's within 10; at 40 km a
# lorry takes over, and a train "from" such a place is a mistake to be told.
REACH_M = 40_000
SNAP_TOLD_M = 3_000  # a station at the far end of a town needs no word
CITY_REACH_M = 8_000  # of a city's centre: by-pass lines for freight still pass it

TRANSIT_FACTOR = 5.0  # Ussuriysk to Chita through China is 0.57 of the way through Russia
JOINED_FACTOR = 2.0
# Khabarovsk to Taishet is 5 % longer by the Baikal-Amur line: 15 % keeps to the main line, and
# lets a train leave it for a short cut that is worth it.
OFF_MAIN_FACTOR = 1.15
MAIN_COUNTRIES = frozenset({"RU"})  # only their through lines are listed

# Directive 2012/34/EU, with Norway, Switzerland and the United Kingdom by agreement.
RAILWAY_AREA = frozenset(
    "AT BE BG CH CZ DE DK EE ES FI FR GB GR HR HU IE IT LI LT LU LV NL NO PL PT RO SE SI SK".split()
)

# Commercial speed of international freight trains in the European Union, waits included:
# European Court of Auditors, special report 08/2016, paragraph 26. Russian Railways' loads
# made about as much, 350 to 450 km a day, in the years after 2015.
SPEED_M_S = 18 * METRES_PER_KILOMETRE / SECONDS_PER_HOUR
# Without waits: section speed of freight trains in Russia, about 40 km/h (yearly reports).
FASTEST_M_S = 40 * METRES_PER_KILOMETRE / SECONDS_PER_HOUR

STANDARD_MM = 1435
# The gauge of most of a country's freight lines, where it is not 1435 mm.
GAUGE_MM = {
    **dict.fromkeys("AM AZ BY EE GE KG KZ LT LV MD MN RU TJ TM UA UZ".split(), 1520),
    "FI": 1524, "ES": 1668, "PT": 1668, "IE": 1600,
    **dict.fromkeys("IN PK BD LK".split(), 1676), "NP": 1676,
    **dict.fromkeys("AO BW CD GH JP MZ NA NZ PH SD SZ ZA ZM ZW".split(), 1067),
    **dict.fromkeys("BF BJ CI CM KH LA MM MY ML SN TH TN TZ UG VN".split(), 1000),
    "AF": 1520, "LS": 1067, "MG": 1000, "CG": 1067, "MW": 1067,
}  # fmt: skip
GAUGE_PLAY_MM = 4  # Finnish 1524 and 1520 mm take the same wheels
# The tracks from Rajin's port to Khasan have both gauges since 2013.
BOTH_GAUGES = {frozenset({"KP", "RU"}): "both gauges lie between Rajin and Khasan"}

WHY = "plausible route, computed"


def rail_leg(
    a: Place,
    b: Place,
    *,
    within: frozenset[str] = frozenset(),
    avoid_countries: frozenset[str] = frozenset(),
    allow: frozenset[str] = frozenset(),
) -> Leg:
    """The way by rail from `a` to `b`.

    Parameters
    ----------
    a, b : Place
        The ends, WGS 84 degrees. The nearest point of a line within 40 km stands for each.
    within : frozenset of str
        ISO 3166-1 alpha-2 codes: no line outside these countries is used. Empty: no limit.
    avoid_countries : frozenset of str
        Codes of countries whose lines are not used.
    allow : frozenset of str
        Bars to lift, of those that `rail_bars` names, e.g. "front_line".

    Returns
    -------
    Leg
        `length_m` along the railway, in metres, without the ways to and from it; `duration_s`
        at 18 km/h, a freight train's speed with its waits. The same in both directions. Where
        there is no way, `path` and `length_m` are None and `why` says why.

    Raises
    ------
    RouteError
        A country code that is not one, or a bar that is not known.

    Examples
    --------
    >>> from geomap.records import Place
    >>> tumangang = Place(id="x:1", name="Tumangang", lat=42.417, lon=130.61, country="KP",
    ...                   kind="rail_crossing", radius_m=2000)
    >>> ussuriysk = Place(id="x:2", name="Ussuriysk", lat=43.8, lon=131.96, country="RU",
    ...                   kind="city", radius_m=4000)
    >>> leg = rail_leg(tumangang, ussuriysk)
    >>> leg.router, leg.certainty, 240_000 < leg.length_m < 270_000
    ('rail_network', 'computed', True)
    """
    return rail_legs([(a, b)], within=within, avoid_countries=avoid_countries, allow=allow)[0]


def rail_legs(
    pairs: Sequence[Pair],
    *,
    within: frozenset[str] = frozenset(),
    avoid_countries: frozenset[str] = frozenset(),
    allow: frozenset[str] = frozenset(),
) -> tuple[Leg, ...]:
    """Ways by rail for many pairs: `rail_leg` of each, in order, but faster.

    Pairs with the same ends' countries share one set of costs, pairs with the same origin one
    tree of ways.
    """
    network = open_network("rail")
    closed = _close(network, within=within, avoid_countries=avoid_countries, allow=allow)
    base = Search(network, _cost(network, closed, frozenset(network.countries)))
    limits = _limits(within, avoid_countries)
    feet: dict[LonLat, list[Foot]] = {}
    asked = []
    for k, pair in enumerate(pairs):
        for place in pair:
            at = (place.lon, place.lat)
            if at not in feet:
                feet[at] = find_feet(base, at, within_m=REACH_M)
        one, two = sorted((place.lon, place.lat) for place in pair)  # both directions are one
        asked.append((_homes(network, pair, feet), one, two, k))
    legs: dict[int, Leg] = {}
    asked.sort(key=lambda row: (sorted(row[0]), *row[1:]))
    for homes, group in itertools.groupby(asked, key=lambda row: row[0]):
        search = Search(network, _cost(network, closed, homes), allowed=allow)
        for _, one, two, k in group:
            legs[k] = _leg(search, pairs[k], (one, two), feet, limits)
    return tuple(legs[k] for k in range(len(pairs)))


def rail_bars() -> dict[str, str]:
    """Names of the railway links that are closed unless allowed, each with its reason."""
    return {name: why for name, why, *_ in open_network("rail").bars}


def _close(
    network: Network,
    *,
    within: frozenset[str],
    avoid_countries: frozenset[str],
    allow: frozenset[str],
) -> "np.ndarray[Any, Any]":
    """Which edges this question may not use."""
    import numpy as np

    names = [name for name, *_ in network.bars]
    if unknown := sorted(allow - set(names)):
        message = f"cannot allow {', '.join(unknown)} on a railway: known are {', '.join(names)}"
        raise RouteError(message)
    for code in sorted(within | avoid_countries):
        if len(code) != 2 or not code.isascii() or not code.isupper():
            message = f"{code!r} is not a country code: give two capital letters, as in RU"
            raise RouteError(message)
    out = np.array([code in avoid_countries or (bool(within) and code not in within)
                    for code in network.countries])  # fmt: skip
    zone = out[network.zone]
    closed = zone[network.u] | zone[network.v]
    for k, name in enumerate(names):
        if name not in allow:
            closed |= network.flag // BAR == k + 1
    return np.asarray(closed)


def _cost(
    network: Network, closed: "np.ndarray[Any, Any]", homes: frozenset[str]
) -> "np.ndarray[Any, Any]":
    """Cost a metre of each edge for a train between two countries."""
    import numpy as np

    dear = np.array([1.0 if code in homes else TRANSIT_FACTOR for code in network.countries])
    zone = dear[network.zone]
    cost: np.ndarray[Any, Any] = (zone[network.u] + zone[network.v]) / 2
    cost[network.flag & JOINED > 0] *= JOINED_FACTOR
    listed = np.array([code in MAIN_COUNTRIES for code in network.countries])[network.zone]
    cost[listed[network.u] & (network.flag & MAIN == 0)] *= OFF_MAIN_FACTOR
    cost[closed] = np.inf
    return cost


def _homes(network: Network, pair: Pair, feet: dict[LonLat, list[Foot]]) -> frozenset[str]:
    """Countries through which a train between two places passes at no extra cost."""
    codes = set()
    for place in pair:
        near = feet[place.lon, place.lat]
        if near:
            codes.add(network.countries[int(network.zone[network.u[near[0].edge]])])
        elif place.country:
            codes.add(place.country)
    return frozenset(codes | RAILWAY_AREA if codes <= RAILWAY_AREA else codes)


def _limits(within: frozenset[str], avoid_countries: frozenset[str]) -> str:
    parts = []
    if within:
        parts.append(f"within {', '.join(sorted(within))}")
    if avoid_countries:
        parts.append(f"outside {', '.join(sorted(avoid_countries))}")
    return "".join(f" {part}" for part in parts)


def _leg(
    search: Search,
    pair: Pair,
    order: tuple[LonLat, LonLat],
    feet: dict[LonLat, list[Foot]],
    limits: str,
) -> Leg:
    for place in pair:
        if is_wide(place):
            return _refuse(f"{place.name} is a wide area: name a town, port or station in it")
        if not feet[place.lon, place.lat]:
            reach = REACH_M // METRES_PER_KILOMETRE
            return _refuse(f"no railway within {reach} km of {place.name}{limits}")
    if barred := _barred(search, pair, feet):
        return _refuse(barred)
    choice = _choose(feet[order[0]], feet[order[1]])
    way = search.find_way(*choice) if choice else None
    if way is None or choice is None:
        names = ", ".join(name for name, *_ in search.network.bars)
        ends = f"{pair[0].name} and {pair[1].name}"
        return _refuse(f"no railway joins {ends}{limits} (barred unless allowed: {names})")
    if way.length_m < 1:
        return _refuse("both ends are at the same spot of the railway")
    if (pair[0].lon, pair[0].lat) == order[0]:
        return _draw(search.network, pair, way, choice)
    return _draw(search.network, pair, _turn(way), choice[::-1])


def _barred(search: Search, pair: Pair, feet: dict[LonLat, list[Foot]]) -> str:
    """Why no train runs between two zones, whatever way round the network has."""
    network = search.network
    near = (feet[place.lon, place.lat][0] for place in pair)
    zones = {network.zones[int(network.zone[network.u[foot.edge]])] for foot in near}
    for name, why, *between in network.bars:
        if name not in search.allowed and zones == set(between):
            return f"{why}; allow {name} to have a way all the same"
    return ""


def _choose(starts: list[Foot], ends: list[Foot]) -> tuple[Foot, Foot] | None:
    """The nearest points of lines that are connected."""
    pieces = {foot.piece: foot for foot in ends}
    both = [(start, pieces[start.piece]) for start in starts if start.piece in pieces]
    return min(both, key=lambda two: two[0].away_m + two[1].away_m, default=None)


def _turn(way: Way) -> Way:
    return Way(way.edges[::-1], way.path[::-1], way.length_m)


def _draw(network: Network, pair: Pair, way: Way, feet: tuple[Foot, ...]) -> Leg:
    a, b = pair
    path = [(a.lon, a.lat), *way.path, (b.lon, b.lat)]
    rounded = [(round(lon, DECIMALS), round(lat, DECIMALS)) for lon, lat in path]
    line = tuple(p for k, p in enumerate(rounded) if k == 0 or p != rounded[k - 1])
    return Leg(
        mode="rail",
        router="rail_network",
        length_m=float(round(way.length_m)),
        duration_s=float(round(way.length_m / SPEED_M_S)),
        path=(line,),
        certainty="computed",
        why="; ".join(_say(network, pair, way, feet)),
    )


def _say(network: Network, pair: Pair, way: Way, feet: tuple[Foot, ...]) -> list[str]:
    """What a reader must know of a way, a phrase each."""
    import numpy as np

    said = [WHY]
    if cities := pass_cities(network, way.path, within_m=CITY_REACH_M):
        said.append(f"via {', '.join(cities)}")
    said += _say_gauges(network, way)
    flags = network.flag[np.array(way.edges)]
    if count := int((flags & JOINED > 0).sum()):
        said.append(f"{count} {'gap' if count == 1 else 'gaps'} of the source bridged")
    if (flags & CURATED > 0).any():
        said.append("a branch that the source lacks is drawn by hand")
    lifted = sorted({network.bars[bar - 1][0] for bar in (flags // BAR).tolist() if bar})
    said += [f"{name} allowed" for name in lifted]
    for place, foot in zip(pair, feet, strict=True):
        if foot.away_m > SNAP_TOLD_M:
            km = foot.away_m / METRES_PER_KILOMETRE
            said.append(f"the railway is {km:.0f} km from {place.name}")
    slow, fast = (way.length_m / speed / SECONDS_PER_HOUR for speed in (SPEED_M_S, FASTEST_M_S))
    if slow < 48:
        return [*said, f"{fast:.1f} to {slow:.1f} hours at 40 to 18 km/h"]
    return [*said, f"{fast / 24:.0f} to {slow / 24:.0f} days at 40 to 18 km/h"]


def _say_gauges(network: Network, way: Way) -> list[str]:
    said = []
    for edge in dict.fromkeys(way.edges):
        ends = (int(network.zone[network.u[edge]]), int(network.zone[network.v[edge]]))
        codes = sorted(network.countries[zone] for zone in ends)
        gauges = [GAUGE_MM.get(code, STANDARD_MM) for code in codes]
        if edge not in network.borders or abs(gauges[0] - gauges[1]) <= GAUGE_PLAY_MM:
            continue
        words = " to ".join(f"{code} {mm} mm" for code, mm in zip(codes, gauges, strict=True))
        note = BOTH_GAUGES.get(frozenset(codes))
        words += f"; {note}" if note else ""
        said.append(f"break of gauge at {network.borders[edge]} ({words})")
    return said


def _refuse(why: str) -> Leg:
    return Leg(
        mode="rail",
        router="rail_network",
        length_m=None,
        duration_s=None,
        path=None,
        certainty="none",
        why=f"no line: {why}",
    )
