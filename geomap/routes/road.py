"""Road: the way that a lorry may take over the main roads of OpenStreetMap.

The way is computed, never observed. The network holds the shortest ways between neighbouring
towns, not every road: a way between two villages goes by the towns beside them.
"""

from collections.abc import Sequence
from typing import Unpack

from geomap.records import Leg, Place
from geomap.routes.crossings import Crossing
from geomap.routes.land import Carrier, LandLimits, Pair, land_legs, list_bars
from geomap.units import METRES_PER_KILOMETRE, SECONDS_PER_HOUR

__all__ = ["road_bars", "road_leg", "road_legs"]

# The network's main roads are up to 30 km apart where people live; farther off a lorry's way
# is not known.
REACH_M = 40_000

# What a loaded lorry averages at the wheel; and the hours after which its driver must rest for
# eleven: Regulation (EC) 561/2006, articles 6 and 8.
SPEED_M_S = 60 * METRES_PER_KILOMETRE / SECONDS_PER_HOUR
# Armenia's lorries come to Turkey by Georgia, as they did all the years that the border was closed.
AROUND = frozenset({"am_tr_border"})
DRIVE_S = 9 * SECONDS_PER_HOUR
REST_S = 11 * SECONDS_PER_HOUR


def road_leg(a: Place, b: Place, **limits: Unpack[LandLimits]) -> Leg:
    """The way by road from `a` to `b`.

    Parameters
    ----------
    a, b : Place
        The ends, WGS 84 degrees. The nearest point of a main road within 40 km stands for each.
    **limits : LandLimits
        Countries to keep to or to avoid, bars to lift.

    Returns
    -------
    Leg
        `length_m` along the road, in metres; `duration_s` at 60 km/h with eleven hours of rest
        after each nine at the wheel. The same in both directions. Where there is no way,
        `path` and `length_m` are None and `why` says why.

    Raises
    ------
    RouteError
        A country code that is not one, or a bar that is not known.

    Examples
    --------
    >>> from geomap.records import Place
    >>> rzeszow = Place(id="x:1", name="Rzeszow", lat=50.04, lon=22.0, country="PL",
    ...                 kind="city", radius_m=5000)
    >>> lviv = Place(id="x:2", name="Lviv", lat=49.84, lon=24.03, country="UA",
    ...              kind="city", radius_m=8000)
    >>> leg = road_leg(rzeszow, lviv)
    >>> leg.router, leg.certainty, 160_000 < leg.length_m < 190_000
    ('road_network', 'computed', True)
    """
    return road_legs([(a, b)], **limits)[0]


def road_legs(pairs: Sequence[Pair], **limits: Unpack[LandLimits]) -> tuple[Leg, ...]:
    """Ways by road for many pairs: `road_leg` of each, in order, but faster."""
    return land_legs(ROAD, pairs, **limits)


def road_bars() -> dict[str, str]:
    """Names of the road links that are closed unless allowed, each with its reason."""
    return list_bars(ROAD)


def _say(crossings: list[Crossing]) -> list[str]:
    """The borders that a lorry crosses."""
    crossed = dict.fromkeys(crossing.name for crossing in crossings)
    return [f"crosses the border near {', '.join(crossed)}"] if crossed else []


def _duration_s(length_m: float) -> float:
    driving = length_m / SPEED_M_S
    return driving + driving // DRIVE_S * REST_S


def _say_time(length_m: float) -> str:
    driving, whole = length_m / SPEED_M_S, _duration_s(length_m)
    rest = f", {whole / SECONDS_PER_HOUR:.1f} with rest" if whole > driving else ""
    return f"{driving / SECONDS_PER_HOUR:.1f} hours at the wheel at 60 km/h{rest}"


ROAD = Carrier(
    mode="road",
    network="road",
    line="main road",
    reach_m=REACH_M,
    say=_say,
    duration_s=_duration_s,
    say_time=_say_time,
    around=AROUND,
)
