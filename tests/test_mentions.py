"""Names of places and the parts they play. More cases, told as prose, are in cases/places.md."""

import itertools

import pytest

from geomap.language import parse_all
from geomap.mentions import find_mentions


@pytest.fixture
def roles(gazetteer):
    def read(text, *, taken=()):
        parsed = next(parse_all([(text, ())]))
        found = find_mentions(text, parsed, gazetteer, taken=taken)
        assert all(text[m.start : m.end] == m.text for m in found)
        assert all(a.end <= b.start for a, b in itertools.pairwise(found))
        return [(m.text, m.role) for m in found]

    return read


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Moscow denied it.", [("Moscow", "metonym")]),
        ("A drone fell in Moscow.", [("Moscow", "literal")]),
        ("Tehran's government spoke.", [("Tehran", "metonym")]),
        ("The jet left Pyongyang's airport.", [("Pyongyang", "literal")]),
        ("They thanked Tehran for it.", [("Tehran", "metonym")]),
        ("Shells for Moscow were found in Rajin.", [("Moscow", "literal"), ("Rajin", "literal")]),
        ("According to Kyiv, two fell.", [("Kyiv", "metonym")]),
        ("The U.S. and Russian navies met.", [("U.S.", "literal"), ("Russian", "demonym")]),
        ("The Russian Navy was there.", [("Russian", "demonym")]),
        ("DONETSK (Wire) — All was calm.", [("DONETSK", "dateline")]),
        ("KYIV, Ukraine -- It is.", [("KYIV", "dateline"), ("Ukraine", "dateline")]),
        ("Glasgow City Council met.", [("Glasgow City", "org_part")]),
        ("Fuel burned in the Kursk region.", [("Kursk region", "literal")]),
        ("U.S.-led forces left.", [("U.S.", "literal")]),
        ("", []),
    ],
)
def test_role(roles, text, expected):
    assert roles(text) == expected


def test_a_hyphenated_name_is_whole(roles):
    text = "A freight train moved ammunition from Zabaikalsk to Ulan-Ude."
    assert roles(text) == [("Zabaikalsk", "literal"), ("Ulan-Ude", "literal")]


def test_two_ends_of_a_way_are_two_names(roles):
    text = "A convoy of trucks left Hunchun for Quanhe on Thursday with machine tools."
    assert roles(text) == [("Hunchun", "literal"), ("Quanhe", "literal")]


def test_what_a_ship_holds_is_no_place(roles):
    text = "The freighter Astrakhan left Astrakhan."
    assert roles(text, taken=[(14, 23)]) == [("Astrakhan", "literal")]


def test_a_name_once_known_as_a_place_is_found_again(roles):
    text = "Fire broke out in Torrington on Monday. All Torrington volunteers came."
    assert roles(text) == [("Torrington", "literal")] * 2


def test_words_that_are_also_towns_are_left_out(roles):
    assert roles("The Centre told the Council to build a Metro.") == []
    assert roles("He took Route 31 South in May.") == []


def test_a_town_before_a_lake_is_found_where_the_recogniser_breaks_the_lake_in_two(roles):
    found = roles("Freight reached Moba on Lake Tanganyika by boat from Kigoma.")
    assert [name for name, _ in found] == ["Moba", "Lake Tanganyika", "Kigoma"]
