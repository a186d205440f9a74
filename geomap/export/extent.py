"""The smallest bounding box around many geometries, across 180 degrees too, in fixed memory."""

import itertools
from collections.abc import Iterator

from geomap.frames import Geometry

__all__ = ["Extent"]

FULL_TURN = 360.0  # degrees of longitude
HALF_TURN = 180.0
BINS = 3600  # of longitude; a gap narrower than one (0.1 degrees) is not seen as one


class Extent:
    """A running [west, south, east, north]; west > east where the box crosses 180 degrees.

    RFC 7946, section 5.2. The box leaves out the widest empty gap between the meridians. Each
    bin of longitude keeps the first and last longitude that is covered in it, so the memory
    does not grow with the number of geometries.
    """

    def __init__(self) -> None:
        self._south, self._north = 90.0, -90.0
        self._first = [HALF_TURN] * (BINS + 1)  # the last bin holds 180 degrees itself
        self._last = [-HALF_TURN] * (BINS + 1)
        self._spans = [0] * (BINS + 2)  # differences: spans that cover a bin whole begin and end

    def add(self, geometry: Geometry) -> None:
        """Take in a GeoJSON geometry with longitudes in [-180, 180]."""
        for part in _parts(geometry):
            lons, lats = [p[0] for p in part], [p[1] for p in part]
            west, east = min(lons), max(lons)
            self._south = min(self._south, *lats)
            self._north = max(self._north, *lats)
            low, high = _bin(west), _bin(east)
            self._cover(low, west, east if low == high else _edge(low + 1))
            if low != high:
                self._cover(high, _edge(high), east)
                self._spans[low + 1] += 1
                self._spans[high] -= 1

    def _cover(self, number: int, west: float, east: float) -> None:
        self._first[number] = min(self._first[number], west)
        self._last[number] = max(self._last[number], east)

    def bbox(self) -> list[float] | None:
        """[west, south, east, north] in degrees; None if nothing was added."""
        covered = list(self._covered())
        if not covered:
            return None
        west, east = _widest_gap(covered)
        return [west, self._south, east, self._north]

    def _covered(self) -> Iterator[tuple[float, float]]:
        for number, depth in enumerate(itertools.accumulate(self._spans[:-1])):
            if depth:
                yield _edge(number), _edge(number + 1)
            elif self._first[number] <= self._last[number]:
                yield self._first[number], self._last[number]


def _bin(lon: float) -> int:
    return int((lon + HALF_TURN) * BINS / FULL_TURN)


def _edge(number: int) -> float:
    return min(number * FULL_TURN / BINS - HALF_TURN, HALF_TURN)


def _parts(geometry: Geometry) -> Iterator[list[list[float]]]:
    """Go through the lines and rings of a GeoJSON geometry, a point being a line of one."""
    coordinates = geometry["coordinates"]
    match geometry["type"]:
        case "Point":
            yield [coordinates]
        case "LineString":
            yield coordinates
        case "MultiLineString" | "Polygon":
            yield from coordinates
        case "MultiPolygon":
            for polygon in coordinates:
                yield from polygon


def _widest_gap(spans: list[tuple[float, float]]) -> tuple[float, float]:
    """Find (west, east) of what is left when the widest gap between sorted spans is cut out."""
    first, reach = spans[0]
    gaps: list[tuple[float, float, float]] = []
    for start, end in spans[1:]:
        if start > reach:
            gaps.append((start - reach, start, reach))
        reach = max(reach, end)
    around = first + FULL_TURN - reach
    width, west, east = max([*gaps, (around, first, reach)], key=lambda gap: gap[0])
    return (west, east) if width > 0 else (-HALF_TURN, HALF_TURN)
