"""QGIS styles (QML) of the layers: the signs, colours and dashes of the web map.

A style is a rule-based renderer, so that a legend names what each sign means, and settings for
the temporal controller. Colours are those of the map's page (Okabe and Ito's palette, made to
be told apart by colour-blind readers).
"""

from typing import NamedTuple
from xml.etree import ElementTree as ET

from geomap.routes.direct import WIDE_KINDS

__all__ = ["COLOURS", "QGIS_VERSION", "background", "renderer", "style_of", "temporal"]

QGIS_VERSION = "3.22.0"  # the oldest that the style was opened with
COLOURS = {
    "sea": "0,114,178,255",
    "rail": "58,42,29,255",
    "road": "184,120,0,255",
    "air": "170,77,134,255",
    "unknown": "0,122,89,255",
    "strike": "213,94,0,255",
    "area": "107,76,154,255",
    "ink": "32,38,44,255",
    "soft": "85,96,107,255",
}
WIDE = tuple(sorted(WIDE_KINDS))
PALE = "0.45"  # opacity of what is alleged or denied
_FROM_EXPRESSIONS = "5"  # QgsVectorLayerTemporalProperties: start and end from expressions


class Rule(NamedTuple):
    """A sign: what it means, which rows it is for, and its symbol."""

    label: str
    where: str
    kind: str  # marker, line, fill
    layers: tuple[ET.Element, ...]
    opacity: str = "1"


def _options(values: dict[str, str]) -> ET.Element:
    options = ET.Element("Option", type="Map")
    for name, value in values.items():
        ET.SubElement(options, "Option", name=name, type="QString", value=value)
    return options


def _part(kind: str, values: dict[str, str], *inner: ET.Element) -> ET.Element:
    """One layer of a symbol, with the symbol that it repeats inside it, if any."""
    part = ET.Element("layer", {"class": kind, "enabled": "1", "locked": "0", "pass": "0"})
    part.append(_options(values))
    part.extend(inner)
    return part


def _symbol(
    name: str, kind: str, parts: tuple[ET.Element, ...], *, opacity: str = "1"
) -> ET.Element:
    symbol = ET.Element(
        "symbol",
        {"name": name, "type": kind, "alpha": opacity, "clip_to_extent": "1", "force_rhr": "0"},
    )
    symbol.extend(parts)
    return symbol


def _marker(shape: str, colour: str, size: str, *, hollow: str = "") -> tuple[ET.Element, ...]:
    """A sign, filled, or an outline of the kind `hollow`: solid or dot."""
    values = {
        "name": shape,
        "color": "255,255,255,0" if hollow else colour,
        "outline_color": colour if hollow else "255,255,255,255",
        "outline_width": "0.5" if hollow else "0.3",
        "outline_style": hollow or "solid",
        "size": size,
        "size_unit": "MM",
        "angle": "0",
    }
    return (_part("SimpleMarker", values),)


def _line(
    colour: str, width: str, dashes: str = "", *, arrow: bool = True
) -> tuple[ET.Element, ...]:
    values = {
        "line_color": colour,
        "line_width": width,
        "line_width_unit": "MM",
        "line_style": "solid",
        "capstyle": "round",
        "joinstyle": "round",
        "use_custom_dash": "1" if dashes else "0",
        "customdash": dashes or "5;2",
        "customdash_unit": "MM",
    }
    parts = [_part("SimpleLine", values)]
    if arrow:
        head = _symbol("@0@1", "marker", _marker("filled_arrowhead", colour, "3"))
        where = {"placement": "centralpoint", "rotate": "1"}
        parts.append(_part("MarkerLine", where, head))
    return tuple(parts)


def _events() -> list[Rule]:
    """Filled at a place, hollow in a wide area, whose point is a label's; dotted: not so."""
    sure = "\"status\" IN ('asserted', 'confirmed')"
    doubt = "\"status\" IN ('alleged', 'denied')"
    wide = f'"place_kind" IN ({", ".join(map(repr, WIDE))})'
    rules = []
    for kind, shape, colour, size in (
        ("strike", "star", COLOURS["strike"], "4.4"),
        ("transfer", "circle", COLOURS["ink"], "2.8"),
    ):
        told = f'"kind" = \'{kind}\' AND "modality" '
        at_place = _marker(shape, colour, size)
        in_area = _marker(shape, colour, size, hollow="solid")
        for where, words, signs in (
            (f"NOT {wide}", "", at_place),
            (wide, " in a wide area", in_area),
        ):
            this = f"{told}= 'occurred' AND {where} AND "
            rules.append(Rule(f"{kind}{words}", this + sure, "marker", signs))
            rules.append(
                Rule(f"{kind}{words}, alleged or denied", this + doubt, "marker", signs, PALE)
            )
        not_so = _marker(shape, colour, size, hollow="dot")
        words = f"{kind}, did not occur or not yet"
        rules.append(Rule(words, told + "<> 'occurred'", "marker", not_so))
    return rules


def _routes() -> list[Rule]:
    rules = [
        Rule(
            "launched from there, struck here: not a track",
            "\"certainty\" = 'fire'",
            "line",
            _line(COLOURS["strike"], "0.4", "1;1.5"),
        )
    ]
    for mode in ("sea", "rail", "road", "air", "unknown"):
        this = '"mode" IS NULL' if mode == "unknown" else f"\"mode\" LIKE '{mode}%'"
        name = "mode not stated" if mode == "unknown" else mode
        for certainty, told, dashes in (
            ("computed", "plausible route, computed", ""),
            ("direct", "direct line, not a track", "3;1.5"),
            ("country", "between countries or wide areas", "1;2"),
        ):
            where = f"{this} AND \"certainty\" = '{certainty}'"
            rules.append(
                Rule(f"{name}: {told}", where, "line", _line(COLOURS[mode], "0.6", dashes))
            )
    return rules


def _areas() -> list[Rule]:
    """Wide areas as outlines: thirty events of one country would fill it thirty times."""
    near, wide = '"where_prec" < 5', '"where_prec" >= 5'
    return [
        Rule("the true spot may lie anywhere within", near, "fill", (_fill("28"),)),
        Rule("country, sea or region", wide, "fill", (_fill("0"),)),
    ]


def _fill(opacity: str) -> ET.Element:
    values = {
        "color": COLOURS["area"].rpartition(",")[0] + f",{opacity}",
        "style": "solid",
        "outline_color": COLOURS["area"],
        "outline_style": "dash",
        "outline_width": "0.26",
        "outline_width_unit": "MM",
    }
    return _part("SimpleFill", values)


def _tracks() -> list[Rule]:
    seen = _line(COLOURS["ink"], "0.8")
    gap = _line(COLOURS["soft"], "0.3", "0.6;1.6", arrow=False)
    return [
        Rule("observed track", "\"kind\" = 'observed'", "line", seen),
        Rule("no signal", "\"kind\" = 'gap'", "line", gap),
    ]


def _one(label: str, shape: str, colour: str, size: str, *, hollow: str = "") -> list[Rule]:
    return [Rule(label, "", "marker", _marker(shape, colour, size, hollow=hollow))]


def _rules(layer: str) -> list[Rule]:
    match layer:
        case "events":
            return _events()
        case "routes":
            return _routes()
        case "areas":
            return _areas()
        case "tracks":
            return _tracks()
        case "port_calls":
            return _one("port call", "square", COLOURS["ink"], "3")
        case "track_jumps":
            words = "position that no ship can have reached"
            return _one(words, "triangle", COLOURS["strike"], "3.4", hollow="solid")
        case "claims":
            return _one("claim", "circle", COLOURS["soft"], "2.2", hollow="solid")
        case _:
            return _one("name of a place in a report", "circle", COLOURS["soft"], "1.4")


def background() -> ET.Element:
    """The renderer of the countries behind everything."""
    values = {
        "color": "246,244,239,255",
        "style": "solid",
        "outline_color": "185,189,187,255",
        "outline_style": "solid",
        "outline_width": "0.15",
        "outline_width_unit": "MM",
    }
    root = ET.Element("renderer-v2", type="singleSymbol", symbollevels="0", forceraster="0")
    symbols = ET.SubElement(root, "symbols")
    symbols.append(_symbol("0", "fill", (_part("SimpleFill", values),)))
    return root


def renderer(layer: str) -> ET.Element:
    """The rule-based renderer of a layer."""
    root = ET.Element("renderer-v2", type="RuleRenderer", symbollevels="0", forceraster="0")
    rules = ET.SubElement(root, "rules", key=f"{layer}-rules")
    symbols = ET.SubElement(root, "symbols")
    for number, rule in enumerate(_rules(layer)):
        known = {"key": f"{layer}-{number}", "symbol": str(number), "label": rule.label}
        ET.SubElement(rules, "rule", known | ({"filter": rule.where} if rule.where else {}))
        symbols.append(_symbol(str(number), rule.kind, rule.layers, opacity=rule.opacity))
    return root


def temporal(layer: str) -> ET.Element | None:
    """When a row is shown by the temporal controller; undated rows always are."""
    if layer not in ("events", "routes", "tracks", "port_calls"):
        return None
    dates_only = layer in ("events", "routes")
    last = " + to_interval('1 day')" if dates_only else ""
    return ET.Element(
        "temporal",
        {
            "enabled": "1",
            "mode": _FROM_EXPRESSIONS,
            "startExpression": 'to_datetime("start")',
            "endExpression": f'to_datetime("end"){last}',
            "limitMode": "1",
            "accumulate": "0",
        },
    )


def style_of(layer: str) -> str:
    """The QML text of a layer's style."""
    root = ET.Element(
        "qgis",
        version=QGIS_VERSION,
        styleCategories="Symbology|Temporal|MapTips",
        hasScaleBasedVisibilityFlag="0",
    )
    when = temporal(layer)
    if when is not None:
        root.append(when)
    root.append(renderer(layer))
    ET.SubElement(root, "layerOpacity").text = "1"
    ET.SubElement(root, "previewExpression").text = '"summary"' if layer == "events" else '"id"'
    text = ET.tostring(root, encoding="unicode")
    return "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n" + text
