"""What writers write: the layers of an atlas, or frames that a user made of them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from geomap import __version__
from geomap.credits import credits_for, credits_of
from geomap.errors import OutputError
from geomap.frames import COLUMNS, LAYERS, Cell, Geometry, Row, layer_frame, layer_rows
from geomap.frames.shapes import rounded_positions
from geomap.records import Atlas

if TYPE_CHECKING:
    import geopandas
    import pandas as pd

__all__ = ["AtlasContent", "Content", "FrameContent", "content_of"]

DECIMALS = 6  # as everywhere in geomap: 0.1 m
WGS84 = "EPSG:4326"
ROWS_AT_ONCE = 1000


class Content(Protocol):
    """Layers to write."""

    @property
    def layers(self) -> tuple[str, ...]:
        """The layers that there are, in the order of `LAYERS`."""

    @property
    def made_with(self) -> dict[str, object]:
        """With what the content was made."""

    @property
    def credits(self) -> list[str]:
        """Whose data it is made of, a sentence a source."""

    def atlas(self, *, purpose: str) -> Atlas:
        """The atlas itself; an `OutputError` that names the purpose where there is none."""

    def columns(self, layer: str) -> tuple[str, ...]:
        """The columns of a layer, without its geometry."""

    def frame(self, layer: str) -> "geopandas.GeoDataFrame":
        """A layer as a frame with a column `geometry` in WGS 84: not to be changed."""

    def rows(self, layers: Sequence[str]) -> Iterator[tuple[str, Row]]:
        """The rows of layers, as `geomap.frames.layer_rows` gives them."""


class AtlasContent:
    """All layers of an atlas, each made when it is asked for."""

    layers = LAYERS

    def __init__(self, atlas: Atlas) -> None:
        self._atlas = atlas
        self.made_with = atlas.made_with

    @property
    def credits(self) -> list[str]:
        """Whose data the atlas is made of."""
        return credits_of(self._atlas)

    def atlas(self, *, purpose: str) -> Atlas:  # noqa: ARG002 (it serves every purpose)
        """The atlas itself."""
        return self._atlas

    def columns(self, layer: str) -> tuple[str, ...]:
        """The documented columns."""
        return COLUMNS[layer]

    def frame(self, layer: str) -> "geopandas.GeoDataFrame":
        """A new frame."""
        return layer_frame(self._atlas, layer)

    def rows(self, layers: Sequence[str]) -> Iterator[tuple[str, Row]]:
        """Rows one by one; no frame is made."""
        return layer_rows(self._atlas, layers=layers)


class FrameContent:
    """Frames by layer: filtered, joined with columns of the user's, or with fewer of ours."""

    def __init__(self, frames: "Mapping[str, geopandas.GeoDataFrame]") -> None:
        for layer in frames:
            if layer not in LAYERS:
                message = f"there is no layer {layer!r}; the layers are {', '.join(LAYERS)}"
                raise OutputError(message)
        self.layers = tuple(layer for layer in LAYERS if layer in frames)
        self._frames = {
            layer: _with_plain_columns(_in_wgs84(frames[layer], layer)) for layer in self.layers
        }
        self.made_with: dict[str, object] = {"geomap": __version__}

    @property
    def credits(self) -> list[str]:
        """Whose data the frames are made of, as their routes and places tell."""
        frames = self._frames.values()
        routers = {name for frame in frames if "router" in frame for name in frame["router"]}
        places = [frame["place_id"].dropna() for frame in frames if "place_id" in frame]
        return credits_for(routers=routers, places=[str(each) for ids in places for each in ids])

    def atlas(self, *, purpose: str) -> Atlas:
        """Refuse: frames hold less than the atlas that they were made of."""
        message = f"{purpose} needs the whole atlas, and frames were given: hand over the atlas"
        raise OutputError(message)

    def columns(self, layer: str) -> tuple[str, ...]:
        """The columns that the frame has."""
        return tuple(str(name) for name in self._frames[layer].columns if name != "geometry")

    def frame(self, layer: str) -> "geopandas.GeoDataFrame":
        """The frame as it was given, in WGS 84."""
        return self._frames[layer]

    def rows(self, layers: Sequence[str]) -> Iterator[tuple[str, Row]]:
        """Rows of the frames, some at a time."""
        for layer in layers:
            names = self.columns(layer)
            for first in range(0, len(self._frames[layer]), ROWS_AT_ONCE):
                part = self._frames[layer].iloc[first : first + ROWS_AT_ONCE]
                columns = [_plain(part.iloc[:, at]) for at in _places_of_cells(part)]
                cells = zip(*columns, strict=True) if columns else [()] * len(part)
                for row, geometry in zip(cells, _geometries(part), strict=True):
                    yield layer, Row(dict(zip(names, row, strict=True)), geometry)


def content_of(given: "Atlas | Mapping[str, geopandas.GeoDataFrame]") -> Content:
    """What was given, as writers take it.

    Raises
    ------
    OutputError
        A frame is of no layer of geomap's, or is no GeoDataFrame with a reference system.
    """
    return AtlasContent(given) if isinstance(given, Atlas) else FrameContent(given)


def _in_wgs84(frame: "geopandas.GeoDataFrame", layer: str) -> "geopandas.GeoDataFrame":
    """The frame with a column `geometry` in longitude and latitude."""
    import geopandas

    if not isinstance(frame, geopandas.GeoDataFrame) or frame.active_geometry_name is None:
        message = (
            f"the layer {layer!r} is a {type(frame).__name__} without a geometry: give a "
            "GeoDataFrame, as geomap.to_frames makes it"
        )
        raise OutputError(message)
    if frame.crs is None:
        message = (
            f"the layer {layer!r} does not say in which reference system its coordinates are: "
            "set it with frame.set_crs(4326)"
        )
        raise OutputError(message)
    doubled = frame.columns[frame.columns.duplicated()]
    if len(doubled):
        message = f"the layer {layer!r} has several columns {str(doubled[0])!r}: rename or drop one"
        raise OutputError(message)
    if frame.active_geometry_name != "geometry":
        frame = frame.rename_geometry("geometry")
    return frame if frame.crs.to_epsg() == 4326 else frame.to_crs(WGS84)


def _with_plain_columns(frame: "geopandas.GeoDataFrame") -> "geopandas.GeoDataFrame":
    """Columns of Python objects as numbers or dates if they are such, else as text."""
    import pandas as pd

    frame = frame.rename(columns=str)
    for name in [name for name, kind in frame.dtypes.items() if str(kind) == "object"]:
        column = frame[name].convert_dtypes()
        if str(column.dtype) == "object":
            column = pd.Series(_plain(column), index=frame.index).astype("string")
        frame[name] = column
    return frame


def _places_of_cells(frame: "geopandas.GeoDataFrame") -> list[int]:
    return [at for at, name in enumerate(frame.columns) if name != "geometry"]


def _plain(column: "pd.Series[Any]") -> list[Cell]:
    """Values of a column as cells; what is neither text nor number is told as text."""
    values = column.astype(object).where(column.notna(), None).tolist()
    return [v if v is None or isinstance(v, str | bool | int | float) else str(v) for v in values]


def _geometries(frame: "geopandas.GeoDataFrame") -> list[Geometry | None]:
    """GeoJSON geometries by RFC 7946: two dimensions, six decimals, right-hand rule."""
    import shapely

    shapes = shapely.orient_polygons(shapely.force_2d(frame.geometry.to_numpy()))
    is_point = (shapely.get_type_id(shapes) == shapely.GeometryType.POINT) & ~shapely.is_empty(
        shapes
    )
    # all at once: one by one, points took half the time of GeoJSON
    points = iter(rounded_positions(shapely.get_coordinates(shapes[is_point])).tolist())
    return [
        {"type": "Point", "coordinates": next(points)}
        if alone
        else (None if each is None or each.is_empty else _rounded(each))
        for each, alone in zip(shapes, is_point, strict=True)
    ]


def _rounded(shape: Any) -> Geometry:
    from shapely.geometry import mapping

    made = mapping(shape)
    if "geometries" in made:
        message = (
            "a geometry collection is none of geomap's geometries: split it with frame.explode()"
        )
        raise OutputError(message)
    return {"type": made["type"], "coordinates": _numbers(made["coordinates"])}


def _numbers(coordinates: Any) -> Any:
    if isinstance(coordinates, float):
        return round(coordinates, DECIMALS)
    return [_numbers(part) for part in coordinates]
