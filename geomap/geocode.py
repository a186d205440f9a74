"""Names to places, one by one or a column of a table at a time, with the reason for each answer."""

import csv
import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING

import msgspec

from geomap.errors import SourceError
from geomap.geo import LonLat, great_circle_m
from geomap.records import Candidate, Place

if TYPE_CHECKING:
    from geomap.gazetteer import Gazetteer

__all__ = ["COLUMNS", "Answer", "geocode", "geocode_column"]

NEAR_M = 500_000.0  # a place this far from --near counts e times less than one beside it
SHARPNESS = 2.0  # as in geomap.places: weights are orders of magnitude of population
COLUMNS = tuple(
    f"geomap_{name}" for name in "name lat lon country kind precision score why".split()
)


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """A place that a name may mean, the share of belief in it (0..1) and why."""

    place: Place
    admin1: str | None
    score: float
    why: str


def geocode(
    name: str,
    gazetteer: "Gazetteer",
    *,
    country: Sequence[str] = (),
    near: LonLat | None = None,
    limit: int = 5,
) -> list[Answer]:
    """Candidates for a name, best first.

    Parameters
    ----------
    country
        ISO 3166-1 alpha-2 codes: only places there.
    near
        (lon, lat) that the place is expected to be near.
    """
    wanted = {code.upper() for code in country}
    found = gazetteer.candidates(name) or gazetteer.candidates(name, near=True)
    found = tuple(c for c in found if not wanted or c.place.country in wanted)
    weights = [_weight(c, near) - rank / 10 for rank, c in enumerate(found)]
    top = max(weights, default=0.0)
    shares = [math.exp(SHARPNESS * (w - top)) for w in weights]
    ranked = sorted(zip(shares, found, strict=True), key=lambda pair: (-pair[0], pair[1].place.id))
    total = sum(shares) or 1.0
    return [
        Answer(place=c.place, admin1=c.admin1, score=round(s / total, 3), why=_why(c, near))
        for s, c in ranked[:limit]
    ]


def _weight(candidate: Candidate, near: LonLat | None) -> float:
    size = max(candidate.population, 100_000 if candidate.source == "curated" else 0)
    weight = math.log10(size + 500) + (candidate.place.kind == "country")
    weight += 0.5 * candidate.main_name
    if near is not None:
        weight -= great_circle_m(near, (candidate.place.lon, candidate.place.lat)) / NEAR_M
    return weight


def _why(candidate: Candidate, near: LonLat | None) -> str:
    parts = ["its own name" if candidate.main_name else "another name of it"]
    if candidate.match != "exact":
        parts.append(
            "found with accents and hyphens dropped"
            if candidate.match == "folded"
            else "spelling differs: taken as a typing error"
        )
    if candidate.population:
        parts.append(f"{candidate.population:,} people")
    if near is not None:
        away = great_circle_m(near, (candidate.place.lon, candidate.place.lat)) / 1000
        parts.append(f"{away:,.0f} km away")
    parts.append(f"source: {candidate.source}")
    return ", ".join(parts)


def geocode_column(
    path: Path,
    column: str,
    gazetteer: "Gazetteer",
    *,
    country: Sequence[str] = (),
    near: LonLat | None = None,
) -> Iterator[list[str]]:
    """Rows of a CSV table with the geomap_* columns added, the header first.

    Raises
    ------
    SourceError
        The file cannot be read or has no such column.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from _with_answers(file, path, column, gazetteer, country=country, near=near)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        message = f"cannot read {path}: {error}. Give a CSV file in UTF-8."
        raise SourceError(message) from error


def _with_answers(
    file: IO[str],
    path: Path,
    column: str,
    gazetteer: "Gazetteer",
    *,
    country: Sequence[str],
    near: LonLat | None,
) -> Iterator[list[str]]:
    rows = csv.reader(file)
    header = next(rows, [])
    if column not in header:
        message = f"{path} has no column {column!r}; it has {', '.join(header) or 'none'}"
        raise SourceError(message)
    at = header.index(column)
    yield [*header, *COLUMNS]
    for row in rows:
        name = row[at].strip() if at < len(row) else ""
        answers = geocode(name, gazetteer, country=country, near=near, limit=1) if name else []
        padded = [*row, *[""] * (len(header) - len(row))]
        yield [*padded, *_cells(answers[0] if answers else None, name)]


def _cells(answer: Answer | None, name: str) -> list[str]:
    if answer is None:
        why = "no gazetteer entry has this name" if name else "empty cell"
        return ["", "", "", "", "", "", "", why]
    place = answer.place
    return [
        place.name,
        f"{place.lat:.6f}",
        f"{place.lon:.6f}",
        place.country or "",
        place.kind,
        str(place.radius_m),
        f"{answer.score:.3f}",
        answer.why,
    ]
