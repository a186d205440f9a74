"""The gazetteer where Nominatim stood."""

import inspect

import geopy.distance
import pytest
from geopy.exc import GeocoderQueryError
from geopy.extra.rate_limiter import RateLimiter
from geopy.geocoders import Nominatim
from geopy.geocoders.base import Geocoder as Base
from geopy.point import Point

from geomap.gazetteer import Geocoder
from geomap.gazetteer.spatial import cells_around
from geomap.geo import great_circle_m


@pytest.fixture(scope="module")
def geolocator(gazetteer) -> Geocoder:
    return Geocoder(gazetteer, user_agent="a test")


def _parameters(method) -> dict[str, object]:
    return {name: one.kind for name, one in inspect.signature(method).parameters.items()}


@pytest.mark.parametrize("name", ["geocode", "reverse"])
def test_it_takes_what_nominatim_takes(name):
    assert _parameters(getattr(Geocoder, name)) == _parameters(getattr(Nominatim, name))


def test_it_is_made_as_nominatim_is(gazetteer):
    made = Geocoder(gazetteer, timeout=3, domain="localhost", scheme="http", user_agent="mine")
    assert isinstance(made, Base)
    assert (made.timeout, made.headers["User-Agent"]) == (3, "mine")
    assert set(_parameters(Nominatim)) <= set(_parameters(Geocoder))
    with made as again:
        assert again.geocode("Kharkiv").raw["name"] == "Kharkiv"


def test_a_name_gives_a_location(geolocator):
    found = geolocator.geocode("Kharkiv")
    assert geopy.distance.distance((50.0, 36.23), found.point).km < 5
    assert found.address == "Kharkiv, Kharkiv Oblast, Ukraine"
    assert (found.latitude, found.longitude) == (float(found.raw["lat"]), float(found.raw["lon"]))
    assert (found.raw["type"], found.raw["place_id"]) == ("city", "geonames:706483")
    south, north, west, east = map(float, found.raw["boundingbox"])
    assert south < found.latitude < north
    assert west < found.longitude < east


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("Paris", "fr"),
        ("Paris, Texas", "us"),
        ("Paris, Texas, United States", "us"),
        ("Paris, US", "us"),
        ("Atlanta, Georgia", "us"),
        ("Batumi, Georgia", "ge"),
        ("Tripoli, Lebanon", "lb"),
        ({"city": "Tripoli", "country": "Lebanon"}, "lb"),
        ({"country": "Lebanon"}, "lb"),
        ("Rajin, North Korea", "kp"),
        ("Харків", "ua"),
    ],
)
def test_what_stands_around_a_name_tells_which(geolocator, query, code):
    assert geolocator.geocode(query, addressdetails=True).raw["address"]["country_code"] == code


@pytest.mark.parametrize("query", ["Qwxzptlk", "Paris, Qwxzptlk", "Paris, Japan", "", ", ,", {}])
def test_no_answer_is_none(geolocator, query):
    assert geolocator.geocode(query) is None
    assert geolocator.geocode(query, exactly_one=False) is None


def test_lists_countries_boxes_and_kinds(geolocator):
    many = geolocator.geocode("Springfield", exactly_one=False)
    assert len(many) == 10
    assert len(geolocator.geocode("Springfield", exactly_one=False, limit=3)) == 3
    greek = geolocator.geocode("Tripoli", exactly_one=False, country_codes="gr")
    assert {one.raw["display_name"].rsplit(", ")[-1] for one in greek} == {"Greece"}
    both = geolocator.geocode("Tripoli", exactly_one=False, country_codes=["gr", "LB"])
    assert len(both) > len(greek)
    box = [(33.0, 35.0), Point(35.0, 37.0)]
    assert "Lebanon" in geolocator.geocode("Tripoli", viewbox=box).address
    assert geolocator.geocode("Kharkiv", viewbox=box, bounded=True) is None
    assert geolocator.geocode("Kharkiv", viewbox=box) is not None
    assert geolocator.geocode("Kharkiv", featuretype="country") is None
    assert geolocator.geocode("Ukraine", featuretype="country").raw["type"] == "country"
    with pytest.raises(GeocoderQueryError, match="none of country"):
        geolocator.geocode("Kharkiv", featuretype="castle")
    with pytest.raises(ValueError, match="less than 1"):
        geolocator.geocode("Kharkiv", exactly_one=False, limit=0)


# ---- from a point to a name ----


@pytest.mark.parametrize(
    ("point", "name"),
    [
        ((49.99, 36.23), "Kharkiv"),
        ("49.99, 36.23", "Kharkiv"),
        (Point(43.12, 131.89), "Vladivostok"),
        ((55.75, 37.62), "Moscow"),
        ((52.52, 13.40), "Berlin"),
        ((40.0, 134.5), "Sea of Japan"),
    ],
)
def test_a_point_gives_the_place_it_lies_in(geolocator, point, name):
    assert geolocator.reverse(point).raw["name"] == name


def test_a_point_where_nothing_is_gives_none(geolocator):
    assert geolocator.reverse((-62.0, -100.0)) is None
    assert geolocator.reverse((-90.0, 0.0), exactly_one=False) is None


def test_a_point_by_level_of_detail(geolocator):
    assert geolocator.reverse((49.99, 36.23), zoom=3).raw["name"] == "Ukraine"
    assert geolocator.reverse((49.99, 36.23), zoom=5).raw["type"] == "admin1"
    assert geolocator.reverse((49.99, 36.23), zoom=10).raw["type"] == "city"
    many = geolocator.reverse((49.99, 36.23), exactly_one=False)
    assert len(many) == 10
    assert many[0].raw["name"] == "Kharkiv"


def test_what_is_no_point_is_said(geolocator):
    with pytest.raises(ValueError, match="Point"):
        geolocator.reverse("nowhere")


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ((179.9, -17.0), (-179.9, -17.1)),
        ((-179.95, 66.0), (179.6, 66.1)),
        ((10.0, 89.9), (-170.0, 89.9)),
        ((0.0, 0.0), (-0.3, 0.3)),
        ((36.0, 50.0), (36.9, 50.1)),
        ((-180.0, -89.9), (0.0, -90.0)),
    ],
)
def test_cells_cover_a_disc_across_seams_and_poles(here, there):
    reach = great_circle_m(here, there) + 1
    cell = int((there[1] + 90) * 2) * 720 + int((there[0] + 180) * 2) % 720
    assert any(first <= cell <= last for first, last in cells_around(here, reach))


def test_around_is_complete_and_in_order(gazetteer):
    here, radius_m = (36.25, 50.0), 40_000.0
    found = gazetteer.around(here, radius_m=radius_m)
    away = [great_circle_m(here, (one.place.lon, one.place.lat)) for one in found]
    assert away == sorted(away)
    assert away[-1] <= radius_m
    rows = gazetteer._ask("SELECT lon, lat FROM place WHERE lat BETWEEN 48 AND 52", ())
    assert len(found) == sum(great_circle_m(here, row) <= radius_m for row in rows) > 30
    ports = gazetteer.around((132.0, 43.0), radius_m=100_000.0, kinds=["port"])
    assert {one.place.kind for one in ports} == {"port"}


# ---- with the rest of geopy ----


def test_the_rate_limiter_works_on_it(geolocator):
    slowly = RateLimiter(geolocator.geocode, min_delay_seconds=0.0, max_retries=0)
    names = ["Kharkiv", "Qwxzptlk", "Odesa"]
    assert [bool(slowly(name)) for name in names] == [True, False, True]
    back = RateLimiter(geolocator.reverse, min_delay_seconds=0.0)
    assert back((49.99, 36.23)).raw["name"] == "Kharkiv"


@pytest.mark.parametrize("query", ["49.99, 36.23", "49°59'N 36°14'E"])
def test_a_position_is_looked_up_as_one(geolocator, query):
    assert geolocator.geocode(query).raw["name"] == "Kharkiv"
