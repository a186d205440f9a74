"""Words that tell a blow by what stands beside them: "came under fire", "drones on Izmail"."""

from typing import Any

from geomap.claims import lexicon

__all__ = [
    "WRECKING",
    "blow_dealt",
    "blow_suffered",
    "comes_down",
    "comes_on",
    "gets_through",
    "names_targets",
    "rams",
    "weapon_meets",
]

# what only arms do to things that they meet, when arms are the subject or the agent
_MEETS = frozenset(
    "find catch cut breach pierce level demolish crater disable collapse rip tear gouge "
    "penetrate overwhelm flatten blacken".split()
)
_THROWN = frozenset("missile rocket drone shell bomb projectile uav mortar torpedo warhead".split())
_RUN = frozenset({"drive", "steer", "crash", "ram", "ride"})
_RUINS = frozenset("ruin rubble flame ash tatter power light water roof".split())
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
        held = [g for c in child.children if c.lower_ == "of" for g in c.children]
        for noun in (child, *held):
            if noun.lemma_.lower() in lexicon.BLOWS:
                return noun
    return None


def comes_down(verb: Any) -> bool:
    """Whether debris or a weapon comes down somewhere: "debris fell on", "rockets landed in"."""
    weapons = lexicon.DEBRIS | lexicon.WEAPONS - {"jet", "warplane", "bomber"}
    if verb.lemma_ == "come" and not any(c.lower_ in {"down", "through"} for c in verb.children):
        return False  # "drones have come over the Caspian": by ship
    breaks = verb.lemma_ in {"bring", "tear", "rip", "punch", "knock"} and any(
        c.lower_ in {"down", "through", "into", "out"} for c in verb.children
    )
    if breaks:  # "fragments brought down a wall", "the blast tore through a market"
        blows = weapons | lexicon.BLOWS | {"blast", "explosion"}
        return any(c.dep_ == "nsubj" and c.lemma_.lower() in blows for c in verb.children)
    if verb.lemma_.lower() not in lexicon.FALL:
        return False
    shares = verb.head if verb.dep_ == "conj" else verb  # "shells were fired and landed near"
    return any(
        c.dep_ in {"nsubj", "nsubjpass"} and c.lemma_.lower() in weapons
        for holder in (verb, shares)
        for c in holder.children
    ) and any(c.dep_ in {"prep", "advmod"} for c in verb.children)


def weapon_meets(verb: Any) -> bool:
    """Whether a weapon does to a thing what a blow does: "a drone found the depot"."""
    ruined = verb.lemma_ == "leave" and any(
        g.lemma_ in _RUINS for c in verb.children if c.lower_ in {"in", "without"}
        for g in c.children
    )  # fmt: skip
    if verb.lemma_.lower() not in _MEETS and not ruined:
        return False
    doers = [c for c in verb.children if c.dep_ == "nsubj"]
    doers += [g for c in verb.children if c.dep_ == "agent" for g in c.children]
    met = any(c.dep_ in {"dobj", "nsubjpass"} for c in verb.children)
    return met and any(d.lemma_.lower() in lexicon.DEBRIS | _THROWN for d in doers)


def gets_through(verb: Any) -> bool:
    """Whether a weapon in flight gets to its target: "a drone got through to Tel Aviv"."""
    through = verb.lemma_ == "get" and any(c.lower_ == "through" for c in verb.children)
    doers = [c for c in verb.children if c.dep_ == "nsubj"]
    doers = [verb.head if d.tag_ in {"WDT", "WP"} else d for d in doers]
    return through and any(
        t.lemma_.lower() in _THROWN
        for d in doers
        for t in (d, *(g for c in d.children if c.lower_ == "of" for g in c.children))
    )


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
    under = [g for c in verb.children if c.lower_ == "under" for g in c.children]
    if verb.lemma_ == "subject":  # "subjected the town to mortar fire"
        under = [g for c in verb.children if c.lower_ == "to" for g in c.children]
    objects = (
        [] if verb.lemma_ in {"come", "subject"} else [c for c in verb.children if c.dep_ == "dobj"]
    )
    blows = lexicon.BLOWS | {"fire", "hit"}
    if verb.lemma_ == "take":
        blows = frozenset({"hit"})
    return next((n for n in under + objects if n.lemma_.lower() in blows), None)


def comes_on(weapon: Any) -> bool:
    """Whether weapons alone tell an attack: "Wednesday's drones on Izmail"."""
    if weapon.lemma_.lower() not in _THROWN:
        return False
    aims = [g for c in weapon.children if c.lower_ == "on" for g in c.children]
    # "a drone on a motorcycle in Sidon, two dead": a line without a verb
    alone = weapon.dep_ == "ROOT" and not any(t.pos_ in {"VERB", "AUX"} for t in weapon.sent)
    held = [
        g for a in aims for c in a.children if alone and c.lower_ in {"in", "at"}
        for g in c.children
    ]  # fmt: skip
    return any(g.pos_ == "PROPN" and g.ent_type_ not in {"DATE", "TIME"} for g in (*aims, *held))
