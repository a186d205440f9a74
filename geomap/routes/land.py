"""Ways over land: what trains and lorries have in common.

A `Carrier` says which network it goes by and what it minds; `land_legs` finds the ways. What
decides between ways, none of it known to the source:

- A country that is neither end's costs five times its length: freight does not cut corners
  through others' customs. Between members of one market (the European Union and its partners,
  the customs union of Russia and its neighbours), and from one to the other, it may.
- Lines cut by a front or a closed border are barred by name; `allow` lifts a bar.
- Links that only bridge a gap of the source cost double.
"""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, TypedDict

from geomap.basemap import country_names
from geomap.errors import RouteError
from geomap.geo import LonLat, great_circle_m
from geomap.records import Leg, Place
from geomap.routes.crossings import Crossing, list_crossings
from geomap.routes.direct import DECIMALS, is_wide
from geomap.routes.network import (
    BAR,
    CURATED,
    JOINED,
    Foot,
    Network,
    Search,
    Way,
    find_feet,
    open_network,
    pass_cities,
)
from geomap.units import METRES_PER_KILOMETRE

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

__all__ = ["Carrier", "LandLimits", "Pair", "are_joined", "land_legs", "list_bars"]

Pair = tuple[Place, Place]
NONE: frozenset[str] = frozenset()

SNAP_TOLD_M = 3_000  # a station at the far end of a town needs no word
CITY_REACH_M = 8_000  # of a city's centre: by-passes still pass it

TRANSIT_FACTOR = 5.0
JOINED_FACTOR = 2.0

# One market: the European Union, with Norway, Switzerland, Liechtenstein and the United Kingdom,
# between which freight needs no transit of a third country (rail: Directive 2012/34/EU).
MARKET = frozenset(
    "AT BE BG CH CZ DE DK EE ES FI FR GB GR HR HU IE IT LI LT LU LV NL NO PL PT RO SE SI SK".split()
)

# Farther round than this nobody carries goods by land: a ferry, a ship or an aircraft does. From
# Port Sudan to Jeddah it is 4,000 km by Suez and Aqaba, from Mumbai to Mombasa 14,000 by Kathmandu.
# Trains do go the 1,300 km from Odesa to Constanta, 305 km off, by Vadul-Siret.
ROUND_FACTOR, ROUND_M = 2.5, 1_000_000

# The customs union of Russia and its neighbours is another, for what goes from one to another: what
# stays in Russia does not take the short cut through Kazakhstan.
UNION = frozenset("AM BY KG KZ RU".split())

WHY = "plausible route, computed"


@dataclass(frozen=True)
class Carrier:
    """What goes over land, on which network, and what it minds there."""

    mode: Literal["rail", "road"]
    network: str  # the file's name
    line: str  # "railway": what a place must be near to
    reach_m: float  # how far a place may lie from a line
    say: Callable[[list[Crossing]], list[str]]  # what a reader must know of the borders
    duration_s: Callable[[float], float]
    say_time: Callable[[float], str]
    weigh: Callable[[Network, "Array"], None] | None = None  # changes costs a metre in place
    around: frozenset[str] = NONE  # bars between countries that trade by way of a third


class LandLimits(TypedDict, total=False):
    """What a way over land may use; each is empty unless given.

    `within` are ISO 3166-1 alpha-2 codes of the countries that it does not leave, where there are
    any, `avoid_countries` those of countries that it does not enter; `allow` names bars to lift,
    of those that `list_bars` gives ("front_line").
    """

    within: frozenset[str]
    avoid_countries: frozenset[str]
    allow: frozenset[str]


def land_legs(
    carrier: Carrier,
    pairs: Sequence[Pair],
    *,
    within: frozenset[str] = NONE,
    avoid_countries: frozenset[str] = NONE,
    allow: frozenset[str] = NONE,
) -> tuple[Leg, ...]:
    """Ways for many pairs, in order.

    Pairs with the same ends' countries share one set of costs, pairs with the same origin one
    tree of ways; both directions of a pair are one question, so that they have one answer.

    Raises
    ------
    RouteError
        A country code that is not one, or a bar that is not known.
    """
    network = open_network(carrier.network)
    closed = _close(carrier, within=within, avoid_countries=avoid_countries, allow=allow)
    base = Search(network, _cost(carrier, closed, frozenset(network.countries)))
    question = _Question(carrier, network, allow, within, avoid_countries, {}, {})
    asked = []
    for k, pair in enumerate(pairs):
        for place in pair:
            at = (place.lon, place.lat)
            if at not in question.feet:
                question.feet[at] = find_feet(base, at, within_m=carrier.reach_m)
        one, two = sorted((place.lon, place.lat) for place in pair)
        asked.append((_homes(question, pair), one, two, k))
    legs: dict[int, Leg] = {}
    asked.sort(key=lambda row: (sorted(row[0]), *row[1:]))
    for homes, group in itertools.groupby(asked, key=lambda row: row[0]):
        search = Search(network, _cost(carrier, closed, homes))
        for _, one, _, k in group:
            legs[k] = _find(question, search, pairs[k], one)
    return tuple(legs[k] for k in range(len(pairs)))


def are_joined(carrier: Carrier, pairs: Sequence[Pair]) -> list[bool]:
    """Whether lines that are open to all join two spots at all: no way is sought."""
    network = open_network(carrier.network)
    closed = _close(carrier, within=NONE, avoid_countries=NONE, allow=NONE)
    search = Search(network, _cost(carrier, closed, frozenset(network.countries)))
    spots = sorted({(place.lon, place.lat) for pair in pairs for place in pair})
    feet = {at: find_feet(search, at, within_m=carrier.reach_m) for at in spots}
    ends = ([feet[place.lon, place.lat] for place in pair] for pair in pairs)
    return [_choose(start, end) is not None for start, end in ends]


def list_bars(carrier: Carrier) -> dict[str, str]:
    """Names of the links that are closed unless allowed, each with its reason."""
    return {bar.name: bar.why for bar in open_network(carrier.network).bars}


@dataclass(frozen=True)
class _Question:
    """What stays the same while a batch of pairs is answered."""

    carrier: Carrier
    network: Network
    allow: frozenset[str]
    within: frozenset[str]
    avoid_countries: frozenset[str]
    feet: dict[LonLat, list[Foot]]
    unbarred_feet: dict[LonLat, list[Foot]]

    @property
    def limits(self) -> str:
        parts = []
        if self.within:
            parts.append(f"within {', '.join(sorted(self.within))}")
        if self.avoid_countries:
            parts.append(f"outside {', '.join(sorted(self.avoid_countries))}")
        return "".join(f" {part}" for part in parts)

    @cached_property
    def unbarred(self) -> Search:
        """Ways as they would be with every bar lifted."""
        every = frozenset(bar.name for bar in self.network.bars)
        closed = _close(
            self.carrier, within=self.within, avoid_countries=self.avoid_countries, allow=every
        )
        return Search(self.network, _cost(self.carrier, closed, frozenset(self.network.countries)))

    def feet_of(self, place: Place) -> list[Foot]:
        return self.feet[place.lon, place.lat]

    def zone_of(self, place: Place) -> str | None:
        near = self.feet_of(place)
        network = self.network
        return network.zones[int(network.zone[network.u[near[0].edge]])] if near else None


def _close(
    carrier: Carrier,
    *,
    within: frozenset[str],
    avoid_countries: frozenset[str],
    allow: frozenset[str],
) -> "Array":
    """Which edges this question may not use."""
    import numpy as np

    network = open_network(carrier.network)
    names = [bar.name for bar in network.bars]
    if unknown := sorted(allow - set(names)):
        message = f"cannot allow {', '.join(unknown)} by {carrier.mode}: known are "
        raise RouteError(message + ", ".join(names))
    for code in sorted(within | avoid_countries):
        if code not in network.countries and code not in country_names():
            message = f"{code!r} is no country's code: give two capital letters, as in RU"
            raise RouteError(message)
    out = np.array([code in avoid_countries or (bool(within) and code not in within)
                    for code in network.countries])  # fmt: skip
    zone = out[network.zone]
    closed = zone[network.u] | zone[network.v]
    for k, name in enumerate(names):
        if name not in allow:
            closed |= network.flag // BAR == k + 1
    return np.asarray(closed)


def _cost(carrier: Carrier, closed: "Array", homes: frozenset[str]) -> "Array":
    """Cost a metre of each edge for freight between two countries."""
    import numpy as np

    network = open_network(carrier.network)
    dear = np.array([1.0 if code in homes else TRANSIT_FACTOR for code in network.countries])
    zone = dear[network.zone]
    cost: Array = (zone[network.u] + zone[network.v]) / 2
    cost[network.flag & JOINED > 0] *= JOINED_FACTOR
    if carrier.weigh is not None:
        carrier.weigh(network, cost)
    cost[closed] = np.inf
    return cost


def _homes(question: _Question, pair: Pair) -> frozenset[str]:
    """Countries through which freight between two places passes at no extra cost."""
    zones = (question.zone_of(place) or place.country for place in pair)
    codes = {zone.split(":")[0] for zone in zones if zone}
    if not codes <= MARKET | UNION or (len(codes) == 1 and not codes <= MARKET):
        return frozenset(codes)
    market = MARKET if codes & MARKET else frozenset[str]()
    return frozenset(codes | market | (UNION if codes & UNION else frozenset[str]()))


def _find(question: _Question, search: Search, pair: Pair, first: LonLat) -> Leg:
    """The leg of one pair, searched from the end at `first`."""
    carrier = question.carrier
    if why := _refusal(question, pair):
        return _refuse(carrier, why)
    a, b = pair
    forward = (a.lon, a.lat) == first
    start, end = (a, b) if forward else (b, a)
    choice = _choose(question.feet_of(start), question.feet_of(end))
    if choice and (why := _far_off(carrier, (start, end), choice)):
        return _refuse(carrier, why)
    way = search.find_way(*choice) if choice else None
    if way is None or choice is None:
        ends = f"{a.name} and {b.name}{question.limits}"
        return _refuse(carrier, f"no {carrier.line} joins {ends}{_barred(question, pair)}")
    if why := _too_far_round(question, pair, way):
        return _refuse(carrier, why)
    if way.length_m < 1:
        return _refuse(carrier, f"both ends are at the same spot of the {carrier.line}")
    if not forward:
        way = Way(way.edges[::-1], way.path[::-1], way.length_m)
    return _draw(question, pair, way, choice if forward else choice[::-1])


def _far_off(carrier: Carrier, pair: Pair, feet: tuple[Foot, Foot]) -> str:
    """Why a line far from both ends is none between them: to it and from it is farther."""
    a, b = pair
    apart_m = great_circle_m((a.lon, a.lat), (b.lon, b.lat))
    if sum(foot.away_m for foot in feet) < max(apart_m, SNAP_TOLD_M):
        return ""
    named = " and ".join(
        f"{foot.away_m / METRES_PER_KILOMETRE:.0f} km from {place.name}"
        for place, foot in sorted(zip(pair, feet, strict=True), key=lambda end: end[0].name)
    )
    km = apart_m / METRES_PER_KILOMETRE
    return f"the nearest {carrier.line} is {named}, which are {km:.0f} km apart"


def _too_far_round(question: _Question, pair: Pair, way: Way) -> str:
    """Why a way is not plausible that only goes round what lies between; asked for, it stands."""
    if question.within or question.avoid_countries or question.allow:
        return ""
    a, b = pair
    apart_m = great_circle_m((a.lon, a.lat), (b.lon, b.lat))
    if way.length_m <= ROUND_FACTOR * apart_m + ROUND_M:
        return ""
    named = " and ".join(sorted((a.name, b.name)))
    km, apart_km = (metres / METRES_PER_KILOMETRE for metres in (way.length_m, apart_m))
    return (
        f"the only {question.carrier.line} between {named}, {apart_km:,.0f} km apart, is "
        f"{km:,.0f} km long: nobody goes so far round"
    )


def _barred(question: _Question, pair: Pair) -> str:
    """Which bars stand between two places that nothing else keeps apart."""
    search, feet = question.unbarred, question.unbarred_feet
    ends = [(place.lon, place.lat) for place in pair]
    for at in ends:
        if at not in feet:
            feet[at] = find_feet(search, at, within_m=question.carrier.reach_m)
    choice = _choose(feet[ends[0]], feet[ends[1]])
    way = search.find_way(*choice) if choice else None
    if way is None:
        return ""
    bars = {int(question.network.flag[edge]) // BAR for edge in way.edges} - {0}
    names = [bar.name for k, bar in enumerate(question.network.bars) if k + 1 in bars]
    return f" unless {' and '.join(names)} is allowed" if names else ""


def _refusal(question: _Question, pair: Pair) -> str:
    """Why nothing goes between two places, whatever ways the network has."""
    carrier = question.carrier
    for place in pair:
        if is_wide(place):
            return f"{place.name} is a wide area: name a town, port or station in it"
        if not question.feet_of(place):
            km = carrier.reach_m / METRES_PER_KILOMETRE
            return f"no {carrier.line} within {km:.0f} km of {place.name}{question.limits}"
    zones = {question.zone_of(place) for place in pair}
    for bar in question.network.bars:
        if zones == set(bar.zones) and bar.name not in question.allow | carrier.around:
            return f"{bar.why}; allow {bar.name} to have a way all the same"
    return ""


def _choose(starts: list[Foot], ends: list[Foot]) -> tuple[Foot, Foot] | None:
    """The nearest points of lines that are connected."""
    pieces = {foot.piece: foot for foot in ends}
    both = [(start, pieces[start.piece]) for start in starts if start.piece in pieces]
    return min(both, key=lambda two: two[0].away_m + two[1].away_m, default=None)


def _draw(question: _Question, pair: Pair, way: Way, feet: tuple[Foot, ...]) -> Leg:
    a, b = pair
    carrier = question.carrier
    path = [(a.lon, a.lat), *way.path, (b.lon, b.lat)]
    rounded = [(round(lon, DECIMALS), round(lat, DECIMALS)) for lon, lat in path]
    line = tuple(p for k, p in enumerate(rounded) if k == 0 or p != rounded[k - 1])
    return Leg(
        mode=carrier.mode,
        router=f"{carrier.mode}_network",
        length_m=float(round(way.length_m)),
        duration_s=float(round(carrier.duration_s(way.length_m))),
        path=(line,),
        certainty="computed",
        why="; ".join(_say(question, pair, way, feet)),
        snap_m=float(round(max(foot.away_m for foot in feet))),
    )


def _say(question: _Question, pair: Pair, way: Way, feet: tuple[Foot, ...]) -> list[str]:
    """What a reader must know of a way, a phrase each."""
    import numpy as np

    network, carrier = question.network, question.carrier
    said = [WHY]
    if cities := pass_cities(network, way.path, within_m=CITY_REACH_M):
        said.append(f"via {', '.join(cities)}")
    said += carrier.say(list_crossings(network, way, pair))
    flags = network.flag[np.array(way.edges)]
    if count := int((flags & JOINED > 0).sum()):
        said.append(f"{count} {'gap' if count == 1 else 'gaps'} of the source bridged")
    if (flags & CURATED > 0).any():
        said.append("a branch that the source lacks is drawn by hand")
    lifted = sorted({network.bars[bar - 1].name for bar in (flags // BAR).tolist() if bar})
    said += [f"{name} allowed" for name in lifted]
    for place, foot in zip(pair, feet, strict=True):
        if foot.away_m > SNAP_TOLD_M:
            km = foot.away_m / METRES_PER_KILOMETRE
            said.append(f"the {carrier.line} is {km:.0f} km from {place.name}")
    return [*said, carrier.say_time(way.length_m)]


def _refuse(carrier: Carrier, why: str) -> Leg:
    return Leg(
        mode=carrier.mode,
        router=f"{carrier.mode}_network",
        length_m=None,
        duration_s=None,
        path=None,
        certainty="none",
        why=f"no line: {why}",
    )
