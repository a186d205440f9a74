"""How goods go: the carriers and ways that the words of a leg name."""

import re
from typing import Any

from geomap.claims import lexicon
from geomap.claims.drafts import Draft
from geomap.claims.scene import SUBJECTS, Scene, clause_span
from geomap.claims.triggers import Trigger
from geomap.records import Mode

__all__ = ["is_aside", "settle_mode"]

_TANKER = re.compile("tankers?|freighters?", re.I)
_ASIDE = frozenset({"while", "whereas", "where"})
_WHEELED = frozenset({"rail", "road"})
_VEHICLES = frozenset("truck lorry wagon railcar locomotive trailer boat dinghy skiff".split())
_BY = frozenset({"by", "via", "from", "onto", "into", "off"})


def _leave_ship(draft: Draft, modes: list[Mode]) -> None:
    """Take the ship off a leg with a way of its own: "by the Lena to A and then by rail to B"."""
    if draft.triggers[0].extent is not None and modes and "sea" not in modes:
        draft.vessels = []


def settle_mode(scene: Scene, draft: Draft, others: list[Draft]) -> None:
    """The modes that the words of the clause name; a leg's clause ends where the next begins."""
    start, end = scene.sentence.start, scene.sentence.end
    if draft.triggers[0].extent is not None:
        start, end = draft.triggers[0].extent
    elif others:
        start, end = clause_span(scene, [t.token for t in draft.triggers])
        doc, last = draft.token.doc, max(t.token.i for t in draft.triggers)
        end = min(
            [end, *(scene.sentence.offsets(doc[max(d.token.left_edge.i, last + 1)])[0]
                    for d in others if d.token.i > last and d.before is not None)]
        )  # fmt: skip
    named = _named_ways(scene, draft, (start, end), others)
    modes = [mode for mode, words in named.items() if words]
    if len(modes) > 1 and all(_TANKER.fullmatch(word) for word in named["sea"]):
        modes = [mode for mode in modes if mode != "sea"]  # lorries, wagons or planes
    if not modes and draft.triggers[0].extent is not None:
        # the verb tells the mode of legs that name none: "flew to A and then on to B"
        begin, end = scene.sentence.offsets(draft.token)
        modes = [
            mode for mode, pattern in lexicon.MODE_WORDS if pattern.search(scene.text, begin, end)
        ]
    _leave_ship(draft, modes)
    if draft.vessels and "sea" not in modes:
        modes.insert(0, "sea")
    if draft.mover and draft.mover.mode and not modes:
        modes = [draft.mover.mode]
    if not modes and any(t.token.lemma_ == "drive" for t in draft.triggers):
        modes = ["road"]
    if not modes and _by_ship(draft):
        modes = ["sea"]
    draft.mode = tuple(modes)
    if modes:
        draft.because("mode", "word for a carrier or a way", 0.8)


def _named_ways(
    scene: Scene, draft: Draft, span: tuple[int, int], others: list[Draft]
) -> dict[Mode, list[str]]:
    """The words within a span that name the carrier or the way of a leg, by mode."""
    own = {t.token.i for t in draft.triggers}
    theirs = {t.token.i for d in others for t in d.triggers} - own
    named: dict[Mode, list[str]] = {
        mode: [
            m[0] for m in pattern.finditer(scene.text, *span)
            if _names_way(scene, m, own, theirs)
            and (mode not in _WHEELED or not draft.vessels or _by_it(scene, m))
            and not _is_cargo(scene, m, draft)
        ]
        for mode, pattern in lexicon.MODE_WORDS
    }  # fmt: skip
    if named["sea"] and all(word == "landed at" for word in named["air"]):
        named["air"] = []  # "was landed at Pozzallo from a barge"
    return named


def _by_ship(draft: Draft) -> bool:
    """Whether verbs tell a ship that no word names: "discharged at", "put ashore", port to port."""
    ports = [end is not None and end.kind == "port" for end in (draft.origin, draft.destination)]
    return any(
        t.token.lemma_ == "discharge"
        or any(c.lower_ == "ashore" for c in t.token.children)
        or (all(ports) and t.token.lemma_ in {"ship", "load", "unload", "sail"})
        for t in draft.triggers
    )


def _by_it(scene: Scene, word: re.Match[str]) -> bool:
    """Whether goods go by lorry or wagon beside a ship, on which such may be the cargo.

    "Loaded from wagons onto the Vela" tells a way, "the Vela brought 52 wagons" tells goods.
    """
    span = scene.sentence.covering(*word.span())
    if span is None or span.root.pos_ in {"VERB", "AUX"} or word[0].casefold().startswith("by "):
        return True
    above = span.root.head
    counted = any(c.dep_ == "nummod" for c in span.root.children)
    return above.dep_ == "prep" and above.lower_ in _BY and not counted


def _is_cargo(scene: Scene, word: re.Match[str], draft: Draft) -> bool:
    """Whether a vehicle is the goods, not what carries them: "sent 20 trucks", "flew two boats".

    One that holds something is a carrier: "sent 20 trucks of flour", "a boat with rifles".
    """
    span = scene.sentence.covering(*word.span())
    if span is None or span.root.lemma_.lower() not in _VEHICLES:
        return False
    noun = span.root
    while noun.dep_ in {"conj", "appos"} and noun.head.pos_ == "NOUN":
        noun = noun.head
    holds = {"of", "with", "full", "loaded", "laden", "carrying", "containing", "filled", "packed"}
    if any(c.lower_ in holds for c in (*span.root.children, *noun.children)):
        return False
    handed = [
        t.token for t in draft.triggers
        if t.role in {"supply", "receive"} or (t.role in {"carry", "unload"} and _has_carrier(t))
    ]  # fmt: skip
    if noun.dep_ == "pobj" and noun.head.lower_ == "with":
        return noun.head.head in handed  # "supplied Somalia with 40 trucks"
    freighted = any(c.lower_ == "with" for c in noun.head.children)  # "sent lorries with diesel"
    return noun.dep_ in {"dobj", "nsubjpass", "dative"} and noun.head in handed and not freighted


def _has_carrier(trigger: Trigger) -> bool:
    """Whether a verb of carrying has a carrier of its own for its subject or after "by"."""
    verb = trigger.token
    doers = [c for c in verb.children if c.dep_ == "nsubj"]
    doers += [g for c in verb.children if c.dep_ == "agent" for g in c.children]
    held = [t for n in doers for t in (n, *n.lefts)]
    return any(
        t.lemma_.lower() in lexicon.CARRIERS or lexicon.AIRCRAFT_TYPE.match(t.text) for t in held
    )


def _names_way(scene: Scene, word: re.Match[str], own: set[int], theirs: set[int]) -> bool:
    """Whether a word names the carrier or the way of a leg, whose triggers are `own`.

    Not so the verb of "Iran ships missiles", that of another leg ("whence lorries took it", one
    of `theirs`), nor what a clause with "while" or "where" tells.
    """
    span = scene.sentence.covering(*word.span())
    if span is None:
        return True
    if span.root.i in theirs or (span.root.dep_ in SUBJECTS and span.root.head.i in theirs):
        return False
    if word[0].casefold() in {"ship", "ships"} and span.root.pos_ == "VERB":
        return False
    return not is_aside(span.root, own)


def is_aside(word: Any, own: set[int]) -> bool:
    """Whether a word stands in a clause with "while" or "where" that is not the trigger's own."""
    return any(
        t.dep_ in {"advcl", "relcl"}
        and any(c.lower_ in _ASIDE for c in t.children)
        and not own & {c.i for c in t.subtree}
        for t in (word, *word.ancestors)
    )
