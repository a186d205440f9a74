"""A sound row of a table to its claim, with the mentions and dates of its cells."""

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date as Date  # noqa: N812 (the type, beside many things called date)
from typing import TYPE_CHECKING

import msgspec

from geomap import edtf
from geomap.codec import digest
from geomap.records import (
    PLACE_SLOTS,
    Claim,
    Document,
    Flag,
    Item,
    Mode,
    Place,
    Quantity,
    Reason,
    Span,
    Vessel,
)
from geomap.tables import goods, parties
from geomap.tables.cells import VAGUE_NUMBER, Cell, Row, kind_of, parse_date
from geomap.tables.memory import remembered
from geomap.tables.naming import goods_named
from geomap.tables.places import PlaceReader, Spotted
from geomap.tables.spots import Spots
from geomap.tables.spread import several, spread
from geomap.tables.times import is_ahead, is_done, read_time
from geomap.tables.told import Told
from geomap.tables.tolls import casualties_of, unreadable

if TYPE_CHECKING:
    from geomap.gazetteer import Gazetteer

__all__ = ["RowReader"]

_UNSAID = "cargo not stated"
_MEASURES = frozenset({"tonnes", "kilograms", "kg", "barrels", "litres", "cubic metres"})


@dataclass
class RowReader:
    """Reads rows of one table, with what holds for all of them."""

    document: Document
    gazetteer: "Gazetteer"
    spots: Spots
    day_first: bool | None
    decimal_dot: bool
    year: int | None = None  # the one year of all dates that state theirs
    near: Date | None = None  # the day of the text, where no date of the table states its year

    def __post_init__(self) -> None:
        self.places = PlaceReader(self.gazetteer, self.spots)
        self._arms = remembered(functools.partial(goods.read_arms, gazetteer=self.gazetteer))

    def read(self, row: Row) -> Told:
        """Everything that a sound row says."""
        told = Told()
        kind = kind_of(row) or "strike"
        date = self._date(row, told)
        drafts = self._strikes(row, told) if kind == "strike" else self._transfers(row, told)
        told.mentions += self.places.others(row, told.mentions)
        for draft in drafts:
            claim = msgspec.structs.replace(draft, **date)
            claim = self._told_by(row, claim, told)
            told.claims.append(
                msgspec.structs.replace(claim, id=self._id(row, claim, len(told.claims)))
            )
        return told

    # ---- slots of every row ----

    def _date(self, row: Row, told: Told) -> dict[str, object]:
        """Set the date fields of a claim; note the expressions and what is wrong with them."""
        time = read_time(row, day_first=self.day_first, year=self.year, near=self.near)
        told.dates += time.whens
        told.flags += time.flags
        return {
            "date": time.edtf,
            "date_text": time.text,
            "date_prec": edtf.precision(time.edtf),
            "cumulative": time.cumulative,
        }

    def _told_by(self, row: Row, claim: Claim, told: Told) -> Claim:
        """Add who says it, how surely, who denies it, the evidence and the id."""
        remarks = row.text("remarks", "denied")
        standing = parties.standing_of(
            row.text("status"),
            tuple(c.text for c in row.every("what", "cargo", "weapon", "remarks", *_PLACED)),
        )
        sides = (claim.supplier, claim.recipient, claim.attacker)
        denied, words = parties.deniers_of(
            remarks, row.text("denied"), parties=sides, gazetteer=self.gazetteer
        )
        flags = [*told.flags, *claim.flags]
        if words:
            flags.append(Flag(code="denied", message=f"the row says: {words}"))
        modality = claim.modality
        if modality == "occurred":
            modality = parties.modality_of(row.text("status"), row.text("kind"))
        ahead = is_ahead(claim.date, self.document.published) and modality == "occurred"
        if ahead and claim.kind == "transfer" and not is_done(row):
            modality = "planned"
        elif ahead:
            message = f"told on {self.document.published} as done, and dated {claim.date}"
            flags.append(Flag(code="date_after_telling", message=message))
        return msgspec.structs.replace(
            claim,
            said=self.document.published,
            claimant=_claimant(row),
            reported_by=self.document.publisher,
            status=standing.status,
            modality=modality,
            denied_by=denied,
            denial_evidence=(Span(row=row.number, text=words),) if words else (),
            evidence=(Span(row=row.number, text=self._line(row)),),
            reasons=(*claim.reasons, *_reasons(row, claim), *told.reasons),
            flags=tuple(flags),
        )

    def _line(self, row: Row) -> str:
        table = self.document.table
        return ((table.delimiter if table else None) or ",").join(row.cells)

    def _id(self, row: Row, claim: Claim, number: int) -> str:
        place = claim.location or claim.destination or claim.origin
        stamp = digest(
            self.document.text_sha256, claim.kind, f"{row.number}.{number}",
            place.id if place else "", claim.what, length=8,
        )  # fmt: skip
        return f"{self.document.id}-{stamp}"

    # ---- strikes ----

    def _strikes(self, row: Row, told: Told) -> list[Claim]:
        """One claim for each place that the row names side by side."""
        hit = self.places.read(row, "place", "destination", told=told)
        cell = row.cell("weapon") or self._armed_by(row)
        arms = self._arms(cell.text) if cell else goods.Arms()
        launch = self._launch(row, cell, arms, told)
        if cell and launch and launch[0].cell == cell and arms.launch is None:
            arms = goods.Arms()  # "Yemen" in "weapon / launched from"
        described = row.text("what", "object")
        weapon = self._weapon(arms, described or ("" if cell else row.text("remarks")))
        vessels = self._vessels_hit(row)
        kinds = row.every("kind")
        what = described or weapon or (kinds[-1].text.strip() if kinds else "strike")
        base = Claim(
            id="",
            kind="strike",
            what=what,
            plover="ASSAULT",
            items=self._fired(row, cell, arms, weapon, told),
            vessels=vessels,
            launch=launch[0].place if launch else None,
            weapon=weapon,
            casualties=casualties_of(row, told),
            attacker=self._attacker(row, arms, launch, hit),
        )
        claims = spread(base, [("location", hit)], told)
        if described:
            return claims
        return [
            msgspec.structs.replace(c, what=f"{c.what}: {s.text}")
            for c, s in zip(claims, several(hit), strict=False)
        ] or claims

    def _launch(self, row: Row, cell: Cell | None, arms: goods.Arms, told: Told) -> list[Spotted]:
        launch = self.places.read(row, "launch", told=told)
        if len(launch) > 1:
            others = ", ".join(s.text for s in launch[1:])
            message = f"the row also names {others} as launch place"
            told.flags.append(Flag(code="other_places", message=message))
        told.flags += [flag for s in launch for flag in s.flags]
        if launch or cell is None:
            return launch
        if arms.launch:
            part = Cell(cell.column, arms.launch, cell.at + arms.launch_at)
            return self.places.read_cell(row, part, told=told)
        shared = any({"weapon", "launch"} <= set(c.slots) for c in row.layout.columns)
        if shared and self.spots.is_place(cell.text):
            return self.places.read_cell(row, cell, told=told)
        return []

    def _weapon(self, arms: goods.Arms, described: str) -> str | None:
        """The weapon column, unless it only names what carried the weapon that is described."""
        named = goods.weapon_named(described)
        if arms.weapon and not (goods.is_platform(arms.weapon) and named):
            return arms.weapon
        return named or arms.weapon or goods.raid_named(described)

    def _armed_by(self, row: Row) -> Cell | None:
        """The cell for who did it, where it tells with what: "Russian drones" below "by"."""
        cell = row.cell("attacker")
        return cell if cell and goods.names_arms(cell.text) else None

    def _attacker(
        self, row: Row, arms: goods.Arms, launch: Sequence[Spotted], hit: Sequence[Spotted]
    ) -> str | None:
        """Who attacked: said, or the country of the launch place if another one was hit."""
        cell = row.cell("attacker")
        if cell and not goods.names_arms(cell.text):
            return self.spots.code_of(cell.text) or cell.text.strip()
        if arms.attacker:
            return arms.attacker
        started = launch[0].place.country if launch and launch[0].place else None
        return None if started in {s.place.country for s in hit if s.place} else started

    def _fired(
        self, row: Row, cell: Cell | None, arms: goods.Arms, weapon: str | None, told: Told
    ) -> tuple[Item, ...]:
        """How many weapons, by the quantity column or the weapon cell."""
        quantity = self._quantity(row, told)
        if quantity is None and arms.quantity is not None and cell is not None:
            quantity = goods.shifted(arms.quantity, cell.at)
        if quantity is None:
            return ()
        return (Item(what=weapon or "weapons", quantity=quantity),)

    def _vessels_hit(self, row: Row) -> tuple[Vessel, ...]:
        cell = row.cell("vessel")
        if cell:
            return goods.ships_of(cell.text, imo=row.text("imo"), sure=True)
        return goods.ships_in(row.text("what", "object"))

    # ---- transfers ----

    def _transfers(self, row: Row, told: Told) -> list[Claim]:
        """One claim, or several where the row names several ends side by side."""
        origin, destination = self._ends(row, told)
        carrier, ship = row.cell("carrier"), row.cell("vessel")
        # "Ship / aircraft" holds both: there a name alone is no ship
        sure = not any({"vessel", "carrier"} <= set(c.slots) for c in row.layout.columns)
        vessels = goods.ships_of(ship.text, imo=row.text("imo"), sure=sure) if ship else ()
        vessels = vessels or (goods.ships_of(carrier.text, imo=row.text("imo")) if carrier else ())
        mode = self._mode(row, told)
        if vessels and "mode" not in {s for c in row.layout.columns for s in c.slots}:
            mode = tuple(dict.fromkeys((*mode, "sea")))
        mode = mode or (("sea",) if vessels else goods.modes_of(row.text("remarks")))
        items = self._moved(row, told)
        ordered = row.cell("ordered") if not row.says("quantity", "date", "start", "end") else None
        if ordered:
            items = self._ordered(items, ordered)
        what = ", ".join(i.what for i in items)
        civil = bool(items) and all(goods.is_civil(i.what) for i in items)
        base = Claim(
            id="",
            kind="transfer",
            what=what or (f"voyage of {vessels[0].name}" if vessels else _UNSAID),
            plover="COOPERATE" if civil else "AID",
            items=items,
            mode=mode,
            vessels=vessels,
            via=self.places.via(row, told=told),
            modality="planned" if ordered else "occurred",
        )
        claims = spread(base, [("origin", origin), ("destination", destination)], told)
        return [
            msgspec.structs.replace(
                claim,
                supplier=self._party(row, "supplier", claim.origin),
                recipient=self._party(row, "recipient", claim.destination),
            )
            for claim in claims
        ]

    def _mode(self, row: Row, told: Told) -> tuple[Mode, ...]:
        """Modes by the cells for them and for the carrier; a mode that is none is flagged."""
        for cell in row.every("mode"):
            if not goods.modes_of(cell.text):
                message = f"{cell.column}: {cell.text!r} names no mode of transport"
                told.flags.append(Flag(code="unreadable_mode", message=message))
        return goods.modes_of(*(c.text for c in row.every("mode", "carrier", "vessel")))

    def _ordered(self, items: tuple[Item, ...], cell: Cell) -> tuple[Item, ...]:
        """Goods that were ordered and of which no delivery is told."""
        found = goods.number_of(cell.text, decimal_dot=self.decimal_dot)
        if found is None:
            return items
        return tuple(msgspec.structs.replace(i, quantity=found) for i in items[:1]) + items[1:]

    def _ends(self, row: Row, told: Told) -> tuple[list[Spotted], list[Spotted]]:
        origin = self.places.read(row, "origin", told=told)
        destination = self.places.read(row, "destination", told=told)
        if not origin and not destination and row.every("route"):
            origin, destination = self.places.route(row, told=told)
        origin = origin or self.places.read(row, "supplier", told=told)
        destination = destination or self.places.read(row, "recipient", told=told)
        return origin, destination

    def _party(self, row: Row, slot: str, end: Place | None) -> str | None:
        """Country that gives or gets: its own column, else the country of that end."""
        cell = row.cell(slot)
        return self.spots.code_of(cell.text) if cell else end.country if end else None

    def _moved(self, row: Row, told: Told) -> tuple[Item, ...]:
        quantity = self._quantity(row, told)
        cargo = row.text("cargo") or row.text("what")
        amount = row.cell("quantity")
        cargo = cargo or (goods_named(amount.column) if amount else None) or ""
        if not cargo:
            counted = quantity.unit if quantity and quantity.unit not in _MEASURES else None
            return (Item(what=counted or _UNSAID, quantity=quantity),) if quantity else ()
        what = cargo.strip(" ?")
        if quantity is None:
            found, what = goods.counted(what)
            return (Item(what=what, quantity=found),)
        if quantity.unit is None:
            quantity = msgspec.structs.replace(quantity, unit=goods.unit_of_goods(what))
        return (Item(what=what, quantity=quantity),)

    def _quantity(self, row: Row, told: Told) -> Quantity | None:
        """The quantity column with its unit: the cell's own, the unit column's, the header's."""
        cell = row.cell("quantity")
        found = goods.number_of(cell.text, decimal_dot=self.decimal_dot) if cell else None
        if cell and found is None and not VAGUE_NUMBER.fullmatch(cell.text):
            told.flags.append(unreadable(cell))
        if cell is None or found is None:
            return None
        column = next(c for c in row.layout.of("quantity") if c.name == cell.column)
        if found.unit is None:
            found = goods.scaled(found, column.scale)
        unit = found.unit or goods.unit_word(row.text("unit")) or column.unit
        return msgspec.structs.replace(goods.shifted(found, cell.at), unit=unit)


_PLACED = ("place", "origin", "destination", "launch", "vessel", "carrier")


def _claimant(row: Row) -> str | None:
    """Who says it: the claimant column, else the source column where it is no address."""
    for cell in row.every("claimant", "source"):
        dated = any(c.isdigit() for c in cell.text) and parse_date(cell.text)[0]
        if not dated and "://" not in cell.text and not cell.text.strip().startswith("www."):
            return cell.text.strip()
    return None


# Slots of a claim, and the columns that fill them where a row's own cells do
_FILLED_BY = {
    "kind": ("kind",),
    "date": ("date", "start", "end", "year"),
    "items": ("cargo", "what", "quantity", "weapon"),
    "weapon": ("weapon", "what", "object", "remarks"),
    "casualties": ("killed", "injured", "casualties"),
    "mode": ("mode", "carrier", "vessel", "remarks"),
    "vessels": ("vessel", "carrier", "what", "object"),
    "supplier": ("supplier", "origin"),
    "recipient": ("recipient", "destination"),
    "attacker": ("attacker", "weapon", "launch"),
    "claimant": ("claimant", "source"),
    "denied_by": ("denied", "remarks"),
}


@functools.cache
def _reason(slot: str, column: str) -> Reason:
    return Reason(slot=slot, rule=f"column {column!r}", score=1.0)


def _reasons(row: Row, claim: Claim) -> list[Reason]:
    """Which columns the slots of a claim were read from."""
    out = []
    for slot in PLACE_SLOTS:
        place = getattr(claim, slot)
        if place is not None:
            out.append(_reason(slot, place.column))
    for slot, columns in _FILLED_BY.items():
        cell = row.cell(*columns) if getattr(claim, slot) else None
        if cell is not None:
            out.append(_reason(slot, cell.column))
        elif slot == "kind":
            out.append(Reason(slot=slot, rule="the table's columns", score=1.0))
    return out
