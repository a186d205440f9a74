"""What a reader must know before trusting an event: the list of flags, and where claims differ."""

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from geomap.events.accounts import PRECISE, Account, ends_fit, gap_days, is_code, is_namesake
from geomap.events.goods import are_disputed
from geomap.events.ranges import agree
from geomap.events.tolls import disputed
from geomap.records import Bound, Claim, EventFlag, Place, Quantity, Reading
from geomap.text import in_words

__all__ = ["FLAGS", "bounded", "contradictions", "lifted", "swept_along"]

NAMED = 3  # voices that a message names on each side
SIDES = 5  # versions that a message tells
FEW_DENIED = 2  # claims that a denial may answer and still be aimed at each of them
_BOUNDS: Mapping[Bound, str] = MappingProxyType(
    {"exact": "", "approx": "about ", "min": "at least ", "max": "up to "}
)

FLAGS: Mapping[str, str] = MappingProxyType(
    {
        # raised by one claim, from its own words or cells
        "stated_country_conflict": "the text puts a place in another country than the gazetteer",
        "position_conflict": "the coordinates of a row lie far from the place that it names",
        "unresolved_place": "a name of a place was not found in the gazetteer",
        "other_places": "the row names more places than the claim has room for",
        "impossible_date": "the day does not exist; the date is left empty",
        "weekday_conflict": "the weekday and the date that stand together do not agree",
        "date_after_telling": "told as done, and dated after the day on which it was told",
        "unreadable_date": "a date could not be read; it is left empty",
        "date_order_assumed": "day and month may be swapped; no date of the table tells",
        "year_assumed": "a date of a row has no year; that of the table's other dates is taken",
        "unreadable_mode": "a cell names no mode of transport that is known; it is left empty",
        "unreadable_number": "a number could not be read; it is left empty",
        "shared_count": "one number is given for several places together",
        "headline_body_conflict": "the headline and the text give different numbers",
        "interdicted": "the cargo was stopped on its way and did not arrive",
        "denied": "somebody denies it; who is named",
        # raised where claims of one event, or events, are held against one another
        "count_conflict": "claims give different counts of the same goods",
        "casualty_conflict": "claims give different numbers of dead or injured",
        "date_conflict": "claims of one happening, or two cells of a row, give dates that differ",
        "origin_conflict": "claims name different places of loading",
        "place_conflict": "claims of one voyage send it to different places, or to namesakes",
        "attacker_conflict": "claims of one strike blame different sides",
        "cargo_disputed": "claims differ on what was carried, or on whether anything was",
        "vessel_alias": "one ship under two names; its IMO number or the text says so",
        "implausible_voyage": "the way is too long for the time that the reports give",
        "track_conflict": "the observed track of the ship has her elsewhere in those days",
    }
)


def lifted(
    accounts: Sequence[Account], *, swept: frozenset[str], countries: Mapping[str, str]
) -> Iterator[EventFlag]:
    """Flags of the claims and their denials, each told once with the claims that raise it.

    `swept` names claims that are denied only along with others (see `swept_along`): their
    events list the denial in `denied_by`, without a flag. `countries` gives names to codes.
    """
    raised: dict[tuple[str, str], list[str]] = defaultdict(list)
    for account in accounts:
        for flag in account.claim.flags:
            raised[flag.code, flag.message].append(account.claim.id)
    for (code, message), ids in raised.items():
        yield EventFlag(code=code, message=message, claims=tuple(dict.fromkeys(ids)))
    quoted = swept | {i for (code, _), ids in raised.items() if code == "denied" for i in ids}
    denying = [a for a in accounts if a.claim.denied_by and a.claim.id not in quoted]
    if denying:
        sides: dict[str, list[str]] = defaultdict(list)
        for account in denying:
            who = in_words([countries.get(d, d) for d in account.claim.denied_by])
            sides[who].append(account.title)
        told = " and ".join(f"{who} (in {_some(where)})" for who, where in sides.items())
        ids = [a.claim.id for a in denying]
        yield EventFlag(code="denied", message=f"denied by {told}", claims=tuple(ids))


def swept_along(readings: Iterable[Reading]) -> frozenset[str]:
    """Ids of claims that a sweeping denial covers along with the main one of their document.

    "Tehran denies any transfer" answers all that a report tells; it is flagged where it is
    aimed, on what the report tells first, and noted on the rest.
    """
    swept: set[str] = set()
    for reading in readings:
        covered: dict[object, list[Claim]] = defaultdict(list)  # by where the denial begins
        for claim in reading.claims if reading.table is None else ():
            for span in claim.denial_evidence:
                covered[span.start].append(claim)
        aimed = {
            claim.id
            for claims in covered.values()
            for claim in (claims if len(claims) <= FEW_DENIED else claims[:1])
        }
        swept.update(c.id for claims in covered.values() for c in claims if c.id not in aimed)
    return frozenset(swept)


def contradictions(accounts: Sequence[Account], origins: Sequence[Place]) -> Iterator[EventFlag]:
    """Where the claims of one event do not agree; both sides are kept."""
    if len(accounts) < 2:
        return
    found = (
        _origins(accounts, origins),
        _namesakes(accounts),
        _attackers(accounts),
        _cargo(accounts),
        _dates(accounts),
        _casualties(accounts),
        _counts(accounts),
    )
    ids = tuple(a.claim.id for a in accounts)
    for code, message in filter(None, found):
        yield EventFlag(code=code, message=message, claims=ids)


def _origins(accounts: Sequence[Account], origins: Sequence[Place]) -> tuple[str, str] | None:
    precise = [o for o in origins if o.kind in PRECISE]
    if all(ends_fit(precise[0], o) for o in precise[1:]):
        return None
    named = {o.id: o.name for o in precise}
    told = [(a, named.get(o.id)) for a in accounts if (o := a.claim.origin) is not None]
    return "origin_conflict", f"loaded at {_versus(_sides(t for t in told if t[1]))}"


def _namesakes(accounts: Sequence[Account]) -> tuple[str, str] | None:
    told = [(a, p) for a in accounts if (p := a.claim.destination) is not None]
    if not any(is_namesake(told[0][1], p) for _, p in told[1:]):
        return None
    return "place_conflict", _versus(_sides((a, f"{p.name} in {p.country}") for a, p in told))


def _attackers(accounts: Sequence[Account]) -> tuple[str, str] | None:
    blamed = _sides((a, who) for a in accounts if (who := a.claim.attacker) and is_code(who))
    return ("attacker_conflict", f"blamed on {_versus(blamed)}") if len(blamed) > 1 else None


def _cargo(accounts: Sequence[Account]) -> tuple[str, str] | None:
    if {a.claim.modality for a in accounts} >= {"occurred", "negated"}:
        sides = _sides(
            (a, "it did not happen" if a.claim.modality == "negated" else "it happened")
            for a in accounts
        )
        code = "denied" if accounts[0].claim.kind == "strike" else "cargo_disputed"
        return code, _versus(sides)
    told = [a for a in accounts if a.goods]
    if accounts[0].claim.kind == "strike" or not told:
        return None
    if not any(are_disputed(told[0].goods, a.goods) for a in told[1:]):
        return None
    goods = _sides((a, ", ".join(i.what for i in a.claim.items)) for a in told)
    return "cargo_disputed", _versus(goods)


def _dates(accounts: Sequence[Account]) -> tuple[str, str] | None:
    days = [a for a in accounts if a.one_day]
    if accounts[0].claim.kind != "strike" or not any(gap_days(days[0], a) for a in days[1:]):
        return None
    return "date_conflict", _versus(_sides((a, a.claim.date) for a in days))


def _casualties(accounts: Sequence[Account]) -> tuple[str, str] | None:
    """Dead or injured on which the sides do not agree; a toll that rises is a series."""
    told = [
        f"{what}: {_versus(_sides((t.account, t.words) for t in found))}"
        for what, found in disputed(accounts).items()
    ]
    return ("casualty_conflict", "; ".join(told)) if told else None


def _counts(accounts: Sequence[Account]) -> tuple[str, str] | None:
    """Counts of one unit behind which no one number can stand."""
    units: dict[str, list[Account]] = defaultdict(list)
    for account in accounts:
        if account.count is not None and account.claim.modality != "negated":
            units[account.count.unit or ""].append(account)
    told = []
    for unit, counted in units.items():
        if not agree([a.count for a in counted if a.count]):
            sides = _sides((a, bounded(a.count)) for a in counted if a.count)
            told.append(f"{unit or 'counts'}: {_versus(sides)}")
    return ("count_conflict", "; ".join(told)) if told else None


def bounded(count: Quantity) -> str:
    """A count in figures with its bound: "at least 200".

    >>> bounded(Quantity(value=9e3, bound="approx", unit=None, low=None, high=None, text=""))
    'about 9,000'
    """
    return f"{_BOUNDS[count.bound]}{count.value or 0:,.10g}"


def _sides(told: Iterable[tuple[Account, str | None]]) -> dict[str, list[str]]:
    """Who says what, in the order told."""
    sides: dict[str, list[str]] = defaultdict(list)
    for account, value in told:
        sides[value or ""].append(account.voice)
    return sides


def _versus(sides: Mapping[str, Sequence[str]]) -> str:
    """One line: "14 (doctors in “Shells on the camp”) or 31 (the committee in “A week on”)"."""
    told = [f"{value} ({_some(who)})" for value, who in itertools.islice(sides.items(), SIDES)]
    more = f" or {len(sides) - SIDES} other versions" if len(sides) > SIDES else ""
    return " or ".join(told) + more


def _some(names: Sequence[str]) -> str:
    """The first names, each once, and how many more there are."""
    each = list(dict.fromkeys(names))
    more = f" and {len(each) - NAMED} more" if len(each) > NAMED else ""
    return ", ".join(each[:NAMED]) + more
