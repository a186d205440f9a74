"""Plain text as geomap sees it: folded names, lines, blocks, and a cheap test for English.

Offsets are Python string indices, half-open, into the text that was given.
"""

import itertools
import re
import unicodedata
from collections.abc import Iterator, Sequence

__all__ = [
    "ENGLISH_SHARE",
    "JOINERS",
    "LIST_ITEM",
    "STOP_WORDS",
    "blocks",
    "english_share",
    "fold",
    "foreign_share",
    "in_words",
    "lines",
    "visible",
    "whole_letters",
    "words",
]

# Function words that English news cannot do without and that its neighbours do not share.
_FUNCTION_WORDS = (
    "the of to in and on for with that is was are were be by as at from it its this which have "
    "has had not but or they their he she his her we you said will would after also about who "
    "been more than one over up out new when can could all no so if into what there two some may "
    "other an a"
)
STOP_WORDS = frozenset(_FUNCTION_WORDS.split())

# Function words of the languages that reports reach this field in, none of them an English word.
_FOREIGN_WORDS = frozenset(
    "der das und den dem ist nicht mit auf für von wurde le les des du une dans est pour sur par "
    "qui que el los las del una por con para fue il gli della nel che per non di og af til ikke "
    "och att som det het een van niet w na nie się do jest z bir ve bu için ile da em "
    "não dos".split()
)

# Least share of them in a text that is English: news has 0.26 to 0.5; German, French, Spanish,
# Polish and Turkish news at most 0.09 (tests/test_text.py has samples).
ENGLISH_SHARE = 0.15

# Letters that Unicode does not decompose but that readers and keyboards do.
_PLAIN = str.maketrans(
    {
        "ł": "l", "đ": "d", "ø": "o", "ı": "i", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe",
        "‘": "'", "’": "'", "ʼ": "'", "ʻ": "'", "`": "'", "“": '"', "”": '"', "„": '"',
        "‐": "-", "‑": "-", "–": "-", "—": "-", "−": "-",
    }
)  # fmt: skip

_UNFINISHED = re.compile(
    r"(?<=[\w,)] )(?:to|from|of|the|an?|and|or|in|at|on|for|by|with|into|via|its|their|than)$"
)
_LAST_LATIN = "\u024f"  # the end of Latin Extended-B
_SPACES = re.compile(r"\s+")
_SURROGATE = re.compile("[\ud800-\udfff]")
# Control, format, surrogate, private and unassigned characters; the joiners of Persian and Hindi
# belong to their words
_STEERING = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
JOINERS = frozenset("\u200c\u200d")
_LINE = re.compile(r"[^\r\n\f\v\x85\u2028\u2029]+")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
LIST_ITEM = re.compile(r"\s*(?:[-–—•*▪●►→·]|\d{1,3}[.)])\s")

WRAP_WIDTH = 120  # no mail or PDF wraps wider; a longer line is a paragraph of its own
WRAP_SHARE = 0.3  # of the steps from line to line that go on in lower case, in wrapped text
UNFINISHED_LINE = 40  # characters; what is shorter is a heading or an entry: "Sign in"
SHORT_LINE = 0.6  # of the widest line: a shorter one ends its paragraph


def fold(text: str) -> str:
    """One spelling for names that differ in case, accents, quotes, dashes and spaces only.

    >>> fold("Rzeszów–Jasionka  AIRPORT")
    'rzeszow-jasionka airport'
    """
    if text.isascii():
        return " ".join(text.lower().split())
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_PLAIN))
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(bare.split())


def words(text: str) -> list[str]:
    """Words of letters, as written.

    >>> words("Seoul's 3 ships")
    ["Seoul's", 'ships']
    """
    return _WORD.findall(text)


def visible(text: str) -> str:
    r"""Text on one line, without characters that steer a terminal or a line.

    >>> visible("a\x00b\n\u202ec")
    'a b c'
    """
    seen = (" " if c not in JOINERS and unicodedata.category(c) in _STEERING else c for c in text)
    return _SPACES.sub(" ", "".join(seen)).strip()


def whole_letters(text: str) -> str:
    """The text with a mark for each half of a letter: UTF-8 has none."""
    return _SURROGATE.sub("\ufffd", text)


def in_words(names: Sequence[str]) -> str:
    """A list as a sentence has it.

    >>> in_words(["Rajin", "Dunay", "Vostochny"])
    'Rajin, Dunay and Vostochny'
    """
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def lines(text: str) -> Iterator[tuple[int, int]]:
    """Spans of the lines that hold something, without the space around it."""
    for match in _LINE.finditer(text):
        line = match.group()
        bare = line.strip()
        if bare:
            start = match.start() + len(line) - len(line.lstrip())
            yield start, start + len(bare)


def blocks(text: str) -> Iterator[tuple[int, int]]:
    """Spans of paragraphs: lines, or runs of lines where the text is wrapped at a width.

    A wrapped paragraph ends at an empty line, before a list item, and after a line that is
    clearly shorter than the widest. A line that breaks off ("from Amirabad to") goes on anyway.
    """
    spans = list(lines(text))
    widest = _wrap_width(text, spans)
    first: int | None = None
    for index, (start, end) in enumerate(spans):
        first = start if first is None else first
        if index + 1 < len(spans):
            after = spans[index + 1][0]
            full = widest is not None and end - start >= SHORT_LINE * widest
            goes_on = (
                (full or _is_unfinished(text, start, end))
                and not LIST_ITEM.match(text, after)
                and not _is_gap(text[end:after])
            )
            if goes_on:
                continue
        yield first, end
        first = None


def _is_unfinished(text: str, start: int, end: int) -> bool:
    """Whether no sentence can end where a line does: "from Amirabad to", "and the"."""
    long = end - start >= UNFINISHED_LINE
    return long and _UNFINISHED.search(text, max(start, end - 12), end) is not None


def english_share(text: str) -> float:
    """Share of English function words among the words of the first 5,000 characters.

    >>> english_share("the ship left the port") > english_share("das Schiff verließ den Hafen")
    True
    """
    found = words(text[:5000])
    return sum(w.lower() in STOP_WORDS for w in found) / len(found) if found else 0.0


def foreign_share(text: str) -> float:
    """Share of words that are no English: function words of others, and other scripts.

    >>> foreign_share("das Schiff verließ den Hafen") > foreign_share("the ship left the port")
    True
    """
    found = words(text[:5000])
    foreign = sum(w.lower() in _FOREIGN_WORDS or w[0] > _LAST_LATIN for w in found)
    return foreign / len(found) if found else 0.0


def _wrap_width(text: str, spans: list[tuple[int, int]]) -> int | None:
    """Length of the widest line if the text is wrapped, else None."""
    widest = max((end - start for start, end in spans), default=0)
    if widest > WRAP_WIDTH:
        return None
    steps = goes_on = 0
    for (before, end), (start, _) in itertools.pairwise(spans):
        if not _is_gap(text[end:start]):
            steps += 1
            unfinished = _is_unfinished(text, before, end)
            goes_on += unfinished or (text[start].islower() and text[end - 1] not in ".!?")
    return widest if steps and goes_on / steps >= WRAP_SHARE else None


def _is_gap(between: str) -> bool:
    """Whether an empty line or a page break lies between two lines."""
    return "\f" in between or between.replace("\r\n", "\n").replace("\r", "\n").count("\n") > 1
