"""What the gazetteer costs: its file, its look-ups, an import, a column.

    python tests/bench/bench_gazetteer.py [--rows N] [--cells N]

Everything runs in processes of its own, in a scratch folder. The import is of a made-up table in
GeoNames' form with N rows (2,000,000 by default) and four names a row; its figures are scaled to
the 13 million rows of allCountries.txt, names sorting as n log n.
"""

import argparse
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

WHOLE = 13_000_000  # rows of allCountries.txt
GEOMAP = [sys.executable, "-m", "geomap", "--quiet"]

OPENING = """
import time
from geomap.gazetteer import open_gazetteer
begin = time.perf_counter()
open_gazetteer().candidates("Kharkiv")
print(time.perf_counter() - begin)
"""

LOOKUPS = """
import json, sqlite3, statistics, time
from pathlib import Path
from geomap.gazetteer import open_gazetteer
def highest():
    return int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]) / 1000
gazetteer = open_gazetteer()
db = sqlite3.connect(gazetteer.path)
names = [name for name, in db.execute("SELECT name FROM place WHERE id % 23 = 7 LIMIT 10000")]
db.close()
def median():
    times = []
    for name in names:
        begin = time.perf_counter()
        gazetteer.candidates(name)
        times.append(time.perf_counter() - begin)
    return statistics.median(times) * 1e6
print(json.dumps([len(names), median(), median(), highest()]))
"""

NAMES = """
import json, sqlite3
from geomap.gazetteer import open_gazetteer
rows = sqlite3.connect(open_gazetteer().path).execute(
    "SELECT DISTINCT name FROM place WHERE instr(name, char(34)) = 0 ORDER BY id LIMIT 100000")
print(json.dumps([name for name, in rows]))
"""

IMPORT = """
import json, sys, time
from pathlib import Path
from geomap.gazetteer import import_places, open_gazetteer
open_gazetteer()
begin = time.perf_counter()
report = import_places(Path(sys.argv[1]))
status = Path("/proc/self/status").read_text()
print(json.dumps([report.added, report.refused, time.perf_counter() - begin,
                  int(status.split("VmHWM:")[1].split()[0]) / 1000]))
"""


def tell(line: str) -> None:
    """Print a line of results at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def run(script: str, *arguments: str, cache: Path) -> str:
    """Output of a script in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        env={**os.environ, "GEOMAP_CACHE": str(cache)},
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout


def command(*arguments: str, cache: Path) -> tuple[float, float]:
    """Wall seconds and processor seconds of a geomap command."""
    before, begin = os.times(), time.perf_counter()
    env = {**os.environ, "GEOMAP_CACHE": str(cache)}
    subprocess.run([*GEOMAP, *arguments], env=env, check=True, capture_output=True)
    wall, after = time.perf_counter() - begin, os.times()
    own = after.children_user - before.children_user
    return wall, own + after.children_system - before.children_system


def base(cache: Path) -> None:
    """Print what the compiled file costs."""
    wall, own = command("gazetteer", "build", cache=cache)
    (path,) = cache.glob("*.sqlite")
    tell(f"build                {wall:8.1f} s  ({own:.1f} s of processor), "
         f"{path.stat().st_size / 1e6:.1f} MB")  # fmt: skip
    opened = [float(run(OPENING, cache=cache)) for _ in range(7)]
    tell(f"open and look up one {statistics.median(opened) * 1000:8.1f} ms")
    runs = [json.loads(run(LOOKUPS, cache=cache)) for _ in range(5)]
    count, first, again, memory = min(runs, key=lambda one: one[1])
    tell(f"{count} names, new    {first:8.1f} us each (median, best of 5 runs)")
    tell(f"            again    {again:8.2f} us each; {memory:.0f} MB resident")


def bulk(folder: Path, cache: Path, rows: int) -> None:
    """Print what an import costs."""
    path = folder / "XX.txt"
    with path.open("w", encoding="utf-8") as file:
        for n in range(1, rows + 1):
            # spread over the keys as real names are, not in order
            stem = f"{(n * 2_654_435_761) % 2**32:x}"
            lat, lon = (
                f"{(n * 7919 % 170_000) / 1000 - 85:.4f}",
                f"{(n * 104_729 % 359_000) / 1000 - 179:.4f}",
            )
            names = f"{stem} gorod,Село {stem},Sélo {stem}"
            file.write(f"{n}\tSelo {stem}\tSelo {stem}\t{names}\t{lat}\t{lon}\tP\tPPL\tRU\t\t07"
                       f"\t\t\t\t{n % 9000}\t\t\t\t2024-01-01\n")  # fmt: skip
    size = path.stat().st_size
    added, refused, taken, memory = json.loads(run(IMPORT, str(path), cache=cache))
    side = next((cache / "imports").glob("*.sqlite")).stat().st_size
    tell(f"import {added:,} rows ({size / 1e6:.0f} MB), {refused} refused: {taken:.0f} s, "
         f"{added / taken:,.0f} rows/s, {memory:.0f} MB resident, file {side / 1e6:.0f} MB"
         )  # fmt: skip
    times = WHOLE / rows
    sorting = math.log(WHOLE) / math.log(rows)
    tell(f"  so {WHOLE:,} rows: {taken * times / 60:.0f} to {taken * times * sorting / 60:.0f} "
         f"minutes, file {side * times / 1e9:.1f} GB, and as much again while it sorts"
         )  # fmt: skip
    count, first, again, memory = json.loads(run(LOOKUPS, cache=cache))
    tell(f"{count} names with it  {first:8.1f} us each new, {again:.2f} again; {memory:.0f} MB")
    path.unlink()
    command("gazetteer", "forget", "xx", cache=cache)


def column(folder: Path, cache: Path, cells: int) -> None:
    """Print how long a column takes."""
    path, out = folder / "in.csv", folder / "out.csv"
    names = json.loads(run(NAMES, cache=cache))
    for distinct in (1_000, len(names)):
        with path.open("w", encoding="utf-8") as file:
            file.write("n,where\n")
            file.writelines(f'{n},"{names[n % distinct]}"\n' for n in range(cells))
        wall, own = command("geocode", "--from", str(path), "--column", "where", "-o", str(out),
                            cache=cache)  # fmt: skip
        tell(f"column of {cells:,} cells, {distinct:,} of them distinct: "
             f"{wall:.0f} s ({own:.0f} s of processor)")  # fmt: skip


def main() -> None:
    """Measure everything."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rows", type=int, default=2_000_000)
    parser.add_argument("--cells", type=int, default=1_000_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        cache = scratch / "cache"
        base(cache)
        column(scratch, cache, options.cells)
        bulk(scratch, cache, options.rows)


if __name__ == "__main__":
    main()
