"""Shapefile: one layer in several files, with the format's limits handled and said.

A name of a column has at most 10 letters, a text at most 254 bytes, and there is no true and
false (ESRI Shapefile Technical Description, 1998, and dBASE III).
"""

import tempfile
import zipfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from geomap.codec import write_together, zip_entry
from geomap.export.content import Content
from geomap.export.gis import gdal_options, write_layer

if TYPE_CHECKING:
    import geopandas

__all__ = ["short_names", "write_parts", "write_zip"]

MAX_NAME = 10
MAX_BYTES = 254


def write_parts(content: Content, path: Path, layers: Sequence[str]) -> tuple[str, ...]:
    """Write `path` (.shp) with its .shx, .dbf, .prj and .cpg beside it."""
    with tempfile.TemporaryDirectory(prefix="geomap-") as folder:
        notes = _write(content, Path(folder, "atlas.shp"), layers)
        parts = sorted(Path(folder).iterdir())
        write_together({path.with_suffix(part.suffix): partial(_copy, part) for part in parts})
    return notes


def _copy(part: Path, file: BinaryIO) -> None:
    file.write(part.read_bytes())


def write_zip(content: Content, file: BinaryIO, layers: Sequence[str]) -> tuple[str, ...]:
    """Write all parts as one ZIP archive, as GDAL, QGIS and ArcGIS open it (.shp.zip)."""
    with tempfile.TemporaryDirectory(prefix="geomap-") as folder:
        notes = _write(content, Path(folder, f"{layers[0]}.shp"), layers)
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for part in sorted(Path(folder).iterdir()):
                archive.writestr(zip_entry(part.name), part.read_bytes())
    return notes


def _write(content: Content, path: Path, layers: Sequence[str]) -> tuple[str, ...]:
    (layer,) = layers
    frame = content.frame(layer).copy()
    names = short_names([name for name in frame.columns if name != "geometry"])
    notes = [f"{layer}: columns were shortened: " + _listed(names)]
    for name in names:
        if str(frame[name].dtype) == "boolean":
            frame[name] = frame[name].astype("Int64")
            notes.append(f"{layer}: {name} is 1 or 0, as a shapefile has no true and false")
    cut = _cut(frame)
    if cut:
        notes.append(f"{layer}: texts cut at {MAX_BYTES} bytes: {cut}")
    # the day of writing stands in the .dbf: a fixed one gives the same bytes each time
    with gdal_options(SHAPE_ENCODING="UTF-8"):
        options = {"ENCODING": "UTF-8", "DBF_DATE_LAST_UPDATE": "2000-01-01"}
        shapes = frame.rename(columns=names)
        write_layer(shapes, path, layer=layer, driver="ESRI Shapefile", layer_options=options)
    return tuple(notes)


def _cut(frame: "geopandas.GeoDataFrame") -> int:
    """Cut texts at whole characters, in the frame itself; how many were."""
    import pandas as pd

    cut = 0
    for name in frame.columns:
        if str(frame[name].dtype) == "string":
            texts = [None if text is pd.NA else str(text) for text in frame[name].array]
            short = [None if text is None else _shortened(text) for text in texts]
            cut += sum(before != after for before, after in zip(texts, short, strict=True))
            frame[name] = pd.array(short, dtype="string")
    return cut


def _shortened(text: str) -> str:
    return text.encode()[:MAX_BYTES].decode(errors="ignore")


def short_names(names: Sequence[str]) -> dict[str, str]:
    """Names of at most 10 letters, each its own: place_name, place_role, place_ro_2.

    >>> short_names(["place_country", "place_county", "id"])
    {'place_country': 'place_coun', 'place_county': 'place_co_2', 'id': 'id'}
    """
    short: dict[str, str] = {}
    for name in names:
        cut, number = name[:MAX_NAME], 1
        while cut in short.values():
            number += 1
            tail = f"_{number}"
            cut = name[: MAX_NAME - len(tail)] + tail
        short[name] = cut
    return short


def _listed(names: dict[str, str]) -> str:
    changed = [f"{name} is {short}" for name, short in names.items() if name != short]
    return ", ".join(changed) or "none"
