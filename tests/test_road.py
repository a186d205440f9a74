"""Roads between towns: lengths, closed borders, what is told. Ways are tested with rail."""

import itertools

import pytest

from geomap import geo, resources
from geomap.records import Leg, Place
from geomap.routes.road import road_bars, road_leg, road_legs

TOWNS = {  # lat, lon, country
    "Rzeszow": (50.04, 22.0, "PL"),
    "Medyka": (49.8, 22.95, "PL"),
    "Lviv": (49.84, 24.03, "UA"),
    "Kyiv": (50.45, 30.52, "UA"),
    "Kharkiv": (49.99, 36.23, "UA"),
    "Belgorod": (50.6, 36.59, "RU"),
    "Moscow": (55.755, 37.62, "RU"),
    "Rostov-on-Don": (47.23, 39.7, "RU"),
    "Tehran": (35.7, 51.4, "IR"),
    "Isfahan": (32.65, 51.68, "IR"),
    "Damascus": (33.51, 36.29, "SY"),
    "Beirut": (33.89, 35.5, "LB"),
    "Port Sudan": (19.62, 37.22, "SD"),
    "Aden": (12.8, 45.03, "YE"),
    "Sanaa": (15.35, 44.2, "YE"),
    "Aarhus": (56.16, 10.2, "DK"),
    "Copenhagen": (55.68, 12.57, "DK"),
    "Malmo": (55.6, 13.0, "SE"),
    "Alert": (82.5, -62.35, "CA"),
}


def place(name: str) -> Place:
    lat, lon, country = TOWNS[name]
    return Place(
        id=f"test:{name}", name=name, lat=lat, lon=lon, country=country, kind="city", radius_m=1000
    )


def leg(a: str, b: str, **options: frozenset[str]) -> Leg:
    return road_leg(place(a), place(b), **options)


@pytest.mark.parametrize(
    ("a", "b", "km"),
    [
        # by main road, as route planners give it; the source cuts the bends of mountain roads
        ("Rzeszow", "Lviv", 172),
        ("Lviv", "Kyiv", 540),
        ("Moscow", "Rostov-on-Don", 1070),
        ("Tehran", "Isfahan", 440),
        ("Damascus", "Beirut", 112),
    ],
)
def test_lengths_are_near_those_of_the_road(a, b, km):
    assert abs(leg(a, b).length_m / 1000 / km - 1) <= 0.12


def test_a_leg_says_that_it_is_computed_and_where_it_crosses():
    found = leg("Rzeszow", "Lviv")
    assert (found.mode, found.router, found.certainty) == ("road", "road_network", "computed")
    assert found.why.startswith("plausible route, computed")
    assert "crosses the border near" in found.why
    drawn = sum(geo.distance_m(*two) for two in itertools.pairwise(found.path[0]))
    assert 0.85 <= drawn / found.length_m <= 1.05


def test_a_driver_rests():
    short, long_ = leg("Rzeszow", "Lviv"), leg("Moscow", "Rostov-on-Don")
    assert short.duration_s == pytest.approx(short.length_m / (60 / 3.6), abs=1)
    assert long_.duration_s > long_.length_m / (60 / 3.6) + 11 * 3600 - 1


def test_no_lorry_crosses_the_closed_border_unless_allowed():
    refused = leg("Belgorod", "Kharkiv")
    assert refused.path is None
    assert "allow ua_ru_border" in refused.why
    allowed = leg("Belgorod", "Kharkiv", allow=frozenset({"ua_ru_border"}))
    assert allowed.length_m < 120_000
    assert "ua_ru_border allowed" in allowed.why
    assert "ua_ru_border" in road_bars()


def test_a_place_without_road_is_refused_by_name():
    refused = leg("Alert", "Moscow")
    assert refused.path is None
    assert "no main road within 40 km of Alert" in refused.why


def test_both_directions_and_batches_agree():
    names = ["Rzeszow", "Kyiv", "Tehran", "Sanaa", "Aden", "Port Sudan"]
    pairs = [(place(a), place(b)) for a, b in itertools.permutations(names, 2)]
    legs = dict(zip(itertools.permutations(names, 2), road_legs(pairs), strict=True))
    for (a, b), found in legs.items():
        assert found.length_m == legs[b, a].length_m
    assert legs["Aden", "Sanaa"] == leg("Aden", "Sanaa")


def test_the_network_is_small():
    assert (resources.folder("network") / "road.npz").stat().st_size < 2_000_000


def test_a_border_is_crossed_by_the_leg_that_crosses_it():
    assert "crosses the border" not in leg("Rzeszow", "Medyka").why
    assert "crosses the border" in leg("Medyka", "Lviv").why


def test_bridges_that_the_source_lost_are_there():
    assert leg("Aarhus", "Copenhagen").length_m == pytest.approx(310_000, rel=0.05)
    assert leg("Copenhagen", "Malmo").length_m == pytest.approx(42_000, rel=0.1)


def test_a_main_road_far_from_both_ends_is_no_way_between_neighbours():
    adre = Place(
        id="x:1", name="Adre", lat=13.466, lon=22.199, country="TD", kind="village", radius_m=1500
    )
    geneina = Place(
        id="x:2", name="El Geneina", lat=13.453, lon=22.447, country="SD", kind="city",
        radius_m=5000,
    )  # fmt: skip
    leg = road_leg(adre, geneina)
    assert leg.path is None
    assert "which are 27 km apart" in leg.why
    assert leg.why == road_leg(geneina, adre).why


def test_what_lies_between_two_seas_is_not_driven_round_unless_asked():
    sudan, jeddah = (
        Place(id=f"x:{name}", name=name, lat=lat, lon=lon, country=code, kind="port", radius_m=2000)
        for name, lat, lon, code in (
            ("Port Sudan", 19.62, 37.22, "SD"),
            ("Jeddah", 21.48, 39.19, "SA"),
        )
    )
    leg = road_leg(sudan, jeddah)
    assert leg.path is None
    assert "nobody goes so far round" in leg.why
    asked = road_leg(sudan, jeddah, avoid_countries=frozenset({"SY"}))
    assert asked.length_m > 3_000_000


def test_armenian_lorries_come_to_turkey_by_georgia():
    yerevan, kars = (
        Place(id=f"x:{name}", name=name, lat=lat, lon=lon, country=code, kind="city", radius_m=5000)
        for name, lat, lon, code in (("Yerevan", 40.18, 44.51, "AM"), ("Kars", 40.6, 43.1, "TR"))
    )
    leg = road_leg(yerevan, kars)
    assert 250_000 < leg.length_m < 450_000
    assert "crosses the border near Ashotsk, Kurtkale" in leg.why
    assert road_leg(yerevan, kars, avoid_countries=frozenset({"GE", "IR"})).path is None


@pytest.mark.parametrize(
    ("a", "b", "km"),
    [
        (("Nairobi", -1.29, 36.82, "KE"), ("Mombasa", -4.04, 39.66, "KE"), 485),
        (("Santiago", -33.45, -70.65, "CL"), ("Mendoza", -32.89, -68.84, "AR"), 365),
    ],
)
def test_highways_that_the_source_breaks_are_drawn_by_hand(a, b, km):
    ends = [
        Place(id=f"x:{name}", name=name, lat=lat, lon=lon, country=code, kind="city", radius_m=5000)
        for name, lat, lon, code in (a, b)
    ]
    assert road_leg(*ends).length_m == pytest.approx(km * 1000, rel=0.08)
