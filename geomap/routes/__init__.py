"""Routes: the legs that an event's goods travel, and an honest word on each line.

Every router is a module of this folder and gives a `Leg`: `direct` draws the great circle.
"""

import itertools
from collections.abc import Sequence

from geomap.records import Event, Leg, Mode, Place, Route
from geomap.routes.direct import direct_leg, is_wide

__all__ = ["route", "route_event"]

DRAWN = ("occurred", "planned")  # the modalities of an event that has, or will have, a journey
NOT_DRAWN = {
    "negotiating": "no line: the event is under negotiation, nothing is said to move",
    "hypothetical": "no line: the event is hypothetical, nothing is said to move",
    "negated": "no line: the event is said not to have happened",
}


def route(
    origin: Place, destination: Place, *, via: Sequence[Place] = (), mode: Mode | None = None
) -> tuple[Leg, ...]:
    """Legs from `origin` through each place of `via`, in order, to `destination`.

    Parameters
    ----------
    origin, destination : Place
        The two ends; only `lon`, `lat` (WGS 84 degrees) and `kind` are read.
    via : sequence of Place
        Places on the way, in order of travel; wide ones (a country, a sea) are told in the
        `why` and not drawn.
    mode : {"sea", "rail", "road", "air"}, optional
        How the goods travel; None where it is not stated.

    Returns
    -------
    tuple of Leg
        One leg for each pair of neighbours.

    Examples
    --------
    >>> from geomap.records import Place
    >>> rajin = Place(id="x:1", name="Rajin", lat=42.24, lon=130.29, country="KP",
    ...               kind="port", radius_m=1500)
    >>> dunay = Place(id="x:2", name="Dunay", lat=42.88, lon=132.35, country="RU",
    ...               kind="port", radius_m=1500)
    >>> leg, = route(rajin, dunay, mode="sea")
    >>> leg.router, leg.certainty, round(leg.length_m / 1000)
    ('great_circle', 'direct', 183)
    """
    # A line bent through the label point of a country would say something that nobody said.
    wide = [place.name for place in via if is_wide(place)]
    stops = (origin, *(place for place in via if not is_wide(place)), destination)
    notes = [] if mode else ["mode not stated"]
    notes += [f"by way of {', '.join(wide)}, not drawn: no spot is named"] if wide else []
    note = "; ".join(notes)
    return tuple(direct_leg(a, b, mode=mode, note=note) for a, b in itertools.pairwise(stops))


def route_event(event: Event) -> Route:
    """Legs of one event: origin, each place on the way, destination.

    An event without both ends, and a strike, has no legs. One that is only negotiated,
    supposed or said not to have happened has a single leg without a path, whose `why` says so.

    Parameters
    ----------
    event : Event
        Its `mode` is used where exactly one is stated; several leave the legs without one.

    Returns
    -------
    Route
        `length_m` is geodesic; a leg without a path has no length.
    """
    if event.kind != "transfer" or event.origin is None or event.destination is None:
        return Route(event=event.id, legs=())
    if event.modality not in DRAWN:
        mode = event.mode[0] if len(event.mode) == 1 else None
        return Route(event=event.id, legs=(_no_leg(mode, NOT_DRAWN[event.modality]),))
    if len(event.mode) > 1:
        note = f"several modes stated ({', '.join(event.mode)}), not which of them on this leg"
        places = [v for v in event.via if not is_wide(v)]
        stops = (event.origin, *places, event.destination)
        legs = tuple(direct_leg(a, b, mode=None, note=note) for a, b in itertools.pairwise(stops))
    else:
        mode = event.mode[0] if event.mode else None
        legs = route(event.origin, event.destination, via=event.via, mode=mode)
    return Route(event=event.id, legs=legs)


def _no_leg(mode: Mode | None, why: str) -> Leg:
    return Leg(
        mode=mode,
        router="none",
        length_m=None,
        duration_s=None,
        path=None,
        certainty="none",
        why=why,
    )
