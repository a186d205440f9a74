"""Where the words of a PDF's page stand, and which rules are drawn on it."""

import ctypes
import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pypdfium2 import PdfPage, PdfTextPage

__all__ = ["JOINED", "Rules", "Word", "find_rules", "find_words", "holds_picture", "upright"]

JOINED = "\x02"  # stands where a word broken at a line's end was put together
OBJECTS_LIMIT = 20_000  # drawn things looked at on a page: a table of 100 rows has 2,000 rules
SEGMENTS_LIMIT = 1000  # of one path: a whole grid drawn at once has 200, a coastline 100,000
NESTED_LIMIT = 3  # forms within forms; browsers and word processors nest one
RULE_WIDTH = 2.5  # points: what is drawn thinner is a line, though it may be a filled box
RULE_LENGTH = 8.0  # points: shorter ones are parts of letters and ticks of axes

_Box = tuple[float, float, float, float]  # left, bottom, right, top
_Matrix = tuple[float, float, float, float, float, float]
_WORD = re.compile(rf"[^\s{JOINED}]+{JOINED}?")


@dataclass(slots=True, frozen=True)
class Word:
    """A word of a page, upright: x to the right, y upwards, in points."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    line: int  # of the page's lines as they were drawn
    start: int  # its offset in the page's letters
    is_broken: bool = False  # goes on with the next word

    @property
    def height(self) -> float:
        """Points from the deepest to the highest letter of its font."""
        return self.top - self.bottom


@dataclass(slots=True, frozen=True)
class Rules:
    """Lines drawn on a page: (y, left, right) across, (x, bottom, top) upright."""

    across: tuple[tuple[float, float, float], ...] = ()
    upright: tuple[tuple[float, float, float], ...] = ()


def find_words(
    page: "PdfTextPage", letters: str, lines: Sequence[tuple[int, int]]
) -> tuple[list[Word], int]:
    """Words of a page's lines, turned upright, and the quarter turns that this took.

    Parameters
    ----------
    letters
        The page's text, a letter for each that pdfium counts, `JOINED` where a word was broken.
    lines
        Where each line stands in it, (start, end).
    """
    import pypdfium2.raw as pdfium

    box = pdfium.FS_RECTF()
    at = ctypes.byref(box)
    found: list[tuple[str, int, int, _Box]] = []
    turns: Counter[int] = Counter()
    for number, (start, end) in enumerate(lines):
        for match in _WORD.finditer(letters, start, end):
            last = match.end() - (1 if match[0].endswith(JOINED) else 0) - 1
            if not pdfium.FPDFText_GetLooseCharBox(page.raw, match.start(), at):
                continue
            sides = (box.left, box.bottom, box.right, box.top)
            pdfium.FPDFText_GetLooseCharBox(page.raw, last, at)
            sides = (
                min(sides[0], box.left),
                min(sides[1], box.bottom),
                max(sides[2], box.right),
                max(sides[3], box.top),
            )
            found.append((match[0], number, match.start(), sides))
        if start < end:
            angle = pdfium.FPDFText_GetCharAngle(page.raw, start)
            turns[round(angle / (math.pi / 2)) % 4] += end - start
    turn = turns.most_common(1)[0][0] if turns else 0
    words = []
    for text, number, start, sides in found:
        left, bottom, right, top = upright(sides, turn)
        words.append(
            Word(text.rstrip(JOINED), left, right, bottom, top, number, start, JOINED in text)
        )
    return words, turn


def upright(sides: _Box, turn: int) -> _Box:
    """A box (left, bottom, right, top) turned back by quarter turns."""
    left, bottom, right, top = sides
    if turn == 1:  # pdfium counts clockwise
        return -top, left, -bottom, right
    if turn == 2:
        return -right, -top, -left, -bottom
    if turn == 3:
        return bottom, -right, top, -left
    return sides


def find_rules(page: "PdfPage", turn: int) -> Rules:
    """Straight lines of a page across and upright, also those drawn as thin or framed boxes."""
    across, up = [], []
    for sides in _strokes(page):
        left, bottom, right, top = upright(sides, turn)
        if top - bottom <= RULE_WIDTH and right - left >= RULE_LENGTH:
            across.append(((top + bottom) / 2, left, right))
        elif right - left <= RULE_WIDTH and top - bottom >= RULE_LENGTH:
            up.append(((left + right) / 2, bottom, top))
    return Rules(tuple(sorted(set(across))), tuple(sorted(set(up))))


def holds_picture(page: "PdfPage") -> bool:
    """Whether a page shows a picture."""
    import pypdfium2.raw as pdfium

    return any(kind == pdfium.FPDF_PAGEOBJ_IMAGE for kind, _, _ in _drawn_things(page))


def _strokes(page: "PdfPage") -> Iterator[_Box]:
    """Boxes of the straight lines drawn on a page, and of what is drawn as thin as one."""
    import pypdfium2.raw as pdfium

    for kind, drawn, outer in _drawn_things(page):
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            yield from _path_lines(drawn, _within(_matrix(drawn), outer))


def _drawn_things(page: "PdfPage") -> Iterator[tuple[int, Any, _Matrix]]:
    """Kind of each thing drawn on a page, the thing, and what moves it; forms are gone into."""
    import pypdfium2.raw as pdfium

    left = OBJECTS_LIMIT
    waiting: list[tuple[Any, _Matrix, int]] = []

    def add(count: int, item: Any, matrix: _Matrix, level: int) -> None:
        nonlocal left
        waiting.extend((item(number), matrix, level) for number in range(min(count, left)))
        left -= min(count, left)

    top = partial(pdfium.FPDFPage_GetObject, page.raw)
    add(pdfium.FPDFPage_CountObjects(page.raw), top, (1, 0, 0, 1, 0, 0), 0)
    while waiting:
        drawn, outer, level = waiting.pop()
        kind = pdfium.FPDFPageObj_GetType(drawn)
        yield kind, drawn, outer
        if kind == pdfium.FPDF_PAGEOBJ_FORM and level < NESTED_LIMIT:
            inner = partial(pdfium.FPDFFormObj_GetObject, drawn)
            count = pdfium.FPDFFormObj_CountObjects(drawn)
            add(count, inner, _within(_matrix(drawn), outer), level + 1)


def _matrix(drawn: Any) -> _Matrix:
    import pypdfium2.raw as pdfium

    found = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(drawn, ctypes.byref(found))
    return found.a, found.b, found.c, found.d, found.e, found.f


def _within(inner: _Matrix, outer: _Matrix) -> _Matrix:
    """One matrix for both, the inner first."""
    a, b, c, d, e, f = inner
    m, n, o, p, q, r = outer
    return (
        a * m + b * o, a * n + b * p, c * m + d * o, c * n + d * p,
        e * m + f * o + q, e * n + f * p + r,
    )  # fmt: skip


def _path_lines(path: Any, matrix: _Matrix) -> Iterator[_Box]:
    """Boxes of the sides of a path; a thin box that is filled is one line."""
    import pypdfium2.raw as pdfium

    count = pdfium.FPDFPath_CountSegments(path)
    if count > SEGMENTS_LIMIT:
        return
    a, b, c, d, e, f = matrix
    x, y = ctypes.c_float(), ctypes.c_float()
    before = first = (0.0, 0.0)
    for number in range(count):
        piece = pdfium.FPDFPath_GetPathSegment(path, number)
        pdfium.FPDFPathSegment_GetPoint(piece, ctypes.byref(x), ctypes.byref(y))
        here = (a * x.value + c * y.value + e, b * x.value + d * y.value + f)
        kind = pdfium.FPDFPathSegment_GetType(piece)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            first = here
        elif kind == pdfium.FPDF_SEGMENT_LINETO:
            yield _box(before, here)
        if pdfium.FPDFPathSegment_GetClose(piece):
            yield _box(here, first)
        before = here


def _box(one: tuple[float, float], other: tuple[float, float]) -> _Box:
    (a, b), (c, d) = one, other
    return min(a, c), min(b, d), max(a, c), max(b, d)
