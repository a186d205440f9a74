"""A line from cape to cape as vertices of geodesics on the ellipsoid."""

import itertools
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from geomap.geo import LonLat
from geomap.routes.sea.chart import Floats

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
    starts = list(itertools.accumulate((len(line) for line in lines[:-1]), initial=0))
    joints = [start - 1 for start in starts[1:]]
    metres[joints] = 0.0
    stays = metres < SAME_PLACE_M
    metres[stays] = 0.0
    count = (1 + metres // STEP_M).astype(np.int64)
    count[stays] = 0
    count[joints] = 1
    done = count.cumsum()
    whole = np.empty((1 + int(done[-1]), 2))
    whole[0] = lon[0], lat[0]
    whole[1:, 0], whole[1:, 1] = lon[1:].repeat(count), lat[1:].repeat(count)
    if len(whole) > 1 and count.max() > 1:
        which = np.arange(len(count)).repeat(count)
        step = np.arange(1, len(which) + 1) - (done - count).take(which)
        between = np.flatnonzero(step < count.take(which))  # the points themselves stay
        which = which.take(between)
        part = metres.take(which) * (step.take(between) / count.take(which))
        along = geod().fwd(lon.take(which), lat.take(which), bearing.take(which), part)
        whole[1 + between, 0], whole[1 + between, 1] = along[:2]
    first = [0, *done.take(joints).tolist()]
    turns = np.rint((whole[1:, 0] - whole[:-1, 0]) / 360).cumsum()
    parts = []
    for begin, end in itertools.pairwise([*first, len(whole)]):
        parts.append(whole[begin:end])
        parts[-1][1:, 0] -= 360 * (turns[begin : end - 1] - (turns[begin - 1] if begin else 0.0))
    return list(zip(parts, np.add.reduceat(metres, starts).tolist(), strict=True))
