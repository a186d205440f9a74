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

__all__ = ["Chart", "arc_m", "chart_of", "chord", "cross", "rows_of", "unit"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.signedinteger[Any]]
Bools = npt.NDArray[np.bool_]

CELLS = 48  # cells of the chart a degree: 1.25 minutes, 2.3 km
SOUTH = -60  # latitude of the shipped chart's first row: beyond it there is ice
HEIGHT, WIDTH = 180 * CELLS, 360 * CELLS
BYTES = WIDTH // 8  # a row of cells
BLOCK = 8  # cells a side of a block of the overview, 18.5 km: a byte wide
# A line is tried each 9.6 km, and between, where that is not open water, each 600 m: a quarter
# of a cell.
COARSE_M, FINE = 9_600.0, 16
SHARES = np.arange(1, FINE)[:, None] / FINE
# From here on a block is narrower than half a coarse step: two on either side must be open.
NARROW_LAT = 75
PER_RADIAN = CELLS * 180 / math.pi
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
    out: Floats = np.sqrt((line * line).sum(axis=-1))
    return out


@dataclass(frozen=True, eq=False)
class Chart:
    """Water that a ship can use.

    Attributes
    ----------
    cells : array of uint8
        Two charts of the whole globe, one after the other in one row, a bit a cell, from the south
        pole and 180 degrees west on: the navigable cells, and those of them whose eight neighbours
        are navigable too. Each has a row more, at the north pole itself.
    open_blocks : array of bool
        Blocks that lie, with those around them, on water.
    """

    cells: npt.NDArray[np.uint8]
    open_blocks: Bools

    def is_sea_at(self, point: LonLat) -> bool:
        """Whether one (lon, lat) lies in a navigable cell."""
        row, column = (math.floor(each) for each in cell_of(point))
        return bool(int(self.cells[row * BYTES + column % WIDTH // 8]) >> (7 - column % 8) & 1)

    def window(self, south: int, north: int, west: int, east: int) -> Bools:
        """Cells of a range of rows and one of columns of bytes, which may go past 180 degrees."""
        rows, columns = np.arange(south, north), np.arange(west, east)
        some = self.cells.take((rows * BYTES)[:, None] + columns % BYTES)
        return np.unpackbits(some, axis=1).view(np.bool_)

    def read(self, first: Ints, columns: Ints) -> Bools:
        """Bits of the cells in columns of the rows that begin with the bytes `first`."""
        bits = self.cells.take(first + (columns >> 3)) << (columns & 7).astype(np.uint8)
        found: Bools = bits & 128 != 0
        return found

    def sees(self, a: Floats, b: Floats) -> Bools:
        """Whether the great circles from each of `a` to each of `b` (n, 3) keep to water.

        Where both ends are a cell off the land, the whole line must be.
        """
        if not len(a):
            return np.zeros(0, np.bool_)
        line, last, y, x = trace(a, b)
        first = np.append(0, last[:-1] + 1)
        rows, columns = y.astype(np.int64), within_turn(x.astype(np.int64))
        first_byte = rows * BYTES
        second = self.cells.size // 2
        clear = self.read(first_byte + second, columns)
        layer = second * (clear.take(first) & clear.take(last)).take(line)
        seen: Bools = np.logical_and.reduceat(self.read(first_byte + layer, columns), first)
        # what is not yet lost is tried closely, but for open water
        block = rows // BLOCK * BYTES + (columns >> 3)
        shut = ~self.open_blocks.take(block)
        near = (shut[:-1] | shut[1:]) & seen.take(line[:-1])
        near[last[:-1]] = False
        k = near.nonzero()[0]
        south, west = y.take(k), x.take(k)
        east = x.take(k + 1) - west
        east -= WIDTH * np.rint(east / WIDTH)
        rows = (south + (y.take(k + 1) - south) * SHARES).astype(np.int64)
        columns = within_turn((west + east * SHARES).astype(np.int64))
        wet = self.read(rows * BYTES + layer.take(k), columns)
        seen[line[k[~wet.all(axis=0)]]] = False
        return seen


def within_turn(columns: Ints) -> Ints:
    """Columns from 0 on; numpy's remainder takes several times as long."""
    return columns - columns // WIDTH * WIDTH


def trace(a: Floats, b: Floats) -> tuple[Ints, Ints, Floats, Floats]:
    """Great circles from `a` to `b` as points at most `COARSE_M` apart, in cells.

    Gives the number of the line of each point, the last point of each line, and the rows and
    columns, the latter a turn too high: so they are positive a little to the west of any too.
    """
    way = b - a
    half = np.arcsin(np.minimum(1.0, np.sqrt((way * way).sum(axis=1)) / 2))
    half = np.minimum(np.maximum(half, 1e-9), math.pi / 2 - 1e-6)
    steps = (2 * EARTH_RADIUS_M / COARSE_M * half).astype(np.int64) + 1
    last = (steps + 1).cumsum() - 1
    line = np.arange(len(a)).repeat(steps + 1)
    # at even angles, which on the chord are tangents of the angle from its middle
    angle = (np.arange(len(line)) - (last - steps / 2).take(line)) * (2 * half / steps).take(line)
    share = 0.5 + np.tan(angle) * (0.5 / np.tan(half)).take(line)
    x, y, z = a.T.take(line, axis=1) + share * way.T.take(line, axis=1)
    row = np.arctan2(z, np.sqrt(x * x + y * y)) * PER_RADIAN + HEIGHT / 2
    return line, last, row, np.arctan2(y, x) * PER_RADIAN + 1.5 * WIDTH


def chart_of(water: npt.NDArray[np.uint8]) -> Chart:
    """The chart of packed rows of navigable cells, of which the first lies at `SOUTH`."""
    first = (SOUTH + 90) * CELLS
    cells = np.zeros((2, HEIGHT + 1, BYTES), np.uint8)  # what is not written takes no memory
    cells[0, first : first + len(water)] = water
    erode(water, cells[1, first : first + len(water)])
    return Chart(cells=cells.ravel(), open_blocks=overview(cells[0]).ravel())


def cell_of(point: LonLat) -> tuple[float, float]:
    """Where a (lon, lat) lies on the chart: row and column, the latter from -180 degrees on."""
    return (point[1] + 90) * CELLS, (point[0] + 180) * CELLS


def cross(a: Floats, b: Floats) -> Floats:
    """Cross products of rows; numpy's own takes several times as long for few of them."""
    x, y, z = a.T
    u, v, w = b.T
    return rows_of(y * w - z * v, z * u - x * w, x * v - y * u)


def erode(chart: npt.NDArray[np.uint8], out: npt.NDArray[np.uint8]) -> None:
    """Write the packed chart without the cells that touch land, in all eight directions."""
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


def overview(chart: npt.NDArray[np.uint8]) -> Bools:
    """Blocks of the chart that are water, with the blocks around them."""
    full = np.bitwise_and.reduce(chart[:HEIGHT].reshape(-1, BLOCK, BYTES), axis=1) == 0xFF
    out: Bools = np.zeros((len(full) + 1, BYTES), np.bool_)
    out[1:-2] = beside(full[:-2] & full[1:-1] & full[2:])
    far = (90 + NARROW_LAT) * CELLS // BLOCK
    out[far:] = beside(out[far:])
    return out


def beside(blocks: Bools) -> Bools:
    """Blocks whose neighbours east and west hold too."""
    return blocks & np.roll(blocks, 1, axis=1) & np.roll(blocks, -1, axis=1)
