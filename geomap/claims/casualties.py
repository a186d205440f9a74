"""Persons killed and injured, as a sentence states them."""

import re

from geomap.records import (
    Casualties,
)

__all__ = ["casualties_in"]

_NUMBER = (
    r"(?P<n>(?:\d[\d,]*|no(?:body| one)?|none|one|two|three|four|five|six|seven|eight|nine|ten|"
    r"eleven|"
    r"twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|"
    r"fifty|"
    r"sixty|seventy|eighty|ninety|a hundred|an? (?!number|few|handful|dozen|score|lot|group|"
    r"couple|family|total|further|drone|missile)(?=\w)))"
)
_LOOSE = (
    r"(?:at least |more than |over |about |around |some |up to |nearly |as many as |a "
    r"further |another )?"
)
_PEOPLE = (
    r"(?: (?:other |more |young |elderly )?(?:people|persons?|civilians?|men|women|children|"
    r"soldiers?|workers?|residents?|"
    r"drivers?|others|sailors?|seamen|crew(?: members)?|woman|man|child|guards?|patients?|"
    r"rescuers?|servicemen|pensioners?|passengers?|members of the crew|paramedics?|medics?))?"
)
_KILLED_WORDS = r"(?:killed|dead|died|deaths?|fatalities|lost their lives|perished)"
_HURT_WORDS = r"(?:injured|wounded|hurt|injuries|casualties hurt)"
# "crew members", "dock workers and their children": words between a number and what befell them
_GAP = (
    r"(?: (?!and\b|or\b|of\b|hit\b|struck\b|that\b|missiles?\b|drones?\b|rockets?\b|shells?\b)"
    r"[a-z][\w’'-]*){0,3}?"
    r"(?:, (?:including|among|(?:\w+ )?of (?:them|whom))[^.;,]{1,40},)?"
)
_BEFELL = (
    r" (?:(?:had|have|has|later|reportedly) )?(?:was|were|been|have been|had been|is|"
    r"are)(?: reported| also| slightly| badly| seriously| lightly)?"
)
_KILLED = (
    re.compile(rf"\bkill(?:ing|ed|s)? {_LOOSE}{_NUMBER}", re.I),
    re.compile(rf"{_NUMBER}{_PEOPLE}(?: (?:had |have |has |were |was |are |is |been "
               rf")*(?:slightly |reported )?){_KILLED_WORDS}\b", re.I),
    re.compile(rf"\b{_NUMBER}{_GAP}(?:{_BEFELL} (?:killed|dead)| (?:had |have )?(?:died|"
               rf"perished))\b", re.I),
    re.compile(rf"\bleft {_LOOSE}{_NUMBER}{_PEOPLE} dead\b", re.I),
    re.compile(rf"\b(?:toll|deaths?) (?:\w+ ){{0,6}}?(?:to|at|of) {_LOOSE}{_NUMBER}\b(?! "
               rf"(?:injured|wounded))", re.I),
)  # fmt: skip
_ONE_KILLED = re.compile(
    r"\b(?:the|its|their|a|one) (?:driver|pilot|guard|watchman|worker|sailor|woman|man|boy|girl|"
    r"child|teenager|pensioner|resident)(?:, (?:aged )?\d{1,3},)? (?:died|was killed|has died)\b",
    re.I,
)  # fmt: skip
_OF_A_BODY = (
    r" (?:servicemen|soldiers?|officers?|members|guards?|employees|workers|policemen|medics) of "
    r"[^.;,]{1,40}?"
)
_HURT = (
    re.compile(rf"\b(?:injur|wound|hurt)(?:ing|ed|s)? {_LOOSE}{_NUMBER}", re.I),
    re.compile(rf"{_NUMBER}{_PEOPLE}(?:,? (?:had |have |has |were |was |are |is |been "
               rf")*(?:slightly |badly |seriously |lightly |reported )?){_HURT_WORDS}\b", re.I),
    re.compile(rf"\b{_NUMBER}{_GAP}{_BEFELL} (?:injured|wounded|hurt|hospitalised|"
               rf"hospitalized)\b", re.I),
    re.compile(rf"\band {_LOOSE}{_NUMBER} (?:more )?{_HURT_WORDS}\b", re.I),
    re.compile(rf"\b{_NUMBER}{_OF_A_BODY}{_BEFELL} (?:injured|wounded|hurt)\b", re.I),
)  # fmt: skip
_NONE_HURT = re.compile(
    r"\b(?:nobody|no one|no-one|none) (?:\w+ ){0,2}(?:was |were |is |been )?(?:reported "
    r")?(?:hurt|injured|wounded)|"
    r"without (?:hurting|injuring) any(?:one|body)|no injuries\b|no persons? (?:\w+ )?hurt\b",
    re.I,
)
_NO_DEATHS = re.compile(r"\b(?:no|without) (?:deaths|fatalities|loss of life|human losses)\b", re.I)
_NO_CASUALTIES = re.compile(
    r"\bno (?:casualties|victims|dead or (?:injured|wounded))\b|\bcaused no casualties\b", re.I
)
_SUFFERING = re.compile(
    r"kill|dead|die[ds]|death|toll|fatal|injur|wound|hurt|casualt|perish|victim|hospital|lives",
    re.I,
)
_WORDS = {
    w: n for n, w in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen "
        "sixteen seventeen eighteen nineteen twenty".split()
    )
} | {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
     "a hundred": 100, "a": 1, "an": 1, "no": 0, "nobody": 0, "no one": 0, "none": 0}  # fmt: skip


def casualties_in(words: str) -> Casualties | None:
    """Persons killed and injured that a sentence states; None if it speaks of none."""
    if not _SUFFERING.search(words):
        return None  # spares most sentences the patterns below
    killed, injured = _count(words, _KILLED), _count(words, _HURT)
    if killed is None and _ONE_KILLED.search(words):
        killed = 1
    if injured is None and _NONE_HURT.search(words):
        injured = 0
    if killed is None and _NO_DEATHS.search(words):
        killed = 0
    if _NO_CASUALTIES.search(words):
        killed = 0 if killed is None else killed
        injured = 0 if injured is None else injured
    if killed is None and injured is None:
        return None
    return Casualties(killed=killed, injured=injured)


def _count(words: str, patterns: tuple[re.Pattern[str], ...]) -> int | None:
    for pattern in patterns:
        match = pattern.search(words)
        if match:
            number = match["n"].strip().casefold().replace(",", "")
            if number.isdigit():
                return int(number)
            if number in _WORDS:
                return _WORDS[number]
    return None
