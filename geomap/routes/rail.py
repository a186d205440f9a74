"""Rail: the way that a train may take over the railways of OpenStreetMap.

The way is computed, never observed: its `why` says so, with the cities that it passes, where
wheels change gauge, and what of the line is a guess. `land` says what decides between ways; for
trains also this: Russia's through lines (data/network/rail_lines.csv) are taken before its
others, so that freight for the west goes by Khabarovsk and Chita and not by the Baikal-Amur line.
"""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Unpack

from geomap.records import Leg, Place
from geomap.routes.crossings import Crossing
from geomap.routes.durations import range_words
from geomap.routes.land import Carrier, LandLimits, Pair, land_legs, list_bars
from geomap.routes.network import MAIN, Network
from geomap.units import METRES_PER_KILOMETRE, SECONDS_PER_HOUR

if TYPE_CHECKING:
    import numpy as np

__all__ = ["rail_bars", "rail_leg", "rail_legs"]

# A town's station lies within 5 km of its point, a port's or a plant's within 10; at 40 km a
# lorry takes over, and a train "from" such a place is a mistake to be told.
REACH_M = 40_000

OFF_MAIN_FACTOR = 1.15
MAIN_COUNTRIES = frozenset({"RU"})  # only their through lines are listed

# Commercial speed of international freight trains in the European Union, waits included:
# European Court of Auditors, special report 08/2016, paragraph 26.
SLOWEST_M_S = 18 * METRES_PER_KILOMETRE / SECONDS_PER_HOUR
# Without waits: section speed of freight trains in Russia, about 40 km/h (yearly reports).
FASTEST_M_S = 40 * METRES_PER_KILOMETRE / SECONDS_PER_HOUR
# Between the two, as far from the one as from the other by ratio: 27 km/h (none states a usual).
SPEED_M_S = math.sqrt(SLOWEST_M_S * FASTEST_M_S)

STANDARD_MM = 1435
# The gauge of most of a country's freight lines, where it is not 1435 mm.
GAUGE_MM = {
    **dict.fromkeys("AM AZ BY EE GE KG KZ LT LV MD MN RU TJ TM UA UZ".split(), 1520),
    "FI": 1524, "ES": 1668, "PT": 1668, "IE": 1600,
    **dict.fromkeys("IN PK BD LK".split(), 1676), "NP": 1676,
    **dict.fromkeys("AO BW CD GH JP MZ NA NZ PH SD SZ ZA ZM ZW".split(), 1067),
    **dict.fromkeys("BF BJ BO BR CI CL CM KH MM MY ML SN TH TN TZ UG VN".split(), 1000),
    "AF": 1520, "LS": 1067, "MG": 1000, "CG": 1067, "MW": 1067,
}  # fmt: skip
GAUGE_PLAY_MM = 4  # Finnish 1524 and 1520 mm take the same wheels
# The tracks from Rajin's port to Khasan have both gauges since 2013, those from Hanoi north-east
# since China helped to lay them.
BOTH_GAUGES = {
    frozenset({"KP", "RU"}): "both gauges lie between Rajin and Khasan",
    frozenset({"CN", "VN"}): "both gauges lie between Dong Dang and Hanoi",
}

# The lines over these borders have one gauge on both sides, whatever most of a country's have: the
# Tanzania-Zambia Railway's 1067; metre gauge from Mombasa to Kampala and Moshi, and in the Andes;
# 1435 from Tunis to Algeria and from Khaf to Herat; 1600 in all of Ireland.
ONE_GAUGE = frozenset(
    frozenset(pair.split("-")) for pair in "TZ-ZM KE-UG KE-TZ AR-BO AR-CL DZ-TN AF-IR GB-IE".split()
)
ONE_GAUGE_AT = frozenset({"la Jonquera"})  # the line from Barcelona under the Pyrenees is of 1435


def rail_leg(a: Place, b: Place, **limits: Unpack[LandLimits]) -> Leg:
    """The way by rail from `a` to `b`.

    Parameters
    ----------
    a, b : Place
        The ends, WGS 84 degrees. The nearest point of a railway within 40 km stands for each.
    **limits : LandLimits
        Countries to keep to or to avoid, bars to lift.

    Returns
    -------
    Leg
        `length_m` along the railway, in metres, without the ways to and from it; `duration_s`
        at 27 km/h, between a freight train's speed with its waits and without. The same in both
        directions. Where there is no way, `path` and `length_m` are None and `why` says why.

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
    return rail_legs([(a, b)], **limits)[0]


def rail_legs(pairs: Sequence[Pair], **limits: Unpack[LandLimits]) -> tuple[Leg, ...]:
    """Ways by rail for many pairs: `rail_leg` of each, in order, but faster."""
    return land_legs(RAIL, pairs, **limits)


def rail_bars() -> dict[str, str]:
    """Names of the railway links that are closed unless allowed, each with its reason."""
    return list_bars(RAIL)


def _weigh(network: Network, cost: "np.ndarray[Any, Any]") -> None:
    """Make the lines beside a country's through lines dearer."""
    import numpy as np

    listed = np.array([code in MAIN_COUNTRIES for code in network.countries])[network.zone]
    cost[listed[network.u] & (network.flag & MAIN == 0)] *= OFF_MAIN_FACTOR


def _say_gauges(crossings: list[Crossing]) -> list[str]:
    """Where wheels change gauge."""
    said = []
    for crossing in crossings:
        codes = (crossing.before, crossing.after)
        gauges = [GAUGE_MM.get(code, STANDARD_MM) for code in codes]
        if (
            frozenset(codes) in ONE_GAUGE
            or crossing.name in ONE_GAUGE_AT
            or abs(gauges[0] - gauges[1]) <= GAUGE_PLAY_MM
        ):
            continue
        words = " to ".join(f"{code} {mm} mm" for code, mm in zip(codes, gauges, strict=True))
        note = BOTH_GAUGES.get(frozenset(codes))
        words += f"; {note}" if note else ""
        said.append(f"break of gauge at {crossing.name} ({words})")
    return said


def _duration_s(length_m: float) -> float:
    return length_m / SPEED_M_S


def _say_time(length_m: float) -> str:
    return f"{range_words(length_m / FASTEST_M_S, length_m / SLOWEST_M_S)} at 40 to 18 km/h"


RAIL = Carrier(
    mode="rail",
    network="rail",
    line="railway",
    reach_m=REACH_M,
    weigh=_weigh,
    say=_say_gauges,
    duration_s=_duration_s,
    say_time=_say_time,
)
