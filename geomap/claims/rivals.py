"""Other accounts of what was told: "Ankara says that it came for fuel", "Furniture, say customs".

Who speaks for a party of a transfer, or for the ship, port or customs, and gives other goods than
the claim does, denies it. So does who says that only military targets were hit, where the claim
tells of a school.
"""

from typing import Any

from geomap.claims import lexicon
from geomap.claims.context import Context
from geomap.claims.denials import deny, just_told
from geomap.claims.rejections import PRONOUNS
from geomap.claims.retorts import same_words, who_says
from geomap.claims.scene import SUBJECTS, Scene
from geomap.claims.told import Inputs, Told
from geomap.claims.voices import SAY, SPEAKS, Voice, voice_of
from geomap.records import Claim, Span

__all__ = ["answers_for", "tell_otherwise"]

_CARRIES = frozenset("be carry bring hold contain transport take come deliver fly land".split())
_DESCRIBES = frozenset("describe declare give enter characterise characterize".split())
_LOADS = lexicon.CARRIERS | frozenset(
    "cargo shipment load flight box crate container pallet freight".split()
)
_VAGUE = frozenset("material product cargo freight goods lorry truck".split())
_HARMLESS = (lexicon.CIVIL - _VAGUE) | {"aid", "relief", "hospital", "humanitarian"}
# who answers for what a ship or plane carried, besides the states at its ends
_ANSWERABLE = frozenset(
    "owner operator manager master captain agent customs authority harbour harbourmaster port "
    "ministry minister embassy company line railway command administration spokesman spokeswoman "
    "works government manufacturer".split()
)
_FOR = frozenset({"for", "of"})
_MILITARY = frozenset({"military", "legitimate", "insurgent", "terrorist", "enemy", "rebel"})
_HOMES = lexicon.CIVIL | frozenset(
    "school kindergarten hospital clinic market church mosque monastery camp house home wedding "
    "funeral bus ambulance university college flat apartment hotel civilian child".split()
)


def tell_otherwise(
    scene: Scene, told: list[Told], context: Context, inputs: Inputs, new: list[Told]
) -> None:
    """Attach to what was told just before the account of one that tells it otherwise."""
    recent = just_told(told, context, scene)
    if not recent or new or not any(t.lemma_ in SAY for t in scene.tokens):
        return
    word = _other_goods(scene) or _only_military(scene)
    voice = voice_of(scene.text, scene.sentence, word) if word is not None else None
    if word is None or voice is None:
        return
    span = Span(start=scene.sentence.start, end=scene.sentence.end, text=scene.words)
    for item in recent:
        claim = item.claim
        if claim.claimant is not None and same_words(voice.text, claim.claimant):
            continue
        if not _differs(claim, word):
            continue
        who = who_says(scene, voice, claim, context, inputs)
        if who and answers_for(voice, claim, who, inputs):
            deny(item, [who], span, both=False, told_of=True)


def _other_goods(scene: Scene) -> Any | None:
    """The goods that a sentence says "it" or "the planes" to have carried, and nothing else."""
    for token in scene.tokens:
        if token.lemma_.lower() not in _HARMLESS or token.pos_ not in {"NOUN", "PROPN"}:
            continue
        if _is_carried(token) or _is_all_said(token):
            return token
    return None


def _is_carried(noun: Any) -> bool:
    """Whether goods are what a pronoun or a carrier is said to hold: "it was cement"."""
    verb = noun.head
    while verb.pos_ not in {"VERB", "AUX"} and verb.head != verb:
        verb = verb.head
    if verb.lemma_ in _DESCRIBES and noun.head.lower_ == "as":
        return any(c.dep_ == "dobj" and c.lemma_.lower() in _LOADS for c in verb.children)
    if verb.lemma_.lower() not in _CARRIES or verb.dep_ not in {"ccomp", "conj", "ROOT"}:
        return False
    if any(c.dep_ == "neg" for c in verb.children):
        return False
    subject = next((c for c in verb.children if c.dep_ in SUBJECTS), None)
    if subject is None or subject == noun or noun in subject.subtree:
        return False
    loads = subject.lemma_.lower() in _LOADS and any(c.lower_ == "the" for c in subject.children)
    return subject.lower_ in PRONOUNS or loads


def _is_all_said(noun: Any) -> bool:
    """Whether goods are all that is said: '"Furniture," say customs', "spoke of medicines"."""
    head = noun.head
    if head.dep_ == "prep" and head.lower_ in _FOR:
        return bool(head.head.lemma_ == "speak")
    said = noun.dep_ in {"dobj", "ccomp", "attr"} and head.lemma_.lower() in SPEAKS
    return said and not any(c.dep_ == "det" for c in noun.children)


def _only_military(scene: Scene) -> Any | None:
    """The verb of "only military targets were hit"."""
    for token in scene.tokens:
        if token.lower_ != "only":
            continue
        noun = token.head
        if noun.pos_ == "NOUN" and any(c.lemma_.lower() in _MILITARY for c in noun.children):
            verb = noun.head
            if verb.lemma_.lower() in lexicon.STRIKE | {"target", "aim"}:
                return verb
    return None


def _differs(claim: Claim, word: Any) -> bool:
    """Whether a word tells other goods, or another target, than a claim."""
    if claim.kind == "strike":
        told = {w.strip(".,").casefold() for w in str(claim.evidence[0].text).split()}
        return word.pos_ in {"VERB", "AUX"} and bool(told & _HOMES)
    goods = " ".join(i.what for i in claim.items).casefold()
    return word.pos_ in {"NOUN", "PROPN"} and word.lemma_.lower() not in goods


def answers_for(voice: Voice, claim: Claim, who: str, inputs: Inputs) -> bool:
    """Whether who speaks is a party, or answers for the carrier or for the port."""
    ends = (claim.origin, claim.destination, claim.location)
    parties = {claim.supplier, claim.recipient, claim.attacker, *(e.country for e in ends if e)}
    # "a Turkish C-130 landed"
    parties |= {inputs.names.demonym(word) for word in str(claim.evidence[0].text).split()}
    words = voice.text.casefold().replace("'s", "").replace("’s", "").split()
    return who in parties or bool({w.removesuffix("s") for w in words} & _ANSWERABLE)
