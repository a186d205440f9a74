"""How near railway and road legs come to published distances, and how quick they are.

    python tests/bench/bench_rail.py [rail|road]

rail_pairs.csv and road_pairs.csv beside this script hold the itineraries, each with the place
where its length was looked up. They name the stations or towns of the published way, so that
what is measured is the network and not which of two ways a router prefers.

Of Tariff Guide No. 4 (distances by which the railways of the CIS bill freight) the way from Khasan
to Tikhoretsk was looked up, pieces of it and lines beside it, before any was compared, in the
edition of 25 September 2025 in github.com/kuzyivan/telegram-bot-container-tracker-2, folder
zdtarif_bot/data: 3-2 for transit points (Baranovsky to Tikhoretskaya 9,709; Khasan station lies 237
from Baranovsky, by 1-D-Vost), 1-D-Vost for Dunay. Between Omsk and Kurgan its shortest way goes by
Petropavlovsk in Kazakhstan, ours from Khasan does not.
"""

import csv
import itertools
import random
import statistics
import sys
import time
from pathlib import Path

from geomap.records import Leg, Place
from geomap.routes.network import open_network
from geomap.routes.rail import rail_legs
from geomap.routes.road import road_legs

BATCH = {"rail": rail_legs, "road": road_legs}
WITHIN_PERCENT = 4.0


def tell(line: str) -> None:
    """Print a line of results at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def make_place(name: str, lon: float, lat: float) -> Place:
    """A place of no country: the network knows where it lies."""
    return Place(
        id=f"bench:{name}", name=name, lat=lat, lon=lon, country=None, kind="city", radius_m=1000
    )


def travel(mode: str, row: dict[str, str]) -> list[Leg]:
    """The legs of one itinerary."""
    points = [tuple(map(float, station.split())) for station in row["stations"].split("|")]
    stops = [make_place(f"{row['itinerary']} {k}", *point) for k, point in enumerate(points)]
    return list(BATCH[mode](list(itertools.pairwise(stops))))


def measure_lengths(mode: str, rows: list[dict[str, str]]) -> None:
    """A line for each itinerary, then what they come to."""
    misses = []
    for row in rows:
        legs = travel(mode, row)
        lengths = [leg.length_m for leg in legs if leg.length_m is not None]
        if len(lengths) < len(legs):
            tell(f"{row['itinerary']:28} {row['km']:>5} km: {legs[0].why}")
            misses.append(100.0)
            continue
        km = sum(lengths) / 1000
        misses.append(100 * (km / float(row["km"]) - 1))
        bridged = " (a gap bridged)" if any("bridged" in leg.why for leg in legs) else ""
        tell(
            f"{row['itinerary']:28} {row['km']:>5} km, here {km:5.0f} {misses[-1]:+5.1f} %{bridged}"
        )
    off = [abs(miss) for miss in misses]
    near = sum(miss <= WITHIN_PERCENT for miss in off)
    tell(f"{len(rows)} itineraries: median error {statistics.median(off):.1f} %, "
         f"{near} within {WITHIN_PERCENT:.0f} %, largest {max(off):.1f} %")  # fmt: skip


def measure_speed(mode: str, rows: list[dict[str, str]]) -> None:
    """Loading, one leg, and a batch of a thousand."""
    points = [tuple(map(float, row["stations"].split("|")[0].split())) for row in rows]
    places = [make_place(f"stop {k}", *point) for k, point in enumerate(points)]
    pick = random.Random(1)  # noqa: S311 (a sample to be timed)
    pairs = [tuple(pick.sample(places, 2)) for _ in range(1000)]
    times = []
    for a, b in pairs[:40]:
        start = time.perf_counter()
        BATCH[mode]([(a, b)])
        times.append(time.perf_counter() - start)
    start = time.perf_counter()
    legs = BATCH[mode](pairs)
    whole = time.perf_counter() - start
    drawn = sum(leg.path is not None for leg in legs)
    tell(f"one leg {statistics.median(times) * 1000:.0f} ms; 1,000 legs in a batch {whole:.1f} s "
         f"({drawn} with a line)")  # fmt: skip


def main() -> None:
    """Measure and print."""
    mode = sys.argv[1] if len(sys.argv) > 1 else "rail"
    start = time.perf_counter()
    open_network(mode)
    tell(f"loaded in {time.perf_counter() - start:.2f} s, imports of numpy included")
    pairs = Path(__file__).with_name(f"{mode}_pairs.csv")
    with pairs.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    measure_lengths(mode, rows)
    measure_speed(mode, rows)


if __name__ == "__main__":
    main()
