"""What stands around the map: legend, scale bar, north arrow, and where in the world it lies."""

import math
from typing import TYPE_CHECKING, Any

from geomap.figures.land import draw_land, land_of
from geomap.figures.marks import PALE, SHAPES, line_style, mark_style
from geomap.figures.projection import Projection, world
from geomap.figures.scene import Mark, Scene
from geomap.figures.style import MODES, Palette
from geomap.geo import distance_m, wrap
from geomap.units import EARTH_RADIUS_M, METRES_PER_NAUTICAL_MILE

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.transforms import Bbox

__all__ = ["draw_inset", "draw_north", "draw_scale", "has_north", "legend_entries"]

_MODE_WORDS = {
    "sea": "by sea", "rail": "by rail", "road": "by road", "air": "by air",
    "unknown": "way not stated",
}  # fmt: skip
_CERTAINTY_WORDS = {
    "computed": "plausible route, computed",
    "direct": "direct line, not a track",
    "country": "between countries or wide areas",
}
_OTHER_LINES = (
    ("fire", "fire", "launched there, struck here"),
    ("track", "observed", "observed track of a ship"),
    ("track", "gap", "no signal"),
)
_MARK_WORDS = {"strike": "strike", "launch": "launched from here", "end": "end of a transfer"}
NORTH_AT = 0.972  # of the map's width: where the arrow to the north stands
NICE = (1, 2, 5)
BAR_SHARE = 0.24  # of the frame's width, at most
INSET_FINEST = 400  # of its width: it is as wide as a thumb
INSET_REACH_M = 2 * EARTH_RADIUS_M * math.sin(math.radians(75 / 2))
LARGEST_TURN_DEG = 12.0  # of north between the middle and a corner, for one arrow to speak for all


def legend_entries(scene: Scene, look: Palette, *, discs: bool) -> list[tuple[Any, str]]:
    """Signs that were drawn, and no others, each with what it means.

    Modes by colour (or sign), then how sure a line is by its dashes, then marks.
    """
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    entries = _mode_entries(scene, look)
    certainties = {line.certainty for line in scene.lines if line.kind in MODES}
    for certainty, words in _CERTAINTY_WORDS.items():
        if certainty in certainties:
            style = line_style("unknown", certainty, look) | {"color": look.soft}
            entries.append((Line2D([], [], **style), words))
    for kind, certainty, words in _OTHER_LINES:
        if any((line.kind, line.certainty) == (kind, certainty) for line in scene.lines):
            entries.append((Line2D([], [], **line_style(kind, certainty, look)), words))
    entries += _mark_entries(scene, look)
    if discs:
        entries.append((Patch(fc=look.area, alpha=0.2), "the true spot may lie within"))
    return entries


def _mark_entries(scene: Scene, look: Palette) -> list[tuple[Any, str]]:
    """Marks that were drawn, and what changes their looks."""
    from matplotlib.lines import Line2D

    plain = Mark(kind="end", name="", at=(0.0, 0.0), wide=False, pale=False, events=1)
    entries: list[tuple[Any, str]] = [
        (_sign(plain._replace(kind=kind), look), _MARK_WORDS[kind])
        for kind in SHAPES
        if any(mark.kind == kind for mark in scene.marks)
    ]
    if any(mark.wide for mark in scene.marks):
        entries.append((_sign(plain._replace(wide=True), look), "hollow: a wide area, not a spot"))
    if any(x.pale for x in scene.lines) or any(x.pale for x in scene.marks):
        entries.append((_sign(plain._replace(pale=True), look), "paler: alleged or denied"))
    if any(mark.events > 1 for mark in scene.marks):
        entries.append((Line2D([], [], ls="none"), "(2): so many events at the place"))
    return entries


def _mode_entries(scene: Scene, look: Palette) -> list[tuple[Any, str]]:
    """One sign a mode that was drawn."""
    from matplotlib.lines import Line2D

    entries: list[tuple[Any, str]] = []
    for mode in MODES:
        if any(line.kind == mode for line in scene.lines):
            style = line_style(mode, "computed", look)
            if mode in look.signs:
                style |= {"marker": look.signs[mode], "ms": 3.2, "mfc": "white", "mew": 0.7}
            entries.append((Line2D([], [], **style), _MODE_WORDS[mode]))
    return entries


def _sign(mark: Mark, look: Palette) -> Any:
    from matplotlib.lines import Line2D

    return Line2D([], [], alpha=PALE if mark.pale else 1.0, **mark_style(mark, look))


def _scale_m(projection: Projection) -> tuple[float, float]:
    """A round length in metres and its length on the sheet in the middle of the frame."""
    west, south, east, north = projection.frame
    x, y = (west + east) / 2, (south + north) / 2
    reach = projection.width * BAR_SHARE / 2
    true = distance_m(projection.lonlat(x - reach, y), projection.lonlat(x + reach, y))
    power = 10 ** math.floor(math.log10(true))
    length = max(n * power for n in NICE if n * power <= true)
    return length, 2 * reach * length / true


def draw_scale(ax: "Axes", projection: Projection, look: Palette, *, size: float) -> str:
    """A bar in the middle of the sheet `ax`, which is as wide as a part of the map is.

    `ax` spans as many metres of the sheet as it is wide on paper.
    """
    length, drawn = _scale_m(projection)
    west, east = ax.get_xlim()
    start = (west + east - drawn) / 2
    half = drawn / 2
    ax.plot([start, start + drawn], [0.3, 0.3], color=look.ink, lw=2.2, solid_capstyle="butt")
    ax.plot(
        [start + half, start + drawn - drawn * 0.012], [0.3, 0.3], color="white", lw=1.0,
        solid_capstyle="butt",
    )  # fmt: skip
    kilometres, miles = length / 1000, length / METRES_PER_NAUTICAL_MILE
    words = f"{kilometres:,.0f} km ({miles:,.0f} nmi)"
    ax.text(start + half, 0.42, words, ha="center", va="bottom", size=size, color=look.ink)
    return words


def has_north(projection: Projection) -> bool:
    """Whether north is up, near enough, all over the frame."""
    if projection.is_world:
        return False
    west, south, east, north = projection.frame
    return all(
        abs(_turn_of_north(projection, x, y)) <= LARGEST_TURN_DEG
        for x in (west, east)
        for y in (south, north)
    )


def _turn_of_north(projection: Projection, x: float, y: float) -> float:
    """Degrees between up and north at a point of the sheet."""
    lon, lat = projection.lonlat(x, y)
    if not (math.isfinite(lon) and math.isfinite(lat)) or abs(lat) > 89:
        return 180.0
    at, above = projection.place((lon, lat)), projection.place((lon, lat + 0.05))
    return math.degrees(math.atan2(above[0] - at[0], above[1] - at[1]))


def draw_north(ax: "Axes", look: Palette, *, size: float, left: bool = False) -> "Bbox":
    """An arrow in the map's upper right corner, or the `left` one; give its box in pixels."""
    from matplotlib.transforms import Bbox

    across = 1 - NORTH_AT if left else NORTH_AT
    arrow = {"arrowstyle": "-|>", "color": look.ink, "lw": 0.9, "shrinkA": 0, "shrinkB": 0}
    ax.annotate(
        "", xy=(across, 0.965), xytext=(across, 0.895), xycoords="axes fraction", arrowprops=arrow,
        zorder=8,
    )  # fmt: skip
    letter = ax.text(
        across, 0.89, "N", transform=ax.transAxes, ha="center", va="top", size=size,
        color=look.ink, zorder=8,
    )  # fmt: skip
    tip = ax.transAxes.transform((across, 0.965))
    return Bbox.union([letter.get_window_extent(), Bbox([tip, tip])])


def draw_inset(ax: "Axes", projection: Projection, look: Palette) -> None:
    """The world with the map's frame on it."""
    import numpy as np

    near = abs(wrap(projection.lon0)) > 120
    globe = world(150.0 if near else 0.0, aspect=2.0)
    draw_land(ax, globe, land_of(globe, finest=INSET_FINEST), look)
    west, south, east, north = projection.frame
    along = np.linspace(0, 1, 40)
    xs = np.r_[west + along * (east - west), np.full(40, east),
               east - along * (east - west), np.full(40, west)]  # fmt: skip
    ys = np.r_[np.full(40, south), south + along * (north - south),
               np.full(40, north), north - along * (north - south)]  # fmt: skip
    if not projection.seam:  # the far side of the globe would fold the outline over itself
        shrink = np.minimum(1.0, INSET_REACH_M / np.maximum(np.hypot(xs, ys), 1.0))
        xs, ys = xs * shrink, ys * shrink
    corners = [projection.lonlat(x, y) for x, y in zip(xs, ys, strict=True)]
    sound = [at for at in corners if all(map(math.isfinite, at))]
    outline = np.array([globe.place(at) for at in sound])
    leaps = np.flatnonzero(np.abs(np.diff(outline[:, 0])) > globe.width / 2) + 1
    for part in np.split(outline, leaps):
        ax.plot(part[:, 0], part[:, 1], color=look.strike, lw=0.9, zorder=4)
    ax.set_xlim(globe.frame[0], globe.frame[2])
    ax.set_ylim(globe.frame[1], globe.frame[3])
    ax.set_aspect("equal")
    ax.axis("off")
