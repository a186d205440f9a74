"""Ships by name, so that a freighter called Astrakhan is not put on the map as a city.

A name is a ship's where the text says so: after a word for a ship ("the freighter Angara"), in
apposition to one ("a second vessel, the Maria"), after "aboard", before an IMO number, or with
an article as the subject of a verb that only ships do ("The Resilient Africa sailed"). Once
known, every other use of the name in the document is the ship too, unless it stands right
behind a preposition of place without an article ("in Astrakhan", "the city of Astrakhan").
"""

import bisect
import itertools
import re
from collections.abc import Callable, Iterator
from typing import Any, Literal

import msgspec

from geomap.language import Parsed, Sentence
from geomap.records import Vessel
from geomap.shipnames import (
    AS_A_SHIP,
    COUNTED,
    ENTERED,
    LISTED,
    MEASURED,
    NAME,
    ONE_OF_THEM,
    SHIP_NOUN,
    aliases,
)

__all__ = ["SHIP_NOUNS", "Other", "find_vessels", "is_imo"]

SHIP_NOUNS = frozenset(
    "ship vessel freighter tanker carrier bulker boat dhow ferry barge frigate warship cruiser "
    "destroyer corvette submarine trawler tug tugboat coaster steamer containership cargoship "
    "minesweeper ro-ro roro lighter hydrofoil yacht".split()
)
Other = Literal["state", "nature"]  # what else a name may be
_QUOTED = rf"[\"“‘'«]?(?P<name>{NAME})"
_AFTER_NOUN = re.compile(
    rf"\b(?i:{SHIP_NOUN})(?: (?:named|called|dubbed|such as|like))?,? (?:the )?{_QUOTED}"
)
_AFTER_MARK = re.compile(
    rf"(?:\b(?:M/?[VTS]|m/[vts]|SS|USS|HMS|RFS|IRIS)|\b[Aa]board(?: the)?) {_QUOTED}"
)
_REACH_BEFORE = 60  # characters before a name in which it is said to be a ship's
_MARK_BEFORE = re.compile(r"\b(?:M/?[VTS]|m/[vts]|SS) $")
_NOUN_BEFORE = re.compile(rf"\b(?:[Tt]he|[Aa]n?|[Ii]ts|[Tt]heir) (?:[\w-]+ ){{0,3}}{SHIP_NOUN} $")
_SAILS = re.compile(
    r" (?:(?:has|had|then|later) )?(?:(?:un|off)?loaded|took on|discharged|carried|berthed|docked|"
    r"anchored|moored|sailed|steamed|arrived|called at|left|set sail|departed|tied up)\b"
)
_IN_HER = re.compile(r"\b(?:in|on|aboard) her(?= (?:holds?|tanks?|decks?|way)\b|[,.;])")
_SPLIT = re.compile(r"(?:, and |, | and | or )(?:the )?|^the ")
_IMO = re.compile(r"\bIMO(?: number| no\.?)?:? ?(?P<imo>\d{7})\b")
_NEAR_IMO = 60  # characters between a ship's name and its IMO number
_PLACE_BEFORE = re.compile(
    r"\b(?:in|of|to|at|from|near|via|into|through|off|outside|towards?|around|for) $"
)
# verbs of which only a vessel can be the subject, or nearly
_NAUTICAL = frozenset("sail dock berth anchor moor steam unload discharge".split())
_HAUL = frozenset("haul carry bring transport deliver load leave arrive ferry ship".split())
# what ships do and have done to them, among other subjects
_SHIPLIKE = (
    _NAUTICAL
    | _HAUL
    | frozenset(
        "follow make head pass enter cross reach call report hit strike sink target depart set be "
        "discharge berth visit return transit".split()
    )
)
_ANY_SHIP = re.compile(rf"\b{SHIP_NOUN}\b|\bIMO \d|\b(?:M/?[VT]|m/[vt]|SS) (?=[A-Z])|\bAIS\b")
# "NEREID SKY – 40,000 t of wheat": a name in capitals that opens a line of a list of ships
_HEADED = re.compile(
    r"^[^\w\n]{0,4}(?P<name>[A-Z][A-Z'’.]*[A-Z](?: [A-Z\d]+){0,3})(?= ?[–—:(]| - )", re.M
)
_HEADS_ENOUGH = 2  # such lines in a document: one may be a title
_SHIP_REACH = 400  # characters before a sentence in which ships are spoken of
_ASIDE = re.compile(r" \(|, ")  # a plain name that stood in for an odd one covers its aside
_DONE_TO = frozenset(
    "fire attack hit strike target seize board hijack intercept sink damage capture detain impound "
    "torpedo ram sabotage release stop".split()
)
_ONLY_SHIPS = frozenset("dock berth anchor moor sail transit discharge unload".split())
_LANDS = frozenset({"GPE", "NORP", "LOC"})
_DIVISION = re.compile(
    r" (?:[Rr]egion|[Oo]blast|[Pp]rovince|[Kk]rai|[Dd]istrict|[Rr]iver|[Cc]ity)\b"
)
_NUMBERED = re.compile(
    rf"(?:\bThe )?(?P<name>{NAME})[\"”’'»]?(?:,? \(|, | )"
    r"IMO(?: number| no\.?)?:? ?(?P<imo>\d{7})\b"
)
_LONGEST_ACRONYM = 6  # letters: "the tanker, UKMTO said"; names of ships in capitals are longer
_SORT = re.compile(r"(?:[VU]LCC|VLGC|LNGC|FPSO|FSU|FSO|M/?[VT]|SS) (?=[A-Z])")
_NOT_NAMES = re.compile(
    r"^(?:Rev|Mr|Mrs|Ms|Dr|Gen|Capt|Col|Lt|Sgt)\b|"
    r"(?:^| )(?:Letter|Notes|News|Weekly|Report|Owners|Trackers?|Association|Agents?|Index)$|"
    r"^(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|^(?:January|February|March|April|May|June|"
    r"July|August|September|October|November|December)\b"
)
# "the Defendant Vessel": a word for a ship, written like a name
_ANY_ONE = re.compile(r"(?:Defendant |Motor |Mother |Sister )?(?:Vessel|Ship|Tanker|Boat|Barge)s?$")
_AIRCRAFT = re.compile(r"(?:Il|An|Tu|Mi|Su|MiG|C|Ka|Boeing|Airbus|Antonov)[- ]?\d")
_ODD = re.compile(
    r"['’]s$|-(?!I)[a-z]|\b(?:Ministry|Agency|Force|Forces|Army|Navy|Team|Council|House|Office|Union|"
    r"Company|Service|Government|President|Party|Authority|Command|Mission|Bank|Court|Panel|"
    r"Committee|Commission|Staff|Directorate|Department|Director|Captain|Governor|Mayor|States?|"
    r"Board|Kingdom|Republic|Registry|Emirates|Fleet|Guards?|"
    r"Coast ?guard|Group|Corridor|Minister|Secretary|Senator)\b|^(?:Queen|King|Prince|Pope)\b|"
    r"^(?:North|South|East|West|In|Out)bound$"
)


def is_imo(number: str) -> bool:
    """Whether seven digits are an IMO ship number: the last one is a checksum.

    >>> is_imo("9179842")
    True
    """
    digits = [int(x) for x in number]
    weighted = sum(a * b for a, b in zip(digits[:6], range(7, 1, -1), strict=True))
    return len(digits) == 7 and weighted % 10 == digits[6]


def find_vessels(
    text: str, parsed: Parsed, *, named: Callable[[str], Other | None] = lambda _: None
) -> tuple[Vessel, ...]:
    """Every mention of a ship by name, in order.

    `named` tells of names that are first of all something else: a state or its government, or
    nature (a sea, a river). A ship may bear them, where the text says so: "MV Havana".
    """
    told_of = [m.start() for m in _ANY_SHIP.finditer(text)]
    known: dict[str, None] = {}
    for finder in (_listed, _introduced, _followers, _done_to):
        if finder is _followers and not known:
            continue
        for sentence in parsed.sentences:
            if finder is _done_to and not _near(told_of, sentence):
                continue
            for start, end in finder(text, sentence):
                begin = _after_mark(text, start)
                name = _ASIDE.split(text[begin:end])[0]
                other = _is_other(
                    sentence, begin, begin + len(name), name, people=finder is not _listed
                )
                if not other and _may_bear(text, begin, name, named(name)):
                    known.setdefault(name, None)
    for name in _headed(text) if told_of else ():
        if named(name) is None:
            known.setdefault(name, None)
    if not known:
        return ()
    also = _other_names(text, known)
    numbers = [(m.start(), m["imo"]) for m in _IMO.finditer(text) if is_imo(m["imo"])]
    names = sorted({*known, *also}, key=lambda n: (-len(n), n))
    return tuple(
        msgspec.structs.replace(ship, also=also.get(ship.name, ()))
        for ship in _occurrences(text, parsed, names, numbers)
    )


def _may_bear(text: str, start: int, name: str, other: Other | None) -> bool:
    """Whether a name is a ship's, though it is first of all the name of something else.

    "The freighter Danube", "MV Havana", "the tanker Praia loaded"; not "the tanker Iran seized".
    """
    before = text[max(0, start - _REACH_BEFORE) : start]
    if other is None or _MARK_BEFORE.search(before):
        return True
    called = _NOUN_BEFORE.search(before) is not None
    return called and (other == "nature" or _SAILS.match(text, start + len(name)) is not None)


def _after_mark(text: str, start: int) -> int:
    """Where a name begins that a parser began at its mark: "V Angara" of "M/V Angara", "VLCC"."""
    within = text[max(0, start - 2) : start] in {"M/", "m/"} and text[start + 1 : start + 2] == " "
    sort = _SORT.match(text, start)
    return start + 2 if within else sort.end() if sort else start


def _headed(text: str) -> list[str]:
    """Names in capitals that open lines, where several do."""
    names = [m["name"] for m in _HEADED.finditer(text) if len(m["name"]) >= _LONGEST_ACRONYM]
    names = [n for n in names if " " in n]  # one word alone is as often a heading: "EXPECTED"
    return names if len(set(names)) >= _HEADS_ENOUGH else []


def _near(ships: list[int], sentence: Sentence) -> bool:
    """Whether a word for a ship stands in a sentence or near it."""
    first = bisect.bisect_left(ships, sentence.start - _SHIP_REACH)
    return first < len(ships) and ships[first] < sentence.end + _SHIP_REACH // 2


def _other_names(text: str, known: dict[str, None]) -> dict[str, tuple[str, ...]]:
    """The other names that the text gives a known ship: "Luna Prime, formerly Ocean Pearl"."""
    also: dict[str, tuple[str, ...]] = {}
    for match in aliases(text):
        pair = (match["name"], match["other"])
        if pair[0] != pair[1] and (pair[0] in known or pair[1] in known):
            for name, other in (pair, pair[::-1]):
                also[name] = tuple(dict.fromkeys((*also.get(name, ()), other)))
    return also


def _done_to(text: str, sentence: Sentence) -> Iterator[tuple[int, int]]:
    """Names, where ships are spoken of, that are attacked or boarded, or that sail.

    "fired on the True Confidence", "seized the Galaxy Leader"; "Sea Lark docked at".
    """
    for match in ONE_OF_THEM.finditer(text, sentence.start, sentence.end):
        yield match.span("name")
    for token in sentence.span:
        named = token.pos_ == "PROPN" or (
            token.is_title and token.nbor(-1).is_title if token.i else False
        )
        if not named or token.dep_ == "compound" or _label(token) in _LANDS - {"GPE"}:
            continue
        head = token
        while head.dep_ == "conj" and head.head.pos_ == "PROPN":
            head = head.head
        verb = head.head
        if head.dep_ == "pobj" and verb.lower_ in {"on", "at", "against"}:
            verb = verb.head
        article = any(c.dep_ == "det" and c.lower_ == "the" for c in token.children)
        done_to = head.dep_ in {"dobj", "pobj", "nsubjpass"} and verb.lemma_.lower() in _DONE_TO
        sails = head.dep_ == "nsubj" and verb.lemma_.lower() in _ONLY_SHIPS
        goes = head.dep_ == "nsubj" and (verb.lemma_.lower() in _NAUTICAL | _HAUL or _sinks(verb))
        she = (
            article and head.dep_ == "nsubj" and _IN_HER.search(text, sentence.start, sentence.end)
        )
        if she or (article and (done_to or goes)) or (sails and _label(token) not in _LANDS):
            yield _name_span(sentence, token)


def _sinks(verb: Any) -> bool:
    """Whether a verb tells the end of a ship: "the Magna Star went down"."""
    down = verb.lemma_ == "go" and any(c.lower_ in {"down", "aground"} for c in verb.children)
    return bool(down) or verb.lemma_ in {"sink", "capsize", "founder", "list"}


def _listed(text: str, sentence: Sentence) -> Iterator[tuple[int, int]]:
    """Spans of the names of a list: "four tankers - the Bella, Bering, Pandi and Luna"."""
    lists = (p.finditer(text, sentence.start, sentence.end) for p in (LISTED, COUNTED))
    for match in itertools.chain.from_iterable(lists):
        plural = re.match(r"\w+(?:s|ies)\b", match[0])
        if plural or " and the " in match["list"]:
            position = match.start("list")
            for part in _SPLIT.split(match["list"]):
                begin = text.index(part, position) if part else position
                position = begin + len(part)
                if part:
                    yield begin, position


def _introduced(text: str, sentence: Sentence) -> Iterator[tuple[int, int]]:
    """Spans of the names that this sentence says are ships."""
    first, last = sentence.start, sentence.end
    for pattern in (_AFTER_NOUN, _AFTER_MARK, MEASURED, ENTERED):
        for match in pattern.finditer(text, first, last):
            yield match.span("name")
    for match in _NUMBERED.finditer(text, first, last):
        if is_imo(match["imo"]):
            yield match.span("name")
    for match in AS_A_SHIP.finditer(text, first, last):
        yield match.span(match.lastgroup or "name")
    yield from _by_grammar(sentence)


def _by_grammar(sentence: Sentence) -> Iterator[tuple[int, int]]:
    """Names in apposition to a word for a ship, or subjects of what only ships do."""
    for token in sentence.span:
        if token.pos_ not in {"PROPN", "NUM"} or token.dep_ == "compound":
            continue
        head = token
        while head.dep_ == "conj":
            head = head.head
        apposed = (head.dep_ == "appos" and head.head.lemma_.lower() in SHIP_NOUNS) or any(
            child.dep_ == "appos" and child.lemma_.lower() in SHIP_NOUNS for child in token.children
        )
        article = any(c.dep_ == "det" and c.lower_ == "the" for c in token.children)
        verb = head.head.lemma_ if head.dep_ in {"nsubj", "nsubjpass"} else ""
        sails = article and (
            verb in _NAUTICAL or (verb in _HAUL and _label(token) not in {"GPE", "NORP", "LOC"})
        )
        verb_token = head.head
        sets_sail = verb == "set" and any(c.lower_ == "sail" for c in verb_token.children)
        if apposed or sails or (article and sets_sail) or (article and _did(token, _NAUTICAL)):
            yield _name_span(sentence, token)


def _followers(text: str, sentence: Sentence) -> Iterator[tuple[int, int]]:  # noqa: ARG001
    """Names with an article that do what ships do, in a text that is known to tell of ships."""
    for token in sentence.span:
        article = any(c.dep_ == "det" and c.lower_ == "the" for c in token.children)
        if token.tag_ not in {"NNP", "CD"} or not article or token.dep_ == "compound":
            continue
        head = token
        while head.dep_ == "conj" and head.head.pos_ in {"PROPN", "NUM"}:
            head = head.head
        acts = head.dep_ in {"nsubj", "nsubjpass", "conj"} and head.head.lemma_ in _SHIPLIKE
        if acts or _did(token, _SHIPLIKE | _DONE_TO):
            yield _name_span(sentence, token)


def _did(token: Any, verbs: frozenset[str]) -> bool:
    """Whether a relative clause says what a name did: "the Angara, which sailed"."""
    return any(child.dep_ == "relcl" and child.lemma_ in verbs for child in token.children)


def _label(token: object) -> str:
    return str(getattr(token, "ent_type_", ""))


def _name_span(sentence: Sentence, token: object) -> tuple[int, int]:
    """Extent of a proper name around its head token."""
    doc = sentence.span.doc
    first = last = token.i  # type: ignore[attr-defined]
    while first > sentence.span.start and (
        doc[first - 1].pos_ in {"PROPN", "NUM"} and not doc[first - 1].text.islower()
    ):
        first -= 1
    titled = first  # "the True Confidence": a capital behind the article is part of the name
    while (
        titled - 1 > sentence.span.start
        and doc[titled - 1].is_title
        and (
            doc[titled - 1].ent_type_ != "NORP" and doc[titled - 1].pos_ in {"ADJ", "NOUN", "VERB"}
        )
    ):
        titled -= 1
    first = titled if doc[titled - 1].lower_ == "the" else first
    while last + 1 < sentence.span.end and (
        doc[last + 1].pos_ == "PROPN"
        or (doc[last + 1].pos_ in {"NUM", "PUNCT"} and not doc[last].whitespace_)
    ):
        if doc[last + 1].text in {",", ".", ";", ":", ")"}:
            break
        last += 1
    last += _is_numbered(doc, last)
    return sentence.offsets(doc[first])[0], sentence.offsets(doc[last])[1]


def _is_numbered(doc: Any, last: int) -> bool:
    """Whether a number behind a name is a part of it and counts nothing: "the Ji Song 6, took"."""
    if last + 2 >= len(doc):
        return False
    number, behind = doc[last + 1], doc[last + 2]
    short = number.text.isdigit() and len(number.text) < len("1000")
    return bool(short and behind.pos_ in {"VERB", "AUX", "PUNCT", "PART"} and behind.text != "-")


def _is_other(sentence: Sentence, start: int, end: int, name: str, *, people: bool = True) -> bool:
    """Whether a name is surely no ship's: a weekday, a person with a first name, one of `people`.

    What the model takes for a people is none where it stands in a list of ships.
    """
    span = sentence.covering(start, end)
    if span is None or _NOT_NAMES.match(name) or _ODD.search(name):
        return True
    if _AIRCRAFT.match(name) or _ANY_ONE.match(name):
        return True
    if name.isupper() and len(name) < _LONGEST_ACRONYM:
        return True
    if (people and all(token.ent_type_ == "NORP" for token in span)) or not any(
        token.pos_ in {"PROPN", "NOUN", "ADJ"} for token in span
    ):
        return True
    return any(t.ent_type_ in {"DATE", "MONEY", "TIME"} for t in span if not t.is_digit)


def _occurrences(
    text: str, parsed: Parsed, names: list[str], numbers: list[tuple[int, str]]
) -> Iterator[Vessel]:
    """Every use of the known names, longest names first where they overlap."""
    if not names:
        return
    pattern = re.compile(r"(?<![\w-])(?:" + "|".join(map(re.escape, names)) + r")(?![\w-])")
    for sentence in parsed.sentences:
        for match in pattern.finditer(text, sentence.start, sentence.end):
            before = text[max(0, match.start() - 10) : match.start()]
            if _PLACE_BEFORE.search(before) and not _ship_before(text, match.start()):
                continue
            if _DIVISION.match(text, match.end()):
                continue
            after = bisect.bisect_left(numbers, (match.end(), ""))
            near = after < len(numbers) and numbers[after][0] - match.end() <= _NEAR_IMO
            imo = numbers[after][1] if near else None
            yield Vessel(name=match[0], imo=imo, start=match.start(), end=match.end())


def _ship_before(text: str, start: int) -> bool:
    """Whether "... of Maia" still names a ship: "the crew of Maia", "aboard", "voyage of"."""
    return bool(
        re.search(
            r"\b(?:crew|captain|master|owners?|voyages?|hull|deck|holds?|cargo|sister) of $",
            text[max(0, start - 24) : start],
        )
    )
