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
    count = (1 + metres // STEP_M).astype(np.int64) * (metres >= SAME_PLACE_M)
    which = np.arange(len(count)).repeat(count)
    done = count.cumsum()
    step = np.arange(1, len(which) + 1) - (done - count).take(which)
    share = step / count.take(which)
    part = metres.take(which) * share
    out_lon, out_lat, _ = geod().fwd(lon.take(which), lat.take(which), bearing.take(which), part)
    last = done[count > 0] - 1  # the points themselves, not what comes of going there
    out_lon[last], out_lat[last] = lon[1:][count > 0], lat[1:][count > 0]
    whole = np.append(lon[:1], out_lon)
    whole[1:] -= 360 * np.rint((whole[1:] - whole[:-1]) / 360).cumsum()
    vertices = zip(whole.tolist(), [float(lat[0]), *out_lat.tolist()], strict=True)
    return list(vertices), float(metres[count > 0].sum())
