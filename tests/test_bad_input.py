"""What is broken, hostile or missing: a clear message, an exit code, no half-written file."""

import json
import os
import re
from pathlib import Path

import pypdfium2
import pytest
from pages import data_in

from geomap.sources import reading

GOOD = """Freighter unloads at Olya

MOSCOW, March 12, 2024 - The cargo ship Zarya carried 40 containers of shells from Amirabad to
Olya on March 3, port officials said.
"""
OUTPUTS = ("map.html", "events.geojson")


@pytest.fixture
def good(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "good.txt").write_text(GOOD, encoding="utf-8")
    return folder


def draw(run, *sources, **given):
    return run("map", *sources, "-o", "out/map.html", "--also", "out/events.geojson", **given)


def written() -> list[str]:
    """Names in the folder of results; none of a temporary file may stay."""
    return names(Path("out")) if Path("out").is_dir() else []


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def blank_pdf() -> bytes:
    pdf = pypdfium2.PdfDocument.new()
    pdf.new_page(200, 200).close()
    path = Path("blank.bin")
    pdf.save(path)
    pdf.close()
    data = path.read_bytes()
    path.unlink()
    return data


BAD_FILES = {
    "empty": ("a.txt", lambda: b"", "empty file"),
    "blank space": ("a.txt", lambda: b" \n\t\n", "only blank space"),
    "a program named .txt": ("a.txt", lambda: b"\x7fELF\x02\x01\x01" + bytes(500), "not a text"),
    "a picture named .html": ("a.html", lambda: b"\x89PNG\r\n\x1a\n" + bytes(500), "PNG picture"),
    "noise named .txt": ("a.txt", lambda: bytes(range(256)) * 40, "not a text"),
    "a PDF without text": ("a.pdf", blank_pdf, "no text"),
    "half a PDF": ("a.pdf", lambda: b"%PDF-1.7\n1 0 obj <<", "PDF"),
    "half a DOCX": ("a.docx", lambda: b"PK\x03\x04" + bytes(100), "DOCX"),
    "half a JSON": ("a.json", lambda: b'{"text": "Shells went', "JSON"),
    "a spreadsheet": ("a.xlsx", lambda: b"PK\x03\x04" + bytes(100), "broken XLSX"),
    "fifty megabytes": ("a.txt", lambda: b"word " * 10_000_000, "50.0 MB"),
}


@pytest.mark.parametrize("case", BAD_FILES)
def test_a_bad_file_alone_gives_no_result(run, case):
    name, make, why = BAD_FILES[case]
    Path(name).write_bytes(make())
    done = draw(run, name)
    assert done.exit_code == 1
    assert f"geomap: {name}: " in done.stderr
    assert why in done.stderr
    assert written() == []


@pytest.mark.parametrize("case", BAD_FILES)
def test_a_bad_file_beside_a_good_one_is_named_and_the_good_one_is_mapped(run, good, case):
    name, make, why = BAD_FILES[case]
    (good / name).write_bytes(make())
    done = draw(run, good)
    assert done.exit_code == 3
    assert re.search(rf"{re.escape(name)}: .*{re.escape(why)}", done.stderr)
    assert written() == sorted(OUTPUTS)
    assert "Zarya" in str(data_in(Path("out/map.html").read_text(encoding="utf-8")))


def test_a_file_that_vanishes_while_it_is_read(run, good, monkeypatch):
    (good / "gone.txt").write_text(GOOD, encoding="utf-8")
    read = reading.read_bytes

    def vanish(path: Path, **options) -> bytes:
        if path.name == "gone.txt":
            path.unlink()
        return read(path, **options)

    monkeypatch.setattr(reading, "read_bytes", vanish)
    done = draw(run, good)
    assert done.exit_code == 3
    assert "gone.txt: no such file (it vanished" in done.stderr
    assert written() == sorted(OUTPUTS)


def test_a_link_to_nowhere_and_a_pipe_are_named(run, good):
    (good / "link.txt").symlink_to(good / "nowhere.txt")
    os.mkfifo(good / "pipe.txt")
    done = draw(run, good)
    assert done.exit_code == 3
    assert "link.txt: no such file" in done.stderr
    assert "pipe.txt: not a regular file" in done.stderr


def test_broken_utf8_is_read_and_told(run):
    Path("a.txt").write_bytes(GOOD.encode().replace(b"officials", b"offici\xe9\xff\xfels"))
    done = draw(run, "a.txt")
    assert done.exit_code == 0
    assert re.search(r"a\.txt: .*UTF-8", done.stderr)
    assert written() == sorted(OUTPUTS)


@pytest.mark.parametrize("sources", [("none",), ("nothing-*.txt",), ("nowhere",)])
def test_no_reports_at_all(run, sources):
    Path("none").mkdir()
    Path("none", "picture.png").write_bytes(b"\x89PNG")
    done = draw(run, *sources)
    assert done.exit_code == 1
    assert sources[0] in done.stderr
    assert written() == []


def test_an_address_that_cannot_be_fetched(run):
    done = draw(run, "https://127.0.0.1:9/report.html")
    assert done.exit_code == 1
    assert "download the page" in done.stderr


def test_an_empty_standard_input(run):
    done = run("extract", "-", stdin=b"")
    assert done.exit_code == 1
    assert done.stdout == ""
    assert "standard input is empty" in done.stderr


# ---- where results go ----


def test_folders_that_are_missing_are_made(run, good):
    assert run("map", good, "-o", "a/b/c/map.html").exit_code == 0
    assert names(Path("a/b/c")) == ["map.html"]


def test_a_file_where_the_folder_should_be(run, good):
    Path("out").write_text("mine", encoding="utf-8")
    done = draw(run, good)
    assert done.exit_code == 1
    assert "cannot write out/map.html" in done.stderr
    assert "-o" in done.stderr
    assert Path("out").read_text(encoding="utf-8") == "mine"


def test_a_folder_where_the_file_should_be(run, good):
    Path("out/map.html").mkdir(parents=True)
    done = draw(run, good)
    assert done.exit_code == 1
    assert "cannot write out/map.html" in done.stderr
    assert written() == ["map.html"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write")
def test_a_folder_that_may_not_be_written(run, good):
    Path("out").mkdir(mode=0o500)
    done = draw(run, good)
    assert done.exit_code == 1
    assert "ermission denied" in done.stderr
    assert written() == []


def test_a_run_that_fails_leaves_what_was_there(run):
    Path("out").mkdir()
    Path("out/map.html").write_text("the last good map", encoding="utf-8")
    Path("a.txt").write_bytes(b"")
    assert draw(run, "a.txt").exit_code == 1
    assert Path("out/map.html").read_text(encoding="utf-8") == "the last good map"
    assert written() == ["map.html"]


def test_a_full_disk_leaves_no_half_file(run, good, monkeypatch):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("geomap.codec.os.replace", full)
    done = draw(run, good)
    assert done.exit_code == 1
    assert "No space left on device" in done.stderr
    assert written() == []


# ---- dates ----


@pytest.mark.parametrize("date", ["nonsense", "2024-02-30", "12/03/2024", "", "0000-01-01"])
def test_a_date_that_is_none_is_misuse(run, good, date):
    done = draw(run, good, "--date", date)
    assert done.exit_code == 2
    assert "2024-01-22" in done.stderr
    assert written() == []


@pytest.mark.parametrize(
    ("table", "why"),
    [
        ("file,date\ngood.txt,soon\n", "line 2, column date: 'soon' is not a date"),
        ("file,date\ngood.txt,2024-03-12\ngood.txt,2024-03-13\n", "line 3, column file"),
        ("file,date\n,2024-03-12\n", "line 2, column file: empty"),
        ("name,when\ngood.txt,2024-03-12\n", "no column 'file'"),
        ("", "empty file"),
        ('file,date\n"good.txt,2024-03-12\n', "dates.csv"),
    ],
)
def test_a_table_of_dates_with_a_bad_row_is_refused_whole(run, good, table, why):
    Path("dates.csv").write_text(table, encoding="utf-8")
    done = draw(run, good, "--dates", "dates.csv")
    assert done.exit_code == 1
    assert why in done.stderr
    assert written() == []


def test_a_row_about_no_report_is_named(run, good):
    Path("dates.csv").write_text("file,date\ngod.txt,2024-03-12\n", encoding="utf-8")
    done = draw(run, good, "--dates", "dates.csv")
    assert done.exit_code == 3
    assert "dates.csv, row 1: no such report among the sources: god.txt" in done.stderr
    assert written() == sorted(OUTPUTS)


# ---- atlases ----

ATLASES = {
    "empty": b"",
    "not JSON": b"{'documents': []}",
    "half of one": b'{"made_with": {}, "documents": [{"id": "a"',
    "not UTF-8": b'{"made_with": {"a": "\xff"}}',
    "a list": b"[]",
    "a number": b"7",
    "another shape": b'{"documents": 3}',
    "an event without an id": b'{"made_with":{},"documents":[],"events":[{"kind":"strike"}]}',
    "GeoJSON": b'{"type":"FeatureCollection","made_with":{},"features":[]}',
    "one document of JSON Lines": b'{"id":"a","source":"a.txt","claims":[]}',
    "very deep": b'{"made_with": {"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}}",
}


@pytest.mark.parametrize("case", ATLASES)
@pytest.mark.parametrize("verb", ["draw", "export"])
def test_what_is_no_atlas_is_refused(run, case, verb):
    Path("atlas.json").write_bytes(ATLASES[case])
    target = {"draw": "out/map.html", "export": "out/events.csv"}[verb]
    done = run(verb, "atlas.json", "-o", target)
    assert done.exit_code == 1
    assert "atlas.json: not an atlas" in done.stderr
    assert "geomap extract" in done.stderr
    assert written() == []


def test_an_atlas_that_is_not_there(run):
    done = run("draw", "nowhere.json", "-o", "out/map.html")
    assert done.exit_code == 1
    assert "nowhere.json: No such file" in done.stderr


# ---- names and texts that try something ----

NAMES = [
    "<script>alert(1)<!--.txt",
    "-o.txt",
    "x..&..'\".txt",
    "two\nlines\x1b[31m.txt",
    "{{7*7}}{% raw %}.txt",
    "\u202etxt.exe.txt",
    "ship " * 40 + ".txt",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_file_name_stays_a_name(run, tmp_path, name):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / name).write_text(GOOD, encoding="utf-8")
    (folder / f"x{name}").write_bytes(b"")
    done = draw(run, folder)
    assert done.exit_code == 3
    assert all(c.isprintable() for c in done.stderr.replace("\n", ""))
    assert all(line.startswith("geomap: ") for line in done.stderr.splitlines())
    assert written() == sorted(OUTPUTS)
    assert "<script>alert" not in Path("out/map.html").read_text(encoding="utf-8")
    assert json.loads(Path("out/events.geojson").read_bytes())["features"]


@pytest.mark.skipif(os.name == "nt", reason="file names are text there")
def test_a_file_name_that_is_no_text(run, good):
    Path(os.fsdecode(bytes(good) + b"/caf\xe9.txt")).write_text(GOOD, encoding="utf-8")
    done = draw(run, good)
    assert done.exit_code == 0
    assert written() == sorted(OUTPUTS)


@pytest.mark.parametrize("name", ["../../etc/passwd", "<b>x</b>", "a\nb", ""])
def test_an_id_from_a_file_of_json_makes_no_path(run, tmp_path, name):
    one = {"id": name, "title": name, "date": "2024-03-12", "text": GOOD}
    Path("a.jsonl").write_text(json.dumps(one) + "\n", encoding="utf-8")
    done = draw(run, "a.jsonl")
    assert done.exit_code == 0
    assert written() == sorted(OUTPUTS)
    assert names(Path()) == ["a.jsonl", "out"]
    assert "<b>x</b>" not in Path("out/map.html").read_text(encoding="utf-8")
    assert not (tmp_path.parent / "etc").exists()


@pytest.mark.parametrize(
    "title", ["{{ 7*7 }}", "{% for x in y %}", "${7*7}", "</script><script>alert(1)</script>"]
)
def test_a_title_is_shown_as_written(run, good, title):
    assert draw(run, good, "--title", title).exit_code == 0
    page = Path("out/map.html").read_text(encoding="utf-8")
    assert "<script>alert(1)" not in page
    shown = [title, title.replace("<", "\\u003c"), title.replace("<", "&lt;").replace(">", "&gt;")]
    assert any(text in page for text in shown)


def test_text_that_spreadsheets_would_run_is_disarmed(run, tmp_path):
    (tmp_path / "=1+1.txt").write_text(GOOD, encoding="utf-8")
    assert run("extract", tmp_path, "-o", "out/e.csv").exit_code == 0
    cells = Path("out/e.csv").read_text(encoding="utf-8").replace("\n", ",").split(",")
    assert [cell for cell in cells if cell.strip('"').startswith("=")] == []


def test_deeply_nested_html(run):
    page = "<div>" * 10_000 + f"<p>{GOOD}</p>" + "</div>" * 10_000
    Path("deep.html").write_text(f"<html><body>{page}</body></html>", encoding="utf-8")
    done = draw(run, "deep.html")
    assert done.exit_code in (0, 1)
    if done.exit_code == 1:
        assert "deep.html: " in done.stderr
        assert written() == []
    else:
        assert "Zarya" in str(data_in(Path("out/map.html").read_text(encoding="utf-8")))


def test_deeply_nested_json(run, good):
    (good / "deep.json").write_bytes(b"[" * 100_000 + b"]" * 100_000)
    done = draw(run, good)
    assert done.exit_code == 3
    assert "deep.json: " in done.stderr


@pytest.mark.parametrize("verb", ["map", "extract"])
def test_a_refused_table_alone_is_nothing_to_draw(run, tmp_path, verb):
    table = tmp_path / "diary.csv"
    table.write_text("date,what,place\n2024-05-03,wedding,Yangon\n", encoding="utf-8")
    out = tmp_path / {"map": "map.html", "extract": "atlas.json"}[verb]
    result = run(verb, table, "-o", out)
    assert (result.exit_code, out.exists()) == (1, False)
    assert "no event table" in result.stderr
