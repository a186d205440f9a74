"""What a verb tells of a movement by what stands beside it: particles, objects, carriers.

"Took on coal", "put into Giresun", "the tanker limped to Azov", "oil was pumped into barges":
the verb alone says none of it.
"""

from typing import Any, Literal

from geomap.claims import lexicon
from geomap.claims.arms import is_thrown
from geomap.claims.ways import names_place, own_way

__all__ = [
    "NO_WAY",
    "Move",
    "by_carrier",
    "by_particle",
    "is_due",
    "performed",
    "tells_way",
    "through_port",
]

Move = Literal["supply", "carry", "receive", "load", "unload", "arrive", "depart", "seize"]
_PERFORMED = frozenset(
    "transfer transshipment delivery shipment voyage trip flight run crossing journey entry".split()
)
_SIGHTED = frozenset(
    "photograph spot sight see film picture observe track count log record identify".split()
)
_BROUGHT_ASHORE = frozenset("put set bring pump lift swing winch take carry roll".split())
_GONE = lexicon.DEPART | lexicon.LOAD | lexicon.CARRY
# verbs that hand goods over with their small word: "were turned over to Russia"
_HANDED = {
    "turn": frozenset({"over"}),
    "sign": frozenset({"over"}),
    "make": frozenset({"over"}),
    "pass": frozenset({"on", "along"}),
    "give": frozenset({"away"}),
}
_APPEARS = frozenset("surface resurface reappear appear emerge".split())
_MOVED = frozenset({"dobj", "nsubjpass"})
_GOODS = lexicon.ARMS | lexicon.CIVIL | lexicon.CONTAINERS
_HOLDS = (lexicon.CARRIERS | lexicon.SHIPS) - {"bus", "convoy", "aircraft", "jet", "plane"}
_TOGETHER = frozenset("column caravan flotilla fleet batch shipment consignment cargo load".split())
# "weather systems come into Atlanta": such are goods only where somebody moves them
_FREIGHT = _GOODS - frozenset("system part section unit technology phone mail".split())
_ASIDES = frozenset({"acl", "advcl"})
_AGAIN = frozenset("it them they these those some half most rest remainder balance".split())
_ABOUT = frozenset({"around", "about", "over", "under", "near"})
_SHE = frozenset({"she", "another", "other", "others"})
_GOALS = frozenset({"from", "to", "for", "of"})
_TO, _FROM = frozenset({"to", "into", "onto", "toward", "towards"}), frozenset({"from", "out"})
# what a carrier does that brings it nowhere, and verbs whose "to" is no way
NO_WAY = frozenset(
    "belong relate refer amount respond point add owe appeal apply change lead stretch extend "
    "listen react lend attend adhere contribute subscribe resort conform correspond equate "
    "object testify speak talk look happen account wait search ask pay care fight compete "
    "qualify prepare vote campaign argue exist register say tell report claim be have seem "
    "appear remain stay stand convert compare link tie connect crash bump collide ram suffer "
    "range spread date hail differ benefit operate serve need want hope try begin start "
    "cease plan intend vary grow rise fall increase decrease drop shrink escape flee "
    "switch translate graduate learn hear borrow know read write broadcast migrate commute "
    "swim walk march hike cycle jog emigrate defect".split()
)


# how goods came about, not how they went: "wheat, harvested in Sumy region, from Poti to Bar"
_CAME_ABOUT = frozenset(
    "harvest reap mine quarry refine manufacture produce assemble distil smelt process".split()
)


def performed(verb: Any) -> Any | None:
    """The transfer that an empty verb only performs: "carried out a transfer", "made a voyage"."""
    if verb.lemma_ in {"deal", "deliver"}:
        return None
    return next(
        (c for c in verb.children if c.dep_ in {"dobj", "nsubjpass"}
         and c.lemma_.lower() in _PERFORMED),
        None,
    )  # fmt: skip


def by_particle(verb: Any) -> Move | None:
    """What a verb tells with its small word or its object, None where it tells no movement."""
    lemma = verb.lemma_.lower()
    particles = {c.lower_ for c in verb.children if c.dep_ == "prt" or _brings_aboard(c)}
    moves = _beside(verb, particles)
    if moves is not None:
        return moves
    if lemma in {"make", "find", "work", "wend"} and own_way(verb):
        return "carry"
    if lemma in lexicon.PROMISE and any(c.dep_ == "dobj" for c in verb.children):
        return "supply"
    if lemma in {"find", "discover", "uncover", "recover"} and _by_watch(verb):
        return "seize"
    if _comes_to_rest(verb, particles) or _lands(verb):
        return "arrive"
    if lemma == "drop" and _drops_aid(verb):
        return "unload"
    return "arrive" if lemma == "follow" and _sails_behind(verb) else None


def _brings_aboard(word: Any) -> bool:
    """Whether a preposition belongs to its verb: "had taken on cargo", no place that it is on."""
    if word.dep_ != "prep" or word.lower_ != "on":
        return False
    held = [c for c in word.children if c.dep_ == "pobj"]
    held = held or [c for c in word.head.children if c.dep_ == "dobj" and c.i > word.i]
    return any(_is_goods(c) or c.lemma_.lower() in lexicon.CONTAINERS for c in held)


def by_carrier(verb: Any) -> Move | None:
    """What a verb that tells nothing by itself tells of goods, of a carrier, or from A to B.

    "Oil was pumped into barges" loads, "the tanker limped to Azov" goes there, and whatever goods
    do from one place to another, they move.
    """
    if verb.lemma_.lower() in NO_WAY or (verb.tag_ == "VBG" and verb.dep_ in {"amod", "compound"}):
        return None
    if verb.lemma_.lower() in _CAME_ABOUT and verb.tag_ == "VBN" and verb.dep_ in _ASIDES:
        return None
    preps = _prepositions(verb)
    moved = [c for c in verb.children if c.dep_ in _MOVED] if preps else []
    goods = any(_is_goods(c) for c in moved)
    handled = _on_or_off(preps) if goods else None
    if handled is not None:
        return handled
    ends = {word for word, prep in preps if names_place(prep)}
    if ends & _TO and ends & _FROM:
        return "carry"
    passive = any(c.dep_ in {"auxpass", "nsubjpass"} for c in verb.children)
    if passive or not ends & (_TO | _FROM | {"for"}) or (moved and not goods):
        return None  # "Antonovs relayed the loads to Bangui"
    movers = [c for c in verb.children if c.dep_ == "nsubj"]
    if any(is_thrown(c) for c in movers):
        return None  # "drones came for the port"
    if not any(_is_carrier(c) or _is_goods(c, known=_FREIGHT) for c in movers):
        return None
    return "carry" if ends & (_TO | {"for"}) else "depart"  # "lorries pulled out of the works"


def tells_way(verb: Any) -> bool:
    """Whether places hang on a verb both from which and to which something goes."""
    ends = {word for word, prep in _prepositions(verb) if names_place(prep)}
    return bool(ends & _TO and ends & _FROM)


def _on_or_off(preps: list[tuple[str, Any]]) -> Move | None:
    """Whether goods go onto a carrier or off it: "into barges", "off the Vela"."""
    for word, prep in preps:
        held = {g.lemma_.lower() for g in prep.children if g.dep_ == "pobj"}
        ship = any(_may_be_ship(g) for g in prep.children)  # "poured into the Ocean Courtesy"
        if word in {"into", "onto", "aboard"} and (held & _HOLDS or ship):
            return "load"
        if held & _HOLDS and word in {"on", "from", "off"}:
            return "load" if word == "on" else "unload"
    return None


def _prepositions(verb: Any) -> list[tuple[str, Any]]:
    """Prepositions below a verb, also behind "back", "across" and "out"."""
    first = [c for c in verb.children if c.dep_ in {"prep", "advmod", "prt", "dative"}]
    return [(c.lower_, c) for c in first] + [
        (c.lower_, c) for k in first for c in k.children if c.dep_ == "prep" and c.lower_ != "of"
    ]


def _is_goods(noun: Any, *, known: frozenset[str] = _GOODS) -> bool:
    """Whether a noun names goods, or takes up those told of."""
    of = [g for c in noun.children if c.lower_ == "of" for g in c.children]
    return any(n.lemma_.lower() in known or n.lower_ in _AGAIN for n in (noun, *of))


def _may_be_ship(noun: Any) -> bool:
    """Whether a name with an article may be that of a ship: "the Ocean Courtesy"."""
    known = any(c.lower_ == "the" for c in noun.children)
    return noun.pos_ == "PROPN" and known and noun.ent_type_ not in {"GPE", "LOC", "NORP", "FAC"}


def _is_carrier(noun: Any) -> bool:
    """Whether a noun names what goes: "a skiff", "the Nadezhda", "she"; "a team" does not."""
    lemma = noun.lemma_.lower()
    if lemma in _HOLDS or lemma in {"convoy", "aircraft", "jet", "plane"} or noun.lower_ in _SHE:
        return True
    above = noun.head.head if noun.head.dep_ == "relcl" else noun  # "the tanker Vela limped"
    if any(t.lemma_.lower() in _HOLDS for t in (*noun.lefts, above)):
        return True
    named = noun.pos_ == "PROPN" and noun.ent_type_ not in {"GPE", "NORP", "PERSON", "DATE"}
    return named or lexicon.AIRCRAFT_TYPE.match(noun.text) is not None


def _beside(verb: Any, particles: set[str]) -> Move | None:
    """What a verb and its small word tell: "took off", "put ashore", "took on", "are due at"."""
    lemma = verb.lemma_.lower()
    beside = particles | {c.lower_ for c in verb.children if c.dep_ in {"prep", "advmod"}}
    if _gets_there(verb, lemma, particles, beside):
        return "arrive"
    ashore = "ashore" in beside and lemma in _BROUGHT_ASHORE | {"come", "go"}
    if ashore or (lemma == "roll" and "off" in particles):
        return "unload"
    if lemma == "put" and beside & {"out"} and beside & _GOALS:
        return None if _moves_something(verb) else "depart"  # "put out from Catania"
    off = "off" in (particles if lemma == "take" else beside) and lemma in {"take", "cast"}
    if off or (lemma == "set" and _sets_out(verb)):
        return "depart"
    if particles & _HANDED.get(lemma, frozenset()) and "to" in beside:
        return "supply" if _moves_something(verb) else None
    if lemma == "bring" and "in" in particles and "at" in beside:
        return "unload"
    if lemma in {"take", "bring"} and "in" in particles and "from" in beside:
        return "receive" if lemma == "take" else "carry"
    on_board = lemma in {"take", "bring"} and "aboard" in beside
    on_board = on_board or (lemma == "lift" and "off" not in beside and _lifts_at(verb))
    takes_on = {"take": "on", "pick": "up"}.get(lemma) in particles
    if takes_on and "on" in particles and _goes_by(verb):
        return "carry"  # "the crates were taken on by rail"
    return "load" if on_board or takes_on else None


def _goes_by(verb: Any) -> bool:
    """Whether a passive tells how goods went: "by rail", "by lorry"."""
    passive = any(c.dep_ == "auxpass" for c in verb.children)
    by = [g.lemma_.lower() for c in verb.children if c.lower_ == "by" for g in c.children]
    return passive and any(g in _HOLDS or g in {"rail", "road", "air", "sea", "train"} for g in by)


def _gets_there(verb: Any, lemma: str, particles: set[str], beside: set[str]) -> bool:
    """Whether a verb and its small word tell an arrival: "put in at", "got through to"."""
    if lemma == "be":
        return is_due(verb)
    if lemma == "put" and "in" in particles:
        return bool(beside & {"at", "to"})
    if lemma == "put" and "into" in beside:  # "the freighter put into Giresun"
        return not _moves_something(verb)
    if lemma == "get":  # "thirty lorries got through to El Fasher"
        return bool(beside & {"through", "far"}) and not _moves_something(verb)
    made_it = lemma == "make" and any(c.dep_ == "dobj" and c.lower_ == "it" for c in verb.children)
    # "140 lorries have made it across the bridge into Darfur"
    return made_it and bool(beside & {"to", "into", "across", "through", "as"})


def _lifts_at(verb: Any) -> bool:
    """Whether a tanker takes its cargo at a port: "lifted 30,000 tonnes at Zhuhai"."""
    # "lifted around 730,000 barrels"
    about = (c for c in verb.children if c.lower_ in _ABOUT)
    some = any(_is_goods(g) or g.lemma_ in lexicon.CONTAINERS for c in about for g in c.children)
    return (some or _moves_something(verb)) and any(
        c.lower_ in {"at", "in", "from"} and names_place(c) for c in verb.children
    )


def _moves_something(verb: Any) -> bool:
    """Whether a verb has an object, or is the passive of one that has."""
    return any(c.dep_ in _MOVED or c.dep_ == "auxpass" for c in verb.children)


def _sails_behind(verb: Any) -> bool:
    """Whether a ship or a load comes after another: "the Ocean Jade followed on Friday"."""
    if any(c.dep_ in {"dobj", "ccomp"} and c.i > verb.i for c in verb.children):
        return False
    movers = lexicon.CARRIERS | lexicon.CONTAINERS | {"other", "another", "one", "rest", "sister"}
    return any(
        c.dep_ == "nsubj" and (c.pos_ == "PROPN" or c.lemma_.lower() in movers)
        for c in verb.children
    )


def _comes_to_rest(verb: Any, particles: set[str]) -> bool:
    """Whether a carrier gets somewhere: "touched down at", "ended up in", "was spotted at"."""
    lemma = verb.lemma_.lower()
    at = any(c.lower_ in {"at", "in"} for c in verb.children)
    if lemma == "end":
        ends = [c for c in verb.children if c.dep_ == "nsubj"]
        return at and any(("up" in particles and _is_goods(c)) or _is_carrier(c) for c in ends)
    if lemma in _SIGHTED | {"expect"}:
        moved = {c.lemma_.lower() for c in verb.children if c.dep_ in {"nsubjpass", "nsubj"}}
        passive = any(c.dep_ == "auxpass" for c in verb.children)
        if passive and not moved and verb.dep_ == "conj" and verb.head.lemma_ in _GONE:
            return at  # "left A on Monday and was seen at B"
        return at and passive and bool(moved & (lexicon.CARRIERS | _TOGETHER | {"she"}))
    if {"touch": "down", "wind": "up"}.get(lemma) in particles:
        return True
    shows = lemma in _APPEARS or (lemma in {"show", "turn", "pop"} and "up" in particles)
    return (
        shows
        and (at or any(c.lower_ == "near" for c in verb.children))
        and any(c.dep_ == "nsubj" and (_is_goods(c) or _is_carrier(c)) for c in verb.children)
    )


def _lands(verb: Any) -> bool:
    """Whether an aircraft comes down somewhere: "23 flights came down at Amdjarass"."""
    beside = {c.lower_ for c in verb.children}
    return (
        verb.lemma_ == "come"
        and "down" in beside
        and bool(beside & {"at", "in"})
        and any(c.dep_ == "nsubj" and c.lemma_.lower() in lexicon.AIRCRAFT for c in verb.children)
    )


def _drops_aid(verb: Any) -> bool:
    """Whether what falls from aircraft is goods: "dropped 49 pallets over Gaza"."""
    return any(
        c.dep_ in {"dobj", "nsubjpass"}
        and c.lemma_.lower() in lexicon.CONTAINERS | {"food", "aid", "flour", "medicine"}
        for c in verb.children
    )


def _sets_out(verb: Any) -> bool:
    """Whether a verb tells a departure: "set sail", "set off from"; not "set off a blast"."""
    objects = [c for c in verb.children if c.dep_ == "dobj"]
    beside = {c.lower_ for c in verb.children}
    if any(c.lower_ == "sail" for c in objects):
        return True
    return not objects and bool(beside & {"off", "out"} and beside & {"from", "for", "to"})


def _by_watch(verb: Any) -> bool:
    """Whether arms are found by those who watch borders: "customs found 200 rifles in"."""
    doers = [c for c in verb.children if c.dep_ == "nsubj"]
    doers += [g for c in verb.children if c.dep_ == "agent" for g in c.children]
    found = [c for c in verb.children if c.dep_ in {"dobj", "nsubjpass"}]
    return any(d.lemma_.lower() in lexicon.WATCH for d in doers) and any(
        t.lemma_.lower() in lexicon.ARMS for f in found for t in (f, *f.subtree)
    )


def _has_port(verb: Any) -> bool:
    """Whether a ship's verb has a port for its object: "cleared Reni", "should make Constanta"."""
    ports = [c for c in verb.children if c.dep_ == "dobj" and c.pos_ == "PROPN"]
    passive = any(c.dep_ in {"nsubjpass", "auxpass"} for c in verb.children)
    return bool(ports) and not passive


def _is_let_through(verb: Any) -> bool:
    """Whether customs let carriers or goods in: "eleven lorries were cleared at Agarak"."""
    at = any(c.lower_ in {"at", "through"} for c in verb.children)
    if verb.lemma_ not in {"clear", "accept", "admit"} or not at:
        return False
    through = lexicon.CARRIERS | lexicon.CONTAINERS
    return any(c.dep_ == "nsubjpass" and c.lemma_.lower() in through for c in verb.children)


def through_port(verb: Any) -> Move | None:
    """What "cleared Reni", "made Constanta" and "were cleared at Agarak" tell."""
    if _is_let_through(verb):
        return "arrive"
    if verb.lemma_ in {"clear", "make"} and _has_port(verb):
        return "depart" if verb.lemma_ == "clear" else "arrive"
    return None


def is_due(verb: Any) -> bool:
    """Whether "be" tells what is to arrive: "two tankers are due at Kharg"."""
    if verb.lemma_ != "be":
        return False
    due = [c for c in verb.children if c.lower_ in {"due", "bound"} and c.dep_ in {"acomp", "attr"}]
    if any(g.dep_ == "prep" for d in due for g in d.children):
        return True
    # "the drones should be in Matadi by now"
    there = any(c.lower_ in {"at", "in", "off"} and names_place(c) for c in verb.children)
    reckoned = any(c.lower_ in {"should", "must"} for c in verb.children)
    return there and reckoned and any(
        c.dep_ == "nsubj" and (_is_goods(c) or c.lemma_.lower() in _HOLDS) for c in verb.children
    )  # fmt: skip
