"""GeoJSON of events: a feature a row, its properties the columns, its geometry the position."""

import math
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from geomap.sources.draft import Draft
from geomap.sources.files import Unreadable, decode
from geomap.sources.tabular import cell_text, collect, drafted

__all__ = ["POSITION", "position", "read_geojson"]

# Columns that a geometry fills: a point, or both ends of a line.
POSITION = ("lat", "lon", "from lat", "from lon", "to lat", "to lon")
_AGAIN = frozenset({"summary", "details", "evidence"})
_OWN_LAYER = "layer"  # geomap's own export holds every layer in one file
_EVENTS = "events"
_WGS84 = ("crs84", "4326")


def read_geojson(data: bytes) -> Draft:
    """The features of a collection, in their order; of geomap's own layers the events.

    Raises
    ------
    Unreadable
        The file is no GeoJSON, or its coordinates are in another system than WGS 84.
    """
    text, notes = decode(data)
    try:
        found = msgspec.json.decode(text.encode("utf-8", "replace"))
    except (msgspec.DecodeError, RecursionError) as error:
        message = f"not JSON: {error}"
        raise Unreadable(message) from None
    features = _features(found)
    if not features:
        message = "no features in it"
        raise Unreadable(message)
    properties = [_properties(f) for f in features]
    if any(p.get(_OWN_LAYER) == _EVENTS for p in properties):
        kept = [i for i, p in enumerate(properties) if p.get(_OWN_LAYER) == _EVENTS]
        features = [features[i] for i in kept]
        properties = [_told_once(properties[i]) for i in kept]
    names, nested = _names(properties)
    rows = collect(_rows(features, properties, names))
    left = [name for name in nested if name not in names]
    more = [f"nested properties are not read: {', '.join(left[:10])}"] if left else []
    shapes = sorted({k for f in features for k in [_kind(f)] if k and k not in _READ})
    if shapes:
        more.append(f"geometries of the kind {', '.join(shapes)} are not read, only their rows")
    return drafted(rows, notes=[*notes, *more])


_READ = frozenset({"Point", "MultiPoint", "LineString", "MultiLineString"})


def position(geometry: Any) -> tuple[str, ...]:
    """The cells of `POSITION` that a GeoJSON geometry fills: a point's, or a line's two ends."""
    empty = ("",) * len(POSITION)
    if not isinstance(geometry, dict):
        return empty
    kind, points = str(geometry.get("type")), geometry.get("coordinates")
    if kind == "Point":
        points = [points]
    elif kind == "MultiLineString" and isinstance(points, Sequence):
        points = [p for part in points if isinstance(part, Sequence) for p in part]
    elif kind not in {"LineString", "MultiPoint"}:
        return empty
    found = [_lat_lon(p) for p in points] if isinstance(points, Sequence) else []
    if not found or None in (found[0], found[-1]):
        return empty
    first, last = found[0] or (), found[-1] or ()
    if kind == "Point" or (kind == "MultiPoint" and len(found) == 1):
        return (*first, "", "", "", "")
    return empty if kind == "MultiPoint" else ("", "", *first, *last)


def _lat_lon(point: Any) -> tuple[str, str] | None:
    """A GeoJSON position, longitude first, as cells for latitude and longitude."""
    if not isinstance(point, Sequence) or isinstance(point, str) or len(point) < 2:
        return None
    lon, lat = point[0], point[1]
    sound = all(
        isinstance(n, (int, float)) and not isinstance(n, bool) and math.isfinite(n)
        for n in (lon, lat)
    )
    return (f"{lat:.9g}", f"{lon:.9g}") if sound else None


def _features(found: Any) -> list[dict[str, Any]]:
    """Features of a collection or a single one, after a look at what the file says of itself."""
    if isinstance(found, dict) and found.get("type") == "Feature":
        found = {"type": "FeatureCollection", "features": [found]}
    inside = found.get("features") if isinstance(found, dict) else None
    if not isinstance(inside, list) or found.get("type") != "FeatureCollection":
        message = "no GeoJSON: neither a FeatureCollection nor a Feature"
        raise Unreadable(message)
    crs = str(found.get("crs") or "CRS84").casefold()
    if not any(name in crs for name in _WGS84):
        message = (
            "its coordinates are in another system than WGS 84; convert it, for example with "
            "`ogr2ogr -t_srs EPSG:4326 out.geojson in.geojson`"
        )
        raise Unreadable(message)
    return [f if isinstance(f, dict) else {} for f in inside]


def _told_once(event: dict[str, Any]) -> dict[str, Any]:
    """An event of geomap's own without what only says again, in words, what it says."""
    return {name: value for name, value in event.items() if name not in _AGAIN}


def _properties(feature: dict[str, Any]) -> dict[str, Any]:
    own = feature.get("properties")
    return own if isinstance(own, dict) else {}


def _kind(feature: dict[str, Any]) -> str | None:
    geometry = feature.get("geometry")
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    return kind if isinstance(kind, str) else None


def _names(rows: Sequence[dict[str, Any]]) -> tuple[list[str], list[str]]:
    """Properties that hold plain values anywhere, and those that hold lists or objects."""
    plain: dict[str, None] = {}
    nested: dict[str, None] = {}
    for row in rows:
        for name, value in row.items():
            (nested if isinstance(value, (dict, list)) else plain).setdefault(name)
    return list(plain), list(nested)


def _rows(
    features: Sequence[dict[str, Any]], properties: Sequence[dict[str, Any]], names: Sequence[str]
) -> Iterator[list[str]]:
    """The header and a row a feature; what properties say of a position wins over the geometry."""
    known = {name.strip().casefold() for name in names}
    placed = bool(known & {"lat", "latitude"}) and bool(known & {"lon", "lng", "long", "longitude"})
    yield [*names, *(() if placed else POSITION)]
    for feature, own in zip(features, properties, strict=True):
        values = (own.get(name) for name in names)
        cells = ["" if isinstance(v, (dict, list)) else cell_text(v) for v in values]
        yield [*cells, *(() if placed else position(feature.get("geometry")))]
