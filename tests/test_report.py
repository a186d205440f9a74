"""Reports: what they tell, that nothing from a document runs, the same bytes each time."""

import io
import re
import zipfile
from pathlib import Path

import atlases
import docx
import msgspec
import pypdfium2
import pytest
from browser import needs_browser
from lxml import html as lxml_html
from markdown_it import MarkdownIt

from geomap.errors import MapError, OutputError
from geomap.records import Atlas, EventFlag, Item, Quantity
from geomap.report import facts_of, write_report
from geomap.report.blocks import Block, Run, column_shares
from geomap.report.facts import plain, web_link
from geomap.report.rendering import escape_markdown

HOSTILE = (
    '"><script>alert(1)</script><img src=x onerror=alert(1)> [click](javascript:alert(1)) '
    "![x](http://evil.example/x.png) http://evil.example www.evil.example {{ 7*7 }} {% raw %} "
    "| a | b | `code` $x^2$ {{< include /etc/passwd >}} &lt; @cite \u202emoor\x00\x1b[31m"
)
COLUMNS = ["supplier", "recipient", "designation", "description", "number", "year(s)", "status",
           "comments"]  # fmt: skip


def hostile_atlas() -> Atlas:
    """The sample atlas with a hostile text in each slot that a report shows."""
    atlas = atlases.sample_atlas()
    events = tuple(
        msgspec.structs.replace(
            event,
            summary=HOSTILE, what=HOSTILE, unit=HOSTILE, claimants=(HOSTILE,),
            denied_by=(HOSTILE,), weapon=HOSTILE, supplier=HOSTILE, attacker=HOSTILE,
        )
        for event in atlas.events
    )  # fmt: skip
    documents = tuple(
        msgspec.structs.replace(
            document, title=HOSTILE, publisher=HOSTILE, source=f"/secret/{HOSTILE}",
            url="javascript:alert(1)",
        )
        for document in atlas.documents
    )  # fmt: skip
    return msgspec.structs.replace(atlas, events=events, documents=documents)


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """The sample atlas in all formats."""
    folder = tmp_path_factory.mktemp("report")
    for form in ("html", "md", "docx", "pdf"):
        write_report(atlases.sample_atlas(), folder / f"r.{form}", title="Ships and strikes")
    return folder


def pdf_text(path: Path) -> str:
    with pypdfium2.PdfDocument(path) as pdf:
        return "\n".join(page.get_textpage().get_text_range() for page in pdf)


# ---- what is told ----


def test_every_part_stands_in_every_format(written: Path):
    texts = {
        "html": lxml_html.fromstring((written / "r.html").read_bytes()).text_content(),
        "md": (written / "r.md").read_text(encoding="utf-8"),
        "docx": "\n".join(p.text for p in docx.Document(written / "r.docx").paragraphs),
        "pdf": pdf_text(written / "r.pdf"),
    }
    parts = ["Ships and strikes", "Key numbers", "Map", "Chronology", "Transfers", "Strikes",
             "Contradictions and flags", "Method", "Limits", "Sources", "Data", "GeoNames",
             "The Test Herald"]  # fmt: skip
    for form, text in texts.items():
        assert [part for part in parts if part not in text] == [], form


def test_one_report_of_one_event_is_not_told_as_several(tmp_path: Path):
    atlas = atlases.sample_atlas()
    event = next(event for event in atlas.events if event.modality == "occurred")
    told = set(event.claims)
    documents = tuple(d for d in atlas.documents if any(c.id in told for c in d.claims))[:1]
    alone = msgspec.structs.replace(atlas, events=(event,), documents=documents, series=())
    for form in ("md", "html"):
        write_report(alone, tmp_path / f"one.{form}")
        assert "1 report, 1 event." in (tmp_path / f"one.{form}").read_text(encoding="utf-8")


def test_transfers_have_the_registers_columns(written: Path):
    tables = docx.Document(written / "r.docx").tables
    heads = [[cell.text for cell in table.rows[0].cells] for table in tables]
    assert [*COLUMNS, "sources"] in heads
    page = lxml_html.fromstring((written / "r.html").read_bytes())
    assert [*COLUMNS, "sources"] in [t.xpath(".//th/text()") for t in page.xpath("//table")]


def test_numbers_have_their_range_and_their_sources():
    facts = facts_of(atlases.sample_atlas(), title="x")
    events = [e for e in atlases.sample_atlas().events if e.modality == "occurred"]
    transfers = [e for e in events if e.kind == "transfer"]
    firm = [e for e in transfers if e.status not in ("alleged", "denied")]
    told = {row["label"]: row for row in facts["key_numbers"]}
    assert told["Transfers told"]["value"] == f"{len(firm)} to {len(transfers)}"
    assert all(row["sources"] for row in facts["key_numbers"] if "total" in row["label"])
    assert not any("sum" in label.lower() for label in told)


def test_what_did_not_occur_is_told_apart():
    facts = facts_of(atlases.sample_atlas(), title="x")
    chronology = {row["id"] for row in facts["chronology"]}
    apart = {row["id"] for row in facts["not_occurred"]}
    assert apart
    assert not chronology & apart
    assert not apart & {row["id"] for row in (*facts["transfers"], *facts["strikes"])}


def test_flags_are_named_in_words():
    flag = EventFlag(code="date_after_telling", message="told on 14 March, dated 16 March")
    event = atlases.event("e", flags=(flag,))
    facts = facts_of(Atlas(made_with={}, events=(event,)), title="x")
    assert facts["flags"][0]["code"] == "date_after_telling"
    assert facts["flags"][0]["name"] == "date after telling"


def test_a_count_is_about_where_no_report_says_more():
    amount = Quantity(
        value=120, bound="approx", unit="crates", low=None, high=None, text="about 120 crates"
    )
    claim = atlases.claim(1, items=(Item(what="crates", quantity=amount),))
    event = atlases.event(
        "e", claims=(claim.id,), low=120.0, best=120.0, high=120.0, unit="crates", summary="Crates"
    )
    reading = atlases.reading(claims=(claim,))
    facts = facts_of(Atlas(made_with={}, documents=(reading,), events=(event,)), title="x")
    assert facts["chronology"][0]["quantity"] == "about 120"
    assert facts["key_numbers"][-1]["value"] == "about 120"
    exact = msgspec.structs.replace(amount, bound="exact")
    both = msgspec.structs.replace(claim, items=(*claim.items, Item(what="crates", quantity=exact)))
    reading = atlases.reading(claims=(both,))
    facts = facts_of(Atlas(made_with={}, documents=(reading,), events=(event,)), title="x")
    assert facts["chronology"][0]["quantity"] == "120"


def test_a_number_without_a_range_has_no_word_on_its_lower_end():
    event = atlases.event("e", status="asserted")
    facts = facts_of(Atlas(made_with={}, events=(event,)), title="x")
    assert facts["key_numbers"][0]["note"] is None
    doubted = atlases.event("f", status="denied")
    facts = facts_of(Atlas(made_with={}, events=(event, doubted)), title="x")
    assert (facts["key_numbers"][0]["value"], "lower" in facts["key_numbers"][0]["note"]) == (
        "1 to 2", True,
    )  # fmt: skip


def test_flags_are_all_there():
    atlas = atlases.sample_atlas()
    facts = facts_of(atlas, title="x")
    assert len(facts["flags"]) == sum(len(event.flags) for event in atlas.events) > 0


def test_an_empty_atlas_makes_a_report(tmp_path: Path):
    for form in ("html", "md", "docx", "pdf"):
        done = write_report(Atlas(made_with={}), tmp_path / f"r.{form}")
        assert any("nothing to draw" in remark for remark in done.remarks)


# ---- hostile text ----


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    for form in ("html", "md", "docx", "pdf"):
        write_report(hostile_atlas(), folder / f"r.{form}", title=HOSTILE, author=HOSTILE)
    return folder


def test_html_shows_hostile_text_and_makes_no_element_of_it(hostile: Path):
    page = lxml_html.fromstring((hostile / "r.html").read_bytes())
    assert page.xpath("//script") == []
    assert [i for i in page.xpath("//img/@src") if not i.startswith("data:image/png")] == []
    assert [a for a in page.xpath("//a/@href") if not a.startswith("#source-")] == []
    assert not [n for n in page.xpath("//@*") if n.attrname.startswith("on")]
    assert "<script>alert(1)</script>" in page.text_content()
    assert "{{ 7*7 }}" in page.text_content()
    (policy,) = page.xpath('//meta[@http-equiv="Content-Security-Policy"]/@content')
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    scripts = next(rule for rule in policy.split("; ") if rule.startswith("script-src"))
    assert "unsafe" not in scripts
    assert page.xpath("//iframe/@sandbox") == ["allow-scripts allow-popups allow-downloads"]


def test_markdown_shows_hostile_text_and_makes_no_markup_of_it(hostile: Path):
    text = (hostile / "r.md").read_text(encoding="utf-8")
    shown = MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(text)
    page = lxml_html.fromstring(shown)
    assert page.xpath("//script | //code | //pre") == []
    assert page.xpath("//img/@src") == ["r-figure.svg"]
    assert page.xpath("//a/@href") == ["r-map.html"]
    assert "<script>alert(1)</script>" in page.text_content()
    # bare addresses would be links on GitHub
    assert not re.search(r"(?<!\\)https?://evil|www\.evil", text)
    assert not re.search(r"(?<!\\)\{\{|(?<!\\)\$", text)
    widths = {len(row.xpath("./td | ./th")) for row in page.xpath("//tr")}
    assert widths == {4, 9}


def test_no_file_of_the_makers_machine_is_named(hostile: Path):
    for name in ("r.md", "r.html"):
        assert "/secret" not in (hostile / name).read_text(encoding="utf-8")


def test_word_and_pdf_hold_hostile_text_as_text(hostile: Path):
    document = docx.Document(hostile / "r.docx")
    links = [r.target_ref for r in document.part.rels.values() if "hyperlink" in r.reltype]
    assert set(links) == {"r-map.html"}
    assert any("<script>alert(1)</script>" in p.text for p in document.paragraphs)
    data = (hostile / "r.pdf").read_bytes()
    assert not re.search(rb"/JavaScript|/JS\b|/URI ?\((?!r-map)", data)
    assert "alert(1)" in pdf_text(hostile / "r.pdf")


def test_no_word_of_a_register_is_broken_in_word(written: Path):
    """LibreOffice breaks a word that is wider than its column; this one is of nine columns."""
    document = docx.Document(written / "r.docx")
    section = document.sections[0]
    room = section.page_width - section.left_margin - section.right_margin
    for table in document.tables:
        assert not table.autofit
        assert sum(cell.width for cell in table.rows[0].cells) == pytest.approx(room, rel=0.01)
        for number, row in enumerate(table.rows):
            assert row._tr.xpath("w:trPr/w:cantSplit")
            assert bool(row._tr.xpath("w:trPr/w:tblHeader")) == (number == 0)
            for cell in row.cells:
                size = cell.paragraphs[0].runs[0].font.size if cell.text else 0
                longest = max((len(word) for word in cell.text.split()), default=0)
                # 14 letters of 0.6 of their height; longer words may be broken
                assert cell.width > min(longest, 14) * 0.6 * size, cell.text


def test_columns_are_as_wide_as_their_words_and_then_their_texts():
    def table(*rows: tuple[str, ...]) -> Block:
        return Block("table", rows=tuple(tuple((Run(text),) for text in row) for row in rows))

    sizes = {"width_pt": 480, "size_pt": 10}
    year, text = column_shares(table(("year", "text"), ("2024", "word " * 40)), **sizes)
    assert text > 8 * year
    assert year * 480 > 4 * 0.6 * 10
    long, short = column_shares(table(("나" * 500, "ab")), **sizes)
    assert short * 480 > 2 * 0.6 * 10
    assert long + short == pytest.approx(1)
    assert sum(column_shares(table(("", ""), ("", "")), **sizes)) == pytest.approx(1)


@needs_browser
def test_nothing_runs_but_the_map_in_its_frame(hostile: Path, browser):
    page = browser.new_page()
    said: list[str] = []
    page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda r: said.append(r.url) if r.url.startswith("http") else None)
    page.goto((hostile / "r.html").as_uri())
    page.locator("iframe").scroll_into_view_if_needed()
    frame = page.frame_locator("iframe")
    frame.locator("html[data-ready]").wait_for(state="attached", timeout=30_000)
    assert frame.locator("#geomap, .leaflet-container").count() >= 1
    assert said == []
    page.close()


@pytest.mark.parametrize(
    "text",
    ["1. x", "# x", "- x", "+ x", "=== x", "> x", "a|b", "*x*", "_x_", "~~x~~", "`x`", "<b>",
     "[a](b)", "![a](b)", "&amp;", "\\", "a\\|b", "https://e.example"],
)  # fmt: skip
def test_escaped_text_is_shown_as_written(text: str):
    shown = MarkdownIt("gfm-like", {"linkify": False}).render(escape_markdown(text))
    assert lxml_html.fromstring(shown).text_content().strip() == text


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//evil", "http://", "",
     "https://e.example/\n", "http://[::1"],
)  # fmt: skip
def test_only_web_addresses_are_linked(url: str):
    assert web_link(url) is None


def test_plain_cuts_long_texts():
    assert len(plain("x" * 10_000_000)) == 600


# ---- the same each time ----


@pytest.mark.parametrize("form", ["html", "md", "docx", "pdf"])
def test_the_same_atlas_gives_the_same_bytes(form: str, written: Path, tmp_path: Path):
    write_report(atlases.sample_atlas(), tmp_path / f"r.{form}", title="Ships and strikes")
    assert (tmp_path / f"r.{form}").read_bytes() == (written / f"r.{form}").read_bytes()


def test_a_word_file_has_no_clock_in_it(written: Path):
    with zipfile.ZipFile(io.BytesIO((written / "r.docx").read_bytes())) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


# ---- templates ----


def template(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "own.j2"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_template_of_ones_own(tmp_path: Path):
    own = template(tmp_path, "# {{ title }}\n{% for r in strikes %}- {{ r.place }}\n{% endfor %}")
    write_report(atlases.sample_atlas(), tmp_path / "r.md", title="A *b*", template=own)
    text = (tmp_path / "r.md").read_text(encoding="utf-8")
    assert text.startswith("# A \\*b\\*\n- ")
    write_report(atlases.sample_atlas(), tmp_path / "r.docx", title="A *b*", template=own)
    assert docx.Document(tmp_path / "r.docx").paragraphs[0].text == "A *b*"


@pytest.mark.parametrize(
    "text",
    [
        "{{ nothing_such }}",
        "{% for x in strikes %}",
        "{{ ''.__class__.__mro__ }}",
        "{{ title.__init__.__globals__ }}",
        "{% include '/etc/passwd' %}",
        "{% import 'os' as os %}",
        "{{ 'x' * 999999999 }}",
        "{{ 9 ** 999999999 }}",
        "{{ '%999999999d' % 1 }}",
        "{{ range(999999999) | list }}",
        "{{ 1 / 0 }}",
        "{{ strikes.append(1) }}",
        "{{ lipsum(999999999) }}",
    ],
)
@pytest.mark.parametrize("form", ["md", "html"])
def test_templates_that_ask_for_too_much_are_refused(text: str, form: str, tmp_path: Path):
    with pytest.raises(OutputError, match="cannot use the template"):
        write_report(Atlas(made_with={}), tmp_path / f"r.{form}", template=template(tmp_path, text))
    assert not (tmp_path / f"r.{form}").exists()


# ---- the verb ----


@pytest.mark.parametrize("form", ["html", "md"])
def test_the_printed_template_makes_the_same_report_and_lists_all_names(form, run, tmp_path):
    result = run("report", "--print-template", form)
    assert result.exit_code == 0
    mine = tmp_path / "mine.j2"
    mine.write_bytes(result.stdout_bytes)
    atlas = atlases.sample_atlas()
    write_report(atlas, tmp_path / f"a.{form}")
    text = (tmp_path / f"a.{form}").read_text(encoding="utf-8")
    write_report(atlas, tmp_path / f"a.{form}", template=mine)
    assert (tmp_path / f"a.{form}").read_text(encoding="utf-8") == text
    listed = set(re.findall(r"\w+", result.stdout.partition("#}")[0]))
    facts = facts_of(atlas, title="x")
    names = {name for value in facts.values() if isinstance(value, list) for row in value
             if isinstance(row, dict) for name in row}  # fmt: skip
    assert {*facts, *names} <= listed


def test_the_verb(run, tmp_path: Path):
    (tmp_path / "atlas.json").write_bytes(msgspec.json.encode(atlases.sample_atlas()))
    done = run("report", "atlas.json", "-o", "out/a b.md", "--title", "Ships [2024]")
    assert done.exit_code == 0
    picture, frame = done.stdout.splitlines()
    assert picture == "![Ships \\[2024\\]](a%20b-figure.svg)"
    assert frame.startswith('<iframe src="a%20b-map.html"')
    names = {"a b.md", "a b-figure.svg", "a b-map.html"}
    assert {path.name for path in (tmp_path / "out").iterdir()} == names
    linked = run("report", "atlas.json", "-o", "b.docx", "--map-link", "https://e.example/m")
    assert linked.exit_code == 0
    assert not (tmp_path / "b-map.html").exists()
    assert run("report", "atlas.json", "-o", "r.odt").exit_code == 2
    assert run("report", "atlas.json", "-o", "-").exit_code == 2
    assert run("report", "atlas.json", "-o", "r.md", "--map-link", "javascript:x").exit_code == 1


def test_a_wrong_link_or_format_is_refused(tmp_path: Path):
    with pytest.raises(MapError, match="http or https"):
        write_report(Atlas(made_with={}), tmp_path / "r.md", map_link="ftp://x")
    with pytest.raises(OutputError, match="end it with"):
        write_report(Atlas(made_with={}), tmp_path / "r.txt")
