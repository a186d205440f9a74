"""Names, words and the compiled file."""

import multiprocessing
import os
import pickle
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from towns import compile_few

from geomap.errors import GazetteerError
from geomap.gazetteer import Gazetteer, open_gazetteer, store
from geomap.gazetteer.keys import exact_key, fold_key, phrase_key, split_head


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return open_gazetteer()


def _first(gazetteer: Gazetteer, name: str) -> tuple[str, str | None, str]:
    found = gazetteer.candidates(name)
    assert found, name
    return found[0].place.name, found[0].place.country, found[0].place.kind


# ---- keys ----


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ch’ŏngjin", "Chongjin"),
        ("Rostov-on-Don", "rostov on don"),
        ("Świnoujście", "Swinoujscie"),
        ("Łódź", "Lodz"),
        ("Şanʻā’", "Sana"),
        ("Артём", "АРТЕМ"),
        ("بندر امیرآباد", "بندر اميراباد"),
    ],
)
def test_folding_forgives(one, other):
    assert fold_key(one) == fold_key(other)


@pytest.mark.parametrize("name", ["Находка", "나진", "図們江", "יפו", "खारकीव", "გორი", "กรุงเทพ"])
def test_folding_never_empties_a_script(name):
    assert len(fold_key(name)) >= 2


def test_vowel_signs_are_letters_where_they_are():
    assert fold_key("कि") != fold_key("क")
    assert fold_key("が") != fold_key("か")


def test_keys_of_nothing():
    assert exact_key("  ") == fold_key("—’") == phrase_key("...") == ""
    assert split_head("") is None
    assert split_head("port") is None
    assert split_head("port of") is None


# ---- candidates ----


@pytest.mark.parametrize(
    ("name", "country", "kind"),
    [
        ("Rajin", "KP", "port"),
        ("Najin", "KP", "port"),
        ("Rason", "KP", "port"),
        ("나진", "KP", "port"),
        ("라진", "KP", "port"),
        ("Раджин", "KP", "port"),
        ("Vostochny", "RU", "port"),
        ("Vostochny port", "RU", "port"),
        ("port of Vostochny", "RU", "port"),
        ("Vostochny Cosmodrome", "RU", "facility"),
        ("Nakhodka", "RU", "city"),
        ("Находка", "RU", "city"),
        ("port of Nakhodka", "RU", "port"),
        ("Dunai", "RU", "port"),
        ("Khasan", "RU", "rail_crossing"),
        ("Tumangang", "KP", "rail_crossing"),
        ("두만강역", "KP", "rail_crossing"),
        ("Tumangang-Khasan crossing", "KP", "rail_crossing"),
        ("Olya", "RU", "port"),
        ("the port of Olya", "RU", "port"),
        ("Amirabad", "IR", "port"),
        ("بندر امیرآباد", "IR", "port"),
        ("Kharkov", "UA", "city"),
        ("Харків", "UA", "city"),
        ("Kharkiv Oblast", "UA", "admin1"),
        ("Kharkov region", "UA", "admin1"),
        ("Oblast of Kharkiv", "UA", "admin1"),
        ("Yaroslavl region", "RU", "admin1"),
        ("Leningrad Oblast", "RU", "admin1"),
        ("Hormozgan province", "IR", "admin1"),
        ("Odessa", "UA", "city"),
        ("Odessa port", "UA", "port"),
        ("Kronstadt", "RU", "city"),
        ("Pokrovsk", "UA", "city"),
        ("Engels", "RU", "city"),
        ("Engels air base", "RU", "airbase"),
        ("Shaikovka", "RU", "airbase"),
        ("Hmeimim air base", "SY", "airbase"),
        ("al-Kharruba", "LY", "airbase"),
        ("Sunan airport", "KP", "airport"),
        ("Hodeida", "YE", "city"),
        ("port of Hodeidah", "YE", "port"),
        ("Ras Issa", "YE", "port"),
        ("Simon’s Town", "ZA", "port"),
        ("Abu Shouk camp", "SD", "facility"),
        ("Abu Shouk", "SD", "facility"),
        ("Hezyaz power station", "YE", "facility"),
        ("Sunny Point", "US", "facility"),
        ("the White House", "US", "city"),
        ("Sviatoshynskyi district", "UA", "city"),
        ("Saltivskyi district", "UA", "city"),
        ("Dunay River", None, "river"),
        ("Port Klang", "MY", "port"),
        ("Red Sea", None, "sea"),
        ("the Atlantic", None, "sea"),
        ("Pacific", None, "sea"),
        ("Baltic", None, "sea"),
        ("El-Fasher", "SD", "city"),
        ("Tripoli", "LY", "city"),
        ("Crimea", "UA", "admin1"),
        ("Sevastopol", "UA", "city"),
        ("Primorsky Krai", "RU", "admin1"),
        ("the Far East", "RU", "region"),
        ("Donbass", "UA", "region"),
        ("Sea of Japan", None, "sea"),
        ("East Sea", None, "sea"),
        ("Bab al-Mandab", None, "strait"),
        ("Volga", "RU", "river"),
        ("Don River", "RU", "river"),
        ("DPRK", "KP", "country"),
        ("Georgia", "GE", "country"),
        ("the Netherlands", "NL", "country"),
        ("Burma", "MM", "country"),
        ("New York", "US", "city"),
        ("Washington", "US", "city"),
        ("California", "US", "admin1"),
        ("Ky.", "US", "admin1"),
        ("Gaza", "PS", "admin1"),
        ("Perth", "AU", "city"),
        ("Ukraine's", "UA", "country"),
    ],
)
def test_the_likeliest_place_comes_first(gazetteer, name, country, kind):
    assert _first(gazetteer, name)[1:] == (country, kind)


def test_one_moscow_comes_first_and_the_others_are_there(gazetteer):
    found = gazetteer.candidates("Moscow")
    assert found[0].place.country == "RU"
    assert ("US", "Idaho") in {(one.place.country, one.admin1) for one in found}
    texas = {(one.place.country, one.admin1) for one in gazetteer.candidates("Odessa")}
    assert ("US", "Texas") in texas
    lebanon = gazetteer.candidates("Tripoli")[1]
    assert lebanon.place.country == "LB"


def test_a_candidate_says_how_it_was_found(gazetteer):
    kyiv = gazetteer.candidates("Kiev")[0]
    assert (kyiv.match, kyiv.main_name, kyiv.source) == ("exact", False, "curated")
    assert kyiv.population > 2_000_000
    assert gazetteer.candidates("Swinoujscie")[0].match == "exact"
    assert gazetteer.candidates("Bielsko Biala")[0].match == "folded"
    assert gazetteer.candidates("Ussuriysk")[0].admin1 == "Primorsky Krai"


def test_each_place_is_given_once(gazetteer):
    for name in ("Odesa port", "Sunan airport", "Vostochny port", "Moscow region"):
        ids = [one.place.id for one in gazetteer.candidates(name)]
        assert len(ids) == len(set(ids)) > 0, name


def test_port_sudan_is_a_town_and_not_a_port_of_sudan(gazetteer):
    found = gazetteer.candidates("Port Sudan")
    assert [(one.place.name, one.place.kind) for one in found] == [("Port Sudan", "city")]


def test_the_other_name_of_a_river_comes_after_the_port_that_bears_it(gazetteer):
    for name in ("Dunay", "Dunai"):
        found = gazetteer.candidates(name)
        assert [one.place.name for one in found[:2]] == ["Dunay", "Danube"]


@pytest.mark.parametrize("name", ["Black Sea", "Black Sea ports", "Black Sea port"])
def test_the_black_sea_is_not_its_straits(gazetteer, name):
    assert "Turkish Straits" not in {one.place.name for one in gazetteer.candidates(name)}


def test_a_county_is_not_the_town_of_its_name(gazetteer):
    assert {c.place.kind for c in gazetteer.candidates("Wayne County")} == {"admin2"}


def test_an_adjective_is_not_a_strait(gazetteer):
    assert "Turkish Straits" not in {one.place.name for one in gazetteer.candidates("Turkish")}
    assert _first(gazetteer, "Turkish Straits")[2] == "strait"


@pytest.mark.parametrize(
    ("slip", "name"),
    [
        ("Vladivastock", "Vladivostok"),
        ("Novorossijssk", "Novorossiysk"),
        ("Kharikv", "Kharkiv"),
        ("Тихарецк", "Tikhoretsk"),
    ],
)
def test_slips_are_forgiven_only_when_asked(gazetteer, slip, name):
    assert gazetteer.candidates(slip) == ()
    found = gazetteer.candidates(slip, near=True)
    assert found[0].place.name == name
    assert {one.match for one in found} == {"near"}


@pytest.mark.parametrize("name", ["", " ", "—", "x" * 5000, "\x00", "%", "'; DROP TABLE place"])
def test_odd_names_have_no_place(gazetteer, name):
    assert gazetteer.candidates(name, near=True) == ()
    assert gazetteer.search(name, limit=3) == []


def test_points_are_right_to_a_kilometre_or_two(gazetteer):
    for name, lat, lon in [
        ("Vostochny port", 42.742, 133.08),
        ("Rajin", 42.24, 130.29),
        ("Tumangang", 42.417, 130.61),
        ("Olya", 45.785, 47.555),
        ("Kerch Bridge", 45.309, 36.506),
    ]:
        place = gazetteer.candidates(name)[0].place
        assert abs(place.lat - lat) < 0.02, name
        assert abs(place.lon - lon) < 0.03, name


def test_radius_grows_with_the_place(gazetteer):
    radii = [
        gazetteer.candidates(name)[0].place.radius_m
        for name in ("Khasan", "Tikhoretsk", "Kharkiv", "Kharkiv Oblast", "Russia")
    ]
    assert radii == sorted(radii)
    assert radii[0] < 3_000 < radii[-1]


def test_harbours_of_all_the_world_are_known_and_are_no_names_to_find(gazetteer):
    harbours = {place.id: place for place in gazetteer.harbours()}
    iquique = harbours["wpi:14760"]
    assert (iquique.name, iquique.country, iquique.kind) == ("Iquique", "CL", "port")
    assert not any(c.place.id.startswith("wpi:") for c in gazetteer.candidates("Iquique"))
    assert "wpi:60510" not in harbours  # Rajin, which is curated
    # Asuncion lies on a river that the chart has not: a port of call, no end of a way by sea.
    ports = {place.id for place in gazetteer.ports()}
    assert {"wpi:14760"} <= ports
    (asuncion,) = (key for key, place in harbours.items() if place.name == "Puerto De Asuncion")
    assert asuncion not in ports


def test_a_division_across_180_degrees_lies_in_its_own_half(gazetteer):
    assert _first(gazetteer, "Chukotka")[1] == "RU"
    lon = gazetteer.candidates("Alaska")[0].place.lon
    assert lon < -140


def test_search_completes_a_name(gazetteer):
    assert gazetteer.search("Vostoc", limit=3)[0].place.name.startswith("Vostochny")
    assert gazetteer.search("Vladivastock", limit=3)[0].place.name == "Vladivostok"
    assert len(gazetteer.search("San", limit=7)) == 7


# ---- places by code ----


def test_places_by_code(gazetteer):
    assert gazetteer.country("kp").name == "North Korea"
    assert gazetteer.country("ZZ") is None
    for name in ("Kyiv", "Olya", "Ukraine", "Kharkiv Oblast"):
        place = gazetteer.candidates(name)[0].place
        assert gazetteer.place(place.id) == place
    assert gazetteer.place("geomap:olya").kind == "port"
    assert gazetteer.place("geomap:nowhere") is None
    assert gazetteer.place("geonames:x") is None
    assert gazetteer.place("") is None


def test_capitals(gazetteer):
    for name, code in [("Kyiv", "UA"), ("Pyongyang", "KP"), ("Washington", "US"), ("Sanaa", "YE")]:
        assert gazetteer.is_capital(gazetteer.candidates(name)[0].place.id) == code
    assert gazetteer.is_capital(gazetteer.candidates("Kharkiv")[0].place.id) is None
    assert gazetteer.is_capital("geomap:olya") is None


# ---- words ----


def test_demonyms(gazetteer):
    pairs = {"Russian": "RU", "North Korean": "KP", "North Koreans": "KP", "Emirati": "AE"}
    pairs |= {"Houthi": "YE", "Korean": "KR", "RUSSIAN": "RU", "British": "GB", "Swiss": "CH"}
    assert {text: gazetteer.demonym(text) for text in pairs} == pairs
    for text in ("russian", "polish", "Moscow", "", "Containers"):
        assert gazetteer.demonym(text) is None


def test_seats(gazetteer):
    pairs = {"Pyongyang": "KP", "Kiev": "UA", "Kyiv": "UA", "the Kremlin": "RU", "Ankara": "TR"}
    pairs |= {"White House": "US", "Pentagon": "US", "Downing Street": "GB", "Blue House": "KR"}
    assert {text: gazetteer.seat(text) for text in pairs} == pairs
    for text in ("pentagon", "Kharkiv", "", "the"):
        assert gazetteer.seat(text) is None


def test_everyday_words(gazetteer):
    for word in ("may", "March", "of", "Police", "best", "Olga", "Kim", "Tyre"):
        assert gazetteer.everyday(word), word
    for name in ("Moscow", "Iran", "China", "Kharkiv", "Rajin", "Jordan", "Turkey", "Black Sea"):
        assert not gazetteer.everyday(name), name


# ---- names in text ----


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("It left the port of Olya for the Sea of Japan.", ["Olya", "Sea of Japan"]),
        ("near Simon’s Town naval base on Friday", ["Simon’s Town naval base"]),
        ("the Tumangang–Khasan crossing reopened", ["Tumangang–Khasan crossing"]),
        ("in Kharkiv Oblast, Kursk region", ["Kharkiv Oblast", "Kursk region"]),
        ("Ukraine's Black Sea ports", ["Ukraine", "Black Sea"]),
        ("the U.S. told us, and US and UK officials", ["U.S.", "US", "UK"]),
        ("the Far\nEast and North Korea’s Rajin", ["Far\nEast", "North Korea", "Rajin"]),
        ("Russian-occupied Crimea", ["Crimea"]),
        ("나진항에서 러시아로", ["나진항", "러시아"]),
        ("из порта Находка", ["Находка"]),
        ("St. Petersburg and the Volga-Don Canal", ["St. Petersburg", "Volga-Don Canal"]),
        ("across the Atlantic and the\nwestern Pacific", ["Atlantic", "Pacific"]),
        ("The North Atlantic was calm.", ["North Atlantic"]),
        ("the Atlantic Ocean, the Baltic", ["Atlantic Ocean", "Baltic"]),
        ("the Pacific Fleet, Atlantic Council, an Atlantic storm, the Baltic Fleet", []),
        ("olya and rajin in small letters, may happen", []),
        ("Olga met Tina and Engels in May; Reading Glasses", []),
        ("Rajinsky, Volgas, Olyaside", []),
        ("", []),
    ],
)
def test_names_in_text(gazetteer, text, names):
    assert [text[start:end] for start, end in gazetteer.names(text)] == names


def test_scanning_is_linear(gazetteer):
    def seconds(text: str) -> float:
        begin = time.process_time()
        sum(1 for _ in gazetteer.names(text))
        return time.process_time() - begin

    list(gazetteer.names("warm up"))
    for unit in ("Sea of ", "Ukraine-", "Port of Sudan, ", "A.", "나", "St. "):
        short, long = seconds(unit * 2_000), seconds(unit * 20_000)
        assert long < 40 * max(short, 0.005), unit


# ---- the file ----


def test_lookups_are_quick_and_the_file_opens_at_once(gazetteer):
    fresh = Gazetteer(gazetteer.path)
    names = ["Kharkiv", "Vostochny port", "Santiago", "San José", "나진", "Springfield"]
    begin = time.process_time()
    for name in names:
        fresh.candidates(name)
    assert (time.process_time() - begin) / len(names) < 0.01


def test_info_tells_sources_and_counts(gazetteer):
    info = gazetteer.info()
    assert info["digest"] == gazetteer.digest
    assert info["source"]["geonames"] > 200_000
    assert info["source"]["countries"] == 250
    assert info["source"]["curated"] >= 1_000
    assert info["kind"]["port"] >= 100
    assert info["size_bytes"] == gazetteer.path.stat().st_size
    assert {"CC BY 4.0", "MIT", "public domain"} <= {one["licence"] for one in info["sources"]}


def test_it_travels_to_threads_and_processes(gazetteer):
    names = ["Olya", "Rajin", "Kyiv", "Odesa"] * 5
    here = [gazetteer.candidates(name) for name in names]
    fresh = pickle.loads(pickle.dumps(gazetteer))  # noqa: S301
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(fresh.candidates, names)) == here
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert pool.map(gazetteer.candidates, names[:4]) == here[:4]


@pytest.fixture
def small(monkeypatch):
    """Compile from a few towns only."""
    compile_few(monkeypatch)


@pytest.mark.usefixtures("small")
def test_the_same_sources_give_the_same_bytes(tmp_path):
    seen = []
    one = open_gazetteer(cache=tmp_path / "one", progress=lambda *step: seen.append(step))
    other = open_gazetteer(cache=tmp_path / "other")
    assert one.path.read_bytes() == other.path.read_bytes()
    assert one.candidates("Alpha")[0].place.id == "geonames:21"
    assert one.candidates("Gamma Raion")[0].place.kind == "admin2"
    assert {stage for stage, _, _ in seen} == {
        "reading GeoNames",
        "indexing names",
        "sorting names",
    }
    assert all(0 <= done <= total for _, done, total in seen)
    names = {one.path.name, f"{one.path.name}.seal"}
    assert {path.name for path in (tmp_path / "one").iterdir()} == names


@pytest.mark.usefixtures("small")
def test_it_is_compiled_once(tmp_path, monkeypatch):
    first = open_gazetteer(cache=tmp_path)
    monkeypatch.setattr(store, "compile_gazetteer", lambda *_, **__: pytest.fail("again"))
    assert open_gazetteer(cache=tmp_path).digest == first.digest


@pytest.mark.usefixtures("small")
def test_an_index_of_other_sources_goes_after_a_month(tmp_path):
    month = 31 * 24 * 3600
    for name, age in [("old", month), ("young", month / 2)]:
        path = tmp_path / f"gazetteer-{name}.sqlite"
        path.touch()
        os.utime(path, (time.time() - age,) * 2)
    other = tmp_path / "notes-old.sqlite"
    other.touch()
    os.utime(other, (0, 0))
    made = open_gazetteer(cache=tmp_path).path
    names = {made.name, f"{made.name}.seal", "gazetteer-young.sqlite", "notes-old.sqlite"}
    assert {path.name for path in tmp_path.iterdir()} == names


@pytest.mark.usefixtures("small")
def test_a_broken_file_is_compiled_anew(tmp_path):
    path = open_gazetteer(cache=tmp_path).path
    path.write_bytes(b"not a database, certainly not")
    with pytest.raises(GazetteerError, match="geomap gazetteer build"):
        Gazetteer(path)
    assert open_gazetteer(cache=tmp_path).candidates("Beta")


@pytest.mark.usefixtures("small")
def test_a_change_of_a_table_makes_another_file(tmp_path, monkeypatch):
    tables = tmp_path / "tables"
    tables.mkdir()
    for path in store.folder("gazetteer").glob("*.csv"):
        (tables / path.name).write_bytes(path.read_bytes())
    monkeypatch.setattr(store, "folder", lambda _: tables)
    before = open_gazetteer(cache=tmp_path / "cache")
    with (tables / "ports.csv").open("a") as file:
        file.write("new-quay,New Quay,1,2,UA,port,,,,,own,CC0 1.0,\n")
    after = open_gazetteer(cache=tmp_path / "cache")
    assert before.digest != after.digest
    assert after.candidates("New Quay")[0].place.radius_m == 2_000
    assert before.candidates("New Quay") == ()


@pytest.mark.usefixtures("small")
def test_a_cache_that_cannot_be_written_is_said(tmp_path, monkeypatch, caplog):
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(GazetteerError, match="GEOMAP_CACHE"):
        open_gazetteer(cache=blocked)
    monkeypatch.setenv("GEOMAP_CACHE", str(blocked))
    monkeypatch.setattr(store.tempfile, "gettempdir", lambda: str(tmp_path))
    caplog.clear()
    assert Path(tmp_path) in open_gazetteer().path.parents
    assert "cannot be written" in caplog.text


def test_a_missing_file_is_said(tmp_path):
    with pytest.raises(GazetteerError, match="not a compiled gazetteer"):
        Gazetteer(tmp_path / "none.sqlite")


def test_a_possessive_makes_no_name(gazetteer):
    assert list(gazetteer.names("The state's hotels are full.")) == []
    assert list(gazetteer.names("The States are vast.")) == [(0, 10)]


def test_an_island_is_not_called_by_its_direction(gazetteer):
    assert {c.place.country for c in gazetteer.candidates("North Island")} == {"NZ"}
    assert "CM" in {c.place.country for c in gazetteer.candidates("North Region")}
