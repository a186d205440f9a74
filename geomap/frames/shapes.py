"""Geometries of places, legs and areas of uncertainty, cut at 180 degrees.

Each kind is made in two ways, as GeoJSON for the text formats and as shapely geometries for
frames; the two are the same, to the last digit.
"""

import itertools
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from geomap import geo
from geomap.records import Place, TrackJump
from geomap.units import HALF_TURN

if TYPE_CHECKING:
    import numpy as np

__all__ = [
    "Areas",
    "Geometries",
    "Geometry",
    "Lines",
    "Made",
    "Nowhere",
    "Points",
    "rounded_positions",
]

Geometry: TypeAlias = dict[str, Any]  # a GeoJSON geometry
Path: TypeAlias = tuple[tuple[tuple[float, float], ...], ...]  # of (lon, lat), cut at 180 degrees
Spot: TypeAlias = tuple[float, float, int]  # lon, lat, radius in metres

DECIMALS = 6  # 0.1 m; RFC 7946, section 11.2, gives no reason for more
CIRCLE_POINTS = 64  # the polygon covers 99.8 % of its circle: 32 sin(pi / 32) / pi
MOST_KEPT = 10_000  # lines that may be shared; more are forgotten, and made again if they return
# A product with 10**6 that ends this near to a half is left to Python, which rounds the digits
NEAR_HALF = 1e-3


class Made:
    """Geometries of a layer that several features share, each made once."""

    def __init__(self) -> None:
        self.features: dict[Any, Any] = {}
        self.shapes: dict[Any, Any] = {}


class Geometries(Protocol):
    """The geometries of some features of a layer, in their order."""

    @property
    def missing(self) -> list[bool]:
        """Which features have none."""

    def features(self) -> list[Geometry | None]:
        """GeoJSON geometries, None where there is none."""

    def shapes(self) -> "np.ndarray[Any, Any]":
        """An array of shapely geometries, None where there is none."""


class Nowhere:
    """Features of a layer that has no geometries."""

    def __init__(self, count: int) -> None:
        self.missing = [True] * count

    def features(self) -> list[Geometry | None]:
        """No geometry for each."""
        return [None] * len(self.missing)

    def shapes(self) -> "np.ndarray[Any, Any]":
        """No geometry for each."""
        return _nothing(len(self.missing))


class Points:
    """Points of places or positions."""

    def __init__(self, places: Sequence[Place | TrackJump | None]) -> None:
        self._places = places
        self.missing = [place is None for place in places]

    def features(self) -> list[Geometry | None]:
        """A Point each, (lon, lat)."""
        return [
            {"type": "Point", "coordinates": _position(place.lon, place.lat)} if place else None
            for place in self._places
        ]

    def shapes(self) -> "np.ndarray[Any, Any]":
        """All points at once: 20 times as fast as one by one."""
        import numpy as np
        import shapely

        spots = [(place.lon, place.lat) for place in self._places if place is not None]
        made = _nothing(len(self._places))
        if spots:
            made[~np.array(self.missing)] = shapely.points(rounded_positions(np.array(spots)))
        return made


class Lines:
    """Lines of legs or tracks, each in as many parts as its path has; none without a path."""

    def __init__(self, paths: Sequence[Path | None], made: Made) -> None:
        self._paths = paths
        self._made = made
        self.missing = [not path for path in paths]

    def features(self) -> list[Geometry | None]:
        """A LineString each, or a MultiLineString."""
        known = self._made.features
        known.update((path, _line(path)) for path in self._new(known))
        return [known[path] if path else None for path in self._paths]

    def shapes(self) -> "np.ndarray[Any, Any]":
        """All lines at once."""
        known = self._made.shapes
        known.update(_shapes_of(self._new(known)))
        made = _nothing(len(self._paths))
        made[:] = [known[path] if path else None for path in self._paths]
        return made

    def _new(self, known: dict[Path, Any]) -> list[Path]:
        """Paths that are not made yet, each once."""
        if len(known) > MOST_KEPT:
            known.clear()
        return [path for path in dict.fromkeys(self._paths) if path and path not in known]


class Areas:
    """Circles around places; none where there is no radius."""

    def __init__(self, places: Sequence[Place], made: Made) -> None:
        self._spots = [(place.lon, place.lat, place.radius_m) for place in places]
        self._made = made
        self.missing = [radius <= 0 for _, _, radius in self._spots]

    def features(self) -> list[Geometry | None]:
        """A Polygon each, or a MultiPolygon."""
        made = self._made.features
        for spot in self._new(made):
            made[spot] = _circle(*spot)
        return [made.get(spot) for spot in self._spots]

    def shapes(self) -> "np.ndarray[Any, Any]":
        """The same as shapely geometries."""
        from shapely.geometry import shape

        known = self._made.shapes
        for spot in self._new(known):
            known[spot] = shape(_circle(*spot))
        made = _nothing(len(self._spots))
        made[:] = [known.get(spot) for spot in self._spots]
        return made

    def _new(self, known: dict[Spot, Any]) -> list[Spot]:
        spots = dict.fromkeys(self._spots)
        return [spot for spot in spots if spot[2] > 0 and spot not in known]


def _nothing(count: int) -> "np.ndarray[Any, Any]":
    import numpy as np

    return np.full(count, None, dtype=object)


def _position(lon: float, lat: float) -> list[float]:
    lon = lon if abs(lon) <= HALF_TURN else geo.wrap(lon)
    return [round(lon, DECIMALS), round(lat, DECIMALS)]


def rounded_positions(positions: "np.ndarray[Any, Any]") -> "np.ndarray[Any, Any]":
    """Rows of (lon, lat) in six decimals and within 180 degrees, as Python's `round` has them.

    Ten times as fast: only what lies next to a half is left to Python.
    """
    import numpy as np

    positions = positions.copy()
    for row in np.flatnonzero(np.abs(positions[:, 0]) > HALF_TURN):
        positions[row, 0] = geo.wrap(positions[row, 0])
    scaled = positions * 10.0**DECIMALS
    whole = np.rint(scaled)
    rounded = whole / 10.0**DECIMALS
    unsure = np.abs(np.abs(scaled - whole) - 0.5) < NEAR_HALF
    rounded[unsure] = [round(float(value), DECIMALS) for value in positions[unsure]]
    return rounded


def _shapes_of(paths: Sequence[Path]) -> Iterator[tuple[Path, Any]]:
    """Paths with their shapely lines, made in one call."""
    import numpy as np
    import shapely

    if not paths:
        return
    parts = [part for path in paths for part in path]
    numbers = itertools.chain.from_iterable(itertools.chain.from_iterable(parts))
    places = rounded_positions(np.fromiter(numbers, dtype=float).reshape(-1, 2))
    owners = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
    lines = iter(shapely.linestrings(places, indices=owners))
    for path in paths:
        own = list(itertools.islice(lines, len(path)))
        yield path, own[0] if len(own) == 1 else shapely.MultiLineString(own)


def _line(path: Path) -> Geometry:
    parts = [[_position(lon, lat) for lon, lat in part] for part in path]
    if len(parts) == 1:
        return {"type": "LineString", "coordinates": parts[0]}
    return {"type": "MultiLineString", "coordinates": parts}


def _circle(lon: float, lat: float, radius_m: float) -> Geometry:
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
