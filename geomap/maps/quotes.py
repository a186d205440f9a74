"""What a report says of an event, in its words, with the telling ones marked."""

from collections.abc import Iterable, Iterator

from geomap.records import Claim, Reading, Span

__all__ = ["quotes_of"]


def _words(span: Span, reading: Reading) -> str | None:
    """The quoted text: of a span, or of the whole row of a table."""
    if isinstance(span.text, str):
        return span.text
    if isinstance(span.start, int) and isinstance(span.end, int):
        return reading.text[span.start : span.end]
    if isinstance(span.row, int):
        rows = reading.table.rows if reading.table else ()
        if reading.table and 1 <= span.row <= len(rows):
            cells = zip(reading.table.columns, rows[span.row - 1], strict=False)
            told = "; ".join(f"{column}: {cell}" for column, cell in cells if cell)
            return f"row {span.row}: {told}"
        return f"row {span.row}"
    return None


def _told(claim: Claim) -> Iterator[tuple[int, int]]:
    """Where the words stand from which the slots of a claim were filled."""
    places = (claim.origin, claim.destination, claim.location, claim.launch, *claim.via)
    counts = (item.quantity for item in claim.items)
    for part in (*places, *counts, *claim.vessels, *claim.reasons):
        if part is None or not isinstance(part.start, int) or not isinstance(part.end, int):
            continue
        row = getattr(part, "row", None)
        if not isinstance(row, int):  # offsets into a cell are none into the text
            yield part.start, part.end


def _browser_offset(text: str, offset: int) -> int:
    """The offset as a browser counts characters: two for those beyond U+FFFF."""
    return offset + sum(char > "\uffff" for char in text[:offset])


def _marks(spans: Iterable[tuple[int, int]], start: int, text: str) -> list[tuple[int, int]]:
    """Offset and length in the quote of each piece to mark; pieces that overlap are one."""
    end = start + len(text)
    inside = sorted((max(a, start), min(b, end)) for a, b in spans if a < end and b > start)
    joined: list[tuple[int, int]] = []
    for a, b in inside:
        if joined and a <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(b, joined[-1][1]))
        else:
            joined.append((a, b))
    pairs = [(a - start, b - start) for a, b in joined if b - a < len(text)]
    if not text.isascii():
        pairs = [(_browser_offset(text, a), _browser_offset(text, b)) for a, b in pairs]
    return [(a, b - a) for a, b in pairs]


def quotes_of(claim: Claim, reading: Reading) -> tuple[list[str], list[int], list[str]]:
    """Quotes of a claim, the pieces of them to mark, and the quotes of who denies it.

    The marks are triples one after the other: number of the quote, offset, length; the last
    two as a browser counts characters (UTF-16).
    """
    quotes: dict[str, int] = {}
    marks: list[int] = []
    told = list(_told(claim))
    for span in claim.evidence:
        text = _words(span, reading)
        page = f"page {span.page}: " if isinstance(span.page, int) else ""
        if not text or page + text in quotes:
            continue
        number = quotes[page + text] = len(quotes)
        if told and isinstance(span.start, int) and not isinstance(span.row, int):
            for offset, length in _marks(told, span.start, text):
                marks += (number, len(page) + offset, length)
    denials = [_words(span, reading) for span in claim.denial_evidence]
    return list(quotes), marks, list(dict.fromkeys(text for text in denials if text))
