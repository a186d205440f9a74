"""Label what is not the report: menus, appeals, advertisements, links to other articles.

Nothing is deleted: a label is a span of the text, so that every offset stays what it was. The
rules look at one paragraph after the other, once, and know what news sites write around a
report (`phrases`), where the running text of the report lies, and which names it is about.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from geomap.chats import find_messages
from geomap.records import Noise
from geomap.sources.phrases import (
    AD_CUE,
    AD_MARKER,
    APPEAL,
    CATEGORIES,
    FEED_STAMP,
    LINE_LIMIT,
    READER,
    SECTIONS,
    WHOLE,
    WITHIN,
)
from geomap.text import LIST_ITEM, STOP_WORDS, blocks, fold, words

__all__ = ["find_noise", "merge_noise"]

# Running text: what the report is written in. Chosen on 22 own news texts and 5 found pages,
# where it parts paragraphs from headlines and links without an error.
PROSE_WORDS = 8
PROSE_STOP_SHARE = 0.2
PROSE_LENGTH = 140  # characters; running text may end without a full stop if it is this long

BLOCK_READ = 4000  # characters of a paragraph that the rules look at

BODY_SEEN = 400  # characters of running text after which a heading can end the report ...
BODY_SHARE = 0.25  # ... or this share of all running text, if that is less
NAMES_READ = 200  # paragraphs from which the report's own names are taken
NAMES_KEPT = 12  # most frequent names that tell whether a paragraph still is the report
NAMES_SHARED = 2  # of them that it must hold
MENU_RUN = 4  # lines of up to three words one after the other: a menu
LINK_WORDS = 25  # a headline is not longer

_END = re.compile(r"[.!?…:;]['\"”’)\]]*$")
_NAME = re.compile(r"\b[A-Z][\w'’-]{3,}")
_TRIM = " \t\xa0-–—•*|:.…»›>→▪●►[]()\"“”'_=~#·,"
_CRUMB = re.compile(r"\s[»›>→/]\s|»|›")
_PIPE = re.compile(r"\s*[|•·]\s*")
_SAID = re.compile(r"\b(?:said|says|told|added|according|stated|announced|reported)\b")
_QUOTES = "\"“„«'‘"
_DIGIT = re.compile(r"\d")


@dataclass(slots=True)
class _Block:
    """A paragraph, what it looks like and what it was found to be."""

    start: int
    end: int
    text: str  # its first BLOCK_READ characters
    bare: str
    prose: bool
    type: str | None = None


@dataclass(slots=True)
class _Section:
    """A part of the page that a heading opened."""

    type: str
    scope: str
    bulleted: bool | None = None
    feed: bool = False
    count: int = 0


def find_noise(text: str) -> tuple[Noise, ...]:
    r"""Spans of `text` that are not the report, sorted, without overlap.

    Types: navigation, related_links, donation_appeal, advertisement, comments, credit,
    subscription, other_article, footer, message_head.

    >>> [n.type for n in find_noise("Home » Freight » Rail\nTrain leaves Khasan")]
    ['navigation']
    """
    if messages := find_messages(text):
        return tuple(Noise(start=m.start, end=m.body, type="message_head") for m in messages)
    found = [_block(text, start, end) for start, end in blocks(text)]
    _label_head(found)
    _label_flow(text, found)
    _label_trailing_links(found)
    _label_repeated_links(found)
    return merge_noise(
        Noise(start=b.start, end=b.end, type=b.type) for b in found if b.type is not None
    )


def merge_noise(spans: Iterable[Noise]) -> tuple[Noise, ...]:
    """Sort spans and clear overlaps: where two meet, the one that starts first stays whole."""
    merged: list[Noise] = []
    for span in sorted(spans, key=lambda n: (n.start, -n.end, n.type)):
        start = max(span.start, merged[-1].end) if merged else span.start
        if start < span.end:
            merged.append(Noise(start=start, end=span.end, type=span.type))
    return tuple(merged)


def _block(text: str, start: int, end: int) -> _Block:
    line = text[start : min(end, start + BLOCK_READ)]
    return _Block(start, end, line, line[: LINE_LIMIT + 1].strip(_TRIM), _is_prose(line))


def _is_prose(line: str) -> bool:
    found = words(line)
    if len(found) < PROSE_WORDS:
        return False
    stops = sum(w.lower() in STOP_WORDS for w in found)
    return stops >= PROSE_STOP_SHARE * len(found) and (
        bool(_END.search(line)) or len(line) >= PROSE_LENGTH
    )


# ---- one line ----


def _line_type(block: _Block) -> str | None:
    """Type of a line that is noise whatever stands around it."""
    if len(block.text) > LINE_LIMIT:
        return "donation_appeal" if _is_appeal(block.text) else None
    for kind, pattern in WHOLE:
        if pattern.fullmatch(block.bare):
            return kind
    for kind, pattern in WITHIN:
        if pattern.search(block.text):
            return kind
    if _is_appeal(block.text):
        return "donation_appeal"
    return "navigation" if _is_menu(block) else None


def _is_appeal(line: str) -> bool:
    """Whether the paragraph asks the reader for money or membership.

    Reports quote such words too: what is quoted, told of, or long must say more of them.
    """
    hits = sum(pattern.search(line) is not None for pattern in APPEAL)
    if hits == 0:
        return False
    asks = READER.search(line) is not None
    if line[0] in _QUOTES or _SAID.search(line):
        return hits > 2 and asks
    return hits > 1 or (asks and len(line) <= LINE_LIMIT)


def _is_menu(block: _Block) -> bool:
    """Breadcrumbs, bars of links, lines of tags."""
    line = block.text
    if block.prose or _END.search(line):
        return False
    crumbs = [part for part in _CRUMB.split(line) if part]
    if len(crumbs) > 1 and (len(crumbs) > 2 or crumbs[0].strip().lower() == "home"):
        return True
    parts = [words(part) for part in _PIPE.split(line)]
    if len(parts) > 2 and not _DIGIT.search(line):
        return all(len(part) <= 3 for part in parts) and parts[0][:1] != ["By"]
    return _is_tag_line(line)


def _is_tag_line(line: str) -> bool:
    """Whether it is a row of section names ("Asia Defense Economy Featured News")."""
    found = words(line)
    if len(found) < 3 or _DIGIT.search(line) or any(w[0].islower() for w in found):
        return False
    known = sum(w.lower() in CATEGORIES for w in found)
    return known >= 3 and known >= 0.6 * len(found)


def _is_link(block: _Block) -> bool:
    """Whether a line looks like a headline or a list item rather than running text."""
    if LIST_ITEM.match(block.text):
        return True
    return not block.prose and len(block.text.split()) <= LINK_WORDS


# ---- the whole text ----


def _label_head(found: Sequence[_Block]) -> None:
    """Menus before the first paragraph: runs of very short lines."""
    run: list[_Block] = []
    for block in found:
        if block.prose:
            break
        if len(block.text.split()) <= 3 and not _DIGIT.search(block.text):
            run.append(block)
            continue
        if len(run) >= MENU_RUN:
            for short in run:
                short.type = "navigation"
        run = []


def _label_flow(text: str, found: Sequence[_Block]) -> None:
    """Walk the paragraphs once, with the section that is open, if any."""
    total = sum(b.end - b.start for b in found if b.prose)
    enough = min(BODY_SEEN, BODY_SHARE * total + 1)
    names: set[str] | None = None
    seen = 0
    section: _Section | None = None
    before: _Block | None = None
    for block in found:
        opened = _opens(block)
        if opened is not None:
            in_body = seen >= enough
            section = _Section(opened.type, opened.scope if in_body else "list")
            names = _own_names(found, block) if names is None and in_body else names
            block.type = opened.type
        elif section is not None:
            glued = before is not None and _is_next(text, before, block)
            if not _continues(section, block, glued=glued, names=names or set()):
                section = None
        if section is None and block.type is None:
            kind = _line_type(block)
            headline = before is None and kind == "related_links"  # "Explainer: what we know"
            block.type = (None if headline else kind) or _advert(block, first=seen == 0)
        if section is None and block.type is None and block.prose:
            seen += block.end - block.start
        before = block


def _opens(block: _Block) -> _Section | None:
    if len(block.text) > LINE_LIMIT or block.prose:
        return None
    if AD_MARKER.fullmatch(block.bare):
        return _Section("advertisement", "ad")
    for kind, scope, pattern in SECTIONS:
        if pattern.fullmatch(block.bare):
            return _Section(kind, scope)
    return None


def _continues(section: _Section, block: _Block, *, glued: bool, names: set[str]) -> bool:
    """Label the block if the section goes on with it; False where the section ends before it."""
    section.count += 1
    kind = _line_type(block)
    if section.scope == "ad":
        goes_on = glued and kind is None and (AD_CUE.search(block.text) or not block.prose)
        kind = section.type if goes_on else None
    elif kind is None and FEED_STAMP.fullmatch(block.bare):
        section.feed = section.scope == "tail"
        kind = "other_article"
    elif kind is None and section.scope == "list":
        kind = section.type if _continues_list(section, block, glued=glued) else None
    elif kind is None:
        kind = _tail_type(section, block, glued=glued, names=names)
    block.type = kind
    return kind is not None


def _continues_list(section: _Section, block: _Block, *, glued: bool) -> bool:
    bulleted = LIST_ITEM.match(block.text) is not None
    if section.bulleted is None:
        section.bulleted = bulleted
    fits = bulleted if section.bulleted else glued or section.count == 1
    return fits and _is_link(block)


def _tail_type(section: _Section, block: _Block, *, glued: bool, names: set[str]) -> str | None:
    """Type of a block behind a closing heading; None where the report goes on."""
    if block.prose:
        if not _is_other(section, block, glued=glued, names=names):
            return None
        section.feed = section.feed or section.type == "related_links"
    return "other_article" if section.feed else section.type


def _is_other(section: _Section, block: _Block, *, glued: bool, names: set[str]) -> bool:
    """Whether running text after a closing heading is another article's, or a comment."""
    if section.feed:
        return True
    if section.type == "footer":
        return glued or section.count == 1
    own = len(names & set(_NAME.findall(block.text)))
    if section.type == "comments":
        # a bar with a comment counter stands in the middle of some reports
        return not (section.count == 1 and own >= NAMES_SHARED)
    return (glued and section.count > 1) or own < min(NAMES_SHARED, len(names))


def _advert(block: _Block, *, first: bool) -> str | None:
    """Type of a short line that sells something; a headline at the top does not."""
    sells = not first and not block.prose and len(block.text) <= LINE_LIMIT
    return "advertisement" if sells and AD_CUE.search(block.text) else None


def _own_names(found: Sequence[_Block], until: _Block) -> set[str]:
    """Names that the report is about: the most frequent of its running text."""
    counts: Counter[str] = Counter()
    read = 0
    for block in found:
        if block is until or read == NAMES_READ:
            break
        if block.prose and block.type is None:
            counts.update(sorted(set(_NAME.findall(block.text))))
            read += 1
    kept = [name for name, _ in counts.most_common() if name.lower() not in STOP_WORDS]
    return set(kept[:NAMES_KEPT])


def _is_next(text: str, before: _Block, block: _Block) -> bool:
    """Whether no empty line stands between two blocks."""
    return text.count("\n", before.end, block.start) < 2


def _label_trailing_links(found: Sequence[_Block]) -> None:
    """Headlines of other articles at the very end, without a heading over them."""
    tail: list[_Block] = []
    for block in reversed(found):
        if block.type is not None and not tail:
            continue
        if block.prose or block.type is not None or _END.search(block.text):
            break
        if LIST_ITEM.match(block.text) or not 4 <= len(words(block.text)) <= LINK_WORDS:
            break
        tail.append(block)
    if len(tail) < 3 or not any(b.prose for b in found):
        return
    names = _own_names(found, tail[-1])
    foreign = sum(not names & set(_NAME.findall(b.text)) for b in tail)
    if foreign > len(tail) / 2:
        for block in tail:
            block.type = "related_links"


def _label_repeated_links(found: Sequence[_Block]) -> None:
    """Label lines within the report that also stand in a list of links."""
    listed = {fold(b.bare) for b in found if b.type == "related_links"}
    for position, block in enumerate(found):
        if block.type is None and position > 0 and not block.prose and fold(block.bare) in listed:
            block.type = "related_links"
