"""How long a way takes, and whether the dates of a report leave that long."""

import pytest
from export_atlas import event, place

from geomap.records import Claim, Leg, Route, Span
from geomap.routes import flag_voyages
from geomap.routes.durations import KN, PACES, least_s, pace_of, time_leg

HOUR, DAY = 3600, 86_400
NAUTICAL_MILES_500 = 500 * 1852.0
VLADIVOSTOK = place("Vladivostok", 131.9, 43.1)
BUSAN = place("Busan", 129.04, 35.1)


def leg(length_m: float | None = NAUTICAL_MILES_500, *, mode="sea", certainty="computed") -> Leg:
    return Leg(
        mode=mode, router="x", length_m=length_m, duration_s=None, path=None,
        certainty=certainty, why="",
    )  # fmt: skip


def test_every_pace_has_a_source_and_its_speeds_are_in_order():
    for pace in PACES:
        assert 0 < pace.slow < pace.fast < pace.top, pace.kind
        assert len(pace.source) > 40, pace.kind
    assert {pace.mode for pace in PACES} == {"sea", "rail", "road", "air"}


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("the container ship Maersk Example", "container ship"),
        ("two ro-ro vessels", "ro-ro ship"),
        ("the oil tanker Selena", "tanker"),
        ("carried 30,000 tonnes of diesel", "tanker"),
        ("the bulker took wheat", "bulk carrier"),
        ("the dry cargo ship Sparta", "general cargo ship"),
        ("the ship took oilskins and containers", "ship"),
        ("", "ship"),
    ],
)
def test_the_kind_of_ship_is_read_from_what_is_told(words, kind):
    assert pace_of("sea", words).kind == kind


def test_the_words_mean_nothing_on_land():
    assert pace_of("rail", "the tanker").kind == "freight train"


def test_the_range_is_length_by_speed():
    timed = time_leg(leg(), "the freighter")
    assert timed.duration_low_s == pytest.approx(500 / 13 * HOUR, abs=1)
    assert timed.duration_high_s == pytest.approx(500 / 8 * HOUR, abs=1)
    assert "general cargo ship at 8 to 13 knots" in timed.why


def test_a_lone_driver_rests_as_the_law_asks():
    timed = time_leg(leg(50_000.0 * 20, mode="road"))  # twenty hours at the wheel
    assert timed.duration_high_s == (20 + 2 * 11) * HOUR
    assert timed.duration_low_s < 20 * HOUR


@pytest.mark.parametrize(
    "unknown", [leg(None), leg(certainty="direct"), leg(certainty="country"), leg(mode=None)]
)
def test_where_no_way_is_known_no_time_is(unknown):
    assert time_leg(unknown) == unknown


def test_what_the_fastest_need_where_no_mode_is_known_is_by_air():
    assert least_s(None, 1_200_000.0) == pytest.approx(HOUR)
    assert least_s("sea", 29 * KN * HOUR) == pytest.approx(HOUR)


def flags(words: str, *, date=None, start=None, end=None, legs=None, date_text=None, **slots):
    claim = Claim(
        id="c1", kind="transfer", what="shells", plover="AID", date=date or start,
        date_text=date_text,
        evidence=(Span(start=0, end=len(words), text=words),),
    )  # fmt: skip
    told = event(
        "e", claims=("c1",), start=start, end=end, origin=VLADIVOSTOK, destination=BUSAN, **slots
    )
    route = Route(event="e", legs=tuple(legs or [leg()]))
    (found,) = flag_voyages([told], [route], {"c1": claim})
    return [flag.message for flag in found.flags if flag.code == "implausible_voyage"]


@pytest.mark.parametrize(
    "words",
    [
        "The ship sailed 500 nautical miles in two hours.",
        "It went from Vladivostok to Busan within 3 hours",
        "after a four-hour voyage the ship docked",
        "the ship took just 90 minutes",
        "They arrived ten hours after leaving Vladivostok.",
        "The ship left Vladivostok at noon and reached Busan two hours later.",
        "It sailed from Vladivostok. Just 90 minutes later it docked in Busan.",
    ],
)
def test_a_length_of_time_that_nobody_can_keep_is_flagged(words):
    (message,) = flags(words)
    assert "926 km by sea take the fastest" in message
    assert "the report leaves" in message


@pytest.mark.parametrize(
    "words",
    [
        "The voyage took two days.",
        "in the past two hours nothing was heard",
        "The second in two hours of talks",
        "The convoy of a hundred hours ago",
        "a 30-hour voyage",
        "The third shipment in two hours left Vladivostok.",
        "It was the 2nd such cargo sent within 3 hours",
        "The ship is due in two hours.",
        "The ship left Vladivostok, anchored off Busan and reached the quay two hours later.",
        "It sailed from Vladivostok; two hours later the second arrived.",
        "It left Vladivostok and was in Busan two days later.",
        "Two hours later it reached Busan.",
        "",
    ],
)
def test_a_length_of_time_that_can_be_kept_or_is_none_of_the_way_is_not(words):
    assert flags(words) == []


def test_two_days_that_are_named_are_taken_as_widely_as_they_can_be_meant():
    far = [leg(10_000_000.0)]  # 7.8 days at 29 knots
    few = "2023-10-12/2023-10-14"
    assert flags("", date=few, date_text="12 to 14 October 2023", legs=far)
    assert flags("", date=few, date_text="2023-10-12 – 2023-10-14", legs=far)
    assert flags("", date=few, date_text="12 October … 14 October", legs=far)
    near = "2023-10-12/2023-10-18"
    assert flags("", date=near, date_text="12 to 18 October", legs=far) == [], "nearly: let be"


@pytest.mark.parametrize(
    ("date", "text"),
    [
        ("2023-10-12", "12 October 2023"),
        ("2023-10-09/2023-10-15", "last week"),
        ("2023-10-09/2023-10-15", "the week of 9 October"),
        ("2023-10", "October 2023"),
        ("../2023-10-12", None),
        ("2023-10-12/..", "since 12 October"),
        (None, None),
    ],
)
def test_one_date_however_long_may_be_of_leaving_alone(date, text):
    assert flags("", date=date, date_text=text, legs=[leg(99_000_000.0)]) == []


def test_times_of_day_are_narrower_than_days():
    day = {"start": "2023-10-12", "end": "2023-10-12"}
    assert flags("left Vladivostok at 10:00 and was in Busan at 12:00", **day)
    assert flags("", date_text="2023-10-12 10:00 – 2023-10-12 12:00", **day)
    assert flags("seen at 10:00 in Vladivostok", **day) == []
    near = [leg(30_000.0)]
    assert flags("left at 10:00 and docked at 12:00", legs=near, **day) == []


def test_legs_between_wide_areas_say_nothing_and_direct_ones_their_least():
    assert flags("in two hours", legs=[leg(certainty="country")]) == []
    assert flags("in two hours", legs=[leg(None, certainty="none")]) == []
    assert flags("in ten minutes", legs=[leg(certainty="direct", mode=None)])
    assert flags("in two hours", legs=[leg(certainty="direct", mode=None)]) == [], "by air perhaps"


@pytest.mark.parametrize("changed", [{"modality": "negated"}, {"kind": "strike"}])
def test_what_did_not_travel_is_not_held_against_the_clock(changed):
    assert flags("in two hours", **changed) == []
