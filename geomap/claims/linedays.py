"""Days of a line without a verb: "13/10" and "Wed" by the day of publication."""

import re
from collections.abc import Sequence
from datetime import date as Date  # noqa: N812 (the type, beside many things called date)
from datetime import timedelta

from geomap.records import When

__all__ = ["days_in"]

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_SHORT_DAY = re.compile(r"\b(?P<day>Mon|Tue|Tues|Wed|Thu|Thurs|Fri|Sat|Sun)\b(?!\w)")
_DAY_MONTH = re.compile(r"(?<![\d/])(?P<d>\d{1,2})/(?P<m>\d{1,2})(?![\d/])")
_HOUR = re.compile(r"noon|midnight|dawn|dusk|morning|afternoon|evening|night", re.I)
_DATED = 4  # characters of a date that names a day: "13" alone may be part of a range


def days_in(
    text: str, start: int, end: int, *, dates: Sequence[When], published: str | None
) -> list[When]:
    """Dates of a line: those that were read, else "13/10" and "Wed" by the day of publication."""
    read = [
        d for d in dates
        if d.edtf and d.role == "event" and len(d.text) > _DATED and not _HOUR.match(d.text)
    ]  # fmt: skip
    if read or not published:
        return read
    issued = Date.fromisoformat(published)
    out = []
    for match in _DAY_MONTH.finditer(text, start, end):
        try:
            day = Date(issued.year, int(match["m"]), int(match["d"]))
        except ValueError:
            continue  # no day of the calendar: a share, a number of a berth
        out.append(_when(match, day))
    for match in () if out else _SHORT_DAY.finditer(text, start, end):
        back = (issued.weekday() - _DAYS.index(match["day"][:3])) % 7
        out.append(_when(match, issued - timedelta(days=back)))
    return out


def _when(match: re.Match[str], day: Date) -> When:
    return When(start=match.start(), end=match.end(), text=match[0], edtf=day.isoformat())
