"""Who denies, and what is denied: told in one sentence of another."""

import re
from collections.abc import Sequence
from typing import Any

import msgspec

from geomap.claims import lexicon
from geomap.claims.alike import goods_in, goods_of, hits_such, may_be_same
from geomap.claims.context import Context, Names, actor_of, id_of
from geomap.claims.scene import Scene
from geomap.claims.speakers import SELF_NAMES
from geomap.claims.told import Inputs, Told
from geomap.claims.voices import phrase_of
from geomap.records import (
    Claim,
    Reason,
    Span,
)

__all__ = [
    "ATTACK",
    "DENY",
    "answer_denial",
    "charge_of",
    "denial_of",
    "denied_triggers",
    "denies_told",
    "deny",
    "deny_own",
    "settle_charges",
    "speakers_of",
]

DENY = frozenset(
    "deny dispute reject dismiss refute rebuff disavow rebut repudiate contradict".split()
)
_BASELESS = re.compile(
    r"\b(?:fabricat\w+|lies?|fiction|baseless|groundless|propaganda|absurd|nonsense|fake|false|"
    r"unfounded|falsehoods?|fairy ?tales?|psychological warfare|myths?|"
    r"slander|provocation|hoax|untrue|invention|fantasy|misinformation|disinformation)\b",
    re.I,
)
_SWEEPING = re.compile(
    r"\b(?:accusations|allegations|(?:any|all) (?:arms|weapons|such)|similar reports|such "
    r"(?:reports|claims)|"
    r"these (?:reports|claims|charges)|the (?:claims|charges|reports))\b",
    re.I,
)
_CHARGE = re.compile(
    r"\b(?:accus\w+|alleg\w+|charges?|claims?|reports?|estimates?|suppl\w+|deliver\w*|transfer\w*|"
    r"sen[dt]\w*|ship(?:s|ped|ping|ments?)|arms?|arming|armed|weapons?|missiles?|drones?|"
    r"munitions|ammunition|trade|"
    r"deals?|sales?|sold|selling|embargo|attack\w*|str(?:ike|uck)\w*|hit|involve\w+|"
    r"provid\w+|shell\w*|targeting|violat\w+|break\w+|figures?|findings?|tall(?:y|ies)|"
    r"responsibility|involvement|information|suggestions?|story|account|impact|hits?|bomb\w*|"
    r"raids?|fir(?:ed|ing)|ammunition|embargo|flights?|sorties?)\b",
    re.I,
)
_PLAIN_OBJECT = re.compile(
    r"\s*(?:this|that(?: too)?|it|them|everything|all(?: of (?:it|"
    r"this))?)\s*[.,;]?\s*(?:\w+\s*)?[.,;]?\s*$"
)
_COUNTED = re.compile(
    r"\s*(?:the|this|that|these|those) (?:estimates?|figures?|numbers?|tall(?:y|ies)|counts?)\b"
)
ATTACK = re.compile(
    r"\b(?:attack(?:s|ing)?|strik(?:es?|ing)|raids?|hit(?:s|ting)?|blasts?|explosions?|"
    r"responsibility|involvement|targeting|targeted|shelling|bombing|bombed|firing|fired)\b",
    re.I,
)
_SUPPLY = re.compile(
    r"\b(?:suppl\w+|deliver\w*|transfer\w*|sen[dt]\w*|ship(?:s|ped|ping|ments?)|arms?|arming|armed|"
    r"weapons?|trade|sales?|sold|sell\w*|export\w*|provid\w+|involve\w+|accus\w+|alleg\w+|reports?)\b"
)
_OFFICES = frozenset({"ministry", "government", "authority", "official", "governor"})
_MOUTHS = frozenset({"spokesman", "spokeswoman", "spokesperson", "minister", "diplomat"})
_THE_CLAIM = re.compile(
    r"\b(?:the|this|that) (?:claim|report|charge|allegation|account|story)\b", re.I
)
_OWN_REACH = 100  # claims back that "we have sent nothing" answers
_CALLS = frozenset(
    "call describe brand label say reply respond insist declare state term shrug maintain answer "
    "counter speak".split()
)
_REPLIES = frozenset({"reply", "respond", "answer", "counter", "retort"})
_ATTACK_REACH = 2  # sentences back that "denied targeting civilians" speaks of
_DENIAL_REACH = 8  # sentences back that a denial answers


def denial_of(scene: Scene) -> tuple[Any, list[Any]] | None:
    """The verb of a denial in this sentence and the nouns that deny, or None.

    "Moscow denies ...", "X dismissed the claim as baseless", "Pyongyang called it a lie".
    """
    baseless = bool(_BASELESS.search(scene.words))
    for token in scene.tokens:
        if token.pos_ not in {"VERB", "AUX"}:
            continue
        lemma = token.lemma_.lower()
        calls = lemma in _CALLS and baseless
        if lemma not in DENY and not calls and not _replies_no(token):
            continue
        if any(c.dep_ == "neg" or c.lower_ in {"nor", "neither"} for c in token.children) or any(
            c.lower_ == "neither" for c in token.head.children
        ):
            continue
        nouns = [c for c in token.children if c.dep_ == "nsubj"]
        nouns += [g for c in token.children if c.dep_ == "agent" for g in c.children]
        if not nouns and token.dep_ in {"conj", "xcomp", "advcl"}:
            nouns = [c for c in token.head.children if c.dep_ == "nsubj"]
        if nouns:
            spread = [n for noun in nouns for n in (noun, *noun.conjuncts)]
            return token, spread
    return None


def _replies_no(verb: Any) -> bool:
    """Whether a verb answers that something was not: "China replied that no ship was seen"."""
    if verb.lemma_ not in _REPLIES:
        return False
    said = [c for c in verb.children if c.dep_ == "ccomp"]
    return any(
        c.dep_ == "neg" or (c.dep_ in {"nsubj", "nsubjpass", "dobj"} and _is_none(c))
        for s in said
        for c in s.children
    )


def _is_none(noun: Any) -> bool:
    return any(t.lower_ in {"no", "none", "nothing", "nobody"} for t in (noun, *noun.children))


def speakers_of(claim: Claim, scene: Scene, names: Names) -> set[str]:
    """Countries for which the claimant of a claim speaks: "Iran's ambassador"."""
    claimant = claim.claimant or ""
    return {
        code
        for m in scene.mentions
        if m.text in claimant and (code := names.seat(m.text) or names.demonym(m.text)
            or (m.place.country if m.place and m.place.kind == "country" else None))
    }  # fmt: skip


def denies_told(claim: Claim, told: list[Told], names: Names, scene: Scene) -> bool:
    """Whether a party says that a transfer told before did not happen: its denial, no claim."""
    if claim.modality != "negated" or not claim.claimant:
        return False
    speakers = speakers_of(claim, scene, names)
    span = Span(start=scene.sentence.start, end=scene.sentence.end, text=scene.words)
    hit = False
    for item in told[-_OWN_REACH:]:
        same = claim.recipient is None or item.claim.recipient == claim.recipient
        if item.claim.kind == "transfer" and same and speakers & {item.claim.supplier}:
            deny(item, sorted(speakers), span, both=False)
            hit = True
    return hit


def answer_denial(
    scene: Scene,
    denial: tuple[Any, list[Any]],
    told: list[Told],
    context: Context,
    inputs: Inputs,
    *,
    charges: Sequence[Claim] = (),
) -> None:
    """Attach a denial to what was told before it, and keep a sweeping one for the end.

    `charges` are the claims that the denial itself tells.
    """
    verb, nouns = denial
    if not _about_a_charge(scene, verb):
        return
    actors = _denying(scene, nouns, inputs)
    both = bool(
        re.search(
            r"\b(?:both|the two (?:countries|governments|sides)|neither)\b", scene.words, re.I
        )
    )
    span = Span(start=scene.sentence.start, end=scene.sentence.end, text=scene.words)
    named = bool(_THE_CLAIM.search(scene.words))
    towns = {id_of(c.location) for c in charges if c.kind == "strike" and c.location}
    for item in reversed(told):
        back = context.sentence - item.sentence
        if back > _DENIAL_REACH:
            break
        if towns and item.claim.kind == "strike" and id_of(item.claim.location) not in towns:
            continue  # "rejects that it bombed Nyala" says nothing of Omdurman
        just_told = back <= 1 and item.block == scene.sentence.block
        if _is_own(item.claim, actors, context) or not (
            just_told if _replies_no(verb) else _speaks_of(scene, verb, item.claim)
        ):
            continue
        told_of = just_told and (named or _of_this(verb) or _names_spot(scene, item.claim))
        told_of = told_of or (back <= _ATTACK_REACH and _of_attack(scene, verb, item.claim))
        who = actors or (_local(nouns, item.claim) if back == 0 or told_of else [])
        this = told_of or bool(_PLAIN_OBJECT.match(_after(scene, verb)))
        if not (who or both) and this and just_told and back == 1:
            # "The shipowner denies this": who is no country speaks of this very claim
            who = [_denying_phrase(scene, n) for n in nouns if n.pos_ in {"NOUN", "PROPN"}]
            told_of = True
        deny(item, who, span, both=both, told_of=told_of or back == 0)
    known = {(who, all_of_them) for who, all_of_them, _ in context.denials}
    if _SWEEPING.search(scene.words) and (tuple(actors), both) not in known:
        context.denials.append((tuple(actors), both, span))


def _of_this(verb: Any) -> bool:
    """Whether a denial has no object but what was just told: "Denied by Delhi."."""
    if verb.lemma_ == "speak":
        return True  # "Asmara speaks of malicious invention"
    alone = not any(c.dep_ in {"nsubj", "nsubjpass", "dobj"} for c in verb.children)
    return bool(verb.dep_ == "ROOT" and verb.tag_ == "VBN" and alone)


def _names_spot(scene: Scene, claim: Claim) -> bool:
    """Whether a denial names the town that was hit: "denies any flight over Ber"."""
    spot = claim.location.id if claim.kind == "strike" and claim.location else None
    return spot is not None and any(m.place and m.place.id == spot for m in scene.mentions)


def _is_own(claim: Claim, actors: list[str], context: Context) -> bool:
    """Whether the issuer that denies is the one that made the claim: it denies another."""
    own = context.own_voice
    return own is not None and claim.claimant == own and bool({context.own_code, own} & {*actors})


def _of_attack(scene: Scene, verb: Any, claim: Claim) -> bool:
    """Whether an attack without a known attacker is denied: "denied targeting civilians"."""
    place = claim.location.country if claim.location else None
    open_to = claim.kind == "strike" and claim.attacker in {None, place}
    return open_to and bool(ATTACK.search(_after(scene, verb)))


def deny(
    item: Told, actors: Sequence[str], span: Span, *, both: bool, told_of: bool = False
) -> None:
    """Note on a claim who denies it: its parties, or whoever speaks of this very claim."""
    claim = item.claim
    if claim.modality in {"negated", "planned", "hypothetical"}:
        return
    parties = [claim.supplier, claim.recipient, claim.attacker]
    hit = [a for a in actors if a in parties or told_of] or (
        [p for p in parties if p] if both else []
    )
    if hit and span not in claim.denial_evidence:
        item.claim = msgspec.structs.replace(
            claim,
            denied_by=tuple(dict.fromkeys((*claim.denied_by, *hit))),
            denial_evidence=(*claim.denial_evidence, span),
        )


def settle_charges(told: list[Told]) -> list[Told]:
    """Drop what is only told as denied where the document tells it besides; keep it elsewhere.

    "Ankara denies having supplied drones" is a claim, denied, when nothing else tells of it; so
    is "Iran has sent nothing, its envoy said", a claim of the negative.
    """
    plain = [t for t in told if not (t.charge or t.denies)]
    out = []
    for number, item in enumerate(told):
        denying = item.claim.denied_by if item.charge else item.denies
        near = plain[max(0, number - _OWN_REACH) : number + _OWN_REACH] if denying else []
        twins = [t for t in near if _charged(t.claim, item.claim)]
        for twin in twins:
            span = item.claim.evidence[0]
            deny(twin, denying, span, both=False)
        if not twins:
            out.append(item)
    return out


def _charged(told: Claim, charge: Claim) -> bool:
    """Whether a claim tells what is denied elsewhere."""
    if told.kind != charge.kind:
        return False
    if charge.kind == "strike":
        same = told.attacker == charge.attacker or not charge.attacker
        return same and hits_such(" ".join(str(e.text) for e in charge.evidence), told)
    if not may_be_same(goods_of(charge), goods_of(told)):
        return False
    getter = charge.recipient in {None, told.recipient} or told.recipient is None
    return getter and charge.supplier in {None, told.supplier}


def denied_triggers(scene: Scene, verb: Any) -> set[int]:
    """Triggers inside what is denied: they only repeat the charge."""
    inside = {t.i for t in verb.subtree} - {
        t.i for c in verb.children if c.dep_ == "nsubjpass" for t in c.subtree
    }
    if not _about_a_charge(scene, verb):
        return set()
    return {
        t.token.i
        for t in scene.triggers
        if t.token.i in inside
        and t.token.i > verb.i
        and not any(
            c.dep_ in {"conj", "parataxis"} and c.pos_ == "VERB" and t.token in c.subtree
            for c in verb.children
        )
    }


def _about_a_charge(scene: Scene, verb: Any) -> bool:
    """Whether what is denied is a charge of supply or attack, not some other thing."""
    subject = " ".join(
        t.text for c in verb.children if c.dep_ in {"nsubjpass", "dobj"} for t in c.subtree
    )
    if verb.dep_ in {"relcl", "acl"}:
        subject = f"{subject} {verb.head.text}"  # "allegations that both have denied"
    after = _after(scene, verb)
    doing = {c.i for c in verb.children if c.dep_ == "xcomp"}  # "denied receiving any"
    return bool(
        _of_this(verb)
        or _replies_no(verb)
        or _CHARGE.search(f"{after} {subject}")
        or _PLAIN_OBJECT.match(after)
        or any(t.token.i in doing for t in scene.triggers)
    )


def _after(scene: Scene, verb: Any) -> str:
    """What follows a verb of denial, up to a semicolon."""
    start = scene.sentence.offsets(verb)[1]
    return scene.text[start : scene.sentence.end].split(";")[0]


def _speaks_of(scene: Scene, verb: Any, claim: Claim) -> bool:
    """Whether the goods or the count that a denial names can be those of a claim.

    "No missile was delivered" says nothing of shells, "no arms" nothing of flour, "the estimate"
    nothing of a transfer without a count, and "no warship was hit" nothing of a freighter.
    """
    if claim.kind == "strike":
        return hits_such(_after(scene, verb), claim)
    after = _after(scene, verb).casefold()
    if ATTACK.search(after) and not _SUPPLY.search(after):
        return False  # "denied firing" says nothing of deliveries
    if _COUNTED.match(after) and not any(i.quantity for i in claim.items):
        return False
    return may_be_same(goods_in(after), goods_of(claim))


def _local(nouns: list[Any], claim: Claim) -> list[str]:
    """Whom "the army" or "the ministry" stands for in a denial of a strike: the country hit."""
    forces = any(t.lemma_.lower() in lexicon.FORCES for n in nouns for t in (n, *n.lefts))
    state = forces or any(n.lemma_.lower() in _OFFICES for n in nouns)
    hit = claim.location.country if claim.kind == "strike" and claim.location else None
    return [hit] if state and hit and (hit != claim.attacker or forces) else []


def _denying_phrase(scene: Scene, noun: Any) -> str:
    """A noun that denies, as written, where it is no country or group."""
    start, end = phrase_of(scene.sentence, noun)
    return scene.text[start:end].removeprefix("the ").removeprefix("The ")


def charge_of(
    scene: Scene, denial: tuple[Any, list[Any]], item: Told, inputs: Inputs
) -> list[Told]:
    """What a denial says did not happen, as a claim denied; none where nobody known denies."""
    who = _denying(scene, denial[1], inputs) or _local(denial[1], item.claim)
    if not who:
        return []
    item.charge = True
    reason = Reason(slot="denied_by", rule="the denial tells it", score=0.6)
    own = _issuer_denies(item.claim, who, inputs)
    item.claim = msgspec.structs.replace(
        item.claim, status="denied", modality="occurred", denied_by=tuple(who),
        claimant=None if own else item.claim.claimant,
        reasons=(*item.claim.reasons, reason),
    )  # fmt: skip
    return [item]


def _denying(scene: Scene, nouns: list[Any], inputs: Inputs) -> list[str]:
    out = []
    for noun in nouns:
        code, _ = actor_of(scene, noun, inputs.names)
        code = code or _seat_of(scene, noun, inputs) or _issuer(noun, inputs)
        if code:
            out.append(code)
    return list(dict.fromkeys(out))


def _issuer_denies(claim: Claim, who: list[str], inputs: Inputs) -> bool:
    """Whether the claimant of a charge is the issuer that denies it, not who raised it."""
    return inputs.issuer in who and claim.claimant is not None


def _issuer(noun: Any, inputs: Inputs) -> str | None:
    """Who issues a document, where it speaks of itself: "the Company rejects", "we deny"."""
    own = any(c.lower_ in {"the", "my", "our", "this"} for c in noun.children)
    named = own and noun.text[:1].isupper() and noun.lemma_.lower() in SELF_NAMES
    return inputs.issuer if named or noun.lower_ in {"we", "i"} else None


def _seat_of(scene: Scene, noun: Any, inputs: Inputs) -> str | None:
    """The country for which "a spokesman in Tehran" or "officials in Ankara" speak."""
    if noun.lemma_.lower() not in _OFFICES | _MOUTHS:
        return None
    below = {t.i for c in noun.children if c.lower_ == "in" for t in c.subtree}
    for mention in scene.mentions:
        span = scene.covering(mention)
        if span is not None and span.root.i in below and (code := inputs.names.seat(mention.text)):
            return code
    return None


def deny_own(scene: Scene, denial: tuple[Any, list[Any]], item: Told, inputs: Inputs) -> Told:
    """A claim told in a sentence of denial: "Reports of a hit on X were denied by Y"."""
    verb, nouns = denial
    subjects = [c for c in verb.children if c.dep_ == "nsubjpass"]
    start = item.claim.evidence[0].start
    under = any(scene.sentence.offsets(t)[0] == start for s in subjects for t in s.subtree)
    if under:
        who = _denying(scene, nouns, inputs) or [_denying_phrase(scene, n) for n in nouns]
        item.claim = msgspec.structs.replace(
            item.claim,
            status="denied",
            denied_by=tuple(dict.fromkeys((*item.claim.denied_by, *who))),
        )
    return item
