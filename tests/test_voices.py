"""Who says so: sources cited, headlines, records of parliament, filings, accounts handed on."""

import time

import pytest

from geomap.claims.speakers import speakers_in

SAID = [
    (("Iran flew 40 rockets to Khartoum in April, the Evening Star wrote, citing two air traffic "
     "officials."), "two air traffic officials"),
    (("The daily Al-Fajr, which quoted a harbour pilot, said 900 rifles had been landed at Tobruk "
     "from Mersin."), "a harbour pilot"),
    ("State television said, quoting a military source, that jets had bombed a bridge near Homs.",
     "a military source"),
    ("The daily Al-Fajr said jets had bombed a bridge near Homs, citing damage to the road.",
     "The daily Al-Fajr"),
    (("Port Logs, a firm in Athens, logged the freighter Ora Star leaving Mersin for Tobruk with "
     "900 rifles on 3 May."), "Port Logs"),
    (("Asked about Mali, the president's spokesman in Ankara said 40 drones had been shipped from "
     "Mersin to Tobruk."), "the president's spokesman in Ankara"),
    ("Missiles hit the port of Odesa overnight. This was reported by the head of the region.",
     "the head of the region"),
    ("Per the manifest, the Oru carried 900 rifles from Mersin to Tobruk in May.", "the manifest"),
    ("The harbour office in Belgorod blamed Ukraine for shelling Shebekino on Friday.",
     "The harbour office in Belgorod"),
    (("Houthis: tanker hit with missiles off Hodeidah\n\nTwo missiles struck the tanker Alma Rose "
     "off Hodeidah on Sunday. She is afloat."), "Houthis"),
    (("Two drones hit refinery in Ryazan, says Kyiv\n\nTwo drones hit a refinery in Ryazan on "
     "Sunday. It burned for hours."), "Kyiv"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "claimant"), SAID, ids=[who for _, who in SAID])
def test_who_says_so(claims, text, claimant):
    (claim,) = claims(text)
    assert (claim.claimant or "").split(" (")[0] == claimant


def test_a_town_before_the_colon_of_a_headline_says_nothing(claims):
    (claim,) = claims(
        "Kharkiv: drones hit depot\n\nDrones hit a fuel depot in Kharkiv on Sunday. It burned."
    )
    assert claim.claimant is None


HEADS = [
    ("MINISTRY OF TRADE\nWeekly bulletin, 6 May 2024\n\nText.", "MINISTRY OF TRADE"),
    ("DISTRICT COURT\n\nThe United States of America alleges as follows. In May the tanker left.",
     "United States of America"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "issuer"), HEADS, ids=[who for _, who in HEADS])
def test_the_head_names_who_speaks(text, issuer):
    found = speakers_in(text).issuer
    assert found is not None
    assert found[0].removeprefix("The ") == issuer


def test_an_answer_in_parliament_is_the_ministers(claims):
    (claim,) = claims(
        "The Minister of State (Ms Hale): In March, 40 howitzers were delivered from Southampton "
        "to Gdynia.\n\nLord Ames: What of the rest?"
    )
    assert claim.claimant == "Minister of State (Ms Hale)"


def test_a_title_about_reports_is_no_issuer(claims):
    (claim,) = claims(
        "Harrow Chemicals SA\nStatement on media reports\n\nIn October we shipped 200 drums of "
        "acid from Antwerp to Izmir."
    )
    assert claim.claimant == "Harrow Chemicals SA"


@pytest.mark.parametrize(
    "text",
    [
        "Lord A b c d: " * 5_000,
        "The Minister (Mr A): " * 5_000,
        "The Minister (" + "A" * 50_000,
        "A - " * 20_000,
        "Lord " + "A" * 50_000,
    ],
)
def test_long_lines_take_no_longer_than_their_length(text):
    begun = time.process_time()
    speakers_in(text)
    assert time.process_time() - begun < 2
