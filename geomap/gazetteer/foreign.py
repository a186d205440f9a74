"""Rows of GeoNames, of UN/LOCODE and of the World Port Index as places.

GeoNames: download.geonames.org/export/dump/readme.txt, 19 columns, no header. UN/LOCODE: UNECE
Recommendation 16, 12 columns, no header in the parts that UNECE hands out. World Port Index: NGA
Publication 150, a header and about 100 columns.
"""

import math
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from geomap.gazetteer.checks import country_code, degrees, name_fault, point_fault
from geomap.gazetteer.entries import Entry, Named, town_radius_m
from geomap.gazetteer.streams import Refusal, Text, csv_rows, lines
from geomap.gazetteer.tables import KIND_RADIUS_M

__all__ = ["Draft", "geonames_places", "locode_places", "port_index_places"]

Draft = tuple[int, Named | Refusal]  # row number, and the place or why there is none

# ---- GeoNames ----

_COLUMNS: Final = 19
_VILLAGE: Final = 1_000  # people, as in geomap.gazetteer.entries
_AREA_RADIUS_M: Final = {
    # half the usual extent: the median first-level division of GeoNames is 150 km across, a
    # second-level one 30 km; seas, rivers and regions are wide and their point says little
    "country": 400_000,
    "admin1": 75_000,
    "admin2": 15_000,
    "sea": 50_000,
    "river": 50_000,
    "region": 10_000,
}
_BY_CODE: Final = {
    "ADM1": "admin1", "PCL": "country", "PCLD": "country", "PCLF": "country", "PCLI": "country",
    "PCLS": "country", "TERR": "country", "PCLIX": "country",
    "AIRB": "airbase", "AIRF": "airport", "AIRH": "airport", "AIRP": "airport", "AIRS": "airport",
    "NVB": "port", "PRT": "port", "HBR": "port", "HBRX": "port", "ANCH": "port", "RDST": "port",
    "MAR": "port", "DCK": "port", "DCKB": "port", "QUAY": "port", "LDNG": "port", "FY": "port",
    "RSTN": "rail_crossing", "RSTP": "rail_crossing", "RYD": "rail_crossing",
    "RJCT": "rail_crossing", "RDCR": "rail_crossing",
    "MILB": "facility", "INSM": "facility", "OILR": "facility", "OILT": "depot", "DPOF": "depot",
    "STRT": "strait", "CHN": "strait", "CHNM": "strait", "NRWS": "strait", "SD": "strait",
    "SEA": "sea", "OCN": "sea", "GULF": "sea", "BAY": "sea", "BAYS": "sea", "BGHT": "sea",
    "STM": "river", "STMS": "river", "STMC": "river", "STMX": "river", "STMI": "river",
    "CNL": "river", "CNLN": "river",
}  # fmt: skip
_BY_CLASS: Final = {"A": "admin2", "S": "facility"} | dict.fromkeys("HLTUV", "region")


def geonames_places(text: Text, *, divisions: Mapping[str, str]) -> Iterator[Draft]:
    """Rows of allCountries.txt or of a country's table.

    Parameters
    ----------
    divisions
        Names of first-level divisions by GeoNames' code: "RU.59" to "Primorsky Krai".
    """
    for number, line in lines(text):
        yield number, line if isinstance(line, Refusal) else _geoname(line, divisions)


def _geoname(line: str, divisions: Mapping[str, str]) -> Named | Refusal:
    cells = line.split("\t")
    if len(cells) != _COLUMNS:
        return Refusal(f"not {_COLUMNS} columns with tabs between", f"{len(cells)} columns")
    code, name = cells[0], cells[1]
    kind = _geonames_kind(cells[6], cells[7], cells[14])
    if isinstance(kind, Refusal):
        return kind
    if not (code.isascii() and code.isdigit() and 0 < len(code) <= 10):
        return Refusal("no GeoNames id", repr(code[:40]))
    lat, lon = degrees(cells[4]), degrees(cells[5])
    country = country_code(cells[8])
    fault = name_fault(name) or point_fault(lat, lon, f"{cells[4][:24]}, {cells[5][:24]}")
    if fault or isinstance(country, Refusal):
        return fault or country  # type: ignore[return-value]  # one of both is a refusal
    people = int(cells[14]) if cells[14].isascii() and cells[14].isdigit() else 0
    entry = Entry(
        id=int(code),
        gid=f"geonames:{code}",
        name=name,
        lat=lat,
        lon=lon,
        country=country,
        kind=kind,
        radius_m=_geonames_radius_m(kind, people),
        population=people,
        admin1=divisions.get(f"{country}.{cells[10]}"),
        source="geonames",
    )
    return Named(entry, good_names(name, cells[2], *cells[3].split(",")), 1)


def _geonames_kind(feature_class: str, code: str, people: str) -> str | Refusal:
    if feature_class == "P":
        named = code.startswith(("PPLA", "PPLC")) or (people.isdigit() and int(people) >= _VILLAGE)
        return "city" if named else "village"
    kind = (
        _BY_CODE.get(code) or _BY_CODE.get(code.removesuffix("H")) or _BY_CLASS.get(feature_class)
    )
    return kind or Refusal(
        "a road, a railway or without a class: no place", f"{feature_class}.{code}"
    )


def _geonames_radius_m(kind: str, people: int) -> int:
    if kind in {"city", "village"}:
        return town_radius_m(people)
    return KIND_RADIUS_M.get(kind) or _AREA_RADIUS_M[kind]


def good_names(*names: str) -> tuple[str, ...]:
    """Names that are names, each once, in order; the first is the own one."""
    return tuple(dict.fromkeys(name for name in names if not name_fault(name)))


# ---- UN/LOCODE ----

_LOCODE: Final = (
    "change country location name plain subdivision status function date iata coordinates remarks"
).split()
_POSITION: Final = re.compile(r"(\d{2})(\d{2})([NS])\s*(\d{3})(\d{2})([EW])")
_ARCMINUTE_M: Final = 1_900  # coordinates are whole minutes: 1,855 m of latitude
_BRACKETS: Final = re.compile(r"\s*\((?:ex |now |formerly )?([^()]*)\)", re.I)


def locode_places(text: Text) -> Iterator[Draft]:
    """Rows of the UN/LOCODE code list; headings of countries are no rows."""
    for number, cells in csv_rows(text, delimiter=",", spare_encoding="cp1252"):
        if isinstance(cells, Refusal):
            yield number, cells
            continue
        row = dict(zip(_LOCODE, (cell.strip() for cell in [*cells, *[""] * 12]), strict=False))
        heading = row["country"].casefold() == "country" or row["name"].startswith(".")
        if not heading:
            yield number, _locode(row, number)


def _locode(row: Mapping[str, str], number: int) -> Named | Refusal:
    country = country_code(row["country"])
    if country is None or isinstance(country, Refusal):
        return Refusal("no ISO 3166-1 code of a country", repr(row["country"][:40]))
    if row["change"] == "=" or not row["location"]:
        return Refusal("only refers to another entry", row["name"][:40])
    if row["change"] == "X" or row["status"] == "XX":
        return Refusal("marked to be removed", row["name"][:40])
    match = _POSITION.fullmatch(row["coordinates"])
    if not match:
        return Refusal("no coordinates", f"{row['name'][:40]} {row['coordinates'][:24]}".strip())
    lat = (int(match[1]) + int(match[2]) / 60) * (1 if match[3] == "N" else -1)
    lon = (int(match[4]) + int(match[5]) / 60) * (1 if match[6] == "E" else -1)
    names = [part for text in (row["name"], row["plain"]) for part in _apart(text)]
    fault = name_fault(names[0] if names else "") or point_fault(lat, lon, row["coordinates"])
    if fault or not (match[2] < "60" and match[5] < "60"):
        return fault or Refusal("minutes above 59", row["coordinates"])
    kind = _locode_kind(row["function"])
    entry = Entry(
        id=-number,
        gid=f"locode:{country}{row['location'][:3].upper()}",
        name=names[0],
        lat=round(lat, 5),
        lon=round(lon, 5),
        country=country,
        kind=kind,
        radius_m=max(_ARCMINUTE_M, KIND_RADIUS_M[kind]),
        population=0,
        admin1=None,
        source="locode",
    )
    return Named(entry, good_names(*names), 1)


def _apart(name: str) -> list[str]:
    """Both names of "Rajin (Najin)", the one in brackets last."""
    return [part for part in (_BRACKETS.sub("", name), *_BRACKETS.findall(name)) if part.strip()]


def _locode_kind(function: str) -> str:
    """Function codes 1 port, 4 airport, 2 railway; what has none of them is a town."""
    for code, kind in (("1", "port"), ("4", "airport"), ("2", "rail_crossing")):
        if code in function:
            return kind
    return "city"


# ---- World Port Index ----

_NAME, _OTHER = "main port name", "alternate port name"
_NUMBER, _CODE, _STATE = "world port index number", "un/locode", "country code"
_LOCODE_CELL: Final = re.compile(r"([A-Z]{2})\s?([A-Z2-9]{3})")


def port_index_places(text: Text, *, country_of: Callable[[str], str | None]) -> Iterator[Draft]:
    """Rows of the World Port Index.

    Parameters
    ----------
    country_of
        ISO code of a country by its English name, as the column "Country Code" has it.
    """
    rows = csv_rows(text, delimiter=",", spare_encoding="cp1252")
    header = next(rows, (0, Refusal("")))[1]
    columns = [] if isinstance(header, Refusal) else [cell.strip().casefold() for cell in header]
    for number, cells in rows:
        if isinstance(cells, Refusal):
            yield number, cells
        else:
            row = dict(zip(columns, (cell.strip() for cell in cells), strict=False))
            yield number, _port(row, number, country_of)


def _port(
    row: Mapping[str, str], number: int, country_of: Callable[[str], str | None]
) -> Named | Refusal:
    lat, lon = degrees(row.get("latitude", "")), degrees(row.get("longitude", ""))
    cells = f"{row.get('latitude', '')[:24]}, {row.get('longitude', '')[:24]}"
    name = row.get(_NAME, "")
    fault = name_fault(name) or point_fault(lat, lon, cells)
    if fault:
        return fault
    locode = _LOCODE_CELL.fullmatch(row.get(_CODE, "").upper())
    listed = degrees(row.get(_NUMBER, ""))
    label = f"locode:{locode[1]}{locode[2]}" if locode else f"wpi:{listed:.0f}"
    if not locode and not math.isfinite(listed):
        return Refusal("neither UN/LOCODE nor number in the index", repr(name))
    entry = Entry(
        id=-number,
        gid=label,
        name=name,
        lat=lat,
        lon=lon,
        country=locode[1] if locode else country_of(row.get(_STATE, "")),
        kind="port",
        radius_m=KIND_RADIUS_M["port"],
        population=0,
        admin1=None,
        source="wpi",
    )
    others = [part for text in row.get(_OTHER, "").split(";") for part in _apart(text)]
    return Named(entry, good_names(name, *others), 1)
