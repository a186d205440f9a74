"""GPX 1.1: routes, observed tracks and places for plotters and handheld receivers."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import BinaryIO
from xml.etree import ElementTree as ET

from geomap.export.content import Content
from geomap.export.kml import put_element, xml_text
from geomap.frames import Row
from geomap.records import Atlas

__all__ = ["write_gpx"]

NAMESPACE = "http://www.topografix.com/GPX/1/1"
_DRAWN = {"events": ("Point",), "routes": ("LineString", "MultiLineString")}


def write_gpx(content: Content, file: BinaryIO, layers: Sequence[str]) -> tuple[str, ...]:
    """Write events as waypoints, legs as routes, observed parts of tracks as tracks with times.

    The order is the schema's: waypoints, routes, tracks. What is neither point nor line, in
    frames that a user made, is left out and counted. A leg that crosses 180 degrees is as
    many routes as it has parts. Gaps of a track are left out: nobody saw the ship there.
    """
    file.write(b'<?xml version="1.0" encoding="UTF-8"?>\n')
    file.write(f'<gpx version="1.1" creator="geomap" xmlns="{NAMESPACE}">\n'.encode())
    left_out = 0
    for layer, row in content.rows([name for name in ("events", "routes") if name in layers]):
        if row.geometry and row.geometry["type"] not in _DRAWN[layer]:
            left_out += 1
        elif row.geometry and layer == "events":
            put_element(file, _waypoint(row))
        elif row.geometry:
            for route in _routes(row):
                put_element(file, route)
    if "tracks" in layers:
        for track in _tracks(content.atlas(purpose="GPX with observed tracks")):
            put_element(file, track)
    file.write(b"</gpx>\n")
    return (f"areas left out: {left_out}",) if left_out else ()


def _point(tag: str, lon: float, lat: float) -> ET.Element:
    return ET.Element(tag, lat=str(lat), lon=str(lon))


def _text(parent: ET.Element, tag: str, text: object) -> None:
    if text is not None:
        ET.SubElement(parent, tag).text = xml_text(str(text))


def _waypoint(row: Row) -> ET.Element:
    assert row.geometry  # noqa: S101 (the caller looked)
    mark = _point("wpt", *row.geometry["coordinates"])
    _text(mark, "name", row.cells.get("place_name"))
    _text(mark, "cmt", row.cells.get("id"))
    _text(mark, "desc", row.cells.get("summary"))
    _text(mark, "type", row.cells.get("kind"))
    return mark


def _routes(row: Row) -> list[ET.Element]:
    assert row.geometry  # noqa: S101 (the caller looked)
    coordinates = row.geometry["coordinates"]
    parts = coordinates if row.geometry["type"] == "MultiLineString" else [coordinates]
    routes = []
    for part in parts:
        route = ET.Element("rte")
        ends = (row.cells.get("from_name") or "?", row.cells.get("to_name") or "?")
        _text(route, "name", " - ".join(map(str, ends)))
        _text(route, "cmt", row.cells.get("id"))
        _text(route, "desc", row.cells.get("why"))
        _text(route, "type", f"{row.cells.get('certainty') or 'plausible'}, not a track")
        route.extend(_point("rtept", lon, lat) for lon, lat in part)
        routes.append(route)
    return routes


def _tracks(atlas: Atlas) -> list[ET.Element]:
    made = []
    for track in atlas.tracks:
        element = ET.Element("trk")
        _text(element, "name", track.name or track.imo or track.mmsi or track.id)
        _text(element, "cmt", track.id)
        _text(element, "src", "; ".join(track.sources))
        for part in track.parts:
            if part.kind != "observed":
                continue
            for line, times in zip(part.path, part.times, strict=True):
                segment = ET.SubElement(element, "trkseg")
                for (lon, lat), second in zip(line, times, strict=True):
                    spot = _point("trkpt", lon, lat)
                    when = datetime.fromtimestamp(second, tz=UTC)
                    _text(spot, "time", when.strftime("%Y-%m-%dT%H:%M:%SZ"))
                    segment.append(spot)
        made.append(element)
    return made
