"""Words put together to lines by where they stand, and rules to those that part them."""

import itertools
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from geomap.sources.boxes import Rules, Word

__all__ = [
    "SAME_LINE",
    "WIDE_GAP",
    "TextLine",
    "covered",
    "crossed",
    "joined_rules",
    "text_lines",
    "written",
]

# Distances are shares of a letter's height (from the deepest to the highest of its font).
WIDE_GAP = 0.8  # between words that stand in two cells; a blank is 0.2, in monospace 0.55
SAME_LINE = 0.4  # of two baselines: more is another line
RULES_LIMIT = 2000  # of a page, after those that touch are one
ONE_RULE = 2.0  # points: rules nearer than this are one

_Rule = tuple[float, float, float]


@dataclass(frozen=True)
class TextLine:
    """Words at one height, from left to right, and where the page has rules between them."""

    words: tuple[Word, ...]
    bars: tuple[float, ...] = ()

    @property
    def left(self) -> float:
        """Left end of its first word."""
        return self.words[0].left

    @property
    def right(self) -> float:
        """Right end of its last word."""
        return max(word.right for word in self.words)

    @property
    def bottom(self) -> float:
        """How low it reaches, in points from below."""
        return self.words[0].bottom

    @property
    def height(self) -> float:
        """How high its largest letters are."""
        return max(word.height for word in self.words)

    @property
    def middle(self) -> float:
        """Half way up its letters."""
        return self.bottom + self.height / 2

    def parts(self) -> list[tuple[Word, ...]]:
        """Words that stand together: no wide gap and no rule between them."""
        found = [[self.words[0]]]
        for before, word in itertools.pairwise(self.words):
            is_apart = word.left - before.right >= WIDE_GAP * min(before.height, word.height)
            between = bisect_right(self.bars, word.left + 1) - bisect_right(
                self.bars, before.right - 1
            )
            if is_apart or between:
                found.append([word])
            else:
                found[-1].append(word)
        return [tuple(part) for part in found]


def text_lines(words: Sequence[Word], rules: Rules = Rules()) -> list[TextLine]:  # noqa: B008
    """Words put together by height, from the top of the page."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda w: (-w.bottom, w.left)):
        last = lines[-1][0] if lines else None
        if last and last.bottom - word.bottom < SAME_LINE * min(last.height, word.height):
            lines[-1].append(word)
        else:
            lines.append([word])
    found = []
    for line in lines:
        line.sort(key=lambda w: w.left)
        middle = line[0].bottom + line[0].height / 2
        bars = tuple(x for x, bottom, top in rules.upright if bottom <= middle <= top)
        found.append(TextLine(tuple(line), bars))
    return found


def written(words: Sequence[Word]) -> str:
    """Words one after the other, those broken at a line's end joined."""
    out = ""
    glue = ""
    for word in words:
        out += glue + word.text
        glue = "" if word.is_broken else " "
    return out.strip()


def joined_rules(rules: Rules) -> Rules:
    """Rules that go on in one another as one: a table's are drawn cell by cell."""
    across = _one_of_many(rules.across)
    return Rules(tuple(across), tuple(_one_of_many(rules.upright)))


def _one_of_many(rules: Sequence[_Rule]) -> list[_Rule]:
    groups: list[list[_Rule]] = []
    for rule in sorted(rules):
        if groups and rule[0] - groups[-1][-1][0] <= ONE_RULE:
            groups[-1].append(rule)
        else:
            groups.append([rule])
    out: list[_Rule] = []
    for group in groups:
        at = median(rule[0] for rule in group)
        spans = sorted(rule[1:] for rule in group)
        start, end = spans[0]
        for low, high in spans[1:]:
            if low <= end + ONE_RULE:
                end = max(end, high)
            else:
                out.append((at, start, end))
                start, end = low, high
        out.append((at, start, end))
    out.sort(key=lambda rule: rule[1] - rule[2])
    return sorted(out[:RULES_LIMIT])


def crossed(
    above: TextLine, below: TextLine, rules: Rules, left: float, right: float
) -> list[_Rule]:
    """Rules across between two lines, at the columns from `left` to `right`."""
    return [
        rule for rule in rules.across
        if below.middle < rule[0] < above.middle and rule[1] < right and rule[2] > left
    ]  # fmt: skip


def covered(drawn: Sequence[_Rule], left: float, right: float) -> float:
    """How much of a width rules across cover."""
    return sum(min(rule[2], right) - max(rule[1], left) for rule in drawn)
