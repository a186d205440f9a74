"""Who struck, with which weapon and how much of it."""

from typing import Any

from geomap.claims import lexicon
from geomap.claims.context import Context, Names, actor_of
from geomap.claims.scene import Scene, clause_span
from geomap.claims.targets import run_on
from geomap.claims.triggers import Trigger
from geomap.geo import great_circle_m
from geomap.records import Item, Mention, MentionedPlace

__all__ = ["ammunition_of", "attacker_of", "blamed_for", "doers_of", "forces_of", "weapon_of"]

_ANSWER = frozenset("respond retaliate answer reply hit strike react follow begin open".split())
# whose drones and missiles other states and armed groups fire
_SELLERS = frozenset({"TR", "IR", "KP", "CN"})
_SOLD_ARMS = frozenset("drone missile rocket uav shell mortar bomb munition".split())
# Iran's centre to Tel Aviv or Aden is 1,700 to 2,400 km, to Kyiv 2,700; Turkey's to Mali 4,000
_REACH_OF_ARMS_M = 2_500_000
_MACHINES = frozenset({"warplane", "warship", "jet", "fighter"})
_ATTEMPTS = frozenset("attempt bid effort try plan plot".split())
_ACCUSE = frozenset({"accuse", "suspect", "blame"})
_SELVES = frozenset({"it", "they", "we"})


def attacker_of(
    scene: Scene,
    trigger: Trigger,
    context: Context,
    names: Names,
    *,
    place: MentionedPlace | None,
) -> str | None:
    """Who struck: subject, agent, genitive or adjective, or who fired the weapon.

    "The army" is the one spoken of last, or that of the country of `place`, which was hit.
    """
    nouns = doers_of(trigger.token)
    if trigger.anchor is not None:
        nouns += doers_of(trigger.anchor)
    head = trigger.token.head
    fired = [t for t in trigger.token.subtree if t.dep_ == "acl"]
    fired += [head] if trigger.token in run_on(head) else []
    nouns += [
        g for t in fired if t.lemma_ in {"fire", "launch", "send"} for p in t.children
        if p.dep_ in {"agent", "prep"} and p.lower_ == "by" for g in p.children
    ]  # fmt: skip
    fighters = [n for n in nouns if n.lemma_.lower() in lexicon.FIGHTERS]
    armed = lexicon.WEAPONS | lexicon.FORCES | lexicon.AIRCRAFT
    arms = [n for n in nouns if n.lemma_.lower() in armed]
    arms += [n for n in nouns if n.lemma_ == "unit"]
    # "fighters of JNIM", "drones of the Malian army"
    of = [g for n in (*fighters, *arms) for c in n.children if c.lower_ == "of" for g in c.children]
    for noun in (*nouns, *of):
        code, mention = actor_of(scene, noun, names)
        if code and not (mention and _is_make(noun, mention, code, place, names)):
            return code
    just_told = context.sentence - context.actor_at == 1
    if just_told and any(_owner_is_told(n) for n in nouns):
        return context.actor_code  # "Israel did not wait. Its raids hit ..."
    forces = {t.lemma_.lower() for n in (*nouns, *of) for t in (n, *n.lefts)} & lexicon.FORCES
    if fighters or not forces:
        return None
    # "the army" is the country's own; "a jet" over it may be anybody's
    home = place.country if place and forces - _MACHINES else None
    return context.forces or home


def _is_make(
    noun: Any, mention: Mention, code: str, place: MentionedPlace | None, names: Names
) -> bool:
    """Whether "a Turkish drone" only tells who built it: it struck far from its makers.

    Arms of those who sell them all over the world are their own only near home.
    """
    sold = code in _SELLERS and mention.role == "demonym"
    if not sold or noun.lemma_.lower() not in _SOLD_ARMS or place is None:
        return False
    home = names.country(code)
    if home is None:
        return False
    return great_circle_m((home.lon, home.lat), (place.lon, place.lat)) > _REACH_OF_ARMS_M


def doers_of(token: Any) -> list[Any]:
    """Nouns that name who does what a verb or noun of attack tells."""
    nouns = [c for c in token.children if c.dep_ in {"nsubj", "poss", "amod", "compound"}]
    nouns += [
        g for c in token.children if c.dep_ == "agent" or c.lower_ == "by" for g in c.children
    ]
    holder = token
    while not nouns and (holder.dep_ in {"conj", "xcomp", "advcl", "dobj"} or _answers(holder)):
        holder = holder.head
        nouns = [c for c in holder.children if c.dep_ == "nsubj"]
    if _answers(token) and token.dep_ == "pobj":
        # "Israel answered with air strikes": what stands beside the noun may be but its kind
        nouns += [c for c in token.head.head.children if c.dep_ == "nsubj" and c not in nouns]
    if not nouns and token.dep_ == "pcomp":
        # "accused the RSF of firing", "were accused of shelling"
        accused = token.head.head
        slot = "dobj" if accused.lemma_ in _ACCUSE else "nsubj"
        nouns = [c for c in accused.children if c.dep_ in {slot, "nsubjpass"}]
    above = token.head.head
    if token.dep_ == "pobj" and above.lemma_ in _ACCUSE and token.head.lower_ in {"of", "for"}:
        # "blamed the RSF for a drone strike", "accused Kyiv of an attack on"
        passive = any(c.dep_ == "nsubjpass" for c in above.children)
        nouns += [c for c in above.children if c.dep_ == ("nsubjpass" if passive else "dobj")]
    if not nouns and token.dep_ == "acl" and token.head.lemma_ in _ATTEMPTS:
        # "an attempt by Kyiv to attack", "a Ukrainian bid to strike"
        tries = token.head.children
        nouns = [c for c in tries if c.dep_ in {"poss", "amod", "compound"}]
        nouns += [g for c in tries if c.lower_ == "by" for g in c.children]
    if token.dep_ == "ccomp" and any(_is_own(n) for n in nouns):
        # "Hezbollah said it had fired", "the navy said its drones had hit": the speaker
        nouns += [c for c in token.head.children if c.dep_ == "nsubj"]
    # "the guns, which shelled the station"
    return [token.head if n.tag_ in {"WDT", "WP"} and token.dep_ == "relcl" else n for n in nouns]


def _is_own(noun: Any) -> bool:
    """Whether a doer is the speaker, or what belongs to it: "it", "its drones"."""
    if noun.pos_ == "PRON" and noun.lower_ in _SELVES:
        return True
    return any(c.dep_ == "poss" and c.lower_ in {"its", "their", "our"} for c in noun.children)


def _owner_is_told(noun: Any) -> bool:
    """Whether a doer opens a statement as "its raids", "its drones" or "it" does."""
    own = (
        noun if noun.dep_ == "poss" else next((c for c in noun.children if c.dep_ == "poss"), noun)
    )
    return str(own.lower_) in {"its", "it"} and own.i == own.sent.start


def _answers(noun: Any) -> bool:
    """Whether an attack is what a verb answers with: "responded with raids", its preposition."""
    verb = noun.head.head if noun.dep_ == "pobj" else noun.head
    with_it = noun.head.lower_ in {"with", "by"} if noun.dep_ == "pobj" else noun.dep_ == "prep"
    return with_it and verb.lemma_.lower() in _ANSWER


def forces_of(scene: Scene, names: Names) -> str | None:
    """Whose army the sentence speaks of, where it says so: "the Syrian army"."""
    for token in scene.tokens:
        lemma = token.lemma_.lower()
        if lemma in lexicon.FORCES - lexicon.FIGHTERS and token.pos_ in {"NOUN", "PROPN"}:
            code, _ = actor_of(scene, token, names)
            if code:
                return code
    return None


def blamed_for(scene: Scene, names: Names) -> tuple[str, bool] | None:
    """Who is blamed for an attack told before, or owns up to it (then True)."""
    for token in scene.tokens:
        lemma = token.lemma_.lower()
        if lemma == "blame":
            nouns = [c for c in token.children if c.dep_ == "dobj"]
            nouns += [g for c in token.children if c.lower_ == "on" for g in c.children]
        elif lemma in {"claim", "take", "admit", "accept"} and _owns(token):
            nouns = [c for c in token.children if c.dep_ in {"nsubj", "attr"}]
        else:
            continue
        for noun in nouns:
            code, _ = actor_of(scene, noun, names)
            if code:
                return code, lemma != "blame"
    return None


def _owns(verb: Any) -> bool:
    """Whether a verb takes an attack or the responsibility for it upon its subject."""
    owned = lexicon.BLOWS | {"responsibility"}
    return any(c.dep_ in {"dobj", "nsubj"} and c.lemma_.lower() in owned for c in verb.children)


def weapon_of(scene: Scene, trigger: Trigger) -> str | None:
    """The weapon that the clause names, as written."""
    start, end = clause_span(scene, [trigger.token])
    named = lexicon.WEAPON_NAME.search(scene.text, start, end)
    if named is not None and _is_target(scene, trigger, named.end()):
        return None  # "destroyed three uncrewed boats"
    if named is None and trigger.token.lemma_.lower() in {"shell", "shelling"}:
        return "shelling"
    if named is None and trigger.token.lemma_.lower() in {"bomb", "bombing", "bombard"}:
        return "bombs"
    named = named or lexicon.WEAPON_NAME.search(
        scene.text, scene.sentence.start, scene.sentence.end
    )
    return named[0] if named else None


def _is_target(scene: Scene, trigger: Trigger, end: int) -> bool:
    """Whether the weapon named up to an offset is what was struck."""
    return trigger.role == "strike" and any(
        c.dep_ in {"dobj", "nsubjpass"} and scene.sentence.offsets(c)[1] == end
        for c in trigger.token.children
    )


def ammunition_of(scene: Scene, trigger: Trigger) -> list[Item]:
    """How many weapons came: "two ballistic missiles hit", "launched 42 drones"."""
    nouns = [c for c in trigger.token.children if c.dep_ in {"nsubj", "dobj"}]
    nouns += [g for c in trigger.token.children if c.dep_ == "agent" for g in c.children]
    for noun in nouns:
        if noun.lemma_.lower() not in lexicon.WEAPONS:
            continue
        for quantity in scene.quantities:
            span = scene.covering(quantity)
            if span is not None and span.root.head == noun:
                words = [t.text for t in noun.lefts if t.dep_ in {"amod", "compound"}]
                return [Item(what=" ".join([*words, noun.text]), quantity=quantity)]
    return []
