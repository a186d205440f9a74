"""Positions in figures: how they are written, and what only looks like one."""

import time

import pytest

from geomap.coordinates import find_positions, position_of
from geomap.geocode import geocode_parts
from geomap.mentions import find_mentions_without_model
from geomap.places import resolve_mentions

WRITTEN = [
    ("12°34'N 043°12'E", (43.2, 12.5667), 928),
    ("12°34′56″N 43°12′05″E", (43.2014, 12.5822), 100),
    ("12° 34' 56.7\" N, 43° 12' 05\" E", (43.2014, 12.5824), 100),
    ("14.5N, 42.1E", (42.1, 14.5), 5566),
    ("14.5° N 42.1° E", (42.1, 14.5), 5566),
    ("N 13 05 30, E 042 44 10", (42.7361, 13.0917), 100),
    ("N12.34 E43.21", (43.21, 12.34), 557),
    ("S33.9 W18.4", (-18.4, -33.9), 5566),
    ("13-05.5N 042-44.1E", (42.735, 13.0917), 100),
    ("1305N 04244E", (42.7333, 13.0833), 928),
    ("15.1 degrees north latitude and 42 degrees east longitude", (42.0, 15.1), 55_660),
    ("Lat: 12.5N Long: 43.25E", (43.25, 12.5), 5566),
    ("36.2° E, 49.9° N", (36.2, 49.9), 5566),
    ("49.9935, 36.2304", (36.2304, 49.9935), 100),
    ("-33.8688, 151.2093", (151.2093, -33.8688), 100),
    # UTM zone 37 north, 301,454 m east and 5,541,196 m north, says PROJ of 49.99 N 36.23 E
    ("37U CR 01454 41196", (36.23, 49.99), 100),
    ("37UCR0145441196", (36.23, 49.99), 100),
    ("37U CR 014 411", (36.23, 49.9896), 100),
    ("56HLH3436850948", (151.2093, -33.8688), 100),
]


@pytest.mark.parametrize(("text", "point", "radius_m"), WRITTEN)
def test_a_position_is_read_in_the_styles_that_people_write(text, point, radius_m):
    sentence = f"The ship was hit at {text} on Monday."
    (found,) = find_positions(sentence)
    assert sentence[found.start : found.end] == text
    assert found.point == pytest.approx(point, abs=0.0001)
    assert found.radius_m == pytest.approx(radius_m, abs=1)
    assert position_of(text).point == found.point


@pytest.mark.parametrize(
    "text",
    [
        "95°N 10°E",
        "12°61'N 40°00'E",
        "walk 2 North 3 East",
        "20 N 30 W",
        "between 2.5 and 3.5",
        "version 1.2345 67.8901",
        "on 14 March 2023 N 5 E 6",
        "prices of 3.25, 4.75",
        "a pack of 12V DC 240000 mAh",
        "lot 36T YT 12 345",
        "block 37U CR 0141",
        "37U IQ 123 456",
        "99U CR 123 456",
        "serial 137UCR014411",
    ],
)
def test_other_figures_are_no_position(text):
    assert list(find_positions(text)) == []


def test_two_positions_side_by_side_are_two():
    text = "from 50°27′N 30°31′E to 49.99°N 36.23°E, then coordinates 48.5, 37.9"
    assert [p.point for p in find_positions(text)] == [
        (30.516667, 50.45),
        (36.23, 49.99),
        (37.9, 48.5),
    ]


def test_a_position_is_a_mention_with_its_country(gazetteer):
    text = "A drone fell at 49.9935, 36.2304 near Kharkiv. The tanker burnt at 14°30'N 042°00'E."
    found = resolve_mentions(text, find_mentions_without_model(text, gazetteer), gazetteer)
    assert [(m.text, m.place.country) for m in found] == [
        ("49.9935, 36.2304", "UA"),
        ("Kharkiv", "UA"),
        ("14°30'N 042°00'E", None),
    ]
    assert found[2].place.radius_m == 928
    assert (found[2].score, found[2].why) == (1.0, "the position that is stated")


def test_a_position_in_noise_is_left_alone(gazetteer):
    text = "Map data: 49.9935, 36.2304.\n\nA drone fell on Kharkiv."
    found = find_mentions_without_model(text, gazetteer, noise=[(0, 28)])
    assert [m.text for m in found] == ["Kharkiv"]


def test_a_cell_may_hold_a_position_beside_a_name(gazetteer):
    parts = geocode_parts("Kyiv; 12.5N, 46E", gazetteer)
    assert [part.candidates[0].place.country for part in parts] == ["UA", None]
    assert parts[1].candidates[0].place.lat == 12.5


@pytest.mark.parametrize(
    "unit",
    ["1 ", "12°", "1.2345,", "N 1 ", "position ", "lat ", "12N ", "37U CR 1", "1 2 ", "grid "],
)
def test_looking_for_positions_takes_time_in_line_with_the_text(unit):
    def seconds(length: int) -> float:
        text = unit * (length // len(unit))
        start = time.process_time()
        list(find_positions(text))
        return time.process_time() - start

    assert seconds(200_000) < 8 * seconds(50_000) + 0.1
