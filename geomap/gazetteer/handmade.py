"""Rows of a user's own table or GeoJSON file as places."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final

from geomap.codec import digest
from geomap.errors import GazetteerError
from geomap.gazetteer.checks import country_code, degrees, name_fault, place_kind, point_fault
from geomap.gazetteer.entries import Entry, Named
from geomap.gazetteer.foreign import Draft, good_names
from geomap.gazetteer.streams import Refusal, Text, csv_rows, geojson_features
from geomap.gazetteer.tables import KIND_RADIUS_M

__all__ = ["COLUMNS", "Credits", "clean_header", "feature_places", "handmade_place", "table_places"]

COLUMNS: Final = (
    "name lat lon country kind radius_m population admin1 alternates id locode source licence"
).split()
_ALIASES: Final = {
    "latitude": "lat", "y": "lat", "longitude": "lon", "lng": "lon", "long": "lon", "x": "lon",
    "country_code": "country", "cc": "country", "iso": "country", "type": "kind",
    "radius": "radius_m", "alternate_names": "alternates", "alternatenames": "alternates",
    "aliases": "alternates", "unlocode": "locode", "un_locode": "locode", "license": "licence",
}  # fmt: skip
_NEEDED: Final = ("name", "lat", "lon")
_KIND: Final = "facility"  # of a row that says nothing: a spot, neither town nor area
_AREA_M: Final = 25_000  # radius of an area whose row gives none
_WIDEST_M: Final = 5_000_000
_ID: Final = re.compile(r"[\w.-]+(?::[\w./-]+)?")
_SEPARATORS: Final = re.compile(r"[|;]")
_MOST_CREDITS: Final = 200  # sources of one table: more are a column of something else

Credits = Counter[tuple[str, str]]  # rows by (source, licence)


def table_places(text: Text, *, delimiter: str, label: str, credit: Credits) -> Iterator[Draft]:
    """Rows of a table with the columns name, lat, lon and any of `COLUMNS`.

    Parameters
    ----------
    label
        Name of the import: the front of the id of a row that has none of its own kind.
    credit
        Takes the count of rows of each source and licence.

    Raises
    ------
    GazetteerError
        The header lacks one of the three columns.
    """
    rows = csv_rows(text, delimiter=delimiter)
    header = next(rows, (0, Refusal("empty")))[1]
    columns = [] if isinstance(header, Refusal) else clean_header(header)
    missing = [name for name in _NEEDED if name not in columns]
    if missing:
        message = (
            f"{text.name}: column {missing[0]!r} is missing; it has "
            f"{', '.join(columns) or 'none'}. "
            f"A table of places has name, lat, lon and any of {', '.join(COLUMNS[3:])}."
        )
        raise GazetteerError(message)
    for number, cells in rows:
        if isinstance(cells, Refusal):
            yield number, cells
        elif len(cells) > len(columns) and any(cells[len(columns) :]):
            yield number, Refusal("more cells than columns; quote its commas", f"{len(cells)}")
        else:
            row = dict(zip(columns, cells, strict=False))
            yield number, _credited(handmade_place(row, number, label=label), row, credit)


def clean_header(header: list[str]) -> list[str]:
    """Names of columns as `COLUMNS` has them, forgiving of case, spaces and usual other words."""
    names = [re.sub(r"[\s/-]+", "_", cell.strip().casefold()) for cell in header]
    return [_ALIASES.get(name, name) for name in names]


def feature_places(text: Text, *, label: str, credit: Credits) -> Iterator[Draft]:
    """Point features whose properties have the names of `COLUMNS`.

    Raises
    ------
    GazetteerError
        The text is not GeoJSON.
    """
    for number, feature in geojson_features(text):
        if isinstance(feature, Refusal):
            yield number, feature
            continue
        row = _feature_cells(feature)
        if isinstance(row, Refusal):
            yield number, row
        else:
            yield number, _credited(handmade_place(row, number, label=label), row, credit)


def _credited(draft: Named | Refusal, row: Mapping[str, str], credit: Credits) -> Named | Refusal:
    """Count whom a place's row names as its source and licence, unless there are too many."""
    if isinstance(draft, Refusal):
        return draft
    pair = (row.get("source", "").strip()[:200], row.get("licence", "").strip()[:200])
    if pair in credit or len(credit) < _MOST_CREDITS:
        credit[pair] += 1
    return draft


def _feature_cells(feature: Mapping[str, Any]) -> dict[str, str] | Refusal:
    shape = feature.get("geometry")
    point = shape.get("coordinates") if isinstance(shape, dict) else None
    kind = shape.get("type") if isinstance(shape, dict) else None
    if kind != "Point" or not isinstance(point, list) or not 2 <= len(point) <= 3:
        return Refusal("not a point", str(kind)[:40])
    properties = feature.get("properties")
    told = properties if isinstance(properties, dict) else {}
    cells = clean_header([str(key) for key in told])
    row = {
        name: "|".join(map(str, value)) if isinstance(value, list) else str(value)
        for name, value in zip(cells, told.values(), strict=True)
        if value is not None
    }
    row.setdefault("id", str(feature.get("id") or ""))
    return row | {"lon": str(point[0]), "lat": str(point[1])}


def handmade_place(row: Mapping[str, str], number: int, *, label: str) -> Named | Refusal:
    """A place of a user's own, or why the row makes none."""
    cells = {name: row.get(name, "").strip() for name in COLUMNS}
    lat, lon = degrees(cells["lat"]), degrees(cells["lon"])
    country = country_code(cells["country"])
    kind = place_kind(cells["kind"] or _KIND)
    fault = (
        name_fault(cells["name"])
        or point_fault(lat, lon, f"{cells['lat'][:24]}, {cells['lon'][:24]}")
        or next((part for part in (country, kind) if isinstance(part, Refusal)), None)
    )
    if fault:
        return fault
    radius_m = _whole(cells["radius_m"], KIND_RADIUS_M.get(str(kind), _AREA_M), least=1)
    people = _whole(cells["population"], 0, least=0)
    gid = _gid(cells, label)
    for part in (radius_m, people, gid):
        if isinstance(part, Refusal):
            return part
    entry = Entry(
        id=-number,
        gid=str(gid),
        name=cells["name"],
        lat=lat,
        lon=lon,
        country=country,  # type: ignore[arg-type]  # refusals are gone
        kind=str(kind),
        radius_m=radius_m,  # type: ignore[arg-type]
        population=people,  # type: ignore[arg-type]
        admin1=cells["admin1"] or None,
        source="user",
    )
    names = good_names(cells["name"], *map(str.strip, _SEPARATORS.split(cells["alternates"])))
    return Named(entry, names, len(names))


def _whole(cell: str, missing: int, *, least: int) -> int | Refusal:
    number = degrees(cell) if cell else float(missing)
    top = 1e10 if least == 0 else _WIDEST_M
    if not least <= number <= top:
        what = "population" if least == 0 else "radius_m"
        return Refusal(f"{what} is no whole number from {least} to {top:,.0f}", repr(cell[:24]))
    return round(number)


def _gid(cells: Mapping[str, str], label: str) -> str | Refusal:
    if cells["id"] and not _ID.fullmatch(cells["id"][:80]):
        return Refusal(
            "an id of other signs than letters, digits, . - _ and one :", repr(cells["id"][:40])
        )
    if cells["id"]:
        return cells["id"] if ":" in cells["id"] else f"{label}:{cells['id']}"
    if cells["locode"]:
        return f"locode:{cells['locode'].replace(' ', '').upper()[:5]}"
    return f"{label}:{digest(cells['name'], cells['lat'], cells['lon'])}"
