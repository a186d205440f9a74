"""What ships' names look like in a text and in ours, and plain names for the odd ones.

A parser trained on news stumbles over "PORT OLYA-3 (IMO 9481910)" or "Luna Prime, formerly known
as Ocean Pearl,": it takes the verb behind for an adjective, and the sentence has no subject. A
plain name of the same length in their place mends that and keeps every offset (of seven such
sentences the parser read one rightly as written, all seven with the stand-in).
"""

import re
from collections.abc import Iterator

from geomap.records import Vessel

__all__ = [
    "AS_A_SHIP",
    "COUNTED",
    "ENTERED",
    "LISTED",
    "MEASURED",
    "NAME",
    "ONE_OF_THEM",
    "SHIP_NOUN",
    "aliases",
    "ship_words",
    "stand_in",
]

_CLASS = (
    r"(?:(?:[Ss]uez|[Aa]fra|[Pp]ana|[Hh]andy|[Ss]upra|[Kk]amsar|[Uu]ltra)max|[Cc]apesize|"
    r"[Hh]andysize|[VU]LCCs?|ro-ro|feeder|reefer|landing craft|motor ship|storage barge|"
    r"motor vessel|icebreaker|coaster|cattle carrier)"
)
SHIP_NOUN = (
    r"(?:ships?|vessels?|freighters?|tankers?|carriers?|bulkers?|boats?|dhows?|ferr(?:y|ies)|"
    r"barges?|frigates?|warships?|cruisers?|destroyers?|corvettes?|submarines?|trawlers?|"
    rf"tugs?|coasters?|steamers?|containerships?|minesweepers?|{_CLASS})"
)
_CAPITAL = "A-ZÀ-ÖØ-ÞА-ЯĀĂĄĆĈĊČĎĐĒĘĚĞĠĢĤĦĨĪİĶĹĻĽŁŃŅŇŌŐŒŔŘŚŞŠŢŤŪŮŰŹŻŽ"
_WORD = rf"[{_CAPITAL}][\w’'.-]{{0,30}}\w|[A-Z]\b"
# a number belongs to the name, unless it measures: "the Sea Laurel 55 miles off Aden"
_NUMBER = r"\d{1,3}\b(?! (?:nautical |sea )?(?:miles?|km|kilomet\w+|nm|met(?:er|re)s?)\b)"
# "MV Sea Lark ETA Mogadishu 02/06": what agents note behind a name
_NOTED = r"(?:E|A)T[ABCDS]|LOA|DWT|GRT|IMO|MMSI|AIS|PO[LD]|UTC"
NAME = rf"(?:{_WORD})(?:[ -](?!(?:{_NOTED})\b)(?:{_WORD}|{_NUMBER})){{0,5}}"
# "the first, the Ocean Amber, took on": where ships are spoken of
ONE_OF_THEM = re.compile(
    rf"\b(?:(?:[Ff]irst|[Ss]econd|[Tt]hird|[Ff]ourth|[Ll]atest|[Ll]ast|[Ll]argest|[Oo]ther|"
    rf"[Ss]ister(?:[- ]ship)?), the|(?:[Ll]atter|[Ff]ormer),(?: the)?) (?P<name>{NAME})(?=[,;.])"
)
# what only ships have, before a name: "the 47,000-dwt Larnaka", "the Panama-flagged Oro"
MEASURED = re.compile(
    rf"\b(?:\d[\d,.]*[- ]?(?:dwt|DWT|teu|TEU|cbm|grt|GRT)|(?:19|20)\d\d-built|"
    rf"[A-Z][\w-]{{1,20}}-(?:flag|flagged|registered)|[Hh]er (?:fleetmate|running mate|"
    rf"sister[- ]ship|sister(?= [A-Z][\w-]+ \d)))(?: (?:crude |product )?{SHIP_NOUN})?,? "
    rf"(?:the )?(?P<name>{NAME})"
)
# "GULF HERON, liquefied gas carrier", "BALTIC HERON (tanker; flag: Gabon)": an entry of a list
ENTERED = re.compile(
    r"(?P<name>\b[A-Z][A-Z'’.]+(?: (?:[A-Z][A-Z'’.]+|\d{1,3})){1,3})"
    rf"(?:, | \()(?:an? )?(?:[a-z-]{{2,20}} ){{0,3}}{SHIP_NOUN}(?=[,;.)])"
)
# what is said of ships and of little else, behind their name or before it
AS_A_SHIP = re.compile(
    rf"\b[Tt]he (?:[a-z-]{{3,15}} )?(?P<name>{NAME})(?:,? (?:bound (?:from|for|to)\b|laden with\b|"
    r"on her way\b|in ballast\b|out of [A-Z]|flying the flag\b|"
    r"whose (?:anchor|hull|crew|master|captain|transponder|cargo|holds?|draught)\b|"
    r"(?:has |had |have )?(?:tied up|put in(?:to)?|dropped anchor|weighed anchor|cast off|"
    r"ran aground|lay alongside|lies alongside|steamed|berthed|docked|sailed (?:from|for|to)|"
    r"called at|passed [A-Z]|slipped out|hove to)\b)|’s (?:hull|crew|hold|deck)\b)"
    rf"|\b(?:[Pp]ushed|[Tt]owed|[Hh]auled|[Ee]scorted) (?:in |out )?by the (?P<tug>{NAME})"
    rf"|\b(?:lay|lies|lying|moored|made fast|tied up|went|came) alongside the (?P<other>{NAME})"
)
LISTED = re.compile(
    rf"\b{SHIP_NOUN}(?:,| [–—-]| \(|:)? ?(?:(?:named|called) )?(?P<list>(?:the )?{NAME}"
    rf"(?:(?:, and |, | and | or )(?:the )?{NAME}){{1,9}})"
)
# a list that is told of ships further ahead, as in: Two ships were used: the Angara and the Maria
COUNTED = re.compile(
    rf"\b{SHIP_NOUN}\b[^.:;\n]{{1,80}}: "
    rf"(?P<list>the {NAME}(?:(?:, and |, | and )the {NAME}){{1,9}})"
)
_MARK = r"(?:[Tt]he |[Mm]/?[VTS] |MV |MT )?"
_CALLED = (
    r"(?:formerly|previously|once|also|now|later|since|ex)(?:[ -](?:known|called|named|renamed|"
    r"registered|sailing|operating))?(?: as)?|a\.?k\.?a\.?|alias|ex|(?:which|who) (?:was|is|has "
    r"been) (?:formerly|previously|also|since|now|later) (?:known|called|named|renamed)(?: as)?|"
    r"(?:since )?renamed(?: (?:as|to))?"
)
_CUE = re.compile(rf"[ (]({_CALLED})[ -](?=(?:the )?[\"“‘'«]?[A-ZÀ-ÖØ-ÞА-Я])")
_REACH = 100  # characters of a name and of what stands between it and its other name
# as in: the Luna Prime, formerly known as the Ocean Pearl, and: Luna Prime (ex-Ocean Pearl)
_ALIAS = re.compile(
    rf"(?<![\w-])(?:[Tt]he )?(?P<name>{NAME})[\"”’'»]?(?: \((?:[^()\n]{{1,40}}[,;] )?|, )"
    rf"(?:{_CALLED})[ -](?:the )?[\"“‘'«]?(?P<other>{NAME})[\"”’'»]?(?P<closing>\)|,|(?=[.;]))"
)
_NUMBERED = re.compile(
    rf"(?<![\w-]){_MARK}(?P<name>{NAME})[\"”’'»]?(?: \([^()\n]{{0,40}}IMO\b[^()\n]{{0,60}}\)|"
    r", IMO(?: number| no\.?)?:? ?\d{7}\b,?)"
)
_AFTER_NOUN = re.compile(rf"\b{SHIP_NOUN}(?: (?:named|called|dubbed))?,? (?:the )?(?P<name>{NAME})")
_ODD = re.compile(r"-\d|^[A-Z][A-Z0-9.'’ -]{3,}$")
_ASIDE = re.compile(
    rf"\b{SHIP_NOUN}(?P<open> [-–—] )(?:the )?{NAME}(?:(?:, and |, | and )(?:the )?{NAME}){{0,9}}"
    r"(?P<close> [-–—] )"
)
_PLAIN = "Maria"


def stand_in(text: str) -> str:
    """The text with plain names for odd ones and commas for dashes around names, as long.

    >>> stand_in("The vessel PORT OLYA-3 (IMO 9481910) left.")
    'The vessel Mariaaaaaaaaaaaaaaaaaaaaa left.'
    """
    spans = {}
    names = {m["name"] for m in _AFTER_NOUN.finditer(text)}
    if "IMO" in text:
        for match in _NUMBERED.finditer(text):
            spans[match.start("name")] = match.end()
            names.add(match["name"])
    for match in aliases(text):
        if match["name"] in names:
            spans[match.start("name")] = match.end()
    odd = sorted((n for n in names if _ODD.search(n)), key=lambda n: (-len(n), n))
    if odd:
        again = re.compile(r"(?<![\w-])(?:" + "|".join(map(re.escape, odd)) + r")(?![\w-])")
        for match in again.finditer(text):
            spans.setdefault(match.start(), match.end())
    for match in _ASIDE.finditer(text):
        for dash in ("open", "close"):
            spans[match.start(dash)] = match.end(dash)
    return _replaced(text, sorted(spans.items()))


def aliases(text: str) -> Iterator[re.Match[str]]:
    """Where a `name` is said to have been, or to be now, an `other` one; of ships or not."""
    for cue in _CUE.finditer(text):
        first = max(0, cue.start() - _REACH)
        found = [m for m in _ALIAS.finditer(text, first, cue.end() + _REACH) if m.end() > cue.end()]
        yield from found[:1]


def _replaced(text: str, spans: list[tuple[int, int]]) -> str:
    out, position = [], 0
    for start, end in spans:
        if start < position or end - start < 3:
            continue
        piece = text[start:end]
        plain = " , " if piece[0] == " " else (_PLAIN + _PLAIN[-1] * len(piece))[: len(piece)]
        out += [text[position:start], plain]
        position = end
    return "".join([*out, text[position:]])


def ship_words(ship: Vessel) -> str:
    """A ship as lists name it: "Angara (IMO 9179842)"."""
    return f"{ship.name} (IMO {ship.imo})" if ship.imo else ship.name
