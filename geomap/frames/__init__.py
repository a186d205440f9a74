"""The atlas as layers: rows for every export, GeoDataFrames for Python users.

`layer_rows` gives plain records and is all that the text formats need; `to_frames` makes
GeoDataFrames of the same rows. A column is named and typed once, in `geomap.frames.columns`.
"""

from typing import TYPE_CHECKING

from geomap.frames.columns import COLUMNS, DTYPES, LAYERS, Cell, Row
from geomap.frames.rows import event_place, layer_rows
from geomap.frames.shapes import Geometry
from geomap.records import Atlas

if TYPE_CHECKING:
    import geopandas
    import shapely

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


def layer_frame(atlas: Atlas, layer: str) -> "geopandas.GeoDataFrame":
    """Make the GeoDataFrame of one layer, as `to_frames` has it."""
    import geopandas
    import pandas as pd

    found = [row for _, row in layer_rows(atlas, layers=[layer])]
    columns = {
        name: pd.array([row.cells[name] for row in found], dtype=DTYPES.get(name, "string"))
        for name in COLUMNS[layer]
    }
    shapes = _shapes([row.geometry for row in found])
    return geopandas.GeoDataFrame(columns, geometry=shapes, crs="EPSG:4326")


def _shapes(geometries: "list[Geometry | None]") -> "list[shapely.Geometry | None]":
    """Make shapely geometries; what several rows share (a place's circle) is made once."""
    from shapely.geometry import shape

    once = {id(each): each for each in geometries}
    made = {key: shape(each) if each else None for key, each in once.items()}
    return [made[id(each)] for each in geometries]
