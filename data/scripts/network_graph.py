"""Steps that data/scripts/build_rail.py and build_road.py share: read, label, mend, thin, pack.

Coordinates are integers, thousandths of a degree, (lon, lat): the source has no more. Lengths
are integers, units of 10 m.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import coo_array, csgraph
from scipy.spatial import cKDTree

EARTH_RADIUS_KM = 6371.0088
CURVE = 1.1  # a gap's line is longer than the straight: railway edges over 20 km are 1.06 of it
NEAR_KM = 1.0
NEAR_TURN_DEG = 90.0
STEP = 20  # thousandths of a degree, 2 km

JOINED, CURATED, MAIN, BAR = 1, 2, 4, 8  # flags of an edge; bars count on from BAR

Ints = np.ndarray[Any, Any]


def checked(path: str, sha256: str) -> Path:
    """The source file, if it is the one that was looked at."""
    digest = hashlib.sha256(Path(path).read_bytes()).hexdigest()
    if digest != sha256:
        message = f"{path} is not the file that was checked: sha256 {digest}"
        raise SystemExit(message)
    return Path(path)


def parse(path: Path) -> tuple[Ints, Ints, Ints]:
    """Nodes (n, 2), edges (m, 2) with u < v, and lengths, from a graph file of scgraph-data.

    The file is Python that today's scgraph cannot import; it is read as text, never run.
    """
    text = path.read_text(encoding="ascii")
    start, middle = text.index("graph=") + 6, text.index("\nnodes=")
    end = text.index("\n", middle + 1)
    rows = text[start:middle].strip()[2:-2].split("}, {")
    edges, lengths = [], []
    for u, row in enumerate(rows):
        for pair in filter(None, row.split(", ")):
            v, km = pair.split(": ")
            if u < int(v):
                edges.append((u, int(v)))
                lengths.append(max(1, round(float(km) * 100)))
    lat_lon = np.array(json.loads(text[middle + 7 : end]))
    nodes = np.rint(lat_lon[:, ::-1] * 1000).astype(np.int64)
    return nodes, np.array(edges), np.array(lengths)


def unit_vectors(nodes: Ints) -> Ints:
    """Points on the unit sphere."""
    lon, lat = np.radians(nodes / 1000).T
    return np.c_[np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)]


def gap_km(nodes: Ints, u: Ints, v: Ints) -> Ints:
    """Straight distance between pairs of nodes."""
    chord = np.linalg.norm(unit_vectors(nodes[u]) - unit_vectors(nodes[v]), axis=1)
    return EARTH_RADIUS_KM * 2 * np.arcsin(chord / 2)


def components(count: int, edges: Ints) -> Ints:
    """Number of the connected piece that each node belongs to."""
    ones = np.ones(len(edges), dtype=np.int8)
    graph = coo_array((ones, (edges[:, 0], edges[:, 1])), shape=(count, count))
    return np.asarray(csgraph.connected_components(graph, directed=False)[1])


def in_large_piece(nodes: Ints, edges: Ints, lengths: Ints, *, min_piece: int) -> Ints:
    """Which edges belong to a connected piece of some length."""
    piece = components(len(nodes), edges)[edges[:, 0]]
    return np.bincount(piece, weights=lengths)[piece] >= min_piece


def join_pieces(nodes: Ints, edges: Ints, *, within_km: float) -> list[tuple[int, int]]:
    """The shortest link between each two pieces that come as close as `within_km`."""
    piece = components(len(nodes), edges)
    tree = cKDTree(unit_vectors(nodes))
    chord = 2 * np.sin(within_km / EARTH_RADIUS_KM / 2)
    pairs = tree.query_pairs(chord, output_type="ndarray")
    pairs = pairs[piece[pairs[:, 0]] != piece[pairs[:, 1]]]
    pairs = np.sort(pairs, axis=1)
    length = gap_km(nodes, pairs[:, 0], pairs[:, 1])
    best: dict[tuple[int, int], tuple[int, int]] = {}
    for k in np.lexsort((pairs[:, 1], pairs[:, 0], length)):
        u, v = int(pairs[k, 0]), int(pairs[k, 1])
        best.setdefault((min(piece[u], piece[v]), max(piece[u], piece[v])), (u, v))
    return sorted(best.values())


def face_dead_ends(
    nodes: Ints, edges: Ints, *, within_km: float, turn_deg: float
) -> list[tuple[int, int, float, float]]:
    """Pairs of dead ends that face each other, the nearest first: nodes, gap in km, turn.

    The turn is the larger of the two, in degrees, of a train that goes from one to the other.
    """
    degree = np.bincount(edges.ravel(), minlength=len(nodes))
    ends = np.flatnonzero(degree == 1)
    inward = np.zeros(len(nodes), dtype=np.int64)
    inward[edges[:, 0]], inward[edges[:, 1]] = edges[:, 1], edges[:, 0]
    tree = cKDTree(unit_vectors(nodes[ends]))
    chord = 2 * np.sin(within_km / EARTH_RADIUS_KM / 2)
    u, v = ends[np.sort(tree.query_pairs(chord, output_type="ndarray"), axis=1)].T
    gap = gap_km(nodes, u, v)
    turn = np.maximum(_turn(nodes, inward[u], u, v), _turn(nodes, inward[v], v, u))
    # Nodes lie on a grid of 100 m: the direction of a short link is not known.
    facing = turn < np.where(gap < NEAR_KM, NEAR_TURN_DEG, turn_deg)
    order = [k for k in np.lexsort((v, u, gap)).tolist() if facing[k]]
    return [(int(u[k]), int(v[k]), float(gap[k]), float(turn[k])) for k in order]


def face_lines(
    nodes: Ints, edges: Ints, *, within_km: float, turn_deg: float
) -> list[tuple[int, int, float, float]]:
    """Dead ends and the nodes of lines that they point at, as `face_dead_ends` gives pairs."""
    degree = np.bincount(edges.ravel(), minlength=len(nodes))
    ends, lines = np.flatnonzero(degree == 1), np.flatnonzero(degree > 1)
    inward = np.zeros(len(nodes), dtype=np.int64)
    inward[edges[:, 0]], inward[edges[:, 1]] = edges[:, 1], edges[:, 0]
    chord = 2 * np.sin(within_km / EARTH_RADIUS_KM / 2)
    near = cKDTree(unit_vectors(nodes[lines])).query_ball_point(unit_vectors(nodes[ends]), chord)
    u = np.repeat(ends, [len(found) for found in near])
    v = lines[np.concatenate(near).astype(np.int64)]
    u, v = u[inward[u] != v], v[inward[u] != v]
    gap = gap_km(nodes, u, v)
    turn = _turn(nodes, inward[u], u, v)
    order = [k for k in np.lexsort((v, u, gap)).tolist() if turn[k] < turn_deg]
    return [(int(u[k]), int(v[k]), float(gap[k]), float(turn[k])) for k in order]


def _turn(nodes: Ints, before: Ints, at: Ints, after: Ints) -> Ints:
    """Degrees by which a train turns at `at`, coming from `before` and going to `after`."""
    shrink = np.cos(np.radians(nodes[at, 1] / 1000))
    first = (nodes[at] - nodes[before]).astype(float)
    second = (nodes[after] - nodes[at]).astype(float)
    angle = np.arctan2(first[:, 1], first[:, 0] * shrink)
    angle -= np.arctan2(second[:, 1], second[:, 0] * shrink)
    return np.abs((np.degrees(angle) + 180) % 360 - 180)


class Chains:
    """An undirected multigraph whose edges are chains of nodes; it thins itself.

    `edges` maps an id to (u, v, length, tag, nodes of the chain from u to v).
    """

    def __init__(self, edges: Ints, lengths: Ints, tags: Sequence[int]) -> None:
        self.edges: dict[int, tuple[int, int, int, int, list[int]]] = {}
        self.at: dict[int, set[int]] = defaultdict(set)
        self._next = 0
        for (u, v), length, tag in zip(edges.tolist(), lengths.tolist(), tags, strict=True):
            self.add(u, v, length, tag, [u, v])

    def add(self, u: int, v: int, length: int, tag: int, chain: list[int]) -> None:
        """Put a chain in."""
        self.edges[self._next] = (u, v, length, tag, chain)
        self.at[u].add(self._next)
        self.at[v].add(self._next)
        self._next += 1

    def remove(self, edge: int) -> None:
        """Take a chain out, and its ends where nothing else holds them."""
        u, v = self.edges.pop(edge)[:2]
        for node in {u, v}:
            self.at[node].discard(edge)
            if not self.at[node]:
                del self.at[node]

    def prune(self, *, shorter_than: int, kept: set[int]) -> None:
        """Drop dead ends that are sidings, not lines."""
        for node in sorted(self.at):
            while len(self.at.get(node, ())) == 1 and node not in kept:
                (edge,) = self.at[node]
                u, v, length, tag, _ = self.edges[edge]
                other = v if u == node else u
                if length >= shorter_than or tag or len(self.at[other]) < 3:
                    break
                self.remove(edge)

    def contract(self, *, kept: set[int]) -> None:
        """Make one chain of two that meet at a node where nothing else does."""
        for node in sorted(self.at):
            if len(self.at[node]) != 2 or node in kept:
                continue
            one, two = sorted(self.at[node])
            a, b = self.edges[one], self.edges[two]
            if a[3] != b[3]:
                continue
            first = a[4] if a[1] == node else a[4][::-1]
            second = b[4] if b[0] == node else b[4][::-1]
            if first[0] == second[-1]:
                continue  # a loop
            self.remove(one)
            self.remove(two)
            self.add(first[0], second[-1], a[2] + b[2], a[3], first + second[1:])

    def drop_parallels(self, nodes: Ints, *, apart_km: float) -> None:
        """Of chains between the same two nodes keep the shortest, and any that strays from it."""
        groups: dict[tuple[int, int], list[int]] = defaultdict(list)
        for edge, (u, v, *_) in self.edges.items():
            groups[min(u, v), max(u, v)].append(edge)
        for (u, v), edges in sorted(groups.items()):
            if len(edges) == 1 and u != v:
                continue
            first, *rest = sorted(edges, key=lambda e: (self.edges[e][2], e))
            for edge in rest if u != v else edges:
                chain = self.edges[edge][4]
                away = _strays(nodes, chain, self.edges[first][4])
                if u != v and len(chain) > 2 and away >= apart_km:
                    self._split(edge, nodes)
                else:
                    self.remove(edge)

    def _split(self, edge: int, nodes: Ints) -> None:
        """Cut a chain at its middle node: two chains with the same ends cannot both be stored."""
        u, v, length, tag, chain = self.edges[edge]
        self.remove(edge)
        middle = len(chain) // 2
        parts = gap_km(nodes, np.array(chain[:-1]), np.array(chain[1:]))
        share = parts[:middle].sum() / parts.sum()
        first = min(length - 1, max(1, round(length * share)))
        self.add(u, chain[middle], first, tag, chain[: middle + 1])
        self.add(chain[middle], v, length - first, tag, chain[middle:])


def _strays(nodes: Ints, chain: list[int], other: list[int]) -> float:
    """How far the middle of a chain lies from the nearest node of another, in km."""
    middle = np.full(len(other), chain[len(chain) // 2])
    return float(gap_km(nodes, middle, np.array(other)).min())


def morton(nodes: Ints) -> Ints:
    """A number by which neighbours on the map become neighbours in the file."""
    code = np.zeros(len(nodes), dtype=np.int64)
    for axis, shift in ((0, 180_000), (1, 90_000)):
        value = nodes[:, axis] + shift
        for bit in range(19):
            code |= (value >> bit & 1) << (2 * bit + axis)
    return code


def narrow(values: Ints) -> Ints:
    """The same integers in the narrowest type that holds them."""
    low, high = (int(values.min()), int(values.max())) if len(values) else (0, 0)
    for name in ("uint8", "int8", "uint16", "int16", "uint32", "int32"):
        info = np.iinfo(name)
        if info.min <= low and high <= info.max:
            return values.astype(name)
    return values


def _along(line: Ints) -> Ints:
    """Points on a line so close that none of it is far from one."""
    parts = np.maximum(1, np.abs(np.diff(line, axis=0)).max(axis=1) // STEP)
    starts = np.repeat(line[:-1], parts, axis=0)
    share = np.concatenate([np.arange(n) / n for n in parts])
    return np.vstack([starts + share[:, None] * np.repeat(np.diff(line, axis=0), parts, axis=0),
                      line[-1:]])  # fmt: skip


def pack(
    out: Path,
    nodes: Ints,
    zones: Ints,
    chains: Chains,
    meta: dict[str, object],
    *,
    name_cities: Callable[[Ints], list[list[object]]],
    name_borders: Callable[[tuple[Ints, Ints], Ints], list[str]],
) -> None:
    """Write a network: neighbours beside one another, differences instead of values."""
    used = np.array(sorted(chains.at))
    order = used[np.argsort(morton(nodes[used]), kind="stable")]
    number = {int(node): k for k, node in enumerate(order)}
    rows = sorted(
        (*((number[u], number[v]) if number[u] < number[v] else (number[v], number[u])),
         length, tag, chain if number[u] < number[v] else chain[::-1])
        for u, v, length, tag, chain in chains.edges.values()
    )  # fmt: skip
    u, v, length, tag = (np.array([row[k] for row in rows]) for k in range(4))
    counts = np.array([len(row[4]) - 2 for row in rows])
    steps = np.vstack([np.diff(nodes[row[4][:-1]], axis=0) for row in rows])
    border = np.flatnonzero(zones[order][u] != zones[order][v])
    ends = nodes[order][u[border]], nodes[order][v[border]]
    names = name_borders(ends, np.vstack([_along(nodes[row[4]]) for row in rows]))
    meta |= {
        "cities": name_cities(np.vstack([nodes[row[4]] for row in rows])),
        "borders": {str(edge): name for edge, name in zip(border.tolist(), names, strict=True)},
    }
    text = json.dumps(meta, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    arrays = {
        "lon": np.diff(nodes[order, 0], prepend=0),
        "lat": np.diff(nodes[order, 1], prepend=0),
        "zone": zones[order],
        "u": np.diff(u, prepend=0),
        "span": v - u,
        "length": length,
        "flag": tag,
        "count": counts,
        "step_lon": steps[:, 0],
        "step_lat": steps[:, 1],
        "meta": np.frombuffer(text.encode(), dtype=np.uint8),
    }
    np.savez_compressed(out, **{name: narrow(values) for name, values in arrays.items()})
    print(f"{len(order)} nodes, {len(rows)} edges, {counts.sum()} way nodes")
