"""Journeys that are asked for by name: names to stops, and a table of many journeys."""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, get_args

from msgspec import structs

from geomap import routes
from geomap.errors import RouteError, SourceError
from geomap.geo import LonLat
from geomap.geocode import guess_delimiter
from geomap.records import Leg, Mode, Place
from geomap.routes import Limits, Trip, plan_routes
from geomap.routes.direct import refusal
from geomap.stops import Options, choose_stops, find_stops, point_stop, weigh

if TYPE_CHECKING:
    from geomap.gazetteer import Gazetteer

__all__ = ["Journey", "plan_route", "route_table"]

# Columns of a table of journeys, as in tables of events; case and spaces do not matter.
COLUMNS = {
    "from": ("from", "origin", "start"),
    "to": ("to", "destination", "end"),
    "via": ("via",),
    "mode": ("mode",),
}
BATCH = 2_000  # rows planned at once: their lines are in memory together
CACHED = 65_536  # distinct names that stay in memory
JOINT = ";"  # between several places on the way

Stop = Place | LonLat | str
LookUp = Callable[[str, Mode | None, bool], Options | str]
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
        A name means what it means to `stops.find_stops`; degrees are WGS 84.
    via : sequence of the same
        Places on the way, in order of travel.
    mode : {"sea", "rail", "road", "air"}, optional
        How the goods travel; None where it is not stated.
    gazetteer : Gazetteer, optional
        Where names are looked up; the shipped one if none is given.
    **limits
        `avoid`, `allow`, `within`, `avoid_countries` and `ports` of `geomap.routes.plan_route`;
        the ports are the gazetteer's where none are given.

    Returns
    -------
    tuple of Leg
        One leg for each pair of neighbours, as `geomap.routes.plan_route` gives them; where
        there is no way by `mode` it has no length and no path, and `why` says what stands
        against one. What ships pass through ("Suez Canal", "Cape Horn") makes no leg of its own.

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
    asked = [_asked(given) for given in (origin, *through, destination)]
    if any(isinstance(given, str) for given in asked):
        from geomap.gazetteer import open_gazetteer

        gazetteer = gazetteer or open_gazetteer()
        stops = [place for place, _ in find_stops(asked, gazetteer, mode=mode)]
    else:
        stops = [given for given in asked if isinstance(given, Place)]
    if gazetteer is not None and mode in {"sea", None}:
        limits.setdefault("ports", gazetteer.ports())
    legs = routes.plan_route(stops[0], stops[-1], via=stops[1:-1], mode=mode, **limits)
    return tuple(_answer(leg) for leg in legs)


def _answer(leg: Leg) -> Leg:
    """The leg, without the direct line where a way by its mode was asked for and there is none.

    A map draws that line and says what it is; here its length would be taken for the answer.
    """
    if leg.mode is None or leg.certainty not in {"direct", "country"}:
        return leg
    return structs.replace(leg, length_m=None, path=None, certainty="none", why=refusal(leg.why))


def _asked(given: Stop) -> str | Place:
    if isinstance(given, (str, Place)):
        return given
    return point_stop(given, f"{given[0]},{given[1]}")


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
    def stop(name: str, by: Mode | None, between: bool) -> Options | str:  # noqa: FBT001 (cached)
        try:
            return weigh(name, gazetteer, mode=by, between=between)
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
        if path.exists() and not path.is_file():
            message = f"{path} is not a regular file; give a CSV file"
            raise SourceError(message)
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
    through = [name for name in cells.get("via", "").split(JOINT) if name.strip()]
    weighed: list[Options] = []
    for number, name in enumerate((cells["from"], *through, cells["to"])):
        between = 0 < number <= len(through)
        found = stop(name.strip(), by, between) if name.strip() else "from or to is empty"
        if isinstance(found, str):
            return found
        weighed.append(found)
    stops = choose_stops(weighed, mode=by)
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
            legs = tuple(_answer(leg) for leg in next(planned))
            yield Journey(number, cells, stops, legs, None, doubts)
