"""Great circles for aircraft, lines of fire for weapons: neither is a track."""

import itertools

import pytest
import shapely
from msgspec import structs

from geomap import geo
from geomap.basemap import countries
from geomap.errors import RouteError
from geomap.records import Place
from geomap.routes.air import air_leg, strike_line


def place(name: str, lat: float, lon: float, kind: str = "city", radius_m: int = 2_000) -> Place:
    return Place(id=f"test:{name}", name=name, lat=lat, lon=lon, country=None, kind=kind,
                 radius_m=radius_m)  # fmt: skip


SUNAN = place("Sunan", 39.224, 125.67, "airport")
KNEVICHI = place("Knevichi", 43.396, 132.148, "airport")
MEHRABAD = place("Mehrabad", 35.689, 51.313, "airport")
CHKALOVSKY = place("Chkalovsky", 55.878, 38.062, "airbase")
ANCHORAGE = place("Anchorage", 61.174, -149.996, "airport")
LONDON = place("Heathrow", 51.47, -0.454, "airport")
SYDNEY = place("Sydney", -33.946, 151.177, "airport")
DELHI = place("Delhi", 28.56, 77.1, "airport")
HELSINKI = place("Vantaa", 60.32, 24.96, "airport")
NARITA = place("Narita", 35.76, 140.39, "airport")
KALININGRAD = place("Khrabrovo", 54.89, 20.59, "airport")
ZURICH = place("Kloten", 47.46, 8.55, "airport")
KHARKIV = place("Kharkiv", 49.99, 36.23, radius_m=10_000)
BELGOROD = place("Belgorod", 50.6, 36.6, radius_m=8_000)
BLACK_SEA = place("Black Sea", 43.3, 34.0, "sea", radius_m=250_000)
RUSSIA = place("Russia", 61.5, 96.0, "country", radius_m=4_000_000)


def test_a_flight_is_the_great_circle_and_says_so():
    leg = air_leg(MEHRABAD, CHKALOVSKY)
    assert (leg.mode, leg.router, leg.certainty) == ("air", "great_circle", "computed")
    assert leg.length_m == pytest.approx(2_460_000, rel=0.02)
    assert leg.duration_s == pytest.approx(leg.length_m / (800 / 3.6) + 1800, abs=1)
    assert "not a track" in leg.why
    assert "landing on the way" not in leg.why
    assert leg.path[0][0] == (51.313, 35.689)
    assert leg.path[-1][-1] == (38.062, 55.878)


@pytest.mark.parametrize("code", ["IR", "RU"])
def test_a_flight_from_or_into_closed_airspace_is_refused_with_its_name(code):
    """The ends' own sky counts too."""
    leg = air_leg(MEHRABAD, CHKALOVSKY, avoid_countries=frozenset({code, "CN"}))
    assert (leg.path, leg.length_m, leg.duration_s) == (None, None, None)
    assert f"crosses {code}, closed" in leg.why
    told = structs.replace(MEHRABAD, country=code)
    there = air_leg(told, CHKALOVSKY, avoid_countries=frozenset({code, "CN"}))
    assert f"Mehrabad lies in {code}, closed to this flight" in there.why


@pytest.mark.parametrize(
    ("start", "end", "closed", "km"),
    [
        (MEHRABAD, CHKALOVSKY, "AZ", (2_490, 2_600)),
        (LONDON, DELHI, "RU UA BY", (6_800, 7_100)),
        (HELSINKI, NARITA, "RU", (9_500, 11_500)),
        (KALININGRAD, CHKALOVSKY, "LT LV EE PL BY", (1_200, 1_700)),
    ],
)
def test_a_flight_goes_round_closed_airspace(start, end, closed, km):
    codes = frozenset(closed.split())
    leg = air_leg(start, end, avoid_countries=codes)
    assert km[0] < leg.length_m / 1000 < km[1]
    assert leg.length_m > air_leg(start, end).length_m
    assert "closed to this flight; " in leg.why
    drawn = shapely.union_all([shapely.LineString(part) for part in leg.path])
    shapes = [country.shape for country in countries() if country.code in codes]
    assert len(shapes) == len(codes)
    assert all(drawn.intersection(shape).length == 0 for shape in shapes)
    back = air_leg(end, start, avoid_countries=codes)
    assert back.length_m == pytest.approx(leg.length_m, rel=1e-6)


def test_a_flight_that_is_closed_in_is_refused():
    leg = air_leg(ZURICH, LONDON, avoid_countries=frozenset({"FR", "DE", "AT", "IT"}))
    assert leg.path is None
    assert "no way round was found" in leg.why


def test_airspace_that_is_not_crossed_changes_nothing():
    closed = frozenset({"UA", "CN", "US"})
    assert air_leg(MEHRABAD, CHKALOVSKY, avoid_countries=closed) == air_leg(MEHRABAD, CHKALOVSKY)


def test_a_code_that_no_country_has_is_an_error():
    with pytest.raises(RouteError, match="cannot avoid XX"):
        air_leg(SUNAN, KNEVICHI, avoid_countries=frozenset({"XX"}))


def test_longer_than_a_freighter_flies_is_told():
    assert "a landing on the way is likely" in air_leg(LONDON, SYDNEY).why


def test_a_flight_over_180_degrees_is_cut_there():
    leg = air_leg(KNEVICHI, ANCHORAGE)
    assert len(leg.path) == 2
    assert abs(leg.path[0][-1][0]) == 180
    assert leg.path[0][-1][1] == leg.path[1][0][1]
    drawn = sum(geo.distance_m(*two) for part in leg.path for two in itertools.pairwise(part))
    assert drawn == pytest.approx(leg.length_m, rel=1e-3)


def test_a_flight_between_countries_has_no_duration():
    leg = air_leg(RUSSIA, SUNAN)
    assert (leg.certainty, leg.duration_s) == ("country", None)


def test_one_place_is_no_flight():
    leg = air_leg(SUNAN, SUNAN)
    assert (leg.path, leg.length_m) == (None, None)


def test_a_line_of_fire_from_a_place_is_one_line():
    leg = strike_line(BELGOROD, KHARKIV)
    assert (leg.mode, leg.router, leg.certainty) == (None, "line_of_fire", "fire")
    assert "not a track" in leg.why
    assert leg.duration_s is None
    (line,) = leg.path
    assert (line[0], line[-1]) == ((36.6, 50.6), (36.23, 49.99))


def test_from_an_area_it_is_fanned_by_the_areas_edges():
    leg = strike_line(BLACK_SEA, KHARKIV)
    left, right = leg.path
    assert left[-1] == right[-1] == (36.23, 49.99)
    for edge in (left[0], right[0]):
        assert geo.distance_m(edge, (34.0, 43.3)) == pytest.approx(250_000, rel=0.01)
    assert geo.distance_m(left[0], right[0]) == pytest.approx(500_000, rel=0.01)
    assert left[0][0] < 34.0 < right[0][0]  # fired northwards: the left edge is the western
    assert leg.length_m == pytest.approx(geo.distance_m((34.0, 43.3), (36.23, 49.99)), abs=1)


def test_an_area_that_reaches_the_target_has_no_line():
    leg = strike_line(RUSSIA, KHARKIV)
    assert (leg.path, leg.length_m, leg.certainty) == (None, None, "none")
    assert "Russia names an area wider than its way to Kharkiv" in leg.why


def test_a_region_beyond_the_targets_border_has_a_narrower_fan():
    kharkiv = structs.replace(KHARKIV, country="UA")
    oblast = place("Belgorod Oblast", 50.7, 37.6, "admin1", radius_m=130_000)
    leg = strike_line(structs.replace(oblast, country="RU"), kharkiv)
    left, right = leg.path
    assert geo.distance_m(left[0], right[0]) == pytest.approx(leg.length_m, rel=0.01)
    assert "somewhere in Belgorod Oblast" in leg.why
    at_home = place("Kharkiv Oblast", 49.6, 36.5, "admin1", radius_m=130_000)
    assert strike_line(structs.replace(at_home, country="UA"), kharkiv).path is None


def test_launch_and_target_at_one_spot():
    assert strike_line(KHARKIV, KHARKIV).path is None


def test_a_territory_is_kept_out_of_by_its_own_code_and_a_code_that_has_no_shape_is_named():
    bogota = place("El Dorado", 4.7, -74.14, "airport")
    recife = place("Guararapes", -8.1, -34.9, "airport")
    assert air_leg(bogota, recife, avoid_countries=frozenset({"GF"})).path
    with pytest.raises(RouteError, match="BQ: the background has no borders"):
        air_leg(bogota, recife, avoid_countries=frozenset({"BQ"}))
    with pytest.raises(RouteError, match="QX: not codes of countries"):
        air_leg(bogota, recife, avoid_countries=frozenset({"QX"}))
