"""The order of the answers to a name."""

import math
from collections.abc import Iterable
from typing import Final, NamedTuple

from geomap.gazetteer.build import INHERITED, STEM
from geomap.records import Candidate, PlaceKind

__all__ = ["Found", "in_order"]

# Added to the decimal logarithm of the population. An own name outweighs an alternate one of a
# place ten times as large; a name that fits only without its accents loses a factor of two; one
# that fits only without its common noun ("Kursk" for Kursk Oblast) a factor of thirty.
_OWN_NAME: Final = 1.0
_CHOSEN_NAME: Final = 0.7  # a curated place's other names were chosen by hand
_FOLDED: Final = -0.3
_STEM: Final = -1.5
# A town may bear the other name of a river, as the naval port of Dunay does that of the Danube.
_OTHER_RIVER: Final = -1.0
_UNKNOWN: Final = 500  # people of a place whose population is not given: cities500's floor
# A curated place is one that this subject's news names: it counts as a city of a million, so
# that the port of Vostochny comes before the villages and Cartagena in Colombia before others.
_CURATED: Final = 1_000_000
_CHOSEN: Final = frozenset({"curated", "user"})  # a user's own table is chosen as well
# A division with a town of the same name comes after it: "Kharkiv" is the city unless said.
_SAME_NAME_TOWN: Final = -1.5
_TOWN_SHARE: Final = 0.05  # of the division's people, below which a namesake is some village


class Found(NamedTuple):
    """An answer, and by which kind of name it was found."""

    candidate: Candidate
    flags: int


def in_order(answers: Iterable[Found], *, kinds: frozenset[PlaceKind] = frozenset()) -> list[Found]:
    """Answers, the likeliest first; `kinds` come before all others."""
    found = list(answers)
    if len(found) < 2:
        return found
    towns: dict[str | None, int] = {}
    for one in found:
        place = one.candidate.place
        if place.kind == "city" and not one.flags & STEM:
            towns[place.country] = max(one.candidate.population, towns.get(place.country, 0))

    def order(one: Found) -> tuple[bool, bool, bool, float, str]:
        candidate, flags = one
        place = candidate.place
        curated = candidate.source in _CHOSEN and not flags & (STEM | INHERITED)
        score = math.log10(max(candidate.population + _UNKNOWN, _CURATED * curated))
        score += _OWN_NAME if candidate.main_name else _CHOSEN_NAME * curated
        score += _FOLDED if candidate.match == "folded" else 0
        score += _STEM if flags & STEM else 0
        score += _OTHER_RIVER if place.kind == "river" and not candidate.main_name else 0
        town = towns.get(place.country, 0)
        namesake = candidate.source == "divisions" and place.kind not in kinds
        if namesake and town > _TOWN_SHARE * candidate.population:
            score += _SAME_NAME_TOWN
        country = candidate.source == "countries" and not flags & STEM
        # "Moscow region": the oblast, which bears that noun, before the city, which lacks it.
        # Not so "Donetsk region": the republic of rebels bears another noun.
        headed = place.kind in kinds and place.kind != "region" and bool(flags & STEM)
        return place.kind not in kinds, not headed, not country, -score, place.id

    return sorted(found, key=order)
