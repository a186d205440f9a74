"""Lines as entries see them: their words, and the places, days, counts and ships in them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import msgspec

from geomap.claims.context import end_of, mentioned, start_of
from geomap.claims.drafts import PRECISE
from geomap.claims.scene import within
from geomap.claims.told import Inputs
from geomap.geo import great_circle_m
from geomap.language import Sentence
from geomap.records import MentionedPlace, Quantity, Vessel, When

__all__ = ["Entry", "is_covered", "line_at", "read_entry"]

_LONGEST = 300  # characters of an entry
_SUBURB_M = 60_000  # "Moscow-Vnukovo" names one end, "Minsk-Gomel" two
_BULLET = re.compile(r"[\s\-–—•*·▪►\d./()]{0,8}")


@dataclass(frozen=True)
class Entry:
    """One line: its offsets and what stands in it."""

    text: str
    start: int
    end: int
    tokens: tuple[Any, ...]
    places: tuple[MentionedPlace, ...]
    dates: tuple[When, ...]
    quantities: tuple[Quantity, ...]
    vessels: tuple[Vessel, ...]

    @property
    def words(self) -> str:
        """The line as written."""
        return self.text[self.start : self.end]

    def before(self, place: MentionedPlace) -> str:
        """What stands in the line before a place, the last words of it."""
        return self.text[max(self.start, start_of(place) - 80) : start_of(place)]


def is_covered(verb: Any) -> bool:
    """Whether a participle was read as a verb: "nineteen covered wagons"."""
    before = verb.nbor(-1) if verb.i > verb.sent.start else None
    after = verb.nbor(1) if verb.i + 1 < verb.sent.end else None
    return (
        before is not None and after is not None
        and before.pos_ == "NUM" and str(after.tag_) == "NNS"
    )  # fmt: skip


def line_at(text: str, at: int) -> tuple[int, int]:
    """Offsets of the line that holds an offset, at most of the length of an entry."""
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    return start, min(len(text) if end < 0 else end, start + _LONGEST)


def read_entry(
    text: str, start: int, end: int, sentences: Sequence[Sentence], number: int, inputs: Inputs
) -> Entry | None:
    """The part of a line up to its first full sentence; None where it opens with one."""
    tokens: list[Any] = []
    stop = start
    for at in range(number, len(sentences)):
        sentence = sentences[at]
        if sentence.start >= end or _is_full(sentence):
            break
        stop = min(sentence.end, end)
        tokens.extend(t for t in sentence.tokens if sentence.offsets(t)[1] <= end)
    if stop <= start:
        return None
    start += len(_BULLET.match(text[start:stop])[0])  # type: ignore[index]
    places = [
        where for m in within(inputs.mentions, start, stop)
        if m.role in {"literal", "dateline", "metonym"} and (where := mentioned(m)) is not None
        and where.kind in PRECISE | {"country"}
    ]  # fmt: skip
    return Entry(
        text=text, start=start, end=stop, tokens=tuple(tokens),
        places=tuple(_one_each(text, places)),
        dates=tuple(within(inputs.dates, start, stop)),
        quantities=tuple(within(inputs.quantities, start, stop)),
        vessels=tuple(within(inputs.vessels, start, stop)),
    )  # fmt: skip


def _is_full(sentence: Sentence) -> bool:
    """Whether a sentence has a finite verb with its subject; ", sailed Friday" has none."""
    for token in sentence.tokens:
        if token.tag_ not in {"VBD", "VBZ", "VBP", "MD"}:
            continue
        before = token.nbor(-1) if token.i > sentence.span.start else None
        if before is None or before.pos_ in {"PUNCT", "SYM"} or before.text in {"→", ","}:
            continue
        if is_covered(token):
            continue
        if token.dep_ == "ROOT" and token.pos_ == "VERB":
            return True
        holder = token.head if token.dep_ in {"aux", "auxpass"} else token
        if any(c.dep_ in {"nsubj", "nsubjpass", "expl"} for c in holder.children):
            return True
    return False


def _one_each(text: str, places: list[MentionedPlace]) -> Iterator[MentionedPlace]:
    """Places, of "Moscow-Vnukovo" the airport alone, with the span of both words."""
    first: int | None = None
    for place, after in pairwise([*places, None]):
        if place is None:
            continue
        joined = after is not None and text[end_of(place) : start_of(after)] in {"-", "–", "/", " "}
        start = start_of(place) if first is None else first
        if joined and after is not None and _near(place, after):
            first = start
            continue
        yield msgspec.structs.replace(place, start=start, text=text[start : end_of(place)])
        first = None


def _near(a: MentionedPlace, b: MentionedPlace) -> bool:
    return great_circle_m((a.lon, a.lat), (b.lon, b.lat)) < _SUBURB_M
