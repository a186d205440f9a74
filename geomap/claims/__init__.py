"""Claims: what a document says moved or was struck, with who says so and in which words.

Grammar-based and explainable: triggers (verbs and nouns of supply and attack) found in spaCy's
parse, roles from prepositions and grammatical relations, and a small context for what a document
carries over. Every slot keeps the rule that filled it; what the text does not say is None.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from geomap import edtf
from geomap.claims import lexicon, strikes, transfers, voices
from geomap.claims.context import Context, Names, actor_of, mentioned, stand_for
from geomap.claims.scene import Argument, Scene, build_scene, clause_span
from geomap.codec import digest
from geomap.language import Parsed
from geomap.records import (
    Claim,
    Document,
    Flag,
    Item,
    Mention,
    MentionedPlace,
    Quantity,
    Reason,
    Span,
    Vessel,
    When,
)

__all__ = ["PLACE_PRECISION", "Names", "extract_claims"]

_EVENT_ROLES = frozenset({"event", "since", "until"})
# UCDP where_prec by kind of place
PLACE_PRECISION = {
    "city": 1, "village": 1, "port": 1, "rail_crossing": 1, "airbase": 1, "airport": 1, "depot": 1,
    "facility": 1, "admin2": 3, "admin1": 4, "region": 5, "river": 5, "strait": 5, "country": 6,
    "sea": 7,
}  # fmt: skip
_TOWNS = frozenset(kind for kind, level in PLACE_PRECISION.items() if level == 1)
_NEAR = re.compile(
    r"\b(?:near|outside|close to|around|off|not far from|km (?:\w+ )?(?:of|from))(?: the)? $", re.I
)
_COUNT_SO_FAR = re.compile(
    r"\b(?:has|have|had) (?:\w+ )?(?:been )?\w+(?:ed|en|nt|t|ld|de)\b|\bso far\b|\btotal\b|\bsince\b",
    re.I,
)
_PRONOUN = frozenset({"he", "she", "they", "it", "we", "i", "both"})
_GENERIC_GOODS = frozenset(
    "weapon shipment cargo consignment munition missile load delivery arm crate good".split()
)
_SWEEPING = re.compile(
    r"\b(?:accusations|allegations|(?:any|all) (?:arms|weapons|such)|similar reports|such (?:reports|claims)|"
    r"these (?:reports|claims|charges)|the (?:claims|charges|reports))\b",
    re.I,
)
_CONFIRMS_THIS = re.compile(
    r"\bclaim(?:ed|s)? (?:the (?:attack|strike)|responsibility)\b|\btook responsibility\b|"
    r"\bconfirmed (?:this|it|that|(?:an?|the) (?:attack|strike|hit|information|report|fire|"
    r"explosion|raid|delivery|shipment|incident|damage|loss|blast))\b",
    re.I,
)
_HEADLINE_WORDS = 25
_CHARGE = re.compile(
    r"\b(?:accus\w+|alleg\w+|charges?|claims?|reports?|estimates?|suppl\w+|deliver\w*|transfer\w*|"
    r"sen[dt]\w*|ship(?:s|ped|ping|ments?)|arms?|arming|armed|weapons?|missiles?|drones?|munitions|ammunition|trade|"
    r"deals?|sales?|sold|selling|embargo|attack\w*|str(?:ike|uck)\w*|hit|involve\w+|this|that too|it|them|"
    r"provid\w+|shell\w*|targeting|violat\w+|break\w+|figures?|findings?|tall(?:y|ies)|suggestions?|story|account)\b",
    re.I,
)
_ALL_DATE = 0.9  # share of a sentence that a date fills when it is a heading
_NOT_YET = frozenset({"planned", "negotiating", "hypothetical"})
_STORY_REACH = 4  # sentences that a source is taken to go on about the same flow or ship
_DENIAL_REACH = 8  # sentences back that a denial answers
_STATED_NOUNS = frozenset(
    "port city town base village harbour harbor airport crossing region".split()
)


@dataclass
class _Told:
    """A claim while later sentences may still add to it."""

    claim: Claim
    sentence: int
    block: int
    headline: bool
    extra: list[Span] = field(default_factory=list)


@dataclass
class _Inputs:
    document: Document
    mentions: Sequence[Mention]
    dates: Sequence[When]
    quantities: Sequence[Quantity]
    vessels: Sequence[Vessel]
    names: Names


def extract_claims(
    document: Document,
    parsed: Parsed,
    *,
    mentions: Sequence[Mention],
    dates: Sequence[When],
    quantities: Sequence[Quantity],
    vessels: Sequence[Vessel],
    names: Names,
) -> tuple[Claim, ...]:
    """Every claim of one document, in text order. Pure: reads nothing but its arguments."""
    inputs = _Inputs(document, mentions, dates, quantities, vessels, names)
    context = Context(heavy=len({m[0].casefold() for m in lexicon.HEAVY.finditer(document.text)}))
    told: list[_Told] = []
    for number, sentence in enumerate(parsed.sentences):
        context.sentence = number
        scene = build_scene(
            document.text,
            sentence,
            mentions=mentions,
            dates=dates,
            quantities=quantities,
            vessels=vessels,
            headline=_is_headline(document, sentence),
        )
        _read_sentence(scene, context, told, inputs)
        _remember(scene, context)
    _complete_by_main_flow(told, names)
    told = _place_barrages(told, names)
    for actors, both, span in context.denials:
        for item in told:
            if item.claim.kind == "transfer":
                _deny(item, actors, span, both=both)
    merged = _merge_repeats(told)
    for item in merged:
        item.claim = _told_by(item.claim)
    return tuple(_with_id(document, t) for t in merged)


def _is_headline(document: Document, sentence: Any) -> bool:
    """Whether a sentence stands in the title or in a short opening line without a full stop."""
    words = document.text[sentence.start : sentence.end]
    if document.title and words.strip() and words.strip() in document.title:
        return True
    after = document.text[sentence.end : sentence.end + 1]
    short = len(words.split()) <= _HEADLINE_WORDS and after in {"\n", "\r", ""}
    return short and not re.search(r"[.!?:;][\"”’')]*$", words)


def _read_sentence(scene: Scene, context: Context, told: list[_Told], inputs: _Inputs) -> None:
    """Add what one sentence tells, and let it deny or complete what was told before."""
    denial = voices.denial_of(scene.text, scene.sentence)
    denied_triggers = _denied_triggers(scene, denial[0]) if denial else set()
    new: list[_Told] = []
    for draft in strikes.draft_strikes(scene, context, inputs.names):
        if draft.token.i not in denied_triggers:
            new.append(
                _told(
                    scene,
                    context,
                    _strike_claim(scene, context, draft, inputs),
                    [draft.token, *draft.more],
                )
            )
    for leg in transfers.draft_transfers(scene, context, inputs.names):
        if not {t.token.i for t in leg.triggers} & denied_triggers:
            claim = _transfer_claim(scene, context, leg, inputs)
            if _denies_told(claim, told, inputs.names, scene):
                continue
            new.append(_told(scene, context, claim, [t.token for t in leg.triggers]))
    when = transfers.later_date(scene, context)
    if when is not None and told and not new:
        _date_told(told, when, context)
    if denial:
        new = [_deny_own(scene, denial, t, inputs) for t in new]
    _add_casualties(scene, context, new, told)
    told.extend(new)
    if denial:
        _answer_denial(scene, denial, told, context, inputs)
    _confirm(scene, told, context)


def _date_told(told: list[_Told], when: When, context: Context) -> None:
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


def _denies_told(claim: Claim, told: list[_Told], names: Names, scene: Scene) -> bool:
    """Whether a party says that a transfer told before did not happen: its denial, no claim."""
    if claim.modality != "negated" or not claim.claimant:
        return False
    speakers = {
        code
        for m in scene.mentions
        if m.text in claim.claimant and (code := names.seat(m.text) or names.demonym(m.text)
            or (m.place.country if m.place and m.place.kind == "country" else None))
    }  # fmt: skip
    span = Span(start=scene.sentence.start, end=scene.sentence.end, text=scene.words)
    hit = False
    for item in told:
        same = claim.recipient is None or item.claim.recipient == claim.recipient
        if item.claim.kind == "transfer" and same and speakers & {item.claim.supplier}:
            _deny(item, sorted(speakers), span, both=False)
            hit = True
    return hit


def _told(scene: Scene, context: Context, claim: Claim, tokens: list[Any]) -> _Told:
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
    return _Told(claim, context.sentence, scene.sentence.block, scene.headline)


def _place_barrages(told: list[_Told], names: Names) -> list[_Told]:
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


def _complete_by_main_flow(told: list[_Told], names: Names) -> None:
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


# ---- from drafts to claims ----


def _transfer_claim(
    scene: Scene, context: Context, draft: transfers.Draft, inputs: _Inputs
) -> Claim:
    supplier, recipient = draft.supplier, draft.recipient
    giver, getter = context.flow
    civil = draft.items and all(_is_civil(i) for i in draft.items)
    if giver and getter and not civil and supplier == recipient and recipient == getter:
        supplier = giver  # the onward way inside the getter's country
    if supplier is None and recipient and recipient == getter and not civil:
        supplier = giver
    items = _same_goods(scene, context, draft) or tuple(draft.items)
    modality = voices.modality_of(scene.text, scene.sentence, draft.token)
    vague = (
        {t.role for t in draft.triggers} == {"transfer_noun"}
        and not draft.vessels
        and not any(i.quantity for i in items)
    )
    date, date_text, cumulative = _date(
        scene, context, draft.dates, items, inputs, only_bound=vague or modality in _NOT_YET
    )
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
        via=tuple(v for v in draft.via if v.id not in {_id(draft.origin), _id(draft.destination)}),
        supplier=supplier,
        recipient=recipient,
        modality=modality,
        date=date,
        date_text=date_text,
        cumulative=cumulative or any(t.role == "total" for t in draft.triggers),
        reasons=tuple(draft.reasons),
        flags=tuple(_stated_country(scene, draft.triggers, inputs)),
    )
    for vessel in draft.vessels:
        if claim.origin or claim.destination:
            context.legs[vessel.name] = (claim.origin, claim.destination)
    if supplier and recipient and supplier != recipient and modality == "occurred" and not civil:
        context.flow = (supplier, recipient)
    if items:
        context.items, context.items_at = items, context.sentence
    return _voiced(scene, context, claim, draft.token, inputs)


def _same_goods(scene: Scene, context: Context, draft: transfers.Draft) -> tuple[Item, ...] | None:
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


def _strike_claim(
    scene: Scene, context: Context, draft: strikes.StrikeDraft, inputs: _Inputs
) -> Claim:
    date, date_text, _ = _date(scene, context, draft.dates, (), inputs)
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
        modality=voices.modality_of(scene.text, scene.sentence, draft.token),
        reasons=tuple(draft.reasons),
        flags=tuple(_stated_country(scene, [draft.trigger], inputs)),
    )
    if draft.location is not None:
        context.strike_place, context.strike_sentence = draft.location, context.sentence
    return _voiced(scene, context, claim, draft.token, inputs)


def _voiced(scene: Scene, context: Context, claim: Claim, token: Any, inputs: _Inputs) -> Claim:
    """Add who says it, how surely, when, and how precise its places are."""
    voice = voices.voice_of(scene.text, scene.sentence, token)
    claimant = voice.text if voice else None
    if voice and voice.text.casefold() in _PRONOUN:
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
    said = _said(scene)
    said = said if said and re.fullmatch(r"\d{4}-\d\d-\d\d", said) else inputs.document.published
    flags = list(claim.flags)
    for when in scene.dates:
        if when.why and when.why.startswith(("weekday_conflict", "impossible_date")):
            code, _, message = when.why.partition(": ")
            flags.append(Flag(code=code, message=message, start=when.start, end=when.end))
    return msgspec.structs.replace(
        claim,
        claimant=claimant,
        status=voices.status_of(scene.text, scene.sentence, token),
        said=said,
        reported_by=inputs.document.publisher,
        date_prec=edtf.precision(claim.date) if claim.date else None,
        place_precision=_where_precision(scene, claim),
        flags=tuple(flags),
    )


def _id(place: MentionedPlace | None) -> str | None:
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


def _describe(items: tuple[Item, ...], draft: transfers.Draft) -> str:
    if items:
        return ", ".join(dict.fromkeys(i.what for i in items))
    if draft.vessels:
        return "voyage of " + ", ".join(v.name for v in draft.vessels)
    return "cargo not stated"


def _date(
    scene: Scene,
    context: Context,
    bound: list[Argument],
    items: tuple[Item, ...],
    inputs: _Inputs,
    *,
    only_bound: bool = False,
) -> tuple[str | None, str | None, bool]:
    """(EDTF, its text, whether it is a running count) of a claim."""
    near = [a for a in bound if not a.distant] or (bound if not only_bound else [])
    own = [_since(a) for a in near if a.value.role in _EVENT_ROLES and a.value.edtf]
    if not own and not only_bound:
        loose = [a for a in scene.loose if a.kind == "date" and not a.said]
        others = [a for t in scene.triggers for a in t.arguments if a.kind == "date"]
        for group in (loose, others):
            own = own or [a.value for a in group if a.value.role in _EVENT_ROLES and a.value.edtf]
    counted = any(i.quantity and i.quantity.value for i in items)
    if own:
        when = _finest(own)
        context.date, context.date_block = (when.edtf, when.text), scene.sentence.block
        so_far = when.role == "since" and counted
        return _closed(when, scene, inputs), when.text, so_far
    if not only_bound and context.date_block == scene.sentence.block and context.date[0]:
        return context.date[0], context.date[1], False
    return None, None, False


def _told_by(claim: Claim) -> Claim:
    """What happened without a date happened no later than it was told."""
    if claim.date is None and claim.modality == "occurred" and claim.said:
        reason = Reason(slot="date", rule="no later than it was told", score=0.4)
        return msgspec.structs.replace(
            claim,
            date=f"../{claim.said}",
            date_prec=edtf.precision(f"../{claim.said}"),
            reasons=(*claim.reasons, reason),
        )
    return claim


def _since(argument: Argument) -> When:
    """The date of an argument; one in a clause that "since" opens is the beginning of a time."""
    when: When = argument.value
    above = argument.token
    opens = argument.since
    for _ in range(8):
        if above.head == above:
            break
        above = above.head
        opens = opens or (
            above.pos_ in {"VERB", "AUX"}
            and any(c.dep_ == "mark" and c.lower_ == "since" for c in above.children)
        )
    if opens and when.edtf and "/" not in when.edtf:
        return msgspec.structs.replace(when, edtf=f"{when.edtf}/..", role="since")
    return when


def _finest(dates: list[When]) -> When:
    """The most precise of several dates, the first of equals."""
    return min(dates, key=lambda d: (edtf.precision(d.edtf or "") or 9, d.start))


def _closed(when: When, scene: Scene, inputs: _Inputs) -> str | None:
    """What happened "since August" happened by the day it was told, where that is known."""
    said = _said(scene)
    last = said or inputs.document.published
    if when.edtf and when.edtf.endswith("/..") and last and re.fullmatch(r"\d{4}-\d\d-\d\d", last):
        return f"{when.edtf.removesuffix('..')}{last}"
    return when.edtf


def _said(scene: Scene) -> str | None:
    """The date of the saying in this sentence."""
    hanging = {(a.value.start, a.value.end) for a in scene.loose if a.said}
    for when in scene.dates:
        if when.role == "said" or (when.start, when.end) in hanging:
            day = when.edtf or ""
            if re.fullmatch(r"\d{4}-\d\d-\d\d", day):
                return day
    return None


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


def _stated_country(scene: Scene, triggers: Sequence[Any], inputs: _Inputs) -> list[Flag]:
    """Flag "the North Korean port of Nakhodka" where the gazetteer says another country."""
    flags = []
    for argument in (a for t in triggers for a in t.places()):
        mention: Mention = argument.value
        if mention.role != "literal" or mention.place is None or mention.place.country is None:
            continue
        noun = argument.token.head.head if argument.token.dep_ == "pobj" else argument.token.head
        if noun.lemma_.lower() not in _STATED_NOUNS:
            continue
        for other in scene.mentions:
            span = scene.sentence.covering(other.start, other.end)
            if span is None or span.root.head != noun or other.start >= mention.start:
                continue
            code = (
                inputs.names.demonym(other.text)
                if other.role == "demonym"
                else (
                    other.place.country if other.place and other.place.kind == "country" else None
                )
            )
            if code and code != mention.place.country:
                flags.append(
                    Flag(
                        code="stated_country_conflict",
                        message=(
                            f"the text puts {mention.text} in {code}, the gazetteer knows it in "
                            f"{mention.place.country} ({mention.place.name})"
                        ),
                        start=other.start,
                        end=mention.end,
                    )
                )
    return flags


# ---- denials, casualties, repetition ----


def _answer_denial(
    scene: Scene,
    denial: tuple[Any, list[Any]],
    told: list[_Told],
    context: Context,
    inputs: _Inputs,
) -> None:
    """Attach a denial to what was told before it, and keep a sweeping one for the end."""
    verb, nouns = denial
    actors = _denying(scene, nouns, inputs) if _about_a_charge(scene, verb) else []
    both = bool(
        re.search(
            r"\b(?:both|the two (?:countries|governments|sides)|neither)\b", scene.words, re.I
        )
    )
    span = Span(start=scene.sentence.start, end=scene.sentence.end, text=scene.words)
    for item in reversed(told):
        if context.sentence - item.sentence <= _DENIAL_REACH:
            _deny(item, actors, span, both=both)
    if _SWEEPING.search(scene.words):
        context.denials.append((tuple(actors), both, span))


def _deny(item: _Told, actors: Sequence[str], span: Span, *, both: bool) -> None:
    """Note on a claim who of its parties denies it."""
    claim = item.claim
    if claim.modality in {"negated", "planned", "hypothetical"}:
        return
    parties = [claim.supplier, claim.recipient, claim.attacker]
    hit = [a for a in actors if a in parties] or ([p for p in parties if p] if both else [])
    if hit and span not in claim.denial_evidence:
        item.claim = msgspec.structs.replace(
            claim,
            denied_by=tuple(dict.fromkeys((*claim.denied_by, *hit))),
            denial_evidence=(*claim.denial_evidence, span),
        )


def _confirm(scene: Scene, told: list[_Told], context: Context) -> None:
    """ "The prosecutor's office confirmed this": the claim just told is confirmed."""
    if not _CONFIRMS_THIS.search(scene.words) or not told:
        return
    item = told[-1]
    if context.sentence - item.sentence <= 3 and item.claim.status in {"asserted", "alleged"}:
        span = Span(start=scene.sentence.start, end=scene.sentence.end, text=scene.words)
        item.claim = msgspec.structs.replace(item.claim, status="confirmed")
        if item.sentence != context.sentence:
            item.extra.append(span)


def _denied_triggers(scene: Scene, verb: Any) -> set[int]:
    """Triggers inside what is denied: they only repeat the charge."""
    inside = {t.i for t in verb.subtree} - {
        t.i for c in verb.children if c.dep_ in {"nsubjpass"} for t in c.subtree
    }
    if not _about_a_charge(scene, verb):
        return set()
    return {
        t.token.i
        for t in scene.triggers
        if t.token.i in inside
        and not any(
            c.dep_ in {"conj", "parataxis"} and c.pos_ == "VERB" and t.token in c.subtree
            for c in verb.children
        )
    }


def _about_a_charge(scene: Scene, verb: Any) -> bool:
    """Whether what is denied is a charge of supply or attack, not some other thing."""
    start = scene.sentence.offsets(verb)[1]
    subject = " ".join(
        t.text for c in verb.children if c.dep_ in {"nsubjpass", "dobj"} for t in c.subtree
    )
    return bool(_CHARGE.search(scene.text[start : scene.sentence.end] + " " + subject))


def _denying(scene: Scene, nouns: list[Any], inputs: _Inputs) -> list[str]:
    out = []
    for noun in nouns:
        code, _ = actor_of(scene, noun, inputs.names)
        if code:
            out.append(code)
    return list(dict.fromkeys(out))


def _deny_own(scene: Scene, denial: tuple[Any, list[Any]], item: _Told, inputs: _Inputs) -> _Told:
    """A claim told in a sentence of denial: "Reports of a hit on X were denied by Y"."""
    verb, nouns = denial
    subjects = [c for c in verb.children if c.dep_ == "nsubjpass"]
    start = item.claim.evidence[0].start
    under = any(scene.sentence.offsets(t)[0] == start for s in subjects for t in s.subtree)
    if under:
        who = _denying(scene, nouns, inputs) or [n.text for n in nouns]
        item.claim = msgspec.structs.replace(
            item.claim,
            status="denied",
            denied_by=tuple(dict.fromkeys((*item.claim.denied_by, *who))),
        )
    return item


def _add_casualties(scene: Scene, context: Context, new: list[_Told], told: list[_Told]) -> None:
    """Give the sentence's dead and injured to its only strike, or to the one just told."""
    found = strikes.casualties_in(scene.words)
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


def _remember(scene: Scene, context: Context) -> None:
    """Carry ships, places and seas on to the next sentences."""
    if scene.vessels:
        names = {v.name: v for v in reversed(scene.vessels)}
        context.vessels = tuple(sorted(names.values(), key=lambda v: v.start))  # type: ignore[arg-type, return-value]
        context.vessels_at = context.sentence
    context.sea = strikes.sea_of(scene) or context.sea
    for when in scene.dates:
        if when.edtf and when.end - when.start >= _ALL_DATE * len(scene.words.strip(" *.:–—-")):
            # a date by itself heads what follows: "26 January 2024. A missile ..."
            context.date, context.date_block = (when.edtf, when.text), scene.sentence.block
    for mention in scene.mentions:
        if mention.role == "literal" and mention.place and mention.place.kind in _TOWNS:
            context.town = mentioned(mention)
    for trigger in scene.triggers:
        for argument in trigger.places():
            place = argument.value.place
            if argument.value.role == "literal" and place is not None and place.kind in _TOWNS:
                context.place = mentioned(argument.value)
                if argument.prep in {"to", "at"}:
                    context.destination = context.place


def _merge_repeats(told: list[_Told]) -> list[_Told]:
    """Make evidence of what only repeats another claim of the document.

    A headline's claim goes into the first claim of the text that tells the same.
    """
    out: list[_Told] = []
    for item in sorted(told, key=lambda t: (t.headline, t.sentence)):
        twin = next((o for o in out if _repeats(o, item)), None)
        if twin is None:
            out.append(item)
        else:
            twin.extra.extend(item.claim.evidence)
    return sorted(out, key=lambda t: (t.sentence, t.claim.evidence[0].start))


def _repeats(first: _Told, second: _Told) -> bool:
    """Whether the second claim says nothing that the first does not."""
    a, b = first.claim, second.claim
    if a.kind != b.kind or (a.modality == "negated") != (b.modality == "negated"):
        return False
    if b.kind == "strike":
        same = _id(a.location) == _id(b.location) or (
            second.headline and _covers(a.location, b.location)
        )
        return (
            same
            and _same_or_unsaid(a.date, b.date, strict=not second.headline)
            and ({v.name for v in b.vessels} <= {v.name for v in a.vessels})
        )
    ends = all(
        y is None or _id(x) == _id(y) or _covers(x, y)
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


def _with_id(document: Document, item: _Told) -> Claim:
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
