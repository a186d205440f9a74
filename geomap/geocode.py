"""Names to places, one by one or a column of a table at a time, with the reason for each answer."""

import csv
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from functools import lru_cache, partial
from pathlib import Path
from typing import IO, TYPE_CHECKING

import msgspec

from geomap.errors import SourceError
from geomap.geo import LonLat
from geomap.tables.alone import MISSPELT, Answer, geocode, is_called_so
from geomap.tables.cutting import Spot
from geomap.tables.sides import is_side
from geomap.tables.spots import Spots
from geomap.tables.surroundings import fits

if TYPE_CHECKING:
    from geomap.gazetteer import Gazetteer
    from geomap.online import OnlinePlaces

__all__ = [
    "COLUMNS",
    "MISSPELT",
    "Answer",
    "Part",
    "geocode",
    "geocode_column",
    "geocode_parts",
    "guess_delimiter",
    "is_called_so",
]

COLUMNS = tuple(
    f"geomap_{name}" for name in "name lat lon country kind precision score why".split()
)
BETWEEN = "between "
JOINT = "; "  # between the places of one cell
CACHED = 65_536  # distinct cells of a column that stay in memory, about 40 MB at most


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One name of a cell, its candidates best first, and why there are none."""

    asked: str
    candidates: tuple[Answer, ...]
    why: str | None = None


# ---- cells that may name several places ----


def geocode_parts(
    text: str,
    gazetteer: "Gazetteer",
    *,
    country: Sequence[str] = (),
    near: LonLat | None = None,
    limit: int = 5,
    online: "OnlinePlaces | None" = None,
) -> list[Part]:
    """Places of a text that may name several, as a cell of a table does.

    "A and B, C" is two places, both in C; "Region, Town" is one; "north-west" is none, unless
    one `country` says of what.

    Parameters
    ----------
    country, near, limit
        As for `geocode`.
    online
        Whom to ask for names that the gazetteer lacks; nobody by default.

    Returns
    -------
    list of Part
        At least one; a part without candidates says why.
    """
    spots = Spots(gazetteer, country[0].upper() if len(country) == 1 else None)
    return _parts(text, spots, country=country, near=near, limit=limit, online=online)


def _parts(
    text: str,
    spots: Spots,
    *,
    country: Sequence[str],
    near: LonLat | None,
    limit: int,
    online: "OnlinePlaces | None",
) -> list[Part]:
    look_up = partial(geocode, gazetteer=spots.gazetteer, country=country, near=near, limit=limit)
    asked = text.strip()
    if spots.gazetteer.candidates(asked) and not is_side(asked):
        found = look_up(asked)
        return [_part(asked, found, None if found else "none of this name in these countries")]
    if asked.startswith(BETWEEN):
        read_on = partial(_parts, spots=spots, country=country, near=near, limit=limit)
        ends = read_on(asked.removeprefix(BETWEEN), online=online)
        return [_end_of(part, asked) for part in ends]
    read = spots.read(asked)
    parts = [_of_spot(spot, look_up(spot.name.asked), country, limit) for spot in read]
    if len(read) == 1 and read[0].name.prec and len(read[0].names) == 1:
        parts = [msgspec.structs.replace(parts[0], asked=asked)]  # "40 km north of Kharkiv"
    if not parts:
        parts = [_part(asked, look_up(asked), "no gazetteer entry has this name")]
    return [part if part.candidates or not online else _ask(part, online, limit) for part in parts]


def _end_of(part: Part, asked: str) -> Part:
    """One end of what lies "between Rajin and Vladivostok", and a word on that."""
    told = tuple(
        msgspec.structs.replace(one, why=f"one end of {asked!r}: {one.why}")
        for one in part.candidates
    )
    return msgspec.structs.replace(part, candidates=told)


def _part(asked: str, found: Sequence[Answer], why: str | None) -> Part:
    return Part(asked=asked, candidates=tuple(found), why=None if found else why)


def _of_spot(spot: Spot, alone: list[Answer], country: Sequence[str], limit: int) -> Part:
    """Candidates of one name; what stands around it in the text decides among them."""
    name, wanted = spot.name, {code.upper() for code in country}
    outside = wanted and name.place and name.place.country not in wanted
    if name.place is None or outside:
        why = "none of this name in these countries" if outside else name.why
        return _part(name.text, [] if outside or is_side(name.text) else alone, why)
    outer = [one.place for one in spot.around if one.place]
    misspelt = [one for one in alone if outer and all(fits(one.place, o) for o in outer)]
    if name.place in outer and misspelt:
        return _part(name.text, misspelt, None)
    if not spot.around and not name.prec and any(a.place.id == name.place.id for a in alone):
        return _part(name.text, alone, None)
    around = ", ".join(one.text for one in spot.around)
    why = name.why or (f"the one in {around}" if around else "as the words say")
    if spot.apart and not name.why:
        why = f"no entry of this name in {spot.apart}: taken as the one in {name.place.country}"
    if name.prec and not name.place.id.startswith(("geomap:offset:", "geomap:coast:")):
        why += f"; {name.reach_m / 1000:g} km off it" if name.reach_m else "; only near it"
    if spot.conflict:
        why += f"; the text puts it in {spot.conflict}"
    score = name.score or 0.0
    best = Answer(place=name.place, admin1=None, score=score, why=why)
    rest = round((1.0 - score) / max(1, len(name.rivals)), 3)
    rivals = [
        Answer(place=place, admin1=None, score=rest, why="another place of this name")
        for place in name.rivals
    ]
    return _part(name.text, [best, *rivals][:limit], None)


def _ask(part: Part, online: "OnlinePlaces", limit: int) -> Part:
    from geomap.online import SCORE, SOURCE

    found = online.candidates(part.asked)[:limit]
    answers = [
        Answer(
            place=one.place,
            admin1=None,
            score=round(SCORE / rank, 3),
            why=f"not in the gazetteer; answer {rank} of Nominatim, source: {SOURCE}",
        )
        for rank, one in enumerate(found, 1)
    ]
    why = f"{part.why}; nor has Nominatim"
    if online.failure:
        why = f"{part.why}; Nominatim was not asked ({online.failure})"
    return _part(part.asked, answers, why)


# ---- columns ----


def geocode_column(
    path: Path,
    column: str,
    gazetteer: "Gazetteer",
    *,
    country: Sequence[str] = (),
    near: LonLat | None = None,
    online: "OnlinePlaces | None" = None,
) -> Iterator[list[str]]:
    """Rows of a CSV table with the geomap_* columns added, the header first, one at a time.

    A cell that names several places has the values of all of them, with "; " between. A value is
    looked up once however often it stands in the column.

    Raises
    ------
    SourceError
        The file cannot be read or has no such column.
    """
    spots = Spots(gazetteer, country[0].upper() if len(country) == 1 else None)
    read = partial(_parts, spots=spots, country=country, near=near, limit=1, online=online)

    def look_up(cell: str) -> tuple[str, ...]:
        return _cells(read(cell)) if cell else (*[""] * (len(COLUMNS) - 1), "empty cell")

    known = _Known(look_up)
    try:
        with closing(known), path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, delimiter=guess_delimiter(file))
            header = next(reader, [])
            if column not in header:
                listed = ", ".join(header) or "none"
                message = f"{path} has no column {column!r}; it has {listed}"
                raise SourceError(message)
            at = header.index(column)
            yield [*header, *COLUMNS]
            for row in reader:
                padded = [*row, *[""] * (len(header) - len(row))]
                yield [*padded[: len(header)], *known.answer(padded[at].strip())]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        why = error.strerror if isinstance(error, OSError) else error
        message = f"cannot read {path}: {why}. Give a CSV file in UTF-8."
        raise SourceError(message) from error


class _Known:
    """Values that were looked up: the last ones in memory, all of them on disk.

    Memory alone would not do: a column of a million different values in turn never finds one
    again among the last 65,536.
    """

    def __init__(self, look_up: Callable[[str], tuple[str, ...]]) -> None:
        self._look_up = look_up
        self._db = sqlite3.connect("")  # a file of SQLite's own, gone when it is closed
        self._db.execute("CREATE TABLE known (cell TEXT PRIMARY KEY, told TEXT) WITHOUT ROWID")
        self.answer = lru_cache(maxsize=CACHED)(self._answer)

    def close(self) -> None:
        self._db.close()

    def _answer(self, cell: str) -> tuple[str, ...]:
        row = self._db.execute("SELECT told FROM known WHERE cell = ?", (cell,)).fetchone()
        if row:
            return tuple(msgspec.json.decode(row[0], type=list[str]))
        told = self._look_up(cell)
        encoded = msgspec.json.encode(told).decode()
        self._db.execute("INSERT INTO known VALUES (?, ?)", (cell, encoded))
        return told


def guess_delimiter(file: IO[str]) -> str:
    """What separates the cells of a table's first line; the file is read from its start again."""
    header = file.readline(1 << 16)
    file.seek(0)
    return max(",;\t", key=header.count)


def _cells(parts: Sequence[Part]) -> tuple[str, ...]:
    """Values of the added columns."""
    found = [part.candidates[0] for part in parts if part.candidates]
    reasons = [part.candidates[0].why if part.candidates else part.why or "" for part in parts]
    if len(parts) > 1:
        reasons = [f"{part.asked}: {why}" for part, why in zip(parts, reasons, strict=True)]
    columns: Mapping[str, list[str]] = {
        "name": [a.place.name for a in found],
        "lat": [f"{a.place.lat:.6f}" for a in found],
        "lon": [f"{a.place.lon:.6f}" for a in found],
        "country": [a.place.country or "" for a in found],
        "kind": [a.place.kind for a in found],
        "precision": [str(a.place.radius_m) for a in found],
        "score": [f"{a.score:.3f}" for a in found],
        "why": reasons,
    }
    return tuple(JOINT.join(columns[name.removeprefix("geomap_")]) for name in COLUMNS)
