"""An atlas written as a file: JSON Lines, JSON, GeoJSON, CSV.

None of these formats needs geopandas. GeoJSON and CSV are the rows of `geomap.frames`, so a
column is the same in every export.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from geomap.codec import encode, encode_lines, write_whole
from geomap.credits import credits_of
from geomap.errors import OutputError
from geomap.frames import COLUMNS, Cell, Geometry, Row, layer_rows
from geomap.records import Atlas

__all__ = ["FORMATS", "disarm", "export"]

# What spreadsheet programs take for a formula: OWASP, "CSV Injection"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
FULL_TURN = 360.0  # degrees of longitude
HALF_TURN = 180.0


def export(atlas: Atlas, path: Path | str | BinaryIO, *, format: str | None = None) -> None:  # noqa: A002 (the word that users of geopandas and pandas know)
    """Write an atlas to a file or a binary stream.

    A file is written whole or not at all, and the same atlas gives the same bytes.

    Parameters
    ----------
    atlas : Atlas
        What is written; nothing is recomputed.
    path : Path, str or binary file
        Where to; missing folders are made.
    format : {"jsonl", "json", "geojson", "csv"}, optional
        By default the file name's extension. A stream has none: give it.

        - `jsonl`: one document a line with its mentions, dates and claims
        - `json`: the atlas, which `geomap draw` and `geomap export` read again
        - `geojson`: every layer in one FeatureCollection (RFC 7946: WGS 84, lon-lat)
        - `csv`: the events with `lat` and `lon`, safe to open in a spreadsheet

    Raises
    ------
    OutputError
        The format is not one of these, or the file cannot be written.

    Examples
    --------
    >>> import io
    >>> stream = io.BytesIO()
    >>> export(Atlas(made_with={}), stream, format="geojson")
    >>> stream.getvalue().startswith(b'{"type":"FeatureCollection"')
    True
    """
    write = _writer(path, format)
    if isinstance(path, str | Path):
        write_whole(Path(path), lambda file: write(atlas, file))
    else:
        write(atlas, path)


def _writer(path: Path | str | BinaryIO, form: str | None) -> Callable[[Atlas, BinaryIO], None]:
    """Find the writer for a format's name, else for the extension of a path."""
    name = form
    if name is None and isinstance(path, str | Path):
        name = Path(path).suffix
    key = (name or "").removeprefix(".").lower()
    if key in FORMATS:
        return FORMATS[key]
    known = ", ".join(f".{extension}" for extension in FORMATS)
    asked = f"the format {form!r}" if form else f"{path}: its extension names no format"
    if not isinstance(path, str | Path) and form is None:
        asked = "a stream without a format"
    message = f"cannot export {asked} that geomap writes. Use one of {known}."
    raise OutputError(message)


# ---- formats ----


def _write_jsonl(atlas: Atlas, file: BinaryIO) -> None:
    file.write(encode_lines(atlas.documents))


def _write_json(atlas: Atlas, file: BinaryIO) -> None:
    file.write(encode(atlas) + b"\n")


def _write_geojson(atlas: Atlas, file: BinaryIO) -> None:
    """Write one feature a line, so that two versions of a file can be compared."""
    rows = list(layer_rows(atlas))
    box = _bbox(row.geometry for _, row in rows if row.geometry)
    head: dict[str, object] = {"type": "FeatureCollection"}
    # members of our own, which RFC 7946, section 6.1, allows
    head |= {"made_with": atlas.made_with, "attribution": " ".join(credits_of(atlas))}
    if box:
        head["bbox"] = box
    file.write(encode(head).removesuffix(b"}") + b',"features":[')
    for number, (layer, row) in enumerate(rows):
        file.write(b",\n" if number else b"\n")
        file.write(encode(_feature(layer, row)))
    file.write(b"\n]}\n")


def _write_csv(atlas: Atlas, file: BinaryIO) -> None:
    """Write the events as a table; `lat` and `lon` (degrees, WGS 84) follow the columns."""
    text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
    names = [name for name in COLUMNS["events"] if name != "no_geometry"]
    table = csv.writer(text, lineterminator="\r\n")  # RFC 4180; and a lone CR is then quoted
    table.writerow([*names, "lat", "lon"])
    for _, row in layer_rows(atlas, layers=["events"]):
        lon, lat = row.geometry["coordinates"] if row.geometry else (None, None)
        table.writerow([*(disarm(row.cells[name]) for name in names), lat, lon])
    text.detach()


FORMATS: dict[str, Callable[[Atlas, BinaryIO], None]] = {
    "jsonl": _write_jsonl,
    "json": _write_json,
    "geojson": _write_geojson,
    "csv": _write_csv,
}


def _feature(layer: str, row: Row) -> dict[str, Any]:
    properties: dict[str, Cell] = {"layer": layer, **row.cells}
    return {"type": "Feature", "geometry": row.geometry, "properties": properties}


def disarm(cell: Cell) -> Cell:
    """Put an apostrophe before text that a spreadsheet would run as a formula."""
    if isinstance(cell, str) and cell.startswith(FORMULA_STARTS):
        return "'" + cell
    return cell


# ---- bounding box ----


def _bbox(geometries: Iterable[Geometry]) -> list[float] | None:
    """Smallest [west, south, east, north] around all; west > east where it crosses 180 degrees.

    RFC 7946, section 5.2. The box leaves out the widest empty gap between the meridians.
    """
    spans: list[tuple[float, float]] = []
    south, north = 90.0, -90.0
    for geometry in geometries:
        for part in _parts(geometry):
            lons, lats = [p[0] for p in part], [p[1] for p in part]
            spans.append((min(lons), max(lons)))
            south, north = min(south, *lats), max(north, *lats)
    if not spans:
        return None
    west, east = _widest_gap(sorted(spans))
    return [west, south, east, north]


def _parts(geometry: Geometry) -> Iterator[list[list[float]]]:
    """Go through the lines and rings of a GeoJSON geometry, a point being a line of one."""
    coordinates = geometry["coordinates"]
    match geometry["type"]:
        case "Point":
            yield [coordinates]
        case "LineString":
            yield coordinates
        case "MultiLineString" | "Polygon":
            yield from coordinates
        case "MultiPolygon":
            for polygon in coordinates:
                yield from polygon


def _widest_gap(spans: list[tuple[float, float]]) -> tuple[float, float]:
    """Find (west, east) of what is left when the widest gap between sorted spans is cut out."""
    first, reach = spans[0]
    gaps: list[tuple[float, float, float]] = []
    for start, end in spans[1:]:
        if start > reach:
            gaps.append((start - reach, start, reach))
        reach = max(reach, end)
    around = first + FULL_TURN - reach
    width, west, east = max([*gaps, (around, first, reach)], key=lambda gap: gap[0])
    return (west, east) if width > 0 else (-HALF_TURN, HALF_TURN)
