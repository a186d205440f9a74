"""The shortest way by water between two points, and the line drawn taut along it."""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from geomap.routes.sea import network as chart
from geomap.routes.sea.approach import Approach
from geomap.routes.sea.network import Floats, Network, arc_m, arcs_cross

if TYPE_CHECKING:
    from scipy.sparse import csr_array

__all__ = ["Known", "Way", "find_ways"]

# A regional voyage is found without looking at the whole world; what is not found within this much
# of the straight distance is searched again without a limit.
NEAR_FACTOR, NEAR_M = 1.6, 300_000.0


OUTSIDE = -1  # in the place of a vertex's number: a point of the line that is not in the graph

Known = dict[tuple[int, int], bool]


@dataclass(frozen=True)
class Way:
    """A line from quay to quay as (lon, lat), longitudes in [-180, 180], and what it passes."""

    points: list[tuple[float, float]]
    passages: tuple[str, ...]


@lru_cache(maxsize=8)
def graph(network: Network, shut: frozenset[str]) -> "csr_array":
    """The graph without the passages that are shut; it depends on nothing else."""
    return chart.matrix(network, shut)


def find_ways(
    network: Network,
    start: Approach,
    ends: Sequence[Approach],
    *,
    shut: frozenset[str],
    known: Known,
) -> list[Way | None]:
    """Shortest ways from one approach to each of several, from one tree; None where there is none.

    `points` begin and end at the first water, not at the quay. `known` keeps which vertices see
    each other with these passages shut, for the next call.
    """
    limit = 0.0
    for end in ends:
        straight = arc_m(start.vias[0][:1], end.vias[0][:1])[0]
        limit = max(limit, NEAR_FACTOR * straight + NEAR_M)
    far, before = grow(network, start, shut, limit)
    # what lies beyond the limit might still be the better end of a way
    if any(np.min(far[end.nodes] + end.metres) > limit for end in ends):
        far, before = grow(network, start, shut, math.inf)
    return [trace(network, start, end, far, before, shut, known) for end in ends]


def grow(
    network: Network, start: Approach, shut: frozenset[str], limit: float
) -> tuple[Floats, chart.Ints]:
    """Shortest-path tree from the start, which is added to the graph as its last vertex."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import dijkstra

    base = graph(network, shut)
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
    known: Known,
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
    names = [OUTSIDE] * lead + nodes + [OUTSIDE] * tail
    taut = pull(network, line, names, shut, known)
    lat = np.degrees(np.arcsin(np.clip(taut[:, 2], -1, 1)))
    lon = np.degrees(np.arctan2(taut[:, 1], taut[:, 0]))
    points = [(float(x), float(y)) for x, y in zip(lon, lat, strict=True)]
    return Way(points=points, passages=passed(network, nodes, taut))


def pull(
    network: Network, line: Floats, names: list[int], shut: frozenset[str], known: Known
) -> Floats:
    """Leave out every vertex that the line can do without; those of canals stay.

    In each round all vertices are tried at once whose neighbours have changed; of two next to
    each other only the first is left out, so that what was tried still holds. `names` are the
    numbers of the vertices in the graph, and OUTSIDE for those that are not in it.
    """
    kept = list(range(len(line)))
    here: Known = {}
    while True:
        triples = [
            (a, c)
            for a, b, c in zip(kept, kept[1:], kept[2:], strict=False)
            if names[b] < network.first_canal and (a, c) not in here
        ]
        for a, c in triples:
            if (names[a], names[c]) in known:
                here[a, c] = known[names[a], names[c]]
        todo = [pair for pair in triples if pair not in here]
        if todo:
            ends = np.array(todo)
            free = can_go(network, line[ends[:, 0]], line[ends[:, 1]], shut)
            for (a, c), is_free in zip(todo, free.tolist(), strict=True):
                here[a, c] = is_free
                if OUTSIDE not in (names[a], names[c]):
                    known[names[a], names[c]] = is_free
        gone: set[int] = set()
        for a, b, c in zip(kept, kept[1:], kept[2:], strict=False):
            if a not in gone and names[b] < network.first_canal and here[a, c]:
                gone.add(b)
        if not gone:
            return line[kept]
        kept = [k for k in kept if k not in gone]


def can_go(network: Network, a: Floats, b: Floats, shut: frozenset[str]) -> chart.Bools:
    """Whether straight lines keep to water and pass through no gate that is shut."""
    free = network.sees(a, b)
    closed = np.array([name in shut for name in network.gate_names])
    free[arcs_cross(a, b, network.gates[closed])[0]] = False
    return free


def passed(network: Network, nodes: list[int], taut: Floats) -> tuple[str, ...]:
    """Names of the canals and straits on the way, in order."""
    order = {name: int(arcs.min()) for name, arcs in network.crossed(taut[:-1], taut[1:]).items()}
    if max(nodes) >= network.first_canal:
        vertex = {xyz.tobytes(): k for k, xyz in enumerate(taut)}
        for a, b in itertools.pairwise(nodes):
            name = network.canal.get((min(a, b), max(a, b)))
            if name is not None:
                at = vertex[network.xyz[a].tobytes()]
                order[name] = min(order.get(name, at), at)
    return tuple(sorted(order, key=lambda name: (order[name], name)))
