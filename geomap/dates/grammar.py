"""What a calendar expression looks like: one compiled scanner, no calendar arithmetic.

`scan` goes through a text once and gives `Phrase`s: where, which kind, and the words that matter
("d": "9", "d2": "10", "m": "December"). Every repetition in the patterns is bounded, so that the
work grows with the length of the text, whatever the text is.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

__all__ = ["Phrase", "scan"]

# White space inside an expression: at most one line break (a blank line ends a paragraph).
_S = r"(?:[^\S\n]{1,4}|[^\S\n]{0,2}\n[^\S\n]{0,4})"
_MONTH_NAME = (
    "january|february|march|april|may|june|july|august|september|october|november|december"
)
_MONTH = rf"(?:{_MONTH_NAME}|(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.?)(?![a-z])"
_WEEKDAY_NAME = "monday|tuesday|wednesday|thursday|friday|saturday|sunday"
_WEEKDAY = rf"(?:{_WEEKDAY_NAME}|(?:mon|tues?|wed|thur?s?|fri|sat|sun)\.?)(?![a-z])"
# A number is no day and no year where it goes on ("3.5", "12,000") or counts ("30-mm"); a range
# may go on with a month ("3-May", "1979-February").
_GOES_ON = rf"(?![\w%]|[.,:]\d|-(?!{_MONTH})[a-z])"
_DAY = rf"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?{_GOES_ON}(?!-\d{{3}})"
_YEAR = rf"(?:1\d{{3}}|20\d\d){_GOES_ON}"
_NEAR_YEAR = rf"(?:last|this|next|that(?:{_S}same)?|the{_S}(?:same|previous|following)){_S}year\b"
# The year of a day or a month: "2024", ", 2024", "of last year", "'63".
_OF_YEAR = (
    rf"(?:(?:,?{_S}(?:of{_S}|in{_S})?|,)(?P<y>{_YEAR})|"
    rf",?{_S}(?:of{_S})?(?P<yr>{_NEAR_YEAR})|{_S}['’](?P<y>\d\d)\b)"
)
_ZONE = (
    rf"(?:{_S}?(?:UTC|GMT|Z|CES?T|EE?S?T|[ECMP][SD]T|KST|JST|MSK)\b"
    rf"|{_S}(?:local|[A-Z]\w{{2,15}}){_S}time\b)"
)
_CLOCK = (
    rf"(?:(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d)?(?:{_S}?[ap]\.?m\b\.?)?|"
    rf"(?:1[0-2]|0?\d)(?:\.[0-5]\d)?{_S}?[ap]\.?m\b\.?|noon\b|midday\b|midnight\b){_ZONE}?"
)
_CLOCK_AFTER = (
    rf"(?:(?:,{_S}?|{_S}[-–—]{_S}|{_S}at{_S}|{_S})(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d)?{_ZONE}?)?"
)
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_ONES = "one|two|three|four|five|six|seven|eight|nine"
_NUMBER = (
    rf"(?:\d{{1,3}}(?![\w,.:])|(?:{_TENS})(?:[-\s](?:{_ONES}))?|{_ONES}|ten|eleven|twelve|thirteen|"
    r"fourteen|fifteen|sixteen|seventeen|eighteen|nineteen)"
)
_SOME = rf"(?:a{_S}few|several|many|some|a{_S}couple(?:{_S}of)?|a{_S}number{_S}of)"
_A = rf"(?:(?:less{_S}than{_S}|barely{_S}|half{_S})?an?(?:{_S}single)?)"
_UNIT = "(?:minute|hour|day|night|week|weekend|fortnight|month|quarter|year|decade)"
_SEASON = "(?:spring|summer|autumn|fall|winter)"
_TO = rf"(?:{_S}?[-–—]{_S}?|{_S}(?:to|and|until|till|through){_S})"
_TOD = rf"(?:{_S}(?P<tod>morning|afternoon|evening|night)\b)?"
_ORDINAL = "first|second|third|fourth|last|final|1st|2nd|3rd|4th"

# "late March", "the end of", "the first week of", "the night of", "the early hours of".
_PART = (
    rf"(?:(?:very{_S})?(?P<part>early|mid|late|earlier|later)"
    rf"(?:[-–]|{_S}(?:in{_S}|on{_S})?)|"
    rf"(?:the{_S})?(?P<part>start|beginning|middle|end|close|turn|eve|whole|course|rest){_S}of{_S}|"
    rf"(?:the{_S})?(?P<part>(?:early|latter|later|middle|first|second|last|final|opening|closing)"
    rf"{_S}(?:part|half|week|days|weeks|months|hours|minutes|third)){_S}of{_S}|"
    rf"(?:the{_S})?(?P<part>(?:early{_S}|late{_S})?(?:night|evening|morning|afternoon|weekend|week)){_S}"
    rf"(?:of|starting|beginning|commencing){_S}|"
    rf"(?:the{_S})?(?P<part>overnight|night)(?P<night>{_S}(?:in)?to|{_S}on|{_S}of|{_S}from){_S})"
)

_RULES: tuple[tuple[str, str], ...] = (
    (
        "iso",
        (
            r"(?P<y>\d{4})-(?P<m>0[1-9]|1[0-2])-(?P<d>\d\d)(?![\d-])"
            r"(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:?\d\d)?)?"
        ),
    ),
    ("isomonth", r"(?P<y>20\d\d)-(?P<m>0[1-9]|1[0-2])(?![\d-])"),
    (
        "numeric",
        r"(?P<a>\d{1,2})(?P<sep>[/.])(?P<b>\d{1,2})(?P=sep)(?P<y>\d{4}|\d\d)(?![\w/]|\.\d)",
    ),
    (
        "days",
        (
            rf"(?:the{_S})?(?P<d>{_DAY})(?P<to>{_TO})(?:the{_S})?(?P<d2>{_DAY})"
            rf"{_S}(?:of{_S})?(?P<m>{_MONTH}){_OF_YEAR}?"
        ),
    ),
    (
        "days",
        rf"(?P<m>{_MONTH}){_S}(?P<d>{_DAY})(?P<to>{_TO})(?P<d2>{_DAY})(?!{_S}(?:{_MONTH_NAME})){_OF_YEAR}?",
    ),
    (
        "date",
        (
            rf"(?:(?P<w>{_WEEKDAY}),?{_S}(?:the{_S})?)?(?:the{_S})?(?P<d>{_DAY}){_S}(?:of{_S})?(?P<m>{_MONTH})"
            rf"{_OF_YEAR}?{_CLOCK_AFTER}"
        ),
    ),
    ("date", rf"(?P<d>\d\d?)-(?P<m>{_MONTH})(?:-(?P<y>\d{{4}}|\d\d)\b)?"),
    (
        "date",
        (
            rf"(?:(?P<w>{_WEEKDAY}),?{_S})?(?P<m>{_MONTH}){_S}(?:the{_S})?(?P<d>{_DAY})"
            rf"{_OF_YEAR}?{_CLOCK_AFTER}"
        ),
    ),
    (
        "nearmonth",
        (
            rf"(?P<rel>last|next|this(?:{_S}past|{_S}coming)?|the{_S}(?:previous|following|same)|that)"
            rf"{_S}(?P<m>{_MONTH})"
        ),
    ),
    ("month", rf"(?P<m>{_MONTH}){_OF_YEAR}?"),
    (
        "season",
        (
            rf"(?:(?P<rel>last|next|this(?:{_S}past|{_S}coming)?|the(?:{_S}(?:previous|following|same|coming|past))?|that(?:{_S}same)?)"
            rf"{_S})?(?P<season>{_SEASON})\b{_OF_YEAR}?"
        ),
    ),
    (
        "quarter",
        (
            rf"(?:the{_S})?(?P<n>{_ORDINAL})[-\s](?P<q>quarter|half)"
            rf"(?:{_S}of{_S}(?:(?P<y>{_YEAR})|(?P<yr>{_NEAR_YEAR}|the{_S}year\b)))?"
        ),
    ),
    ("quarter", rf"(?P<q>[QH])(?P<n>[1-4]){_S}(?:of{_S})?(?P<y>{_YEAR})"),
    ("decade", r"(?:the\s)?(?P<y>1[5-9]\d|20[0-4])0['’]?s\b"),
    (
        "years",
        rf"(?P<y>1\d{{3}}|20\d\d)(?:{_S}?[-–—]{_S}?|/)(?P<y2>1\d{{3}}|20\d\d|\d\d)(?![\w%/-]|[.,:]\d)",
    ),
    ("year", rf"(?:the{_S}year{_S})?(?P<y>{_YEAR})"),
    (
        "today",
        rf"(?P<day>today|tonight|yesterday|tomorrow|the{_S}day{_S}(?:before{_S}yesterday|after{_S}tomorrow)){_TOD}",
    ),
    ("overnight", r"overnight\b"),
    (
        "thispart",
        rf"(?P<rel>this|last|that|in{_S}the|the{_S}(?:same|next|following|previous)){_S}(?P<tod>morning|afternoon|evening|night)\b(?!{_S}(?:of|to|from|before)\b)",
    ),
    (
        "every",
        rf"(?:every|each){_S}(?:other{_S}|{_NUMBER}{_S})?(?:{_WEEKDAY_NAME}|{_UNIT}|{_SEASON}|morning|evening)s?\b",
    ),
    (
        "weekday",
        (
            rf"(?:(?P<rel>last|next|this(?:{_S}past|{_S}coming)?|the(?:{_S}(?:previous|following|same))?|that){_S})?"
            rf"(?P<w>{_WEEKDAY})(?P<plural>s)?{_TOD}"
        ),
    ),
    (
        "span",
        (
            rf"(?:the{_S}|these{_S})?(?P<rel>last|past|previous|next|coming|following){_S}"
            rf"(?P<n>{_NUMBER}|{_SOME}|few){_S}(?P<u>{_UNIT})s?\b"
        ),
    ),
    (
        "unit",
        (
            rf"(?P<rel>last|this|next|that(?:{_S}same)?|(?:the{_S})?(?:same|current|previous|following|coming|past|preceding)|the{_S}(?:last|next)|the){_S}"
            rf"(?P<u>day|week|weekend|month|quarter|year|decade|century)\b(?P<after>{_S}(?:before|after|earlier|later)\b)?"
        ),
    ),
    (
        "offset",
        (
            rf"(?P<n>{_NUMBER}|{_SOME}|{_A})[-\s](?:full{_S}|whole{_S})?(?P<u>{_UNIT})s?{_S}"
            rf"(?P<dir>ago|earlier|later|before|after(?:wards)?|prior|previously|from{_S}now|hence)\b"
        ),
    ),
    ("offset", rf"(?P<u>{_UNIT})s{_S}(?P<dir>ago|earlier|later|before|after(?:wards)?)\b"),
    ("then", r"then\b"),
    (
        "holiday",
        rf"(?P<feast>new{_S}year['’]s{_S}(?:day|eve)|christmas{_S}(?:day|eve)|(?<=(?:at|by)\s)christmas)\b{_OF_YEAR}?",
    ),
    (
        "vague",
        (
            rf"(?:recently|lately|nowadays|(?:the{_S})?(?:recent|coming|past|following){_S}{_UNIT}s\b|"
            rf"shortly{_S}(?:before|after|afterwards)|soon\b|these{_S}days|(?:the{_S})?foreseeable{_S}future)"
        ),
    ),
    (
        "duration",
        (
            rf"(?:about{_S})?(?:(?P<n>{_NUMBER}|{_SOME}|{_A}|dozens{_S}of|hundreds{_S}of)"
            rf"(?:-|{_S}(?:full{_S}|whole{_S}|consecutive{_S}|straight{_S}|more{_S})?){_UNIT}s?\b|"
            rf"all{_S}(?:day|week|month|year)\b|(?:per{_S}){_UNIT}\b|(?:daily|weekly|monthly|annually|yearly)\b|"
            r"(?:minutes|hours|days|weeks|months|years|decades)\b)"
        ),
    ),
    (
        "dayonly",
        rf"the{_S}(?P<d>(?:3[01]|[12]\d|[1-9])(?:st|nd|rd|th))(?=[,.;:)]|{_S}(?:and|but|when|the|they|it|he|she|in|at)\b)",
    ),
    ("clock", rf"(?P<clock>{_CLOCK})"),
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A calendar expression as it stands in the text, before it is dated."""

    start: int
    end: int
    kind: str
    part: str | None = None
    words: dict[str, str] = field(default_factory=dict)
    future: bool = False  # the words around it point forward

    def get(self, name: str) -> str | None:
        """The word of that name, or None where the text leaves it out."""
        return self.words.get(name)

    def but(self, **words: str) -> "Phrase":
        """The same phrase with some of its words replaced."""
        return replace(self, words=self.words | words)


def _compile() -> tuple[re.Pattern[str], dict[str, str], dict[str, tuple[tuple[str, str], ...]]]:
    """Join the rules into one pattern; group names become unique (`y` of rule 3 is `r3_y_1`)."""
    kinds: dict[str, str] = {}
    groups: dict[str, tuple[tuple[str, str], ...]] = {}
    alternatives = []

    def unique(rule: str, pattern: str) -> str:
        inner: list[tuple[str, str]] = []

        def rename(found: re.Match[str]) -> str:
            name = f"{rule}_{len(inner)}"
            inner.append((name, found[1]))
            return f"(?P<{name}>"

        result = re.sub(r"\(\?P<(\w+)>", rename, pattern)
        groups[rule] = tuple(inner)
        for name, plain in inner:
            result = result.replace(f"(?P={plain})", f"(?P={name})")
        return result

    for i, (kind, pattern) in enumerate(_RULES):
        rule = f"r{i}"
        kinds[rule] = kind
        alternatives.append(f"(?P<{rule}>{unique(rule, pattern)})")
    clock = unique("clock", rf"(?:(?P<clock>{_CLOCK})(?:,?{_S}(?:on{_S})?))?")
    part = unique("part", f"(?:{_PART})?")
    whole = rf"(?=\w)(?<![\w$€£#.])(?<!\d[,/]){clock}{part}(?:{'|'.join(alternatives)})"
    return re.compile(whole, re.IGNORECASE), kinds, groups


_SCANNER, _KINDS, _GROUPS = _compile()


def scan(text: str) -> Iterator[Phrase]:
    """Calendar expressions of `text` in order, none overlapping."""
    for found in _SCANNER.finditer(text):
        yield _phrase(found)


def _phrase(found: re.Match[str]) -> Phrase:
    rule = next(name for name in _KINDS if found[name] is not None)
    words = {
        plain: found[name].lower()
        for name, plain in (*_GROUPS["part"], *_GROUPS[rule], *_GROUPS["clock"])
        if found[name] is not None
    }
    part = words.pop("part", None)
    return Phrase(found.start(), found.end(), _KINDS[rule], part, words)
