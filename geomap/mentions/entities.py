"""What the recogniser's named entities yield, and names that it left without a label."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geomap.language import Sentence, region_of
from geomap.mentions import lexicon
from geomap.text import fold

if TYPE_CHECKING:
    from geomap.gazetteer import Gazetteer

__all__ = ["Found", "find_in_entity", "find_unlabelled", "whole_word", "with_head_noun"]

_PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})
_NAME_LABELS = frozenset({"PERSON", "ORG", "PRODUCT", "NORP", "WORK_OF_ART", "EVENT", "LAW"})
_LEFT_FOR = re.compile(r" for (?=[A-ZÀ-Þ])")
_HALF_BEFORE = re.compile(r"(?<![\w-])[A-ZÀ-Þ][\w’']{1,30}-$")
_HALF_AFTER = re.compile(r"-[A-ZÀ-Þ][\w’']{1,30}")
_JOINED = re.compile(
    r"[^\s,](?:(?!,| and | or | to | for | through | via ).)*"
)  # the parts of "A, B and C", "A to B"
_BEHIND_COMMAS = re.compile(r"(?!the )[^\s,][^,]*")  # "Moba, DR Congo" is two
_WAY_WORD = re.compile(r"(?:(?:to|for|through|via) )?")
_BETWEEN_ENDS = re.compile(r" (?:to|for|through|via) ")
_SIDE_BEFORE = re.compile(r"\b(?:north|south|east|west)(?:ern)? $")
_OF_SAINT = re.compile(r"(?:Saint|St\.?) [A-ZÀ-Þ]")
_STOPPED = re.compile(r"(?:\b[A-Z]\.){2,}\Z")


@dataclass(frozen=True)
class Found:
    """A name found, before its role is known: who found it ranks overlapping ones."""

    start: int
    end: int
    by: str  # gazetteer, recogniser, dateline, settlement, inside, demonym, preposition, repeat


def _may_be_place(name: str, gazetteer: "Gazetteer") -> bool:
    """Whether a name behind "in" or "at" is one of a place: a plain word only if curated."""
    known = gazetteer.candidates(name)
    return bool(known) and (not gazetteer.everyday(name) or known[0].source == "curated")


def find_in_entity(
    text: str, sentence: Sentence, entity: Any, gazetteer: "Gazetteer"
) -> Iterator[Found]:
    """What a named entity yields: itself, or the government that it names."""
    start, end = _trim(text, sentence, entity)
    if start >= end or not any(c.isalpha() for c in text[start:end]):
        return
    name = text[start:end]
    if gazetteer.demonym(name) or region_of(name):
        return
    if entity.label_ in _PLACE_LABELS:
        yield from _named_places(text, start, end, gazetteer)
    elif gazetteer.seat(name) and not gazetteer.everyday(name):
        yield Found(start, end, "gazetteer")
    elif entity.label_ in _NAME_LABELS and _BETWEEN_ENDS.search(name):
        yield from _pair(text, start, end, gazetteer)
    elif entity.label_ in _NAME_LABELS and (
        _governed(entity) or _beside_place(entity) or _is_struck(entity.root)
    ):
        if _may_be_place(name, gazetteer):
            yield Found(start, with_head_noun(text, end), "preposition")
        else:
            yield from _pair(text, start, end, gazetteer)


def _named_places(text: str, start: int, end: int, gazetteer: "Gazetteer") -> Iterator[Found]:
    """The place that a name is, or the two: "Toronto's Pearson airport", "Santos to Honolulu"."""
    name = text[start:end]
    if _BETWEEN_ENDS.search(name) and not gazetteer.candidates(name):
        ends = list(_pair(text, start, end, gazetteer))
        if ends:
            yield from ends
            return
    if ", " in name and not gazetteer.candidates(name):
        for part in _BEHIND_COMMAS.finditer(text, start, end):
            yield Found(part.start(), with_head_noun(text, part.end()), "recogniser")
        return
    owner = lexicon.OWNER.match(text, start, end)
    if owner and gazetteer.candidates(owner["name"]):
        yield Found(start, owner.end("name"), "recogniser")
        start = owner.end()
    voyage = _LEFT_FOR.search(text, start, end)  # "left Hunchun for Quanhe" names two
    if voyage and gazetteer.candidates(text[start : voyage.start()]):
        yield Found(start, voyage.start(), "recogniser")
        start = voyage.end()
    yield Found(start, with_head_noun(text, end), "recogniser")


def whole_word(text: str, found: Found, gazetteer: "Gazetteer") -> Found:
    """Take the rest of a name in, where the whole is known.

    "Ulan-[Ude]", "St. George['s]", "[southern] Lebanon".
    """
    side = _SIDE_BEFORE.search(text, max(0, found.start - 12), found.start)
    if side and _is_region(gazetteer, text[side.start() : found.end]):
        return Found(side.start(), found.end, found.by)
    if _OF_SAINT.match(text, found.start) and _is_saints_town(text, found, gazetteer):
        return Found(found.start, found.end + 2, found.by)
    before = _HALF_BEFORE.search(text, max(0, found.start - 40), found.start)
    after = _HALF_AFTER.match(text, found.end)
    start, end = before.start() if before else found.start, after.end() if after else found.end
    if (start, end) == (found.start, found.end) or not gazetteer.candidates(text[start:end]):
        return found
    return Found(start, end, found.by)


def find_unlabelled(text: str, sentence: Sentence, gazetteer: "Gazetteer") -> Iterator[Found]:
    """Proper names that the recogniser left alone, behind a preposition of place, and seats."""
    for token in sentence.tokens:
        if token.pos_ != "PROPN" or token.ent_type_:
            continue
        first = token
        while (
            first.i > sentence.span.start
            and first.nbor(-1).pos_ == "PROPN"
            and first.nbor(-1).lower_ not in lexicon.LOCATIVE
        ):
            first = first.nbor(-1)
        start, end = sentence.offsets(first)[0], sentence.offsets(token)[1]
        name = text[start:end]
        if gazetteer.seat(name):
            yield Found(start, end, "gazetteer")
        elif (
            token.dep_ in {"pobj", "conj", "dobj", "nsubjpass"}
            and (_is_placed(first, token) or _is_listed(token) or _is_struck(token))
            and _may_be_place(name, gazetteer)
        ):
            yield Found(start, with_head_noun(text, end), "preposition")


def _trim(text: str, sentence: Sentence, entity: Any) -> tuple[int, int]:
    """Take off a name what is not of it: articles, genitives, numbers, "-led"."""
    tokens = list(entity)
    while len(tokens) > 1 and (
        (tokens[-1].pos_ in {"NUM", "SYM"} and tokens[-1].text.islower()) or tokens[-1].text == "'s"
    ):
        tokens.pop()
    start, end = sentence.offsets(tokens[0])[0], sentence.offsets(tokens[-1])[1]
    match = re.match(r"(?:[Tt]he|[Aa]n?)\s+", text[start:end])
    if match:
        start += match.end()
    joined = lexicon.JOINED.search(text, start, end)
    if joined and joined.end() == end:
        end = joined.start()
    while text[start:end].endswith(("'s", "’s")):
        end -= 2
    while (
        start < end
        and text[end - 1] in ",.;:'’\"”)- "
        and not _STOPPED.search(text[max(start, end - 8) : end])
    ):
        end -= 1
    return start, end


def with_head_noun(text: str, end: int) -> int:
    """Take the head noun of a division or a facility into the span: "Kirov region"."""
    for pattern in (lexicon.DIVISION_AFTER, lexicon.FACILITY_AFTER):
        match = pattern.match(text, end)
        if match:
            return match.end()
    return end


def _prep(token: Any) -> str | None:
    """Return the preposition that governs a noun, through lists and appositions."""
    seen = 0
    while token.dep_ in {"conj", "appos", "compound", "nmod", "poss"} and seen < 12:
        token, seen = token.head, seen + 1
    if token.dep_ not in {"pobj", "pcomp"}:
        return None
    word = token.head
    bound = word.lower_ == "for" and word.head.lemma_ in lexicon.BOUND
    return "to" if bound else str(word.lower_)


def _is_placed(first: Any, last: Any) -> bool:
    """Whether a preposition of place governs a name, or stands before it, misread: "Near Reni"."""
    before = first.nbor(-1) if first.i > first.sent.start else None
    misread = before is not None and before.pos_ == "PROPN" and before.lower_ in lexicon.LOCATIVE
    return misread or _prep(last) in lexicon.LOCATIVE


def _beside_place(entity: Any) -> bool:
    """Whether one word is listed with a place: "shook Valparaiso and Concepcion"."""
    return len(entity) == 1 and _is_listed(entity.root)


def _is_struck(token: Any) -> bool:
    """Whether a name is what forces took or hit: "besieged Sittwe", "Nikopol was shelled".

    So it is where blows or arms come down: "dropped bombs on Sittwe", "shells fell on Nikopol".
    """
    seen = 0
    while token.dep_ == "conj" and seen < 12:
        token, seen = token.head, seen + 1
    if token.dep_ in {"dobj", "nsubjpass"}:
        return token.head.lemma_ in lexicon.STRUCK
    if token.dep_ != "pobj" or token.head.lower_ not in {"on", "against", "upon"}:
        return False
    above = token.head.head
    near = (above, above.head, *above.children)
    return any(t.lemma_.lower() in lexicon.BLOWS for t in near)


def _is_region(gazetteer: "Gazetteer", name: str) -> bool:
    """Whether a side of a country has a name that the press uses: "southern Lebanon"."""
    first = next(iter(gazetteer.candidates(name)), None)
    return first is not None and first.source == "curated" and first.place.kind == "region"


def _is_saints_town(text: str, found: Found, gazetteer: "Gazetteer") -> bool:
    """Whether a saint's name with its genitive is a larger town than without: "St. John's"."""
    name, genitive = text[found.start : found.end], text[found.end : found.end + 2]
    if genitive not in {"'s", "’s"}:
        return False
    towns = [c for c in gazetteer.candidates(name + genitive) if fold(c.place.name)[-1:] == "s"]
    bare = [c.population for c in gazetteer.candidates(name) if c.main_name]
    return max((c.population for c in towns), default=0) > max(bare, default=0)


def _pair(text: str, start: int, end: int, gazetteer: "Gazetteer") -> Iterator[Found]:
    """Return the towns of "Marhanets and Pokrovske", "Kisoro to Goma", taken for one name."""
    spans = [match.span() for match in _JOINED.finditer(text, start, end)]
    spans = [(a + len(_WAY_WORD.match(text, a)[0]), b) for a, b in spans]  # type: ignore[index]
    names = [text[a:b] for a, b in spans]
    if len(spans) > 1 and all(_may_be_place(name, gazetteer) for name in names):
        for a, b in spans:
            yield Found(a, b, "preposition")


def _is_listed(token: Any) -> bool:
    """Whether a word is the next in a list after a place, or has one right after it."""
    if token.dep_ == "conj" and token.head.ent_type_ in _PLACE_LABELS:
        return True
    return any(c.dep_ == "conj" and c.ent_type_ in _PLACE_LABELS for c in token.children)


def _governed(entity: Any) -> bool:
    """Whether a place preposition stands before a name, or it is a list entry after one."""
    return len(entity) <= 3 and _prep(entity.root) in lexicon.LOCATIVE
