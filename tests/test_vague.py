"""Places given by another place: distance and direction, coast, side of a country."""

import pytest

from geomap.geo import great_circle_m
from geomap.places import place_vague, resolve_mentions
from geomap.records import Mention


@pytest.fixture
def placed(gazetteer):
    def read(text, *names, role="literal"):
        at, mentions = 0, []
        for name in names:
            start = text.index(name, at)
            at = start + len(name)
            mentions.append(Mention(start=start, end=at, text=name, role=role))
        return place_vague(text, resolve_mentions(text, mentions, gazetteer), gazetteer)

    return read


@pytest.mark.parametrize(
    ("text", "name", "lonlat", "radius_m"),
    [
        ("It fell 40 km north of Kharkiv.", "Kharkiv", (36.25, 50.34), 25_500),
        ("Hit 30 nautical miles west of Aden", "Aden", (44.53, 12.78), 28_000),
        ("about 60 miles (97 km) to the south-east of the town of Poltava", "Poltava",
         (35.51, 48.97), 38_000),
        ("an incident 60NM SW of Hodeidah", "Hodeidah", (42.23, 14.09), 45_000),
        ("an incident 60 NM southwest of Hodeidah", "Hodeidah", (42.23, 14.09), 45_000),
        ("some 1,200 km due east of Moscow", "Moscow", (56.33, 54.29), 430_000),
    ],
)  # fmt: skip
def test_a_distance_and_a_direction_move_the_point(placed, text, name, lonlat, radius_m):
    (got,) = placed(text, name)
    assert great_circle_m((got.place.lon, got.place.lat), lonlat) < 10_000
    assert got.place.radius_m == pytest.approx(radius_m, rel=0.25)
    assert got.place.id.startswith("geomap:offset:")
    assert got.text == name
    assert got.place.name in got.why


def test_a_point_past_a_border_has_the_country_there(placed):
    (got,) = placed("A camp 25 km west of Ciudad del Este", "Ciudad del Este")
    assert got.place.country == "PY"
    (got,) = placed("A camp 25 km east of Ciudad del Este", "Ciudad del Este")
    assert got.place.country == "BR"


@pytest.mark.parametrize(
    ("name", "lonlat"),
    [
        ("Hodeidah", (42.75, 14.8)),
        ("Latakia", (35.55, 35.53)),
        ("Busan", (129.1, 34.95)),
        ("Haifa", (34.8, 32.85)),
    ],
)
def test_off_a_coast_is_out_at_sea(placed, name, lonlat):
    (got,) = placed(f"The tanker lay off the coast of {name}.", name)
    assert great_circle_m((got.place.lon, got.place.lat), lonlat) < 15_000
    assert (got.place.kind, got.place.country) == ("sea", None)


def test_the_shore_of_an_ocean_is_no_place(placed):
    (mention,) = placed("Trains left the Pacific Ocean shore.", "Pacific Ocean")
    assert mention.place is None
    assert "no one place" in mention.why


def test_a_coast_whose_sea_is_not_clear_stays_the_town_and_says_so(placed):
    (got,) = placed("The tanker lay off Novorossiysk.", "Novorossiysk")
    assert got.place.name == "Novorossiysk"
    assert "not clear" in got.why


@pytest.mark.parametrize(
    ("text", "name", "west_east", "south_north"),
    [
        ("fighting in eastern Ukraine", "Ukraine", (34, 40), (46, 51)),
        ("fighting in the west of Ukraine", "Ukraine", (22, 28), (47, 52)),
        ("a raid on northeastern Nigeria", "Nigeria", (9, 14), (10, 13)),
        ("farms of southern Kharkiv Oblast", "Kharkiv Oblast", (34, 38), (48.5, 49.6)),
        ("towns of central Poland", "Poland", (17.5, 21), (51, 53)),
    ],
)
def test_a_side_of_a_country_is_an_area_of_its_own(placed, text, name, west_east, south_north):
    (got,) = placed(text, name)
    assert west_east[0] < got.place.lon < west_east[1]
    assert south_north[0] < got.place.lat < south_north[1]
    assert got.place.kind == "region"
    assert 50_000 < got.place.radius_m < 500_000


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("the southern United States", "United States"),  # a third of it is no place
        ("They met north of Kharkiv.", "Kharkiv"),
        ("in South Korea", "South Korea"),
        ("40 km north. Kharkiv slept.", "Kharkiv"),
    ],
)
def test_what_is_not_told_as_vague_stays(placed, text, name):
    (got,) = placed(text, name)
    assert not got.place.id.startswith("geomap:part")
    assert not got.place.id.startswith("geomap:offset")
    assert got.why is None


def test_near_and_between_are_told_and_move_nothing(placed):
    (got,) = placed("It fell near Belgorod.", "Belgorod")
    assert (got.place.name, got.why) == ("Belgorod", "near Belgorod")
    both = placed("The line between Rajin and Vladivostok is open.", "Rajin", "Vladivostok")
    assert {m.why for m in both} == {"between Rajin and Vladivostok"}


def test_only_places_as_places_are_moved(placed):
    (got,) = placed("fighting in eastern Ukraine", "Ukraine", role="org_part")
    assert got.place.kind == "country"
