"""Two readings compared: what counts as right, and what as told."""

import json
import time

import pytest

from geomap.errors import SourceError
from geomap.score import read_said, score

RAJIN = {"id": "a", "name": "Rajin", "lat": 42.24, "lon": 130.29, "country": "KP", "kind": "port",
         "radius_m": 3000}  # fmt: skip
NAMPO = RAJIN | {"id": "b", "lat": 38.7, "lon": 125.4}
CLAIM = {
    "kind": "transfer", "evidence": [{"start": 0, "end": 40}], "origin": RAJIN, "date": "2024-05",
    "items": [{"what": "shells", "quantity": {"value": 300, "bound": "approx"}}],
    "vessels": [{"name": "Maria"}], "claimant": "the White House", "mode": ["sea"],
}  # fmt: skip
DOCUMENT = {
    "id": "one",
    "mentions": [{"start": 10, "end": 15, "place": RAJIN}, {"start": 20, "end": 25, "place": None}],
    "dates": [{"start": 30, "end": 33, "edtf": "2024-05"}],
    "claims": [CLAIM],
}


def lines(*documents: dict) -> bytes:
    return b"\n".join(json.dumps(d).encode() for d in documents) + b"\n"


def measures(gold: list[dict], predicted: list[dict]) -> dict[str, tuple[int, int, int]]:
    found = score(read_said(lines(*gold), name="g"), read_said(lines(*predicted), name="p"))
    return {m.name: (m.right, m.predicted, m.gold) for m in found}


def test_a_file_agrees_with_itself():
    found = score(*[read_said(lines(DOCUMENT), name="x")] * 2)
    assert {m.name: m.f1 for m in found if m.gold} == dict.fromkeys((m.name for m in found), 1.0)
    assert [m.name for m in found][:5] == ["mentions", "places", "dates", "events", "slot:items"]
    places = next(m for m in found if m.name == "places")
    assert (places.gold, places.median_error_m) == (1, 0)


def test_shares_are_none_where_nothing_can_be_divided():
    (mentions, *_) = score(read_said(b'{"id": "a"}', name="g"), read_said(b'{"id": "b"}', name="p"))
    assert (mentions.precision, mentions.recall, mentions.f1) == (None, None, None)


def test_what_is_missing_and_what_is_too_much_counts():
    more = DOCUMENT | {
        "id": "two",
        "claims": [CLAIM, CLAIM | {"evidence": [{"start": 90, "end": 99}]}],
    }
    told = measures([DOCUMENT, DOCUMENT | {"id": "two"}], [more, DOCUMENT | {"id": "three"}])
    assert told["mentions"] == (2, 2, 4)
    assert told["events"] == (1, 2, 2)
    assert told["slot:origin"] == (1, 1, 1)


@pytest.mark.parametrize(
    ("change", "name", "expected"),
    [
        ({"origin": NAMPO}, "slot:origin", (0, 1, 1)),
        ({"origin": RAJIN | {"id": None, "lat": 42.3}}, "slot:origin", (1, 1, 1)),
        ({"origin": None}, "slot:origin", (0, 0, 1)),
        ({"date": "2024-05-01/2024-05-31"}, "slot:date", (1, 1, 1)),
        ({"date": "2024-05~"}, "slot:date", (1, 1, 1)),
        ({"date": "2024-05-01"}, "slot:date", (0, 1, 1)),
        ({"items": [{"what": "rounds", "quantity": {"value": 301, "bound": "approx"}}]},
         "slot:items", (1, 1, 1)),
        ({"items": [{"what": "shells", "quantity": {"value": 300, "bound": "min"}}]},
         "slot:items", (0, 1, 1)),
        ({"vessels": [{"name": "MARIA"}]}, "slot:vessels", (1, 1, 1)),
        ({"claimant": "The White House (United States)"}, "slot:claimant", (1, 1, 1)),
        ({"recipient": "RU"}, "slot:recipient", (0, 1, 0)),
        ({"kind": "strike"}, "events", (0, 1, 1)),
        ({"evidence": [{"start": 39, "end": 60}]}, "events", (1, 1, 1)),
        ({"evidence": [{"start": 40, "end": 60}]}, "events", (0, 1, 1)),
    ],
)  # fmt: skip
def test_when_a_slot_is_right(change, name, expected):
    assert measures([DOCUMENT], [DOCUMENT | {"claims": [CLAIM | change]}])[name] == expected


def test_the_widest_overlap_is_the_pair_and_each_counts_once():
    gold = {"id": "a", "dates": [{"start": 0, "end": 9, "edtf": "2024"}]}
    told = gold | {
        "dates": [{"start": 0, "end": 3, "edtf": "2024"}, {"start": 3, "end": 9, "edtf": "2023"}]
    }
    assert measures([gold], [told])["dates"] == (0, 2, 1)


def test_rows_of_a_table_are_told_apart_by_their_numbers():
    claims = [CLAIM | {"evidence": [{"row": n, "text": "x"}]} for n in (1, 2)]
    told = measures([{"id": "a", "claims": claims}], [{"id": "a", "claims": claims[1:]}])
    assert told["events"] == (1, 1, 2)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"{", "x.jsonl, line 1: "),
        (b'{"id": "a"}\n{"id": 3}', r"x.jsonl, line 2: Expected `str`"),
        (b'{"id": "a"}\n\n{"id": "a"}', "x.jsonl, line 3: the id 'a' is there twice"),
        (b"\n", "no documents in it"),
        (b'{"id": "a", "mentions": ' + b"[" * 100_000, "line 1"),
    ],
)
def test_what_is_no_such_file(data, message):
    with pytest.raises(SourceError, match=message):
        read_said(data, name="x.jsonl")


def test_the_time_grows_in_line_with_the_mentions():
    def seconds(count: int) -> float:
        spans = [{"start": 9 * i, "end": 9 * i + 5, "place": RAJIN} for i in range(count)]
        said = read_said(lines({"id": "a", "mentions": spans}), name="x")
        before = time.process_time()
        score(said, said)
        return time.process_time() - before

    small = min(seconds(1500) for _ in range(3))
    assert min(seconds(12_000) for _ in range(2)) < 8 * 3 * small


def test_the_verb_prints_a_table_and_json(run, tmp_path):
    (tmp_path / "g.jsonl").write_bytes(lines(DOCUMENT, DOCUMENT | {"id": "two"}))
    (tmp_path / "p.jsonl").write_bytes(lines(DOCUMENT))
    done = run("score", "g.jsonl", "p.jsonl")
    assert done.exit_code == 0
    assert "events                 1.000   0.500  0.667       1      1      2" in done.stdout
    assert "1 of 2 documents are missing" in done.stderr
    found = json.loads(run("score", "g.jsonl", "p.jsonl", "--format", "json").stdout)
    assert found[0]["name"] == "mentions"
    assert found[0]["recall"] == 0.5
    (tmp_path / "bad.jsonl").write_text("no\n")
    assert run("score", "g.jsonl", "bad.jsonl").exit_code == 1


def test_what_extract_writes_can_be_scored(run, tmp_path):
    (tmp_path / "a.csv").write_text("date,place,weapon\n2024-05-01,Kyiv,drone\n")
    assert run("extract", "a.csv", "-o", "a.jsonl").exit_code == 0
    found = json.loads(run("score", "a.jsonl", "a.jsonl", "--format", "json").stdout)
    assert {m["name"]: m["f1"] for m in found if m["name"] in ("places", "dates", "events")} == {
        "places": 1.0, "dates": 1.0, "events": 1.0,
    }  # fmt: skip
