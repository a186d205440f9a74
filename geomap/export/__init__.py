"""An atlas written as a file: for readers, spreadsheets, GIS and databases.

Every format writes the rows of `geomap.frames`, so a column is the same in all of them. The
text formats need no geopandas. What a format can't hold is said in `FORMATS` and in the notes
that `export` returns.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from geomap.codec import write_whole
from geomap.errors import OutputError
from geomap.export.content import content_of
from geomap.export.formats import FORMATS, Format, format_named
from geomap.export.shapefile import write_parts
from geomap.export.text import disarm, write_features

if TYPE_CHECKING:
    import geopandas

    from geomap.records import Atlas

__all__ = [
    "FORMATS",
    "Format",
    "disarm",
    "export",
    "export_layers",
    "format_named",
    "write_features",
]

SCHEMES = ("postgresql://", "postgres://")


def export(
    atlas: "Atlas | Mapping[str, geopandas.GeoDataFrame]",
    path: Path | str | BinaryIO,
    *,
    format: str | None = None,  # noqa: A002 (the word that users of geopandas and pandas know)
    layers: Sequence[str] | None = None,
) -> tuple[str, ...]:
    """Write an atlas, or frames made of one, to a file, a binary stream or a database.

    A file is written whole or not at all, and the same atlas gives the same bytes.

    Parameters
    ----------
    atlas : Atlas or dict of str to GeoDataFrame
        What is written; nothing is recomputed. Frames are given by layer, as
        `geomap.to_frames` makes them: they may have fewer rows and columns, and columns of
        your own. They are not changed.
    path : Path, str or binary file
        Where to; missing folders are made. An address that begins with `postgresql://` is a
        PostGIS database (see `geomap.export.postgis`).
    format : str, optional
        A key of `FORMATS`; by default the file name's extension. A stream has none: give it.
    layers : sequence of str, optional
        Which layers of `geomap.frames.LAYERS` to write; by default all that the format holds
        and that there are, or `events` where it holds one.

    Returns
    -------
    tuple of str
        What could not be written as it is, in sentences: texts that were cut, names that
        were shortened. Empty where nothing was lost but what `FORMATS` says of the format.

    Raises
    ------
    OutputError
        The format or a layer is not one of these, the format can't hold the layers asked
        for, frames do not hold what the format needs, or the file cannot be written.

    Examples
    --------
    >>> import io
    >>> from geomap.records import Atlas
    >>> stream = io.BytesIO()
    >>> export(Atlas(made_with={}), stream, format="geojson")
    ()
    >>> stream.getvalue().startswith(b'{"type":"FeatureCollection"')
    True
    """
    if isinstance(path, str) and path.startswith(SCHEMES):
        from geomap.export.postgis import write_database

        write_database(content_of(atlas).atlas(purpose="a database"), path, layers=layers)
        return ()
    form = format_named(path, format)
    content = content_of(atlas)
    chosen = _layers(form, layers, there=content.layers)
    if not isinstance(path, str | Path):
        return form.write(content, path, chosen)
    path = Path(path)
    if form.name == "shp" and path.suffix.lower() == ".shp":
        return write_parts(content, path, chosen)
    if form.name == "qgz":
        from geomap.export.qgis import write_project

        return write_project(content, path, chosen)
    return write_whole(path, lambda file: form.write(content, file, chosen))


def export_layers(
    atlas: "Atlas | Mapping[str, geopandas.GeoDataFrame]",
    path: Path | str,
    *,
    layers: Sequence[str] | None = None,
) -> list[Path]:
    """Write one file a layer: `map.fgb` becomes `map-events.fgb`, `map-routes.fgb` and so on.

    Layers without a row are left out. Errors are those of `export`.
    """
    content, path = content_of(atlas), Path(path)
    form = format_named(path, None)
    stem = path.name.removesuffix("".join(form.endings(path)))
    written = []
    for layer in content.layers if layers is None else layers:
        if next(content.rows([layer]), None) is not None and layer in form.layers:
            target = path.with_name(f"{stem}-{layer}{''.join(form.endings(path))}")
            export(atlas, target, layers=[layer])
            written.append(target)
    return written


def _layers(form: Format, asked: Sequence[str] | None, *, there: Sequence[str]) -> tuple[str, ...]:
    if asked is None:
        default = tuple(layer for layer in form.default if layer in there)
        if default or not form.default:
            return default
        asked = form.default
    for layer in asked:
        if layer not in form.layers:
            known = ", ".join(form.layers) or "none: it is the whole atlas"
            message = f"a .{form.name} file has no layer {layer!r}; its layers are {known}"
            raise OutputError(message)
        if layer not in there:
            message = f"there is no frame of the layer {layer!r} among {', '.join(there) or 'none'}"
            raise OutputError(message)
    if form.single and len(asked) != 1:
        message = (
            f"a .{form.name} file holds one layer, {len(asked)} were asked for "
            f"({', '.join(asked)}): write one file a layer (--per-layer), or .gpkg"
        )
        raise OutputError(message)
    return tuple(asked)
