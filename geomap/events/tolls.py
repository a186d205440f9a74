"""The dead and injured of a strike as told: a toll that rises, or sides that do not agree."""

import itertools
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from geomap.codec import digest
from geomap.events.accounts import Account
from geomap.records import Event, Series, SeriesPoint

__all__ = ["Toll", "disputed", "find_tolls", "tolls"]

# A later report that gives up to half as many dead again brings the toll up to date; officials
# whose tolls the development corpus follows went up by 1.34 at most, sides that disputed one
# another stood 2.0 and 2.2 apart.
UPDATE = 1.5
FEW_MORE = 2  # dead that a later report may add to any toll, however small
ROUND = 10  # "about 40" may stand for 41; smaller tolls are counted
ROUNDED = 0.05


WHAT = ("killed", "injured")


class Toll(NamedTuple):
    """One number of dead or injured and the account that gives it."""

    value: int
    account: Account
    high: int | None = None  # the upper end, where the account gives a range

    @property
    def words(self) -> str:
        """The number, or the range, in words."""
        return str(self.value) if self.high is None else f"{self.value} to {self.high}"

    @property
    def told(self) -> str:
        """The day on which it was told; "" if not known."""
        return self.account.told


def tolls(accounts: Iterable[Account], what: str) -> list[Toll]:
    """The dead or injured of a strike as told, the latest last; `what` is killed or injured."""
    found = []
    for account in accounts:
        casualties = account.claim.casualties
        value = getattr(casualties, what) if casualties else None
        if value is not None:
            found.append(Toll(value, account, getattr(casualties, f"{what}_high")))
    return sorted(found, key=lambda toll: (toll.told or "9999", toll.account.number))


def disputed(accounts: Sequence[Account]) -> dict[str, list[Toll]]:
    """Tolls, killed and injured, that cannot be one toll rounded, or one that rose with time."""
    told = {what: tolls(accounts, what) for what in WHAT}
    if any(_differ(told[what], leaps=what == "killed") for what in WHAT):
        return {what: found for what, found in told.items() if len({t.value for t in found}) > 1}
    return {}


def _differ(told: Sequence[Toll], *, leaps: bool) -> bool:
    values = [toll.value for toll in told]
    reached = min((toll.high or toll.value for toll in told), default=0)
    if not values or max(values) <= reached or _agree(min(values), max(values)):
        return False
    return not _rises(told) or (leaps and _leaps(told))


def _agree(low: int, high: int) -> bool:
    if low == high:
        return True
    rounded = any(n and n % ROUND == 0 for n in (low, high))
    return rounded and low >= ROUND and high - low <= ROUNDED * high


def _rises(told: Sequence[Toll]) -> bool:
    """Whether the toll grows from day to day; one told on no known day lies between the others."""
    dated = [toll for toll in told if toll.told]
    steps = itertools.pairwise(dated)
    if not all(_agree(*sorted((a.value, b.value))) or _grows(a, b) for a, b in steps):
        return False
    days = {toll.told for toll in dated}
    first, last = (dated[0].value, dated[-1].value) if len(days) > 1 else (0, 0)
    return first < last and all(first <= toll.value <= last for toll in told)


def _grows(a: Toll, b: Toll) -> bool:
    return a.value < b.value and a.told < b.told


def _leaps(told: Sequence[Toll]) -> bool:
    """Whether a toll more than half as high again comes from another voice."""
    return any(
        b.value > max(a.value * UPDATE, a.value + FEW_MORE) and _who(a) != _who(b)
        for a, b in itertools.pairwise(sorted(told, key=lambda toll: toll.value))
    )


def _who(toll: Toll) -> str:
    """Who gives a toll, without the article: a doctors' group is the doctors' group later on."""
    words = (toll.account.claim.claimant or "").casefold().split()
    return " ".join(words[1:] if words[:1] in (["a"], ["an"], ["the"]) else words)


def find_tolls(event: Event, accounts: Sequence[Account]) -> list[Series]:
    """The tolls of one strike that rose from day to day, as series."""
    if len(accounts) < 2 or disputed(accounts):
        return []
    found = []
    for what in WHAT:
        told = tolls(accounts, what)
        if len({toll.value for toll in told}) < 2 or not _rises(told):
            continue
        points = [_point(event, toll) for toll in told]
        place = event.location.name if event.location else event.summary
        found.append(
            Series(
                id="s-" + digest(event.id, what),
                what=", ".join(filter(None, (f"{what}, strike on {place}", event.date_edtf))),
                unit=what,
                points=tuple(sorted(set(points), key=_order)),
            )
        )
    return found


def _point(event: Event, toll: Toll) -> SeriesPoint:
    return SeriesPoint(
        event=event.id,
        as_of=toll.told or None,
        value=float(toll.value),
        bound="exact",
        claimant=toll.account.claim.claimant or toll.account.claim.reported_by,
    )


def _order(point: SeriesPoint) -> tuple[float, str, str]:
    return point.value, point.as_of or "", point.claimant or ""
