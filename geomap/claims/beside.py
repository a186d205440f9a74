"""Places that only help to say where, or by whose name a church or a line goes.

"25 km west of Mekelle" lies elsewhere than Mekelle, "the church of St. Paul" in no town of that
name, the Kirkuk-Ceyhan pipeline neither in Kirkuk nor in Ceyhan, and what Kyiv does meanwhile hits
nobody there.
"""

import re

from geomap.claims.context import end_of, start_of
from geomap.claims.scene import Scene
from geomap.claims.triggers import Argument
from geomap.records import Mention, MentionedPlace

__all__ = ["is_beside_the_point", "is_meanwhile", "is_saint", "tells_whose"]

_SAINT = re.compile(r"(?:St|Saint|San|Santa|Sankt)\b")
_CHURCH = re.compile(r"\b(?:church|cathedral|chapel|basilica|abbey|monastery|convent)\b", re.I)
_BESIDE = 60  # characters around a saint's name in which his church stands
_LONGEST_END = 30  # characters of a name before the hyphen
_FIRST_END = re.compile(r"\b[A-Z][\w’']+(?: [A-Z][\w’']+)?[-–]$")
_LINE_WORDS = (
    r"(?:[-–][A-Z][\w’']+(?: [A-Z][\w’']+)?){0,2}(?: (?:oil|gas|crude|fuel|export|rail|road|main|"
    r"railway|power))? (?:pipe)?(?:lines?|pipes?|railway|railroad|highway|motorway|road|route|"
    r"corridor|cable|canal)\b"
)
_LINE_BEHIND = re.compile(_LINE_WORDS)
_SECOND_END = re.compile(r"[-–][A-Z][\w’']+(?: [A-Z][\w’']+)?" + _LINE_WORDS)


_TOWNS_OF = re.compile(
    r" (?:port|town|village|hamlet|suburb|settlement|district|ports|cities|towns|villages|hamlets|"
    r"suburbs|settlements|districts) of (?=[A-Z])"
)


def is_saint(scene: Scene, mention: Mention) -> bool:
    """Whether a name is that of a church's saint: "the church of St. Peter and St. Paul"."""
    if not _SAINT.match(mention.text):
        return False
    start = max(scene.sentence.start, start_of(mention) - _BESIDE)
    return _CHURCH.search(scene.text, start, end_of(mention) + _BESIDE) is not None


def tells_whose(scene: Scene, where: MentionedPlace | Mention) -> bool:
    """Whether a place only tells whose towns others are: "the Odesa ports of Reni and Izmail"."""
    return _TOWNS_OF.match(scene.text, end_of(where)) is not None


def _names_line(text: str, where: MentionedPlace | Mention) -> bool:
    """Whether a place is an end by which a line is called: "the Kirkuk-Ceyhan pipeline"."""
    start, end = start_of(where), end_of(where)
    second = _FIRST_END.search(text, max(0, start - _LONGEST_END), start)
    return bool(_LINE_BEHIND.match(text, end) if second else _SECOND_END.match(text, end))


def is_beside_the_point(scene: Scene, where: MentionedPlace | Mention) -> bool:
    """A place that only helps to say how far away or in which direction, or names a line."""
    if _names_line(scene.text, where):
        return True
    before = scene.text[max(0, start_of(where) - 40) : start_of(where)]
    return bool(
        re.search(
            r"\b(?:km|kilomet\w+|miles?)\b[^,.;]{0,25}$|\b(?:north|south|east|west)\w* of "
            r"(?:the )?$|"
            r"\b(?:north|south|east|west)\w* of (?:the )?(?:[A-Z][\w-]+ ){0,2}"
            r"(?:capital|city|town|port)(?: of)? $|"
            r"\bthe (?:\w+ )?border (?:with|of) $",
            before,
            re.I,
        )
    ) and not re.search(r"\b(?:village|town|settlement)\b", before, re.I)


def is_meanwhile(argument: Argument) -> bool:
    """Whether a place belongs to what happens meanwhile: "drones hit A as Kyiv and B trade words".

    The parser takes the verb of such a headline for a noun; "towns such as A" are meant.
    """
    doc = argument.token.doc
    return any(
        doc[i].lower_ == "as" and doc[i].nbor(-1).pos_ == "PROPN" for i in argument.path if i
    )
