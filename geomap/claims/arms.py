"""What flies and hits, who does what a verb tells, and what can be hit: told by grammar."""

import re
from typing import Any

from geomap.claims import lexicon

__all__ = ["can_be_hit", "doers", "is_built", "is_thrown", "swung"]

_THROWN = frozenset(
    "missile rocket drone shell bomb projectile uav mortar torpedo warhead artillery munition fpv "
    "gunfire shellfire shelling howitzer dynamite grenade cannon gunship warplane".split()
)
_ROUNDS = frozenset("round fire volley salvo barrage boat".split())  # arms by the word before
_DRIVEN = frozenset("bomber attacker truck car van lorry vehicle motorbike boat".split())
_SIZED = frozenset("tank mortar artillery machine gun naval explosive rocket missile drone".split())
# types of arms by name, with or without a plural; "Grad" and "Onyx" are no common words in capitals
_NAMED = re.compile(
    r"(?:Kh-\d+\w*|S-[234]00|KN-\d\d|Iskander(?:-[MK])?|Kalibr|Kinzhal|Oniks|Onyx|Zircon|Shahed|"
    r"Geran(?:-\d)?|Grad|Smerch|Uragan|Tornado-[SG]|Tochka(?:-U)?|KAB|FAB(?:-\d+)?|JDAM|GMLRS|"
    r"HIMARS|ATACMS|SCALP|Neptune|Katyusha|Qassam|Scud|Fateh(?:-\d+)?|Tomahawk|Hellfire|"
    r"Bayraktar|Lancet|FPV|RPG|Hwasong-\d+\w*|Shadow)s?"
)
# what a crowd of arms is called: "a wave of drones", "several of those missiles"
_SHARES = frozenset(
    "wave swarm salvo salvos salvoe salvoes volley "
    "barrage dozen pair number score hundred one two three some several "
    "many most at piece series handful half fragment debris wreckage remains part".split()
)
_SHARED = frozenset({"conj", "xcomp", "advcl"})  # clauses that take the subject of the one above
_HOLDERS = 4  # clauses that may share one subject
_THERE = frozenset({"in", "at", "near", "outside"})
# what a blow falls on, beside the targets of the lexicon
_BUILT = frozenset(
    "roof storey wall floor street road square mall hypermarket supermarket restaurant pizzeria "
    "cafe hall flat home tower office mosque monastery cathedral clinic ward crowd parade funeral "
    "dispensary ambulance minibus motorcycle queue post checkpoint outpost trench "
    "stronghold hideout redoubt compound camp car bus train "
    "truck lorry pickup van column battery tank vehicle pipeline railway rail line cable dam lock "
    "plant works mill kiosk farmhouse field yard suburb outskirt centre quarter village hamlet "
    "area region playground park beach dormitory hostel prison jail court museum library theatre "
    "cinema studio bakery dairy granary brewery mast antenna relay workshop assembly block "
    "transformer battery storehouse silo "
    "jetty berth ferry patrol boat dinghy tug pad apron shelter cell staff post garrison".split()
)


def doers(verb: Any) -> list[Any]:
    """Who or what does what a verb tells: its subjects and agents, also those that it shares.

    "Drones hit A and tore into B" shares them, "a drone that slipped through and exploded" takes
    them from before "that", "one of the missiles" brings the missiles too.
    """
    nouns = [c for c in verb.children if c.dep_ == "nsubj"]
    nouns += [g for c in verb.children if c.dep_ == "agent" for g in c.children]
    holder = verb
    passive = any(c.dep_ in {"nsubjpass", "auxpass"} for c in verb.children)
    for _ in range(_HOLDERS):
        if nouns or passive:
            break
        if holder.dep_ in {"acl", "relcl"}:
            # "a rocket sliced through a block", with the verb read as a participle
            alone = holder.dep_ == "acl" and holder.head.dep_ == "ROOT"
            nouns = [holder.head] if holder.tag_ == "VBG" or alone else []
            break
        if holder.dep_ == "pcomp":  # "answered by flattening"
            holder = holder.head.head
        elif holder.dep_ in _SHARED:
            holder = holder.head
        else:
            break
        nouns = [c for c in holder.children if c.dep_ in {"nsubj", "nsubjpass"}]
    nouns = [_antecedent(noun) for noun in nouns]
    nouns += [c for noun in nouns for c in noun.conjuncts if c.pos_ != "VERB"]
    return nouns + [part for noun in nouns for part in _parts(noun)]


def _antecedent(noun: Any) -> Any:
    """What "that" and "which" stand for at the head of a clause."""
    clause = noun.head
    for _ in range(_HOLDERS):
        if clause.dep_ != "conj":
            break
        clause = clause.head
    relative = noun.tag_ in {"WDT", "WP"} or noun.lower_ == "that"
    return clause.head if relative and clause.dep_ == "relcl" else noun


def _parts(noun: Any) -> list[Any]:
    """Of what a number or a crowd is some: "at least one of those missiles"."""
    if noun.pos_ not in {"NUM", "PRON"} and noun.lemma_.lower() not in _SHARES:
        return []
    return [g for c in noun.children if c.lower_ == "of" for g in c.children]


def is_thrown(noun: Any) -> bool:
    """Whether a noun names arms that fly and hit: "a missile", "tank rounds", "Iskanders"."""
    lemma = noun.lemma_.lower()
    if lemma in _THROWN or lemma.removesuffix("s") in _THROWN:
        return True
    if not noun.text.islower() and noun.pos_ in {"NOUN", "PROPN"} and _NAMED.fullmatch(noun.text):
        return True
    if lemma not in _ROUNDS and lemma not in _DRIVEN:
        return False
    sorts = {w for t in noun.lefts for w in (t.lemma_.lower(), t.lower_)}
    return "suicide" in sorts or (lemma in _ROUNDS and bool(sorts & _SIZED))


def swung(noun: Any) -> bool:
    """Whether arms stand in a phrase: the noun itself, or of what it is a number."""
    return is_thrown(noun) or any(is_thrown(part) for part in _parts(noun))


def is_built(noun: Any) -> bool:
    """Whether a noun names a thing that stands or goes somewhere, to be hit there."""
    return noun.lemma_.lower() in lexicon.TARGETS | _BUILT


def can_be_hit(noun: Any) -> bool:
    """Whether a noun names a thing or a place on which arms come down."""
    of = [g for c in noun.children if c.lower_ == "of" for g in c.children]
    for word in (noun, *of):
        lemma = word.lemma_.lower()
        if is_built(word):
            return True
        # whatever stands somewhere: "into a dairy in Kupiansk"
        there = (g for c in word.children if c.lower_ in _THERE for g in c.children)
        thing = word.pos_ == "NOUN" and lemma not in lexicon.PEOPLE | lexicon.ABSTRACT
        if thing and any(g.pos_ == "PROPN" and g.ent_type_ not in {"DATE", "TIME"} for g in there):
            return True
        if word.pos_ == "PROPN" and word.ent_type_ not in {"DATE", "TIME", "PERSON", "NORP"}:
            return True
    return False
