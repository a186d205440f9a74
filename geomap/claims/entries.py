"""Lines without a verb: entries of ship trackers, line-ups, flight logs and railway diaries.

"m/v Ivy, ex Varna 13/10, 11,000 mt sunflower meal, Mersin" and "Sharjah - Bosaso, Il-76, 5 October"
tell a movement as a row of a table does. The way is read from the words and signs between the
places; whether it is done or to come, from the line and from the heading above it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from geomap.claims import lexicon
from geomap.claims.amounts import container_of
from geomap.claims.context import Context, end_of, start_of
from geomap.claims.drafts import Draft
from geomap.claims.entrylines import Entry, is_covered, line_at, read_entry
from geomap.claims.flows import countries_for_ends
from geomap.claims.linedays import days_in
from geomap.claims.scene import Scene, within
from geomap.claims.told import Inputs
from geomap.claims.triggers import Argument, Trigger
from geomap.language import Parsed
from geomap.records import Item, MentionedPlace, Modality, Mode, Vessel, When

__all__ = ["draft_entry", "read_heading"]

_ARROW = re.compile(r"\s*(?:→|⇒|➔|-+>|–>|—>|>)\s*")
_TO = re.compile(r"\s*\bto\s+(?:the )?(?:port of )?")
_DASH = re.compile(r"\s+[-–—]\s+|[-–—]")
_FROM_BEFORE = re.compile(
    r"\b(?:ex|out of|from|left|departed|sailed|loaded(?: at)?|loading(?: at)?|"
    r"(?:berth|quay|pier) \w+,?|to (?:lift|load)\b[^;]{0,60}\bat)\s*$", re.I,
)  # fmt: skip
_TO_BEFORE = re.compile(
    r"\b(?:for|to|into|towards?|bound(?: for)?|destination|dest\.?|discharg\w+(?: at)?|"
    r"(?:arrived?|alongside|berthed|docked|moored)(?: at| in)?)\s*$", re.I,
)  # fmt: skip
_VIA_BEFORE = re.compile(r"\b(?:via|through|past|passing)\s*$", re.I)
_LAST_BEFORE = re.compile(r",\s*[\"“'‘]?$")
_DUE_BEFORE = re.compile(r"\bETA\s*$")
_SIGNS = re.compile(r"\b(?:ex [A-Z]|ET[ACD]\b|out of [A-Z])|[:–—] ")
# what may stand before an entry in its line: "4/ And southbound?", "Thu 27 Feb, 06.40."
_LABEL_BEFORE = re.compile(r"(?:[^\n]{1,40}[.?:!]\s+)?[\s\-–—•*·]*")
_BARE = re.compile(r"(?:Left|Sailed|Departed|Arrived|Berthed|Docked|Loaded|Cleared)\b")
_BEFORE_COUNT = re.compile(r"(?P<what>(?:[A-Za-z][\w-]{1,20} )?(?P<last>[a-z][\w-]{1,20})), ?$")
_NEXT_HEADING = re.compile(r"[.;] [A-Z][\w ]{2,20}: ")
_TO_LOAD = re.compile(r"\bto (?:load|lift)\b", re.I)
_DAY_HEAD = re.compile(r"(?P<day>Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6}\.?\s*(?::|[-–—] )")
_NAMED_HEAD = re.compile(r"(?P<name>[A-Z][\w.'-]+(?: [A-Z\d][\w.'-]*){0,3})\s*(?::|[-–—] |\()")
_OFF = re.compile(
    r"\b(?:(?:is|are) off|cancell?ed|withdrawn|called off|scrapped|fell through|never happened)\b",
    re.I,
)
_TO_COME = re.compile(
    r"\b(?:expected|due|loading|to (?:load|lift|come|follow)|planned|scheduled|upcoming|next|coming"
    r" up|forecast|prospects?|ET[ACD]|fixed)\b", re.I,
)  # fmt: skip
_DONE = re.compile(
    r"\b(?:sailed|departed|left|arrived|alongside|discharged|unloaded|landed)\b", re.I
)
# a rate is an offer: nothing went by it
_PRICED = re.compile(
    r"\b(?:rates?|quot(?:es?|ed|ation)|offers?|tariffs?|prices?|dollars|euros|francs|roubles|"
    r"USD|EUR|per (?:ton|tonne|barrel))\b|[$€£]", re.I,
)  # fmt: skip
_TRACK_GAP = 12  # characters between a place and its day: "Dunay 12 Sep"
_SHORTEST = 12  # characters of a line that tells a way
_HEADING = 60  # characters of a heading


@dataclass(frozen=True)
class _Leg:
    """One way that a line tells."""

    origin: MentionedPlace | None
    destination: MentionedPlace | None
    via: tuple[MentionedPlace, ...] = ()
    day: When | None = None  # of this leg alone


def read_heading(scene: Scene, context: Context) -> None:
    """Carry on what a heading says of the lines below it: "EXPECTED", "Flights this week:"."""
    words = scene.words.strip()
    line = line_at(scene.text, scene.sentence.start)
    alone = scene.text[slice(*line)].strip() == words
    if (
        alone
        and len(words) <= _HEADING
        and (words.endswith(":") or not re.search(r"[.!?;,]$", words))
    ):
        context.heading = words


def draft_entry(scene: Scene, context: Context, parsed: Parsed, inputs: Inputs) -> list[Draft]:
    """The legs of the line that a sentence opens, where the line is an entry; else none."""
    line, end = line_at(scene.text, scene.sentence.start)
    start = _opening(scene, line)
    if start < scene.sentence.start or end - start < _SHORTEST:
        return []
    if not within(inputs.mentions, start, end):
        return []
    entry = read_entry(scene.text, start, end, parsed.sentences, context.sentence, inputs)
    if entry is None or not entry.places or (_PRICED.search(entry.words) and not entry.vessels):
        return []
    ship = _ship_spoken_of(entry, context)
    if (
        ship is None
        and _is_plain(entry)
        and any(
            t.lower_ == "from" or (t.pos_ in {"VERB", "AUX"} and not is_covered(t))
            for t in entry.tokens
        )
    ):
        return []
    legs = list(_tracked(entry) or _ways(entry))
    vessel = next(iter(entry.vessels), ship)
    items, head = _goods(entry), _head_name(entry)
    items = [i for i in items if i.quantity or ship is None]
    capitals = head is not None and head.name.isupper() and any(i.quantity for i in items)
    if vessel is None and (capitals or any(leg.day is not None for leg in legs)):
        vessel = head
    if not (items or vessel or _carrier(entry, context)):
        return []
    like = Draft([Trigger(scene.sentence.span.root, "transfer", "entry")])
    like.items = items or _trips(entry)
    like.vessels = [vessel] if vessel else []
    like.mode, like.modality = _mode(entry, context, vessel), _modality(entry, context)
    like.span = (entry.start, entry.end)
    labelled = [d for d in within(inputs.dates, line, start) if d.edtf]
    days = days_in(
        entry.text, entry.start, entry.end,
        dates=entry.dates, published=inputs.document.published,
    ) or labelled  # fmt: skip
    whole = [
        leg for leg in legs
        if (leg.origin and leg.destination) or (items and (vessel or leg.via))
    ]  # fmt: skip
    return [_drafted(scene, like, leg, days, inputs) for leg in whole]


def _opening(scene: Scene, line: int) -> int:
    """Where the entry of a line may begin: behind a short label that names no place."""
    if _BARE.match(scene.text, scene.sentence.start):
        return scene.sentence.start
    before = scene.text[line : scene.sentence.start]
    placed = any(scene.text.find(m.text, line, scene.sentence.start) >= 0 for m in scene.mentions)
    return line + (0 if placed else len(_LABEL_BEFORE.match(before)[0]))  # type: ignore[index]


def _ship_spoken_of(entry: Entry, context: Context) -> Vessel | None:
    """The ship just named, where a line tells what it did: "Left Amirabad 24 Nov, ..."."""
    near = context.sentence - context.vessels_at == 1 and len(context.vessels) == 1
    return context.vessels[0] if near and _BARE.match(entry.words) else None


def _drafted(scene: Scene, like: Draft, leg: _Leg, days: list[When], inputs: Inputs) -> Draft:
    """One leg of a line, with what the line tells of all of them."""
    draft = replace(like, origin=leg.origin, destination=leg.destination, via=list(leg.via))
    draft.items, draft.vessels = list(like.items), list(like.vessels)
    draft.triggers, draft.reasons = [replace(t, arguments=[]) for t in like.triggers], []
    draft.dates = [_argument(scene, day) for day in ([leg.day] if leg.day else days)[:1]]
    draft.because("origin", "a line without a verb", 0.7)
    countries_for_ends(draft, inputs.names)
    return draft


def _is_plain(entry: Entry) -> bool:
    """Whether a line holds no sign of an entry: what joins its places are words of sentences."""
    signs = any(
        _ARROW.fullmatch(between) or _DASH.fullmatch(between)
        for a, b in pairwise(entry.places)
        if (between := entry.text[end_of(a) : start_of(b)])
    )
    return not signs and not _SIGNS.search(entry.words)


def _ways(entry: Entry) -> Iterator[_Leg]:
    """Legs that signs between places tell, else the words before them."""
    chain = [
        (a, b) for a, b in pairwise(entry.places)
        if _joins(entry, entry.text[end_of(a) : start_of(b)])
    ]  # fmt: skip
    if chain:
        passed = tuple(p for p in entry.places if _VIA_BEFORE.search(entry.before(p)))
        for a, b in chain:
            yield _Leg(a, b, passed)
        return
    yield from _told_by_words(entry)


def _told_by_words(entry: Entry) -> Iterator[_Leg]:
    """The leg that the words before places tell: "ex Burgas", "for Sfax"."""
    origin = destination = due = None
    via = []
    for place in entry.places:
        before = entry.before(place)
        if (origin or destination) and _NEXT_HEADING.search(before):
            break  # "ARRIVALS: Vela, ex Burgas. SAILINGS: Corvo, for Sfax": another ship's
        if _FROM_BEFORE.search(before):
            origin = origin or place
        elif _VIA_BEFORE.search(before):
            via.append(place)
        elif _DUE_BEFORE.search(before):
            due = place
        elif _TO_BEFORE.search(before) or (origin and _LAST_BEFORE.search(before)):
            destination = destination or place
    if origin is None and due is not None and _TO_LOAD.search(entry.words):
        origin, due = due, None  # "ETA Constanta 15/10, to lift barley for Beirut"
    if origin is not None or due is not None:
        yield _Leg(origin, destination or due, tuple(via))


def _joins(entry: Entry, between: str) -> bool:
    """Whether what stands between two places sends something from one to the other."""
    if _ARROW.fullmatch(between) or _TO.fullmatch(between):
        return True
    return bool(_DASH.fullmatch(between)) and bool(entry.vessels or entry.quantities or entry.dates)


def _tracked(entry: Entry) -> list[_Leg]:
    """Legs of "Angara: Dunay 12 Sep, Vostochny 15 Sep": a place and its day, and the next."""
    if len(entry.places) < 2 or _head_name(entry) is None:
        return []
    days = []
    for place in entry.places:
        day = next(
            (d for d in entry.dates if d.edtf and 0 < d.start - end_of(place) < _TRACK_GAP), None
        )
        days.append(day)
    if not all(days):
        return []
    return [
        _Leg(a, b, day=day) for (a, b), day in zip(pairwise(entry.places), days[1:], strict=False)
    ]


def _head_name(entry: Entry) -> Vessel | None:
    """The ship that opens a line that follows it from port to port."""
    match = _NAMED_HEAD.match(entry.words)
    if match is None or _DAY_HEAD.match(entry.words):
        return None
    start, end = entry.start + match.start("name"), entry.start + match.end("name")
    if any(start_of(p) < end for p in entry.places):
        return None
    return Vessel(name=match["name"], start=start, end=end)


def _goods(entry: Entry) -> list[Item]:
    """Goods with their quantities, in the order of the line."""
    out = []
    for quantity in entry.quantities:
        unit = (quantity.unit or "").casefold()
        if quantity.value is None or not (unit in lexicon.GOODS_UNITS or unit in _UNITS):
            continue
        what = container_of(entry.text, end_of(quantity), unit)
        before = _BEFORE_COUNT.search(entry.text, entry.start, start_of(quantity))
        if what == unit and before is not None and before["last"] in lexicon.CIVIL | lexicon.ARMS:
            what = before["what"]  # "Sunflower oil, 5,000 t"
        out.append(Item(what=what, quantity=quantity))
    if out:
        return out
    known = lexicon.ARMS | lexicon.CIVIL
    return [
        Item(what=t.text) for t in entry.tokens
        if t.pos_ == "NOUN" and t.lemma_.lower() in known and t.dep_ not in {"compound", "amod"}
    ][:3]  # fmt: skip


_UNITS = frozenset("teu hoppers flats boxcars railcars lorries trucks truckloads vehicles".split())


def _trips(entry: Entry) -> list[Item]:
    """How many flights or voyages a line counts, where it counts no goods."""
    for quantity in entry.quantities:
        unit = (quantity.unit or "").casefold().removesuffix("s")
        if unit in lexicon.TRIPS:
            return [Item(what=str(quantity.unit), quantity=quantity)]
    return []


def _carrier(entry: Entry, context: Context) -> bool:
    """Whether a plane, train or ship without a name goes, in the line or in its heading."""
    words = [t.lemma_.lower() for t in entry.tokens] + [
        w.casefold().removesuffix("s") for w in re.findall(r"[A-Za-z-]+", context.heading)
    ]
    carriers = lexicon.CARRIERS | lexicon.TRIPS
    return any(w in carriers for w in words) or any(
        lexicon.AIRCRAFT_TYPE.match(t.text) for t in entry.tokens
    )


def _mode(entry: Entry, context: Context, vessel: Vessel | None) -> tuple[Mode, ...]:
    if vessel is not None:
        return ("sea",)
    units = {i.quantity.unit for i in _goods(entry) if i.quantity}
    if units & {"hoppers", "boxcars", "flats", "wagons", "railcars"}:
        return ("rail",)
    for words in (entry.words, context.heading):
        modes: list[Mode] = [m for m, named in lexicon.MODE_WORDS if named.search(words)]
        if modes:
            return tuple(modes)
    return ()


def _modality(entry: Entry, context: Context) -> Modality:
    if _OFF.search(entry.words):
        return "negated"
    for words in (entry.words, context.heading):
        if _DONE.search(words):
            return "occurred"
        if _TO_COME.search(words):
            return "planned"
    return "occurred"


def _argument(scene: Scene, when: When) -> Argument:
    return Argument("date", when, scene.sentence.span.root, None, "npadvmod")
