"""The sea chart: a mask of navigable water in cells of 1.25 minutes, and who sees whom over it.

Everything here is in unit vectors on a sphere: lengths that anybody reads are measured on the
ellipsoid elsewhere.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from geomap.geo import LonLat
from geomap.units import EARTH_RADIUS_M

__all__ = [
    "Chart",
    "arc_m",
    "between",
    "chart_of",
    "chord",
    "cross",
    "locate",
    "position",
    "sample",
    "unit",
]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.signedinteger[Any]]
Bools = npt.NDArray[np.bool_]

CELLS = 48  # cells of the chart a degree: 1.25 minutes, 2.3 km
SOUTH = -60  # latitude of the chart's first row
BLOCK = 16  # cells a side of a block of the overview: 37 km
WIDTH = 360 * CELLS
FINE_M = 600.0  # a line is tried each quarter of a cell
COARSE_M = 9_600.0  # in open water each 9.6 km: an open block has as much around it at 75 degrees
STEPS = np.arange(-COARSE_M / 2, COARSE_M / 2 + FINE_M, FINE_M)  # fine samples around a coarse one
# So short an arc is a parabola in degrees: 130 m off at most at 80 degrees north.
PIECE_M = 200_000.0
BAND = 432


def unit(points: npt.ArrayLike) -> Floats:
    """Unit vectors, shape (n, 3), of (lon, lat) in degrees, shape (n, 2)."""
    lon, lat = np.radians(np.asarray(points, np.float64).reshape(-1, 2)).T
    flat_lat = np.cos(lat)
    return rows_of(flat_lat * np.cos(lon), flat_lat * np.sin(lon), np.sin(lat))


def rows_of(*columns: Floats) -> Floats:
    """Columns side by side; for few rows numpy's `stack` takes several times as long."""
    out = np.empty((len(columns[0]), len(columns)))
    for k, column in enumerate(columns):
        out[:, k] = column
    return out


def arc_m(a: Floats, b: Floats) -> Floats:
    """Metres between unit vectors along the sphere."""
    arc: Floats = 2 * EARTH_RADIUS_M * np.arcsin(np.minimum(1.0, chord(a, b) / 2))
    return arc


def chord(a: Floats, b: Floats) -> Floats:
    """Straight distances between points; numpy's norm takes several times as long for few."""
    line = a - b
    out: Floats = np.sqrt(np.einsum("...j,...j->...", line, line))
    return out


@dataclass(frozen=True, eq=False)
class Chart:
    """Water that a ship can use; each part flat, with a row of land after the last.

    Attributes
    ----------
    water : array of uint8
        Navigable cells, one bit each, row 0 at `SOUTH`, column 0 at 180 degrees west.
    clear : array of uint8
        Those of them whose eight neighbours are navigable too, laid out in the same way.
    open_blocks : array of bool
        Blocks that lie, with all their neighbours, on water.
    """

    water: npt.NDArray[np.uint8]
    clear: npt.NDArray[np.uint8]
    open_blocks: Bools

    def is_sea(self, rows: Ints, columns: Ints) -> Bools:
        """Whether cells are navigable; rows beyond the chart are not."""
        return read_bits(self.water, address(self.water, rows, columns), columns)

    def is_clear(self, rows: Ints, columns: Ints) -> Bools:
        """Whether cells and their eight neighbours are navigable."""
        return read_bits(self.clear, address(self.water, rows, columns), columns)

    def is_sea_at(self, point: LonLat) -> bool:
        """Whether one (lon, lat) lies in a navigable cell."""
        row = math.floor((point[1] - SOUTH) * CELLS)
        column = math.floor((point[0] + 180) * CELLS) % WIDTH
        where = row * (WIDTH // 8) + column // 8
        if not 0 <= where < self.water.size:
            return False
        return bool(int(self.water[where]) >> (7 - column % 8) & 1)

    def sees(self, a: Floats, b: Floats) -> Bools:
        """Whether the great circles from each of `a` to each of `b` (n, 3) keep to water.

        Where both ends are a cell off the land, the whole line must be.
        """
        curves, line, length = bend(a, b)
        piece, at = sample(length, COARSE_M)
        rows, columns = cells(curves, piece, at)
        where = address(self.water, rows, columns)
        clear = read_bits(self.clear, where, columns)
        # the ends of an arc are those of its first and its last piece
        first = np.searchsorted(line, line)
        last = np.searchsorted(line, line, side="right") - 1
        tight = clear[np.flatnonzero(at == 0)[first]] & clear[np.flatnonzero(at == 1)[last]]
        good = np.where(tight[piece], clear, read_bits(self.water, where, columns))
        seen = np.ones(len(a), np.bool_)
        arc = line[piece]
        seen[arc[~good]] = False
        # what is not yet lost is tried closely, but for open water
        width = WIDTH // BLOCK
        block = np.minimum(rows // BLOCK, self.open_blocks.size // width - 1)
        block = np.maximum(block, -1) * width + columns // BLOCK
        near = np.flatnonzero(seen[arc] & ~self.open_blocks.take(block))
        piece, at = refine(piece[near], at[near], length)
        rows, columns = cells(curves, piece, at)
        where = address(self.water, rows, columns)
        wet = read_bits(self.water, where, columns)
        clear = read_bits(self.clear, where, columns)
        seen[line[piece[~np.where(tight[piece], clear, wet)]]] = False
        return seen


def chart_of(water: npt.NDArray[np.uint8]) -> Chart:
    """The chart of packed rows of navigable cells."""
    return Chart(water=flat(water), clear=flat(erode(water)), open_blocks=flat(overview(water)))


def cells(curves: Floats, which: Ints, at: Floats) -> tuple[Ints, Ints]:
    """Row and column of the cells at shares of the arcs `which`, which `bend` gave."""
    start, slope, bow = curves.take(which, axis=2).transpose(1, 0, 2)
    rows, columns = np.floor(start + at * (slope + at * bow)).astype(np.int64)
    return rows, columns % WIDTH


def refine(piece: Ints, at: Floats, length_m: Floats) -> tuple[Ints, Floats]:
    """Fine samples around coarse ones: number of the piece and share of its length."""
    share = STEPS / np.maximum(length_m, 1.0)[piece][:, None]
    share += at[:, None]
    return np.repeat(piece, len(STEPS)), np.minimum(np.maximum(share, 0.0), 1.0).ravel()


def bend(a: Floats, b: Floats) -> tuple[Floats, Ints, Floats]:
    """Arcs from `a` to `b` in short pieces, the number of the arc of each, and its metres.

    A piece is a parabola in cells, the first axis rows and columns, the second coefficients:
    `c[0] + t * (c[1] + t * c[2])`.
    """
    length = arc_m(a, b)
    line = np.arange(len(a))
    if len(a) and length.max() > PIECE_M:
        count = np.maximum(1, np.ceil(length / PIECE_M)).astype(np.int64)
        line = np.repeat(line, count)
        step = np.arange(len(line)) - np.repeat(np.cumsum(count) - count, count)
        share = np.concatenate([step, step + 1]) / np.tile(count[line], 2)
        twice = np.tile(line, 2)
        a, b = between(a[twice], b[twice], share).reshape(2, -1, 3)
        length = (length / count)[line]
    # the middle of an arc lies above the middle of its chord
    x, y, z = np.concatenate([a, a + b, b]).T
    degrees = np.empty((2, len(x)))
    np.arctan2(z, np.sqrt(x * x + y * y), out=degrees[0])
    np.arctan2(y, x, out=degrees[1])
    degrees *= 180 / math.pi
    degrees -= ((SOUTH,), (-180,))
    degrees *= CELLS
    values = degrees.reshape(2, 3, -1)
    for k in (1, 2):
        values[1, k] += WIDTH * np.rint((values[1, k - 1] - values[1, k]) / WIDTH)
    return parabola(values), line, length


def parabola(values: Floats) -> Floats:
    """Coefficients of the parabolas with these values, along the second axis, at 0, a half, 1."""
    start, middle, end = values.transpose(1, 0, 2)
    out = np.empty_like(values)
    out[:, 0] = start
    out[:, 1] = 4 * middle - 3 * start - end
    out[:, 2] = 2 * (start + end) - 4 * middle
    return out


def locate(xyz: Floats) -> tuple[Ints, Ints]:
    """Row and column of the chart's cells under unit vectors."""
    x, y, z = xyz.T
    lat = np.degrees(np.arctan2(z, np.hypot(x, y)))
    lon = np.degrees(np.arctan2(y, x))
    rows = np.floor((lat - SOUTH) * CELLS).astype(np.int64)
    columns = np.floor((lon + 180) * CELLS).astype(np.int64) % WIDTH
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
    apart = angle > 1e-9
    p = np.where(apart, np.sin((1 - share) * angle) / sine, 1 - share)
    q = np.where(apart, np.sin(share * angle) / sine, share)
    points: Floats = p[:, None] * a + q[:, None] * b
    return points


def cross(a: Floats, b: Floats) -> Floats:
    """Cross products of rows; numpy's own takes several times as long for few of them."""
    x, y, z = a.T
    u, v, w = b.T
    return rows_of(y * w - z * v, z * u - x * w, x * v - y * u)


def position(point: LonLat) -> Floats:
    """Unit vector, shape (1, 3), of one (lon, lat)."""
    return unit([point])


def address(chart: npt.NDArray[np.uint8], rows: Ints, columns: Ints) -> Ints:
    """Bytes of a flat chart that hold cells; rows beyond it are its last, which is land."""
    width = WIDTH // 8
    last = chart.size // width - 1
    where: Ints = np.where((rows >= 0) & (rows < last), rows, last) * width + (columns >> 3)
    return where


def read_bits(chart: npt.NDArray[np.uint8], where: Ints, columns: Ints) -> Bools:
    """Bits of a flat chart at what `address` gave for columns."""
    found: Bools = (chart.take(where) >> (7 - (columns & 7)).astype(np.uint8)) & 1 == 1
    return found


def flat(chart: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """A chart with a row of zeros after its last, as one row."""
    return np.concatenate([chart, np.zeros_like(chart[:1])]).ravel()


def erode(chart: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """The packed chart without the cells that touch land, in all eight directions."""
    out = chart.copy()
    for first in range(0, len(chart), BAND):  # in bands: of the whole, each step is 15 MB
        last = first + BAND
        band = chart[first:last].copy()
        above, below = (
            chart[first - 1 : last - 1] if first else chart[:0],
            chart[first + 1 : last + 1],
        )
        band[len(band) - len(above) :] &= above
        band[: len(below)] &= below
        left, right = np.roll(band, 1, axis=1), np.roll(band, -1, axis=1)
        narrow = (band >> 1) | ((left & 1) << 7)
        narrow &= (band << 1) | (right >> 7)
        out[first:last] = band & narrow
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
