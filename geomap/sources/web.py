"""Pages that the user names by their address: one GET, bounded, and nothing else is fetched."""

import http.client
import ipaddress
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from email.message import Message
from pathlib import PurePosixPath
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from geomap import __version__
from geomap.sources.files import (
    DOCUMENT_SUFFIXES,
    FILE_LIMIT_BYTES,
    READABLE,
    TABLE_SUFFIXES,
    Unreadable,
    too_large,
)

__all__ = ["Fetched", "fetch", "stem_of"]

TIMEOUT_S = 30.0  # for the connection and for each piece of the answer
LONGEST_S = 300.0  # for the whole: a server may not hold a run up by sending a byte a second
MOST_REDIRECTS = 5
_CHUNK = 262_144  # bytes

_SUFFIX_OF = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/markdown": ".md",
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "message/rfc822": ".eml",
    "application/json": ".json",
    "application/x-ndjson": ".jsonl",
    "application/geo+json": ".geojson",
    "text/csv": ".csv",
    "text/tab-separated-values": ".tsv",
    "application/vnd.apache.parquet": ".parquet",
}
_PLAIN = frozenset({"text/plain", "application/octet-stream", "binary/octet-stream", ""})


class Fetched(NamedTuple):
    """What a server sent: the bytes, the suffix of their kind, where they came from in the end."""

    data: bytes
    suffix: str
    url: str


def fetch(url: str, *, limit: int = FILE_LIMIT_BYTES) -> Fetched:
    """Get one page. Redirects lead only to public addresses, or back to the host that was named.

    Parameters
    ----------
    url : str
        An http or https address, as the user typed it. The host in it is trusted, even where it
        is this machine or one of its network; no other such host is.
    limit : int
        Bytes of the answer at most.

    Raises
    ------
    Unreadable
        The address, the server or its answer will not do; the message says which.
    """
    try:
        parts = urlsplit(url)
    except ValueError as error:
        message = f"not an address: {error}; write it as https://host/page"
        raise Unreadable(message) from None
    if parts.username or parts.password:
        message = "an address with a password; download the page and name the file"
        raise Unreadable(message)
    if not parts.hostname:
        message = "an address without a host; write it as https://host/page"
        raise Unreadable(message)
    opener = urllib.request.build_opener(
        urllib.request.ProxyHandler({}), _Http(parts.hostname), _Https(parts.hostname), _Redirects()
    )
    headers = {"User-Agent": f"geomap/{__version__}", "Accept-Encoding": "identity"}
    request = urllib.request.Request(url, headers=headers)  # noqa: S310 (http and https only)
    try:
        with opener.open(request, timeout=TIMEOUT_S) as answer:
            suffix = _suffix(answer.headers, answer.url)
            return Fetched(_body(answer, limit), suffix, answer.url)
    except urllib.error.HTTPError as error:
        error.close()
        message = f"the server answers {error.code} {error.reason}"
    except (OSError, http.client.HTTPException, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        message = f"cannot be fetched: {' '.join(str(reason).split()) or type(error).__name__}"
    message += "; download the page and name the file"
    raise Unreadable(message)


def stem_of(url: str) -> str:
    """What a page is called after: the last part of its path, else its host."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "page"
    return PurePosixPath(unquote(parts.path)).stem or parts.hostname or "page"


def _body(answer: Any, limit: int) -> bytes:
    """Bytes of an answer, within the limits of size and time."""
    if answer.headers.get("Content-Encoding", "identity").lower() != "identity":
        message = "the server sends it compressed though it was asked not to"
        raise Unreadable(message)
    end = time.monotonic() + LONGEST_S
    pieces: list[bytes] = []
    size = 0
    while piece := answer.read1(_CHUNK):
        pieces.append(piece)
        size += len(piece)
        if size > limit:
            raise Unreadable(too_large(size, limit))
        if time.monotonic() > end:
            message = f"the server took more than {LONGEST_S:.0f} s"
            raise Unreadable(message)
    if not size:
        message = "the server sent nothing"
        raise Unreadable(message)
    return b"".join(pieces)


def _suffix(headers: Message, url: str) -> str:
    """Which reader an answer is for: by its content type, else by the end of its address."""
    kind = headers.get_content_type() if headers.get("Content-Type") else ""
    named = PurePosixPath(urlsplit(url).path).suffix.lower()
    if kind in _PLAIN and named in DOCUMENT_SUFFIXES + TABLE_SUFFIXES:
        return named
    if kind == "text/plain":
        return ".txt"
    if kind in _SUFFIX_OF:
        return _SUFFIX_OF[kind]
    message = f"the server sends {kind or 'something without a type'}: {READABLE}"
    raise Unreadable(message)


# ---- who may be asked ----


def _connect(trusted: str) -> Callable[..., socket.socket]:
    """A `socket.create_connection` for the host named by the user and for public hosts alone.

    The address that is checked is the one that is connected to, so that a name which changes
    its address in between gains nothing.
    """

    def connect(address: tuple[str, int], timeout: Any = None, source: Any = None) -> socket.socket:
        host, port = address
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        last: OSError | None = None
        for *_, where in found:
            if host.lower() != trusted.lower() and not _is_public(str(where[0])):
                message = f"it leads on to {host}, an address of this machine or its network"
                raise OSError(message)
            try:
                return socket.create_connection((str(where[0]), port), timeout, source)
            except OSError as error:
                last = error
        raise last or OSError(f"no address of {host} is known")

    return connect


def _is_public(address: str) -> bool:
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)
    return (mapped or found).is_global


class _Http(urllib.request.HTTPHandler):
    """Plain connections through `_connect`."""

    def __init__(self, trusted: str) -> None:
        super().__init__()
        self.trusted = trusted

    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        """Open a connection of our kind."""
        return self.do_open(self._connection, req)

    def _connection(self, host: str, **options: Any) -> http.client.HTTPConnection:
        made = http.client.HTTPConnection(host, **options)
        made._create_connection = _connect(self.trusted)  # type: ignore[attr-defined]  # noqa: SLF001 (its seam)
        return made


class _Https(urllib.request.HTTPSHandler):
    """The same under TLS, with certificates checked as Python does by default."""

    def __init__(self, trusted: str) -> None:
        super().__init__()
        self.trusted = trusted

    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        """Open a connection of our kind."""
        return self.do_open(self._connection, req)

    def _connection(self, host: str, **options: Any) -> http.client.HTTPSConnection:
        made = http.client.HTTPSConnection(host, **options)
        made._create_connection = _connect(self.trusted)  # type: ignore[attr-defined]  # noqa: SLF001
        return made


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Redirects to other pages of the web, and not many."""

    max_redirections = MOST_REDIRECTS

    def redirect_request(
        self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        """Refuse what is no page of the web."""
        if urlsplit(newurl).scheme not in {"http", "https"}:
            fp.close()
            message = f"it leads on to {newurl[:80]!r}, which is no page of the web"
            raise OSError(message)
        return super().redirect_request(req, fp, code, msg, headers, newurl)
