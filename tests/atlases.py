"""Atlases made by hand: every kind, mode, status and oddity that a map has to draw.

The reports, speakers and events are invented for the tests.
"""

from geomap.geo import geodesic_path, split_at_180
from geomap.records import (
    Atlas,
    Claim,
    Event,
    EventFlag,
    Item,
    Leg,
    Movement,
    Place,
    Quantity,
    Reading,
    Route,
    Series,
    SeriesPoint,
    Span,
    Table,
    Vessel,
)

PLACES = {
    "rajin": ("Rajin", 42.2387, 130.3003, "KP", "port", 3000),
    "vostochny": ("Vostochny", 42.734, 133.069, "RU", "port", 2000),
    "dunay": ("Dunay", 42.883, 132.35, "RU", "port", 2000),
    "khasan": ("Khasan", 42.428, 130.641, "RU", "rail_crossing", 1000),
    "tumangang": ("Tumangang", 42.415, 130.607, "KP", "rail_crossing", 1000),
    "tikhoretsk": ("Tikhoretsk", 45.855, 40.125, "RU", "depot", 15000),
    "kharkiv": ("Kharkiv", 49.9935, 36.2304, "UA", "city", 12000),
    "kyiv": ("Kyiv", 50.4501, 30.5234, "UA", "city", 15000),
    "belgorod": ("Belgorod Oblast", 50.6, 37.6, "RU", "admin1", 120000),
    "amirabad": ("Amirabad", 36.86, 53.38, "IR", "port", 3000),
    "olya": ("Olya", 45.79, 47.55, "RU", "port", 3000),
    "kp": ("North Korea", 40.34, 127.51, "KP", "country", 350000),
    "ru": ("Russia", 61.0, 90.0, "RU", "country", 3000000),
    "redsea": ("Red Sea", 20.0, 38.5, None, "sea", 900000),
    "hodeida": ("Hodeidah", 14.798, 42.954, "YE", "port", 6000),
    "vladivostok": ("Vladivostok", 43.115, 131.885, "RU", "port", 8000),
    "honolulu": ("Honolulu", 21.307, -157.858, "US", "port", 8000),
    "sunan": ("Sunan", 39.224, 125.67, "KP", "airport", 4000),
}


def place(key: str) -> Place:
    name, lat, lon, country, kind, radius = PLACES[key]
    return Place(
        id=f"test:{key}", name=name, lat=lat, lon=lon, country=country, kind=kind, radius_m=radius
    )


def leg(start: str, end: str, mode: str | None = None, certainty: str = "direct") -> Leg:
    a, b = place(start), place(end)
    path = split_at_180(geodesic_path((a.lon, a.lat), (b.lon, b.lat)))
    return Leg(
        mode=mode,
        router="great_circle",
        length_m=1234567.0,
        duration_s=None,
        path=tuple(tuple(part) for part in path),
        certainty=certainty,
        why="great circle between the two places",
    )


TEXT = (
    "The ministry said the ship carried about 300 containers from Rajin to Vostochny. "
    "The embassy called the report a fairy tale. Two missiles hit a workshop in Kharkiv."
)


def span(words: str) -> Span:
    start = TEXT.index(words)
    return Span(start=start, end=start + len(words), text=words)


def claim(number: int, **changes: object) -> Claim:
    values: dict[str, object] = {
        "id": f"c{number}",
        "kind": "transfer",
        "what": "containers",
        "plover": "AID",
        "claimant": "the ministry",
        "evidence": (span("The ministry said the ship carried about 300 containers"),),
    }
    return Claim(**(values | changes))


def reading(**changes: object) -> Reading:
    values: dict[str, object] = {
        "id": "report-1",
        "source": "reports/report-1.txt",
        "title": "A ship leaves Rajin",
        "publisher": "The Test Herald",
        "published": "2024-01-22",
        "published_from": "dateline",
        "url": "https://news.example/report-1",
        "text_sha256": "0" * 64,
        "text": TEXT,
        "claims": (
            claim(
                1,
                items=(
                    Item(
                        what="containers",
                        quantity=Quantity(
                            value=300.0,
                            bound="approx",
                            unit="containers",
                            low=None,
                            high=None,
                            text="about 300 containers",
                        ),
                    ),
                ),
                denied_by=("RU",),
                denial_evidence=(span("The embassy called the report a fairy tale."),),
            ),
            claim(2, kind="strike", what="missile strike", evidence=(span("Two missiles hit"),)),
        ),
    }
    return Reading(**(values | changes))


def table_reading() -> Reading:
    return Reading(
        id="table",
        source="reports/table.csv",
        title="table.csv",
        text_sha256="1" * 64,
        text="",
        notes=("no date found; give --date",),
        table=Table(columns=("kind", "place"), rows=(("strike", "Kyiv"), ("strike", "Kharkiv"))),
        claims=(claim(3, kind="strike", what="strike", evidence=(Span(row=2),)),),
    )


def event(key: str, **changes: object) -> Event:
    values: dict[str, object] = {
        "id": key,
        "kind": "transfer",
        "claims": ("c1",),
        "what": "containers",
        "summary": f"Containers moved ({key})",
        "documents": ("report-1",),
    }
    return Event(**(values | changes))


def dated(start: str, end: str, edtf: str) -> dict[str, object]:
    return {"start": start, "end": end, "date_edtf": edtf}


def transfers() -> list[tuple[Event, tuple[Leg, ...]]]:
    autumn = dated("2023-09-01", "2023-12-31", "2023-09/2023-12")
    return [
        (
            event(
                "sea-1",
                summary="Ship Angara carries containers from Rajin to Vostochny",
                origin=place("rajin"),
                destination=place("vostochny"),
                mode=("sea",),
                vessels=(Vessel(name="Angara", imo="9179842"),),
                low=7000.0,
                best=9000.0,
                high=11000.0,
                unit="containers",
                status="confirmed",
                claimants=("the ministry",),
                denied_by=("RU", "KP"),
                supplier="KP",
                recipient="RU",
                why_merged="same route, same ship, overlapping dates",
                where_prec=1,
                flags=(EventFlag(code="denied", message="Russia denies it.", claims=("c1",)),),
                **autumn,
            ),
            (leg("rajin", "vostochny", "sea"),),
        ),
        (
            event(
                "sea-2",
                summary="A second voyage from Rajin to Vostochny",
                origin=place("rajin"),
                destination=place("vostochny"),
                mode=("sea",),
                status="alleged",
                **dated("2023-10-01", "2023-10-31", "2023-10"),
            ),
            (leg("rajin", "vostochny", "sea"),),
        ),
        (
            event(
                "sea-3",
                summary="Containers back from Vostochny to Rajin",
                origin=place("vostochny"),
                destination=place("rajin"),
                mode=("sea",),
                **dated("2023-11-05", "2023-11-05", "2023-11-05"),
            ),
            (leg("vostochny", "rajin", "sea"),),
        ),
        (
            event(
                "rail-1",
                summary="Wagons cross from Tumangang by Khasan to Tikhoretsk",
                origin=place("tumangang"),
                destination=place("tikhoretsk"),
                via=(place("khasan"),),
                mode=("rail",),
                status="asserted",
                where_prec=2,
                **dated("2023-10-12", "2023-10-12", "2023-10-12~"),
            ),
            (leg("tumangang", "khasan", "rail"), leg("khasan", "tikhoretsk", "rail")),
        ),
        (
            event(
                "both-1",
                summary="Shells go to Russia by ship and plane",
                origin=place("kp"),
                destination=place("ru"),
                mode=("sea", "air"),
                status="denied",
                where_prec=6,
                **dated("2023-08-01", "", "2023-08/..") | {"end": None},
            ),
            (leg("kp", "ru", None, "country"),),
        ),
        (
            event(
                "air-1",
                summary="A freight flight from Sunan to Vladivostok",
                origin=place("sunan"),
                destination=place("vladivostok"),
                mode=("air",),
                **dated("2024-02-02", "2024-02-02", "2024-02-02"),
            ),
            (leg("sunan", "vladivostok", "air"),),
        ),
        (
            event(
                "road-1",
                summary="Lorries from Khasan to Dunay",
                origin=place("khasan"),
                destination=place("dunay"),
                mode=("road",),
            ),
            (leg("khasan", "dunay", "road"),),
        ),
        (
            event(
                "caspian-1",
                summary="Drones across the Caspian, mode not stated",
                origin=place("amirabad"),
                destination=place("olya"),
                **dated("2023-06-01", "2023-06-30", "2023-06"),
            ),
            (leg("amirabad", "olya"),),
        ),
        (
            event(
                "pacific-1",
                summary="A voyage from Vladivostok to Honolulu",
                origin=place("vladivostok"),
                destination=place("honolulu"),
                mode=("sea",),
                **dated("2024-03-01", "2024-03-15", "2024-03-01/2024-03-15"),
            ),
            (leg("vladivostok", "honolulu", "sea"),),
        ),
        (
            event(
                "plan-1",
                summary="Talks about artillery for drones",
                origin=place("kp"),
                destination=place("ru"),
                modality="negotiating",
                **dated("2024-01-10", "2024-01-10", "2024-01-10"),
            ),
            (leg("kp", "ru", None, "country"),),
        ),
        (event("nowhere-1", summary="Shells sent, nobody says from where"), ()),
    ]


def strikes() -> list[Event]:
    strike = {"kind": "strike", "what": "missile strike", "claims": ("c2",)}
    return [
        event(
            "strike-1",
            summary="Missiles hit a workshop in Kharkiv",
            location=place("kharkiv"),
            launch=place("belgorod"),
            weapon="ballistic missile",
            attacker="RU",
            status="confirmed",
            killed_low=2,
            killed_high=5,
            injured_low=0,
            injured_high=0,
            where_prec=2,
            **strike,
            **dated("2024-01-02", "2024-01-02", "2024-01-02"),
        ),
        event(
            "strike-2",
            summary="A second strike on Kharkiv",
            location=place("kharkiv"),
            where_prec=1,
            **strike,
            **dated("2024-01-23", "2024-01-23", "2024-01-23"),
        ),
        event(
            "strike-3",
            summary="Kyiv struck, told in a table",
            location=place("kyiv"),
            where_prec=1,
            kind="strike",
            what="strike",
            claims=("c3",),
            documents=("table",),
        ),
        event(
            "strike-4",
            summary="A freighter hit in the Red Sea",
            location=place("redsea"),
            status="alleged",
            where_prec=7,
            **strike,
            **dated("2024-02-18", "2024-02-18", "2024-02-18"),
        ),
        event(
            "strike-5",
            summary="A strike on Hodeidah that the port denies",
            location=place("hodeida"),
            status="denied",
            modality="negated",
            **strike,
            **dated("2024-02-20", "2024-02-20", "2024-02-20"),
        ),
    ]


def sample_atlas() -> Atlas:
    moved = transfers()
    points = (
        SeriesPoint(
            event="sea-1", as_of="2023-10-13", value=1000.0, bound="min", claimant="the ministry"
        ),
        SeriesPoint(
            event="sea-1", as_of="2024-02-23", value=7000.0, bound="approx", claimant="the minister"
        ),
        SeriesPoint(event="sea-2", as_of=None, value=11000.0, bound="exact", claimant=None),
    )
    return Atlas(
        made_with={"geomap": "0.1.0", "gazetteer": "abc123", "settings": {"language": "en"}},
        documents=(reading(), table_reading()),
        events=(*(e for e, _ in moved), *strikes()),
        series=(Series(id="s1", what="containers to Russia", unit="containers", points=points),),
        movements=(Movement(id="m1", legs=("sea-1", "rail-1")),),
        routes=tuple(Route(event=e.id, legs=legs) for e, legs in moved if legs),
    )


def big_atlas(count: int) -> Atlas:
    """Many events at many places, by arithmetic: the same each time."""
    events = []
    routes = []
    for n in range(count):
        lat, lon = 20 + (n * 7919 % 4000) / 100, 20 + (n * 104729 % 11000) / 100
        spot = Place(
            id=f"test:{n}", name=f"Place {n}", lat=lat, lon=lon, country=None, kind="city",
            radius_m=1000,
        )  # fmt: skip
        day = f"2023-{n % 12 + 1:02d}-{n % 28 + 1:02d}"
        common = {"where_prec": 1, **dated(day, day, day)}
        if n % 2:
            events.append(event(f"e{n}", kind="strike", location=spot, claims=("c2",), **common))
            continue
        goal = place("vostochny")
        events.append(event(f"e{n}", origin=spot, destination=goal, mode=("sea",), **common))
        line = ((lon, lat), (goal.lon, goal.lat))
        routes.append(
            Route(
                event=f"e{n}",
                legs=(
                    Leg(
                        mode="sea", router="great_circle", length_m=1.0, duration_s=None,
                        path=(line,), certainty="direct", why="",
                    ),
                ),
            )
        )  # fmt: skip
    return Atlas(made_with={}, documents=(reading(),), events=tuple(events), routes=tuple(routes))
