"""Whether the goods or ships that a denial names can be those of a claim."""

import re
from typing import Any

from geomap.claims import lexicon
from geomap.claims.context import state_of
from geomap.claims.scene import Scene
from geomap.records import Claim

__all__ = [
    "goods_in",
    "goods_of",
    "hits_such",
    "may_be_same",
    "names_happening",
    "same_goal",
]

_DEFINITE = frozenset({"the", "this", "that", "these", "those"})
# nouns that may stand for any arms
_ANY_ARMS = frozenset(
    "weapon weaponry arm armament munition ammunition supply equipment material hardware cargo "
    "good".split()
)


# and any goods: "not a single barrel of foreign product"
_ANY_GOODS = frozenset("product cargo good goods freight parcel commodity material".split())


def hits_such(denied: str, claim: Claim) -> bool:
    """Whether the ships that a denial names can be what a strike hit; a denial may name none."""
    named = _singular(denied)
    told = _singular(" ".join(str(e.text) for e in claim.evidence))
    if named & lexicon.WARSHIPS:
        return bool(told & lexicon.WARSHIPS)
    return not named & lexicon.SHIPS or bool(claim.vessels or told & lexicon.SHIPS)


def may_be_same(denied: set[str], told: set[str]) -> bool:
    """Whether the goods of a denial and of a claim can be the same; unnamed ones can."""
    if denied <= _ANY_GOODS or told <= _ANY_ARMS:
        return True
    if denied <= lexicon.ARMS and not told & lexicon.ARMS:
        return False
    return bool(denied & told or (denied | told) & _ANY_ARMS)


def same_goal(scene: Scene, verb: Any, claim: Claim) -> bool:
    """Whether a denial that names where things went can speak of a way: "arms to Yemen"."""
    end = claim.destination
    goals = {end.country if end else None, state_of(claim.recipient)} - {None}
    start = scene.sentence.offsets(verb)[1]
    named = {
        m.place.country for m in scene.mentions
        if m.start >= start and m.place and m.place.kind == "country"
        and scene.text[max(0, m.start - 3) : m.start] == "to "
    }  # fmt: skip
    return not (named and goals) or bool(named & goals)


def names_happening(verb: Any, claim: Claim) -> bool:
    """Whether a denial names by a noun what was told: "describes the transfer as an invention"."""
    nouns = lexicon.NOUN_STRIKE if claim.kind == "strike" else lexicon.NOUN_TRANSFER
    return any(
        noun.lemma_.lower() in nouns and any(c.lower_ in _DEFINITE for c in noun.children)
        for noun in verb.children if noun.dep_ in {"dobj", "nsubjpass"}
    )  # fmt: skip


def goods_of(claim: Claim) -> set[str]:
    """Nouns of the goods of a claim, in the singular."""
    return goods_in(" ".join(i.what for i in claim.items).casefold())


def goods_in(words: str) -> set[str]:
    """Nouns of goods in some words, in the singular."""
    return _singular(words) & (lexicon.ARMS | lexicon.CIVIL)


def _singular(words: str) -> set[str]:
    return {w.removesuffix("s") for w in re.findall(r"[a-z-]+", words.casefold())}
