"""Tables with the columns that strangers' data sets have: what each row says, row by row.

The rows are made up; the column sets are those of conflict and arms data sets, port calls, strike
logs, ship incidents and flight lists. `tests/data/tables` holds the files.
"""

# ruff: noqa: E501 (a row is a line)

from pathlib import Path

import pytest

from geomap.records import Claim, Document, MentionedPlace
from geomap.sources import read_sources
from geomap.tables import is_events, read_table

TABLES = Path(__file__).parent / "data" / "tables"

# row | kind, modality | date | where (origin > destination, or launch > location) | goods or dead
EXPECTED = {
    "aid-pledges.csv": """
bad -
""",
    "arms-register.csv": """
1 | transfer occurred | 2022/2024 | Iran/IR > Russia/RU | 4600 Shahed-136; loitering munition | - | IR 6
2 | transfer occurred | 2023/2024 | North Korea/KP > Russia/RU | 60 KN-23; SSM | - | KP 6
3 | transfer occurred | 2021/2022 | Turkey/TR > Ukraine/UA | 30 Bayraktar TB2; armed UAV | - | TR 6
4 | transfer planned | None | United States/US > Poland/PL | 250 M-1A2 Abrams; tank | - | US 6
5 | transfer occurred | 2024 | - > Sudan/SD | 5 Orlan-10; UAV | - | - 6
""",
    "cargo-flights.csv": """
1 | transfer occurred | 2023-10-02 | Vladivostok International Airport/RU > Sunan Airport/KP | 40 tonnes | - | RU 1
2 | transfer occurred | 2023-10-03 | Khmeimim/SY > Benghazi/LY | - | - | SY 1
3 | transfer occurred | 2023-10-05 | Abu Dhabi/AE > Amdjarass/TD | - | - | AE 1
""",
    "coded-news.tsv": """
1 | strike occurred | 2024-03-14 | - > Kharkiv/UA | - | - | RU 1
2 | strike occurred | 2024-03-14 | - > Baalbek/LB | - | - | IL 1
bad 3
""",
    "conflict-events.csv": """
1 | strike occurred | 2024-03-14 | - > Bilopillia/UA | - | (2, None) | RU 1
2 | strike occurred | 2024-03-15 | - > Odesa/UA | - | (0, None) | RU 2
3 | strike occurred | 2024-03-16 | - > Ras Isa/YE | - | (0, None) | US 4
bad 4
bad 5
""",
    "grain-corridor.csv": """
1 | transfer occurred | 2022-08-01 | Odesa/UA > Tripoli (Lebanon)/LB | 26527 tonnes | - | UA 1
2 | transfer occurred | 2022-08-05 | Chornomorsk/UA > Derince/TR | 12000 tonnes | - | UA 1
3 | transfer occurred | 2022-08-16 | Pivdennyi/UA > Djibouti City/DJ | 23000 tonnes | - | UA 1
4 | transfer occurred | 2022-08-07 | Chornomorsk/UA > Nantong/CN | 45000 tonnes | - | UA 1
""",
    "organised-violence.csv": """
1 | strike occurred | 2024-02-03 | - > Lysychansk/UA | - | (28, None) | RU 1
2 | strike occurred | 2024-02-09/2024-02-10 | - > Kharkiv city/UA | - | (7, None) | RU 2
""",
    "port-calls.csv": """
1 | transfer occurred | 2025-01-29 | Tartus/SY > Baltiysk/RU | - | - | SY 1
2 | transfer occurred | 2024-12-11 | Ust-Luga/RU > Vladivostok/RU | - | - | RU 1
3 | transfer occurred | 2025-02-09 | Sevastopol/UA > Alexandria/EG | - | - | UA 1
""",
    "russian-headers.csv": """
bad -
""",
    "salvoes.csv": """
1 | strike occurred | 2025-06-01 | Primorsko-Akhtarsk/RU > Odesa/UA | 62 Shahed-136 | - | RU 1
1 | strike occurred | 2025-06-01 | Primorsko-Akhtarsk/RU > Mykolaiv/UA | Shahed-136 | - | RU 1
2 | strike occurred | 2025-06-06 | Black Sea/None > Kyiv/UA | 8 Kalibr | - | - 1
3 | strike occurred | 2025-06-07 | Engels-2/RU > Lutsk/UA | 20 Kh-101 | (2, 30) | RU 1
4 | strike occurred | 2025-06-13 | Savasleyka/RU > Kremenchuk/UA | 2 Kinzhal | - | RU 1
5 | strike occurred | 2025-06-13 | Taganrog/RU > Dnipro/UA | 1 Iskander-M | - | RU 1
""",
    "ship-incidents.csv": """
1 | strike occurred | 2024-02-18 | - > 35nm S of Al Mukha/None | - | - | - 1
2 | strike occurred | 2024-03-06 | - > 54nm SW of Aden/None | - | (3, 4) | - 1
bad 3
""",
    "two-line-header.csv": """
1 | transfer occurred | 2023-09-12 | Rajin/KP > Dunay/RU | 1200 containers | - | KP 1
2 | transfer occurred | 2024~ | Bandar Abbas/IR > Port Sudan/SD | drones | - | IR 1
3 | transfer occurred | 2024-01/2024-02 | Jebel Ali/AE > Amdjarass/TD | 15 trucks | - | AE 1
""",
}


def _name(place: MentionedPlace | None) -> str:
    return f"{place.name}/{place.country}" if place else "-"


def _line(claim: Claim) -> str:
    first, last = (
        (claim.launch, claim.location)
        if claim.kind == "strike"
        else (claim.origin, claim.destination)
    )
    goods = [
        f"{i.quantity.value:g} {i.quantity.unit or i.what}" if i.quantity else i.what
        for i in claim.items
    ]
    hurt = claim.casualties and (claim.casualties.killed, claim.casualties.injured)
    cells = (
        str(claim.evidence[0].row), f"{claim.kind} {claim.modality}", str(claim.date),
        f"{_name(first)} > {_name(last)}", "; ".join(goods) or "-", str(hurt or "-"),
        f"{claim.supplier or claim.attacker or '-'} {claim.place_precision}",
    )  # fmt: skip
    return " | ".join(cells)


def _read(name: str, gazetteer, **options):
    (document,) = read_sources([str(TABLES / name)], is_events=is_events)
    assert isinstance(document, Document)
    return read_table(document, gazetteer, **options)


@pytest.mark.parametrize("name", EXPECTED)
def test_the_rows_of_a_strangers_table(name, gazetteer):
    reading, rejected = _read(name, gazetteer)
    bad = [f"bad {item.row or '-'}" for item in rejected]
    assert [*map(_line, reading.claims), *bad] == EXPECTED[name].strip().splitlines()


def test_headers_in_another_language_can_be_renamed(gazetteer):
    columns = {"Дата": "date", "Место": "place", "Оружие": "weapon", "Погибло": "killed"}
    reading, rejected = _read("russian-headers.csv", gazetteer, columns=columns)
    assert rejected == []
    assert [c.location.name for c in reading.claims] == ["Kharkiv", "Odesa"]
    assert [c.casualties.killed for c in reading.claims] == [2, 3]


def test_how_days_and_months_are_told_apart_is_said(gazetteer):
    reading, _ = _read("salvoes.csv", gazetteer)
    assert "is read day first: no date of the table tells" in reading.notes[0]
    assert "date_order_assumed" in {f.code for f in reading.claims[0].flags}
    asked, _ = _read("salvoes.csv", gazetteer, day_first=False)
    assert asked.notes == ()
    assert asked.claims[0].date == "2025-01-06"
    assert "date_order_assumed" not in {f.code for f in asked.claims[0].flags}
    shown, _ = _read("port-calls.csv", gazetteer)
    assert shown.notes == ("a date such as 11.12.2024 is read day first, as 29.01.2025 tells",)


def test_a_place_is_as_exact_as_the_table_says(gazetteer):
    reading, _ = _read("conflict-events.csv", gazetteer)
    town, near, region = (c.location for c in reading.claims)
    assert town.radius_m < near.radius_m == 25_000 < region.radius_m == 120_000


def test_every_table_that_is_read_is_recognised_as_one():
    for path in sorted(TABLES.iterdir()):
        (document,) = read_sources([str(path)])
        unknown = path.stem in {"aid-pledges", "russian-headers"}
        assert is_events(document.table) is not unknown, path
