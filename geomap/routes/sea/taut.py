"""Lines over the graph drawn taut: without the vertices that they can do without."""

import itertools
from functools import lru_cache

import numpy as np

from geomap.routes.sea.chart import Bools, Floats, Ints, arc_m
from geomap.routes.sea.network import Gates, Network

__all__ = ["OUTSIDE", "closed_gates", "pull"]

OUTSIDE = -1  # in the place of a vertex's number: a point of the line that is not in the graph
# Each point looks so many points ahead; with 12, 351 voyages are 0.002 % shorter (mean).
AHEAD = 7
# Between two vertices of the graph more than so many points apart, it is looked only where the
# line is hardly longer than straight: where they see each other, the graph is about as short.
NEXT, DETOUR = 3, 1.03
WORTH_M = 1.0  # a point that makes its line no longer than this is left out


def pull(
    network: Network, lines: list[Floats], names: list[list[int]], shut: frozenset[str]
) -> list[tuple[Floats, list[int]]]:
    """Leave out of each line the vertices that it can do without; those of canals stay.

    `names` are the numbers of the vertices in the graph, and OUTSIDE for those that are not in
    it. Gives what is left of each line with the names of its points. The lines are drawn taut end
    to end, as if they were one that must pass all their ends.
    """
    points = np.concatenate(lines)
    called = np.array([name for each in names for name in each])
    count = np.array([len(line) for line in lines])
    fixed = called >= network.first_canal
    fixed[count.cumsum() - 1] = fixed[count.cumsum() - count] = True
    metres = arc_m(points[1:], points[:-1])
    i, j = shortcuts(points, metres, called < 0, fixed)
    if len(lines) > 1:
        # lines from one port share much of their way: of pairs that are alike one is looked at
        outside = len(network.xyz) + np.arange(len(called))
        key = np.where(called < 0, outside, called)
        pair = key[i] * (outside[-1] + 1) + key[j]
        _, first, which = np.unique(pair, return_index=True, return_inverse=True)
        free = can_go(network, points[i[first]], points[j[first]], shut)[which]
    else:
        free = can_go(network, points.take(i, axis=0), points.take(j, axis=0), shut)
    i, j = i[free], j[free]
    left = np.array(shortest(metres, i, j, arc_m(points[i], points[j])))
    bounds = np.searchsorted(left, [0, *count.cumsum().tolist()]).tolist()
    return [
        (points[left[first:last]], called[left[first:last]].tolist())
        for first, last in itertools.pairwise(bounds)
    ]


def shortcuts(way: Floats, metres: Floats, outside: Bools, fixed: Bools) -> tuple[Ints, Ints]:
    """Pairs of points (i, j) of a line between which a straight line is worth a look.

    `metres` are the lengths of its pieces; `outside` are points that are none of the graph, and
    `fixed` such as stay in the line.
    """
    along = np.append(0.0, metres.cumsum())
    stays = fixed.cumsum()
    here = np.arange(len(way))[:, None]
    ahead = here + np.arange(2, AHEAD + 1)
    free = stays.take(ahead - 1, mode="clip") == stays[:, None]
    i, step = (free & (ahead < len(way))).nonzero()
    j = i + step + 2
    near = (j - i <= NEXT) | outside[i] | outside[j]
    near |= along[j] - along[i] <= DETOUR * arc_m(way[i], way[j])
    return i[near], j[near]


def shortest(metres: Floats, i: Ints, j: Ints, straight: Floats) -> list[int]:
    """Points of the shortest way along a line with `metres` between its points.

    Shortcuts lead from points `i` to points `j` in `straight` metres.
    """
    into: dict[int, list[tuple[int, float]]] = {}
    for start, end, length in zip(i.tolist(), j.tolist(), straight.tolist(), strict=True):
        into.setdefault(end, []).append((start, length))
    best, before = [0.0], [0]
    for end, length in enumerate(metres.tolist(), start=1):
        ways = [(end - 1, length), *into.get(end, ())]
        total, start = min((best[start] + metres, start) for start, metres in ways)
        best.append(total + WORTH_M)
        before.append(start)
    way = [len(metres)]
    while way[-1]:
        way.append(before[way[-1]])
    return way[::-1]


def can_go(network: Network, a: Floats, b: Floats, shut: frozenset[str]) -> Bools:
    """Whether straight lines keep to water and pass through no gate that is shut."""
    free = network.chart.sees(a, b)
    free[closed_gates(network, shut).crossed(a, b)[0]] = False
    return free


@lru_cache(maxsize=8)
def closed_gates(network: Network, shut: frozenset[str]) -> Gates:
    """The gates of what is shut."""
    return network.gates.among(shut)
