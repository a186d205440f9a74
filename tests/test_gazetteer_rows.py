"""Every row of the curated tables, one by one."""

import csv
import math
import re
from collections import Counter, defaultdict

import pytest

from geomap.errors import GazetteerError
from geomap.gazetteer.entries import load_cities
from geomap.gazetteer.keys import fold_key
from geomap.gazetteer.tables import COLUMNS, read_places, read_words
from geomap.resources import folder

ROWS = read_places(folder("gazetteer"))
POINTS = {"city", "port", "rail_crossing", "airbase", "airport", "depot", "facility", "village"}
NEAR_KM = 65.0
SAME_KM = 6.0  # a harbour and the middle of its town
# Far from any town of 500 people: the Arctic, the Sahara, the Pamir, the middle of an ocean.
REMOTE_KM = {
    "al-wigh": 330.0,
    "bahai-chad": 110.0,
    "bouri-field": 170.0,
    "el-feel": 330.0,
    "heglig": 220.0,
    "irkeshtam": 110.0,
    "kashagan": 110.0,
    "malha-north-darfur": 170.0,
    "mys-shmidta": 330.0,
    "nagurskoye": math.inf,
    "renk-south-sudan": 330.0,
    "sarir-oil-field": 330.0,
    "sirri-island": 110.0,
    "temp-kotelny": math.inf,
    "tinzaouaten": 170.0,
    "torugart": 110.0,
    "trebil": 170.0,
    "utrenny": 330.0,
    "varandey": 330.0,
    "sabetta": 330.0,
    "maaten-al-sarra": 330.0,
    "duqm": 160.0,
    "khurais": 120.0,
    "diego-garcia": math.inf,
}
ESTIMATE = "estimated from general knowledge; country and nearest town checked"
HEADER = ",".join(COLUMNS) + "\n"


def _km(a: tuple[float, float], b: tuple[float, float]) -> float:
    (lat1, lon1), (lat2, lon2) = (tuple(map(math.radians, point)) for point in (a, b))
    half = math.sin((lat2 - lat1) / 2) ** 2
    half += math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * 6371 * math.asin(math.sqrt(half))


@pytest.fixture(scope="module")
def towns() -> list[dict]:
    """GeoNames' own towns, before any curated row takes their place."""
    return load_cities()


@pytest.fixture(scope="module")
def by_degree(towns) -> dict[tuple[str, int], list[tuple[float, float]]]:
    """Towns by country and whole degree of latitude."""
    found = defaultdict(list)
    for town in towns:
        lat, lon = town["latitude"], town["longitude"]
        found[town["countrycode"], math.floor(lat)].append((lat, lon))
    return found


@pytest.fixture(scope="module")
def by_id(towns) -> dict[int, dict]:
    return {town["geonameid"]: town for town in towns}


def test_there_are_enough_of_each_kind():
    kinds = Counter(row.kind for row in ROWS)
    assert sum(kinds.values()) - kinds["country"] >= 1000
    assert kinds["country"] == 250
    for kind in ("port", "rail_crossing", "airbase", "depot", "sea", "strait", "region", "river"):
        assert kinds[kind] >= 15, kind


def test_ids_are_unique_slugs():
    counts = Counter(row.slug for row in ROWS)
    assert [slug for slug, count in counts.items() if count > 1] == []
    assert [slug for slug in counts if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug)] == []


def test_geonames_ids_are_unique():
    counts = Counter(row.geonames for row in ROWS if row.geonames)
    assert [number for number, count in counts.items() if count > 1] == []


def test_no_name_is_claimed_twice_in_a_kind_and_country():
    claimed = defaultdict(set)
    for row in ROWS:
        for name in (row.name, *row.alternates):
            claimed[fold_key(name), row.kind, row.country].add(row.slug)
    assert {key: slugs for key, slugs in claimed.items() if len(slugs) > 1} == {}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.slug)
def test_a_row_says_where_its_point_is_from(row):
    assert row.source
    assert row.licence in {"CC BY 4.0", "CC0 1.0", "MIT", "public domain"}
    assert row.country is None or re.fullmatch("[A-Z]{2}", row.country)
    assert row.locode is None or re.fullmatch("[A-Z]{2}[A-Z2-9]{3}", row.locode)
    assert row.name == row.name.strip()
    assert row.name not in row.alternates
    assert len(set(row.alternates)) == len(row.alternates)


@pytest.mark.parametrize(
    "row", [row for row in ROWS if row.kind in POINTS], ids=lambda row: row.slug
)
def test_a_row_that_nothing_confirms_has_a_wide_circle(row):
    if row.source == ESTIMATE:
        assert row.radius_m >= 5_000
    elif row.source.startswith("estimated"):
        assert row.radius_m >= 2_000


def test_every_source_is_told_in_the_readme():
    readme = (folder("gazetteer") / "README.md").read_text(encoding="utf-8")
    counts = Counter(row.source for row in ROWS)
    assert [text for text in counts if f'| "{text}" | {counts[text]} |' not in readme] == []


@pytest.mark.parametrize(
    "row", [row for row in ROWS if row.kind in POINTS], ids=lambda row: row.slug
)
def test_a_point_lies_by_a_town_of_its_country(row, by_degree):
    allowed = REMOTE_KM.get(row.slug, NEAR_KM)
    reach = 1 if allowed == NEAR_KM else 4  # degrees of latitude
    near = [
        _km((row.lat, row.lon), town)
        for degree in range(math.floor(row.lat) - reach, math.floor(row.lat) + reach + 1)
        for town in by_degree.get((row.country, degree), ())
    ]
    assert min(near, default=math.inf) <= allowed


@pytest.mark.parametrize(
    "row", [row for row in ROWS if row.geonames and row.kind in POINTS], ids=lambda row: row.slug
)
def test_a_row_lies_where_the_town_that_it_replaces_lies(row, by_id):
    town = by_id[row.geonames]
    assert town["countrycode"] == row.country
    assert _km((row.lat, row.lon), (town["latitude"], town["longitude"])) < SAME_KM


@pytest.mark.parametrize("row", [row for row in ROWS if row.locode], ids=lambda row: row.slug)
def test_a_locode_is_of_its_country(row):
    # Ports of occupied Crimea and Abkhazia keep the code of the country that they belong to.
    assert row.locode[:2] == row.country


def test_words_have_no_country_that_does_not_exist():
    codes = {row.country for row in ROWS if row.kind == "country"}
    for table in ("demonyms", "seats"):
        words = list(read_words(folder("gazetteer"), table))
        assert {code for _, code in words} <= codes
        assert [text for text, n in Counter(text for text, _ in words).items() if n > 1] == []


def test_everyday_words_are_no_countries():
    countries = {fold_key(name) for row in ROWS if row.kind == "country" for name in (row.name,)}
    words = {fold_key(text) for text, _ in read_words(folder("gazetteer"), "everyday")}
    assert words & countries == set()


def test_tables_are_written_as_csv_writes_them():
    for path in folder("gazetteer").glob("*.csv"):
        text = path.read_text(encoding="utf-8")
        assert text.endswith("\n"), path.name
        assert "\r" not in text, path.name
        widths = {len(record) for record in csv.reader(text.splitlines())}
        assert len(widths) == 1, path.name


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("a,A,91,0,RU,port,1000,,,,s,l,\n", "not on Earth"),
        ("a,A,north,0,RU,port,1000,,,,s,l,\n", "lat and lon are degrees"),
        ("a,A,1,0,RU,harbour,1000,,,,s,l,\n", "'harbour' is not a kind"),
        ("a,A,1,0,RU,sea,,,,,s,l,\n", "has no radius_m"),
        ("a,A,1,0,RU,port\n", "as many cells"),
    ],
)
def test_a_wrong_row_is_refused_with_its_line(tmp_path, line, says):
    (tmp_path / "ports.csv").write_text(HEADER + line)
    with pytest.raises(GazetteerError, match=says) as error:
        read_places(tmp_path)
    assert "ports.csv:2" in str(error.value)


def test_a_table_without_a_column_is_refused(tmp_path):
    (tmp_path / "ports.csv").write_text("id,name\na,A\n")
    with pytest.raises(GazetteerError, match="column 'lat' is missing"):
        read_places(tmp_path)


def test_an_empty_folder_is_refused(tmp_path):
    with pytest.raises(GazetteerError, match="no table of places"):
        read_places(tmp_path)
