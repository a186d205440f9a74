"""What a place from outside must be like: its name, its point, its country, its kind."""

import math
import re
from typing import Final, get_args

from geomap.gazetteer.streams import Refusal
from geomap.records import PlaceKind

__all__ = ["LONGEST_NAME", "country_code", "degrees", "name_fault", "place_kind", "point_fault"]

LONGEST_NAME: Final = 80  # characters; as in the compiled gazetteer, longer "names" are sentences
_LONGEST_NUMBER: Final = 24  # characters of a coordinate: 17 digits, sign, point, exponent
# A spreadsheet runs a cell that begins so (OWASP, "CSV Injection"); no place is called so.
_FORMULA: Final = re.compile(r"[=+@]|-(?=\W*[\w(]+[(!|=])")
# Control characters, halves of surrogate pairs, private use.
_CONTROL: Final = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ue000-\uf8ff]")
_LETTER: Final = re.compile(r"[^\W_]")
_KINDS: Final = frozenset(get_args(PlaceKind))
_CODE: Final = re.compile(r"[A-Z]{2}")


def name_fault(name: str) -> Refusal | None:
    """Why a text is no name of a place, or None."""
    if not name:
        return Refusal("no name")
    if len(name) > LONGEST_NAME:
        return Refusal(f"a name of more than {LONGEST_NAME} characters", f"{name[:40]!r}...")
    if _CONTROL.search(name):
        return Refusal("a name with control characters", repr(name))
    if _FORMULA.match(name):
        return Refusal("a name that a spreadsheet would run as a formula", repr(name))
    if not _LETTER.search(name):
        return Refusal("a name without letters", repr(name))
    return None


def degrees(cell: object) -> float:
    """Degrees written as a decimal number; NaN where they are not one.

    >>> degrees("42.24"), degrees(" 42,24 "), degrees("1_000")
    (42.24, 42.24, nan)
    """
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return float(cell)
    text = str(cell).strip().replace(",", ".")
    if len(text) > _LONGEST_NUMBER or "_" in text:
        return math.nan
    try:
        return float(text)
    except ValueError:
        return math.nan


def point_fault(lat: float, lon: float, cells: str) -> Refusal | None:
    """Why two numbers are no point on Earth, or None; `cells` is how they were written."""
    if not (math.isfinite(lat) and math.isfinite(lon)):
        return Refusal("latitude and longitude are not both numbers", cells)
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        return Refusal("the point is not on Earth (latitude first)", cells)
    if lat == lon == 0.0:
        return Refusal("the point is 0, 0, which is how tables write that they know none", cells)
    return None


def country_code(cell: str) -> str | Refusal | None:
    """ISO 3166-1 alpha-2 code in capitals; None where the cell is empty."""
    code = cell.strip().upper()
    if not code:
        return None
    return code if _CODE.fullmatch(code) else Refusal("no ISO 3166-1 code of a country", repr(cell))


def place_kind(cell: str) -> str | Refusal:
    """A kind of place as the records know it, however it is written."""
    kind = re.sub(r"[\s-]+", "_", cell.strip().lower())
    if kind in _KINDS:
        return kind
    return Refusal(f"an unknown kind; there are {', '.join(sorted(_KINDS))}", repr(cell[:40]))
