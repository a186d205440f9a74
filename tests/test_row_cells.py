"""What single cells of a row decide: kinds, who did it, what is planned, what is no number."""

import csv
import io

import pytest

from geomap.records import Document, Table
from geomap.tables import read_table


@pytest.fixture
def read(gazetteer):
    def reading(text: str, published: str | None = None):
        rows = [tuple(row) for row in csv.reader(io.StringIO(text.strip()), delimiter=";")]
        table = Table(columns=rows[0], rows=tuple(rows[1:]), delimiter=";")
        log = Document(
            id="log", source="log.csv", text=text, text_sha256="0" * 64, table=table,
            published=published,
        )  # fmt: skip
        return read_table(log, gazetteer)

    return reading


def codes(claim) -> list[str]:
    return [flag.code for flag in claim.flags]


@pytest.mark.parametrize(
    "row",
    ["rally;Khartoum;;0;0", "hunger strike;Khartoum;;;", "road crash;Khartoum;;3;1",
     "press conference;Khartoum;;;"],
)  # fmt: skip
def test_other_events_among_strikes_are_kept_out(read, row):
    known = "air raid;El Fasher;bomb;2;\nshelling;Omdurman;mortar;;4\nattack;Kosti;;1;"
    reading, rejected = read(f"what happened;place;weapon;dead;wounded\n{known}\n{row}")
    assert len(reading.claims) == 3
    assert [r.row for r in rejected] == [4]
    assert row.partition(";")[0] in rejected[0].why


@pytest.mark.parametrize(
    "row",
    ["drone hit a wedding;Khartoum;;3;", "riot police base;Khartoum;rocket;;",
     "market on fire;Khartoum;;5;", "missile attack on flood relief;Khartoum;;;"],
)  # fmt: skip
def test_strikes_on_what_sounds_like_other_events_stay(read, row):
    known = "air raid;El Fasher;bomb;2;\nshelling;Omdurman;mortar;;4"
    reading, rejected = read(f"what happened;place;weapon;dead;wounded\n{known}\n{row}")
    assert (len(reading.claims), rejected) == (3, [])


def test_what_was_hit_needs_no_kind(read):
    reading, rejected = read("date;place;what hit;killed\n2024-05-01;Sumy;Power station;")
    assert (len(reading.claims), rejected) == (1, [])


@pytest.mark.parametrize(
    ("by", "attacker", "weapon"),
    [("Houthis", "Houthis", None), ("Israel", "IL", None), ("Russian drones", "RU", "drones"),
     ("two missiles", None, "missiles")],
)  # fmt: skip
def test_by_names_who_struck(read, by, attacker, weapon):
    (claim,) = read(f"date;place;killed;by\n2024-05-01;Hodeidah;3;{by}")[0].claims
    assert (claim.attacker, claim.weapon) == (attacker, weapon)


def test_by_is_the_carrier_of_a_transfer(read):
    text = "date;from;to;cargo;by\n2024-05-01;Odesa;Varna;corn;rail"
    (claim,) = read(text)[0].claims
    assert claim.mode == ("rail",)


@pytest.mark.parametrize("cell", ["lots", "-5", "a lot"])
def test_an_amount_that_is_no_number_is_flagged(read, cell):
    reading, _ = read(f"date;from;to;cargo;quantity\n2024-05-01;Odesa;Varna;corn;{cell}")
    (claim,) = reading.claims
    assert claim.items[0].quantity is None
    assert codes(claim) == ["unreadable_number"]
    assert reading.notes == (
        f"cells left empty, with a flag: row 1: quantity: {cell!r} is no single number",
    )


@pytest.mark.parametrize("cell", ["", "n/a", "1,200", "~300", "3-5", "several", "dozens"])
def test_an_amount_that_can_be_read_or_is_empty_is_not(read, cell):
    reading, _ = read(f"date;from;to;cargo;quantity\n2024-05-01;Odesa;Varna;corn;{cell}")
    assert (codes(reading.claims[0]), reading.notes) == ([], ())


def test_a_mode_that_is_none_is_flagged(read):
    text = "from;to;cargo;mode\nOdesa;Varna;corn;catapult\nOdesa;Varna;corn;by sea"
    first, second = read(text)[0].claims
    assert (first.mode, codes(first)) == ((), ["unreadable_mode"])
    assert (second.mode, codes(second)) == (("sea",), [])


def test_rows_with_dates_that_are_none_are_named(read):
    text = "date;from;to;cargo\nsome day;Odesa;Varna;corn\n2024-02-31;Odesa;Varna;corn"
    (note,) = read(text)[0].notes
    assert "row 1: date" in note
    assert "row 2: date" in note


@pytest.mark.parametrize(
    ("columns", "cells", "modality", "flags"),
    [
        ("eta", "2024-07-02", "planned", []),
        ("eta", "2024-05-30", "occurred", []),
        ("ets", "2024-06-12", "planned", []),
        ("date", "2025-01-03", "planned", []),
        ("date", "2024", "occurred", []),
        ("sailed;eta", "2024-06-03;2024-06-20", "occurred", []),
        ("date;status", "2025-01-03;delivered", "occurred", ["date_after_telling"]),
        ("ata", "2024-07-02", "occurred", ["date_after_telling"]),
    ],
)
def test_what_lies_after_the_day_of_issue_is_planned(read, columns, cells, modality, flags):
    text = f"vessel;from;to;{columns}\nIvy;Odesa;Varna;{cells}"
    (claim,) = read(text, published="2024-06-10")[0].claims
    assert (claim.modality, codes(claim)) == (modality, flags)


def test_without_a_day_of_issue_nothing_is_ahead(read):
    (claim,) = read("vessel;from;to;eta\nIvy;Odesa;Varna;2031-07-02")[0].claims
    assert claim.modality == "occurred"


def test_a_strike_after_the_day_of_issue_is_flagged(read):
    (claim,) = read("date;place;weapon\n2024-07-01;Sumy;drone", published="2024-06-10")[0].claims
    assert (claim.modality, codes(claim)) == ("occurred", ["date_after_telling"])


def test_each_end_of_a_shared_row_has_its_own_country(read):
    text = "from;to;cargo\nSantos;Rotterdam and Antwerp;ore\nOdesa and Constanta;Haifa;corn"
    claims = read(text)[0].claims
    assert [(c.supplier, c.recipient) for c in claims] == [
        ("BR", "NL"), ("BR", "BE"), ("UA", "IL"), ("RO", "IL"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("header", "cells"),
    [("quantity;unit", "300;m3"), ("quantity;unit", "300;cbm"), ("qty (m3)", "300"),
     ("quantity", "300 m3")],
)  # fmt: skip
def test_volumes_are_cubic_metres(read, header, cells):
    (claim,) = read(f"from;to;cargo;{header}\nBasra;Karachi;naphtha;{cells}")[0].claims
    quantity = claim.items[0].quantity
    assert (quantity.value, quantity.unit) == (300, "cubic metres")


@pytest.mark.parametrize(
    ("name", "country"),
    [("Puerto Cortes", "HN"), ("Diapaga", "BF"), ("Djerba", "TN"), ("Tell Abyad", "SY")],
)
def test_a_known_name_in_a_cell_for_places_is_a_place(read, name, country):
    (claim,) = read(f"from;to;cargo\n{name};Odesa;rice")[0].claims
    assert claim.origin is not None
    assert (claim.origin.country, codes(claim)) == (country, [])


@pytest.mark.parametrize("cells", ["Djerba;Mali", "SRT;", "Qzertyville;", "Springfeild;"])
def test_a_name_is_no_place_against_a_stated_country_or_as_a_code(read, cells):
    text = f"place;country;weapon\n{cells};drone\nKyiv;;drone"
    first, _ = read(text)[0].claims
    assert first.location is None
    assert codes(first) == ["unresolved_place"]


@pytest.mark.parametrize(
    ("cell", "kind", "country"),
    [
        ("66 nautical miles southwest of Hodeidah", "sea", None),
        ("40 nm W of Hodeidah", "sea", None),
        ("20 km N of Kharkiv", "city", "UA"),
        ("5 nautical miles S of Lviv", "city", "UA"),
    ],
)
def test_a_point_miles_out_is_at_sea_and_in_no_country(read, cell, kind, country):
    (claim,) = read(f"place;weapon\n{cell};drone")[0].claims
    assert (claim.location.kind, claim.location.country) == (kind, country)
