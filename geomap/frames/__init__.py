"""The atlas as layers: rows for every export, GeoDataFrames for Python users.

`layer_rows` gives plain records and is all that the text formats need; `to_frames` makes
GeoDataFrames of the same rows. A column is named and typed once, in `geomap.frames.columns`.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from geomap.collector import collector_resting
from geomap.frames.columns import COLUMNS, DTYPES, LAYERS, Cell, Row, fill_columns
from geomap.frames.rows import event_place, layer_batches, layer_rows
from geomap.frames.shapes import Geometry
from geomap.records import Atlas

if TYPE_CHECKING:
    import geopandas
    import pyarrow as pa

__all__ = [
    "COLUMNS",
    "DTYPES",
    "LAYERS",
    "Cell",
    "Geometry",
    "Row",
    "event_place",
    "layer_frame",
    "layer_rows",
    "to_frames",
]

_ARROW = {"Int64": "int64", "Float64": "float64", "boolean": "bool"}
ROWS_AT_ONCE = 10_000  # as Python objects, before they are packed into a column


def to_frames(atlas: Atlas) -> "dict[str, geopandas.GeoDataFrame]":
    """Make GeoDataFrames of the atlas, one a layer, in WGS 84 (EPSG:4326).

    Parameters
    ----------
    atlas : Atlas
        As `geomap extract -o atlas.json` keeps it.

    Returns
    -------
    dict of str to GeoDataFrame
        `documents` (no geometry), `mentions`, `claims`, `events` (points), `routes` (lines),
        `areas` (circles of uncertainty), `tracks` (observed lines and gaps), `port_calls` and
        `track_jumps` (points). Columns are always there, in one order, and of
        nullable types: text, Int64, Float64, boolean. Geometries are (lon, lat) degrees, cut
        at 180 degrees.
    """
    return {layer: layer_frame(atlas, layer) for layer in LAYERS}


@collector_resting()
def layer_frame(atlas: Atlas, layer: str) -> "geopandas.GeoDataFrame":
    """Make the GeoDataFrame of one layer, as `to_frames` has it."""
    import geopandas
    import numpy as np
    import pandas as pd
    import pyarrow as pa

    types = [pd.api.types.pandas_dtype(DTYPES.get(name, "string")) for name in COLUMNS[layer]]
    packed = [_ARROW.get(DTYPES.get(name, ""), "large_string") for name in COLUMNS[layer]]
    parts: list[list[pa.Array]] = [[] for _ in types]
    geometries = [np.empty(0, dtype=object)]
    for batch in layer_batches(atlas, layer, size=ROWS_AT_ONCE):
        for cells, kind, column in zip(fill_columns(layer, batch), packed, parts, strict=True):
            column.append(_pack(cells, kind))
        geometries.append(batch.geometries.shapes())
    columns = {
        name: dtype.__from_arrow__(pa.chunked_array(column, type=kind))
        for name, dtype, kind, column in zip(COLUMNS[layer], types, packed, parts, strict=True)
    }
    return geopandas.GeoDataFrame(columns, geometry=np.concatenate(geometries), crs="EPSG:4326")


def _pack(cells: Sequence[Cell], kind: str) -> "pa.Array":
    """Cells as Arrow holds them; a column of one value is not gone through cell by cell."""
    import pyarrow as pa

    if cells[0] is cells[-1] and cells.count(cells[0]) == len(cells):
        return pa.repeat(pa.scalar(cells[0], type=kind), len(cells))
    return pa.array(cells, type=kind, from_pandas=True)
