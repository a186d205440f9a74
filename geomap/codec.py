"""Records to bytes and back, and files written whole or not at all."""

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import BinaryIO, TypeVar

import msgspec

from geomap.errors import AtlasError, OutputError
from geomap.records import Atlas

__all__ = ["digest", "encode", "encode_lines", "read_atlas", "write_whole"]

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


def write_whole(path: Path, write: Callable[[BinaryIO], T]) -> T:
    """Call `write` on a temporary file beside `path`, then move it there in one step.

    Missing parent folders are made. If anything fails, `path` is left as it was.

    Raises
    ------
    OutputError
        The folder cannot be made or the file cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name[:80]}.", dir=path.parent)
    except OSError as error:
        message = f"cannot write {path}: {error.strerror}. Choose another place with -o."
        raise OutputError(message) from error
    try:
        with os.fdopen(handle, "wb") as file:
            result = write(file)
        umask = os.umask(0)
        os.umask(umask)
        Path(name).chmod(0o666 & ~umask)
        os.replace(name, path)  # noqa: PTH105 (Path.replace says nothing of atomicity)
    except OutputError:  # an OSError whose message says it already
        raise
    except OSError as error:
        message = f"cannot write {path}: {error.strerror}. Choose another place with -o."
        raise OutputError(message) from error
    finally:
        with contextlib.suppress(FileNotFoundError):
            Path(name).unlink()
    return result
