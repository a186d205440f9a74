"""Borders that a way over land really crosses, in its direction.

What a network knows is the country of each node. A line beside a border seems to run out of a
country and in again, as borders are drawn to a kilometre or two; and a place at a crossing may
lie nearest to a point beyond it. Neither is a crossing.
"""

from typing import NamedTuple

from geomap.records import Place
from geomap.routes.network import Network, Way

__all__ = ["Crossing", "list_crossings"]

# A stay abroad that is shorter and ends where it began is a line beside the border: trains and
# lorries that do leave a country for so little pass without customs.
BESIDE_M = 20_000


class Crossing(NamedTuple):
    """A border on a way: its name, the countries before and after it (ISO 3166-1 alpha-2)."""

    name: str
    before: str
    after: str
    at_m: float  # along the way, at the end of the edge that crosses


def list_crossings(network: Network, way: Way, pair: tuple[Place, Place]) -> list[Crossing]:
    """The borders that a way from one place to another crosses, in order.

    Parameters
    ----------
    network : Network
        Its `borders` name the edges whose two ends lie in different countries.
    way : Way
        Edges in the order of travel.
    pair : (Place, Place)
        Where a place's own country is known, a first or last edge that only leads there from
        beyond the border crosses nothing.
    """
    found: list[Crossing] = []
    at_m = 0.0
    for number, edge in enumerate(way.edges):
        start_m = at_m
        at_m += float(network.length_m[edge])
        if edge not in network.borders:
            continue
        before, after = _sides(network, way.edges, number, pair)
        first, last = number == 0, number == len(way.edges) - 1
        if (first and pair[0].country == after) or (last and pair[1].country == before):
            continue
        back = found and (found[-1].before, found[-1].after) == (after, before)
        if back and start_m - found[-1].at_m < BESIDE_M:
            found.pop()
            continue
        found.append(Crossing(network.borders[edge], before, after, at_m))
    return found


def _sides(
    network: Network, edges: tuple[int, ...], number: int, pair: tuple[Place, Place]
) -> tuple[str, str]:
    """The countries that the edge of this number leads from and to."""
    ends = [int(network.u[edges[number]]), int(network.v[edges[number]])]
    if number + 1 < len(edges):
        onward = {int(network.u[edges[number + 1]]), int(network.v[edges[number + 1]])}
        turned = ends[0] in onward
    elif number > 0:
        come = {int(network.u[edges[number - 1]]), int(network.v[edges[number - 1]])}
        turned = ends[1] in come
    else:
        turned = network.countries[int(network.zone[ends[1]])] == pair[0].country
    before, after = (network.countries[int(network.zone[node])] for node in ends)
    return (after, before) if turned else (before, after)
