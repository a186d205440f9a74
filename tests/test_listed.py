"""Names of places found without a language model."""

import itertools
import time

import pytest

from geomap.mentions import find_mentions_without_model
from geomap.pipeline import extract


@pytest.fixture
def roles(gazetteer):
    def read(text, *, noise=()):
        found = find_mentions_without_model(text, gazetteer, noise=noise)
        assert all(text[m.start : m.end] == m.text for m in found)
        assert all(a.end <= b.start for a, b in itertools.pairwise(found))
        assert all(m.place is None for m in found)
        return [(m.text, m.role) for m in found]

    return read


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The ship went from Rajin to Dunai.", [("Rajin", "literal"), ("Dunai", "literal")]),
        ("The Russian Navy was in Baku.", [("Russian", "demonym"), ("Baku", "literal")]),
        ("KYIV - All was calm.", [("KYIV", "dateline")]),
        ("Moscow denied it.", [("Moscow", "metonym")]),
        ("Danbury police came.", [("Danbury", "literal")]),
        ("It burned in Linn County.", [("Linn County", "literal")]),
        ("Fuel burned in the Kursk region.", [("Kursk region", "literal")]),
        ("It broke in Torrington, Conn.", [("Torrington", "literal"), ("Conn", "literal")]),
        ("Michelle London sang. London sang again.", []),
        ("Mr. Paris and Gen. Lyon ate a French bulldog.", []),
        ("He was at Police school on Monday in May.", []),
        ("", []),
    ],
)
def test_role(roles, text, expected):
    assert roles(text) == expected


def test_nothing_is_found_in_noise(roles):
    text = "Read more: Baku and Tbilisi.\nA train left Baku."
    assert roles(text, noise=[(0, 28)]) == [("Baku", "literal")]


def test_time_grows_with_the_text(gazetteer):
    text = "Jack Smith of Danbury went to Rajin, N'Djamena and Saint-Louis. " * 3_000
    begun = time.process_time()
    found = find_mentions_without_model(text, gazetteer)
    assert len(found) >= 9_000
    assert time.process_time() - begun < 20  # seconds; measured under 2


@pytest.mark.parametrize("text", ["A " * 50_000, "A-" * 50_000, "St. " * 30_000, "É'" * 50_000])
def test_hostile_text_is_read_in_time(gazetteer, text):
    begun = time.process_time()
    find_mentions_without_model(text, gazetteer)
    assert time.process_time() - begun < 20  # seconds; measured under 3


def test_a_run_without_the_model_tells_names_and_dates_and_says_so(gazetteer, tmp_path):
    report = tmp_path / "report.txt"
    report.write_text("BAKU - On 3 May 2024 a ship left Baku for Rajin.\n", encoding="utf-8")
    readings, rejected = extract([str(report)], recogniser="gazetteer", gazetteer=gazetteer)
    assert rejected == []
    (reading,) = readings
    assert [m.place.name for m in reading.mentions] == ["Baku", "Baku", "Rajin"]
    assert [w.edtf for w in reading.dates] == ["2024-05-03"]
    assert reading.claims == ()
    assert any("without a language model" in note for note in reading.notes)
