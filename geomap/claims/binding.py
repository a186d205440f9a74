"""What hangs on a trigger: names bound up the tree, with the preposition that says their part."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from geomap.claims.triggers import LONGEST_PATH, Argument, Trigger
from geomap.claims.voices import SAY
from geomap.geo import great_circle_m
from geomap.language import Sentence

__all__ = [
    "aim_launches",
    "bind",
    "bind_antecedents",
    "bind_ships",
    "pair_ends",
    "with_written_preposition",
]

_DIRECTIONS = frozenset(
    "from to into onto for through via toward towards across over past along up round against "
    "aboard off".split()
)
_JUST_BEFORE = re.compile(
    r"\b(from|to|into|onto|via|through|thru|towards?|ex)\s+(?:the\s+)?$", re.I
)
# "to the assembly works at Yelabuga": the parser may take "works" for a verb
_TO_WORKS = re.compile(
    r"\b(to|from) (?:the |an? |its |their )?(?:[\w-]+ ){0,3}(?:works|mills?|plants?|smelters?|"
    r"factory|refinery|warehouses?|depots?|terminals?|quays?|yards?|stations?|silos?) "
    r"(?:at|in|near|outside) $"
)
_SHORT = {"ex": "from", "thru": "through"}
_STANDS = frozenset({"in", "at", "of", "near"})  # "the port of Reni, where"
_SPOTS = frozenset("city port rail_crossing airbase airport depot facility village".split())
_PAIRED = re.compile(r"\s*(?:[-–—→⇒➔]|-+>|=>)\s*|\s+to\s+")
_PLACED = re.compile(
    r"\b(?:from|in|at|of|near|to|via|through|thru|across|past|over|round|around|and|off|between|"
    r"outside)\s+(?:the\s+)?$",
    re.I,
)
_BEFORE = 24  # characters that hold the preposition before a name
_PHRASE = 60  # the same before the works, the port of that name
_SUBURB_M = 60_000  # "Moscow-Vnukovo" names one end, "Minsk-Gomel" two
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_NAMES = frozenset({"appos", "compound", "nmod", "flat"})  # a name beside the word for a ship
_TIMES = frozenset({"since", "after", "before", "until", "during"})


def bind(
    kind: Any, record: Any, span: Any, triggers: dict[int, Trigger]
) -> tuple[Trigger | None, Argument]:
    """Walk up the tree from a name to the first trigger, noting prepositions on the way."""
    token = span.root
    preps: list[str] = []
    path: list[int] = []
    distant = since = said = False
    here = token
    dep = token.dep_
    for _ in range(LONGEST_PATH):
        since = since or (kind == "date" and _opened_by_since(here))
        if here.i in triggers and here.i not in range(span.start, span.end):
            trigger = triggers[here.i]
            prep = _leading(preps)
            return trigger, Argument(kind, record, token, prep, dep, distant, tuple(path), since)
        if here.head == here:
            break
        if here.pos_ in {"VERB", "AUX"} and here != token:
            if kind == "date" and here.lemma_.lower() in SAY:
                said = True  # it dates the saying, not what is said
                break
            distant = True
        if here.lower_ == "according":
            break  # a source, not a way: voices read it
        if here.lower_ == "way" and here.head.lower_ == "by":
            preps.append("via")  # "by way of Mukalla"
        elif here.dep_ in {"prep", "agent"} or (here.pos_ == "ADP" and here != token):
            preps.append(here.lower_)
        dep = here.dep_
        path.append(here.i)
        here = _of_noun(here, triggers) or here.head
    prep = _leading(preps)
    above = (*path, here.i)
    return None, Argument(
        kind, record, token, prep, dep, distant=True, path=above, since=since, said=said
    )


def _of_noun(word: Any, triggers: dict[int, Trigger]) -> Any | None:
    """The noun to which an "of" belongs that hangs on its verb: "the arrival at A of two jets"."""
    if word.lower_ != "of" or word.head.pos_ != "VERB":
        return None
    before = [c for c in word.head.children if c.i < word.i and c.i in triggers]
    return before[-1] if before and before[-1].pos_ == "NOUN" else None


def pair_ends(
    text: str, sentence: Sentence, triggers: Sequence[Trigger], loose: list[Argument]
) -> None:
    """Read two towns with a dash, an arrow or "to" between them as from one to the other.

    "Shuttled Abu Dhabi-Amdjarass", "ran guns: Odesa to Tartus in 2013". A pair that hangs on no
    verb goes to the movement told last before it, else to the first one behind.
    """
    moves = [t for t in triggers if t.kind == "transfer"]
    if not moves:
        return
    holders: list[list[Argument]] = [*(t.arguments for t in moves), loose]
    spots = sorted(
        ((a, held) for held in holders for a in held if _is_spot(a)), key=lambda s: s[0].start
    )
    for (first, held), (second, kept) in pairwise(spots):
        if not _are_paired(text, first, second):
            continue
        goal = held if held is not loose else kept
        if goal is loose:
            before = [t for t in moves if sentence.offsets(t.token)[0] < first.start]
            goal = (before[-1] if before else moves[0]).arguments
        for argument, part, prep in ((first, held, "from"), (second, kept, "to")):
            part[:] = [a for a in part if a is not argument]
            goal.append(replace(argument, prep=prep, dep="prep", distant=False, path=()))


def _are_paired(text: str, first: Argument, second: Argument) -> bool:
    """Whether nothing but a sign of direction stands between two towns that lie apart."""
    if not _PAIRED.fullmatch(text, int(first.value.end), second.start):
        return False
    if _PLACED.search(text, max(0, first.start - _BEFORE), first.start):
        return False
    if " to " in text[int(first.value.end) : second.start]:
        return True  # two towns at a border, however near
    a, b = first.value.place, second.value.place
    return great_circle_m((a.lon, a.lat), (b.lon, b.lat)) > _SUBURB_M


def _is_spot(argument: Argument) -> bool:
    """Whether an argument names a place that is no state and no sea."""
    if argument.kind != "place" or argument.value.role not in {"literal", "metonym"}:
        return False
    place = argument.value.place
    return place is not None and place.kind in _SPOTS


def bind_antecedents(triggers: Iterable[Trigger], places: Sequence[Argument]) -> None:
    """Give the trigger of a relative clause the place to which "where" or "which" refers.

    "Goma, where 20 tonnes were unloaded" reads as "unloaded in Goma"; "the port at Kerch, from
    which grain was shipped" as "shipped from Kerch", as does "Kerch, whence it was shipped".
    """
    for trigger in triggers:
        clause = trigger.token
        while clause.dep_ in {"conj", "xcomp"} and clause.head != clause:
            clause = clause.head
        whence = next((c for c in clause.children if c.lower_ == "whence"), None)
        if whence is not None:
            before = [a for a in places if a.token.i < whence.i and _is_spot(a)]
            last = max(before, key=lambda a: a.token.i, default=None)
            if last is not None:
                told = replace(last, prep="from", dep="relcl", distant=False, path=())
                trigger.arguments.append(told)
            continue
        preposition = _relative_preposition(clause)
        if preposition is None or clause.dep_ not in {"relcl", "pcomp"}:
            continue
        noun = clause.head if clause.dep_ == "relcl" else clause.head.head
        for place in places:
            holder = place.token.head.head if place.token.dep_ == "pobj" else None
            if place.token == noun or (holder == noun and place.token.head.lower_ in _STANDS):
                told = replace(place, prep=preposition, dep="relcl", distant=False, path=())
                trigger.arguments.append(told)
                break


def bind_ships(triggers: Iterable[Trigger], ships: Sequence[Argument]) -> None:
    """Give the trigger of a clause without a subject the ship of which the clause tells.

    "The Lena, which left Poti with maize, ran aground"; "the tanker Oro, fixed to bring crude".
    """
    for trigger in triggers:
        if any(a.kind == "vessel" for a in trigger.arguments):
            continue
        noun, dep = _told_of(trigger.token)
        if noun is None:
            continue
        for ship in ships:
            name = ship.token
            if noun in {name, name.head} and (name == noun or name.dep_ in _NAMES):
                told = replace(ship, prep=None, dep=dep, distant=False, path=())
                trigger.arguments.append(told)
                break


def _told_of(clause: Any) -> tuple[Any | None, str]:
    """The noun of which a relative or participial clause tells, and what it is to the clause."""
    if clause.pos_ == "NOUN" and clause.dep_ == "pobj" and clause.head.lower_ == "with":
        clause = clause.head.head  # "the ferry Aras, laden with cement from Poti for Burgas"
    while clause.dep_ in {"conj", "xcomp"} or (
        clause.dep_ == "advcl" and clause.head.dep_ == "acl"
    ):
        if any(c.dep_ in _SUBJECTS for c in clause.children):
            return None, ""
        clause = _in_its_tense(clause) or clause.head
    which = [c for c in clause.children if c.tag_ == "WDT" and c.dep_ in _SUBJECTS]
    if clause.dep_ == "relcl" and which:
        return clause.head, str(which[0].dep_)
    if clause.dep_ == "acl" and clause.tag_ in {"VBN", "VBG"}:
        return clause.head, "nsubj" if clause.tag_ == "VBG" else "nsubjpass"
    return None, ""


def _in_its_tense(verb: Any) -> Any | None:
    """The relative clause that a verb goes on from, where the verb it was hung on is of today.

    "It follows the Lena, which left Poti on Monday, and reached the strait two days later."
    """
    if verb.tag_ != "VBD" or verb.head.tag_ not in {"VBZ", "VBP"}:
        return None
    between = verb.doc[verb.head.i + 1 : verb.i]
    return next((t for t in between if t.dep_ == "relcl" and t.tag_ == "VBD"), None)


def aim_launches(triggers: Iterable[Trigger]) -> None:
    """Take the "at" behind a named place of launch for the aim.

    "Fired from Belgorod region at Kharkiv" aims at Kharkiv, which the parser may bind to the
    region; "fired from a base at Engels" came from Engels: a base has no name.
    """
    for trigger in (t for t in triggers if t.role == "launch"):
        places = [a for a in trigger.arguments if a.kind == "place" and a.prep == "from"]
        named = {t.i for a in places for t in (a.token, a.token.head)}
        for place in places:
            link = place.token.head
            if link.lower_ == "at" and link.head.i in named:
                here = next(k for k, one in enumerate(trigger.arguments) if one is place)
                trigger.arguments[here] = replace(place, prep="at")


def _relative_preposition(clause: Any) -> str | None:
    """What "where" and "on which" say of their noun: the preposition, "in" where none is."""
    for child in clause.children:
        if child.lower_ == "where":
            before = child.nbor(-1) if child.i > clause.sent.start else child
            return "from" if before.lower_ == "from" else "in"
        if child.dep_ == "prep" and any(c.lower_ == "which" for c in child.children):
            return str(child.lower_)
    return None


def _opened_by_since(token: Any) -> bool:
    return token.lower_ == "since" or any(
        c.dep_ == "mark" and c.lower_ == "since" for c in token.children
    )


def with_written_preposition(text: str, argument: Argument) -> Argument:
    """Trust a preposition right before the name over the parser, which may bind "to" to a verb."""
    match = _JUST_BEFORE.search(text, max(0, argument.start - _BEFORE), argument.start)
    if match is None and argument.prep in {"at", "in", "near"}:
        match = _TO_WORKS.search(text, max(0, argument.start - _PHRASE), argument.start)
    written = _SHORT.get(match[1].casefold(), match[1].casefold()) if match else argument.prep
    return argument if written == argument.prep else replace(argument, prep=written)


def _leading(preps: list[str]) -> str | None:
    """The preposition that says the part: the innermost of direction, else the outermost."""
    for prep in preps:
        if prep == "aboard" and preps[0] in {"at", "in", "off", "near"}:
            return preps[0]  # "put aboard the Seagrace at Basra"
        if prep in _DIRECTIONS:
            return prep
    # "the port of A" stands for A; "by missiles on the airfield" says on, not by
    outer = [prep for prep in preps if prep not in {"of", "by", "with"}]
    outer = [prep for prep in outer if prep not in _TIMES] or outer
    return outer[-1] if outer else None
