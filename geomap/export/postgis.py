"""An atlas in a PostGIS database: tables that follow the layers, and the atlas to read back.

A schema mirrors one atlas. An export is one transaction: new rows are inserted, rows that
differ are updated, rows that the atlas no longer has are deleted, all others are not touched.
Values travel by COPY and never as SQL; names of tables and columns are our own, the schema's
name is quoted.
"""

import re
import struct
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from geomap.codec import digest, encode, read_atlas
from geomap.collector import collector_resting
from geomap.errors import AtlasError, OutputError
from geomap.export.connection import checked_schema, connected, geometry_type, shown, split_address
from geomap.frames import COLUMNS, DTYPES, LAYERS, Cell, Geometry, Row, layer_rows
from geomap.frames.descriptions import COLUMN_TEXTS, LAYER_TEXTS
from geomap.records import Atlas

if TYPE_CHECKING:
    import psycopg

__all__ = ["read_database", "write_database"]

_SQL_TYPES = {"Int64": "bigint", "Float64": "double precision", "boolean": "boolean"}
_DAYS = ("published", "said")
# Columns that are searched by, and the table whose ids they hold, where there is such a table
_INDEXED = {
    ("mentions", "document_id"): "documents",
    ("claims", "document_id"): "documents",
    ("routes", "event_id"): "events",
    ("areas", "event_id"): "events",
    ("events", "start"): None,
    ("tracks", "track_id"): None,
    ("port_calls", "track_id"): None,
    ("track_jumps", "track_id"): None,
}
_WKB_POINT = struct.Struct("<BIIdd")  # byte order, type with the flag for an SRID, SRID, x, y
_WKB_POINT_TYPE, _SRID = 0x20000001, 4326


@collector_resting()
def write_database(
    atlas: Atlas, url: str, *, layers: Sequence[str] | None = None, schema: str | None = None
) -> None:
    """Write the layers and the atlas itself into a schema of a PostGIS database.

    Parameters
    ----------
    atlas : Atlas
        What is written.
    url : str
        `postgresql://user@host/database`, with `?schema=NAME` for another schema than
        `geomap`. A password is better kept in PGPASSFILE or PGPASSWORD.
    layers : sequence of str, optional
        Layers to write; by default all.
    schema : str, optional
        Wins over the address's.

    Raises
    ------
    OutputError
        psycopg is not installed, the database cannot be reached, has no PostGIS or refuses;
        nothing was changed then. The message holds no password.
    """
    from psycopg import sql

    address, named = split_address(url)
    target = checked_schema(schema or named)
    with connected(address, url) as connection, connection.transaction():
        cursor = connection.cursor()
        geometry = geometry_type(cursor, url)
        # two exports into one schema wait for one another
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", (f"geomap:{target}",))
        cursor.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(target)))
        chosen = [layer for layer in LAYERS if layers is None or layer in layers]
        for layer in chosen:
            _make_table(cursor, target, layer, geometry, chosen)
        for layer in chosen:
            _stage(cursor, target, layer, atlas)
        for layer in chosen:
            _merge(cursor, target, layer)
        for layer in reversed(chosen):  # what refers goes before what it refers to
            _sweep(cursor, target, layer)
        _keep_atlas(cursor, target, atlas)


def read_database(url: str, *, schema: str | None = None) -> Atlas:
    """Read the atlas that was written last into a schema.

    Raises
    ------
    AtlasError
        There is none.
    OutputError
        The database cannot be reached.
    """
    from psycopg import errors, sql

    address, named = split_address(url)
    table = sql.Identifier(checked_schema(schema or named), "atlas")
    with connected(address, url) as connection:
        try:
            query = sql.SQL("SELECT record FROM {} WHERE id = 'atlas'").format(table)
            row = connection.execute(query).fetchone()
        except (errors.UndefinedTable, errors.InsufficientPrivilege) as error:
            row = None
            why = str(error).splitlines()[0]
        else:
            why = "the table is empty"
    if row is None:
        message = (
            f"{shown(url)} holds no atlas in the schema {schema or named!r} ({why}): write one "
            "with `geomap export atlas.json -o postgresql://...`, or name its schema with "
            "?schema=NAME"
        )
        raise AtlasError(message)
    return read_atlas(row[0].encode(), name=shown(url))


# ---- tables ----


def _types(layer: str) -> dict[str, str]:
    """SQL type of each column of a layer; days and times are such, not text."""
    by_time = layer in ("tracks", "port_calls", "track_jumps")
    types = {}
    for name in COLUMNS[layer]:
        kind = _SQL_TYPES.get(DTYPES.get(name, ""), "text")
        if name in ("start", "end", "time"):
            kind = "timestamp with time zone" if by_time else "date"
        elif name in _DAYS:
            kind = "date"
        elif name == "details":
            kind = "jsonb"
        types[name] = kind
    return types


def _make_table(
    cursor: "psycopg.Cursor[Any]", schema: str, layer: str, geometry: Any, layers: Sequence[str]
) -> None:
    """Make a layer's table where it is not there, with keys, indexes and comments."""
    from psycopg import sql

    table = sql.Identifier(schema, layer)
    if _exists(cursor, schema, layer):
        _check_columns(cursor, schema, layer)
        return
    columns: list[sql.Composable] = [
        sql.SQL("{} {}").format(sql.Identifier(name), sql.SQL(kind))
        for name, kind in _types(layer).items()
    ]
    if layer != "documents":
        columns.append(
            sql.SQL("geom {}({}, {})").format(geometry, _shape(layer), sql.Literal(_SRID))
        )
    columns.append(sql.SQL("PRIMARY KEY (id)"))
    for (owner, name), other in _INDEXED.items():
        if owner == layer and other in layers:
            columns.append(
                sql.SQL("FOREIGN KEY ({}) REFERENCES {} (id)").format(
                    sql.Identifier(name), sql.Identifier(schema, str(other))
                )
            )
    cursor.execute(sql.SQL("CREATE TABLE {} ({})").format(table, sql.SQL(", ").join(columns)))
    if layer != "documents":
        cursor.execute(sql.SQL("CREATE INDEX ON {} USING gist (geom)").format(table))
    for owner, name in _INDEXED:
        if owner == layer:
            cursor.execute(sql.SQL("CREATE INDEX ON {} ({})").format(table, sql.Identifier(name)))
    comment = sql.SQL("COMMENT ON TABLE {} IS {}")
    cursor.execute(comment.format(table, sql.Literal(LAYER_TEXTS[layer])))
    for name in COLUMNS[layer]:
        column = sql.Identifier(schema, layer, name)
        text = sql.Literal(COLUMN_TEXTS[name])
        cursor.execute(sql.SQL("COMMENT ON COLUMN {} IS {}").format(column, text))


def _shape(layer: str) -> Any:
    from psycopg import sql

    # a leg or an area may have one part or several: the type that holds both
    return sql.SQL("Geometry" if layer in ("routes", "areas", "tracks") else "Point")


def _exists(cursor: "psycopg.Cursor[Any]", schema: str, table: str) -> bool:
    query = "SELECT 1 FROM pg_tables WHERE schemaname = %s AND tablename = %s"
    return cursor.execute(query, (schema, table)).fetchone() is not None


def _check_columns(cursor: "psycopg.Cursor[Any]", schema: str, layer: str) -> None:
    query = (
        "SELECT column_name FROM information_schema.columns "
        "WHERE (table_schema, table_name) = (%s, %s)"
    )
    found = {name for (name,) in cursor.execute(query, (schema, layer))}
    missing = [name for name in COLUMNS[layer] if name not in found]
    if missing:
        message = (
            f"the table {layer} in the schema {schema!r} lacks the column {missing[0]!r}: another "
            "version of geomap or another program made it. Name another schema with ?schema=NAME, "
            "or drop this one. Nothing was changed."
        )
        raise OutputError(message)


# ---- rows ----


def _stage(cursor: "psycopg.Cursor[Any]", schema: str, layer: str, atlas: Atlas) -> None:
    """Copy a layer's rows into a temporary table of the transaction."""
    from psycopg import sql

    table, staged = sql.Identifier(schema, layer), sql.Identifier(f"geomap_{layer}")
    cursor.execute(sql.SQL("CREATE TEMP TABLE {} (LIKE {}) ON COMMIT DROP").format(staged, table))
    names = [*COLUMNS[layer], *(["geom"] if layer != "documents" else [])]
    columns = sql.SQL(", ").join(map(sql.Identifier, names))
    seen: set[Cell] = set()
    shapes = _Shapes()
    kinds = _types(layer).values()
    with cursor.copy(sql.SQL("COPY {} ({}) FROM STDIN").format(staged, columns)) as copy:
        for _, row in layer_rows(atlas, layers=[layer]):
            if row.cells["id"] in seen:  # the same mention found twice is one row
                continue
            seen.add(row.cells["id"])
            cells = [
                _text(cell, kind) if isinstance(cell, str) else cell
                for cell, kind in zip(row.cells.values(), kinds, strict=True)
            ]
            copy.write_row([*cells, shapes.hexadecimal(row)] if layer != "documents" else cells)
    cursor.execute(sql.SQL("ANALYZE {}").format(staged))


def _text(cell: str, kind: str) -> str | None:
    if kind == "date":
        return cell if _is_day(cell) else None  # the text stands in date_edtf
    if kind == "jsonb":
        return cell.replace("\\u0000", "\\ufffd")
    return cell.replace("\0", "\ufffd")  # a text of PostgreSQL can't hold it


def _is_day(text: str) -> bool:
    try:
        return bool(re.fullmatch(r"\d{4}-\d\d-\d\d", text)) and bool(date.fromisoformat(text))
    except ValueError:
        return False


class _Shapes:
    """Geometries as hexadecimal EWKB; what several rows share is made once."""

    def __init__(self) -> None:
        self._made: dict[int, tuple[Geometry, str]] = {}

    def hexadecimal(self, row: Row) -> str | None:
        if row.geometry is None:
            return None
        if row.geometry["type"] == "Point":
            lon, lat = row.geometry["coordinates"]
            return _WKB_POINT.pack(1, _WKB_POINT_TYPE, _SRID, lon, lat).hex()
        known = self._made.get(id(row.geometry))
        if known is None:
            import shapely
            from shapely.geometry import shape

            made = shapely.set_srid(shape(row.geometry), _SRID)
            known = (row.geometry, shapely.to_wkb(made, hex=True, include_srid=True))
            self._made[id(row.geometry)] = known  # keeps the geometry, and so its id
        return known[1]


def _merge(cursor: "psycopg.Cursor[Any]", schema: str, layer: str) -> None:
    """Insert what is new and update what differs; what is the same is not written."""
    from psycopg import sql

    names = [*COLUMNS[layer], *(["geom"] if layer != "documents" else [])]
    identifiers = [sql.Identifier(name) for name in names]
    pairs = [sql.SQL("{0} = EXCLUDED.{0}").format(name) for name in identifiers[1:]]
    query = sql.SQL(
        "INSERT INTO {table} AS t ({columns}) SELECT {columns} FROM {staged} "
        "ON CONFLICT (id) DO UPDATE SET {pairs} "
        "WHERE ({old}) IS DISTINCT FROM ({new})"
    )
    cursor.execute(
        query.format(
            table=sql.Identifier(schema, layer),
            staged=sql.Identifier(f"geomap_{layer}"),
            columns=sql.SQL(", ").join(identifiers),
            pairs=sql.SQL(", ").join(pairs),
            old=sql.SQL(", ").join(sql.SQL("t.{}").format(name) for name in identifiers),
            new=sql.SQL(", ").join(sql.SQL("EXCLUDED.{}").format(name) for name in identifiers),
        )
    )


def _sweep(cursor: "psycopg.Cursor[Any]", schema: str, layer: str) -> None:
    """Delete what the atlas no longer has."""
    from psycopg import sql

    query = sql.SQL("DELETE FROM {} t WHERE NOT EXISTS (SELECT FROM {} s WHERE s.id = t.id)")
    staged = sql.Identifier(f"geomap_{layer}")
    cursor.execute(query.format(sql.Identifier(schema, layer), staged))


def _keep_atlas(cursor: "psycopg.Cursor[Any]", schema: str, atlas: Atlas) -> None:
    """Keep the atlas itself, so that it can be drawn from the database."""
    from psycopg import sql

    table = sql.Identifier(schema, "atlas")
    cursor.execute(
        sql.SQL(
            "CREATE TABLE IF NOT EXISTS {} (id text PRIMARY KEY, digest text NOT NULL, "
            "record text NOT NULL)"
        ).format(table)
    )
    comment = sql.SQL("COMMENT ON TABLE {} IS 'The atlas that the tables show, as JSON'")
    cursor.execute(comment.format(table))
    record = encode(atlas).decode()
    query = sql.SQL(
        "INSERT INTO {} AS t VALUES ('atlas', %s, %s) ON CONFLICT (id) DO UPDATE SET "
        "digest = EXCLUDED.digest, record = EXCLUDED.record WHERE t.digest <> EXCLUDED.digest"
    )
    cursor.execute(query.format(table), (digest(record, length=64), record))
