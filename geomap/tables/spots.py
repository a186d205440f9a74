"""Places in the cells of a table: of the names that each is cut into, which place is meant."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

import msgspec

from geomap.coordinates import position_of
from geomap.geo import apart_m
from geomap.places import WHY, place_at, place_vague, resolve_mentions
from geomap.places.answers import CODE_LETTERS
from geomap.records import Candidate, Mention, Place
from geomap.tables.alone import Answer, geocode, is_called_so
from geomap.tables.cutting import CODE, MOST_CELLS, Cutter, Name, Spot
from geomap.tables.memory import remembered
from geomap.tables.parties import code_of
from geomap.tables.sides import is_side
from geomap.tables.surroundings import BESIDE_M, NEAR_M, RANK, is_abroad, nearest_named

if TYPE_CHECKING:
    from geomap.gazetteer import Gazetteer
    from geomap.gazetteer.own import Given

__all__ = ["Spots"]

_SORTS = {
    "port": frozenset({"port", "city", "village"}),
    "airport": frozenset({"airport", "airbase"}),
    "city": frozenset({"city", "village"}),
}


_OFF = re.compile(r"\boff (?:the )?(?:[a-z]+ )?(?:coasts?|shores?) of ", re.I)
LEAST_SCORE = 0.5  # of a name alone: below it another place is as likely meant
SMALL_TOWN = 100_000  # people; a larger one has a port, or a reason to be in a column of ports


def _is_small_and_apart(town: Candidate, port: Candidate) -> bool:
    """Whether a column of ports means the port: "José" is the terminal, not a far village."""
    return town.population < SMALL_TOWN and apart_m(town.place, port.place) > BESIDE_M


@dataclass
class Spots:
    """Reads places out of cells, with the sense that the rest of the table gives to a name."""

    gazetteer: "Gazetteer"
    country: str | None = None
    given: "Mapping[str, Given]" = field(default_factory=dict)
    _settled: dict[tuple[str, str | None, str, str], tuple[Spot, ...]] = field(default_factory=dict)
    _sense: dict[str, Mention] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._cutter = Cutter(self.gazetteer, self.given)
        self._code_of = remembered(partial(code_of, gazetteer=self.gazetteer))

    def learn(self, cells: Iterable[str]) -> None:
        """Settle the names of a whole table beside one another: one name, one sense."""
        wanted: dict[str, None] = {}
        for cell in cells:
            for spot in self._cutter.cut(cell):
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
            around = tuple(s.name for s in self._cutter.cut(inside)) if inside else ()
            spots = tuple(
                self._moved(cell, self._settle(spot, country, around, sort))
                for spot in self._cutter.cut(cell)
            )
            if len(self._settled) >= MOST_CELLS:
                self._settled.clear()
            self._settled[key] = spots
        return self._settled[key]

    def code_of(self, words: str) -> str | None:
        """ISO code of the country, people, government or armed group that words name."""
        return self._code_of(words)

    def is_place(self, cell: str) -> bool:
        """Whether a cell is surely the name of a place, spelled as the gazetteer spells it."""
        spots = self._cutter.cut(cell)
        return bool(spots) and all(
            self._cutter.first(s.name.asked) or position_of(s.name.asked) for s in spots
        )

    # ---- choosing ----

    def _settle(self, spot: Spot, country: str | None, inside: Sequence[Name], sort: str) -> Spot:
        around = tuple(self._wide(name, spot.name) for name in spot.around)
        outer = [n.place for n in around if n.place and not n.relative]
        named = (self._wide(name) for name in inside if not is_side(name.text))
        outer += [n.place for n in named if n.place]
        stated = next((p.country for p in outer if p.country), None)
        found = self._cutter.side(spot.name, stated or country or self.country)
        if found:
            return replace(spot, name=found, around=around)
        name = self._choose(spot.name, outer, country, sort)
        given = self._cutter.given_for(spot.name)
        beyond = next((p for p in outer if is_abroad(name.place, p)), None)
        if beyond and name.place and not given:
            # a writer who names a state knows which of the towns of one name is meant
            label = f"{name.place.name} ({name.place.country})"
            why = f"no entry of this name in {beyond.name}, only {label}"
            name = replace(name, place=None, score=None, why=why)
        if name.place and outer and not given and self._is_lookalike(name, outer):
            # a name like it 400 km from the township that the row states is another place
            label = f"{name.place.name} ({name.place.country})"
            why = f"no entry of this name in {outer[0].name}, only {label}"
            name = replace(name, place=None, score=None, why=why)
        if name.place is None and name.why and outer and not given:
            stand_in = min(outer, key=lambda p: RANK.get(p.kind, 1))
            why = f"{name.why}; {stand_in.name} stands in for it"
            name = replace(name, place=stand_in, score=0.5, why=why)
        stated = next((p.country for p in outer if p.kind == "country"), None)
        clash = stated and name.place and name.place.country not in {stated, None}
        apart = next((n.text for n in around if not self._may_hold(n, name)), None)
        return Spot(name, around, spot.joined, stated if clash else None, apart)

    def _is_lookalike(self, name: Name, outer: Sequence[Place]) -> bool:
        """Whether a name was only taken for one like it, outside of what the row states."""
        if name.place is None or nearest_named([Candidate(place=name.place)], outer):
            return False
        return all(c.place.id != name.place.id for c in self.gazetteer.candidates(name.asked))

    def _moved(self, cell: str, spot: Spot) -> Spot:
        """Move a place as far and to where the words before it say: "40 nm W of Hodeidah"."""
        name = spot.name
        at_sea = _OFF.search(cell, 0, name.start)
        if name.place is None or not (name.reach_m or at_sea):
            return spot
        mention = Mention(
            start=name.start, end=name.end, text=name.text, role="literal", place=name.place
        )
        (moved,) = place_vague(cell, [mention], self.gazetteer)
        if moved.place in {None, name.place}:
            return spot
        place = moved.place
        if place and place.country is None:
            place = msgspec.structs.replace(place, kind="sea")
        return replace(spot, name=replace(name, place=place, reach_m=0, why=moved.why))

    def _may_hold(self, outer: Name, name: Name) -> bool:
        if outer.relative or outer.place is None or name.place in {None, outer.place}:
            return True
        known = self.gazetteer.candidates(name.asked)
        same = [one for one in known if one.place == name.place] or [Candidate(place=name.place)]
        return bool(nearest_named(same, (outer.place,)))

    def _wide(self, name: Name, inner: Name | None = None) -> Name:
        """Choose what a wider name means, and of its senses one in which `inner` can lie.

        "Georgia" is the country behind Tbilisi and the state behind Atlanta.
        """
        wide = self._choose(name, (), None)
        if inner is None or self._cutter.given_for(name):
            return wide
        within = [one for one in self.gazetteer.candidates(inner.asked) if one.main_name]
        coded = CODE.fullmatch(name.asked)
        senses = self._cutter.coded(name.asked) if coded else self.gazetteer.candidates(name.asked)
        areas = [c.place for c in senses if c.place.kind in {"country", "admin1"}]
        known = [wide.place] if wide.place and not (coded and areas) else []
        for area in (*known, *areas):
            if nearest_named(within, (area,)):
                return wide if area == wide.place else replace(wide, place=area, score=0.9)
        if not (coded and areas):
            return wide
        states = [area for area in areas if area.kind == "admin1" and area.country == "US"]
        return replace(wide, place=(states or areas)[0], score=0.8)

    def _choose(
        self, name: Name, outer: Sequence[Place], country: str | None, sort: str = ""
    ) -> Name:
        """Take the candidate that fits what lies around it, else the table's sense of the name."""
        if one := self._cutter.given_for(name):
            return replace(name, place=one.place, score=1.0 if one.place else None, why=one.why)
        if stated := place_at(name.asked, self.gazetteer):
            return replace(name, place=stated, score=1.0, why=WHY)
        candidates = self._of_sort(name.asked, sort)
        fitting = nearest_named(candidates, outer)
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
            return self._unsettled(name, sense, outer, country)
        place = sense.place
        if candidates and apart_m(candidates[0].place, place) < NEAR_M:
            place = candidates[0].place  # the town itself, not the depot that bears its name
        return replace(name, place=place, score=sense.score, rivals=sense.rivals, why=sense.why)

    def _unsettled(
        self, name: Name, sense: Mention | None, outer: Sequence[Place], country: str | None
    ) -> Name:
        """A name that the table's others do not settle: what it means alone, or why nothing."""
        first = self._cutter.first(name.asked)
        if first is not None and sense is None:
            return replace(name, place=first.place, score=0.8)
        known = None if outer else self._alone(name.asked, country)
        if known:
            return replace(name, place=known.place, score=known.score, why=known.why)
        why = sense.why if sense else None
        return replace(name, why=why or "no gazetteer entry has this name")

    def _alone(self, asked: str, country: str | None) -> Answer | None:
        """What a name means by itself, unless the row states another country.

        A cell for a place surely names one, however far it lies from the table's others; an
        abbreviation need not: "SRT".
        """
        found = self.gazetteer.candidates(asked)
        best = next(iter(geocode(asked, self.gazetteer, limit=1)), None) if found else None
        if best is None or best.score < LEAST_SCORE or country not in {None, best.place.country}:
            return None
        coded = asked.isupper() and len(asked) <= CODE_LETTERS and not is_called_so(best)
        return None if coded else best

    def _of_sort(self, asked: str, sort: str) -> Sequence[Candidate]:
        """Candidates for a name, those first that are what the column is for."""
        found = self.gazetteer.candidates(asked)
        if not sort:
            return found
        wanted = _SORTS[sort]
        finer = [c for c in found if c.place.kind in wanted]
        land = found[0].place if found and found[0].place.kind == "country" else None
        if land and all(c.place.country != land.country for c in finer[:1]):
            return found  # "Djibouti" has a port of its name; the China in Mexico is not meant
        port = next((c for c in finer if c.place.kind == "port"), None)
        if sort == "port" and port and _is_small_and_apart(finer[0], port):
            finer = [port, *(c for c in finer if c is not port)]
        town = next((c.place for c in found if c.place.kind in {"city", "port", "village"}), None)
        if sort == "airport" and town and not finer:
            longer = (f"{asked} airport", f"{asked} International Airport", f"{asked} airbase")
            named = (c for name in longer for c in self.gazetteer.candidates(name)[:3])
            finer = [
                c for c in named if c.place.kind in wanted and apart_m(c.place, town) < BESIDE_M
            ]
        rest = [c for c in found if c not in finer and c.place.kind != "country"]
        return [*finer, *rest] or found
