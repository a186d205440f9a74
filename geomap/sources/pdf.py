"""Text of a PDF: pages, paragraphs, and the lines that every page repeats."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from geomap.records import Noise
from geomap.sources.draft import Draft
from geomap.sources.files import TEXT_LIMIT_BYTES, Unreadable

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

__all__ = ["PAGE_BREAK", "read_pdf"]

PAGE_BREAK = "\n\f"  # between pages; a paragraph never crosses it
PAGES_LIMIT = 3000  # longer files are archives; pypdfium2 reads these in 10 s
MARGIN_LINES = 2  # header and footer lines looked at on each side of a page
MARGIN_SHARE = 0.5  # of the pages that must repeat a line
MARGIN_PAGES = 3  # of pages that a file needs before repetition means anything
SHORT_LINE = 0.8  # of a page's width: a shorter line that ends a sentence ends a paragraph
WIDTH_RANK = 0.9  # of its lines by length: the one that tells the width, tables and titles aside

_END = re.compile(r"[.!?:…][\"'”’)\]]*$")
_NUMBER = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(r"\W*(?:page |p\. ?)?\d{1,4}(?: ?(?:/|of) ?\d{1,4})?\W*", re.IGNORECASE)
_HYPHEN = re.compile(r"[\ufffe\x02\xad][ \t]*\r?\n?")
_ITEM = re.compile(r"(?:[-–—•*▪●]|\d{1,3}[.)])\s")


def read_pdf(data: bytes) -> Draft:
    """Text of a PDF, its pages parted by PAGE_BREAK, repeated margins labelled as noise.

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
    if not any(line for page in pages for line in page):
        message = "no text layer; run OCR first (for example ocrmypdf)"
        raise Unreadable(message)
    return _assemble(pages, _margins(pages))


def _why(error: str) -> str:
    if "password" in error.lower():
        return "encrypted: save a copy without a password"
    return f"broken PDF ({error.rstrip('.')}); open it and save it again"


def _pages(document: "PdfDocument") -> list[list[str]]:
    """Lines of each page."""
    if len(document) > PAGES_LIMIT:
        message = f"too long: {len(document)} pages, the limit is {PAGES_LIMIT}; split it"
        raise Unreadable(message)
    pages: list[list[str]] = []
    size = 0
    for number in range(len(document)):
        page = document[number]
        text = page.get_textpage()
        content = text.get_text_bounded()
        text.close()
        page.close()
        size += len(content)
        if size > TEXT_LIMIT_BYTES:
            message = f"too much text: over {TEXT_LIMIT_BYTES:,} characters; split the file"
            raise Unreadable(message)
        joined = _HYPHEN.sub("", content)
        pages.append([" ".join(line.split()) for line in joined.splitlines()])
    return pages


def _margins(pages: Sequence[Sequence[str]]) -> set[str]:
    """Header and footer lines, digits masked, that most pages repeat."""
    if len(pages) < MARGIN_PAGES:
        return set()
    counts: Counter[str] = Counter()
    for page in pages:
        filled = [line for line in page if line]
        counts.update({_masked(x) for x in filled[:MARGIN_LINES] + filled[-MARGIN_LINES:]})
    return {line for line, count in counts.items() if count >= MARGIN_SHARE * len(pages)}


def _masked(line: str) -> str:
    return _NUMBER.sub("#", line.casefold())


def _assemble(pages: Sequence[Sequence[str]], margins: set[str]) -> Draft:
    parts: list[str] = []
    noise: list[Noise] = []
    at = 0
    for number, page in enumerate(pages):
        if number:
            parts.append(PAGE_BREAK)
            at += len(PAGE_BREAK)
        for index, (paragraph, is_margin) in enumerate(_paragraphs(page, margins)):
            if index:
                parts.append("\n")
                at += 1
            if is_margin:
                noise.append(Noise(start=at, end=at + len(paragraph), type="footer"))
            parts.append(paragraph)
            at += len(paragraph)
    return Draft(text="".join(parts), noise=noise)


def _paragraphs(page: Sequence[str], margins: set[str]) -> list[tuple[str, bool]]:
    """Paragraphs of a page, and whether each is a margin.

    A line goes on in the next unless it is empty, a margin, a heading, or clearly shorter than
    the page is wide and at the end of a sentence, or the next one is a list item.
    """
    filled = [i for i, line in enumerate(page) if line]
    edge = {*filled[:MARGIN_LINES], *filled[-MARGIN_LINES:]}
    lengths = sorted(len(page[i]) for i in filled)
    width = lengths[int(WIDTH_RANK * (len(lengths) - 1))] if lengths else 0
    found: list[tuple[str, bool]] = []
    goes_on = False
    for i, line in enumerate(page):
        if not line:
            goes_on = False
            continue
        repeated = _masked(line) in margins or _PAGE_NUMBER.fullmatch(line) is not None
        if i in edge and repeated:
            found.append((line, True))
            goes_on = False
            continue
        if goes_on and not _ITEM.match(line) and not _is_heading(found[-1][0], line, width):
            found[-1] = (f"{found[-1][0]} {line}", False)
        else:
            found.append((line, False))
        goes_on = not (_END.search(line) and len(line) < SHORT_LINE * width)
    return found


def _is_heading(before: str, line: str, width: float) -> bool:
    """Whether `before` is a heading: a short line without a full stop, before a capital."""
    return len(before) < SHORT_LINE * width and line[:1].isupper() and before[-1:] not in ",-–"
