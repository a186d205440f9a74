"""Air: great circles for aircraft, and lines of fire for missiles and drones.

Neither is a track. An aircraft's line is the shortest way, round airspace that is said to be
closed to it, and says how it was come by; a line
of fire only ties the place of launch to the place hit.
"""

import itertools
import json
import math
from functools import cache
from typing import TYPE_CHECKING

from geomap import geo
from geomap.basemap import country_names, read_basemap, unpack_line
from geomap.errors import RouteError
from geomap.geo import LonLat
from geomap.records import Leg, Place
from geomap.routes.detours import go_round
from geomap.routes.direct import DECIMALS, SAME_PLACE_M, is_wide
from geomap.units import (
    EARTH_RADIUS_M,
    METRES_PER_KILOMETRE,
    METRES_PER_NAUTICAL_MILE,
    SECONDS_PER_HOUR,
)

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

__all__ = ["air_leg", "strike_line"]

# An Il-76, which flies most of what reports tell of, cruises at 770 to 800 km/h (ru.wikipedia.org,
# "Ил-76", section on its use); a 747-400 at 910 (its flight notes in Flight Simulator).
SPEED_M_S = 800 * METRES_PER_KILOMETRE / SECONDS_PER_HOUR
CLIMB_AND_LANDING_S = 0.5 * SECONDS_PER_HOUR
# A 747-8 freighter does 4,475 nautical miles (airplanes.com/aircraft/commuter/boeing-747), no
# freighter of those tables more; an Il-76 with 28 to 60 t does 3,600 to 4,200 km (as above).
LONGEST_HOP_M = 4_475 * METRES_PER_NAUTICAL_MILE
# Over the edge of a country as the basemap draws it, 2 km wide of the truth, nobody flies by map.
EDGE_M = 5_000

FAN_FROM_M = 10_000  # a launch place known to 10 km is a point on any map that shows both ends

WHY_AIR = "plausible route, computed, not a track: the great circle, the shortest way by air"
WHY_ROUND = "plausible route, computed, not a track: great circles round"
WHY_FIRE = "line of fire, not a track"

Path = tuple[tuple[tuple[float, float], ...], ...]


def air_leg(a: Place, b: Place, *, avoid_countries: frozenset[str] = frozenset()) -> Leg:
    """The great circle from `a` to `b`, or great circles round airspace that is closed to it.

    Parameters
    ----------
    a, b : Place
        The ends, WGS 84 degrees.
    avoid_countries : frozenset of str
        ISO 3166-1 alpha-2 codes of countries that the flight may not cross. A flight that
        starts or ends in one of them is refused too.

    Returns
    -------
    Leg
        `length_m` the geodesic length, `duration_s` at 800 km/h with half an hour for climb
        and landing. Where the great circle crosses a closed country, the way goes round it at
        some 60 km; where an end lies in one or is closed in, `path` and `length_m` are None and
        `why` names it.

    Raises
    ------
    RouteError
        A code that no country of the basemap has.

    Examples
    --------
    >>> from geomap.records import Place
    >>> sunan = Place(id="x:1", name="Sunan", lat=39.224, lon=125.67, country="KP",
    ...               kind="airport", radius_m=2000)
    >>> artyom = Place(id="x:2", name="Knevichi", lat=43.396, lon=132.148, country="RU",
    ...                kind="airport", radius_m=2000)
    >>> leg = air_leg(sunan, artyom)
    >>> leg.certainty, round(leg.length_m / 1000)
    ('computed', 713)
    >>> air_leg(sunan, artyom, avoid_countries=frozenset({"RU"})).length_m is None
    True
    """
    start, end = (a.lon, a.lat), (b.lon, b.lat)
    length = geo.distance_m(start, end)
    if length < SAME_PLACE_M:
        return _leg("air", "great_circle", None, "no line: both ends are the same place")
    line, why = geo.geodesic_path(start, end), WHY_AIR
    if crossed := _crossed(line, avoid_countries):
        round_ = _round(start, end, avoid_countries)
        if round_ is None:
            why = _no_way_round(a, b, crossed, avoid_countries)
            return _leg("air", "great_circle", None, why)
        line, longer = round_, _length(round_) - length
        length += longer
        why = (
            f"{WHY_ROUND} {', '.join(crossed)}, closed to this flight; "
            f"{longer / METRES_PER_KILOMETRE:,.0f} km longer than straight"
        )
    if length > LONGEST_HOP_M:
        why += "; longer than a loaded freighter flies, a landing on the way is likely"
    wide = is_wide(a) or is_wide(b)
    if wide:
        why += "; between the labelled points of wide areas"
    return Leg(
        mode="air",
        router="great_circle",
        length_m=float(round(length)),
        duration_s=None if wide else float(round(length / SPEED_M_S + CLIMB_AND_LANDING_S)),
        path=_parts(line),
        certainty="country" if wide else "computed",
        why=why,
    )


def _no_way_round(a: Place, b: Place, crossed: list[str], closed: frozenset[str]) -> str:
    for place in (a, b):
        if place.country in closed:
            return f"no line: {place.name} lies in {place.country}, closed to this flight"
    return (
        f"no line: the great circle from {a.name} to {b.name} crosses {', '.join(crossed)}, "
        "closed to this flight, and no way round was found"
    )


def _round(start: LonLat, end: LonLat, closed: frozenset[str]) -> list[LonLat] | None:
    """The shortest way round closed countries, if there is one and it does keep clear of them."""
    one, two = sorted((start, end))  # there and back are one question
    corners = go_round(one, two, [_countries()[code] for code in sorted(closed)])
    if corners is None:
        return None
    corners = corners if start == one else corners[::-1]
    legs = [geo.geodesic_path(*ends) for ends in itertools.pairwise(corners)]
    line = [legs[0][0], *(point for leg in legs for point in leg[1:])]
    return None if _crossed(line, closed) else line


def _length(line: list[LonLat]) -> float:
    return sum(geo.distance_m(*two) for two in itertools.pairwise(line))


def strike_line(launch: Place, target: Place) -> Leg:
    """A line of fire from where a weapon was launched to where it struck.

    Parameters
    ----------
    launch, target : Place
        WGS 84 degrees; the launch's `radius_m` is how wide the area is that it names.

    Returns
    -------
    Leg
        `mode` None, `certainty` "fire"; `length_m` from the launch's point. From an area
        there are two lines, from its two edges as seen from the target; from a region whose
        circle reaches over the border to the target, the edges are drawn half as far apart as
        it is far. Where the circle of any other area reaches the target, or both are the same
        place, `path` and `length_m` are None.

    Examples
    --------
    >>> from geomap.records import Place
    >>> belgorod = Place(id="x:1", name="Belgorod", lat=50.6, lon=36.6, country="RU",
    ...                  kind="city", radius_m=8000)
    >>> kharkiv = Place(id="x:2", name="Kharkiv", lat=49.99, lon=36.23, country="UA",
    ...                 kind="city", radius_m=10000)
    >>> leg = strike_line(belgorod, kharkiv)
    >>> leg.certainty, len(leg.path)
    ('fire', 1)
    """
    start, end = (launch.lon, launch.lat), (target.lon, target.lat)
    length = geo.distance_m(start, end)
    if length < SAME_PLACE_M:
        return _leg(None, "line_of_fire", None, "no line: launch and target are the same place")
    fanned = is_wide(launch) or launch.radius_m > FAN_FROM_M
    radius = float(launch.radius_m)
    abroad = None not in {launch.country, target.country} and launch.country != target.country
    if abroad and radius >= length and launch.kind != "country":
        radius = length / 2  # a region ends at its country's border
    if fanned and radius >= length:
        why = f"no line: {launch.name} names an area wider than its way to {target.name}"
        return _leg(None, "line_of_fire", None, why)
    if not fanned:
        path, why = _parts(geo.geodesic_path(start, end)), WHY_FIRE
    else:
        edges = _edges(start, end, radius)
        path = tuple(part for edge in edges for part in _parts(geo.geodesic_path(edge, end)))
        why = f"{WHY_FIRE}; from somewhere in {launch.name}: the two lines are its edges"
    return _leg(None, "line_of_fire", path, why, length_m=float(round(length)))


def _edges(launch: LonLat, target: LonLat, radius_m: float) -> list[LonLat]:
    """Points of a circle about `launch` to the left and right, seen along the line of fire."""
    lon, lat = (math.radians(value) for value in launch)
    to_lon, to_lat = (math.radians(value) for value in target)
    east = math.sin(to_lon - lon) * math.cos(to_lat)
    north = math.cos(lat) * math.sin(to_lat)
    north -= math.sin(lat) * math.cos(to_lat) * math.cos(to_lon - lon)
    bearing = math.atan2(east, north)
    away = radius_m / EARTH_RADIUS_M
    points = []
    for side in (bearing - math.pi / 2, bearing + math.pi / 2):
        sine = math.sin(lat) * math.cos(away) + math.cos(lat) * math.sin(away) * math.cos(side)
        y = math.sin(side) * math.sin(away) * math.cos(lat)
        turned = math.atan2(y, math.cos(away) - math.sin(lat) * sine)
        points.append((geo.wrap(math.degrees(lon + turned)), math.degrees(math.asin(sine))))
    return points


def _crossed(line: list[LonLat], closed: frozenset[str]) -> list[str]:
    """Codes of the closed countries that a line crosses, sorted."""
    if not closed:
        return []
    import shapely

    countries = _countries()
    if unknown := sorted(closed - set(countries)):
        names = country_names()
        if all(code in names for code in unknown):
            why = "the background has no borders of their own"
        else:
            why = "not codes of countries, as RU is"
        message = f"cannot avoid {', '.join(unknown)}: {why}"
        raise RouteError(message)
    parts = [shapely.LineString(part) for part in geo.split_at_180(line) if len(part) > 1]
    edge = EDGE_M / EARTH_RADIUS_M * 180 / math.pi
    return [
        code
        for code in sorted(closed)
        if any(part.intersection(countries[code]).length > edge for part in parts)
    ]


@cache
def _countries() -> dict[str, "BaseGeometry"]:
    """Land of each country as the basemap has it."""
    import shapely

    world = json.loads(read_basemap())
    shapes: dict[str, list[BaseGeometry]] = {}
    for country in world["countries"]:
        lines = [unpack_line(ring, scale=world["scale"]) for ring in country["rings"]]
        # On the basemap's grid the smallest islands are a point or a line.
        rings = [shapely.Polygon(line) for line in lines if len(line) > 3]
        if country["code"]:
            shapes.setdefault(country["code"], []).extend(rings)
    # Holes are filled: an enclave's sky counts as its neighbour's too.
    return {code: shapely.union_all(shapely.make_valid(all_)) for code, all_ in shapes.items()}


def _parts(line: list[LonLat]) -> Path:
    return tuple(
        tuple((round(lon, DECIMALS), round(lat, DECIMALS)) for lon, lat in part)
        for part in geo.split_at_180(line)
        if len(part) > 1
    )


def _leg(
    mode: str | None, router: str, path: Path | None, why: str, *, length_m: float | None = None
) -> Leg:
    return Leg(
        mode="air" if mode else None,
        router=router,
        length_m=length_m,
        duration_s=None,
        path=path,
        certainty="fire" if path else "none",
        why=why,
    )
