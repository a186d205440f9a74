"""Claims while a document is read: with their evidence, open to what later sentences add."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import msgspec

from geomap import edtf
from geomap.chats import Message
from geomap.claims.attackers import blamed_for
from geomap.claims.context import Context, Mover, Names, end_of, start_of
from geomap.claims.scene import Scene, clause_span
from geomap.codec import digest
from geomap.records import (
    Claim,
    Document,
    Mention,
    MentionedPlace,
    Quantity,
    Reason,
    Span,
    Vessel,
    When,
)

__all__ = [
    "Inputs",
    "Told",
    "blame",
    "date_told",
    "name_ship",
    "told_by_line",
    "told_in",
    "with_id",
]


_OPEN_START = re.compile(r"[\s,;]+")
_OPEN_END = re.compile(r"[\s,;]*(?:\b(?:and|or|but|while|as)\b)?[\s,;]*$")
_BARE_LIST = re.compile(r"(?:[\s,]|\b(?:and|or|as well as|in|at|near|on|the)\b)*")  # between names
_ONE = 2  # edges of one target
STRIKE_REACH = 4  # sentences back that "the attack" or "one person was hurt" may speak of


@dataclass
class Told:
    """A claim while later sentences may still add to it."""

    claim: Claim
    sentence: int
    block: int
    headline: bool
    extra: list[Span] = field(default_factory=list)
    charge: bool = False  # told only in a denial
    denies: tuple[str, ...] = ()  # parties that say here that nothing was sent
    triggers: frozenset[int] = frozenset()  # indices of the words that tell it, in their sentence
    mover: Mover | None = None  # the carrier without a name that went
    again: bool = False  # it is the one of the sentences before
    earlier: bool = False  # told as what had gone before
    nameless: bool = False  # a strike on a ship whose name a later sentence may tell


@dataclass
class Inputs:
    """What the stages before found in the document, and the names that the gazetteer knows."""

    document: Document
    mentions: Sequence[Mention]
    dates: Sequence[When]
    quantities: Sequence[Quantity]
    vessels: Sequence[Vessel]
    names: Names
    issuer: str | None = None  # the country or the name of who issues the document
    messages: Sequence[Message] = ()  # of a saved conversation


def told_in(
    scene: Scene,
    context: Context,
    claim: Claim,
    tokens: list[Any],
    *,
    listed: Sequence[int] = (),
    own: MentionedPlace | None = None,
) -> Told:
    """Give a claim its evidence: the clause of its triggers with the places it names.

    `listed` holds the edges of the targets that share the clause: then the evidence goes up to
    the claim's own target, and on from the last one ("missiles struck A", "on Friday"). With
    `own`, one of several ends of a way, it leaves out the others of the list.
    """
    start, end = clause_span(scene, tokens)
    for place in (claim.origin, claim.destination, claim.location, claim.launch, *claim.via):
        if place is None or not isinstance(place.start, int):
            continue
        if scene.sentence.start <= place.start < scene.sentence.end:
            start, end = min(start, place.start), max(end, end_of(place))
    pieces = [(start, end)]
    hit = claim.location
    if own is not None and listed:
        pieces = [(start, min(listed)), (start_of(own), end_of(own)), (max(listed), end)]
    elif hit is not None and isinstance(hit.start, int) and len(listed) > _ONE:
        told = scene.sentence.offsets(tokens[0])[1]
        spot = (start_of(hit), end_of(hit))
        pieces = _share_of_list(scene.text, (start, end), spot, listed, told)
    goal = own or hit
    evidence = tuple(
        Span(start=first, end=last, text=scene.text[first:last])
        for first, last in (_bare(scene.text, *piece) for piece in pieces)
        if first < last
        and (first == start or (goal and last == goal.end) or " " in scene.text[first:last])
    )
    claim = msgspec.structs.replace(claim, evidence=evidence)
    return Told(claim, context.sentence, scene.sentence.block, scene.headline)


def _share_of_list(
    text: str, whole: tuple[int, int], hit: tuple[int, int], listed: Sequence[int], told: int
) -> list[tuple[int, int]]:
    """The parts of a clause that tell of one of several targets.

    Bare names ("struck A, B and C") share what stands before them; a target with words of its own
    ("sank boats at A and a tug at B") leaves out the targets before it. `listed` holds where each
    target's name starts and ends, `told` where the verb ends.
    """
    start, end = whole
    own = start
    for before, after in pairwise(zip(listed[::2], listed[1::2], strict=True)):
        if after[0] <= hit[0] and not _BARE_LIST.fullmatch(text, before[1], after[0]):
            own = before[1]
    head = [(start, told)] if start < told < own else []
    if hit[1] == max(listed):
        return [*head, (own, end)]
    return [*head, (own, max(hit[1], told)), (max(*listed, told), end)]


def told_by_line(item: Told, scene: Scene, span: tuple[int, int]) -> Told:
    """Make the whole of a line without a verb the evidence of what it tells."""
    words = Span(start=span[0], end=span[1], text=scene.text[span[0] : span[1]])
    item.claim = msgspec.structs.replace(item.claim, evidence=(words,))
    return item


def _bare(text: str, start: int, end: int) -> tuple[int, int]:
    """A span without the commas and conjunctions that hang on at its ends."""
    if start >= end:
        return start, start
    end = start + len(_OPEN_END.sub("", text[start:end]))
    opening = _OPEN_START.match(text, start, end)
    return (opening.end() if opening else start), end


def name_ship(item: Told, told: list[Told]) -> bool:
    """Name the ship of a strike just told by "a tanker was hit": "they fired on the Sea Fern".

    The later sentence is evidence for that strike, no strike of its own.
    """
    claim = item.claim
    if len(claim.vessels) != 1 or claim.location is not None:
        return False
    for earlier in reversed(told):
        if item.sentence - earlier.sentence > STRIKE_REACH:
            return False
        if earlier.nameless and not earlier.claim.vessels and _can_agree(claim, earlier.claim):
            span = claim.evidence[0]
            reason = Reason(
                slot="vessels", rule="named in a later sentence", score=0.6,
                start=span.start, end=span.end,
            )  # fmt: skip
            earlier.claim = msgspec.structs.replace(
                earlier.claim,
                vessels=claim.vessels,
                attacker=earlier.claim.attacker or claim.attacker,
                reasons=(*earlier.claim.reasons, reason),
            )
            earlier.extra.extend(claim.evidence)
            return True
    return False


def _can_agree(a: Claim, b: Claim) -> bool:
    """Whether two dates may be of one day: one is open, or they overlap."""
    if a.date is None or b.date is None:
        return True
    one, other = edtf.parse(a.date), edtf.parse(b.date)
    if not (one.first and one.last and other.first and other.last):
        return True
    return one.first <= other.last and other.first <= one.last


def date_told(told: list[Told], when: When, context: Context) -> None:
    """Give the transfer just told the date that "the boxes were moved ..." adds."""
    item = told[-1]
    near = context.sentence - item.sentence <= 2
    if item.claim.kind == "transfer" and near and item.claim.date is None:
        item.claim = msgspec.structs.replace(
            item.claim,
            date=when.edtf,
            date_text=when.text,
            date_prec=edtf.precision(when.edtf) if when.edtf else None,
        )


def blame(scene: Scene, context: Context, told: list[Told], names: Names) -> None:
    """Name the attacker of strikes just told where a later sentence blames it or it owns up."""
    found = blamed_for(scene, names)
    if found is None or any(t.lemma_ == "deny" for t in scene.tokens):
        return  # who denies and blames another gives a second account, not the attacker
    attacker, owned = found
    span = Span(start=scene.sentence.start, end=scene.sentence.end, text=scene.words)
    for item in reversed(told):
        claim = item.claim
        if context.sentence - item.sentence > STRIKE_REACH:
            break
        if claim.kind != "strike" or claim.attacker not in {None, attacker}:
            continue
        reason = Reason(
            slot="attacker", rule="owned up to it" if owned else "blamed for it", score=0.7,
            start=span.start, end=span.end,
        )  # fmt: skip
        item.claim = msgspec.structs.replace(
            claim,
            attacker=attacker,
            status="confirmed" if owned else claim.status,
            reasons=(*claim.reasons, reason),
        )
        if item.sentence != context.sentence:
            item.extra.append(span)
        if owned:
            break  # "the attack" is the one just told


def with_id(document: Document, item: Told, taken: set[str]) -> Claim:
    """Finish a claim: all its evidence, and an id that depends on nothing but the text.

    A second claim of the same words and place ("hit the Ora and the Lena") has its ships in its
    id too, so that no id is one of those `taken`, to which it is added.
    """
    claim = item.claim
    spans = {(s.start, s.end): s for s in (*claim.evidence, *item.extra)}
    first = claim.evidence[0]
    place = claim.location or claim.destination or claim.origin
    parts = [
        document.text_sha256, claim.kind, str(first.start), str(first.end),
        place.id if place else "", claim.what,
    ]  # fmt: skip
    stamp = digest(*parts, length=8)
    if stamp in taken:
        stamp = digest(*parts, *(v.name for v in claim.vessels), str(len(taken)), length=8)
    taken.add(stamp)
    return msgspec.structs.replace(
        claim, id=f"{document.id}-{stamp}", evidence=tuple(spans.values())
    )
