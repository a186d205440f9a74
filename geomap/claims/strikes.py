"""Strikes: what was hit where, by grammar; one draft for each place hit.

Tests and launches into the sea are no strikes, nor are labour disputes, struck deals and sold-out
hits: something of war must stand in the sentence, and a place or a ship must have been hit.
"""

import re
from dataclasses import dataclass, field, replace
from typing import Any

from geomap.claims import lexicon
from geomap.claims.attackers import ammunition_of, attacker_of, weapon_of
from geomap.claims.casualties import casualties_in
from geomap.claims.certainty import is_negated
from geomap.claims.context import Context, Names, start_of
from geomap.claims.drafts import WATERS
from geomap.claims.elsewhere import beside_town, hit_elsewhere, spot_at_sea
from geomap.claims.lists import IN_TURN
from geomap.claims.scene import Scene
from geomap.claims.targets import (
    SUFFERED,
    hits_a_ship,
    hits_ship,
    is_hit,
    listed_targets,
    own_soil,
    run_on,
    unplaced_hits,
    unplaced_within,
    where_hit,
)
from geomap.claims.triggers import Argument, Trigger
from geomap.claims.unknown import unknown_towns
from geomap.claims.warfare import is_not_war, of_war
from geomap.records import (
    Casualties,
    Item,
    Mention,
    MentionedPlace,
    Reason,
    Vessel,
)

__all__ = ["StrikeDraft", "casualties_in", "draft_strikes"]

_REPEL = frozenset("repel repulse foil thwart fight beat fend prevent avert halt".split())
_DOWNED = re.compile(
    r"\b(?:shot down|shoot(?:s|ing)? down|brought down|downed|intercept(?:s|ed|ing)?|repel(?:s|"
    r"led)?|"
    r"destroyed in the air|crossed|entered)\b",
    re.I,
)

_ORDINALS = frozenset(
    "second third fourth fifth sixth seventh eighth ninth tenth latest worst deadliest".split()
)
_SPANS = frozenset("month year decade".split())
_FEARS = frozenset(
    "threat fear risk danger possibility prospect likelihood spectre specter".split()
)
STILL_TOLD = 3  # sentences after a strike in which "it sank" tells no new one


@dataclass
class StrikeDraft:
    """The slots of one strike while they are being filled."""

    trigger: Trigger
    location: MentionedPlace | None = None
    launch: MentionedPlace | None = None
    attacker: str | None = None
    weapon: str | None = None
    vessels: list[Vessel] = field(default_factory=list)
    casualties: Casualties | None = None
    items: list[Item] = field(default_factory=list)
    dates: list[Argument] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)
    more: list[Any] = field(default_factory=list)  # tokens of triggers that tell the same
    nameless: bool = False  # a ship was hit and its name is not told here
    unplaced: Mention | None = None  # the name of the place hit, which the gazetteer lacks

    @property
    def token(self) -> Any:
        """The trigger's token."""
        return self.trigger.token


def draft_strikes(scene: Scene, context: Context, names: Names) -> list[StrikeDraft]:
    """Every strike that a sentence tells."""
    triggers = [t for t in scene.triggers if t.kind == "strike"]
    if not triggers or is_not_war(scene.words):
        return []
    triggers = [t for t in triggers if of_war(scene, t, context, names)]
    triggers = _outermost(triggers)
    if triggers:
        context.blow_sentence = context.sentence
    out: list[StrikeDraft] = []
    taken: dict[str, StrikeDraft] = {}
    for trigger in triggers:
        for draft in _drafts(scene, trigger, context, names):
            key = draft.location.id if draft.location else ""
            key += draft.unplaced.text if draft.unplaced else ""
            key += "|".join(v.name for v in draft.vessels)
            known = taken.get(key)
            if known and _is_own_place(draft) and not any(known.trigger.places()):
                # "set fire to A and killed two, while its drones hit B": B is of "hit" alone
                out[out.index(known)] = taken[key] = draft
            elif known is not None:
                known.more.append(draft.token)
            else:
                taken[key] = draft
                out.append(draft)
    return out


def _is_own_place(draft: StrikeDraft) -> bool:
    """Whether the place of a strike hangs on its own trigger, not on another of the sentence."""
    place = draft.location
    return place is not None and any(a.start == place.start for a in draft.trigger.places())


def _outermost(triggers: list[Trigger]) -> list[Trigger]:
    """Drop a noun that only names what the verb above it tells."""
    indices = {t.token.i for t in triggers}
    out = []
    for trigger in triggers:
        here = trigger.token
        under = _only_fired(trigger, indices)
        if under:
            continue
        while here.head != here and here.dep_ in {
            "dobj", "nsubj", "nsubjpass", "csubj", "pobj", "prep", "conj", "compound", "agent",
        }:  # fmt: skip
            subject = here.dep_ == "csubj"  # "shelling hit": the parser may take a noun for a verb
            here = here.head
            if here.i in indices:
                noun = trigger.role == "strike_noun" or subject
                under = noun and not any(trigger.places())
                break
        if not under:
            out.append(trigger)
    return out


def _only_fired(trigger: Trigger, indices: set[int]) -> bool:
    """Whether a verb of firing only describes the weapon of another strike."""
    here = trigger.token
    if trigger.role != "launch":
        return False
    if any(t.i in indices for t in run_on(here)):
        return True
    if here.dep_ not in {"acl", "relcl"}:
        return False
    while here.head != here:
        here = here.head
        if here.i in indices:
            return True
    return False


def _drafts(scene: Scene, trigger: Trigger, context: Context, names: Names) -> list[StrikeDraft]:
    """One draft for each place or ship that one trigger hits."""
    hits, launch = where_hit(scene, trigger)
    vessels = _ships_hit(scene, trigger, context, placed=bool(hits))
    at_sea = bool(hits) and all(where.kind in WATERS for where in hits)
    if at_sea and (vessels or hits_a_ship(trigger)):
        hits = spot_at_sea(scene, trigger) or hits  # "in the Red Sea, 66 miles west of Hodeidah"
    unplaced = unplaced_hits(scene, trigger) if not hits and not vessels else []
    if not hits and not unplaced:
        ship = bool(vessels) or hits_a_ship(trigger)
        hits = hit_elsewhere(scene, trigger, context, ship=ship)
        named_here = bool(hits) and hits[0].start in {m.start for m in scene.mentions}
        hits += listed_targets(scene, hits) if named_here and not vessels else []
        if not (hits or ship):
            hits = beside_town(scene, trigger)
            unplaced = [] if hits else list(unknown_towns(scene, trigger))[:1]
    elif hits:
        hits = sorted([*hits, *listed_targets(scene, hits)], key=start_of)
    within = unplaced_within(scene, hits[0]) if len(hits) == 1 and not vessels else None
    if _tells_none(scene, trigger, context, hits, launched=launch is not None):
        return []
    attacker = attacker_of(scene, trigger, context, names, place=next(iter(hits), None))
    if launch is not None and _is_make(trigger, launch, attacker):
        launch = None
    known = StrikeDraft(
        trigger,
        launch=launch or own_soil(trigger, attacker, names),
        attacker=attacker,
        weapon=weapon_of(scene, trigger),
        nameless=not vessels and hits_a_ship(trigger),
        unplaced=within,
        dates=[a for a in trigger.arguments if a.kind == "date"],
    )
    if len(vessels) > 1 and len(hits) < 2:
        place = hits[0] if hits else None
        return [
            replace(known, location=place, vessels=[ship],
                    dates=_dates_beside(scene, vessels, ship) or known.dates)
            for ship in vessels
        ]  # fmt: skip
    if unplaced:
        return [replace(known, unplaced=name) for name in unplaced]
    return _for_each_place(scene, known, hits, vessels)


def _tells_none(
    scene: Scene, trigger: Trigger, context: Context, hits: list[MentionedPlace], *, launched: bool
) -> bool:
    """Whether arms were downed, attacks spoken of, denied or told before: no strike here."""
    if _DOWNED.search(scene.words) and not launched and not _hit_verb(trigger):
        return True
    if _result_only(scene, trigger):
        return True
    if trigger.token.lemma_ in lexicon.FALL and is_negated(trigger.token):
        return True  # "no debris fell on the town"
    if trigger.role == "strike_noun" and _is_general(trigger, hits):
        return True
    return _negated_noun(trigger) or _told_already(scene, trigger, context)


def _is_make(trigger: Trigger, launch: MentionedPlace, attacker: str | None) -> bool:
    """Whether "missiles from North Korea" tells whose make they are: another state fired them."""
    if launch.kind != "country" or attacker in {None, launch.country} or len(attacker or "") != 2:
        return False
    return any(
        a.prep == "from" and a.start == launch.start and a.token.head.head.pos_ in {"NOUN", "PROPN"}
        for a in trigger.places()
    )


def _for_each_place(
    scene: Scene, known: StrikeDraft, hits: list[MentionedPlace], vessels: list[Vessel]
) -> list[StrikeDraft]:
    """A draft for each place hit; a counted barrage of a known attacker needs none."""
    volley = ammunition_of(scene, known.trigger)
    barrage = known.trigger.role == "launch" and known.attacker is not None and volley
    places: list[MentionedPlace | None] = list(hits) or ([None] if vessels or barrage else [])
    out = []
    for place in places:
        if place is not None and known.launch is not None and place.id == known.launch.id:
            continue
        reasons = []
        if place is not None:
            span = {"start": place.start, "end": place.end}
            reasons = [Reason(slot="location", rule=known.trigger.role, score=0.85, **span)]
        items = volley if len(places) == 1 else []
        out.append(
            replace(known, location=place, vessels=list(vessels), items=items, reasons=reasons)
        )
    if len(out) == len(known.dates) > 1 and IN_TURN.search(scene.words):
        out = [replace(d, dates=[day]) for d, day in zip(out, known.dates, strict=True)]
    return out


def _ships_hit(scene: Scene, trigger: Trigger, context: Context, *, placed: bool) -> list[Vessel]:
    """Ships that a trigger hits; without a place hit, also those that "the ship" takes up."""
    vessels = [a.value for a in trigger.arguments if a.kind == "vessel" and is_hit(a, trigger)]
    suffers = _who_suffers(trigger.token)
    vessels = vessels or [
        a.value for a in scene.loose
        if a.kind == "vessel" and suffers is not None and a.token == suffers
    ]  # fmt: skip
    if vessels or placed or not hits_ship(trigger):
        return vessels
    near = [
        a.value
        for a in (*trigger.arguments, *scene.loose)
        if a.kind == "vessel" and not (a.dep == "nsubj" and trigger.role != "launch")
    ]
    return near or list(context.ships_again(scene.words))


def _who_suffers(verb: Any) -> Any | None:
    """The subject of the clause above a passive: "the Lena went down after being struck"."""
    passive = any(c.dep_ == "auxpass" for c in verb.children)
    if not passive or any(c.dep_ == "nsubjpass" for c in verb.children):
        return None
    above = verb.head.head if verb.dep_ == "pcomp" else verb.head
    return next((c for c in above.children if c.dep_ in {"nsubj", "nsubjpass"}), None)


def _told_already(scene: Scene, trigger: Trigger, context: Context) -> bool:
    """Whether a clause only goes on about the strike just told: "It sank", "one hit the hull"."""
    token = trigger.token
    counts = token.dep_ == "attr" and any(c.lower_ == "it" for c in token.head.children)
    if counts and trigger.role == "strike_noun":
        return True  # "it was the second attack there in two days"
    if trigger.role == "strike_noun" and token.dep_ == "pobj" and token.head.lower_ == "in":
        before = any(t.kind == "strike" and t.token.i < token.i for t in scene.triggers)
        if before and any(c.lower_ in _ORDINALS for c in token.children):
            return True  # "exploded in Baghdad, in the fifth attack in Iraq this month"
    if any(trigger.places()) and trigger.token.lemma_ not in SUFFERED:
        return False
    subjects = [c for c in trigger.token.children if c.dep_ == "nsubj"]
    if any(c.dep_ in {"dobj", "nsubjpass"} for c in trigger.token.children):
        others = [t for t in scene.triggers if t.kind == "strike" and t is not trigger]
        part = any(s.lower_ in {"one", "another", "both", "others"} for s in subjects)
        return part and any(True for t in others for _ in t.arguments)
    near = context.strike_place and context.sentence - context.strike_sentence <= STILL_TOLD
    return bool(near) and any(s.pos_ == "PRON" or _the_ship(scene, s) for s in subjects)


def _is_general(trigger: Trigger, hits: list[MentionedPlace]) -> bool:
    """Whether attacks are only feared, or spoken of all over a country: "its bombings in X"."""
    above = trigger.token.head.head if trigger.token.dep_ == "pobj" else trigger.token.head
    if above.lemma_.lower() in _FEARS or any(c.lower_ == "any" for c in trigger.token.children):
        return True  # "the threat of attacks on", "will not join any assault on"
    if above.lemma_.lower() in _SPANS and trigger.token.dep_ == "pobj":
        return True  # "a month of strikes on": the sum of what is told one by one
    wide = bool(hits) and all(place.kind == "country" for place in hits)
    told = any(a.kind in {"date", "vessel"} for a in trigger.arguments)
    many = trigger.token.tag_ == "NNS"
    counted = any(c.dep_ == "nummod" for c in trigger.token.children)
    return wide and many and not told and not counted and trigger.token.head.lemma_ != "launch"


def _the_ship(scene: Scene, noun: Any) -> bool:
    """Whether a noun takes up the ship that was hit: "the vessel", where none is named."""
    known = any(c.lower_ == "the" for c in noun.children)
    return known and noun.lemma_.lower() in lexicon.SHIPS and not scene.vessels


def _result_only(scene: Scene, trigger: Trigger) -> bool:
    """Whether a participle only says what the strike above it did: "shelled X, damaging Y"."""
    if trigger.token.tag_ != "VBG" or trigger.token.dep_ != "advcl" or any(trigger.places()):
        return False
    others = {t.token.i for t in scene.triggers if t.kind == "strike" and t is not trigger}
    return any(a.i in others for a in trigger.token.ancestors)


def _negated_noun(trigger: Trigger) -> bool:
    """Whether an attack is only named to say that there was none, or that it was beaten off."""
    above = trigger.token.head
    if trigger.role == "strike_noun":
        none = any(c.lower_ == "no" for c in trigger.token.children)
        there = any(c.dep_ == "expl" for c in above.children)
        aimed = any(a.prep in {"on", "against"} for a in trigger.places())
        if (none and there and not aimed) or (
            above.lemma_ in _REPEL and trigger.token.dep_ in {"dobj", "nsubjpass"}
        ):
            return True
    head = trigger.token.head
    return (
        trigger.role == "strike_noun"
        and trigger.token.dep_ == "pobj"
        and any(c.lower_ == "no" for c in head.head.children)
    )


def _dates_beside(scene: Scene, vessels: list[Vessel], ship: Vessel) -> list[Argument]:
    """Dates that stand between this ship's name and the next one's."""
    later = [start_of(v) for v in vessels if start_of(v) > start_of(ship)]
    end = min(later, default=scene.sentence.end)
    every = [*scene.loose, *(a for t in scene.triggers for a in t.arguments)]
    return [a for a in every if a.kind == "date" and start_of(ship) < a.start < end]


def _hit_verb(trigger: Trigger) -> bool:
    return trigger.role in {"strike", "strike_noun"}
