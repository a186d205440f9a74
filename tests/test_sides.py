"""Who struck in a war within a country, what is planned, and where goods go on from."""

import pytest


def test_in_a_war_within_a_country_either_side_strikes_it(claims):
    text = (
        "Fighters of the Rapid Support Forces shelled El Fasher, Sudan, on 4 May. "
        "A drone hit a lorry in Nyala on 6 May, two drivers said."
    )
    by_place = {c.location.name: c.attacker for c in claims(text)}
    assert by_place == {"El Fasher": "RSF", "Nyala": None}


def test_between_two_countries_the_other_is_the_striker(claims):
    text = (
        "Russian missiles hit Kharkiv, Ukraine, on 4 May. A drone struck a depot in Sumy on 6 May."
    )
    assert {c.attacker for c in claims(text)} == {"RU"}


def test_who_answers_with_strikes_is_the_striker(claims):
    text = (
        "Houthi boats attacked a tanker off Hodeidah, Yemen, on 4 May. "
        "Israel answered on 6 May with air strikes on the ports of Ras Isa and Salif."
    )
    by_place = {c.location.name: c.attacker for c in claims(text)}
    assert (by_place["Ras Isa"], by_place["Salif"]) == ("IL", "IL")


def test_goods_go_on_from_where_the_ship_brought_them(claims):
    text = (
        "Aircraft flew arms from Dubai to Nyala in April, Sudan says. "
        "The cargo ship Sea Laurel left Mersin on 1 May and reached Port Sudan on 9 May. "
        "From there the crates were taken by lorry to Shendi."
    )
    onward = [c for c in claims(text) if c.destination and c.destination.name == "Shendi"]
    assert [c.origin.name for c in onward] == ["Port Sudan"]


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("A planned shipment of 3,000 tonnes of wheat from Odesa to Beirut is in doubt.",
         "planned"),
        ("The aborted delivery of 12 drones from Tehran to Caracas made headlines.", "negated"),
        ("The tanker Sea Lark delivered 900 tonnes of diesel to Berbera and was bound for Aden.",
         "occurred"),
    ],
)  # fmt: skip
def test_whether_it_happened(claims, text, modality):
    assert claims(text)[0].modality == modality


def test_an_unloading_that_is_denied(claims):
    (claim,) = claims("A Houthi spokesman denied that any fuel had been unloaded in Hodeidah.")
    assert (claim.status, claim.denied_by) == ("denied", ("Houthis",))


def test_a_ship_is_not_hit_where_another_sank_long_before(claims):
    text = (
        "Houthi boats attacked a tanker off Ras Isa, Yemen, on Sunday. Her crew was saved. "
        "They were landed in Djibouti. Rain fell. "
        "The freighter Coral Dusk, seized in November 2023, was hit by a drone on Monday."
    )
    first, second = claims(text)
    assert (first.location.name, first.vessels) == ("off the coast of Ras Isa", ())
    assert (second.location, second.vessels[0].name) == (None, "Coral Dusk")
    assert (first.date, second.date) == ("2024-05-19", "2024-05-20")


def test_a_month_of_strikes_is_no_strike(claims):
    assert claims("Drones over Odesa: a month of strikes on Ukraine's ports") == ()


def test_a_town_is_hit_by_what_is_its_own(claims):
    text = "Kosti's oil depots on the White Nile, Sudan, were struck on 7 May by drones."
    assert [c.location.name for c in claims(text)] == ["Kosti"]
    assert claims("Haftar's airfield in Libya was praised.") == ()


def test_what_catches_fire_was_not_struck(claims):
    text = "Drones struck the port of Kaspiysk on 6 May. A wagon caught fire in Beyneu on 8 May."
    assert [c.location.name for c in claims(text)] == ["Kaspiysk"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Russian missiles hit Kyiv on Monday, the European Union said.", "Kyiv"),
        ("Gunmen attacked a convoy near Kayes, Mali, a leader of the drivers' union said.",
         "Kayes"),
        ("Three missiles hit Odesa on Monday, causing house fires.", "Odesa"),
        ("A woman died of a heart attack when drones struck Kharkiv on Monday.", "Kharkiv"),
    ],
)  # fmt: skip
def test_words_of_peace_beside_a_blow(claims, text, place):
    assert [c.location.name for c in claims(text)] == [place]


@pytest.mark.parametrize(
    "text",
    [
        "The strike by the railway union stopped trains in Kharkiv.",
        "A rail union strike hit Hamburg on Monday.",
        "Lightning struck a depot in Kharkiv on Monday.",
        "House fires hit Sydney on Monday.",
    ],
)
def test_strikes_of_peace(claims, text):
    assert claims(text) == ()


def test_each_blow_of_a_sentence_has_its_own_day(claims):
    text = (
        "On 10 May drones hit the fuel depot near Odesa, Ukraine, and on 3 May the Kremenchuk "
        "refinery was hit for the fourth time."
    )
    assert {c.location.name: c.date for c in claims(text)} == {
        "Odesa": "2024-05-10",
        "Kremenchuk refinery": "2024-05-03",
    }


def test_a_work_is_where_it_stands_not_at_its_namesake(claims):
    text = (
        "Russian refineries were hit by drones in May. "
        "A strike on the Druzhba pumping station at Unecha, Russia, on 11 May cut the flow."
    )
    assert [c.location.name for c in claims(text)] == ["Unecha"]


def test_what_stands_past_a_semicolon_negates_nothing(claims):
    text = (
        "Flight data show 119 flights with arms from Dubai to Asmara in May; "
        "the Emirates have not answered questions."
    )
    assert [c.modality for c in claims(text)] == ["occurred"]


def test_of_several_givers_none_is_taken_for_granted(claims):
    text = (
        "Germany sent two launchers to Poland in April. Lithuania sent 3,000 drones to Ukraine. "
        "The shells would be delivered in June, the prime minister said."
    )
    assert [c.supplier for c in claims(text)][:2] == ["DE", "LT"]
    assert not any(c.origin and c.origin.name == "Lithuania" for c in claims(text)[2:])


def test_a_ship_does_not_go_on_by_rail(claims):
    text = (
        "The cargo ship Sea Lark carried 300 containers of shells by ship from Rajin to Vostochny "
        "and then by rail to Tikhoretsk in April."
    )
    first, second = claims(text)
    assert (first.mode, [v.name for v in first.vessels]) == (("sea",), ["Sea Lark"])
    assert (second.mode, second.vessels) == (("rail",), ())
