"""Tables, columns and notes on the pages of a PDF, as their text and as claims."""

import itertools

import pytest
from fpdf import FPDF

from geomap.maps.quotes import quotes_of
from geomap.pipeline import extract
from geomap.sources import read_sources
from geomap.sources.pdf import read_pdf

HEADER = ("Vessel", "From", "To", "Date", "Cargo", "Tons")
ROWS = (
    ("Otter Rock", "Nampo", "Dalian", "3 May 2024", "coal", "4,100"),
    ("Heron", "Wonsan", "Vladivostok", "9 May 2024", "zinc ore in bags", "950"),
    ("Tern Island", "Rajin", "Qingdao", "21 May 2024", "coal", "12,300"),
)
WIDTHS = (32, 24, 30, 28, 30, 18)
BEFORE = "The list was drawn up by the harbour master on 1 June 2024 and was sent to three readers."
BEHIND = "On 25 May 2024 the tanker Loon carried 900 tons of diesel from Vladivostok to Rajin."


def sheet(orientation="portrait", **options):
    page = FPDF(orientation=orientation, **options)
    page.set_font("helvetica", size=10)
    page.add_page()
    return page


def say(page, text):
    page.multi_cell(0, 5, text, new_x="LMARGIN", new_y="NEXT")
    page.ln(4)


def draw(page, rows, *, widths=WIDTHS, border=0, right=(5,)):
    for row in rows:
        for number, (cell, width) in enumerate(zip(row, widths, strict=True)):
            page.cell(width, 6, cell, border=border, align="R" if number in right else "L")
        page.ln()


def lines_of(page):
    return read_pdf(bytes(page.output())).text.split("\n")


@pytest.mark.parametrize("border", [0, 1])
def test_rows_of_a_table_are_lines_of_cells(border):
    page = sheet()
    say(page, BEFORE)
    draw(page, (HEADER, *ROWS), border=border)
    page.ln(6)
    say(page, BEHIND)
    assert lines_of(page) == [BEFORE, *("\t".join(row) for row in (HEADER, *ROWS)), BEHIND]


def test_claims_of_a_table_lead_to_its_rows_and_the_sentences_stay(gazetteer, tmp_path):
    page = sheet()
    page.add_page()
    say(page, BEFORE)
    draw(page, (HEADER, *ROWS))
    page.ln(6)
    say(page, BEHIND)
    file = tmp_path / "list.pdf"
    file.write_bytes(bytes(page.output()))
    ((reading,), rejected) = extract([file], gazetteer=gazetteer)
    assert not rejected
    told = [
        (c.vessels[0].name, c.origin.name, c.destination.name, c.date, c.items[0].quantity.value)
        for c in reading.claims
    ]
    assert sorted(told, key=lambda t: t[3]) == [
        ("Otter Rock", "Nampo", "Dalian", "2024-05-03", 4100),
        ("Heron", "Wonsan", "Vladivostok", "2024-05-09", 950),
        ("Tern Island", "Rajin", "Qingdao", "2024-05-21", 12300),
        ("Loon", "Vladivostok", "Rajin", "2024-05-25", 900),
    ]
    row = next(c for c in reading.claims if c.vessels[0].name == "Heron").evidence[0]
    assert row.text == "\t".join(ROWS[1]) == reading.text[row.start : row.end]
    assert row.page == 2
    heron = next(c for c in reading.claims if c.vessels[0].name == "Heron")
    (quote,), marks, _ = quotes_of(heron, reading)
    assert quote == f"page 2: {row.text}"
    at = marks.index(0) + 1
    assert quote[marks[at] : marks[at] + marks[at + 1]] in {*ROWS[1], "9 May 2024"}


@pytest.mark.parametrize("repeats", [True, False])
def test_a_table_goes_on_over_pages(repeats):
    page = sheet()
    page.set_auto_page_break(False)
    for number, part in enumerate(ROWS):
        if number:
            page.add_page()
        page.text(10, 8, "Harbour list, June")
        page.set_y(20)
        draw(page, (HEADER, part) if repeats or not number else (part,))
        draw(page, [("Filler", "Nampo", "Dalian", f"{number + 1} June 2024", "sand", "100")])
        page.text(100, 290, f"Page {number + 1} of 3")
    draft = read_pdf(bytes(page.output()))
    rows = [line.lstrip("\f").split("\t") for line in draft.text.split("\n") if "\t" in line]
    assert [row[0] for row in rows] == [
        "Vessel", "Otter Rock", "Filler", "Heron", "Filler", "Tern Island", "Filler",
    ]  # fmt: skip
    assert draft.text.count("\f") == 2
    noise = {draft.text[n.start : n.end] for n in draft.noise}
    assert {"Harbour list, June", "Page 2 of 3"} <= noise
    assert not any("Otter" in text for text in noise)


def test_a_row_at_the_top_of_a_page_is_quoted_with_its_page(gazetteer, tmp_path):
    page = sheet()
    draw(page, (HEADER, ROWS[0]))
    page.add_page()
    draw(page, (HEADER, *ROWS[1:]))
    file = tmp_path / "list.pdf"
    file.write_bytes(bytes(page.output()))
    ((reading,), _) = extract([file], gazetteer=gazetteer, date="2024-06-01")
    spans = [claim.evidence[0] for claim in reading.claims]
    assert [(span.page, span.text) for span in spans] == [
        (number, "\t".join(row)) for number, row in zip((1, 2, 2), ROWS, strict=True)
    ]


def test_lines_of_one_cell_are_one_cell():
    page = sheet()
    goods = "two cranes of the old kind, with their rails and a spare engine"
    with page.table(width=180, col_widths=(30, 25, 25, 40), borders_layout="MINIMAL") as table:
        for cells in (("Date", "From", "To", "Goods"),
                      ("3 May 2024", "Nampo", "Dalian", goods),
                      ("9 May 2024", "Rajin", "Busan", "coal")):  # fmt: skip
            table.row(cells)
    assert lines_of(page)[1:] == [
        f"3 May 2024\tNampo\tDalian\t{goods}",
        "9 May 2024\tRajin\tBusan\tcoal",
    ]


def test_a_name_above_two_columns_stays_above_them():
    page = sheet()
    for text, at in (("Loaded", 60), ("Delivered", 110)):
        page.text(at, 30, text)
    xs = (10, 50, 75, 100, 125, 160)
    for y, row in zip(
        itertools.count(36, 6),
        (("Vessel", "Port", "Date", "Port", "Date", "Coal"),
         ("Heron", "Nampo", "3 May", "Dalian", "9 May", "4,100"),
         ("Tern", "Rajin", "4 May", "Busan", "8 May", "2,100")),
        strict=False,
    ):  # fmt: skip
        for x, cell in zip(xs, row, strict=True):
            page.text(x, y, cell)
    assert lines_of(page)[:2] == [
        "Vessel\tLoaded\t\tDelivered\t\tCoal",
        "\tPort\tDate\tPort\tDate\t",
    ]


@pytest.mark.parametrize("angle", [90, 270])
def test_a_table_on_its_side_is_read_upright(angle):
    page = sheet()
    with page.rotation(angle, 105, 148):
        page.set_y(120)
        draw(page, (HEADER, *ROWS))
    assert lines_of(page) == ["\t".join(row) for row in (HEADER, *ROWS)]


def test_columns_that_were_drawn_straight_across_are_read_one_after_the_other():
    page = sheet()
    left = [f"Ships {n} came to the harbour at night and" for n in range(12)]
    right = [f"Trains {n} went to the border and back in" for n in range(12)]
    for number, (one, other) in enumerate(zip(left, right, strict=True)):
        page.text(10, 20 + 5 * number, one)
        page.text(110, 20 + 5 * number, other)
    text = read_pdf(bytes(page.output())).text
    assert text.replace("\n", " ") == " ".join((*left, *right))


def test_notes_and_their_marks_are_out_of_the_sentences():
    page = sheet()
    page.set_auto_page_break(False)
    page.text(10, 20, "The freighter Heron left Nampo with coal on 3 May 2024")
    page.set_font_size(6)
    page.text(98, 18, "12")
    page.text(10, 280, "12 Letter of the owner, 9 July 2023.")
    page.add_page()
    page.set_font_size(10)
    page.text(10, 20, "and came to Dalian two days later.")
    assert lines_of(page) == [
        "The freighter Heron left Nampo with coal on 3 May 2024 and came to Dalian two days later.",
        "12 Letter of the owner, 9 July 2023.",
    ]


def test_pages_that_are_pictures_are_named():
    from PIL import Image

    page = sheet()
    say(page, BEFORE)
    for _ in range(2):
        page.add_page()
        page.image(Image.new("L", (60, 80), 200), 0, 0, 210, 297)
    page.add_page()
    say(page, BEHIND)
    (note,) = read_pdf(bytes(page.output())).notes
    assert "no text on pages 2-3" in note
    assert "ocrmypdf" in note


def test_prose_in_three_columns_is_no_table():
    page = sheet()
    for number in range(10):
        for column in range(3):
            page.text(
                10 + 65 * column, 20 + 5 * number, f"words {number} of the long text {column}"
            )
    assert "\t" not in read_pdf(bytes(page.output())).text


def test_rows_whose_cells_all_wrap_are_parted_by_their_figures():
    page = sheet()
    lines = (
        ("Date", "From", "To", "Goods", "Tons"),
        ("4 May", "Bandar", "Novorossiysk", "motor oil in", "1,210"),
        ("2023", "Abbas", "", "drums", ""),
        ("15 May", "Kerch", "Latakia", "barley of the", "5,950"),
        ("2023", "", "", "last year", ""),
    )
    draw(page, lines, widths=(25, 25, 35, 35, 20), right=(4,))
    assert lines_of(page)[1:] == [
        "4 May 2023\tBandar Abbas\tNovorossiysk\tmotor oil in drums\t1,210",
        "15 May 2023\tKerch\tLatakia\tbarley of the last year\t5,950",
    ]


def test_a_cell_set_in_the_middle_of_its_row_stays_in_it():
    page = sheet()
    draw(page, [("Date", "From", "To", "Remarks")], widths=(30, 30, 30, 40), right=())
    for top, cells, remarks in (
        (24, ("3 May 2024", "Nampo", "Dalian"), ("seen by two", "drivers")),
        (36, ("9 May 2024", "Rajin", "Busan"), ("told by", "the agent")),
        (48, ("12 May 2024", "Wonsan", "Busan"), ("no cargo", "is told")),
    ):
        for x, cell in zip((11, 41, 71), cells, strict=True):
            page.text(x, top, cell)
        for y, words in zip((top - 2.2, top + 2.2), remarks, strict=True):
            page.text(101, y, words)
    assert lines_of(page)[1:] == [
        "3 May 2024\tNampo\tDalian\tseen by two drivers",
        "9 May 2024\tRajin\tBusan\ttold by the agent",
        "12 May 2024\tWonsan\tBusan\tno cargo is told",
    ]


def test_the_frame_of_a_page_or_a_header_is_no_table_of_its_own():
    page = sheet()
    page.rect(5, 5, 200, 287)
    draw(page, [HEADER], border=1)
    draw(page, ROWS)
    assert lines_of(page) == ["\t".join(row) for row in (HEADER, *ROWS)]


def test_a_table_is_in_no_foreign_language(tmp_path):
    page = sheet()
    draw(page, (HEADER, *[("Alder", "Odesa", "Tripoli", "2024-05-03", "wheat", "4,100")] * 24))
    file = tmp_path / "list.pdf"
    file.write_bytes(bytes(page.output()))
    (document,) = read_sources([str(file)])
    assert not any("English" in note for note in document.notes)
