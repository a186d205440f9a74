"""One sentence as claims see it: triggers, and what hangs on each by grammar.

Every place, date, quantity and ship of the sentence is bound to the nearest trigger above it in
the dependency tree, with the preposition that leads there. What no trigger governs is loose and
may fill a slot that grammar left empty.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from geomap.claims import lexicon
from geomap.claims.voices import SAY
from geomap.language import Sentence
from geomap.records import Item, Kind, Mention, Quantity, Vessel, When

__all__ = ["Argument", "Scene", "Trigger", "build_scene", "within"]

TriggerClass = Literal[
    "supply", "carry", "receive", "request", "load", "unload", "arrive", "depart", "pass",
    "seize", "transfer_noun", "total", "strike", "launch", "strike_noun",
]  # fmt: skip
_DIRECTIONS = frozenset(
    "from to into onto for through via toward towards across over past along up around against "
    "aboard off".split()
)
_LONGEST_PATH = 14  # steps up a dependency tree before giving up
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
_JUST_BEFORE = re.compile(r"\b(from|to|into|onto|via|through|towards?)\s+(?:the\s+)?$", re.I)
_GERUNDS: dict[str, TriggerClass] = {
    "loading": "load",
    "unloading": "unload",
    "carrying": "carry",
    "delivering": "supply",
    "shipping": "supply",
    "transporting": "carry",
}
_ABLAZE = frozenset({"alight", "ablaze", "fire", "on"})
# verbs of many senses that count only with one of these prepositions
_NEEDS = {
    "call": frozenset({"at", "in"}),
    "come": frozenset({"to", "into", "from"}),
    "head": frozenset({"to", "for", "towards", "toward"}),
    "make": frozenset({"for"}),
    "put": frozenset({"on", "onto", "aboard", "into"}),
    "bind": frozenset({"for"}),
    "go": frozenset({"to", "from", "by", "into", "through"}),
    "run": frozenset({"to", "from", "between"}),
}
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

    def places(self) -> Iterator[Argument]:
        """Bound places, in text order."""
        return (a for a in self.arguments if a.kind == "place")


@dataclass
class Scene:
    """A sentence with its triggers and its loose ends."""

    text: str
    sentence: Sentence
    triggers: list[Trigger]
    loose: list[Argument]
    mentions: list[Mention]
    dates: list[When]
    quantities: list[Quantity]
    vessels: list[Vessel]
    headline: bool

    @property
    def words(self) -> str:
        """The sentence as written."""
        return self.text[self.sentence.start : self.sentence.end]


def within(records: Sequence[Any], start: int, end: int) -> list[Any]:
    """Those of some records in text order that lie inside [start, end)."""
    from bisect import bisect_left

    first = bisect_left(records, start, key=lambda r: r.start)
    out = []
    for record in records[first:]:
        if record.start >= end:
            break
        if record.end <= end:
            out.append(record)
    return out


def build_scene(
    text: str,
    sentence: Sentence,
    *,
    mentions: Sequence[Mention],
    dates: Sequence[When],
    quantities: Sequence[Quantity],
    vessels: Sequence[Vessel],
    headline: bool,
) -> Scene:
    """Find the triggers of a sentence and bind to each what it governs."""
    here = {
        "place": within(mentions, sentence.start, sentence.end),
        "date": within(dates, sentence.start, sentence.end),
        "quantity": within(quantities, sentence.start, sentence.end),
        "vessel": within(vessels, sentence.start, sentence.end),
    }
    triggers = [t for token in sentence.span if (t := _trigger(token))]
    by_index = {t.token.i: t for t in triggers}
    by_index |= {t.anchor.i: t for t in triggers if t.anchor is not None}
    loose: list[Argument] = []
    for kind, records in here.items():
        for record in records:
            span = sentence.covering(record.start, record.end)
            if span is None:
                continue
            trigger, argument = _bind(kind, record, span, by_index)
            if kind == "place":
                argument = _with_written_preposition(text, argument)
            (trigger.arguments if trigger else loose).append(argument)
    return Scene(
        text=text,
        sentence=sentence,
        triggers=triggers,
        loose=loose,
        mentions=here["place"],
        dates=here["date"],
        quantities=here["quantity"],
        vessels=here["vessel"],
        headline=headline,
    )


def _trigger(token: Any) -> Trigger | None:
    """A trigger, if this word is one."""
    lemma = token.lemma_.lower()
    if token.pos_ == "VERB" or (token.pos_ == "AUX" and lemma in {"need"}):
        if token.dep_ in {"amod", "compound"}:
            return None
        if lemma == "set" and any(c.lower_ in _ABLAZE for c in token.children):
            return Trigger(token, "strike", "strike")
        preps = {c.lower_ for c in token.children if c.dep_ in {"prep", "prt", "advmod"}}
        if lemma in {"take", "bring"} and preps & {"aboard"}:
            return Trigger(token, "transfer", "load")
        if lemma in _NEEDS and not preps & _NEEDS[lemma]:
            return None
        for role, verbs in _VERBS:
            if lemma in verbs:
                kind: Kind = "strike" if role in _STRIKE_CLASSES else "transfer"
                return Trigger(token, kind, role)
        return None
    if token.lower_ in _GERUNDS and token.dep_ in {"compound", "amod"} and token.i > 0:
        before = token.nbor(-1)
        if before.pos_ == "PUNCT" and token.head.i > token.i:  # "ships - A, B - loading containers"
            return Trigger(token, "transfer", _GERUNDS[token.lower_], anchor=token.head)
    if token.pos_ in {"NOUN", "PROPN"} and token.dep_ not in {"compound", "amod", "npadvmod"}:
        if lemma in lexicon.NOUN_TRANSFER:
            return Trigger(token, "transfer", "transfer_noun")
        if lemma in lexicon.NOUN_STRIKE and lemma not in lexicon.ARMS:
            return Trigger(token, "strike", "strike_noun")
    return None


def _bind(
    kind: Any, record: Any, span: Any, triggers: dict[int, Trigger]
) -> tuple[Trigger | None, Argument]:
    """Walk up the tree from a name to the first trigger, noting prepositions on the way."""
    token = span.root
    preps: list[str] = []
    path: list[int] = []
    distant = since = said = False
    here = token
    dep = token.dep_
    for _ in range(_LONGEST_PATH):
        since = since or any(c.dep_ == "mark" and c.lower_ == "since" for c in here.children)
        if here.i in triggers and here.i not in range(span.start, span.end):
            trigger = triggers[here.i]
            prep = _leading(preps)
            return trigger, Argument(kind, record, token, prep, dep, distant, tuple(path), since)
        if here.head == here:
            break
        if here.pos_ in {"VERB", "AUX"} and here != token:
            if kind == "date" and here.lemma_.lower() in SAY:
                said = True  # it dates the saying, not what is said
                break
            distant = True
        if here.lower_ == "according":
            break  # a source, not a way: voices read it
        if here.dep_ in {"prep", "agent"} or (here.pos_ == "ADP" and here != token):
            preps.append(here.lower_)
        dep = here.dep_
        path.append(here.i)
        here = here.head
    prep = _leading(preps)
    return None, Argument(kind, record, token, prep, dep, True, tuple(path), since, said)


def _with_written_preposition(text: str, argument: Argument) -> Argument:
    """Trust a preposition right before the name over the parser, which may take "to" for a verb's."""
    match = _JUST_BEFORE.search(text, max(0, argument.start - 24), argument.start)
    if match is None or match[1].casefold() == argument.prep:
        return argument
    return replace(argument, prep=match[1].casefold())


def _leading(preps: list[str]) -> str | None:
    """The preposition that says the part: the innermost of direction, else the outermost."""
    for prep in preps:
        if prep in _DIRECTIONS:
            return prep
    # "the port of A" stands for A; "by missiles on the airfield" says on, not by
    outer = [prep for prep in preps if prep not in {"of", "by", "with"}]
    return outer[-1] if outer else None


def clause_span(scene: Scene, tokens: Sequence[Any]) -> tuple[int, int]:
    """Offsets from the first to the last word that some tokens govern in their own clause."""
    keep = list(tokens)
    stack = list(tokens)
    own = {t.i for t in tokens}
    others = {t.token.i for t in scene.triggers} - own
    while stack:
        for child in stack.pop().children:
            if child.i in others and child.dep_ in {"conj", "relcl", "advcl", "ccomp", "parataxis"}:
                continue
            keep.append(child)
            stack.append(child)
    keep = [t for t in keep if not t.is_space]
    doc = scene.sentence.span.doc
    first, last = min(t.i for t in keep), max(t.i for t in keep)
    while last > first and doc[last].pos_ == "PUNCT":
        last -= 1
    while first < last and doc[first].pos_ in {"PUNCT", "CCONJ"}:
        first += 1
    return scene.sentence.offsets(doc[first])[0], scene.sentence.offsets(doc[last])[1]


def goods_of(scene: Scene, triggers: Sequence[Trigger]) -> list[Item]:
    """The goods that some triggers move, each with its quantity."""
    tokens = {t.token.i for t in triggers}
    anchors = {t.anchor.i for t in triggers if t.anchor is not None}
    out: list[Item] = []
    used: set[int] = set()
    for token in scene.sentence.span:
        lemma = token.lemma_.lower()
        if token.pos_ not in {"NOUN", "PROPN"} or token.i in used or token.i in tokens:
            continue
        if lemma not in lexicon.ARMS | lexicon.CIVIL | lexicon.CONTAINERS:
            continue
        if token.dep_ in {"compound", "nmod", "npadvmod", "poss", "amod"}:
            continue
        every = {t.token.i for t in scene.triggers}
        told_of = {t.token.head.i for t in triggers if t.token.dep_ == "relcl"}  # "boxes that ..."
        if token.i not in anchors | told_of and not _is_goods_argument(token, tokens, every):
            continue
        if token.dep_ == "nsubj" and lemma in lexicon.CARRIERS:
            continue  # lorries that carry are not what is carried
        inner = _contents(token) if lemma in lexicon.CONTAINERS else []
        used.update(t.i for t in inner)
        head = inner[0] if inner else token
        quantity = _quantity_of(scene, token)
        out.append(Item(what=_phrase(scene, head), quantity=quantity))
    return out


def _is_goods_argument(token: Any, tokens: set[int], triggers: set[int]) -> bool:
    """Whether a noun is the object, passive subject or content of one of the triggers."""
    here = token
    for _ in range(_LONGEST_PATH):
        if here.dep_ in {"dobj", "nsubjpass", "attr", "dative", "oprd"} and here.head.i in tokens:
            return True
        if here.dep_ == "nsubj" and here.head.i in tokens:
            return here.head.lemma_ not in {"sail", "dock", "berth", "land", "receive", "send"}
        if here.dep_ == "pobj":
            preposition = here.head
            if preposition.lower_ in {"of", "with", "carrying", "in", "including", "for"} and (
                preposition.head.i in tokens
            ):
                return preposition.lower_ != "in" and preposition.lower_ != "for"
            if preposition.lower_ in {"with", "of"} and preposition.head.lemma_ in lexicon.CARRIERS:
                # "a ship with 25,000 tonnes of wheat docked"
                carrier = preposition.head
                return carrier.head.i in tokens or any(c.i in tokens for c in carrier.children)
            if preposition.lower_ not in {"of", "with", "including", "like", "as"}:
                return False
        if here.i in triggers and here.i not in tokens:
            return False
        if here.dep_ in {"relcl", "acl", "advcl", "parataxis"}:
            return here.i in tokens or here.lemma_ in {"carry", "load", "contain", "hold"}
        if here.head == here:
            return False
        if here.head.i in tokens and here.dep_ == "conj":
            return True
        if here.head.pos_ == "VERB" and here.head.lemma_ in {"carry", "contain", "include"}:
            if here.dep_ == "dobj" and here.head.dep_ in {"acl", "advcl", "relcl"}:
                return True
        here = here.head
    return False


def _contents(token: Any) -> list[Any]:
    """What a container noun holds: "containers of munitions", "a cargo of wheat"."""
    for child in token.children:
        if child.dep_ == "prep" and child.lower_ in {"of", "with"}:
            return [g for g in child.children if g.dep_ == "pobj"]
        if child.dep_ == "acl" and child.lemma_ in {"fill", "load", "pack", "hold", "carry"}:
            return [
                g
                for prep in child.children
                if prep.dep_ == "prep" and prep.lower_ == "with"
                for g in prep.children
                if g.dep_ == "pobj"
            ]
    return []


def _phrase(scene: Scene, noun: Any) -> str:
    """A noun with the words that say what sort it is, without numbers and articles."""
    keep = [noun]
    for child in noun.lefts:
        if child.dep_ in {"compound", "amod", "nmod", "npadvmod"} or child.pos_ == "PUNCT":
            keep.extend(child.subtree)
    words = [
        t
        for t in keep
        if t.pos_ not in {"NUM", "DET"}
        and t.lower_ not in {"more", "other", "many", "such", "some", "several"}
    ]
    first = min((t.i for t in words), default=noun.i)
    doc = scene.sentence.span.doc
    return str(doc[first : noun.i + 1].text).strip(' ,;-–—"“”')


def _quantity_of(scene: Scene, noun: Any) -> Quantity | None:
    """The number that counts a noun: before it, or "2,000 tonnes of", "300 of the boxes"."""
    start = min(t.idx for t in noun.subtree) + scene.sentence.shift
    end = scene.sentence.offsets(noun)[1]
    best = None
    for quantity in scene.quantities:
        span = scene.sentence.covering(quantity.start, quantity.end)
        if span is None:
            continue
        root = span.root
        part = noun.dep_ == "pobj" and noun.head.lower_ == "of"  # "300 of the boxes"
        counts = noun in (root, root.head) or (part and noun.head.head in (root, root.head))
        if counts and start - 40 <= quantity.start <= end:
            nearer = best is None or abs(end - quantity.start) < abs(end - best.start)
            best = quantity if nearer else best
    return best
