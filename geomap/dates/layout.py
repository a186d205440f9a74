"""What the layout of a text makes its reader forget: the date of another item, or paragraph."""

import re
from collections import deque
from typing import TYPE_CHECKING

from geomap.dates.memory import Memory

if TYPE_CHECKING:
    from datetime import date

    from geomap.edtf import Interval

__all__ = ["Layout", "diary_days"]

# "Mon 3. Two lorries in", "TUES. Quiet": each line of a diary is written on its day
_DAY_LINE = re.compile(
    r"^(?:[-*•][ \t])?(?P<day>(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\b"
    r"(?:[.,]? \d{1,2})?)(?: [A-Z][a-z]{2,8}\.?)?(?:[.:)](?!\d)| [–—-] |[ \t]?$)",
    re.IGNORECASE | re.MULTILINE,
)
_DIARY_LINES = 3  # fewer are headings of something else

_BULLET = r"[ \t]*[*•·▪‣–-][ \t]"
_ITEM = re.compile(rf"^{_BULLET}.*(?:\n(?!{_BULLET}|[ \t]*$).+)*", re.MULTILINE)


def diary_days(text: str) -> frozenset[int]:
    """Where the days stand on which the lines of a diary are written; empty for other texts."""
    days = [found.start("day") for found in _DAY_LINE.finditer(text)]
    return frozenset(days if len(days) >= _DIARY_LINES else ())


class Layout:
    """Lists and paragraphs of a text, walked through from its start to its end.

    Each item of a list tells of a day of its own: it starts from the date above the list. A year
    that is not stated is looked for in the same paragraph only, where the report has no date.
    """

    def __init__(self, text: str, published: "date | None" = None) -> None:
        self._text = text
        self._items = deque(found.span() for found in _ITEM.finditer(text))
        self._above: tuple[Interval | None, Interval | None] = (None, None)  # before the list
        self._at = 0
        self._days = diary_days(text)
        self._published = published

    def go_to(self, start: int, memory: Memory) -> None:
        """Forget what the items and paragraphs before an offset told."""
        if start in self._days:
            memory.published = self._published
        while self._items and self._items[0][1] <= start:
            self._items.popleft()
            memory.focus, memory.focus_day = self._above
        if (
            memory.published is None
            and not memory.narrative
            and "\n" in self._text[self._at : start]
        ):
            memory.year = None

    def leave(self, start: int, end: int, memory: Memory) -> None:
        """Note what was in mind at the end of an expression."""
        self._at = end
        day = memory.focus_day.first if memory.focus_day else None
        if start in self._days and day is not None:
            memory.published = day  # "last night" is the one before it
        if not self._items or end <= self._items[0][0]:
            self._above = (memory.focus, memory.focus_day)
