"""The page as text: what it holds, what it never holds, and that it is the same each time."""

import base64
import hashlib
import html
import json
import math
import re
import subprocess
import sys

import atlases
import pytest
from shapely.geometry import Point, Polygon

from geomap import basemap
from geomap.errors import OutputError
from geomap.maps import draw_map, layers, page, words
from geomap.records import Atlas, Event


@pytest.fixture(scope="module")
def drawn() -> str:
    return draw_map(atlases.sample_atlas(), title="Arms on the move", about="Invented events.")


def block(text: str, name: str) -> dict:
    found = re.search(rf'<script type="application/json" id="{name}">(.*?)</script>', text, re.S)
    assert found, name
    return json.loads(found[1])


# ---- one file, no network ----


def test_nothing_in_the_page_points_to_another_file(drawn: str) -> None:
    code = re.sub(r'<script type="application/json".*?</script>', "", drawn, flags=re.S)
    markup = re.sub(r"<(script|style)>.*?</\1>", "", code, flags=re.S)
    pointers = re.findall(r"""<[^>]+?\s(?:src|href)\s*=\s*["']?([^"'\s>]+)""", markup)
    assert [p for p in pointers if not p.startswith(("data:", "#"))] == []
    styles = "".join(re.findall(r"<style>(.*?)</style>", code, re.S))
    urls = re.findall(r"url\(\s*['\"]?([^)'\"]+)", styles)
    assert [u for u in urls if not u.startswith(("data:", "#"))] == []
    assert "@import" not in styles
    assert "sourceMappingURL" not in code


def test_the_policy_names_every_script_and_style_by_digest_and_allows_nothing_else(
    drawn: str,
) -> None:
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', drawn)
    assert policy
    rules = dict(rule.strip().split(" ", 1) for rule in policy[1].split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["img-src"] == "data:"
    for tag, rule in (("script", "script-src"), ("style", "style-src")):
        codes = re.findall(rf"<{tag}>(.*?)</{tag}>", drawn, re.S)
        assert codes
        digests = [base64.b64encode(hashlib.sha256(c.encode()).digest()).decode() for c in codes]
        assert rules[rule].split() == [f"'sha256-{d}'" for d in digests]
        assert "unsafe" not in rules[rule]


def test_the_map_is_small_enough_to_mail(drawn: str) -> None:
    assert len(drawn.encode()) < 1_000_000


def test_page_head_has_language_title_and_a_viewport_that_lets_the_reader_zoom(drawn: str) -> None:
    assert '<html lang="en">' in drawn
    assert "<title>Arms on the move</title>" in drawn
    assert '<meta name="viewport" content="width=device-width, initial-scale=1">' in drawn
    assert "user-scalable" not in drawn


def test_the_shell_is_foliums(drawn: str) -> None:
    import folium

    shell = page.shell()
    assert isinstance(shell, folium.Map)
    groups = [c for c in shell._children.values() if isinstance(c, folium.FeatureGroup)]
    assert len(groups) == len(page.GROUPS)
    assert '<div class="folium-map" id="map_geomap"' in drawn
    for key in page.GROUPS:
        assert f"var feature_group_{key} = L.featureGroup(" in drawn
        assert f"feature_group_{key}.addTo(map_geomap)" in drawn


def test_importing_the_module_stays_cheap() -> None:
    code = "import sys, geomap.maps; print([m for m in ('folium', 'branca') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_leaflet_that_is_not_installed_is_a_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    page.leaflet.cache_clear()
    monkeypatch.setattr(page.importlib.util, "find_spec", lambda _: None)
    with pytest.raises(OutputError, match="pip install XStatic-Leaflet"):
        page.leaflet()


def test_a_missing_background_is_a_clear_error(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.setattr(basemap.resources, "folder", lambda _: tmp_path)
    with pytest.raises(OutputError, match=r"world\.json"):
        draw_map(Atlas(made_with={}))


# ---- the same bytes ----


def test_the_same_atlas_gives_the_same_bytes_in_one_process_and_in_another(drawn: str) -> None:
    again = draw_map(atlases.sample_atlas(), title="Arms on the move", about="Invented events.")
    assert again == drawn
    code = (
        "import hashlib, atlases; from geomap.maps import draw_map; "
        "text = draw_map(atlases.sample_atlas(), title='Arms on the move', "
        "about='Invented events.'); print(hashlib.sha256(text.encode()).hexdigest())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=atlases.__file__.rsplit("/", 1)[0],
        env={"PYTHONHASHSEED": "7", "PATH": ""},
    )
    assert done.stdout.strip() == hashlib.sha256(drawn.encode()).hexdigest()


# ---- hostile text stays text ----

HOSTILE = [
    "</script><script>window.pwned=1</script>",
    "<!--<script>",
    "<img src=x onerror=window.pwned=1>",
    "{{ 7*7 }}",
    "{% raw %}",
    "{# gone #}",
    "`${window.pwned=1}`",
    "line\u2028and\u2029paragraph",
    "\u202eright to left",
    "@@SCRIPT@@ @@DATA@@",
    "C:\\2019\\x",
    "\ud800 alone",
    "nul \x00 and \x1b",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_kept_as_written_inside_one_escaped_block(text: str) -> None:
    event = atlases.event("e1", summary=text)
    drawn = draw_map(Atlas(made_with={"geomap": text}, events=(event,)), title=text, about=text)
    data = block(drawn, "geomap-data")
    assert data["events"][0]["summary"] == text
    assert data["title"] == text.strip()
    assert data["about"] == data["made"]["geomap"] == text
    outside = re.sub(r'<script type="application/json".*?</script>', "", drawn, flags=re.S)
    empty = draw_map(Atlas(made_with={}), title="-")
    rest = re.sub(r'<script type="application/json".*?</script>', "", empty, flags=re.S)
    title = html.escape(text.strip()).replace("\ud800", "\ufffd")
    assert outside == rest.replace("<title>-</title>", f"<title>{title}</title>")
    assert drawn.encode("utf-8")


def test_escaped_json_holds_no_character_that_ends_an_element_or_a_line() -> None:
    text = page.escape_json({k: k for k in HOSTILE})
    assert not re.search("[<>&\u2028\u2029\ud800-\udfff]", text)
    assert json.loads(text) == {k: k for k in HOSTILE}


# ---- what the page is told ----


def data_of(atlas: Atlas) -> dict:
    return layers.page_data(atlas, title="t")


def test_every_event_of_the_atlas_reaches_the_page_in_order() -> None:
    atlas = atlases.sample_atlas()
    assert [e["id"] for e in data_of(atlas)["events"]] == [e.id for e in atlas.events]


def test_an_event_carries_its_evidence_and_who_denies_it() -> None:
    data = data_of(atlases.sample_atlas())
    event = data["events"][0]
    assert event["amount"] == "7,000 to 11,000 containers (best 9,000)"
    assert event["denied"] == ["RU", "KP"]
    assert event["ships"] == ["Angara (IMO 9179842)"]
    assert event["flags"] == [{"code": "denied", "message": "Russia denies it."}]
    (claim,) = event["claims"]
    assert claim["quotes"] == ["The ministry said the ship carried about 300 containers"]
    assert claim["denials"] == ["The embassy called the report a fairy tale."]
    assert claim["items"] == ["about 300 containers"]
    source = data["sources"][claim["source"]]
    assert (source["title"], source["publisher"], source["date"]) == (
        "A ship leaves Rajin",
        "The Test Herald",
        "22 Jan 2024",
    )


def test_evidence_given_by_offsets_or_by_a_table_row_is_quoted() -> None:
    events = {e["id"]: e for e in data_of(atlases.sample_atlas())["events"]}
    assert events["strike-3"]["claims"][0]["quotes"] == ["row 2: kind: strike; place: Kharkiv"]
    start = atlases.TEXT.index("Two missiles")
    claim = atlases.claim(9, evidence=(atlases.Span(start=start, end=start + 12),))
    atlas = Atlas(
        made_with={},
        documents=(atlases.reading(claims=(claim,)),),
        events=(atlases.event("e", claims=("c9",)),),
    )
    assert data_of(atlas)["events"][0]["claims"][0]["quotes"] == ["Two missiles"]


def test_unknown_is_left_out_and_zero_is_kept() -> None:
    events = {e["id"]: e for e in data_of(atlases.sample_atlas())["events"]}
    assert events["strike-1"]["toll"] == "2 to 5 killed, 0 injured"
    assert "toll" not in events["strike-2"]
    assert "amount" not in events["strike-2"]
    assert "start" not in events["road-1"]


def test_an_event_without_a_place_says_why_it_is_not_on_the_map() -> None:
    events = {e["id"]: e for e in data_of(atlases.sample_atlas())["events"]}
    assert events["nowhere-1"]["off"] == "the reports name no place for it that could be found"
    assert [e for e in events.values() if "off" in e] == [events["nowhere-1"]]
    lost = atlases.Place(
        id="x", name="x", lat=math.nan, lon=0.0, country=None, kind="city", radius_m=1
    )
    (event,) = data_of(Atlas(made_with={}, events=(atlases.event("e", location=lost),)))["events"]
    assert event["off"] == "its place has no usable coordinates"


def test_a_place_and_a_line_shared_by_events_are_listed_once() -> None:
    data = data_of(atlases.sample_atlas())
    names = [p["name"] for p in data["places"]]
    assert len(names) == len(set(names))
    first, second, back = data["events"][:3]
    assert first["legs"][0]["path"] == second["legs"][0]["path"] != back["legs"][0]["path"]


def test_wide_areas_are_marked_and_a_countrys_radius_is_not_drawn() -> None:
    places = {p["name"]: p for p in data_of(atlases.sample_atlas())["places"]}
    assert places["Russia"]["wide"]
    assert "radius" not in places["Russia"]
    assert places["Belgorod Oblast"]["wide"]
    assert places["Belgorod Oblast"]["radius"] == 120000
    assert "wide" not in places["Kharkiv"]


def test_a_line_across_180_degrees_keeps_its_parts() -> None:
    data = data_of(atlases.sample_atlas())
    event = next(e for e in data["events"] if e["id"] == "pacific-1")
    parts = data["paths"][event["legs"][0]["path"]]
    lines = [basemap.unpack_line(part, scale=data["scale"]) for part in parts]
    assert len(lines) == 2
    assert lines[0][-1][0] == 180.0
    assert lines[1][0][0] == -180.0


def test_series_are_handed_on_without_a_sum() -> None:
    (series,) = data_of(atlases.sample_atlas())["series"]
    assert [p["value"] for p in series["points"]] == [1000.0, 7000.0, 11000.0]
    assert "18000" not in json.dumps(series)


def test_events_of_one_journey_know_each_other() -> None:
    events = {e["id"]: e for e in data_of(atlases.sample_atlas())["events"]}
    assert events["sea-1"]["journey"] == events["rail-1"]["journey"] == ["sea-1", "rail-1"]
    assert "journey" not in events["sea-2"]


# ---- words ----


@pytest.mark.parametrize(
    ("edtf", "said"),
    [
        ("2024-01-22", "22 Jan 2024"),
        ("2024-01", "Jan 2024"),
        ("2023", "2023"),
        ("2023-09/2023-12", "Sep 2023 to Dec 2023"),
        ("2023-08/..", "since Aug 2023"),
        ("../2023-08-05", "until 5 Aug 2023"),
        ("2023-08~", "about Aug 2023"),
        ("2023-08?", "perhaps Aug 2023"),
        ("2022-23", "autumn 2022"),
        ("199X", "1990s"),
        ("2023-40", "first half of 2023"),
        ("2023-XX-XX", "2023"),
        ("2023-13", "2023-13"),
        ("../..", "../.."),
        ("not a date", "not a date"),
        ("{2023,2024}", "{2023,2024}"),
        (None, None),
    ],
)
def test_dates_are_said_as_a_reader_says_them(edtf: str | None, said: str | None) -> None:
    assert words.date_words(edtf) == said


def test_an_endless_date_is_cut() -> None:
    assert len(words.date_words("9" * 1_000_000) or "") < 100


@pytest.mark.parametrize(
    ("low", "best", "high", "said"),
    [
        (None, None, None, None),
        (None, 5.0, None, "5 t"),
        (5.0, 5.0, 5.0, "5 t"),
        (20000.0, 20000.0, None, "at least 20,000 t"),
        (None, 100.0, 100.0, "at most 100 t"),
        (1.0, 2.5, 4.0, "1 to 4 t (best 2.5)"),
        (0.0, 0.0, 0.0, "0 t"),
    ],
)
def test_amounts_keep_their_bounds(
    low: float | None, best: float | None, high: float | None, said: str | None
) -> None:
    event = Event(
        id="e", kind="transfer", claims=(), what="", summary="",
        low=low, best=best, high=high, unit="t",
    )  # fmt: skip
    assert words.amount_words(event) == said


# ---- the background ----


@pytest.fixture(scope="module")
def world() -> dict:
    return json.loads(basemap.read_basemap())


def covers(world: dict, code: str, lon: float, lat: float) -> bool:
    inside = 0
    for country in world["countries"]:
        if country["code"] != code:
            continue
        for packed in country["rings"]:
            ring = basemap.unpack_line(packed, scale=world["scale"])
            inside += len(ring) > 3 and Polygon(ring).buffer(0).contains(Point(lon, lat))
    return inside % 2 == 1


@pytest.mark.parametrize(
    ("name", "lon", "lat"),
    [("Simferopol", 34.1, 44.95), ("Yevpatoriya", 33.45, 45.25), ("Kerch hills", 36.3, 45.3)],
)
def test_crimea_is_with_ukraine(world: dict, name: str, lon: float, lat: float) -> None:
    assert covers(world, "UA", lon, lat), name
    assert not covers(world, "RU", lon, lat), name


@pytest.mark.parametrize(
    ("code", "lon", "lat"),
    [("RU", 37.6, 55.7), ("RU", -175.0, 66.5), ("KP", 125.7, 39.0), ("IR", 51.4, 35.7),
     ("US", -100.0, 40.0), ("ZA", 25.0, -30.0)],
)  # fmt: skip
def test_countries_lie_where_they_lie(world: dict, code: str, lon: float, lat: float) -> None:
    assert covers(world, code, lon, lat)


def test_a_hole_in_a_country_is_another_country(world: dict) -> None:
    assert covers(world, "LS", 28.2, -29.5)
    assert not covers(world, "ZA", 28.2, -29.5)


def test_the_background_is_small_and_names_the_seas_of_the_subject(world: dict) -> None:
    assert len(basemap.read_basemap().encode()) < 900_000
    named = {sea["name"] for sea in world["seas"]}
    wanted = {"Sea of Japan", "Caspian Sea", "Black Sea", "Baltic Sea", "Red Sea", "Sea of Azov"}
    assert wanted <= named
    assert "" not in named


def test_packed_lines_come_back_within_half_a_step() -> None:
    line = [(-180.0, -85.0), (179.999, 84.3), (0.0, 0.0), (-0.00004, 0.00006), (12.5, -7.25)]
    back = basemap.unpack_line(basemap.pack_line(line, scale=10_000), scale=10_000)
    # The fourth point rounds to its own cell; the third stays.
    expected = [(-180.0, -85.0), (179.999, 84.3), (0.0, 0.0), (0.0, 0.0001), (12.5, -7.25)]
    assert back == expected
    assert basemap.unpack_line("", scale=10) == []
