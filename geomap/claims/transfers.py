"""Transfers: what moved from where to where, by grammar.

Each trigger gives a draft; drafts of one sentence that complete each other ("loaded at A and
carried to B") become one leg.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from geomap.claims import lexicon
from geomap.claims.context import Context, Names, actor_of, code_of, mentioned, stand_for
from geomap.claims.scene import Argument, Scene, Trigger, clause_span, goods_of
from geomap.claims.voices import DENY, SAY
from geomap.records import Item, Mention, MentionedPlace, Mode, Reason, Vessel, When

__all__ = ["Draft", "draft_transfers", "later_date"]

_FROM = frozenset({"from", "out"})
_TO = frozenset("to into onto toward towards for aboard until up".split())
_VIA = frozenset("via through across over past along around by".split())
_AT = frozenset("at in near on off alongside outside inside beside within around".split())
_PRECISE = frozenset(
    "city port rail_crossing airbase airport depot facility village strait river".split()
)
_BORDERS_OF = ("crossing", "border", "checkpoint", "bridge", "strait", "canal")
_ACTOR_NOUNS = frozenset(
    "government army military force forces troops navy state side authority ministry company "
    "leadership ally buyer firm regime".split()
)
_IN_RETURN = re.compile(r"\bin (?:return|exchange|turn)\b|\bfor its part\b", re.I)
_TOTAL = re.compile(
    r"\b(?:counts?|figures?|tall(?:y|ies)|totals?|estimates?|deliveries|shipments|number)\b", re.I
)
_TOTAL_UNITS = frozenset(
    {"containers", "boxes", "crates", "shells", "rounds", "missiles", "wagons"}
)
_LEAST_TOTAL = 100  # below it a number next to "figure" is hardly a running total
_WHOLE = frozenset({"country", "region", "admin1", "admin2", "sea"})


@dataclass
class Draft:
    """The slots of one claim while they are being filled."""

    triggers: list[Trigger]
    origin: MentionedPlace | None = None
    destination: MentionedPlace | None = None
    more_destinations: list[MentionedPlace] = field(default_factory=list)
    via: list[MentionedPlace] = field(default_factory=list)
    supplier: str | None = None
    recipient: str | None = None
    supplier_mention: Mention | None = None
    recipient_mention: Mention | None = None
    maker: tuple[str, Mention] | None = None
    items: list[Item] = field(default_factory=list)
    vessels: list[Vessel] = field(default_factory=list)
    mode: tuple[Mode, ...] = ()
    dates: list[Argument] = field(default_factory=list)
    carrier: bool = False
    reasons: list[Reason] = field(default_factory=list)

    @property
    def token(self) -> Any:
        """The main trigger's token."""
        return self.triggers[0].token

    def because(self, slot: str, rule: str, score: float, argument: Any = None) -> None:
        """Note which rule filled a slot, from which words."""
        span = {"start": argument.start, "end": argument.value.end} if argument else {}
        self.reasons.append(Reason(slot=slot, rule=rule, score=score, **span))


def draft_transfers(scene: Scene, context: Context, names: Names) -> list[Draft]:
    """Every leg that a sentence tells, with its slots as far as grammar fills them."""
    triggers = [t for t in scene.triggers if t.kind == "transfer"]
    drafts = [_draft(scene, t, names) for t in triggers if _may_start(scene, t)]
    for draft in drafts:
        _nearest_ship(scene, draft)
        _there(scene, draft, context)
    drafts += _totals(scene, context, drafts)
    drafts = _join(drafts)
    _go_on(drafts)
    for draft in drafts:
        draft.items = draft.items or goods_of(scene, draft.triggers)
        _settle_mode(scene, draft, alone=len(drafts) == 1)
        _carry_over(scene, draft, context)
        _complete_flow(scene, draft, context)
        _countries_for_ends(draft, names)
    return [d for d in drafts if _admissible(scene, d, context)]


def later_date(scene: Scene, context: Context) -> When | None:
    """The date of a movement of goods told just before: "The boxes were moved between ..."."""
    for trigger in scene.triggers:
        if trigger.kind != "transfer" or any(True for _ in trigger.places()):
            continue
        draft = Draft([trigger])
        named = any(
            c.dep_ in {"nsubjpass", "nsubj"}
            and c.lemma_.lower() in lexicon.CONTAINERS | lexicon.ARMS
            and any(d.lower_ in {"the", "these"} for d in c.children)
            for c in trigger.token.children
        )
        if not (named or _takes_up_goods(scene, draft, context)):
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
    counted = [
        q
        for q in scene.quantities
        if q.unit in _TOTAL_UNITS and q.value is not None and q.value >= _LEAST_TOTAL
    ]
    if not counted:
        return []
    root = scene.sentence.span.root
    draft = Draft([Trigger(root, "transfer", "total")])
    draft.items = [Item(what=str(counted[0].unit), quantity=counted[0])]
    draft.supplier, draft.recipient = context.flow
    draft.dates = [
        a for a in scene.loose if a.kind == "date" and a.value.role in {"since", "until"}
    ]
    draft.because("supplier", "a total of the flow told so far", 0.5)
    return [draft]


def _may_start(scene: Scene, trigger: Trigger) -> bool:
    """Leave out movements of persons and of what is no thing."""
    for child in trigger.token.children:
        if child.dep_ in {"dobj", "nsubjpass"}:
            lemma = child.lemma_.lower()
            if lemma in lexicon.ABSTRACT or lemma in lexicon.PEOPLE:
                return False
            if child.dep_ == "dobj" and lemma in {
                "part",
                "place",
                "off",
                "over",
                "step",
                "action",
                "care",
            }:
                return False
        if (
            child.dep_ == "nsubj"
            and child.lemma_.lower() in lexicon.PEOPLE
            and trigger.role in {"arrive", "depart", "pass"}
        ):
            return False
    if trigger.role == "transfer_noun":
        return bool(trigger.arguments) or any(
            c.dep_ == "prep" and c.lower_ == "of" for c in trigger.token.children
        )
    return True


def _draft(scene: Scene, trigger: Trigger, names: Names) -> Draft:
    draft = Draft([trigger])
    _subject(scene, draft, trigger, names)
    for argument in trigger.arguments:
        if argument.kind == "place":
            _place(scene, draft, trigger, argument, names)
        elif argument.kind == "vessel":
            if argument.value.name not in {v.name for v in draft.vessels}:
                draft.vessels.append(argument.value)
        elif argument.kind == "date":
            draft.dates.append(argument)
    _recipient_objects(scene, draft, trigger, names)
    return draft


def _subject(scene: Scene, draft: Draft, trigger: Trigger, names: Names) -> None:
    """Who gives, gets or carries: subject, agent, genitive."""
    nouns: list[Any] = []
    above: list[Any] = []
    gets = False
    holder = trigger.token
    for _ in range(4):
        nouns = [c for c in holder.children if c.dep_ == "nsubj"]
        if nouns or holder.dep_ not in {"conj", "xcomp", "advcl", "pcomp"}:
            break
        if holder.dep_ == "pcomp":
            accused = "dobj" if holder.head.head.lemma_ == "accuse" else "nsubj"
            holder = holder.head.head
            nouns = [c for c in holder.children if c.dep_ in {"nsubjpass", accused}]
            break
        holder = holder.head
    if not nouns and trigger.token.dep_ in {"acl", "relcl"}:
        nouns = [trigger.token.head]  # "the ship docked at", "boxes that X sent"
    nouns += [g for c in trigger.token.children if c.dep_ == "agent" for g in c.children]
    nouns += [
        g
        for c in trigger.token.children
        if c.dep_ == "prep" and c.lower_ == "by"
        for g in c.children
    ]
    if trigger.role == "transfer_noun":
        nouns += [
            c for c in trigger.token.children if c.dep_ in {"poss", "amod", "compound", "nmod"}
        ]
        above, gets = _subject_above(trigger.token)
        nouns += above
    for noun in nouns:
        if noun.lemma_.lower() in lexicon.CARRIERS or any(
            lexicon.AIRCRAFT_TYPE.match(t.text) for t in (noun, *noun.lefts)
        ):
            draft.carrier = True
        if _is_ship(scene, noun):
            draft.carrier = True
            continue
        code, mention = actor_of(scene, noun, names)
        if code is None:
            continue
        if trigger.role == "request" and trigger.token.lemma_ in {"negotiate", "discuss"}:
            continue  # who would give and who would get, the goods' noun says
        if trigger.role in {"receive", "request"} or (gets and noun in above):
            if draft.recipient is None:
                draft.recipient, draft.recipient_mention = code, mention
        elif trigger.role in {"supply", "carry", "transfer_noun", "load"} and (
            noun.lemma_.lower() not in lexicon.CARRIERS and draft.supplier is None
        ):
            draft.supplier, draft.supplier_mention = code, mention


def _is_ship(scene: Scene, noun: Any) -> bool:
    start, end = scene.sentence.offsets(noun)
    return any(v.start <= start and end <= v.end for v in scene.vessels)  # type: ignore[operator]


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
            asks = lemma in lexicon.RECEIVE | lexicon.REQUEST - {"negotiate", "discuss"}
            return [c for c in here.children if c.dep_ == "nsubj"], gets or asks
    return [], False


def _recipient_objects(scene: Scene, draft: Draft, trigger: Trigger, names: Names) -> None:
    """Who is given: "supplied Russia with drones", "sent Moscow shells"."""
    if trigger.role not in {"supply", "transfer_noun"}:
        return
    for child in trigger.token.children:
        if child.dep_ in {"dative", "dobj"}:
            target = child
            if child.dep_ == "dative" and child.pos_ == "ADP":
                target = next(iter(child.children), child)
            code, mention = actor_of(scene, target, names)
            own = mention is not None and mention.role != "demonym"
            if code and (own or child.dep_ == "dative") and draft.recipient is None:
                draft.recipient, draft.recipient_mention = code, mention


def _place(scene: Scene, draft: Draft, trigger: Trigger, argument: Argument, names: Names) -> None:
    """Give one bound place its part in the draft."""
    mention: Mention = argument.value
    code = code_of(mention, names)
    if mention.role == "demonym":
        _people(draft, trigger, argument, code)
        if argument.prep in {"to", "from"} and argument.token.head.lemma_.lower() in _ACTOR_NOUNS:
            slot = "recipient" if argument.prep == "to" else "supplier"
            if getattr(draft, slot) is None:
                setattr(draft, slot, code)
                setattr(draft, f"{slot}_mention", mention)
        return
    if mention.role in {"dateline", "org_part"} or mention.place is None:
        return
    if mention.role == "metonym" and code:
        if argument.prep in _TO and draft.recipient is None:
            draft.recipient, draft.recipient_mention = code, mention
        elif argument.prep in _FROM and draft.supplier is None:
            draft.supplier, draft.supplier_mention = code, mention
        return
    if argument.token.dep_ == "poss" and code:
        return  # "Iran's port of Olya": the country is not the place
    if argument.dep in {"nsubj", "poss", "agent"} and argument.prep is None and code:
        return  # taken by _subject
    where = mentioned(mention)
    if where is None or _is_qualifier(draft, argument, where):
        return
    doc = scene.sentence.span.doc
    if argument.distant and any(doc[i].lemma_.lower() in lexicon.PEOPLE for i in argument.path):
        return  # "a hospital for refugees from Sudan"
    _direct(scene, draft, trigger, argument, where, code)


def _direct(
    scene: Scene,
    draft: Draft,
    trigger: Trigger,
    argument: Argument,
    where: MentionedPlace,
    code: str | None,
) -> None:
    """From, to, through or at: what the preposition and the verb make of a place."""
    prep, role = argument.prep, trigger.role
    before = scene.text[max(0, where.start - 30) : where.start].casefold()  # type: ignore[operator]
    after = scene.text[where.end : where.end + 24].casefold()  # type: ignore[index]
    if prep in {"near", "of"} and "north of" in before:
        return
    crossing = any(w in after or w in before for w in _BORDERS_OF)
    if prep in _FROM:
        _set_end(draft, "origin", where, argument, "from")
    elif prep in _VIA and not (prep == "by" and where.kind == "country"):
        if prep == "over" and where.kind == "country":
            return
        draft.via.append(where)
        draft.because("via", f"{prep} + place", 0.8, argument)
    elif prep in _TO:
        if prep == "for" and argument.token.head.lower_ != "for":
            return  # "for use in the war in Ukraine" is a purpose
        bound = role == "depart" or "bound" in before or "destined" in before
        if prep == "for" and not (bound or where.kind == "country"):
            return
        if prep == "aboard":
            return
        if crossing and where.kind in {"rail_crossing"} and draft.destination:
            draft.via.append(where)
            return
        _set_end(draft, "destination", where, argument, prep or "to")
    elif prep in _AT:
        _at(draft, trigger, argument, where)
    elif argument.dep in {"dobj", "nsubjpass", "appos", "attr"} and prep is None:
        if role == "depart":
            _set_end(draft, "origin", where, argument, "left + place")
        elif role in {"arrive", "unload"}:
            _set_end(draft, "destination", where, argument, "reached + place")
        elif role == "pass" or where.kind in {"river", "strait"}:
            draft.via.append(where)
            draft.because("via", "passed + place", 0.8, argument)
    elif argument.dep == "nsubj" and role == "supply" and where.kind in _PRECISE:
        _set_end(draft, "origin", where, argument, "a port sends")
    elif prep == "between" and role == "transfer_noun":
        end = "origin" if draft.origin is None else "destination"
        _set_end(draft, end, where, argument, "between A and B")
    del code


def _at(draft: Draft, trigger: Trigger, argument: Argument, where: MentionedPlace) -> None:
    """A place at which something was loaded, unloaded, boarded or delivered."""
    role = trigger.role
    if where.kind == "country" and role not in {"unload", "arrive"} and argument.prep == "in":
        return
    if role == "load":
        _set_end(draft, "origin", where, argument, f"loaded {argument.prep}")
    elif role in {"unload", "arrive"} or trigger.token.lemma_ in {"deliver", "receive"}:
        _set_end(draft, "destination", where, argument, f"{trigger.token.lemma_} {argument.prep}")
    elif role == "seize":
        draft.via.append(where)
        draft.because("via", "stopped at", 0.7, argument)


def _set_end(draft: Draft, end: str, where: MentionedPlace, argument: Argument, rule: str) -> None:
    """Set origin or destination; a precise place beats a wide one, the first beats the next."""
    held = getattr(draft, end)
    if held is None or (held.kind in _WHOLE and where.kind in _PRECISE and not argument.distant):
        if held is not None and held.kind == "country":
            setattr(draft, "supplier" if end == "origin" else "recipient", held.country)
        setattr(draft, end, where)
        draft.because(end, rule, 0.6 if argument.distant else 0.9, argument)
    elif end == "destination" and where.id != held.id and not argument.distant:
        draft.more_destinations.append(where)


def _people(draft: Draft, trigger: Trigger, argument: Argument, code: str | None) -> None:
    """An adjective of a country on the goods says who made them."""
    token = argument.token
    noun = token.head
    if code and (noun.lemma_.lower() in lexicon.ARMS | lexicon.CIVIL or noun.i == trigger.token.i):
        draft.maker = draft.maker or (code, argument.value)


def _is_qualifier(draft: Draft, argument: Argument, where: MentionedPlace) -> bool:
    """Whether a place only says where another one lies: "Olya in Astrakhan region"."""
    bound = {
        a.token.i
        for t in draft.triggers
        for a in t.places()
        if a.token != argument.token and a.value.place is not None
    }
    nested = any(i in bound for i in argument.path[1:])
    between = argument.token.dep_ == "conj" and argument.token.head.i in bound
    return nested and not between and (where.kind in _WHOLE or argument.token.dep_ != "conj")


def _join(drafts: list[Draft]) -> list[Draft]:
    """Make one leg of drafts that complete each other."""
    out: list[Draft] = []
    for draft in drafts:
        for earlier in out:
            if _connected(earlier, draft) and _compatible(earlier, draft):
                _merge(earlier, draft)
                break
        else:
            out.append(draft)
    return out


def _go_on(drafts: list[Draft]) -> None:
    """Let a departure begin where the leg before it ended: "flew to A and left for B"."""
    for earlier, later in zip(drafts, drafts[1:], strict=False):
        if (
            later.origin is None
            and later.triggers[0].role == "depart"
            and later.token.dep_ == "conj"
            and earlier.destination is not None
        ):
            later.origin = earlier.destination
            later.because("origin", "where the leg before ended", 0.7)
            later.carrier = later.carrier or earlier.carrier
            later.vessels = later.vessels or list(earlier.vessels)


def _connected(a: Draft, b: Draft) -> bool:
    """Whether one draft's trigger hangs below the other's by links of one story.

    Or the second has no subject of its own and brings the end that the first lacks.
    """
    if (
        a.origin
        and not a.destination
        and b.destination
        and not b.origin
        and (b.token.dep_ in {"pcomp", "acl", "advcl", "xcomp"})
    ):
        return True
    heads = {t.token.i for t in a.triggers}
    below = {t.token.i for t in b.triggers}
    for start, goal in ((b.token, heads), (a.token, below)):
        here = start
        for _ in range(8):
            if here.head == here:
                break
            if here.dep_ == "parataxis":
                break
            here = here.head
            if here.i in goal:
                return True
    return False


def _compatible(a: Draft, b: Draft) -> bool:
    """Whether two drafts can tell the same leg."""
    for end in ("origin", "destination"):
        x, y = getattr(a, end), getattr(b, end)
        if x and y and x.id != y.id and not _contains(x, y):
            return False
    if a.destination and b.origin and a.destination.id == b.origin.id:
        return False
    subjects = {frozenset(v.name for v in d.vessels) for d in (a, b) if d.vessels}
    return len(subjects) < 2 or bool(frozenset.intersection(*subjects))


def _contains(x: MentionedPlace, y: MentionedPlace) -> bool:
    return x.country == y.country and "country" in {x.kind, y.kind}


def _merge(a: Draft, b: Draft) -> None:
    """Pour a draft into an earlier one."""
    for end in ("origin", "destination"):
        x, y = getattr(a, end), getattr(b, end)
        if y and (x is None or (x.kind in _WHOLE and y.kind in _PRECISE)):
            setattr(a, end, y)
    for name in ("supplier", "recipient", "supplier_mention", "recipient_mention", "maker"):
        if getattr(a, name) is None:
            setattr(a, name, getattr(b, name))
    a.via += [v for v in b.via if v.id not in {x.id for x in a.via}]
    a.vessels += [v for v in b.vessels if v.name not in {x.name for x in a.vessels}]
    a.more_destinations += b.more_destinations
    a.dates += b.dates
    a.triggers += b.triggers
    a.carrier = a.carrier or b.carrier
    a.reasons += b.reasons


def _settle_mode(scene: Scene, draft: Draft, *, alone: bool) -> None:
    """The modes that the words of the clause name."""
    start, end = (
        (scene.sentence.start, scene.sentence.end)
        if alone
        else clause_span(scene, [t.token for t in draft.triggers])
    )
    words = scene.text[start:end]
    modes = [mode for mode, pattern in lexicon.MODE_WORDS if pattern.search(words)]
    if draft.vessels and "sea" not in modes:
        modes.insert(0, "sea")
    draft.mode = tuple(modes)  # type: ignore[arg-type]
    if modes:
        draft.because("mode", "word for a carrier or a way", 0.8)


def _carry_over(scene: Scene, draft: Draft, context: Context) -> None:
    """What "it", "they" and "there" take up from the sentences before."""
    words = scene.words
    if not draft.vessels and (
        "sea" in draft.mode or draft.triggers[0].role in {"arrive", "depart", "unload", "load"}
    ):
        ships = context.ships_again(words)
        if ships:
            draft.vessels = list(ships)
            draft.because("vessels", "named shortly before", 0.6)
            if "sea" not in draft.mode:
                draft.mode = ("sea", *draft.mode)
    if draft.vessels and draft.origin is None and draft.destination is None and draft.items:
        draft.origin, draft.destination = context.legs.get(draft.vessels[0].name, (None, None))
        if draft.origin or draft.destination:
            draft.because("destination", "the voyage told before of the same ship", 0.5)
    lower = f" {words.casefold()} "
    there = context.destination or context.place
    if there is not None and draft.origin is None and " from there " in lower:
        draft.origin = there
        draft.because("origin", "from there", 0.6)


def _civil(draft: Draft) -> bool:
    """Whether the goods are plainly civil: a flow of arms says nothing about them."""
    words = {w.casefold().removesuffix("s") for i in draft.items for w in i.what.split()}
    units = {i.quantity.unit for i in draft.items if i.quantity}
    return bool(words & lexicon.CIVIL or units & {"tonnes", "tons", "barrels"}) and not (
        words & lexicon.ARMS
    )


def _nearest_ship(scene: Scene, draft: Draft) -> None:
    """Give a trigger without a ship the ones named between it and the trigger before it."""
    voyage = draft.token.lemma_.lower() in {"run", "trip", "voyage", "journey", "crossing"}
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
    draft.vessels = list({v.name: v for v in near}.values())


def _there(scene: Scene, draft: Draft, context: Context) -> None:
    """The place that "there" stands for: named in this sentence before it, or shortly ago."""
    word = next((c for c in draft.token.children if c.lower_ == "there"), None)
    if word is None or draft.destination is not None:
        return
    if draft.triggers[0].role not in {"supply", "carry", "unload", "arrive"}:
        return
    at = scene.sentence.offsets(word)[0]
    here = [
        place
        for m in scene.mentions
        if m.role == "literal" and m.end <= at
        and (place := mentioned(m)) is not None and place.kind in _PRECISE
        and not (draft.origin and draft.origin.id == place.id)
    ]  # fmt: skip
    draft.destination = here[-1] if here else context.place
    if draft.destination:
        draft.because("destination", "there", 0.6)


def _complete_flow(scene: Scene, draft: Draft, context: Context) -> None:
    """Where only the giver or only the getter is named, the flow told so far names the other."""
    giver, getter = context.flow
    if not (giver and getter) or {t.role for t in draft.triggers} <= {"arrive", "depart", "pass"}:
        return
    if draft.maker and draft.supplier is None:
        return
    if draft.recipient == giver and draft.supplier is None and _IN_RETURN.search(scene.words):
        draft.supplier = getter
        draft.because("supplier", "in return, from the other side of the flow", 0.6)
        return
    start = draft.supplier or (draft.origin.country if draft.origin else None)
    end = draft.recipient or (draft.destination.country if draft.destination else None)
    if start is None and end is None and draft.items and not _civil(draft):
        # "13,000 containers had been shipped so far": the flow that the text is about
        if {t.role for t in draft.triggers} & {"supply"}:
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
        and (end == getter or (end is None and draft.via))
    ):
        draft.supplier = giver
        draft.because("supplier", "the flow told so far", 0.5)
        if end is None and draft.destination is None:
            draft.recipient = getter


def _countries_for_ends(draft: Draft, names: Names) -> None:
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


def _admissible(scene: Scene, draft: Draft, context: Context) -> bool:
    """Whether a draft says enough to be a claim: goods or a carrier, and an end of the way."""
    roles = {t.role for t in draft.triggers}
    if roles == {"total"}:
        return True
    lemmas = {t.token.lemma_.lower() for t in draft.triggers}
    has_carrier = bool(draft.vessels) or draft.carrier or _names_carrier(scene, draft)
    goods = [i for i in draft.items if _is_thing(i)]
    ends = [e for e in (draft.origin, draft.destination) if e]
    if not ends:
        return False
    if roles == {"pass"} or roles == {"seize"}:
        return bool(draft.origin and draft.destination and (goods or has_carrier))
    if roles & {"request"}:
        return bool(goods) and len(roles) >= 1 and draft.recipient is not None
    if roles <= {"transfer_noun"}:
        specific = bool(goods or has_carrier or draft.mode) or _arms_words(scene, draft)
        return specific and len(ends) == 2 or (bool(goods) and bool(ends))
    again = _takes_up_goods(scene, draft, context)
    if roles & {"supply", "receive"} and (goods or again):
        return True
    if roles & {"load", "unload"} and (goods or has_carrier or again):
        return any(e.kind in _PRECISE for e in ends) or bool(goods)
    if again and len(ends) == 2 and "carry" in roles:
        return True
    if roles & {"arrive", "depart", "carry", "pass", "load", "unload"}:
        if goods and (len(ends) == 2 or roles & {"carry"}):
            return (
                bool(lemmas - {"take", "call", "make", "return", "come", "move", "run"})
                or len(ends) == 2
                or bool(draft.mode)
            )
        return has_carrier and (len(ends) == 2 or any(e.kind in _PRECISE for e in ends))
    return False


def _is_thing(item: Item) -> bool:
    last = item.what.split()[-1].casefold() if item.what.split() else ""
    return last not in {"support", "help", "aid-worker", "visit"}


def _arms_words(scene: Scene, draft: Draft) -> bool:
    return any(
        child.lemma_.lower() in lexicon.ARMS | lexicon.CIVIL
        for t in draft.triggers
        for child in t.token.subtree
    )


def _names_carrier(scene: Scene, draft: Draft) -> bool:
    """Whether a ship, plane, train or lorry moves in the clause, named or not."""
    return any(
        child.lemma_.lower() in lexicon.CARRIERS
        for t in draft.triggers
        for child in t.token.subtree
        if child.i != t.token.i
        and child.dep_ in {"nsubj", "nsubjpass", "dobj", "pobj", "conj", "appos"}
    )


def _takes_up_goods(scene: Scene, draft: Draft, context: Context) -> bool:
    """Whether "they" or "the crates" stands for goods told of just before."""
    if context.sentence - context.items_at > 2:
        return False
    holders = [t.token for t in draft.triggers]
    holders += [h.head for h in holders if h.dep_ == "conj"]
    subjects = [c for h in holders for c in h.children if c.dep_ in {"nsubjpass", "dobj", "nsubj"}]
    return any(
        s.lower_ in {"they", "them", "it", "these", "those", "most", "some", "all"}
        for s in subjects
    )
