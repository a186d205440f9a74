"""GeoPackage, FlatGeobuf, GeoParquet: layers with types, by way of geopandas and GDAL."""

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from geomap.errors import OutputError
from geomap.export.content import Content
from geomap.frames.descriptions import LAYER_TEXTS

if TYPE_CHECKING:
    import geopandas

__all__ = [
    "gdal_options",
    "scratch_file",
    "write_fgb",
    "write_gpkg",
    "write_layer",
    "write_parquet",
]

# GDAL writes the time of writing into a GeoPackage: a fixed one gives the same bytes each time
FIXED_TIME = {"OGR_CURRENT_DATE": "2000-01-01T00:00:00.000Z"}
# GDAL 3.6 (Debian 12) warns of version 1.4, which adds nothing that is used here
GPKG_VERSION = {"VERSION": "1.3"}
LONGEST_REASON = 200  # letters of GDAL's own words
ARROW_GDAL = (3, 8, 0)  # the first that takes columns as Arrow holds them
# What a layer's geometries are, so that an empty layer has a type too
GEOMETRY_TYPES = {
    "mentions": "Point",
    "claims": "Point",
    "events": "Point",
    "routes": "MultiLineString",
    "areas": "MultiPolygon",
    "tracks": "MultiLineString",
    "port_calls": "Point",
    "track_jumps": "Point",
    "background": "MultiPolygon",
}


@contextmanager
def scratch_file(file: BinaryIO, name: str) -> Iterator[Path]:
    """A path for a library that writes to paths; what it wrote goes into `file` afterwards."""
    with tempfile.TemporaryDirectory(prefix="geomap-") as folder:
        path = Path(folder, name)
        yield path
        with path.open("rb") as made:
            shutil.copyfileobj(made, file)


@contextmanager
def gdal_options(**options: str) -> Iterator[None]:
    """GDAL settings for a while, taken back afterwards."""
    import pyogrio

    before = {name: pyogrio.get_gdal_config_option(name) for name in options}
    pyogrio.set_gdal_config_options(options)
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options(before)


def write_gpkg(
    content: Content, file: BinaryIO, layers: Sequence[str], *, with_background: bool = False
) -> tuple[str, ...]:
    """Write a GeoPackage: types, spatial indexes, descriptions of columns, QGIS styles.

    `with_background` adds the countries of the map's background as a layer `background`.
    """
    from geomap.export.schema import describe

    with scratch_file(file, "atlas.gpkg") as path:
        with gdal_options(**FIXED_TIME):
            if with_background:
                write_layer(
                    _background(),
                    path,
                    layer="background",
                    driver="GPKG",
                    dataset_options=GPKG_VERSION,
                )
            for layer in layers:
                write_layer(
                    content.frame(layer),
                    path,
                    layer=layer,
                    driver="GPKG",
                    layer_options={"DESCRIPTION": LAYER_TEXTS[layer]},
                    dataset_options=GPKG_VERSION,
                )
        columns = {layer: content.columns(layer) for layer in layers}
        describe(path, columns, geometry_types=GEOMETRY_TYPES)
    return ()


def _background() -> "geopandas.GeoDataFrame":
    import geopandas

    from geomap.basemap import countries

    found = countries()
    names = {"name": [each.name for each in found], "code": [each.code for each in found]}
    return geopandas.GeoDataFrame(names, geometry=[each.shape for each in found], crs="EPSG:4326")


def write_fgb(content: Content, file: BinaryIO, layers: Sequence[str]) -> tuple[str, ...]:
    """Write one layer as FlatGeobuf; without geometries there is no spatial index."""
    (layer,) = layers
    frame = content.frame(layer)
    # GDAL's index needs a geometry in every row; the order of rows is then the index's
    indexed = len(frame) > 0 and not frame.geometry.isna().any()
    with scratch_file(file, "atlas.fgb") as path:
        options = {"SPATIAL_INDEX": "YES" if indexed else "NO", "TITLE": layer}
        write_layer(frame, path, layer=layer, driver="FlatGeobuf", layer_options=options)
    return ()


def write_layer(
    frame: "geopandas.GeoDataFrame",
    path: Path,
    *,
    layer: str,
    driver: str,
    layer_options: dict[str, str] | None = None,
    dataset_options: dict[str, str] | None = None,
) -> None:
    """Write or append a layer with GDAL; its geometry type is the layer's own."""
    import pyogrio
    import pyogrio.errors

    kind = _geometry_type(frame, layer)
    promoted = bool(kind and kind.startswith("Multi"))
    try:
        pyogrio.write_dataframe(
            frame if kind else frame.drop(columns="geometry"),
            path,
            layer=layer,
            driver=driver,
            append=False,
            geometry_type=kind,
            promote_to_multi=promoted,
            # 2.5 times as fast for the columns of events; to promote, pyogrio would change them
            use_arrow=not promoted and pyogrio.__gdal_version__ >= ARROW_GDAL,
            layer_options=layer_options or {},
            dataset_options=None if path.exists() else dataset_options,
        )
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
        message = (
            f"cannot write the layer {layer} as {driver}: {str(error)[:LONGEST_REASON]}. It is "
            f"made in {path.parent.parent}: if that is full, set TMPDIR to another folder."
        )
        raise OutputError(message) from error


def _geometry_type(frame: "geopandas.GeoDataFrame", layer: str) -> str | None:
    """The layer's own type; that of all geometries where a user made others; None: no geometry."""
    own = GEOMETRY_TYPES.get(layer)
    if own is None:
        return None
    found = set(frame.geom_type.dropna())
    return own if found <= {own, own.removeprefix("Multi")} else "Unknown"


def write_parquet(content: Content, file: BinaryIO, layers: Sequence[str]) -> tuple[str, ...]:
    """Write one layer as GeoParquet 1.1 with a covering of bounding boxes; reports as Parquet."""
    (layer,) = layers
    frame = content.frame(layer)
    if layer not in GEOMETRY_TYPES:
        frame.drop(columns="geometry").to_parquet(file, compression="zstd", index=False)
        return ()
    frame.to_parquet(
        file, compression="zstd", index=False, schema_version="1.1.0", write_covering_bbox=True
    )
    return ()
