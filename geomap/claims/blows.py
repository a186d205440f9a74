"""Words that tell a blow by what stands beside them: "came under fire", "drones on Izmail"."""

from typing import Any

from geomap.claims import lexicon
from geomap.claims.arms import can_be_hit, doers, is_built, is_thrown, swung

__all__ = [
    "WRECKING",
    "aims_blow",
    "blow_dealt",
    "blow_suffered",
    "comes_down",
    "comes_on",
    "gets_through",
    "is_crew",
    "is_overhead",
    "lies_under",
    "names_targets",
    "one_more",
    "rams",
    "weapon_meets",
]

# what arms do and no blow is: they are made, moved, kept, shown and flown
_HARMLESS = frozenset(
    "be have do can include contain carry bring take give make get use need cost require weigh "
    "arrive come return depart travel fly pass cross enter violate overfly hover circle "
    "patrol orbit film photograph picture monitor watch survey spot observe map record inspect "
    "track detect see show identify target protect defend guard cover escort serve help support "
    "assist deliver supply spray operate work run range miss fail avoid evade approach follow "
    "face lead point aim deter threaten menace worry replace join remain stay stand sit lie "
    "belong count rely depend focus appear feature star line move head go proliferate emerge "
    "enable allow let force prompt cause trigger drive change transform shape define dominate "
    "accompany await attract draw put keep hold store mount arm load transport ship send sell "
    "build produce design develop test launch fire drop release deploy display parade call "
    "name know see think believe mean consider base house host position park station "
    "intercept down shoot stop thwart jam divert".split()
)
_UPON = frozenset("into onto on upon at through against among amid over inside".split())
_FREIGHTED = frozenset({"from", "by", "via", "aboard"})
_AIMED = frozenset({"into", "onto", "against", "upon"})
_FLIES = frozenset(
    "fly go come streak race rush hurtle scream whistle roar dive swoop plummet speed sail".split()
)
# verbs that bring or keep somebody "under fire"
_HOLD_UNDER = frozenset("take bring keep put hold".split())
_UNDER = lexicon.BLOWS | {"fire", "hit", "artillery", "gunfire", "shellfire"}
_NAMED_FIRST = frozenset({"ROOT", "nsubj", "nsubjpass", "npadvmod", "dep"})
# targets that stay where they are: "shells on Zamzam camp", not "missiles on Abrams tanks"
_STANDING = lexicon.TARGETS - lexicon.CARRIERS - lexicon.SHIPS - {"tank", "launcher", "radar"}
_CREWS = frozenset("crew battery operator gunner pilot".split())
_CATCHES = frozenset({"catch", "find", "get", "engage"})
_AGAIN = frozenset({"it", "them"})
_MORE = frozenset("another other others several both some more once twice".split())
_PLANES = frozenset({"jet", "warplane", "bomber", "gunship"})
_RUN = frozenset({"drive", "steer", "crash", "ram", "ride"})
_RUINS = frozenset(
    "ruin rubble flame ash tatter power light water roof burn burnt wreck gut cripple destroy "
    "damage ablaze alight dead".split()
)
# verbs that wreck with their small word: "blew up a radar", "knocked out a bridge"
WRECKING = {
    "blow": frozenset({"up", "apart"}),
    "knock": frozenset({"out"}),
    "take": frozenset({"out"}),
    "shoot": frozenset({"up"}),
}


def blow_dealt(verb: Any) -> Any | None:
    """The attack that a verb without a sense of its own delivers: "carried out dozens of raids"."""
    for child in verb.children:
        if child.dep_ not in {"dobj", "nsubjpass"}:
            continue
        if verb.lemma_ == "open" and child.lower_ == "fire":
            return child
        if verb.lemma_ == "follow" and not any(c.dep_ == "expl" for c in verb.children):
            continue  # "there followed a third blow"
        held = [g for c in child.children if c.lower_ == "of" for g in c.children]
        for noun in (child, *held):
            if noun.lemma_.lower() in lexicon.BLOWS:
                return noun
    return None


def comes_down(verb: Any) -> bool:
    """Whether debris or a weapon comes down somewhere: "debris fell on", "rockets landed in"."""
    if verb.lemma_ == "come" and not any(c.lower_ in {"down", "through"} for c in verb.children):
        return False  # "drones have come over the Caspian": by ship
    breaks = verb.lemma_ in {"bring", "tear", "rip", "punch", "knock"} and any(
        c.lower_ in {"down", "through", "into", "out", "apart", "off"} for c in verb.children
    )
    if not breaks and verb.lemma_.lower() not in lexicon.FALL:
        return False
    falling = [n for n in doers(verb) if n.lemma_.lower() not in _PLANES]
    if breaks:  # "fragments brought down a wall", "the blast tore through a market"
        blows = lexicon.DEBRIS | lexicon.BLOWS | {"blast", "explosion"}
        return any(n.lemma_.lower() in blows or is_thrown(n) for n in falling)
    fallen = any(n.lemma_.lower() in lexicon.DEBRIS or is_thrown(n) for n in falling)
    return fallen and any(c.dep_ in {"prep", "advmod"} for c in verb.children)


def weapon_meets(verb: Any) -> bool:
    """Whether a weapon does anything to a thing, or comes upon one: "a drone found the depot".

    Of what arms do as the subject or the agent of a verb, most is a blow; the verbs that are none
    are few.
    """
    if verb.lemma_.lower() in _FLIES and _flies_at(verb):
        return True
    if verb.lemma_.lower() in _HARMLESS or verb.tag_ == "VB":
        return False
    if any(c.tag_ == "MD" or c.dep_ == "neg" for c in verb.children):
        return False  # "missiles that can reach", "did not find"
    met = [c for c in verb.children if c.dep_ in {"dobj", "nsubjpass"}]
    if verb.dep_ == "acl" and verb.tag_ == "VBN":  # "a van, caught by a drone"
        met.append(verb.head)
    leaves = verb.lemma_ == "leave"
    if leaves and (verb.tag_ == "VBG" or not _leaves_in_ruins(verb)):
        return False
    if verb.lemma_ == "reach" and any(c.lower_ in _FREIGHTED for c in verb.children):
        return False  # "missiles reached Russia from Anzali": as freight
    if not met:
        upon = (c for c in verb.children if c.dep_ == "prep" and c.lower_ in _UPON)
        met = [g for c in upon for g in c.children]
    if not met or not (leaves or any(can_be_hit(n) for n in met) or _leaves_in_ruins(verb)):
        return False
    manned = verb.lemma_ in _CATCHES and any(is_built(n) or _is_arm(n) for n in met)
    return any(
        n.lemma_.lower() in lexicon.DEBRIS or is_thrown(n) or (manned and is_crew(n))
        for n in doers(verb)
    )


def _is_arm(noun: Any) -> bool:
    """Whether a noun names arms or what carries them."""
    return noun.lemma_.lower() in lexicon.ARMS | lexicon.CARRIERS


def is_crew(noun: Any) -> bool:
    """Whether a noun names who fires a weapon: "an Iskander crew", "FPV operators"."""
    return noun.lemma_.lower() in _CREWS and any(is_thrown(t) for t in noun.lefts)


def _flies_at(verb: Any) -> bool:
    """Whether a weapon on its way comes at a named place: "missiles flew at Ain al-Asad"."""
    at = (c for c in verb.children if c.dep_ == "prep" and c.lower_ in _AIMED | {"at"})
    aimed = any(g.pos_ == "PROPN" or can_be_hit(g) for c in at for g in c.children)
    goals = [g for c in verb.children if c.lower_ == "for" for g in c.children]
    built = any(is_built(g) for g in goals)
    aimed = aimed or built or any(g.pos_ == "PROPN" or g.lower_ in _AGAIN for g in goals)
    planes = _PLANES if built else frozenset()  # "a jet went for the jetty"
    return aimed and any(is_thrown(n) or n.lemma_.lower() in planes for n in doers(verb))


def _leaves_in_ruins(verb: Any) -> bool:
    """Whether a verb leaves what it meets ruined: "left in flames", "left the ship burnt out"."""
    held = [g for c in verb.children if c.lower_ in {"in", "without"} for g in c.children]
    held += [
        c for k in verb.children for c in (k, *k.children)
        if c.dep_ in {"acomp", "oprd", "ccomp", "conj", "acl", "amod", "advcl"}
    ]  # fmt: skip
    return any(g.lemma_.lower() in _RUINS for g in held)


def gets_through(verb: Any) -> bool:
    """Whether a weapon in flight gets to its target: "a drone slipped through to Tel Aviv"."""
    through = verb.lemma_ in {"get", "slip", "break", "make"} and any(
        c.lower_ == "through" for c in verb.children
    )
    return through and any(is_thrown(n) for n in doers(verb))


def rams(verb: Any) -> bool:
    """Whether a bomber runs a vehicle into something: "a bomber drove a lorry into a barracks"."""
    into = verb.lemma_ in _RUN and any(c.lower_ in {"into", "at"} for c in verb.children)
    return into and any(
        c.dep_ == "nsubj" and c.lemma_.lower() in {"bomber", "attacker", "militant"}
        for c in verb.children
    )


def names_targets(verb: Any) -> bool:
    """Whether a verb only lists what was aimed at: "Targets included A and B"."""
    if verb.lemma_ not in {"include", "be"}:
        return False
    beside = [c for c in verb.children if c.dep_ in {"nsubj", "attr"}]
    beside += [g for c in verb.children if c.lower_ == "among" for g in c.children]
    return any(c.lemma_.lower() == "target" for c in beside)


def blow_suffered(verb: Any) -> Any | None:
    """The attack that the subject of a verb takes: "came under shelling", "sustained two hits"."""
    if verb.lemma_.lower() not in lexicon.UNDERGO | _HOLD_UNDER:
        return None
    under = [g for c in verb.children if c.lower_ == "under" for g in c.children]
    if verb.lemma_ == "subject":  # "subjected the town to mortar fire"
        under = [g for c in verb.children if c.lower_ == "to" for g in c.children]
    objects = [c for c in verb.children if c.dep_ == "dobj"]
    if verb.lemma_ in _HOLD_UNDER | {"come", "subject"}:
        objects = [c for c in objects if verb.lemma_ == "take" and c.lemma_ == "hit"]
    return next((n for n in under + objects if n.lemma_.lower() in _UNDER), None)


def lies_under(name: Any) -> bool:
    """Whether a name lies under arms, without a verb: "Nikopol under fire again"."""
    at = name.i + 1
    if name.dep_ not in _NAMED_FIRST or at + 1 >= len(name.doc) or name.nbor().lower_ != "under":
        return False
    return any(g.lemma_.lower() in _UNDER | {"shell", "bomb"} for g in name.nbor().children)


def is_overhead(noun: Any) -> bool:
    """Whether guns alone tell an attack on what stands before them: "Antonivka under artillery"."""
    under = noun.head
    return (
        noun.lemma_.lower() in _UNDER
        and under.lower_ == "under"
        and under.i > noun.sent.start
        and under.nbor(-1).pos_ == "PROPN"
        and lies_under(under.nbor(-1))
    )


def aims_blow(noun: Any) -> bool:
    """Whether a blow is one of arms by what it is aimed at: "a third blow, against a depot"."""
    if noun.lemma_.lower() != "blow":
        return False
    aims = [c for c in noun.children if c.lower_ in {"against", "at", "on"}]
    return any(can_be_hit(g) for c in aims for g in c.children)


def comes_on(weapon: Any) -> bool:
    """Whether weapons alone tell an attack: "Wednesday's drones on Izmail", "Grads into Sumy"."""
    if weapon.pos_ not in {"NOUN", "PROPN"} or not swung(weapon):
        return False
    top = weapon
    while top.dep_ in {"conj", "appos"} and top.head.pos_ in {"NOUN", "PROPN", "NUM"}:
        top = top.head
    moved = top.dep_ in {"dobj", "pobj", "nsubjpass"}  # "brought drones and missiles into"
    aims = [c for c in weapon.children if c.dep_ == "prep"]
    at = [c for c in aims if c.lower_ == "on" or (c.lower_ in _AIMED and not moved)]
    met = [g for c in at for g in c.children]
    # "a drone on a motorcycle in Sidon, two dead": a line without a verb
    alone = weapon.dep_ == "ROOT" and not any(t.pos_ in {"VERB", "AUX"} for t in weapon.sent)
    if alone and any(can_be_hit(g) for g in met):
        return True  # "a bomb on the clinic"
    onward = alone or any(c.lower_ != "on" for c in at)
    held = [
        g for a in met for c in a.children if onward and c.lower_ in {"in", "at", "of", "near"}
        for g in c.children
    ]  # fmt: skip
    held += [t for g in met if g.lemma_.lower() in _STANDING for t in g.lefts]
    return any(g.pos_ == "PROPN" and g.ent_type_ not in {"DATE", "TIME"} for g in (*met, *held))


def one_more(word: Any) -> bool:
    """Whether a number stands for one more of the arms told of: "one into Sumy", "two on Reni"."""
    if word.pos_ not in {"NUM", "PRON", "ADJ", "DET", "NOUN", "ADV"}:
        return False
    if word.pos_ != "NUM" and word.lower_ not in _MORE:
        return False
    met = [g for c in word.children if c.lower_ in _AIMED | {"on", "over"} for g in c.children]
    return any(can_be_hit(g) for g in met)
