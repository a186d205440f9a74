"""Places that a text gives by another: "40 km north of Kharkiv", "eastern Ukraine".

The mention keeps its span, the name of the known place; its place becomes the spot or the area
that the words before it describe, with a radius for what they leave open.
"""

import math
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec
from msgspec import UNSET

from geomap.geo import LonLat, great_circle_m, wrap
from geomap.records import Mention, Place
from geomap.units import (
    EARTH_RADIUS_M,
    METRES_PER_KILOMETRE,
    METRES_PER_NAUTICAL_MILE,
    METRES_PER_STATUTE_MILE,
)

if TYPE_CHECKING:
    from geomap.gazetteer import Gazetteer

__all__ = ["place_vague"]

_POINTS = {
    "north": 0.0, "northeast": 45.0, "east": 90.0, "southeast": 135.0, "south": 180.0,
    "southwest": 225.0, "west": 270.0, "northwest": 315.0,
}  # fmt: skip
# The sixteen points of the compass, as warnings to ships and tables write them.
_LETTERS = {
    letters: 22.5 * at
    for at, letters in enumerate("N NNE NE ENE E ESE SE SSE S SSW SW WSW W WNW NW NNW".split())
}
_SIDE = r"(?:north|south)[- ]?(?:east|west)|north|south|east|west"
_UNITS_M = {
    "k": METRES_PER_KILOMETRE, "mi": METRES_PER_STATUTE_MILE, "n": METRES_PER_NAUTICAL_MILE,
}  # fmt: skip
_KIND_OF = r"(?:the (?:(?:port )?city|town|village|port|settlement) of |the )?"
_OFFSET = re.compile(
    r"\b(?P<number>\d{1,4}(?:[.,]\d{1,3})?)[ -]?"
    r"(?P<unit>[Kk][Mm]s?|kilomet(?:re|er)s?|mi|miles?|nautical miles?|[Nn][Mm]|nmi)\b"
    rf"(?: \([^()]{{1,30}}\))?(?: to the| due)? "
    rf"(?:(?P<side>{_SIDE})(?:ern|wards?)?|(?P<letters>[NESW]{{1,3}})) of {_KIND_OF}$"
)
_PART = re.compile(
    rf"(?:\b(?:in|across|from|into|over|to) the (?P<of>{_SIDE})(?:ern (?:part|half|regions?))? of"
    rf"(?: the)?|(?<![\w-])(?P<adjective>{_SIDE}|[Cc]entral|[Nn]orthern|[Ss]outhern|[Ee]astern|"
    r"[Ww]estern)(?:ern)?) $"
)
_COAST = re.compile(rf"\boff (?:the )?(?:[a-z]+ )?(?:coasts?|shores?) of {_KIND_OF}$|\boff $")
_NEAR = re.compile(rf"\b(?:near|close to|not far from|outside|on the outskirts of) {_KIND_OF}$")
_BETWEEN = re.compile(r"\bbetween (?:the )?$")
_SHORE = re.compile(r" (?:coasts?|shores?|seaboard|coastline)\b")
_OCEAN_M = 2_500_000  # radius; the Mediterranean has 1,900 km
_REACH = 72  # characters before a name that may say where of it

_WIDE = frozenset({"country", "admin1"})
_SPOT = frozenset({"city", "village", "port", "airbase", "airport", "depot", "facility"})
# "40 km north" is rounded to ten and to an eighth of the compass: as far again as a third of it.
_OPEN_SHARE = 0.33
_OFFSHORE_M = 20_000.0  # past the 12 nautical miles of territorial waters it would be "at sea"
_INSHORE_M = 15_000.0  # nautical miles are counted at sea; where a town is nearer it may be land
_INLAND_M = 40_000.0  # towns this near a port tell on which side of it the land lies
_LEAST_TOWNS = 3
_ONE_SIDED = 0.35  # length of the mean direction to them: 1 all one way, 0 all around
_BORDER_M = 60_000.0  # a point has the country of the nearest town within this distance
_LEAST_PART_M = 60_000  # radius of an area whose sides are worth telling apart
_MOST_PART_M = 1_200_000  # of one whose third is no place any more: Russia, Canada
_THIRD = 1 / 3  # of the extent of a country: "eastern" is the last third, "central" the middle
_TRIMMED = 0.01  # of the towns at either end of the extent: Alaska, Kaliningrad


def place_vague(
    text: str, mentions: Sequence[Mention], gazetteer: "Gazetteer"
) -> tuple[Mention, ...]:
    """Move resolved mentions to what the text says of them; the others stay as they are.

    Parameters
    ----------
    text
        The document that the offsets of the mentions point into.
    mentions
        In the order of the text, resolved.

    Returns
    -------
    tuple of Mention
        As many, in the same order. One that was moved has a place with an id of its own
        ("geomap:offset:...", "geomap:coast:...", "geomap:part:...") and says so in `why`.
    """
    out = [_moved(text, mention, gazetteer) for mention in mentions]
    for i in range(len(out) - 1):
        if _is_between(text, out[i], out[i + 1]):
            why = f"between {out[i].text} and {out[i + 1].text}"
            for at in (i, i + 1):
                out[at] = msgspec.structs.replace(out[at], why=out[at].why or why)
    return tuple(out)


def _is_between(text: str, one: Mention, other: Mention) -> bool:
    """Whether two spots are the ends of what lies "between Rajin and Vladivostok"."""
    places = (one.place, other.place)
    return (
        all(place is not None and place.kind in _SPOT for place in places)
        and text[one.end : other.start] in {" and ", " and the "}
        and _BETWEEN.search(text, max(0, one.start - _REACH), one.start) is not None
    )


def _moved(text: str, mention: Mention, gazetteer: "Gazetteer") -> Mention:
    anchor = mention.place
    if anchor is None or mention.role != "literal":
        return mention
    if _is_ocean_shore(text, mention, anchor):
        none = f"the shores of the {anchor.name.removeprefix('the ')} are no one place"
        return msgspec.structs.replace(mention, place=None, score=None, why=none)
    before = text[max(0, mention.start - _REACH) : mention.start]
    place, why = None, mention.why
    match = _OFFSET.search(before)
    if match and (match["side"] or match["letters"] in _LETTERS):
        place = _offset(anchor, match, gazetteer)
    elif anchor.kind in _WIDE and (match := _PART.search(before)):
        place = _part(anchor, match, gazetteer)
    elif anchor.kind in _SPOT and (match := _COAST.search(before)):
        place = _coast(anchor, gazetteer)
        why = why or f"off {anchor.name}; on which side of it the sea lies is not clear"
    elif anchor.kind in _SPOT and (match := _NEAR.search(before)):
        why = why or f"near {anchor.name}"
    if place is not None:
        why = f"{place.name}; reckoned from {anchor.name}"
    return msgspec.structs.replace(mention, place=place or anchor, why=why)


def _is_ocean_shore(text: str, mention: Mention, anchor: Place) -> bool:
    """Whether it is the coast of an ocean: its point would lie a continent away from there."""
    return anchor.kind == "sea" and anchor.radius_m >= _OCEAN_M and (
        _SHORE.match(text, mention.end) or _SHORE.search(mention.text)
    ) is not None  # fmt: skip


# ---- a distance and a direction ----


def _offset(anchor: Place, match: re.Match[str], gazetteer: "Gazetteer") -> Place:
    """Place a distance away: "40 km north of Kharkiv"."""
    number, unit, letters = match["number"], match["unit"].casefold(), match["letters"]
    side = letters or _side(match["side"])
    bearing = _LETTERS[letters] if letters else _POINTS[side]
    # "1,200" is thousands, "1,2" a decimal comma
    number = re.sub(r",(?=\d{3})", "", number).replace(",", ".")
    away_m = float(number) * next(m for mark, m in _UNITS_M.items() if unit.startswith(mark))
    lon, lat = _destination((anchor.lon, anchor.lat), bearing, away_m)
    words = f"{match['number']} {match['unit']} {side} of {anchor.name}"
    radius_m = anchor.radius_m + round(_OPEN_SHARE * away_m)
    sea = unit.startswith("n") and not gazetteer.around(
        (lon, lat), radius_m=_INSHORE_M, kinds=("city", "village")
    )
    return msgspec.structs.replace(
        anchor,
        id=f"geomap:offset:{anchor.id.replace(':', '-')}:{away_m:.0f}m-{side}",
        name=words,
        also=UNSET,
        lon=lon,
        lat=lat,
        country=None if sea else _country_at((lon, lat), anchor, radius_m, gazetteer),
        radius_m=radius_m,
    )


def _side(words: str) -> str:
    return re.sub(r"[- ]|ern$", "", words.casefold())


def _destination(start: LonLat, bearing: float, away_m: float) -> LonLat:
    """Point at a bearing (degrees, clockwise from north) and distance on the sphere."""
    lon, lat, angle = math.radians(start[0]), math.radians(start[1]), away_m / EARTH_RADIUS_M
    turn = math.radians(bearing)
    sine = math.sin(lat) * math.cos(angle) + math.cos(lat) * math.sin(angle) * math.cos(turn)
    there = math.asin(max(-1.0, min(1.0, sine)))
    east = math.sin(turn) * math.sin(angle) * math.cos(lat)
    gone = math.atan2(east, math.cos(angle) - math.sin(lat) * sine)
    return round(wrap(math.degrees(lon + gone)), 4), round(math.degrees(there), 4)


def _country_at(
    point: LonLat, anchor: Place, radius_m: float, gazetteer: "Gazetteer"
) -> str | None:
    """Country of the nearest town, unless the point may as well lie in the anchor's."""
    near = gazetteer.around(point, radius_m=_BORDER_M, kinds=("city", "village"))
    if not near:
        return anchor.country
    towns = [(great_circle_m(point, (c.place.lon, c.place.lat)), c.place.country) for c in near]
    reach_m = towns[0][0] + radius_m
    mine = any(away <= reach_m and code == anchor.country for away, code in towns)
    return anchor.country if mine else towns[0][1]


# ---- the sea before a port ----


def _coast(anchor: Place, gazetteer: "Gazetteer") -> Place | None:
    """Place at sea before a town, away from where the towns around it lie; None if unclear."""
    here = (anchor.lon, anchor.lat)
    around = gazetteer.around(here, radius_m=_INLAND_M, kinds=("city", "village"))
    scale = math.cos(math.radians(anchor.lat))
    ways = [
        ((one.place.lon - anchor.lon) * scale, one.place.lat - anchor.lat)
        for one in around
        if one.place.id != anchor.id
    ]
    units = [(x / math.hypot(x, y), y / math.hypot(x, y)) for x, y in ways if x or y]
    if len(units) < _LEAST_TOWNS:
        return None
    x, y = (math.fsum(axis) / len(units) for axis in zip(*units, strict=True))
    if math.hypot(x, y) < _ONE_SIDED:
        return None
    lon, lat = _destination(here, math.degrees(math.atan2(-x, -y)), _OFFSHORE_M)
    return msgspec.structs.replace(
        anchor,
        id=f"geomap:coast:{anchor.id.replace(':', '-')}",
        name=f"off the coast of {anchor.name}",
        also=UNSET,
        lon=lon,
        lat=lat,
        country=None,
        kind="sea",
        radius_m=round(_OFFSHORE_M + anchor.radius_m),
    )


# ---- a side of a country ----


def _part(anchor: Place, match: re.Match[str], gazetteer: "Gazetteer") -> Place | None:
    """A third of a country or division, by the towns in it; None where it has too few."""
    side = _side(match["of"] or match["adjective"])
    if not _LEAST_PART_M <= anchor.radius_m <= _MOST_PART_M or anchor.country is None:
        return None
    inside = _on_side(gazetteer.towns_of(anchor), side)
    if len(inside) < _LEAST_TOWNS:
        return None
    lon = math.fsum(x for x, _ in inside) / len(inside)
    lat = math.fsum(y for _, y in inside) / len(inside)
    scale = math.cos(math.radians(lat))
    away = sorted(math.hypot((x - lon) * scale, y - lat) for x, y in inside)
    reach = math.radians(away[int(0.9 * len(away))]) * EARTH_RADIUS_M
    adjective = "central" if side == "central" else f"{side}ern"
    return msgspec.structs.replace(
        anchor,
        id=f"geomap:part:{anchor.id.replace(':', '-')}:{side}",
        name=f"{adjective} {anchor.name}",
        also=UNSET,
        lon=round(wrap(lon), 4),
        lat=round(lat, 4),
        kind="region",
        radius_m=int(round(reach, -3)),
    )


def _on_side(towns: Sequence[LonLat], side: str) -> list[LonLat]:
    """Towns in the third of the extent that lies to a side, or in the middle of it."""
    if not towns:
        return []
    first = towns[0][0]  # longitudes go on past 180 degrees
    points = [(first + wrap(lon - first), lat) for lon, lat in towns]
    shares = list(zip(*(_shares(axis) for axis in zip(*points, strict=True)), strict=True))
    if side == "central":
        keep = [all(_THIRD <= share <= 1 - _THIRD for share in pair) for pair in shares]
    else:
        turn = math.radians(_POINTS[side])
        x, y = round(math.sin(turn), 6), round(math.cos(turn), 6)
        ahead = _shares([x * east + y * north for east, north in shares])
        keep = [share >= 1 - _THIRD for share in ahead]
    return [point for point, kept in zip(points, keep, strict=True) if kept]


def _shares(values: Sequence[float]) -> list[float]:
    """Where each value lies between the ends of all, 0 to 1, strays left out of the ends."""
    ranked = sorted(values)
    stray = int(_TRIMMED * len(ranked))
    low, high = ranked[stray], ranked[-1 - stray]
    return [(value - low) / (high - low or 1.0) for value in values]
