"""A GeoDataFrame of events as an atlas, so that it can be drawn without one.

The columns are those of the layers `events` and `routes` that geomap writes, all of them
optional, and the usual names of other people's: a date, a title, a source.
"""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, get_args

from geomap.errors import MapError
from geomap.records import (
    Atlas,
    Claim,
    Event,
    EventFlag,
    Leg,
    Modality,
    Mode,
    Place,
    PlaceKind,
    Reading,
    Route,
    Span,
    Status,
    Vessel,
)

if TYPE_CHECKING:
    import geopandas

__all__ = ["atlas_of_frame"]

_DRAWN = ("events", "routes", None)  # layers that hold what is drawn; None: there is no such column
_SUMMARY = ("summary", "title", "name", "description", "what", "notes", "place_name")
_DATES = ("start", "date", "event_date", "time", "date_edtf")
_SOURCES = ("source", "documents", "url", "publisher")
_SEPARATOR = ";"
_EVENT_TEXTS = ("unit", "weapon", "supplier", "recipient", "attacker", "date_edtf", "why_merged")
_COUNTS = ("killed_low", "killed_high", "injured_low", "injured_high", "where_prec", "date_prec")
_LONGEST_ISO = 10

Row = Mapping[str, Any]


def _text(row: Row, *names: str) -> str | None:
    """The first of these columns that says anything."""
    for name in names:
        value = row.get(name)
        if value is None or value != value:  # noqa: PLR0124 (NaN)
            continue
        # GDAL reads a column of whole days as moments, each at midnight
        is_day = isinstance(value, datetime) and value.time() == time()
        text = value.date().isoformat() if is_day else str(value).strip()
        if text and text not in {"<NA>", "NaT", "nan"}:
            return text
    return None


def _number(row: Row, *names: str) -> float | None:
    text = _text(row, *names)
    try:
        return None if text is None else float(text)
    except ValueError:
        return None


def _whole(row: Row, name: str) -> int | None:
    number = _number(row, name)
    return int(number) if number is not None and 0 <= number < 2**31 else None


def _day(row: Row, *names: str) -> str | None:
    text = (_text(row, *names) or "")[:_LONGEST_ISO]
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return None


def _parts(row: Row, *names: str) -> tuple[str, ...]:
    text = _text(row, *names) or ""
    return tuple(part.strip() for part in text.split(_SEPARATOR) if part.strip())


def _one_of(words: Any, value: str | None, otherwise: Any) -> Any:
    return value if value in get_args(words) else otherwise


def _place(row: Row, lon: float, lat: float, number: int) -> Place:
    radius = _whole(row, "radius_m") or 0
    return Place(
        id=_text(row, "place_id") or f"row:{number}",
        name=_text(row, "place_name", "place", "location", "name") or f"{lat:.3f}, {lon:.3f}",
        lat=lat,
        lon=lon,
        country=_text(row, "country"),
        kind=_one_of(PlaceKind, _text(row, "place_kind"), "city"),
        radius_m=radius,
    )


class _Framed:
    """Collects events, routes and sources from the rows."""

    def __init__(self) -> None:
        self.events: dict[str, dict[str, Any]] = {}
        self.legs: dict[str, list[Leg]] = {}
        self.claims: dict[str, list[Claim]] = {}
        self.rows: dict[str, Row] = {}

    def event(self, row: Row, shape: Any, number: int) -> None:
        """One row of an events layer, or of somebody else's table."""
        own = _text(row, "id") or f"row-{number}"
        key = own if own not in self.events else f"{own}-{number}"
        values = {
            "id": key,
            "kind": "strike" if _text(row, "kind") == "strike" else "transfer",
            "claims": (f"{key}-claim",),
            "what": _text(row, "what", "type", "weapon", *_SUMMARY) or key,
            "summary": _text(row, *_SUMMARY) or key,
            "start": _day(row, *_DATES),
            "end": _day(row, "end", "end_date") or _day(row, "date", "event_date", "time"),
            "low": _number(row, "low"),
            "best": _number(row, "best", "quantity"),
            "high": _number(row, "high"),
            "status": _one_of(Status, _text(row, "status"), "asserted"),
            "modality": _one_of(Modality, _text(row, "modality"), "occurred"),
            "mode": tuple(m for m in _parts(row, "mode") if m in get_args(Mode)),
            "vessels": tuple(Vessel(name=v) for v in _parts(row, "vessels", "vessel", "ship")),
            "claimants": _parts(row, "claimants", "claimant"),
            "denied_by": _parts(row, "denied_by"),
            "flags": tuple(EventFlag(code=c, message=c) for c in _parts(row, "flags")),
            **{name: _text(row, name) for name in _EVENT_TEXTS},
            **{name: _whole(row, name) for name in _COUNTS},
        }
        self.events[key], self.rows[key] = values, row
        self.place(row, shape, values, number)
        self.claim(row, values)

    def place(self, row: Row, shape: Any, values: dict[str, Any], number: int) -> None:
        """The event's place: its point, the ends of its line, the middle of its area."""
        if shape is None or shape.is_empty:
            return
        if shape.geom_type in {"LineString", "MultiLineString"}:
            self.line(row, shape, values["id"], number)
            return
        point = shape if shape.geom_type == "Point" else shape.representative_point()
        role = _text(row, "place_role")
        slot = role if role in {"origin", "destination", "launch"} else "location"
        values[slot] = _place(row, point.x, point.y, number)

    def line(self, row: Row, shape: Any, key: str, number: int) -> None:
        """A way: a leg of the event, whose ends are its places where it has none."""
        parts = [part for part in getattr(shape, "geoms", [shape]) if not part.is_empty]
        path = tuple(tuple((x, y) for x, y, *_ in part.coords) for part in parts)
        mode = _one_of(Mode, _text(row, "mode"), None)
        leg = Leg(
            mode=mode,
            router=_text(row, "router") or "",
            length_m=_number(row, "length_m"),
            duration_s=_number(row, "duration_s"),
            path=path,
            certainty=_text(row, "certainty") or "direct",
            why=_text(row, "why") or "",
        )
        self.legs.setdefault(key, []).append(leg)
        values = self.events.get(key)
        if values is None or not path or not path[0]:
            return
        ends = (("origin", "from_name", path[0][0]), ("destination", "to_name", path[-1][-1]))
        for slot, column, (lon, lat) in ends:
            if values.get(slot) is None or slot == "destination":
                name = _text(row, column) or _text(self.rows[key], slot)
                named = {"place_name": name}
                values[slot] = _place(named, lon, lat, number)

    def claim(self, row: Row, values: dict[str, Any]) -> None:
        """What the row's source says, as the event's claim."""
        quote = _text(row, "evidence", "quote", "notes", "description")
        claim = Claim(
            id=values["claims"][0],
            kind=values["kind"],
            what=values["what"],
            plover="",
            claimant=values["claimants"][0] if values["claimants"] else None,
            status=values["status"],
            modality=values["modality"],
            date=values["date_edtf"] or values["start"],
            evidence=(Span(start=0, end=len(quote), text=quote),) if quote else (),
        )
        source = _text(row, *_SOURCES) or ""
        self.claims.setdefault(source, []).append(claim)
        values["documents"] = (source,)

    def atlas(self) -> Atlas:
        """Everything together."""
        readings = tuple(
            Reading(
                id=source,
                source=source,
                title=source or "no source stated",
                url=source if source.startswith(("http://", "https://")) else None,
                text_sha256="",
                text="",
                claims=tuple(claims),
            )
            for source, claims in self.claims.items()
        )
        events = tuple(Event(**values) for values in self.events.values())
        routes = tuple(
            Route(event=key, legs=tuple(legs))
            for key, legs in self.legs.items()
            if key in self.events
        )
        return Atlas(made_with={}, documents=readings, events=events, routes=routes)


def atlas_of_frame(frame: "geopandas.GeoDataFrame") -> Atlas:
    """An atlas of the events that a GeoDataFrame holds.

    Points are events; lines are ways of goods; of an area the middle is taken. Where a column
    `layer` tells them apart (as in `geomap extract -o events.geojson`), `events` and `routes`
    are drawn and the others left out.

    Raises
    ------
    MapError
        It is no GeoDataFrame, or has no geometry.
    """
    import geopandas

    if not isinstance(frame, geopandas.GeoDataFrame) or frame._geometry_column_name is None:  # noqa: SLF001
        message = (
            f"cannot draw {type(frame).__name__}: give an Atlas, or a GeoDataFrame of events "
            "with a geometry (geomap.to_frames(atlas)['events'], geopandas.read_file(...))"
        )
        raise MapError(message)
    if frame.crs is not None and frame.crs != "EPSG:4326":
        frame = frame.to_crs("EPSG:4326")
    shapes = list(frame.geometry)
    rows = frame.drop(columns=frame.geometry.name).to_dict("records")
    framed = _Framed()
    later = []
    for number, (row, shape) in enumerate(zip(rows, shapes, strict=True)):
        if _text(row, "layer") not in _DRAWN:
            continue
        if _text(row, "event_id") is not None:
            later.append((row, shape, number))
        else:
            framed.event(row, shape, number)
    for row, shape, number in later:
        key = _text(row, "event_id") or ""
        if key not in framed.events:  # a layer of routes alone
            framed.event({**row, "id": key}, shape, number)
        elif shape is not None and not shape.is_empty:
            framed.line(row, shape, key, number)
    return framed.atlas()
