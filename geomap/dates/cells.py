"""Dates in the cells of a table."""

import re

from geomap import edtf
from geomap.dates.memory import Memory
from geomap.dates.reading import read, read_pair
from geomap.dates.scanning import Phrase, scan
from geomap.errors import DateError

__all__ = ["parse_cell"]

_LONGEST_CELL = 80  # characters: longer is a remark, not a date
_LEAD = re.compile(
    r"^\s*(?:(?:as\s+of|on|dated?|ca?\.|circa|approx\.?|about|around|from|between|~)\s*:?\s*)?(?:the\s+)?",
    re.IGNORECASE,
)
_ROUGH = re.compile(r"^\s*(?:ca?\.|circa|approx|about|around|~)|\?\s*$", re.IGNORECASE)
_DOTTED_RANGE = re.compile(
    r"(?P<d>\d{1,2})\.(?:(?P<m>\d{1,2})\.?)?(?P<y>\d{4})?\s?[-–—/]\s?"
    r"(?P<d2>\d{1,2})\.(?P<m2>\d{1,2})\.(?P<y2>\d{4}|\d\d)"
)
_TO = re.compile(r"\s*(?:[-–—/]|to|until|till|and|through)\s*", re.IGNORECASE)
_ISO_LIKE = re.compile(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:[T ][\d:.+Z-]{4,})?")
_DASHED = re.compile(r"(\d{1,2})-(\d{1,2})-(\d{4})")  # 06-02-2025, as spreadsheets write it
# "Fri 07-Mar-25", "21 Mar 25": two digits behind a month's name are a year
_SHORT_YEAR = re.compile(r"(?i:(\b\d{1,2})[ -]([a-z]{3,9})\.?[ ,'’-]{1,2})(\d\d)$")
_MONTH_YEAR = re.compile(r"(?i:([a-z]{3,9})\.?[-'’]{1,2}(\d\d))")  # a spreadsheet's "Mar-25"
_NO_DATE = re.compile(r"[\s?–—-]*|n/?a|none|unknown|tbd|tbc|undated|no date", re.IGNORECASE)


def parse_cell(text: str, *, day_first: bool = True) -> tuple[str | None, str | None]:
    """EDTF of a table cell, or None and the reason.

    Parameters
    ----------
    text
        "2024-06", "03/09/2024", "18.09.24", "Sept 2, 2024", "07.09.–01.10.2023", "as of
        26/02/2024", "week of 27 Jan 2025" ...
    day_first
        Read 03/09/2024 as 3 September; a number above 12 decides by itself.

    Examples
    --------
    >>> parse_cell("7–11 June 2020")
    ('2020-06-07/2020-06-11', None)
    >>> parse_cell("31/02/2024")[0] is None
    True
    """
    cell = " ".join(text.split())
    if _NO_DATE.fullmatch(cell):
        return None, "no date"
    if len(cell) > _LONGEST_CELL:
        return None, f"not a date: {cell[:30]!r}... is a text"
    if bare := _MONTH_YEAR.fullmatch(cell):
        cell = f"{bare[1]} 20{bare[2]}"
    cell = _SHORT_YEAR.sub(r"\1 \2 20\3", cell)
    cell = _DASHED.sub(r"\1/\2/\3", cell)
    found = _edtf_itself(cell) or _iso_like(cell) or _dotted(cell)
    if found is None:
        found = _phrases(cell, day_first=day_first)
    value, why = found
    if value is not None and _ROUGH.search(cell) and "~" not in value and "/" not in value:
        value += "~"
    return value, why


def _edtf_itself(cell: str) -> tuple[str | None, str | None] | None:
    """The cell if it is EDTF already (a year, a month, an interval of days)."""
    try:
        interval = edtf.parse(cell)
    except DateError:
        return None
    del interval
    return (cell.partition("T")[0] if "/" not in cell else cell), None


def _iso_like(cell: str) -> tuple[str | None, str | None] | None:
    """Year first: 2024-9-4, 2024/09/04; a month or day that does not exist is said so."""
    if not _ISO_LIKE.fullmatch(cell):
        return None
    year, month, day = (int(n) for n in re.findall(r"\d+", cell)[:3])
    return _checked(f"{year:04d}-{month:02d}-{day:02d}", cell)


def _dotted(cell: str) -> tuple[str | None, str | None] | None:
    found = _DOTTED_RANGE.fullmatch(_LEAD.sub("", cell))
    if not found:
        return None
    year = int(found["y2"]) + (2000 if len(found["y2"]) == 2 else 0)
    month = int(found["m2"])
    first_month = int(found["m"] or month)
    first_year = int(found["y"] or year - (first_month > month))
    start = f"{first_year:04d}-{first_month:02d}-{int(found['d']):02d}"
    end = f"{year:04d}-{month:02d}-{int(found['d2']):02d}"
    return _checked(f"{start}/{end}", cell)


def _checked(value: str, cell: str) -> tuple[str | None, str | None]:
    try:
        edtf.parse(value)
    except DateError as error:
        return None, f"impossible_date: {cell!r}: {error}"
    return value, None


def _phrases(cell: str, *, day_first: bool) -> tuple[str | None, str | None]:
    """A cell in words: one expression, or two that make a range."""
    bare = _LEAD.sub("", cell).rstrip(" ?.,;")
    found = list(scan(bare))
    if not found or found[0].start != 0:
        return None, f"not a date: {cell!r}; write it as YYYY-MM-DD"
    memory = Memory(published=None, day_first=day_first)
    if len(found) == 2 and _TO.fullmatch(bare[found[0].end : found[1].start]):
        dated = read_pair(memory, found[0], found[1])
    elif len(found) == 1 or _is_clock(found):
        dated = read(memory, found[0])
    else:
        return None, f"not one date: {cell!r}; write it as YYYY-MM-DD or YYYY-MM-DD/YYYY-MM-DD"
    return dated.edtf, dated.why


def _is_clock(found: list[Phrase]) -> bool:
    return all(phrase.kind == "clock" for phrase in found[1:])
