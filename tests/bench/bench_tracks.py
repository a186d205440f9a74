"""How long observed tracks take to read: a million positions, and that twice as many take twice.

    python tests/bench/bench_tracks.py [POSITIONS]

Positions are made up: twenty ships that steer sine waves, a position a minute. The time is the
processor's, of this process; `csv` beside it is what Python's csv module takes for the same rows.
"""

import csv
import math
import resource
import sys
import tempfile
import time
from pathlib import Path

from geomap.gazetteer import open_gazetteer
from geomap.tracks import read_tracks

SHIPS = 20


def write(path: Path, positions: int) -> None:
    """Write a table such as AIS exports are."""
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["MMSI", "BaseDateTime", "LAT", "LON", "SOG", "COG", "VesselName", "IMO"])
        for ship in range(SHIPS):
            for n in range(positions // SHIPS):
                stamp = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(1_693_526_400 + 60 * n))
                lat = 40 + ship / 10 + 0.3 * math.sin(n / 400)
                lon = (130 + n / 400 + 180) % 360 - 180
                table.writerow(
                    [273_000_000 + ship, stamp, f"{lat:.5f}", f"{lon:.5f}", "10.4", "87",
                     f"SHIP {ship}", ""]
                )  # fmt: skip


def say(*cells: str) -> None:
    """Print a row of the table."""
    sys.stdout.write("".join(f"{cell:>11}" for cell in cells) + "\n")


def main() -> None:
    """Measure and print."""
    most = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    harbours = open_gazetteer().harbours()
    say("positions", "read, s", "csv, s", "vertices", "MB")
    with tempfile.TemporaryDirectory() as folder:
        for positions in (most // 4, most // 2, most):
            path = Path(folder) / f"{positions}.csv"
            write(path, positions)
            before = time.process_time()
            tracks, rejected = read_tracks([path], harbours=harbours)
            took = time.process_time() - before
            before = time.process_time()
            with path.open(encoding="utf-8", newline="") as file:
                rows = sum(1 for _ in csv.reader(file))
            plain = time.process_time() - before
            assert len(tracks) == SHIPS
            assert not rejected
            assert rows == positions + 1
            vertices = sum(len(line) for t in tracks for p in t.parts for line in p.path)
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            numbers = f"{positions:,}", f"{took:.2f}", f"{plain:.2f}", f"{vertices:,}", f"{peak}"
            say(*numbers)


if __name__ == "__main__":
    main()
