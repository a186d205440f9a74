"""Hits that somebody else confirms or disputes: "Nothing came down in the town, its mayor said"."""

import re

import msgspec

from geomap.claims import lexicon
from geomap.claims.attributions import source_of_before
from geomap.claims.context import Context, id_of
from geomap.claims.denials import ATTACK, deny, just_told
from geomap.claims.retorts import who_says
from geomap.claims.scene import Scene
from geomap.claims.told import Inputs, Told
from geomap.claims.voices import SAY, main_voice, voice_of
from geomap.geo import apart_m
from geomap.records import Claim, Span

__all__ = ["confirm", "contest_hits", "hand_on", "take_back"]

_CONFIRMS_THIS = re.compile(
    r"\bclaim(?:ed|s)? (?:the (?:attack|strike)|responsibility)\b|\btook responsibility\b|"
    r"\bconfirmed (?:this|it|that|(?:an?|the) (?:attacks?|strikes?|hits?|information|reports?|"
    r"fires?|"
    r"explosions?|raids?|deliver(?:y|ies)|shipments?|incidents?|damage|loss(?:es)?|blasts?))\b",
    re.I,
)
_RECENT = 6  # claims of which one may be confirmed
_REACH = 3  # sentences back of what is confirmed, or disputed without naming a place
_WEAPONS = r"(?:missiles?|drones?|uavs?|rockets?|shells?|bombs?|projectiles?)"
_HINTS = (
    "no ", " not ", "nothing", "all ", "every one", "intact", "undamaged", "unharmed", "untouched",
    "unscathed",
)  # fmt: skip
_NOT = (
    r"(?:(?:did|do|does|has|have|had|was|were|is|are|will|would|could)(?: not|n['’]t)|"
    r"(?:(?:has|have|had|was|were) )?never|won['’]t)"
)
_CAME_TO_NOTHING = re.compile(
    r"\W*(?:(?:but|however|yet|in the end|in the event|nor?),? )?"
    r"(?:it|this|that|they|she|(?:the|this|that|these|those|no such) "
    r"(?P<noun>(?:[a-z][\w-]* ){0,2}?[a-z][\w-]*))\s(?:"
    rf"{_NOT} (?:yet |ever |in fact |actually )?(?:(?:take|taken|took) place|happen(?:ed)?|"
    r"occur(?:red)?|materiali[sz]ed?|(?:come|came) (?:about|off)|(?:go|gone|went) ahead|"
    r"(?:be |been )?(?:performed|made|carried out|delivered|flown|signed|shipped|run|fulfilled)|"
    r"(?P<moves>arrived?|reach(?:ed)? (?:it|there|them|[A-Z]\w+)|(?:get|got) there|sail(?:ed)?|"
    r"run|ran|leave|left|depart(?:ed)?|come|came|go|gone|turn(?:ed)? up|set (?:out|off)))|"
    r"(?:(?:has|have|had) )?(?:came|come) to (?:nothing|nought|naught)|"
    r"(?:(?:has|have|had) )?f[ae]ll(?:en)? through|"
    r"(?:(?:was|were) (?:later |then |soon )?|(?:has|have|had) (?:since |now )?been )"
    r"(?:cancell?ed|called off|scrapped|dropped|abandoned|shelved))"
    r"(?!\W+(?:\w+\W+){0,3}(?:until|till|before|late|as planned|on time|without|only|alone|by)\b)",
    re.I,
)
_IT_HAD_NOT = re.compile(
    r"\W*(?:it|they|she)\s"
    r"(?:(?:has|have|had|did|was|were)(?: not|n['’]t)|never (?:has|have|had|did))(?=[.!;]|\Z)",
    re.I,
)
_AFTER_A_WORD = 2  # sentences back of what "It hadn't." takes back: "Rang them. It hadn't."
_DOINGS = frozenset(
    "attack strike raid landing arrival sale deal transaction operation handover".split()
)
_CARRIED = lexicon.CARRIERS | lexicon.ARMS | lexicon.CIVIL
_WIDE = frozenset({"country", "region", "sea"})  # no place that a voice speaks for
_MISSED = re.compile(
    r"\b(?:nothing (?:had |has )?(?:came|come|fell|fallen|landed|exploded)(?: down)?|"
    r"(?:is|are|was|were|remain(?:s|ed)?) (?:intact|undamaged|unharmed|untouched|unscathed)|"
    r"nothing to do with (?:it|this|the)|"
    rf"(?:all|every one) (?:of )?(?:the )?(?:\w+ )?{_WEAPONS} (?:was|were|had been|have been) "
    r"(?:\w+ )?(?:shot down|intercepted|downed|brought down|destroyed))\b",
    re.I,
)


def confirm(scene: Scene, told: list[Told], context: Context) -> None:
    """Confirm a claim just told: "The prosecutor's office confirmed this".

    Of several strikes that is the one nearest to a place that the sentence names: "Krasnodar's
    governor confirmed a fire".
    """
    if not _CONFIRMS_THIS.search(scene.words) or not told:
        return
    strikes = [t for t in told[-_RECENT:] if t.claim.kind == "strike"]
    item = strikes[-1] if strikes and ATTACK.search(scene.words) else told[-1]
    named = [m.place for m in scene.mentions if m.place and m.place.kind != "country"]
    if named and item.claim.kind == "strike":
        near = [
            (apart_m(named[0], t.claim.location), n)
            for n, t in enumerate(strikes)
            if t.claim.location and context.sentence - t.sentence <= _REACH
        ]
        item = strikes[min(near)[1]] if near else item
    if context.sentence - item.sentence <= _REACH and item.claim.status in {"asserted", "alleged"}:
        span = Span(start=scene.sentence.start, end=scene.sentence.end, text=scene.words)
        item.claim = msgspec.structs.replace(item.claim, status="confirmed")
        if item.sentence != context.sentence:
            item.extra.append(span)


def hand_on(scene: Scene, told: list[Told], context: Context) -> None:
    """Name who said what was told just before: "This was reported by the head of the region"."""
    who = source_of_before(scene.words) if told else None
    if who is not None:
        _name_source(told, context, who)
        return
    if not told or not scene.words.lower().startswith(("this ", "it ", "that ")):
        return
    verb = scene.sentence.span.root
    if verb.lemma_ not in SAY or not any(
        c.dep_ == "nsubjpass" and c.i == scene.sentence.span.start for c in verb.children
    ):
        return
    voice = voice_of(scene.text, scene.sentence, verb)
    for item in just_told(told, context, scene) if voice is not None else ():
        if item.claim.claimant is None and context.sentence - item.sentence == 1:
            item.claim = msgspec.structs.replace(item.claim, claimant=voice.text if voice else None)


def _name_source(told: list[Told], context: Context, who: str) -> None:
    """Name who told what the sentence before tells."""
    for item in reversed(told):
        if context.sentence - item.sentence != 1:
            break
        if item.claim.claimant is None:
            item.claim = msgspec.structs.replace(item.claim, claimant=who)


def contest_hits(scene: Scene, told: list[Told], context: Context, inputs: Inputs) -> None:
    """Note on strikes just told that another voice says nothing was hit.

    Only where both are named: a report that tells of an attack, and of an official who says that
    all drones were shot down, does not contradict itself.
    """
    lowered = scene.words.lower() if told else ""
    # the hints spare most sentences the long pattern
    match = _MISSED.search(scene.words) if any(h in lowered for h in _HINTS) else None
    if match is None:
        return
    start = scene.sentence.start + match.start()
    token = next(t for t in scene.tokens if scene.sentence.offsets(t)[1] > start)
    voice = voice_of(scene.text, scene.sentence, token)
    if voice is not None and voice.text.split()[0].casefold() in {"its", "their", "his", "her"}:
        # "Uganda replied that its border post recorded no such cargo"
        voice = main_voice(scene.text, scene.sentence) or voice
    if voice is None:
        return
    span = Span(start=scene.sentence.start, end=scene.sentence.end, text=scene.words)
    towns = _towns(scene, match.start())
    here = [t for t in told[-_RECENT:] if t.sentence == context.sentence]
    for item in reversed(here or told):
        back = context.sentence - item.sentence
        if back > _REACH and not towns:
            break
        claim = item.claim
        if claim.kind != "strike" or claim.claimant in {None, voice.text}:
            continue
        place = claim.location.id if claim.location else None
        if place in towns or (not towns and item.block == scene.sentence.block):
            who = who_says(scene, voice, claim, context, inputs)
            deny(item, [who] if who else [], span, both=False, told_of=True)


def take_back(scene: Scene, told: list[Told], context: Context) -> None:
    """Negate what was told just before and did not come about: "It did not take place"."""
    again = bool(told) and told[-1].sentence == context.sentence and _only_repeats(told)
    before = told[:-1] if again else told
    back = context.sentence - before[-1].sentence if before else 0
    if not 0 < back <= _AFTER_A_WORD:
        return
    item = before[-1]
    bare = _IT_HAD_NOT.match(scene.words) is not None
    if not bare and (back > 1 or not _comes_to_nothing(scene, item.claim)):
        return
    span = Span(start=scene.sentence.start, end=scene.sentence.end, text=scene.words)
    if item.claim.modality != "negated":
        status = "asserted" if item.claim.status == "alleged" else item.claim.status
        item.claim = msgspec.structs.replace(item.claim, modality="negated", status=status)
        item.extra.append(span)
        if again:
            told.pop()  # "The vehicles did not arrive there"


def _only_repeats(told: list[Told]) -> bool:
    """Whether the last claim says in the negative where the one before it should have gone."""
    one, other = (t.claim for t in (told[-1], told[-2])) if len(told) > 1 else (None, None)
    return (
        one is not None and other is not None and one.kind == other.kind == "transfer"
        and one.modality == "negated" and one.origin is None
        and (one.destination is None or id_of(one.destination) == id_of(other.destination))
    )  # fmt: skip


def _has_way(claim: Claim) -> bool:
    """Whether a claim is of a way to a town: who "sent arms to" a country did so all the same."""
    end = claim.destination
    return claim.kind == "transfer" and (
        claim.modality != "occurred" or end is None or end.kind not in _WIDE
    )


def _comes_to_nothing(scene: Scene, claim: Claim) -> bool:
    """Whether a sentence says of a happening, a ship or goods just told that it was not."""
    found = _CAME_TO_NOTHING.match(scene.words)
    if found is None or (found["moves"] and not _has_way(claim)):
        return False
    noun = (found["noun"] or "").casefold().rsplit(" ", 1)[-1]
    one = noun.removesuffix("s")
    told = str(claim.evidence[0].text).casefold()
    return not noun or one in told or one in _DOINGS | _CARRIED | lexicon.NOUN_TRANSFER


def _towns(scene: Scene, at: int) -> set[str]:
    """Ids of the places named in the part of a sentence, up to semicolons, around an offset."""
    first = scene.words.rfind(";", 0, at) + 1
    last = scene.words.find(";", at)
    start = scene.sentence.start + first
    end = scene.sentence.start + last if last >= 0 else scene.sentence.end
    return {
        m.place.id for m in scene.mentions
        if m.role == "literal"
        and m.place
        and m.place.kind not in _WIDE
        and start <= m.start < end
    }  # fmt: skip
