"""Whether a blow belongs to a war, and not to a street, a match or a museum."""

import re
from itertools import islice, takewhile
from typing import Any

from geomap.claims import lexicon
from geomap.claims.arms import can_be_hit, doers, is_thrown
from geomap.claims.attackers import doers_of
from geomap.claims.blows import WRECKING, comes_on, is_crew, is_overhead
from geomap.claims.context import Context, Names, actor_of, names_group
from geomap.claims.drafts import PRECISE, WATERS
from geomap.claims.register import ARMS_WORD, AT_WAR, FORCES_WORD, SUFFERING_WORD
from geomap.claims.scene import Scene, clause_span
from geomap.claims.targets import hits_ship, is_hit, is_label
from geomap.claims.triggers import Trigger

__all__ = ["is_not_war", "of_war"]

_NOT_WAR = re.compile(
    r"\b(?:rail strike|general strike|hunger strike|strike action|strikes? (?:a|the|an) "
    r"(?:deal|tone|"
    r"note|balance|chord|agreement)|struck (?:a|an|the) (?:\w+ )?(?:deal|tone|note|balance|"
    r"chord|agreement)|"
    r"goalkeepers?|midfielders?|strikers?|crossbar|referee|half-time|stoppage time|free kicks?|"
    r"penalty (?:area|kick|spot)|from \d+ (?:metres|yards) struck the bar|"
    r"(?:hit|struck) by an? (?:[\w-]+ )?(?:car|truck|lorry|bus|train|van|taxi|motorist|driver)|"
    r"walkouts?|unions? (?:\w+ )?(?:strikes?|stoppages?|action)|"
    r"strikes? (?:by|of|at|among|called) [^.;]{0,40}\bunions?|hit (?:record|film|song|single)|"
    r"ransomware|phishing|(?:verbal|scathing|shark|bear) attacks?)\b",
    re.I,
)
# where no arms are named beside them: a missile may cause house fires and a heart attack
_NOT_ARMS = re.compile(
    r"\b(?:(?:house|forest|kitchen|bush) fires?|wildfires?|heart attacks?|lightning|"
    r"cyber[- ]?\w*|hack(?:ed|ers?|ing))\b",
    re.I,
)
_REMEMBER = frozenset(
    "anniversary commemorate commemoration memorial remember remembrance commemorates mourn "
    "reenactment film novel book documentary museum exhibition".split()
)
_ACCIDENTS = frozenset("explosion blast fire impact explode burn".split())
_GUNS = frozenset("gun gunfire machine tank arm sniper ground return heavy".split())
_WRECKED = frozenset("damage destroy wreck kill wound injure burn".split())
_JUST_TOLD = 2  # sentences after a strike in which one more is of the same war
_GO_DOWN = frozenset({"sink", "burn"})
_ON_WATER = re.compile(
    r"\boff (?:the coast|[A-Z])|\b(?:nautical miles|NM|at sea|UKMTO)\b|\d\d[°.]?\d\d[’'.\d]*[NS]\b"
)
_SEA_BLOWS = frozenset("attack raid assault torpedo fire hit".split())
_ENEMIES = frozenset("mine enemy occupier invader gunner".split())
_OF_GUNS = frozenset("barrage salvo volley bombardment shelling".split())
_ONLY_WAR = frozenset("shell bomb bombard shelling airstrike bombardment".split())
# different words of war that a document must hold for "hit" alone, for "bombed" alone or beside a
# soldier, and for "attack on Reni"
_MUCH_WAR, _WAR, _SOME_WAR = AT_WAR + 1, 2, 1
# what strikes, is struck or is lit without arms: "strikes ignited the conflict", "costs hit sales"
_NO_THING = frozenset(
    "conflict war debate row dispute protest hope dream career reputation economy price "
    "profit sale share growth demand record deal note balance chord headline nail gold pose fear "
    "anger memory confidence interest campaign budget trade sector earning revenue cost crisis "
    "shortage cut delay duty tariff fee scandal news rumour rumor passion interest imagination "
    "controversy speculation rivalry spark bidding wave surge inflation pandemic weather cold heat "
    "snow frost ice bird rock boulder tree meteor asteroid bear shark dog horse wolf lion bull "
    "snake stone ball bottle paint "
    "rate tax slump downturn recession drought disease illness stroke tragedy disaster blow luck "
    "chart jackpot bottom peak height low high memorandum treaty agreement law announcement idea "
    "thought statement remark word letter".split()
)
# what runs into things by accident
_BY_PLANES = frozenset("destroy attack sink target pound raid blast level flatten strafe".split())
_TRAFFIC = frozenset(
    "car lorry truck bus coach van taxi train tram motorcycle motorbike bicycle cyclist motorist "
    "driver pickup barge ferry yacht lorry vehicle minibus tractor cyclist pedestrian".split()
)
_PLANES = frozenset({"bomber", "jet", "warplane"})  # when they crash, nobody was struck
_ARRESTS = re.compile(r"\b(?:arrest\w*|detain\w*|search(?:ed|ing)|warrants?)\b", re.I)
_IN_FLIGHT = frozenset("rocket missile drone uav projectile warhead interceptor".split())
_RUNS_INTO = frozenset("hit strike crash slam smash ram damage destroy wreck kill injure".split())
_BY_ACCIDENT = re.compile(
    r"\b(?:electrical|short[- ]circuits?|gas (?:leaks?|explosions?)|methane|fireworks?|boilers?|"
    r"faulty|cigarettes?|forest fires?|wildfires?|firemen|fire (?:brigade|engines?)|overheat\w*|"
    r"malfunction\w*|by accident|accidental(?:ly)?)\b",
    re.I,
)
# for what they name somebody answers: "blamed the RSF for a strike on Kosti"
_ANSWERS_FOR = frozenset("blame condemn denounce criticise criticize responsible fault".split())
_CHARGED = frozenset(
    "accuse suspect charge convict conspiracy mastermind acquit jail indict try".split()
)
_CHARGE_STEPS = 5  # words up from "attacks" to "charged": "charged with conspiracy in the attacks"
_ATTEMPTS = frozenset(
    "attempt bid effort operation mission sortie raid drone missile rocket weapon".split()
)


def is_not_war(words: str) -> bool:
    """Whether a sentence speaks of other blows: of sport, of strikers, of nature."""
    other = _NOT_ARMS.search(words) and not ARMS_WORD.search(words)
    return bool(other or _NOT_WAR.search(words))


def of_war(scene: Scene, trigger: Trigger, context: Context, names: Names) -> bool:
    """Whether arms, casualties or armed actors stand in the sentence, or all around it."""
    if trigger.like is not None:  # "one into B", after "two salvoes into A"
        return of_war(scene, trigger.like, context, names)
    if _is_tale(scene, trigger, context):
        return False
    if trigger.role == "launch":
        return _fires_arms(scene, trigger, context, names)
    agents = doers(trigger.token)
    # what came down may have come from space, or from a roof
    debris = any(d.lemma_.lower() in lexicon.DEBRIS for d in agents)
    debris = debris and context.register.war + bool(ARMS_WORD.search(scene.words)) >= _WAR
    if debris or any(_is_armed(d) for d in agents):
        return True
    if trigger.token.lemma_ in {"kill", "wound", "injure"}:
        return False
    if _tells_arms(trigger, agents) or _state_strikes(scene, trigger, names):
        return True
    blow = any(d.lemma_.lower() in lexicon.BLOWS for d in agents)
    wrecks = trigger.token.lemma_ in WRECKING and trigger.anchor is None
    more = wrecks and _war_all_over(scene, trigger, context)
    if wrecks and not (blow or (more and _falls_on(trigger))):
        # "the boxer was knocked out", "a chemical warehouse blew up"
        return any(d.lemma_.lower() in lexicon.FORCES | lexicon.WARSHIPS for d in agents)
    if not blow and _is_no_blow(scene, trigger, agents):
        return False
    return _arms_around(scene, trigger, context) or _war_all_over(scene, trigger, context)


def _is_tale(scene: Scene, trigger: Trigger, context: Context) -> bool:
    """Whether a blow is one of a match or a stage, a test, a memory, or did not happen."""
    register = context.register
    if register.at_play and register.play >= 2 * register.war:
        return True
    first, last = clause_span(scene, [trigger.token])
    test = lexicon.TESTS.search(scene.text, first, last)
    if (test and not _misses_ship(scene, test)) or _only_talked_of(trigger):
        return True
    return _did_not_happen(scene, trigger)


def _misses_ship(scene: Scene, test: re.Match[str]) -> bool:
    """Whether what fell "into the sea" had been aimed at a ship that the sentence speaks of."""
    fell = test[0].casefold().startswith("into")
    return fell and any(t.lemma_.lower() in lexicon.SHIPS - lexicon.WARSHIPS for t in scene.tokens)


def _tells_arms(trigger: Trigger, agents: list[Any]) -> bool:
    """Whether a blow tells its arms: a mine, jihadists, planes that bomb, "a barrage crippled"."""
    guns = trigger.token.lemma_.lower() in _ONLY_WAR | {"artillery"}
    if comes_on(trigger.token) or (guns and is_overhead(trigger.token)):
        return trigger.role == "strike_noun"
    bombs = trigger.token.lemma_.lower() in _ONLY_WAR
    for agent in agents:
        lemma = agent.lemma_.lower()
        # "Jihadists" keeps its plural where it was read as a name
        if lemma in _ENEMIES or lemma.removesuffix("s") in lexicon.FIGHTERS:
            return True
        guns = lemma in _OF_GUNS and not any(
            c.lower_ == "of" and not any(is_thrown(g) for g in c.children) for c in agent.children
        )  # not "a barrage of questions"
        wrecks = bombs or trigger.token.lemma_ in _BY_PLANES
        if (wrecks and lemma in lexicon.AIRCRAFT) or (guns and _falls_on(trigger)):
            return True
    return False


def _arms_around(scene: Scene, trigger: Trigger, context: Context) -> bool:
    """Whether the rest of the sentence holds arms, or soldiers or casualties of a war."""
    register = context.register
    start, end = scene.sentence.offsets(trigger.token)
    around = scene.text[scene.sentence.start : start] + " " + scene.text[end : scene.sentence.end]
    if any(is_thrown(t) for t in scene.tokens if t != trigger.token and t.pos_ == "PROPN"):
        return True
    if ARMS_WORD.search(around) or (register.war >= _WAR and FORCES_WORD.search(around)):
        return True
    if register.at_war and SUFFERING_WORD.search(around):
        return True
    return names_group(around) or _attacked_at_sea(scene, trigger)


def _war_all_over(scene: Scene, trigger: Trigger, context: Context) -> bool:
    """Whether the sentences before or the whole document make a blow one of a war."""
    register = context.register
    recent = context.sentence - context.strike_sentence <= _JUST_TOLD
    ship = any(a.kind == "vessel" and is_hit(a, trigger) for a in trigger.arguments)
    if recent and (ship or _one_more(trigger) or trigger.token.lemma_ in {"include", "be"}):
        return True
    if recent and register.war >= _WAR and _falls_on(trigger):
        return True
    if trigger.token.lemma_ in _GO_DOWN:
        return False  # ships are scuttled, and burn by accident
    if trigger.token.lemma_.lower() in _ONLY_WAR:
        struck = any(a.dep in {"dobj", "nsubjpass"} for a in trigger.places())
        return struck or register.war >= _WAR
    return register.war >= _war_needed(scene, trigger) and not register.at_play


def _falls_on(trigger: Trigger) -> bool:
    """Whether a verb of attack has a thing that can be hit for its object: "the depot was hit"."""
    hit = [c for c in trigger.token.children if c.dep_ in {"dobj", "nsubjpass"}]
    hit += [
        g for c in trigger.token.children if c.lower_ in {"into", "through", "onto"}
        for g in c.children
    ]  # fmt: skip
    if any(c.tag_ == "MD" for c in trigger.token.children):
        return False  # "a blackout would cripple the town"
    return trigger.role == "strike" and any(can_be_hit(c) for c in hit)


def _attacked_at_sea(scene: Scene, trigger: Trigger) -> bool:
    """Whether a ship was attacked on the water: "a vessel was attacked off Fujairah"."""
    words = {t.lemma_.lower() for t in (trigger.token, trigger.anchor) if t is not None}
    below = {c.dep_ for c in trigger.token.children}
    if trigger.token.lemma_ in {"hit", "strike"} and "nsubjpass" in below and "agent" not in below:
        return hits_ship(trigger) and _ON_WATER.search(scene.words) is not None
    if not words & _SEA_BLOWS or not hits_ship(trigger):
        return False
    if _ON_WATER.search(scene.words):
        return True
    return any(m.place is not None and m.place.kind in WATERS for m in scene.mentions)


def is_weapon(noun: Any) -> bool:
    """Whether a noun names a weapon; of fires only those of arms: "mortar fire"."""
    lemma = noun.lemma_.lower()
    if lemma in {"fire", "barrage"}:
        return any(t.lemma_.lower() in lexicon.WEAPONS | _GUNS for t in noun.lefts)
    return lemma in lexicon.WEAPONS or is_thrown(noun)


def _is_armed(noun: Any) -> bool:
    """Whether a doer is arms or what is left of them; a plane alone may be a guest's."""
    lemma = noun.lemma_.lower()
    if is_thrown(noun) or is_crew(noun):
        return True
    if lemma in {"jet", "bomber"} or (lemma == "fire" and not is_weapon(noun)):
        return False
    return is_weapon(noun) or _is_armed_blow(noun)


def _is_armed_blow(noun: Any) -> bool:
    """Whether an attack is named with its arms: "air strikes", "a drone attack", "shelling"."""
    lemma = noun.lemma_.lower()
    if lemma in _ONLY_WAR | {"airstrike", "bombing", "shellfire", "gunfire"}:
        return True
    sorts = {t.lemma_.lower() for t in noun.lefts}
    return lemma in lexicon.BLOWS and bool(sorts & (lexicon.WEAPONS | {"air", "aerial"}))


def _is_no_blow(scene: Scene, trigger: Trigger, agents: list[Any]) -> bool:
    """Whether weather, traffic, prices or an accident strike, or nothing that can be struck is."""
    token = trigger.token
    hit = [c for c in token.children if c.dep_ in {"dobj", "nsubjpass"} and c != trigger.anchor]
    if any(n.lemma_.lower() in _NO_THING for n in (*agents, *hit)):
        return True
    if any(c.dep_ == "prep" and c.lower_ == "like" for c in token.children):
        return True  # "struck Mogadishu like a slap"
    forces = any(d.lemma_.lower() in lexicon.FORCES for d in agents)
    if hit and not forces and all(h.lemma_.lower() in _IN_FLIGHT for h in hit):
        return True  # "the range officer destroyed the rocket"
    mined = any(h.lemma_.lower() == "mine" for h in hit)
    if token.lemma_ in _RUNS_INTO and any(d.lemma_.lower() in _TRAFFIC for d in agents):
        return not (mined or ARMS_WORD.search(scene.words))
    burns = any(t.lemma_.lower() in _ACCIDENTS for t in (token, *agents))
    if burns and _BY_ACCIDENT.search(scene.words):
        return True
    return _is_meant(token) or _is_charge(trigger)


def _is_meant(verb: Any) -> bool:
    """Whether an attack is what a noun is for: "ways to attack", "the right to bomb"."""
    to = verb.dep_ in {"acl", "relcl"} and any(c.lower_ == "to" for c in verb.children)
    return to and verb.tag_ == "VB" and verb.head.lemma_.lower() not in _ATTEMPTS


def _is_charge(blow: Trigger) -> bool:
    """Whether an attack only says of what somebody is accused: "the man accused of the attacks"."""
    if blow.role != "strike_noun" or blow.token.dep_ != "pobj" or any(blow.places()):
        return False
    return any(t.lemma_.lower() in _CHARGED for t in islice(blow.token.ancestors, _CHARGE_STEPS))


def _did_not_happen(scene: Scene, trigger: Trigger) -> bool:
    """Whether an attack is only what arms are meant for, or no attack but a crash."""
    token = trigger.token
    blamed = token.head.head.lemma_.lower() in _ANSWERS_FOR and any(trigger.places())
    if token.dep_ == "pobj" and token.head.lower_ in {"for", "like", "than"} and not blamed:
        return True  # what arms are meant for has not happened, nor what "like a barrage" came
    if token.lemma_ == "raid" and _ARRESTS.search(scene.words):
        return True  # "launched raids to arrest"
    armed = any(t.lemma_.lower() in lexicon.WEAPONS - _PLANES for t in scene.tokens)
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
    agents = doers(token)
    if any(t.lemma_.lower() in lexicon.NATURE for d in agents for t in (d, *d.lefts)):
        return not any(t.lemma_.lower() in lexicon.WEAPONS for d in agents for t in d.subtree)
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
    agents = [c for c in trigger.token.children if c.dep_ in {"nsubj", "nsubjpass"}]
    agents += [trigger.token] if trigger.role == "strike_noun" else []
    return any(d.lower_ in {"another", "others", "second", "third"} for d in agents) or any(
        c.lower_ in {"another", "second", "third"} for d in agents for c in d.children
    )


def _fires_arms(scene: Scene, trigger: Trigger, context: Context, names: Names) -> bool:
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
    if not any(o.lemma_.lower() in attacks or is_thrown(o) for o in objects):
        aimed = verb.lemma_ == "fire" and not any(c.dep_ == "dobj" for c in verb.children)
        aimed = aimed and any(c.lower_ in {"on", "upon", "at"} for c in verb.children)
        return aimed and _fired_in_war(scene, trigger, context, names)  # "fired on the tanker"
    return verb.lemma_ != "use" or any(a.prep in {"in", "on", "against"} for a in trigger.places())


def _fired_in_war(scene: Scene, trigger: Trigger, context: Context, names: Names) -> bool:
    """Whether those who "fired on" something are soldiers or rebels, or hit a ship."""
    agents = doers(trigger.token)
    armed = any(d.lemma_.lower() in lexicon.FIGHTERS | lexicon.FORCES for d in agents)
    if armed or hits_ship(trigger) or context.register.war >= _WAR:
        return True
    return any(actor_of(scene, d, names)[0] for d in agents)


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
    things = lexicon.TARGETS | lexicon.CARRIERS
    building = any(c.lemma_.lower() in things or c.i in known for c in hit)
    return building and any(actor_of(scene, noun, names)[0] for noun in doers_of(trigger.token))
