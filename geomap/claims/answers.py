"""Answers: a party's own account right after a claim, in whatever words it contradicts it.

"Her master maintains that the tanks were empty", "Kigali repeats that it has no men there", "the
port office has no record of even one": who answers for one end of the way, for the ship or for
the arms speaks next, and in the negative. That is a denial, without any word for one.
"""

from typing import Any

from geomap.claims import lexicon
from geomap.claims.context import Context
from geomap.claims.denials import deny, just_told
from geomap.claims.retorts import same_words, who_says
from geomap.claims.rivals import answers_for
from geomap.claims.scene import SUBJECTS, Scene
from geomap.claims.told import Inputs, Told
from geomap.claims.voices import SAY, Voice, phrase_of
from geomap.records import Span

__all__ = ["answer_back"]

_REACH = 2  # sentences back that an answer speaks of
# verbs by which one holds to an account against another
_HOLD = frozenset("maintain insist swear hold contend counter retort repeat protest object".split())
_SAYS = SAY | _HOLD
_NOT = frozenset("no not n't n’t never nothing none nobody nowhere neither zero".split())
_HAS_NONE = frozenset("have know hear find see recall".split())
_RECORDS = frozenset("record trace knowledge evidence sign call entry memory".split())
# what is said in the negative of what did happen: who was hurt, who comments, what is not known
_BESIDE_IT = frozenset(
    "hurt injure kill wound die harm damage comment respond answer reply confirm know identify "
    "elaborate specify name inform notify say tell rule exclude decide understand verify "
    "survive suffer cause affect disrupt expect want need allow let tolerate accept hesitate "
    "forget stop rest".split()
)
_HARM = frozenset(
    "casualty victim injury damage death dead fatality survivor loss threat danger risk comment "
    "information word detail reason doubt plan intention choice motive alternative".split()
)
_TO_COME = frozenset("will would shall may might must can could should wo ca".split())
_PAST_ASKING = frozenset({"if", "whether"})


def answer_back(scene: Scene, told: list[Told], context: Context, inputs: Inputs) -> bool:
    """Deny what was told just before where a party of it answers it; whether one did."""
    if not told or context.sentence - told[-1].sentence > _REACH:
        return False
    verb = scene.sentence.span.root
    noun = next((c for c in verb.children if c.dep_ == "nsubj"), None)
    if noun is None or noun.pos_ not in {"NOUN", "PROPN"} or not _contradicts(verb, noun):
        return False
    recent = just_told(told, context, scene)
    start, end = phrase_of(scene.sentence, noun)
    voice = Voice(scene.text[start:end], start, end, cue=verb.lemma_)
    span = Span(start=scene.sentence.start, end=scene.sentence.end, text=scene.words)
    answered = False
    for item in recent:
        claim = item.claim
        near = context.sentence - item.sentence <= _REACH and item.block == scene.sentence.block
        if (
            not near
            or claim.denied_by
            or (claim.claimant and same_words(voice.text, claim.claimant))
        ):
            continue
        who = who_says(scene, voice, claim, context, inputs)
        if who and answers_for(voice, claim, who, inputs):
            answered |= deny(item, [who], span, both=False, told_of=True)
    return answered


def _contradicts(verb: Any, noun: Any) -> bool:
    """Whether a main verb tells an account that goes against another."""
    lemma = verb.lemma_.lower()
    if any(c.dep_ == "neg" or c.tag_ == "MD" for c in verb.children):
        return False  # "has not commented", "would not say"
    if lemma in _HAS_NONE:
        return any(
            c.lemma_.lower() in _RECORDS and _negative(c)
            for c in verb.children if c.dep_ == "dobj"
        )  # fmt: skip
    if lemma not in _SAYS:
        return False
    clauses = [c for c in verb.children if c.dep_ == "ccomp" and c.i > verb.i]
    return any(_says_no(c) or (lemma in _HOLD and _of_them(c, noun)) for c in clauses)


def _negative(noun: Any) -> bool:
    return any(c.lower_ in {"no", "any"} for c in noun.children)


def _of_them(clause: Any, noun: Any) -> bool:
    """Whether what is held is said of things told before: "that the tanks were empty"."""
    subject = next((c for c in clause.children if c.dep_ in SUBJECTS), None)
    if subject is None or any(c.tag_ == "MD" for c in clause.children):
        return False
    known = any(c.lower_ in {"the", "these", "those"} for c in subject.children)
    things = subject.lemma_.lower() not in lexicon.PEOPLE | lexicon.FORCES
    return known and things and subject.lemma_ != noun.lemma_ and subject.pos_ == "NOUN"


def _says_no(clause: Any) -> bool:
    """Whether a clause says in the negative what was, and not who was hurt or what is unknown."""
    if any(c.lower_ in _TO_COME or c.lower_ in _PAST_ASKING for c in clause.children):
        return False
    if clause.lemma_.lower() in _BESIDE_IT:
        return False
    own = [clause, *clause.children]
    words = [t for c in own for t in (c, *c.children) if t.dep_ not in {"relcl", "advcl"}]
    if any(t.lemma_.lower() in _HARM for t in words):
        return False
    return any(t.lower_ in _NOT for t in words)
