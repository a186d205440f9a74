"""What the layout of a text makes its reader forget: the date of another item, or paragraph."""

import re
from collections import deque
from typing import TYPE_CHECKING

from geomap.dates.memory import Memory

if TYPE_CHECKING:
    from geomap.edtf import Interval

__all__ = ["Layout"]

_BULLET = r"[ \t]*[*•·▪‣–-][ \t]"
_ITEM = re.compile(rf"^{_BULLET}.*(?:\n(?!{_BULLET}|[ \t]*$).+)*", re.MULTILINE)


class Layout:
    """Lists and paragraphs of a text, walked through from its start to its end.

    Each item of a list tells of a day of its own: it starts from the date above the list. A year
    that is not stated is looked for in the same paragraph only, where the report has no date.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._items = deque(found.span() for found in _ITEM.finditer(text))
        self._above: tuple[Interval | None, Interval | None] = (None, None)  # before the list
        self._at = 0

    def go_to(self, start: int, memory: Memory) -> None:
        """Forget what the items and paragraphs before an offset told."""
        while self._items and self._items[0][1] <= start:
            self._items.popleft()
            memory.focus, memory.focus_day = self._above
        if (
            memory.published is None
            and not memory.narrative
            and "\n" in self._text[self._at : start]
        ):
            memory.year = None

    def leave(self, end: int, memory: Memory) -> None:
        """Note what was in mind at the end of an expression."""
        self._at = end
        if not self._items or end <= self._items[0][0]:
            self._above = (memory.focus, memory.focus_day)
