"""What a GeoPackage says of itself: descriptions of its columns and QGIS styles.

Both are plain SQLite tables: `gpkg_data_columns` (the schema extension of OGC 12-128r19) and
`layer_styles`, from which QGIS takes a layer's default style.
"""

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

from geomap.export.styles import style_of
from geomap.frames.descriptions import COLUMN_TEXTS, LAYER_TEXTS

__all__ = ["describe"]

CHANGED = "2000-01-01T00:00:00.000Z"  # a fixed time: the same atlas gives the same bytes
_TABLES = """
CREATE TABLE gpkg_data_columns (
    table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT,
    description TEXT, mime_type TEXT, constraint_name TEXT,
    CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name),
    CONSTRAINT gdc_tn UNIQUE (table_name, name));
CREATE TABLE gpkg_data_column_constraints (
    constraint_name TEXT NOT NULL, constraint_type TEXT NOT NULL, value TEXT, min NUMERIC,
    min_is_inclusive BOOLEAN, max NUMERIC, max_is_inclusive BOOLEAN, description TEXT,
    CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value));
CREATE TABLE layer_styles (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT, f_table_schema TEXT,
    f_table_name TEXT, f_geometry_column TEXT, styleName TEXT, styleQML TEXT, styleSLD TEXT,
    useAsDefault BOOLEAN, description TEXT, owner TEXT, ui TEXT, update_time DATETIME);
"""
_SCHEMA_EXTENSION = (
    "gpkg_schema",
    "http://www.geopackage.org/spec121/#extension_schema",
    "read-write",
)


def describe(
    path: Path, layers: Mapping[str, Sequence[str]], *, geometry_types: Mapping[str, str]
) -> None:
    """Add descriptions of columns and styles to a GeoPackage that holds `layers`.

    Parameters
    ----------
    path : Path
        The GeoPackage.
    layers : dict of str to sequence of str
        The columns of each layer; those that are not geomap's own get no description.
    geometry_types : dict of str to str
        Layers that have geometries; only these get a style.
    """
    with closing(sqlite3.connect(path)) as base, base:
        # executescript commits what is open; nothing is yet
        base.executescript(_TABLES)
        base.execute(
            "CREATE TABLE IF NOT EXISTS gpkg_extensions (table_name TEXT, column_name TEXT, "
            "extension_name TEXT NOT NULL, definition TEXT NOT NULL, scope TEXT NOT NULL, "
            "CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name))"
        )
        for table in ("gpkg_data_columns", "gpkg_data_column_constraints"):
            base.execute(
                "INSERT INTO gpkg_extensions VALUES (?, NULL, ?, ?, ?)", (table, *_SCHEMA_EXTENSION)
            )
        base.executemany(
            "INSERT INTO gpkg_data_columns VALUES (?, ?, NULL, NULL, ?, NULL, NULL)",
            [
                (layer, name, COLUMN_TEXTS[name])
                for layer, names in layers.items()
                for name in names
                if name in COLUMN_TEXTS
            ],
        )
        base.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, "
            "last_change) VALUES ('layer_styles', 'attributes', 'layer_styles', '', ?)",
            (CHANGED,),
        )
        base.executemany(
            "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, "
            "f_geometry_column, styleName, styleQML, styleSLD, useAsDefault, description, owner, "
            "ui, update_time) VALUES ('', '', ?, 'geom', ?, ?, '', 1, ?, '', NULL, ?)",
            [
                (layer, layer, style_of(layer), LAYER_TEXTS[layer], CHANGED)
                for layer in layers
                if layer in geometry_types
            ],
        )
