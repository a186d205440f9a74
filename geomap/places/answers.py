"""Write a choice into a mention, or the reason why none was made."""

import math
from typing import TYPE_CHECKING

import msgspec

from geomap.geo import apart_m
from geomap.places.context import Name, is_inside
from geomap.records import Candidate, Mention

if TYPE_CHECKING:
    from geomap.gazetteer import Gazetteer

__all__ = ["CODE_LETTERS", "NEAR_LETTERS", "SMALL", "answer_demonym", "answer_name"]

SHARPNESS = 2.0  # of the logistic share that turns weights into a score between 0 and 1
# Share of right places among answers that nothing disputes: the place meant may be in no list.
# Fitted by Brier score on two of the three sets of tests/bench/bench_places.py it is .93 to .96; on
# the set left out the expected calibration error falls from .089, .054 and .065 (TR-News,
# GeoWebNews, LGL) to .044, .044 and .032.
CEILING = 0.94
RIVALS = 3
OUTSIDE_PEOPLE = 100_000  # a city this large is believed to be meant, whatever stands beside it
FAR_M = 300_000.0  # from every other place of the document
KNOWN_PEOPLE = 300_000  # a city whose former or short name readers know: Las Palmas, Bombay
# People; a smaller place that nothing in the text speaks for is no answer. From 1,000 to 20,000
# F1 rises on all three sets of tests/bench/bench_places.py, precision by a point on GeoWebNews.
SMALL = 20_000
CODE_LETTERS = 5  # capitals alone of this length are more often an abbreviation than a town
NEAR_LETTERS = 6  # of a name that a spelling one slip away may stand for
NEAR_FACTOR = 0.8  # of the score of an answer whose spelling differs
PART_FACTOR = 0.7  # ... of one that only bears the place's name
OUTER_FACTOR = 0.5  # ... of what it lies in
_AREA_M = 150_000  # radius of what is too wide to stand for a spot in it
_UNDISPUTED = frozenset({"countries", "curated", "divisions", "user"})


def answer_demonym(mention: Mention, gazetteer: "Gazetteer") -> Mention:
    """Resolve an adjective of a country to the country."""
    code = gazetteer.demonym(mention.text)
    place = gazetteer.country(code) if code else None
    why = None if place else f"no country is known for {mention.text!r}"
    score = 1.0 if place else None
    return msgspec.structs.replace(mention, place=place, score=score, why=why)


def answer_name(mention: Mention, name: Name, said: frozenset[str]) -> Mention:
    """Give a mention its name's place with score and rivals, or say why it has none."""
    pick = name.pick
    why = "no gazetteer entry has this name" if pick is None else refusal(mention, name, said)
    if pick is None or why:
        return _outer(mention, name, why or "")
    best = name.scores[pick.place.id]
    share = CEILING / sum(math.exp(SHARPNESS * (s - best)) for s in name.scores.values())
    rivals = sorted(
        (c for c in name.senses if c.place.id != pick.place.id),
        key=lambda c: (-name.scores[c.place.id], c.place.id),
    )[:RIVALS]
    note = None
    if pick.match == "near":
        share *= NEAR_FACTOR
        note = f"spelling differs: taken as {pick.place.name}"
    elif name.part:
        share *= PART_FACTOR
        note = f"no entry of its own; placed at {pick.place.name}, whose name it bears"
    return msgspec.structs.replace(
        mention,
        place=pick.place,
        score=round(share, 3),
        rivals=tuple(c.place for c in rivals),
        why=note,
    )


def refusal(mention: Mention, name: Name, said: frozenset[str]) -> str | None:
    """Reason why the best sense of a name is still no answer, or None."""
    pick = name.pick
    outer = name.outer.pick if name.outer else None
    known = pick and (mention.role == "metonym" or _is_undisputed(pick))
    if pick is None or (known and not _is_disputed(name, pick, outer)):
        return None
    label = f"{pick.place.name} ({pick.place.country})"
    if name.village and not pick.main_name and pick.population >= SMALL:
        return f"only another name of {label}, and the text speaks of a village"
    letters = sum(c.isalpha() for c in mention.text)
    shouted = mention.text.isupper() and letters <= CODE_LETTERS and mention.role != "dateline"
    if shouted and (pick.match == "near" or not pick.main_name):
        return f"only a code or another name of {label}: taken as an abbreviation"
    if where := _misplaced(name, pick, outer):
        return f"the text puts it {where}, where no entry has this name"
    backed = pick.place.country in said
    close = name.near_m is not None and name.near_m < FAR_M
    if outer and outer.place.country == pick.place.country:
        backed = close = True
    if pick.match == "near":
        city = pick.main_name and pick.population >= KNOWN_PEOPLE
        if not (backed and (close or city)):
            return f"no entry has this name; {label} is spelled alike, but nothing speaks for it"
        return None
    if not pick.main_name and not (backed or close or pick.population >= KNOWN_PEOPLE):
        return f"only another name of {label}, in a country that the text does not mention"
    known = backed or close or name.harbour or pick.place.id == name.capital
    if pick.population < SMALL and not known and name.near_m is not None:
        return f"only {label}, a small place far from all others that the text names"
    return None


def _misplaced(name: Name, pick: Candidate, outer: Candidate | None) -> str | None:
    """Where the text puts a name, if its best sense is not there: "in Ohio", "near Mandalay"."""
    small = pick.population < OUTSIDE_PEOPLE
    elsewhere = outer and outer.place.id != pick.place.id and not is_inside(pick, outer)
    if outer and elsewhere and (small or name.part or _is_abroad(pick, outer)):
        return f"in {outer.place.name}"
    beside = name.beside.pick if name.beside else None
    if beside and (small or not pick.main_name) and apart_m(pick.place, beside.place) > FAR_M:
        return f"near {beside.place.name}"
    return None


def _is_undisputed(pick: Candidate) -> bool:
    """Whether a place is known by its name; a county is one of many that bear it."""
    if pick.source == "curated" and not (pick.main_name or pick.chosen):
        return False  # one of the many names that a source lists: "SRT" of Sirte
    return pick.source in _UNDISPUTED and pick.place.kind != "admin2" and pick.match != "near"


def _is_disputed(name: Name, pick: Candidate, outer: Candidate | None) -> bool:
    """Whether the words beside a well-known name are against it."""
    part = name.part and outer is not None
    return part or (name.village and not pick.main_name) or _is_abroad(pick, outer)


def _is_abroad(pick: Candidate, outer: Candidate | None) -> bool:
    """Whether the text puts a town into a division of another country than its own.

    Who writes "Aleppo, Pennsylvania" knows of the other; a wrong country is a mistake of the
    text, which is flagged.
    """
    return bool(
        outer
        and outer.place.kind == "admin1"
        and _is_undisputed(outer)
        and pick.place.kind not in {"country", "sea", "strait", "river"}
        and pick.place.country not in {None, outer.place.country}
    )


def _outer(mention: Mention, name: Name, why: str) -> Mention:
    """Fall back on the town or small area that the text says a name lies in."""
    rivals = (name.pick.place,) if name.pick else ()
    outer: Candidate | None = name.outer.pick if name.outer else None
    if outer and outer.match == "near":
        outer = None  # "in La Liga" is not in La Lima
    if outer and outer.place.kind != "country" and outer.place.radius_m <= _AREA_M:
        return msgspec.structs.replace(
            mention,
            place=outer.place,
            score=OUTER_FACTOR,
            rivals=rivals,
            why=f"{why}; placed at {outer.place.name}, in which the text puts it",
        )
    return msgspec.structs.replace(mention, rivals=rivals, why=why)
