"""A line from cape to cape as vertices of geodesics on the ellipsoid."""

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from geomap.geo import LonLat
from geomap.routes.sea.chart import Floats, rows_of

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


def draw(points: Sequence[LonLat]) -> tuple[Floats, float]:
    """Vertices along the geodesics between points, shape (n, 2), and their length in metres.

    Longitudes are continuous: a step across 180 degrees goes on to 181, not to -179. Points that
    repeat the one before are left out.
    """
    lon, lat = np.array(points, np.float64).T
    bearing, _, metres = geod().inv(lon[:-1], lat[:-1], lon[1:], lat[1:])
    moves = metres >= SAME_PLACE_M
    out_lon, out_lat = lon[1:][moves], lat[1:][moves]
    metres, bearing = metres[moves], bearing[moves]
    count = (1 + metres // STEP_M).astype(np.int64)
    if len(count) and count.max() > 1:
        which = np.arange(len(count)).repeat(count)
        done = count.cumsum()
        step = np.arange(1, len(which) + 1) - (done - count).take(which)
        part = metres.take(which) * (step / count.take(which))
        begin = np.flatnonzero(moves).take(which)
        along_lon, along_lat, _ = geod().fwd(
            lon.take(begin), lat.take(begin), bearing.take(which), part
        )
        last = done - 1  # the points themselves, not what comes of going there
        along_lon[last], along_lat[last] = out_lon, out_lat
        out_lon, out_lat = along_lon, along_lat
    whole = np.append(lon[:1], out_lon)
    whole[1:] -= 360 * np.rint((whole[1:] - whole[:-1]) / 360).cumsum()
    return rows_of(whole, np.append(lat[:1], out_lat)), float(metres.sum())
