"""The background: land and borders in the frame of a projection, and the graticule."""

from functools import cache
from typing import TYPE_CHECKING, Any

from geomap.basemap import countries
from geomap.figures.projection import FAR_DEG, Projection
from geomap.figures.style import Palette
from geomap.units import EARTH_RADIUS_M

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["draw_graticule", "draw_land", "land_of"]

STEP_DEG = 1.0  # a vertex at least so often, so that long straight borders bend as they must
FINEST = 2500  # of the frame's width: a smaller wiggle is not seen, nor an island of two
EDGE = 0.02  # of the frame's width, that things reach beyond it
SEAM_DEG = 179.999
FAR_SIDE_DEG = 4.0  # half the side of what is cut out around the spot opposite the middle
_GRID_STEPS = (1, 2, 5, 10, 15, 20, 30)
_GRID_LINES = 6  # about so many meridians across


@cache
def _land() -> Any:
    """Land of the basemap as polygons in degrees, without its lakes."""
    import numpy as np

    return _polygons(np.array([country.shape for country in countries()]))


def _polygons(shapes: Any) -> Any:
    """The polygons among shapes and inside collections of collections."""
    import shapely

    parts = shapely.get_parts(shapely.get_parts(shapes))
    return parts[shapely.get_type_id(parts) == 3]


def _turned(shapes: Any, projection: Projection) -> Any:
    """Shapes with longitudes counted from the middle, cut where the sheet ends."""
    import numpy as np
    import shapely

    lon0 = projection.lon0
    if not projection.seam:
        return shapely.transform(shapes, lambda at: at - (lon0, 0.0))
    south = -30.0 if projection.lat0 > 0 else -80.0
    if projection.is_world:
        south = max(-90.0, projection.south - 5)
    north = 90.0 if projection.is_world or projection.lat0 > 0 else 30.0
    pieces = []
    for shift in (-360.0, 0.0, 360.0):
        moved = shapely.transform(shapes, lambda at, s=shift: at + np.array([s - lon0, 0.0]))
        west, _, east, _ = shapely.bounds(moved).T
        moved = moved[(east > -180.0) & (west < 180.0)]
        pieces.append(shapely.clip_by_rect(moved, -180.0, south, 180.0, north))
    return _polygons(np.concatenate(pieces))


def _near(shapes: Any, projection: Projection) -> Any:
    """Shapes that may reach into the frame, told by the distance of their boxes' corners."""
    import numpy as np
    import shapely

    west, south, east, north = shapely.bounds(shapes).T
    frame = projection.frame
    corner = max(np.hypot(x, y) for x in frame[::2] for y in frame[1::2])
    reach = np.degrees(2 * np.arcsin(min(0.96, corner / (2 * EARTH_RADIUS_M)))) + 2
    lat0 = projection.lat0
    apart = np.clip(np.maximum(south - lat0, lat0 - north), 0, None)
    middle, half = (west + east) / 2, (east - west) / 2
    turn = np.abs(np.mod(middle - projection.lon0 + 180, 360) - 180)
    turn = np.clip(turn - half, 0, 180)
    # The nearest point of a box is at least this far; poleward boxes are let pass.
    poleward = np.maximum(np.abs(south), np.abs(north))
    shrunk = turn * np.cos(np.radians(np.maximum(poleward, abs(lat0))))
    return shapes[(apart <= reach) & (shrunk <= reach)]


def land_of(projection: Projection, *, finest: int = FINEST) -> tuple[Any, Any]:
    """Land as polygons and its borders and coasts as lines, in metres of the sheet.

    What is smaller than the frame's width by `finest` is not drawn.
    """
    import numpy as np
    import shapely

    shapes = _land()
    if not projection.seam:
        shapes = _near(shapes, projection)
    shapes = shapely.segmentize(_turned(shapes, projection), STEP_DEG)
    edges = shapely.get_parts(shapely.boundary(shapes))
    edges = np.array([line for edge in edges for line in _without_seams(edge, projection.lon0)])
    if not projection.seam:
        shapes = _without_antipode(shapes, projection)

    def project(at: Any) -> Any:
        return np.column_stack(projection.xy(at[:, 0], at[:, 1]))

    tolerance = projection.width / finest
    margin = projection.width * EDGE
    west, south, east, north = projection.frame
    box = (west - margin, south - margin, east + margin, north + margin)
    found = []
    for group in (shapes, edges):
        drawn = shapely.transform(group, project)
        drawn = drawn[np.isfinite(shapely.bounds(drawn)).all(axis=1)]
        left, bottom, right, top = shapely.bounds(drawn).T
        seen = (right > box[0]) & (left < box[2]) & (top > box[1]) & (bottom < box[3])
        large = np.maximum(right - left, top - bottom) > 2 * tolerance
        drawn = shapely.simplify(drawn[seen & large], tolerance, preserve_topology=False)
        if group is shapes:
            drawn = shapely.make_valid(drawn)
        clipped = shapely.get_parts(shapely.clip_by_rect(drawn, *box))
        found.append(clipped[~shapely.is_empty(clipped)])
    return _polygons(found[0]), found[1]


def _without_antipode(shapes: Any, projection: Projection) -> Any:
    """Shapes without the spot opposite the middle of an azimuthal map.

    That spot is the whole rim of the sheet: land around it would be drawn inside out, as all that
    is sea. It is cut out, in two halves so that none is left with a hole.
    """
    import numpy as np
    import shapely

    lat = -projection.lat0
    high = FAR_SIDE_DEG
    wide = FAR_SIDE_DEG / max(0.1, np.cos(np.radians(min(85.0, abs(lat)))))
    west, south, east, north = shapely.bounds(shapes).T
    for lon in (-180.0, 180.0):
        around = (west < lon) & (east > lon) & (south < lat) & (north > lat)
        held = [i for i in np.flatnonzero(around) if shapely.intersects_xy(shapes[i], lon, lat)]
        if not held:
            continue
        spot = shapely.box(lon - wide, lat - high, lon + wide, lat + high)
        rest = shapely.difference(shapes[held], spot)
        sides = [
            shapely.clip_by_rect(rest, *side)
            for side in ((lon - 720, -90, lon, 90), (lon, -90, lon + 720, 90))
        ]
        cut = shapely.segmentize(_polygons(np.concatenate(sides)), STEP_DEG)
        kept = np.delete(shapes, held)
        return np.concatenate([kept, cut])
    return shapes


def _without_seams(edge: Any, lon0: float) -> list[Any]:
    """An outline without the stretches along 180 degrees, where the basemap itself is cut."""
    import numpy as np
    import shapely

    at = shapely.get_coordinates(edge)
    on_date_line = np.abs(np.abs(np.mod(at[:, 0] + lon0 + 180, 360) - 180)) >= SEAM_DEG
    at_edge = np.abs(at[:, 0]) >= SEAM_DEG
    seam = (on_date_line[:-1] & on_date_line[1:]) | (at_edge[:-1] & at_edge[1:])
    if not seam.any():
        return [edge]
    lines, start = [], 0
    for cut in [*np.flatnonzero(seam), len(at) - 1]:
        if cut - start >= 1:
            lines.append(shapely.linestrings(at[start : cut + 1]))
        start = cut + 1
    return lines


def draw_land(ax: "Axes", projection: Projection, land: tuple[Any, Any], look: Palette) -> None:
    """Fill the land and draw its borders."""
    import numpy as np
    import shapely
    from matplotlib.collections import LineCollection, PathCollection
    from matplotlib.path import Path

    shapes, edges = land
    # normal form has lakes run against the shores around them, so that they are left out
    rings = [shapely.get_coordinates(r) for r in shapely.get_rings(shapely.normalize(shapes))]
    if projection.is_world:
        _draw_sea(ax, projection, look)
    if rings:
        codes = np.concatenate(
            [[Path.MOVETO, *[Path.LINETO] * (len(ring) - 2), Path.CLOSEPOLY] for ring in rings]
        )
        path = Path(np.concatenate(rings), codes)
        land_patch = PathCollection(
            [path], facecolors=look.land, edgecolors=look.land, linewidths=0.3, zorder=1
        )
        ax.add_collection(land_patch, autolim=False)
    lines = [shapely.get_coordinates(edge) for edge in edges]
    ax.add_collection(
        LineCollection(lines, colors=look.border, linewidths=0.35, zorder=1.2), autolim=False
    )


def _draw_sea(ax: "Axes", projection: Projection, look: Palette) -> None:
    """The outline of the world: what lies outside is paper."""
    import numpy as np
    from matplotlib.patches import Polygon

    lat = np.linspace(projection.south, projection.north, 80)
    lon = np.concatenate([np.full(80, 180.0), np.full(80, -180.0)])
    x, y = projection.xy(lon, np.concatenate([lat, lat[::-1]]))
    outline = np.column_stack([x, y])
    ax.add_patch(Polygon(outline, closed=True, facecolor=look.water, edgecolor="none", zorder=0.5))


def draw_graticule(ax: "Axes", projection: Projection, look: Palette) -> int:
    """Draw meridians and parallels; give how many degrees apart they are."""
    import numpy as np
    from matplotlib.collections import LineCollection

    across = np.degrees(projection.width / EARTH_RADIUS_M)
    step = 30 if projection.is_world else next(
        (s for s in _GRID_STEPS if across / s <= _GRID_LINES), 30
    )  # fmt: skip
    south, north = (projection.south, projection.north) if projection.is_world else (-90.0, 90.0)
    fine = np.linspace(-180.0, 180.0, 361)
    lats = np.linspace(south, north, 181)
    lines = [
        (np.full(181, np.mod(lon - projection.lon0 + 180, 360) - 180), lats)
        for lon in range(-180, 180, step)
    ]
    lines += [
        (fine, np.full(361, float(lat)))
        for lat in range(-90 + step, 90, step)
        if south < lat < north
    ]
    drawn = []
    for lon, lat in lines:
        x, y = projection.xy(lon, lat)
        if not projection.seam:  # near the opposite pole of the map a line leaps across the sheet
            far = 2 * EARTH_RADIUS_M * np.sin(np.radians(FAR_DEG / 2))
            x = np.where(np.hypot(x, y) < far, x, np.nan)
        drawn.append(np.column_stack([x, y]))
    ax.add_collection(
        LineCollection(drawn, colors=look.grid, linewidths=0.3, zorder=0.8), autolim=False
    )
    return step
