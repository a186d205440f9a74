"""Claims as tests tell them, and pairs of claims that are one happening, are two, or differ."""

import itertools

from geomap.events import merge_claims
from geomap.records import (
    Casualties,
    Claim,
    Event,
    Flag,
    Item,
    Mention,
    MentionedPlace,
    Quantity,
    Reading,
    Vessel,
)

PLACES = {
    # name, latitude, longitude, country, kind, radius in metres
    "rajin": ("Rajin", 42.25, 130.3, "KP", "port", 3000),
    "dunay": ("Dunay", 42.88, 132.35, "RU", "port", 3000),
    "tikhoretsk": ("Tikhoretsk", 45.86, 40.13, "RU", "city", 8000),
    "depot": ("Tikhoretsk arsenal", 45.88, 40.08, "RU", "depot", 2000),
    "amirabad": ("Amirabad", 36.86, 53.38, "IR", "port", 3000),
    "anzali": ("Bandar Anzali", 37.47, 49.46, "IR", "port", 3000),
    "olya": ("Olya", 45.79, 47.55, "RU", "port", 3000),
    "mersin": ("Mersin", 36.8, 34.63, "TR", "port", 6000),
    "tripoli-ly": ("Tripoli", 32.89, 13.19, "LY", "city", 12000),
    "tripoli-lb": ("Tripoli", 34.44, 35.85, "LB", "city", 8000),
    "kharkiv": ("Kharkiv", 49.99, 36.23, "UA", "city", 12000),
    "sumy": ("Sumy", 50.91, 34.8, "UA", "city", 8000),
    "callao": ("Callao", -12.06, -77.15, "PE", "port", 5000),
    "valparaiso": ("Valparaíso", -33.05, -71.61, "CL", "port", 5000),
    "kp": ("North Korea", 40.0, 127.0, "KP", "country", 350000),
    "ru": ("Russia", 61.0, 90.0, "RU", "country", 3000000),
    "ir": ("Iran", 32.0, 54.0, "IR", "country", 900000),
}
NUMBERS = itertools.count(1)


def at(key: str | None) -> MentionedPlace | None:
    if key is None:
        return None
    name, lat, lon, country, kind, radius = PLACES[key]
    return MentionedPlace(
        id=f"test:{key}", name=name, lat=lat, lon=lon, country=country, kind=kind, radius_m=radius
    )


def count(value: float, unit: str, bound: str = "exact") -> Quantity:
    return Quantity(
        value=value, bound=bound, unit=unit, text=f"{value:g} {unit}",
        low=value if bound == "min" else None, high=value if bound == "max" else None,
    )  # fmt: skip


def moved(start: str | None, end: str | None, date: str | None = None, **slots: object) -> Claim:
    """A transfer; `goods`, `quantity` and `ship` are short for its items and vessels."""
    goods, quantity = slots.pop("goods", None), slots.pop("quantity", None)
    ship, imo = slots.pop("ship", None), slots.pop("imo", None)
    origin, destination = at(start), at(end)
    known = {
        "id": f"c{next(NUMBERS)}", "kind": "transfer", "plover": "AID", "date": date,
        "what": goods or "cargo not stated",
        "items": (Item(what=goods or "goods", quantity=quantity),) if goods or quantity else (),
        "vessels": (Vessel(name=ship, imo=imo),) if ship else (),
        "origin": origin, "destination": destination,
        "supplier": origin.country if origin else None,
        "recipient": destination.country if destination else None,
        "claimant": "the ministry",
    }  # fmt: skip
    return Claim(**(known | slots))


def hit(key: str | None, date: str | None = None, **slots: object) -> Claim:
    """A strike; `killed` and `injured` are short for its casualties."""
    killed, injured = slots.pop("killed", None), slots.pop("injured", None)
    ship = slots.pop("ship", None)
    told = killed is not None or injured is not None
    known = {
        "id": f"c{next(NUMBERS)}", "kind": "strike", "plover": "ASSAULT", "what": "strike",
        "location": at(key), "date": date, "claimant": "the governor",
        "vessels": (Vessel(name=ship),) if ship else (),
        "casualties": Casualties(killed=killed, injured=injured) if told else None,
    }  # fmt: skip
    return Claim(**(known | slots))


def told(
    *claims: Claim, name: str | None = None, on: str = "2024-09-10", **more: object
) -> Reading:
    name = name or f"report-{next(NUMBERS)}"
    fields = {"source": f"{name}.txt", "text_sha256": "0" * 64, "text": "", "published": on}
    return Reading(id=name, claims=claims, **(fields | more))


def events(*readings: Reading) -> tuple[Event, ...]:
    return merge_claims(readings).events


def only(*readings: Reading) -> Event:
    found = events(*readings)
    assert len(found) == 1, [(e.summary, e.date_edtf) for e in found]
    return found[0]


def codes(event: Event) -> list[str]:
    return [flag.code for flag in event.flags]


def message(event: Event, code: str) -> str:
    return next(flag.message for flag in event.flags if flag.code == code)


TOLL = {"killed": 7, "injured": 66}
SHIP = {"ship": "Lena Star"}
SHELLS = {"goods": "shells"}
FUEL = {"goods": "diesel", "quantity": count(21_000, "tonnes"), **SHIP}
ONE = {
    "a ship that left with a cargo and came in with as much of the same": (
        moved("mersin", None, "2024-03-01", **FUEL),
        moved(None, "tripoli-ly", "2024-03-05", **FUEL),
    ),
    "a ship that left for a country and came into a port of it a month later": (
        moved("callao", "ir", "2024-03-01", **FUEL),
        moved(None, "amirabad", "2024-04-20", **SHIP),
    ),
    "a ship, its loading and its arrival": (
        moved("rajin", "dunay", "2023-09-07", **SHIP),
        moved("rajin", "dunay", "2023-09-09", **SHIP),
    ),
    "a ship under the prefix of motor vessels": (
        moved("rajin", "dunay", "2023-09-07", **SHIP),
        moved("rajin", "dunay", "2023-09-07", ship="M/V Lena Star"),
    ),
    "a ship renamed, by its number": (
        moved("rajin", "dunay", "2023-09-07", **SHIP, imo="9179842"),
        moved("rajin", "dunay", "2023-09-07", ship="Old Name", imo="9179842"),
    ),
    "a ship told without a day between the same ends": (
        moved("rajin", "dunay", "2023-09-07", **SHIP),
        moved("rajin", "dunay", "../2023-09-12", **SHIP),
    ),
    "the same count, one report without a day": (
        moved(
            "kp", "ru", "2023-09/2024-02-26", goods="munitions", quantity=count(6700, "containers")
        ),
        moved("kp", "ru", goods="munitions", quantity=count(6700, "containers")),
    ),
    "the same number of rounds and of shells": (
        moved("kp", "ru", "2024", goods="rounds", quantity=count(9e6, "rounds")),
        moved("kp", "ru", "2024-01/2024-12", goods="shells", quantity=count(9e6, "shells")),
    ),
    "the same arms on the same day towards one place": (
        moved(None, "ru", "2022-12-06/2022-12-08", goods="arms"),
        moved("rajin", "dunay", "2022-12-08", goods="ammunition"),
    ),
    "a place on a day": (hit("kharkiv", "2024-09-02"), hit("kharkiv", "2024-09-02")),
    "a night and the day it ended": (
        hit("kharkiv", "2024-09-02"),
        hit("kharkiv", "2024-09-01/2024-09-02"),
    ),
    "a town and the depot beside it": (
        hit("tikhoretsk", "2024-09-21"),
        hit("depot", "2024-09-20/2024-09-21"),
    ),
    "the same toll, one report without a day": (
        hit("kharkiv", "2024-09-04", **TOLL),
        hit("kharkiv", "../2024-09-05", **TOLL),
    ),
    "a ship that was hit": (
        hit(None, "2024-02-18", **SHIP),
        hit(None, "2024-02-18/2024-02-19", **SHIP),
    ),
    "a day that its own report doubts": (
        hit("kharkiv", "2024-09-17", flags=(Flag(code="weekday_conflict", message="a Tuesday"),)),
        hit("kharkiv", "2024-09-18"),
    ),
}

TWO = {
    "a ship's departure and arrival without her cargo: she may have called between": (
        moved("mersin", None, "2024-03-01", **SHIP),
        moved(None, "tripoli-ly", "2024-03-05", **SHIP),
    ),
    "a ship that came in before she left": (
        moved("mersin", None, "2024-03-05", **FUEL),
        moved(None, "tripoli-ly", "2024-03-01", **FUEL),
    ),
    "a ship that came in with less than she left with": (
        moved("mersin", None, "2024-03-01", **FUEL),
        moved(None, "tripoli-ly", "2024-03-05", **(FUEL | {"quantity": count(8_000, "tonnes")})),
    ),
    "two ships": (
        moved("rajin", "dunay", "2023-09-07", **SHIP),
        moved("rajin", "dunay", "2023-09-07", ship="Amur Sun"),
    ),
    "a ship a month later": (
        moved("rajin", "dunay", "2023-09-07", **SHIP),
        moved("rajin", "dunay", "2023-10-07", **SHIP),
    ),
    "a ship on its way back": (
        moved("rajin", "dunay", "2023-09-07", **SHIP),
        moved("dunay", "rajin", "2023-09-08", **SHIP),
    ),
    "two counts of one flow": (
        moved("kp", "ru", "2023-08/2024-02", goods="munitions", quantity=count(6700, "containers")),
        moved(
            "kp",
            "ru",
            "2023-08/2024-03",
            goods="munitions",
            quantity=count(7000, "containers"),
            cumulative=True,
        ),
    ),
    "a small count that is equal by chance": (
        moved("kp", "ru", "2024-01", goods="missiles", quantity=count(2, "missiles")),
        moved("kp", "ru", "2024-01", goods="missiles", quantity=count(2, "missiles")),
    ),
    "the same number of other goods": (
        moved("kp", "ru", "2024-01", goods="wheat", quantity=count(500, "tonnes")),
        moved("kp", "ru", "2024-01", goods="shells", quantity=count(500, "tonnes")),
    ),
    "a flow without day or count, told by two reports": (
        moved("kp", "ru", goods="shells"),
        moved("kp", "ru", goods="shells"),
    ),
    "a plan and what happened": (
        moved("rajin", "dunay", "2023-09-07", **SHIP, modality="planned"),
        moved("rajin", "dunay", "2023-09-07", **SHIP),
    ),
    "a place a day later": (hit("kharkiv", "2024-09-02"), hit("kharkiv", "2024-09-03")),
    "two places on a day": (hit("kharkiv", "2024-09-02"), hit("sumy", "2024-09-02")),
    "a place without a day": (hit("kharkiv", "2024-09-02"), hit("kharkiv")),
    "a place told by a later day": (hit("kharkiv", "2024-09-02"), hit("kharkiv", "../2024-09-03")),
    "a toll that is equal by chance": (
        hit("kharkiv", "2024-09-02", killed=1),
        hit("kharkiv", "../2024-09-05", killed=1),
    ),
    "several days and one of them": (
        hit("kharkiv", "2024-09-01/2024-09-06"),
        hit("kharkiv", "2024-09-03"),
    ),
    "two attackers": (
        hit("kharkiv", "2024-09-02", attacker="RU"),
        hit("kharkiv", "2024-09-02", attacker="BY"),
    ),
}

VOYAGE = ("amirabad", "olya", "2024-09-04")
FERRY = {"ship": "Port Gull"}
DIFFER = {
    "origin_conflict": (
        moved(*VOYAGE, **FERRY),
        moved("anzali", "olya", "2024-09-01/2024-09-07", **FERRY),
    ),
    "place_conflict": (
        moved("mersin", "tripoli-ly", "2020-01", **FERRY),
        moved("mersin", "tripoli-lb", "2020-01", **FERRY),
    ),
    "cargo_disputed": (
        moved(*VOYAGE, **FERRY, goods="tank shells"),
        moved(*VOYAGE, **FERRY, goods="medical supplies"),
    ),
    "count_conflict": (
        moved(*VOYAGE, **FERRY, goods="missiles", quantity=count(220, "missiles")),
        moved(
            *VOYAGE,
            **FERRY,
            goods="missiles",
            quantity=count(90, "missiles"),
            claimant="a port worker",
        ),
    ),
    "vessel_alias": ONE["a ship renamed, by its number"],
    "casualty_conflict": (
        hit("kharkiv", "2024-09-02", killed=14, said="2024-09-03"),
        hit("kharkiv", "2024-09-02", killed=31, said="2024-09-03"),
    ),
    "attacker_conflict": (
        hit("kharkiv", "2024-09-02", attacker="RU", **TOLL),
        hit("kharkiv", "2024-09-02", attacker="UA", **TOLL),
    ),
    "date_conflict": ONE["a day that its own report doubts"],
    "denied": (hit("kharkiv", "2024-09-02"), hit("kharkiv", "2024-09-02", modality="negated")),
    "weekday_conflict": ONE["a day that its own report doubts"],
}

KP, RU = (
    Mention(start=0, end=1, text="x", role="literal", place=at(key)) for key in ("kp", "ru")
)  # fmt: skip
