"""A QGIS project (.qgz) beside its GeoPackage: layers, signs, time and a print layout.

The project refers to the GeoPackage by a relative path, so that both can be moved or mailed
together. Tables that QGIS fills with its own defaults when they are absent are left out.
"""

import math
import re
import uuid
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO, TypeAlias
from xml.etree import ElementTree as ET

from geomap.codec import write_together, zip_entry
from geomap.errors import OutputError
from geomap.export.content import Content
from geomap.export.extent import Extent
from geomap.export.gis import GEOMETRY_TYPES, write_gpkg
from geomap.export.styles import QGIS_VERSION, background, renderer, temporal
from geomap.geo import great_circle_m
from geomap.units import METRES_PER_KILOMETRE

Box: TypeAlias = tuple[float, float, float, float]  # west, south, east, north

__all__ = ["BACKGROUND", "write_project"]

_MISREAD = re.compile(r"%[0-9A-Fa-f]{2}|\|layer(?:name|id)=")
BACKGROUND = "background"  # a layer of the GeoPackage
HIDDEN = ("mentions", "claims")  # in the project, switched off
# From the bottom to the top of the map
ORDER = (
    "areas",
    "mentions",
    "claims",
    "routes",
    "tracks",
    "track_jumps",
    "port_calls",
    "events",
)
MARGIN = 0.08  # of the extent, on each side
LEAST_DEGREES = 1.0  # one event alone still shows its surroundings
WIDEST_FOR_SCALE = 120.0  # degrees: one bar can't tell the scale of a map of the world
PAGE_MM = (297, 210)  # A4, across
MAP_MM = (10, 22, 205, 166)  # left, top, width, height
LEGEND_MM = (218, 22, 72, 166)
LEGEND_GAP_MM = "0.9"  # above each line: the 29 signs of the samples take 152 mm
# QGIS takes no reference system without its definition (OGC 01-009)
WGS84 = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,'
    'AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0],'
    'UNIT["degree",0.0174532925199433],AUTHORITY["EPSG","4326"]]'
)
# Types of layout items: QgsLayoutItemRegistry
ITEM_PAGE, ITEM_MAP, ITEM_LEGEND, ITEM_LABEL, ITEM_SCALE = (65638, 65639, 65642, 65641, 65646)
DEPTHS = {ITEM_PAGE: 0, ITEM_MAP: 1, ITEM_LABEL: 2, ITEM_LEGEND: 3, ITEM_SCALE: 4}


def write_project(content: Content, path: Path, layers: Sequence[str]) -> tuple[str, ...]:
    """Write `path` (.qgz) and the GeoPackage of the same name beside it.

    Parameters
    ----------
    content : Content
        What is written.
    path : Path
        The project; its data goes to the same name with `.gpkg`.
    layers : sequence of str
        Layers of the GeoPackage.

    Raises
    ------
    OutputError
        QGIS could not open a file of that name, or it cannot be written.
    """
    data = path.with_suffix(".gpkg")
    if found := _MISREAD.search(data.name):
        message = (
            f"cannot write {path}: QGIS 3.22 reads {found[0]!r} in the name of a GeoPackage as "
            "something else and finds no data. Choose another name with -o."
        )
        raise OutputError(message)
    text = _project(content, data.name, [layer for layer in ORDER if layer in layers])
    writes: dict[Path, Callable[[BinaryIO], object]] = {
        data: lambda file: write_gpkg(content, file, layers, with_background=True),
        path: lambda file: _zip(file, f"{path.stem}.qgs", text),
    }
    write_together(writes)
    return (f"the data of the project is in {data.name}: keep both together",)


def _zip(file: BinaryIO, name: str, text: bytes) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zip_entry(name), text)


def _project(content: Content, data: str, layers: Sequence[str]) -> bytes:
    box, days = _extents(content)
    root = ET.Element("qgis", version=QGIS_VERSION, projectname="geomap")
    ET.SubElement(root, "homePath", path="")
    ET.SubElement(root, "title").text = "geomap"
    _crs(ET.SubElement(root, "projectCrs"))
    tree = ET.SubElement(root, "layer-tree-group")
    canvas = ET.SubElement(root, "mapcanvas", name="theMapCanvas", annotationsVisible="1")
    ET.SubElement(canvas, "units").text = "degrees"
    _corners(ET.SubElement(canvas, "extent"), box)
    _crs(ET.SubElement(canvas, "destinationsrs"))
    all_layers = ET.SubElement(root, "projectlayers")
    for name in (BACKGROUND, *layers):
        all_layers.append(_layer(name, data))
    for name in (*reversed(layers), BACKGROUND):  # the tree begins at the top
        shown = "Qt::Unchecked" if name in HIDDEN else "Qt::Checked"
        known = {
            "id": _key(name),
            "name": _title(name),
            "providerKey": "ogr",
            "checked": shown,
            "expanded": "0",
        }
        ET.SubElement(tree, "layer-tree-layer", known, source=_source(data, name))
    _time(root, days)
    properties = ET.SubElement(root, "properties")
    paths = ET.SubElement(properties, "Paths")
    ET.SubElement(paths, "Absolute", type="bool").text = "false"
    system = ET.SubElement(properties, "SpatialRefSys")  # else projectCrs is not looked at
    ET.SubElement(system, "ProjectionsEnabled", type="int").text = "1"
    measure = ET.SubElement(properties, "Measure")  # without it, QGIS measures degrees as planes
    ET.SubElement(measure, "Ellipsoid", type="QString").text = "EPSG:7030"
    ET.SubElement(root, "Layouts").append(_layout(content, box))
    text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return text


def _source(data: str, layer: str) -> str:
    return f"./{data}|layername={layer}"


def _key(layer: str) -> str:
    return f"geomap_layer_{layer}"  # QGIS passes over an id of fewer than 11 letters


def _title(layer: str) -> str:
    return layer.replace("_", " ")


def _crs(parent: ET.Element) -> None:
    reference = ET.SubElement(parent, "spatialrefsys")
    for tag, text in (
        ("wkt", WGS84),
        ("proj4", "+proj=longlat +datum=WGS84 +no_defs"),
        ("srsid", "3452"),
        ("srid", "4326"),
        ("authid", "EPSG:4326"),
        ("description", "WGS 84"),
        ("projectionacronym", "longlat"),
        ("ellipsoidacronym", "EPSG:7030"),
        ("geographicflag", "true"),
    ):
        ET.SubElement(reference, tag).text = text


def _layer(name: str, data: str) -> ET.Element:
    geometry = GEOMETRY_TYPES.get(name, "MultiPolygon").removeprefix("Multi")
    shape = {"LineString": "Line"}.get(geometry, geometry)
    layer = ET.Element(
        "maplayer", type="vector", geometry=shape, hasScaleBasedVisibilityFlag="0", readOnly="0"
    )
    ET.SubElement(layer, "id").text = _key(name)
    ET.SubElement(layer, "datasource").text = _source(data, name)
    ET.SubElement(layer, "layername").text = _title(name)
    _crs(ET.SubElement(layer, "srs"))
    ET.SubElement(layer, "provider", encoding="UTF-8").text = "ogr"
    when = temporal(name)
    if when is not None:
        layer.append(when)
    layer.append(background() if name == BACKGROUND else renderer(name))
    ET.SubElement(layer, "layerOpacity").text = "1"
    return layer


def _time(root: ET.Element, days: tuple[str, str] | None) -> None:
    """Set the range of the temporal controller: from the first day of an event to the last."""
    settings = ET.SubElement(
        root, "ProjectTimeSettings", timeStep="1", timeStepUnit="d", frameRate="2",
        cumulativeTemporalRange="0",
    )  # fmt: skip
    if days:
        span = ET.SubElement(settings, "TemporalRange")
        ET.SubElement(span, "start").text = f"{days[0]}T00:00:00Z"
        ET.SubElement(span, "end").text = f"{days[1]}T23:59:59Z"


def _extents(content: Content) -> tuple[Box, tuple[str, str] | None]:
    """The box around what is drawn, and the first and last day of an event."""
    extent, days = Extent(), set[str]()
    drawn = [layer for layer in ("events", "routes", "tracks") if layer in content.layers]
    for layer, row in content.rows(drawn):
        if row.geometry:
            extent.add(row.geometry)
        if layer == "events":
            days.update(str(day) for day in map(row.cells.get, ("start", "end")) if day)
    return _box(extent), (min(days), max(days)) if days else None


def _box(extent: Extent) -> Box:
    """Its west, south, east, north with a margin, in the map's proportions."""
    west, south, east, north = extent.bbox() or (-180.0, -60.0, 180.0, 75.0)
    if west > east:  # QGIS draws one map from -180 to 180 degrees
        west, east = -180.0, 180.0
    width = max(east - west, LEAST_DEGREES) * (1 + 2 * MARGIN)
    height = max(north - south, LEAST_DEGREES) * (1 + 2 * MARGIN)
    width = min(max(width, height * MAP_MM[2] / MAP_MM[3]), 360.0)
    height = max(height, width * MAP_MM[3] / MAP_MM[2])
    x, y = (west + east) / 2, (south + north) / 2
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2


def _corners(parent: ET.Element, box: Box) -> None:
    for tag, value in zip(("xmin", "ymin", "xmax", "ymax"), box, strict=True):
        ET.SubElement(parent, tag).text = str(value)


# ---- print layout ----


def _item(
    kind: int, name: str, place: tuple[float, float, float, float], **more: str
) -> ET.Element:
    """A layout item at (left, top, width, height) in millimetres."""
    left, top, width, height = place
    # QGIS tells items apart by a UUID: a fixed one an item gives the same bytes each time
    key = "{" + str(uuid.uuid5(uuid.NAMESPACE_URL, f"geomap:{name}")) + "}"
    known = {
        "type": str(kind),
        "id": name,
        "uuid": key,
        "templateUuid": key,
        "position": f"{left},{top},mm",
        "positionOnPage": f"{left},{top},mm",
        "size": f"{width},{height},mm",
        "referencePoint": "0",
        "visibility": "1",
        "opacity": "1",
        "zValue": str(DEPTHS[kind]),
        "background": "true",
        "frame": "false",
    }
    return ET.Element("LayoutItem", known | more)


def _segment_km(box: Box) -> float:
    """A round number of kilometres, about an eighth of the map's width at its middle."""
    west, south, east, north = box
    middle = (south + north) / 2
    wide_m = great_circle_m((0.0, middle), (east - west, middle))
    eighth = wide_m / METRES_PER_KILOMETRE / 8
    power = 10.0 ** math.floor(math.log10(eighth))
    return next(step * power for step in (5, 2, 1) if step * power <= eighth)


def _font(points: int) -> str:
    """Font as Qt writes it: family, size in points, and defaults."""
    return f"Sans Serif,{points},-1,5,50,0,0,0,0,0"


def _label(
    name: str, text: str, place: tuple[float, float, float, float], *, points: int
) -> ET.Element:
    # htmlState 0: the text is text
    label = _item(ITEM_LABEL, name, place, labelText=text, htmlState="0", halign="1", valign="32")
    ET.SubElement(label, "LabelFont", description=_font(points), style="")
    return label


def _layout(content: Content, box: Box) -> ET.Element:
    """An A4 page with a title, the map, its legend, a scale bar and the credits."""
    layout = ET.Element("Layout", name="A4", units="mm", printResolution="300")
    pages = ET.SubElement(layout, "PageCollection")
    pages.append(_item(ITEM_PAGE, "page", (0, 0, *PAGE_MM)))
    the_map = _item(ITEM_MAP, "map", MAP_MM, followPreset="false", keepLayerSet="false")
    west, south, east, north = box
    ET.SubElement(
        the_map, "Extent", xmin=str(west), ymin=str(south), xmax=str(east), ymax=str(north)
    )
    ET.SubElement(the_map, "LayerSet")
    key = the_map.get("uuid", "")
    legend = _item(
        ITEM_LEGEND, "legend", LEGEND_MM, map_uuid=key, legendFilterByAtlas="0",
        legendFilterByMap="1", title="", columnCount="1", symbolWidth="6", symbolHeight="2.5",
    )  # fmt: skip
    styles = ET.SubElement(legend, "styles")
    for name, points in (("group", 9), ("subgroup", 8), ("symbolLabel", 7)):
        style = ET.SubElement(styles, "style", name=name, marginTop=LEGEND_GAP_MM, marginLeft="1")
        ET.SubElement(style, "styleFont", description=_font(points), style="")
    scale = _item(
        ITEM_SCALE, "scale", (150, 172, 60, 12), mapUuid=key, style="Single Box",
        unitType="km", numMapUnitsPerScaleBarUnit="1", unitLabel="km",
        numSegments="2", numSegmentsLeft="0", segmentSizeMode="0", minBarWidth="30",
        maxBarWidth="60", height="2", numUnitsPerSegment=str(_segment_km(box)),
    )  # fmt: skip
    ET.SubElement(scale, "text-style", fontFamily="Sans Serif", fontSize="7", fontSizeUnit="Point")
    credit = "Routes are plausible, not observed. " + " ".join(content.credits)
    if east - west < WIDEST_FOR_SCALE:
        layout.append(scale)
    layout.extend(
        [
            legend,
            _label("credits", credit, (10, 190, 277, 16), points=7),
            _label("title", "Title of the map", (10, 8, 277, 12), points=16),
            the_map,
        ]
    )
    return layout
