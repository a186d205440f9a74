"""Places in a cell: "Poltava, Ukraine", "Rajin (DPRK)", "nr Toropets, Tver region", "A and B".

A cell is cut into names. Of names that lie inside one another the narrowest is the place and the
wider ones say which of several namesakes is meant; names side by side are several places.
"""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from geomap.coordinates import position_of
from geomap.gazetteer.keys import exact_key, fold_key
from geomap.geo import great_circle_m
from geomap.places import WHY, place_at, resolve_mentions
from geomap.records import Candidate, Mention, Place
from geomap.tables.memory import remembered
from geomap.tables.parties import code_of
from geomap.tables.states import STATES

if TYPE_CHECKING:
    from geomap.gazetteer import Gazetteer
    from geomap.gazetteer.own import Given

__all__ = ["Name", "Spot", "Spots", "fits", "is_side"]

NEAR_M = 25_000.0  # UCDP where_prec 2: within 25 km of a known point
AROUND_M = 60_000.0  # a town this near another says which one is meant: "Haydarpaşa, Istanbul"
BESIDE_M = 40_000.0  # "Sana'a (airport)": farther than this it is another town's airport
DIVISION_M = 450_000.0  # the point of a large oblast may lie this far from its towns
SIDE_SHARE = 0.55  # of a country's radius, from its middle to the middle of one side
_M_PER_DEGREE = 111_195.0  # of latitude, on the sphere of great_circle_m
_MOST_CELLS = 65_536  # cells whose cut is kept, about 40 MB
_LONGEST_CELL = 300  # characters; a longer cell is a text, not a place

_RANK = {"country": 6, "sea": 5, "region": 4, "admin1": 4, "river": 4, "strait": 4, "admin2": 3}
_SORTS = {
    "port": frozenset({"port", "city", "village"}),
    "airport": frozenset({"airport", "airbase"}),
    "city": frozenset({"city", "village"}),
}
_ABBREVIATED = tuple(
    (re.compile(rf"\b{short}(?:\.|(?=\s|$))", re.I), full)
    for short, full in (
        ("obl", "oblast"), ("reg", "region"), ("prov", "province"), ("gov", "governorate"),
        ("distr?", "district"), ("rep", "Republic"), ("isl", "Island"), ("pen", "Peninsula"),
    )
)  # fmt: skip
_SIDE_WORDS = {
    "north": (0, 1), "south": (0, -1), "east": (1, 0), "west": (-1, 0),
    "northeast": (1, 1), "northwest": (-1, 1), "southeast": (1, -1), "southwest": (-1, -1),
    "centre": (0, 0), "center": (0, 0), "central": (0, 0),
}  # fmt: skip
_SIDE = (
    r"(?P<side>(?:north|south)[ -]?(?:east|west)|north|south|east|west|cent(?:re|er|ral))(?:ern)?"
)
_SIDE_ALONE = re.compile(rf"(?:the )?{_SIDE}(?: (?:part|side|of the country))?", re.I)
_SIDE_OF = re.compile(rf"(?:the )?{_SIDE}(?: part)?(?: of)? (?:the )?(?P<whole>[A-Z].*)", re.I)
_BEARING = r"(?:[NS]{1,2}?[EW]?|[EW]|[NSEW]{2,3}|(?:north|south|east|west)(?:[ -]?(?:east|west))?)"
_NEAR = re.compile(
    rf"(?:(?:ca?\.|about|~)?\s*(?:(?P<far>\d{{1,4}}(?:\.\d)?)\s?(?P<unit>km|nm|nmi|mi|miles|"
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
_CODE = re.compile(r"[A-Z]{2}")
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
class Spots:
    """Reads places out of cells, with the sense that the rest of the table gives to a name."""

    gazetteer: "Gazetteer"
    country: str | None = None
    given: "Mapping[str, Given]" = field(default_factory=dict)
    _cut: dict[str, tuple[Spot, ...]] = field(default_factory=dict)
    _settled: dict[tuple[str, str | None, str, str], tuple[Spot, ...]] = field(default_factory=dict)
    _sense: dict[str, Mention] = field(default_factory=dict)

    def learn(self, cells: Iterable[str]) -> None:
        """Settle the names of a whole table beside one another: one name, one sense."""
        wanted: dict[str, None] = {}
        for cell in cells:
            for spot in self.cut(cell):
                # A name with a qualifier of its own is told apart by it and says nothing of the
                # others: "Tripoli (Lebanon)" in one row leaves "Tripoli" in the next to Libya.
                bare = not spot.around and "(" not in spot.name.asked
                for name in (spot.name,) if bare else spot.around:
                    wanted.setdefault(name.asked)
        text = "\n".join(wanted)
        mentions, at = [], 0
        for asked in wanted:
            mentions.append(Mention(start=at, end=at + len(asked), text=asked, role="literal"))
            at += len(asked) + 1
        self._settled.clear()
        self._sense = {m.text: m for m in resolve_mentions(text, mentions, self.gazetteer)}

    def read(
        self, cell: str, *, country: str | None = None, inside: str = "", sort: str = ""
    ) -> tuple[Spot, ...]:
        """Places of a cell, resolved; they lie in `country` (ISO code) and `inside`, if given.

        `sort` is what the column is for ("port", "airport", "city"): "Djibouti" is then no country.
        """
        key = (cell, country, inside, sort)
        if key not in self._settled:
            around = tuple(s.name for s in self.cut(inside)) if inside else ()
            spots = tuple(self._settle(spot, country, around, sort) for spot in self.cut(cell))
            if len(self._settled) >= _MOST_CELLS:
                self._settled.clear()
            self._settled[key] = spots
        return self._settled[key]

    def code_of(self, words: str) -> str | None:
        """ISO code of the country, people, government or armed group that words name."""
        return self._code_of(words)

    def is_place(self, cell: str) -> bool:
        """Whether a cell is surely the name of a place, spelled as the gazetteer spells it."""
        spots = self.cut(cell)
        return bool(spots) and all(
            self._first(s.name.asked) or position_of(s.name.asked) for s in spots
        )

    def __post_init__(self) -> None:
        self._code_of = remembered(partial(code_of, gazetteer=self.gazetteer))

    # ---- cutting ----

    def cut(self, cell: str) -> tuple[Spot, ...]:
        """Names of a cell, told apart into places and what lies around them."""
        if cell not in self._cut:
            if len(self._cut) >= _MOST_CELLS:
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
        known = whole and (self._given(whole) or self._is_known(whole.asked))
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
            first = self._first(outer.asked) if outer else None
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
        known = [p for p in pieces if self._first(p.asked) or self._side(p)]
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
                outer = [one.place for one in (self._first(n.asked) for n in around) if one]
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
        absolute = [n for n in known if not n.relative] or list(known)
        if len(absolute) == 2 and self._is_namesake(*absolute):
            return absolute[:1]
        ranks = {n: self._rank(n) for n in absolute}
        narrow = [n for n in absolute if ranks[n] == min(ranks.values())]
        heads = narrow[:1]
        for name in narrow[1:]:
            here = self._first(name.asked)
            if here is None or all(
                _gap(here.place, other.place) > AROUND_M
                for other in map(self._first, (h.asked for h in heads)) if other
            ):  # fmt: skip
                heads.append(name)
        return heads

    def _is_namesake(self, name: Name, behind: Name) -> bool:
        """Whether a name that is first of all a country's or a state's is here a smaller place's.

        "Georgia, USA" is the state, "Lebanon, Pennsylvania" the town; "Iraq, Iran" are countries.
        """
        outer = self._first(behind.asked)
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
        return bool(_nearest_named(known, (outer.place,)))

    def _rank(self, name: Name) -> int:
        first = self._first(name.asked)
        return _RANK.get(first.place.kind, 1) if first else 4

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

    def _first(self, asked: str) -> Candidate | None:
        """The likeliest place of a name that is written like one."""
        if not (asked[:1].isupper() or not asked[:1].isascii()):
            return None
        if _CODE.fullmatch(asked):
            return next(iter(self._coded(asked)), None)
        found = self.gazetteer.candidates(asked)
        return found[0] if found else None

    def _coded(self, code: str) -> list[Candidate]:
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
        town = self._first(head.asked)
        for detail in details:
            if town is None or _looks_named(detail):
                continue
            whole = f"{head.asked} {detail.asked}"
            for one in self.gazetteer.candidates(whole)[:3]:
                finer = one.place.kind in {"airport", "airbase", "port", "depot", "rail_crossing"}
                if finer and _gap(one.place, town.place) < BESIDE_M:
                    return replace(head, asked=whole)
        return head

    # ---- choosing ----

    def _settle(self, spot: Spot, country: str | None, inside: Sequence[Name], sort: str) -> Spot:
        around = tuple(self._wide(name, spot.name) for name in spot.around)
        outer = [n.place for n in around if n.place and not n.relative]
        named = (self._wide(name) for name in inside if not is_side(name.text))
        outer += [n.place for n in named if n.place]
        stated = next((p.country for p in outer if p.country), None)
        found = self._side(spot.name, stated or country or self.country)
        if found:
            return replace(spot, name=found, around=around)
        name = self._choose(spot.name, outer, country, sort)
        given = self._given(spot.name)
        beyond = next((p for p in outer if _is_abroad(name.place, p)), None)
        if beyond and name.place and not given:
            # a writer who names a state knows which of the towns of one name is meant
            label = f"{name.place.name} ({name.place.country})"
            why = f"no entry of this name in {beyond.name}, only {label}"
            name = replace(name, place=None, score=None, why=why)
        if name.place is None and name.why and outer and not given:
            stand_in = min(outer, key=lambda p: _RANK.get(p.kind, 1))
            why = f"{name.why}; {stand_in.name} stands in for it"
            name = replace(name, place=stand_in, score=0.5, why=why)
        stated = next((p.country for p in outer if p.kind == "country"), None)
        clash = stated and name.place and name.place.country not in {stated, None}
        apart = next((n.text for n in around if not self._may_hold(n, name)), None)
        return Spot(name, around, spot.joined, stated if clash else None, apart)

    def _may_hold(self, outer: Name, name: Name) -> bool:
        if outer.relative or outer.place is None or name.place in {None, outer.place}:
            return True
        known = self.gazetteer.candidates(name.asked)
        same = [one for one in known if one.place == name.place] or [Candidate(place=name.place)]
        return bool(_nearest_named(same, (outer.place,)))

    def _wide(self, name: Name, inner: Name | None = None) -> Name:
        """Choose what a wider name means, and of its senses one in which `inner` can lie.

        "Georgia" is the country behind Tbilisi and the state behind Atlanta.
        """
        wide = self._choose(name, (), None)
        if inner is None or self._given(name):
            return wide
        within = [one for one in self.gazetteer.candidates(inner.asked) if one.main_name]
        coded = _CODE.fullmatch(name.asked)
        senses = self._coded(name.asked) if coded else self.gazetteer.candidates(name.asked)
        areas = [c.place for c in senses if c.place.kind in {"country", "admin1"}]
        known = [wide.place] if wide.place and not (coded and areas) else []
        for area in (*known, *areas):
            if _nearest_named(within, (area,)):
                return wide if area == wide.place else replace(wide, place=area, score=0.9)
        if not (coded and areas):
            return wide
        states = [area for area in areas if area.kind == "admin1" and area.country == "US"]
        return replace(wide, place=(states or areas)[0], score=0.8)

    def _choose(
        self, name: Name, outer: Sequence[Place], country: str | None, sort: str = ""
    ) -> Name:
        """Take the candidate that fits what lies around it, else the table's sense of the name."""
        if one := self._given(name):
            return replace(name, place=one.place, score=1.0 if one.place else None, why=one.why)
        if stated := place_at(name.asked, self.gazetteer):
            return replace(name, place=stated, score=1.0, why=WHY)
        candidates = self._of_sort(name.asked, sort)
        fitting = _nearest_named(candidates, outer)
        if not fitting and country:
            fitting = [c for c in candidates if c.place.country == country and c.main_name]
        if fitting:
            rivals = tuple(c.place for c in candidates if c.place.id != fitting[0].place.id)[:3]
            return replace(name, place=fitting[0].place, score=0.95, rivals=rivals)
        if candidates and candidates[0].place.kind in {"sea", "strait"}:
            return replace(name, place=candidates[0].place, score=0.95)
        if sort and candidates and candidates[0].place.kind in _SORTS[sort]:
            return replace(name, place=candidates[0].place, score=0.9)
        sense = self._sense.get(name.asked)
        if sense is None or sense.place is None:
            first = self._first(name.asked)
            if first is not None and sense is None:
                return replace(name, place=first.place, score=0.8)
            why = sense.why if sense else "no gazetteer entry has this name"
            return replace(name, why=why or "no gazetteer entry has this name")
        place = sense.place
        if candidates and _gap(candidates[0].place, place) < NEAR_M:
            place = candidates[0].place  # the town itself, not the depot that bears its name
        return replace(name, place=place, score=sense.score, rivals=sense.rivals, why=sense.why)

    def _of_sort(self, asked: str, sort: str) -> Sequence[Candidate]:
        """Candidates for a name, those first that are what the column is for."""
        found = self.gazetteer.candidates(asked)
        if not sort:
            return found
        wanted = _SORTS[sort]
        finer = [c for c in found if c.place.kind in wanted]
        town = next((c.place for c in found if c.place.kind in {"city", "port", "village"}), None)
        if sort == "airport" and town and not finer:
            longer = (f"{asked} airport", f"{asked} International Airport", f"{asked} airbase")
            named = (c for name in longer for c in self.gazetteer.candidates(name)[:3])
            finer = [c for c in named if c.place.kind in wanted and _gap(c.place, town) < BESIDE_M]
        rest = [c for c in found if c not in finer and c.place.kind != "country"]
        return [*finer, *rest] or found

    def _given(self, name: Name) -> "Given | None":
        """What the user's own table says of a name."""
        return self.given.get(exact_key(name.text)) or self.given.get(exact_key(name.asked))

    def _side(self, name: Name, country: str | None = None) -> Name | None:
        """Middle of one side of a country: "south-east", "southern Ukraine"."""
        alone = _SIDE_ALONE.fullmatch(name.asked)
        match = alone or _SIDE_OF.fullmatch(name.asked)
        if not match or (not alone and self.gazetteer.candidates(name.asked)):
            return None
        if not alone:
            first = self._first(match["whole"])
            country = first.place.country if first and first.place.kind == "country" else None
            if country is None:
                return None
        whole = self.gazetteer.country(country) if country else None
        if whole is None:
            why = "a side of a country; say of which one (--country)"
            return replace(name, why=why)
        return replace(name, place=_side_place(whole, match["side"]), score=0.9)


def _side_place(whole: Place, side: str) -> Place:
    word = re.sub(r"[ -]", "", side.casefold())
    east, north = _SIDE_WORDS[word]
    step = SIDE_SHARE * whole.radius_m / (math.hypot(east, north) or 1.0)
    lat = max(-90.0, min(90.0, whole.lat + north * step / _M_PER_DEGREE))
    lon = whole.lon + east * step / (_M_PER_DEGREE * math.cos(math.radians(whole.lat)))
    return Place(
        id=f"geomap:{(whole.country or whole.id).lower()}-{word}",
        name=f"{side.casefold()} of {whole.name}",
        lat=round(lat, 4),
        lon=round((lon + 180.0) % 360.0 - 180.0, 4),
        country=whole.country,
        kind="region",
        radius_m=round(SIDE_SHARE * whole.radius_m),
    )


def _looks_named(name: Name) -> bool:
    """Whether words are a name, not a description: "Abu Shouk", not "sea terminal"."""
    return name.text[:1].isupper() or not name.text[:1].isascii()


def is_side(text: str) -> bool:
    """Whether a text is only a side of something, not a name: "north-west", not "North West"."""
    return text.islower() and bool(_SIDE_ALONE.fullmatch(text))


def fits(place: Place, outer: Place) -> bool:
    """Whether a place lies in, or right beside, what stands around it in the cell."""
    if place.id == outer.id:
        return False
    if outer.kind == "country":
        return place.country == outer.country
    if outer.kind in {"sea", "strait", "river"}:
        return _gap(place, outer) <= 2 * outer.radius_m
    if outer.country and place.country != outer.country:
        return False
    reach = DIVISION_M if outer.kind in {"admin1", "region", "admin2"} else AROUND_M
    return _gap(place, outer) <= max(reach, float(outer.radius_m))


def _nearest_named(candidates: Sequence[Candidate], outer: Sequence[Place]) -> list[Candidate]:
    """Candidates that may lie in what stands around them; those of its division alone, if any."""
    divisions = {fold_key(place.name) for place in outer if place.kind == "admin1"}

    def is_of(one: Candidate, area: Place) -> bool:
        known = one.admin1 is not None and fold_key(one.admin1) == fold_key(area.name)
        return known and one.place.country == area.country and one.place.id != area.id

    fitting = [
        c for c in candidates if outer and all(fits(c.place, o) or is_of(c, o) for o in outer)
    ]
    inside = [c for c in fitting if not c.admin1 or fold_key(c.admin1) in divisions]
    return inside if divisions and inside else fitting


def _is_abroad(place: Place | None, outer: Place) -> bool:
    """Whether a place lies in another country than the division that is named with it."""
    return bool(
        place and outer.kind == "admin1" and place.country and place.country != outer.country
    )


def _gap(a: Place, b: Place) -> float:
    return great_circle_m((a.lon, a.lat), (b.lon, b.lat))
