"""Stops of a journey: the places that names mean to who asks for a way between them.

A name alone is weighed as `geocode` does. What it means on a journey, two things more tell: by
sea a port is meant and by air an airfield, and the stops of one journey lie on one way. "Bar" from
Belgrade is the port of Montenegro and not a town of China that has this name too.
"""

import itertools
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geomap.errors import RouteError
from geomap.geo import LonLat, great_circle_m
from geomap.geocode import MISSPELT, Answer, geocode_parts, is_called_so
from geomap.records import Mode, Place
from geomap.routes.direct import is_wide
from geomap.text import fold

if TYPE_CHECKING:
    from geomap.gazetteer import Gazetteer

__all__ = ["Options", "Weighed", "choose_stops", "find_stop", "find_stops", "point_stop", "weigh"]

# What a name means to who asks for a way of this kind: the likeliest place of the first group of
# kinds that has one. By rail "Vostochny" is the port and not the village, Khasan the crossing.
FITTING: Mapping[str | None, tuple[tuple[str, ...], ...]] = {
    "sea": (("port",), ("strait",)),
    "rail": (("rail_crossing",), ("city", "port")),
    "road": (("city", "village", "port", "rail_crossing"),),
    "air": (("airport", "airbase"),),
}
CANDIDATES = 20  # of a name: a port that shares a city's name may stand behind several cities
MEANINGS = 8  # of those, what is weighed against the other stops
NAMESAKES = ("city", "village", "rail_crossing")  # told as other meanings of any stop's name
RIVAL = 0.1  # share of belief from which on a namesake is told
RIVALS_TOLD = 2
SAME_TOWN_M = 60_000  # a port and its town are one stop

# How the distance to the next stop weighs against the belief in a namesake, as a logarithm: up to
# FAR, most of it within the first few thousand kilometres. Aircraft cross oceans, ships do so more
# seldom than they call at the next coast. Trains and lorries go to the next town, so that ten times
# as far is a thousand times as seldom. A namesake that is no port, or at no water, must be likelier
# by as much as the others say. First chosen on 60 pairs of names (Tripoli and Beirut or Benghazi),
# some in tests/test_stops.py; then on 120 pairs of which one name has a namesake nearer by
# (Newcastle and Bergen, Mobile and New Orleans) and 73 far ones (Boston and London, Bogota and
# Madrid), all written down before: 112 and 72 are read as a reader would, once 88 and 72.
FAR: Mapping[str | None, float] = {"sea": 3.0, "air": 1.5, None: 2.5}
BORDER = 0.25  # between two countries
BY_LAND, NEXT_M = {"rail": 3.0, "road": 3.0}, 100_000.0
UNFITTING = 0.3
WIDE = 2.0  # no way begins in a province, but Poland is no hamlet in Maine either
BY_OTHER_NAME = 3.0  # who asks for Khasan does not mean Kazan, which some lists call so
INLAND = 2.0
# By land, where what is near weighs most: who says Minsk seldom means a small town near Warsaw.
NO_CAPITAL = 1.0
# A crossing counts for a city of a million in the gazetteer, as its trains are told of in the news;
# who names no train means Brest in Brittany as well.
CROSSING, BY_TRACK = 1.0, frozenset({"rail", "road"})
SHORE_M = 15_000  # how far from the water a stop of a ship may lie, unless its town is larger
FAR_M = 1_500_000.0
LEAST = 1e-4  # of belief: its logarithm stays a number

_SAINT = re.compile(r"\bst\b\.?", re.IGNORECASE)  # "St. George's" is Saint George's own name

Weighed = tuple[Place, str | None]  # a stop, and what makes it doubtful


@dataclass(frozen=True)
class Options:
    """What a name may mean, what speaks against each meaning, and what to say of it if chosen.

    `costs` are negative logarithms of belief and what is added to them, 0 where all is sure.
    """

    places: tuple[Place, ...]
    costs: tuple[float, ...]
    doubts: tuple[str | None, ...]


def find_stop(name: str, gazetteer: "Gazetteer", *, mode: Mode | None = None) -> Place:
    """The place that a name alone means to who asks for a way by `mode`, or the point "LON,LAT".

    Parameters
    ----------
    name : str
        A name, with what it lies in if need be ("Paris, Texas"), or longitude and latitude.
    mode : {"sea", "rail", "road", "air"}, optional
        By sea a port is taken before the city of its name, by air an airport; a spot
        before the province of its name, which no way begins in.

    Raises
    ------
    RouteError
        No place has this name, several are named, or the point is not on Earth.
    """
    return find_stops([name], gazetteer, mode=mode)[0][0]


def find_stops(
    stops: Sequence[str | Place], gazetteer: "Gazetteer", *, mode: Mode | None = None
) -> list[Weighed]:
    """The places that the stops of one journey mean together, each with what makes it doubtful.

    Parameters
    ----------
    stops : sequence of str or Place
        In order of travel; names as for `find_stop`.

    Raises
    ------
    RouteError
        As `find_stop` does.
    """
    last = len(stops) - 1
    return choose_stops(
        [
            _only(stop)
            if isinstance(stop, Place)
            else weigh(stop, gazetteer, mode=mode, between=0 < number < last)
            for number, stop in enumerate(stops)
        ],
        mode=mode,
    )


def weigh(
    name: str, gazetteer: "Gazetteer", *, mode: Mode | None = None, between: bool = False
) -> Options:
    """What a name may mean to who asks for a way by `mode`; a town and its port are one.

    A stop `between` others is what ships pass through, if that is its name ("Corinth Canal").
    """
    if between and mode == "sea":
        from geomap.routes.sea import passage_stop

        passage = passage_stop(name)
        if passage is not None:
            return _only(passage)
    point = _numbers(name)
    if point is not None:
        return _only(point_stop(point, name))
    parts = geocode_parts(name, gazetteer, limit=CANDIDATES)
    if len(parts) > 1:
        message = f"{name!r} names {len(parts)} places; a stop is one of them"
        raise RouteError(message)
    answers = parts[0].candidates
    if not answers:
        message = f"no gazetteer entry for {name!r}; write another name of it, or LON,LAT"
        raise RouteError(message)
    spots = [answer for answer in answers if not is_wide(answer.place)]
    fitting = next(
        (
            found
            for kinds in FITTING.get(mode, ())
            if (found := [a for a in answers if a.place.kind in kinds])
        ),
        [],
    )
    full = fold(_SAINT.sub("Saint", name))
    called = [a for a in spots if is_called_so(a) or fold(a.place.name) == full]
    own = [a for a in spots if any(not _is_far(a, b) for b in called)]
    meanings = _apart([*fitting, *spots, *answers])[:MEANINGS]
    capitals = [a for a in answers if mode in BY_LAND and gazetteer.is_capital(a.place.id)]
    return Options(
        places=tuple(answer.place for answer in meanings),
        costs=tuple(
            -math.log(max(_belief(answer, answers), LEAST))
            + (BY_OTHER_NAME if own and answer in spots and answer not in own else 0.0)
            + (UNFITTING if fitting and answer not in fitting else 0.0)
            + (NO_CAPITAL if capitals and _is_no_seat(answer, capitals) else 0.0)
            + (WIDE if is_wide(answer.place) else 0.0)
            + (CROSSING if answer.place.kind == "rail_crossing" and mode not in BY_TRACK else 0.0)
            + (INLAND if mode == "sea" and len(meanings) > 1 and _is_inland(answer.place) else 0.0)
            for answer in meanings
        ),
        doubts=tuple(_doubt(answer, spots) for answer in meanings),
    )


def _is_no_seat(answer: Answer, capitals: Sequence[Answer]) -> bool:
    """Whether a place is neither one of the capitals nor at one, as its port is."""
    return all(_is_far(answer, capital) for capital in capitals)


def _is_inland(place: Place) -> bool:
    from geomap.routes.sea import shore

    return shore(place, within_m=max(SHORE_M, place.radius_m)) is None


def _only(place: Place) -> Options:
    return Options((place,), (0.0,), (None,))


def _apart(answers: Sequence[Answer]) -> list[Answer]:
    """The likeliest answer of each town."""
    kept: list[Answer] = []
    for answer in answers:
        if all(_is_far(answer, other) for other in kept):
            kept.append(answer)
    return kept


def _belief(chosen: Answer, answers: Sequence[Answer]) -> float:
    """Belief in a place and what shares its name beside it: its town, its port."""
    return sum(a.score for a in answers if a is chosen or not _is_far(a, chosen))


def choose_stops(options: Sequence[Options], *, mode: Mode | None = None) -> list[Weighed]:
    """Of what each stop may mean, what all of them mean together: the most likely way.

    The best chain is found as Viterbi does (1967, IEEE Transactions on Information Theory 13).
    """
    costs = list(options[0].costs)
    came: list[list[int]] = []
    for before, after in itertools.pairwise(options):
        steps = [
            [cost + _seldom(a, b, mode) for cost, a in zip(costs, before.places, strict=True)]
            for b in after.places
        ]
        came.append([row.index(min(row)) for row in steps])
        costs = [min(row) + own for row, own in zip(steps, after.costs, strict=True)]
    chosen = [costs.index(min(costs))]
    for back in reversed(came):
        chosen.append(back[chosen[-1]])
    return [(o.places[k], o.doubts[k]) for o, k in zip(options, reversed(chosen), strict=True)]


def _seldom(one: Place, other: Place, mode: Mode | None) -> float:
    """How much seldomer one goes to another place than to one nearby: a logarithm."""
    length_m = great_circle_m(_at(one), _at(other))
    abroad = BORDER * (one.country != other.country)
    if mode in BY_LAND:
        return abroad + BY_LAND[mode] * math.log1p(length_m / NEXT_M)
    return abroad + FAR[mode] * (1 - math.exp(-length_m / FAR_M))


def _doubt(chosen: Answer, spots: Sequence[Answer]) -> str | None:
    if MISSPELT in chosen.why:
        return MISSPELT
    like = [a for a in spots if a.place.kind in NAMESAKES or a.place.kind == chosen.place.kind]
    others = [answer for answer in like if answer.score >= RIVAL and _is_far(answer, chosen)]
    named = [
        ", ".join(filter(None, (a.place.name, a.admin1, a.place.country)))
        for a in others[:RIVALS_TOLD]
    ]
    return f"or did you mean {' or '.join(dict.fromkeys(named))}?" if named else None


def _is_far(one: Answer, other: Answer) -> bool:
    return great_circle_m(_at(one.place), _at(other.place)) > SAME_TOWN_M


def _at(place: Place) -> LonLat:
    return place.lon, place.lat


def _numbers(text: str) -> LonLat | None:
    try:
        lon, lat = (float(part) for part in text.split(","))
    except ValueError:
        return None
    return lon, lat


def point_stop(point: LonLat, name: str) -> Place:
    """A point (lon, lat) as a place without a country.

    Raises
    ------
    RouteError
        It is not on Earth.
    """
    lon, lat = point
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        message = f"{name!r} is not on Earth: longitude first, then latitude, in degrees"
        raise RouteError(message)
    return Place(
        id=f"geomap:{lon},{lat}", name=name.strip(), lat=lat, lon=lon, country=None,
        kind="facility", radius_m=0,
    )  # fmt: skip
