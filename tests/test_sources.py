import hashlib
import io
import json
import os
import time
import zipfile
from pathlib import Path

import lxml.html
import pytest

from geomap.dates import find_document_date
from geomap.errors import DateError, SourceError
from geomap.records import Document, Rejected
from geomap.sources import read_sources
from geomap.sources.byline import byline_of

TITLE = "Coal train crosses at Khasan"
FIRST = (
    "A train of forty wagons with coal crossed the border at Khasan on Tuesday and went on to "
    "Ussuriysk the same night, railway workers said."
)
SECOND = (
    "It was the third such train in a week, and the first that was seen by day. The railway did "
    "not say to whom the coal belongs or where it was loaded."
)
REPORT = f"{TITLE}\n\n{FIRST}\n\n{SECOND}\n"


def write(path, data):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return str(path)


def read(*paths, **options):
    return list(read_sources([str(path) for path in paths], **options))


def one(path, **options):
    (found,) = read(path, **options)
    return found


def why(path, **options):
    found = one(path, **options)
    assert isinstance(found, Rejected), found
    assert found.source == str(path)
    return found.why


def pdf(*pages):
    """A PDF by hand: a list of lines a page, one text object each."""
    kids = " ".join(f"{4 + 2 * i} 0 R" for i in range(len(pages)))
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    for i, lines in enumerate(pages):
        shown = "".join(f"({line}) Tj T* " for line in lines)
        stream = f"BT /F1 10 Tf 14 TL 50 780 Td {shown}ET"
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {5 + 2 * i} 0 R"
            "/Resources<</Font<</F1 3 0 R>>>>>>"
        )
        objects.append(f"<</Length {len(stream)}>>stream\n{stream}\nendstream")
    out = b"%PDF-1.4\n"
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj{body}endobj\n".encode("latin-1")
    table = "".join(f"{at:010d} 00000 n \n" for at in offsets)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    end += f"trailer<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{len(out)}\n%%EOF"
    return out + end.encode()


# ---- plain text ----


def test_a_report_and_what_is_known_of_it(tmp_path):
    path = write(tmp_path / "coal.2024.txt", REPORT)
    found = one(path)
    assert isinstance(found, Document)
    assert found.id == "coal.2024"
    assert found.source == path
    assert found.title == TITLE
    assert found.text == REPORT
    assert found.text_sha256 == hashlib.sha256(REPORT.encode()).hexdigest()
    assert found.language == "en"
    assert found.noise == ()
    assert (found.published, found.published_from, found.publisher) == (None, None, None)
    assert found.notes == (
        "no publication date found: relative dates stay open; give one with --date or --dates",
    )


def test_newlines_stay_and_a_byte_order_mark_goes(tmp_path):
    text = REPORT.replace("\n", "\r\n")
    assert one(write(tmp_path / "a.txt", b"\xef\xbb\xbf" + text.encode())).text == text
    assert one(write(tmp_path / "b.txt", text.encode("utf-16"))).text == text
    assert one(write(tmp_path / "c.txt", b"\xfe\xff" + text.encode("utf-16-be"))).text == text
    assert one(write(tmp_path / "d.txt", text.encode("utf-32"))).text == text


def test_other_encodings_are_found_out_and_said(tmp_path):
    western = REPORT + "The café “São Tomé” was closed – as before – for lack of señoritas.\n"
    found = one(write(tmp_path / "w.txt", western.encode("cp1252")))
    assert found.text == western
    assert "not UTF-8: read as cp1252" in found.notes
    russian = "Поезд с углём пересёк границу в Хасане во вторник, сообщили железнодорожники. " * 3
    found = one(write(tmp_path / "r.txt", russian.encode("cp1251")))
    assert found.text == russian
    assert found.language is None
    assert any("does not look English" in note for note in found.notes)


@pytest.mark.parametrize(
    "text",
    [
        "KIEV, 3 mai - Un drone russe a frappé jeudi le port d'Odessa, selon le gouverneur.",
        "KIEW, 3. Mai - Eine Drohne hat am Donnerstag den Hafen von Odessa getroffen.",
        'קייב - כטב"ם פגע בנמל אודסה ביום חמישי, נמסר מהעיר',
        "Порт Оля принял судно с контейнерами из Амирабада",
    ],
)
def test_a_short_text_in_another_language_is_told(tmp_path, text):
    assert any("does not look English" in n for n in one(write(tmp_path / "a.txt", text)).notes)
    english = one(
        write(tmp_path / "b.txt", "KYIV - A drone hit the port of Odesa, officials said.")
    )
    assert not any("English" in note for note in english.notes)


def test_a_rich_text_is_no_text(tmp_path):
    (bad,) = read(write(tmp_path / "a.txt", "{\\rtf1\\ansi A drone hit Odesa.}"))
    assert "rich text (RTF)" in bad.why


def test_a_pattern_without_reports_does_not_stop_the_others(tmp_path):
    good = write(tmp_path / "a.txt", REPORT)
    (tmp_path / "void").mkdir()
    found = read(str(good), f"{tmp_path}/*.pdf", str(tmp_path / "void"))
    assert [type(one).__name__ for one in found] == ["Document", "Rejected", "Rejected"]
    assert found[1].source == f"{tmp_path}/*.pdf"
    assert "no reports match" in found[1].why
    assert "no reports in" in found[2].why


def test_a_few_broken_bytes_do_not_change_the_encoding(tmp_path):
    text = REPORT + "“Żywiec – Łódź – Görlitz – Zürich – Orléans – Århus – Ålesund”\n"
    found = one(write(tmp_path / "a.txt", text.encode() + b"\xe2\x80"))
    assert found.text == text + "�"
    assert "1 broken UTF-8 sequences are shown as �" in found.notes


def test_stray_bytes_in_plain_letters_do_not_cost_the_text(tmp_path):
    found = one(write(tmp_path / "a.txt", REPORT.encode() + b"\x81\x9d\xff\xfe\x8d"))
    assert found.text.startswith(REPORT)
    assert any(note.startswith("not UTF-8: read as") for note in found.notes)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty file"),
        (b" \n\t\n", "only blank space"),
        (bytes(range(256)) * 10, "control characters"),
        (b"\x89PNG\r\n\x1a\n" + b"a" * 200, "PNG picture"),
        (b"%PDF-1.7 rest", "looks like a PDF"),
        (b"text with a \x00 in it", "control characters"),
    ],
)
def test_what_is_no_text_is_named_with_its_reason(tmp_path, data, reason):
    assert reason in why(write(tmp_path / "a.txt", data))


def test_the_size_is_looked_at_before_reading(tmp_path):
    path = tmp_path / "big.txt"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    assert "50.0 MB, the limit is 20 MB. Split it" in why(path)


def test_markdown_headings_and_bylines(tmp_path):
    text = f"# {TITLE}\n\nBy Ann Lee | 12 May 2024 | Tumen Rail Notes\n\n{FIRST}\n"
    found = one(write(tmp_path / "a.md", text))
    assert (found.title, found.publisher) == (TITLE, "Tumen Rail Notes")


def test_front_matter_is_read_and_is_not_the_report(tmp_path):
    front = f'---\ntitle: "{TITLE}: again"\ndate: 2024-05-12\npublisher: Amur Post\n---\n'
    found = one(write(tmp_path / "a.md", front + FIRST))
    assert (found.title, found.publisher) == (f"{TITLE}: again", "Amur Post")
    assert (found.published, found.published_from) == ("2024-05-12", "front_matter")
    assert [(found.text[n.start : n.end], n.type) for n in found.noise] == [
        (front.rstrip(), "metadata")
    ]
    rule = f"---\n{FIRST}\n---\n{SECOND}\n"
    assert one(write(tmp_path / "b.md", rule)).noise == ()


@pytest.mark.parametrize(
    ("head", "publisher"),
    [
        ("SEOUL, May 12 (Tumen Rail Notes) - ", "Tumen Rail Notes"),
        ("VLADIVOSTOK, Russia, 12 May 2024 (Amur Post) — ", "Amur Post"),
        ("By Ann Lee, 12 May 2024, Tumen Rail Notes\n\n", "Tumen Rail Notes"),
        ("By Ann Lee\nSunday, 12 May 2024 — Amur Post\n\n", "Amur Post"),
        ("Published: 12 May 2024, 18:20 UTC · The Post of Amur\n\n", "The Post of Amur"),
        ("Published 12 May 2024 by Tumen Rail Advisers, Djibouti\n\n", "Tumen Rail Advisers"),
        ("By Ann Lee, Harbour Dispatch\n12 May 2024\n\n", "Harbour Dispatch"),
        ("*Harbour Monitor, 12 May 2024*\n\n", "Harbour Monitor"),
        ("Harbour Star, 12 May 2024, by Ann Lee\n\n", "Harbour Star"),
        ("Galati, 12 May 2024\n\n", None),
        ("Published 12 May 2024 by Ann Lee\n\n", None),
        ("By Ann Lee · May 12, 2024\n\n", None),
        ("12 May 2024\n\n", None),
        ("", None),
    ],
)
def test_publishers_in_datelines_and_bylines(tmp_path, head, publisher):
    found = one(write(tmp_path / "a.txt", f"{TITLE}\n\n{head}{FIRST}\n\n{SECOND}\n"))
    assert (found.title, found.publisher) == (TITLE, publisher)


def test_a_memo_is_called_by_its_subject(tmp_path):
    head = "MEMO\nTo: Africa desk\nFrom: Ann\nDate: 14 Feb 2025\nRe: who sends coal\n\n"
    found = one(write(tmp_path / "a.txt", f"{head}{FIRST}\n"))
    assert found.title == "who sends coal"


@pytest.mark.parametrize(
    "head",
    [
        '<time datetime="2024-05-12T09:00">12 May</time><span>posted by Ann Lee</span>',
        "<p>Ann Lee, Harbour Post</p><div><span>12 May 2024</span><span>3 min read</span></div>",
        "<div class='meta'>Harbour Post, 12 May 2024, by Ann Lee</div>",
        "<ul><li>Share</li></ul><p>Published on 12 May 2024</p>",
    ],
)
def test_the_date_of_a_page_may_stand_under_its_headline_alone(tmp_path, head):
    page = (
        f"<html><body><div><h1>{TITLE}</h1>{head}<p>{FIRST}</p><p>{SECOND}</p></div></body></html>"
    )
    found = one(write(tmp_path / "a.html", page), find_date=find_document_date)
    assert found.published == "2024-05-12"


def test_a_date_behind_the_first_paragraph_of_a_page_is_not_its_own():
    body = f"<p>{FIRST}</p><p>12 May 2024</p><p>{SECOND}</p>"
    page = f"<html><body><div><h1>{TITLE}</h1>{body}</div></body></html>"
    assert byline_of(lxml.html.fromstring(page)) == ""


def test_a_printed_mail_has_its_day_and_subject(tmp_path):
    head = "NOTE TO EDITORS\nSubject: Coal again\nSent: Sunday, May 12, 2024 3:12 PM\n\n"
    found = one(write(tmp_path / "a.txt", f"{head}{FIRST}\n"), find_date=find_document_date)
    assert (found.title, found.published) == ("Coal again", "2024-05-12")


def test_publisher_in_a_source_line(tmp_path):
    found = one(write(tmp_path / "a.txt", REPORT + "\nSource : Amur Post\n"))
    assert found.publisher == "Amur Post"


def test_a_text_that_starts_with_its_dateline_has_no_title(tmp_path):
    assert one(write(tmp_path / "a.txt", f"SEOUL, May 12 (Amur Post) - {FIRST}")).title is None


# ---- which files ----


def test_folders_are_read_to_any_depth_sorted_without_hidden_and_unknown_files(tmp_path):
    for name in ("b.txt", "a/z.txt", "a/c.md", ".hidden.txt", ".git/d.txt", "notes.xyz"):
        write(tmp_path / name, REPORT)
    assert [d.source for d in read(tmp_path)] == [
        str(tmp_path / name) for name in ("b.txt", "a/c.md", "a/z.txt")
    ]


def test_relative_names_stay_relative(tmp_path, monkeypatch):
    write(tmp_path / "in/a.txt", REPORT)
    monkeypatch.chdir(tmp_path)
    assert [d.source for d in read("in")] == ["in/a.txt"]


def test_what_is_named_twice_is_read_once(tmp_path, monkeypatch):
    path = write(tmp_path / "a.txt", REPORT)
    monkeypatch.chdir(tmp_path)
    assert len(read(path, tmp_path, "a.txt", "*.txt", "./a.txt")) == 1


def test_ids_are_unique(tmp_path):
    for name in ("a.txt", "a-2.txt", "x/a.txt", "y/a.txt"):
        write(tmp_path / name, REPORT)
    ids = [d.id for d in read(tmp_path)]
    assert len(set(ids)) == 4
    assert ids == ["a-2", "a", "a-3", "a-4"]


def test_one_path_needs_no_list_around_it(tmp_path):
    # taken letter by letter, "/" would be the whole disk
    path = write(tmp_path / "a.txt", REPORT)
    for asked in (path, str(path), [path], str(tmp_path)):
        assert [d.id for d in read_sources(asked)] == ["a"]


def test_globs(tmp_path):
    for name in ("a.txt", "b.md", "x/c.txt"):
        write(tmp_path / name, REPORT)
    assert [d.id for d in read(f"{tmp_path}/**/*.txt")] == ["a", "c"]
    with pytest.raises(SourceError, match=r"no reports match .*\*\.pdf: geomap reads \.txt"):
        read(f"{tmp_path}/*.pdf")


def test_a_folder_without_reports_is_an_error_before_anything_is_read(tmp_path):
    write(tmp_path / "a.xyz", "x")
    with pytest.raises(SourceError, match=r"no reports in .*: geomap reads \.txt"):
        read_sources([str(tmp_path)])


def test_links_neither_loop_nor_lead_out(tmp_path):
    secret = write(tmp_path / "outside" / "secret.txt", REPORT)
    write(tmp_path / "in" / "a.txt", REPORT)
    (tmp_path / "in" / "loop").symlink_to(tmp_path / "in")
    (tmp_path / "in" / "b.txt").symlink_to(secret)
    (tmp_path / "in" / "gone.txt").symlink_to(tmp_path / "in" / "nothing.txt")
    first, out, gone = read(tmp_path / "in")
    assert first.id == "a"
    assert "a link out of the folder" in out.why
    assert "no such file" in gone.why


def test_paths_that_are_no_files(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    assert why(tmp_path / "missing.txt") == "no such file or folder"
    assert "not a regular file" in why(tmp_path / "pipe.txt")
    assert "no such file" in why("a\0b.txt")
    assert "only http and https" in why("ftp://example.org/report.html")


def test_a_file_that_vanishes_is_named_and_the_rest_goes_on(tmp_path):
    for name in ("a.txt", "b.txt", "c.txt"):
        write(tmp_path / name, REPORT)
    found = read_sources([str(tmp_path)])
    assert next(found).id == "a"
    (tmp_path / "b.txt").unlink()
    gone, last = found
    assert "vanished" in gone.why
    assert last.id == "c"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(tmp_path):
    path = write(tmp_path / "a.txt", REPORT)
    Path(path).chmod(0)
    assert "permission denied" in why(path)


def test_a_refusal_of_the_system_is_named(tmp_path, monkeypatch):
    path = write(tmp_path / "a.txt", REPORT)

    def refuse(*_args, **_options):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert why(path) == "cannot be read: permission denied"


def test_unknown_extensions_named_outright(tmp_path):
    assert one(write(tmp_path / "a.log", REPORT)).title == TITLE
    reason = why(write(tmp_path / "a.bin", b"\0\1\2\3"))
    assert "control characters" in reason
    assert "geomap reads .txt" in reason


def test_stdin_by_its_first_bytes():
    assert one("-", stdin=io.BytesIO(REPORT.encode())).id == "stdin"
    page = f"<html><body><article><p>{FIRST}</p><p>{SECOND}</p></article></body></html>"
    assert one("-", stdin=io.BytesIO(page.encode())).text == f"{FIRST}\n{SECOND}"
    assert one("-", stdin=io.BytesIO(json.dumps({"text": FIRST}).encode())).text == FIRST
    assert one("-", stdin=io.BytesIO(pdf([TITLE]))).text == TITLE
    assert why("-", stdin=io.BytesIO(b"")) == "standard input is empty"
    assert "too large" in why("-", stdin=io.BytesIO(b"a" * 20_000_001))


# ---- dates ----


def found_date(text):
    return ("2024-05-12", "dateline", (0, 5)) if "SEOUL" in text else None


def test_the_order_in_which_dates_win(tmp_path):
    page = (
        "<html><head><meta property='article:published_time' content='2024-05-13T01:00:00Z'>"
        f"</head><body><article><p>{{}}{FIRST}</p><p>{SECOND}</p></article></body></html>"
    )
    write(tmp_path / "both.html", page.format("SEOUL, May 12 - "))
    write(tmp_path / "meta.html", page.format(""))
    write(tmp_path / "none.txt", REPORT)
    write(tmp_path / "text.txt", "SEOUL, May 12 - " + REPORT)
    write(tmp_path / "told.txt", "SEOUL, May 12 - " + REPORT)
    table = tmp_path / "dates" / "d.csv"
    write(table, "file,date\ntold.txt,2024-06-01\n")
    paths = [tmp_path / n for n in ("both.html", "meta.html", "none.txt", "text.txt", "told.txt")]
    found = read(*paths, date="2020-01-01", dates=table, find_date=found_date)
    assert [(d.published, d.published_from) for d in found] == [
        ("2024-05-12", "dateline"),
        ("2024-05-13", "html"),
        ("2020-01-01", "argument"),
        ("2024-05-12", "dateline"),
        ("2024-06-01", "argument"),
    ]
    assert not any("no publication date" in note for d in found for note in d.notes)


def test_the_table_of_dates_gives_other_facts_too(tmp_path):
    path = write(tmp_path / "a.txt", REPORT)
    table = tmp_path / "d.csv"
    write(
        table,
        f"\ufeffFile,Date,publisher,url,title\n{path},,Amur Post,https://amur.example/1,Coal\n",
    )
    found = one(path, dates=table)
    assert (found.publisher, found.url, found.title, found.published) == (
        "Amur Post",
        "https://amur.example/1",
        "Coal",
        None,
    )


def test_rows_about_no_source_are_returned(tmp_path):
    path = write(tmp_path / "a.txt", REPORT)
    table = tmp_path / "d.csv"
    write(table, "file,date\na.txt,2024-05-01\nb.txt,2024-05-02\n")
    _, unused = read(path, dates=table)
    assert unused == Rejected(
        source=str(table), row=2, why="no such report among the sources: b.txt"
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("name,date\na.txt,2024-05-01\n", r"line 1: no column 'file'"),
        ("file,date\na.txt,1 May 2024\n", r"line 2, column date: '1 May 2024' is not a date"),
        ("file,date\na.txt,2024-02-30\n", r"line 2, column date: '2024-02-30' is not a date"),
        ("file,date\n\n,2024-05-01\n", r"line 3, column file: empty"),
        ("file,date\na.txt,\n", r"line 2, column date: empty"),
        ("file,date\na.txt,2024-05-01\n./a.txt,2024-05-02\n", r"line 3, column file: .* twice"),
        ("", r"empty file"),
    ],
)
def test_a_wrong_table_of_dates_names_line_and_column(tmp_path, content, message):
    path = write(tmp_path / "a.txt", REPORT)
    table = tmp_path / "d.csv"
    write(table, content)
    with pytest.raises(SourceError, match=message):
        read_sources([path], dates=table)


def test_a_wrong_date_argument(tmp_path):
    path = write(tmp_path / "a.txt", REPORT)
    with pytest.raises(DateError, match=r"--date May 2024: not a date; write YYYY-MM-DD"):
        read_sources([path], date="May 2024")


# ---- web pages ----

PAGE = f"""<!doctype html><html lang="en"><head><meta charset="utf-8">
<title>{TITLE} | Amur Post</title><meta property="og:site_name" content="Amur Post">
<script type="application/ld+json">{{"@type": "NewsArticle",
 "datePublished": "2024-05-12T22:00:00+10:00"}}</script>
<link rel="canonical" href="https://amur.example/coal"><style>p {{color: red}}</style></head>
<body><nav><a href="/">Home</a> <a href="/w">World</a></nav>
<main><article><h1>{TITLE}</h1><p>{FIRST}</p>
<aside class="ad">Advertisement<br>Boots for Siberia</aside><p>{SECOND}</p></article></main>
<section class="related"><h2>Related articles</h2><ul><li><a href="/1">Bear seen in Perm</a></li>
<li><a href="/2">Ferry to Sakhalin delayed</a></li></ul></section>
<footer>© 2019 Amur Post, Khabarovsk</footer></body></html>"""


def test_a_page_gives_its_main_text_and_what_its_markup_says(tmp_path):
    found = one(write(tmp_path / "a.html", PAGE))
    assert found.text.split("\n")[-2:] == [FIRST, SECOND]
    for noise in ("Bear", "Sakhalin", "Boots", "Home", "2019", "color"):
        assert noise not in found.text
    assert (found.title, found.publisher) == (TITLE, "Amur Post")
    assert (found.published, found.published_from) == ("2024-05-12", "html")
    assert found.url == "https://amur.example/coal"
    assert found.notes == ()


def test_a_copyright_year_is_no_date(tmp_path):
    page = PAGE.replace("datePublished", "dateCreated")
    assert one(write(tmp_path / "a.html", page)).published is None


def test_a_page_in_a_layout_table_keeps_its_paragraphs(tmp_path):
    page = (
        f"<html><body><table><tr><td><h1>{TITLE}</h1><p>{FIRST}</p><p>{SECOND}</p></td></tr>"
        "</table></body></html>"
    )
    assert one(write(tmp_path / "a.html", page)).text.split("\n")[-2:] == [FIRST, SECOND]


def test_a_page_without_main_text_is_read_whole_and_says_so(tmp_path):
    found = one(write(tmp_path / "a.html", "<p>Coal at <b>Khasan</b></p><script>x()</script>"))
    assert found.text == "Coal at Khasan"
    assert any("all its visible text is read" in note for note in found.notes)


def test_the_encoding_that_a_page_declares(tmp_path):
    page = PAGE.replace('charset="utf-8"', 'charset="windows-1251"').replace(
        "railway workers", "the РЖД"
    )
    assert "the РЖД said" in one(write(tmp_path / "a.html", page.encode("cp1251", "replace"))).text


def test_hostile_pages(tmp_path):
    assert "nested" in why(write(tmp_path / "d.html", "<div>" * 50_000 + FIRST))
    assert why(write(tmp_path / "e.html", "<html></html>")) == "no text in the page"
    deep = PAGE.replace('"NewsArticle"', "[" * 100_000)
    assert one(write(tmp_path / "j.html", deep)).title == TITLE


# ---- PDF ----


def test_pages_and_paragraphs_of_a_pdf(tmp_path):
    pages = [
        [
            "Tumen Rail Notes",
            title,
            "A train of forty wagons with coal crossed the border at",
            "Khasan on Tuesday and went on to Ussuriysk the same day,",
            "railway workers said.",
            "It was the third such train in one week, and the first to",
            f"be seen by {day}.",
            f"Page {number}",
        ]
        for number, (title, day) in enumerate(
            ((TITLE, "day"), ("Ore train derails", "night"), ("Bridge mended", "anybody")), 1
        )
    ]
    found = one(write(tmp_path / "a.pdf", pdf(*pages)))
    first = found.text.split("\n\f")[0].split("\n")
    assert first == [
        "Tumen Rail Notes",
        TITLE,
        FIRST.replace("night", "day"),
        "It was the third such train in one week, and the first to be seen by day.",
        "Page 1",
    ]
    assert found.text.count("\f") == 2
    margins = [found.text[n.start : n.end] for n in found.noise if n.type == "footer"]
    assert margins.count("Tumen Rail Notes") == 3
    assert [m for m in margins if m.startswith("Page")] == ["Page 1", "Page 2", "Page 3"]
    assert found.title == TITLE


def test_a_paragraph_that_crosses_a_page_stays_whole(tmp_path):
    header = "Tumen Rail Notes"
    first = [header, "A train of forty wagons with coal crossed the border at", "1"]
    second = [header, "Khasan on Tuesday.", "It was the third such train in a week.", "2"]
    third = [header, "and nobody knows what was in the others.", "3"]
    third_before = [header, "The first two trains had other wagons, the workers said,", "2"]
    found = one(write(tmp_path / "a.pdf", pdf(first, third_before, third, second)))
    joined = (
        "The first two trains had other wagons, the workers said, and nobody knows what was in "
        "the others."
    )
    assert joined in found.text
    assert all(found.text[n.start : n.end] in {header, "1", "2", "3"} for n in found.noise)
    assert len(found.noise) == 8


def test_a_word_broken_at_the_end_of_a_line_is_joined(tmp_path):
    lines = ["The freighter was seen at Vosto-", "chny on Tuesday, the port authority said."]
    assert "Vostochny on Tuesday" in one(write(tmp_path / "a.pdf", pdf(lines))).text


@pytest.mark.parametrize("head", ["11/22/26, 9:10 AM Coal train", "22.11.2026, 09:10"])
def test_the_day_a_browser_printed_a_page_is_not_its_date(tmp_path, head):
    foot = "https://example.org/coal-train?x=1 1/1"
    found = one(
        write(tmp_path / "a.pdf", pdf([head, TITLE, FIRST[:60], foot])),
        find_date=find_document_date,
    )
    assert found.published is None
    assert found.url == "https://example.org/coal-train?x=1"
    assert [found.text[n.start : n.end] for n in found.noise] == [head, foot]
    plain = one(write(tmp_path / "b.pdf", pdf([head, TITLE])), find_date=find_document_date)
    assert plain.noise == ()


def test_pdfs_that_cannot_be_read(tmp_path):
    assert why(write(tmp_path / "scan.pdf", pdf([]))) == (
        "no text layer; run OCR first (for example ocrmypdf)"
    )
    assert "broken PDF" in why(write(tmp_path / "broken.pdf", b"%PDF-1.4 rest"))
    locked = pdf([TITLE]).replace(
        b"/Root 1 0 R>>",
        b"/Root 1 0 R/ID[<00><00>]/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<"
        + b"00" * 32
        + b">/U<"
        + b"00" * 32
        + b">>>>>",
    )
    assert "encrypted" in why(write(tmp_path / "locked.pdf", locked))


# ---- DOCX ----


def docx_bytes(build):
    import docx

    document = docx.Document()
    build(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_paragraphs_and_tables_of_a_docx_in_their_order(tmp_path):
    def build(document):
        document.add_heading(TITLE, level=1)
        document.add_paragraph(FIRST)
        table = document.add_table(rows=2, cols=3)
        for row, cells in zip(table.rows, (("ship", "from", "to"), ("A", "B", "C")), strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text
        table.rows[1].cells[0].merge(table.rows[1].cells[1])
        document.add_paragraph(SECOND)

    found = one(write(tmp_path / "a.docx", docx_bytes(build)))
    assert found.text.split("\n") == [TITLE, FIRST, "ship\tfrom\tto", "A B\tC", SECOND]
    assert found.title == TITLE


def test_damaged_docx_files_are_refused(tmp_path):
    whole = docx_bytes(lambda document: document.add_paragraph(FIRST))
    for share in range(1, 10):
        half = whole[: len(whole) * share // 10]
        assert "broken DOCX" in why(write(tmp_path / "a.docx", half))
    for at in range(40, len(whole), len(whole) // 40):
        damaged = whole[:at] + b"\xff\xff\xff" + whole[at + 3 :]
        found = one(write(tmp_path / "a.docx", damaged))
        assert isinstance(found, Document) or "DOCX" in found.why


def test_docx_files_that_cannot_be_read(tmp_path):
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"a" * 60_000_000)
    assert "unpacks to 60 MB, the limit is 50" in why(write(tmp_path / "b.docx", bomb.getvalue()))
    assert "broken DOCX" in why(write(tmp_path / "c.docx", b"PK\x03\x04 rest"))
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("a.txt", "a")
    assert "broken DOCX" in why(write(tmp_path / "d.docx", other.getvalue()))
    assert "encrypted" in why(write(tmp_path / "e.docx", b"\xd0\xcf\x11\xe0" + b"\0" * 600))
    assert "no text" in why(write(tmp_path / "f.docx", docx_bytes(lambda _: None)))


# ---- e-mail ----


def test_an_email(tmp_path):
    message = (
        'From: "Amur Post" <news@amur.example>\nSubject: =?utf-8?q?Coal_=E2=80=93_again?=\n'
        "Date: Sun, 12 May 2024 23:30:00 +1000\nMIME-Version: 1.0\n"
        'Content-Type: multipart/mixed; boundary="x"\n\n--x\nContent-Type: text/html\n\n<p>No</p>\n'
        f"--x\nContent-Type: text/plain; charset=utf-8\n\n{REPORT}\n--x\n"
        'Content-Type: text/plain\nContent-Disposition: attachment; filename="a.txt"\n\nBear\n'
        "--x--\n"
    )
    found = one(write(tmp_path / "a.eml", message))
    assert found.text.strip() == REPORT.strip()
    assert (found.title, found.publisher) == ("Coal – again", "Amur Post")
    assert (found.published, found.published_from) == ("2024-05-12", "email")
    assert found.notes == ("1 attachments are not read; save them as files",)


def test_an_email_of_html_alone(tmp_path):
    head = "From: a@b.example\nContent-Type: text/html; charset=windows-1251\n\n"
    page = f"<html><body><p>{FIRST}</p><p>{SECOND} РЖД</p></body></html>"
    found = one(write(tmp_path / "a.eml", head.encode() + page.encode("cp1251")))
    assert found.text.endswith("РЖД")
    assert found.publisher is None


def test_broken_emails(tmp_path):
    head = "From: =?utf-8?b?!!!?=\nDate: nonsense\nSubject: \x00\n"
    path = write(tmp_path / "a.eml", head + 'Content-Type: text/plain; charset="nope"\n\nCoal')
    assert one(path).text == "Coal"
    nested = "".join(
        f'Content-Type: multipart/mixed; boundary="b{i}"\n\n--b{i}\n' for i in range(3000)
    )
    assert isinstance(one(write(tmp_path / "b.eml", nested)), Rejected)
    picture = "Content-Type: image/png\nContent-Transfer-Encoding: base64\n\nAAAA"
    assert "no text in it" in why(write(tmp_path / "c.eml", picture))


# ---- JSON ----


def test_records_of_a_json_array(tmp_path):
    records = [
        {"text": FIRST, "title": TITLE, "source": {"name": "Amur Post"}, "url": "https://a.example"}
        | {"publishedAt": "2024-05-12T10:00:00Z"},
        {"title": "no text"},
        "no object",
        {"body": SECOND, "date": "May 3", "language": "en"},
    ]
    first, no_text, no_object, last = read(write(tmp_path / "a.json", json.dumps(records)))
    assert (first.id, first.text, first.title, first.publisher) == ("a", FIRST, TITLE, "Amur Post")
    assert (first.published, first.published_from) == ("2024-05-12", "json")
    assert (no_text.row, no_object.row) == (2, 3)
    assert "none of the fields text, body, content" in no_text.why
    assert (last.id, last.text, last.published) == ("a-2", SECOND, None)
    assert "date 'May 3' is not ISO 8601 and is left out" in last.notes


def test_a_json_object_and_json_lines(tmp_path):
    assert one(write(tmp_path / "a.json", json.dumps({"content": FIRST}))).text == FIRST
    lines = f'{{"text": "{FIRST}"}}\n\nbroken\n{{"text": "{SECOND}"}}\n'
    first, broken, last = read(write(tmp_path / "b.jsonl", lines))
    assert (first.id, last.id) == ("b", "b-2")
    assert broken.row == 3
    assert broken.source.endswith("b.jsonl")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("[" * 200_000, "nested too deeply"),
        ('{"a":' * 100_000, "nested too deeply"),
        ('[{"text": "a", "n": ' + "9" * 10_000 + "}]", "4300 digits"),
        ('{"text": ', "line 1, column 10"),
        ('"text"', "neither an object nor an array"),
    ],
)
def test_json_that_cannot_be_read(tmp_path, data, reason):
    assert reason in why(write(tmp_path / "a.json", data))


def test_half_characters_in_json_become_whole(tmp_path):
    found = one(write(tmp_path / "a.json", '{"text": "coal \\ud800 train"}'))
    assert found.text == "coal � train"


# ---- tables ----


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_tables_keep_every_row_as_it_is(tmp_path, delimiter):
    rows = [
        ["from", "to", "what"],
        [" Rajin ", "Dunay", f'"shells{delimiter} rockets"'],
        [],
        ["Olya"],
    ]
    text = "".join(delimiter.join(row) + "\r\n" for row in rows)
    found = one(write(tmp_path / "a.csv", b"\xef\xbb\xbf" + text.encode()))
    assert found.table.columns == ("from", "to", "what")
    assert found.table.rows == (("Rajin", "Dunay", f"shells{delimiter} rockets"), (), ("Olya",))
    assert found.table.delimiter == delimiter
    assert found.text == text
    assert (found.noise, found.notes, found.title) == ((), (), None)


def test_a_tsv_is_split_at_tabs_alone(tmp_path):
    found = one(write(tmp_path / "a.tsv", "what, where\tdate, time\n1, 2\t3, 4\n"))
    assert found.table.columns == ("what, where", "date, time")


def test_tables_that_cannot_be_read(tmp_path):
    assert "quotation mark left open" in why(
        write(tmp_path / "a.csv", 'a,b\n"' + "x" * 200_000 + '",1\n')
    )
    assert "no header row" in why(write(tmp_path / "b.csv", ",,\n,,\n"))


def test_the_same_input_gives_the_same_documents(tmp_path):
    write(tmp_path / "a.html", PAGE)
    write(tmp_path / "b.txt", REPORT)
    write(tmp_path / "c.pdf", pdf([TITLE, FIRST[:60], FIRST[60:]]))
    assert read(tmp_path) == read(tmp_path)


def test_markdown_marks_are_not_in_the_text(tmp_path):
    path = tmp_path / "ledger.md"
    path.write_text(
        "# Two ships\n\nThe **Angara** and the *Maria* left [Rajin](https://x.example/rajin).\n"
        "> quoted `words`\n- a 5 * 3 grid\n",
        encoding="utf-8",
    )
    (document,) = read_sources([str(path)])
    assert "The Angara and the Maria left Rajin.\nquoted words\n- a 5 * 3 grid" in document.text
    assert document.title == "Two ships"


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_the_table_of_dates_may_be_a_spreadsheets(tmp_path, mark):
    report = write(tmp_path / "a.txt", "A crane fell on Thursday.")
    rows = [("file", "date", "publisher"), ("a.txt", "2024-05-03", "Quay, Post")]
    text = "\r\n".join(mark.join(f'"{cell}"' for cell in row) for row in rows)
    dates = write(tmp_path / "dates.csv", b"\xef\xbb\xbf" + text.encode())
    found = one(report, dates=dates)
    assert (found.published, found.publisher) == ("2024-05-03", "Quay, Post")


def test_what_a_page_hides_is_not_read(tmp_path):
    page = (
        f"<html><body><p hidden>Paris burnt.</p><div style='color:red; DISPLAY: none'><p>Rome "
        f"burnt.</p></div><p>{FIRST}</p><p>{SECOND}</p></body></html>"
    )
    text = one(write(tmp_path / "a.html", page)).text
    assert FIRST in text
    assert "burnt" not in text


def test_a_row_of_a_table_is_no_byline(tmp_path):
    rows = "<tr><th>Date</th><th>Place</th></tr><tr><td>1 May 2024</td><td>Kyiv</td></tr>"
    page = f"<html><body><article><h1>Log</h1><table>{rows * 3}</table></article></body></html>"
    found = one(write(tmp_path / "a.html", page), find_date=find_document_date)
    assert (found.published, found.publisher) == (None, None)


def test_the_head_of_a_deeply_nested_page_is_read_in_time():
    inner = "<i>x</i>" * 100_000
    page = f"<html><body><h1>{TITLE}</h1>{'<div>' * 150}{inner}{'</div>' * 150}</body></html>"
    tree = lxml.html.fromstring(page)
    begin = time.process_time()
    byline_of(tree)
    assert time.process_time() - begin < 1.0
