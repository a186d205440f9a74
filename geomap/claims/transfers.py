"""Transfers: what moved from where to where, by grammar.

Each trigger gives a draft; drafts of one sentence that complete each other ("loaded at A and
carried to B") become one leg.
"""

import re
from dataclasses import replace

import msgspec

from geomap.claims import lexicon
from geomap.claims.admission import (
    is_admissible,
    is_anybody,
    is_general,
    is_journey,
    is_no_cargo,
)
from geomap.claims.amounts import count_of_trips, total_of
from geomap.claims.carriers import take_up
from geomap.claims.context import Context, Names, mentioned
from geomap.claims.drafts import PRONOUNS, WATERS, Draft, is_rest, takes_up_goods
from geomap.claims.flows import (
    carry_over,
    complete_flow,
    countries_for_ends,
    nearest_ship,
    on_the_way,
    there,
)
from geomap.claims.goods import REST, goods_of
from geomap.claims.legs import (
    go_on,
    join_drafts,
    load_there,
    ship_onward,
    take_getters,
    without_handing_on,
)
from geomap.claims.lists import legs_of, spread
from geomap.claims.loose import ends_behind
from geomap.claims.modes import is_aside, settle_mode
from geomap.claims.parties import bind_sender, bind_subject, recipient_objects
from geomap.claims.roles import bind_place
from geomap.claims.scene import Scene
from geomap.claims.triggers import Argument, Trigger
from geomap.claims.ways import is_meant, is_under_way, is_way
from geomap.records import (
    Item,
    When,
)

__all__ = ["draft_transfers", "later_date"]

_TOTAL = re.compile(
    r"\b(?:counts?|figures?|tall(?:y|ies)|totals?|estimates?|deliveries|shipments|number)\b", re.I
)
_PUT_AT = re.compile(
    r"\b(?:number|figure|count|total|tally|estimate)s?\b[^.;]{0,40}\b(?:at|to|was|of|stood)\b", re.I
)
_SHIP_TO_SHIP = re.compile(r"\bship[- ]to[- ]ship\b|\bSTS\b", re.I)
_TOTAL_UNITS = frozenset(
    {"containers", "boxes", "crates", "shells", "rounds", "missiles", "wagons"}
)
_TAKES = frozenset({"take", "await", "accept"})
_LEADING = frozenset("from to via through at in".split())
_NO_MOVES = frozenset("part place off over step action care".split())  # "took place"
_LEAST_TOTAL = 100  # below it a number next to "figure" is hardly a running total


def draft_transfers(scene: Scene, context: Context, names: Names) -> list[Draft]:
    """Every leg that a sentence tells, with its slots as far as grammar fills them."""
    triggers = [t for t in scene.triggers if t.kind == "transfer"]
    drafts = [
        _draft(scene, leg, names)
        for t in triggers
        if _may_start(t) and (context.register.of_ways or not _is_bare(t))
        for leg in legs_of(scene, t)
    ]
    if not drafts and not any(context.flow):
        for draft in (_draft(scene, t, names) for t in triggers if t.role == "supply"):
            # "Pyongyang sent 3,000 soldiers to Russia": no goods, but who gives to whom
            context.flow = (draft.supplier, draft.recipient)
    for draft in drafts:
        nearest_ship(scene, draft)
        _at_sea(scene, draft)
        there(scene, draft, context)
        take_up(scene, draft, context)
    drafts += _totals(scene, context, drafts)
    ship_onward(drafts)
    take_getters(drafts)
    drafts = without_handing_on(load_there(join_drafts(drafts)))
    go_on(drafts)
    drafts = [part for draft in drafts for part in spread(scene, draft, names)]
    told: list[Item] = []  # the goods of this sentence so far
    for draft in drafts:
        draft.items = draft.items or goods_of(scene, draft.triggers)
        total = total_of(scene, draft.triggers[0])
        if total and draft.items and not any(i.quantity for i in draft.items):
            # as in: imports of coal fell to 1.1m tonnes
            draft.items[0] = Item(what=draft.items[0].what, quantity=total[0].quantity)
        draft.items = draft.items or total or _goods_again(draft, context, told)
        if draft.before is not None and not draft.items:
            draft.items = list(draft.before.items)
        if _moves_the_rest(draft):
            goods = told or list(context.items)
            draft.items = [Item(what=i.what) for i in draft.items or goods]
        told = draft.items or told
        if draft.like is not None:
            _part_of_goods(draft, draft.like)
        settle_mode(scene, draft, [d for d in drafts if d is not draft])
        carry_over(scene, draft, context)
        on_the_way(scene, draft)
        complete_flow(scene, draft, context)
        countries_for_ends(draft, names)
    drafts = [d for d in drafts if is_admissible(d, context)]
    _count_trips(scene, drafts)
    return drafts


def _count_trips(scene: Scene, drafts: list[Draft]) -> None:
    """Add how many flights or voyages went to what moved without a count."""
    for draft in drafts:
        if not any(i.quantity for i in draft.items):
            draft.items = [*draft.items, *count_of_trips(scene, draft.triggers)]


def later_date(scene: Scene, context: Context) -> When | None:
    """The date of a movement of goods told just before: "The boxes were moved between ..."."""
    for trigger in scene.triggers:
        if trigger.kind != "transfer" or any(True for _ in trigger.places()):
            continue
        if trigger.token.lemma_ == "return":
            continue  # what brought the goods, not the goods
        draft = Draft([trigger])
        named = any(
            c.dep_ in {"nsubjpass", "nsubj"}
            and c.lemma_.lower() in lexicon.CONTAINERS | lexicon.ARMS
            and any(d.lower_ in {"the", "these"} for d in c.children)
            for c in trigger.token.children
        )
        if not (named or takes_up_goods(draft, context)):
            continue
        for argument in trigger.arguments:
            if argument.kind == "date" and argument.value.edtf and argument.value.role == "event":
                found: When = argument.value
                return found
    return None


def _totals(scene: Scene, context: Context, drafts: list[Draft]) -> list[Draft]:
    """A running total told without a verb of supply: "put the count at about 6,700 containers"."""
    if drafts or not all(context.flow) or not _TOTAL.search(scene.words):
        return []
    known = next((i for i in context.counted if i.quantity and i.quantity.unit), None)
    counted = [
        q
        for q in scene.quantities
        if (q.unit in _TOTAL_UNITS or (q.unit is None and known and _PUT_AT.search(scene.words)))
        and q.value is not None
        and q.value >= _LEAST_TOTAL
    ]
    if not counted:
        return []
    root = scene.sentence.span.root
    draft = Draft([Trigger(root, "transfer", "total")])
    count, what = counted[0], counted[0].unit
    if what is None and known is not None and known.quantity is not None:
        # "had put the number at 6,700": of what was counted before
        count, what = msgspec.structs.replace(count, unit=known.quantity.unit), known.what
    draft.items = [Item(what=str(what), quantity=count)]
    draft.supplier, draft.recipient = context.flow
    draft.dates = [
        a for a in scene.loose if a.kind == "date" and a.value.role in {"since", "until"}
    ]
    draft.because("supplier", "a total of the flow told so far", 0.5)
    return [draft]


def _is_bare(trigger: Trigger) -> bool:
    """Whether only goods or a carrier and one end tell a way: "a convoy of flour for Mekelle"."""
    return trigger.anchor == trigger.token and not is_way(trigger.token)


def _may_start(trigger: Trigger) -> bool:
    """Leave out movements of persons, of what is no thing, and those told of nobody."""
    if is_anybody(trigger) or is_general(trigger) or is_journey(trigger) or _ordered(trigger):
        return False
    for child in trigger.token.children:
        lemma = child.lemma_.lower()
        moved = child.dep_ in {"dobj", "nsubjpass"}
        if moved and is_no_cargo(child):
            return False
        if child.dep_ == "dobj" and child.lower_ in _NO_MOVES:
            return False
        moves = child.dep_ == "nsubj" and trigger.role in {"arrive", "depart", "pass"}
        if moves and lemma in lexicon.PEOPLE:
            return False
    if trigger.role == "transfer_noun":
        if trigger.token.head.lemma_ in _TAKES and trigger.token.dep_ == "dobj":
            return True  # what was taken delivery of hangs on the verb
        return (
            bool(trigger.arguments)
            or is_meant(trigger.token)
            or any(c.dep_ == "prep" and c.lower_ == "of" for c in trigger.token.children)
        )
    return True


def _ordered(trigger: Trigger) -> bool:
    """Whether an order only describes goods that another verb moves: "jets, ordered in 2018"."""
    token = trigger.token
    described = trigger.role == "request" and token.dep_ == "acl" and token.tag_ == "VBN"
    return described and token.head.dep_ in {"dobj", "nsubjpass"} and token.head.head.pos_ == "VERB"


def _draft(scene: Scene, trigger: Trigger, names: Names) -> Draft:
    draft = Draft([trigger], modality="planned" if is_meant(trigger.token) else None)
    bind_subject(scene, draft, trigger, names)
    for argument in trigger.arguments:
        if argument.kind == "place":
            bind_place(scene, draft, trigger, argument, names)
        elif argument.kind == "vessel" and not is_aside(argument.token, {trigger.token.i}):
            if argument.value.name not in {v.name for v in draft.vessels}:
                draft.vessels.append(argument.value)
        elif argument.kind == "date":
            draft.dates.append(argument)
    recipient_objects(scene, draft, trigger, names)
    bind_sender(scene, draft, trigger)
    for argument in _told_by_verb(scene, trigger):
        if argument.kind == "date":
            draft.dates.append(argument)
        elif argument.kind == "place" and argument.prep in _LEADING:
            bind_place(scene, draft, trigger, argument, names)
    return draft


def _told_by_verb(scene: Scene, trigger: Trigger) -> list[Argument]:
    """What hangs on the verb of a noun of supply: "deliveries began in April".

    So it is with "took delivery of wheat from Sevastopol", where the noun is the object.
    """
    noun = trigger.token
    takes = noun.dep_ == "dobj" and noun.head.lemma_ in _TAKES
    subject = noun.dep_ in {"nsubj", "nsubjpass"}
    under_way = is_under_way(noun)  # "was on her way from A to B"
    if trigger.role != "transfer_noun":
        return []
    if not (takes or subject or under_way):
        return ends_behind(scene.loose, trigger)
    above = (noun.head.head, *noun.head.head.ancestors)
    verb = noun.head
    if under_way:
        verb = next((t for t in above if t.pos_ in {"VERB", "AUX"}), noun.head.head)
    unbound = verb.i if under_way else None  # the root itself is on no path
    doc = scene.sentence.span.doc
    return [
        replace(a, distant=False) for a in scene.loose
        if not a.said
        and next((i for i in a.path if doc[i].pos_ in {"VERB", "AUX"}), unbound) == verb.i
    ]  # fmt: skip


def _goods_again(draft: Draft, context: Context, told: list[Item]) -> list[Item]:
    """The goods told just before that are moved here: "they were flown to", "took it on"."""
    moved = [
        c for t in draft.triggers if t.role in {"carry", "supply", "unload", "load"}
        for c in t.token.children if c.dep_ in {"nsubjpass", "dobj"} and c.pos_ == "PRON"
    ]  # fmt: skip
    if told and any(c.lower_ in PRONOUNS for c in moved):
        return list(told)
    if takes_up_goods(draft, context) and any(is_rest(c) for c in draft.token.children):
        return [Item(what=i.what) for i in told or context.items]
    return list(context.items) if moved and takes_up_goods(draft, context) else []


def _moves_the_rest(draft: Draft) -> bool:
    """Whether what moves is what is left of goods told before: "and the rest went on to Vienna"."""
    return any(
        c.dep_ in {"nsubj", "nsubjpass", "dobj"} and c.lemma_.lower() in REST
        and not any(g.lower_ == "of" for g in c.children)
        for t in draft.triggers for c in t.token.children
    )  # fmt: skip


def _part_of_goods(draft: Draft, whole: Draft) -> None:
    """What "the first twelve" of goods told before are, who gave and who got them."""
    draft.items = draft.items or [Item(what=i.what) for i in whole.items]
    draft.supplier = draft.supplier or whole.supplier
    draft.recipient = draft.recipient or whole.recipient
    draft.because("supplier", "a part of the goods told before", 0.6)


def _at_sea(scene: Scene, draft: Draft) -> None:
    """The sea where goods went from ship to ship, though it hangs on another verb."""
    if not (_SHIP_TO_SHIP.search(scene.words) and draft.triggers[0].role == "transfer_noun"):
        return
    for argument in scene.loose:
        where = mentioned(argument.value) if argument.kind == "place" else None
        if where is not None and argument.prep in {"in", "off"} and where.kind in WATERS:
            draft.via.append(where)
            draft.because("via", "handed over at sea", 0.7, argument)
