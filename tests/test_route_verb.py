import json


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
    assert (
        run("route", "Bandar Abbas", "Astrakhan", "--mode", "sea", "--allow", "volga_don").exit_code
        == 0
    )


def test_an_unknown_passage_or_place_is_named(run):
    assert (
        "no passage of that name"
        in run("route", "Rajin", "Dunay", "--mode", "sea", "--avoid", "x").stderr
    )
    assert "no gazetteer entry" in run("route", "Xqzvw", "Dunay").stderr
