"""Text of a PDF: pages, paragraphs, and the lines that every page repeats."""

import itertools
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Literal

from geomap.records import Noise
from geomap.sources.boxes import holds_picture
from geomap.sources.draft import Draft
from geomap.sources.files import TEXT_LIMIT_BYTES, Unreadable
from geomap.sources.gridrows import Grid
from geomap.sources.pagelines import CELL, NOTE, PageLine, read_lines

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

__all__ = ["PAGE_BREAK", "read_pdf"]

PAGE_BREAK = "\n\f"  # before the first paragraph that begins on a page
STAMP_LENGTH = 100  # letters: a page with fewer and a picture is a scan with a number stamped on it
PAGES_LIMIT = 3000  # longer files are archives; pypdfium2 reads these in 10 s
MARGIN_LINES = 2  # header and footer lines looked at on each side of a page
PRINT_LINES = 4  # lines at either end of a page among which a browser's header and footer stand
MARGIN_SHARE = 0.5  # of the pages, and two at least, that must repeat a line
SHORT_LINE = 0.8  # of a page's width: a shorter line that ends a sentence ends a paragraph
WIDTH_RANK = 0.9  # of its lines by length: the one that tells the width, tables and titles aside
WIDE_GAP = 1.25  # of the page's usual distance from line to line: more is a new paragraph
SIZE_STEP = 1.1  # of the letters from line to line: more, up or down, is a heading

_END = re.compile(r"[.!?:…][\"'”’)\]]*$")
_NUMBER = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(r"\W*(?:page |p\. ?)?\d{1,4}(?: ?(?:/|of) ?\d{1,4})?\W*", re.IGNORECASE)
# What a browser prints on each page: day and hour of printing, title, address, page of pages.
_PRINTED_AT = re.compile(
    r"\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4},? \d{1,2}[:.]\d\d(?: ?[AaPp]\.?[Mm]\.?)?(?:\s.*)?"
)
_PRINTED_FROM = re.compile(r"(?P<url>(?:https?|file)://\S+)(?:.*\D)?\d{1,4} ?/ ?\d{1,4}")
_ITEM = re.compile(r"(?:[-–—•*▪●]|\d{1,3}[.)])\s")


@dataclass(slots=True)
class _Paragraph:
    text: str
    page: int
    kind: Literal["text", "row", "note", "margin"] = "text"


def read_pdf(data: bytes, *, on_page: Callable[[int], None] | None = None) -> Draft:
    """Text of a PDF, a paragraph a line, headers and footers labelled as noise.

    A paragraph or a table that goes on over a page's end is kept whole, and the notes, the
    footer and the header between its parts come after it. A row of a table is a line with tabs
    between its cells. As many form feeds as pages begin stand before each page's first line.
    `on_page` is called with the number of each page before it is read.

    Raises
    ------
    Unreadable
        The file is broken, encrypted, too long, or has no text layer.
    """
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(data) as document:
            pages, pictures = _pages(document, on_page)
    except pypdfium2.PdfiumError as error:
        raise Unreadable(_why(str(error))) from None
    if not any(pages):
        message = "no text layer; run OCR first (for example ocrmypdf)"
        raise Unreadable(message)
    draft = _assemble(pages)
    if pictures:
        draft.notes.append(
            f"no text on {_numbered(pictures)}, pictures alone: nothing is read there; "
            "run OCR on them (for example ocrmypdf --skip-text)"
        )
    return draft


def _numbered(pages: Sequence[int]) -> str:
    """Numbers of pages, runs of them by their ends: "pages 2, 5-9"."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][-1] + 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    told = [f"{run[0]}-{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs]
    return f"page{'s' if len(pages) > 1 else ''} {', '.join(told)}"


def _why(error: str) -> str:
    if "password" in error.lower():
        return "encrypted: save a copy without a password"
    return f"broken PDF ({error.rstrip('.')}); open it and save it again"


def _pages(
    document: "PdfDocument", on_page: Callable[[int], None] | None
) -> tuple[list[list[PageLine]], list[int]]:
    """Lines of each page that hold something, and the numbers of the pages that are pictures."""
    if len(document) > PAGES_LIMIT:
        message = f"too long: {len(document)} pages, the limit is {PAGES_LIMIT}; split it"
        raise Unreadable(message)
    pages: list[list[PageLine]] = []
    pictures: list[int] = []
    size = 0
    for number in range(len(document)):
        if on_page:
            on_page(number + 1)
        page = document[number]
        content = page.get_textpage()
        pages.append(read_lines(page, content))
        content.close()
        letters = sum(len(line.text) for line in pages[-1])
        if letters < STAMP_LENGTH and holds_picture(page):
            pictures.append(number + 1)
        page.close()
        size += letters
        if size > TEXT_LIMIT_BYTES:
            message = (
                f"too much text: over {TEXT_LIMIT_BYTES:,} characters by page {number + 1}; "
                "split the file"
            )
            raise Unreadable(message)
    return pages, pictures


def _margins(pages: Sequence[Sequence[PageLine]]) -> set[str]:
    """Header and footer lines, digits masked, that most pages repeat."""
    counts: Counter[str] = Counter()
    for page in pages:
        edges = (*page[:MARGIN_LINES], *page[-MARGIN_LINES:])
        counts.update({_masked(x.text) for x in edges if x.grid is None})
    enough = max(2, MARGIN_SHARE * len(pages))
    return {line for line, count in counts.items() if count >= enough}


def _masked(line: str) -> str:
    return _NUMBER.sub("#", line.casefold())


def _assemble(pages: Sequence[Sequence[PageLine]]) -> Draft:
    """One text of all pages, each paragraph a line."""
    gathered = _Gathered(_margins(pages))
    for number, page in enumerate(pages):
        gathered.add_page(page, number)
    parts: list[str] = []
    noise: list[Noise] = []
    at = page_before = 0
    for index, paragraph in enumerate(gathered.found):
        turned = max(0, paragraph.page - page_before)
        between = PAGE_BREAK[:-1] * (index > 0) + PAGE_BREAK[-1] * turned
        at += len(between)
        end = at + len(paragraph.text)
        if paragraph.kind == "margin":
            noise.append(Noise(start=at, end=end, type="footer"))
        parts += (between, paragraph.text)
        at, page_before = end, max(paragraph.page, page_before)
    return Draft(text="".join(parts), noise=noise, url=_printed_from(pages))


def _printed_from(pages: Sequence[Sequence[PageLine]]) -> str | None:
    """Address of the web page that a browser printed; None for other PDFs and local files."""
    for line in (line for page in pages[:1] for line in _edges(page)):
        match = _PRINTED_FROM.fullmatch(line.text)
        if match and match["url"].startswith("http"):
            return match["url"]
    return None


def _edges(page: Sequence[PageLine]) -> list[PageLine]:
    return [*page[:PRINT_LINES], *page[max(PRINT_LINES, len(page) - PRINT_LINES) :]]


def _printed(page: Sequence[PageLine]) -> set[str]:
    """Lines that a browser added to a page: the day of printing is not that of the report."""
    edges = [line.text for line in _edges(page)]
    addresses = {text for text in edges if _PRINTED_FROM.fullmatch(text)}
    return addresses | {text for text in edges if addresses and _PRINTED_AT.fullmatch(text)}


class _Gathered:
    """Paragraphs of the pages so far, and those that the next page may go on with."""

    def __init__(self, margins: set[str]) -> None:
        self.margins = margins
        self.found: list[_Paragraph] = []
        self.body: _Paragraph | None = None
        self.grid: Grid | None = None  # the last thing on the pages so far, if it is a table ...
        self.rows_end = 0  # ... and where its rows end among the paragraphs

    def add_page(self, page: Sequence[PageLine], number: int) -> None:
        """Put the lines of a page together to paragraphs, behind those of the pages before."""
        lengths = sorted(len(line.text) for line in page if line.grid is None)
        width = lengths[int(WIDTH_RANK * (len(lengths) - 1))] if lengths else 0
        pitch = _pitch(page)
        before: PageLine | None = None
        printed = _printed(page)
        for index, line in enumerate(page):
            if line.grid is not None:
                if index == 0 or page[index - 1].grid is not line.grid:
                    self.add_table(line.grid, number)
                before = None
            elif line.text in printed or self.is_margin(line.text, index, len(page)):
                self.found.append(_Paragraph(line.text, number, "margin"))
            elif line.is_note:
                self.add_note(line.text, number)
            else:
                self.add_line(line, before, number, width=width, pitch=pitch)
                before = line

    def is_margin(self, text: str, index: int, count: int) -> bool:
        """Whether a line at a page's edge is one that most pages repeat, or a page number."""
        if MARGIN_LINES <= index < count - MARGIN_LINES:
            return False
        return _masked(text) in self.margins or bool(_PAGE_NUMBER.fullmatch(text))

    def add_line(
        self,
        line: PageLine,
        before: PageLine | None,
        number: int,
        *,
        width: float,
        pitch: float | None,
    ) -> None:
        """Put a line to the paragraph that it goes on with, or begin one."""
        body = self.body
        if body is None:
            goes_on = False
        elif before is None:  # what a page or a table parts may go on behind it
            goes_on = line.text[0].islower() and not _END.search(body.text)
        else:
            goes_on = _goes_on(body, before, line, width=width, pitch=pitch)
        self.grid = None
        if body is not None and goes_on:
            body.text = f"{body.text} {line.text}"
        else:
            self.body = _Paragraph(line.text, number)
            self.found.append(self.body)

    def add_note(self, text: str, number: int) -> None:
        """Put a line of a note behind the paragraph that it interrupts."""
        last = self.found[-1] if self.found else None
        is_rest = last is not None and last.kind == "note" and last.page == number
        if last is not None and is_rest and not NOTE.match(text):
            last.text = f"{last.text} {text}"
        else:
            self.found.append(_Paragraph(text, number, "note"))

    def add_table(self, grid: Grid, number: int) -> None:
        """Put the rows of a table behind those on the page before, if they go on with them."""
        rows = [_Paragraph(CELL.join(cells), number, "row") for cells in grid.lines]
        if self.grid is not None and self.grid.goes_on(grid):
            if grid.header == self.grid.header:
                names = " ".join(filter(None, (cell for row in grid.header for cell in row)))
                self.found.append(_Paragraph(names, number, "margin"))
                del rows[: len(grid.header)]
            self.found[self.rows_end : self.rows_end] = rows
            self.rows_end += len(rows)
        else:
            self.found += rows
            self.rows_end = len(self.found)
        self.grid = grid


def _pitch(page: Sequence[PageLine]) -> float | None:
    """Usual distance from line to line, in points."""
    steps = [
        a.bottom - b.bottom
        for a, b in itertools.pairwise(page)
        if a.bottom is not None and b.bottom is not None and a.bottom > b.bottom
    ]
    return median(steps) if steps else None


def _goes_on(
    body: _Paragraph, before: PageLine, line: PageLine, *, width: float, pitch: float | None
) -> bool:
    """Whether `line` belongs to the paragraph of the line `before` it."""
    if _ITEM.match(line.text):
        return False
    if before.bottom is not None and line.bottom is not None and pitch is not None:
        if before.bottom - line.bottom > WIDE_GAP * pitch:
            return False
        sizes = sorted((before.height or 1.0, line.height or 1.0))
        if sizes[1] > SIZE_STEP * sizes[0]:
            return False
    is_short = len(before.text) < SHORT_LINE * width
    if is_short and _END.search(before.text):
        return False
    # a short line without a full stop, before a capital, is a heading
    is_heading = len(body.text) < SHORT_LINE * width and line.text[0].isupper()
    return not is_heading or body.text[-1] in ",-–"
