"""Tables of events inside reports: read row by row, and each claim leads to its line."""

import time

import pytest
from msgspec import UNSET

from geomap.pipeline import build_atlas, extract
from geomap.records import Document
from geomap.tables import mark_tables

BARS = """Coal at sea

15 January 2025

The table lists the voyages that two sources confirm.

| Vessel | IMO No. | Loaded |  | Delivered |  | Coal (MT) |
|---|---|---|---|---|---|---|
|  |  | Port | Date | Location | Date |  |
| Pine Hill | 8651178 | Nampo | 21 Jun 2024 | Dalian | 27 Jun 2024 | 8 200 |
| Pine Vale |  | Nampo | 21 Jun 2024 | Dalian | 27 Jun 2024 | 8 200 |

The ships belong to one owner.
"""
TABS = """Depots hit, by day

Published 31 July 2025

Date\tTown\tWeapon\tKilled
2025-07-15\tKirkuk\t2 drones\t0
2025-07-16\tErbil\tdrone\t3

On 24 July a drone hit Mosul.
"""


@pytest.fixture
def read(gazetteer, tmp_path):
    def reading(text: str, name: str = "report.txt"):
        file = tmp_path / name
        file.write_text(text, encoding="utf-8")
        readings, rejected = extract([file], gazetteer=gazetteer)
        return readings[0], rejected

    return reading


@pytest.mark.parametrize("name", ["report.txt", "report.md"])
def test_rows_between_bars_are_voyages(read, name):
    reading, rejected = read(BARS, name)
    first, second = reading.claims
    assert (first.origin.name, first.destination.name) == ("Nampo", "Dalian")
    assert (first.date, first.items[0].what) == ("2024-06-21/2024-06-27", "Coal")
    assert first.items[0].quantity.value == 8200
    assert [v.name for v in first.vessels] == ["Pine Hill"]
    assert not rejected
    assert len(build_atlas([reading]).events) == 2
    for claim in (first, second):
        spans = [*claim.evidence, claim.origin, claim.destination]
        assert all(reading.text[s.start : s.end] == s.text for s in spans)
        assert all(s.row is UNSET for s in spans)
    assert "Pine Vale" in second.evidence[0].text


def test_rows_between_tabs_are_strikes_and_the_sentences_stay(read):
    reading, _ = read(TABS)
    told = {(c.date, c.location.name) for c in reading.claims}
    assert told == {
        ("2025-07-15", "Kirkuk"), ("2025-07-16", "Erbil"), ("2025-07-24", "Mosul"),
    }  # fmt: skip
    assert all(reading.text[m.start : m.end] == m.text for m in reading.mentions)
    assert all(reading.text[d.start : d.end] == d.text for d in reading.dates)


def test_rows_of_one_table_on_one_day_stay_apart(read):
    rows = "".join("2025-07-15\tKirkuk\tdrone\t0\n" for _ in range(3))
    reading, _ = read(f"Log of the desk\n\nDate\tTown\tWeapon\tKilled\n{rows}")
    assert len(build_atlas([reading]).events) == 3


def test_a_total_of_a_table_in_a_text_is_told_and_kept_out(read):
    _, rejected = read(TABS.replace("\n\nOn 24", "\nTotal\t\t\t3\n\nOn 24"))
    assert [(r.row, r.why[:26]) for r in rejected] == [(3, "of a table in the text: th")]


@pytest.mark.parametrize(
    "text",
    [
        "Name\tAge\tTown\nAnn\t41\tKyiv\nBen\t32\tOdesa\n",
        "| Home | News | Kyiv | Shop |\n| War | Weather | Odesa | Sport |\n",
        "Date\tTown\tWeapon\tKilled\n",
    ],
)
def test_other_tables_stay_text(text):
    document = Document(id="d", source="d.txt", text=text, text_sha256="0" * 64)
    assert mark_tables(document) == document


@pytest.mark.parametrize(
    "line", ["|a|b|c|d", "\t\t\t\n", "| | | |\n", "|" * 1000, "Date\tTown\tWeapon\n"]
)
def test_hostile_lines_take_time_in_proportion(line):
    text = (line * 100_000)[:200_000]
    begun = time.process_time()
    mark_tables(Document(id="d", source="d.txt", text=text, text_sha256="0" * 64))
    assert time.process_time() - begun < 5  # seconds; measured under 1


def test_a_last_row_that_ends_in_empty_cells_is_whole(read):
    rows = "2025-07-15\tKirkuk\tdrone\t0\tseen\n2025-07-16\tErbil\tdrone\t\t"
    reading, rejected = read(f"Log of the desk\n\nDate\tTown\tWeapon\tKilled\tNote\n{rows}")
    assert [c.location.name for c in reading.claims] == ["Kirkuk", "Erbil"]
    assert not rejected
