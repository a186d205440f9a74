"""What stands between a page's headline and its first paragraph: who wrote it, and when.

The reader of main texts drops these lines as furniture; many blogs and local papers state their
date nowhere else.
"""

import itertools
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

__all__ = ["byline_of"]

LINE_LENGTH = 160  # characters; more is a paragraph, and the head of the page ends there
SENTENCE_WORDS = 10  # so many, and a full stop at the end, are a paragraph too
_SILENT = frozenset({"script", "style", "noscript"})
PARTS = 400  # elements of a line that are looked at
LINES = 8  # a headline, its deck, author, date, place, and some links to share it


def byline_of(tree: "HtmlElement") -> str:
    """Lines under the one headline of a page, up to its first paragraph; empty if there are none.

    A day that stands in the markup of a line (`<time datetime>`) is a line of its own before it.
    """
    heads = [head for head in tree.iter("h1") if head.text_content().strip()]
    if len(heads) != 1:
        return ""
    lines: list[str] = []
    for line in _following(heads[0]):
        if line is None or len(lines) >= LINES:
            break
        lines.append(line)
    return "\n".join(lines)


def _following(head: "HtmlElement") -> Iterator[str | None]:
    """Short lines behind an element, in order; None where a paragraph begins."""
    element = head
    while element is not None:
        yield from _short((element.tail or "").strip())
        for sibling in element.itersiblings():
            yield from _lines(sibling)
            yield from _short((sibling.tail or "").strip())
        element = element.getparent()


def _lines(element: "HtmlElement") -> Iterator[str | None]:
    """Short lines of one element; of one that holds a paragraph those of its parts."""
    if not isinstance(element.tag, str) or element.tag in _SILENT:
        return
    parts = _texts(element)
    text = " ".join(parts)
    if element.tag == "table":
        yield None
    elif not _is_paragraph(text):
        times = element.iter("time")
        yield from (stated for time in times if (stated := time.get("datetime", "")[:10]))
        # "<time>19 March</time><span>by Ann</span>" is two lines, whatever a browser does
        yield from (part for part in dict.fromkeys((text, *parts)) if part)
    elif len(element):
        yield from _short((element.text or "").strip())
        for child in element:
            yield from _lines(child)
            yield from _short((child.tail or "").strip())
    else:
        yield None


def _texts(element: "HtmlElement") -> list[str]:
    """Pieces of text of an element, no more than tell a line from a paragraph.

    Each level of a nest asks again: a whole text each time would cost depth times length.
    """
    parts: list[str] = []
    length = 0
    for node in itertools.islice(element.iter(), PARTS):
        for piece in (node.text, node.tail if node is not element else None):
            if node.tag not in _SILENT and piece and piece.strip():
                parts.append(" ".join(piece.split()))
                length += len(parts[-1])
        if length > LINE_LENGTH:
            break
    return parts


def _short(text: str) -> Iterator[str | None]:
    if text:
        yield None if _is_paragraph(text) else " ".join(text.split())


def _is_paragraph(text: str) -> bool:
    closed = text.rstrip().endswith((".", "!", "?"))
    return len(text) > LINE_LENGTH or (closed and len(text.split()) >= SENTENCE_WORDS)
