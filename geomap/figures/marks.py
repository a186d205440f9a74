"""What happened, drawn: lines with arrows, strikes, ends of transfers, discs of uncertainty."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from geomap.figures.projection import Projection
from geomap.figures.scene import Line, Mark, Scene
from geomap.figures.style import DASHES, Palette
from geomap.geo import split_at_180

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["SHAPES", "draw_scene", "line_style", "mark_size", "mark_style", "sheet_lines"]

PALE = 0.4
WIDTH = 1.1  # points
# Marker and size in points of each kind
SHAPES: dict[str, tuple[str, float]] = {
    "strike": ("*", 8.5),
    "launch": ("^", 5.0),
    "end": ("o", 4.2),
}
LEAST_DISC = 90  # a disc less wide than this part of the frame hides under its mark
ARROW_AT = 0.55  # of the way: the very middle is where lines cross
SIGNS_AT = (0.25, 0.8)


def line_style(kind: str, certainty: str, look: Palette) -> dict[str, Any]:
    """How a line of a kind is drawn, in matplotlib's words."""
    if kind == "track":
        dash = (0, (1.0, 1.6)) if certainty == "gap" else "solid"
        return {
            "color": look.ink if certainty != "gap" else look.soft,
            "linestyle": dash,
            "lw": 1.4,
        }
    colour = look.strike if kind == "fire" else look.modes[kind]
    dashes = DASHES.get(certainty)
    width = 0.8 if kind == "fire" else WIDTH
    return {"color": colour, "linestyle": (0, dashes) if dashes else "solid", "lw": width}


def mark_size(mark: Mark) -> float:
    """Width of a mark in points: those of many events are larger."""
    return SHAPES[mark.kind][1] * min(1.7, 1 + 0.12 * (mark.events - 1))


def mark_style(mark: Mark, look: Palette) -> dict[str, Any]:
    """How a mark is drawn, in matplotlib's words."""
    shape = SHAPES[mark.kind][0]
    colour = look.ink if mark.kind == "end" else look.strike
    filled = {"mfc": "white", "mec": colour, "mew": 0.9} if mark.wide else {
        "mfc": colour, "mec": "white", "mew": 0.5,
    }  # fmt: skip
    return {"marker": shape, "ms": mark_size(mark), "ls": "none", **filled}


def sheet_lines(line: Line, projection: Projection) -> Iterator[tuple[Any, Any]]:
    """A line's parts as x and y in metres, joined over 180 degrees, cut at the sheet's seam."""
    import numpy as np

    for part in _joined(line):
        turned = projection.turned(part)
        for piece in split_at_180(turned) if projection.seam else [turned]:
            if len(piece) > 1:
                at = np.array(piece)
                yield projection.xy(at[:, 0], at[:, 1])


def _joined(line: Line) -> list[list[tuple[float, float]]]:
    """Parts that a cut at 180 degrees parted, made one again."""
    out: list[list[tuple[float, float]]] = []
    for part in line.path:
        last = out[-1][-1] if out else None
        if last and abs(last[0]) == 180.0 and part[0] == (-last[0], last[1]):
            out[-1].extend(part[1:])
        else:
            out.append(list(part))
    return out


def draw_scene(ax: "Axes", projection: Projection, scene: Scene, look: Palette) -> None:
    """Draw all, lowest first."""
    _draw_discs(ax, projection, scene, look)
    for line in scene.lines:
        style = line_style(line.kind, line.certainty, look)
        alpha = PALE if line.pale else 1.0
        parts = [p for p in sheet_lines(line, projection) if len(p[0])]
        for x, y in parts:
            ax.plot(x, y, alpha=alpha, zorder=3, solid_capstyle="round", **style)
        if line.certainty != "gap" and parts:
            _point(ax, parts, style["color"], alpha)
        if line.kind in look.signs and parts:
            for share in SIGNS_AT:
                x, y, _ = _along(parts, share)
                ax.plot(
                    x, y, marker=look.signs[line.kind], ms=3.2, mfc="white", mec=style["color"],
                    mew=0.7, ls="none", zorder=3.6, alpha=alpha,
                )  # fmt: skip
    for mark in reversed(scene.marks):
        x, y = projection.place(mark.at)
        rank = {"end": 4, "launch": 4.5, "strike": 5}[mark.kind]
        ax.plot(x, y, alpha=PALE if mark.pale else 1.0, zorder=rank, **mark_style(mark, look))


def _point(ax: "Axes", parts: list[Any], colour: str, alpha: float) -> None:
    """An arrow head on a line, in the way's direction."""
    x, y, angle = _along(parts, ARROW_AT)
    ax.plot(
        x, y, marker=(3, 0, angle - 90), ms=5.5, mfc=colour, mec="white", mew=0.3, ls="none",
        zorder=3.5, alpha=alpha,
    )  # fmt: skip


def _along(parts: list[Any], share: float) -> tuple[float, float, float]:
    """Point at a share of the way along all parts, and the direction there in degrees."""
    import numpy as np

    steps = [np.hypot(np.diff(x), np.diff(y)) for x, y in parts]
    wanted = share * sum(float(s.sum()) for s in steps)
    for (x, y), lengths in zip(parts, steps, strict=True):
        total = float(lengths.sum())
        if wanted <= total or lengths is steps[-1]:
            ends = np.cumsum(lengths)
            i = min(int(np.searchsorted(ends, wanted)), len(lengths) - 1)
            before = ends[i] - lengths[i]
            part = (wanted - before) / lengths[i] if lengths[i] else 0.0
            dx, dy = x[i + 1] - x[i], y[i + 1] - y[i]
            return (
                float(x[i] + part * dx), float(y[i] + part * dy),
                float(np.degrees(np.arctan2(dy, dx))),
            )  # fmt: skip
        wanted -= total
    x, y = parts[0]
    return float(x[0]), float(y[0]), 0.0


def _draw_discs(ax: "Axes", projection: Projection, scene: Scene, look: Palette) -> None:
    """How far the true spots may lie, where that is wide enough to be seen."""
    import numpy as np
    from matplotlib.patches import Polygon
    from pyproj import Geod

    geod = Geod(ellps="WGS84")
    for disc in scene.discs:
        if disc.radius_m * 2 < projection.width / LEAST_DISC:
            continue
        turns = np.arange(0, 360, 6.0)
        fixed = np.ones_like(turns)
        lon, lat, _ = geod.fwd(disc.at[0] * fixed, disc.at[1] * fixed, turns, disc.radius_m * fixed)
        outline = [projection.place(at) for at in zip(lon, lat, strict=True)]
        ax.add_patch(
            Polygon(outline, closed=True, fc=look.area, ec=look.area, lw=0.4, alpha=0.13, zorder=2)
        )
