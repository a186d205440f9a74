"""Claims that tell one happening, gathered; work grows linearly with the claims.

Claims meet under keys (a ship, a place and a day, two ends, a count); under each they are put in
order of time and each is compared with the few that follow. The strongest links are joined first,
and two groups are joined only if no claim of the one contradicts a claim of the other: the order
in which documents were read plays no part.
"""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from geomap.events.accounts import Account, cells, gap_days, names_of
from geomap.events.matching import BACK_REFERENCE, FEW, Link, conflict, link

__all__ = ["Group", "group_accounts"]

NEIGHBOURS = 20  # claims of one key that each is compared with, the next ones in time
WITNESSES = 8  # different accounts of a group that are held against those of another
LONGEST_DAYS = 7  # a date of more days is looked up by its months
LONGEST_MONTHS = 4
UNKNOWN_GAP = 99  # days, for the order alone: after every link whose days are known

Key = tuple[str, ...]
Pair = tuple[int, int, int, int, Link]  # order of strength, days apart, two numbers, the link


@dataclass
class Group:
    """Accounts of one happening, in order, and why they are together."""

    accounts: list[Account]
    why: dict[str, None] = field(default_factory=dict)  # in order, each reason once


def group_accounts(accounts: Sequence[Account]) -> list[Group]:
    """Every account in exactly one group, in the order of their first accounts."""
    groups = {a.number: Group([a]) for a in accounts}
    home = {a.number: a.number for a in accounts}
    for _, _, x, y, found in _links(accounts):
        left, right = home[x], home[y]
        if left == right or _contradict(groups[left], groups[right]):
            continue
        # the smaller into the larger, or thousands of accounts of one strike cost their square
        if len(groups[left].accounts) < len(groups[right].accounts):
            left, right = right, left
        absorbed = groups.pop(right)
        groups[left].accounts.extend(absorbed.accounts)
        groups[left].why.update(dict.fromkeys([*absorbed.why, found.why]))
        for account in absorbed.accounts:
            home[account.number] = left
    for group in groups.values():
        group.accounts.sort(key=lambda a: a.number)
    return sorted(groups.values(), key=lambda group: group.accounts[0].number)


def _contradict(a: Group, b: Group) -> bool:
    return any(conflict(x, y) for x in a.accounts[:WITNESSES] for y in b.accounts[:WITNESSES])


def _links(accounts: Sequence[Account]) -> list[Pair]:
    """Pairs that tell one happening, the strongest first, then the nearest in time."""
    meeting: dict[Key, list[Account]] = defaultdict(list)
    lost = frozenset().union(*(a.lost for a in accounts))
    for account in accounts:
        for key in dict.fromkeys((*_keys(account), *_name_keys(account, lost))):
            meeting[key].append(account)
    seen: set[int] = set()
    links = []
    for met in meeting.values():
        for a, b in _pairs(met):
            pair = a.number * len(accounts) + b.number
            if pair in seen:
                continue
            seen.add(pair)
            if found := link(a, b):
                gap = gap_days(a, b)
                apart = UNKNOWN_GAP if gap is None else gap
                links.append((-found.strength, apart, a.number, b.number, found))
    links = _unambiguous(links, {a.number: a for a in accounts})
    links.sort(key=lambda one: one[:4])
    return links


def _pairs(met: list[Account]) -> Iterator[tuple[Account, Account]]:
    """Each claim of one key with the next ones in time; rows of one table never meet."""
    met.sort(key=lambda a: (a.around, a.number))
    following = _next_of_others(met)
    for place, one in enumerate(met):
        listed = one.reading.table is not None
        start = following[place] if listed else place + 1
        for other in met[start : start + NEIGHBOURS]:
            if not (listed and other.reading is one.reading):
                yield (one, other) if one.number < other.number else (other, one)


def _next_of_others(met: Sequence[Account]) -> list[int]:
    """Where, behind each claim, the next claim of another document stands."""
    following = [len(met)] * len(met)
    for place in range(len(met) - 2, -1, -1):
        other = met[place + 1].reading is not met[place].reading
        following[place] = place + 1 if other else following[place + 1]
    return following


def _unambiguous(links: list[Pair], accounts: Mapping[int, Account]) -> list[Pair]:
    """Leave out claims without a day that could tell of more than one day."""
    days: dict[int, set[int]] = defaultdict(set)
    for *_, a, b, found in links:
        if found.strength == BACK_REFERENCE:
            loose, dated = (b, a) if accounts[a].closed else (a, b)
            days[loose].add(accounts[dated].first)
    return [
        one for one in links
        if one[-1].strength != BACK_REFERENCE or max(len(days[n]) for n in one[2:4]) < 2
    ]  # fmt: skip


# ---- where the same happening would be found ----


def _keys(account: Account) -> Iterator[Key]:
    for ship in account.ships:
        yield (account.claim.kind, "ship", ship)
    yield from _strike_keys(account) if account.claim.kind == "strike" else _way_keys(account)


def _name_keys(account: Account, lost: frozenset[str]) -> Iterator[Key]:
    """Where a strike on a place that the gazetteer lacks meets others that name that place."""
    if lost and account.claim.kind == "strike":
        for name in sorted(names_of(account) & lost):
            yield from (("name", name, day) for day in _days(account))


def _strike_keys(account: Account) -> Iterator[Key]:
    place, toll = account.claim.location, account.claim.casualties
    if place is None:
        return
    for cell in cells(place):
        for day in _days(account):
            yield ("strike", cell, day)
        yield ("report", account.reading.id, cell)
        for what in ("killed", "injured"):
            if toll is not None and (number := getattr(toll, what)):
                yield (what, cell, str(number))


def _way_keys(account: Account) -> Iterator[Key]:
    claim = account.claim
    if claim.origin and claim.destination:
        yield ("way", claim.origin.id, claim.destination.id)
    if account.count and (account.count.value or 0) >= FEW:
        # steps of a tenth; a count stands on its own step and on the next one, so that two
        # counts less than a step apart meet
        step = int(math.log(account.count.value or 1) / math.log(1.1))
        for n in (step, step + 1):
            yield ("count", claim.supplier or "", claim.recipient or "", str(n))
    for side, place in (("from", claim.origin), ("to", claim.destination)):
        if place is not None and place.country is not None:
            for day in _days(account):
                yield (side, place.country, day)


def _days(account: Account) -> Iterator[str]:
    """Each day of a short date, each month of a longer one; nothing where an end is open."""
    if not account.closed:
        return
    if account.days <= LONGEST_DAYS:
        slack = int(account.doubted)
        yield from (str(n) for n in range(account.first - slack, account.last + 1 + slack))
    else:
        months = range(account.first // 30, account.last // 30 + 1)
        yield from (f"month {n}" for n in months[:LONGEST_MONTHS])
