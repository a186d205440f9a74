"""Headlines: who speaks in them, and numbers that do not agree with the text below, flagged."""

import re

import msgspec

from geomap.claims.context import Names, id_of, names_group
from geomap.claims.voices import SOURCES, Voice
from geomap.language import Sentence
from geomap.records import Claim, Flag, MentionedPlace, Quantity

__all__ = ["against_headline", "contradicts", "headline_voice"]

_CLOSE = 0.1  # headlines round: 400 for 380 is no contradiction
_WIDE = frozenset({"country", "region", "admin1", "sea"})
# who stands before a colon, behind a dash, or behind "say" at the end
_SPEAKS_FIRST = re.compile(r"(?P<who>[A-Z][\w’'-]*(?: [\w’'-]+){0,3}): ")
_SPEAKS_LAST = re.compile(
    r"(?: [-–—] |, (?:says?|claims?) )(?P<who>(?:the )?[\w’'-]+(?: [\w’'-]+){0,3})$"
)


def headline_voice(text: str, sentence: Sentence, names: Names) -> Voice | None:
    """Who speaks in a headline: a group, a seat of government, or officials before a colon.

    A country or a town there is what the headline is about: "Sudan: market shelled".
    """
    words = text[sentence.start : sentence.end].rstrip()
    for found in (_SPEAKS_FIRST.match(words), _SPEAKS_LAST.search(words)):
        if found is None:
            continue
        who = found["who"]
        last = who.split()[-1].casefold()
        named = names_group(who) or names.seat(who) or {last, last.removesuffix("s")} & SOURCES
        if named:
            start = sentence.start + found.start("who")
            return Voice(who, start, start + len(who), cue="headline")
    return None


def contradicts(body: Claim, headline: Claim) -> bool:
    """Whether a headline tells the same happening as a claim of the text, with another number."""
    if body.kind != headline.kind or body.modality != headline.modality:
        return False
    ends = ("location",) if body.kind == "strike" else ("origin", "destination")
    if not all(_fits(getattr(body, end), getattr(headline, end)) for end in ends):
        return False
    return bool(_differences(body, headline))


def against_headline(body: Claim, headline: Claim) -> Claim:
    """The claim of the text with a flag for what the headline says otherwise."""
    span = headline.evidence[0]
    message = "; ".join(
        f"the headline says {other}, the text {own}" for other, own in _differences(body, headline)
    )
    flag = Flag(code="headline_body_conflict", message=message, start=span.start, end=span.end)
    return msgspec.structs.replace(body, flags=(*body.flags, flag))


def _differences(body: Claim, headline: Claim) -> list[tuple[str, str]]:
    """What the headline and the text say of one number, where they disagree."""
    out = []
    own, other = _counted(body), _counted(headline)
    if own and other and own.unit == other.unit and not _agree(own, other):
        unit = own.unit or ""
        out.append((f"{other.text} {unit}".strip(), f"{own.text} {unit}".strip()))
    for what in ("killed", "injured"):
        mine, theirs = (getattr(c.casualties, what, None) for c in (body, headline))
        if mine is not None and theirs is not None and mine != theirs:
            out.append((f"{theirs} {what}", f"{mine} {what}"))
    return out


def _counted(claim: Claim) -> Quantity | None:
    return next((i.quantity for i in claim.items if i.quantity and i.quantity.value), None)


def _agree(one: Quantity, other: Quantity) -> bool:
    """Whether two stated numbers can both be right: close, or within each other's bound."""
    a, b = one.value or 0.0, other.value or 0.0
    if abs(a - b) <= _CLOSE * max(a, b):
        return True
    bounds = {one.bound: a, other.bound: b}
    if "min" in bounds and bounds["min"] <= max(a, b):
        return True
    return "max" in bounds and bounds["max"] >= min(a, b) and one.bound != other.bound


def _fits(own: MentionedPlace | None, other: MentionedPlace | None) -> bool:
    """Whether the headline's place is the text's, the country around it, or is not told."""
    if own is None or other is None or id_of(own) == id_of(other):
        return True
    return own.country == other.country and bool({own.kind, other.kind} & _WIDE)
