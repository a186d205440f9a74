"""A town named for a voyage means its port; what a name may also mean is told."""

import re

import pytest
from msgspec import structs

from geomap.records import Event, Place
from geomap.routes import Limits, plan_route, route_events
from geomap.routes.harbours import harbour_of


def place(
    name: str, lon: float, lat: float, country: str, kind: str = "city", radius_m: float = 2000
) -> Place:
    return Place(
        id=f"t:{name}", name=name, lat=lat, lon=lon, country=country, kind=kind, radius_m=radius_m
    )


YOKOHAMA = place("Yokohama", 139.65, 35.433, "JP")
LOS_ANGELES = place("Los Angeles", -118.244, 34.052, "US")
HARBOUR = place("Port of Los Angeles", -118.262, 33.729, "US", "port")
KISUMU = place("Kisumu", 34.75, -0.1, "KE")


@pytest.mark.parametrize(
    ("port", "is_its"),
    [
        (HARBOUR, True),
        (place("Los Ángeles Harbour", -118.262, 33.729, "US", "port"), True),
        (place("Port of Long Beach", -118.2, 33.75, "US", "port"), False),
        (place("Port of Los Angeles", -118.262, 33.729, "MX", "port"), False),
        (place("Port of Los Angeles", -72.3, -37.5, "US", "port"), False),
    ],
)
def test_a_towns_port_bears_its_name_and_is_near_it(port, is_its):
    assert (harbour_of(LOS_ANGELES, [port]) == port) == is_its


def test_a_country_and_a_port_are_left_alone():
    country = place("Los Angeles", -118.244, 34.052, "US", "admin1")
    assert harbour_of(country, [HARBOUR]) == country
    assert harbour_of(HARBOUR, [HARBOUR]) == HARBOUR


def test_a_voyage_to_a_town_off_the_water_ends_at_its_port_and_says_so():
    voyage = Event(
        id="e", kind="transfer", claims=(), what="20 containers", summary="20 containers",
        origin=YOKOHAMA, destination=LOS_ANGELES, mode=("sea",),
    )  # fmt: skip
    (refused,) = route_events([voyage])[0].legs
    assert refused.certainty == "direct"
    (leg,) = route_events([voyage], limits=Limits(ports=(HARBOUR,)))[0].legs
    assert leg.certainty == "computed"
    assert 8_800_000 < leg.length_m < 9_200_000
    assert "by way of Port of Los Angeles, 36 km from Los Angeles" in leg.why
    assert (leg.from_name, leg.to_name) == ("Yokohama", "Los Angeles")


def test_a_town_some_way_off_the_water_is_left_from_its_own_port():
    jakarta = place("Jakarta", 106.845, -6.215, "ID", radius_m=25_000)
    port = structs.replace(place("Jakarta", 106.883, -6.1, "ID", "port"), id="t:own")
    (across,) = plan_route(jakarta, YOKOHAMA, mode="sea")
    assert "straight between Jakarta and the water" in across.why
    (leg,) = plan_route(jakarta, YOKOHAMA, mode="sea", ports=[port])
    assert "straight between Jakarta" not in leg.why
    assert "by way of the port of Jakarta, 13 km from Jakarta" in leg.why


def test_a_very_large_tanker_goes_by_no_canal_that_it_does_not_fit():
    jose = place("Jose Terminal", -64.85, 10.06, "VE", "port")
    qingdao = place("Qingdao", 120.3, 36.07, "CN", "port")
    tankers = [
        Event(
            id=words, kind="transfer", claims=(), what="crude oil", summary="Crude oil",
            origin=jose, destination=qingdao, mode=("sea",),
        )
        for words in ("the tanker Petion", "the very large crude carrier Boceanica")
    ]  # fmt: skip
    small, large = route_events(tankers, words={e.id: e.id for e in tankers})
    assert "panama" in small.legs[0].passages
    assert not {"panama", "suez"} & set(large.legs[0].passages)
    assert "too large for the canals" in large.legs[0].why
    assert "too large" not in small.legs[0].why
    assert large.legs[0].length_m > small.legs[0].length_m


def test_where_no_mode_is_stated_a_port_town_allows_the_sea():
    (leg,) = plan_route(YOKOHAMA, LOS_ANGELES, ports=[HARBOUR])
    assert "sea" in leg.plausible_modes
    (leg,) = plan_route(YOKOHAMA, LOS_ANGELES)
    assert "sea" not in leg.plausible_modes


def test_a_large_town_reaches_the_water_at_its_own_rim():
    town = place("Town", 139.50, 35.74, "JP", radius_m=40_000)
    (leg,) = plan_route(town, YOKOHAMA, mode="sea")
    assert leg.certainty == "computed"
    assert re.search(r"by way of its waterside, 2\d km from Town", leg.why)
    hamlet = place("Hamlet", 139.50, 35.74, "JP", radius_m=5_000)
    (leg,) = plan_route(hamlet, YOKOHAMA, mode="sea")
    assert leg.certainty != "computed"


def test_an_end_at_a_lake_is_told_what_is_charted():
    (leg,) = plan_route(YOKOHAMA, KISUMU, mode="sea")
    assert "no other lakes" in leg.why


# ---- names of stops ----


def test_a_name_that_is_misspelt_or_shared_is_said_to_be(run):
    assert "spelling differs" in run("route", "Vladivostk", "Rajin", "--mode", "rail").stderr
    done = run("route", "Springfield", "Boston", "--mode", "road")
    assert "or did you mean Springfield, " in done.stderr
    done = run("route", "Rajin", "Vostochny", "--mode", "sea")
    assert "did you mean" not in done.stderr  # the cosmodrome of that name is no port


def test_a_table_says_of_a_stop_that_its_name_was_misspelt(run, tmp_path):
    (tmp_path / "pairs.csv").write_text("from,to\nVladivostk,Rajin\nOdesa,Varna\n", "utf-8")
    done = run("route", "--from", "pairs.csv", "--mode", "sea")
    first, second = done.stdout.splitlines()[1:]
    assert "spelling differs" in first
    assert "spelling differs" not in second


def test_a_port_whose_point_lies_in_its_town_means_the_town_s_waterside():
    bangkok = place("Bangkok", 100.501, 13.754, "TH", radius_m=23_300)
    listed = structs.replace(place("Bangkok", 100.5, 13.75, "TH", "port"), id="t:listed")
    legs = [plan_route(bangkok, YOKOHAMA, mode="sea", ports=ports)[0] for ports in ((), (listed,))]
    assert legs[0].certainty == "computed"
    assert legs[1].length_m == legs[0].length_m
