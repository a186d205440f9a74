"""The lines of build_sea.py through straits, rivers and canals, by the water that is there.

`sea_passages.json` tells roughly where a passage runs. Between the ends of its lines the water of
the coast is followed, else a river of the same source, else the rough line itself.
"""

import itertools
import math
from typing import Any

import numpy as np
import shapely
from scipy import ndimage
from sea_coast import fill
from sea_kernels import EARTH_KM
from skimage.graph import MCP_Geometric

# Samples a degree, 97 m apart; a long line has coarser ones, so many a side.
FINEST, MOST = 1152, 5000
ASIDE_KM = 8.0  # so far off the rough line its water may lie, unless the table says how far
# What a sample costs. Water at the shore costs as much as seven samples in the middle of it.
SHORE, RIVER, ROUGH, LAND = 6.0, 12.0, 24.0, 120.0
WIDE = 3  # samples that a river or the rough line is wide
SMOOTH = 1.5  # samples that a line may leave out of a bend
AHEAD = 40  # corners that a straight piece may leave out
ORIGIN = np.array([180.0, 90.0])
KM_DEGREE = math.radians(1) * EARTH_KM


def draw_lines(
    passages: dict[str, Any], rings: list[tuple[np.ndarray, int]], rivers: list[np.ndarray]
) -> list[tuple[str, list[tuple[float, float]]]]:
    """Names of canals and rivers with their lines of (lon, lat); arms are lines of their own.

    `rings` and `rivers` are in degrees east of 180 west and north of the south pole.
    """
    boxes = boxes_of([ring for ring, _ in rings]), boxes_of(rivers)
    found = []
    for name, passage in passages["canals"].items():
        for rough in (passage["line"], *passage.get("arms", [])):
            line = np.array(rough, float) + ORIGIN
            shrink = math.cos(math.radians((line[:, 1].min() + line[:, 1].max()) / 2 - 90))
            aside = passage.get("aside_km", ASIDE_KM) / KM_DEGREE
            rim = aside / np.array([shrink, 1.0])
            corner, last = line.min(axis=0) - rim, line.max(axis=0) + rim
            fine = min(FINEST, MOST / (last - corner).max())
            land = np.zeros(np.ceil((last - corner) * fine).astype(int)[::-1], np.int8)
            shores, waters = (meeting(each, corner, last) for each in boxes)
            for k in shores:
                fill(land, (rings[k][0] - corner) * fine, rings[k][1], 1)
            near = [(rivers[k] - corner) * fine for k in waters]
            by_row = 1.0, shrink
            cost = cost_of(land <= 0, near, (line - corner) * fine, by_row, aside * fine)
            ends = np.floor((line[[0, -1]] - corner) * fine).astype(int).tolist()
            points = follow(cost, *ends, by_row) / fine + corner - ORIGIN
            points[0], points[-1] = rough[0], rough[-1]
            found.append((name, [tuple(point) for point in points.round(4).tolist()]))
    return found


def cost_of(
    water: np.ndarray,
    rivers: list[np.ndarray],
    rough: np.ndarray,
    by_row: tuple[float, float],
    aside: float,
) -> np.ndarray:
    """What each sample costs, -1 where no way may lead; lines in samples as (x, y)."""
    on_line, on_river = np.zeros(water.shape, bool), np.zeros(water.shape, bool)
    burn(on_line, rough)
    for river in rivers:
        burn(on_river, river)
    cost = np.full(water.shape, LAND)
    cost[on_line] = ROUGH
    cost[on_river] = RIVER
    # what lies off the window is land, so that no way hugs its rim
    far = ndimage.distance_transform_edt(np.pad(water, 1), sampling=by_row)[1:-1, 1:-1]
    cost[water] = 1 + SHORE / far[water]
    off = ndimage.distance_transform_edt(~on_line, sampling=by_row)
    cost[off > aside] = -1
    return cost


def follow(
    cost: np.ndarray, start: list[int], end: list[int], by_row: tuple[float, float]
) -> np.ndarray:
    """The corners of the cheapest way between two samples, all as (x, y)."""
    grid = MCP_Geometric(cost, sampling=by_row)
    spent, _ = grid.find_costs([start[::-1]], [end[::-1]])
    steps = np.array(grid.traceback(end[::-1]))[:, ::-1] + 0.5
    corners = shapely.get_coordinates(shapely.LineString(steps).simplify(SMOOTH))
    # steps in eight directions only make detours: what is as cheap straight on is drawn so
    so_far = [spent[int(y), int(x)] for x, y in corners]
    kept = [0]
    while kept[-1] < len(corners) - 1:
        here = kept[-1]
        last = min(here + AHEAD, len(corners) - 1)
        while last > here + 1 and (
            price(cost, corners[here], corners[last]) > so_far[last] - so_far[here]
        ):
            last -= 1
        kept.append(last)
    return corners[kept]


def price(cost: np.ndarray, a: np.ndarray, b: np.ndarray) -> float:
    """What a straight piece costs, infinite where it leaves what may be used."""
    steps = int(2 * np.abs(b - a).max()) + 1
    x, y = (a + (b - a) * (np.arange(steps)[:, None] + 0.5) / steps).astype(int).T
    some = cost[y, x]
    return float(some.mean() * np.hypot(*(b - a))) if (some > 0).all() else math.inf


def burn(mask: np.ndarray, line: np.ndarray) -> None:
    """Mark the samples of a line, in samples as (x, y)."""
    for a, b in itertools.pairwise(line):
        steps = int(2 * np.abs(b - a).max()) + 1
        at = np.floor(a + (b - a) * np.arange(steps + 1)[:, None] / steps).astype(int)
        for side in range(WIDE * WIDE):
            j, i = (at + np.array(divmod(side, WIDE)) - WIDE // 2).T
            inside = (i >= 0) & (j >= 0) & (i < mask.shape[0]) & (j < mask.shape[1])
            mask[i[inside], j[inside]] = True


def boxes_of(lines: list[np.ndarray]) -> np.ndarray:
    """Least and greatest coordinates of each line."""
    return np.array([(*line.min(axis=0), *line.max(axis=0)) for line in lines])


def meeting(boxes: np.ndarray, corner: np.ndarray, last: np.ndarray) -> list[int]:
    """Numbers of the boxes that meet a window."""
    meet = (boxes[:, :2] <= last).all(axis=1) & (boxes[:, 2:] >= corner).all(axis=1)
    return np.flatnonzero(meet).tolist()
