"""Running totals: one flow counted again and again, each claimant's line kept, nothing added up.

Counts that grow from one day to a later one are a series. They contradict one another only where
they stand for the same days, or where a later total is lower: what was delivered stays delivered.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from msgspec import structs

from geomap import edtf
from geomap.codec import digest
from geomap.events.accounts import PRECISE, Account
from geomap.events.flags import bounded
from geomap.events.merge import Group
from geomap.events.names import CountryNames
from geomap.events.ranges import agree
from geomap.records import Event, EventFlag, Quantity, Series, SeriesPoint

__all__ = ["find_series", "flag_totals"]

WEEK_DAYS = 7  # a count of fewer days is a delivery, not a total
SAME_DAYS = 3  # totals as of days this far apart stand for the same time
SAME_START_DAYS = 45  # totals since August and since September count one flow
NEIGHBOURS = 8  # totals of nearly one day that each is held against
NAMED = 4  # totals that a message names
# Weights and volumes measure anything: their totals are kept apart by what they weigh.
_MEASURES = frozenset("tonnes tons kilograms pounds barrels litres gallons bushels".split())

# A series has several counts, told as several events, for several days.
_SPREAD: tuple[Callable[[SeriesPoint], object], ...] = (
    lambda point: point.value,
    lambda point: point.event,
    lambda point: point.as_of,
)

Flow = tuple[str, str, str, str]  # supplier, recipient, unit, goods


class Total(NamedTuple):
    """A count of one flow, the event it belongs to, and the days it stands for, as ordinals."""

    event: Event
    account: Account
    stated: Quantity
    as_of: int | None

    @property
    def value(self) -> float:
        """The number as stated."""
        return self.stated.value or 0.0


def find_series(
    events: Sequence[Event], groups: Sequence[Group], *, names: CountryNames
) -> list[Series]:
    """Totals of one flow told with different counts, in the order of the days they stand for."""
    found = []
    for flow, totals in sorted(_flows(events, groups).items()):
        points = sorted({_point(total) for total in totals}, key=_order)
        if all(len({key(p) for p in points}) > 1 for key in _SPREAD):
            what = _called(flow, names.of(t.account for t in totals))
            found.append(
                Series(id="s-" + digest(*flow), what=what, unit=flow[2], points=tuple(points))
            )
    return found


def _called(flow: Flow, countries: Mapping[str, str]) -> str:
    supplier, recipient, unit, goods = flow
    counted = f"{unit} of {goods}" if goods else unit
    sender, getter = countries.get(supplier, supplier), countries.get(recipient, recipient)
    if sender and getter:
        return f"{counted}, {sender} to {getter}"
    return f"{counted}, from {sender}" if sender else f"{counted}, to {getter}"


def _flows(events: Sequence[Event], groups: Sequence[Group]) -> dict[Flow, list[Total]]:
    flows: dict[Flow, list[Total]] = defaultdict(list)
    for event, group in zip(events, groups, strict=True):
        for account in group.accounts:
            flow, count = _flow(account), account.count
            if flow is not None and count is not None:
                flows[flow].append(Total(event, account, count, _as_of(account)))
    return {flow: list(_running(totals)) for flow, totals in flows.items()}


def _flow(account: Account) -> Flow | None:
    """The flow that a total counts; None if the claim states none."""
    claim, count = account.claim, account.count
    if claim.kind != "transfer" or claim.modality != "occurred" or count is None or not count.unit:
        return None
    wide = any(p is None or p.kind not in PRECISE for p in (claim.origin, claim.destination))
    long = account.days > WEEK_DAYS and not claim.vessels
    ends = claim.supplier, claim.recipient
    if not (any(ends) if claim.cumulative else wide and long and all(ends)):
        return None
    goods = " ".join(sorted(account.goods)) if count.unit in _MEASURES else ""
    return claim.supplier or "", claim.recipient or "", count.unit, goods


def _running(totals: Iterable[Total]) -> Iterator[Total]:
    """Leave out counts of single months or years, which share no day with another count."""
    ordered = sorted(totals, key=lambda t: (t.account.first, t.account.last, t.account.number))
    until = 0
    for place, total in enumerate(ordered):
        one = total.account
        following = ordered[place + 1].account.first if place + 1 < len(ordered) else one.last + 1
        if one.claim.cumulative or not one.closed or one.first <= until or following <= one.last:
            yield total
        if one.closed:
            until = max(until, one.last)


def _as_of(account: Account) -> int | None:
    """The day a total stands for: its interval's end, else when it was said."""
    span = edtf.parse(account.claim.date) if account.claim.date else None
    if span and span.last and span.first != span.last:
        return span.last.toordinal()
    said = edtf.parse(account.told).last if account.told else None
    return said.toordinal() if said else None


def _point(total: Total) -> SeriesPoint:
    claim = total.account.claim
    return SeriesPoint(
        event=total.event.id,
        as_of=_iso(total.as_of),
        value=total.value,
        bound=total.stated.bound,
        claimant=claim.claimant or claim.reported_by,
    )


def _iso(day: int | None) -> str | None:
    return None if day is None else date.fromordinal(day).isoformat()


def _order(point: SeriesPoint) -> tuple[str, float, str, str, str]:
    return point.as_of or "9999", point.value, point.event, point.claimant or "", point.bound


# ---- totals that cannot all be true ----


def flag_totals(events: Sequence[Event], groups: Sequence[Group]) -> list[Event]:
    """The same events with a flag on totals of one flow that contradict one another."""
    against: dict[str, dict[str, Total]] = defaultdict(dict)
    for _, totals in sorted(_flows(events, groups).items()):
        for one, other in _contradictions(totals):
            for total in (one, other):
                against[total.event.id] |= {
                    one.account.claim.id: one,
                    other.account.claim.id: other,
                }
    return [_with_flag(e, list(against[e.id].values())) if e.id in against else e for e in events]


def _contradictions(totals: Iterable[Total]) -> Iterator[tuple[Total, Total]]:
    """Pairs that stand for the same days, or fall from one day to a later one, and differ.

    A falling total is held against the highest before it alone, so that work stays linear.
    """
    dated = [t for t in totals if t.as_of is not None]
    dated.sort(key=lambda t: (t.as_of, t.value, t.account.number))
    highest: Total | None = None
    for place, total in enumerate(dated):
        for other in dated[place + 1 : place + 1 + NEIGHBOURS]:
            same = (other.as_of or 0) - (total.as_of or 0) <= SAME_DAYS
            if same and _one_start(total, other) and not agree([total.stated, other.stated]):
                yield total, other
        if highest is None or total.value > highest.value:
            highest = total
        elif _one_start(highest, total) and not agree([highest.stated, total.stated]):
            yield highest, total


def _one_start(a: Total, b: Total) -> bool:
    """Whether two totals count from about the same day; an open start may be any day."""
    if not (a.account.closed and b.account.closed):
        return True
    return abs(a.account.first - b.account.first) <= SAME_START_DAYS


def _with_flag(event: Event, totals: Sequence[Total]) -> Event:
    totals = sorted(totals, key=lambda t: (t.as_of or 0, t.value, t.account.number))
    told = [f"{bounded(t.stated)} by {_iso(t.as_of)} ({t.account.voice})" for t in totals[:NAMED]]
    more = f" and {len(totals) - NAMED} more" if len(totals) > NAMED else ""
    message = f"counts of one flow differ: {' or '.join(told)}{more}"
    claims = tuple(dict.fromkeys((*event.claims, *(t.account.claim.id for t in totals))))
    flag = EventFlag(code="count_conflict", message=message, claims=claims)
    return structs.replace(event, flags=(*event.flags, flag))
