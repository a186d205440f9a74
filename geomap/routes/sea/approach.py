"""From a quay to the graph: the nearest water, and the vertices that are seen from it."""

import math
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from geomap.geo import LonLat
from geomap.routes.sea.chart import (
    CELLS,
    WIDTH,
    Bools,
    Floats,
    Ints,
    arc_m,
    cell_of,
    unit,
)
from geomap.routes.sea.network import Network
from geomap.units import EARTH_RADIUS_M

__all__ = ["Approach", "approaches"]

# A quay lies at the water; the point of a port in a gazetteer often in the middle of its town. Of
# 129 curated ports the farthest from the chart's water or a canal's line lies 8.7 km off.
QUAY_M = 15_000
CANAL_M = 8_000  # a canal is a line: its ports lie beside it
BOTH_M = 3_000  # a port this little farther from one than from the other lies at both
SEEN = 24  # nearest vertices that are looked for from the quay
# With so many vertices seen so near, nothing better lies round a corner.
WELL_SEEN, WELL_SEEN_M = 3, 40_000
# Half the side of the window searched cell by cell, for what lies round a corner; the wide one
# where nothing else is found.
NEAR_DEG, FAR_DEG = 0.35, 1.0
QUAY_DEG = 1.1 * QUAY_M / 111_000
CELL_M = math.radians(1 / CELLS) * EARTH_RADIUS_M
# Rows and columns from a cell to those around it.
NORTH = np.array((0, 0, 1, -1, 1, 1, -1, -1))
EAST = np.array((1, -1, 0, 0, 1, -1, 1, -1))
BATCH = 64  # ports looked at together: the windows of more would take much memory


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
            return np.concatenate([self.water, self.crept.via(node)])
        return self.water


@dataclass(frozen=True, eq=False)
class Crept:
    """Ways through narrow water, cell by cell, as a tree over the cells of a window.

    `cells` has the cell of each vertex reached, `metres` what it is there; `before` is the cell
    before each, and `spots` are where they lie in the window, which begins at `corner`, has rows
    of `wide` cells and is the part from `first` on of those searched together.
    """

    cells: dict[int, int]
    metres: dict[int, float]
    before: Ints
    spots: Ints
    first: int
    wide: int
    corner: tuple[int, int]

    def via(self, node: int) -> Floats:
        """Points on the way to a vertex, without the first and the vertex."""
        way = trail(self.before, self.cells[node])[-2:0:-1]
        spots = (divmod(int(self.spots[cell]) - self.first, self.wide) for cell in way)
        return unit([centre(self.corner[0] + i, self.corner[1] + j) for i, j in spots])


def approaches(network: Network, points: Sequence[LonLat]) -> list[Approach | None]:
    """Ways to the graph from each (lon, lat), or None where no water is near.

    What is found for a point depends on nothing but the point.
    """
    found: list[Approach | None] = []
    for k in range(0, len(points), BATCH):
        found += approach_some(network, points[k : k + BATCH])
    return found


def approach_some(network: Network, points: Sequence[LonLat]) -> list[Approach | None]:
    """Ways to the graph from points, all looked at together."""
    here = unit(points)
    chords, canals = network.canal_tree.query(here, distance_upper_bound=QUAY_M / EARTH_RADIUS_M)
    canal_m = EARTH_RADIUS_M * chords
    waters = [nearest_water(network, point) for point in points]
    water = unit([at or point for at, point in zip(waters, points, strict=True)])
    water_m = arc_m(here, water)
    water_m[[at is None for at in waters]] = math.inf
    afloat = (water_m <= QUAY_M) & (water_m <= canal_m + BOTH_M)
    entered = enter(network, [at for at, wet in zip(waters, afloat, strict=True) if at and wet])
    beside = (canal_m <= CANAL_M) & (canal_m <= water_m + BOTH_M)
    found: list[Approach | None] = []
    for k in range(len(points)):
        seen, crept = next(entered) if afloat[k] else ({}, None)
        metres = {node: float(water_m[k]) + metres for node, metres in seen.items()}
        canal = network.first_canal + int(canals[k]) if beside[k] else None
        if canal is not None:
            metres[canal] = float(canal_m[k])
        nodes = sorted(metres)
        way_in = Approach(
            here=here[k : k + 1],
            quay_m=float(min(water_m[k], canal_m[k])),
            nodes=np.array(nodes, np.int64),
            metres=np.array([metres[node] for node in nodes]),
            water=water[k : k + 1],
            canal=canal,
            crept=crept,
        )
        found.append(way_in if nodes else None)
    return found


def centre(row: int, column: int) -> LonLat:
    """The middle of a cell; columns may be counted on over 180 degrees."""
    return (column % WIDTH + 0.5) / CELLS - 180, (row + 0.5) / CELLS - 90


def window(point: LonLat, half_deg: float) -> tuple[Ints, Ints]:
    """Rows, shape (n, 1), and columns of the cells around a point, counted on over 180 degrees."""
    row, column = (math.floor(each) for each in cell_of(point))
    high = round(half_deg * CELLS)
    wide = round(half_deg * CELLS / shrink(point[1]))
    rows = np.arange(row - high, row + high + 1)[:, None]
    return rows, np.arange(column - wide, column + wide + 1)


def shrink(lat: float) -> float:
    """How wide a cell is beside its height."""
    return max(0.1, math.cos(math.radians(lat)))


def nearest_water(network: Network, point: LonLat) -> LonLat | None:
    """The point itself if it is on water, or the middle of the nearest navigable cell."""
    if network.chart.is_sea_at(point):
        return point
    rows, columns = window(point, QUAY_DEG)
    row, column = cell_of(point)
    off = (rows + (0.5 - row)) ** 2 + (shrink(point[1]) * (columns + (0.5 - column))) ** 2
    off[~network.chart.is_sea(rows, columns % WIDTH)] = math.inf
    i, j = divmod(int(off.argmin()), len(columns))
    return centre(int(rows[i, 0]), int(columns[j])) if math.isfinite(off[i, j]) else None


def enter(
    network: Network, waters: Sequence[LonLat]
) -> Iterator[tuple[dict[int, float], Crept | None]]:
    """Metres to the vertices seen from points on water, and to some that lie round a corner.

    The second part of each answer has the ways to those.
    """
    if not waters:
        return
    start = unit(waters)
    near = network.tree.query(start, k=SEEN)[1]
    starts, target = start.repeat(SEEN, axis=0), network.xyz.take(near.ravel(), axis=0)
    seen = network.chart.sees(starts, target).reshape(near.shape)
    metres = arc_m(target, starts).reshape(near.shape)
    found = [
        dict(zip(near[k, seen[k]].tolist(), metres[k, seen[k]].tolist(), strict=True))
        for k in range(len(waters))
    ]
    close = (metres < WELL_SEEN_M) & (near < network.first_canal)
    few = (seen & close).sum(axis=1) < WELL_SEEN
    blind = np.flatnonzero(few & (close & ~seen).any(axis=1)).tolist()
    crept = dict(zip(blind, creep(network, [(waters[k], found[k]) for k in blind]), strict=True))
    for k, at in enumerate(waters):
        around = crept.get(k)
        if around and not around.cells and not found[k]:
            around = creep(network, [(at, {})], FAR_DEG)[0]
        yield (found[k] | around.metres if around else found[k]), around


def creep(
    network: Network,
    starts: Sequence[tuple[LonLat, Container[int]]],
    half_deg: float = NEAR_DEG,
) -> list[Crept]:
    """Ways through narrow water, cell by cell, from points to the vertices around but those seen.

    The windows around the points are searched at once, as one graph of several pieces.
    """
    if not starts:
        return []
    windows = [window(point, half_deg) for point, _ in starts]
    fields = [rimmed(network.chart.is_sea(rows, columns % WIDTH)) for rows, columns in windows]
    number, spots, far, before = flood(fields, [point[1] for point, _ in starts])
    hoods = network.tree.query_ball_point(
        unit([point for point, _ in starts]), math.radians(2 * half_deg), return_sorted=True
    )
    found, first = [], 0
    for field, (rows, columns), hood, (_, seen) in zip(fields, windows, hoods, starts, strict=True):
        height, wide = field.shape
        corner = (int(rows[0, 0]) - 1, int(columns[0]) - 1)
        near = np.array(hood, np.int64)
        near = near[near < network.first_canal]
        i = network.cells[near, 0] - corner[0]
        j = (network.cells[near, 1] - corner[1]) % WIDTH
        inside = (i >= 0) & (i < height) & (j < wide)
        at = number[first + (i * wide + j)[inside]]
        cells = {
            node: cell
            for node, cell, metres in zip(
                near[inside].tolist(), at.tolist(), far[at].tolist(), strict=True
            )
            if metres < math.inf and node not in seen
        }
        metres_to = {node: float(far[cell]) for node, cell in cells.items()}
        found.append(Crept(cells, metres_to, before, spots, first, wide, corner))
        first += field.size
    return found


def flood(fields: Sequence[Bools], lats: Sequence[float]) -> tuple[Ints, Ints, Floats, Ints]:
    """Ways by water from the middle of each window of cells, one window after the other.

    Gives the number of each cell, the cell of each number, and of each number the metres from the
    middle, inf where no water leads, and the number before it.
    """
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import dijkstra

    sizes = [field.size for field in fields]
    wide = np.array([field.shape[1] for field in fields])
    wet = np.concatenate([field.ravel() for field in fields])
    spots = wet.nonzero()[0]
    which = np.arange(len(fields)).repeat([np.count_nonzero(field) for field in fields])
    # land has a number too, the last: no way leads on from there
    number = np.full(wet.size, len(spots), np.int32)
    number[spots] = np.arange(len(spots))
    to = number.take(spots[:, None] + (NORTH * wide[:, None] + EAST).take(which, axis=0))
    across = np.array([math.cos(math.radians(lat)) for lat in lats])
    metres = (CELL_M * np.hypot(NORTH, EAST * across[:, None])).take(which, axis=0)
    begin = np.minimum(np.arange(len(spots) + 2) * len(EAST), to.size).astype(np.int32)
    shape = (len(spots) + 1, len(spots) + 1)
    graph = csr_array((metres.ravel(), to.ravel(), begin), shape=shape)
    middle = number[np.cumsum(sizes) - [size - size // 2 for size in sizes]]
    far, before, _ = dijkstra(graph, indices=middle, return_predecessors=True, min_only=True)
    far[-1] = math.inf
    return number, spots, far, before


def rimmed(wet: Bools) -> Bools:
    """A window of cells with land around it."""
    field = np.zeros((wet.shape[0] + 2, wet.shape[1] + 2), np.bool_)
    field[1:-1, 1:-1] = wet
    return field


def trail(before: Ints, end: int) -> list[int]:
    """From a vertex of a shortest-path tree back to its root, both included."""
    found = [end]
    while before[found[-1]] >= 0:
        found.append(int(before[found[-1]]))
    return found
