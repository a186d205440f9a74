"""What a date dates: the event, the saying of it, a beginning or an end; is it ahead or behind."""

import re

from geomap.records import DateRole

__all__ = ["looks_ahead", "role_of"]

_REACH = 120  # characters of the sentence that are looked at, either side of a date

_BREAK = re.compile(r"[.!?;:][\"'”’)]?\s|\n")
_AHEAD = re.compile(
    r"\b(?:will|would|shall|'ll|’ll|plan(?:s|ned)?|expect(?:s|ed)?|schedul\w+|slated|upcoming|"
    r"due(?! to (?:an?|the|its|their|his|her)\b)|"
    r"(?:is|are) to|going to|aims?|intends?|booked?|hopes?|promis\w+|"
    r"no (?:later|earlier|sooner) than|not before|"
    r"(?:flies|leaves|departs|returns|begins?|starts?|opens|meets?|resumes?)(?: \w+){0,3} on"
    r"(?= $))\b",
    re.IGNORECASE,
)
# "we intend to report that the ship came in on 6 March": what is to come is the report alone
_BEHIND = re.compile(
    r"\b(?:was|were|had|did|said|told|since|ago|"
    r"(?:report|say|show|prove|confirm|announce|publish|state|write) that)\b",
    re.IGNORECASE,
)
_WILL_AFTER = re.compile(
    r"[^.!?;\n]{0,50}?\b(?:will|shall|(?:is|are) (?:to|due|expected|scheduled|going to)|"
    r"(?:plans?|intends?|aims?|hopes?|expects?) to)\b",
    re.IGNORECASE,
)
# "had been promised for June", "scheduled for 3 March, was cancelled": the day may be gone
_WAS = re.compile(r"\b(?:had been|has been|was|were)\s+$", re.IGNORECASE)
_FELL_THROUGH = re.compile(
    r"\b(?:(?:was|were|been) (?:cancell?ed|called off|postponed|scrapped|dropped|shelved)|"
    r"did not|didn['’]t|never)\b",
    re.IGNORECASE,
)
_SPEECH = (
    r"(?!(?-i:Said\b))"  # Port Said
    r"(?:said|says|told|announc(?:ed|ing)|report(?:ed|ing)|confirm(?:ed|ing)|stat(?:ed|ing)|"
    r"claim(?:ed|ing)|den(?:ied|ying)|warn(?:ed|ing)|wrote|writing|declared|accused|alleged|"
    r"acknowledged|admitted|insisted|argued|disclosed|revealed|dismissed|rejected|condemned|"
    r"estimated|spoke|testified|briefed|noted|added|according to|statement|"
    r"published|publishing|tweeted|posted|interview|briefing|press conference|news conference)"
)
# To whom and where something is said; what is said begins with other words.
_AUDIENCE = (
    r"(?:to|in|at|with|during|the|an?|its|his|her|their|reporters|lawmakers|journalists|parliament|state|"
    r"media|news|television|tv|radio|statement|report|interview|briefing|conference|press|online|"
    r"separately|again|here|newspaper|agency|council|public|website|late|early|(?-i:[A-Z])[\w.’'-]+)"
)
_SAID_BEFORE = re.compile(
    rf"\b{_SPEECH}\b(?:,?\s+{_AUDIENCE}){{0,5}}?,?\s*(?:on|in|late|early|earlier|at)?\s*$",
    re.IGNORECASE,
)
_STARTS = re.compile(
    r"^\W*(?:(?:on|in|late|early|earlier|at|meanwhile|but|and)\s+){0,3}(?:the\s+)?$", re.IGNORECASE
)
_SAID_AFTER = re.compile(
    r"^,?\s+(?:(?!(?:was|were|is|are|had|has|have|will|would|did)\b|\w+ed\b)[\w’'.-]+\s+){0,12}?"
    rf"{_SPEECH}\b",
    re.IGNORECASE,
)
_SINCE = re.compile(
    r"\b(?:since|dat(?:e|es|ed|ing) back to)\s+"
    r"(?:(?:about|around|at least|the|early|late|on|in)\s+){0,2}$",
    re.IGNORECASE,
)
_ONWARD = re.compile(r"^\s+(?:onwards?\b|on\b(?!\s+the\b))", re.IGNORECASE)
_EARLIEST = re.compile(r"^,?\s+at the (?:very )?earliest\b", re.IGNORECASE)
_LATEST = re.compile(r"^,?\s+at the (?:very )?latest\b", re.IGNORECASE)
_NOT_BEFORE = re.compile(
    r"\b(?:no earlier than|no sooner than|not earlier than|not before)\s+"
    r"(?:(?:about|the|early|late|mid)\s+)?$|"
    r"\b(?:will|would|could|can) not \w+ before\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_UNTIL = re.compile(
    r"\b(?:until|till|up to(?: and including)?|no later than|not later than)\s+"
    r"(?:(?:about|around|at least|the|early|late)\s+){0,2}$",
    re.IGNORECASE,
)
_FROM = re.compile(r"\bfrom\s+(?:the\s+)?$", re.IGNORECASE)
_BY = re.compile(r"\b(?:by|before)\s+(?:(?:about|around|the)\s+)?$", re.IGNORECASE)
# Without one of these near a date, none of the patterns above finds anything.
_BOUND_WORDS = ("since", "back to", "until", "till", "up to", "than", "from", "by", "before")
_NEAR = 50  # characters
_EDGE = re.compile(
    r"(?:the\s+)?(?:(?:end|close|start|beginning|middle)\b|(?:year|month|week)['’]?s[-\s]end\b|"
    r"(?:year|month|week)\s+(?:is|was)\b)",
    re.IGNORECASE,
)


def _sentence_before(text: str, start: int) -> str:
    piece = text[max(0, start - _REACH) : start]
    cut = 0
    for found in _BREAK.finditer(piece):
        cut = found.end()
    return piece[cut:]


def _sentence_after(text: str, end: int) -> str:
    piece = text[end : end + _REACH]
    found = _BREAK.search(piece)
    return piece[: found.start()] if found else piece


def looks_ahead(text: str, start: int, end: int) -> bool:
    """Whether the words around a date put it in the future of the text."""
    before = _sentence_before(text, start)
    if _SAID_BEFORE.search(before):
        return False
    cues = list(_AHEAD.finditer(before))
    if cues and not _BEHIND.search(before, cues[-1].end()):
        was = _WAS.search(before, 0, cues[-1].start())
        return not (was or _FELL_THROUGH.search(_sentence_after(text, end)))
    if _EARLIEST.match(_sentence_after(text, end)):
        return True
    if _STARTS.match(_FROM.sub("", before)):  # "From October, two members plan to send"
        return _WILL_AFTER.match(_sentence_after(text, end)) is not None
    return False


def role_of(text: str, start: int, end: int) -> DateRole:
    """Role of the date at `text[start:end]`: since, until, said or event."""
    before, after = _sentence_before(text, start), _sentence_after(text, end)
    bound = _bound_of(text, start, before, after)
    if bound is not None:
        return bound
    if _SAID_BEFORE.search(before) or (_STARTS.match(before) and _SAID_AFTER.match(after)):
        return "said"
    return "event"


def _bound_of(text: str, start: int, before: str, after: str) -> DateRole | None:
    """Whether a date begins or ends a time."""
    if _EARLIEST.match(after):
        return "since"
    if _LATEST.match(after):
        return "until"
    near = before[-_NEAR:].lower()
    if not any(word in near for word in _BOUND_WORDS):
        return None
    if _NOT_BEFORE.search(before) or _SINCE.search(before):
        return "since"
    if _FROM.search(before) and _ONWARD.match(after):
        return "since"
    # "by the end of June" is a limit; "by 1942 the port was ..." is a time
    if _UNTIL.search(before) or (_BY.search(before) and _EDGE.match(text, start)):
        return "until"
    return None
