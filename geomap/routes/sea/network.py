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
from geomap.resources import folder
from geomap.routes.sea.chart import CELLS, Chart, Floats, Ints, arc_m, chart_of, chord, cross, unit

if TYPE_CHECKING:
    from scipy.sparse import csr_array
    from scipy.spatial import cKDTree

__all__ = ["Network", "load"]

# What a passage's name may have or lack.
NOT_NAMES = frozenset(("the", "of", "strait", "straits", "canal"))


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
    gates : array of float
        Ends of the lines across straits, as unit vectors, shape (n, 2, 3).
    gate_names : tuple of str
        The strait of each gate.
    cells : array of int
        Row and column on the chart of the vertices that are not a canal's.
    tree, canal_tree : cKDTree
        The vertices by place, and those of canals.
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
    gates: Floats
    gate_names: tuple[str, ...]
    cells: Ints
    tree: "cKDTree"
    canal_tree: "cKDTree"

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
        wanted = {name: self.names.get(slug(name)) for name in names}
        unknown = sorted(name for name, known in wanted.items() if known is None)
        if unknown:
            message = (
                f"{option} {', '.join(unknown)}: no passage of that name; "
                f"known are {', '.join(sorted(self.titles))}"
            )
            raise RouteError(message)
        return frozenset(known for known in wanted.values() if known)


def arcs_cross(a: Floats, b: Floats, gates: Floats) -> tuple[Ints, Ints]:
    """Numbers of the arcs from `a` to `b`, and of the gates that they cross.

    Two arcs cross where the ends of each lie on both sides of the other's great circle, and the
    circles meet on this side of the globe.
    """
    across = cross(gates[:, 0], gates[:, 1])
    arc, gate = np.nonzero((a @ across.T > 0) != (b @ across.T > 0))
    if not len(arc):
        return arc, gate
    # by chords: a gate farther off than the arc and the gate are long is not crossed
    one, other, ends = a[arc], b[arc], gates[gate]
    reach = chord(one, other) + chord(ends[:, 0], ends[:, 1])
    close = chord(one, ends[:, 0]) <= 1.6 * reach
    arc, gate = arc[close], gate[close]
    if not len(arc):
        return arc, gate
    one, other = a[arc], b[arc]
    normal = cross(one, other)
    ends = gates[gate]
    split = np.einsum("ij,ij->i", normal, ends[:, 0]) * np.einsum("ij,ij->i", normal, ends[:, 1])
    point = cross(normal, across[gate])
    point *= np.sign(np.einsum("ij,ij->i", point, one + other))[:, None]
    hit = (split < 0) & (np.einsum("ij,ij->i", point, ends[:, 0] + ends[:, 1]) > 0)
    return arc[hit], gate[hit]


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
    canals, gates = passages["canals"], passages["gates"]
    known = {**canals, **gates}
    lines = [(name, line) for name in sorted(known) for line in known[name].get("lines", [])]
    ends = unit([point for _, line in lines for point in line]).reshape(-1, 2, 3)
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
        gates=ends,
        gate_names=tuple(name for name, _ in lines),
        cells=cells,
        tree=cKDTree(xyz),
        canal_tree=cKDTree(xyz[len(grid) :]),
    )
    # most edges lie on one side of every gate's great circle: that is quickly told by vertex
    side = xyz @ cross(ends[:, 0], ends[:, 1]).T > 0
    maybe = np.flatnonzero(np.any(side[edges[:, 0]] != side[edges[:, 1]], axis=1))
    crossed = network.crossed(xyz[edges[maybe, 0]], xyz[edges[maybe, 1]])
    nothing = np.zeros(0, np.int64)
    for name in known:
        inside = nothing
        if name in canals:
            inside = np.flatnonzero(arrays["edge_canal"] == names.index(name))
        network.passage[name] = np.union1d(inside, maybe[crossed.get(name, nothing)])
    return network


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
