"""Railway ways: lengths against timetables, what is closed, what is refused, what is told."""

import itertools
import math
import random
import subprocess
import sys

import pytest

from geomap import geo, resources
from geomap.errors import RouteError
from geomap.records import Leg, Place
from geomap.routes.network import open_network
from geomap.routes.rail import rail_bars, rail_leg, rail_legs

STATIONS = {  # lat, lon, country
    "Rajin": (42.247, 130.295, "KP"),
    "Tumangang": (42.417, 130.62, "KP"),
    "Khasan": (42.4286, 130.6457, "RU"),
    "Ussuriysk": (43.797, 131.98, "RU"),
    "Vladivostok": (43.111, 131.882, "RU"),
    "Vostochny": (42.74, 133.06, "RU"),
    "Dunay": (42.885, 132.35, "RU"),
    "Smolyaninovo": (43.287, 132.455, "RU"),
    "Khabarovsk": (48.496, 135.074, "RU"),
    "Chita": (52.028, 113.496, "RU"),
    "Novosibirsk": (55.036, 82.897, "RU"),
    "Moscow": (55.776, 37.655, "RU"),
    "Tikhoretsk": (45.853, 40.129, "RU"),
    "Krasnodar": (45.02, 38.98, "RU"),
    "Belgorod": (50.596, 36.588, "RU"),
    "Rostov-on-Don": (47.218, 39.70, "RU"),
    "Kharkiv": (49.990, 36.204, "UA"),
    "Donetsk": (48.04, 37.74, "UA"),
    "Zaporizhzhia": (47.80, 35.19, "UA"),
    "Kerch": (45.35, 36.47, "UA"),
    "Simferopol": (44.957, 34.11, "UA"),
    "Lviv": (49.84, 23.994, "UA"),
    "Rzeszow": (50.043, 22.006, "PL"),
    "Warsaw": (52.229, 21.0, "PL"),
    "Paris": (48.88, 2.355, "FR"),
    "Beijing": (39.902, 116.427, "CN"),
    "Seoul": (37.554, 126.97, "KR"),
    "Pyongyang": (39.005, 125.737, "KP"),
    "Sanaa": (15.35, 44.2, "YE"),
    "Reykjavik": (64.14, -21.92, "IS"),
    "Yuzhno-Sakhalinsk": (46.96, 142.73, "RU"),
    "Copenhagen": (55.67, 12.58, "DK"),
    "Malmo": (55.61, 13.0, "SE"),
    "Istanbul": (41.02, 28.98, "TR"),
    "Ankara": (39.93, 32.84, "TR"),
    "Narvik": (68.44, 17.43, "NO"),
    "Lulea": (65.584, 22.166, "SE"),
    "Naples": (40.85, 14.27, "IT"),
    "Palermo": (38.11, 13.36, "IT"),
    "Dar es Salaam": (-6.85, 39.24, "TZ"),
    "Kapiri Mposhi": (-13.97, 28.68, "ZM"),
    "Karachi": (24.85, 67.0, "PK"),
    "Lahore": (31.577, 74.335, "PK"),
    "Buenos Aires": (-34.62, -58.38, "AR"),
    "Rosario": (-32.94, -60.66, "AR"),
    "Berlin": (52.525, 13.369, "DE"),
    "Dublin": (53.353, -6.246, "IE"),
    "Belfast": (54.595, -5.917, "GB"),
    "Tunis": (36.795, 10.18, "TN"),
    "Annaba": (36.9, 7.76, "DZ"),
    "Nairobi": (-1.29, 36.83, "KE"),
    "Kampala": (0.312, 32.585, "UG"),
    "Bilbao": (43.26, -2.925, "ES"),
    "Bordeaux": (44.826, -0.556, "FR"),
    "Odesa": (46.467, 30.74, "UA"),
    "Constanta": (44.17, 28.63, "RO"),
}


def place(name: str, kind: str = "city") -> Place:
    lat, lon, country = STATIONS[name]
    return Place(
        id=f"test:{name}", name=name, lat=lat, lon=lon, country=country, kind=kind, radius_m=1000
    )


def leg(a: str, b: str, **options: frozenset[str]) -> Leg:
    return rail_leg(place(a), place(b), **options)


def drawn_m(found: Leg) -> float:
    return sum(geo.distance_m(*two) for part in found.path for two in itertools.pairwise(part))


@pytest.mark.parametrize(
    ("a", "b", "km", "most"),
    [
        # Russian Railways' tariff distances; for Rajin the length given at the reopening of 2013
        ("Rajin", "Khasan", 54, 0.04),
        ("Ussuriysk", "Khabarovsk", 656, 0.04),
        ("Khabarovsk", "Chita", 2322, 0.04),
        ("Chita", "Novosibirsk", 2864, 0.04),
        ("Vladivostok", "Moscow", 9288, 0.04),
        ("Khasan", "Tikhoretsk", 9946, 0.02),
        ("Smolyaninovo", "Dunay", 57, 0.04),
    ],
)
def test_lengths_are_those_of_the_operator(a, b, km, most):
    found = leg(a, b)
    assert abs(found.length_m / 1000 / km - 1) <= most


def test_the_way_west_is_russian_and_by_the_main_line():
    found = leg("Khasan", "Tikhoretsk")
    for name in ("Khabarovsk", "Chita", "Novosibirsk"):
        lat, lon, _ = STATIONS[name]
        assert min(geo.great_circle_m((lon, lat), p) for p in found.path[0]) < 5_000, name
    assert found.path == leg("Khasan", "Tikhoretsk", within=frozenset({"RU"})).path


def test_a_leg_says_that_it_is_computed_and_how():
    found = leg("Rajin", "Tikhoretsk")
    assert (found.mode, found.router, found.certainty) == ("rail", "rail_network", "computed")
    assert found.why.startswith("plausible route, computed; via ")
    assert "Novosibirsk" in found.why
    assert "break of gauge at" in found.why
    assert "KP 1435 mm to RU 1520 mm" in found.why
    assert found.duration_s == pytest.approx(found.length_m / 7.4536, rel=1e-4)  # 27 km/h


def test_no_break_of_gauge_between_countries_of_one_gauge():
    assert "gauge" not in leg("Rostov-on-Don", "Donetsk").why


def test_lines_go_from_place_to_place_along_the_railway():
    found = leg("Ussuriysk", "Khabarovsk")
    (line,) = found.path
    for name, end in (("Ussuriysk", line[0]), ("Khabarovsk", line[-1])):
        lat, lon, _ = STATIONS[name]
        assert end == (lon, lat)
    # The source's vertices cut curves, so that the line is a little shorter than the railway.
    assert 0.9 <= drawn_m(found) / found.length_m <= 1.01


@pytest.mark.parametrize("two", [("Vladivostok", "Vostochny"), ("Krasnodar", "Kerch")])
def test_lines_that_the_source_breaks_are_joined(two):
    found = leg(*two)
    direct = geo.distance_m(found.path[0][0], found.path[0][-1])
    assert found.length_m < 2.5 * direct


def test_dunay_is_reached_by_the_branch_drawn_by_hand():
    found = leg("Dunay", "Vladivostok")
    assert found.length_m < 200_000
    assert "drawn by hand" in found.why
    assert "drawn by hand" not in leg("Vostochny", "Vladivostok").why


@pytest.mark.parametrize(
    ("a", "b", "bar"),
    [
        ("Belgorod", "Kharkiv", "ua_ru_border"),
        ("Donetsk", "Zaporizhzhia", "front_line"),
        ("Pyongyang", "Seoul", "kp_kr_border"),
    ],
)
def test_no_train_crosses_a_front_or_a_closed_border_unless_allowed(a, b, bar):
    refused = leg(a, b)
    assert (refused.path, refused.length_m, refused.duration_s) == (None, None, None)
    assert f"allow {bar}" in refused.why
    allowed = leg(a, b, allow=frozenset({bar}))
    assert allowed.length_m < 3 * geo.distance_m(allowed.path[0][0], allowed.path[0][-1])
    assert f"{bar} allowed" in allowed.why
    assert leg(a, b) == refused  # nothing is left over from the call that allowed it


def test_crimea_is_ukraines_and_reached_from_russia():
    found = leg("Krasnodar", "Kerch")
    assert found.length_m < 400_000
    refused = leg("Krasnodar", "Simferopol", within=frozenset({"RU"}))
    assert "no railway within 40 km of Simferopol within RU" in refused.why


def test_countries_bound_the_way():
    free = leg("Vladivostok", "Chita")
    assert leg("Vladivostok", "Chita", avoid_countries=frozenset({"CN", "KZ"})) == free
    china = leg("Vladivostok", "Chita", within=frozenset({"KZ"}))
    assert china.path is None
    assert "no railway within 40 km of Vladivostok within KZ" in china.why
    assert leg("Beijing", "Moscow", avoid_countries=frozenset({"MN", "KZ"})).length_m > 7_500_000
    nowhere = leg("Beijing", "Moscow", within=frozenset({"CN", "RU", "KR"}))
    assert nowhere.length_m is not None
    assert leg("Rzeszow", "Lviv", within=frozenset({"PL"})).path is None


def test_a_third_country_is_no_short_cut():
    """Through China it is nearly a thousand kilometres less."""
    assert leg("Vladivostok", "Chita").length_m > 2_900_000


def test_between_two_markets_freight_takes_the_straight_way():
    found = leg("Berlin", "Moscow")  # and not by Kaliningrad and Latvia, to spare Belarus
    assert "Minsk" in found.why
    assert found.length_m == pytest.approx(1_896_000, rel=0.04)


def test_borders_over_which_the_gauge_stays_break_nothing():
    for pair in (("Dublin", "Belfast"), ("Tunis", "Annaba"), ("Nairobi", "Kampala")):
        assert "break of gauge" not in leg(*pair).why
    assert "ES 1668 mm to FR 1435 mm" in leg("Bilbao", "Bordeaux").why


def test_members_of_one_railway_area_are_no_third_countries():
    found = leg("Warsaw", "Paris")
    assert found.length_m < 1.25 * geo.distance_m(found.path[0][0], found.path[0][-1])


@pytest.mark.parametrize("name", ["Sanaa", "Reykjavik"])
def test_a_place_without_railway_is_refused_by_name(name):
    refused = leg(name, "Moscow")
    assert refused.path is None
    assert f"no railway within 40 km of {name}" in refused.why


def test_an_island_is_not_reached():
    refused = leg("Yuzhno-Sakhalinsk", "Moscow")
    assert refused.path is None
    assert "no railway joins Yuzhno-Sakhalinsk and Moscow" in refused.why


def test_a_wide_area_is_refused():
    refused = rail_leg(place("Moscow", kind="country"), place("Chita"))
    assert refused.path is None
    assert "Moscow is a wide area" in refused.why


def test_both_ends_at_one_spot():
    refused = leg("Chita", "Chita")
    assert refused.length_m is None
    assert "same spot" in refused.why


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"allow": frozenset({"suez"})}, "cannot allow suez"),
        ({"within": frozenset({"Russia"})}, "'Russia' is no country's code"),
        ({"avoid_countries": frozenset({"cn"})}, "'cn' is no country's code"),
    ],
)
def test_what_makes_no_sense_is_an_error(options, said):
    with pytest.raises(RouteError, match=said):
        leg("Moscow", "Chita", **options)


def test_there_and_back_are_the_same_way():
    names = sorted(STATIONS)
    pick = random.Random(5)  # noqa: S311
    for _ in range(12):
        a, b = pick.sample(names, 2)
        there, back = leg(a, b), leg(b, a)
        assert there.length_m == back.length_m
        if there.path:
            assert there.path[0] == back.path[0][::-1]


def test_a_batch_gives_what_single_calls_give():
    names = ["Khasan", "Moscow", "Sanaa", "Paris", "Chita", "Beijing", "Belgorod", "Kharkiv"]
    pairs = [(place(a), place(b)) for a, b in itertools.permutations(names, 2)]
    assert rail_legs(pairs) == tuple(rail_leg(a, b) for a, b in pairs)


def test_closing_a_country_never_shortens():
    free = leg("Warsaw", "Paris").length_m
    assert leg("Warsaw", "Paris", avoid_countries=frozenset({"BE"})).length_m >= free
    around = leg("Warsaw", "Paris", avoid_countries=frozenset({"DE"}))
    assert around.length_m > free


def test_every_bar_has_a_reason():
    bars = rail_bars()
    assert {"front_line", "ua_ru_border"} <= set(bars)
    assert all(len(why) > 20 for why in bars.values())


def test_the_network_is_whole_and_small():
    network = open_network("rail")
    assert (resources.folder("network") / "rail.npz").stat().st_size < 3_000_000
    assert (network.length_m > 0).all()
    lengths = [
        geo.great_circle_m((network.way_lon[k], network.way_lat[k]),
                           (network.way_lon[k + 1], network.way_lat[k + 1]))
        for k in network.segments[::97]
    ]  # fmt: skip
    assert max(lengths) < 400_000
    assert abs(network.way_lon).max() <= 180
    assert math.isfinite(network.way_lat.sum())
    # No chain is longer drawn than it is on the ground, but for the grid of 100 m.
    for edge in range(0, len(network.u), 997):
        span = range(network.first[edge], network.first[edge + 1])
        points = [(network.way_lon[k], network.way_lat[k]) for k in span]
        drawn = sum(geo.great_circle_m(*two) for two in itertools.pairwise(points))
        assert drawn <= network.length_m[edge] * 1.02 + 150 * len(points)
    with pytest.raises(ValueError, match="read-only"):
        network.length_m[0] = 0


def test_importing_the_router_loads_neither_numpy_nor_the_network():
    tell = "import geomap.routes.rail, sys; print('numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", tell], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize(
    ("a", "b", "km"),
    [
        ("Copenhagen", "Malmo", 60),
        ("Istanbul", "Ankara", 600),
        ("Narvik", "Lulea", 500),
        ("Naples", "Palermo", 720),
        ("Karachi", "Lahore", 1_300),
        ("Buenos Aires", "Rosario", 330),
    ],
)
def test_bridges_tunnels_and_ferries_that_the_source_lost_are_there(a, b, km):
    found = leg(a, b)
    assert found.length_m is not None
    assert geo.great_circle_m(*((place(x).lon, place(x).lat) for x in (a, b))) < found.length_m
    assert found.length_m < km * 1000


def test_a_break_of_gauge_is_told_once_and_in_the_direction_of_travel():
    out = leg("Odesa", "Constanta").why
    assert out.count("break of gauge") == 1  # the line runs along three borders before it leaves
    assert "UA 1520 mm to RO 1435 mm" in out
    assert "RO 1435 mm to UA 1520 mm" in leg("Constanta", "Odesa").why
    assert "break of gauge" not in leg("Dar es Salaam", "Kapiri Mposhi").why


def test_only_the_bars_that_stand_in_the_way_are_named():
    kept = leg("Simferopol", "Warsaw", within=frozenset({"UA", "PL"}))
    assert "unless front_line is allowed" in kept.why
    assert "unless" not in leg("Yuzhno-Sakhalinsk", "Moscow").why
