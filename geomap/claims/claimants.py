"""Who says what a claim tells: the source of its sentence, or one that goes on from before."""

import re

from geomap.claims.context import Context
from geomap.claims.dating import is_past_perfect
from geomap.claims.issuers import SELF_NAMES
from geomap.claims.scene import Scene
from geomap.claims.told import Inputs
from geomap.claims.voices import GOES_ON, SPEAKS, Voice, speaker_of
from geomap.records import Claim

__all__ = ["claimant_of", "note_speaker", "with_country"]

_OF_THEM = re.compile(r"\b(?:them|these|those|him|her)$", re.I)  # "most of them"
_PRONOUN = frozenset({"he", "she", "they", "it", "we", "i", "both"})
_FIRST_PERSON = frozenset({"we", "i", "us"})
_STORY_REACH = 4  # sentences that a source is taken to go on about the same flow or ship


def claimant_of(
    scene: Scene, context: Context, claim: Claim, voice: Voice | None, inputs: Inputs
) -> str | None:
    """The source of a claim: named in its sentence, or going on from the sentences before."""
    claimant = voice.text if voice else None
    turn = context.speakers.at(scene.sentence.start)
    if turn is not None and turn.who and (voice is None or voice.text.casefold() in _FIRST_PERSON):
        return turn.who
    if voice and _names_itself(voice, context):
        return context.own_voice
    if voice and (voice.text.casefold() in _PRONOUN or _OF_THEM.search(voice.text)):
        label = speaker_of(scene.text, scene.sentence)
        claimant = label.text if label else _taken_up(scene, context, voice)
    story = frozenset[str]()
    if claim.kind == "transfer":
        story = frozenset((*(v.name for v in claim.vessels), f"{claim.supplier}>{claim.recipient}"))
    if claimant:
        claimant = with_country(claimant, inputs)
        context.speaker = claimant
        context.claimant, context.claimant_block = claimant, scene.sentence.block
        if context.claimant_sentence == context.sentence:
            story |= context.claimant_story
        context.claimant_sentence, context.claimant_story = context.sentence, story
        return claimant
    near = context.sentence - context.claimant_sentence <= _STORY_REACH
    same_story = near and bool(story & context.claimant_story)
    just_said = context.sentence - context.claimant_sentence <= 2
    goes_on = (just_said and context.claimant_block == scene.sentence.block) or same_story
    if goes_on:
        return context.claimant
    return _speaks_on(scene, context) or context.own_voice


def note_speaker(scene: Scene, context: Context, voice: Voice | None) -> None:
    """Carry on who spoke in a sentence, whether or not it told a claim."""
    root = scene.sentence.span.root
    if voice is None:
        if context.spoke_at == context.sentence - 1 and is_past_perfect(root):
            context.spoke_at = context.sentence  # it goes on over several sentences
        return
    if voice.text.casefold() not in _PRONOUN and voice.cue in SPEAKS | GOES_ON:
        context.spoke, context.spoke_block = voice.text, scene.sentence.block
        context.spoke_at, context.spoke_on = context.sentence, voice.cue in GOES_ON


def _speaks_on(scene: Scene, context: Context) -> str | None:
    """Who goes on from the sentence before, "It did not stay here, the agent went on".

    So does a witness in the past perfect: "She went out light, the inspector told the court. She
    had met a coaster off the bank".
    """
    near = context.sentence - context.spoke_at == 1 and context.spoke_block == scene.sentence.block
    on = context.spoke_on or is_past_perfect(scene.sentence.span.root)
    return context.spoke if near and on else None


def with_country(claimant: str, inputs: Inputs) -> str:
    """A source with the country for which it stands: "Moscow (Russia)"."""
    seat = inputs.names.seat(claimant.removeprefix("the ").removeprefix("The "))
    country = inputs.names.country(seat) if seat else None
    return claimant if country is None else f"{claimant} ({country.name})"


def _names_itself(voice: Voice, context: Context) -> bool:
    """Whether an issuer speaks of itself: "the Company", "my Government", "this office"."""
    own = (context.own_voice or "").casefold().split()
    words = voice.text.casefold().split()
    if not own or not words or words[-1] not in SELF_NAMES | set(own):
        return False
    return len(words) == 2 and words[0] in {"the", "my", "our", "this"}


def _taken_up(scene: Scene, context: Context, voice: Voice) -> str | None:
    """Whom a pronoun stands for; "we" outside quotation marks is the report's own voice."""
    word = voice.text.casefold()
    if word == "it" and context.actor and context.sentence - context.actor_at == 1:
        return context.actor
    quoted = scene.text[: scene.sentence.end].rfind("“") > scene.text[: voice.start].rfind("”")
    quoted = quoted or '"' in scene.words
    if word in _FIRST_PERSON and not quoted:
        return context.own_voice
    return context.speaker or context.claimant
