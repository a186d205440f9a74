"""From a quay to the graph: the nearest water, and the vertices that are seen from it."""

import math
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
    the first water, or else what `vias` has for that vertex.
    """

    here: Floats
    quay_m: float
    nodes: Ints
    metres: Floats
    water: Floats
    vias: dict[int, Floats]

    def via(self, node: int) -> Floats:
        """Points on the way to a vertex, from the first water on, without the vertex."""
        return self.vias.get(node, self.water)


def approach(network: Network, point: LonLat) -> Approach | None:
    """Ways to the graph from a (lon, lat), or None where no water is near."""
    here = position(point)
    water = nearest_water(network, point)
    canal, canal_m = nearest_canal(network, here)
    water_m = float(arc_m(here, water)[0]) if water is not None else math.inf
    found: dict[int, float] = {}
    vias: dict[int, Floats] = {}
    if water is not None and water_m <= QUAY_M and water_m <= canal_m + BOTH_M:
        seen, vias = enter(network, water)
        found = {node: water_m + metres for node, metres in seen.items()}
    if canal_m <= CANAL_M and canal_m <= water_m + BOTH_M:
        found[canal] = canal_m
        vias[canal] = here[:0]
    if not found:
        return None
    nodes = sorted(found)
    return Approach(
        here=here,
        quay_m=min(water_m, canal_m),
        nodes=np.array(nodes),
        metres=np.array([found[node] for node in nodes]),
        water=here if water is None else water,
        vias=vias,
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
    return unit(np.stack([(columns + 0.5) / CELLS - 180, (rows + 0.5) / CELLS + SOUTH], axis=1))


def nearest_water(network: Network, point: LonLat) -> Floats | None:
    """The point itself if it is on water, or the middle of the nearest navigable cell."""
    here = position(point)
    if network.chart.is_sea(*locate(here))[0]:
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


def enter(network: Network, water: Floats) -> tuple[dict[int, float], dict[int, Floats]]:
    """Metres to the vertices seen from a point on water, and to some that lie round a corner.

    The second part of the answer is the way to those.
    """
    _, near = network.tree.query(water[0], k=SEEN)
    target = network.xyz[near]
    seen = network.chart.sees(np.repeat(water, len(near), axis=0), target)
    metres = arc_m(target, water)
    found = dict(zip(near[seen].tolist(), metres[seen].tolist(), strict=True))
    vias: dict[int, Floats] = {}
    if np.count_nonzero(seen & (metres < WELL_SEEN_M)) < WELL_SEEN:
        crept = creep(network, water, NEAR_DEG)
        if not crept and not found:
            crept = creep(network, water, FAR_DEG)
        for node, (along, via) in crept.items():
            if node not in found:
                found[node], vias[node] = along, via
    return found, vias


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


def creep(network: Network, water: Floats, half_deg: float) -> dict[int, tuple[float, Floats]]:
    """Metres and ways through narrow water, cell by cell, to vertices around the point."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import dijkstra

    x, y, z = water[0]
    lat = math.degrees(math.asin(z))
    rows, columns = window((math.degrees(math.atan2(y, x)), lat), half_deg)
    height, width = rows.shape
    begin, end, start, kind = lattice(height, width)
    wet = network.chart.is_sea(rows, columns).ravel()
    across = CELL_M * math.cos(math.radians(lat))
    metres = np.array([CELL_M, across, math.hypot(CELL_M, across)])[kind]
    metres[~(wet[start] & wet[end])] = np.inf
    graph = csr_array((metres, end, begin), shape=(wet.size, wet.size))
    middle = height // 2 * width + width // 2
    far, before = dijkstra(graph, indices=middle, return_predecessors=True)
    near = np.array(network.tree.query_ball_point(water[0], math.radians(2 * half_deg)), np.int64)
    near = np.sort(near[near < network.first_canal])
    node_rows, node_columns = locate(network.xyz[near])
    i, j = node_rows - rows[0, 0], (node_columns - columns[0, 0]) % WIDTH
    inside = np.flatnonzero((i >= 0) & (i < height) & (j < width))
    at = (i * width + j)[inside]
    found = {}
    for node, cell in zip(near[inside].tolist(), at.tolist(), strict=True):
        if math.isfinite(far[cell]):
            way = trail(before, cell)[-2::-1]
            between = centres(rows.ravel()[way[:-1]], columns.ravel()[way[:-1]])
            found[node] = (float(far[cell]), np.concatenate([water, between]))
    return found


def trail(before: Ints, end: int) -> list[int]:
    """From a vertex of a shortest-path tree back to its root, both included."""
    found = [end]
    while before[found[-1]] >= 0:
        found.append(int(before[found[-1]]))
    return found
