"""Claims of one document that say the same: one claim with all the evidence."""

import re
from collections import defaultdict, deque
from functools import partial

import msgspec

from geomap import edtf
from geomap.claims.context import id_of
from geomap.claims.headlines import against_headline, contradicts
from geomap.claims.told import Told
from geomap.geo import apart_m
from geomap.records import Claim, MentionedPlace

__all__ = ["merge_repeats"]

# slots that a repetition may add; places, dates and counts were compared already
_FILLED = ("mode", "via", "casualties", "weapon", "launch", "attacker")
_GOAL = ("destination", "recipient")
REPEAT_REACH = 20  # claims of one place or way that are compared with a new one
_AGAIN = re.compile(r"\b(?:(?:hours?|minutes?|days?) later|(?:a|the) (?:second|third) \w+)\b", re.I)
_WATERS = frozenset({"sea", "strait"})
_NEAR_TOWN_M = 60_000  # the hills, the suburbs and the district of the town that a headline names
_NEAR_WATERS_M = 900_000  # half the length of the Red Sea, whose middle stands for it
_WIDE = frozenset({"country", "region", "admin1"})
_ANY = "*"


def merge_repeats(told: list[Told]) -> list[Told]:
    """Make evidence of what only repeats another claim of the document.

    A headline's claim goes into the first claim of the text that tells the same; where the two
    give different numbers, that claim is flagged.
    """
    out: list[Told] = []
    near: dict[tuple[str, ...], deque[Told]] = defaultdict(partial(deque, maxlen=REPEAT_REACH))
    for item in sorted(told, key=lambda t: (t.headline, t.sentence)):
        candidates = near[_looked_up(item)]
        if not candidates and item.headline:
            candidates = near[_by_start(item.claim)]
        twin = next((o for o in candidates if _repeats(o, item)), None)
        if item.headline and twin is None and item.claim.kind == "strike":
            twin = next(
                (o for o in out if not o.headline and _is_headed(o.claim, item.claim)), None
            )
        if item.headline:
            others = candidates if twin is None else (twin,)
            against = next((o for o in others if contradicts(o.claim, item.claim)), None)
            if against is not None:
                twin = against
                twin.claim = against_headline(twin.claim, item.claim)
        if twin is None:
            out.append(item)
            for key in _keys(item):
                near[key].append(item)
        else:
            twin.extra.extend((*item.claim.evidence, *item.extra))
            twin.claim = _filled(twin.claim, item.claim, headline=item.headline)
    return sorted(out, key=lambda t: (t.sentence, t.claim.evidence[0].start))


def _keys(item: Told) -> set[tuple[str, ...]]:
    """Under what a claim may be looked up: its place or its way, and the country around it."""
    claim = item.claim
    if claim.kind == "strike":
        where = claim.location
        ships = [("ship", v.name) for v in claim.vessels]
        return {
            ("strike", id_of(where) or _ANY),
            ("strike", (where.country if where else None) or _ANY),
            *ships,
        }
    starts = {_ANY, _country(claim.origin)}
    ends = {_ANY, _country(claim.destination)}
    return {("transfer", start, end) for start in starts for end in ends}


def _looked_up(item: Told) -> tuple[str, ...]:
    """Under what a claim that may repeat another is looked for."""
    claim = item.claim
    if claim.kind == "transfer":
        return ("transfer", _country(claim.origin), _country(claim.destination))
    where = claim.location
    if where is None and claim.vessels:
        return ("ship", claim.vessels[0].name)
    if where is not None and where.kind in _WIDE and item.headline:
        return ("strike", where.country or _ANY)
    return ("strike", id_of(where) or _ANY)


def _by_start(claim: Claim) -> tuple[str, ...]:
    """Under what a text's claim without a goal is looked for: the headline may tell the goal."""
    return ("transfer", _country(claim.origin), _ANY)


def _country(place: MentionedPlace | None) -> str:
    """Country of a place, for a sea the place itself."""
    return (place.country or place.id) if place else _ANY


def _filled(kept: Claim, other: Claim, *, headline: bool) -> Claim:
    """Fill what a claim leaves open from the one that repeats it.

    Who says so too where a headline names it: "Houthis: tanker hit off Hodeidah".
    """
    slots = (*_FILLED, "claimant", *_GOAL) if headline else _FILLED
    open_slots = [s for s in slots if not getattr(kept, s) and getattr(other, s)]
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
    if (a.status == "denied") != (b.status == "denied") and a.claimant != b.claimant:
        return False  # what a fact-check calls false, and what an official tells instead
    if b.kind == "strike" and not second.headline and _AGAIN.search(b.evidence[0].text or ""):
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
    if second.headline and _goal_in_headline(a, b):
        ends = True
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


def _is_headed(text: Claim, headline: Claim) -> bool:
    """Whether a headline tells the strike of the text in wider words: "Tanker hit in Red Sea".

    Such a strike has no place, or lies in those waters or near that town.
    """
    if text.kind != "strike" or (text.modality == "negated") != (headline.modality == "negated"):
        return False
    if text.attacker and headline.attacker and text.attacker != headline.attacker:
        return False
    ships = {v.name for v in headline.vessels} <= {v.name for v in text.vessels}
    if not ships or not _same_or_unsaid(text.date, headline.date, strict=False):
        return False
    if text.location is None or headline.location is None:
        return True
    reach = _NEAR_WATERS_M if headline.location.kind in _WATERS else _NEAR_TOWN_M
    return apart_m(text.location, headline.location) <= reach


def _goal_in_headline(text: Claim, headline: Claim) -> bool:
    """Whether the headline alone says to where: "Tanker leaves Iran for X" above her departure."""
    return (
        text.destination is None
        and text.origin is not None
        and headline.origin is not None
        and (id_of(text.origin) == id_of(headline.origin) or _covers(text.origin, headline.origin))
        and not headline.items
    )


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
    return inner.country == outer.country and outer.kind in _WIDE


def _same_or_unsaid(a: str | None, b: str | None, *, strict: bool) -> bool:
    if a is None or b is None:
        return not strict or a == b
    return edtf.overlaps(a, b)


def _count(claim: Claim) -> float | None:
    return next((i.quantity.value for i in claim.items if i.quantity and i.quantity.value), None)
