"""The compiled gazetteer and the files of imported places, asked together and never written."""

import os
import sqlite3
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from geomap.codec import digest
from geomap.errors import GazetteerError
from geomap.gazetteer.build import SCHEMA
from geomap.gazetteer.seal import break_seal
from geomap.gazetteer.side import read_meta, unreadable_import

__all__ = ["Files"]


class Files:
    """The file of a gazetteer, by number 0, and its imports, which follow.

    Each thread of each process opens them for itself: a connection must not be carried into
    another.

    Raises
    ------
    GazetteerError
        A file is missing, is not a gazetteer, or was made by another version.
    """

    def __init__(self, path: Path, imports: Sequence[Path]) -> None:
        self.path = path
        self.imports = tuple(imports)
        self._local = threading.local()
        base = self._check()
        brought = [str(meta["digest"]) for meta in self.imported()]
        self.digest = digest(base, *brought, length=len(base)) if brought else base

    def __len__(self) -> int:
        return 1 + len(self.imports)

    def imported(self) -> list[dict[str, Any]]:
        """What is known of each import."""
        query = "SELECT key, value FROM meta ORDER BY key"
        return [
            read_meta(self.ask(query, (), file=number), path)
            for number, path in enumerate(self.imports, 1)
        ]

    def _check(self) -> str:
        meta = dict(self.ask("SELECT key, value FROM meta", ()))
        if meta.get("schema") != str(SCHEMA):
            message = (
                f"{self.path}: made by another version of geomap. "
                "`geomap gazetteer build` makes a new one."
            )
            raise GazetteerError(message)
        return str(meta["digest"])

    def ask_all(self, query: str, values: tuple[object, ...]) -> list[tuple[Any, ...]]:
        """Answers of the gazetteer and of every import."""
        return [row for number in range(len(self)) for row in self.ask(query, values, file=number)]

    def ask(
        self, query: str, values: tuple[object, ...], *, file: int = 0
    ) -> list[tuple[Any, ...]]:
        """Answers of one file: 0 is the gazetteer, the imports follow."""
        local = self._local
        try:
            if getattr(local, "forks", None) != _Forks.count:
                local.cursors = [_connect(path) for path in (self.path, *self.imports)]
                local.forks = _Forks.count
            cursor: sqlite3.Cursor = local.cursors[file]
            return cursor.execute(query, values).fetchall()
        except sqlite3.DatabaseError as error:
            if file:
                raise unreadable_import(self.imports[file - 1], error) from error
            break_seal(self.path)  # the next run looks it over
            message = (
                f"{self.path}: not a compiled gazetteer, or damaged ({error}). "
                "`geomap gazetteer build` makes a new one."
            )
            raise GazetteerError(message) from error


class _Forks:
    """How often this process was forked off: cheaper to ask at each look-up than its number."""

    count = 0

    @classmethod
    def add(cls) -> None:
        """Say that this is another process now."""
        cls.count += 1


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_Forks.add)


def _connect(path: Path) -> sqlite3.Cursor:
    uri = path.absolute().as_uri() + "?mode=ro&immutable=1"
    return sqlite3.connect(uri, uri=True).cursor()
