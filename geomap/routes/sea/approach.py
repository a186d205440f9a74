"""From a quay to the graph: the nearest water, and the vertices that are seen from it."""

import math
from collections.abc import Iterator, Sequence
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

__all__ = ["FAR_QUAY_M", "Approach", "approaches", "waterside"]

# A quay lies at the water; the point of a port in a gazetteer often in the middle of its town. Of
# 129 curated ports the farthest from the chart's water or a canal's line lies 8.7 km off.
QUAY_M = 15_000
CANAL_M = 8_000  # a canal is a line: its ports lie beside it
# Up to here a quay is joined straight to the chart's water: the nearest inlet may lead to another
# side of the town (Busan). What is farther off goes by an inlet, or the leg says how far it is.
FAR_QUAY_M = 3_000
BOTH_M = 3_000  # a port this little farther from one than from the other lies at both
# Nearest vertices that are looked for from the quay, and those that may lie round a corner.
SEEN, AROUND = 12, 32
# With so many vertices seen so near, nothing better lies round a corner.
WELL_SEEN, WELL_SEEN_M = 3, 40_000
# Half the height of the window searched cell by cell, for what lies round a corner; the wide one,
# for as many more vertices, where nothing else is found.
NEAR_DEG, FAR_DEG, FAR_SEEN = 0.35, 1.0, 200
QUAY_DEG = 1.1 * QUAY_M / 111_000
CELL_M = math.radians(1 / CELLS) * EARTH_RADIUS_M
# Rows and columns from a cell to those around it.
NORTH = np.array((0, 0, 1, -1, 1, 1, -1, -1))
EAST = np.array((1, -1, 0, 0, 1, -1, 1, -1))
BATCH = 64  # ports looked at together: the lines from more would take much memory


@dataclass(frozen=True, eq=False)
class Approach:
    """Ways from a point to the graph.

    `here` is the point as a unit vector of shape (1, 3), `quay_m` how far off its water or canal
    is; `nodes` are vertices, `metres` what it is to each. On the way to a vertex lies `water`,
    the first water, of shape (n, 3): several points up an inlet; nothing lies on the way to
    `canal`, a vertex or None; `crept` has the ways round a corner.
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
        if self.crept is not None and node in self.crept.reached:
            return np.concatenate([self.water, self.crept.via(node)])
        return self.water


@dataclass(frozen=True, eq=False)
class Window:
    """Cells around a point: which are water, and row and column of the first.

    Columns may be counted on over 180 degrees.
    """

    wet: Bools
    corner: tuple[int, int]

    def centre(self, number: int) -> LonLat:
        """The middle of a cell, by its number in the window."""
        row, column = divmod(number, self.wet.shape[1])
        return (
            ((column + self.corner[1]) % WIDTH + 0.5) / CELLS - 180,
            (row + self.corner[0] + 0.5) / CELLS - 90,
        )


@dataclass(frozen=True, eq=False)
class Crept:
    """Ways through narrow water, cell by cell, as a tree over the cells of a window.

    `afloat` are the cells that a way may lead over, `reached` tells of each vertex at which of
    them it lies, and `before` which of them is before each.
    """

    window: Window
    afloat: Ints
    reached: dict[int, int]
    before: Ints

    def via(self, node: int) -> Floats:
        """Points on the way to a vertex, without the first and the vertex."""
        way = self.afloat[trail(self.before, self.reached[node])[::-1]].tolist()
        # in a row of cells all but the ends say nothing
        turns = [b for a, b, c in zip(way, way[1:], way[2:], strict=False) if c - b != b - a]
        return unit([self.window.centre(cell) for cell in turns])


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
    ways = np.split(water, len(points))
    shore_m = water_m.copy()
    for k, spot, off_m in met_inlets(network, here, shore_m, canal_m):
        ways[k] = network.inlets.way(spot)
        water[k] = ways[k][-1]
        waters[k] = network.inlets.mouth(spot)
        shore_m[k], water_m[k] = off_m, off_m + network.inlets.metres[spot]
    afloat = (shore_m <= QUAY_M) & (shore_m <= canal_m + BOTH_M)
    beside = (canal_m <= CANAL_M) & (canal_m <= shore_m + BOTH_M)
    entered = iter(
        enter(
            network,
            [at for at, wet in zip(waters, afloat, strict=True) if at and wet],
            water[afloat],
        )
    )
    found: list[Approach | None] = []
    for k in range(len(points)):
        nodes, metres, crept = next(entered) if afloat[k] else (canals[:0], canal_m[:0], None)
        metres = metres + water_m[k]
        canal = network.first_canal + int(canals[k]) if beside[k] else None
        if canal is not None:
            others = nodes != canal
            nodes = np.append(nodes[others], canal)
            metres = np.append(metres[others], canal_m[k])
        way_in = Approach(
            here=here[k : k + 1],
            quay_m=float(min(shore_m[k], canal_m[k])),
            nodes=nodes,
            metres=metres,
            water=ways[k],
            canal=canal,
            crept=crept,
        )
        found.append(way_in if len(nodes) else None)
    return found


def met_inlets(
    network: Network, here: Floats, shore_m: Floats, canal_m: Floats
) -> Iterator[tuple[int, int, float]]:
    """Which points are nearer to an inlet than to the chart, to which spot of it, and how far.

    Beside a river that has a name an inlet is another line of the same water.
    """
    far = (shore_m > FAR_QUAY_M).nonzero()[0]
    if not len(far):
        return
    chords, spots = network.inlets.tree.query(here[far])
    for k, spot, off_m in zip(far.tolist(), spots.tolist(), EARTH_RADIUS_M * chords, strict=True):
        if off_m < min(shore_m[k], QUAY_M) and off_m + BOTH_M < canal_m[k]:
            yield k, spot, off_m


def look(network: Network, point: LonLat, half_deg: float) -> Window:
    """The window around a point: so many degrees to all sides, east and west to the next byte."""
    row, column = (math.floor(each) for each in cell_of(point))
    high = round(half_deg * CELLS)
    wide = round(half_deg * CELLS / shrink(point[1]))
    first, last = (column - wide) // 8, (column + wide) // 8
    wet = network.chart.window(row - high, row + high + 1, first, last + 1)
    return Window(wet, (row - high, 8 * first))


def shrink(lat: float) -> float:
    """How wide a cell is beside its height."""
    return max(0.1, math.cos(math.radians(lat)))


def waterside(network: Network, point: LonLat, within_m: float) -> LonLat | None:
    """The nearest water or vertex of a canal no farther from a point than `within_m`, or None."""
    here = unit([point])
    chord, canal = network.canal_tree.query(here[0])
    water = nearest_water(network, point, math.degrees(1.1 * within_m / EARTH_RADIUS_M))
    spots = [(float(chord) * EARTH_RADIUS_M, position_of(network, int(canal)))]
    if water is not None:
        spots.append((float(arc_m(here, unit([water]))[0]), water))
    chord, inlet = network.inlets.tree.query(here[0])
    spots.append((float(chord) * EARTH_RADIUS_M, network.inlets.place(int(inlet))))
    metres, nearest = min(spots)
    return nearest if metres <= within_m else None


def position_of(network: Network, canal: int) -> LonLat:
    """Where a canal's vertex lies, by its number among those of canals."""
    lon, lat = network.lonlat[network.first_canal + canal].tolist()
    return lon, lat


def nearest_water(network: Network, point: LonLat, half_deg: float = QUAY_DEG) -> LonLat | None:
    """The point itself if it is on water, or the middle of the nearest navigable cell."""
    if network.chart.is_sea_at(point):
        return point
    window = look(network, point, half_deg)
    row, column = cell_of(point)
    i, j = window.wet.nonzero()
    if not len(i):
        return None
    north = i + (window.corner[0] + 0.5 - row)
    east = shrink(point[1]) * (j + (window.corner[1] + 0.5 - column))
    nearest = int((north * north + east * east).argmin())
    return window.centre(int(i[nearest]) * window.wet.shape[1] + int(j[nearest]))


def enter(
    network: Network, waters: Sequence[LonLat], start: Floats
) -> list[tuple[Ints, Floats, Crept | None]]:
    """Vertices that are seen from points on water, and some that lie round a corner.

    `start` has the points as unit vectors, shape (n, 3). Gives of each point the vertices, metres
    to them, and the ways to those round a corner.
    """
    if not waters:
        return []
    around = network.tree.query(start, k=AROUND)[1]
    near = around[:, :SEEN]
    starts, target = start.repeat(SEEN, axis=0), network.xyz.take(near.ravel(), axis=0)
    seen = network.chart.sees(starts, target).reshape(near.shape)
    metres = arc_m(target, starts).reshape(near.shape)
    close = (metres < WELL_SEEN_M) & (near < network.first_canal)
    few = np.count_nonzero(seen & close, axis=1) < WELL_SEEN
    blind = (few & (close & ~seen).any(axis=1)).tolist()
    found: list[tuple[Ints, Floats, Crept | None]] = []
    for k, at in enumerate(waters):
        nodes, to = near[k, seen[k]], metres[k, seen[k]]
        if not blind[k]:
            found.append((nodes, to, None))
            continue
        hidden = np.concatenate([near[k, ~seen[k]], around[k, SEEN:]])
        more, more_m, crept = creep(network, at, hidden, NEAR_DEG)
        if not len(more) and not len(nodes):
            hidden = network.tree.query(start[k], k=FAR_SEEN)[1]
            more, more_m, crept = creep(network, at, hidden, FAR_DEG)
        found.append((np.concatenate([nodes, more]), np.concatenate([to, more_m]), crept))
    return found


def creep(
    network: Network, point: LonLat, nodes: Ints, half_deg: float
) -> tuple[Ints, Floats, Crept]:
    """Those of some vertices that are reached cell by cell, with metres and ways."""
    window = look(network, point, half_deg)
    afloat, number, far, before = flood(window, point)
    nodes = nodes[nodes < network.first_canal]
    height, wide = window.wet.shape
    i, j = (network.cells.take(nodes, axis=0) - window.corner).T
    j %= WIDTH
    cells = np.where((i >= 0) & (i < height) & (j < wide), i * wide + j, 0)
    places = number.take(cells)
    metres = far.take(places)
    reached = metres < math.inf
    nodes, places = nodes[reached], places[reached]
    ways = dict(zip(nodes.tolist(), places.tolist(), strict=True))
    return nodes, metres[reached], Crept(window, afloat, ways, before)


def flood(window: Window, point: LonLat) -> tuple[Ints, Ints, Floats, Ints]:
    """Ways by water from a point, cell by cell; the rim of the window counts as land.

    Gives the cells on water, the place of each cell of the window among them, and of each place
    the metres from the point, inf where no water leads, and the place before. All land is one
    place more.
    """
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import dijkstra

    height, wide = window.wet.shape
    wet = window.wet.copy()
    wet[:: height - 1] = False
    wet[:, :: wide - 1] = False
    afloat = np.flatnonzero(wet)
    size = len(afloat) + 1
    number = np.full(wet.size, size - 1, np.int32)
    number[afloat] = np.arange(size - 1, dtype=np.int32)
    # no way leads on from the land
    around = number.take(afloat[:, None] + (NORTH * wide + EAST))
    begin = np.arange(0, 8 * size + 1, 8, dtype=np.int32)
    begin[-1] = begin[-2]
    metres = CELL_M * np.hypot(NORTH, EAST * math.cos(math.radians(point[1])))
    steps = np.broadcast_to(metres, around.shape)
    graph = csr_array((steps.ravel(), around.ravel(), begin), shape=(size, size))
    row, column = (math.floor(each) for each in cell_of(point))
    here = (row - window.corner[0]) * wide + column - window.corner[1]
    far, before = dijkstra(graph, indices=number[here], return_predecessors=True)
    far[-1] = math.inf
    return afloat, number, far, before


def trail(before: Ints, end: int) -> list[int]:
    """From a vertex of a shortest-path tree back to its root, both included."""
    found = [end]
    while before[found[-1]] >= 0:
        found.append(int(before[found[-1]]))
    return found
