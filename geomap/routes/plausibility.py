"""Dates held against ways: nobody sails 500 nautical miles in two hours.

What a report gives is taken as widely as it can be meant. Two days that it names ("from 12 to 14
October") leave the time from the first hour of the one to the last of the other. A day, a week or
a month may be that of leaving or of arriving alone and contradicts nothing. Clock times and
stated lengths of time ("in two hours") are narrower.
"""

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from msgspec import structs

from geomap import edtf
from geomap.records import Claim, Event, EventFlag, Leg, Route
from geomap.routes.choosing import DRAWN
from geomap.routes.durations import least_s, pace_of
from geomap.units import METRES_PER_KILOMETRE, SECONDS_PER_DAY, SECONDS_PER_HOUR

__all__ = ["carrier_words", "flag_voyages"]

# A computed way is some per cent longer or shorter than the one that was taken.
MARGIN = 0.9
DEGREES_PER_HOUR = 15  # of longitude: how far the clocks of both ends may differ
WORDS_LENGTH = 4_000  # characters of evidence that are looked through

_NUMBERS = {
    word: number
    for number, word in enumerate(
        "one two three four five six seven eight nine ten eleven twelve".split(), start=1
    )
} | {"a": 1, "an": 1, "half an": 0.5, "half a": 0.5}
_UNITS = {"minute": 60, "hour": SECONDS_PER_HOUR, "day": SECONDS_PER_DAY,
          "week": 7 * SECONDS_PER_DAY}  # fmt: skip
_NUMBER = rf"(?P<number>\d{{1,3}}(?:\.\d)?|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})"
_LENGTH = rf"{_NUMBER}[ -](?P<unit>minute|hour|day|week)s?\b"
_ABOUT = r"(?:just |only |about |under |some |less than |no more than )?"
# "Later" counts from the leaving, unless the carrier was seen somewhere in between.
_LEFT = r"\b(?:left|leaving|departed|departing|sailed|set (?:out|sail|off)|shipped|sent|took off)\b"
_THEN = r"(?:(?!anchor|wait|stop|call|pass|another|second|third)[^;]){0,120}?"
_CAME = r"(?:arriv|reach|dock|moor|berth|land|was in|were in|unload|enter)"
_STATED = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?:in|within|took|taking|lasted|lasting) {_ABOUT}{_LENGTH}(?! of\b)",
        rf"\b{_LENGTH}[ -](?:long )?(?:voyage|trip|journey|crossing|passage|flight|drive|run|sail)",
        rf"\b{_LENGTH} after (?:leaving|sailing|departing|departure|(?:it|she|they) left)\b",
        rf"{_LEFT}{_THEN}\b{_CAME}{_THEN}\b{_LENGTH} (?:later|afterwards)\b",
        rf"{_LEFT}{_THEN}\b{_LENGTH} (?:later|afterwards)\b{_THEN}\b{_CAME}",
    )
)
# "The third shipment in two days", "due in two days", "twice in a week": no length of a voyage.
_COUNTED = re.compile(
    r"\b(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\d+(?:st|nd|rd|th)|"
    r"latest|last|only|once|twice|times|will|due|expected|scheduled|plans?|planned|to (?:leave|"
    r"sail|depart|arrive))\b[^.;]{0,60}$",
    re.IGNORECASE,
)
_BEFORE = 80  # characters before a length of time in which that is looked for
_DAY = re.compile(r"\d{4}-\d\d-\d\d|(?<!\d)\d{1,2}(?!\d|:\d)")  # in a date as it was written
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")
_CLOCK = re.compile(r"\b(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)\b")


def carrier_words(event: Event, claims: Mapping[str, Claim]) -> str:
    """What is told of the carrier and the goods of an event, for the kind of ship."""
    told = (s.text for c in _claims(event, claims) for s in c.evidence if isinstance(s.text, str))
    return " ".join((*told, event.what))[:WORDS_LENGTH]


def flag_voyages(
    events: Iterable[Event], routes: Iterable[Route], claims: Mapping[str, Claim]
) -> tuple[Event, ...]:
    """The same events; one whose way is too long for its time gets `implausible_voyage`.

    Parameters
    ----------
    events : iterable of Event
        Transfers that happened are looked at.
    routes : iterable of Route
        Their legs. A leg between wide areas counts nothing, a direct one its length.
    claims : mapping of str to Claim
        By id; their words tell the kind of ship, clock times and lengths of time.
    """
    legs = {route.event: route.legs for route in routes}
    return tuple(_checked(event, legs.get(event.id, ()), claims) for event in events)


def _claims(event: Event, claims: Mapping[str, Claim]) -> Iterator[Claim]:
    return (claims[key] for key in event.claims if key in claims)


def _checked(event: Event, legs: tuple[Leg, ...], claims: Mapping[str, Claim]) -> Event:
    if event.kind != "transfer" or event.modality not in DRAWN or not legs:
        return event
    words = carrier_words(event, claims)
    counted = [leg for leg in legs if leg.length_m and leg.certainty in {"computed", "direct"}]
    least = sum(least_s(leg.mode, leg.length_m or 0.0, words) for leg in counted)
    for left, told, ids in _times(event, claims):
        if left < MARGIN * least:
            message = f"{_way(counted, words)} {_time(least)} at least; the report leaves {told}"
            flag = EventFlag(code="implausible_voyage", message=message, claims=ids)
            return structs.replace(event, flags=(*event.flags, flag))
    return event


def _times(
    event: Event, claims: Mapping[str, Claim]
) -> Iterator[tuple[float, str, tuple[str, ...]]]:
    """Seconds that the reports leave for the way, how they say so, and which claims do."""
    for claim in _claims(event, claims):
        words = " ".join(s.text for s in claim.evidence if isinstance(s.text, str))[:WORDS_LENGTH]
        for pattern in _STATED:
            for found in pattern.finditer(words):
                if _COUNTED.search(words[max(0, found.start() - _BEFORE) : found.start()]):
                    continue
                yield _seconds(found), f"{_time(_seconds(found))} ({found[0]!r})", (claim.id,)
        if (left := _between_clocks(event, claim, words)) is not None:
            told = f"{_time(left)} between two times of day, with what the clocks may differ"
            yield left, told, (claim.id,)
        if claim.date and (days := _days_between(claim.date, claim.date_text or "")):
            told = f"{days} days ({' '.join((claim.date_text or '').split())})"
            yield days * SECONDS_PER_DAY, told, (claim.id,)


def _days_between(named: str, text: str) -> int | None:
    """Days of an interval both ends of which are named as days."""
    days = edtf.parse(named).days
    return days if days and days > 1 and len(_DAY.findall(text)) > 1 else None


def _seconds(found: re.Match[str]) -> float:
    number = found["number"].lower()
    return (_NUMBERS.get(number) or float(number)) * _UNITS[found["unit"].lower()]


def _between_clocks(event: Event, claim: Claim, words: str) -> float | None:
    """Seconds between a time of leaving and one of arriving, with what clocks may differ."""
    moments = _MOMENT.findall(claim.date_text or "")
    clocks = _CLOCK.findall(words)
    if len(moments) == 2:
        start, end = (datetime.fromisoformat(text) for text in moments)
    elif len(clocks) == 2 and claim.date and event.start and event.end:
        days = (event.start, event.end)
        start, end = (
            datetime.fromisoformat(f"{day}T{int(hour):02d}:{minute}")
            for day, (hour, minute) in zip(days, clocks, strict=True)
        )
    else:
        return None
    ends = (event.origin, event.destination)
    lons = [place.lon for place in ends if place is not None]
    apart = abs((lons[0] - lons[-1] + 180) % 360 - 180) if lons else 0.0
    left = (end - start).total_seconds()
    slack = (math.ceil(apart / DEGREES_PER_HOUR) + 1) * SECONDS_PER_HOUR
    return left + slack if left > 0 else None


def _way(legs: list[Leg], words: str) -> str:
    """The way in words: "944 km by sea take the fastest ship (29 knots)"."""
    km = sum(leg.length_m or 0.0 for leg in legs) / METRES_PER_KILOMETRE
    modes = list(dict.fromkeys(leg.mode for leg in legs if leg.mode))
    if len(modes) != 1:
        return f"{km:,.0f} km take the fastest carriers"
    return f"{km:,.0f} km by {modes[0]} take the fastest {pace_of(modes[0], words).kind}"


def _time(seconds: float) -> str:
    if seconds < 2 * SECONDS_PER_HOUR:
        return f"{seconds / 60:.0f} minutes"
    if seconds < 2 * SECONDS_PER_DAY:
        return f"{seconds / SECONDS_PER_HOUR:.3g} hours"
    return f"{seconds / SECONDS_PER_DAY:.3g} days"
