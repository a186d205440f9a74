"""The order of the answers to a name."""

import math
from collections.abc import Iterable
from typing import Final, NamedTuple

from geomap.gazetteer.build import STEM
from geomap.records import Candidate, PlaceKind

__all__ = ["Found", "in_order"]

# Added to the decimal logarithm of the population. An own name outweighs an alternate one of a
# place five times as large; a name that fits only without its accents loses a factor of two; one
# that fits only without its common noun ("Kursk" for Kursk Oblast) a factor of thirty.
_OWN_NAME: Final = 0.7
_FOLDED: Final = -0.3
_STEM: Final = -1.5
_UNKNOWN: Final = 500  # people of a place whose population is not given: cities500's floor
# A division with a town of the same name comes after it: "Kharkiv" is the city unless said.
_SAME_NAME_TOWN: Final = -1.0


class Found(NamedTuple):
    """An answer, and by which kind of name it was found."""

    candidate: Candidate
    flags: int


def in_order(answers: Iterable[Found], *, kinds: frozenset[PlaceKind] = frozenset()) -> list[Found]:
    """Answers, the likeliest first; `kinds` come before all others."""
    found = list(answers)
    towns = {
        one.candidate.place.country
        for one in found
        if one.candidate.place.kind == "city" and not one.flags & STEM
    }

    def order(one: Found) -> tuple[bool, int, float, str]:
        candidate, flags = one
        place = candidate.place
        score = math.log10(candidate.population + _UNKNOWN)
        score += _OWN_NAME if candidate.main_name else 0
        score += _FOLDED if candidate.match == "folded" else 0
        score += _STEM if flags & STEM else 0
        if place.kind == "admin1" and place.country in towns:
            score += _SAME_NAME_TOWN
        return place.kind not in kinds, _tier(candidate, flags), -score, place.id

    return sorted(found, key=order)


def _tier(candidate: Candidate, flags: int) -> int:
    if flags & STEM:
        return 2
    if candidate.source == "countries":
        return 0
    return 1 if candidate.source == "curated" else 2
