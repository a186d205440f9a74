"""What only the whole document tells: the main flow, the country under attack."""

from collections import Counter
from datetime import date as Date  # noqa: N812 (the type, beside many things called date)

import msgspec

from geomap import edtf
from geomap.claims import lexicon
from geomap.claims.context import Names, stand_for
from geomap.claims.drafts import WATERS
from geomap.claims.precision import PLACE_PRECISION
from geomap.claims.targets import SPOTS_AT_SEA
from geomap.claims.told import Told
from geomap.geo import apart_m
from geomap.records import Claim, MentionedPlace, Reason

__all__ = ["complete_by_main_flow", "mark_background", "name_attackers", "place_barrages"]

# A report on one campaign spans months; what is older than these days than its newest claim, or
# than ten years at all, is told as history (judged on the development reports).
PASSING_DAYS = 300
HISTORY_DAYS = 3650
_SAME_WATERS_M = 1_000_000.0  # ships hit nearer than this are hit in one campaign, off one coast
# where armed groups that are not the state's own hold ground or fire across borders
_HELD_BY_MANY = {home for _, _, home in lexicon.GROUPS if home not in {None, "RU"}} | frozenset(
    "BF NE CF CM TD MZ SS HT EG KE ER TR UG BI".split()
)


def complete_by_main_flow(told: list[Told], names: Names) -> None:
    """Give a transfer without a getter the one that this document names for the same giver."""
    flows = Counter(
        (t.claim.supplier, t.claim.recipient)
        for t in told
        if t.claim.supplier and t.claim.recipient and t.claim.modality == "occurred"
    )
    for item in told:
        claim = item.claim
        if claim.plover == "COOPERATE":
            continue  # who buys one load of grain does not buy all of it
        if claim.kind != "transfer" or claim.recipient or claim.destination or not claim.supplier:
            continue
        if claim.origin is None or claim.origin.kind != "country":
            continue
        ends = [pair for pair, _ in flows.most_common() if pair[0] == claim.supplier]
        place = names.country(ends[0][1]) if ends and ends[0][1] else None
        if place is not None:
            item.claim = msgspec.structs.replace(
                claim,
                recipient=ends[0][1],
                destination=stand_for(place, None),
                reasons=(
                    *claim.reasons,
                    Reason(slot="destination", rule="the document's main flow", score=0.4),
                ),
            )


def place_barrages(told: list[Told], names: Names) -> list[Told]:
    """Put a barrage without a stated target on the country that the document tells was struck.

    Where no single country stands out, the claim has no place and is dropped; one whose target
    has a name that the gazetteer lacks is kept without a place, as its flag says.
    """
    struck = Counter(
        t.claim.location.country
        for t in told
        if t.claim.kind == "strike" and t.claim.location and t.claim.location.country
    )
    out = []
    for item in told:
        claim = item.claim
        barrage = claim.kind == "strike" and claim.location is None and not claim.vessels
        if barrage and not any(f.code == "unresolved_place" for f in claim.flags):
            others = [c for c, _ in struck.most_common() if c != claim.attacker]
            place = names.country(others[0]) if others else None
            if place is None:
                continue
            reason = Reason(slot="location", rule="the country struck in this document", score=0.4)
            item.claim = msgspec.structs.replace(
                claim,
                location=stand_for(place, None),
                place_precision=PLACE_PRECISION["country"],
                reasons=(*claim.reasons, reason),
            )
        out.append(item)
    return out


def name_attackers(told: list[Told], text: str) -> None:
    """Name who struck where the sentence does not: from the launch place, from the other strikes.

    A weapon fired from another country comes from the armed group of that country that the
    document names, or from the state; but where armed groups hold ground, of "rockets fired from
    Lebanon" alone nobody can say who fired them, unless the state is told to strike. A strike
    without an attacker is the one's that alone is told to strike the same country, unless that is
    at home there: in a war within a country either side strikes it.
    """
    _name_by_launch(told, text)
    strikers: dict[str | None, set[str]] = {}
    at_sea: list[tuple[MentionedPlace, str]] = []
    for item in told:
        claim = item.claim
        if claim.kind == "strike" and claim.attacker and claim.modality != "negated":
            strikers.setdefault(_struck(claim), set()).add(claim.attacker)
            if (spot := _spot_at_sea(claim)) is not None:
                at_sea.append((spot, claim.attacker))
    for item in told:
        claim = item.claim
        others = strikers.get(_struck(claim), set()) if claim.location else set()
        if (spot := _spot_at_sea(claim)) is not None:
            others = {who for there, who in at_sea if apart_m(there, spot) < _SAME_WATERS_M}
        others = {who for who in others if _home(who) != _struck(claim)}
        if claim.kind == "strike" and not claim.attacker and len(others) == 1:
            _name_attacker(item, min(others), "who else struck the same country here", 0.4)


def _name_by_launch(told: list[Told], text: str) -> None:
    """Name who struck by where the weapon was fired from, where that tells it."""
    named = {t.claim.attacker for t in told if t.claim.kind == "strike"}
    for item in told:
        claim = item.claim
        launch, place = claim.launch, claim.location
        if claim.kind != "strike" or claim.attacker or not (launch and launch.country):
            continue
        if place is None or place.country not in {None, launch.country}:
            who = _who_fires_from(launch.country, text)
            if who is None and launch.country in named:
                who = launch.country
            if who is not None:
                _name_attacker(item, who, "who holds the place of launch", 0.6)


def _who_fires_from(country: str, text: str) -> str | None:
    """The armed group of a country that a text names, or the state where no other fires from it."""
    for group, named, home in lexicon.GROUPS:
        if home == country and named.search(text):
            return group
    return None if country in _HELD_BY_MANY else country


def _struck(claim: Claim) -> str | None:
    """Country or sea in which a strike hit."""
    place = claim.location
    return (place.country or place.id) if place else None


def _spot_at_sea(claim: Claim) -> MentionedPlace | None:
    """Where something was hit at sea: in a sea; a ship off a coast or at a distance from a town."""
    place = claim.location
    if place is None or place.kind in WATERS:
        return place
    return place if claim.vessels and place.id.startswith(SPOTS_AT_SEA) else None


def _home(attacker: str) -> str | None:
    """Country of an armed group, None where it has no single one; a state is its own."""
    return next((home for group, _, home in lexicon.GROUPS if group == attacker), attacker)


def _name_attacker(item: Told, attacker: str, rule: str, score: float) -> None:
    reason = Reason(slot="attacker", rule=rule, score=score)
    item.claim = msgspec.structs.replace(
        item.claim, attacker=attacker, reasons=(*item.claim.reasons, reason)
    )


def mark_background(told: list[Told], published: str | None) -> None:
    """Mark history told in passing: long before the newest claim, or before the document."""
    days = [last for t in told if (last := _last_day(t.claim.date))]
    newest = max(days, default=None)
    issued = Date.fromisoformat(published) if published else newest
    for item in told:
        day = _last_day(item.claim.date)
        if day is None or newest is None or issued is None:
            continue
        if (newest - day).days > PASSING_DAYS or (issued - day).days > HISTORY_DAYS:
            item.claim = msgspec.structs.replace(item.claim, background=True)


def _last_day(date: str | None) -> Date | None:
    return edtf.parse(date).last if date else None
