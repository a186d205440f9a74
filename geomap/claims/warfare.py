"""Whether a blow belongs to a war, and not to a street, a match or a museum."""

import re
from itertools import takewhile

from geomap.claims import lexicon
from geomap.claims.context import Context, Names, actor_of
from geomap.claims.drafts import PRECISE
from geomap.claims.scene import Scene, clause_span
from geomap.claims.targets import is_hit, is_label
from geomap.claims.triggers import Trigger

__all__ = ["NOT_WAR", "of_war"]

NOT_WAR = re.compile(
    r"\b(?:rail strike|general strike|hunger strike|strike action|strikes? (?:a|the|an) "
    r"(?:deal|tone|"
    r"note|balance|chord|agreement)|struck (?:a|an|the) (?:\w+ )?(?:deal|tone|note|balance|"
    r"chord|agreement)|"
    r"goalkeepers?|midfielders?|strikers?|crossbar|referee|half-time|stoppage time|free kicks?|"
    r"penalty (?:area|kick|spot)|from \d+ (?:metres|yards) struck the bar|"
    r"(?:house|forest|kitchen|bush) fires?|wildfires?|"
    r"(?:hit|struck) by an? (?:[\w-]+ )?(?:car|truck|lorry|bus|train|van|taxi|motorist|driver)|"
    r"walkout|union|hit (?:record|film|song|single)|heart attacks?|lightning|cyber[- ]?\w*|"
    r"ransomware|hack(?:ed|ers?|ing)|phishing|(?:verbal|scathing|shark|bear) attacks?)\b",
    re.I,
)
_REMEMBER = frozenset(
    "anniversary commemorate commemoration memorial remember remembrance commemorates mourn "
    "reenactment film novel book documentary museum exhibition".split()
)
_ACCIDENTS = frozenset("explosion blast fire impact".split())
_WRECKED = frozenset("damage destroy wreck kill wound injure burn".split())
_ONLY_WAR = frozenset("shell bomb bombard shelling airstrike bombardment".split())
# words of war that a document must hold for "hit" alone, and for "attack on Reni"
_MUCH_WAR, _SOME_WAR = 4, 1


def of_war(scene: Scene, trigger: Trigger, context: Context, names: Names) -> bool:
    """Whether arms, casualties or armed actors stand in the sentence, or all around it."""
    start, end = scene.sentence.offsets(trigger.token)
    first, last = clause_span(scene, [trigger.token])
    if lexicon.TESTS.search(scene.text, first, last) or _only_talked_of(trigger):
        return False
    if _did_not_happen(scene, trigger):
        return False
    if trigger.role == "launch":
        return _fires_arms(trigger)
    if trigger.token.lemma_ in {"kill", "wound", "injure"}:
        return any(
            c.lemma_.lower() in lexicon.WEAPONS for c in trigger.token.children if c.dep_ == "nsubj"
        )
    doers = [c for c in trigger.token.children if c.dep_ == "nsubj"]
    armed = any(d.lemma_ == "mine" or d.lemma_.lower() in lexicon.FIGHTERS for d in doers)
    if armed or _state_strikes(scene, trigger, names):
        return True
    around = scene.text[scene.sentence.start : start] + " " + scene.text[end : scene.sentence.end]
    if lexicon.HEAVY.search(around):
        return True
    recent = context.sentence - context.strike_sentence <= 2
    ship = any(a.kind == "vessel" and is_hit(a, trigger) for a in trigger.arguments)
    if recent and (ship or _one_more(trigger) or trigger.token.lemma_ in {"include", "be"}):
        return True
    if trigger.token.lemma_.lower() in _ONLY_WAR:
        struck = any(a.dep in {"dobj", "nsubjpass"} for a in trigger.places())
        return struck or context.heavy >= 2
    return context.heavy >= _war_needed(scene, trigger)


def _did_not_happen(scene: Scene, trigger: Trigger) -> bool:
    """Whether an attack is only what arms are meant for, or no attack but a crash."""
    token = trigger.token
    if token.dep_ == "pobj" and token.head.lower_ == "for":
        return True  # what arms are meant for has not happened
    armed = any(t.lemma_.lower() in lexicon.WEAPONS for t in scene.tokens)
    return token.lemma_ == "crash" and not armed


def _war_needed(scene: Scene, trigger: Trigger) -> int:
    """How many words of war the document must hold for an attack of which its sentence has none."""
    lemma = trigger.token.lemma_.lower()
    if trigger.role != "strike_noun" or lemma in _ACCIDENTS or not _has_spot(scene, trigger):
        return _MUCH_WAR  # a blast alone may be an accident
    # "an attack on the port of Tuapse damaged a terminal"
    wrecked = any(t.lemma_.lower() in _WRECKED for t in scene.tokens)
    return 0 if wrecked else _SOME_WAR


def _has_spot(scene: Scene, blow: Trigger) -> bool:
    """Whether a noun of attack has its town: "attack on Reni", "Reni: strike on the terminal"."""
    own = {a.start for a in blow.places() if a.prep in {"on", "against"}}
    spots = PRECISE - {"river", "strait"}
    return any(
        is_label(scene, m) or (m.start in own and m.place is not None and m.place.kind in spots)
        for m in scene.mentions
    )


def _only_talked_of(trigger: Trigger) -> bool:
    """Whether an attack is rehearsed, remembered, or no attack but weather or disease."""
    token = trigger.token
    doers = [c for c in token.children if c.dep_ == "nsubj"]
    doers += [g for c in token.children if c.dep_ == "agent" for g in c.children]
    if any(t.lemma_.lower() in lexicon.NATURE for d in doers for t in (d, *d.lefts)):
        return not any(t.lemma_.lower() in lexicon.WEAPONS for d in doers for t in d.subtree)
    if token.dep_ == "relcl" and token.head.lemma_.lower() in lexicon.NOUN_STRIKE:
        token = token.head  # "four years since the explosion that wrecked"
    elif trigger.role != "strike_noun":
        return False
    above = list(takewhile(lambda t: t.dep_ != "ROOT" or t.pos_ == "VERB", token.ancestors))[:4]
    rehearsed = any(
        t.lemma_.lower() in {"simulate", "rehearse", "practise", "practice"} for t in above
    )
    return rehearsed or any(
        t.lemma_.lower() in _REMEMBER
        or (t.lower_ in {"after", "since"} and t.i > 0 and t.nbor(-1).lemma_ == "year")
        for t in above
    )


def _one_more(trigger: Trigger) -> bool:
    """Whether the doer is one more of the weapons just told of: "another hit the tanker"."""
    doers = [c for c in trigger.token.children if c.dep_ == "nsubj"]
    doers += [trigger.token] if trigger.role == "strike_noun" else []
    return any(d.lower_ in {"another", "others", "second", "third"} for d in doers) or any(
        c.lower_ in {"another", "second", "third"} for d in doers for c in d.children
    )


def _fires_arms(trigger: Trigger) -> bool:
    """Whether what is launched, fired or used at a place is a weapon or an attack."""
    verb = trigger.token
    attacks = lexicon.WEAPONS | lexicon.BLOWS
    objects = [c for c in verb.children if c.dep_ in {"dobj", "nsubjpass", "nsubj"}]
    # "dropped guided bombs": the parser may take the adjective for a verb
    objects += [
        o for c in verb.children if c.i == verb.i + 1 and c.tag_ in {"VBN", "VBD", "VBG"}
        for o in c.children if o.dep_ == "dobj"
    ]  # fmt: skip
    objects += [c for o in objects for c in o.conjuncts]
    objects += [c for o in objects for p in o.children if p.dep_ == "prep" for c in p.children]
    if verb.dep_ in {"acl", "relcl"}:
        objects.append(verb.head)
    aimed = verb.lemma_ == "fire" and not any(c.dep_ == "dobj" for c in verb.children)
    if aimed and any(c.lower_ in {"on", "upon", "at"} for c in verb.children):
        return True  # "fired on the tanker"
    if not any(o.lemma_.lower() in attacks for o in objects):
        return False
    return verb.lemma_ != "use" or any(a.prep in {"in", "on", "against"} for a in trigger.places())


def _state_strikes(scene: Scene, trigger: Trigger, names: Names) -> bool:
    """Whether a state or armed group struck a building or a town: "Israel struck a school"."""
    children = list(trigger.token.children)
    hit = [c for c in children if c.dep_ == "dobj"]
    towns = [
        a for a in trigger.places()
        if a.value.role == "literal" and a.value.place and a.value.place.kind in PRECISE
    ]  # fmt: skip
    same = any(c.lower_ == "same" for h in hit for c in h.children)  # "hit the same depot"
    if not (towns or same) or trigger.role != "strike":
        return False
    known = {a.token.i for a in towns}
    building = any(c.lemma_.lower() in lexicon.TARGETS or c.i in known for c in hit)
    return building and any(
        actor_of(scene, c, names)[0] for c in children if c.dep_ in {"nsubj", "agent"}
    )
