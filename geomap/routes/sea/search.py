"""The shortest way by water between two points, and the line drawn taut along it."""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from geomap.routes.sea import network as chart
from geomap.routes.sea.approach import Approach
from geomap.routes.sea.network import Floats, Network, arc_m

__all__ = ["Way", "find_ways"]

# A regional voyage is found without looking at the whole world. Of 300 random pairs of ports 71 %
# are shorter than this; the others are searched again without a limit.
NEAR_FACTOR, NEAR_M = 1.6, 300_000.0


@dataclass(frozen=True)
class Way:
    """A line from quay to quay as (lon, lat), longitudes in [-180, 180], and what it passes."""

    points: list[tuple[float, float]]
    passages: tuple[str, ...]


@lru_cache(maxsize=8)
def graph(shut: frozenset[str]):  # type: ignore[no-untyped-def]  # scipy's arrays are untyped
    """The graph without the passages that are shut; it depends on nothing else."""
    return chart.matrix(chart.load(), shut)


def find_ways(
    network: Network,
    start: Approach,
    ends: Sequence[Approach],
    *,
    shut: frozenset[str],
) -> list[Way | None]:
    """Shortest ways from one approach to each of several, from one tree; None where there is none.

    `points` begin and end at the first water, not at the quay.
    """
    limit = 0.0
    for end in ends:
        straight = arc_m(start.vias[0][:1], end.vias[0][:1])[0]
        limit = max(limit, NEAR_FACTOR * straight + NEAR_M)
    far, before = grow(network, start, shut, limit)
    if any(not np.isfinite(far[end.nodes]).any() for end in ends):
        far, before = grow(network, start, shut, math.inf)
    return [trace(network, start, end, far, before, shut) for end in ends]


def grow(
    network: Network, start: Approach, shut: frozenset[str], limit: float
) -> tuple[Floats, chart.Ints]:
    """Shortest-path tree from the start, which is added to the graph as its last vertex."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import dijkstra

    base = graph(shut)
    size = base.shape[0]
    order = np.argsort(start.nodes, kind="stable")
    whole = csr_array(
        (
            np.concatenate([base.data, np.maximum(start.metres[order], 0.1)]),
            np.concatenate([base.indices, start.nodes[order]]),
            np.append(base.indptr, base.indptr[-1] + len(order)),
        ),
        shape=(size + 1, size + 1),
    )
    far, before = dijkstra(whole, indices=size, return_predecessors=True, limit=limit)
    return far, before


def trace(
    network: Network,
    start: Approach,
    end: Approach,
    far: Floats,
    before: chart.Ints,
    shut: frozenset[str],
) -> Way | None:
    """The way to one end out of the tree, drawn taut."""
    total = far[end.nodes] + end.metres
    best = int(np.argmin(total))
    if not math.isfinite(total[best]):
        return None
    nodes = [int(end.nodes[best])]
    while before[nodes[-1]] != len(network.xyz):
        nodes.append(int(before[nodes[-1]]))
    nodes.reverse()
    first = int(np.flatnonzero(start.nodes == nodes[0])[0])
    line = np.concatenate([start.vias[first], network.xyz[nodes], end.vias[best][::-1]])
    lead, tail = len(start.vias[first]), len(end.vias[best])
    fixed = np.zeros(len(line), np.bool_)
    fixed[lead : len(line) - tail] = np.array(nodes) >= network.first_canal
    taut, kept = pull(network, line, fixed, shut)
    taut, kept = pull(network, taut[::-1], kept[::-1], shut)
    taut = taut[::-1]
    lat = np.degrees(np.arcsin(np.clip(taut[:, 2], -1, 1)))
    lon = np.degrees(np.arctan2(taut[:, 1], taut[:, 0]))
    points = [(float(x), float(y)) for x, y in zip(lon, lat, strict=True)]
    return Way(points=points, passages=passed(network, nodes, taut))


def pull(
    network: Network, line: Floats, fixed: chart.Bools, shut: frozenset[str]
) -> tuple[Floats, chart.Bools]:
    """Leave out every vertex that the line can do without; those of canals stay."""
    kept = [0]
    while kept[-1] < len(line) - 1:
        at = kept[-1]
        stop = next((k for k in range(at + 1, len(line)) if fixed[k]), len(line) - 1)
        kept.append(farthest(network, line, at, stop, shut))
    return line[kept], fixed[kept]


def farthest(network: Network, line: Floats, at: int, stop: int, shut: frozenset[str]) -> int:
    """Number of the last vertex up to `stop` that can be reached straight from `at`.

    Doubling, then halving: the vertices seen are not quite a run, but what is missed by that is
    found from the other end.
    """
    good, step = at + 1, 1
    while good < stop:
        ahead = min(good + step, stop)
        if not can_go(network, line[at], line[ahead], shut):
            break
        good, step = ahead, 2 * step
    bad = min(good + step, stop + 1)
    while bad - good > 1:
        middle = (good + bad) // 2
        if can_go(network, line[at], line[middle], shut):
            good = middle
        else:
            bad = middle
    return good


def can_go(network: Network, a: Floats, b: Floats, shut: frozenset[str]) -> bool:
    """Whether a straight line keeps to water and through no gate that is shut."""
    one, other = a[None, :], b[None, :]
    if shut & network.crossed(one, other).keys():
        return False
    return bool(network.sees(one, other)[0])


def passed(network: Network, nodes: list[int], taut: Floats) -> tuple[str, ...]:
    """Names of the canals and straits on the way, in order."""
    order: dict[str, float] = {}
    crossed = network.crossed(taut[:-1], taut[1:])
    for name, arcs in crossed.items():
        order[name] = float(arcs.min())
    pairs = {
        tuple(sorted(pair))
        for pair in itertools.pairwise(nodes)
        if min(pair) >= network.first_canal
    }
    if pairs:
        vertex = {tuple(np.round(xyz, 9)): k for k, xyz in enumerate(taut)}
        for name, inside in network.passage.items():
            for a, b in network.edges[inside].tolist():
                if (a, b) in pairs:
                    at = vertex.get(tuple(np.round(network.xyz[a], 9)), 0)
                    order[name] = min(order.get(name, math.inf), float(at))
    return tuple(sorted(order, key=lambda name: (order[name], name)))
