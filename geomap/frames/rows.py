"""The rows of every layer of an atlas: plain cells and GeoJSON geometries."""

import itertools
import operator
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

import msgspec

from geomap.codec import digest, encode_lines
from geomap.frames.columns import (
    COLUMNS,
    LAYERS,
    Batch,
    Row,
    batched,
    fill_columns,
    make_batch,
    place_cells,
)
from geomap.frames.observed import jump_batches, port_call_batches, track_batches
from geomap.frames.shapes import Areas, Lines, Made, Nowhere, Points
from geomap.records import (
    PLACE_SLOTS,
    Atlas,
    Claim,
    Event,
    EventFlag,
    Flag,
    Item,
    MentionedPlace,
    Place,
    Reading,
    Reason,
    Span,
    Vessel,
)

__all__ = ["event_place", "layer_batches", "layer_rows"]

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


class _EventDetails(msgspec.Struct, omit_defaults=True):
    """What the cells of an event can only name, kept whole."""

    claims: tuple[str, ...] = ()
    vessels: tuple[Vessel, ...] = ()
    origin: Place | None = None
    destination: Place | None = None
    location: Place | None = None
    launch: Place | None = None
    via: tuple[Place, ...] = ()
    origins: tuple[Place, ...] = ()
    flags: tuple[EventFlag, ...] = ()


class _ClaimDetails(msgspec.Struct, omit_defaults=True):
    """What the cells of a claim can only name, kept whole."""

    items: tuple[Item, ...] = ()
    vessels: tuple[Vessel, ...] = ()
    origin: MentionedPlace | None = None
    destination: MentionedPlace | None = None
    location: MentionedPlace | None = None
    launch: MentionedPlace | None = None
    via: tuple[MentionedPlace, ...] = ()
    evidence: tuple[Span, ...] = ()
    reasons: tuple[Reason, ...] = ()
    flags: tuple[Flag, ...] = ()


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
            names = COLUMNS[layer]
            for batch in layer_batches(atlas, layer, size=ROWS_AT_ONCE):
                cells = zip(*fill_columns(layer, batch), strict=True)
                for geometry, row in zip(batch.geometries.features(), cells, strict=True):
                    yield layer, Row(dict(zip(names, row, strict=True)), geometry)


def layer_batches(atlas: Atlas, layer: str, *, size: int) -> Iterator[Batch]:
    """The features of a layer, `size` at a time."""
    makers: dict[str, Callable[[Atlas, int], Iterator[Batch]]] = {
        "documents": _document_batches,
        "mentions": _mention_batches,
        "claims": _claim_batches,
        "events": _event_batches,
        "routes": _route_batches,
        "areas": _area_batches,
        "tracks": track_batches,
        "port_calls": port_call_batches,
        "track_jumps": jump_batches,
    }
    yield from makers[layer](atlas, size)


def _document_batches(atlas: Atlas, size: int) -> Iterator[Batch]:
    for documents in batched(atlas.documents, size):
        yield make_batch(
            documents,
            Nowhere(len(documents)),
            why=["a document is not a place"] * len(documents),
            n_mentions=[len(document.mentions) for document in documents],
            n_claims=[len(document.claims) for document in documents],
        )


def _mention_batches(atlas: Atlas, size: int) -> Iterator[Batch]:
    found = ((document.id, each) for document in atlas.documents for each in document.mentions)
    for part in batched(found, size):
        owners, mentions = [owner for owner, _ in part], [mention for _, mention in part]
        places = [mention.place for mention in mentions]
        spans = [(each.row, each.column, each.start, each.end) for each in mentions]
        rows, columns, starts, ends = zip(*spans, strict=True)
        yield make_batch(
            mentions,
            Points(places),
            why=[each.why or "the name was not resolved to a place" for each in mentions],
            id=[
                "mention:" + digest(owner, *(str(part) for part in span))
                for owner, span in zip(owners, spans, strict=True)
            ],
            document_id=owners,
            char_start=starts,
            char_end=ends,
            table_row=rows,
            table_column=columns,
            **place_cells(places),
        )


def _claim_batches(atlas: Atlas, size: int) -> Iterator[Batch]:
    found = ((document, claim) for document in atlas.documents for claim in document.claims)
    for part in batched(found, size):
        claims = [claim for _, claim in part]
        roles, places = _standing(claims)
        yield make_batch(
            claims,
            Points(places),
            why=[_no_place(claim) for claim in claims],
            document_id=[document.id for document, _ in part],
            killed=[claim.casualties and claim.casualties.killed for claim in claims],
            injured=[claim.casualties and claim.casualties.injured for claim in claims],
            date_edtf=[claim.date for claim in claims],
            place_role=roles,
            where_prec=[claim.place_precision for claim in claims],
            flag_messages=[_messages(claim.flags) for claim in claims],
            evidence=[_evidence(document, claim.evidence) for document, claim in part],
            denial_evidence=[
                _evidence(document, claim.denial_evidence) for document, claim in part
            ],
            details=_details(claims, _ClaimDetails),
            **place_cells(places),
        )


def _event_batches(atlas: Atlas, size: int) -> Iterator[Batch]:
    quotes = {
        claim.id: f"[{document.id}] {quote}"
        for document in atlas.documents
        for claim in document.claims
        if (quote := _evidence(document, claim.evidence))
    }
    series = _members((part.id, [point.event for point in part.points]) for part in atlas.series)
    movements = _members((part.id, part.legs) for part in atlas.movements)
    for events in batched(atlas.events, size):
        roles, places = _standing(events)
        told = ([quotes.get(claim) for claim in event.claims] for event in events)
        yield make_batch(
            events,
            Points(places),
            why=[_no_place(event) for event in events],
            place_role=roles,
            other_origins=[event.origins for event in events],
            n_claims=[len(event.claims) for event in events],
            n_documents=[len(event.documents) for event in events],
            series_id=[series.get(event.id) for event in events],
            movement_id=[movements.get(event.id) for event in events],
            flag_messages=[_messages(event.flags) for event in events],
            evidence=[tuple(filter(None, quoted)) for quoted in told],
            details=_details(events, _EventDetails),
            **place_cells(places),
        )


def _standing(
    events: Sequence[Event] | Sequence[Claim],
) -> tuple[list[str | None], list[Place | None]]:
    """The roles of the places that stand for some events, and the places."""
    found = [event_place(event) or (None, None) for event in events]
    return [role for role, _ in found], [place for _, place in found]


def _members(wholes: Iterable[tuple[str, Iterable[str]]]) -> dict[str, tuple[str, ...]]:
    """Turn wholes with their events into events with the ids of their wholes."""
    found: dict[str, tuple[str, ...]] = {}
    for whole, events in wholes:
        for event in events:
            found[event] = (*found.get(event, ()), whole)
    return found


def _route_batches(atlas: Atlas, size: int) -> Iterator[Batch]:
    events = {event.id: event for event in atlas.events}
    made = Made()  # many events share one way
    found = (
        (route.event, number, leg)
        for route in atlas.routes
        for number, leg in enumerate(route.legs, start=1)
    )
    for part in batched(found, size):
        owners, numbers, legs = zip(*part, strict=True)
        told = [events.get(owner) for owner in owners]
        yield make_batch(
            legs,
            Lines([leg.path for leg in legs], made),
            why=[leg.why for leg in legs],
            id=[f"{owner}:leg{number}" for owner, number, _ in part],
            event_id=owners,
            leg=numbers,
            **{
                name: [getattr(event, name, None) for event in told]
                for name in ("start", "end", "status", "modality", "summary")
            },
        )


def _area_batches(atlas: Atlas, size: int) -> Iterator[Batch]:
    made = Made()  # many events share one circle
    found = ((event, *ends) for event in atlas.events for ends in _places_of(event))
    for part in batched(found, size):
        places = [place for _, _, place in part]
        yield make_batch(
            places,
            Areas(places, made),
            why=["the gazetteer gives no radius for the place"] * len(part),
            id=["area:" + digest(event.id, role, place.id) for event, role, place in part],
            event_id=[event.id for event, _, _ in part],
            place_role=[role for _, role, _ in part],
            where_prec=[_precision(event, role, place) for event, role, place in part],
            **place_cells(places),
        )


def _precision(event: Event, role: str, place: Place) -> int:
    """UCDP where_prec of one of an event's places: the event's own at its own place."""
    own = event.where_prec if event_place(event) == (role, place) else None
    return own or _WHERE_PREC.get(place.kind, 1)


def _places_of(event: Event) -> Iterator[tuple[str, Place]]:
    """Every place of an event with its role there, each once."""
    seen = set()
    ends = ((role, getattr(event, role)) for role in PLACE_SLOTS)
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


def _details(
    records: Sequence[Event] | Sequence[Claim], kind: "type[_EventDetails | _ClaimDetails]"
) -> list[str]:
    """JSON of each record's values that hold other records; what is empty is left out."""
    values = map(operator.attrgetter(*kind.__struct_fields__), records)
    # one call for all is twice as fast as one a record; JSON has no line break within
    return encode_lines(kind(*each) for each in values).decode().split("\n")[:-1]


def _messages(flags: tuple[Flag, ...] | tuple[EventFlag, ...]) -> tuple[str, ...]:
    return tuple(flag.message for flag in flags)
