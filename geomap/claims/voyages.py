"""A voyage told in several sentences: the ship leaves in one, arrives or passes in the next."""

import re

import msgspec

from geomap import edtf
from geomap.claims import lexicon
from geomap.claims.context import Context, Names, code_of, id_of, mentioned, start_of
from geomap.claims.drafts import PRECISE, WHOLE
from geomap.claims.flows import ON_THE_WAY
from geomap.claims.scene import Scene
from geomap.claims.told import Told
from geomap.records import Claim, MentionedPlace, Mode, Reason, Span

__all__ = ["sail_on", "tell_way"]

_ARRIVAL_REACH = 4  # sentences between a departure and the arrival of the same ship
_WAY_REACH = 2  # sentences after a transfer that may tell its way or its carriers
_FLOW_REACH = 5  # the same where the giver is named again
_SAME_SHIPS = re.compile(
    r"^\W*(?:both|they|it|she|the (?:pair|two|ships?|vessels?|freighters?|tankers?|convoy|"
    r"boats?))\b",
    re.I,
)
_IN_TURN = re.compile(
    r"\b(?:first|initially|at first|originally|lately|since then|then|now|later)\b", re.I
)
_ON_A_VOYAGE = PRECISE | {"strait", "sea", "region"}
_PASSED = frozenset({"through", "via", "past", "across", "round", "of"})


def sail_on(item: Told, told: list[Told]) -> bool:
    """Add the other end of a way to the claim that told one end of it shortly before.

    "It arrived on 6 May" goes on from a departure, "it had come from Bar" goes before an arrival.
    """
    new = item.claim
    if new.kind != "transfer" or not (new.vessels or item.mover):
        return False
    reach = _ARRIVAL_REACH if new.vessels else _WAY_REACH
    for earlier in reversed(told):
        if item.sentence - earlier.sentence > reach:
            break
        if not _same_carrier(earlier, item):
            continue
        if _goes_on(earlier.claim, new):
            earlier.claim = _joined(earlier.claim, new, start=earlier.claim, end=new)
        elif _went_before(earlier.claim, item):
            earlier.claim = _joined(earlier.claim, new, start=new, end=earlier.claim)
        elif new.vessels and _of_one_call(earlier.claim, new):
            earlier.claim = _with_cargo(earlier.claim, new)
        else:
            continue
        earlier.extra.extend(new.evidence)
        return True
    return False


def _same_carrier(earlier: Told, item: Told) -> bool:
    """Whether two claims move the same ships, or the carrier without a name that "it" takes up."""
    if earlier.claim.kind != "transfer":
        return False
    ships = {v.name for v in item.claim.vessels}
    if ships:
        return ships == {v.name for v in earlier.claim.vessels}
    again = item.again or earlier.sentence == item.sentence
    return again and not earlier.claim.vessels and earlier.mover == item.mover


def _goes_on(start: Claim, end: Claim) -> bool:
    """Whether the second claim only says where the voyage of the first one ended."""
    if end.destination is None or "negated" in {start.modality, end.modality}:
        return False
    if start.origin is None:
        return False
    if end.origin is not None and end.origin.id != start.origin.id:
        return False
    return start.destination is None or (
        start.destination.kind in WHOLE - {"sea"}
        and end.destination.kind not in WHOLE
        and start.destination.country == end.destination.country
    )


def _went_before(end: Claim, item: Told) -> bool:
    """Whether a claim only says where the voyage of the one before it began."""
    start = item.claim
    if end.origin or not end.destination or not start.origin or "negated" in {
        start.modality, end.modality
    }:  # fmt: skip
        return False
    if start.origin.id == end.destination.id or id_of(start.destination) not in {
        None, end.destination.id
    }:  # fmt: skip
        return False
    if start.date and end.date and start.date != end.date:
        return _in_order(start.date, end.date)
    return item.earlier or start.date is None


def _of_one_call(first: Claim, second: Claim) -> bool:
    """Whether a ship's call is told once without and once with her cargo.

    "The Vela has arrived at Jose. She moored on Friday and is discharging diesel." What another
    source says she carried is a claim of its own.
    """
    if bool(first.items) == bool(second.items) or first.modality != second.modality:
        return False
    if first.claimant != second.claimant:
        return False
    slots = ("origin", "destination")
    pairs = [(id_of(getattr(first, slot)), id_of(getattr(second, slot))) for slot in slots]
    same = [a for a, b in pairs if a is not None and a == b]
    apart = any(a != b and None not in {a, b} for a, b in pairs)
    dates = (first.date, second.date)
    return bool(same) and not apart and (None in dates or edtf.overlaps(*map(str, dates)))


def _with_cargo(first: Claim, second: Claim) -> Claim:
    """The call with its cargo, and with the more exact of its dates."""
    told = first if first.items else second
    dated = min((first, second), key=lambda c: (c.date is None, c.date_prec or 9))
    reason = Reason(slot="items", rule="the cargo of the same call of the same ship", score=0.7)
    return msgspec.structs.replace(
        first,
        items=told.items,
        what=told.what,
        plover=told.plover,
        origin=first.origin or second.origin,
        destination=first.destination or second.destination,
        supplier=first.supplier or second.supplier,
        recipient=first.recipient or second.recipient,
        date=dated.date,
        date_text=dated.date_text,
        date_prec=dated.date_prec,
        reasons=(*first.reasons, reason),
    )


def _joined(kept: Claim, other: Claim, *, start: Claim, end: Claim) -> Claim:
    """One voyage from its two ends; its date runs from leaving to arriving."""
    date = kept.date or other.date
    if start.date and end.date and end.modality == "occurred" and _in_order(start.date, end.date):
        date = edtf.join(start.date, end.date)
    slot, rule = ("destination", "arrived") if kept is start else ("origin", "came from")
    reason = Reason(slot=slot, rule=f"where the same carrier {rule}", score=0.7)
    items = kept.items or other.items
    return msgspec.structs.replace(
        kept,
        origin=start.origin,
        destination=end.destination,
        supplier=start.supplier or kept.supplier,
        recipient=end.recipient or kept.recipient,
        date=date,
        date_prec=edtf.precision(date) if date else None,
        date_text=kept.date_text or other.date_text,
        via=kept.via or other.via,
        mode=kept.mode or other.mode,
        items=items,
        what=kept.what if kept.items else other.what,
        place_precision=max(kept.place_precision or 1, other.place_precision or 1),
        reasons=(*kept.reasons, reason),
    )


def _in_order(first: str, second: str) -> bool:
    """Whether a date begins no later than another ends, both with two known ends."""
    a, b = edtf.parse(first), edtf.parse(second)
    return a.first is not None and b.last is not None and a.first <= b.last


def tell_way(scene: Scene, context: Context, told: list[Told], names: Names) -> None:
    """Add what a sentence without a transfer of its own says of the way of the one just told."""
    last = told[-1]
    back = context.sentence - last.sentence
    spoken_of = any(code_of(m, names) == last.claim.supplier for m in scene.mentions)
    if last.claim.kind != "transfer" or back > (_FLOW_REACH if spoken_of else _WAY_REACH):
        return
    if not last.claim.destination and any(f.code == "interdicted" for f in last.claim.flags):
        _tell_goal(scene, last)
    same = [t for t in told[-4:] if t.sentence == last.sentence and t.claim.kind == "transfer"]
    modes = _modes_in_turn(scene)
    passed = _passed(scene) if _SAME_SHIPS.match(scene.words) else []
    span = Span(start=scene.sentence.start, end=scene.sentence.end, text=scene.words)
    for item in same:
        claim = item.claim
        if modes and not claim.mode:
            claim = _because(claim, "mode", "told in the next sentence", span)
            claim = msgspec.structs.replace(claim, mode=modes)
        ends = {p.id for p in (claim.origin, claim.destination) if p}
        via = tuple(p for p in passed if p.id not in ends)
        if via and not claim.via and claim.vessels:
            claim = _because(claim, "via", "passed, in the next sentence", span)
            claim = msgspec.structs.replace(claim, via=via)
        if claim is not item.claim:
            item.claim = claim
            item.extra.append(span)


def _tell_goal(scene: Scene, item: Told) -> None:
    """Where stopped cargo was going: "The weapons were bound for the Houthis in Yemen"."""
    for mention in scene.mentions:
        where = mentioned(mention) if mention.role in {"literal", "metonym"} else None
        if where is None or not ON_THE_WAY.search(
            scene.text, max(scene.sentence.start, start_of(where) - 60), start_of(where)
        ):
            continue
        span = Span(start=scene.sentence.start, end=scene.sentence.end, text=scene.words)
        claim = _because(item.claim, "destination", "bound for, in the next sentence", span)
        item.claim = msgspec.structs.replace(
            claim, destination=where, recipient=claim.recipient or where.country
        )
        item.extra.append(span)
        return


def _because(claim: Claim, slot: str, rule: str, span: Span) -> Claim:
    reason = Reason(slot=slot, rule=rule, score=0.6, start=span.start, end=span.end)
    return msgspec.structs.replace(claim, reasons=(*claim.reasons, reason))


def _modes_in_turn(scene: Scene) -> tuple[Mode, ...]:
    """The carriers that followed each other: "first ships, then the railway"."""
    modes: list[Mode] = [m for m, named in lexicon.MODE_WORDS if named.search(scene.words)]
    return tuple(modes) if len(modes) > 1 and _IN_TURN.search(scene.words) else ()


def _passed(scene: Scene) -> list[MentionedPlace]:
    """Places that the sentence's ships passed."""
    out: list[MentionedPlace] = []
    for trigger in scene.triggers:
        for argument in trigger.places():
            where = mentioned(argument.value) if argument.value.role == "literal" else None
            goes_by = trigger.role == "pass" and (argument.prep is None or argument.prep in _PASSED)
            goes_by = goes_by or argument.prep in {"through", "via"}
            if goes_by and where is not None and where.kind in _ON_A_VOYAGE:
                out.append(where)
    return out
