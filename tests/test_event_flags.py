"""What is flagged where claims differ, and how a flag says it."""

import ast
from pathlib import Path

import pytest
from event_claims import (
    DIFFER,
    FERRY,
    KP,
    ONE,
    RU,
    SHELLS,
    SHIP,
    VOYAGE,
    codes,
    count,
    events,
    hit,
    message,
    moved,
    only,
    told,
)
from msgspec import structs

from geomap.events import FLAGS
from geomap.records import Casualties, Event, Flag, Item, Span

PACKAGE = Path(__file__).parents[1] / "geomap"


@pytest.mark.parametrize(("code", "pair"), DIFFER.items(), ids=DIFFER)
def test_a_difference_is_flagged(code, pair):
    for readings in (map(told, pair), map(told, reversed(pair))):
        event = only(*readings)
        assert code in codes(event)
        alone = [codes(only(told(claim))) for claim in pair]
        lifted = {flag.code for claim in pair for flag in claim.flags}
        assert code in lifted or not any(code in one for one in alone)


@pytest.mark.parametrize(
    "pair", [p for k, p in ONE.items() if "doubts" not in k and "renamed" not in k]
)
def test_claims_that_agree_raise_no_flag(pair):
    assert codes(only(*map(told, pair))) == []


def test_both_origins_are_kept():
    event = only(*map(told, DIFFER["origin_conflict"]))
    assert {event.origin.name, *(o.name for o in event.origins)} == {"Amirabad", "Bandar Anzali"}


def test_a_country_around_the_port_is_no_other_origin():
    event = only(told(moved(*VOYAGE, **FERRY)), told(moved("ir", *VOYAGE[1:], **FERRY)))
    assert event.origin.name == "Amirabad"
    assert event.origins == ()
    assert codes(event) == []


def test_messages_name_who_says_what_and_where():
    ours, theirs = DIFFER["count_conflict"]
    event = only(told(ours, title="Missiles on the quay"), told(theirs, name="harbour-notes"))
    said = message(event, "count_conflict")
    assert "220 (the ministry in “Missiles on the quay”)" in said
    assert "90 (a port worker in “harbour-notes”)" in said


def test_a_message_names_a_few_of_many():
    many = [hit("kharkiv", "2024-09-02", killed=n % 2, claimant=f"voice {n:02}") for n in range(40)]
    said = message(only(*(told(c) for c in many)), "casualty_conflict")
    assert "and 17 more" in said


def test_what_a_claim_says_did_not_happen_is_never_plain_fact():
    event = only(
        told(moved("rajin", "dunay", "2023-09-07", **SHIP, **SHELLS)),
        told(moved("rajin", "dunay", "2023-09-07", **SHIP, **SHELLS, modality="negated")),
    )
    assert (event.modality, event.status) == ("occurred", "alleged")
    assert "cargo_disputed" in codes(event)


def test_a_denial_without_a_day_joins_what_its_report_told():
    claim = moved(None, "ru", "2022-12", ship="Silver Gull", goods="arms")
    denial = moved(None, "ru", ship="Silver Gull", goods="weapons", modality="negated")
    assert codes(only(told(claim, denial))) == ["cargo_disputed"]


def test_a_denial_without_a_day_joins_the_only_voyage_of_its_ship_in_other_reports():
    first, second = (moved(None, "ru", day, ship="Silver Gull", goods="arms")
                     for day in ("2022-12-08", "2023-04-11"))  # fmt: skip
    denial = moved(None, "ru", ship="Silver Gull", goods="weapons", modality="negated")
    assert codes(only(told(first), told(denial))) == ["cargo_disputed"]
    assert len(events(told(first), told(second), told(denial))) == 3
    other = structs.replace(denial, items=(Item(what="wheat"),))
    assert len(events(told(first), told(other))) == 2


def test_a_ship_is_named_as_it_was_told_where_claims_are_joined():
    same = only(*(told(moved("rajin", "dunay", "2023-09-07", **SHIP)) for _ in range(2)))
    assert same.why_merged == "the same ship at the same time: Lena Star"


def test_a_ship_cannot_be_in_two_seas_within_a_day():
    near = moved(*VOYAGE, **FERRY)
    found = events(told(near), told(moved("rajin", "dunay", "2024-09-05", **FERRY)))
    assert [codes(e) for e in found] == [["implausible_voyage"]] * 2
    later = events(told(near), told(moved("rajin", "dunay", "2024-10-25", **FERRY)))
    assert [codes(e) for e in later] == [[], []]


def test_one_sailing_for_two_ports_is_flagged_and_stays_two():
    port, other = (moved("rajin", key, "2023-09-07", **SHIP) for key in ("dunay", "mersin"))
    found = events(told(port, title="Left for Dunay"), told(other))
    flags = [next(f for f in e.flags if f.code == "place_conflict") for e in found]
    assert {"Dunay (the ministry in “Left for Dunay”)" in f.message for f in flags} == {True}
    assert len(found) == 2
    assert "place_conflict" not in {f.code for e in events(told(port, other)) for f in e.flags}
    later = moved("rajin", "mersin", "2023-12-07", **SHIP)
    assert [codes(e) for e in events(told(port), told(later))] == [[], []]


def test_a_message_tells_a_few_of_many_versions():
    many = [hit("kharkiv", "2024-09-02", killed=9 + 2 * n) for n in range(30)]
    said = message(only(*(told(c) for c in many)), "casualty_conflict")
    assert said.endswith("or 25 other versions")


def test_claims_hand_their_flags_and_denials_to_the_event():
    odd = Flag(code="stated_country_conflict", message="Rajin is not there")
    claim = moved("rajin", "dunay", "2023-09-07", flags=(odd,), denied_by=("RU", "KP", "Acme"))
    event = only(told(claim, mentions=(KP, RU), title="Crates on the pier"))
    assert codes(event) == ["stated_country_conflict", "denied"]
    said = "denied by Russia, North Korea and Acme (in “Crates on the pier”)"
    assert message(event, "denied") == said
    assert event.denied_by == ("RU", "KP", "Acme")


def test_a_denial_that_a_row_quotes_is_flagged_once():
    quoted = Flag(code="denied", message="the row says: Tehran denies")
    event = only(told(moved(*VOYAGE, flags=(quoted,), denied_by=("IR",))))
    assert [flag.message for flag in event.flags] == ["the row says: Tehran denies"]


def test_a_sweeping_denial_is_flagged_on_what_its_report_tells_first():
    denial = Span(start=90, end=120, text="Pyongyang denies any arms trade")
    denied = {"denied_by": ("KP",), "denial_evidence": (denial,)}
    days = [moved("rajin", "dunay", f"2023-0{n}-07", goods="shells", **denied) for n in (4, 6, 9)]
    found = events(told(*days))
    assert [e.denied_by for e in found] == [("KP",)] * 3
    assert [codes(e) for e in found] == [["denied"], [], []]
    assert [codes(e) for e in events(told(*days[:2]))] == [["denied"]] * 2
    own = structs.replace(
        days[2], denial_evidence=(denial, Span(start=130, end=150, text="Pyongyang denies it"))
    )
    assert [codes(e) for e in events(told(*days[:2], own))] == [["denied"], [], ["denied"]]


AGREE = {
    "rounded": ((220, "approx"), (218, "exact")),
    "more than": ((10_000, "min"), (11_000, "approx")),
    "more than, said of more": ((10_000, "min"), (12_500, "exact")),
    "up to": ((1000, "max"), (300, "exact")),
}
DISAGREE = {
    "two counts": ((220, "exact"), (90, "exact")),
    "more than, and fewer": ((10_000, "min"), (6_700, "approx")),
    "more than, said of far more": ((10_000, "min"), (45_000, "exact")),
    "up to, and more": ((1000, "max"), (1500, "exact")),
}


def _counted(pair: tuple[tuple[float, str], ...]) -> Event:
    quantities = [count(value, "missiles", bound) for value, bound in pair]
    return only(*(told(moved(*VOYAGE, **FERRY, goods="missiles", quantity=q)) for q in quantities))


@pytest.mark.parametrize("pair", AGREE.values(), ids=AGREE)
def test_counts_that_differ_in_wording_alone_are_not_flagged(pair):
    assert codes(_counted(pair)) == []


@pytest.mark.parametrize("pair", DISAGREE.values(), ids=DISAGREE)
def test_counts_behind_which_no_one_number_stands_are_flagged(pair):
    assert codes(_counted(pair)) == ["count_conflict"]


# ---- the list of flags ----


def _written_codes() -> dict[str, str]:
    """Every flag code that stands in the program, and the file it stands in."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"Flag", "EventFlag"}:
                for word in node.keywords:
                    if word.arg == "code" and isinstance(word.value, ast.Constant):
                        found[word.value.value] = path.name
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                head = node.value.split(":")[0]
                if head.endswith("_conflict") or head in {"impossible_date", "cargo_disputed"}:
                    found[head] = path.name
    return found


def test_the_list_explains_every_flag_that_the_program_raises():
    written = _written_codes()
    assert {"stated_country_conflict", "weekday_conflict", "denied"} <= set(written)
    assert {code: file for code, file in written.items() if code not in FLAGS} == {}
    assert all(len(meaning) > 20 for meaning in FLAGS.values())


def test_the_list_explains_every_flag_of_the_samples(atlas):
    raised = {f.code for e in atlas.events for f in e.flags}
    raised |= {f.code for d in atlas.documents for c in d.claims for f in c.flags}
    assert raised
    assert raised <= set(FLAGS)


def test_a_toll_told_as_a_range_agrees_with_what_lies_in_it():
    def hurt(killed, high=None):
        toll = Casualties(killed=killed, killed_high=high)
        return told(hit("kharkiv", "2024-09-02", casualties=toll))

    agreed = only(hurt(3, 5), hurt(5))
    assert (agreed.killed_low, agreed.killed_high) == (3, 5)
    assert agreed.flags == ()
    (flag,) = only(hurt(3, 5), hurt(9)).flags
    assert flag.code == "casualty_conflict"
    assert "3 to 5" in flag.message


def test_a_summary_names_an_attacker_whose_name_begins_a_place():
    event = only(told(hit("kharkiv", "2024-09-02", attacker="KHA", weapon="bombs")))
    assert event.summary == "Bombs on Kharkiv, by KHA"
