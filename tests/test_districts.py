"""Second-level divisions: what the data gives, and what a bare name still means."""

import pytest

from geomap.gazetteer.districts import District, Town, district_entries, load_districts
from geomap.geo import great_circle_m


def _entry(*towns, names=("Wayne County",), taken=frozenset()):
    district = District("US.NY.117", 5144040, names, list(towns))
    return list(district_entries([district], {}, set(taken)))


LYONS, NEWARK = Town("Lyons", -77.0, 43.0, 4_000), Town("Newark", -77.2, 43.0, 9_000)


def test_a_district_lies_among_its_towns():
    (named,) = _entry(LYONS, NEWARK)
    assert (named.entry.lon, named.entry.lat) == (-77.1, pytest.approx(43.0, abs=0.001))
    assert named.entry.population == 13_000
    assert named.entry.radius_m == pytest.approx(8_000, abs=1_000)
    assert (named.entry.kind, named.entry.country) == ("admin2", "US")


def test_a_municipality_of_its_towns_name_adds_nothing():
    assert _entry(LYONS, names=("Lyons",)) == []
    assert len(_entry(LYONS, names=("Lyons County",))) == 1


def test_a_curated_row_replaces_a_district():
    assert _entry(LYONS, taken={5144040}) == []


def test_the_source_gives_thousands_each_with_a_town():
    districts = load_districts()
    assert len(districts) > 20_000
    assert all(district.towns for district in districts)
    codes = [district.code for district in districts]
    assert sum(code.startswith("US.") for code in codes) > 3_000


@pytest.mark.parametrize(
    ("name", "country", "admin1", "lonlat"),
    [
        ("Linn County", "US", "Iowa", (-91.6, 42.1)),
        ("Avoyelles Parish", "US", "Louisiana", (-92.0, 31.1)),
        ("Cambridgeshire", "GB", "England", (0.1, 52.3)),
        ("Bakhmut Raion", "UA", "Donetsk Oblast", (38.0, 48.6)),
        ("Chuhuiv district", "UA", "Kharkiv Oblast", (36.9, 49.8)),
    ],
)
def test_a_district_is_found_by_name(gazetteer, name, country, admin1, lonlat):
    found = [
        c for c in gazetteer.candidates(name)
        if c.place.kind == "admin2" and (c.place.country, c.admin1) == (country, admin1)
    ]  # fmt: skip
    assert found
    place = found[0].place
    assert great_circle_m((place.lon, place.lat), lonlat) < 40_000


@pytest.mark.parametrize("name", ["Jackson", "Kharkiv", "Batangas", "Wayne"])
def test_a_bare_name_is_the_town_first(gazetteer, name):
    assert gazetteer.candidates(name)[0].place.kind == "city"


def test_a_county_is_asked_for_by_its_noun_only(gazetteer):
    assert {c.place.kind for c in gazetteer.candidates("Wayne County")} == {"admin2"}
    assert "admin2" not in {c.place.kind for c in gazetteer.candidates("Hall")}


def test_an_oblast_is_no_raion(gazetteer):
    kinds = [c.place.kind for c in gazetteer.candidates("Kharkiv oblast")]
    assert kinds[0] == "admin1"
    assert "admin2" not in kinds
