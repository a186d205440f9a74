"""Who denies what was told: verbs, verdicts, the negative, pronouns, and what is no denial."""

import pytest

STRIKE = "Drones struck a fuel depot in Sumy on Friday, killing two guards, the mayor said."
TRANSFER = "Iran shipped 300 rockets to Sudan in April, two diplomats told this paper."
LANDED = "The coaster Oru landed 900 rifles from Mersin at Tobruk on 3 May, a pilot said."

ANSWERS = [
    (STRIKE, "Russia's defence ministry brushed the report aside.", ("RU",)),
    (STRIKE, "Moscow says it has not.", ("RU",)),
    (STRIKE, "In Moscow, the defence ministry said its forces had not fired on Sumy.", ("RU",)),
    (STRIKE, "That never happened, Moscow insisted.", ("RU",)),
    (TRANSFER, "The foreign ministry in Tehran issued a denial on Monday.", ("IR",)),
    (TRANSFER, "Tehran stated that the information was not reliable.", ("IR",)),
    (TRANSFER, "The Sudanese army did not reply; last week it called such reports nonsense.",
     ("SD",)),
    (TRANSFER, "Iran's mission did not return calls; the mission later spoke of an invention.",
     ("IR",)),
    (TRANSFER, "Tehran considered the allegation to be unfounded.", ("IR",)),
    (TRANSFER, "Khartoum has said nothing of the sort was delivered.", ("SD",)),
    (TRANSFER, "Neither Khartoum nor the Iranian embassy would comment.", ()),
    (TRANSFER, "Sudan's government would neither confirm nor deny it.", ()),
    (LANDED, "The ship's owner laughed it off.", ("ship's owner",)),
    (LANDED, "Libya's coastguard knew of no such call.", ("LY",)),
    (LANDED, 'A clerk of the port said: "Our books show no voyage of that kind."',
     ("A clerk of the port",)),
    (LANDED, "The pilot said that he had not seen the papers.", ()),
]  # fmt: skip


@pytest.mark.parametrize(("report", "answer", "deniers"), ANSWERS, ids=[a for _, a, _ in ANSWERS])
def test_who_answers_what_was_told(claims, report, answer, deniers):
    (claim,) = claims(f"{report} {answer}")
    assert claim.denied_by == deniers
    told = answer.rpartition("; ")[2]  # a clause past a semicolon is read by itself
    assert [span.text for span in claim.denial_evidence] == ([told] if deniers else [])


def test_a_pronoun_denies_for_whom_the_sentence_before_named(claims):
    (claim,) = claims(
        "M23 fighters shelled Goma on 3 May, a nurse said. The movement has kept silent since "
        "Monday. In a note it dismissed this as propaganda."
    )
    assert claim.denied_by == ("M23",)


def test_what_one_was_asked_about_and_denies(claims):
    (claim,) = claims(
        "Asked whether Turkey had delivered drones to Mali, the president's spokesman in Ankara "
        "said it had not."
    )
    assert (claim.status, claim.modality, claim.supplier) == ("denied", "occurred", "TR")


def test_of_two_claims_the_one_whose_words_recur_is_denied(claims):
    told = claims(
        "Kyiv said that naval drones had hit a ferry at Kerch and that rockets had struck a radar "
        "at Yevpatoria. Moscow said that no rocket had struck the radar."
    )
    assert {c.location.name: c.denied_by for c in told} == {"Kerch": (), "Yevpatoria": ("RU",)}


def test_a_strike_that_is_owned_is_not_denied_by_its_owner(claims):
    (claim,) = claims(
        "Moscow said its missiles had hit a barracks in Sumy, and denied aiming at homes."
    )
    assert claim.denied_by == ()


def test_the_kind_of_arms_denied_is_not_the_attack(claims):
    (claim,) = claims(
        "Rockets hit Belgorod on Friday, its governor said. London says that no British missile "
        "was used in the attack."
    )
    assert claim.denied_by == ()


def test_a_report_called_a_fabrication_is_denied_by_who_calls_it_so(claims):
    (claim,) = claims(
        "A report by the Daily Star that Chad had sent 60 pickups from Adré to Zalingei was "
        "described as a complete fabrication by Chad's interior minister."
    )
    assert (claim.status, claim.denied_by) == ("denied", ("TD",))


def test_the_negative_with_a_place_of_its_own_is_no_answer(claims):
    told = claims(
        "Drones struck a depot in Sumy on Friday, the mayor said. The governor said that rockets "
        "had not hit Poltava."
    )
    assert [c.denied_by for c in told if c.modality == "occurred"] == [()]


def test_who_issues_a_statement_calls_it_untrue_himself(claims):
    (claim,) = claims(
        "Harrow Chemicals SA\nStatement on media reports\n\nYesterday's article alleges that 600 "
        "drums of acid were shipped from Antwerp to Bandar Abbas. This is untrue."
    )
    assert (claim.status, claim.denied_by) == ("denied", ("Harrow Chemicals SA",))


def test_an_agent_speaks_of_the_ship_told_of_beside_him(claims):
    told = claims(
        "The tanker Vela discharged 16,000 tonnes of kerosene from Mersin at Tartus on 3 May, a "
        "trader said. Another tanker, the Oru, is expected at Tartus in June; the agent said that "
        "nothing had been booked."
    )
    assert {c.vessels[0].name: c.denied_by for c in told}["Vela"] == ()
