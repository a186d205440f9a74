"""Imports point down, and what is heavy is loaded only where it is used."""

import ast
import itertools
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "geomap"

# From the ground up. Modules of one row never import one another.
ROWS = (
    "errors units",
    "records",
    "text geo codec collector edtf resources credits plainverbs shipnames",
    "language basemap coordinates chats",
    "sources gazetteer online mentions places vessels dates quantities claims events routes",
    "tables tracks",
    "pipeline frames",
    "maps figures export score geocode explain",
    "stops report",
    "journeys",
    "cli",
)
LEVEL = {name: level for level, row in enumerate(ROWS) for name in row.split()}
NO_STAGE = {"__init__", "__main__"}  # the version alone; the door to cli
HEAVY = ("geopandas folium spacy pandas numpy shapely pyproj trafilatura rich matplotlib").split()
SLOWEST_HELP_S = 0.3


def _stage(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def _sources() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def _for_types_only(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.If) and isinstance(node.test, ast.Name)
        and node.test.id == "TYPE_CHECKING"
    )  # fmt: skip


def _imports(node: ast.AST, path: Path):
    """Stages that a piece of code imports, at the top or inside functions."""
    if isinstance(node, ast.Import):
        for name in node.names:
            if name.name.startswith("geomap."):
                yield name.name.split(".")[1]
    elif isinstance(node, ast.ImportFrom):
        assert node.level == 0, f"{path}: an import relative to the folder"
        parts = (node.module or "").split(".")
        if parts[0] == "geomap":
            yield from [parts[1]] if len(parts) > 1 else (name.name for name in node.names)
    below = ast.iter_child_nodes(node)
    for child in node.orelse if _for_types_only(node) else below:
        yield from _imports(child, path)


def _wrong(path: Path, code: str) -> list[str]:
    own = _stage(path)
    found = sorted(set(_imports(ast.parse(code), path)))
    return [
        f"{path.relative_to(PACKAGE)} imports geomap.{other}"
        for other in found
        if other in LEVEL and other != own and LEVEL[other] >= LEVEL[own]
    ]


def test_every_module_has_its_row():
    stages = {_stage(path) for path in _sources()} - NO_STAGE
    assert stages - set(LEVEL) == set()


def test_imports_point_down():
    wrong = itertools.chain.from_iterable(
        _wrong(path, path.read_text(encoding="utf-8"))
        for path in _sources()
        if _stage(path) not in NO_STAGE
    )
    assert list(wrong) == []


@pytest.mark.parametrize(
    "code",
    [
        "from geomap.cli import main",
        "import geomap.pipeline",
        "def f():\n    from geomap import places",
        "if True:\n    from geomap.dates import find_dates",
        "if TYPE_CHECKING:\n    pass\nelse:\n    from geomap import maps",
    ],
)
def test_an_import_up_or_aside_is_seen(code):
    assert _wrong(PACKAGE / "mentions.py", code)


@pytest.mark.parametrize(
    "code",
    [
        "from geomap import __version__",
        "from geomap.records import Atlas",
        "from geomap.mentions import find_mentions",
        "if TYPE_CHECKING:\n    from geomap.gazetteer import Gazetteer",
    ],
)
def test_an_import_down_or_for_types_is_let_pass(code):
    assert _wrong(PACKAGE / "mentions.py", code) == []


@pytest.mark.parametrize(
    "code",
    [
        "import geomap",
        "import geomap.cli",
        "import geomap.pipeline",
        "import geomap.maps",
        "import geomap.export",
        "import geomap.claims, geomap.dates, geomap.events, geomap.sources, geomap.gazetteer",
    ],
)
def test_importing_loads_nothing_heavy(code):
    tell = f"{code}, sys, json; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", tell], capture_output=True, text=True, check=True)
    assert set(json.loads(done.stdout)) & set(HEAVY) == set()


def test_looking_up_names_loads_neither_claims_nor_dates():
    """`geomap route` and `geomap geocode` would wait a third of a second for them."""
    tell = "import geomap.journeys, sys, json; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", tell], capture_output=True, text=True, check=True)
    assert not {"geomap.claims", "geomap.dates"} & set(json.loads(done.stdout))


def test_help_is_quick():
    """The median of five, in processor time: other work on the machine does not count."""
    times = []
    for _ in range(5):
        before = os.times()
        subprocess.run(
            [sys.executable, "-m", "geomap", "--help"], check=True, stdout=subprocess.DEVNULL
        )
        after = os.times()
        times.append(
            after.children_user + after.children_system
            - before.children_user - before.children_system
        )  # fmt: skip
    assert sorted(times)[2] <= SLOWEST_HELP_S
