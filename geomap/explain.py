"""A reading told to a person: its text with what was found in it, and why.

Lines are made of pieces, a text and the name of its style each, so that a terminal may colour
them and a pipe gets the same words: [Rajin]{place Rajin, port, KP, 0.97}.
"""

import bisect
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from msgspec import UNSET, UnsetType

from geomap.records import (
    Casualties,
    Claim,
    Item,
    Mention,
    MentionedPlace,
    Place,
    Quantity,
    Reading,
    Reason,
    Table,
    Vessel,
    When,
)
from geomap.shipnames import ship_words
from geomap.text import blocks

__all__ = ["STYLES", "Line", "Piece", "explain", "shown"]

# Styles by what a piece is, in rich's words; a terminal without colours shows the words alone.
STYLES = {
    "head": "bold",
    "text": "",
    "place": "bold green",
    "date": "bold yellow",
    "slot": "bold cyan",
    "mark": "dim",
    "noise": "dim italic",
    "claim": "bold magenta",
    "label": "cyan",
    "missing": "dim",
    "flag": "bold red",
}

_SENTENCE_END = re.compile(r"(?<=[.!?])[\"'”’)\]]{0,3}\s+(?=[\"'“‘(\[]{0,3}[A-Z\d])")
_NO_END = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|St|Gen|Col|Lt|Maj|Capt|Sen|Rep|Gov|Adm|Sgt|No|vs|approx|Inc|Ltd|Co|Jan|"
    r"Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)|\b[A-Z])\.$"
)
_LONGEST_ABBREVIATION = 8
_LONGEST_QUOTE = 160  # characters of a slot's words; evidence is shown where it stands

# What a claim of either kind could tell, in the order in which it is told
_SLOTS = {
    "transfer": "items mode vessels origin destination via supplier recipient",
    "strike": "items weapon vessels location launch attacker casualties",
}
_ALL_KINDS = "date said claimant reported_by denied_by"


class Piece(NamedTuple):
    """A text of one style (a key of `STYLES`)."""

    text: str
    style: str = "text"


Line = tuple[Piece, ...]


class _Mark(NamedTuple):
    """A span of the text and what was found there."""

    start: int
    end: int
    style: str
    label: str


def explain(reading: Reading) -> Iterator[Line]:
    """Tell what was read out of one document, sentence by sentence or row by row.

    Below each sentence stand the claims whose evidence begins in it: every slot with its value,
    the words it came from, the rule and its score; what stayed empty; the flags. The time grows
    in line with the text.

    Parameters
    ----------
    reading : Reading
        A document with its mentions, dates and claims.

    Yields
    ------
    tuple of Piece
        One line; no piece holds a line break or anything else that a terminal would obey.
    """
    yield from _head(reading)
    if reading.table is not None:
        yield from _rows(reading, reading.table)
    else:
        yield from _sentences(reading)
    count = len(reading.claims)
    found = f"{len(reading.mentions)} places, {len(reading.dates)} dates, {count} claims"
    yield (Piece(f"-- {found} in {shown(reading.source)}", "head"),)


def shown(text: str) -> str:
    r"""Text on one line, with a symbol for each character that a terminal would obey.

    >>> shown("a\x1b[31mb\u202e")
    'a␛[31mb<U+202E>'
    """
    return text if text.isprintable() else "".join(map(_symbol, text))


def _symbol(char: str) -> str:
    if char.isprintable():
        return char
    code = ord(char)
    if char.isspace() and code not in (0x1C, 0x1D, 0x1E, 0x1F):
        return " "
    if code < 0x20:
        return chr(0x2400 + code)  # Unicode's control pictures
    return "␡" if code == 0x7F else f"<U+{code:04X}>"


# ---- the document ----


def _head(reading: Reading) -> Iterator[Line]:
    yield (Piece(f"== {shown(reading.source)}", "head"),)
    said = f" ({reading.published_from})" if reading.published_from else ""
    facts = {
        "title": reading.title,
        "publisher": reading.publisher,
        "published": f"{reading.published}{said}" if reading.published else None,
    }
    for name, value in facts.items():
        if value:
            yield Piece(f"{name}: ", "label"), Piece(shown(value))
    for note in reading.notes:
        yield Piece("note: ", "flag"), Piece(shown(note))
    yield ()


def _sentences(reading: Reading) -> Iterator[Line]:
    text = reading.text
    marks = _apart(_marks(reading))
    starts = [mark.start for mark in marks]
    claims = sorted(enumerate(reading.claims, 1), key=lambda c: (_where(c[1]), c[0]))
    told = 0
    for start, end, noise in _parts(reading):
        if noise:
            yield Piece(f"~ {noise}: ", "label"), Piece(shown(text[start:end]), "noise")
        else:
            first, last = bisect.bisect_left(starts, start), bisect.bisect_left(starts, end)
            yield tuple(_marked(text, start, end, marks[first:last]))
        while told < len(claims) and _where(claims[told][1]) < end:
            yield from _claim(*claims[told], reading)
            told += 1
    for number, claim in claims[told:]:
        yield from _claim(number, claim, reading)


def _where(claim: Claim) -> int:
    """Where the evidence of a claim begins."""
    span = claim.evidence[0] if claim.evidence else None
    return span.start if span is not None and isinstance(span.start, int) else 0


def _parts(reading: Reading) -> Iterator[tuple[int, int, str | None]]:
    """Spans of noise, with its type, and of the sentences between, in order."""
    text, at = reading.text, 0
    noise = sorted((n for n in reading.noise if n.start < n.end), key=lambda n: n.start)
    for one in noise:
        if one.start > at:
            yield from _split(text, at, one.start)
        if one.end > at:
            yield max(at, one.start), one.end, one.type
            at = one.end
    yield from _split(text, at, len(text))


def _split(text: str, start: int, end: int) -> Iterator[tuple[int, int, None]]:
    """Sentences of a stretch of text, by its paragraphs and full stops."""
    for first, last in blocks(text[start:end]):
        block, at = text[start + first : start + last], 0
        for match in _SENTENCE_END.finditer(block):
            if not _NO_END.search(block, max(at, match.start() - _LONGEST_ABBREVIATION),
                                  match.start()):  # fmt: skip
                yield start + first + at, start + first + match.start(), None
                at = match.end()
        yield start + first + at, start + last, None


# ---- tables ----


def _rows(reading: Reading, table: Table) -> Iterator[Line]:
    cells: dict[tuple[int, str], list[_Mark]] = {}
    for mark, row, column in _cell_marks(reading):
        cells.setdefault((row, column), []).append(mark)
    claims: dict[int, list[tuple[int, Claim]]] = {}
    for number, claim in enumerate(reading.claims, 1):
        claims.setdefault(_row_of(claim), []).append((number, claim))
    for number, record in enumerate(table.rows, 1):
        if number not in claims:
            continue
        pieces = [Piece(f"row {number}", "head")]
        for name, cell in zip(table.columns, record, strict=False):
            if cell:
                pieces += [Piece(" | ", "mark"), Piece(f"{shown(name)}: ", "label")]
                pieces += _marked(cell, 0, len(cell), _apart(cells.get((number, name), [])))
        yield tuple(pieces)
        for index, claim in claims[number]:
            yield from _claim(index, claim, reading)


def _row_of(claim: Claim) -> int:
    span = claim.evidence[0] if claim.evidence else None
    return span.row if span is not None and isinstance(span.row, int) else 0


def _cell_marks(reading: Reading) -> Iterator[tuple[_Mark, int, str]]:
    for found in _found(reading):
        if isinstance(found.row, int) and isinstance(found.column, str):
            yield _mark_of(found), found.row, found.column


# ---- marks in the text ----


def _marks(reading: Reading) -> list[_Mark]:
    """Everything that was found at a span: mentions and dates first, then slots and rules."""
    marks = [_mark_of(found) for found in _found(reading)]
    for number, claim in enumerate(reading.claims, 1):
        for slot, start, end in _spans(claim):
            marks.append(_Mark(start, end, "slot", f"{slot} of claim {number}"))
    return marks


def _found(reading: Reading) -> Iterator[Mention | When]:
    yield from reading.mentions
    yield from reading.dates


def _spans(claim: Claim) -> Iterator[tuple[str, int, int]]:
    """Spans that filled slots, and those of the words that a rule went by."""
    quantities = (i.quantity for i in claim.items if i.quantity)
    held: list[tuple[str, Quantity | Vessel | Reason]] = [("quantity", q) for q in quantities]
    held += [("vessel", v) for v in claim.vessels]
    held += [(r.slot, r) for r in claim.reasons]
    for slot, one in held:
        if isinstance(one.start, int) and isinstance(one.end, int) and one.start < one.end:
            yield slot, one.start, one.end


def _mark_of(found: Mention | When) -> _Mark:
    if isinstance(found, When):
        role = "" if found.role == "event" else f"{found.role} "
        return _Mark(found.start, found.end, "date", f"date {role}{found.edtf or found.why}")
    role = "" if found.role == "literal" else f" ({found.role})"
    if found.place is None:
        label = f"place{role} unknown: {found.why}" if found.why else f"place{role} unknown"
    else:
        score = "" if found.score is None else f", {found.score:.2f}"
        label = f"place{role} {_place(found.place)}{score}"
    return _Mark(found.start, found.end, "place", label)


def _apart(marks: Iterable[_Mark]) -> list[_Mark]:
    """Marks that do not overlap, in order: of those that do the first told wins.

    Marks of the very same span are joined.
    """
    joined: dict[tuple[int, int], _Mark] = {}
    for mark in marks:
        known = joined.get((mark.start, mark.end))
        if known is None:
            joined[mark.start, mark.end] = mark
        elif mark.label not in known.label.split("; "):
            joined[mark.start, mark.end] = known._replace(label=f"{known.label}; {mark.label}")
    order = {style: n for n, style in enumerate(("place", "date", "slot"))}
    ranked = sorted(joined.values(), key=lambda m: (m.start, order[m.style], m.start - m.end))
    out: list[_Mark] = []
    for mark in ranked:
        if not out or mark.start >= out[-1].end:
            out.append(mark)
    return out


def _marked(text: str, start: int, end: int, marks: Sequence[_Mark]) -> Iterator[Piece]:
    """Text between two offsets with its marks behind the words they are for."""
    at = start
    for mark in marks:
        stop = min(mark.end, end)
        if mark.start > at:
            yield Piece(shown(text[at : mark.start]))
        yield Piece(f"[{shown(text[mark.start : stop])}]", mark.style)
        yield Piece(f"{{{shown(mark.label)}}}", "mark")
        at = stop
    if at < end:
        yield Piece(shown(text[at:end]))


# ---- claims ----


def _claim(number: int, claim: Claim, reading: Reading) -> Iterator[Line]:
    """A claim: its slots, why they hold what they hold, what stayed empty, what to beware of."""
    yield (
        Piece(f"    claim {number}: {claim.kind} ", "claim"),
        Piece(f"{shown(claim.what)} ({claim.status}, {claim.modality})"),
    )
    empty = []
    for slot in (*_SLOTS[claim.kind].split(), *_ALL_KINDS.split()):
        value = getattr(claim, slot)
        if value is None or value == ():
            empty.append(slot)
            continue
        yield _slot(slot, value, claim, reading)
    for name, told in (("cumulative", claim.cumulative), ("background", claim.background)):
        if told:
            yield Piece("        "), Piece(name, "label")
    if empty:
        yield (Piece(f"        not filled: {', '.join(empty)}", "missing"),)
    for flag in claim.flags:
        yield (Piece(f"        flag {shown(flag.code)}: {shown(flag.message)}", "flag"),)


def _slot(slot: str, value: object, claim: Claim, reading: Reading) -> Line:
    values = value if isinstance(value, tuple) else (value,)
    reasons = [r for r in claim.reasons if r.slot == slot]
    words = [w for one in values for w in _words(one, reading)]
    if slot == "date" and claim.date_text:
        words.append(claim.date_text)
    if slot == "denied_by":
        words += [s.text for s in claim.denial_evidence if isinstance(s.text, str)]
    words += [w for r in reasons for w in _quoted(reading, r.start, r.end)]
    line = [Piece(f"        {slot:12} ", "label"), Piece("; ".join(map(_value, values)))]
    if words:
        quotes = ", ".join(f'"{shown(w)[:_LONGEST_QUOTE]}"' for w in dict.fromkeys(words))
        line.append(Piece(f"  {quotes}", "slot"))
    rules = "; ".join(dict.fromkeys(f"{shown(r.rule)}, {r.score:.2f}" for r in reasons))
    if rules:
        line.append(Piece(f"  by {rules}", "mark"))
    return tuple(line)


def _words(value: object, reading: Reading) -> Iterator[str]:
    """The document's own words that a slot was filled from."""
    if isinstance(value, MentionedPlace) and isinstance(value.text, str):
        yield value.text
    elif isinstance(value, Item) and value.quantity:
        yield value.quantity.text
    elif isinstance(value, Vessel) and reading.table is None:
        yield from _quoted(reading, value.start, value.end)


def _quoted(reading: Reading, start: int | UnsetType, end: int | UnsetType) -> Iterator[str]:
    if reading.table is None and isinstance(start, int) and isinstance(end, int) and start < end:
        yield reading.text[start:end]


def _place(place: Place) -> str:
    return ", ".join(filter(None, (place.name, place.kind, place.country)))


def _goods(item: Item) -> str:
    quantity = item.quantity
    if quantity is None:
        return f"{item.what} (quantity not stated)"
    bound = "" if quantity.bound == "exact" else f"{quantity.bound} "
    number = "unknown" if quantity.value is None else f"{quantity.value:,.15g}"
    return f"{item.what}: {bound}{number} {quantity.unit or ''}".rstrip()


def _hurt(casualties: Casualties) -> str:
    told = {
        "killed": (casualties.killed, casualties.killed_high),
        "injured": (casualties.injured, casualties.injured_high),
    }
    return ", ".join(
        f"{name} {low}" if high is None else f"{name} {low} to {high}"
        for name, (low, high) in told.items()
        if low is not None
    )


_TELL: dict[type, Callable[..., str]] = {
    MentionedPlace: _place, Item: _goods, Vessel: ship_words, Casualties: _hurt,
}  # fmt: skip


def _value(value: object) -> str:
    """A slot's value in words."""
    return shown("?" if value is UNSET else _TELL.get(type(value), str)(value))
