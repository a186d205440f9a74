"""Records to bytes and back, and files written whole or not at all."""

import contextlib
import errno
import hashlib
import os
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TypeVar

import msgspec

from geomap.errors import AtlasError, OutputError
from geomap.records import Atlas

if TYPE_CHECKING:
    import zipfile

__all__ = [
    "digest",
    "encode",
    "encode_lines",
    "read_atlas",
    "write_together",
    "write_whole",
    "zip_entry",
]

T = TypeVar("T")


def encode(record: object, *, indent: int | None = None) -> bytes:
    """UTF-8 JSON of a record; the same record gives the same bytes."""
    data = msgspec.json.encode(record)
    return msgspec.json.format(data, indent=indent) if indent is not None else data


def encode_lines(records: Iterable[object]) -> bytes:
    """Newline-delimited JSON, one record a line."""
    return msgspec.json.Encoder().encode_lines(records)


def digest(*parts: str, length: int = 10) -> str:
    """Short hexadecimal SHA-256 of some texts: the stable part of an id."""
    joined = "\x1f".join(parts).encode("utf-8", "surrogatepass")
    return hashlib.sha256(joined).hexdigest()[:length]


class _Parts(msgspec.Struct):
    """What every atlas file has: other JSON, as our GeoJSON, lacks some of it."""

    made_with: msgspec.Raw
    documents: msgspec.Raw
    events: msgspec.Raw


def read_atlas(data: bytes, *, name: str) -> Atlas:
    """Decode an atlas; `name` is what an error calls the file.

    Raises
    ------
    AtlasError
        The bytes are not JSON, or not an atlas; the message names the JSON path.
    """
    try:
        msgspec.json.decode(data, type=_Parts)
        return msgspec.json.decode(data, type=Atlas)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        message = (
            f"{name}: not an atlas that this geomap can read: {error}. "
            "Make one with `geomap extract SOURCE... -o atlas.json`."
        )
        raise AtlasError(message) from error


def zip_entry(name: str) -> "zipfile.ZipInfo":
    """A compressed part of an archive, dated the first moment that ZIP knows: the same bytes."""
    import zipfile

    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def write_whole(path: Path, write: Callable[[BinaryIO], T]) -> T:
    """Call `write` on a temporary file beside `path`, then move it there in one step.

    Missing parent folders are made. If anything fails, `path` is left as it was. A link stays
    one: the file that it leads to is written. A device or a pipe is written to as it is.

    Raises
    ------
    OutputError
        The folder cannot be made or the file cannot be written.
    """
    return write_together({path: write})[0]


def write_together(writes: Mapping[Path, Callable[[BinaryIO], T]]) -> list[T]:
    """Write files that belong together: all, or none if one of them fails.

    Each is made as by `write_whole`, and moved to its place when all are made.

    Raises
    ------
    OutputError
        As of `write_whole`.
    """
    staged: dict[Path, Path] = {}
    results = []
    path = Path()
    try:
        for path, write in writes.items():
            results.append(_stage(path, write, staged))
        for path, made in staged.items():
            os.replace(made, path)  # noqa: PTH105 (Path.replace says nothing of atomicity)
    except OutputError:  # an OSError whose message says it already
        raise
    except OSError as error:
        reason = error.strerror or str(error)
        if isinstance(error, FileExistsError | NotADirectoryError):
            reason = f"{path.parent} is not a folder"
        message = f"cannot write {path}: {reason}. Choose another place with -o."
        raise OutputError(message) from error
    finally:
        for made in staged.values():
            with contextlib.suppress(FileNotFoundError):
                made.unlink()
    return results


def _stage(path: Path, write: Callable[[BinaryIO], T], staged: dict[Path, Path]) -> T:
    """Write a temporary file beside `path` and note it in `staged`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and not (path.is_file() or path.is_dir()):
        with path.open("wb") as device:
            return write(device)
    path = path.resolve() if path.is_symlink() else path
    if path.exists() and not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, "it is write-protected")
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    handle, name = tempfile.mkstemp(prefix=f".{path.name[:80]}.", dir=path.parent)
    staged[path] = Path(name)
    with os.fdopen(handle, "wb") as file:
        result = write(file)
    umask = os.umask(0)
    os.umask(umask)
    staged[path].chmod(0o666 & ~umask)
    return result
