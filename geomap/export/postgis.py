"""An atlas in a PostGIS database: tables that follow the layers, and the atlas to read back.

A schema mirrors one atlas. An export is one transaction: new rows are inserted, rows that
differ are updated, rows that the atlas no longer has are deleted, all others are not touched.
Values travel by COPY and never as SQL; names of tables and columns are our own, the schema's
name is quoted.
"""

import re
import struct
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from geomap.codec import digest, encode, read_atlas
from geomap.collector import collector_resting
from geomap.errors import AtlasError, OutputError
from geomap.frames import COLUMNS, DTYPES, LAYERS, Cell, Geometry, Row, layer_rows
from geomap.frames.descriptions import COLUMN_TEXTS, LAYER_TEXTS
from geomap.records import Atlas

if TYPE_CHECKING:
    import psycopg

__all__ = ["read_database", "shown", "write_database"]

SCHEMA = "geomap"  # by default; ?schema=NAME in the address names another
CONNECT_SECONDS = 15
LONGEST_NAME = 63  # bytes: NAMEDATALEN - 1
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
# libpq takes more, but where @, :, / or ? stand as they are, parts of a password would be taken
# for a host's or database's name and be shown as such (libpq, 34.1.1.2, "Connection URIs")
_HOST = r"(?:\[[0-9A-Fa-f:.]+\]|[^:@/?\s\[\],]*)(?::\d*)?"
_ADDRESS = re.compile(
    r"(?P<scheme>postgres(?:ql)?://)(?:(?P<user>[^:@/?\s]*)(?::[^:@/?\s]*)?@)?"
    rf"(?P<host>{_HOST}(?:,{_HOST})*)(?P<base>/[^@/?\s]*)?(?:\?[^@?\s=]+=[^@?\s]*)?"
)
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

    address, named = _split(url)
    target = _checked(schema or named)
    with _connected(address, url) as connection, connection.transaction():
        cursor = connection.cursor()
        geometry = _postgis(cursor, url)
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

    address, named = _split(url)
    table = sql.Identifier(_checked(schema or named), "atlas")
    with _connected(address, url) as connection:
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


# ---- address and connection ----


def shown(url: str) -> str:
    """The address without what is secret: no user's password, no options.

    >>> shown("postgresql://me:secret@db.example.org/maps?schema=arms&password=x")
    'postgresql://me@db.example.org/maps'

    Of an address that can't be read, nothing is shown that may be a part of a password:

    >>> shown("postgresql://me:se/cr@et@db.example.org/maps")
    'postgresql://...'
    """
    found = _ADDRESS.fullmatch(url)
    if found is None:
        return "postgresql://..."
    user = f"{found['user']}@" if found["user"] is not None else ""
    return f"{found['scheme']}{user}{found['host']}{found['base'] or ''}"


def _split(url: str) -> tuple[str, str]:
    """The address as libpq takes it, and the schema named in it."""
    if not _ADDRESS.fullmatch(url):
        message = (
            "the database's address cannot be read: write postgresql://user@host:port/database, "
            "and in names and passwords %40 for @, %3A for :, %2F for /, %3F for ?, %20 for a "
            "space; a password is better kept in PGPASSFILE or PGPASSWORD"
        )
        raise OutputError(message)
    head, mark, options = url.partition("?")
    pieces = options.split("&") if mark else []
    names = [unquote(p.removeprefix("schema=")) for p in pieces if p.startswith("schema=")]
    rest = "&".join(p for p in pieces if not p.startswith("schema="))
    return head + (f"?{rest}" if rest else ""), names[-1] if names else SCHEMA


def _checked(schema: str) -> str:
    """The schema's name; an `OutputError` where PostgreSQL or psycopg would take another."""
    why = None
    if not schema or "\0" in schema:
        why = "it is empty or holds a NUL"
    elif len(schema.encode()) > LONGEST_NAME:
        why = f"PostgreSQL cuts names after {LONGEST_NAME} bytes, and two could become one"
    elif schema == "information_schema":
        why = "it is PostgreSQL's own"
    elif "%" in schema:
        why = "a percent sign stands for a value in psycopg's queries"
    if why:
        message = f"cannot use the schema {schema[:80]!r}: {why}. Write ?schema=geomap"
        raise OutputError(message)
    return schema


@contextmanager
def _connected(address: str, url: str) -> "Iterator[psycopg.Connection[Any]]":
    """A connection; whatever goes wrong on it is told without the password."""
    try:
        import psycopg
    except ImportError as error:
        message = (
            "writing to and reading from a database needs psycopg: "
            'python -m pip install "geomap[postgis]"'
        )
        raise OutputError(message) from error
    try:
        with psycopg.connect(address, connect_timeout=CONNECT_SECONDS) as connection:
            yield connection
    except psycopg.Error as error:
        # the cause is not chained: libpq's own text may quote the whole address
        said = _without_secrets(str(error), url)
        message = f"{shown(url)}: {said}. Nothing was changed."
        raise OutputError(message) from None


def _without_secrets(text: str, url: str) -> str:
    """One line without what stands in the address as a password, as written or decoded."""
    secrets = re.findall(r"(?:^|[?&])(?:ssl)?password=([^&]*)", url)
    secrets += re.findall(r"^[a-z]+://[^:/?]*:([^/?]*)@", url)
    line = " ".join(text.split())
    for secret in sorted({*secrets, *map(unquote, secrets)} - {""}, key=len, reverse=True):
        line = line.replace(secret, "***")
    return line.rstrip(". ")


def _postgis(cursor: "psycopg.Cursor[Any]", url: str) -> Any:
    """The name of PostGIS' type `geometry`; the extension is made where that is allowed."""
    from psycopg import errors, sql

    query = (
        "SELECT nspname FROM pg_extension JOIN pg_namespace ON pg_namespace.oid = extnamespace "
        "WHERE extname = 'postgis'"
    )
    found = cursor.execute(query).fetchone()
    if found is None:
        try:
            with cursor.connection.transaction():
                cursor.execute("CREATE EXTENSION postgis")
        except (
            errors.InsufficientPrivilege,
            errors.FeatureNotSupported,
            errors.UndefinedFile,
        ) as error:
            message = (
                f"{shown(url)} has no PostGIS, and it cannot be added "
                f"({str(error).splitlines()[0]}): ask its administrator for "
                "CREATE EXTENSION postgis. Nothing was changed."
            )
            raise OutputError(message) from error
        found = cursor.execute(query).fetchone()
    return sql.Identifier(found[0], "geometry") if found else sql.Identifier("geometry")


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
