"""The page around the map: one file that asks the network for nothing.

The order matters. folium renders its shell first, from fixed words only; then everything that
came from outside (texts, file names, the title) is put in as one escaped JSON block that the
page's script shows with textContent. Text never meets a template, neither in Python nor in the
browser. The content security policy names each script by its digest, so nothing else would run.
"""

import base64
import hashlib
import html
import importlib.util
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from geomap.errors import OutputError

__all__ = ["GROUPS", "assemble", "escape_json", "leaflet", "shell"]

PAGE = Path(__file__).parents[1] / "page"
SCRIPTS = (
    "core.js",
    "basemap.js",
    "symbols.js",
    "gather.js",
    "marks.js",
    "details.js",
    "filters.js",
    "time.js",
    "main.js",
)

# Feature groups of the map, in drawing order; the page's script fills them.
GROUPS = ("areas", "flows", "none", "road", "rail", "air", "sea", "launches", "strikes", "places")

# A world at zoom 2 is 1024 pixels wide; beyond 12 the background's 2 km simplification shows.
MIN_ZOOM = 2
MAX_ZOOM = 12

TITLE_LENGTH = 300  # of the browser's tab; the heading on the page is whole

_UNSAFE = re.compile("[<>&\u2028\u2029\ud800-\udfff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_SLOT = re.compile(r"@@([A-Z_]+)@@")


def escape_json(value: Any) -> str:
    r"""JSON that can stand inside a script element: no text in it can end the element.

    Lone surrogates, which UTF-8 cannot carry, are escaped too.

    >>> escape_json({"text": "</script>"})
    '{"text":"\\u003c/script\\u003e"}'
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return _UNSAFE.sub(lambda m: f"\\u{ord(m[0]):04x}", text)


@cache
def leaflet() -> tuple[str, str]:
    """Leaflet's script and style from the installed XStatic-Leaflet, ready to be inlined.

    Raises
    ------
    OutputError
        The package is not installed or has no such files.
    """
    spec = importlib.util.find_spec("xstatic")
    folders = list(spec.submodule_search_locations or ()) if spec else []
    for folder in folders:
        data = Path(folder) / "pkg" / "leaflet" / "data"
        if (data / "leaflet.js").is_file():
            script = (data / "leaflet.js").read_text(encoding="utf-8")
            style = (data / "leaflet.css").read_text(encoding="utf-8")
            # A source map would be asked for; the pictures belong to controls that are not used.
            script = re.sub(r"//# sourceMappingURL=\S*", "", script)
            style = re.sub(r"url\((?!#|['\"]?data:)[^)]*\)", "none", style)
            return script, style
    message = (
        "cannot draw a map: Leaflet is not installed. "
        "Run `python -m pip install XStatic-Leaflet` and draw again."
    )
    raise OutputError(message)


def _classes() -> tuple[type, type, type]:
    """Our folium classes; made on demand because importing folium takes a second."""
    import folium
    from branca.element import MacroElement
    from folium.template import Template

    class Shell(folium.Map):
        """A folium map with a fixed id and no script or style from elsewhere."""

        default_js: list[tuple[str, str]] = []  # noqa: RUF012 (folium reads class attributes)
        default_css: list[tuple[str, str]] = []  # noqa: RUF012

        @classmethod
        def _generate_id(cls) -> str:
            return "geomap"

    class Group(folium.FeatureGroup):
        """A feature group whose id is its key: folium's own ids are random."""

        def __init__(self, key: str) -> None:
            super().__init__(name=key)
            self._id = key

    class Bridge(MacroElement):
        """Hands the map and its groups to the page's script. Fixed words only."""

        _template = Template(
            """
            {% macro script(this, kwargs) %}
            geomap.start({{ this._parent.get_name() }}, {
                {%- for key in this.keys %}{{ key }}: feature_group_{{ key }}, {% endfor -%}
            });
            {% endmacro %}
            """
        )

        def __init__(self, keys: tuple[str, ...]) -> None:
            super().__init__()  # type: ignore[no-untyped-call]
            self._name = "Bridge"
            self.keys = keys

    return Shell, Group, Bridge


def shell() -> Any:
    """The folium map: view, scale of zooms, feature groups. It holds no text from outside."""
    shell_class, group_class, bridge_class = _classes()
    world = shell_class(
        location=(30, 60),
        zoom_start=3,
        tiles=None,
        prefer_canvas=True,
        zoom_control=False,
        minZoom=MIN_ZOOM,
        maxZoom=MAX_ZOOM,
        attributionControl=False,
        fadeAnimation=False,
        zoomSnap=0.5,
    )
    for key in GROUPS:
        group_class(key).add_to(world)
    bridge_class(GROUPS).add_to(world)
    return world


@cache
def _shell_parts() -> tuple[str, str]:
    """HTML and script of the rendered shell."""
    root = shell().get_root()
    root.render()
    return root.html.render().strip(), root.script.render().strip()


def _inline(code: str) -> str:
    """Code as it may stand inside an element: one kind of line end, no closing tag."""
    return re.sub(r"</(?=script|style)", r"<\\/", code.replace("\r\n", "\n"), flags=re.IGNORECASE)


def _digest(code: str) -> str:
    digest = hashlib.sha256(code.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


def _policy(scripts: list[str], styles: list[str]) -> str:
    """Content security policy: our own code by digest, pictures as data, nothing else."""
    return (
        "default-src 'none'; "
        f"script-src {' '.join(_digest(s) for s in scripts)}; "
        f"style-src {' '.join(_digest(s) for s in styles)}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def assemble(data: dict[str, Any], basemap: str) -> str:
    """The whole page.

    Parameters
    ----------
    data : dict
        What `layers.page_data` gave.
    basemap : str
        JSON text of the background.
    """
    leaflet_script, leaflet_style = leaflet()
    body, start = _shell_parts()
    own = "\n".join((PAGE / name).read_text(encoding="utf-8") for name in SCRIPTS)
    scripts = [_inline(leaflet_script), _inline(own), _inline(start)]
    styles = [_inline(leaflet_style), _inline((PAGE / "page.css").read_text(encoding="utf-8"))]
    slots = {
        "POLICY": _policy(scripts, styles),
        "TITLE": html.escape(_SURROGATE.sub("\ufffd", str(data["title"])[:TITLE_LENGTH])),
        "LEAFLET_STYLE": styles[0],
        "STYLE": styles[1],
        "MAP": body,
        "DATA": escape_json(data),
        "BASEMAP": escape_json(json.loads(basemap)),
        "LEAFLET": scripts[0],
        "SCRIPT": scripts[1],
        "START": scripts[2],
    }
    skeleton = (PAGE / "page.html").read_text(encoding="utf-8")
    return _SLOT.sub(lambda m: slots[m[1]], skeleton)
