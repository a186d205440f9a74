"""Event tables: columns by name, places in cells, rows kept out whole."""

import csv
import io
from pathlib import Path

import pytest

from geomap.errors import SourceError
from geomap.records import Candidate, Document, Place, Quantity, Reading, Rejected, Table
from geomap.tables import read_table
from geomap.tables.cells import day_comes_first
from geomap.tables.columns import read_layout
from geomap.tables.goods import dots_are_decimal, number_of

SAMPLES = Path(__file__).parent.parent / "data" / "tables"

# name | lat | lon | country | kind | radius_m | population | other names
_PLACES = """
Ukraine|49|32|UA|country|440000|0|
Russia|60|100|RU|country|2300000|0|
North Korea|40|127|KP|country|200000|0|DPRK,KP
Iran|32|53|IR|country|730000|0|
Libya|28|17|LY|country|750000|0|
Lebanon|33.8|35.8|LB|country|60000|0|
Yemen|15.5|47.5|YE|country|400000|0|
Egypt|27|30|EG|country|560000|0|
Kharkiv|49.98|36.25|UA|city|12000|1421125|Kharkov
Kyiv|50.45|30.52|UA|city|15000|2952301|Kiev
Odesa|46.48|30.73|UA|city|11000|1010537|Odessa
Odesa Oblast|46.7|30.2|UA|admin1|130000|2300000|Odesa oblast
Kyiv Oblast|50.2|30.5|UA|admin1|130000|1700000|Kyiv oblast
Odessa|31.85|-102.37|US|city|9000|114428|
Chuhuiv|49.84|36.69|UA|city|4000|31535|
Kharkiv Oblast|49.6|36.5|UA|admin1|130000|2600000|Kharkiv oblast
Belgorod Oblast|50.7|37.5|RU|admin1|110000|1500000|Belgorod oblast,Belgorod region
Toropets|56.5|31.64|RU|city|3000|14187|
Tver Oblast|57.1|34.6|RU|admin1|200000|1200000|Tver region
Crimea|45.3|34.4|UA|admin1|130000|2000000|
Engels|51.48|46.1|RU|city|6000|196011|
Black Sea|43|34||sea|400000|0|
Gulf of Aden|12|48||sea|350000|0|
Aden|12.78|45.04|YE|city|9000|863000|
Sanaa|15.35|44.21|YE|city|15000|1937451|Sana'a
Sanaa International Airport|15.48|44.22|YE|airport|2500|0|Sana'a airport
Rajin|42.24|130.29|KP|port|3000|66224|
Dunay|42.88|132.35|RU|port|3000|6967|
Vostochny Port|42.75|133.07|RU|port|3000|0|Vostochny
Tumangang|42.42|130.61|KP|rail_crossing|2000|0|
Khasan|42.43|130.65|RU|rail_crossing|2500|0|
Ussuriysk|43.8|131.96|RU|city|5000|170000|
Nakhodka|42.82|132.87|RU|city|7000|150000|
Tripoli|32.89|13.19|LY|city|15000|1150989|
Tripoli (Lebanon)|34.43|35.84|LB|city|7000|229398|Tripoli
Latakia|35.53|35.79|SY|city|9000|340181|
Tartus|34.89|35.89|SY|city|6000|89457|Tartous
Sevastopol|44.6|33.52|UA|city|12000|416263|
Alexandria|31.2|29.92|EG|city|20000|3811516|
Alexandria|38.8|-77.05|US|city|9000|159467|
Bosaso|11.28|49.18|SO|city|5000|74287|
""".strip()
_SEATS = {"Moscow": "RU", "Tehran": "IR", "Pyongyang": "KP", "Kyiv": "UA", "White House": "US"}
_DEMONYMS = {"Russian": "RU", "Ukrainian": "UA", "Iranian": "IR", "North Korean": "KP",
             "Israeli": "IL"}  # fmt: skip


def _candidates() -> dict[str, list[Candidate]]:
    found: dict[str, list[Candidate]] = {}
    for number, line in enumerate(_PLACES.splitlines()):
        name, lat, lon, country, kind, radius, people, others = line.split("|")
        place = Place(
            id=f"test:{number}", name=name, lat=float(lat), lon=float(lon),
            country=country or None, kind=kind, radius_m=int(radius),  # type: ignore[arg-type]
        )  # fmt: skip
        for alias in [name, *filter(None, others.split(","))]:
            one = Candidate(
                place=place, population=int(people), main_name=alias == name, source="curated"
            )
            found.setdefault(alias.casefold(), []).append(one)
    return found


class SmallGazetteer:
    """The part of a gazetteer that tables ask, over the places above."""

    def __init__(self) -> None:
        self.known = _candidates()

    def candidates(self, name: str, *, near: bool = False) -> tuple[Candidate, ...]:  # noqa: ARG002
        return tuple(self.known.get(name.strip().casefold(), ()))

    def country(self, code: str) -> Place | None:
        places = (c.place for found in self.known.values() for c in found)
        return next((p for p in places if p.kind == "country" and p.country == code), None)

    def seat(self, text: str) -> str | None:
        return _SEATS.get(text)

    def demonym(self, text: str) -> str | None:
        return _DEMONYMS.get(text)

    def around(self, point: object, **_: object) -> tuple[Candidate, ...]:  # noqa: ARG002
        return ()

    def is_capital(self, place_id: str) -> str | None:  # noqa: ARG002
        return None

    def capital(self, code: str) -> Place | None:  # noqa: ARG002
        return None

    def everyday(self, name: str) -> bool:  # noqa: ARG002
        return False

    def is_harbour(self, place: Place) -> bool:  # noqa: ARG002
        return False

    def names(self, text: str) -> list[tuple[int, int]]:
        names = sorted((c.place.name for f in self.known.values() for c in f), key=len)
        return sorted({(text.find(n), text.find(n) + len(n)) for n in names if n in text})


GAZETTEER = SmallGazetteer()


def document(text: str, *, delimiter: str = ";") -> Document:
    rows = [tuple(c.strip() for c in r) for r in csv.reader(io.StringIO(text), delimiter=delimiter)]
    table = Table(columns=rows[0], rows=tuple(rows[1:]), delimiter=delimiter)
    return Document(
        id="log", source="log.csv", text=text, text_sha256="0" * 64, table=table,
        publisher="Desk", published="2025-06-01",
    )  # fmt: skip


def read(text: str, **options: object) -> tuple[Reading, list[Rejected]]:
    delimiter = str(options.pop("delimiter", ";"))
    return read_table(document(text.strip(), delimiter=delimiter), GAZETTEER, **options)  # type: ignore[arg-type]


# ---- whole tables ----

STRIKES = """
No.;Date of attack;Where;What happened;Weapon / fired from;Killed;Wounded;Reported by
1;03/09/2024;Kharkov, Ukraine;flats hit;3 guided bombs / Belgorod obl.;2;;mayor
2;26/12/2024;Sana'a (airport);air raid;Israeli jets;0;7;https://example.org/a
3;5 May 2025;nr Toropets, Tver region;arsenal on fire - unconfirmed;Ukrainian drones;n/a;?;
4;;Odessa;warehouse wrecked;Kalibr / Black Sea;;1;army
5;9 May 2025;Gulf of Aden, SE of Aden;tanker Blue Lagoon hit;missile / Yemen;0;0;operator
"""


def test_a_homemade_log_of_strikes():
    reading, rejected = read(STRIKES)
    assert rejected == []
    first, raid, arsenal, odesa, sea = reading.claims
    assert {c.kind for c in reading.claims} == {"strike"}
    assert (first.location.name, first.location.country) == ("Kharkiv", "UA")
    assert (first.location.row, first.location.column) == (1, "Where")
    assert (first.location.start, first.location.end, first.location.text) == (0, 7, "Kharkov")
    assert first.date == "2024-09-03"  # day first: the column also holds 26/12/2024
    assert first.launch.name == "Belgorod Oblast"
    assert first.launch.text == "Belgorod obl."
    assert first.launch.start == len("3 guided bombs / ")
    assert (first.weapon, first.attacker) == ("guided bombs", "RU")
    assert (first.items[0].quantity.value, first.items[0].quantity.start) == (3, 0)
    assert (first.casualties.killed, first.casualties.injured) == (2, None)
    assert first.evidence[0].row == 1
    assert first.evidence[0].text.startswith("1;03/09/2024;Kharkov, Ukraine;flats hit")
    assert ("location", "column 'Where'") in {(r.slot, r.rule) for r in first.reasons}
    assert (raid.location.kind, raid.attacker, raid.weapon) == ("airport", "IL", "jets")
    assert raid.casualties.killed == 0
    assert raid.claimant is None  # a link is no claimant
    assert (arsenal.location.name, arsenal.place_precision) == ("Toropets", 2)
    assert (arsenal.attacker, arsenal.status, arsenal.casualties) == ("UA", "alleged", None)
    assert (odesa.location.country, odesa.launch.kind, odesa.date) == ("UA", "sea", None)
    assert (sea.location.name, sea.place_precision) == ("Gulf of Aden", 7)
    assert [v.name for v in sea.vessels] == ["Blue Lagoon"]
    assert (sea.launch.name, sea.weapon) == ("Yemen", "missile")


VOYAGES = """
when,from,to,carrier,cargo,qty,unit,source,remarks
07.09.–01.10.2023,Rajin (DPRK),Dunay,Maria,munitions,ca. 300,containers,White House,
as of Aug 12 2024,Rajin,Dunay / Vostochny,4 ships,shells,">13,000",boxes,spies,total since Aug 2023
19.9.23,Sevastopol,?,M/V Laodicea,wheat,3.000,t,ministry,
2024-13-05,Sevastopol,"Alexandria, Egypt",dhow,arms?,1,dhow,log,
2024-06,Khasan,Tripoli,cargo plane,pallets,,,researchers,"via Bosaso; Tehran and Moscow deny"
2024,Nakhodka (North Korea),Tripoli (Lebanon),Maria,coal,,,log,
"""


def test_a_homemade_log_of_voyages():
    reading, rejected = read(VOYAGES, delimiter=",")
    assert rejected == []
    munitions, total, wheat, arms, pallets, coal = reading.claims
    assert {c.kind for c in reading.claims} == {"transfer"}
    assert (munitions.origin.name, munitions.destination.name) == ("Rajin", "Dunay")
    assert (munitions.supplier, munitions.recipient) == ("KP", "RU")
    assert munitions.date == "2023-09-07/2023-10-01"
    assert munitions.items[0].quantity == Quantity(
        value=300, bound="approx", unit="containers", low=None, high=None,
        text="ca. 300", start=0, end=7,
    )  # fmt: skip
    assert ([v.name for v in munitions.vessels], munitions.mode) == (["Maria"], ("sea",))
    assert (munitions.claimant, munitions.reported_by) == ("White House", "Desk")
    assert (total.cumulative, total.date) == (True, "2023-08/2024-08-12")
    assert (total.vessels, total.mode) == ((), ("sea",))
    assert "Vostochny" in total.what
    assert [f.code for f in total.flags] == ["other_places"]
    assert (wheat.destination, wheat.items[0].quantity.value) == (None, 3000)
    assert (wheat.items[0].quantity.unit, wheat.plover) == ("tonnes", "COOPERATE")
    assert [v.name for v in wheat.vessels] == ["Laodicea"]
    assert (arms.date, arms.status, arms.vessels) == (None, "alleged", ())
    assert "impossible_date" in {f.code for f in arms.flags}
    assert (arms.destination.country, arms.items[0].what) == ("EG", "arms")
    assert (pallets.mode, [v.name for v in pallets.via]) == (("air",), ["Bosaso"])
    assert (pallets.denied_by, pallets.destination.country) == (("IR", "RU"), "LY")
    assert (pallets.date_prec, pallets.items[0].quantity) == (4, None)
    assert (coal.origin.country, coal.destination.country) == ("RU", "LB")
    assert "stated_country_conflict" in {f.code for f in coal.flags}


def test_a_register_of_arms_transfers():
    reading, rejected = read("""
Supplier;Recipient;Weapon designation;Year of order;Year(s) of delivery;Number delivered;Comments
Iran;Russia;Shahed-136;(2022);2022-2024;(2000);probably more
unknown supplier(s);Libya;Mi-24;;2019;3;
""")
    assert rejected == []
    drones, helicopters = reading.claims
    assert (drones.origin.kind, drones.destination.name) == ("country", "Russia")
    assert (drones.supplier, drones.recipient, drones.status) == ("IR", "RU", "asserted")
    assert (drones.date, drones.date_prec) == ("2022/2024", 5)
    quantity = drones.items[0].quantity
    assert (quantity.value, quantity.bound, quantity.low) == (2000, "approx", None)
    assert (helicopters.supplier, helicopters.recipient) == (None, "LY")
    assert helicopters.place_precision == 6


def test_a_conflict_data_set_keeps_only_what_is_a_strike():
    reading, rejected = read("""
event_date;event_type;sub_event_type;actor1;country;admin1;location;latitude;longitude;deaths;notes
4 Sep 2024;Explosions;Air strike;Army of Russia;Ukraine;Odesa;Odessa;46.4775;30.7326;7;a missile hit
05 September 2024;Protests;Peaceful protest;Protesters;Ukraine;Kyiv;Kyiv;50.45;30.52;0;
06 September 2024;Explosions/Remote violence;Shelling;;Ukraine;Odesa;Odessa;146.47;30.7;0;
""")
    (claim,) = reading.claims
    assert (claim.location.id, claim.location.kind) == ("geomap:46.47750,30.73260", "facility")
    assert (claim.location.name, claim.location.country) == ("Odessa", "UA")
    assert claim.location.radius_m == 100
    assert (claim.attacker, claim.casualties.killed, claim.weapon) == ("RU", 7, "missile")
    assert [r.row for r in rejected] == [2, 3]
    assert "Protests" in rejected[0].why
    assert "'latitude' holds '146.47'" in rejected[1].why


def test_a_list_of_salvoes_with_sides_of_a_country():
    text = """
time_start;time_end;model;launch_place;target;launched;source
2024-02-11 20:00;2024-02-12 03:00;Shahed-136/131;Crimea;south-east;45;air force
2024-02-13;2024-02-13;Kalibr;Black Sea;Kyiv and Kharkiv;8;air force
2024-02-14;2024-02-14;Shahed-136;Engels;Kyiv and Odesa oblasts;8;air force
"""
    reading, _ = read(text, country="UA")
    side, kyiv, kharkiv, *oblasts = reading.claims
    assert (side.location.kind, side.location.country) == ("region", "UA")
    assert 46 < side.location.lat < 49
    assert 32 < side.location.lon < 38
    assert side.location.radius_m > 100_000
    assert (side.date, side.place_precision) == ("2024-02-11/2024-02-12", 5)
    assert [c.location.name for c in (kyiv, kharkiv)] == ["Kyiv", "Kharkiv"]
    assert (kyiv.items[0].quantity.value, kharkiv.items[0].quantity) == (8, None)
    assert "shared_count" in {f.code for f in kharkiv.flags}
    assert kyiv.id != kharkiv.id
    assert [c.location.name for c in oblasts] == ["Kyiv Oblast", "Odesa Oblast"]
    assert [c.launch.name for c in (side, kyiv)] == ["Crimea", "Black Sea"]
    reading, _ = read(text)
    assert reading.claims[0].location is None
    assert "--country" in reading.claims[0].flags[-1].message


def test_a_route_in_one_column():
    reading, _ = read("""
When;Route;By;What;How much;Notes
Feb 2024;Tumangang → Khasan → Ussuriysk;train;shells;40 wagons;Pyongyang denies
""")
    (claim,) = reading.claims
    assert (claim.origin.name, claim.destination.name) == ("Tumangang", "Ussuriysk")
    assert [v.name for v in claim.via] == ["Khasan"]
    assert (claim.mode, claim.denied_by) == (("rail",), ("KP",))
    assert (claim.items[0].quantity.value, claim.items[0].quantity.unit) == (40, "wagons")


def test_a_table_of_both_kinds_reads_each_row_by_its_own():
    reading, rejected = read("""
kind;date;place;from;to;mode;vessel;what;weapon;quantity;unit;killed;status;denied by
strike;2024-05-01;Kyiv;Engels;;;;flats hit;missile;3;;2;confirmed;
transfer;2024-05-02;;Rajin;Dunay;sea;Maria;;shells;40;crates;;alleged;Pyongyang
transfer;2024-05-03;;Sevastopol;Tartus;sea;;wheat;;;;;planned;
""")
    assert rejected == []
    strike, shells, wheat = reading.claims
    assert (strike.kind, strike.location.name, strike.launch.name) == ("strike", "Kyiv", "Engels")
    assert (strike.weapon, strike.status, strike.attacker) == ("missile", "confirmed", "RU")
    assert (shells.kind, shells.origin.name, shells.destination.name) == (
        "transfer", "Rajin", "Dunay",
    )  # fmt: skip
    assert (shells.items[0].what, shells.items[0].quantity.unit) == ("shells", "crates")
    assert (shells.weapon, shells.status, shells.denied_by) == (None, "alleged", ("KP",))
    assert (wheat.modality, wheat.mode, wheat.items[0].what) == ("planned", ("sea",), "wheat")


# ---- rows that are none ----


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("2024-05-01;Kyiv;drone", "3 of 5 cells"),
        ("Kyiv;drone;3;;", "a place and no date"),
        ("2024-05-01;51;drone;3;4", "names no place"),
        ("2024-05-01;2024-05-02;drone;3;4", "names no place"),
        ("2024-05-01;Kyiv;drone;mayor;flats", "no numbers"),
        ("2024-05-01;Kyiv;drone;3;4;an extra cell", "6 cells for 5 columns"),
        ("2024-05-01;;drone;3;4", "no place"),
        ("31/02/2024;Kyiv;???;n/a;", "nothing says what happened"),
        ("Total;;;12;30", "a total"),
        ("date;place;weapon;killed;injured", "repeats the header"),
    ],
)
def test_a_bad_row_is_kept_out_whole(row, why):
    header = "date;place;weapon;killed;injured"
    reading, rejected = read(f"{header}\n2024-04-30;Odesa;drone;1;2\n{row}")
    assert [c.location.name for c in reading.claims] == ["Odesa"]
    assert {m.row for m in reading.mentions} | {w.row for w in reading.dates} == {1}
    (bad,) = rejected
    assert (bad.source, bad.row) == ("log.csv", 2)
    assert why in bad.why


def test_an_impossible_date_leaves_a_sound_row_undated():
    reading, rejected = read("date;place;weapon;killed\n31/02/2024;Kyiv;drone;1")
    (claim,) = reading.claims
    assert rejected == []
    assert (claim.date, claim.date_text) == (None, "31/02/2024")
    assert [f.code for f in claim.flags] == ["impossible_date"]


def test_a_table_of_something_else_is_refused_with_its_columns_named():
    reading, (refused,) = read("item;price\napples;3\npears;4")
    assert reading.claims == ()
    assert refused.row is None
    assert "'item', 'price'" in refused.why


def test_a_document_without_a_table_is_a_mistake_of_the_caller():
    prose = Document(id="a", source="a.txt", text="", text_sha256="")
    with pytest.raises(ValueError, match=r"a\.txt"):
        read_table(prose, GAZETTEER)  # type: ignore[arg-type]


# ---- columns ----


@pytest.mark.parametrize(
    ("header", "slot"),
    [
        ("Date of the incident (UTC)", "date"),
        ("EventDate", "date"),
        ("No. of persons killed", "killed"),
        ("WOUNDED", "injured"),
        ("port_of_loading", "origin"),
        ("Port of discharge", "destination"),
        ("Vessel name", "vessel"),
        ("Remarks / notes", "remarks"),
        ("According to", "claimant"),
        ("Tonnes", "quantity"),
        ("from lat", "origin_lat"),
        ("colour", None),
    ],
)
def test_headers_are_read_forgivingly(header, slot):
    layout = read_layout(Table(columns=(header,), rows=()))
    assert (layout.columns[0].slots or (None,))[0] == slot


def test_a_unit_in_the_header_counts():
    reading, _ = read("date;from;to;cargo;qty (t)\n2024-05-01;Sevastopol;Tartus;wheat;17 600")
    quantity = reading.claims[0].items[0].quantity
    assert (quantity.value, quantity.unit) == (17600, "tonnes")


def test_the_user_names_columns():
    text = "tag;spot;bang\n2024-05-01;Kyiv;drone"
    names = {"tag": "date", "SPOT": "place", "bang": "weapon"}
    reading, _ = read(text, columns=names)
    assert reading.claims[0].location.name == "Kyiv"
    with pytest.raises(SourceError, match="no column 'where'"):
        read(text, columns={"where": "place"})
    with pytest.raises(SourceError, match="nothing is called 'zebra'"):
        read(text, columns={"tag": "zebra"})


def test_killed_and_wounded_in_one_column():
    reading, _ = read("date;place;killed/wounded\n2024-05-01;Kyiv;3/12\n2024-05-02;Kyiv;5")
    both, unclear = reading.claims
    assert (both.casualties.killed, both.casualties.injured) == (3, 12)
    assert unclear.casualties is None
    assert [f.code for f in unclear.flags] == ["unreadable_number"]


def test_a_column_is_judged_by_its_cells_only_where_it_stands_alone():
    rows = "2 May 2024;Kyiv;drone\n2024-05-03;Odesa;drone\n5/13/2024;Kharkiv;drone"
    reading, rejected = read(f"column 1;column 2;weapon\n{rows}")
    assert rejected == []
    assert [c.location.name for c in reading.claims] == ["Kyiv", "Odesa", "Kharkiv"]
    assert [c.date for c in reading.claims] == ["2024-05-02", "2024-05-03", "2024-05-13"]
    twice = "\n".join(row.replace("drone", "Kyiv") for row in rows.splitlines())
    reading, (refused,) = read(f"column 1;column 2;column 3\n{twice}")
    assert reading.claims == ()
    assert "no event table" in refused.why


# ---- numbers, dates, places ----


def test_day_order_is_that_of_the_column():
    assert day_comes_first(["03/09/2024", "26/12/2024"]) is True
    assert day_comes_first(["4/5/2023", "2/14/2023"]) is False
    assert day_comes_first(["4/5/2023", "13/13/2023"]) is None
    reading, _ = read("date;place;weapon\n4/5/2023;Kyiv;drone\n2/14/2023;Kyiv;drone")
    assert [c.date for c in reading.claims] == ["2023-04-05", "2023-02-14"]
    reading, _ = read("date;place;weapon\n4/5/2023;Kyiv;drone")
    assert [f.code for f in reading.claims[0].flags] == ["date_order_assumed"]


@pytest.mark.parametrize(
    ("column", "values"),
    [
        (["3.000", "17 600", "300"], [3000, 17600, 300]),
        (["2.250", "1.5"], [2.25, 1.5]),
        (["10,000.5", "27,000"], [10000.5, 27000]),
    ],
)
def test_a_dot_means_what_it_means_in_its_column(column, values):
    decimal = dots_are_decimal(column)
    found = [number_of(cell, decimal_dot=decimal) for cell in column]
    assert [q.value for q in found if q] == values


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("Kharkiv oblast, Chuhuiv", ["Chuhuiv"]),
        ("Kyiv, Kharkiv", ["Kyiv", "Kharkiv"]),
        ("Kyiv, Kharkiv, Ukraine", ["Kyiv", "Kharkiv"]),
        ("Tripoli, Lebanon", ["Tripoli (Lebanon)"]),
        ("Kyiv; Odesa", ["Kyiv", "Odesa"]),
        ("Odessa – oil terminal", ["Odesa"]),
        ("southern Ukraine", ["south of Ukraine"]),
        ("Smallville, Tver region", ["Tver Oblast"]),
    ],
)
def test_places_of_a_cell(cell, names):
    reading, _ = read(f"date;place;weapon\n2024-05-01;{cell.replace(';', ' and ')};drone")
    assert [c.location.name for c in reading.claims] == names


@pytest.mark.parametrize("cell", ["40 km SE of Odesa", "Black Sea, 40 km southeast of Odesa"])
def test_a_distance_and_a_side_move_the_place(cell):
    reading, _ = read(f"date;place;weapon\n2024-05-01;{cell};drone")
    (claim,) = reading.claims
    assert claim.location.name.startswith("40 km")
    assert claim.location.name.endswith("of Odesa")
    assert (claim.location.lat, claim.location.lon) == (
        pytest.approx(46.23, abs=0.01), pytest.approx(31.1, abs=0.01)
    )  # fmt: skip
    assert claim.location.radius_m == 24_200
    assert claim.place_precision == 5


def test_a_distance_alone_widens_the_place():
    (claim,) = read("date;place;weapon\n2024-05-01;40 km from Odesa;drone")[0].claims
    assert (claim.location.name, claim.location.radius_m) == ("Odesa", 40_000)


def test_the_makers_name_of_a_weapon_is_no_attacker():
    reading, _ = read("date;place;weapon\n2024-05-01;Kyiv;Iranian drones\n2024-05-02;Kyiv;RSF guns")
    made, fired = reading.claims
    assert (made.attacker, made.weapon) == (None, "Iranian drones")
    assert (fired.attacker, fired.weapon) == ("RSF", "guns")


def test_coordinates_far_from_the_named_place_raise_a_flag():
    reading, _ = read("date;place;lat;lon;weapon\n2024-05-01;Kyiv;46.5;30.7;drone")
    (claim,) = reading.claims
    assert (claim.location.lat, claim.location.lon) == (46.5, 30.7)
    assert [f.code for f in claim.flags] == ["position_conflict"]


def test_spans_lie_where_they_say():
    reading, _ = read(STRIKES)
    table = document(STRIKES.strip()).table
    spans = [*reading.mentions, *reading.dates]
    assert len(spans) > 15
    for span in spans:
        cell = table.rows[span.row - 1][table.columns.index(span.column)]
        assert cell[span.start : span.end] == span.text
    capital = next(m for m in reading.mentions if m.text == "Ukrainian")
    assert (capital.role, capital.row) == ("demonym", 3)


def test_the_same_table_gives_the_same_reading():
    assert read(STRIKES) == read(STRIKES)
    ids = [c.id for c in read(STRIKES)[0].claims]
    assert len(set(ids)) == len(ids) == 5


def test_a_hostile_cell_costs_no_time():
    long = "Kyiv and " * 10_000
    reading, _ = read(f"date;place;weapon;notes\n2024-05-01;{long};drone;{'via A ' * 10_000}")
    assert [c.location for c in reading.claims] == [None]


# ---- the samples of the project ----


def test_the_sample_tables_are_read_whole():
    kinds = {"strikes.csv": "strike", "transfers.csv": "transfer"}
    for name, kind in kinds.items():
        text = (SAMPLES / name).read_text(encoding="utf-8")
        reading, rejected = read(text, delimiter="," if kind == "strike" else ";")
        assert rejected == []
        rows = {c.evidence[0].row for c in reading.claims}
        assert rows == set(range(1, len(text.splitlines())))
        assert {c.kind for c in reading.claims} == {kind}
        assert all(c.date and c.claimant for c in reading.claims)


def test_the_places_of_the_samples_are_known(gazetteer):
    for path in sorted(SAMPLES.glob("*.csv")):
        delimiter = "," if path.stem == "strikes" else ";"
        table = document(path.read_text(encoding="utf-8"), delimiter=delimiter)
        reading, rejected = read_table(table, gazetteer)
        assert rejected == []
        for claim in reading.claims:
            ends = (claim.origin, claim.destination)
            places = (claim.location,) if claim.kind == "strike" else ends
            assert all(places), (path.name, claim.evidence)
            assert "unresolved_place" not in {f.code for f in claim.flags}


@pytest.mark.parametrize(
    ("cell", "modes"),
    [
        ("sea, rail", ("sea", "rail")),
        ("Rail/Road", ("rail", "road")),
        ("by sea, then by rail", ("sea", "rail")),
        ("Red Sea", ()),
    ],
)
def test_a_cell_may_name_several_modes_by_their_bare_names(cell, modes):
    from geomap.tables.goods import modes_of

    assert modes_of(cell) == modes


@pytest.mark.parametrize("header", ["Coordinates", "MGRS", "Lat/Long"])
@pytest.mark.parametrize("cell", ["49.99, 36.23", "37U CR 01454 41196"])
def test_a_column_of_positions_says_where_in_the_town(header, cell):
    text = f"date;city;{header};weapon;killed\n2024-05-02;Kharkiv;{cell};missile;1\n"
    reading, rejected = read(text)
    assert not rejected
    (claim,) = reading.claims
    at = claim.location
    assert at.name == "Kharkiv"
    assert at.radius_m < 1000
    assert (at.lat, at.lon) == pytest.approx((49.99, 36.23), abs=1e-4)


def test_a_position_that_cannot_be_read_leaves_the_town():
    text = "date;city;coordinates;weapon;killed\n2024-05-02;Kharkiv;by the river;missile;1\n"
    reading, rejected = read(text)
    assert not rejected
    (claim,) = reading.claims
    assert claim.location.name == "Kharkiv"
    assert claim.location.radius_m > 1000


@pytest.mark.parametrize(
    ("header", "date"),
    [
        ("date,end", "2024-05-01/2024-05-04"),
        ("Date,End date", "2024-05-01/2024-05-04"),
        ("day,until", "2024-05-01/2024-05-04"),
        ("date,date to", "2024-05-01/2024-05-04"),
        ("date,eta", "2024-05-01"),
        ("date,arrived", "2024-05-01"),
        ("report date,end", "2024-05-01"),
        ("date,delivered", "2024-05-01"),
        ("start,end", "2024-05-01/2024-05-04"),
    ],
)
def test_a_date_beside_an_end_is_the_first_day(header, date):
    """An arrival closes no period, and the day of a report begins none."""
    text = f"{header},from,to,cargo\n2024-05-01,2024-05-04,Rajin,Vostochny Port,coal\n"
    reading, _ = read(text, delimiter=",")
    (claim,) = reading.claims
    assert claim.date == date
