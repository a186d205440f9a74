"""Persons killed and injured, as a sentence states them."""

import re
from collections.abc import Iterable, Iterator

from geomap.records import (
    Casualties,
)

__all__ = ["casualties_in", "counted_at", "suffering_at"]

_COUNT = (
    r"(?:\d[\d,]*|no(?:body| one)?|none|one|two|three|four|five|six|seven|eight|nine|ten|"
    r"eleven|"
    r"twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|"
    r"fifty|"
    r"sixty|seventy|eighty|ninety|a hundred|an? (?!number|few|handful|dozen|score|lot|group|"
    r"couple|family|total|further|drone|missile|day|week|month|year|second|third)(?=\w))"
)
# "between 105 and 200", "3 to 5"; the two ends of "rose from 5 to 7" are no range
_NUMBER = (
    rf"(?:(?:between (?P<between>{_COUNT}) and |(?<!from )(?<!\d)(?P<low>{_COUNT})"
    rf"(?: to | or |[-–]))(?={_COUNT}\b))?(?P<n>{_COUNT})"
)
# what a verb with a subject kills: "a raid in May 2015 killed dozens", of which 2015 is no count
_OBJECT = (
    r"(?! (?:(?:at least|more than|over|about|around|some|up to|nearly|as many as|an estimated) )?"
    r"(?:\d|dozens|scores|hundreds|thousands|several|many|between|civilians|people|one\b|two\b|"
    r"three|four|five|six|seven|eight|nine|ten\b|all\b|everybody|everyone|most\b|both\b))"
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
_LOST = (
    r"(?:lives|people|persons|seafarers|sailors|seamen|fishermen|civilians|soldiers|men|crew"
    r"(?: members)?|passengers|children|women)"
)
_OF_THEM = r" of (?:her|its|the|their|our|his) (?:crew|staff|men|workers|drivers|guards|passengers)"
_AT_WORK = r"(?: (?:at|from|in|of|on) (?:the|an?|its|her) [a-z]+)?"
# "were treated for burns", "is in hospital with concussion"
_IN_CARE = (
    r" (?:(?:was|were|been|is|are|had to be)(?: being| also| later)? (?:treated (?:in hospital |"
    r"there )?for (?:\w+ ){0,2}(?:burns?|injur\w+|wounds?|shock|concussion|smoke|cuts|shrapnel)|"
    r"(?:taken|brought|rushed) to hospital|in hospital with|admitted to hospital)|"
    r"(?:suffered|sustained) (?:\w+ ){0,2}(?:burns|injuries|wounds|concussion)|"
    r"needed (?:hospital|medical) (?:treatment|care))"
)
_ONE_IN_CARE = re.compile(
    r"\b(?:an?|one|its|the) (?:\w+ )?(?:driver|pilot|guard|watchman|worker|sailor|fisherman|woman|"
    rf"man|boy|girl|child|teenager|pensioner|resident|docker|nurse){_AT_WORK}{_IN_CARE}",
    re.I,
)
_KILLED = (
    re.compile(rf"\bkill(?:ing|ed|s)? {_LOOSE}{_NUMBER}", re.I),
    re.compile(rf"{_NUMBER}{_PEOPLE}(?: (?:had |have |has |were |was |are |is |been "
               rf")*(?:slightly |reported )?){_KILLED_WORDS}\b{_OBJECT}", re.I),
    re.compile(rf"\b{_NUMBER}{_GAP}(?:{_BEFELL} (?:killed|dead)| (?:had |have )?(?:died|"
               rf"perished))\b", re.I),
    re.compile(rf"\bleft {_LOOSE}{_NUMBER}{_PEOPLE} dead\b", re.I),
    re.compile(rf"\bloss of {_LOOSE}{_NUMBER}(?: {_LOST})\b", re.I),
    re.compile(rf"\b(?:claim(?:ed|ing)?|took) the lives of (?!an? ){_LOOSE}{_NUMBER}\b", re.I),
    re.compile(rf"\b(?:claim|cost)(?:ed|ing|s)? {_LOOSE}{_NUMBER} lives\b", re.I),
    re.compile(rf"\bput(?:s|ting)? at {_LOOSE}{_NUMBER} the number of (?:\w+ ){{1,3}}?"
               rf"(?:killed|dead)\b", re.I),
    re.compile(rf"\bnumber of (?:\w+ ){{0,2}}(?:killed|dead) (?:at|to|as) {_LOOSE}{_NUMBER}\b",
               re.I),
    re.compile(rf"\b{_NUMBER}{_GAP} (?:did not survive|(?:is|are|was|were) not alive)\b", re.I),
    re.compile(rf"\b{_NUMBER}{_OF_THEM}(?:{_BEFELL})? (?:killed|dead)\b", re.I),
    re.compile(rf"\b(?:toll|deaths?) (?:\w+ ){{0,6}}?(?:to|at|of) {_LOOSE}{_NUMBER}\b(?! "
               rf"(?:injured|wounded))", re.I),
)  # fmt: skip
_KILLING = r"kill|dead|died"
_NOUNS = r"(?: (?!and\b|or\b|in\b|at\b)[a-z][\w’'-]*){0,3}?"
_IN = r" (?:in|at|near|outside) (?:the )?"
_AT_PLACE = (
    re.compile(rf"\b(?:kill|injur|wound)(?:ing|ed|s) {_LOOSE}{_NUMBER}{_NOUNS}{_IN}", re.I),
    re.compile(rf"\b{_NUMBER}{_NOUNS} (?:killed|dead|died|injured|wounded|hurt){_IN}", re.I),
)
_NAME_OF_PLACE = re.compile(r"[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*")
_ONE_MORE = re.compile(rf",?(?: and)? {_LOOSE}{_NUMBER}{_NOUNS}{_IN}")
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
               rf")*(?:slightly |badly |seriously |lightly |reported )?){_HURT_WORDS}\b{_OBJECT}",
               re.I),
    re.compile(rf"\b{_NUMBER}{_GAP}{_BEFELL} (?:injured|wounded|hurt|hospitalised|"
               rf"hospitalized)\b", re.I),
    re.compile(rf"\band {_LOOSE}{_NUMBER} (?:more )?{_HURT_WORDS}\b", re.I),
    re.compile(rf"\b{_NUMBER}{_OF_THEM}(?:{_BEFELL})? (?:injured|wounded|hurt)\b", re.I),
    re.compile(rf"\b{_NUMBER}{_GAP}{_AT_WORK}{_IN_CARE}", re.I),
    re.compile(rf"\b{_NUMBER}{_OF_A_BODY}{_BEFELL} (?:injured|wounded|hurt)\b", re.I),
)  # fmt: skip
_NONE_HURT = re.compile(
    r"\b(?:nobody|no one|no-one|none) (?:\w+ ){0,2}(?:was |were |is |been )?(?:reported "
    r")?(?:hurt|injured|wounded)|"
    r"without (?:hurting|injuring) any(?:one|body)|no injuries\b|no persons? (?:\w+ )?hurt\b",
    re.I,
)
_NO_DEATHS = re.compile(
    r"\b(?:no|without) (?:deaths|fatalities|loss of life|human losses)\b|"
    r"\b(?:nobody|no one|no-one|none) (?:(?:was|were|is|are|had|has|known|reported|thought|to|have|"
    r"been) ){0,5}(?:died|killed|dead)\b",
    re.I,
)
_NO_CASUALTIES = re.compile(
    r"\bno (?:casualties|victims|dead or (?:injured|wounded))\b|\bcaused no casualties\b", re.I
)
_SUFFERING = re.compile(
    r"kill|dead|die[ds]|death|toll|fatal|injur|wound|hurt|casualt|perish|victim|hospital|lives|"
    r"loss of|treated|alive|surviv|suffer|sustained",
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


def casualties_in(words: str, *, dates: Iterable[tuple[int, int]] = ()) -> Casualties | None:
    """Persons killed and injured that a sentence states; None if it speaks of none.

    The numbers within `dates`, offsets into the words, count nobody: "on 3 May 2015 killed some".
    """
    if not _SUFFERING.search(words):
        return None  # spares most sentences the patterns below
    for start, end in dates:
        words = words[:start] + re.sub(r"\w", "x", words[start:end]) + words[end:]
    (killed, most_killed), (injured, most_injured) = _count(words, _KILLED), _count(words, _HURT)
    if killed is None and _ONE_KILLED.search(words):
        killed = 1
    if injured is None and _ONE_IN_CARE.search(words):
        injured = 1
    if injured is None and _NONE_HURT.search(words):
        injured = 0
    if killed is None and _NO_DEATHS.search(words):
        killed = 0
    if _NO_CASUALTIES.search(words):
        killed = 0 if killed is None else killed
        injured = 0 if injured is None else injured
    if killed is None and injured is None:
        return None
    return Casualties(
        killed=killed, injured=injured, killed_high=most_killed, injured_high=most_injured
    )


def suffering_at(words: str) -> int:
    """Where a sentence first speaks of dead or injured; 0 where it does not."""
    found = _SUFFERING.search(words)
    return found.start() if found else 0


def counted_at(words: str) -> Iterator[tuple[str, int, int]]:
    """Counts with a place of their own: "killed" or "injured", how many, where the place begins.

    >>> list(counted_at("killing five in Lviv and two in Odesa"))
    [('killed', 5, 16), ('killed', 2, 32)]
    """
    for pattern in _AT_PLACE:
        for first in pattern.finditer(words):
            what = "killed" if re.search(_KILLING, first[0], re.I) else "injured"
            match: re.Match[str] | None = first
            while match is not None:
                number = _number(match["n"])
                if number is not None:
                    yield what, number, match.end()
                name = _NAME_OF_PLACE.match(words, match.end())
                match = _ONE_MORE.match(words, name.end()) if name else None


def _count(words: str, patterns: tuple[re.Pattern[str], ...]) -> tuple[int | None, int | None]:
    """The first number that the patterns find; of a range its low and its high end."""
    for pattern in patterns:
        match = pattern.search(words)
        if match:
            low = _number(match["between"] or match["low"] or "")
            number = _number(match["n"])
            if low is not None and number is not None and low < number:
                return low, number
            if number is not None:
                return number, None
    return None, None


def _number(words: str) -> int | None:
    words = words.strip().casefold().replace(",", "")
    return int(words) if words.isdigit() else _WORDS.get(words)
