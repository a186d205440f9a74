"""The date that a document states for itself, in its dateline or byline."""

import re
from collections.abc import Iterator

from geomap.chats import find_messages
from geomap.dates.absolute import AMBIGUOUS_ORDER
from geomap.dates.memory import Memory
from geomap.dates.reading import read
from geomap.dates.scanning import Phrase, scan
from geomap.records import DateRole

__all__ = ["find_document_date", "head_span"]

# Where a document says when it was written: among its first lines, before the body is well under
# way. Longest head seen in pasted articles: breadcrumb, two headlines, subtitle, credit.
_HEAD_LINES = 15
_HEAD_CHARACTERS = 1500

_PLACE = r"[A-Z][\w'’.-]*(?:[ ,/-]{1,2}[\w'’.-]+){0,5}"
_DATELINE = re.compile(rf"^\W*(?P<place>{_PLACE}),?\s+(?:\(?\w[^)\n]{{0,40}}\)\s+(?:[-–—]+\s+)?)?$")
_IN_BRACKETS = re.compile(rf"^\s*\((?P<place>{_PLACE}),\s+$")  # "(TBILISI, 3 May 2024) Text"
# A line that holds a place and a day, and nothing else: "Port Sudan, 4 May 2024".
_PLACE_LINE = re.compile(
    r"^\W*[A-ZÀ-Þ][\w'’.-]*(?:[ /-](?:[A-ZÀ-Þ][\w'’.-]*|of|de|al|el|am|an|sur|upon)){0,3}"
    r"(?:, [A-ZÀ-Þ][\w'’.-]*(?: [A-ZÀ-Þ][\w'’.-]*){0,2})?"
    r"(?: \([^)\n]{1,60}\))?(?:[.,]\s+| [-–—|]\s+| \()$"
)
_DATELINE_AFTER = re.compile(r"^\s*(?:\([^)\n]{1,60}\)\s*)?(?:[-–—:]|\()")
_LABEL = re.compile(
    r"(?:^|[\s|·•—–(])(?:(?:first |last )?(?:published|posted|updated|modified|issued|released|"
    r"transmitted|circulated|distributed|submitted|compiled)"
    r"(?: (?:on|at))?|date|dated|sent|created|press release|dtg|date[- ]time group)"
    r"\s*:?\s*(?:on\s+)?$",
    re.IGNORECASE,
)
_BYLINE = re.compile(r"^\s*(?:by\b|from\b|written by|reporting by|text:)", re.IGNORECASE)
_SEPARATORS = re.compile(r"^[\s|·•,/—–:-]*$")
_EDITION = (
    r"\b(?:summary|report|update|briefing|brief|digest|bulletin|sitrep|review|newsletter|statement|"
    r"edition|notes?|minutes|transcript|session|sitting|hearing|answers|line-?up|log|memo|call|"
    r"meeting)(?: (?:no\.?|number) ?\d+)?(?: for| of| as of)?[,:(]?\s+$"
)

# What stands before and behind the day in a line that dates the report: between the cells of
# "Freight Review | 8 June 2023 | 6 minutes", after "Night summary,", after "What moved -".
_LINES = tuple(
    (re.compile(before, re.IGNORECASE), re.compile(after))
    for before, after in (
        (r"[|·•]\s*$", r"\s*(?:[ap]\.?m\.?)?\s*(?:[A-Z]{2,4})?\s*(?:[|·•].*)?"),
        (_EDITION, r"[\s.]*"),
        (r"\bas (?:of|at) $", r"(?: \d{4}(?: ?[A-Z]{1,4})?)?\s*"),  # "... 14 APR 2025 0800 LT"
        (r"^(?:prepared|compiled|written|drafted) by [^.!?]{1,60}, $", r"[.;,]?(?: .*)?"),
        (r"^[#*• ]*\w[^.!?]*\s[-–—|]\s+$", r"\s*"),
        (
            r"^[#*• ]*\w[^.!?]{1,60},\s+$",
            r"\s*[,|·]\s*(?:by|text)\b[^.!?]{1,80}",
        ),  # Post, day, by Ann
    )
)
# "Kurdistan 24/7, 28 November 2025": words with capitals, a day, and nothing else
_ISSUER = re.compile(
    r"^[A-Z0-9][\w'’&./-]*(?: (?:[A-Z0-9][\w'’&./-]*|of|the|and|for|on|in|de|la|&)){0,6}, $"
)
_KINDS = frozenset({"date", "iso", "numeric"})
# Expressions that mean nothing without the day of writing.
_DEICTIC = frozenset({"weekday", "today", "overnight", "thispart"})
_OPENED = re.compile(r"\s?(?:[-–—:|]|--)?\s?(?=\S)")
_LONGEST_BYLINE = 160  # characters: a byline is a line of its own, not a sentence


def find_document_date(text: str) -> tuple[str, str, tuple[int, int]] | None:
    r"""Date that a document gives itself near its top.

    Returns
    -------
    tuple or None
        ISO day, provenance ("chat" for a saved conversation, whose last day it is; "dateline" for
        "SEOUL, Oct 17, 2023 (Agency) -" or a line that is place and day; "byline" for "By A
        Writer | 12 August 2024", "Published: ...", or a date on
        a line of its own), and the (start, end) of the words. None where no day with its year is
        stated: "SEOUL, May 29 (Agency) -" lacks the year.

    Examples
    --------
    >>> find_document_date("Ships sail\n\nPublished: 14 September 2024\n\nText.")
    ('2024-09-14', 'byline', (23, 40))
    """
    if messages := find_messages(text):
        last = messages[-1]
        return last.day.isoformat(), "chat", (last.start, last.body)
    memory = Memory(published=None)
    for phrase, provenance, offset in _candidates(_with_newlines(text)):
        dated = read(memory, phrase)
        if phrase.get("y") and dated.edtf is not None and dated.why != AMBIGUOUS_ORDER:
            return dated.edtf, provenance, (offset + phrase.start, offset + phrase.end)
    return None


def _opening(text: str) -> tuple[Phrase, str, int] | None:
    """The day that opens a report, "May 3, 2024 - Drones struck a depot on Thursday".

    Only where a "Thursday" asks for it and one line alone begins so: the lines of a chronicle
    begin with the days of its events.
    """
    found: list[tuple[Phrase, str, int]] = []
    offset, asked = 0, False
    for line in text.split("\n"):
        for phrase in scan(line):
            opens = not line[: phrase.start].strip() and phrase.kind in _KINDS and phrase.get("y")
            if opens and not phrase.part and _OPENED.match(line, phrase.end):
                found.append((phrase, "dateline", offset))
            asked = asked or phrase.kind in _DEICTIC
        offset += len(line) + 1
    return found[0] if len(found) == 1 and asked else None


def head_span(text: str) -> tuple[int, int, DateRole] | None:
    """Where the head of a document gives its date, with or without the year, and its role."""
    for phrase, provenance, offset in _candidates(_with_newlines(text)):
        if phrase.get("y") or provenance == "dateline":
            role: DateRole = "dateline" if provenance == "dateline" else "published"
            return offset + phrase.start, offset + phrase.end, role
    return None


def _with_newlines(text: str) -> str:
    """The head with one kind of line end, at the same offsets."""
    return text[:_HEAD_CHARACTERS].replace("\r", "\n")


def _candidates(text: str) -> Iterator[tuple[Phrase, str, int]]:
    """Days in the head of a document that date it, with provenance and offset of their line."""
    offset = 0
    for line in text.split("\n")[:_HEAD_LINES]:
        for phrase in scan(line):
            if phrase.kind in _KINDS and not phrase.part:
                provenance = _provenance(line, phrase)
                if provenance is not None:
                    yield phrase, provenance, offset
        offset += len(line) + 1
    if opening := _opening(text):
        yield opening


def _provenance(line: str, phrase: Phrase) -> str | None:
    before, after = line[: phrase.start], line[phrase.end :]
    if before.lstrip().startswith("|"):
        return None  # a row of a table
    if _LABEL.search(before):
        return "byline"
    opens = _DATELINE.match(before) and _DATELINE_AFTER.match(after)
    if opens or (_IN_BRACKETS.match(before) and after.startswith(")")):
        return "dateline"
    alone = after.strip() in {"", ".", ")"} or (before.endswith(". ") and after[:2] == ". ")
    if _PLACE_LINE.match(before) and alone:
        return "dateline"
    if len(line) > _LONGEST_BYLINE:
        return None
    if any(p.search(before) and q.fullmatch(after) for p, q in _LINES):
        return "byline"
    if _SEPARATORS.match(before):
        # a line of its own, or "Monday, 25 September 2023 — Paper": no sentence follows
        return None if re.search(r"[.!?]\s*$", after) or _is_prose(after) else "byline"
    written = _BYLINE.match(before) and not re.search(r"[.!?]$", line.rstrip())
    if written or (_ISSUER.match(before) and not after.strip()):
        return "byline"
    return None


def _is_prose(after: str) -> bool:
    return bool(re.match(r"\s+[a-z]", after))
