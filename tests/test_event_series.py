"""Running totals, tolls and campaigns as series, onward legs as movements: nothing is added up."""

import pytest
from event_claims import SHELLS, SHIP, codes, count, events, hit, message, moved, only, told

from geomap.events import Merged, merge_claims
from geomap.records import Claim, Item, Table

# ---- running totals ----


def total(value: float, until: str, **slots: object) -> Claim:
    quantity = count(value, "containers", slots.pop("bound", "approx"))
    return moved("kp", "ru", f"2023-08/{until}", goods="munitions", quantity=quantity,
                 cumulative=True, **slots)  # fmt: skip


def test_running_totals_are_a_series_and_never_a_sum():
    merged = merge_claims(
        [
            told(total(20000, "2025-05-29", claimant="the monitoring team", bound="min")),
            told(total(7000, "2024-03-18", claimant="Seoul")),
            told(total(11000, "2024-05-03", claimant="Washington")),
        ]
    )
    (series,) = merged.series
    assert [(p.as_of, p.value, p.claimant) for p in series.points] == [
        ("2024-03-18", 7000, "Seoul"),
        ("2024-05-03", 11000, "Washington"),
        ("2025-05-29", 20000, "the monitoring team"),
    ]
    assert (series.unit, series.points[-1].bound) == ("containers", "min")
    assert sorted(e.best for e in merged.events) == [7000, 11000, 20000]
    assert all(codes(e) == [] for e in merged.events)


def totals(*claims: Claim) -> list[tuple[float | None, list[str]]]:
    """Each total and the flags of its event, in the order of the series' points."""
    merged = merge_claims([told(claim) for claim in claims])
    by_id = {e.id: e for e in merged.events}
    (series,) = merged.series
    return [(p.value, codes(by_id[p.event])) for p in series.points]


def test_totals_as_of_one_day_that_differ_are_flagged():
    seoul = total(6700, "2024-02-26", claimant="Seoul")
    washington = total(10000, "2024-02-25", claimant="Washington", bound="min")
    assert totals(seoul, washington) == [(10000, ["count_conflict"]), (6700, ["count_conflict"])]


def test_a_total_that_falls_is_flagged_with_the_higher_one_before_it():
    claims = [total(value, day) for value, day in
              ((5000, "2024-01-15"), (10000, "2024-02-25"), (7000, "2024-03-18"))]  # fmt: skip
    grown = total(20000, "2024-10-29")
    found = totals(*claims, grown)
    assert found == [
        (5000, []), (10000, ["count_conflict"]), (7000, ["count_conflict"]), (20000, [])
    ]  # fmt: skip
    (event,) = (e for e in events(*(told(c) for c in claims)) if e.best == 7000)
    said = message(event, "count_conflict")
    assert "about 10,000 by 2024-02-25" in said
    assert "about 7,000 by 2024-03-18" in said


def test_a_total_that_grows_is_no_conflict_however_far():
    claims = [total(v, day) for v, day in ((10000, "2024-02-29"), (20000, "2025-05-29"))]
    assert totals(*claims) == [(10000, []), (20000, [])]


def test_totals_that_count_from_different_days_do_not_contradict():
    late = moved("kp", "ru", "2024-06/2024-12", goods="munitions", cumulative=True,
                 quantity=count(4000, "containers"))  # fmt: skip
    found = events(told(total(9000, "2024-11-30")), told(late))
    assert [codes(e) for e in found] == [[], []]


@pytest.mark.parametrize(
    "claims",
    [
        (total(7000, "2024-03-18"),),
        (total(7000, "2024-03-18"), total(7000, "2024-03-18")),
        (total(7000, "2024-03-18"), moved("ir", "ru", "2023", goods="drones",
                                          quantity=count(400, "containers"), cumulative=True)),
        tuple(moved("kp", "ru", f"2024-03-{day}", goods="munitions",
                    quantity=count(number, "containers"))
              for day, number in (("05", 20), ("19", 45))),
        tuple(moved("kp", "ru", f"2024-0{month}", goods="munitions",
                    quantity=count(number, "containers"))
              for month, number in (("3", 200), ("4", 450), ("5", 120))),
    ],
    ids=["one", "one told twice", "another supplier", "deliveries of a day", "months apart"],
)  # fmt: skip
def test_what_is_no_series(claims):
    assert merge_claims([told(c) for c in claims]).series == ()


def strikes(*tolls: tuple[int, str], who: str = "the governor") -> Merged:
    """One strike told with several tolls, each on its day."""
    return merge_claims(
        [told(hit("kharkiv", "2024-09-02", killed=n, claimant=who), on=on) for n, on in tolls]
    )


def test_a_toll_that_rises_is_a_series_and_no_conflict():
    merged = strikes((55, "2024-09-06"), (41, "2024-09-03"), (48, "2024-09-04"))
    (series,) = merged.series
    (event,) = merged.events
    assert [(p.as_of, p.value) for p in series.points] == [
        ("2024-09-03", 41), ("2024-09-04", 48), ("2024-09-06", 55)
    ]  # fmt: skip
    assert {p.event for p in series.points} == {event.id}
    assert (series.what, series.unit) == ("killed, strike on Kharkiv, 2024-09-02", "killed")
    assert codes(event) == []


@pytest.mark.parametrize(
    ("tolls", "flags"),
    [
        ([(14, "2024-09-03"), (31, "2024-09-03")], ["casualty_conflict"]),
        ([(31, "2024-09-03"), (14, "2024-09-05")], ["casualty_conflict"]),
        ([(41, "2024-09-03"), (41, "2024-09-05")], []),
        ([(40, "2024-09-03"), (41, "2024-09-03")], []),
    ],
    ids=["on one day", "falling", "the same", "rounded"],
)
def test_tolls_that_do_not_rise(tolls, flags):
    merged = strikes(*tolls)
    assert merged.series == ()
    assert [codes(e) for e in merged.events] == [flags]


def test_another_voice_that_doubles_the_toll_disputes_it():
    doctors = told(hit("kharkiv", "2024-09-02", killed=14, claimant="doctors"), on="2024-09-03")
    committee = told(hit("kharkiv", "2024-09-02", killed=31, claimant="mayor"), on="2024-09-05")
    assert codes(only(doctors, committee)) == ["casualty_conflict"]
    assert [codes(e) for e in strikes((14, "2024-09-03"), (31, "2024-09-05")).events] == [[]]


def test_the_day_on_which_a_table_was_made_tells_nothing_of_its_tolls():
    table = Table(columns=("killed",), rows=(("48",),))
    row = hit("kharkiv", "2024-09-02", killed=48, said="2025-06-01")
    listed = told(row, on="2025-06-01", table=table)
    days = [told(hit("kharkiv", "2024-09-02", killed=n), on=on)
            for n, on in ((41, "2024-09-03"), (55, "2024-09-06"))]  # fmt: skip
    assert codes(only(*days, listed)) == []
    assert codes(only(days[1], listed)) == ["casualty_conflict"]


def test_days_told_as_one_and_one_by_one_are_a_series():
    whole = hit("kharkiv", "2024-09-01/2024-09-06", items=(
        Item(what="days", quantity=count(4, "days", "min")),))  # fmt: skip
    parts = [hit("kharkiv", f"2024-09-0{day}") for day in (2, 5, 9)]
    merged = merge_claims([told(whole), *(told(p) for p in parts)])
    (series,) = merged.series
    days = {e.id: e.date_edtf for e in merged.events}
    assert [(days[p.event], p.value) for p in series.points] == [
        ("2024-09-02", 1), ("2024-09-05", 2), ("2024-09-01/2024-09-06", 4)
    ]  # fmt: skip
    assert all(p.bound == "min" for p in series.points)
    assert all(codes(e) == [] for e in merged.events)
    assert merge_claims([told(whole), told(parts[0])]).series == ()


# ---- onward legs ----


def test_a_report_follows_goods_onward():
    first = moved("rajin", "dunay", "2023-09-07", **SHIP, goods="shells")
    second = moved("dunay", "tikhoretsk", "2023-09-20", mode=("rail",))
    merged = merge_claims([told(second, first)])
    names = {e.id: e.origin.name for e in merged.events}
    assert [[names[leg] for leg in m.legs] for m in merged.movements] == [["Rajin", "Dunay"]]


@pytest.mark.parametrize(
    "second",
    [
        moved("dunay", "rajin", "2023-09-20"),
        moved("dunay", "tikhoretsk", "2023-08-20"),
        moved("dunay", "tikhoretsk", "2024-02-20"),
        moved("dunay", "tikhoretsk", "2023-09-20", goods="wheat"),
        moved("olya", "tikhoretsk", "2023-09-20"),
        moved("dunay", "tikhoretsk", "2023-09-20", modality="negated"),
    ],
    ids=["back", "before", "long after", "other goods", "elsewhere", "not at all"],
)
def test_what_is_no_onward_leg(second):
    first = moved("rajin", "dunay", "2023-09-07", **SHIP, goods="shells")
    assert merge_claims([told(first, second)]).movements == ()


def paths(merged: Merged) -> list[list[str]]:
    """Where the legs of each movement begin, and where the last one ends."""
    by_id = {e.id: e for e in merged.events}
    return sorted(
        [*(by_id[leg].origin.name for leg in m.legs), by_id[m.legs[-1]].destination.name]
        for m in merged.movements
    )


def test_goods_that_part_go_on_as_two_movements():
    first = moved("rajin", "dunay", "2023-09-07", **SHIP, goods="shells")
    onward = [moved("dunay", key, "2023-09-20", goods="shells") for key in ("tikhoretsk", "olya")]
    assert paths(merge_claims([told(first, *onward)])) == [
        ["Rajin", "Dunay", "Olya"], ["Rajin", "Dunay", "Tikhoretsk"]
    ]  # fmt: skip


def test_three_legs_are_one_movement_though_the_town_stands_for_its_port():
    legs = (
        moved("rajin", "dunay", "2023-09-07", **SHIP, goods="shells"),
        moved("dunay", "tikhoretsk", "2023-09-20", goods="shells"),
        moved("depot", "sumy", "2023-10-02", goods="shells"),
    )
    assert paths(merge_claims([told(*legs)])) == [
        ["Rajin", "Dunay", "Tikhoretsk arsenal", "Sumy"]
    ]  # fmt: skip


BOXES = {"quantity": count(200, "containers"), "goods": "shells"}


@pytest.mark.parametrize("mark", [BOXES, SHIP], ids=["count", "ship"])
def test_legs_of_two_reports_are_chained_by_count_or_ship_and_by_days(mark):
    first = told(moved("rajin", "dunay", "2023-09-07", **mark))
    soon, late, other = (
        told(moved("dunay", "tikhoretsk", day, **what))
        for day, what in (("2023-09-20", mark), ("2023-11-20", mark), ("2023-09-20", SHELLS))
    )
    assert paths(merge_claims([first, soon])) == [["Rajin", "Dunay", "Tikhoretsk"]]
    assert merge_claims([first, late]).movements == ()
    assert merge_claims([first, other]).movements == ()


def test_legs_of_two_reports_or_of_a_table_are_not_chained():
    legs = moved("rajin", "dunay", "2023-09-07"), moved("dunay", "tikhoretsk", "2023-09-20")
    assert merge_claims([told(c) for c in legs]).movements == ()
    table = Table(columns=("from",), rows=(("Rajin",), ("Dunay",)))
    assert merge_claims([told(*legs, table=table)]).movements == ()
