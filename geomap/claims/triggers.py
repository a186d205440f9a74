"""Verbs and nouns that may tell a transfer or a strike, and the names bound to them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from geomap.claims import lexicon
from geomap.claims.arms import can_be_hit, doers, is_thrown
from geomap.claims.blows import (
    WRECKING,
    aims_blow,
    blow_dealt,
    blow_suffered,
    comes_down,
    comes_on,
    gets_through,
    is_overhead,
    names_targets,
    rams,
    weapon_meets,
)
from geomap.claims.moves import (
    by_carrier,
    by_particle,
    is_due,
    performed,
    tells_way,
    through_port,
)
from geomap.claims.ways import under_way
from geomap.records import (
    Kind,
)

__all__ = [
    "GERUNDS",
    "LONGEST_PATH",
    "Argument",
    "Trigger",
    "TriggerClass",
    "runs_into_place",
    "trigger_of",
]

TriggerClass = Literal[
    "supply", "carry", "receive", "request", "load", "unload", "arrive", "depart", "pass",
    "seize", "transfer_noun", "total", "entry", "strike", "launch", "strike_noun",
]  # fmt: skip
LONGEST_PATH = 14  # steps up a dependency tree before giving up
_VERBS: tuple[tuple[TriggerClass, frozenset[str]], ...] = (
    ("request", lexicon.REQUEST),
    ("supply", lexicon.SUPPLY),
    ("receive", lexicon.RECEIVE),
    ("load", lexicon.LOAD),
    ("unload", lexicon.UNLOAD),
    ("depart", lexicon.DEPART),
    ("carry", lexicon.CARRY),
    ("strike", lexicon.STRIKE),
    ("launch", lexicon.STRIKE_LAUNCH),
    ("arrive", lexicon.ARRIVE),
    ("pass", lexicon.PASS),
    ("seize", lexicon.SEIZE),
)
GERUNDS: dict[str, TriggerClass] = {
    "loading": "load",
    "unloading": "unload",
    "carrying": "carry",
    "delivering": "supply",
    "shipping": "supply",
    "transporting": "carry",
}
# nouns that tell a movement as their verbs do: "the arrival of two tankers at Tartus"
_MOVES: dict[str, TriggerClass] = {
    "arrival": "arrive",
    "departure": "depart",
    "loading": "load",
    "unloading": "unload",
    "offloading": "unload",
    "discharge": "unload",
}
_TELLING = frozenset({"VERB", "AUX", "NOUN", "PROPN", "ADJ"})  # parts of speech of triggers
_PRESENT = frozenset("lands docks calls sails leaves arrives berths departs unloads".split())
_ABLAZE = frozenset({"alight", "ablaze", "fire"})
# verbs of many senses that count only with one of these prepositions
_TURNS = frozenset(
    "delivery shipment consignment fright place part note notice heart care advantage offence "
    "shape effect root aim cover shelter refuge issue exception".split()
)
_NEEDS = {
    "call": frozenset({"at", "in"}),
    "come": frozenset({"to", "into", "from"}),
    "head": frozenset({"to", "for", "towards", "toward"}),
    "make": frozenset({"for"}),
    "put": frozenset({"on", "onto", "aboard", "into"}),
    "place": frozenset({"on", "onto", "aboard", "into"}),
    "bind": frozenset({"for"}),
    "pull": frozenset({"into"}),
    "go": frozenset({"to", "from", "by", "into", "through"}),
    "run": frozenset({"to", "from", "between"}),
}
_BROUGHT_TO = frozenset(
    "knowledge attention notice light mind justice trial court life end halt standstill".split()
)
_AIMS = frozenset({"engage", "neutralize"})
_MET = frozenset({"dobj", "nsubjpass"})
_RIDDEN = frozenset("car van bus vehicle motorcycle pickup bike taxi".split())
_KNOWN = frozenset[str]().union(*(verbs for _, verbs in _VERBS))
_STRIKE_CLASSES = frozenset({"strike", "launch", "strike_noun"})


@dataclass(frozen=True)
class Argument:
    """Something named in the sentence and how it hangs on its trigger."""

    kind: Literal["place", "date", "quantity", "vessel"]
    value: Any
    token: Any
    prep: str | None  # preposition that says its part, None for subjects and objects
    dep: str  # grammatical relation of the topmost token below the trigger
    distant: bool = False  # another verb lies between
    path: tuple[int, ...] = ()  # indices of the tokens between, nearest the argument first
    since: bool = False  # a date in a clause that "since" opens
    said: bool = False  # a date that hangs on a verb of saying

    @property
    def start(self) -> int:
        """Offset in the document."""
        return int(self.value.start)


@dataclass
class Trigger:
    """A verb or noun that may tell a transfer or a strike."""

    token: Any
    kind: Kind
    role: TriggerClass
    anchor: Any = None  # the noun that governs the arguments where the parser misread a verb
    arguments: list[Argument] = field(default_factory=list)
    extent: tuple[int, int] | None = None  # offsets of one of several legs that a verb tells
    like: "Trigger | None" = None  # what a number without a verb repeats: "one into Sumy"

    def places(self) -> Iterator[Argument]:
        """Bound places, in text order."""
        return (a for a in self.arguments if a.kind == "place")


def trigger_of(token: Any) -> Trigger | None:
    """A trigger, if this word is one."""
    pos = token.pos_
    if pos not in _TELLING:
        return None
    wrecked = _is_wrecked(token) if pos == "AUX" else None
    if wrecked is not None:
        return Trigger(token, "strike", "strike", anchor=wrecked)
    verbal = pos == "AUX" and (token.lemma_ == "need" or names_targets(token) or is_due(token))
    if _stands_first(token):
        return Trigger(token, "strike", "strike", anchor=token.nbor())
    if pos == "VERB" or verbal:
        if token.dep_ in {"amod", "compound"}:
            return Trigger(token, "strike", "strike") if runs_into_place(token) else None
        return _verb_trigger(token)
    if _is_present(token):
        return _by_sense(token)
    if token.lower_ in GERUNDS and token.dep_ in {"compound", "amod"} and token.i > 0:
        before = token.nbor(-1)
        if before.pos_ == "PUNCT" and token.head.i > token.i:  # "ships - A, B - loading containers"
            return Trigger(token, "transfer", GERUNDS[token.lower_], anchor=token.head)
    if pos in {"NOUN", "PROPN"} and not _is_measure(token):
        return _noun_trigger(token)
    return None


def _is_measure(noun: Any) -> bool:
    """Whether a noun only says which or how far: not so "arranged, in May, the carriage of"."""
    if noun.dep_ == "npadvmod":
        return not any(c.lower_ == "of" for c in noun.children)
    return noun.dep_ in {"compound", "amod"}


def _is_wrecked(verb: Any) -> Any | None:
    """What the parser takes for an adjective behind "be": "the camp at Ardamata was mortared"."""
    if verb.lemma_ != "be":
        return None
    for word in verb.children:
        stem = word.lower_.removesuffix("ed")
        adjective = word.dep_ == "acomp" and word.pos_ == "ADJ" and stem != word.lower_
        if adjective and lexicon.STRIKE & {stem, stem + "e", stem[:-1]}:
            return word
    return None


def _stands_first(verb: Any) -> bool:
    """Whether a participle stands before its "were": "Destroyed were a depot at A and B"."""
    after = verb.i + 1
    if after == len(verb.doc) or verb.doc[after].lower_ not in {"was", "were"}:
        return False
    if verb.i != verb.sent.start:
        return False
    lemma = verb.lemma_.lower()  # "engaged" where it was read as a name
    return bool(lexicon.STRIKE & {lemma, lemma.removesuffix("d"), lemma.removesuffix("ed")})


def _noun_trigger(noun: Any) -> Trigger | None:
    """A trigger, if this noun tells a movement, talks about one, or an attack."""
    lemma = noun.lemma_.lower()
    if lemma in {"way", "road"} and noun.head.lower_ == "on" and under_way(noun):
        return Trigger(noun, "transfer", "transfer_noun")
    if lemma == "fire" and any(c.lower_ == "cease" for c in noun.children):
        return None
    if lemma == "fire" and noun.head.lemma_ == "catch":
        return None  # "a wagon caught fire": of what, other words tell
    if noun.head.lower_ == "by" and noun.head.head.pos_ == "VERB" and not [*noun.lefts]:
        return None  # "left Kampala by train for Mombasa": the verb tells it
    talked_of = _talked_of(noun)
    if talked_of is not None:
        return Trigger(noun, "transfer", "request", anchor=talked_of)
    if lemma in lexicon.NOUN_TRANSFER:
        return Trigger(noun, "transfer", "transfer_noun")
    if lemma in _MOVES:
        return Trigger(noun, "transfer", _MOVES[lemma])
    blow = lemma in lexicon.NOUN_STRIKE and lemma not in lexicon.ARMS
    if blow or comes_on(noun) or aims_blow(noun) or is_overhead(noun):
        return Trigger(noun, "strike", "strike_noun")
    return None


def runs_into_place(token: Any) -> bool:
    """Whether a verb of attack was read as part of the name behind it: "missiles strike A port"."""
    misread = token.pos_ == "VERB" and token.dep_ in {"amod", "compound"}
    if not misread or token.lemma_.lower() not in lexicon.STRIKE:
        return False
    doers = [c for c in token.children if c.i < token.i and c.tag_ == "NNS"]
    return any(d.lemma_.lower() in lexicon.WEAPONS | lexicon.FORCES for d in doers)


def _is_present(token: Any) -> bool:
    """Whether a verb of the present was read as a noun: "A Turkish C-130 lands at Karachi"."""
    if token.lower_ not in _PRESENT or token.tag_ != "NNS":
        return False
    goes = any(
        c.dep_ in {"compound", "nmod"}
        and (c.lemma_.lower() in lexicon.CARRIERS or lexicon.AIRCRAFT_TYPE.match(c.text))
        for c in token.children
    )
    return goes and any(c.dep_ == "prep" for c in token.children)


def _verb_trigger(verb: Any) -> Trigger | None:
    """A trigger, if this verb is one; verbs of many senses need their preposition."""
    known = _through_noun(verb) or _with_particle(verb) or _by_sense(verb)
    thrown = known is not None and known.role == "launch"
    lemma = verb.lemma_.lower()
    if not thrown and (known is not None or (lemma in _KNOWN and lemma not in _NEEDS)):
        return known
    if thrown and any(is_thrown(c) for c in verb.children if c.dep_ in {"dobj", "nsubjpass"}):
        return known
    moves = by_carrier(verb)
    if thrown and moves != "load":  # "fuel was poured into the barge"
        return known
    return Trigger(verb, "transfer", moves) if moves is not None else None


def _through_noun(verb: Any) -> Trigger | None:
    """A verb that only carries a noun of attack or of transfer: "came under fire"."""
    lemma = verb.lemma_.lower()
    blow = blow_dealt(verb) if lemma in lexicon.DEAL_BLOWS else None
    blow = blow or blow_suffered(verb)
    if blow is not None:
        return Trigger(verb, "strike", "strike", anchor=blow)
    moved = performed(verb) if lemma in lexicon.DEAL_BLOWS else None
    return Trigger(verb, "transfer", "transfer_noun", anchor=moved) if moved is not None else None


def _with_particle(verb: Any) -> Trigger | None:
    """A verb whose other words make the sense: "set ablaze", "took on coal", "fragments fell"."""
    lemma = verb.lemma_.lower()
    ablaze = lemma == "set" and any(
        c.lower_ in _ABLAZE
        or any(g.lower_ in {"alight", "ablaze"} for g in c.subtree)
        or (c.lower_ == "on" and any(g.lower_ == "fire" for g in c.children))
        or (c.lower_ == "to" and any(g.lower_ == "fire" for g in verb.children))
        for c in verb.children
    )
    particles = {c.lower_ for c in verb.children if c.dep_ == "prt"}
    wrecks = bool(particles & WRECKING.get(lemma, frozenset()))
    wrecks = wrecks and not tells_way(verb)  # "took the ore out by air, from A to B"
    if (
        ablaze
        or wrecks
        or gets_through(verb)
        or rams(verb)
        or comes_down(verb)
        or names_targets(verb)
        or weapon_meets(verb)
    ):
        return Trigger(verb, "strike", "strike")
    moves = by_particle(verb)
    return Trigger(verb, "transfer", moves) if moves is not None else None


def _talked_of(noun: Any) -> Any | None:
    """The goods about which two sides talk: "in talks with Portugal over 18 F-16s"."""
    if noun.lemma_.lower() not in {"talk", "negotiation", "discussion"} or not any(
        c.lower_ == "with" for c in noun.children
    ):
        return None
    goods = lexicon.ARMS | lexicon.CIVIL
    return next(
        (t for t in noun.subtree if t.pos_ in {"NOUN", "PROPN"} and t.dep_ in {"pobj", "conj"}
         and (t.lemma_.lower() in goods or lexicon.DESIGNATION.match(t.text))
         and any(c.dep_ == "nummod" for c in t.children)),
        None,
    )  # fmt: skip


def _by_sense(verb: Any) -> Trigger | None:
    """A verb that the lexicon knows, with a preposition where it needs one."""
    lemma = verb.lemma_.lower()
    if lemma in {"take", "await", "accept"} and any(
        c.dep_ in {"dobj", "acomp"} and c.lemma_.lower() in _TURNS for c in verb.children
    ):
        return None  # "took delivery of": the noun tells it; "took fright" tells no way
    if lemma == "leave" and verb.tag_ != "VBG" and any(is_thrown(noun) for noun in doers(verb)):
        return None  # arms left something behind, they did not leave it
    port = through_port(verb)
    if port is not None:
        return Trigger(verb, "transfer", port)
    preps = {c.lower_ for c in verb.children if c.dep_ in {"prep", "prt", "advmod"}}
    if (lemma in _NEEDS and not preps & _NEEDS[lemma]) or _says_other(verb, lemma, preps):
        return None
    role = next((role for role, verbs in _VERBS if lemma in verbs), None)
    if role is None:
        return None
    return Trigger(verb, "strike" if role in _STRIKE_CLASSES else "transfer", role)


def _says_other(verb: Any, lemma: str, preps: set[str]) -> bool:
    """Whether a verb of many senses has another one here, by what stands beside it."""
    held = {c.dep_ for c in verb.children}
    if lemma == "stop":  # "deliveries have stopped": nobody stopped a cargo
        by = verb.tag_ == "VBN" and "agent" in held
        return not (by or held & {"dobj", "nsubjpass"})
    if lemma in _AIMS:  # "engaged the depot", not "engaged in talks", "neutralized two gunmen"
        inside = {g.pos_ for c in verb.children if c.lower_ == "in" for g in c.children}
        return "NOUN" in inside or not any(can_be_hit(c) for c in verb.children if c.dep_ in _MET)
    if lemma == "arm":  # "soldiers armed with rifles"
        return verb.tag_ == "VBN" and "auxpass" not in held
    if lemma == "provide":  # "the contract provides for 40 cars to be shipped"
        return "for" in preps and not held & {"dobj", "nsubjpass", "dative"}
    if lemma == "bring":  # "brings to the knowledge of the public"
        to = [g.lemma_ for c in verb.children if c.lower_ == "to" for g in c.children]
        return any(g in _BROUGHT_TO for g in to)
    if lemma == "drive":  # "drove a car into a shop": nobody sent it there
        objects = [c.lemma_.lower() for c in verb.children if c.dep_ == "dobj"]
        return "into" in preps and any(o in lexicon.CARRIERS | _RIDDEN for o in objects)
    if lemma == "ask":  # "who asked not to be named", "those who ask about missiles"
        return "xcomp" in held or not ("dobj" in held or "for" in preps)
    return False
