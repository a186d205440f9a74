"""What was moved or fired, how much of it, and in what: weapons, cargoes, carriers."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import msgspec

from geomap.claims import lexicon
from geomap.quantities import find_quantities, parse_number_cell
from geomap.quantities.nouns import head_after, unit_of
from geomap.records import Mode, Quantity, Vessel
from geomap.tables.headers import VOLUMES
from geomap.tables.memory import remembered
from geomap.tables.parties import is_blank
from geomap.vessels import SHIP_NOUNS, is_imo

if TYPE_CHECKING:
    from geomap.gazetteer import Gazetteer

__all__ = [
    "Arms", "counted", "dots_are_decimal", "is_civil", "is_platform", "modes_of", "names_arms",
    "number_of", "raid_named", "read_arms", "scaled", "shifted", "ships_in", "ships_of",
    "unit_of_goods", "unit_word", "weapon_named",
]  # fmt: skip

# Weapons that bear their maker's name in others' hands ("Iranian drones" over Kyiv): the name of
# the people is then no attacker. Both arm others far more often than they fire themselves.
_MAKERS = frozenset({"IR", "KP"})
_FROM = re.compile(
    r"(?:^|\s)(?:launched |fired |dropped |flown )?(?:from|over|out of)\s+(?:the\s+)?"
    r"(?P<where>[^,;]+)$",
    re.I,
)
_ARTICLE = re.compile(r"^(?:by|with|an?|the|several|multiple|of)\s+", re.I)
_SPLIT = re.compile(r"\s*(?:;|,|\s/\s|\s(?:and|&)\s|\n)\s*")
_SHIP_MARK = re.compile(
    r"^(?:the\s+)?(?:(?:M/?[VTS]|SS|RFS|USS|HMS)\.?\s+|(?:(?:cargo|container|general|bulk|landing|oil)"
    r"[ -])?(?:" + "|".join(sorted(SHIP_NOUNS)) + r")\s+(?=[A-Z\"“]))",
    re.I,
)
_IMO = re.compile(r"\s*[(\[]?\s*IMO:?\s*(?P<imo>\d{7})\s*[)\]]?", re.I)
# first words of kinds of ships: "Oil Tanker", "General Cargo Ship", "Unknown Vessel"
_KINDS = frozenset(
    "oil crude product products chemical gas lng lpg bulk dry general cargo container fishing "
    "passenger car vehicle supply support naval landing patrol rescue research merchant shuttle "
    "reefer asphalt bitumen cement livestock river sea ro roro ro-ro unknown unnamed another "
    "second third other two three four several russian iranian chinese north".split()
)
_GENERIC = re.compile(
    r"(?:\d|(?:an?|one|two|three|four|five|six|several|unnamed|unknown|various|some)\s)|"
    r".*\b(?:airlines?|airways|aviation|air|cargo|railways?|logistics|shipping|company|co|ltd|llc|"
    r"trucks?|trains?|convoys?|planes?|aircraft|flights?|wagons?|rail|road|sea|truck|lorr(?:y|ies))\b",
    re.I,
)
_AIRFRAME = re.compile(
    r"\b(?:Il|An|Tu|Su|C|Y|MiG|Mi|Ka|Boeing|Airbus|B|A)-?\s?\d{2,3}\w{0,3}\b|"
    r"\b7[0-8]7(?:-\d00)?[A-Z]{0,2}\b"
)
_THING = re.compile(
    r"\b(?:drones?|uavs?|missiles?|rockets?|mortars?|artillery|bombs?|jets?|shells?|mines?|"
    r"howitzers?|warplanes?|helicopters?|gunships?)$",
    re.I,
)
# What a column for the mode says besides the words of running text
_FROM_THE_AIR = re.compile(r"\bair[ -]?(?:strikes?|raids?)\b", re.I)
_WATER = re.compile(r"(?:inland )?(?:lake|river|canal|waterways?|water|ocean|marine)", re.I)
_SHIP_IN = re.compile(
    r"\b(?:" + "|".join(sorted(SHIP_NOUNS)) + r"|M/?[VTS]|SS)\s+(?:the\s+)?[\"“]?"
    r"(?P<name>[A-Z][\w’'-]*(?: (?:[A-Z][\w’'-]*|[IVX]+|\d{1,3})(?=\W|$)){0,3})"
)
_DECIMAL_DOT = re.compile(r"(?<![\d.])(?:0\.\d+|\d+\.(?:\d{1,2}|\d{4,}))(?![\d.])")
_GROUPED = re.compile(r"\d{1,3}(?:[ ,'’\u00a0\u202f]\d{3})*(?:\.\d{1,9})?")
_BRACKETED = re.compile(r"\(\s*\d[\d .,]{0,20}\)")


@dataclass(frozen=True)
class Arms:
    """What a weapon cell says."""

    weapon: str | None = None
    quantity: Quantity | None = None
    attacker: str | None = None
    launch: str | None = None
    launch_at: int = 0


def read_arms(cell: str, gazetteer: "Gazetteer") -> Arms:
    """Take a weapon cell apart: "2 Russian missiles from Crimea"."""
    if is_blank(cell):
        return Arms()
    text, launch, launch_at = cell, None, 0
    source = _FROM.search(cell)
    if source:
        text, launch, launch_at = cell[: source.start()], source["where"], source.start("where")
    quantity = next((q for q in find_quantities(text) if q.start == 0), None)
    if quantity is not None:
        text = text[cast("int", quantity.end) :]
    text = text.strip(" ?.,;:")
    attacker, text = _attacker(_ARTICLE.sub("", text), gazetteer)
    return Arms(text.strip() or None, quantity, attacker, launch, launch_at)


def _attacker(text: str, gazetteer: "Gazetteer") -> tuple[str | None, str]:
    """Whose weapon it is, and the weapon without them: "RSF drones", "Israeli jets"."""
    for name, pattern, _ in lexicon.GROUPS:
        match = pattern.match(text)
        if match:
            return name, text[match.end() :].strip()
    words = text.split()
    for width in (3, 2, 1):
        code = gazetteer.demonym(" ".join(words[:width])) if len(words) > width else None
        if code:
            rest = " ".join(words[width:])
            made = code in _MAKERS and not lexicon.ARMED.search(rest)
            return (None, text) if made else (code, rest)
    return None, text


@remembered
def weapon_named(cell: str) -> str | None:
    """The first weapon that a cell names."""
    match = lexicon.WEAPON_NAME.search(cell)
    return match[0] if match else None


@remembered
def names_arms(cell: str) -> bool:
    """Whether a cell for who acted names with what instead: "two drones", "Russian aircraft"."""
    return bool(_THING.search(cell)) or is_platform(cell)


def raid_named(cell: str) -> str | None:
    """An air strike that a description names where no weapon is told: it came from aircraft."""
    match = _FROM_THE_AIR.search(cell)
    return match[0] if match else None


def is_platform(words: str) -> bool:
    """Whether words only name what carried a weapon: "aircraft"."""
    last = words.casefold().split()[-1].removesuffix("s") if words.split() else ""
    return last in lexicon.CARRIERS


@remembered
def is_civil(what: str) -> bool:
    """Whether goods are plainly no arms."""
    words = {w.removesuffix("s") for w in what.casefold().split()}
    return bool(words & lexicon.CIVIL) and not words & lexicon.ARMS


# ---- numbers ----


def dots_are_decimal(cells: Iterable[str]) -> bool:
    """Whether a column writes decimals with a dot: one cell is like 1.5 or 0.125.

    Without such a cell, a dot before exactly three digits separates thousands ("3.000").
    """
    return any(_DECIMAL_DOT.search(cell) for cell in cells)


@remembered
def number_of(cell: str, *, decimal_dot: bool) -> Quantity | None:
    """Quantity of a number cell, at its offsets in the cell.

    A number in brackets is an estimate, as in SIPRI's register of transfers.
    """
    bare = cell.strip()
    if _BRACKETED.fullmatch(bare):
        found = number_of(cell.replace("(", " ").replace(")", " "), decimal_dot=decimal_dot)
        if found is None or found.bound != "exact":
            return found
        return msgspec.structs.replace(found, bound="approx", low=None, high=None)
    if decimal_dot and _GROUPED.fullmatch(bare):
        start, value = cell.index(bare), float(re.sub(r"[^\d.]", "", bare))
        return Quantity(
            value=value, bound="exact", unit=None, low=value, high=value,
            text=bare, start=start, end=start + len(bare),
        )  # fmt: skip
    found = parse_number_cell(cell)
    behind = cell[found.end :] if found and isinstance(found.end, int) else ""
    if found and found.unit is None and behind.strip().casefold() in VOLUMES:
        return msgspec.structs.replace(found, unit="cubic metres")
    return found


def shifted(quantity: Quantity, by: int) -> Quantity:
    """The same quantity of a part of a cell that begins `by` characters into it."""
    start, end = quantity.start, quantity.end
    if not by or not isinstance(start, int) or not isinstance(end, int):
        return quantity
    return msgspec.structs.replace(quantity, start=start + by, end=end + by)


def scaled(quantity: Quantity, by: float) -> Quantity:
    """The same quantity of a column whose numbers are told in thousands or millions."""
    numbers = {name: getattr(quantity, name) for name in ("value", "low", "high")}
    # 5.2 thousand is 5,200 and not 5,200.000000000001
    larger = {name: n if n is None else round(n * by, 6) for name, n in numbers.items()}
    return quantity if by == 1.0 else msgspec.structs.replace(quantity, **larger)


@remembered
def counted(what: str) -> tuple[Quantity | None, str]:
    """The count that goods begin with, and the goods: "300 containers of shells"."""
    found = next((q for q in find_quantities(what) if q.start == 0 and q.value is not None), None)
    if found is None or not isinstance(found.end, int):
        return None, what
    return found, what[found.end :].strip(" -")


@remembered
def unit_of_goods(what: str) -> str | None:
    """Unit that goods are counted in by their own noun: "Bradley vehicles"."""
    counted = head_after(f" {what}", 0)
    return counted.unit if counted and unit_of(counted.unit) else None


@remembered
def unit_word(cell: str) -> str | None:
    """Unit that a cell of the unit column names; a word that is not known stays as it is."""
    if is_blank(cell):
        return None
    word = cell.strip().casefold().rstrip(".")
    if word in VOLUMES:
        return "cubic metres"
    counted = head_after(f" {word}", 0)
    return unit_of(word) or (counted.unit if counted else word)


# ---- carriers ----


def modes_of(*cells: str) -> tuple[Mode, ...]:
    """Modes of transport that cells speak of, by the words of claims."""
    return tuple(dict.fromkeys(mode for cell in cells for mode in _modes_in(cell)))


@remembered
def _modes_in(cell: str) -> tuple[Mode, ...]:
    words = set(re.findall(r"[a-z]+", cell.casefold()))
    named = [m for m, _ in lexicon.MODE_WORDS if m in words]
    # "sea, rail" names modes and nothing else; "Red Sea" does not
    out = named if words <= {*named, "and", "then", "by", "or"} else []
    out += ["sea"] if _WATER.fullmatch(cell.strip().removeprefix("by ")) else []
    out += [m for m, pattern in lexicon.MODE_WORDS if pattern.search(cell)]
    return (*out, "air") if _AIRFRAME.search(cell) else tuple(out)


@remembered
def ships_of(cell: str, *, imo: str = "", sure: bool = False) -> tuple[Vessel, ...]:
    """Ships named in a cell for carriers; `sure` where the column holds nothing but ships."""
    out: list[Vessel] = []
    numbers = [m for m in re.findall(r"\d{7}", imo) if is_imo(m)]
    for start, part in _parts(cell):
        mark = _SHIP_MARK.match(part)
        inside = _IMO.search(part)
        end = inside.start() if inside else len(part)
        begin = mark.end() if mark else 0
        name = part[begin:end].strip(" ?\"“”'")
        if not name or is_blank(name) or not (name[0].isupper() or not name[0].isascii()):
            continue
        if not mark and not sure and (_GENERIC.match(name) or _AIRFRAME.search(name)):
            continue
        if name.split()[0].isdigit() or (_is_kind(name) and not (sure and _is_named(name))):
            continue
        at = start + part.index(name, begin)
        number = inside["imo"] if inside and is_imo(inside["imo"]) else None
        number = number or (numbers[len(out)] if len(out) < len(numbers) else None)
        out.append(Vessel(name=name, imo=number, start=at, end=at + len(name)))
    return tuple(out)


def _is_kind(name: str) -> bool:
    """Whether words end in one for a ship: "Russian tanker"."""
    return name.casefold().split()[-1] in SHIP_NOUNS - {"carrier"}


def _is_named(name: str) -> bool:
    """Whether words that end in one for a ship are a name all the same: "Jade Ferry".

    >>> _is_named("ALFA BULKER"), _is_named("Oil Tanker"), _is_named("Russian tanker")
    (True, False, False)
    """
    first, *rest = name.split()
    return bool(rest) and rest[-1][0].isupper() and first.casefold() not in _KINDS


@remembered
def ships_in(text: str) -> tuple[Vessel, ...]:
    """Ships that a description names behind a word for a ship: "tanker Marlin Luanda hit"."""
    return tuple(
        Vessel(name=m["name"], start=m.start("name"), end=m.end("name"))
        for m in _SHIP_IN.finditer(text)
    )


def _parts(cell: str) -> Sequence[tuple[int, str]]:
    out, start = [], 0
    for match in [*_SPLIT.finditer(cell), None]:
        end = match.start() if match else len(cell)
        if cell[start:end].strip():
            out.append((start, cell[start:end]))
        start = match.end() if match else end
    return out
