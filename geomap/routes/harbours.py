"""The port that a town means to a ship: a port of its own name near it, or its own waterside."""

import re
from collections.abc import Sequence

from msgspec import structs

from geomap.geo import great_circle_m
from geomap.records import Leg, Place
from geomap.text import fold
from geomap.units import METRES_PER_KILOMETRE

__all__ = ["harbour_of", "port_of", "tell_harbours"]

# The port of Los Angeles lies 36 km from the city's point, that of Houston 24, that of Tianjin 50.
# A port of a town's name that lies farther off is another town's, or the road there is a leg.
FARTHEST_M = 60_000
TOWNS = frozenset({"city", "village"})


def harbour_of(place: Place, ports: Sequence[Place]) -> Place:
    """The port of a town's name, else the water within the town's own radius, else the town.

    A list may have the port's point in the middle of its town, where no water is.
    """
    from geomap.routes.sea import is_afloat

    port = port_of(place, ports)
    if place.kind not in TOWNS or is_afloat(port):
        return port
    return _waterside(place)


def port_of(place: Place, ports: Sequence[Place]) -> Place:
    """The nearest port of the same country within 60 km that bears a town's name, or the place.

    >>> city = Place(id="x:1", name="Los Angeles", lat=34.05, lon=-118.24, country="US",
    ...              kind="city", radius_m=20_000)
    >>> port = Place(id="x:2", name="Port of Los Angeles", lat=33.73, lon=-118.26, country="US",
    ...              kind="port", radius_m=5_000)
    >>> port_of(city, [port]).name
    'Port of Los Angeles'
    """
    if place.kind not in TOWNS:
        return place
    named = re.compile(rf"\b{re.escape(fold(place.name))}\b")
    near = [
        (metres, port.id, port)
        for port in ports
        if port.country == place.country and port.id != place.id and named.search(fold(port.name))
        if (metres := _apart(place, port)) <= FARTHEST_M
    ]
    return min(near)[2] if near else place


def _waterside(town: Place) -> Place:
    """Where a town's own area meets the water: the middle of a large one may lie far from it."""
    from geomap.routes.sea import shore

    at = shore(town, within_m=town.radius_m)
    if at is None:
        return town
    return structs.replace(town, id=f"{town.id}:shore", name="its waterside", lon=at[0], lat=at[1])


def _apart(a: Place, b: Place) -> float:
    return great_circle_m((a.lon, a.lat), (b.lon, b.lat))


def tell_harbours(leg: Leg, pair: tuple[Place, Place], harbours: tuple[Place, Place]) -> Leg:
    """The leg between two harbours, which says how far each lies from the town that was named."""
    told = [
        f"{_called(harbour, town)}, {_apart(town, harbour) / METRES_PER_KILOMETRE:.0f} km from "
        f"{town.name}"
        for town, harbour in zip(pair, harbours, strict=True)
        if harbour.id != town.id
    ]
    return structs.replace(leg, why=f"{leg.why}; by way of {' and '.join(told)}")


def _called(harbour: Place, town: Place) -> str:
    return f"the port of {town.name}" if harbour.name == town.name else harbour.name
