"""GeoJSON geometries of places, legs and areas of uncertainty, cut at 180 degrees."""

import itertools
from typing import TYPE_CHECKING, Any, TypeAlias

from geomap import geo
from geomap.records import Place, TrackJump

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import shapely

__all__ = ["Geometry", "Shapes", "circle", "line", "point"]

Geometry: TypeAlias = dict[str, Any]  # a GeoJSON geometry
Path: TypeAlias = tuple[tuple[tuple[float, float], ...], ...]  # of (lon, lat), cut at 180 degrees

DECIMALS = 6  # 0.1 m; RFC 7946, section 11.2, gives no reason for more
HALF_TURN = 180.0  # degrees of longitude
CIRCLE_POINTS = 64  # the polygon covers 99.8 % of its circle: 32 sin(pi / 32) / pi


def _lon(lon: float) -> float:
    return round(lon if abs(lon) <= HALF_TURN else geo.wrap(lon), DECIMALS)


def point(place: Place | TrackJump | None) -> Geometry | None:
    """Point of a place or position, (lon, lat)."""
    if place is None:
        return None
    return {"type": "Point", "coordinates": [_lon(place.lon), round(place.lat, DECIMALS)]}


def line(path: Path | None) -> Geometry | None:
    """Line of a leg or track, in as many parts as its path has; None where it has no path."""
    if not path:
        return None
    parts = [[[_lon(lon), round(lat, DECIMALS)] for lon, lat in part] for part in path]
    if len(parts) == 1:
        return {"type": "LineString", "coordinates": parts[0]}
    return {"type": "MultiLineString", "coordinates": parts}


def circle(lon: float, lat: float, radius_m: float) -> Geometry:
    """Polygon of the points within `radius_m` metres of (lon, lat), cut at 180 degrees.

    The distance is geodesic, so a circle may hold a pole. Exterior rings run counterclockwise
    (RFC 7946, section 3.1.6).
    """
    import antimeridian
    import shapely
    from pyproj import Geod
    from shapely.geometry import mapping
    from shapely.geometry.polygon import orient

    azimuths = [-360.0 * i / CIRCLE_POINTS for i in range(CIRCLE_POINTS)]
    count = len(azimuths)
    lons, lats, _ = Geod(ellps="WGS84").fwd(
        [lon] * count, [lat] * count, azimuths, [radius_m] * count
    )
    ring = [(geo.wrap(x), y) for x, y in zip(lons, lats, strict=True)]
    shape = shapely.Polygon(ring)
    steps = (abs(a[0] - b[0]) for a, b in itertools.pairwise([*ring, ring[0]]))
    if max(steps) > HALF_TURN:  # the cut takes 3 ms, a circle without it 0.3 ms
        shape = antimeridian.fix_polygon(shape, fix_winding=False)
    shape = shapely.set_precision(shape, 10.0**-DECIMALS)
    parts = [
        _rounded(mapping(orient(part))["coordinates"]) for part in getattr(shape, "geoms", [shape])
    ]
    if len(parts) == 1:
        return {"type": "Polygon", "coordinates": parts[0]}
    return {"type": "MultiPolygon", "coordinates": parts}


def _rounded(coordinates: Any) -> Any:
    if isinstance(coordinates, float):
        return round(coordinates, DECIMALS)
    return [_rounded(part) for part in coordinates]


class Shapes:
    """Makes shapely geometries; what several features share (a circle, a way) is made once."""

    def __init__(self) -> None:
        self._made: dict[int, tuple[Geometry, shapely.Geometry]] = {}  # keeps what the id is of

    def make(self, geometries: "Sequence[Geometry | None]") -> "np.ndarray[Any, Any]":
        """Make an array of shapely geometries, None where there is no geometry."""
        import numpy as np
        import shapely

        made = np.full(len(geometries), None, dtype=object)
        spots, coordinates = [], []
        for at, geometry in enumerate(geometries):
            if geometry and geometry["type"] == "Point":
                spots.append(at)
                coordinates.append(geometry["coordinates"])
            elif geometry:
                made[at] = self._shared(geometry)
        if spots:  # one call for all is 20 times as fast as one a point
            made[spots] = shapely.points(coordinates)
        return made

    def _shared(self, geometry: Geometry) -> "shapely.Geometry":
        known = self._made.get(id(geometry))
        if known is None:
            import shapely

            if geometry["type"] == "LineString":
                known = geometry, shapely.linestrings(geometry["coordinates"])
            else:
                known = geometry, shapely.geometry.shape(geometry)
            self._made[id(geometry)] = known
        return known[1]
