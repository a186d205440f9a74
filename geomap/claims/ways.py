"""Nouns that tell a way: "two carriers of ore from A for B", "was on her way from A to B"."""

from typing import Any

from geomap.claims import lexicon

__all__ = [
    "has_end",
    "is_meant",
    "is_under_way",
    "is_way",
    "names_place",
    "on_way",
    "own_way",
    "under_way",
]

# goods and carriers that tell a way by themselves; persons and letters go by the others too
_MOVED = (lexicon.ARMS | lexicon.CIVIL | lexicon.CONTAINERS | lexicon.CARRIERS | lexicon.SHIPS) - {
    *"bus car ferry flight plane aircraft jet mail phone technology system part section unit "
    "package gear product produce commodity material water".split()
}


_LADEN = _MOVED | {"convoy"}
_WEIGHTS = frozenset("tonne ton barrel wagon truckload litre bag sack".split())
_ENDS = frozenset({"from", "to", "for", "into", "out"})
# "two lorries in from Mykolaiv", "a barge out to Renk"
_OFF = frozenset("in out away off back over up down".split())
_TO_COME = frozenset("delivery shipment dispatch export handover transfer transport".split())
_ONE_MORE = frozenset("second third fourth fifth another next last latest first other".split())


def is_way(noun: Any) -> bool:
    """Whether goods or a carrier alone tell a way: "two carriers of ore from A for B"."""
    lemma = noun.lemma_.lower()
    if noun.pos_ != "NOUN" or lemma not in _MOVED:
        return False
    first = {c.lower_: c for c in noun.children if c.dep_ == "prep"}
    if "from" not in first:
        return False
    ends = {**{c.lower_: c for c in first["from"].children if c.dep_ == "prep"}, **first}
    goal = ends.get("to") or ends.get("for")
    return goal is not None and all(names_place(end) for end in (first["from"], goal))


def has_end(noun: Any) -> bool:
    """Whether counted or laden goods or carriers have an end of their way: "a convoy for Mekelle".

    That tells a movement where the document is about freight, whatever the verb says of it.
    """
    if noun.lemma_.lower() not in _LADEN or noun.pos_ != "NOUN":
        return False
    held = {c.lower_ for c in noun.children}
    laden = bool(held & {"with", "of"}) or any(c.dep_ in {"nummod", "poss"} for c in noun.children)
    laden = laden or bool(held & _ONE_MORE)
    # a line of a log: "Convoy away to Kutum"
    first = noun.i == noun.sent.start and noun.lemma_.lower() in lexicon.CARRIERS
    laden = laden or (first and any(c.lower_ in _OFF for c in noun.children))
    laden = laden or (noun.dep_ == "ROOT" and any(t.lemma_ in _WEIGHTS for t in noun.sent))
    return laden and any(
        c.dep_ == "prep" and c.lower_ in _ENDS and names_place(c)
        for k in (noun, *noun.children) for c in k.children
        if k is noun or k.lower_ in {"with", "of"} or k.dep_ == "prep" or k.lower_ in _OFF
    )  # fmt: skip


def names_place(preposition: Any) -> bool:
    """Whether a name stands behind a preposition, maybe below a noun: "the port of A"."""
    below = [g for g in preposition.children if g.dep_ == "pobj"]
    below += [g for c in preposition.children if c.lower_ == "of" for g in c.children]
    inner = [c for g in below for c in g.children if c.lower_ in {"of", "in", "at"}]
    return any(g.pos_ == "PROPN" or g.text[:1].isupper() for g in below) or any(
        names_place(c) for c in inner
    )


def is_under_way(noun: Any) -> bool:
    """Whether a noun is the way that something is on: "was on her way"."""
    return bool(noun.lemma_ == "way" and noun.dep_ == "pobj" and noun.head.lower_ == "on")


def is_meant(noun: Any) -> bool:
    """Whether goods are told to be for a movement: "hidden for delivery to Goma"."""
    return bool(noun.dep_ == "pobj" and noun.head.lower_ == "for" and noun.lemma_ in _TO_COME)


def on_way(noun: Any) -> list[Any]:
    """What is on a way, or meant for one: "guns on their way to A", "rifles for delivery to A"."""
    above = noun.head.head
    if above.pos_ in {"NOUN", "PROPN"}:
        return [above]
    return [c for c in above.children if c.dep_ in {"nsubj", "nsubjpass", "attr"}]


def under_way(noun: Any) -> bool:
    """Whether "on its way" tells both ends: "was on her way from Mersin to Misrata"."""
    above = noun.head.head
    beside = {c.lower_ for t in (above, above.head, noun.head) for c in t.children}
    beside |= {c.lower_ for c in noun.subtree}
    if noun.lemma_ == "road":  # "had been on the road from Egypt since Monday"
        return "from" in beside and any(c.lower_ == "the" for c in noun.children)
    return "to" in beside and any(c.dep_ == "poss" for c in noun.children)


def own_way(verb: Any) -> bool:
    """Whether a verb says that something got somewhere: "the wheat found its way to Tartus"."""
    return any(
        c.dep_ == "dobj" and c.lower_ == "way" and any(p.dep_ == "poss" for p in c.children)
        for c in verb.children
    )
