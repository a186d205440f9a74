"""Who struck, with which weapon and how much of it."""

from geomap.claims import lexicon
from geomap.claims.context import Names, actor_of
from geomap.claims.scene import Scene, clause_span
from geomap.claims.triggers import Trigger
from geomap.records import Item

__all__ = ["ammunition_of", "attacker_of", "weapon_of"]


def attacker_of(scene: Scene, trigger: Trigger, names: Names) -> str | None:
    """Who struck: subject, agent, genitive or adjective."""
    token = trigger.token
    nouns = [c for c in token.children if c.dep_ in {"nsubj", "poss", "amod", "compound"}]
    nouns += [g for c in token.children if c.dep_ == "agent" for g in c.children]
    nouns += [
        g for c in token.children if c.dep_ == "prep" and c.lower_ == "by" for g in c.children
    ]
    holder = token
    while not nouns and holder.dep_ in {"conj", "xcomp", "advcl", "dobj"}:
        holder = holder.head
        nouns = [c for c in holder.children if c.dep_ == "nsubj"]
    for noun in nouns:
        code, _ = actor_of(scene, noun, names)
        if code:
            return code
    fired_by = [
        g for t in token.subtree if t.lemma_ in {"fire", "launch", "send"} and t.dep_ == "acl"
        for p in t.children if p.dep_ in {"agent", "prep"} and p.lower_ in {"by", "from"}
        for g in p.children
    ]  # fmt: skip
    for noun in fired_by:
        code, _ = actor_of(scene, noun, names)
        if code:
            return code
    return None


def weapon_of(scene: Scene, trigger: Trigger) -> str | None:
    """The weapon that the clause names, as written."""
    start, end = clause_span(scene, [trigger.token])
    matches = [m for m in lexicon.WEAPON_NAME.finditer(scene.text, start, end)]
    matches = matches or list(
        lexicon.WEAPON_NAME.finditer(scene.text, scene.sentence.start, scene.sentence.end)
    )
    weapon = next((m[0] for m in matches), None)
    if weapon is None and trigger.token.lemma_.lower() in {"shell", "shelling"}:
        return "shelling"
    if weapon is None and trigger.token.lemma_.lower() in {"bomb", "bombing", "bombard"}:
        return "bombs"
    return weapon


def ammunition_of(scene: Scene, trigger: Trigger) -> list[Item]:
    """How many weapons came: "two ballistic missiles hit", "launched 42 drones"."""
    nouns = [c for c in trigger.token.children if c.dep_ in {"nsubj", "dobj"}]
    nouns += [g for c in trigger.token.children if c.dep_ == "agent" for g in c.children]
    for noun in nouns:
        if noun.lemma_.lower() not in lexicon.WEAPONS:
            continue
        for quantity in scene.quantities:
            span = scene.sentence.covering(quantity.start, quantity.end)
            if span is not None and span.root.head == noun:
                words = [t.text for t in noun.lefts if t.dep_ in {"amod", "compound"}]
                return [Item(what=" ".join([*words, noun.text]), quantity=quantity)]
    return []
