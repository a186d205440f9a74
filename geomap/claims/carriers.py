"""Carriers that have no name: "a train", and the sentence after, "it" or "the train" again."""

from typing import Any

from geomap.claims import lexicon
from geomap.claims.context import Context, Mover
from geomap.claims.drafts import Draft
from geomap.claims.scene import SUBJECTS, Scene
from geomap.records import Mode

__all__ = ["Mover", "mover_among", "take_up"]

_MODES: tuple[tuple[Mode, frozenset[str]], ...] = (
    ("air", lexicon.AIRCRAFT),
    ("sea", lexicon.SHIPS | {"containership"}),
    ("rail", frozenset({"train", "wagon", "railcar", "locomotive", "boxcar"})),
    ("road", frozenset("lorry truck trailer tractor bus pickup vehicle van bowser".split())),
)
# pieces of the words above: a sentence without any of them names no carrier
_STEMS = (
    *sorted({noun.removesuffix("y") for _, nouns in _MODES for noun in nouns}),
    *"convoy il- an- tu- mi- c-1 boeing airbus antonov ilyushin".split(),
)
_REACH = 2  # sentences after a carrier in which "it" is still the same
_ROLES = frozenset({"arrive", "depart", "pass", "carry", "load", "unload"})
_MORE = frozenset("another other others second third fourth fifth one two three".split())
_KNOWN = frozenset({"the", "that", "this", "those", "these", "same", "both"})


def take_up(scene: Scene, draft: Draft, context: Context) -> None:
    """Note which carrier without a name a draft moves, and whether it is the one told of before."""
    first = draft.triggers[0]
    performs = first.role == "transfer_noun" and first.token.pos_ == "VERB"  # "made a run to"
    if draft.vessels or not (first.role in _ROLES or performs):
        return
    noun = _subject(draft.token)
    if noun is None:
        return
    draft.mover = _mover_of(noun)
    draft.carrier = draft.carrier or draft.mover is not None
    if draft.mover is None and _is_another(noun):
        told = mover_among(scene.words, scene.tokens)
        near = context.sentence - context.mover_at <= _REACH
        draft.mover = told or (context.mover if near else None)
        draft.carrier = draft.carrier or draft.mover is not None
    if context.sentence - context.mover_at <= _REACH and _same(noun, context.mover):
        draft.mover, draft.again, draft.carrier = context.mover, True, True
        draft.because("mode", "the carrier told of before", 0.6)


def _is_another(noun: Any) -> bool:
    """Whether a word stands for one more of the carriers told of: "others landed", "a third"."""
    return noun.lower_ in _MORE and not any(c.lower_ == "of" for c in noun.children)


def _subject(verb: Any) -> Any | None:
    """What goes or is gone with, also where the verb shares its subject with another."""
    if verb.pos_ == "NOUN":  # "the arrival of a train", "a C-130 lands" read as a noun
        of = [g for c in verb.children if c.lower_ == "of" for g in c.children]
        return next(iter([*of, *(c for c in verb.lefts if c.dep_ == "compound")]), None)
    holder = verb
    for _ in range(4):
        for child in holder.children:
            if child.dep_ in SUBJECTS:
                return holder.head if child.tag_ in {"WDT", "WP"} else child
        if holder.dep_ not in {"conj", "xcomp", "advcl"}:
            return holder.head if holder.dep_ == "acl" else None
        holder = holder.head
        if holder.lemma_.lower() in lexicon.CARRIERS:
            return holder  # "two dhows left A" with "dhows" read as the verb
    return None


def _mover_of(noun: Any) -> Mover | None:
    """The carrier that a noun names, None where it names none."""
    lemma, plural = noun.lemma_.lower(), noun.tag_ in {"NNS", "NNPS"}
    if lemma in {"convoy", "column", "caravan", "flotilla"}:
        return Mover(None, plural)
    if lexicon.AIRCRAFT_TYPE.match(noun.text):
        return Mover("air", plural)
    mode = next((mode for mode, nouns in _MODES if lemma in nouns), None)
    return Mover(mode, plural) if mode else None


def mover_among(words: str, tokens: tuple[Any, ...]) -> Mover | None:
    """The carrier that goes or is held in a sentence, the first of several."""
    lowered = words.lower()
    for stem in _STEMS:  # spares most sentences a look at every word
        if stem in lowered:
            break
    else:
        return None
    for token in tokens:
        held = token.dep_ in {"dobj", "ROOT"} and token.pos_ == "NOUN"
        if token.dep_ in SUBJECTS or held:
            found = _mover_of(token)
            if found is not None:
                return found
    return None


def _same(noun: Any, last: Mover | None) -> bool:
    """Whether a subject takes up the carrier told of before: "it", "they", "the aircraft"."""
    if last is None:
        return False
    if noun.pos_ == "PRON":
        return str(noun.lower_) in {"they" if last.plural else "it", "both"}
    mine = _mover_of(noun)
    known = any(c.lower_ in _KNOWN for c in noun.children)
    return bool(known and mine and (mine.mode == last.mode or None in {mine.mode, last.mode}))
