"""The shortest way by water between two points."""

import dataclasses
import itertools
import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from geomap.routes.sea import network as graphs
from geomap.routes.sea.approach import Approach, trail
from geomap.routes.sea.chart import Floats, Ints, arc_m, chord
from geomap.routes.sea.network import LANDMARK_M, Network
from geomap.routes.sea.taut import OUTSIDE, closed_gates, pull
from geomap.units import EARTH_RADIUS_M

if TYPE_CHECKING:
    from scipy.sparse import csr_array

__all__ = ["Way", "find_ways"]

# A regional voyage is found without looking at the whole world: among vertices no farther from
# both ends together than this many times what it is at least, and then of those as near as what
# was found is long. From 1.05 and 50 km to 1.2 and 300 km the mean of 54 voyages changes by 6 %.
NEAR_FACTOR, NEAR_M = 1.15, 200_000.0
# Between ports so far apart, or joined by so long a way round, most of the vertices as near as
# that would be looked at for nothing.
FAR_M, ROUND = 4_000_000.0, 1.5
WIDER = 2  # a part that does not join the ends is made so many times wider
# Voyages from one port are searched one by one while they are together no longer than this, each
# counted with half a thousand kilometres: 400 took 0.3 ms and 0.6 more a thousand kilometres, a
# tree over the whole graph 14.6 ms.
TREE_M, EACH_M = 24_000_000.0, 500_000.0
# Straits that most long voyages take one of, or pass by, and the only way to the Great Lakes.
LANDMARKS = ("gibraltar", "suez", "bab_el_mandeb", "malacca", "panama", "good_hope", "seaway")
# Of four of a landmark's distances, which the file has to the nearest two kilometres.
ROUNDING_M = 4 * LANDMARK_M / 2
TINY = 1e-9  # of a unit vector, for rounding: 6 mm
MIDDLE = 0.1  # nearer to the globe's middle the middle of two points lies nowhere
BATCH = 32  # lines drawn taut at once: the samples of more would take much memory
MUCH = 0.6  # of all vertices: then the whole graph is as quick

# Lengths, ends and row starts of a graph, as a sparse matrix by rows has them.
Part = tuple[Floats, Ints, Ints]


@dataclasses.dataclass(frozen=True)
class Way:
    """A line from quay to quay as (lon, lat), longitudes in [-180, 180], and what it passes."""

    points: list[tuple[float, float]]
    passages: tuple[str, ...]


@lru_cache(maxsize=8)
def graph(network: Network, shut: frozenset[str]) -> "csr_array":
    """The graph without the passages that are shut; it depends on nothing else."""
    return graphs.matrix(network, shut)


def find_ways(
    network: Network, voyages: Sequence[tuple[Approach, Approach]], *, shut: frozenset[str]
) -> list[Way | None]:
    """Shortest ways between pairs of approaches; None where there is none.

    `points` begin and end at the first water, not at the quay.
    """
    near = {each: permitted(network, each, shut) for pair in voyages for each in pair}
    wanted: dict[Approach, list[int]] = {}
    for k, (start, _) in enumerate(voyages):
        wanted.setdefault(start, []).append(k)
    routes: dict[int, list[int]] = {}
    for start, some in wanted.items():
        ends = [near[voyages[k][1]] for k in some]
        routes.update(zip(some, find_routes(network, near[start], ends, shut), strict=True))
    found = [k for k in range(len(voyages)) if routes[k]]
    ways: list[Way | None] = [None] * len(voyages)
    for first in range(0, len(found), BATCH):
        some = found[first : first + BATCH]
        lines, names = [], []
        for k in some:
            start, end = (near[each] for each in voyages[k])
            nodes = routes[k]
            head, tail = start.via(nodes[0]), end.via(nodes[-1])[::-1]
            lines.append(np.concatenate([head, network.xyz[nodes], tail]))
            names.append([OUTSIDE] * len(head) + nodes + [OUTSIDE] * len(tail))
        taut = pull(network, lines, names, shut)
        for k, way in zip(some, describe(network, taut), strict=True):
            ways[k] = way
    return ways


def find_routes(
    network: Network, start: Approach, ends: Sequence[Approach], shut: frozenset[str]
) -> list[list[int]]:
    """Vertices of the ways from one approach to each of several; none where there is none."""
    if sum(EACH_M + float(arc_m(start.here[0], end.here[0])) for end in ends) > TREE_M:
        return find_all(network, start, ends, shut)
    return find_near(network, start, ends, shut)


@lru_cache(maxsize=2048)
def permitted(network: Network, near: Approach, shut: frozenset[str]) -> Approach:
    """An approach without the ways to the graph that cross a gate that is shut."""
    gates = closed_gates(network, shut)
    reach = float(near.metres.max(initial=0.0)) / EARTH_RADIUS_M + gates.length
    if not (chord(gates.ends[:, 0], near.here) <= reach).any():
        return near
    free = []
    for node in near.nodes.tolist():
        way = np.concatenate([near.here, near.via(node), network.xyz[node : node + 1]])
        free.append(not len(gates.crossed(way[:-1], way[1:])[0]))
    return dataclasses.replace(near, nodes=near.nodes[free], metres=near.metres[free])


def find_all(
    network: Network, start: Approach, ends: Sequence[Approach], shut: frozenset[str]
) -> list[list[int]]:
    """Vertices of the ways to each end out of one tree over the whole graph."""
    base = graph(network, shut)
    whole = (base.data, base.indices, base.indptr)
    far, before = grow(whole, start.nodes, start.metres)
    return [finish(far, before, end.nodes, end.metres)[0] for end in ends]


def find_near(
    network: Network, start: Approach, ends: Sequence[Approach], shut: frozenset[str]
) -> list[list[int]]:
    """Vertices of the ways to each end, from a part of the graph that is sure to hold them.

    No vertex of a way lies farther from both ends together than the way is long: where the way
    found is no longer than the limit of the part, none outside can be better.
    """
    found: list[list[int]] = [[] for _ in ends]
    limits: dict[int, float] = {}
    for k, end in enumerate(ends):
        if not len(start.nodes) or not len(end.nodes):
            continue
        straight = float(arc_m(start.here[0], end.here[0]))
        least = max(straight, least_m(network, start, end, shut)) if straight <= FAR_M else math.inf
        limit = NEAR_FACTOR * least + NEAR_M
        if least > ROUND * straight:
            found[k] = find_far(network, start, end, shut, limit)
        else:
            limits[k] = limit
    if not limits:
        return found
    near = [ends[k] for k in limits]
    part = within(network, start, near, list(limits.values()))
    ways = find_among(network, start, near, shut, part)
    for (k, limit), (nodes, total) in zip(limits.items(), ways, strict=True):
        found[k] = nodes
        if math.isinf(total):
            found[k] = find_far(network, start, ends[k], shut, WIDER * limit)
        elif total > limit:
            part = within(network, start, [ends[k]], [total])
            found[k] = find_among(network, start, [ends[k]], shut, part)[0][0]
    return found


def least_m(network: Network, start: Approach, end: Approach, shut: frozenset[str]) -> float:
    """Metres that a way is long at least: as two vertices differ in how far a landmark is.

    What the file has holds where more is shut too, since that shortens nothing.
    """
    if not shut >= network.closed.keys():
        return 0.0
    one, other = (network.landmarks[:, each.nodes[0]] for each in (start, end))
    if not math.isfinite(one[0]) or not math.isfinite(other[0]):
        return 0.0  # no landmark is there
    off = float(start.metres[0] + end.metres[0]) + LANDMARK_M
    return float(np.abs(one - other).max()) - off


def find_far(
    network: Network, start: Approach, end: Approach, shut: frozenset[str], guess: float
) -> list[int]:
    """Vertices of the way to an end far off, from the part that landmarks leave in question.

    The way over a landmark is one way, and by the triangle's law no vertex is nearer to an end
    than the two differ in their distance to a landmark (Goldberg and Harrelson 2005): what cannot
    lie on a way as short as the best over a landmark, or as the `guess` in metres, is left out.
    No way leads through a port, so that the law holds for the vertices which it is joined to.
    """
    known = landmarks(network, shut)
    ends = [(known[:, each.nodes], each.metres) for each in (start, end)]
    one, other = ((far + metres).min(axis=1) for far, metres in ends)
    most = sum(
        (np.where(np.isfinite(far), far - metres, -math.inf)).max(axis=1) for far, metres in ends
    )
    joined = np.flatnonzero(np.isfinite(one + other))
    bound = float(np.min((one + other)[joined], initial=math.inf)) + ROUNDING_M
    while True:
        limit = bound if bound <= WIDER * guess else guess
        some = within(network, start, [end], [limit])
        for k in joined.tolist():
            metres = known[k].take(some)
            low = float(one[k] + other[k]) - limit - ROUNDING_M
            high = float(most[k]) + limit + ROUNDING_M
            some = some[(2 * metres >= low) & (2 * metres <= high)]
        if len(some) > MUCH * len(network.xyz):
            return find_all(network, start, [end], shut)[0]
        ((nodes, total),) = find_among(network, start, [end], shut, some)
        if total <= limit or (limit == bound and nodes):
            return nodes
        if limit == bound:
            return find_all(network, start, [end], shut)[0]
        guess = total if math.isfinite(total) else WIDER * guess


def find_among(
    network: Network,
    start: Approach,
    ends: Sequence[Approach],
    shut: frozenset[str],
    some: Ints,
) -> list[tuple[list[int], float]]:
    """Vertices of the ways to ends over some vertices only, and their metres; none, inf."""
    # what is not among them has a number too, the last but the start's: no way leads on from there
    local = np.full(len(network.xyz), len(some), np.int32)
    local[some] = np.arange(len(some), dtype=np.int32)
    far, before = grow(
        cut(graph(network, shut), some, local), local.take(start.nodes), start.metres
    )
    far[len(some)] = math.inf
    ways = (finish(far, before, local.take(end.nodes), end.metres) for end in ends)
    return [(some[nodes].tolist() if nodes else [], total) for nodes, total in ways]


def landmarks(network: Network, shut: frozenset[str]) -> npt.NDArray[np.float32]:
    """Metres from each of the landmarks to every vertex, inf where there is no way."""
    return network.landmarks if shut == network.closed.keys() else trees(network, shut)


@lru_cache(maxsize=8)
def trees(network: Network, shut: frozenset[str]) -> npt.NDArray[np.float32]:
    """What `landmarks` gives, computed: a seventh of a second, hence in the file for one case."""
    from scipy.sparse.csgraph import dijkstra

    at = [int(network.edges[network.passage[name][0], 0]) for name in LANDMARKS]
    base = graph(network, shut)
    return np.stack([dijkstra(base, indices=one).astype(np.float32) for one in at])


def within(
    network: Network, start: Approach, ends: Sequence[Approach], limits_m: Sequence[float]
) -> Ints:
    """Vertices no farther from the start and one of the ends together than that end's limit.

    Few others are among them.
    """
    spots = np.concatenate([start.here, *[end.here for end in ends]])
    halves = [limit / 2 / EARTH_RADIUS_M for limit in limits_m]
    x, y, z, middles = 0.0, 0.0, 0.0, []  # the middles between the start and each end
    for u, v, w in (spots[:1] + spots[1:]).tolist():
        length = math.hypot(u, v, w)
        if length < MIDDLE:
            return np.arange(len(network.xyz), dtype=np.int32)
        middles.append((u / length, v / length, w / length))
        x, y, z = x + u / length, y + v / length, z + w / length
    length = math.hypot(x, y, z)
    middle = x, y, z = x / length, y / length, z / length
    reach = 0.0
    for half, (u, v, w) in zip(halves, middles, strict=True):
        reach = max(reach, half + math.acos(min(1.0, x * u + y * v + z * w)))
    if reach >= math.pi / 2:  # half the world and more
        return np.arange(len(network.xyz), dtype=np.int32)
    slabs = []
    for axis, at in zip(by_axis(network), middle, strict=True):
        angle = math.acos(max(-1.0, min(1.0, at)))
        low = math.cos(min(math.pi, angle + reach)) - TINY
        high = math.cos(max(0.0, angle - reach)) + TINY
        first, last = bisect_left(axis[2], low), bisect_right(axis[2], high)
        slabs.append((last - first, first, last, axis))
    _, first, last, (order, xyz, _) = min(slabs, key=lambda slab: slab[0])
    chords = np.sqrt(2 + TINY - 2 * (spots @ xyz[:, first:last]))
    # two arcs have together the longest chords where they are alike
    most = np.array([[4 * math.sin(half / 2) + TINY] for half in halves])
    near = (chords[0] + chords[1:] <= most).any(axis=0)
    some: Ints = order[first:last].take(near.nonzero()[0])
    some.sort()
    return some


@lru_cache(maxsize=1)
def by_axis(network: Network) -> list[tuple[Ints, Floats, list[float]]]:
    """Vertices along each of the three axes: numbers, unit vectors, shape (3, n), and place."""
    found = []
    for k in range(3):
        order = np.argsort(network.xyz[:, k], kind="stable").astype(np.int32)
        xyz = np.ascontiguousarray(network.xyz[order].T)
        found.append((order, xyz, xyz[k].tolist()))
    return found


def cut(base: "csr_array", some: Ints, local: Ints) -> Part:
    """The part of a graph among some of its vertices; `local` is the number of each there."""
    first = base.indptr.take(some)
    count = base.indptr.take(some + 1) - first
    begin = np.zeros(len(some) + 2, np.int32)
    count.cumsum(out=begin[1:-1])
    begin[-1] = begin[-2]  # the last vertex, which stands for all others, leads nowhere
    entry = np.arange(begin[-1], dtype=np.int32) + (first - begin[:-2]).repeat(count)
    return base.data.take(entry), local.take(base.indices.take(entry)), begin


def grow(part: Part, nodes: Ints, metres: Floats) -> tuple[Floats, Ints]:
    """Shortest-path tree from a start that is added to a graph as its last vertex."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import dijkstra

    data, indices, begin = part
    size = len(begin) - 1
    whole = csr_array(
        (
            np.concatenate([data, np.maximum(metres, 0.1)]),
            np.concatenate([indices, nodes.astype(indices.dtype)]),
            np.append(begin, begin[-1] + begin.dtype.type(len(nodes))),
        ),
        shape=(size + 1, size + 1),
    )
    far, before = dijkstra(whole, indices=size, return_predecessors=True)
    return far, before


def finish(far: Floats, before: Ints, nodes: Ints, metres: Floats) -> tuple[list[int], float]:
    """Vertices from the start to the best way in to the other end, and the metres; none, inf."""
    if not len(nodes):
        return [], math.inf
    total = far[nodes] + metres
    best = int(np.argmin(total))
    if not math.isfinite(total[best]):
        return [], math.inf
    return trail(before, int(nodes[best]))[-2::-1], float(total[best])


def describe(network: Network, lines: Sequence[tuple[Floats, list[int]]]) -> list[Way]:
    """The ways along taut lines, each of points and of the numbers of vertices of the graph.

    A strait is passed where the line crosses its gate, a canal along its edges.
    """
    taut = np.concatenate([points for points, _ in lines])
    whose = [k for k, (points, _) in enumerate(lines) for _ in range(len(points))]
    orders: list[dict[str, float]] = [{} for _ in lines]
    arcs, gates, share = network.gates.crossed(taut[:-1], taut[1:])
    for arc, gate, at in zip(arcs.tolist(), gates.tolist(), share.tolist(), strict=True):
        if whose[arc] == whose[arc + 1]:  # else it leads from one line to the next
            strait, order = network.gates.names[gate], orders[whose[arc]]
            order[strait] = min(order.get(strait, math.inf), arc + at)
    vertices = itertools.pairwise(number for _, numbers in lines for number in numbers)
    for arc, pair in enumerate(vertices):
        one, other = sorted(pair)
        name = network.canal.get((one, other)) if one >= network.first_canal else None
        if name is not None and whose[arc] == whose[arc + 1]:
            order = orders[whose[arc]]
            order[name] = min(order.get(name, math.inf), arc)
    lat = np.degrees(np.arctan2(taut[:, 2], np.hypot(taut[:, 0], taut[:, 1])))
    lon = np.degrees(np.arctan2(taut[:, 1], taut[:, 0]))
    points = zip(lon.tolist(), lat.tolist(), strict=True)
    return [
        Way(
            points=list(itertools.islice(points, len(numbers))),
            passages=tuple(sorted(order, key=lambda name: (order[name], name))),
        )
        for (_, numbers), order in zip(lines, orders, strict=True)
    ]
