"""A user's own places and corrections win over everything."""

import json

import pytest

from geomap.errors import GazetteerError
from geomap.gazetteer import read_own_places
from geomap.gazetteer.own import _Ranges
from geomap.pipeline import extract
from geomap.records import Document, Mention, Noise

TEXT = """Guns reach the Dunai pier

On 3 March 2024 the freighter Zarya carried 40 containers of shells from Rajin to Dunai, officials
said. Workers at Quay Nine unloaded them. Kursk Oblast was not named, Kursk was.
"""


@pytest.fixture
def table(tmp_path):
    def write(*lines: str):
        path = tmp_path / "my.csv"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return write


@pytest.fixture
def own(table, gazetteer):
    return lambda *lines: read_own_places(table(*lines), gazetteer)


def document(text: str, **more) -> Document:
    return Document(id="a", source="in/a.txt", text_sha256="", text=text, **more)


def mention(text: str, name: str, **more) -> Mention:
    start = text.index(name)
    return Mention(start=start, end=start + len(name), text=name, role="literal", **more)


HEADER = "text,document,place,name,lat,lon,country,kind,radius_m"


# ---- the table ----


def test_the_three_sorts_of_rows(own):
    rows = own(
        HEADER,
        "Dunai,,geomap:olya,,,,,,",
        "Quay Nine,a.txt,,Ninth quay,42.5,131.0,RU,port,300",
        "Moon,,,,,,,,",
        "Odesa,,Odesa,,,,,,",
    ).rows
    assert [one.place and one.place.kind for one in rows] == ["port", "port", None, "city"]
    assert rows[0].place.id == "geomap:olya"
    quay = rows[1].place
    assert (quay.name, quay.lat, quay.lon, quay.country, quay.radius_m) == (
        "Ninth quay", 42.5, 131.0, "RU", 300,
    )  # fmt: skip
    assert quay.id.startswith("user:")
    assert [one.why for one in rows[1:3]] == ["given by my.csv row 2", "no place, by my.csv row 3"]


@pytest.mark.parametrize(
    ("row", "where"),
    [
        ("Spot,,,,999,1,,,", "row 1, column lat '999, 1'"),
        ("Spot,,,,1,,,,", "row 1, column lon"),
        ("Spot,,,,x,1,,,", "row 1, column lat"),
        ("Spot,,,,1,2,Utopia,,", "row 1, column country 'Utopia'"),
        ("Spot,,,,1,2,,castle,", "row 1, column kind 'castle'"),
        ("Spot,,,,1,2,,,-5", "row 1, column radius_m '-5'"),
        ("Spot,,,=1+1,1,2,,,", "row 1, column name"),
        ("Spot,,Qwxzptlk,,,,,,", "row 1, column place 'Qwxzptlk'"),
        ("Spot,,geomap:nowhere,,,,,,", "row 1, column place 'geomap:nowhere'"),
        ("Spot,,Odesa,,1,2,,,", "row 1, column lat '1': place is given too"),
        (",,Odesa,,,,,,", "row 1, column text"),
        ("Spot,,Odesa,,,,,,\nspot,,Kyiv,,,,,,", "row 2, column text 'spot': row 1 says another"),
    ],
)
def test_a_wrong_row_is_named_with_its_column(own, row, where):
    with pytest.raises(GazetteerError) as error:
        own(HEADER, *row.split("\n"))
    assert where in str(error.value)
    assert "my.csv" in str(error.value)


@pytest.mark.parametrize("lines", [(), ("name,lat,lon", "Spot,1,2"), ("text", "Spot")])
def test_what_is_no_such_table_is_said(own, lines):
    with pytest.raises(GazetteerError, match="columns text and place"):
        own(*lines)


# ---- on mentions ----


def test_a_text_becomes_a_place_wherever_it_stands(own):
    found = own(HEADER, "Quay Nine,,,,42.5,131.0,RU,port,").apply(document(TEXT), ())
    assert [(m.text, m.score, m.why) for m in found] == [
        ("Quay Nine", 1.0, "given by my.csv row 1")
    ]
    assert TEXT[found[0].start : found[0].end] == "Quay Nine"


def test_a_longer_name_is_left_alone_and_what_lies_inside_gives_way(own, gazetteer):
    kursk, oblast = mention(TEXT, "Kursk was"), mention(TEXT, "Kursk Oblast")
    kursk = mention(TEXT, "Kursk, was") if False else Mention(
        start=kursk.start, end=kursk.start + 5, text="Kursk", role="metonym"
    )  # fmt: skip
    rows = own(HEADER, "Kursk,,Odesa,,,,,,", "Quay Nine,,Odesa,,,,,,")
    nine = mention(TEXT, "Nine")
    found = rows.apply(document(TEXT), (nine, oblast, kursk))
    assert [m.text for m in found] == ["Quay Nine", "Kursk Oblast", "Kursk"]
    assert found[1] == oblast
    assert (found[2].role, found[2].place) == ("metonym", gazetteer.candidates("Odesa")[0].place)


def test_no_place_takes_the_place_away_and_keeps_the_mention(own, gazetteer):
    place = gazetteer.candidates("Rajin")[0].place
    given = mention(TEXT, "Rajin", place=place, score=0.9, rivals=(place,))
    (found,) = own(HEADER, "Rajin,,,,,,,,").apply(document(TEXT), (given,))
    assert (found.place, found.score, found.rivals) == (None, None, ())
    assert found.why == "no place, by my.csv row 1"


def test_a_row_of_a_document_is_for_it_alone_and_beats_the_general(own):
    rows = own(HEADER, "Dunai,,Odesa,,,,,,", "Dunai,a.txt,Kyiv,,,,,,", "Rajin,b.txt,Kyiv,,,,,,")
    text = "Dunai and Rajin"
    (found,) = rows.apply(document(text), ())
    assert found.place.name == "Kyiv"
    other = Document(id="b", source="x/b.txt", text_sha256="", text=text)
    assert [m.place.name for m in rows.apply(other, ())] == ["Odesa", "Kyiv"]


def test_nothing_is_found_in_noise_or_inside_words(own):
    rows = own(HEADER, "Dunai,,Odesa,,,,,,", "site 4,,Odesa,,,,,,")
    text = "Dunai. Dunaisky, site 44 and site 4."
    noisy = document(text, noise=(Noise(start=0, end=6, type="navigation"),))
    assert [(m.start, m.text) for m in rows.apply(noisy, ())] == [(29, "site 4")]


def test_ranges_answer_as_a_plain_search_does():
    spans = [(0, 4), (2, 9), (20, 30), (22, 24), (40, 41)]
    ranges = _Ranges(spans)
    for start in range(45):
        for end in range(start + 1, 46):
            assert ranges.touch(start, end) == any(a < end and start < b for a, b in spans)


# ---- through the whole ----


def test_reports_are_read_with_them(table, tmp_path, gazetteer, caplog):
    report = tmp_path / "a.txt"
    report.write_text(TEXT, encoding="utf-8")
    path = table(
        HEADER,
        "Dunai,a.txt,,Dunai of mine,44.0,135.5,RU,port,",
        "Rajin,,,,,,,,",
        "Nowhere Said,,Odesa,,,,,,",
    )
    (plain,), _ = extract([str(report)], gazetteer=gazetteer)
    (reading,), _ = extract([str(report)], gazetteer=gazetteer, places=path)
    assert plain.claims[0].origin.name == "Rajin"
    assert plain.claims[0].destination.name != "Dunai of mine"
    (claim,) = [c for c in reading.claims if c.destination]
    assert (claim.destination.name, claim.destination.lat) == ("Dunai of mine", 44.0)
    assert claim.origin is None or claim.origin.name != "Rajin"
    assert "my.csv row 3: 'Nowhere Said' stands in no document" in caplog.text
    assert "row 1" not in caplog.text


def test_tables_are_read_with_them(table, tmp_path, gazetteer):
    events = tmp_path / "events.csv"
    events.write_text(
        "date,from,to,what\n2024-03-03,Rajin,Quay Nine,shells\n2024-03-04,Rajin,Moon,shells\n"
        '2024-03-05,Rajin,"Shed 4, Olya",shells\n'
    )
    path = table(
        HEADER,
        "Quay Nine,,,,42.5,131.0,RU,port,",
        "Moon,,,,,,,,",
        '"Shed 4, Olya",,,,45.7,47.6,RU,port,',
    )
    (reading,), _ = extract([str(events)], gazetteer=gazetteer, places=path)
    assert reading.claims[0].destination.lat == 42.5
    assert reading.claims[-1].destination.lat == 45.7
    moon = next(m for m in reading.mentions if m.text == "Moon")
    assert (moon.place, moon.why) == (None, "no place, by my.csv row 2")


def test_the_command_line_records_them(run, tmp_path, table):
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    path = table(HEADER, "Dunai,,,,44.0,135.5,RU,port,")
    done = run("extract", "a.txt", "--places", path, "-o", "atlas.json")
    assert done.exit_code == 0, done.stderr
    atlas = json.loads((tmp_path / "atlas.json").read_bytes())
    told = atlas["made_with"]["settings"]["places"]
    assert told["file"] == "my.csv"
    assert len(told["sha256"]) == 64
    mentions = atlas["documents"][0]["mentions"]
    assert "given by my.csv row 1" in {m.get("why") for m in mentions}
    path.write_text("text,place\nDunai,Qwxzptlk\n")
    done = run("extract", "a.txt", "--places", path, "-o", "other.json")
    assert done.exit_code == 1
    assert "row 1, column place" in done.stderr
    assert not (tmp_path / "other.json").exists()
