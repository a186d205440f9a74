"""Dates that name themselves: days, months, seasons, quarters, years; the year may be missing."""

from collections.abc import Callable
from datetime import date

from geomap import edtf
from geomap.dates import spans
from geomap.dates.lexicon import SEASONS, day_number, month, weekday
from geomap.dates.memory import NO_DATE, Memory, step_of
from geomap.dates.scanning import Phrase
from geomap.dates.spans import Dated

__all__ = ["AMBIGUOUS_ORDER", "READ"]

AMBIGUOUS_ORDER = "day and month could be swapped: read day first"

_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4,
    "1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "1": 1, "2": 2, "3": 3, "4": 4,
}  # fmt: skip
_DECADES = {
    "twenties": 2, "thirties": 3, "forties": 4, "fifties": 5, "sixties": 6, "seventies": 7,
    "eighties": 8, "nineties": 9,
}  # fmt: skip
_CENTURY = 1900  # of "the nineties"
_CENTURIES = {
    "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15,
    "sixteenth": 16, "seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20,
    "twenty-first": 21,
}  # fmt: skip
# The year before the first of an era: Juche 1 is 1912, Reiwa 1 is 2019.
_ERAS = {"juche": 1911, "minguo": 1911, "reiwa": 2018, "heisei": 1988}
_FISCAL = "a fiscal year need not be a calendar year"
_HOLIDAYS = {
    "new year": ("january", "1"),
    "new year's day": ("january", "1"),
    "new year's eve": ("december", "31"),
    "may day": ("may", "1"),
    "christmas": ("december", "25"),
    "christmas day": ("december", "25"),
    "christmas eve": ("december", "24"),
}


def _iso(_memory: Memory, phrase: Phrase) -> Dated:
    words = phrase.words
    return spans.checked(int(words["y"]), int(words["m"]), int(words["d"]), phrase.get("w"))


def _isomonth(_memory: Memory, phrase: Phrase) -> Dated:
    return spans.in_month(int(phrase.words["y"]), int(phrase.words["m"]))


def _date(memory: Memory, phrase: Phrase) -> Dated:
    number, day = month(phrase.words["m"]), day_number(phrase.words["d"])
    year = memory.year_of(phrase)
    if year is None and phrase.get("yr"):
        return Dated(None, NO_DATE)
    if year is None:
        year = memory.near_year(number, day, future=phrase.future)
    if year is None:
        return Dated(None, NO_DATE)
    return spans.checked(year, number, day, phrase.get("w"))


def _numeric(memory: Memory, phrase: Phrase) -> Dated:
    a, b = int(phrase.words["a"]), int(phrase.words["b"])
    year = memory.year_of(phrase)
    if year is None:
        year = memory.near_year(b, a, future=phrase.future)
    if year is None:
        return Dated(None, NO_DATE)
    dotted = phrase.words["sep"] == "."
    day_first = True if dotted or memory.day_first is None else memory.day_first
    if a > 12 or b > 12:
        day_first = b <= 12 or a > 12
    day, number = (a, b) if day_first else (b, a)
    dated = spans.checked(year, number, day, phrase.get("w"))
    unsure = not dotted and memory.day_first is None and max(a, b) <= 12 and a != b
    return Dated(dated.edtf, AMBIGUOUS_ORDER) if unsure and dated.edtf else dated


def _days(memory: Memory, phrase: Phrase) -> Dated:
    last = _date(memory, phrase.but(d=phrase.words["d2"]))
    if last.edtf is None:
        return last
    first = _date(memory, phrase.but(y=last.edtf[:4]))
    if first.edtf is None:
        return first
    return Dated(edtf.join(first.edtf, last.edtf), ends=(first, last))


def _named_month(memory: Memory, phrase: Phrase) -> Dated:
    number = month(phrase.words["m"])
    year = memory.year_of(phrase)
    if year is None and not phrase.get("yr"):
        year = memory.near_year(number, None, future=phrase.future)
    return Dated(None, NO_DATE) if year is None else spans.in_month(year, number)


def _nth_weekday(memory: Memory, phrase: Phrase) -> Dated:
    """Day of "the first Monday of May", "the last Friday of this month"."""
    of = phrase.get("of")
    if of is None:
        dated = _named_month(memory, phrase)
    elif memory.now is None:
        return Dated(None, NO_DATE)
    else:
        dated = spans.in_month(memory.now.year, memory.now.month, shift=step_of(of))
    whole = edtf.parse(dated.edtf) if dated.edtf else None
    if whole is None or whole.first is None or whole.last is None:
        return dated
    named = weekday(phrase.words["w"])
    if phrase.words["n"] in {"last", "final"}:
        back = (whole.last.weekday() - named) % spans.WEEK
        return spans.single(spans.shifted(whole.last, -back))
    weeks = _ORDINALS[phrase.words["n"]] - 1
    ahead = (named - whole.first.weekday()) % spans.WEEK + spans.WEEK * weeks
    return spans.single(spans.shifted(whole.first, ahead))


def _near_month(memory: Memory, phrase: Phrase) -> Dated:
    number, rel = month(phrase.words["m"]), phrase.words["rel"]
    base = memory.now
    if rel.startswith(("the ", "that")) and memory.focus and memory.focus.first:
        base = memory.focus.first
    if base is None:
        return Dated(None, NO_DATE)
    year = base.year
    if step_of(rel) < 0:
        year -= number >= base.month
    elif step_of(rel) > 0:
        year += number <= base.month
    return spans.in_month(year, number)


def _season(memory: Memory, phrase: Phrase) -> Dated:
    start = SEASONS[phrase.words["season"]]
    year = memory.year_of(phrase)
    if year is None and not phrase.get("yr"):
        year = _season_year(memory, phrase, start)
    if year is None:
        return Dated(None, NO_DATE)
    return spans.between(*spans.months(date(year, start, 1), 3))


def _season_year(memory: Memory, phrase: Phrase, start: int) -> int | None:
    """Year of a season given without one: the last that has begun, or the next."""
    rel = phrase.get("rel") or ""
    base = memory.now
    if rel not in {"", "the", "this", "last", "next"} and memory.focus:
        base = memory.focus.first
    if base is None:
        return None
    if memory.narrative or rel.startswith(("this", "that", "the same")):
        return base.year
    if phrase.future or step_of(rel) > 0:
        return base.year + (base.month >= start)
    begun = base.month >= start + (3 if step_of(rel) < 0 else 0)  # "last": it has ended too
    return base.year if begun else base.year - 1


def _quarter(memory: Memory, phrase: Phrase) -> Dated:
    whole = phrase.words["q"].startswith("h")
    parts = 2 if whole else 4
    number = _ORDINALS.get(phrase.words["n"]) or parts
    year = memory.year_of(phrase)
    if year is None and not phrase.get("yr") and memory.now is not None:
        begins = 1 + (number - 1) * 12 // parts
        year = memory.now.year - (begins > memory.now.month and not phrase.future)
    if year is None:
        return Dated(None, NO_DATE)
    if phrase.get("fiscal"):
        return Dated(f"{year:04d}~", _FISCAL)
    if number > parts:
        return Dated(None, f"impossible_date: a year has {parts} such parts")
    return spans.between(*spans.months(date(year, 1 + (number - 1) * 12 // parts, 1), 12 // parts))


def _decade(_memory: Memory, phrase: Phrase) -> Dated:
    named = phrase.words["y"]
    number = _DECADES.get(named) or int(named)
    year = number * 10 + (_CENTURY if number < 10 else 0)
    return Dated(f"{year}/{year + 9}")


def _century(_memory: Memory, phrase: Phrase) -> Dated:
    named = phrase.words["n"]
    number = _CENTURIES.get(named) or day_number(named)
    return Dated(f"{number * 100 - 99:04d}/{number * 100:04d}")


def _year(_memory: Memory, phrase: Phrase) -> Dated:
    return Dated(phrase.words["y"].zfill(4))


def _years(_memory: Memory, phrase: Phrase) -> Dated:
    first, short = phrase.words["y"], phrase.words["y2"]
    last = first[: 4 - len(short)] + short
    return Dated(edtf.join(first, last), ends=(Dated(first), Dated(last)))


def _short_year(memory: Memory, phrase: Phrase) -> Dated:
    year = memory.year_of(phrase)
    return Dated(None, NO_DATE) if year is None else Dated(f"{year:04d}")


def _fiscal(memory: Memory, phrase: Phrase) -> Dated:
    """Read a fiscal year as about the calendar year of its name: where it begins is not said."""
    first = memory.year_of(phrase)
    if first is None:
        return Dated(None, NO_DATE)
    short = phrase.get("y2")
    if short is None:
        return Dated(f"{first:04d}~", _FISCAL)
    last = int(str(first)[: 4 - len(short)] + short)
    return Dated(f"{first:04d}~/{last:04d}~", _FISCAL)


def _era(_memory: Memory, phrase: Phrase) -> Dated:
    return Dated(f"{_ERAS[phrase.words['era']] + int(phrase.words['n']):04d}")


def _week(memory: Memory, phrase: Phrase) -> Dated:
    """ISO week; without a year the last that has begun."""
    number = int(phrase.words["n"])
    year = memory.year_of(phrase)
    if year is None:
        if memory.now is None:
            return Dated(None, NO_DATE)
        iso = memory.now.isocalendar()
        year = iso.year - (number > iso.week and not phrase.future and not memory.narrative)
    try:
        monday = date.fromisocalendar(year, number, 1)
    except ValueError:
        return Dated(None, f"impossible_date: {year} has no week {number}")
    return spans.between(monday, spans.shifted(monday, spans.WEEK - 1))


def _holiday(memory: Memory, phrase: Phrase) -> Dated:
    name, day = _HOLIDAYS[" ".join(phrase.words["feast"].replace("’", "'").split())]
    return _date(memory, phrase.but(m=name, d=day))


def _feast(_memory: Memory, _phrase: Phrase) -> Dated:
    return Dated(None, "a feast that moves from year to year", "vague")


READ: dict[str, Callable[[Memory, Phrase], Dated]] = {
    "century": _century,
    "date": _date,
    "days": _days,
    "decade": _decade,
    "era": _era,
    "feast": _feast,
    "fiscal": _fiscal,
    "holiday": _holiday,
    "iso": _iso,
    "isomonth": _isomonth,
    "month": _named_month,
    "nearmonth": _near_month,
    "nthweekday": _nth_weekday,
    "numeric": _numeric,
    "quarter": _quarter,
    "season": _season,
    "week": _week,
    "year": _year,
    "years": _years,
    "year2": _short_year,
}
