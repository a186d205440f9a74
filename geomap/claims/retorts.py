"""Denials by what is said: "Minsk says it has not", "no such ship, the agent replied".

Another voice than the claimant's says that what was told just before is not so: in the negative,
of the same kind of happening; as a verdict on the account ("the information was not reliable");
or by an auxiliary alone ("it had not").
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from geomap.claims import lexicon
from geomap.claims.alike import goods_of, hits_such, may_be_same
from geomap.claims.context import Context, id_of, start_of
from geomap.claims.denials import deny, just_told
from geomap.claims.rejections import (
    PRONOUNS,
    baseless_in,
    denier_of,
    local_force,
    phrase_denying,
    refused_in,
    speaks_back,
)
from geomap.claims.scene import SUBJECTS, Scene
from geomap.claims.told import Inputs, Told
from geomap.claims.voices import IMAGES, SAY, Voice, main_voice, phrase_of, voice_of
from geomap.records import Claim, Kind, Reason, Span

__all__ = ["answer_said", "same_words", "who_says"]

_NOT = frozenset({"no", "not", "n't", "n’t", "never", "none", "nothing", "neither"})
_HINTS = ("no ", "not", "n't", "n’t", "never", "none", "neither")
# "Stuff and nonsense, according to the mayor", "Pure fiction, says her owner"
_OUTRIGHT = re.compile(r"\W*(?:(?:\w+ )?(?:and|an?|pure|utter|sheer|complete|total|all) ){0,2}\Z")
_HURT = frozenset("kill wound injure hurt maim shake rock burn".split())
_STRIKES = (lexicon.STRIKE | lexicon.STRIKE_LAUNCH | {"touch"}) - _HURT - {"use", "drop", "target"}
_STRIKE_NOUNS = lexicon.NOUN_STRIKE - {"fire"} | {"launch", "sortie"}
_MOVES = (
    lexicon.SUPPLY | lexicon.CARRY | lexicon.RECEIVE | lexicon.LOAD | lexicon.UNLOAD
    | lexicon.ARRIVE | lexicon.DEPART | lexicon.PASS | frozenset({"clear", "book", "nominate"})
) - frozenset("give take get put place make go run due feed head".split())  # fmt: skip
_MOVE_NOUNS = lexicon.NOUN_TRANSFER | lexicon.CARRIERS | lexicon.ARMS | {"cargo", "call"}
_HAPPEN = frozenset("happen occur exist transpire".split())
_AUXILIARY = frozenset("have do be".split())
_WHOLE = frozenset("dobj attr acomp xcomp ccomp prep oprd advcl".split())
_OWN = frozenset({"its", "their", "his", "her", "our", "my"})
_WIDE = frozenset({"country", "region", "sea"})
_NAMED_REACH = 8  # sentences back of what a denial names by its town
_MENTION = frozenset({"speak", "mention", "talk"})
_KNOW = frozenset({"know", "have", "hear"})
_KINDS = frozenset({"sort", "kind"})
# what a denial may name without saying more than the report did
_GENERAL = (
    _STRIKE_NOUNS | _MOVE_NOUNS | lexicon.WEAPONS | lexicon.CARRIERS | lexicon.ARMS | lexicon.FORCES
    | frozenset("group unit force side record target anything anyone order soldier fighter "
                "command territory country kind sort part town city village area place region day "
                "night morning evening week month time year port harbour berth quay pier terminal "
                "coast water waters shore soil station".split())
)  # fmt: skip


@dataclass(frozen=True)
class _Unsaid:
    """A word said not to be so, and the kinds of happening that it may be; none for whatever."""

    token: Any
    kinds: frozenset[Kind] = frozenset()
    refused: bool = False  # by the subject of the sentence: "does not recognise a word of it"


def answer_said(
    scene: Scene, told: list[Told], context: Context, inputs: Inputs, new: list[Told]
) -> list[Told]:
    """Attach what a voice says was not so to what was told before; what is new besides.

    A claim of the negative that only answers another one is that one's denial, no claim.
    """
    recent = just_told(told, context, scene) or _named_again(told, context, scene)
    if not (recent or new):
        return new
    for unsaid in _unsaid(scene):
        voice = _refuser(scene, unsaid) or _voice(scene, context, unsaid.token)
        if voice is None:
            if not unsaid.kinds and _is_verdict(unsaid.token):
                _rule_untrue(scene, recent, context)
            continue
        at = scene.sentence.offsets(unsaid.token)[0]
        # "another tanker is expected at A; its agent said that nothing had been booked"
        here = [
            t for t in new if start_of(t.claim.evidence[0]) < at and not _only_answers(t, unsaid)
        ]
        fitting = [t for t in here or recent if _fits(scene, unsaid, voice, t.claim)]
        fitting = _closest(scene, unsaid, voice, fitting)
        span = Span(start=scene.sentence.start, end=scene.sentence.end, text=scene.words)
        for item in fitting:
            if _just_denied(item.claim, voice, context):
                continue
            who = who_says(scene, voice, item.claim, context, inputs)
            deny(item, [who] if who else [], span, both=False, told_of=True)
        if fitting:
            return [t for t in new if not _only_answers(t, unsaid)]
        asked = [t for t in new if t.claim.modality == "hypothetical"]
        if not unsaid.kinds and asked:
            return [
                _denied_when_asked(scene, voice, t, context, inputs) if t in asked else t
                for t in new
            ]
    return new


def _just_denied(claim: Claim, voice: Voice, context: Context) -> bool:
    """Whether who goes on, "he said", has denied it in the sentence before."""
    before = context.scenes[-1].sentence.start if context.scenes else None
    denied = before is not None and any(start_of(s) >= before for s in claim.denial_evidence)
    return denied and voice.text.casefold() in PRONOUNS


def _named_again(told: list[Told], context: Context, scene: Scene) -> list[Told]:
    """What was told some sentences before of a town that a sentence names once more."""
    towns = {m.place.id for m in scene.mentions if m.place and m.place.kind not in _WIDE}
    near = [t for t in told if 0 < context.sentence - t.sentence <= _NAMED_REACH]
    return [t for t in near if towns & {id_of(end) for end in _ends(t.claim)}]


def _refuser(scene: Scene, unsaid: _Unsaid) -> Voice | None:
    """Who refuses an account: the subject of "does not recognise a word of that"."""
    verb = _clause(unsaid.token)
    noun = next((c for c in verb.children if c.dep_ == "nsubj"), None) if unsaid.refused else None
    if noun is None or noun.pos_ not in {"NOUN", "PROPN"} or verb.lemma_ == "be":
        return None
    start, end = phrase_of(scene.sentence, noun)
    return Voice(scene.text[start:end], start, end, cue=verb.lemma_)


def _unsaid(scene: Scene) -> Iterator[_Unsaid]:
    """The words of a sentence that are said not to be so."""
    lowered = scene.words.lower()
    negative = any(hint in lowered for hint in _HINTS)  # spares most sentences the walk
    for token in scene.tokens if negative else ():
        if token.lower_ in _NOT:
            found = _negated(token)
            if found is not None:
                yield found
    match = baseless_in(scene.words)
    token = _token_at(scene, match.start()) if match is not None else None
    if match is not None and (_is_verdict(token) or _OUTRIGHT.match(scene.words, 0, match.start())):
        yield _Unsaid(token)
    match = refused_in(scene.words)
    if match is not None:
        yield _Unsaid(_token_at(scene, match.start()), refused=True)


def _token_at(scene: Scene, start: int) -> Any:
    """The word at an offset of a sentence."""
    at = scene.sentence.start + start
    return next(t for t in scene.tokens if scene.sentence.offsets(t)[1] > at)


def _negated(word: Any) -> _Unsaid | None:
    """What a negation says not to be."""
    head = word.head
    if word.lower_ in {"nothing", "none"}:
        if any(g.lemma_ in _KINDS for c in word.children for g in c.children):
            return _Unsaid(word)  # "nothing of the sort"
        kinds = _kinds_of_verb(head) if word.dep_ in {*SUBJECTS, "dobj"} else None
        return _Unsaid(head, kinds) if kinds else None
    while head.dep_ in {"nummod", "det", "amod", "predet", "advmod"} and head.pos_ != "VERB":
        head = head.head  # "not a single flight", "not one such lorry"
    if head.pos_ in {"NOUN", "PROPN"}:
        return None if _takes_for_granted(head) else _no_such(head)
    if head.pos_ not in {"VERB", "AUX"} or word.dep_ != "neg":
        return None
    kinds = _kinds_of_verb(head)
    if kinds:
        return _Unsaid(head, kinds)
    subject = next((c for c in head.children if c.dep_ in SUBJECTS), None)
    happens = head.lemma_ in _HAPPEN or (
        head.lemma_ == "take" and any(c.lemma_ == "place" for c in head.children)
    )
    if happens and subject is not None and (speaks_back(subject) or _is_such(subject)):
        return _Unsaid(head)
    alone = head.lemma_ in _AUXILIARY and not any(c.dep_ in _WHOLE for c in head.children)
    own = head.dep_ in {"ccomp", "ROOT", "conj", "parataxis"} and subject is not None
    return _Unsaid(head) if alone and own else None


def _takes_for_granted(noun: Any) -> bool:
    """Whether there was a happening all the same: "no such missile was used in these attacks".

    And "spoke of no munitions" does not deny them.
    """
    verb = _clause(noun)
    above = verb if verb.head == verb or verb.lemma_ in SAY else verb.head
    told = {"dobj", "pobj"}
    if noun.dep_ in told and {verb.lemma_, above.lemma_} & _MENTION and noun.head != above:
        return True
    return any(
        t != noun and t.lemma_.lower() in lexicon.NOUN_STRIKE | lexicon.NOUN_TRANSFER
        and any(c.lower_ in {"the", "these", "this", "those"} for c in t.children)
        for t in verb.subtree
    )  # fmt: skip


def _no_such(noun: Any) -> _Unsaid | None:
    """What "no such call" or "not one missile" says not to have been."""
    lemma = noun.lemma_.lower()
    if lemma == "thing" and _is_such(noun):
        return _Unsaid(noun)
    kinds: set[Kind] = set()
    if lemma in _STRIKE_NOUNS | lexicon.AIRCRAFT | lexicon.FORCES:
        kinds.add("strike")
    if lemma in _MOVE_NOUNS:
        kinds.add("transfer")
    return _Unsaid(noun, frozenset(kinds)) if kinds else None


def _is_such(noun: Any) -> bool:
    return any(c.lower_ == "such" for c in noun.children)


def _kinds_of_verb(verb: Any) -> frozenset[Kind]:
    lemma = verb.lemma_.lower()
    if lemma in _STRIKES:
        return frozenset({"strike"})
    return frozenset({"transfer"}) if lemma in _MOVES else frozenset()


def _is_verdict(word: Any) -> bool:
    """Whether a word calls an account untrue: "it is nonsense", "the report was a fabrication"."""
    token = word
    while token.head != token and token.pos_ not in {"VERB", "AUX"}:
        token = token.head
    if token.lemma_.lower() in SAY:
        return word.dep_ in {"ccomp", "dobj", "attr", "dep"} or token == word.head
    subject = next((c for c in token.children if c.dep_ in SUBJECTS), None)
    if subject is None and token.dep_ in {"acl", "relcl"}:
        subject = token.head  # "considered the allegation to be unfounded"
    return subject is not None and (speaks_back(subject) or subject.lower_ in PRONOUNS)


# ---- who, and of which claims ----


def _voice(scene: Scene, context: Context, token: Any) -> Voice | None:
    """Who says that something is not so, in the sentence or around it."""
    voice = voice_of(scene.text, scene.sentence, token)
    if voice is not None and voice.text.split()[0].casefold() in _OWN:
        # "Uganda replied that its border post recorded no such cargo"
        return main_voice(scene.text, scene.sentence) or voice
    if voice is not None:
        return voice
    verb = _clause(token)
    if verb != token and verb.lemma_ in _KNOW:
        return main_voice(scene.text, scene.sentence)  # "the agent knew of no such call"
    turn = context.speakers.at(scene.sentence.start)
    if turn is None or not turn.who:
        return None
    return Voice(turn.who, turn.start, turn.start, cue="turn")


def who_says(
    scene: Scene, voice: Voice, claim: Claim, context: Context, inputs: Inputs
) -> str | None:
    """The code of who denies a claim, else its words."""
    span = scene.sentence.covering(voice.start, voice.end) if voice.end > voice.start else None
    if span is None:
        return inputs.names.seat(voice.text) or voice.text
    noun = span.root
    if IMAGES.search(voice.text):  # "harbour logs from the north" are no state
        return phrase_denying(scene, noun, context, inputs.names)
    hit = claim.location.country if claim.kind == "strike" and claim.location else None
    return (
        denier_of(scene, noun, context, inputs)
        or local_force((noun,), hit, claim.attacker)
        or phrase_denying(scene, noun, context, inputs.names)
    )


def _fits(scene: Scene, unsaid: _Unsaid, voice: Voice, claim: Claim) -> bool:
    """Whether what is said not to be so can be what a claim tells."""
    if claim.claimant is not None and same_words(voice.text, claim.claimant):
        return False
    ships, own = {v.name for v in scene.vessels}, {v.name for v in claim.vessels}
    if ships and own and not ships & own:
        return False
    towns = _towns(scene, unsaid.token, voice)
    told = _told_words(claim)
    ends = {id_of(end) for end in _ends(claim)}
    if any(m.place.id not in ends and m.text.casefold() not in told for m in towns):
        return False
    if not unsaid.kinds or towns:
        return not unsaid.kinds or claim.kind in unsaid.kinds
    if claim.kind not in unsaid.kinds:
        return False
    said = _nouns(scene, unsaid.token, voice)
    if claim.kind == "strike" and not hits_such(" ".join(said), claim):
        return False
    if claim.kind == "transfer" and not may_be_same(said & lexicon.ARMS, goods_of(claim)):
        return False
    return _is_such(unsaid.token) or bool(said & told) or not said - _GENERAL


def _closest(scene: Scene, unsaid: _Unsaid, voice: Voice, items: Sequence[Told]) -> list[Told]:
    """Of several claims those that share most words with what is said not to be so."""
    if len(items) < 2:
        return list(items)
    towns = {m.place.id for m in scene.mentions if m.place}
    there = [t for t in items if id_of(t.claim.location) in towns]
    if there:
        return there
    said = _nouns(scene, unsaid.token, voice)
    shared = [len(said & _told_words(t.claim)) for t in items]
    return [t for t, n in zip(items, shared, strict=True) if n == max(shared)]


def _clause(token: Any) -> Any:
    """The verb of the clause that holds a word, else its outermost noun."""
    verb = token
    while verb.pos_ not in {"VERB", "AUX"} and verb.head != verb and verb.head.lemma_ not in SAY:
        verb = verb.head
    return verb


def _nouns(scene: Scene, token: Any, voice: Voice) -> set[str]:
    """Nouns and names that the clause of a word holds, but days, hours and who speaks."""
    return {
        t.lemma_.lower() for t in _clause(token).subtree
        if t.pos_ in {"NOUN", "PROPN"} and t.ent_type_ not in {"DATE", "TIME"}
        and t.lower_ not in _NOT
        and not voice.start <= scene.sentence.offsets(t)[0] < voice.end
    }  # fmt: skip


def _towns(scene: Scene, token: Any, voice: Voice) -> list[Any]:
    """The places that the clause of a word names, but countries and the seat of who speaks."""
    inside = {t.i for t in _clause(token).subtree}
    return [
        m for m in scene.mentions
        if m.place and m.place.kind != "country"
        and not voice.start <= m.start < voice.end
        and (span := scene.covering(m)) is not None and span.root.i in inside
    ]  # fmt: skip


def _ends(claim: Claim) -> tuple[Any, ...]:
    return (claim.origin, claim.destination, claim.location, claim.launch, *claim.via)


def _told_words(claim: Claim) -> set[str]:
    """Words of what tells a claim, in the singular as lemmas mostly are."""
    words = " ".join(str(e.text) for e in claim.evidence).casefold().split()
    bare = {w.strip(".,;:“”\"'’()") for w in words}
    return bare | {w.removesuffix("s") for w in bare}


def same_words(one: str, other: str) -> bool:
    """Whether two names of who speaks are the same."""
    first, second = one.casefold(), other.casefold()
    return first.removeprefix("the ") == second.removeprefix("the ")


def _rule_untrue(scene: Scene, recent: Sequence[Told], context: Context) -> None:
    """Deny what others told where who issues a document says himself: "This is untrue."."""
    who = context.own_code or context.own_voice
    span = Span(start=scene.sentence.start, end=scene.sentence.end, text=scene.words)
    for item in recent if who else ():
        claim = item.claim
        others = claim.claimant is not None and claim.claimant != context.own_voice
        if others and deny(item, [str(who)], span, both=False, told_of=True):
            item.claim = msgspec.structs.replace(item.claim, status="denied")


def _only_answers(item: Told, unsaid: _Unsaid) -> bool:
    """Whether a new claim of the negative only repeats what it answers."""
    kind = item.claim.kind
    return item.claim.modality == "negated" and (not unsaid.kinds or kind in unsaid.kinds)


def _denied_when_asked(
    scene: Scene, voice: Voice, item: Told, context: Context, inputs: Inputs
) -> Told:
    """What somebody was asked and says is not so: "Asked whether X had, he said it had not"."""
    who = who_says(scene, voice, item.claim, context, inputs)
    reason = Reason(slot="denied_by", rule="asked about and denied", score=0.6)
    item.claim = msgspec.structs.replace(
        item.claim, status="denied", modality="occurred", claimant=None,
        denied_by=(who,) if who else (), reasons=(*item.claim.reasons, reason),
    )  # fmt: skip
    return item
