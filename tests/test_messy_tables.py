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


@pytest.mark.parametrize("cell", ["-3", "1.5", "1e99"])
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


def test_a_cell_merged_over_port_and_country_names_the_end(read):
    text = (
        "Arrivals;;;;;\nDate;Ship;From;;To;Cargo\n;;Port;Country;;\n"
        "2025-03-02;Blue Heron;Fujairah;UAE;Port Sudan;jet fuel\n"
    )
    (claim,) = read(text)[0].claims
    assert claim.origin.name == "Fujairah"
    assert claim.destination.name == "Port Sudan"


@pytest.mark.parametrize(
    ("header", "cell", "value"),
    [
        ("Qty (000 t)", "5.2", 5_200),
        ("Volume, thousand tonnes", "12", 12_000),
        ("Tonnes (million)", "1.5", 1_500_000),
        ("Weight (kt)", "3", 3_000),
        ("Weight (t)", "3", 3),
    ],
)
def test_numbers_of_a_column_in_thousands(read, header, cell, value):
    text = f"date;from;to;cargo;{header}\n2024-09-10;Reni;Port Said;maize;{cell}\n"
    (claim,) = read(text)[0].claims
    quantity = claim.items[0].quantity
    assert (quantity.value, quantity.unit) == (value, "tonnes")


def test_a_cell_with_a_unit_of_its_own_is_not_multiplied(read):
    text = "date;from;to;cargo;Qty (000 t)\n2024-09-10;Reni;Port Said;maize;5200 tonnes\n"
    (claim,) = read(text)[0].claims
    assert claim.items[0].quantity.value == 5_200


def test_a_toll_in_two_columns_is_a_range(read):
    text = "date;place;weapon;fatalities (low);fatalities (high)\n2025-03-14;Goma;drone;3;5\n"
    (claim,) = read(text)[0].claims
    assert (claim.casualties.killed, claim.casualties.killed_high) == (3, 5)


def test_a_toll_may_be_a_range_in_one_cell(read):
    (claim,) = read("date;place;weapon;killed\n2025-03-14;Goma;drone;3-5\n")[0].claims
    assert (claim.casualties.killed, claim.casualties.killed_high) == (3, 5)
    assert not claim.flags


def test_an_upper_bound_alone_is_the_toll(read):
    (claim,) = read("date;place;weapon;deaths (max)\n2025-03-14;Goma;drone;5\n")[0].claims
    assert (claim.casualties.killed, claim.casualties.killed_high) == (5, None)


def test_a_date_without_its_year_takes_that_of_the_others(read):
    text = "date;place;weapon\n8 Feb;Goma;drone\n2025-03-14;Goma;drone\n"
    reading, _ = read(text)
    assert reading.claims[0].date == "2025-02-08"
    assert [f.code for f in reading.claims[0].flags] == ["year_assumed"]
    two = read(text + "2024-03-14;Goma;drone\n")[0]
    assert two.claims[0].date is None


def test_days_and_months_with_hyphens(read):
    text = "date;place;weapon\n06-02-2025;Goma;drone\n14-03-2025;Goma;drone\n"
    assert [c.date for c in read(text)[0].claims] == ["2025-02-06", "2025-03-14"]


def test_two_decimals_with_a_space_are_a_position(read):
    text = "date;location;coordinates (lat lon);weapon\n2025-02-05;Nowhere Hill;-1.93 28.93;drone\n"
    (claim,) = read(text)[0].claims
    assert (claim.location.lat, claim.location.lon) == (-1.93, 28.93)
    assert claim.location.name == "Nowhere Hill"


def test_a_position_that_can_not_be_read_is_flagged(read):
    text = "date;location;coordinates;weapon\n2025-02-05;Goma;behind the hill;drone\n"
    (claim,) = read(text)[0].claims
    assert claim.location.name == "Goma"
    assert [f.code for f in claim.flags] == ["unresolved_place"]


def test_coordinates_choose_among_places_of_one_name(read):
    text = "date;location;coordinates;weapon\n2024-09-12;off Sfantu Gheorghe;44.60, 30.20;missile\n"
    reading, _ = read(text)
    (claim,) = reading.claims
    assert claim.flags == ()
    assert claim.location.name == "off Sfantu Gheorghe"
    assert {(m.place.lat, m.place.lon) for m in reading.mentions} == {(44.896, 29.59294)}


@pytest.mark.parametrize(
    ("carrier", "mode", "ships"),
    [("Qeshm Fars 747", ("air",), []), ("MV Blue Heron", ("sea",), ["Blue Heron"])],
)
def test_a_column_for_ships_and_aircraft(read, carrier, mode, ships):
    text = f"date;from;to;ship / aircraft;cargo\n2025-03-09;Dubai;Port Sudan;{carrier};drones\n"
    (claim,) = read(text)[0].claims
    assert claim.mode == mode
    assert [v.name for v in claim.vessels] == ships


@pytest.mark.parametrize("mode", ["lake", "River", "inland waterway"])
def test_ways_by_water(read, mode):
    text = f"date;from;to;mode;cargo\n2025-02-03;Bujumbura;Kigoma;{mode};fuel\n"
    assert read(text)[0].claims[0].mode == ("sea",)


def test_a_cell_merged_over_port_and_date(read):
    text = (
        "Liftings;;;;;\n;;;;;\nTanker;Loaded;;Discharged;;Volume (kb)\n;Port;Date;Port;Date;\n"
        "Vilma;Fujairah;Fri 07-Mar-25;Port Sudan;14-Mar-25;400\nSubtotal UAE;;;;;400\n"
    )
    reading, rejected = read(text)
    (claim,) = reading.claims
    assert (claim.origin.name, claim.destination.name) == ("Fujairah", "Port Sudan")
    assert claim.date == "2025-03-07/2025-03-14"
    assert (claim.items[0].quantity.value, claim.items[0].quantity.unit) == (400_000, "barrels")
    assert [bad.why for bad in rejected] == ["the row is a total, not an event"]


def test_a_list_of_port_calls_with_the_port_before(read):
    head = "ship;last port;ATD;current port;ATA;next port;ETA\n"
    text = head + "Vilma;Fujairah;07/03/2025;Port Sudan;14/03/2025;Jeddah;20/03/2025\n"
    (claim,) = read(text)[0].claims
    assert (claim.origin.name, claim.destination.name) == ("Fujairah", "Port Sudan")
    assert claim.date == "2025-03-07/2025-03-14"


def test_killed_and_wounded_in_one_column_by_their_letters(read):
    text = "date;site;lat_dd;lon_dd;what happened;casualties (K/W);reported\n"
    text += "07.03.2025;Depot 4;11,742;-70,198;drone strike;2/5;the union\n"
    (claim,) = read(text)[0].claims
    assert (claim.casualties.killed, claim.casualties.injured) == (2, 5)
    assert (claim.location.lat, claim.location.lon) == (11.742, -70.198)
    assert claim.claimant == "the union"


@pytest.mark.parametrize(
    ("cell", "edtf"),
    [("Mar-25", "2025-03"), ("21 Mar 25", "2025-03-21"), ("Fri 07-Mar-25", "2025-03-07")],
)
def test_years_of_two_digits_behind_a_month(cell, edtf):
    assert parse_date(cell)[0] == edtf


def test_a_column_of_ports_means_the_terminal(read):
    text = "date;vessel;loading port;discharge port;cargo\n2025-03-07;Vilma;José;Matanzas;crude\n"
    assert read(text)[0].claims[0].origin.name == "Jose Terminal"


@pytest.mark.parametrize(
    ("point", "country"),
    [("-1.40 28.81", "CD"), ("-1.93 28.93", None), ("15.0 70.0", None)],
    ids=["inland, another country farther off", "at a border", "at sea"],
)
def test_the_country_of_a_point_whose_name_is_not_known(read, point, country):
    text = f"date;location;coordinates;weapon\n2025-02-05;Nowhere Hill;{point};drone\n"
    assert read(text)[0].claims[0].location.country == country


def test_goods_by_their_description_and_a_day_without_its_year(read):
    text = "date;vessel;port of origin;port of arrival;description of goods;tonnage (MT)\n"
    text += (
        "11 Apr 2025;Htun Wai 6;Ranong;Yangon;diesel;350.5\n4-Apr;Jin Hai 8;Ranong;Yangon;rice;10\n"
    )
    first, second = read(text)[0].claims
    assert first.items[0].what == "diesel"
    assert second.date == "2025-04-04"


def test_a_township_stands_in_for_a_village_that_is_not_known(read):
    head = "date;township;village;state/region;type of attack;deaths\n"
    (claim,) = read(f"{head}17 Apr 2025;Sittwe;Nowhere Thit;Rakhine;Airstrike;12\n")[0].claims
    assert claim.location.name == "Sittwe"
    assert claim.weapon == "Airstrike"
    # a Ywar Thit Gyi lies at Yangon, and the other rows speak for Myanmar
    rows = (
        "3 Apr 2025;Kyaukphyu;Say Maw;Rakhine;Airstrike;5\n"
        "5 Apr 2025;Pauktaw;near jetty;Rakhine;Shelling;1\n"
        "17 Apr 2025;Mrauk-U;Ywar Thit;Rakhine;Airstrike;12\n"
        "17 Apr 2025;Dawei;Launglon;Tanintharyi;Drone;2\n"
    )
    claims = read(f"{head}{rows}")[0].claims
    assert claims[2].location.name == "Mrauk U"
    (alone,) = read("date;township;weapon\n17 Apr 2025;Sittwe;drone\n")[0].claims
    assert alone.location.name == "Sittwe"


def test_a_header_merged_across_and_down_names_unit_and_both_lines(read):
    text = (
        "Exports of the quarter;;;;;;;\n"
        "Ship;;Loading;;Discharge;;Cargo;\n"
        "Name;IMO;Port;Date;Port;Date;Grade;Volume ('000 bbl)\n"
        "Celia;;Amuay;2025-04-11;Cienfuegos;2025-04-16;Fuel oil;310\n"
        "Voyager;;Amuay;2025-05-11;China;2025-06-16;Fuel oil;300"
    )
    first, second = read(text)[0].claims
    assert (first.origin.name, first.destination.name) == ("Amuay", "Cienfuegos")
    assert (first.date, first.items[0].what) == ("2025-04-11/2025-04-16", "Fuel oil")
    assert (first.items[0].quantity.value, first.items[0].quantity.unit) == (310_000, "barrels")
    assert second.destination.country == "CN"  # no port of that name lies in China; one in Mexico


def test_a_row_without_its_village_lies_in_its_township(read):
    text = (
        "Date;Place;;;Killed;Weapon\n"
        "Date;Village;Township;Region;Killed;Weapon\n"
        "2025-05-03;;Pakokku;Magway;6;bombs"
    )
    reading, rejected = read(text)
    assert [c.location.name for c in reading.claims] == ["Pakokku"]
    assert not rejected


def test_a_crossing_is_passed_and_counts_nothing(read):
    header = "date;crossing;cargo;trucks;origin;destination"
    text = f"{header}\n2025-07-02;Ibrahim Khalil;fuel;35;Mersin;Zakho"
    (claim,) = read(text)[0].claims
    assert (claim.items[0].quantity.value, claim.items[0].quantity.unit) == (35, "trucks")
    assert len(claim.via) == 1
