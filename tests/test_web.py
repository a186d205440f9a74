"""Pages named by their address: what is fetched, and what is refused. On this machine alone."""

import http.server
import threading
from collections.abc import Iterator

import pytest

from geomap.records import Document, Rejected
from geomap.sources import files, read_sources, web
from geomap.sources.files import Unreadable
from geomap.sources.web import fetch, stem_of

PAGE = (
    "<html><head><title>Ship leaves Rajin</title></head><body><article>"
    "<p>The Angara left Rajin with 300 containers on Monday, officials said.</p>"
    "<p>It was on its way to Dunay, where it arrived two days later.</p>"
    '<img src="/picture.png"><script src="/script.js"></script></article></body></html>'
)
TABLE = "date,place,weapon\n2024-05-01,Kyiv,drone\n"
# path: status, headers, body
ANSWERS = {
    "/report": (200, {"Content-Type": "text/html; charset=utf-8"}, PAGE.encode()),
    "/data/log.csv": (200, {"Content-Type": "text/plain"}, TABLE.encode()),
    "/log": (200, {"Content-Type": "text/csv"}, TABLE.encode()),
    "/moved": (302, {"Location": "/report"}, b""),
    "/file": (302, {"Location": "file:///etc/passwd"}, b""),
    "/ftp": (302, {"Location": "ftp://127.0.0.1/etc/passwd"}, b""),
    "/inside": (302, {"Location": "http://127.0.0.2:{port}/report"}, b""),
    "/inside6": (302, {"Location": "http://[::ffff:127.0.0.1]:{port}/report"}, b""),
    "/round": (302, {"Location": "/round?again"}, b""),
    "/gone": (404, {"Content-Type": "text/html"}, b"gone"),
    "/picture": (200, {"Content-Type": "image/png"}, b"\x89PNG"),
    "/zipped": (200, {"Content-Type": "text/html", "Content-Encoding": "gzip"}, b"\x1f\x8b"),
    "/nothing": (200, {"Content-Type": "text/html"}, b""),
}


class Handler(http.server.BaseHTTPRequestHandler):
    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(self.path)
        status, headers, body = ANSWERS.get(self.path.partition("?")[0], (404, {}, b""))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value.format(port=self.server.server_address[1]))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[str]:
    Handler.asked = []
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_page_is_read_and_nothing_else_is_fetched(site):
    (found,) = read_sources([f"{site}/report"])
    assert isinstance(found, Document)
    assert found.text.startswith("The Angara left Rajin")
    assert (found.id, found.source, found.url) == ("report", f"{site}/report", f"{site}/report")
    assert Handler.asked == ["/report"]


def test_the_content_type_decides_and_else_the_address(site):
    for path in ("/data/log.csv", "/log"):
        (found,) = read_sources([site + path])
        assert found.table.columns == ("date", "place", "weapon")
        assert found.id == "log"


def test_a_redirect_is_followed_and_its_end_is_the_address(site):
    (found,) = read_sources([f"{site}/moved"])
    assert found.url == f"{site}/report"


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/file", "not allowed"),
        ("/ftp", "no page of the web"),
        ("/inside", "an address of this machine or its network"),
        ("/inside6", "an address of this machine or its network"),
        ("/round", "infinite loop"),
        ("/gone", "answers 404"),
        ("/picture", "sends image/png: geomap reads"),
        ("/zipped", "compressed"),
        ("/nothing", "sent nothing"),
    ],
)
def test_what_is_refused(site, path, why):
    (found,) = read_sources([site + path])
    assert isinstance(found, Rejected)
    assert why in found.why


def test_an_answer_is_limited_in_size_and_time(site, monkeypatch):
    with pytest.raises(Unreadable, match="too large"):
        fetch(f"{site}/report", limit=100)
    monkeypatch.setattr(web, "LONGEST_S", -1.0)
    with pytest.raises(Unreadable, match="took more than"):
        fetch(f"{site}/report")


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://user:secret@127.0.0.1/a", "a password"),
        ("http:///a", "without a host"),
        ("http://127.0.0.1:99999/a", "cannot be fetched"),
        ("http://[::1/a", "cannot be fetched|not an address"),
        ("http://127.0.0.1:1/a b", "cannot be fetched"),
    ],
)
def test_an_address_that_will_not_do(url, why):
    with pytest.raises(Unreadable, match=why):
        fetch(url)


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("10.0.0.1", False),
        ("169.254.169.254", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("::ffff:192.168.0.1", False),
        ("2606:2800:220:1:248:1893:25c8:1946", True),
        ("nonsense", False),
    ],
)
def test_which_addresses_are_public(address, public):
    assert web._is_public(address) is public


def test_a_page_is_called_after_its_path_or_its_host():
    assert stem_of("https://a.example/news/ship%20leaves.html?x=1") == "ship leaves"
    assert stem_of("https://a.example/") == "a.example"


def test_a_folder_never_leads_to_the_web(tmp_path, site):
    (tmp_path / "a.html").write_text(PAGE.replace("/picture", f"{site}/picture"), encoding="utf-8")
    assert [d.id for d in read_sources([str(tmp_path)])] == ["a"]
    assert Handler.asked == []
    assert files.list_files(["https://a.example/x"])[0].url == "https://a.example/x"
