"""When it happened: which of the dates around a trigger is the date of what it tells."""

import re
from collections.abc import Iterable, Iterator
from datetime import date as Date  # noqa: N812 (the type, beside many things called date)
from typing import Any

import msgspec

from geomap import edtf
from geomap.claims.context import Context, end_of, start_of
from geomap.claims.scene import Scene
from geomap.claims.told import Told
from geomap.claims.triggers import Argument, Trigger
from geomap.claims.voices import SAY
from geomap.records import Claim, Item, MentionedPlace, Modality, Reason, When

__all__ = [
    "date_by_place",
    "date_of",
    "days_after",
    "is_past_perfect",
]

_EVENT_ROLES = frozenset({"event", "since", "until"})
_NOT_YET = frozenset({"planned", "negotiating", "hypothetical"})
# One instance of what goes on: "has hit silos since July, most recently on Monday".
_INSTANCE = re.compile(
    r"\b(?:most recently|latest|last(?:ly)?|for (?:example|instance))\s(?:(?:on|in|at|the)\s){0,2}$"
)
_WHEN = re.compile(r",?\s+when\s")
_NOUN_PHRASE = re.compile(r"\s(?:[\w’'-]{1,20}\s){0,4}")
# "was fined on Monday for the sale of rifles to X": the day is that of the penalty
_PENALTIES = frozenset(
    "sanction designate blacklist charge indict convict sentence fine arrest detain".split()
)
_SET = frozenset("contract schedule plan book fix slate set order promise expect agree".split())
_EARLIER = frozenset({"just", "already", "earlier", "previously", "shortly", "before", "recently"})
_LATER = frozenset("later afterwards subsequently eventually".split())
_SIDE_CLAUSES = frozenset({"relcl", "acl"})
_HELD_BY = frozenset({"dobj", "xcomp", "pobj", "prep", "pcomp", "nsubjpass", "compound", "dative"})
_LONGEST_CLIMB = 8  # tokens up the tree


_HEAD_START = 3  # characters before a date that heads its sentence: a bullet
_HEAD_END = re.compile(r"(?:,[^.:;\n]{1,32})?:")


def date_of(
    scene: Scene,
    context: Context,
    bound: list[Argument],
    items: tuple[Item, ...],
    *,
    token: Any,
    modality: Modality = "occurred",
    only_bound: bool = False,
    origin: MentionedPlace | None = None,
) -> tuple[str | None, str | None, bool]:
    """(EDTF, its text, whether it is a running count) of a claim.

    Taken from what the trigger `token` governs, else from the verb that governs it, else, unless
    `only_bound` or not yet happened, from the sentence and the paragraph. What sets out from an
    `origin` that an earlier leg reached did so no sooner than that leg was over.
    """
    told = modality not in _NOT_YET
    own = (
        _when_clause(scene, token) or _bound(scene, bound, token, told=told) or _above(scene, token)
    )
    head = _heads(scene)
    if head is not None and not any(c.isdigit() for d in own for c in d.text):
        own = [head]
    counted_from = any(_counted_from(scene, when, token) for when in scene.dates)
    if counted_from:
        own = [d for d in own if not _counted_from(scene, d, token)]
    loose = told and not own and not counted_from and not only_bound
    if loose:
        own = _around(scene, token)
        if _goes_on(scene, token):
            own, loose = [d for d in own if d.role == "since"], False
        elif _went_before(token):
            return _before(own, scene, context)
    counted = any(i.quantity and i.quantity.value for i in items)
    if own:
        when = _finest(_usual(scene, own))
        if told:
            context.date, context.date_block = (when.edtf, when.text), scene.sentence.block
        so_far = when.role == "since" and counted
        return when.edtf, when.text, so_far
    loose = loose and not _of_others(token)
    if loose and context.date_block == scene.sentence.block and context.date[0]:
        landed = context.reached.get(origin.id) if origin else None
        landed = landed or _later_than(context.date, token)
        return (f"{landed[0]}/..", landed[1], False) if landed else (*context.date, False)
    return None, None, False


def _heads(scene: Scene) -> When | None:
    """The date that opens a sentence before a colon: "10 May, before dawn: missiles strike"."""
    first = scene.dates[0] if scene.dates else None
    if first is None or first.edtf is None or first.start - scene.sentence.start > _HEAD_START:
        return None
    after = scene.text[first.end : scene.sentence.end]
    return first if _HEAD_END.match(after) else None


def _dates(arguments: Iterable[Argument]) -> list[Argument]:
    """Those of some arguments that date an event."""
    return [
        a for a in arguments
        if a.kind == "date" and not a.said and a.value.role in _EVENT_ROLES and a.value.edtf
    ]  # fmt: skip


def _bound(scene: Scene, bound: list[Argument], token: Any, *, told: bool) -> list[When]:
    """Dates that the trigger governs; those of clauses beside it where it has none.

    What is still to come (not `told`) is not dated by what a relative clause tells.
    """
    dates = _dates(bound)
    near = [a for a in dates if not a.distant] or dates
    return [_since(scene, a, token) for a in near if not _aside(scene, a.token, token, told=told)]


def _around(scene: Scene, token: Any) -> list[When]:
    """Dates of the sentence that hang on nothing, else those of its other triggers."""
    others = [a for t in scene.triggers for a in t.arguments]
    for group in (scene.loose, others):
        found = [
            _opened(a.value) for a in _dates(group)
            if not _aside(scene, a.token, token) and not _of_next_clause(a, token)
        ]  # fmt: skip
        if found:
            return found
    return []


def _above(scene: Scene, token: Any) -> list[When]:
    """Dates of the verb to which a trigger is object or aim: "plan to resume trains next month"."""
    holders = set()
    below, above = token, token.head
    for _ in range(_LONGEST_CLIMB):
        aim = below.dep_ == "advcl" and any(
            c.dep_ == "aux" and c.lower_ == "to" for c in below.children
        )
        if above == below or not (below.dep_ in _HELD_BY or aim):
            break
        if above.lemma_.lower() in SAY | _PENALTIES:
            break
        if above.pos_ in {"VERB", "AUX"}:
            holders.add(above.i)
        below, above = above, above.head
    arguments = [*scene.loose, *(a for t in scene.triggers for a in t.arguments)]
    return [_opened(a.value) for a in _dates(arguments) if _verb_above(a.token) in holders]


def _verb_above(token: Any) -> int:
    """Index of the nearest verb that governs a token, -1 for none."""
    for above in _climb(token):
        if above.pos_ in {"VERB", "AUX"}:
            return int(above.i)
    return -1


def _climb(token: Any) -> Iterator[Any]:
    """The tokens above one, nearest first."""
    for _ in range(_LONGEST_CLIMB):
        if token.head == token:
            return
        token = token.head
        yield token


def _aside(scene: Scene, date: Any, trigger: Any, *, told: bool = True) -> bool:
    """Whether a date stands in a clause of its own to which the trigger does not belong.

    A relative clause that tells of the same way or blow ("the ship, which docked on 4 May") does
    not count; a further main clause does where its date only says since when.
    """
    of_trigger = {trigger.i, *(t.i for t in _climb(trigger))}
    kind = next((t.kind for t in scene.triggers if t.token.i == trigger.i), None)
    same_story = {
        t.token.i
        for t in scene.triggers
        # a ship "seized in November" was not hit then, a bus "carrying" people was
        if told and t.role != "request" and (kind in {None, t.kind} or t.token.tag_ == "VBG")
    }
    for above in (date, *_climb(date)):
        if above.i in of_trigger:
            return above.i != trigger.i and above.lemma_ in _PENALTIES
        if is_past_perfect(above) and not is_past_perfect(trigger):
            return True
        if above.dep_ == "acl" and above.lemma_ in _SET and date.head.lower_ == "for":
            continue  # "a delivery, contracted for March"
        side = above.dep_ in _SIDE_CLAUSES or (
            above.dep_ == "advcl"
            and any(c.dep_ == "mark" and c.lower_ == "that" for c in above.children)
        )
        if side and above.i not in same_story:
            return True
    return False


def _counted_from(scene: Scene, when: When, token: Any) -> bool:
    """Whether a date is counted from the very event of a trigger: "two days after the strike"."""
    start = scene.sentence.offsets(token)[0]
    between = scene.text[end_of(when) : start] if end_of(when) <= start else None
    counts = when.text.lower().endswith((" after", " before", " following"))
    return counts and between is not None and _NOUN_PHRASE.fullmatch(between) is not None


def _of_next_clause(argument: Argument, trigger: Any) -> bool:
    """Whether a date says since when a clause goes on that only follows the trigger's."""
    of_trigger = {trigger.i, *(t.i for t in _climb(trigger))}
    return argument.value.role == "since" and any(
        above.dep_ == "conj"
        and above.i not in of_trigger
        and any(c.dep_ in {"nsubj", "nsubjpass"} for c in above.children)
        for above in _climb(argument.token)
    )


def _when_clause(scene: Scene, token: Any) -> list[When]:
    """The date on which a clause with "when" tells what happened: "since 3 May, when ..."."""
    start = scene.sentence.offsets(token)[0]
    for when in reversed(scene.dates):
        if end_of(when) < start and when.edtf and _WHEN.match(scene.text, end_of(when)):
            return [msgspec.structs.replace(when, role="event")]
    return []


def _goes_on(scene: Scene, token: Any) -> bool:
    """Whether a verb tells in the present what goes on: "from here they go by lorry"."""
    if scene.headline or token.pos_ not in {"VERB", "AUX"}:
        return False
    tags = {c.tag_ for c in token.children if c.dep_ in {"aux", "auxpass"}} or {token.tag_}
    return tags <= {"VBZ", "VBP"} and not any(
        c.dep_ == "aux" and c.lemma_ == "have" for c in token.children
    )


def _later_than(date: tuple[str | None, str | None], token: Any) -> tuple[str, str | None] | None:
    """The last day of a date, where a verb tells what came after it: "she later unloaded"."""
    if not any(c.lower_ in _LATER for c in token.children):
        return None
    day = edtf.parse(date[0] or "").last
    return (day.isoformat(), date[1]) if day else None


def _of_others(token: Any) -> bool:
    """Whether a verb tells of others than what was just dated: "other trains ended at B"."""
    return any(
        c.dep_ in {"nsubj", "nsubjpass"} and any(k.lower_ in {"other", "others", "another"}
                                                 for k in (c, *c.children))
        for c in token.children
    )  # fmt: skip


def _went_before(token: Any) -> bool:
    """Whether a trigger in the past perfect lies before what the text tells around it."""
    if not is_past_perfect(token):
        return False
    if any(c.lower_ in _EARLIER for c in token.children):
        return True
    for above in (token, *_climb(token)):
        if above.dep_ in _SIDE_CLAUSES:
            return True
        if above.lemma_.lower() in SAY:
            return str(above.tag_) in {"VBZ", "VBP"} and above.i != token.i
    return False


def is_past_perfect(token: Any) -> bool:
    """Whether a verb tells what had gone before: "that the army had ordered in 2018"."""
    return any(c.lower_ == "had" and c.dep_ == "aux" for c in token.children)


def _before(own: list[When], scene: Scene, context: Context) -> tuple[str | None, str | None, bool]:
    """What went before the date of the sentence, or of the paragraph, ended by that day."""
    named = _finest(own) if own else None
    date, text = (named.edtf, named.text) if named else context.date
    if named is None and context.date_block != scene.sentence.block:
        return None, None, False
    last = edtf.parse(date).last if date else None
    return (f"../{last.isoformat()}", text, False) if last else (None, None, False)


def _usual(scene: Scene, dates: list[When]) -> list[When]:
    """Leave out the date of one instance where the time of all of it is given."""
    whole = [d for d in dates if not _INSTANCE.search(scene.text[: start_of(d)][-40:])]
    return whole or dates


def date_by_place(told: list[Told]) -> None:
    """Give a strike without a date the one of the strike on the same place told before it.

    Of several, of the newest: the others are told as what went before it.
    """
    dated: dict[str, Claim] = {}
    for item in told:
        claim = item.claim
        if claim.kind != "strike" or claim.location is None or claim.location.kind == "country":
            continue
        known = dated.get(claim.location.id)
        if claim.date:
            if known is None or _last_day(claim) >= _last_day(known):
                dated[claim.location.id] = claim
        elif known is not None and claim.modality == "occurred":
            reason = Reason(slot="date", rule="the strike on the same place told before", score=0.5)
            item.claim = msgspec.structs.replace(
                claim, date=known.date, date_text=known.date_text, date_prec=known.date_prec,
                reasons=(*claim.reasons, reason),
            )  # fmt: skip


def _last_day(claim: Claim) -> Date:
    return edtf.parse(claim.date or "").last or Date.max


def _since(scene: Scene, argument: Argument, trigger: Any) -> When:
    """The date of an argument; one in a clause that "since" opens is the beginning of a time.

    Where the `trigger` is the verb of that clause it is its day: "short since drones hit in May".
    """
    when: When = argument.value
    marked = any(c.dep_ == "mark" and c.lower_ == "since" for c in trigger.children)
    if marked and trigger.tag_ == "VBD" and when.role == "event":
        return when
    opens = argument.since or any(
        above.pos_ in {"VERB", "AUX"}
        and any(c.dep_ == "mark" and c.lower_ == "since" for c in above.children)
        for above in _climb(argument.token)
    )
    if (opens or _since_event(scene, when)) and when.edtf and "/" not in when.edtf:
        when = msgspec.structs.replace(when, role="since")
    return _opened(when)


def _opened(when: When) -> When:
    """What goes on since a date, or until it, as an interval open at that end."""
    if when.edtf and when.role in {"since", "until"}:
        return msgspec.structs.replace(when, edtf=edtf.opened(when.edtf, side=when.role))
    return when


def _since_event(scene: Scene, when: When) -> bool:
    """Whether a date is that of an event since which something goes: "since the talks in May"."""
    tokens = [t for t in scene.tokens if scene.sentence.offsets(t)[1] <= start_of(when)]
    for token in reversed(tokens):
        if token.lower_ == "since" and token.dep_ in {"prep", "mark"}:
            return True
        if token.pos_ in {"VERB", "AUX"} or token.text in {",", ";", ":"}:
            return False
    return False


def _finest(dates: list[When]) -> When:
    """The most precise of several dates, the first of equals."""
    return min(dates, key=lambda d: (edtf.precision(d.edtf or "") or 9, d.start))


def days_after(scene: Scene, trigger: Trigger) -> list[When]:
    """Dates that stand behind a verb, before the next one, and hang on nothing."""
    start = scene.sentence.offsets(trigger.token)[1]
    verbs = [t for t in scene.tokens if t.pos_ == "VERB" and t.i > trigger.token.i]
    end = scene.sentence.offsets(verbs[0])[0] if verbs else scene.sentence.end
    return [a.value for a in _dates(scene.loose) if start < a.start < end]
