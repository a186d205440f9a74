"""Dates and amounts as a reader says them."""

import re
from collections.abc import Sequence

from geomap.records import Event, Item

__all__ = ["amount_words", "date_words", "item_words", "toll_words"]

MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
# EDTF level 1 and 2 (ISO 8601-2, 4.8): the month number of a part of a year.
PARTS = {
    21: "spring",
    22: "summer",
    23: "autumn",
    24: "winter",
    33: "1st quarter of",
    34: "2nd quarter of",
    35: "3rd quarter of",
    36: "4th quarter of",
    37: "first third of",
    38: "middle third of",
    39: "last third of",
    40: "first half of",
    41: "second half of",
}
_DATE = re.compile(r"(-?\d{1,6}|\d{2,3}X{1,2})(?:-(\d\d|XX))?(?:-(\d\d|XX))?([~?%])?", re.ASCII)
_SIGNS = {"~": "about ", "?": "perhaps ", "%": "perhaps about "}
OPEN = ("", "..")
LONGEST_EDTF = 80  # longer is not a date; it is shown as written, cut


def _one_date(text: str) -> str | None:
    """Words of one EDTF date, or None if it is not a plain one."""
    found = _DATE.fullmatch(text)
    if not found:
        return None
    year, month, day, sign = found.groups()
    words = f"{year.replace('X', '0')}s" if "X" in year else year
    if month and month != "XX":
        number = int(month)
        if number in PARTS:
            words = f"{PARTS[number]} {words}"
        elif 1 <= number <= len(MONTHS):
            words = f"{MONTHS[number - 1]} {words}"
        else:
            return None
    if day and day != "XX":
        words = f"{int(day)} {words}"
    return _SIGNS.get(sign or "", "") + words


def date_words(edtf: str | None) -> str | None:
    """An EDTF text in words; what is not understood is given as written.

    >>> date_words("2023-09/2023-12~")
    'Sep 2023 to about Dec 2023'
    >>> date_words("2023-08/..")
    'since Aug 2023'
    """
    if edtf is None:
        return None
    text = edtf.strip()
    if len(text) > LONGEST_EDTF:
        return text[:LONGEST_EDTF] + "…"
    start, slash, end = text.partition("/")
    first = _one_date(start)
    last = _one_date(end)
    words: str | None = None
    if not slash:
        words = first
    elif first and last:
        words = first if first == last else f"{first} to {last}"
    elif first and end in OPEN:
        words = f"since {first}"
    elif last and start in OPEN:
        words = f"until {last}"
    return words or text


def _number(value: float) -> str:
    """A number with thousands marked: 20,000 or 2.5."""
    if value == int(value) and abs(value) < 1e15:
        return f"{int(value):,}"
    return f"{value:,.6g}"


def amount_words(event: Event) -> str | None:
    """Low, best and high of an event in one phrase; None where nothing is stated.

    >>> amount_words(Event(id="e", kind="transfer", claims=(), what="", summary="", low=7000.0,
    ...                    best=9000.0, high=11000.0, unit="containers"))
    '7,000 to 11,000 containers (best 9,000)'
    """
    low, best, high = event.low, event.best, event.high
    unit = f" {event.unit}" if event.unit else ""
    if low is not None and high is not None:
        phrase = (
            f"{_number(low)}{unit}" if low == high else f"{_number(low)} to {_number(high)}{unit}"
        )
    elif low is not None:
        phrase = f"at least {_number(low)}{unit}"
    elif high is not None:
        phrase = f"at most {_number(high)}{unit}"
    elif best is not None:
        return f"{_number(best)}{unit}"
    else:
        return None
    return phrase if best is None or best in {low, high} else f"{phrase} (best {_number(best)})"


def _range(low: int | None, high: int | None) -> str | None:
    if low is None and high is None:
        return None
    if low is None:
        return f"at most {high}"
    if high is None or high == low:
        return f"{low}"
    return f"{low} to {high}"


def toll_words(event: Event) -> str | None:
    """Killed and injured in one phrase; 0 is a statement, None is not."""
    parts = []
    for word, low, high in (
        ("killed", event.killed_low, event.killed_high),
        ("injured", event.injured_low, event.injured_high),
    ):
        text = _range(low, high)
        if text is not None:
            parts.append(f"{text} {word}")
    return ", ".join(parts) or None


def item_words(items: Sequence[Item]) -> list[str]:
    """Goods of a claim, each with the quantity in the source's own words."""
    words = []
    for item in items:
        text = item.quantity.text if item.quantity else ""
        both = f"{text} {item.what}" if text and item.what not in text else text or item.what
        words.append(both)
    return words
