"""The atlas as layers: rows for every export, GeoDataFrames for Python users.

`layer_rows` gives plain records and is all that the text formats need; `to_frames` makes
GeoDataFrames of the same rows. A column is named and typed once, here.
"""

import itertools
import operator
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from msgspec import UNSET

from geomap import geo
from geomap.codec import digest
from geomap.records import (
    Atlas,
    Claim,
    Event,
    EventFlag,
    Flag,
    Item,
    Leg,
    Mention,
    MentionedPlace,
    Place,
    Reading,
    Route,
    Span,
    Vessel,
)

if TYPE_CHECKING:
    import geopandas

__all__ = ["COLUMNS", "DTYPES", "LAYERS", "Row", "event_place", "layer_rows", "to_frames"]

Cell: TypeAlias = str | int | float | bool | None
Geometry: TypeAlias = dict[str, Any]  # a GeoJSON geometry

SEPARATOR = "; "  # between the values of a cell that holds several
DECIMALS = 6  # 0.1 m; RFC 7946, section 11.2, gives no reason for more
HALF_TURN = 180.0  # degrees of longitude
CIRCLE_POINTS = 64  # the polygon covers 99.8 % of its circle: 32 sin(pi / 32) / pi


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


COLUMNS: dict[str, tuple[str, ...]] = {
    "documents": _names(
        """id source title publisher published published_from url language text_sha256
        n_mentions n_claims notes no_geometry"""
    ),
    "mentions": _names(
        """id document_id text char_start char_end table_row table_column role
        place_id place_name place_kind country radius_m score rivals why no_geometry"""
    ),
    "claims": _names(
        """id document_id kind what plover items mode vessels origin destination via location
        launch weapon killed injured supplier recipient attacker date_edtf date_text date_prec
        said claimant reported_by status modality denied_by cumulative background
        place_role place_id place_name place_kind country radius_m where_prec
        flags flag_messages evidence no_geometry"""
    ),
    "events": _names(
        """id kind what summary start end date_edtf date_prec status modality
        low best high unit killed_low killed_high injured_low injured_high
        supplier recipient attacker weapon mode vessels origin destination via location launch
        place_role place_id place_name place_kind country radius_m where_prec
        claimants denied_by n_claims n_documents documents
        flags flag_messages why_merged evidence no_geometry"""
    ),
    "routes": _names(
        """id event_id leg from_name to_name mode router length_m duration_s certainty why
        start end status modality summary no_geometry"""
    ),
    "areas": _names(
        """id event_id place_role place_id place_name place_kind country radius_m where_prec
        no_geometry"""
    ),
}
LAYERS = tuple(COLUMNS)

# Every other column is text. A name means the same, and has the same type, in every layer.
DTYPES: dict[str, str] = {
    **dict.fromkeys(
        _names(
            """n_mentions n_claims n_documents char_start char_end table_row radius_m leg
            killed injured killed_low killed_high injured_low injured_high date_prec where_prec"""
        ),
        "Int64",
    ),
    **dict.fromkeys(_names("score low best high length_m duration_s"), "Float64"),
    **dict.fromkeys(_names("cumulative background"), "boolean"),
}
_CASTS: dict[str, Callable[[Any], Cell]] = {"Int64": int, "Float64": float, "boolean": bool}

# UCDP where_prec of a place that stands beside the event's own (GED codebook 25.1, where_prec)
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


class Row(NamedTuple):
    """One feature of a layer: its cells by column, and a GeoJSON geometry or None."""

    cells: dict[str, Cell]
    geometry: Geometry | None


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


def layer_rows(atlas: Atlas) -> Iterator[tuple[str, Row]]:
    """Every feature of every layer, as (layer, row), in the order of `LAYERS`.

    Cells are text, numbers, booleans or None; dates are ISO 8601 text; lists are joined with
    "; ". A row without a geometry says why in `no_geometry`; it is never left out.
    """
    claims = {claim.id: (doc, claim) for doc in atlas.documents for claim in doc.claims}
    events = {event.id: event for event in atlas.events}
    for document in atlas.documents:
        yield "documents", _document_row(document)
    for document in atlas.documents:
        for mention in document.mentions:
            yield "mentions", _mention_row(document, mention)
    for document, claim in claims.values():
        yield "claims", _claim_row(document, claim)
    for event in atlas.events:
        told = [claims[claim] for claim in event.claims if claim in claims]
        yield "events", _event_row(event, told)
    for route in atlas.routes:
        for row in _route_rows(route, events.get(route.event)):
            yield "routes", row
    circles: dict[tuple[float, float, int], Geometry] = {}
    for event in atlas.events:
        for role, place in _places_of(event):
            yield "areas", _area_row(event, role, place, circles)


def to_frames(atlas: Atlas) -> "dict[str, geopandas.GeoDataFrame]":
    """Make GeoDataFrames of the atlas, one a layer, in WGS 84 (EPSG:4326).

    Parameters
    ----------
    atlas : Atlas
        As `geomap extract -o atlas.json` keeps it.

    Returns
    -------
    dict of str to GeoDataFrame
        `documents` (no geometry), `mentions`, `claims`, `events` (points), `routes` (lines)
        and `areas` (circles of uncertainty). Columns are always there, in one order, and of
        nullable types: text, Int64, Float64, boolean. Geometries are (lon, lat) degrees, cut
        at 180 degrees.
    """
    import geopandas
    import pandas as pd
    from shapely.geometry import shape

    rows: dict[str, list[Row]] = {layer: [] for layer in LAYERS}
    for layer, row in layer_rows(atlas):
        rows[layer].append(row)
    frames = {}
    for layer, found in rows.items():
        columns = {
            name: pd.array([row.cells[name] for row in found], dtype=DTYPES.get(name, "string"))
            for name in COLUMNS[layer]
        }
        shapes = [shape(row.geometry) if row.geometry else None for row in found]
        frames[layer] = geopandas.GeoDataFrame(columns, geometry=shapes, crs="EPSG:4326")
    return frames


# ---- cells ----


def _ship(vessel: Vessel) -> str:
    return f"{vessel.name} (IMO {vessel.imo})" if vessel.imo else vessel.name


def _goods(item: Item) -> str:
    return f"{item.what}: {item.quantity.text}" if item.quantity else item.what


# How a record that stands in another one's slot is told in a cell
_LABELS: dict[type, Callable[[Any], str]] = {
    Place: operator.attrgetter("name"),
    MentionedPlace: operator.attrgetter("name"),
    Vessel: _ship,
    Item: _goods,
    Flag: operator.attrgetter("code"),
    EventFlag: operator.attrgetter("code"),
}


def _cell(value: Any) -> Cell:
    """Tell one value of a record as a cell: lists joined, places and ships by name."""
    if value is None or value is UNSET:
        return None
    if isinstance(value, tuple):
        return SEPARATOR.join(dict.fromkeys(str(_cell(part)) for part in value)) or None
    if isinstance(value, str | int | float):
        return value
    return _LABELS[type(value)](value)


def _row(
    layer: str,
    record: object,
    geometry: Geometry | None,
    *,
    why: str | None = None,
    **cells: object,
) -> Row:
    """Fill a row of `layer`: cells given by name, the rest from the record itself."""
    if geometry is None:
        cells["no_geometry"] = why or "no place is known"
    else:
        cells["no_geometry"] = None
    filled: dict[str, Cell] = {}
    for name in COLUMNS[layer]:
        cell = _cell(cells[name] if name in cells else getattr(record, name))
        cast = _CASTS.get(DTYPES.get(name, ""), str)
        filled[name] = None if cell is None else cast(cell)
    return Row(filled, geometry)


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


def _messages(flags: tuple[Flag, ...] | tuple[EventFlag, ...]) -> tuple[str, ...]:
    return tuple(flag.message for flag in flags)


# ---- rows ----


def _document_row(document: Reading) -> Row:
    return _row(
        "documents",
        document,
        None,
        why="a document is not a place",
        n_mentions=len(document.mentions),
        n_claims=len(document.claims),
    )


def _mention_row(document: Reading, mention: Mention) -> Row:
    place = mention.place
    where = (mention.row, mention.column, mention.start, mention.end)
    return _row(
        "mentions",
        mention,
        _point(place),
        why=mention.why or "the name was not resolved to a place",
        id="mention:" + digest(document.id, *(str(part) for part in where)),
        document_id=document.id,
        char_start=mention.start,
        char_end=mention.end,
        table_row=mention.row,
        table_column=mention.column,
        **_place_cells(place),
    )


def _claim_row(document: Reading, claim: Claim) -> Row:
    role, place = event_place(claim) or (None, None)
    casualties = claim.casualties
    return _row(
        "claims",
        claim,
        _point(place),
        why=_no_place(claim),
        document_id=document.id,
        killed=casualties.killed if casualties else None,
        injured=casualties.injured if casualties else None,
        date_edtf=claim.date,
        place_role=role,
        where_prec=claim.place_precision,
        flag_messages=_messages(claim.flags),
        evidence=_evidence(document, claim.evidence),
        **_place_cells(place),
    )


def _event_row(event: Event, told: list[tuple[Reading, Claim]]) -> Row:
    role, place = event_place(event) or (None, None)
    quotes = ((doc.id, _evidence(doc, claim.evidence)) for doc, claim in told)
    return _row(
        "events",
        event,
        _point(place),
        why=_no_place(event),
        place_role=role,
        n_claims=len(event.claims),
        n_documents=len(event.documents),
        flag_messages=_messages(event.flags),
        evidence=tuple(f"[{source}] {quote}" for source, quote in quotes if quote),
        **_place_cells(place),
    )


def _route_rows(route: Route, event: Event | None) -> Iterator[Row]:
    stops = (event.origin, *event.via, event.destination) if event else ()
    names = [place.name for place in stops if place]
    if len(names) != len(route.legs) + 1:  # one leg stands for the whole way, or the ends are lost
        names = [names[0], names[-1]] if names and len(route.legs) == 1 else []
    ends = dict(enumerate(itertools.pairwise(names), start=1))
    about = {
        name: getattr(event, name) if event else None
        for name in ("start", "end", "status", "modality", "summary")
    }
    for number, leg in enumerate(route.legs, start=1):
        from_name, to_name = ends.get(number, (None, None))
        yield _row(
            "routes",
            leg,
            _line(leg),
            why=leg.why,
            id=f"{route.event}:leg{number}",
            event_id=route.event,
            leg=number,
            from_name=from_name,
            to_name=to_name,
            **about,
        )


def _area_row(
    event: Event, role: str, place: Place, circles: dict[tuple[float, float, int], Geometry]
) -> Row:
    key = (place.lon, place.lat, place.radius_m)
    if key not in circles and place.radius_m > 0:
        circles[key] = _circle(*key)
    own = event_place(event) == (role, place)
    prec = event.where_prec if own else None
    return _row(
        "areas",
        place,
        circles.get(key),
        why="the gazetteer gives no radius for the place",
        id="area:" + digest(event.id, role, place.id),
        event_id=event.id,
        place_role=role,
        where_prec=prec or _WHERE_PREC.get(place.kind, 1),
        **_place_cells(place),
    )


def _places_of(event: Event) -> Iterator[tuple[str, Place]]:
    """Every place of an event with its role there, each once."""
    seen = set()
    ends = ((role, getattr(event, role)) for role in _ENDS)
    for role, place in itertools.chain(ends, (("via", place) for place in event.via)):
        if place is not None and (role, place.id) not in seen:
            seen.add((role, place.id))
            yield role, place


def _place_cells(place: Place | None) -> Mapping[str, Cell]:
    return {
        "place_id": place.id if place else None,
        "place_name": place.name if place else None,
        "place_kind": place.kind if place else None,
        "country": place.country if place else None,
        "radius_m": place.radius_m if place else None,
    }


def _no_place(event: Event | Claim) -> str:
    if event.kind == "strike":
        return "the place that was hit is not named or not known"
    return "neither origin nor destination is named or known"


# ---- geometries ----


def _lon(lon: float) -> float:
    return round(lon if abs(lon) <= HALF_TURN else geo.wrap(lon), DECIMALS)


def _point(place: Place | None) -> Geometry | None:
    if place is None:
        return None
    return {"type": "Point", "coordinates": [_lon(place.lon), round(place.lat, DECIMALS)]}


def _line(leg: Leg) -> Geometry | None:
    if not leg.path:
        return None
    parts = [[[_lon(lon), round(lat, DECIMALS)] for lon, lat in part] for part in leg.path]
    if len(parts) == 1:
        return {"type": "LineString", "coordinates": parts[0]}
    return {"type": "MultiLineString", "coordinates": parts}


def _circle(lon: float, lat: float, radius_m: float) -> Geometry:
    """Polygon of the points that lie `radius_m` from (lon, lat), cut at 180 degrees.

    Exterior rings run counterclockwise (RFC 7946, section 3.1.6).
    """
    import antimeridian
    import shapely
    from pyproj import Geod

    azimuths = [-360.0 * i / CIRCLE_POINTS for i in range(CIRCLE_POINTS)]
    count = len(azimuths)
    lons, lats, _ = Geod(ellps="WGS84").fwd(
        [lon] * count, [lat] * count, azimuths, [radius_m] * count
    )
    ring = [(geo.wrap(x), y) for x, y in zip(lons, lats, strict=True)]
    fixed = antimeridian.fix_polygon(shapely.Polygon(ring), fix_winding=False)
    rounded = shapely.set_precision(fixed, 10.0**-DECIMALS)
    shape = shapely.orient_polygons(rounded)
    found: Geometry = shapely.geometry.mapping(shape)
    return {"type": found["type"], "coordinates": _rounded(found["coordinates"])}


def _rounded(coordinates: Any) -> Any:
    if isinstance(coordinates, float):
        return round(coordinates, DECIMALS)
    return [_rounded(part) for part in coordinates]
