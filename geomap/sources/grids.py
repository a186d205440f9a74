"""Tables among the words of a page: by rules drawn around cells, or by the gaps between them.

No library does both. Of nine tables by six makers pdfplumber gives four as they are (10 to 120 ms
a page), camelot's "lattice" five (100 to 1,900), its "network" two (4 to 870), img2table five
(200 to 2,300); pdf_oxide (2 to 50) drops rows. Those that follow rules find no table without
them, those that follow gaps take the lines of a cell for rows.
"""

import itertools
import re
from collections.abc import Iterator, Sequence
from functools import partial
from statistics import median

from geomap.sources.boxes import Rules, Word
from geomap.sources.gridrows import (
    FEWEST_CELLS,
    Block,
    Grid,
    column_of,
    read_header,
    read_rows,
)
from geomap.sources.textlines import WIDE_GAP, TextLine, covered, crossed, joined_rules, text_lines

__all__ = ["find_grids"]

# Distances are shares of a letter's height (from the deepest to the highest of its font).
LEAST_GAP = 0.12  # what is left between two columns where both hold their longest word
WRAPPED = 1.3  # from line to line inside a cell; rows without rules stand 1.3 to 2 apart
FARTHEST = 7.0  # from one line of a table to the next that has all its cells
FAR_STEP = 1.4  # of the usual step: what stands farther off may be no row of the table
PARTS_LIMIT = 8  # of a run of lines between such steps; a table with a space each five rows has one
ALONG = 0.6  # of a table's height: upright rules that are shorter frame its header
WHOLE = 0.9  # of a table's width: a shorter rule parts the two lines of a merged header
HEADER_LINES = 4  # a header wraps over this many at most
WORDS_LIMIT = 20_000  # of a page; a full one has 1,000
PROSE_CELL = 26  # letters: text in columns has lines longer than this, tables few cells
COLUMNS_LIMIT = 60  # of a table; a line-up has 15

_DIGIT = re.compile(r"\d")
_BRACKET = re.compile(r"\([^)]*\)|['’]?000s?")
_DRAWN = re.compile(r"[-=_~*+|.·—–]{2,}")  # a rule made of letters


def find_grids(words: Sequence[Word], rules: Rules) -> list[Grid]:
    """Tables of three columns and more, each with a header and a row at least.

    Parameters
    ----------
    words
        Of one page or one column of it, upright.
    rules
        Drawn on the same page, turned like the words.
    """
    if len(words) > WORDS_LIMIT:
        return []
    rules = joined_rules(rules)
    drawn = [word for word in words if _DRAWN.fullmatch(word.text)]
    lines = text_lines([word for word in words if not _DRAWN.fullmatch(word.text)], rules)
    settled = (block for run in _blocks(lines) for block in _settled(run, lines, rules))
    return [_grid(block, rules, drawn) for block in settled]


def _blocks(lines: Sequence[TextLine]) -> Iterator[Block]:
    """Runs of lines, the first and last of three cells at least, none far from the next."""
    held: list[TextLine] = []
    between: list[TextLine] = []
    for line in lines:
        is_tabular = len(line.parts()) >= FEWEST_CELLS
        if held and held[-1].bottom - line.bottom > FARTHEST * held[-1].height:
            yield Block(held)
            held, between = [], []
        if is_tabular:
            held += [*(between if held else ()), line]
            between = []
        elif held:
            if _is_running(line, held):
                yield Block(held)
                held, between = [], []
            else:
                between.append(line)
    if held:
        yield Block(held)


def _is_running(line: TextLine, held: Sequence[TextLine]) -> bool:
    """Whether a line is text below a table: one piece, longer than most of its width."""
    (first, *others) = line.parts()
    left, right = held[0].left, max(one.right for one in held[-3:])
    return not others and first[-1].right - first[0].left > 0.6 * (right - left)


def _settled(block: Block, lines: Sequence[TextLine], rules: Rules) -> list[Block]:
    """The tables of a run of lines: one, or those between its wide steps if they are finer."""
    steps = [a.bottom - b.bottom for a, b in itertools.pairwise(block.lines)]
    wide = [n for n, step in enumerate(steps, 1) if step > FAR_STEP * median(steps)]
    bounds = [0, *wide[:PARTS_LIMIT], len(block.lines)]
    parts = [Block(block.lines[a:b]) for a, b in itertools.pairwise(bounds)]
    whole = [block] if _settle(block, lines, rules) else []
    if len(parts) == 1:
        return whole
    finer = [part for part in parts if _settle(part, lines, rules)]
    columns = max((len(part.ends) for part in finer), default=0)
    return finer if not whole or columns > len(block.ends) else whole


def _settle(block: Block, lines: Sequence[TextLine], rules: Rules) -> bool:
    """Find the columns of a block and the lines that belong to it; False if it is no table."""
    while len(block.lines) > 2 and _stands_out(block.lines):
        del block.lines[-1]
    tabular = [line for line in block.lines if len(line.parts()) >= FEWEST_CELLS]
    if len(tabular) < 2:
        return False
    ruled = _ruled_ends(block, rules)
    block.n_header = _header_count(block.lines, rules)
    block.ends = ruled or _gap_ends(block)
    if len(block.ends) + 1 < FEWEST_CELLS or (not ruled and _is_prose(block)):
        return False
    _stretch(block, lines, rules)
    block.n_header = _header_count(block.lines, rules)
    return len(block.lines) > block.n_header


def _stands_out(lines: Sequence[TextLine]) -> bool:
    """Whether the last line begins left of all others: a remark below the table."""
    *others, last = lines
    return last.left < min(line.left for line in others) - WIDE_GAP * last.height


def _header_count(lines: Sequence[TextLine], rules: Rules) -> int:
    """Lines of the header: those before the first number, less the wrapped ones of its row."""
    numbered = next((n for n, line in enumerate(lines) if _has_number(line)), 1)
    most = min(max(numbered, 1), HEADER_LINES, len(lines) - 1)
    if most <= 1:
        return 1
    left, right = min(x.left for x in lines), max(x.right for x in lines)
    for number in range(1, most):
        drawn = crossed(lines[number - 1], lines[number], rules, left, right)
        if covered(drawn, left, right) >= WHOLE * (right - left):
            return number
    steps = [lines[n].bottom - lines[n + 1].bottom for n in range(most)]
    return max(n for n, step in enumerate(steps, 1) if step >= 0.9 * max(steps))


def _has_number(line: TextLine) -> bool:
    return bool(_DIGIT.search(_BRACKET.sub("", " ".join(word.text for word in line.words))))


def _along(block: Block, rules: Rules, *, margin: float) -> list[tuple[float, float, float]]:
    """Upright rules along most of a block, inside its width and a margin in points."""
    left, right = block.width
    top, bottom = block.lines[0].middle, block.lines[-1].middle
    return [
        (x, low, high) for x, low, high in rules.upright
        if left - margin < x < right + margin
        and min(high, top) - max(low, bottom) >= ALONG * (top - bottom)
    ]  # fmt: skip


def _ruled_ends(block: Block, rules: Rules) -> list[float]:
    """Where upright rules part the columns; empty where the table has none inside."""
    found = [x for x, _, _ in _along(block, rules, margin=0)]
    return found if len(found) >= FEWEST_CELLS - 1 else []


def _gap_ends(block: Block) -> list[float]:
    """Middles of the blank strips that run through nearly all lines below the upper header."""
    lines = block.lines[max(0, block.n_header - 1) :]
    lines = [line for line in lines if len(line.parts()) > 1] or lines
    left, right = block.width
    steps: list[tuple[float, int]] = []
    for line in lines:
        for word in line.words:
            steps += [(word.left, 1), (word.right, -1)]
    steps.sort()
    allowed, depth, at = len(lines) // 12, 0, left
    strips = []
    for x, step in steps:
        if depth <= allowed and x > at > left and x < right:
            strips.append((at, x))
        depth += step
        at = x
    height = median(line.height for line in lines)
    middles = [
        (low + high) / 2 for low, high in _joined(strips) if high - low >= LEAST_GAP * height
    ]
    if len(middles) > COLUMNS_LIMIT:
        return []
    while middles:
        bounds = [left - 1, *middles, right + 1]
        gaps = [_gap_at(lines, *bounds[n : n + 3]) for n in range(len(middles))]
        narrowest = min(range(len(gaps)), key=gaps.__getitem__)
        if gaps[narrowest] >= WIDE_GAP * height:
            break
        del middles[narrowest]
    return middles


def _joined(strips: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    out: list[tuple[float, float]] = []
    for low, high in strips:
        if out and low - out[-1][1] < 0.1:
            out[-1] = (out[-1][0], high)
        else:
            out.append((low, high))
    return out


def _gap_at(lines: Sequence[TextLine], left: float, middle: float, right: float) -> float:
    """How wide most lines, or the first of them, are blank between two columns."""
    gaps = []
    for line in lines:
        before = [w.right for w in line.words if left < (w.left + w.right) / 2 < middle]
        behind = [w.left for w in line.words if middle < (w.left + w.right) / 2 < right]
        if before and behind:
            gaps.append(min(behind) - max(before))
    return max(median(gaps), gaps[0]) if gaps else right - left


def _is_prose(block: Block) -> bool:
    """Whether the columns hold running text: newspapers, not tables."""
    body = block.lines[block.n_header :]
    cells = [sum(len(w.text) + 1 for w in part) for line in body for part in line.parts()]
    return bool(cells) and median(cells) > PROSE_CELL


def _stretch(block: Block, lines: Sequence[TextLine], rules: Rules) -> None:
    """Take in lines of wrapped cells above the first line and below the last."""
    index = {id(line): number for number, line in enumerate(lines)}
    first, last = index[id(block.lines[0])], index[id(block.lines[-1])]
    frames = [(low, high) for _, low, high in _along(block, rules, margin=20)]
    top = max((high for _, high in frames), default=None)
    floor = min((low for low, _ in frames), default=None)
    steps = [a.bottom - b.bottom for a, b in itertools.pairwise(block.lines)]
    usual = 1.1 * median(steps)  # a name above several columns may stand as far off as a row
    closest = min((s for s in steps if s > 0.6 * block.lines[0].height), default=0.0)
    while first > 0:
        line, below = lines[first - 1], lines[first]
        reach = (
            WRAPPED * below.height if len(line.parts()) == 1 else max(WRAPPED * below.height, usual)
        )
        near = line.bottom - below.bottom <= reach
        framed = top is not None and line.middle < top
        if not framed and not (near and top is None and _fits(block, line, upper=True)):
            break
        block.lines.insert(0, line)
        first -= 1
    while last + 1 < len(lines):
        line, above = lines[last + 1], lines[last]
        near = above.bottom - line.bottom <= max(WRAPPED * above.height, 1.05 * closest)
        framed = floor is not None and line.middle > floor
        if not framed and not (near and floor is None and _fits(block, line, upper=False)):
            break
        block.lines.append(line)
        last += 1


def _fits(block: Block, line: TextLine, *, upper: bool) -> bool:
    """Whether every piece of a line stands in one column.

    A line in the first column alone may be text below the table, unless its rows have such lines.
    """
    columns = set()
    for part in line.parts():
        first, last = column_of(block.ends, part[0]), column_of(block.ends, part[-1])
        if first != last and not (upper and len(line.parts()) > 1):
            return False
        columns.add(first)
    left, right = block.width
    inside = line.left >= left - 1 and line.right <= right + 1
    return inside and (
        columns != {0} or (not upper and any(map(partial(_is_first, block), block.lines)))
    )


def _is_first(block: Block, line: TextLine) -> bool:
    """Whether a line stands in the first column alone."""
    return all(column_of(block.ends, word) == 0 for word in line.words)


def _grid(block: Block, rules: Rules, drawn: Sequence[Word]) -> Grid:
    words = [word for line in block.lines for word in line.words]
    top, bottom = block.lines[0].middle, block.lines[-1].bottom - block.lines[-1].height
    words += [word for word in drawn if bottom <= word.bottom <= top]
    return Grid(
        tuple(read_header(block)),
        tuple(read_rows(block, rules)),
        (min(word.left for word in words), *block.ends),
        frozenset(word.start for word in words),
    )
