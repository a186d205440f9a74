"""A user's own say on names in texts: this text, in this document, is that place, or none.

A plain table that one can keep in git; see `read_own_places`. It wins over everything.
"""

import bisect
import itertools
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import msgspec

from geomap.codec import digest
from geomap.errors import GazetteerError
from geomap.gazetteer.build import FULL
from geomap.gazetteer.checks import country_code, degrees, name_fault, place_kind, point_fault
from geomap.gazetteer.handmade import clean_header
from geomap.gazetteer.index import Gazetteer
from geomap.gazetteer.keys import exact_key, phrase_key
from geomap.gazetteer.scan import Scanner
from geomap.gazetteer.streams import Refusal, csv_rows, open_text
from geomap.gazetteer.tables import KIND_RADIUS_M
from geomap.records import Document, Mention, Place, Reading

__all__ = ["COLUMNS", "Given", "OwnPlaces", "read_own_places"]

COLUMNS: Final = "text document place name lat lon country kind radius_m".split()
_POINT: Final = COLUMNS[3:]
_LONGEST_TEXT: Final = 200
_AREA_M: Final = 25_000
_POSSESSIVE: Final = re.compile(r"['’]s?$")


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """One row: what a text means. `place` is None where it is no place."""

    row: int
    text: str
    document: str | None  # id or file name; None is all documents
    place: Place | None
    why: str


class OwnPlaces(msgspec.Struct, frozen=True):
    """The rows of a user's table."""

    path: str
    rows: tuple[Given, ...]

    def for_document(self, document: Document) -> dict[str, Given]:
        """Rows that hold for a document, by key of their text; its own before the general."""
        names = {document.id, document.source, Path(document.source).name}
        general = {exact_key(one.text): one for one in self.rows if one.document is None}
        return general | {exact_key(one.text): one for one in self.rows if one.document in names}

    def apply(self, document: Document, mentions: Sequence[Mention]) -> tuple[Mention, ...]:
        """Mentions of a document as the table has them, in order of the text.

        A text of the table that names a place becomes a mention wherever it stands, found or not,
        unless it is a part of a longer name ("Kursk" leaves "Kursk Oblast" alone). A text that is
        no place keeps its mention, without a place.
        """
        rows = self.for_document(document)
        if not rows:
            return tuple(mentions)
        noise = _Ranges((one.start, one.end) for one in document.noise)
        longer = _Ranges((m.start, m.end) for m in mentions)
        spans = [
            span
            for span in _spans(document.text, rows)
            if not noise.touch(*span[:2]) and not longer.hold(*span[:2])
        ]
        taken = _Ranges(span[:2] for span in spans)
        kept = [m for m in mentions if not taken.touch(m.start, m.end)]
        kept = [_given(m, found) if (found := _row_of(m.text, rows)) else m for m in kept]
        had = {(m.start, m.end): m for m in mentions}
        for start, end, given in spans:
            blank = Mention(start=start, end=end, text=document.text[start:end], role="literal")
            kept.append(_given(had.get((start, end), blank), given))
        return tuple(sorted(kept, key=lambda m: (m.start, m.end)))

    def unused(self, readings: Iterable[Reading]) -> tuple[Given, ...]:
        """Rows whose text stands in none of the documents that they are for."""
        said = {mention.why for reading in readings for mention in reading.mentions}
        return tuple(one for one in self.rows if one.why not in said)


def _row_of(text: str, rows: Mapping[str, Given]) -> Given | None:
    key = exact_key(text)
    bare = _POSSESSIVE.sub("", key).removeprefix("the ")
    return rows.get(key) or rows.get(bare) or rows.get(f"the {bare}")


class _Ranges:
    """Spans of a text, asked by bisection."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self._spans = sorted(spans)
        # the farthest end so far: spans may lie inside one another
        self._ends = list(itertools.accumulate((end for _, end in self._spans), max))

    def touch(self, start: int, end: int) -> bool:
        """Whether any of them shares a letter with start..end."""
        before = bisect.bisect_left(self._spans, (end, 0))
        return before > 0 and self._ends[before - 1] > start

    def hold(self, start: int, end: int) -> bool:
        """Whether one of them holds start..end and more."""
        at = bisect.bisect_right(self._spans, (start, math.inf))
        near = self._spans[max(0, at - 2) : at]
        return any(a <= start and end <= b and (a, b) != (start, end) for a, b in near)


def _given(mention: Mention, given: Given) -> Mention:
    score = 1.0 if given.place else None
    return msgspec.structs.replace(
        mention, place=given.place, score=score, rivals=(), why=given.why
    )


def _spans(text: str, rows: Mapping[str, Given]) -> Iterator[tuple[int, int, Given]]:
    """Where the texts of rows with a place stand, the longest first at each word."""
    wanted = [one for one in rows.values() if one.place]
    named = {phrase_key(one.text): one for one in wanted if not _is_plain(one.text)}
    for start, end in Scanner((key, FULL) for key in named).spans(text):
        if given := named.get(phrase_key(text[start:end])):
            yield start, end, given
    for one in wanted:
        if _is_plain(one.text):
            for match in re.finditer(rf"(?<!\w){re.escape(one.text)}(?!\w)", text):
                yield match.start(), match.end(), one


def _is_plain(text: str) -> bool:
    """Whether a text begins as no name does, in small letters or digits: it is looked for as is."""
    return text[:1].islower() or not text[:1].isalpha()


# ---- the table ----


def read_own_places(path: Path, gazetteer: Gazetteer) -> OwnPlaces:
    """Read a user's table of places.

    Parameters
    ----------
    path
        CSV (commas, semicolons or tabs) in UTF-8 with a header. `text` is the name as the reports
        write it; `document` an id or file name, empty for all; then either `place`, an id or name
        of the gazetteer, or a place of one's own: `lat`, `lon` (WGS 84 degrees) and any of `name`,
        `country`, `kind`, `radius_m`. With all of these empty the text is no place.
    gazetteer
        Where `place` is looked up.

    Raises
    ------
    GazetteerError
        The file cannot be read, or a row is wrong; the message names row and column.
    """
    with open_text(path) as text:
        first = text.parts[0].readline().decode("utf-8", "replace")
        text.parts[0].seek(0)
        rows = list(csv_rows(text, delimiter=max(",;\t", key=first.count)))
    header = rows[0][1] if rows else Refusal("it is empty")
    columns = [] if isinstance(header, Refusal) else clean_header(header)
    if "text" not in columns or not set(columns) & {"place", "lat"}:
        message = (
            f"{path}: a table of places has the columns text and place, or text, lat and lon "
            f"(all: {', '.join(COLUMNS)}); it has {', '.join(columns) or 'none'}."
        )
        raise GazetteerError(message)
    found: dict[tuple[str, str | None], Given] = {}
    for number, cells in rows[1:]:
        if isinstance(cells, Refusal):
            raise _wrong(path, number, "text", f"{cells.reason} {cells.detail}")
        row = dict(zip(columns, (cell.strip() for cell in cells), strict=False))
        one = _read_row(path, number, {name: row.get(name, "") for name in COLUMNS}, gazetteer)
        other = found.setdefault((exact_key(one.text), one.document), one)
        if other.place != one.place:
            raise _wrong(
                path, number, "text", f"row {other.row} says another place of it", one.text
            )
    return OwnPlaces(str(path), tuple(found.values()))


def _read_row(path: Path, number: int, row: Mapping[str, str], gazetteer: Gazetteer) -> Given:
    text = row["text"]
    if not phrase_key(text) or len(text) > _LONGEST_TEXT:
        raise _wrong(path, number, "text", "no name, or a very long one", text)
    told = [name for name in _POINT if row[name]]
    if row["place"] and told:
        raise _wrong(
            path, number, told[0], "place is given too; leave one of both empty", row[told[0]]
        )
    place = None
    why = f"given by {path.name} row {number}"
    if row["place"]:
        place = _known_place(path, number, row["place"], gazetteer)
    elif told:
        place = _own_place(path, number, row)
    else:
        why = f"no place, by {path.name} row {number}"
    return Given(row=number, text=text, document=row["document"] or None, place=place, why=why)


def _known_place(path: Path, number: int, cell: str, gazetteer: Gazetteer) -> Place:
    if place := gazetteer.place(cell):
        return place
    named = gazetteer.candidates(cell)
    if not named:
        why = "the gazetteer has no such id or name; look with `geomap gazetteer search`"
        raise _wrong(path, number, "place", why, cell)
    return named[0].place


def _own_place(path: Path, number: int, row: Mapping[str, str]) -> Place:
    name = row["name"] or row["text"]
    lat, lon = degrees(row["lat"]), degrees(row["lon"])
    country, kind = country_code(row["country"]), place_kind(row["kind"] or "facility")
    radius_m = degrees(row["radius_m"] or str(KIND_RADIUS_M.get(str(kind), _AREA_M)))
    axis = "lat" if not (math.isfinite(lat) and -90 <= lat <= 90) else "lon"
    faults = (
        ("name", name_fault(name)),
        (axis, point_fault(lat, lon, f"{row['lat'][:24]}, {row['lon'][:24]}")),
        ("country", country if isinstance(country, Refusal) else None),
        ("kind", kind if isinstance(kind, Refusal) else None),
        ("radius_m", None if 1 <= radius_m <= 5e6 else Refusal("no metres from 1 to 5,000,000")),
    )
    for column, fault in faults:
        if fault:
            shown = fault.detail if column == axis else row[column]
            raise _wrong(path, number, column, fault.reason, shown)
    return Place(
        id=f"user:{digest(name, row['lat'], row['lon'])}",
        name=name,
        lat=lat,
        lon=lon,
        country=None if isinstance(country, Refusal) else country,
        kind=str(kind),  # type: ignore[arg-type]  # checked above
        radius_m=round(radius_m),
    )


def _wrong(path: Path, row: int, column: str, why: str, cell: str = "") -> GazetteerError:
    told = f" {cell[:60]!r}" if cell else ""
    return GazetteerError(f"{path} row {row}, column {column}{told}: {why}.")
