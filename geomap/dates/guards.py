"""Which phrases of the scanner are dates at all: the word may be a name, a verb or a count."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from geomap.dates.scanning import Phrase

__all__ = ["accept"]

_REACH = 40  # characters of context that a guard looks at, either side

_CUE = re.compile(
    r"(?:\b(?:in|since|of|by|until|till|from|to|and|during|throughout|between|late|early|mid|before|"
    r"after|this|last|next|for|every|through|as of|as (?:late|early|recently) as|over|around|about|"
    r"on|year|circa|ca\.?)"
    r"(?:\s+the)?|[–—(\[/-])[\s-]*$",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"\b(?:the|an?|its|their|this|that)\s+$", re.IGNORECASE)
_CAPITALISED_BEFORE = re.compile(r"(?:^|[^.!?\s]\s+)[A-Z][a-z]+\s+$")
_CAPITALISED_AFTER = re.compile(r"\s+[A-Z][a-z]")
_LABEL_BEFORE = re.compile(
    r"(?:\b(?:no\.?|nos\.?|number|resolution|flight|imo|article|section|order|version|room|unit|"
    r"decree|law|page|row|project|model|type|series|route|highway|battalion|brigade|hull|mmsi)\s*|"
    r"[#$€£¥№/]\s?|[A-Za-z]-|\d[.,]|x\s?)$",
    re.IGNORECASE,
)
_NOT_A_COUNTED_NOUN = re.compile(
    r"was|has|is|as|this|its|his|us|does|across|towards|versus|thus|plus|unless|besides|"
    r"perhaps|always|sometimes|less|series|crisis|says|shows|sees|elections|talks|sanctions"
)
_COUNTED = re.compile(
    r"\s?(?:km|kilomet(?:er|re)s?|mm|cm|m|kg|t|nm|mw|kw|hp|feet|miles|people|percent|%|men|women|"
    r"troops|personnel|dead|injured|wounded|square|cubic|(?:[a-z]+ )?(?P<noun>[a-z]{3,}s))\b"
)
_FIRM_CUE = re.compile(
    r"\b(?:in|since|until|till|during|early|mid|late|through|year|from|between|"
    r"as (?:late|early|recently) as)[\s-]+$",
    re.IGNORECASE,
)
_THE_YEAR = re.compile(r"(?:\b(?:the|its|their|his|her|this|of)|['’]s)\s+$", re.IGNORECASE)
_PERSONS = re.compile(r"\s+(?:\w+\s+)?(?:men|women|people|troops|soldiers|personnel|dead)\b")
_ROUND = 50  # a count is round far more often than a year
_ERA = re.compile(r"\s?B\.?\s?C\.?(?:E\b)?")
_PLURAL_CUE = re.compile(
    r"\b(?:for|in|after|over|within|during|takes?|took|last(?:s|ed)?|several|many|few|some|two|of)"
    r"\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_BARE_PLURAL = re.compile(r"(?:minutes|hours|days|weeks|months|years|decades)$", re.IGNORECASE)
_COUNTED_BIG = re.compile(r"\s+(?:million|billion|thousand|hundred)\b")
_IN = re.compile(r"\b(?:in|since|during)\s+$", re.IGNORECASE)
_IN_SEASON = re.compile(
    r"\b(?:in|by|since|until|during|before|after|throughout|onset of|spring and|summer and|"
    r"autumn and|fall and)\s+$",
    re.IGNORECASE,
)
_SEASONAL = re.compile(
    r"\s+(?:counter-?)?(?:offensives?|campaigns?|fighting|assaults?|months|season|harvest|break|"
    r"holidays?)\b"
)
_IN_YEAR = re.compile(r"\b(?:in|since|until|year|from)\s+$", re.IGNORECASE)
_SINCE = re.compile(r"\b(?:since|until|till)\s+$", re.IGNORECASE)
_WEEK_CUE = re.compile(r"\b(?:in|of|during|by|since|until|for)\s+$", re.IGNORECASE)
_DAY_CUE = re.compile(
    r"(?:\b(?:on|from|since|until|till|by|to|between|and|of)\s|\d\.?\s?[–-]\s?)$", re.IGNORECASE
)
_FEAST_CUE = re.compile(
    r"\b(?:in|on|at|by|before|after|since|until|till|over|around|during|past)\s+$", re.IGNORECASE
)
_MARCH_ON = re.compile(r"\s+(?:of|to|on|from|through|across|towards?|into|by|past|for)\b")
_VERB_AFTER = re.compile(r"\s+(?:of|in|to|from|under|into|apart|back|on)\b")
_NAMED_DAY = re.compile(
    r"\b(?:black|bloody|good|palm|easter|man|maundy|whit|ash|holy|shrove|cyber|super)\s+$",
    re.IGNORECASE,
)
_OTHER_CALENDAR = re.compile(
    r"\b(?:lunar|chinese|islamic|persian|jewish|parsi|tibetan|orthodox|old|korean|vietnamese)\s+$",
    re.IGNORECASE,
)
_SCORE = re.compile(r"\b(?:ratio|score|verse|won|lost|beat)\b[^.]{0,10}$")
_AND_SEASON = re.compile(
    r"\s+(?:and|or)\s+(?:early\s+|late\s+)?(?:spring|summer|autumn|fall|winter)\b"
)
_DESCRIBED = re.compile(r"\s+(?!of\b)[a-z]")
_CLAUSE_END = re.compile(r"\s*(?:[,.;:)]|$)")
# "had sailed three days before and was making for": what follows is no event to count from
_NEW_CLAUSE = re.compile(
    r"\s+(?:and|but|with|while|under|on board|aboard)\b(?! (?:three|two|one|after|before)\b)"
)
_LONGEST_ABBREVIATION = 5  # "thurs"
_FIRST_LIKELY_YEAR = 1500  # an earlier number is a count far more often than a year


@dataclass(frozen=True, slots=True)
class Near:
    """The words of a phrase as they stand in the text, and what stands around them."""

    shown: str
    before: str
    after: str

    def at(self, word: str) -> int:
        """Where a lower-case word of the phrase begins in what is shown."""
        return max(0, self.shown.lower().find(word))


def accept(phrase: Phrase, text: str) -> Phrase | None:
    """The phrase itself, a shorter or other one, or None where the words are no date."""
    guard = _GUARDS.get(phrase.kind)
    if guard is None:
        return phrase
    near = Near(
        text[phrase.start : phrase.end],
        text[max(0, phrase.start - _REACH) : phrase.start],
        text[phrase.end : phrase.end + _REACH],
    )
    return guard(phrase, near)


def _date(phrase: Phrase, near: Near) -> Phrase | None:
    name = phrase.words["m"]
    at = near.at(name)
    if near.shown[at].islower() and name in {"may", "march", "mar", "dec"}:
        return None
    bare = not (phrase.get("y") or phrase.get("yr") or phrase.get("w"))
    month_first = at < near.shown.rfind(phrase.words["d"])
    counted = _COUNTED.match(near.after) or _COUNTED_BIG.match(near.after)
    if bare and month_first and counted and _IN.search(near.before):
        # "in May 12 ships": the day is a count
        end = phrase.start + at + len(name)
        return replace(phrase, end=end, kind="month", words={"m": name})
    return phrase


def _month(phrase: Phrase, near: Near) -> Phrase | None:
    if phrase.get("y") or phrase.get("yr"):
        return phrase
    name = phrase.words["m"]
    if len(name.rstrip(".")) <= 3 and name != "may" and not name.endswith("."):
        return None
    capital = near.shown[near.at(name)].isupper()
    cue = bool(phrase.part or phrase.get("clock") or _CUE.search(near.before))
    if name in {"may", "march", "mar."}:
        described = (
            _ARTICLE.search(near.before)
            and _DESCRIBED.match(near.after)
            and not _MARCH_ON.match(near.after)
        )
        return phrase if capital and (cue or described) else None
    if name in {"april", "june", "august"}:
        person = not (cue or _ARTICLE.search(near.before)) and (
            _CAPITALISED_AFTER.match(near.after) or _CAPITALISED_BEFORE.search(near.before)
        )
        return None if person or not capital else phrase
    return phrase


def _near_month(phrase: Phrase, near: Near) -> Phrase | None:
    return phrase if near.shown[near.at(phrase.words["m"])].isupper() else None


def _season(phrase: Phrase, near: Near) -> Phrase | None:
    if phrase.get("y") or phrase.get("yr") or phrase.part:
        return phrase
    if phrase.words["season"] in {"fall", "spring"} and _VERB_AFTER.match(near.after):
        return None
    rel = phrase.get("rel")
    seasonal = near.shown[-4:].islower() and _SEASONAL.match(near.after)
    if rel is None:
        return phrase if seasonal or _IN_SEASON.search(near.before) else None
    named = (
        rel != "the"
        or seasonal
        or _CUE.search(near.before)
        or _CLAUSE_END.match(near.after)
        or _AND_SEASON.match(near.after)
    )
    return phrase if named else None


def _quarter(phrase: Phrase, near: Near) -> Phrase | None:
    if phrase.get("y") or phrase.get("yr"):
        return phrase
    if len(phrase.words["q"]) == 1:  # "Q3", "H1"
        return phrase if near.shown[0].isupper() and _CUE.search(near.before) else None
    # without a year the "second half" is one of a match, and "the last quarter" may be of a mile
    if phrase.words["q"] == "half":
        return None
    if phrase.get("n") == "last":
        return replace(phrase, kind="unit", words={"rel": "last", "u": "quarter"})
    return None if phrase.get("n") == "final" else phrase


def _year(phrase: Phrase, near: Near) -> Phrase | None:
    if phrase.part or near.shown.lower().startswith("the year"):
        return phrase
    if _LABEL_BEFORE.search(near.before) or _ERA.match(near.after):
        return None
    counted = _COUNTED.match(near.after)
    if counted:
        noun = counted["noun"]
        dated = noun and (
            _NOT_A_COUNTED_NOUN.fullmatch(noun)
            or _FIRM_CUE.search(near.before)
            or _is_the_year(phrase, near)
        )
        if not dated:
            return None
    early = int(phrase.words["y"]) < _FIRST_LIKELY_YEAR
    return None if early and not _IN_YEAR.search(near.before) else phrase


def _is_the_year(phrase: Phrase, near: Near) -> bool:
    """Whether a number before a plural is a year all the same: "the 1999 rules"."""
    odd = int(phrase.words["y"]) % _ROUND != 0
    named = _THE_YEAR.search(near.before) is not None
    return odd and named and _PERSONS.match(near.after) is None


def _years(phrase: Phrase, near: Near) -> Phrase | None:
    if _LABEL_BEFORE.search(near.before) or _ERA.match(near.after):
        return None
    first, second = phrase.words["y"], phrase.words["y2"]
    return phrase if int(first[: 4 - len(second)] + second) > int(first) else None


def _iso_month(phrase: Phrase, near: Near) -> Phrase | None:
    """Two years rather than a month: "in 2007-08"."""
    year, number = int(phrase.words["y"]), phrase.words["m"]
    if (year + 1) % 100 != int(number):
        return phrase
    return _years(
        replace(phrase, kind="years", words={"y": str(year), "to": "-", "y2": number}), near
    )


def _week(phrase: Phrase, near: Near) -> Phrase | None:
    """Leave out "week 5 of the season": a week of the year has its year, or a word before it."""
    if phrase.get("y") or phrase.get("cue") not in {None, "week"}:
        return phrase
    named = _WEEK_CUE.search(near.before) and _CLAUSE_END.match(near.after)
    return phrase if named else None


def _feast(phrase: Phrase, near: Near) -> Phrase | None:
    if _OTHER_CALENDAR.search(near.before):
        return None
    if phrase.get("y") or phrase.get("yr") or phrase.part or " " in near.shown.strip():
        named = phrase.get("feast") != "new year" or phrase.get("y")
        return phrase if named or _FEAST_CUE.search(near.before) else None
    return phrase if _FEAST_CUE.search(near.before) else None


def _decade(phrase: Phrase, near: Near) -> Phrase | None:
    """Leave out "he is in his seventies" and "seventies" by itself."""
    named = near.shown.lower().split()[0] == "the" or phrase.part or not phrase.words["y"].isalpha()
    return phrase if named else None


def _capital(phrase: Phrase, near: Near) -> Phrase | None:
    """Leave out what is no name: "easter", "juche 112"."""
    return phrase if near.shown[0].isupper() else None


def _numeric(phrase: Phrase, near: Near) -> Phrase | None:
    words = phrase.words
    if "y" not in words:
        return phrase if _DAY_CUE.search(near.before) else None
    dotted_short = words["sep"] == "." and len(words["y"]) == 2
    if dotted_short and not len(words["a"]) == len(words["b"]) == 2:
        return None  # "12.05.24" is a date, "1.2.24" more likely a version
    return None if _LABEL_BEFORE.search(near.before) else phrase


def _weekday(phrase: Phrase, near: Near) -> Phrase | None:
    name = phrase.words["w"]
    short = len(name.rstrip(".")) <= _LONGEST_ABBREVIATION
    if short and not (name.endswith(".") and near.shown[near.at(name)].isupper()):
        return None
    return None if _NAMED_DAY.search(near.before) else phrase


def _unit(phrase: Phrase, near: Near) -> Phrase | None:
    rel, unit = phrase.words["rel"], phrase.words["u"]
    if rel == "the" and not (phrase.part or phrase.get("after") or unit == "weekend"):
        return None
    after = phrase.get("after")
    if rel == "the" and after and not _CLAUSE_END.match(near.after):
        adverb = after.split()[-1] in {"earlier", "later"}
        return phrase if adverb else _event(phrase)
    return None if rel == "last" and unit == "day" else phrase


def _offset(phrase: Phrase, near: Near) -> Phrase | None:
    """Tell "two days after." from "two days after the raid", an event that has no date here."""
    adverb = phrase.words["dir"] not in {"before", "after"} or _CLAUSE_END.match(near.after)
    adverb = adverb or _NEW_CLAUSE.match(near.after)
    return phrase if adverb else _event(phrase)


def _event(phrase: Phrase) -> Phrase:
    return replace(phrase, kind="unanchored")


def _then(phrase: Phrase, near: Near) -> Phrase | None:
    return phrase if _SINCE.search(near.before) else None


def _clock(phrase: Phrase, near: Near) -> Phrase | None:
    return None if _SCORE.search(near.before) else phrase


def _duration(phrase: Phrase, near: Near) -> Phrase | None:
    bare = _BARE_PLURAL.fullmatch(near.shown)
    if bare and not (_PLURAL_CUE.search(near.before) or re.match(r"\s+of\b", near.after)):
        return None
    return phrase


_GUARDS: dict[str, Callable[[Phrase, Near], Phrase | None]] = {
    "clock": _clock,
    "date": _date,
    "days": _date,
    "decade": _decade,
    "duration": _duration,
    "era": _capital,
    "feast": _capital,
    "holiday": _feast,
    "isomonth": _iso_month,
    "week": _week,
    "month": _month,
    "nearmonth": _near_month,
    "numeric": _numeric,
    "offset": _offset,
    "quarter": _quarter,
    "season": _season,
    "then": _then,
    "unit": _unit,
    "weekday": _weekday,
    "year": _year,
    "years": _years,
}
