"""What a transfer takes from the sentences before: ships, places, the flow told so far."""

import re
from typing import Any

from geomap.claims import lexicon
from geomap.claims.certainty import is_negated
from geomap.claims.context import (
    REMEMBERED,
    Context,
    Names,
    id_of,
    mentioned,
    stand_for,
    start_of,
)
from geomap.claims.drafts import PRECISE, THEN, Draft, goes_on
from geomap.claims.scene import SUBJECTS, Scene
from geomap.records import Item, MentionedPlace

__all__ = [
    "ON_THE_WAY",
    "carry_over",
    "complete_flow",
    "countries_for_ends",
    "nearest_ship",
    "on_the_way",
    "there",
]

ON_THE_WAY = re.compile(
    r"\b(?:on (?:its|their|her|the) way|en route|bound|destined|headed|heading|intended|meant)\s+"
    r"(?:to|for|towards?)\s+(?:[\w’' -]{1,30}\s+in\s+)?(?:the\s+)?$",
    re.I,
)
# a voyage or a seizure does not say that it is part of the flow told before
_NO_FLOW = frozenset({"arrive", "depart", "pass", "seize"})
_SAME_SHIP = re.compile(r"\bthe same (?:ship|vessel|freighter|tanker|boat|bulker|carrier)\b", re.I)
_SPOT = (
    r"(?:port|terminal|harbour|harbor|berth|quay|airstrip|airport|airfield|air ?base|base|station|"
    r"railhead|depot|yard|town|city|village|island|crossing|anchorage)"
)
_FROM_THERE = re.compile(rf"\b(?:from there|thence|from th(?:at|is) {_SPOT})\b", re.I)
_FROM_THE_SAME = re.compile(rf"\b(?:from|out of|ex) the same {_SPOT}\b", re.I)
_IN_RETURN = re.compile(r"\bin (?:return|exchange|turn)\b|\bfor its part\b", re.I)


def carry_over(scene: Scene, draft: Draft, context: Context) -> None:
    """What "it", "they" and "there" take up from the sentences before."""
    words = scene.words
    if not draft.vessels and (
        "sea" in draft.mode
        or draft.triggers[0].role in {"arrive", "depart", "unload", "load"}
        or _she_goes(draft.token)
    ):
        ships = context.ships_again(words)
        if ships:
            draft.vessels = list(ships)
            draft.because("vessels", "named shortly before", 0.6)
            if "sea" not in draft.mode:
                draft.mode = ("sea", *draft.mode)
    bare = draft.origin is None and draft.destination is None and not is_negated(draft.token)
    if draft.vessels and bare and draft.items:
        draft.origin, draft.destination = context.legs.get(draft.vessels[0].name, (None, None))
        if draft.origin or draft.destination:
            draft.because("destination", "the voyage told before of the same ship", 0.5)
    _follow(draft, context)
    _go_on(draft, context)
    away = _FROM_THERE.search(scene.words)
    if away is not None and draft.origin is None:
        named = _named_before(scene, draft, scene.sentence.start + away.start())
        draft.origin = named[-1] if named else context.destination or context.place
        if draft.origin:
            draft.because("origin", "from there", 0.6)
    elif draft.origin is None and any(_FROM_THE_SAME.search(w) for w in _whence(scene, draft)):
        draft.origin = context.way[0] or context.place
        draft.because("origin", "the same place as before", 0.6)


def _whence(scene: Scene, draft: Draft) -> list[str]:
    """What hangs on the triggers of a draft by "from" or "out", as written."""
    away = [
        c for t in draft.triggers for c in t.token.children
        if c.dep_ == "prep" and c.lower_ in {"from", "out", "ex"}
    ]  # fmt: skip
    spans = [(t.sent.doc[t.left_edge.i], t.sent.doc[t.right_edge.i]) for t in away]
    offsets = scene.sentence.offsets
    return [scene.text[offsets(first)[0] : offsets(last)[1]] for first, last in spans]


def _she_goes(verb: Any) -> bool:
    """Whether "she" is the subject of a verb, or of those above it: "she was to have fetched"."""
    while verb.dep_ in {"xcomp", "conj"} and not any(c.dep_ in SUBJECTS for c in verb.children):
        verb = verb.head
    return any(c.lower_ == "she" for c in verb.children)


def _follow(draft: Draft, context: Context) -> None:
    """Send a ship that "followed two days later" the way of the ship told before it."""
    follows = draft.token.lemma_ == "follow" and not (draft.origin or draft.destination)
    if not follows or context.sentence - context.way_at > REMEMBERED:
        return
    draft.origin, draft.destination = context.way
    draft.because("destination", "followed the ship told before", 0.6)
    if context.items and all(i.what.casefold() in lexicon.GOODS_UNITS for i in draft.items):
        # "followed with 60,000 tonnes": of the same goods
        counts = [i.quantity for i in draft.items] or [None]
        draft.items = [Item(what=context.items[0].what, quantity=counts[0])]


def _go_on(draft: Draft, context: Context) -> None:
    """Begin a way that "went on to" its end where the one told before it ended."""
    reached, end = context.destination, draft.destination
    if draft.origin is not None or reached is None or end is None or reached.id == end.id:
        return
    told_at = max(context.items_at, context.mover_at, context.vessels_at)
    onward = goes_on(draft.token) or _calls_then(draft, reached, context)
    if onward and context.sentence - told_at <= 1:
        draft.origin = reached
        draft.because("origin", "where the way told before ended", 0.6)


def _calls_then(draft: Draft, reached: MentionedPlace, context: Context) -> bool:
    """Whether the ship that came to a place calls at the next: "The same vessel then called at"."""
    ends = [id_of(context.legs.get(v.name, (None, None))[1]) for v in draft.vessels]
    return (
        draft.triggers[0].role == "arrive"
        and ends == [reached.id]
        and any(c.lower_ in THEN for c in draft.token.children)
    )


def _names_sender(draft: Draft) -> bool:
    """Whether works or stores of somebody are said to send the goods."""
    return any(
        c.dep_ == "nsubj" and c.lemma_.lower() in lexicon.SENDERS
        for t in draft.triggers
        for c in t.token.children
    )


def _civil(draft: Draft) -> bool:
    """Whether the goods are plainly civil: a flow of arms says nothing about them."""
    words = {w.casefold().removesuffix("s") for i in draft.items for w in i.what.split()}
    units = {i.quantity.unit for i in draft.items if i.quantity}
    return bool(words & lexicon.CIVIL or units & {"tonnes", "tons", "barrels"}) and not (
        words & lexicon.ARMS
    )


def nearest_ship(scene: Scene, draft: Draft) -> None:
    """Give a trigger without a ship the ones named between it and the trigger before it."""
    voyage = draft.token.lemma_.lower() in {"run", "trip", "voyage", "journey", "crossing", "way"}
    if draft.vessels or draft.triggers[0].role == "request":
        return
    if draft.triggers[0].role == "transfer_noun" and not voyage:
        return
    loose = {a.value.start: a.value for a in scene.loose if a.kind == "vessel"}
    if draft.triggers[0].anchor is not None:
        draft.vessels = list({v.name: v for v in loose.values()}.values())
        return
    at = scene.sentence.offsets(draft.token)[0]
    before = [scene.sentence.offsets(t.token)[0] for t in scene.triggers]
    since = max((b for b in before if b < at), default=scene.sentence.start)
    near = [v for start, v in loose.items() if since <= start < at]
    if _SAME_SHIP.search(scene.text, since, at):
        earlier = [v for v in scene.vessels if start_of(v) < since]
        near = near or earlier[-1:]
    draft.vessels = list({v.name: v for v in near}.values())


def there(scene: Scene, draft: Draft, context: Context) -> None:
    """The place that "there" stands for: named in this sentence before it, or shortly ago.

    "Here" is where the report was filed.
    """
    word = next((c for c in draft.token.children if c.lower_ in {"there", "here"}), None)
    if word is None or draft.destination is not None:
        return
    if draft.triggers[0].role not in {"supply", "carry", "unload", "arrive"}:
        return
    if word.lower_ == "here":
        draft.destination = context.home
        if draft.destination:
            draft.because("destination", "here, where the report was filed", 0.6)
        return
    at = scene.sentence.offsets(word)[0]
    here = _named_before(scene, draft, at)
    just_named = context.town if context.sentence - context.town_at <= 1 else None
    draft.destination = here[-1] if here else just_named or context.place
    if draft.destination:
        draft.because("destination", "there", 0.6)


def complete_flow(scene: Scene, draft: Draft, context: Context) -> None:
    """Where only the giver or only the getter is named, the flow told so far names the other."""
    giver, getter = context.flow
    if not (giver and getter) or {t.role for t in draft.triggers} <= _NO_FLOW:
        return
    if draft.maker and draft.supplier is None:
        return
    if draft.recipient == giver and draft.supplier is None and _IN_RETURN.search(scene.words):
        draft.supplier = getter
        draft.because("supplier", "in return, from the other side of the flow", 0.6)
        return
    start = draft.supplier or (draft.origin.country if draft.origin else None)
    end = draft.recipient or (draft.destination.country if draft.destination else None)
    third = [n for who, n in context.givers.items() if who not in {giver, getter}]
    if start is None and max(third, default=0) >= max(context.givers[giver], 1):
        return  # it may be any of several givers
    if start is None and end is None and draft.items and not _civil(draft):
        # "13,000 containers had been shipped so far": the flow that the text is about
        if {t.role for t in draft.triggers} & {"supply"} or draft.via:
            draft.supplier, draft.recipient = giver, getter
            draft.because("supplier", "the flow told so far", 0.4)
        return
    if end is None and draft.destination is None and start == giver:
        draft.recipient = getter
        draft.because("recipient", "the flow told so far", 0.5)
    elif (
        start is None
        and draft.origin is None
        and draft.supplier is None
        and not _civil(draft)
        and not _names_sender(draft)
        and (end == getter or (end is None and draft.via))
    ):
        draft.supplier = giver
        draft.because("supplier", "the flow told so far", 0.5)
        if end is None and draft.destination is None:
            draft.recipient = getter


def countries_for_ends(draft: Draft, names: Names) -> None:
    """Actors from places, and where no place is named, the actors' countries as places."""
    if draft.supplier is None and draft.maker:
        draft.supplier, draft.supplier_mention = draft.maker
        draft.because("supplier", "adjective on the goods", 0.6)
    if draft.origin is None and draft.supplier:
        place = names.country(draft.supplier)
        if place and not (draft.destination and draft.destination.country == draft.supplier):
            draft.origin = stand_for(place, draft.supplier_mention)
            draft.because("origin", "the supplier's country", 0.7)
    if draft.destination is None and draft.recipient:
        place = names.country(draft.recipient)
        if place and not (draft.origin and draft.origin.country == draft.recipient):
            draft.destination = stand_for(place, draft.recipient_mention)
            draft.because("destination", "the recipient's country", 0.7)
    if draft.supplier is None and draft.origin is not None:
        draft.supplier = draft.origin.country
    if draft.recipient is None and draft.destination is not None:
        draft.recipient = draft.destination.country


def _named_before(scene: Scene, draft: Draft, at: int) -> list[MentionedPlace]:
    """Precise places that the sentence names before an offset."""
    return [
        place
        for m in scene.mentions
        if m.role == "literal" and m.end <= at
        and (place := mentioned(m)) is not None and place.kind in PRECISE
        and place.id not in {draft.origin and draft.origin.id,
                             draft.destination and draft.destination.id}
    ]  # fmt: skip


def on_the_way(scene: Scene, draft: Draft) -> None:
    """The destination of goods "on their way to the Houthis in Yemen", bound to no verb."""
    if draft.destination is not None:
        return
    for argument in scene.loose:
        where = mentioned(argument.value) if argument.kind == "place" else None
        if where is None or argument.value.role != "literal":
            continue
        before = scene.text[max(scene.sentence.start, argument.start - 48) : argument.start]
        if ON_THE_WAY.search(before):
            draft.destination = where
            draft.because("destination", "on the way to", 0.7, argument)
            return
