"""How well one reading agrees with another: mentions, places, dates, events and their slots.

Both are files as `geomap extract --format jsonl` writes them; the first is taken for the truth.
"""

import bisect
import functools
import statistics
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple, TypeAlias

import msgspec

from geomap import edtf
from geomap.errors import DateError, SourceError
from geomap.geo import great_circle_m
from geomap.text import fold

__all__ = ["Measure", "Said", "read_said", "score"]

# A place within 161 km (100 miles) counts as found: the measure of the geoparsing literature
# (Gritta et al., "A pragmatic guide to geoparsing evaluation", 2020).
NEAR_M = 161_000.0
SAME_M = 25_000.0  # places of claims: UCDP's "near"; or the gold place's own radius, if wider
WIDEST_M = 300_000.0  # ... up to this: a point in Siberia is not all of Russia
SAME_SHARE = 0.01  # by which two counts may differ


class SaidPlace(msgspec.Struct, frozen=True):
    """A place of either file."""

    lat: float
    lon: float
    id: str | None = None
    kind: str | None = None
    country: str | None = None
    radius_m: float = 0.0


class SaidSpan(msgspec.Struct, frozen=True):
    """A mention, a date or a piece of evidence: offsets, or the row of a table."""

    start: int | None = None
    end: int | None = None
    row: int | None = None
    column: str | None = None
    place: SaidPlace | None = None
    edtf: str | None = None


class SaidQuantity(msgspec.Struct, frozen=True):
    """A count and how firmly it is told."""

    value: float | None = None
    bound: str | None = None


class SaidItem(msgspec.Struct, frozen=True):
    """Goods."""

    what: str = ""
    quantity: SaidQuantity | None = None


class SaidVessel(msgspec.Struct, frozen=True):
    """A ship."""

    name: str


class SaidClaim(msgspec.Struct, frozen=True):
    """What a document says happened; unknown is None or empty."""

    kind: str
    evidence: tuple[SaidSpan, ...] = ()
    items: tuple[SaidItem, ...] = ()
    mode: tuple[str, ...] = ()
    vessels: tuple[SaidVessel, ...] = ()
    origin: SaidPlace | None = None
    destination: SaidPlace | None = None
    via: tuple[SaidPlace, ...] = ()
    location: SaidPlace | None = None
    launch: SaidPlace | None = None
    weapon: str | None = None
    casualties: dict[str, int | None] | None = None
    supplier: str | None = None
    recipient: str | None = None
    attacker: str | None = None
    date: str | None = None
    claimant: str | None = None
    status: str | None = None
    modality: str | None = None
    denied_by: tuple[str, ...] = ()


class Said(msgspec.Struct, frozen=True):
    """One document of either file; what scoring does not look at is left out."""

    id: str
    mentions: tuple[SaidSpan, ...] = ()
    dates: tuple[SaidSpan, ...] = ()
    claims: tuple[SaidClaim, ...] = ()


class Measure(msgspec.Struct, frozen=True, kw_only=True):
    """How often one thing was right, of how many that were told and how many there are.

    The shares are None where there is nothing to divide by: no answer is not a zero.
    """

    name: str
    right: int
    predicted: int
    gold: int
    precision: float | None = None
    recall: float | None = None
    f1: float | None = None
    median_error_m: float | None = None  # of places: between the two answers to one mention
    mean_error_m: float | None = None


def read_said(data: bytes, *, name: str) -> tuple[Said, ...]:
    """Decode a file of one JSON object a line; `name` is what an error calls it.

    Raises
    ------
    SourceError
        A line is no such object, or two have the same id; the message names line and path.
    """
    decoder = msgspec.json.Decoder(Said)
    found: dict[str, Said] = {}
    for number, line in enumerate(data.split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            said = decoder.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            message = (
                f"{name}, line {number}: {error}. "
                "Give files as `geomap extract --format jsonl` writes them."
            )
            raise SourceError(message) from error
        if said.id in found:
            message = f"{name}, line {number}: the id {said.id!r} is there twice; keep one"
            raise SourceError(message)
        found[said.id] = said
    if not found:
        message = f"{name}: no documents in it; `geomap extract --format jsonl` writes them"
        raise SourceError(message)
    return tuple(found.values())


def score(gold: Iterable[Said], predicted: Iterable[Said]) -> tuple[Measure, ...]:
    """Measure how well `predicted` agrees with `gold`, over all documents of `gold`.

    A mention, a date or an event is found where its span overlaps one of the gold's, one to one,
    the widest overlap first; events must be of one kind too. A place is right within 161 km, a
    date where it names the same interval. Slots are compared where both tell of the event; of
    one that neither fills nothing is counted.

    Parameters
    ----------
    gold, predicted
        Documents, told apart by their ids. One that `predicted` lacks counts as empty; one that
        `gold` lacks does not count.

    Returns
    -------
    tuple of Measure
        mentions, places, dates, events, then `slot:<name>` for each slot that either fills.
    """
    tallies: dict[str, _Tally] = {}
    errors: list[float] = []
    told = {said.id: said for said in predicted}
    for true in gold:
        _score_document(true, told.get(true.id, Said(id=true.id)), tallies, errors)
    return tuple(_measure(name, tally, errors) for name, tally in tallies.items())


class _Tally:
    """Counts of one measure."""

    def __init__(self) -> None:
        self.right = self.predicted = self.gold = 0

    def add(self, *, right: int, predicted: int, gold: int) -> None:
        self.right += right
        self.predicted += predicted
        self.gold += gold


def _measure(name: str, tally: _Tally, errors: list[float]) -> Measure:
    precision = tally.right / tally.predicted if tally.predicted else None
    recall = tally.right / tally.gold if tally.gold else None
    both = tally.predicted + tally.gold
    far = errors if name == "places" else []
    return Measure(
        name=name, right=tally.right, predicted=tally.predicted, gold=tally.gold,
        precision=precision, recall=recall, f1=2 * tally.right / both if both else None,
        median_error_m=round(statistics.median(far)) if far else None,
        mean_error_m=round(statistics.fmean(far)) if far else None,
    )  # fmt: skip


def _score_document(
    gold: Said, predicted: Said, tallies: dict[str, _Tally], errors: list[float]
) -> None:
    def add(name: str, right: int, told: int, true: int) -> None:
        tallies.setdefault(name, _Tally()).add(right=right, predicted=told, gold=true)

    pairs = _pairs([[m] for m in gold.mentions], [[m] for m in predicted.mentions])
    add("mentions", len(pairs), len(predicted.mentions), len(gold.mentions))
    gaps = [
        _gap(one.place, other.place)
        for one, other in ((gold.mentions[i], predicted.mentions[j]) for i, j in pairs)
        if one.place and other.place
    ]
    errors += gaps
    placed = [sum(m.place is not None for m in said.mentions) for said in (predicted, gold)]
    add("places", sum(gap <= NEAR_M for gap in gaps), *placed)
    pairs = _pairs([[d] for d in gold.dates], [[d] for d in predicted.dates])
    dated = [sum(d.edtf is not None for d in said.dates) for said in (predicted, gold)]
    same = sum(_same_date(gold.dates[i].edtf, predicted.dates[j].edtf) for i, j in pairs)
    add("dates", same, *dated)
    claims = _pairs(
        [c.evidence for c in gold.claims],
        [c.evidence for c in predicted.claims],
        fits=lambda i, j: gold.claims[i].kind == predicted.claims[j].kind,
    )
    add("events", len(claims), len(predicted.claims), len(gold.claims))
    for slot, same_slot in _SLOTS.items():
        for i, j in claims:
            one, other = getattr(gold.claims[i], slot), getattr(predicted.claims[j], slot)
            if one or other:
                right = bool(one and other and same_slot(one, other))
                add(f"slot:{slot}", right, bool(other), bool(one))


# ---- which belongs to which ----

_Key: TypeAlias = tuple[int | None, str | None]


class _Spot(NamedTuple):
    start: int
    end: int
    owner: int


def _spots(owners: Sequence[Sequence[SaidSpan]]) -> dict[_Key, list[_Spot]]:
    """Spans by the cell that they lie in (prose is one cell), in order; a row alone is one spot."""
    out: dict[_Key, list[_Spot]] = {}
    for owner, spans in enumerate(owners):
        for span in spans:
            if span.start is not None and span.end is not None:
                spot = _Spot(span.start, span.end, owner)
                out.setdefault((span.row, span.column), []).append(spot)
            elif span.row is not None:
                out.setdefault((span.row, span.column), []).append(_Spot(0, 1, owner))
    return {key: sorted(spots) for key, spots in out.items()}


def _pairs(
    gold: Sequence[Sequence[SaidSpan]],
    predicted: Sequence[Sequence[SaidSpan]],
    *,
    fits: Callable[[int, int], bool] = lambda _i, _j: True,
) -> list[tuple[int, int]]:
    """Pairs whose spans overlap, one to one, the widest overlap first."""
    known = _spots(predicted)
    shared: dict[tuple[int, int], int] = {}
    for key, spots in _spots(gold).items():
        for first, second, width in _overlaps(spots, known.get(key, [])):
            if fits(first, second):
                shared[first, second] = shared.get((first, second), 0) + width
    out: list[tuple[int, int]] = []
    taken: tuple[set[int], set[int]] = (set(), set())
    for first, second in sorted(shared, key=lambda pair: (-shared[pair], pair)):
        if first not in taken[0] and second not in taken[1]:
            out.append((first, second))
            taken[0].add(first)
            taken[1].add(second)
    return sorted(out)


def _overlaps(gold: list[_Spot], predicted: list[_Spot]) -> Iterator[tuple[int, int, int]]:
    """Owners of every two spots that overlap, and by how much; both lists are in order."""
    starts = [spot.start for spot in predicted]
    longest = max((spot.end - spot.start for spot in predicted), default=0)
    for one in gold:
        first = bisect.bisect_left(starts, one.start - longest)
        last = bisect.bisect_left(starts, one.end)
        for other in predicted[first:last]:
            width = min(one.end, other.end) - max(one.start, other.start)
            if width > 0:
                yield one.owner, other.owner, width


# ---- whether two answers agree ----


def _gap(one: SaidPlace, other: SaidPlace) -> float:
    if one.id is not None and one.id == other.id:
        return 0.0
    return great_circle_m((one.lon, one.lat), (other.lon, other.lat))


def _same_place(one: SaidPlace, other: SaidPlace) -> bool:
    if one.kind == other.kind == "country" and one.country and other.country:
        return one.country == other.country
    return _gap(one, other) <= min(WIDEST_M, max(SAME_M, one.radius_m))


def _same_places(one: Sequence[SaidPlace], other: Sequence[SaidPlace]) -> bool:
    return len(one) == len(other) and all(map(_same_place, one, other))


@functools.lru_cache(maxsize=65_536)
def _same_date(one: str | None, other: str | None) -> bool:
    if one is None or other is None:
        return False
    try:
        first, second = edtf.parse(one), edtf.parse(other)
    except DateError:
        return one == other
    return (first.first, first.last) == (second.first, second.last)


def _same_items(one: Sequence[SaidItem], other: Sequence[SaidItem]) -> bool:
    """Whether the counts agree: goods have too many names to be compared by them."""
    return all(map(_same_count, one, other)) and len(one) == len(other)


def _same_count(one: SaidItem, other: SaidItem) -> bool:
    a, b = one.quantity, other.quantity
    if a is None or b is None or a.value is None or b.value is None:
        return (a is None or a.value is None) and (b is None or b.value is None)
    return abs(a.value - b.value) <= SAME_SHARE * abs(a.value) and a.bound == b.bound


def _same_words(one: str, other: str) -> bool:
    """Whether one text holds the other: "the White House", "The White House (United States)"."""
    a, b = fold(one), fold(other)
    return a in b or b in a


def _same_names(one: Sequence[Any], other: Sequence[Any]) -> bool:
    names = [{fold(getattr(n, "name", n)) for n in side} for side in (one, other)]
    return names[0] == names[1]


def _equal(one: object, other: object) -> bool:
    return one == other


_SLOTS: dict[str, Callable[[Any, Any], bool]] = {
    "items": _same_items,
    "mode": _same_names,
    "vessels": _same_names,
    "origin": _same_place,
    "destination": _same_place,
    "via": _same_places,
    "location": _same_place,
    "launch": _same_place,
    "weapon": _same_words,
    "casualties": _equal,
    "supplier": _equal,
    "recipient": _equal,
    "attacker": _equal,
    "date": _same_date,
    "claimant": _same_words,
    "status": _equal,
    "modality": _equal,
    "denied_by": _same_names,
}
