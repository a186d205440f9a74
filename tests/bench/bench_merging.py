"""How merging grows with the number of claims: CPU time of a table's rows and of reports.

    python tests/bench/bench_merging.py [--claims 1000,10000,100000]

Claims are made up: strikes on, and voyages between, forty places over twenty years. Rows of one
table never merge with one another; reports of ten claims each do. Fails where ten times as many
claims take more than fifteen times as long.
"""

import argparse
import random
import sys
import time

from geomap.events import merge_claims
from geomap.records import Casualties, Claim, Item, MentionedPlace, Quantity, Reading, Table, Vessel

STEEPEST = 1.5  # share by which the time of one claim may grow from one size to the next
PLACES = 40
SHIPS = 400


def tell(line: str) -> None:
    """Print a line of results at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def make_place(number: int) -> MentionedPlace:
    """A port on a grid of two degrees."""
    return MentionedPlace(
        id=f"made:{number}", name=f"Port {number}", lat=20.0 + 2 * (number % 8),
        lon=10.0 + 2 * (number // 8), country="UA" if number % 2 else "RU", kind="port",
        radius_m=3000,
    )  # fmt: skip


def make_claim(number: int, draw: random.Random) -> Claim:
    """A strike or a voyage, in turn."""
    day = f"{draw.randint(2005, 2024)}-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}"
    start, end = (make_place(n) for n in draw.sample(range(PLACES), 2))
    known = {"id": f"c{number}", "date": day, "claimant": f"voice {number % 50}"}
    if number % 2:
        toll = Casualties(killed=draw.randrange(60))
        return Claim(kind="strike", what="strike", plover="ASSAULT", location=start,
                     casualties=toll, **known)  # fmt: skip
    count = Quantity(value=draw.randrange(1, 400), bound="exact", unit="containers", low=None,
                     high=None, text="containers")  # fmt: skip
    return Claim(kind="transfer", what="shells", plover="AID", origin=start, destination=end,
                 items=(Item(what="shells", quantity=count),), supplier=start.country,
                 recipient=end.country, vessels=(Vessel(name=f"Ship {draw.randrange(SHIPS)}"),),
                 **known)  # fmt: skip


def make_readings(number: int, *, table: bool) -> list[Reading]:
    """One table of all claims, or reports of ten claims each."""
    draw = random.Random(3)  # noqa: S311
    claims = tuple(make_claim(n, draw) for n in range(number))
    fields = {"source": "made", "text_sha256": "", "text": "", "published": "2025-01-01"}
    if table:
        return [Reading(id="table", claims=claims, table=Table(columns=("a",), rows=()), **fields)]
    return [
        Reading(id=f"report {n}", claims=claims[n : n + 10], **fields) for n in range(0, number, 10)
    ]


def main() -> int:
    """Measure every size; 1 where time grows faster than claims."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--claims", default="1000,10000,100000")
    sizes = [int(size) for size in parser.parse_args().claims.split(",")]
    steep = False
    for table in (True, False):
        before = None
        for size in sizes:
            readings = make_readings(size, table=table)
            begun = time.process_time()
            merged = merge_claims(readings)
            took = time.process_time() - begun
            each = took / size * 1e6
            growth = f", {each / before:.2f} times the size before" if before else ""
            tell(f"{size:>7} {'rows   ' if table else 'reports'} {took:6.2f} s, {each:4.0f} us a "
                 f"claim{growth}; {len(merged.events)} events")  # fmt: skip
            steep |= before is not None and each > STEEPEST * before
            before = each
    return int(steep)


if __name__ == "__main__":
    sys.exit(main())
