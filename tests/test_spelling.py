"""The name that a place bears on the map: the one of the reports."""

import pytest
from pages import data_in

from geomap.maps import draw_map, page_text
from geomap.pipeline import build_atlas, extract
from geomap.places import spell


@pytest.fixture
def spelled(gazetteer):
    def read(text, *, source=None):
        place = next(c.place for c in gazetteer.candidates(text) if source in {None, c.source})
        named = spell(place, text, gazetteer)
        return named.name, named.also or None

    return read


@pytest.mark.parametrize(
    ("text", "name", "also"),
    [
        ("Moba", "Moba", "Baudhuinville"),
        ("Douma", "Douma", "Dūmā"),
        ("Jbeil", "Jbeil", "Byblos"),
        ("Kiev", "Kyiv", None),  # curated: as the press writes it now
        ("Frankfurt", "Frankfurt am Main", None),  # says more
        ("Phila", "Philadelphia", None),
        ("DOUMA", "Dūmā", None),  # a headline's capitals are no spelling
        ("Moscow", "Moscow", None),
    ],
)
def test_a_place_is_spelled_as_the_text_does(spelled, text, name, also):
    assert spelled(text) == (name, also)


def test_what_a_division_is_stays_with_its_name(gazetteer):
    place = gazetteer.candidates("Sagaing region")[0].place
    assert spell(place, "Sagaing region", gazetteer).name == place.name


@pytest.fixture
def corpus(tmp_path, gazetteer):
    def read(*texts):
        for number, text in enumerate(texts):
            (tmp_path / f"{number}.txt").write_text(text, encoding="utf-8")
        readings, rejected = extract(tmp_path, gazetteer=gazetteer)
        assert not rejected
        return readings

    return read


def test_the_map_tells_the_name_of_the_gazetteer_as_well(corpus):
    readings = corpus("GOMA, 3 May 2024 - Rockets hit Moba, DR Congo, on Monday, killing three.")
    places = data_in(page_text(draw_map(build_atlas(readings))))["places"]
    assert [p.get("also") for p in places if p["name"] == "Moba"] == ["Baudhuinville"]


def _struck(readings):
    return {c.location.name: c.location.also or None for r in readings for c in r.claims}


def test_all_reports_of_a_corpus_agree_on_one_name(corpus):
    readings = corpus(
        "BEIRUT, Lebanon, 3 May 2024 - Shells hit Jbeil on Monday and killed two.",
        "BEIRUT, Lebanon, 4 May 2024 - Rockets hit Byblos on Tuesday. Byblos burned.",
        "BEIRUT, Lebanon, 5 May 2024 - Rockets struck Byblos on Friday and killed six.",
    )
    assert _struck(readings) == {"Byblos": None}
    assert {m.text for r in readings for m in r.mentions} >= {"Jbeil", "Byblos"}
