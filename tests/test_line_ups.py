"""Line-ups of ships at a port: their headers, days without a year, columns parted by blanks."""

import csv
import io
import time
from datetime import date

import pytest

from geomap.pipeline import extract
from geomap.records import Document, Table
from geomap.tables import mark_tables, read_table


@pytest.fixture
def read(gazetteer):
    def reading(text: str, **options):
        rows = [tuple(row) for row in csv.reader(io.StringIO(text.strip()), delimiter=";")]
        table = Table(columns=rows[0], rows=tuple(rows[1:]), delimiter=";")
        log = Document(id="log", source="log.csv", text=text, text_sha256="0" * 64, table=table)
        reading, rejected = read_table(log, gazetteer, **options)
        assert not rejected
        return reading.claims

    return reading


@pytest.mark.parametrize(
    ("origin", "destination"),
    [("POL", "POD"), ("Loadport", "Disport"), ("L/Port", "D/Port"), ("Ldport", "Disch Port")],
)
def test_what_agents_call_the_two_ports(read, origin, destination):
    (claim,) = read(
        f"VSL;{origin};{destination};B/L date;Cargo;QTTY\nIvy;Odesa;Varna;2024-02-03;corn;900"
    )
    assert (claim.origin.name, claim.destination.name) == ("Odesa", "Varna")
    assert (claim.date, claim.items[0].quantity.value) == ("2024-02-03", 900)
    assert claim.vessels[0].name == "Ivy"


def test_arrival_before_sailing_is_a_stay_in_port(read):
    claims = read(
        "Vessel;ETA;ETB;ETS;POL;POD;Cargo\n"
        "Ivy;2024-02-03;2024-02-04;2024-02-09;Odesa;Varna;corn\n"
        "Elm;2024-02-05;;;Odesa;Varna;corn"
    )
    assert [claim.date for claim in claims] == ["2024-02-03/2024-02-09", "2024-02-05"]
    assert not any(claim.flags for claim in claims)


def test_a_voyage_that_ends_before_it_begins_stays_a_contradiction(read):
    (claim,) = read("Vessel;POL;ETD;POD;ETA\nIvy;Odesa;2024-02-09;Varna;2024-02-03")
    assert claim.date is None
    assert [flag.code for flag in claim.flags] == ["date_conflict"]


@pytest.mark.parametrize(
    ("cell", "near", "day"),
    [
        ("28/02", "2024-03-05", "2024-02-28"),
        ("28.12", "2024-01-05", "2023-12-28"),
        ("2 Jan", "2023-12-30", "2024-01-02"),
    ],
)
def test_a_day_without_its_year_is_the_one_nearest_to_the_text(read, cell, near, day):
    text = f"Vessel;Arr;Berthed;POL;POD\nIvy;{cell};;Odesa;Varna"
    (claim,) = read(text, near=date.fromisoformat(near))
    assert claim.date == day
    assert [flag.code for flag in claim.flags] == ["year_assumed"]
    assert f"nearest to {near}" in claim.flags[0].message


LINE_UP = """UPDATED LINE UP - PORT OF CHORNOMORSK - 14 NOV 2023

  NO  VSL             ARR     BERTH   SAILED  CARGO        QTTY     LOADPORT     DISPORT
  --  --------------  ------  ------  ------  -----------  -------  -----------  -----------
  1   ALANDIA         02/11   04/11   09/11   CORN         25,000   CHORNOMORSK  BARCELONA

  2   KORAL STAR      05/11   08/11           SUNMEAL       9,800   CHORNOMORSK  TUNIS
  3   EVREN           07/11                   FERTILIZER   12,400   POTI         CHORNOMORSK

Weather was fair.  No ship waits.  The next list comes on Friday.
On 12 November 2023 the tanker Loon carried 900 tons of diesel from Odesa to Varna.
"""


def test_columns_parted_by_blanks_are_a_table(gazetteer, tmp_path):
    file = tmp_path / "line-up.txt"
    file.write_text(LINE_UP, encoding="utf-8")
    ((reading,), rejected) = extract([file], gazetteer=gazetteer)
    assert not rejected
    told = [
        (c.vessels[0].name, c.origin.name, c.destination.name, c.date, c.items[0].quantity.value)
        for c in sorted(reading.claims, key=lambda c: c.evidence[0].start)
    ]
    assert told == [
        ("ALANDIA", "Chornomorsk", "Barcelona", "2023-11-02/2023-11-09", 25000),
        ("KORAL STAR", "Chornomorsk", "Tunis", "2023-11-05", 9800),
        ("EVREN", "Port of Poti", "Chornomorsk", "2023-11-07", 12400),
        ("Loon", "Odesa", "Varna", "2023-11-12", 900),
    ]
    spans = [s for c in reading.claims for s in (*c.evidence, c.origin, c.destination)]
    assert all(reading.text[s.start : s.end] == s.text for s in spans)
    (table,) = (n for n in reading.noise if n.type == "table")
    assert reading.text[table.end :].startswith("\n\nWeather")


@pytest.mark.parametrize(
    "text",
    [
        "He left.  She stayed.  They met.\nIt rained.  It stopped.  It rained again.\n",
        "Kyiv    Odesa    Lviv\nKharkiv    Sumy    Poltava\n",
        "Name     Age    Town\nAnn      41     Kyiv\nBen      32     Odesa\n",
    ],
)
def test_other_lines_with_gaps_stay_text(text):
    document = Document(id="d", source="d.txt", text=text, text_sha256="0" * 64)
    assert mark_tables(document) == document


@pytest.mark.parametrize(
    "line", ["a  b  c\n", "a  b  c" + " " * 500 + "\n", "Date  Town  Weapon\n"]
)
def test_hostile_lines_with_gaps_take_time_in_proportion(line):
    text = (line * 100_000)[:300_000]
    begun = time.process_time()
    mark_tables(Document(id="d", source="d.txt", text=text, text_sha256="0" * 64))
    assert time.process_time() - begun < 5  # seconds; measured under 1


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("Jade Ferry", ["Jade Ferry"]),
        ("ALFA BULKER", ["ALFA BULKER"]),
        ("Oil Tanker", []),
        ("Ferry", []),
        ("unnamed tanker", []),
    ],
)
def test_a_name_that_ends_in_a_kind_of_ship_is_a_name_in_a_column_of_ships(read, cell, names):
    (claim,) = read(f"Vessel;From;To;Date;Cargo\n{cell};Odesa;Varna;2024-02-03;corn")
    assert [vessel.name for vessel in claim.vessels] == names
