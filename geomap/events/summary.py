"""One readable line about an event; the date is left out, for lists show it beside the line."""

import re
from collections.abc import Mapping, Sequence

from geomap.events.goods import singular, words_of
from geomap.events.ranges import Range
from geomap.records import Event, Place
from geomap.text import in_words

__all__ = ["summarise"]

_BOUNDS = {"min": "at least", "max": "up to", "approx": "about"}
_UNREAL = {
    "planned": "planned",
    "negotiating": "under negotiation",
    "hypothetical": "only supposed",
    "negated": "said not to have happened",
}
# Units that are packages or measures: "300 containers of munitions"; others name the goods.
_PACKAGES = frozenset(
    """
    containers boxes crates pallets parcels packages shipments consignments cargoes loads lots TEU
    tonnes tons kilograms pounds barrels litres gallons bushels sacks bags drums wagons trains
    trucks truckloads
    """.split()
)
# Units that count what carried the goods, or how often: "weapons (2 ships)".
_CARRIERS = frozenset("ships vessels boats dhows barges freighters tankers planes trains".split())
_TRIPS = frozenset("flights trips voyages sorties runs calls journeys crossings times".split())
LEAST_STEM = 5  # letters of a name that is known without the last one; SAC is not
MOST_GOODS = 3  # kinds of goods that the line names
_WITH_ARTICLE = ("United ", "Netherlands", "Philippines", "Central African", "Dominican Rep")


def summarise(
    event: Event, count: Range, *, countries: Mapping[str, str], lost: Sequence[str] = ()
) -> str:
    """One line from an event's slots.

    Parameters
    ----------
    event
        Its `summary` is not read.
    count
        The range behind `event.best`, with the bound of the best count.
    countries
        Names of countries by ISO 3166-1 code; a code that is missing stands for itself.
    lost
        Names that the reports give the place of a strike and that the gazetteer lacks.

    Examples
    --------
    >>> strike = Event(id="e", kind="strike", claims=(), what="", summary="", attacker="RU")
    >>> summarise(strike, Range(None, None, None, None, None), countries={"RU": "Russia"})
    'Strike on an unnamed place, by Russia'
    """
    parts = _strike(event, countries, lost) if event.kind == "strike" else _transfer(event, count)
    if event.modality in _UNREAL:
        parts.append(_UNREAL[event.modality])
    line = ", ".join(parts)
    return line[:1].upper() + line[1:]


def _strike(event: Event, countries: Mapping[str, str], lost: Sequence[str]) -> list[str]:
    ships = in_words([v.name for v in event.vessels])
    target = event.location.name if event.location else None
    beside = bool(target and (target[0].isdigit() or target[0].islower()))
    weapon = event.weapon or "strike"
    if beside and not ships:  # "62 nm west of Hodeidah" was not hit, something there was
        parts = [weapon]
    else:
        parts = [f"{weapon} on {ships or target or _unplaced(lost)}"]
    if target and (ships or beside):
        parts.append(target)
    attacker = countries.get(event.attacker or "", event.attacker)
    if attacker and not _is_told(attacker, parts[0]):
        parts.append(f"by {_actor(attacker)}")
    return parts


def _unplaced(lost: Sequence[str]) -> str:
    """How to call a place that is not on the map: by its one name, where it has one."""
    return f"{lost[0]} (not found)" if len(lost) == 1 else "an unnamed place"


def _is_told(attacker: str, words: str) -> bool:
    """Whether a line names the attacker already: "Russian missiles" are Russia's."""
    stem = re.escape(attacker[:-1]) if len(attacker) >= LEAST_STEM else rf"{re.escape(attacker)}\b"
    return re.search(rf"\b{stem}", words, re.IGNORECASE) is not None


def _actor(name: str) -> str:
    return f"the {name}" if name.startswith(_WITH_ARTICLE) else name


def _transfer(event: Event, count: Range) -> list[str]:
    parts = [_goods(event.what, count)]
    if way := _way(event.origin, event.destination):
        parts.append(way)
    ships = in_words([v.name for v in event.vessels if v.name not in parts[0]])
    mode = "by " + " and ".join(event.mode) if event.mode else ""
    if ships:
        parts.append(f"{mode} ({ships})" if mode else f"on {ships}")
    elif mode:
        parts.append(mode)
    return parts


def _way(origin: Place | None, destination: Place | None) -> str:
    if origin and destination:
        return f"{origin.name} → {destination.name}"
    if origin:
        return f"from {origin.name}"
    return f"to {destination.name}" if destination else ""


def _shortened(what: str) -> str:
    goods = what.split(", ")
    return what if len(goods) <= MOST_GOODS else ", ".join(goods[:MOST_GOODS]) + " and more"


def _goods(what: str, count: Range) -> str:
    if count.best is None:
        return _shortened(what)
    unit = count.unit or ""
    named = singular(unit) if count.best == 1 else unit
    amount = f"{_BOUNDS.get(count.bound or '', '')} {count.best:,.10g}".strip()
    if unit in _CARRIERS | _TRIPS:
        goods = ", ".join(g for g in what.split(", ") if not g.casefold().endswith((unit, named)))
        if goods or unit in _TRIPS:
            return f"{_shortened(goods) or 'cargo not stated'} ({amount} {named})"
    if unit and words_of([what]) <= words_of([unit]):
        return f"{amount} {named}"
    what = _shortened(what)
    if not unit or named.casefold() in what.casefold():
        return f"{amount} {what}"
    return f"{amount} {named} of {what}" if unit in _PACKAGES else f"{amount} {named} ({what})"
