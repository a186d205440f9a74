"""What of an atlas a figure shows: lines, marks, discs and names, and what it leaves out."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from geomap.figures.style import one_line, shorten
from geomap.geo import LonLat
from geomap.records import DOUBTFUL, Atlas, Event, Place, Route, Track
from geomap.routes.direct import is_wide

__all__ = ["Disc", "Line", "Mark", "Scene", "make_scene"]

MODEST_RADIUS_M = 500_000  # a larger disc covers half the picture and tells nothing
LONGEST_NAME = 40

Paths = tuple[tuple[LonLat, ...], ...]


class Line(NamedTuple):
    """A leg or a track; `kind` is a mode, "fire" or "track"."""

    kind: str
    certainty: str
    pale: bool
    path: Paths


class Mark(NamedTuple):
    """What is drawn at a place: `kind` is strike, launch or end; `events` is how many."""

    kind: str
    name: str
    at: LonLat
    wide: bool
    pale: bool
    events: int


class Disc(NamedTuple):
    """How far the true spot may lie from the point."""

    at: LonLat
    radius_m: float


class Scene(NamedTuple):
    """What is drawn, and how many events are not, by reason."""

    lines: tuple[Line, ...]
    marks: tuple[Mark, ...]
    discs: tuple[Disc, ...]
    events: tuple[Event, ...]
    left_out: dict[str, int]

    def points(self) -> list[LonLat]:
        """Every position that the picture must hold."""
        found = [mark.at for mark in self.marks]
        found += [point for line in self.lines for part in line.path for point in part]
        return found


def make_scene(
    atlas: Atlas, events: Sequence[Event] | None = None, *, tracks: bool = True
) -> Scene:
    """Lines and marks of the events that occurred, of an atlas or of some of its events."""
    chosen = atlas.events if events is None else events
    left_out: Counter[str] = Counter()
    shown = []
    for event in chosen:
        if event.modality != "occurred":
            left_out["planned, negotiated, hypothetical or said not to have happened"] += 1
        elif not any(_usable(p) for _, p in _places(event)):
            left_out["without a known place"] += 1
        else:
            shown.append(event)
    routes = {route.event: route for route in atlas.routes}
    lines = _lines(shown, routes)
    if tracks:
        lines += [line for track in atlas.tracks for line in _track_lines(track)]
    marks, discs = _marks(shown)
    return Scene(tuple(lines), marks, discs, tuple(shown), dict(left_out))


def _usable(place: Place | None) -> bool:
    return (
        place is not None
        and math.isfinite(place.lat)
        and math.isfinite(place.lon)
        and abs(place.lat) <= 90
        and abs(place.lon) <= 180
    )


def _places(event: Event) -> Iterable[tuple[str, Place]]:
    """Places of an event with the kind of mark that each gets."""
    strike = event.kind == "strike"
    for kind, place in (
        ("strike" if strike else "end", event.location),
        ("launch", event.launch),
        ("end", event.origin),
        ("end", event.destination),
        *(("end", via) for via in event.via),
    ):
        if place is not None:
            yield kind, place


def _lines(events: Sequence[Event], routes: dict[str, Route]) -> list[Line]:
    """Each line once; it is pale only if all events that share it are doubtful."""
    found: dict[tuple[str, str, Paths], bool] = {}
    for event in events:
        for leg in routes[event.id].legs if event.id in routes else ():
            path = tuple(part for part in leg.path or () if _is_sound(part))
            if not path:
                continue
            kind = "fire" if leg.certainty == "fire" else leg.mode or "unknown"
            key = (kind, leg.certainty, path)
            found[key] = found.get(key, True) and event.status in DOUBTFUL
    return [Line(kind, certainty, pale, path) for (kind, certainty, path), pale in found.items()]


def _is_sound(part: Sequence[LonLat]) -> bool:
    """Two points or more, all on the globe."""
    return len(part) > 1 and all(
        math.isfinite(lon) and math.isfinite(lat) and abs(lon) <= 360 and abs(lat) <= 90
        for lon, lat in part
    )


def _track_lines(track: Track) -> Iterable[Line]:
    for part in track.parts:
        path = tuple(piece for piece in part.path if _is_sound(piece))
        if path:
            yield Line("track", "gap" if part.kind == "gap" else "observed", pale=False, path=path)


def _marks(events: Sequence[Event]) -> tuple[tuple[Mark, ...], tuple[Disc, ...]]:
    """One mark for each kind at each place, those of most events first, and discs."""
    counts: Counter[tuple[str, LonLat]] = Counter()
    firm: set[tuple[str, LonLat]] = set()
    place_at: dict[LonLat, Place] = {}
    for event in events:
        keys = {(kind, (p.lon, p.lat)): p for kind, p in _places(event) if _usable(p)}
        for key, place in keys.items():
            counts[key] += 1
            place_at.setdefault(key[1], place)
            if event.status not in DOUBTFUL:
                firm.add(key)
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    marks = tuple(
        Mark(
            kind=kind,
            name=shorten(one_line(place_at[at].name), LONGEST_NAME),
            at=at,
            wide=is_wide(place_at[at]),
            pale=(kind, at) not in firm,
            events=count,
        )
        for (kind, at), count in ranked
    )
    discs = tuple(
        Disc(at, float(place.radius_m))
        for at, place in sorted(place_at.items())
        if 0 < place.radius_m <= MODEST_RADIUS_M and not is_wide(place)
    )
    return marks, discs
