"""Columns of running text on a page: where the blank strip between them stands."""

import itertools
from collections.abc import Sequence
from statistics import median

from geomap.sources.boxes import Word
from geomap.sources.textlines import WIDE_GAP, TextLine, text_lines

__all__ = ["Columns", "find_columns"]

MIDDLE = (0.25, 0.75)  # of the text's width, where the strip may stand
FEWEST_LINES = 8  # on either side of it
MOST_CROSSING = 0.4  # of a page's lines: titles, summaries, notes as wide as the page
WHOLE_LINES = 0.7  # of a column's lines are one piece; a table's are not
SHORTEST_LINE = 18  # letters: the usual line of a column


class Columns:
    """Words of two columns of text, and of the lines that are as wide as both."""

    def __init__(self, lines: Sequence[TextLine], at: float) -> None:
        self.at = at
        self.left: list[Word] = []
        self.right: list[Word] = []
        self.wide: list[Word] = []
        self.order: list[list[Word]] = []  # as they are to be read
        waiting: tuple[list[Word], list[Word]] = ([], [])
        for line in lines:
            left, right = _sides(line, at)
            if _is_open(line, at) and not (_pieces(left) > 1 and _pieces(right) > 1):
                self.left += left
                self.right += right
                waiting[0].extend(left)
                waiting[1].extend(right)
            else:
                self.wide += line.words
                self.order += [*waiting, list(line.words)]
                waiting = ([], [])
        self.order += waiting

    def is_mixed(self) -> bool:
        """Whether the page was drawn straight across: lines go from one column to the other."""
        left = {word.line for word in self.left}
        return len(left & {word.line for word in self.right}) > 2

    def texts(self) -> list[list[Word]]:
        """Words of each line, the left column before the right one."""
        return [list(line.words) for words in self.order for line in text_lines(words)]


def find_columns(words: Sequence[Word]) -> Columns | None:
    """The two columns of a page's text, where it has them."""
    lines = text_lines(words)
    at = _strip(lines)
    if at is None:
        return None
    sides = [_sides(line, at) for line in lines if _is_open(line, at)]
    if len(lines) - len(sides) > MOST_CROSSING * len(lines):
        return None
    for side in zip(*sides, strict=True):
        texts = [words for words in side if words]
        if len(texts) < FEWEST_LINES:
            return None
        whole = sum(_pieces(words) == 1 for words in texts)
        length = median(sum(len(w.text) + 1 for w in words) for words in texts)
        if whole < WHOLE_LINES * len(texts) or length < SHORTEST_LINE:
            return None
    return Columns(lines, at)


def _strip(lines: Sequence[TextLine]) -> float | None:
    """Middle of the wide gap that most lines share, in the middle of the page."""
    if len(lines) < FEWEST_LINES:
        return None
    left, right = min(x.left for x in lines), max(x.right for x in lines)
    low, high = (left + share * (right - left) for share in MIDDLE)
    steps: list[tuple[float, int]] = []
    for line in lines:
        parts = line.parts()
        ends = [(a[-1].right, b[0].left) for a, b in itertools.pairwise(parts)]
        if parts[-1][-1].right < high:
            ends.append((parts[-1][-1].right, right))
        if parts[0][0].left > low:
            ends.append((left, parts[0][0].left))
        for start, end in ends:
            if end > low and start < high:
                steps += [(max(start, low), 1), (min(end, high), -1)]
    best, depth, at, strip = 0, 0, low, None
    for x, step in sorted(steps):
        if depth > best and x > at:
            best, strip = depth, (at, x)
        depth += step
        at = x
    return None if strip is None else (strip[0] + strip[1]) / 2


def _sides(line: TextLine, at: float) -> tuple[list[Word], list[Word]]:
    left = [word for word in line.words if word.right <= at]
    return left, [word for word in line.words if word.right > at]


def _is_open(line: TextLine, at: float) -> bool:
    """Whether a line leaves the strip blank."""
    left, right = _sides(line, at)
    if right and right[0].left < at:
        return False
    if not left or not right:
        return True
    return right[0].left - left[-1].right >= WIDE_GAP * line.height


def _pieces(words: Sequence[Word]) -> int:
    return len(TextLine(tuple(words)).parts()) if words else 0
