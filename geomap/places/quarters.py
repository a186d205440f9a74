"""Names that only tell which part of a town: "the Old City", "Downtown", "the Industrial Zone".

Many towns have a part of such a name, and a gazetteer lists those of a few: of the town that the
text tells of it knows nothing. So these names mean a part of the town that stands beside them.
"""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from geomap.geo import great_circle_m
from geomap.places.senses import lonlat
from geomap.records import Candidate, Mention, Place

if TYPE_CHECKING:
    from geomap.gazetteer import Gazetteer

__all__ = ["is_quarter", "place_quarters"]

WITHIN_TOWN_M = 15_000.0  # an entry of the name so near the town's point is the part itself
KNOWN_SCORE = 0.8  # ... which is as sure as the town
TOWN_SCORE = 0.5  # the town's point for one of its parts
BEFORE = 250  # characters back that a town is still what the text tells of

_QUARTER = re.compile(
    r"(?:the )?(?:"
    r"(?:Old|Inner|Walled) City|Old (?:Town|Medina|Quarter)|(?:Upper|Lower) Town|"
    r"Downtown|Midtown|Uptown|(?:City|Town) Cent(?:er|re)|Central (?:District|Market|Square)|"
    r"Industrial (?:Zone|Area|Park|Estate|City|District|Quarter)|Free (?:Trade )?Zone|"
    r"(?:Special )?Economic Zone|Green Zone|Diplomatic (?:Quarter|Area|Zone|Enclave|District)|"
    r"(?:North|South|East|West) (?:Side|End)|(?:Left|Right) Bank|Port Area|"
    r"Chinatown|Waterfront|Seafront|Market Square"
    r")",
)
_TOWNS = frozenset({"city", "village", "port"})
_AREAS = frozenset({"country", "admin1", "admin2", "region"})
_LIES_IN = re.compile(
    r"(?:,| \(| (?:of|in|at))(?: the)?(?: (?:port |capital )?(?:city|town|capital|port) of)? ?"
)
_OWNED = re.compile(r"['’]s? ")


def is_quarter(name: str) -> bool:
    """Whether a name tells of a part that many towns have.

    >>> is_quarter("Old City"), is_quarter("West Bank"), is_quarter("Old City of Sanaa")
    (True, False, False)
    """
    return _QUARTER.fullmatch(name) is not None


def place_quarters(
    text: str, mentions: Sequence[Mention], gazetteer: "Gazetteer"
) -> tuple[Mention, ...]:
    """Place the parts of towns among resolved mentions, or say why they have no place."""
    done = list(mentions)
    for i, mention in enumerate(mentions):
        if mention.place is None and is_quarter(mention.text):
            done[i] = _placed(mention, _around(text, done, i), gazetteer)
    return tuple(done)


def _placed(mention: Mention, where: Place | None, gazetteer: "Gazetteer") -> Mention:
    if where is None:
        why = f"many towns have a part called {mention.text}; the text does not say which is meant"
        return replace(mention, why=why)
    known = [c for c in gazetteer.candidates(mention.text) if _lies_in(c, where)]
    if known:
        return replace(mention, place=known[0].place, score=KNOWN_SCORE)
    if where.kind not in _TOWNS:
        why = f"no gazetteer entry in {where.name} has this name, which many towns' parts have"
        return replace(mention, why=why)
    why = f"a part of a town; placed at {where.name}, which the text names with it"
    return replace(mention, place=where, score=TOWN_SCORE, why=why)


def _lies_in(one: Candidate, where: Place) -> bool:
    if where.kind in _TOWNS:
        return great_circle_m(lonlat(one.place), lonlat(where)) < WITHIN_TOWN_M
    if where.kind == "country":
        return False  # of a whole country it may be any town's
    return one.main_name and one.admin1 == where.name and one.place.country == where.country


def _around(text: str, mentions: Sequence[Mention], i: int) -> Place | None:
    """The town, or the area, that a text names with the i-th mention."""
    here = mentions[i]
    if i + 1 < len(mentions):
        after = mentions[i + 1]
        if after.place and _LIES_IN.fullmatch(text, here.end, after.start):
            return after.place
    for j in range(i - 1, -1, -1):
        before = mentions[j]
        between = text[before.end : here.start]
        if len(between) > BEFORE or "\n\n" in between:
            return None
        place = before.place
        if place is None or before.role == "demonym":
            continue
        if place.kind in _TOWNS and before.role != "org_part":
            return place
        if place.kind in _AREAS and (j == i - 1 and _OWNED.fullmatch(between)):
            return place
    return None
