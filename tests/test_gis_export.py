"""Layers for GIS, spreadsheets and plotters: opened again by other programs than ours."""

import io
import json
import shutil
import sqlite3
import subprocess
import zipfile
from contextlib import closing
from pathlib import Path
from xml.etree import ElementTree as ET

import geojson_validator
import geopandas
import pandas as pd
import pyogrio
import pyogrio.errors
import pytest
from export_atlas import ANADYR, NOME, atlas, event, place
from geopandas.testing import assert_geodataframe_equal
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from python_calamine import CalamineWorkbook

from geomap.errors import OutputError
from geomap.export import FORMATS, export, export_layers
from geomap.export.extent import Extent
from geomap.export.shapefile import MAX_BYTES, short_names
from geomap.export.styles import style_of
from geomap.frames import COLUMNS, LAYERS, to_frames
from geomap.frames.descriptions import COLUMN_TEXTS, LAYER_TEXTS
from geomap.records import Atlas

GIS_FORMATS = ("gpkg", "fgb", "parquet", "kml", "kmz", "shp.zip", "gpx", "geojson", "geojsonl")
HANGUL = "나진항 → Находка; الحديدة"
HOSTILE = '<script>alert(1)</script> {{7*7}} ${x} ]]> & "quoted" \x00\x1b[31m \u202e' + HANGUL
needs_gdal = pytest.mark.skipif(
    not shutil.which("ogrinfo"), reason="GDAL's command line is not installed"
)


def parsed(text: str | bytes) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314 (our own output)


def written(form: str, made: Atlas | None = None, **options) -> bytes:
    stream = io.BytesIO()
    export(made or atlas(), stream, format=form, **options)
    return stream.getvalue()


def hostile() -> Atlas:
    spot = place(HOSTILE, 36.2, 50.0)
    events = (event("e", kind="strike", location=spot, summary=HOSTILE, what=HOSTILE * 200),)
    return Atlas(made_with={}, events=events)


def plain(frame: geopandas.GeoDataFrame) -> pd.DataFrame:
    """Columns as plain values, so that a format's own types do not matter."""
    values = pd.DataFrame(frame.drop(columns="geometry", errors="ignore")).astype(object)
    return values.where(values.notna(), None)


def assert_same(found: geopandas.GeoDataFrame, layer: str, made: Atlas | None = None) -> None:
    """What was read is the frame that went out: cells, geometries, order, reference system."""
    frame = to_frames(made or atlas())[layer]
    columns = [name for name in frame.columns if layer != "documents" or name != "geometry"]
    found = found.set_index("id").loc[frame["id"]].reset_index()[columns]
    assert_frame_equal(plain(found), plain(frame), check_dtype=False)
    if layer != "documents":
        assert found.crs.to_epsg() == 4326
        # a format may hold multi-part geometries only: compared as sets of points
        pairs = zip(found.geometry, frame.geometry, strict=True)
        assert all((a is None and b is None) or a.equals(b) for a, b in pairs)


# ---- round trips ----


@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize("form", ["gpkg", "fgb", "parquet"])
def test_what_goes_out_comes_back_through_geopandas(form, layer, tmp_path):
    path = tmp_path / f"atlas.{form}"
    export(atlas(), path, layers=[layer])
    if form == "parquet" and layer == "documents":
        found = pd.read_parquet(path)
    elif form == "parquet":
        found = geopandas.read_parquet(path)
        assert_geodataframe_equal(found, to_frames(atlas())[layer], check_dtype=False)
    else:
        found = geopandas.read_file(path, layer=layer)
    assert_same(found, layer)


@pytest.mark.parametrize("form", ["gpkg", "fgb", "parquet"])
def test_text_of_any_script_and_length_comes_back(form, tmp_path):
    long = HANGUL * 30_000
    made = Atlas(made_with={}, events=(event("e", what=long, summary=HANGUL, origin=NOME),))
    path = tmp_path / f"atlas.{form}"
    export(made, path)
    read = geopandas.read_parquet if form == "parquet" else geopandas.read_file
    options = {"layer": "events"} if form == "gpkg" else {}
    assert_same(read(path, **options), "events", made)


@pytest.mark.parametrize("layer", ["events", "routes", "areas", "tracks"])
def test_geojson_lines_come_back(layer, tmp_path):
    path = tmp_path / "atlas.geojsonl"
    export(atlas(), path, layers=[layer])
    features = [json.loads(line) for line in path.read_text().splitlines()]
    frame = to_frames(atlas())[layer]
    cells = pd.DataFrame([each["properties"] for each in features])
    assert_frame_equal(plain(cells[list(COLUMNS[layer])]), plain(frame), check_dtype=False)
    assert {each["properties"]["layer"] for each in features} == {layer}


def test_kml_comes_back_with_its_columns_and_places(tmp_path):
    export(atlas(), tmp_path / "atlas.kml")
    found = pyogrio.read_dataframe(tmp_path / "atlas.kml", layer="events").set_index("id")
    frame = to_frames(atlas())["events"].set_index("id")
    for number, row in found.iterrows():
        assert row["summary"] == frame.loc[number, "summary"]
        assert row.geometry.equals(frame.loc[number].geometry)


def test_a_shapefile_comes_back_under_short_names(tmp_path):
    notes = export(atlas(), tmp_path / "atlas.shp")
    assert {part.suffix for part in tmp_path.iterdir()} == {".shp", ".shx", ".dbf", ".prj", ".cpg"}
    found = geopandas.read_file(tmp_path / "atlas.shp")
    frame = to_frames(atlas())["events"]
    assert list(found["summary"]) == list(frame["summary"])
    assert list(found["killed_hig"].dropna()) == list(frame["killed_high"].dropna())
    assert any("killed_high is killed_hig" in note for note in notes)


def test_a_shapefile_says_what_it_cut(tmp_path):
    made = Atlas(made_with={}, events=(event("e", origin=NOME, what="나" * 200),))
    notes = export(made, tmp_path / "atlas.shp.zip")
    assert any(f"texts cut at {MAX_BYTES} bytes: " in note for note in notes)
    (found,) = geopandas.read_file(tmp_path / "atlas.shp.zip")["what"]
    assert found == "나" * (MAX_BYTES // 3)
    tracks = export(atlas(), tmp_path / "calls.shp", layers=["port_calls"])
    assert any("open_start is 1 or 0" in note for note in tracks)


@given(st.lists(st.text("abc_", min_size=1, max_size=14), unique=True, max_size=30))
def test_short_names_are_short_and_each_its_own(names):
    short = short_names(names)
    assert list(short) == names
    assert len(set(short.values())) == len(names)
    assert all(len(name) <= 10 for name in short.values())


# ---- other programs ----


@needs_gdal
@pytest.mark.parametrize("form", GIS_FORMATS)
def test_gdal_opens_it_without_a_warning(form, tmp_path):
    path = tmp_path / f"atlas.{form}"
    export(atlas(), path)
    if form == "parquet":
        pytest.skip("Debian's GDAL has no Parquet driver; geopandas reads it above")
    command = ["ogrinfo", "-ro", "-al", "-so", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    assert "Layer name" in done.stdout


def test_the_geojson_is_valid_to_a_validator():
    made = json.loads(written("geojson"))
    for feature in made["features"]:
        assert feature["geometry"] or feature["properties"]["no_geometry"]
    placed = {**made, "features": [each for each in made["features"] if each["geometry"]]}
    assert geojson_validator.validate_structure(placed) == {}
    faults = geojson_validator.validate_geometries(placed)
    assert faults["invalid"] == {}


def test_parquet_is_geoparquet_1_1_with_boxes(tmp_path):
    import pyarrow.parquet as pq

    export(atlas(), tmp_path / "atlas.parquet")
    about = json.loads(pq.read_schema(tmp_path / "atlas.parquet").metadata[b"geo"])
    assert about["version"] == "1.1.0"
    assert about["columns"]["geometry"]["covering"]["bbox"]["xmin"] == ["bbox", "xmin"]
    near = geopandas.read_parquet(tmp_path / "atlas.parquet", bbox=(130, 42, 133, 44))
    assert 0 < len(near) < len(to_frames(atlas())["events"])


def test_a_geopackage_says_what_its_columns_are_and_how_they_are_drawn(tmp_path):
    path = tmp_path / "atlas.gpkg"
    export(atlas(), path)
    assert {name for name, _ in pyogrio.list_layers(path)} == {*LAYERS, "layer_styles"}
    with closing(sqlite3.connect(path)) as base:
        texts = base.execute("SELECT table_name, column_name, description FROM gpkg_data_columns")
        assert {(a, b): c for a, b, c in texts} == {
            (layer, name): COLUMN_TEXTS[name] for layer in LAYERS for name in COLUMNS[layer]
        }
        about = dict(base.execute("SELECT table_name, description FROM gpkg_contents"))
        assert about["routes"] == LAYER_TEXTS["routes"]
        styles = dict(base.execute("SELECT f_table_name, styleQML FROM layer_styles"))
        indexes = base.execute(
            "SELECT count(*) FROM gpkg_extensions WHERE extension_name = 'gpkg_rtree_index'"
        ).fetchone()
    assert set(styles) == set(LAYERS) - {"documents"}
    for style in styles.values():
        root = parsed(style.partition("\n")[2])
        symbols = {symbol.get("name") for symbol in root.find("renderer-v2/symbols")}
        assert symbols == {rule.get("symbol") for rule in root.find("renderer-v2/rules")}
    assert indexes == (len(LAYERS) - 1,)


def marker_options(root: ET.Element, symbol: str) -> dict[str, str]:
    """Settings of the sign of a rule of a style."""
    (part,) = root.findall(f"renderer-v2/symbols/symbol[@name='{symbol}']/layer")
    return {each.get("name"): each.get("value") for each in part.findall("Option/Option")}


@pytest.mark.parametrize("layer", ["events", "port_calls", "track_jumps", "claims", "mentions"])
def test_no_sign_in_qgis_is_white_on_white(layer):
    root = parsed(style_of(layer).partition("\n")[2])
    for rule in root.find("renderer-v2/rules"):
        told = marker_options(root, rule.get("symbol"))
        white = "255,255,255"
        assert not (told["color"].startswith(white) and told["outline_color"].startswith(white))
        lines_only = told["name"] in ("cross", "cross2", "line", "arrowhead")
        assert not (lines_only and told["outline_color"].startswith(white)), rule.get("label")


def test_the_point_of_a_wide_area_is_hollow_in_qgis():
    root = parsed(style_of("events").partition("\n")[2])
    rules = {rule.get("label"): rule for rule in root.find("renderer-v2/rules")}
    assert len(rules) == 10
    for label, rule in rules.items():
        told = marker_options(root, rule.get("symbol"))
        is_hollow = told["color"].endswith(",0")
        assert is_hollow == ("wide area" in label or "did not occur" in label), label
        assert ("'country'" in rule.get("filter")) == ("did not occur" not in label)


def test_every_column_is_described():
    assert set(COLUMN_TEXTS) == {name for names in COLUMNS.values() for name in names}
    assert set(LAYER_TEXTS) == set(LAYERS)


def test_a_qgis_project_refers_to_its_data_beside_it(tmp_path):
    first = tmp_path / "a" / "map.qgz"
    (note,) = export(atlas(), first)
    assert "map.gpkg" in note
    assert sorted(part.name for part in first.parent.iterdir()) == ["map.gpkg", "map.qgz"]
    with zipfile.ZipFile(first) as archive:
        root = parsed(archive.read("map.qgs"))
    sources = [node.text for node in root.findall("projectlayers/maplayer/datasource")]
    layers = {name for name, _ in pyogrio.list_layers(first.with_suffix(".gpkg"))}
    assert {source.partition("=")[2] for source in sources} <= layers
    assert all(source.startswith("./map.gpkg|layername=") for source in sources)
    ids = {node.text for node in root.findall("projectlayers/maplayer/id")}
    assert ids == {node.get("id") for node in root.findall("layer-tree-group/layer-tree-layer")}
    assert root.find("Layouts/Layout/LayoutItem[@id='map']") is not None
    export(atlas(), tmp_path / "b" / "map.qgz")
    for part in first.parent.iterdir():
        assert part.read_bytes() == (tmp_path / "b" / part.name).read_bytes()


@pytest.mark.parametrize("name", ["p%41.qgz", "a|layername=b.qgz"])
def test_a_name_that_qgis_would_misread_is_refused(name, tmp_path):
    with pytest.raises(OutputError, match="Choose another name"):
        export(atlas(), tmp_path / name)
    export(atlas(), tmp_path / "100% a|b 나진?#.qgz", layers=["events"])
    assert len(list(tmp_path.iterdir())) == 2


def test_a_workbook_holds_a_sheet_a_layer_and_no_formula():
    cells = ["=1+1", "+1+1", "-1-1", "@SUM(A1)", "\tx", "\rx", "\n=1", "＝1", "＋1", "－1", "＠x"]
    events = tuple(event(f"e{i}", origin=NOME, what=cell) for i, cell in enumerate(cells))
    data = written("xlsx", Atlas(made_with={}, events=events))
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    assert book.sheet_names == list(LAYERS)
    header, *rows = book.get_sheet_by_name("events").to_python()
    assert len(rows) == len(cells)
    assert all(row[header.index("what")].startswith("'") for row in rows)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert not any(b"<f>" in archive.read(name) for name in archive.namelist())


def test_a_workbook_says_what_it_cut(tmp_path):
    made = Atlas(made_with={}, events=(event("e", origin=NOME, what="x" * 40_000),))
    (note,) = export(made, tmp_path / "atlas.xlsx")
    assert "events: texts cut at 32,767 characters: 1" in note


# ---- KML, GPX ----


def test_kml_shows_text_as_text():
    root = parsed(written("kml", hostile()))
    space = "{http://www.opengis.net/kml/2.2}"
    (mark,) = root.iterfind(f".//{space}Folder[{space}name='events']/{space}Placemark")
    balloon = mark.findtext(f"{space}description")
    assert "&lt;script&gt;" in balloon
    assert "<script" not in balloon
    assert "\x00" not in balloon
    assert HANGUL in balloon


def test_kml_has_time_spans_and_styles():
    root = parsed(written("kml"))
    space = "{http://www.opengis.net/kml/2.2}"
    styles = {"#" + style.get("id") for style in root.iter(f"{space}Style")}
    marks = list(root.iter(f"{space}Placemark"))
    assert {mark.findtext(f"{space}styleUrl") for mark in marks} <= styles
    spans = [mark.find(f"{space}TimeSpan") for mark in marks]
    dated = [span.findtext(f"{space}begin") for span in spans if span is not None]
    assert "2023-09-12" in dated
    assert b"http" not in written("kml").replace(b"http://www.opengis.net/kml/2.2", b""), (
        "nothing in it is fetched"
    )


def test_gpx_keeps_tracks_apart_from_computed_routes():
    root = parsed(written("gpx"))
    space = "{http://www.topografix.com/GPX/1/1}"
    made = atlas()
    assert [node.tag.removeprefix(space) for node in root] == sorted(
        (node.tag.removeprefix(space) for node in root), key=["wpt", "rte", "trk"].index
    )
    drawn = [leg for route in made.routes for leg in route.legs if leg.path]
    assert len(root.findall(f"{space}rte")) == sum(len(leg.path) for leg in drawn)
    times = [node.text for node in root.iter(f"{space}time")]
    observed = [part for track in made.tracks for part in track.parts if part.kind == "observed"]
    assert len(times) == sum(len(line) for part in observed for line in part.times)


# ---- layers and files ----


def test_a_file_that_holds_one_layer_refuses_two(tmp_path):
    with pytest.raises(OutputError, match="holds one layer, 2 were asked"):
        export(atlas(), tmp_path / "atlas.fgb", layers=["events", "routes"])
    with pytest.raises(OutputError, match="no layer 'event'"):
        export(atlas(), tmp_path / "atlas.gpkg", layers=["event"])
    with pytest.raises(OutputError, match="whole atlas"):
        export(atlas(), tmp_path / "atlas.json", layers=["events"])
    assert not list(tmp_path.iterdir())


def test_one_file_a_layer(tmp_path):
    made = export_layers(atlas(), tmp_path / "map.shp.zip")
    assert [path.name for path in made] == [
        f"map-{layer}.shp.zip" for layer in LAYERS if layer != "documents"
    ]
    (only,) = export_layers(atlas(), tmp_path / "map.csv", layers=["routes"])
    assert only.read_text(encoding="utf-8").startswith("id,event_id,leg")


@pytest.mark.parametrize("form", sorted(set(FORMATS) - {"qgz", "jsonl"}))
def test_hostile_text_breaks_no_format(form):
    assert written(form, hostile())


spots = st.tuples(st.floats(-180, 180), st.floats(-90, 90))


@settings(max_examples=60, deadline=None)
@given(st.lists(spots, min_size=1, max_size=12))
def test_the_extent_holds_every_point(points):
    extent = Extent()
    for lon, lat in points:
        extent.add({"type": "Point", "coordinates": [lon, lat]})
    west, south, east, north = extent.bbox()
    for lon, lat in points:
        assert south <= lat <= north
        assert west <= lon <= east if west <= east else (lon >= west or lon <= east)


def test_events_on_both_sides_of_180_degrees_have_a_narrow_box():
    events = (event("e1", origin=ANADYR), event("e2", origin=NOME))
    box = json.loads(written("geojson", Atlas(made_with={}, events=events), layers=["events"]))
    assert box["bbox"][0] == pytest.approx(ANADYR.lon)
    assert box["bbox"][2] == pytest.approx(NOME.lon)


def test_a_stream_can_not_hold_a_project():
    with pytest.raises(OutputError, match="give a path"):
        written("qgz")


@needs_gdal
def test_the_test_of_gdal_sees_faults(tmp_path):
    (tmp_path / "broken.geojson").write_text('{"type": "FeatureCollection", "features": [')
    command = ["ogrinfo", "-ro", "-al", "-so", str(tmp_path / "broken.geojson")]
    assert subprocess.run(command, capture_output=True, check=False).returncode != 0


def test_no_scratch_file_is_left_behind(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    for form in ("gpkg", "fgb", "shp"):
        written(form)
    assert not list(Path(tmp_path).iterdir())
