"""A claim for each of the places that a row names side by side."""

from collections.abc import Iterable, Sequence

import msgspec

from geomap.records import Claim, Flag
from geomap.tables.places import Spotted, where_precision
from geomap.tables.told import Told

__all__ = ["several", "spread"]

MOST_CLAIMS = 12  # of one row: a cell that lists more places is a list of names, not an event


def spread(base: Claim, ends: Iterable[tuple[str, list[Spotted]]], told: Told) -> list[Claim]:
    """A claim for each place joined by "and"; a place behind a slash is only named.

    The row's counts stand with the first claim alone, so that no sum counts them twice.
    """
    drafts: list[tuple[Claim, tuple[Spotted, ...]]] = [(base, ())]
    for slot, spotted in ends:
        alone = several(spotted)
        others = [s.text for s in spotted if s.joined == "/"]
        if others:
            message = f"the row also names {', '.join(others)} as {slot}"
            told.flags.append(Flag(code="other_places", message=message))
        drafts = [
            (_with_place(claim, slot, one, others), (*before, one))
            for claim, before in drafts
            for one in alone
        ][:MOST_CLAIMS] or drafts
    claims = [
        msgspec.structs.replace(claim, place_precision=where_precision(places))
        for claim, places in drafts
    ]
    if len(claims) > 1 and (base.items or base.casualties):
        message = f"the row's counts are for {len(claims)} places together and stand with the first"
        told.flags.append(Flag(code="shared_count", message=message))
        bare = tuple(msgspec.structs.replace(i, quantity=None) for i in base.items)
        claims[1:] = [msgspec.structs.replace(c, items=bare, casualties=None) for c in claims[1:]]
    return claims


def several(spotted: Sequence[Spotted]) -> list[Spotted]:
    """Places that stand for themselves, without those behind a slash."""
    return [s for s in spotted if s.joined != "/"]


def _with_place(claim: Claim, slot: str, one: Spotted, others: Sequence[str]) -> Claim:
    """The claim with one of its places, and the names of those that only share the cell."""
    what = f"{claim.what} (also named: {', '.join(others)})" if others else claim.what
    flags = (*claim.flags, *one.flags)
    if slot == "location":
        return msgspec.structs.replace(claim, location=one.place, what=what, flags=flags)
    if slot == "origin":
        return msgspec.structs.replace(claim, origin=one.place, what=what, flags=flags)
    return msgspec.structs.replace(claim, destination=one.place, what=what, flags=flags)
