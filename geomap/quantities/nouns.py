"""What is counted: the head noun behind a number, and the unit that it stands for."""

import re
from typing import NamedTuple

__all__ = ["MEASURES", "TIME", "Head", "head_after", "thousands_in", "unit_of"]

# One line a family, each the plural that a unit is called by. Whoever reads a new field adds
# words here; a noun that is not listed is still found as the last word of its phrase.
_GOODS = """
containers boxes crates pallets parcels packages shipments consignments cargoes loads lots teu
rounds shells projectiles rockets missiles bombs warheads mines torpedoes grenades cartridges
interceptors munitions charges fuses bullets mortars
launchers guns howitzers cannons rifles weapons radars batteries systems complexes tanks
vehicles trucks lorries cars carriers ambulances jeeps excavators
drones uavs aircraft planes airplanes airliners jets fighters bombers helicopters airframes engines
ships vessels freighters tankers boats dhows barges ferries carriers cruisers frigates submarines
warships trawlers skiffs coasters cranes
trains wagons railcars locomotives carriages
tonnes tons kilograms kilos pounds barrels litres liters gallons bushels sacks bags drums
flights trips voyages sorties runs calls port-calls deliveries visits journeys crossings transits
strikes attacks hits raids explosions launches times targets sites
people persons troops soldiers personnel civilians residents fighters workers crew passengers
sailors men women children officers prisoners deaths casualties victims fatalities wounded injured
dead killed blades components parts pieces units items sets documents buildings houses
"""
_FORMS = {
    "aircraft": "aircraft",
    "airplane": "planes",
    "carriage": "carriages",
    "ferry": "ferries",
    "battery": "batteries",
    "delivery": "deliveries",
    "lorry": "lorries",
    "box": "boxes",
    "man": "men",
    "woman": "women",
    "child": "children",
    "person": "people",
    "people": "people",
    "personnel": "personnel",
    "crew": "crew",
    "cargo": "cargoes",
    "t": "tonnes",
    "mt": "tonnes",
    "ton": "tons",
    "kg": "kilograms",
    "teus": "TEU",
    "teu": "TEU",
    "uav": "drones",
    "uavs": "drones",
    "railway": "wagons",
    "railcar": "wagons",
    "railcars": "wagons",
    "torpedo": "torpedoes",
    "bbl": "barrels",
    "bbls": "barrels",
    "liters": "litres",
    "liter": "litres",
}
_MEASURE_FORMS = {
    "km": "km",
    "kilometre": "km",
    "kilometres": "km",
    "kilometer": "km",
    "kilometers": "km",
    "m": "m",
    "metre": "m",
    "metres": "m",
    "meter": "m",
    "meters": "m",
    "mile": "miles",
    "miles": "miles",
    "nm": "nautical miles",
    "foot": "feet",
    "feet": "feet",
    "knot": "knots",
    "knots": "knots",
    "degree": "degrees",
    "degrees": "degrees",
    "hectare": "hectares",
    "hectares": "hectares",
}
_MEASURE_NAMES = {"km": "kilometres", "m": "metres"}
MEASURES = frozenset(_MEASURE_FORMS.values())
TIME = re.compile(
    r"(?:second|minute|hour|day|night|week|weekend|month|quarter|year|decade|centur(?:y|ies)|"
    r"fortnight|season|morning|evening)s?\b|years?-old|a\.?m\b|p\.?m\b|o['’]clock",
    re.IGNORECASE,
)


def _lexicon() -> dict[str, str]:
    forms = {word: word for word in _GOODS.split()}
    forms |= {word.removesuffix("s"): word for word in forms if word.endswith("s")}
    return forms | _FORMS


_UNITS = _lexicon()

_TOKEN = re.compile(r"[ \u00a0\u202f]{0,2}\n?[ \u00a0]{0,2}([A-Za-z][\w'’-]*)")
_OF_THE = re.compile(
    r"[^\S\n]{1,2}of[^\S\n]{1,2}(?:the|these|those|its|their|his|her|such|all)\b(?:[^\S\n]{1,2}(?:\d[\d,.]{0,11}|two|three|four|five|six|seven|eight|nine|ten|dozen)\b)?"
)
_CALIBRE = re.compile(
    r"[^\S\n]{1,2}\d{1,3}(?:\.\d{1,2})?[-–\u00a0 ]?(?:mm|millimet(?:re|er)|foot|ft|feet|inch)\b"
)
_TYPE_NUMBER = re.compile(r" \d{1,3}[A-Z]?\d?(?= [a-z])")  # "Leopard 2 tanks"
# what is not the metre but its square or cube
_RAISED = re.compile(r"[^\S\n]{0,2}(?P<power>cubic|square)[^\S\n]{1,2}(?P<noun>[a-z]{1,12})\b")
# thousands and millions of tonnes, by capital letters: "mt" is a metric ton
_TONNES = re.compile(r"[^\S\n]?(?P<unit>kt|Mt)\b")
_OF = re.compile(r"[^\S\n]{1,2}of\b")
_STOP = frozenset(
    """a an the and or nor but in on at to from by with without for as that which who whom whose
    when where while if than then of off over under into onto near across between among against
    after before during since until via per is are was were be been being has have had do does
    did will would can could may might must should said says told went left came fell died hit
    sank made took set lay stood ran sailed arrived reached moved crossed according including not
    also now only still already ago later earlier it he she they we you i this these those there
    here so because though although about""".split()
)
_LONGEST = 6  # words of a counted noun phrase
_RATE = re.compile(
    r"[^\S\n]{1,2}(?:an?|per|each|every)[^\S\n](?P<period>day|night|week|month|year|hour)\b"
)
_AND = re.compile(
    r"[^\S\n]{1,2}and[^\S\n]{1,2}(?:[a-z-]{3,15}[^\S\n]){0,2}?(?P<noun>[a-z-]{4,20})\b"
)


class Head(NamedTuple):
    """The counted noun: where it stands and its unit (plural, lower case)."""

    start: int
    end: int
    unit: str


def unit_of(word: str) -> str | None:
    """Unit that a word of the lexicon stands for, else None.

    >>> unit_of("railcar"), unit_of("Shells"), unit_of("quarrel")
    ('wagons', 'shells', None)
    """
    key = word.lower().split("-")[-1]
    return _UNITS.get(key) or _MEASURE_FORMS.get(key)


def head_after(text: str, end: int) -> Head | None:
    """Head noun of the phrase that follows a number ending at `end`.

    The last word that the lexicon knows, before the phrase ends ("short-range ballistic
    missiles"); without one, the last plural; None where no noun follows.
    """
    raised = _RAISED.match(text, end)
    if raised and raised["noun"] in _MEASURE_FORMS:
        measure = _MEASURE_NAMES.get(_MEASURE_FORMS[raised["noun"]], _MEASURE_FORMS[raised["noun"]])
        return Head(raised.start("power"), raised.end(), f"{raised['power']} {measure}")
    partitive = _OF_THE.match(text, end) or _OF.match(text, end)
    position = partitive.end() if partitive else end
    calibre = _CALIBRE.match(text, position)
    position = calibre.end() if calibre else position
    known: Head | None = None
    plural: Head | None = None
    for _ in range(_LONGEST):
        token = _TOKEN.match(text, position)
        if token is None or token[1].lower() in _STOP:
            break
        word = token[1]
        unit = unit_of(word)
        if unit is not None:
            known = Head(token.start(1), token.end(1), unit)
        elif known is not None:
            break  # "containers bound for": the noun is behind us
        elif re.fullmatch(r"[a-z-]{3,}(?<!s)s", word):
            plural = Head(token.start(1), token.end(1), word)
        elif plural is not None:
            break
        position = token.end()
        numbered = _TYPE_NUMBER.match(text, position) if word[0].isupper() else None
        position = numbered.end() if numbered else position
    head = known or plural
    return None if head is None else _completed(text, head)


def thousands_in(text: str, end: int) -> int:
    """How many tonnes the unit behind a number is: 1000 for "kt", a million for "Mt", else 1.

    >>> thousands_in("400 kt of wheat", 3)
    1000
    """
    found = _TONNES.match(text, end)
    return {"kt": 1000, "Mt": 10**6}[found["unit"]] if found else 1


def _completed(text: str, head: Head) -> Head:
    """Add a rate ("a week") or a second noun ("missiles and drones") to a head."""
    both = _AND.match(text, head.end)
    if both and unit_of(both["noun"]) and unit_of(head.unit) and unit_of(both["noun"]) != head.unit:
        return Head(head.start, both.end("noun"), f"{head.unit} and {unit_of(both['noun'])}")
    rate = _RATE.match(text, head.end)
    if rate:
        return Head(head.start, head.end, f"{head.unit} per {rate['period']}")
    return head
