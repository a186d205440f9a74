"""The sea chart and the graph of capes as shipped in `data/network/`, read once, never changed.

The chart is a mask of navigable water in cells of 1.25 minutes. The graph's vertices lie off capes,
on open water and along canals; its edges are great circles that keep clear of land. Everything here
is in unit vectors on a sphere: lengths that anybody reads are measured on the ellipsoid elsewhere.
"""

import io
import json
import lzma
import math
from collections.abc import Container, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from geomap.errors import RouteError
from geomap.geo import LonLat
from geomap.resources import folder
from geomap.routes.sea.chart import (
    CELLS,
    Bools,
    Chart,
    Floats,
    Ints,
    arc_m,
    chart_of,
    chord,
    cross,
    unit,
)

if TYPE_CHECKING:
    from scipy.sparse import csr_array
    from scipy.spatial import cKDTree

__all__ = ["Network", "load"]

LANDMARK_M = 2_000.0  # unit of a landmark's distances in the file
INLET_UNIT = 1e-4  # degrees: unit of an inlet's points in the file, 11 m
INLET_STEP_M = 1_000.0  # an inlet is met at points so far apart at most
# What a passage's name may have or lack.
NOT_NAMES = frozenset(("the", "of", "strait", "straits", "canal"))
# One of these makes a name a passage's: "Suez" and "Florida" alone are places on land. Those that
# need none are no town's, and no river's, whose ports are its only use.
OF_PASSAGES = frozenset(("strait", "straits", "canal", "cape", "channel", "passage", "route"))
ALONE = frozenset(
    "bab_el_mandeb bosphorus dardanelles great_belt oresund skagerrak volga_don nsr".split()
)


@dataclass(frozen=True, eq=False)
class Gates:
    """Lines across straits: who crosses one passes the strait.

    Attributes
    ----------
    names : tuple of str
        The strait of each.
    ends : array of float
        Unit vectors, shape (n, 2, 3).
    across, length : array of float
        The normal of each gate's great circle, and its length as a chord.
    """

    names: tuple[str, ...]
    ends: Floats
    across: Floats
    length: Floats

    def among(self, names: Container[str]) -> "Gates":
        """The gates of some straits."""
        some = [k for k, name in enumerate(self.names) if name in names]
        chosen = tuple(self.names[k] for k in some)
        return Gates(chosen, self.ends[some], self.across[some], self.length[some])

    def crossed(self, a: Floats, b: Floats) -> tuple[Ints, Ints, Floats]:
        """Arcs from `a` to `b` that cross gates, which, and at what share of their chords."""
        # by chords, hence the 1.6: a gate farther off than arc and gate are long is not crossed
        reach = 1.6 * (chord(a, b)[:, None] + self.length)
        arc, gate = (2 - 2 * (a @ self.ends[:, 0].T) <= reach * reach).nonzero()
        if not len(arc):
            return arc, gate, np.zeros(0)
        crosses, share = self.crosses(a[arc], b[arc], gate)
        return arc[crosses], gate[crosses], share[crosses]

    def crosses(self, a: Floats, b: Floats, gate: Ints) -> tuple[Bools, Floats]:
        """Whether each arc crosses the gate given for it, and at what share of its chord.

        Two arcs cross where the ends of each lie on both sides of the other's great circle, and
        the circles meet on this side of the globe.
        """
        one, other = dot(a, self.across[gate]), dot(b, self.across[gate])
        sides = (one > 0) != (other > 0)
        share = one / np.where(sides, one - other, 1.0)
        left, right = self.ends[gate, 0], self.ends[gate, 1]
        normal = cross(a, b)
        there = a + share[:, None] * (b - a)
        split = dot(normal, left) * dot(normal, right) < 0
        return sides & split & (dot(there, left + right) > 0), share


@dataclass(frozen=True, eq=False)
class Inlets:
    """Water from near a quay to the chart, where the chart's cells are too wide for it.

    Attributes
    ----------
    lonlat, xyz : array of float
        The corners of the lines in degrees and as unit vectors; the last of a line is the middle
        of a cell of the chart.
    last : array of int
        The number of the last corner of each corner's line.
    spots : array of float
        Unit vectors of points along the lines, at which they are met.
    after : array of int
        The number of the next corner of each spot.
    metres : array of float
        The way from each spot to the chart.
    tree : cKDTree
        The spots by place.
    """

    lonlat: Floats
    xyz: Floats
    last: Ints
    spots: Floats
    after: Ints
    metres: Floats
    tree: "cKDTree"

    def way(self, spot: int) -> Floats:
        """Unit vectors from a spot to the chart, shape (n, 3)."""
        corner = self.after[spot]
        return np.concatenate(
            [self.spots[spot : spot + 1], self.xyz[corner : self.last[corner] + 1]]
        )

    def mouth(self, spot: int) -> LonLat:
        """Where the line of a spot meets the chart."""
        lon, lat = self.lonlat[self.last[self.after[spot]]].tolist()
        return lon, lat

    def place(self, spot: int) -> LonLat:
        """Where a spot lies."""
        x, y, z = self.spots[spot].tolist()
        return math.degrees(math.atan2(y, x)), math.degrees(math.asin(z))


@dataclass(frozen=True, eq=False)
class Network:
    """What the file holds, unpacked.

    Attributes
    ----------
    chart : Chart
        The water, cell by cell.
    lonlat, xyz : array of float
        The vertices in degrees and as unit vectors; canal vertices last.
    first_canal : int
        Number of the first vertex of a canal.
    edges : array of int
        Pairs of vertices.
    length_m : array of float
        Great-circle length of each edge.
    passage : dict
        Name of a canal or strait to the edges that lie in it.
    canal : dict
        Pair of vertices, the lesser first, to the name of the canal that joins them.
    titles : dict
        Name to what a reader calls it.
    names : dict
        What each may be called, as a `slug`, to its name.
    closed : dict
        Name to the reason why it is closed unless allowed.
    gates : Gates
        The lines across straits.
    cells : array of int
        Row and column on the chart of the vertices that are not a canal's.
    landmarks : array of float
        Metres from each of some vertices to all, shape (landmarks, vertices), inf where there is
        no way, with the passages shut that are `closed`.
    tree, canal_tree : cKDTree
        The vertices by place, and those of canals.
    inlets : Inlets
        The water from quays to the chart.
    """

    chart: Chart
    lonlat: Floats
    xyz: Floats
    first_canal: int
    edges: Ints
    length_m: Floats
    passage: dict[str, Ints]
    canal: dict[tuple[int, int], str]
    titles: dict[str, str]
    names: dict[str, str]
    closed: dict[str, str]
    gates: Gates
    cells: Ints
    landmarks: npt.NDArray[np.float32]
    tree: "cKDTree"
    canal_tree: "cKDTree"
    inlets: Inlets

    def check(self, names: Iterable[str], option: str) -> frozenset[str]:
        """The names of passages given for an option.

        Raises
        ------
        RouteError
            One of them is none.
        """
        wanted = {name: self.names.get(slug(name)) for name in names}
        unknown = sorted(name for name, known in wanted.items() if known is None)
        if unknown:
            near = [n for name in unknown for n in get_close_matches(slug(name), self.titles)]
            meant = f"did you mean {', '.join(near)}? " if near else ""
            message = (
                f"{option} {', '.join(unknown)}: no passage of that name; {meant}"
                f"known are {', '.join(sorted(self.titles))}"
            )
            raise RouteError(message)
        return frozenset(known for known in wanted.values() if known)

    def full_name(self, name: str) -> str | None:
        """The passage that a name tells in full, of those that lead through to another water."""
        known = self.names.get(slug(name))
        words = frozenset("".join(c if c.isalnum() else " " for c in name.casefold()).split())
        if known is None or " to " in self.titles[known]:
            return None
        return known if words & OF_PASSAGES or ALONE & {known, slug(name)} else None


def dot(a: Floats, b: Floats) -> Floats:
    """Scalar products of rows."""
    product: Floats = (a * b).sum(axis=1)
    return product


def slug(name: str) -> str:
    """A passage's name as a key: "Bab el-Mandeb" is "bab_el_mandeb".

    >>> slug("Strait of Hormuz"), slug("Suez Canal"), slug("Volga-Don")
    ('hormuz', 'suez', 'volga_don')
    """
    words = "".join(c if c.isalnum() else " " for c in name.casefold()).split()
    return "_".join(w for w in words if w not in NOT_NAMES)


@cache
def load() -> Network:
    """The shipped network, read on first use.

    Raises
    ------
    FileNotFoundError
        The installation is broken.
    """
    base = folder("network")
    with (
        lzma.open(base / "sea.xz") as packed,
        np.load(io.BytesIO(packed.read())) as file,
    ):
        arrays = {name: file[name] for name in file.files}
    return unpack(arrays, json.loads((base / "sea_passages.json").read_text(encoding="utf-8")))


def unpack(arrays: dict[str, npt.NDArray[Any]], passages: dict[str, Any]) -> Network:
    """A network from the arrays of the file and the table of passages."""
    from scipy.spatial import cKDTree

    cells = np.cumsum(arrays["cells"].astype(np.int64), axis=0)
    grid = np.stack([(cells[:, 1] + 0.5) / CELLS - 180, (cells[:, 0] + 0.5) / CELLS - 90], axis=1)
    lonlat = np.concatenate([grid, arrays["canals"] / 1e4])
    xyz = unit(lonlat)
    start = np.cumsum(arrays["edge_step"].astype(np.int64))
    edges = np.stack([start, start + arrays["edge_gap"].astype(np.int64)], axis=1)
    canals = passages["canals"]
    known = {**canals, **passages["gates"]}
    gates = gates_of(known)
    names = sorted(canals)
    in_canal = {
        (int(edges[k, 0]), int(edges[k, 1])): names[arrays["edge_canal"][k]]
        for k in np.flatnonzero(arrays["edge_canal"] >= 0)
    }
    titles = {name: each["title"] for name, each in known.items()}
    network = Network(
        chart=chart_of(arrays["chart"]),
        lonlat=lonlat,
        xyz=xyz,
        first_canal=len(grid),
        edges=edges,
        length_m=arc_m(xyz[edges[:, 0]], xyz[edges[:, 1]]),
        passage={},
        canal=in_canal,
        titles=titles,
        names={
            **{slug(title): name for name, title in titles.items()},
            **{slug(alias): name for alias, name in passages["aliases"].items()},
            **{slug(name): name for name in titles},
        },
        closed=passages["closed"],
        gates=gates,
        cells=cells,
        landmarks=read_landmarks(arrays["landmarks"]),
        tree=cKDTree(xyz),
        canal_tree=cKDTree(xyz[len(grid) :]),
        inlets=read_inlets(arrays["inlet_points"], arrays["inlet_count"]),
    )
    # most edges lie on one side of a gate's great circle: that is quickly told by vertex
    start, end = np.ascontiguousarray(edges.T)
    for name in known:
        inside = np.zeros(0, np.int64)
        if name in canals:
            inside = np.flatnonzero(arrays["edge_canal"] == names.index(name))
        for gate in (k for k, strait in enumerate(gates.names) if strait == name):
            side = xyz @ gates.across[gate] > 0
            maybe = np.flatnonzero(side.take(start) != side.take(end))
            crosses, _ = gates.crosses(xyz[start[maybe]], xyz[end[maybe]], np.array([gate]))
            inside = np.union1d(inside, maybe[crosses])
        network.passage[name] = inside
    return network


def gates_of(known: dict[str, Any]) -> Gates:
    """The lines across straits of a table of passages."""
    lines = [(name, line) for name in sorted(known) for line in known[name].get("lines", [])]
    ends = unit([point for _, line in lines for point in line]).reshape(-1, 2, 3)
    names = tuple(name for name, _ in lines)
    return Gates(names, ends, cross(ends[:, 0], ends[:, 1]), chord(ends[:, 0], ends[:, 1]))


def read_inlets(steps: npt.NDArray[np.int32], count: npt.NDArray[np.uint8]) -> Inlets:
    """Lines of the steps from one corner to the next, and of how many corners each is."""
    from scipy.spatial import cKDTree

    lonlat = steps.cumsum(axis=0, dtype=np.int64) * INLET_UNIT
    xyz = unit(lonlat)
    ends = count.cumsum(dtype=np.int64)
    last = (ends - 1).repeat(count)
    start = np.delete(np.arange(len(xyz)), ends - 1)
    piece_m = arc_m(xyz[start], xyz[start + 1])
    beyond = np.zeros(len(xyz) + 1)  # metres of the pieces that begin at a corner or after it
    beyond[start] = piece_m
    beyond = beyond[::-1].cumsum()[::-1]
    parts = (1 + piece_m // INLET_STEP_M).astype(np.int64)
    piece = np.arange(len(start)).repeat(parts)
    share = (np.arange(len(piece)) - (parts.cumsum() - parts).take(piece)) / parts.take(piece)
    one = start.take(piece)
    spots = unit(lonlat[one] + share[:, None] * (lonlat[one + 1] - lonlat[one]))
    metres = beyond[one] - share * piece_m.take(piece) - beyond[last[one]]
    return Inlets(lonlat, xyz, last, spots, one + 1, metres, cKDTree(spots))


def write_inlets(
    lines: list[Floats],
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.uint8]]:
    """What `read_inlets` reads."""
    points = np.rint(np.concatenate(lines) / INLET_UNIT)
    count = np.array([len(line) for line in lines], np.uint8)
    return np.diff(points, axis=0, prepend=0).astype("<i4"), count


def read_landmarks(steps: npt.NDArray[np.int16]) -> npt.NDArray[np.float32]:
    """Metres of the steps from one vertex to the next, where nothing stands for no way."""
    units = steps.cumsum(axis=1, dtype=np.int32)
    return np.where(units > 0, np.float32(LANDMARK_M) * (units - 1), np.float32(np.inf))


def write_landmarks(metres: npt.NDArray[np.float32]) -> npt.NDArray[np.int16]:
    """What `read_landmarks` reads, to the nearest unit."""
    units = np.where(np.isfinite(metres), np.rint(metres / LANDMARK_M) + 1, 0)
    return np.diff(units, axis=1, prepend=0).astype("<i2")


def matrix(network: Network, shut: frozenset[str]) -> "csr_array":
    """The graph without the passages that are shut, as a symmetric sparse matrix of metres."""
    from scipy.sparse import csr_array

    usable = np.ones(len(network.edges), np.bool_)
    for name in sorted(shut):
        usable[network.passage[name]] = False
    a, b = network.edges[usable].T.astype(np.int32)
    metres = network.length_m[usable]
    size = len(network.xyz)
    both = (np.concatenate([metres, metres]), (np.concatenate([a, b]), np.concatenate([b, a])))
    return csr_array(both, shape=(size, size))
