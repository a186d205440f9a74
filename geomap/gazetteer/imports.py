"""Places that a user brings: GeoNames, UN/LOCODE, World Port Index, own tables and GeoJSON.

    file -> rows (streams) -> places or refusals (foreign, handmade) -> a file of their own (side)

A file is read row by row; memory does not grow with it.
"""

import hashlib
import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

import msgspec

from geomap.codec import digest
from geomap.errors import GazetteerError
from geomap.gazetteer.entries import Named, load_divisions
from geomap.gazetteer.foreign import Draft, geonames_places, locode_places, port_index_places
from geomap.gazetteer.handmade import Credits, clean_header, feature_places, table_places
from geomap.gazetteer.side import FOLDER, Writer, import_files, write_side
from geomap.gazetteer.store import cache_folders, open_gazetteer
from geomap.gazetteer.streams import Refusal, Text, open_text
from geomap.gazetteer.tables import read_places
from geomap.records import Rejected
from geomap.resources import folder

if TYPE_CHECKING:
    from geomap.gazetteer.index import Gazetteer

__all__ = ["ImportKind", "ImportReport", "forget_places", "import_places"]

ImportKind = Literal["geonames", "locode", "wpi", "table", "geojson"]

_BATCH: Final = 5_000
_GEONAMES_COLUMNS: Final = 19
# A row of the code list has no header: change mark, country, code or none, name.
_CODE_LIST: Final = re.compile(r'"?[+#XU|=!]?"?,"?[A-Z]{2}"?,"?(?:[A-Z2-9]{3})?"?,')
_KINDS: Final = get_args(ImportKind)
_SHOWN: Final = 20  # refused rows that a report quotes; all are counted
_HEAD: Final = 1 << 16  # bytes from which the kind of a file is told
_LICENCES: Final = {
    "geonames": ("GeoNames", "CC BY 4.0"),
    "locode": ("UN/LOCODE, UNECE", "free of charge, with the source named"),
    "wpi": ("World Port Index, NGA Publication 150", "public domain"),
}
_NAME: Final = re.compile(r"[^\w.-]+")


class ImportReport(msgspec.Struct, frozen=True, kw_only=True):
    """What an import brought: rows added, rows refused by reason, the first refused ones."""

    name: str
    kind: ImportKind
    file: str
    added: int
    refused: int
    reasons: dict[str, int]  # how many rows each reason kept out
    rejected: tuple[Rejected, ...]  # the first of them, with their rows
    replaced: bool  # an import of this name was there before


def import_places(
    path: Path,
    *,
    kind: ImportKind | None = None,
    name: str | None = None,
    cache: Path | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> ImportReport:
    """Add the places of a file to the gazetteer of this user.

    Parameters
    ----------
    path
        GeoNames' allCountries.zip, a country's zip or their .txt; the UN/LOCODE code list (CSV, or
        the ZIP of its parts); the World Port Index as CSV; a CSV or TSV table with the columns
        name, lat, lon and any of country, kind, radius_m, population, admin1, alternates (with |
        between), id, locode, source, licence; GeoJSON points with such properties. WGS 84.
    kind
        Which of these it is; by default told by its header and first row.
    name
        What the import is called; by default the file's name without its ending. An import of
        the same name is replaced.
    cache
        Folder of the compiled gazetteer; the default is that of `open_gazetteer`.
    progress
        Called with (stage, bytes done, bytes in all).

    Raises
    ------
    GazetteerError
        The file cannot be read, is of no known kind or has no row that is a place; nothing is
        changed then.
    """
    tell = progress or (lambda _stage, _done, _total: None)
    label = _label(name or path.name.split(".")[0], path)
    base = open_gazetteer(cache=cache, progress=progress, imports=False)
    target = base.path.parent / FOLDER / f"{label}.sqlite"
    replaced = target.exists()
    tally = _Tally(str(path))
    with open_text(path) as text:
        found = kind or _kind_of(path, text)
        with write_side(target) as writer:
            credit: Credits = Counter()
            drafts = _told(_drafts(text, found, label, base, credit), text, tell)
            _fill(writer, drafts, tally, base if found in {"table", "geojson"} else None)
            if not tally.added:
                raise _nothing(path, found, tally)
            tell("sorting names", 0, 1)
            content = digest(found, label, _sha256(path), length=16)
            writer.finish({
                "name": label, "kind": found, "file": path.name, "digest": content,
                "added": tally.added, "refused": tally.refused, "reasons": tally.by_reason(),
                "sources": _sources(found, path.name, credit),
            })  # fmt: skip
            tell("sorting names", 1, 1)
    return ImportReport(
        name=label, kind=found, file=str(path), added=tally.added, refused=tally.refused,
        reasons=tally.by_reason(), rejected=tally.examples(), replaced=replaced,
    )  # fmt: skip


def forget_places(name: str, *, cache: Path | None = None) -> None:
    """Drop an import, by the name that `Gazetteer.info` lists, or by its file's.

    Raises
    ------
    GazetteerError
        There is no such import.
    """
    files = import_files([cache] if cache else cache_folders())
    names = (name, _NAME.sub("-", name.split(".", maxsplit=1)[0]).strip("-.").casefold()[:60])
    path = next((path for wanted in names for path in files if path.stem == wanted), None)
    if path is None:
        known = ", ".join(path.stem for path in files) or "none"
        message = f"no places were imported under the name {name!r}; there is {known}."
        raise GazetteerError(message)
    try:
        path.unlink()
    except OSError as error:
        message = f"{path} cannot be deleted: {error.strerror}. Delete it yourself."
        raise GazetteerError(message) from error


class _Tally:
    """Counts rows that came in, and those that were kept out and why."""

    def __init__(self, source: str) -> None:
        self.added = 0
        self.first: list[Rejected] = []
        self._source = source
        self._reasons: Counter[str] = Counter()

    def refuse(self, row: int, refusal: Refusal) -> None:
        self._reasons[refusal.reason] += 1
        if len(self.first) < _SHOWN:
            detail = f": {refusal.detail}" if refusal.detail else ""
            why = f"{refusal.reason}{detail}"
            self.first.append(Rejected(source=self._source, row=row, why=why))

    def examples(self) -> tuple[Rejected, ...]:
        """The first rows that were kept out, in order."""
        return tuple(sorted(self.first, key=lambda one: one.row or 0))

    @property
    def refused(self) -> int:
        return self._reasons.total()

    def by_reason(self) -> dict[str, int]:
        """How many rows each reason kept out, the commonest first."""
        return dict(sorted(self._reasons.items(), key=lambda pair: (-pair[1], pair[0])))


def _fill(writer: Writer, drafts: Iterable[Draft], tally: _Tally, base: "Gazetteer | None") -> None:
    """Write the places of some rows; `base` where their names are looked for in running text."""
    good = _sieve(drafts, tally)
    while batch := list(itertools.islice(good, _BATCH)):
        kept, twice = writer.put(batch)
        tally.added += len(kept)
        for row in twice:
            tally.refuse(row, Refusal("its id, or the same name and point, is in an earlier row"))
        if base is not None:
            writer.put_phrases(kept, everyday=base.everyday)


def _sieve(drafts: Iterable[Draft], tally: _Tally) -> Iterator[tuple[int, Named]]:
    for row, draft in drafts:
        if isinstance(draft, Refusal):
            tally.refuse(row, draft)
        else:
            yield row, draft


def _told(
    drafts: Iterable[Draft], text: Text, tell: Callable[[str, int, int], None]
) -> Iterator[Draft]:
    for number, draft in enumerate(drafts):
        if number % _BATCH == 0:
            tell("importing places", sum(part.tell() for part in text.parts), text.size)
        yield draft


def _nothing(path: Path, kind: str, tally: _Tally) -> GazetteerError:
    first = tally.first[0] if tally.first else None
    why = f"row {first.row}: {first.why}" if first else "it has no rows"
    message = (
        f"{path}: read as {kind}, no row is a place ({tally.refused:,} refused; {why}). "
        f"Nothing was changed. If it is something else, say which: {', '.join(_KINDS)}."
    )
    return GazetteerError(message)


# ---- what a file is ----


def _label(name: str, path: Path) -> str:
    label = _NAME.sub("-", name).strip("-.").casefold()[:60]
    if not label:
        message = f"{path}: {name!r} is no name for an import; give one of letters and digits."
        raise GazetteerError(message)
    return label


def _kind_of(path: Path, text: Text) -> ImportKind:
    """Tell the kind by the first bytes, and go back to them."""
    head = text.parts[0].read(_HEAD)
    text.parts[0].seek(0)
    if not head.strip():
        message = f"{path}: an empty file."
        raise GazetteerError(message)
    line = head.removeprefix(b"\xef\xbb\xbf").lstrip().split(b"\n", 1)[0].decode("utf-8", "replace")
    cells = [cell.strip(' "\r').casefold() for cell in line.split("\t" if "\t" in line else ",")]
    if line.startswith("{"):
        return "geojson"
    if "\t" in line and len(cells) == _GEONAMES_COLUMNS and cells[0].isdigit():
        return "geonames"
    if "main port name" in cells:
        return "wpi"
    if "locode" in cells or "namewodiacritics" in cells or _CODE_LIST.match(line):
        return "locode"
    names = clean_header(line.split(_delimiter(line)))
    if {"name", "lat", "lon"} <= {name.strip('"') for name in names}:
        return "table"
    shown = f"its first line is {line[:80]!r}" if line.isprintable() else "it is no text"
    message = (
        f"{path}: neither GeoNames, UN/LOCODE, World Port Index, GeoJSON nor a table with the "
        f"columns name, lat, lon; {shown}."
    )
    raise GazetteerError(message)


def _delimiter(header: str) -> str:
    return max(",;\t", key=header.count)


def _drafts(
    text: Text, kind: ImportKind, label: str, base: "Gazetteer", credit: "Credits"
) -> Iterator[Draft]:
    if kind == "geonames":
        tables = folder("gazetteer")
        divisions = load_divisions(tables, read_places(tables))
        names = {code: division.names[0] for code, division in divisions.items()}
        return geonames_places(text, divisions=names)
    if kind == "locode":
        return locode_places(text)
    if kind == "wpi":
        return port_index_places(text, country_of=partial(_country_of, base))
    if kind == "geojson":
        return feature_places(text, label=label, credit=credit)
    header = text.parts[0].readline(_HEAD).decode("utf-8", "replace")
    text.parts[0].seek(0)
    return table_places(text, delimiter=_delimiter(header), label=label, credit=credit)


def _country_of(base: "Gazetteer", name: str) -> str | None:
    first = next(iter(base.candidates(name)), None)
    return first.place.country if first and first.place.kind == "country" else None


def _sources(kind: ImportKind, file: str, credit: "Credits") -> list[dict[str, Any]]:
    if kind in _LICENCES:
        source, licence = _LICENCES[kind]
        return [{"source": source, "licence": licence}]
    return [
        {"source": source or file, "licence": licence or "not stated", "rows": rows}
        for (source, licence), rows in sorted(credit.items())
    ]


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
