"""Where names of places stand: what the recogniser, the gazetteer and the grammar find."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geomap.language import Parsed, Sentence, region_of
from geomap.mentions import lexicon
from geomap.mentions.entities import (
    Found,
    find_in_entity,
    find_unlabelled,
    whole_word,
    with_head_noun,
)

if TYPE_CHECKING:
    from geomap.gazetteer import Gazetteer

__all__ = ["Persons", "find_in_sentence", "find_persons", "find_repeats", "is_name"]

_LINKS = frozenset({"to", "for", "from", "at", "via"})
_LONGEST_NAME = 4  # words of a town's name in front of "police", "man", "council"
_CAPITAL = r"[^\W\d_a-zà-ÿ]"
_DATELINE = re.compile(
    rf"(?P<name>{_CAPITAL}(?:{_CAPITAL}|['’.-]){{2,40}}"
    rf"(?: {_CAPITAL}(?:{_CAPITAL}|['’.-]){{1,40}}){{0,3}})"
    r"(?= ?(?:[(—–]|--? )|, | [A-Z][a-z])"
)
_PLACED = re.compile(
    r"\b(?:in|at|near|from|to|into|via|of|through|towards?|around|outside|off) $|, $"
)
OWNING_PEOPLE = 20_000  # a smaller town's name is more often a person's: "Hamdan's depots"
KNOWN_PEOPLE = 500_000  # a city this large is not given up for a person of its name
_A_PEOPLE = re.compile(r"Jewish\b(?! Autonomous)")  # and the name of a region
_NUMBERED = re.compile(r"\w+ \d+\b")  # "Route 31 South"
_MODEL = re.compile(r"-\d")  # "a Palestine-2 missile"
_ACRONYM = re.compile(r"[A-Z]{2,5}")
_JOINING = re.compile(r",?(?: (?:on|in|at|near|off|by|and|of))?(?: the)? $")
_PLAIN_BEFORE = re.compile(r"[a-z][,;:]? (?:[A-Z][a-z]+ )?\(?$")
_PLAIN_AFTER = re.compile(r"[,;:)]? [a-z]")
_LINE_NAME = r"[A-ZÀ-Þ][\w'’-]+(?: [A-ZÀ-Þ][\w'’-]+){0,2}"
_SIGN = re.compile(
    rf"(?P<before>{_LINE_NAME})(?= ?(?:→|⇒|➔|-+>|–>) ?[A-ZÀ-Þ])"
    rf"|(?:(?:→|⇒|➔|-+>|–>) ?|\b(?:ex|ETA) )(?P<after>{_LINE_NAME})"
)


@dataclass(frozen=True)
class Persons:
    """Names of the persons of a document: their spans, and the last names by themselves."""

    spans: dict[int, list[tuple[int, int]]]  # by the index of the sentence
    last_names: frozenset[str]


def find_persons(parsed: Parsed) -> Persons:
    """Collect the persons that a document names with two words or more, or with a title."""
    spans: dict[int, list[tuple[int, int]]] = {}
    last: set[str] = set()
    for index, sentence in enumerate(parsed.sentences):
        for entity in sentence.entities:
            if entity.label_ != "PERSON" or any(t.lower_ in _LINKS for t in entity):
                continue  # "Roseau to Basseterre" is no person
            words = [t for t in entity if t.text not in {"'s", "’s"}]
            titled = entity.start > 0 and lexicon.TITLE.search(
                entity.doc[entity.start - 1].text_with_ws
            )
            if len(words) > 1:
                start = entity.start_char + sentence.shift
                spans.setdefault(index, []).append((start, entity.end_char + sentence.shift))
            if (len(words) > 1 or titled) and words:
                last.add(words[-1].text)
    return Persons(spans, frozenset(last))


def find_in_sentence(
    text: str,
    sentence: Sentence,
    listed: Sequence[tuple[int, int]],
    persons: Sequence[tuple[int, int]],
    gazetteer: "Gazetteer",
) -> Iterator[Found]:
    """Every name that may be a place's; `listed` are the gazetteer's phrases in the sentence."""
    for found in _demonyms(text, sentence, gazetteer):
        # the last name of Volker Turk is no people's
        if not any(a < found.start and found.end == b for a, b in persons):
            yield found
    for start, end in listed:
        if any(a <= start and end <= b and (a, b) != (start, end) for a, b in persons):
            continue
        first, _, last = text[start:end].rpartition(" ")
        # "Russian" and "the Somali coast" are found as adjectives; "U.S." is first of all a name,
        # and so are "Danish straits"
        adjective = first if last.islower() else text[start:end] if last[-1].islower() else ""
        if not (adjective and gazetteer.demonym(adjective)) or last in lexicon.WATERS:
            yield Found(start, with_head_noun(text, end), "gazetteer")
    for entity in sentence.entities:
        for found in find_in_entity(text, sentence, entity, gazetteer):
            yield whole_word(text, found, gazetteer)
            yield from _before_listed(text, found, listed, gazetteer)
    for found in find_unlabelled(text, sentence, gazetteer):
        yield whole_word(text, found, gazetteer)
    yield from _towns_of(text, sentence, gazetteer)
    yield from _owners(text, sentence, gazetteer)
    yield from _facilities(text, sentence, gazetteer)
    yield from _settlements(text, sentence, gazetteer)
    yield from _dateline(text, sentence, gazetteer)
    yield from _at_signs(text, sentence, gazetteer)


def _before_listed(
    text: str, found: Found, listed: Sequence[tuple[int, int]], gazetteer: "Gazetteer"
) -> Iterator[Found]:
    """The place before a listed name that a found one breaks in two: "Moba on Lake" Tanganyika."""
    for start, end in listed:
        if found.start < start < found.end < end:
            own = _JOINING.sub("", text[found.start : start])
            if own != text[found.start : start] and gazetteer.candidates(own):
                yield Found(found.start, found.start + len(own), found.by)


def _at_signs(text: str, sentence: Sentence, gazetteer: "Gazetteer") -> Iterator[Found]:
    """Names at the signs of line-ups and logs, where no grammar is: "Temryuk → Samsun", "ex Varna".

    Such lines are no sentences, and the recogniser, which learnt from sentences, misses them.
    """
    for match in _SIGN.finditer(text, sentence.start, sentence.end):
        name = match["before"] or match["after"]
        group = "before" if match["before"] else "after"
        words = name.split(" ")
        for cut in range(len(words)):
            part = " ".join(words[cut:] if group == "before" else words[: len(words) - cut])
            if not gazetteer.candidates(part):
                continue
            start = match.end(group) - len(part) if group == "before" else match.start(group)
            yield Found(start, start + len(part), "preposition")
            break


def find_repeats(
    text: str, sentence: Sentence, names: dict[str, int], persons: Sequence[tuple[int, int]]
) -> Iterator[Found]:
    """Other uses of names that the document uses as places: "Torrington volunteers".

    `names` maps each name to its number of words.
    """
    tokens = sentence.tokens
    longest = max(names.values(), default=0)
    for i, token in enumerate(tokens):
        if not token.text[:1].isupper():
            continue
        for width in range(min(longest, len(tokens) - i), 0, -1):
            start, end = sentence.offsets(token)[0], sentence.offsets(tokens[i + width - 1])[1]
            if names.get(text[start:end]) is None:
                continue
            before = tokens[i - 1] if i else None
            joined = before is not None and before.pos_ == "PROPN" and before.text[:1].isupper()
            if not joined and not any(a < end and start < b for a, b in persons):
                yield Found(start, end, "repeat")
            break


def is_name(text: str, item: Found, persons: Persons, gazetteer: "Gazetteer") -> bool:
    """Whether what was found can be the name of a place at all."""
    name = text[item.start : item.end]
    if item.by == "demonym":
        return not lexicon.FOOD_AFTER.match(text, item.end)
    if (
        name.islower()
        or _A_PEOPLE.match(name)
        or _NUMBERED.match(name)
        or _MODEL.match(text, item.end)
    ):
        return False
    if _is_acronym(text, item) and not gazetteer.is_abbreviation(name):
        return False
    folded = name.casefold()
    if folded in lexicon.GENERIC:
        korean = folded in {"north", "south"} and text[item.start - 4 : item.start] in {
            "the ", "The "
        }  # fmt: skip
        return korean and re.search(r"\bKorea|\bPyongyang\b|\bDPRK\b", text) is not None
    if name in lexicon.ABBREVIATIONS and text[item.end : item.end + 1] != ".":
        return False
    titled = item.by != "dateline" and lexicon.TITLE.search(
        text, max(0, item.start - 12), item.start
    )
    if titled or lexicon.FOOD_AFTER.match(text, item.end):
        return False
    if name in persons.last_names and item.by not in {"dateline", "settlement"}:
        known = gazetteer.candidates(name)[:1]
        if not known or (known[0].source == "geonames" and known[0].population < KNOWN_PEOPLE):
            return False
        placed = _PLACED.search(text, max(0, item.start - 12), item.start)
        return known[0].place.kind == "country" or placed is not None
    return True


def _is_acronym(text: str, item: Found) -> bool:
    """Whether a few capitals stand amid small letters: "state agency SANA said", no headline."""
    return (
        _ACRONYM.fullmatch(text, item.start, item.end) is not None
        and _PLAIN_BEFORE.search(text, max(0, item.start - 20), item.start) is not None
        and _PLAIN_AFTER.match(text, item.end) is not None
    )


def _demonyms(text: str, sentence: Sentence, gazetteer: "Gazetteer") -> Iterator[Found]:
    """Adjectives and names of peoples, of one to three words."""
    tokens = sentence.tokens
    skip = -1
    for i, token in enumerate(tokens):
        if i <= skip or not token.text[:1].isupper():
            continue
        for width in (3, 2, 1):
            if i + width > len(tokens):
                continue
            start, end = sentence.offsets(token)[0], sentence.offsets(tokens[i + width - 1])[1]
            words = text[start:end]
            if text[max(0, start - 6) : start].casefold() == "trans-":
                break  # the Trans-Siberian is a railway
            if gazetteer.demonym(words) or region_of(words):
                skip = i + width - 1
                if words.casefold() not in lexicon.MOVEMENTS:
                    yield Found(start, end, "demonym")
                break


def _towns_of(text: str, sentence: Sentence, gazetteer: "Gazetteer") -> Iterator[Found]:
    """Towns in front of what is theirs: "Danbury police", "a Reno man", "Enfield Council"."""
    tokens = sentence.tokens
    i = 0
    while i < len(tokens):
        if tokens[i].pos_ not in {"PROPN", "ADJ"} or not tokens[i].text[:1].isupper():
            i += 1
            continue
        last = i
        while last + 1 < len(tokens) and tokens[last + 1].text[:1].isupper() and (
            tokens[last + 1].pos_ in {"PROPN", "ADJ", "NOUN"}
        ):  # fmt: skip
            last += 1
        yield from _town_in_run(text, sentence, tokens, i, last, gazetteer)
        i = last + 1


def _town_in_run(
    text: str, sentence: Sentence, tokens: Sequence[Any], i: int, last: int, gazetteer: "Gazetteer"
) -> Iterator[Found]:
    """Return the longest beginning of a run of capitalised words that is a town with a thing."""
    for stop in range(min(last, i + _LONGEST_NAME - 1), i - 1, -1):
        start, end = sentence.offsets(tokens[i])[0], sentence.offsets(tokens[stop])[1]
        if county := lexicon.COUNTY_AFTER.match(text, end):
            yield Found(start, county.end(), "recogniser")
            return
        after = stop + 1
        if after < len(tokens) and tokens[after].text == "-":
            after += 1
        if after >= len(tokens) or tokens[after].lower_ not in lexicon.CIVIC:
            continue
        name = text[start:end]
        if (
            len(name) > 2
            and not name.endswith(" State")
            and not gazetteer.everyday(name)
            and not gazetteer.demonym(name)
        ):
            known = gazetteer.candidates(name)
            if known and any(c.main_name for c in known):
                named = tokens[after].text[:1].isupper()
                yield Found(start, end, "inside" if named else "preposition")
                return


def _owners(text: str, sentence: Sentence, gazetteer: "Gazetteer") -> Iterator[Found]:
    """Towns that own what only towns do, though the recogniser took them for persons."""
    for match in lexicon.TOWNS_OWN.finditer(text, sentence.start, sentence.end):
        name = match["name"]
        if gazetteer.everyday(name) or gazetteer.demonym(name):
            continue
        known = gazetteer.candidates(name)
        if any(c.main_name and c.population >= OWNING_PEOPLE for c in known):
            yield Found(*match.span("name"), "preposition")


def _facilities(text: str, sentence: Sentence, gazetteer: "Gazetteer") -> Iterator[Found]:
    """Works that no list has, told by their head noun: "the Hezyaz power station"."""
    for match in lexicon.FACILITY.finditer(text, sentence.start, sentence.end):
        start = match.start("name")
        if owner := lexicon.OWNER.match(text, start, match.end()):
            yield Found(start, owner.end("name"), "preposition")
            start = owner.end()
        name = text[start : match.end("name")]
        if name[:1].isupper() and not gazetteer.demonym(name) and (
            name.casefold() not in lexicon.GENERIC
        ):  # fmt: skip
            yield Found(start, match.end(), "preposition")


def _settlements(text: str, sentence: Sentence, gazetteer: "Gazetteer") -> Iterator[Found]:
    """Names behind "the villages of", known or not, one or a list."""
    for match in lexicon.SETTLEMENT.finditer(text, sentence.start, sentence.end):
        for name in lexicon.NAME_IN_LIST.finditer(text, *match.span("names")):
            start, end = name.span()
            if text[start:end].endswith(("'s", "’s")):
                end -= 2
            if not gazetteer.demonym(text[start:end]):
                yield Found(start, end, "settlement")


def _dateline(text: str, sentence: Sentence, gazetteer: "Gazetteer") -> Iterator[Found]:
    """A town in capitals that opens a report: "TORRINGTON - ", "GLASGOW, Ky. (WBKO)"."""
    match = _DATELINE.match(text, sentence.start, sentence.end)
    if match is None:
        return
    name = match["name"].rstrip(".-")
    known = gazetteer.candidates(name)
    if any(c.main_name or c.source != "geonames" for c in known) and len(name) > 3:
        yield Found(match.start("name"), match.start("name") + len(name), "dateline")
