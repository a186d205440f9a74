"""Tables of a text whose columns are parted by blanks alone, as ships' agents write them."""

import itertools
import re
from collections.abc import Iterator, Sequence

from geomap.sources.boxes import Rules, Word
from geomap.sources.gridrows import FEWEST_CELLS, Cells, Grid
from geomap.sources.grids import find_grids

__all__ = ["SpacedLine", "find_spaced", "is_spaced"]

# (start, end, cells) of a line; each cell with where it begins
SpacedLine = tuple[int, int, tuple[tuple[int, str], ...]]

LETTER = 2.0  # widths of a letter that its height counts: two blanks are a gap, one is none
LINES_LIMIT = 2000  # of a table: its columns must be looked for in all lines together

_GAP = re.compile(r"\S {2,}(?=\S)")
_DRAWN = re.compile(r"[\s=_~*+.—–-]*")
_WORD = re.compile(r"\S+")


def is_spaced(line: str) -> bool:
    """Whether a line has gaps as between cells.

    >>> is_spaced("ALANDIA   02/11   CORN"), is_spaced("It left.  It came back.")
    (True, False)
    """
    return sum(1 for _ in _GAP.finditer(line)) >= FEWEST_CELLS - 1


def find_spaced(lines: Sequence[re.Match[str]]) -> Iterator[list[SpacedLine]]:
    """Tables among lines that follow one another, the header first."""
    if 1 < len(lines) <= LINES_LIMIT:
        heights = _heights(lines)
        words = [
            Word(
                text=word[0],
                left=word.start(),
                right=word.end(),
                bottom=heights[number],
                top=heights[number] + LETTER,
                line=number,
                start=line.start() + word.start(),
            )
            for number, line in enumerate(lines)
            if not _DRAWN.fullmatch(line[0])
            for word in _WORD.finditer(line[0])
        ]
        for grid in find_grids(words, Rules()):
            yield _lines_of(grid, lines)


def _heights(lines: Sequence[re.Match[str]]) -> list[float]:
    """How high each line stands, blank lines between them counted, rules drawn in letters not."""
    heights, at = [0.0], 0.0
    for before, line in itertools.pairwise(lines):
        blank = line.string.count("\n", before.end(), line.start())
        at -= LETTER * (blank if _DRAWN.fullmatch(before[0]) else blank + 1)
        heights.append(at)
    return heights


def _lines_of(grid: Grid, lines: Sequence[re.Match[str]]) -> list[SpacedLine]:
    """Lines of a table; the first begins where its line does, so that columns stay in place."""
    found = [_line_of(cells) for cells in (*grid.names, *grid.rows)]
    first = next(word for cell in grid.names[0] for word in cell)
    _, end, cells = found[0]
    return [(lines[first.line].start(), end, cells), *found[1:]]


def _line_of(row: Cells) -> SpacedLine:
    words = [word for cell in row for word in cell]
    start = min(word.start for word in words)
    end = max(word.start + len(word.text) for word in words)
    cells = tuple(
        (cell[0].start, " ".join(word.text for word in cell)) if cell else (start, "")
        for cell in row
    )
    return start, end, cells
