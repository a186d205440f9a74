"""The notebook and the Quarto document of data/examples run from top to bottom."""

import re
import shutil
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "data" / "examples"
CELL = re.compile(r"^```\{python\}\n(.*?)^```$", re.M | re.S)


@pytest.fixture
def folder(tmp_path: Path, gazetteer) -> Path:  # noqa: ARG001 (compiled before the cells run)
    """The examples beside the reports that they read, where they may write."""
    shutil.copytree(EXAMPLES, tmp_path / "examples")
    (tmp_path / "reports").mkdir()
    for name in ("boxes-from-rajin.txt", "kharkiv-fragments.html"):
        shutil.copy(ROOT / "data" / "reports" / name, tmp_path / "reports")
    return tmp_path / "examples"


def test_the_notebook_runs(folder: Path, monkeypatch: pytest.MonkeyPatch):
    """In the shell that a notebook's kernel runs its cells in."""
    interactive = pytest.importorskip("IPython.core.interactiveshell", reason="pip install ipython")
    config = pytest.importorskip("traitlets.config", reason="pip install ipython")
    nbformat = pytest.importorskip("nbformat", reason="pip install nbformat")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("IPYTHONDIR", str(folder))
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])  # the shell puts its own
    book = nbformat.read(folder / "reports-to-figure.ipynb", as_version=4)
    no_history = config.Config(HistoryManager={"enabled": False})
    shell = interactive.InteractiveShell(config=no_history)
    cells = [cell.source for cell in book.cells if cell.cell_type == "code"]
    done = [shell.run_cell(cell) for cell in cells]
    assert [(one.error_before_exec, one.error_in_exec) for one in done] == [(None, None)] * 6
    shown = [shell.display_formatter.format(one.result)[0] for one in done]
    assert any("image/png" in forms for forms in shown)
    names = ("boxes.svg", "boxes.svg.alt.txt", "counts.svg", "by-month.pdf", "boxes.html",
             "report.html", "report.docx", "report.md", "report-figure.svg")  # fmt: skip
    assert [name for name in names if not (folder / name).is_file()] == []


def test_the_notebook_is_kept_without_results():
    nbformat = pytest.importorskip("nbformat", reason="pip install nbformat")
    book = nbformat.read(EXAMPLES / "reports-to-figure.ipynb", as_version=4)
    nbformat.validate(book)
    assert not any(cell.get("outputs") for cell in book.cells)


def test_the_quarto_document_runs(folder: Path, monkeypatch: pytest.MonkeyPatch):
    pytest.importorskip("IPython", reason="pip install ipython")
    monkeypatch.chdir(folder)
    text = (folder / "report.qmd").read_text(encoding="utf-8")
    assert text.startswith("---\ntitle:")
    cells = CELL.findall(text)
    assert len(cells) == 4
    names: dict[str, object] = {}
    for number, cell in enumerate(cells, start=1):
        exec(compile(cell, f"report.qmd, cell {number}", "exec"), names)  # noqa: S102 (our own)
    pictures = re.findall(r"!\[.*?\]\((.*?)\)|src=\"(.*?)\"", text)
    assert all((folder / (picture or frame)).is_file() for picture, frame in pictures)
    assert len(names["transfers"]) >= 1
