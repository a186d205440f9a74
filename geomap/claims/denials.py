"""Who denies, and what is denied: told in one sentence of another."""

import re
from collections.abc import Sequence
from typing import Any

import msgspec

from geomap.claims.alike import (
    goods_in,
    goods_of,
    hits_such,
    may_be_same,
    names_happening,
    same_goal,
)
from geomap.claims.context import Context, Names, id_of, start_of
from geomap.claims.rejections import (
    ACCOUNTS,
    DENY,
    Denial,
    deniers_of,
    local_force,
    phrase_denying,
    replies_no,
)
from geomap.claims.scene import Scene
from geomap.claims.told import Inputs, Told
from geomap.records import Claim, Reason, Span

__all__ = [
    "ATTACK",
    "OWN_REACH",
    "answer_denial",
    "charge_of",
    "denied_triggers",
    "denies_told",
    "deny",
    "deny_own",
    "just_told",
    "speakers_of",
]

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
    r"(?:un|off|re)?load(?:s|ed|ing)?|discharg\w+|arriv\w+|dock(?:s|ed|ing)?|call(?:s|ed) at|"
    r"responsibility|involvement|information|suggestions?|story|account|impact|hits?|bomb\w*|"
    r"raids?|fir(?:ed|ing)|launch\w*|ammunition|embargo|flights?|sorties?)\b",
    re.I,
)
_COUNTED = re.compile(
    r"\s*(?:the|this|that|these|those) (?:estimates?|figures?|numbers?|tall(?:y|ies)|counts?)\b"
)
ATTACK = re.compile(
    r"\b(?:attack(?:s|ing)?|strik(?:es?|ing)|raids?|hit(?:s|ting)?|blasts?|explosions?|"
    r"responsibility|involvement|targeting|targeted|shelling|bombing|bombed|firing|fired|"
    r"launch(?:ed|ing|es)?)\b",
    re.I,
)
_SUPPLY = re.compile(
    r"\b(?:suppl\w+|deliver\w*|transfer\w*|sen[dt]\w*|ship(?:s|ped|ping|ments?)|arms?|arming|armed|"
    r"weapons?|trade|sales?|sold|sell\w*|export\w*|provid\w+|involve\w+|accus\w+|alleg\w+|reports?)\b"
)
_BOTH = re.compile(r"\b(?:both|the two (?:countries|governments|sides))\b", re.I)
OWN_REACH = 100  # claims back that "we have sent nothing" answers
_ATTACK_REACH = 2  # sentences back that "denied targeting civilians" speaks of
_LEAST = frozenset({"single", "slightest", "whatsoever"})
_BESIDE = 10  # claims of one sentence that are looked through for those before its denial
_NEAR = 4  # words from a verb of denial to the account that it denies
_DENIAL_REACH = 8  # sentences back that a denial answers
_ACCOUNT_REACH = 3  # sentences back that "the report" speaks of, in its paragraph
_NEXT_REACH = 2  # and across paragraphs


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
    for item in told[-OWN_REACH:]:
        same = claim.recipient is None or item.claim.recipient == claim.recipient
        if item.claim.kind == "transfer" and same and speakers & {item.claim.supplier}:
            deny(item, sorted(speakers), span, both=False)
            hit = True
    return hit


def answer_denial(
    scene: Scene,
    denial: Denial,
    told: list[Told],
    context: Context,
    inputs: Inputs,
    *,
    charges: Sequence[Claim] = (),
) -> bool:
    """Attach a denial to what was told before it, and keep a sweeping one for the end.

    `charges` are the claims that the denial itself tells. Return whether any claim is denied.
    """
    if not _about_a_charge(scene, denial):
        return False
    actors = deniers_of(scene, denial.nouns, context, inputs)
    both = bool(_BOTH.search(scene.words)) or (not actors and "neither" in scene.words.lower())
    span = Span(start=scene.sentence.start, end=scene.sentence.end, text=scene.words)
    sweeping = _SWEEPING.search(scene.words) is not None
    recent = just_told(told, context, scene, several=denial.several)
    several = recent if len(recent) > 1 else []
    if recent and recent[0].claim.attacker:  # a third party speaks of what it is told to have done
        several = told[-_BESIDE:]
    parties = {p for t in several for p in _parties(t.claim)}
    beside = not sweeping and any(
        _stands_before(scene, context, denial.verb, t) for t in told[-_BESIDE:]
    )
    towns = {id_of(c.location) for c in charges if c.kind == "strike" and c.location}
    kinds = {t.claim.kind for t in recent} or {"transfer", "strike"}
    answered = False
    for item in reversed(told):
        back = context.sentence - item.sentence
        if back > (0 if beside else _DENIAL_REACH):
            break
        if towns and item.claim.kind == "strike" and id_of(item.claim.location) not in towns:
            continue  # "rejects that it bombed Nyala" says nothing of Omdurman
        now = back == 0 or any(t is item for t in recent)
        if _is_own(item.claim, actors, context, inputs.names) or not (
            now if replies_no(denial.verb) else _speaks_of(scene, denial.verb, item.claim)
        ):
            continue
        told_of = _is_meant(scene, denial, item.claim, now=now, back=back)
        who = actors or (_local(denial.nouns, item.claim) if back == 0 or told_of else [])
        if not (who or both) and told_of and back:
            # "The shipowner denies this": who is no country speaks of this very claim
            phrases = (phrase_denying(scene, noun, context, inputs.names) for noun in denial.nouns)
            own = {*(item.claim.claimant or "").casefold().split()}
            who = [words for words in phrases if words and not own >= {*words.casefold().split()}]
        if told_of:
            # of what several parties did each denies its own part
            who = [w for w in who if w not in parties or w in _parties(item.claim)]
        # that both "deny it" of a shelling says nothing of a delivery told before
        pair = both and (now or sweeping or item.claim.kind in kinds)
        answered |= deny(item, who, span, both=pair, told_of=told_of or back == 0)
    known = {(who, all_of_them) for who, all_of_them, _ in context.denials}
    if sweeping and (tuple(actors), both) not in known:
        context.denials.append((tuple(actors), both, span))
    return answered


def _parties(claim: Claim) -> set[str]:
    home = claim.location.country if claim.location else None
    return {p for p in (claim.supplier, claim.recipient, claim.attacker, home) if p}


def _stands_before(scene: Scene, context: Context, verb: Any, item: Told) -> bool:
    """Whether a claim is told in the sentence of a denial, before it, and not only by it."""
    if item.sentence != context.sentence or item.charge:
        return False
    return start_of(item.claim.evidence[0]) < scene.sentence.offsets(verb)[0]


def _is_meant(scene: Scene, denial: Denial, claim: Claim, *, now: bool, back: int) -> bool:
    """Whether a denial speaks of this very claim, whoever it is that denies."""
    named = denial.bare or _names_account(denial.verb) or _names_spot(scene, claim)
    named = named or _is_sweeping(denial.verb) or names_happening(denial.verb, claim)
    return (now and named) or (back <= _ATTACK_REACH and _of_attack(scene, denial.verb, claim))


def just_told(
    told: list[Told], context: Context, scene: Scene, *, several: bool = False
) -> list[Told]:
    """What the last sentence that told anything told: of that "it" or "the report" speaks.

    With `several` what the sentences before it told besides, up to another source: "the reports".
    """
    out: list[Told] = []
    for item in reversed(told):
        back = context.sentence - item.sentence
        if back == 0:
            continue
        if back > (_ACCOUNT_REACH if item.block == scene.sentence.block else _NEXT_REACH):
            break
        other = bool(out) and item.claim.claimant not in {out[0].claim.claimant, None}
        apart = bool(out) and out[-1].sentence - item.sentence > (1 if several else 0)
        if other or apart:
            break
        out.append(item)
    return out


def _names_account(verb: Any) -> bool:
    """Whether a denial names an account, with or without what it tells: "the claim that"."""
    return any(
        t.lemma_.lower() in ACCOUNTS
        and (0 < t.i - verb.i <= _NEAR or t.dep_ == "nsubjpass")
        and t.i > 0
        and t.nbor(-1).lower_ in {"the", "this", "that"}
        for t in verb.subtree
    )


def _is_sweeping(verb: Any) -> bool:
    """Whether not the least is granted: "disputes that a single barrel has entered its port"."""
    clauses = [c for c in verb.children if c.dep_ in {"ccomp", "xcomp", "acl"}]
    words = {t.lower_ for c in clauses for t in c.subtree}
    return verb.lemma_ in DENY and not _LEAST.isdisjoint(words)


def _names_spot(scene: Scene, claim: Claim) -> bool:
    """Whether a denial names the town that was hit: "denies any flight over Ber"."""
    spot = claim.location.id if claim.kind == "strike" and claim.location else None
    told = str(claim.evidence[0].text)
    return any(
        (spot is not None and m.place and m.place.id == spot)
        or (claim.kind == "strike" and m.text in told)
        for m in scene.mentions
    )


def _is_own(claim: Claim, actors: list[str], context: Context, names: Names) -> bool:
    """Whether who denies is the one that made the claim: then it denies another.

    So does who says that it struck: "Moscow said it had hit a camp, and denied aiming at homes".
    """
    own = context.own_voice
    if claim.kind == "strike" and claim.status == "confirmed":
        words = re.split(r"\W+", claim.claimant or "")
        if {names.seat(w) or names.demonym(w) for w in words if w} & {*actors}:
            return True
    return own is not None and claim.claimant == own and bool({context.own_code, own} & {*actors})


def _of_attack(scene: Scene, verb: Any, claim: Claim) -> bool:
    """Whether an attack without a known attacker is denied: "denied targeting civilians"."""
    place = claim.location.country if claim.location else None
    open_to = claim.kind == "strike" and claim.attacker in {None, place}
    found = ATTACK.search(_after(scene, verb)) if open_to else None
    if found is None:
        return False
    # "denied having launched them" says nothing of a strike without arms
    fired = found[0].lower().startswith(("launch", "fir"))
    return claim.weapon is not None or not fired or " on " in found.string[found.end() :][:4]


def deny(
    item: Told, actors: Sequence[str], span: Span, *, both: bool, told_of: bool = False
) -> bool:
    """Note on a claim who denies it: its parties, or whoever speaks of this very claim."""
    claim = item.claim
    if claim.modality in {"negated", "hypothetical"} or (
        claim.modality == "planned" and not told_of
    ):
        return False
    parties = [claim.supplier, claim.recipient, claim.attacker]
    if claim.kind == "strike" and claim.location and both:
        parties.append(claim.location.country)
    hit = [a for a in actors if a in parties or told_of] or (
        [p for p in parties if p] if both else []
    )
    if hit and span.start not in {s.start for s in claim.denial_evidence}:
        item.claim = msgspec.structs.replace(
            claim,
            denied_by=tuple(dict.fromkeys((*claim.denied_by, *hit))),
            denial_evidence=(*claim.denial_evidence, span),
        )
    return bool(hit)


def denied_triggers(scene: Scene, denial: Denial) -> set[int]:
    """Triggers inside what is denied: they only repeat the charge."""
    verb = denial.verb
    inside = {t.i for t in verb.subtree} - {
        t.i for c in verb.children if c.dep_ == "nsubjpass" for t in c.subtree
    }
    if not _about_a_charge(scene, denial):
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


def _about_a_charge(scene: Scene, denial: Denial) -> bool:
    """Whether what is denied is a charge of supply or attack, not some other thing."""
    verb = denial.verb
    subject = " ".join(
        t.text for c in verb.children if c.dep_ in {"nsubjpass", "dobj"} for t in c.subtree
    )
    if verb.dep_ in {"relcl", "acl"}:
        subject = f"{subject} {verb.head.text}"  # "allegations that both have denied"
    after = _after(scene, verb)
    doing = {c.i for c in verb.children if c.dep_ == "xcomp"}  # "denied receiving any"
    return bool(
        denial.bare
        or replies_no(verb)
        or _CHARGE.search(f"{after} {subject}")
        or _is_sweeping(verb)
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
    if not same_goal(scene, verb, claim):
        return False
    if ATTACK.search(after) and not _SUPPLY.search(after):
        return False  # "denied firing" says nothing of deliveries
    if _COUNTED.match(after) and not any(i.quantity for i in claim.items):
        return False
    return may_be_same(goods_in(after), goods_of(claim))


def _local(nouns: tuple[Any, ...], claim: Claim) -> list[str]:
    """Whom "the army" stands for in a denial of a strike."""
    hit = claim.location.country if claim.kind == "strike" and claim.location else None
    force = local_force(nouns, hit, claim.attacker)
    return [force] if force else []


def charge_of(
    scene: Scene, denial: Denial, item: Told, context: Context, inputs: Inputs
) -> list[Told]:
    """What a denial says did not happen, as a claim denied; none where nobody known denies."""
    who = deniers_of(scene, denial.nouns, context, inputs) or _local(denial.nouns, item.claim)
    phrases = (phrase_denying(scene, noun, context, inputs.names) for noun in denial.nouns)
    who = who or [words for words in phrases if words]
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


def _issuer_denies(claim: Claim, who: list[str], inputs: Inputs) -> bool:
    """Whether the claimant of a charge is the issuer that denies it, not who raised it."""
    return inputs.issuer in who and claim.claimant is not None


def deny_own(scene: Scene, denial: Denial, item: Told, context: Context, inputs: Inputs) -> Told:
    """A claim told in a sentence of denial: "Reports of a hit on X were denied by Y"."""
    subjects = [c for c in denial.verb.children if c.dep_ == "nsubjpass"]
    start = item.claim.evidence[0].start
    under = any(scene.sentence.offsets(t)[0] == start for s in subjects for t in s.subtree)
    if under:
        who = deniers_of(scene, denial.nouns, context, inputs)
        phrases = (phrase_denying(scene, noun, context, inputs.names) for noun in denial.nouns)
        who = who or [words for words in phrases if words]
        item.claim = msgspec.structs.replace(
            item.claim,
            status="denied",
            denied_by=tuple(dict.fromkeys((*item.claim.denied_by, *who))),
        )
    return item
