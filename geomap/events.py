"""Claims to events: one happening told by one or more claims; no text is read here.

Claims are compared with the few events that share a ship, a pair of ends or a place and a month
with them, never all with all. An event takes a claim only if it fits every claim that the event
already has. Quantities of several claims give a range; running totals become series; what does
not agree is flagged and kept.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from geomap import edtf
from geomap.codec import digest
from geomap.geo import great_circle_m
from geomap.records import (
    Claim,
    Event,
    EventFlag,
    MentionedPlace,
    Movement,
    Place,
    Quantity,
    Reading,
    Series,
    SeriesPoint,
    Status,
    Vessel,
)

__all__ = ["Merged", "merge_claims"]

SAME_COUNT = 0.1  # two counts this share apart are one count, differently rounded
SAME_SPOT_M = 15_000.0  # a depot and its town, an airport and its city
VOYAGE_DAYS = 10  # a ship's loading and its arrival, told with one date each
CROWD = 60  # events of one key that a claim is compared with, the newest: keeps work linear
_PRECISE = frozenset("city port rail_crossing airbase airport depot facility village".split())
_RANK: dict[Status, int] = {"confirmed": 3, "asserted": 2, "alleged": 1, "denied": 0}


@dataclass(frozen=True)
class Merged:
    """What merging gives."""

    events: tuple[Event, ...]
    series: tuple[Series, ...]
    movements: tuple[Movement, ...]


@dataclass
class _Happening:
    """An event while claims are still coming in."""

    claims: list[Claim]
    documents: list[Reading]
    why: list[str] = field(default_factory=list)


def merge_claims(readings: Sequence[Reading]) -> Merged:
    """Events, running totals and movements of all documents."""
    index: dict[tuple[str, ...], list[_Happening]] = defaultdict(list)
    happenings: list[_Happening] = []
    for reading in sorted(readings, key=lambda r: (r.published or "9999", r.id)):
        for claim in reading.claims:
            keys = list(_keys(claim))
            home, why = _home(claim, reading, keys, index)
            if home is None:
                home = _Happening([], [])
                happenings.append(home)
            else:
                home.why.append(why)
            home.claims.append(claim)
            home.documents.append(reading)
            for key in keys:
                if not index[key] or index[key][-1] is not home:
                    index[key].append(home)
    events = [_event(h) for h in happenings]
    series = _series(events, happenings)
    events = _flag_series(events, series)
    events.sort(key=lambda e: (e.start or e.end or "9999", e.id))
    return Merged(tuple(events), tuple(series), tuple(_movements(events, happenings)))


# ---- which claims tell one happening ----


def _keys(claim: Claim) -> Iterator[tuple[str, ...]]:
    """Keys under which the same happening would be found."""
    if claim.kind == "strike":
        for vessel in claim.vessels:
            yield ("hit", vessel.name.casefold())
        if claim.location is not None:
            # cells of half a degree: 55 km at most, the neighbours that matter share a corner
            lat, lon = round(claim.location.lat * 2), round(claim.location.lon * 2)
            for day in _days(claim.date):
                yield ("strike", str(lat), str(lon), day)
            if claim.date is None:
                yield ("strike", str(lat), str(lon), "undated")
        return
    for vessel in claim.vessels:
        yield ("ship", vessel.name.casefold())
    yield ("ends", _where(claim.origin), _where(claim.destination))
    count = _counted(claim)
    if count and claim.supplier and claim.recipient:
        yield ("count", claim.supplier, claim.recipient, f"{count.value:.2g}")


def _days(text: str | None) -> list[str]:
    """Days of a short interval, months of a longer one."""
    if text is None:
        return []
    span = edtf.parse(text)
    first, last = span.first or span.last, span.last or span.first
    if first is None or last is None or (last - first).days > 31:
        return [f"{(first or last or date.min):%Y-%m}"]
    return [(first + timedelta(days=n)).isoformat() for n in range((last - first).days + 1)]


def _where(place: Place | None) -> str:
    return place.id if place else ""


def _home(
    claim: Claim,
    reading: Reading,
    keys: Iterable[tuple[str, ...]],
    index: dict[tuple[str, ...], list[_Happening]],
) -> tuple[_Happening | None, str]:
    """The event that a claim belongs to, and why; none if it tells something new.

    It must tell the same as one of the event's claims and conflict with none of them.
    """
    for key in keys:
        for happening in reversed(index[key][-CROWD:]):
            if any(_conflict(claim, other) for other in happening.claims):
                continue
            reasons = [
                _same(claim, other, one_document=reading is document)
                for other, document in zip(happening.claims, happening.documents, strict=True)
            ]
            told = next((reason for reason in reasons if reason), None)
            if told:
                return happening, told
    return None, ""


def _conflict(a: Claim, b: Claim) -> bool:
    """Whether two claims cannot tell one happening."""
    if a.kind != b.kind or not _modalities_fit(a, b):
        return True
    if _ships(a) and _ships(b) and not _ships(a) & _ships(b):
        return True
    if a.kind == "strike":
        apart = a.location and b.location and not _one_spot(a.location, b.location)
        return bool(apart and not _ships(a) & _ships(b))
    if not _ends_fit(a.destination, b.destination):
        return True
    if not _ends_fit(a.origin, b.origin) and not _ships(a) & _ships(b):
        return True
    count_a, count_b = _counted(a), _counted(b)
    if count_a and count_b and count_a.unit == count_b.unit:
        return not _close(count_a.value, count_b.value)
    return bool(a.date and b.date) and not _dates_near(a.date, b.date, VOYAGE_DAYS)


def _same(a: Claim, b: Claim, *, one_document: bool) -> str | None:
    """Why two claims tell one happening, or None if they do not."""
    if a.kind != b.kind or not _modalities_fit(a, b):
        return None
    return _same_strike(a, b) if a.kind == "strike" else _same_transfer(a, b, one_document)


def _modalities_fit(a: Claim, b: Claim) -> bool:
    happened = {"occurred", "negated"}
    return a.modality == b.modality or {a.modality, b.modality} <= happened


def _same_strike(a: Claim, b: Claim) -> str | None:
    ships = _ships(a) & _ships(b)
    if ships and (a.date is None or b.date is None or edtf.overlaps(a.date, b.date)):
        return f"the same ship was hit: {', '.join(sorted(ships))}"
    if _ships(a) and _ships(b):
        return None
    if a.location is None or b.location is None or not _one_spot(a.location, b.location):
        return None
    if a.date is None or b.date is None:
        return None
    if max(a.date_prec or 5, b.date_prec or 5) > 3 or not edtf.overlaps(a.date, b.date):
        return None
    return f"the same place on the same day: {b.location.name}, {b.date}"


def _one_spot(a: Place, b: Place) -> bool:
    if a.id == b.id:
        return True
    precise = a.kind in _PRECISE and b.kind in _PRECISE
    return precise and great_circle_m((a.lon, a.lat), (b.lon, b.lat)) <= SAME_SPOT_M


def _ships(claim: Claim) -> set[str]:
    return {v.name.casefold() for v in claim.vessels}


def _same_transfer(a: Claim, b: Claim, one_document: bool) -> str | None:  # noqa: FBT001
    if not _ends_fit(a.destination, b.destination):
        return None
    ships = _ships(a) & _ships(b)
    if ships:
        if _ends_fit(a.origin, b.origin) or (a.destination and b.destination):
            near = _dates_near(a.date, b.date, VOYAGE_DAYS)
            return f"the same ship at the same time: {', '.join(sorted(ships))}" if near else None
        return None
    if _ships(a) and _ships(b):
        return None
    count_a, count_b = _counted(a), _counted(b)
    if not _ends_fit(a.origin, b.origin):
        return None
    wide = _wide(a.origin, a.destination) or _wide(b.origin, b.destination)
    if count_a and count_b:
        same = count_a.unit == count_b.unit and _close(count_a.value, count_b.value)
        if same and (_dates_near(a.date, b.date, 0) or not (a.date and b.date)):
            return f"the same count between the same places: {count_b.text}"
        return None
    if wide or one_document or (count_a is None) != (count_b is None):
        return None
    if a.date and b.date and edtf.overlaps(a.date, b.date) and set(a.mode) & set(b.mode):
        both = {_where(a.origin), _where(a.destination)} == {
            _where(b.origin),
            _where(b.destination),
        }
        return "the same ends, mode and time" if both else None
    return None


def _wide(*places: Place | None) -> bool:
    return any(p is None or p.kind not in _PRECISE for p in places)


def _ends_fit(a: MentionedPlace | None, b: MentionedPlace | None) -> bool:
    """Whether two ends can be one: the same, one unsaid, or one around the other."""
    if a is None or b is None or a.id == b.id or _one_spot(a, b):
        return True
    return a.country == b.country and "country" in {a.kind, b.kind}


def _dates_near(a: str | None, b: str | None, days: int) -> bool:
    if a is None or b is None:
        return False
    if edtf.overlaps(a, b):
        return True
    x, y = edtf.parse(a), edtf.parse(b)
    gaps = [
        (second - first).days
        for first, second in ((x.last, y.first), (y.last, x.first))
        if first is not None and second is not None and second > first
    ]
    return bool(gaps) and min(gaps) <= days


def _close(a: float | None, b: float | None) -> bool:
    return a is not None and b is not None and abs(a - b) <= SAME_COUNT * max(abs(a), abs(b))


def _counted(claim: Claim) -> Quantity | None:
    """The first stated count of a claim."""
    return next(
        (i.quantity for i in claim.items if i.quantity and i.quantity.value is not None), None
    )


# ---- one event ----


def _event(happening: _Happening) -> Event:
    """Sum up the claims of one happening without adding anything up."""
    claims = happening.claims
    lead = max(claims, key=lambda c: (_detail(c), c.id))
    dated = _date_of(claims)
    span = edtf.parse(dated) if dated else None
    low, best, high, unit = _range(claims)
    origins = _places(claims, "origin")
    occurred = [c for c in claims if c.modality == lead.modality] or claims
    real = any(c.modality == "occurred" for c in claims)
    event = Event(
        id="e-" + digest(*sorted(c.id for c in claims)),
        kind=lead.kind,
        claims=tuple(c.id for c in claims),
        why_merged="; ".join(dict.fromkeys(happening.why)) or None,
        what=lead.what,
        summary="",
        start=span.first.isoformat() if span and span.first else None,
        end=span.last.isoformat() if span and span.last else None,
        date_edtf=dated,
        date_prec=edtf.precision(dated) if dated else None,
        low=low,
        best=best,
        high=high,
        unit=unit,
        killed_low=_least(c.casualties.killed for c in claims if c.casualties),
        killed_high=_most(c.casualties.killed for c in claims if c.casualties),
        injured_low=_least(c.casualties.injured for c in claims if c.casualties),
        injured_high=_most(c.casualties.injured for c in claims if c.casualties),
        status=max((c.status for c in occurred), key=_RANK.__getitem__),
        modality="occurred" if real else lead.modality,
        claimants=_unique(c.claimant or c.reported_by for c in claims),
        denied_by=_unique(d for c in claims for d in c.denied_by),
        mode=tuple(dict.fromkeys(m for c in claims for m in c.mode)),
        vessels=_vessels(claims),
        weapon=next((c.weapon for c in claims if c.weapon), None),
        supplier=_first(c.supplier for c in claims),
        recipient=_first(c.recipient for c in claims),
        attacker=_first(c.attacker for c in claims),
        origin=origins[0] if origins else None,
        destination=next(iter(_places(claims, "destination")), None),
        via=tuple({v.id: _plain(v) for c in claims for v in c.via}.values()),
        location=next(iter(_places(claims, "location")), None),
        launch=next(iter(_places(claims, "launch")), None),
        origins=tuple(o for o in origins[1:] if not _one_spot(o, origins[0])),
        where_prec=min((c.place_precision for c in claims if c.place_precision), default=None),
        documents=_sources(happening.documents),
        flags=tuple(_flags(claims, origins)),
    )
    from msgspec import structs

    return structs.replace(event, summary=summarise(event))


def _detail(claim: Claim) -> int:
    """How much a claim says: the fullest one gives the event its words."""
    slots = (
        claim.origin,
        claim.destination,
        claim.location,
        claim.date,
        claim.items,
        claim.vessels,
    )
    return 2 * (claim.modality == "occurred") + sum(bool(s) for s in slots)


def _plain(place: Place) -> Place:
    """A place without the span of one mention."""
    return Place(
        id=place.id, name=place.name, lat=place.lat, lon=place.lon,
        country=place.country, kind=place.kind, radius_m=place.radius_m,
    )  # fmt: skip


def _places(claims: Sequence[Claim], slot: str) -> list[Place]:
    """The places of one slot over all claims, the precise ones first."""
    found = {p.id: _plain(p) for c in claims if (p := getattr(c, slot)) is not None}
    return sorted(found.values(), key=lambda p: p.kind not in _PRECISE)


def _unique(values: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(v for v in values if v))


def _first(values: Iterable[str | None]) -> str | None:
    return next((v for v in values if v), None)


def _least(values: Iterable[int | None]) -> int | None:
    return min((v for v in values if v is not None), default=None)


def _most(values: Iterable[int | None]) -> int | None:
    return max((v for v in values if v is not None), default=None)


def _vessels(claims: Sequence[Claim]) -> tuple[Vessel, ...]:
    names = {v.name: v for c in claims for v in reversed(c.vessels)}
    return tuple(Vessel(name=v.name, imo=v.imo) for v in names.values())


def _sources(documents: Sequence[Reading]) -> tuple[str, ...]:
    """Documents that tell the event; a copy of another one does not count again."""
    ids = {d.id for d in documents}
    copies = {
        d.id
        for d in documents
        for note in d.notes
        if note.startswith("near-duplicate of ") and note.rsplit(" ", 1)[-1] in ids
    }
    return tuple(dict.fromkeys(d.id for d in documents if d.id not in copies))


def _date_of(claims: Sequence[Claim]) -> str | None:
    """The most precise date; claims of something that happened before others."""
    dated = [c for c in claims if c.date]
    if not dated:
        return None
    return min(dated, key=lambda c: (c.modality != "occurred", c.date_prec or 9, c.id)).date


def _range(
    claims: Sequence[Claim],
) -> tuple[float | None, float | None, float | None, str | None]:
    """(low, best, high, unit) over the claims; never a sum.

    `best` is what the latest claim states. A minimum leaves `high` open, a maximum `low`.
    """
    counts = [(c.said or "", q) for c in claims if (q := _counted(c))]
    if not counts:
        return None, None, None, None
    counts.sort(key=lambda pair: pair[0])
    unit = counts[-1][1].unit
    same = [q for _, q in counts if q.unit == unit]
    lows = [x for q in same if (x := q.low if q.low is not None else _floor(q)) is not None]
    highs = [x for q in same if (x := q.high if q.high is not None else _ceiling(q)) is not None]
    open_above = all(q.bound == "min" for q in same)
    open_below = all(q.bound == "max" for q in same)
    return (
        None if open_below else min(lows, default=None),
        same[-1].value,
        None if open_above else max(highs, default=None),
        unit,
    )


def _floor(quantity: Quantity) -> float | None:
    return None if quantity.bound == "max" else quantity.value


def _ceiling(quantity: Quantity) -> float | None:
    return None if quantity.bound == "min" else quantity.value


# ---- contradictions ----


def _flags(claims: Sequence[Claim], origins: Sequence[Place]) -> Iterator[EventFlag]:
    """What a reader must know: flags of the claims, and where claims disagree."""
    lifted: dict[tuple[str, str], list[str]] = defaultdict(list)
    for claim in claims:
        for flag in claim.flags:
            lifted[flag.code, flag.message].append(claim.id)
    for (code, message), ids in lifted.items():
        yield EventFlag(code=code, message=message, claims=tuple(dict.fromkeys(ids)))
    denied = [c.id for c in claims if c.denied_by]
    if denied:
        who = ", ".join(_unique(d for c in claims for d in c.denied_by))
        yield EventFlag(code="denied", message=f"denied by {who}", claims=tuple(denied))
    yield from _disagreements(claims, origins)


def _disagreements(claims: Sequence[Claim], origins: Sequence[Place]) -> Iterator[EventFlag]:
    ids = tuple(c.id for c in claims)
    precise = [o for o in origins if o.kind in _PRECISE]
    if len(precise) > 1 and not all(_one_spot(precise[0], o) for o in precise[1:]):
        names = " or ".join(o.name for o in precise)
        yield EventFlag(code="origin_conflict", message=f"loaded at {names}", claims=ids)
    if {c.modality for c in claims} >= {"occurred", "negated"}:
        message = "one side says it happened, another that there is no evidence or that it did not"
        yield EventFlag(code="cargo_disputed", message=message, claims=ids)
    for what in ("killed", "injured"):
        told = sorted(
            {n for c in claims if c.casualties and (n := getattr(c.casualties, what)) is not None}
        )
        if len(told) > 1:
            message = f"{what}: {' or '.join(map(str, told))}"
            yield EventFlag(code="casualty_conflict", message=message, claims=ids)
    counts = {q.value for c in claims if (q := _counted(c)) and q.bound in {"exact", "approx"}}
    values = sorted(v for v in counts if v is not None)
    if values and not _close(values[0], values[-1]):
        message = f"counts differ: {values[0]:g} to {values[-1]:g}"
        yield EventFlag(code="count_conflict", message=message, claims=ids)


# ---- running totals ----


def _series(events: Sequence[Event], happenings: Sequence[_Happening]) -> list[Series]:
    """Totals of one flow told with different counts, in order of the day they stand for."""
    groups: dict[tuple[str, str, str], list[tuple[SeriesPoint, str]]] = defaultdict(list)
    for event, happening in zip(events, happenings, strict=True):
        if event.kind != "transfer" or event.modality != "occurred":
            continue
        for claim, document in zip(happening.claims, happening.documents, strict=True):
            count = _counted(claim)
            total = claim.cumulative or (
                _wide(claim.origin, claim.destination) and not claim.vessels
            )
            if not (count and count.unit and total and claim.supplier and claim.recipient):
                continue
            point = SeriesPoint(
                event=event.id,
                as_of=_as_of(claim, document),
                value=count.value or 0.0,
                bound=count.bound,
                claimant=claim.claimant or claim.reported_by,
            )
            groups[claim.supplier, claim.recipient, count.unit].append((point, event.what))
    out = []
    for (supplier, recipient, unit), told in sorted(groups.items()):
        points = sorted((p for p, _ in told), key=lambda p: (p.as_of or "9999", p.value, p.event))
        if len({p.value for p in points}) < 2 or len({p.event for p in points}) < 2:
            continue
        out.append(
            Series(
                id="s-" + digest(supplier, recipient, unit),
                what=f"{unit}, {supplier} to {recipient}",
                unit=unit,
                points=tuple(points),
            )
        )
    return out


def _as_of(claim: Claim, document: Reading) -> str | None:
    """The day a total stands for: its interval's end, else when it was said."""
    span = edtf.parse(claim.date) if claim.date else None
    if span and span.last and span.first != span.last:
        return span.last.isoformat()
    return claim.said or document.published


def _flag_series(events: list[Event], series: Sequence[Series]) -> list[Event]:
    """Flag totals of one flow and month on which claimants differ."""
    from msgspec import structs

    conflicts: dict[str, str] = {}
    for one in series:
        months: dict[str, list[SeriesPoint]] = defaultdict(list)
        for point in one.points:
            months[(point.as_of or "")[:7]].append(point)
        for month, points in months.items():
            values = sorted(p.value for p in points)
            who = {p.claimant for p in points}
            if month and len(who) > 1 and not _close(values[0], values[-1]):
                told = "; ".join(f"{p.value:g} ({p.claimant or 'unnamed'})" for p in points)
                conflicts.update({p.event: f"totals for {month} differ: {told}" for p in points})
    return [
        structs.replace(
            e,
            flags=(
                *e.flags,
                EventFlag(code="count_conflict", message=conflicts[e.id], claims=e.claims),
            ),
        )
        if e.id in conflicts
        else e
        for e in events
    ]


# ---- movements ----


def _movements(events: Sequence[Event], happenings: Sequence[_Happening]) -> Iterator[Movement]:
    """Chains of legs: one ends where the next begins, told by one document, not earlier."""
    del happenings
    starts: dict[str, list[Event]] = defaultdict(list)
    legs = [
        e for e in events
        if e.kind == "transfer" and e.modality in {"occurred", "planned"} and e.origin and e.destination
    ]  # fmt: skip
    for event in legs:
        if event.origin and event.origin.kind in _PRECISE:
            starts[event.origin.id].append(event)
    onward: dict[str, Event] = {}
    reached: set[str] = set()
    for event in legs:
        if event.destination is None:
            continue
        for following in starts.get(event.destination.id, [])[:CROWD]:
            if (
                following.id != event.id
                and following.id not in reached
                and set(following.documents) & set(event.documents)
                and following.destination
                and event.origin
                and following.destination.id != event.origin.id
                and not _earlier(following, event)
            ):
                onward[event.id] = following
                reached.add(following.id)
                break
    for event in legs:
        if event.id in onward and event.id not in reached:
            chain = [event]
            while chain[-1].id in onward and len(chain) < CROWD:
                chain.append(onward[chain[-1].id])
            ids = tuple(e.id for e in chain)
            yield Movement(id="m-" + digest(*ids), legs=ids)


def _earlier(a: Event, b: Event) -> bool:
    """Whether `a` surely ended before `b` began."""
    return bool(a.end and b.start and a.end < b.start)


# ---- words ----


def summarise(event: Event) -> str:
    """One line about an event, from its slots alone."""
    if event.kind == "strike":
        target = event.location.name if event.location else None
        ships = ", ".join(v.name for v in event.vessels)
        parts = [f"{event.weapon or 'Strike'} on {ships or target or 'an unnamed place'}"]
        if ships and target:
            parts.append(target)
        if event.attacker:
            parts.append(f"by {event.attacker}")
    else:
        parts = [f"{_amount(event)}{event.what}"]
        start = event.origin.name if event.origin else "unnamed origin"
        end = event.destination.name if event.destination else "unnamed destination"
        parts.append(f"{start} → {end}")
        if event.mode:
            parts.append("by " + " and ".join(event.mode))
    if event.modality != "occurred":
        parts.append(event.modality)
    if event.date_edtf:
        parts.append(event.date_edtf)
    line = ", ".join(parts)
    return line[:1].upper() + line[1:]


def _amount(event: Event) -> str:
    if event.best is None:
        return ""
    number = f"{event.best:,.0f}"
    sign = "≥ " if event.high is None and event.low is not None else ""
    sign = "≤ " if event.low is None and event.high is not None else sign
    unit = event.unit or ""
    return f"{sign}{number} {unit}: " if unit and unit not in event.what else f"{sign}{number} "
