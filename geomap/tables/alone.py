"""What a name alone means: every place that bears it, weighed, with the share of belief in each."""

import math
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

import msgspec

from geomap.gazetteer.keys import split_head
from geomap.geo import LonLat, great_circle_m
from geomap.places.senses import SAME_DISTRICT_M, WORKS
from geomap.records import Candidate, Place

if TYPE_CHECKING:
    from geomap.gazetteer import Gazetteer

__all__ = ["MISSPELT", "Answer", "geocode", "is_called_so"]

NEAR_M = 500_000.0  # a place this far from --near counts e times less than one beside it
SHARPNESS = 2.0  # as in geomap.places: weights are orders of magnitude of population
CHOSEN = 1_000_000  # people that a curated or own place counts for at least
# Added for a country, whose people no source tells: it then weighs as much as a place of a
# hundred million, so that "Georgia", "Lebanon" and "USA" alone are no state, suburb or nickname.
COUNTRY = 5.3
# As in geomap.places.senses: an entry's own name, and another that was chosen by hand for it.
OWN_NAME, CHOSEN_NAME = 1.0, 0.7
SHORT, SHORT_NAME = "short for its name", 0.7  # "Newcastle" upon Tyne, "Santiago" de Cuba
CAPITAL = 1.5  # for a capital where its name is also another one of a larger city: "Dili", Delhi
KIND_SAID = 2.0
# "Kursk" alone is the town: neither its oblast nor its power plant, unless the name says so.
DIVISION = -2.0
WORK = -1.0
FOLDED = "found with accents and hyphens dropped"
MISSPELT = "spelling differs: taken as a typing error"
# Of 382 towns written with one wrong letter 93 % were found, of 61 names in the news that the
# gazetteer lacks 16 %: whether such a name is an error or another place is as good as even.
NEAR_SHARE = 0.5
ACCENTS = 3  # letters by which one spelling of a name may be longer than another


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """A place that a name may mean, the share of belief in it (0..1) and why.

    `features` add up to the weight by which candidates are compared, in orders of magnitude of
    population; empty where the words around the name decided.
    """

    place: Place
    admin1: str | None
    score: float
    why: str
    features: dict[str, float] = {}


def geocode(
    name: str,
    gazetteer: "Gazetteer",
    *,
    country: Sequence[str] = (),
    near: LonLat | None = None,
    limit: int = 5,
) -> list[Answer]:
    """Candidates for one name, best first.

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
    head = split_head(name)
    kinds = head.kinds if head else frozenset()
    features = [
        _features(c, near, rank) | _by_name(c, found, name, kinds, gazetteer)
        for rank, c in enumerate(found)
    ]
    weights = [math.fsum(each.values()) for each in features]
    top = max(weights, default=0.0)
    shares = [math.exp(SHARPNESS * (weight - top)) for weight in weights]
    total = math.fsum(shares) or 1.0
    order = sorted(range(len(found)), key=lambda i: (-shares[i], found[i].place.id))
    sure = NEAR_SHARE if found and found[0].match == "near" else 1.0
    return [
        Answer(
            place=found[i].place,
            admin1=found[i].admin1,
            score=round(sure * shares[i] / total, 3),
            why=_why(found[i], near),
            features=features[i],
        )
        for i in order[:limit]
    ]


def _features(candidate: Candidate, near: LonLat | None, rank: int) -> dict[str, float]:
    """What speaks for a candidate, by name; in orders of magnitude of population."""
    source = candidate.source
    curated = source in {"curated", "user"} and candidate.chosen
    size = max(candidate.population, CHOSEN * curated)
    found = {
        "people": math.log10(size + 500),
        "a country": COUNTRY * (candidate.place.kind == "country"),
        "a sea": float(candidate.place.kind in {"sea", "strait"} and candidate.main_name),
        "own name": OWN_NAME * candidate.main_name,
        "chosen name": CHOSEN_NAME * (source == "curated" and curated and not candidate.main_name),
        "order of the gazetteer": -rank / 10,
    }
    if near is not None:
        away = great_circle_m(near, (candidate.place.lon, candidate.place.lat))
        found["distance"] = -away / NEAR_M
    return {name: round(value, 3) for name, value in found.items() if value}


def _by_name(
    one: Candidate,
    found: Sequence[Candidate],
    name: str,
    kinds: Collection[str],
    gazetteer: "Gazetteer",
) -> dict[str, float]:
    """What the name itself and its other bearers say: "Engels air base", "New York"."""
    kind = one.place.kind
    if kind in kinds:
        return {"kind said": KIND_SAID}
    if _is_lesser_capital(one, found) and gazetteer.is_capital(one.place.id):
        return {"a capital": CAPITAL}
    if one.short:
        return {SHORT: SHORT_NAME}
    if kind in WORKS and one.main_name and len(one.place.name) > len(name) + ACCENTS:
        return {"work of that town": WORK}
    if one.source == "divisions" and any(_is_seat(c, one, gazetteer) for c in found):
        return {"town of that name": DIVISION}
    return {}


def _is_lesser_capital(one: Candidate, found: Sequence[Candidate]) -> bool:
    """Whether a name as it is written is a place's own, and another name of a larger town."""
    return one.main_name and one.match == "exact" and any(
        other.place.kind == "city" and not (other.main_name or other.short)
        and other.population > one.population
        for other in found
    )  # fmt: skip


def _is_seat(town: Candidate, division: Candidate, gazetteer: "Gazetteer") -> bool:
    """Whether a bare name means this town rather than a division, which is named by it.

    A town of the division, a town in the middle of a district, or the capital of its country:
    Washington.
    """
    if town.place.kind not in {"city", "port"} or town.place.country != division.place.country:
        return False
    inside = town.admin1 is not None and town.admin1 == division.admin1
    # Cotabato City is no part of the province around it
    reach = max(SAME_DISTRICT_M, division.place.radius_m)
    apart = (division.place.lon, division.place.lat), (town.place.lon, town.place.lat)
    if division.place.kind == "admin2" and great_circle_m(*apart) < reach:
        return True
    return inside or gazetteer.is_capital(town.place.id) is not None


def is_called_so(answer: Answer) -> bool:
    """Whether the name asked is a place's own, or one that was chosen by hand and is written so."""
    if {"own name", SHORT} & set(answer.features):
        return True
    return "chosen name" in answer.features and not {FOLDED, MISSPELT} & set(answer.why.split(", "))


def _why(candidate: Candidate, near: LonLat | None) -> str:
    parts = ["its own name" if candidate.main_name else "another name of it"]
    if candidate.match != "exact":
        parts.append(FOLDED if candidate.match == "folded" else MISSPELT)
    if candidate.population:
        parts.append(f"{candidate.population:,} people")
    if near is not None:
        away = great_circle_m(near, (candidate.place.lon, candidate.place.lat)) / 1000
        parts.append(f"{away:,.0f} km away")
    parts.append(f"source: {candidate.source}")
    return ", ".join(parts)
