"""What the README promises works as it is written."""

import json
import re
import shlex
import tomllib
from pathlib import Path

import pytest

from geomap.frames import LAYERS

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
INSTALL_AND_MAP = (
    "python -m pip install . && "
    "geomap map data/reports -o outputs/map.html --also outputs/events.geojson"
)
INSTALL_AND_TEST = 'python -m pip install ".[test]" && pytest'


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


EXAMPLES = [
    line.removeprefix("$ geomap ")
    for block in blocks("console")
    for line in block.splitlines()
    if line.startswith("$ geomap ")
]


@pytest.fixture
def project(run, tmp_path: Path):
    """The command line in a folder that looks like the checkout and may be written."""
    (tmp_path / "data").symlink_to(ROOT / "data", target_is_directory=True)
    return run


def test_the_two_commands_stand_in_lines_of_their_own():
    lines = [line.strip() for line in README.splitlines()]
    assert INSTALL_AND_MAP in lines
    assert INSTALL_AND_TEST in lines


def test_the_check_of_the_project_runs_the_two_commands():
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    for command in (*INSTALL_AND_MAP.split(" && "), *INSTALL_AND_TEST.split(" && ")):
        assert command.removeprefix("python -m pip install ") in script


def test_every_example_works(project):
    """One after the other: some read what an earlier one wrote."""
    assert len(EXAMPLES) >= 8
    for example in EXAMPLES:
        done = project(*shlex.split(example))
        assert done.exit_code == 0, f"geomap {example}: {done.stderr}"
        words = shlex.split(example)
        results = [words[i + 1] for i, word in enumerate(words) if word in {"-o", "--also"}]
        assert all(Path(result).stat().st_size > 100 for result in results), example
        assert results or done.stdout.strip(), example


def test_the_examples_of_tables_and_settings_are_read(project, tmp_path):
    (dates,), (settings,) = blocks("csv"), blocks("toml")
    (tmp_path / "first.txt").write_text("Shells went from Amirabad to Olya on Sunday.\n")
    (tmp_path / "dates.csv").write_text(dates)
    (tmp_path / "settings.toml").write_text(settings)
    done = project("extract", "first.txt", "--dates", "dates.csv")
    assert done.exit_code == 3  # the table tells of a second report too
    assert json.loads(done.stdout)["published"] == "2024-01-22"
    assert project("--config", "settings.toml", "map", "first.txt").exit_code == 0
    wanted = tomllib.loads(settings)["map"]
    assert wanted["title"] in Path(wanted["output"]).read_text(encoding="utf-8")
    assert Path(wanted["also"][0]).exists()


@pytest.mark.usefixtures("project")
def test_the_python_example_runs():
    Path("outputs").mkdir()
    names: dict[str, object] = {}
    for code in blocks("python"):  # each goes on where the one before ended
        exec(compile(code, "README.md", "exec"), names)  # noqa: S102 (our own README)
    assert names["rejected"] == []
    assert "From Python" in names["page"].get_root().render()
    assert set(names["layers"]) == set(LAYERS)
    assert Path("outputs/events.geojson").stat().st_size > 1000
    assert len(names["year"]) == len(names["events"]) > 0
    assert names["events"]["note"].notna().any()
    assert "Dunay north quay" in {
        e.destination.name for e in names["corrected"].events if e.destination
    }
    assert Path("outputs/corrected.html").stat().st_size > 100_000
    assert names["with_tracks"].tracks


def test_the_layers_are_named():
    for layer in LAYERS:
        assert f"`{layer}`" in README


def test_files_that_are_named_exist():
    named = re.findall(r"`((?:geomap|data|gazetteer|tests)/[\w/.-]*)`", README)
    assert named
    for name in named:
        assert (ROOT / name).exists(), name
    for name in re.findall(r"tests/bench/\w+\.py", README):
        assert (ROOT / name).exists(), name
