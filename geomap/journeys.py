"""Journeys that are asked for by name: names to stops, and a table of many journeys."""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, get_args

from geomap import routes
from geomap.errors import RouteError, SourceError
from geomap.geo import LonLat, great_circle_m
from geomap.geocode import MISSPELT, Answer, geocode_parts, guess_delimiter
from geomap.records import Leg, Mode, Place
from geomap.routes import Limits, Trip, plan_routes
from geomap.routes.direct import is_wide

if TYPE_CHECKING:
    from geomap.gazetteer import Gazetteer

__all__ = ["Journey", "find_stop", "plan_route", "route_table", "weigh_stop"]

# What a name means to who asks for a way of this kind: the likeliest place of the first group of
# kinds that has one. By rail "Vostochny" is the port and not the village, Khasan the crossing.
FITTING: Mapping[str | None, tuple[tuple[str, ...], ...]] = {
    "sea": (("port",), ("strait",)),
    "rail": (("rail_crossing",), ("city", "port")),
    "road": (("city", "village", "port", "rail_crossing"),),
    "air": (("airport", "airbase"),),
}
# Columns of a table of journeys, as in tables of events; case and spaces do not matter.
COLUMNS = {
    "from": ("from", "origin", "start"),
    "to": ("to", "destination", "end"),
    "via": ("via",),
    "mode": ("mode",),
}
CANDIDATES = 20  # of a name: a port that shares a city's name may stand behind several cities
TOWNS = ("city", "village")
RIVAL = 0.1  # share of belief from which on a namesake is told
RIVALS_TOLD = 2
SAME_TOWN_M = 60_000  # a port and its town are one stop
BATCH = 2_000  # rows planned at once: their lines are in memory together
CACHED = 65_536  # distinct names that stay in memory
JOINT = ";"  # between several places on the way

Stop = Place | LonLat | str
Weighed = tuple[Place, str | None]  # a stop, and what makes it doubtful
LookUp = Callable[[str, Mode | None], Weighed | str]
Asked = tuple[Trip, tuple[str | None, ...]]  # a journey, and what makes each stop doubtful


class Journey(NamedTuple):
    """A row of a table of journeys: its cells by column, its stops, its legs, or why it has none.

    `row` counts from 1, the first after the header; `doubts` has for each stop what makes it
    doubtful (its spelling, its namesakes), or None.
    """

    row: int
    cells: dict[str, str]
    stops: tuple[Place, ...]
    legs: tuple[Leg, ...]
    why: str | None
    doubts: tuple[str | None, ...] = ()


def find_stop(name: str, gazetteer: "Gazetteer", *, mode: Mode | None = None) -> Place:
    """The place that a name means to who asks for a way by `mode`, or the point "LON,LAT".

    Parameters
    ----------
    name : str
        A name, with what it lies in if need be ("Paris, Texas"), or longitude and latitude.
    mode : {"sea", "rail", "road", "air"}, optional
        By sea a port is taken before the city of its name, by air an airport; a spot always
        before the province of its name, which no way begins in.

    Raises
    ------
    RouteError
        No place has this name, several are named, or the point is not on Earth.
    """
    return weigh_stop(name, gazetteer, mode=mode)[0]


def weigh_stop(name: str, gazetteer: "Gazetteer", *, mode: Mode | None = None) -> Weighed:
    """The place that `find_stop` gives, and what makes it doubtful: its spelling, its namesakes."""
    point = _numbers(name)
    if point is not None:
        return _point(point, name), None
    parts = geocode_parts(name, gazetteer, limit=CANDIDATES)
    if len(parts) > 1:
        message = f"{name!r} names {len(parts)} places; a stop is one of them"
        raise RouteError(message)
    answers = parts[0].candidates
    if not answers:
        message = f"no gazetteer entry for {name!r}; write another name of it, or LON,LAT"
        raise RouteError(message)
    fitting = [a for kinds in FITTING.get(mode, ()) for a in answers if a.place.kind in kinds]
    spots = [answer for answer in answers if not is_wide(answer.place)]
    chosen = (fitting or spots or answers)[0]
    like = [a for a in spots if a.place.kind in TOWNS or a.place.kind == chosen.place.kind]
    return chosen.place, _doubt(chosen, like)


def _doubt(chosen: Answer, like: Sequence[Answer]) -> str | None:
    if MISSPELT in chosen.why:
        return MISSPELT
    others = [answer for answer in like if answer.score >= RIVAL and _is_far(answer, chosen)]
    named = [
        ", ".join(filter(None, (a.place.name, a.admin1, a.place.country)))
        for a in others[:RIVALS_TOLD]
    ]
    return f"or did you mean {' or '.join(dict.fromkeys(named))}?" if named else None


def _is_far(one: Answer, other: Answer) -> bool:
    a, b = one.place, other.place
    return great_circle_m((a.lon, a.lat), (b.lon, b.lat)) > SAME_TOWN_M


def _numbers(text: str) -> LonLat | None:
    try:
        lon, lat = (float(part) for part in text.split(","))
    except ValueError:
        return None
    return lon, lat


def _point(point: LonLat, name: str) -> Place:
    lon, lat = point
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        message = f"{name!r} is not on Earth: longitude first, then latitude, in degrees"
        raise RouteError(message)
    return Place(
        id=f"geomap:{lon},{lat}", name=name.strip(), lat=lat, lon=lon, country=None,
        kind="facility", radius_m=0,
    )  # fmt: skip


def plan_route(
    origin: Stop,
    destination: Stop,
    *,
    via: Sequence[Stop] = (),
    mode: Mode | None = None,
    gazetteer: "Gazetteer | None" = None,
    **limits: Any,
) -> tuple[Leg, ...]:
    """Legs from one place through others to a last one, each given as a name, a point or a Place.

    Parameters
    ----------
    origin, destination : str, (lon, lat) or Place
        A name means what it means to `find_stop`; degrees are WGS 84.
    via : sequence of the same
        Places on the way, in order of travel.
    mode : {"sea", "rail", "road", "air"}, optional
        How the goods travel; None where it is not stated.
    gazetteer : Gazetteer, optional
        Where names are looked up; the shipped one if none is given.
    **limits
        `avoid`, `allow`, `within`, `avoid_countries` and `ports` of `geomap.routes.plan_route`.

    Returns
    -------
    tuple of Leg
        One leg for each pair of neighbours, as `geomap.routes.plan_route` gives them.

    Raises
    ------
    RouteError
        A name has no place or several, a point is not on Earth, or a limit is none.

    Examples
    --------
    >>> leg, = plan_route((130.29, 42.24), (133.07, 42.74), mode="sea")
    >>> leg.certainty, round(leg.length_m / 1000, -1)
    ('computed', 240.0)
    """
    through = [via] if isinstance(via, str) else via
    stops = [_stop(given, mode, gazetteer) for given in (origin, *through, destination)]
    return routes.plan_route(stops[0], stops[-1], via=stops[1:-1], mode=mode, **limits)


def _stop(given: Stop, mode: Mode | None, gazetteer: "Gazetteer | None") -> Place:
    from geomap.gazetteer import open_gazetteer

    if isinstance(given, Place):
        return given
    if isinstance(given, str):
        return find_stop(given, gazetteer or open_gazetteer(), mode=mode)
    return _point(given, f"{given[0]},{given[1]}")


def route_table(
    path: Path, gazetteer: "Gazetteer", *, mode: Mode | None = None, limits: Limits | None = None
) -> Iterator[Journey]:
    """Plan the journeys of a CSV table, in its order; journeys from one place share a search.

    Parameters
    ----------
    path : Path
        A table with the columns `from` (or `origin`) and `to` (or `destination`), and perhaps
        `via` (places with ";" between) and `mode`.
    mode : {"sea", "rail", "road", "air"}, optional
        How to go where the row does not say.
    limits : Limits, optional
        As for `plan_routes`.

    Yields
    ------
    Journey
        One a row. A row that cannot be planned has a `why` and no legs.

    Raises
    ------
    SourceError
        The file cannot be read or lacks one of the two columns.
    """

    @lru_cache(maxsize=CACHED)
    def stop(name: str, by: Mode | None) -> Weighed | str:
        try:
            return weigh_stop(name, gazetteer, mode=by)
        except RouteError as error:
            return str(error)

    batch: list[tuple[int, dict[str, str], Asked | str]] = []
    for number, cells in enumerate(_read(path), start=1):
        batch.append((number, cells, _trip(cells, mode, stop)))
        if len(batch) == BATCH:
            yield from _plan(batch, limits or Limits())
            batch.clear()
    yield from _plan(batch, limits or Limits())


def _read(path: Path) -> Iterator[dict[str, str]]:
    """Rows by column; the columns that a journey has under their names of `COLUMNS`."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, delimiter=guess_delimiter(file))
            header = [_known(column) for column in next(reader, [])]
            for needed in ("from", "to"):
                if needed not in header:
                    listed = ", ".join(header) or "none"
                    names = " or ".join(COLUMNS[needed])
                    message = f"{path} has no column {names}; it has {listed}"
                    raise SourceError(message)
            for row in reader:
                if any(cell.strip() for cell in row):
                    padded = [*row, *[""] * (len(header) - len(row))]
                    yield dict(zip(header, padded, strict=False))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        message = f"cannot read {path}: {error}. Give a CSV file in UTF-8."
        raise SourceError(message) from error


def _known(column: str) -> str:
    plain = column.strip().casefold()
    return next((name for name, others in COLUMNS.items() if plain in others), column.strip())


def _trip(cells: Mapping[str, str], mode: Mode | None, stop: LookUp) -> Asked | str:
    """The journey of a row, or what is wrong with it."""
    stated = cells.get("mode", "").strip().casefold()
    if stated and stated not in get_args(Mode):
        return f"mode {stated!r}: known are {', '.join(get_args(Mode))}"
    by: Mode | None = next((m for m in get_args(Mode) if m == stated), mode)
    names = [cells["from"], *cells.get("via", "").split(JOINT), cells["to"]]
    stops: list[Weighed] = []
    for name in [names[0], *filter(str.strip, names[1:-1]), names[-1]]:
        found = stop(name.strip(), by) if name.strip() else "from or to is empty"
        if isinstance(found, str):
            return found
        stops.append(found)
    origin, *via, destination = (place for place, _ in stops)
    trip = Trip(origin=origin, destination=destination, via=tuple(via), mode=by)
    return trip, tuple(doubt for _, doubt in stops)


def _plan(
    batch: Sequence[tuple[int, dict[str, str], Asked | str]], limits: Limits
) -> Iterator[Journey]:
    trips = [asked[0] for _, _, asked in batch if not isinstance(asked, str)]
    planned = iter(plan_routes(trips, limits=limits))
    for number, cells, asked in batch:
        if isinstance(asked, str):
            yield Journey(number, cells, (), (), asked)
        else:
            trip, doubts = asked
            stops = (trip.origin, *trip.via, trip.destination)
            yield Journey(number, cells, stops, next(planned), None, doubts)
