"""A cell cut into names: "Poltava, Ukraine", "Rajin (DPRK)", "nr Toropets, Tver region", "A and B".

Of names that lie inside one another the narrowest is the place and the wider ones say which of
several namesakes is meant; names side by side are several places.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from geomap.coordinates import position_of
from geomap.gazetteer.keys import exact_key
from geomap.geo import apart_m
from geomap.records import Candidate, Place
from geomap.tables.sides import is_side, read_side, side_of
from geomap.tables.states import STATES
from geomap.tables.surroundings import (
    AROUND_M,
    BESIDE_M,
    NEAR_M,
    RANK,
    fits,
    nearest_named,
)

if TYPE_CHECKING:
    from geomap.gazetteer import Gazetteer
    from geomap.gazetteer.own import Given

__all__ = ["CODE", "MOST_CELLS", "Cutter", "Name", "Spot"]

MOST_CELLS = 65_536  # cells whose cut is kept, about 40 MB
SMALLEST_TOWN = 50_000  # people; a smaller one behind a larger is more often a detail of it
_LONGEST_CELL = 300  # characters; a longer cell is a text, not a place
_ABBREVIATED = tuple(
    (re.compile(rf"\b{short}(?:\.|(?=\s|$))", re.I), full)
    for short, full in (
        ("obl", "oblast"), ("reg", "region"), ("prov", "province"), ("gov", "governorate"),
        ("distr?", "district"), ("rep", "Republic"), ("isl", "Island"), ("pen", "Peninsula"),
    )
)  # fmt: skip
_BEARING = r"(?:[NS]{1,2}?[EW]?|[EW]|[NSEW]{2,3}|(?:north|south|east|west)(?:[ -]?(?:east|west))?)"
_OFF_COAST = r"off (?:the )?(?:[a-z]+ )?(?:coasts?|shores?) of"
_NEAR = re.compile(
    rf"(?:{_OFF_COAST}|(?:ca?\.|about|~)?\s*(?:(?P<far>\d{{1,4}}(?:\.\d)?)\s?(?P<unit>km|nm|nmi|mi|miles|"
    rf"kilomet\w+|nautical miles)\s+)?(?:{_BEARING}\s+(?:of|from)|of|from|off)|nr\.?|near|"
    r"close to|outside|off|around|vicinity of|outskirts of|approaches to|not far from)"
    r"\s+(?:the\s+)?",
    re.I,
)
_IN = re.compile(r"(?:over|in|at|from|inside|above|on|towards?)\s+(?:the\s+)?", re.I)
_NEAR_AFTER = re.compile(r"\s+(?:area|vicinity|outskirts|suburbs?|approaches)$", re.I)
_UNIT_M = {"k": 1000.0, "n": 1852.0, "m": 1609.344}
_PLURAL = re.compile(r"\b(?P<noun>oblast|region|province|district|governorate)s$", re.I)
_PARTS = re.compile(r"\s*(?:;|\n|\s(?:and|&|\+)\s|\s?/\s?|,\s+and\s)\s*", re.I)
_PIECES = re.compile(r"\s*(?:,|\(|\)|\[|\]|\s[-–—]\s|:)\s*")
CODE = re.compile(r"[A-Z]{2}")
_BARE_PAIR = re.compile(r"[^\W\d_][\w'’.-]{1,40}(?: [^\W\d_][\w'’.-]{1,40}){1,4}")
_UNKNOWN = re.compile(r"[\s?–—.-]*|n/?a|none|unknown|tb[dc]|not known|unspecified|various", re.I)


@dataclass(frozen=True)
class Name:
    """A name in a cell, with what it was resolved to or why it was not."""

    start: int
    end: int
    text: str
    asked: str  # the name as looked up: "Saratov oblast" for "Saratov obl."
    place: Place | None = None
    score: float | None = None
    rivals: tuple[Place, ...] = ()
    why: str | None = None
    prec: int | None = None  # UCDP where_prec where the words lower it: "nr", "40 nm SE of"
    reach_m: int = 0  # how far from the named place it lies, where the words say: "30 km SE of"
    relative: bool = False


@dataclass(frozen=True)
class Spot:
    """One place of a cell: its name, the names around it, how it is joined to the one before."""

    name: Name
    around: tuple[Name, ...] = ()
    joined: str = ""  # "", "and", "/"
    conflict: str | None = None  # the country that the cell states where the gazetteer differs
    apart: str | None = None  # the name in `around` in which the place does not lie

    @property
    def names(self) -> tuple[Name, ...]:
        """Every name of the spot in the order of the cell."""
        return tuple(sorted((self.name, *self.around), key=lambda n: n.start))


@dataclass
class Cutter:
    """Cuts cells into names by their marks and by what the gazetteer, or the user, calls so."""

    gazetteer: "Gazetteer"
    given: "Mapping[str, Given]"
    _cut: dict[str, tuple[Spot, ...]] = field(default_factory=dict)

    def cut(self, cell: str) -> tuple[Spot, ...]:
        """Names of a cell, told apart into places and what lies around them."""
        if cell not in self._cut:
            if len(self._cut) >= MOST_CELLS:
                self._cut.clear()
            unknown = len(cell) > _LONGEST_CELL or _UNKNOWN.fullmatch(cell)
            self._cut[cell] = () if unknown else self._in_small_letters(cell) or self._split(cell)
        return self._cut[cell]

    def _in_small_letters(self, cell: str) -> tuple[Spot, ...]:
        """Names of "odesa, ukraine", where every one is known; a description stays one."""
        capital = cell.title()
        if not cell.islower() or len(capital) != len(cell) or self._is_known(cell):
            return ()
        spots = self._split(capital)
        names = [name for spot in spots for name in spot.names]
        if not names or is_side(cell) or not all(self._is_known(n.asked.lower()) for n in names):
            return ()

        def lowered(name: Name) -> Name:
            return replace(name, text=cell[name.start : name.end])

        return tuple(
            replace(spot, name=lowered(spot.name), around=tuple(map(lowered, spot.around)))
            for spot in spots
        )

    def _split(self, cell: str) -> tuple[Spot, ...]:
        if position_of(cell):
            return (Spot(Name(0, len(cell), cell, cell)),)
        whole = self._name(cell, 0, len(cell))
        known = whole and (self.given_for(whole) or self._is_known(whole.asked))
        if whole and known and not whole.relative:
            return (Spot(whole),)
        if whole and (spot := self._without_comma(cell, whole)):
            return (spot,)
        out: list[Spot] = []
        joined, start = "", 0
        for end, following, mark in self._joints(cell):
            spots = self._group(cell, start, end, joined)
            out.extend(spots)
            joined, start = ("/" if "/" in mark else "and"), following
        return tuple(self._share(out))

    def _is_known(self, asked: str) -> bool:
        """Whether a name has an entry; in small letters, one that is first of all called so.

        "sea terminal" is a description, though SEA is a code of Seattle.
        """
        found = self.gazetteer.candidates(asked)[:1]
        if not asked.islower():
            return bool(found)
        chosen = found and (found[0].main_name or found[0].source in {"curated", "countries"})
        return bool(chosen) and not self.gazetteer.everyday(asked)

    def _without_comma(self, cell: str, whole: Name) -> Spot | None:
        """Read "Paris Texas": a name and, without a comma, the country or division it lies in."""
        if not _BARE_PAIR.fullmatch(whole.asked) or whole.relative:
            return None
        for match in re.finditer(" ", cell[whole.start : whole.end]):
            at = whole.start + match.start()
            inner, outer = self._name(cell, whole.start, at), self._name(cell, at + 1, whole.end)
            first = self.first(outer.asked) if outer else None
            wide = first and first.main_name and first.place.kind in {"country", "admin1"}
            if inner and outer and wide and any(
                one.main_name for one in self.gazetteer.candidates(inner.asked)
            ):  # fmt: skip
                return Spot(inner, (outer,))
        return None

    def _joints(self, cell: str) -> list[tuple[int, int, str]]:
        """(end of a part, start of the next, what stands between) of "A and B", "A / B"."""
        found = [(m.start(), m.end(), m[0]) for m in _PARTS.finditer(cell)]
        return [*found, (len(cell), len(cell), "")]

    def _group(self, cell: str, start: int, end: int, joined: str) -> list[Spot]:
        """Places of one part: "Kharkiv oblast, Chuhuiv" is one, "Kyiv, Kharkiv" two."""
        if position_of(cell[start:end]):
            return [Spot(Name(start, end, cell[start:end], cell[start:end]), joined=joined)]
        cuts = [(m.start(), m.end()) for m in _PIECES.finditer(cell, start, end)]
        bounds = zip([start, *(b for _, b in cuts)], [*(a for a, _ in cuts), end], strict=True)
        names = (self._name(cell, first, last) for first, last in bounds)
        pieces = [name for name in names if name is not None]
        # "nr Toropets, Tver region" is at Toropets, "Gulf of Aden, SE of Aden" in the gulf
        pieces[:1] = [replace(name, relative=False) for name in pieces[:1]]
        known = [p for p in pieces if self.first(p.asked) or self.side(p)]
        details = [p for p in pieces if p not in known]
        if not known:
            return [Spot(pieces[0], joined=joined)] if pieces and _looks_named(pieces[0]) else []
        heads = self._heads(known)
        if details and pieces[0] in details and _looks_named(pieces[0]) and len(known) == 1:
            heads = [pieces[0]]  # "Smallville, Saratov obl.": the wider place stands in for it
        around = tuple(p for p in known if p not in heads)
        spots = [Spot(h, around, joined if i == 0 else "and") for i, h in enumerate(heads)]
        if len(spots) == 1 and details:
            spots = [replace(spots[0], name=self._finer(spots[0].name, details))]
        return spots

    def _share(self, spots: list[Spot]) -> list[Spot]:
        """Let "Kyiv and Odesa oblasts" be two oblasts, "X and Y, Crimea" two places in Crimea."""
        if len(spots) < 2:
            return spots
        plural = _PLURAL.search(spots[-1].name.asked)
        out: list[Spot] = []
        outer: list[Place] = []
        shared: tuple[Name, ...] = ()
        for spot in reversed(spots):  # what stands behind the next place may hold this one too
            name, around = spot.name, spot.around
            if around:
                shared = around
                outer = [one.place for one in (self.first(n.asked) for n in around) if one]
            if plural:
                asked = _PLURAL.sub("", name.asked).strip()
                name = replace(name, asked=f"{asked} {plural['noun']}")
            candidates = self.gazetteer.candidates(name.asked)
            if not around and any(all(fits(c.place, o) for o in outer) for c in candidates):
                around = shared
            out.append(replace(spot, name=name, around=around))
        return out[::-1]

    def _heads(self, known: Sequence[Name]) -> list[Name]:
        """Names that are places of their own: the narrowest, each apart from the others."""
        absolute = [n for n in known if not n.relative or n.reach_m] or list(known)
        if len(absolute) == 2 and self._is_namesake(*absolute):
            return absolute[:1]
        ranks = {n: self._rank(n) for n in absolute}
        narrow = [n for n in absolute if ranks[n] == min(ranks.values())]
        heads = narrow[:1]
        for name in narrow[1:]:
            here = self.first(name.asked)
            if here is None or all(
                _are_beside(other, here)
                for other in map(self.first, (h.asked for h in heads)) if other
            ):  # fmt: skip
                heads.append(name)
        return heads

    def _is_namesake(self, name: Name, behind: Name) -> bool:
        """Whether a name that is first of all a country's or a state's is here a smaller place's.

        "Georgia, USA" is the state, "Lebanon, Pennsylvania" the town; "Iraq, Iran" are countries.
        """
        outer = self.first(behind.asked)
        if outer is None or outer.place.kind not in {"country", "admin1"}:
            return False
        if self._rank(name) < self._rank(behind) or self._rank(name) == 4 != self._rank(behind):
            return False
        state = outer.place.kind == "admin1" and outer.place.country == "US"
        kinds = {"city", "village", "admin2"} if state else {"admin1"}
        known = [
            one for one in self.gazetteer.candidates(name.asked)
            if one.main_name and one.place.kind in kinds
        ]  # fmt: skip
        return bool(nearest_named(known, (outer.place,)))

    def _rank(self, name: Name) -> int:
        first = self.first(name.asked)
        return RANK.get(first.place.kind, 1) if first else 4

    def _name(self, cell: str, start: int, end: int) -> Name | None:
        """The name between two offsets, its lead ("nr", "over") taken off."""
        while start < end and cell[start] in " \t\"'“”‘?":
            start += 1
        while end > start and cell[end - 1] in ' \t"“”.?,;' and not cell[:end].endswith(
            ("obl.", "reg.", "prov.", "gov.", "dist.")
        ):  # fmt: skip
            end -= 1
        prec, relative, far = None, False, 0.0
        lead = _NEAR.match(cell, start, end)
        if lead:
            start, relative = lead.end(), True
            far = float(lead["far"]) * _UNIT_M[lead["unit"][0].lower()] if lead["far"] else 0.0
            prec = 2 if far <= NEAR_M else 5
        elif lead := _IN.match(cell, start, end):
            start = lead.end()
        tail = _NEAR_AFTER.search(cell, start, end)
        if tail and not self.gazetteer.candidates(cell[start:end]):
            end, prec = tail.start(), 2
        text = cell[start:end]
        if not any(c.isalpha() for c in text):
            return None
        asked = text
        for short, full in _ABBREVIATED:
            asked = short.sub(full, asked)
        return Name(start, end, text, asked, prec=prec, reach_m=round(far), relative=relative)

    def first(self, asked: str) -> Candidate | None:
        """The likeliest place of a name that is written like one."""
        if not (asked[:1].isupper() or not asked[:1].isascii()):
            return None
        if CODE.fullmatch(asked):
            return next(iter(self.coded(asked)), None)
        found = self.gazetteer.candidates(asked)
        return found[0] if found else None

    def coded(self, code: str) -> list[Candidate]:
        """What two capitals mean: a country, a state ("Paris, TX"), else a town called so."""
        found = self.gazetteer.candidates(code)
        country = self.gazetteer.country(code)
        coded = [Candidate(place=country)] if country else []
        states = [
            c for c in self.gazetteer.candidates(STATES.get(code, ""))
            if c.place.kind == "admin1" and c.place.country == "US"
        ]  # fmt: skip
        by_kind = [[c for c in found if c.place.kind == kind] for kind in ("country", "admin1")]
        return [*by_kind[0], *coded, *states, *by_kind[1], *found]

    def _finer(self, head: Name, details: Sequence[Name]) -> Name:
        """Take a facility for its town if the gazetteer has it: "Sana'a (airport)"."""
        town = self.first(head.asked)
        for detail in details:
            if town is None or _looks_named(detail):
                continue
            whole = f"{head.asked} {detail.asked}"
            for one in self.gazetteer.candidates(whole)[:3]:
                finer = one.place.kind in {"airport", "airbase", "port", "depot", "rail_crossing"}
                if finer and apart_m(one.place, town.place) < BESIDE_M:
                    return replace(head, asked=whole)
        return head

    # ---- what a name may be ----

    def given_for(self, name: Name) -> "Given | None":
        """What the user's own table says of a name."""
        return self.given.get(exact_key(name.text)) or self.given.get(exact_key(name.asked))

    def side(self, name: Name, country: str | None = None) -> Name | None:
        """Middle of one side of a country: "south-east", "southern Ukraine"."""
        side = read_side(name.asked)
        if not side or (side.whole and self.gazetteer.candidates(name.asked)):
            return None
        if side.whole:
            first = self.first(side.whole)
            country = first.place.country if first and first.place.kind == "country" else None
            if country is None:
                return None
        whole = self.gazetteer.country(country) if country else None
        if whole is None:
            why = "a side of a country; say of which one (--country)"
            return replace(name, why=why)
        return replace(name, place=side_of(whole, side.word), score=0.9)


def _are_beside(one: Candidate, behind: Candidate) -> bool:
    """Whether a town named behind another is one of its own, not what the other lies in.

    Far from it, or outside it and smaller: "Gaza City, Rafah", not "Haydarpaşa, Istanbul".
    """
    away = apart_m(one.place, behind.place)
    outside = away > one.place.radius_m + behind.place.radius_m
    towns = {one.place.kind, behind.place.kind} == {"city"}
    smaller = SMALLEST_TOWN <= behind.population < one.population
    return away > AROUND_M or (outside and towns and smaller)


def _looks_named(name: Name) -> bool:
    """Whether words are a name, not a description: "Abu Shouk", not "sea terminal"."""
    return name.text[:1].isupper() or not name.text[:1].isascii()
