"""Which part each place plays in a transfer: from, to, through, at; and whose people are named."""

import re
from typing import Any

from geomap.claims import lexicon
from geomap.claims.beside import tells_whose
from geomap.claims.context import (
    Names,
    code_of,
    end_of,
    id_of,
    mentioned,
    stand_for,
    start_of,
)
from geomap.claims.drafts import PRECISE, WATERS, WHOLE, Draft
from geomap.claims.scene import Scene
from geomap.claims.triggers import Argument, Trigger
from geomap.records import Mention, MentionedPlace

__all__ = ["bind_place", "is_for_getter"]

_FROM = frozenset({"from", "out"})
_TO = frozenset("to into onto toward towards for aboard until up".split())
_VIA = frozenset("via through across over past along round by".split())
_AT = frozenset("at in near on off alongside outside inside beside within around".split())
_BORDERS_OF = ("crossing", "border", "checkpoint", "bridge", "strait", "canal")
# "received at Tartus", "took delivery in Damietta of"
_HANDED_AT = frozenset("deliver receive hand get delivery handover".split())
# what a port does that is the subject: "Richards Bay shipped", "Sikka took in"
_PORTS = {"supply": ("origin", "a port sends"), "receive": ("destination", "a port takes in")}
_STOPS = frozenset("call stop stopover layover detour halt refuelling refueling".split())
_ACCOUNTS = frozenset("report claim account statement rumour rumor remark".split())
_SENT = frozenset({"ship", "dispatch", "reship"})
_MADE = frozenset("made built supplied produced manufactured designed donated provided".split())
_GATES = frozenset("port harbour harbor airport airfield base terminal refinery depot".split())
_ACTOR_NOUNS = frozenset(
    "government army military force forces troops navy state side authority ministry company "
    "leadership ally buyer firm regime unit brigade division base rebel militia".split()
)


_BY_LAND_OR_AIR = re.compile(
    r"\b(?:by|on|in|aboard) (?:an? |the |two |three )?(?:\w+ )?"
    r"(?:rail|trains?|air|planes?|aircraft|flights?|road|trucks?|lorr(?:y|ies))\b|"
    r"\b(?:flew|flown|airlifted|trucked|driven)\b"
)


def bind_place(
    scene: Scene, draft: Draft, trigger: Trigger, argument: Argument, names: Names
) -> None:
    """Give one bound place its part in the draft."""
    mention: Mention = argument.value
    code = code_of(mention, names)
    doc = scene.sentence.span.doc
    if code and any(doc[i].lemma_ == "belong" for i in argument.path):
        if draft.supplier is None and not _is_owned_ship(doc, argument):
            draft.supplier, draft.supplier_mention = code, mention
            draft.because("supplier", "the goods belong to it", 0.8, argument)
        return
    if mention.role == "demonym":
        _people(draft, trigger, argument, code)
        _from_its_ports(draft, trigger, argument, names)
        return
    if mention.role in {"dateline", "org_part"} or mention.place is None:
        return
    if mention.role == "metonym" and code and not _is_reached(trigger, argument):
        _be_party(draft, argument, code)
        return
    # "Iran's port of Olya": the country is not the place; subjects are taken by bind_subject
    subject = argument.dep in {"nsubj", "poss", "agent"} and argument.prep is None
    if code and ((argument.token.dep_ == "poss" and not _is_gate_of(argument)) or subject):
        return
    where = mentioned(mention)
    if where is None or _is_qualifier(draft, argument, where) or _is_aside(scene, argument):
        return
    if tells_whose(scene, where):
        return
    if any(doc[i].lemma_.lower() in _STOPS for i in argument.path):
        _pass(draft, where, argument, "a stop on the way")
    else:
        _direct(scene, draft, trigger, argument, where)


def _is_reached(trigger: Trigger, argument: Argument) -> bool:
    """Whether a capital is a place on the way, not its government: "flown to Bamako"."""
    if argument.prep in _AT and trigger.role in {"arrive", "unload", "load"}:
        return not argument.distant  # "has turned up at Tripoli"
    if argument.prep not in {"to", "into", "from", "out"} or argument.distant:
        return False
    if trigger.role in {"arrive", "depart", "unload"}:
        return True
    moves = trigger.role == "carry" or trigger.token.lemma_.lower() in _SENT
    others = [
        a.value for a in trigger.places()
        if a.prep in _TO | _FROM and a is not argument
        and a.value.place is not None and a.value.place.kind in PRECISE
    ]  # fmt: skip
    if others and _BY_LAND_OR_AIR.search(" ".join(t.text for t in trigger.token.subtree)):
        return True  # "went by rail from Hanoi to Beijing": a government has no station
    return moves and any(end.role == "literal" for end in others)


def _is_gate_of(argument: Argument) -> bool:
    """Whether a genitive names the town of a port or the like: "at Tripoli's fuel berth"."""
    gate = argument.token.head.lemma_.lower()
    return argument.value.role == "metonym" and gate in _GATES | {"berth", "quay", "pier", "jetty"}


def _is_owned_ship(doc: Any, argument: Argument) -> bool:
    """Whether what belongs to somebody is the ship, not the goods."""
    verb = next(doc[i] for i in argument.path if doc[i].lemma_ == "belong")
    return verb.head.lemma_.lower() in lexicon.CARRIERS


def _be_party(draft: Draft, argument: Argument, code: str) -> None:
    """Make a government after "to" the getter, after "from" the giver."""
    slot = "recipient" if argument.prep in _TO else "supplier" if argument.prep in _FROM else None
    if slot and getattr(draft, slot) is None:
        setattr(draft, slot, code)
        setattr(draft, f"{slot}_mention", argument.value)


def _is_aside(scene: Scene, argument: Argument) -> bool:
    """Whether a place belongs to a side remark: "a hospital that treats refugees from Sudan"."""
    doc = scene.sentence.span.doc
    between = [doc[i] for i in argument.path]
    if any(t.lemma_.lower() in _ACCOUNTS for t in between):
        return True  # "contrary to reports in Paris"
    if any(t.lower_ in {"instead", "rather"} for t in between):
        return True  # "by way of A instead of through B"
    return argument.distant and any(
        t.lemma_.lower() in lexicon.PEOPLE or (t.dep_ == "relcl" and t.pos_ == "VERB")
        for t in between
    )


def _direct(
    scene: Scene, draft: Draft, trigger: Trigger, argument: Argument, where: MentionedPlace
) -> None:
    """From, to, through or at: what the preposition and the verb make of a place."""
    prep, role = argument.prep, trigger.role
    if _passes_by_sense(draft, trigger, argument, where):
        return
    if prep in _FROM or (trigger.token.lemma_ == "originate" and prep == "in"):
        _set_end(draft, "origin", "from", where, argument)
    elif prep in _VIA and not (prep == "by" and where.kind == "country"):
        if prep != "over" or where.kind != "country":
            _pass(draft, where, argument, f"{prep} + place")
    elif prep in _TO:
        _towards(scene, draft, trigger, argument, where)
    elif prep in _AT:
        _at(draft, trigger, argument, where)
    elif prep is None and argument.dep in {"dobj", "nsubjpass", "appos", "attr", "oprd"}:
        _object(draft, trigger, argument, where)
    elif argument.dep == "nsubj" and role in _PORTS and where.kind in PRECISE:
        _set_end(draft, *_PORTS[role], where, argument)
    elif prep == "between" and role == "transfer_noun":
        end = "origin" if draft.origin is None else "destination"
        _set_end(draft, end, "between A and B", where, argument)


def _pass(draft: Draft, where: MentionedPlace, argument: Argument, rule: str) -> None:
    """Add a place on the way."""
    draft.via.append(where)
    draft.because("via", rule, 0.8, argument)


def _passes_by_sense(
    draft: Draft, trigger: Trigger, argument: Argument, where: MentionedPlace
) -> bool:
    """Settle ports called at before another, waters where a ship met another, airdrops."""
    if argument.prep in {"up", "down", "along"} and where.kind in {"river", "strait", "sea"}:
        _pass(draft, where, argument, f"{argument.prep} + place")
        return True
    if argument.prep == "around" and where.kind == "region" and where.name.startswith("Cape "):
        _pass(draft, where, argument, "around a cape")
        return True
    if argument.prep == "over" and trigger.role == "unload":
        _set_end(draft, "destination", "dropped over", where, argument)
        return True
    if argument.prep == "before" and trigger.role in {"arrive", "pass", "depart"}:
        if where.kind in PRECISE:
            _after_calls(draft, where, argument)
        return where.kind in PRECISE
    if argument.prep in _TO and _meets_ship(argument, where):
        _pass(draft, where, argument, "handed to another ship there")
        return True
    at_sea = where.kind in WATERS and trigger.role in {"seize", "transfer_noun"}
    if at_sea and argument.prep not in _TO:
        _pass(draft, where, argument, "at sea")
        return True
    return False


def _after_calls(draft: Draft, where: MentionedPlace, argument: Argument) -> None:
    """End a voyage where the text says: "called at A and B before C" passes A and B."""
    calls = [
        w
        for t in draft.triggers
        for a in t.places()
        if a.start < argument.start and a.prep in _AT and (w := mentioned(a.value)) is not None
    ]
    if draft.destination is not None and id_of(draft.destination) in {c.id for c in calls}:
        draft.destination = None
    for call in calls:
        if call.id not in {v.id for v in draft.via}:
            draft.via.append(call)
            draft.because("via", "called there before the end of the way", 0.8)
    _set_end(draft, "destination", "before + place", where, argument)


def _meets_ship(argument: Argument, where: MentionedPlace) -> bool:
    """Whether goods went "to a smaller ship near Malta": the place only says where that was."""
    before = argument.token.head
    return (
        before.lower_ in {"near", "off", "outside", "in", "at"}
        and where.kind != "country"
        and before.head.lemma_.lower() in lexicon.SHIPS
        and before.head.dep_ == "pobj"
    )


def _towards(
    scene: Scene, draft: Draft, trigger: Trigger, argument: Argument, where: MentionedPlace
) -> None:
    """A place after "to", "into", "for": an end of the way, unless it is a purpose."""
    prep, role = argument.prep, trigger.role
    near = scene.text[max(0, start_of(where) - 30) : end_of(where) + 24].casefold()
    if prep == "aboard":
        return
    if prep == "for":
        bound = role == "depart" or "bound" in near or "destined" in near
        bound = bound or trigger.token.lemma_ in {"head", "make", "steam"}
        # "loaded at A for B", "followed from A with wheat for B": a town is no purpose
        loaded = role in {"load", "carry"} or draft.origin is not None
        loaded = (loaded or trigger.anchor == trigger.token) and where.kind in PRECISE
        # "for use in the war in Ukraine" is a purpose
        if argument.token.head.lower_ != "for" or not (bound or loaded or where.kind == "country"):
            return
        if where.kind == "country" and is_for_getter(draft, where):
            draft.recipient = draft.recipient or where.country
            draft.because("recipient", "for whom the goods are", 0.7, argument)
            return
    if where.kind == "rail_crossing" and draft.destination and any(w in near for w in _BORDERS_OF):
        _pass(draft, where, argument, "to a crossing on the way")
        return
    _set_end(draft, "destination", prep or "to", where, argument)


def is_for_getter(draft: Draft, country: MentionedPlace) -> bool:
    """Whether goods "for" a country go to a place in another: "to Gdansk with guns for Ukraine"."""
    end = draft.destination
    return end is not None and end.kind in PRECISE and end.country != country.country


def _object(draft: Draft, trigger: Trigger, argument: Argument, where: MentionedPlace) -> None:
    """A place that is the object of the verb: left, reached or passed."""
    role = trigger.role
    narrow = where.kind in {"river", "strait"}
    if role == "depart":
        _set_end(draft, "origin", "left + place", where, argument)
    elif role == "pass" or narrow:
        _pass(draft, where, argument, "passed + place")
    elif role in {"arrive", "unload"}:
        _set_end(draft, "destination", "reached + place", where, argument)
    elif (
        role == "supply"
        and where.kind in PRECISE
        and any(c.lower_ == "with" for c in trigger.token.children)
    ):
        _set_end(draft, "destination", "supplied a place with", where, argument)


def _at(draft: Draft, trigger: Trigger, argument: Argument, where: MentionedPlace) -> None:
    """A place at which something was loaded, unloaded, boarded or delivered."""
    role = trigger.role
    if where.kind == "country" and role not in {"unload", "arrive"} and argument.prep == "in":
        return
    if role == "load":
        _set_end(draft, "origin", f"loaded {argument.prep}", where, argument)
    elif role in {"unload", "arrive"} or trigger.token.lemma_ in _HANDED_AT:
        _set_end(draft, "destination", f"{trigger.token.lemma_} {argument.prep}", where, argument)
    elif role in {"seize", "pass"}:
        _pass(draft, where, argument, "stopped at" if role == "seize" else "crossed at")


def _set_end(draft: Draft, end: str, rule: str, where: MentionedPlace, argument: Argument) -> None:
    """Set origin or destination; a precise place beats a wide one, the first beats the next."""
    held = getattr(draft, end)
    if held is None or (held.kind in WHOLE and where.kind in PRECISE and not argument.distant):
        if held is not None and held.kind == "country":
            setattr(draft, "supplier" if end == "origin" else "recipient", held.country)
        setattr(draft, end, where)
        draft.because(end, rule, 0.6 if argument.distant else 0.9, argument)


def _people(draft: Draft, trigger: Trigger, argument: Argument, code: str | None) -> None:
    """An adjective of a country: on the goods it says who made them, on an army whose it is."""
    noun = argument.token.head
    if noun.lower_ in _MADE and noun.dep_ == "amod":
        noun = noun.head  # "Iranian-made components"
    lemma = noun.lemma_.lower()
    if code and (lemma in lexicon.ARMS | lexicon.CIVIL or noun.i == trigger.token.i):
        draft.maker = draft.maker or (code, argument.value)
    if code and argument.prep in {"to", "from"} and lemma in _ACTOR_NOUNS:
        _be_party(draft, argument, code)


def _from_its_ports(draft: Draft, trigger: Trigger, argument: Argument, names: Names) -> None:
    """Make a country an end of a way "from Iranian ports on the Caspian"."""
    gate = argument.token.head
    if gate.lemma_.lower() not in _GATES or argument.prep not in {"from", "to"}:
        return
    beside = (a.value.place for a in trigger.places() if gate.i in a.path and a != argument)
    if any(place is not None and place.kind != "sea" for place in beside):
        return  # "Russian ports in the Far East", "the Iranian port of Amirabad"
    code = code_of(argument.value, names)
    place = names.country(code) if code else None
    end = "origin" if argument.prep == "from" else "destination"
    if place is not None and getattr(draft, end) is None:
        setattr(draft, end, stand_for(place, argument.value))
        draft.because(end, "its ports", 0.7, argument)


def _is_qualifier(draft: Draft, argument: Argument, where: MentionedPlace) -> bool:
    """Whether a place only says where another one lies: "Olya in Astrakhan region"."""
    if argument.prep in _FROM and argument.token.head.lower_ == "from":
        return False  # "crossed the river from A to B"
    bound = {
        a.token.i
        for t in draft.triggers
        for a in t.places()
        if a.token != argument.token and a.value.place is not None
    }
    if argument.token.head.lower_ in {"to", "into", "for"} and any(
        a.prep in _FROM | _VIA and a.token.i in argument.path
        for t in draft.triggers for a in t.places()
    ):  # fmt: skip
        return False  # "from Odessa, Texas to Perth": the parser hangs the end on the start
    nested = any(i in bound for i in argument.path[1:])
    between = argument.token.dep_ == "conj" and argument.token.head.i in bound
    return nested and not between and (where.kind in WHOLE or argument.token.dep_ != "conj")
