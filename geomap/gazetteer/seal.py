"""Whether a compiled file is the one that was written: damage is noticed before it is used.

Beside the file lies its seal: size, time of the last change and SHA-256. Size and time are looked
at each time the file is opened, which costs nothing; only when they differ is the whole file read.
"""

import contextlib
import hashlib
import os
from pathlib import Path
from typing import Final

import msgspec

__all__ = ["break_seal", "is_whole", "seal", "seal_of"]

_SUFFIX: Final = ".seal"


class _Seal(msgspec.Struct, frozen=True):
    size: int
    mtime_ns: int
    sha256: str


def seal_of(path: Path) -> Path:
    """Where the seal of a file lies."""
    return path.with_name(path.name + _SUFFIX)


def seal(path: Path) -> None:
    """Write down what a file is like now.

    Raises
    ------
    OSError
        The folder cannot be written.
    """
    with path.open("rb") as file:
        status = os.fstat(file.fileno())
        sum_ = hashlib.file_digest(file, "sha256").hexdigest()
    _write(path, _Seal(status.st_size, status.st_mtime_ns, sum_))


def is_whole(path: Path) -> bool:
    """Whether a file is as it was sealed; one without a readable seal is not."""
    try:
        sealed = msgspec.json.decode(seal_of(path).read_bytes(), type=_Seal)
        status = path.stat()
    except (OSError, msgspec.DecodeError):
        return False
    if status.st_size != sealed.size:
        return False
    if status.st_mtime_ns == sealed.mtime_ns:
        return True
    with path.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != sealed.sha256:
            return False
    # Copied, or written once more by another process with the same bytes: seal it as it is now.
    with contextlib.suppress(OSError):
        _write(path, _Seal(status.st_size, status.st_mtime_ns, sealed.sha256))
    return True


def break_seal(path: Path) -> None:
    """Let nobody trust a file that turned out to be damaged."""
    with contextlib.suppress(OSError):
        seal_of(path).unlink(missing_ok=True)


def _write(path: Path, told: _Seal) -> None:
    made = seal_of(path).with_name(f".{path.name}.{os.getpid()}{_SUFFIX}")
    made.write_bytes(msgspec.json.encode(told))
    made.replace(seal_of(path))
