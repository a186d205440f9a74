"""Intervals as EDTF text: read, written, joined, compared."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap import edtf
from geomap.errors import DateError

D = date
DAYS = st.dates(D(1900, 1, 1), D(2100, 12, 31))


@pytest.mark.parametrize(
    ("text", "first", "last", "approximate"),
    [
        ("2024", D(2024, 1, 1), D(2024, 12, 31), False),
        ("2024-02", D(2024, 2, 1), D(2024, 2, 29), False),
        ("2024-02-03", D(2024, 2, 3), D(2024, 2, 3), False),
        ("2024-02-03T14:30+03:00", D(2024, 2, 3), D(2024, 2, 3), False),
        ("2023-09/2023-12", D(2023, 9, 1), D(2023, 12, 31), False),
        ("2023-08/..", D(2023, 8, 1), None, False),
        ("../2024-01-04", None, D(2024, 1, 4), False),
        ("2023-12~/..", D(2023, 12, 1), None, True),
        ("2023-24", D(2023, 12, 1), D(2024, 2, 29), False),
        ("2023-22", D(2023, 6, 1), D(2023, 8, 31), False),
        ("199X", D(1990, 1, 1), D(1999, 12, 31), False),
        ("2024-05-XX", D(2024, 5, 1), D(2024, 5, 31), False),
        ("2024-05?", D(2024, 5, 1), D(2024, 5, 31), True),
        ("2024-05/", D(2024, 5, 1), None, False),
    ],
)
def test_parse_gives_first_and_last_day(text, first, last, approximate):
    assert edtf.parse(text) == edtf.Interval(first, last, approximate)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "..",
        "../..",
        "/",
        "yesterday",
        "2024-13",
        "2024-02-30",
        "2024-1-1",
        "2024-05/2024-03",
        "24",
    ],
)
def test_parse_refuses_what_is_no_date_and_names_it(text):
    with pytest.raises(DateError) as error:
        edtf.parse(text)
    assert repr(text) in str(error.value)


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (D(2023, 9, 1), D(2023, 9, 30), "2023-09"),
        (D(2023, 1, 1), D(2023, 12, 31), "2023"),
        (D(2023, 9, 5), D(2023, 9, 5), "2023-09-05"),
        (D(2023, 9, 1), D(2023, 11, 30), "2023-09/2023-11"),
        (D(2022, 1, 1), D(2023, 12, 31), "2022/2023"),
        (D(2023, 9, 1), D(2023, 9, 29), "2023-09-01/2023-09-29"),
        (D(2023, 9, 1), None, "2023-09-01/.."),
        (None, D(2023, 9, 1), "../2023-09-01"),
    ],
)
def test_build_writes_the_shortest_form(first, last, text):
    assert edtf.build(first, last) == text


def test_build_refuses_an_interval_that_is_none():
    with pytest.raises(DateError):
        edtf.build(None, None)
    with pytest.raises(DateError):
        edtf.build(D(2024, 1, 2), D(2024, 1, 1))


@given(DAYS, st.integers(0, 4000), st.booleans())
def test_what_is_built_is_parsed_back(first, days, approximate):
    last = first + timedelta(days)
    written = edtf.build(first, last, approximate=approximate)
    assert edtf.parse(written) == edtf.Interval(first, last, approximate)


def test_join_keeps_the_precision_of_both_ends():
    assert edtf.join("2023-09", "2024-01-05") == "2023-09/2024-01-05"
    assert edtf.join("2023-09", "2023-09") == "2023-09"
    assert edtf.join("2023-09/2023-10", "2023-12/2024-01") == "2023-09/2024-01"
    with pytest.raises(DateError):
        edtf.join("2024-01", "2023-12")


def test_opened_leaves_out_one_end():
    assert edtf.opened("2023-08", side="since") == "2023-08/.."
    assert edtf.opened("2023-09/2023-11", side="since") == "2023-09/.."
    assert edtf.opened("2023-09/2023-11", side="until") == "../2023-11"


def test_cap_closes_only_what_is_open():
    assert edtf.cap("2023-08/..", "2024-02-26") == "2023-08/2024-02-26"
    assert edtf.cap("2023-08/..", D(2024, 2, 26)) == "2023-08/2024-02-26"
    assert edtf.cap("2023-08", "2024-02-26") == "2023-08"
    assert edtf.cap("2025-01/..", "2024-02-26") == "2025-01/.."


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2024-05-01", 1),
        ("2024-05-01/2024-05-02", 2),
        ("2024-05-01/2024-05-06", 2),
        ("2024-05-06/2024-05-12", 3),
        ("2024-05", 4),
        ("2024-05-01/2024-05-20", 4),
        ("2024-05/2024-06", 5),
        ("2024", 5),
        ("2023-08/..", 5),
        (None, None),
    ],
)
def test_precision_follows_the_ucdp_codebook(text, code):
    assert edtf.precision(text) == code


def test_overlap_share_and_containment():
    assert edtf.overlaps("2023-09", "2023-09-30/2023-10-02")
    assert not edtf.overlaps("2023-09", "2023-10-01")
    assert edtf.overlaps("2023-08/..", "2030")
    assert not edtf.overlaps("../2023-08", "2023-09")
    assert not edtf.overlaps(None, "2023")
    assert edtf.share("2023-09", "2023-09") == 1
    assert edtf.share("2023-09-01/2023-09-02", "2023-09-02/2023-09-03") == pytest.approx(1 / 3)
    assert edtf.share("2023-09", "2023-11") == 0
    assert edtf.share("2023-09", None) == 0
    assert edtf.contains("2023", "2023-09-30")
    assert not edtf.contains("2023-09", "2023")
    assert edtf.contains("2023-08/..", "2024-01/..")


@given(DAYS, DAYS, DAYS, DAYS)
def test_overlap_is_symmetric_and_agrees_with_share(a, b, c, d):
    one = edtf.build(min(a, b), max(a, b))
    two = edtf.build(min(c, d), max(c, d))
    assert edtf.overlaps(one, two) == edtf.overlaps(two, one) == (edtf.share(one, two) > 0)
    assert edtf.share(one, two) == edtf.share(two, one) <= 1
