"""Places that a user brings: what is read, what is refused and why, and what it costs."""

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from towns import compile_few

from geomap.errors import GazetteerError
from geomap.gazetteer import forget_places, import_places, open_gazetteer


@pytest.fixture(scope="module")
def compiled(tmp_path_factory) -> Path:
    """A gazetteer of a few towns beside the countries, divisions and curated rows."""
    with pytest.MonkeyPatch.context() as patch:
        compile_few(patch)
        return open_gazetteer(cache=tmp_path_factory.mktemp("compiled")).path


@pytest.fixture
def cache(compiled, tmp_path) -> Path:
    """A cache folder of the test's own with the compiled gazetteer in it."""
    folder = tmp_path / "cache"
    folder.mkdir()
    (folder / compiled.name).write_bytes(compiled.read_bytes())
    return folder


def write(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def first(cache: Path, name: str):
    found = open_gazetteer(cache=cache).candidates(name)
    assert found, name
    return found[0]


def geoname(number: int, name: str, code: str, **more: str) -> str:
    """A row of GeoNames' table: 19 columns with tabs between."""
    cells = [str(number), name, name, more.get("others", ""), more.get("lat", "46.5"),
             more.get("lon", "48.25"), code[0], code[2:], "RU", "", more.get("admin1", "07"), "",
             "", "", more.get("people", "0"), "", "", "", "2024-01-01"]  # fmt: skip
    return "\t".join(cells)


# ---- what is read ----


def test_a_table_of_ones_own(cache, tmp_path):
    path = write(
        tmp_path / "My Places.csv",
        "Name,Latitude,Lng,Type,CC,alternates,radius_m,id,source,licence",
        "Zelenohar range,45.03,36.21,facility,ua,Zelenohar|Зеленогар,4000,zelenohar,own,CC0 1.0",
        "Quay Nine,42.5,131.0,port,RU,,,,,",
    )
    report = import_places(path, cache=cache)
    assert (report.name, report.kind, report.added, report.refused) == ("my-places", "table", 2, 0)
    for name in ("Zelenohar range", "zelenohar", "Зеленогар"):
        assert first(cache, name).place.id == "my-places:zelenohar", name
    found = first(cache, "Zelenohar")
    assert (found.source, found.place.radius_m, found.place.country) == ("user", 4000, "UA")
    assert first(cache, "port of Quay Nine").place.kind == "port"
    gazetteer = open_gazetteer(cache=cache)
    assert gazetteer.place("my-places:zelenohar") == found.place
    text = "It was tested at Zelenohar and near Kharkiv."
    assert "Zelenohar" in {text[a:b] for a, b in gazetteer.names(text)}
    assert gazetteer.search("Quay N", limit=1)[0].place.name == "Quay Nine"
    assert gazetteer.candidates("Quay Nime", near=True)[0].place.name == "Quay Nine"
    licences = {one["licence"] for one in gazetteer.info()["imports"][0]["sources"]}
    assert licences == {"CC0 1.0", "not stated"}


@pytest.mark.parametrize("mark", [";", "\t"])
def test_other_marks_between_columns(cache, tmp_path, mark):
    path = write(
        tmp_path / "p.tsv", mark.join("name lat lon".split()), mark.join("Xo 1,5 2".split())
    )
    import_places(path, cache=cache)
    place = first(cache, "Xo").place
    assert (place.lat, place.lon, place.kind) == (1.5, 2.0, "facility")


def test_points_of_geojson(cache, tmp_path):
    features = [
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": [36.2, 45.03, 5]},
         "properties": {"name": "Zelenohar range", "alternates": ["Zelenohar"], "radius_m": 4000}},
        {"type": "Feature", "geometry": {"type": "LineString", "coordinates": [[1, 2], [3, 4]]},
         "properties": {"name": "a road"}},
        {"type": "Feature", "geometry": None, "properties": None},
        {"type": "Elsewhere"},
    ]  # fmt: skip
    path = tmp_path / "p.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "name": "x", "features": features}))
    report = import_places(path, cache=cache)
    assert (report.added, report.refused, report.kind) == (1, 3, "geojson")
    assert [one.row for one in report.rejected] == [2, 3, 4]
    assert first(cache, "Zelenohar").place.lat == 45.03
    lines = "\n".join(json.dumps(feature) for feature in features[:2])
    (tmp_path / "q.geojson").write_text(lines)
    assert import_places(tmp_path / "q.geojson", cache=cache).added == 1


def test_geojson_longer_than_what_is_read_at_once(cache, tmp_path):
    feature = {"type": "Feature", "geometry": {"type": "Point", "coordinates": [1, 2]}}
    features = [
        feature | {"properties": {"name": f"Spot {n}", "note": "я" * 300}} for n in range(9000)
    ]
    path = tmp_path / "p.json"
    path.write_text(json.dumps({"features": features}, ensure_ascii=False), encoding="utf-8")
    assert path.stat().st_size > 5_000_000
    assert import_places(path, cache=cache).added == 9000


def test_geonames(cache, tmp_path):
    rows = [
        geoname(1, "Kamyshny Air Base", "S.AIRB"),
        geoname(2, "Buzan", "H.STM"),
        geoname(3, "Mumra", "P.PPL", people="2300", others="Мумра,Mumry"),
        geoname(4, "Khutor", "P.PPL"),
        geoname(5, "Trunk road", "R.RD"),
        geoname(6, "Krasnyy Yar Oblast", "A.ADM1"),
        geoname(706483, "Kharkov", "P.PPLA", people="9", lat="1", lon="1", others="Charkowgrad"),
    ]
    path = tmp_path / "XX.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("readme.txt", "not a table")
        archive.writestr("XX.txt", "\n".join(rows))
    report = import_places(path, cache=cache)
    assert (report.kind, report.name, report.added) == ("geonames", "xx", 6)
    assert report.reasons == {"a road, a railway or without a class: no place": 1}
    kinds = {name: first(cache, name).place.kind for name in ("Buzan", "Mumra", "Khutor")}
    assert kinds == {"Buzan": "river", "Mumra": "city", "Khutor": "village"}
    assert first(cache, "Kamyshny Air Base").place.id == "geonames:1"
    mumra = first(cache, "Мумра")
    assert (mumra.population, mumra.main_name, mumra.source) == (2300, False, "geonames")
    assert mumra.admin1 == "Astrakhan Oblast"
    assert first(cache, "Krasnyy Yar").place.kind == "admin1"
    # a name that only the import has leads to the entry as geomap has it
    assert first(cache, "Charkowgrad").place.id == "geonames:706483"
    assert first(cache, "Charkowgrad").place.lat == 49.98177
    assert open_gazetteer(cache=cache).place("geonames:3").name == "Mumra"


def locode(location: str, name: str, function: str, where: str, *, mark="", status="AI") -> str:
    """A row of the code list: 12 columns, no header."""
    cells = [mark, "RU", location, name, name, "PRI", status, function, "2401", "", where, ""]
    return ",".join(f'"{cell}"' if cell else "" for cell in cells)


def test_unlocode(cache, tmp_path):
    rows = [
        ',"RU",,".RUSSIAN FEDERATION",,,,,,,,',
        locode("QQA", "Kirpichny Zavod", "1-------", "4305N 13153E", mark="+"),
        locode("QQB", "Verkhny Polyus (ex Nizhny Polyus)", "---4----", "6736S 13324W"),
        locode("QQC", "Tupik", "-2------", "5000N 03000E"),
        locode("QQD", "Nigde", "--3-----", ""),
        locode("QQE", "Byvshy", "1-------", "5000N 03000E", mark="X", status="XX"),
        locode("", "Staroe = Novoe", "", "", mark="="),
        locode("QQF", "Minuty", "1-------", "5099N 03000E"),
        locode("QQG", "Mühlort", "--3-----", "4800N 01100E"),
    ]
    path = tmp_path / "UNLOCODE CodeListPart1.csv"
    path.write_bytes("\r\n".join(rows).encode("cp1252"))
    report = import_places(path, cache=cache)
    assert (report.kind, report.added, report.refused) == ("locode", 4, 4)
    assert list(report.reasons) == [
        "marked to be removed",
        "minutes above 59",
        "no coordinates",
        "only refers to another entry",
    ]
    place = first(cache, "Nizhny Polyus").place
    assert (place.id, place.kind) == ("locode:RUQQB", "airport")
    assert (place.lat, place.lon) == (-67.6, -133.4)
    assert first(cache, "Tupik").place.kind == "rail_crossing"
    assert first(cache, "Mühlort").place.kind == "city"
    assert first(cache, "Kirpichny Zavod").place.radius_m >= 1_855


def test_world_port_index(cache, tmp_path):
    path = write(
        tmp_path / "UpdatedPub150.csv",
        "World Port Index Number,Region Name,Main Port Name,Alternate Port Name,UN/LOCODE,"
        "Country Code,Harbor Size,Latitude,Longitude",
        "46135.0,Russia,Zaliv Pervy,Bukhta Pervaya,RU QQH,Russia,Small,42.9,132.1",
        '7.0,Iran,Bandar Dovvom,,"  ",Iran,Small,36.9,53.1',
        "8.0,Nowhere,Atlantida,,,Atlantis,Small,36.9,-33.1",
        "9.0,Nowhere,No Point,,,Atlantis,Small,,",
    )
    report = import_places(path, cache=cache)
    assert (report.kind, report.added, report.refused) == ("wpi", 3, 1)
    assert first(cache, "Bukhta Pervaya").place.id == "locode:RUQQH"
    assert first(cache, "port of Bandar Dovvom").place.country == "IR"
    assert first(cache, "Atlantida").place.country is None
    assert first(cache, "Atlantida").place.kind == "port"


# ---- what is refused ----


HOSTILE = [
    ("lat 999", "Spot,999,3,,", "not on Earth"),
    ("lat and lon swapped", "Spot,132.9,42.8,,", "latitude first"),
    ("not a number", "Spot,nan,3,,", "not both numbers"),
    ("endless", "Spot,inf,3,,", "not both numbers"),
    ("a huge number", f"Spot,{'9' * 5000},3,,", "not both numbers"),
    ("no point", "Spot,0,0,,", "0, 0"),
    ("a huge name", f"{'x' * 5000},1,2,,", "more than 80"),
    ("a formula", "=HYPERLINK(1),1,2,,", "formula"),
    ("a NUL", "Sp\0ot,1,2,,", "control"),
    ("no name", ",1,2,,", "no name"),
    ("no letters", "---,1,2,,", "without letters"),
    ("a kind that there is not", "Spot,1,2,castle,", "an unknown kind"),
    ("no country", "Spot,1,2,,Utopia", "ISO 3166-1"),
    ("too many cells", "Spot,1,2,,,a,b,c", "more cells"),
]


@pytest.mark.parametrize(
    ("row", "why"), [case[1:] for case in HOSTILE], ids=[c[0] for c in HOSTILE]
)
def test_a_hostile_row_is_named_and_the_rest_is_kept(cache, tmp_path, row, why):
    path = write(
        tmp_path / "p.csv", "name,lat,lon,kind,country", "Good One,1,2,,", row, "Other,3,4,,"
    )
    report = import_places(path, cache=cache)
    assert (report.added, report.refused) == (2, 1)
    assert report.rejected[0].row == 2
    assert why in report.rejected[0].why
    assert len(report.rejected[0].why) < 300
    assert sum(report.reasons.values()) == 1


def test_the_same_row_twice_counts_once(cache, tmp_path):
    path = write(tmp_path / "p.csv", "name,lat,lon", "Spot,1,2", "Spot,1,2", "Spot,1,3")
    report = import_places(path, cache=cache)
    assert (report.added, [one.row for one in report.rejected]) == (2, [2])


def test_bytes_that_are_no_text_are_named(cache, tmp_path):
    path = tmp_path / "p.csv"
    path.write_bytes(b"name,lat,lon\nGood One,1,2\nB\xff\xfed,1,2\nOther,3,4\n")
    report = import_places(path, cache=cache)
    assert report.added == 2
    assert (report.rejected[0].row, "UTF-8" in report.rejected[0].why) == (2, True)


def test_an_endless_line_costs_no_memory(cache, tmp_path):
    path = tmp_path / "RU.txt"
    with path.open("w") as file:
        file.write(geoname(1, "Buzan", "H.STM") + "\n")
        for _ in range(30):
            file.write("x" * 1_000_000)
        file.write("\n" + geoname(2, "Bakhtemir", "H.STM") + "\n")
    report = import_places(path, cache=cache)
    assert (report.added, report.refused) == (2, 1)
    assert "a million bytes" in report.rejected[0].why


@pytest.mark.parametrize(
    "member", ["../../evil.txt", "/etc/evil.txt", "..\\evil.txt", "c:evil.txt"]
)
def test_an_archive_that_leads_out_of_itself_is_refused(cache, tmp_path, member):
    path = tmp_path / "RU.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(member, geoname(1, "Buzan", "H.STM"))
    with pytest.raises(GazetteerError, match="leads out of the archive"):
        import_places(path, cache=cache)


def test_an_archive_that_unpacks_out_of_proportion_is_refused(cache, tmp_path):
    path = tmp_path / "RU.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("RU.txt", "0" * 20_000_000)
    with pytest.raises(GazetteerError, match="times its size"):
        import_places(path, cache=cache)


def test_what_is_no_table_is_refused_and_changes_nothing(cache, tmp_path):
    good = write(tmp_path / "p.csv", "name,lat,lon", "Good One,1,2")
    import_places(good, cache=cache)
    empty, archive = tmp_path / "empty.csv", tmp_path / "none.zip"
    empty.write_bytes(b"")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        made.writestr("readme.txt", "hello")
    archive.write_bytes(buffer.getvalue())
    broken = tmp_path / "broken.zip"
    broken.write_bytes(buffer.getvalue()[:40])
    garbled = tmp_path / "RU.zip"
    with zipfile.ZipFile(garbled, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("RU.txt", "\n".join(geoname(n, f"Selo {n}", "P.PPL") for n in range(500)))
    data = bytearray(garbled.read_bytes())
    data[60:200] = b"\xff" * 140
    garbled.write_bytes(data)
    spoiled = write(tmp_path / "sub.csv", "name,lat,lon", "Bad,999,2").rename(tmp_path / "p.csv")
    headless = write(tmp_path / "h.csv", "title,where", "Good One,there")
    geojson = write(tmp_path / "g.geojson", '{"type": "FeatureCollection", "features": [{"type":')
    missing = tmp_path / "missing.csv"
    for path in (empty, archive, broken, garbled, spoiled, headless, geojson, missing, tmp_path):
        with pytest.raises(GazetteerError, match=path.name.replace(".", r"\.")):
            import_places(path, cache=cache)
    assert first(cache, "Good One").place.lat == 1
    assert [path.name for path in (cache / "imports").iterdir()] == ["p.sqlite"]


# ---- keeping and forgetting ----


def test_a_second_import_replaces_the_first_and_the_digest_tells(cache, tmp_path):
    before = open_gazetteer(cache=cache).digest
    path = write(tmp_path / "p.csv", "name,lat,lon", "Quay Nine,1,2", "Quay Ten,1,3")
    assert not import_places(path, cache=cache).replaced
    one = open_gazetteer(cache=cache)
    assert one.digest != before
    write(path, "name,lat,lon", "Quay Nine,5,6")
    assert import_places(path, cache=cache).replaced
    other = open_gazetteer(cache=cache)
    assert other.digest not in {before, one.digest}
    assert other.candidates("Quay Nine")[0].place.lat == 5
    assert other.candidates("Quay Ten") == ()
    assert one.candidates("Quay Ten")[0].place.lon == 3  # an open one stays as it was
    assert [told["name"] for told in other.info()["imports"]] == ["p"]
    assert open_gazetteer(cache=cache, imports=False).digest == before


def test_forgetting(cache, tmp_path):
    before = open_gazetteer(cache=cache).digest
    path = write(tmp_path / "p.csv", "name,lat,lon", "Quay Nine,1,2")
    import_places(path, cache=cache, name="Quays of mine")
    with pytest.raises(GazetteerError, match="there is quays-of-mine"):
        forget_places("p", cache=cache)
    forget_places("quays-of-mine", cache=cache)
    assert open_gazetteer(cache=cache).digest == before
    assert open_gazetteer(cache=cache).candidates("Quay Nine") == ()


def test_an_import_is_forgotten_by_the_name_of_its_file_too(cache, tmp_path):
    path = write(tmp_path / "My Quays.csv", "name,lat,lon", "Quay Nine,1,2")
    import_places(path, cache=cache)
    forget_places("My Quays.csv", cache=cache)
    assert open_gazetteer(cache=cache).candidates("Quay Nine") == ()


@pytest.mark.parametrize(
    ("data", "why"), [(b"", "an empty file"), (b"\x01\x02\x03" * 99, "it is no text")]
)
def test_what_is_no_list_of_places_is_said_in_words(cache, tmp_path, data, why):
    path = tmp_path / "junk.csv"
    path.write_bytes(data)
    with pytest.raises(GazetteerError, match=why) as told:
        import_places(path, cache=cache)
    assert str(told.value).isprintable()


def test_the_same_file_gives_the_same_digest(cache, tmp_path):
    path = write(tmp_path / "p.csv", "name,lat,lon", "Quay Nine,1,2")
    import_places(path, cache=cache)
    one = (open_gazetteer(cache=cache).digest, (cache / "imports/p.sqlite").read_bytes())
    forget_places("p", cache=cache)
    import_places(path, cache=cache)
    assert (open_gazetteer(cache=cache).digest, (cache / "imports/p.sqlite").read_bytes()) == one


@pytest.mark.parametrize("data", [b"", b"not a database at all, is it", None])
def test_a_broken_import_is_loud_and_can_be_mended(cache, tmp_path, data):
    path = write(tmp_path / "p.csv", "name,lat,lon", "Quay Nine,1,2")
    import_places(path, cache=cache)
    side = cache / "imports/p.sqlite"
    side.write_bytes(side.read_bytes()[:5000] if data is None else data)
    with pytest.raises(GazetteerError, match="gazetteer forget p"):
        open_gazetteer(cache=cache)
    import_places(path, cache=cache)
    assert first(cache, "Quay Nine").place.lat == 1


# ---- what it costs ----

MEMORY = """
import sys
from pathlib import Path
from geomap.gazetteer import import_places
def highest():
    return int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0])
before = highest()
report = import_places(Path(sys.argv[1]), cache=Path(sys.argv[2]))
print(report.added, report.refused, highest() - before)
"""
PLACES = 100_000
MOST_KB = 60_000  # 36 MB measured, 83 MB where all rows are kept


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="asks Linux for the memory")
def test_memory_does_not_grow_with_the_file(cache, tmp_path):
    path = tmp_path / "XX.txt"
    with path.open("w", encoding="utf-8") as file:
        for n in range(PLACES):
            lat, lon = f"{n % 170 - 85 + n / 1e6:.5f}", f"{n % 359 - 179 + n / 1e6:.5f}"
            file.write(geoname(n + 1, f"Selo {n:x}", "P.PPL", lat=lat, lon=lon) + "\n")
    done = subprocess.run(
        [sys.executable, "-c", MEMORY, str(path), str(cache)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    added, refused, grown = map(int, done.stdout.split())
    assert (added, refused) == (PLACES, 0)
    assert grown < MOST_KB
    assert first(cache, f"Selo {PLACES - 1:x}").place.id == f"geonames:{PLACES}"
