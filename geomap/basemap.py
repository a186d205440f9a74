"""The background of every map: countries, and the names of countries and seas.

The file is built by `data/scripts/build_basemap.py` from Natural Earth 1:10m (public domain) and
travels inside the wheel. Lines are packed as text: a vertex takes about two characters where
GeoJSON takes fifteen, so the whole world fits into every map that is mailed.
"""

import json
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from geomap import resources
from geomap.errors import OutputError
from geomap.geo import LonLat

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

__all__ = [
    "ALPHABET",
    "NAMES_FILE",
    "Country",
    "countries",
    "country_names",
    "pack_line",
    "read_basemap",
    "read_file",
    "unpack_line",
]

# Safe inside JSON, HTML and a script alike: nothing of it ever needs escaping.
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
DIGITS = 6  # of base 32: 2**30 steps either way
FILE_NAME = "world.json"
NAMES_FILE = "names.json"


def pack_line(points: Iterable[LonLat], *, scale: int, every: bool = False) -> str:
    """Pack (lon, lat) degrees as text: differences of the coordinates times `scale`.

    Points that fall on the one before after rounding are left out, unless `every` one is wanted;
    the first is kept. A difference is zigzagged and written in base 32 with a continuation bit:
    -16..15 take one character.

    >>> pack_line([(130.0, 42.0), (130.5, 42.5)], scale=10)
    'oxCoaKK'
    """
    import numpy as np

    whole = points if hasattr(points, "__len__") else list(points)  # an array stays one
    grid = np.rint(np.asarray(whole, dtype=float).reshape(-1, 2) * scale).astype(np.int64)
    steps = np.diff(grid, axis=0, prepend=np.zeros((1, 2), np.int64))
    moved = steps.any(axis=1) | every
    moved[:1] = True
    flat = steps[moved].ravel()
    zigzag = np.where(flat >= 0, flat * 2, -flat * 2 - 1)
    digits = zigzag[:, None] >> (5 * np.arange(DIGITS))
    used = digits > 0
    used[:, 0] = True
    goes_on = np.zeros_like(used)
    goes_on[:, :-1] = used[:, 1:]
    codes = (digits & 31) | (goes_on << 5)
    return bytes(np.frombuffer(ALPHABET.encode(), np.uint8)[codes[used]]).decode("ascii")


def unpack_line(text: str, *, scale: int) -> list[LonLat]:
    """Undo `pack_line`; the page's script holds the same few lines.

    >>> unpack_line("oxCoaKK", scale=10)
    [(130.0, 42.0), (130.5, 42.5)]
    """
    numbers: list[int] = []
    value = shift = 0
    for char in text:
        code = ALPHABET.index(char)
        value |= (code & 31) << shift
        shift += 5
        if code < 32:
            numbers.append(-(value + 1) // 2 if value & 1 else value // 2)
            value = shift = 0
    points: list[LonLat] = []
    lon = lat = 0
    for dlon, dlat in zip(numbers[::2], numbers[1::2], strict=True):
        lon, lat = lon + dlon, lat + dlat
        points.append((lon / scale, lat / scale))
    return points


def read_basemap() -> str:
    """JSON text of the shipped background, as built.

    Raises
    ------
    OutputError
        The file is missing: a map without its background is not drawn.
    """
    return read_file(FILE_NAME)


def read_file(name: str) -> str:
    """Text of a file of the background.

    Raises
    ------
    OutputError
        The file is missing.
    """
    try:
        return (resources.folder("basemap") / name).read_text(encoding="utf-8").strip()
    except OSError as error:
        message = (
            f"cannot draw a map: its background {name} is missing ({error.strerror}). "
            "Install geomap again, or in a checkout run data/scripts/build_basemap.py."
        )
        raise OutputError(message) from error


class Country(NamedTuple):
    """A country of the background; `code` is ISO 3166-1 alpha-2, None where there is none."""

    name: str
    code: str | None
    label: LonLat
    shape: "BaseGeometry"


@cache
def country_names() -> dict[str, str]:
    """English names of all countries and territories by their ISO 3166-1 alpha-2 code.

    The page has the same ones, also of those that the background draws with another country.

    >>> country_names()["KP"], country_names()["GF"]
    ('North Korea', 'French Guiana')
    """
    names: dict[str, str] = json.loads(read_file(NAMES_FILE))["en"]["countries"]
    return names


@cache
def countries() -> tuple[Country, ...]:
    """Countries as polygons in WGS 84 degrees, (lon, lat).

    Raises
    ------
    OutputError
        The file is missing.
    """
    import shapely

    world = json.loads(read_basemap())
    found = []
    for country in world["countries"]:
        lines = [unpack_line(ring, scale=world["scale"]) for ring in country["rings"]]
        # on the basemap's grid the smallest islands are a point or a line
        rings = [line for line in lines if len(line) > 3]
        # even-odd, as they are packed; on the grid some rings touch themselves or one another
        shape = shapely.build_area(shapely.node(shapely.MultiLineString(rings)))
        if shape.is_empty:  # a ring that folds onto itself on the basemap's grid
            shape = shapely.MultiPoint([tuple(country["at"])]).buffer(1 / world["scale"])
        found.append(Country(country["name"], country["code"], tuple(country["at"]), shape))
    return tuple(found)
