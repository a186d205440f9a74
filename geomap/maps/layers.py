"""The page's data: an atlas as tables of columns that the page's script reads.

Nothing is computed here that the atlas does not say; places, sources and lines that several
events share are listed once and referred to by their number.
"""

import math
import re
from collections.abc import Iterable, Sequence
from typing import Any

from geomap.basemap import pack_line
from geomap.credits import credits_of, short_credit_of
from geomap.geo import LonLat
from geomap.maps.classes import CARGO, WEAPONS, cargo_class, weapon_classes
from geomap.maps.columns import Table, Texts
from geomap.maps.quotes import quotes_of
from geomap.maps.trails import track_tables
from geomap.records import Atlas, Claim, Event, Item, Leg, Place, Reading, Series
from geomap.routes.direct import is_wide
from geomap.shipnames import ship_words

__all__ = ["PATH_SCALE", "page_tables"]

PATH_SCALE = 10_000  # lines are drawn to a grid of 0.0001 degrees, 11 m
# Lines of more vertices than this are drawn to 2 km, as the background is: those of 100,000
# synthetic events take 2 MB then instead of 5 (tests/bench/bench_map.py).
MANY_VERTICES = 200_000
THINNED_DEG = 0.02
MODEST_RADIUS_M = 500_000  # a larger circle covers half the picture and tells nothing
MODES = ("sea", "rail", "road", "air")

# What a leg's `why` begins with and its certainty says as well
_CERTAINTY = re.compile(r"\Aplausible route, computed(?:, not a track)?[:;,]? *")

PLACES = {
    "id": "text", "name": "text", "lat": "number", "lon": "number", "country": "text",
    "kind": "text", "also": "text", "radius": "count", "wide": "count",
}  # fmt: skip
SOURCES = {
    "id": "text", "title": "text", "publisher": "text", "date": "text", "dateFrom": "text",
    "url": "text", "file": "text", "notes": "texts",
}  # fmt: skip
EVENTS = {
    "id": "text", "kind": "code:transfer strike", "what": "text", "summary": "text",
    "start": "day", "end": "day", "edtf": "text", "best": "number", "low": "number",
    "high": "number", "unit": "text", "killedLow": "count", "killedHigh": "count",
    "injuredLow": "count", "injuredHigh": "count",
    "status": "code:confirmed asserted alleged denied",
    "modality": "code:occurred planned negotiating hypothetical negated",
    "modes": "ints", "weapons": "ints", "cargo": f"code:{' '.join(CARGO)}", "ships": "texts",
    "weapon": "text", "supplier": "text", "recipient": "text", "attacker": "text", "who": "texts",
    "denied": "texts", "prec": "count", "merged": "text", "journey": "ref", "flags": "refs",
    "sources": "refs", "claims": "refs", "legs": "refs", "from": "ref", "to": "ref", "at": "ref",
    "launch": "ref", "via": "refs", "others": "refs", "sightings": "refs",
    "off": "code:on unplaced unusable",
}  # fmt: skip
# What mostly is the same: one day, an exact count
LIKE = {"end": "start", "low": "best", "high": "best", "killedHigh": "killedLow",
        "injuredHigh": "injuredLow"}  # fmt: skip
CLAIMS = {
    "source": "ref", "who": "text", "through": "text", "said": "text", "when": "text",
    "date": "text", "status": "code:confirmed asserted alleged denied",
    "modality": "code:occurred planned negotiating hypothetical negated",
    "items": "texts", "quotes": "texts", "marks": "ints", "denials": "texts",
}  # fmt: skip
LEGS = {
    "mode": "code:none sea rail road air", "km": "count", "hours": "number", "hoursLow": "number",
    "hoursHigh": "number", "plausible": "ints", "certainty": "text",
    "router": "text", "why": "text", "path": "ref", "ends": "text",
}  # fmt: skip

Values = dict[str, Any]


class _Numbered:
    """Rows of a table listed once, by key."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self._index: dict[object, int] = {}

    def add(self, key: object, **values: Any) -> int:
        """Number of the row called `key`, which is added the first time."""
        number = self._index.get(key)
        if number is None:
            number = self._index[key] = self.table.add(**values)
        return number

    def known(self, key: object) -> int | None:
        """Number of the row called `key`, if it is there."""
        return self._index.get(key)


def _reason(leg: Leg) -> str | None:
    """How a leg was found, without what its certainty says already, its passages as words."""
    why = _CERTAINTY.sub("", leg.why) if leg.certainty == "computed" else leg.why
    for name in leg.passages:
        why = re.sub(rf"\b{re.escape(name)}\b", name.replace("_", " ").title(), why, count=1)
    return why


def _without_none(values: Values) -> Values:
    return {k: v for k, v in values.items() if v is not None and v not in ([], "")}


def _has_circle(place: Place) -> bool:
    """Whether a circle says where the true spot may lie; of a country its borders do."""
    return 0 < place.radius_m <= MODEST_RADIUS_M and place.kind != "country"


def _is_drawable(place: Place) -> bool:
    return math.isfinite(place.lat) and math.isfinite(place.lon) and abs(place.lat) <= 90


def _goods(items: Iterable[Item]) -> list[str]:
    """Goods of a claim, each with the quantity in the source's own words.

    A bare number has its unit put behind it: "30,000" of "30,000 tonnes of diesel", or a cell's.
    """
    words = []
    for item in items:
        text, unit = (item.quantity.text, item.quantity.unit) if item.quantity else ("", None)
        if unit and unit not in item.what and text and not any(map(str.isalpha, text)):
            text = f"{text} {unit} of"
        words.append(f"{text} {item.what}" if text and item.what not in text else text or item.what)
    return words


def _hours(seconds: float | None) -> float | None:
    found = _finite(seconds)
    return None if found is None else round(found / 3600, 1)


def _thinned(part: Sequence[LonLat]) -> Any:
    """A line without the vertices that lie within `THINNED_DEG` of the rest."""
    import numpy as np
    import shapely

    if len(part) < 3:
        return part
    line = shapely.simplify(shapely.linestrings(np.array(part)), THINNED_DEG)
    return shapely.get_coordinates(line)


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


class _Builder:
    """Fills the tables; collects what events share while they are added one by one."""

    def __init__(self, atlas: Atlas) -> None:
        self.texts = Texts()
        self.events = Table(self.texts, EVENTS, like=LIKE)
        self.claims = Table(self.texts, CLAIMS)
        self.legs = _Numbered(Table(self.texts, LEGS))
        self.sources = Table(self.texts, SOURCES)
        self.places = _Numbered(Table(self.texts, PLACES))
        self.paths = _Numbered(Table(self.texts, {"lines": "texts"}))
        self.flags = _Numbered(Table(self.texts, {"code": "text", "message": "text"}))
        self.sightings = Table(self.texts, {"track": "ref", "verdict": "text", "text": "text"})
        self.track_of = {track.id: n for n, track in enumerate(atlas.tracks)}
        self.journeys = Table(self.texts, {"events": "refs"})
        self.readings = atlas.documents
        self.source_of = {r.id: number for number, r in enumerate(atlas.documents)}
        self.claim_of = {c.id: (c, n) for n, r in enumerate(atlas.documents) for c in r.claims}
        self.legs_of = {route.event: route.legs for route in atlas.routes}
        vertices = (len(p) for r in atlas.routes for leg in r.legs for p in leg.path or ())
        self.is_thinned = sum(vertices) > MANY_VERTICES
        numbers = {event.id: n for n, event in enumerate(atlas.events)}
        self.journey_of: dict[str, int] = {}
        for movement in atlas.movements:
            members = [numbers[leg] for leg in movement.legs if leg in numbers]
            if len(members) > 1:
                row = self.journeys.add(events=members)
                self.journey_of.update(dict.fromkeys(movement.legs, row))

    def place(self, place: Place | None) -> int | None:
        """Number of a place; None where there is none, or none that can be drawn."""
        if place is None:
            return None
        key = (place.id, place.lat, place.lon, place.name)
        number = self.places.known(key)
        if number is not None or not _is_drawable(place):
            return number
        return self.places.add(
            key,
            id=place.id,
            name=place.name,
            also=place.also or None,
            lat=round(place.lat, 5),
            lon=round(place.lon, 5),
            country=place.country,
            kind=place.kind,
            radius=int(place.radius_m) if _has_circle(place) else None,
            wide=1 if is_wide(place) else None,
        )

    def place_list(self, places: Iterable[Place]) -> list[int]:
        """Numbers of several places."""
        return [n for n in (self.place(p) for p in places) if n is not None]

    def source(self, reading: Reading) -> None:
        """One report."""
        self.sources.add(
            id=reading.id,
            title=reading.title or reading.id,
            publisher=reading.publisher,
            date=reading.published,
            dateFrom=reading.published_from,
            url=reading.url,
            file=reading.source,
            notes=reading.notes,
        )

    def claim(self, claim: Claim, source: int) -> int:
        """One claim with its quotes."""
        quotes, marks, denials = quotes_of(claim, self.readings[source])
        return self.claims.add(
            source=source,
            who=claim.claimant,
            through=claim.reported_by,
            said=claim.said,
            when=claim.date_text,
            date=claim.date,
            status=claim.status,
            modality=claim.modality,
            items=_goods(claim.items),
            quotes=quotes,
            marks=marks,
            denials=denials,
        )

    def path(self, leg: Leg) -> int | None:
        """Number of a leg's line, packed; thinned out where the atlas has very many."""
        if not leg.path:
            return None
        number = self.paths.known(leg.path)
        if number is None:
            parts: list[Sequence[LonLat]] = [part for part in leg.path if part]
            if self.is_thinned:
                parts = [_thinned(part) for part in parts]
            lines = [pack_line(part, scale=PATH_SCALE) for part in parts]
            number = self.paths.add(leg.path, lines=lines)
        return number

    def leg(self, leg: Leg, *, named: bool = False) -> int:
        """Number of a leg; it is `named` by its ends where a journey has several."""
        length = _finite(leg.length_m)
        values = {
            "mode": leg.mode or "none",
            "km": None if length is None else round(length / 1000),
            "hours": _hours(leg.duration_s),
            "hoursLow": _hours(leg.duration_low_s),
            "hoursHigh": _hours(leg.duration_high_s),
            "plausible": tuple(MODES.index(mode) for mode in leg.plausible_modes),
            "certainty": leg.certainty,
            "router": leg.router,
            "why": _reason(leg),
            "path": self.path(leg),
            "ends": f"{leg.from_name} → {leg.to_name}" if named and leg.from_name else None,
        }
        return self.legs.add(tuple(values.values()), **values)

    def route(self, event: str) -> list[int]:
        """Numbers of the legs of an event."""
        legs = self.legs_of.get(event, ())
        return [self.leg(leg, named=len(legs) > 1) for leg in legs]

    def event(self, event: Event) -> None:
        """One event with its claims and legs."""
        told = [self.claim_of[c] for c in event.claims if c in self.claim_of]
        sources = {self.source_of[d] for d in event.documents if d in self.source_of}
        classes = weapon_classes(event)
        self.events.add(
            id=event.id,
            kind=event.kind,
            what=event.what,
            summary=event.summary or event.what,
            start=event.start,
            end=event.end,
            edtf=event.date_edtf,
            low=_finite(event.low),
            best=_finite(event.best),
            high=_finite(event.high),
            unit=event.unit,
            killedLow=event.killed_low,
            killedHigh=event.killed_high,
            injuredLow=event.injured_low,
            injuredHigh=event.injured_high,
            status=event.status,
            modality=event.modality,
            modes=[MODES.index(mode) for mode in event.mode],
            weapons=[WEAPONS.index(name) for name in classes],
            cargo=cargo_class([event.what]) if event.kind == "transfer" else "unknown",
            ships=[ship_words(v) for v in event.vessels],
            weapon=event.weapon,
            supplier=event.supplier,
            recipient=event.recipient,
            attacker=event.attacker,
            who=event.claimants,
            denied=event.denied_by,
            prec=event.where_prec,
            merged=event.why_merged,
            journey=self.journey_of.get(event.id),
            flags=[self.flag(f.code, f.message) for f in event.flags],
            sources=sorted(sources | {n for _, n in told}),
            claims=[self.claim(c, n) for c, n in told],
            legs=self.route(event.id),
            sightings=[
                self.sightings.add(track=self.track_of.get(s.track), verdict=s.verdict, text=s.text)
                for s in event.sightings
            ],
            **self.ends(event),
        )

    def flag(self, code: str, message: str) -> int:
        """Number of a flag."""
        return self.flags.add((code, message), code=code, message=message)

    def ends(self, event: Event) -> Values:
        """Numbers of the event's places, and why it is not on the map if it is not."""
        ends: Values = {
            "from": self.place(event.origin),
            "to": self.place(event.destination),
            "at": self.place(event.location),
            "launch": self.place(event.launch),
            "via": self.place_list(event.via),
            "others": self.place_list(event.origins),
        }
        named = [event.origin, event.destination, event.location, event.launch, *event.via]
        nowhere = all(ends[k] in (None, []) for k in ("from", "to", "at", "launch", "via"))
        ends["off"] = ("unusable" if any(named) else "unplaced") if nowhere else "on"
        return ends

    def tables(self) -> dict[str, Table]:
        """All tables by name."""
        return {
            "events": self.events,
            "claims": self.claims,
            "legs": self.legs.table,
            "places": self.places.table,
            "paths": self.paths.table,
            "flags": self.flags.table,
            "journeys": self.journeys,
            "sources": self.sources,
            "sightings": self.sightings,
        }


def _series_values(series: Series) -> Values:
    points = [
        _without_none(
            {
                "event": point.event,
                "asOf": point.as_of,
                "value": point.value,
                "bound": point.bound,
                "who": point.claimant,
            }
        )
        for point in series.points
        if math.isfinite(point.value)
    ]
    return {"id": series.id, "what": series.what, "unit": series.unit, "points": points}


def page_tables(atlas: Atlas) -> tuple[Values, dict[str, Table], Texts]:
    """Everything that the page shows of an atlas.

    Returns
    -------
    head : dict
        Plain values: what made the atlas, credits, series.
    tables : dict of str to Table
        `events` in the atlas's order and what they refer to by number: `claims`, `legs`,
        `places` ((lon, lat) degrees), `paths` (packed lines, `basemap.pack_line`), `flags`,
        `journeys`, `sources`, `sightings`, and those of `track_tables`.
    texts : Texts
        The texts that the tables share.
    """
    builder = _Builder(atlas)
    for reading in atlas.documents:
        builder.source(reading)
    for event in atlas.events:
        builder.event(event)
    trails = track_tables(atlas.tracks, builder.texts, scale=PATH_SCALE, place=builder.place)
    head = {
        "made": {k: v for k, v in sorted(atlas.made_with.items()) if isinstance(v, str)},
        "credits": credits_of(atlas),
        "credit": short_credit_of(atlas),
        "scale": PATH_SCALE,
        "thinned": builder.is_thinned,
        "series": [_series_values(s) for s in atlas.series],
    }
    return head, builder.tables() | trails, builder.texts
