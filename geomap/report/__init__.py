"""Reports: an atlas as a text with numbers, tables, figure, map and sources.

One Markdown template makes `.md`, `.docx` and `.pdf`, another one `.html`; a user may give their
own. What comes from documents is escaped in all of them and never runs.
"""

import base64
import html
import re
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from geomap.codec import write_together, write_whole
from geomap.errors import MapError, OutputError
from geomap.figures import Picture, draw_figure, picture_bytes
from geomap.records import Atlas
from geomap.report.facts import facts_of, web_link
from geomap.report.rendering import own_template, render

__all__ = ["FORMATS", "Report", "facts_of", "own_template", "write_report"]

FORMATS = ("html", "md", "docx", "pdf")
TITLE = "What the reports say"
DPI = 200  # of the figure in a page, a document or a PDF
_SCRIPTS = re.compile(r"script-src ([^;]*)")
_POLICY = re.compile(r'http-equiv="Content-Security-Policy" content="([^"]*)"')


class Report(NamedTuple):
    """Files that were written: the report and those that it refers to."""

    file: Path
    figure: Path | None
    map: Path | None
    title: str
    remarks: tuple[str, ...]


def write_report(
    atlas: Atlas,
    path: Path | str,
    *,
    title: str | None = None,
    author: str | None = None,
    template: Path | str | None = None,
    map_link: str | None = None,
) -> Report:
    """Write a report of an atlas.

    Parameters
    ----------
    atlas : Atlas
        What is told; nothing is recomputed.
    path : Path or str
        A file that ends with .html, .md, .docx or .pdf. An HTML page holds figure and
        interactive map; beside the others stands `NAME-map.html`, beside Markdown also
        `NAME-figure.svg`.
    title, author : str, optional
        Heading, and who made the report.
    template : Path or str, optional
        A Jinja2 template: HTML for .html, Markdown for the others.
    map_link : str, optional
        Address of a map on the web to link to; no map is written then.

    Raises
    ------
    OutputError
        The format is none of these, the template is wrong, or a file cannot be written.
    MapError
        `map_link` is no web address.
    """
    path = Path(path)
    form = path.suffix.lstrip(".").lower()
    if form not in FORMATS:
        message = f"cannot write a report as {path.name!r}: end it with .html, .md, .docx or .pdf"
        raise OutputError(message)
    if map_link is not None and web_link(map_link) is None:
        message = f"cannot link to the map {map_link[:200]!r}: give an http or https address"
        raise MapError(message)
    facts = facts_of(atlas, title=title or TITLE, author=author)
    picture, remarks = _figure(atlas, facts["title"])
    template = None if template is None else Path(template)
    if form == "html":
        data = _page(atlas, facts, picture, template, map_link).encode("utf-8")
        write_whole(path, lambda file: file.write(data))
        return Report(path, None, None, facts["title"], remarks)
    return _with_neighbours(atlas, path, form, facts, picture, remarks, template, map_link)


def _figure(atlas: Atlas, title: str) -> tuple[Picture | None, tuple[str, ...]]:
    """The figure; none where nothing can be drawn, with the reason."""
    try:
        picture = draw_figure(atlas, title=title, dpi=DPI)
    except MapError as error:
        return None, (str(error),)
    return picture, picture.remarks


def _map_page(atlas: Atlas, title: str) -> str:
    from geomap.maps import draw_map, page_text

    return page_text(draw_map(atlas, title=title))


def _page(
    atlas: Atlas,
    facts: dict[str, Any],
    picture: Picture | None,
    template: Path | None,
    map_link: str | None,
) -> str:
    """An HTML page that holds everything.

    The map lives in a frame of its own, with its own security policy; a frame's page also obeys
    the policy of the page around it, so that one names the same scripts by their digests.
    """
    page = "" if map_link else _map_page(atlas, facts["title"])
    found = _POLICY.search(page)
    scripts = _SCRIPTS.search(html.unescape(found[1])) if found else None
    values = facts | {
        "policy": "; ".join(
            [
                "default-src 'none'",
                "script-src " + (scripts[1] if scripts else "'none'"),
                "style-src 'unsafe-inline'",
                "img-src data:",
                "base-uri 'none'",
                "form-action 'none'",
            ]
        ),
        "map": {"page": page or None, "url": web_link(map_link)},
        "figure": None,
    }
    if picture:
        coded = base64.b64encode(picture_bytes(picture, "png")).decode("ascii")
        values["figure"] = {
            "data": f"data:image/png;base64,{coded}", "alt": picture.alt,
            "title": picture.title, "remarks": list(picture.remarks),
        }  # fmt: skip
    return render(values, html=True, template=template)


def _with_neighbours(
    atlas: Atlas,
    path: Path,
    form: str,
    facts: dict[str, Any],
    picture: Picture | None,
    remarks: tuple[str, ...],
    template: Path | None,
    map_link: str | None,
) -> Report:
    """Markdown, or what is made of it, with the map and the figure beside it."""
    figure = path.with_name(f"{path.stem}-figure.svg")
    world = path.with_name(f"{path.stem}-map.html")
    values = facts | {
        "figure": picture and {
            "file": figure.name, "alt": picture.alt, "title": picture.title,
            "remarks": list(picture.remarks),
        },
        "map": {"file": web_link(map_link) or world.name},
    }  # fmt: skip
    text = render(values, html=False, template=template)
    if form == "md":
        data = text.encode("utf-8")
    else:
        pictures = {figure.name: picture_bytes(picture, "png")} if picture else {}
        data = _document(form, text, pictures, facts["title"])
    files = {path: data}
    if not map_link:
        files[world] = _map_page(atlas, facts["title"]).encode("utf-8")
    if form == "md" and picture:
        files[figure] = picture_bytes(picture, "svg")
    write_together({name: partial(_put, held) for name, held in files.items()})
    return Report(
        path,
        figure if form == "md" and picture else None,
        None if map_link else world,
        facts["title"],
        remarks,
    )


def _put(data: bytes, file: BinaryIO) -> None:
    file.write(data)


def _document(form: str, text: str, pictures: dict[str, bytes], title: str) -> bytes:
    from geomap.report.blocks import blocks_of

    if form == "docx":
        from geomap.report.word import word_bytes

        return word_bytes(blocks_of(text), pictures, title=title)
    from geomap.report.pdf import pdf_bytes

    return pdf_bytes(blocks_of(text), pictures, title=title)
