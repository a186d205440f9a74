"""A voyage told in several sentences: the ship leaves in one, arrives or passes in the next."""

import re

import msgspec

from geomap import edtf
from geomap.claims import lexicon
from geomap.claims.context import Context, Names, code_of, mentioned, start_of
from geomap.claims.drafts import PRECISE
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
    """Add an arrival to the departure of the same ship that was told shortly before."""
    end = item.claim
    if end.kind != "transfer" or not end.vessels or end.destination is None:
        return False
    ships = {v.name for v in end.vessels}
    for earlier in reversed(told):
        if item.sentence - earlier.sentence > _ARRIVAL_REACH:
            break
        start = earlier.claim
        if ships == {v.name for v in start.vessels} and _goes_on(start, end):
            earlier.claim = _joined(start, end)
            earlier.extra.extend(end.evidence)
            return True
    return False


def _goes_on(start: Claim, end: Claim) -> bool:
    """Whether the second claim only says where the voyage of the first one ended."""
    if start.origin is None or start.modality == "negated" or end.modality == "negated":
        return False
    if end.origin is not None and end.origin.id != start.origin.id:
        return False
    return start.destination is None or (
        start.destination.kind == "country"
        and end.destination is not None
        and start.destination.country == end.destination.country
    )


def _joined(start: Claim, end: Claim) -> Claim:
    """One voyage from its two ends; its date runs from leaving to arriving."""
    date = start.date
    if start.date and end.date and end.modality == "occurred" and _in_order(start.date, end.date):
        date = edtf.join(start.date, end.date)
    reason = Reason(slot="destination", rule="where the same ship arrived", score=0.7)
    return msgspec.structs.replace(
        start,
        destination=end.destination,
        recipient=end.recipient,
        date=date,
        date_prec=edtf.precision(date) if date else None,
        via=start.via or end.via,
        items=start.items or end.items,
        place_precision=max(start.place_precision or 1, end.place_precision or 1),
        reasons=(*start.reasons, reason),
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
