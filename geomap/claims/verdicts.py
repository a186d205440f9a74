"""Fact-checks: which of the claims that they repeat they call false, and who checked."""

import re
from dataclasses import dataclass
from typing import Any

import msgspec

from geomap.records import Claim, Reason

__all__ = ["Verdicts", "judge", "verdicts_in"]

_HEAD = 600  # characters in which a document says that it is a fact-check
_CHECKS = re.compile(
    r"\b(?:fact[- ]?check\w*|verdict|is it true|(?:we|what we) checked|claims? review|debunk\w*|"
    r"true or false|rumou?r control)\b",
    re.I,
)
_FALSE = (
    r"(?:FALSE|False|UNTRUE|Untrue|FAKE|Fake|MISLEADING|Misleading|UNPROVEN|Unproven|NOT TRUE|"
    r"NO(?=\.)|Not true|FABRICATED|Fabricated|UNFOUNDED|Unfounded|HOAX|Hoax|ALTERED|"
    r"MISSING CONTEXT|WRONG)"
)
_TRUE = r"(?:TRUE|True|CORRECT|Correct|MOSTLY TRUE|Mostly true|CONFIRMED|Confirmed)"
# "China delivered 40 fighters" - FALSE.
_TAGGED = re.compile(
    rf"[\"“](?P<claim>[^\"“”\n]{{10,400}})[\"”]\s*[-–—:]?\s*(?:(?P<false>{_FALSE})|{_TRUE})\b"
)
_RULED = re.compile(
    rf"(?:[Vv]erdict|VERDICT|[Rr]ating|[Rr]uling|[Cc]onclusion|[Rr]esult)\s*[:.]\s*{_FALSE}\b|"
    rf"\A{_FALSE}\s*[:–—-]"
)
_QUOTED_CLAIM = re.compile(
    r"^(?:(?:The )?claim|CLAIM|What (?:is|was) claimed|The (?:post|rumou?r|video)s?)\s*[:.–—-]",
    re.M | re.I,
)
_POSTED = re.compile(
    r"\b(?:posts?|videos?|clips?|images?|photos?|photographs?|messages?|rumou?rs?|users?|accounts?|"
    r"channels?|social|telegram|facebook|tiktok|whatsapp|tweets?|screenshots?)\b",
    re.I,
)
_CHECKER = (
    re.compile(r"\b[Bb]y the (?P<who>[A-Z][\w’' -]{2,40}?)(?: (?:desk|team|staff)\b|[,.\n])"),
    re.compile(r"^(?P<who>[A-Z][\w’'-]+(?: [A-Z][\w’'-]+){0,3}), \d{1,2} [A-Z][a-z]+ \d{4}$", re.M),
)
_SELF = "report"  # who denies where a fact-check does not name itself


@dataclass(frozen=True)
class Verdicts:
    """Stretches of a fact-check that repeat what it calls false, and who says so."""

    checker: str = _SELF
    false: tuple[tuple[int, int], ...] = ()
    ruled_false: bool = False  # what posts say is false all over the document


def verdicts_in(text: str, publisher: str | None) -> Verdicts:
    """Read what a fact-check finds false; nothing where a document is none."""
    if not _CHECKS.search(text, 0, _HEAD):
        return Verdicts()
    names = (found["who"] for p in _CHECKER if (found := p.search(text, 0, _HEAD)))
    checker = publisher or next(names, None) or _SELF
    false = [m.span("claim") for m in _TAGGED.finditer(text) if m["false"]]
    ruled = _RULED.search(text) is not None
    if ruled:
        false += [_paragraph(text, m.start()) for m in _QUOTED_CLAIM.finditer(text)]
    return Verdicts(checker, tuple(false), ruled)


def _paragraph(text: str, start: int) -> tuple[int, int]:
    """Offsets of the paragraph that begins at an offset."""
    end = text.find("\n\n", start)
    return start, end if end >= 0 else len(text)


def judge(claim: Claim, verdicts: Verdicts) -> Claim:
    """The claim, denied where a fact-check only repeats it to call it false."""
    told: Any = claim.evidence[0]
    inside = any(told.start < end and start < told.end for start, end in verdicts.false)
    posted = verdicts.ruled_false and _POSTED.search(claim.claimant or "")
    if not (inside or posted) or claim.modality == "negated":
        return claim
    return msgspec.structs.replace(
        claim,
        status="denied",
        denied_by=tuple(dict.fromkeys((*claim.denied_by, verdicts.checker))),
        reasons=(
            *claim.reasons,
            Reason(slot="denied_by", rule="a fact-check calls it false", score=0.8),
        ),
    )
