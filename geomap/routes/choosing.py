"""Which legs an event has, and by which of the stated modes each goes.

Ways are asked for first (`list_wanted`), all at once, and drawn then (`draw_event`) with what the
routers found. What an analyst may rely on:

- One stated mode is that of every leg.
- Of several, each is used by some leg, with as few changes as can be: a leg goes by a mode only
  if there is a way (nothing sails to an inland depot), ports are for ships, airfields for
  aircraft. Where more than one such division fits, a leg keeps no mode, and says which fit.
- Where fewer legs than modes are known, no place is said where one takes over from the other:
  none is invented, the line is direct and lists the modes. But a named ship between two ports
  sailed: what else is stated belongs to a part of the journey that is not told.
- Where no mode is stated, none is chosen: the line is direct and lists what the ends allow.
"""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from msgspec import structs

from geomap.records import Event, Leg, Mode, Place
from geomap.routes.direct import WHY_NO_WAY, direct_leg, is_wide
from geomap.routes.durations import time_leg
from geomap.units import METRES_PER_KILOMETRE

__all__ = ["Found", "Hop", "Pair", "draw_event", "draw_leg", "list_hops", "list_wanted"]

DRAWN = ("occurred", "planned")  # the modalities of an event that has, or will have, a journey
NOT_DRAWN = {
    "negotiating": "no line: the event is under negotiation, nothing is said to move",
    "hypothetical": "no line: the event is hypothetical, nothing is said to move",
    "negated": "no line: the event is said not to have happened",
}

# The treaty on intermediate-range nuclear forces (1987), article II, ends that range here: what
# flies farther are the weapons of the great powers against one another.
LONGEST_FIRE_M = 5_500 * METRES_PER_KILOMETRE

SEVERAL = "several modes stated"

# A change of mode weighs more than every oddity of places: it is a transshipment.
CHANGE = 100
MADE_FOR: Mapping[str, Mode] = {
    "port": "sea",
    "strait": "sea",
    "airport": "air",
    "airbase": "air",
    "rail_crossing": "rail",
}
ASHORE = frozenset({"country", "admin1", "admin2", "city", "village", "port"})
MOST_DIVISIONS = 4_096  # of modes among legs: twelve legs by two modes, six by four

Pair = tuple[Place, Place]


class Hop(NamedTuple):
    """Two neighbouring stops, and the canals, straits and capes that lie between them by sea."""

    start: Place
    end: Place
    passed: tuple[Place, ...] = ()

    @property
    def pair(self) -> Pair:
        """The two stops."""
        return self.start, self.end

    def through(self, mode: Mode | None) -> frozenset[str]:
        """Names of the passages that a way by `mode` leads through."""
        return frozenset(_passage(place) or "" for place in self.passed if mode == "sea")


Asked = tuple[Mode, str, str, frozenset[str]]  # a mode, the ids of two stops, what is between


@dataclass(frozen=True)
class Found:
    """What the routers found: ways by what was asked; by the ids of both ends, modes allowed."""

    ways: Mapping[Asked, Leg]
    allowed: Mapping[tuple[str, str], tuple[Mode, ...]]

    def way(self, mode: Mode, hop: Hop) -> Leg | None:
        """The way of a hop by `mode`, None where nothing was asked."""
        return self.ways.get((mode, hop.start.id, hop.end.id, hop.through(mode)))


def list_hops(
    origin: Place, destination: Place, via: Sequence[Place], modes: Sequence[Mode | None]
) -> tuple[list[Hop], str]:
    """Spots of a journey in order, pair by pair, and a word on the wide places left out.

    A line bent through the label point of a country would say something that nobody said. What
    ships pass through is no stop where one of the `modes` is by sea.
    """
    stops, passed, wide = [origin], [list[Place]()], []
    for place in via:
        if "sea" in modes and _passage(place):
            passed[-1].append(place)
        elif is_wide(place):
            wide.append(place.name)
        else:
            stops.append(place)
            passed.append([])
    note = f"by way of {', '.join(wide)}, not drawn: no spot is named" if wide else ""
    stops.append(destination)
    pairs = itertools.pairwise(stops)
    return [Hop(*pair, tuple(some)) for pair, some in zip(pairs, passed, strict=True)], note


def _passage(place: Place) -> str | None:
    """The passage at sea that a place is."""
    from geomap.routes.sea import passage_named

    return None if place.kind in ASHORE else passage_named(place.name)


def list_wanted(event: Event) -> Iterator[tuple[Mode | None, Hop]]:
    """Hops of an event that routers are asked for, by each mode stated."""
    if _is_drawn(event) and event.origin is not None and event.destination is not None:
        modes = event.mode or (None,)
        for hop in list_hops(event.origin, event.destination, event.via, modes)[0]:
            for mode in modes:
                yield mode, hop


def _is_drawn(event: Event) -> bool:
    return event.kind == "transfer" and event.modality in DRAWN


def draw_event(event: Event, found: Found, *, words: str = "") -> Iterator[Leg]:
    """Legs of an event along the ways found; `words` tell of the carrier and the goods."""
    if event.kind == "strike":
        yield from _draw_fire(event)
        return
    if event.origin is None or event.destination is None:
        return
    if not _is_drawn(event):
        mode = event.mode[0] if len(event.mode) == 1 else None
        yield _no_leg(mode, NOT_DRAWN[event.modality], event.origin, event.destination)
        return
    hops, note = list_hops(event.origin, event.destination, event.via, event.mode)
    for hop, (modes, why) in zip(hops, _shares(event, hops, found), strict=True):
        told = "; ".join(part for part in (why, note) if part)
        mode = modes[0] if len(modes) == 1 else None
        leg = draw_leg(hop, mode, told, found, words=words)
        yield leg if mode or not modes else structs.replace(leg, plausible_modes=modes)


def _shares(event: Event, hops: Sequence[Hop], found: Found) -> list[tuple[tuple[Mode, ...], str]]:
    """For each leg the modes that it may go by, and a word on that where several are stated."""
    if len(event.mode) < 2:
        return [(event.mode, "")] * len(hops)
    several = f"{SEVERAL} ({', '.join(event.mode)}), "
    if event.vessels and _is_between_ports(hops, event.mode, found):
        return [(("sea",), f"{several}a ship is named and both ends are ports")]
    fewer = len(hops) < len(event.mode)
    open_ = "not where one takes over from the other" if fewer else "not which of them on this leg"
    one = "the places leave this one for the leg"
    divided = _divide(hops, event.mode, found)
    return [(modes, several + (one if len(modes) == 1 else open_)) for modes in divided]


def _draw_fire(event: Event) -> Iterator[Leg]:
    """The line of fire of a strike whose launch is stated."""
    from geomap.routes.air import strike_line

    if event.launch is None or event.location is None or event.modality not in DRAWN:
        return
    leg = strike_line(event.launch, event.location)
    if leg.length_m is not None and leg.length_m > LONGEST_FIRE_M:
        km = leg.length_m / METRES_PER_KILOMETRE
        why = (
            f"no line: {event.location.name} lies {km:,.0f} km from {event.launch.name}, farther "
            "than weapons fly that were ever fired in a war; the text may name their maker"
        )
        yield structs.replace(
            _no_leg(None, why, event.launch, event.location), router="line_of_fire"
        )
        return
    wide = f"; {event.location.name} is a wide area: the line ends at its label"
    yield structs.replace(
        leg,
        from_name=event.launch.name,
        to_name=event.location.name,
        why=leg.why + (wide if leg.path and is_wide(event.location) else ""),
    )


def draw_leg(hop: Hop, mode: Mode | None, note: str, found: Found, *, words: str = "") -> Leg:
    """The way that a router found for a hop, or the direct line with the reason for it."""
    a, b = hop.pair
    way = found.way(mode, hop) if mode else None
    note = "; ".join(part for part in (note, _passing(hop, way)) if part)
    if way is None or way.path is None:
        unknown = not mode and not note.startswith(SEVERAL)
        allowed = found.allowed.get((a.id, b.id), ()) if unknown else ()
        told = f", the ends allow {', '.join(allowed)}" if allowed else ""
        notes = [f"mode not stated{told}" if unknown else "", note]
        notes.append(f"{WHY_NO_WAY}{way.why}" if way else "")
        way = direct_leg(a, b, mode=mode, note="; ".join(part for part in notes if part))
        way = structs.replace(way, plausible_modes=allowed)
    else:
        way = structs.replace(way, why="; ".join(part for part in (way.why, note) if part))
        way = time_leg(way, words)
    return structs.replace(way, from_name=a.name, to_name=b.name)


def _passing(hop: Hop, way: Leg | None) -> str:
    """A word on the passages that a text states, of the way that was found."""
    if not hop.passed:
        return ""
    names = ", ".join(place.name for place in hop.passed)
    if way is None or way.path is None or way.mode != "sea":
        return f"by way of {names}, not drawn"
    if hop.through("sea") <= set(way.passages):
        return f"by way of {names}, as stated"
    return f"by way of {names}, where one of the ends lies"


def _no_leg(mode: Mode | None, why: str, origin: Place, destination: Place) -> Leg:
    return Leg(
        mode=mode,
        router="none",
        length_m=None,
        duration_s=None,
        path=None,
        certainty="none",
        why=why,
        from_name=origin.name,
        to_name=destination.name,
    )


# ---- several modes ----


def _is_between_ports(hops: Sequence[Hop], modes: Sequence[Mode], found: Found) -> bool:
    """Whether a journey of several modes is told as one leg from port to port."""
    if len(hops) != 1 or "sea" not in modes:
        return False
    ports = all(MADE_FOR.get(place.kind) == "sea" for place in hops[0].pair)
    return ports and "sea" in _possible(hops[0], ("sea",), found)


def _divide(hops: Sequence[Hop], modes: Sequence[Mode], found: Found) -> list[tuple[Mode, ...]]:
    """For each leg the modes that it may go by, of those stated; one where the places decide."""
    unknown = [tuple(modes)] * len(hops)
    if len(modes) > len(hops) or len(modes) ** len(hops) > MOST_DIVISIONS:
        return unknown
    free = [_possible(hop, modes, found) for hop in hops]
    costs: dict[tuple[Mode, ...], int] = {
        division: _cost(division, hops)
        for division in itertools.product(*free)
        if set(division) == set(modes)
    }
    if not costs:
        return unknown
    least = min(costs.values())
    best = [division for division, cost in costs.items() if cost == least]
    return [
        tuple(mode for mode in modes if any(division[leg] == mode for division in best))
        for leg in range(len(hops))
    ]


def _possible(hop: Hop, modes: Sequence[Mode], found: Found) -> tuple[Mode, ...]:
    """The modes by which there is a way; all where an end is wide, and nothing was asked."""
    ways = [(mode, found.way(mode, hop)) for mode in modes]
    return tuple(mode for mode, way in ways if way is None or way.path is not None)


def _cost(division: Sequence[Mode], hops: Sequence[Hop]) -> int:
    """Changes of mode, then places made for a mode by which nothing comes or goes."""
    changes = sum(a != b for a, b in itertools.pairwise(division))
    stops = [hops[0].start, *(hop.end for hop in hops)]
    modes = zip((None, *division), (*division, None), strict=True)
    odd = sum(
        place.kind in MADE_FOR and MADE_FOR[place.kind] not in around
        for place, around in zip(stops, modes, strict=True)
    )
    return CHANGE * changes + odd
