"""Cells of a table: which words of its lines belong to one row and one column."""

import itertools
import math
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from statistics import median

from geomap.sources.boxes import Rules, Word
from geomap.sources.textlines import TextLine, covered, crossed, written

__all__ = [
    "FEWEST_CELLS",
    "ROW_STEP",
    "Block",
    "Cells",
    "Grid",
    "column_of",
    "read_header",
    "read_rows",
]

FEWEST_CELLS = 3  # of a row: two columns are text, or a name and its value
WHOLE_ROW = 0.6  # of the cells of the fullest line: one with as many and the first begins a row
ROW_STEP = 1.2  # rows stand farther apart than the lines of a cell by this at least

_FIGURE = re.compile(r"[\d.,:/()%+\s-]*")  # a figure, a date in figures, or nothing
Cells = tuple[tuple[Word, ...], ...]  # the words of each cell of a row


@dataclass
class Block:
    """Lines that may be a table, from above, and what is found out about them."""

    lines: list[TextLine]
    ends: list[float] = field(default_factory=list)  # right ends of the columns but the last
    n_header: int = 1

    @property
    def width(self) -> tuple[float, float]:
        """Its left and its right end."""
        return min(x.left for x in self.lines), max(x.right for x in self.lines)

    @property
    def sides(self) -> list[float]:
        """Where its columns begin, and where the last ends."""
        left, right = self.width
        return [left, *self.ends, right]


@dataclass(frozen=True)
class Grid:
    """A table of a page: its header, its rows, and the words that they took."""

    names: tuple[Cells, ...]  # one row of them, or two
    rows: tuple[Cells, ...]
    edges: tuple[float, ...]  # where each column begins
    starts: frozenset[int]  # of its words in the page's letters

    @cached_property
    def first(self) -> int:
        """Start of the first of its words in the order of the page."""
        return min(self.starts)

    @cached_property
    def header(self) -> tuple[tuple[str, ...], ...]:
        """Names of its columns as they are written."""
        return tuple(tuple(map(written, cells)) for cells in self.names)

    @cached_property
    def lines(self) -> tuple[tuple[str, ...], ...]:
        """The header and the rows as they are written."""
        return (*self.header, *(tuple(map(written, cells)) for cells in self.rows))

    def goes_on(self, other: "Grid") -> bool:
        """Whether a table at the top of the next page is this one's rest."""
        if len(self.edges) != len(other.edges):
            return False
        if self.header == other.header:
            return True
        sides = [-math.inf, *self.edges, math.inf]
        return all(
            low < edge < high
            for low, edge, high in zip(sides, other.edges, sides[2:], strict=False)
        )


def column_of(ends: Sequence[float], word: Word) -> int:
    """Number of the column in which the middle of a word stands."""
    return bisect_right(ends, (word.left + word.right) / 2)


def read_header(block: Block) -> list[Cells]:
    """Names of the columns; two rows where a name stands above several, at the first of them."""
    count = len(block.ends) + 1
    upper: list[list[Word]] = [[] for _ in range(count)]
    lower: list[list[Word]] = [[] for _ in range(count)]
    shared: set[int] = set()  # columns below a name that is said of several
    lines = block.lines[: block.n_header]
    lowest = {column_of(block.ends, word) for word in lines[-1].words}
    for line in lines:
        taken = [_span_of(part, line, block) for part in line.parts()]
        covered = {column for first, last in taken for column in range(first, last + 1)}
        for part, (start, end) in zip(line.parts(), taken, strict=True):
            first, last = start, end
            if line is not lines[-1] and first == last and first not in shared:
                first, last = _centred(part, start, block, lowest - (covered - {start}))
            if last > first and line is not lines[-1]:
                shared.update(range(first, last + 1))
                upper[first] += part
            else:
                (lower if first in shared else upper)[first] += part
    rows = [tuple(map(tuple, names)) for names in (upper, lower)]
    return rows if any(rows[1]) else rows[:1]


def _span_of(part: Sequence[Word], line: TextLine, block: Block) -> tuple[int, int]:
    """First and last column over which a piece of a header stands, by its rules if it has any."""
    before = [x for x in line.bars if x <= part[0].left + 1]
    behind = [x for x in line.bars if x >= part[-1].right - 1]
    if before and behind:
        middles = [(a + b) / 2 for a, b in itertools.pairwise(block.sides)]
        inside = [n for n, x in enumerate(middles) if before[-1] < x < behind[0]]
        if 0 < len(inside) < len(middles):  # else a frame around it all
            return inside[0], inside[-1]
    return column_of(block.ends, part[0]), column_of(block.ends, part[-1])


def _centred(part: Sequence[Word], column: int, block: Block, free: set[int]) -> tuple[int, int]:
    """The columns in whose middle a piece of a header stands."""
    sides = block.sides
    middle = (part[0].left + part[-1].right) / 2

    def off(first: int, last: int) -> float:
        return abs((sides[first] + sides[last + 1]) / 2 - middle)

    best = (column, column)
    for first in range(column, -1, -1):
        if first != column and first not in free:
            break
        for last in range(column, len(sides) - 1):
            if last != column and last not in free:
                break
            if off(first, last) < off(*best) - part[0].height:
                best = (first, last)
    return best


def read_rows(block: Block, rules: Rules) -> list[Cells]:
    """Rows of a table: lines between rules, or lines nearer to one another than to others."""
    body = block.lines[block.n_header :]
    bands = _bands(body, block, rules)
    if bands is not None:
        cells = [_cells(band, block.ends) for band in bands]
        return _spread(cells, bands, block, rules)
    return [tuple(map(tuple, _cells(group, block.ends))) for group in _groups(body, block)]


def _cells(lines: Sequence[TextLine], ends: Sequence[float]) -> list[list[Word]]:
    cells: list[list[Word]] = [[] for _ in range(len(ends) + 1)]
    for line in lines:
        for word in line.words:
            cells[column_of(ends, word)].append(word)
    return cells


def _bands(body: list[TextLine], block: Block, rules: Rules) -> list[list[TextLine]] | None:
    """Lines between one rule and the next; None where rules do not part the rows."""
    left, right = block.width
    bands = [[body[0]]]
    for above, below in itertools.pairwise(body):
        drawn = crossed(above, below, rules, left, right)
        if covered(drawn, left, right) >= 0.3 * (right - left):
            bands.append([below])
        else:
            bands[-1].append(below)
    tabular = sum(len(line.parts()) >= FEWEST_CELLS for line in body)
    parts_rows = len(bands) >= 0.5 * tabular and (len(bands) > 1 or tabular <= 1)
    return bands if parts_rows else None


def _spread(
    cells: list[list[list[Word]]], bands: list[list[TextLine]], block: Block, rules: Rules
) -> list[Cells]:
    """Ruled rows; a cell that reaches over several rows is said in each of them."""
    sides = block.sides
    for column in range(len(sides) - 1):
        low, high = sides[column] + 1, sides[column + 1] - 1
        first = 0
        for number in range(1, len(bands) + 1):
            if number < len(bands) and not crossed(
                bands[number - 1][-1], bands[number][0], rules, low, high
            ):
                continue
            whole = [word for row in cells[first:number] for word in row[column]]
            for row in cells[first:number]:
                row[column] = whole
            first = number
    return [tuple(map(tuple, row)) for row in cells]


def _groups(body: list[TextLine], block: Block) -> list[list[TextLine]]:
    """Lines of a row: by the space between rows, else by what stands in the first column."""
    steps = [a.bottom - b.bottom for a, b in itertools.pairwise(body)]
    full = [len({column_of(block.ends, w) for w in line.words}) for line in body]
    most = sorted(full)[len(full) // 2]
    usual = sorted(s for s in steps if s > 0.6 * body[0].height) or [0.0]
    near = usual[len(usual) // 10]
    halves = [s for s in steps if 0.2 * body[0].height < s <= 0.6 * body[0].height]
    if halves:  # lines of a cell set in the middle of its row stand half a step off the others
        near = min(near, 2 * median(halves))
    is_spaced = usual[-1] > ROW_STEP * near
    is_filled = sum(count >= 0.8 * (len(block.ends) + 1) for count in full) >= 0.9 * len(full)
    whole = [
        count >= WHOLE_ROW * max(full) and column_of(block.ends, line.words[0]) == 0
        for line, count in zip(body, full, strict=True)
    ]
    wrapped = _wrapped(body, block)
    groups, begun = [[body[0]]], whole[0]  # whether the row has the line with its first cell
    for number, (line, step) in enumerate(zip(body[1:], steps, strict=True), 1):
        goes_on = begun and number in wrapped
        if step < 0.6 * line.height:
            is_next = False
        elif is_spaced and not is_filled:
            is_next = step > ROW_STEP * near or (begun and whole[number] and not goes_on)
        else:
            starts = column_of(block.ends, line.words[0]) == 0
            is_next = not goes_on and (starts or full[number] > most / 2)
        if is_next:
            groups.append([line])
        else:
            groups[-1].append(line)
        begun = whole[number] or (begun and not is_next)
    return groups


def _wrapped(body: list[TextLine], block: Block) -> set[int]:
    """Lines that go on with the cells above: without the figures that each row has."""
    cells = [[written(words) for words in _cells([line], block.ends)] for line in body]
    filled = [
        {number for number, row in enumerate(cells) if row[column]}
        for column in range(len(block.ends) + 1)
        if all(_FIGURE.fullmatch(row[column]) for row in cells)
    ]
    counted = set().union(*(lines for lines in filled if len(lines) > 1))
    if not counted:
        return set()
    most = WHOLE_ROW * max(sum(map(bool, row)) for row in cells)
    return {
        number
        for number in range(1, len(cells))
        if number not in counted and sum(map(bool, cells[number])) <= most
    }
