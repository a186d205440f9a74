"""What a reader must know before trusting an event: the list of flags, and where claims differ."""

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from geomap.events.accounts import PRECISE, Account, ends_fit, gap_days, is_namesake
from geomap.events.goods import are_disputed
from geomap.events.matching import close
from geomap.events.ranges import tolls
from geomap.records import EventFlag, Place

__all__ = ["FLAGS", "contradictions", "lifted"]

NAMED = 4  # claimants that a message names on each side

FLAGS: Mapping[str, str] = MappingProxyType(
    {
        # raised by one claim, from its own words or cells
        "stated_country_conflict": "the text puts a place in another country than the gazetteer",
        "position_conflict": "the coordinates of a row lie far from the place that it names",
        "unresolved_place": "a name of a place was not found in the gazetteer",
        "other_places": "the row names more places than the claim has room for",
        "impossible_date": "the day does not exist; the date is left empty",
        "weekday_conflict": "the weekday and the date that stand together do not agree",
        "unreadable_date": "a date could not be read; it is left empty",
        "date_order_assumed": "day and month may be swapped; no date of the table tells",
        "unreadable_number": "a number could not be read; it is left empty",
        "shared_count": "one number is given for several places together",
        "headline_body_conflict": "the headline and the text give different numbers",
        "interdicted": "the cargo was stopped on its way and did not arrive",
        "denied": "somebody denies it; who is named",
        # raised where claims of one event, or events, are held against one another
        "count_conflict": "claims give different counts of the same goods",
        "casualty_conflict": "claims give different numbers of dead or injured",
        "toll_updated": "the number of dead or injured rose from day to day; the latest counts",
        "date_conflict": "claims of one happening, or two cells of a row, give dates that differ",
        "origin_conflict": "claims name different places of loading",
        "place_conflict": "claims mean different places that have the same name",
        "attacker_conflict": "claims of one strike blame different sides",
        "cargo_disputed": "claims differ on what was carried, or on whether anything was",
        "vessel_alias": "one ship under two names; its IMO number or the text says so",
        "implausible_voyage": "the ship could not have been at two places in the time given",
        "contains_others": "told as one for several days that are also told one by one",
    }
)


def lifted(accounts: Sequence[Account]) -> Iterator[EventFlag]:
    """Flags of the claims and their denials, each told once with the claims that raise it."""
    raised: dict[tuple[str, str], list[str]] = defaultdict(list)
    for account in accounts:
        for flag in account.claim.flags:
            raised[flag.code, flag.message].append(account.claim.id)
    for (code, message), ids in raised.items():
        yield EventFlag(code=code, message=message, claims=tuple(dict.fromkeys(ids)))
    quoted = {i for (code, _), ids in raised.items() if code == "denied" for i in ids}
    denying = [a.claim for a in accounts if a.claim.denied_by and a.claim.id not in quoted]
    if denying:
        who = ", ".join(dict.fromkeys(d for c in denying for d in c.denied_by))
        ids = [c.id for c in denying]
        yield EventFlag(code="denied", message=f"denied by {who}", claims=tuple(ids))


def contradictions(accounts: Sequence[Account], origins: Sequence[Place]) -> Iterator[EventFlag]:
    """Where the claims of one event do not agree; both sides are kept."""
    if len(accounts) < 2:
        return
    found = (
        _origins(origins),
        _namesakes(accounts),
        _attackers(accounts),
        _cargo(accounts),
        _dates(accounts),
        *(_toll(accounts, what) for what in ("killed", "injured")),
        *_counts(accounts),
    )
    ids = tuple(a.claim.id for a in accounts)
    for code, message in filter(None, found):
        yield EventFlag(code=code, message=message, claims=ids)


def _origins(origins: Sequence[Place]) -> tuple[str, str] | None:
    precise = [o for o in origins if o.kind in PRECISE]
    if all(ends_fit(precise[0], o) for o in precise[1:]):
        return None
    return "origin_conflict", "loaded at " + " or ".join(o.name for o in precise)


def _namesakes(accounts: Sequence[Account]) -> tuple[str, str] | None:
    places = {p.id: p for a in accounts if (p := a.claim.destination) is not None}
    one, *others = places.values() if places else (None,)
    other = next((p for p in others if is_namesake(one, p)), None)
    if one is None or other is None:
        return None
    return "place_conflict", f"{one.name} in {one.country} or {other.name} in {other.country}"


def _attackers(accounts: Sequence[Account]) -> tuple[str, str] | None:
    blamed = _sides((a, a.claim.attacker) for a in accounts if _is_code(a.claim.attacker))
    return ("attacker_conflict", f"blamed on {_versus(blamed)}") if len(blamed) > 1 else None


def _is_code(actor: str | None) -> bool:
    return actor is not None and len(actor) == 2 and actor.isupper()


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


def _toll(accounts: Sequence[Account], what: str) -> tuple[str, str] | None:
    """Dead or injured: a toll that rises from day to day is news, any other difference is not."""
    told = tolls(accounts, what)
    if len({t.value for t in told}) < 2:
        return None
    rising = all(
        a.value == b.value or (a.value < b.value and "" < a.told < b.told)
        for a, b in itertools.pairwise(told)
    )
    if rising:
        steps = dict.fromkeys(t.value for t in told)
        return "toll_updated", f"{what}: " + ", then ".join(map(str, steps))
    sides: dict[str, list[str]] = defaultdict(list)
    for toll in told:
        sides[str(toll.value)].append(toll.claimant)
    return "casualty_conflict", f"{what}: {_versus(sides)}"


def _counts(accounts: Sequence[Account]) -> Iterator[tuple[str, str]]:
    units: dict[str, list[Account]] = defaultdict(list)
    for account in accounts:
        if account.count is not None and account.count.bound in {"exact", "approx"}:
            units[account.count.unit or ""].append(account)
    for unit, told in units.items():
        values = sorted(a.count.value for a in told if a.count and a.count.value is not None)
        if values and not close(values[0], values[-1]):
            sides = _sides((a, f"{a.count.value:,.10g}" if a.count else "") for a in told)
            yield "count_conflict", f"{unit or 'counts'}: {_versus(sides)}"


def _sides(told: Iterable[tuple[Account, str | None]]) -> dict[str, list[str]]:
    """Who says what, in the order told."""
    sides: dict[str, list[str]] = defaultdict(list)
    for account, value in told:
        who = account.claim.claimant or account.claim.reported_by or account.reading.id
        sides[value or ""].append(who)
    return sides


def _versus(sides: Mapping[str, Sequence[str]]) -> str:
    """One line: "14 (doctors) or 31 (the committee)"."""
    return " or ".join(f"{value} ({_some(who)})" for value, who in sides.items())


def _some(names: Sequence[str]) -> str:
    """The first names, each once, and how many more there are."""
    each = list(dict.fromkeys(names))
    more = f" and {len(each) - NAMED} more" if len(each) > NAMED else ""
    return ", ".join(each[:NAMED]) + more
