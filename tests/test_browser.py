"""The page at work in a real browser: layers, time, list, search, links, downloads, sizes."""

import base64
import json
import re
import struct
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import atlases
import msgspec
import pytest
from browser import needs_browser

from geomap.maps import draw_map, page_text
from geomap.records import Atlas, PortCall, Route, Sighting, Track, TrackJump, TrackPart

pytestmark = needs_browser


@pytest.fixture(scope="module")
def sample() -> str:
    return page_text(
        draw_map(atlases.sample_atlas(), title="Arms on the move", author="A. Maker", note="Draft.")
    )


SWITCH = """
const turn = (id, on) => { const box = document.getElementById("layer-" + id);
  if (box.checked !== on) box.click(); };
const shown = () => page.shownNumbers().map((n) => page.store.event(n).id).sort();
"""
LOOSE = {"weapon-missile", "weapon-unknown", "areas", "lines", "stops"}
UNDATED = {"road-1", "nowhere-1", "strike-3"}


# ---- layers, time, search ----


def test_layers_switch_events_and_state_how_many_they_hold(open_page: Any, sample: str) -> None:
    opened = open_page(sample)
    counts = opened.run(
        """return Object.fromEntries([...document.querySelectorAll("#layers .n")].map((n) =>
        [n.parentElement.htmlFor.slice(6), Number(n.textContent)]))"""
    )
    assert counts == {
        "mode-none": 3, "mode-sea": 5, "mode-rail": 1, "mode-road": 1, "mode-air": 2,
        "weapon-missile": 5, "status-confirmed": 2, "status-asserted": 10, "status-alleged": 2,
        "status-denied": 2, "cargo-unknown": 11, "flows": 2, "unreal": 2, "undated": 3,
        "areas": 8, "lines": 13, "stops": 8, "heat": 5,
    } | {k: v for k, v in counts.items() if k in LOOSE}  # fmt: skip
    assert counts["weapon-missile"] + counts.get("weapon-unknown", 0) == 5
    first = set(opened.shown())
    said = opened.page.inner_text("#count")
    assert said.startswith("14 of 16 events shown; 3 undated; 1 not on the map; 2 hidden")
    assert {"plan-1", "strike-5"} & first == set()

    def without(*switches: str, on: bool = False) -> set[str]:
        script = "for (const s of given[0]) turn(s, given[1]); const found = shown();"
        back = "for (const s of given[0]) turn(s, !given[1]); return found;"
        return set(opened.run(SWITCH + script + back, [list(switches), on]))

    strikes = {"strike-1", "strike-2", "strike-3", "strike-4"}
    assert (
        first - without("weapon-missile", *(k for k in counts if k == "weapon-unknown")) == strikes
    )
    # both-1 went by sea and by air: it stays while one of the two is on
    assert first - without("mode-sea") == {"sea-1", "sea-2", "sea-3", "pacific-1"}
    assert without("unreal", on=True) - first == {"plan-1", "strike-5"}
    assert first - without("undated") == UNDATED
    assert first - without("status-denied") == {"both-1"}
    assert first - without("flows") == {"both-1"}
    assert set(opened.shown()) == first


def test_time_hides_by_interval_and_never_hides_the_undated(open_page: Any, sample: str) -> None:
    opened = open_page(sample)
    place = "const d = window.geomap.day; page.time.place(d(given[0]), d(given[1]));"
    opened.run(place, ["2024-01-01", "2024-01-31"])
    assert set(opened.shown()) == UNDATED | {"strike-1", "strike-2", "both-1"}
    assert "3 undated" in opened.page.inner_text("#count")
    opened.run(place, ["2023-06-01", "2023-06-30"])
    assert set(opened.shown()) == UNDATED | {"caspian-1"}
    bars = opened.run(
        "return [...document.querySelectorAll('.bars i')].map((b) => Number(b.title))"
    )
    assert max(bars) >= 2
    assert sum(bars) >= 10
    opened.page.click("text=All dates")
    assert len(opened.shown()) == 14


def test_play_moves_the_window_and_stops(open_page: Any, sample: str) -> None:
    opened = open_page(sample)
    opened.page.select_option("#time-mode", "window")
    opened.page.select_option("#time-speed", "fast")
    opened.page.click(".play")
    opened.wait("page.time.from > page.time.first")
    opened.page.click(".play")
    before = opened.run("return page.time.to")
    opened.page.wait_for_timeout(400)
    assert opened.run("return page.time.to") == before
    assert opened.page.inner_text(".play") == "Play"


def test_search_and_facets_narrow_the_list_and_the_map(open_page: Any, sample: str) -> None:
    opened = open_page(sample)
    opened.page.fill("#find", "ANGARA")
    assert opened.shown() == ["sea-1"]
    assert opened.page.locator("#list li").count() == 1
    for words, found in (
        ("fairy tale", {"both-1", "sea-1", "sea-2", "sea-3"}),  # a quote of their common claim
        ("honolulu voyage", {"pacific-1"}),
        ("ukraine struck", {"strike-3"}),  # a country's name and a word of the summary
        ("nothing such", set()),
    ):
        opened.page.fill("#find", words)
        assert found <= set(opened.shown()), words
        assert found or not opened.shown()
    opened.page.click("#reset")
    opened.page.click("#facet-source summary")
    opened.page.click("#facet-source label:has-text('table.csv')")
    assert opened.shown() == ["strike-3"]
    opened.page.click("#reset")
    opened.page.click("#facet-country summary")
    opened.page.click("#facet-country label:has-text('Iran')")
    assert opened.shown() == ["caspian-1"]
    assert "(1 chosen)" in opened.page.inner_text("#facet-country summary")


# ---- the map ----


def test_lanes_are_shared_fanned_and_turned_the_short_way(open_page: Any, sample: str) -> None:
    seen = open_page(sample).run(
        """
    page.filters.on = page.filters.on.map(() => 255); page.update();
    const { scene, store } = page;
    const ids = (lane) => lane.events.map((n) => store.event(n).id);
    const lane = (id) => scene.lanes.find((l) => ids(l).includes(id) && !l.flight);
    const half = (l) => Math.floor(l.xy.length / 4) * 2;
    const middle = (l) => [l.xy[half(l)], l.xy[half(l) + 1]];
    const [there, back] = [lane("sea-1"), lane("sea-3")].map(middle);
    const far = lane("pacific-1");
    let step = 0;
    for (let i = 2; i < far.xy.length; i += 2) {
      step = Math.max(step, Math.abs(far.xy[i] - far.xy[i - 2]));
    }
    return { shared: ids(lane("sea-1")), apart: Math.hypot(there[0] - back[0], there[1] - back[1]),
      flow: lane("both-1").flow, unreal: lane("plan-1").unreal, step,
      end: window.geomap.toLon(far.xy[far.xy.length - 2]),
      flight: scene.lanes.filter((l) => l.flight).flatMap(ids) };
    """
    )
    assert seen["shared"] == ["sea-1", "sea-2"]
    assert seen["apart"] > 1e-5
    assert seen["flow"] is True
    assert seen["unreal"] is True
    assert seen["step"] < 10 / 360
    assert seen["end"] == pytest.approx(202.142, abs=0.01)
    assert seen["flight"] == ["strike-1"]


def test_a_click_on_a_symbol_lists_all_events_of_the_place(open_page: Any, sample: str) -> None:
    opened = open_page(sample, at="#map=7/50/36.2")
    at = opened.run(
        """const p = page.map.latLngToContainerPoint([49.9935, 36.2304]);
        const box = page.map.getContainer().getBoundingClientRect();
        return [box.x + p.x, box.y + p.y]"""
    )
    opened.page.mouse.move(*at)
    opened.page.wait_for_selector(".leaflet-tooltip:has-text('Kharkiv')")
    opened.page.mouse.click(*at)
    opened.page.wait_for_selector(".leaflet-popup")
    assert "2 events here" in opened.page.inner_text(".leaflet-popup")
    opened.page.click(".leaflet-popup li button >> nth=0")
    assert "strike-1" in opened.run("return window.geomap.writeState(page)")
    assert opened.page.locator("#list button[aria-current]").count() == 1


def test_hovering_a_line_lights_every_leg_of_the_journey(open_page: Any, sample: str) -> None:
    opened = open_page(sample)
    lit = opened.run(
        """const n = page.store.find("sea-1"); page.lightEvents([n]);
        return page.glow.lanes.flatMap((l) => l.events.map((e) => page.store.event(e).id))"""
    )
    assert {"sea-1", "rail-1"} <= set(lit)
    assert "air-1" not in lit


def test_the_legend_names_what_is_on_the_map_and_no_more(open_page: Any) -> None:
    strikes = tuple(e for e in atlases.sample_atlas().events if e.id == "strike-3")
    opened = open_page(Atlas(made_with={}, events=strikes))
    rows = opened.page.locator("#legend-rows .legend-row").all_inner_texts()
    assert rows == ["strike, weapon mixed or not stated", "may lie anywhere within"]


def test_heat_is_drawn_only_when_it_is_switched_on(open_page: Any, sample: str) -> None:
    ink = """const c = document.querySelector("canvas.heat");
    const d = c.getContext("2d").getImageData(0, 0, c.width, c.height).data;
    let n = 0; for (let i = 3; i < d.length; i += 4) if (d[i]) n += 1; return n;"""
    opened = open_page(sample)
    assert opened.run(ink) == 0
    opened.run(SWITCH + "turn('heat', true)")
    assert opened.run(ink) > 1000


# ---- evidence ----


def test_the_list_opens_events_and_tells_of_those_without_a_place(
    open_page: Any, sample: str
) -> None:
    opened = open_page(sample)
    rows = opened.page.locator("#list button")
    assert rows.count() == 13
    assert "Jun 2023" in rows.first.inner_text()
    opened.page.click("#list button:has-text('Angara')")
    told = opened.page.inner_text(".leaflet-popup article")
    for words in (
        "confirmed", "Sept 2023 to Dec 2023", "7,000 to 11,000 containers (best 9,000)", "Rajin",
        "Angara (IMO 9179842)", "Russia, North Korea", "direct line, not a track",
        "about 300 containers", "The embassy called the report a fairy tale.", "The Test Herald",
        "22 Jan 2024", "Russia denies it.", "same route, same ship, overlapping dates",
        "Wagons cross from Tumangang", "port, North Korea, ± 3 km",
    ):  # fmt: skip
        assert words in told.replace("Sep 2023", "Sept 2023"), words
    link = opened.page.get_attribute(".leaflet-popup cite a", "href")
    assert link == "https://news.example/report-1"
    opened.page.click("text=Read beside the map")
    assert "fairy tale" in opened.page.inner_text("#detail")
    opened.page.click("#close-detail")
    opened.page.click("#off-box summary")
    opened.page.click("#off button")
    assert "the reports name no place for it" in opened.page.inner_text("#off")
    series = opened.page.inner_text("#series")
    assert "at least 1,000" in series
    assert "19,000" not in series
    assert opened.page.locator("#series svg circle").count() == 2
    assert opened.complaints == []


def test_dates_and_amounts_are_said_as_a_reader_says_them(open_page: Any) -> None:
    opened = open_page(Atlas(made_with={}))
    dates = {
        "2024-01-22": "22 Jan 2024", "2024-01": "Jan 2024", "2023": "2023",
        "2023-06/2023-12": "Jun 2023 to Dec 2023", "2023-08/..": "since Aug 2023",
        "../2023-08-05": "by 5 Aug 2023", "2023-08~": "about Aug 2023",
        "2023-08?": "perhaps Aug 2023", "2022-23": "autumn 2022", "199X": "1990s",
        "2023-40": "first half of 2023", "2023-XX-XX": "2023", "2023-13": "2023-13",
        "../..": "../..", "not a date": "not a date", "{2023,2024}": "{2023,2024}",
    }  # fmt: skip
    assert opened.run("return given.map(window.geomap.dateWords)", list(dates)) == [*dates.values()]
    assert len(opened.run("return window.geomap.dateWords('9'.repeat(1e6))")) < 100
    amounts = [
        ({}, None), ({"best": 5}, "5 t"), ({"low": 5, "best": 5, "high": 5}, "5 t"),
        ({"low": 20000, "best": 20000}, "at least 20,000 t"),
        ({"best": 100, "high": 100}, "at most 100 t"),
        ({"low": 1, "best": 2.5, "high": 4}, "1 to 4 t (best 2.5)"),
        ({"low": 0, "best": 0, "high": 0}, "0 t"),
    ]  # fmt: skip
    given = [amount | {"unit": "t"} for amount, _ in amounts]
    said = opened.run("return given.map(window.geomap.amountWords)", given)
    assert said == [words for _, words in amounts]
    toll = {"killedLow": 2, "killedHigh": 5, "injuredLow": 0, "injuredHigh": 0}
    assert opened.run("return window.geomap.tollWords(given)", toll) == "2 to 5 killed, 0 injured"


# ---- sharing ----


def test_a_link_brings_back_view_filters_time_and_event(open_page: Any, sample: str) -> None:
    first = open_page(sample)
    first.run(
        SWITCH
        + """turn("mode-air", false); turn("heat", true); turn("unreal", true);
        const d = window.geomap.day; page.time.place(d("2023-09-01"), d("2024-01-31"));
        page.panel.choose("ship", "Angara (IMO 9179842)", true); page.filters.text = "rajin";
        page.update(); page.map.setView([43, 131], 6, { animate: false });
        page.openId("sea-1", { still: true, stay: true })"""
    )
    first.wait("location.hash.includes('event=sea-1')")
    link = first.page.url
    second = open_page(sample, at=link[link.index("#") :])
    state = "return window.geomap.writeState(page)"
    assert second.run(state) == first.run(state)
    assert second.shown() == ["sea-1"]
    assert second.page.locator(".leaflet-popup article").count() == 1
    assert second.page.input_value("#find") == "rajin"
    assert second.run("return page.map.getZoom()") == 6
    assert second.run("return [page.layers.heat, page.filters.isOn(0, 4)]") == [True, False]


def test_copy_says_that_the_link_was_copied(open_page: Any, sample: str) -> None:
    opened = open_page(sample)
    opened.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened.page.click("#copy")
    opened.page.wait_for_selector("#said:has-text('clipboard')")
    assert "#map=" in opened.page.evaluate("navigator.clipboard.readText()")


def test_what_is_filtered_is_downloaded_as_geojson_and_csv(open_page: Any, sample: str) -> None:
    opened = open_page(sample)
    opened.page.fill("#find", "angara")
    with opened.page.expect_download() as waiting:
        opened.page.click("#save-geojson")
    assert waiting.value.suggested_filename == "Arms-on-the-move.geojson"
    found = json.loads(waiting.value.path().read_text(encoding="utf-8"))
    event, route = found["features"]
    assert event["geometry"] == {"type": "Point", "coordinates": [133.069, 42.734]}
    assert event["properties"]["id"] == "sea-1"
    assert event["properties"]["best"] == 9000
    assert event["properties"]["start"] == "2023-09-01"
    assert event["properties"]["denied_by"] == "RU; KP"
    assert route["geometry"]["type"] == "MultiLineString"
    with opened.page.expect_download() as waiting:
        opened.page.click("#save-csv")
    lines = waiting.value.path().read_bytes().decode("utf-8").split("\r\n")
    assert len(lines) == 3
    assert lines[0].startswith("id,kind,summary,start,end,")
    assert lines[1].startswith("sea-1,transfer,")
    assert lines[1].endswith(",42.734,133.069")


def test_paper_gets_legend_list_and_sources(open_page: Any, sample: str) -> None:
    opened = open_page(sample)
    pdf = opened.page.pdf(format="A4")
    assert pdf.startswith(b"%PDF")
    opened.page.emulate_media(media="print")
    opened.run("window.dispatchEvent(new Event('beforeprint'))")
    for box in ("#legend", "#list", "#sources", "#series", "#made"):
        assert opened.page.is_visible(box), box
    for box in ("#find-box", "#share", ".play", "#open-side"):
        assert not opened.page.is_visible(box), box
    assert opened.page.locator("#sources li").count() == 2
    assert "A. Maker" in opened.page.inner_text("#imprint")


# ---- sizes, schemes, hands ----


def test_on_a_phone_the_list_is_a_drawer_and_an_event_a_sheet(open_page: Any, sample: str) -> None:
    opened = open_page(sample, wide=390, high=844)
    assert opened.run("return document.documentElement.scrollWidth <= window.innerWidth")
    assert not opened.page.is_visible("#side")
    opened.page.click("#open-side")
    opened.page.click("#list button:has-text('Angara')")
    opened.page.wait_for_selector("#sheet article")
    assert not opened.page.is_visible("#side")
    box = opened.page.locator("#sheet").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert opened.page.locator(".leaflet-popup").count() == 0
    opened.page.click("#close-sheet")
    assert not opened.page.is_visible("#sheet")


def test_an_embedded_map_fits_400_pixels(open_page: Any) -> None:
    opened = open_page(atlases.sample_atlas(), embed=True, wide=400, high=400)
    assert opened.run("return document.documentElement.scrollWidth <= window.innerWidth")
    assert opened.page.locator(".folium-map").bounding_box()["height"] > 200
    assert not opened.page.is_visible("#side")
    wide = open_page(atlases.sample_atlas(), embed=True, wide=900, high=500)
    assert not wide.page.is_visible("#side")


def luminance(opened: Any) -> float:
    """Mean lightness of the picture's middle, 0 to 1."""
    picture = opened.page.screenshot(clip={"x": 700, "y": 300, "width": 8, "height": 8}, type="png")
    assert struct.unpack(">II", picture[16:24]) == (8, 8)
    return opened.run(
        """const image = new Image(); image.src = "data:image/png;base64," + given;
        return image.decode().then(() => { const c = document.createElement("canvas");
          c.width = c.height = 8; const x = c.getContext("2d"); x.drawImage(image, 0, 0);
          const d = x.getImageData(0, 0, 8, 8).data; let s = 0;
          for (let i = 0; i < d.length; i += 4) s += (d[i] + d[i + 1] + d[i + 2]) / 765;
          return s / 64; });""",
        base64.b64encode(picture).decode(),
    )


def test_dark_and_light_follow_the_readers_setting(open_page: Any, sample: str) -> None:
    assert luminance(open_page(sample)) > 0.7
    dark = open_page(sample, dark=True)
    assert luminance(dark) < 0.35
    dark.page.emulate_media(color_scheme="light")
    dark.page.wait_for_timeout(200)
    assert luminance(dark) > 0.7


def test_the_keyboard_reaches_and_closes_everything(open_page: Any, sample: str) -> None:
    opened = open_page(sample)
    opened.page.keyboard.press("Tab")
    assert opened.run("return document.activeElement.className") == "skip"
    opened.page.keyboard.press("Enter")
    opened.page.locator("#list button").first.focus()
    opened.page.keyboard.press("Enter")
    opened.page.wait_for_selector(".leaflet-popup article")
    assert opened.run("return document.activeElement.className") == "told"
    opened.page.keyboard.press("Escape")
    assert opened.page.locator(".leaflet-popup").count() == 0
    assert opened.run("return document.activeElement.closest('#list') !== null")
    opened.page.focus("#time input")
    before = opened.run("return page.time.from")
    opened.page.keyboard.press("ArrowRight")
    assert opened.run("return page.time.from") == before + 1
    ring = "return getComputedStyle(document.activeElement).outlineStyle"
    assert opened.run(ring) != "none"


AXE = """async () => { const found = await axe.run(document, { resultTypes: ["violations"] });
return found.violations.filter((v) => ["serious", "critical"].includes(v.impact))
  .map((v) => v.id + ": " + v.nodes.map((n) => n.html.slice(0, 120)).join(" | ")); }"""


@pytest.mark.parametrize(("wide", "dark"), [(1280, False), (390, True)])
def test_axe_finds_no_serious_fault(open_page: Any, sample: str, wide: int, dark: bool) -> None:  # noqa: FBT001
    import axe_playwright_python

    axe = Path(axe_playwright_python.__file__).parent / "axe.min.js"
    opened = open_page(sample, wide=wide, high=844, dark=dark, at="#event=sea-1")
    opened.run("for (const d of document.querySelectorAll('details')) d.open = true;")
    opened.page.evaluate(axe.read_text(encoding="utf-8"))
    assert opened.page.evaluate(AXE) == []


# ---- languages ----


@pytest.mark.parametrize(
    ("lang", "events", "month"),
    [("uk", "Події", "січ"), ("ko", "사건", "1월"), ("ru", "События", "янв")],
)
def test_the_page_speaks_the_readers_language(
    open_page: Any, lang: str, events: str, month: str
) -> None:
    opened = open_page(atlases.sample_atlas(), lang=lang, at="#event=strike-1")
    assert opened.run("return document.documentElement.lang") == lang
    assert opened.page.inner_text("#list-head") == events
    assert month in opened.page.inner_text(".leaflet-popup article dl")
    side = opened.page.inner_text("#side")
    assert not re.search(r"\b(events|shown|Layers|Sources|Reset)\b", side)
    assert opened.run("return window.geomap.countryName('UA')") != "Ukraine"
    assert opened.complaints == []


# ---- without an atlas, and much of it ----


def test_an_empty_atlas_is_a_map_that_says_so(open_page: Any) -> None:
    opened = open_page(Atlas(made_with={}))
    assert opened.page.inner_text("#count") == "0 of 0 events shown"
    assert not opened.page.is_visible("#time")
    assert opened.complaints == []


def test_many_events_are_grouped_bundled_said_so_and_all_found(open_page: Any) -> None:
    atlas = atlases.big_atlas(4000)
    opened = open_page(atlas)
    said = opened.page.inner_text("#limits")
    assert "symbols are grouped" in said
    assert "lines in sight are drawn in bundles" in said
    seen = opened.run(
        """const signs = page.scene.signs(3);
        return [page.scene.siteCount, signs.length, signs.reduce((s, x) => s + x.count, 0),
          page.scene.shown.reduce((a, b) => a + b, 0)]"""
    )
    assert seen[1] < seen[0] / 4
    assert seen[2] == seen[3]
    opened.page.fill("#find", "place 3999")
    opened.wait("page.shownNumbers().length === 1")
    assert opened.shown() == ["e3999"]
    opened.page.fill("#find", "")
    assert len(opened.shown()) == len(atlas.events)
    assert opened.page.locator("#list li").count() < 500
    assert opened.complaints == []


def test_a_user_s_own_layers_are_drawn_without_a_network(open_page: Any) -> None:
    import folium

    world = draw_map(atlases.sample_atlas())
    folium.Marker([50, 30], popup="Own mark", icon=folium.Icon(color="red")).add_to(world)
    folium.GeoJson({"type": "Point", "coordinates": [40, 45]}).add_to(world)
    opened = open_page(page_text(world))
    assert opened.page.locator(".leaflet-marker-icon").count() == 2
    opened.run("page.map.eachLayer((l) => { if (l.getPopup && l.getPopup()) l.openPopup(); })")
    assert "Own mark" in opened.page.inner_text(".leaflet-popup")
    assert opened.asked == opened.complaints == []


def test_the_script_unpacks_what_python_packs(open_page: Any, sample: str) -> None:
    opened = open_page(sample)
    assert opened.run("return window.geomap.unpack('oxCoaKK', 10)") == [130, 42, 130.5, 42.5]
    inside = opened.run(
        """const { store } = page;
        const rows = [...Array(store.tables.paths.count).keys()];
        const texts = rows.flatMap((n) => store.row("paths", n).lines);
        return texts.every((text) => window.geomap.unpack(text, store.head.scale)
          .every((degrees, i) => Math.abs(degrees) <= (i % 2 ? 90 : 180)))"""
    )
    assert inside is True
    events = {e.id: msgspec.to_builtins(e) for e in atlases.sample_atlas().events}
    rows = opened.run("return [...Array(page.store.count).keys()].map((n) => page.store.event(n))")
    assert [(r["id"], r["summary"], r["status"]) for r in rows] == [
        (k, e["summary"], e["status"]) for k, e in events.items()
    ]


# ---- observed tracks ----


def tracked_atlas() -> Atlas:
    """One ship: seen, lost for two days across 180 degrees, seen again; a call and a jump."""
    day = 86_400
    start = 1_697_000_000 // day * day

    def moment(days: float) -> str:
        return datetime.fromtimestamp(start + int(days * day), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def part(
        kind: str, first: float, last: float, path: list, label: str | None = None
    ) -> TrackPart:
        count = sum(len(line) for line in path)
        times = [
            start + int(day * (first + (last - first) * i / max(1, count - 1)))
            for i in range(count)
        ]
        shaped = []
        for line in path:
            shaped.append(tuple(times[: len(line)]))
            times = times[len(line) :]
        return TrackPart(
            kind=kind, start=moment(first), end=moment(last), duration_s=day * (last - first),
            length_m=1e5, n_points=count, path=tuple(tuple(line) for line in path),
            times=tuple(shaped), label=label,
        )  # fmt: skip

    track = Track(
        id="track-1", name="<b>Angara</b>", imo="9179842", mmsi=None, sources=("ais.csv",),
        start=moment(0), end=moment(6), n_points=40, length_m=2e6,
        parts=(
            part("observed", 0, 2, [[(170.0, 42.0), (174.0, 43.0), (178.0, 44.0)]]),
            part("gap", 2, 4, [[(178.0, 44.0), (180.0, 44.3)], [(-180.0, 44.3), (-176.0, 45.0)]],
                 "no signal for 2 d"),
            part("observed", 4, 6, [[(-176.0, 45.0), (-170.0, 46.0)]]),
        ),
        port_calls=(
            PortCall(place=atlases.place("vladivostok"), start=moment(0), end=moment(0.5),
                     duration_s=43200, n_points=4, open_start=True),
        ),
        jumps=(TrackJump(time=moment(5), lon=150.0, lat=40.0, speed_kn=400.0, why="400 knots"),),
    )  # fmt: skip
    sighting = Sighting(track="track-1", verdict="conflicts", text="She was at sea that day.")
    event = atlases.event(
        "sea-9", origin=atlases.place("rajin"), destination=atlases.place("vostochny"),
        mode=("sea",), sightings=(sighting,), start="2023-01-01", end="2024-12-31",
    )  # fmt: skip
    leg = msgspec.structs.replace(
        atlases.leg("rajin", "vostochny", None), duration_low_s=36_000.0, duration_high_s=86_400.0,
        duration_s=50_000.0, plausible_modes=("sea", "rail"), certainty="computed",
    )  # fmt: skip
    routes = (Route(event="sea-9", legs=(leg,)),)
    return Atlas(made_with={}, events=(event,), tracks=(track,), routes=routes)


def test_an_observed_track_is_told_cut_by_time_and_unlike_a_route(open_page: Any) -> None:
    opened = open_page(tracked_atlas())
    legend = opened.page.inner_text("#legend-rows")
    for words in ("observed track of a ship", "no signal", "port call", "impossible position"):
        assert words in legend
    seen = opened.run(
        """const parts = page.tracks.parts; const steps = parts.flatMap((p) =>
          [...p.xy].filter((_, i) => i % 2 === 0 && i).map((x, i) => Math.abs(x - p.xy[2 * i])));
        return [parts.map((p) => p.kind), Math.max(...steps), parts[0].times.length]"""
    )
    assert seen[0] == ["observed", "gap", "observed"]
    assert seen[1] < 10 / 360  # across 180 degrees the short way
    assert seen[2] == 3
    drawn = """page.tracks.cut(given); page.tracks.redraw();
    return page.tracks.drawn.map((d) => d.points.length / 2)"""
    first = opened.run("return Math.floor(page.tracks.parts[0].start / 86400)")
    whole = opened.run(drawn, None)
    assert sorted(set(whole)) == [2, 3, 4]
    assert set(opened.run(drawn, [first, first + 1])) == {2}  # two of the first part's vertices
    opened.page.click("#tracks-box summary")
    told = opened.page.inner_text("#tracks")
    assert "<b>Angara</b> (IMO 9179842)" in told
    assert "Vladivostok: 11 Oct 2023" in told
    assert "the signal begins here" in told


def test_an_event_tells_what_its_tracks_say_and_how_long_its_way_takes(open_page: Any) -> None:
    opened = open_page(tracked_atlas(), at="#event=sea-9")
    told = opened.page.inner_text(".leaflet-popup article")
    for words in ("conflicts", "She was at sea that day.", "10 to 24 hours",
                  "plausible: by sea, by rail"):  # fmt: skip
        assert words in told, words


def test_width_tells_events_or_the_largest_quantity(open_page: Any, sample: str) -> None:
    opened = open_page(sample)
    width = """const lane = page.scene.lanes.find((l) => l.events.includes(page.store.find(given)));
    return page.drawing.width(lane)"""
    before = [opened.run(width, event) for event in ("sea-1", "air-1")]
    opened.page.click("#layers-box summary")
    opened.page.select_option("#width", "amount")
    after = [opened.run(width, event) for event in ("sea-1", "air-1")]
    assert after[0] > before[0] > after[1]


def test_a_track_across_180_degrees_is_in_one_piece_in_the_first_view(open_page: Any) -> None:
    opened = open_page(tracked_atlas())
    west, east = opened.run("return [page.fitted.getWest(), page.fitted.getEast()]")
    assert east - west < 70
    assert opened.run("return document.getElementById('legend').open")


def test_the_time_line_spans_the_tracks_too(open_page: Any) -> None:
    early = atlases.event("sea-9", origin=atlases.place("rajin"), start="2023-01-01",
                          end="2023-01-02")  # fmt: skip
    opened = open_page(msgspec.structs.replace(tracked_atlas(), events=(early,)))
    last = opened.run("return geomap.isoDay(page.time.last)")
    assert last == opened.run(
        "return geomap.isoDay(Math.floor(page.tracks.parts.at(-1).end / 86400))"
    )
    assert opened.run("return geomap.isoDay(page.time.first)") == "2023-01-01"
