"""What a name may mean: the gazetteer's answers, read with the words around the name."""

import math
import re
from typing import TYPE_CHECKING

from geomap.geo import great_circle_m
from geomap.language import region_of
from geomap.records import Candidate, Mention, Place

if TYPE_CHECKING:
    from geomap.gazetteer import Gazetteer

__all__ = [
    "SAME_DISTRICT_M",
    "WORKS",
    "ends_voyage",
    "is_county",
    "kinds_said",
    "lonlat",
    "name_key",
    "part_of_name",
    "says_village",
    "senses_of",
    "sizes_of",
]

CANDIDATES = 40  # of one name looked at, best first
_WITH_AIRPORT = 200_000  # people of a city that is also called by its airport's code
_CODE = 3  # letters of a name that may be a code: written small, it is none
SAME_PLACE_M = 350_000.0  # a city this near a division of its name is what a bare name means
SAME_DISTRICT_M = 60_000.0  # ... and this near a district of its name, however small that is
CITY_SHARE = 0.05  # ... if it holds this share of the division's people
DISTRICT_SHARE = 0.2  # of a district's people, in its town that has the name as another
OWN_PEOPLE = 50_000  # a town this large keeps its name from those spelled alike: Dili from Delhi
STATE_SHARE = 0.2  # of a state's people, in a town of its name, from which the town is meant
SEAT_PEOPLE = 100_000  # a town of a seat's name below this is no capital: White House, Tennessee
PART_PEOPLE = 100_000  # a town that names a facility in full ("Manila Cathedral") is a known one

# How much a sense weighs before the text is looked at, in orders of magnitude of population.
# Own names beat other names of places thirty times as large (Pokrovsk in Ukraine, 60,000, and
# Engels, 200,000, once Pokrovsk); curated names were chosen because the press uses them.
COUNTRY_SIZE = 7.0
CAPITAL = 1.0  # added to the size of a town that stands for its government
CURATED_PEOPLE = 1_000_000
UNKNOWN_PEOPLE = 500
ALTERNATE_NAME = -1.0
ALTERNATE_TOWN = -1.5  # of these the lists have the most that nobody uses: Berea for Aleppo
# ... or that are the first words of a town's own name: "Newcastle" upon Tyne. F1 of
# tests/bench/bench_places.py rises from .854 to .873 on TR-News, from .773 to .776 on LGL. Or
# another transcription of it: "Tendelti" is Tandaltī before El Fasher, which was once called so.
ALTERNATE_CHOSEN = -0.3
FOLDED_NAME = -0.3
# A work that is called after its town: bare "Kursk" is not the power plant unless the text says so
BARE_WORK = -1.0
ACCENTS = 3  # letters by which one spelling of a name may be longer than another
WORKS = frozenset({"facility", "depot", "airport", "airbase", "port", "rail_crossing"})
# Russia in Ohio, Lebanon in Missouri: a town this small is meant where the text puts it there.
SMALL_NAMESAKE = 2_000
COUNTRY_NAMESAKE = -1.5
STEP = 0.05  # the gazetteer's order of answers is kept where the text says nothing

_DIVISION_WORD = (
    r"(?:regions?|oblasts?|provinces?|governorates?|counties|county|districts?|republics?|"
    r"territor(?:y|ies)|krais?|states)"
)
_DIVISION = re.compile(
    rf"(?:(?:,| and| or| &|, and) (?:the )?[A-Z][\w’'-]+){{0,9}} {_DIVISION_WORD}\b|"
    r" state\b(?! (?:media|television|TV|news|visit|of emergency))",
)
_OFFICE = re.compile(
    r" (?:Gov(?:ernor|\.)|Sen(?:ator|\.)|Rep(?:resentative|\.)|[Ll]egislat(?:ure|ors?)|"
    r"[Ll]awmakers?|Attorney General|[Ss]tate (?:[Pp]olice|[Tt]roopers?|[Ss]en|[Rr]ep|[Ll]aw|"
    r"[Ll]egis|[Gg]overnment|[Uu]niversity|House|Senate))"
)
_COUNTY = re.compile(r"\b(?:county|parish|township|borough|co\.)$", re.IGNORECASE)
_COUNTY_SHORT = re.compile(r" co\.?$", re.IGNORECASE)
_STREET = re.compile(
    r"\b(?:street|avenue|road|boulevard|drive|lane|highway|st\.|ave\.|stream|pipeline)$", re.I
)
_TOWN = re.compile(r"\w (?:City|Town|Village|CITY|TOWN)$")
_KIND_BEFORE = (
    (re.compile(r"\bports? of $|\bport (?:city )?$|\bharbou?r of $", re.I), frozenset({"port"})),
    (re.compile(r"\b(?:city|town|village|settlement|capital|suburb)(?: of| called|,)? $", re.I),
     frozenset({"city", "village"})),
    (re.compile(r"\b(?:region|oblast|province|state|governorate|republic) of $", re.I),
     frozenset({"admin1", "region"})),
    (re.compile(r"\b(?:air ?base|airfield|airport)(?: (?:at|in|of|near))? $", re.I),
     frozenset({"airbase", "airport"})),
    (re.compile(r"\b(?:crossing|station|checkpoint)(?: (?:at|in|of))? $", re.I),
     frozenset({"rail_crossing"})),
    (re.compile(r"\b(?:arsenal|depot)s?(?: (?:at|in|of|near))? $", re.I),
     frozenset({"depot"})),
    (re.compile(r"\b(?:[Rr]iver|up|down|along|banks of|crossed) the $"), frozenset({"river"})),
    # "the eastern Pacific": a town has no article
    (re.compile(r"\bthe (?:(?:north|south|east|west)[a-z-]*|central|tropical|open) $", re.I),
     frozenset({"sea"})),
)  # fmt: skip
_KIND_AFTER = (
    (re.compile(r" (?:sea)?port\b| harbou?r\b", re.I), frozenset({"port"})),
    (re.compile(r" air ?base\b| airfield\b| airport\b", re.I), frozenset({"airbase", "airport"})),
    (re.compile(r" arsenal\b| depot\b", re.I), frozenset({"depot"})),
)
_VILLAGE = re.compile(r"\b(?:village|hamlet|settlement) (?:of |called )?$")
_VILLAGE_AFTER = re.compile(r" (?:village|hamlet|settlement)\b")
_VOYAGE = re.compile(
    r"\b(?:(?:sail|steam|dock|berth|moor|anchor)(?:ed|ing|s)?|voyages?|ships?|vessels?|tankers?|"
    r"freighters?|bulkers?|bulk carriers?|dhows?|ferr(?:y|ies)|barges?)\b",
    re.IGNORECASE,
)
_QUAY = re.compile(r"\b(?:from|to|at|for|off|via|left|leaving|reached|entered|port of) (?:the )?$")
_VOYAGE_REACH = 90  # characters
# What the press writes short. "The North" is one half of Korea in a text that names that half.
_SHORT = {"gulf": "Persian Gulf", "levantine": "Levant"}
_HALVES = {"north": "North Korea", "south": "South Korea"}
_SIDES = frozenset("north south east west central the new old saint st st. fort port".split())
_KOREA = re.compile(r"\bKorea|\bPyongyang\b|\bDPRK\b")
_DESCRIBED = re.compile(
    r"(?:the )?(?:(?:North|South|East|West)(?:ern)?(?:[- ]?(?:east|west|central)(?:ern)?)?|"
    r"(?:north|south|east|west)(?:ern)?(?:[- ]?(?:east|west|central)(?:ern)?)?|"
    r"Upper|Lower|Greater|Inner|Outer|Central|central|Downtown|downtown|Metropolitan|"
    r"Old(?: Town)?|Mainland|mainland|[Oo]ccupied|[Uu]pstate|[Rr]ural|Nazi|Soviet|Imperial|"
    r"[Pp]ost-war|Little|Near|Mid)[ -](?=[A-Z])"
)


# Behind a comma, "Pullman, Washington", the capital's name is that of the state.
_STATES = frozenset({"Washington"})
_QUALIFIES = re.compile(r"[A-ZÀ-Þ][\w.’'-]+, $")
_AREA = re.compile(r"(?: [Mm]etropolitan| [Mm]etro)? (?:[Aa]rea|[Rr]egion)$")


def name_key(text: str, mention: Mention) -> str:
    """What makes two mentions the same name; "Kursk region" is set apart from "Kursk"."""
    wide = _DIVISION.match(text, mention.end) or _OFFICE.match(text, mention.end)
    state = mention.text in _STATES and _QUALIFIES.search(
        text, max(0, mention.start - 30), mention.start
    )
    return mention.text.casefold() + ("|division" if wide else "|state" if state else "")


def senses_of(text: str, mention: Mention, gazetteer: "Gazetteer") -> list[Candidate]:
    """Every place that a mention may mean, the likeliest first, as far as its name goes."""
    name = mention.text
    name = region_of(name) or _COUNTY_SHORT.sub(" County", name)
    folded = name.casefold()
    name = _SHORT.get(folded, name)
    if folded in _HALVES and _KOREA.search(text):
        name = _HALVES[folded]
    state = name_key(text, mention).endswith("|state")
    if not state and (seat := _seat(name, gazetteer)):
        return seat
    found = list(gazetteer.candidates(name))
    if len(name) <= _CODE and not name.isupper():
        # "Ber" is no airport code of Berlin, but "Rio" is a word of Rio de Janeiro
        found = [
            c for c in found
            if c.main_name or c.population < _WITH_AIRPORT or c.place.kind != "city"
            or _has_word(c.place.name, name)
        ]  # fmt: skip
    if "river" in kinds_said(text, mention):
        rivers = gazetteer.candidates(f"{name} River")
        found = list({c.place.id: c for c in (*rivers, *found)}.values())
    if state:
        found = [c for c in found if _is_state(c)] or found
    elif _DIVISION.match(text, mention.end):
        found = _divisions(name, text, mention, found, gazetteer)
    elif _OFFICE.match(text, mention.end):
        found = [c for c in found if c.place.kind == "admin1"] or found
    elif found and found[0].place.kind == "country":
        # Georgia is a state too, but Mexico the country is not the division around its capital,
        # nor Benin the first word of a city in Nigeria
        code = found[0].place.country
        found = [
            c for c in found
            if (c.place.kind != "admin1" or c.place.country != code)
            and not (c.short and c.place.country != code)
        ]  # fmt: skip
    else:
        found = _city_over_division(_town_over_district(found), gazetteer)
    if "republic" not in text[mention.start : mention.end + len(" people's republic")].casefold():
        # "Donetsk region" is the oblast, not the rebels' republic
        found = [c for c in found if not _is_republic(c)] or found
    return _of_said_sort(name, found)[:CANDIDATES]


def _has_word(longer: str, name: str) -> bool:
    """Whether a name is one of the words of a longer one."""
    return name.casefold() in longer.casefold().split()


def _is_republic(one: Candidate) -> bool:
    return one.place.kind == "region" and one.place.name.endswith("Republic")


def part_of_name(name: str, gazetteer: "Gazetteer") -> list[Candidate]:
    """Senses of the known place that a longer, unknown name begins or ends with.

    "North London", "Western Canada": the place without its attribute. "Manila Cathedral": the
    well-known place that it is called by. What is small and called by a common word is no help.
    """
    attribute = _DESCRIBED.match(name)
    if attribute:
        rest = _AREA.sub("", name[attribute.end() :])
        if gazetteer.everyday(rest):
            return []
        # "Downtown Khartoum" is of the city, not of the state of that name
        return _city_over_division(list(gazetteer.candidates(rest)), gazetteer)[:CANDIDATES]
    words = name.split()
    if is_county(name) or _STREET.search(name) or words[0].casefold() in _SIDES:
        return []  # a county is not the town of its name, nor Atlantic Avenue the ocean
    for count in range(len(words) - 1, 0, -1):
        part = " ".join(words[:count]).rstrip(",.'’")
        if len(part) < 4 or gazetteer.everyday(part):  # a shorter one is a code
            continue
        known = [
            c for c in gazetteer.candidates(part)
            if c.place.kind != "admin2"
            # "Adan Yabaal" is not in Aden, which a list calls so
            and c.match == "exact" and (c.source != "curated" or c.main_name or c.chosen)
            and (c.place.kind not in {"sea", "strait"} or c.main_name)  # no "Caspian Sky"
            and (c.source != "geonames" or (c.main_name and c.population >= PART_PEOPLE))
        ]  # fmt: skip
        if known:
            return known[:CANDIDATES]
    return []


def is_county(name: str) -> bool:
    """Whether a name is that of a county or township, by its last word."""
    return _COUNTY.search(name) is not None


def sizes_of(senses: list[Candidate], name: str, *, capital: str | None = None) -> dict[str, float]:
    """Weight of each sense of a name by its id before the text is looked at.

    The order of the gazetteer is kept: no sense weighs more than one that comes before it, but
    for US states, towns called by their first words and `capital`, the id of the capital that
    the name stands for, if any. A work of a town ("Port of Odesa") stays near the town however
    many hamlets of its name come between them.
    """
    sizes: dict[str, float] = {}
    before = math.inf
    largest = max((c.population for c in senses if c.place.kind == "city"), default=0)
    country = any(c.place.kind == "country" and c.main_name for c in senses)
    longest = len(name) + ACCENTS
    own = any(c.main_name and c.population >= OWN_PEOPLE for c in senses)
    first = senses[0].place.kind if senses else None
    town = _size(senses[0]) + BARE_WORK if first in {"city", "village"} else None
    for one in senses:
        size = _size(one, own=own)
        if one.main_name and one.place.kind in WORKS and len(one.place.name) > longest:
            size += BARE_WORK
            if town is not None:
                sizes[one.place.id] = min(size, town)
                continue
        if country and one.place.kind in {"city", "village"} and one.population < SMALL_NAMESAKE:
            size += COUNTRY_NAMESAKE
        state = _is_state(one)
        if one.place.id == capital:
            sizes[one.place.id] = size + CAPITAL
        elif one.short or (state and largest < STATE_SHARE * one.population):
            # a state is better known than towns that bear its name, but New York is the city
            sizes[one.place.id] = size
        else:
            before = min(size, before - STEP)
            sizes[one.place.id] = before
    return sizes


def kinds_said(text: str, mention: Mention) -> set[str]:
    """Kinds of place that the words around a mention name."""
    before = text[max(0, mention.start - 24) : mention.start]
    said: set[str] = set()
    for pattern, kinds in _KIND_BEFORE:
        if pattern.search(before):
            said |= kinds
    for pattern, kinds in _KIND_AFTER:
        if pattern.match(text, mention.end):
            said |= kinds
    return said


def says_village(text: str, mention: Mention) -> bool:
    """Whether the words beside a mention call it a village."""
    before = _VILLAGE.search(text, max(0, mention.start - 24), mention.start)
    return bool(before or _VILLAGE_AFTER.match(text, mention.end))


def ends_voyage(text: str, mention: Mention) -> bool:
    """Whether the words before a mention make it an end of a voyage: "the tanker left X for Y"."""
    before = text[max(0, mention.start - _VOYAGE_REACH) : mention.start]
    return bool(_QUAY.search(before) and _VOYAGE.search(before.rpartition(". ")[2]))


def lonlat(place: Place) -> tuple[float, float]:
    """Longitude and latitude of a place, as geo takes them."""
    return place.lon, place.lat


def _is_state(one: Candidate) -> bool:
    return one.place.kind == "admin1" and one.place.country == "US"


def _size(one: Candidate, *, own: bool = False) -> float:
    """How much a sense weighs by itself; `own` says that a known town has the name as its own."""
    named_water = one.place.kind in {"sea", "strait"} and one.main_name
    wide = one.source == "curated" and one.place.kind == "region" and one.place.country is None
    if one.place.kind == "country" or named_water or wide:
        # the Red Sea before the provinces that are called after it, the Middle East before a
        # quarter of Baltimore
        return COUNTRY_SIZE
    curated = one.source == "curated" and one.chosen
    size = math.log10(max(one.population + UNKNOWN_PEOPLE, CURATED_PEOPLE * curated))
    if not one.main_name:
        told = curated or one.short or (one.alike and not own)
        town = one.place.kind in {"city", "village"}
        size += ALTERNATE_CHOSEN if told else ALTERNATE_TOWN if town else ALTERNATE_NAME
    return size + (FOLDED_NAME if one.match == "folded" else 0.0)


def _seat(name: str, gazetteer: "Gazetteer") -> list[Candidate]:
    """Return the capital where a government is called by a building that is no town itself."""
    code = gazetteer.seat(name)
    capital = gazetteer.capital(code) if code else None
    if capital is None:
        return []
    for one in gazetteer.candidates(name):
        own = one.place.country == code and (
            one.population >= SEAT_PEOPLE or gazetteer.is_capital(one.place.id)
        )
        if own or one.source == "curated":
            return []
    return [c for c in gazetteer.candidates(capital.name) if c.place.id == capital.id]


def _divisions(
    name: str, text: str, mention: Mention, found: list[Candidate], gazetteer: "Gazetteer"
) -> list[Candidate]:
    """Senses of a name that "region", "oblast", "counties" follows, perhaps after others."""
    county = re.search(r"count(?:y|ies)$", _DIVISION.match(text, mention.end)[0])  # type: ignore[index]
    head = "county" if county else "region"
    wide = [
        c for c in (*gazetteer.candidates(f"{name} {head}"), *found)
        if c.place.kind in ({"admin2"} if county else {"admin1", "admin2", "region"})
    ]  # fmt: skip
    return list({c.place.id: c for c in wide}.values()) or ([] if county else found)


def _city_over_division(found: list[Candidate], gazetteer: "Gazetteer") -> list[Candidate]:
    """Drop a division where a city of the same name inside it is meant by the bare name.

    Not in the United States, where states share names with towns, but for the capital.
    """
    capital = any(
        c.place.country == "US" and gazetteer.is_capital(c.place.id) for c in found[:CANDIDATES]
    )

    def shadowed(division: Candidate) -> bool:
        if division.place.country == "US":
            return capital
        return any(
            c.place.kind in {"city", "port"}
            and not _TOWN.search(c.place.name)  # "Gaza City" says what "Gaza" is not
            and c.place.country == division.place.country
            and c.population >= CITY_SHARE * division.population
            and great_circle_m(lonlat(c.place), lonlat(division.place)) < SAME_PLACE_M
            for c in found
        )

    return [c for c in found if c.place.kind != "admin1" or not shadowed(c)] or found


def _town_over_district(found: list[Candidate]) -> list[Candidate]:
    """Drop the districts in which a town bears the bare name: Batangas is the city.

    So does a town that has it as another name and a good part of the district's people: Moba.
    """
    towns = [c for c in found if c.place.kind in {"city", "port", "village"}]

    def shadowed(district: Candidate) -> bool:
        reach = max(SAME_DISTRICT_M, district.place.radius_m)
        return any(
            town.place.country == district.place.country
            and (town.main_name or town.population >= DISTRICT_SHARE * district.population > 0)
            and great_circle_m(lonlat(town.place), lonlat(district.place)) < reach
            for town in towns
        )

    return [c for c in found if c.place.kind != "admin2" or not shadowed(c)]


def _of_said_sort(name: str, found: list[Candidate]) -> list[Candidate]:
    """Drop what the name's own last word rules out: "Kansas City" is no state."""
    if is_county(name):
        return [c for c in found if c.place.kind not in {"admin1", "country"}]
    if _TOWN.search(name):
        towns = [c for c in found if c.place.kind not in {"admin1", "country"}]
        return towns or found
    return found
