"""Words of time: months, weekdays, seasons, units, small numbers."""

import re

__all__ = ["DAYPARTS", "MONTHS", "SEASONS", "WEEKDAYS", "count", "day_number", "month", "weekday"]

MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}  # first month, northern
DAYPARTS = "morning|afternoon|evening|night|midnight|midday|noon|dawn|dusk"

_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen twenty"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_COUNTS: dict[str, float] = {
    "a": 1,
    "an": 1,
    "a single": 1,
    "the": 1,
    "a couple of": 2,
    "a couple": 2,
    "half a": 0.5,
    "less than a": 1,  # "less than a day later" is read as the day after
    "barely a": 1,
    **{word: i for i, word in enumerate(_SMALL)},
    **{word: 10 * i for i, word in enumerate(_TENS, start=2)},
}


def month(word: str) -> int:
    """Number of a month, 1..12, from its name or abbreviation."""
    key = word.lower()[:3]
    return next(i for i, name in enumerate(MONTHS, start=1) if name.startswith(key))


def weekday(word: str) -> int:
    """Number of a weekday, Monday 0, from its name or abbreviation."""
    key = word.lower()[:3]
    return next(i for i, name in enumerate(WEEKDAYS) if name.startswith(key))


_ENDINGS = {"first": "one", "second": "two", "third": "three", "fifth": "five", "eighth": "eight"}
_ENDINGS |= {"ninth": "nine", "twelfth": "twelve", "twentieth": "twenty", "thirtieth": "thirty"}


def day_number(text: str) -> int:
    """Day of the month out of "3", "03", "3rd" or "twenty-third"."""
    if text[0].isdigit():
        return int(text.rstrip("stndrhSTNDRH"))
    *tens, last = re.split(r"[-\s]+", text.lower())
    cardinal = _ENDINGS.get(last) or last.removesuffix("th")
    return round(sum(_COUNTS[word] for word in (*tens, cardinal)))


def count(text: str) -> float | None:
    """Number that "12", "twelve", "twenty-one", "a" or "a couple of" stand for, else None."""
    key = re.sub(r"\s+", " ", text.strip().lower())
    if key.isdecimal():
        return float(key)
    if key in _COUNTS:
        return _COUNTS[key]
    parts = key.replace("-", " ").split(" ")
    if len(parts) == 2 and parts[0] in _TENS and parts[1] in _SMALL:
        return _COUNTS[parts[0]] + _COUNTS[parts[1]]
    return None
