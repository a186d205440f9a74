"""Positions on the WGS 84 ellipsoid: distances, great circles, the cut at 180 degrees.

Every function takes and gives (lon, lat) in degrees; latitude comes first only where folium
or geopy are called.
"""

import itertools
import math
from functools import cache
from typing import TYPE_CHECKING

from geomap.units import EARTH_RADIUS_M

if TYPE_CHECKING:
    from pyproj import Geod

    from geomap.records import Place

__all__ = [
    "LonLat",
    "apart_m",
    "distance_m",
    "ellipsoid",
    "geodesic_path",
    "great_circle_m",
    "split_at_180",
    "wrap",
]

LonLat = tuple[float, float]

STEP_M = 100_000  # a vertex each 100 km: the chord strays less than 200 m from the geodesic


@cache
def ellipsoid() -> "Geod":
    """WGS 84, for geodesics; made once."""
    from pyproj import Geod

    return Geod(ellps="WGS84")


def wrap(lon: float) -> float:
    """The same longitude in [-180, 180).

    >>> wrap(190.0)
    -170.0
    """
    return (lon + 180.0) % 360.0 - 180.0


def distance_m(a: LonLat, b: LonLat) -> float:
    """Length of the geodesic between two (lon, lat), in metres.

    >>> round(distance_m((131.9, 43.1), (130.3, 42.25)) / 1000)
    162
    """
    return float(ellipsoid().inv(a[0], a[1], b[0], b[1])[2])


def geodesic_path(a: LonLat, b: LonLat) -> list[LonLat]:
    """Vertices of the geodesic from `a` to `b`, ends included, longitudes continuous.

    Continuous: a step across 180 degrees goes on to 181, not to -179.
    """
    count = max(1, int(distance_m(a, b) // STEP_M))
    middle = ellipsoid().npts(a[0], a[1], b[0], b[1], count)
    path = [a]
    for lon, lat in [*middle, b]:
        before = path[-1][0]
        path.append((before + wrap(lon - before), lat))
    return path


def split_at_180(path: list[LonLat]) -> list[list[LonLat]]:
    """Cut a line with continuous longitudes into parts that lie within [-180, 180].

    Each crossing adds one point on either side of the meridian, at the interpolated latitude
    (RFC 7946, section 3.1.9).
    """
    first = wrap(path[0][0])
    parts: list[list[LonLat]] = [[(first, path[0][1])]]
    for (lon0, lat0), (lon1, lat1) in itertools.pairwise(path):
        start = parts[-1][-1][0]
        end = start + (lon1 - lon0)
        if -180.0 <= end <= 180.0:
            parts[-1].append((end, lat1))
            continue
        edge = 180.0 if end > 0 else -180.0
        share = (edge - start) / (end - start)
        lat = lat0 + share * (lat1 - lat0)
        parts[-1].append((edge, lat))
        parts.append([(-edge, lat), (end - 2 * edge, lat1)])
    return [[p for i, p in enumerate(part) if i == 0 or p != part[i - 1]] for part in parts]


def great_circle_m(a: LonLat, b: LonLat) -> float:
    """Great-circle length between two (lon, lat) on a sphere, in metres.

    Within 0.6 % of the geodesic and 30 times as fast (haversine formula; Sinnott 1984): for
    ranking places, not for lengths that anybody reads.
    """
    lat1, lat2 = math.radians(a[1]), math.radians(b[1])
    dlon = math.radians(b[0] - a[0])
    h = math.sin((lat2 - lat1) / 2) ** 2
    h += math.cos(lat1) * math.cos(lat2) * math.sin(dlon / 2) ** 2
    return 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(h)))


def apart_m(a: "Place", b: "Place") -> float:
    """Great-circle length between the points of two places, in metres."""
    return great_circle_m((a.lon, a.lat), (b.lon, b.lat))
