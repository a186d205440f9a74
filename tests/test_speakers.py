"""Who speaks where no sentence says so: issuers, answers, posts, quotations, fact-checks."""

import time

import pytest

from geomap.claims.speakers import speakers_in
from geomap.claims.verdicts import verdicts_in

ISSUERS = [
    ("From: Fleet Desk, Tern Line\nTo: all masters\n\nDear all,\n\nText.", "Fleet Desk, Tern Line"),
    ("Issued by: Office of the Governor, Sumy\nMay\n\nText.", "Office of the Governor, Sumy"),
    ("PORT AUTHORITY OF TARTUS\nNotice to mariners no. 9\n\nText.", "PORT AUTHORITY OF TARTUS"),
    ("Heron Tankers plc\nRegulatory announcement\n\nText.", "Heron Tankers plc"),
    ('Heron Tankers plc ("the Company") said a ship was hit.', "Heron Tankers plc"),
    ("Letter dated 3 May 2024 from the Chargé d'affaires of Chad addressed to all\n\nText.",
     "Chargé d'affaires of Chad"),
    ("DISTRICT COURT\nINDICTMENT\n\nTHE GRAND JURY CHARGES:\n\nText.", "the grand jury"),
    ("@bosphorus_log\nTHREAD on three ships 1/4\n\n1/ Text.", "@bosphorus_log"),
    ("Colonel Idris Bah gave the following statement on Monday.\n\nText.", "Colonel Idris Bah"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "issuer"), ISSUERS, ids=[who for _, who in ISSUERS])
def test_the_issuer_stands_at_the_head(text, issuer):
    found = speakers_in(text).issuer
    assert found is not None
    assert found[0] == issuer
    assert issuer in {text[found[1] : found[2]], "the grand jury"}


@pytest.mark.parametrize(
    "text",
    [
        "Drones hit a port\n\nODESA, May 20 (Agency) - The ministry said in a statement that ...",
        "Harbour Weekly\nNewsletter of the shipping authority\n\nText.",
        "From Mersin the ship went on to Tartus, a notice of the port authority says.",
    ],
)
def test_a_newspaper_has_no_issuer(text):
    assert speakers_in(text).issuer is None


def test_an_answer_is_that_of_the_person_asked(claims):
    text = (
        "Interview with Salma Haddad, harbour pilot\n\nQ: What came in?\n"
        "A: On 3 May a coaster brought 900 rifles from Mersin to Misrata.\n\nQ: And since?\n"
        "A: In May we moved 40 tonnes of shells from Misrata to Sirte.\n"
    )
    found = claims(text)
    assert {c.claimant for c in found} == {"Salma Haddad"}
    assert [c.destination.name for c in found] == ["Misrata", "Sirte"]


def test_questions_tell_nothing(claims):
    assert not claims("Did Iran send 200 missiles to Russia last week?")


def test_initials_stand_for_the_name_in_the_heading():
    text = "Talk with Omar Said, driver\n\nHW: How many?\nOS: Nine.\nHW: When?\nOS: In May.\n"
    assert {t.who for t in speakers_in(text).turns} == {None, "Omar Said"}


def test_questions_without_labels(claims):
    text = (
        "On the road\nWe spoke to Bilal Noor, who drives lorries.\n\nWhat did you carry?\n"
        "Last week I took 30 tonnes of flour from Adré to El Geneina.\n\nAnd before?\n"
        "In April we brought 12 tonnes of sugar from Abéché to Adré.\n"
    )
    assert {c.claimant for c in claims(text)} == {"Bilal Noor"}


def test_a_label_of_places_is_no_dialogue():
    text = "Overnight\n\nIzmail: strike on the port.\nReni: silo hit.\nKiliia: nothing.\nWhy now?\n"
    assert speakers_in(text).turns == ()


def test_a_quotation_of_several_sentences_is_one_voice(claims):
    text = (
        'The head of the line, Ana Berg, says: "We do not go there. Our ship Gull carried 5,000 '
        'tonnes of wheat from Odesa to Mersin in May."'
    )
    assert [c.claimant for c in claims(text)] == ["Ana Berg"]


def test_an_issuer_speaks_of_itself_and_denies(claims):
    text = (
        "PORT AUTHORITY OF TARTUS\nNotice no. 12\nTartus, 20 May 2024\n\n"
        "The ship Amal arrived on 17 May from Mersin with 3,000 tonnes of flour.\n\n"
        "The Authority denies that 40 containers of rifles were shipped from Tartus to Tobruk.\n"
    )
    told, denied = claims(text)
    assert told.claimant == "PORT AUTHORITY OF TARTUS"
    assert told.denied_by == ()
    assert denied.status == "denied"
    assert denied.claimant is None
    assert denied.denied_by == ("PORT AUTHORITY OF TARTUS",)


def test_a_state_denies_by_its_code(claims):
    text = (
        "MINISTRY OF DEFENCE OF GEORGIA\nStatement\n20 May 2024\n\n"
        "It is a lie that our aircraft bombed Gori on 18 May.\n"
    )
    (claim,) = claims(text)
    assert claim.denied_by == ("GE",)


def test_a_fact_check_denies_what_it_calls_false(claims):
    text = (
        "Fact check: four posts about the war\nLantern Desk, 20 May 2024\n\n"
        '1. "A missile hit the port of Mersin on 18 May" - FALSE. It shows a fire of 2020.\n\n'
        '2. "Drones struck a depot in Kharkiv on 17 May" - TRUE. The mayor confirmed it.\n'
    )
    false, true = claims(text)
    assert false.location.name == "Port of Mersin"
    assert false.denied_by == ("Lantern Desk",)
    assert true.denied_by == ()


def test_what_posts_say_is_false_where_the_verdict_is():
    text = "Fact-check\nVerdict: FALSE\n\nThe claim: Posts say that a drone hit Belgorod.\n\nNo."
    found = verdicts_in(text, "Checkers")
    assert found.ruled_false
    assert found.checker == "Checkers"
    assert [text[a:b] for a, b in found.false] == [
        "The claim: Posts say that a drone hit Belgorod."
    ]
    assert verdicts_in("A ship was hit.", "Checkers").false == ()


@pytest.mark.parametrize("line", ["A: a?\n", '"a. B ', "From: x\n", 'x (the "Company") ', "@a "])
def test_long_texts_take_no_longer_than_their_length(line):
    def spent(times: int) -> float:
        text = line * times
        start = time.process_time()
        speakers_in(text)
        verdicts_in(f"fact-check {text}", None)
        return time.process_time() - start

    spent(100)
    assert spent(40_000) < 12 * max(spent(10_000), 0.02)
