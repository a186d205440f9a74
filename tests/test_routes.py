import itertools
import math

import pytest
from export_atlas import ANADYR, DUNAY, IRAN, KHARKIV, NOME, RAJIN, TIKHORETSK, event, place
from hypothesis import assume, given
from hypothesis import strategies as st

from geomap import geo
from geomap.errors import RouteError
from geomap.records import Place, Vessel
from geomap.routes import plan_route, route_event
from geomap.routes.direct import direct_leg

TOLERANCE_M = 1.0  # lengths are whole metres

# Six decimals as in the gazetteer; longitudes up to 540 as a careless table may state them.
lons = st.integers(-540_000_000, 540_000_000).map(lambda n: n / 1e6)
lats = st.integers(-90_000_000, 90_000_000).map(lambda n: n / 1e6)
places = st.builds(place, st.just("x"), lons, lats)


VLADIVOSTOK = place("Vladivostok", 131.885, 43.115, kind="city")


def same_meridian(a: float, b: float) -> bool:
    return math.isclose((a - b + 180) % 360, 180, abs_tol=2e-6)


def test_the_stated_mode_chooses_the_router():
    by_sea, by_rail, by_road, by_air, by_none = (
        route_event(event("e", origin=RAJIN, destination=VLADIVOSTOK, mode=mode)).legs[0]
        for mode in (("sea",), ("rail",), ("road",), ("air",), ())
    )
    assert (by_sea.router, by_sea.certainty) == ("sea_grid", "computed")
    assert (by_rail.router, by_rail.certainty) == ("rail_network", "computed")
    assert (by_road.router, by_road.certainty) == ("road_network", "computed")
    assert by_air.certainty == "computed"
    assert (by_none.router, by_none.certainty) == ("great_circle", "direct")
    direct = by_none.length_m
    assert direct < by_sea.length_m < by_rail.length_m
    for leg in (by_sea, by_rail, by_road):
        assert leg.snap_m is not None
        assert leg.why.startswith("plausible route, computed")


def test_where_a_router_refuses_the_line_is_direct_and_says_why():
    (leg,) = route_event(event("e", origin=RAJIN, destination=TIKHORETSK, mode=("sea",))).legs
    assert leg.certainty == "direct"
    assert "no way computed" in leg.why


def test_a_transfer_between_two_ports_without_a_mode_is_one_direct_leg():
    (leg,) = route_event(event("e", origin=RAJIN, destination=DUNAY, mode=())).legs
    assert leg.mode is None
    assert leg.router == "great_circle"
    assert leg.certainty == "direct"
    assert leg.length_m == pytest.approx(183_560, abs=500)  # plane triangle
    assert leg.duration_s is None
    assert "not a track" in leg.why
    assert "no duration" in leg.why
    assert leg.path is not None
    assert leg.path[0][0] == (RAJIN.lon, RAJIN.lat)
    assert leg.path[-1][-1] == (DUNAY.lon, DUNAY.lat)


VOSTOCHNY = place("Vostochny Port", 133.069, 42.734)
USSURIYSK = place("Ussuriysk", 131.96, 43.8, kind="city")


def modes_of(**slots: object) -> list[str | None]:
    return [leg.mode for leg in route_event(event("e", **slots)).legs]


@pytest.mark.parametrize("stated", [("sea", "rail"), ("rail", "sea")])
def test_of_several_modes_the_places_decide_which_leg_goes_by_which(stated):
    ends = {"origin": RAJIN, "destination": TIKHORETSK, "mode": stated}
    assert modes_of(via=(VOSTOCHNY,), **ends) == ["sea", "rail"], "nothing sails to Tikhoretsk"
    legs = route_event(event("e", via=(VOSTOCHNY,), **ends)).legs
    assert [leg.certainty for leg in legs] == ["computed", "computed"]
    assert all("the places leave this one" in leg.why for leg in legs)


def test_ports_are_for_ships_where_rails_would_serve_too():
    ends = {"origin": RAJIN, "destination": USSURIYSK, "mode": ("rail", "sea")}
    assert modes_of(via=(VOSTOCHNY,), **ends) == ["sea", "rail"]
    back = {"origin": USSURIYSK, "destination": RAJIN, "mode": ("rail", "sea")}
    assert modes_of(via=(VOSTOCHNY,), **back) == ["rail", "sea"]


def test_a_leg_that_may_go_by_either_mode_keeps_none():
    nakhodka = place("Nakhodka", 132.9, 42.81, kind="city")
    stops = {"origin": RAJIN, "via": (DUNAY, nakhodka), "destination": TIKHORETSK}
    first, second, third = route_event(event("e", mode=("sea", "rail"), **stops)).legs
    assert (first.mode, second.mode, third.mode) == ("sea", None, "rail")
    assert second.plausible_modes == ("sea", "rail")
    assert second.certainty == "direct"


def test_no_place_of_transshipment_is_invented():
    two = event("e", origin=RAJIN, destination=TIKHORETSK, mode=("sea", "rail"))
    (leg,) = route_event(two).legs
    assert (leg.mode, leg.certainty) == (None, "direct")
    assert leg.plausible_modes == ("sea", "rail")
    assert "not where one takes over from the other" in leg.why


def test_a_named_ship_between_two_ports_sailed():
    two = {"origin": RAJIN, "destination": VOSTOCHNY, "mode": ("sea", "rail")}
    ship = {"vessels": (Vessel(name="Lena"),)}
    assert modes_of(**two, **ship) == ["sea"]
    assert modes_of(**two) == [None]
    assert modes_of(**{**two, "destination": TIKHORETSK}, **ship) == [None]


def test_where_no_mode_is_stated_those_that_the_ends_allow_are_listed():
    (by_water,) = plan_route(RAJIN, DUNAY)
    assert by_water.plausible_modes == ("sea", "rail", "road")
    assert "the ends allow sea, rail, road" in by_water.why
    (inland,) = plan_route(USSURIYSK, TIKHORETSK)
    assert inland.plausible_modes == ("rail", "road", "air")
    bandar, tartus = place("Amirabad", 53.365, 36.852), place("Tartus", 35.87, 34.9)
    (caspian,) = plan_route(bandar, tartus)
    assert "sea" not in caspian.plausible_modes, "no water joins the Caspian and Syria"
    (wide,) = plan_route(IRAN, TIKHORETSK)
    assert wide.plausible_modes == ()
    (stated,) = plan_route(RAJIN, DUNAY, mode="sea")
    assert stated.plausible_modes == ()


@pytest.mark.parametrize("mode", ["sea", "rail", "road", "air"])
def test_a_computed_way_has_a_range_of_time_around_what_is_usual(mode):
    (leg,) = plan_route(VLADIVOSTOK, RAJIN, mode=mode)
    assert leg.certainty == "computed"
    assert 0 < leg.duration_low_s <= leg.duration_s <= leg.duration_high_s


def test_a_strike_has_a_line_of_fire_where_the_text_states_a_launch():
    strike = {"kind": "strike", "location": KHARKIV}
    belgorod = place("Belgorod", 36.6, 50.6, kind="city", radius_m=8_000)
    (spot,) = route_event(event("e", launch=belgorod, **strike)).legs
    assert (spot.certainty, spot.router, spot.mode) == ("fire", "line_of_fire", None)
    assert len(spot.path) == 1
    assert (spot.from_name, spot.to_name) == ("Belgorod", "Kharkiv")
    assert "not a track" in spot.why
    (area,) = route_event(event("e", launch=IRAN, **strike)).legs
    assert len(area.path) == 2, "a fan from both edges of the area"
    assert spot.duration_low_s is None
    assert route_event(event("e", launch=belgorod, modality="negated", **strike)).legs == ()


def test_a_line_of_fire_at_a_wide_area_says_so():
    gulf = place("Gulf of Aden", 48.0, 12.5, kind="sea", radius_m=400_000)
    yemen = place("Sanaa", 44.2, 15.35, kind="city", radius_m=9_000)
    (leg,) = route_event(event("e", kind="strike", launch=yemen, location=gulf)).legs
    assert "wide area" in leg.why


def test_nobody_fires_from_another_continent():
    korea = place("North Korea", 127.0, 40.0, kind="country", radius_m=400_000)
    (leg,) = route_event(event("e", kind="strike", launch=korea, location=KHARKIV)).legs
    assert (leg.path, leg.certainty) == (None, "none")
    assert "may name their maker" in leg.why


def test_each_place_on_the_way_adds_a_leg_in_order():
    legs = route_event(event("e", origin=RAJIN, via=(DUNAY,), destination=TIKHORETSK)).legs
    assert len(legs) == 2
    assert legs[0].path[-1][-1] == legs[1].path[0][0] == (DUNAY.lon, DUNAY.lat)


@pytest.mark.parametrize("kind", ["country", "region", "admin1", "admin2", "sea", "river"])
def test_a_wide_end_makes_a_leg_between_labelled_points(kind: str):
    wide = place("wide", 50.0, 35.0, kind=kind, radius_m=300_000)
    for ends in ((wide, DUNAY), (DUNAY, wide)):
        (leg,) = plan_route(*ends)
        assert leg.certainty == "country"
        assert "labelled points" in leg.why


@pytest.mark.parametrize("kind", ["city", "port", "depot", "rail_crossing", "airbase", "strait"])
def test_a_precise_end_makes_a_direct_leg(kind: str):
    (leg,) = plan_route(place("spot", 50.0, 35.0, kind=kind), DUNAY)
    assert leg.certainty == "direct"


def test_the_mode_is_the_event_s_only_when_it_states_exactly_one():
    unstated = route_event(event("e", origin=RAJIN, destination=DUNAY)).legs[0]
    several = route_event(event("e", origin=RAJIN, destination=DUNAY, mode=("sea", "rail")))
    assert unstated.mode is None
    assert "mode not stated" in unstated.why
    assert several.legs[0].mode is None
    assert "several modes stated (sea, rail)" in several.legs[0].why


@pytest.mark.parametrize("modality", ["negated", "hypothetical", "negotiating"])
def test_what_did_not_happen_has_no_line_and_says_why(modality: str):
    (leg,) = route_event(event("e", origin=RAJIN, destination=DUNAY, modality=modality)).legs
    assert leg.path is None
    assert leg.length_m is None
    assert leg.why.startswith("no line: ")


@pytest.mark.parametrize("modality", ["occurred", "planned"])
def test_what_happened_or_is_planned_has_a_line(modality: str):
    (leg,) = route_event(event("e", origin=RAJIN, destination=DUNAY, modality=modality)).legs
    assert leg.path is not None


@pytest.mark.parametrize(
    "slots",
    [
        {"origin": RAJIN},
        {"destination": RAJIN},
        {},
        {"kind": "strike", "location": KHARKIV},
        {"kind": "strike", "launch": IRAN},
    ],
)
def test_without_two_ends_there_are_no_legs(slots: dict[str, Place]):
    assert route_event(event("e", **slots)).legs == ()


def test_the_same_place_at_both_ends_has_no_line_and_no_length():
    (leg,) = plan_route(RAJIN, RAJIN)
    assert leg.path is None
    assert leg.length_m is None
    assert "same place" in leg.why


def test_a_crossing_of_180_degrees_gives_two_parts_that_meet_on_the_meridian():
    (leg,) = plan_route(ANADYR, NOME)
    assert [len(part) > 1 for part in leg.path] == [True, True]
    assert leg.path[0][-1][0] == 180.0
    assert leg.path[1][0][0] == -180.0
    assert leg.path[0][-1][1] == leg.path[1][0][1]
    assert leg.length_m < 1_000_000  # the short way


@pytest.mark.parametrize("lon", [180.0, -180.0, 540.0])
def test_a_line_from_the_meridian_itself_has_no_lone_points(lon: float):
    for other in (place("b", 170.0, 5.0), place("b", -170.0, 5.0)):
        for ends in ((place("a", lon, 0.0), other), (other, place("a", lon, 0.0))):
            leg = direct_leg(*ends)
            assert all(len(part) > 1 for part in leg.path)


@given(places, places)
def test_a_path_joins_the_places_within_the_map_and_is_as_long_as_the_geodesic(a, b):
    distance = geo.distance_m((a.lon, a.lat), (b.lon, b.lat))
    assume(distance > TOLERANCE_M)
    leg = direct_leg(a, b)
    # over a pole the cut at 180 degrees makes a detour that no map of longitudes can spare
    assume(all(abs(lat) < 89 for part in leg.path for _, lat in part))
    assert leg.length_m == pytest.approx(distance, abs=TOLERANCE_M)
    first, last = leg.path[0][0], leg.path[-1][-1]
    assert same_meridian(first[0], a.lon)
    assert same_meridian(last[0], b.lon)
    assert (first[1], last[1]) == (pytest.approx(a.lat), pytest.approx(b.lat))
    assert all(-180 <= lon <= 180 and -90 <= lat <= 90 for part in leg.path for lon, lat in part)
    assert all(len(part) > 1 for part in leg.path)
    along = sum(geo.distance_m(p, q) for part in leg.path for p, q in itertools.pairwise(part))
    # never shorter than the geodesic; the chords and the cut add less than one in a thousand
    assert distance - 2 * TOLERANCE_M <= along <= distance * 1.001 + 2 * TOLERANCE_M


@given(st.floats(90, 179.9), st.floats(-179.9, -90.1), st.floats(-60, 60), st.floats(-60, 60))
def test_a_way_across_180_degrees_is_cut_once(lon_a, lon_b, lat_a, lat_b):
    assume(lon_b + 360 - lon_a < 179)
    leg = direct_leg(place("a", lon_a, lat_a), place("b", lon_b, lat_b))
    assert len(leg.path) == 2


def test_a_wide_place_on_the_way_is_told_and_not_drawn():
    country = place("Russia", 96.0, 61.0, kind="country")
    (leg,) = plan_route(
        place("Dunay", 132.35, 42.88), place("Tikhoretsk", 40.1, 45.9), via=(country,)
    )
    assert "by way of Russia" in leg.why
    assert leg.path is not None
    assert leg.path[0][0] == (132.35, 42.88)


@pytest.mark.parametrize(
    ("origin", "asked", "said"),
    [
        (RAJIN, {"mode": "boat"}, "cannot go by 'boat': known are sea, rail, road, air"),
        (RAJIN, {"mode": "sea", "avoid": ["nowhere"]}, "nowhere"),
        (RAJIN, {"mode": "rail", "within": ["XX"]}, "'XX' is no country's code"),
        (place("Nowhere", math.nan, 42.0), {"mode": "rail"}, "is not on Earth"),
        (place("Nowhere", 130.0, 91.0), {}, "is not on Earth"),
    ],
)
def test_what_cannot_be_asked_is_a_route_error(origin, asked, said):
    with pytest.raises(RouteError, match=said):
        plan_route(origin, VLADIVOSTOK, **asked)


def test_a_bare_string_is_one_name():
    one = plan_route(RAJIN, TIKHORETSK, mode="rail", avoid_countries="CN")
    assert one == plan_route(RAJIN, TIKHORETSK, mode="rail", avoid_countries=["CN"])


SHANGHAI = place("Shanghai", 121.64, 31.34, country="CN")
HAMBURG = place("Hamburg", 9.97, 53.54, country="DE")
GOOD_HOPE = place("Cape of Good Hope", 18.47, -34.36, kind="region", radius_m=5000)
KIEL = place("Kiel Canal", 9.5, 54.1, kind="strait", radius_m=50_000)


def test_a_stated_cape_is_sailed_round_and_is_no_stop():
    ends = {"origin": SHANGHAI, "destination": HAMBURG, "mode": ("sea",)}
    (plain,) = route_event(event("e", **ends)).legs
    (leg,) = route_event(event("e", via=(GOOD_HOPE,), **ends)).legs
    assert "suez" in plain.passages
    assert "good_hope" in leg.passages
    assert "suez" not in leg.passages
    assert leg.certainty == "computed"
    assert "by way of Cape of Good Hope, as stated" in leg.why


def test_a_stated_canal_lies_between_the_stops_beside_it():
    santos = place("Santos", -46.3, -23.95, country="BR")
    gdansk = place("Gdansk", 18.66, 54.4, country="PL")
    stated = event("e", origin=santos, destination=gdansk, via=(HAMBURG, KIEL), mode=("sea",))
    first, second = route_event(stated).legs
    assert (first.to_name, second.from_name) == ("Hamburg", "Hamburg")
    assert "kiel" not in first.passages
    assert "kiel" in second.passages


def test_no_line_is_computed_that_contradicts_what_is_stated():
    horn = place("Cape Horn", -67.3, -56.0, kind="region")
    callao, valparaiso = place("Callao", -77.15, -12.05), place("Valparaiso", -71.6, -33.03)
    stated = event("e", origin=callao, destination=valparaiso, via=(horn,), mode=("sea",))
    (leg,) = route_event(stated).legs
    assert leg.certainty == "direct"
    assert "there and back again" in leg.why


def test_a_canal_stays_a_place_on_the_way_where_no_ship_is_stated():
    ends = {"origin": SHANGHAI, "destination": HAMBURG}
    assert len(route_event(event("e", via=(KIEL,), mode=(), **ends)).legs) == 2
