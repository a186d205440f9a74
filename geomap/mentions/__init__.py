"""Names of places in a text, each with the part it plays there.

The entity recogniser and the gazetteer look at the text together: the recogniser finds names
that no list has, the gazetteer finds those that the recogniser takes for persons or companies
(ports, crossings, bases, seas) and those nested in names of organisations. Adjectives of
countries and regions are mentions too. Ships, persons and dishes named like places are left out.

`find_mentions_without_model` asks the gazetteer alone, many times as fast and coarser.

Roles: `literal` a place as a place; `demonym` "Russian"; `metonym` a capital that stands for a
government; `dateline` the place a report was filed from; `org_part` inside an organisation's
name. Only literal mentions (and demonyms of countries) can be where something happened.
"""

import bisect
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from geomap.language import Parsed
from geomap.mentions.entities import Found
from geomap.mentions.finders import (
    Persons,
    find_in_sentence,
    find_persons,
    find_repeats,
    is_name,
)
from geomap.mentions.listed import find_mentions_without_model
from geomap.mentions.positions import with_positions
from geomap.mentions.roles import role_of
from geomap.records import Mention

if TYPE_CHECKING:
    from geomap.gazetteer import Gazetteer

__all__ = ["find_mentions", "find_mentions_without_model"]

# Who is believed where two names of one length overlap.
_ORDER = {
    "gazetteer": 0, "recogniser": 1, "dateline": 2, "inside": 3, "demonym": 4,
    "preposition": 5, "settlement": 6, "repeat": 7,
}  # fmt: skip
_REPEATED = frozenset({"gazetteer", "recogniser", "settlement"})  # surely places
_SHORTEST_REPEAT = 4  # letters of a name that is looked for again: shorter ones are words


def find_mentions(
    text: str,
    parsed: Parsed,
    gazetteer: "Gazetteer",
    *,
    taken: Sequence[tuple[int, int]] = (),
) -> tuple[Mention, ...]:
    """Every mention of a place, unresolved, in order; `taken` are spans that ships hold."""
    persons = find_persons(parsed)
    found = _first_pass(text, parsed, gazetteer, persons, sorted(taken))
    found = _with_repeats(text, parsed, gazetteer, found, persons, sorted(taken))
    out: list[Mention] = []
    for sentence, here in zip(parsed.sentences, found, strict=True):
        for item in here:
            role = role_of(text, sentence, item, gazetteer)
            if role is not None:
                name = text[item.start : item.end]
                out.append(Mention(start=item.start, end=item.end, text=name, role=role))
    kept = [(sentence.start, sentence.end) for sentence in parsed.sentences]
    return with_positions(text, out, kept)


def _first_pass(
    text: str,
    parsed: Parsed,
    gazetteer: "Gazetteer",
    persons: Persons,
    taken: Sequence[tuple[int, int]],
) -> list[list[Found]]:
    """Names of each sentence, none overlapping another or a ship."""
    listed = sorted(gazetteer.names(text))
    cursor = 0
    out: list[list[Found]] = []
    for index, sentence in enumerate(parsed.sentences):
        while cursor < len(listed) and listed[cursor][0] < sentence.start:
            cursor += 1
        here = []
        while cursor < len(listed) and listed[cursor][1] <= sentence.end:
            here.append(listed[cursor])
            cursor += 1
        found = find_in_sentence(text, sentence, here, persons.spans.get(index, ()), gazetteer)
        fit = (item for item in found if is_name(text, item, persons, gazetteer))
        out.append(_without_overlaps(fit, taken))
    return out


def _with_repeats(
    text: str,
    parsed: Parsed,
    gazetteer: "Gazetteer",
    found: list[list[Found]],
    persons: Persons,
    taken: Sequence[tuple[int, int]],
) -> list[list[Found]]:
    """Add the uses that were missed of names found as places elsewhere in the document."""
    names: dict[str, int] = {}
    for item in (item for here in found for item in here):
        name = text[item.start : item.end]
        if item.by in _REPEATED and len(name) >= _SHORTEST_REPEAT:
            names[name] = len(name.split())
    out = []
    for index, (sentence, here) in enumerate(zip(parsed.sentences, found, strict=True)):
        again = find_repeats(text, sentence, names, persons.spans.get(index, ()))
        held = [(item.start, item.end) for item in here]
        fresh = [
            item
            for item in again
            if not any(item.start < b and a < item.end for a, b in held)
            and is_name(text, item, persons, gazetteer)
        ]
        out.append(sorted([*here, *_without_overlaps(fresh, taken)], key=lambda f: f.start))
    return out


def _without_overlaps(found: Iterable[Found], taken: Sequence[tuple[int, int]]) -> list[Found]:
    """Longest first; what a ship holds is gone. `taken` is sorted and free of overlaps."""
    out: list[Found] = []
    for item in sorted(found, key=lambda f: (-(f.end - f.start), _ORDER[f.by], f.start)):
        at = bisect.bisect_left(taken, (item.end, item.end))
        if at and taken[at - 1][1] > item.start:
            continue
        if not any(item.start < o.end and o.start < item.end for o in out):
            out.append(item)
    return sorted(out, key=lambda f: f.start)
