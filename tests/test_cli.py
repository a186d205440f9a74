"""The command line: its verbs, options, exit codes and what it says where."""

import csv
import io
import json
import signal
import subprocess
import sys
from pathlib import Path

import click
import pytest

from geomap import __version__
from geomap.cli import main
from geomap.cli.results import (
    EXTRACT_FORMATS,
)
from geomap.codec import read_atlas
from geomap.export import FORMATS

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")

REPORT = """Freighter unloads at Olya

MOSCOW, March 12, 2024 - The cargo ship Zarya carried 40 containers of shells from Amirabad to
Olya on March 3, port officials said.
"""


def _verbs() -> dict[str, click.Command]:
    found: dict[str, click.Command] = {}
    for name, command in main.commands.items():
        if isinstance(command, click.Group):
            found |= {f"{name} {sub}": each for sub, each in command.commands.items()}
        else:
            found[name] = command
    return found


VERBS = _verbs()


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.txt"
    path.write_text(REPORT, encoding="utf-8")
    return path


# ---- what every verb owes ----


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help_and_a_place_in_the_readme(run, verb):
    shown = run(*verb.split(), "--help")
    assert shown.exit_code == 0
    assert (VERBS[verb].help or "").split("\n")[0].rstrip(".") in shown.stdout
    assert f"geomap {verb}" in README


@pytest.mark.parametrize("verb", VERBS)
def test_every_option_says_what_it_does(verb):
    silent = [
        option.opts
        for option in VERBS[verb].params
        if isinstance(option, click.Option)
        and not option.help
        and not {"--output", "--limit", "--format"} & set(option.opts)
    ]
    assert silent == []


def test_all_notes_are_shown_on_demand(run, tmp_path):
    for number in range(14):
        (tmp_path / f"{number}.txt").write_text(f"A drone hit Odesa {number}.", encoding="utf-8")
    few = run("extract", tmp_path, "-o", "a.json").stderr
    assert "... and 2 more notes (geomap -v shows all)" in few
    assert run("-v", "extract", tmp_path, "-o", "a.json").stderr.count("geomap: note: ") == 14


def test_the_formats_offered_are_those_that_can_be_written():
    assert set(EXTRACT_FORMATS) == set(FORMATS)


def test_the_formats_are_listed_with_what_they_can_not_hold(run):
    told = run("export", "--list").stdout
    for name, form in FORMATS.items():
        assert f".{name}\n    holds: {form.holds}\n    can't hold: {form.lacks}" in told


def test_the_run_that_makes_the_map_writes_figures_and_reports_too(run, report):
    done = run("map", report, "-o", "map.html", "--also", "fig.png", "--also", "report.md")
    assert done.exit_code == 0, done.stderr
    assert Path("fig.png").read_bytes().startswith(b"\x89PNG")
    assert Path("report.md").read_text(encoding="utf-8").startswith("# ")


def test_layers_can_be_chosen_and_split(run, report):
    assert run("extract", report, "-o", "atlas.json").exit_code == 0
    assert run("export", "atlas.json", "-o", "one.gpkg", "--layer", "events").exit_code == 0
    done = run("export", "atlas.json", "-o", "new/map.fgb", "--per-layer")
    assert "map-events.fgb" in done.stderr
    assert {path.name for path in Path("new").iterdir()} >= {"map-events.fgb", "map-claims.fgb"}
    done = run("export", "atlas.json", "-o", "map.shp")
    assert "columns were shortened" in done.stderr
    assert run("export", "atlas.json", "-o", "map.json", "--per-layer").exit_code == 2
    done = run("export", "atlas.json", "-o", "map.fgb", "--layer", "ships")
    assert done.exit_code == 1
    assert "no layer 'ships'" in done.stderr


def test_version(run):
    assert run("--version").stdout.strip().endswith(__version__)


def test_as_a_module_it_is_the_same_program():
    done = subprocess.run(
        [sys.executable, "-m", "geomap", "--version"], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == f"geomap, version {__version__}"


# ---- results to where they belong ----


def test_results_go_to_stdout_and_words_to_stderr(run, report):
    done = run("extract", report)
    line = json.loads(done.stdout)
    assert done.exit_code == 0
    assert line["id"] == "report"
    assert line["published"] == "2024-03-12"
    assert "1 document, " in done.stderr


def test_quiet_says_nothing(run, report):
    done = run("--quiet", "map", report, "-o", "map.html")
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "")
    assert Path("map.html").stat().st_size > 100_000


@pytest.mark.parametrize("name", sorted(set(EXTRACT_FORMATS) - {"shp", "qgz"}))
def test_the_format_is_that_of_the_file_or_of_the_option(run, report, name):
    assert run("extract", report, "-o", f"new/one.{name}").exit_code == 0
    assert run("extract", report, "-o", "other", "--format", name).exit_code == 0
    assert Path("new", f"one.{name}").read_bytes() == Path("other").read_bytes()


def test_a_map_and_its_exports_in_one_run(run, report):
    done = run("map", report, "-o", "a/map.html", "--also", "b/e.geojson", "--also", "c.csv",
               "--atlas", "d/atlas.json", "--title", "Over the Caspian")  # fmt: skip
    assert done.exit_code == 0
    assert "Over the Caspian" in Path("a/map.html").read_text(encoding="utf-8")
    assert json.loads(Path("b/e.geojson").read_bytes())["type"] == "FeatureCollection"
    rows = list(csv.DictReader(io.StringIO(Path("c.csv").read_text(encoding="utf-8"))))
    kept = read_atlas(Path("d/atlas.json").read_bytes(), name="atlas.json")
    assert [row["id"] for row in rows] == [event.id for event in kept.events]


def test_drawing_and_exporting_an_atlas_gives_what_the_first_run_gave(run, report):
    run("map", report, "-o", "map.html", "--also", "e.geojson", "--atlas", "atlas.json")
    assert run("draw", "atlas.json", "-o", "again.html").exit_code == 0
    assert run("export", "atlas.json", "-o", "again.geojson").exit_code == 0
    assert Path("again.html").read_bytes() == Path("map.html").read_bytes()
    assert Path("again.geojson").read_bytes() == Path("e.geojson").read_bytes()


def test_an_atlas_can_come_through_a_pipe(run, report):
    atlas = run("extract", report, "--format", "json").stdout_bytes
    piped = run("export", "-", "-o", "-", "--format", "csv", stdin=atlas)
    assert piped.exit_code == 0
    assert piped.stdout_bytes == run("extract", report, "--format", "csv").stdout_bytes


def test_a_report_can_come_through_a_pipe(run):
    done = run("extract", "-", stdin=REPORT.encode())
    document = json.loads(done.stdout)
    assert (document["id"], document["source"]) == ("stdin", "-")
    assert [claim["kind"] for claim in document["claims"]] == ["transfer"]


# ---- dates that the user gives ----

UNDATED = "The cargo ship Zarya carried 40 containers of shells from Amirabad to Olya on Sunday.\n"


def test_a_date_given_dates_what_states_none(run, tmp_path):
    (tmp_path / "undated.txt").write_text(UNDATED, encoding="utf-8")
    without = run("extract", "undated.txt")
    dated = json.loads(run("extract", "undated.txt", "--date", "2024-03-05").stdout)
    assert json.loads(without.stdout)["published"] is None
    assert "--date" in without.stderr
    assert (dated["published"], dated["published_from"]) == ("2024-03-05", "argument")
    assert dated["claims"][0]["date"] == "2024-03-03"


def test_a_table_of_dates_wins(run, tmp_path):
    (tmp_path / "undated.txt").write_text(UNDATED, encoding="utf-8")
    (tmp_path / "dates.csv").write_text(
        "file,date,publisher\nundated.txt,2024-03-12,Harbour Post\n", encoding="utf-8"
    )
    done = run("extract", "undated.txt", "--date", "2020-01-01", "--dates", "dates.csv")
    document = json.loads(done.stdout)
    assert (document["published"], document["publisher"]) == ("2024-03-12", "Harbour Post")


# ---- settings ----


def test_a_config_file_gives_defaults_and_options_win(run, report):
    Path("settings.toml").write_text('[map]\noutput = "set.html"\ntitle = "From the file"\n')
    run("--config", "settings.toml", "map", report)
    run("--config", "settings.toml", "map", report, "-o", "mine.html", "--title", "Mine")
    assert "From the file" in Path("set.html").read_text(encoding="utf-8")
    assert "From the file" not in Path("mine.html").read_text(encoding="utf-8")


def test_the_project_file_of_the_folder_gives_defaults(run, report):
    Path("pyproject.toml").write_text('[tool.geomap.extract]\nformat = "csv"\n')
    assert run("extract", report).stdout.startswith("id,")


@pytest.mark.parametrize("text", ["[map", "[tool]\ngeomap = 3\n", "\xff"])
def test_a_broken_config_file_is_misuse(run, report, text):
    Path("settings.toml").write_bytes(text.encode("latin-1"))
    done = run("--config", "settings.toml", "map", report)
    assert done.exit_code == 2
    assert "settings.toml" in done.stderr
    assert not Path("outputs").exists()


def test_an_option_that_no_verb_has_is_said(run, report):
    Path("settings.toml").write_text('[map]\noutptu = "set.html"\n')
    done = run("--config", "settings.toml", "map", report)
    assert done.exit_code == 2
    assert "outptu" in done.stderr


# ---- exit codes ----


def test_partly_done_is_three(run, report, tmp_path):
    (tmp_path / "empty.txt").write_bytes(b"")
    done = run("map", report, "empty.txt", "-o", "map.html")
    assert done.exit_code == 3
    assert "empty.txt: empty file" in done.stderr
    assert Path("map.html").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("map",),
        ("fly", "report.txt"),
        ("map", "report.txt", "--nonsense"),
        ("extract", "report.txt", "--date", "yesterday"),
        ("extract", "report.txt", "-o", "out.dxf"),
        ("map", "report.txt", "--also", "events.dxf"),
        ("map", "report.txt", "-o", "map.geojson"),
        ("map", "report.txt", "--atlas", "atlas.csv"),
        ("draw", "atlas.json", "-o", "map.pdf"),
        ("export", "atlas.json", "-o", "out"),
        ("geocode",),
        ("geocode", "Rajin", "--near", "north"),
        ("geocode", "Rajin", "--near", "42,191"),
        ("geocode", "--from", "places.csv"),
        ("--config", "nowhere.toml", "map", "report.txt"),
    ],
)
def test_misuse_is_two_and_nothing_is_written(run, report, arguments):
    done = run(*arguments)
    assert done.exit_code == 2
    assert done.stderr
    assert [path.name for path in Path().iterdir()] == [report.name]


def test_errors_can_be_lines_of_json(run, report, tmp_path):
    (tmp_path / "empty.txt").write_bytes(b"")
    done = run("--json-errors", "--quiet", "extract", report, "empty.txt", "gone.txt")
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert [line["error"] for line in lines] == ["Rejected", "Rejected"]
    assert "empty.txt" in lines[0]["message"]
    broken = run("--json-errors", "draw", "gone.json")
    assert broken.exit_code == 1
    assert json.loads(broken.stderr)["error"] == "AtlasError"


def test_misuse_too_is_a_line_of_json_when_asked(run):
    done = run("--json-errors", "extract", "report.txt", "--date", "yesterday")
    assert done.exit_code == 2
    assert "yesterday" in json.loads(done.stderr)["message"]


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent differently")
def test_an_interrupt_is_one_hundred_and_thirty(tmp_path, gazetteer):  # noqa: ARG001 (compiled before)
    process = subprocess.Popen(
        [sys.executable, "-m", "geomap", "extract", "-", "-o", str(tmp_path / "out.json")],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # A shell that runs the tests in its background has them ignore the signal.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    )
    # More than a pipe holds: once it is written, the program is reading its standard input.
    process.stdin.write(b"word " * 200_000)
    process.stdin.flush()
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=60)
    assert process.returncode == 130
    assert told == b"geomap: interrupted\n"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_behind_standard_output_is_one_line(gazetteer):  # noqa: ARG001
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "geomap", "geocode", "Rajin"]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 1
    assert done.stderr == b"geomap: standard output: No space left on device\n"


@pytest.mark.skipif(sys.platform == "win32", reason="no shell that closes streams")
def test_closed_streams_are_empty_ones(report, tmp_path):
    command = f"{sys.executable} -m geomap extract {report} -o {tmp_path / 'a.json'}"
    done = subprocess.run(["sh", "-c", f"{command} <&- >&- 2>&-"], check=False)
    assert done.returncode == 0
    assert json.loads((tmp_path / "a.json").read_bytes())["events"]


@pytest.mark.skipif(sys.platform == "win32", reason="pipes close differently")
def test_a_reader_that_leaves_is_no_traceback(report, gazetteer):  # noqa: ARG001
    process = subprocess.Popen(
        [sys.executable, "-m", "geomap", "extract", str(report), "--format", "json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    process.stdout.close()
    _, told = process.communicate(timeout=120)
    assert process.returncode == 1
    assert b"Traceback" not in told
    assert b"Exception ignored" not in told


# ---- places ----


@pytest.mark.parametrize("verb", [("geocode", "Odesa"), ("extract", "report.txt")])
def test_a_country_is_an_iso_code(run, report, verb):
    assert report.name == "report.txt"
    done = run(*verb, "--country", "Ukraine")
    assert done.exit_code == 2
    assert "--country 'Ukraine': no country has this ISO 3166-1 code; write UA" in done.stderr


def test_a_search_that_finds_nothing_says_so(run):
    done = run("gazetteer", "search", "Glirpovetsk")
    assert done.exit_code == 1
    assert "no entry is called 'Glirpovetsk' or begins so" in done.stderr


def test_geocode_answers_with_reasons(run):
    done = run("geocode", "Rajin", "Olya", "--format", "json")
    answers = json.loads(done.stdout)
    assert [answer["asked"] for answer in answers] == ["Rajin", "Olya"]
    assert answers[0]["candidates"][0]["place"]["country"] == "KP"
    assert answers[0]["candidates"][0]["why"]
    table = run("geocode", "Rajin", "--limit", 1).stdout.splitlines()
    assert table[0].split()[:3] == ["asked", "name", "country"]
    assert len(table) == 2


def test_geocode_can_be_kept_to_a_country(run):
    everywhere = json.loads(run("geocode", "Tripoli", "--format", "geojson").stdout)
    greek = json.loads(run("geocode", "Tripoli", "--country", "gr", "--format", "geojson").stdout)
    assert everywhere["features"][0]["properties"]["country"] == "LY"
    assert {f["properties"]["country"] for f in greek["features"]} == {"GR"}


def test_a_name_that_nothing_has_is_said(run):
    none = run("geocode", "Qwxzptlk")
    some = run("geocode", "Qwxzptlk", "Rajin")
    assert (none.exit_code, some.exit_code) == (1, 3)
    assert "Qwxzptlk" in none.stderr


def test_geocode_a_column(run, tmp_path):
    (tmp_path / "ports.csv").write_text('port,note\nRajin,"=1+1"\nQwxzptlk,\n,\n', encoding="utf-8")
    done = run("geocode", "--from", "ports.csv", "--column", "port", "-o", "out.csv")
    assert done.exit_code == 0
    rows = list(csv.DictReader(io.StringIO(Path("out.csv").read_text(encoding="utf-8"))))
    assert [row["geomap_country"] for row in rows] == ["KP", "", ""]
    assert rows[0]["note"] == "'=1+1"
    assert rows[1]["geomap_why"]
    wrong = run("geocode", "--from", "ports.csv", "--column", "harbour")
    assert wrong.exit_code == 1
    assert "port, note" in wrong.stderr


def test_the_gazetteer_tells_what_is_in_it(run):
    told = json.loads(run("gazetteer", "info").stdout)
    assert len(told["digest"]) >= 8
    assert "GeoNames" in json.dumps(told)
    assert "CC BY 4.0" in json.dumps(told)
    assert run("gazetteer", "build").stdout.split()[1] == told["digest"]
    assert "Vostochny" in run("gazetteer", "search", "Vostoch", "--limit", 20).stdout


def test_of_many_bad_rows_the_first_are_named(run, tmp_path):
    rows = "".join(f"2024-05-01,,drone {n}\n" for n in range(60))
    (tmp_path / "a.csv").write_text(f"date,place,weapon\n2024-05-01,Kyiv,drone\n{rows}")
    done = run("extract", "a.csv", "-o", "a.jsonl")
    assert done.exit_code == 3
    assert "a.csv, row 41: no place" in done.stderr
    assert "a.csv, row 42:" not in done.stderr
    assert "a.csv: 20 more rows kept out; --json-errors names each" in done.stderr
    told = run("--json-errors", "extract", "a.csv", "-o", "a.jsonl").stderr
    assert sum('"Rejected"' in line for line in told.splitlines()) == 60


def test_geomaps_own_events_are_read_back(run, tmp_path):
    (tmp_path / "a.csv").write_text(
        "date,from,to,mode,cargo,quantity,unit,vessel\n2024-05-01,Rajin,Dunay,sea,shells,40,crates,Maria\n"
    )
    assert run("extract", "a.csv", "-o", "a.geojson").exit_code == 0
    done = run("extract", "a.geojson", "-o", "b.jsonl")
    assert done.exit_code == 0, done.stderr
    (claim,) = json.loads(Path("b.jsonl").read_bytes())["claims"]
    assert (claim["kind"], claim["date"]) == ("transfer", "2024-05-01")
    assert [claim[end]["name"] for end in ("origin", "destination")] == ["Rajin", "Dunay"]
    assert (claim["items"][0]["what"], claim["items"][0]["quantity"]["value"]) == ("shells", 40)
    assert claim["vessels"][0]["name"] == "Maria"


def test_a_toll_of_geomaps_own_is_read_back(run, tmp_path):
    (tmp_path / "a.csv").write_text("date,place,weapon,killed\n2024-05-01,Kyiv,drone,3-5\n")
    run("extract", "a.csv", "-o", "a.geojson")
    run("extract", "a.geojson", "-o", "b.jsonl")
    (claim,) = json.loads(Path("b.jsonl").read_bytes())["claims"]
    told = claim["casualties"]
    assert (claim["kind"], told["killed"], told["killed_high"]) == ("strike", 3, 5)


@pytest.mark.parametrize("verb", ["export", "figure", "report"])
@pytest.mark.parametrize("name", ["ev.parquet", "ev.gpkg", "ev.csv"])
def test_layers_given_for_an_atlas_are_named_as_such(run, tmp_path, verb, name):
    (tmp_path / name).write_bytes(b"PAR1\x00\xff")
    ending = {"export": "kml", "figure": "svg", "report": "md"}[verb]
    done = run(verb, tmp_path / name, "-o", tmp_path / f"out.{ending}")
    assert done.exit_code == 1
    assert f"{name}: layers, not an atlas: give the .json" in done.stderr
    assert ("geomap draw" in done.stderr) == (not name.endswith("csv"))
