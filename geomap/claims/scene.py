"""One sentence as claims see it: triggers, and what hangs on each by grammar.

Every place, date, quantity and ship of the sentence is bound to the nearest trigger above it in
the dependency tree, with the preposition that leads there. What no trigger governs is loose and
may fill a slot that grammar left empty.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from geomap.claims.arms import is_thrown
from geomap.claims.binding import (
    aim_launches,
    bind,
    bind_antecedents,
    bind_ships,
    pair_ends,
    with_written_preposition,
)
from geomap.claims.blows import one_more
from geomap.claims.loose import loose_ways
from geomap.claims.triggers import Argument, Trigger, trigger_of
from geomap.claims.ways import has_end, is_way
from geomap.language import Sentence
from geomap.records import Mention, Quantity, Vessel, When

__all__ = ["SUBJECTS", "Scene", "build_scene", "clause_span", "within"]

SUBJECTS = frozenset({"nsubj", "nsubjpass"})  # as the parser labels them

_WAYS = frozenset({"from", "to", "for", "into", "bound", "between", "via"})


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
    tokens: tuple[Any, ...]  # of the sentence, made once
    goods: tuple[Any, ...] | None = None  # tokens that name goods, found when first asked for

    def covering(self, record: Any) -> Any | None:
        """Return the spaCy span of a date, quantity, ship or mention of the document."""
        return self.sentence.covering(int(record.start), int(record.end))

    @cached_property
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
        "vessel": _of_ships_today(within(vessels, sentence.start, sentence.end)),
    }
    tokens = tuple(sentence.span)
    triggers = [t for token in tokens if (t := trigger_of(token))]
    triggers = [t for t in triggers if not _is_struck(t, triggers)]
    triggers += _ways(tokens, triggers)
    triggers += _repeats(tokens, triggers)
    by_index = {t.token.i: t for t in triggers}
    by_index |= {t.anchor.i: t for t in triggers if t.anchor is not None}
    loose: list[Argument] = []
    for kind, records in here.items():
        for record in records:
            span = sentence.covering(record.start, record.end)
            if span is None or _in_aside(kind, record, sentence.offsets(span[0])[0]):
                continue
            trigger, argument = bind(kind, record, span, by_index)
            if kind == "place":
                argument = with_written_preposition(text, argument)
            (trigger.arguments if trigger else loose).append(argument)
    held = [a for t in triggers for a in t.arguments]
    bind_antecedents(triggers, [a for a in (*held, *loose) if a.kind == "place"])
    bind_ships(triggers, [a for a in (*held, *loose) if a.kind == "vessel"])
    aim_launches(triggers)
    pair_ends(text, sentence, triggers, loose)
    if not headline:  # what it tells so loosely the text says again, with a day
        triggers += loose_ways(triggers, loose)
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
        tokens=tokens,
    )


def _is_struck(noun: Trigger, triggers: Sequence[Trigger]) -> bool:
    """Whether a train or convoy is what a blow hits, and no way of its own is told of it."""
    if noun.role != "transfer_noun" or noun.token.dep_ not in {"dobj", "nsubjpass"}:
        return False
    goes = any(c.lower_ in _WAYS for c in noun.token.children)
    return not goes and any(
        t.kind == "strike" and t.token == noun.token.head and t.token.pos_ == "VERB"
        for t in triggers
    )


def _ways(tokens: Sequence[Any], triggers: Sequence[Trigger]) -> list[Trigger]:
    """Nouns that tell a way of their own, below no verb or noun that tells it."""
    known = {t.token.i for t in triggers if t.kind == "transfer"}
    bare = not known  # a cargo with one end tells what no other word of the sentence does
    nouns = [t for t in tokens if t.pos_ == "NOUN" and t.i not in known]
    nouns = [t for t in nouns if is_way(t) or (bare and has_end(t))]
    if any(t.kind == "strike" for t in triggers):
        nouns = [t for t in nouns if not is_thrown(t)]  # "fired missiles from A at B"
    return [
        Trigger(noun, "transfer", "transfer_noun", anchor=noun) for noun in nouns
        if not any(above.i in known for above in noun.ancestors)
    ]  # fmt: skip


def _repeats(tokens: Sequence[Any], triggers: Sequence[Trigger]) -> list[Trigger]:
    """Numbers that tell one more blow without a verb: "two salvoes into A, one into B"."""
    blows = [t for t in triggers if t.kind == "strike"]
    known = {t.token.i for t in triggers}
    first = min((t.token.i for t in blows), default=0)
    out = []
    for token in tokens if blows else ():
        if token.i > first and token.i not in known and one_more(token):
            before = [t for t in blows if t.token.i < token.i]
            out.append(Trigger(token, "strike", "strike_noun", like=before[-1]))
    return out


def _of_ships_today(vessels: list[Vessel]) -> list[Vessel]:
    """Leave out a name that only says what a ship before it in the sentence was called."""
    return [
        ship for n, ship in enumerate(vessels)
        if not any(ship.name in other.also for other in vessels[:n])
    ]  # fmt: skip


def _in_aside(kind: str, record: Any, start: int) -> bool:
    """Whether a ship's name only says what another ship was called: it has no word of its own."""
    return kind == "vessel" and int(record.start) - start > 3


def clause_span(scene: Scene, tokens: Sequence[Any]) -> tuple[int, int]:
    """Offsets from the first to the last word that some tokens govern in their own clause."""
    # "missiles are to be delivered": the subject hangs on the verb above
    raised = [
        c for t in tokens if t.dep_ == "xcomp" and t.head.lemma_ == "be"
        for c in t.head.children if c.dep_ in {"nsubj", "nsubjpass"}
    ]  # fmt: skip
    keep = [*tokens, *raised]
    stack = list(keep)
    own = {t.i for t in keep}
    seen = set(own)
    others = {t.token.i for t in scene.triggers} - own
    while stack:
        for child in stack.pop().children:
            if child.i in others and child.dep_ in {"conj", "relcl", "advcl", "ccomp", "parataxis"}:
                continue
            if child.i not in seen:  # triggers below one another share their words
                seen.add(child.i)
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
