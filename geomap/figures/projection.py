"""The projection that fits what is drawn, and the frame of the picture in it.

Areas are kept true in all three: Lambert's azimuthal projection about the middle, Albers' conic
one for wide strips of the middle latitudes (Snyder 1987, USGS Professional Paper 1395, p. 98 and
182), Equal Earth for the whole world (Savric, Patterson and Jenny 2018).
"""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from geomap.geo import LonLat, wrap
from geomap.units import EARTH_RADIUS_M

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["EARTH", "Projection", "fit", "world"]

EARTH = "+ellps=WGS84 +units=m +no_defs"

# Beyond this distance from the middle a hemisphere bends its coasts past recognition.
WORLD_FROM_DEG = 70.0
STRIP_DEG = (50.0, 150.0)  # widths for which a cone is better than a plane
STRIP_RATIO = 1.6
STRIP_LAT = (8.0, 72.0)
LEAST_WIDTH_M = 300_000.0  # a single event shows the country around it, not its own street
MARGIN = 0.09
# A sheet wider than this shows the far side of the globe as a bent rim: the map is narrower then.
WIDEST_M = 4 * EARTH_RADIUS_M * math.sin(math.radians(115 / 2))
WORLD_SOUTH, WORLD_NORTH = -60.0, 84.0
FAR_DEG = 150.0  # from the middle of an azimuthal map: beyond lies only what runs off the sheet


class Projection(NamedTuple):
    """A projection centred on `lon0`, `lat0` and the frame (west, south, east, north) in metres."""

    name: str
    lon0: float
    lat0: float
    transformer: Any
    frame: tuple[float, float, float, float]
    seam: bool  # whether the meridian opposite `lon0` is an edge where things are cut
    south: float = -90.0  # the parallels at which a map of the whole world ends
    north: float = 90.0

    @property
    def width(self) -> float:
        """Width of the frame in metres."""
        return self.frame[2] - self.frame[0]

    @property
    def is_world(self) -> bool:
        """Whether it shows the whole world."""
        return self.name == "Equal Earth"

    def xy(self, lon: "Floats", lat: "Floats") -> tuple["Floats", "Floats"]:
        """Metres on the sheet of degrees. Longitudes count from `lon0`: see `turned`."""
        x, y = self.transformer.transform(lon, lat)
        return x, y

    def turned(self, path: Sequence[LonLat]) -> list[LonLat]:
        """A line with longitudes counted from `lon0`, continuous from its first point on."""
        first = wrap(path[0][0] - self.lon0)
        out = [(first, path[0][1])]
        for lon, lat in path[1:]:
            before = out[-1][0]
            out.append((before + wrap(lon - self.lon0 - before), lat))
        return out

    def place(self, at: LonLat) -> tuple[float, float]:
        """Metres on the sheet of one position in degrees."""
        x, y = self.transformer.transform(wrap(at[0] - self.lon0), at[1])
        return float(x), float(y)

    def lonlat(self, x: float, y: float) -> LonLat:
        """Position in degrees of a point of the sheet."""
        lon, lat = self.transformer.transform(x, y, direction="INVERSE")
        return wrap(float(lon) + self.lon0), float(lat)


def _transformer(definition: str) -> Any:
    """From degrees, longitudes counted from the middle, to metres."""
    from pyproj import CRS, Transformer

    geographic = CRS.from_proj4("+proj=longlat +ellps=WGS84 +no_defs")
    return Transformer.from_crs(
        geographic, CRS.from_proj4(f"{definition} +lon_0=0 {EARTH}"), always_xy=True
    )


def fit(points: Sequence[LonLat], *, aspect: float) -> Projection:
    """Choose the projection and the frame for positions in degrees.

    Parameters
    ----------
    points : sequence of (lon, lat)
        At least one.
    aspect : float
        Width of the sheet by its height.
    """
    import numpy as np

    degrees = np.array(points, dtype=float)
    lon0, lat0 = _middle(degrees)
    reach = _distances(degrees, lon0, lat0)
    if reach > WORLD_FROM_DEG:
        south = -90.0 if float(degrees[:, 1].min()) < WORLD_SOUTH else WORLD_SOUTH
        north = 90.0 if float(degrees[:, 1].max()) > WORLD_NORTH else WORLD_NORTH
        return world(_emptiest(degrees[:, 0]), aspect=aspect, south=south, north=north)
    strip = _strip(degrees)
    if strip:
        west, east, south, north = strip
        lon0, lat0 = wrap((west + east) / 2), (south + north) / 2
        sixth = (north - south) / 6
        definition = (
            f"+proj=aea +lat_0={lat0:.4f} +lat_1={south + sixth:.4f} +lat_2={north - sixth:.4f}"
        )
        return _framed("Albers equal-area conic", definition, lon0, lat0, degrees, aspect)
    lon0, lat0 = round(lon0, 2), round(lat0, 2)
    definition = f"+proj=laea +lat_0={lat0}"
    name = "Lambert azimuthal equal-area"
    return _framed(name, definition, lon0, lat0, degrees, aspect)


def _unit(degrees: "Floats") -> "Floats":
    import numpy as np

    lon, lat = np.radians(degrees[:, 0]), np.radians(degrees[:, 1])
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


def _middle(degrees: "Floats") -> LonLat:
    """Middle of the smallest cap found by stepping toward the farthest point.

    Badoiu and Clarkson's iteration (2003); 200 steps leave half a hundredth of the radius.
    """
    import numpy as np

    units = np.unique(_unit(degrees), axis=0)
    middle = units.mean(axis=0)
    for step in range(1, 201):
        farthest = units[int(np.argmin(units @ middle))]
        middle = middle + (farthest - middle) / (step + 1)
    x, y, z = middle
    return math.degrees(math.atan2(y, x)), math.degrees(math.atan2(z, math.hypot(x, y)))


def _distances(degrees: "Floats", lon0: float, lat0: float) -> float:
    """Degrees from the middle to the farthest position."""
    import numpy as np

    middle = _unit(np.array([[lon0, lat0]]))[0]
    return math.degrees(math.acos(max(-1.0, min(1.0, float((_unit(degrees) @ middle).min())))))


def _gap(lons: "Floats") -> tuple[float, float]:
    """Where the widest stretch of longitudes without a point begins, and its width."""
    import numpy as np

    turned = np.unique(np.mod(lons, 360.0))
    gaps = np.diff(turned, append=turned[0] + 360.0)
    widest = int(np.argmax(gaps))
    return float(turned[widest]), float(gaps[widest])


def _emptiest(lons: "Floats") -> float:
    """The middle meridian that puts the edges of a world map where nothing is.

    The customary one of Greenwich wherever its edge lies in an empty stretch.
    """
    start, width = _gap(lons)
    if (180.0 - start) % 360.0 <= width:
        return 0.0
    return round(wrap(start + width / 2 + 180.0))


def _strip(degrees: "Floats") -> tuple[float, float, float, float] | None:
    """West, east, south, north of a wide strip in the middle latitudes, else None."""
    start, gap = _gap(degrees[:, 0])
    west, width = start + gap, 360.0 - gap
    south, north = float(degrees[:, 1].min()), float(degrees[:, 1].max())
    low, high = sorted((abs(south), abs(north)))
    height = max(north - south, 1.0)
    suits = (
        south * north > 0
        and STRIP_LAT[0] <= low
        and high <= STRIP_LAT[1]
        and STRIP_DEG[0] <= width <= STRIP_DEG[1]
        and width * math.cos(math.radians((south + north) / 2)) > STRIP_RATIO * height
    )
    return (west, west + width, south, north) if suits else None


def _framed(
    name: str,
    definition: str,
    lon0: float,
    lat0: float,
    degrees: "Floats",
    aspect: float,
) -> Projection:
    import numpy as np

    transformer = _transformer(definition)
    turned = np.mod(degrees[:, 0] - lon0 + 180.0, 360.0) - 180.0
    x, y = transformer.transform(turned, degrees[:, 1])
    frame = _widened((x.min(), y.min(), x.max(), y.max()), aspect)
    return Projection(name, lon0, lat0, transformer, frame, seam="+proj=aea" in definition)


def _widened(
    box: tuple[float, float, float, float], aspect: float
) -> tuple[float, float, float, float]:
    """The box with a margin, in the sheet's proportions."""
    west, south, east, north = map(float, box)
    width = max((east - west) * (1 + 2 * MARGIN), LEAST_WIDTH_M)
    height = max((north - south) * (1 + 2 * MARGIN), LEAST_WIDTH_M / aspect)
    width, height = max(width, height * aspect), max(height, width / aspect)
    width = max(min(width, WIDEST_M), east - west)
    x, y = (west + east) / 2, (south + north) / 2
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2


def world(
    lon0: float, *, aspect: float, south: float = WORLD_SOUTH, north: float = WORLD_NORTH
) -> Projection:
    """The whole world about a meridian; mostly nothing is told of the two ends of it."""
    transformer = _transformer("+proj=eqearth")
    east, _ = transformer.transform(180.0, 0.0)
    _, low = transformer.transform(0.0, south)
    _, high = transformer.transform(0.0, north)
    width, height = 2 * east, high - low
    width, height = max(width, height * aspect), max(height, width / aspect)
    y = (low + high) / 2
    frame = (-width / 2, y - height / 2, width / 2, y + height / 2)
    return Projection(
        "Equal Earth", lon0, 0.0, transformer, frame, seam=True, south=south, north=north
    )
