"""Claims: what a document says moved or was struck, with who says so and in which words.

Grammar-based and explainable: triggers (verbs and nouns of supply and attack) found in spaCy's
parse, roles from prepositions and grammatical relations, and a small context for what a document
carries over. Every slot keeps the rule that filled it; what the text does not say is None.
"""

import re
from collections.abc import Sequence
from typing import Any

from geomap.chats import find_messages
from geomap.claims import lexicon
from geomap.claims.answers import answer_back
from geomap.claims.assemble import strike_claim, transfer_claim
from geomap.claims.attackers import forces_of
from geomap.claims.carriers import mover_among
from geomap.claims.charges import settle_charges
from geomap.claims.claimants import note_speaker
from geomap.claims.contested import confirm, contest_hits, hand_on, take_back
from geomap.claims.context import Context, Names, code_of, end_of, mentioned, start_of
from geomap.claims.dating import date_by_place, is_past_perfect
from geomap.claims.denials import (
    answer_denial,
    charge_of,
    denied_triggers,
    denies_told,
    deny,
    deny_own,
    speakers_of,
)
from geomap.claims.drafts import Draft
from geomap.claims.entries import draft_entry, read_heading
from geomap.claims.falsities import call_untrue, note_issuer, note_own_voice
from geomap.claims.idle import is_idle
from geomap.claims.precision import PLACE_PRECISION
from geomap.claims.register import register_of
from geomap.claims.rejections import Denial, denial_of
from geomap.claims.repeats import merge_repeats
from geomap.claims.retorts import answer_said
from geomap.claims.rivals import tell_otherwise
from geomap.claims.sayings import told_by
from geomap.claims.scene import SUBJECTS, Scene, build_scene
from geomap.claims.speakers import speakers_in
from geomap.claims.strikes import draft_strikes
from geomap.claims.targets import sea_of
from geomap.claims.told import (
    Inputs,
    Told,
    blame,
    date_told,
    name_ship,
    told_by_line,
    told_in,
    with_id,
)
from geomap.claims.tolls import add_casualties
from geomap.claims.transfers import draft_transfers, later_date
from geomap.claims.verdicts import judge, verdicts_in
from geomap.claims.voices import SPEAKS, governing_voice
from geomap.claims.voyages import sail_on, tell_way
from geomap.claims.whole import (
    complete_by_main_flow,
    mark_background,
    name_attackers,
    place_barrages,
)
from geomap.language import Parsed
from geomap.records import Claim, Document, Mention, Quantity, Vessel, When

__all__ = ["PLACE_PRECISION", "Names", "extract_claims"]

_RETRACTS = re.compile(
    r"\b(?:earlier|previous|first|original) version of (?:this|the|our)\b|"
    r"\b(?:wrongly|incorrectly|mistakenly|erroneously) (?:said|stated|reported|gave|put|"
    r"claimed|named)",
    re.I,
)
_ASKS = re.compile(r"\?[\"”’')\]]*\s*\Z")
_RECENT = 20  # claims of which a sentence may say that they are not so
_ALL_DATE = 0.9  # share of a sentence that a date fills when it is a heading
_HEADLINE_WORDS = 25
_OF_A_NAVY = re.compile(r"(?:HMS|HMAS|HMCS|INS|ROKS|TCG|USS|USNS|RFS)\b")
_WORD = 24  # characters that hold the word before a name
_BY_LAND_OR_AIR = lexicon.CARRIERS - lexicon.SHIPS
_TOWNS = frozenset(kind for kind, level in PLACE_PRECISION.items() if level == 1)


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
    context = Context(
        register=register_of(document.text),
        speakers=speakers_in(document.text),
        verdicts=verdicts_in(document.text, document.publisher),
    )
    note_issuer(context, mentions, names, document.text)
    filed = (mentioned(m) for m in mentions if m.role == "dateline")
    context.home = next((place for place in filed if place is not None), None)
    issuer = context.own_code or context.own_voice
    messages = find_messages(document.text)
    inputs = Inputs(document, mentions, dates, quantities, vessels, names, issuer, messages)
    told: list[Told] = []
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
        _read_sentence(scene, context, told, inputs, parsed)
        _remember(scene, context, names)
    told = settle_charges(told)
    complete_by_main_flow(told, names)
    told = place_barrages(told, names)
    name_attackers(told, document.text)
    for actors, both, span in context.denials:
        for item in told:
            if item.claim.kind == "transfer":
                deny(item, actors, span, both=both)
    merged = merge_repeats(told)
    date_by_place(merged)
    for item in merged:
        item.claim = told_by(item.claim)
    mark_background(merged, document.published)
    taken: set[str] = set()
    return tuple(with_id(document, t, taken) for t in merged)


def _is_headline(document: Document, sentence: Any) -> bool:
    """Whether a sentence stands in the title or in a short opening line without a full stop."""
    words = document.text[sentence.start : sentence.end]
    if document.title and words.strip() and words.strip() in document.title:
        return True
    after = document.text[sentence.end : sentence.end + 1]
    short = len(words.split()) <= _HEADLINE_WORDS and after in {"\n", "\r", ""}
    return short and not re.search(r"[.!?:;][\"”’')]*$", words)


def _read_sentence(
    scene: Scene,
    context: Context,
    told: list[Told],
    inputs: Inputs,
    parsed: Parsed,
) -> None:
    """Add what one sentence tells, and let it deny or complete what was told before."""
    if _RETRACTS.search(scene.words) or _ASKS.search(scene.words):
        return  # what a correction takes back was not said, nor is what a question asks
    denial = denial_of(scene)
    repeated = denied_triggers(scene, denial) if denial else set()
    new = _strikes(scene, context, told, inputs, denial, repeated)
    for leg in _legs(scene, context, inputs, parsed):
        flow = context.flow
        item = _transfer(scene, context, leg, inputs)
        if leg.span is None and is_idle(item.claim, context.register):
            continue
        if denial and item.triggers & repeated:
            context.flow = flow
            new += charge_of(scene, denial, item, context, inputs)
        elif not (
            denies_told(item.claim, told, inputs.names, scene)
            or sail_on(item, new)
            or sail_on(item, told)
        ):
            new.append(item)
    call_untrue(scene, context, new, inputs.names)
    for item in new:
        item.claim = judge(item.claim, context.verdicts)
    _complete_told(scene, context, new, told, inputs)
    _answer(scene, context, denial, new, told, inputs)
    contest_hits(scene, told, context, inputs)
    take_back(scene, told, context)
    hand_on(scene, told, context)
    confirm(scene, told, context)


def _answer(
    scene: Scene,
    context: Context,
    denial: Denial | None,
    new: list[Told],
    told: list[Told],
    inputs: Inputs,
) -> None:
    """Add what a sentence tells to what was told, of which it may deny or explain something."""
    if denial is None:
        tell_otherwise(scene, told, context, inputs, new)
        earlier = list(told)
        told.extend(answer_said(scene, told, context, inputs, new))
        if not new:
            answer_back(scene, earlier, context, inputs)
        blame(scene, context, told, inputs.names)
        return
    new = [t if t.charge else deny_own(scene, denial, t, context, inputs) for t in new]
    earlier = told[-_RECENT:]
    told.extend(new)
    blame(scene, context, told, inputs.names)
    if any(t.claim.status == "denied" and not t.charge for t in new):
        return
    charges = [t.claim for t in new if t.charge]
    if not answer_denial(scene, denial, told, context, inputs, charges=charges):
        answer_said(scene, earlier, context, inputs, [])


def _strikes(
    scene: Scene,
    context: Context,
    told: list[Told],
    inputs: Inputs,
    denial: Denial | None,
    repeated: set[int],
) -> list[Told]:
    """The strikes of a sentence; of those that it says to be denied, what the denial tells."""
    new: list[Told] = []
    strikes = draft_strikes(scene, context, inputs.names)
    for draft in strikes:
        claim = strike_claim(scene, context, draft, inputs)
        if is_idle(claim, context.register):
            continue
        listed = [
            edge for at in dict.fromkeys(
                (start_of(d.location), end_of(d.location)) for d in strikes
                if d.token == draft.token and d.location
                and d.location.start in {m.start for m in scene.mentions}
            ) for edge in at
        ]  # fmt: skip
        item = told_in(scene, context, claim, [draft.token, *draft.more], listed=listed)
        item.triggers = frozenset({draft.token.i})
        item.nameless = draft.nameless
        if name_ship(item, told):
            continue
        denied = denial and draft.token.i in repeated
        new += charge_of(scene, denial, item, context, inputs) if denial and denied else [item]
    return new


def _legs(scene: Scene, context: Context, inputs: Inputs, parsed: Parsed) -> list[Draft]:
    """The transfers of a sentence, or of the line without a verb that it opens."""
    if scene.sentence.start < context.entry_end:
        return []
    entry = draft_entry(scene, context, parsed, inputs)
    if entry:
        context.entry_end = max(leg.span[1] for leg in entry if leg.span)
        return entry
    return draft_transfers(scene, context, inputs.names)


def _transfer(scene: Scene, context: Context, leg: Draft, inputs: Inputs) -> Told:
    """The claim of a leg with its evidence, and what later sentences may take up of it."""
    claim = transfer_claim(scene, context, leg, inputs)
    reached = claim.destination
    if reached is not None and reached.kind in _TOWNS and claim.modality == "occurred":
        context.destination = reached
    edges = [edge for place in leg.listed for edge in (start_of(place), end_of(place))]
    tokens = [t.token for t in leg.triggers]
    item = told_in(scene, context, claim, tokens, listed=edges, own=leg.own)
    if leg.span is not None:
        item = told_by_line(item, scene, leg.span)
    item.mover, item.again = leg.mover, leg.again
    item.triggers = frozenset(t.i for t in tokens)
    item.earlier = is_past_perfect(leg.token)
    if claim.modality == "negated" and claim.supplier:
        speakers = speakers_of(claim, scene, inputs.names)
        item.denies = (claim.supplier,) if claim.supplier in speakers else ()
    return item


def _complete_told(
    scene: Scene, context: Context, new: list[Told], told: list[Told], inputs: Inputs
) -> None:
    """Add dates, ways and casualties that a sentence tells of what was told before it."""
    if told and not new:
        when = later_date(scene, context)
        if when is not None:
            date_told(told, when, context)
        tell_way(scene, context, told, inputs.names)
    add_casualties(scene, context, new, told)


def _remember(scene: Scene, context: Context, names: Names) -> None:
    """Carry speakers, ships, places and seas on to the next sentences."""
    voice = governing_voice(scene.text, scene.sentence, scene.sentence.span.root)
    if voice is not None and voice.cue in SPEAKS and _is_named(voice.text):
        context.speaker = voice.text
    note_speaker(scene, context, voice)
    read_heading(scene, context)
    _remember_carriers(scene, context)
    _remember_actor(scene, context, names)
    context.scenes.append(scene)
    note_own_voice(scene, context, names)
    _remember_sea(scene, context)
    context.forces = forces_of(scene, names) or context.forces
    for when in scene.dates:
        if when.edtf and when.end - when.start >= _ALL_DATE * len(scene.words.strip(" *.:–—-")):
            # a date by itself heads what follows: "26 January 2024. A missile ..."
            context.date, context.date_block = (when.edtf, when.text), scene.sentence.block
    for mention in scene.mentions:
        if mention.role == "literal" and mention.place and mention.place.kind in _TOWNS:
            context.town, context.town_at = mentioned(mention), context.sentence
    for trigger in scene.triggers:
        for argument in trigger.places():
            place = argument.value.place
            if argument.value.role == "literal" and place is not None and place.kind in _TOWNS:
                context.place = mentioned(argument.value)
                arrives = trigger.role in {"arrive", "unload"} and argument.prep in {"into", "in"}
                if argument.prep in {"to", "at"} or arrives:
                    context.destination = context.place


def _remember_sea(scene: Scene, context: Context) -> None:
    """Carry on the sea, or the spot off a coast, that a sentence is about."""
    sea = sea_of(scene)
    if sea is not None:
        context.sea, context.sea_at = sea, context.sentence


def _remember_actor(scene: Scene, context: Context, names: Names) -> None:
    """Carry on which country did what a sentence tells, for the "it" of the next."""
    for mention in scene.mentions:
        country = mention.place is not None and mention.place.kind == "country"
        span = scene.covering(mention) if country or mention.role == "metonym" else None
        root = scene.sentence.span.root
        if span is None or span.root.head != root:
            continue
        # "Israel, meanwhile, did not wait": the parser may see a time there
        adrift = span.root.dep_ == "npadvmod" and not any(c.dep_ in SUBJECTS for c in root.children)
        if span.root.dep_ == "nsubj" or adrift:
            context.actor, context.actor_at = mention.text, context.sentence
            context.actor_code = code_of(mention, names)


def _is_named(source: str) -> bool:
    """Whether a source has a name: "The National Intelligence Service", not "A picture"."""
    return any(word[:1].isupper() for word in source.split()[1:])


def _remember_carriers(scene: Scene, context: Context) -> None:
    """Carry on the ships of a sentence, until it is a train or plane that goes."""
    mover = mover_among(scene.words, scene.tokens)
    if mover is not None or scene.vessels:
        context.mover = None if scene.vessels else mover
        context.mover_at = context.sentence
    if scene.vessels:
        ships = {v.name: v for v in reversed(scene.vessels)}
        context.vessels = tuple(sorted(ships.values(), key=start_of))
        context.vessels_at = context.sentence
        context.leading = _leading(scene)
        context.warships = frozenset(v.name for v in scene.vessels if _is_warship(scene, v))
    elif mover is not None and any(
        t.dep_ in SUBJECTS and t.lemma_.lower() in _BY_LAND_OR_AIR for t in scene.tokens
    ):
        context.vessels = ()


def _leading(scene: Scene) -> Vessel | None:
    """The ship that is the subject of a sentence: "the tanker Vela passed, followed by the Oro"."""
    root = scene.sentence.span.root
    for vessel in scene.vessels:
        span = scene.covering(vessel)
        noun = span.root if span is not None else root
        noun = noun.head if noun.dep_ == "appos" else noun
        alone = span is not None and not (noun.conjuncts or span.root.conjuncts)
        if alone and noun.dep_ in SUBJECTS and noun.head == root:
            return vessel
    return None


def _is_warship(scene: Scene, vessel: Vessel) -> bool:
    """Whether a ship bears the prefix of a navy, or the word before it says that it is armed."""
    before = scene.text[max(scene.sentence.start, start_of(vessel) - _WORD) : start_of(vessel)]
    words = before.casefold().split()
    return bool(_OF_A_NAVY.match(vessel.name)) or (bool(words) and words[-1] in lexicon.WARSHIPS)
