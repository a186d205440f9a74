"""The page's data: an atlas as plain values that the page's script draws.

Nothing is computed here that the atlas does not say; places, sources and lines that several
events share are listed once and referred to by their number.
"""

import math
from collections.abc import Iterable
from typing import Any

from geomap.basemap import pack_line
from geomap.credits import credits_of, short_credit_of
from geomap.maps.words import amount_words, date_words, item_words, toll_words
from geomap.records import Atlas, Claim, Event, Leg, Movement, Place, Reading, Series, Span

__all__ = ["PATH_SCALE", "page_data"]

PATH_SCALE = 10_000  # lines are drawn to a grid of 0.0001 degrees, 11 m
MODEST_RADIUS_M = 500_000  # a larger circle covers half the picture and tells nothing
WIDE_KINDS = frozenset({"admin1", "country", "region", "sea"})

Values = dict[str, Any]


class _Numbered:
    """Values listed once, by key."""

    def __init__(self) -> None:
        self.values: list[Any] = []
        self._index: dict[object, int] = {}

    def add(self, key: object, value: Any) -> int:
        """Number of the value called `key`, which is added the first time."""
        if key not in self._index:
            self._index[key] = len(self.values)
            self.values.append(value)
        return self._index[key]


def _without_none(values: Values) -> Values:
    """Leave out what is unknown or empty: the file is shorter, the script sees undefined."""
    return {k: v for k, v in values.items() if v is not None and v not in ([], "")}


def _is_drawable(place: Place) -> bool:
    return math.isfinite(place.lat) and math.isfinite(place.lon) and abs(place.lat) <= 90


def _place_values(place: Place) -> Values:
    radius = place.radius_m if 0 < place.radius_m <= MODEST_RADIUS_M else None
    wide = place.kind in WIDE_KINDS
    return _without_none(
        {
            "id": place.id,
            "name": place.name,
            "lat": round(place.lat, 5),
            "lon": round(place.lon, 5),
            "country": place.country,
            "kind": place.kind,
            "radius": radius,
            "wide": wide or None,
        }
    )


def _span_words(span: Span, reading: Reading) -> str | None:
    """The quoted text: of a span, or of the whole row of a table."""
    if isinstance(span.text, str):
        return span.text
    if isinstance(span.start, int) and isinstance(span.end, int):
        return reading.text[span.start : span.end]
    if isinstance(span.row, int):
        rows = reading.table.rows if reading.table else ()
        if reading.table and 1 <= span.row <= len(rows):
            cells = zip(reading.table.columns, rows[span.row - 1], strict=False)
            told = "; ".join(f"{column}: {cell}" for column, cell in cells if cell)
            return f"row {span.row}: {told}"
        return f"row {span.row}"
    return None


def _quotes(spans: Iterable[Span], reading: Reading) -> list[str]:
    words = [_span_words(span, reading) for span in spans]
    return list(dict.fromkeys(w for w in words if w))


def _claim_values(claim: Claim, reading: Reading, source: int) -> Values:
    return _without_none(
        {
            "source": source,
            "who": claim.claimant,
            "through": claim.reported_by,
            "said": date_words(claim.said),
            "when": claim.date_text,
            "status": claim.status,
            "modality": claim.modality,
            "items": item_words(claim.items),
            "quotes": _quotes(claim.evidence, reading),
            "denials": _quotes(claim.denial_evidence, reading),
        }
    )


def _source_values(reading: Reading) -> Values:
    return _without_none(
        {
            "id": reading.id,
            "title": reading.title or reading.id,
            "publisher": reading.publisher,
            "date": date_words(reading.published),
            "dateFrom": reading.published_from,
            "url": reading.url,
            "file": reading.source,
            "notes": list(reading.notes),
        }
    )


def _series_values(series: Series) -> Values:
    points = [
        _without_none(
            {
                "event": point.event,
                "asOf": point.as_of,
                "when": date_words(point.as_of),
                "value": point.value,
                "bound": point.bound,
                "who": point.claimant,
            }
        )
        for point in series.points
    ]
    return {"id": series.id, "what": series.what, "unit": series.unit, "points": points}


class _Builder:
    """Collects what events share while they are turned into values one by one."""

    def __init__(self, atlas: Atlas) -> None:
        self.places = _Numbered()
        self.paths = _Numbered()
        self.readings = atlas.documents
        self.sources = {r.id: number for number, r in enumerate(atlas.documents)}
        self.claims = {c.id: (c, n) for n, r in enumerate(atlas.documents) for c in r.claims}
        self.legs = {route.event: route.legs for route in atlas.routes}
        self.journeys = _journeys(atlas.movements)

    def place(self, place: Place | None) -> int | None:
        """Number of a place; None where there is none, or none that can be drawn."""
        if place is None or not _is_drawable(place):
            return None
        values = _place_values(place)
        key = (place.id, values["lat"], values["lon"], place.name)
        return self.places.add(key, values)

    def place_list(self, places: Iterable[Place]) -> list[int]:
        """Numbers of several places."""
        return [n for n in (self.place(p) for p in places) if n is not None]

    def leg(self, leg: Leg) -> Values:
        """One leg, its line packed."""
        packed = None
        if leg.path:
            packed = [pack_line(part, scale=PATH_SCALE) for part in leg.path if part]
        return _without_none(
            {
                "mode": leg.mode,
                "km": None if leg.length_m is None else round(leg.length_m / 1000),
                "hours": None if leg.duration_s is None else round(leg.duration_s / 3600, 1),
                "certainty": leg.certainty,
                "router": leg.router,
                "why": leg.why,
                "path": self.paths.add(tuple(packed), packed) if packed else None,
            }
        )

    def event(self, event: Event) -> Values:
        """One event as values."""
        told = [self.claims[c] for c in event.claims if c in self.claims]
        claims = [_claim_values(c, self.readings[n], n) for c, n in told]
        sources = {self.sources[d] for d in event.documents if d in self.sources}
        values = {
            "id": event.id,
            "kind": event.kind,
            "what": event.what,
            "summary": event.summary or event.what,
            "start": event.start,
            "end": event.end,
            "when": date_words(event.date_edtf),
            "amount": amount_words(event),
            "toll": toll_words(event),
            "status": event.status,
            "modality": event.modality,
            "modes": list(event.mode),
            "ships": [_ship_words(v.name, v.imo) for v in event.vessels],
            "weapon": event.weapon,
            "supplier": event.supplier,
            "recipient": event.recipient,
            "attacker": event.attacker,
            "who": list(event.claimants),
            "denied": list(event.denied_by),
            "prec": event.where_prec,
            "why": event.why_merged,
            "journey": self.journeys.get(event.id),
            "flags": [{"code": f.code, "message": f.message} for f in event.flags],
            "sources": sorted(sources | {n for _, n in told}),
            "claims": claims,
            "legs": [self.leg(leg) for leg in self.legs.get(event.id, ())],
        }
        return _without_none(values | self.ends(event))

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
        if all(ends[k] in (None, []) for k in ("from", "to", "at", "launch", "via")):
            ends["off"] = (
                "its place has no usable coordinates"
                if any(named)
                else "the reports name no place for it that could be found"
            )
        return ends


def _ship_words(name: str, imo: str | None) -> str:
    return f"{name} (IMO {imo})" if imo else name


def _journeys(movements: Iterable[Movement]) -> dict[str, list[str]]:
    """For each event the events of the journey that it is a leg of, in order."""
    return {leg: list(m.legs) for m in movements if len(m.legs) > 1 for leg in m.legs}


def page_data(atlas: Atlas, *, title: str, about: str | None = None) -> Values:
    """Everything that the page shows of an atlas, as JSON values.

    Parameters
    ----------
    atlas : Atlas
    title, about : str
        Heading of the page and a line under it.

    Returns
    -------
    dict
        `events` in the atlas's order; `places`, `paths` and `sources` are referred to by number;
        a path is a list of packed lines (`basemap.pack_line`, (lon, lat), `scale`).
    """
    builder = _Builder(atlas)
    events = [builder.event(event) for event in atlas.events]
    return _without_none(
        {
            "title": title,
            "about": about,
            "made": {k: v for k, v in sorted(atlas.made_with.items()) if isinstance(v, str)},
            "credits": credits_of(atlas),
            "credit": short_credit_of(atlas),
            "scale": PATH_SCALE,
            "sources": [_source_values(r) for r in atlas.documents],
            "places": builder.places.values,
            "paths": builder.paths.values,
            "series": [_series_values(s) for s in atlas.series],
        }
    ) | {"events": events}
