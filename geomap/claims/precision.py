"""How precisely a claim tells where: UCDP's where_prec."""

import re

from geomap.claims.scene import Scene
from geomap.records import Claim

__all__ = ["PLACE_PRECISION", "precision_of"]

# UCDP where_prec by kind of place
PLACE_PRECISION = {
    "city": 1, "village": 1, "port": 1, "rail_crossing": 1, "airbase": 1, "airport": 1, "depot": 1,
    "facility": 1, "admin2": 3, "admin1": 4, "region": 5, "river": 5, "strait": 5, "country": 6,
    "sea": 7,
}  # fmt: skip
_NEAR = re.compile(
    r"\b(?:near|outside|close to|around|off|not far from|km (?:\w+ )?(?:of|from))(?: the)? $", re.I
)


def precision_of(scene: Scene, claim: Claim) -> int | None:
    """UCDP where_prec: the coarser end of a transfer, the place hit of a strike."""
    places = [claim.location] if claim.kind == "strike" else [claim.origin, claim.destination]
    out = []
    for place in places:
        if place is None:
            continue
        level = PLACE_PRECISION[place.kind]
        if level == 1 and isinstance(place.start, int):
            before = scene.text[max(0, place.start - 16) : place.start]
            level = 2 if _NEAR.search(before) else 1
        out.append(level)
    return max(out) if out else None
