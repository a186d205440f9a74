"""Strikes on one place told day by day and as one: a running count of days, nothing added up."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from geomap.codec import digest
from geomap.events.accounts import cells, one_spot
from geomap.events.merge import Group
from geomap.records import Event, Item, Series, SeriesPoint

__all__ = ["find_campaigns"]

CONTAINED_DAYS = 31  # attacks told as one over more days than this are a war, not a campaign
CROWD = 50  # strikes of one day near a place that are looked at
_TIMES = frozenset("days nights times attacks strikes raids waves occasions".split())

Days = dict[tuple[str, str], list[Event]]


def find_campaigns(events: Sequence[Event], groups: Sequence[Group]) -> list[Series]:
    """One series for each event of several days at a place where two of the days are told too."""
    told = [
        (event, group, days)
        for event, group in zip(events, groups, strict=True)
        if event.kind == "strike" and event.modality == "occurred" and event.location is not None
        and (days := _length(event)) is not None
    ]  # fmt: skip
    wholes = [
        (event, group) for event, group, days in told
        if 2 < days <= CONTAINED_DAYS and "/" in (event.date_edtf or "")
    ]  # fmt: skip
    single: Days = defaultdict(list)
    for event, _, days in told if wholes else ():
        if days <= 2 and event.location is not None:
            for cell in cells(event.location):
                single[cell, event.end or ""].append(event)
    found = ((event, group, _within(event, single)) for event, group in wholes)
    return [_campaign(*one) for one in found if len({part.end for part in one[2]}) > 1]


def _length(event: Event) -> int | None:
    if event.start is None or event.end is None:
        return None
    return (date.fromisoformat(event.end) - date.fromisoformat(event.start)).days + 1


def _within(event: Event, days: Days) -> list[Event]:
    """Events of single days near the place and within the days of another, by day."""
    place, length = event.location, _length(event)
    if place is None or length is None or event.start is None:
        return []
    first = date.fromisoformat(event.start).toordinal()
    found = {
        e.id: e
        for n in range(length)
        for cell in cells(place)
        for e in days.get((cell, date.fromordinal(first + n).isoformat()), ())[:CROWD]
        if e.location is not None and one_spot(e.location, place) and (e.start or "") >= event.start
    }
    return sorted(found.values(), key=lambda e: (e.end or "", e.id))


def _campaign(whole: Event, group: Group, parts: Sequence[Event]) -> Series:
    order = {day: n for n, day in enumerate(sorted({p.end for p in parts if p.end}), 1)}
    stated = _stated(item for a in group.accounts for item in a.claim.items)
    points = [
        *(_point(part, order[part.end or ""]) for part in parts),
        _point(whole, max(stated, len(order))),
    ]
    place = whole.location.name if whole.location else whole.summary
    return Series(
        id="s-" + digest(whole.id, *(p.id for p in parts)),
        what=f"days of strikes on {place}, {whole.date_edtf}",
        unit="days",
        points=tuple(points),
    )


def _stated(items: Iterable[Item]) -> float:
    """How many days or attacks the account of the whole states, 0 where it does not."""
    told = (i.quantity.value for i in items if i.quantity and i.quantity.unit in _TIMES)
    return max((value for value in told if value is not None), default=0)


def _point(event: Event, days: float) -> SeriesPoint:
    return SeriesPoint(
        event=event.id,
        as_of=event.end,
        value=float(days),
        bound="min",  # other days may not have been told
        claimant=next(iter(event.claimants), None),
    )
