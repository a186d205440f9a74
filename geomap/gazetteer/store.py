"""Where the compiled gazetteer lies, and when it is compiled anew."""

import contextlib
import hashlib
import logging
import os
import sqlite3
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from geomap.errors import GazetteerError
from geomap.gazetteer.build import PACKAGES, SCHEMA, compile_gazetteer
from geomap.gazetteer.index import Gazetteer
from geomap.gazetteer.seal import break_seal, is_whole, seal, seal_of
from geomap.gazetteer.side import FOLDER, import_files
from geomap.resources import folder

__all__ = ["cache_folders", "open_gazetteer"]

_log = logging.getLogger(__name__)

_CODE: Final = ("build", "districts", "entries", "keys", "spatial", "tables")
# Indexes, and what a process that was killed left half written.
_SWEPT: Final = ("gazetteer-*.sqlite", ".gazetteer-*.part", f"{FOLDER}/.import-*.part")
_DIGITS: Final = 12
_KEPT_S: Final = 30 * 24 * 3600  # 60 MB each; another checkout may still use a younger one


def open_gazetteer(
    *,
    progress: Callable[[str, int, int], None] | None = None,
    cache: Path | None = None,
    imports: bool = True,
) -> Gazetteer:
    """Open the gazetteer; compile it first where that has not been done yet.

    Parameters
    ----------
    progress
        Called with (stage, done, total) while it is compiled.
    cache
        Folder of the compiled file. The default is the user's cache folder, or that which the
        environment variable GEOMAP_CACHE names; where it cannot be written, a folder of this
        user under the system's temporary folder serves, and a warning is logged.
    imports
        Whether places that the user imported belong to it.

    Raises
    ------
    GazetteerError
        No folder can be written, a source is broken, or an import is.
    """
    tables = folder("gazetteer")
    digest = _digest(tables)
    name = f"gazetteer-{digest}.sqlite"
    refused = ""
    folders = [cache] if cache else cache_folders()
    brought = import_files(folders) if imports else ()
    for place in folders:
        path = place / name
        if _is_sound(path):
            return Gazetteer(path, brought)
        try:
            _compile(path, tables, digest=digest, progress=progress)
        except OSError as error:
            refused = f"{place} cannot be written ({error.strerror})"
            _log.warning("the gazetteer's cache folder %s", refused)
        else:
            return Gazetteer(path, brought)
    message = (
        f"the gazetteer has nowhere to go: {refused}. "
        "Name a folder that can be written in the environment variable GEOMAP_CACHE."
    )
    raise GazetteerError(message)


def _is_sound(path: Path) -> bool:
    """Whether a compiled gazetteer is there, is as it was written and can be used."""
    if not path.is_file():
        return False
    if seal_of(path).is_file() and not is_whole(path):
        _log.warning("%s: damaged since it was compiled. It is compiled anew.", path)
        return False
    try:
        Gazetteer(path)
        if not seal_of(path).is_file():
            _check_pages(path)
    except GazetteerError as error:
        _log.warning("%s It is compiled anew.", error)
        return False
    return True


def _check_pages(path: Path) -> None:
    """Look a file over that nobody vouches for: copied alone, or found damaged by an earlier run.

    Raises
    ------
    GazetteerError
        Its pages are not those of a sound SQLite file.
    """
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as db:
            told = db.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as error:
        told = str(error)
    if told != "ok":
        message = f"{path}: damaged ({told}). `geomap gazetteer build` makes a new one."
        raise GazetteerError(message)
    with contextlib.suppress(OSError):  # a folder that cannot be written: checked again next time
        seal(path)


def _digest(tables: Path) -> str:
    """Name of this set of sources: the tables, the data packages, the code that compiles them."""
    whole = hashlib.sha256(f"schema {SCHEMA}".encode())
    for package, _, _ in PACKAGES:
        try:
            whole.update(f"\0{package} {version(package)}".encode())
        except PackageNotFoundError as error:
            message = f"the package {package} is not installed; install geomap again."
            raise GazetteerError(message) from error
    # A change of a rule in these makes another index of the same tables.
    code = [Path(__file__).with_name(f"{name}.py") for name in _CODE]
    for path in [*code, *sorted(tables.glob("*.csv"))]:
        data = path.read_bytes()
        whole.update(f"\0{path.name} {len(data)}\0".encode())
        whole.update(data)
    return whole.hexdigest()[:_DIGITS]


def cache_folders() -> list[Path]:
    """Folders that may hold the compiled file and imported places, the first choice first."""
    from platformdirs import user_cache_path

    named = os.environ.get("GEOMAP_CACHE")
    user = f"geomap-{os.getuid()}" if hasattr(os, "getuid") else "geomap"
    spare = Path(tempfile.gettempdir()) / user
    first = Path(named) if named else user_cache_path("geomap")
    # Somebody else's folder of that name could hold anything.
    return [first, spare] if not spare.exists() or _mine(spare) else [first]


def _mine(folder: Path) -> bool:
    """Whether a folder under the shared temporary folder is this user's alone to fill."""
    return not hasattr(os, "getuid") or folder.stat().st_uid == os.getuid()


def _compile(
    path: Path, tables: Path, *, digest: str, progress: Callable[[str, int, int], None] | None
) -> None:
    """Compile beside `path` and rename: two processes at once each write their own file."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, made = tempfile.mkstemp(prefix=".gazetteer-", suffix=".part", dir=path.parent)
    os.close(handle)
    try:
        compile_gazetteer(Path(made), tables, digest=digest, progress=progress)
        with Path(made).open("rb+") as file:
            os.fsync(file.fileno())  # a name must not outlive a crash that its bytes do not
        break_seal(path)
        Path(made).replace(path)
        seal(path)
        _sweep(path)
    except sqlite3.OperationalError as error:
        raise OSError(0, str(error), str(path)) from error
    finally:
        Path(made).unlink(missing_ok=True)


def _sweep(path: Path) -> None:
    """Delete indexes of other sources, and files never finished, that are 30 days old.

    One that is still wanted by an older version is compiled again when that next runs.
    """
    oldest = time.time() - _KEPT_S
    others = [other for name in _SWEPT for other in path.parent.glob(name)]
    for other in sorted(others):
        # Another process may have deleted it, or hold it open where that forbids deletion.
        with contextlib.suppress(OSError):
            if other != path and other.stat().st_mtime < oldest:
                break_seal(other)
                other.unlink()
