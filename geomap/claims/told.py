"""Claims while a document is read: with their evidence, open to what later sentences add."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from geomap import edtf
from geomap.claims.casualties import casualties_in
from geomap.claims.context import Context, Names
from geomap.claims.scene import Scene, clause_span
from geomap.codec import digest
from geomap.records import Claim, Document, Mention, Quantity, Span, Vessel, When

__all__ = ["Inputs", "Told", "add_casualties", "date_told", "told_in", "with_id"]


@dataclass
class Told:
    """A claim while later sentences may still add to it."""

    claim: Claim
    sentence: int
    block: int
    headline: bool
    extra: list[Span] = field(default_factory=list)


@dataclass
class Inputs:
    document: Document
    mentions: Sequence[Mention]
    dates: Sequence[When]
    quantities: Sequence[Quantity]
    vessels: Sequence[Vessel]
    names: Names


def told_in(scene: Scene, context: Context, claim: Claim, tokens: list[Any]) -> Told:
    start, end = clause_span(scene, tokens)
    for place in (claim.origin, claim.destination, claim.location, claim.launch, *claim.via):
        if (
            place is not None
            and isinstance(place.start, int)
            and (scene.sentence.start <= place.start < scene.sentence.end)
        ):
            start, end = min(start, place.start), max(end, place.end)  # type: ignore[type-var]
    evidence = Span(start=start, end=end, text=scene.text[start:end])
    claim = msgspec.structs.replace(claim, evidence=(evidence,))
    return Told(claim, context.sentence, scene.sentence.block, scene.headline)


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


def add_casualties(scene: Scene, context: Context, new: list[Told], told: list[Told]) -> None:
    """Give the sentence's dead and injured to its only strike, or to the one just told."""
    found = casualties_in(scene.words)
    if found is None:
        return
    hits = [t for t in new if t.claim.kind == "strike"]
    if (
        not hits
        and told
        and told[-1].claim.kind == "strike"
        and (context.sentence - told[-1].sentence <= 1 and told[-1].block == scene.sentence.block)
    ):
        hits = [told[-1]]
        hits[0].extra.append(
            Span(start=scene.sentence.start, end=scene.sentence.end, text=scene.words)
        )
    for item in hits[:1]:
        if item.claim.casualties is None:
            item.claim = msgspec.structs.replace(item.claim, casualties=found)


def with_id(document: Document, item: Told) -> Claim:
    spans = {(s.start, s.end): s for s in (*item.claim.evidence, *item.extra)}
    first = item.claim.evidence[0]
    place = item.claim.location or item.claim.destination or item.claim.origin
    stamp = digest(
        document.text_sha256, item.claim.kind, str(first.start), str(first.end),
        place.id if place else "", item.claim.what, length=8,
    )  # fmt: skip
    return msgspec.structs.replace(
        item.claim, id=f"{document.id}-{stamp}", evidence=tuple(spans.values())
    )
