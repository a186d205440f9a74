"""One event out of the claims that tell it."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from msgspec import structs

from geomap import edtf
from geomap.codec import digest
from geomap.events.accounts import PRECISE, Account, ends_fit, lost_names
from geomap.events.flags import contradictions, lifted
from geomap.events.goods import are_disputed, is_vague, words_of
from geomap.events.merge import Group
from geomap.events.ranges import count_range, event_date
from geomap.events.summary import summarise
from geomap.events.tolls import tolls
from geomap.records import Claim, Event, Modality, Place, Reading, Status, Vessel

__all__ = ["build_event"]

_RANK: dict[Status, int] = {"confirmed": 3, "asserted": 2, "alleged": 1, "denied": 0}
_ARTICLE = re.compile(r"(?:the|an?)\s+", re.IGNORECASE)
_COPY = "near-duplicate of "  # how a document's note begins that names the one it repeats


def build_event(
    group: Group, *, countries: Mapping[str, str], swept: frozenset[str] = frozenset()
) -> Event:
    """Sum up the claims of one happening without adding anything up.

    `countries` gives names to ISO 3166-1 codes; `swept` names claims whose denial is not flagged
    (see `flags.swept_along`).
    """
    accounts = group.accounts
    claims = [a.claim for a in accounts]
    count = count_range(accounts)
    dated = event_date(accounts)
    span = edtf.parse(dated) if dated else None
    origins = _places(claims, "origin")
    event = Event(
        id="e-" + digest(*sorted(c.id for c in claims)),
        kind=claims[0].kind,
        claims=tuple(c.id for c in claims),
        why_merged="; ".join(group.why) or None,
        what=_what(claims),
        summary="",
        start=span.first.isoformat() if span and span.first else None,
        end=span.last.isoformat() if span and span.last else None,
        date_edtf=dated,
        date_prec=edtf.precision(dated),
        low=count.low,
        best=count.best,
        high=count.high,
        unit=count.unit,
        status=_status(claims),
        modality=_modality(claims),
        claimants=_voices(c.claimant or c.reported_by for c in claims),
        denied_by=_unique(d for c in claims for d in c.denied_by),
        mode=tuple(dict.fromkeys(m for c in claims for m in c.mode)),
        vessels=_vessels(claims),
        weapon=_first(c.weapon for c in claims),
        supplier=_first(c.supplier for c in claims),
        recipient=_first(c.recipient for c in claims),
        attacker=_first(c.attacker for c in claims),
        origin=_first_of(origins),
        destination=_first_of(_places(claims, "destination")),
        via=tuple({v.id: _plain(v) for c in claims for v in c.via}.values()),
        location=_first_of(_places(claims, "location")),
        launch=_first_of(_places(claims, "launch")),
        origins=tuple(o for o in origins[1:] if not ends_fit(o, origins[0])),
        where_prec=min((c.place_precision for c in claims if c.place_precision), default=None),
        documents=_sources([a.reading for a in accounts]),
        flags=(
            *lifted(accounts, swept=swept, countries=countries),
            *contradictions(accounts, origins),
        ),
    )
    lost = tuple(dict.fromkeys(n for a in accounts for n in lost_names(a.claim, a.reading)))
    summary = summarise(event, count, countries=countries, lost=lost)
    return structs.replace(event, summary=summary, **_casualties(accounts))


def _casualties(accounts: Sequence[Account]) -> dict[str, int | None]:
    out = {}
    for what in ("killed", "injured"):
        told = [t.value for t in tolls(accounts, what)]
        upper = [getattr(a.claim.casualties, f"{what}_high", None) for a in accounts]
        out[f"{what}_low"] = min(told, default=None)
        out[f"{what}_high"] = max((*told, *(n for n in upper if n is not None)), default=None)
    return out


def _status(claims: Sequence[Claim]) -> Status:
    """The best standing of what is said to have happened.

    What another claim says did not happen is alleged at most, unless it is confirmed.
    """
    affirmed = [c for c in claims if c.modality != "negated"] or claims
    best = max((c.status for c in affirmed), key=_RANK.__getitem__)
    return "alleged" if len(affirmed) < len(claims) and best == "asserted" else best


def _modality(claims: Sequence[Claim]) -> Modality:
    return next((c.modality for c in claims if c.modality != "negated"), claims[0].modality)


def _what(claims: Sequence[Claim]) -> str:
    """What moved or happened, in the words of the claim that says most; both where disputed."""
    lead = max(claims, key=lambda c: (c.modality != "negated", _detail(c)))
    if lead.kind == "strike":
        return lead.what
    named = [words for c in (lead, *claims) if (words := _goods(c)) and not is_vague(words)]
    other = next((n for n in named if are_disputed(words_of(named[:1]), words_of([n]))), None)
    if other:
        return f"{named[0]} or {other}"
    return named[0] if named else _goods(lead) or lead.what


def _goods(claim: Claim) -> str:
    """The goods of a claim, the counted ones first."""
    items = sorted(claim.items, key=lambda item: item.quantity is None)
    return ", ".join(dict.fromkeys(item.what for item in items))


def _detail(claim: Claim) -> int:
    """How many slots a claim fills."""
    places = (claim.origin, claim.destination, claim.location)
    slots = (*places, claim.date, claim.items, claim.vessels, claim.weapon)
    return sum(map(bool, slots))


# ---- places, ships, sources ----


def _plain(place: Place) -> Place:
    """A place without the span of one mention."""
    return Place(
        id=place.id, name=place.name, lat=place.lat, lon=place.lon,
        country=place.country, kind=place.kind, radius_m=place.radius_m, also=place.also,
    )  # fmt: skip


def _places(claims: Sequence[Claim], slot: str) -> list[Place]:
    """The places of one slot: the precise ones first, then the ones that most claims name."""
    named = [_plain(p) for c in claims if (p := getattr(c, slot)) is not None]
    if len(named) < 2:
        return named
    votes = Counter(p.id for p in named)
    found = {p.id: p for p in named}.values()
    return sorted(found, key=lambda p: (p.kind not in PRECISE, -votes[p.id]))


def _vessels(claims: Sequence[Claim]) -> tuple[Vessel, ...]:
    """Each ship once, with its number where any claim states it."""
    told: dict[str, Vessel] = {}
    for vessel in (v for c in claims for v in c.vessels):
        known = told.get(vessel.name.casefold(), vessel)
        shouted = known.name.isupper() and not vessel.name.isupper()
        name = vessel.name if shouted else known.name  # "VILMA" of a list is the "Vilma" of a text
        told[vessel.name.casefold()] = Vessel(name=name, imo=known.imo or vessel.imo)
    return tuple(told.values())


def _sources(readings: Sequence[Reading]) -> tuple[str, ...]:
    """Documents that tell the event; a copy of another one does not count again."""
    ids = {r.id for r in readings}
    copied = {
        r.id
        for r in readings
        for note in r.notes
        if note.startswith(_COPY) and note.removeprefix(_COPY) in ids
    }
    return tuple(dict.fromkeys(r.id for r in readings if r.id not in copied))


def _voices(names: Iterable[str | None]) -> tuple[str, ...]:
    """Who says so, each once: "a port agent" of a text is the "port agent" of a table."""
    kept: dict[str, str] = {}
    for name in names:
        if name:
            kept.setdefault(_without_article(name), name)
    return tuple(kept.values())


def _without_article(name: str) -> str:
    article = _ARTICLE.match(name)
    return (name[article.end() :] if article else name).casefold()


def _unique(values: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(v for v in values if v))


def _first(values: Iterable[str | None]) -> str | None:
    return next((v for v in values if v), None)


def _first_of(places: Sequence[Place]) -> Place | None:
    return places[0] if places else None
