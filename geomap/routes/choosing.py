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

from msgspec import structs

from geomap.records import Event, Leg, Mode, Place
from geomap.routes.direct import WHY_NO_WAY, direct_leg, is_wide
from geomap.routes.durations import time_leg
from geomap.units import METRES_PER_KILOMETRE

__all__ = ["Found", "Pair", "draw_event", "draw_leg", "list_stops", "list_wanted"]

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
MOST_DIVISIONS = 4_096  # of modes among legs: twelve legs by two modes, six by four

Pair = tuple[Place, Place]


@dataclass(frozen=True)
class Found:
    """What the routers found: ways by mode and the ids of both ends; modes that ends allow."""

    ways: Mapping[tuple[Mode, str, str], Leg]
    allowed: Mapping[tuple[str, str], tuple[Mode, ...]]


def list_stops(
    origin: Place, destination: Place, via: Sequence[Place]
) -> tuple[tuple[Place, ...], str]:
    """Spots of a journey in order, and a word on the wide places that are left out.

    A line bent through the label point of a country would say something that nobody said.
    """
    wide = [place.name for place in via if is_wide(place)]
    note = f"by way of {', '.join(wide)}, not drawn: no spot is named" if wide else ""
    return (origin, *(place for place in via if not is_wide(place)), destination), note


def list_wanted(event: Event) -> Iterator[tuple[Mode | None, Pair]]:
    """Pairs of stops of an event that routers are asked for, by each mode stated."""
    if _is_drawn(event) and event.origin is not None and event.destination is not None:
        stops, _ = list_stops(event.origin, event.destination, event.via)
        for pair in itertools.pairwise(stops):
            for mode in event.mode or (None,):
                yield mode, pair


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
    stops, note = list_stops(event.origin, event.destination, event.via)
    pairs = list(itertools.pairwise(stops))
    for pair, (modes, why) in zip(pairs, _shares(event, pairs, found), strict=True):
        told = "; ".join(part for part in (why, note) if part)
        mode = modes[0] if len(modes) == 1 else None
        leg = draw_leg(pair, mode, told, found, words=words)
        yield leg if mode or not modes else structs.replace(leg, plausible_modes=modes)


def _shares(
    event: Event, pairs: Sequence[Pair], found: Found
) -> list[tuple[tuple[Mode, ...], str]]:
    """For each leg the modes that it may go by, and a word on that where several are stated."""
    if len(event.mode) < 2:
        return [(event.mode, "")] * len(pairs)
    several = f"{SEVERAL} ({', '.join(event.mode)}), "
    if event.vessels and _is_between_ports(pairs, event.mode, found):
        return [(("sea",), f"{several}a ship is named and both ends are ports")]
    fewer = len(pairs) < len(event.mode)
    open_ = "not where one takes over from the other" if fewer else "not which of them on this leg"
    one = "the places leave this one for the leg"
    divided = _divide(pairs, event.mode, found)
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


def draw_leg(pair: Pair, mode: Mode | None, note: str, found: Found, *, words: str = "") -> Leg:
    """The way that a router found for a pair, or the direct line with the reason for it."""
    a, b = pair
    way = found.ways.get((mode, a.id, b.id)) if mode else None
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


def _is_between_ports(pairs: Sequence[Pair], modes: Sequence[Mode], found: Found) -> bool:
    """Whether a journey of several modes is told as one leg from port to port."""
    if len(pairs) != 1 or "sea" not in modes:
        return False
    ports = all(MADE_FOR.get(place.kind) == "sea" for place in pairs[0])
    return ports and "sea" in _possible(pairs[0], ("sea",), found)


def _divide(pairs: Sequence[Pair], modes: Sequence[Mode], found: Found) -> list[tuple[Mode, ...]]:
    """For each leg the modes that it may go by, of those stated; one where the places decide."""
    unknown = [tuple(modes)] * len(pairs)
    if len(modes) > len(pairs) or len(modes) ** len(pairs) > MOST_DIVISIONS:
        return unknown
    free = [_possible(pair, modes, found) for pair in pairs]
    costs: dict[tuple[Mode, ...], int] = {
        division: _cost(division, pairs)
        for division in itertools.product(*free)
        if set(division) == set(modes)
    }
    if not costs:
        return unknown
    least = min(costs.values())
    best = [division for division, cost in costs.items() if cost == least]
    return [
        tuple(mode for mode in modes if any(division[leg] == mode for division in best))
        for leg in range(len(pairs))
    ]


def _possible(pair: Pair, modes: Sequence[Mode], found: Found) -> tuple[Mode, ...]:
    """The modes by which there is a way; all where an end is wide, and nothing was asked."""
    ways = [(mode, found.ways.get((mode, pair[0].id, pair[1].id))) for mode in modes]
    return tuple(mode for mode, way in ways if way is None or way.path is not None)


def _cost(division: Sequence[Mode], pairs: Sequence[Pair]) -> int:
    """Changes of mode, then places made for a mode by which nothing comes or goes."""
    changes = sum(a != b for a, b in itertools.pairwise(division))
    stops = [pairs[0][0], *(end for _, end in pairs)]
    modes = zip((None, *division), (*division, None), strict=True)
    odd = sum(
        place.kind in MADE_FOR and MADE_FOR[place.kind] not in around
        for place, around in zip(stops, modes, strict=True)
    )
    return CHANGE * changes + odd
