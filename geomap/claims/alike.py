"""Whether the goods or ships that a denial names can be those of a claim."""

import re

from geomap.claims import lexicon
from geomap.records import Claim

__all__ = ["goods_in", "goods_of", "hits_such", "may_be_same"]

# nouns that may stand for any arms
_ANY_ARMS = frozenset(
    "weapon weaponry arm armament munition ammunition supply equipment material hardware cargo "
    "good".split()
)


def hits_such(denied: str, claim: Claim) -> bool:
    """Whether the ships that a denial names can be what a strike hit; a denial may name none."""
    named = _singular(denied)
    told = _singular(" ".join(str(e.text) for e in claim.evidence))
    if named & lexicon.WARSHIPS:
        return bool(told & lexicon.WARSHIPS)
    return not named & lexicon.SHIPS or bool(claim.vessels or told & lexicon.SHIPS)


def may_be_same(denied: set[str], told: set[str]) -> bool:
    """Whether the goods of a denial and of a claim can be the same; unnamed ones can."""
    if not denied or told <= _ANY_ARMS:
        return True
    if denied <= lexicon.ARMS and not told & lexicon.ARMS:
        return False
    return bool(denied & told or (denied | told) & _ANY_ARMS)


def goods_of(claim: Claim) -> set[str]:
    """Nouns of the goods of a claim, in the singular."""
    return goods_in(" ".join(i.what for i in claim.items).casefold())


def goods_in(words: str) -> set[str]:
    """Nouns of goods in some words, in the singular."""
    return _singular(words) & (lexicon.ARMS | lexicon.CIVIL)


def _singular(words: str) -> set[str]:
    return {w.removesuffix("s") for w in re.findall(r"[a-z-]+", words.casefold())}
