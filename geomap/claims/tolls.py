"""Which strikes the dead and injured that a sentence counts belong to."""

import re
from itertools import takewhile
from typing import Any

import msgspec

from geomap.claims.casualties import casualties_in, counted_at, suffering_at
from geomap.claims.context import Context, id_of
from geomap.claims.scene import SUBJECTS, Scene
from geomap.claims.told import STRIKE_REACH, Told
from geomap.claims.voices import SAY, voice_of
from geomap.records import Casualties, Claim, Flag, Mention, Reason, Span

__all__ = ["add_casualties"]

_TELLS = SAY | {"speak", "count", "list", "put"}
_SOMEWHERE = re.compile(r"\b(?:near|outside) (?P<name>[A-Z][\w’'-]+)")


def add_casualties(scene: Scene, context: Context, new: list[Told], told: list[Told]) -> None:
    """Give the sentence's dead and injured to the strike that took them, or to the one just told.

    Counts with places of their own go each to the strike there: "killing two in A and one in B".
    """
    start = scene.sentence.start
    dates = [(d.start - start, d.end - start) for d in scene.dates if d.edtf]
    found = casualties_in(scene.words, dates=dates)
    if found is None:
        return
    hits = [t for t in new if t.claim.kind == "strike"]
    span = Span(start=scene.sentence.start, end=scene.sentence.end, text=scene.words)
    tolls = _tolls(scene)
    if _by_place(tolls, hits):
        return
    if not hits and len(tolls) > 1:
        for item in _by_place(tolls, _recent(context, told)):
            item.extra.append(span)
        return
    if hits:
        _give(_nearest(scene, hits)[0], found, hits)
        return
    none_hurt = not (found.killed or found.injured)
    hits = _suffered(scene, context, told, none_hurt=none_hurt)
    later = context.own_voice is None and any(t.sentence != context.sentence for t in hits)
    voice = voice_of(scene.text, scene.sentence, scene.sentence.span.root) if later else None
    for item in hits:
        item.extra.append(span)
        if item.claim.casualties is None:
            _give(item, found, [] if none_hurt else _recent(context, told))
            claimant = item.claim.claimant or (voice.text if voice else None)
            item.claim = msgspec.structs.replace(item.claim, claimant=claimant)


def _with_toll(claim: Claim, toll: Casualties) -> Claim:
    """The claim with its dead and injured."""
    reason = Reason(slot="casualties", rule="stated beside the strike", score=0.7)
    return msgspec.structs.replace(claim, casualties=toll, reasons=(*claim.reasons, reason))


def _give(item: Told, toll: Casualties, others: list[Told]) -> None:
    """Give a toll to a strike; flag it where the verb tells several strikes, all with this toll."""
    if item.claim.casualties is not None:
        return
    claim = _with_toll(item.claim, toll)
    strikes = sum(
        t.triggers == item.triggers and t.sentence == item.sentence for t in others if t.triggers
    )
    if strikes > 1 and (toll.killed or toll.injured):
        message = f"the toll is for {strikes} strikes together and stands with one of them"
        flag = Flag(code="shared_count", message=message)
        claim = msgspec.structs.replace(claim, flags=(*claim.flags, flag))
    item.claim = claim


def _by_place(tolls: dict[str, Casualties], hits: list[Told]) -> list[Told]:
    """The strikes at places with tolls of their own, which they are given."""
    there = [(t, tolls[at]) for t in hits if (at := id_of(t.claim.location)) in tolls]
    for item, toll in {id_of(t.claim.location): (t, toll) for t, toll in reversed(there)}.values():
        _give(item, toll, [])
    return [t for t, _ in there]


def _tolls(scene: Scene) -> dict[str, Casualties]:
    """Dead and injured by the id of the town in which they are said to be."""
    tolls: dict[str, Casualties] = {}
    starts = {m.start: m.place.id for m in scene.mentions if m.place is not None}
    for what, count, end in counted_at(scene.words):
        place = starts.get(scene.sentence.start + end)
        if place is None:
            continue
        toll = tolls.get(place, Casualties())
        if getattr(toll, what) is None:
            tolls[place] = msgspec.structs.replace(toll, **{what: count})
    return tolls


def _nearest(scene: Scene, hits: list[Told]) -> list[Told]:
    """The strikes that took the dead: whose verb stands above the count, or last before it."""
    at = scene.sentence.start + suffering_at(scene.words)
    span = scene.sentence.covering(at, at + 1) if len(hits) > 1 else None
    if span is None:
        return hits
    word: Any = span.root
    for above in (word, *word.ancestors):
        own = [t for t in hits if above.i in t.triggers]
        if own:
            return own
    below = {t.i for t in word.subtree}
    own = [t for t in hits if t.triggers & below]
    before = [t for t in hits if t.triggers and min(t.triggers) < word.i]
    last = max((min(t.triggers) for t in before), default=None)
    return own or [t for t in before if min(t.triggers) == last] or hits


def _hurt_elsewhere(scene: Scene) -> bool:
    """Whether a name that was taken for no place tells where: "three gunners near Pryiutne"."""
    known = {m.start for m in scene.mentions} | {d.start for d in scene.dates}
    return any(
        scene.sentence.start + found.start("name") not in known
        for found in _SOMEWHERE.finditer(scene.words)
    )


def _suffered(scene: Scene, context: Context, told: list[Told], *, none_hurt: bool) -> list[Told]:
    """Strikes told before of which a sentence about the dead and injured speaks.

    Those of the place it names; else the last one, in the same paragraph. A count belongs to
    one strike, "no casualties" to all.
    """
    if _hurt_elsewhere(scene):
        return []
    near = _recent(context, told)
    towns = {
        m.place.id for m in scene.mentions
        if m.role == "literal" and m.place and not _is_speakers(scene, m)
    }  # fmt: skip
    there = [t for t in near if t.claim.location and t.claim.location.id in towns]
    if there:
        return there if none_hurt else there[:1]
    return [t for t in near[:1] if t.block == scene.sentence.block and not towns]


def _is_speakers(scene: Scene, mention: Mention) -> bool:
    """Whether a place is only where the speaker is: "the administration in Odesa speaks of two"."""
    span = scene.covering(mention)
    here = span.root if span is not None else None
    while here is not None and here.head != here and here.dep_ not in SUBJECTS:
        if here.pos_ in {"VERB", "AUX"}:
            return False
        here = here.head
    return here is not None and here.dep_ in SUBJECTS and here.head.lemma_.lower() in _TELLS


def _recent(context: Context, told: list[Told]) -> list[Told]:
    """Strikes told of in the last sentences, the last one first."""
    near = takewhile(lambda t: context.sentence - t.sentence <= STRIKE_REACH, reversed(told))
    return [t for t in near if t.claim.kind == "strike"]
