"""Ways through straits and canals that are stated: "from Shanghai to Hamburg by way of the Cape".

The shortest way through a strait is grown in layers: a tree from the start, the edges that cross
the strait's gate, and a tree from their far ends. A canal is passed from one mouth to the other.
"""

import dataclasses
import itertools
import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from geomap.routes.sea.approach import Approach, trail
from geomap.routes.sea.chart import Floats, Ints, arc_m, unit
from geomap.routes.sea.network import Network
from geomap.routes.sea.search import Way, describe, find_ways, finish, graph, grow
from geomap.routes.sea.taut import OUTSIDE, pull

__all__ = ["find_ways_through", "middle"]

# A way that turns back behind a strait is none, but where an end lies beside it (Le Havre in the
# English Channel, whose gate is that of Dover) and the turn would be no longer than this.
BESIDE_M = 500_000.0
# The Northern Sea Route begins at Novaya Zemlya: Sabetta and Dudinka lie on it, before its gate.
LONG = {"northern_sea_route": 4_000_000.0}
MOST_ORDERED = 4  # passages whose orders are all tried: 24 of them


@dataclasses.dataclass(frozen=True, eq=False)
class Crossings:
    """Steps through a passage: from vertices `u` to vertices `v`, by those between them."""

    u: Ints
    v: Ints
    metres: Floats
    between: tuple[tuple[int, ...], ...]


def find_ways_through(
    network: Network,
    voyages: Sequence[tuple[Approach, Approach]],
    *,
    shut: frozenset[str],
    names: frozenset[str],
) -> list[Way | None]:
    """Shortest ways between pairs of approaches through all of some passages, in any order.

    None where there is none, or where it only leads there and back again.
    """
    ways = find_ways(network, voyages, shut=shut)
    for k, (pair, plain) in enumerate(zip(voyages, ways, strict=True)):
        if plain is not None and not names <= set(plain.passages):
            ways[k] = forced(network, pair, shut, names, plain)
    return ways


def forced(
    network: Network,
    voyage: tuple[Approach, Approach],
    shut: frozenset[str],
    names: frozenset[str],
    plain: Way,
) -> Way | None:
    """The way through the passages; the plain one where an end lies beside them."""
    orders: list[tuple[str, ...]] = [tuple(sorted(names))]
    if len(names) <= MOST_ORDERED:
        orders = list(itertools.permutations(orders[0]))
    found = [chain(network, voyage, shut, order) for order in orders]
    total, pieces = min(found, key=lambda one: one[0])
    if not math.isfinite(total):
        return None
    if turns_back(network, [node for piece in pieces for node in piece]):
        line = unit(np.array(plain.points))
        turn_m = total - float(arc_m(line[1:], line[:-1]).sum())
        return plain if turn_m <= max(LONG.get(name, BESIDE_M) for name in names) else None
    start, end = voyage
    lines = [network.xyz[piece] for piece in pieces]
    called = [list(piece) for piece in pieces]
    head, tail = start.via(pieces[0][0]), end.via(pieces[-1][-1])[::-1]
    lines[0], called[0] = np.concatenate([head, lines[0]]), [OUTSIDE] * len(head) + called[0]
    lines[-1] = np.concatenate([lines[-1], tail])
    called[-1] += [OUTSIDE] * len(tail)
    whole = [np.concatenate(lines)], [[name for each in called for name in each]]
    (way,) = describe(network, pull(network, *whole, shut))
    if names <= set(way.passages):
        return way
    # drawn taut as one, the line slips past a passage: then each piece is drawn taut alone
    parts = pull(network, lines, called, shut)
    points = np.concatenate([part for part, _ in parts])
    (way,) = describe(network, [(points, [name for _, names in parts for name in names])])
    return way if names <= set(way.passages) else None


def chain(
    network: Network,
    voyage: tuple[Approach, Approach],
    shut: frozenset[str],
    order: Sequence[str],
) -> tuple[float, list[list[int]]]:
    """Metres and vertices of the shortest way through passages in their order, cut at each."""
    start, end = voyage
    base = graph(network, shut)
    whole = (base.data, base.indices, base.indptr)
    far, before = grow(whole, start.nodes, start.metres)
    layers = []
    for name in order:
        steps = crossings(network, name)
        metres = far[steps.u] + steps.metres
        best = np.lexsort((metres, steps.v))
        v, first = np.unique(steps.v[best], return_index=True)
        chosen = best[first]
        layers.append((before, dict(zip(v.tolist(), chosen.tolist(), strict=True)), steps))
        reached = np.isfinite(metres[chosen])
        if not reached.any():
            return math.inf, []
        far, before = grow(whole, v[reached], metres[chosen][reached])
    nodes, total = finish(far, before, end.nodes, end.metres)
    pieces = [nodes]
    for before_, came, steps in reversed(layers):
        if not nodes:
            return math.inf, []
        step = came[nodes[0]]
        nodes = trail(before_, int(steps.u[step]))[-2::-1]
        pieces.append([*nodes, *steps.between[step]])
    return total, pieces[::-1]


@lru_cache(maxsize=64)
def crossings(network: Network, name: str) -> Crossings:
    """The steps through a passage, both ways: over its gate, else from end to end of its canal."""
    edges = network.edges[network.passage[name]]
    gates = network.gates.among({name})
    if gates.names:
        a, b = (network.xyz[edges[:, k]] for k in (0, 1))
        edges = edges[np.unique(gates.crossed(a, b)[0])]
        u, v = edges.T
        metres = arc_m(network.xyz[u], network.xyz[v])
        way: list[int] = []
    else:
        way, length = longest(network, edges)
        u, v, metres = np.array(way[:1]), np.array(way[-1:]), np.array([length])
    inner = tuple(way[1:-1])
    return Crossings(
        u=np.concatenate([u, v]),
        v=np.concatenate([v, u]),
        metres=np.concatenate([metres, metres]),
        between=(inner,) * len(u) + (inner[::-1],) * len(u),
    )


def middle(network: Network, name: str) -> int:
    """A vertex in a passage: halfway along its canal, or nearest to where its gate begins."""
    steps = crossings(network, name)
    if steps.between[0]:
        return steps.between[0][len(steps.between[0]) // 2]
    first = network.gates.among({name}).ends[0, 0]
    return int(steps.u[np.argmax(network.xyz[steps.u] @ first)])


def longest(network: Network, edges: Ints) -> tuple[list[int], float]:
    """The longest of the shortest ways among the edges of a canal: from mouth to mouth."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import dijkstra

    nodes, local = np.unique(edges, return_inverse=True)
    a, b = local.reshape(edges.shape).T
    metres = arc_m(network.xyz[edges[:, 0]], network.xyz[edges[:, 1]])
    size = len(nodes)
    far, before = dijkstra(
        csr_array((metres, (a, b)), shape=(size, size)), directed=False, return_predecessors=True
    )
    far[~np.isfinite(far)] = -1.0
    start, end = np.unravel_index(int(np.argmax(far)), far.shape)
    way = trail(before[start], int(end))[::-1]
    return nodes[way].tolist(), float(far[start, end])


def turns_back(network: Network, nodes: Sequence[int]) -> bool:
    """Whether a way comes to a place twice, or through the gate of a strait."""
    if len(set(nodes)) < len(nodes):
        return True
    line = network.xyz[list(nodes)]
    _, gates, _ = network.gates.crossed(line[:-1], line[1:])
    return len(np.unique(gates)) < len(gates)
