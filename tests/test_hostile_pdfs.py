"""PDFs that would keep the reader busy for ever, or take all memory: refused by page."""

import contextlib
import os
import zlib

import pytest

from geomap.records import Rejected
from geomap.sources import read_sources
from geomap.sources.apart import PdfReader
from geomap.sources.files import Unreadable

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows bounds neither time nor memory")


def pdf(content, *more, resources=b""):
    """A PDF of one page with a deflated content stream, and more streams from object 6 on."""
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 5 0 R/Resources<<"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        page + b"/Font<</F1 4 0 R>>" + resources + b">>>>",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        stream(content),
        *more,
    ]
    out, offsets = b"%PDF-1.5\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj" % number + body + b"endobj\n"
    table = b"".join(b"%010d 00000 n \n" % at for at in offsets)
    size = len(objects) + 1
    end = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (size, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n" % size + table + end


def stream(content, fields=b""):
    packed = zlib.compress(content, 9)
    head = b"<</Length %d/Filter/FlateDecode%s>>stream\n" % (len(packed), fields)
    return head + packed + b"\nendstream"


GOOD = pdf(b"BT /F1 10 Tf 50 700 Td (On 3 May 2024 a ship left Nampo.) Tj ET")
BOMB = pdf(b"0 0 m 1 1 l S " * 3_000_000)


def forms():
    """Thirty forms, each drawn ten times by the one before."""
    objects = []
    for number in range(30):
        below = b"/Resources<</XObject<</X %d 0 R>>>>" % (7 + number)
        fields = b"/Type/XObject/Subtype/Form/BBox[0 0 600 800]" + below
        objects.append(stream(b"/X Do " * 10, fields))
    return pdf(b"/X Do", *objects, resources=b"/XObject<</X 6 0 R>>")


@pytest.fixture
def reader():
    with contextlib.closing(PdfReader(page_limit_s=1, memory_limit_bytes=600_000_000)) as made:
        yield made


@pytest.mark.parametrize("data", [BOMB, forms()], ids=["bomb", "forms"])
def test_a_page_that_takes_too_much_is_named_and_the_next_file_is_read(reader, data):
    with pytest.raises(Unreadable, match=r"^page 1 (takes|breaks) .*print it to a new PDF"):
        reader.read(data)
    assert reader.read(GOOD).text == "On 3 May 2024 a ship left Nampo."


def test_a_file_in_a_folder_that_breaks_the_reader_costs_no_other(tmp_path, monkeypatch):
    monkeypatch.setattr("geomap.sources.apart.PdfReader.__init__.__kwdefaults__", {
        "page_limit_s": 1, "memory_limit_bytes": 600_000_000,
    })  # fmt: skip
    for name, data in (("a.pdf", GOOD), ("b.pdf", BOMB), ("c.pdf", GOOD)):
        (tmp_path / name).write_bytes(data)
    first, bad, last = read_sources([str(tmp_path)])
    assert first.text == last.text == "On 3 May 2024 a ship left Nampo."
    assert isinstance(bad, Rejected)
    assert bad.why.startswith("page 1 ")


def test_the_worker_ends_with_the_run(reader):
    reader.read(GOOD)
    process = reader._worker.process
    reader.close()
    assert process.poll() is not None


def test_nothing_in_the_folder_of_work_is_run(reader, tmp_path, monkeypatch):
    (tmp_path / "struct.py").write_text("raise SystemExit('run')")
    (tmp_path / "geomap.py").write_text("raise SystemExit('run')")
    monkeypatch.chdir(tmp_path)
    assert reader.read(GOOD).text


def test_within_another_program_the_file_is_read_all_the_same(monkeypatch):
    monkeypatch.setattr("sys.executable", "/usr/bin/qgis")
    assert PdfReader().read(GOOD).text
