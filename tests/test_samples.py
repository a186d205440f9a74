"""The sample reports: what they promise in data/README.md, and that they can be made again."""

import importlib.util
import re
import zipfile
from pathlib import Path

import pytest

from geomap.dates import find_document_date
from geomap.records import Document
from geomap.sources import read_sources

ROOT = Path(__file__).parents[1]
REPORTS = ROOT / "data" / "reports"
SCRIPT = ROOT / "data" / "scripts" / "build_samples.py"

PUBLISHED = {
    "arsenals-on-fire": "2024-09-23",
    "boxes-from-rajin": "2023-10-20",
    "caspian-missiles": "2024-09-12",
    "counting-the-containers": "2025-05-30",
    "dhow-boarding": "2024-01-17",
    "first-wheat-out": "2023-09-23",
    "gulf-of-aden-ledger": "2024-03-05",
    "kharkiv-fragments": "2024-01-08",
    "kursk-soldiers": "2024-10-29",
    "out-of-tartus": "2025-01-30",
    "port-sudan": "2025-05-08",
    "short-wires": "2024-01-22",
    "short-wires-2": "2025-04-25",
    "short-wires-3": "2023-09-04",
    "short-wires-4": "2023-12-01",
    "short-wires-5": "2024-09-13",
    "shuttle-of-three-ships": "2023-12-22",
    "test-over-the-sea": "2024-10-31",
    "tumen-river-rail": "2023-11-06",
    "what-is-only-talk": "2023-12-04",
}

# In the menu, the advertisement, the caption, the links and the comments of the HTML page
AROUND_THE_PAGE = (
    "Busan Sapporo Rotterdam Gothenburg Shmona Caracas Antwerp Manila Geneva Odesa Ljubljana"
)


@pytest.fixture(scope="module")
def documents() -> dict[str, Document]:
    found = list(read_sources([str(REPORTS)], find_date=find_document_date))
    assert [each for each in found if not isinstance(each, Document)] == []
    return {each.id: each for each in found}


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("build_samples", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def told(document: Document) -> str:
    """The text without its noise, on one line."""
    keep, at = [], 0
    for noise in document.noise:
        keep.append(document.text[at : noise.start])
        at = noise.end
    return " ".join("".join([*keep, document.text[at:]]).split())


def test_the_readme_lists_every_file_once():
    text = (ROOT / "data" / "README.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| `([\w.-]+)` \|", text, re.MULTILINE)
    assert sorted(listed) == sorted(path.name for path in REPORTS.iterdir())


def test_every_report_states_its_date(documents):
    assert {name: each.published for name, each in documents.items()} == PUBLISHED


def test_every_report_is_english_and_without_a_twin(documents):
    for each in documents.values():
        assert each.language == "en", each.id
        assert not [note for note in each.notes if "near-duplicate" in note], each.id


def test_the_page_around_the_html_report_is_left_out(documents):
    text = told(documents["kharkiv-fragments"])
    page = (REPORTS / "kharkiv-fragments.html").read_text(encoding="utf-8")
    for name in AROUND_THE_PAGE.split():
        assert name in page
        assert name not in text
    assert "struck Kharkiv on January 2" in text
    assert "North Korea's envoy to the United Nations called the accusation baseless" in text


def test_the_pdf_reads_as_running_text_over_two_pages(documents, script):
    text = told(documents["port-sudan"])
    assert "page 1" not in text
    for paragraph in script.SUDAN.strip().split("\n\n")[1:4]:
        assert paragraph in text


def test_the_docx_reads_in_order_with_its_table(documents, script):
    text = told(documents["out-of-tartus"])
    for paragraph in script.TARTUS.strip().split("\n\n"):
        assert paragraph in text
    assert text.index(script.TARTUS_LAST.strip()) < text.index("Seen at")


def test_the_docx_in_the_folder_is_what_the_script_makes(script, tmp_path):
    script.write_docx(tmp_path / "again.docx")
    with (
        zipfile.ZipFile(tmp_path / "again.docx") as made,
        zipfile.ZipFile(REPORTS / "out-of-tartus.docx") as kept,
    ):
        assert {each.date_time for each in made.infolist()} == {script.ZIP_EPOCH}
        for name in ("word/document.xml", "docProps/core.xml"):
            assert made.read(name) == kept.read(name)


def test_the_pdf_in_the_folder_is_what_the_script_makes(script, tmp_path):
    fpdf = pytest.importorskip("fpdf", reason="fpdf2 is needed only to make the sample PDF")
    if not fpdf.__version__.startswith("2.8."):
        pytest.skip("another fpdf2 lays out the same text in other bytes")
    script.write_pdf(tmp_path / "again.pdf")
    assert (tmp_path / "again.pdf").read_bytes() == (REPORTS / "port-sudan.pdf").read_bytes()
