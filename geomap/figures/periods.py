"""Events by month, quarter or year, for small maps side by side."""

from datetime import date

from geomap.errors import MapError
from geomap.figures.scene import Scene, make_scene
from geomap.records import Atlas, Event

__all__ = ["PERIODS", "by_period", "day_of"]

PERIODS = {"month": 1, "quarter": 3, "year": 12}  # length in months
MOST_PANELS = 24
SHORT_DAYS = 10
_MONTHS = "January February March April May June July August September October November December"


def day_of(iso: str | None) -> date | None:
    """The day of an ISO date, the first one of a month or year; None if it is no date.

    >>> day_of("2024-03"), day_of("soon")
    (datetime.date(2024, 3, 1), None)
    """
    text = iso or ""
    try:
        return date.fromisoformat(text + "-01" * (2 - text.count("-")))
    except ValueError:
        return None


def _months(day: date) -> int:
    """Months since the year 0."""
    return day.year * 12 + day.month - 1


def _name(number: int, by: str) -> str:
    year, rest = divmod(number * PERIODS[by], 12)
    if by == "month":
        return f"{_MONTHS.split()[rest]} {year}"
    return f"{year}" if by == "year" else f"Quarter {rest // 3 + 1} of {year}"


def _period(event: Event, by: str) -> int | None:
    """The period that an event falls in; None if its date is unknown or wider than one."""
    start, end = day_of(event.start), day_of(event.end)
    if start is None or end is None:
        return None
    first, last = (_months(day) // PERIODS[by] for day in (start, end))
    # A week that runs into the next month belongs to the month in which it began.
    return first if first == last or (end - start).days <= SHORT_DAYS else None


def by_period(atlas: Atlas, scene: Scene, by: str) -> tuple[dict[str, Scene], list[str]]:
    """A scene for each period that has an event, in order, and what stands in none.

    Raises
    ------
    MapError
        No such period, no event has a date that fits one, or there are too many of them.
    """
    if by not in PERIODS:
        message = f"cannot draw a map by {by!r}: choose one of {', '.join(PERIODS)}"
        raise MapError(message)
    found: dict[int, list[Event]] = {}
    outside = 0
    for event in scene.events:
        number = _period(event, by)
        if number is None:
            outside += 1
        else:
            found.setdefault(number, []).append(event)
    if not found:
        message = f"cannot draw maps by {by}: no event has a date within one {by}"
        raise MapError(message)
    if len(found) > MOST_PANELS:
        message = (
            f"cannot draw {len(found)} maps, one a {by}: at most {MOST_PANELS} fit on a sheet. "
            f"Choose a longer period than {by}, or fewer events."
        )
        raise MapError(message)
    remarks = []
    if outside:
        events = "1 event is" if outside == 1 else f"{outside} events are"
        remarks.append(f"{events} in no small map: no date is known within one {by}.")
    scenes = {
        _name(number, by): make_scene(atlas, found[number], tracks=False)
        for number in sorted(found)
    }
    return scenes, remarks
