"""How much of the goods moves, and in which words they are named."""

import re
from collections.abc import Sequence
from typing import Any

from geomap.claims import lexicon
from geomap.claims.context import end_of, start_of
from geomap.claims.scene import Scene
from geomap.claims.triggers import GERUNDS, Trigger
from geomap.records import Item, Quantity

__all__ = ["container_of", "count_of_trips", "in_apposition", "phrase", "quantity_of", "total_of"]

# they count or order goods, and say nothing of their sort
_HOW_MANY = frozenset(
    "more other many such some several estimated total additional first latest last".split()
)
_CALIBRES = frozenset({"mm", "cm"})  # they say what sort it is: "170mm guns"
_BEHIND_UNIT = re.compile(
    r"\s*[a-zA-Z]{1,12}\.? (?:of )?(?P<what>(?!for\b|at\b|to\b|from\b|ex\b|in\b|out\b|up\b|under\b)"
    r"[A-Za-z][\w-]*(?: (?!for\b|at\b|to\b|from\b|ex\b|in\b|out\b|up\b|under\b|behind\b|on\b|"
    r"and\b|or\b)[a-z][\w-]*){0,3})"
)


def phrase(scene: Scene, noun: Any) -> str:
    """A noun with the words that say what sort it is, without numbers and articles."""
    keep = [noun]
    breaks = [t.i for t in noun.subtree if t.i < noun.i and (t.pos_ == "CCONJ" or t.text == ",")]
    for child in noun.lefts:
        if child.i < max(breaks, default=0):
            continue  # "food, oil and fighter jets": what comes before is listed, not a sort
        if child.dep_ in {"compound", "amod", "nmod", "npadvmod"} or child.pos_ == "PUNCT":
            keep.extend(child.subtree)
    words = [
        t
        for t in keep
        if t.pos_ not in {"NUM", "DET"} and t.lower_ not in GERUNDS and t.lower_ not in _HOW_MANY
    ]
    first = min((t.i for t in words), default=noun.i)
    doc = scene.sentence.span.doc
    first -= first > 0 and doc[first - 1].lower_ in _CALIBRES
    first -= first > 0 and doc[first].lower_ in _CALIBRES and doc[first - 1].pos_ == "NUM"
    return str(doc[first : noun.i + 1].text).strip(' ,;-–—"“”')


def quantity_of(scene: Scene, noun: Any) -> Quantity | None:
    """The number that counts a noun: before it, or "2,000 tonnes of", "300 of the boxes"."""
    start = min(t.idx for t in noun.subtree) + scene.sentence.shift
    end = scene.sentence.offsets(noun)[1]
    best = None
    for quantity in scene.quantities:
        span = scene.covering(quantity)
        if span is None:
            continue
        root = span.root
        part = noun.dep_ == "pobj" and noun.head.lower_ == "of"  # "300 of the boxes"
        batch = root.dep_ == "pobj" and root.head.head == noun and root.pos_ == "NUM"
        counts = (
            noun in (root, root.head) or batch or (part and noun.head.head in (root, root.head))
        )
        if counts and (batch or start - 40 <= start_of(quantity) <= end):
            nearer = best is None or abs(end - start_of(quantity)) < abs(end - start_of(best))
            best = quantity if nearer else best
    return best


def count_of_trips(scene: Scene, triggers: Sequence[Trigger]) -> list[Item]:
    """How many flights, voyages or carriers went, where no goods are counted.

    "87 flights landed at", "12 runs to", "landed at least 109 times".
    """
    tokens = {t.token.i for t in triggers}
    for quantity in scene.quantities:
        span = scene.covering(quantity)
        if span is None or quantity.value is None:
            continue
        noun = span.root.head if span.root.dep_ in {"nummod", "amod", "det"} else span.root
        if noun.lemma_.lower() in lexicon.TRIPS and (noun.i in tokens or noun.head.i in tokens):
            return [Item(what=phrase(scene, noun), quantity=quantity)]
        if noun.lemma_.lower() == "time" and noun.head.i in tokens:
            return [Item(what="trips", quantity=quantity)]
    return []


def in_apposition(scene: Scene, noun: Any) -> Item | None:
    """What goods are said to be: "took relief goods, 2,300 tonnes of flour, to"."""
    end = scene.sentence.offsets(noun)[1]
    for quantity in scene.quantities:
        unit = (quantity.unit or "").casefold()
        if start_of(quantity) - end == len(", ") and unit in lexicon.GOODS_UNITS:
            return Item(what=container_of(scene.text, end_of(quantity), unit), quantity=quantity)
    return None


def container_of(text: str, at: int, unit: str) -> str:
    """The goods that stand behind a count and its unit: "22,000 mt maize"; else the unit."""
    match = _BEHIND_UNIT.match(text, at)
    return match["what"] if match and match["what"] not in {"it", "them"} else unit


def total_of(scene: Scene, trigger: Trigger) -> list[Item]:
    """The sum to which deliveries come: "shipments from A to B totalled 2,000 tonnes"."""
    verb = trigger.token.head
    if trigger.token.dep_ != "nsubj" or verb.lemma_.lower() not in lexicon.AMOUNT_TO:
        return []
    below = {t.i for t in verb.subtree} - {t.i for t in trigger.token.subtree}
    for quantity in scene.quantities:
        span = scene.covering(quantity)
        counts_goods = quantity.unit in lexicon.GOODS_UNITS and quantity.value is not None
        if counts_goods and span is not None and span.root.i in below:
            return [Item(what=str(quantity.unit), quantity=quantity)]
    return []
