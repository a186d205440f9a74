"""Drafts of one sentence that tell the same leg, and legs that follow each other."""

from itertools import pairwise
from typing import Any

from geomap.claims.context import id_of, mentioned
from geomap.claims.drafts import PRECISE, THEN, WHOLE, Draft, goes_on
from geomap.claims.roles import is_for_getter
from geomap.records import MentionedPlace

__all__ = ["go_on", "join_drafts", "load_there", "ship_onward", "without_handing_on"]


_GOES = frozenset({"go", "travel", "move"})
_CONTINUES = frozenset({"continue", "proceed"})


def join_drafts(drafts: list[Draft]) -> list[Draft]:
    """Make one leg of drafts that complete each other."""
    out: list[Draft] = []
    for draft in drafts:
        for earlier in out:
            if _connected(earlier, draft) and _compatible(earlier, draft):
                _merge(earlier, draft)
                break
        else:
            out.append(draft)
    return out


def load_there(drafts: list[Draft]) -> list[Draft]:
    """Make one leg of a call and the loading it is for: "will call at A to load wheat for B"."""
    out: list[Draft] = []
    for draft in drafts:
        last = out[-1] if out else None
        calls = (
            last is not None
            and last.triggers[0].role == "arrive"
            and draft.triggers[0].role == "load"
            and draft.token.head == last.token
            and draft.token.dep_ in {"advcl", "xcomp"}
        )
        if not (calls and last and last.destination) or draft.origin is not None:
            out.append(draft)
            continue
        last.destination = None
        draft.origin = next(w for a in last.triggers[0].places() if (w := mentioned(a.value)))
        draft.because("origin", "called there to load", 0.7)
        draft.triggers += last.triggers
        draft.carrier, draft.vessels = True, draft.vessels or last.vessels
        draft.dates += last.dates
        out[-1] = draft
    return out


def without_handing_on(drafts: list[Draft]) -> list[Draft]:
    """Leave out a loading where the goods just came: "to A, where it was loaded"."""
    return [
        draft for n, draft in enumerate(drafts)
        if not (
            n and draft.origin and draft.destination is None
            and {t.role for t in draft.triggers} == {"load"}
            and id_of(drafts[n - 1].destination) == draft.origin.id
        )
    ]  # fmt: skip


def go_on(drafts: list[Draft]) -> None:
    """Let a leg begin where the one before it ended: "flew to A and left for B"."""
    for earlier, later in pairwise(drafts):
        if later.token.dep_ == "conj" and _counts(later.token) and _counts(earlier.token):
            later.like = earlier
        if _same_ship_then(earlier, later):
            later.origin = earlier.destination
            later.because("origin", "where the same ship was before", 0.6)
        elif earlier.destination is not None:
            _go_on_from(earlier, earlier.destination, later)


def _go_on_from(earlier: Draft, end: MentionedPlace, later: Draft) -> None:
    """Let a leg begin at the end of another, where its words say that it goes on."""
    if later.origin:
        if later.origin.id == end.id and _follows(later.token) and _moves_on(later.token):
            later.before = earlier
        return
    departs = later.triggers[0].role == "depart"
    if _from_there(earlier.token, later.token) or (later.destination and goes_on(later.token)):
        rule = "from there"
    elif _follows(later.token) and (departs or (later.destination and _moves_on(later.token))):
        rule = "where the leg before ended"
    else:
        return
    later.origin, later.before = end, earlier
    later.because("origin", rule, 0.7)
    if departs:
        later.carrier = later.carrier or earlier.carrier
        later.vessels = later.vessels or list(earlier.vessels)


def ship_onward(drafts: list[Draft]) -> None:
    """Take a capital for a place where goods go on from a port: "and were shipped on to"."""
    for earlier, later in pairwise(drafts):
        mention = later.recipient_mention
        starts = earlier.destination is not None and earlier.destination.kind in PRECISE
        if starts and later.destination is None and mention is not None and _moves_on(later.token):
            later.destination = mentioned(mention) if mention.role == "metonym" else None


def take_getters(drafts: list[Draft]) -> None:
    """Make a country that cargo is for the getter: "left A for B carrying vehicles for Ukraine"."""
    for draft in drafts:
        country = draft.destination
        told = any(r.slot == "destination" and r.rule == "for" for r in draft.reasons)
        carries = draft.triggers[0].role == "carry" and draft.origin is None
        if country is None or country.kind != "country" or not (told and carries):
            continue  # "to call at Odesa to load wheat for China" goes on to China
        above = {t.i for t in draft.token.ancestors}
        ways = [d for d in drafts if d.token.i in above and is_for_getter(d, country)]
        for way in ways:
            if way.recipient_mention is None:  # "in Chad" told where the town lies
                way.recipient = None
        if ways:
            draft.destination, draft.recipient = None, draft.recipient or country.country
            draft.reasons = [r for r in draft.reasons if r.slot != "destination"]
            draft.because("recipient", "for whom the goods are", 0.7)


def _same_ship_then(earlier: Draft, later: Draft) -> bool:
    """Whether a ship goes on from where it was: "the same vessel then called at"."""
    ships = {v.name for v in earlier.vessels}
    return (
        later.origin is None
        and earlier.destination is not None
        and later.triggers[0].role == "arrive"
        and bool(ships and ships == {v.name for v in later.vessels})
        and any(c.lower_ in THEN for c in later.token.children)
    )


def _from_there(word: Any, later: Any) -> bool:
    """Whether "from there" stands between: "was taken to A and from there by train to B"."""
    between = [t.lower_ for t in word.doc[word.i : later.i]]
    return any(a == "from" and b in {"there", "where"} for a, b in pairwise(between))


def _follows(verb: Any) -> bool:
    """Whether a verb tells what came after that of its head; "then" says so to a lost parser."""
    then = any(c.lower_ in {"then", "later", "onward"} for c in verb.children)
    before = verb.dep_ == "pcomp" and verb.head.lower_ == "before"  # "before sailing on to"
    return verb.dep_ in {"conj", "advcl"} or before or (verb.dep_ == "dep" and then)


def _moves_on(verb: Any) -> bool:
    """Whether a verb tells more of the same goods: passive, without an object of its own."""
    first = verb
    while _follows(first) and first.head != first:
        first = first.head
    passive = any(c.dep_ in {"nsubjpass", "auxpass"} for c in first.children)
    moves = first.lemma_ in _GOES and first != verb
    moves = moves or verb.lemma_.lower() in _CONTINUES
    return (passive or moves) and not any(
        c.dep_ in {"dobj", "nsubj", "nsubjpass"} for c in verb.children
    )


def _connected(a: Draft, b: Draft) -> bool:
    """Whether one draft's trigger hangs below the other's by links of one story.

    Or the second has no subject of its own and brings the end that the first lacks.
    """
    if (
        a.origin
        and not a.destination
        and b.destination
        and not b.origin
        and (b.token.dep_ in {"pcomp", "acl", "advcl", "xcomp"})
    ):
        return True
    if a.token.head == b.token.head and {a.token.dep_, b.token.dep_} <= {"relcl", "acl"}:
        return True  # "the Lena, which left Poti on Monday, laden with maize"
    heads = {t.token.i for t in a.triggers}
    below = {t.token.i for t in b.triggers}
    first, last = sorted((a.token.i, b.token.i))
    ways = (a.origin or a.destination) and (b.origin or b.destination)
    if ways and any(t.text == ";" for t in a.token.doc[first:last]):
        return False
    for start, goal in ((b.token, heads), (a.token, below)):
        here = start
        for _ in range(8):
            if here.head == here:
                break
            if here.dep_ == "parataxis":
                break
            here = here.head
            if here.i in goal:
                return True
    return False


def _past_semicolon(a: Any, b: Any) -> bool:
    """Whether a semicolon parts two statements, each with a subject of its own.

    "She left A on Monday; she reached B on Friday" is one way.
    """
    first, last = sorted((a, b), key=lambda t: t.i)
    if not any(t.text == ";" for t in a.doc[first.i : last.i]):
        return False
    theirs = [c for c in last.children if c.dep_ in {"nsubj", "nsubjpass"}]
    known = {"the", "this", "that", "these", "those", "same"}
    return any(c.pos_ != "PRON" and not any(k.lower_ in known for k in c.children) for c in theirs)


def _compatible(a: Draft, b: Draft) -> bool:
    """Whether two drafts can tell the same leg."""
    for end in ("origin", "destination"):
        x, y = getattr(a, end), getattr(b, end)
        if x and y and x.id != y.id and not _contains(x, y):
            return False
    if a.destination and b.origin and a.destination.id == b.origin.id:
        return False
    placed = all(d.origin or d.destination or d.via for d in (a, b))
    if placed and _past_semicolon(a.token, b.token):
        return False
    if a.mover and b.mover and len({a.mover.mode, b.mover.mode} - {None}) > 1:
        return False  # "twelve trucks left A, and the ship arrived at B"
    if b.token.dep_ == "conj" and _counts(a.token) and _counts(b.token):
        return False  # "bought 48 guns in 2022, and the first twelve were delivered in 2023"
    givers = {d.supplier for d in (a, b) if d.supplier and d.supplier_mention is not None}
    if len(givers) > 1 and a.recipient in {None, b.supplier}:
        return False  # "has supplied Moscow with shells, in return for which Russia sent food"
    handed_over = {t.role for t in (*a.triggers, *b.triggers)} == {"transfer_noun"}
    if handed_over:
        return True  # "the transfer by ship-to-ship transfer from one tanker to another"
    subjects = {frozenset(v.name for v in d.vessels) for d in (a, b) if d.vessels}
    return len(subjects) < 2 or bool(frozenset.intersection(*subjects))


def _counts(verb: Any) -> bool:
    """Whether a verb has goods of its own, counted or told as a part of others."""
    goods = [c for c in verb.children if c.dep_ in {"dobj", "nsubjpass"}]
    return any(
        g.pos_ == "NUM" or g.lemma_ in {"rest", "remainder", "half", "batch"}
        or any(c.dep_ == "nummod" for c in g.subtree)
        for g in goods
    )  # fmt: skip


def _contains(x: MentionedPlace, y: MentionedPlace) -> bool:
    return x.country == y.country and "country" in {x.kind, y.kind}


def _merge(a: Draft, b: Draft) -> None:
    """Pour a draft into an earlier one."""
    for end in ("origin", "destination"):
        x, y = getattr(a, end), getattr(b, end)
        if y and (x is None or (x.kind in WHOLE and y.kind in PRECISE)):
            setattr(a, end, y)
    for name in ("supplier", "recipient", "supplier_mention", "recipient_mention", "maker"):
        if getattr(a, name) is None:
            setattr(a, name, getattr(b, name))
    a.via += [v for v in b.via if v.id not in {x.id for x in a.via}]
    a.vessels += [v for v in b.vessels if v.name not in {x.name for x in a.vessels}]
    a.dates += b.dates
    a.triggers += b.triggers
    a.carrier = a.carrier or b.carrier
    a.mover, a.again = a.mover or b.mover, a.again or b.again
    a.reasons += b.reasons
