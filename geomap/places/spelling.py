"""How a place is spelled on the map: as the reports spell it, where the gazetteer knows that name.

GeoNames lists towns by official, transcribed or even former names: "Moba" as "Baudhuinville",
"Douma" as "Dūmā". Who reads the map has the reports at hand, so a place bears the name that they
give it, and keeps the gazetteer's beside it. Curated names stay, since they were chosen as the
press writes them, and so does a name that says more than the text: "Frankfurt am Main".
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from msgspec import UNSET
from msgspec.structs import replace

from geomap.records import PLACE_SLOTS, Claim, Mention, Place, Reading

if TYPE_CHECKING:
    from geomap.gazetteer import Gazetteer

__all__ = ["agree_on_names", "spell", "spell_as_told"]

_LISTED = frozenset({"geonames", "divisions"})  # sources whose names nobody chose for a map
_SHORTEST = 4  # letters of a name; a shorter one is a code or an abbreviation


def spell(place: Place, text: str, gazetteer: "Gazetteer") -> Place:
    """The place under the name that a text gives it, if that is a name of it in its own right.

    Parameters
    ----------
    place
        An entry of the gazetteer.
    text
        What the text calls it: "Moba".
    """
    if text == place.name or not _is_name(text):
        return place
    known = next((c for c in gazetteer.candidates(text) if c.place.id == place.id), None)
    if known is None or known.source not in _LISTED or known.match == "near":
        return place
    if _is_part(text, place.name) or not gazetteer.bears(place.id, text):
        return place
    return replace(place, name=text, also=place.name)


def _is_name(text: str) -> bool:
    letters = sum(c.isalpha() for c in text)
    whole = letters >= _SHORTEST and text[-1].isalpha()  # not "Calif."
    return whole and text[0].isupper() and not text.isupper()


def _is_part(text: str, name: str) -> bool:
    """Whether one name is a piece of the other: "Frankfurt", "Phila", or "Sagaing region".

    The shorter tells less, the longer adds only what sort of place it is.
    """
    one, other = sorted((text.casefold(), name.casefold()), key=len)
    return one in other


def spell_as_told(mentions: Sequence[Mention], gazetteer: "Gazetteer") -> tuple[Mention, ...]:
    """Resolved mentions of a document with the names that it uses most for their places."""
    used: dict[str, Counter[str]] = {}
    spelled: dict[tuple[str, str], Place] = {}
    for m in mentions:
        if m.place is None or m.role == "demonym":
            continue
        key = m.place.id, m.text
        if key not in spelled:
            spelled[key] = spell(m.place, m.text, gazetteer)
        used.setdefault(m.place.id, Counter())[spelled[key].name] += _is_name(m.text)
    names = {key: _most_used(counts) for key, counts in used.items()}
    return tuple(
        replace(m, place=_named(m.place, names[m.place.id]))
        if m.place and names.get(m.place.id, m.place.name) != m.place.name
        else m
        for m in mentions
    )


def agree_on_names(readings: Iterable[Reading]) -> list[Reading]:
    """Readings in which a place has one name in all: the one that most mentions use."""
    found = list(readings)
    used: dict[str, Counter[str]] = {}
    for place in (m.place for reading in found for m in reading.mentions if m.place):
        used.setdefault(place.id, Counter())[place.name] += 1
    names = {key: _most_used(counts) for key, counts in used.items() if len(counts) > 1}
    return [_renamed(reading, names) for reading in found] if names else found


def _most_used(counts: Counter[str]) -> str:
    return min(counts, key=lambda name: (-counts[name], name))


def _named(place: Any, name: str) -> Any:
    own = place.also if isinstance(place.also, str) else place.name
    return replace(place, name=name, also=UNSET if name == own else own)


def _renamed(reading: Reading, names: dict[str, str]) -> Reading:
    def to(place: Any) -> Any:
        name = names.get(place.id) if place else None
        return _named(place, name) if name and name != place.name else place

    def of(claim: Claim) -> Claim:
        slots = {slot: to(getattr(claim, slot)) for slot in PLACE_SLOTS}
        return replace(claim, via=tuple(map(to, claim.via)), **slots)

    return replace(
        reading,
        mentions=tuple(replace(m, place=to(m.place)) for m in reading.mentions),
        claims=tuple(map(of, reading.claims)),
    )
