"""Stops of a journey: what names mean together, by the way that is asked for."""

import itertools
import time

import pytest

from geomap.records import Place
from geomap.stops import find_stop, find_stops

JOURNEYS = """
rail: Belgrade RS, Bar ME
rail: Warsaw PL, Brest BY
rail: Buenos Aires AR, Cordoba AR
road: Seville ES, Cordoba ES
road: Beirut LB, Tripoli LB
road: Benghazi LY, Tripoli LY
road: Tampa US, St Petersburg US
rail: Moscow RU, Vladivostok RU
rail: Cusco PE, Puno PE
rail: Warsaw PL, Minsk BY
sea: St. George's GD, Bridgetown BB
rail: Khasan RU, Tikhoretsk RU
road: Kapikule TR, Sofia BG
sea: Brest FR, Bilbao ES
sea: Houston US, Valencia ES
sea: Victoria CA, Vancouver CA
sea: Los Angeles US, Melbourne AU
sea: Alexandria EG, Piraeus GR
air: Boston US, London GB
sea: Newcastle GB, Bergen NO
sea: Newcastle AU, Kaohsiung TW
road: Havana CU, Santiago CU
rail: Madrid ES, Santiago ES
road: Athens GR, Tripoli GR
road: Frankfurt DE, Slubice PL
sea: Tripoli LY, Istanbul TR
any: Paris FR, Brest FR
any: Minsk BY, Brest BY
any: Newcastle GB, Bergen NO
any: London GB, Newcastle GB
any: Santo Domingo DO, Santiago DO
any: Halle DE, Leipzig DE
any: Brussels BE, Halle BE
any: Hyderabad PK, Karachi PK
any: Kos GR, Bodrum TR
any: Boston US, London GB
any: Bogota CO, Madrid ES
any: Manila PH, San Francisco US
any: Toronto CA, Paris FR
"""


def read(line):
    mode, _, rest = line.partition(": ")
    stops = [tuple(stop.rsplit(" ", 1)) for stop in rest.split(", ")]
    return None if mode == "any" else mode, stops


@pytest.mark.parametrize("line", JOURNEYS.strip().splitlines())
def test_the_stops_of_one_journey_lie_on_one_way(gazetteer, line):
    mode, asked = read(line)
    names, countries = zip(*asked, strict=True)
    there = find_stops(names, gazetteer, mode=mode)
    assert [place.country for place, _ in there] == list(countries)
    back = find_stops(names[::-1], gazetteer, mode=mode)
    assert [place.id for place, _ in back] == [place.id for place, _ in there][::-1]


def test_a_place_on_the_way_tells_as_well(gazetteer):
    by_libya = find_stops(["Valletta", "Tripoli", "Misrata"], gazetteer, mode="road")
    by_lebanon = find_stops(["Beirut", "Tripoli", "Homs"], gazetteer, mode="road")
    assert [stops[1][0].country for stops in (by_libya, by_lebanon)] == ["LY", "LB"]


def test_what_the_name_alone_means_more_often_is_told(gazetteer):
    (_, (bar, doubt)) = find_stops(["Belgrade", "Bar"], gazetteer, mode="rail")
    assert bar.country == "ME"
    assert "Qionghai" in doubt


def test_the_crossing_that_was_not_meant_is_told(gazetteer):
    (_, (brest, doubt)) = find_stops(["Paris", "Brest"], gazetteer)
    assert brest.country == "FR"
    assert "Brest, " in doubt
    assert "BY" in doubt


def test_a_place_that_is_given_stays_and_draws_the_names_to_it(gazetteer):
    here = Place(
        id="x:1", name="Depot", lat=42.44, lon=19.26, country="ME", kind="depot", radius_m=1000
    )
    stops = find_stops([here, "Bar"], gazetteer, mode="rail")
    assert stops[0] == (here, None)
    assert stops[1][0].country == "ME"


def test_many_names_of_many_meanings_are_no_work(gazetteer):
    names = list(itertools.islice(itertools.cycle(["Santiago", "San Juan", "Victoria"]), 60))
    begun = time.process_time()
    find_stops(names, gazetteer, mode="road")
    assert time.process_time() - begun < 5  # seconds; measured 0.3


def test_what_is_called_so_is_meant_before_what_some_list_calls_so(gazetteer):
    assert find_stop("Puno", gazetteer).country == "PE"  # not Pune, which is far larger
    assert find_stop("Bombay", gazetteer).name == "Mumbai"
    assert find_stop("Washington", gazetteer).name == "Washington, D.C."


def test_a_country_is_not_a_hamlet_of_its_name(gazetteer):
    assert find_stop("Poland", gazetteer, mode="rail").kind == "country"


def test_by_sea_the_port_is_meant_and_without_a_mode_the_town(gazetteer):
    assert find_stop("Haifa", gazetteer, mode="sea").kind == "port"
    assert find_stop("Haifa", gazetteer).kind == "city"
