"""Names of places without a language model: what the gazetteer lists, and where it stands.

Twenty times as fast as with a parse, and coarser: the gazetteer's own phrases, adjectives of
countries, and runs of capitalised words that some list has as a town and that the words beside
them let be one. Persons are told by their longer names, not by grammar.
"""

import bisect
import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from typing import TYPE_CHECKING, NamedTuple

from geomap.language import blocks, region_of
from geomap.mentions import lexicon
from geomap.mentions.positions import with_positions
from geomap.records import Candidate, Mention, Role

if TYPE_CHECKING:
    from geomap.gazetteer import Gazetteer

__all__ = ["find_mentions_without_model"]

_WORD = r"(?:(?:St|Mt|Ft)\. )?[A-ZÀ-ÞА-ЯŁŚŠŞÇŽİ][^\W_]*(?:['’](?!s\b)[^\W_]+)?(?:-[A-ZÀ-Þ][^\W_]+)*"
_RUN = re.compile(rf"{_WORD}(?: (?:(?:of|de|del|la|al|upon|da|do) )?{_WORD}){{0,5}}")
_PART = re.compile(_WORD)
_PLACED = re.compile(
    r"\b(?:in|at|near|from|to|into|via|through|towards?|around|outside|off|across|between|"
    r"(?:city|town|village|port|suburb|outskirts|mayor|people|streets|north|south|east|west) of|"
    r"downtown|(?:north|south|east|west|central)(?:ern)?)(?: the)? $"
)
_LISTED_AFTER = re.compile(r", (?:[A-Z]|and [A-Z])| and [A-Z]")
_INITIAL = re.compile(r"\b[A-Z]\. $")
_TOWNS = re.compile(r"[A-ZÀ-Þ][A-ZÀ-Þ'’. -]{2,40}?(?=,| ?\(| ?(?:—|–|--)| - )")
_SPOKE = re.compile(
    r"(?: has| have| had| also)? (?:said|says|denied|denies|claimed|claims|accused|accuses|"
    r"warned|warns|rejected|rejects|condemned|announced|called on|urged|insisted|insists|vowed|"
    r"agreed|wants|hopes|refused|demanded|dismissed|confirmed)\b"
)
_CALENDAR = frozenset(
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May "
    "June July August September October November December".split()
)
_PEOPLE = 100_000  # a city this large is believed to be meant wherever its name stands
_CURATED = frozenset({"curated", "countries", "user"})
_NEXT_WORD = re.compile(r" ([A-Za-z]+)")
_SHORTEST = 3  # letters of a town's name
_LONGEST = 4  # words of a town's name


class _Name(NamedTuple):
    """What the gazetteer says of some capitalised words, whatever stands beside them."""

    adjective: bool
    known: tuple[Candidate, ...]  # no candidates for plain words, or by foreign names only
    large: bool


def find_mentions_without_model(
    text: str, gazetteer: "Gazetteer", *, noise: Sequence[tuple[int, int]] = ()
) -> tuple[Mention, ...]:
    """Mentions of places by the gazetteer alone, unresolved, in order.

    Parameters
    ----------
    noise
        Spans of the text in which nothing is looked for.

    Returns
    -------
    tuple of Mention
        Free of overlaps; `text[m.start : m.end] == m.text` holds for each.
    """
    kept = blocks(text, noise)
    starts = [start for start, _ in kept]
    found: dict[tuple[int, int], Role] = dict(_datelines(text, kept, gazetteer))
    phrases = [
        (start, end)
        for start, end in gazetteer.names(text)
        if _inside(kept, starts, start, end) and text[start:end].casefold() not in lexicon.GENERIC
    ]
    for start, end in phrases:
        found.setdefault((start, end), _role(text, start, end, gazetteer))
    runs = [match.span() for start, end in kept for match in _RUN.finditer(text, start, end)]
    look_up = cache(partial(_looked_up, gazetteer))
    persons = _last_names(text, runs, look_up)
    taken = sorted(found)
    for start, end in runs:
        for a, b, role in _in_run(text, start, end, persons, look_up):
            if not _overlaps(taken, a, b):
                found.setdefault((a, b), role)
    return with_positions(text, _longest_first(text, found), kept)


def _inside(kept: list[tuple[int, int]], starts: list[int], start: int, end: int) -> bool:
    at = bisect.bisect_right(starts, start) - 1
    return at >= 0 and end <= kept[at][1]


def _overlaps(taken: list[tuple[int, int]], start: int, end: int) -> bool:
    at = bisect.bisect_left(taken, (end, end))
    return at > 0 and taken[at - 1][1] > start


def _longest_first(text: str, found: dict[tuple[int, int], Role]) -> Iterator[Mention]:
    """Mentions in order; of two that overlap the one that begins first, then the longer."""
    last = 0
    for start, end in sorted(found, key=lambda span: (span[0], -span[1])):
        if start >= last:
            last = end
            yield Mention(start=start, end=end, text=text[start:end], role=found[start, end])


def _datelines(
    text: str, kept: list[tuple[int, int]], gazetteer: "Gazetteer"
) -> Iterator[tuple[tuple[int, int], Role]]:
    """Towns in capitals that open a paragraph."""
    for start, end in kept:
        match = _TOWNS.match(text, start, end + 3)
        if match and not match[0].endswith(" ") and gazetteer.candidates(match[0]):
            yield match.span(), "dateline"


def _role(text: str, start: int, end: int, gazetteer: "Gazetteer") -> Role:
    name = text[start:end]
    if name[-1].islower() and (gazetteer.demonym(name) or region_of(name)):
        return "demonym"
    if gazetteer.seat(name) and _SPOKE.match(text, end):
        return "metonym"
    return "literal"


def _looked_up(gazetteer: "Gazetteer", name: str) -> _Name:
    if gazetteer.demonym(name) or region_of(name):
        return _Name(adjective=True, known=(), large=False)
    known = gazetteer.candidates(name)
    chosen = any(one.main_name or one.source in _CURATED for one in known[:3])
    if not chosen or gazetteer.everyday(name):
        return _Name(adjective=False, known=(), large=False)
    first = known[0]
    large = first.source in _CURATED or (first.main_name and first.population >= _PEOPLE)
    return _Name(adjective=False, known=known, large=large)


def _last_names(
    text: str, runs: list[tuple[int, int]], look_up: Callable[[str], _Name]
) -> frozenset[str]:
    """Last words of longer names that no list has: persons, for the most part."""
    found = set()
    for start, end in runs:
        words = text[start:end].split(" ")
        plain = len(words) in {2, 3} and words[0].isalpha() and not _CALENDAR & set(words)
        if (
            plain
            and words[-1].casefold() not in lexicon.CIVIC
            and not look_up(words[0]).adjective
            and not look_up(text[start:end]).known
        ):
            found.add(words[-1])
    return frozenset(found)


def _in_run(
    text: str,
    start: int,
    end: int,
    persons: frozenset[str],
    look_up: Callable[[str], _Name],
) -> Iterator[tuple[int, int, Role]]:
    """Places in a run of capitalised words: the whole, its beginning, its adjectives."""
    words = [match.span() for match in _PART.finditer(text, start, end)]
    at = 0
    while at < len(words):
        step = 1
        for width in range(min(_LONGEST, len(words) - at), 0, -1):
            a, b = words[at][0], words[at + width - 1][1]
            name = look_up(text[a:b])
            role = _adjective(text, a, b) if name.adjective else None
            if name.known and _may_be_place(text, a, b):
                role = _by_neighbours(text, a, b, (start, end), name, persons)
            if role:
                yield a, b, role
                step = width
                break
        at += step


def _adjective(text: str, start: int, end: int) -> Role | None:
    movement = text[start:end].casefold() in lexicon.MOVEMENTS
    return None if movement or lexicon.FOOD_AFTER.match(text, end) else "demonym"


def _may_be_place(text: str, start: int, end: int) -> bool:
    """Whether neither the name itself nor a title or a dish beside it rules a place out."""
    name = text[start:end]
    if name.casefold() in lexicon.GENERIC or name in _CALENDAR or len(name) < _SHORTEST:
        return False
    if name in lexicon.ABBREVIATIONS and text[end : end + 1] != ".":
        return False
    before = text[max(0, start - 24) : start]
    return not (
        lexicon.TITLE.search(before)
        or _INITIAL.search(before)
        or lexicon.FOOD_AFTER.match(text, end)
    )


def _by_neighbours(
    text: str,
    start: int,
    end: int,
    run: tuple[int, int],
    name: _Name,
    persons: frozenset[str],
) -> Role | None:
    """Role of a name that a list has, by its size and by what stands on either side."""
    placed = _PLACED.search(text, max(0, start - 24), start) is not None
    after = _NEXT_WORD.match(text, end)
    civic = after is not None and after[1].lower() in lexicon.CIVIC
    if (start, end) != run:
        if placed and start == run[0]:
            return "literal"
        county = name.known[0].place.kind == "admin2" and lexicon.COUNTY_AFTER.search(
            text, start, end
        )
        return "org_part" if (civic or county) and start == run[0] else None
    if text[start:end] in persons and not placed:
        return None
    listed = text[start - 2 : start] == ", " or _LISTED_AFTER.match(text, end) is not None
    own = listed and name.known[0].main_name
    return "literal" if placed or name.large or civic or own else None
