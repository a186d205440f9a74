"""The page in a real browser: it asks for nothing, runs nothing from outside, and works."""

import base64
import hashlib
import html
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import atlases
import msgspec
import pytest

from geomap.maps import draw_map
from geomap.records import Atlas

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine")

# Asked for by the browser itself at its start, with or without a page.
BROWSERS_OWN = re.compile(
    r"https?://(accounts\.google|update\.googleapis|clients2\.google|(www\.)?google)\.com"
    r"|https?://~notfound",
    re.IGNORECASE,
)


def browse(
    folder: Path, text: str, *, at: str = "", size: str = "1280,800", wait: bool = False
) -> tuple[str, str]:
    """DOM once loaded (`wait`: three seconds later), and the browser's network log."""
    page = folder / "page.html"
    page.write_text(text, encoding="utf-8")
    log = folder / "net.json"
    command = [
        str(BROWSER),
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-dev-shm-usage",
        "--host-resolver-rules=MAP * ~NOTFOUND",
        f"--user-data-dir={folder / 'profile'}",
        f"--window-size={size}",
        f"--log-net-log={log}",
        *(["--virtual-time-budget=3000"] if wait else []),
        "--dump-dom",
        page.as_uri() + at,
    ]
    done = subprocess.run(command, capture_output=True, timeout=120, check=True)
    return done.stdout.decode("utf-8"), log.read_text(encoding="utf-8")


def asked(log: str) -> set[str]:
    """Addresses of the web that were asked for, but for the browser's own."""
    found = set(re.findall(r'https?://[^"\\\s;]+', log))
    return {address for address in found if not BROWSERS_OWN.match(address)}


def with_driver(text: str, script: str, *, policy: bool = True) -> str:
    """The page with a script of the test's that leaves its findings in the DOM."""
    code = (
        "(() => { const page = window.geomap.page; const found = {};"
        f"{script}; document.documentElement.dataset.found = JSON.stringify(found); }})();"
    )
    if policy:
        digest = base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()
        text = text.replace("script-src ", f"script-src 'sha256-{digest}' ", 1)
    else:
        text = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", text, count=1)
    return text.replace("</body>", f"<script>{code}</script></body>")


def found(dom: str) -> Any:
    match = re.search(r'<html[^>]*data-found="([^"]*)"', dom)
    assert match, "the driver did not finish"
    return json.loads(html.unescape(match[1]))


def drive(folder: Path, text: str, script: str, **options: Any) -> Any:
    policy = options.pop("policy", True)
    dom, _ = browse(folder, with_driver(text, script, policy=policy), **options)
    return found(dom)


@pytest.fixture(scope="module")
def sample() -> str:
    return draw_map(atlases.sample_atlas(), title="Arms on the move", about="Invented events.")


# ---- nothing leaves the machine ----


def test_the_page_opens_from_a_disk_and_asks_the_network_for_nothing(
    tmp_path: Path, sample: str
) -> None:
    dom, log = browse(tmp_path, sample, at="#event=sea-1", wait=True)
    assert 'data-ready="yes"' in dom
    assert "Ship Angara carries containers from Rajin to Vostochny</h3>" in dom
    assert asked(log) == set()
    assert "Refused to" not in log


def test_the_check_above_would_see_a_request(tmp_path: Path) -> None:
    _, log = browse(tmp_path, '<img src="http://probe.invalid/x.png">')
    assert any("probe.invalid" in address for address in asked(log))


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
    "@@SCRIPT@@ @@DATA@@ C:\\2019\\x",
    f"<iframe srcdoc='<script>parent.{RUN}</script>'></iframe>",
]
# Values of a closed list, numbers as text, and references: what a hostile report cannot choose.
CLOSED = {
    "kind", "status", "modality", "mode", "bound", "certainty", "id", "event", "events", "claims",
    "documents", "legs", "start", "end", "as_of", "path", "text_sha256",
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


def endless(start: int) -> Iterator[str]:
    number = start
    while True:
        yield f"{PAYLOADS[number % len(PAYLOADS)]} {number}"
        number += 1


def hostile_atlas(start: int) -> Atlas:
    plain = msgspec.to_builtins(atlases.sample_atlas())
    return msgspec.convert(poison(plain, endless(start)), Atlas)


TELL_ALL = """
for (const s of page.filters.switches) s.on = true;
page.update();
const told = page.data.events.map((event) => {
  const node = window.geomap.eventNode(event, page.data);
  document.querySelector("#sheet-body").append(node);
  node.append(window.geomap.hint([event], page.data.places[0]));
  return node.querySelector("h3").textContent === event.summary;
});
for (const event of page.data.events) if (event.off === undefined) page.go(event, true);
page.tell(page.data.events, [40, 40]);
for (const box of document.querySelectorAll("details")) box.open = true;
found.asWritten = told.every(Boolean);
found.events = told.length;
found.title = document.querySelector("h1").textContent === page.data.title;
found.pwned = window.pwned || null;
found.tab = document.title;
found.strange = document.querySelectorAll("img, iframe, object, embed, base, form, link").length;
found.scripts = document.querySelectorAll("script").length;
found.links = [...document.querySelectorAll("a[href]")].map((a) => a.protocol);
const handlers = [...document.querySelectorAll("*")].filter((n) =>
  [...n.attributes].some((a) => a.name.startsWith("on")));
found.handlers = handlers.length;
"""


@pytest.mark.parametrize("start", [0, 3, 7])
def test_payloads_in_every_slot_are_shown_as_written_and_none_runs_even_without_the_policy(
    tmp_path: Path, start: int
) -> None:
    atlas = hostile_atlas(start)
    title = PAYLOADS[start]
    text = draw_map(atlas, title=title, about=PAYLOADS[start + 1])
    seen = drive(tmp_path, text, TELL_ALL, policy=False)
    assert seen["events"] == len(atlas.events)
    assert seen["asWritten"]
    assert seen["title"]
    assert seen["pwned"] is None
    assert seen["tab"] == title
    assert seen["strange"] == seen["handlers"] == 0
    assert seen["scripts"] == 6  # two data blocks, three of the page, the test's own
    assert set(seen["links"]) <= {"http:", "https:", "file:"}


def test_only_web_addresses_become_links(tmp_path: Path) -> None:
    script = """
    const kinds = ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "no address",
      "https://news.example/a", "http://news.example/b", " https://news.example/c"];
    found.tags = kinds.map((k) => window.geomap.link(k, "t").tagName);
    """
    seen = drive(tmp_path, draw_map(Atlas(made_with={})), script)
    assert seen["tags"] == ["BDI", "BDI", "BDI", "BDI", "A", "A", "A"]


def test_a_text_of_a_megabyte_opens_and_is_whole_in_the_details(tmp_path: Path) -> None:
    long = "Ж" * 1_000_000
    claim = atlases.claim(1, evidence=(atlases.Span(start=0, end=1, text=long),))
    atlas = Atlas(
        made_with={},
        documents=(atlases.reading(claims=(claim,)),),
        events=(atlases.event("e1", summary=long, location=atlases.place("kyiv")),),
    )
    script = """
    page.openEvent("e1", true);
    found.quote = document.querySelector("blockquote").textContent.length;
    found.row = document.querySelector("#list .summary").textContent.length;
    """
    seen = drive(tmp_path, draw_map(atlas, title=long, about=long), script)
    assert seen["quote"] == 1_000_000
    assert seen["row"] < 300


# ---- it works ----

SHOWN = """
const shown = () => page.filters.visible().map((e) => e.id).sort();
const turn = (id, on) => { const box = document.getElementById("layer-" + id);
  if (box.checked !== on) box.click(); };
const count = () => document.getElementById("count").textContent;
"""


def test_layers_switch_events_and_state_how_many_they_hold(tmp_path: Path, sample: str) -> None:
    script = (
        SHOWN
        + """
    found.counts = Object.fromEntries([...document.querySelectorAll("#layers .n")].map((n) =>
      [n.parentElement.htmlFor.slice(6), Number(n.textContent)]));
    found.first = shown(); found.said = count();
    turn("strikes", false); found.noStrikes = shown(); turn("strikes", true);
    turn("mode-sea", false); found.noSea = shown(); turn("mode-sea", true);
    turn("unreal", true); found.withPlans = shown(); turn("unreal", false);
    turn("undated", false); found.dated = shown(); turn("undated", true);
    turn("status-denied", false); found.notDenied = shown(); turn("status-denied", true);
    turn("flows", false); found.noFlows = shown(); turn("flows", true);
    found.last = shown();
    """
    )
    seen = drive(tmp_path, sample, script)
    assert seen["counts"] == {
        "mode-sea": 5, "mode-rail": 1, "mode-road": 1, "mode-air": 2, "mode-none": 3,
        "strikes": 5, "status-confirmed": 2, "status-asserted": 10, "status-alleged": 2,
        "status-denied": 2, "flows": 2, "unreal": 2, "undated": 3,
    }  # fmt: skip
    first = set(seen["first"])
    assert "plan-1" not in first
    assert "strike-5" not in first
    assert seen["said"].startswith("14 of 16 events shown; 3 undated; 1 not on the map; 2 hidden")
    assert first - set(seen["noStrikes"]) == {"strike-1", "strike-2", "strike-3", "strike-4"}
    # both-1 went by sea and by air: it stays while one of the two is on.
    assert first - set(seen["noSea"]) == {"sea-1", "sea-2", "sea-3", "pacific-1"}
    assert set(seen["withPlans"]) - first == {"plan-1", "strike-5"}
    assert first - set(seen["dated"]) == {"road-1", "nowhere-1", "strike-3"}
    assert first - set(seen["notDenied"]) == {"both-1"}
    assert first - set(seen["noFlows"]) == {"both-1"}
    assert seen["last"] == seen["first"]


def test_time_hides_by_interval_and_never_hides_the_undated(tmp_path: Path, sample: str) -> None:
    script = (
        SHOWN
        + """
    const t = page.time; const d = window.geomap.day;
    t.place(d("2024-01-01"), d("2024-01-31")); found.january = shown(); found.said = count();
    t.place(t.first, d("2023-06-30")); found.early = shown();
    t.clear(); found.all = shown().length;
    """
    )
    seen = drive(tmp_path, sample, script)
    undated = {"road-1", "nowhere-1", "strike-3"}
    assert set(seen["january"]) == undated | {"strike-1", "strike-2", "both-1"}
    assert "3 undated" in seen["said"]
    assert set(seen["early"]) == undated | {"caspian-1"}
    assert seen["all"] == 14


def test_search_and_source_narrow_the_list_and_the_map(tmp_path: Path, sample: str) -> None:
    script = (
        SHOWN
        + """
    const type = (id, value, kind) => { const n = document.getElementById(id); n.value = value;
      n.dispatchEvent(new Event(kind)); };
    type("find", "ANGARA", "input"); found.angara = shown();
    found.rows = document.querySelectorAll("#list li").length;
    type("find", "", "input"); type("source", "1", "change"); found.table = shown();
    """
    )
    seen = drive(tmp_path, sample, script)
    assert seen["angara"] == ["sea-1"]
    assert seen["rows"] == 1
    assert seen["table"] == ["strike-3"]


def test_marks_are_shared_fanned_and_hollow_where_the_place_is_wide(tmp_path: Path) -> None:
    script = """
    turnAll();
    function turnAll() { for (const s of page.filters.switches) s.on = true; page.update(); }
    const of = (test) => page.marks.entries.filter(test);
    const place = (name) => (e) => e.place !== undefined && page.data.places[e.place].name === name;
    const both = of((e) => e.shape === "line" && e.events.length === 2)[0];
    found.shared = both.events.map((e) => e.id);
    const back = of((e) => e.shape === "line" && e.events[0].id === "sea-3")[0];
    const middle = (e) => e.line[Math.floor(e.line.length / 2)];
    found.apart = Math.hypot(middle(both)[0] - middle(back)[0], middle(both)[1] - middle(back)[1]);
    found.wide = of(place("Russia")).map((e) => e.marks[0].symbol.wide);
    found.spot = of((e) => e.shape === "burst" && place("Kharkiv")(e))[0].marks[0].symbol.wide;
    const ring = of((e) => e.shape === "circle" && place("Kharkiv")(e))[0];
    found.kharkiv = page.marks.together(ring).map((e) => e.id).sort();
    found.areas = of((e) => e.shape === "area").map((e) => page.data.places[e.place].name).sort();
    const flow = of((e) => e.flow)[0];
    found.flow = [flow.group, flow.marks[0].options.dashArray];
    const unreal = of((e) => e.unreal && e.shape === "line");
    found.unreal = unreal.map((e) => e.marks[0].options.dashArray);
    const far = of((e) => e.shape === "line" && e.events[0].id === "pacific-1")[0].line;
    found.steps = Math.max(...far.slice(1).map((p, i) => Math.abs(p[0] - far[i][0])));
    found.end = far[far.length - 1][0];
    const honolulu = of(place("Honolulu"))[0].marks.map((m) => Math.round(m.getLatLng().lng));
    found.honolulu = honolulu;
    """
    atlas = atlases.sample_atlas()
    lorry = atlases.event("road-2", destination=atlases.place("kharkiv"))
    text = draw_map(msgspec.structs.replace(atlas, events=(*atlas.events, lorry)))
    seen = drive(tmp_path, text, script)
    assert seen["shared"] == ["sea-1", "sea-2"]
    assert seen["apart"] > 0.01
    assert seen["wide"] == [True, True]
    assert seen["spot"] is False
    assert seen["kharkiv"] == ["road-2", "strike-1", "strike-2"]
    # sea-1 is exact: no circle at Rajin for it; imprecise or unknown precision gets one.
    assert "Kharkiv" in seen["areas"]
    assert "Russia" not in seen["areas"]
    assert "Kyiv" not in seen["areas"]
    assert seen["flow"][0] == "flows"
    assert seen["flow"][1]
    assert all(seen["unreal"])
    assert seen["steps"] < 10
    assert seen["end"] == pytest.approx(202.142, abs=0.01)
    assert 202 in seen["honolulu"]


def test_the_list_opens_events_and_tells_of_those_without_a_place(
    tmp_path: Path, sample: str
) -> None:
    script = """
    const rows = [...document.querySelectorAll("#list button")];
    found.rows = rows.length;
    found.dates = rows.map((r) => r.querySelector(".when").textContent);
    rows.find((r) => r.textContent.includes("Angara")).click();
    found.hash = location.hash;
    found.popup = document.querySelector(".leaflet-popup article").textContent;
    found.focus = document.activeElement.className;
    found.link = document.querySelector(".leaflet-popup cite a").href;
    document.querySelector("#off button").click();
    found.off = document.querySelector("#off").textContent;
    found.series = document.querySelector("#series").textContent;
    """
    seen = drive(tmp_path, sample, script)
    assert seen["rows"] == 13
    assert seen["dates"][0] == "Jun 2023"
    assert seen["dates"][-1] == "no date"
    assert seen["hash"] == "#event=sea-1"
    for words in (
        "confirmed",
        "Sep 2023 to Dec 2023",
        "7,000 to 11,000 containers (best 9,000)",
        "Rajin",
        "Angara (IMO 9179842)",
        "North Korea",
        "Russia, North Korea",
        "direct line, not a track",
        "about 300 containers",
        "The embassy called the report a fairy tale.",
        "The Test Herald",
        "Russia denies it.",
        "same route, same ship, overlapping dates",
        "this → Wagons cross from Tumangang",
    ):
        assert words in seen["popup"], words
    assert seen["focus"] == "told"
    assert seen["link"] == "https://news.example/report-1"
    assert "the reports name no place for it" in seen["off"]
    assert "at least 1,000" in seen["series"]
    assert "19,000" not in seen["series"]


def test_the_legend_names_what_is_on_the_map_and_no_more(tmp_path: Path) -> None:
    strikes = tuple(e for e in atlases.sample_atlas().events if e.id == "strike-2")
    script = "found.legend = document.getElementById('legend-rows').textContent"
    seen = drive(tmp_path, draw_map(Atlas(made_with={}, events=strikes)), script)
    assert seen["legend"] == "strike"


def test_an_empty_atlas_is_a_map_that_says_so(tmp_path: Path) -> None:
    script = """found.count = document.getElementById('count').textContent;
    found.time = document.getElementById('time').hidden;"""
    seen = drive(tmp_path, draw_map(Atlas(made_with={})), script)
    assert seen == {"count": "0 of 0 events shown", "time": True}


def test_on_a_phone_the_list_is_a_drawer_and_an_event_a_sheet(tmp_path: Path, sample: str) -> None:
    script = """
    const box = (id) => document.getElementById(id).getBoundingClientRect();
    const seen = (id) => getComputedStyle(document.getElementById(id)).visibility;
    found.wide = document.documentElement.scrollWidth <= window.innerWidth;
    found.side = seen("side");
    document.getElementById("open-side").click();
    found.drawn = document.body.classList.contains("drawn");
    page.openEvent("sea-1", true);
    found.after = document.body.classList.contains("drawn");
    found.sheet = document.getElementById("sheet").hidden;
    found.fits = box("sheet").right <= window.innerWidth + 1;
    found.popups = document.querySelectorAll(".leaflet-popup").length;
    document.getElementById("close-sheet").click();
    found.closed = document.getElementById("sheet").hidden;
    """
    seen = drive(tmp_path, sample, script, size="500,844")
    assert seen == {
        "wide": True, "side": "hidden", "drawn": True, "after": False, "sheet": False,
        "fits": True, "popups": 0, "closed": True,
    }  # fmt: skip


def test_the_script_unpacks_what_python_packs(tmp_path: Path, sample: str) -> None:
    script = """
    found.line = window.geomap.unpack("oxCoaKK", 10);
    found.world = page.data.paths.flat().map((t) => window.geomap.unpack(t, page.data.scale))
      .every((line) => line.every(([lon, lat]) => Math.abs(lon) <= 180 && Math.abs(lat) <= 90));
    """
    seen = drive(tmp_path, sample, script)
    assert seen == {"line": [[130, 42], [130.5, 42.5]], "world": True}
