"""Find the gazetteer's phrases in running text."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from geomap.gazetteer.build import ABBREVIATION, ARTICLED, FULL, HEADED
from geomap.gazetteer.keys import fold_key, is_head, phrase_key, token_at, tokens

__all__ = ["Scanner"]

# What may stand between two words of one name: spaces, one line break, a hyphen or dash.
_GAP: Final = re.compile(r"[ \t\xa0]{1,3}(?:\n[ \t\xa0]{0,3})?|\n[ \t\xa0]{0,3}|[-‐‑–]")
_DOT: Final = re.compile(r"\.[ \t\xa0]?")
_ARTICLE: Final = re.compile(
    r"\b[Tt]he[ \t\xa0\n](?:(?:(?:north|south|east|west)\w{0,4}|central|whole|entire)[ \t\xa0\n])?$"
)
_ARTICLE_REACH: Final = 20  # characters before a name in which its article must stand
_COMMON: Final = re.compile(r"The[ \t\xa0\n][a-z]")
_NEXT_NAME: Final = re.compile(r"[ \t\xa0][A-Z]")
_SHORT_WORD: Final = 2  # letters of a word that may be shortened with a dot: "St.", "U.S."
_HEAD_WORDS: Final = 3
# Korean, Chinese and Japanese write particles onto a name, or no spaces at all.
_UNSPACED: Final = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_SHORTEST_UNSPACED: Final = 2


class Scanner:
    """Phrases by their first word, so that a text is read once."""

    def __init__(self, phrases: Iterable[tuple[str, int]]) -> None:
        self._roles = dict(phrases)
        self._longest: dict[str, int] = {}
        for key in self._roles:
            words = key.split(" ")
            self._longest[words[0]] = max(len(words), self._longest.get(words[0], 0))
        self._unspaced = max((len(key) for key in self._roles if _UNSPACED.match(key)), default=0)

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """(start, end) of each phrase, left to right, the longest at each word."""
        done = 0
        for token in tokens(text):
            first = text[token.start()]
            if token.start() < done or first.islower() or first.isdigit():
                continue
            if _UNSPACED.match(first):
                for found in self._within(text, *token.span()):
                    yield found
                    done = found[1]
            elif _COMMON.match(text, token.start()):
                continue  # "The state's" is not the States
            elif self._begins(token.group()) and (span := self._at(text, token.start())):
                yield span
                done = span[1]

    def is_abbreviation(self, name: str) -> bool:
        """Whether a phrase is looked for in capitals alone."""
        return bool(self._roles.get(phrase_key(name), 0) & ABBREVIATION)

    def _begins(self, word: str) -> bool:
        """Whether any phrase begins with a word, as it is or without its possessive."""
        key = fold_key(word)
        return key in self._longest or (key[-1:] == "s" and key[:-1] in self._longest)

    def _at(self, text: str, start: int) -> tuple[int, int] | None:
        """The longest phrase that begins at `start`, the start of a word."""
        found: tuple[int, int] | None = None
        key, position, longest = "", start, 1
        while longest and (token := token_at(text, position)):
            word, end = fold_key(token.group()), token.end()
            bare = token.group().rstrip("'’")
            if bare.endswith(("'s", "’s", "'S", "’S")):
                found = (
                    self._fits(text, start, key + fold_key(bare[:-2]), position + len(bare) - 2)
                    or found
                )
            if not key:
                longest = self._longest.get(word, 0)
            found = (
                self._fits(text, start, key + word, end - (len(token.group()) - len(bare))) or found
            )
            gap = _GAP.match(text, end) or (
                _DOT.match(text, end) if len(word) <= _SHORT_WORD else None
            )
            longest -= 1
            if not gap:
                break
            key, position = f"{key}{word} ", gap.end()
        return found

    def _fits(self, text: str, start: int, key: str, end: int) -> tuple[int, int] | None:
        role = self._roles.get(key)
        if role is None:
            return None
        if role & HEADED and (span := self._headed(text, start, end)):
            return span
        if role & FULL:
            return start, end
        if role & ARTICLED and not _NEXT_NAME.match(text, end):
            before = text[max(0, start - _ARTICLE_REACH) : start]
            return (start, end) if _ARTICLE.search(before) else None
        if role & ABBREVIATION and text[start:end].isupper():
            dotted = "." in text[start:end] and text[end : end + 1] == "."
            return start, end + dotted
        return None

    def _headed(self, text: str, start: int, end: int) -> tuple[int, int] | None:
        """The span with the common noun after it, or None where there is none."""
        words, found, position = "", None, end
        for _ in range(_HEAD_WORDS):
            gap = _GAP.match(text, position)
            token = token_at(text, gap.end()) if gap else None
            if not token:
                break
            words = f"{words} {token.group().casefold()}".strip()
            position = token.end()
            if is_head(words):
                found = start, position
        return found

    def _within(self, text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Phrases inside a run of letters of a script that does not part words by spaces."""
        while start < end:
            for stop in range(min(end, start + self._unspaced), start + 1, -1):
                if stop - start >= _SHORTEST_UNSPACED and fold_key(text[start:stop]) in self._roles:
                    yield start, stop
                    start = stop
                    break
            else:
                start += 1
