"""What is told only as denied: kept as a claim, or the denial of one that is told besides."""

from geomap.claims.alike import goods_of, hits_such, may_be_same
from geomap.claims.denials import OWN_REACH, deny
from geomap.claims.told import Told
from geomap.records import Claim

__all__ = ["settle_charges"]


def settle_charges(told: list[Told]) -> list[Told]:
    """Drop what is only told as denied where the document tells it besides; keep it elsewhere.

    "Ankara denies having supplied drones" is a claim, denied, when nothing else tells of it; so
    is "Iran has sent nothing, its envoy said", a claim of the negative.
    """
    plain = [t for t in told if not (t.charge or t.denies)]
    out = []
    for number, item in enumerate(told):
        denying = item.claim.denied_by if item.charge else item.denies
        near = plain[max(0, number - OWN_REACH) : number + OWN_REACH] if denying else []
        twins = [t for t in near if _charged(t.claim, item.claim)]
        for twin in twins:
            span = item.claim.evidence[0]
            deny(twin, denying, span, both=False)
        if not twins:
            out.append(item)
    return out


def _charged(told: Claim, charge: Claim) -> bool:
    """Whether a claim tells what is denied elsewhere."""
    if told.kind != charge.kind:
        return False
    if charge.kind == "strike":
        same = told.attacker == charge.attacker or not charge.attacker
        return same and hits_such(" ".join(str(e.text) for e in charge.evidence), told)
    if not may_be_same(goods_of(charge), goods_of(told)):
        return False
    getter = charge.recipient in {None, told.recipient} or told.recipient is None
    return getter and charge.supplier in {None, told.supplier}
