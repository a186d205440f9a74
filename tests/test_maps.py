"""The page as text: what it holds, what it never holds, and that it is the same each time."""

import base64
import hashlib
import html
import itertools
import json
import math
import re
import subprocess
import sys
from pathlib import Path

import atlases
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pages import data_in
from shapely.geometry import Point, Polygon

from geomap import basemap
from geomap.errors import MapError, OutputError
from geomap.maps import LANGUAGES, classes, columns, draw_map, page, page_text, wording
from geomap.maps.background import MOST_SQUARES, background
from geomap.maps.layers import page_tables
from geomap.maps.tiles import find_tiles
from geomap.records import Atlas, Item, MentionedPlace, Quantity, Reason, Span, Vessel


@pytest.fixture(scope="module")
def drawn() -> str:
    return text_of(atlases.sample_atlas(), title="Arms on the move", subtitle="Invented events.")


def text_of(atlas: Atlas, **look: object) -> str:
    return page_text(draw_map(atlas, **look))


ROOT = Path(__file__).parents[1]

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


def test_the_map_is_foliums(drawn: str) -> None:
    import folium

    world = draw_map(atlases.sample_atlas(), title="Arms on the move", subtitle="Invented events.")
    assert isinstance(world, folium.Map)
    assert world.get_root().render() == world.get_root().render() == drawn
    assert world._repr_html_().startswith("<div")
    assert html.escape(drawn[:200]) in world._repr_html_()
    assert '<div class="folium-map" id="map_geomap"' in drawn


def test_layers_that_a_user_adds_are_on_the_page_and_need_no_network() -> None:
    import folium

    world = draw_map(atlases.sample_atlas())
    folium.Marker([50, 30], popup="A user's own").add_to(world)
    group = folium.FeatureGroup("own").add_to(world)
    folium.TileLayer("https://tiles.example/{z}/{x}/{y}.png", attr="x", show=False).add_to(group)
    text = page_text(world)
    assert "A user&#x27;s own" in text or "A user's own" in text
    assert text.index("L.marker(") < text.index("geomap.start(")
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    assert policy
    assert "img-src data: https://tiles.example;" in policy[1]
    assert re.findall(r"<(?:script|link)[^>]+(?:src|href)=", text) == []


def test_a_plugin_that_a_user_adds_is_let_through_by_its_host_alone() -> None:
    from folium import plugins

    world = draw_map(Atlas(made_with={}))
    plugins.Fullscreen().add_to(world)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page_text(world))
    assert policy
    assert "https://cdn.jsdelivr.net" in policy[1].split("script-src")[1].split(";")[0]
    assert "*" not in policy[1]


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
        text_of(Atlas(made_with={}))


# ---- the same bytes ----


def test_the_same_atlas_gives_the_same_bytes_in_one_process_and_in_another(drawn: str) -> None:
    again = text_of(atlases.sample_atlas(), title="Arms on the move", subtitle="Invented events.")
    assert again == drawn
    code = (
        "import hashlib, atlases; from geomap.maps import draw_map, page_text; "
        "text = page_text(draw_map(atlases.sample_atlas(), title='Arms on the move', "
        "subtitle='Invented events.')); print(hashlib.sha256(text.encode()).hexdigest())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=atlases.__file__.rsplit("/", 1)[0],
        env={"PYTHONHASHSEED": "7", "PATH": "", "PYTHONPATH": str(ROOT)},
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
def test_hostile_text_is_kept_as_written_inside_the_data_block(text: str) -> None:
    event = atlases.event("e1", summary=text)
    atlas = Atlas(made_with={"geomap": text}, events=(event,))
    drawn = text_of(atlas, title=text, subtitle=text, author=text, note=text)
    data = data_in(drawn)
    written = text.replace("\ud800", "\ufffd")  # what no UTF-8 can carry
    assert data["events"][0]["summary"] == written
    assert data["title"] == written.strip()
    assert data["subtitle"] == data["author"] == data["note"] == data["made"]["geomap"] == written
    outside = re.sub(r'<script type="application/json".*?</script>', "", drawn, flags=re.S)
    empty = text_of(Atlas(made_with={}), title="-")
    rest = re.sub(r'<script type="application/json".*?</script>', "", empty, flags=re.S)
    assert outside == rest.replace(
        "<title>-</title>", f"<title>{html.escape(written.strip())}</title>"
    )
    assert drawn.encode("utf-8")


def test_escaped_json_holds_no_character_that_ends_an_element_or_a_line() -> None:
    text = page.escape_json({k: k for k in HOSTILE})
    assert not re.search("[<>&\u2028\u2029\ud800-\udfff]", text)
    assert json.loads(text) == {k: k for k in HOSTILE}


# ---- what the page is told ----


def data_of(atlas: Atlas) -> dict:
    head, tables = columns.unpack(columns.pack(*page_tables(atlas)))
    return head | tables


def events_of(atlas: Atlas) -> dict[str, dict]:
    return {event["id"]: event for event in data_of(atlas)["events"]}


def test_every_event_of_the_atlas_reaches_the_page_in_order() -> None:
    atlas = atlases.sample_atlas()
    assert [e["id"] for e in data_of(atlas)["events"]] == [e.id for e in atlas.events]


def test_an_event_carries_its_evidence_and_who_denies_it() -> None:
    data = data_of(atlases.sample_atlas())
    event = data["events"][0]
    assert (event["low"], event["best"], event["high"]) == (7000.0, 9000.0, 11000.0)
    assert event["denied"] == ["RU", "KP"]
    assert event["ships"] == ["Angara (IMO 9179842)"]
    assert data["flags"][event["flags"][0]] == {"code": "denied", "message": "Russia denies it."}
    claim = data["claims"][event["claims"][0]]
    assert claim["quotes"] == ["The ministry said the ship carried about 300 containers"]
    assert claim["denials"] == ["The embassy called the report a fairy tale."]
    assert claim["items"] == ["about 300 containers"]
    source = data["sources"][claim["source"]]
    assert (source["title"], source["publisher"], source["date"]) == (
        "A ship leaves Rajin",
        "The Test Herald",
        "2024-01-22",
    )


@pytest.mark.parametrize(
    ("told", "unit", "what", "shown"),
    [
        ("30,000", "tonnes", "diesel", "30,000 tonnes of diesel"),
        ("30,000 tonnes", "tonnes", "diesel", "30,000 tonnes diesel"),
        ("12", "drones", "drones", "12 drones"),
        ("12", None, "crates", "12 crates"),
        ("about 300 containers", "containers", "containers", "about 300 containers"),
    ],
)
def test_a_bare_number_of_a_claim_is_shown_with_its_unit(
    told: str, unit: str | None, what: str, shown: str
) -> None:
    quantity = Quantity(
        value=1.0, bound="exact", unit=unit, low=1.0, high=1.0, text=told, start=0, end=len(told)
    )
    claim = atlases.claim(9, items=(Item(what=what, quantity=quantity),))
    data = data_of(Atlas(made_with={}, documents=(atlases.reading(claims=(claim,)),),
                         events=(atlases.event("e", claims=(claim.id,)),)))  # fmt: skip
    assert data["claims"][0]["items"] == [shown]


def marked(claim: dict) -> list[str]:
    """The marked words of the first quote, cut as a browser cuts them."""
    wide = claim["quotes"][0].encode("utf-16-le")
    triples = zip(*[iter(claim["marks"])] * 3, strict=True)
    return [wide[2 * a : 2 * (a + n)].decode("utf-16-le") for q, a, n in triples if q == 0]


def test_the_words_that_fill_a_slot_are_marked_in_the_quote() -> None:
    text = "🚢 The Angara took 300 boxes from Rajin."
    ship, place = text.index("Angara"), text.index("Rajin")
    rajin = msgspec.convert(
        msgspec.to_builtins(atlases.place("rajin")) | {"start": place, "end": place + 5},
        MentionedPlace,
    )
    claim = atlases.claim(
        9,
        evidence=(Span(start=0, end=len(text), text=text),),
        vessels=(Vessel(name="Angara", start=ship, end=ship + 6),),
        origin=rajin,
        reasons=(Reason(slot="origin", rule="from", score=1.0, start=place - 5, end=place + 2),),
    )
    atlas = Atlas(
        made_with={},
        documents=(atlases.reading(text=text, claims=(claim,)),),
        events=(atlases.event("e", claims=("c9",)),),
    )
    assert marked(data_of(atlas)["claims"][0]) == ["Angara", "from Rajin"]


def test_evidence_given_by_offsets_or_by_a_table_row_is_quoted() -> None:
    data = data_of(atlases.sample_atlas())
    event = next(e for e in data["events"] if e["id"] == "strike-3")
    assert data["claims"][event["claims"][0]]["quotes"] == ["row 2: kind: strike; place: Kharkiv"]
    start = atlases.TEXT.index("Two missiles")
    claim = atlases.claim(9, evidence=(atlases.Span(start=start, end=start + 12),))
    atlas = Atlas(
        made_with={},
        documents=(atlases.reading(claims=(claim,)),),
        events=(atlases.event("e", claims=("c9",)),),
    )
    assert data_of(atlas)["claims"][0]["quotes"] == ["Two missiles"]


def test_unknown_is_left_out_and_zero_is_kept() -> None:
    events = events_of(atlases.sample_atlas())
    first = events["strike-1"]
    tolls = [first[k] for k in ("killedLow", "killedHigh", "injuredLow", "injuredHigh")]
    assert tolls == [2, 5, 0, 0]
    assert {"killedLow", "best", "unit"} & set(events["strike-2"]) == set()
    assert "start" not in events["road-1"]


def test_an_event_without_a_place_says_why_it_is_not_on_the_map() -> None:
    events = events_of(atlases.sample_atlas())
    assert {e["id"]: e["off"] for e in events.values() if e["off"] != "on"} == {
        "nowhere-1": "unplaced"
    }
    lost = atlases.Place(
        id="x", name="x", lat=math.nan, lon=0.0, country=None, kind="city", radius_m=1
    )
    event = events_of(Atlas(made_with={}, events=(atlases.event("e", location=lost),)))["e"]
    assert event["off"] == "unusable"


def test_a_place_and_a_line_shared_by_events_are_listed_once() -> None:
    data = data_of(atlases.sample_atlas())
    names = [p["name"] for p in data["places"]]
    assert len(names) == len(set(names))
    legs = [data["legs"][e["legs"][0]]["path"] for e in data["events"][:3]]
    assert legs[0] == legs[1] != legs[2]


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
    parts = data["paths"][data["legs"][event["legs"][0]]["path"]]["lines"]
    lines = [basemap.unpack_line(part, scale=data["scale"]) for part in parts]
    assert len(lines) == 2
    assert lines[0][-1][0] == 180.0
    assert lines[1][0][0] == -180.0


def test_series_are_handed_on_without_a_sum() -> None:
    (series,) = data_of(atlases.sample_atlas())["series"]
    assert [p["value"] for p in series["points"]] == [1000.0, 7000.0, 11000.0]
    assert "18000" not in json.dumps(series)


def test_events_of_one_journey_know_each_other() -> None:
    data = data_of(atlases.sample_atlas())
    events = {e["id"]: e for e in data["events"]}
    assert events["sea-1"]["journey"] == events["rail-1"]["journey"]
    members = data["journeys"][events["sea-1"]["journey"]]["events"]
    assert [data["events"][n]["id"] for n in members] == ["sea-1", "rail-1"]
    assert "journey" not in events["sea-2"]


# ---- columns ----

NUMBERS = st.none() | st.integers(0, 2**31)
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "name": st.none() | st.text(min_size=1, max_size=9),
            "other": NUMBERS,
            "first": NUMBERS,
            "share": st.none() | st.floats(allow_nan=False),
            "words": st.lists(st.text(max_size=5), max_size=3),
            "numbers": st.lists(st.integers(0, 2**32 - 1), max_size=3),
            "colour": st.sampled_from(["red", "green"]),
        }
    ),
    max_size=20,
)


@given(ROWS)
def test_what_is_packed_comes_back(rows: list[dict]) -> None:
    texts = columns.Texts()
    kinds = {
        "name": "text", "first": "ref", "other": "count", "share": "number", "words": "texts",
        "numbers": "ints", "colour": "code:red green",
    }  # fmt: skip
    table = columns.Table(texts, kinds, like={"other": "first"})
    for row in rows:
        table.add(**row)
    head, tables = columns.unpack(columns.pack({"of": 1}, {"rows": table}, texts))
    assert head == {"of": 1}
    assert tables["rows"] == [{k: v for k, v in r.items() if v not in (None, [])} for r in rows]


def size(names: str, values: list[int]) -> int:
    texts = columns.Texts()
    table = columns.Table(texts, dict.fromkeys(names, "ref"))
    for value in values:
        table.add(**dict.fromkeys(names, value))
    return len(columns.pack({}, {"rows": table}, texts))


def test_equal_columns_and_columns_that_count_up_cost_next_to_nothing() -> None:
    mixed = [int(hashlib.sha256(bytes(f"{n}", "ascii")).hexdigest()[:4], 16) for n in range(9000)]
    assert size("a", mixed) > 15_000
    assert size("abc", mixed) < size("a", mixed) + 200
    assert size("a", list(range(9000))) < 1000


@pytest.mark.parametrize("text", ["2024-02-30", "soon", "", "20240101", None, "0000-01-01"])
def test_what_is_no_day_has_no_number(text: str | None) -> None:
    assert columns.day_number(text) == columns.NO_DAY


# ---- classes ----


@pytest.mark.parametrize(
    ("weapon", "found"),
    [
        ("Shahed drones", ("drone",)),
        ("North Korean ballistic missiles", ("missile",)),
        ("KN-23", ("missile",)),
        ("drones and missiles", ("missile", "drone")),
        ("artillery shelling", ("artillery",)),
        ("glide bombs", ("bomb",)),
        ("a naval drone boat", ("drone",)),
        ("sea mine", ("naval",)),
        ("laser", ("unknown",)),
        (None, ("unknown",)),
    ],
)
def test_weapons_have_their_classes(weapon: str | None, found: tuple[str, ...]) -> None:
    event = atlases.event("e", kind="strike", what="strike: Kyiv", weapon=weapon)
    assert classes.weapon_classes(event) == found


@pytest.mark.parametrize(
    ("goods", "found"),
    [
        (["wheat"], "civil"),
        (["artillery shells"], "arms"),
        (["shells", "flour"], "arms"),
        (["containers"], "unknown"),
        ([], "unknown"),
    ],
)
def test_cargo_has_its_class(goods: list[str], found: str) -> None:
    assert classes.cargo_class(goods) == found


# ---- words ----


def keys_used() -> set[str]:
    """Keys that the page's scripts and its skeleton ask for by name."""
    code = "".join(f.read_text(encoding="utf-8") for f in sorted(page.PAGE.glob("*.js")))
    skeleton = (page.PAGE / "page.html").read_text(encoding="utf-8")
    asked = set(re.findall(r'\bt\("([\w.-]+)"', code))
    facts = {f"fact.{name}" for name in re.findall(r'row\(facts, "(\w+)"', code)}
    return asked | facts | set(re.findall(r"@@t:([\w.-]+)@@", skeleton))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_word_with_the_same_values_in_it(language: str) -> None:
    english, own = wording.words_for("en"), wording.words_for(language)
    assert list(own) == sorted(own), "keep the table sorted"
    assert set(own) == set(english)
    for key, words in own.items():
        forms = [words] if isinstance(words, str) else list(words.values())
        model = english[key] if isinstance(english[key], str) else english[key]["other"]
        holes = set(re.findall(r"\{(\w+)\}", model)) - {"n"}
        for form in forms:
            assert form.strip(), key
            assert holes <= set(re.findall(r"\{(\w+)\}", form)), key
        if not isinstance(words, str):
            assert "other" in words, key


def test_every_word_that_the_page_asks_for_is_there() -> None:
    words = wording.words_for("en")
    assert keys_used()
    assert keys_used() - set(words) == set()


def test_a_language_that_there_is_not_is_a_clear_error() -> None:
    with pytest.raises(MapError, match=r"'xx'.*en, uk, ko, ru"):
        draw_map(Atlas(made_with={}), lang="xx")


# ---- tiles ----


def test_tiles_are_named_by_xyzservices_or_given_by_their_address() -> None:
    osm = find_tiles("osm")
    assert osm.hosts == ("https://tile.openstreetmap.org",)
    assert "OpenStreetMap" in osm.attribution
    assert find_tiles("open topo map").name == "OpenTopoMap"
    own = find_tiles("https://{s}.tiles.example/{z}/{x}/{y}.png", credit="Us")
    assert own.hosts == tuple(f"https://{s}.tiles.example" for s in "abc")
    assert own.attribution == "Us"


@pytest.mark.parametrize(
    "asked",
    [
        "no such tiles", "https://tiles.example/x.png", "javascript:/{z}/{x}/{y}",
        "https://a b/{z}/{x}/{y}", "https://x;script-src */{z}/{x}/{y}", "ftp://x/{z}/{x}/{y}",
        "https://x/{z}/{x}/{y}/{key}",
    ],
)  # fmt: skip
def test_tiles_that_are_none_are_a_clear_error(asked: str) -> None:
    with pytest.raises(MapError, match="tiles"):
        find_tiles(asked)


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


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_a_name_in_every_language(language: str) -> None:
    names = json.loads(background(atlases.sample_atlas(), language))["names"]["countries"]
    assert {"BR", "AU", "TW", "HK", "GF", "MQ", "BQ", "CX"} <= set(names)
    assert not [name for name in names.values() if name.endswith(".") or name in names]


def test_a_country_has_the_name_of_its_largest_part_not_of_an_islet() -> None:
    names = basemap.country_names()
    told = {code: names[code] for code in ("BR", "AU", "FR", "KZ", "TW", "HK", "BA", "GF")}
    assert told == {
        "BR": "Brazil", "AU": "Australia", "FR": "France", "KZ": "Kazakhstan", "TW": "Taiwan",
        "HK": "Hong Kong", "BA": "Bosnia and Herzegovina", "GF": "French Guiana",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("code", "lon", "lat"), [("TW", 121.0, 23.8), ("GF", -53.0, 4.0), ("SJ", 16.0, 78.5)]
)
def test_territories_with_a_code_of_their_own_stand_for_themselves(
    world: dict, code: str, lon: float, lat: float
) -> None:
    assert covers(world, code, lon, lat)
    assert not any(covers(world, other, lon, lat) for other in ("CN", "FR", "NO"))


@pytest.mark.parametrize(
    ("name", "lon", "lat"),
    [("Michigan", -87.0, 43.0), ("Superior", -87.5, 47.7), ("Mackinac", -84.75, 45.82),
     ("Victoria", 33.0, -1.0), ("Tanganyika", 29.7, -6.5), ("Baikal", 107.5, 53.1),
     ("Ladoga", 31.5, 60.8), ("Titicaca", -69.4, -15.8), ("Van", 42.9, 38.6)],
)  # fmt: skip
def test_large_lakes_are_water(name: str, lon: float, lat: float) -> None:
    over = [c.name for c in basemap.countries() if c.shape.contains(Point(lon, lat))]
    assert over == [], name


@pytest.mark.parametrize(
    ("lon", "lat", "code"), [(137.5, -28.7, "AU"), (34.3, 47.5, "UA"), (6.55, 46.45, "CH")]
)
def test_salt_pans_drained_reservoirs_and_small_lakes_are_land(
    lon: float, lat: float, code: str
) -> None:
    """Lake Eyre, the Kakhovka reservoir, Lake Geneva."""
    over = [c.code for c in basemap.countries() if c.shape.distance(Point(lon, lat)) < 0.05]
    assert code in over


def test_a_country_is_all_there_although_its_rings_touch(world: dict) -> None:
    areas = {c["name"]: c["area"] for c in world["countries"]}
    for country in basemap.countries():
        assert country.shape.area == pytest.approx(areas[country.name], abs=0.3, rel=0.02)


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


def test_disputed_borders_are_there_to_be_dashed(world: dict) -> None:
    lines = [basemap.unpack_line(line, scale=world["scale"]) for line in world["disputed"]]
    points = [point for line in lines for point in line]

    def nearest(lon: float, lat: float) -> float:
        return min(math.hypot(x - lon, y - lat) for x, y in points)

    assert nearest(75.5, 34.6) < 1  # the line of control in Kashmir
    assert nearest(21.0, 42.8) < 1  # Kosovo
    assert nearest(127.0, 38.2) < 0.5  # Korea's armistice line
    assert nearest(38.2, 49.9) > 5  # not between Russia and Ukraine


def test_the_background_is_finer_where_the_events_are_and_stays_small() -> None:
    atlas = atlases.sample_atlas()
    near = json.loads(background(atlas, "en"))["fine"]
    assert "130 42" in near["cells"]  # Rajin, Khasan
    assert "-10 50" not in near["cells"]  # nothing in Ireland
    ring = basemap.unpack_line(near["cells"]["130 42"][0], scale=near["scale"])
    assert all(130 <= x <= 132 and 42 <= y <= 44 for x, y in ring)
    many = json.loads(background(atlases.big_atlas(3000), "en"))["fine"]["cells"]
    assert len(many) == MOST_SQUARES
    assert len(page.deflated(json.dumps(many))) < 150_000


def test_names_are_in_the_readers_language() -> None:
    korean = json.loads(background(Atlas(made_with={}), "ko"))["names"]
    assert korean["countries"]["UA"] == "우크라이나"
    assert korean["seas"]["Black Sea"] == "흑해"
    english = json.loads(background(Atlas(made_with={}), "en"))["names"]
    assert english["countries"]["UA"] == "Ukraine"


# ---- a palette that colour-blind readers tell apart ----

# Dichromats' view of linear RGB: Viénot, Brettel and Mollon, "Digital video colourmaps for
# checking the legibility of displays by dichromats", Color Research and Application 24 (1999).
PROTAN = ((0.11238, 0.88762, 0.0), (0.11238, 0.88762, 0.0), (0.00401, -0.00401, 1.0))
DEUTAN = ((0.29275, 0.70725, 0.0), (0.29275, 0.70725, 0.0), (-0.02234, 0.02234, 1.0))
NORMAL = ((1, 0, 0), (0, 1, 0), (0, 0, 1))


def colours(dark: bool) -> dict[str, tuple[float, ...]]:  # noqa: FBT001
    css = (page.PAGE / "page.css").read_text(encoding="utf-8")
    blocks = re.findall(r":root(?::not\(\.paper\))? \{(.*?)\}", css, re.S)
    found = dict(re.findall(r"--([\w-]+): #([0-9a-f]{6})", blocks[1 if dark else 0]))
    linear = {}
    for name, code in found.items():
        parts = [int(code[i : i + 2], 16) / 255 for i in (0, 2, 4)]
        linear[name] = tuple(
            p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts
        )
    return linear


def seen_by(colour: tuple[float, ...], matrix: tuple) -> tuple[float, ...]:
    """CIE L*a*b* of a colour as an eye of that kind sees it."""
    r, g, b = (max(0.0, sum(m * c for m, c in zip(row, colour, strict=True))) for row in matrix)
    x = (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047
    y = 0.2126 * r + 0.7152 * g + 0.0722 * b
    z = (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883
    fx, fy, fz = (v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("eye", [NORMAL, PROTAN, DEUTAN])
def test_modes_and_strikes_are_told_apart_by_every_eye(eye: tuple, dark: bool) -> None:  # noqa: FBT001
    names = ["sea-line", "rail-line", "road-line", "air-line", "none-line", "strike"]
    palette = {name: seen_by(colours(dark)[name], eye) for name in names}
    # 10 is five times what is just noticed; every use has a shape or a pattern as well
    close = [
        (a, b)
        for a, b in itertools.combinations(names, 2)
        if math.dist(palette[a], palette[b]) < 10
    ]
    assert close == []


@pytest.mark.parametrize("dark", [False, True])
def test_lines_stand_out_from_land_and_water(dark: bool) -> None:  # noqa: FBT001
    light = {
        name: 0.2126 * r + 0.7152 * g + 0.0722 * b for name, (r, g, b) in colours(dark).items()
    }
    for name in ("sea-line", "rail-line", "road-line", "air-line", "none-line", "strike", "track"):
        for ground in ("land", "water"):
            high, low = sorted((light[name], light[ground]), reverse=True)
            assert (high + 0.05) / (low + 0.05) >= 3, (name, ground)  # WCAG 2.2, 1.4.11
