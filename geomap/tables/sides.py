"""Sides of a country as a table's cells name them: "south-east", "southern Ukraine"."""

import math
import re
from typing import NamedTuple

from geomap.records import Place

__all__ = ["Side", "is_side", "read_side", "side_of"]

SIDE_SHARE = 0.55  # of a country's radius, from its middle to the middle of one side
_M_PER_DEGREE = 111_195.0  # of latitude, on the sphere of great_circle_m

_SIDE_WORDS = {
    "north": (0, 1), "south": (0, -1), "east": (1, 0), "west": (-1, 0),
    "northeast": (1, 1), "northwest": (-1, 1), "southeast": (1, -1), "southwest": (-1, -1),
    "centre": (0, 0), "center": (0, 0), "central": (0, 0),
}  # fmt: skip
_SIDE = (
    r"(?P<side>(?:north|south)[ -]?(?:east|west)|north|south|east|west|cent(?:re|er|ral))(?:ern)?"
)
_SIDE_ALONE = re.compile(rf"(?:the )?{_SIDE}(?: (?:part|side|of the country))?", re.I)
_SIDE_OF = re.compile(rf"(?:the )?{_SIDE}(?: part)?(?: of)? (?:the )?(?P<whole>[A-Z].*)", re.I)


class Side(NamedTuple):
    """The word for a side and, where it is said, the name of what it is a side of."""

    word: str
    whole: str | None


def read_side(text: str) -> Side | None:
    """The side that a whole text names: of what, it may leave open."""
    if alone := _SIDE_ALONE.fullmatch(text):
        return Side(alone["side"], None)
    of = _SIDE_OF.fullmatch(text)
    return Side(of["side"], of["whole"]) if of else None


def is_side(text: str) -> bool:
    """Whether a text is only a side of something, not a name: "north-west", not "North West"."""
    return text.islower() and bool(_SIDE_ALONE.fullmatch(text))


def side_of(whole: Place, side: str) -> Place:
    """The middle of one side of a country, as a region."""
    word = re.sub(r"[ -]", "", side.casefold())
    east, north = _SIDE_WORDS[word]
    step = SIDE_SHARE * whole.radius_m / (math.hypot(east, north) or 1.0)
    lat = max(-90.0, min(90.0, whole.lat + north * step / _M_PER_DEGREE))
    lon = whole.lon + east * step / (_M_PER_DEGREE * math.cos(math.radians(whole.lat)))
    return Place(
        id=f"geomap:{(whole.country or whole.id).lower()}-{word}",
        name=f"{side.casefold()} of {whole.name}",
        lat=round(lat, 4),
        lon=round((lon + 180.0) % 360.0 - 180.0, 4),
        country=whole.country,
        kind="region",
        radius_m=round(SIDE_SHARE * whole.radius_m),
    )
