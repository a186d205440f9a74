"""Places around a point: cells of half a degree, kept as an index of the table `place`.

A plain index of an expression, so that it works with every SQLite and costs 3 MB; the R*Tree
module would take 10 MB and is not compiled into every SQLite.
"""

import math
from collections.abc import Iterator
from typing import Final

from geomap.geo import LonLat

__all__ = ["INDEX", "WITHIN", "cells_around"]

_ROWS_PER_DEGREE: Final = 2
_COLUMNS: Final = 360 * _ROWS_PER_DEGREE
_M_PER_DEGREE: Final = 111_195.0  # of latitude, on the sphere of great_circle_m
_POLE: Final = 89.0  # latitude from which every meridian is near

# The index serves only queries that write the expression in the same words.
_CELL: Final = "CAST((lat + 90) * 2 AS INTEGER) * 720 + CAST((lon + 180) * 2 AS INTEGER) % 720"
INDEX: Final = f"CREATE INDEX place_cell ON place ({_CELL})"
WITHIN: Final = f"{_CELL} BETWEEN ? AND ?"


def cells_around(point: LonLat, radius_m: float) -> Iterator[tuple[int, int]]:
    """Ranges (first, last) of cells that cover a disc around (lon, lat)."""
    lon, lat = point
    reach = radius_m / _M_PER_DEGREE
    low, high = max(-90.0, lat - reach), min(90.0, lat + reach)
    farthest = max(abs(low), abs(high))
    wide = 180.0 if farthest >= _POLE else min(180.0, reach / math.cos(math.radians(farthest)))
    first = math.floor((lon - wide + 180) * _ROWS_PER_DEGREE)
    last = math.floor((lon + wide + 180) * _ROWS_PER_DEGREE)
    for row in range(int((low + 90) * _ROWS_PER_DEGREE), int((high + 90) * _ROWS_PER_DEGREE) + 1):
        base = row * _COLUMNS
        if last - first >= _COLUMNS:
            yield base, base + _COLUMNS - 1
        elif first % _COLUMNS <= last % _COLUMNS:
            yield base + first % _COLUMNS, base + last % _COLUMNS
        else:
            yield base + first % _COLUMNS, base + _COLUMNS - 1
            yield base, base + last % _COLUMNS
