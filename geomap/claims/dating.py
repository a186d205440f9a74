"""When it happened: which of the dates around a trigger is the date of what it tells."""

import re

import msgspec

from geomap import edtf
from geomap.claims.context import Context, start_of
from geomap.claims.scene import Scene
from geomap.claims.told import Inputs
from geomap.claims.triggers import Argument
from geomap.records import (
    Claim,
    Item,
    Reason,
    When,
)

__all__ = ["date_of", "said_in", "told_by"]

_EVENT_ROLES = frozenset({"event", "since", "until"})


def date_of(
    scene: Scene,
    context: Context,
    bound: list[Argument],
    items: tuple[Item, ...],
    inputs: Inputs,
    *,
    only_bound: bool = False,
) -> tuple[str | None, str | None, bool]:
    """(EDTF, its text, whether it is a running count) of a claim."""
    near = [a for a in bound if not a.distant] or (bound if not only_bound else [])
    own = [_since(scene, a) for a in near if a.value.role in _EVENT_ROLES and a.value.edtf]
    if not own and not only_bound:
        loose = [a for a in scene.loose if a.kind == "date" and not a.said]
        others = [a for t in scene.triggers for a in t.arguments if a.kind == "date"]
        for group in (loose, others):
            own = own or [
                _opened(a.value) for a in group if a.value.role in _EVENT_ROLES and a.value.edtf
            ]
    counted = any(i.quantity and i.quantity.value for i in items)
    if own:
        when = _finest(own)
        context.date, context.date_block = (when.edtf, when.text), scene.sentence.block
        so_far = when.role == "since" and counted
        return _closed(when, scene, inputs), when.text, so_far
    if not only_bound and context.date_block == scene.sentence.block and context.date[0]:
        return context.date[0], context.date[1], False
    return None, None, False


def told_by(claim: Claim) -> Claim:
    """What happened without a date happened no later than it was told."""
    if claim.date is None and claim.modality == "occurred" and claim.said:
        reason = Reason(slot="date", rule="no later than it was told", score=0.4)
        return msgspec.structs.replace(
            claim,
            date=f"../{claim.said}",
            date_prec=edtf.precision(f"../{claim.said}"),
            reasons=(*claim.reasons, reason),
        )
    return claim


def _since(scene: Scene, argument: Argument) -> When:
    """The date of an argument; one in a clause that "since" opens is the beginning of a time."""
    when: When = argument.value
    above = argument.token
    opens = argument.since
    for _ in range(8):
        if above.head == above:
            break
        above = above.head
        opens = opens or (
            above.pos_ in {"VERB", "AUX"}
            and any(c.dep_ == "mark" and c.lower_ == "since" for c in above.children)
        )
    if (opens or _since_event(scene, when)) and when.edtf and "/" not in when.edtf:
        when = msgspec.structs.replace(when, role="since")
    return _opened(when)


def _opened(when: When) -> When:
    """What goes on since a date, or until it, as an interval open at that end."""
    if when.edtf and when.role in {"since", "until"}:
        return msgspec.structs.replace(when, edtf=edtf.opened(when.edtf, side=when.role))
    return when


def _since_event(scene: Scene, when: When) -> bool:
    """Whether a date is that of an event since which something goes: "since the talks in May"."""
    tokens = [t for t in scene.sentence.span if scene.sentence.offsets(t)[1] <= start_of(when)]
    for token in reversed(tokens):
        if token.lower_ == "since" and token.dep_ in {"prep", "mark"}:
            return True
        if token.pos_ in {"VERB", "AUX"} or token.text in {",", ";", ":"}:
            return False
    return False


def _finest(dates: list[When]) -> When:
    """The most precise of several dates, the first of equals."""
    return min(dates, key=lambda d: (edtf.precision(d.edtf or "") or 9, d.start))


def _closed(when: When, scene: Scene, inputs: Inputs) -> str | None:
    """What happened "since August" happened by the day it was told, where that is known."""
    said = said_in(scene)
    last = said or inputs.document.published
    if when.edtf and when.edtf.endswith("/..") and last and re.fullmatch(r"\d{4}-\d\d-\d\d", last):
        return f"{when.edtf.removesuffix('..')}{last}"
    return when.edtf


def said_in(scene: Scene) -> str | None:
    """The date of the saying in this sentence."""
    hanging = {(a.value.start, a.value.end) for a in scene.loose if a.said}
    for when in scene.dates:
        if when.role == "said" or (when.start, when.end) in hanging:
            day = when.edtf or ""
            if re.fullmatch(r"\d{4}-\d\d-\d\d", day):
                return day
    return None
