"""Several legs or several ends told in one breath: lists of places, ships and days.

"docked at A and B respectively" gives each ship its port and its day. Without it, "sent shells to
A and B" tells two movements, as such a row of a table does: a claim each, and a count, which is
told for both together, stands with the first.
"""

import re
from bisect import bisect
from dataclasses import replace
from itertools import pairwise
from typing import Any

import msgspec

from geomap.claims.context import (
    Names,
    actor_of,
    end_of,
    id_of,
    mentioned,
    stand_for,
    start_of,
)
from geomap.claims.drafts import WHOLE, Draft
from geomap.claims.scene import Scene
from geomap.claims.triggers import Argument, Trigger
from geomap.records import MentionedPlace, Reason

__all__ = ["IN_TURN", "legs_of", "spread"]

IN_TURN = re.compile(r"\brespectively\b|\bin that order\b", re.I)
_AND_TO = re.compile(r",? and(?:,[^,;.]{1,40},)? (?:to|into|from) (?:the )?", re.I)
_ON = frozenset({"on", "onward", "onwards"})
_OVER = frozenset({"across", "over", "through", "along", "up", "down"})
_WAYS = {"out": "from", "into": "to"}  # how the ends of a leg are told besides
_ENDS = frozenset({"from", "to", *_WAYS})
_SIDES = {"origin": "supplier", "destination": "recipient"}
_BY_WAY_OF = frozenset({"via", "through"})
_TWO_DAYS = re.compile(r"\band\b")


def spread(scene: Scene, draft: Draft, names: Names) -> list[Draft]:
    """One draft for each end of a list, and with "respectively" for each ship and day.

    So for each country of "Germany, Poland and Norway sent 30 tanks".

    Which of several origins goes with which of several destinations is not told: there a reason
    names the others.
    """
    origins, destinations = (_listed(scene, draft, end) for end in ("origin", "destination"))
    origins = origins or _senders(scene, draft, names)
    count = max(len(draft.vessels), len(origins), len(destinations))
    if IN_TURN.search(scene.words) and count > 1:
        return [_share(draft, n, count, origins, destinations) for n in range(count)]
    if min(len(origins), len(destinations)) <= 1 < count and len(draft.vessels) <= 1:
        return _each(draft, origins, destinations)
    for end, places in (("origin", origins), ("destination", destinations)):
        for place in places[1:]:
            span = {"start": place.start, "end": place.end}
            rule = f"{place.name} is named with it; a claim has room for one"
            draft.reasons.append(Reason(slot=end, rule=rule, score=0.5, **span))
    return [draft]


def _senders(scene: Scene, draft: Draft, names: Names) -> list[MentionedPlace]:
    """The countries that send together, each as where the goods come from; [] for a single one."""
    mention = draft.supplier_mention
    span = scene.covering(mention) if mention is not None and draft.origin is None else None
    if span is None:
        return []
    noun = span.root
    while noun.dep_ in {"poss", "compound", "amod"}:
        noun = noun.head
    if any(c.dep_ == "cc" and c.lower_ != "and" for t in (noun, *noun.conjuncts)
           for c in t.children):  # fmt: skip
        return []
    taken = {draft.recipient, draft.destination and draft.destination.country}
    found: dict[str, MentionedPlace] = {}
    for sender in (noun, *noun.conjuncts):
        code, named = actor_of(scene, sender, names)
        country = names.country(code) if code and named and code not in taken else None
        if code and country is not None:
            found.setdefault(code, stand_for(country, named))
    return list(found.values()) if len(found) > 1 else []


def _each(
    draft: Draft, origins: list[MentionedPlace], destinations: list[MentionedPlace]
) -> list[Draft]:
    """One draft for each of several places at one end of the way."""
    end, places = ("destination", destinations) if len(destinations) > 1 else ("origin", origins)
    side = _SIDES[end]
    told = getattr(draft, f"{side}_mention")
    by_place = told is not None and told.start in {p.start for p in places}
    out = []
    for number, place in enumerate(places):
        own = _copy(draft) if number else draft
        own.listed = tuple(places)
        if getattr(own, end) is None:
            setattr(own, end, place)
            own.because(end, "the supplier's country", 0.7)
        if number:
            own.own = place
            setattr(own, end, place)
            if by_place:  # "to China, Egypt and Chile": each gets its own
                setattr(own, side, place.country)
            span = {"start": place.start, "end": place.end}
            own.reasons = [r for r in own.reasons if r.slot != end]
            rule = f"listed with {places[0].name}"
            own.reasons.append(Reason(slot=end, rule=rule, score=0.8, **span))
        out.append(own)
    return out


def legs_of(scene: Scene, trigger: Trigger) -> list[Trigger]:
    """The legs that one verb tells: "moved by rail from A to B and by barge from C to D"."""
    ends = [
        replace(a, prep=_WAYS.get(a.prep or "", a.prep)) for a in trigger.places()
        if a.prep in _ENDS and a.value.role in {"literal", "metonym"}
    ]  # fmt: skip
    ends.sort(key=lambda a: a.start)
    legs: list[list[Argument]] = []
    turns: list[int] = []
    for argument in ends:
        opening = _opening(trigger, legs[-1], argument) if legs else []
        if opening is None:
            legs[-1].append(argument)
            continue
        if legs:
            turns.append(_turn(scene, legs[-1][-1], argument))
        legs.append([*opening, argument])
    whole = [any(a.prep == "to" for a in leg) for leg in legs]
    if len(legs) < 2 or any(whole) != all(whole):
        return [trigger]
    known = {a.start for a in ends}
    shared = [a for a in trigger.arguments if a.kind != "place" or a.start not in known]
    first = scene.sentence.offsets(trigger.token.left_edge)[0]
    bounds = [min(first, *known), *turns, _clause_end(scene, ends[-1])]
    days = {bisect(turns, a.start) for a in shared if a.kind == "date"}
    return [
        replace(
            trigger,
            arguments=[
                *(a for a in shared
                  if bisect(turns, a.start) == n
                  or not (a.prep in _BY_WAY_OF or (a.kind == "date" and len(days) > 1))),
                *leg,
            ],
            extent=(bounds[n], bounds[n + 1]),
        )
        for n, leg in enumerate(legs)
    ]  # fmt: skip


def _opening(trigger: Trigger, leg: list[Argument], argument: Argument) -> list[Argument] | None:
    """What the leg that an end opens has of the leg before, None where it opens none."""
    last = leg[-1]
    if argument.prep == "from":
        both = any(a.prep == "to" for a in leg)
        return [] if both or _turns_by_way(last, argument) else None
    if _goes_onward(trigger, last, argument):
        return [replace(last, prep="from")]
    other = _is_gapped(last, argument) or _by_other_means(last, argument)
    if any(a.prep == "to" for a in leg) and other:
        return [a for a in leg if a.prep == "from"]
    return None


def _turns_by_way(last: Argument, argument: Argument) -> bool:
    """Whether a way stands between two origins: "from A through B, and from C by way of D"."""
    words = [t.lower_ for t in argument.token.doc[last.token.i + 1 : argument.token.i]]
    return last.prep == "from" and "and" in words and bool(_BY_WAY_OF & {*words})


def _is_gapped(last: Argument, argument: Argument) -> bool:
    """Whether an end belongs to other goods: "took 14,000 t to A and another 9,000 to B"."""
    doc = argument.token.doc
    between = [t for t in doc[last.token.i + 1 : argument.token.i] if t.pos_ != "ADV"]
    prep = next((n for n, t in reversed([*enumerate(between)]) if t.lower_ in _ENDS), None)
    if not prep or not any(t.lower_ in {",", "and", ";"} for t in between[:prep]):
        return False
    return between[prep - 1].pos_ in {"NOUN", "NUM"}


def _goes_onward(trigger: Trigger, last: Argument, argument: Argument) -> bool:
    """Whether a way goes on from one place to the next: "to Benghazi and then on to Bangui"."""
    if last.prep != "to":
        return False
    words = [t.lower_ for t in argument.token.doc[last.token.i + 1 : argument.token.i]]
    if any(b in _ON and a in {"and", "then"} for a, b in pairwise(words)):
        return True
    if ("from", "there") in pairwise(words):
        return True
    moves = trigger.role in {"carry", "arrive", "depart"}
    if {"thence", "onward", "onwards"} & {*words}:
        return True
    if any(a == "and" and b in _OVER for a, b in pairwise(words)):
        return moves  # "up to A and across the desert to B"
    return "then" in words and (moves or "by" in words)


def _by_other_means(last: Argument, argument: Argument) -> bool:
    """Whether other goods go elsewhere: "by truck to Mandalay and by rail to Meiktila"."""
    if {last.prep, argument.prep} != {"to"}:
        return False
    between = [t.lower_ for t in argument.token.doc[last.token.i + 1 : argument.token.i]]
    return ("and", "by") in pairwise(between)


def _turn(scene: Scene, last: Argument, argument: Argument) -> int:
    """Where the words of the leg before end: at "and then" between its end and the next place."""
    between = argument.token.doc[last.token.i + 1 : argument.token.i]
    joints = [t for t in between if t.lower_ in {"and", "then", "before"}]
    if not joints:
        return last.start + len(last.value.text)
    joint = joints[-1]
    if len(joints) > 1 and joints[-2].i == joint.i - 1:
        joint = joints[-2]
    return int(scene.sentence.offsets(joint)[0])


def _clause_end(scene: Scene, last: Argument) -> int:
    """Where the words after the last place end: at a comma, or with the sentence."""
    rest = last.token.doc[last.token.i + 1 :]
    stop = next((t for t in rest if t.text in {",", ";", ":"}), None)
    return scene.sentence.end if stop is None else int(scene.sentence.offsets(stop)[0])


def _listed(scene: Scene, draft: Draft, end: str) -> list[MentionedPlace]:
    """The place at one end of the way, and those that the sentence lists with it."""
    held = getattr(draft, end)
    if held is None or not isinstance(held.start, int):
        return []
    every = [a for t in draft.triggers for a in t.places()]
    if len(every) < 2:
        return [held]
    first = next((a for a in every if a.start == held.start), None)
    if first is None:
        return [held]
    out = [held]
    ends = {id_of(draft.origin), id_of(draft.destination)}  # "between A and B" is no list
    for argument in every:
        place = argument.value.place
        if place is None or argument.value.role != "literal" or place.id in ends:
            continue
        alike = (place.kind in WHOLE) == (held.kind in WHOLE)
        between = scene.text[end_of(held) : argument.start]
        if alike and (_goes_on_list(argument, first) or _AND_TO.fullmatch(between)):
            out += [where for where in (mentioned(argument.value),) if where is not None]
    return sorted(out, key=start_of)


def _goes_on_list(argument: Argument, first: Argument) -> bool:
    """Whether a place is joined to another by "and" or a comma, and by nothing else.

    So are "to A and to B"; "to A or B" is one of the two.
    """
    here, goal = argument.token, first.token
    if here.dep_ == "pobj" and here.head.dep_ == "conj" and goal.dep_ == "pobj":
        here, goal = here.head, goal.head
    while here.dep_ == "conj" and here.head != here:
        here = here.head
        if any(c.dep_ == "cc" and c.lower_ != "and" for c in here.children):
            return False
        if here == goal:
            return True
    return False


def _share(
    draft: Draft,
    number: int,
    count: int,
    origins: list[MentionedPlace],
    destinations: list[MentionedPlace],
) -> Draft:
    """What a sentence with "respectively" says of one of several."""
    own = _copy(draft)
    if len(draft.vessels) == count:
        own.vessels = [draft.vessels[number]]
    for end, places in (("origin", origins), ("destination", destinations)):
        if len(places) == count:
            setattr(own, end, places[number])
            own.because(end, "respectively", 0.8)
    days = [day for argument in draft.dates for day in _days(argument)]
    if len(days) == count:
        own.dates = [days[number]]
        for trigger in own.triggers:
            trigger.arguments = [
                a for a in trigger.arguments if a.kind != "date" or a.value is days[number].value
            ]
    return own


def _days(argument: Argument) -> list[Argument]:
    """The single days of "3 and 9 February", which was read as one span of time."""
    when: Any = argument.value
    first, _, last = (when.edtf or "").partition("/")
    if not (last and _TWO_DAYS.search(when.text)) or "between" in when.text.casefold():
        return [argument]
    return [
        replace(argument, value=msgspec.structs.replace(when, edtf=day)) for day in (first, last)
    ]


def _copy(draft: Draft) -> Draft:
    """The same draft with lists of its own."""
    return replace(
        draft,
        triggers=[replace(t, arguments=list(t.arguments)) for t in draft.triggers],
        via=list(draft.via),
        items=list(draft.items),
        vessels=list(draft.vessels),
        dates=list(draft.dates),
        reasons=list(draft.reasons),
    )
