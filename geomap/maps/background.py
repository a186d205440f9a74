"""The background as a map carries it: the world, names in its language, finer squares."""

import json
import math
from collections import Counter
from collections.abc import Iterator
from typing import Any

from geomap.basemap import NAMES_FILE, read_basemap, read_file
from geomap.records import Atlas
from geomap.routes.direct import is_wide

__all__ = ["background"]

# A square is 300 bytes in the middle and 5 kB at most; so many make a map 60 kB larger.
MOST_SQUARES = 150
# Of more routes only the ends get finer squares: going along all of them takes a second.
MOST_ROUTES = 2000

Square = tuple[int, int]


def _square(lon: float, lat: float, step: int) -> Square:
    return step * math.floor(lon / step), step * math.floor(lat / step)


def _spots(atlas: Atlas) -> Iterator[tuple[float, float]]:
    """Places of the events, again for each event, but for wide areas."""
    for event in atlas.events:
        ends = (event.origin, event.destination, event.location, event.launch, *event.via)
        for place in ends:
            if place and not is_wide(place) and math.isfinite(place.lat + place.lon):
                yield place.lon, place.lat


def _ways(atlas: Atlas) -> Iterator[tuple[float, float]]:
    """Vertices of computed routes and observed tracks."""
    for route in atlas.routes[:MOST_ROUTES]:
        for leg in route.legs:
            if leg.certainty == "computed":
                for part in leg.path or ():
                    yield from part
    for track in atlas.tracks:
        for stretch in track.parts:
            for part in stretch.path:
                yield from part


def _wanted(atlas: Atlas, step: int) -> list[Square]:
    """Squares of most events first, then those of most vertices of ways."""
    wanted: dict[Square, None] = {}
    for points in (_spots(atlas), _ways(atlas)):
        counts = Counter(_square(lon, lat, step) for lon, lat in points)
        wanted |= dict.fromkeys(sorted(counts, key=lambda square: (-counts[square], square)))
    return list(wanted)


def background(atlas: Atlas, language: str) -> str:
    """JSON text of the background for an atlas.

    Parameters
    ----------
    atlas : Atlas
        Where its places, routes and tracks are, the coasts and borders are finer.
    language : str
        Of the names; those of seas that it lacks are English.

    Raises
    ------
    OutputError
        A file of the background is missing.
    """
    world: dict[str, Any] = json.loads(read_basemap())
    world["names"] = json.loads(read_file(NAMES_FILE))[language]
    fine = json.loads(read_file("fine.json"))
    known = (f"{west} {south}" for west, south in _wanted(atlas, fine["step"]))
    chosen = [key for key in known if key in fine["cells"]][:MOST_SQUARES]
    fine["cells"] = {key: fine["cells"][key] for key in chosen}
    world["fine"] = fine
    return json.dumps(world, ensure_ascii=False, separators=(",", ":"))
