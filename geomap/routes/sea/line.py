"""A line from cape to cape as vertices of geodesics on the ellipsoid."""

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from geomap.geo import LonLat

if TYPE_CHECKING:
    from pyproj import Geod

__all__ = ["draw"]

STEP_M = 100_000  # a vertex each 100 km: the chord strays less than 200 m from the geodesic
SAME_PLACE_M = 1.0


@cache
def geod() -> "Geod":
    """The WGS 84 ellipsoid."""
    from pyproj import Geod

    return Geod(ellps="WGS84")


def draw(points: Sequence[LonLat]) -> tuple[list[LonLat], float]:
    """Vertices along the geodesics between points, and their length in metres.

    Longitudes are continuous: a step across 180 degrees goes on to 181, not to -179. Points that
    repeat the one before are left out.
    """
    lon, lat = np.array(points, np.float64).T
    bearing, _, metres = geod().inv(lon[:-1], lat[:-1], lon[1:], lat[1:])
    count = np.where(metres < SAME_PLACE_M, 0, 1 + (metres // STEP_M).astype(np.int64))
    which = np.repeat(np.arange(len(count)), count)
    step = 1 + np.arange(len(which)) - np.repeat(np.cumsum(count) - count, count)
    share = step / count[which]
    out_lon, out_lat, _ = geod().fwd(lon[which], lat[which], bearing[which], metres[which] * share)
    last = step == count[which]  # the points themselves, not what comes of going there
    out_lon[last], out_lat[last] = lon[which[last] + 1], lat[which[last] + 1]
    whole = np.concatenate([lon[:1], out_lon])
    whole[1:] -= 360 * np.cumsum(np.round(np.diff(whole) / 360))
    vertices = zip(whole.tolist(), [float(lat[0]), *out_lat.tolist()], strict=True)
    return list(vertices), float(metres[count > 0].sum())
