"""A report as a Word document, made by python-docx from the blocks of its Markdown."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from geomap.codec import zip_entry
from geomap.report.blocks import Block, Run, column_shares

__all__ = ["word_bytes"]

# The same for every report: what the clock says would make each run's bytes another
WRITTEN = datetime(2000, 1, 1)  # noqa: DTZ001 (python-docx wants it without a zone)
MANY_COLUMNS = 6
PICTURE_CM = 16.5
EDGE_TWIPS = "45"  # 0.8 mm left and right of a cell's text


def word_bytes(blocks: Sequence[Block], pictures: Mapping[str, bytes], *, title: str) -> bytes:
    """Bytes of a .docx of the blocks; `pictures` are PNG files by the names that blocks use."""
    import docx
    from docx.shared import Cm

    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
        setattr(section, side, Cm(2.0))
    properties = document.core_properties
    properties.title, properties.author = title[:255], "geomap"
    properties.created = properties.modified = WRITTEN
    properties.comments = ""
    for block in blocks:
        _add(document, block, pictures)
    stream = io.BytesIO()
    document.save(stream)
    return _without_clock(stream.getvalue())


def _add(document: Any, block: Block, pictures: Mapping[str, bytes]) -> None:
    match block.kind:
        case "heading":
            style = "Title" if block.level == 1 else f"Heading {min(block.level - 1, 9)}"
            _write(document.add_paragraph(style=style), block.runs)
        case "item":
            ordered = block.mark.endswith(".")
            paragraph = document.add_paragraph(style=None if ordered else "List Bullet")
            # Word's own numbering runs on from list to list: sources keep their numbers as text
            _write(paragraph, [Run(f"{block.mark} "), *block.runs] if ordered else block.runs)
        case "table":
            _add_table(document, block)
        case "picture" if block.source in pictures:
            _add_picture(document, pictures[block.source], block.runs[0].text)
        case "paragraph":
            _write(document.add_paragraph(), block.runs)


def _add_picture(document: Any, data: bytes, alt: str) -> None:
    from docx.shared import Cm

    shape = document.add_picture(io.BytesIO(data), width=Cm(PICTURE_CM))
    shape._inline.docPr.set("descr", alt)  # noqa: SLF001 (python-docx has no public way)


def _add_table(document: Any, block: Block) -> None:
    from docx.oxml import OxmlElement
    from docx.shared import Pt

    columns = len(block.rows[0])
    section = document.sections[0]
    width = section.page_width - section.left_margin - section.right_margin
    table = document.add_table(rows=len(block.rows), cols=columns, style="Light Grid Accent 1")
    size = Pt(6.5 if columns >= MANY_COLUMNS else 9)
    _set_look(table)
    table.autofit = False  # else LibreOffice makes all columns alike
    shares = column_shares(block, width_pt=width / Pt(1), size_pt=size / Pt(1))
    widths = [int(width * share) for share in shares]
    for column, wide in zip(table.columns, widths, strict=True):
        column.width = wide
    # Cells are asked for once: python-docx counts the whole table anew at each `table.cell`
    cells = table._cells  # noqa: SLF001
    for number, row in enumerate(block.rows):
        for column, runs in enumerate(row):
            cell = cells[number * columns + column]
            cell.width = widths[column]
            _write(cell.paragraphs[0], runs, size=size)
    for number, line in enumerate(table._tbl.tr_lst):  # noqa: SLF001
        marks = line.get_or_add_trPr()
        marks.append(OxmlElement("w:cantSplit"))  # a row stays on its page
        if number == 0:
            marks.append(OxmlElement("w:tblHeader"))  # and its head is on every page


def _set_look(table: Any) -> None:
    """A first column like the others, and narrow edges: nine columns stand side by side."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    known = table._tblPr  # noqa: SLF001
    look = known.find(qn("w:tblLook"))
    look.set(qn("w:val"), "0420")  # first row and bands; ECMA-376, part 1, 17.4.55
    look.set(qn("w:firstColumn"), "0")
    edges = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), EDGE_TWIPS)
        edge.set(qn("w:type"), "dxa")
        edges.append(edge)
    look.addprevious(edges)


def _write(paragraph: Any, runs: Sequence[Run], *, size: Any = None) -> None:
    for run in runs:
        made = _linked(paragraph, run) if run.link else paragraph.add_run(run.text)
        made.bold, made.italic = run.bold or None, run.italic or None
        if size is not None:
            made.font.size = size


def _linked(paragraph: Any, run: Run) -> Any:
    """A run inside a hyperlink, which python-docx can read but not make."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import RGBColor
    from docx.text.run import Run as WordRun

    key = paragraph.part.relate_to(run.link, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), key)
    inner = OxmlElement("w:r")
    link.append(inner)
    paragraph._p.append(link)  # noqa: SLF001
    made = WordRun(inner, paragraph)
    made.text = run.text
    made.underline = True
    made.font.color.rgb = RGBColor(0x0A, 0x5A, 0x8F)
    return made


def _without_clock(data: bytes) -> bytes:
    """The same archive with one date for all its parts."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as made,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as kept,
    ):
        for name in made.namelist():
            kept.writestr(zip_entry(name), made.read(name))
    return out.getvalue()
