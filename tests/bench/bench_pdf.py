"""Processor time a page of PDFs without and with tables, beside what PDFium alone needs.

    python tests/bench/bench_pdf.py [FILE ...]

Without files two are made: 200 pages of prose, and a table of ships over 40 pages. Times are the
least of five runs in this process; the last line is what the process that reads them costs.
"""

import contextlib
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pypdfium2
from fpdf import FPDF

from geomap.sources.apart import PdfReader
from geomap.sources.pdf import read_pdf

RUNS = 5
PROSE_PAGES, TABLE_ROWS = 200, 1800
SENTENCE = (
    "The officers weigh what they remember against what the files hold, and they find that "
    "neither can be trusted alone, though both together come near to the truth. "
)


def prose() -> bytes:
    """Pages of paragraphs."""
    made = FPDF()
    made.set_font("helvetica", size=11)
    for _ in range(PROSE_PAGES):
        made.add_page()
        for _ in range(6):
            made.multi_cell(0, 5.5, SENTENCE * 3, new_x="LMARGIN", new_y="NEXT")
            made.ln(3)
    return bytes(made.output())


def table() -> bytes:
    """A table without rules over many pages, its header on each."""
    made = FPDF()
    made.set_font("helvetica", size=9)
    made.set_auto_page_break(False)
    for number in range(TABLE_ROWS):
        if number % 45 == 0:
            made.add_page()
            rows = [("Vessel", "From", "To", "Date", "Cargo", "Tons")]
        else:
            rows = []
        day = f"{number % 28 + 1} May 2024"
        rows.append((f"Tern {number}", "Nampo", "Dalian", day, "coal in bulk", f"{number},100"))
        for row in rows:
            for cell, width in zip(row, (32, 24, 30, 28, 30, 18), strict=True):
                made.cell(width, 5.5, cell)
            made.ln()
    return bytes(made.output())


def least(read: Callable[[], object]) -> float:
    """Least processor seconds of several runs."""
    found = []
    for _ in range(RUNS):
        begun = time.process_time()
        read()
        found.append(time.process_time() - begun)
    return min(found)


def bare(data: bytes) -> None:
    """What PDFium alone needs for the text."""
    with contextlib.closing(pypdfium2.PdfDocument(data)) as document:
        for number in range(len(document)):
            page = document[number]
            content = page.get_textpage()
            content.get_text_range()
            content.close()
            page.close()


def main() -> None:
    """Print a line a file."""
    files = {path: Path(path).read_bytes() for path in sys.argv[1:]}
    for name, data in (files or {"prose": prose(), "table": table()}).items():
        with contextlib.closing(pypdfium2.PdfDocument(data)) as document:
            pages = len(document)
        alone, whole = least(lambda data=data: bare(data)), least(lambda data=data: read_pdf(data))
        rows = sum("\t" in line for line in read_pdf(data).text.split("\n"))
        sys.stdout.write(
            f"{name}: {pages} pages, {whole / pages * 1e3:.2f} ms a page "
            f"(PDFium alone {alone / pages * 1e3:.2f}), {rows} rows of tables\n"
        )
    begun = time.perf_counter()
    with contextlib.closing(PdfReader()) as reader:
        reader.read(data)
        first = time.perf_counter() - begun
        begun = time.perf_counter()
        reader.read(data)
        second = time.perf_counter() - begun
    sys.stdout.write(f"the worker's start: {first - second:.2f} s, once a run\n")


if __name__ == "__main__":
    main()
