"""Running totals: one flow counted again and again, each claimant's line kept, nothing added up."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from msgspec import structs

from geomap import edtf
from geomap.codec import digest
from geomap.events.accounts import PRECISE, Account
from geomap.events.matching import close
from geomap.events.merge import Group
from geomap.records import Event, EventFlag, Series, SeriesPoint

__all__ = ["find_series", "flag_totals"]

WEEK_DAYS = 7  # a count of fewer days is a delivery, not a total
# Weights and volumes measure anything: their totals are kept apart by what they weigh.
_MEASURES = frozenset("tonnes tons kilograms pounds barrels litres gallons bushels".split())


def find_series(
    events: Sequence[Event], groups: Sequence[Group], *, countries: Mapping[str, str]
) -> list[Series]:
    """Totals of one flow told with different counts, in the order of the days they stand for."""
    flows: dict[tuple[str, str, str, str], list[SeriesPoint]] = defaultdict(list)
    for event, group in zip(events, groups, strict=True):
        for account in group.accounts:
            if flow := _flow(account):
                flows[flow].append(_point(event, account))
    found = []
    for (supplier, recipient, unit, goods), told in sorted(flows.items()):
        points = sorted(set(told), key=_order)
        if len({p.value for p in points}) < 2 or len({p.event for p in points}) < 2:
            continue
        ends = " to ".join(countries.get(code, code) for code in (supplier, recipient))
        counted = f"{unit} of {goods}" if goods else unit
        found.append(
            Series(
                id="s-" + digest(supplier, recipient, unit, goods),
                what=f"{counted}, {ends}",
                unit=unit,
                points=tuple(points),
            )
        )
    return found


def _flow(account: Account) -> tuple[str, str, str, str] | None:
    """Supplier, recipient, unit and goods of a total; None if the claim states none."""
    claim, count = account.claim, account.count
    if claim.kind != "transfer" or claim.modality != "occurred" or count is None or not count.unit:
        return None
    wide = any(p is None or p.kind not in PRECISE for p in (claim.origin, claim.destination))
    long = account.days > WEEK_DAYS and not claim.vessels
    if not (claim.cumulative or (wide and long)) or not (claim.supplier and claim.recipient):
        return None
    goods = " ".join(sorted(account.goods)) if count.unit in _MEASURES else ""
    return claim.supplier, claim.recipient, count.unit, goods


def _point(event: Event, account: Account) -> SeriesPoint:
    count = account.count
    assert count is not None and count.value is not None  # noqa: PT018, S101 (_flow saw both)
    return SeriesPoint(
        event=event.id,
        as_of=_as_of(account),
        value=count.value,
        bound=count.bound,
        claimant=account.claim.claimant or account.claim.reported_by,
    )


def _order(point: SeriesPoint) -> tuple[str, float, str, str]:
    return point.as_of or "9999", point.value, point.event, point.claimant or ""


def _as_of(account: Account) -> str | None:
    """The day a total stands for: its interval's end, else when it was said."""
    span = edtf.parse(account.claim.date) if account.claim.date else None
    if span and span.last and span.first != span.last:
        return span.last.isoformat()
    return account.told or None


def flag_totals(events: Sequence[Event], series: Sequence[Series]) -> list[Event]:
    """Flag totals of one flow and month on which claimants differ."""
    conflicts: dict[str, str] = {}
    for one in series:
        months: dict[str, list[SeriesPoint]] = defaultdict(list)
        for point in one.points:
            months[(point.as_of or "")[:7]].append(point)
        for month, points in sorted(months.items()):
            values = sorted(p.value for p in points)
            if month and len({p.claimant for p in points}) > 1 and not close(values[0], values[-1]):
                told = "; ".join(f"{p.value:,.10g} ({p.claimant or 'unnamed'})" for p in points)
                conflicts.update({p.event: f"totals for {month} differ: {told}" for p in points})
    return [_with_flag(e, conflicts[e.id]) if e.id in conflicts else e for e in events]


def _with_flag(event: Event, message: str) -> Event:
    flag = EventFlag(code="count_conflict", message=message, claims=event.claims)
    return structs.replace(event, flags=(*event.flags, flag))
