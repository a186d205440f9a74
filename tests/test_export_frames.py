"""Frames that a user filtered, joined or cut are written as the atlas itself is."""

import io
import json
import sqlite3
from contextlib import closing

import geopandas
import pandas as pd
import pyogrio
import pytest
from export_atlas import NOME, atlas, event

from geomap.errors import OutputError
from geomap.export import FORMATS, export, export_layers
from geomap.frames import LAYERS, to_frames
from geomap.records import Atlas

OF_FRAMES = sorted(set(FORMATS) - {"json", "jsonl", "gpx", "qgz", "geojson"})


@pytest.fixture
def frames():
    return to_frames(atlas())


@pytest.fixture
def events(frames):
    """Some events, with columns of a user's, in another reference system."""
    mine = frames["events"].drop(columns=["status", "mode"]).iloc[1:]
    mine["=cmd|'/c calc'!A1"] = "=1+1"
    mine["seen"] = pd.Timestamp("2024-01-02")
    mine["tags"] = [["a", 1]] * len(mine)
    return mine.to_crs(3857).rename_geometry("shape")


def written(given, form: str, **options) -> bytes:
    stream = io.BytesIO()
    export(given, stream, format=form, **options)
    return stream.getvalue()


@pytest.mark.parametrize("form", OF_FRAMES)
def test_frames_are_written_byte_for_byte_as_the_atlas_is(form, frames):
    assert written(frames, form) == written(atlas(), form)


def test_geojson_of_frames_names_the_sources_of_its_lines(frames):
    ours, theirs = json.loads(written(frames, "geojson")), json.loads(written(atlas(), "geojson"))
    for name in ("features", "bbox", "attribution"):
        assert ours[name] == theirs[name], name
    alone = json.loads(written({"events": frames["events"]}, "geojson"))
    assert len(alone["attribution"]) < len(theirs["attribution"])


@pytest.mark.parametrize("form", [*OF_FRAMES, "geojson", "gpx"])
def test_a_user_s_own_columns_and_reference_system_are_taken(form, events, frames):
    before = events.copy()
    data = written({"events": events}, form)
    assert data
    pd.testing.assert_frame_equal(pd.DataFrame(events), pd.DataFrame(before))
    if form == "csv":
        table = pd.read_csv(io.BytesIO(data))
        assert list(table["'=cmd|'/c calc'!A1"]) == ["'=1+1"] * len(events)
        assert (
            table["lon"].dropna().tolist()
            == frames["events"].iloc[1:].dropna(subset="geometry").geometry.x.tolist()
        )


def test_a_geopackage_of_frames_has_styles_and_the_user_s_columns(events, tmp_path):
    path = tmp_path / "mine.gpkg"
    export({"events": events}, path)
    assert [name for name, _ in pyogrio.list_layers(path)] == ["events", "layer_styles"]
    found = geopandas.read_file(path, layer="events")
    assert list(found["id"]) == list(events["id"])
    assert list(found["seen"].astype(str)) == ["2024-01-02"] * len(events)
    assert found.crs.to_epsg() == 4326
    with closing(sqlite3.connect(path)) as base:
        described = {name for (name,) in base.execute("SELECT column_name FROM gpkg_data_columns")}
    assert "summary" in described
    assert described <= set(events.columns)


def test_other_geometries_than_the_layer_s_own_are_written(frames, tmp_path):
    areas = frames["events"].to_crs(3857)
    areas["geometry"] = areas.buffer(50_000)
    export({"events": areas}, tmp_path / "areas.gpkg")
    found = geopandas.read_file(tmp_path / "areas.gpkg", layer="events")
    assert set(found.geom_type.dropna()) == {"Polygon"}
    stream = io.BytesIO()
    (note,) = export({"events": areas}, stream, format="gpx")
    assert note == f"areas left out: {found.geometry.notna().sum()}"


def test_one_file_a_layer_of_frames(frames, tmp_path):
    chosen = {name: frames[name] for name in ("routes", "events")}
    made = export_layers(chosen, tmp_path / "map.fgb")
    assert [path.name for path in made] == ["map-events.fgb", "map-routes.fgb"]


@pytest.mark.parametrize(
    ("change", "form", "said"),
    [
        (lambda f: {"event": f["events"]}, "gpkg", "no layer 'event'; the layers are documents"),
        (lambda f: {"events": pd.DataFrame(f["events"])}, "gpkg", "is a DataFrame without"),
        (lambda f: {"events": f["events"].set_crs(None, allow_override=True)}, "gpkg", "set_crs"),
        (lambda f: {"events": f["events"].assign(**{"kind ": 1}).rename(columns=str.strip)},
         "csv", "several columns 'kind'"),
        (lambda f: f, "json", "JSON of an atlas needs the whole atlas"),
        (lambda f: f, "jsonl", "needs the whole atlas"),
        (lambda f: {"routes": f["routes"]}, "fgb", "no frame of the layer 'events' among routes"),
        (lambda f: {"tracks": f["tracks"]}, "gpx", "GPX with observed tracks needs"),
    ],
)  # fmt: skip
def test_what_frames_can_not_give_is_said(change, form, said, frames, tmp_path):
    with pytest.raises(OutputError, match=said):
        export(change(frames), tmp_path / f"a.{form}")
    assert not list(tmp_path.iterdir())


def test_a_database_takes_no_frames(frames):
    with pytest.raises(OutputError, match="a database needs the whole atlas"):
        export(frames, "postgresql://nobody@localhost:1/none")


def test_an_empty_frame_is_written(frames):
    none = {name: frame.iloc[:0] for name, frame in frames.items()}
    for form in OF_FRAMES:
        assert written(none, form) == written(Atlas(made_with={}), form), form


def test_every_layer_is_a_layer_of_frames(frames):
    assert tuple(frames) == LAYERS
    made = Atlas(made_with={}, events=(event("e", origin=NOME),))
    assert len(json.loads(written(to_frames(made), "geojson"))["features"]) == 2
