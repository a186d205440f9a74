# ruff: noqa: ANN001, ANN201, C901, PLR0912
# Numba infers the types, and a kernel is one loop over samples (see sea_kernels.py).
"""The inlets of build_sea.py: water from a quay to the chart where its cells are too wide for it.

A harbour often lies up a creek, behind a mole or in a bay narrower than the chart's cells, 2.3 km.
From each harbour of the gazetteer that is not at the chart's water, the water of the coast itself
is followed, in samples of 97 m, to the first cell of the chart. A narrow with a sea at either end
(Canso, the Euripus) is left out: which way a ship leaves it is not the harbour's to say.
"""

import csv
import heapq
import math
from pathlib import Path

import numpy as np
from numba import njit
from scipy import ndimage
from sea_coast import fill
from sea_kernels import CELLS, COLUMNS, EARTH_KM, distance_to_land

GAZETTEER = Path(__file__).resolve().parents[2] / "gazetteer"
TABLES = ("ports.csv", "harbours.csv")
FINE = 24  # samples a side of a cell of the chart: 97 m
PER_DEGREE = CELLS * FINE
AROUND_DEG = 0.6  # what lies farther north or south is no inlet but a river: those have lines
# As far from a point as the router looks for water: a port's may lie in the middle of its town.
QUAY_KM = 15.0
GAIN_KM = 0.3  # an inlet that comes no nearer than this to the harbour than the chart is left out
OPEN = 2  # cells off the land: to there the easiest way out is looked for, and cut at the chart
SHORE = 6.0  # a sample at the shore costs as much as seven in the middle of the water
LONGEST_KM = 60.0  # a way longer than this is a river's


def read_harbours() -> list[tuple[float, float]]:
    """Degrees east of 180 west and north of the south pole of the gazetteer's harbours."""
    found = set()
    for name in TABLES:
        lines = (GAZETTEER / name).read_text(encoding="utf-8").splitlines()
        for row in csv.DictReader(line for line in lines if not line.startswith("#")):
            found.add((float(row["lon"]) + 180, float(row["lat"]) + 90))
    return sorted(found)


def find_inlets(
    sea: np.ndarray, far: np.ndarray, rings: list[tuple[np.ndarray, int]]
) -> list[np.ndarray]:
    """Lines of (lon, lat) from near a harbour to the middle of a cell of the chart.

    `far` is the distance of the chart's cells to land.
    """
    depth = np.where(sea, np.minimum(far, OPEN), 0).astype(np.int8)
    boxes = np.array([(*ring.min(axis=0), *ring.max(axis=0)) for ring, _ in rings])
    found = []
    for lon, lat in read_harbours():
        if sea[int(lat * CELLS), int(lon * CELLS) % COLUMNS]:
            continue
        line = follow(depth, rings, boxes, lon, lat)
        if line is not None:
            found.append(line - np.array([180.0, 90.0]))
    return found


def follow(depth, rings, boxes, lon, lat) -> np.ndarray | None:
    """The inlet of one harbour, in degrees east of 180 west and north of the south pole.

    `depth` is 0 where the chart has no water, and `OPEN` where that is open.
    """
    high = math.ceil(AROUND_DEG * CELLS)
    wide = math.ceil(high / max(0.1, math.cos(math.radians(lat - 90))))
    row, column = int(lat * CELLS) - high, int(lon * CELLS) - wide
    if column < 0 or column + 2 * wide > COLUMNS:
        return None  # over 180 degrees
    corner = np.array([column, row]) / CELLS
    land = np.zeros((2 * high * FINE, 2 * wide * FINE), np.int8)
    last = corner + np.array([2 * wide, 2 * high]) / CELLS
    meet = (boxes[:, :2] <= last).all(axis=1) & (boxes[:, 2:] >= corner).all(axis=1)
    for k in np.flatnonzero(meet):
        fill(land, (rings[k][0] - corner) * PER_DEGREE, rings[k][1], 1)
    some = depth[row : row + 2 * high, column : column + 2 * wide]
    chart = some.repeat(FINE, 0).repeat(FINE, 1)
    water = land <= 0
    far = distance_to_land(water)
    most = OPEN if (chart == OPEN).any() else 1
    before = spread(water, far, chart >= most, math.cos(math.radians(lat - 90)))
    at = ((lat - corner[1]) * PER_DEGREE, (lon - corner[0]) * PER_DEGREE)
    start = nearest(before, chart > 0, at, math.cos(math.radians(lat - 90)))
    if start is None:
        return None
    if is_strait(water & (chart == 0), some > 0, start):
        return None
    cells = straighten(water, trace(before, chart > 0, start))
    points = np.array([(j + 0.5, i + 0.5) for i, j in cells]) / PER_DEGREE + corner
    end = (np.floor(points[-1] * CELLS) + 0.5) / CELLS
    line = np.vstack([points, end])
    return line if length_km(line) <= LONGEST_KM else None


@njit(cache=True)
def spread(water, far, open_water, shrink):
    """Of each sample of water, the one before it on the easiest way from open water; -1 for none.

    The samples of open water are before themselves.
    """
    rows, columns = water.shape
    before = np.full((rows, columns), -1, np.int64)
    cost = np.full((rows, columns), np.inf)
    heap = [(0.0, np.int64(0))]
    heap.pop()
    for i in range(rows):
        for j in range(columns):
            if water[i, j] and open_water[i, j]:
                cost[i, j] = 0.0
                before[i, j] = i * columns + j
                edge = False
                for a, b in ((-1, 0), (1, 0), (0, -1), (0, 1)):
                    u, v = i + a, j + b
                    if 0 <= u < rows and 0 <= v < columns and water[u, v] and not open_water[u, v]:
                        edge = True
                if edge:
                    heapq.heappush(heap, (0.0, np.int64(i * columns + j)))
    while heap:
        so_far, here = heapq.heappop(heap)
        i, j = here // columns, here % columns
        if so_far > cost[i, j]:
            continue
        for a in range(-1, 2):
            for b in range(-1, 2):
                u, v = i + a, j + b
                if u < 0 or v < 0 or u >= rows or v >= columns or not water[u, v]:
                    continue
                if not water[i, v] or not water[u, j]:
                    continue  # not between two corners of land
                step = math.hypot(a, b * shrink) * (1 + SHORE / far[u, v])
                if so_far + step < cost[u, v]:
                    cost[u, v] = so_far + step
                    before[u, v] = here
                    heapq.heappush(heap, (so_far + step, np.int64(u * columns + v)))
    return before


def nearest(before, chart, at, shrink) -> tuple[int, int] | None:
    """The sample nearest to a point that a way leads to, if none of the chart is as near."""
    i, j = np.nonzero(before >= 0)
    if not len(i):
        return None
    km = np.hypot(i + 0.5 - at[0], (j + 0.5 - at[1]) * shrink) * (111.195 / PER_DEGREE)
    best = int(np.argmin(km))
    charted = chart[i, j]
    if km[best] > QUAY_KM or km[charted].min(initial=np.inf) < km[best] + GAIN_KM:
        return None
    return int(i[best]), int(j[best])


def is_strait(narrow, some, start) -> bool:
    """Whether the narrow water of a sample meets waters of the chart that lie apart hereabouts."""
    seas = ndimage.label(some)[0].repeat(FINE, 0).repeat(FINE, 1)
    waters = ndimage.label(narrow)[0]
    beside = ndimage.binary_dilation(waters == waters[start])
    return len(np.setdiff1d(seas[beside], [0])) > 1


def trace(before, chart, start) -> list[tuple[int, int]]:
    """Samples from a start to the chart."""
    columns = before.shape[1]
    way = [start]
    while not chart[way[-1]]:
        here = int(before[way[-1]])
        way.append((here // columns, here % columns))
    return way


def straighten(water, way) -> list[tuple[int, int]]:
    """The corners of a way, between which straight lines keep to water."""
    kept, k = [way[0]], 0
    while k < len(way) - 1:
        n = k + 1
        while n + 1 < len(way) and clear(water, way[k], way[n + 1]):
            n += 1
        kept.append(way[n])
        k = n
    return kept


def clear(water, a, b) -> bool:
    """Whether a straight line between two samples keeps to water."""
    steps = 2 * max(abs(a[0] - b[0]), abs(a[1] - b[1]), 1)
    share = np.arange(steps + 1) / steps
    i = np.rint(a[0] + (b[0] - a[0]) * share).astype(int)
    j = np.rint(a[1] + (b[1] - a[1]) * share).astype(int)
    return bool(water[i, j].all())


def length_km(line: np.ndarray) -> float:
    """Length of a line of degrees."""
    step = np.radians(np.diff(line, axis=0))
    middle = np.radians((line[1:, 1] + line[:-1, 1]) / 2 - 90)
    return float(EARTH_KM * np.hypot(step[:, 0] * np.cos(middle), step[:, 1]).sum())
