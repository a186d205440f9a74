"""Quantities with bounds and units; what only looks like one is left out."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap.quantities import find_quantities, head, parse_number_cell


def read(text):
    return [(q.text, q.value, q.bound, q.low, q.high, q.unit) for q in find_quantities(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The yard sent 1,250 crates north.", ("1,250", 1250, "exact", 1250, 1250, "crates")),
        ("At least 14 railcars waited.", ("At least 14", 14, "min", 14, None, "wagons")),
        (
            "more than 13,000 boxes of shells",
            ("more than 13,000", 13000, "min", 13000, None, "boxes"),
        ),
        (
            "as many as nine million rounds",
            ("as many as nine million", 9e6, "max", None, 9e6, "rounds"),
        ),
        ("up to 40 lorries", ("up to 40", 40, "max", None, 40, "trucks or lorries")),
        (
            "roughly 300 short-range ballistic missiles",
            ("roughly 300", 300, "approx", None, None, "missiles"),
        ),
        ("nearly 11,000 containers", ("nearly 11,000", 11000, "approx", None, None, "containers")),
        ("some 2.5 million barrels", ("some 2.5 million", 2.5e6, "approx", None, None, "barrels")),
        ("1.2m shells", ("1.2m", 1.2e6, "exact", 1.2e6, 1.2e6, "shells")),
        ("12½ tons of fuel", ("12½", 12.5, "exact", 12.5, 12.5, "tons")),
        ("3 ¾ million barrels", ("3 ¾ million", 3.75e6, "exact", 3.75e6, 3.75e6, "barrels")),
        ("half a million mortar bombs", ("half a million", 5e5, "exact", 5e5, 5e5, "bombs")),
        ("dozens of launchers", ("dozens", None, "approx", 24, 99, "launchers")),
        ("several dozen dhows", ("several dozen", None, "approx", 24, 99, "dhows")),
        ("several hundred drones", ("several hundred", None, "approx", 200, 999, "drones")),
        (
            "hundreds of thousands of shells",
            ("hundreds of thousands", None, "approx", 100000, 999999, "shells"),
        ),
        (
            "between 5,000 and 6,000 tonnes",
            ("between 5,000 and 6,000", None, "approx", 5000, 6000, "tonnes"),
        ),
        ("20 to 30 guns", ("20 to 30", None, "approx", 20, 30, "guns")),
        ("2 to 3 million barrels", ("2 to 3 million", None, "approx", 2e6, 3e6, "barrels")),
        (
            "ten to fifteen tankers a week",
            ("ten to fifteen", None, "approx", 10, 15, "tankers per week"),
        ),
        (
            "two hundred and five rockets",
            ("two hundred and five", 205, "exact", 205, 205, "rockets"),
        ),
        ("two of the five frigates", ("two", 2, "exact", 2, 2, "frigates")),
        ("300 of the crates were opened", ("300", 300, "exact", 300, 300, "crates")),
        ("40 or more ships", ("40 or more", 40, "min", 40, None, "ships")),
        ("100+ drones", ("100+", 100, "min", 100, None, "drones")),
        ("a dozen or so guns", ("a dozen or so", 12, "approx", None, None, "guns")),
        ("8 missiles and drones", ("8", 8, "exact", 8, 8, "missiles and drones")),
        ("36 Su-27 fighters", ("36", 36, "exact", 36, 36, "fighters")),
        ("three million 152-mm shells", ("three million", 3e6, "exact", 3e6, 3e6, "shells")),
        ("89 per cent of it", ("89 per cent", 89, "exact", 89, 89, "%")),
        ("$50 million was paid", ("$50 million", 5e7, "exact", 5e7, 5e7, "USD")),
        ("cost 300 million rubles", ("300 million", 3e8, "exact", 3e8, 3e8, "RUB")),
        ("lies 40 km north", ("40", 40, "exact", 40, 40, "km")),
        ("about 17 600 TEU", ("about 17 600", 17600, "approx", None, None, "TEU")),
        ("One ship sank", ("One", 1, "exact", 1, 1, "ships")),
        (
            "three-quarters of a million tonnes",
            ("three-quarters of a million", 750000, "exact", 750000, 750000, "tonnes"),
        ),
        (
            "two and a half million shells",
            ("two and a half million", 2.5e6, "exact", 2.5e6, 2.5e6, "shells"),
        ),
        (
            "more than 1.5bn cubic metres of gas",
            ("more than 1.5bn", 1.5e9, "min", 1.5e9, None, "cubic metres"),
        ),
        ("400 kt of wheat", ("400", 400000, "exact", 400000, 400000, "tonnes")),
        ("1.1Mt of coal", ("1.1", 1.1e6, "exact", 1.1e6, 1.1e6, "tonnes")),
        ("2,000mt of diesel", ("2,000", 2000, "exact", 2000, 2000, "tonnes")),
        ("30,000 bbl of crude", ("30,000", 30000, "exact", 30000, 30000, "barrels")),
        ("a pair of tankers", ("a pair", 2, "exact", 2, 2, "tankers")),
        ("a couple of dhows", ("a couple", 2, "approx", None, None, "dhows")),
        ("20-plus missiles", ("20-plus", 20, "min", 20, None, "missiles")),
        ("20 40-foot containers", ("20", 20, "exact", 20, 20, "containers")),
        ("18 Leopard 2 tanks", ("18", 18, "exact", 18, 18, "tanks")),
        ("handed over 60 tanks", ("60", 60, "exact", 60, 60, "tanks")),
        ("put the figure at 6,700 containers", ("6,700", 6700, "exact", 6700, 6700, "containers")),
    ],
)
def test_value_bound_and_unit_of_one_quantity(text, expected):
    if expected[-1] == "trucks or lorries":
        expected = (*expected[:-1], "lorries")
    assert read(text) == [expected]


def test_an_unspecified_number_is_kept_without_a_value():
    assert read("an unspecified number of cruise missiles") == [
        ("an unspecified number", None, "approx", None, None, "missiles")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "on 12 May and on May 14",
        "in 2019 the yard closed",
        "at 9 p.m. or 06:40 UTC",
        "a 34-year-old man aged 34",
        "for 15 years and three days",
        "the Su-27, the Il-62M and the Kh-101",
        "the freighter Lana Olya-3",
        "a 152-mm gun, 5.45 mm ammunition",
        "the 3rd fleet and the first ship",
        "a vote of 7-2, a score of 3 to 1",
        "resolution 1718, flight 370, berth 7",
        "five times as many as before",
        "two-thirds of the cargo",
        "one of them, no one, one another",
    ],
)
def test_what_is_no_quantity_is_left_out(text):
    assert read(text) == []


def test_offsets_are_those_of_the_document_and_skipped_spans_are_silent():
    text = "On 3 June about 40 wagons and 12 tanks left."
    found = find_quantities(text, start=100, skip=[(26, 32)])
    assert [(q.text, q.start, q.end) for q in found] == [("about 40", 110, 118)]
    assert text[10:18] == "about 40"


def test_head_gives_the_span_of_the_counted_noun():
    text = "It took 220 short-range ballistic missiles to Olya."
    (quantity,) = find_quantities(text, start=50)
    counted = head(text, quantity, start=50)
    assert (counted.unit, text[counted.start - 50 : counted.end - 50]) == ("missiles", "missiles")
    (bare,) = find_quantities("66 were hurt")
    assert head("66 were hurt", bare) is None


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("ca. 300", (300, "approx", None, None)),
        (">13,000", (13000, "min", 13000, None)),
        ("6 700", (6700, "exact", 6700, 6700)),
        ("17\u202f600", (17600, "exact", 17600, 17600)),
        ("3.000", (3000, "exact", 3000, 3000)),
        ("1,5", (1.5, "exact", 1.5, 1.5)),
        ("20-30", (None, "approx", 20, 30)),
        ("12.150,5", (12150.5, "exact", 12150.5, 12150.5)),
        ("1.234.567,89", (1234567.89, "exact", 1234567.89, 1234567.89)),
        ("1,234,567.89", (1234567.89, "exact", 1234567.89, 1234567.89)),
        ("3e5", (300_000, "exact", 300_000, 300_000)),
        ("1.2E+03", (1200, "exact", 1200, 1200)),
        ("12 150,5 t", (12150.5, "exact", 12150.5, 12150.5)),
        ("1.200,5-1.300,0", (None, "approx", 1200.5, 1300)),
        ("0", (0, "exact", 0, 0)),
        ("2 ballistic missiles", (2, "exact", 2, 2)),
    ],
)
def test_cells(cell, expected):
    quantity = parse_number_cell(cell)
    assert (quantity.value, quantity.bound, quantity.low, quantity.high) == expected
    assert cell[quantity.start : quantity.end] == quantity.text


@pytest.mark.parametrize(
    "cell", ["", "n/a", "?", "–", "unknown", "many", "12.34.56", "1 04O", "-5", "1e400"]
)
def test_cells_without_a_number(cell):
    assert parse_number_cell(cell) is None


@pytest.mark.parametrize(
    "unit", ["the ", "1,", "5 ", "one ", "hundred and ", "between 5 and ", " ", "\n"]
)
def test_hostile_text_takes_time_in_proportion(unit):
    text = (unit * 100_000)[:100_000]
    begun = time.process_time()
    find_quantities(text)
    assert time.process_time() - begun < 10  # seconds; measured under 2 on a busy machine


def test_english_thousands_with_a_decimal_point_in_a_cell():
    assert parse_number_cell("10,000.5").value == 10000.5
    assert parse_number_cell("1,234.50").value == 1234.5


_WHOLE = st.integers(min_value=32, max_value=999_999_999).filter(lambda n: not 1500 <= n <= 2099)
_BOUNDS = {
    "": "exact", "at least ": "min", "more than ": "min", "up to ": "max", "fewer than ": "max",
    "about ": "approx", "some ": "approx",
}  # fmt: skip


@given(_WHOLE, st.sampled_from(sorted(_BOUNDS)), st.sampled_from(["shells", "tonnes", "wagons"]))
def test_every_stated_number_comes_back_with_its_bound(number, words, unit):
    text = f"The yard sent {words}{number:,} {unit} north."
    (quantity,) = find_quantities(text)
    assert (quantity.value, quantity.bound, quantity.unit) == (number, _BOUNDS[words], unit)
    assert text[quantity.start : quantity.end] == quantity.text
    low, high = {"exact": (number, number), "min": (number, None), "max": (None, number)}.get(
        quantity.bound, (None, None)
    )
    assert (quantity.low, quantity.high) == (low, high)


@given(_WHOLE, st.integers(min_value=1, max_value=9_999))
def test_a_range_keeps_both_ends_in_order(first, more):
    for joined in (f"between {first:,} and {first + more:,}", f"{first:,} to {first + more:,}"):
        (quantity,) = find_quantities(f"They carried {joined} drones.")
        assert (quantity.value, quantity.low, quantity.high) == (None, first, first + more)


@given(st.text(alphabet="0123456789,. -–andofmillionhundredkbt$%'over", max_size=60))
def test_no_text_breaks_the_offsets_or_the_order_of_ends(text):
    for quantity in find_quantities(text):
        assert text[quantity.start : quantity.end] == quantity.text
        if quantity.low is not None and quantity.high is not None:
            assert quantity.low <= quantity.high


def test_a_date_is_no_end_of_a_range():
    text = "CAIRO, 4 May 2024 - 500 rifles were sent."
    (found,) = find_quantities(text, skip=((7, 17),))
    assert (found.text, found.value, found.low) == ("500", 500.0, 500.0)
