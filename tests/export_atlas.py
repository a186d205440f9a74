"""Atlases built by hand for the tests of routes, frames and exports."""

import hashlib
from typing import Any

from geomap.records import (
    Atlas,
    Casualties,
    Claim,
    Event,
    EventFlag,
    Flag,
    Item,
    Mention,
    MentionedPlace,
    Movement,
    Noise,
    Place,
    PortCall,
    Quantity,
    Reading,
    Series,
    SeriesPoint,
    Sighting,
    Span,
    Track,
    TrackJump,
    TrackPart,
    Vessel,
    When,
)
from geomap.routes import route_event

TEXT = (
    "VLADIVOSTOK, Oct 3 - The freighter Example Star carried about 300 boxes\n"
    "from Rajin to Dunay, the ministry said. =HYPERLINK is no formula here."
)


def place(name: str, lon: float, lat: float, **more: Any) -> Place:
    known: dict[str, Any] = {"id": f"x:{name}", "country": None, "kind": "port", "radius_m": 2000}
    return Place(name=name, lon=lon, lat=lat, **{**known, **more})


RAJIN = place("Rajin", 130.2911, 42.2389, country="KP")
DUNAY = place("Dunay", 132.3512, 42.8834, country="RU")
TIKHORETSK = place("Tikhoretsk", 40.13, 45.85, country="RU", kind="depot")
KHARKIV = place("Kharkiv", 36.23, 49.99, country="UA", kind="city", radius_m=12_000)
IRAN = place("Iran", 53.69, 32.43, country="IR", kind="country", radius_m=900_000)
ANADYR = place("Anadyr", 177.51, 64.73, country="RU", kind="port", radius_m=400_000)
NOME = place("Nome", -165.41, 64.5, country="US")


def event(name: str, **slots: Any) -> Event:
    known: dict[str, Any] = {
        "id": name,
        "kind": "transfer",
        "claims": (),
        "what": "goods",
        "summary": "goods moved",
    }
    return Event(**{**known, **slots})


def mentioned(where: Place, text: str) -> MentionedPlace:
    start = TEXT.index(text)
    known = {name: getattr(where, name) for name in Place.__struct_fields__}
    return MentionedPlace(**known, start=start, end=start + len(text), text=text)


def span(text: str) -> Span:
    start = TEXT.index(text)
    return Span(start=start, end=start + len(text), text=text)


def _claim() -> Claim:
    return Claim(
        id="d1:c1",
        kind="transfer",
        what="=boxes",
        plover="AID",
        items=(
            Item(
                what="boxes",
                quantity=Quantity(
                    value=300,
                    bound="approx",
                    unit="boxes",
                    low=None,
                    high=None,
                    text="about 300 boxes",
                ),
            ),
        ),
        mode=("sea",),
        vessels=(Vessel(name="Example Star", imo="9074729"),),
        origin=mentioned(RAJIN, "Rajin"),
        destination=mentioned(DUNAY, "Dunay"),
        supplier="KP",
        recipient="RU",
        date="2023-09-12/2023-09-30",
        date_prec=4,
        said="2023-10-03",
        claimant="the ministry",
        denied_by=("KP", "RU"),
        place_precision=1,
        evidence=(span(TEXT[21:110]),),
        denial_evidence=(span("no formula here"),),
        flags=(Flag(code="denied", message="denied by KP, RU"),),
    )


def _strike_claim() -> Claim:
    return Claim(
        id="d1:c2",
        kind="strike",
        what="missile strike",
        plover="ASSAULT",
        casualties=Casualties(killed=0, injured=4),
        evidence=(Span(row=7),),
        modality="occurred",
    )


def document() -> Reading:
    mentions = (
        Mention(start=73 + 4, end=73 + 9, text="Rajin", role="literal", place=RAJIN, score=0.9),
        Mention(start=0, end=11, text="VLADIVOSTOK", role="dateline", why="a dateline"),
        Mention(start=0, end=5, text="Anady", role="literal", place=ANADYR, row=3, column="place"),
    )
    return Reading(
        id="d1",
        source="reports/d1.txt",
        title="@title",
        publisher="geomap sample desk",
        published="2023-10-03",
        published_from="dateline",
        language="en",
        text_sha256=hashlib.sha256(TEXT.encode()).hexdigest(),
        text=TEXT,
        noise=(Noise(start=0, end=11, type="dateline"),),
        notes=("made for a test",),
        mentions=mentions,
        dates=(When(start=13, end=18, text="Oct 3", edtf="2023-10-03", role="said"),),
        claims=(_claim(), _strike_claim()),
    )


def _events() -> tuple[Event, ...]:
    return (
        event(
            "e1",
            claims=("d1:c1",),
            what="=boxes",
            summary="+ about 300 boxes, Rajin to Dunay",
            start="2023-09-12",
            end="2023-09-30",
            date_edtf="2023-09-12/2023-09-30",
            date_prec=4,
            low=300,
            best=300,
            high=320,
            unit="boxes",
            mode=("sea",),
            vessels=(Vessel(name="Example Star", imo="9074729"),),
            supplier="KP",
            recipient="RU",
            origin=RAJIN,
            origins=(NOME,),
            destination=DUNAY,
            where_prec=1,
            documents=("d1",),
            denied_by=("KP", "RU"),
            flags=(EventFlag(code="denied", message="denied by KP, RU", claims=("d1:c1",)),),
            sightings=(Sighting(track="t1", verdict="agrees", text="she was at Dunay"),),
        ),
        event("e2", kind="strike", claims=("d1:c2",), location=KHARKIV, where_prec=2, killed_low=0),
        event("e3", origin=ANADYR, destination=NOME, mode=("sea", "air")),
        event("e4", origin=IRAN, where_prec=6),
        event("e5", kind="strike", launch=IRAN),
        event("e6", origin=IRAN, destination=TIKHORETSK, via=(DUNAY,), modality="negated"),
        event("e7", origin=RAJIN, destination=TIKHORETSK, via=(DUNAY,), start="2023-10-01"),
    )


def track() -> Track:
    """A ship that leaves Anadyr over the meridian of 180 degrees, and is lost for a day."""
    return Track(
        id="t1",
        name="Example Star",
        imo="9074729",
        mmsi="273000001",
        sources=("ais.csv",),
        start="2023-09-12T00:00:00Z",
        end="2023-09-14T00:00:00Z",
        n_points=7,
        length_m=210_000.0,
        parts=(
            TrackPart(
                kind="observed",
                start="2023-09-12T00:00:00Z",
                end="2023-09-12T06:00:00Z",
                duration_s=21_600.0,
                length_m=150_000.0,
                n_points=6,
                path=(((177.5, 64.7), (180.0, 64.5)), ((-180.0, 64.5), (-179.5, 64.4))),
                times=((1694476800, 1694495000), (1694495000, 1694498400)),
            ),
            TrackPart(
                kind="gap",
                start="2023-09-12T06:00:00Z",
                end="2023-09-14T00:00:00Z",
                duration_s=151_200.0,
                length_m=60_000.0,
                n_points=0,
                path=(((-179.5, 64.4), (-178.5, 64.4)),),
                times=((1694498400, 1694649600),),
                label="no signal for 1 d 18 h",
            ),
        ),
        port_calls=(
            PortCall(
                place=ANADYR,
                start="2023-09-12T00:00:00Z",
                end="2023-09-12T01:00:00Z",
                duration_s=3600.0,
                n_points=2,
                open_start=True,
            ),
        ),
        jumps=(
            TrackJump(
                time="2023-09-12T05:00:00Z",
                lon=37.0,
                lat=45.0,
                speed_kn=2_900.0,
                why="possible spoofing",
            ),
        ),
    )


def atlas() -> Atlas:
    """An atlas with every layer, a line and an area across 180 degrees, and missing places."""
    events = _events()
    return Atlas(
        made_with={"geomap": "0"},
        documents=(document(),),
        events=events,
        series=(
            Series(
                id="s1",
                what="boxes",
                unit="boxes",
                points=(
                    SeriesPoint(
                        event="e1", as_of="2023-10-03", value=300, bound="approx", claimant=None
                    ),
                ),
            ),
        ),
        movements=(Movement(id="m1", legs=("e1", "e7")), Movement(id="m2", legs=("e7",))),
        routes=tuple(route_event(each) for each in events),
        tracks=(track(),),
    )
