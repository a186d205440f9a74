"""Which formats there are, what each holds and what it can't."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO, NamedTuple, TypeAlias

from geomap.errors import OutputError
from geomap.export import gis, kml, shapefile, text, tracks, workbook
from geomap.export.content import Content
from geomap.frames import LAYERS

__all__ = ["FORMATS", "Format", "format_named"]

Writer: TypeAlias = Callable[[Content, BinaryIO, Sequence[str]], tuple[str, ...]]

MAPPED = tuple(layer for layer in LAYERS if layer != "documents")
DRAWN = tuple(layer for layer in MAPPED if layer not in ("mentions", "claims"))


class Format(NamedTuple):
    """A format by its extension: its writer, its layers, and what it holds and can't."""

    name: str
    write: Writer
    layers: tuple[str, ...]  # that it may hold
    default: tuple[str, ...]  # that it holds if none is asked for
    holds: str
    lacks: str

    @property
    def single(self) -> bool:
        """Whether a file holds one layer only."""
        return len(self.default) == 1

    def endings(self, path: Path) -> list[str]:
        """Extensions of `path` that name this format: [".shp", ".zip"] or its last."""
        return path.suffixes[-2:] if path.name.lower().endswith(".shp.zip") else path.suffixes[-1:]


def _refuse_stream(_content: Content, _file: BinaryIO, _layers: Sequence[str]) -> tuple[str, ...]:
    message = "a QGIS project is two files, .qgz and .gpkg: give a path, not a stream"
    raise OutputError(message)


_EVENTS = ("events",)
FORMATS: dict[str, Format] = {
    form.name: form
    for form in (
        Format(
            "json",
            text.write_json,
            (),
            (),
            "the whole atlas; draw, export, figure and report read it",
            "nothing is lost",
        ),
        Format(
            "jsonl",
            text.write_jsonl,
            (),
            (),
            "a report a line with its mentions, dates and claims",
            "events, series, movements, routes, tracks",
        ),
        Format(
            "geojson",
            text.write_geojson,
            LAYERS,
            LAYERS,
            "all layers in one collection, told apart by `layer` (RFC 7946)",
            "types of columns, descriptions, styles",
        ),
        Format(
            "geojsonl",
            text.write_geojsonl,
            LAYERS,
            LAYERS,
            "a feature a line, for streams and large data",
            "types, descriptions, styles; credits and bounding box",
        ),
        Format(
            "csv",
            text.write_csv,
            LAYERS,
            _EVENTS,
            "one layer, with lat and lon of points",
            "lines and areas; types; text that would run as a formula begins with '",
        ),
        Format(
            "xlsx",
            workbook.write_xlsx,
            LAYERS,
            LAYERS,
            "a sheet a layer, with lat and lon of points",
            "lines and areas; text over 32,767 characters, rows over 1,048,575; formulas as in CSV",
        ),
        Format(
            "gpkg",
            gis.write_gpkg,
            LAYERS,
            LAYERS,
            "all layers with types, spatial index, descriptions and QGIS styles",
            "nothing is lost",
        ),
        Format(
            "fgb",
            gis.write_fgb,
            LAYERS,
            _EVENTS,
            "one layer with types and spatial index",
            "several layers, descriptions, styles; the order of rows, if they have geometries",
        ),
        Format(
            "parquet",
            gis.write_parquet,
            LAYERS,
            _EVENTS,
            "one layer with types (GeoParquet 1.1 with bounding boxes)",
            "several layers, styles",
        ),
        Format(
            "kml",
            kml.write_kml,
            DRAWN,
            DRAWN,
            "what is drawn, with time spans, styles and balloons",
            "documents, mentions, claims; types; rows without a geometry",
        ),
        Format(
            "kmz",
            kml.write_kmz,
            DRAWN,
            DRAWN,
            "the KML, compressed",
            "as kml",
        ),
        Format(
            "shp",
            shapefile.write_zip,
            MAPPED,
            _EVENTS,
            "one layer for old programs; .shp.zip keeps its parts together",
            "names over 10 letters, text over 254 bytes, several layers, true and false",
        ),
        Format(
            "gpx",
            tracks.write_gpx,
            ("events", "routes", "tracks"),
            ("events", "routes", "tracks"),
            "computed routes, observed tracks and places of events, for plotters",
            "all columns but name, description and time; areas, reports",
        ),
        Format(
            "qgz",
            _refuse_stream,  # a path is written by geomap.export.qgis
            LAYERS,
            LAYERS,
            "a QGIS project with styles, time and a print layout; its data in a .gpkg beside it",
            "nothing is lost",
        ),
    )
}


def format_named(path: Path | str | BinaryIO, name: str | None) -> Format:
    """The format by its name, else by the extension of a path.

    Raises
    ------
    OutputError
        There is none such.
    """
    key = name
    if key is None and isinstance(path, str | Path):
        lower = str(path).lower()
        key = "shp" if lower.endswith(".shp.zip") else Path(lower).suffix
    key = (key or "").removeprefix(".").lower()
    if key in FORMATS:
        return FORMATS[key]
    known = ", ".join(f".{extension}" for extension in FORMATS)
    asked = f"the format {name!r}" if name else f"{path}: its extension names no format"
    if not isinstance(path, str | Path) and name is None:
        asked = "a stream without a format"
    message = f"cannot export {asked} that geomap writes. Use one of {known}."
    raise OutputError(message)
