"""Ways that no known word tells: "a third cargo, out of Mundra, was diverted to Jeddah".

Whatever is said to come from one named place and to be for another mostly goes there, whichever
verb says so, or none: it is read where no trigger of the sentence governs the names.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise, takewhile
from typing import Any

from geomap.claims import lexicon
from geomap.claims.moves import NO_WAY
from geomap.claims.triggers import Argument, Trigger
from geomap.claims.voices import SAY

__all__ = ["ends_behind", "loose_ways"]

_PARTS = {
    **dict.fromkeys(("from", "out"), "from"),
    **dict.fromkeys(("to", "into", "onto", "for", "towards", "toward"), "to"),
}
_STOPS = frozenset(";:?")  # what parts two statements
_ABOVE = frozenset({"VERB", "AUX", "NOUN"})
_HOLDS = frozenset({"VERB", "AUX", "NOUN", "ADJ", "NUM", "PROPN"})
_GOES = lexicon.ARMS | lexicon.CIVIL | lexicon.CONTAINERS | lexicon.CARRIERS | lexicon.SHIPS


def loose_ways(triggers: Sequence[Trigger], loose: list[Argument]) -> list[Trigger]:
    """Triggers for ways told by no known word, and on them what was loose before."""
    if any(t.kind == "strike" for t in triggers):
        return []
    ends = [a for a in loose if a.prep in _PARTS and _is_named(a)]
    out: list[Trigger] = []
    for first, second in pairwise(ends):
        if {_PARTS[str(a.prep)] for a in (first, second)} != {"from", "to"}:
            continue
        holder = _holder(first, second)
        if holder is None or any(t.token == holder for t in out):
            continue
        told = _trigger(holder, [first, second], loose)
        mover = _mover_of(holder, triggers)
        if mover is None:
            out.append(told)
        else:
            mover.arguments += [replace(a, token=mover.token) for a in told.arguments]
    _end_way(triggers, [a for a in ends if any(a is b for b in loose)], loose)
    return out


def _mover_of(holder: Any, triggers: Sequence[Trigger]) -> Trigger | None:
    """The verb that moves goods of which a participle tells how they came about.

    "The Lena carried wheat, harvested in Sumy region, from Poti to Bar": the ends are of "carried".
    """
    if holder.dep_ not in {"acl", "advcl"} or holder.tag_ != "VBN":
        return None
    bare = [
        t for t in triggers
        if t.kind == "transfer" and t.token.pos_ == "VERB" and t.token.i < holder.i
        and not any(a.prep in _PARTS for a in t.places())
    ]  # fmt: skip
    return bare[0] if len(bare) == 1 else None


def _end_way(triggers: Sequence[Trigger], ends: list[Argument], loose: list[Argument]) -> None:
    """Give a verb without an end what stands behind an aside: "sent naphtha, a fuel, from A to B".

    The parser hangs such ends on the words of the aside.
    """
    moves = [t for t in triggers if t.token.pos_ == "VERB" and t.role in {"carry", "supply"}]
    if len(triggers) > 1 or not moves or any(True for _ in moves[0].places()) or len(ends) != 2:
        return
    first = ends[0].token
    led = next((t for t in first.doc[moves[0].token.i : first.i] if t.lower_ in _PARTS), None)
    while led is not None and led.nbor(-1).text != ",":
        led = next((t for t in first.doc[led.i + 1 : first.i] if t.lower_ in _PARTS), None)
    if led is None or {_PARTS[str(a.prep)] for a in ends} != {"from", "to"}:
        return
    if any(t.text in _STOPS for t in first.doc[moves[0].token.i : ends[1].token.i]):
        return
    moves[0].arguments += [replace(a, dep="prep", distant=False, path=()) for a in ends]
    loose[:] = [a for a in loose if not any(a is e for e in ends)]


def _is_named(argument: Argument) -> bool:
    """Whether an argument is a place that a text names as one."""
    return (
        argument.kind == "place"
        and argument.value.role in {"literal", "metonym"}
        and argument.value.place is not None
    )


def _holder(first: Argument, second: Argument) -> Any | None:
    """The verb or noun on which both ends of a way hang, None where they have none in common."""
    doc = first.token.doc
    start, stop = sorted((first.token.i, second.token.i))
    if any(doc[i].text in _STOPS for i in range(start, stop)):
        return None
    above = [_above(a) for a in (first, second)]
    verbs = [t for t in above if t is not None and t.pos_ in {"VERB", "AUX"}]
    nouns = [t for t in above if t is not None and t.pos_ not in {"VERB", "AUX"}]
    if any(v.lemma_.lower() in NO_WAY | SAY for v in verbs):
        return None
    if any(n.pos_ == "NOUN" and n.lemma_.lower() not in _GOES for n in nouns):
        return None  # "the road from A to B", "the link from A to B"
    return next(iter(verbs or nouns), None)


def _above(argument: Argument) -> Any | None:
    """The first word above a name and its prepositions that may tell what goes."""
    led = False
    for i in argument.path:
        word = argument.token.doc[i]
        led = led or word.pos_ in {"ADP", "ADV", "SCONJ"}
        if led and word.pos_ in _HOLDS and word != argument.token and word.ent_type_ != "GPE":
            return word
    return None


def _trigger(holder: Any, ends: list[Argument], loose: list[Argument]) -> Trigger:
    """A trigger with its two ends and whatever else hangs on the same word."""
    verbal = holder.pos_ in {"VERB", "AUX"}
    trigger = Trigger(
        holder,
        "transfer",
        "carry" if verbal else "transfer_noun",
        anchor=None if verbal else holder,
    )
    own = [a for a in loose if a in ends or holder.i in a.path]
    trigger.arguments = [replace(a, distant=False) for a in own]
    loose[:] = [a for a in loose if not any(a is o for o in own)]
    return trigger


def ends_behind(loose: Sequence[Argument], trigger: Trigger) -> list[Argument]:
    """Ends that the parser hangs on the verb: "authorised the haulage of cement from A to B"."""
    noun, ends = trigger.token, {a.prep for a in trigger.places()}
    above = list(takewhile(lambda t: t.pos_ in {"NOUN", "ADP"}, noun.ancestors))
    verb = next((t for t in noun.ancestors if t not in above), noun)
    if verb.pos_ != "VERB" or ends - {"from", "to"}:
        return []
    holders = {verb.i, *(t.i for t in above)}  # "is in talks on the supply of launchers from A"
    return [
        replace(a, distant=False) for a in loose
        if a.kind == "place" and a.prep in {"from", "to"} - ends and a.token.i > noun.i
        and next((i for i in a.path if noun.doc[i].pos_ in _ABOVE), None) in holders
    ]  # fmt: skip
