"""XLSX workbooks: the sheets that hold events, their dates as dates, their formulas as values.

A workbook is a ZIP archive whose reader (calamine) keeps the whole grid between the first and the
last cell in memory, and a text again for each cell that refers to it. So what the archive would
grow to is measured before it is handed over.
"""

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator

from geomap.records import Table
from geomap.sources.draft import Draft
from geomap.sources.files import Unreadable
from geomap.sources.formats import PACKAGE_ERRORS
from geomap.sources.tabular import cell_text, collect, drafted

__all__ = ["read_xlsx"]

UNPACKED_LIMIT_BYTES = 400_000_000  # 100,000 rows of 30 columns unpack to 150 MB of XML
GRID_LIMIT = 12_000_000  # cells from the first to the last, 32 bytes each: 100,000 rows x 120
TEXT_LIMIT_BYTES = 400_000_000  # of the shared texts, as often as cells refer to them
SHEETS_LIMIT = 200

_Range = tuple[tuple[int, int], tuple[int, int]]  # first and last cell, each (row, column) from 0

# Every repetition has an end, so that a hostile part costs no more than its length.
_START = re.compile(
    rb"""<(?:\w{1,30}:)?(?P<tag>c|row)(?=[\s/>])"""
    rb"""(?P<inside>(?:[^"'<>]|"[^"]{0,200}"|'[^']{0,200}'){0,400})>"""
)
_REFERENCE = re.compile(rb"""\sr\s{0,9}=\s{0,9}["'](?P<column>[A-Za-z]{0,4})(?P<row>\d{1,9})["']""")
_STRING = re.compile(rb"<(?:\w{1,30}:)?si[\s>]")
_VALUE = re.compile(rb"<(?:\w{1,30}:)?v(?:\s[^>]{0,100})?>\s{0,9}(\d{1,9})\s{0,9}<")


def read_xlsx(data: bytes, *, is_events: Callable[[Table], bool] | None) -> Iterator[Draft]:
    """A draft for each visible sheet that holds events; the first sheet if none seems to.

    Raises
    ------
    Unreadable
        The workbook is broken, encrypted, or grows beyond a limit.
    """
    import python_calamine as calamine

    if data.startswith(b"\xd0\xcf\x11\xe0"):
        message = "encrypted, or an old .xls: save it as .xlsx without a password"
        raise Unreadable(message)
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(_unpacked(data)))
        sheets = [sheet for sheet in book.sheets_metadata if _is_read(sheet)][:SHEETS_LIMIT]
        hidden = [sheet.name for sheet in book.sheets_metadata if not _is_read(sheet)]
        drafts = [(s.name, _sheet(book, s.name)) for s in sheets]
    except (calamine.CalamineError, *PACKAGE_ERRORS) as error:
        message = f"broken XLSX ({type(error).__name__}); open it and save it again"
        raise Unreadable(message) from None
    filled = [(name, draft) for name, draft in drafts if draft is not None]
    if not filled:
        message = "no header row: its sheets are empty"
        raise Unreadable(message)
    told = [
        (name, d) for name, d in filled if d.table and (is_events is None or is_events(d.table))
    ]
    chosen = told or filled[:1]
    names = {name for name, _ in chosen}
    left = [name for name, _ in filled if name not in names] + hidden
    if left:
        chosen[0][1].notes.append(f"sheets without events or hidden: {', '.join(left)}")
    for name, draft in chosen:
        draft.title = name if len(chosen) > 1 else None
        yield draft


def _is_read(sheet: "calamine.SheetMetadata") -> bool:  # type: ignore[name-defined]  # noqa: F821
    """Whether a sheet is a visible grid of cells, no chart."""
    return (str(sheet.typ), str(sheet.visible)) == (
        "SheetTypeEnum.WorkSheet", "SheetVisibleEnum.Visible",
    )  # fmt: skip


def _sheet(book: "calamine.CalamineWorkbook", name: str) -> Draft | None:  # type: ignore[name-defined]  # noqa: F821
    sheet = book.get_sheet_by_name(name)
    rows = ([cell_text(value) for value in row] for row in sheet.iter_rows())
    try:
        return drafted(collect(_unmerged(rows, sheet.merged_cell_ranges or ())))
    except Unreadable as error:
        if str(error).startswith("no header"):
            return None
        raise


def _unmerged(rows: Iterable[list[str]], ranges: Iterable[_Range]) -> Iterator[list[str]]:
    """Rows in which a cell that is merged downwards stands in each of its rows.

    "3 May" beside two towns dates both. A cell that is merged to the right is a title.
    """
    lasts = {(first[0], first[1]): last[0] for first, last in ranges if last[0] > first[0]}
    begin: dict[int, list[tuple[int, int]]] = {}
    for (row, column), last in sorted(lasts.items()):
        begin.setdefault(row, []).append((column, last))
    held: dict[int, tuple[int, str]] = {}  # by column: the last row of the merged cell, its value
    for number, cells in enumerate(rows):
        for column, (last, value) in list(held.items()):
            if number > last:
                del held[column]
            elif column < len(cells) and not cells[column]:
                cells[column] = value
        for column, last in begin.get(number, ()):
            if column < len(cells) and cells[column]:
                held[column] = (last, cells[column])
        yield cells


def _unpacked(data: bytes) -> bytes:
    """The archive written anew without compression, so that it is as large as it claims to be.

    Python unpacks no more of an entry than its directory promises; calamine would.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
            if size > UNPACKED_LIMIT_BYTES:
                limit = UNPACKED_LIMIT_BYTES / 1e6
                message = f"unpacks to {size / 1e6:.0f} MB, the limit is {limit:.0f}; split it"
                raise Unreadable(message)
            names = [n for n in archive.namelist() if n.endswith((".xml", ".rels"))]
            parts = {name: archive.read(name) for name in names}
    except PACKAGE_ERRORS as error:
        message = f"broken XLSX ({type(error).__name__}); open it and save it again"
        raise Unreadable(message) from None
    _measure(parts)
    plain = io.BytesIO()
    with zipfile.ZipFile(plain, "w", zipfile.ZIP_STORED) as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name), part)
    return plain.getvalue()


def _measure(parts: dict[str, bytes]) -> None:
    """Refuse a workbook whose grid or whose repeated texts would fill the memory."""
    shared = next((p for n, p in parts.items() if n.lower().endswith("sharedstrings.xml")), b"")
    lengths = [len(text) for text in _STRING.split(shared)[1:]]
    for name, part in parts.items():
        if "sheet" not in name.lower() or part is shared:
            continue
        cells = _grid(part)
        if cells > GRID_LIMIT:
            message = (
                f"{name}: its cells lie on a grid of {cells:,}, the limit is {GRID_LIMIT:,}; "
                "clear what stands far away from the table, or split it"
            )
            raise Unreadable(message)
        text = sum(lengths[i] for i in map(int, _VALUE.findall(part)) if i < len(lengths))
        if text > TEXT_LIMIT_BYTES:
            message = f"{name}: its texts take {text / 1e6:.0f} MB; split the table"
            raise Unreadable(message)


def _grid(part: bytes) -> int:
    """Cells of the grid from A1 to the last cell that holds something."""
    rows = columns = here = implied = 0
    for match in _START.finditer(part):
        if match["inside"].endswith(b"/"):
            continue  # a blank cell or row that only has a style
        found = _REFERENCE.search(b" " + match["inside"])
        if match["tag"] == b"row":
            here = int(found["row"]) if found else here + 1
            implied = 0
            continue
        implied = _number(found["column"]) if found and found["column"] else implied + 1
        columns = max(columns, implied)
        rows = max(rows, here, int(found["row"]) if found else 0)
    return rows * columns


def _number(letters: bytes) -> int:
    """Column number of its letters: A is 1, AA is 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
