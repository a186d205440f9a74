"""Lines over the graph drawn taut: without the vertices that they can do without."""

from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from geomap.routes.sea.chart import Bools, Floats
from geomap.routes.sea.network import Network, arcs_cross

__all__ = ["OUTSIDE", "Known", "pull"]

OUTSIDE = -1  # in the place of a vertex's number: a point of the line that is not in the graph
BATCH = 64  # lines drawn taut at once: the samples of more would take much memory

Known = dict[tuple[int, int], bool]
Pair = tuple[int, int]


def pull(
    network: Network,
    lines: list[Floats],
    names: list[list[int]],
    shut: frozenset[str],
    known: Known,
) -> Iterator[tuple[Floats, list[int]]]:
    """Leave out of each line every vertex that it can do without; those of canals stay.

    `names` are the numbers of the vertices in the graph, and OUTSIDE for those that are not in
    it; `known` keeps which of them see each other. Gives what is left of each line with the names
    of its points.
    """
    for k in range(0, len(lines), BATCH):
        points = np.concatenate(lines[k : k + BATCH])
        called = [name for each in names[k : k + BATCH] for name in each]
        first, kept = 0, []
        for line in lines[k : k + BATCH]:
            kept.append(list(range(first, first + len(line))))
            first += len(line)
        shorten(network, points, called, kept, shut, known)
        for left in kept:
            yield points[left], [called[point] for point in left]


def shorten(
    network: Network,
    points: Floats,
    called: list[int],
    kept: list[list[int]],
    shut: frozenset[str],
    known: Known,
) -> None:
    """Take out of `kept` the numbers of the points that their lines can do without.

    In each round all points are tried at once whose neighbours have changed; of two next to each
    other only the first is left out, so that what was tried still holds.
    """
    here: dict[Pair, bool] = {}
    active = list(range(len(kept)))
    while active:
        todo: list[Pair] = []
        for number in active:
            line = kept[number]
            for a, b, c in zip(line, line[1:], line[2:], strict=False):
                if called[b] < network.first_canal and (a, c) not in here:
                    seen = known.get((called[a], called[c]))
                    if seen is None:
                        todo.append((a, c))
                    else:
                        here[a, c] = seen
        if todo:
            ends = np.array(todo)
            free = can_go(network, points[ends[:, 0]], points[ends[:, 1]], shut).tolist()
            for (a, c), is_free in zip(todo, free, strict=True):
                here[a, c] = is_free
                if OUTSIDE not in (called[a], called[c]):
                    known[called[a], called[c]] = is_free
        active = [number for number in active if leave_out(network, called, kept, number, here)]


def leave_out(
    network: Network, called: list[int], kept: list[list[int]], number: int, here: dict[Pair, bool]
) -> bool:
    """Take out of one line the points whose neighbours see each other; whether there were any."""
    line = kept[number]
    gone: set[int] = set()
    for a, b, c in zip(line, line[1:], line[2:], strict=False):
        if a not in gone and called[b] < network.first_canal and here[a, c]:
            gone.add(b)
    kept[number] = [point for point in line if point not in gone]
    return bool(gone)


def can_go(network: Network, a: Floats, b: Floats, shut: frozenset[str]) -> Bools:
    """Whether straight lines keep to water and pass through no gate that is shut."""
    free = network.chart.sees(a, b)
    gates = closed_gates(network, shut)
    if len(gates):
        free[arcs_cross(a, b, gates)[0]] = False
    return free


@lru_cache(maxsize=8)
def closed_gates(network: Network, shut: frozenset[str]) -> Floats:
    """Ends of the gates of what is shut."""
    return network.gates[np.array([name in shut for name in network.gate_names], np.bool_)]
