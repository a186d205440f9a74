"""Rows of a user's file, one at a time: plain or in a ZIP archive, never whole in memory.

Nothing of an archive is unpacked to disk. A row that cannot be read comes out as a `Refusal`, so
that it is counted and the rows after it are still read.
"""

import codecs
import csv
import itertools
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Any, Final, NamedTuple, cast

from geomap.errors import GazetteerError

__all__ = ["Refusal", "Text", "csv_rows", "geojson_features", "lines", "open_text"]

# The longest line of GeoNames' allCountries.txt has about 12,000 characters.
_LONGEST_LINE: Final = 1 << 20
# Text compresses by 3 to 10 times (allCountries.zip: 4); a bomb by a thousand.
_HIGHEST_RATIO: Final = 200
_LARGEST_MEMBER: Final = 32 << 30
_CHUNK: Final = 1 << 20
_README: Final = re.compile(r"readme|licen[cs]e|notes|release", re.I)
_SUFFIXES: Final = {".txt", ".csv", ".tsv", ".geojson", ".json"}
_FEATURES: Final = re.compile(r'"features"\s*:\s*\[')
_BETWEEN: Final = re.compile(r"[\s,\x1e]*")


class Refusal(NamedTuple):
    """Why a row was kept out: `reason` is the same for all of its kind, `detail` its own value."""

    reason: str
    detail: str = ""


class Text(NamedTuple):
    """An open file: its name, the binary streams of its parts, and their bytes in all."""

    name: str
    parts: tuple[IO[bytes], ...]
    size: int


@contextmanager
def open_text(path: Path) -> Iterator[Text]:
    """Open a text file, or the tables inside a ZIP archive.

    Raises
    ------
    GazetteerError
        The file cannot be read, or the archive holds no table, or is not to be trusted: a name
        that leads out of it, a size out of proportion, a password.
    """
    try:
        with ExitStack() as stack:
            if not zipfile.is_zipfile(path):
                plain = stack.enter_context(path.open("rb"))
                yield Text(path.name, (plain,), path.stat().st_size)
                return
            archive = stack.enter_context(zipfile.ZipFile(path))
            members = _members(archive, path)
            parts = tuple(stack.enter_context(archive.open(member)) for member in members)
            size = sum(member.file_size for member in members)
            yield Text(PurePosixPath(members[0].filename).name, parts, size)
    except (OSError, zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError) as error:
        message = f"cannot read {path}: {error}. Give a table, or a ZIP archive of one."
        raise GazetteerError(message) from error


def _members(archive: zipfile.ZipFile, path: Path) -> list[zipfile.ZipInfo]:
    found = []
    for member in archive.infolist():
        name = PurePosixPath(member.filename.replace("\\", "/"))
        if name.is_absolute() or ".." in name.parts or ":" in member.filename:
            _distrust(path, f"its member {member.filename!r} leads out of the archive")
        if member.is_dir() or name.suffix.lower() not in _SUFFIXES or _README.search(name.name):
            continue
        if member.flag_bits & 1:
            _distrust(path, f"its member {member.filename!r} is encrypted")
        ratio = member.file_size / max(member.compress_size, 1)
        if ratio > _HIGHEST_RATIO or member.file_size > _LARGEST_MEMBER:
            _distrust(
                path, f"its member {member.filename!r} unpacks to {ratio:,.0f} times its size"
            )
        found.append(member)
    if not found:
        _distrust(path, f"it holds no table ({', '.join(sorted(_SUFFIXES))})")
    # UN/LOCODE comes as three parts; beside any other table there is at most a description.
    return sorted(found, key=lambda member: member.filename)


def _distrust(path: Path, why: str) -> None:
    message = f"{path} is refused: {why}. Unpack it yourself and give the table."
    raise GazetteerError(message)


# ---- lines and cells ----


def lines(text: Text) -> Iterator[tuple[int, str | Refusal]]:
    """(line number, line without its end) of all parts; a line that is no text is a refusal."""
    number = 0
    for part in text.parts:
        for raw in _raw_lines(part):
            number += 1
            yield (
                number,
                _decoded(raw, first=number == 1)
                if raw
                else Refusal("the line is longer than a million bytes"),
            )


def _raw_lines(part: IO[bytes]) -> Iterator[bytes]:
    """Lines with their ends; empty for one that was too long, the rest of which is skipped."""
    while raw := part.readline(_LONGEST_LINE):
        if len(raw) < _LONGEST_LINE or raw.endswith(b"\n"):
            yield raw
            continue
        while (rest := part.readline(_LONGEST_LINE)) and not rest.endswith(b"\n"):
            pass
        yield b""


def _decoded(raw: bytes, *, first: bool) -> str | Refusal:
    try:
        return raw.removeprefix(codecs.BOM_UTF8 if first else b"").decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError as error:
        return Refusal("not in UTF-8", f"byte {error.start} is {raw[error.start]:#04x}")


def csv_rows(
    text: Text, *, delimiter: str, spare_encoding: str | None = None
) -> Iterator[tuple[int, list[str] | Refusal]]:
    """(row number, cells) of all parts, the header included, its number being 0.

    `spare_encoding` is that of lines that are not UTF-8, for a source that is known for it.
    """
    number = itertools.count()
    for part in text.parts:
        trouble: list[Refusal] = []
        reader = csv.reader(_for_csv(part, trouble, spare_encoding), delimiter=delimiter)
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                break
            except csv.Error as error:
                yield next(number), Refusal("the cells cannot be told apart", str(error))
                continue
            if trouble:
                yield next(number), trouble.pop()
                trouble.clear()
            elif any(cells):
                yield next(number), cells


def _for_csv(part: IO[bytes], trouble: list[Refusal], spare: str | None) -> Iterator[str]:
    """Lines for the csv module, line ends kept; a bad one is an empty row and a `trouble`."""
    for count, raw in enumerate(_raw_lines(part)):
        text = _decoded(raw, first=count == 0) if raw else Refusal("a line of a million bytes")
        if isinstance(text, str):
            yield text + "\n"
        elif spare and raw:
            yield raw.decode(spare, "replace")
        else:
            trouble.append(text)
            yield "\n"


# ---- GeoJSON ----


def geojson_features(text: Text) -> Iterator[tuple[int, dict[str, Any] | Refusal]]:
    """(number, feature) of a FeatureCollection, or of features one a line, in order.

    Raises
    ------
    GazetteerError
        The text is not GeoJSON, or a feature is longer than the longest that is read.
    """
    chunks = _chunks(text)
    start = next(chunks, "")
    opening = _FEATURES.search(start)
    buffer, at = start, opening.end() if opening else 0
    decoder = json.JSONDecoder()
    for number in itertools.count(1):
        while True:
            at = cast("re.Match[str]", _BETWEEN.match(buffer, at)).end()
            if buffer[at : at + 1] == "]":
                return
            try:
                feature, at = decoder.raw_decode(buffer, at)
                break
            except (json.JSONDecodeError, RecursionError) as error:
                more = next(chunks, None)
                if more is None and at == len(buffer) and not opening:
                    return
                if more is None or len(buffer) - at > 2 * _CHUNK:
                    message = f"{text.name}: feature {number} is not GeoJSON: {error}"
                    raise GazetteerError(message) from error
                buffer, at = buffer[at:] + more, 0
        is_feature = isinstance(feature, dict) and feature.get("type") == "Feature"
        yield number, feature if is_feature else Refusal("not a GeoJSON feature")


def _chunks(text: Text) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    for part in text.parts:
        while raw := part.read(_CHUNK):
            try:
                yield decoder.decode(raw)
            except UnicodeDecodeError as error:
                message = f"{text.name}: not in UTF-8 ({error}); GeoJSON must be (RFC 8259)."
                raise GazetteerError(message) from error
