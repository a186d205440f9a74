"""From a quay to the graph: the nearest water, and the vertices that are seen from it."""

import math
from collections.abc import Container
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from geomap.geo import LonLat
from geomap.routes.sea.chart import CELLS, SOUTH, WIDTH, Floats, Ints, arc_m, locate, position, unit
from geomap.routes.sea.network import Network
from geomap.units import EARTH_RADIUS_M

__all__ = ["Approach", "approach"]

# A quay lies at the water; the point of a port in a gazetteer often in the middle of its town. Of
# 129 curated ports the farthest from the chart's water or a canal's line lies 8.7 km off.
QUAY_M = 15_000
CANAL_M = 8_000  # a canal is a line: its ports lie beside it
BOTH_M = 3_000  # a port this little farther from one than from the other lies at both
SEEN = 32  # nearest vertices that are looked for from the quay
# With so many vertices seen so near, nothing better lies round a corner.
WELL_SEEN, WELL_SEEN_M = 3, 40_000
# Half the side of the window searched cell by cell, for what lies round a corner; the wide one
# where nothing else is found.
NEAR_DEG, FAR_DEG = 0.35, 1.0
CELL_M = math.radians(1 / CELLS) * EARTH_RADIUS_M
NEIGHBOURS = ((0, 1), (0, -1), (1, 0), (-1, 0), (1, 1), (1, -1), (-1, 1), (-1, -1))


@dataclass(frozen=True, eq=False)
class Approach:
    """Ways from a point to the graph.

    `here` is the point as a unit vector of shape (1, 3), `quay_m` how far off its water or canal
    is; `nodes` are vertices, `metres` what it is to each. On the way to a vertex lies `water`,
    the first water; nothing lies on the way to `canal`, a vertex or None; `crept` has the ways
    round a corner.
    """

    here: Floats
    quay_m: float
    nodes: Ints
    metres: Floats
    water: Floats
    canal: int | None
    crept: "Crept | None"

    def via(self, node: int) -> Floats:
        """Points on the way to a vertex, from the first water on, without the vertex."""
        if node == self.canal:
            return self.here[:0]
        if self.crept is not None and node in self.crept.cells:
            return self.crept.via(node)
        return self.water


@dataclass(frozen=True, eq=False)
class Crept:
    """Ways through narrow water, cell by cell, as a tree over the cells of a window.

    `cells` has the cell of each vertex reached, `before` the cell before each, `rows` and
    `columns` where each lies on the chart.
    """

    water: Floats
    cells: dict[int, int]
    before: Ints
    rows: Ints
    columns: Ints

    def via(self, node: int) -> Floats:
        """Points on the way to a vertex, from the water on, without the vertex."""
        way = trail(self.before, self.cells[node])[-2::-1][:-1]
        return np.concatenate([self.water, centres(self.rows[way], self.columns[way])])


def approach(network: Network, point: LonLat) -> Approach | None:
    """Ways to the graph from a (lon, lat), or None where no water is near."""
    here = position(point)
    water = nearest_water(network, point)
    canal, canal_m = nearest_canal(network, here)
    water_m = float(arc_m(here, water)[0]) if water is not None else math.inf
    found: dict[int, float] = {}
    crept = None
    if water is not None and water_m <= QUAY_M and water_m <= canal_m + BOTH_M:
        seen, crept = enter(network, water)
        found = {node: water_m + metres for node, metres in seen.items()}
    beside = canal_m <= CANAL_M and canal_m <= water_m + BOTH_M
    if beside:
        found[canal] = canal_m
    if not found:
        return None
    nodes = sorted(found)
    return Approach(
        here=here,
        quay_m=min(water_m, canal_m),
        nodes=np.array(nodes),
        metres=np.array([found[node] for node in nodes]),
        water=here if water is None else water,
        canal=canal if beside else None,
        crept=crept,
    )


def window(point: LonLat, half_deg: float) -> tuple[Ints, Ints]:
    """Rows and columns of the cells around a point, as a grid."""
    row = math.floor((point[1] - SOUTH) * CELLS)
    column = math.floor((point[0] + 180) * CELLS)
    high = round(half_deg * CELLS)
    wide = round(half_deg * CELLS / max(0.1, math.cos(math.radians(point[1]))))
    rows = np.arange(row - high, row + high + 1)
    columns = np.arange(column - wide, column + wide + 1) % WIDTH
    shape = (len(rows), len(columns))
    return np.broadcast_to(rows[:, None], shape), np.broadcast_to(columns, shape)


def centres(rows: Ints, columns: Ints) -> Floats:
    """Unit vectors of the middles of cells."""
    lonlat = [(columns + 0.5) / CELLS - 180, (rows + 0.5) / CELLS + SOUTH]
    return unit(np.transpose(lonlat))


def nearest_water(network: Network, point: LonLat) -> Floats | None:
    """The point itself if it is on water, or the middle of the nearest navigable cell."""
    here = position(point)
    if network.chart.is_sea_at(point):
        return here
    rows, columns = window(point, 1.1 * QUAY_M / 111_000)
    sea = network.chart.is_sea(rows, columns)
    if not sea.any():
        return None
    cells = centres(rows[sea], columns[sea])
    best = int(np.argmin(arc_m(cells, here)))
    return cells[best : best + 1]


def nearest_canal(network: Network, here: Floats) -> tuple[int, float]:
    """The nearest vertex of a canal or river and the metres to it."""
    canals = network.xyz[network.first_canal :]
    best = int(np.argmax(canals @ here[0]))
    return network.first_canal + best, float(arc_m(canals[best : best + 1], here)[0])


def enter(network: Network, water: Floats) -> tuple[dict[int, float], Crept | None]:
    """Metres to the vertices seen from a point on water, and to some that lie round a corner.

    The second part of the answer has the ways to those.
    """
    _, near = network.tree.query(water[0], k=SEEN)
    target = network.xyz[near]
    seen = network.chart.sees(np.repeat(water, len(near), axis=0), target)
    metres = arc_m(target, water)
    found = dict(zip(near[seen].tolist(), metres[seen].tolist(), strict=True))
    if np.count_nonzero(seen & (metres < WELL_SEEN_M)) >= WELL_SEEN:
        return found, None
    around, crept = creep(network, water, NEAR_DEG, found)
    if not around and not found:
        around, crept = creep(network, water, FAR_DEG, found)
    return found | around, crept


@lru_cache(maxsize=64)
def lattice(height: int, width: int) -> tuple[Ints, Ints, Ints, Ints]:
    """A window's cells as a graph of neighbours: row starts, columns, source and kind of step."""
    number = np.arange(height * width).reshape(height, width)
    starts, ends, kinds = [], [], []
    for i, j in NEIGHBOURS:
        a = number[max(0, -i) : height - max(0, i), max(0, -j) : width - max(0, j)].ravel()
        starts.append(a)
        ends.append(a + i * width + j)
        kinds.append(np.full(len(a), abs(i) + 2 * abs(j) - 1))
    start = np.concatenate(starts)
    order = np.argsort(start, kind="stable")
    begin = np.concatenate([[0], np.cumsum(np.bincount(start, minlength=height * width))])
    end = np.concatenate(ends)[order]
    return begin.astype(np.int32), end.astype(np.int32), start[order], np.concatenate(kinds)[order]


def creep(
    network: Network, water: Floats, half_deg: float, seen: Container[int]
) -> tuple[dict[int, float], Crept]:
    """Metres and ways through narrow water, cell by cell, to vertices around but those seen."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import dijkstra

    x, y, z = water[0]
    lat = math.degrees(math.asin(z))
    rows, columns = window((math.degrees(math.atan2(y, x)), lat), half_deg)
    height, width = rows.shape
    begin, end, start, kind = lattice(height, width)
    wet = network.chart.is_sea(rows, columns).ravel()
    across = CELL_M * math.cos(math.radians(lat))
    metres = np.array([CELL_M, across, math.hypot(CELL_M, across)])
    free = np.flatnonzero(wet[start] & wet[end])
    begin = np.searchsorted(free, begin).astype(np.int32)
    graph = csr_array((metres[kind[free]], end[free], begin), shape=(wet.size, wet.size))
    middle = height // 2 * width + width // 2
    far, before = dijkstra(graph, indices=middle, return_predecessors=True)
    near = np.array(network.tree.query_ball_point(water[0], math.radians(2 * half_deg)), np.int64)
    near = np.sort(near[near < network.first_canal])
    node_rows, node_columns = locate(network.xyz[near])
    i, j = node_rows - rows[0, 0], (node_columns - columns[0, 0]) % WIDTH
    inside = np.flatnonzero((i >= 0) & (i < height) & (j < width))
    at = (i * width + j)[inside]
    reached = {
        node: cell
        for node, cell in zip(near[inside].tolist(), at.tolist(), strict=True)
        if node not in seen and math.isfinite(far[cell])
    }
    found = {node: float(far[cell]) for node, cell in reached.items()}
    return found, Crept(water, reached, before, rows.ravel(), columns.ravel())


def trail(before: Ints, end: int) -> list[int]:
    """From a vertex of a shortest-path tree back to its root, both included."""
    found = [end]
    while before[found[-1]] >= 0:
        found.append(int(before[found[-1]]))
    return found
