"""Readers of plain text, e-mail, JSON and DOCX: bytes in, drafts out."""

import email
import email.policy
import email.utils
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from email.message import EmailMessage
from typing import Any

from geomap.records import Noise, Rejected
from geomap.sources.draft import Draft
from geomap.sources.files import Unreadable, decode
from geomap.sources.html import iso_day, read_html

__all__ = [
    "PACKAGE_ERRORS",
    "read_docx",
    "read_eml",
    "read_json",
    "read_markdown",
    "read_text",
]

UNZIPPED_LIMIT_BYTES = 200_000_000  # a real DOCX with pictures unpacks to its own size
XML_LIMIT_BYTES = 50_000_000  # of it in XML parts: a thousand pages; its tree takes ten times that
PARTS_LIMIT = 1000  # of an e-mail; a digest of a busy list has 200

# What zipfile, zlib and python-docx raise on damaged packages (seen in 2,000 mutated files):
# python-docx has no error of its own for most of what a broken package may hold.
PACKAGE_ERRORS = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, OSError, EOFError,
    NotImplementedError, RuntimeError, KeyError, ValueError, TypeError, AttributeError, IndexError,
)  # fmt: skip
_FRONT = re.compile(r"---[ \t]*\r?\n((?:[^\r\n]{1,500}\r?\n){1,40}?)---[ \t]*(?:\r?\n|\Z)")
_FIELD = re.compile(r"([\w-]{1,40})[ \t]*:(.*)")
_TEXT_KEYS = ("text", "body", "content")
_DATE_KEYS = ("date", "published", "publishedAt")
_PUBLISHER_KEYS = ("publisher", "source", "site")


# Markdown's marks inside running text: a name between ** is no name to a parser of English
_MARKS = (
    (re.compile(r"!\[([^\]\n]{0,300})\]\([^)\n]{0,1000}\)"), r"\1"),
    (re.compile(r"\[([^\]\n]{1,300})\]\([^)\n]{0,1000}\)"), r"\1"),
    (re.compile(r"^ {0,3}#{1,6}[ \t]+(.*?)[ \t]*#*[ \t]*$", re.M), r"\1"),
    (re.compile(r"^ {0,3}>[ \t]?", re.M), ""),
    (re.compile(r"(\*\*|__)(?=\S)([^\n*]{1,2000}?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<![*\w])\*(?=\S)([^\n*]{1,2000}?)(?<=\S)\*(?![*\w])"), r"\1"),
    (re.compile(r"`([^`\n]{1,500})`"), r"\1"),
)


def read_markdown(data: bytes) -> Draft:
    """Markdown without its marks: headings, emphasis, links and quotes as plain text.

    Spans refer to the text without the marks, which is the text that is kept.
    """
    text, notes = decode(data)
    front = _FRONT.match(text)
    head, body = text[: front.end() if front else 0], text[front.end() if front else 0 :]
    for pattern, plain in _MARKS:
        body = pattern.sub(plain, body)
    return _with_front_matter(head + body, notes)


def read_text(data: bytes) -> Draft:
    """Plain text, as it is; front matter between --- lines is labelled and read."""
    return _with_front_matter(*decode(data))


def _with_front_matter(text: str, notes: tuple[str, ...]) -> Draft:
    draft = Draft(text=text, notes=list(notes))
    match = _FRONT.match(text)
    fields = [_FIELD.fullmatch(line) for line in match[1].splitlines()] if match else []
    if match is None or None in fields:
        return draft
    stated = {field[1].lower(): field[2].strip(" \t\"'") for field in fields if field}
    draft.noise.append(Noise(start=0, end=len(match[0].rstrip()), type="metadata"))
    draft.title = _string(stated, ("title",))
    draft.publisher = _string(stated, _PUBLISHER_KEYS)
    draft.url = _string(stated, ("url",))
    draft.published = iso_day(_string(stated, _DATE_KEYS) or "")
    draft.published_from = "front_matter" if draft.published else None
    return draft


def read_json(data: bytes, *, lines: bool) -> Iterator[Draft | Rejected]:
    """Texts of a JSON object, an array of objects, or an object a line.

    A record that cannot be read is Rejected with its number (1 = the first) and no source.

    Raises
    ------
    Unreadable
        The file is not JSON, is nested too deeply, or holds neither object nor array.
    """
    text, _ = decode(data)
    if lines:
        for number, line in enumerate(text.split("\n"), 1):
            if line.strip():
                try:
                    yield _record(_parsed(line), number)
                except Unreadable as error:
                    yield Rejected(source="", row=number, why=str(error))
        return
    found = _parsed(text)
    if not isinstance(found, (dict, list)):
        message = "neither an object nor an array of objects"
        raise Unreadable(message)
    for number, item in enumerate(found if isinstance(found, list) else [found], 1):
        yield _record(item, number)


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        message = f"not JSON: line {error.lineno}, column {error.colno}: {error.msg}"
    except ValueError as error:  # an integer of more digits than Python converts
        message = f"not JSON that can be read: {str(error).split(';')[0]}"
    except RecursionError:
        message = "not JSON that can be read: nested too deeply"
    raise Unreadable(message)


def _record(item: Any, number: int) -> Draft | Rejected:
    if not isinstance(item, dict):
        return Rejected(source="", row=number, why="not an object with a text")
    text = _string(item, _TEXT_KEYS)
    if text is None:
        why = f"no text: none of the fields {', '.join(_TEXT_KEYS)} holds one"
        return Rejected(source="", row=number, why=why)
    stated = _string(item, _DATE_KEYS)
    published = iso_day(stated) if stated else None
    publisher = _string(item, _PUBLISHER_KEYS)
    for key in _PUBLISHER_KEYS:  # news feeds nest it: {"source": {"name": ...}}
        if publisher is None and isinstance(item.get(key), dict):
            publisher = _string(item[key], ("name",))
    return Draft(
        text=text,
        title=_string(item, ("title",)),
        publisher=publisher,
        published=published,
        published_from="json" if published else None,
        url=_string(item, ("url",)),
        language=_string(item, ("language",)),
        notes=[f"date {stated!r} is not ISO 8601 and is left out"]
        if stated and not published
        else [],
    )


def _string(item: dict[str, Any], keys: tuple[str, ...]) -> str | None:
    values = (item.get(key) for key in keys)
    return next((v for v in values if isinstance(v, str) and v.strip()), None)


def read_eml(data: bytes) -> Draft:
    """An e-mail: its plain part, or its HTML part; attachments are named in a note.

    Raises
    ------
    Unreadable
        There is no text part, or the message is broken.
    """
    try:
        message = email.message_from_bytes(data, policy=email.policy.default)
        parts = _parts(message)
    except (RecursionError, ValueError, IndexError, KeyError, AttributeError) as error:
        # what the standard library's parser raises on malformed headers
        why = f"broken e-mail ({type(error).__name__}); save its text as .txt"
        raise Unreadable(why) from None
    plain = next((p for p in parts if p.get_content_type() == "text/plain"), None)
    html = next((p for p in parts if p.get_content_type() == "text/html"), None)
    draft = Draft(text="")
    if plain is not None and _payload(plain).strip():
        text, notes = decode(_payload(plain), declared=plain.get_content_charset())
        draft = Draft(text=text, notes=list(notes))
    elif html is not None:
        draft = read_html(_payload(html), declared=html.get_content_charset())
    else:
        why = "no text in it: neither a text/plain nor a text/html part"
        raise Unreadable(why)
    _describe_mail(draft, message)
    attached = [p for p in parts if p is not plain and p is not html]
    if attached:
        draft.notes.append(f"{len(attached)} attachments are not read; save them as files")
    return draft


def _parts(message: EmailMessage) -> list[EmailMessage]:
    """Leaves of a message: bodies first found, attachments too."""
    parts: list[EmailMessage] = []
    for part in message.walk():
        if not part.is_multipart():
            parts.append(part)
        if len(parts) > PARTS_LIMIT:
            why = f"over {PARTS_LIMIT} parts; save its text as .txt"
            raise Unreadable(why)
    named = [p for p in parts if p.get_content_disposition() == "attachment"]
    return [p for p in parts if p not in named] + named


def _payload(part: EmailMessage) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _describe_mail(draft: Draft, message: EmailMessage) -> None:
    headers: dict[str, str] = {}
    for name in ("subject", "from", "date"):
        try:
            headers[name] = " ".join(str(message.get(name, "")).split())
        except (ValueError, IndexError, AttributeError, TypeError):
            # malformed headers break the standard library's lazy parser
            draft.notes.append(f"the {name} header is broken and is left out")
    draft.title = headers.get("subject") or draft.title
    sender = email.utils.parseaddr(headers.get("from", ""))[0]
    draft.publisher = sender or draft.publisher
    try:
        sent = email.utils.parsedate_to_datetime(headers.get("date", ""))
    except (ValueError, TypeError, IndexError):
        return
    draft.published, draft.published_from = sent.date().isoformat(), "email"


def read_docx(data: bytes) -> Draft:
    """Paragraphs and tables of a Word file in their order, a table row a line.

    Raises
    ------
    Unreadable
        The file is broken, encrypted, not a DOCX, or unpacks to too much.
    """
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        message = "encrypted, or an old .doc: save it as .docx without a password"
        raise Unreadable(message)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError):
        message = "broken DOCX; open it and save it again"
        raise Unreadable(message) from None
    xml = [entry for entry in entries if entry.filename.endswith((".xml", ".rels"))]
    for part, limit in ((entries, UNZIPPED_LIMIT_BYTES), (xml, XML_LIMIT_BYTES)):
        size = sum(entry.file_size for entry in part)
        if size > limit:
            message = f"unpacks to {size / 1e6:.0f} MB, the limit is {limit / 1e6:.0f}; split it"
            raise Unreadable(message)
    return _docx(data)


def _docx(data: bytes) -> Draft:
    import docx
    import lxml.etree
    from docx.opc.exceptions import PackageNotFoundError
    from docx.table import Table as DocxTable

    try:
        document = docx.Document(io.BytesIO(data))
        lines: list[str] = []
        heading: str | None = None
        for item in document.iter_inner_content():
            if isinstance(item, DocxTable):
                lines.extend(_table_lines(item))
                continue
            lines.append(item.text)
            style = (item.style.name or "") if item.style is not None else ""
            if heading is None and style.startswith(("Title", "Heading")) and item.text.strip():
                heading = " ".join(item.text.split())
        title = " ".join((document.core_properties.title or "").split())
    except (PackageNotFoundError, lxml.etree.LxmlError, *PACKAGE_ERRORS) as error:
        message = f"broken DOCX ({type(error).__name__}); open it and save it again"
        raise Unreadable(message) from None
    text = "\n".join(lines)
    if not text.strip():
        message = "no text in it; are its pages pictures? Run OCR first"
        raise Unreadable(message)
    return Draft(text=text, title=title or heading)


def _table_lines(table: Any) -> Iterator[str]:
    """Rows of a table, cells parted by tabs, merged cells once."""
    for row in table.rows:
        cells: list[str] = []
        last = None
        for cell in row.cells:
            if cell._tc is not last:  # noqa: SLF001 (the only way to tell merged cells)
                cells.append(" ".join(cell.text.split()))
            last = cell._tc  # noqa: SLF001
        if any(cells):
            yield "\t".join(cells)
