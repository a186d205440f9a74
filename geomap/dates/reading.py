"""From a phrase to days: one phrase, or the two ends of a range."""

from dataclasses import replace
from datetime import date

from geomap import edtf
from geomap.dates import absolute, relative, spans
from geomap.dates.grammar import Phrase
from geomap.dates.memory import Memory, has_year
from geomap.dates.spans import Dated
from geomap.errors import DateError

__all__ = ["read", "read_apposed", "read_pair"]

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
        return spans.between(first, first + spans.DAY)
    part = spans.part_of(phrase.part or "", whole, now=memory.published)
    return dated if part is None else replace(part, why=dated.why)


def read_pair(memory: Memory, first: Phrase, last: Phrase) -> Dated:
    """Days from one phrase to another ("between 7 September and 1 October 2023")."""
    if has_year(first) and not has_year(last):
        start = read(memory, first)
        end = read(_leaning(memory, _edge(start, last=False)), replace(last, future=True))
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
        return Dated(edtf.join(start.edtf, end.edtf), start.why or end.why)
    except DateError as error:
        return Dated(None, f"impossible_date: {error}")


def read_apposed(memory: Memory, offset: Phrase, named: Phrase) -> Dated:
    """Day of "three weeks later, on 18 March": the day named, next to the one counted to."""
    counted = _edge(read(memory, offset), last=True)
    # the nearest such weekday lies at most three days either side
    latest = spans.shifted(counted, spans.WEEK // 2) if counted else None
    return read(_leaning(memory, latest), replace(named, future=False))


def _edge(dated: Dated, *, last: bool) -> date | None:
    if dated.edtf is None:
        return None
    interval = edtf.parse(dated.edtf)
    return interval.last if last else interval.first


def _leaning(memory: Memory, day: date | None) -> Memory:
    """What the other end of a range counts from: this end."""
    return replace(memory, published=day or memory.published, narrative=False)
