"""The part that a name plays: a place, a people, a government, a dateline, a piece of a name."""

import re
from typing import TYPE_CHECKING, Any

from geomap.language import Sentence
from geomap.mentions import lexicon
from geomap.mentions.entities import Found
from geomap.records import Role

if TYPE_CHECKING:
    from geomap.gazetteer import Gazetteer

__all__ = ["role_of"]

_DATELINE_REACH = 25  # characters from the start of a paragraph: a second town may stand first
_AFTER_DATELINE = re.compile(r",? ?(?:[,(—–]|--? )|,? [A-Z][a-z]+\.?,? ?[(—–-]|$")
# What stands behind the place in a line that holds a place and a day, and nothing else.
_DAY_LINE = re.compile(
    r"(?:, [A-ZÀ-Þ][\w ]{1,30}?)?(?:,| [-–—|]| \() ?(?:[A-Z][a-z]{2,8},? )?"
    r"(?:\d{1,2} [A-Z][a-z]{2,8}\.?,? \d{4}|[A-Z][a-z]{2,8}\.? \d{1,2}, \d{4}|"
    r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4})\)?\.?(?: \([^)\n]{1,60}\))?"
    r"(?=\n|\Z| ?(?:—|–|--?) )"
)
# What may stand before the town of a dateline: nothing, "NEAR", another town.
_OPENING = re.compile(r"(?:(?:NEAR|IN|OFF|ABOARD|OUTSIDE) )?|.{2,24}(?:[,/] ?| AND )")
_CUT_OFF = re.compile(r" ?(?:—|–|--?) ?\S")
_AGENCY = re.compile(r" \([A-Z][\w ./&-]{1,30}\)(?: ?[-—–|]|\s*$| (?=[A-Z]))")
_IN_BRACKETS = re.compile(r" [A-Z][\w ./&-]{1,40}\)")  # "(Sahel Freight Notes)"
_LONGEST_LIST = 12  # names of a list that are looked at, so that a long one takes no longer
# Before a place they end the name of an organisation that was taken to go on: "the RSF through A".
_APART = frozenset({"across", "from", "into", "near", "through", "towards", "via"})
_ENDS = {"from": "to", "to": "from"}
_BETWEEN = frozenset({"and", "or", "to", "for"})  # words that join names of places
_LONGEST_FIRST = 24  # characters of the first half of a joined name
_JOINED = re.compile(r"(?<![\w-])([A-Z][a-z]{3,20})[-–]$")
_JOINS = re.compile(r"[-–][A-Z][a-z]")
_SIDES = frozenset("North South East West Central Northern Southern Eastern Western".split())
_SEATED = re.compile(r"-based (?:government|authorities|administration|regime)")


def role_of(text: str, sentence: Sentence, item: Found, gazetteer: "Gazetteer") -> Role | None:
    """Role of a name found, or None where the grammar cannot say."""
    if item.by == "demonym":
        return "demonym"
    if _is_dateline(text, sentence, item):
        return "dateline"
    span = sentence.covering(item.start, item.end)
    if span is None:
        return None
    titled = text[item.start - 1 : item.start] == "(" and _IN_BRACKETS.match(text, item.end)
    name = text[item.start : item.end]
    if lexicon.TEAM.search(name):
        return "org_part"
    if _is_half_a_brand(text, item, gazetteer):
        return "org_part"
    if item.by == "inside" or titled or _within_organisation(sentence, span, gazetteer):
        return "org_part"
    governs = gazetteer.seat(name) and not _is_among_towns(span.root, gazetteer)
    if governs and (_acts(span.root) or _SEATED.match(text, item.end)):
        return "metonym"
    return "literal"


def _is_half_a_brand(text: str, item: Found, gazetteer: "Gazetteer") -> bool:
    """Whether a name is half of a brand's: "an An-124 of Volga-Dnepr". Joined towns are a line."""
    if _JOINS.match(text, item.end):
        return _kind_of(text[item.start : item.end], gazetteer) == "river"
    first = _JOINED.search(text, max(0, item.start - _LONGEST_FIRST), item.start)
    if first is None or first[1] in _SIDES:
        return False
    return _kind_of(first[1], gazetteer) in {"river", None}


def _kind_of(name: str, gazetteer: "Gazetteer") -> str | None:
    """Kind of the first place whose own name it is."""
    known = (c.place.kind for c in gazetteer.candidates(name)[:3] if c.main_name)
    return next(known, None)


def _within_organisation(sentence: Sentence, span: Any, gazetteer: "Gazetteer") -> bool:
    """Whether a name is a piece of a longer name of an organisation.

    A list of places that was taken for one, "Adre and Tine", is none.
    """
    for entity in sentence.organisations:
        if entity.start <= span.start and span.end <= entity.end:
            rest = [t for t in entity if t.i < span.start or t.i >= span.end]
            if any(t.i < span.start and t.lower_ in _APART for t in rest):
                continue
            words = [t for t in rest if t.is_alpha and t.lower_ not in _BETWEEN | {"the"}]
            joined = any(t.lower_ in _BETWEEN or t.text in {",", "(", "/"} for t in rest)
            places = joined and all(gazetteer.candidates(t.text) for t in words)
            return bool(words) and not places
    return False


def _is_dateline(text: str, sentence: Sentence, item: Found) -> bool:
    """Whether a name opens its paragraph as the place that a report was filed from."""
    opening = text[sentence.start : sentence.start + 3]
    bracketed = text[item.start - 1 : item.start] == "("
    if opening.isupper() and not bracketed and _CUT_OFF.match(text, sentence.end):
        return True  # "KYIV, Ukraine" is a sentence of its own, parted from the report by a dash
    if item.start - sentence.start > _DATELINE_REACH:
        return False
    before = text[sentence.start : item.start]
    if text[sentence.start : item.end].isupper() and _OPENING.fullmatch(before):
        return item.by == "dateline" or bool(_AFTER_DATELINE.match(text, item.end))
    return item.start == sentence.start and any(
        pattern.match(text, item.end) for pattern in (_AGENCY, _DAY_LINE)
    )


def _is_among_towns(token: Any, gazetteer: "Gazetteer") -> bool:
    """Whether a capital is listed with plain towns: "to Havana, Matanzas and Cienfuegos".

    So it is where a way joins it to one: "from Guangzhou to Muscat".
    """
    top, seen = token, 0
    while top.dep_ == "conj" and seen < _LONGEST_LIST:
        top, seen = top.head, seen + 1
    listed = [top]
    for each in listed:  # grows while it is walked
        if len(listed) > _LONGEST_LIST:
            break
        listed += [c for c in each.children if c.dep_ == "conj"]
    names = [t.text for t in listed if t.i != token.i and t.pos_ == "PROPN"]
    names += _other_end(top)
    return any(not gazetteer.seat(name) and _is_town(name, gazetteer) for name in names)


def _other_end(token: Any) -> list[str]:
    """The other end of a way, whatever its preposition was hung on: "by sea from A to Kampala"."""
    preposition = token.head
    goal = _ENDS.get(preposition.lower_)
    if token.dep_ != "pobj" or goal is None:
        return []
    doc, sentence = token.doc, token.sent
    onward = goal == "to"
    beside = doc[token.i + 1 : sentence.end] if onward else doc[sentence.start : preposition.i]
    for word in beside if onward else reversed(beside):
        if word.pos_ in {"VERB", "AUX"}:
            break
        if word.lower_ == goal:
            last = word.i + 1
            while last < sentence.end and doc[last].pos_ == "PROPN":
                last += 1
            return [doc[word.i + 1 : last].text]
    return []


def _is_town(name: str, gazetteer: "Gazetteer") -> bool:
    first = next(iter(gazetteer.candidates(name)), None)
    return first is not None and first.main_name and first.place.kind in {"city", "port", "village"}


def _acts(token: Any) -> bool:
    """Whether a capital does, has or undergoes what only its government can."""
    top = token
    while top.dep_ in {"conj", "appos"} and top.head.pos_ == "PROPN":
        top = top.head
    head = top.head
    if top.dep_ in {"nsubj", "nsubjpass"}:
        if head.lemma_ == "be":
            return any(c.dep_ == "xcomp" and c.lemma_ in lexicon.SPEECH for c in head.children)
        return head.lemma_ in lexicon.SPEECH or head.pos_ == "VERB"
    if top.dep_ in {"dobj", "dative"}:
        return head.lemma_ in lexicon.ADDRESSED
    if top.dep_ == "poss":
        noun = head.lemma_.lower()
        return noun in lexicon.ACTORS_OWN or (head.pos_ == "NOUN" and noun not in lexicon.SITES)
    if top.dep_ == "pobj" and _is_party(head):
        return True
    return _precedes_act(token)


def _precedes_act(token: Any) -> bool:
    """Whether an act of a government comes right behind a name, whatever the parser made of it."""
    sentence = token.sent
    if token.i > sentence.start and token.nbor(-1).pos_ == "ADP" and token.nbor(-1).lower_ != "of":
        return False
    after = token.i + 1
    while after < sentence.end and token.doc[after].pos_ in {"AUX", "ADV", "PART"}:
        after += 1
    if after == sentence.end or token.doc[after].pos_ != "VERB":
        return False
    verb = token.doc[after]
    return verb.lemma_ in lexicon.SPEECH and (after > token.i + 1 or verb.tag_ != "VBN")


def _is_party(preposition: Any) -> bool:
    """Whether the object of a preposition is a party to something, not where it is."""
    word, governor = preposition.lower_, preposition.head.lemma_.lower()
    if word == "by" or preposition.head.lower_ == "according":
        return True
    if word in lexicon.INSIDE:
        return False
    return word == "with" or (
        word in {"from", "to", "against", "between", "for"} and governor in lexicon.DEALING
    )
