"""One ship's positions cut to what can be drawn: ways with signal, gaps, impossible jumps."""

import itertools
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from geomap.geo import ellipsoid, great_circle_m
from geomap.records import TrackJump, TrackPart
from geomap.units import METRES_PER_KILOMETRE, METRES_PER_NAUTICAL_MILE, SECONDS_PER_HOUR

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

__all__ = [
    "Voyage",
    "cut_parts",
    "find_jumps",
    "find_starts",
    "in_knots",
    "lengths_m",
    "stamp",
    "time_words",
]

# Ships on the air are heard every few minutes near a coast and, by satellite, every few hours at
# sea: a silence of six hours tells something. Where a file holds a position a day, five times
# its usual step would; but between positions days apart nobody saw the way, however usual that is.
GAP_S = 6 * SECONDS_PER_HOUR
GAP_STEPS = 5
LONGEST_STEP_S = 36 * SECONDS_PER_HOUR

# Fast ferries and warships do 45 knots; at 60 a position is wrong, or the signal is.
TOP_KN = 60.0
LOOK_BACK = 8  # stretches between jumps that one may follow; a jammed receiver has thousands
# Exports round times to the minute: 20 knots are 0.3 nautical miles a minute.
JUMP_M = 1_000.0

# What AIS receivers pass on as they got it is tenths of a knot (ITU-R M.1371, speed over ground);
# then reported speeds are ten times those made between positions. 102.3 knots mean "not known".
MOVING_KN, MOVING_STEPS = 2.0, 5
TENTHS = (7.0, 13.0)
UNKNOWN_KN = 102.3

STILL_S = SECONDS_PER_HOUR  # a shorter stop is a pilot's, and says nothing of where she lay
THIN_M = 50.0  # a vertex is left out where the line without it passes within a ship's length
# A year of a ship at sea has some thousand vertices; more say nothing on a map, and the line is
# then drawn more coarsely.
MOST_VERTICES = 20_000
THIN_BLOCK = 5_000  # points thinned at a time: what the method can take at worst grows with n * n
DECIMALS = 6
M_PER_DEGREE = 111_195.0


@dataclass
class Voyage:
    """One ship's positions in order of time; `speed` in knots, NaN where not told."""

    lon: "Array"
    lat: "Array"
    time: "Array"
    speed: "Array"

    def __len__(self) -> int:
        return len(self.lon)

    def only(self, chosen: "Array") -> "Voyage":
        """The same without positions that are not chosen (a mask)."""
        return Voyage(self.lon[chosen], self.lat[chosen], self.time[chosen], self.speed[chosen])

    def at(self, index: int) -> tuple[float, float]:
        """Where a position is, (lon, lat)."""
        return float(self.lon[index]), float(self.lat[index])


def lengths_m(lon: "Array", lat: "Array") -> "Array":
    """Geodesic length of each step, in metres."""
    steps: Array = ellipsoid().inv(lon[:-1], lat[:-1], lon[1:], lat[1:])[2]
    return steps


def stamp(seconds: float) -> str:
    """Seconds since 1970 as ISO 8601, in UTC.

    >>> stamp(1694498400)
    '2023-09-12T06:00:00Z'
    """
    return datetime.fromtimestamp(int(seconds), tz=UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def time_words(seconds: float) -> str:
    """A length of time in the two largest units that it fills.

    >>> time_words(3 * 86400 + 4 * 3600 + 59), time_words(7 * 3600), time_words(600)
    ('3 d 4 h', '7 h', '10 min')
    """
    minutes = int(seconds) // 60
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    told = [f"{n} {unit}" for n, unit in ((days, "d"), (hours, "h"), (minutes, "min")) if n]
    if days or hours:
        told = told[:2] if days else told
        told = [part for part in told if not (days and part.endswith("min"))]
    return " ".join(told) or "less than a minute"


def in_knots(voyage: Voyage, steps_m: "Array") -> "Array":
    """Reported speeds in knots: some exports give tenths, and a number for "not known"."""
    import numpy as np

    hours = np.maximum(np.diff(voyage.time), 1.0) / SECONDS_PER_HOUR
    made_kn = steps_m / METRES_PER_NAUTICAL_MILE / hours
    told = voyage.speed[:-1]
    with np.errstate(invalid="ignore"):
        known = (np.abs(told - UNKNOWN_KN) > 0.05) & (told < 10 * UNKNOWN_KN - 0.5)
        moving = (made_kn > MOVING_KN) & (told > MOVING_KN) & known
        ratio = np.median(told[moving] / made_kn[moving]) if moving.sum() >= MOVING_STEPS else 1.0
        knots = voyage.speed / 10 if TENTHS[0] < ratio < TENTHS[1] else voyage.speed
        return np.where(knots < UNKNOWN_KN - 0.05, knots, np.nan)


# ---- jumps ----


def find_jumps(voyage: Voyage, steps_m: "Array") -> tuple["Array", tuple[TrackJump, ...]]:
    """Which positions can be true together (a mask), and the others, stretch by stretch.

    Where a step is too fast one of its two ends is wrong; after a silence nothing tells that the
    first position is right. Of the stretches between such steps and silences those are believed
    that a ship can have gone through one after the other and that hold the most positions.
    """
    import numpy as np

    seconds = np.diff(voyage.time)
    hours = np.maximum(seconds, 1.0) / SECONDS_PER_HOUR
    too_fast = (steps_m / METRES_PER_NAUTICAL_MILE / hours > TOP_KN) & (steps_m > JUMP_M)
    believed = np.ones(len(voyage), dtype=bool)
    if not too_fast.any():
        return believed, ()
    cuts = too_fast | (seconds > GAP_S)
    edges = [0, *(np.flatnonzero(cuts) + 1).tolist(), len(voyage)]
    stretches = list(itertools.pairwise(edges))
    chain = _longest_chain(voyage, stretches)
    jumps = []
    for before, after in itertools.pairwise((None, *chain, None)):
        doubted = stretches[0 if before is None else before + 1 : after]
        for first, end in _joined(doubted, too_fast):
            leap = None if before is None else _leap(voyage, stretches[before][1] - 1, first)
            if leap is None and after is not None:
                leap = _leap(voyage, end - 1, stretches[after][0])
            if leap is not None:
                believed[first:end] = False
                jumps.append(_jump(voyage, first, end, leap))
    return believed, tuple(jumps)


def _longest_chain(voyage: Voyage, stretches: Sequence[tuple[int, int]]) -> list[int]:
    """Numbers of the stretches with the most positions that can follow one another."""
    most: list[int] = []  # positions of the best chain that ends with each stretch
    last: list[int | None] = []
    best = longest = 0
    for number, (first, end) in enumerate(stretches):
        known = {*range(max(0, number - LOOK_BACK), number), *((best, longest) if number else ())}
        reached = [n for n in known if _leap(voyage, stretches[n][1] - 1, first) is None]
        before = max(reached, key=lambda n: (most[n], n), default=None)
        most.append(end - first + (0 if before is None else most[before]))
        last.append(before)
        best = number if most[number] > most[best] else best
        size = stretches[longest][1] - stretches[longest][0]
        longest = number if end - first > size else longest
    chain, at = [], best if stretches else None
    while at is not None:
        chain.append(at)
        at = last[at]
    return chain[::-1]


def _joined(stretches: Sequence[tuple[int, int]], too_fast: "Array") -> Iterator[tuple[int, int]]:
    """Stretches that only a silence parts as one."""
    start: int | None = None
    for number, (first, end) in enumerate(stretches):
        start = first if start is None else start
        if number + 1 == len(stretches) or too_fast[end - 1]:
            yield start, end
            start = None


class _Leap(NamedTuple):
    """A step that no ship makes: its knots, None where both ends have one time, and metres."""

    speed_kn: float | None
    away_m: float


def _leap(voyage: Voyage, a: int, b: int) -> _Leap | None:
    """The step from one position to a later one, where it is more than any ship makes."""
    away = great_circle_m(voyage.at(a), voyage.at(b))
    seconds = float(voyage.time[b] - voyage.time[a])
    speed = away / METRES_PER_NAUTICAL_MILE / (max(seconds, 1.0) / SECONDS_PER_HOUR)
    if speed <= TOP_KN or away <= JUMP_M:
        return None
    return _Leap(speed if seconds >= 1.0 else None, away)


def _jump(voyage: Voyage, first: int, end: int, leap: _Leap) -> TrackJump:
    count = end - first
    which = "a position" if count == 1 else f"{count:,} positions"
    km = leap.away_m / METRES_PER_KILOMETRE
    how = (
        f"at the same time as one {km:,.0f} km away"
        if leap.speed_kn is None
        else f"that the ship could have reached only at {leap.speed_kn:,.0f} kn"
    )
    told = float(voyage.speed[first])
    reported = f"; the signal itself reports {told:.0f} kn" if told == told else ""  # noqa: PLR0124 (NaN)
    lon, lat = voyage.at(first)
    return TrackJump(
        time=stamp(voyage.time[first]),
        end=stamp(voyage.time[end - 1]),
        n_points=count,
        lon=round(lon, DECIMALS),
        lat=round(lat, DECIMALS),
        speed_kn=None if leap.speed_kn is None else float(round(leap.speed_kn)),
        why=f"possible spoofing or a second ship under this number or name: {which} {how}"
        f"{reported}",
    )


# ---- ways and gaps ----


def find_starts(voyage: Voyage) -> list[int]:
    """Where the signal begins: at first, and after each gap."""
    import numpy as np

    dt = np.diff(voyage.time)
    usual_s = GAP_STEPS * float(np.median(dt)) if len(dt) else 0.0
    gap_s = min(max(GAP_S, usual_s), LONGEST_STEP_S)
    return [0, *(np.flatnonzero(dt > gap_s) + 1).tolist()]


def cut_parts(
    voyage: Voyage, steps_m: "Array", starts: Sequence[int], *, kept: Sequence[int] = ()
) -> tuple[TrackPart, ...]:
    """Stretches with signal and the gaps between them, in order.

    `kept` are positions that stay vertices although the shape of the line does not need them; so
    do those at which she comes to lie still, and at which she leaves.
    """
    kept = sorted({*kept, *_stops(voyage, steps_m)})
    stretches = list(itertools.pairwise([*starts, len(voyage)]))
    within_m = THIN_M
    vertices = _thin(voyage, stretches, kept, within_m=within_m)
    while sum(map(len, vertices)) > max(MOST_VERTICES, 4 * len(stretches)):
        within_m *= 2
        vertices = _thin(voyage, stretches, (), within_m=within_m)
    parts: list[TrackPart] = []
    for (start, end), chosen in zip(stretches, vertices, strict=True):
        if start:
            parts.append(_gap(voyage, start - 1, start, float(steps_m[start - 1])))
        length = float(steps_m[start : end - 1].sum())
        parts.append(_observed(voyage, start, end, length, chosen))
    return tuple(parts)


def _stops(voyage: Voyage, steps_m: "Array") -> list[int]:
    """First and last positions of the times in which she did not move."""
    import numpy as np

    still = np.concatenate(([False], steps_m < THIN_M, [False])).astype(int)
    begins, ends = np.flatnonzero(np.diff(still) == 1), np.flatnonzero(np.diff(still) == -1)
    long = voyage.time[ends] - voyage.time[begins] >= STILL_S
    return [int(n) for n in (*begins[long], *ends[long])]


def _observed(
    voyage: Voyage, start: int, end: int, length: float, vertices: Sequence[int]
) -> TrackPart:
    path, times = _cut_at_180(voyage, vertices)
    return TrackPart(
        kind="observed",
        start=stamp(voyage.time[start]),
        end=stamp(voyage.time[end - 1]),
        duration_s=float(voyage.time[end - 1] - voyage.time[start]),
        length_m=float(round(length)),
        n_points=end - start,
        path=path,
        times=times,
    )


def _gap(voyage: Voyage, before: int, after: int, length: float) -> TrackPart:
    duration = float(voyage.time[after] - voyage.time[before])
    path, times = _cut_at_180(voyage, [before, after])
    return TrackPart(
        kind="gap",
        start=stamp(voyage.time[before]),
        end=stamp(voyage.time[after]),
        duration_s=duration,
        length_m=float(round(length)),
        n_points=0,
        path=path,
        times=times,
        label=f"no signal for {time_words(duration)}",
    )


def _thin(
    voyage: Voyage,
    stretches: Sequence[tuple[int, int]],
    kept: Sequence[int],
    *,
    within_m: float,
) -> list[list[int]]:
    """Positions that the shape of each stretch needs (Douglas and Peucker 1973)."""
    found = []
    for start, end in stretches:
        inner = kept[bisect_left(kept, start) : bisect_left(kept, end)]
        borders = sorted({start, end - 1, *inner, *range(start, end - 1, THIN_BLOCK)})
        blocks = itertools.pairwise(borders)
        found.append([start, *(k for block in blocks for k in _needed(voyage, block, within_m))])
    return found


def _needed(voyage: Voyage, block: tuple[int, int], within_m: float) -> list[int]:
    """Positions of a block, ends included, but for the first, that its shape needs."""
    import numpy as np
    import shapely

    first, last = block
    if last - first < 2:
        return [last]
    index = np.arange(first, last + 1)
    east = (voyage.lon[index] - voyage.lon[first] + 180) % 360 - 180
    shrink = np.cos(np.radians(voyage.lat[index].mean()))
    line = shapely.LineString(np.column_stack([east * shrink, voyage.lat[index], index]))
    thin = shapely.simplify(line, within_m / M_PER_DEGREE, preserve_topology=False)
    numbers: list[int] = shapely.get_coordinates(thin, include_z=True)[1:, 2].astype(int).tolist()
    return numbers


def _cut_at_180(
    voyage: Voyage, vertices: Sequence[int]
) -> tuple[tuple[tuple[tuple[float, float], ...], ...], tuple[tuple[int, ...], ...]]:
    """Path and times of some positions, in parts where the line crosses 180 degrees."""
    parts: list[list[tuple[float, float, int]]] = [[]]
    rows = (
        voyage.lon[vertices].round(DECIMALS).tolist(),
        voyage.lat[vertices].round(DECIMALS).tolist(),
        voyage.time[vertices].astype(int).tolist(),
    )
    for lon, lat, time in zip(*rows, strict=True):
        if parts[-1] and abs(lon - parts[-1][-1][0]) > 180:
            lon0, lat0, time0 = parts[-1][-1]
            edge = 180.0 if lon0 > 0 else -180.0
            share = (edge - lon0) / (lon + 2 * edge - lon0) if lon + 2 * edge != lon0 else 0.0
            lat1 = round(lat0 + share * (lat - lat0), DECIMALS)
            time1 = round(time0 + share * (time - time0))
            parts[-1].append((edge, lat1, time1))
            parts.append([(-edge, lat1, time1)])
        parts[-1].append((lon, lat, time))
    path = tuple(tuple((lon, lat) for lon, lat, _ in part) for part in parts)
    return path, tuple(tuple(time for _, _, time in part) for part in parts)
