"""Whether two claims tell one happening, how surely, and why; or why they never can."""

from typing import NamedTuple

from geomap.events.accounts import (
    PRECISE,
    Account,
    ends_fit,
    gap_days,
    is_code,
    is_namesake,
    names_of,
    one_spot,
)
from geomap.events.goods import are_alike, words_of
from geomap.geo import apart_m
from geomap.records import Casualties, Claim, Place, Quantity

__all__ = ["BACK_REFERENCE", "Link", "close", "conflict", "link", "voyage_days"]

SAME_COUNT = 0.1  # two counts this share apart are one count, differently rounded
FEW = 10  # smaller counts are equal by chance
LARGE = 1000  # hardly two lots of so many are equal, between the same ends within two days
TOLL_DAYS = 3  # a strike told with the same toll by a document that dates it loosely
LEAST_TOLL = 3  # fewer dead and injured are equal by chance
SAME_SPAN = 0.5  # two spans of days that overlap by this share of both are one span

# How long one voyage may be told with two dates, its loading and its arrival: two days in port
# and the way at 10 knots, where a ship may sail twice the great circle (Tartus to the Baltic
# sails 2.6 times, Rajin to Dunay 1.1 times).
PORT_DAYS = 2
DETOUR = 2.0
SLOW_M_PER_DAY = 10 * 1852.0 * 24
LOOSE_DAYS = 5  # where an end of the voyage is not known
BACK_REFERENCE = 0  # the weakest link; it holds only where one day alone can be meant
_HAPPENED = frozenset({"occurred", "negated"})


class Link(NamedTuple):
    """Two claims tell one happening; the stronger links are joined first."""

    strength: int
    why: str


def link(a: Account, b: Account) -> Link | None:
    """How surely two claims tell one happening, or None if they do not."""
    if conflict(a, b):
        return None
    if a.claim.kind == "strike":
        return _strikes(a, b) or _one_lost_name(a, b)
    return _transfers(a, b)


def conflict(a: Account, b: Account) -> bool:
    """Whether two claims cannot tell one happening, whatever other claims say."""
    if a.claim.kind != b.claim.kind or not _modalities_fit(a.claim, b.claim):
        return True
    if a.reading is b.reading and (a.reading.table is not None or _of_one_table(a, b)):
        return True  # each row of a table is a happening of its own
    if a.ships and b.ships and not a.ships & b.ships:
        return True
    return _strikes_differ(a, b) if a.claim.kind == "strike" else _transfers_differ(a, b)


def _of_one_table(a: Account, b: Account) -> bool:
    """Whether two claims of one text are lines of a table inside it."""
    starts = [claim.evidence[0].start for claim in (a.claim, b.claim) if claim.evidence]
    inner = [n for n in a.reading.noise if n.type == "table"]
    return len(starts) == 2 and any(
        all(isinstance(at, int) and n.start <= at < n.end for at in starts) for n in inner
    )


def _modalities_fit(a: Claim, b: Claim) -> bool:
    return a.modality == b.modality or {a.modality, b.modality} <= _HAPPENED


# ---- strikes: one event a place and day ----


def _strikes_differ(a: Account, b: Account) -> bool:
    x, y = a.claim, b.claim
    if x.location and y.location and not (ends_fit(x.location, y.location) or a.ships & b.ships):
        return True
    same_toll = _same_toll(x.casualties, y.casualties)
    codes = {c for c in (x.attacker, y.attacker) if c and is_code(c)}
    if len(codes) > 1 and not same_toll:
        return True
    slack = TOLL_DAYS if same_toll else int(a.doubted or b.doubted or bool(a.ships & b.ships))
    gap = gap_days(a, b)
    return gap is not None and gap > slack


def _strikes(a: Account, b: Account) -> Link | None:
    x, y = a.claim, b.claim
    ships = a.ships & b.ships
    if ships:
        return Link(6, f"the same ship was hit: {_ships(a, b)}")
    if x.location is None or y.location is None or not one_spot(x.location, y.location):
        return None
    where = f"the same place ({_name(x.location, y.location)})"
    if _same_toll(x.casualties, y.casualties):
        return Link(5, f"{where} and the same dead and injured")
    if a.reading is b.reading and not _told_again(x, y):
        return None
    if a.one_day and b.one_day:
        if gap_days(a, b):
            return Link(1, f"{where}, a day apart; one of the two dates is doubtful")
        same = (a.first, a.last) == (b.first, b.last) and x.location.id == y.location.id
        return Link(4 if same else 3, f"{where} on the same day")
    if a.reading is b.reading and a.one_day != b.one_day and not (a.closed and b.closed):
        return Link(BACK_REFERENCE, f"{where}, told again without a day by the same document")
    spans = a.closed and b.closed and not a.one_day and not b.one_day
    if spans and max(a.days, b.days) <= 31 and _share(a, b) >= SAME_SPAN:
        return Link(2, f"{where} in the same days")
    return None


def _one_lost_name(a: Account, b: Account) -> Link | None:
    """Strikes on one day on a place of one name, which the gazetteer lacks for one or both."""
    names = names_of(a) & names_of(b) if a.lost or b.lost else frozenset()
    if not names or a.reading is b.reading or not (a.one_day and b.one_day) or gap_days(a, b):
        return None
    return Link(2, f"the same name on the same day: {min(names)}")


def _same_toll(a: Casualties | None, b: Casualties | None) -> bool:
    """Whether two tolls agree in every number that both state, and are not small."""
    if a is None or b is None:
        return False
    pairs = ((a.killed, b.killed), (a.injured, b.injured))
    both = [(m, n) for m, n in pairs if m is not None and n is not None]
    return all(m == n for m, n in both) and sum(m for m, _ in both) >= LEAST_TOLL


def _told_again(a: Claim, b: Claim) -> bool:
    """Whether one document tells a strike twice: no other target, weapon, or toll of its own."""
    if a.location is None or b.location is None or a.location.id != b.location.id:
        return False
    if a.weapon and b.weapon and not words_of([a.weapon]) & words_of([b.weapon]):
        return False
    tolls = a.casualties is not None and b.casualties is not None and a.casualties != b.casualties
    return not tolls or a.claimant != b.claimant


def _share(a: Account, b: Account) -> float:
    common = min(a.last, b.last) - max(a.first, b.first) + 1
    return max(0, common) / (max(a.last, b.last) - min(a.first, b.first) + 1)


def _ships(a: Account, b: Account) -> str:
    """The ships that two claims name, as the first of them does."""
    return ", ".join(sorted(a.called[ship] for ship in a.ships & b.ships))


def _name(a: Place, b: Place) -> str:
    return a.name if a.name == b.name else " and ".join(sorted((a.name, b.name)))


# ---- transfers ----


def _transfers_differ(a: Account, b: Account) -> bool:
    x, y = a.claim, b.claim
    ships = bool(a.ships & b.ships)
    fits = ends_fit(x.destination, y.destination)
    if not fits and not (ships and is_namesake(x.destination, y.destination)):
        return True
    if not ships and not ends_fit(x.origin, y.origin):
        return True
    gap = gap_days(a, b)
    if gap is not None and gap > voyage_days(a, b):
        return True
    if a.count is None or b.count is None or a.count.unit != b.count.unit:
        return False
    if x.cumulative or y.cumulative:
        return a.count.value != b.count.value
    one_voice = a.reading is b.reading and x.claimant == y.claimant
    return (one_voice or not ships) and not close(a.count.value, b.count.value)


def _transfers(a: Account, b: Account) -> Link | None:
    if a.ships & b.ships:
        return _one_voyage(a, b) or _one_cargo(a, b) or _one_denied(a, b)
    rules = (_one_count, _one_denied, _one_way, _one_day, _one_flow)
    return next((found for rule in rules if (found := rule(a, b))), None)


def _one_voyage(a: Account, b: Account) -> Link | None:
    """The same ship between the same ends at the same time."""
    x, y = a.claim, b.claim
    arrives = x.destination is not None and y.destination is not None
    leaves = x.origin is not None and y.origin is not None
    if not arrives and not (leaves and ends_fit(x.origin, y.origin)):
        return None
    gap = gap_days(a, b)
    loose = gap is None or not (a.closed and b.closed)
    if loose and not (arrives and leaves and ends_fit(x.origin, y.origin)):
        return None
    if gap and a.reading is b.reading and not (_is_leaving(a, b) or _is_leaving(b, a)):
        return None  # a document that gives two days tells two voyages of a shuttle
    why = f"the same ship at the same time: {_ships(a, b)}"
    return Link(4 if loose else 5 if gap else 6, why)


def _one_cargo(a: Account, b: Account) -> Link | None:
    """A ship that left with a cargo, and came in elsewhere with as much of the same.

    Without the count it is not told that she called nowhere between: that is no one voyage.
    """
    leaving, coming = (a, b) if a.claim.origin else (b, a)
    x, y = leaving.claim, coming.claim
    if not (x.origin and y.destination) or x.destination or y.origin:
        return None
    if {x.modality, y.modality} != {"occurred"} or not (a.closed and b.closed):
        return None
    if leaving.first > coming.last or leaving.count is None or coming.count is None:
        return None
    same = leaving.count.value == coming.count.value and leaving.count.unit == coming.count.unit
    if not same or (leaving.count.value or 0) < FEW or not are_alike(a.goods, b.goods):
        return None
    return Link(4, f"the same ship with the same cargo, leaving and coming in: {_ships(a, b)}")


def _is_leaving(a: Account, b: Account) -> bool:
    """Whether one claim only tells from where a ship left, and the other that she then came in.

    "She arrived on 22 March from Fujairah with jet fuel. She left Fujairah on 13 March."
    """
    bare = a.claim.origin and not a.claim.destination and not a.claim.items
    return bool(bare and b.claim.origin and b.claim.destination and a.last <= b.first)


def _one_count(a: Account, b: Account) -> Link | None:
    """The same number of the same goods between the same ends."""
    x, y = a.claim, b.claim
    if a.count is None or b.count is None or not _meet(x, y) or not _units_fit(a.count, b.count):
        return None
    gap = gap_days(a, b)
    if (a.count.value or 0) < FEW or (x.mode and y.mode and not set(x.mode) & set(y.mode)):
        return None
    if a.goods and b.goods and not are_alike(a.goods, b.goods):
        return None
    if gap and not (gap <= PORT_DAYS and _one_large_lot(a, b)):
        return None
    why = f"the same count between the same places: {a.count.text.strip()}"
    if a.count.value == b.count.value:
        return Link(2 if gap else 4 if gap == 0 else 3, why)
    return Link(2, why) if gap == 0 and a.reading is not b.reading else None


def _one_large_lot(a: Account, b: Account) -> bool:
    """Whether two documents tell one lot, its days apart as its loading and sailing are.

    5,200 tonnes from Reni to Port Said are one cargo; 30 containers may go each day.
    """
    x, y = a.claim, b.claim
    ends = (x.origin, y.origin, x.destination, y.destination)
    if a.reading is b.reading or any(p is None or p.kind not in PRECISE for p in ends):
        return False
    if a.count is None or b.count is None or x.cumulative or y.cumulative:
        return False
    return a.count.value == b.count.value and (a.count.value or 0) >= LARGE


def _units_fit(a: Quantity, b: Quantity) -> bool:
    """Whether two counts count one thing: the same unit, or one number of rounds and of shells."""
    if a.unit == b.unit:
        return True
    return a.value == b.value and are_alike(words_of([a.unit or ""]), words_of([b.unit or ""]))


def _one_denied(a: Account, b: Account) -> Link | None:
    """What one side says happened and the other that it did not."""
    x, y = a.claim, b.claim
    if {x.modality, y.modality} != _HAPPENED or not _meet(x, y):
        return None
    if not are_alike(a.goods, b.goods):
        return None
    dated = gap_days(a, b) == 0 and a.closed and b.closed
    if not dated and not a.ships & b.ships:
        return None
    strength = 3 if dated or a.reading is b.reading else BACK_REFERENCE
    # a denial seldom tells the day, and may come in another report
    return Link(strength, "the same goods; one side says that it did not happen")


def _one_way(a: Account, b: Account) -> Link | None:
    """The same two precise ends, mode and days, told by two documents."""
    x, y = a.claim, b.claim
    ends = (x.origin, x.destination, y.origin, y.destination)
    if a.reading is b.reading or any(p is None or p.kind not in PRECISE for p in ends):
        return None
    if not set(x.mode) & set(y.mode) or gap_days(a, b) != 0 or not (a.closed and b.closed):
        return None
    if (a.count is None) != (b.count is None):
        return None
    if a.goods and b.goods and not are_alike(a.goods, b.goods):
        return None
    return Link(2, "the same ends, mode and time")


def _one_day(a: Account, b: Account) -> Link | None:
    """The same goods on the same days towards, or out of, one place, told by two documents."""
    x, y = a.claim, b.claim
    if a.reading is b.reading or not _meet(x, y) or gap_days(a, b) != 0:
        return None
    if not (a.closed and b.closed) or max(a.days, b.days) > 6:
        return None
    modes = set(x.mode) & set(y.mode)
    if x.mode and y.mode and not modes:
        return None
    if not are_alike(a.goods, b.goods):
        whole = x.origin and x.destination and y.origin and y.destination
        said = a.goods and b.goods
        if said or not (whole and modes and a.one_day and b.one_day):
            return None
    return Link(1, "the same goods on the same days between ends that fit")


def _one_flow(a: Account, b: Account) -> Link | None:
    """The same goods between the same ends, told again by one document without day or count."""
    x, y = a.claim, b.claim
    if a.reading is not b.reading or a.closed or b.closed or a.count or b.count:
        return None
    if x.modality != y.modality or a.ships or b.ships or not a.goods & b.goods:
        return None
    ends = (x.origin, y.origin), (x.destination, y.destination)
    if any(p is None or q is None or p.id != q.id for p, q in ends):
        return None
    return Link(1, "the same goods between the same ends, told again by the same document")


def _meet(a: Claim, b: Claim) -> bool:
    """Whether both state one end, and it is the same."""
    return any(
        p is not None and q is not None and ends_fit(p, q)
        for p, q in ((a.origin, b.origin), (a.destination, b.destination))
    )


def _finer(a: Place | None, b: Place | None) -> Place | None:
    """That of two places that is no wide area: of "Venezuela" and "Jose" the port."""
    return next((p for p in (a, b) if p is not None and p.kind in PRECISE), None)


def voyage_days(a: Account, b: Account) -> int:
    """Days that may lie between two dates of one voyage."""
    x, y = a.claim, b.claim
    start, end = _finer(x.origin, y.origin), _finer(x.destination, y.destination)
    if start is None or end is None:
        return LOOSE_DAYS
    way_m = DETOUR * apart_m(start, end)
    return PORT_DAYS + int(way_m / SLOW_M_PER_DAY)


def close(a: float | None, b: float | None) -> bool:
    """Whether two counts are one count, differently rounded."""
    return a is not None and b is not None and abs(a - b) <= SAME_COUNT * max(abs(a), abs(b))
