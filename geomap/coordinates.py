"""Positions written in a text: "14°23′N 042°21′E", "49.9935, 36.2304", "37U CR 01454 41196".

Latitude comes first, as it does wherever people write both; a hemisphere that says otherwise
("36.2° E, 49.9° N") is obeyed. The last is a reference of the Military Grid (MGRS).
"""

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from geomap.geo import LonLat

__all__ = ["Position", "degrees_of", "find_positions", "position_of"]

_DEGREE_M = 111_320.0  # of latitude, at its longest
_FINEST_M, _COARSEST_M = 100, 60_000
_LONGEST = 120  # characters of a position with all its words


class Position(NamedTuple):
    """A point (lon, lat) in degrees, its span, and how far off it may lie by its last digit."""

    start: int
    end: int
    point: LonLat
    radius_m: int


def _axis(name: str, letters: str, words: str) -> str:
    """Degrees, minutes and seconds of one axis, its hemisphere before or behind them."""
    degrees = rf"(?P<{name}d>\d{{1,3}}(?:\.\d{{1,8}})?)(?:\s?(?:[°º˚]|deg(?:rees)?\b\.?))?"
    minutes = rf"(?:[\s:-]{{0,2}}(?P<{name}m>\d{{1,2}}(?:\.\d{{1,6}})?)(?!\d)\s?(?:['′’]|min\b)?"
    seconds = rf"(?:[\s:-]{{0,2}}(?P<{name}s>\d{{1,2}}(?:\.\d{{1,4}})?)\s?(?:[\"″”]|''|sec\b)?)?)?"
    figure = rf"{degrees}{minutes}{seconds}"
    return (
        rf"(?:(?:(?P<{name}a>[{letters}])[\s.:]{{0,2}}{figure}(?!\w))"
        rf"|{figure.replace(f'<{name}', f'<{name}_')}\s?(?:(?P<{name}b>[{letters}])|"
        rf"(?P<{name}w>{words}))\b)"
    )


_LAT = _axis("y", "NS", "[Nn]orth|[Ss]outh")
_LON = _axis("x", "EW", "[Ee]ast|[Ww]est")
_SINGLE: tuple[tuple[Literal["lat", "lon"], str, float, re.Pattern[str]], ...] = (
    ("lat", "y", 90.0, re.compile(_LAT)),
    ("lon", "x", 180.0, re.compile(_LON)),
)
_LABEL_LAT = r"(?:[Ll]at(?:itude)?\.?\s?:?\s?)?"
_LABEL_LON = r"(?:\s?(?:latitude\s?)?(?:and\s)?(?:[Ll]ong?(?:itude)?\.?\s?:?\s?)?)"
_GAP = r"(?:\s?[,;/–-]\s?|\s)?"
_AFTER = r"(?:\s(?:latitude|longitude)\b)?"
_STATED = tuple(
    re.compile(rf"(?<![\w.°′'’\"]){_LABEL_LAT}{one}{_GAP}{_LABEL_LON}{two}{_AFTER}")
    for one, two in ((_LAT, _LON), (_LON, _LAT))
)
# Without a hemisphere only what nobody writes by chance: four decimals each, or a word before.
_PLAIN = re.compile(
    r"(?<![\w.,-])(?P<y>-?\d{1,2}\.\d{4,8})\s?[,;]\s?(?P<x>-?\d{1,3}\.\d{4,8})(?![\w.]*\d)"
)
_TOLD = re.compile(
    r"(?:coordinates|position|grid|lat/lon|location)\b[^\d\n.-]{0,20}"
    r"(?P<y>-?\d{1,2}\.\d{1,8})\s?[,;]\s?(?P<x>-?\d{1,3}\.\d{1,8})(?![\w.]*\d)",
    re.IGNORECASE,
)
# A cell or an answer that is nothing but two decimals: "-1.93 28.93".
_PAIR = re.compile(r"(?P<y>-?\d{1,2}\.\d{1,8})(?:\s?[/|]\s?|\s{1,3})(?P<x>-?\d{1,3}\.\d{1,8})")
# As navigational warnings have it, whole minutes without a mark: "1305N 04244E".
_SHORT = re.compile(
    r"(?<!\w)(?P<y_d>\d\d)(?P<y_m>[0-5]\d)(?P<yb>[NS])[\s/,-]{0,2}"
    r"(?P<x_d>[01]\d\d)(?P<x_m>[0-5]\d)(?P<xb>[EW])(?!\w)"
)
# To 100 m and finer; a square of a kilometre ("37U CR 0141") is none without a word before.
_GRID = re.compile(
    r"(?P<told>\b(?:MGRS|[Gg]rid(?:\s(?:reference|square))?)[:\s]{1,3})?"
    r"(?<![\w.])(?P<zone>\d{1,2}\s?[C-HJ-NP-X])\s?(?P<square>[A-HJ-NP-Z][A-HJ-NP-V])"
    r"(?:\s?(?P<east>\d{2,5})\s(?P<north>\d{2,5})|\s?(?P<figures>\d{4,10}))(?![\w.]*\d)"
)
_GRID_DIGITS, _TOLD_DIGITS = 3, 2
_SQUARE_DIGITS = 5  # of a metre
_MARK = re.compile(r"[°º˚]|deg")
_SIGN = {"s": -1.0, "w": -1.0}


def find_positions(text: str) -> Iterator[Position]:
    """Every position that a text states, in order, none overlapping another.

    >>> [(p.point, p.radius_m) for p in find_positions("hit at 14°30'N 042°15'E on Monday")]
    [((42.25, 14.5), 928)]
    """
    found = [*_stated(text), *_plain(text), *_grids(text)]
    last = 0
    for one in sorted(found, key=lambda p: (p.start, -p.end)):
        if one.start >= last:
            last = one.end
            yield one


def position_of(text: str) -> Position | None:
    """The position that a text is, or None where it is anything else."""
    if len(text) > _LONGEST or not any(c.isdigit() for c in text):
        return None
    asked = text.strip(" ()[].")
    whole = next(find_positions(asked), None)
    if whole and (whole.start, whole.end) == (0, len(asked)):
        return whole
    match = _TOLD.fullmatch(f"position {asked}") or _PAIR.fullmatch(asked)
    return _of_decimals(match, 0, len(asked)) if match else None


def degrees_of(text: str) -> tuple[Literal["lat", "lon"], float] | None:
    """The axis and the signed degrees of a text that is one coordinate with its hemisphere.

    >>> degrees_of("20°12.6'S"), degrees_of("070 09.3 W"), degrees_of("20.21")
    (('lat', -20.21), ('lon', -70.155), None)
    """
    if len(text) > _LONGEST:
        return None
    for name, axis, limit, pattern in _SINGLE:
        match = pattern.fullmatch(text.strip())
        found = _degrees(match, axis, limit) if match else None
        if found:
            return name, found[0]
    return None


def _stated(text: str) -> Iterator[Position]:
    for pattern in (*_STATED, _SHORT):
        for match in pattern.finditer(text):
            y, x = _degrees(match, "y", 90.0), _degrees(match, "x", 180.0)
            bare = y and x and y[1] == x[1] == 0.5 and not _MARK.search(match[0])
            if y and x and not bare:  # "20 N 30 W" may be anything
                radius_m = min(_COARSEST_M, max(_FINEST_M, round(max(y[1], x[1]) * _DEGREE_M)))
                yield Position(match.start(), match.end(), (x[0], y[0]), radius_m)


def _degrees(match: re.Match[str], axis: str, limit: float) -> tuple[float, float] | None:
    """Signed degrees of an axis and half of its last digit, in degrees; None if it is none."""
    told = match.groupdict()
    part = {unit: told.get(f"{axis}{unit}") or told.get(f"{axis}_{unit}") for unit in "dms"}
    side = next(told[key] for key in (f"{axis}a", f"{axis}b", f"{axis}w") if told.get(key))
    scale = {"d": 1.0, "m": 60.0, "s": 3600.0}
    value = sum(float(part[unit] or 0) / scale[unit] for unit in "dms")
    if value > limit or any(float(part[unit] or 0) >= 60 for unit in "ms"):
        return None
    last, figure = next((unit, part[unit] or "") for unit in "smd" if part[unit])
    decimals = len(figure.partition(".")[2])
    return round(value * _SIGN.get(side[0].lower(), 1.0), 6), 0.5 / 10.0**decimals / scale[last]


def _plain(text: str) -> Iterator[Position]:
    for pattern in (_PLAIN, _TOLD):
        for match in pattern.finditer(text):
            if found := _of_decimals(match, match.start("y"), match.end("x")):
                yield found


def _grids(text: str) -> Iterator[Position]:
    for match in _GRID.finditer(text):
        figures = match["figures"] or ""
        half = len(figures) // 2
        east, north = (
            (figures[:half], figures[half:]) if figures else (match["east"], match["north"])
        )
        if len(east) == len(north) >= (_TOLD_DIGITS if match["told"] else _GRID_DIGITS):
            point = _of_grid("".join(match["zone"].split()) + match["square"], east, north)
            size = 10 ** (_SQUARE_DIGITS - len(east))
            if point:
                yield Position(match.start("zone"), match.end(), point, max(_FINEST_M, size // 2))


def _of_grid(square: str, east: str, north: str) -> LonLat | None:
    """The middle of a square of the Military Grid, None where there is no such square."""
    from mgrs import MGRS
    from mgrs.core import MGRSError

    middle = "5" if len(east) < _SQUARE_DIGITS else ""
    try:
        lat, lon = MGRS().toLatLon(f"{square}{east}{middle}{north}{middle}")
    except MGRSError:
        return None
    return round(lon, 6), round(lat, 6)


def _of_decimals(match: re.Match[str], start: int, end: int) -> Position | None:
    lat, lon = float(match["y"]), float(match["x"])
    if abs(lat) > 90 or abs(lon) > 180:
        return None
    decimals = min(len(match[axis].partition(".")[2]) for axis in "yx")
    radius_m = max(_FINEST_M, min(_COARSEST_M, round(0.5 / 10.0**decimals * _DEGREE_M)))
    return Position(start, end, (round(lon, 6), round(lat, 6)), radius_m)
