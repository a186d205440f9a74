"""Calendar expressions in a text: one compiled scanner that goes through it once."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from geomap.dates.grammar import CLOCK_ON, FIRST_WORDS, PART, RULES

__all__ = ["Phrase", "scan"]


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

    for i, (kind, pattern) in enumerate(RULES):
        rule = f"r{i}"
        kinds[rule] = kind
        alternatives.append(f"(?P<{rule}>{unique(rule, pattern)})")
    clock = unique("clock", rf"(?P<clock>{CLOCK_ON})?")
    part = unique("part", f"(?:{PART})?")
    whole = rf"(?=[\w'’])(?<![\w$€£#.])(?<!\d[,/]){clock}{part}(?:{'|'.join(alternatives)})"
    return re.compile(whole, re.IGNORECASE), kinds, groups


_SCANNER, _KINDS, _GROUPS = _compile()


_WORD = re.compile(r"['’]?(?:[^\W\d_]+|\d+)")


def scan(text: str) -> Iterator[Phrase]:
    """Calendar expressions of `text` in order, none overlapping."""
    end = 0
    for word in _WORD.finditer(text):
        start = word.start()
        if start < end or not (word[0][-1].isdigit() or word[0].lower() in FIRST_WORDS):
            continue
        found = _SCANNER.match(text, start)
        if found:
            end = found.end()
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
