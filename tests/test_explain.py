"""A reading told to a person: marks, claims, rules; nothing that a terminal would obey."""

import re
import time

import pytest

from geomap.explain import STYLES, explain, shown
from geomap.records import (
    Claim,
    Flag,
    Item,
    Mention,
    MentionedPlace,
    Noise,
    Place,
    Quantity,
    Reading,
    Reason,
    Span,
    Table,
    Vessel,
    When,
)

TEXT = "The Maria left Rajin on 3 May with 40 crates. Mr. Ri said so.\nRead more\nNothing else."
RAJIN = Place(id="x:1", name="Rajin", lat=42.0, lon=130.0, country="KP", kind="port", radius_m=9)


def at(words: str) -> dict[str, int]:
    return {"start": TEXT.index(words), "end": TEXT.index(words) + len(words)}


def reading(text: str = TEXT, **fields: object) -> Reading:
    claim = Claim(
        id="a-1", kind="transfer", what="crates", plover="AID",
        items=(Item(what="crates", quantity=Quantity(
            value=40, bound="exact", unit="crates", low=40, high=40, text="40", **at("40"))),),
        vessels=(Vessel(name="Maria", **at("Maria")),),
        origin=MentionedPlace(
            id="x:1", name="Rajin", lat=42.0, lon=130.0, country="KP", kind="port", radius_m=9,
            text="Rajin", **at("Rajin")),
        date="2024-05-03", date_text="3 May", denied_by=("KP",),
        evidence=(Span(text=TEXT[:44], start=0, end=44),),
        denial_evidence=(Span(text="Pyongyang denies it"),),
        reasons=(Reason(slot="origin", rule="left + place", score=0.9, **at("left")),),
        flags=(Flag(code="date_conflict", message="the weekday is another"),),
    )  # fmt: skip
    told: dict[str, object] = {
        "id": "a", "source": "a.txt", "text_sha256": "", "published": "2024-05-04",
        "mentions": (Mention(text="Rajin", role="literal", place=RAJIN, score=0.97, **at("Rajin")),
                     Mention(text="Ri", role="literal", why="no such place", **at("Ri"))),
        "dates": (When(text="3 May", edtf="2024-05-03", **at("3 May")),),
        "noise": (Noise(type="navigation", **at("Read more")),), "claims": (claim,),
    }  # fmt: skip
    return Reading(text=text, **(told | fields))


def lines(found: Reading) -> list[str]:
    return ["".join(piece.text for piece in line) for line in explain(found)]


def test_the_text_is_told_with_its_marks_and_claims_below_their_sentence():
    told = lines(reading())
    first = next(i for i, line in enumerate(told) if line.startswith("The ["))
    assert told[first] == (
        "The [Maria]{vessel of claim 1} [left]{origin of claim 1} "
        "[Rajin]{place Rajin, port, KP, 0.97} on [3 May]{date 2024-05-03} "
        "with [40]{quantity of claim 1} crates."
    )
    assert told[first + 1] == "    claim 1: transfer crates (asserted, occurred)"
    assert '        origin       Rajin, port, KP  "Rajin", "left"  by left + place, 0.90' in told
    assert '        items        crates: 40 crates  "40"' in told
    assert '        date         2024-05-03  "3 May"' in told
    assert '        denied_by    KP  "Pyongyang denies it"' in told
    empty = next(line for line in told if "not filled" in line)
    assert {"destination", "recipient", "said"} <= set(re.findall(r"\w+", empty))
    assert "origin" not in empty
    assert "        flag date_conflict: the weekday is another" in told
    assert told[-4:-1] == [
        "Mr. [Ri]{place unknown: no such place} said so.",
        "~ navigation: Read more",
        "Nothing else.",
    ]  # fmt: skip


def test_the_words_of_the_text_are_all_there_once():
    told = "\n".join(line for line in lines(reading()) if not line.startswith("  "))
    bare = re.sub(r"\{[^}]*\}|[\[\]]|^(==|--).*$|^~ \w+: |^published.*$", "", told, flags=re.M)
    assert bare.split() == TEXT.split()


def test_every_style_is_known():
    assert {p.style for line in explain(reading()) for p in line} <= set(STYLES)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\x1b[31mred\x07", "a␛[31mred␇"),
        ("\x7f\x9b2J", "␡<U+009B>2J"),
        ("abc\u202edef\u2066", "abc<U+202E>def<U+2066>"),
        ("two\nlines\ttab\u2028", "two lines tab "),
        ("\ud800", "<U+D800>"),
        ("[bold]Zürich[/bold] — 東京", "[bold]Zürich[/bold] — 東京"),
    ],
)
def test_nothing_that_a_terminal_obeys_is_shown_as_it_is(text, expected):
    assert shown(text) == expected


def test_a_hostile_reading_is_shown_on_lines_of_its_own():
    bad = "\x1b]0;x\x07\u202e"
    claim = reading().claims[0]
    found = reading(
        text=TEXT.replace("The", "T\x1b["), source=bad, title=bad, notes=(bad,),
        claims=(
            Claim(id="b", kind="strike", what=bad, plover="", weapon=bad, claimant=bad,
                  denied_by=(bad,), flags=(Flag(code=bad, message=bad),),
                  reasons=(Reason(slot="weapon", rule=bad, score=1.0),)),
            claim,
        ),
        table=None,
    )  # fmt: skip
    assert all(line.isprintable() for line in lines(found))


def test_a_row_of_a_table_is_told_with_the_marks_in_its_cells():
    table = Table(columns=("day", "from"), rows=(("x", ""), ("3 May", "Rajin\x1b")), delimiter=",")
    place = Mention(start=0, end=5, text="Rajin", role="literal", place=RAJIN, row=2, column="from")
    claim = Claim(id="a", kind="transfer", what="coal", plover="", evidence=(Span(row=2),))
    told = lines(reading(table=table, mentions=(place,), dates=(), claims=(claim,)))
    assert "row 2 | day: 3 May | from: [Rajin]{place Rajin, port, KP}␛" in told
    assert not any(line.startswith("row 1") for line in told)


def test_the_time_grows_in_line_with_the_text():
    def seconds(copies: int) -> float:
        text = TEXT.replace("\n", " ") * copies
        mentions = tuple(
            Mention(start=i * len(TEXT) + 15, end=i * len(TEXT) + 20, text="Rajin",
                    role="literal", place=RAJIN)
            for i in range(copies)
        )  # fmt: skip
        found = reading(text=text, mentions=mentions, noise=())
        before = time.process_time()
        assert sum(1 for _ in explain(found)) > copies
        return time.process_time() - before

    small = min(seconds(500) for _ in range(3))
    assert min(seconds(4000) for _ in range(2)) < 8 * 3 * small  # 340 kB; a square would be 64


# ---- the verb ----


def test_the_verb_prints_plain_text_to_a_pipe_and_to_a_file(run, tmp_path):
    (tmp_path / "a.csv").write_text("date,place,weapon\n2024-05-01,Kyiv,drone\x1b[5m\n")
    done = run("extract", "--explain", "a.csv")
    assert done.exit_code == 0, done.stderr
    assert "row 1 | date: [2024-05-01]{date 2024-05-01} | place: [Kyiv]{place Kyiv" in done.stdout
    assert "weapon       drone␛[5m  by column 'weapon', 1.00" in done.stdout
    assert "\x1b" not in done.stdout
    assert done.stderr.endswith("geomap: -: 1 document explained\n")
    assert run("extract", "--explain", "a.csv", "-o", "out/a.txt").exit_code == 0
    assert (tmp_path / "out/a.txt").read_text(encoding="utf-8") == done.stdout
    assert run("extract", "--explain", "a.csv", "--format", "csv").exit_code == 2
