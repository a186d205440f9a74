"""Conversations saved from messengers: where each message begins, on which day, and who wrote it.

| how it is saved | a message begins with |
|---|---|
| by iPhones | `[12/02/2025, 08:14] Ann: the barge was hit` |
| by Android | `12/02/2025, 08:14 - Ann: the barge was hit` |
| copied from a desktop | `Ann, [12.02.2025 08:14]`, the words on the next line |
"""

import re
from datetime import date
from typing import NamedTuple

__all__ = ["Message", "find_messages"]

LEAST = 3  # messages: fewer may be a report that quotes one
_DAY = r"(?P<day>\d{4}-\d\d-\d\d|\d{1,2}[/.]\d{1,2}[/.](?:\d{4}|\d\d))"
_CLOCK = r"\d{1,2}:\d\d(?::\d\d)?(?P<half>\s?[AaPp]\.?[Mm]\.?)?"
_WHO = r"(?P<who>[^:\n\[\]]{1,60})"
_FORMS = tuple(
    re.compile(form, re.MULTILINE)
    for form in (
        rf"^\u200e?\[{_DAY},?\s{_CLOCK}\]\s{_WHO}:\s?",
        rf"^{_DAY},?\s{_CLOCK}\s-\s{_WHO}:\s",
        rf"^{_WHO},\s\[{_DAY}(?:,|\sat)?\s{_CLOCK}\]:?\s?",
    )
)


class Message(NamedTuple):
    """A message: its head, where its words begin (`body`) and end, its day and its writer."""

    start: int
    body: int
    end: int
    day: date
    who: str


def find_messages(text: str) -> tuple[Message, ...]:
    r"""Messages of a saved conversation, in order; none where the text is something else.

    Day and month are told apart by a number over twelve in any of the heads, else by the clock:
    where it has twelve hours the month is written first, else the day.

    >>> days = ("12/02/2025", "12/02/2025", "13/02/2025")
    >>> chat = "".join(f"[{day}, 08:14] Ann: a barge was hit\n" for day in days)
    >>> [(str(m.day), m.who) for m in find_messages(chat)]
    [('2025-02-12', 'Ann'), ('2025-02-12', 'Ann'), ('2025-02-13', 'Ann')]
    """
    begin = len(text) - len(text.lstrip("\ufeff \t\r\n"))
    for form in _FORMS:
        heads = list(form.finditer(text, begin)) if form.match(text, begin) else []
        if len(heads) < LEAST:
            continue
        ends = [*(head.start() for head in heads[1:]), len(text)]
        days = [_day(head["day"], day_first=_day_first(heads)) for head in heads]
        if None in days:
            return ()
        return tuple(
            Message(head.start(), head.end(), end, day, head["who"].strip())
            for head, end, day in zip(heads, ends, days, strict=True)
            if day is not None
        )
    return ()


def _day_first(heads: list[re.Match[str]]) -> bool:
    """Whether heads like 03/04/2025 have the day first."""
    numbers = [[int(n) for n in re.findall(r"\d+", head["day"])] for head in heads]
    if any(first > 12 for first, _, _ in numbers):
        return True
    if any(second > 12 for _, second, _ in numbers):
        return False
    return not any(head["half"] for head in heads)


def _day(text: str, *, day_first: bool) -> date | None:
    """The day of a head; None where there is no such day."""
    one, two, three = (int(n) for n in re.findall(r"\d+", text))
    if "-" in text:
        year, month, day = one, two, three
    else:
        day, month = (one, two) if day_first else (two, one)
        year = three + (2000 if three < 100 else 0)
    try:
        return date(year, month, day)
    except ValueError:
        return None
