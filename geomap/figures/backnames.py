"""Names of countries behind what happened: soft, and only where nothing else stands."""

import json
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from geomap.basemap import read_basemap, unpack_line
from geomap.figures.labels import boxes_of_marks
from geomap.figures.marks import sheet_lines
from geomap.figures.projection import Projection
from geomap.figures.scene import Scene
from geomap.figures.style import Palette

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.transforms import Bbox
    from numpy.typing import NDArray

__all__ = ["COUNTRY", "draw_countries"]

COUNTRY = "country"  # the group id of these names among a figure's texts
ACROSS = 48  # cells across the map in which countries are told apart
LEAST_CELLS = 4  # a country that fills fewer is no wider than its name
MOST = 25  # names: more are a carpet
TRIES = 60  # cells of a country that are tried, from the one nearest to its middle
LINE_STEP_PX = 6  # between the points of a line that a name keeps off


@cache
def _countries() -> tuple[list[str], "NDArray[Any]", Any]:
    """Names, the number of the name of each outline, and a tree of the outlines in degrees."""
    import numpy as np
    import shapely

    world = json.loads(read_basemap())
    names, owners, rings = [], [], []
    for number, country in enumerate(world["countries"]):
        names.append(country["name"] if country["code"] else "")
        for ring in country["rings"]:
            line = unpack_line(ring, scale=world["scale"])
            if len(line) > 3:
                owners.append(number)
                rings.append(line)
    shapes = shapely.make_valid(shapely.polygons([shapely.linearrings(line) for line in rings]))
    return names, np.array(owners), shapely.STRtree(shapes)


def draw_countries(
    ax: "Axes", projection: Projection, scene: Scene, look: Palette, *, size: float
) -> int:
    """Write the names of the countries in sight that have room; give how many.

    A name lies wholly inside its country, on no line, mark or other name. A country that is
    itself a place of the map is named there.
    """
    figure: Any = ax.get_figure()
    renderer = figure.canvas.get_renderer()
    frame = ax.get_window_extent()
    step = frame.width / ACROSS
    owners = _cells(ax, projection, step)
    names = _countries()[0]
    named = {mark.name for mark in scene.marks}
    boxes = [text.get_window_extent(renderer) for text in ax.texts if text.get_text()]
    taken = boxes_of_marks(ax, projection, scene.marks, figure.dpi / 72)
    points = _line_points(ax, projection, scene)
    written = 0
    for number in _largest_first(owners):
        if not names[number] or names[number] in named or written == MOST:
            continue
        text = ax.text(
            0, 0, names[number], size=size * 0.86, color=look.soft, alpha=0.75, ha="center",
            va="center", zorder=2.5, gid=COUNTRY, transform=None,
        )  # fmt: skip
        box = text.get_window_extent(renderer)
        spot = _free_spot(
            owners == number, step, frame, (box.width, box.height), boxes, taken, points
        )
        if spot is None:
            text.remove()
            continue
        text.set_transform(ax.transData)
        x, y = ax.transData.inverted().transform(spot)
        text.set_position((x, y))
        boxes.append(text.get_window_extent(renderer))
        written += 1
    return written


def _cells(ax: "Axes", projection: Projection, step: float) -> "NDArray[Any]":
    """The country of the middle of each cell of the map, from below, -1 where there is none."""
    import numpy as np
    import shapely

    frame = ax.get_window_extent()
    rows = max(1, int(frame.height / step))
    x, y = np.meshgrid(np.arange(ACROSS), np.arange(rows))
    pixels = np.column_stack([
        frame.x0 + (x.ravel() + 0.5) * step,
        frame.y0 + (y.ravel() + 0.5) * frame.height / rows,
    ])  # fmt: skip
    at = np.array([projection.lonlat(*xy) for xy in ax.transData.inverted().transform(pixels)])
    sound = np.flatnonzero(np.isfinite(at).all(axis=1))
    owners = np.full(len(at), -1)
    inside, outlines = _countries()[2].query(shapely.points(at[sound]), predicate="within")
    owners[sound[inside]] = _countries()[1][outlines]
    return owners.reshape(rows, ACROSS)


def _largest_first(owners: "NDArray[Any]") -> Iterator[int]:
    import numpy as np

    numbers, counts = np.unique(owners[owners >= 0], return_counts=True)
    for count, number in sorted(zip((-counts).tolist(), numbers.tolist(), strict=True)):
        if -count >= LEAST_CELLS:
            yield number


def _free_spot(
    own: "NDArray[Any]",
    step: float,
    frame: "Bbox",
    extent: tuple[float, float],
    boxes: Sequence["Bbox"],
    taken: "NDArray[Any]",
    points: "NDArray[Any]",
) -> tuple[float, float] | None:
    """Middle of a box inside a country that is free, nearest to the country's own middle."""
    import numpy as np
    from matplotlib.transforms import Bbox

    wide, high = extent
    rows, columns = np.nonzero(own)
    middle = rows.mean(), columns.mean()
    order = np.argsort(np.hypot(rows - middle[0], columns - middle[1]), kind="stable")
    reach = int(np.ceil(wide / 2 / step))
    for row, column in zip(rows[order][:TRIES], columns[order][:TRIES], strict=True):
        if column - reach < 0 or column + reach >= own.shape[1]:
            continue
        if not own[row, column - reach : column + reach + 1].all():
            continue
        x = frame.x0 + (column + 0.5) * step
        y = frame.y0 + (row + 0.5) * frame.height / own.shape[0]
        box = Bbox.from_bounds(x - wide / 2, y - high / 2, wide, high).padded(2)
        if not any(box.overlaps(other) for other in boxes) and not _meets(box, taken, points):
            return float(x), float(y)
    return None


def _meets(box: "Bbox", taken: "NDArray[Any]", points: "NDArray[Any]") -> bool:
    covered = (
        (taken[:, 0] < box.x1) & (taken[:, 2] > box.x0)
        & (taken[:, 1] < box.y1) & (taken[:, 3] > box.y0)
    )  # fmt: skip
    crossed = (
        (points[:, 0] > box.x0) & (points[:, 0] < box.x1)
        & (points[:, 1] > box.y0) & (points[:, 1] < box.y1)
    )  # fmt: skip
    return bool(covered.any() or crossed.any())


def _line_points(ax: "Axes", projection: Projection, scene: Scene) -> "NDArray[Any]":
    """Pixels along all lines, so near to one another that no name fits between."""
    import numpy as np

    found = [np.empty((0, 2))]
    for line in scene.lines:
        for x, y in sheet_lines(line, projection):
            if len(x) < 2:
                continue
            pixels = ax.transData.transform(np.column_stack([x, y]))
            along = np.r_[0, np.cumsum(np.hypot(*np.diff(pixels, axis=0).T))]
            count = max(2, int(along[-1] / LINE_STEP_PX))
            steps = np.linspace(0, along[-1], count)
            found.append(np.column_stack([np.interp(steps, along, axis) for axis in pixels.T]))
    return np.concatenate(found)
