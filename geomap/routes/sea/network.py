"""The sea chart and the graph of capes as shipped in `data/network/`, read once, never changed.

The chart is a mask of navigable water in cells of 1.25 minutes. The graph's vertices lie off capes,
on open water and along canals; its edges are great circles that keep clear of land. Everything here
is in unit vectors on a sphere: lengths that anybody reads are measured on the ellipsoid elsewhere.
"""

import io
import json
import lzma
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from geomap.errors import RouteError
from geomap.geo import LonLat
from geomap.resources import folder
from geomap.units import EARTH_RADIUS_M

if TYPE_CHECKING:
    from scipy.sparse import csr_array
    from scipy.spatial import cKDTree

__all__ = ["Network", "load", "unit"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

CELLS = 48  # cells of the chart a degree: 1.25 minutes, 2.3 km
SOUTH = -60  # latitude of the chart's first row
BLOCK = 16  # cells a side of a block of the overview: 37 km
FINE_M = 600.0  # a line is tried each quarter of a cell
COARSE_M = 9_600.0  # in open water each 9.6 km: an open block has as much around it at 75 degrees
# Offsets of the fine samples around a coarse one: each eighth of them first, then the others.
ALL_STEPS = np.arange(-COARSE_M / 2, COARSE_M / 2 + FINE_M, FINE_M)
FINE_STEPS = (ALL_STEPS[::8], np.delete(ALL_STEPS, np.s_[::8]))


def unit(points: npt.ArrayLike) -> Floats:
    """Unit vectors, shape (n, 3), of (lon, lat) in degrees, shape (n, 2)."""
    lon, lat = np.radians(np.asarray(points, np.float64).reshape(-1, 2)).T
    return np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)


def arc_m(a: Floats, b: Floats) -> Floats:
    """Metres between unit vectors along the sphere."""
    chord: Floats = np.linalg.norm(a - b, axis=-1)
    arc: Floats = 2 * EARTH_RADIUS_M * np.arcsin(np.minimum(1.0, chord / 2))
    return arc


@dataclass(frozen=True, eq=False)
class Network:
    """What the file holds, unpacked.

    Attributes
    ----------
    chart : array of uint8
        Navigable cells, one bit each, row 0 at `SOUTH`, column 0 at 180 degrees west.
    clear_chart : array of uint8
        Those of them whose eight neighbours are navigable too.
    open_blocks : array of bool
        Blocks of the chart that lie, with all their neighbours, on water.
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
    closed : dict
        Name to the reason why it is closed unless allowed.
    gates : array of float
        Ends of the lines across straits, as unit vectors, shape (n, 2, 3).
    gate_names : tuple of str
        The strait of each gate.
    tree : cKDTree
        The vertices by place.
    """

    chart: npt.NDArray[np.uint8]
    clear_chart: npt.NDArray[np.uint8]
    open_blocks: Bools
    lonlat: Floats
    xyz: Floats
    first_canal: int
    edges: Ints
    length_m: Floats
    passage: dict[str, Ints]
    canal: dict[tuple[int, int], str]
    titles: dict[str, str]
    closed: dict[str, str]
    gates: Floats
    gate_names: tuple[str, ...]
    tree: "cKDTree"

    def is_sea(self, rows: Ints, columns: Ints) -> Bools:
        """Whether cells are navigable; rows beyond the chart are not."""
        return read_bits(self.chart, rows, columns)

    def is_clear(self, rows: Ints, columns: Ints) -> Bools:
        """Whether cells and their eight neighbours are navigable."""
        return read_bits(self.clear_chart, rows, columns)

    def sees(self, a: Floats, b: Floats) -> Bools:
        """Whether the great circles from each of `a` to each of `b` (n, 3) keep to water.

        Where both ends are a cell off the land, the whole line must be.
        """
        strict = self.is_clear(*locate(a)) & self.is_clear(*locate(b))
        length = arc_m(a, b)
        which, at = sample(length, COARSE_M)
        rows, columns = locate(between(a[which], b[which], at))
        rows, columns = np.clip(rows // BLOCK, 0, len(self.open_blocks) - 1), columns // BLOCK
        near = ~self.open_blocks[rows, columns]
        which, at = which[near], at[near]
        seen = np.ones(len(a), np.bool_)
        for steps in FINE_STEPS:  # few samples first: they are enough for most that see nothing
            todo = seen[which]
            which, at = which[todo], at[todo]
            share = steps[None, :] / np.maximum(length, 1.0)[which][:, None]
            points = np.clip(at[:, None] + share, 0.0, 1.0).ravel()
            arc = np.repeat(which, len(steps))
            rows, columns = locate(between(a[arc], b[arc], points))
            tight = strict[arc]
            seen[arc[tight & ~self.is_clear(rows, columns)]] = False
            seen[arc[~tight & ~self.is_sea(rows, columns)]] = False
        return seen

    def crossed(self, a: Floats, b: Floats) -> dict[str, Ints]:
        """Names of the straits whose gates the arcs from `a` to `b` cross, with the arcs."""
        arc, gate = arcs_cross(a, b, self.gates)
        names = np.array(self.gate_names)[gate]
        return {name: np.unique(arc[names == name]) for name in sorted(set(names.tolist()))}

    def check(self, names: Iterable[str], option: str) -> frozenset[str]:
        """The names of passages given for an option.

        Raises
        ------
        RouteError
            One of them is none.
        """
        wanted = frozenset(names)
        unknown = sorted(wanted - self.titles.keys())
        if unknown:
            message = (
                f"{option} {', '.join(unknown)}: no passage of that name; "
                f"known are {', '.join(sorted(self.titles))}"
            )
            raise RouteError(message)
        return wanted


def locate(xyz: Floats) -> tuple[Ints, Ints]:
    """Row and column of the chart's cells under unit vectors."""
    lat = np.degrees(np.arctan2(xyz[:, 2], np.hypot(xyz[:, 0], xyz[:, 1])))
    lon = np.degrees(np.arctan2(xyz[:, 1], xyz[:, 0]))
    rows = np.floor((lat - SOUTH) * CELLS).astype(np.int64)
    columns = np.floor((lon + 180) * CELLS).astype(np.int64) % (360 * CELLS)
    return rows, columns


def sample(length_m: Floats, step_m: float) -> tuple[Ints, Floats]:
    """Number of the line and share of its length for samples at most `step_m` apart."""
    counts = np.maximum(1, np.ceil(length_m / step_m)).astype(np.int64) + 1
    which = np.repeat(np.arange(len(counts)), counts)
    first = np.repeat(np.cumsum(counts) - counts, counts)
    at = (np.arange(len(which)) - first) / (counts[which] - 1)
    return which, at


def between(a: Floats, b: Floats, share: Floats) -> Floats:
    """Points on great circles, `share` of the way (slerp; Shoemake 1985)."""
    angle = arc_m(a, b) / EARTH_RADIUS_M
    sine = np.maximum(np.sin(angle), 1e-12)
    p = np.where(angle > 1e-9, np.sin((1 - share) * angle) / sine, 1 - share)
    q = np.where(angle > 1e-9, np.sin(share * angle) / sine, share)
    points: Floats = p[:, None] * a + q[:, None] * b
    return points


def arcs_cross(a: Floats, b: Floats, gates: Floats) -> tuple[Ints, Ints]:
    """Numbers of the arcs from `a` to `b`, and of the gates that they cross.

    Two arcs cross where the ends of each lie on both sides of the other's great circle, and the
    circles meet on this side of the globe.
    """
    across = np.cross(gates[:, 0], gates[:, 1])
    arc, gate = np.nonzero((a @ across.T > 0) != (b @ across.T > 0))
    # by chords: a gate farther off than the arc and the gate are long is not crossed
    reach = (
        np.linalg.norm(b - a, axis=1)[arc] + np.linalg.norm(gates[:, 1] - gates[:, 0], axis=1)[gate]
    )
    close = np.linalg.norm(a[arc] - gates[gate, 0], axis=1) <= 1.6 * reach
    arc, gate = arc[close], gate[close]
    one, other = a[arc], b[arc]
    normal = np.cross(one, other)
    ends = gates[gate]
    split = np.einsum("ij,ij->i", normal, ends[:, 0]) * np.einsum("ij,ij->i", normal, ends[:, 1])
    point = np.cross(normal, across[gate])
    point *= np.sign(np.einsum("ij,ij->i", point, one + other))[:, None]
    hit = (split < 0) & (np.einsum("ij,ij->i", point, ends[:, 0] + ends[:, 1]) > 0)
    return arc[hit], gate[hit]


@cache
def load() -> Network:
    """The shipped network, read on first use.

    Raises
    ------
    FileNotFoundError
        The installation is broken.
    """
    base = folder("network")
    with np.load(io.BytesIO(lzma.decompress((base / "sea.xz").read_bytes()))) as file:
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
    canals, gates = passages["canals"], passages["gates"]
    known = {**canals, **gates}
    lines = [(name, line) for name in sorted(known) for line in known[name].get("lines", [])]
    ends = unit([point for _, line in lines for point in line]).reshape(-1, 2, 3)
    names = sorted(canals)
    in_canal = {
        (int(edges[k, 0]), int(edges[k, 1])): names[arrays["edge_canal"][k]]
        for k in np.flatnonzero(arrays["edge_canal"] >= 0)
    }
    network = Network(
        chart=arrays["chart"],
        clear_chart=erode(arrays["chart"]),
        open_blocks=overview(arrays["chart"]),
        lonlat=lonlat,
        xyz=xyz,
        first_canal=len(grid),
        edges=edges,
        length_m=arc_m(xyz[edges[:, 0]], xyz[edges[:, 1]]),
        passage={},
        canal=in_canal,
        titles={name: each["title"] for name, each in known.items()},
        closed=passages["closed"],
        gates=ends,
        gate_names=tuple(name for name, _ in lines),
        tree=cKDTree(xyz),
    )
    # most edges lie on one side of every gate's great circle: that is quickly told by vertex
    side = xyz @ np.cross(ends[:, 0], ends[:, 1]).T > 0
    maybe = np.flatnonzero(np.any(side[edges[:, 0]] != side[edges[:, 1]], axis=1))
    crossed = network.crossed(xyz[edges[maybe, 0]], xyz[edges[maybe, 1]])
    nothing = np.zeros(0, np.int64)
    for name in known:
        inside = nothing
        if name in canals:
            inside = np.flatnonzero(arrays["edge_canal"] == names.index(name))
        network.passage[name] = np.union1d(inside, maybe[crossed.get(name, nothing)])
    return network


def read_bits(chart: npt.NDArray[np.uint8], rows: Ints, columns: Ints) -> Bools:
    """Bits of a packed chart; rows beyond it are 0."""
    inside = (rows >= 0) & (rows < len(chart))
    byte = chart[np.where(inside, rows, 0), columns >> 3]
    found: Bools = ((byte >> (7 - (columns & 7))) & 1 == 1) & inside
    return found


def erode(chart: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """The packed chart without the cells that touch land, in all eight directions."""
    out = chart.copy()
    out[1:] &= chart[:-1]
    out[:-1] &= chart[1:]
    left, right = np.roll(out, 1, axis=1), np.roll(out, -1, axis=1)
    west = (out >> 1) | ((left & 1) << 7)
    west &= (out << 1) | (right >> 7)
    out &= west
    return out


def overview(chart: npt.NDArray[np.uint8]) -> Bools:
    """Blocks of the chart that are water with all the blocks around them."""
    rows = len(chart) // BLOCK
    pieces = chart.view(np.uint16).reshape(rows, BLOCK, -1)
    full = np.all(pieces == 0xFFFF, axis=1)
    padded = np.pad(np.pad(full, ((1, 1), (0, 0))), ((0, 0), (1, 1)), mode="wrap")
    height, width = full.shape
    out: Bools = np.ones((height, width), np.bool_)
    for i in range(3):
        for j in range(3):
            out &= padded[i : i + height, j : j + width]
    return out


def matrix(network: Network, shut: frozenset[str]) -> "csr_array":
    """The graph without the passages that are shut, as a symmetric sparse matrix of metres."""
    from scipy.sparse import csr_array

    usable = np.ones(len(network.edges), np.bool_)
    for name in sorted(shut):
        usable[network.passage[name]] = False
    a, b = network.edges[usable].T
    metres = network.length_m[usable]
    size = len(network.xyz)
    both = (np.concatenate([metres, metres]), (np.concatenate([a, b]), np.concatenate([b, a])))
    return csr_array(both, shape=(size, size))


def position(point: LonLat) -> Floats:
    """Unit vector, shape (1, 3), of one (lon, lat)."""
    return unit([point])
