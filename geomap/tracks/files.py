"""Files of positions: CSV, GeoJSON and GPX as rows of text, in batches that fit in memory."""

import csv
import itertools
import json
import re
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from geomap.errors import SourceError

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

__all__ = ["FIELDS", "SUFFIXES", "Batch", "read_batches", "track_files"]

SUFFIXES = (".csv", ".tsv", ".txt", ".geojson", ".json", ".gpx")
FIELDS = ("mmsi", "imo", "name", "time", "lat", "lon", "speed")
NEEDED = ("time", "lat", "lon")

BATCH_ROWS = 200_000  # about 150 MB as text; a file of any length takes no more
# A year of one ship at a position a minute is 60 MB; ten million positions are 1 GB.
LIMIT_BYTES = 1_000_000_000
# GeoJSON and GPX are held whole while they are read: some ten times their size.
TREE_LIMIT_BYTES = 200_000_000
SAMPLE_BYTES = 1_000_000  # from which the encoding is told
CELL_LIMIT = 131_072  # characters, the csv module's own

# How exports call their columns, letters and digits only: MarineTraffic, VesselFinder, AISHub,
# Global Fishing Watch (ssvid), MarineCadastre (BaseDateTime), the Danish Maritime Authority.
HEADERS: dict[str, tuple[str, ...]] = {
    "mmsi": ("mmsi", "ssvid", "mmsinumber", "mmsino", "mmsinr", "vesselmmsi", "shipmmsi",
             "usermmsi", "userid"),
    "imo": ("imo", "imonumber", "imono", "imonr", "vesselimo", "shipimo", "lrimoshipno", "imonum"),
    "name": ("name", "shipname", "vesselname", "nameofship", "vessel", "ship", "title"),
    "time": (
        "timestamp", "datetime", "basedatetime", "datetimeutc", "timestamputc", "utc", "timeutc",
        "utctime", "utcdatetime", "positiontime", "positiontimestamp", "timeofposition",
        "lastpositiontime", "dtposutc", "receivedat", "msgtime", "dateutc", "epoch", "unixtime",
        "dateandtime", "tstamp", "time", "date",
    ),
    "lat": ("lat", "latitude", "latitudedegrees", "positionlatitude", "latdd", "y"),
    "lon": ("lon", "long", "lng", "longitude", "longitudedegrees", "positionlongitude", "londd",
            "x"),
    "speed": ("sog", "speed", "speedoverground", "speedkn", "speedknots", "speedkts"),
}  # fmt: skip
# What a column with a longer name is known by, if it is the only one: "Date/Time of fix".
LOOSE: dict[str, frozenset[str]] = {
    "lat": frozenset({"lat", "latitude"}),
    "lon": frozenset({"lon", "long", "lng", "longitude"}),
    "time": frozenset({"time", "timestamp", "datetime", "utc"}),
    "mmsi": frozenset({"mmsi"}),
    "imo": frozenset({"imo"}),
    "speed": frozenset({"sog"}),
}
LINES_ABOVE = 10  # that may tell of the ship before the header does of the columns
_ABOUT = {
    "name": re.compile(r"\b(?:vessel|ship)(?: ?name)?\s?[:=]\s?([^\n,;/|(]{1,60})", re.IGNORECASE),
    "imo": re.compile(r"\bIMO\D{0,10}(\d{7})\b", re.IGNORECASE),
    "mmsi": re.compile(r"\bMMSI\D{0,10}(\d{9})\b", re.IGNORECASE),
}
_NOT_LETTERS = re.compile(r"[^a-z0-9]+")
_UNIT = re.compile(r"[(\[][^()\[\]]{0,40}[)\]]\s*$")  # "Latitude (deg)", "SOG [kn]"
_KNOWN = frozenset(key for keys in HEADERS.values() for key in keys)
_GPX_POINTS = ("trkpt", "rtept", "wpt")


@dataclass
class Batch:
    """Some rows of a file: the number of the first (1 is the file's first), cells by field.

    Cells are text, in arrays of objects; a row without any is a blank line.
    """

    first: int
    cells: dict[str, "Array"]
    day_first: bool | None = None
    order_why: str | None = None  # why, where only the succession of its days tells


def track_files(path: Path) -> list[Path]:
    """The files of positions of a folder, to any depth and by name; a file stands for itself.

    Raises
    ------
    SourceError
        The folder holds none.
    """
    if not path.is_dir():
        return [path]
    found = sorted(f for f in path.rglob("*") if f.suffix.lower() in SUFFIXES and f.is_file())
    if not found:
        message = f"{path}: a folder without files of positions ({' '.join(SUFFIXES)})"
        raise SourceError(message)
    return found


def read_batches(path: Path) -> Iterator[Batch]:
    """Positions of a file in batches, in order.

    Raises
    ------
    SourceError
        The file cannot be opened, is of another kind, or lacks a column that is needed.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        message = f"{path}: no file of positions; geomap reads tracks from {' '.join(SUFFIXES)}"
        raise SourceError(message)
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            message = f"{path}: not a regular file; give a file of positions"
            raise SourceError(message)
        size = status.st_size
        limit = LIMIT_BYTES if suffix in SUFFIXES[:3] else TREE_LIMIT_BYTES
        if size > limit:
            message = f"{path}: {size / 1e6:,.0f} MB, more than {limit / 1e6:,.0f}; split the file"
            raise SourceError(message)
        if suffix == ".gpx":
            yield from _batches(_gpx_rows(path))
        elif suffix in (".geojson", ".json"):
            yield from _batches(_geojson_rows(path))
        else:
            yield from _csv_batches(path)
    except OSError as error:
        message = f"cannot read {path}: {error.strerror or error}. Give a file of positions."
        raise SourceError(message) from error


def _batches(rows: Iterable[Mapping[str, str]]) -> Iterator[Batch]:
    """Rows that were told cell by cell, in batches."""
    import numpy as np

    left = iter(rows)
    first = 1
    while some := list(itertools.islice(left, BATCH_ROWS)):
        cells = {
            name: np.array([row.get(name, "") for row in some], dtype=object) for name in FIELDS
        }
        yield Batch(first, cells)
        first += len(some)


# ---- CSV ----


def _encoding(path: Path) -> str:
    """UTF-8 or UTF-16 as marked, else the commonest of the others."""
    with path.open("rb") as file:
        start = file.read(SAMPLE_BYTES)
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    whole = start if len(start) < SAMPLE_BYTES else start[: start.rfind(b"\n") + 1]
    try:
        whole.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def _csv_batches(path: Path) -> Iterator[Batch]:
    """Rows of a table; lines with too many or too few cells are rows like others."""
    import numpy as np
    import pandas as pd

    encoding = _encoding(path)
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        lines = [file.readline(CELL_LIMIT) for _ in range(LINES_ABOVE + 1)]
    above, names, delimiter = _header(lines)
    columns = _columns(names, path)
    about = _told_above(lines[:above])
    # named, so that a first row with fewer cells than the header is a row like others
    width = range(max(len(names), 1))
    options = {"sep": delimiter, "header": None, "names": width, "skiprows": above + 1,
               "dtype": object, "na_filter": False, "skip_blank_lines": False, "index_col": False,
               "usecols": sorted({at for found in columns.values() for at in found}),
               "encoding": encoding, "encoding_errors": "replace",
               "chunksize": BATCH_ROWS}  # fmt: skip
    first = 1
    try:
        with pd.read_csv(path, **options) as chunks:
            for chunk in chunks:
                blank = np.full(len(chunk), "", dtype=object)
                cells = {
                    name: _cells(chunk, columns[name]) if name in columns
                    else np.full(len(chunk), about[name], dtype=object) if name in about else blank
                    for name in FIELDS
                }  # fmt: skip
                if delimiter != ",":  # then 42,5 may be a decimal
                    for name in ("lat", "lon", "speed"):
                        cells[name] = np.char.replace(cells[name].astype(str), ",", ".")
                yield Batch(first, cells)
                first += len(chunk)
    except pd.errors.EmptyDataError:
        return
    except pd.errors.ParserError as error:
        message = f"{path}: no CSV table after row {first - 1:,} ({error}); the rest is not used"
        raise SourceError(message) from error


def _header(lines: Sequence[str]) -> tuple[int, list[str], str]:
    """How many lines stand above the header, its names, and what parts them.

    The header is the first line that names all that is needed, else the first line.
    """
    found = []
    for number, line in enumerate(lines):
        delimiter = max(",;\t|", key=lambda sign: (line.count(sign), sign == ","))
        names = next(csv.reader([line], delimiter=delimiter), [])
        found.append((number, names, delimiter))
        if all(name in _fields(names) for name in NEEDED):
            return found[-1]
    return found[0]


def _told_above(lines: Sequence[str]) -> dict[str, str]:
    """The ship that the lines above a header tell of: "# Vessel: LENA / IMO 9179842"."""
    told = " ".join(lines)
    found = {name: match[1] for name, form in _ABOUT.items() if (match := form.search(told))}
    return {name: text.strip() for name, text in found.items()}


def _cells(chunk: Any, places: Sequence[int]) -> "Array":
    """The cells of one field: of one column, or of two joined (date and time)."""
    joined = chunk[places[0]]
    for at in places[1:]:
        joined = joined + " " + chunk[at]
    cells: Array = joined.to_numpy(dtype=object)
    return cells


def _columns(names: Sequence[str], path: Path) -> dict[str, tuple[int, ...]]:
    """Which columns hold each field; raises where one that is needed is missing."""
    found = _fields(names)
    missing = [name for name in NEEDED if name not in found]
    if missing:
        told = ", ".join(f"{name} ({', '.join(HEADERS[name][:4])} ...)" for name in missing)
        message = f"{path}: no column for {told}; its header is {', '.join(names)[:300]!r}"
        raise SourceError(message)
    return found


def _fields(names: Sequence[str]) -> dict[str, tuple[int, ...]]:
    """Which columns hold each field, by their names."""
    keys = [_key(name) for name in names]
    found: dict[str, tuple[int, ...]] = {}
    for field_name, known in HEADERS.items():
        at = next((keys.index(key) for key in known if key in keys), None)
        if at is not None:
            found[field_name] = (at,)
    if found.get("time") == (_at(keys, "time"),) and "date" in keys:
        found["time"] = (keys.index("date"), keys.index("time"))
    taken = {at for places in found.values() for at in places}
    for field_name, words in LOOSE.items():
        free = [n for n, name in enumerate(names) if n not in taken and words & _words(name)]
        if field_name not in found and len(free) == 1:
            found[field_name] = (free[0],)
            taken.add(free[0])
    return found


def _key(name: str) -> str:
    """A column's name in small letters and digits, without the unit where that makes it known."""
    whole = _NOT_LETTERS.sub("", name.lower())
    bare = _NOT_LETTERS.sub("", _UNIT.sub("", name.lower()))
    return whole if whole in _KNOWN or bare not in _KNOWN else bare


def _words(name: str) -> frozenset[str]:
    return frozenset(_NOT_LETTERS.split(name.lower()))


def _at(keys: Sequence[str], name: str) -> int | None:
    return keys.index(name) if name in keys else None


# ---- GeoJSON ----


def _geojson_rows(path: Path) -> Iterator[dict[str, str]]:
    try:
        data = msgspec.json.decode(path.read_bytes().removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        message = f"{path}: not JSON ({error}); give GeoJSON points or lines with times"
        raise SourceError(message) from error
    features = data.get("features", [data]) if isinstance(data, dict) else []
    rows = [row for feature in _listed(features) for row in _feature_rows(feature)]
    if not rows:
        message = f"{path}: no GeoJSON points or lines with times"
        raise SourceError(message)
    yield from rows


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _feature_rows(feature: Any) -> Iterator[dict[str, str]]:
    """Positions of a feature: a point with a time among its properties, or a line with times.

    A line's times stand in `coordTimes`, `coordinateProperties.times` or `times` (as converters
    from GPX write them), or as the fourth number of each position.
    """
    if not isinstance(feature, dict):
        return
    geometry, told = feature.get("geometry"), feature.get("properties")
    if not isinstance(geometry, dict):
        return
    told = told if isinstance(told, dict) else {}
    cells = _named({str(key): value for key, value in told.items()})
    match geometry.get("type"):
        case "Point":
            yield _position(geometry.get("coordinates"), None, cells)
        case "MultiPoint" | "LineString":
            yield from _line_rows(_listed(geometry.get("coordinates")), _times(told), cells)
        case "MultiLineString":
            times = _times(told)
            nested = any(isinstance(part, list) for part in times)
            for number, part in enumerate(_listed(geometry.get("coordinates"))):
                own = times[number : number + 1] if nested else [times[: len(_listed(part))]]
                times = times if nested else times[len(_listed(part)) :]
                yield from _line_rows(_listed(part), _listed(own[0] if own else []), cells)


def _times(told: Mapping[str, Any]) -> list[Any]:
    inner = told.get("coordinateProperties")
    found = inner.get("times") if isinstance(inner, dict) else None
    return _listed(found or told.get("coordTimes") or told.get("times"))


def _line_rows(
    points: Sequence[Any], times: Sequence[Any], cells: Mapping[str, str]
) -> Iterator[dict[str, str]]:
    for number, point in enumerate(points):
        yield _position(point, times[number] if number < len(times) else None, cells)


def _position(point: Any, time: Any, cells: Mapping[str, str]) -> dict[str, str]:
    numbers = [_text(value) for value in _listed(point)]
    lon, lat = numbers[:2] if len(numbers) > 1 else ("", "")
    told = _text(time) if time is not None else (numbers[3] if len(numbers) > 3 else "")
    return {**cells, "lon": lon, "lat": lat, **({"time": told} if told else {})}


def _named(told: Mapping[str, Any]) -> dict[str, str]:
    """Properties by the fields that their names stand for."""
    keys = {_key(name): value for name, value in told.items()}
    found = {}
    for field_name, known in HEADERS.items():
        key = next((key for key in known if keys.get(key) is not None), None)
        if key is not None:
            found[field_name] = _text(keys[key])
    return found


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else json.dumps(value)


# ---- GPX ----


def _gpx_rows(path: Path) -> Iterator[dict[str, str]]:
    """Points of tracks, routes and the file itself; a track's name is the ship's."""
    from lxml import etree

    name = ""
    try:
        # No entities, no network: a GPX file is data.
        found = etree.iterparse(
            str(path), events=("start", "end"), resolve_entities=False, no_network=True,
            load_dtd=False, remove_comments=True, remove_pis=True,
        )  # fmt: skip
        for event, element in found:
            tag = etree.QName(element).localname if isinstance(element.tag, str) else ""
            if event == "start":
                name = "" if tag in ("trk", "rte") else name
                continue
            above = element.getparent()
            inside = etree.QName(above).localname if above is not None else ""
            if tag == "name" and inside in ("trk", "rte"):
                name = (element.text or "").strip()
            elif tag in _GPX_POINTS:
                yield _gpx_point(element, name if tag != "wpt" else "")
                element.clear()
                while element.getprevious() is not None:
                    del above[0]
    except etree.XMLSyntaxError as error:
        message = f"{path}: not GPX ({error.msg}); nothing after that place is used"
        raise SourceError(message) from error


def _gpx_point(element: Any, name: str) -> dict[str, str]:
    told = {child.tag.rpartition("}")[2]: (child.text or "").strip()
            for child in element if isinstance(child.tag, str)}  # fmt: skip
    return {
        "name": name,
        "lat": element.get("lat", ""),
        "lon": element.get("lon", ""),
        "time": told.get("time", ""),
    }
