"""The report inside a web page, and what the page's own markup says about it."""

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from geomap.sources.byline import byline_of
from geomap.sources.draft import Draft
from geomap.sources.files import Unreadable, decode

if TYPE_CHECKING:
    from lxml.html import HtmlElement

__all__ = ["iso_day", "read_html"]

# libxml2 drops what lies deeper than 255 elements; live pages have 30.
DEPTH_LIMIT = 250
MAIN_LENGTH = 80  # characters that an extraction must have to be believed

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{2,30})", re.IGNORECASE)
_ISO = re.compile(r"\s*(\d{4})-?(\d{2})-?(\d{2})(?=\D|$)")
_UNSEEN = frozenset(
    ["script", "style", "noscript", "template", "svg", "head", "iframe", "select", "button"]
)
_INLINE = frozenset(
    ("a", "abbr", "b", "bdi", "cite", "code", "del", "em", "font", "i", "ins", "mark", "q", "s",
     "small", "span", "strong", "sub", "sup", "time", "u")
)  # fmt: skip
_TABLE_TAGS = frozenset(["table", "thead", "tbody", "tfoot", "tr", "td", "th"])
_IN_LAYOUT = ("p", "h1", "h2", "h3", "div", "ul", "article", "section")

# Where pages state the day of publication, most reliable first. What they say of copyright or
# of a change is not it. (htmldate guesses from addresses and pictures and asks the clock.)
_DATE_FIELDS = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.date",
    "dc.date",
    "pubdate",
    "publishdate",
    "publish-date",
    "publication_date",
    "article.published",
    "date",
)
_SITE_FIELDS = ("og:site_name", "application-name", "dc.publisher", "dcterms.publisher")


def read_html(data: bytes, *, declared: str | None = None) -> Draft:
    """Main text of a page, a paragraph a line; title, site and date as the markup has them.

    Navigation, advertisements and related links are left out of the text. Where no main text
    is found, all visible text is taken.

    Parameters
    ----------
    data : bytes
        The page.
    declared : str, optional
        Its encoding, where the envelope (an e-mail) names it.

    Raises
    ------
    Unreadable
        The page holds no text, or its elements are nested too deeply.
    """
    import lxml.etree
    import lxml.html

    match = _CHARSET.search(data[:4096])
    page, notes = decode(data, declared=declared or (match and match[1].decode("ascii")) or None)
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        tree = lxml.html.document_fromstring(page.encode("utf-8", "replace"), parser=parser)
    except (lxml.etree.ParserError, lxml.etree.XMLSyntaxError, ValueError) as error:
        message = f"not a web page ({error})"
        raise Unreadable(message) from None
    if _depth(tree) > DEPTH_LIMIT:
        message = f"elements nested over {DEPTH_LIMIT} deep; save the page as text"
        raise Unreadable(message)
    _drop_hidden(tree)
    draft = _described(tree)
    draft.notes.extend(notes)
    draft.text = _main_text(tree)
    if not draft.text:
        draft.text = "\n".join(_visible_lines(tree))
        draft.notes.append("no main text found in the page: all its visible text is read")
    if not draft.text:
        message = "no text in the page"
        raise Unreadable(message)
    return draft


def iso_day(stated: str) -> str | None:
    """Day of an ISO 8601 date or time, as written (no time zone is applied), or None.

    >>> iso_day("2024-08-12T23:30:00-05:00")
    '2024-08-12'
    """
    match = _ISO.match(stated)
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3])).isoformat()
    except ValueError:
        return None


def _drop_hidden(tree: "HtmlElement") -> None:
    """Take out what a browser does not show: nobody who saved the page has read it."""
    for element in tree.xpath("//body//*[@hidden or contains(@style, 'none')]"):
        style = "".join(element.get("style", "").lower().split())
        shown = "hidden" not in element.attrib and "display:none" not in style
        if not shown and element.getparent() is not None:
            element.drop_tree()


def _main_text(tree: "HtmlElement") -> str:
    import copy

    import trafilatura

    page = copy.deepcopy(tree)
    _unwrap_layout(page)
    text = trafilatura.extract(page, favor_precision=True, include_comments=False) or ""
    return text if len(text) >= MAIN_LENGTH else ""


def _unwrap_layout(tree: "HtmlElement") -> None:
    """Turn tables that lay out a page, holding paragraphs, into plain divisions."""
    owned: list[HtmlElement] = []
    holds = " or ".join(f"self::{tag}" for tag in _IN_LAYOUT)
    layout = set(tree.xpath(f"//table[.//*[{holds}]]"))
    for element in list(tree.iter(*_TABLE_TAGS)):
        table = element if element.tag == "table" else next(element.iterancestors("table"), None)
        if table in layout:
            owned.append(element)
    for element in owned:
        element.tag = "div"


def _visible_lines(tree: "HtmlElement") -> Iterator[str]:
    """Text of the page, a block element a line, without scripts and controls."""
    parts: list[str] = []
    unseen = 0
    for event, element in _walk(tree):
        if element.tag in _UNSEEN:
            unseen += 1 if event == "start" else -1
        if element.tag not in _INLINE and parts:
            yield from _line(parts)
            parts = []
        after = element.text if event == "start" else element.tail
        if after and not unseen:
            parts.append(after)
    yield from _line(parts)


def _walk(tree: "HtmlElement") -> Iterator[tuple[str, "HtmlElement"]]:
    import lxml.etree

    yield from lxml.etree.iterwalk(tree, events=("start", "end"))


def _line(parts: list[str]) -> Iterator[str]:
    line = " ".join("".join(parts).split())
    if line:
        yield line


def _depth(tree: "HtmlElement") -> int:
    deepest = depth = 0
    for event, _ in _walk(tree):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest


# ---- what the markup says ----


def _described(tree: "HtmlElement") -> Draft:
    """Draft without text: title, site, date, address, as stated in the page's own markup."""
    meta = _meta(tree)
    linked = _linked_data(tree)
    heads = [" ".join(h.text_content().split()) for h in tree.iter("h1")]
    head = next((h for h in heads if h), None) if len(heads) == 1 else None
    title = head or meta.get("og:title") or _first(linked, "headline") or _title(tree)
    stated = [meta[name] for name in _DATE_FIELDS if name in meta]
    stated[1:1] = [d for d in (_first(linked, "datePublished"),) if d]
    stated += _times(tree)
    published = next((day for day in map(iso_day, stated) if day), None)
    site = next((meta[name] for name in _SITE_FIELDS if meta.get(name)), None)
    canonical = tree.xpath("string(//link[@rel='canonical']/@href)").strip()
    return Draft(
        text="",
        title=title or None,
        publisher=site or _publisher(linked),
        published=published,
        published_from="html" if published else None,
        url=canonical or meta.get("og:url") or None,
        byline=byline_of(tree),
    )


def _meta(tree: "HtmlElement") -> dict[str, str]:
    """Fields of <meta>, names in lower case, the first of each name."""
    fields: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        value = " ".join((element.get("content") or "").split())
        if name and value:
            fields.setdefault(name.strip().lower(), value)
    return fields


def _linked_data(tree: "HtmlElement") -> list[dict[str, Any]]:
    """Objects of the page's JSON-LD that describe an article, broken ones passed over."""
    articles: list[dict[str, Any]] = []
    for script in tree.xpath("//script[@type='application/ld+json']"):
        try:
            found = json.loads(script.text or "")
        except (ValueError, RecursionError):
            continue
        graph = found.get("@graph", [found]) if isinstance(found, dict) else found
        items = graph if isinstance(graph, list) else []
        articles.extend(item for item in items if isinstance(item, dict) and _is_article(item))
    return articles


def _is_article(item: dict[str, Any]) -> bool:
    return re.search("Article|Posting|Report", str(item.get("@type"))) is not None


def _first(linked: list[dict[str, Any]], key: str) -> str | None:
    values = (item.get(key) for item in linked)
    return next((" ".join(v.split()) for v in values if isinstance(v, str) and v.strip()), None)


def _publisher(linked: list[dict[str, Any]]) -> str | None:
    for item in linked:
        publisher = item.get("publisher")
        name = publisher.get("name") if isinstance(publisher, dict) else publisher
        if isinstance(name, str) and name.strip():
            return " ".join(name.split())
    return None


def _title(tree: "HtmlElement") -> str | None:
    """The <title> without the site's name behind a bar or dash."""
    title = " ".join(tree.xpath("string(//head/title)").split())
    return re.split(r" [|–—-] ", title)[0] or None


def _times(tree: "HtmlElement") -> list[str]:
    """Dates of <time> elements that say they are the publication's."""
    stated: list[str] = []
    for element in tree.iter("time"):
        says = " ".join(element.get(k, "") for k in ("class", "itemprop", "id"))
        if "pubdate" in element.attrib or re.search(r"publish|posted|entry-date", says, re.I):
            stated.append(element.get("datetime") or element.text_content())
    return stated
