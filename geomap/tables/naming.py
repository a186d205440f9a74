"""What the words of a header name: the slot of a column, its unit, and what its numbers count."""

import re
from collections.abc import Sequence

from geomap.claims import lexicon
from geomap.quantities.nouns import unit_of
from geomap.tables.headers import (
    AXES,
    DAY_WORDS,
    FILLERS,
    HIGH,
    IN_MILLIONS,
    IN_THOUSANDS,
    LOW,
    PLACE_WORDS,
    POSITIONS,
    SYNONYMS,
    VOLUMES,
)
from geomap.text import fold

__all__ = [
    "SLOTS",
    "goods_named",
    "header_words",
    "kept_words",
    "scaled",
    "slots_named",
    "unit_named",
]


def _read_synonyms(text: str) -> dict[str, str]:
    """Slot by header words."""
    slots: dict[str, str] = {}
    for paragraph in re.split(r"\n(?! )", text.strip()):
        slot, _, names = paragraph.partition(":")
        slots |= {" ".join(name.split()): slot for name in names.split("|")}
    return slots


_SLOT_OF = _read_synonyms(SYNONYMS)
SLOTS = tuple(dict.fromkeys(_SLOT_OF.values()))
_SPLIT = re.compile(r"\s*(?:/|&|\+|,|\band\b|\bor\b)\s*")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_ENDS = ("origin", "destination", "launch")
_NUMBER_FIRST = re.compile(r"(?:no|nr|num|number|#)")
_BOTH_TOLLS = frozenset({"k w", "kia wia", "killed wounded", "killed injured", "dead wounded"})
# What a count may be of: "number of sources" counts no event's goods.
_COUNTED = frozenset("killed injured casualties quantity ordered".split())
_WEIGHTS = frozenset({"tonnes", "tons", "kilograms", "kg", "barrels", "litres"})
_GOODS = frozenset("cargo weapon object".split())
_ENDS_OF = {
    "origin": ("origin", "start"), "start": ("origin", "start"),
    "destination": ("destination", "end"), "end": ("destination", "end"),
}  # fmt: skip


def slots_named(name: str) -> tuple[tuple[str, ...], str | None]:
    """Slots that a header names, and the unit that it states."""
    bare, _, inside = name.partition("(")
    if header_words(inside) in _BOTH_TOLLS:
        return ("killed", "injured"), None
    if header_words(bare) in POSITIONS:
        return ("lat", "lon"), None
    inside_unit = unit_named(inside)
    whole = _bounded(header_words(name)) or _one(header_words(bare)) or _one(header_words(name))
    if whole == "quantity":
        return (whole,), inside_unit or _measured(header_words(bare))
    if whole:
        return (whole,), inside_unit
    parts = [_one(header_words(part)) for part in _SPLIT.split(fold(bare)) if part.strip()]
    if len(parts) > 1 and all(parts):
        return tuple(dict.fromkeys(p for p in parts if p)), None
    known = [p for p in parts if p]
    if known and len(parts) > 1:
        last = unit_named(_SPLIT.split(fold(bare))[-1])
        return (known[0],), last
    measured, _, last = header_words(bare).rpartition(" ")
    if measured and _one(measured) == "quantity" and unit_named(last):
        return ("quantity",), unit_named(last)
    if inside_unit in _WEIGHTS and goods_named(bare):
        return ("quantity",), inside_unit
    unit = unit_named(_NUMBER_FIRST.sub("", header_words(bare))) or unit_named(scaled(name)[1])
    return (("quantity",), unit) if unit else ((), None)


def _one(words: str) -> str | None:
    """The slot that some header words name."""
    if words in _SLOT_OF:
        return _SLOT_OF[words]
    kept = kept_words(words)
    bare = " ".join(kept)
    if bare in _SLOT_OF:
        return _SLOT_OF[bare]
    if kept and _NUMBER_FIRST.fullmatch(kept[0]):
        counted = _SLOT_OF.get(" ".join(kept[1:]))
        if counted in _GOODS:
            return "quantity"
        return counted if counted in _COUNTED else None
    return _position(kept) or _end(kept) or _twice(kept)


def _twice(words: Sequence[str]) -> str | None:
    """What two words for one thing name: "Grade" below "Cargo"."""
    slots = {_SLOT_OF.get(word) for word in words}
    return slots.pop() if len(slots) == 1 else None


def _bounded(words: str) -> str | None:
    """A toll's lower or upper bound: "fatalities (low)", "max killed"."""
    bare = [w for w in words.split() if w not in LOW | HIGH]
    toll = _one(" ".join(bare)) if bare and len(bare) < len(words.split()) else None
    if toll not in {"killed", "injured"}:
        return None
    return f"{toll}_high" if set(words.split()) & HIGH else toll


def _end(words: Sequence[str]) -> str | None:
    """An end of a voyage in more words: "from port", "loaded / date", "port of origin country"."""
    bare = [w for w in words if w not in PLACE_WORDS | DAY_WORDS]
    slot = _SLOT_OF.get(" ".join(w for w in bare if w != "country"))
    if slot not in _ENDS_OF or len(bare) == len(words):
        return None
    place, day = _ENDS_OF[slot]
    if DAY_WORDS & set(words):
        return day
    return f"{place}_country" if "country" in bare else place


def _position(words: Sequence[str]) -> str | None:
    """Coordinates of one end: "from lat", "destination longitude"."""
    axes = [w for w in words if _SLOT_OF.get(w) in AXES and len(w) > 1]
    if len(axes) != 1:
        return None
    rest = _SLOT_OF.get(" ".join(w for w in words if w not in axes))
    if rest in _ENDS:
        return f"{rest}_{_SLOT_OF[axes[0]]}"
    return _SLOT_OF[axes[0]] if rest in {"place", "target"} else None


def scaled(name: str) -> tuple[float, str]:
    """How many a number of this column stands for, and the unit behind that word.

    >>> scaled("Qty (000 t)"), scaled("Tonnes (million)"), scaled("Weight (t)")
    ((1000.0, 't'), (1000000.0, ''), (1.0, ''))
    """
    for part in re.split(r"[(\[)\],;]", fold(name)):
        for scale, pattern in ((1e6, IN_MILLIONS), (1e3, IN_THOUSANDS)):
            match = pattern.match(part.strip())
            if match:
                return scale, part.strip()[match.end() :]
    return 1.0, ""


def _measured(words: str) -> str | None:
    """Unit that a header for amounts names: "metric tons", "payload t"."""
    if "metric ton" in words:
        return unit_of("tonnes")
    return unit_of(words) or unit_named(words.rsplit(maxsplit=1)[-1])


def unit_named(words: str) -> str | None:
    """Unit that a header or its bracket is: "t", "containers"."""
    plain = words.strip(" ()").removeprefix("of ")
    if plain in VOLUMES:
        return "cubic metres"
    plain = "barrels" if plain == "b" else plain  # of "kb"
    return unit_of(plain) if plain and " " not in plain and not plain.isdigit() else None


def header_words(name: str) -> str:
    """Header words, folded, one space between them: "EventDate (UTC)" is "event date utc"."""
    return " ".join(re.sub(r"[\W_]+", " ", fold(_CAMEL.sub(" ", name))).split())


def kept_words(words: str) -> list[str]:
    """Header words without those that headers are padded with."""
    return [w for w in words.split() if w not in FILLERS]


def goods_named(header: str) -> str | None:
    """Goods that a column of amounts names: "Coal (MT)"."""
    bare = header.partition("(")[0].strip()
    words = [w.removesuffix("s") for w in bare.casefold().split()]
    return bare if words and words[-1] in lexicon.CIVIL | lexicon.ARMS else None
