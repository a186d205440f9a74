"""Positions in figures among the mentions of a text."""

import bisect
from collections.abc import Iterable, Sequence

from geomap.coordinates import find_positions
from geomap.records import Mention

__all__ = ["with_positions"]


def with_positions(
    text: str, mentions: Iterable[Mention], kept: Sequence[tuple[int, int]]
) -> tuple[Mention, ...]:
    """Mentions in order, with the positions that begin in `kept` spans; a position wins."""
    starts = [start for start, _ in kept]
    stated = []
    for one in find_positions(text):
        at = bisect.bisect_right(starts, one.start) - 1
        if at >= 0 and one.start < kept[at][1]:
            words = text[one.start : one.end]
            stated.append(Mention(start=one.start, end=one.end, text=words, role="literal"))
    ends = [one.end for one in stated]

    def is_free(mention: Mention) -> bool:
        at = bisect.bisect_right(ends, mention.start)
        return at == len(stated) or stated[at].start >= mention.end

    free = [mention for mention in mentions if is_free(mention)]
    return tuple(sorted([*free, *stated], key=lambda m: (m.start, m.end)))
