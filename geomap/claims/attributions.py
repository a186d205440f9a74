"""Who is named as the source without a verb of saying: "by the pilot's reckoning", "so the agent".

Each frame is a turn of phrase that says of the words beside it whose they are. They are found in
the words as written: the parser hangs most of them anywhere.
"""

import re
from collections.abc import Iterator

from geomap.claims import lexicon
from geomap.claims.issuers import SELF_NAMES

__all__ = ["SOURCES", "framed_source", "source_of_before"]

SOURCES = (
    lexicon.PEOPLE
    | SELF_NAMES
    | frozenset(
        "source witness eyewitness spokesman spokeswoman spokesperson governor mayor chief head "
        "document report statement datum record log memo ministry monitor activist captain master "
        "pilot analyst lawyer general colonel agent trader broker army navy military police "
        "docker driver shipper charterer skipper owner operator manager customs coastguard "
        "authority office embassy hospital staff radio television newspaper agency union "
        "company manifest bill waybill register logbook ledger list prosecutor investigator "
        "diplomat".split()
    )
)
_PAPERS = (
    r"(?:bill of lading|manifest|waybill|consignment note|"
    r"(?:port |harbour |pier |ship['’]s |flight )?log(?:book)?s?|register|ledger|cargo list|"
    r"customs (?:declaration|form|paper)s?|papers|certificate|berthing list|movement sheet)"
)
_NP = (
    r"(?!(?:that|which|who|it|this|what|there|he|she|they|we|i)\b)"
    r"(?:(?!(?:that|which|who|is|are|was|were|has|have|had|said|says)\b)[\w’'.&-]{1,24} ){0,5}?"
    r"[\w’'&-]{2,24}"
)
_ACCOUNT = (
    r"(?:reckoning|telling|account|version|word|count|estimate|view|words|tally|say-so|book|books|"
    r"testimony|story|evidence|log|recollection|figures)"
)
_TELL = r"(?:confirm|say|tell|add|report|claim|know|grant|admit|told|said|knew)"
_COULD = r"(?:(?:was|were|is|are|would|could|did|can|will|had|has) (?:\w+ ){0,4}?)?"
_TALE = r"version|account|story|word|tale"
_OPINION = r"(?:belief|theory|case|contention|suspicion|claim|view|guess|hunch|conclusion)"
_TELLS = r"(?:told|tells?|says?|said|claims?|claimed|puts?|has|reports?|reported)"
_WHO = rf"(?P<who>{_NP})"
_FRAMES = tuple(
    re.compile(frame, re.I)
    for frame in (
        rf"\b(?:by|in|on|from|upon) {_WHO}['’]s? (?:own )?{_ACCOUNT}\b",
        rf"\b(?:in|on|by|from) the {_ACCOUNT} of {_WHO}(?=[,.;:]|$)",
        rf"(?:\A|, ){_WHO}['’]s? (?:{_TALE}|{_OPINION})(?: of it)?(?: (?:is|was) that\b|:)",
        rf"\bhea(?:r|rs|rd) (?:\w+,? )?from {_WHO}(?: who [^,.;]{{2,60}})?,? that\b",
        rf"\A(?:what|all) {_WHO} {_COULD}{_TELL}(?:ed|s)? (?:\w+ ){{0,3}}?(?:is|was) that\b",
        rf"\bif {_WHO} (?:is|are|can be|may be) (?:to be )?(?:believed|trusted|right)\b",
        rf"\bas {_WHO} (?:has|have|had|tells?|told|puts?|gives?) it\b",
        rf"\bto (?:hear|believe) {_WHO}(?: tell it)?(?=,)",
        rf"\((?:source|sources|according to):? {_WHO}\)",
        rf"\bsources?: {_WHO}(?=[.;]|$)",
        rf"\bfrom {_WHO} (?:i|we|one) (?:have|hear|heard|know|learn(?:ed|t)?) (?:it )?that\b",
        rf"\bword (?:from|out of) {_WHO} (?:is|was|has it|came|comes)\b",
        rf"\bin {_WHO},? (?:they say|one says|one hears|it is (?:said|held)|people say)\b",
        rf"\A{_WHO},? (?:whom |that )?(?:we|i) (?:spoke to|asked|met) (?:\w+ ){{0,3}}?{_TELLS}\b",
        rf"\A(?P<who>(?:[\w’'-]{{1,24}} ){{0,3}}{_PAPERS}) (?:gives?|gave|ha[sd]|puts?|lists?)\b",
    )
)  # fmt: skip
_CLOSING = re.compile(rf", so {_WHO}(?=[.;]|\Z)")
# of the sentence before: "That is what the agent told us", "So at least says her agent"
_OF_BEFORE = tuple(
    re.compile(frame, re.I)
    for frame in (
        rf"\Aso,? (?:at least,? |anyway,? )?(?:says?|said|claims?|runs|goes) {_WHO}(?=[.,;]|\Z)",
        rf"\A(?:that|this|so much) (?:is|was) (?:what|how) {_WHO} {_TELLS}\b",
        rf"\Ait (?:is|was) {_WHO} who {_TELLS}\b",
        rf"\A{_WHO} (?:says?|said|swears?|swore|reports?|reported) so\b",
        rf"\Asources?: {_WHO}(?=[.;]|\Z)",
        rf"\A{_WHO} (?:is|are) (?:the|our|my) sources?\b",
    )
)
_HINTS = re.compile(
    rf"{_ACCOUNT}\b|\bbe (?:believed|trusted)|\bright\b| it\b|\bto (?:hear|believe) |sources?\b|"
    rf"{_OPINION} |\bhea(?:r|rs|rd) |(?:is|was) that\b|"
    r"\b(?:we|i) (?:spoke|asked|met|reached)\b|\bword |"
    rf"they say|one says|one hears|is (?:said|held)|people say|{_PAPERS}|, so ",
    re.I,
)
_OPENING = 80  # characters of a sentence that say of which source it speaks
_NOBODY = re.compile(r"(?:nobody|no one|some|many|other|our|my|your|all|any|one)\b", re.I)


def framed_source(words: str) -> tuple[int, int] | None:
    """Where a sentence names its source in such a frame: offsets within it."""
    if _HINTS.search(words) is None:  # spares most sentences the frames
        return None
    for match in _found(_FRAMES, words):
        return match.span("who")
    closing = _CLOSING.search(words)
    return closing.span("who") if closing and _may_speak(closing["who"]) else None


def source_of_before(words: str) -> str | None:
    """Who is said to have told what stands in the sentence before."""
    opening = words[:_OPENING].lower()
    if not opening.startswith(("so", "that ", "this ", "it ")) and not (
        " so" in opening or "source" in opening
    ):
        return None  # spares most sentences the frames
    return next((match["who"] for match in _found(_OF_BEFORE, words)), None)


def _found(frames: tuple[re.Pattern[str], ...], words: str) -> Iterator[re.Match[str]]:
    for frame in frames:
        match = frame.search(words)
        if match is not None and not _NOBODY.match(match["who"]):
            yield match


def _may_speak(who: str) -> bool:
    """Whether some words name persons, a body or a paper, or are a name."""
    last = who.rsplit(maxsplit=1)[-1]
    return last[:1].isupper() or not SOURCES.isdisjoint(
        {last.casefold(), last.casefold().removesuffix("s")}
    )
