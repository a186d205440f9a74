"""A report as a PDF, made by fpdf2 from the blocks of its Markdown.

Set in DejaVu Sans, which matplotlib brings: Latin, Cyrillic, Greek and more. Hangul and Han are
shown where this machine has a font for them, else as boxes.
"""

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from geomap.figures import clean, font_files
from geomap.report.blocks import Block, Run, column_shares, plain_text

__all__ = ["pdf_bytes"]

WRITTEN = datetime(2000, 1, 1, tzinfo=UTC)  # the clock would make each run's bytes another
FONT = "DejaVu"
SIZES = {1: 20, 2: 14, 3: 12}
TEXT = 9.5
LINE_MM = 5.0
PICTURE_MM = 160  # room that a picture with its heading takes
TABLE_TEXT = 6.5
MANY_COLUMNS = 6
LINK_COLOUR = (10, 90, 143)
SCHEMES = ("http://", "https://")


def pdf_bytes(blocks: Sequence[Block], pictures: Mapping[str, bytes], *, title: str) -> bytes:
    """Bytes of a PDF of the blocks; `pictures` are PNG files by the names that blocks use."""
    from fpdf import FPDF

    pdf = FPDF(format="A4")
    pdf.set_creation_date(WRITTEN)
    pdf.set_title(title)
    pdf.set_lang("en")
    pdf.set_creator("geomap")
    pdf.set_producer("geomap")
    pdf.set_auto_page_break(auto=True, margin=18)
    plain, bold, slanted, others = font_files()
    for style, file in (("", plain), ("B", bold), ("I", slanted)):
        pdf.add_font(FONT, style, file)
    for number, file in enumerate(others):
        pdf.add_font(f"more{number}", "", file)
    pdf.set_fallback_fonts([f"more{number}" for number in range(len(others))], exact_match=False)
    pdf.add_page()
    pdf.set_font(FONT, size=TEXT)
    for block, after in zip(blocks, [*blocks[1:], None], strict=True):
        if block.kind == "heading":
            # A heading never stands alone at the foot of a page
            room = PICTURE_MM if after and after.kind == "picture" else 30
            if pdf.will_page_break(room):
                pdf.add_page()
        _add(pdf, block, pictures)
    return bytes(pdf.output())


def _add(pdf: Any, block: Block, pictures: Mapping[str, bytes]) -> None:
    match block.kind:
        case "heading":
            _add_heading(pdf, block)
        case "item":
            left = pdf.l_margin
            pdf.set_x(left)
            pdf.write(LINE_MM, f"{block.mark} ")
            pdf.set_left_margin(left + 6)
            pdf.set_x(left + 6)
            _write(pdf, block.runs)
            pdf.set_left_margin(left)
            pdf.ln(LINE_MM + 1)
        case "table":
            _add_table(pdf, block)
        case "picture" if block.source in pictures:
            pdf.image(
                io.BytesIO(pictures[block.source]), w=pdf.epw, alt_text=block.runs[0].text or None
            )
            pdf.ln(2)
        case "paragraph":
            _write(pdf, block.runs)
            pdf.ln(LINE_MM + 2)


def _add_heading(pdf: Any, block: Block) -> None:
    if block.level > 1:
        pdf.ln(3)
    size = SIZES.get(block.level, 10.5)
    pdf.set_font(FONT, "B", size)
    text = clean(plain_text(block.runs))
    pdf.multi_cell(0, size * 0.45, text, new_x="LMARGIN", new_y="NEXT", align="L")
    pdf.ln(2)
    pdf.set_font(FONT, size=TEXT)


def _style(run: Run) -> str:
    return "B" if run.bold else "I" if run.italic else ""


def _write(pdf: Any, runs: Sequence[Run]) -> None:
    for run in runs:
        pdf.set_font(FONT, _style(run), TEXT)
        text = run.text if run.text.isspace() else _kept_ends(run.text)
        linked = bool(run.link)
        if linked:
            pdf.set_text_color(*LINK_COLOUR)
        pdf.write(LINE_MM, text, link=run.link or "")
        if linked:
            pdf.set_text_color(0, 0, 0)
    pdf.set_font(FONT, size=TEXT)


def _kept_ends(text: str) -> str:
    """The text as the fonts can show it, with the spaces that part it from its neighbours."""
    head = " " if text[:1].isspace() else ""
    tail = " " if text[-1:].isspace() else ""
    return f"{head}{clean(text)}{tail}"


def _add_table(pdf: Any, block: Block) -> None:
    from fpdf.fonts import FontFace

    many = len(block.rows[0]) >= MANY_COLUMNS
    size = TABLE_TEXT if many else TEXT - 1
    pdf.set_font(FONT, size=size)
    with pdf.table(
        col_widths=column_shares(block, width_pt=pdf.epw * pdf.k, size_pt=size),
        text_align="LEFT",
        line_height=size * 0.5,
        headings_style=FontFace(emphasis="BOLD", fill_color=(230, 236, 241)),
        borders_layout="HORIZONTAL_LINES",
        padding=0.6,
        v_align="TOP",
    ) as table:
        for cells in block.rows:
            row = table.row()
            for runs in cells:
                text = clean(plain_text(runs))
                link = next((r.link for r in runs if r.link and r.link.startswith(SCHEMES)), None)
                row.cell(text, link=link or "")
    pdf.set_font(FONT, size=TEXT)
    pdf.ln(4)
