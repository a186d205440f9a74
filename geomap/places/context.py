"""Choose among the senses of a document's names by what the document says around them."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from geomap.geo import great_circle_m
from geomap.places.senses import lonlat
from geomap.records import Candidate, Mention, Place
from geomap.units import EARTH_RADIUS_M

__all__ = [
    "AT_PORT",
    "PORT_M",
    "RIVER_PORT",
    "Name",
    "Witnesses",
    "choose",
    "is_inside",
    "link_outer",
    "named_countries",
    "nearest_m",
]

# Weights in units of one order of magnitude of population.
COUNTRY_NAMED = 1.2
COUNTRY_SHARE = 0.8  # times the share of the other names that were found in the same country
# The text names the state or province: "Iowa" for Plymouth County. From 0 to 1, F1 of
# tests/bench/bench_places.py rises from .837 to .853 on TR-News and from .763 to .777 on LGL, and
# stays on GeoWebNews; with the weight that is best on two sets the third has .846, .841, .772.
DIVISION_NAMED = 1.0
CLOSE, CLOSE_M = 1.5, 120_000.0
SAME_PART, SAME_PART_M = 0.8, 600_000.0
# What a name is said to lie in, "Newcastle, UK", beats all else: it weighs more than nearness, a
# country and a division together; less for a name that some list has for the place.
QUALIFIED, QUALIFIED_OTHER = 6.0, 3.0
KIND_SAID = 2.5
AT_PORT, PORT_M = 2.0, 25_000.0  # where a ship goes, and how far from its port a town may lie
RIVER_PORT = 300_000  # people; a barge goes to Duisburg on the Rhine, not to that near Brussels
COMPANIONS = 60  # names of a document that nearness is measured to: keeps work linear
INSIDE_M = 450_000.0  # a town may lie this far from the point of its division
TOWN_M = 60_000.0  # a quarter or suburb from the point of its town

_WIDE = frozenset({"country", "region", "admin1", "admin2", "sea"})
_FAR_REACHING = _WIDE - {"admin2"}
_BETWEEN_OUTER = re.compile(
    r", (?:in )?| in (?:the )?| \(|"
    r" (?:district|neighbou?rhood|suburb|quarter|area|village|town) (?:of|in) (?:the )?"
)
_BESIDE = re.compile(
    r",? (?:(?:town|township|village|district|area|county) )?(?:just |[a-z]+ )?"
    r"(?:(?:north|south)(?:[- ]?(?:east|west))?|east|west|outside|close to|near)"
    r"(?: of)? (?:the (?:city|town|port) of )?"
)
_LAST_OF_LIST = re.compile(r" (?:and|or) [A-Z]")
_POSSESSED = re.compile(r"['’]s (?:[a-z-]+ ){0,3}|s['’] (?:[a-z-]+ ){0,3}")
_Vector = tuple[float, float, float]


@dataclass(eq=False)
class Name:
    """All mentions of one name in a document, its senses, and the one picked."""

    senses: list[Candidate]
    sizes: dict[str, float]
    mentions: list[Mention] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)
    outer: "Name | None" = None  # "X, Y", "Y's X": the name Y of what X lies in
    beside: "Name | None" = None  # "X north of Y": the name Y that X lies near
    village: bool = False  # the text calls it a village
    harbour: bool = False  # the pick is one, in a text that names other ports
    by_ship: bool = False  # the text makes it an end of a voyage
    capital: str | None = None  # id of the capital that the name is, as a seat of a government
    part: bool = False  # the senses are those of a place whose name it bears
    pick: Candidate | None = None
    scores: dict[str, float] = field(default_factory=dict)
    near_m: float | None = None  # from the pick to the nearest other place of the document


# Country codes, and divisions ("US/Iowa"), each with the names that speak for it; None is an
# adjective ("Russian").
Witnesses = dict[str, set[Name | None]]


def link_outer(text: str, mentions: Sequence[Mention], names: Sequence[Name | None]) -> None:
    """Note what lies in what: "Moscow, Idaho", "Rajin in North Korea", "Giza's Haram district"."""
    for i in range(len(mentions) - 1):
        first, second = names[i], names[i + 1]
        between = text[mentions[i].end : mentions[i + 1].start]
        if first is None or second is None or _same(first, second) or len(between) > 60:
            continue
        if _BESIDE.fullmatch(between) and first.beside is None:
            first.beside = second
        if _BETWEEN_OUTER.fullmatch(between) and not first.outer:
            comma = between.startswith(",")
            wide = any(c.place.kind in _WIDE for c in second.senses)
            if comma and _sort(second) == "city" and _LAST_OF_LIST.match(text, mentions[i + 1].end):
                continue  # "Washington, New York and Boston"
            if comma and (_sort(first) == _sort(second) == "admin2" or _are_states(first, second)):
                continue  # a list: "Dallas County, Linn County and ...", "China, Japan and"
            if wide or (comma and not first.senses):
                first.outer = second
        elif between == " " and not first.outer and _is_state(second):
            first.outer = second  # "Aleppo Pennsylvania"
        elif _POSSESSED.fullmatch(between) and not second.outer:
            second.outer = first


def _is_state(name: Name) -> bool:
    """Whether a name is first of all one of a US state."""
    first = name.senses[0].place if name.senses else None
    return first is not None and first.kind == "admin1" and first.country == "US"


def _are_states(first: Name, second: Name) -> bool:
    """Whether two names are of countries, and the first of no division of the second."""
    if not _sort(first) == _sort(second) == "country":
        return False
    country = second.senses[0].place.country
    inside = (c.place.kind == "admin1" and c.place.country == country for c in first.senses)
    return not any(inside)


def _same(one: Name, other: Name) -> bool:
    """Whether two names are one, or two of one place: "Perim (Mayun)"."""
    if one is other or not (one.senses and other.senses):
        return one is other
    return one.senses[0].place.id == other.senses[0].place.id


def _sort(name: Name) -> str | None:
    return name.senses[0].place.kind if name.senses else None


def named_countries(names: Iterable[Name], demonyms: Iterable[Mention]) -> Witnesses:
    """Countries and divisions that the document names, each with the names that say so.

    A US state counts for its country, and so does a curated place: both are known by name.
    """
    said: Witnesses = {}
    for mention in demonyms:
        if mention.place and mention.place.country:
            said.setdefault(mention.place.country, set()).add(None)
    for name in names:
        if not name.senses or name.part:
            continue
        for sense in name.senses[:2]:
            if sense.place.kind == "admin1":
                said.setdefault(_division(sense), set()).add(name)
        one = name.senses[0]
        known = one.place.kind == "country" or one.source == "curated"
        state = one.place.kind == "admin1" and one.place.country == "US"
        if one.place.country and (known or state):
            said.setdefault(one.place.country, set()).add(name)
        for other in name.senses[1:]:
            if one.place.kind == "country" and other.place.kind == "admin1":
                # Georgia: either may be meant, so that it is no witness for one of them
                said.get(one.place.country or "", set()).discard(name)
    return said


def choose(names: Sequence[Name], said: Witnesses, *, rounds: int = 2) -> None:
    """Pick the best sense of each name beside the others' picks."""
    for name in names:
        name.pick = name.senses[0] if name.senses else None
    ranked = sorted(names, key=lambda n: (-len(n.mentions), n.mentions[0].start))
    for _ in range(rounds):
        companions = [
            (n, _vector(n.pick.place))
            for n in ranked
            if n.pick and n.pick.match != "near" and n.pick.place.kind not in {"country", "sea"}
        ][:COMPANIONS]
        codes = Counter(n.pick.place.country for n, _ in companions if n.pick)
        picks = [_best(name, companions, codes, said) for name in names]
        for name, pick in zip(names, picks, strict=True):
            name.pick = pick


def nearest_m(name: Name, names: Sequence[Name]) -> float | None:
    """Distance from a name's pick to the nearest pick of another name; None if there is none."""
    if name.pick is None:
        return None
    others = [
        _vector(n.pick.place)
        for n in names[:COMPANIONS]
        if n.pick
        and n is not name
        and n.pick.match != "near"
        and n.pick.place.kind not in {"country", "sea"}
    ]
    return _nearest(_vector(name.pick.place), others)


def _best(
    name: Name,
    companions: Sequence[tuple[Name, _Vector]],
    codes: Counter[str | None],
    said: Witnesses,
) -> Candidate | None:
    others = [vector for other, vector in companions if other is not name]
    own = name.pick.place.country if name.pick and len(others) < len(companions) else None
    name.scores = {}
    for one in name.senses:
        code = one.place.country
        share = (codes[code] - (code == own and code is not None)) / len(others) if others else 0.0
        score = _score(one, name, others, said) + COUNTRY_SHARE * share
        name.scores[one.place.id] = score
    return max(name.senses, key=lambda c: name.scores[c.place.id], default=None)


def _score(one: Candidate, name: Name, others: Sequence[_Vector], said: Witnesses) -> float:
    place = one.place
    score = name.sizes[place.id]
    score += COUNTRY_NAMED * bool(said.get(place.country or "", set()) - {name})
    if one.admin1 and place.kind != "admin1":
        score += DIVISION_NAMED * bool(said.get(_division(one), set()) - {name})
    score += KIND_SAID * bool(name.kinds[place.kind])
    distance = None if place.kind == "country" else _nearest(_vector(place), others)
    if distance is not None:
        score += CLOSE * math.exp(-distance / CLOSE_M)
        score += SAME_PART * math.exp(-distance / SAME_PART_M)
    if name.outer and name.outer.pick and is_inside(one, name.outer.pick):
        score += QUALIFIED if one.chosen or one.short else QUALIFIED_OTHER
    return score


def _division(one: Candidate) -> str:
    """Key of a place's first-level division among the witnesses."""
    return f"{one.place.country}/{one.admin1}"


def is_inside(one: Candidate, outer: Candidate) -> bool:
    """Whether a place may lie in another, as far as divisions, points and kinds can tell."""
    place, area = one.place, outer.place
    if area.id == place.id or (area.country and area.country != place.country):
        return False
    if area.kind == "country":
        return True
    if area.kind in {"admin1", "admin2"} and one.admin1 and outer.admin1:
        if one.admin1 != outer.admin1:
            return False
        if area.kind == "admin1":
            return True
    reach = max(INSIDE_M if area.kind in _FAR_REACHING else TOWN_M, area.radius_m)
    return great_circle_m(lonlat(place), lonlat(area)) < reach


def _vector(place: Place) -> _Vector:
    """Unit vector to a place: the nearest of many is found without trigonometry."""
    lat, lon = math.radians(place.lat), math.radians(place.lon)
    return math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat)


def _nearest(one: _Vector, others: Sequence[_Vector]) -> float | None:
    """Distance to the nearest of some places, in metres."""
    if not others:
        return None
    x, y, z = one
    cosine = max(x * a + y * b + z * c for a, b, c in others)
    return EARTH_RADIUS_M * math.acos(max(-1.0, min(1.0, cosine)))
