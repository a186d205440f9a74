"""How a name is compared: its exact key, its folded key, and the common noun it carries.

The exact key forgives case, curly apostrophes, dashes and spacing. The folded key also forgives
accents, apostrophes, hyphens, spaces and soft signs, in every script that has them, and keeps
the letters of every script.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from geomap.records import PlaceKind

__all__ = [
    "Head",
    "begins",
    "exact_key",
    "fold_key",
    "is_head",
    "phrase_key",
    "split_head",
    "token_at",
    "tokens",
]

_ALIKE = str.maketrans(
    dict.fromkeys("’‘ʼʻ`´ʹ′ˈ", "'") | dict.fromkeys("‐‑‒–—−", "-") | {"\u00a0": " ", "\u200c": " "}
)
_SPACES = re.compile(r"\s+")
_BETWEEN = re.compile(r"[\s,()/-]+")

# Letters that Unicode does not decompose, as they are spelled without their stroke or hook.
_PLAIN = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
    | {"ə": "a", "ŧ": "t", "ь": None, "ъ": None, "ی": "ي", "ک": "ك", "ـ": None}
    | dict.fromkeys("ʼʻʹʺˈʾʿ", None)
)
# Marks of Latin, Greek and Cyrillic, Hebrew points, Arabic vowels and hamza. The marks of
# Indic, Thai or Japanese writing are vowels and voicing there: dropping them would merge names.
_MARKS = re.compile("[\u0300-\u036f\u0483-\u0487\u05b0-\u05c7\u064b-\u065f\u0670]")
_NOT_LETTERS = re.compile(r"[^\w\u0900-\u0eff\u1000-\u109f\u1780-\u17ff\u3099\u309a]|_")
_NOT_ASCII_LETTERS = re.compile(r"[^a-z0-9]")


def exact_key(name: str) -> str:
    """Casefolded name with plain apostrophes, hyphens and single spaces.

    >>> exact_key("Simon’s  Town")
    "simon's town"
    """
    if name.isascii() and name.isalpha():
        return name.lower()  # most names, at a tenth of the time
    return _SPACES.sub(" ", unicodedata.normalize("NFC", name).translate(_ALIKE)).strip().casefold()


def fold_key(name: str) -> str:
    """Letters and digits of a name alone, without accents, in one case.

    >>> fold_key("Ch’ŏngjin"), fold_key("Rostov-on-Don"), fold_key("Находка")
    ('chongjin', 'rostovondon', 'находка')
    """
    if name.isascii():
        return _NOT_ASCII_LETTERS.sub("", name.lower())
    parts = unicodedata.normalize("NFKD", name.casefold())
    letters = _NOT_LETTERS.sub("", _MARKS.sub("", parts).translate(_PLAIN))
    return unicodedata.normalize("NFC", letters)


def begins(short: str, whole: str) -> bool:
    """Whether a longer name begins with the words of a short one.

    >>> begins("Newcastle", "Newcastle upon Tyne"), begins("Leon", "León de los Aldama")
    (True, True)
    >>> begins("New", "Newcastle"), begins("Halle", "Halle")
    (False, False)
    """
    short_words, words = _words(short), _words(whole)
    return len(words) > len(short_words) > 0 and words[: len(short_words)] == short_words


def _words(name: str) -> list[str]:
    """Folded words of a name, without what stands between them."""
    return [word for part in _BETWEEN.split(name) if (word := fold_key(part))]


class Head(NamedTuple):
    """A name taken apart: "port of Olya" is the stem "Olya" and the kinds that a port may have.

    `strict`: nothing of another kind may answer ("Don River" is not a person's or a town's name;
    a county without an entry is not the city of that name).
    """

    stem: str
    kinds: frozenset[PlaceKind]
    strict: bool


_STATE: tuple[PlaceKind, ...] = ("admin1", "region")
_ADMIN: tuple[PlaceKind, ...] = (*_STATE, "admin2")
_AIR: tuple[PlaceKind, ...] = ("airbase", "airport")
_BASE: tuple[PlaceKind, ...] = ("facility", "depot", "airbase", "port")
_RAIL: tuple[PlaceKind, ...] = ("rail_crossing",)

_KINDS: dict[str, tuple[PlaceKind, ...]] = (
    dict.fromkeys(
        (
            "oblast,oblast',region,krai,kray,state,republic,autonomous republic,"
            "people's republic,autonomous okrug,autonomous oblast,autonomous region,"
            "autonomous province,okrug,voivodeship,emirate,territory,viloyat"
        ).split(","),
        _STATE,
    )
    | dict.fromkeys(
        (
            "province,governorate,prefecture,canton,department,district,raion,rayon,municipality,"
            "county,parish,wilayah,vilayet"
        ).split(","),
        _ADMIN,
    )
    | dict.fromkeys(
        (
            "port,seaport,sea port,river port,container port,commercial port,commercial sea port,"
            "oil port,fishing port,military port,naval port,ferry port,harbour,harbor,terminal,"
            "oil terminal,container terminal,ferry terminal,anchorage,roadstead"
        ).split(","),
        ("port",),
    )
    | dict.fromkeys(
        "airport,international airport,airfield,aerodrome,airstrip".split(","), ("airport", *_AIR)
    )
    | dict.fromkeys(
        (
            "air base,airbase,air force base,afb,military airfield,military airport,"
            "military air base,naval air station,naval air base,air station"
        ).split(","),
        ("airbase", *_AIR),
    )
    | dict.fromkeys(
        (
            "crossing,border crossing,rail crossing,railway crossing,border station,bridge,"
            "railway bridge,rail bridge,railway station,rail station,train station,station,"
            "checkpoint,border checkpoint,border post"
        ).split(","),
        _RAIL,
    )
    | dict.fromkeys(
        (
            "depot,arsenal,ammunition depot,ammo depot,munitions depot,ammunition dump,"
            "weapons depot,fuel depot,oil depot,arms depot,storage facility,storage base"
        ).split(","),
        ("depot", "facility"),
    )
    | dict.fromkeys(
        (
            "naval base,naval station,military base,base,army base,cosmodrome,spaceport,"
            "launch site,test site,test range,missile range,training ground,training area,"
            "shipyard,refinery,oil refinery,camp,refugee camp,displacement camp,power plant,"
            "power station,nuclear power plant,nuclear power station,thermal power plant,"
            "thermal power station,"
            "dam,reservoir,garrison"
        ).split(","),
        _BASE,
    )
    | dict.fromkeys(("river", "canal"), ("river",))
    | dict.fromkeys(("strait", "straits", "channel"), ("strait",))
    | dict.fromkeys(("island", "islands", "peninsula"), ("region", "admin1"))
    | dict.fromkeys(("city", "town", "village", "settlement", "port city"), ())
)
_STRICT = frozenset({"river", "canal", "strait", "straits", "channel", "county", "parish"})
_LONGEST_HEAD = max(len(head.split()) for head in _KINDS)
_NO_STEM = frozenset({"the", "of"})
# "North Province" may be on the map as "North", but the North Island is no place of that name.
_SIDES = frozenset({"north", "south", "east", "west", "northern", "southern", "eastern", "western"})
_LANDS = frozenset({"island", "islands", "peninsula"})
# "Lake", "Mount" and the like are part of the name; these stand before a name that has its own.
_BEFORE = frozenset({"port", "river", "camp"})


def split_head(name: str) -> Head | None:
    """Take the common noun off a name, or None where it has none.

    >>> split_head("Yaroslavl region").stem, split_head("port of Olya").stem
    ('yaroslavl', 'olya')
    """
    if name.isalpha():
        return None
    words = exact_key(name).split(" ")
    for count in range(min(_LONGEST_HEAD, len(words) - 1), 0, -1):
        head = " ".join(words[-count:])
        if head in _KINDS:
            return _head(" ".join(words[:-count]), head)
    for count in range(min(_LONGEST_HEAD, len(words) - 2), 0, -1):
        head = " ".join(words[:count])
        if head in _KINDS and words[count] == "of":
            rest = words[count + 1 :]
            return _head(" ".join(rest[1:] if rest[0] == "the" and rest[1:] else rest), head)
    if len(words) > 1 and words[0] in _BEFORE:
        return _head(" ".join(words[1:]), words[0])
    return None


def _head(stem: str, head: str) -> Head | None:
    if not stem or stem in _NO_STEM or (stem in _SIDES and head in _LANDS):
        return None
    return Head(stem, frozenset(_KINDS[head]), head in _STRICT)


_TOKEN = re.compile(r"[^\W_]+(?:['’ʼ`][^\W_]+)*['’]?")


def tokens(text: str) -> Iterator[re.Match[str]]:
    """Words of a text, apostrophes inside them included; hyphens part words."""
    return _TOKEN.finditer(text)


def phrase_key(name: str) -> str:
    """Folded words of a name, one space between them.

    >>> phrase_key("Tumangang–Khasan"), phrase_key("Simon’s Town")
    ('tumangang khasan', 'simons town')
    """
    return " ".join(filter(None, (fold_key(match.group()) for match in tokens(name))))


def is_head(words: str) -> bool:
    """Whether some folded words are a common noun of places: "region", "naval base"."""
    return words in _KINDS


def token_at(text: str, position: int) -> re.Match[str] | None:
    """The word that begins at a position."""
    return _TOKEN.match(text, position)
