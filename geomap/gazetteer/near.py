"""Spellings that are one or two slips away from a name."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

__all__ = ["slips_only", "sounds", "spellings", "within"]

_ALPHABETS: Final = ("abcdefghijklmnopqrstuvwxyz", "абвгдежзийклмнопрстуфхцчшщыэюя")
_VOWELS: Final = re.compile(r"[aeiouywаеиоуыэюяй \u2019']+")
_DOUBLED: Final = re.compile(r"(.)\1+")
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


def within(key: str, others: Sequence[str], *, limit: int) -> list[str]:
    """Those of `others` that are at most `limit` letters added, dropped or changed away.

    >>> within("vladivastock", ["vladivostok", "vladikavkaz"], limit=2)
    ['vladivostok']
    """
    from rapidfuzz.distance import Levenshtein
    from rapidfuzz.process import extract

    if len(key) > _LONGEST:
        return []
    scorer = Levenshtein.distance
    found = extract(key, others, scorer=scorer, score_cutoff=limit, limit=None, processor=None)
    return sorted(other for other, _, _ in found)


def sounds(key: str) -> str:
    """The consonants of a folded name, doubled ones once: what transcriptions agree on.

    >>> sounds("tikhorietsk") == sounds("tikhoretsk"), sounds("khurmala") == sounds("khurmatu")
    (True, False)
    """
    return _DOUBLED.sub(r"\1", _VOWELS.sub("", key))


def slips_only(key: str, other: str) -> bool:
    """Whether no short word of a folded name was changed: that makes another name, no slip.

    >>> slips_only("khabarovks krai", "khabarovsk krai"), slips_only("caspian sky", "caspian sea")
    (True, False)
    """
    words, others = key.split(), other.split()
    return len(words) != len(others) or all(
        a == b or min(len(a), len(b)) >= _SHORTEST for a, b in zip(words, others, strict=True)
    )
