import csv
import json

import pytest

import geomap
from geomap.errors import RouteError
from geomap.routes import plan_route as plan_places
from geomap.stops import find_stop


def test_a_way_by_sea_is_told_in_km_nautical_miles_and_hours(run):
    done = run("route", "Rajin", "Vostochny", "--mode", "sea")
    assert done.exit_code == 0
    assert "computed" in done.stdout
    assert "nautical miles" in done.stdout
    assert "Vostochny Port, RU" in done.stderr  # which place was meant


def test_legs_are_written_as_geojson(run, tmp_path):
    run("route", "Khasan", "Tikhoretsk", "--mode", "rail", "--within", "RU", "-o", "way.geojson")
    (leg,) = json.loads((tmp_path / "way.geojson").read_text(encoding="utf-8"))["features"]
    assert leg["properties"]["router"] == "rail_network"
    assert 9_000_000 < leg["properties"]["length_m"] < 11_000_000
    assert leg["geometry"]["type"] == "MultiLineString"


def test_a_way_that_is_closed_is_said_to_be(run):
    done = run("route", "Bandar Abbas", "Astrakhan", "--mode", "sea")
    assert done.exit_code == 1
    assert "volga_don closed" in done.stderr
    assert "none" in done.stdout.split()  # no length of a direct line
    assert (
        run("route", "Bandar Abbas", "Astrakhan", "--mode", "sea", "--allow", "volga_don").exit_code
        == 0
    )


def test_by_rail_a_port_or_crossing_is_meant_before_a_village_of_its_name(run):
    done = run("route", "Vostochny", "Khasan", "--mode", "rail")
    assert "Vostochny Port, RU" in done.stderr
    assert "(rail_crossing" in done.stderr


def test_an_unknown_passage_or_place_is_named(run):
    assert (
        "no passage of that name"
        in run("route", "Rajin", "Dunay", "--mode", "sea", "--avoid", "x").stderr
    )
    assert "no gazetteer entry" in run("route", "Xqzvw", "Dunay").stderr


def test_a_misspelt_passage_is_guessed(run):
    done = run("route", "Rajin", "Dunay", "--mode", "sea", "--avoid", "suezz")
    assert "did you mean suez?" in done.stderr


def test_passages_may_be_written_freely(run):
    done = run("route", "Rotterdam", "Shanghai", "--mode", "sea", "--avoid", "Suez Canal")
    assert done.exit_code == 0
    assert "suez" not in done.stdout
    assert "suez" in run("route", "--passages").stdout


@pytest.mark.parametrize(
    ("option", "value", "mode"),
    [("--within", "RU", "sea"), ("--avoid", "suez", "rail"), ("--avoid-country", "CN", "sea")],
)
def test_a_limit_that_a_way_of_going_does_not_have_is_misuse(run, option, value, mode):
    done = run("route", "Rajin", "Vladivostok", "--mode", mode, option, value)
    assert done.exit_code == 2
    assert f"{option} is for" in done.stderr


def test_an_inland_end_is_refused_with_the_nearest_ports(run):
    done = run("route", "Moscow", "Odesa", "--mode", "sea")
    assert done.exit_code == 1
    assert "Moscow lies inland" in done.stderr
    assert "nearest ports: " in done.stderr


PAIRS = """id,Origin,Destination,via,mode
a,Rajin,Vostochny,,sea
b,Khasan,Tikhoretsk,,rail
c,Xqzvw,Odesa,,sea
d,Rzeszow,Lviv,Medyka,road
e,Rajin,Vostochny,,boat
f,"=1+1",,,sea
"""


def test_a_table_of_pairs_is_answered_row_by_row(run, tmp_path):
    (tmp_path / "pairs.csv").write_text(PAIRS, encoding="utf-8")
    done = run("route", "--from", "pairs.csv", "-o", "out.csv")
    assert done.exit_code == 3
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["id"]: row for row in csv.DictReader(file)}
    assert list(rows) == list("abcdef")
    assert 230 < float(rows["a"]["geomap_km"]) < 250
    assert float(rows["a"]["geomap_nautical_miles"]) == pytest.approx(132, abs=3)
    assert 9_000 < float(rows["b"]["geomap_km"]) < 11_000
    assert float(rows["d"]["geomap_km"]) == pytest.approx(172, rel=0.05)
    for name, why in (("c", "no gazetteer entry"), ("e", "boat"), ("f", "empty")):
        assert rows[name]["geomap_km"] == ""
        assert why in rows[name]["geomap_why"]
    assert rows["f"]["from"].startswith("'")  # no formula for a spreadsheet
    for number in (3, 5, 6):
        assert f"pairs.csv, row {number}: " in done.stderr


def test_a_table_of_pairs_becomes_geojson(run, tmp_path):
    (tmp_path / "pairs.csv").write_text("from,to\nVladivostok,Seattle\n", encoding="utf-8")
    run("route", "--from", "pairs.csv", "--mode", "sea", "-o", "out.geojson")
    (leg,) = json.loads((tmp_path / "out.geojson").read_text(encoding="utf-8"))["features"]
    assert leg["properties"]["row"] == 1
    assert len(leg["geometry"]["coordinates"]) == 2  # cut at 180 degrees
    assert leg["properties"]["snap_m"] >= 0


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "from\nRajin\n"])
def test_a_table_without_the_two_columns_is_refused(run, tmp_path, text):
    (tmp_path / "pairs.csv").write_text(text, encoding="utf-8")
    done = run("route", "--from", "pairs.csv")
    assert done.exit_code == 1
    assert "has no column" in done.stderr


def test_a_table_that_is_a_device_or_a_folder_is_refused(run, tmp_path):
    for path in ("/dev/zero", str(tmp_path)):
        done = run("route", "--from", path, "--mode", "sea")
        assert done.exit_code == 1
        assert "not a regular file" in done.stderr


def test_a_table_says_which_place_was_taken_for_each_name(run, tmp_path):
    (tmp_path / "pairs.csv").write_text("from,to\nRajin,Vostochny\nXqzvw,Rajin\n", encoding="utf-8")
    run("route", "--from", "pairs.csv", "--mode", "sea", "-o", "out.csv")
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows[0]["geomap_stops"].startswith("Rajin, KP (port, ")
    assert "Vostochny Port, RU (port, " in rows[0]["geomap_stops"]
    assert rows[1]["geomap_stops"] == ""


def test_a_row_that_cannot_be_planned_is_a_feature_without_geometry(run, tmp_path):
    (tmp_path / "pairs.csv").write_text("from,to\nXqzvw,Rajin\nRajin,Dunay\n", encoding="utf-8")
    run("route", "--from", "pairs.csv", "--mode", "sea", "-o", "out.geojson")
    bad, good = json.loads((tmp_path / "out.geojson").read_text(encoding="utf-8"))["features"]
    assert bad["geometry"] is None
    assert "no gazetteer entry" in bad["properties"]["why"]
    assert good["geometry"]["type"] == "MultiLineString"


def test_a_refusal_says_nothing_of_a_direct_line(run):
    done = run("route", "Kharkiv", "Belgorod", "--mode", "rail")
    assert "ua_ru_border" in done.stderr
    assert "direct line" not in done.stdout + done.stderr
    wide = run("route", "Russia", "Iran", "--mode", "sea")
    assert wide.exit_code == 1
    assert "wide area" in wide.stderr


def test_a_point_is_told_as_a_point_and_an_unknown_country_is_named(run):
    done = run("route", "130.3,42.24", "133.05,42.74", "--mode", "sea")
    assert "None" not in done.stderr
    assert (
        "'XX' is no country's code"
        in run("route", "Khasan", "Chita", "--mode", "rail", "--within", "XX").stderr
    )


def test_a_spot_is_meant_before_the_province_of_its_name(run):
    done = run("route", "Odesa", "Istanbul", "--mode", "sea")
    assert done.exit_code == 0
    assert "Istanbul, TR (city" in done.stderr


def test_python_plans_by_name_point_or_place(gazetteer):
    (named,) = geomap.plan_route("Rajin", "Vostochny Port", mode="sea", gazetteer=gazetteer)
    assert named.certainty == "computed"
    assert 230_000 < named.length_m < 250_000
    rajin, port = (find_stop(n, gazetteer, mode="sea") for n in ("Rajin", "Vostochny Port"))
    assert geomap.plan_route(rajin, port, mode="sea") == (named,)
    point = (port.lon, port.lat)
    (to_point,) = geomap.plan_route(rajin, point, mode="sea")
    assert to_point.length_m == named.length_m
    legs = geomap.plan_route(rajin, rajin, via="Vostochny Port", mode="sea", gazetteer=gazetteer)
    assert [leg.length_m for leg in legs] == [named.length_m] * 2


def test_python_says_what_a_stop_may_be(gazetteer):
    with pytest.raises(RouteError, match="no gazetteer entry for 'Xqzvw'"):
        geomap.plan_route("Xqzvw", (133.0, 42.7), gazetteer=gazetteer)
    with pytest.raises(RouteError, match="longitude first"):
        geomap.plan_route((42.7, 133.0), (130.3, 42.2))
    with pytest.raises(RouteError, match="takes names and points"):
        plan_places("Rajin", "Vostochny", mode="sea")


@pytest.mark.parametrize(
    ("via", "passage"),
    [("Cape Horn", "cape_horn"), ("Northwest Passage", "northwest_passage")],
)
def test_what_ships_pass_through_is_on_the_way_and_no_stop(run, via, passage):
    done = run("route", "Shanghai", "Hamburg", "--via", via, "--mode", "sea")
    row = done.stdout.splitlines()[1]
    assert row.startswith("Port of Shanghai  Port of Hamburg")
    assert passage in row
    assert "suez" not in row


def test_a_table_names_what_ships_pass_through(run, tmp_path):
    table = "from,to,via,mode\nPiraeus,Venice,Corinth Canal,sea\n"
    (tmp_path / "t.csv").write_text(table, encoding="utf-8")
    (row,) = csv.DictReader(run("route", "--from", "t.csv").stdout.splitlines())
    assert "corinth" in row["geomap_passages"]


def test_passages_to_avoid_take_commas(run):
    done = run("route", "Shanghai", "Hamburg", "--mode", "sea", "--avoid", "suez, panama")
    assert "good_hope" in done.stdout


def test_one_reason_is_told_once(run):
    done = run("route", "Rotterdam", "Hamburg", "--via", "Madrid", "--mode", "sea")
    assert done.stderr.count("Madrid lies inland") == 1


@pytest.mark.parametrize("option", ["--quiet", "-v"])
def test_an_option_of_geomap_after_the_verb_is_told_where_it_stands(run, option):
    done = run("route", "Rajin", "Dunay", option)
    assert done.exit_code == 2
    assert f"{option} stands before the verb" in done.stderr


def test_python_and_the_command_find_the_same_way(run, gazetteer):
    (leg,) = geomap.plan_route("Bangkok", "Singapore", mode="sea", gazetteer=gazetteer)
    done = run("route", "Bangkok", "Singapore", "--mode", "sea")
    assert done.exit_code == 0
    assert f"{leg.length_m / 1000:.0f}" in done.stdout.split()


@pytest.mark.parametrize(
    ("town", "port"),
    [("Nairobi", "Mombasa"), ("Johannesburg", "Durban"), ("Ouagadougou", "Lome")],
)
def test_ports_that_are_towns_of_the_gazetteer_are_named_as_near(gazetteer, town, port):
    (leg,) = geomap.plan_route(town, "Lagos", mode="sea", gazetteer=gazetteer)
    assert (leg.length_m, leg.path, leg.certainty) == (None, None, "none")
    assert f"{port} (" in leg.why
