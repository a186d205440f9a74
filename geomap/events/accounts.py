"""A claim with the facts that merging asks for again and again, worked out once."""

import bisect
import itertools
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from msgspec import UNSET

from geomap import edtf
from geomap.events.goods import words_of
from geomap.geo import apart_m
from geomap.records import Claim, Place, Quantity, Reading, Vessel
from geomap.text import fold

__all__ = [
    "PRECISE",
    "Account",
    "accounts_of",
    "cells",
    "ends_fit",
    "gap_days",
    "is_code",
    "is_namesake",
    "lost_names",
    "names_of",
    "one_spot",
    "ship_keys",
]

PRECISE = frozenset("city port rail_crossing airbase airport depot facility village".split())
SAME_SPOT_M = 15_000.0  # a depot and its town, an airport and its city
CELL_DEG = 0.5  # places are looked up by cells of 55 km; a spot near an edge stands in both
LONGEST_TITLE = 60  # characters of a title that a message quotes
RECENT_DAYS = 14  # "told by X" is news of the two weeks before X, not of any time before it
_SHIP_PREFIX = re.compile(r"^(?:m/?v|m/?t|s/?s|r/?v)\.?\s+", re.IGNORECASE)
_EVER = (date.min.toordinal(), date.max.toordinal())


@dataclass(frozen=True, slots=True, eq=False)
class Account:
    """One claim, its document, and what of it is compared; `first` and `last` are ordinals.

    An end that the claim leaves open is the beginning or the end of time; `dated` is False
    where there is no date at all, `closed` is True where both ends are stated.
    """

    number: int  # its place in the order of all claims
    claim: Claim
    reading: Reading
    ships: frozenset[str]
    called: Mapping[str, str]  # the name of each ship as told
    count: Quantity | None
    goods: frozenset[str]
    dated: bool
    closed: bool
    first: int
    last: int
    lost: frozenset[str]  # names that stand where the place should be, and that nobody knows

    @property
    def days(self) -> int:
        """Length of the date in days; enormous where an end is open."""
        return self.last - self.first + 1

    @property
    def around(self) -> int:
        """A day near which it happened: the first one, or the last where that alone is known."""
        return self.last if self.first == _EVER[0] else self.first

    @property
    def one_day(self) -> bool:
        """Whether the claim names a day, or a night from one day to the next."""
        return self.closed and self.days <= 2

    @property
    def doubted(self) -> bool:
        """Whether the document contradicts its own date."""
        return any(f.code == "weekday_conflict" for f in self.claim.flags)

    @property
    def told(self) -> str:
        """The day on which it was said, as far as known; ISO, "" if not known.

        The day on which a table was made is not the day on which its rows were told.
        """
        said, published = self.claim.said or "", self.reading.published or ""
        if self.reading.table is not None:
            return said if said != published else ""
        return said or published

    @property
    def title(self) -> str:
        """Where it is said, for messages: “Shells on El Obeid”, row 7 of “strikes”."""
        title = " ".join((self.reading.title or self.reading.id).split())
        if len(title) > LONGEST_TITLE:
            title = title[:LONGEST_TITLE].rstrip() + "…"
        row = self.claim.evidence[0].row if self.claim.evidence else UNSET
        return f"“{title}”" if row is UNSET else f"row {row} of “{title}”"

    @property
    def voice(self) -> str:
        """Who says it, and where: the governor in “Shells on El Obeid”."""
        who = self.claim.claimant or self.claim.reported_by
        return f"{who} in {self.title}" if who else self.title


def accounts_of(readings: Sequence[Reading]) -> list[Account]:
    """All claims, in an order that does not depend on the order of the documents."""
    ordered = sorted(readings, key=lambda r: (r.published or "9999", r.id, r.source))
    keys = ship_keys(v for r in ordered for c in r.claims for v in c.vessels)
    pairs = ((claim, reading) for reading in ordered for claim in reading.claims)
    return [_account(n, claim, reading, keys) for n, (claim, reading) in enumerate(pairs)]


def _account(number: int, claim: Claim, reading: Reading, keys: Mapping[Vessel, str]) -> Account:
    span = edtf.parse(claim.date) if claim.date else None
    first = span.first.toordinal() if span and span.first else None
    last = span.last.toordinal() if span and span.last else None
    called = {keys[_bare(v)]: v.name for v in claim.vessels}
    stated = (i.quantity for i in claim.items if i.quantity and i.quantity.value is not None)
    return Account(
        number=number,
        claim=claim,
        reading=reading,
        ships=frozenset(called),
        called=called,
        count=next(stated, None),
        goods=words_of(i.what for i in claim.items),
        dated=span is not None,
        closed=first is not None and last is not None,
        first=_EVER[0] if first is None else first,
        last=_EVER[1] if last is None else last,
        lost=_lost_names(claim, reading),
    )


def _lost_names(claim: Claim, reading: Reading) -> frozenset[str]:
    """Names in the words that tell a strike of which the gazetteer knows no place, folded."""
    return frozenset(fold(name) for name in lost_names(claim, reading))


def lost_names(claim: Claim, reading: Reading) -> list[str]:
    """The names of which the gazetteer knows no place, as the report writes them."""
    if claim.kind != "strike" or claim.location is not None or reading.table is not None:
        return []
    names: dict[str, None] = {}
    for span in claim.evidence:
        if not isinstance(span.start, int) or not isinstance(span.end, int):
            continue
        at = bisect.bisect_left(reading.mentions, span.start, key=lambda m: m.start)
        for mention in itertools.islice(reading.mentions, at, None):
            if mention.end > span.end:
                break
            if mention.place is None and mention.role == "literal":
                names[mention.text] = None
    return list(names)


def names_of(account: Account) -> frozenset[str]:
    """Names by which the place of a strike goes: its own and as written, or those that are lost."""
    place = account.claim.location
    if place is None:
        return account.lost
    written = place.text if isinstance(place.text, str) else place.name
    return frozenset({fold(place.name), fold(written)})


def is_code(actor: str) -> bool:
    """Whether an actor is a country, given by its ISO 3166-1 code, and not a group by its name."""
    return len(actor) == 2 and actor.isupper()


# ---- ships ----


def _bare(vessel: Vessel) -> Vessel:
    return Vessel(name=vessel.name, imo=vessel.imo)


def ship_keys(vessels: Iterable[Vessel]) -> dict[Vessel, str]:
    """What each ship is known by: its IMO number where any claim states it, else its name.

    Two names with one number are one ship. A name that stands with two numbers belongs to two
    ships, and is no number's where it stands alone.
    """
    told = {_bare(v) for v in vessels}
    numbers: dict[str, set[str]] = defaultdict(set)
    for vessel in told:
        if vessel.imo:
            numbers[_ship_name(vessel.name)].add(vessel.imo)
    keys = {}
    for vessel in told:
        name = _ship_name(vessel.name)
        only = next(iter(numbers[name])) if len(numbers[name]) == 1 else None
        keys[vessel] = vessel.imo or only or name
    return keys


def _ship_name(name: str) -> str:
    return " ".join(_SHIP_PREFIX.sub("", name).casefold().replace("-", " ").split())


# ---- days ----


def gap_days(a: Account, b: Account) -> int | None:
    """Days between two dates: 0 where they share a day, None where one is not known.

    A date that is open towards the past ("told by 4 September") reaches two weeks back.
    """
    if not (a.dated and b.dated):
        return None
    return max(0, _since(a) - b.last, _since(b) - a.last)


def _since(one: Account) -> int:
    return one.last - RECENT_DAYS if one.first == _EVER[0] else one.first


# ---- places ----


def one_spot(a: Place, b: Place) -> bool:
    """Whether two places are one spot: the same entry, or two precise ones side by side."""
    if a.id == b.id:
        return True
    if a.kind not in PRECISE or b.kind not in PRECISE:
        return False
    if abs(a.lat - b.lat) > math.degrees(SAME_SPOT_M / 6_000_000):
        return False
    return apart_m(a, b) <= SAME_SPOT_M


def cells(place: Place) -> tuple[str, ...]:
    """Cells that a circle of SAME_SPOT_M around a place touches."""
    return _cells(place.lat, place.lon)


@lru_cache(maxsize=4096)  # the same towns come again and again
def _cells(lat: float, lon: float) -> tuple[str, ...]:
    north = math.degrees(SAME_SPOT_M / 6_371_000)
    east = north / max(0.05, math.cos(math.radians(lat)))
    rows = sorted({math.floor((lat + d) / CELL_DEG) for d in (-north, north)})
    columns = sorted({math.floor((lon + d) / CELL_DEG) for d in (-east, east)})
    return tuple(f"{row} {column}" for row in rows for column in columns)


def ends_fit(a: Place | None, b: Place | None) -> bool:
    """Whether two ends can be one: the same, one unsaid, or one around the other."""
    if a is None or b is None or one_spot(a, b):
        return True
    if "country" in {a.kind, b.kind}:
        return a.country == b.country and a.country is not None
    if a.kind in PRECISE and b.kind in PRECISE:
        return False
    around = max(p.radius_m for p in (a, b) if p.kind not in PRECISE)
    return apart_m(a, b) <= around


def is_namesake(a: Place | None, b: Place | None) -> bool:
    """Whether two ends are different places with one name: Tripoli and Tripoli."""
    if a is None or b is None or ends_fit(a, b):
        return False
    return a.name.casefold() == b.name.casefold()
