"""Tracks held against events: whether the ship was where and when the reports say.

For each place that an event names for its ship there are three answers. She *was* there: a
position, or the straight way between two, within the place's reach. She *cannot* have been: her
positions are such that at no time she could have gone there and come back. Else it is *open*:
there is no signal, and time enough. Only the second contradicts a report.
"""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal

from msgspec import structs

from geomap.geo import apart_m, great_circle_m
from geomap.records import Event, EventFlag, Place, Route, Sighting, Track, Vessel
from geomap.text import fold
from geomap.tracks.cut import time_words
from geomap.units import (
    METRES_PER_KILOMETRE,
    METRES_PER_NAUTICAL_MILE,
    SECONDS_PER_DAY,
    SECONDS_PER_HOUR,
)

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

__all__ = ["fold_name", "sight_ships"]

SPOTS = frozenset({"port", "city", "village", "facility", "depot", "strait", "airbase"})
REACH_M = 5_000.0  # of a place named in a report; its own radius where that is wider
FARTHEST_M = 15_000.0
# Anchorages and loading buoys of a port lie up to so far from its point (Jose's buoys 8 km,
# Singapore's eastern anchorage 20): a ship there is not known to have been elsewhere.
OFF_PORT_M = 30_000.0

# What a port's name has beside its town's.
PORT_WORDS = frozenset(
    "port puerto porto bandar mina of de do el al harbour harbor terminal docks dock new".split()
)

# What the fastest freighters do: a ship that is silent may have gone so far and back.
AWAY_M_S = 25 * METRES_PER_NAUTICAL_MILE / SECONDS_PER_HOUR
# A report's day is local, and a ship that "arrived on the 4th" may have anchored on the 3rd.
SLACK_S = SECONDS_PER_DAY
# Where no way was computed: a freighter crosses an ocean within.
LONGEST_S = 30 * SECONDS_PER_DAY

M_PER_DEGREE = 111_195.0
_PREFIX = re.compile(r"^(?:M[/. ]?[VTS]|SS|MV|MT)[. ]+", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_NOT_LETTERS = re.compile(r"[\W_]+")


def fold_name(name: str) -> str:
    """A ship's name without what varies from list to list.

    >>> fold_name("M/V Maia-1") == fold_name("MAIA 1")
    True
    """
    return _NOT_LETTERS.sub("", _PREFIX.sub("", name.strip())).casefold()


def sight_ships(
    events: Iterable[Event], tracks: Sequence[Track], routes: Iterable[Route] = ()
) -> tuple[Event, ...]:
    """The same events with what the tracks of their ships say of them.

    A ship is known by her IMO number, else by her name if one track alone has it. `routes` tell
    how long the voyage may take. An event whose ship cannot have been there gets the flag
    `track_conflict`; one that did not happen, or is told without a ship, is left as it is.
    """
    listed = list(events)
    if not tracks:
        return tuple(listed)
    fleet = _Fleet(tracks)
    longest = {
        route.event: sum(leg.duration_high_s or LONGEST_S for leg in route.legs) for route in routes
    }
    return tuple(_sighted(event, fleet, longest.get(event.id, LONGEST_S)) for event in listed)


class _Fleet:
    """Tracks by IMO number and name, their positions unpacked when asked for."""

    def __init__(self, tracks: Sequence[Track]) -> None:
        self.by_imo = {track.imo: track for track in tracks if track.imo}
        self.by_name: dict[str, list[Track]] = defaultdict(list)
        for track in tracks:
            if track.name:
                self.by_name[fold_name(track.name)].append(track)
        self.lines: dict[str, _Line] = {}

    def find(self, vessel: Vessel) -> Track | None:
        if vessel.imo and vessel.imo in self.by_imo:
            return self.by_imo[vessel.imo]
        named = self.by_name.get(fold_name(vessel.name), [])
        if len(named) != 1 or (vessel.imo and named[0].imo):
            return None
        return named[0]

    def namesakes(self, vessel: Vessel) -> list[Track]:
        """Several tracks of her name, where nothing tells which of them is hers."""
        named = [] if vessel.imo else self.by_name.get(fold_name(vessel.name), [])
        return named if len(named) > 1 else []

    def line(self, track: Track) -> "_Line":
        if track.id not in self.lines:
            self.lines[track.id] = _unpack(track)
        return self.lines[track.id]


@dataclass
class _Line:
    """Vertices of a track in order of time; `seen[i]`: there is signal from i to i + 1."""

    lon: "Array"
    lat: "Array"
    time: "Array"
    seen: "Array"


def _unpack(track: Track) -> _Line:
    import numpy as np

    rows: list[tuple[float, float, float, bool]] = []
    for part in track.parts:
        if part.kind == "observed":
            for points, times in zip(part.path, part.times, strict=True):
                joined = zip(points, times, strict=True)
                rows += [(lon, lat, float(time), True) for (lon, lat), time in joined]
            rows[-1] = (*rows[-1][:3], False)
    table = np.array(rows).reshape(-1, 4)
    return _Line(table[:, 0], table[:, 1], table[:, 2], table[:, 3].astype(bool))


# ---- one event ----


@dataclass(frozen=True)
class _Question:
    """A place where the ship is said to have been, and the seconds between which."""

    place: Place
    first: float
    last: float

    @property
    def reach_m(self) -> float:
        return min(max(self.place.radius_m, REACH_M), FARTHEST_M)


Answer = tuple[Literal["was", "cannot", "open"], str]


def _sighted(event: Event, fleet: _Fleet, longest_s: float) -> Event:
    if event.modality != "occurred":
        return event
    questions = list(_questions(event, longest_s))
    found: dict[str, Sighting] = {}
    for vessel in event.vessels:
        track = fleet.find(vessel)
        if track is not None and track.id not in found and questions:
            found[track.id] = _sight(event, vessel, track, fleet.line(track), questions)
        elif questions and (twins := fleet.namesakes(vessel)):
            found.setdefault(twins[0].id, _undecided(vessel, twins))
    flags = tuple(
        EventFlag(code="track_conflict", message=sighting.text, claims=event.claims)
        for sighting in found.values()
        if sighting.verdict == "conflicts"
    )
    sightings = (*event.sightings, *found.values())
    return structs.replace(event, sightings=sightings, flags=(*event.flags, *flags))


def _undecided(vessel: Vessel, twins: Sequence[Track]) -> Sighting:
    numbers = [track.imo or track.mmsi or "no number" for track in twins]
    return Sighting(
        track=twins[0].id,
        verdict="silent",
        text=f"{len(twins)} tracks are of ships called {vessel.name} ({', '.join(numbers)}): which "
        "of them is meant the report does not say",
    )


def _questions(event: Event, longest_s: float) -> Iterator[_Question]:
    """Where the event has its ship. The date may be that of leaving or that of arriving."""
    start = _seconds(event.start) - SLACK_S if event.start else -math.inf
    end = _seconds(event.end) + SECONDS_PER_DAY + SLACK_S if event.end else math.inf
    if event.kind == "strike":
        asked = [(event.location, 0.0, 0.0)]
    else:
        asked = [
            (event.origin, longest_s, 0.0),
            *((place, longest_s, longest_s) for place in event.via),
            (event.destination, 0.0, longest_s),
        ]
    for place, before, after in asked:
        if place is not None and place.kind in SPOTS:
            yield _Question(place, start - before, end + after)


def _seconds(day: str) -> float:
    return datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp()


def _sight(
    event: Event, vessel: Vessel, track: Track, line: _Line, questions: Sequence[_Question]
) -> Sighting:
    answers = [_answer(question, track, line) for question in questions]
    kinds = {kind for kind, _ in answers}
    told = [text for kind in ("was", "cannot", "open") for k, text in answers if k == kind]
    verdict: Literal["agrees", "conflicts", "silent"] = "silent"
    if "cannot" in kinds:
        verdict = "conflicts"
        if elsewhere := _elsewhere(event, track):
            told.append(f"in those days she was {elsewhere}")
    elif "was" in kinds:
        verdict = "agrees"
    dated = f"the report says {_days(event)}" if event.start or event.end else "no date is told"
    text = f"{dated}; the track of the {vessel.name} has her {'; '.join(told)}"
    return Sighting(track=track.id, verdict=verdict, text=text)


def _answer(question: _Question, track: Track, line: _Line) -> Answer:
    place = question.place
    calls = [
        call
        for call in track.port_calls
        if (apart_m(call.place, place) <= question.reach_m or _is_port_of(call.place, place))
        and _stamp_s(call.start) <= question.last
        and _stamp_s(call.end) >= question.first
    ]
    if calls:
        told = " and ".join(_stay_words(c.start, c.end) for c in calls[:3])
        more = f" and {len(calls) - 3} times more" if len(calls) > 3 else ""
        ports = dict.fromkeys(call.place.name for call in calls)
        which = "" if place.name in ports else f" ({', '.join(ports)})"
        return "was", f"at {place.name}{which} {told}{more}"
    nearest_m, when = _nearest(question, line)
    if nearest_m <= question.reach_m:
        return "was", f"{nearest_m / METRES_PER_KILOMETRE:.0f} km from {place.name} {_moment(when)}"
    if silence := _silence(question, line):
        return "open", f"not seen at {place.name}, but {silence}"
    if nearest_m <= OFF_PORT_M:
        off = f"{nearest_m / METRES_PER_KILOMETRE:.0f} km off {place.name} {_moment(when)}"
        return "open", f"{off}, where she may have lain at anchor"
    km = _least_m(question, line) / METRES_PER_KILOMETRE
    near = f"never nearer to {place.name} than {km:,.0f} km"
    return "cannot", f"{near}, and never silent for long enough to go there"


def _is_port_of(port: Place, place: Place) -> bool:
    """Whether a port bears a town's name and lies near it: "Port of Fujairah", "Tema Harbour"."""
    if port.country != place.country or apart_m(port, place) > OFF_PORT_M:
        return False
    one, two = (set(_WORD.findall(fold(p.name))) - PORT_WORDS for p in (port, place))
    return bool(one and two) and (one <= two or two <= one)


def _nearest(question: _Question, line: _Line) -> tuple[float, float]:
    """Least distance in metres while there is signal, and when; infinite where there is none.

    Between vertices she went straight; the plane touches the sphere at the place, so that
    distances near it are right and far ones only large.
    """
    import numpy as np

    place = question.place
    shrink = math.cos(math.radians(place.lat))
    x = ((line.lon - place.lon + 180) % 360 - 180) * shrink * M_PER_DEGREE
    y = (line.lat - place.lat) * M_PER_DEGREE
    t0, t1 = line.time[:-1], line.time[1:]
    length_s = np.maximum(t1 - t0, 1e-9)
    low = np.clip((question.first - t0) / length_s, 0, 1)
    high = np.clip((question.last - t0) / length_s, 0, 1)
    usable = line.seen[:-1] & (t0 <= question.last) & (t1 >= question.first)
    dx, dy = np.diff(x), np.diff(y)
    square = np.maximum(dx * dx + dy * dy, 1e-9)
    share = np.clip(-(x[:-1] * dx + y[:-1] * dy) / square, low, high)
    steps = np.where(usable, np.hypot(x[:-1] + share * dx, y[:-1] + share * dy), np.inf)
    inside = (line.time >= question.first) & (line.time <= question.last)
    points = np.where(inside, np.hypot(x, y), np.inf)
    if len(steps) and steps.min() < points.min():
        at = int(steps.argmin())
        return float(steps[at]), float(t0[at] + share[at] * length_s[at])
    at = int(points.argmin())
    return float(points[at]), float(line.time[at])


def _least_m(question: _Question, line: _Line) -> float:
    """Geodesic distance in metres of the nearest position heard in the time asked for.

    Where none was, of the nearest of all: the silence is shorter than the way from there.
    """
    import numpy as np
    from pyproj import Geod

    inside = (line.time >= question.first) & (line.time <= question.last)
    chosen = inside if inside.any() else np.ones(len(inside), dtype=bool)
    lon, lat = line.lon[chosen], line.lat[chosen]
    ends = np.full(len(lon), question.place.lon), np.full(len(lon), question.place.lat)
    return float(Geod(ellps="WGS84").inv(lon, lat, *ends)[2].min())


def _silence(question: _Question, line: _Line) -> str:
    """In which silence the ship can have been at the place, at 25 knots there and back."""
    import numpy as np

    place = question.place
    spot = (place.lon, place.lat)
    lasting = np.flatnonzero(~line.seen[:-1]).tolist()
    begin, end = float(line.time[0]), float(line.time[-1])
    for i in lasting:
        there = float(line.time[i]) + _sail_s(line, i, question, spot)
        back = float(line.time[i + 1]) - _sail_s(line, i + 1, question, spot)
        if max(there, question.first) <= min(back, question.last):
            gone = time_words(float(line.time[i + 1] - line.time[i]))
            return f"there is no signal for {gone} from {_clock_s(float(line.time[i]))}"
    if question.first <= begin - _sail_s(line, 0, question, spot):
        return f"the signal begins only {_moment(begin)}"
    if question.last >= end + _sail_s(line, -1, question, spot):
        return f"the signal ends {_moment(end)}"
    return ""


def _sail_s(line: _Line, at: int, question: _Question, spot: tuple[float, float]) -> float:
    away = great_circle_m((float(line.lon[at]), float(line.lat[at])), spot)
    return max(0.0, away - question.reach_m) / AWAY_M_S


# ---- words ----


def _elsewhere(event: Event, track: Track) -> str:
    """Port calls within the report's own days."""
    first = _seconds(event.start) if event.start else -math.inf
    last = _seconds(event.end) + SECONDS_PER_DAY if event.end else math.inf
    calls = [
        f"at {call.place.name} {_stay_words(call.start, call.end)}"
        for call in track.port_calls
        if _stamp_s(call.start) <= last and _stamp_s(call.end) >= first
    ]
    return ", ".join(calls[:3])


def _stamp_s(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


def _day(day: datetime) -> str:
    return f"{day.day} {day:%B %Y}"


def _days(event: Event) -> str:
    """The days of an event: "12 October 2023", "from 12 to 14 October 2023"."""
    first = datetime.fromisoformat(event.start) if event.start else None
    last = datetime.fromisoformat(event.end) if event.end else None
    if first is None or last is None:
        return f"before {_day(last)}" if last else f"after {_day(first)}" if first else ""
    if first == last:
        return _day(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"from {first.day} to {_day(last)}"
    return f"from {_day(first)} to {_day(last)}"


def _stay_words(start: str, end: str) -> str:
    first, last = (_clock(datetime.fromisoformat(stamp)) for stamp in (start, end))
    return f"on {first}" if first == last else f"from {first} to {last}"


def _clock(when: datetime) -> str:
    return f"{_day(when)}, {when:%H:%M} UTC"


def _clock_s(seconds: float) -> str:
    return _clock(datetime.fromtimestamp(seconds, tz=UTC))


def _moment(seconds: float) -> str:
    return f"on {_clock_s(seconds)}"
