"""What a report itself calls untrue: "Information about the transfer of tanks ... is false"."""

import re
from collections.abc import Sequence
from typing import Any

import msgspec

from geomap.claims.context import Context, Names, code_of
from geomap.claims.issuers import OFFICIAL
from geomap.claims.scene import Scene
from geomap.claims.told import Told
from geomap.claims.voices import voice_of
from geomap.records import Mention, Reason

__all__ = ["call_untrue", "note_issuer", "note_own_voice"]

_ACCOUNTS = frozenset(
    "information statement report rumour rumor claim allegation assertion story message accusation "
    "suggestion publication footage post news message talk hearsay".split()
)
_UNTRUE = re.compile(
    r"\b(?:untrue|not true|false|falsehoods?|incorrect|inaccurate|unfounded|baseless|groundless|"
    r"fabricat\w+|fakes?|invented|an? (?:\w+ )?(?:lie|invention|fabrication|provocation)|lies|"
    r"disinformation|misinformation|nonsense|"
    r"(?:do|does|did) not (?:correspond to|reflect|match) (?:the )?(?:reality|truth|facts?)|"
    r"(?:is|are|was|were) (?:\w+ly )?(?:rejected|denied|refuted|dismissed))\b",
    re.I,
)
# what follows is untrue: "It is a lie that our aircraft bombed a monastery"
_UNTRUE_THAT = re.compile(
    r"\b(?:it|this) (?:is|was) (?:\w+ )?(?:not true|untrue|false|incorrect|wrong|"
    r"an? (?:\w+ )?(?:lie|invention|fabrication|falsehood|slander)|nonsense) that\b",
    re.I,
)
_STATE_LINE = re.compile(
    r"\s*(?:the )?(?:[\w-]+ ){0,2}?(?:republic|kingdom|state|federation|emirate|sultanate|union)\b"
    r"[\w ’'-]{0,40}\n", re.I,
)  # fmt: skip
# "pay no attention to the claim that", "asks all not to believe rumours that"
_PAID_NO_HEED = re.compile(
    r"\b(?:(?:pay|paid|give|take) no (?:attention|heed|credence|notice|regard) (?:to|of)|disregard|"
    r"ignore|not (?:to )?(?:believe|trust|credit|spread)) (?:(?!\bthat\b)[\w-]+ ){0,4}?"
    r"(?P<what>claims?|reports?|rumou?rs?|stor(?:y|ies)|allegations?|messages?|talk|information)\b",
    re.I,
)
_ISSUES = re.compile(r"(?P<who>[A-Z][\w’' -]{3,80}?) (?:reports?|informs|announces|states)[.:]?")
_ISSUED = tuple(
    f"{verb}{end}" for verb in ("report", "reports", "informs", "announces", "states")
    for end in (".", ":", "")
)  # fmt: skip


def call_untrue(scene: Scene, context: Context, new: list[Told], names: Names) -> None:
    """Mark claims as denied that stand inside an account that their sentence calls untrue."""
    untrue = _untrue_triggers(scene) if new else set()
    for item in new if untrue else ():
        if item.triggers & untrue:
            _deny(scene, context, item, names)


def _untrue_triggers(scene: Scene) -> set[int]:
    """Indices of the triggers inside an account that the sentence calls untrue."""
    heed = _PAID_NO_HEED.search(scene.words)
    if heed is not None:
        told = scene.sentence.covering(*(scene.sentence.start + n for n in heed.span("what")))
        ignored = {t.i for t in told.root.subtree} if told is not None else set()
        return {t.token.i for t in scene.triggers if t.token.i in ignored}
    match = _UNTRUE.search(scene.words)
    if match is None:
        return set()
    at = scene.sentence.start + match.start()
    if _UNTRUE_THAT.search(scene.words):
        return {t.token.i for t in scene.triggers if scene.sentence.offsets(t.token)[0] > at}
    inside: set[int] = set()
    for token in scene.tokens:
        told = token.lemma_.lower() in _ACCOUNTS and token.dep_ in {"nsubj", "nsubjpass"}
        if told and scene.sentence.offsets(token)[0] < at and not _by_somebody(token.head):
            inside |= {t.i for t in token.subtree if scene.sentence.offsets(t)[0] < at}
    return {t.token.i for t in scene.triggers if t.token.i in inside}


def _by_somebody(verb: Any) -> bool:
    """Whether a sentence says who denies: "was denied by the army" is another rule's."""
    predicates = (g for c in verb.children if c.dep_ == "prep" for g in c.children)
    within = any(c.lower_ == "by" for p in predicates for c in p.children)
    return within or any(c.dep_ == "agent" for c in verb.children)


def _deny(scene: Scene, context: Context, item: Told, names: Names) -> None:
    """Mark a claim as denied by whom the sentence names, else by the report's own voice."""
    voice = voice_of(scene.text, scene.sentence, scene.sentence.span.root)
    who = context.own_code or context.own_voice or context.verdicts.checker
    if voice is not None:
        who = _code_in(scene, voice.start, voice.end, names) or voice.text.removeprefix("the ")
    deniers = {context.own_voice, voice.text if voice else None}
    reason = Reason(slot="denied_by", rule="an account that is called untrue", score=0.7)
    item.claim = msgspec.structs.replace(
        item.claim, status="denied", modality="occurred",
        claimant=None if item.claim.claimant in deniers else item.claim.claimant,
        denied_by=tuple(dict.fromkeys((*item.claim.denied_by, who))),
        reasons=(*item.claim.reasons, reason),
    )  # fmt: skip


def note_issuer(context: Context, mentions: Sequence[Mention], names: Names, text: str) -> None:
    """Make the issuer that heads a document its own voice, and the country for which it speaks.

    That may stand in a line of its own above: "REPUBLIC OF MALI".
    """
    if context.speakers.issuer is None:
        return
    who, start, end = context.speakers.issuer
    context.own_voice = who
    state = _STATE_LINE.match(text)
    first = state.end() if state is not None else 0
    inside = (m for m in mentions if (start <= m.start and m.end <= end) or m.end <= first)
    context.own_code = next((code for m in inside if (code := code_of(m, names))), None)


def note_own_voice(scene: Scene, context: Context, names: Names) -> None:
    """Carry on who issues a bulletin: "The Ministry of Defence of Georgia reports."."""
    words = scene.words.rstrip()
    match = _ISSUES.fullmatch(words) if words.endswith(_ISSUED) else None
    if match is None or OFFICIAL.search(match["who"]) or scene.sentence.span.root.tag_ == "VBD":
        return  # "Statement on media reports" heads a notice, "Wrote the donor report." no more
    start = scene.text.index(match["who"], scene.sentence.start)
    context.own_voice = match["who"]
    context.own_code = _code_in(scene, start, start + len(match["who"]), names)


def _code_in(scene: Scene, start: int, end: int, names: Names) -> str | None:
    """The country that some words name or stand for."""
    return next(
        (code for m in scene.mentions
         if start <= m.start and m.end <= end and (code := code_of(m, names))), None,
    )  # fmt: skip
