"""The curated tables of `gazetteer/`, read and checked row by row."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple, get_args

import msgspec

from geomap.errors import GazetteerError
from geomap.records import PlaceKind

__all__ = ["KIND_RADIUS_M", "Harbour", "Row", "read_harbours", "read_places", "read_words"]

COLUMNS: Final = (
    "id,name,lat,lon,country,kind,radius_m,alternates,locode,geonames,source,licence,note"
).split(",")

# Radius of a place whose row gives none: half the usual extent of such a thing. A quay or a
# container yard lies within 2 km of a harbour's point, a runway is 2.5 to 3.5 km long, an arsenal
# 3 to 5 km across.
KIND_RADIUS_M: Final[dict[str, int]] = {
    "port": 2_000,
    "rail_crossing": 1_500,
    "airbase": 3_000,
    "airport": 3_000,
    "depot": 3_000,
    "facility": 3_000,
    "city": 5_000,
    "village": 1_500,
    "strait": 15_000,
}

# Tables of words, not of places, lie in the same folder.
_WORD_TABLES: Final = {
    "demonyms": "forms",
    "seats": "names",
    "everyday": "words",
    "division_names": "names",
}
# Where ships may call; no text is searched for these names.
_HARBOURS: Final = "harbours"


class Harbour(NamedTuple):
    """A harbour of the World Port Index ("wpi") or of GeoNames, whose `number` it is.

    A way by sea can lead to it if it `is_charted`.
    """

    source: str
    number: int
    name: str
    lat: float
    lon: float
    country: str | None
    is_charted: bool


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One curated place."""

    slug: str
    name: str
    lat: float
    lon: float
    country: str | None
    kind: PlaceKind
    radius_m: int
    alternates: tuple[str, ...]
    locode: str | None
    geonames: int | None
    source: str
    licence: str
    where: str  # file:line, for messages


def read_places(folder: Path) -> list[Row]:
    """Every row of every table of places in `folder`, in order of file name and line.

    Raises
    ------
    GazetteerError
        A table cannot be read, lacks a column, or a row has a wrong value; the message names
        the file and the line.
    """
    rows: list[Row] = []
    for path in sorted(folder.glob("*.csv")):
        if path.stem not in _WORD_TABLES and path.stem != _HARBOURS:
            rows.extend(_row(record, where) for record, where in _records(path, COLUMNS))
    if not rows:
        message = f"{folder}: no table of places (*.csv) is there; install geomap again."
        raise GazetteerError(message)
    return rows


def read_words(folder: Path, table: str) -> Iterator[tuple[str, str]]:
    """(text, value) of a table of words: a demonym with its country, a word and its sort.

    Raises
    ------
    GazetteerError
        The table is missing or lacks a column.
    """
    column = _WORD_TABLES[table]
    for record, _ in _records(folder / f"{table}.csv", ["value", column]):
        for text in record[column].split("|"):
            if text:
                yield text, record["value"]


def read_harbours(folder: Path) -> Iterator[Harbour]:
    """Every harbour of the table of harbours, in its order.

    Raises
    ------
    GazetteerError
        The table is missing, lacks a column, or has a wrong number.
    """
    columns = ["number", "name", "lat", "lon", "country", "source", "charted"]
    for record, where in _records(folder / f"{_HARBOURS}.csv", columns):
        try:
            number, lat, lon = int(record["number"]), float(record["lat"]), float(record["lon"])
        except ValueError as error:
            message = f"{where}: {error}; number is a whole one, lat and lon are degrees."
            raise GazetteerError(message) from error
        country, is_charted = record["country"] or None, record["charted"] == "1"
        yield Harbour(record["source"], number, record["name"], lat, lon, country, is_charted)


def _records(path: Path, columns: list[str]) -> Iterator[tuple[dict[str, str], str]]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        message = f"{path}: cannot be read as UTF-8: {error}. Install geomap again."
        raise GazetteerError(message) from error
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    missing = [name for name in columns if name not in (reader.fieldnames or ())]
    if missing:
        message = f"{path}: column {missing[0]!r} is missing; the columns are {', '.join(columns)}."
        raise GazetteerError(message)
    for record in reader:
        where = f"{path.name}:{reader.line_num}"
        if None in record or None in record.values():
            message = f"{where}: the row has not as many cells as the header; quote its commas."
            raise GazetteerError(message)
        yield record, where


def _row(record: dict[str, str], where: str) -> Row:
    try:
        lat, lon = float(record["lat"]), float(record["lon"])
        radius_m = int(record["radius_m"] or KIND_RADIUS_M.get(record["kind"], 0))
        geonames = int(record["geonames"]) if record["geonames"] else None
    except ValueError as error:
        message = f"{where}: {error}; lat and lon are degrees, radius_m and geonames whole numbers."
        raise GazetteerError(message) from error
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        message = f"{where}: lat {lat}, lon {lon} is not on Earth; latitude comes first."
        raise GazetteerError(message)
    if record["kind"] not in get_args(PlaceKind) or radius_m <= 0:
        message = f"{where}: kind {record['kind']!r} is not a kind of place, or has no radius_m."
        raise GazetteerError(message)
    return Row(
        slug=record["id"],
        name=record["name"],
        lat=lat,
        lon=lon,
        country=record["country"] or None,
        kind=record["kind"],  # type: ignore[arg-type]  # checked two lines above
        radius_m=radius_m,
        alternates=tuple(text for text in record["alternates"].split("|") if text),
        locode=record["locode"] or None,
        geonames=geonames,
        source=record["source"],
        licence=record["licence"],
        where=where,
    )
