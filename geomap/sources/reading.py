"""Sources to documents, one after the other; what fails is named and the rest goes on."""

import contextlib
import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from geomap.errors import DateError
from geomap.records import Document, Rejected, Table
from geomap.sources.apart import PdfReader
from geomap.sources.draft import Draft
from geomap.sources.facts import find_language, find_publisher, find_title
from geomap.sources.features import read_geojson
from geomap.sources.files import (
    DOCUMENT_SUFFIXES,
    FILE_LIMIT_BYTES,
    READABLE,
    TABLE_SUFFIXES,
    TEXT_LIMIT_BYTES,
    Found,
    Paths,
    Unreadable,
    list_files,
    read_bytes,
    too_large,
)
from geomap.sources.formats import (
    read_docx,
    read_eml,
    read_json,
    read_markdown,
    read_text,
)
from geomap.sources.html import read_html
from geomap.sources.noise import find_noise, merge_noise
from geomap.sources.parquet import read_parquet
from geomap.sources.stated import NOTHING_STATED, StatedFacts, read_stated, whole_day
from geomap.sources.tabular import read_delimited
from geomap.sources.workbooks import read_xlsx
from geomap.text import whole_letters

__all__ = ["NO_DATE", "DateFinder", "EventFinder", "read_sources"]

# The text's own date of publication: ISO day, "dateline" or "byline", its span.
DateFinder = Callable[[str], tuple[str, str, tuple[int, int]] | None]
# Whether the columns of a table tell of events: which sheets of a workbook are read.
EventFinder = Callable[[Table], bool]

NO_DATE = "no publication date found: relative dates stay open; give one with --date or --dates"
LARGE_SUFFIXES = (".pdf", ".docx", *TABLE_SUFFIXES)  # larger than their text, or no text to tag
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_STDIN = "-"


def read_sources(
    paths: Paths,
    *,
    date: str | None = None,
    dates: Path | str | None = None,
    stdin: BinaryIO | None = None,
    find_date: DateFinder | None = None,
    is_events: EventFinder | None = None,
) -> Iterator[Document | Rejected]:
    """Read reports and tables; a source that fails gives a Rejected with the reason.

    Parameters
    ----------
    paths : str, Path, or sequence of them
        Files, folders (read to any depth, hidden files skipped), glob patterns, http and https
        addresses (each fetched once, nothing else with it), "-" for standard input. What is
        named twice is read once.
    date : str, optional
        Publication date, YYYY-MM-DD, of reports that state none.
    dates : Path, optional
        CSV table `file,date[,publisher,url,title]`; what it states wins over the text.
    stdin : binary file, optional
        Where "-" reads from: text, or HTML, JSON or PDF by its first bytes.
    find_date : callable, optional
        Finds a text's own date: text -> (ISO day, "dateline" or "byline", (start, end)) or
        None. It wins over the page's markup, which wins over `date`.
    is_events : callable, optional
        Whether a table's columns tell of events; of a workbook only such sheets are read.

    Returns
    -------
    iterator of Document or Rejected
        In the order of `paths`; one file of JSON gives as many documents as it holds texts.
        Rows of `dates` about no source come last, as Rejected.

    Raises
    ------
    SourceError
        The one folder or pattern asked for holds no report, or the table of dates is wrong.
    DateError
        `date` is not a date.
    """
    if date is not None and whole_day(date) is None:
        message = f"--date {date}: not a date; write YYYY-MM-DD"
        raise DateError(message)
    reader = _Reader(date, read_stated(dates), find_date, is_events)
    return reader.read(list_files(paths), stdin)


def _without_footers(text: str, draft: Draft) -> str:
    """The text with blanks for headers and footers: a page may say when it was printed."""
    for one in draft.noise:
        if one.type == "footer":
            text = text[: one.start] + " " * (one.end - one.start) + text[one.end :]
    return text


class _Reader:
    """One run: the user's statements and the ids given so far."""

    def __init__(
        self,
        date: str | None,
        stated: StatedFacts,
        find_date: DateFinder | None,
        is_events: EventFinder | None,
    ) -> None:
        self.date = date
        self.stated = stated
        self.find_date = find_date
        self.is_events = is_events
        self.ids: dict[str, int] = {}
        self.pdfs = PdfReader()

    def read(
        self, listed: Sequence[Found | Rejected | None], stdin: BinaryIO | None
    ) -> Iterator[Document | Rejected]:
        with contextlib.closing(self.pdfs):
            yield from self.found(listed, stdin)
        yield from self.stated.unused()

    def found(
        self, listed: Sequence[Found | Rejected | None], stdin: BinaryIO | None
    ) -> Iterator[Document | Rejected]:
        for item in listed:
            if isinstance(item, Rejected):
                yield item
                continue
            source = _STDIN if item is None else item.source
            stem = "stdin" if item is None else _stem(item)
            try:
                for draft in self.drafts(item, stdin):
                    yield (
                        Rejected(source=source, row=draft.row, why=draft.why)
                        if isinstance(draft, Rejected)
                        else self.document(draft, source=source, stem=stem)
                    )
            except Unreadable as error:
                yield Rejected(source=source, why=str(error))

    def drafts(self, item: Found | None, stdin: BinaryIO | None) -> Iterator[Draft | Rejected]:
        """Texts and tables of one file, or of standard input."""
        if item is None:
            return _stdin_drafts(stdin, self.pdfs)
        if item.url is not None:
            return self.page(item.url)
        if item.suffix in TABLE_SUFFIXES:
            data = read_bytes(item.path, limit=FILE_LIMIT_BYTES)
            return _tables(data, item.suffix, self.is_events)
        return _drafts(item, self.pdfs)

    def page(self, url: str) -> Iterator[Draft | Rejected]:
        """Texts and tables of a page that the user named by its address."""
        from geomap.sources.web import fetch

        data, suffix, where = fetch(url)
        if suffix not in LARGE_SUFFIXES and len(data) > TEXT_LIMIT_BYTES:
            raise Unreadable(too_large(len(data), TEXT_LIMIT_BYTES))
        if suffix in TABLE_SUFFIXES:
            found = _tables(data, suffix, self.is_events)
        else:
            found = _parse(data, suffix, self.pdfs)
        for draft in found:
            if isinstance(draft, Draft):
                draft.url = where
            yield draft

    def document(self, draft: Draft, *, source: str, stem: str) -> Document:
        """Complete a draft with noise, facts from its text, and what the user states."""
        text = whole_letters(draft.text)
        is_table = draft.table is not None
        noise = () if is_table else merge_noise([*draft.noise, *find_noise(text)])
        said = self.stated.about(source) or NOTHING_STATED
        published, published_from = self.published(draft, text, said.date)
        notes = list(draft.notes)
        language, foreign = (None, None) if is_table else find_language(text)
        if foreign:
            notes.append(foreign)
        if published is None and not is_table:
            notes.append(NO_DATE)
        return Document(
            id=self.unique_id(whole_letters(stem)),
            source=whole_letters(source),  # a file name may be bytes that are no text
            title=_label(said.title, draft.title)
            or (None if is_table else find_title(text, noise)),
            publisher=_label(said.publisher, draft.publisher)
            or (None if is_table else find_publisher(text, noise))
            or find_publisher(draft.byline, ()),
            published=published,
            published_from=published_from,
            url=_label(said.url, draft.url),
            language=_label(draft.language, language),
            text_sha256=hashlib.sha256(text.encode()).hexdigest(),
            text=text,
            noise=noise,
            notes=tuple(notes),
            table=draft.table,
        )

    def published(
        self, draft: Draft, text: str, stated: str | None
    ) -> tuple[str | None, str | None]:
        """Date and where it is from: the user's table, the text, its format, the user's date."""
        if stated is not None:
            return stated, "argument"
        found = None
        if self.find_date is not None and draft.table is None:
            found = self.find_date(_without_footers(text, draft))
        if found is not None:
            return found[0], found[1]
        if draft.published is not None:
            return draft.published, draft.published_from
        if self.find_date is not None and (found := self.find_date(draft.byline)):
            return found[0], found[1]
        return (self.date, "argument") if self.date is not None else (None, None)

    def unique_id(self, stem: str) -> str:
        """`stem`, or `stem-2`, `stem-3` ... where it is taken."""
        count = self.ids.get(stem, 0) + 1
        name = stem if count == 1 else f"{stem}-{count}"
        while count > 1 and name in self.ids:
            count += 1
            name = f"{stem}-{count}"
        self.ids[stem] = count
        self.ids.setdefault(name, 1)
        return name


def _label(*stated: str | None) -> str | None:
    """The first that says something, on one line, without control characters."""
    clean = (" ".join(_CONTROL.sub(" ", text).split()) for text in stated if text)
    return next((text for text in clean if text), None)


def _stem(item: Found) -> str:
    """What a source is called after."""
    if item.url is None:
        return item.path.stem
    from geomap.sources.web import stem_of

    return stem_of(item.url)


def _tables(data: bytes, suffix: str, is_events: EventFinder | None) -> Iterator[Draft | Rejected]:
    """Tables of a file, by its extension: several only where a workbook has several sheets."""
    if suffix == ".xlsx":
        yield from read_xlsx(data, is_events=is_events)
    elif suffix == ".parquet":
        yield read_parquet(data)
    elif suffix == ".geojson":
        yield read_geojson(data)
    else:
        yield read_delimited(data, suffix=suffix)


def _drafts(item: Found, pdfs: PdfReader) -> Iterator[Draft | Rejected]:
    """Texts of a file, by its extension."""
    suffix = item.suffix
    limit = FILE_LIMIT_BYTES if suffix in LARGE_SUFFIXES else TEXT_LIMIT_BYTES
    data = read_bytes(item.path, limit=limit)
    if suffix in DOCUMENT_SUFFIXES:
        yield from _parse(data, suffix, pdfs)
    else:
        try:
            yield read_text(data)
        except Unreadable as error:
            message = f"{error}. {READABLE}"
            raise Unreadable(message) from None


def _stdin_drafts(stdin: BinaryIO | None, pdfs: PdfReader) -> Iterator[Draft | Rejected]:
    """Texts of standard input, by its first bytes."""
    data = stdin.read(TEXT_LIMIT_BYTES + 1) if stdin is not None else b""
    if not data:
        message = "standard input is empty"
        raise Unreadable(message)
    if len(data) > TEXT_LIMIT_BYTES:
        raise Unreadable(too_large(len(data), TEXT_LIMIT_BYTES))
    head = data[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(b"%pdf-"):
        suffix = ".pdf"
    elif head.startswith((b"<!doctype html", b"<html")):
        suffix = ".html"
    elif head.startswith((b'{"', b"[{")):
        suffix = ".json"
    else:
        suffix = ".txt"
    yield from _parse(data, suffix, pdfs)


def _parse(data: bytes, suffix: str, pdfs: PdfReader) -> Iterator[Draft | Rejected]:
    if suffix in (".html", ".htm"):
        yield read_html(data)
    elif suffix == ".pdf":
        yield pdfs.read(data)
    elif suffix == ".docx":
        yield read_docx(data)
    elif suffix == ".eml":
        yield read_eml(data)
    elif suffix in (".json", ".jsonl"):
        yield from read_json(data, lines=suffix == ".jsonl")
    elif suffix == ".md":
        yield read_markdown(data)
    else:
        yield read_text(data)
