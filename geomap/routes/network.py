"""Networks of lines on land: loading one, finding its nearest point, finding a way on it.

A network is read once, when the first route of its kind is asked for, and never changed: what
a call closes or makes dear is an array of costs of its own.
"""

import itertools
import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from geomap import resources
from geomap.geo import LonLat
from geomap.units import EARTH_RADIUS_M

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

__all__ = [
    "BAR",
    "CURATED",
    "JOINED",
    "MAIN",
    "Bar",
    "Foot",
    "Network",
    "Search",
    "Way",
    "find_feet",
    "open_network",
    "pass_cities",
]

JOINED, CURATED, MAIN, BAR = 1, 2, 4, 8  # flags of an edge; what bars it counts on from BAR

METRES_PER_DEGREE = math.radians(1) * EARTH_RADIUS_M
LONGEST_SEGMENT_DEG = 2.0  # of latitude; the longest of the shipped networks has 1.6


class Bar(NamedTuple):
    """A border or front that nothing crosses, between two zones, unless it is allowed."""

    name: str
    why: str
    zones: tuple[str, str]


@dataclass(frozen=True, eq=False)
class Network:
    """Nodes, the edges between them, and what is known of both. Arrays are read-only."""

    lon: "Array"
    lat: "Array"
    zone: "Array"
    zones: tuple[str, ...]  # "UA", and "UA:held" for a part that its state does not hold
    countries: tuple[str, ...]  # ISO 3166-1 alpha-2 of each zone
    u: "Array"
    v: "Array"
    length_m: "Array"
    flag: "Array"
    bars: tuple[Bar, ...]
    first: "Array"  # where each edge's vertices begin; one more at the end
    way_lon: "Array"
    way_lat: "Array"
    cities: tuple[tuple[str, float, float, int], ...]  # name, lon, lat, population
    borders: dict[int, str]  # edges between countries, with the name of the crossing
    segments: "Array"  # first vertex of each segment, from south to north
    segment_lat: "Array"
    segment_edge: "Array"
    indptr: "Array"
    indices: "Array"
    entry_edge: "Array"


@dataclass(frozen=True)
class Foot:
    """The nearest point of a line: which edge, how far along it (0 to 1), how far away."""

    edge: int
    share: float
    segment: int
    lon: float
    lat: float
    away_m: float
    piece: int


@dataclass(frozen=True)
class Way:
    """A way on a network: its edges in order, its vertices (lon, lat), its length."""

    edges: tuple[int, ...]
    path: tuple[LonLat, ...]
    length_m: float


@cache
def open_network(name: str) -> Network:
    """Read a shipped network, e.g. "rail". About 0.2 s the first time, nothing afterwards.

    Raises
    ------
    FileNotFoundError
        The installation is broken: the network is not there.
    """
    import numpy as np

    with np.load(resources.folder("network") / f"{name}.npz") as file:
        raw = {key: file[key] for key in file.files}
    meta = json.loads(raw["meta"].tobytes())
    lon, lat = (np.cumsum(raw[key], dtype=np.int64) / 1000 for key in ("lon", "lat"))
    u = np.cumsum(raw["u"], dtype=np.int64)
    v = u + raw["span"]
    way_lon, way_lat, first = _vertices(raw, lon, lat, u, v)
    starts = np.delete(np.arange(len(way_lon)), first[1:] - 1)
    edge_of = np.repeat(np.arange(len(u)), np.diff(first) - 1)
    middle = (way_lat[starts] + way_lat[starts + 1]) / 2
    order = np.argsort(middle, kind="stable")
    indptr, indices, entry_edge = _rows(len(lon), u, v)
    network = Network(
        lon=lon,
        lat=lat,
        zone=raw["zone"],
        zones=tuple(meta["zones"]),
        countries=tuple(code.split(":")[0] for code in meta["zones"]),
        u=u,
        v=v,
        length_m=raw["length"] * 10.0,
        flag=raw["flag"],
        bars=tuple(
            Bar(row["name"], row["why"], (row["zone_a"], row["zone_b"])) for row in meta["closed"]
        ),
        first=first,
        way_lon=way_lon,
        way_lat=way_lat,
        cities=tuple((str(n), float(x), float(y), int(p)) for n, x, y, p in meta["cities"]),
        borders={int(edge): name for edge, name in meta["borders"].items()},
        segments=starts[order],
        segment_lat=middle[order],
        segment_edge=edge_of[order],
        indptr=indptr,
        indices=indices,
        entry_edge=entry_edge,
    )
    for value in vars(network).values():
        if isinstance(value, np.ndarray):
            value.flags.writeable = False
    return network


def _vertices(
    raw: dict[str, "Array"], lon: "Array", lat: "Array", u: "Array", v: "Array"
) -> tuple["Array", "Array", "Array"]:
    """All vertices of all edges, one edge after the other, both ends included."""
    import numpy as np

    counts = raw["count"].astype(np.int64) + 2
    first = np.concatenate(([0], np.cumsum(counts)))
    inner = np.ones(first[-1], dtype=bool)
    inner[first[:-1]] = inner[first[1:] - 1] = False
    ways = []
    for steps, values in ((raw["step_lon"], lon), (raw["step_lat"], lat)):
        way = np.empty(first[-1])
        way[first[:-1]], way[first[1:] - 1] = values[u], values[v]
        # Steps run on from edge to edge; what they had reached before an edge is taken off.
        reached = np.cumsum(steps, dtype=np.int64) / 1000
        before = np.concatenate(([0.0], reached))[np.cumsum(counts - 2) - (counts - 2)]
        way[inner] = reached + np.repeat(values[u] - before, counts - 2)
        ways.append(way)
    return ways[0], ways[1], first


def _rows(count: int, u: "Array", v: "Array") -> tuple["Array", "Array", "Array"]:
    """Row starts, columns and edge of each entry of the symmetric matrix."""
    import numpy as np

    ends, others = np.concatenate((u, v)), np.concatenate((v, u))
    order = np.lexsort((others, ends))
    indptr = np.concatenate(([0], np.cumsum(np.bincount(ends, minlength=count))))
    edge = np.tile(np.arange(len(u)), 2)[order]
    return indptr.astype(np.int32), others[order].astype(np.int32), edge


class Search:
    """Ways on a network at the costs of one question; keeps the last origin's tree."""

    def __init__(self, network: Network, cost: "Array") -> None:
        """Take a cost a metre for each edge, `inf` where it is closed."""
        import numpy as np
        from scipy.sparse import csr_array

        self.network = network
        self.cost = cost * network.length_m
        self.usable = np.isfinite(self.cost)
        size = (len(network.lon), len(network.lon))
        data = self.cost[network.entry_edge]
        self._graph = csr_array((data, network.indices, network.indptr), shape=size)
        self._tree: tuple[int, Array, Array] | None = None

    @cached_property
    def piece(self) -> "Array":
        """Number of the connected piece of the open network that each node belongs to."""
        import numpy as np
        from scipy.sparse import coo_array, csgraph

        u, v = self.network.u[self.usable], self.network.v[self.usable]
        size = (len(self.network.lon), len(self.network.lon))
        joined = coo_array((np.ones(len(u), dtype=np.int8), (u, v)), shape=size)
        return np.asarray(csgraph.connected_components(joined, directed=False)[1])

    def find_way(self, start: Foot, end: Foot) -> Way | None:
        """The cheapest way between two points of lines; None where there is none."""
        import numpy as np

        network, cost = self.network, self.cost
        if start.edge == end.edge:
            return self._along(start, end)
        reached, before = self._grow(start.edge)
        best, choice = math.inf, (0, 0)
        starts = (start.share * cost[start.edge], (1 - start.share) * cost[start.edge])
        ends = (end.share * cost[end.edge], (1 - end.share) * cost[end.edge])
        for i in (0, 1):
            for j, node in enumerate((network.u[end.edge], network.v[end.edge])):
                total = starts[i] + reached[i, node] + ends[j]
                if total < best:
                    best, choice = float(total), (i, j)
        if not np.isfinite(best):
            return None
        i, j = choice
        node = int((network.u, network.v)[j][end.edge])
        nodes = [node]
        while before[i, node] >= 0:
            node = int(before[i, node])
            nodes.append(node)
        return self._assemble(start, end, nodes[::-1])

    def _grow(self, edge: int) -> tuple["Array", "Array"]:
        """Costs from both ends of an edge to every node, and the node before each."""
        from scipy.sparse import csgraph

        if self._tree is None or self._tree[0] != edge:
            ends = [self.network.u[edge], self.network.v[edge]]
            found = csgraph.dijkstra(self._graph, indices=ends, return_predecessors=True)
            self._tree = (edge, found[0], found[1])
        return self._tree[1], self._tree[2]

    def _along(self, start: Foot, end: Foot) -> Way:
        """A way that does not leave its edge."""
        network = self.network
        one, two = sorted((start, end), key=lambda foot: foot.share)
        inner = range(one.segment + 1, two.segment + 1)
        path = [(one.lon, one.lat), *_points(network, inner), (two.lon, two.lat)]
        length = float((two.share - one.share) * network.length_m[start.edge])
        return Way((start.edge,), tuple(path if one is start else path[::-1]), length)

    def _assemble(self, start: Foot, end: Foot, nodes: list[int]) -> Way:
        network = self.network
        edges = [self._edge(a, b) for a, b in itertools.pairwise(nodes)]
        head, head_m = _stub(network, start, nodes[0])
        tail, tail_m = _stub(network, end, nodes[-1])
        path = head
        for edge, node in zip(edges, nodes, strict=False):
            span = range(int(network.first[edge]), int(network.first[edge + 1]))
            path += _points(network, span if network.u[edge] == node else span[::-1])[1:]
        path += tail[::-1][1:]
        length = head_m + tail_m + float(network.length_m[edges].sum())
        return Way((start.edge, *edges, end.edge), tuple(path), length)

    def _edge(self, a: int, b: int) -> int:
        import numpy as np

        network = self.network
        row = slice(network.indptr[a], network.indptr[a + 1])
        at = int(np.searchsorted(network.indices[row], b))
        return int(network.entry_edge[row][at])


def _points(network: Network, vertices: Iterable[int]) -> list[LonLat]:
    return [(float(network.way_lon[k]), float(network.way_lat[k])) for k in vertices]


def _stub(network: Network, foot: Foot, node: int) -> tuple[list[LonLat], float]:
    """Vertices and length from a foot to one end of its edge."""
    length = float(network.length_m[foot.edge])
    if network.u[foot.edge] == node:
        inner = range(foot.segment, int(network.first[foot.edge]) - 1, -1)
        length *= foot.share
    else:
        inner = range(foot.segment + 1, int(network.first[foot.edge + 1]))
        length *= 1 - foot.share
    return [(foot.lon, foot.lat), *_points(network, inner)], length


def find_feet(search: Search, at: LonLat, *, within_m: float) -> list[Foot]:
    """The nearest point of each connected piece of the open network, nearest first.

    Parameters
    ----------
    search : Search
        Closed edges are not looked at.
    at : (lon, lat)
        WGS 84 degrees.
    within_m : float
        How far to look, in metres; on a plane that touches the globe at `at`.
    """
    import numpy as np

    network = search.network
    reach = within_m / METRES_PER_DEGREE + LONGEST_SEGMENT_DEG / 2
    low, high = np.searchsorted(network.segment_lat, (at[1] - reach, at[1] + reach))
    vertex, edge = network.segments[low:high], network.segment_edge[low:high]
    shrink = max(0.01, math.cos(math.radians(at[1])))
    x0 = (network.way_lon[vertex] - at[0] + 180) % 360 - 180
    # Only what may be near: most of a band of latitude lies on other continents.
    near = search.usable[edge] & (np.abs(x0) * shrink < reach + LONGEST_SEGMENT_DEG)
    vertex, edge, x0 = vertex[near], edge[near], x0[near] * shrink
    y0 = network.way_lat[vertex] - at[1]
    dx = (network.way_lon[vertex + 1] - network.way_lon[vertex]) * shrink
    dy = network.way_lat[vertex + 1] - network.way_lat[vertex]
    part = np.clip(-(x0 * dx + y0 * dy) / np.maximum(dx**2 + dy**2, 1e-12), 0, 1)
    away = np.hypot(x0 + part * dx, y0 + part * dy) * METRES_PER_DEGREE
    feet: dict[int, Foot] = {}
    for k in np.argsort(away, kind="stable"):
        piece = int(search.piece[network.u[edge[k]]])
        if away[k] > within_m:
            break
        if piece not in feet:
            feet[piece] = _foot(network, int(vertex[k]), int(edge[k]), float(part[k]),
                                (float(away[k]), piece))  # fmt: skip
    return list(feet.values())


def _foot(network: Network, vertex: int, edge: int, part: float, where: tuple[float, int]) -> Foot:
    import numpy as np

    span = slice(int(network.first[edge]), int(network.first[edge + 1]))
    lon, lat = network.way_lon[span], network.way_lat[span]
    shrink = np.cos(np.radians(lat[:-1]))
    lengths = np.hypot(np.diff(lon) * shrink, np.diff(lat))
    k = vertex - span.start
    share = (lengths[:k].sum() + part * lengths[k]) / max(lengths.sum(), 1e-12)
    return Foot(
        edge=edge,
        share=float(min(1.0, share)),
        segment=vertex,
        lon=float(lon[k] + part * (lon[k + 1] - lon[k])),
        lat=float(lat[k] + part * (lat[k + 1] - lat[k])),
        away_m=where[0],
        piece=where[1],
    )


def pass_cities(network: Network, path: Sequence[LonLat], *, within_m: float) -> list[str]:
    """Names of the larger cities that a way passes, in its order.

    The most populous come first, each at least a twelfth of the way from the others and from
    both ends: a reader wants to know which way was taken, not every stop.
    """
    import numpy as np
    from scipy.spatial import cKDTree

    line = np.array(path)
    steps = np.linalg.norm(np.diff(_unit_vectors(line), axis=0), axis=1)
    along = np.concatenate(([0.0], np.cumsum(steps)))
    cities = np.array([(lon, lat) for _, lon, lat, _ in network.cities])
    away, nearest = cKDTree(_unit_vectors(line)).query(
        _unit_vectors(cities), distance_upper_bound=within_m / EARTH_RADIUS_M
    )
    taken = [0.0, float(along[-1])]
    found: list[tuple[float, str]] = []
    for k in np.flatnonzero(np.isfinite(away)):  # the largest city first
        at = float(along[nearest[k]])
        if min(abs(at - other) for other in taken) >= along[-1] / 12:
            taken.append(at)
            found.append((at, network.cities[k][0]))
    return [name for _, name in sorted(found)]


def _unit_vectors(points: "Array") -> "Array":
    """Rows of (lon, lat) as points on a globe of radius 1."""
    import numpy as np

    lon, lat = np.radians(points).T
    return np.stack((np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)), axis=1)
