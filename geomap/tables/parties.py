"""Who acts, who says and who denies, out of the cells of a row."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geomap.records import Modality, Status
from geomap.tables.memory import remembered

if TYPE_CHECKING:
    from geomap.gazetteer import Gazetteer

__all__ = ["Standing", "code_of", "deniers_of", "is_blank", "modality_of", "standing_of"]

_BLANK = re.compile(
    r"[\s?–—.*-]*|n[./]?a\.?|none|null|nan|unknown|tb[dc]|not known|not stated", re.I
)
_ISO = re.compile(r"[A-Z]{2}")
_LONGEST_NAME = 3  # words of a people's name: "South Korean", "Papua New Guinean"
_STATUS_WORDS: tuple[tuple[Status, re.Pattern[str]], ...] = (
    ("denied", re.compile(r"\b(?:denied|rejected|refuted|false)\b", re.I)),
    ("alleged", re.compile(
        r"\b(?:not (?:yet )?(?:independently )?(?:confirmed|verified)|un(?:confirmed|verified)|"
        r"alleged(?:ly)?|allegations?|suspected|suspicion|reportedly|possibl[ey]|probabl[ey]|"
        r"likely|rumou?r(?:s|ed)?|purported(?:ly)?|supposed(?:ly)?|disputed|claimed|apparent(?:ly)?|"
        r"believed to|may have|circumstantial|to be confirmed|low confidence)\b", re.I)),
    ("confirmed", re.compile(
        r"\b(?:confirmed|verified|corroborated|acknowledged|admitted|geolocated)\b", re.I)),
)  # fmt: skip
# In remarks only what is said of the whole row: "probably more" is said of a number.
_HEDGE = re.compile(
    r"\b(?:not (?:yet )?(?:independently )?(?:confirmed|verified)|un(?:confirmed|verified)|"
    r"alleged(?:ly)?|reportedly|suspected|rumou?r(?:s|ed)?|to be confirmed)\b",
    re.I,
)
# "low", "yes" and the like mean something only in a column that asks for it
_STATUS_MARKS: dict[str, Status] = {
    "yes": "confirmed", "y": "confirmed", "true": "confirmed", "high": "confirmed",
    "no": "alleged", "n": "alleged", "low": "alleged", "medium": "alleged", "partly": "alleged",
    "reported": "asserted",
}  # fmt: skip
_MODALITY: tuple[tuple[Modality, re.Pattern[str]], ...] = (
    ("negotiating", re.compile(r"\b(?:negotiat\w+|in talks|under discussion)\b", re.I)),
    ("planned", re.compile(
        r"\b(?:planned|scheduled|expected|ordered|on order|pending|upcoming|proposed|intended)\b",
        re.I)),
    ("negated", re.compile(r"\b(?:cancell?ed|called off|did not (?:happen|take place))\b", re.I)),
)  # fmt: skip
_WHO = r"(?P<who>[^;.,:()]{2,60}?)"
# a cheap look before the two patterns below, which try every word of a remark
_DENIAL = re.compile(
    r"den[yi]|reject|dismiss|disput|refut|\bno (?:evidence|proof|sign|trace)", re.I
)
_DENIES = re.compile(
    rf"{_WHO}\s+(?:den(?:y|ies|ied)|rejects?|rejected|dismiss(?:es|ed)?|disputes?|disputed|"
    r"refutes?|refuted|(?:found|finds|saw|sees) no (?:evidence|proof|sign|trace)s?)\b",
    re.I,
)
_DENIED_BY = re.compile(
    r"\b(?:denied|rejected|dismissed|disputed|refuted) by (?:the )?(?P<who>[^;.,:()]{2,60})", re.I
)
_LEAD = re.compile(r"^(?:but|and|although|though|while|however|the)\s+", re.I)
_SEVERAL = re.compile(r"\s*(?:,|&|/|\band\b)\s*")


@dataclass(frozen=True)
class Standing:
    """How surely a row is told, and the words that say so."""

    status: Status
    words: str | None = None


@remembered
def is_blank(cell: str) -> bool:
    """Whether a cell says nothing: empty, "?", "n/a", "-", "unknown".

    >>> is_blank("???"), is_blank("0")
    (True, False)
    """
    return bool(_BLANK.fullmatch(cell.strip()))


def standing_of(column: str, others: tuple[str, ...]) -> Standing:
    """Status of a row by its status column, else by hedges in its other cells.

    A question mark behind a word ("arms?") is a hedge; a confirmation counts only in the status
    column: "confirmed" among remarks may be about anything.
    """
    mark = _STATUS_MARKS.get(column.strip().casefold())
    if mark:
        return Standing(mark, column)
    for status, pattern in _STATUS_WORDS:
        if pattern.search(column):
            return Standing(status, column)
    for cell in others:
        if _is_hedged(cell):
            return Standing("alleged", cell)
    return Standing("asserted")


@remembered
def _is_hedged(cell: str) -> bool:
    return bool(_HEDGE.search(cell) or re.search(r"\w\s?\?\s*$", cell))


@remembered
def modality_of(status: str, kind: str) -> Modality:
    """Whether a row tells of what happened or of what is only planned; by its own columns."""
    cells = f"{status} {kind}"
    return next((m for m, pattern in _MODALITY if pattern.search(cells)), "occurred")


def code_of(words: str, gazetteer: "Gazetteer") -> str | None:
    """ISO code of the country, people or government, or the armed group, that words name.

    The first that is named counts: "South Korea mil. intel.", "Military Forces of Russia".
    """
    from geomap.claims.lexicon import GROUPS  # a name of a place is looked up without the claims

    words = words.strip()
    for name, pattern, _ in GROUPS:
        if pattern.search(words):
            return name
    if _ISO.fullmatch(words) and gazetteer.country(words):
        return words
    found = re.findall(r"[\w’'.-]*\w", words)
    for start in range(len(found)):
        for width in range(min(_LONGEST_NAME, len(found) - start), 0, -1):
            code = _code(" ".join(found[start : start + width]), gazetteer)
            if code:
                return code
    return None


def _code(name: str, gazetteer: "Gazetteer") -> str | None:
    if not name[:1].isupper():
        return None
    code = gazetteer.demonym(name) or gazetteer.seat(name)
    if code:
        return code
    first = next(iter(gazetteer.candidates(name)), None)
    return first.place.country if first and first.place.kind == "country" else None


def deniers_of(
    remarks: str, column: str, *, parties: tuple[str | None, ...], gazetteer: "Gazetteer"
) -> tuple[tuple[str, ...], str | None]:
    """Who denies what a row says, as codes or in its words, and the words that say so.

    `parties` are the row's own (supplier, recipient, attacker), for "both deny".
    """
    named = [] if is_blank(column) else [(column, column)]
    if not _DENIAL.search(remarks):
        remarks = ""
    named += [(m["who"], m[0]) for p in (_DENIES, _DENIED_BY) for m in p.finditer(remarks)]
    out: list[str] = []
    for who, _ in named:
        if re.search(r"\b(?:both|all)\b", who, re.I):
            out += [p for p in parties if p]
            continue
        for part in _SEVERAL.split(who):
            bare = _LEAD.sub("", part.strip())
            if bare:
                out.append(code_of(bare, gazetteer) or bare)
    return tuple(dict.fromkeys(out)), named[0][1].strip() if named else None
