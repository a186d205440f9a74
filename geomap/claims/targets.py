"""Where a strike hit and from where it was launched."""

import re
from typing import Any

from geomap.claims import lexicon
from geomap.claims.beside import is_beside_the_point, is_meanwhile, is_saint, tells_whose
from geomap.claims.context import Names, end_of, mentioned, stand_for, start_of
from geomap.claims.drafts import WHOLE
from geomap.claims.scene import Scene
from geomap.claims.triggers import Argument, Trigger, runs_into_place
from geomap.geo import apart_m
from geomap.records import (
    Mention,
    MentionedPlace,
    Place,
)

__all__ = [
    "HIT_BY",
    "SPOTS",
    "SPOTS_AT_SEA",
    "SUFFERED",
    "hits_a_ship",
    "hits_ship",
    "is_hit",
    "is_label",
    "is_measured",
    "is_whose",
    "listed_targets",
    "most_precise",
    "own_soil",
    "run_on",
    "sea_of",
    "unplaced_hits",
    "unplaced_within",
    "where_hit",
]

_WORK_AT = re.compile(
    r" (?:[a-z]+ ){0,2}(?:station|depot|terminal|plant|refinery|base|factory|mine|dam|bridge|yard) "
    r"(?:at|in|near) (?:the )?"
)
_WORK_M = 50_000.0  # farther from each other no town and a work of its name lie
_ROUND_SPOTS = frozenset({"sea", "country"})
SPOTS_AT_SEA = ("geomap:coast:", "geomap:offset:")  # ids of spots off a coast or at a distance
_IN = re.compile(r",? (?:in )?(?:the )?")
_FALLEN_ON = frozenset(
    "at on in near off against among amid into inside outside around over onto upon".split()
)
HIT_BY = frozenset(
    "at on in against into near around outside over off inside across toward towards to of "
    "throughout above including among amid through onto upon beside alongside between behind "
    "within along beneath".split()
)
SPOTS = frozenset("city port rail_crossing airbase airport depot facility village".split())
_PARTS_OF_TOWNS = frozenset(
    "suburb outskirt edge centre center quarter downtown side waterfront seafront east west north "
    "south district street airport port refinery".split()
)
_WATERS = frozenset({"sea", "strait", "river"})
SUFFERED = frozenset("burn explode sink ignite detonate".split())  # the subject is what was hit
_BETWEEN = re.compile(r"\bbetween (?:the )?$", re.I)
_FRONTS = frozenset({"direction", "sector", "front", "axis"})
_SPEAKS = re.compile(
    r"\s*(?:said|says|told|report(?:s|ed)|names?|named|lists?|listed|counts?|claims?|claimed|calls|"
    r"speaks|insists?|insisted|confirm(?:s|ed)|announce[sd]|adds|added)\b"
)
_QUALIFIES = re.compile(
    r"(?: (?:town|township|village|district|area|county))?,? "
    r"(?:in|near|of|outside|close to|(?:just )?(?:(?:north|south)(?:[- ]?(?:east|west))?|east|west)"
    r"(?:ern)? of)(?: the)? $"
)
_BETWEEN_TARGETS = re.compile(
    r"^(?:,| and|, and)(?: (?:an?|the|two|three|several))?(?: (?!on\b|\d)[\w’'-]+){0,4}?"
    r"(?: (?:in|at|near|of))? ?$"
)


def listed_targets(scene: Scene, hits: list[MentionedPlace]) -> list[MentionedPlace]:
    """Places that go on a list of targets where the parser lost it: "X in A, Y near B and Z"."""
    found: list[MentionedPlace] = []
    known = {h.id for h in hits}
    if _BETWEEN.search(scene.text, max(0, start_of(hits[0]) - 16), start_of(hits[0])):
        return []  # "a bridge between A and B" is one place
    literal = [m for m in scene.mentions if m.role == "literal" and m.place is not None]
    for onward in (True, False):
        last = hits[0]
        for mention in literal if onward else reversed(literal):
            where = mentioned(mention)
            if where is None or (
                start_of(where) < end_of(last) if onward else end_of(where) > start_of(last)
            ):
                continue
            first, second = (last, where) if onward else (where, last)
            between = scene.text[end_of(first) : start_of(second)]
            if onward and (_QUALIFIES.match(between) or where.kind not in SPOTS):
                if not _QUALIFIES.match(between) and between != ", ":
                    break
                last = where  # "Olenya near Murmansk", "Poltava, Ukraine"
                continue
            speaks = _SPEAKS.match(scene.text, end_of(where))
            if speaks or not _BETWEEN_TARGETS.match(between) or where.kind not in SPOTS:
                break
            if _has_verb(scene, end_of(first), start_of(second)):
                break  # "bound for A, reported a blast off B": no list
            if where.id not in known:
                known.add(where.id)
                found.append(where)
            last = where
    return found


def _has_verb(scene: Scene, start: int, end: int) -> bool:
    """Whether a finite verb stands between two offsets of the sentence."""
    return any(
        t.tag_ in {"VBD", "VBZ", "VBP"} and start <= scene.sentence.offsets(t)[0] < end
        for t in scene.tokens
    )


def where_hit(scene: Scene, trigger: Trigger) -> tuple[list[MentionedPlace], MentionedPlace | None]:
    """Places hit and the place of launch, among what the trigger governs."""
    hits: list[tuple[Argument, MentionedPlace]] = []
    launch = None
    for argument in trigger.places():
        mention: Mention = argument.value
        if mention.role != "literal" or mention.place is None or is_saint(scene, mention):
            continue
        where = mentioned(mention, _sea_of_name(mention, trigger))
        on_land = where is not None and is_measured(where) and not hits_ship(trigger)
        if (
            where is None
            or _is_ships_name(argument.token)
            or tells_whose(scene, where)
            or is_meanwhile(argument)
            or (is_beside_the_point(scene, where) and not on_land)
        ):
            continue
        if where.kind not in SPOTS and _is_past_semicolon(scene, trigger, where):
            continue
        if argument.prep == "from" or (argument.prep == "in" and _from_ground(trigger)):
            launch = launch or (None if _is_home_of(argument) else where)
        elif trigger.role == "launch" and where.kind in _WATERS and not _at_ship(trigger, argument):
            continue
        elif _is_place_hit(argument, trigger, where):
            hits.append((argument, where))
    framed = [h for h in hits if h[0].token.head.lemma_ in _FRONTS]
    hits = [h for h in hits if h not in framed] or framed  # "in the direction of A, on B and C"
    if not hits and runs_into_place(trigger.token):
        held = [a for a in scene.loose if a.kind == "place" and a.token == trigger.token.head]
        hits = [(a, w) for a in held if a.value.role == "literal" and (w := mentioned(a.value))]
    return most_precise(scene, hits), launch or _fired_from(scene, trigger)


def _is_ships_name(name: Any) -> bool:
    """Whether a town's name is that of a ship: "the landing ship Minsk", "the submarine Kursk"."""
    before = [c for c in name.lefts if c.dep_ in {"compound", "nmod"}]
    before += [name.head] if name.dep_ == "appos" else []
    return any(c.lemma_.lower() in lexicon.SHIPS and c.i < name.i for c in before)


def _is_home_of(argument: Argument) -> bool:
    """Whether "from" tells whence somebody is: "a woman visiting from Canada"."""
    doc = argument.token.doc
    return any(
        doc[i].lemma_.lower() in lexicon.PEOPLE
        or (doc[i].pos_ == "VERB" and doc[i].lemma_ in {"visit", "hail", "come", "travel"})
        for i in argument.path[1:]
    )


def _at_ship(trigger: Trigger, argument: Argument) -> bool:
    """Whether a place says where a ship is: "fired at the carrier Star in the Gulf of Aden"."""
    holder = argument.token.head.head
    told = trigger.token.dep_ not in {"acl", "relcl"}  # not "the type fired at ships in"
    return (
        told
        and holder.dep_ == "pobj"
        and any(t.lemma_.lower() in lexicon.SHIPS | lexicon.CARRIERS for t in holder.subtree)
    )


def unplaced_hits(scene: Scene, trigger: Trigger) -> list[Mention]:
    """Names of towns hit that the gazetteer lacks, where none that it has is hit."""
    if hits_ship(trigger) and all(c.lower_ != "it" for c in trigger.token.children):
        return []
    return [
        a.value for a in trigger.places()
        if a.value.role == "literal" and a.value.place is None
        and (a.prep in _FALLEN_ON or (a.prep is None and a.dep in {"dobj", "nsubjpass"}))
        and not is_beside_the_point(scene, a.value)
        and (trigger.role != "launch" or a.prep is not None)
    ]  # fmt: skip


def unplaced_within(scene: Scene, area: MentionedPlace) -> Mention | None:
    """The unknown place that a sentence puts into a wide one: "the village of Togoga in Tigray"."""
    if area.kind not in WHOLE:
        return None
    for mention in scene.mentions:
        within = _IN.fullmatch(scene.text, end_of(mention), start_of(area))
        if mention.role == "literal" and mention.place is None and within:
            return mention
    return None


def _sea_of_name(mention: Mention, trigger: Trigger) -> Place | None:
    """The sea that has the name of a province, where what was hit may be a ship: "the Red Sea"."""
    if mention.place is None or mention.place.kind not in {"admin1", "region"}:
        return None
    same = mention.text.casefold().removeprefix("the ")
    sea = next((p for p in mention.rivals if p.kind == "sea" and p.name.casefold() == same), None)
    built = any(
        t.lemma_.lower() in lexicon.TARGETS - lexicon.SHIPS - lexicon.CARRIERS
        for c in trigger.token.children if c.dep_ in {"dobj", "nsubjpass"} for t in c.subtree
    )  # fmt: skip
    return None if built else sea


def is_measured(where: MentionedPlace) -> bool:
    """Whether a place is a spot at a stated distance: "the market of Togoga, 25 km west of A"."""
    return where.id.startswith("geomap:offset:")


def _fired_from(scene: Scene, trigger: Trigger) -> MentionedPlace | None:
    """Where the weapon of a strike was fired from: "a missile fired from Yemen"."""
    below = {t.i for t in trigger.token.subtree}
    for other in scene.triggers:
        if other.role != "launch" or other is trigger:
            continue
        if other.token.i in below or trigger.token.i in {t.i for t in run_on(other.token)}:
            ground = _from_ground(other)
            for argument in other.places():
                of_launch = argument.prep == "from" or (ground and argument.prep == "in")
                if of_launch and argument.value.role == "literal":
                    return mentioned(argument.value)
    return None


def is_label(scene: Scene, mention: Mention) -> bool:
    """Whether a spot heads what is told of it: "Izmail: strike on the terminal"."""
    spot = mention.place is not None and mention.place.kind in SPOTS
    return spot and scene.text[end_of(mention) : end_of(mention) + 1] == ":"


def _is_past_semicolon(scene: Scene, trigger: Trigger, where: Any) -> bool:
    """Whether a semicolon parts a place from a trigger: it belongs to what is told next."""
    at = sorted((scene.sentence.offsets(trigger.token)[0], start_of(where)))
    return ";" in scene.text[at[0] : at[1]]


def run_on(verb: Any) -> list[Any]:
    """Verbs that follow one without "and" or comma: "Missiles fired from A hit B".

    The parser takes the first for a main verb; it only describes the subject of the second.
    """
    return [
        c for c in verb.children
        if c.dep_ in {"conj", "ccomp", "dep"} and c.pos_ == "VERB" and c.i > verb.i and not any(
            k.dep_ in {"cc", "punct", "nsubj", "mark"} and verb.i < k.i < c.i
            for k in (*verb.children, *c.children)
        )
    ]  # fmt: skip


def _from_ground(trigger: Trigger) -> bool:
    """Whether a weapon was fired from ground that "in" tells the place of: "from positions in"."""
    grounds = {"territory", "area", "position", "site", "soil", "ground", "land"}
    return trigger.role == "launch" and any(
        g.lemma_.lower() in grounds
        for c in trigger.token.children if c.lower_ == "from" for g in c.children
    )  # fmt: skip


def own_soil(trigger: Trigger, attacker: str | None, names: Names) -> MentionedPlace | None:
    """The attacker's country, where it fired "from its own territory"."""
    grounds = [g for c in trigger.token.children if c.lower_ == "from" for g in c.children]
    own = any(
        g.lemma_ in {"territory", "soil"} and any(c.lower_ in {"its", "their"} for c in g.children)
        for g in grounds
    )
    country = names.country(attacker) if own and attacker and len(attacker) == 2 else None
    return stand_for(country, None) if country else None


def _is_place_hit(argument: Argument, trigger: Trigger, where: MentionedPlace) -> bool:
    second = argument.token.dep_ == "conj" and argument.token.head.head.lower_ == "between"
    whose = argument.token.dep_ == "poss" and not _part_of_town(argument, where)
    if second or whose:
        # "a bridge between A and B" is one place; "Israel's embassy in A" names whose it is
        return False
    if is_measured(where):
        return True
    if where.kind == "country" and (argument.distant or is_whose(argument.token)):
        return False
    if argument.prep is None:
        if argument.dep in {"dobj", "nsubjpass", "appos", "conj", "attr"} or (
            argument.dep == "nsubj" and trigger.token.lemma_ in SUFFERED | lexicon.UNDERGO | {"be"}
        ):
            return trigger.role != "launch"
        if argument.dep == "prep":  # "shelling of Nyala"
            return where.kind in SPOTS
        if argument.dep in {"npadvmod", "dep"}:
            return where.kind != "country"
        return (
            argument.dep == "compound" and trigger.role == "strike_noun" and where.kind != "country"
        )
    between = argument.prep == "between" and where.kind not in SPOTS
    comes_for = argument.prep == "for" and trigger.token.lemma_ in {"come", "go"}  # "came for A"
    if not (argument.prep in HIT_BY or comes_for) or between:
        return False
    return not (argument.prep == "of" and where.kind == "country" and trigger.role != "strike_noun")


def is_whose(country: Any) -> bool:
    """Whether a country only names whose a ship, plane or army is: "a US destroyer"."""
    return country.dep_ in {"compound", "amod", "nmod"} and (
        country.head.lemma_.lower() in lexicon.CARRIERS | lexicon.SHIPS | lexicon.FORCES
    )


def _part_of_town(argument: Argument, where: MentionedPlace) -> bool:
    """Whether a genitive names the town of which a part was hit: "Beirut's southern suburbs"."""
    part = argument.token.head.lemma_.lower()
    return where.kind in SPOTS and part in lexicon.TARGETS | _PARTS_OF_TOWNS


def _names_work(scene: Scene, name: MentionedPlace, others: list[MentionedPlace]) -> bool:
    """Whether a name is a work's, far from its namesake: "Druzhba pumping station at Unecha"."""
    at = (w for w in others if w.kind in SPOTS and start_of(w) > end_of(name))
    return any(
        _WORK_AT.fullmatch(scene.text, end_of(name), start_of(w)) and apart_m(name, w) > _WORK_M
        for w in at
    )


def most_precise(scene: Scene, hits: list[tuple[Argument, MentionedPlace]]) -> list[MentionedPlace]:
    """Leave out places that only tell where a precise one lies: "Tsyrkuny near Kharkiv"."""
    spots = [end_of(w) for _, w in hits if w.kind in SPOTS]
    tokens = {a.token.i for a, _ in hits}
    precise = any(w.kind in SPOTS for _, w in hits)
    within = {w.country for _, w in hits if w.kind in {"admin1", "admin2", "region"}}
    off_shore = any(w.kind == "sea" and w.id.startswith(SPOTS_AT_SEA) for _, w in hits)
    out: dict[str, MentionedPlace] = {}
    hits = [h for h in hits if not _names_work(scene, h[1], [w for _, w in hits])]
    for argument, where in hits:
        if where.kind == "country" and where.country in within:
            continue  # "In Myanmar, jets bombed a village in Sagaing region"
        if off_shore and where.kind in _ROUND_SPOTS and not where.id.startswith(SPOTS_AT_SEA):
            continue  # "off Fujairah in the Gulf of Oman", "off Salif, Yemen"
        begins = start_of(where)
        if any(end < begins and _QUALIFIES.match(scene.text, end, begins) for end in spots):
            continue
        nested = any(i in tokens for i in argument.path[1:]) and argument.token.dep_ != "conj"
        if precise and where.kind not in SPOTS:
            continue
        if nested and argument.prep in {"of", "near", "in"} and len(hits) > 1 and out:
            continue
        out.setdefault(where.id, where)
    return list(out.values())


def is_hit(argument: Argument, trigger: Trigger) -> bool:
    """Whether a ship that a trigger governs is what was hit."""
    if argument.dep == "nsubj" and trigger.token.lemma_ in SUFFERED | lexicon.UNDERGO:
        return True
    if trigger.role == "launch":
        return argument.prep in {"at", "on", "against", "towards", "toward"}
    return argument.dep in {"dobj", "nsubjpass", "conj", "appos", "pobj"} or argument.prep in {
        "on", "of", "against", "at",
    }  # fmt: skip


def hits_ship(trigger: Trigger) -> bool:
    """Whether the object of a trigger is a ship, named or not."""
    hit = {"dobj", "nsubjpass", "prep"}
    hit |= {"nsubj"} if trigger.token.lemma_ in SUFFERED | lexicon.UNDERGO else set()
    objects = [c for c in trigger.token.children if c.dep_ in hit]
    return any(
        t.lemma_.lower() in lexicon.CARRIERS or t.lower_ == "it" for o in objects for t in o.subtree
    )


def hits_a_ship(trigger: Trigger) -> bool:
    """Whether one ship without a name was hit: "a bulk carrier was hit", not "more ships"."""
    slots = {"dobj", "nsubjpass"}
    slots |= {"nsubj"} if trigger.token.lemma_ in SUFFERED | lexicon.UNDERGO else set()
    return any(
        c.dep_ in slots and c.tag_ == "NN" and c.lemma_.lower() in lexicon.SHIPS
        for c in trigger.token.children
    )


def sea_of(scene: Scene) -> MentionedPlace | None:
    """A sea or strait that the sentence names."""
    for mention in scene.mentions:
        if mention.role == "literal" and mention.place and mention.place.kind in {"sea", "strait"}:
            return mentioned(mention)
    return None
