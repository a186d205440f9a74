"""How long a table of 100,000 rows takes, and where the time goes.

    python tests/bench/bench_tables.py [--rows N] [--kind strike|transfer|both]

Makes a table of rows as strangers' logs have them (places of the gazetteer, some of them in
several spellings; dates of three years; parties, weapons, goods, remarks), always the same, and
prints the processor time of each stage in one process, then that of whole runs of the command.
"""

import argparse
import csv
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

SEED = 4
PLACES = """Kharkiv|Odesa|Kyiv|Mykolaiv|Kherson|Zaporizhzhia|Sumy|Dnipro|Poltava|Chernihiv|Lviv
Nikopol|Kramatorsk|Sloviansk|Izmail|Chuhuiv|Pavlohrad|Konotop|Okhtyrka|Vovchansk|Kupiansk
Belgorod|Kursk|Engels|Toropets|Tuapse|Novorossiysk|Taganrog|Yeysk|Sanaa|Hodeidah|Port Sudan
El Fasher|Khartoum|Aden|Latakia|Tartus|Aleppo|Homs|Gaza|Haifa|Kharkiv oblast|Odesa region
Chuhuiv, Kharkiv oblast|Kyiv and Odesa|Sanaa and Hodeidah|near Kupiansk""".replace("\n", "|")
PORTS = """Rajin|Vostochny|Dunay|Novorossiysk|Tartus|Latakia|Odesa|Chornomorsk|Pivdennyi|Izmail
Istanbul|Alexandria|Port Said|Djibouti|Mombasa|Bandar Abbas|Astrakhan|Olya|Amirabad|Makhachkala
Sevastopol|Feodosia|Kerch|Beirut|Tripoli, Lebanon|Mersin|Constanta|Varna|Karachi|Mumbai|Shanghai
Dalian|Nampo|Busan|Ust-Luga|Murmansk|Piraeus|Valletta|Ceuta|Las Palmas""".replace("\n", "|")
WEAPONS = "Shahed drones|ballistic missile|guided bombs|artillery|cruise missiles|FPV drone|"
GOODS = "wheat|maize|sunflower oil|coal|artillery shells|containers|fertiliser|crude oil|barley"
WHO = "regional governor|air force|rescue service|Reuters|police|local media|UKMTO|ministry"
NOTES = (
    "Windows of {n} houses were broken.", "According to the mayor, nobody was in the building.",
    "Russian forces hit the town for the {n}th time since March 2023.", "", "", "first count",
    "Two of the {n} fired were shot down over the sea.", "Ukrainian army confirmed the attack.",
)  # fmt: skip


def write_strikes(path: Path, rows: int) -> None:
    """A log of strikes with the columns of a conflict data set."""
    pick = random.Random(SEED)  # noqa: S311 (nothing secret)
    places, weapons, who = PLACES.split("|"), WEAPONS.split("|"), WHO.split("|")
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(
            ["event_id", "event_date", "location", "weapon", "launched", "killed", "injured",
             "actor1", "notes", "source"]
        )  # fmt: skip
        for number in range(rows):
            day = date(2022, 2, 24) + timedelta(days=pick.randrange(1200))
            table.writerow(
                [f"EV{number}", day.strftime(pick.choice(("%Y-%m-%d", "%d %B %Y"))),
                 pick.choice(places), pick.choice(weapons),
                 pick.choice(("", pick.randrange(1, 90))),
                 pick.choice(("", "0", pick.randrange(9))), pick.choice(("", pick.randrange(40))),
                 pick.choice(("Military Forces of Russia", "Russia", "Ukraine", "", "RSF")),
                 pick.choice(NOTES).format(n=pick.randrange(2, 60)), pick.choice(who)]
            )  # fmt: skip


def write_transfers(path: Path, rows: int) -> None:
    """A log of voyages with ships, goods and weights."""
    pick = random.Random(SEED)  # noqa: S311 (nothing secret)
    ports, goods, who = PORTS.split("|"), GOODS.split("|"), WHO.split("|")
    ships = [
        f"Sea {word} {n}" for word in ("Star", "Lady", "Breeze", "Pearl") for n in range(1, 90)
    ]
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, delimiter=";")
        table.writerow(["Departed", "From", "To", "Vessel", "Cargo", "Tonnes", "Source", "Remarks"])
        for _ in range(rows):
            day = date(2022, 2, 24) + timedelta(days=pick.randrange(1200))
            table.writerow(
                [day.isoformat(), *pick.sample(ports, 2), pick.choice(ships), pick.choice(goods),
                 pick.choice((f"{pick.randrange(1, 60)},{pick.randrange(100, 999)}", "")),
                 pick.choice(who), pick.choice(("", "", "via Bosphorus", "AIS switched off"))]
            )  # fmt: skip


def tell(line: str) -> None:
    """Print a line of results at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def timed(what: str, call: Callable[[], Any]) -> Any:
    """Result of a stage; its processor time is printed."""
    before = time.process_time()
    result = call()
    tell(f"  {what:26} {time.process_time() - before:7.2f} s")
    return result


def stages(path: Path, folder: Path) -> None:
    """Print the processor time of every stage, in this process."""
    from geomap.events import merge_claims
    from geomap.export import export
    from geomap.gazetteer import open_gazetteer
    from geomap.maps import draw_map
    from geomap.pipeline import build_atlas
    from geomap.routes import route_events
    from geomap.sources import read_sources
    from geomap.tables import read_table

    gazetteer = open_gazetteer()
    (document,) = timed("reading the file", lambda: list(read_sources([str(path)])))
    reading, bad = timed("rows to claims", lambda: read_table(document, gazetteer))
    tell(f"  {len(document.table.rows)} rows, {len(reading.claims)} claims, {len(bad)} bad rows")
    merged = timed("claims to events", lambda: merge_claims((reading,)))
    moved = [e for e in merged.events if e.kind == "transfer"]
    timed(f"routes of {len(moved)} events", lambda: route_events(moved))
    atlas = build_atlas([reading], gazetteer=gazetteer)
    tell(f"  {len(atlas.events)} events")
    for name in ("json", "geojson"):
        timed(f"writing {name}", lambda: export(atlas, folder / f"out.{name}"))  # noqa: B023
    timed("drawing the map", lambda: draw_map(atlas))


def whole(path: Path, verb: str, target: Path) -> None:
    """Print the processor time, size and wall time of a whole run of the command."""
    start, before = time.perf_counter(), os.times()
    command = [sys.executable, "-m", "geomap", "--quiet", verb, str(path), "-o", str(target)]
    code = subprocess.run(command, check=False, capture_output=True).returncode
    after = os.times()
    used = sum(after[2:4]) - sum(before[2:4])
    size = target.stat().st_size / 1e6 if target.exists() else 0.0
    tell(
        f"  geomap {verb} -o {target.name:14} {used:7.2f} s of processor, "
        f"{time.perf_counter() - start:.2f} s, exit {code}, {size:.1f} MB"
    )


def main() -> None:
    """Measure both kinds of tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--kind", choices=("strike", "transfer", "both"), default="both")
    parser.add_argument("--stages", action="store_true", help="only the stages in this process")
    options = parser.parse_args()
    makers = {"strike": write_strikes, "transfer": write_transfers}
    for kind, make in makers.items():
        if options.kind not in (kind, "both"):
            continue
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            path = folder / f"{kind}s.csv"
            make(path, options.rows)
            tell(f"{kind}s: {options.rows} rows, {path.stat().st_size / 1e6:.1f} MB")
            stages(path, folder)
            if options.stages:
                continue
            for verb, target in (("extract", "big.json"), ("extract", "big.geojson"),
                                 ("map", "big.html")):  # fmt: skip
                whole(path, verb, folder / target)


if __name__ == "__main__":
    main()
