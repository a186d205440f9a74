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


def draw(lines: Sequence[Sequence[LonLat]]) -> list[tuple[Floats, float]]:
    """Vertices along the geodesics of lines, each of shape (n, 2), and the metres of each.

    Longitudes are continuous: a step across 180 degrees goes on to 181, not to -179. Points that
    repeat the one before are left out.
    """
    if not lines:
        return []
    lon, lat = np.array([point for line in lines for point in line], np.float64).T
    bearing, _, metres = geod().inv(lon[:-1], lat[:-1], lon[1:], lat[1:])
    # where one line ends and the next begins nothing is drawn but the first point of the next
    begins = np.array([len(line) for line in lines[:-1]], np.int64).cumsum() - 1
    metres[begins] = 0.0
    count = np.where(metres >= SAME_PLACE_M, 1 + metres // STEP_M, 0).astype(np.int64)
    count[begins] = 1
    done = count.cumsum()
    out_lon, out_lat = lon[1:].repeat(count), lat[1:].repeat(count)
    if len(count) and count.max() > 1:
        which = np.arange(len(count)).repeat(count)
        step = np.arange(1, len(which) + 1) - (done - count).take(which)
        within = np.flatnonzero(step < count.take(which))  # the points themselves stay as they are
        which = which.take(within)
        part = metres.take(which) * (step.take(within) / count.take(which))
        out_lon[within], out_lat[within], _ = geod().fwd(
            lon.take(which), lat.take(which), bearing.take(which), part
        )
    whole = rows_of(np.append(lon[:1], out_lon), np.append(lat[:1], out_lat))
    first = np.append(0, done[begins])
    size = np.diff(first, append=len(whole))
    turns = np.append(0.0, np.rint(np.diff(whole[:, 0]) / 360).cumsum())
    whole[:, 0] -= 360 * (turns - turns[first].repeat(size))
    whose = np.arange(len(lines)).repeat([len(line) for line in lines])[:-1]
    length = np.bincount(whose, np.where(metres >= SAME_PLACE_M, metres, 0.0), len(lines))
    return list(zip(np.split(whole, first[1:]), length.tolist(), strict=True))
