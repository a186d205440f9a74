"""Whether a place lies in what stands around it in a cell: "Chuhuiv" in "Kharkiv oblast"."""

from collections.abc import Sequence

from geomap.gazetteer.keys import fold_key
from geomap.geo import apart_m
from geomap.records import Candidate, Place

__all__ = [
    "AROUND_M",
    "BESIDE_M",
    "NEAR_M",
    "RANK",
    "fits",
    "is_abroad",
    "nearest_named",
]

NEAR_M = 25_000.0  # UCDP where_prec 2: within 25 km of a known point
AROUND_M = 60_000.0  # a town this near another says which one is meant: "Haydarpaşa, Istanbul"
BESIDE_M = 40_000.0  # "Sana'a (airport)": farther than this it is another town's airport
DIVISION_M = 450_000.0  # the point of a large oblast may lie this far from its towns

# How wide a kind of place is; kinds that are not here are 1, the narrowest.
RANK = {"country": 6, "sea": 5, "region": 4, "admin1": 4, "river": 4, "strait": 4, "admin2": 3}


def fits(place: Place, outer: Place) -> bool:
    """Whether a place lies in, or right beside, what stands around it in the cell."""
    if place.id == outer.id:
        return False
    if outer.kind == "country":
        return place.country == outer.country
    if outer.kind in {"sea", "strait", "river"}:
        return apart_m(place, outer) <= 2 * outer.radius_m
    if outer.country and place.country != outer.country:
        return False
    reach = DIVISION_M if outer.kind in {"admin1", "region", "admin2"} else AROUND_M
    return apart_m(place, outer) <= max(reach, float(outer.radius_m))


def nearest_named(candidates: Sequence[Candidate], outer: Sequence[Place]) -> list[Candidate]:
    """Candidates that may lie in what stands around them; those of its division alone, if any."""
    divisions = {fold_key(place.name) for place in outer if place.kind == "admin1"}

    def is_of(one: Candidate, area: Place) -> bool:
        known = one.admin1 is not None and fold_key(one.admin1) == fold_key(area.name)
        return known and one.place.country == area.country and one.place.id != area.id

    fitting = [
        c for c in candidates if outer and all(fits(c.place, o) or is_of(c, o) for o in outer)
    ]
    inside = [c for c in fitting if not c.admin1 or fold_key(c.admin1) in divisions]
    return inside if divisions and inside else fitting


def is_abroad(place: Place | None, outer: Place) -> bool:
    """Whether a place lies in another country than the division that is named with it."""
    return bool(
        place and outer.kind == "admin1" and place.country and place.country != outer.country
    )
