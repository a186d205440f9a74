"""Online tiles that a reader may switch on: named by xyzservices, or given as a URL."""

import re
from typing import NamedTuple
from urllib.parse import urlsplit

from geomap.errors import MapError

__all__ = ["Tiles", "find_tiles"]

_SHORT = {"osm": "OpenStreetMap.Mapnik"}  # names that people use and xyzservices does not know
_HOLE = re.compile(r"\{(\w+)\}")
_HOST = re.compile(r"[A-Za-z0-9.-]+(?::\d{1,5})?")
MAX_ZOOM = 19  # where nothing else is said: that of OpenStreetMap's own tiles
MAX_NAME = 200


class Tiles(NamedTuple):
    """A tile service as Leaflet takes it, and the hosts that it asks."""

    name: str
    url: str
    attribution: str
    max_zoom: int
    subdomains: str
    hosts: tuple[str, ...]


def find_tiles(asked: str, *, credit: str | None = None) -> Tiles:
    """Look a tile service up.

    Parameters
    ----------
    asked : str
        "osm", a name of xyzservices ("OpenTopoMap", forgiving of case and signs), or an
        https URL with {z}, {x} and {y}, and if need be {s} and {r}.
    credit : str, optional
        Whom to name on the map; a name of xyzservices brings its own.

    Raises
    ------
    MapError
        No such service, one that wants a key, or a URL that is none of tiles.
    """
    if "/" in asked:
        return _from_url(asked, credit)
    import xyzservices.providers as xyz

    try:
        found = xyz.query_name(_SHORT.get(asked.lower(), asked))
    except ValueError as error:
        message = (
            f"cannot find the tiles {asked!r}: no such name in xyzservices. Give osm, a name "
            "such as OpenTopoMap, or a URL such as https://tiles.example/{z}/{x}/{y}.png"
        )
        raise MapError(message) from error
    if found.requires_token():
        message = f"the tiles {found.name} want a key: give their URL with your key in it"
        raise MapError(message)
    plain = {k: v for k, v in found.items() if k not in {"s", "r", "x", "y", "z", "url"}}
    url = _HOLE.sub(lambda m: str(plain.get(m[1], m[0])), found["url"])
    return Tiles(
        name=found.name,
        url=url,
        attribution=credit or found.get("attribution") or found.name,
        max_zoom=int(found.get("max_zoom", MAX_ZOOM)),
        subdomains=str(found.get("subdomains", "abc")),
        hosts=_hosts(url, str(found.get("subdomains", "abc"))),
    )


def _from_url(url: str, credit: str | None) -> Tiles:
    holes = set(_HOLE.findall(url))
    parts = urlsplit(url)
    host = _HOLE.sub("a", parts.netloc)
    known = {"z", "x", "y"} <= holes <= {"z", "x", "y", "s", "r"}
    if parts.scheme not in {"http", "https"} or not known or not _HOST.fullmatch(host):
        message = (
            f"cannot use the tiles {url[:MAX_NAME]!r}: write a web address with {{z}}, {{x}} and "
            "{y}, for example https://tiles.example/{z}/{x}/{y}.png"
        )
        raise MapError(message)
    return Tiles(
        name=parts.hostname or host,
        url=url,
        attribution=credit or host,
        max_zoom=MAX_ZOOM,
        subdomains="abc",
        hosts=_hosts(url, "abc"),
    )


def _hosts(url: str, subdomains: str) -> tuple[str, ...]:
    """Scheme and host of all addresses that the URL stands for."""
    parts = urlsplit(url)
    names = [parts.netloc.replace("{s}", s) for s in subdomains] if "{s}" in parts.netloc else []
    return tuple(f"{parts.scheme}://{name}" for name in names or [parts.netloc])
