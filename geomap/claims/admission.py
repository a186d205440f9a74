"""Whether a draft says enough to be a claim: goods or a carrier, and an end of its way.

Persons who travel, weapons on their flight and thefts of a car are no transfers.
"""

from typing import Any

from geomap.claims import lexicon
from geomap.claims.arms import is_thrown
from geomap.claims.context import Context
from geomap.claims.drafts import PRECISE, Draft, open_ends, takes_up_goods
from geomap.claims.goods import is_hardware
from geomap.claims.triggers import Trigger, TriggerClass
from geomap.records import Item, Mode, PlaceKind

__all__ = ["is_admissible", "is_anybody", "is_general", "is_journey", "is_no_cargo"]

_VOYAGES = frozenset({"arrive", "depart", "pass", "transfer_noun"})
_SERVICES = frozenset("train flight run trip journey traffic".split())
# nouns of which goods are always spoken: "shipments from A to B resumed"
_BANS = frozenset({"ban", "embargo", "prohibition", "moratorium", "boycott"})
_TRAVEL = frozenset({"fly", "travel", "go", "come", "return", "drive", "head", "move"})
_OF_GOODS = frozenset(
    "shipment delivery consignment transshipment handover airlift dispatch".split()
)
_WEAK_VERBS = frozenset({"take", "call", "make", "return", "come", "move", "run"})
_SORTIE_REACH = 3  # sentences after a strike in which its planes are spoken of
_HANDLING = frozenset(
    "ship truck haul freight barge rail airlift load reload unload offload discharge transship "
    "tranship cart pipe pip".split()
)
_MOVED = frozenset({"dobj", "nsubjpass"})
_MUCH = frozenset("lot plenty bit number amount deal kind sort thousand hundred dozen".split())
_BOTH = 2  # ends of a way
_THINGS = frozenset(
    "it they them she those these some all both most half another one that which what".split()
)
_ONES = frozenset("car phone bicycle truck van lorry vehicle bus gun rifle pistol money".split())


def _is_theft(draft: Draft) -> bool:
    """Whether a thief took what one man can take: "stole a car from the mall"."""
    stolen = draft.token.lemma_.lower() in {"steal", "rob"}
    things = [i for i in draft.items if i.what.split()]
    return (
        stolen
        and bool(things)
        and all(i.quantity is None and i.what.split()[-1].casefold() in _ONES for i in things)
    )


def is_no_cargo(noun: Any) -> bool:
    """Whether persons or nothing at all are moved: "a lot of confidence", "rebel fighters"."""
    if noun.lemma_.lower() in _MUCH:
        of = [g for c in noun.children if c.lower_ == "of" for g in c.children]
        return any(is_no_cargo(g) for g in of)
    lemma = noun.lemma_.lower()
    if lemma in {"fighter", "unit"}:
        return not is_hardware(noun)
    return lemma in lexicon.ABSTRACT | lexicon.PEOPLE


def is_anybody(trigger: Trigger) -> bool:
    """Whether "you can get" something: what is on offer to anybody has not moved."""
    beside = {c.lower_ for c in trigger.token.children if c.dep_ in {"nsubj", "aux"}}
    return bool(beside & {"you", "one", "anyone", "anybody"} and beside & {"can", "could", "may"})


def is_general(trigger: Trigger) -> bool:
    """Whether traffic as such is spoken of: "a ban on the export of X", "tankers that call at A".

    A ban tells that there is traffic, not that anything moved; a clause in the present that only
    says which of all ships are meant tells of none.
    """
    token = trigger.token
    if trigger.role == "transfer_noun":
        return token.dep_ == "pobj" and token.head.head.lemma_.lower() in _BANS
    which = token.dep_ == "relcl" and token.tag_ == "VBP" and token.head.tag_ == "NNS"
    return (
        which
        and trigger.role in {"arrive", "depart", "pass"}
        and not any(c.dep_ in {"det", "nummod", "poss", "amod"} for c in token.head.children)
    )


def is_journey(trigger: Trigger) -> bool:
    """Whether a person goes somewhere: "the prime minister, A B, flew to C by helicopter"."""
    token = trigger.token
    if token.lemma_ not in _TRAVEL or any(c.dep_ == "dobj" for c in token.children):
        return False
    movers = [c for c in token.children if c.dep_ == "nsubj"]
    titles = [g for m in movers for g in m.children if g.dep_ in {"appos", "compound"}]
    return any(word.lemma_.lower() in lexicon.PEOPLE for word in (*movers, *titles))


def is_admissible(draft: Draft, context: Context) -> bool:
    """Whether a draft says enough to be a claim: goods or a carrier, and an end of the way."""
    roles = _roles(draft)
    if roles == {"total"} or _is_handled(draft):
        return True
    if _is_flight_of_weapon(draft) or _is_sortie(draft, context):
        return False
    has_carrier = bool(draft.vessels) or draft.carrier or _names_carrier(draft)
    goods = any(_is_thing(i, roles) for i in draft.items)
    if _is_journey_of_people(draft, roles, context, goods=goods):
        return False
    ends: list[PlaceKind] = [e.kind for e in (draft.origin, draft.destination) if e]
    ends += ["city" for _ in open_ends(draft)]  # a town that the gazetteer lacks is an end too
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
        run = draft.mover is not None and any(end in PRECISE for end in ends)
        return goods or (specific and (len(ends) == 2 or bool(draft.via) or run))
    again = takes_up_goods(draft, context) or _anything(draft)
    return (
        bool(roles & {"supply", "receive"} and (goods or again))
        or ("receive" in roles and has_carrier and len(ends) == 2)
        or ("carry" in roles and len(ends) == 2 and bool(again or draft.before))
        or _tells_voyage(draft, ends, goods=goods, again=again, has_carrier=has_carrier)
        or (context.register.of_ways and _goes_far(draft, roles, ends))
        or (context.register.of_ways and _calls(draft, roles, context))
    )


def _is_journey_of_people(
    draft: Draft, roles: set[TriggerClass], context: Context, *, goods: bool
) -> bool:
    """Whether passengers travel, or a thief goes off with what one man can take."""
    if not draft.vessels and (_is_theft(draft) or _travels(draft, roles, context, goods=goods)):
        return True
    return roles <= _VOYAGES and not goods and _carries_people(draft)


def _goes_far(draft: Draft, roles: set[TriggerClass], ends: list[PlaceKind]) -> bool:
    """Whether something goes from one named place to another, or past one, whatever it is.

    In a document of freight or of war that is nobody's journey, unless it says whose.
    """
    if not any(end in PRECISE for end in (*ends, *(v.kind for v in draft.via))):
        return False
    if len(ends) + bool(draft.via) < _BOTH or roles <= {"transfer_noun"}:
        return False
    movers = [
        c for t in draft.triggers for c in (*t.token.children, *_raised(t.token))
        if c.dep_ in {"nsubj", "nsubjpass", "dobj"}
    ]  # fmt: skip
    clauses = [a for t in draft.triggers for a in (t.token, t.token.head)]
    # "drones that it says it sent to Haifa"
    movers += [c.head for c in clauses if c.dep_ in {"relcl", "acl"}]
    return not any(_is_person(m) or is_thrown(m) for m in movers)


def _calls(draft: Draft, roles: set[TriggerClass], context: Context) -> bool:
    """Whether a ship calls somewhere: "she berthed at A", "the Vela is anchored off B".

    In a document of freight that tells of a cargo, though it does not say so again.
    """
    spots = [
        e for e in (draft.origin, draft.destination)
        if e and (e.kind in PRECISE or e.id.startswith("geomap:coast:"))
    ]  # fmt: skip
    if not spots or not roles <= {"arrive", "depart", "load", "unload"}:
        return False
    she = len(context.vessels) < _BOTH and any(
        c.lower_ == "she" for t in draft.triggers for c in (*t.token.children, *_raised(t.token))
    )
    return she or bool(draft.vessels)


def _is_person(noun: Any) -> bool:
    """Whether a word stands for persons or for no thing at all."""
    if noun.pos_ == "PRON":
        return noun.lower_ not in _THINGS
    return is_no_cargo(noun) or noun.ent_type_ in {"PERSON", "NORP"}


def _is_handled(draft: Draft) -> bool:
    """Whether a verb of which only goods are the object goes from one town to another.

    "From Thilawa it is trucked to Meiktila" needs no goods beside it.
    """
    ends = (draft.origin, draft.destination)
    handled = any(
        t.token.lemma_.lower() in _HANDLING
        and any(
            c.pos_ == "PRON"
            for c in (*(k for k in t.token.children if k.dep_ in _MOVED), *_raised(t.token))
        )
        for t in draft.triggers
    )
    return handled and all(e is not None and e.kind in PRECISE for e in ends)


def _raised(verb: Any) -> list[Any]:
    """The subject of "they are to be loaded", which hangs on the verb above."""
    above = verb.head if verb.dep_ == "xcomp" and verb.head.lemma_ == "be" else None
    return [c for c in above.children if c.dep_ == "nsubj"] if above is not None else []


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
    draft: Draft, ends: list[PlaceKind], *, goods: bool, again: bool, has_carrier: bool
) -> bool:
    """Whether verbs of moving tell a voyage with goods or a carrier and a precise end."""
    roles = {t.role for t in draft.triggers}
    lemmas = {t.token.lemma_.lower() for t in draft.triggers}
    precise = any(end in PRECISE for end in ends)
    if roles & {"load", "unload"} and (goods or has_carrier or again):
        return goods or precise
    if not roles & {"arrive", "depart", "carry", "pass", "load", "unload"}:
        return False
    if goods and (len(ends) == 2 or "carry" in roles):
        return len(ends) == 2 or bool(draft.mode) or bool(lemmas - _WEAK_VERBS)
    if goods and (
        lemmas & {"reach", "arrive", "arrival", "end", "clear", "make", "get"}
        or (lemmas & {"come"} and draft.via)
    ):
        return any(end not in {"strait", "river", "sea"} for end in ends)
    if goods and ((draft.mode and precise) or (draft.origin and draft.origin.kind in PRECISE)):
        return True
    return has_carrier and (len(ends) == 2 or precise)


# weapons that go nowhere by themselves, and planes that carry
_GROUNDED = frozenset("jet warplane bomber gun howitzer mortar munition grenade himars".split())
_BY_SURFACE: frozenset[Mode] = frozenset({"sea", "rail", "road"})


def _is_flight_of_weapon(draft: Draft) -> bool:
    """Whether what flies is a missile or a drone on its way: no transfer of goods."""
    flown = (t.token for t in draft.triggers if t.role == "carry")
    verb = next((t for t in flown if t.lemma_ in {"fly", "travel", "go"}), None)
    if not (draft.mode or draft.via or draft.vessels):
        came = (t.token for t in draft.triggers if t.role == "arrive")
        verb = verb or next((t for t in came if t.lemma_ in {"come", "enter"}), None)
    if verb is None:
        return False
    if (
        verb.lemma_ != "fly"
        and draft.origin
        and draft.destination
        and _BY_SURFACE & set(draft.mode)
    ):
        return False  # "the shells went by rail from A to B"
    movers = [c for c in verb.children if c.dep_ == "nsubj"]
    movers += [verb.head] if verb.dep_ == "relcl" else []
    # "glide bombs are flown to A" they hit; missiles may be freight
    movers += [c for c in verb.children if c.dep_ == "nsubjpass" and c.lemma_ == "bomb"]
    return any(m.lemma_.lower() in lexicon.WEAPONS - _GROUNDED for m in movers)


def _is_sortie(draft: Draft, context: Context) -> bool:
    """Whether the planes that struck are what took off or came back: "the jets had left Tada-U".

    They still are, however far on, while no other carrier has been spoken of.
    """
    since = context.sentence - context.strike_sentence
    only = context.blow_sentence >= max(0, context.mover_at)
    if draft.items or (since > _SORTIE_REACH and not only):
        return False
    movers = [c for c in draft.token.children if c.dep_ == "nsubj"]
    return any(
        m.lemma_.lower() in lexicon.WEAPONS
        or (m.lemma_.lower() in lexicon.AIRCRAFT and any(c.lower_ == "the" for c in m.children))
        for m in movers
    )


def _anything(draft: Draft) -> bool:
    """Whether goods are left open between two known parties: "denies having sold any to X"."""
    return bool(draft.supplier and draft.recipient) and any(
        c.dep_ == "dobj" and c.lower_ in {"any", "anything", "nothing", "none"}
        for t in draft.triggers for c in t.token.children
    )  # fmt: skip


def _travels(draft: Draft, roles: set[TriggerClass], context: Context, *, goods: bool) -> bool:
    """Whether persons are what moves: "direct flights between London and Harare"."""
    register = context.register
    if not goods and (not register.of_goods or _moves_people(draft)):
        return True
    if not goods and roles <= {"transfer_noun"} and draft.token.lemma_.lower() in _SERVICES:
        # "no trains from Paris to Lyon"
        return not (register.short or register.watched or register.war > 1)
    return roles <= _VOYAGES and _carries_people(draft)


def _moves_people(draft: Draft) -> bool:
    """Whether persons and no goods are what a verb moves: "foreign fighters were transferred"."""
    return not draft.items and any(
        c.dep_ in {"dobj", "nsubjpass"} and is_no_cargo(c)
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
    # "the vessel, which had loaded at A"
    if any(_is_carried_on(t.token) for t in draft.triggers):
        return True
    return any(
        child.lemma_.lower() in lexicon.CARRIERS
        for t in draft.triggers
        for child in t.token.subtree
        if child.i != t.token.i
        and child.dep_ in {"nsubj", "nsubjpass", "dobj", "pobj", "conj", "appos"}
    )


def _is_carried_on(verb: Any) -> bool:
    """Whether a carrier is what a clause tells of: "the vessel, which had loaded at A"."""
    which = any(c.dep_ in {"nsubj", "dobj"} and c.tag_ in {"WDT", "WP"} for c in verb.children)
    return verb.dep_ == "relcl" and which and verb.head.lemma_.lower() in lexicon.CARRIERS
