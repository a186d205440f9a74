"""Which files are asked for, and their bytes as text: the only place where sources are opened."""

import codecs
import glob
import logging
import os
import re
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from geomap.errors import SourceError
from geomap.records import Rejected
from geomap.text import ENGLISH_SHARE, english_share

__all__ = [
    "DOCUMENT_SUFFIXES",
    "READABLE",
    "TABLE_SUFFIXES",
    "TEXT_LIMIT_BYTES",
    "Found",
    "Paths",
    "Unreadable",
    "decode",
    "list_files",
    "read_bytes",
]

DOCUMENT_SUFFIXES = (
    ".txt", ".md", ".html", ".htm", ".pdf", ".docx", ".eml", ".json", ".jsonl",
)  # fmt: skip
TABLE_SUFFIXES = (".csv", ".tsv", ".xlsx", ".parquet", ".geojson")
READABLE = f"geomap reads {' '.join(DOCUMENT_SUFFIXES)} and tables {' '.join(TABLE_SUFFIXES)}"

# A text of this size is three million words, more than a day's output of a news agency; it
# takes minutes to tag. What is larger is a dump that its owner should split.
TEXT_LIMIT_BYTES = 20_000_000
# PDF and DOCX carry pictures: the file may be larger than its text.
FILE_LIMIT_BYTES = 200_000_000

SAMPLE_BYTES = 65_536  # enough for charset-normalizer to be sure; it takes 0.1 s
CONTROL_SHARE = 0.01  # of control characters in a sample; found texts hold none, binaries 5-20 %
ASCII_SHARE = 0.9  # of bytes: the rest may be garbage, the text is readable without it
BROKEN_SHARE = 0.1  # of UTF-8 sequences that may be broken before another encoding is tried

_BOMS = (  # UTF-32 first: its little-endian mark begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MAGIC = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive (DOCX, XLSX ...)"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\xd0\xcf\x11\xe0", "an old Office file (DOC, XLS)"),
    (b"{\\rtf", "a rich text (RTF)"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3", "an SQLite database"),
)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_WEB = re.compile(r"https?://", re.IGNORECASE)
_URL = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)

_log = logging.getLogger(__name__)


Paths = str | os.PathLike[str] | Sequence[str | os.PathLike[str]]


class Unreadable(Exception):  # noqa: N818 (never leaves the package: it becomes a Rejected)
    """Why a source cannot be read; the reader turns it into a Rejected."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file to read: where it is, and what it is called in results."""

    path: Path
    source: str
    suffix: str
    url: str | None = None  # a page to fetch; `path` is then only what it is called after


def list_files(paths: Paths) -> list[Found | Rejected | None]:
    """Files behind `paths`, in the order given, folders sorted; None stands for stdin.

    One path may come without a list around it: its letters are no paths ("/" would be one).

    Raises
    ------
    SourceError
        A folder or a pattern holds no report, and nothing else is asked for.
    """
    listed: list[Found | Rejected | None] = []
    seen: set[str] = set()
    asked = [paths] if isinstance(paths, (str, os.PathLike)) else list(paths)
    for path in [os.fspath(one) for one in asked]:
        for item in _some(path, alone=len(asked) == 1):
            key = "-" if item is None else f"!{item.source}"
            if isinstance(item, Found) and item.url is None:
                key = os.path.realpath(item.path)
            if key not in seen:
                seen.add(key)
                listed.append(item)
    return listed


def _some(path: str, *, alone: bool) -> list[Found | Rejected | None]:
    """What one of the arguments stands for; one that stands for nothing is named as such."""
    try:
        return list(_expand(path))
    except SourceError as error:
        if alone:
            raise
        return [Rejected(source=path, why=str(error))]


def read_bytes(path: Path, *, limit: int = TEXT_LIMIT_BYTES) -> bytes:
    """Bytes of a regular file of at most `limit` bytes.

    Raises
    ------
    Unreadable
        The file is missing, locked, empty, too large, or not a regular file.
    """
    try:
        info = path.stat()
        if not stat.S_ISREG(info.st_mode):
            message = "not a regular file; pipe its content in and name it -"
            raise Unreadable(message)
        if info.st_size > limit:
            raise Unreadable(too_large(info.st_size, limit))
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except FileNotFoundError:
        message = "no such file (it vanished, or the link leads nowhere)"
        raise Unreadable(message) from None
    except OSError as error:
        message = f"cannot be read: {(error.strerror or str(error)).lower()}"
        raise Unreadable(message) from None
    if len(data) > limit:
        raise Unreadable(too_large(len(data), limit))
    if not data:
        message = "empty file"
        raise Unreadable(message)
    return data


def too_large(size: int, limit: int) -> str:
    """Message for a file over the limit."""
    return (
        f"too large: {size / 1e6:.1f} MB, the limit is {limit / 1e6:.0f} MB. Split it, for "
        "example one report a file (`split -C 10m FILE`)"
    )


def decode(data: bytes, *, declared: str | None = None) -> tuple[str, tuple[str, ...]]:
    """Text of `data` without its byte order mark, newlines untouched, and notes on it.

    Parameters
    ----------
    data : bytes
        The file.
    declared : str, optional
        Encoding that the file itself or its envelope names; tried after UTF-8.

    Raises
    ------
    Unreadable
        The bytes are not text, or nobody can tell in which encoding.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            text = data[len(mark) :].decode(_of_mark(mark, encoding), "replace")
            return _checked(text), ()
    _refuse_binary(data)
    try:
        return _checked(data.decode("utf-8")), ()
    except UnicodeDecodeError:
        pass
    repaired = data.decode("utf-8", "replace")
    broken = repaired.count("\ufffd")
    beyond = sum(byte >= 0xC2 for byte in data[:SAMPLE_BYTES])
    if broken <= BROKEN_SHARE * beyond:
        return _checked(repaired), (f"{broken} broken UTF-8 sequences are shown as �",)
    encoding = _usable(declared) or _guess(data)
    text = data.decode(encoding, "replace")
    return _checked(text), (f"not UTF-8: read as {encoding}",)


def _expand(path: str) -> Iterator[Found | Rejected | None]:
    """What one argument stands for."""
    if path == "-":
        yield None
    elif _WEB.match(path):
        yield Found(Path("page"), path, "", url=path)
    elif _URL.match(path):
        why = "only http and https addresses are fetched; download it and name the file"
        yield Rejected(source=path, why=why)
    elif os.path.isdir(path):  # noqa: PTH112 (a path with a NUL gives False, not an error)
        yield from _walk(path)
    elif os.path.lexists(path) or not glob.has_magic(path):
        yield _named(path)
    else:
        yield from _match(path)


def _named(path: str) -> Found | Rejected:
    suffix = Path(path).suffix.lower()
    if not os.path.lexists(path):
        return Rejected(source=path, why="no such file or folder")
    return Found(Path(path), path, suffix)


def _match(pattern: str) -> Iterator[Found | Rejected]:
    count = 0
    for path in sorted(glob.glob(pattern, recursive=True)):  # noqa: PTH207 (keeps ./ and case)
        if os.path.isdir(path):  # noqa: PTH112
            continue
        item = _named(path)
        if isinstance(item, Found) and item.suffix in DOCUMENT_SUFFIXES + TABLE_SUFFIXES:
            count += 1
            yield item
    if not count:
        message = f"no reports match {pattern}: {READABLE}"
        raise SourceError(message)


def _walk(folder: str) -> Iterator[Found | Rejected]:
    """Readable files below a folder, sorted, hidden ones skipped, links out of it refused."""
    root = os.path.realpath(folder)
    refused: list[Rejected] = []

    def refuse(error: OSError) -> None:
        why = f"cannot be listed: {(error.strerror or str(error)).lower()}"
        refused.append(Rejected(source=str(error.filename), why=why))

    count = passed_over = 0
    for base, folders, names in os.walk(folder, onerror=refuse):
        folders.sort()
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in sorted(names):
            suffix = Path(name).suffix.lower()
            if name.startswith(".") or suffix not in DOCUMENT_SUFFIXES + TABLE_SUFFIXES:
                passed_over += 1
                continue
            path = os.path.join(base, name)  # noqa: PTH118 (keeps the folder as it was given)
            count += 1
            yield _inside(path, root, suffix)
    yield from refused
    _log.debug("%s: %d files to read, %d passed over", folder, count, passed_over)
    if not count and not refused:
        message = f"no reports in {folder}: {READABLE}"
        raise SourceError(message)


def _inside(path: str, root: str, suffix: str) -> Found | Rejected:
    target = os.path.realpath(path)
    if os.path.commonpath((root, target)) != root:
        why = "a link out of the folder; name the file itself to read it"
        return Rejected(source=path, why=why)
    return Found(Path(path), path, suffix)


def _of_mark(mark: bytes, encoding: str) -> str:
    """Encoding with its byte order, for bytes whose mark is already cut off."""
    if encoding == "utf-8":
        return encoding
    return f"{encoding}-{'le' if mark.startswith(bytes([0xFF])) else 'be'}"


def _refuse_binary(data: bytes) -> None:
    for magic, name in _MAGIC:
        if data.startswith(magic):
            message = f"not a text: it looks like {name} under another extension"
            raise Unreadable(message)
    sample = data[:SAMPLE_BYTES]
    if b"\0" in sample or len(_CONTROL.findall(sample)) > CONTROL_SHARE * len(sample):
        message = "not a text: it holds control characters, as programs and pictures do"
        raise Unreadable(message)


def _usable(declared: str | None) -> str | None:
    """Name of the codec if Python knows one that makes text of bytes."""
    if declared is None:
        return None
    try:
        codec = codecs.lookup(declared)
        b"".decode(codec.name)
    except (LookupError, ValueError):
        return None
    # the web's rule: a page that says Latin-1 means its superset
    return {"iso8859-1": "cp1252", "ascii": None, "utf-8": None}.get(codec.name, codec.name)


def _guess(data: bytes) -> str:
    from charset_normalizer import from_bytes

    head = data[:SAMPLE_BYTES]
    best = from_bytes(head).best()
    if best is None and sum(byte < 0x80 for byte in head) >= ASCII_SHARE * len(head):
        return "cp1252"  # stray bytes in a text of plain letters
    if best is None:
        message = "not UTF-8, and no encoding fits; save it as UTF-8"
        raise Unreadable(message)
    # Half the Latin code pages give the same chaos score for a few accents; in English text
    # they are nearly always Windows-1252.
    latin = not re.search("[\u0370-\u1fff\u2e80-\uffff]", str(best))
    english = english_share(head.decode("cp1252", "replace")) >= ENGLISH_SHARE
    return "cp1252" if latin and english else best.encoding


def _checked(text: str) -> str:
    if not text.strip():
        message = "no text in it, only blank space"
        raise Unreadable(message)
    return text
