"""Make the sample reports that are not plain text: one PDF, one DOCX.

Run from the project's folder, with python-docx (geomap needs it anyway) and fpdf2 2.8
(`pip install fpdf2`; only this script needs it):

    python data/scripts/build_samples.py [FOLDER]

The same versions give the same bytes: dates are fixed, members are packed in one order.
"""

import io
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path

REPORTS = Path(__file__).parents[1] / "reports"
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first moment that a ZIP archive can state

PAGE_MM = (140, 170)  # small, so that the text breaks over two pages

SUDAN_DATE = datetime(2025, 5, 8, 6, 0, tzinfo=UTC)
SUDAN_TITLE = "Port Sudan under drones, Darfur under supply"
SUDAN = """\
geomap sample desk | Published: 8 May 2025

For two years Port Sudan was the quiet place of Sudan's war. On 4 May drones struck the \
Osman Digna air base outside the city and a goods store nearby. The army named the Rapid \
Support Forces as the attacker; they said nothing. Nobody was hurt, an army spokesman said.

A day later drones hit the main fuel depot of Port Sudan, and black smoke stood over the \
harbour. On 6 May explosions followed at the airport and close to a hotel. Flights were \
stopped, and the United Nations, whose aid for the whole country passes through the city, \
asked for restraint.

Khartoum's government, which sits in Port Sudan, accused the United Arab Emirates of having \
supplied the drones and cut its ties with Abu Dhabi. The Emirates rejected the accusation.

The older question: what lands at Amdjarass?

In January 2024 a panel of experts told the UN Security Council that it found credible the \
accusation that the United Arab Emirates had sent weapons to the Rapid Support Forces by way \
of Amdjarass, a small airport in eastern Chad. Cargo planes from Abu Dhabi landed there \
several times a week, it wrote, and trucks took the loads from Amdjarass over the border to \
Darfur.

The Emirates denied this. The planes, their mission in New York said, had carried medicine \
and food for a field hospital that treats refugees from Sudan at Amdjarass.

Chad has also denied that arms pass through its territory.
"""

TARTUS_DATE = datetime(2025, 1, 30, 9, 0, tzinfo=UTC)
TARTUS_TITLE = "Out of Tartus"
TARTUS_BYLINE = "By geomap harbour notes, 30 January 2025"
TARTUS = """\
Two Russian freighters, the Sparta and the Sparta II, have left the Syrian port of Tartus after \
a week at the pier. Imagery from last week shows rows of military trucks on the quay. By \
Tuesday the rows were gone.

Ukraine's military intelligence said that the two ships are taking weapons and vehicles from \
Tartus to Russia. Moscow has not said what they carry. The new authorities in Damascus ended a \
Russian company's contract to run the commercial port earlier this month.

For ten years the traffic went the other way as well. Sailors called it the Syrian Express: \
landing ships and freighters between Novorossiysk and Tartus, through the Bosphorus. When \
Turkey closed the strait to warships in 2022, merchant ships took over. Among them was the \
Sparta IV, which trackers saw on the line again and again in 2023.
"""
TARTUS_LAST = """\
One voyage is known in detail. In August 2022 the Sparta II carried an S-300 air defence battery \
from Tartus to Novorossiysk, according to pictures of an Israeli imagery company.
"""
TARTUS_TABLE = (
    ("Ship", "Seen at", "When"),
    ("Sparta II", "Tartus", "August 2022"),
    ("Sparta II", "Novorossiysk", "August 2022"),
    ("Sparta, Sparta II", "Tartus", "January 2025"),
)


def write_pdf(path: Path) -> None:
    """Write the report on Sudan: two pages of running text with a header and page numbers."""
    from fpdf import FPDF

    class Paper(FPDF):
        def header(self) -> None:
            self.set_font("Helvetica", size=8)
            self.cell(0, 6, "geomap sample desk - briefing paper 3", align="R")
            self.ln(12)

        def footer(self) -> None:
            self.set_y(-15)
            self.set_font("Helvetica", size=8)
            self.cell(0, 8, f"page {self.page_no()}", align="C")

    paper = Paper(format=PAGE_MM)
    paper.set_compression(compress=False)
    paper.set_creation_date(SUDAN_DATE)
    paper.set_producer("data/scripts/build_samples.py")
    paper.set_title(SUDAN_TITLE)
    paper.set_author("geomap sample desk")
    paper.set_auto_page_break(auto=True, margin=20)
    paper.add_page()
    paper.set_font("Helvetica", style="B", size=15)
    paper.multi_cell(0, 8, SUDAN_TITLE, align="L", new_x="LMARGIN", new_y="NEXT")
    paper.ln(2)
    paper.set_font("Helvetica", size=11)
    for paragraph in SUDAN.strip().split("\n\n"):
        paper.multi_cell(0, 5.5, paragraph, align="L", new_x="LMARGIN", new_y="NEXT")
        paper.ln(3)
    paper.output(str(path))


def write_docx(path: Path) -> None:
    """Write the report on Tartus: a title, a byline, paragraphs and a table."""
    from docx import Document

    paper = Document()
    about = paper.core_properties
    about.title, about.author, about.comments = TARTUS_TITLE, "geomap harbour notes", ""
    about.created = about.modified = TARTUS_DATE.replace(tzinfo=None)
    about.last_modified_by, about.revision = "geomap harbour notes", 1
    paper.add_heading(TARTUS_TITLE, level=0)
    paper.add_paragraph(TARTUS_BYLINE)
    for paragraph in TARTUS.strip().split("\n\n"):
        paper.add_paragraph(paragraph)
    paper.add_paragraph(TARTUS_LAST.strip())
    table = paper.add_table(rows=0, cols=len(TARTUS_TABLE[0]))
    for row in TARTUS_TABLE:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    stream = io.BytesIO()
    paper.save(stream)
    path.write_bytes(_timeless(stream.getvalue()))


def _timeless(archive: bytes) -> bytes:
    """Pack the members of a ZIP archive again without the time of packing."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(archive)) as old,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            member = zipfile.ZipInfo(name, date_time=ZIP_EPOCH)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system = 3  # Unix, on every system
            new.writestr(member, old.read(name))
    return packed.getvalue()


def main() -> None:
    """Write both files into the folder named, by default data/reports."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else REPORTS
    folder.mkdir(parents=True, exist_ok=True)
    for name, write in (("port-sudan.pdf", write_pdf), ("out-of-tartus.docx", write_docx)):
        write(folder / name)
        print(folder / name)


if __name__ == "__main__":
    main()
