"""Who gives, who gets and who carries in a transfer: subjects, agents, genitives, objects."""

from typing import Any

from geomap.claims import lexicon
from geomap.claims.context import (
    Names,
    actor_of,
    end_of,
    mentioned,
    start_of,
    state_of,
)
from geomap.claims.drafts import Draft
from geomap.claims.rejections import DENY
from geomap.claims.scene import Scene
from geomap.claims.triggers import Trigger
from geomap.claims.voices import SAY
from geomap.records import Vessel

__all__ = ["bind_sender", "bind_subject", "recipient_objects"]

_CAUSES = frozenset({"let", "allow", "make", "have", "help"})
_DEALS = frozenset("talk negotiation deal agreement contract accord pact discussion".split())
_GIVEN = frozenset("supply provide equip arm furnish issue present give hand send lend".split())
_SELVES = frozenset({"it", "they", "we"})
_HOMES = frozenset("country government nation army ministry state side".split())
_CREWS = frozenset("pilot crew sailor driver captain master skipper haulier".split())


def bind_subject(scene: Scene, draft: Draft, trigger: Trigger, names: Names) -> None:
    """Who gives, gets or carries: subject, agent, genitive."""
    nouns, getters = _doers(trigger), []
    if trigger.role == "request" and trigger.token.pos_ == "NOUN":
        nouns = _subjects_of_noun(trigger.token)  # "X is in talks with Y over Z"
    if trigger.role == "transfer_noun":
        own = [c for c in trigger.token.children if c.dep_ in {"poss", "amod", "compound", "nmod"}]
        above, gets = _subject_above(trigger.token)
        getters = above if gets else []
        if trigger.token.lemma_.lower() in {"purchase", "import", "acquisition"}:
            getters = [*getters, *(c for c in own if c.dep_ == "poss")]  # "China's imports"
        nouns = [*nouns, *own, *above, *_on_its_way(trigger.token)]
    for noun in nouns:
        carrier = noun.lemma_.lower() in lexicon.CARRIERS | _CREWS
        if trigger.role == "supply" and any(c.dep_ == "poss" for c in noun.children):
            carrier = False  # "Wagner's planes have supplied": the owner gives
        aircraft = any(lexicon.AIRCRAFT_TYPE.match(t.text) for t in (noun, *noun.lefts))
        ship = _ship_at(scene, noun)
        goes = carrier and noun.lemma_.lower() not in _CREWS
        draft.carrier = draft.carrier or goes or aircraft or ship is not None
        if ship is not None:
            draft.vessels = draft.vessels or [ship]
            continue
        actor, mention = actor_of(scene, noun, names)
        slot = _part_of(trigger, gets=noun in getters, carrier=carrier)
        if actor and slot and getattr(draft, slot) is None:
            setattr(draft, slot, state_of(actor))
            setattr(draft, f"{slot}_mention", mention)
    if trigger.role == "request":
        _asked(scene, draft, trigger, names)


def bind_sender(scene: Scene, draft: Draft, trigger: Trigger) -> None:
    """Where works stand that send goods: "a refinery in Omsk sent diesel to"."""
    if trigger.role != "supply" or draft.origin is not None:
        return
    for noun in _doers(trigger):
        for prep in noun.children if noun.lemma_.lower() in lexicon.SENDERS else ():
            if prep.dep_ != "prep" or prep.lower_ not in {"in", "at", "near", "outside"}:
                continue
            first = scene.sentence.offsets(prep)[1]
            last = scene.sentence.offsets(list(prep.subtree)[-1])[1]
            here = [m for m in scene.mentions if first <= m.start and m.end <= last]
            draft.origin = next((w for m in here if (w := mentioned(m))), None)
            if draft.origin is not None:
                draft.because("origin", "where the sender stands", 0.7)
                return


def _asked(scene: Scene, draft: Draft, trigger: Trigger, names: Names) -> None:
    """Who is asked to give: "asked Washington for jets"."""
    for noun in trigger.token.children:
        actor, mention = actor_of(scene, noun, names) if noun.dep_ == "dobj" else (None, None)
        if actor and noun.pos_ == "PROPN" and draft.supplier is None:
            draft.supplier, draft.supplier_mention = state_of(actor), mention


def _part_of(trigger: Trigger, *, gets: bool, carrier: bool) -> str | None:
    """Whether the subject of a trigger gives or gets; None where it does neither."""
    if trigger.role == "request" and trigger.token.lemma_ in {"negotiate", "discuss"}:
        return None  # who would give and who would get, the goods' noun says
    if gets or trigger.role in {"receive", "request"}:
        return "recipient"
    gives = trigger.role in {"supply", "carry", "transfer_noun", "load"}
    return "supplier" if gives and not carrier else None


def _doers(trigger: Trigger) -> list[Any]:
    """Nouns that name who does what the trigger tells: subjects, causers, agents."""
    token = trigger.token
    nouns = _subjects(token)
    if token.dep_ in {"ccomp", "xcomp"} and token.head.lemma_ in _CAUSES:
        nouns += [c for c in token.head.children if c.dep_ == "nsubj"]
    if trigger.role == "supply" and token.dep_ == "ccomp" and any(_means_speaker(n) for n in nouns):
        nouns += [c for c in token.head.children if c.dep_ == "nsubj"]
    if not nouns and token.dep_ in {"acl", "relcl"}:
        nouns = [token.head]  # "the ship docked at", "boxes that X sent"
    by = [c for c in token.children if c.dep_ == "agent"]
    by += [c for c in token.children if c.dep_ == "prep" and c.lower_ == "by"]
    if not by and any(c.dep_ == "auxpass" for c in token.children):
        # "supplied with missiles by China": the parser hangs "by" on the missiles
        goods = [g for c in token.children if c.lower_ == "with" for g in c.children]
        by += [c for g in goods for c in g.children if c.lower_ == "by"]
    return nouns + [g for c in by for g in c.children if g.lower_ != "way"]


def _means_speaker(noun: Any) -> bool:
    """Whether who speaks does it: "the ministry says it sent", "denied that his country sold"."""
    own = any(c.dep_ == "poss" and c.pos_ == "PRON" for c in noun.children)
    return noun.lower_ in _SELVES or (own and noun.lemma_.lower() in _HOMES)


def _subjects(token: Any) -> list[Any]:
    """Subjects of a verb, or of the verb whose subject it shares."""
    holder = token
    if any(c.dep_ == "nsubjpass" for c in token.children):
        return []  # "China bought less, and seed is being sold": by others
    for _ in range(4):
        nouns = [
            holder.head if holder.dep_ == "relcl" and c.tag_ in {"WDT", "WP"} else c
            for c in holder.children if c.dep_ == "nsubj"
        ]  # fmt: skip
        if nouns or holder.dep_ not in {"conj", "xcomp", "advcl", "pcomp"}:
            return nouns
        if holder.dep_ == "pcomp":
            above = holder.head.head
            accused = "dobj" if above.lemma_ == "accuse" else "nsubj"
            found = [c for c in above.children if c.dep_ in {"nsubjpass", accused}]
            return found or (_subjects_of_noun(above) if above.pos_ == "NOUN" else [])
        holder = holder.head
    return []


def _subjects_of_noun(noun: Any) -> list[Any]:
    """Who is in talks or has a deal, for the verb below: "X is in talks about buying"."""
    here = noun
    for _ in range(3):
        if here.dep_ not in {"pobj", "prep", "dobj", "attr"}:
            break
        here = here.head
        if here.pos_ in {"VERB", "AUX"}:
            return [c for c in here.children if c.dep_ == "nsubj"]
    return []


def _other_side(token: Any) -> list[Any]:
    """With whom a deal or talks about a transfer are: "talks with Iran about buying drones"."""
    above = token
    for _ in range(4):
        if above.pos_ == "NOUN" and above.lemma_.lower() in _DEALS:
            return [g for c in above.children if c.lower_ == "with" for g in c.children]
        above = above.head
    return []


def _ship_at(scene: Scene, noun: Any) -> Vessel | None:
    """The ship whose name a noun is part of."""
    start, end = scene.sentence.offsets(noun)
    return next((v for v in scene.vessels if start_of(v) <= start and end <= end_of(v)), None)


def _subject_above(noun: Any) -> tuple[list[Any], bool]:
    """Subject of the verb above a noun of supply, and whether it is the one that gets.

    "Iran continues deliveries" gives; "Syria received shipments" and "negotiates a purchase" get.
    """
    gets = noun.lemma_.lower() in {"purchase", "import"}
    here = noun
    for _ in range(5):
        if here.dep_ not in {"dobj", "pobj", "prep", "conj"}:
            break
        here = here.head
        if here.pos_ == "VERB":
            lemma = here.lemma_.lower()
            if lemma in SAY | DENY:
                break
            takes = lemma in {"take", "accept", "await"}  # "took delivery of"
            asks = takes or lemma in lexicon.RECEIVE | lexicon.REQUEST - {"negotiate", "discuss"}
            return [c for c in here.children if c.dep_ == "nsubj"], gets or asks
    return [], False


def _on_its_way(noun: Any) -> list[Any]:
    """What is on its way: "the Eagle S was on her way", "a column on its way"."""
    if noun.lemma_ not in {"way", "road"} or noun.dep_ != "pobj":
        return []
    holder = noun.head.head
    if holder.pos_ in {"VERB", "AUX"}:
        return [c for c in holder.children if c.dep_ == "nsubj"]
    return [holder]


def recipient_objects(scene: Scene, draft: Draft, trigger: Trigger, names: Names) -> None:
    """Who is given: "supplied Russia with drones", "sent Moscow shells", "flew arms to the RSF"."""
    given = []
    if trigger.role in {"supply", "transfer_noun"}:
        for child in trigger.token.children:
            if child.dep_ == "dative" and child.pos_ == "ADP":
                given.append((next(iter(child.children), child), True))
            elif child.dep_ in {"dative", "dobj"}:
                given.append((child, child.dep_ == "dative"))
    if trigger.role in {"supply", "carry", "transfer_noun"}:
        given += [(noun, False) for noun in _to_whom(trigger.token)]
    given += [(noun, True) for noun in _was_given(trigger.token)]
    for noun in _other_side(trigger.token):
        actor, mention = actor_of(scene, noun, names)
        slot = "supplier" if draft.recipient else "recipient"
        if actor and getattr(draft, slot) is None and actor != draft.supplier:
            setattr(draft, slot, state_of(actor))
            setattr(draft, f"{slot}_mention", mention)
    for noun, dative in given:
        actor, mention = actor_of(scene, noun, names)
        own = mention is not None and mention.role != "demonym"
        if actor and (own or dative or actor != state_of(actor)) and draft.recipient is None:
            draft.recipient, draft.recipient_mention = state_of(actor), mention


def _was_given(verb: Any) -> list[Any]:
    """Who "was supplied with" or "was given" something."""
    if verb.lemma_.lower() not in _GIVEN:
        return []
    has_goods = any(c.lower_ == "with" or c.dep_ == "dobj" for c in verb.children)
    return [c for c in verb.children if c.dep_ == "nsubjpass" and has_goods]


def _to_whom(verb: Any) -> list[Any]:
    """Armed groups and the like after "to" and "for", below a verb or its object."""
    holders = [verb, *(c for c in verb.children if c.dep_ == "dobj")]
    return [
        noun
        for holder in holders
        for prep in holder.children
        if prep.lower_ in {"to", "for"}
        for noun in prep.children
        if noun.dep_ == "pobj" and noun.ent_type_ != "GPE"
    ]
