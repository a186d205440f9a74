"""Large atlases made by arithmetic, the same each time: what maps and exports are measured on.

Strikes on villages around forty towns, and transfers between a hundred and fifty ports, as such
data are: most places are struck a few times, few lanes carry most of the goods. Each event has
its own summary of 55 characters on average and a claim with a quote of 105; there is a report for
fifty events.
"""

import math
import random
from typing import Any

from geomap.geo import geodesic_path, split_at_180
from geomap.records import (
    Atlas,
    Claim,
    Event,
    Leg,
    Place,
    Reading,
    Route,
    Span,
    Vessel,
)

VERBS = "struck hit damaged destroyed shelled set-alight wrecked missed".split()
WEAPONS = ("Shahed drones", "a ballistic missile", "artillery", "glide bombs", "rockets", "drones")
TARGETS = """substation warehouse depot school bridge railway-yard grain-terminal refinery market
hospital workshop barracks apartment-block pumping-station silo airfield""".split()
GOODS = "shells,wheat,containers,missiles,fuel,machine tools,ammunition,fertiliser".split(",")
MODES = ("sea", "sea", "sea", "rail", "road", "air")
SPEAKERS = ("the ministry", "the governor", "residents", "the port authority", "a monitor", None)
STATUSES = ("asserted", "asserted", "asserted", "confirmed", "alleged", "denied")
SYLLABLES = "ba ko vi ra no mi tel grad sk ov ya lu den pra hor za mos kha ter bel ne pol".split()


class _Maker:
    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 (data, not secrets)
        self.towns = [
            (self.random.uniform(22, 142), self.random.uniform(12, 60)) for _ in range(40)
        ]

    def name(self) -> str:
        parts = self.random.randint(2, 4)
        return "".join(self.random.choice(SYLLABLES) for _ in range(parts)).capitalize()

    def village(self, number: int) -> Place:
        lon, lat = self.random.choice(self.towns)
        reach = self.random.expovariate(1.2)
        turn = self.random.uniform(0, 2 * math.pi)
        return Place(
            id=f"made:{number}",
            name=self.name(),
            lat=round(lat + reach * math.sin(turn), 4),
            lon=round(lon + 1.4 * reach * math.cos(turn), 4),
            country=self.random.choice(("UA", "RU", "SD", "YE", "SY")),
            kind="village",
            radius_m=self.random.choice((1000, 2000, 5000, 15000)),
        )

    def port(self, number: int) -> Place:
        lon, lat = self.random.choice(self.towns)
        return Place(
            id=f"port:{number}",
            name=f"Port {self.name()}",
            lat=round(lat + self.random.uniform(-3, 3), 4),
            lon=round(lon + self.random.uniform(-3, 3), 4),
            country=self.random.choice(("KP", "RU", "IR", "AE", "TR")),
            kind="port",
            radius_m=3000,
        )


def _legs(origin: Place, destination: Place, mode: str, kept: dict[object, Leg]) -> tuple[Leg, ...]:
    key = (origin.id, destination.id, mode)
    if key not in kept:
        path = geodesic_path((origin.lon, origin.lat), (destination.lon, destination.lat))
        kept[key] = Leg(
            mode=mode,  # type: ignore[arg-type]
            router="great_circle",
            length_m=1e6,
            duration_s=2e5,
            path=tuple(tuple(part) for part in split_at_180(path)),
            certainty="computed",
            why="plausible route, computed, not a track",
        )
    return (kept[key],)


def _strike(maker: _Maker, villages: list[Place], day: str) -> tuple[str, dict[str, Any]]:
    """What a report says of a strike, and the event's values."""
    pick = maker.random.choice
    place, weapon = pick(villages), pick(WEAPONS)
    killed = maker.random.randint(0, 9) if maker.random.random() < 0.4 else None
    quote = (
        f"On {day} {weapon} {pick(VERBS)} a {pick(TARGETS)} near {place.name}, "
        f"{maker.random.randint(2, 90)} km from {pick(villages).name}, "
        f"{pick(SPEAKERS) or 'people'} said"
    )
    return quote, {
        "kind": "strike",
        "summary": f"{weapon.capitalize()} on {place.name}, {pick(TARGETS)}",
        "location": place,
        "weapon": weapon,
        "killed_low": killed,
        "killed_high": killed,
        "attacker": pick(("RU", "UA", None)),
    }


def _transfer(maker: _Maker, ports: list[Place], ships: list[str], day: str) -> tuple[str, Any]:
    pick = maker.random.choice
    # The square makes few ports busy and most of them quiet
    first, last = (ports[int(len(ports) * maker.random.random() ** 2)] for _ in range(2))
    mode, goods, ship = pick(MODES), pick(GOODS), pick(ships)
    amount = float(maker.random.randint(1, 4000))
    quote = (
        f"The {ship} left {first.name} on {day} with about {amount:,.0f} tonnes of "
        f"{goods} for {last.name}, {pick(SPEAKERS) or 'people'} said"
    )
    return quote, {
        "kind": "transfer",
        "summary": f"{amount:,.0f} tonnes of {goods}, {first.name} to {last.name}, by {mode}",
        "origin": first,
        "destination": last,
        "mode": (mode,),
        **dict.fromkeys(("low", "best", "high"), amount),
        "unit": "tonnes",
        "vessels": (Vessel(name=ship),) if mode == "sea" else (),
        "supplier": first.country,
        "recipient": last.country,
    }


def _claim(number: int, quote: str, day: str, values: dict[str, Any], who: str | None) -> Claim:
    return Claim(
        id=f"c{number}",
        kind=values["kind"],
        what=values["summary"],
        plover="ASSAULT",
        date_text=day,
        date=day,
        claimant=who,
        status=values["status"],
        evidence=(Span(start=0, end=len(quote), text=quote),),
    )


def _reading(number: int, claims: list[Claim], title: str) -> Reading:
    return Reading(
        id=f"d{number}",
        source=f"reports/{number}.txt",
        title=title,
        publisher=f"Paper {number % 60}",
        published="2024-01-02",
        text_sha256="0" * 64,
        text="",
        claims=tuple(claims),
    )


def make_atlas(count: int, *, seed: int = 7) -> Atlas:
    """An atlas of `count` events: seven strikes to three transfers."""
    maker = _Maker(seed)
    pick, chance, whole = maker.random.choice, maker.random.random, maker.random.randint
    villages = [maker.village(n) for n in range(max(20, count // 4))]
    ports = [maker.port(n) for n in range(min(150, max(6, count // 50)))]
    ships = [f"{maker.name()} {n % 40}" for n in range(400)]
    told: list[list[Claim]] = [[] for _ in range(max(10, count // 50))]
    events, routes = [], []
    kept: dict[object, Leg] = {}
    for n in range(count):
        day = f"{2022 + n * 3 // count}-{whole(1, 12):02d}-{whole(1, 28):02d}"
        is_strike = chance() < 0.7
        quote, values = (
            _strike(maker, villages, day) if is_strike else _transfer(maker, ports, ships, day)
        )
        values |= {"status": pick(STATUSES), "where_prec": whole(1, 4)}
        first, last = values.get("origin"), values.get("destination")
        if first is not None and first is not last:
            routes.append(Route(event=f"e{n}", legs=_legs(first, last, values["mode"][0], kept)))
        number, who = maker.random.randrange(len(told)), pick(SPEAKERS)
        told[number].append(_claim(n, quote, day, values, who))
        if chance() < 0.98:
            values |= {"start": day, "end": day, "date_edtf": day}
        events.append(
            Event(
                id=f"e{n}",
                claims=(f"c{n}",),
                what=values["summary"].split(",")[0],
                documents=(f"d{number}",),
                claimants=(who,) if who else (),
                **values,
            )
        )
    documents = tuple(
        _reading(n, claims, f"Report {n} from {pick(villages).name}")
        for n, claims in enumerate(told)
    )
    return Atlas(made_with={}, documents=documents, events=tuple(events), routes=tuple(routes))
