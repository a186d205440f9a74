"""Talk that tells no monitor anything: goods of daily life that nobody counted, idle threats."""

import re

from geomap.claims.register import ARMS_WORD, Register
from geomap.records import Claim

__all__ = ["is_idle"]

_ARMS = re.compile(r"\b(?:weapon\w*|arms|tanks?|rifles?|guns?|pistols?|armou?r\w*|S-\d00)\b", re.I)
_SHARES = frozenset({"%", "percent", "per cent"})
_NOT_YET = frozenset({"planned", "hypothetical", "negotiating"})


def is_idle(claim: Claim, register: Register) -> bool:
    """Whether a claim of a document that is not of war or freight says too little to be kept.

    So are goods without a count that are neither arms nor on a named ship ("delivered food to
    their constituents"), at play all goods that are no arms, and attacks still to come.
    """
    if claim.kind == "strike":
        return claim.modality in _NOT_YET and not (register.short or register.at_war)
    if claim.vessels and not register.at_play:
        return False
    counted = any(
        i.quantity and i.quantity.value and i.quantity.unit not in _SHARES for i in claim.items
    )
    if any(ARMS_WORD.search(i.what) or _ARMS.search(i.what) for i in claim.items):
        return register.at_play and not counted
    return register.at_play or not (counted or register.watches)
