"""Ways of great circles round closed areas: what a flight does that may not cross a country.

On a gnomonic chart, a plane that touches the globe and is seen from its centre, great circles are
straight lines. There the shortest way round polygons runs by their corners (Lozano-Pérez and
Wesley 1979, Communications of the ACM 22): corners that see each other are joined, and the
shortest chain of them is taken.
"""

import itertools
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from geomap import geo
from geomap.geo import LonLat

if TYPE_CHECKING:
    import numpy as np
    from shapely.geometry.base import BaseGeometry

    Array = np.ndarray[Any, Any]

__all__ = ["go_round"]

# How far off a closed area the way keeps, and to what its corners are smoothed, as shares of the
# Earth's radius: 64 and 32 km, or, where an end lies nearer, the narrower of them.
MARGINS = (0.01, 0.002)
SMOOTH = 0.5  # of the margin
ROUGH = 0.2  # of the margin: what an area's own edge may be smoothed by beforehand
HORIZON_DEG = 75.0  # the chart grows without bound towards 90 degrees from its middle
TOUCH = 1e-4  # 0.6 km: a way along the edge of an area does not cross it


def go_round(start: LonLat, end: LonLat, closed: Sequence["BaseGeometry"]) -> list[LonLat] | None:
    """Corners of the shortest way between two points that crosses none of some areas.

    Parameters
    ----------
    start, end : (lon, lat)
        WGS 84 degrees.
    closed : sequence of shapely polygons
        In the same degrees; none may hold the pole.

    Returns
    -------
    list of (lon, lat) or None
        From `start` to `end`; great circles lie between them. None where an end is closed in or
        more than three quarters of the way to the horizon of a chart between the two.
    """
    middle = geo.geodesic_path(start, end)
    chart = _Chart(middle[len(middle) // 2])
    ends = chart.project([start, end])
    if ends is None:
        return None
    areas = [chart.draw(part) for shape in closed for part in getattr(shape, "geoms", [shape])]
    for margin in MARGINS:
        corners = _corners(ends, [area for area in areas if area is not None], margin)
        if corners is not None:
            return [start, *chart.unproject(corners[1:-1]), end]
    return None


def _corners(ends: "Array", areas: Sequence["BaseGeometry"], margin: float) -> "Array | None":
    """The shortest chain of corners between two points of the plane."""
    import numpy as np
    import shapely
    from scipy.sparse import csgraph

    rough = [shapely.make_valid(area.simplify(margin * ROUGH)) for area in areas]
    wide = shapely.union_all(rough).buffer(margin).simplify(margin * SMOOTH)
    barred = wide.buffer(-TOUCH)
    if shapely.intersects_xy(barred, *ends.T).any():
        return None
    rings = shapely.get_rings(shapely.get_parts(wide))
    points = np.vstack([ends, *(shapely.get_coordinates(ring)[:-1] for ring in rings)])
    pairs = np.array(list(itertools.combinations(range(len(points)), 2)))
    shapely.prepare(barred)
    seen = pairs[~shapely.intersects(barred, shapely.linestrings(points[pairs]))]
    steps = _angles(points[seen[:, 0]], points[seen[:, 1]])
    graph = np.zeros((len(points), len(points)))
    graph[seen[:, 0], seen[:, 1]] = np.maximum(steps, 1e-12)
    reached, before = csgraph.dijkstra(graph, directed=False, indices=0, return_predecessors=True)
    if not np.isfinite(reached[1]):
        return None
    chain = [1]
    while chain[-1] != 0:
        chain.append(int(before[chain[-1]]))
    return points[chain[::-1]]


def _angles(a: "Array", b: "Array") -> "Array":
    """Radians between points of the chart, seen from the centre of the globe."""
    import numpy as np

    one, two = (np.c_[p, np.ones(len(p))] for p in (a, b))
    across = np.linalg.norm(np.cross(one, two), axis=1)
    return np.asarray(np.arctan2(across, (one * two).sum(axis=1)))


class _Chart:
    """A gnomonic chart of the side of the globe about a point."""

    def __init__(self, middle: LonLat) -> None:
        """Touch the globe at `middle`."""
        import numpy as np

        lon, lat = (math.radians(value) for value in middle)
        self._axes = np.array([
            [-math.sin(lon), math.cos(lon), 0],
            [-math.sin(lat) * math.cos(lon), -math.sin(lat) * math.sin(lon), math.cos(lat)],
            [math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat)],
        ])  # fmt: skip

    def _turned(self, points: Any) -> "Array":
        """Points on a globe whose third axis goes through the middle of the chart."""
        import numpy as np

        lon, lat = np.radians(np.asarray(points, dtype=float)).T
        globe = np.array([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])
        return np.asarray((self._axes @ globe).T)

    def project(self, points: Any) -> "Array | None":
        """Places on the chart; None where one of them is not on it."""
        turned = self._turned(points)
        if (turned[:, 2] < math.cos(math.radians(HORIZON_DEG))).any():
            return None
        return turned[:, :2] / turned[:, 2:]

    def draw(self, polygon: "BaseGeometry") -> "BaseGeometry | None":
        """An area on the chart; what lies beyond is drawn in to its rim. None if all does."""
        import numpy as np
        import shapely

        turned = self._turned(shapely.get_coordinates(shapely.get_exterior_ring(polygon)))
        rim = math.cos(math.radians(HORIZON_DEG))
        if (turned[:, 2] < rim).all():
            return None
        flat = np.hypot(turned[:, 0], turned[:, 1])
        out = turned[:, 2] < rim
        reach = np.where(
            out, math.tan(math.radians(HORIZON_DEG)), flat / np.maximum(turned[:, 2], rim)
        )
        return shapely.make_valid(
            shapely.Polygon(turned[:, :2] / np.maximum(flat, 1e-12)[:, None] * reach[:, None])
        )

    def unproject(self, points: "Array") -> list[LonLat]:
        """Places of the chart in degrees."""
        import numpy as np

        globe = np.c_[points, np.ones(len(points))] @ self._axes
        lon = np.degrees(np.arctan2(globe[:, 1], globe[:, 0]))
        lat = np.degrees(np.arctan2(globe[:, 2], np.hypot(globe[:, 0], globe[:, 1])))
        return [(float(x), float(y)) for x, y in zip(lon, lat, strict=True)]
