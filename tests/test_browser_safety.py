"""The page in a real browser: it asks for nothing, and runs nothing that came from outside."""

import http.server
import threading
from collections.abc import Iterator
from itertools import count
from typing import Any, NamedTuple

import atlases
import msgspec
import pytest
from browser import needs_browser

from geomap.maps import draw_map, page_text
from geomap.records import Atlas

pytestmark = needs_browser


# ---- nothing leaves the machine ----


def test_the_page_is_complete_and_asks_the_network_for_nothing(open_page: Any) -> None:
    opened = open_page(atlases.sample_atlas(), at="#event=sea-1")
    opened.page.wait_for_selector(".leaflet-popup article")
    opened.page.mouse.wheel(0, -400)
    opened.page.wait_for_timeout(300)
    assert opened.asked == []
    assert opened.complaints == []
    tiles = opened.run("return document.querySelectorAll('.land canvas').length")
    assert tiles > 0


def test_the_check_above_would_see_a_request(open_page: Any) -> None:
    drawn = page_text(draw_map(Atlas(made_with={})))
    bait = drawn.replace("img-src data:", "img-src data: http://127.0.0.1:9")
    bait = bait.replace("</main>", '<img alt="" src="http://127.0.0.1:9/x.png"></main>')
    assert open_page(bait).asked == ["http://127.0.0.1:9/x.png"]


class Server(NamedTuple):
    """A server on this machine, and what it was asked for."""

    address: str
    asked: list[str]


@pytest.fixture
def server() -> Iterator[Server]:
    asked: list[str] = []

    class Pictures(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    running = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pictures)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield Server(f"http://127.0.0.1:{running.server_port}", asked)
    running.shutdown()
    running.server_close()


def test_the_policy_forbids_what_slips_in(open_page: Any, server: Server) -> None:
    drawn = page_text(draw_map(Atlas(made_with={})))
    slipped = f'<img alt="" src="{server.address}/x.png"><script>window.pwned = 1</script></main>'
    opened = open_page(drawn.replace("</main>", slipped))
    opened.page.wait_for_timeout(200)
    assert server.asked == []
    assert opened.run("return window.pwned ?? null") is None
    assert any("Content Security Policy" in text for text in opened.complaints)


def test_online_tiles_are_asked_for_only_once_switched_on(open_page: Any, server: Server) -> None:
    opened = open_page(
        atlases.sample_atlas(),
        tiles=f"{server.address}/{{z}}/{{x}}/{{y}}.png",
        tiles_credit="Maker",
    )
    opened.page.wait_for_timeout(200)
    assert opened.asked == []
    opened.page.click("#layers-box summary")
    opened.page.check("#layer-tiles")
    opened.page.wait_for_timeout(500)
    assert server.asked
    assert all(url.startswith(server.address) for url in opened.asked)
    assert "Maker" in opened.page.inner_text(".leaflet-control-attribution")
    assert [c for c in opened.complaints if "Policy" in c] == []


# ---- nothing from outside runs ----

RUN = "window.pwned=1;document.title='pwned'"
PAYLOADS = [
    f"</script><script>{RUN}</script>",
    f"<!--<script>{RUN}//",
    f'"><img src=x onerror="{RUN}">',
    f"'><svg onload={RUN}>",
    "{{ 7*7 }} {% raw %} {# gone #}",
    f"`${{{RUN}}}`",
    f"javascript:{RUN}",
    f"line\u2028and\u2029paragraph \u202e{RUN}",
    "@@SCRIPT@@ @@DATA@@ @@t:close@@ C:\\2019\\x \\u003c",
    f"<iframe srcdoc='<script>parent.{RUN}</script>'></iframe>",
    "__proto__",
    "\ufeff starts with a mark, ends with \U0001f6a2",
]
# Values of a closed list, numbers as text, and references: what a hostile report cannot choose.
CLOSED = {
    "kind", "status", "modality", "mode", "bound", "certainty", "id", "event", "events", "claims",
    "documents", "legs", "start", "end", "as_of", "path", "text_sha256", "parts", "times",
    "plausible_modes", "verdict", "track",
}  # fmt: skip


def poison(value: Any, payloads: Iterator[str]) -> Any:
    if isinstance(value, str):
        return next(payloads)
    if isinstance(value, (list, tuple)):
        return [poison(v, payloads) for v in value]
    if isinstance(value, dict):
        return {k: v if is_closed(k, v) else poison(v, payloads) for k, v in value.items()}
    return value


def is_closed(key: str, value: Any) -> bool:
    plain = isinstance(value, (str, int, float)) or value is None
    return key in CLOSED and (plain or all(isinstance(v, str) for v in value) or key == "path")


def hostile_atlas(start: int) -> Atlas:
    plain = msgspec.to_builtins(atlases.sample_atlas())
    payloads = (f"{PAYLOADS[n % len(PAYLOADS)]} {n}" for n in count(start))
    return msgspec.convert(poison(plain, payloads), Atlas)


TELL_ALL = """
const { store } = page;
page.filters.on = page.filters.on.map(() => 255);
page.update();
const box = document.querySelector("#sheet-body");
const told = [];
for (let n = 0; n < store.count; n += 1) {
  const node = window.geomap.eventNode(n, store, () => {});
  box.append(node, window.geomap.hint([n], store.place(0), store));
  const { summary } = store.event(n);
  told.push([node.querySelector("h3").textContent, summary]);
  page.go(n, { still: true });
}
page.tell([...told.keys()], [40, 40]);
for (const details of document.querySelectorAll("details")) details.open = true;
window.dispatchEvent(new Event("beforeprint"));
const every = [...document.querySelectorAll("*")];
return {
  told,
  h1: document.querySelector("h1").textContent,
  strange: document.querySelectorAll("img, iframe, object, embed, base, form, link").length,
  scripts: document.querySelectorAll("script").length,
  links: [...document.querySelectorAll("a[href]")].map((a) => a.protocol),
  handlers: every.filter((n) => [...n.attributes].some((a) => a.name.startsWith("on"))).length,
};
"""


@pytest.mark.parametrize("start", [0, 5])
def test_payloads_in_every_slot_are_shown_as_written_and_none_runs_even_without_the_policy(
    open_page: Any,
    start: int,
) -> None:
    atlas = hostile_atlas(start)
    look = {k: PAYLOADS[start + i] for i, k in enumerate(("title", "subtitle", "author", "note"))}
    text = page_text(draw_map(atlas, **look))
    policy = text[text.index("<meta http-equiv") :].split(">", 1)[0] + ">"
    opened = open_page(text.replace(policy, ""))
    seen = opened.run(TELL_ALL)
    opened.page.wait_for_timeout(200)  # what was set off would run by now
    assert [summary for _, summary in seen["told"]] == [e.summary for e in atlas.events]
    assert all(shown == summary for shown, summary in seen["told"])
    assert seen["h1"] == look["title"]
    assert opened.run("return window.pwned ?? null") is None
    assert opened.page.title() == look["title"]
    assert seen["strange"] == seen["handlers"] == 0
    assert seen["scripts"] == 6  # words, background, data; Leaflet, the page, the start
    assert set(seen["links"]) <= {"http:", "https:", "file:"}
    assert opened.asked == opened.complaints == []


def test_only_web_addresses_become_links(open_page: Any) -> None:
    opened = open_page(Atlas(made_with={}))
    kinds = ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "no address",
             "https://a.example/", "http://b.example/", " https://c.example/"]  # fmt: skip
    tags = opened.run("return given.map((k) => window.geomap.link(k, 't').tagName)", kinds)
    assert tags == ["BDI", "BDI", "BDI", "BDI", "A", "A", "A"]


def test_a_hostile_address_changes_nothing_and_runs_nothing(open_page: Any) -> None:
    at = "#map=NaN/1e99/<b>&switch=nothing,mode-sea&time=x/y&event=%3Cscript%3E&ship=no&find=%22%3E"
    opened = open_page(atlases.sample_atlas(), at=at)
    assert opened.complaints == []
    assert opened.run("return page.filters.isOn(0, 1)") is False
    assert opened.page.input_value("#find") == '">'


def test_a_text_of_a_megabyte_opens_and_is_whole_in_the_details(open_page: Any) -> None:
    long = "Ж" * 1_000_000
    claim = atlases.claim(1, evidence=(atlases.Span(start=0, end=1, text=long),))
    atlas = Atlas(
        made_with={},
        documents=(atlases.reading(claims=(claim,)),),
        events=(atlases.event("e1", summary=long, location=atlases.place("kyiv")),),
    )
    opened = open_page(atlas, title=long, subtitle=long)
    opened.run("page.openId('e1', { still: true })")
    sizes = opened.run(
        "return [document.querySelector('blockquote').textContent.length,"
        " document.querySelector('#list .summary').textContent.length]"
    )
    assert sizes[0] == 1_000_000
    assert sizes[1] < 300


def test_a_csv_from_the_page_holds_no_formula(open_page: Any) -> None:
    texts = ['=HYPERLINK("http://x")', "+1+A1", "-1-1", "@x", "\tx", "-12.5", 'a "b", c\nd']
    events = tuple(atlases.event(f"e{n}", summary=text) for n, text in enumerate(texts))
    opened = open_page(Atlas(made_with={}, events=events))
    csv = opened.run("return window.geomap.toCsv(page.shownNumbers(), page.store)")
    assert '"\'=HYPERLINK(""http://x"")"' in csv
    for text in ("'+1+A1", "'-1-1", "'@x", "'\tx", "-12.5"):
        assert f",{text}," in csv
    assert '"a ""b"", c\nd"' in csv
