"""KML and KMZ: what is drawn, with time spans, styles and balloons, for globe programs.

OGC KML 2.3 (12-007r2). A balloon's text is HTML to the program that shows it: whatever came
from a document is escaped for HTML first, and then for XML.
"""

import html
import io
import re
import zipfile
from collections.abc import Sequence
from typing import Any, BinaryIO
from xml.etree import ElementTree as ET

from geomap.codec import zip_entry
from geomap.export.content import Content
from geomap.export.styles import COLOURS
from geomap.frames import DTYPES, Geometry, Row
from geomap.frames.descriptions import LAYER_TEXTS

__all__ = ["put_element", "write_kml", "write_kmz", "xml_text"]

NAMESPACE = "http://www.opengis.net/kml/2.2"
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TYPES = {"Int64": "int", "Float64": "double", "boolean": "bool"}
# What a balloon tells, in this order, where the row has it
_TOLD = (
    "summary status modality date_edtf low best high unit supplier recipient attacker weapon "
    "from_name to_name length_m duration_s certainty why place_name where_prec radius_m "
    "claimants denied_by flag_messages sightings evidence label ship"
).split()
_TITLES = ("summary", "label", "ship", "place_name", "id")


def xml_text(text: str) -> str:
    """The text without the characters that XML 1.0 has no way to write."""
    return _NO_XML.sub("\ufffd", text)


def write_kml(content: Content, file: BinaryIO, layers: Sequence[str]) -> tuple[str, ...]:
    """Write a folder a layer; rows without a geometry are left out and counted."""
    file.write(b'<?xml version="1.0" encoding="UTF-8"?>\n')
    file.write(f'<kml xmlns="{NAMESPACE}"><Document>\n<name>geomap</name>\n'.encode())
    credit = ET.Element("description")
    credit.text = html.escape(" ".join(content.credits))
    put_element(file, credit)
    for style in _styles():
        put_element(file, style)
    for layer in layers:
        put_element(file, _schema(layer, content.columns(layer)))
    left_out = 0
    for layer in layers:
        file.write(f"<Folder><name>{layer}</name>\n".encode())
        about = ET.Element("description")
        about.text = html.escape(LAYER_TEXTS[layer])
        put_element(file, about)
        for _, row in content.rows([layer]):
            if row.geometry is None:
                left_out += 1
            else:
                put_element(file, _placemark(layer, row, row.geometry))
        file.write(b"</Folder>\n")
    file.write(b"</Document></kml>\n")
    return (f"rows left out, as they have no geometry: {left_out}",) if left_out else ()


def write_kmz(content: Content, file: BinaryIO, layers: Sequence[str]) -> tuple[str, ...]:
    """Write the KML compressed, as doc.kml in an archive."""
    made = io.BytesIO()
    notes = write_kml(content, made, layers)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zip_entry("doc.kml"), made.getvalue())
    return notes


def put_element(file: BinaryIO, element: ET.Element) -> None:
    """Write an element on a line of its own."""
    file.write(ET.tostring(element, encoding="unicode").encode() + b"\n")


def _text(parent: ET.Element, tag: str, text: str) -> ET.Element:
    child = ET.SubElement(parent, tag)
    child.text = xml_text(text)
    return child


def _colour(name: str, opacity: int = 255) -> str:
    """KML's order: opacity, blue, green, red."""
    red, green, blue, _ = (int(part) for part in COLOURS[name].split(","))
    return f"{opacity:02x}{blue:02x}{green:02x}{red:02x}"


def _styles() -> list[ET.Element]:
    """Styles by name: points without pictures from a network, lines by mode, areas."""
    styles = []
    for name in COLOURS:
        style = ET.Element("Style", id=name)
        icon = ET.SubElement(style, "IconStyle")
        _text(icon, "color", _colour(name))
        _text(icon, "scale", "0.8")
        label = ET.SubElement(style, "LabelStyle")
        _text(label, "scale", "0")  # a hundred labels hide the map; a click shows them
        line = ET.SubElement(style, "LineStyle")
        _text(line, "color", _colour(name))
        _text(line, "width", "2.5")
        fill = ET.SubElement(style, "PolyStyle")
        _text(fill, "color", _colour(name, 40))
        balloon = ET.SubElement(style, "BalloonStyle")
        _text(balloon, "text", "$[description]")
        styles.append(style)
    return styles


def _schema(layer: str, columns: Sequence[str]) -> ET.Element:
    schema = ET.Element("Schema", name=layer, id=f"schema-{layer}")
    for name in columns:
        kind = _TYPES.get(DTYPES.get(name, ""), "string")
        ET.SubElement(schema, "SimpleField", type=kind, name=xml_text(name))
    return schema


def _style_of(layer: str, row: Row) -> str:
    if layer in ("tracks", "port_calls"):
        return "soft" if row.cells.get("kind") == "gap" else "ink"
    if layer == "areas":
        return "area"
    if layer == "routes" and row.cells.get("certainty") != "fire":
        return str(row.cells.get("mode") or "unknown").split(";")[0]
    return "ink" if row.cells.get("kind") == "transfer" else "strike"


def _placemark(layer: str, row: Row, geometry: Geometry) -> ET.Element:
    mark = ET.Element("Placemark", id=xml_text(str(row.cells.get("id", ""))))
    title = next((row.cells[name] for name in _TITLES if row.cells.get(name)), layer)
    _text(mark, "name", str(title))
    told = ((name, row.cells[name]) for name in _TOLD if row.cells.get(name) is not None)
    lines = (f"<b>{name.replace('_', ' ')}</b>: {html.escape(str(cell))}" for name, cell in told)
    _text(mark, "description", "<br>".join(lines))
    start, end = row.cells.get("start"), row.cells.get("end")
    if start or end:
        span = ET.SubElement(mark, "TimeSpan")
        if start:
            _text(span, "begin", str(start))
        if end:
            _text(span, "end", str(end))
    _text(mark, "styleUrl", "#" + _style_of(layer, row))
    data = ET.SubElement(ET.SubElement(mark, "ExtendedData"), "SchemaData")
    data.set("schemaUrl", f"#schema-{layer}")
    for name, cell in row.cells.items():
        if cell is not None:
            field = _text(
                data,
                "SimpleData",
                str(cell).lower()
                if cell in (True, False) and isinstance(cell, bool)
                else str(cell),
            )
            field.set("name", xml_text(name))
    mark.append(_shape(geometry["type"], geometry["coordinates"]))
    return mark


def _shape(kind: str, coordinates: Any) -> ET.Element:
    """A KML geometry of a GeoJSON one."""
    if kind.startswith("Multi"):
        whole = ET.Element("MultiGeometry")
        whole.extend(_shape(kind.removeprefix("Multi"), part) for part in coordinates)
        return whole
    shape = ET.Element(kind)
    if kind == "Polygon":
        for number, ring in enumerate(coordinates):
            side = ET.SubElement(shape, "innerBoundaryIs" if number else "outerBoundaryIs")
            _positions(ET.SubElement(side, "LinearRing"), ring)
    else:
        _text(shape, "tessellate", "1") if kind == "LineString" else None
        _positions(shape, [coordinates] if kind == "Point" else coordinates)
    return shape


def _positions(shape: ET.Element, line: list[list[float]]) -> None:
    _text(shape, "coordinates", " ".join(f"{lon},{lat}" for lon, lat in line))
