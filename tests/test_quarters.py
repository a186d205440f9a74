"""Names that many towns' parts have: which town the text tells of."""

import pytest

from geomap.places import resolve_mentions
from geomap.records import Mention


@pytest.fixture
def place(gazetteer):
    def read(text, *names):
        at, found = 0, []
        for name in names:
            start = text.index(name, at)
            at = start + len(name)
            found.append(Mention(start=start, end=at, text=name, role="literal"))
        return resolve_mentions(text, found, gazetteer)

    return read


@pytest.mark.parametrize(
    ("text", "names", "asked", "town"),
    [
        ("A bomb fell on the Old City of Taiz.", ["Old City", "Taiz"], 0, "Taiz"),
        ("Drones hit the Industrial Zone in Aden.", ["Industrial Zone", "Aden"], 0, "Aden"),
        ("Guns fired on the Old Town (Homs).", ["Old Town", "Homs"], 0, "Homs"),
        ("Tripoli's Old City burned.", ["Tripoli", "Old City"], 1, "Tripoli"),
        ("Shells hit Omdurman. The City Centre was spared.", ["Omdurman", "City Centre"], 1,
         "Omdurman"),
        ("A raid on Port Sudan struck the Free Zone.", ["Port Sudan", "Free Zone"], 1,
         "Port Sudan"),
        ("Rockets reached Jerusalem and its Old City.", ["Jerusalem", "Old City"], 1, "Old City"),
    ],
)  # fmt: skip
def test_a_part_of_a_town_lies_in_the_town_that_the_text_names(place, text, names, asked, town):
    got = place(text, *names)[asked]
    assert got.place.name == town
    assert got.score < 0.94


def test_a_town_stands_in_for_its_part_with_a_reason(place):
    part = place("A bomb fell on the Old City of Taiz.", "Old City", "Taiz")[0]
    assert part.score == 0.5
    assert part.why == "a part of a town; placed at Taiz, which the text names with it"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("A bomb fell on the Old City.", ["Old City"]),
        ("In Yemen a bomb fell on the Old City.", ["Yemen", "Old City"]),
        ("The Iraqi army left the Green Zone.", ["Green Zone"]),
        ("Aden was quiet.\n\nThe Industrial Zone burned.", ["Aden", "Industrial Zone"]),
    ],
)
def test_without_a_town_a_part_has_no_place(place, text, names):
    part = place(text, *names)[-1]
    assert part.place is None
    assert "many towns" in part.why


def test_the_west_bank_is_no_part_of_a_town(place):
    assert place("Troops left Haifa for the West Bank.", "Haifa", "West Bank")[1].place.name == (
        "West Bank"
    )
