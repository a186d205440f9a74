"""Port calls: where a ship stopped within a port's radius, when she came and when she left."""

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from geomap.records import Place, PortCall
from geomap.tracks.cut import Voyage, stamp
from geomap.units import EARTH_RADIUS_M, METRES_PER_NAUTICAL_MILE, SECONDS_PER_HOUR

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

__all__ = ["Harbours", "Stay", "find_calls", "find_harbours", "find_stays"]

# A port's point is its harbour master's office or its longest quay: its piers and roads lie
# around it. The gazetteer's own radius counts where it is wider, up to that of a large port.
REACH_M, FARTHEST_M = 3_000.0, 10_000.0
NEAREST = 6  # harbours whose discs may lie over one another (Nakhodka Bay has five)

# A large port's quays lie farther from its point than that, and so does its anchorage. At anchor a
# ship swings by hundreds of metres with tide and wind; who lies stiller than a ship's length for
# a watch is made fast.
BERTH_REACH_M = 8_000.0
BERTH_M, BERTH_S = 150.0, 4 * SECONDS_PER_HOUR

STOPPED_KN = 1.0  # a ship at anchor or at a quay drifts less
STOP_S = 0.5 * SECONDS_PER_HOUR  # who waits for a pilot or a lock has not called
AWAY_S = 2 * SECONDS_PER_HOUR  # a shift of berth, or a few positions that stray, is no departure


class Harbours:
    """Ports, and towns with a quay, to find the one that a position lies in."""

    def __init__(self, places: Sequence[Place]) -> None:
        self.places = sorted(places, key=lambda place: place.id)

    def locate(self, lon: "Array", lat: "Array", *, least_m: float = REACH_M) -> "Array":
        """Index of the harbour that each position lies in, -1 where there is none.

        No harbour reaches less far than `least_m` from its point, nor farther than `FARTHEST_M`.
        A port is preferred to a town, then the one whose middle is nearest by its own measure.
        """
        import numpy as np

        found = np.full(len(lon), -1)
        if not self.places or not len(lon):
            return found
        reach_m = [min(max(p.radius_m, least_m), FARTHEST_M) for p in self.places]
        away, near = self._tree.query(
            _on_sphere(lon, lat),
            k=min(NEAREST, len(self.places)),
            distance_upper_bound=2 * math.sin(max(reach_m) / EARTH_RADIUS_M / 2),
        )
        away, near = away.reshape(len(lon), -1), near.reshape(len(lon), -1)
        reach = 2 * np.sin(np.array([*reach_m, 1.0]) / EARTH_RADIUS_M / 2)
        share = away / reach[near]
        towns = np.array([float(p.kind != "port") for p in self.places] + [0.0])
        rank = np.where(share <= 1.0, share + towns[near], np.inf)
        best = rank.argmin(axis=1)
        rows = np.arange(len(lon))
        inside = np.isfinite(rank[rows, best])
        found[inside] = near[rows, best][inside]
        return found

    @cached_property
    def _tree(self) -> Any:
        import numpy as np
        from scipy.spatial import cKDTree

        lon, lat = (
            np.array(each) for each in zip(*((p.lon, p.lat) for p in self.places), strict=True)
        )
        return cKDTree(_on_sphere(lon, lat))


def _on_sphere(lon: "Array", lat: "Array") -> "Array":
    import numpy as np

    x, y = np.radians(lon), np.radians(lat)
    return np.column_stack([np.cos(y) * np.cos(x), np.cos(y) * np.sin(x), np.sin(y)])


@dataclass
class Stay:
    """A visit: the first and the last position within a harbour."""

    harbour: int
    first: int
    last: int


def find_harbours(voyage: Voyage, steps_m: "Array", harbours: Harbours) -> "Array":
    """Index of the harbour that each position lies in, or lies made fast near; -1 for none."""
    import numpy as np

    found = harbours.locate(voyage.lon, voyage.lat)
    at_sea = (found[:-1] < 0) & (found[1:] < 0)
    still = np.concatenate(([False], (steps_m < BERTH_M) & at_sea, [False])).astype(int)
    turns = np.diff(still)
    for first, last in zip(np.flatnonzero(turns == 1), np.flatnonzero(turns == -1), strict=True):
        run = slice(first, last + 1)
        if voyage.time[last] - voyage.time[first] < BERTH_S:
            continue
        lon, lat = voyage.lon[run], voyage.lat[run]
        middle = np.array([np.median(lon)]), np.array([np.median(lat)])
        swing = _on_sphere(lon, lat) - _on_sphere(*middle)
        if np.linalg.norm(swing, axis=1).max() * EARTH_RADIUS_M < BERTH_M:
            found[run] = harbours.locate(*middle, least_m=BERTH_REACH_M)[0]
    return found


def find_stays(
    voyage: Voyage, steps_m: "Array", harbour: "Array", breaks: Sequence[int]
) -> list[Stay]:
    """Visits during which the ship stopped; `breaks` are where signal begins after a gap.

    She stopped where she did less than a knot for half an hour, by her positions or by what
    her signal reports; a position alone counts if it reports so.
    """
    import numpy as np

    dt = np.maximum(np.diff(voyage.time), 1.0)
    slow_step = steps_m / METRES_PER_NAUTICAL_MILE / (dt / SECONDS_PER_HOUR) < STOPPED_KN
    with np.errstate(invalid="ignore"):
        slow = voyage.speed < STOPPED_KN
    slow_step |= slow[:-1] & slow[1:]
    lull = np.concatenate([[0.0], np.cumsum(np.where(slow_step, dt, 0.0))])
    visits = _merged(_visits(harbour, breaks), voyage, set(breaks))
    return [
        visit
        for visit in visits
        if lull[visit.last] - lull[visit.first] >= STOP_S
        or (visit.first == visit.last and slow[visit.first])
    ]


def _visits(harbour: "Array", breaks: Sequence[int]) -> Iterator[Stay]:
    """Runs of positions in one harbour, cut at gaps."""
    import numpy as np

    changes = (np.flatnonzero(np.diff(harbour)) + 1).tolist()
    edges = sorted({0, *changes, *breaks, len(harbour)})
    for first, end in itertools.pairwise(edges):
        if harbour[first] >= 0:
            yield Stay(int(harbour[first]), first, end - 1)


def _merged(visits: Iterator[Stay], voyage: Voyage, breaks: set[int]) -> list[Stay]:
    merged: list[Stay] = []
    for visit in visits:
        before = merged[-1] if merged else None
        if (
            before is not None
            and before.harbour == visit.harbour
            and visit.first not in breaks
            and voyage.time[visit.first] - voyage.time[before.last] <= AWAY_S
        ):
            before.last = visit.last
        else:
            merged.append(visit)
    return merged


def find_calls(
    voyage: Voyage, stays: Sequence[Stay], harbours: Harbours, starts: Sequence[int]
) -> tuple[PortCall, ...]:
    """The visits as records; `starts` are where each stretch with signal begins."""
    begins = set(starts)
    ends = {start - 1 for start in starts[1:]} | {len(voyage) - 1}
    return tuple(
        PortCall(
            place=harbours.places[stay.harbour],
            start=stamp(voyage.time[stay.first]),
            end=stamp(voyage.time[stay.last]),
            duration_s=float(voyage.time[stay.last] - voyage.time[stay.first]),
            n_points=stay.last - stay.first + 1,
            open_start=stay.first in begins,
            open_end=stay.last in ends,
        )
        for stay in stays
    )
