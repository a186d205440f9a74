"""Events that a text has dated, from which it counts on: "two days after the strike"."""

import re
from collections import deque

__all__ = ["Anchors"]

_REACH = 160  # characters of the sentence that are looked at, either side of a date
_BREAK = re.compile(r"[.!?;]\s|\n")
_WORD = re.compile(r"[^\W\d_]{3,30}")
# The event is named by a short noun phrase: "the drone strike", "its launch", "Kim's visit".
_NAMED = re.compile(
    r"\s+(?:(?:the|a|an|its|his|her|their|our|that|those|these|this)\s+)?"
    r"(?P<words>[^\W\d_][\w’'-]{0,30}(?:\s[^\W\d_][\w’'-]{0,30}){0,4})"
)
_STOP = re.compile(
    r"\b(?:in|on|at|of|by|for|from|to|with|and|but|when|which|that|who|was|were|is|had|has)\b",
    re.IGNORECASE,
)
_BESIDE = re.compile(
    r"\s+(?:the\s+)?(?:(?:[\w’'-]{1,30}\s+){1,5}?(?:of|on|in)\s+(?:the\s+)?)?", re.IGNORECASE
)
_LONGEST_BESIDE = 60
_REPEAT = re.compile(r"(?:,|\s?[-–—(])\s?(?:just |only |barely |less than |about |some )?")
_LONGEST_REPEAT = 15
# Forms of one verb that do not begin alike.
_IRREGULAR = {
    "struck": "strike", "stricken": "strike", "fell": "fall", "fallen": "fall", "sank": "sink",
    "sunk": "sink", "began": "begin", "begun": "begin", "left": "leave", "departure": "leave",
    "met": "meeting", "spoke": "speech", "flew": "flight", "shot": "shoot", "broke": "break",
    "arrived": "arrival", "arrive": "arrival", "arrives": "arrival", "seized": "seizure",
    "seize": "seizure", "bought": "purchase", "blew": "explosion", "exploded": "explosion",
    "invaded": "invasion", "collided": "collision", "elected": "election", "died": "death",
    "raided": "raid", "hit": "strike", "attacked": "attack",
}  # fmt: skip
# Characters back in which the event is looked for: farther off it is another battle.
_FARTHEST = 1000
_REMEMBERED = 16  # dates
_STEM = 5  # letters that forms of one word share: "launch", "launched"
_EMPTY = frozenset(
    "after before about their there which would could other since while where these those being "
    "later earlier state states people report reports official officials event events".split()
)


class Anchors:
    """What happened on which date, by the words that the sentences of the dates hold."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._dated: deque[tuple[int, str, frozenset[str]]] = deque(maxlen=_REMEMBERED)

    def keep(self, start: int, end: int, edtf: str) -> None:
        """Remember the words of the sentence around a date."""
        before = self._text[max(0, start - _REACH) : start]
        breaks = [found.end() for found in _BREAK.finditer(before)]
        after = self._text[end : end + _REACH]
        stop = _BREAK.search(after)
        sentence = before[breaks[-1] if breaks else 0 :] + after[: stop.start() if stop else None]
        stems = frozenset(_stem(word[0]) for word in _WORD.finditer(sentence))
        self._dated.append((start, edtf, stems))

    def repeats(self, end: int, start: int) -> bool:
        """Whether what starts at `start` says a date again: "on 27 June, two days after ..."."""
        if start - end > _LONGEST_REPEAT:
            return False
        return _REPEAT.fullmatch(self._text, end, start) is not None

    def date_of(self, end: int) -> str | None:
        """EDTF of the event named after `end`, where a sentence before has dated it.

        Of several such sentences the one that also names what the event is of or on.
        """
        named = _NAMED.match(self._text, end)
        if named is None:
            return None
        words = _STOP.split(named["words"], maxsplit=1)[0].split()
        stems = [_stem(w.removesuffix("'s").removesuffix("’s")) for w in reversed(words)
                 if w.lower() not in _EMPTY]  # fmt: skip
        reach = self._text[end : end + _REACH]
        closed = _BREAK.search(reach)
        around = {_stem(w[0]) for w in _WORD.finditer(reach[: closed.start() if closed else None])}
        for stem in stems:
            known = [d for d in self._dated if stem in d[2] and end - d[0] < _FARTHEST]
            if known:
                return max(known, key=lambda d: (len(around & d[2]), d[0]))[1]
        return None

    def dates(self, end: int, start: int) -> bool:
        """Whether the date at `start` dates the event named after `end`: "the raid of 5 May"."""
        if start - end > _LONGEST_BESIDE:
            return False
        return _BESIDE.fullmatch(self._text, end, start) is not None


def _stem(word: str) -> str:
    lower = word.lower()
    return _IRREGULAR.get(lower, lower)[:_STEM]
