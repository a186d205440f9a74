"""From the slots that grammar filled to a claim: goods, mode, voice, precision."""

import re
from typing import Any

import msgspec

from geomap import edtf
from geomap.claims import lexicon
from geomap.claims.certainty import modality_of, status_of
from geomap.claims.context import Context
from geomap.claims.dating import date_of, said_in
from geomap.claims.drafts import Draft
from geomap.claims.scene import Scene
from geomap.claims.stated import stated_country
from geomap.claims.strikes import StrikeDraft
from geomap.claims.told import Inputs
from geomap.claims.voices import voice_of
from geomap.records import (
    Claim,
    Flag,
    Item,
    MentionedPlace,
)

__all__ = ["PLACE_PRECISION", "id_of", "strike_claim", "transfer_claim"]

# UCDP where_prec by kind of place
PLACE_PRECISION = {
    "city": 1, "village": 1, "port": 1, "rail_crossing": 1, "airbase": 1, "airport": 1, "depot": 1,
    "facility": 1, "admin2": 3, "admin1": 4, "region": 5, "river": 5, "strait": 5, "country": 6,
    "sea": 7,
}  # fmt: skip
_NEAR = re.compile(
    r"\b(?:near|outside|close to|around|off|not far from|km (?:\w+ )?(?:of|from))(?: the)? $", re.I
)
_OF_THEM = re.compile(r"\b(?:them|these|those|him|her)$", re.I)  # "most of them"
_PRONOUN = frozenset({"he", "she", "they", "it", "we", "i", "both"})
_GENERIC_GOODS = frozenset(
    "weapon shipment cargo consignment munition missile load delivery arm crate good".split()
)
_PART_OF_VOYAGE = {"depart": "start", "load": "start", "arrive": "end", "unload": "end"}
_NOT_YET = frozenset({"planned", "negotiating", "hypothetical"})
_STORY_REACH = 4  # sentences that a source is taken to go on about the same flow or ship


def transfer_claim(scene: Scene, context: Context, draft: Draft, inputs: Inputs) -> Claim:
    supplier, recipient = draft.supplier, draft.recipient
    giver, getter = context.flow
    civil = draft.items and all(_is_civil(i) for i in draft.items)
    if giver and getter and not civil and supplier == recipient and recipient == getter:
        supplier = giver  # the onward way inside the getter's country
    if supplier is None and recipient and recipient == getter and not civil:
        supplier = giver
    landed = context.landed.get(draft.origin.id) if draft.origin else None
    if landed and draft.supplier_mention is None and not civil and supplier == draft.origin.country:
        supplier = landed  # who sent the goods to the place from which they go on
    items = _same_goods(scene, context, draft) or tuple(draft.items)
    modality = modality_of(scene.text, scene.sentence, draft.token)
    vague = (
        {t.role for t in draft.triggers} == {"transfer_noun"}
        and not draft.vessels
        and not any(i.quantity for i in items)
    )
    date, date_text, cumulative = date_of(
        scene, context, draft.dates, items, inputs, only_bound=vague or modality in _NOT_YET
    )
    date, date_text = _voyage(draft) or (date, date_text)
    if any(t.role == "request" for t in draft.triggers) and modality == "occurred":
        modality = "negotiating" if draft.token.lemma_ in {"negotiate", "discuss"} else "planned"
    claim = Claim(
        id="",
        kind="transfer",
        what=_describe(items, draft),
        plover="COOPERATE" if civil else "AID",
        items=items,
        mode=draft.mode,
        vessels=tuple(draft.vessels),
        origin=draft.origin,
        destination=draft.destination,
        via=tuple(
            v for v in draft.via if v.id not in {id_of(draft.origin), id_of(draft.destination)}
        ),
        supplier=supplier,
        recipient=recipient,
        modality=modality,
        date=date,
        date_text=date_text,
        cumulative=cumulative or any(t.role == "total" for t in draft.triggers),
        reasons=tuple(draft.reasons),
        flags=(*stated_country(scene, draft.triggers, inputs), *_interdicted(scene, draft)),
    )
    if supplier and draft.destination and modality == "occurred" and not civil:
        context.landed[draft.destination.id] = supplier
    for vessel in draft.vessels:
        if claim.origin or claim.destination:
            context.legs[vessel.name] = (claim.origin, claim.destination)
    if supplier and recipient and supplier != recipient and modality == "occurred" and not civil:
        context.flow = (supplier, recipient)
    if items:
        context.items, context.items_at = items, context.sentence
    return _voiced(scene, context, claim, draft.token, inputs)


def _same_goods(scene: Scene, context: Context, draft: Draft) -> tuple[Item, ...] | None:
    """The count told in the sentence before, where "the weapons" or "the shipment" takes it up."""
    if context.sentence - context.items_at != 1 or any(i.quantity for i in draft.items):
        return None
    subjects = [
        c for t in draft.triggers for c in t.token.children if c.dep_ in {"nsubjpass", "nsubj"}
    ]
    generic = any(
        s.lemma_.lower() in _GENERIC_GOODS
        and {c.lower_ for c in s.children} & {"the", "this", "these"}
        and not any(c.dep_ == "nummod" for c in s.children)
        for s in subjects
    )
    return context.items if generic else None


def _voyage(draft: Draft) -> tuple[str, str] | None:
    """From the day of loading or leaving to the day of arriving, where both are told."""
    days = {"start": [], "end": []}  # type: dict[str, list[When]]
    for trigger in draft.triggers:
        part = _PART_OF_VOYAGE.get(trigger.role)
        days.get(part or "", []).extend(
            a.value for a in trigger.arguments
            if a.kind == "date" and not a.distant and a.value.role == "event" and a.value.edtf
        )  # fmt: skip
    if len(days["start"]) != 1 or len(days["end"]) != 1:
        return None
    left, arrived = days["start"][0], days["end"][0]
    first, last = edtf.parse(left.edtf or "").first, edtf.parse(arrived.edtf or "").last
    if first is None or last is None or first > last or left.edtf == arrived.edtf:
        return None
    return edtf.join(left.edtf or "", arrived.edtf or ""), f"{left.text} … {arrived.text}"


def _interdicted(scene: Scene, draft: Draft) -> list[Flag]:
    """Flag goods that were taken on their way and did not arrive."""
    seizures = [t.token for t in draft.triggers if t.role == "seize"]
    if not seizures:
        return []
    start, end = scene.sentence.offsets(seizures[0])
    message = f"the cargo was stopped on its way ({scene.text[start:end]})"
    return [Flag(code="interdicted", message=message, start=start, end=end)]


def strike_claim(scene: Scene, context: Context, draft: StrikeDraft, inputs: Inputs) -> Claim:
    date, date_text, _ = date_of(scene, context, draft.dates, (), inputs)
    target = draft.location.name if draft.location else ", ".join(v.name for v in draft.vessels)
    claim = Claim(
        id="",
        kind="strike",
        what=f"{draft.weapon or 'strike'}: {target}",
        plover="ASSAULT",
        items=tuple(draft.items),
        vessels=tuple(draft.vessels),
        location=draft.location,
        launch=draft.launch,
        weapon=draft.weapon,
        attacker=draft.attacker,
        date=date,
        date_text=date_text,
        modality=modality_of(scene.text, scene.sentence, draft.token),
        reasons=tuple(draft.reasons),
        flags=tuple(stated_country(scene, [draft.trigger], inputs)),
    )
    if draft.location is not None:
        context.strike_place, context.strike_sentence = draft.location, context.sentence
    return _voiced(scene, context, claim, draft.token, inputs)


def _voiced(scene: Scene, context: Context, claim: Claim, token: Any, inputs: Inputs) -> Claim:
    """Add who says it, how surely, when, and how precise its places are."""
    voice = voice_of(scene.text, scene.sentence, token)
    claimant = voice.text if voice else None
    if voice and (voice.text.casefold() in _PRONOUN or _OF_THEM.search(voice.text)):
        claimant = context.claimant
    story = frozenset(
        (*(v.name for v in claim.vessels), f"{claim.supplier}>{claim.recipient}")
        if claim.kind == "transfer"
        else ()
    )
    near = context.sentence - context.claimant_sentence <= _STORY_REACH
    if claimant:
        seat = inputs.names.seat(claimant.removeprefix("the ").removeprefix("The "))
        country = inputs.names.country(seat) if seat else None
        if country is not None:
            claimant = f"{claimant} ({country.name})"
        context.claimant, context.claimant_block = claimant, scene.sentence.block
        context.claimant_sentence, context.claimant_story = context.sentence, story
    elif context.claimant_block == scene.sentence.block or (
        near and story & context.claimant_story
    ):
        claimant = context.claimant
    said = said_in(scene)
    said = said if said and re.fullmatch(r"\d{4}-\d\d-\d\d", said) else inputs.document.published
    flags = list(claim.flags)
    for when in scene.dates:
        if when.why and when.why.startswith(("weekday_conflict", "impossible_date")):
            code, _, message = when.why.partition(": ")
            flags.append(Flag(code=code, message=message, start=when.start, end=when.end))
    return msgspec.structs.replace(
        claim,
        claimant=claimant,
        status=status_of(scene.text, scene.sentence, token),
        said=said,
        reported_by=inputs.document.publisher,
        date_prec=edtf.precision(claim.date) if claim.date else None,
        place_precision=_where_precision(scene, claim),
        flags=tuple(flags),
    )


def id_of(place: MentionedPlace | None) -> str | None:
    return place.id if place else None


def _is_civil(item: Item) -> bool:
    words = item.what.casefold().split()
    return (
        bool(words)
        and not set(_lemmas(words)) & lexicon.ARMS
        and bool(set(_lemmas(words)) & lexicon.CIVIL)
    )


def _lemmas(words: list[str]) -> list[str]:
    return [w.removesuffix("s") for w in words]


def _describe(items: tuple[Item, ...], draft: Draft) -> str:
    if items:
        return ", ".join(dict.fromkeys(i.what for i in items))
    if draft.vessels:
        return "voyage of " + ", ".join(v.name for v in draft.vessels)
    return "cargo not stated"


def _where_precision(scene: Scene, claim: Claim) -> int | None:
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
