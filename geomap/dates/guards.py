"""Which phrases of the scanner are dates at all: the word may be a name, a verb or a count."""

import re
from collections.abc import Callable
from dataclasses import replace

from geomap.dates.grammar import Phrase

__all__ = ["accept"]

_REACH = 40  # characters of context that a guard looks at, either side

_CUE = re.compile(
    r"(?:\b(?:in|since|of|by|until|till|from|to|and|during|throughout|between|late|early|mid|before|"
    r"after|this|last|next|for|every|through|as of|over|around|about|on|year|circa|ca\.?)"
    r"(?:\s+the)?|[–—(\[/-])[\s-]*$",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"\bthe\s+$", re.IGNORECASE)
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
    r"was|perhaps|always|sometimes|less|series|crisis|says|shows|sees|elections|talks|sanctions"
)
_COUNTED = re.compile(
    r"\s?(?:km|kilomet(?:er|re)s?|mm|cm|m|kg|t|nm|mw|kw|hp|feet|miles|people|percent|%|men|women|"
    r"troops|personnel|dead|injured|wounded|square|cubic|(?:[a-z]+ )?(?P<noun>[a-z]{3,}s))\b"
)
_FIRM_CUE = re.compile(
    r"\b(?:in|since|until|till|during|early|mid|late|through|year|from|between|and|to)[\s-]+$",
    re.IGNORECASE,
)
_ERA = re.compile(r"\s?(?:B\.?\s?C\.?(?:E\b)?|A\.?D\b)")
_PLURAL_CUE = re.compile(
    r"\b(?:for|in|after|over|within|during|takes?|took|last(?:s|ed)?|several|many|few|some|two|of)"
    r"\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_BARE_PLURAL = re.compile(r"(?:minutes|hours|days|weeks|months|years|decades)$", re.IGNORECASE)


def accept(phrase: Phrase, text: str) -> Phrase | None:
    """The phrase itself, a shorter one, or None where the words are no date."""
    guard = _GUARDS.get(phrase.kind)
    if guard is None:
        return phrase
    before = text[max(0, phrase.start - _REACH) : phrase.start]
    after = text[phrase.end : phrase.end + _REACH]
    return guard(phrase, text[phrase.start : phrase.end], before, after)


def _date(phrase: Phrase, shown: str, before: str, after: str) -> Phrase | None:
    name = re.search(r"[A-Za-z]{3,}\.?", shown[_word_at(shown, phrase.words["m"]) :])
    if name is None or (
        name[0][0].islower() and phrase.words["m"] in {"may", "march", "mar", "dec"}
    ):
        return None
    bare = not (phrase.get("y") or phrase.get("yr") or phrase.get("w"))
    month_first = _word_at(shown, phrase.words["m"]) < shown.rfind(phrase.words["d"])
    counted = _COUNTED.match(after) or re.match(r"\s+(?:million|billion|thousand|hundred)\b", after)
    if (
        bare
        and month_first
        and counted
        and re.search(r"\b(?:in|since|during)\s+$", before, re.IGNORECASE)
    ):
        # "in May 12 ships": the day is a count
        end = phrase.start + _word_at(shown, phrase.words["m"]) + len(phrase.words["m"])
        words = {k: v for k, v in phrase.words.items() if k == "m"}
        return replace(phrase, end=end, kind="month", words=words)
    return phrase


def _word_at(shown: str, word: str) -> int:
    return max(0, shown.lower().find(word))


def _month(phrase: Phrase, shown: str, before: str, after: str) -> Phrase | None:
    if phrase.get("y") or phrase.get("yr"):
        return phrase
    name = phrase.words["m"]
    at = _word_at(shown, name)
    capital = shown[at].isupper()
    cue = (
        phrase.part is not None
        or phrase.get("clock") is not None
        or _CUE.search(before) is not None
    )
    if len(name.rstrip(".")) <= 3 and name != "may" and not name.endswith("."):
        return None
    if name in {"may", "march", "mar."}:
        described = _ARTICLE.search(before) is not None and re.match(r"\s+(?!of\b)[a-z]", after)
        return phrase if capital and (cue or described) else None
    if not capital and name in {"april", "june", "august"}:
        return None
    if cue:
        return phrase
    if name in {"april", "june", "august"} and (
        _CAPITALISED_AFTER.match(after) or _CAPITALISED_BEFORE.search(before)
    ):
        return None
    return phrase


def _season(phrase: Phrase, shown: str, before: str, after: str) -> Phrase | None:
    if phrase.get("y") or phrase.get("yr") or phrase.part:
        return phrase
    verb = phrase.words["season"] in {"fall", "spring"}
    if verb and re.match(r"\s+(?:of|in|to|from|under|into|apart|back|on)\b", after):
        return None
    if phrase.get("rel"):
        named = phrase.get("rel") != "the" or _CUE.search(before) or re.match(r"\s*[,.;:)]", after)
        return phrase if named else None
    return (
        phrase if re.search(r"\b(?:in|by|since|until|during)\s+$", before, re.IGNORECASE) else None
    )


def _quarter(phrase: Phrase, shown: str, before: str, after: str) -> Phrase | None:
    dated = phrase.get("y") or phrase.get("yr")
    if phrase.words["q"] in {"half", "quarter"} and not dated:
        final = phrase.get("n") in {"last", "final"}
        return None if phrase.words["q"] == "half" or final else phrase
    return phrase


def _year(phrase: Phrase, shown: str, before: str, after: str) -> Phrase | None:
    if phrase.part or shown.lower().startswith("the year"):
        return phrase
    if _LABEL_BEFORE.search(before) or _ERA.match(after):
        return None
    counted = _COUNTED.match(after)
    if counted:
        noun = counted["noun"]
        if noun is None or not (_NOT_A_COUNTED_NOUN.fullmatch(noun) or _FIRM_CUE.search(before)):
            return None
    early = int(phrase.words["y"]) < 1500
    if early and not re.search(r"\b(?:in|since|until|year|from)\s+$", before, re.IGNORECASE):
        return None
    return phrase


def _years(phrase: Phrase, shown: str, before: str, after: str) -> Phrase | None:
    if _LABEL_BEFORE.search(before) or _ERA.match(after):
        return None
    first, second = phrase.words["y"], phrase.words["y2"]
    last = int(second) if len(second) == 4 else int(first[:2] + second)
    return phrase if last > int(first) else None


def _numeric(phrase: Phrase, shown: str, before: str, after: str) -> Phrase | None:
    words = phrase.words
    dotted_short = words["sep"] == "." and len(words["y"]) == 2
    if dotted_short and not (len(words["a"]) == 2 and len(words["b"]) == 2):
        return None
    return None if _LABEL_BEFORE.search(before) else phrase


def _weekday(phrase: Phrase, shown: str, before: str, after: str) -> Phrase | None:
    name = phrase.words["w"]
    at = shown.lower().find(name)
    if len(name.rstrip(".")) <= 5 and not (name.endswith(".") and shown[at].isupper()):
        return None
    return None if re.search(r"\b(?:Black|Bloody|Good|Palm|Easter|Man)\s+$", before) else phrase


def _unit(phrase: Phrase, shown: str, before: str, after: str) -> Phrase | None:
    rel, unit = phrase.words["rel"], phrase.words["u"]
    if rel == "the" and not (phrase.part or phrase.get("after") or unit == "weekend"):
        return None
    return None if rel == "last" and unit == "day" else phrase


def _offset(phrase: Phrase, shown: str, before: str, after: str) -> Phrase | None:
    """Before and after what? A date that follows is told apart by the caller; an event is not dated."""
    adverb = phrase.words["dir"] not in {"before", "after"} or re.match(r"\s*(?:[,.;:)]|$)", after)
    return phrase if adverb else replace(phrase, kind="duration")


def _then(phrase: Phrase, shown: str, before: str, after: str) -> Phrase | None:
    return phrase if re.search(r"\b(?:since|until|till|by)\s+$", before, re.IGNORECASE) else None


def _clock(phrase: Phrase, shown: str, before: str, after: str) -> Phrase | None:
    return (
        None if re.search(r"\b(?:ratio|score|verse|won|lost|beat)\b[^.]{0,10}$", before) else phrase
    )


def _duration(phrase: Phrase, shown: str, before: str, after: str) -> Phrase | None:
    bare = _BARE_PLURAL.fullmatch(shown)
    if bare and not (_PLURAL_CUE.search(before) or re.match(r"\s+of\b", after)):
        return None
    return phrase


_GUARDS: dict[str, Callable[[Phrase, str, str, str], Phrase | None]] = {
    "clock": _clock,
    "date": _date,
    "days": _date,
    "duration": _duration,
    "month": _month,
    "nearmonth": lambda phrase, shown, before, after: (
        phrase if shown[0].isupper() or any(c.isupper() for c in shown) else None
    ),
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
