"""Numbers as news writes them: "13,000", "1.2m", "nine million", "dozens", "several hundred".

`PATTERN` finds one numeral, `read` says what it is worth: an exact value, or a low and a high
end where the word names only an order of magnitude.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["DIGITS", "PATTERN", "Number", "read", "read_digits"]

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_SMALL = {word: i for i, word in enumerate(_ONES)} | {
    word: 10 * i for i, word in enumerate(_TENS, start=2)
}
_SCALES = {
    "dozen": 12,
    "hundred": 100,
    "thousand": 1_000,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
}
_SUFFIXES = {"k": 10**3, "m": 10**6, "mn": 10**6, "mln": 10**6, "b": 10**9, "bn": 10**9}
# "a quarter of a million"; thirds are no exact numbers
_PARTS = {"half": 0.5, "quarter": 0.25, "quarters": 0.75}
_FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75}
# What a bare plural covers: dozens is at least two of them, the powers of ten begin at one.
_PLURALS = {
    "dozens": (24, 99),
    "scores": (40, 99),
    "tens": (10, 99),
    "hundreds": (100, 999),
    "thousands": (1_000, 9_999),
    "millions": (10**6, 10**7 - 1),
    "billions": (10**9, 10**10 - 1),
}

_SCALE = "dozen|hundred|thousand|million|billion|trillion"
_WORD = "|".join([*_TENS, *sorted(_ONES, key=len, reverse=True)])
_GAP = r"[ \u00a0\u202f-]"
_S = r"(?:[^\S\n]{1,3})"
DIGITS = (
    r"(?:\d{1,3}(?:,\d{3}){1,5}(?:\.\d{1,6})?(?![\d])|"
    r"\d{1,3}(?:[ \u00a0\u202f\u2009]\d{3}){1,5}(?![\d,.]\d|\d)|"
    r"\d{1,15}(?:\.\d{1,6}|[ \u00a0\u2009]?[½¼¾])?)"
)
_BIG = (
    rf"(?:{_S}?(?:(?:hundred|thousand|million|billion|trillion|dozen)\b|"
    r"(?:k|mn|mln|m|bn|b)\b(?![-'’.]\w)))"
)
PATTERN = (
    rf"(?:(?P<digits>{DIGITS})(?P<scale>{_BIG})?"
    rf"|(?P<parts>half|a{_S}quarter|three[- ]quarters){_S}of{_S}an?{_S}(?P<whole>{_SCALE})\b"
    rf"|(?P<halved>{_WORD}){_S}and{_S}a{_S}half{_S}(?P<unit>{_SCALE})\b"
    rf"|(?P<words>(?:{_WORD}|a{_GAP}(?:hundred|thousand|million))(?:{_GAP}(?:and{_GAP})?(?:{_WORD}|{_SCALE})){{0,7}})(?![\w])"
    rf"|(?P<some>half{_S}an?|an?|several|(?:a{_S})?few|(?:a{_S})?couple(?:{_S}of)?){_S}"
    rf"(?P<of>(?:{_SCALE})(?:{_S}(?:thousand|million|billion))?)\b"
    rf"|(?P<plural>dozens|scores|tens|hundreds|thousands|millions|billions)"
    rf"(?P<times>{_S}of{_S}(?:thousands|millions|billions))?(?=\s|,\s))"
)


@dataclass(frozen=True, slots=True)
class Number:
    """A value, or only the ends between which it lies."""

    value: float | None
    low: float | None = None
    high: float | None = None


def read_digits(text: str) -> float:
    """Value of "13,000", "17 600" or "1.2".

    >>> read_digits("17,600"), read_digits("12½")
    (17600.0, 12.5)
    """
    figures = re.sub(r"[,\s\u00a0\u202f\u2009]", "", text)
    return float(figures.rstrip("½¼¾")) + _FRACTIONS.get(figures[-1], 0.0)


def _words(text: str) -> float | None:
    """Value of number words: "nine million", "two hundred and fifty"; None if out of order."""
    total, current, last = 0.0, 0.0, 10**15
    for word in re.split(r"[\s\u00a0\u202f-]+", text.lower()):
        if word in {"and", "a"}:
            continue
        if word in _SMALL:
            number = _SMALL[word]
            if (current % 10 and number < 10) or (current % 100 and number >= 10):
                return None  # "five six": two numbers, not one
            current += number
        elif word in {"hundred", "dozen"}:
            current = (current or 1) * _SCALES[word]
        else:
            scale = _SCALES[word]
            if scale >= last:
                current, total = total + current, 0
            total += (current or 1) * scale
            current, last = 0, scale
    return total + current


def read(groups: Mapping[str, str | None]) -> Number | None:
    """What the groups of a match of `PATTERN` are worth; None where they make no number."""
    digits, words, plural = groups["digits"], groups["words"], groups["plural"]
    if groups["parts"]:
        part = _PARTS[groups["parts"].lower().split()[-1].split("-")[-1]]
        return Number(part * _SCALES[(groups["whole"] or "").lower()])
    if groups["halved"]:
        half = _SMALL[groups["halved"].lower()] + 0.5
        return Number(half * _SCALES[(groups["unit"] or "").lower()])
    if digits:
        scale = (groups["scale"] or "").strip().lower()
        return Number(read_digits(digits) * (_SCALES | _SUFFIXES | {"": 1})[scale])
    if words:
        value = _words(words)
        return None if value is None else Number(value)
    if plural:
        low, high = _PLURALS[plural.lower()]
        scale = (groups["times"] or "x").split()[-1].lower().rstrip("s")
        times = _SCALES.get(scale, 1)
        return Number(None, low * times, (high + 1) * times - 1)
    return _some((groups["some"] or "").lower(), (groups["of"] or "").lower())


def _some(some: str, scale: str) -> Number:
    times = 1.0
    for word in scale.split():
        times *= _SCALES[word]
    if some.startswith("half"):
        return Number(times / 2)
    if some in {"a", "an"}:
        return Number(times)
    if "couple" in some:
        return Number(None, 2 * times, 2 * times)
    high = 99.0 if scale == "dozen" else 10 * times - 1
    return Number(None, 2 * times, high)
