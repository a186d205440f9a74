"""Lines of a PDF's page in the order of reading: text, rows of tables, footnotes.

What stands where is looked up only on pages that may hold a table or columns: the first and the
last letter of each line tell. A page of prose takes 1.05 ms (0.90 without looking), one full of a
table 11 (tests/bench/bench_pdf.py).
"""

import ctypes
import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from geomap.sources.boxes import JOINED, Word, find_rules, find_words
from geomap.sources.gridrows import Grid
from geomap.sources.grids import find_grids
from geomap.sources.gutters import Columns, find_columns
from geomap.sources.textlines import WIDE_GAP, written

if TYPE_CHECKING:
    from pypdfium2 import PdfPage, PdfTextPage

__all__ = ["CELL", "NOTE", "PageLine", "read_lines"]

CELL = "\t"  # between the cells of a row, as in a table of any text
LOOSE = 1.25  # times as much room a letter as the page's tight lines: gaps between cells
TIGHT_RANK = 0.1  # of its long lines by the room a letter takes
LONG_LINE = 20  # letters: shorter lines tell no usual room
BESIDE = 0.3  # of a letter's height: a line that stands no deeper than the last is beside it
SHORTEST = 8  # letters: shorter lines tell nothing
GAPS_SEEN = 12  # blanks of such a line that are measured: columns part behind 6 to 10 words
SAMPLED = (0.4, 0.7)  # how far down a page its lines are looked at for wide gaps
SMALLER = 0.93  # of the page's usual letters: notes are set in smaller ones
RAISED = 0.85  # of the letters before it: a number set smaller is the mark of a note

_HYPHEN = re.compile(r"[\ufffe\x02\xad][ \t]*(?:\r?\n)?")
_LINE = re.compile(r"[^\r\n]+")
NOTE = re.compile(r"(?:\d{1,3}|[*†‡§]{1,3})[.)]?\s+\S")
_DIGITS = re.compile(r"\d+")
_MARK = re.compile(r"\d{1,3}|[*†‡§]{1,3}")
_BLANK = f"{JOINED} \t\xa0"


@dataclass(slots=True)
class PageLine:
    """A line of a page; where its letters stand (points from below) and how high they are."""

    text: str
    bottom: float | None = None
    height: float | None = None
    grid: Grid | None = None  # whose row it is
    is_note: bool = False


class _Drawn(NamedTuple):
    """A line as pdfium gives it: its place in the letters and its first and last letter's boxes."""

    start: int
    end: int
    left: float
    right: float
    bottom: float
    height: float
    end_bottom: float
    room: float  # width that a letter takes, in heights of a letter


def read_lines(page: "PdfPage", content: "PdfTextPage") -> list[PageLine]:
    """Lines of a page, words broken at a line's end joined on the first of the two.

    A row of a table is one line with tabs between its cells, its header too. Columns of text
    that were drawn straight across come one after the other.
    """
    raw = content.get_text_range()
    # same length before and after, so that positions still fit: the break becomes a mark
    letters = _HYPHEN.sub(lambda match: JOINED * len(match[0]), raw)
    spans = [m.span() for m in _LINE.finditer(letters) if m[0].strip(_BLANK)]
    # where they differ (letters outside the basic plane), positions cannot be looked up
    if len(raw) != content.count_chars():
        return [PageLine(_plain(letters[start:end])) for start, end in spans]
    drawn = _without_marks(_drawn(content, letters, spans), letters)
    if _may_be_laid_out(content, letters, drawn):
        words, turn = find_words(content, letters, spans)
        columns = find_columns(words)
        rules = find_rules(page, turn)
        parts = (columns.left, columns.right, columns.wide) if columns else (words,)
        grids = [grid for part in parts for grid in find_grids(part, rules)]
        if grids or turn or (columns and columns.is_mixed()):
            return _noted(list(_laid_out(spans, words, grids, columns)))
    return _noted([
        PageLine(_unmarked(content, letters, line), line.bottom, line.height) for line in drawn
    ])  # fmt: skip


def _plain(letters: str) -> str:
    return " ".join(letters.replace(JOINED, "").split())


def _drawn(content: "PdfTextPage", letters: str, spans: Sequence[tuple[int, int]]) -> list[_Drawn]:
    import pypdfium2.raw as pdfium

    page, look = content.raw, pdfium.FPDFText_GetLooseCharBox
    box = pdfium.FS_RECTF()
    at = ctypes.byref(box)
    lines = []
    for line_start, line_end in spans:
        text = letters[line_start:line_end]
        start = line_end - len(text.lstrip(_BLANK))
        end = line_start + len(text.rstrip(_BLANK))
        look(page, start, at)
        left, bottom, height = box.left, box.bottom, box.top - box.bottom
        look(page, end - 1, at)
        right = box.right
        room = (right - left) / max((end - start) * height, 0.1)
        lines.append(_Drawn(start, end, left, right, bottom, height, box.bottom, room))
    return lines


def _without_marks(lines: list[_Drawn], letters: str) -> list[_Drawn]:
    """The lines without the raised marks of notes that pdfium gives as lines of their own."""
    kept: list[_Drawn] = []
    for line in lines:
        before = kept[-1] if kept else None
        is_mark = (
            before is not None
            and line.height < RAISED * before.height
            and line.bottom > before.end_bottom
            and abs(line.left - before.right) < before.height
            and _MARK.fullmatch(letters, line.start, line.end)
        )
        if not is_mark:
            kept.append(line)
    return kept


def _unmarked(content: "PdfTextPage", letters: str, line: _Drawn) -> str:
    """Text of a line without the raised numbers that lead to its notes."""
    text = letters[line.start : line.end]
    if not _DIGITS.search(text):
        return _plain(text)
    for match in reversed(list(_DIGITS.finditer(text))):
        start, end = match.span()
        if start == 0 or text[start - 1].isspace():
            start += 4  # behind a year: "in April 202412"
        if 0 < end - start <= 3:
            _, bottom, _, top = content.get_charbox(line.start + start, loose=True)
            if top - bottom < RAISED * line.height:
                text = text[:start] + text[end:]
    return _plain(text)


# ---- whether to look closer ----


def _may_be_laid_out(content: "PdfTextPage", letters: str, lines: Sequence[_Drawn]) -> bool:
    """Whether a page may hold a table or columns that were drawn straight across."""
    if len(lines) < 2:
        return False
    beside = 0
    for before, line in itertools.pairwise(lines):
        beside += line.bottom > before.end_bottom - BESIDE * line.height
    turned = sum(line.end - line.start > 3 and line.room < 0.1 for line in lines)
    if beside > 2 or turned > 1:
        return True
    rooms = sorted(line.room for line in lines if line.end - line.start >= LONG_LINE)
    if rooms:
        usual = rooms[int(TIGHT_RANK * len(rooms))]
        if sum(line.room > LOOSE * usual for line in lines if line.end - line.start > 8) > 1:
            return True
    told = [line for line in lines if line.end - line.start > SHORTEST]
    sampled = [told[int(share * len(told))] for share in SAMPLED if told]
    return any(_is_parted(content, letters, line) for line in sampled)


def _is_parted(content: "PdfTextPage", letters: str, line: _Drawn) -> bool:
    """Whether a line has a wide gap inside."""
    import pypdfium2.raw as pdfium

    box = pdfium.FS_RECTF()
    at = ctypes.byref(box)
    place = letters.find(" ", line.start, line.end - 1)
    for _ in range(GAPS_SEEN):
        if place < 0:
            break
        pdfium.FPDFText_GetLooseCharBox(content.raw, place - 1, at)
        before = box.right
        pdfium.FPDFText_GetLooseCharBox(content.raw, place + 1, at)
        if box.left - before >= WIDE_GAP * line.height:
            return True
        place = letters.find(" ", place + 1, line.end - 1)
    return False


# ---- pages that were looked at ----


def _laid_out(
    spans: Sequence[tuple[int, int]],
    words: Sequence[Word],
    grids: Sequence[Grid],
    columns: Columns | None,
) -> Iterator[PageLine]:
    """Lines of a page, each table's rows where the first of its words stands."""
    taken = {start: grid for grid in grids for start in grid.starts}
    if columns is not None and columns.is_mixed():
        lines = columns.texts()
    else:
        lines = [[] for _ in spans]
        for word in words:
            lines[word.line].append(word)
    shown: set[int] = set()
    for line in lines:
        kept = [word for word in line if word.start not in taken]
        if kept:
            yield PageLine(written(kept), kept[0].bottom, kept[0].height)
        for word in line:
            grid = taken.get(word.start)
            if grid is not None and grid.first not in shown:
                shown.add(grid.first)
                yield from (PageLine(CELL.join(cells), grid=grid) for cells in grid.lines)


def _noted(lines: list[PageLine]) -> list[PageLine]:
    """The lines, those in small letters that begin with a number or a star marked as notes."""
    if len({line.height for line in lines}) == 1:
        return lines
    sizes: Counter[float] = Counter()
    for line in lines:
        if line.height is not None:
            sizes[round(line.height, 1)] += len(line.text)
    usual = sizes.most_common(1)[0][0] if sizes else 0.0
    inside = False
    for line in lines:
        is_small = line.height is not None and line.height < SMALLER * usual
        inside = is_small and (inside or bool(NOTE.match(line.text)))
        line.is_note = inside
    return lines
