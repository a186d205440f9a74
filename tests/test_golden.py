"""The samples as a whole: every event and claim in one line each, against an accepted file.

A change of any stage shows here as a change of lines, to be read before it is accepted:
`GEOMAP_UPDATE_GOLDEN=1 pytest tests/test_golden.py` writes the file anew (tests/golden/README.md).
"""

import difflib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from geomap.pipeline import build_atlas, extract
from geomap.records import Atlas, Claim, Event, Place, Reading

ROOT = Path(__file__).parents[1]
GOLDEN = Path(__file__).parent / "golden" / "reports.txt"
RENEW = "GEOMAP_UPDATE_GOLDEN"
QUOTED = 70  # characters of the evidence that a line shows


@pytest.fixture(scope="module")
def whole(gazetteer) -> Atlas:
    readings, rejected = extract(
        [str(ROOT / "data" / "reports"), str(ROOT / "data" / "tables")], gazetteer=gazetteer
    )
    assert rejected == []
    return build_atlas(readings)


def render(atlas: Atlas) -> str:
    """Events by date, each with its claims below it; then series and movements."""
    claims = {c.id: (r, c) for r in atlas.documents for c in r.claims}
    names = {e.id: e.summary for e in atlas.events}
    lines: list[str] = []
    for event in atlas.events:
        lines += [_event(event), *(f"    {_claim(*claims[c])}" for c in event.claims)]
    for series in atlas.series:
        lines.append(f"series: {series.what}")
        lines += (f"    {p.as_of} {p.bound} {p.value:g} {p.claimant}" for p in series.points)
    for movement in atlas.movements:
        lines += ["movement", *(f"    {names[leg]}" for leg in movement.legs)]
    return "\n".join(lines) + "\n"


def _event(event: Event) -> str:
    return " | ".join(_known(event.date_edtf or "no date", event.summary, *_standing(event),
                             _span("killed", event.killed_low, event.killed_high),
                             _span("injured", event.injured_low, event.injured_high),
                             "+".join(f.code for f in event.flags)))  # fmt: skip


def _claim(reading: Reading, claim: Claim) -> str:
    way = f"{_name(claim.origin)} > {_name(claim.destination)}"
    where = f"@ {_name(claim.location)}" if claim.kind == "strike" else way
    return " | ".join(_known(reading.id, claim.what, where, claim.date or "no date",
                             claim.claimant, *_standing(claim), _quote(claim)))  # fmt: skip


def _standing(record: Event | Claim) -> Iterator[str | None]:
    yield record.status if record.status != "asserted" else None
    yield record.modality if record.modality != "occurred" else None


def _span(what: str, low: int | None, high: int | None) -> str | None:
    if low is None:
        return None
    return f"{low} {what}" if low == high else f"{low} to {high} {what}"


def _name(place: Place | None) -> str:
    return place.name if place else "?"


def _quote(claim: Claim) -> str:
    span = claim.evidence[0]
    if isinstance(span.row, int):
        return f"row {span.row}"
    words = " ".join(str(span.text).split())
    return repr(words if len(words) <= QUOTED else words[:QUOTED] + "…")


def _known(*parts: str | None) -> list[str]:
    return [part for part in parts if part]


def test_the_samples_read_as_accepted(whole):
    found = render(whole)
    if os.environ.get(RENEW):
        GOLDEN.write_text(found, encoding="utf-8")
    accepted = GOLDEN.read_text(encoding="utf-8")
    difference = difflib.unified_diff(
        accepted.splitlines(), found.splitlines(), "accepted", "found", lineterm="", n=0
    )
    told = "\n".join(difference)
    assert not told, f"{told}\n\nIf every line is right, run it again with {RENEW}=1."


def test_two_runs_give_the_same_lines(whole):
    again = build_atlas(reversed(whole.documents))
    assert render(again) == render(whole)


def test_every_claim_of_the_samples_has_its_line(whole):
    lines = [line for line in GOLDEN.read_text(encoding="utf-8").splitlines() if "    " in line]
    points = sum(len(s.points) for s in whole.series) + sum(len(m.legs) for m in whole.movements)
    assert len(lines) - points == sum(len(r.claims) for r in whole.documents)
