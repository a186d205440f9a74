"""Tables as people keep them: counts for dates, merged cells, small letters, positions."""

import csv
import io

import pytest
import xlsxwriter

from geomap.records import Document, Table
from geomap.sources import read_sources
from geomap.tables import is_events, read_table
from geomap.tables.cells import day_comes_first, parse_date


@pytest.fixture
def read(gazetteer):
    def reading(text: str):
        rows = [tuple(row) for row in csv.reader(io.StringIO(text.strip()), delimiter=";")]
        table = Table(columns=rows[0], rows=tuple(rows[1:]), delimiter=";")
        log = Document(id="log", source="log.csv", text=text, text_sha256="0" * 64, table=table)
        return read_table(log, gazetteer)

    return reading


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("45413", "2024-05-01"),
        ("45413.75", "2024-05-01"),
        ("1714521600", "2024-05-01"),
        ("1714521600000", "2024-05-01"),
        ("20240501", "2024-05-01"),
        ("2024", "2024"),
        ("12345", None),
    ],
)
def test_a_date_may_be_a_count(cell, day):
    assert parse_date(cell)[0] == day


def test_a_count_that_is_read_as_a_date_is_told(read):
    reading, _ = read("date;place;weapon\n45413;Kyiv;drone")
    assert reading.claims[0].date == "2024-05-01"
    assert reading.notes == ("dates such as 45413 are read as days since 1900: 2024-05-01",)


def test_an_interval_of_days_tells_no_order():
    assert day_comes_first(["2024-05-13/2024-05-14", "01.02.2024"]) is None


def test_a_header_without_rows_is_told(read):
    reading, rejected = read("date;place;weapon")
    assert (reading.claims, rejected) == ((), [])
    assert reading.notes == ("the table has a header and no rows",)


def test_the_lower_line_of_a_header_says_all_by_itself(read):
    text = "Log;;;;\nWhen;Where;;Casualties;\n;Town;Oblast;Killed;Injured\n"
    (claim,) = read(f"{text}2024-05-01;Chuhuiv;Kharkiv oblast;2;3")[0].claims
    assert (claim.date, claim.location.name) == ("2024-05-01", "Chuhuiv")
    assert (claim.casualties.killed, claim.casualties.injured) == (2, 3)


@pytest.mark.parametrize("cell", ["-3", "1.5", "2-3", "1e99"])
def test_what_counts_no_persons_is_flagged(read, cell):
    (claim,) = read(f"date;place;weapon;killed\n2024-05-01;Kyiv;drone;{cell}")[0].claims
    assert claim.casualties is None
    assert [flag.code for flag in claim.flags] == ["unreadable_number"]


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("odesa, ukraine", ["Odesa"]),
        ("kyiv and kharkiv", ["Kyiv", "Kharkiv"]),
        ("chuhuiv, kharkiv oblast", ["Chuhuiv"]),
        ("49.9935, 36.2304", ["49.9935, 36.2304"]),
        ("12°34'N 043°12'E", ["12°34'N 043°12'E"]),
    ],
)
def test_places_in_small_letters_and_in_figures(read, cell, names):
    reading, rejected = read(f"date;place;weapon\n2024-05-01;{cell};drone")
    assert [claim.location.name for claim in reading.claims] == names
    assert rejected == []
    assert all(cell[m.start : m.end] == m.text for m in reading.mentions)


@pytest.mark.parametrize("cell", ["sea terminal", "nowhereville", "a factory in the east"])
def test_a_cell_that_names_no_place_is_flagged(read, cell):
    (claim,) = read(f"date;place;weapon\n2024-05-01;{cell};drone")[0].claims
    assert claim.location is None
    assert [flag.code for flag in claim.flags] == ["unresolved_place"]
    assert cell in claim.flags[0].message


def test_a_line_with_goods_among_strikes_is_a_transfer(read):
    header = "date;weapon;place;what;vessel;lat;lon;from lat;from lon;to lat;to lon"
    rows = "2024-05-01;drone;Kharkiv;;;49.9;36.2;;;;\n"
    rows += "2024-05-02;;;boxes;Angara;;;42.2;130.3;42.9;132.3"
    hit, moved = read(f"{header}\n{rows}")[0].claims
    assert (hit.kind, moved.kind) == ("strike", "transfer")
    assert (moved.origin.lat, moved.destination.lon) == (42.2, 132.3)


def test_a_merged_cell_stands_in_each_of_its_rows(tmp_path):
    path = tmp_path / "log.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for row, cells in enumerate(
            [("", "", ""), ("date", "place", "weapon"), ("", "Sumy", "drone"), ("", "Kyiv", "")]
        ):
            for column, cell in enumerate(cells):
                sheet.write(row, column, cell)
        sheet.merge_range(0, 0, 0, 2, "Strikes of May")
        sheet.merge_range(2, 0, 3, 0, "2024-05-03")
        sheet.write(4, 0, "2024-05-04")
        sheet.write(4, 1, "Lviv")
    (found,) = read_sources([str(path)], is_events=is_events)
    assert found.table.rows[-3:] == (
        ("2024-05-03", "Sumy", "drone"),
        ("2024-05-03", "Kyiv", ""),
        ("2024-05-04", "Lviv", ""),
    )


def test_a_quotation_mark_left_open_is_named(tmp_path):
    path = tmp_path / "log.csv"
    path.write_text('date,place,weapon\n2024-05-01,"Kyiv,drone\n2024-05-02,Odesa,drone\n')
    (found,) = read_sources([str(path)], is_events=is_events)
    assert "quotation mark" in found.notes[0]
