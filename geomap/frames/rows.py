"""The rows of every layer of an atlas: plain cells and GeoJSON geometries."""

import itertools
import operator
from collections.abc import Callable, Collection, Iterable, Iterator

from geomap.codec import digest, encode
from geomap.frames.columns import (
    COLUMNS,
    LAYERS,
    Feature,
    Row,
    fill_columns,
    make_feature,
    place_cells,
)
from geomap.frames.observed import jump_features, port_call_features, track_features
from geomap.frames.shapes import Geometry, circle, line, point
from geomap.records import Atlas, Claim, Event, EventFlag, Flag, Place, Reading, Span

__all__ = ["event_place", "feature_batches", "layer_rows"]

ROWS_AT_ONCE = 100  # 30,000 events in 0.59-0.64 s; 30 at once 0.69-0.90, 1000 0.68-0.91

# Where a place stands beside the event's own: the precision (UCDP GED, where_prec) of its kind
_WHERE_PREC = {
    "admin2": 3,
    "admin1": 4,
    "region": 5,
    "river": 5,
    "strait": 5,
    "country": 6,
    "sea": 7,
}
_ENDS = ("origin", "destination", "location", "launch")
# What a cell can only name is kept whole in `details`
_NESTED_IN_EVENTS = ("claims", "vessels", *_ENDS, "via", "origins", "flags")
_NESTED_IN_CLAIMS = ("items", "vessels", *_ENDS, "via", "evidence", "reasons", "flags")


def event_place(event: Event | Claim) -> tuple[str, Place] | None:
    """Choose the place that stands for an event on a map, and say its role there.

    A strike stands at the place hit; a transfer at its destination, else at its origin. None
    where the text names neither.
    """
    if event.kind == "strike":
        return ("location", event.location) if event.location else None
    if event.destination:
        return "destination", event.destination
    return ("origin", event.origin) if event.origin else None


def layer_rows(atlas: Atlas, *, layers: Collection[str] = LAYERS) -> Iterator[tuple[str, Row]]:
    """Every feature of the layers asked for, as (layer, row), in the order of `LAYERS`.

    Cells are text, numbers, booleans or None; dates are ISO 8601 text; lists are joined with
    "; ". A row without a geometry says why in `no_geometry`; it is never left out.
    """
    for layer in LAYERS:
        if layer in layers:
            for features in feature_batches(atlas, layer, size=ROWS_AT_ONCE):
                cells = zip(*fill_columns(layer, features), strict=True)
                for feature, row in zip(features, cells, strict=True):
                    yield layer, Row(dict(zip(COLUMNS[layer], row, strict=True)), feature.geometry)


def feature_batches(atlas: Atlas, layer: str, *, size: int) -> Iterator[list[Feature]]:
    """The features of a layer, `size` at a time: columns are filled faster than rows."""
    makers: dict[str, Callable[[Atlas], Iterator[Feature]]] = {
        "documents": _document_features,
        "mentions": _mention_features,
        "claims": _claim_features,
        "events": _event_features,
        "routes": _route_features,
        "areas": _area_features,
        "tracks": track_features,
        "port_calls": port_call_features,
        "track_jumps": jump_features,
    }
    features = makers[layer](atlas)
    while batch := list(itertools.islice(features, size)):
        yield batch


def _document_features(atlas: Atlas) -> Iterator[Feature]:
    for document in atlas.documents:
        yield make_feature(
            document,
            None,
            why="a document is not a place",
            n_mentions=len(document.mentions),
            n_claims=len(document.claims),
        )


def _mention_features(atlas: Atlas) -> Iterator[Feature]:
    for document in atlas.documents:
        for mention in document.mentions:
            span = (mention.row, mention.column, mention.start, mention.end)
            yield make_feature(
                mention,
                point(mention.place),
                why=mention.why or "the name was not resolved to a place",
                id="mention:" + digest(document.id, *(str(part) for part in span)),
                document_id=document.id,
                char_start=mention.start,
                char_end=mention.end,
                table_row=mention.row,
                table_column=mention.column,
                **place_cells(mention.place),
            )


def _claim_features(atlas: Atlas) -> Iterator[Feature]:
    for document in atlas.documents:
        for claim in document.claims:
            role, place = event_place(claim) or (None, None)
            yield make_feature(
                claim,
                point(place),
                why=_no_place(claim),
                document_id=document.id,
                killed=claim.casualties and claim.casualties.killed,
                injured=claim.casualties and claim.casualties.injured,
                date_edtf=claim.date,
                place_role=role,
                where_prec=claim.place_precision,
                flag_messages=_messages(claim.flags),
                evidence=_evidence(document, claim.evidence),
                denial_evidence=_evidence(document, claim.denial_evidence),
                details=_details(claim, _NESTED_IN_CLAIMS),
                **place_cells(place),
            )


def _event_features(atlas: Atlas) -> Iterator[Feature]:
    quotes = {
        claim.id: (document.id, _evidence(document, claim.evidence))
        for document in atlas.documents
        for claim in document.claims
    }
    series = _members((part.id, [point.event for point in part.points]) for part in atlas.series)
    movements = _members((part.id, part.legs) for part in atlas.movements)
    for event in atlas.events:
        role, place = event_place(event) or (None, None)
        told = (quotes[claim] for claim in event.claims if claim in quotes)
        yield make_feature(
            event,
            point(place),
            why=_no_place(event),
            place_role=role,
            other_origins=event.origins,
            n_claims=len(event.claims),
            n_documents=len(event.documents),
            series_id=series.get(event.id),
            movement_id=movements.get(event.id),
            flag_messages=_messages(event.flags),
            evidence=tuple(f"[{source}] {quote}" for source, quote in told if quote),
            details=_details(event, _NESTED_IN_EVENTS),
            **place_cells(place),
        )


def _members(wholes: Iterable[tuple[str, Iterable[str]]]) -> dict[str, tuple[str, ...]]:
    """Turn wholes with their events into events with the ids of their wholes."""
    found: dict[str, tuple[str, ...]] = {}
    for whole, events in wholes:
        for event in events:
            found[event] = (*found.get(event, ()), whole)
    return found


def _route_features(atlas: Atlas) -> Iterator[Feature]:
    events = {event.id: event for event in atlas.events}
    lines: dict[int, Geometry | None] = {}  # many events share one way
    for route in atlas.routes:
        event = events.get(route.event)
        about = {
            name: getattr(event, name) if event else None
            for name in ("start", "end", "status", "modality", "summary")
        }
        for number, leg in enumerate(route.legs, start=1):
            if id(leg.path) not in lines:
                lines[id(leg.path)] = line(leg.path)
            yield make_feature(
                leg,
                lines[id(leg.path)],
                why=leg.why,
                id=f"{route.event}:leg{number}",
                event_id=route.event,
                leg=number,
                **about,
            )


def _area_features(atlas: Atlas) -> Iterator[Feature]:
    circles: dict[tuple[float, float, int], Geometry] = {}
    for event in atlas.events:
        own = event_place(event)
        for role, place in _places_of(event):
            spot = (place.lon, place.lat, place.radius_m)
            if spot not in circles and place.radius_m > 0:
                circles[spot] = circle(*spot)
            prec = event.where_prec if own == (role, place) else None
            yield make_feature(
                place,
                circles.get(spot),
                why="the gazetteer gives no radius for the place",
                id="area:" + digest(event.id, role, place.id),
                event_id=event.id,
                place_role=role,
                where_prec=prec or _WHERE_PREC.get(place.kind, 1),
                **place_cells(place),
            )


def _places_of(event: Event) -> Iterator[tuple[str, Place]]:
    """Every place of an event with its role there, each once."""
    seen = set()
    ends = ((role, getattr(event, role)) for role in _ENDS)
    for role, place in itertools.chain(ends, (("via", place) for place in event.via)):
        if place is not None and (role, place.id) not in seen:
            seen.add((role, place.id))
            yield role, place


def _no_place(event: Event | Claim) -> str:
    if event.kind == "strike":
        return "the place that was hit is not named or not known"
    return "neither origin nor destination is named or known"


def _evidence(document: Reading, spans: tuple[Span, ...]) -> str | None:
    """Quote the words on one line; of a table, name the row."""
    quotes: list[str] = []
    for span in spans:
        if isinstance(span.text, str):
            quotes.append(" ".join(span.text.split()))
        elif isinstance(span.start, int) and isinstance(span.end, int):
            quotes.append(" ".join(document.text[span.start : span.end].split()))
        elif isinstance(span.row, int):
            quotes.append(f"row {span.row}")
    return " … ".join(quotes) or None


def _details(record: Event | Claim, names: tuple[str, ...]) -> str:
    """JSON of the record's values that hold other records; what is empty is left out."""
    values = zip(names, operator.attrgetter(*names)(record), strict=True)
    return encode({name: value for name, value in values if value}).decode()


def _messages(flags: tuple[Flag, ...] | tuple[EventFlag, ...]) -> tuple[str, ...]:
    return tuple(flag.message for flag in flags)
