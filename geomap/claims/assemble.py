"""From the slots that grammar filled to a claim: goods, mode, voice, precision."""

from collections.abc import Sequence
from typing import Any

import msgspec

from geomap import edtf
from geomap.claims import lexicon
from geomap.claims.certainty import modality_of, status_of
from geomap.claims.claimants import claimant_of, with_country
from geomap.claims.context import Context, id_of
from geomap.claims.dating import date_of, days_after, is_past_perfect
from geomap.claims.drafts import PRECISE, Draft, open_ends, was_to_go
from geomap.claims.headlines import headline_voice
from geomap.claims.precision import precision_of
from geomap.claims.sayings import said_on
from geomap.claims.scene import Scene
from geomap.claims.stated import stated_country
from geomap.claims.strikes import StrikeDraft
from geomap.claims.told import Inputs
from geomap.claims.voices import Voice, intender_of, voice_of
from geomap.records import (
    Claim,
    Flag,
    Item,
    Mention,
    Reason,
    Status,
    Vessel,
    When,
)

__all__ = ["strike_claim", "transfer_claim"]

_GENERIC_GOODS = frozenset(
    "weapon shipment cargo consignment munition missile load delivery arm crate good parcel".split()
)
# what fills a slot where the rules of a draft leave no note of their own
_RULES = (
    ("items", "goods that the verb or noun governs", 0.8),
    ("vessels", "ship named with the verb", 0.8),
    ("weapon", "weapon named in the clause", 0.8),
    ("launch", "place after 'from'", 0.8),
    ("attacker", "subject, agent, genitive or adjective of the strike", 0.8),
    ("supplier", "subject or country of origin", 0.7),
    ("recipient", "object or country of destination", 0.7),
    ("date", "date that the verb governs, else of its sentence or paragraph", 0.8),
    ("claimant", "source of the nearest verb of saying, or going on from before", 0.7),
    ("status", "hedge or confirmation in the clause", 0.7),
    ("modality", "negation, auxiliary or governing verb", 0.8),
)
# verbs of saying by which a report keeps its distance
_HEDGING = frozenset("allege alleges alleged suspect suspects suspected believe believed".split())
_PART_OF_VOYAGE = {"depart": "start", "load": "start", "arrive": "end", "unload": "end"}
_BRINGS = frozenset({"carry", "supply"})
_BROUGHT = frozenset({"deliver", "bring", "land"})
_WEIGHTS = frozenset({"tonnes", "tons", "kilograms", "kg", "barrels", "litres"})
_LOADS = frozenset("shipments cargoes deliveries consignments loads trips voyages flights".split())
_TALKS = frozenset("negotiate discuss talk negotiation discussion".split())
_NOT_YET = frozenset({"planned", "hypothetical", "negotiating"})
_ONE_VOYAGE = 21  # days; what came in a longer time came by many, and went on within it


def transfer_claim(scene: Scene, context: Context, draft: Draft, inputs: Inputs) -> Claim:
    """The claim that a draft of a transfer makes, with its voice, date and flags."""
    civil = bool(draft.items) and all(_is_civil(i) for i in draft.items)
    supplier = draft.supplier if civil else _first_sender(draft, context)
    recipient = draft.recipient
    items = _weighed(_same_goods(context, draft) or tuple(draft.items))
    shared = _shared_count(draft, items)
    if draft.own is not None:
        items = tuple(msgspec.structs.replace(i, quantity=None) for i in items)
    modality = draft.modality or modality_of(
        scene.text, scene.sentence, _told_done(draft) or draft.token
    )
    stopped = any(
        t.role == "seize" and t.token.tag_ in {"VBD", "VBN"} for t in draft.triggers
    ) or any(t.role == "pass" and t.token.tag_ == "VBD" for t in draft.triggers)
    if stopped and (modality == "planned" or was_to_go(draft)):
        # "seized boxes bound for Benghazi", "crossed at Sarakhs, bound for": that much happened
        modality = "planned" if was_to_go(draft) else "occurred"
    vague = (
        {t.role for t in draft.triggers} == {"transfer_noun"}
        and not draft.vessels
        and not any(i.quantity for i in items)
    )
    date, date_text, cumulative = date_of(
        scene, context, draft.dates, items,
        token=draft.token, modality=modality, only_bound=vague, origin=draft.origin,
    )  # fmt: skip
    date, date_text = _voyage(scene, draft) or (date, date_text)
    if modality == "occurred" and _is_ahead(date, draft.token, inputs):
        modality = "planned"
    asked = [t for t in draft.triggers if t.role == "request" and not is_past_perfect(t.token)]
    if asked and modality == "occurred":
        modality = "negotiating" if draft.token.lemma_ in _TALKS else "planned"
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
        flags=(
            *stated_country(scene, draft.triggers, inputs),
            *_interdicted(scene, draft),
            *_renamed(draft.vessels),
            *shared,
            *(_unplaced(name) for name in open_ends(draft)),
        ),
    )
    _note_transfer(context, claim, civil=civil)
    return _voiced(scene, context, claim, draft.token, inputs)


def _weighed(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """Goods with the weight told beside them: "five shipments of fuel, about 68,000 tonnes"."""
    items = tuple(dict.fromkeys(items))
    weights = [i for i in items if i.quantity and i.what == i.quantity.unit]
    goods = [i for i in items if i not in weights]
    if len(weights) != 1 or len(goods) != 1 or weights[0].what not in _WEIGHTS:
        return items
    count = goods[0].quantity
    if count is not None and count.unit not in _LOADS:
        return items
    return (msgspec.structs.replace(goods[0], quantity=weights[0].quantity),)


def _is_ahead(date: str | None, token: Any, inputs: Inputs) -> bool:
    """Whether a verb of the present tells a day after the report's: "leaves on Saturday"."""
    published = inputs.document.published
    first = edtf.parse(date).first if date else None
    present = str(token.tag_) in {"VBZ", "VBP"} and not any(
        c.dep_ in {"aux", "auxpass"} for c in token.children
    )
    return present and first is not None and bool(published) and first.isoformat() > str(published)


def _told_done(draft: Draft) -> Any | None:
    """The verb of a way that was gone: "promised six, which left Santander on 22 April"."""
    ways = {"depart", "arrive", "load", "unload"}
    done = (t.token for t in draft.triggers if t.role in ways and t.token.tag_ == "VBD")
    return next(done, None) if draft.token.lemma_ in lexicon.PROMISE else None


def _first_sender(draft: Draft, context: Context) -> str | None:
    """Who sent the goods at first, where the draft only tells the way on from a landing.

    Of a call without goods or a carrier told before, nothing says that it is part of the flow.
    """
    giver, getter = context.flow
    called = {t.role for t in draft.triggers} <= {"arrive", "depart", "pass"}
    goods = any(i.what.casefold().removesuffix("s") not in lexicon.CARRIERS for i in draft.items)
    if called and not (goods or draft.again or draft.before):
        return draft.supplier
    if giver and getter and draft.recipient == getter and draft.supplier in {None, getter}:
        return giver
    origin = draft.origin
    if origin is None or origin.kind not in PRECISE or draft.supplier_mention is not None:
        return draft.supplier
    if draft.supplier == origin.country:
        return context.landed.get(origin.id, draft.supplier)
    return draft.supplier


def _note_transfer(context: Context, claim: Claim, *, civil: bool) -> None:
    """Carry on who supplies whom, where goods were landed and where ships went."""
    _note_way(context, claim)
    if any(i.quantity and i.quantity.unit for i in claim.items):
        context.counted = claim.items
    if claim.items:
        context.items, context.items_at = claim.items, context.sentence
        ends = (claim.origin, claim.destination, *claim.via)
        countries = {claim.supplier, claim.recipient, *(e.country for e in ends if e)}
        context.items_in = frozenset(c for c in countries if c)
    if claim.supplier and claim.modality != "negated":
        context.givers[claim.supplier] += 1
    if claim.modality == "negated" and not any(context.flow) and not civil:
        context.flow = (claim.supplier, claim.recipient)  # what is said not to flow is the topic
    if claim.modality != "occurred" or civil or not claim.supplier:
        return
    if claim.destination:
        context.landed[claim.destination.id] = claim.supplier
    if claim.recipient and claim.supplier != claim.recipient:
        context.flow = (claim.supplier, claim.recipient)


def _note_way(context: Context, claim: Claim) -> None:
    """Carry on the ends of a ship's last voyage, and when a place was reached."""
    if claim.origin or claim.destination:
        for vessel in claim.vessels:
            context.legs[vessel.name] = (claim.origin, claim.destination)
        if claim.vessels:
            context.way, context.way_at = (claim.origin, claim.destination), context.sentence
    if claim.modality == "occurred" and claim.destination and claim.date:
        day = edtf.parse(claim.date)
        if day.first and day.last and (day.last - day.first).days <= _ONE_VOYAGE:
            context.reached[claim.destination.id] = (day.last.isoformat(), claim.date_text)


def _same_goods(context: Context, draft: Draft) -> tuple[Item, ...] | None:
    """The count told in the sentence before, where "the weapons" or "the shipment" takes it up."""
    if context.sentence - context.items_at != 1 or any(i.quantity for i in draft.items):
        return None
    counted = any(i.quantity for i in context.items)
    subjects = [
        c for t in draft.triggers for c in t.token.children
        if c.dep_ in {"nsubjpass", "nsubj"} or (c.dep_ == "dobj" and counted and t.role != "load")
    ]  # fmt: skip
    told = {w.casefold() for i in context.items for w in i.what.split()}
    generic = any(
        (s.lemma_.lower() in _GENERIC_GOODS or _is_the_same(s, told))
        and {c.lower_ for c in s.children} & {"the", "this", "these"}
        and not any(c.dep_ == "nummod" for c in s.children)
        for s in subjects
    )
    ends = [e.country for e in (draft.origin, draft.destination) if e]
    if len(ends) > 1 and context.items_in and not context.items_in & {*ends}:
        return None  # from one other country to another: other goods
    return context.items if generic else None


def _is_the_same(noun: Any, told: set[str]) -> bool:
    """Whether goods are said to be the ones just told of: "landed the same oil at Sikka"."""
    return noun.lower_ in told and any(c.lower_ == "same" for c in noun.children)


def _voyage(scene: Scene, draft: Draft) -> tuple[str, str] | None:
    """From the day of loading or leaving to the day of arriving, where both are told."""
    days: dict[str, list[When]] = {"start": [], "end": []}
    for trigger in draft.triggers:
        # "loaded diesel at A on 4 May and delivered it to B on 19 May"
        brought = trigger.role in _BRINGS and trigger.token.lemma_ in _BROUGHT
        part = "end" if brought else _PART_OF_VOYAGE.get(trigger.role)
        if part is None:
            continue
        own = [
            a.value for a in trigger.arguments
            if a.kind == "date" and not a.distant and a.value.role == "event" and a.value.edtf
        ]  # fmt: skip
        days[part].extend(own or [w for w in days_after(scene, trigger) if w.role == "event"])
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


def _shared_count(draft: Draft, items: tuple[Item, ...]) -> list[Flag]:
    """Flag a count that is told for several places together."""
    if not draft.listed or not any(i.quantity for i in items):
        return []
    message = f"the count is for {len(draft.listed)} places together and stands with the first"
    return [Flag(code="shared_count", message=message)]


def _unplaced(name: Mention) -> Flag:
    """What is said of a name that was not found."""
    message = f"{name.text!r}: {name.why or 'not in the gazetteer'}"
    return Flag(code="unresolved_place", message=message, start=name.start, end=name.end)


def _renamed(vessels: Sequence[Vessel]) -> list[Flag]:
    """Flag a ship to which the text gives another name too."""
    return [
        Flag(
            code="vessel_alias",
            message=f"the text also calls the {ship.name} {' and '.join(ship.also)}",
            start=ship.start,
            end=ship.end,
        )
        for ship in vessels
        if ship.also
    ]


def strike_claim(scene: Scene, context: Context, draft: StrikeDraft, inputs: Inputs) -> Claim:
    """The claim that a draft of a strike makes, with its voice and date."""
    modality = modality_of(scene.text, scene.sentence, draft.token)
    date, date_text, _ = date_of(
        scene, context, draft.dates, (), token=draft.token, modality=modality
    )
    target = ", ".join(v.name for v in draft.vessels)
    if draft.location:
        target = draft.location.name
    elif draft.unplaced:
        target = draft.unplaced.text
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
        modality=modality,
        reasons=tuple(draft.reasons),
        flags=(
            *stated_country(scene, [draft.trigger], inputs),
            *_renamed(draft.vessels),
            *(_unplaced(name) for name in (draft.unplaced,) if name),
        ),
    )
    if draft.location is not None or draft.unplaced is not None:
        context.strike_place, context.strike_sentence = draft.location, context.sentence
    return _voiced(scene, context, claim, draft.token, inputs)


def _voiced(scene: Scene, context: Context, claim: Claim, token: Any, inputs: Inputs) -> Claim:
    """Add who says it, how surely, when, and how precise its places are."""
    flags = list(claim.flags)
    for when in scene.dates:
        if when.why and when.why.startswith(("weekday_conflict", "impossible_date")):
            code, _, message = when.why.partition(": ")
            flags.append(Flag(code=code, message=message, start=when.start, end=when.end))
    voice = voice_of(scene.text, scene.sentence, token)
    if voice is None and scene.headline:
        voice = headline_voice(scene.text, scene.sentence, inputs.names)
    claimant = claimant_of(scene, context, claim, voice, inputs)
    if claimant is None and claim.modality in _NOT_YET:
        voice = intender_of(scene.text, scene.sentence, token)
        claimant = with_country(voice.text, inputs) if voice else None
    status: Status = status_of(scene.text, scene.sentence, token)
    if status == "asserted" and voice and voice.cue in _HEDGING:
        status = "alleged"
    claim = msgspec.structs.replace(
        claim,
        claimant=claimant,
        status=status,
        said=said_on(scene, context, claimant, inputs, token=token),
        reported_by=inputs.document.publisher,
        date_prec=edtf.precision(claim.date) if claim.date else None,
        place_precision=precision_of(scene, claim),
        flags=tuple(flags),
    )
    return _explained(claim, voice)


def _explained(claim: Claim, voice: Voice | None) -> Claim:
    """Give every filled slot a reason: the rule that its stage noted, else the stage's own."""
    known = {r.slot for r in claim.reasons}
    spans = {"claimant": voice} if voice else {}
    added = []
    for slot, rule, score in _RULES:
        if slot in known or getattr(claim, slot) in {None, (), "asserted", "occurred"}:
            continue
        span = spans.get(slot)
        where = {"start": span.start, "end": span.end} if span else {}
        added.append(Reason(slot=slot, rule=rule, score=score, **where))
    return msgspec.structs.replace(claim, reasons=(*claim.reasons, *added))


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
