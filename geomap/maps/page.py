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
import zlib
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from geomap.errors import OutputError
from geomap.maps.tiles import Tiles
from geomap.maps.wording import words_for
from geomap.text import whole_letters

__all__ = ["SCRIPTS", "Content", "assemble", "deflated", "escape_json", "leaflet"]

PAGE = Path(__file__).parents[1] / "page"
SCRIPTS = (
    "core", "words", "store", "land", "names", "symbols", "lanes", "scene", "drawing", "heat",
    "tracks", "facets", "filters", "details", "series", "legend", "panel", "list", "time", "share",
    "pointer", "frame", "main",
)  # fmt: skip
ADDED = "added"  # the script for layers that a user added to the folium map
TITLE_LENGTH = 300  # of the browser's tab; the heading on the page is whole

_UNSAFE = re.compile("[<>&\u2028\u2029\ud800-\udfff]")
_SLOT = re.compile(r"@@(t:)?([A-Za-z_.]+)@@")
_LINK = re.compile(r"""<(script|link)\b[^>]*?\b(?:src|href)\s*=\s*["']([^"']+)""", re.I)
_STYLE = re.compile(r"<style>(.*?)</style>", re.I | re.S)


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


@cache
def _marker_pictures() -> dict[str, str]:
    """Leaflet's own marker, for layers that a user adds, as data addresses."""
    import xstatic.pkg.leaflet as leaflet_files

    folder = Path(leaflet_files.BASE_DIR) / "images"
    names = {
        "iconUrl": "marker-icon.png",
        "iconRetinaUrl": "marker-icon-2x.png",
        "shadowUrl": "marker-shadow.png",
    }
    coded = {k: base64.b64encode((folder / n).read_bytes()) for k, n in names.items()}
    return {k: f"data:image/png;base64,{v.decode('ascii')}" for k, v in coded.items()}


def _inline(code: str) -> str:
    """Code as it may stand inside an element: one kind of line end, no closing tag."""
    return re.sub(r"</(?=script|style)", r"<\\/", code.replace("\r\n", "\n"), flags=re.IGNORECASE)


def _digest(code: str) -> str:
    digest = hashlib.sha256(code.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


class Content(NamedTuple):
    """What fills the page."""

    data: str  # of `columns.pack`
    basemap: str  # of `deflated`
    title: str
    language: str
    tiles: Tiles | None = None


def deflated(text: str) -> str:
    """A text as base64 of deflate, which the page undoes as it does the data."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return base64.b64encode(packer.compress(text.encode("utf-8")) + packer.flush()).decode("ascii")


def _hosts(addresses: list[str]) -> list[str]:
    """Scheme and host of web addresses, for a security policy; what is none is left out."""
    found = set()
    for address in addresses:
        parts = urlsplit(address.replace("{s}", "*"))
        if parts.scheme in {"http", "https"} and re.fullmatch(r"[\w.*-]+(:\d+)?", parts.netloc):
            found.add(f"{parts.scheme}://{parts.netloc}")
    return sorted(found)


def _policy(
    scripts: list[str], styles: list[str], head: str, pictures: list[str], *, has_layers: bool
) -> str:
    """Content security policy: our own code by digest, pictures as data, nothing else.

    Layers that a user added to the map bring what their own head names, by host, and styles
    in attributes, as folium writes them.
    """
    links = _LINK.findall(head)
    code = _hosts([address for tag, address in links if tag.lower() == "script"])
    looks = _hosts([address for tag, address in links if tag.lower() == "link"])
    rules = [
        "default-src 'none'",
        f"script-src {' '.join([*(_digest(s) for s in scripts), *code])}",
        f"style-src {' '.join([*(_digest(s) for s in styles), *looks])}",
        f"img-src {' '.join(['data:', *pictures])}",
    ]
    if has_layers:
        rules += ["style-src-attr 'unsafe-inline'", f"font-src {' '.join(['data:', *looks])}"]
    return "; ".join([*rules, "base-uri 'none'", "form-action 'none'"])


def _own_code(name: str) -> str:
    return (PAGE / f"{name}.js").read_text(encoding="utf-8")


def assemble(
    content: Content,
    *,
    body: str,
    script: str,
    head: str = "",
    tiles: list[str] | None = None,
    has_layers: bool = False,
) -> str:
    """The whole page.

    Parameters
    ----------
    content : Content
        What it shows.
    body, script, head : str
        What folium rendered: the map's element, the script that makes the map, and the links of
        layers that a user added.
    tiles : list of str, optional
        Addresses of tile layers that a user added.
    has_layers : bool
        Whether a user added any layer.
    """
    leaflet_script, leaflet_style = leaflet()
    words = words_for(content.language)
    own = "\n".join(_own_code(name) for name in (*SCRIPTS, *([ADDED] if has_layers else ())))
    scripts = [_inline(leaflet_script), _inline(own), _inline(script)]
    styles = [_inline(leaflet_style), _inline((PAGE / "page.css").read_text(encoding="utf-8"))]
    pictures = [*(content.tiles.hosts if content.tiles else ()), *_hosts(tiles or [])]
    policy = _policy(
        scripts, [*styles, *_STYLE.findall(head + body)], head, pictures, has_layers=has_layers
    )
    icons = json.dumps(_marker_pictures()) if has_layers else ""
    slots = {
        "LANG": content.language,
        "POLICY": policy,
        "TITLE": html.escape(whole_letters(content.title[:TITLE_LENGTH])),
        "LEAFLET_STYLE": styles[0],
        "STYLE": styles[1],
        "ADDED_HEAD": head,
        "MAP": body,
        "WORDS": escape_json(words),
        "DATA": escape_json(content.data),
        "BASEMAP": escape_json(content.basemap),
        "ADDED_ICONS": f'<script type="application/json" id="geomap-icons">{icons}</script>'
        if icons
        else "",
        "LEAFLET": scripts[0],
        "SCRIPT": scripts[1],
        "START": scripts[2],
    }
    skeleton = (PAGE / "page.html").read_text(encoding="utf-8")
    return _SLOT.sub(lambda m: html.escape(words[m[2]]) if m[1] else slots[m[2]], skeleton)
