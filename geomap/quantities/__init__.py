"""Stated quantities: how much, of what, and how firmly ("at least 14", "up to 1,000").

`find_quantities` reads prose, `parse_number_cell` a cell of a table, `head` gives the counted
noun of a quantity. Percentages have the unit "%", money the code of its currency, distances
their measure (`MEASURES`); lengths of time, ages, dates, clock times, calibres, ordinals,
fractions, ship names and type designations ("Su-27") are no quantities.
"""

import bisect
import re
from collections.abc import Sequence

from geomap.quantities.nouns import MEASURES, TIME, Head, head_after, thousands_in, unit_of
from geomap.quantities.numerals import DIGITS, PATTERN, Number, read
from geomap.records import Bound, Quantity

__all__ = ["MEASURES", "Head", "find_quantities", "head", "parse_number_cell"]

_S = r"(?:[^\S\n]{1,3}\n?[^\S\n]{0,2}|\n)"
_HEDGE = rf"(?:(?:significantly|slightly|far|much|well|just|a{_S}little|possibly|perhaps){_S})?"
_MIN = (
    rf"more{_S}than|over|above|greater{_S}than|at{_S}least|upwards?{_S}of|no{_S}(?:fewer|less){_S}than|"
    rf"not{_S}(?:fewer|less){_S}than|in{_S}excess{_S}of|exceeding|exceeded|surpassing|surpassed|"
    rf"a{_S}minimum{_S}of|topping|topped|north{_S}of"
)
_MAX = (
    rf"less{_S}than|fewer{_S}than|under|below|up{_S}to|as{_S}(?:many|much){_S}as|at{_S}most|"
    rf"no{_S}more{_S}than|not{_S}more{_S}than|a{_S}maximum{_S}of"
)
_APPROX = (
    rf"about|around|approximately|approx\.?|roughly|nearly|almost|some|close{_S}to|"
    rf"an{_S}estimated|estimated|circa|ca?\.|in{_S}the{_S}region{_S}of|just{_S}shy{_S}of|"
    rf"an{_S}average{_S}of|perhaps|reportedly"
)
_BEFORE = (
    rf"(?:(?P<bound>{_HEDGE}(?:(?P<min>{_MIN})|(?P<max>{_MAX})|(?P<approx>{_APPROX}))){_S}"
    rf"(?:(?:a|an|the|another|additional){_S}(?=\d|further))?"
    r"|(?P<sign>[>≥<≤~≈])\s?)?"
)
_SIGN = r"(?:US\$|A\$|C\$|[$€£¥₽₴])"
_CURRENCY = rf"(?:(?P<currency>{_SIGN})\s?)?"
_AFTER = rf"(?P<after>{_S}or{_S}(?:more|so|less|fewer)\b|\+|{_S}plus\b|-plus\b|[- ]odd\b)?"
# The second number of a range; `read` wants the group names of the first.
_SECOND = re.sub(r"\?P<(\w+)>", r"?P<\g<1>2>", PATTERN)
_NUMBER = re.compile(
    rf"(?=[\w$€£¥₽₴>≥<≤~≈])(?<![\w.,:/’'$-])(?:(?P<between>between{_S}|from{_S})|{_BEFORE})"
    rf"{_CURRENCY}{PATTERN}"
    rf"(?:(?P<to>{_S}(?:to|and|or){_S}|\s?[–-]\s?)(?:{_SIGN}\s?)?{_SECOND})?{_AFTER}"
    rf"(?P<percent>\s?%|{_S}per{_S}?cent\b|{_S}percentage{_S}points?\b)?",
    re.IGNORECASE,
)
_UNSPECIFIED = re.compile(
    rf"\ban?{_S}(?:unspecified|unknown|undisclosed|unconfirmed|undetermined){_S}(?:number|quantity|amount)(?={_S}of\b)",
    re.IGNORECASE,
)
_PAIR = re.compile(rf"\ba{_S}(?P<pair>pair|couple)(?={_S}of\b)", re.IGNORECASE)
_CURRENCIES = {
    "$": "USD",
    "us$": "USD",
    "a$": "AUD",
    "c$": "CAD",
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "₽": "RUB",
    "₴": "UAH",
}
_MONEY_WORD = re.compile(
    r"[^\S\n]{1,2}(?:US )?(?P<name>dollar|euro|pound sterling|ro?uble|yuan|yen|won|hryvnia)s?\b",
    re.IGNORECASE,
)
_MONEY_CODES = {
    "dollar": "USD",
    "euro": "EUR",
    "pound sterling": "GBP",
    "rouble": "RUB",
    "ruble": "RUB",
    "yuan": "CNY",
    "yen": "JPY",
    "won": "KRW",
    "hryvnia": "UAH",
}
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\b\.?"
_MONTH_BEFORE = re.compile(rf"\b{_MONTH}\s+$")
_MONTH_AFTER = re.compile(
    rf"(?:\s?[–-]\s?\d{{1,2}}|\s+(?:and|to)\s+\d{{1,2}})?\s+(?:of\s+)?{_MONTH}"
)
_YEAR_CUE = re.compile(
    rf"(?:\b(?:in|since|of|by|from|until|during|late|early|mid|year|and|to)|{_MONTH}|\d,|[(–/-])\s*$",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_COUNTED_YEAR = re.compile(r"\s+(?:[a-z-]+ ){0,2}[a-z]{3,}s\b")
_LABEL = re.compile(
    r"\b(?:no\.?|nos\.?|number|section|resolution|chapter|article|page|route|highway|boeing|airbus|antonov|"
    r"ilyushin|tupolev|type|mark|model|project|unit|brigade|berth|pier|dock|gate|imo|mmsi|flight|"
    r"channel|formula|version|terminal|hangar|warehouse|room|class|aged?|group of|at)\s*#?$",
    re.IGNORECASE,
)
_NAMED = re.compile(r"(?<![.!?]\s)\b[A-Z][a-z]+ $")
_CLOCK_AFTER = re.compile(r"\s?[ap]\.?m\b|:\d\d|\s?(?:UTC|GMT|hrs)\b", re.IGNORECASE)
_COMPOUND_AFTER = re.compile(
    r"(?:st|nd|rd|th)\b|[-‑]\s?[A-Za-z]|[-–/]\d|(?!(?:kg|k?t|[Mm]t|bbl|TEU|km)\b)[A-Za-z]"
)
_CALIBRE_AFTER = re.compile(r"\s?(?:mm|cm|millimet|calib|inch)")
_TIMES_AFTER = re.compile(r"\s+times\s+(?:as|more|the|larger|higher|bigger|greater|faster|over)\b")
_FRACTION = re.compile(r"[- ](?:thirds?|quarters?|fifths?|tenths?|half)\b", re.IGNORECASE)
_NO_COUNT_AFTER = (_CLOCK_AFTER, _CALIBRE_AFTER, _COMPOUND_AFTER, _TIMES_AFTER, _FRACTION)
_PRONOUN_ONE = re.compile(
    r"\s+(?:of|another|by|day|time|thing|side|who|that|which|or|and|is|was|has|had|in|on|at|to|such|"
    r"more|after|way|hand|part|point|step)\b|[^\s]|\s*$",
    re.IGNORECASE,
)
_NO_ONE = re.compile(
    r"\b(?:no|the|this|that|any|every|each|another|some|only|which|last)\s+$", re.IGNORECASE
)
_HANDED = re.compile(
    r"\b(?:hand(?:ed|ing|s)?|turn(?:ed|ing|s)?|t(?:ak(?:es?|en|ing)|ook)|carr(?:y|ied)|br(?:ing|ought)|"
    r"s(?:ign|end)(?:ed|ing|s)?|sent|bought) $",
    re.IGNORECASE,
)
# "18 Leopard 2 tanks": the second number belongs to the name of the type
_TYPE_BEFORE = re.compile(
    r"(?:\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|dozen|hundred|some|several)) "
    r"[A-Z][a-z]+ $"
    r"|\b(?:Leopard|Challenger|Mirage|Marder|Javelin|Storm|Gepard|Strela|Geran|Shahed|Abrams|"
    r"Tomahawk|Patriot|Fateh|Zolfaghar|Hwasong|Panther|Centauro) $"
)
_PART_OF = re.compile(r"\bof (?:the|these|those|its|their) $")
_REACH = 24


def find_quantities(
    text: str, *, start: int = 0, skip: Sequence[tuple[int, int]] = ()
) -> tuple[Quantity, ...]:
    """Quantities of a text, in order.

    Parameters
    ----------
    text
        Running text.
    start
        Offset of `text` in the document; added to the offsets of the result.
    skip
        Half-open spans of `text` (before `start` is added) that hold no quantities: dates, noise.

    Returns
    -------
    tuple of Quantity
        `value` is the stated number, None where only ends are stated ("20 to 30", "dozens").
        `low` and `high` follow the wording: both for an exact number or a range, one for a
        minimum or maximum, none where the number is only approximate. `text` holds the words of
        the bound and the number, not the counted noun, which is `unit`.

    Examples
    --------
    >>> q = find_quantities("At least 14 wagons left.")[0]
    >>> q.text, q.value, q.bound, q.unit
    ('At least 14', 14.0, 'min', 'wagons')
    """
    spans = sorted(skip)
    starts = [first for first, _ in spans]
    # a date is no end of a range: "4 May 2024 - 500 rifles were sent"
    plain = _blanked(text, spans)
    found = [_quantity(text, match, start) for match in _NUMBER.finditer(plain)]
    found += [_unspecified(text, match, start) for match in _UNSPECIFIED.finditer(text)]
    found += [_pair(text, match, start) for match in _PAIR.finditer(text)]
    kept = []
    for quantity in found:
        if quantity is None:
            continue
        first, last = _offsets(quantity)
        before = bisect.bisect_left(starts, last - start) - 1
        if before < 0 or spans[before][1] <= first - start:
            kept.append(quantity)
    return tuple(sorted(kept, key=_offsets))


def _blanked(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The text with spaces in place of some spans, as long."""
    out, position = [], 0
    for first, last in spans:
        out += [text[position:first], " " * (last - max(first, position))]
        position = max(position, last)
    return "".join([*out, text[position:]])


def head(text: str, quantity: Quantity, *, start: int = 0) -> Head | None:
    """Counted noun of a quantity: its span in the document and its unit.

    `text` and `start` are those that `find_quantities` was called with.
    """
    counted = head_after(text, _offsets(quantity)[1] - start)
    if counted is None:
        return None
    return Head(counted.start + start, counted.end + start, counted.unit)


def _offsets(quantity: Quantity) -> tuple[int, int]:
    first, last = quantity.start, quantity.end
    return (first if isinstance(first, int) else 0, last if isinstance(last, int) else 0)


def _quantity(text: str, found: re.Match[str], start: int) -> Quantity | None:
    number = read(found.groupdict())
    if number is None or not _is_count(text, found):
        return None
    first, last = found.start(), found.end()
    second = _second(found)
    if found["to"] and not _is_range(found, number, second):
        if found["to"].strip().lower() in {"to", "-", "–"}:
            return None  # "3 to 1", "7-2": a vote, a score
        # "10 or 12", "two and three": no range, the first number stands alone
        last, second = found.start("to"), None
        if found["between"]:
            first = found.end("between")
    elif found["between"] and second is None:
        first = found.end("between")
    while text[last - 1].isspace():
        last -= 1
    if TIME.match(text[last : last + _REACH].lstrip(" -\n\u00a0")):
        return None
    unit = _unit(text, found, last)
    if unit is None and _is_pronoun(found):
        return None
    value, bound, low, high = _bounds(found, number, second)
    times = thousands_in(text, last)
    unit = "tonnes" if times > 1 else unit
    value, low, high = (n and n * times for n in (value, low, high))
    if (found["bound"] or "").lower() == "over" and _HANDED.search(text, max(0, first - 12), first):
        # "handed over 60 tanks": the word belongs to the verb
        first = found.start("digits") if found["digits"] else found.end("bound") + 1
        value, bound, low, high = number.value, "exact", number.value, number.value
    shown = text[first:last]
    return Quantity(
        value=value, bound=bound, unit=unit, low=low, high=high,
        text=shown, start=first + start, end=last + start,
    )  # fmt: skip


def _is_pronoun(found: re.Match[str]) -> bool:
    """Whether a number without a noun is no number: "one exploded"."""
    return (found["words"] or "").lower() == "one"


def _second(found: re.Match[str]) -> Number | None:
    """The second number of a range: its groups end in 2."""
    if not found["to"]:
        return None
    groups = found.groupdict()
    return read({name.removesuffix("2"): groups[name] for name in groups if name.endswith("2")})


def _is_range(found: re.Match[str], number: Number, second: Number | None) -> bool:
    if second is None or number.value is None or second.value is None:
        return False
    joined = found["to"].strip().lower()
    if joined == "or" or (joined == "and" and not (found["between"] or "").lower().startswith("b")):
        return False
    return number.value < second.value


def _bounds(
    found: re.Match[str], number: Number, second: Number | None
) -> tuple[float | None, Bound, float | None, float | None]:
    if second is not None:
        low = number.value or 0.0
        high = second.value or 0.0
        if found["digits"] and not found["scale"] and found["scale2"] and low < 1000:
            low *= high / float(re.sub(r"[,\s]", "", found["digits2"]))  # "2 to 3 million"
        return None, "approx", low, high
    sign, after = found["sign"] or "", (found["after"] or "").strip().lower()
    if number.value is None:
        return None, "approx", number.low, number.high
    if found["min"] or sign in {">", "≥"} or after in {"+", "plus", "-plus", "or more"}:
        return number.value, "min", number.value, None
    if found["max"] or sign in {"<", "≤"} or after in {"or less", "or fewer"}:
        return number.value, "max", None, number.value
    if found["approx"] or sign in {"~", "≈"} or after:
        return number.value, "approx", None, None
    return number.value, "exact", number.value, number.value


def _is_count(text: str, found: re.Match[str]) -> bool:
    """Whether a numeral counts something: not part of a date, a clock time, a name or a label."""
    at = found.start("digits") if found["digits"] else found.end("bound")
    before = text[max(0, found.start() - _REACH) : found.start()]
    after = text[found.end() : found.end() + _REACH]
    if found["currency"] or found["percent"]:
        return True
    if any(pattern.match(after) for pattern in _NO_COUNT_AFTER):
        return False
    if _PART_OF.search(before) and not found["bound"]:
        return False
    if found["words"] and found["words"].lower() == "one":
        return bool(found["bound"]) or not (_PRONOUN_ONE.match(after) or _NO_ONE.search(before))
    if found["digits"]:
        close = text[max(0, at - _REACH) : at]
        return _is_plain_number(found, close, after)
    return True


def _is_plain_number(found: re.Match[str], before: str, after: str) -> bool:
    """Whether digits count: no day of a month, no year, no number of a berth, a flight, a ship."""
    digits = found["digits"]
    short = digits.isdecimal() and not found["scale"]
    if short and int(digits) <= 31 and (_MONTH_BEFORE.search(before) or _MONTH_AFTER.match(after)):
        return False
    if found["bound"]:
        return True
    counted = "," in digits or found["scale"]  # no berth, flight or route is numbered "6,700"
    if not counted and _LABEL.search(before):
        return False
    if short and len(digits) > 1 and digits.startswith("0"):
        return False
    if short and _YEAR.fullmatch(digits):
        return _COUNTED_YEAR.match(after) is not None and not _YEAR_CUE.search(before)
    if short and _TYPE_BEFORE.search(before):
        return False
    return _NAMED.search(before) is None or re.match(r"\s+[a-z]", after) is not None


def _unit(text: str, found: re.Match[str], end: int) -> str | None:
    """Unit of a quantity; None where nothing is named ("66 were hurt")."""
    currency = found["currency"]
    if found["percent"]:
        return "%"
    if currency:
        return _CURRENCIES[currency.lower()]
    money = _MONEY_WORD.match(text, end)
    if money:
        return _MONEY_CODES[money["name"].lower()]
    counted = head_after(text, end)
    return counted.unit if counted else None


def _unspecified(text: str, found: re.Match[str], start: int) -> Quantity:
    counted = head_after(text, found.end())
    return Quantity(
        value=None, bound="approx", unit=counted.unit if counted else None, low=None, high=None,
        text=found[0], start=found.start() + start, end=found.end() + start,
    )  # fmt: skip


def _pair(text: str, found: re.Match[str], start: int) -> Quantity | None:
    """Two of a kind: "a pair of tankers" is two, "a couple of ships" about two."""
    counted = head_after(text, found.end())
    if counted is None or unit_of(counted.unit.split(" ")[0]) is None:
        return None
    exact = found["pair"].lower() == "pair"
    return Quantity(
        value=2.0, bound="exact" if exact else "approx", unit=counted.unit,
        low=2.0 if exact else None, high=2.0 if exact else None,
        text=found[0], start=found.start() + start, end=found.end() + start,
    )  # fmt: skip


_EMPTY_CELL = re.compile(
    r"\s*(?:n/?a|none|unknown|[?–—-]*|\.\.+|tbd|tbc|not known|unspecified)\s*", re.IGNORECASE
)
_CELL_DIGITS = re.compile(r"(?<!\d)\d{1,3}(?:[ .,\u00a0\u202f\u2009'’]\d{3})+(?![.,]?\d)")
_CELL_DECIMAL = re.compile(r"(?<=\d),(?=\d{1,2}(?!\d))")
# "12.150,5": the comma behind thousands that dots, spaces or apostrophes part can only be decimal
_CELL_SWAPPED = re.compile(
    r"(?<![\d.,])(\d{1,3}(?:[.\u00a0\u202f\u2009'’ ]\d{3})+),(\d{1,6})(?![\d.,])"
)
_NEGATIVE = re.compile(r"\s*[-−]\d")  # a correction in a ledger: nothing was moved
_POWER = re.compile(r"\s*(\d(?:\.\d{1,9})?[eE]\+?0?\d)\s*")  # as spreadsheets write 300000
_GOES_ON = re.compile(r"[.,]\d| 0")


def parse_number_cell(text: str) -> Quantity | None:
    """Quantity in a cell of a table, with offsets inside the cell; None where there is none.

    Spaces, dots and apostrophes before three digits separate thousands ("6 700", "3.000"), a
    comma before one or two digits, or behind such thousands, is a decimal mark ("1,5",
    "12.150,5").

    Examples
    --------
    >>> parse_number_cell("3.000").value
    3000.0
    >>> parse_number_cell("n/a") is None
    True
    """
    if _EMPTY_CELL.fullmatch(text) or _NEGATIVE.match(text) or len(text) > 200:
        return None
    if power := _POWER.fullmatch(text):
        value = float(power[1])
        begin, end = power.span(1)
        return Quantity(
            value=value, bound="exact", unit=None, low=value, high=value,
            text=power[1], start=begin, end=end,
        )  # fmt: skip
    same = _CELL_SWAPPED.sub(lambda m: re.sub(r"\D", ",", m[1]) + "." + m[2], text)
    same = _CELL_DIGITS.sub(lambda m: re.sub(r"\D", "\u202f", m[0]), same)
    same = _CELL_DECIMAL.sub(".", same)
    found = find_quantities(same)
    if not found:
        found = tuple(
            q
            for m in re.finditer(rf"(?<![\w.])(?<!\d[, ]){DIGITS}(?!\w|[., ]\d)", same)
            if (q := _bare(m)) is not None
        )
    if not found:
        return None
    first = found[0]
    begin, end = _offsets(first)
    if _GOES_ON.match(same, end):
        return None  # "12.34.56" and "1 04O" are no numbers, and do not say 12.34 and 1
    return Quantity(
        value=first.value, bound=first.bound, unit=first.unit, low=first.low, high=first.high,
        text=text[begin:end], start=begin, end=end,
    )  # fmt: skip


def _bare(found: re.Match[str]) -> Quantity | None:
    value = float(re.sub(r"[^\d.]", "", found[0]))
    return Quantity(
        value=value, bound="exact", unit=None, low=value, high=value,
        text=found[0], start=found.start(), end=found.end(),
    )  # fmt: skip
