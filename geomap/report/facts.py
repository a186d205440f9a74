"""What a report says, as plain values that a template can show.

Texts from documents are made one line without characters that steer a reader's machine; numbers
of several events are never added up.
"""

import math
import re
from collections.abc import Iterable, Sequence
from pathlib import PurePath
from typing import Any
from urllib.parse import urlsplit

from geomap import __version__
from geomap.basemap import country_names
from geomap.credits import credits_of
from geomap.figures import totals_of
from geomap.records import DOUBTFUL, Atlas, Claim, Event, Place, Reading
from geomap.text import visible

__all__ = ["facts_of", "plain", "web_link"]

Facts = dict[str, Any]

LONGEST_TEXT = 600
LONGEST_QUOTE = 300
LARGEST_SHOWN = 6  # of the largest single quantities
# "KN-23", "S-300", "9K720": a maker's or an army's letter code
_DESIGNATION = re.compile(
    r"\b(?=[A-Za-z0-9-]{0,14}\d)(?=[A-Za-z0-9-]{0,14}[A-Z])[A-Za-z0-9]{1,10}(?:-[A-Za-z0-9]{1,8}){0,2}\b"
)
_KIND_WORDS = {"transfer": "transfer", "strike": "strike"}
_MODALITY = {
    "planned": "planned",
    "negotiating": "being negotiated",
    "hypothetical": "hypothetical",
    "negated": "said not to have happened",
}

METHOD = """\
geomap read each report by itself: places by a gazetteer and a language model, dates and \
quantities by rules, claims by the grammar of their sentences.
Claims that tell of the same happening were merged into one event. Where they disagree, the range \
and a flag are kept.
Quantities of different events or reports were never added up. A running total is given as it was \
told.
Lines are plausible routes computed over sea, railways, roads or great circles, or direct lines, \
and not tracks, unless a track is named as observed.""".splitlines()
LIMITS = """\
A report repeats what its sources say; nothing here was checked against the world.
Reading by machine misses events and makes mistakes: read the quoted words before you rely on a \
line of this report.
The place of a wide area (a country, a sea) is where its name is written, not where anything \
happened.""".splitlines()


def plain(text: object, length: int = LONGEST_TEXT) -> str:
    r"""Text on one line without control characters, cut to a length.

    >>> plain("a\x00b\n\u202ec")
    'a b c'
    """
    line = visible(str(text)[: 4 * length])
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"


def web_link(url: str | None) -> str | None:
    """An address that may be linked: http or https, without what could end a link early.

    >>> web_link("https://news.example/a b"), web_link("javascript:alert(1)")
    ('https://news.example/a%20b', None)
    """
    if not url or len(url) > 2000 or not url.isprintable():
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme.lower() not in {"http", "https"} or not parts.hostname:
        return None
    escaped = {" ": "%20", '"': "%22", "'": "%27", "<": "%3C", ">": "%3E", "(": "%28", ")": "%29",
               "\\": "%5C", "`": "%60", "|": "%7C", "[": "%5B", "]": "%5D", "{": "%7B",
               "}": "%7D", "*": "%2A", "$": "%24"}  # fmt: skip
    return "".join(escaped.get(char, char) for char in url)


def facts_of(atlas: Atlas, *, title: str, author: str | None = None) -> Facts:
    """All that a template of a report can show, by name (README, "Reports")."""
    numbers = {document.id: n for n, document in enumerate(atlas.documents, start=1)}
    claims = {claim.id: claim for document in atlas.documents for claim in document.claims}
    told = _Telling(numbers, claims)
    occurred = sorted((e for e in atlas.events if e.modality == "occurred"), key=_order)
    others = sorted((e for e in atlas.events if e.modality != "occurred"), key=_order)
    days = sorted(day for event in occurred for day in (event.start, event.end) if day)
    return {
        "title": plain(title),
        "author": plain(author) if author else None,
        "period": {"start": days[0], "end": days[-1]} if days else None,
        "key_numbers": _key_numbers(atlas, occurred, told),
        "chronology": [told.entry(event) for event in occurred],
        "transfers": [told.transfer(event) for event in occurred if event.kind == "transfer"],
        "strikes": [told.strike(event) for event in occurred if event.kind == "strike"],
        "not_occurred": [
            told.entry(event) | {"modality": _MODALITY[event.modality]} for event in others
        ],
        "flags": [flag for event in (*occurred, *others) for flag in told.flags(event)],
        "sources": [_source(document, numbers[document.id]) for document in atlas.documents],
        "method": list(METHOD),
        "limits": list(LIMITS),
        "credits": [*credits_of(atlas), "Background: Natural Earth (public domain)."],
        "made_with": {
            "geomap": plain(atlas.made_with.get("geomap") or __version__, 40),
            "gazetteer": plain(atlas.made_with.get("gazetteer") or "", 80),
        },
    }


def _order(event: Event) -> tuple[str, str]:
    return event.start or event.end or "9999", event.id


def _source(document: Reading, number: int) -> Facts:
    return {
        "n": number,
        "title": plain(document.title or document.id),
        "publisher": plain(document.publisher) if document.publisher else None,
        "date": document.published,
        "url": web_link(document.url),
        "file": plain(PurePath(document.source.replace("\\", "/")).name),
        "notes": [plain(note) for note in document.notes],
    }


def _date(edtf: str | None) -> str | None:
    """A date as people read it.

    >>> _date("2023-09/2023-12"), _date("../2024-01-08"), _date("2023-08/.."), _date("2024~")
    ('2023-09 to 2023-12', 'by 2024-01-08', 'since 2023-08', 'about 2024')
    """
    if not edtf:
        return None
    first, slash, last = edtf.partition("/")
    told = [f"about {day[:-1]}" if day.endswith("~") else day for day in (first, last)]
    if not slash:
        return plain(told[0])
    if first in ("", ".."):
        return plain(f"by {told[1]}")
    return plain(f"since {told[0]}" if last in ("", "..") else " to ".join(told))


def _number(value: float) -> str:
    """A number as people write it.

    >>> _number(11000.0), _number(2.5)
    ('11,000', '2.5')
    """
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.12g}"


def _range(low: float | None, high: float | None, best: float | None = None) -> str | None:
    """A number or its range: "10 to 14", "at least 10", "at most 14"."""
    low, best, high = (v if v is None or math.isfinite(v) else None for v in (low, best, high))
    if low is None and high is None:
        return None if best is None else _number(best)
    if low is None or high is None:
        known = low if low is not None else high
        if known is None or best not in (None, known):
            return _number(best) if best is not None else None
        return f"{'at least' if high is None else 'at most'} {_number(known)}"
    return _number(low) if low == high else f"{_number(low)} to {_number(high)}"


class _Telling:
    """Events as rows, with the numbers of the reports that tell them."""

    def __init__(self, numbers: dict[str, int], claims: dict[str, Claim]) -> None:
        self.numbers = numbers
        self.claims = claims
        self.countries = country_names()

    def sources(self, events: Iterable[Event]) -> list[int]:
        """Numbers of the reports, in order."""
        return sorted({self.numbers[d] for e in events for d in e.documents if d in self.numbers})

    def party(self, code: str | None) -> str | None:
        """A country by its name, or what stands in its place."""
        return None if code is None else plain(self.countries.get(code, code), 80)

    def place(self, place: Place | None) -> str | None:
        """A place with its country."""
        if place is None:
            return None
        country = self.countries.get(place.country or "")
        return plain(
            f"{place.name}, {country}" if country and country != place.name else place.name
        )

    def entry(self, event: Event) -> Facts:
        """An event as a line of the chronology."""
        where = event.location or event.destination or event.origin
        return {
            "id": event.id,
            "kind": _KIND_WORDS[event.kind],
            "date": _date(event.date_edtf),
            "place": self.place(where),
            "summary": plain(event.summary or event.what),
            "quantity": self.quantity(event),
            "unit": plain(event.unit, 60) if event.unit else None,
            "status": event.status,
            "who": [plain(name, 120) for name in event.claimants],
            "denied_by": [self.party(name) for name in event.denied_by],
            "quote": self.quote(event),
            "sources": self.sources([event]),
            "n_flags": len(event.flags),
        }

    def quantity(self, event: Event) -> str | None:
        """How much, as a range; "about" where the reports say no more than that."""
        told = _range(event.low, event.high, event.best)
        claims = (self.claims[c] for c in event.claims if c in self.claims)
        stated = [i.quantity for claim in claims for i in claim.items if i.quantity]
        bounds = {q.bound for q in stated if q.value == event.best}
        return (
            f"about {told}" if bounds == {"approx"} and told == _number(event.best or 0) else told
        )

    def quote(self, event: Event) -> str | None:
        """The first words of a source that tell the event."""
        for claim in (self.claims[c] for c in event.claims if c in self.claims):
            for span in claim.evidence:
                if isinstance(span.text, str) and span.text.strip():
                    return plain(span.text, LONGEST_QUOTE)
        return None

    def transfer(self, event: Event) -> Facts:
        """A transfer in the columns of the SIPRI register of transfers."""
        named = dict.fromkeys(_DESIGNATION.findall(f"{event.weapon or ''} {event.what}"))
        years = sorted({day[:4] for day in (event.start, event.end) if day})
        return {
            "id": event.id,
            "supplier": self.party(event.supplier),
            "recipient": self.party(event.recipient),
            "designation": plain("; ".join(named), 120) or None,
            "description": plain(event.what, 200),
            "number": self.quantity(event),
            "unit": plain(event.unit, 60) if event.unit else None,
            "years": "-".join(dict.fromkeys((years[0], years[-1]))) if years else None,
            "status": event.status,
            "comments": self.comments(event),
            "sources": self.sources([event]),
        }

    def comments(self, event: Event) -> str:
        """Way, ships, date, claimants and denials in a few words."""
        ends = [self.place(p) for p in (event.origin, *event.via, event.destination) if p]
        parts = [
            " → ".join(filter(None, ends)),
            f"by {' and '.join(event.mode)}" if event.mode else "",
            "; ".join(f"{v.name} (IMO {v.imo})" if v.imo else v.name for v in event.vessels),
            _date(event.date_edtf) or "",
            f"according to {'; '.join(event.claimants)}" if event.claimants else "",
            f"denied by {'; '.join(self.party(d) or d for d in event.denied_by)}"
            if event.denied_by
            else "",
        ]
        return plain(", ".join(part for part in parts if part))

    def strike(self, event: Event) -> Facts:
        """A strike as a row."""
        return self.entry(event) | {
            "place": self.place(event.location),
            "launch": self.place(event.launch),
            "attacker": self.party(event.attacker),
            "weapon": plain(event.weapon, 120) if event.weapon else None,
            "killed": _range(event.killed_low, event.killed_high),
            "injured": _range(event.injured_low, event.injured_high),
        }

    def flags(self, event: Event) -> list[Facts]:
        """What a reader must know of an event."""
        return [
            {
                "code": plain(flag.code, 60),
                "name": plain(flag.code.replace("_", " "), 60),
                "message": plain(flag.message),
                "event": plain(event.summary or event.what),
                "date": _date(event.date_edtf),
                "sources": self.sources([event]),
            }
            for flag in event.flags
        ]


def _key_numbers(atlas: Atlas, occurred: Sequence[Event], told: _Telling) -> list[Facts]:
    """Counts of events, running totals, the largest single quantities and tolls."""
    found = []
    for kind, label in (("transfer", "Transfers told"), ("strike", "Strikes told")):
        events = [event for event in occurred if event.kind == kind]
        firm = sum(event.status not in DOUBTFUL for event in events)
        if events:
            note = "the lower number leaves out what is merely alleged, or denied"
            value, cited = _range(firm, len(events)), told.sources(events)
            found.append(_key(label, value, note if firm < len(events) else None, cited))
    found += _totals(atlas, told)
    found += _largest(occurred, told)
    tolls = [event for event in occurred if event.killed_high]
    if tolls:
        worst = max(tolls, key=lambda event: (event.killed_high or 0, event.id))
        label = f"Most killed in one strike: {worst.summary or worst.what}"
        value = _range(worst.killed_low, worst.killed_high)
        found.append(_key(label, value, _date(worst.date_edtf), told.sources([worst])))
    return found


def _key(label: str, value: str | None, note: str | None, sources: list[int]) -> Facts:
    return {
        "label": plain(label, 240), "value": value, "note": plain(note) if note else None,
        "sources": sources,
    }  # fmt: skip


def _totals(atlas: Atlas, told: _Telling) -> list[Facts]:
    events = {event.id: event for event in atlas.events}
    found = []
    for series in atlas.series:
        points = totals_of(series, events)
        if not points:
            continue
        last = points[-1]
        value = _range(last.low, last.high, last.best)
        words = {"min": "at least ", "max": "at most "}.get(last.bound, "")
        if last.low == last.high:
            value = f"{words}{value}"
        unit = "" if series.unit in series.what else f", {series.unit}"
        note = f"as of {last.day}"
        if len(points) > 1:
            note += f"; {_range(points[0].low, points[0].high)} as of {points[0].day}"
        cited = [events[p.event] for p in series.points if p.event in events]
        label = f"Running total, {series.what}{unit}"
        found.append(_key(label, value, note, told.sources(cited)))
    return found


def _largest(occurred: Sequence[Event], told: _Telling) -> list[Facts]:
    """The largest quantity of a single event for each unit."""
    best: dict[str, Event] = {}
    for event in occurred:
        if event.kind == "transfer" and event.unit and event.best is not None:
            held = best.get(event.unit)
            if held is None or event.best > (held.best or 0):
                best[event.unit] = event
    ranked = sorted(best.values(), key=lambda event: (-len(event.documents), event.id))
    return [
        _key(
            f"Most {event.unit} in one event: {event.summary or event.what}",
            told.quantity(event),
            _date(event.date_edtf),
            told.sources([event]),
        )
        for event in ranked[:LARGEST_SHOWN]
    ]
