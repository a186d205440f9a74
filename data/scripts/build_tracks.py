"""Make the sample track: positions of three ships that nobody received.

The ships have the names of ships in data/reports, so that the reports and the track can be held
against one another; their voyages, times and numbers are invented. Ways between ports are those
that geomap itself computes by sea. Run from the project's folder:

    python data/scripts/build_tracks.py [FILE]

The same version of geomap gives the same bytes.
"""

import csv
import hashlib
import io
import itertools
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from geomap import geo
from geomap.routes.sea import sea_leg

FILE = Path(__file__).parents[1] / "tracks" / "synthetic-ais.csv"
NOTE = "synthetic: made by data/scripts/build_tracks.py, received by nobody"
HEADER = ("MMSI", "Name", "Timestamp", "Latitude", "Longitude", "SOG", "COG", "Note")

UNDER_WAY = timedelta(hours=1)
AT_BERTH = timedelta(hours=3)
STRAY = 0.0015  # degrees that a position strays, some 150 m

VLADIVOSTOK, DUNAY = (131.886, 43.096), (132.335, 42.879)
RAJIN = (130.305, 42.230)
AMIRABAD, OLYA = (53.365, 36.866), (47.560, 45.780)

# A ship: her number, her berths with arrival and departure, and when her transponder was off.
SHIPS = {
    "ANGARA": (
        "273999901",
        [
            (VLADIVOSTOK, "2023-09-08T00:00", "2023-09-09T06:00"),
            (RAJIN, "2023-09-10T03:00", "2023-09-12T08:00"),
            (DUNAY, "2023-09-13T02:00", "2023-09-15T10:00"),
            (VLADIVOSTOK, "2023-09-15T17:00", "2023-09-16T12:00"),
        ],
        ("2023-09-09T18:00", "2023-09-12T22:00"),
    ),
    "MARIA": (
        "273999902",
        [
            (DUNAY, "2023-10-10T00:00", "2023-10-11T04:00"),
            (RAJIN, "2023-10-11T18:00", "2023-10-14T09:00"),
            (DUNAY, "2023-10-15T00:00", "2023-10-17T06:00"),
        ],
        None,
    ),
    "PORT OLYA-3": (
        "273999903",
        [
            (AMIRABAD, "2024-08-28T00:00", "2024-09-01T09:00"),
            (OLYA, "2024-09-04T06:00", "2024-09-06T18:00"),
        ],
        None,
    ),
}
# A position of the Maria that her receiver cannot have had: the middle of an airport far away.
FALSE = ("MARIA", "2023-10-14T13:00", (39.949, 43.445))

Row = tuple[datetime, float, float, float, float]


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _stray(*told: object) -> float:
    """A small number in [-1, 1) that depends on what is told alone."""
    data = hashlib.sha256(repr(told).encode()).digest()
    return int.from_bytes(data[:4], "big") / 2**31 - 1


def _lying(berth: geo.LonLat, start: datetime, end: datetime) -> Iterator[Row]:
    while start <= end:
        lon, lat = (value + STRAY / 4 * _stray(value, start) for value in berth)
        yield start, lat, lon, 0.0, 0.0
        start += AT_BERTH


def _sailing(a: geo.LonLat, b: geo.LonLat, start: datetime, end: datetime) -> Iterator[Row]:
    path = sea_leg(a, b).path
    if path is None:
        message = f"no way by sea from {a} to {b}"
        raise SystemExit(message)
    line = [point for part in path for point in part]
    lengths = [geo.distance_m(p, q) for p, q in itertools.pairwise(line)]
    speed = sum(lengths) / (end - start).total_seconds()
    steps = list(zip(line, line[1:], lengths, strict=False))
    now = start + UNDER_WAY
    while now < end:
        gone = (now - start).total_seconds() * speed
        at = 0
        while at + 1 < len(steps) and gone > steps[at][2]:
            gone -= steps[at][2]
            at += 1
        p, q, length = steps[at]
        share = gone / max(length, 1.0)
        lon, lat = (p[i] + share * (q[i] - p[i]) + STRAY * _stray(i, now) for i in (0, 1))
        yield now, lat, lon, speed * 3600 / 1852, _course(p, q)
        now += UNDER_WAY


def _course(a: geo.LonLat, b: geo.LonLat) -> float:
    from pyproj import Geod

    return float(Geod(ellps="WGS84").inv(*a, *b)[0]) % 360


def _rows() -> Iterator[tuple[str, ...]]:
    for name, (mmsi, calls, dark) in SHIPS.items():
        rows: list[Row] = []
        for number, (berth, start, end) in enumerate(calls):
            if number:
                before, _, left = calls[number - 1]
                rows += _sailing(before, berth, _time(left), _time(start))
            rows += _lying(berth, _time(start), _time(end))
        if name == FALSE[0]:
            lon, lat = FALSE[2]
            rows.append((_time(FALSE[1]) + timedelta(minutes=20), lat, lon, 9.0, 45.0))
        for when, lat, lon, speed, course in sorted(rows):
            if dark and _time(dark[0]) < when < _time(dark[1]):
                continue
            stamp = when.strftime("%Y-%m-%dT%H:%M:%SZ")
            numbers = (f"{lat:.5f}", f"{lon:.5f}", f"{speed:.1f}", f"{course:.0f}")
            yield (mmsi, name, stamp, *numbers, NOTE)


def main() -> None:
    """Write the track to the file named, by default data/tracks/synthetic-ais.csv."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(HEADER)
    table.writerows(_rows())
    path.write_text(text.getvalue(), encoding="utf-8")
    print(path)


if __name__ == "__main__":
    main()
