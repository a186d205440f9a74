"""Whole runs: what a reader with the texts beside the map must find there, and must not."""

import csv
import json
import re
from pathlib import Path

import pytest
from conftest import ROOT
from pages import data_in

from geomap.codec import read_atlas
from geomap.records import Atlas, Event
from geomap.sources import read_sources

SEEDS = ROOT.parent / "shared" / "seeds"
SEED_DATES = ROOT / "tests" / "data" / "seeds-dates.csv"


def ends(event: Event) -> tuple[str | None, str | None]:
    """Names of both ends, without the word that tells a harbour from its town."""
    return tuple(
        re.sub(r"^Port of | Port$| arsenal$", "", place.name) if place else None
        for place in (event.origin, event.destination)
    )


def transfers(atlas: Atlas, origin: str, destination: str) -> list[Event]:
    return [e for e in atlas.events if e.kind == "transfer" and ends(e) == (origin, destination)]


def strikes(atlas: Atlas, place: str) -> list[Event]:
    return [
        e
        for e in atlas.events
        if e.kind == "strike" and e.location and e.location.name.startswith(place)
    ]


def flags(events: list[Event]) -> set[str]:
    return {flag.code for event in events for flag in event.flags}


# ---- what holds of every atlas ----


def check_spans(atlas: Atlas) -> None:
    for document in atlas.documents:
        text = document.text
        spans = [*document.mentions, *document.dates]
        for claim in document.claims:
            spans += [*claim.evidence, *claim.denial_evidence, *claim.via]
            spans += [p for p in (claim.origin, claim.destination, claim.location) if p]
        for span in spans:
            if isinstance(span.start, int) and isinstance(span.row, int) is False:
                assert text[span.start : span.end] == span.text, (document.id, span)


def check_references(atlas: Atlas) -> None:
    claims = [claim.id for document in atlas.documents for claim in document.claims]
    told = [claim for event in atlas.events for claim in event.claims]
    events = {event.id for event in atlas.events}
    assert len(claims) == len(set(claims))
    assert sorted(told) == sorted(claims)  # counts in = counts out
    assert len(events) == len(atlas.events)
    moving = {e.id for e in atlas.events if e.kind == "transfer" or (e.launch and e.location)}
    assert {r.event for r in atlas.routes} == moving
    assert {p.event for s in atlas.series for p in s.points} <= events
    assert {leg for movement in atlas.movements for leg in movement.legs} <= events


def check_noise(atlas: Atlas) -> None:
    for document in atlas.documents:
        noise = [(n.start, n.end) for n in document.noise]
        for claim in document.claims:
            for span in claim.evidence:
                if isinstance(span.start, int):
                    middle = (span.start + span.end) // 2
                    assert not any(a <= middle < b for a, b in noise), (document.id, span.text)


@pytest.mark.parametrize("check", [check_spans, check_references, check_noise])
def test_the_atlas_of_the_samples_holds_together(atlas, check):
    check(atlas)


def test_every_report_is_in_the_atlas_and_most_events_have_a_date(atlas):
    assert len(atlas.documents) == 20
    assert 40 <= len(atlas.events) <= 70
    undated = [e.summary for e in atlas.events if e.start is None and e.end is None]
    assert len(undated) <= len(atlas.events) / 10, undated


# ---- what the samples tell ----


@pytest.mark.parametrize(
    ("origin", "destination", "mode", "start"),
    [
        ("Rajin", "Dunay", "sea", "2023-09"),
        ("Rajin", "Vostochny", "sea", "2023-09"),
        ("Dunay", "Tikhoretsk", "rail", "2023"),
        ("Khasan", "Tumangang", "rail", "2022-11-18"),
        ("Amirabad", "Olya", "sea", "2024-09-04"),
        ("Tartus", "Novorossiysk", "sea", "2022-08"),
        ("Chornomorsk", "Egypt", "sea", "2023-09"),
        ("Iran", "Russia", "air", "2022-08"),
        ("North Korea", "Russia", "sea", "2024-01-01"),
    ],
)
def test_a_transfer_of_the_samples(atlas, origin, destination, mode, start):
    found = [e for e in transfers(atlas, origin, destination) if mode in e.mode]
    days = [e.start or e.end or "" for e in found]  # what is told as past is open at its start
    assert any(day.startswith(start) for day in days), [e.summary for e in found]


@pytest.mark.parametrize(
    ("place", "start"),
    [
        ("Kharkiv", "2024-01-02"),
        ("Kyiv", "2025-04-24"),
        ("Toropets", "2024-09-17"),
        ("Tikhoretsk", "2024-09-21"),
        ("Ust-Luga", "2024-01-21"),
    ],
)
def test_a_strike_of_the_samples(atlas, place, start):
    found = strikes(atlas, place)
    assert any((e.start or "").startswith(start) for e in found), [e.summary for e in found]


def test_the_port_in_the_wrong_country_is_flagged_and_put_where_it_is(atlas):
    found = transfers(atlas, "Amirabad", "Olya")
    assert "stated_country_conflict" in flags(found)
    assert {e.destination.country for e in found} == {"RU"}


def test_counts_are_never_added_up(atlas):
    boxes = [e for e in transfers(atlas, "North Korea", "Russia") if e.unit == "containers"]
    assert boxes
    stated = {1000, 6700, 7000, 10000, 11000, 13000, 20000}
    assert {e.best for e in boxes if e.best} <= stated
    assert {p.value for s in atlas.series for p in s.points if s.unit == "containers"} <= stated | {
        9000
    }


def test_denials_are_kept(atlas):
    assert any("KP" in e.denied_by for e in transfers(atlas, "Rajin", "Vostochny"))
    assert any("IR" in e.denied_by for e in transfers(atlas, "Iran", "Russia"))


def test_people_tests_and_talk_are_no_events_that_happened(atlas):
    told = {d.id: [c for c in d.claims if c.modality == "occurred"] for d in atlas.documents}
    assert told["kursk-soldiers"] == []
    assert told["test-over-the-sea"] == []
    jets = [c for c in told["what-is-only-talk"] if "jet" in c.what or "grain" in c.what]
    assert jets == []


def test_nothing_comes_from_around_the_page(atlas):
    names = {p.name for e in atlas.events for p in (e.origin, e.destination, e.location) if p}
    around = "Gothenburg Busan Odesa Antwerp Rotterdam Manila Geneva Caracas Sapporo"
    assert names & set(around.split()) == set()


# ---- the same in other forms ----


def test_layers_and_rows_agree_with_the_atlas(samples, atlas):
    collection = json.loads((samples / "events.geojson").read_bytes())
    ids = {f["properties"]["id"] for f in collection["features"]
           if f["properties"]["layer"] == "events"}  # fmt: skip
    assert ids == {e.id for e in atlas.events}
    text = (samples / "events.csv").read_text(encoding="utf-8")
    assert [row["id"] for row in csv.DictReader(text.splitlines())] == [e.id for e in atlas.events]
    lines = (samples / "documents.jsonl").read_bytes().splitlines()
    assert [json.loads(line)["id"] for line in lines] == [d.id for d in atlas.documents]


def test_every_event_and_every_quoted_word_is_in_the_map(samples, atlas):
    page = (samples / "map.html").read_text(encoding="utf-8")
    shown = set(_strings([data_in(page)]))
    assert {event.summary for event in atlas.events} <= shown
    claims = [claim for document in atlas.documents for claim in document.claims]
    quoted = {" ".join(span.text.split()) for claim in claims for span in claim.evidence}
    everything = " ".join(" ".join(text.split()) for text in shown)
    assert [text for text in quoted if text not in everything] == []


def _strings(value: object):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _strings(part)


# ---- the five seed texts, where they lie beside the checkout ----


@pytest.fixture(scope="session")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Atlas:
    if not SEEDS.is_dir():
        pytest.skip("the seed texts are not beside this checkout; they are not shipped")
    from click.testing import CliRunner

    from geomap.cli import main

    target = tmp_path_factory.mktemp("seeds") / "atlas.json"
    done = CliRunner().invoke(
        main, ["extract", str(SEEDS), "--dates", str(SEED_DATES), "-o", str(target)]
    )
    assert done.exit_code == 0, done.stderr
    return read_atlas(target.read_bytes(), name="seeds")


def counts(atlas: Atlas, unit: str, *, destination: str = "RU") -> set[float]:
    return {
        value
        for e in atlas.events
        if e.kind == "transfer" and e.recipient == destination and unit in (e.unit or "")
        for value in (e.low, e.best, e.high)
        if value
    }


@pytest.mark.parametrize("check", [check_spans, check_references, check_noise])
def test_the_atlas_of_the_seeds_holds_together(seeds, check):
    check(seeds)


def test_the_seeds_tell_their_counts(seeds):
    assert {20_000, 11_000, 7_000} <= counts(seeds, "containers")
    assert 9_000 in counts(seeds, "containers", destination="KP")
    assert 9_000_000 in counts(seeds, "rounds")
    assert 100 in counts(seeds, "missiles")
    assert 1_000_000 in counts(seeds, "shells")


def test_the_port_of_nakhodka_is_flagged_as_russian(seeds):
    found = [e for e in seeds.events if ends(e)[0] == "Nakhodka"]
    assert found
    assert {e.origin.country for e in found} == {"RU"}
    assert "stated_country_conflict" in flags(found)
    assert {"Maia", "Angara", "Maria"} <= {v.name.split()[0] for e in found for v in e.vessels}


def test_kharkiv_is_struck_and_gaza_and_glasgow_are_not_told(seeds):
    assert strikes(seeds, "Kharkiv")
    names = {
        place.name
        for e in seeds.events
        for place in (e.origin, e.destination, e.location, e.launch, *e.via)
        if place
    }
    assert [n for n in names if "Gaza" in n or "Glasgow" in n or "Channel" in n] == []


def test_the_seeds_dates_are_of_these_files():
    with SEED_DATES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows
    if SEEDS.is_dir():
        names = {Path(d.source).name for d in read_sources([str(SEEDS)])}
        assert {row["file"] for row in rows} == names
