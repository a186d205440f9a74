"""Rows of the compiled gazetteer as candidates."""

from collections.abc import Iterable, Sequence
from typing import Any, cast

from geomap.gazetteer.build import ALTERNATE, FOLDED, INHERITED
from geomap.gazetteer.keys import begins, fold_key
from geomap.gazetteer.near import sounds
from geomap.records import Candidate, Place, PlaceKind

__all__ = ["best_names", "candidate_of", "first_place"]


def best_names(rows: list[tuple[Any, ...]], exact: str) -> Iterable[tuple[Any, ...]]:
    """Each place (key, flags, id, ...) once, by the name that fits best."""
    best: dict[int, tuple[bool, int, tuple[Any, ...]]] = {}
    for row in rows:
        key, flags, number = row[:3]
        found = (key != exact or bool(flags & FOLDED), flags, row)
        if number not in best or found[:2] < best[number][:2]:
            best[number] = found
    return [row for _, _, row in best.values()]


def first_place(rows: list[tuple[Any, ...]]) -> Place | None:
    """The place of the first row, or None where there is none."""
    return candidate_of(rows[0], 0, "exact").place if rows else None


def candidate_of(row: Sequence[Any], flags: int, match: str, *, name: str = "") -> Candidate:
    """The candidate of a place's row, found by a name with such flags."""
    _, gid, own, lat, lon, country, kind, radius_m, population, admin1, source = row
    place = Place(
        id=gid,
        name=own,
        lat=lat,
        lon=lon,
        country=country,
        kind=cast("PlaceKind", kind),
        radius_m=radius_m,
    )
    listed = bool(flags & ALTERNATE) and source == "geonames" and name != ""
    return Candidate(
        place=place,
        population=population,
        admin1=admin1,
        match=cast("Any", match),
        main_name=not flags & ALTERNATE,
        chosen=not flags & INHERITED,
        short=listed and begins(name, own),
        alike=listed and sounds(fold_key(name)) == sounds(fold_key(own)),
        source=source,
    )
