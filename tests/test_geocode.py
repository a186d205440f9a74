"""Names and columns of names to places, with reasons."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console

import geomap.geocode
from geomap.cli.geocoding import print_table
from geomap.errors import SourceError
from geomap.geocode import COLUMNS, geocode, geocode_column, geocode_parts


def places(text: str, gazetteer, **more) -> list[tuple[str, str | None]]:
    """(name, kind) of the first candidate of each part; None where there is none."""
    parts = geocode_parts(text, gazetteer, **more)
    firsts = [part.candidates[0].place if part.candidates else None for part in parts]
    return [(one.name, one.country) if one else ("", None) for one in firsts]


# ---- cells ----


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Rajin", [("Rajin", "KP")]),
        ("kharkiv", [("Kharkiv", "UA")]),
        ("Paris, Texas", [("Paris", "US")]),
        ("Tripoli (Lebanon)", [("Tripoli (Lebanon)", "LB")]),
        ("Kharkiv oblast, Chuhuiv", [("Chuhuiv", "UA")]),
        ("Feodosia and Saky, Crimea and Oryol oblast",
         [("Feodosia", "UA"), ("Saky", "UA"), ("Oryol Oblast", "RU")]),
        ("Sumy and Poltava oblasts", [("Sumy Oblast", "UA"), ("Poltava Oblast", "UA")]),
        ("Rajin; Olya", [("Rajin", "KP"), ("Olya", "RU")]),
        ("Vladivostock, Russia", [("Vladivostok", "RU")]),
        ("Vladivastock", [("Vladivostok", "RU")]),
        ("North West", [("North-West", "ZA")]),
    ],
)  # fmt: skip
def test_a_cell_is_cut_into_its_places(gazetteer, text, named):
    assert places(text, gazetteer) == named


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("north-west", "a side of a country"),
        ("southern part", "a side of a country"),
        ("Qwxzptlk", "no gazetteer entry has this name"),
        ("?", "no gazetteer entry"),
        ("", "no gazetteer entry"),
    ],
)
def test_no_place_has_a_reason(gazetteer, text, why):
    (part,) = geocode_parts(text, gazetteer)
    assert part.candidates == ()
    assert why in part.why


def test_a_side_of_a_known_country_is_a_region(gazetteer):
    (part,) = geocode_parts("north-west", gazetteer, country=["ua"])
    assert part.candidates[0].place.name == "north-west of Ukraine"


def test_a_name_that_is_not_written_so_is_believed_by_half(gazetteer):
    (right, *_), (wrong, *_) = geocode("Poltava", gazetteer), geocode("Poltavva", gazetteer)
    assert right.place == wrong.place
    assert right.score > 0.9
    assert wrong.score <= 0.5
    assert "typing error" in wrong.why


def test_countries_are_kept_to(gazetteer):
    assert places("Tripoli", gazetteer, country=["GR"]) == [("Trípoli", "GR")]
    (part,) = geocode_parts("Rajin", gazetteer, country=["GR", "LB"])
    assert (part.candidates, part.why) == ((), "none of this name in these countries")
    assert places("Kyiv and Tripoli, Lebanon", gazetteer, country=["LB"])[1] == (
        "Tripoli (Lebanon)",
        "LB",
    )


def test_nearness_speaks_for_a_namesake(gazetteer):
    far = geocode("Odessa", gazetteer, limit=50)
    near = geocode("Odessa", gazetteer, near=(-102.4, 31.8), limit=50)
    assert (far[0].place.country, near[0].place.country) == ("UA", "US")
    assert "km away" in near[0].why
    assert {a.place.id for a in far} == {a.place.id for a in near}
    assert abs(sum(a.score for a in near) - 1) < 0.02


def test_features_add_up_to_the_order(gazetteer):
    found = geocode("Tripoli", gazetteer, limit=20)
    weights = [sum(one.features.values()) for one in found]
    assert weights == sorted(weights, reverse=True)
    assert {"people", "own name"} <= set(found[0].features)


def test_what_lies_near_says_so(gazetteer):
    (part,) = geocode_parts("30 km south of Toropets, Tver region", gazetteer)
    best = part.candidates[0]
    assert best.place.name == "30 km south of Toropets"
    assert (best.place.lat, best.place.lon) == pytest.approx((56.23, 31.64), abs=0.02)
    (part,) = geocode_parts("30 km from Toropets, Tver region", gazetteer)
    assert part.candidates[0].place.name == "Toropets"
    assert "30 km off it" in part.candidates[0].why


# ---- columns ----


def column(tmp_path: Path, gazetteer, text: str, **more) -> list[dict[str, str]]:
    path = tmp_path / "in.csv"
    path.write_text(text, encoding="utf-8")
    header, *rows = geocode_column(path, "where", gazetteer, **more)
    return [dict(zip(header, row, strict=True)) for row in rows]


def test_each_row_comes_back_with_the_columns(gazetteer, tmp_path):
    rows = column(tmp_path, gazetteer, "n,where\n1,Rajin\n2,\n3,Qwxzptlk\n4\n5,Rajin; Olya,more\n")
    assert [row["n"] for row in rows] == list("12345")
    assert set(COLUMNS) < set(rows[0])
    assert rows[0]["geomap_country"] == "KP"
    assert [row["geomap_why"] for row in rows[1:4]] == [
        "empty cell", "no gazetteer entry has this name", "empty cell",
    ]  # fmt: skip
    assert rows[4]["geomap_name"] == "Rajin; Olya"
    assert [float(cell) for cell in rows[4]["geomap_lat"].split("; ")] == pytest.approx(
        [42.24, 45.79], abs=0.05
    )
    assert rows[4]["geomap_why"].startswith("Rajin: its own name")


@pytest.mark.parametrize("mark", [";", "\t"])
def test_other_marks_between_cells(gazetteer, tmp_path, mark):
    rows = column(tmp_path, gazetteer, f"\ufeffn{mark}where\n1{mark}Paris, Texas\n")
    assert rows[0]["geomap_country"] == "US"


def test_a_value_is_looked_up_once(gazetteer, tmp_path, monkeypatch):
    asked = []
    plain = type(gazetteer).candidates
    monkeypatch.setattr(
        type(gazetteer),
        "candidates",
        lambda self, name, **more: (asked.append(name), plain(self, name, **more))[1],
    )
    monkeypatch.setattr(geomap.geocode, "CACHED", 1)  # none is found again in memory
    rows = column(tmp_path, gazetteer, "where\n" + "Rajin\nOlya\n" * 5_000)
    assert len(rows) == 10_000
    assert [row["geomap_country"] for row in rows[-2:]] == ["KP", "RU"]
    assert len(asked) < 20


def test_a_column_that_is_not_there_is_said(gazetteer, tmp_path):
    with pytest.raises(SourceError, match=r"'where'; it has place"):
        column(tmp_path, gazetteer, "place\nRajin\n")
    (tmp_path / "in.csv").write_bytes(b"where\n\xff\xfe\n")
    with pytest.raises(SourceError, match="UTF-8"):
        list(geocode_column(tmp_path / "in.csv", "where", gazetteer))


LONG = """
import sys
from pathlib import Path
from geomap.cli import main
def highest():
    return int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0])
folder = Path(sys.argv[1])
def run(rows):
    with (folder / "in.csv").open("w") as file:
        file.write("where,n\\n")
        for number in range(rows):
            file.write(f"{('Rajin', 'Olya', 'Kyiv')[number % 3]},{number}\\n")
    main(["geocode", "--from", str(folder / "in.csv"), "--column", "where",
          "-o", str(folder / "out.csv")], standalone_mode=False)
    return highest()
few = run(1_000)
print(run(200_000) - few)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="asks Linux for the memory")
def test_a_long_column_costs_no_memory(gazetteer, tmp_path):  # noqa: ARG001 (compiled)
    done = subprocess.run(
        [sys.executable, "-c", LONG, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert int(done.stdout) < 5_000  # kB, for 199,000 more rows
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        assert sum(1 for _ in csv.reader(file)) == 200_001


# ---- the command ----


def test_the_command_cuts_cells_and_says_why_not(run):
    done = run("geocode", "Rajin and Olya", "north-west", "--format", "json")
    assert done.exit_code == 3
    parts = json.loads(done.stdout)
    assert [part["asked"] for part in parts] == ["Rajin", "Olya", "north-west"]
    assert parts[2]["candidates"] == []
    assert "a side of a country" in parts[2]["why"]
    assert "'north-west': a side of a country" in done.stderr
    assert {"people"} <= set(parts[0]["candidates"][0]["features"])


def test_explaining_shows_the_features(run):
    plain = run("geocode", "Tripoli", "--limit", 2).stdout
    told = run("geocode", "Tripoli", "--limit", 2, "--explain").stdout
    assert "people +" not in plain
    assert told.count("; sum ") == 2
    assert "own name +1;" in told or "own name +1," in told


def test_a_terminal_gets_a_table_in_colour(gazetteer):
    parts = [
        *geocode_parts("Tripoli", gazetteer, limit=3),
        *geocode_parts("Rajin", gazetteer),
    ]
    out = io.StringIO()
    print_table(parts, explain=False, console=Console(file=out, force_terminal=True, width=200))
    text = out.getvalue()
    assert text.count("Tripoli") >= 3
    green, reset = "\x1b[32m", "\x1b[0m"
    assert green + "1.000" + reset in text
    assert "\x1b[31m" in text  # a doubtful rival
    assert "asked" in text.splitlines()[0]


def test_a_name_is_no_markup_and_no_escape(gazetteer):
    part = geocode_parts("Rajin", gazetteer)[0]
    odd = type(part)(asked="[red]Ra\x1b[2Jjin[/]", candidates=part.candidates)
    out = io.StringIO()
    print_table([odd], explain=True, console=Console(file=out, width=200))
    assert "[red]Ra\\x1b[2Jjin[/]" in out.getvalue()


@pytest.mark.parametrize(
    ("name", "kind", "country"),
    [
        ("Georgia", "country", "GE"),
        ("Lebanon", "country", "LB"),
        ("Jordan", "country", "JO"),
        ("UK", "country", "GB"),
        ("usa", "country", "US"),
        ("PRC", "country", "CN"),
        ("Republic of China", "country", "TW"),
        ("New York", "city", "US"),
        ("Kursk", "city", "RU"),
        ("Kursk oblast", "admin1", "RU"),
        ("Engels air base", "airbase", "RU"),
        ("Donetsk People's Republic", "region", "UA"),
    ],
)
def test_a_bare_name_is_what_the_press_means_by_it(gazetteer, name, kind, country):
    best = geocode(name, gazetteer)[0].place
    assert (best.kind, best.country) == (kind, country)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Atlanta, Georgia", [("Atlanta", "US")]),
        ("Tbilisi, Georgia", [("Tbilisi", "GE")]),
        ("Georgia, USA", [("Georgia", "US")]),
        ("Lebanon, Pennsylvania", [("Lebanon", "US")]),
        ("Iraq, Iran", [("Iraq", "IQ"), ("Iran", "IR")]),
        ("Columbus, Indiana", [("Columbus", "US")]),
        ("London, Ontario", [("London", "CA")]),
        ("Paris, TX", [("Paris", "US")]),
        ("Paris Texas", [("Paris", "US")]),
        ("Kharkiv Russia", [("Kharkiv", "UA")]),
        ("Radio Ukraine", [("", None)]),
    ],
)
def test_what_stands_behind_a_name_tells_which_one_it_is(gazetteer, text, named):
    assert places(text, gazetteer) == named


@pytest.mark.parametrize("text", ["Aleppo, Pennsylvania", "Aleppo Pennsylvania", "Aleppo, PA"])
def test_a_namesake_on_another_continent_is_no_answer(gazetteer, text):
    (part,) = geocode_parts(text, gazetteer)
    assert part.candidates[0].place.name == "Pennsylvania"
    assert part.candidates[0].why.startswith("no entry of this name in Pennsylvania, only Aleppo")


def test_a_name_that_the_text_puts_elsewhere_says_so(gazetteer):
    (part,) = geocode_parts("Kharkiv, Russia", gazetteer)
    assert part.candidates[0].why.startswith("no entry of this name in Russia: taken as the one in")
    (part,) = geocode_parts("Columbus, Indiana", gazetteer)
    assert part.candidates[0].place.lat == pytest.approx(39.2, abs=0.1)  # Ohio's has 39.96


def test_a_foreign_name_of_a_curated_place_is_not_one_chosen_for_it(gazetteer):
    assert geocode("Kos", gazetteer)[0].place.country == "GR"


def test_the_first_words_of_a_name_stand_for_it(gazetteer):
    found = geocode("Newcastle", gazetteer, country=["GB"])[0]
    assert found.place.name == "Newcastle upon Tyne"
    assert "short for its name" in found.features


def test_a_town_beside_the_district_of_its_name_is_meant_by_the_bare_name(gazetteer):
    assert [geocode(name, gazetteer)[0].place.kind for name in ("Cotabato", "Batangas")] == [
        "city",
        "city",
    ]


@pytest.mark.parametrize(
    ("name", "country"),
    [("Dili", "TL"), ("Bridgetown", "BB"), ("Tripoli", "LY"), ("San Jose", "US"), ("Delhi", "IN")],
)
def test_a_capital_wins_over_what_is_only_also_called_so(gazetteer, name, country):
    best = geocode(name, gazetteer)[0]
    assert (best.place.country, best.score > 0.6) == (country, True)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Gaza City, Rafah", ["Gaza City", "Rafah"]),
        ("Naples, Salerno", ["Naples", "Salerno"]),
        ("between Rajin and Vladivostok", ["Rajin", "Vladivostok"]),
        ("Haydarpasa, Istanbul", ["Haydarpasa"]),
        ("Brooklyn, New York", ["Brooklyn"]),
        ("off the coast of Hodeidah", ["off the coast of Hodeidah"]),
    ],
)
def test_each_place_of_a_cell_is_told(gazetteer, text, names):
    parts = geocode_parts(text, gazetteer)
    assert [part.candidates[0].place.name for part in parts] == names


def test_what_lies_between_two_places_is_told_as_its_ends(gazetteer):
    for part in geocode_parts("between Rajin and Vladivostok", gazetteer):
        assert part.candidates[0].why.startswith("one end of 'between")


@pytest.mark.parametrize("text", ["40 km north of Kharkiv", "near Donetsk", "off Aden"])
def test_what_was_asked_is_told_whole(gazetteer, text):
    assert [part.asked for part in geocode_parts(text, gazetteer)] == [text]
