"""From a quay to the graph: the nearest water, and the vertices that are seen from it."""

import math
from dataclasses import dataclass

import numpy as np

from geomap.geo import LonLat
from geomap.routes.sea.network import (
    CELLS,
    SOUTH,
    Floats,
    Ints,
    Network,
    arc_m,
    locate,
    position,
    unit,
)

__all__ = ["Approach", "approach"]

# A quay lies at the water; the point of a port in a gazetteer often in the middle of its town. Of
# 129 curated ports the farthest from the chart's water or a canal's line lies 8.7 km off.
QUAY_M = 15_000
CANAL_M = 8_000  # a canal is a line: its ports lie beside it
BOTH_M = 3_000  # a port this little farther from one than from the other lies at both
SEEN = 48  # nearest vertices that are looked for from the quay
# With so many vertices seen so near, nothing better lies round a corner.
WELL_SEEN, WELL_SEEN_M = 4, 25_000
# Half the side of the window searched cell by cell, for what lies round a corner; the wide one
# where nothing else is found.
NEAR_DEG, FAR_DEG = 0.35, 1.0


@dataclass(frozen=True)
class Approach:
    """Ways from a point to the graph.

    `nodes` are vertices, `metres` what it is to each, `vias` the points on the way, each a list
    of unit vectors from the first water on; `quay_m` is how far that water is.
    """

    nodes: Ints
    metres: Floats
    vias: tuple[Floats, ...]
    quay_m: float


def approach(network: Network, point: LonLat) -> Approach | None:
    """Ways to the graph from a (lon, lat), or None where no water is near."""
    here = position(point)
    water = nearest_water(network, point)
    canal, canal_m = nearest_canal(network, here)
    water_m = float(arc_m(here, water)[0]) if water is not None else math.inf
    found: list[tuple[int, float, Floats]] = []
    if canal_m <= CANAL_M and canal_m <= water_m + BOTH_M:
        found.append((canal, canal_m, network.xyz[canal : canal + 1]))
    if water is not None and water_m <= QUAY_M and water_m <= canal_m + BOTH_M:
        found += [(n, water_m + m, via) for n, m, via in enter(network, water)]
    if not found:
        return None
    return Approach(
        nodes=np.array([n for n, _, _ in found]),
        metres=np.array([m for _, m, _ in found]),
        vias=tuple(via for _, _, via in found),
        quay_m=min(water_m, canal_m),
    )


def window(point: LonLat, half_deg: float) -> tuple[Ints, Ints]:
    """Rows and columns of the cells around a point, as a grid."""
    row = math.floor((point[1] - SOUTH) * CELLS)
    column = math.floor((point[0] + 180) * CELLS)
    high = round(half_deg * CELLS)
    wide = round(half_deg * CELLS / max(0.1, math.cos(math.radians(point[1]))))
    rows = np.arange(row - high, row + high + 1)
    columns = np.arange(column - wide, column + wide + 1) % (360 * CELLS)
    grid = np.meshgrid(rows, columns, indexing="ij")
    return grid[0], grid[1]


def centres(rows: Ints, columns: Ints) -> Floats:
    """Unit vectors of the middles of cells."""
    lon = (columns.ravel() + 0.5) / CELLS - 180
    lat = (rows.ravel() + 0.5) / CELLS + SOUTH
    return unit(np.stack([lon, lat], axis=1))


def nearest_water(network: Network, point: LonLat) -> Floats | None:
    """The point itself if it is on water, or the middle of the nearest navigable cell."""
    here = position(point)
    if network.is_sea(*locate(here))[0]:
        return here
    rows, columns = window(point, 1.1 * QUAY_M / 111_000)
    sea = network.is_sea(rows, columns).ravel()
    if not sea.any():
        return None
    cells = centres(rows, columns)[sea]
    best = int(np.argmin(arc_m(cells, here)))
    return cells[best : best + 1]


def nearest_canal(network: Network, here: Floats) -> tuple[int, float]:
    """The nearest vertex of a canal or river and the metres to it."""
    metres = arc_m(network.xyz[network.first_canal :], here)
    best = int(np.argmin(metres))
    return network.first_canal + best, float(metres[best])


def enter(network: Network, water: Floats) -> list[tuple[int, float, Floats]]:
    """Vertices seen from a point on water; where there is none, those reached by way of cells."""
    _, near = network.tree.query(water[0], k=SEEN)
    near = np.sort(near)
    target = network.xyz[near]
    seen = network.sees(np.repeat(water, len(near), axis=0), target)
    metres = arc_m(target, water)
    found = {int(near[k]): (float(metres[k]), water) for k in np.flatnonzero(seen)}
    crept: list[tuple[int, float, Floats]] = []
    if np.count_nonzero(seen & (metres < WELL_SEEN_M)) < WELL_SEEN:
        crept = creep(network, water, NEAR_DEG)
    if not crept and not found:
        crept = creep(network, water, FAR_DEG)
    for node, along, via in crept:
        if node not in found:
            found[node] = (along, via)
    return [(node, *found[node]) for node in sorted(found)]


def creep(network: Network, water: Floats, half_deg: float) -> list[tuple[int, float, Floats]]:
    """Ways through narrow water, cell by cell, to vertices in a window around the point."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import dijkstra

    x, y, z = water[0]
    lonlat = (math.degrees(math.atan2(y, x)), math.degrees(math.asin(z)))
    rows, columns = window(lonlat, half_deg)
    sea = network.is_sea(rows, columns)
    cells = centres(rows, columns)
    number = np.arange(sea.size).reshape(sea.shape)
    starts, ends = [], []
    for i, j in ((0, 1), (1, 0), (1, 1), (1, -1)):
        a = number[: sea.shape[0] - i, max(0, -j) : sea.shape[1] - max(0, j)]
        b = number[i:, max(0, j) : sea.shape[1] + min(0, j)]
        both = sea.ravel()[a] & sea.ravel()[b]
        starts.append(a[both])
        ends.append(b[both])
    one, other = np.concatenate(starts), np.concatenate(ends)
    metres = arc_m(cells[one], cells[other])
    graph = csr_array((metres, (one, other)), shape=(sea.size, sea.size))
    start = int(np.argmin(arc_m(cells, water)))
    far, before = dijkstra(graph, directed=False, indices=start, return_predecessors=True)
    near = network.tree.query_ball_point(water[0], math.radians(2 * half_deg))
    near = [node for node in sorted(near) if node < network.first_canal]
    node_rows, node_columns = locate(network.xyz[near])
    across = (node_columns - columns[0, 0]) % (360 * CELLS)
    along = node_rows - rows[0, 0]
    inside = (along >= 0) & (along < sea.shape[0]) & (across < sea.shape[1])
    found = []
    for k in np.flatnonzero(inside):
        at = int(number[along[k], across[k]])
        if math.isfinite(far[at]):
            via = [at]
            while before[via[-1]] >= 0:
                via.append(int(before[via[-1]]))
            found.append((near[k], float(far[at]), np.concatenate([water, cells[via[-2::-1]]])))
    return found
