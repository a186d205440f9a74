"""Where a strike hit that no place hangs on: named beside it, or in the sentences before."""

import re
from typing import Any

from geomap.claims import lexicon
from geomap.claims.beside import is_beside_the_point, is_saint
from geomap.claims.blows import lies_under
from geomap.claims.context import Context, mentioned, start_of
from geomap.claims.scene import Scene
from geomap.claims.targets import (
    HIT_BY,
    SPOTS,
    SPOTS_AT_SEA,
    hits_ship,
    is_label,
    is_measured,
    is_whose,
    most_precise,
)
from geomap.claims.triggers import Argument, Trigger
from geomap.claims.voices import SAY
from geomap.records import (
    MentionedPlace,
)

__all__ = ["beside_town", "hit_elsewhere", "spot_at_sea"]

_VOWS = frozenset({"vow", "threaten", "promise", "plan", "want", "intend", "pledge"})
_SITES = frozenset({"airbase", "airport", "depot", "facility"})
# "the port" that was spoken of; "the port of X" is another
_THE_TOWN = re.compile(r"\b(?:the|this|that) (?:city|town|port|village)\b(?! of\b)")
_AT_THE_PORT = frozenset({"approach", "enter", "leave"})  # "hit a bulk carrier leaving Sulina"
_SIDE_OF = re.compile(r"(?<!border )\b(?:north|south|east|west)(?:[- ]?(?:east|west))? of $")
_JUDGE = frozenset(
    "condemn denounce deplore welcome praise regret criticise criticize mourn".split()
)
_TOWN_REACH = 5  # sentences after a town in which "the town" is that one
_SPOT_REACH = 2  # sentences after a spot off a coast at which another ship may have been hit
_ITS_REACH = 3  # sentences after a town in which "its elevators" are the town's


def _told_by_source(scene: Scene, argument: Argument, trigger: Trigger) -> bool:
    """Whether a place only says who speaks: "an activist based in Turkey said civilians ...".

    "Officers in Avdiivka said that shells had landed on them" names the town that was hit.
    """
    doc = scene.sentence.span.doc
    narrow = argument.value.place.kind in SPOTS
    if narrow and not any(doc[i].lemma_ == "base" for i in argument.path):
        return False
    for i in argument.path:
        source = doc[i].dep_ == "nsubj" and doc[i].head.lemma_.lower() in SAY | _JUDGE
        if source and not any(t == doc[i] for t in trigger.token.ancestors):
            return True
    return False


def hit_elsewhere(
    scene: Scene, trigger: Trigger, context: Context, *, ship: bool
) -> list[MentionedPlace]:
    """The place when the trigger governs none: loose in the sentence, or carried over."""
    if trigger.token.dep_ == "xcomp" and trigger.token.head.lemma_ in _VOWS:
        return []
    labels = [m for m in scene.mentions if is_label(scene, m)]
    if trigger.role == "strike_noun" and labels:
        return [where for m in labels[:1] if (where := mentioned(m))]
    part_of_it = any(
        c.lower_ == "its" and c.head.lemma_.lower() in lexicon.TARGETS
        for c in trigger.token.subtree
    )
    if part_of_it and context.town and context.sentence - context.town_at <= _ITS_REACH:
        return [context.town]  # "set fire to one of its elevators"
    beside = _named_beside(scene, trigger)
    found = most_precise(scene, [(a, m) for a in beside if (m := mentioned(a.value))])
    if ship:
        spot = spot_at_sea(scene, trigger)
        return spot or found[:1] or _position(context) or _at_sea(context) or _off(scene, trigger)
    return found[:1] or _carried_over(scene, trigger, context)


def spot_at_sea(scene: Scene, trigger: Trigger) -> list[MentionedPlace]:
    """Where a ship was hit by distance and bearing: "66 nautical miles southwest of Hodeidah"."""
    return [where for where in _off(scene, trigger) if is_measured(where)][:1]


def beside_town(scene: Scene, trigger: Trigger) -> list[MentionedPlace]:
    """The town beside which arms came down, how far is not told: "hit caves north of Bosaso"."""
    near = [
        where for a in (*trigger.places(), *(x for x in scene.loose if x.kind == "place"))
        if a.value.role == "literal" and (where := mentioned(a.value)) and where.kind in SPOTS
    ]  # fmt: skip
    return [w for w in near if _SIDE_OF.search(scene.text, scene.sentence.start, start_of(w))][:1]


def _at_sea(context: Context) -> list[MentionedPlace]:
    """The sea that a report is about, or the spot off a coast of which it told just before."""
    sea = context.sea
    stale = context.sentence - context.sea_at > _SPOT_REACH
    return [] if sea is None or (stale and sea.id.startswith(SPOTS_AT_SEA)) else [sea]


def _position(context: Context) -> list[MentionedPlace]:
    """The position that a report gave just before: "in position 1405N 04205E"."""
    spot = context.town if context.sentence - context.town_at <= 1 else None
    return [spot] if spot is not None and spot.country is None else []


def _named_beside(scene: Scene, trigger: Trigger) -> list[Argument]:
    """Places of the sentence that hang on nothing, else on its other strikes, else on a voyage."""
    loose = [
        a for a in scene.loose
        if a.kind == "place" and a.value.role == "literal" and a.value.place is not None
        and (a.token.dep_ != "poss" or _is_stage(a)) and not is_whose(a.token)
        and not _told_by_source(scene, a, trigger) and not is_saint(scene, a.value)
        and (hits_ship(trigger) or not is_beside_the_point(scene, a.value))
        and (
            a.prep in HIT_BY - {"of", "to", "into"}
            or (a.prep is None and a.token.dep_ == "dobj" and a.value.place.kind != "country")
            or _is_stage(a)
        )
    ]  # fmt: skip
    others = [
        a for t in scene.triggers if t is not trigger for a in t.places()
        if a.value.role == "literal" and a.value.place is not None
        and a.prep in {"in", "at", "near", "on"} and t.kind == "strike"
        and a.token.dep_ != "poss"
    ]  # fmt: skip
    below = {t.i for t in trigger.token.subtree}
    inside = [  # not in a clause that tells what a ship did before: "which had loaded at A"
        a for t in scene.triggers if t.kind == "transfer" and t.token.i in below
        and t.token.dep_ != "relcl"
        for a in t.places()
        if a.value.role == "literal" and a.value.place is not None
        and (a.prep in {"in", "at", "near", "off"} or t.token.lemma_ in _AT_THE_PORT)
    ]  # fmt: skip
    return loose or others or inside


def _is_stage(argument: Argument) -> bool:
    """Whether a town, or what stands there, is what the sentence is about: "the port of Reni"."""
    name = argument.token
    if argument.value.place.kind in SPOTS and lies_under(name):
        return True
    if argument.dep not in {"nsubj", "nsubjpass"} or argument.value.place.kind not in SPOTS:
        return False
    above = name.head.head if name.dep_ == "pobj" else name.head
    owned = name.dep_ == "poss" or (name.dep_ == "pobj" and argument.prep is None)
    return name.dep_ == "nsubj" or (owned and above.lemma_.lower() in lexicon.TARGETS)


def _carried_over(scene: Scene, trigger: Trigger, context: Context) -> list[MentionedPlace]:
    """The place told of before that "the town", "the plant" or "there" takes up."""
    lower = scene.words.casefold()
    if context.home and any(c.lower_ == "here" for c in trigger.token.subtree):
        return [context.home]
    known = context.sentence - context.town_at <= _TOWN_REACH
    if context.town and known and _THE_TOWN.search(lower):
        return [context.town]
    target = any(
        c.lemma_.lower() in lexicon.TARGETS and _is_known(c)
        for c in trigger.token.children
        if c.dep_ in {"dobj", "nsubjpass"}
    )
    again = trigger.role == "strike_noun" and any(
        c.lower_ in {"second", "third", "fourth"} for c in trigger.token.children
    )
    same = any(c.lower_ == "same" for h in trigger.token.children for c in h.children)
    spot = context.town if context.sentence - context.town_at <= 1 else None
    if target and spot is not None and spot.kind in _SITES:
        return [spot]
    near = same or context.sentence - context.strike_sentence <= 2
    if context.strike_place and near and (target or again):
        return [context.strike_place]
    elsewhere = any(m.role == "literal" and m.place is None for m in scene.mentions)
    if context.strike_place and not elsewhere and re.search(r"\bthere\b|\bthe base\b", lower):
        return [context.strike_place]
    return _set_before(scene, context)


def _set_before(scene: Scene, context: Context) -> list[MentionedPlace]:
    """The one town of the line without a verb just before: "Kupiansk, 07:15. A bomb on the mill".

    Logs and tickers set the scene so; a sentence with a place of its own needs none.
    """
    last = context.scenes[-1] if context.scenes else None
    if last is None or last.sentence.block != scene.sentence.block:
        return []
    if any(m.role == "literal" for m in scene.mentions):
        return []
    if any(t.pos_ in {"VERB", "AUX"} for t in last.tokens):
        return []
    spots = [m for m in last.mentions if m.role == "literal" and m.place is not None]
    towns = [where for m in spots if (where := mentioned(m)) and where.kind in SPOTS]
    return towns if len(spots) == 1 else []


def _off(scene: Scene, trigger: Trigger) -> list[MentionedPlace]:
    """The place from which the distance to a ship is told: "50 miles south of Aden"."""
    every = [*trigger.places(), *(a for a in scene.loose if a.kind == "place")]
    places = [where for a in every if (where := mentioned(a.value)) and a.value.role == "literal"]
    return [where for where in places if is_beside_the_point(scene, where)][:1]


def _is_known(noun: Any) -> bool:
    """Whether a noun is spoken of as known: "the depot", "its hangars"; not "more ships"."""
    return any(c.lower_ in {"the", "this", "that", "these", "those"} or c.dep_ == "poss"
               for c in noun.children)  # fmt: skip
