"""One pass through a text: every calendar expression with what it means at its place."""

import bisect
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from geomap import edtf
from geomap.chats import find_messages
from geomap.dates import context
from geomap.dates.anchors import Anchors
from geomap.dates.guards import accept
from geomap.dates.head import head_span
from geomap.dates.layout import Layout, diary_days
from geomap.dates.memory import Memory
from geomap.dates.reading import read, read_after, read_apposed, read_pair
from geomap.dates.roles import looks_ahead, role_of
from geomap.dates.scanning import Phrase, scan
from geomap.dates.spans import Dated, edge_day
from geomap.records import DateRole

__all__ = ["Found", "find"]


@dataclass(frozen=True, slots=True)
class Found:
    """An expression, or the two that make a range, and what it means."""

    first: Phrase
    last: Phrase | None
    dated: Dated
    edtf: str | None
    role: DateRole

    @property
    def start(self) -> int:
        """Offset of its first character."""
        return self.first.start

    @property
    def end(self) -> int:
        """Offset past its last character."""
        return (self.last or self.first).end


def find(
    text: str,
    *,
    published: date | None = None,
    noise: Sequence[tuple[int, int]] = (),
    day_first: bool | None = None,
) -> Iterator[Found]:
    """Calendar expressions of a text in order; see `geomap.dates.find_dates`."""
    phrases = _phrases(text, noise)
    memory = Memory(
        published=published,
        narrative=context.is_history(text, published),
        day_first=context.day_order(phrases, stated=day_first),
    )
    if memory.narrative:
        memory.year = next((int(p.words["y"]) for p in phrases if context.full_year(p)), None)
    head = head_span(text)
    headings = context.year_headings(text)
    passing = context.years_in_passing(phrases)
    anchors = Anchors(text)
    layout = Layout(text, published)
    messages = deque(find_messages(text))  # each is written on a day of its own
    pairs = list(context.pairs(phrases, text))
    afterwards = [*(first for first, _ in pairs[1:]), None]
    dated: Dated | None = None  # what the phrase before has said of this one
    before: Found | None = None
    for (first, last), following in zip(pairs, afterwards, strict=False):
        while headings and headings[0][0] <= first.start:
            memory.narrative, memory.year = True, headings.pop(0)[1]
        while messages and messages[0].start <= first.start:
            memory.published = messages.popleft().day
        layout.go_to(first.start, memory)
        apposed = following if context.is_apposed(first, following, text) else None
        if apposed is not None:
            dated = read_apposed(memory, first, apposed)
        elif first.kind == "unanchored":
            dated = _after_event(memory, first, following, before, anchors)
        dated = dated or _dated(text, memory, first, last)
        found = _found(text, first, last, dated, head)
        if found.edtf is not None:
            bounds = found.role in {"since", "until"}
            aside = bounds or first.future or first.start in passing
            memory.keep(found.edtf, last or first, in_passing=aside)
            if found.role == "event" and first.kind != "unanchored":
                anchors.keep(found.start, found.end, found.edtf)
        elif first.kind in {"date", "weekday"}:
            memory.focus = memory.focus_day = None  # "two days later" counts from an unknown day
        layout.leave(found.start, found.end, memory)
        yield found
        before = found
        dated = dated if apposed is not None else None


def _phrases(text: str, noise: Sequence[tuple[int, int]]) -> list[Phrase]:
    """Calendar expressions outside noise, told whether they lie ahead."""
    accepted = (accept(phrase, text) for phrase in _outside(scan(text), noise))
    single = [p for phrase in accepted if phrase for p in context.parts_of_label(phrase, text)]
    shared = context.with_shared_years(single, text)
    days = diary_days(text)
    told = (
        replace(p, future=p.start not in days and looks_ahead(text, p.start, p.end)) for p in shared
    )
    return [context.ahead(phrase, text) for phrase in told]


def _outside(phrases: Iterator[Phrase], noise: Sequence[tuple[int, int]]) -> Iterator[Phrase]:
    """Phrases that touch no noise span."""
    spans = sorted(noise)
    starts = [start for start, _ in spans]
    for phrase in phrases:
        before = bisect.bisect_left(starts, phrase.end) - 1
        if before < 0 or spans[before][1] <= phrase.start:
            yield phrase


def _dated(text: str, memory: Memory, first: Phrase, last: Phrase | None) -> Dated:
    if last is not None:
        return read_pair(memory, first, last)
    dated = read(memory, first)
    if dated.why is None and context.is_list(first, text):
        days = f"{first.words['d']}{first.words['list']} and {first.words['d2']}"
        return replace(dated, why=f"single days, {days}: read from the first to the last")
    return dated


def _after_event(
    memory: Memory,
    phrase: Phrase,
    following: Phrase | None,
    before: Found | None,
    anchors: Anchors,
) -> Dated | None:
    """Day of "two days after the strike", where the text has dated a strike, or dates it here."""
    if before is not None and before.edtf and anchors.repeats(before.end, phrase.start):
        return Dated(before.edtf)
    beside = following is not None and anchors.dates(phrase.end, following.start)
    if beside and following is not None:
        named = read(memory, following).edtf
    else:
        named = anchors.date_of(phrase.end)
    return read_after(memory, phrase, named) if named else None


def _found(
    text: str,
    first: Phrase,
    last: Phrase | None,
    dated: Dated,
    head: tuple[int, int, DateRole] | None,
) -> Found:
    start, end = first.start, (last or first).end
    role = dated.role or role_of(text, start, end)
    if head is not None and head[0] < end and start < head[1]:
        role = head[2]
    named = dated.edtf
    if named is not None and dated.whole is not None and last is None:
        part = first.part or first.get("edge") or ""
        named = edge_day(role, part, edtf.parse(dated.whole)) or named
    return Found(first, last, dated, named, role)
