"""Low, best and high of what several claims state; nothing is ever added up."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from geomap import edtf
from geomap.events.accounts import Account, gap_days
from geomap.records import Bound, Quantity

__all__ = ["Range", "agree", "count_range", "event_date"]


ROUNDING = 0.1  # two counts this share apart are one count, differently rounded
# "More than 10,000" is said of 12,000, not of 25,000: a writer who knew of that would say so.
REACH_OF_MINIMUM = 2.0


class Range(NamedTuple):
    """A count as several claims give it; `bound` is that of the best."""

    low: float | None
    best: float | None
    high: float | None
    unit: str | None
    bound: Bound | None


def count_range(accounts: Sequence[Account]) -> Range:
    """Counts in the unit that most claims use; `best` is what the latest of them states.

    A minimum leaves `high` open, a maximum `low`, unless another claim closes it.
    """
    affirmed = [a for a in accounts if a.claim.modality != "negated"] or accounts
    told = [(a.told, a.number, a.count) for a in affirmed if a.count is not None]
    if not told:
        return Range(None, None, None, None, None)
    told.sort(key=lambda one: one[:2])
    votes = Counter(q.unit for *_, q in told)
    unit = max(((votes[q.unit], said, n, q.unit) for said, n, q in told), key=lambda v: v[:3])[3]
    same = [q for *_, q in told if q.unit == unit]
    best = same[-1]
    lows = [x for q in same if (x := _floor(q)) is not None]
    highs = [x for q in same if (x := _ceiling(q)) is not None]
    return Range(min(lows, default=None), best.value, max(highs, default=None), unit, best.bound)


def _floor(quantity: Quantity) -> float | None:
    if quantity.low is not None:
        return quantity.low
    return None if quantity.bound == "max" else quantity.value


def _ceiling(quantity: Quantity) -> float | None:
    if quantity.high is not None:
        return quantity.high
    return None if quantity.bound == "min" else quantity.value


def agree(counts: Sequence[Quantity]) -> bool:
    """Whether one number can stand behind all counts: "more than 10,000" and "about 11,000".

    >>> from geomap.records import Quantity
    >>> many = Quantity(value=10e3, bound="min", unit=None, low=10e3, high=None, text="> 10,000")
    >>> about = Quantity(value=11e3, bound="approx", unit=None, low=None, high=None, text="11,000")
    >>> agree([many, about])
    True
    """
    extents = [extent for count in counts if (extent := _extent(count)) is not None]
    if not extents:
        return True
    return max(low for low, _ in extents) <= min(high for _, high in extents)


def _extent(quantity: Quantity) -> tuple[float, float] | None:
    """The least and the most that a stated number can mean, rounded as writers round."""
    value = quantity.value
    if value is None:
        return None
    low = value if quantity.low is None else quantity.low
    high = value if quantity.high is None else quantity.high
    if quantity.bound == "max":
        low = 0.0
    if quantity.bound == "min":
        high = max(high, value * REACH_OF_MINIMUM)
    return low * (1 - ROUNDING / 2), high * (1 + ROUNDING / 2)


def event_date(accounts: Sequence[Account]) -> str | None:
    """The most precise date; days that a document contradicts itself come last.

    Two days of one voyage, its loading and its arrival, are joined to an interval.
    """
    dated = [a for a in accounts if a.dated]
    if not dated:
        return None
    best = min(
        dated,
        key=lambda a: (a.claim.modality != "occurred", a.doubted, a.claim.date_prec or 9, a.number),
    )
    if best.claim.kind == "strike" or not best.one_day:
        return best.claim.date
    days = [
        a for a in dated
        if a.one_day and a.claim.modality == best.claim.modality and gap_days(a, best) is not None
    ]  # fmt: skip
    first = min(days, key=lambda a: (a.first, a.number))
    last = max(days, key=lambda a: (a.last, -a.number))
    if gap_days(first, last) == 0 or first.claim.date is None or last.claim.date is None:
        return best.claim.date
    return edtf.join(first.claim.date, last.claim.date)
