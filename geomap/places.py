"""Which place a mention means, how sure that is, and which rivals it beat.

Every candidate of the gazetteer gets a score from what the document says around it: its size,
countries that the document names, nearness to the document's other places, a qualifier ("Moscow,
Idaho"), a word for its kind ("the port of ..."). One name has one sense in a document. The method
and its first weights are those of the context step measured on five corpora (TR-News, LGL,
GeoWebNews, GeoVirus, TUD-Loc2013), where it was first or second of all systems compared.
"""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from geomap.geo import great_circle_m
from geomap.records import Candidate, Mention, Place

if TYPE_CHECKING:
    from geomap.gazetteer import Gazetteer

__all__ = ["resolve_mentions"]

# Weights in units of one order of magnitude of population.
COUNTRY_NAMED = 1.2
CLOSE, CLOSE_M = 1.5, 120_000.0
SAME_PART, SAME_PART_M = 0.8, 600_000.0
QUALIFIED = 3.0
KIND_SAID = 2.5
ALTERNATE_NAME = -0.5
IS_COUNTRY = 1.0
SAME_PLACE_M = 350_000.0  # a city this near a division of its name is what a bare name means
CITY_SHARE = 0.05  # ... if it holds this share of the division's people
SHARPNESS = 2.0  # of the logistic share that turns weights into a score between 0 and 1
CANDIDATES = 40  # of one name looked at, best first
COMPANIONS = 60  # names of a document that nearness is measured to: keeps work linear
RIVALS = 3
SMALL = 1_000  # people; below it an alternate name in a country nobody mentioned is no answer

_WIDE = frozenset({"country", "region", "admin1", "admin2", "sea"})
_DIVISION = re.compile(
    r"(?:(?:,| and| or| &) (?:the )?[A-Z][\w’'-]+)* "
    r"(?:regions?|oblasts?|provinces?|governorates?|counties|districts|republics|territories)\b",
    re.IGNORECASE,
)
_KIND_BEFORE = (
    (re.compile(r"\b(?:sea|river) ?port of $|\bports? of $|\bport (?:city )?$|\bharbou?r of $", re.I),
     frozenset({"port"})),
    (re.compile(r"\b(?:city|town|village|settlement|capital|suburb)(?: of| called|,)? $", re.I),
     frozenset({"city", "village"})),
    (re.compile(r"\b(?:region|oblast|province|state|governorate|republic) of $", re.I),
     frozenset({"admin1", "region"})),
    (re.compile(r"\b(?:air ?base|airfield|airport)(?: (?:at|in|of|near))? $", re.I),
     frozenset({"airbase", "airport"})),
    (re.compile(r"\b(?:crossing|station|checkpoint)(?: (?:at|in|of))? $", re.I),
     frozenset({"rail_crossing"})),
    (re.compile(r"\b(?:arsenal|depot)s?(?: (?:at|in|of|near))? $", re.I),
     frozenset({"depot"})),
)  # fmt: skip
_KIND_AFTER = (
    (re.compile(r" (?:sea)?port\b| harbou?r\b", re.I), frozenset({"port"})),
    (re.compile(r" air ?base\b| airfield\b| airport\b", re.I), frozenset({"airbase", "airport"})),
    (re.compile(r" arsenal\b| depot\b", re.I), frozenset({"depot"})),
)


@dataclass
class _Name:
    """All mentions of one name in a document, and the candidates for it."""

    mentions: list[Mention]
    candidates: list[Candidate]
    kinds: Counter[str]
    qualifier: "_Name | None" = None
    pick: Candidate | None = None
    scores: dict[str, float] | None = None


def resolve_mentions(
    text: str, mentions: Sequence[Mention], gazetteer: "Gazetteer"
) -> tuple[Mention, ...]:
    """Give each mention its place with score and rivals, or the reason why it has none."""
    done: dict[int, Mention] = {}
    names: dict[str, _Name] = {}
    for index, mention in enumerate(mentions):
        if mention.role == "demonym":
            done[index] = _demonym(mention, gazetteer)
            continue
        key = _key(mention.text, text, mention.end)
        if key not in names:
            names[key] = _Name([], _candidates(text, mention, gazetteer), Counter())
        names[key].mentions.append(mention)
        names[key].kinds.update(_kinds_said(text, mention))
    _qualify(text, mentions, names)
    named = _countries(names.values(), done.values())
    for name in names.values():
        name.pick = name.candidates[0] if name.candidates else None
    for _ in range(2):
        _choose(names.values(), named)
    for index, mention in enumerate(mentions):
        if index not in done:
            name = names[_key(mention.text, text, mention.end)]
            done[index] = _answer(mention, name, named)
    return tuple(done[i] for i in range(len(mentions)))


def _demonym(mention: Mention, gazetteer: "Gazetteer") -> Mention:
    code = gazetteer.demonym(mention.text)
    place = gazetteer.country(code) if code else None
    why = None if place else f"no country is known for {mention.text!r}"
    score = 1.0 if place else None
    return msgspec.structs.replace(mention, place=place, score=score, why=why)


def _key(name: str, text: str, end: int) -> str:
    """Fold a name to what makes two mentions the same; divisions in lists are set apart."""
    return name.casefold() + ("|division" if _DIVISION.match(text, end) else "")


def _candidates(text: str, mention: Mention, gazetteer: "Gazetteer") -> list[Candidate]:
    found = list(gazetteer.candidates(mention.text))
    if _DIVISION.match(text, mention.end):
        divisions = [
            c for c in (*gazetteer.candidates(f"{mention.text} region"), *found)
            if c.place.kind in {"admin1", "admin2", "region"}
        ]  # fmt: skip
        found = list({c.place.id: c for c in divisions}.values()) or found
    elif any(c.place.kind == "country" for c in found):
        # Georgia is a state too; a village called Russia is never meant
        found = [c for c in found if c.place.kind in {"country", "admin1"}]
    else:
        found = _city_over_division(found)
    if not found:
        found = list(gazetteer.candidates(mention.text, near=True))
    return found[:CANDIDATES]


def _city_over_division(found: list[Candidate]) -> list[Candidate]:
    """Drop a division where a city of the same name inside it is meant by the bare name."""

    def shadowed(division: Candidate) -> bool:
        return division.place.country != "US" and any(
            c.place.kind in {"city", "port"}
            and c.place.country == division.place.country
            and c.population >= CITY_SHARE * division.population
            and great_circle_m(_lonlat(c.place), _lonlat(division.place)) < SAME_PLACE_M
            for c in found
        )

    return [c for c in found if c.place.kind != "admin1" or not shadowed(c)] or found


def _kinds_said(text: str, mention: Mention) -> set[str]:
    """Kinds of place that the words around a mention name."""
    before = text[max(0, mention.start - 24) : mention.start]
    said: set[str] = set()
    for pattern, kinds in _KIND_BEFORE:
        if pattern.search(before):
            said |= kinds
    for pattern, kinds in _KIND_AFTER:
        if pattern.match(text, mention.end):
            said |= kinds
    return said


def _qualify(text: str, mentions: Sequence[Mention], names: dict[str, _Name]) -> None:
    """Note "X, Y" where Y is a country or division."""
    for a, b in zip(mentions, mentions[1:], strict=False):
        if b.role == "demonym" or not re.fullmatch(r",\s", text[a.end : b.start]):
            continue
        first = names.get(_key(a.text, text, a.end))
        second = names.get(_key(b.text, text, b.end))
        if first and second and any(c.place.kind in _WIDE for c in second.candidates):
            first.qualifier = second


def _countries(names: "Sequence[_Name] | object", demonyms: object) -> frozenset[str]:
    """Codes of the countries that the document names."""
    codes = {m.place.country for m in demonyms if m.place}  # type: ignore[attr-defined]
    for name in names:  # type: ignore[attr-defined]
        for candidate in name.candidates[:1]:
            if candidate.place.kind == "country" or candidate.source == "curated":
                codes.add(candidate.place.country)
            elif candidate.place.kind == "admin1" and candidate.place.country == "US":
                codes.add("US")
    return frozenset(code for code in codes if code)


def _choose(names: "Sequence[_Name] | object", named: frozenset[str]) -> None:
    """One round of picking the best candidate of each name beside the others' picks."""
    everyone = list(names)  # type: ignore[call-overload]
    ranked = sorted(everyone, key=lambda n: (-len(n.mentions), n.mentions[0].start))
    companions = [n for n in ranked if n.pick and n.pick.place.kind not in {"country", "sea"}]
    picks = []
    for name in everyone:
        others = [n.pick.place for n in companions[:COMPANIONS] if n is not name]
        scores = {c.place.id: _score(c, name, others, named) for c in name.candidates}
        name.scores = scores
        picks.append(
            max(
                name.candidates, key=lambda c, s=scores: (s[c.place.id], c.population), default=None
            )
        )
    for name, pick in zip(everyone, picks, strict=True):
        name.pick = pick


def _score(
    candidate: Candidate, name: _Name, others: Sequence[Place], named: frozenset[str]
) -> float:
    place = candidate.place
    size = max(candidate.population, 100_000 if candidate.source == "curated" else 0)
    score = math.log10(size + 500)
    score += COUNTRY_NAMED * (place.country in named)
    score += IS_COUNTRY * (place.kind == "country")
    score += ALTERNATE_NAME * (not candidate.main_name)
    score += KIND_SAID * bool(name.kinds and name.kinds[place.kind])
    if others:
        distance = min(great_circle_m(_lonlat(place), _lonlat(o)) for o in others)
        score += CLOSE * math.exp(-distance / CLOSE_M)
        score += SAME_PART * math.exp(-distance / SAME_PART_M)
    if name.qualifier and name.qualifier.pick:
        outer = name.qualifier.pick.place
        inside = outer.country == place.country and outer.id != place.id
        near = outer.kind == "country" or (
            great_circle_m(_lonlat(place), _lonlat(outer)) < max(450_000, outer.radius_m)
        )
        score += QUALIFIED * (inside and near)
    return score


def _answer(mention: Mention, name: _Name, named: frozenset[str]) -> Mention:
    """Write the outcome into a mention."""
    pick = name.pick
    if pick is None or not name.scores:
        why = "no gazetteer entry has this name"
        return msgspec.structs.replace(mention, why=why)
    best = name.scores[pick.place.id]
    total = sum(math.exp(SHARPNESS * (s - best)) for s in name.scores.values())
    rivals = sorted(
        (c for c in name.candidates if c.place.id != pick.place.id),
        key=lambda c: (-name.scores[c.place.id], c.place.id),
    )[:RIVALS]
    if (
        pick.population < SMALL
        and pick.source == "geonames"
        and not pick.main_name
        and pick.place.country not in named
    ):
        why = (
            f"only an alternate name of {pick.place.name} ({pick.place.country}), a small place "
            "in a country that the text does not mention"
        )
        return msgspec.structs.replace(mention, rivals=(pick.place,), why=why)
    share = round(1 / total * (0.8 if pick.match == "near" else 1.0), 3)
    why = "spelling differs: taken as a typing error" if pick.match == "near" else None
    return msgspec.structs.replace(
        mention, place=pick.place, score=share, rivals=tuple(c.place for c in rivals), why=why
    )


def _lonlat(place: Place) -> tuple[float, float]:
    return place.lon, place.lat
