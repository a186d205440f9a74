"""Text of a PDF: pages, paragraphs, and the lines that every page repeats."""

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from geomap.records import Noise
from geomap.sources.draft import Draft
from geomap.sources.files import TEXT_LIMIT_BYTES, Unreadable

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfTextPage

__all__ = ["PAGE_BREAK", "read_pdf"]

PAGE_BREAK = "\n\f"  # before the first paragraph that begins on a page
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
_HYPHEN = re.compile(r"[\ufffe\x02\xad][ \t]*(?:\r?\n)?")
_ITEM = re.compile(r"(?:[-–—•*▪●]|\d{1,3}[.)])\s")
_LINE = re.compile(r"[^\r\n]+")


@dataclass(slots=True)
class _Line:
    """A line of a page; where its letters stand (points from below) and how high they are."""

    text: str
    bottom: float | None = None
    height: float | None = None


@dataclass(slots=True)
class _Paragraph:
    text: str
    page: int
    is_margin: bool = False


def read_pdf(data: bytes) -> Draft:
    """Text of a PDF, a paragraph a line, headers and footers labelled as noise.

    A paragraph that goes on over a page's end is kept whole, and the footer and header
    between its parts come after it.

    Raises
    ------
    Unreadable
        The file is broken, encrypted, too long, or has no text layer.
    """
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(data) as document:
            pages = _pages(document)
    except pypdfium2.PdfiumError as error:
        raise Unreadable(_why(str(error))) from None
    if not any(pages):
        message = "no text layer; run OCR first (for example ocrmypdf)"
        raise Unreadable(message)
    return _assemble(pages)


def _why(error: str) -> str:
    if "password" in error.lower():
        return "encrypted: save a copy without a password"
    return f"broken PDF ({error.rstrip('.')}); open it and save it again"


def _pages(document: "PdfDocument") -> list[list[_Line]]:
    """Lines of each page that hold something."""
    if len(document) > PAGES_LIMIT:
        message = f"too long: {len(document)} pages, the limit is {PAGES_LIMIT}; split it"
        raise Unreadable(message)
    pages: list[list[_Line]] = []
    size = 0
    for number in range(len(document)):
        page = document[number]
        content = page.get_textpage()
        pages.append(list(_lines(content)))
        content.close()
        page.close()
        size += sum(len(line.text) for line in pages[-1])
        if size > TEXT_LIMIT_BYTES:
            message = f"too much text: over {TEXT_LIMIT_BYTES:,} characters; split the file"
            raise Unreadable(message)
    return pages


def _lines(page: "PdfTextPage") -> Iterator[_Line]:
    """Lines in reading order, words broken at a line's end joined on the first of the two."""
    raw = page.get_text_range()
    # where they differ (letters outside the basic plane), positions cannot be looked up
    is_aligned = len(raw) == page.count_chars()
    # same length before and after, so that positions still fit: the break becomes a mark
    joined = _HYPHEN.sub(lambda match: "\x02" * len(match[0]), raw)
    for match in _LINE.finditer(joined):
        text = " ".join(match[0].replace("\x02", "").split())
        if not text:
            continue
        line = _Line(text)
        if is_aligned:
            first = match.start() + len(match[0]) - len(match[0].lstrip("\x02 \t\xa0"))
            _, bottom, _, top = page.get_charbox(first, loose=True)
            line.bottom, line.height = bottom, top - bottom
        yield line


def _margins(pages: Sequence[Sequence[_Line]]) -> set[str]:
    """Header and footer lines, digits masked, that most pages repeat."""
    counts: Counter[str] = Counter()
    for page in pages:
        counts.update({_masked(x.text) for x in (*page[:MARGIN_LINES], *page[-MARGIN_LINES:])})
    enough = max(2, MARGIN_SHARE * len(pages))
    return {line for line, count in counts.items() if count >= enough}


def _masked(line: str) -> str:
    return _NUMBER.sub("#", line.casefold())


def _assemble(pages: Sequence[Sequence[_Line]]) -> Draft:
    """One text of all pages, each paragraph a line."""
    margins = _margins(pages)
    found: list[_Paragraph] = []
    for number, page in enumerate(pages):
        _add_page(found, page, number, margins)
    parts: list[str] = []
    noise: list[Noise] = []
    at = page_before = 0
    for index, paragraph in enumerate(found):
        between = "" if index == 0 else PAGE_BREAK if paragraph.page > page_before else "\n"
        at += len(between)
        end = at + len(paragraph.text)
        if paragraph.is_margin:
            noise.append(Noise(start=at, end=end, type="footer"))
        parts += (between, paragraph.text)
        at, page_before = end, paragraph.page
    return Draft(text="".join(parts), noise=noise, url=_printed_from(pages))


def _printed_from(pages: Sequence[Sequence[_Line]]) -> str | None:
    """Address of the web page that a browser printed; None for other PDFs and local files."""
    for line in (line for page in pages[:1] for line in _edges(page)):
        match = _PRINTED_FROM.fullmatch(line.text)
        if match and match["url"].startswith("http"):
            return match["url"]
    return None


def _edges(page: Sequence[_Line]) -> list[_Line]:
    return [*page[:PRINT_LINES], *page[max(PRINT_LINES, len(page) - PRINT_LINES) :]]


def _printed(page: Sequence[_Line]) -> set[str]:
    """Lines that a browser added to a page: the day of printing is not that of the report."""
    edges = [line.text for line in _edges(page)]
    addresses = {text for text in edges if _PRINTED_FROM.fullmatch(text)}
    return addresses | {text for text in edges if addresses and _PRINTED_AT.fullmatch(text)}


def _add_page(
    found: list[_Paragraph], page: Sequence[_Line], number: int, margins: set[str]
) -> None:
    """Put the lines of a page together to paragraphs, behind those of the pages before."""
    body = next((p for p in reversed(found) if not p.is_margin), None)
    lengths = sorted(len(line.text) for line in page)
    width = lengths[int(WIDTH_RANK * (len(lengths) - 1))] if lengths else 0
    pitch = _pitch(page)
    before: _Line | None = None
    printed = _printed(page)
    for index, line in enumerate(page):
        is_edge = index < MARGIN_LINES or index >= len(page) - MARGIN_LINES
        repeated = _masked(line.text) in margins or _PAGE_NUMBER.fullmatch(line.text)
        if (is_edge and repeated) or line.text in printed:
            found.append(_Paragraph(line.text, number, is_margin=True))
            continue
        if before is None:  # the page's first line may go on with the last page's paragraph
            goes_on = body is not None and line.text[0].islower() and not _END.search(body.text)
        else:
            goes_on = body is not None and _goes_on(body, before, line, width=width, pitch=pitch)
        if goes_on and body is not None:
            body.text = f"{body.text} {line.text}"
        else:
            body = _Paragraph(line.text, number)
            found.append(body)
        before = line


def _pitch(page: Sequence[_Line]) -> float | None:
    """Usual distance from line to line, in points."""
    steps = [
        a.bottom - b.bottom
        for a, b in itertools.pairwise(page)
        if a.bottom is not None and b.bottom is not None and a.bottom > b.bottom
    ]
    return median(steps) if steps else None


def _goes_on(
    body: _Paragraph, before: _Line, line: _Line, *, width: float, pitch: float | None
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
