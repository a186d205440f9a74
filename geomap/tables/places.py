"""Places of a row: named in its cells, given by coordinates, or told in its remarks."""

import functools
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import msgspec

from geomap.claims import PLACE_PRECISION
from geomap.geo import LonLat, apart_m, great_circle_m
from geomap.places import spell
from geomap.records import Flag, Mention, MentionedPlace, Place, Reason, Role
from geomap.tables import goods
from geomap.tables.cells import Cell, Row, degrees
from geomap.tables.cutting import Name, Spot
from geomap.tables.headers import AXES
from geomap.tables.memory import MOST_KEPT, remembered
from geomap.tables.parties import is_blank
from geomap.tables.spots import Spots
from geomap.tables.surroundings import RANK

if TYPE_CHECKING:
    from geomap.gazetteer import Gazetteer
    from geomap.tables.told import Told

__all__ = ["PlaceReader", "Spotted", "where_precision"]

# Coordinates and the place named beside them may differ by the size of a district, not more.
CONFLICT_M = 100_000.0
# A point has the country of the nearest town, where those of the next are half as far again.
TOWNS_M, BEYOND = (15_000.0, 50_000.0, 150_000.0), 1.5
_BY_POINT = "of the places of this name the one that the coordinates beside it point to"
_DEGREE_M = 111_320.0  # one degree of latitude, in metres, at its longest
_LONGEST_NAME = 80  # characters of a cell that names a point; more is a description
_FINEST_M, _COARSEST_M = 100, 50_000  # radius of a point by the decimals of its coordinates

_NAME = r"[A-Z][\w’']*(?:[ -](?:(?:of|the|al|el|de)[ -])?[A-Z][\w’']*){0,4}"
_VIA = re.compile(
    rf"\b(?:via|through)\s+(?:the\s+)?(?P<where>{_NAME}(?:(?:, | and ){_NAME}){{0,4}})"
)
_ARROW = re.compile(r"\s*(?:→|⇒|->|=>|–>|>|\s[-–—]\s|\s(?:to|via)\s)\s*")
# How exact a place is, by a table's own column: UCDP's where_prec as it is; ACLED's geo_precision
# (codebook 2023: the town; its surroundings; the region) on the same scale
_UCDP = {str(n): n for n in range(1, 8)}
_ACLED = {"1": 1, "2": 2, "3": 4}
_REACH_M = {2: 25_000, 3: 40_000, 4: 120_000, 5: 120_000, 6: 400_000, 7: 400_000}
_VOICES = ("claimant", "source", "denied")
_TEXTS = ("what", "object", "cargo", "weapon", "attacker", "remarks", *_VOICES)
_CAPITALISED = re.compile(r"\b[A-Z][a-z]+(?: [A-Z][a-z]+)?\b")
_SPEAKS = re.compile(
    r"\s+(?:den|say|said|confirm|reject|claim|dismiss|report|refut|disput|admit)", re.I
)


@dataclass(frozen=True)
class Spotted:
    """A place of a cell, ready for a claim."""

    cell: Cell
    text: str
    place: MentionedPlace | None
    joined: str = ""
    prec: int | None = None
    flags: tuple[Flag, ...] = ()


def where_precision(spotted: Sequence[Spotted]) -> int | None:
    """UCDP where_prec of the coarsest of some places."""
    levels = [PLACE_PRECISION[s.place.kind] if s.place else None for s in spotted]
    known = [
        max(level, s.prec or 1) if level <= 2 else level
        for level, s in zip(levels, spotted, strict=True) if level is not None
    ]  # fmt: skip
    return max(known, default=None)


@dataclass
class PlaceReader:
    """Reads the places of rows."""

    gazetteer: "Gazetteer"
    spots: Spots

    def __post_init__(self) -> None:
        self._found = remembered(self._find)
        self._lands = functools.lru_cache(maxsize=MOST_KEPT)(self._land)

    def read(self, row: Row, *slots: str, told: "Told") -> list[Spotted]:
        """Places of the first slot that is filled; coordinates win over names."""
        for slot in slots:
            cell = row.cell(slot) or row.cell(f"{slot}_country")
            named = self.read_cell(row, cell, told=told, slot=slot) if cell else []
            point = self._point(row, slot, named, told)
            if point or named:
                return [self._coarser(row, slot, s) for s in ([point] if point else named)]
            if cell and not is_blank(cell.text):
                message = f"{cell.column} {_shortened(cell.text)!r}: no name of a place in it"
                told.flags.append(Flag(code="unresolved_place", message=message))
        wide = row.every("inside") if row.layout.home in slots else ()
        found = [s for cell in wide for s in self.read_cell(row, cell, told=told)]
        return sorted(found, key=lambda s: RANK.get(s.place.kind, 1) if s.place else 9)[:1]

    def _coarser(self, row: Row, slot: str, spotted: Spotted) -> Spotted:
        """A place as exact as the row's own column for that says."""
        cell = row.cell("where_prec", "geo_precision") if slot == row.layout.home else None
        scale = _UCDP if row.cell("where_prec") else _ACLED
        level = scale.get(cell.text.strip()) if cell else None
        if level is None or spotted.place is None or level <= (spotted.prec or 1):
            return spotted
        radius = max(spotted.place.radius_m, _REACH_M[level])
        return replace(
            spotted, prec=level, place=msgspec.structs.replace(spotted.place, radius_m=radius)
        )

    def read_cell(self, row: Row, cell: Cell, *, told: "Told", slot: str = "") -> list[Spotted]:
        """Places of one cell, noted as mentions, in the country that the row gives for `slot`."""
        country, inside = None, ""
        if slot == row.layout.home:
            stated = self.spots.code_of(row.text("country"))
            country = stated or self.spots.country
            inside = row.text("inside")
        beside = row.cell(f"{slot}_country")
        if beside is not None and beside != cell:
            country = self.spots.code_of(beside.text)
            inside = beside.text
        out = []
        sort = _sort_of(cell.column)
        for spot in self.spots.read(cell.text, country=country, inside=inside, sort=sort):
            for name in spot.names:
                told.mentions.append(_mention(row, cell, replace(name, place=self._spelled(name))))
            out.append(self._spotted(row, cell, spot))
        return out

    def route(self, row: Row, *, told: "Told") -> tuple[list[Spotted], list[Spotted]]:
        """Both ends of a column like "Rajin → Vostochny"; what lies between is left to `via`."""
        cell = row.cell("route")
        cuts = [*_ARROW.finditer(cell.text)] if cell else []
        if cell is None or not cuts:
            return [], []
        first = replace(cell, text=cell.text[: cuts[0].start()])
        last = replace(cell, text=cell.text[cuts[-1].end() :], at=cell.at + cuts[-1].end())
        return self.read_cell(row, first, told=told), self.read_cell(row, last, told=told)

    def via(self, row: Row, *, told: "Told") -> tuple[MentionedPlace, ...]:
        """Places passed on the way: the column for them, and "via ..." among the remarks."""
        cells = list(row.every("via"))
        for remark in row.every("remarks"):
            cells += [
                Cell(remark.column, m["where"], remark.at + m.start("where"))
                for m in _VIA.finditer(remark.text)
            ]
        route = row.cell("route")
        cuts = [*_ARROW.finditer(route.text)] if route else []
        for before, after in itertools.pairwise(cuts):
            if route:
                text = route.text[before.end() : after.start()]
                cells.append(Cell(route.column, text, route.at + before.end()))
        spotted = [s for cell in cells for s in self.read_cell(row, cell, told=told)]
        return tuple(s.place for s in spotted if s.place)

    def others(self, row: Row, known: Sequence[Mention]) -> Iterator[Mention]:
        """Places and peoples named in the cells of text: descriptions, sources, remarks."""
        taken: dict[object, set[int]] = {m.column: set() for m in known}
        for mention in known:
            taken[mention.column].update(range(mention.start, mention.end))
        for slot in _TEXTS:
            for cell in row.every(slot):
                held = taken.setdefault(cell.column, set())
                for ship in goods.ships_in(cell.text):
                    if isinstance(ship.start, int):
                        first = cell.at + ship.start
                        held.update(range(first, first + len(ship.name)))
                for mention in self._in_text(row, cell, voice=slot in _VOICES):
                    here = range(mention.start, mention.end)
                    if held.isdisjoint(here):
                        held.update(here)
                        yield mention

    def _in_text(self, row: Row, cell: Cell, *, voice: bool) -> Iterator[Mention]:
        for mention in self._found(cell.text, voice=voice):
            yield msgspec.structs.replace(
                mention, row=row.number, column=cell.column,
                start=mention.start + cell.at, end=mention.end + cell.at,
            )  # fmt: skip

    def _find(self, cell: str, *, voice: bool) -> tuple[Mention, ...]:
        """Places and peoples that a text names, at their offsets in it."""
        return (*self._named(cell, voice=voice), *self._peoples(cell))

    def _named(self, cell: str, *, voice: bool) -> Iterator[Mention]:
        for start, end in self.gazetteer.names(cell):
            text = cell[start:end]
            spots = self.spots.read(text)
            if len(spots) != 1 or spots[0].name.place is None:
                continue  # a word of running text, not a cell that was to name a place
            speaks = voice or _SPEAKS.match(cell, end)
            role: Role = "metonym" if speaks and self.gazetteer.seat(text) else "literal"
            name = spots[0].name
            yield Mention(
                start=start + name.start, end=start + name.end, text=name.text, role=role,
                place=name.place, score=name.score, rivals=name.rivals, why=name.why,
            )  # fmt: skip

    def _peoples(self, cell: str) -> Iterator[Mention]:
        for match in _CAPITALISED.finditer(cell):
            for text in dict.fromkeys((match[0], match[0].split()[0])):
                code = self.gazetteer.demonym(text)
                if code:
                    start = match.start()
                    yield Mention(
                        start=start, end=start + len(text), text=text, role="demonym",
                        place=self.gazetteer.country(code), score=1.0,
                    )  # fmt: skip
                    break

    # ---- one place ----

    def _spotted(self, row: Row, cell: Cell, spot: Spot) -> Spotted:
        name, flags = spot.name, []
        spelled = self._spelled(name)
        if name.place is None:
            message = f"{cell.column} {name.text!r}: {name.why}"
            flags.append(Flag(code="unresolved_place", message=message))
        elif spot.conflict:
            message = (
                f"the row puts {name.text} in {spot.conflict}, the gazetteer knows it in "
                f"{name.place.country} ({name.place.name})"
            )
            flags.append(Flag(code="stated_country_conflict", message=message))
        place = _mentioned(row, cell, name, spelled) if spelled else None
        return Spotted(cell, name.text, place, spot.joined, name.prec, tuple(flags))

    def _spelled(self, name: Name) -> Place | None:
        return spell(name.place, name.text, self.gazetteer) if name.place else None

    def _point(self, row: Row, slot: str, named: Sequence[Spotted], told: "Told") -> Spotted | None:
        """The point that coordinate columns give, under the name that stands beside them."""
        prefix = "" if slot == "place" else f"{slot}_"
        lat_cell, lon_cell = row.cell(f"{prefix}lat"), row.cell(f"{prefix}lon")
        if lat_cell is None or lon_cell is None:
            self._no_position(row, f"{prefix}lat", told)
            return None
        lat, lon = degrees(lat_cell.text), degrees(lon_cell.text)
        if lat is None or lon is None or lat == lon == 0.0:
            return None  # 0, 0 is how spreadsheets write "no position"
        cell = row.cell(slot) or (named[0].cell if named else lat_cell)
        named = self._meant(row, named, (lon, lat), told)
        beside = next((s for s in named if s.place), None)
        country = self.spots.code_of(row.text("country")) if not prefix else None
        place = MentionedPlace(
            id=f"geomap:{lat:.5f},{lon:.5f}",
            name=_called(cell, named) if cell != lat_cell else f"{lat:g}, {lon:g}",
            lat=round(lat, 6), lon=round(lon, 6),
            country=country or self._country_of(beside, (lon, lat)),
            kind="facility",
            radius_m=_radius(lat_cell.text, lon_cell.text),
            start=cell.at, end=cell.at + len(cell.text), text=cell.text,
            row=row.number, column=cell.column,
        )  # fmt: skip
        flags = []
        far = _far(place, beside.place) if beside and beside.place else None
        if far:
            message = f"the coordinates lie {far} km from {place.name} as the gazetteer knows it"
            flags.append(Flag(code="position_conflict", message=message))
        told.reasons.append(Reason(slot=slot, rule="coordinates", score=1.0))
        return Spotted(cell, place.name, place, flags=tuple(flags))

    def _no_position(self, row: Row, slot: str, told: "Told") -> None:
        """Flag a cell of a column of whole positions that is none: it must not go unnoticed."""
        for column in row.layout.of(slot):
            cell = row.cells[column.index] if column.index < len(row.cells) else ""
            if set(column.slots) >= AXES and not is_blank(cell):
                message = f"{column.name} {_shortened(cell)!r}: no position that can be read"
                told.flags.append(Flag(code="unresolved_place", message=message))

    def _meant(
        self, row: Row, named: Sequence[Spotted], point: LonLat, told: "Told"
    ) -> Sequence[Spotted]:
        """The place of the cell's name that lies where the coordinates point.

        Of the towns called Sfantu Gheorghe the one on the coast, where the position is there.
        """
        if len(named) != 1:
            return named
        known, text, column = named[0].place, named[0].text, named[0].cell.column
        if known and great_circle_m(point, (known.lon, known.lat)) <= CONFLICT_M:
            return named
        alike = [c.place for c in self.gazetteer.candidates(text)]
        away = {p.id: great_circle_m(point, (p.lon, p.lat)) for p in alike}
        near = min(alike, key=lambda p: (away[p.id], p.id), default=None)
        number = next(
            (i for i, m in enumerate(told.mentions) if (m.column, m.text) == (column, text)), None
        )
        if near is None or number is None or away[near.id] > CONFLICT_M:
            return named
        mention = msgspec.structs.replace(
            told.mentions[number], place=near, score=0.95, why=_BY_POINT
        )
        told.mentions[number] = mention
        name = Name(mention.start, mention.end, text, text)
        cell = replace(named[0].cell, at=0)  # the mention's offsets are those of the whole cell
        return [replace(named[0], place=_mentioned(row, cell, name, near), flags=())]

    def _country_of(self, beside: Spotted | None, point: LonLat) -> str | None:
        """Country of the place that is named beside a point, else of the towns around it."""
        if beside and beside.place:
            return beside.place.country
        return self._lands(round(point[0], 2), round(point[1], 2))

    def _land(self, lon: float, lat: float) -> str | None:
        """Country whose towns are clearly the nearest; looked for no farther than is needed."""
        first: dict[str | None, float] = {}  # how far the nearest town of each country is
        for radius_m in TOWNS_M:
            around = self.gazetteer.around((lon, lat), radius_m=radius_m, kinds=("city", "village"))
            for town in around:
                away = great_circle_m((lon, lat), (town.place.lon, town.place.lat))
                first.setdefault(town.place.country, away)
            if first and BEYOND * min(first.values()) <= radius_m:
                break
        near = sorted(first.values())
        clear = len(near) == 1 or (near and near[1] >= BEYOND * near[0])
        return next(iter(first)) if clear else None


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_NAME else f"{text[:_LONGEST_NAME]}..."


def _called(cell: Cell, named: Sequence[Spotted]) -> str:
    """What a point is called: the name read from its cell, else the words of the cell."""
    whole = " ".join(cell.text.split())[:_LONGEST_NAME]
    # "off X", "12 km N of X" is not X; "X (port)" is
    moved = len(named) == 1 and (named[0].prec or 1) > 1
    end = whole.find(named[0].text) + len(named[0].text) if named else 0
    return (whole[:end] if moved else named[0].text) if named else whole


@functools.cache
def _sort_of(column: str) -> str:
    """What a column of places is for, where its name says so: "Port of loading", "dep_airport"."""
    words = re.sub(r"[\W_]+", " ", column).casefold().split()
    return next((sort for sort in ("airport", "port", "city") if sort in words), "")


def _far(point: Place, named: Place) -> int | None:
    """Kilometres between coordinates and a named place, where they are too many."""
    gap = apart_m(point, named)
    return round(gap / 1000) if gap > max(CONFLICT_M, 2.0 * named.radius_m) else None


def _radius(*cells: str) -> int:
    """How far a point may lie off by the decimals of its coordinates, in metres."""
    decimals = min(len(cell.replace(",", ".").partition(".")[2].rstrip(" °NSEW")) for cell in cells)
    return min(_COARSEST_M, max(_FINEST_M, round(_DEGREE_M / 10.0**decimals / 2)))


def _mention(row: Row, cell: Cell, name: Name) -> Mention:
    return Mention(
        start=cell.at + name.start, end=cell.at + name.end, text=name.text, role="literal",
        place=name.place, score=name.score, rivals=name.rivals, why=name.why,
        row=row.number, column=cell.column,
    )  # fmt: skip


def _mentioned(row: Row, cell: Cell, name: Name, place: Place) -> MentionedPlace:
    return MentionedPlace(
        id=place.id, name=place.name, lat=place.lat, lon=place.lon, country=place.country,
        kind=place.kind, radius_m=max(place.radius_m, name.reach_m), also=place.also,
        start=cell.at + name.start, end=cell.at + name.end, text=name.text,
        row=row.number, column=cell.column,
    )  # fmt: skip
