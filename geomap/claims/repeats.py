"""Claims of one document that say the same: one claim with all the evidence."""

import msgspec

from geomap import edtf
from geomap.claims.context import id_of
from geomap.claims.told import Told
from geomap.records import Claim, MentionedPlace

__all__ = ["merge_repeats"]

# slots that a repetition may add; places, dates and counts were compared already
_FILLED = ("mode", "via", "casualties", "weapon", "launch", "attacker")
REPEAT_REACH = 300  # claims among which a repetition is looked for: time stays linear


def merge_repeats(told: list[Told]) -> list[Told]:
    """Make evidence of what only repeats another claim of the document.

    A headline's claim goes into the first claim of the text that tells the same.
    """
    out: list[Told] = []
    for item in sorted(told, key=lambda t: (t.headline, t.sentence)):
        near = out[:REPEAT_REACH] if item.headline else out[-REPEAT_REACH:]
        twin = next((o for o in near if _repeats(o, item)), None)
        if twin is None:
            out.append(item)
        else:
            twin.extra.extend((*item.claim.evidence, *item.extra))
            twin.claim = _filled(twin.claim, item.claim)
    return sorted(out, key=lambda t: (t.sentence, t.claim.evidence[0].start))


def _filled(kept: Claim, other: Claim) -> Claim:
    """Fill what a claim leaves open from the one that repeats it."""
    open_slots = [s for s in _FILLED if not getattr(kept, s) and getattr(other, s)]
    reasons = [r for r in other.reasons if r.slot in open_slots]
    return msgspec.structs.replace(
        kept,
        reasons=(*kept.reasons, *reasons),
        denied_by=tuple(dict.fromkeys((*kept.denied_by, *other.denied_by))),
        denial_evidence=tuple(dict.fromkeys((*kept.denial_evidence, *other.denial_evidence))),
        **{slot: getattr(other, slot) for slot in open_slots},
    )


def _repeats(first: Told, second: Told) -> bool:
    """Whether the second claim says nothing that the first does not."""
    a, b = first.claim, second.claim
    if a.kind != b.kind or (a.modality == "negated") != (b.modality == "negated"):
        return False
    if b.kind == "strike":
        same = id_of(a.location) == id_of(b.location) or (
            second.headline and _covers(a.location, b.location)
        )
        return (
            same
            and _same_or_unsaid(a.date, b.date, strict=not second.headline)
            and ({v.name for v in b.vessels} <= {v.name for v in a.vessels})
        )
    ends = all(
        y is None or id_of(x) == id_of(y) or _covers(x, y)
        for x, y in ((a.origin, b.origin), (a.destination, b.destination))
    )
    count_a, count_b = _count(a), _count(b)
    counts = count_b is None or (count_a is not None and abs(count_a - count_b) <= 0.1 * count_b)
    ships = {v.name for v in b.vessels} <= {v.name for v in a.vessels}
    if second.headline or _is_vague(b):
        return ends and counts and ships
    return (
        ends and counts and ships and count_b is not None
        and {i.what for i in b.items} & {i.what for i in a.items} != set()
        and _same_or_unsaid(a.date, b.date, strict=False)
    )  # fmt: skip


def _is_vague(claim: Claim) -> bool:
    """Whether a claim only names a flow: no count, date, ship or precise place."""
    places = (claim.origin, claim.destination)
    return (
        _count(claim) is None
        and claim.date is None
        and not (claim.vessels or claim.via or claim.mode)
        and all(p is None or p.kind == "country" for p in places)
        and not any(i.quantity for i in claim.items)
        and (not claim.items or claim.what == "cargo not stated")
    )


def _covers(inner: MentionedPlace | None, outer: MentionedPlace | None) -> bool:
    """Whether the outer place is the country or region around the inner one."""
    if inner is None or outer is None:
        return outer is None
    return inner.country == outer.country and outer.kind in {"country", "region", "admin1"}


def _same_or_unsaid(a: str | None, b: str | None, *, strict: bool) -> bool:
    if a is None or b is None:
        return not strict or a == b
    return edtf.overlaps(a, b)


def _count(claim: Claim) -> float | None:
    return next((i.quantity.value for i in claim.items if i.quantity and i.quantity.value), None)
