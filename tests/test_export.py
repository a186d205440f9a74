import csv
import io
import json
import shutil
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from export_atlas import ANADYR, NOME, atlas, event, place
from shapely.geometry import shape

from geomap.codec import read_atlas
from geomap.errors import GeomapError
from geomap.export import FORMATS, disarm, export
from geomap.frames import COLUMNS, to_frames
from geomap.records import Atlas, Reading

TEXT_FORMATS = ("json", "jsonl", "geojson", "geojsonl", "csv")
STREAMED = sorted(set(FORMATS) - {"qgz"})


def written(form: str, made: Atlas | None = None) -> bytes:
    stream = io.BytesIO()
    export(made or atlas(), stream, format=form)
    return stream.getvalue()


def geojson(made: Atlas | None = None) -> dict:
    return json.loads(written("geojson", made))


def rings(coordinates):
    """Every list of positions in the coordinates of a geometry."""
    if isinstance(coordinates[0], int | float):
        return [[coordinates]]
    if isinstance(coordinates[0][0], int | float):
        return [coordinates]
    return [ring for part in coordinates for ring in rings(part)]


@pytest.mark.parametrize("form", sorted(set(STREAMED) - {"shp"}))
def test_the_same_atlas_gives_the_same_bytes_to_a_file_and_to_a_stream(form, tmp_path):
    file = tmp_path / "new" / f"atlas.{form.upper()}"
    export(atlas(), file)
    assert file.read_bytes() == written(form) == written(f".{form}")
    assert [path.name for path in file.parent.iterdir()] == [file.name]


@pytest.mark.parametrize("form", STREAMED)
def test_an_empty_atlas_can_be_written(form):
    empty = Atlas(made_with={})
    assert isinstance(written(form, empty), bytes)


@pytest.mark.parametrize("name", ["atlas.dxf", "atlas", "atlas.geojson.gz"])
def test_an_extension_that_is_no_format_is_refused_and_nothing_is_written(name, tmp_path):
    with pytest.raises(GeomapError, match=r"\.json, \.jsonl, \.geojson") as caught:
        export(atlas(), tmp_path / name)
    assert name in str(caught.value)
    assert not list(tmp_path.iterdir())


def test_an_unknown_format_and_a_stream_without_one_are_refused():
    with pytest.raises(GeomapError, match="'dxf'"):
        export(atlas(), io.BytesIO(), format="dxf")
    with pytest.raises(GeomapError, match="a stream without a format"):
        export(atlas(), io.BytesIO())


def test_a_format_wins_over_the_extension(tmp_path):
    export(atlas(), tmp_path / "atlas.txt", format="csv")
    assert (tmp_path / "atlas.txt").read_bytes() == written("csv")


def test_a_folder_that_cannot_be_made_is_an_error_of_ours(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(GeomapError, match="cannot write"):
        export(atlas(), tmp_path / "file" / "atlas.json")


def test_the_json_is_the_atlas():
    assert read_atlas(written("json"), name="atlas.json") == atlas()


def test_a_line_of_jsonl_is_a_document_whose_spans_fit_its_text():
    (line,) = written("jsonl").splitlines()
    reading = msgspec.json.decode(line, type=Reading)
    assert reading == atlas().documents[0]
    plain = json.loads(line)
    assert {"id", "source", "published", "noise", "mentions", "dates", "claims"} <= set(plain)
    origin = plain["claims"][0]["origin"]
    assert plain["text"][origin["start"] : origin["end"]] == origin["text"] == "Rajin"
    assert plain["claims"][1]["evidence"] == [{"row": 7}]


def test_no_text_format_loads_geopandas():
    code = (
        f"import io, sys; sys.path.insert(0, {str(Path(__file__).parent)!r})\n"
        "from export_atlas import atlas\n"
        "from geomap.export import export\n"
        f"for form in {TEXT_FORMATS!r}:\n"
        "    export(atlas(), io.BytesIO(), format=form)\n"
        "    assert not {'geopandas', 'pandas'} & set(sys.modules), form\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


# ---- GeoJSON ----


def test_geojson_is_a_feature_collection_without_a_crs():
    found = geojson()
    assert list(found) == ["type", "made_with", "attribution", "features", "bbox"]
    assert found["type"] == "FeatureCollection"
    assert found["made_with"] == atlas().made_with
    assert "GeoNames" in found["attribution"]
    for feature in found["features"]:
        assert set(feature) == {"type", "geometry", "properties"}


def test_geojson_holds_every_row_with_its_layer_and_columns():
    found = geojson()["features"]
    frames = to_frames(atlas())
    for layer, frame in frames.items():
        features = [each for each in found if each["properties"]["layer"] == layer]
        assert [each["properties"]["id"] for each in features] == list(frame["id"])
        for each in features:
            assert tuple(each["properties"]) == ("layer", *COLUMNS[layer])


def test_positions_are_lon_lat_in_range_with_six_decimals_at_most():
    for feature in geojson()["features"]:
        if feature["geometry"] is None:
            assert feature["properties"]["no_geometry"]
            continue
        for ring in rings(feature["geometry"]["coordinates"]):
            for lon, lat in ring:
                assert -180 <= lon <= 180
                assert -90 <= lat <= 90
                assert (round(lon, 6), round(lat, 6)) == (lon, lat)


def test_polygons_are_closed_valid_and_turn_right_handed():
    polygons = [
        polygon
        for feature in geojson()["features"]
        if feature["geometry"] and "Polygon" in feature["geometry"]["type"]
        for polygon in getattr(shape(feature["geometry"]), "geoms", [shape(feature["geometry"])])
    ]
    assert len(polygons) > 5
    for polygon in polygons:
        assert polygon.is_valid
        assert polygon.exterior.is_ccw
        assert polygon.exterior.coords[0] == polygon.exterior.coords[-1]


def test_a_line_across_180_degrees_is_two_lines():
    (line,) = [f for f in geojson()["features"] if f["properties"]["id"] == "e3:leg1"]
    assert line["geometry"]["type"] == "MultiLineString"
    first, second = line["geometry"]["coordinates"]
    assert (first[-1][0], second[0][0]) == (180.0, -180.0)


@pytest.mark.parametrize(
    ("places", "west", "east"),
    [
        ([(10.0, 1.0), (20.0, 2.0)], 10.0, 20.0),
        ([(179.0, 1.0), (-179.0, 2.0)], 179.0, -179.0),
        ([(-120.0, 1.0), (0.0, 0.0), (121.0, 2.0)], 121.0, 0.0),  # gaps of 120, 121, 119
    ],
)
def test_the_bbox_is_the_smallest_and_may_cross_180_degrees(places, west, east):
    events = tuple(
        event(f"e{i}", origin=place("spot", *where, radius_m=0)) for i, where in enumerate(places)
    )
    box = geojson(Atlas(made_with={}, events=events))["bbox"]
    assert (box[0], box[2]) == (west, east)
    assert (box[1], box[3]) == (min(lat for _, lat in places), max(lat for _, lat in places))


def test_the_bbox_of_a_circle_around_the_pole_goes_all_the_way_round():
    pole = event("e", origin=place("pole", 20.0, 89.0, radius_m=500_000))
    box = geojson(Atlas(made_with={}, events=(pole,)))["bbox"]
    assert (box[0], box[2], box[3]) == (-180.0, 180.0, 90.0)


def test_the_bbox_of_a_line_across_180_degrees_runs_from_west_to_east():
    spots = (event("e", origin=ANADYR, destination=NOME),)
    box = geojson(Atlas(made_with={}, events=spots, routes=atlas().routes[2:3]))["bbox"]
    assert box[0] > 160
    assert -170 < box[2] < -160


def test_an_atlas_without_places_has_no_bbox():
    assert "bbox" not in geojson(Atlas(made_with={}))


def test_geopandas_opens_it_without_a_warning(tmp_path):
    import geopandas

    export(atlas(), tmp_path / "atlas.geojson")
    frame = geopandas.read_file(tmp_path / "atlas.geojson")
    assert frame.crs.to_epsg() == 4326
    assert len(frame) == len(geojson()["features"])
    assert str(frame["start"].dtype).startswith("datetime64"), "read as dates, not as a mixture"


@pytest.mark.skipif(not shutil.which("ogrinfo"), reason="GDAL's command line is not installed")
def test_gdal_opens_it_without_a_warning(tmp_path):
    export(atlas(), tmp_path / "atlas.geojson")
    command = ["ogrinfo", "-ro", "-al", "-so", str(tmp_path / "atlas.geojson")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    assert "Warning" not in done.stdout
    assert f"Feature Count: {len(geojson()['features'])}" in done.stdout


# ---- CSV ----


def table(made: Atlas | None = None) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(written("csv", made).decode(), newline="")))


def test_csv_has_a_row_an_event_with_lat_and_lon():
    rows = table()
    assert [row["id"] for row in rows] == [each.id for each in atlas().events]
    assert (rows[0]["lat"], rows[0]["lon"]) == ("42.8834", "132.3512")
    assert (rows[4]["lat"], rows[4]["lon"]) == ("", ""), "a strike without a place hit"
    assert rows[1]["killed_low"] == "0"
    assert rows[0]["killed_low"] == ""


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_text_that_a_spreadsheet_would_run_is_disarmed(start):
    cell = f"{start}cmd|' /C calc'!A0"
    (row,) = table(Atlas(made_with={}, events=(event("e", what=cell),)))
    assert row["what"] == "'" + cell


def test_numbers_are_left_as_they_are():
    there = event("e", origin=NOME, low=-5.0)
    (row,) = table(Atlas(made_with={}, events=(there,)))
    assert (row["lon"], row["low"]) == ("-165.41", "-5.0")


@pytest.mark.parametrize(
    ("cell", "kept"),
    [("-12.0432", True), ("+7", True), ("-1.5e-3", True), ("-12.0432; 15.3", True),
     ("-1+1", False), ("-2-cmd", False), ("+A1", False), ("-", False), ("=-1", False)],
)  # fmt: skip
def test_a_number_in_a_text_is_no_formula(cell, kept):
    assert disarm(cell) == (cell if kept else "'" + cell)


def test_csv_leaves_the_stream_open():
    stream = io.BytesIO()
    export(atlas(), stream, format="csv")
    assert not stream.closed


@pytest.mark.parametrize("form", ["geojson", "geojsonl"])
def test_geojson_that_grew_large_says_which_layers_make_it_so(form, monkeypatch):
    assert export(atlas(), io.BytesIO(), format=form) == ()
    monkeypatch.setattr("geomap.export.text.LARGE", 10_000)
    (note,) = export(atlas(), io.BytesIO(), format=form)
    assert "routes" in note
    assert "--layer events" in note


def test_the_atlas_is_not_written_over(run, tmp_path):
    kept = tmp_path / "atlas.json"
    export(atlas(), kept)
    before = kept.read_bytes()
    result = run("export", str(kept), "-o", str(kept), "--format", "csv")
    assert result.exit_code == 2
    assert "is the atlas itself" in result.stderr
    assert kept.read_bytes() == before
