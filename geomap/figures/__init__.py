"""Figures for print: maps, maps by month and timelines of an atlas, without a browser.

A figure is drawn from what the atlas holds. The same atlas gives the same bytes; text is shown
as it is written, never read as a formula.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from geomap.errors import MapError
from geomap.figures.backnames import draw_countries
from geomap.figures.furniture import (
    draw_inset,
    draw_north,
    draw_scale,
    has_north,
    legend_entries,
)
from geomap.figures.labels import LABEL, draw_labels
from geomap.figures.land import draw_graticule, draw_land, land_of
from geomap.figures.marks import LEAST_DISC, draw_scene
from geomap.figures.paper import (
    FORMATS,
    Picture,
    check_dpi,
    markdown_picture,
    picture_bytes,
    sheet_inches,
    write_picture,
)
from geomap.figures.periods import PERIODS, by_period
from geomap.figures.projection import Projection, fit
from geomap.figures.scene import Scene, make_scene
from geomap.figures.style import (
    Palette,
    clean,
    font_files,
    one_line,
    palette,
    settings,
    shorten,
    wrapped,
)
from geomap.figures.timeline import draw_timeline, totals_of
from geomap.figures.words import (
    SOURCES_SHOWN,
    alt_text,
    remark_of_boxes,
    remarks_of,
    sources_line,
)
from geomap.records import Atlas

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox

__all__ = [
    "FORMATS",
    "LABEL",
    "PERIODS",
    "Picture",
    "clean",
    "draw_figure",
    "draw_timeline",
    "font_files",
    "markdown_picture",
    "picture_bytes",
    "totals_of",
    "write_picture",
]

TITLE = "Events on the map"
LONGEST_TITLE = 200
EDGE_IN = 0.12  # white around everything, inches
LEGEND_ROW_IN = 0.125
CORNER = 0.06  # of the map's width: what the arrow to the north needs of it
INSET_IN = (1.7, 0.8)
TEXT = 6.5  # points on a sheet of the customary size
CUSTOMARY_IN = 7.1
COLUMN_EM = 22.5  # room of the longest words of the legend, in sizes of its text
LEAST_MAP = 0.25  # of the sheet's height
NARROW_IN = 5.0  # a sheet less wide than this names fewer sources


class _Sheet(NamedTuple):
    """A figure under way: its size in inches and the text's in points."""

    figure: "Figure"
    width: float
    height: float
    text: float

    def axes(self, left: float, bottom: float, width: float, height: float) -> "Axes":
        """Axes at a place given in inches from the lower left corner."""
        box = (left / self.width, bottom / self.height, width / self.width, height / self.height)
        return self.figure.add_axes(box)

    def write(self, x: float, y: float, words: str, **style: Any) -> None:
        """Text at a place given in inches."""
        self.figure.text(x / self.width, y / self.height, words, **style)


def draw_figure(
    atlas: Atlas,
    *,
    title: str | None = None,
    by: str | None = None,
    size: str = "page",
    dpi: int = 300,
    grey: bool = False,
) -> Picture:
    """Draw an atlas as a map for print.

    Parameters
    ----------
    atlas : Atlas
        What to draw: events that occurred and have a place, their routes, observed tracks.
    title : str, optional
        Heading of the figure.
    by : {"month", "quarter", "year"}, optional
        One small map for each such period instead of a single one.
    size : str
        "180x130mm" (mm, cm or in), or "page", "column", "a4", "a4-landscape", "slide" ...
    dpi : int
        Dots an inch of a picture in dots.
    grey : bool
        Without colour: modes are told by signs on the lines.

    Returns
    -------
    Picture
        The matplotlib figure, a text for who can't see it, what is left out.

    Raises
    ------
    MapError
        Nothing can be drawn, or the size, resolution or period is none.

    Examples
    --------
    >>> draw_figure(Atlas(made_with={}))
    Traceback (most recent call last):
    geomap.errors.MapError: nothing to draw: the atlas has no event that occurred at a known place
    """
    inches = sheet_inches(size)
    check_dpi(dpi, inches)
    scene = make_scene(atlas)
    if not scene.points():
        told = "; ".join(f"{n} {why}" for why, n in sorted(scene.left_out.items()))
        message = "nothing to draw: the atlas has no event that occurred at a known place"
        raise MapError(f"{message} ({told})" if told else message)
    panels = by_period(atlas, scene, by) if by else None
    if panels:
        held = [event for panel in panels[0].values() for event in panel.events]
        scene = make_scene(atlas, held, tracks=False)._replace(left_out=scene.left_out)
    heading = shorten(one_line(title or TITLE), LONGEST_TITLE) or TITLE
    with settings(dpi=dpi):
        sheet = _new_sheet(inches, dpi)
        return _drawn(atlas, scene, sheet, heading, palette(grey=grey), panels)


def _new_sheet(inches: tuple[float, float], dpi: int) -> _Sheet:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=inches, dpi=dpi, facecolor="white")
    FigureCanvasAgg(figure)
    scale = max(0.85, min(3.0, (min(inches) / (CUSTOMARY_IN * 0.72)) ** 0.7))
    return _Sheet(figure, *inches, TEXT * scale)


def _drawn(
    atlas: Atlas, scene: Scene, sheet: _Sheet, title: str, look: Palette, panels: Any
) -> Picture:
    shown = SOURCES_SHOWN if sheet.width >= NARROW_IN else SOURCES_SHOWN // 3
    sources = sources_line(atlas, scene.events, most=shown)
    top = _draw_title(sheet, title, look)
    bottom = _draw_sources(sheet, sources, look)
    points = scene.points()
    columns = legend_columns(sheet)
    # Whether discs show depends on the frame, the frame on the room: room for them is kept.
    rows = -(-len(legend_entries(scene, look, discs=bool(scene.discs))) // columns)
    has_inset = not fit(points, aspect=sheet.width / sheet.height).is_world
    strip = _strip_height(sheet, rows, has_inset=has_inset)
    left, width = EDGE_IN, sheet.width - 2 * EDGE_IN
    height = top - bottom - strip
    if height < LEAST_MAP * sheet.height:
        message = (
            f"a sheet of {sheet.width * 25.4:.0f} x {sheet.height * 25.4:.0f} mm has no room for a "
            "map beside its title, legend and sources: give a larger --size"
        )
        raise MapError(message)
    remarks: list[str] = []
    unnamed = 0
    if panels is None:
        projection = fit(points, aspect=width / height)
        land = land_of(projection)
        ax = sheet.axes(left, bottom + strip, width, height)
        unnamed = _draw_map(ax, projection, land, scene, look, sheet.text, alone=True)
    else:
        projection, panel_remarks = _draw_panels(
            sheet, (left, bottom + strip, width, height), points, panels, look
        )
        counted = (f"{name} ({len(panel.events)})" for name, panel in panels[0].items())
        remarks += [*panel_remarks, f"One small map each: {', '.join(counted)}."]
    _draw_strip(sheet, (left, bottom, width, strip), projection, scene, look)
    remarks = [*remarks_of(scene, unnamed=unnamed), *remarks]
    alt = alt_text(scene, projection, title=title, remarks=remarks, sources=sources)
    boxes = remark_of_boxes([title, sources, *(mark.name for mark in scene.marks)])
    return Picture(sheet.figure, alt, (*remarks, *boxes), title)


def _draw_title(sheet: _Sheet, title: str, look: Palette) -> float:
    """Write the heading; give how high the map may reach, in inches."""
    size = sheet.text * 1.7
    lines = wrapped(title, (sheet.width - 2 * EDGE_IN) * 72 / size, bold=True)
    lines = [*lines[:2], lines[2] + " …"] if len(lines) > 3 else lines
    step = size * 1.25 / 72
    for number, line in enumerate(lines):
        y = sheet.height - EDGE_IN - number * step
        sheet.write(EDGE_IN, y, line, size=size, weight="bold", va="top", color=look.ink)
    return sheet.height - EDGE_IN - len(lines) * step - 0.06


def _draw_sources(sheet: _Sheet, sources: str, look: Palette) -> float:
    """Write the sources; give how high they reach, in inches."""
    size = sheet.text * 0.82
    lines = wrapped(sources, (sheet.width - 2 * EDGE_IN) * 72 / size)
    step = size * 1.3 / 72
    for number, line in enumerate(reversed(lines)):
        y = EDGE_IN + number * step
        sheet.write(EDGE_IN, y, line, size=size, va="bottom", color=look.soft)
    return EDGE_IN + len(lines) * step + 0.05


def legend_columns(sheet: _Sheet) -> int:
    """How many columns of signs the sheet is wide enough for."""
    room = sheet.width - 2 * EDGE_IN - _inset_inches(sheet)[0] - 0.2
    return max(1, int(room * 72 / (sheet.text * COLUMN_EM)))


def _strip_height(sheet: _Sheet, rows: int, *, has_inset: bool) -> float:
    legend = rows * LEGEND_ROW_IN * sheet.text / TEXT + 0.12
    return max(legend, _inset_inches(sheet)[1] + 0.34 if has_inset else 0.3)


def _inset_inches(sheet: _Sheet) -> tuple[float, float]:
    width = min(INSET_IN[0], 0.4 * (sheet.width - 2 * EDGE_IN))
    return width, width * INSET_IN[1] / INSET_IN[0]


def _draw_map(
    ax: "Axes",
    projection: Projection,
    land: Any,
    scene: Scene,
    look: Palette,
    text: float,
    *,
    alone: bool = False,
) -> int:
    """Fill one map; give how many names found no room.

    One that stands `alone` has room for an arrow to the north and names of countries.
    """
    west, south, east, north = projection.frame
    ax.set_xlim(west, east)
    ax.set_ylim(south, north)
    ax.set_aspect("equal")
    ax.apply_aspect()  # names are placed by pixels: the box must be final
    ax.set_xticks([])
    ax.set_yticks([])
    ax.set_facecolor("white" if projection.is_world else look.water)
    for spine in ax.spines.values():
        spine.set(color=look.border, lw=0.5)
    draw_graticule(ax, projection, look)
    draw_land(ax, projection, land, look)
    draw_scene(ax, projection, scene, look)
    kept: list[Bbox] = []
    if alone and has_north(projection):
        kept = [draw_north(ax, look, size=text, left=_is_covered(projection, scene))]
    unnamed = draw_labels(ax, projection, scene.marks, look, size=text, kept=kept)
    if alone:
        draw_countries(ax, projection, scene, look, size=text)
    return unnamed


def _is_covered(projection: Projection, scene: Scene) -> bool:
    """Whether something happened in the map's upper right corner."""
    west, south, east, north = projection.frame
    right, up = east - CORNER * (east - west), north - 2 * CORNER * (north - south)
    spots = (projection.place(mark.at) for mark in scene.marks)
    return any(x > right and y > up for x, y in spots)


def _draw_panels(
    sheet: _Sheet,
    box: tuple[float, float, float, float],
    points: Sequence[tuple[float, float]],
    panels: Any,
    look: Palette,
) -> tuple[Projection, list[str]]:
    """One small map a period, all in one frame."""
    left, bottom, width, height = box
    scenes, remarks = panels
    count = len(scenes)
    columns = min(range(1, count + 1), key=lambda n: _waste(n, count, width / height))
    rows = -(-count // columns)
    gap, head = 0.08, sheet.text * 1.5 / 72
    wide = (width - gap * (columns - 1)) / columns
    high = (height - gap * (rows - 1)) / rows - head
    projection = fit(points, aspect=wide / high)
    land = land_of(projection)
    for number, (name, scene) in enumerate(scenes.items()):
        row, column = divmod(number, columns)
        y = bottom + height - (row + 1) * (high + head) - row * gap
        x = left + column * (wide + gap)
        ax = sheet.axes(x, y, wide, high)
        _draw_map(ax, projection, land, scene, look, sheet.text * 0.8)
        words = f"{name} ({len(scene.events)})"
        sheet.write(x, y + high + 0.02, words, size=sheet.text, va="bottom", color=look.ink)
    return projection, remarks


def _waste(columns: int, count: int, aspect: float) -> tuple[float, int]:
    """How far a grid of panels is from panels of 4 to 3, and how many places stay empty."""
    rows = -(-count // columns)
    panel = aspect * rows / columns
    return abs(panel - 4 / 3) + 0.3 * (rows * columns - count) / columns, columns


def _draw_strip(
    sheet: _Sheet,
    box: tuple[float, float, float, float],
    projection: Projection,
    scene: Scene,
    look: Palette,
) -> None:
    """Legend, scale bar and inset below the map."""
    left, bottom, width, height = box
    inset_width, inset_height = _inset_inches(sheet)
    discs = any(disc.radius_m * 2 >= projection.width / LEAST_DISC for disc in scene.discs)
    entries = legend_entries(scene, look, discs=discs)
    sheet.figure.legend(
        [handle for handle, _ in entries],
        [words for _, words in entries],
        loc="upper left",
        bbox_to_anchor=(left / sheet.width, (bottom + height - 0.05) / sheet.height),
        ncols=legend_columns(sheet),
        frameon=False,
        fontsize=sheet.text * 0.92,
        labelcolor=look.ink,
        borderaxespad=0,
        borderpad=0.1,
        labelspacing=0.35,
        handlelength=2.6,
        columnspacing=1.4,
    )
    if projection.is_world:
        words = "World map, equal areas: no single scale holds"
        sheet.write(
            left + width, bottom + 0.04, words, size=sheet.text * 0.85, ha="right", color=look.soft
        )
        return
    right = left + width - inset_width
    top = bottom + height - 0.06
    draw_inset(sheet.axes(right, top - inset_height, inset_width, inset_height), projection, look)
    room = inset_width + 0.25
    bar = sheet.axes(right - 0.25, max(bottom, top - inset_height - 0.3), room, 0.3)
    bar.set_xlim(0, projection.width * room / _map_width(sheet, projection))
    bar.set_ylim(0, 1)
    bar.axis("off")
    draw_scale(bar, projection, look, size=sheet.text * 0.9)


def _map_width(sheet: _Sheet, projection: Projection) -> float:
    """Width on paper of the first map, in inches."""
    ax = sheet.figure.axes[0]
    return float(ax.get_position().width) * sheet.width if projection else 1.0
