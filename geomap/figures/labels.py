"""Names of places that touch neither one another nor a mark, each nearest to its own mark.

Own code, because a name beside another place's mark is a false statement: textalloc, which
spreads names best of the libraries, wrote "Tartus" beside the mark of Iran.
"""

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from geomap.figures.marks import mark_size
from geomap.figures.projection import Projection
from geomap.figures.scene import Mark
from geomap.figures.style import Palette, clean

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.transforms import Bbox
    from numpy.typing import NDArray

    from geomap.geo import LonLat

__all__ = ["LABEL", "boxes_of_marks", "draw_labels"]

LABEL = "label"  # the group id by which a label is known among a figure's texts
MOST = 80  # names on one map: beyond, a reader finds none
# Around the mark, best first (Imhof 1975): right of it, left, above, below, corners
_SIDES = ((1, 0), (1, 1), (1, -1), (-1, 0), (-1, 1), (-1, -1), (0, 1), (0, -1))
_RINGS_PT = (1.5, 7.0, 14.0, 22.0)  # from the mark's edge; from the second on a thin line leads
LED_FROM = 1  # the first ring that needs a line


class _Spot(NamedTuple):
    """A place on the sheet in pixels, with what is written there and its mark's radius."""

    x: float
    y: float
    radius: float
    name: str
    words: str


def draw_labels(
    ax: "Axes",
    projection: Projection,
    marks: Sequence[Mark],
    look: Palette,
    *,
    size: float,
    kept: Sequence["Bbox"] = (),
) -> int:
    """Write the names of the places of most events first; give how many found no room.

    They keep off the boxes of `kept`, in pixels.
    """
    figure: Any = ax.get_figure()
    pixels = figure.dpi / 72
    spots = _spots(ax, projection, marks, pixels)
    taken = boxes_of_marks(ax, projection, marks, pixels)
    points = _points(spots)
    frame = ax.get_window_extent()
    boxes: list[Bbox] = list(kept)
    written: list[_Spot] = []
    again = 0
    for number, spot in enumerate(spots[:MOST]):
        if any(one.name == spot.name and _are_one(one, spot) for one in written):
            again += 1
            continue
        text = _text(ax, spot, look, size)
        extent = text.get_window_extent()
        found = None
        for box, ring in _candidates(spot, extent.width, extent.height, pixels):
            if _fits(box, frame, boxes, taken) and _own(box, points, number, spot.radius):
                found = box, ring
                break
        if found is None:
            text.remove()
            continue
        _put(ax, text, spot, *found, look)
        written.append(spot)
        boxes.append(found[0].padded(0.8 * pixels))
    return len(spots) - len(written) - again


def _spots(ax: "Axes", projection: Projection, marks: Sequence[Mark], pixels: float) -> list[_Spot]:
    """Each place once, those of most events first."""
    counts: dict[tuple[str, LonLat], int] = {}
    radii: dict[LonLat, float] = {}
    for mark in marks:
        key = (mark.name, mark.at)
        counts[key] = max(counts.get(key, 0), mark.events)
        radii[mark.at] = max(radii.get(mark.at, 0.0), mark_size(mark) / 2)
    west, south, east, north = projection.frame
    spots = []
    for name, at in sorted(counts, key=lambda key: (-counts[key], key)):
        x, y = projection.place(at)
        if name and west <= x <= east and south <= y <= north:
            count = counts[name, at]
            left, low = ax.transData.transform((x, y))
            words = clean(f"{name} ({count})" if count > 1 else name)
            spots.append(_Spot(float(left), float(low), radii[at] * pixels, name, words))
    return spots


def _are_one(one: _Spot, other: _Spot) -> bool:
    """Whether the marks of two places lie on one another."""
    return math.hypot(one.x - other.x, one.y - other.y) < one.radius + other.radius


def _points(spots: Sequence[_Spot]) -> "NDArray[Any]":
    import numpy as np

    return np.array([(spot.x, spot.y) for spot in spots]).reshape(-1, 2)


def boxes_of_marks(
    ax: "Axes", projection: Projection, marks: Sequence[Mark], pixels: float
) -> "NDArray[Any]":
    """Boxes of all marks in pixels: left, bottom, right, top."""
    import numpy as np

    at = np.array([projection.place(mark.at) for mark in marks]).reshape(-1, 2)
    centres = ax.transData.transform(at)
    radii = np.array([mark_size(mark) / 2 * pixels for mark in marks])[:, None]
    return np.hstack([centres - radii, centres + radii])


def _text(ax: "Axes", spot: _Spot, look: Palette, size: float) -> Any:
    from matplotlib.patheffects import withStroke

    text = ax.text(
        0, 0, spot.words, size=size, color=look.ink, ha="left", va="bottom", zorder=7, gid=LABEL,
        transform=None,
    )  # fmt: skip
    text.set_path_effects([withStroke(linewidth=1.6, foreground="white", alpha=0.85)])
    return text


def _candidates(
    spot: _Spot, width: float, height: float, pixels: float
) -> Iterator[tuple["Bbox", int]]:
    """Boxes around a mark, best first, each with the number of its ring."""
    from matplotlib.transforms import Bbox

    for ring, points in enumerate(_RINGS_PT):
        away = spot.radius + points * pixels
        for right, up in _SIDES:
            step = away if 0 in (right, up) else away * 0.7
            x = spot.x + right * step - (width if right < 0 else width / 2 if right == 0 else 0)
            y = spot.y + up * step - (height if up < 0 else height / 2 if up == 0 else 0)
            yield Bbox.from_bounds(x, y, width, height), ring


def _fits(box: "Bbox", frame: "Bbox", boxes: Sequence["Bbox"], taken: "NDArray[Any]") -> bool:
    """Whether a box is inside the frame and free of names and marks."""
    inside = frame.x0 <= box.x0 and box.x1 <= frame.x1 and frame.y0 <= box.y0 and box.y1 <= frame.y1
    if not inside or any(box.overlaps(other) for other in boxes):
        return False
    covers = (
        (taken[:, 0] < box.x1) & (taken[:, 2] > box.x0)
        & (taken[:, 1] < box.y1) & (taken[:, 3] > box.y0)
    )  # fmt: skip
    return not covers.any()


def _own(box: "Bbox", points: "NDArray[Any]", number: int, radius: float) -> bool:
    """Whether no other place's mark is nearer to the box than its own.

    Marks whose middle lies under its own are drawn as one with it: a name beside them is true.
    """
    import numpy as np

    dx = np.maximum(np.maximum(box.x0 - points[:, 0], points[:, 0] - box.x1), 0)
    dy = np.maximum(np.maximum(box.y0 - points[:, 1], points[:, 1] - box.y1), 0)
    apart = np.hypot(dx, dy)
    away = points - points[number]
    others = apart[np.hypot(away[:, 0], away[:, 1]) > radius]
    return bool(not len(others) or apart[number] <= others.min() + 1e-6)


def _put(ax: "Axes", text: Any, spot: _Spot, box: "Bbox", ring: int, look: Palette) -> None:
    """Move a name to its box; a thin line leads to it from a mark that is not beside it."""
    back = ax.transData.inverted().transform
    text.set_transform(ax.transData)
    text.set_position(back((box.x0, box.y0)))
    if ring >= LED_FROM:
        end = (min(max(spot.x, box.x0), box.x1), min(max(spot.y, box.y0), box.y1))
        (x0, y0), (x1, y1) = back((spot.x, spot.y)), back(end)
        ax.plot([x0, x1], [y0, y1], color=look.soft, lw=0.4, zorder=3.8)
