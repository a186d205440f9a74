"""When a claim was said, and what that tells of when it happened."""

import re
from bisect import bisect_right
from typing import Any

import msgspec

from geomap import edtf
from geomap.claims.context import Context, start_of
from geomap.claims.scene import Scene
from geomap.claims.told import Inputs
from geomap.errors import DateError
from geomap.records import Claim, Flag, Reason

__all__ = ["said_on", "told_by"]

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_APART = re.compile(r"[;:]\s")  # between two statements of one sentence
_SAME = re.compile(r"(?:the|these|those) same\b", re.IGNORECASE)


def told_by(claim: Claim) -> Claim:
    """What happened without a date did by the day it was told; what is planned, not before it.

    What has gone on since a date went on until that day.
    """
    if not claim.said:
        return claim
    if claim.date is not None:
        return _flag_ahead(_closed(claim, claim.said), claim.said)
    if claim.modality == "occurred":
        date, rule = f"../{claim.said}", "no later than it was told"
    elif claim.modality == "planned":
        date, rule = f"{claim.said}/..", "not before it was told"
    else:
        return claim
    reason = Reason(slot="date", rule=rule, score=0.4)
    return msgspec.structs.replace(
        claim, date=date, date_prec=edtf.precision(date), reasons=(*claim.reasons, reason)
    )


def _flag_ahead(claim: Claim, said: str) -> Claim:
    """Flag what is told as done and dated after the day on which it was told."""
    day, told = edtf.parse(claim.date or "").first, edtf.parse(said).last
    if claim.modality != "occurred" or day is None or told is None or day <= told:
        return claim
    message = f"told on {said} as done, and dated {claim.date}"
    return msgspec.structs.replace(
        claim, flags=(*claim.flags, Flag(code="date_after_telling", message=message))
    )


def _closed(claim: Claim, said: str) -> Claim:
    """What has or has not happened "since August" did or did not by the day it was told."""
    if claim.modality not in {"occurred", "negated"} or not (claim.date or "").endswith("/.."):
        return claim
    try:
        date = edtf.join((claim.date or "").removesuffix("/.."), said)
    except DateError:  # it begins after it was told: left as it is told
        return claim
    return msgspec.structs.replace(claim, date=date, date_prec=edtf.precision(date))


def _said_in(scene: Scene, token: Any) -> str | None:
    """When the sentence of a trigger says it was said: a day, or the month or year it names."""
    hanging = {(a.value.start, a.value.end) for a in scene.loose if a.said}
    at = scene.sentence.offsets(token)[0]
    said = [
        when.edtf for when in scene.dates
        if when.edtf and (when.role == "said" or (when.start, when.end) in hanging)
        and not _APART.search(scene.text, *sorted((at, start_of(when))))
    ]  # fmt: skip
    days = [edtf for edtf in said if _DAY.fullmatch(edtf)]
    wider = [edtf.rstrip("~") for edtf in said if "/" not in edtf]
    return next(iter(days or wider), None)


def said_on(
    scene: Scene, context: Context, claimant: str | None, inputs: Inputs, *, token: Any
) -> str | None:
    """When a claim was said: as its sentence says, as its claimant's last words, or published."""
    said = _said_in(scene, token)
    if said is not None and _DAY.fullmatch(said):
        context.said["" if claimant is None else claimant] = context.said_last = said
    if said is not None:
        return said
    if claimant is not None and _SAME.match(claimant):
        return context.said_last or inputs.document.published
    return context.said.get(claimant or "-") or _written(scene, inputs)


def _written(scene: Scene, inputs: Inputs) -> str | None:
    """The day of a conversation's message, else that of the document."""
    at = bisect_right(inputs.messages, scene.sentence.start, key=lambda m: m.start)
    return inputs.messages[at - 1].day.isoformat() if at else inputs.document.published
