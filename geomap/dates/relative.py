"""Dates counted from another: from the document's day, or from the date last named."""

from collections.abc import Callable
from dataclasses import replace

from geomap import edtf
from geomap.dates import spans
from geomap.dates.lexicon import count, day_number, weekday
from geomap.dates.memory import NO_ANCHOR, NO_DATE, NO_NUMBER, Memory, step_of
from geomap.dates.scanning import Phrase
from geomap.dates.spans import Dated

__all__ = ["READ"]

_UNKNOWN_EVENT = "counted from an event without a date"
_SATURDAY = 5
_MONTH_DAYS = 31
_MONTHS_SOUGHT = 6


def _today(memory: Memory, phrase: Phrase) -> Dated:
    if memory.published is None:
        return Dated(None, NO_DATE)
    word = phrase.words["day"]
    step = {"yesterday": -1, "tomorrow": 1}.get(word, 0)
    if word.startswith("the day"):
        step = -2 if word.endswith("yesterday") else 2
    day = spans.shifted(memory.published, step)
    return spans.night(day) if word == "tonight" else spans.single(day)


def _overnight(memory: Memory, _phrase: Phrase) -> Dated:
    if memory.published is not None and not memory.narrative:
        return spans.night(memory.published - spans.DAY)
    if memory.focus_day and memory.focus_day.first:
        return spans.night(memory.focus_day.first)
    return Dated(None, NO_DATE)


def _this_part(memory: Memory, phrase: Phrase) -> Dated:
    rel, tod = phrase.words["rel"].replace("before", "previous"), phrase.words["tod"]
    now, focus = memory.published, memory.focus_day
    if rel in {"this", "last"}:
        if now is None:
            return Dated(None, NO_DATE)
        if rel == "this":
            return spans.single(now)
        before = now - spans.DAY
        return spans.night(before) if tod == "night" else spans.single(before)
    if focus is None or focus.first is None:
        # "in the afternoon" of a report that has named no day yet is the day it is written
        if now and rel.endswith("previous"):
            return spans.night(now - spans.DAY) if tod == "night" else spans.single(now - spans.DAY)
        return spans.single(now) if now and rel.startswith("in") else Dated(None, NO_ANCHOR)
    if step_of(rel) == 0:
        return Dated(edtf.build(focus.first, focus.last))
    return spans.single(spans.shifted(focus.first, step_of(rel)))


def _weekday(memory: Memory, phrase: Phrase) -> Dated:
    if phrase.get("plural"):
        return Dated(None, "a repeated day", "duration")
    if phrase.get("week"):
        return _weekday_of_week(memory, phrase)
    rel = phrase.get("rel") or ""
    leaning = memory.narrative or rel == "that" or rel.endswith(("previous", "following", "same"))
    base = memory.now
    if leaning and memory.focus_day and memory.focus_day.last:
        base = memory.focus_day.last
    if base is None:
        return Dated(None, NO_DATE)
    named = weekday(phrase.words["w"])
    back = (base.weekday() - named) % spans.WEEK
    post = phrase.get("post")
    if post:
        days = -(back or spans.WEEK) if post == "last" else 2 * spans.WEEK - back
    elif rel in {"this", "this coming"}:
        days = named - base.weekday()
    elif rel == "next":
        days = spans.WEEK + named - base.weekday()  # of the next week
    elif step_of(rel) > 0 or (not rel and (phrase.future or memory.narrative)):
        days = spans.WEEK - back
    else:
        days = -(back or (spans.WEEK if step_of(rel) < 0 or "past" in rel else 0))
    return spans.single(spans.shifted(base, days))


def _weekday_and_day(memory: Memory, phrase: Phrase) -> Dated:
    """The last such day that was that weekday ("Friday the 13th"), or the next one."""
    if memory.now is None:
        return Dated(None, NO_DATE)
    named, number = weekday(phrase.words["w"]), day_number(phrase.words["d"])
    for months in range(_MONTHS_SOUGHT):
        for way in (1, -1) if phrase.future or months == 0 else (-1, 1):
            month = edtf.parse(
                spans.in_month(memory.now.year, memory.now.month, shift=way * months).edtf or ""
            )
            day = month.first + (number - 1) * spans.DAY if month.first and month.last else None
            if day and month.last and day <= month.last and day.weekday() == named:
                return spans.single(day)
    return Dated(None, f"impossible_date: no {phrase.words['w']} is a {number} in those months")


def _weekday_of_week(memory: Memory, phrase: Phrase) -> Dated:
    """Day of "Thursday last week", "the Monday of that week"."""
    rel = phrase.words["week"]
    focus = memory.focus_day.first if memory.focus_day else None
    base = memory.now if rel in {"last", "this", "next"} else focus
    if base is None:
        return Dated(None, NO_DATE if memory.now is None else NO_ANCHOR)
    days = spans.WEEK * step_of(rel) - base.weekday() + weekday(phrase.words["w"])
    return spans.single(spans.shifted(base, days))


def _unit(memory: Memory, phrase: Phrase) -> Dated:
    rel, unit = phrase.words["rel"], phrase.words["u"]
    step = step_of(rel)
    if rel.startswith(("before", "after")):  # "the week before last", "the month after next"
        step = -2 if rel.startswith("before") else 2
        return Dated(None, NO_DATE) if memory.now is None else spans.unit_at(memory.now, unit, step)
    after = phrase.get("after")
    if after:
        step = -1 if after.split()[-1] in {"before", "earlier", "preceding"} else 1
    leaning = (
        after
        or rel.startswith("that")
        or any(word in rel for word in ("same", "previous", "following", "preceding", "the next"))
    )
    if leaning or (memory.narrative and rel == "the" and memory.focus):
        return _beside_focus(memory, unit, step)
    if memory.now is None:
        return Dated(None, NO_DATE)
    if unit == "fortnight":
        return spans.window(memory.now, 1 if step < 0 or rel.endswith("past") else -1, unit)
    if rel.endswith("past") or (rel == "the last" and not phrase.part):
        return spans.window(memory.now, 1, unit)
    if unit == "weekend":
        return _weekend(memory, rel, future=phrase.future)
    return spans.unit_at(memory.now, unit, step)


def _beside_focus(memory: Memory, unit: str, step: int) -> Dated:
    focus = memory.focus_day if unit in {"day", "week", "weekend"} else memory.focus
    if focus is None or focus.first is None:
        # "the next month" of a text that has named no date is counted from its own
        if memory.now is None or unit in {"day", "weekend", "fortnight"}:
            return Dated(None, NO_ANCHOR)
        return spans.unit_at(memory.now, unit, step)
    if unit == "day" and step == 0:
        return Dated(edtf.build(focus.first, focus.last))
    days = focus.days or 1
    base = focus.last if step > 0 and focus.last and days > 2 else focus.first
    return spans.unit_at(base, unit, step)


def _weekend(memory: Memory, rel: str, *, future: bool) -> Dated:
    base = memory.now
    if base is None:
        return Dated(None, NO_DATE)
    saturday = base - ((base.weekday() - _SATURDAY) % spans.WEEK) * spans.DAY
    coming = rel in {"this", "the coming"} or (future and rel == "the")
    if coming and base.weekday() < _SATURDAY:
        saturday += spans.WEEK * spans.DAY
    elif rel == "next":
        saturday += spans.WEEK * spans.DAY * (1 if base.weekday() >= _SATURDAY else 2)
    elif rel == "last" and base.weekday() >= _SATURDAY:
        saturday -= spans.WEEK * spans.DAY
    return spans.between(saturday, saturday + spans.DAY)


def _window_of(memory: Memory, phrase: Phrase) -> Dated:
    number = count(phrase.words["n"])
    if number is None:
        return Dated(None, NO_NUMBER, "vague")
    if memory.now is None:
        return Dated(None, NO_DATE)
    rel = phrase.words["rel"]
    if rel in {"next", "coming", "following"}:
        number = -number
    if rel in {"following", "previous"}:
        return Dated(None, _UNKNOWN_EVENT, "duration")
    return spans.window(memory.now, number, phrase.words["u"])


def _offset(memory: Memory, phrase: Phrase) -> Dated:
    unit, direction = phrase.words["u"], phrase.words["dir"]
    ago = direction in {"ago", "hence"} or direction.startswith("from")
    step = -1 if direction in {"ago", "earlier", "before", "prior", "previously"} else 1
    number = count(phrase.words.get("n", ""))
    if unit in {"minute", "hour"}:
        number = round((number or 0) // (24 if unit == "hour" else 24 * 60))
        unit = "day"
    if number is None:
        return Dated(None, NO_NUMBER, "vague")
    if ago:
        return (
            Dated(None, NO_DATE)
            if memory.now is None
            else spans.offset(memory.now, number, unit, step)
        )
    return _offset_from_focus(memory, number, unit, step)


def _offset_from_focus(memory: Memory, number: float, unit: str, step: int) -> Dated:
    """A day counts from a day, a week from a day or a month, the rest from whatever was named."""
    focus = memory.focus_day if unit in {"day", "night", "weekend"} else memory.focus
    if focus is None or focus.first is None:
        return Dated(None, NO_ANCHOR)
    by_week = unit in {"week", "fortnight"}
    if by_week and (focus.days is None or focus.days > _MONTH_DAYS):
        focus = memory.focus_day
    if focus is None or focus.first is None:
        return Dated(None, NO_ANCHOR)
    if by_week and focus.last and (focus.days or 0) > spans.WEEK:
        found = spans.offset(focus.last if step > 0 else focus.first, number, unit, step)
        return Dated(f"{(found.edtf or '').rstrip('~')}~")
    return spans.offset(focus.first, number, unit, step)


def _then(memory: Memory, _phrase: Phrase) -> Dated:
    if memory.focus is None:
        return Dated(None, NO_ANCHOR)
    return Dated(edtf.build(memory.focus.first, memory.focus.last))


def _unit_end(memory: Memory, phrase: Phrase) -> Dated:
    """End or start of the month or year last named, or of the document's: "by year's end"."""
    unit, edge = phrase.words["u"], phrase.words["edge"]
    edge = "end" if edge in {"out", "over"} else edge
    focus = memory.focus.first if memory.focus and memory.narrative else None
    base = focus or memory.now
    if base is None:
        return Dated(None, NO_DATE)
    whole = spans.unit_at(base, unit, 0)
    part = spans.part_of(edge, edtf.parse(whole.edtf or ""), now=None)
    return replace(part or whole, whole=whole.edtf)


def _this_date(memory: Memory, _phrase: Phrase) -> Dated:
    focus = memory.focus_day
    if focus is None:
        return Dated(None, NO_ANCHOR)
    return Dated(edtf.build(focus.first, focus.last))


def _day_only(memory: Memory, phrase: Phrase) -> Dated:
    base = memory.focus.first if memory.focus else memory.now
    step = {"last": -1, "next": 1}.get(phrase.get("of") or "", 0)
    if phrase.get("of") in {"this", "last", "next"}:
        base = memory.now
    if base is None:
        return Dated(None, NO_DATE)
    if step:
        base = (
            edtf.parse(spans.in_month(base.year, base.month, shift=step).edtf or "").first or base
        )
    return spans.checked(base.year, base.month, day_number(phrase.words["d"]), None)


def _clock(memory: Memory, _phrase: Phrase) -> Dated:
    if memory.focus_day and memory.focus_day.first:
        return spans.single(memory.focus_day.first)
    return Dated(None, NO_DATE) if memory.published is None else spans.single(memory.published)


def _unanchored(_memory: Memory, _phrase: Phrase) -> Dated:
    return Dated(None, _UNKNOWN_EVENT, "duration")


def _every(_memory: Memory, _phrase: Phrase) -> Dated:
    return Dated(None, "a repeated time", "duration")


def _duration(_memory: Memory, _phrase: Phrase) -> Dated:
    return Dated(None, "a length of time", "duration")


def _vague(_memory: Memory, _phrase: Phrase) -> Dated:
    return Dated(None, NO_NUMBER, "vague")


READ: dict[str, Callable[[Memory, Phrase], Dated]] = {
    "clock": _clock,
    "dayonly": _day_only,
    "duration": _duration,
    "every": _every,
    "offset": _offset,
    "overnight": _overnight,
    "span": _window_of,
    "then": _then,
    "thisdate": _this_date,
    "thispart": _this_part,
    "today": _today,
    "unanchored": _unanchored,
    "unit": _unit,
    "unitend": _unit_end,
    "vague": _vague,
    "weekdate": _weekday_and_day,
    "weekday": _weekday,
}
