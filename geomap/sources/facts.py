"""Title, publisher and language of a report, as its own text states them."""

import itertools
import re
from collections.abc import Iterator, Sequence

from geomap.records import Noise
from geomap.text import ENGLISH_SHARE, LIST_ITEM, english_share, foreign_share, lines, words

__all__ = ["find_language", "find_publisher", "find_title"]

TITLE_LENGTH = 220  # characters; the longest headline met has 160
TITLE_LINES = 6  # a headline stands within the first lines, if there is one
HEAD_LINES = 10  # so does a byline or dateline
BYLINE_LENGTH = 160

FOREIGN_SHARE = 0.1  # of English function words; text with fewer is surely not English
ROW_TABS = 2  # in a line: a row of three cells at least
LANGUAGE_WORDS = 30  # fewer do not tell English
FEW_WORDS = 5  # fewer do not tell another language either
OTHER_SHARE = 0.08  # of words that are foreign for sure; the sample reports have at most 0.02

_MONTH = (
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)(?:\.|uary|ruary|ch|il|e|y|ust|ember|"
    r"tember|ober)?"
)
_DATE = re.compile(
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,? )?"
    rf"(?:\b{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th)? {_MONTH},? \d{{4}}"
    r"|\b\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\b\d{1,2}[-/.]\d{1,2}[-/.]\d{4})",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"\b\d{1,2}[:.]\d{2}(?: ?[ap]\.?m\.?)?(?: ?(?:utc|gmt|cet|est|edt|kst|msk|bst)\b)?",
    re.IGNORECASE,
)
_SPLIT = re.compile(r"\s*[|·•\x00,/]\s*|\s+[-–—]\s+")
_WIRE = re.compile(r"[^\W\d_a-z][^()]{1,90}?\(([^\W\d_][^()]{1,60})\)\s*[-–—:]")
_SOURCE = re.compile(
    r"\W*(?:source|via|publisher|published (?:by|in))\s*:\s*(\S.{1,60})", re.IGNORECASE
)
_BYLINE = re.compile(
    r"\W*(?:by |published|posted|updated|written by|reported by|date:|from )", re.IGNORECASE
)
_LABEL = re.compile(
    r"(?:by|published|posted|updated|written|reported|edited|last|modified|on|at|date)\b.*",
    re.IGNORECASE,
)
# Head of a memo: what its title is stands behind "Re:", the rest are addresses.
_ADDRESS = re.compile(
    r"(?:to|from|cc|bcc|date|sent|ref|for|attn|classification)\s*:", re.IGNORECASE
)
_SUBJECT = re.compile(r"(?:re|subject|title|betr)\s*:\s*(?=\S)", re.IGNORECASE)
_ISSUED_BY = re.compile(
    r"(?:published|issued|released|prepared|produced|compiled|transmitted|circulated)\b[^\x00]*"
    r"\x00\W*by\s+",
    re.IGNORECASE,
)
# Words that tell an outlet or office from a person or a town, where nothing else does.
_OFFICE = re.compile(
    r"\b(?:advis[eo]rs|agency|analytics|association|brief|bulletin|bureau|centre|center|chronicle|"
    r"commission|committee|council|courier|daily|dispatch|foundation|gazette|group|herald|"
    r"initiative|institute|intelligence|journal|ltd|mail|media|mission|monitor|network|news|"
    r"newspaper|observatory|office|panel|post|press|project|radio|record|review|service|star|"
    r"standard|telegraph|television|times|tribune|tv|union|watch|weekly|wire)\b",
    re.IGNORECASE,
)
_SMALL = frozenset("of the and for in on to de la le du der di y et & a an".split())


def find_title(text: str, noise: Sequence[Noise]) -> str | None:
    """Headline at the top of a text: a line that is not a full sentence, date or byline."""
    if _is_chat(noise):
        return None
    head = itertools.islice(_report_lines(text, noise), TITLE_LINES)
    subjects = (line[m.end() :] for line in head if (m := _SUBJECT.match(line)))
    if subject := next((s.strip() for s in subjects if len(s) <= TITLE_LENGTH), None):
        return subject
    for number, line in enumerate(_report_lines(text, noise)):
        if number == TITLE_LINES:
            break
        bare = line.lstrip("#").strip().strip("*_").strip()
        if _ADDRESS.match(bare):
            continue
        if len(bare) > TITLE_LENGTH or _WIRE.match(bare):
            break
        found = words(bare)
        if len(found) < 2 or LIST_ITEM.match(line) or _is_byline(bare):
            continue
        if bare.endswith((".", ":", ",")) and not bare.endswith(("...", "U.S.", "U.N.")):
            break
        return bare
    return None


def find_publisher(text: str, noise: Sequence[Noise]) -> str | None:
    r"""Name of the publisher as a dateline, a byline or a source line states it.

    >>> find_publisher("Ship leaves\n\nSEOUL, May 3 (Harbour Wire) - A ship left.", ())
    'Harbour Wire'
    """
    if _is_chat(noise):
        return None
    after_by = False
    for number, line in enumerate(_report_lines(text, noise)):
        if number == HEAD_LINES:
            break
        wire = _WIRE.match(line[:200])
        if wire and _is_name(wire[1]):
            return wire[1].strip()
        if len(line) <= BYLINE_LENGTH and (_is_byline(line) or after_by):
            name = _byline_publisher(line)
            if name:
                return name
        after_by = _BYLINE.match(line) is not None
    for start, end in lines(text):
        source = _SOURCE.fullmatch(text[start:end]) if end - start <= BYLINE_LENGTH else None
        if source and _is_name(source[1].rstrip(" .")):
            return source[1].rstrip(" .")
    return None


def find_language(text: str) -> tuple[str | None, str | None]:
    """ISO 639-1 "en" or None for the language, and a note if the text is surely not English."""
    # rows of a table are no sentences of any language
    head = "\n".join(line for line in text[:5000].split("\n") if line.count("\t") < ROW_TABS)
    found = words(head)
    share, other = english_share(head), foreign_share(head)
    note = "the text does not look English; little or nothing will be found in it"
    foreign = len(found) > FEW_WORDS and other > max(share, OTHER_SHARE)
    if len(found) < LANGUAGE_WORDS:
        return None, note if foreign else None
    if share >= ENGLISH_SHARE and not foreign:
        return "en", None
    return None, note if share < FOREIGN_SHARE or foreign else None


def _is_chat(noise: Sequence[Noise]) -> bool:
    """Whether the text is a saved conversation: it has no headline and no publisher."""
    return any(one.type == "message_head" for one in noise)


def _report_lines(text: str, noise: Sequence[Noise]) -> Iterator[str]:
    """Lines that are neither noise nor rows of a table."""
    at = 0
    for start, end in lines(text):
        while at < len(noise) and noise[at].end <= start:
            at += 1
        if text[start] != "|" and (at == len(noise) or noise[at].start >= end):
            yield text[start : min(end, start + 1000)]


def _is_byline(line: str) -> bool:
    """Whether a short line holds an author or a date of publication and little more."""
    if len(line) > BYLINE_LENGTH:
        return False
    dated = _DATE.search(line)
    if dated is None:
        return _BYLINE.match(line) is not None and len(words(line)) <= 12 and line[-1] not in ".:"
    rest = line[: dated.start()] + line[dated.end() :]
    return _BYLINE.match(line) is not None or len(words(_TIME.sub("", rest))) <= 6


def _byline_publisher(line: str) -> str | None:
    """The part of a byline that is neither author, date nor time: the last such name."""
    marked = _TIME.sub("", _DATE.sub("\x00", line))
    before, dated, behind = marked.partition("\x00")
    issued = _ISSUED_BY.match(marked.lstrip("*_# "))
    if issued:
        behind = marked.lstrip("*_# ")[issued.end() :]
    names = _names(behind)
    offices = [name for name in (*names, *_names(before)) if _OFFICE.search(name)]
    # "by Bab Risk Advisers, Djibouti", "By Ann Lee, Harbour Post", "Harbour Post, 3 May 2024"
    return next(iter(offices), names[-1] if dated and names and not issued else None)


def _names(text: str) -> list[str]:
    """Parts of a byline that are names and no labels."""
    parts = [part.strip(" ()[].:–—-*_#") for part in _SPLIT.split(text)]
    return [part for part in parts if _is_name(part) and not _LABEL.fullmatch(part)]


def _is_name(part: str) -> bool:
    """Capitalised words without digits, such as a paper is called by."""
    found = words(part)
    if not 1 <= len(found) <= 8 or re.search(r"\d{3}|https?:|@", part):
        return False
    return all(w[0].isupper() or w.lower() in _SMALL for w in found) and len(part) > 1
