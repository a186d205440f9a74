"""Transfers: what moved from where to where, by grammar.

Each trigger gives a draft; drafts of one sentence that complete each other ("loaded at A and
carried to B") become one leg.
"""

import re
from dataclasses import replace
from typing import Any

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
from geomap.claims.drafts import PRONOUNS, WATERS, Draft, takes_up_goods
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
from geomap.claims.parties import bind_sender, bind_subject, recipient_objects
from geomap.claims.roles import bind_place
from geomap.claims.scene import SUBJECTS, Scene, clause_span
from geomap.claims.triggers import Argument, Trigger
from geomap.claims.ways import is_way
from geomap.records import (
    Item,
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
_TANKER = re.compile("tankers?|freighters?", re.I)
_TAKES = frozenset({"take", "await", "accept"})
_LEADING = frozenset("from to via through at in".split())
_ASIDE = frozenset({"while", "whereas", "where"})
_NO_MOVES = frozenset("part place off over step action care".split())  # "took place"
_WHEELED = frozenset({"rail", "road"})
_BY = frozenset({"by", "via", "from", "onto", "into", "off"})
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
        _settle_mode(scene, draft, [d for d in drafts if d is not draft])
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
        return bool(trigger.arguments) or any(
            c.dep_ == "prep" and c.lower_ == "of" for c in trigger.token.children
        )
    return True


def _ordered(trigger: Trigger) -> bool:
    """Whether an order only describes goods that another verb moves: "jets, ordered in 2018"."""
    token = trigger.token
    described = trigger.role == "request" and token.dep_ == "acl" and token.tag_ == "VBN"
    return described and token.head.dep_ in {"dobj", "nsubjpass"} and token.head.head.pos_ == "VERB"


def _draft(scene: Scene, trigger: Trigger, names: Names) -> Draft:
    draft = Draft([trigger])
    bind_subject(scene, draft, trigger, names)
    for argument in trigger.arguments:
        if argument.kind == "place":
            bind_place(scene, draft, trigger, argument, names)
        elif argument.kind == "vessel" and not _is_aside(argument.token, {trigger.token.i}):
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


def _goods_again(draft: Draft, context: Context, told: list[Item]) -> list[Item]:
    """The goods told just before that are moved here: "they were flown to", "took it on"."""
    moved = [
        c for t in draft.triggers if t.role in {"carry", "supply", "unload", "load"}
        for c in t.token.children if c.dep_ in {"nsubjpass", "dobj"} and c.pos_ == "PRON"
    ]  # fmt: skip
    if told and any(c.lower_ in PRONOUNS for c in moved):
        return list(told)
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


def _leave_ship(draft: Draft, modes: list[Mode]) -> None:
    """Take the ship off a leg with a way of its own: "by the Lena to A and then by rail to B"."""
    if draft.triggers[0].extent is not None and modes and "sea" not in modes:
        draft.vessels = []


def _settle_mode(scene: Scene, draft: Draft, others: list[Draft]) -> None:
    """The modes that the words of the clause name; a leg's clause ends where the next begins."""
    start, end = scene.sentence.start, scene.sentence.end
    if draft.triggers[0].extent is not None:
        start, end = draft.triggers[0].extent
    elif others:
        start, end = clause_span(scene, [t.token for t in draft.triggers])
        doc, last = draft.token.doc, max(t.token.i for t in draft.triggers)
        end = min(
            [end, *(scene.sentence.offsets(doc[max(d.token.left_edge.i, last + 1)])[0]
                    for d in others if d.token.i > last and d.before is not None)]
        )  # fmt: skip
    named = _named_ways(scene, draft, (start, end), others)
    modes = [mode for mode, words in named.items() if words]
    if len(modes) > 1 and all(_TANKER.fullmatch(word) for word in named["sea"]):
        modes = [mode for mode in modes if mode != "sea"]  # lorries, wagons or planes
    if not modes and draft.triggers[0].extent is not None:
        # the verb tells the mode of legs that name none: "flew to A and then on to B"
        begin, end = scene.sentence.offsets(draft.token)
        modes = [
            mode for mode, pattern in lexicon.MODE_WORDS if pattern.search(scene.text, begin, end)
        ]
    _leave_ship(draft, modes)
    if draft.vessels and "sea" not in modes:
        modes.insert(0, "sea")
    if draft.mover and draft.mover.mode and not modes:
        modes = [draft.mover.mode]
    if not modes and any(t.token.lemma_ == "drive" for t in draft.triggers):
        modes = ["road"]
    if not modes and _by_ship(draft):
        modes = ["sea"]
    draft.mode = tuple(modes)
    if modes:
        draft.because("mode", "word for a carrier or a way", 0.8)


def _named_ways(
    scene: Scene, draft: Draft, span: tuple[int, int], others: list[Draft]
) -> dict[Mode, list[str]]:
    """The words within a span that name the carrier or the way of a leg, by mode."""
    own = {t.token.i for t in draft.triggers}
    theirs = {t.token.i for d in others for t in d.triggers} - own
    named: dict[Mode, list[str]] = {
        mode: [
            m[0] for m in pattern.finditer(scene.text, *span)
            if _names_way(scene, m, own, theirs)
            and (mode not in _WHEELED or not draft.vessels or _by_it(scene, m))
        ]
        for mode, pattern in lexicon.MODE_WORDS
    }  # fmt: skip
    if named["sea"] and all(word == "landed at" for word in named["air"]):
        named["air"] = []  # "was landed at Pozzallo from a barge"
    return named


def _by_ship(draft: Draft) -> bool:
    """Whether verbs tell a ship that no word names: "discharged at", "put ashore", port to port."""
    ports = [end is not None and end.kind == "port" for end in (draft.origin, draft.destination)]
    return any(
        t.token.lemma_ == "discharge"
        or any(c.lower_ == "ashore" for c in t.token.children)
        or (all(ports) and t.token.lemma_ in {"ship", "load", "unload", "sail"})
        for t in draft.triggers
    )


def _by_it(scene: Scene, word: re.Match[str]) -> bool:
    """Whether goods go by lorry or wagon beside a ship, on which such may be the cargo.

    "Loaded from wagons onto the Vela" tells a way, "the Vela brought 52 wagons" tells goods.
    """
    span = scene.sentence.covering(*word.span())
    if span is None or span.root.pos_ in {"VERB", "AUX"} or word[0].casefold().startswith("by "):
        return True
    above = span.root.head
    counted = any(c.dep_ == "nummod" for c in span.root.children)
    return above.dep_ == "prep" and above.lower_ in _BY and not counted


def _names_way(scene: Scene, word: re.Match[str], own: set[int], theirs: set[int]) -> bool:
    """Whether a word names the carrier or the way of a leg, whose triggers are `own`.

    Not so the verb of "Iran ships missiles", that of another leg ("whence lorries took it", one
    of `theirs`), nor what a clause with "while" or "where" tells.
    """
    span = scene.sentence.covering(*word.span())
    if span is None:
        return True
    if span.root.i in theirs or (span.root.dep_ in SUBJECTS and span.root.head.i in theirs):
        return False
    if word[0].casefold() in {"ship", "ships"} and span.root.pos_ == "VERB":
        return False
    return not _is_aside(span.root, own)


def _is_aside(word: Any, own: set[int]) -> bool:
    """Whether a word stands in a clause with "while" or "where" that is not the trigger's own."""
    return any(
        t.dep_ in {"advcl", "relcl"}
        and any(c.lower_ in _ASIDE for c in t.children)
        and not own & {c.i for c in t.subtree}
        for t in (word, *word.ancestors)
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
