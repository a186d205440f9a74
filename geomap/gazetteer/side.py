"""Files of imported places: each import is a small gazetteer of its own beside the compiled one.

The tables are those of the compiled gazetteer, so one query serves both. One file an import: a
second import of the same name replaces it in one step, and forgetting it is deleting it.
"""

import json
import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Final

from geomap.codec import digest
from geomap.errors import GazetteerError
from geomap.gazetteer.build import name_keys, phrase_role
from geomap.gazetteer.entries import Named
from geomap.gazetteer.keys import exact_key, fold_key, phrase_key, split_head
from geomap.gazetteer.spatial import INDEX

__all__ = ["FOLDER", "Writer", "import_files", "read_meta", "unreadable_import", "write_side"]

FOLDER: Final = "imports"
_SCHEMA: Final = 1  # raise it whenever the layout of the file changes
_MOST_PHRASES: Final = 50_000  # names looked for in running text: they are held in memory, 6 MB
_CACHE_KIB: Final = 65_536  # of pages and of sorting, whatever the size of the import

_TABLES: Final = f"""
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA temp_store = FILE;
PRAGMA cache_size = -{_CACHE_KIB};
CREATE TABLE place (
    id INTEGER PRIMARY KEY, gid TEXT NOT NULL, name TEXT NOT NULL, lat REAL NOT NULL,
    lon REAL NOT NULL, country TEXT, kind TEXT NOT NULL, radius_m INTEGER NOT NULL,
    population INTEGER NOT NULL, admin1 TEXT, source TEXT NOT NULL);
CREATE UNIQUE INDEX place_gid ON place (gid) WHERE id < 0;
CREATE TABLE name (key TEXT, place INTEGER, flags INTEGER, PRIMARY KEY (key, place))
    WITHOUT ROWID;
CREATE TABLE phrase (key TEXT PRIMARY KEY, role INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TEMP TABLE found (key TEXT, place INTEGER, flags INTEGER);
"""


class Writer:
    """Takes places in batches; what was taken can be looked up after `finish`."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        db.executescript(_TABLES)

    def put(self, batch: list[tuple[int, Named]]) -> tuple[list[Named], list[int]]:
        """Keep some places, given with their rows; which, and the rows whose id was not new."""
        insert = "INSERT OR IGNORE INTO place VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        kept, twice = [], []
        for row, named in batch:
            if self._db.execute(insert, named.entry).rowcount:
                kept.append(named)
            else:
                twice.append(row)
        self._db.executemany("INSERT INTO found VALUES (?, ?, ?)", name_keys(kept))
        return kept, twice

    def put_phrases(self, batch: list[Named], *, everyday: Callable[[str], bool]) -> None:
        """Let the names of some places be looked for in running text."""
        names = [name for named in batch for name in named.names if not everyday(name)]
        rows = [(key, phrase_role(name)) for name in names if (key := phrase_key(name))]
        self._db.executemany("INSERT OR IGNORE INTO phrase VALUES (?, ?)", rows)

    def finish(self, meta: dict[str, Any]) -> None:
        """Sort the names, index the points, write what is known of the import."""
        db = self._db
        db.execute(
            "INSERT INTO name SELECT key, place, min(flags) FROM found"
            " GROUP BY key, place ORDER BY key, place"
        )
        db.execute("DROP TABLE found")
        db.execute(INDEX)
        if db.execute("SELECT count(*) FROM phrase").fetchone()[0] > _MOST_PHRASES:
            db.execute("DELETE FROM phrase")
        known = {"schema": _SCHEMA, "rules": _rules(), **meta}
        db.executemany(
            "INSERT INTO meta VALUES (?, ?)",
            sorted((key, json.dumps(value, ensure_ascii=False)) for key, value in known.items()),
        )
        db.commit()


@contextmanager
def write_side(path: Path) -> Iterator[Writer]:
    """Write a file of imported places beside `path`, then move it there in one step.

    Raises
    ------
    GazetteerError
        The folder cannot be written, or the disk is full.
    """
    made: Path | None = None
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".import-", suffix=".part", dir=path.parent)
        os.close(handle)
        made = Path(name)
        with closing(sqlite3.connect(made)) as db:
            yield Writer(db)
        made.replace(path)
    except (OSError, sqlite3.OperationalError) as error:
        message = (
            f"{path.parent} cannot keep the imported places: {error}. Make room, or name a folder "
            "that can be written in the environment variable GEOMAP_CACHE."
        )
        raise GazetteerError(message) from error
    finally:
        if made is not None:
            made.unlink(missing_ok=True)


def import_files(folders: list[Path]) -> tuple[Path, ...]:
    """Files of imports under some cache folders, by name; the first folder wins."""
    found: dict[str, Path] = {}
    for folder in folders:
        for path in sorted((folder / FOLDER).glob("*.sqlite")):
            found.setdefault(path.stem, path)
    return tuple(found[name] for name in sorted(found))


def read_meta(rows: list[tuple[Any, ...]], path: Path) -> dict[str, Any]:
    """What is known of an import, checked.

    Raises
    ------
    GazetteerError
        It was made by another version, whose names are compared otherwise.
    """
    meta = {key: json.loads(value) for key, value in rows}
    if meta.get("schema") != _SCHEMA or meta.get("rules") != _rules():
        message = (
            f"{path}: these imported places were made by another version of geomap. Import the "
            f"file again, or drop them with `geomap gazetteer forget {path.stem}`."
        )
        raise GazetteerError(message)
    return meta


def unreadable_import(path: Path, error: sqlite3.Error) -> GazetteerError:
    """The error for a file of imported places that is broken."""
    message = (
        f"{path}: the imported places cannot be read ({error}). Import the file again, or drop "
        f"them with `geomap gazetteer forget {path.stem}`."
    )
    return GazetteerError(message)


@cache
def _rules() -> str:
    """Digest of how names are compared: an import made under other rules finds nothing."""
    names = (
        "Ch’ŏngjin|Rostov-on-Don|Świnoujście|Артём|بندر امیرآباد|나진|図們江|port of Olya|"
        "Kharkiv Oblast|St. Petersburg|Œuf|İzmir|गोवा|O‘zbekiston|Tel Aviv-Yafo|Naval Base Rota"
    ).split("|")
    heads = [str(head and (head.stem, sorted(head.kinds))) for head in map(split_head, names)]
    return digest(*map(exact_key, names), *map(fold_key, names), *heads)
