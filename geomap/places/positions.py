"""The place of a position that a text states in figures."""

from typing import TYPE_CHECKING

from geomap.coordinates import position_of
from geomap.records import Place

if TYPE_CHECKING:
    from geomap.gazetteer import Gazetteer

__all__ = ["WHY", "place_at"]

WHY = "the position that is stated"
_TERRITORY_M = 22_000.0  # 12 nautical miles: farther from every town it is the high sea, or a waste


def place_at(text: str, gazetteer: "Gazetteer") -> Place | None:
    """Place of a text that is a position, of the country of the nearest town; None for others."""
    found = position_of(text)
    if found is None:
        return None
    lon, lat = found.point
    near = gazetteer.around(found.point, radius_m=_TERRITORY_M, kinds=("city", "village"))
    return Place(
        id=f"geomap:{lat:.5f},{lon:.5f}",
        name=" ".join(text.strip(" ()[].").split()),
        lat=lat,
        lon=lon,
        country=near[0].place.country if near else None,
        kind="facility",
        radius_m=found.radius_m,
    )
