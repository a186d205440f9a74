"""Names of places in a text, each with the part it plays there.

The entity recogniser and the gazetteer look at the text together: the recogniser finds names
that no list has, the gazetteer finds those that the recogniser takes for persons or companies
(ports, crossings, bases, seas) and those nested in names of organisations. Adjectives of
countries are mentions too. Ships and persons named like places are left out.

Roles: `literal` a place as a place; `demonym` "Russian"; `metonym` a capital that stands for a
government; `dateline` the place a report was filed from; `org_part` inside an organisation's
name. Only literal mentions (and demonyms of countries) can be where something happened.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geomap.language import Parsed, Sentence
from geomap.records import Mention, Role

if TYPE_CHECKING:
    from geomap.gazetteer import Gazetteer

__all__ = ["find_mentions"]

_PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})
_NAME_LABELS = frozenset({"PERSON", "ORG", "PRODUCT", "NORP", "WORK_OF_ART", "EVENT", "LAW"})
_LOCATIVE = frozenset(
    "at in near from to into through via off toward towards around outside over across between "
    "onto inside of beyond behind past up down along".split()
)
_INSIDE = frozenset("in at near around outside through off across inside along over into".split())
_TITLE = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Sir|Gen|General|Col|Colonel|Admiral|Captain|Capt|President|Minister|"
    r"Senator|King|Queen|Prince|Pope|Saint|By)\.? $"
)
_DIVISION_AFTER = re.compile(
    r" (?:[Rr]egion|[Oo]blast|[Pp]rovince|[Kk]rai|[Kk]ray|[Gg]overnorate|[Tt]erritory|[Rr]aion|"
    r"[Dd]istrict|[Cc]ounty|[Pp]refecture|[Rr]epublic|obl\.)(?=\W|$)"
)
_FACILITY_AFTER = re.compile(
    r"(?: [Ii]nternational)? (?:[Aa]irport|[Aa]ir ?base|[Aa]ir [Ff]orce [Bb]ase|[Aa]irfield|"
    r"[Nn]aval [Bb]ase|[Aa]rsenal|[Pp]ower [Ss]tation|[Pp]ower [Pp]lant|[Rr]efinery|"
    r"[Cc]osmodrome|[Bb]order [Cc]rossing|[Cc]rossing|[Bb]ridge|[Cc]amp|[Ss]hipyard|[Hh]arbou?r)"
    r"(?=\W|$)"
)
# verbs that people and governments do, never towns
_SPEECH = frozenset(
    "say tell state announce report claim allege confirm deny warn accuse add note write argue "
    "explain suggest insist acknowledge declare describe assert assess estimate believe conclude "
    "reveal disclose dismiss reject condemn criticize criticise call urge ask predict admit reply "
    "respond maintain stress indicate seek want hope plan intend threaten agree refuse promise "
    "pledge offer negotiate sign buy sell supply provide send ship deliver receive get acquire "
    "purchase procure import export transfer give help support back arm rebuff decline demand vow "
    "launch fire strike attack bomb pay use withdraw recognise recognize welcome mix answer "
    "comment propose prepare consider know think expect need obtain rely face impose violate "
    "veto allow ban let deploy speak repeat".split()
)
_DEALING = frozenset(
    "supply sell provide deliver seek get receive acquire want negotiate demand buy purchase obtain "
    "send ship transfer give sale supply delivery shipment export import support aid help tie "
    "relation deal talk agreement cooperation payment pressure ally alliance treaty contract "
    "request offer link trade procure return".split()
)
_ACTORS_OWN = frozenset(
    "government ministry minister official officials authority president embassy mission army "
    "military force troops envoy ambassador leader war arsenal ally delivery shipment supply "
    "export consent permission support policy forces decision tally claim demand payment answer "
    "account statement drone missile shell weapon".split()
)


@dataclass(frozen=True)
class _Found:
    """A name found, before its role is known: who found it ranks overlapping ones."""

    start: int
    end: int
    by: str  # gazetteer, recogniser, preposition, demonym, inside


def find_mentions(
    text: str,
    parsed: Parsed,
    gazetteer: "Gazetteer",
    *,
    taken: Sequence[tuple[int, int]] = (),
) -> tuple[Mention, ...]:
    """Every mention of a place, unresolved, in order; `taken` are spans that ships hold."""
    listed = sorted(gazetteer.names(text))
    out: list[Mention] = []
    cursor = 0
    for sentence in parsed.sentences:
        while cursor < len(listed) and listed[cursor][0] < sentence.start:
            cursor += 1
        here = []
        while cursor < len(listed) and listed[cursor][1] <= sentence.end:
            here.append(listed[cursor])
            cursor += 1
        found = list(_in_sentence(text, sentence, here, gazetteer))
        for item in _without_overlaps(found, taken):
            role = _role(text, sentence, item, gazetteer)
            if role is not None:
                out.append(
                    Mention(
                        start=item.start, end=item.end, text=text[item.start : item.end], role=role
                    )
                )
    return tuple(sorted(out, key=lambda m: (m.start, m.end)))


def _in_sentence(
    text: str, sentence: Sentence, listed: list[tuple[int, int]], gazetteer: "Gazetteer"
) -> Iterator[_Found]:
    yield from _demonyms(sentence, gazetteer)
    persons = _persons(sentence)
    for start, end in listed:
        if not any(a <= start and end <= b and (a, b) != (start, end) for a, b in persons):
            yield _Found(start, _extend(text, end), "gazetteer")
    for entity in sentence.span.ents:
        start, end = _trim(
            text, entity.start_char + sentence.shift, entity.end_char + sentence.shift
        )
        if start >= end or not any(c.isalpha() for c in text[start:end]):
            continue
        name = text[start:end]
        if entity.label_ in _PLACE_LABELS:
            if not gazetteer.demonym(name) and not _follows_title(text, start):
                yield _Found(start, _extend(text, end), "recogniser")
        elif (
            entity.label_ in _NAME_LABELS
            and _governed(entity)
            and gazetteer.candidates(name)
            and not gazetteer.everyday(name)
        ):
            yield _Found(start, _extend(text, end), "preposition")
    yield from _unlabelled(text, sentence, gazetteer)


def _demonyms(sentence: Sentence, gazetteer: "Gazetteer") -> Iterator[_Found]:
    """Adjectives and names of peoples, of one word or two."""
    tokens = list(sentence.span)
    skip = -1
    for i, token in enumerate(tokens):
        if i <= skip or not token.text[:1].isupper():
            continue
        for width in (3, 2, 1):
            part = tokens[i : i + width]
            words = sentence.span.doc[part[0].i : part[-1].i + 1].text
            if len(part) == width and gazetteer.demonym(words):
                skip = i + width - 1
                yield _Found(sentence.offsets(part[0])[0], sentence.offsets(part[-1])[1], "demonym")
                break


def _persons(sentence: Sentence) -> list[tuple[int, int]]:
    """Spans of names of persons of two words or more."""
    return [
        (e.start_char + sentence.shift, e.end_char + sentence.shift)
        for e in sentence.span.ents
        if e.label_ == "PERSON" and len(e) > 1
    ]


def _unlabelled(text: str, sentence: Sentence, gazetteer: "Gazetteer") -> Iterator[_Found]:
    """Proper names that the recogniser left alone, behind a preposition of place."""
    for token in sentence.span:
        if token.pos_ != "PROPN" or token.ent_type_ or token.dep_ not in {"pobj", "conj"}:
            continue
        if not _prep(token) in _LOCATIVE:
            continue
        first = token
        while first.i > sentence.span.start and first.nbor(-1).pos_ == "PROPN":
            first = first.nbor(-1)
        start, end = sentence.offsets(first)[0], sentence.offsets(token)[1]
        name = text[start:end]
        if gazetteer.candidates(name) and not gazetteer.everyday(name):
            yield _Found(start, _extend(text, end), "preposition")


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Take the article and the genitive off a name."""
    match = re.match(r"(?:[Tt]he|[Aa]n?)\s+", text[start:end])
    if match:
        start += match.end()
    while text[start:end].endswith(("'s", "’s")):
        end -= 2
    while start < end and text[end - 1] in ",.;:'’\"”)- " and text[start:end][-2:] != "S.":
        end -= 1
    return start, end


def _extend(text: str, end: int) -> int:
    """Take the head noun of a division or a facility into the span: "Kirov region"."""
    for pattern in (_DIVISION_AFTER, _FACILITY_AFTER):
        match = pattern.match(text, end)
        if match:
            return match.end()
    return end


def _follows_title(text: str, start: int) -> bool:
    return bool(_TITLE.search(text[max(0, start - 12) : start]))


def _prep(token: Any) -> str | None:
    """Return the preposition that governs a noun, through lists and appositions."""
    seen = 0
    while token.dep_ in {"conj", "appos", "compound", "nmod", "poss"} and seen < 12:  # noqa: PLR2004
        token, seen = token.head, seen + 1
    return token.head.lower_ if token.dep_ in {"pobj", "pcomp"} else None


def _governed(entity: Any) -> bool:
    """Whether a place preposition stands before a name, or it is a list entry after one."""
    return len(entity) <= 3 and _prep(entity.root) in _LOCATIVE  # noqa: PLR2004 (long = no place)


def _without_overlaps(found: list[_Found], taken: Sequence[tuple[int, int]]) -> list[_Found]:
    """Longest first; what a ship holds is gone."""
    order = {"gazetteer": 0, "recogniser": 1, "demonym": 2, "preposition": 3}
    out: list[_Found] = []
    for item in sorted(found, key=lambda f: (-(f.end - f.start), order[f.by], f.start)):
        if any(item.start < b and a < item.end for a, b in taken):
            continue
        if not any(item.start < o.end and o.start < item.end for o in out):
            out.append(item)
    return sorted(out, key=lambda f: f.start)


def _role(text: str, sentence: Sentence, item: _Found, gazetteer: "Gazetteer") -> Role | None:
    name = text[item.start : item.end]
    if item.by == "demonym":
        return "demonym"
    if _is_dateline(text, sentence, item):
        return "dateline"
    span = sentence.covering(item.start, item.end)
    if span is None:
        return None
    root = span.root
    organisation = [
        e
        for e in sentence.span.ents
        if e.label_ == "ORG" and e.start <= span.start and span.end <= e.end
    ]
    inner = organisation and (organisation[0].end - organisation[0].start) > len(span) + (
        organisation[0][0].lower_ == "the"
    )
    if inner:
        return "org_part"
    if gazetteer.seat(name) and _acts(root):
        return "metonym"
    return "literal"


def _is_dateline(text: str, sentence: Sentence, item: _Found) -> bool:
    """A name in capitals that opens its paragraph and is followed as datelines are."""
    return (
        item.start - sentence.start < 25  # noqa: PLR2004 (a second town may stand before)
        and text[sentence.start : item.end].isupper()
        and bool(re.match(r"\s?[,(—–-]|$", text[item.end : item.end + 2]))
    )


def _acts(token: Any) -> bool:
    """Whether a capital does what only its government can do."""
    top = token
    while top.dep_ in {"conj", "appos"} and top.head.pos_ == "PROPN":
        top = top.head
    head = top.head
    if top.dep_ in {"nsubj", "nsubjpass"}:
        return head.lemma_ in _SPEECH or head.pos_ == "VERB"
    if top.dep_ == "poss":
        return head.lemma_.lower() in _ACTORS_OWN or head.pos_ == "NOUN"
    if top.dep_ == "pobj":
        if head.lower_ == "by" or head.head.lower_ == "according":
            return True
        if head.lower_ in _INSIDE:
            return False
        governor = head.head.lemma_.lower()
        return head.lower_ in {"with", "from", "to", "against", "between", "for"} and (
            governor in _DEALING or head.lower_ == "with"
        )
    return False
