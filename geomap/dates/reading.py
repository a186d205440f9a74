"""From a phrase to days: one phrase, or the two ends of a range."""

from dataclasses import replace
from datetime import date

from geomap import edtf
from geomap.dates import absolute, relative, spans
from geomap.dates.memory import Memory, has_year
from geomap.dates.scanning import Phrase
from geomap.dates.spans import Dated
from geomap.errors import DateError

__all__ = ["read", "read_after", "read_apposed", "read_pair"]

_READ = absolute.READ | relative.READ


def read(memory: Memory, phrase: Phrase) -> Dated:
    """Days that a phrase names at this place of a document."""
    try:
        dated = _READ[phrase.kind](memory, phrase)
        if dated.edtf is not None and phrase.part:
            dated = _part(memory, phrase, dated)
        if dated.edtf is not None:
            edtf.parse(dated.edtf)
    except DateError as error:
        return Dated(None, f"impossible_date: {error}")
    return dated


def _part(memory: Memory, phrase: Phrase, dated: Dated) -> Dated:
    """The early, late, first ... part of what a phrase names, or the night that leads to it."""
    whole = edtf.parse(dated.edtf or "")
    night = phrase.get("night")
    if night and whole.days == 1 and whole.first is not None:
        first = whole.first - spans.DAY if "to" in night else whole.first
        return replace(spans.between(first, first + spans.DAY), whole=dated.edtf)
    part = spans.part_of(phrase.part or "", whole, now=memory.published)
    if part is None:
        return dated
    return replace(part, why=dated.why, whole=dated.edtf, ends=dated.ends)


def read_pair(memory: Memory, first: Phrase, last: Phrase) -> Dated:
    """Days from one phrase to another ("between 7 September and 1 October 2023")."""
    if has_year(first) and not has_year(last):
        start = read(memory, first)
        leaning = memory if last.kind == "today" else _leaning(memory, _edge(start, last=False))
        end = read(leaning, replace(last, future=True))
    else:
        end = read(memory, last)
        start = (
            read(memory, first)
            if has_year(first)
            else read(_leaning(memory, _edge(end, last=True)), replace(first, future=False))
        )
    if start.edtf is None or end.edtf is None:
        return Dated(None, start.why or end.why, start.role or end.role)
    try:
        return Dated(edtf.join(start.edtf, end.edtf), start.why or end.why, ends=(start, end))
    except DateError as error:
        return Dated(None, f"impossible_date: {error}")


def read_apposed(memory: Memory, offset: Phrase, named: Phrase) -> Dated:
    """Day of "three weeks later, on 18 March": the day named, next to the one counted to."""
    counted = _edge(read(memory, offset), last=True)
    # the nearest such weekday lies at most three days either side
    latest = spans.shifted(counted, spans.WEEK // 2) if counted else None
    return read(_leaning(memory, latest), replace(named, future=False))


def read_after(memory: Memory, phrase: Phrase, named: str) -> Dated | None:
    """Day of "two days after" what happened at `named`; None for "hours after", where it is far."""
    whole = edtf.parse(named)
    if whole.first is None or whole.last is None:
        return None
    words = phrase.words
    side = words.get("dir") or (words.get("after") or "").split()[-1]
    earlier = side in {"before", "earlier", "prior"}
    counted = phrase.but(n=words.get("n") or "a", dir="earlier" if earlier else "later")
    base = replace(
        memory, focus=whole, focus_day=whole if (whole.days or 0) <= spans.WEEK else None
    )
    dated = read(base, replace(counted, kind="offset"))
    return None if dated.edtf is None else dated


def _edge(dated: Dated, *, last: bool) -> date | None:
    if dated.edtf is None:
        return None
    interval = edtf.parse(dated.edtf)
    return interval.last if last else interval.first


def _leaning(memory: Memory, day: date | None) -> Memory:
    """What the other end of a range counts from: this end."""
    return replace(memory, published=day or memory.published, narrative=False)
