"""JSON Lines, JSON, GeoJSON and CSV: written without geopandas, a row at a time."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, BinaryIO

from geomap.codec import encode, encode_lines
from geomap.export.content import Content
from geomap.export.extent import Extent
from geomap.frames import Cell, Row

__all__ = [
    "disarm",
    "write_csv",
    "write_features",
    "write_geojson",
    "write_geojsonl",
    "write_json",
    "write_jsonl",
]

LARGE = 100 * 10**6  # bytes of GeoJSON; more is slow to open in a GIS and in a browser
_NUMBER = r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?"
NUMBERS = re.compile(rf"{_NUMBER}(?:; ?{_NUMBER})*", re.ASCII)  # of several places
# What spreadsheet programs take for a formula, full-width signs too: OWASP, "CSV Injection"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def write_jsonl(content: Content, file: BinaryIO, _layers: Sequence[str]) -> tuple[str, ...]:
    """Write one document a line."""
    file.write(encode_lines(content.atlas(purpose="JSON Lines of reports").documents))
    return ()


def write_json(content: Content, file: BinaryIO, _layers: Sequence[str]) -> tuple[str, ...]:
    """Write the atlas itself."""
    file.write(encode(content.atlas(purpose="JSON of an atlas")) + b"\n")
    return ()


def write_geojson(content: Content, file: BinaryIO, layers: Sequence[str]) -> tuple[str, ...]:
    """Write one FeatureCollection (RFC 7946), one feature a line: two versions can be compared."""
    # members of our own, which RFC 7946, section 6.1, allows
    about: dict[str, object] = {
        "made_with": content.made_with,
        "attribution": " ".join(content.credits),
    }
    return _size_notes(write_features(content.rows(layers), file, about=about))


def write_features(
    rows: Iterable[tuple[str, Row]], file: BinaryIO, *, about: dict[str, object] | None = None
) -> dict[str, int]:
    """Write a FeatureCollection of any number of rows in the memory of one.

    Parameters
    ----------
    rows : iterable of (layer, Row)
        As `geomap.frames.layer_rows` gives them; read once.
    file : binary file
        Need not be seekable: the bounding box, known at the end, is the last member.
    about : dict, optional
        Foreign members of the collection.

    Returns
    -------
    dict of str to int
        How many bytes the features of each layer took.
    """
    extent, sizes = Extent(), Counter[str]()
    file.write(encode({"type": "FeatureCollection", **(about or {})}).removesuffix(b"}"))
    file.write(b',"features":[')
    for number, (layer, row) in enumerate(rows):
        if row.geometry:
            extent.add(row.geometry)
        feature = encode(_feature(layer, row))
        sizes[layer] += len(feature)
        file.write((b",\n" if number else b"\n") + feature)
    file.write(b"\n]")
    if box := extent.bbox():
        file.write(b',"bbox":' + encode(box))
    file.write(b"}\n")
    return dict(sizes)


def write_geojsonl(content: Content, file: BinaryIO, layers: Sequence[str]) -> tuple[str, ...]:
    """Write newline-delimited GeoJSON: one feature a line, nothing around them."""
    sizes = Counter[str]()
    for layer, row in content.rows(layers):
        feature = encode(_feature(layer, row))
        sizes[layer] += len(feature)
        file.write(feature + b"\n")
    return _size_notes(sizes)


def _size_notes(sizes: Mapping[str, int]) -> tuple[str, ...]:
    """Tell which layers make a file large, and what to do about it."""
    if sum(sizes.values()) < LARGE:
        return ()
    parts = ", ".join(f"{layer} {size // 10**6:,} MB" for layer, size in sizes.items())
    note = (
        f"large, as every event repeats its line, its areas and its sources ({parts}): "
        "geomap export --layer events writes one layer; .parquet and .fgb are far smaller"
    )
    return (note,)


def write_csv(content: Content, file: BinaryIO, layers: Sequence[str]) -> tuple[str, ...]:
    """Write one layer as a table; `lat` and `lon` (degrees, WGS 84) follow the columns."""
    text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
    table = csv.writer(text, lineterminator="\r\n")  # RFC 4180; and a lone CR is then quoted
    (layer,) = layers
    table.writerow(table_columns(content, layer))
    table.writerows(table_rows(content, layer))
    text.detach()
    return ()


def table_columns(content: Content, layer: str) -> list[Cell]:
    """Columns of a layer in a table: its own, then `lat` and `lon`."""
    return [*map(disarm, _told(content, layer)), "lat", "lon"]


def table_rows(content: Content, layer: str) -> Iterator[list[Cell]]:
    """Cells of a layer's rows for a table, disarmed; a line or an area has no lat and lon."""
    names = _told(content, layer)
    for _, row in content.rows([layer]):
        is_point = row.geometry is not None and row.geometry["type"] == "Point"
        lon, lat = row.geometry["coordinates"] if row.geometry and is_point else (None, None)
        yield [*(disarm(row.cells[name]) for name in names), lat, lon]


def _told(content: Content, layer: str) -> list[str]:
    return [name for name in content.columns(layer) if name != "no_geometry"]


def _feature(layer: str, row: Row) -> dict[str, Any]:
    properties: dict[str, Cell] = {"layer": layer, **row.cells}
    return {"type": "Feature", "geometry": row.geometry, "properties": properties}


def disarm(cell: Cell) -> Cell:
    """Put an apostrophe before text that a spreadsheet would run as a formula; a number is none.

    >>> disarm("-12.0432"), disarm("-1+cmd|' /C calc'!A0")
    ('-12.0432', "'-1+cmd|' /C calc'!A0")
    """
    if not isinstance(cell, str) or not cell.startswith(FORMULA_STARTS):
        return cell
    return cell if NUMBERS.fullmatch(cell) else "'" + cell
