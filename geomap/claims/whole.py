"""What only the whole document tells: the main flow, the country under attack."""

from collections import Counter

import msgspec

from geomap.claims.assemble import PLACE_PRECISION
from geomap.claims.context import Names, stand_for
from geomap.claims.told import Told
from geomap.records import Reason

__all__ = ["complete_by_main_flow", "place_barrages"]


def complete_by_main_flow(told: list[Told], names: Names) -> None:
    """Give a transfer without a getter the one that this document names for the same giver."""
    flows = Counter(
        (t.claim.supplier, t.claim.recipient)
        for t in told
        if t.claim.supplier and t.claim.recipient and t.claim.modality == "occurred"
    )
    for item in told:
        claim = item.claim
        if claim.kind != "transfer" or claim.recipient or claim.destination or not claim.supplier:
            continue
        if claim.origin is None or claim.origin.kind != "country":
            continue
        ends = [pair for pair, _ in flows.most_common() if pair[0] == claim.supplier]
        place = names.country(ends[0][1]) if ends and ends[0][1] else None
        if place is not None:
            item.claim = msgspec.structs.replace(
                claim,
                recipient=ends[0][1],
                destination=stand_for(place, None),
                reasons=(
                    *claim.reasons,
                    Reason(slot="destination", rule="the document's main flow", score=0.4),
                ),
            )


def place_barrages(told: list[Told], names: Names) -> list[Told]:
    """Put a barrage without a stated target on the country that the document tells was struck.

    Where no single country stands out, the claim has no place and is dropped.
    """
    struck = Counter(
        t.claim.location.country
        for t in told
        if t.claim.kind == "strike" and t.claim.location and t.claim.location.country
    )
    out = []
    for item in told:
        claim = item.claim
        if claim.kind == "strike" and claim.location is None and not claim.vessels:
            others = [c for c, _ in struck.most_common() if c != claim.attacker]
            place = names.country(others[0]) if others else None
            if place is None:
                continue
            reason = Reason(slot="location", rule="the country struck in this document", score=0.4)
            item.claim = msgspec.structs.replace(
                claim,
                location=stand_for(place, None),
                place_precision=PLACE_PRECISION["country"],
                reasons=(*claim.reasons, reason),
            )
        out.append(item)
    return out
