"""Transfers: what moved from where to where, by grammar.

Each trigger gives a draft; drafts of one sentence that complete each other ("loaded at A and
carried to B") become one leg.
"""

import re
from dataclasses import replace
from typing import Any

import msgspec

from geomap.claims import lexicon
from geomap.claims.carriers import take_up
from geomap.claims.context import Context, Names, mentioned
from geomap.claims.drafts import PRECISE, WATERS, Draft, takes_up_goods
from geomap.claims.flows import (
    carry_over,
    complete_flow,
    countries_for_ends,
    nearest_ship,
    on_the_way,
    there,
)
from geomap.claims.goods import count_of_trips, goods_of, is_hardware, total_of
from geomap.claims.legs import go_on, join_drafts, load_there, ship_onward
from geomap.claims.lists import legs_of, spread
from geomap.claims.roles import bind_place, bind_subject, recipient_objects
from geomap.claims.scene import Scene, clause_span
from geomap.claims.triggers import Argument, Trigger, TriggerClass
from geomap.records import (
    Item,
    MentionedPlace,
    Mode,
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
_VOYAGES = frozenset({"arrive", "depart", "pass", "transfer_noun"})
# nouns of which goods are always spoken: "shipments from A to B resumed"
_OF_GOODS = frozenset(
    "shipment delivery consignment transshipment handover airlift dispatch".split()
)
_WEAK_VERBS = frozenset({"take", "call", "make", "return", "come", "move", "run"})
_NO_MOVES = frozenset("part place off over step action care".split())  # "took place"
_SORTIE_REACH = 3  # sentences after a strike in which its planes are spoken of
_MUCH = frozenset("lot plenty bit number amount deal kind sort thousand hundred dozen".split())
_ONES = frozenset("car phone bicycle truck van lorry vehicle bus gun rifle pistol money".split())
_LEAST_TOTAL = 100  # below it a number next to "figure" is hardly a running total


def draft_transfers(scene: Scene, context: Context, names: Names) -> list[Draft]:
    """Every leg that a sentence tells, with its slots as far as grammar fills them."""
    triggers = [t for t in scene.triggers if t.kind == "transfer"]
    drafts = [_draft(scene, leg, names) for t in triggers if _may_start(t) for leg in legs_of(t)]
    if not drafts and not any(context.flow):
        for draft in (_draft(scene, t, names) for t in triggers if t.role == "supply"):
            # "Pyongyang sent 3,000 soldiers to Russia": no goods, but who gives to whom
            context.flow = (draft.supplier, draft.recipient)
    for draft in drafts:
        nearest_ship(scene, draft)
        _at_sea(scene, draft)
        there(scene, draft, context)
        take_up(draft, context)
    drafts += _totals(scene, context, drafts)
    ship_onward(drafts)
    drafts = load_there(join_drafts(drafts))
    go_on(drafts)
    drafts = [part for draft in drafts for part in spread(scene, draft)]
    for draft in drafts:
        draft.items = draft.items or goods_of(scene, draft.triggers)
        total = total_of(scene, draft.triggers[0])
        if total and draft.items and not any(i.quantity for i in draft.items):
            # as in: imports of coal fell to 1.1m tonnes
            draft.items[0] = Item(what=draft.items[0].what, quantity=total[0].quantity)
        draft.items = draft.items or total or _goods_again(draft, context)
        if draft.before is not None and not draft.items:
            draft.items = list(draft.before.items)
        if draft.like is not None:
            _part_of_goods(draft, draft.like)
        _settle_mode(scene, draft, [d for d in drafts if d is not draft])
        carry_over(scene, draft, context)
        on_the_way(scene, draft)
        complete_flow(scene, draft, context)
        countries_for_ends(draft, names)
    drafts = [d for d in drafts if _admissible(d, context)]
    for draft in drafts:
        if not any(i.quantity for i in draft.items):
            draft.items = [*draft.items, *count_of_trips(scene, draft.triggers)]
    return drafts


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


def _may_start(trigger: Trigger) -> bool:
    """Leave out movements of persons and of what is no thing."""
    if _is_anybody(trigger):
        return False
    for child in trigger.token.children:
        lemma = child.lemma_.lower()
        moved = child.dep_ in {"dobj", "nsubjpass"}
        if moved and _is_no_cargo(child):
            return False
        if child.dep_ == "dobj" and child.lower_ in _NO_MOVES:
            return False
        moves = child.dep_ == "nsubj" and trigger.role in {"arrive", "depart", "pass"}
        if moves and lemma in lexicon.PEOPLE:
            return False
    if trigger.role == "transfer_noun":
        return bool(trigger.arguments) or any(
            c.dep_ == "prep" and c.lower_ == "of" for c in trigger.token.children
        )
    return True


def _is_theft(draft: Draft) -> bool:
    """Whether a thief took what one man can take: "stole a car from the mall"."""
    stolen = draft.token.lemma_.lower() in {"steal", "take", "rob"}
    things = [i for i in draft.items if i.what.split()]
    return (
        stolen
        and bool(things)
        and all(i.quantity is None and i.what.split()[-1].casefold() in _ONES for i in things)
    )


def _is_no_cargo(noun: Any) -> bool:
    """Whether persons or nothing at all are moved: "a lot of confidence", "rebel fighters"."""
    if noun.lemma_.lower() in _MUCH:
        of = [g for c in noun.children if c.lower_ == "of" for g in c.children]
        return any(_is_no_cargo(g) for g in of)
    lemma = noun.lemma_.lower()
    if lemma in {"fighter", "unit"}:
        return not is_hardware(noun)
    return lemma in lexicon.ABSTRACT | lexicon.PEOPLE


def _is_anybody(trigger: Trigger) -> bool:
    """Whether "you can get" something: what is on offer to anybody has not moved."""
    beside = {c.lower_ for c in trigger.token.children if c.dep_ in {"nsubj", "aux"}}
    return bool(beside & {"you", "one", "anyone", "anybody"} and beside & {"can", "could", "may"})


def _draft(scene: Scene, trigger: Trigger, names: Names) -> Draft:
    draft = Draft([trigger])
    bind_subject(scene, draft, trigger, names)
    for argument in trigger.arguments:
        if argument.kind == "place":
            bind_place(scene, draft, trigger, argument, names)
        elif argument.kind == "vessel":
            if argument.value.name not in {v.name for v in draft.vessels}:
                draft.vessels.append(argument.value)
        elif argument.kind == "date":
            draft.dates.append(argument)
    recipient_objects(scene, draft, trigger, names)
    for argument in _told_by_verb(scene, trigger):
        if argument.kind == "date":
            draft.dates.append(argument)
        elif argument.kind == "place" and argument.prep in {"from", "to", "via", "through"}:
            bind_place(scene, draft, trigger, argument, names)
    return draft


def _told_by_verb(scene: Scene, trigger: Trigger) -> list[Argument]:
    """What hangs on the verb of a noun of supply: "deliveries began in April".

    So it is with "took delivery of wheat from Sevastopol", where the noun is the object.
    """
    noun = trigger.token
    takes = noun.dep_ == "dobj" and noun.head.lemma_ in {"take", "await", "accept"}
    subject = noun.dep_ in {"nsubj", "nsubjpass"}
    under_way = noun.lemma_ == "way" and noun.dep_ == "pobj"  # "was on her way from A to B"
    if trigger.role != "transfer_noun" or not (takes or subject or under_way):
        return []
    verb = noun.head.head if under_way else noun.head
    unbound = verb.i if under_way else None  # the root itself is on no path
    doc = scene.sentence.span.doc
    return [
        replace(a, distant=False) for a in scene.loose
        if not a.said
        and next((i for i in a.path if doc[i].pos_ in {"VERB", "AUX"}), unbound) == verb.i
    ]  # fmt: skip


def _goods_again(draft: Draft, context: Context) -> list[Item]:
    """The goods told just before that are moved here: "they were flown to", "the crates went"."""
    moved = any(
        c.dep_ in {"nsubjpass", "dobj"} and c.pos_ == "PRON"
        for t in draft.triggers if t.role in {"carry", "supply", "unload", "load"}
        for c in t.token.children
    )  # fmt: skip
    return list(context.items) if moved and takes_up_goods(draft, context) else []


def _part_of_goods(draft: Draft, whole: Draft) -> None:
    """What "the first twelve" of goods told before are, who gave and who got them."""
    draft.items = draft.items or [Item(what=i.what) for i in whole.items]
    draft.supplier = draft.supplier or whole.supplier
    draft.recipient = draft.recipient or whole.recipient
    draft.because("supplier", "a part of the goods told before", 0.6)


def _settle_mode(scene: Scene, draft: Draft, others: list[Draft]) -> None:
    """The modes that the words of the clause name; a leg's clause ends where the next begins."""
    start, end = scene.sentence.start, scene.sentence.end
    if draft.triggers[0].extent is not None:
        start, end = draft.triggers[0].extent
    elif others:
        start, end = clause_span(scene, [t.token for t in draft.triggers])
        last = max(t.token.i for t in draft.triggers)
        end = min(
            [end, *(scene.sentence.offsets(d.token)[0] for d in others
                    if d.token.i > last and d.before is not None)]
        )  # fmt: skip
    modes: list[Mode] = [
        mode for mode, pattern in lexicon.MODE_WORDS
        if any(_names_way(scene, m) for m in pattern.finditer(scene.text, start, end))
    ]  # fmt: skip
    if not modes and draft.triggers[0].extent is not None:
        # the verb tells the mode of legs that name none: "flew to A and then on to B"
        begin, end = scene.sentence.offsets(draft.token)
        modes = [
            mode for mode, pattern in lexicon.MODE_WORDS if pattern.search(scene.text, begin, end)
        ]
    if draft.vessels and "sea" not in modes:
        modes.insert(0, "sea")
    if draft.mover and draft.mover.mode and not modes:
        modes = [draft.mover.mode]
    draft.mode = tuple(modes)
    if modes:
        draft.because("mode", "word for a carrier or a way", 0.8)


def _names_way(scene: Scene, word: re.Match[str]) -> bool:
    """Whether a word names a carrier or a way, and is not the verb of "Iran ships missiles"."""
    if word[0].casefold() not in {"ship", "ships"}:
        return True
    span = scene.sentence.covering(*word.span())
    return span is None or span.root.pos_ != "VERB"


def _admissible(draft: Draft, context: Context) -> bool:
    """Whether a draft says enough to be a claim: goods or a carrier, and an end of the way."""
    roles = _roles(draft)
    if roles == {"total"}:
        return True
    if _is_flight_of_weapon(draft) or _is_sortie(draft, context):
        return False
    has_carrier = bool(draft.vessels) or draft.carrier or _names_carrier(draft)
    goods = any(_is_thing(i, roles) for i in draft.items)
    if not draft.vessels and (_is_theft(draft) or _travels(draft, roles, context, goods=goods)):
        return False
    ends = [e for e in (draft.origin, draft.destination) if e]
    if not ends:
        # from ship to ship at sea: no port at either end
        handed = roles <= {"transfer_noun", "supply", "unload", "load"}
        at_sea = handed and bool(goods and draft.vessels and draft.via)
        return at_sea or _is_seizure(draft, goods=goods)
    if "transfer_noun" in roles and goods and len(ends) == 2:
        return True
    if roles in ({"pass"}, {"seize"}):
        way = draft.via if draft.destination else draft.origin and draft.via
        way = way or (draft.origin and draft.destination)
        return bool(way and (goods or has_carrier)) or _is_seizure(draft, goods=goods)
    if "request" in roles:
        return goods and draft.recipient is not None
    if roles <= {"transfer_noun"}:
        specific = goods or has_carrier or bool(draft.mode) or _arms_words(draft)
        specific = specific or draft.token.lemma_.lower() in _OF_GOODS
        return goods or (specific and (len(ends) == 2 or bool(draft.via)))
    again = takes_up_goods(draft, context) or _anything(draft)
    return (
        bool(roles & {"supply", "receive"} and (goods or again))
        or ("carry" in roles and len(ends) == 2 and bool(again or draft.before))
        or _tells_voyage(draft, ends, goods=goods, again=again, has_carrier=has_carrier)
    )


def _roles(draft: Draft) -> set[TriggerClass]:
    """What the triggers of a draft tell; the noun that only names what goes tells nothing more."""
    verbs = {t.token.i for t in draft.triggers if t.token.pos_ == "VERB"}
    told = {
        t.role for t in draft.triggers
        if not (t.role == "transfer_noun" and t.token.dep_ in {"nsubj", "nsubjpass"}
                and t.token.head.i in verbs and not any(t.places()))
    }  # fmt: skip
    return told or {t.role for t in draft.triggers}


_NO_THINGS = frozenset({"support", "help", "aid-worker", "visit"})
_FOR_TRAVEL = frozenset("bus buses coach coaches flight flights train trains ferry ferries".split())


def _is_seizure(draft: Draft, *, goods: bool) -> bool:
    """Whether goods were taken from a carrier, or by those who watch ports and borders."""
    verb = next((t.token for t in draft.triggers if t.role == "seize"), None)
    if verb is None or not goods or not (draft.via or draft.origin or draft.destination):
        return False
    doers = [c for c in verb.children if c.dep_ == "nsubj"]
    doers += [g for c in verb.children if c.dep_ == "agent" for g in c.children]
    watch = any(t.lemma_.lower() in lexicon.WATCH for d in doers for t in (d, *d.lefts))
    from_carrier = bool(draft.vessels) or any(
        t.lemma_.lower() in lexicon.CARRIERS | {"container", "lorry", "submersible"}
        for t in verb.subtree
    )
    return from_carrier or (watch and verb.lemma_ not in {"intercept", "stop"})


def _tells_voyage(
    draft: Draft, ends: list[MentionedPlace], *, goods: bool, again: bool, has_carrier: bool
) -> bool:
    """Whether verbs of moving tell a voyage with goods or a carrier and a precise end."""
    roles = {t.role for t in draft.triggers}
    lemmas = {t.token.lemma_.lower() for t in draft.triggers}
    precise = any(e.kind in PRECISE for e in ends)
    if roles & {"load", "unload"} and (goods or has_carrier or again):
        return goods or precise
    if not roles & {"arrive", "depart", "carry", "pass", "load", "unload"}:
        return False
    if goods and (len(ends) == 2 or "carry" in roles):
        return len(ends) == 2 or bool(draft.mode) or bool(lemmas - _WEAK_VERBS)
    if goods and (lemmas & {"reach", "arrive", "arrival"} or (lemmas & {"come"} and draft.via)):
        return any(e.kind not in {"strait", "river", "sea"} for e in ends)
    if goods and ((draft.mode and precise) or (draft.origin and draft.origin.kind in PRECISE)):
        return True
    return has_carrier and (len(ends) == 2 or precise)


def _is_flight_of_weapon(draft: Draft) -> bool:
    """Whether what flies is a missile or a drone on its way: no transfer of goods."""
    flown = (t.token for t in draft.triggers if t.role == "carry")
    verb = next((t for t in flown if t.lemma_ in {"fly", "travel", "go"}), None)
    if not (draft.mode or draft.via or draft.vessels):
        came = (t.token for t in draft.triggers if t.role == "arrive")
        verb = verb or next((t for t in came if t.lemma_ in {"come", "enter"}), None)
    if verb is None:
        return False
    movers = [c for c in verb.children if c.dep_ == "nsubj"]
    movers += [verb.head] if verb.dep_ == "relcl" else []
    # "glide bombs are flown to A" they hit; missiles may be freight
    movers += [c for c in verb.children if c.dep_ == "nsubjpass" and c.lemma_ == "bomb"]
    return any(m.lemma_.lower() in lexicon.WEAPONS - {"jet", "warplane", "bomber"} for m in movers)


def _is_sortie(draft: Draft, context: Context) -> bool:
    """Whether the planes that struck are what took off or came back: "the jets had left Tada-U"."""
    if draft.items or context.sentence - context.strike_sentence > _SORTIE_REACH:
        return False
    movers = [c.lemma_.lower() for c in draft.token.children if c.dep_ == "nsubj"]
    return any(m in lexicon.WEAPONS for m in movers)


def _anything(draft: Draft) -> bool:
    """Whether goods are left open between two known parties: "denies having sold any to X"."""
    return bool(draft.supplier and draft.recipient) and any(
        c.dep_ == "dobj" and c.lower_ in {"any", "anything", "nothing", "none"}
        for t in draft.triggers for c in t.token.children
    )  # fmt: skip


def _travels(draft: Draft, roles: set[TriggerClass], context: Context, *, goods: bool) -> bool:
    """Whether persons are what moves: "direct flights between London and Harare"."""
    if not goods and (not context.register.of_goods or _moves_people(draft)):
        return True
    return roles <= _VOYAGES and _carries_people(draft)


def _moves_people(draft: Draft) -> bool:
    """Whether persons and no goods are what a verb moves: "foreign fighters were transferred"."""
    return not draft.items and any(
        c.dep_ in {"dobj", "nsubjpass"} and _is_no_cargo(c)
        for t in draft.triggers for c in t.token.children
    )  # fmt: skip


def _carries_people(draft: Draft) -> bool:
    """Whether persons are what travels: "buses left with the players on board"."""
    return any(
        t.lemma_.lower() in lexicon.PEOPLE and t.dep_ in {"pobj", "dobj"}
        and t.head.lower_ in {"with", "carrying", "of"}
        for trigger in draft.triggers for t in trigger.token.subtree
    )  # fmt: skip


def _is_thing(item: Item, roles: set[TriggerClass]) -> bool:
    """Whether goods are told; buses and flights are goods only to who sells or gets them."""
    last = item.what.split()[-1].casefold() if item.what.split() else ""
    traded = bool(roles & {"supply", "receive", "request"})
    return last not in _NO_THINGS and (traded or last not in _FOR_TRAVEL)


def _arms_words(draft: Draft) -> bool:
    return any(
        child.lemma_.lower() in lexicon.ARMS | lexicon.CIVIL
        for t in draft.triggers
        for child in t.token.subtree
    )


def _names_carrier(draft: Draft) -> bool:
    """Whether a ship, plane, train or lorry moves in the clause, named or not."""
    return any(
        child.lemma_.lower() in lexicon.CARRIERS
        for t in draft.triggers
        for child in t.token.subtree
        if child.i != t.token.i
        and child.dep_ in {"nsubj", "nsubjpass", "dobj", "pobj", "conj", "appos"}
    )


def _at_sea(scene: Scene, draft: Draft) -> None:
    """The sea where goods went from ship to ship, though it hangs on another verb."""
    if not (_SHIP_TO_SHIP.search(scene.words) and draft.triggers[0].role == "transfer_noun"):
        return
    for argument in scene.loose:
        where = mentioned(argument.value) if argument.kind == "place" else None
        if where is not None and argument.prep in {"in", "off"} and where.kind in WATERS:
            draft.via.append(where)
            draft.because("via", "handed over at sea", 0.7, argument)
