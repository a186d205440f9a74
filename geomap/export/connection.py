"""A connection to a PostGIS database, by an address of which no secret is ever shown."""

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from geomap.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import psycopg

__all__ = ["checked_schema", "connected", "geometry_type", "shown", "split_address"]

SCHEMA = "geomap"  # by default; ?schema=NAME in the address names another
CONNECT_SECONDS = 15
LONGEST_NAME = 63  # bytes: NAMEDATALEN - 1
# libpq takes more, but where @, :, / or ? stand as they are, parts of a password would be taken
# for a host's or database's name and be shown as such (libpq, 34.1.1.2, "Connection URIs")
_HOST = r"(?:\[[0-9A-Fa-f:.]+\]|[^:@/?\s\[\],]*)(?::\d*)?"
_ADDRESS = re.compile(
    r"(?P<scheme>postgres(?:ql)?://)(?:(?P<user>[^:@/?\s]*)(?::[^:@/?\s]*)?@)?"
    rf"(?P<host>{_HOST}(?:,{_HOST})*)(?P<base>/[^@/?\s]*)?(?:\?[^@?\s=]+=[^@?\s]*)?"
)


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


def split_address(url: str) -> tuple[str, str]:
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


def checked_schema(schema: str) -> str:
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
def connected(address: str, url: str) -> "Iterator[psycopg.Connection[Any]]":
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


def geometry_type(cursor: "psycopg.Cursor[Any]", url: str) -> Any:
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
