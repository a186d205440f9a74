"""Spellings that are one or two slips away from a name."""

from collections.abc import Iterator
from typing import Final

__all__ = ["spellings", "within"]

_ALPHABETS: Final = ("abcdefghijklmnopqrstuvwxyz", "абвгдежзийклмнопрстуфхцчшщыэюя")
_SHORTEST: Final = 4  # a slip in a shorter name makes another name
_LONGEST: Final = 40  # a "name" longer than this is a sentence


def spellings(key: str) -> Iterator[str]:
    """Every folded key that is one slip away: a letter missing, doubled, wrong or swapped.

    >>> "kharkiv" in set(spellings("kharkhiv")), "kharkiv" in set(spellings("khrakiv"))
    (True, True)
    """
    if not _SHORTEST <= len(key) <= _LONGEST:
        return
    letters = next((abc for abc in _ALPHABETS if key[1] in abc), "")
    seen = {key}
    for split in range(len(key) + 1):
        left, right = key[:split], key[split:]
        edits = [left + right[1:]] if right else []
        edits += [left + right[1] + right[0] + right[2:]] if len(right) > 1 else []
        edits += [left + letter + right[1:] for letter in letters if right]
        edits += [left + letter + right for letter in letters]
        for edit in edits:
            if edit not in seen:
                seen.add(edit)
                yield edit


def within(one: str, other: str, limit: int) -> bool:
    """Whether two keys differ by at most `limit` letters added, dropped or changed.

    >>> within("vladivastock", "vladivostok", 2), within("nakhodka", "kharkiv", 2)
    (True, False)
    """
    if abs(len(one) - len(other)) > limit or max(len(one), len(other)) > _LONGEST:
        return False
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        before, row = row, [i]
        for j, against in enumerate(other, start=1):
            change = before[j - 1] + (letter != against)
            row.append(min(before[j] + 1, row[j - 1] + 1, change))
        if min(row) > limit:
            return False
    return row[-1] <= limit
