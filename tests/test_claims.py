"""Claims from sentences of our own: what moved, what was struck, who says and who denies it."""

import hashlib
import time

import pytest

from geomap.claims.strikes import casualties_in
from geomap.language import parse_all
from geomap.pipeline import read_document
from geomap.records import Claim, Document, Reading

PUBLISHED = "2024-05-20"  # a Monday


@pytest.fixture(scope="module")
def read(gazetteer):
    def _read(text: str, **fields: object) -> Reading:
        known = {"published": PUBLISHED, "publisher": "Quayside Notes", **fields}
        document = Document(
            id="doc",
            source="doc.txt",
            text=text,
            text_sha256=hashlib.sha256(text.encode()).hexdigest(),
            **known,
        )
        return read_document(document, next(parse_all([(text, ())])), gazetteer)

    return _read


def one(reading: Reading, kind: str) -> Claim:
    """The only claim of a kind."""
    found = [c for c in reading.claims if c.kind == kind]
    assert len(found) == 1, [(c.kind, c.what, c.evidence[0].text) for c in reading.claims]
    return found[0]


def names(claim: Claim) -> dict[str, object]:
    """The places of a claim by name."""
    return {
        slot: place.name if (place := getattr(claim, slot)) else None
        for slot in ("origin", "destination", "location", "launch")
    }


TRANSFERS = [
    # text, origin, destination, mode, supplier, recipient
    ("Iran shipped 40 drones to Russia last week.", "Iran", "Russia", (), "IR", "RU"),
    ("The freighter Lena Star carried shells from Rajin to Vostochny.",
     "Rajin", "Vostochny Port", ("sea",), "KP", "RU"),
    ("About 2,000 tonnes of wheat were shipped from Odesa to Alexandria.",
     "Odesa", "Alexandria", (), "UA", "EG"),
    ("Coal was moved by rail from Tumangang to Khasan.",
     "Tumangang", "Khasan", ("rail",), "KP", "RU"),
    ("Libya received armoured vehicles from Turkey.", "Turkey", "Libya", (), "TR", "LY"),
    ("Tehran's deliveries of drones to Moscow continued.", "Iran", "Russia", (), "IR", "RU"),
    ("Trucks took ammunition from Lviv to Kharkiv.", "Lviv", "Kharkiv", ("road",), "UA", "UA"),
    ("A cargo plane flew rifles from Abu Dhabi to Benghazi.",
     "Abu Dhabi", "Benghazi", ("air",), "AE", "LY"),
    ("The tanker Silver Gull loaded crude at Novorossiysk and unloaded it at Haifa.",
     "Novorossiysk", "Haifa", ("sea",), "RU", "IL"),
    ("Weapons were put aboard the Sea Fern at Bandar Abbas and taken to Hodeidah.",
     "Bandar Abbas", "Hodeidah", ("sea",), "IR", "YE"),
    ("The dhow left Jask on Sunday with rockets and docked at Salif on Wednesday.",
     "Jask", "Salif", ("sea",), "IR", "YE"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "origin", "destination", "mode", "supplier", "recipient"), TRANSFERS
)
def test_transfer(read, text, origin, destination, mode, supplier, recipient):
    claim = one(read(text), "transfer")
    assert names(claim)["origin"] == origin
    assert names(claim)["destination"] == destination
    assert claim.mode == mode
    assert (claim.supplier, claim.recipient) == (supplier, recipient)


STRIKES = [
    # text, location, attacker, launch
    ("Russian missiles hit Kharkiv on Friday.", "Kharkiv", "RU", None),
    ("Drones struck a fuel depot in Ryazan.", "Ryazan", None, None),
    ("Houthi rebels fired a missile at Eilat from Sanaa.", "Eilat", "Houthis", "Sanaa"),
    ("Shelling of Nyala by the RSF killed nine people.", "Nyala", "RSF", None),
    ("An air strike on Latakia set a warehouse ablaze.", "Latakia", None, None),
    ("Israel bombed the port of Hodeidah.", "Port of Hodeidah", "IL", None),
    ("Kryvyi Rih was attacked with ballistic missiles launched from Crimea.",
     "Kryvyi Rih", None, "Crimea"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "location", "attacker", "launch"), STRIKES)
def test_strike(read, text, location, attacker, launch):
    claim = one(read(text), "strike")
    assert claim.location is not None
    assert claim.location.name in {location, location.removeprefix("Port of ")}
    assert claim.attacker == attacker
    assert (names(claim)["launch"]) == launch


def test_each_target_of_a_list_is_a_strike(read):
    claims = read("Missiles struck Sumy, Poltava and Dnipro overnight.").claims
    assert [c.location.name for c in claims] == ["Sumy", "Poltava", "Dnipro"]


NOTHING = [
    "North Korea test-fired two cruise missiles into the sea on Tuesday.",
    "The army held a drill near Wonsan and fired artillery into its eastern waters.",
    "Russia sent 3,000 troops to Kursk.",
    "Rail workers in Moscow called a strike over pay.",
    "The two sides struck a deal in Ankara.",
    "Kim sent a warm letter to Moscow.",
    "The band was a hit in Odesa.",
    "A launch of the rocket with a satellite failed at Vostochny Cosmodrome.",
    "Seven drones were shot down over Kursk region.",
    "The minister arrived in Tehran on Sunday with a delegation.",
]


@pytest.mark.parametrize("text", NOTHING)
def test_no_claim(read, text):
    assert [(c.kind, c.what) for c in read(text).claims] == []


MODALITY = [
    ("Russia will send wheat to Syria next month.", "planned", "asserted"),
    ("Serbia plans to buy missiles from China.", "planned", "asserted"),
    ("Russia is negotiating the purchase of drones from Iran.", "negotiating", "asserted"),
    ("There is no evidence that Iran delivered missiles to Russia.", "negated", "asserted"),
    ("Belarus may have sent shells to Russia.", "occurred", "alleged"),
    ("Syria is suspected of sending rockets to Lebanon.", "occurred", "alleged"),
    ("Washington accused Iran of supplying drones to Russia.", "occurred", "alleged"),
    ("Cuba could send fuel to Venezuela.", "hypothetical", "asserted"),
]


@pytest.mark.parametrize(("text", "modality", "status"), MODALITY)
def test_modality_and_status(read, text, modality, status):
    claim = one(read(text), "transfer")
    assert (claim.modality, claim.status) == (modality, status)


def test_quantity_bound_and_container(read):
    claim = one(
        read("North Korea has sent more than 6,000 containers of shells to Russia."), "transfer"
    )
    (item,) = claim.items
    assert item.what == "shells"
    assert item.quantity.value == 6000
    assert item.quantity.bound == "min"
    assert item.quantity.unit == "containers"
    assert item.quantity.text == "more than 6,000"


def test_since_runs_to_the_day_it_was_told_and_is_a_running_count(read):
    claim = one(read("Iran has shipped 900 drones to Russia since August."), "transfer")
    assert claim.date == f"2023-08/{PUBLISHED}"
    assert claim.cumulative


def test_the_day_of_saying_is_not_the_day_of_the_event(read):
    claim = one(
        read("On May 14 a spokesman announced that Iran shipped drones to Russia."), "transfer"
    )
    assert claim.date == "../2024-05-14"
    assert claim.said == "2024-05-14"


def test_without_a_date_it_happened_no_later_than_it_was_told(read):
    claim = one(read("Iran shipped drones to Russia.", published=None), "transfer")
    assert claim.date is None
    assert one(read("Iran shipped drones to Russia."), "transfer").date == f"../{PUBLISHED}"


@pytest.mark.parametrize(
    ("text", "claimant"),
    [
        ("Iran shipped drones to Russia, a port agent said on Friday.", "a port agent"),
        ("According to the harbour office, Iran shipped drones to Russia.", "the harbour office"),
        ("The ministry reported that Iran shipped drones to Russia.", "The ministry"),
        ("Kyiv says Iran shipped drones to Russia.", "Kyiv (Ukraine)"),
    ],
)
def test_claimant(read, text, claimant):
    assert one(read(text), "transfer").claimant == claimant


def test_denials_are_attached_with_their_words(read):
    claim = one(
        read(
            "Iran shipped 40 drones to Russia, Kyiv says. Tehran dismissed the claim as baseless."
        ),
        "transfer",
    )
    assert claim.denied_by == ("IR",)
    assert [s.text for s in claim.denial_evidence] == ["Tehran dismissed the claim as baseless."]


def test_a_sweeping_denial_reaches_what_is_told_later(read):
    reading = read(
        "North Korea sent missiles to Russia, Seoul says.\n\n"
        "Both Moscow and Pyongyang have rejected the accusations.\n\n"
        "More than 400 wagons of shells have been sent from North Korea to Russia, the agency said."
    )
    assert all(set(c.denied_by) == {"RU", "KP"} for c in reading.claims)
    assert len(reading.claims) == 2


def test_denial_of_something_else_is_no_denial(read):
    claim = one(
        read("Iran shipped drones to Russia. Tehran denied that the minister would resign."),
        "transfer",
    )
    assert claim.denied_by == ()


def test_a_wrong_country_is_flagged_not_mended(read):
    claim = one(
        read("Shells were loaded at the Ukrainian port of Novorossiysk and taken to Tartus."),
        "transfer",
    )
    assert claim.origin.country == "RU"
    (flag,) = claim.flags
    assert flag.code == "stated_country_conflict"
    assert "UA" in flag.message


def test_ships_named_like_towns_are_ships(read):
    reading = read("The freighter Astrakhan sailed from Anzali to Makhachkala with steel.")
    claim = one(reading, "transfer")
    assert [v.name for v in claim.vessels] == ["Astrakhan"]
    assert "Astrakhan" not in {m.text for m in reading.mentions}


def test_the_arrival_told_next_completes_the_voyage(read):
    reading = read(
        "The freighter Silver Gull left Rajin on 2 May with shells. "
        "It docked at Vostochny on 4 May."
    )
    claim = one(reading, "transfer")
    assert [v.name for v in claim.vessels] == ["Silver Gull"]
    assert (claim.origin.name, claim.destination.name) == ("Rajin", "Vostochny Port")
    assert claim.date == "2024-05-02/2024-05-04"
    assert len(claim.evidence) == 2


def test_onward_leg_begins_where_the_goods_were_landed(read):
    reading = read(
        "North Korea shipped 500 containers of shells from Rajin to Dunay. "
        "From there they were taken by rail to Tikhoretsk."
    )
    second = reading.claims[-1]
    assert second.origin.name == "Dunay"
    assert second.destination.name.startswith("Tikhoretsk")
    assert second.mode == ("rail",)
    assert second.supplier == "KP"


def test_a_running_total_without_a_verb_of_supply(read):
    reading = read(
        "North Korea has sent about 5,000 containers of shells to Russia. "
        "In April the ministry put the count at roughly 7,000 containers."
    )
    totals = [c.items[0].quantity.value for c in reading.claims]
    assert totals == [5000, 7000]
    assert reading.claims[-1].cumulative


def test_headline_is_evidence_not_a_second_claim(read):
    text = "Iran ships drones to Russia\n\nIran shipped 40 drones to Russia in April, Kyiv says."
    claim = one(read(text, title="Iran ships drones to Russia"), "transfer")
    assert len(claim.evidence) == 2


def test_confirmation_in_the_next_sentence(read):
    reading = read("Missiles hit Odesa on Friday. The governor confirmed the attack.")
    assert one(reading, "strike").status == "confirmed"


def test_evidence_is_where_it_says(read):
    text = "Home\n\nKyiv said on Friday that Iran shipped 40 drones to Russia."
    reading = read(text)
    for span in one(reading, "transfer").evidence:
        assert text[span.start : span.end] == span.text
    for record in (*reading.mentions, *reading.dates):
        assert text[record.start : record.end] == record.text


def test_claim_ids_are_stable_and_distinct(read):
    text = "Drones struck Sumy and Poltava. Missiles hit Sumy on 3 May."
    first, second = read(text).claims, read(text).claims
    assert [c.id for c in first] == [c.id for c in second]
    assert len({c.id for c in first}) == len(first)


def test_two_ships_hit_in_the_same_words_have_ids_of_their_own(read):
    claims = read("Drones hit the tankers Lena Star and Ora Pride off Basra on Sunday.").claims
    assert len(claims) == len({claim.id for claim in claims}) == 2


@pytest.mark.parametrize(
    ("words", "killed", "injured"),
    [
        ("killing at least three people and wounding 20", 3, 20),
        ("Twelve workers were killed and 40 injured.", 12, 40),
        ("The blast left two dead.", 2, None),
        ("No one was hurt.", None, 0),
        ("There were no casualties.", 0, 0),
        ("The toll rose to 17 dead and 61 injured.", 17, 61),
        ("Two trucks were burned.", None, None),
        ("A blast in 2019 killed dozens of people.", None, None),
        ("Between 40 and 55 people were killed.", 40, None),
    ],
)
def test_casualties(words, killed, injured):
    found = casualties_in(words)
    assert (found and found.killed, found and found.injured) == (killed, injured)


def test_each_leg_of_a_sentence_begins_where_the_last_one_ended(read):
    reading = read(
        "The shells were trucked from Pretoria to Durban, shipped to Gdansk and moved by rail "
        "to Rzeszow."
    )
    legs = [(c.origin.name, c.destination.name) for c in reading.claims]
    first, second, third = legs
    assert first == ("Pretoria", "Durban")
    assert second[0] == "Durban"
    assert third[0] == second[1]
    assert [c.mode for c in reading.claims] == [("road",), (), ("rail",)]


def test_a_sentence_on_carriers_adds_the_modes(read):
    claim = one(
        read(
            "North Korea has sent 4,000 containers of shells to Russia, Seoul says. "
            "Pyongyang first used ships and now relies on its railway."
        ),
        "transfer",
    )
    assert set(claim.mode) == {"sea", "rail"}


def test_trips_are_counted_where_goods_are_not(read):
    claim = one(
        read("At least 87 cargo flights from Abu Dhabi landed at Benghazi last year."), "transfer"
    )
    assert [(i.quantity.value, i.quantity.bound) for i in claim.items] == [(87, "min")]


def test_stopped_cargo_is_flagged(read):
    claim = one(
        read("A dhow carrying rockets from Iran to Yemen was boarded in the Arabian Sea on 2 May."),
        "transfer",
    )
    assert "interdicted" in {f.code for f in claim.flags}
    assert [v.name for v in claim.via] == ["Arabian Sea"]


def test_an_armed_group_receives_for_its_country(read):
    claim = one(read("Iran flew missiles to the Houthis in April."), "transfer")
    assert (claim.supplier, claim.recipient) == ("IR", "YE")


ATTACKERS = [
    # what tells who struck, attacker of the first strike
    ("Missiles fired from Belgorod region hit Kharkiv on Friday.", "RU"),
    ("Drones hit Port Sudan on Friday. The army blamed the Rapid Support Forces.", "RSF"),
    ("A missile hit a tanker off Aden on Friday. The Houthis claimed the attack.", "Houthis"),
    ("Russia bombed Kharkiv on Friday.\n\nA drone struck Odesa the same night.", "RU"),
    ("Fighter jets of the IDF carried out dozens of raids on Latakia on Friday.", "IL"),
    ("The Russian guns, which shelled Sumy on Friday, fell silent.", "RU"),
]


@pytest.mark.parametrize(("text", "attacker"), ATTACKERS)
def test_who_struck(read, text, attacker):
    strikes = [c for c in read(text).claims if c.kind == "strike"]
    assert strikes
    assert {c.attacker for c in strikes} == {attacker}


def test_owning_up_confirms_the_strike(read):
    claim = one(
        read("A missile hit a tanker off Aden on Friday. The Houthis claimed the attack."),
        "strike",
    )
    assert claim.status == "confirmed"


def test_no_casualties_holds_for_every_strike_on_the_town(read):
    reading = read(
        "Drones hit the airport of Port Sudan on Friday. On Sunday drones struck a depot in "
        "Port Sudan. No casualties were reported in Port Sudan."
    )
    assert [c.casualties.killed for c in reading.claims] == [0, 0]


def test_what_only_a_denial_tells_is_a_denied_claim(read):
    claim = one(read("Ankara denies having supplied Libya with drones."), "transfer")
    assert (claim.status, claim.denied_by) == ("denied", ("TR",))
    assert (claim.supplier, claim.recipient) == ("TR", "LY")


def test_a_denial_of_missiles_says_nothing_of_flour(read):
    reading = read(
        "Iran shipped 40 missiles to Russia, Kyiv says. Iran exported 300 tonnes of flour to "
        "Russia in May. Tehran denied that any missile had been delivered."
    )
    denied = {c.what: c.denied_by for c in reading.claims}
    assert denied == {"missiles": ("IR",), "flour": ()}


def test_what_a_correction_takes_back_is_no_claim(read):
    reading = read(
        "Missiles hit Kharkiv on Friday. An earlier version of this report wrongly said that "
        "missiles hit Lviv."
    )
    assert [c.location.name for c in reading.claims] == ["Kharkiv"]


def test_old_history_is_marked_as_background(read):
    reading = read(
        "Drones struck Sumy on 3 May 2024. In March 2022 a missile had hit Poltava, killing two."
    )
    assert {c.location.name: c.background for c in reading.claims} == {
        "Sumy": False,
        "Poltava": True,
    }


def test_a_ship_that_sinks_later_is_not_struck_twice(read):
    reading = read(
        "A missile struck the bulk carrier Sea Fern off Aden on 2 May. It sank on 5 May in the "
        "Red Sea."
    )
    assert len(reading.claims) == 1


def test_every_filled_slot_has_a_reason(read):
    reading = read(
        "Kyiv says that the freighter Lena Star carried 900 shells from Rajin to Vostochny on "
        "2 May. Russian missiles fired from Belgorod hit Kharkiv on Friday, killing two people."
    )
    slots = (
        "items vessels origin destination location launch weapon casualties supplier recipient "
        "attacker date claimant mode via"
    ).split()
    for claim in reading.claims:
        told = {reason.slot for reason in claim.reasons}
        filled = {slot for slot in slots if getattr(claim, slot)}
        assert filled <= told, (claim.kind, filled - told)


def test_time_grows_with_the_text_not_its_square(read):
    paragraph = "Drones struck Sumy on 3 May. Iran shipped 40 drones to Russia, Kyiv says.\n\n"
    spent = []
    for times in (40, 160):
        begun = time.process_time()
        read(paragraph * times)
        spent.append(time.process_time() - begun)
    assert spent[1] < 8 * spent[0]


def test_since_an_event_begins_a_span(read):
    claim = one(
        read("Iran has sent drones to Russia since the meeting of the leaders in March 2024."),
        "transfer",
    )
    assert claim.date == f"2024-03/{PUBLISHED}"


def test_a_denial_hung_on_the_charge_counts(read):
    claim = one(
        read(
            "Kyiv has accused Iran of sending drones to Russia, allegations that both Moscow and "
            "Tehran have denied."
        ),
        "transfer",
    )
    assert set(claim.denied_by) == {"IR", "RU"}


def test_a_country_that_got_goods_still_sends_its_own(read):
    reading = read(
        "North Korea sent shells to Russia in April. Russia sent flour to North Korea in May. "
        "Russia sent missiles to Syria in May."
    )
    assert [c.supplier for c in reading.claims] == ["KP", "RU", "RU"]


def test_each_target_of_a_list_has_evidence_of_its_own(read):
    claims = read("Missiles struck Sumy, Poltava and Dnipro on Friday, police said.").claims
    assert [[s.text for s in c.evidence] for c in claims] == [
        ["Missiles struck Sumy", "on Friday"],
        ["Missiles struck Sumy, Poltava", "on Friday"],
        ["Missiles struck Sumy, Poltava and Dnipro on Friday"],
    ]


def test_a_headline_with_another_toll_is_flagged(read):
    reading = read(
        "Nine killed as missile hits Kharkiv\n\nA missile hit Kharkiv on Friday, killing six.",
        title="Nine killed as missile hits Kharkiv",
    )
    (flag,) = one(reading, "strike").flags
    assert flag.code == "headline_body_conflict"
    assert "9 killed" in flag.message
    assert "6 killed" in flag.message


def test_a_headline_that_rounds_is_not_flagged(read):
    reading = read(
        "Iran ships 900 drones to Russia\n\nIran has shipped 885 drones to Russia, Kyiv says.",
        title="Iran ships 900 drones to Russia",
    )
    assert one(reading, "transfer").flags == ()


def test_places_listed_at_one_end_give_a_claim_each_and_the_count_to_the_first(read):
    first, second = read("Iran shipped 40 drones to Syria and Lebanon in April.").claims
    assert (first.destination.name, second.destination.name) == ("Syria", "Lebanon")
    assert (first.items[0].quantity.value, second.items[0].quantity) == (40, None)
    assert {f.code for c in (first, second) for f in c.flags} == {"shared_count"}
    assert [e.text for e in second.evidence] == ["Iran shipped 40 drones to", "Lebanon", "in April"]


def test_one_of_two_places_is_no_list(read):
    assert one(read("Iran shipped 40 drones to Syria or Lebanon."), "transfer").flags == ()


def test_lists_at_both_ends_are_told_in_reasons(read):
    text = "Grain went by ship from Odesa and Izmail to Alexandria and Tunis in May."
    claim = one(read(text), "transfer")
    told = {(r.slot, r.rule.split()[0]) for r in claim.reasons if "named with it" in r.rule}
    assert told == {("origin", "Izmail"), ("destination", "Tunis")}


def test_a_target_that_the_gazetteer_lacks_is_told_without_a_place(read):
    claim = one(
        read("Kyiv was calm. Guided bombs fell on Novoosynove, the governor said."), "strike"
    )
    assert claim.location is None
    assert claim.what == "Guided bombs: Novoosynove"
    (flag,) = claim.flags
    assert flag.code == "unresolved_place"
    assert "Novoosynove" in flag.message


def test_an_end_that_the_gazetteer_lacks_stays_open_and_says_why(read):
    text = "A barge carried 300 tonnes of wheat from Qwertyville to Constanta on Tuesday."
    claim = one(read(text), "transfer")
    assert names(claim)["origin"] is None
    assert names(claim)["destination"] == "Constanta"
    assert [f.code for f in claim.flags] == ["unresolved_place"]
    assert text[claim.flags[0].start : claim.flags[0].end] == "Qwertyville"
