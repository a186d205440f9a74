"""`map` and `draw` from the command line, and maps of GeoDataFrames."""

from pathlib import Path

import atlases
import geopandas
import pandas as pd
import pytest
from conftest import Run
from pages import data_in
from shapely.geometry import LineString, Point, Polygon

import geomap
from geomap.codec import encode
from geomap.errors import MapError
from geomap.maps import page_text
from geomap.maps.framed import atlas_of_frame


@pytest.fixture
def atlas_file(tmp_path: Path) -> Path:
    path = tmp_path / "atlas.json"
    path.write_bytes(encode(atlases.sample_atlas()))
    return path


def test_draw_takes_title_author_note_language_and_tiles(
    run: Run, atlas_file: Path, tmp_path: Path
) -> None:
    out = tmp_path / "map.html"
    done = run(
        "draw", str(atlas_file), "-o", str(out), "--title", "T <i>", "--subtitle", "S",
        "--author", "A", "--note", "N", "--lang", "ko", "--tiles", "osm",
    )  # fmt: skip
    assert done.exit_code == 0, done.stderr
    assert done.stdout == ""
    text = out.read_text(encoding="utf-8")
    data = data_in(text)
    assert [data[k] for k in ("title", "subtitle", "author", "note")] == ["T <i>", "S", "A", "N"]
    assert data["tiles"]["url"].startswith("https://tile.openstreetmap.org/")
    assert '<html lang="ko">' in text


def test_embed_prints_a_frame_whose_words_are_escaped(
    run: Run, atlas_file: Path, tmp_path: Path
) -> None:
    out = tmp_path / 'a "b".html'
    title = '"><script>x</script>'
    done = run("draw", str(atlas_file), "-o", str(out), "--embed", "--title", title)
    assert done.exit_code == 0, done.stderr
    assert done.stdout.startswith('<iframe src="a%20%22b%22.html" title="&quot;&gt;&lt;script&gt;')
    assert "<script" not in done.stdout
    assert 'sandbox="allow-scripts allow-popups allow-downloads"' in done.stdout
    assert data_in(out.read_text(encoding="utf-8"))["embed"] is True


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("-o", "-", "--embed"), "--embed"),
        (("-o", "{out}", "--lang", "xx"), "'xx'"),
        (("-o", "{out}", "--tiles", "no such tiles"), "xyzservices"),
        (("-o", "{out}", "--tiles", "https://x/{y}"), "tiles"),
    ],
)
def test_misuse_is_named(
    run: Run, atlas_file: Path, tmp_path: Path, options: tuple[str, ...], words: str
) -> None:
    out = tmp_path / "map.html"
    done = run("draw", str(atlas_file), *(o.replace("{out}", str(out)) for o in options))
    assert done.exit_code in (1, 2)
    assert words in done.stderr
    assert not out.exists()


def test_geojson_that_geomap_wrote_is_drawn_without_the_atlas(
    run: Run, atlas_file: Path, tmp_path: Path
) -> None:
    events, out = tmp_path / "events.geojson", tmp_path / "map.html"
    assert run("export", str(atlas_file), "-o", str(events)).exit_code == 0
    done = run("draw", str(events), "-o", str(out))
    assert done.exit_code == 0, done.stderr
    data = data_in(out.read_text(encoding="utf-8"))
    found = {e["id"]: e for e in data["events"]}
    wanted = {e.id: e for e in atlases.sample_atlas().events}
    assert set(found) == set(wanted)
    assert {k: e["summary"] for k, e in found.items()} == {k: e.summary for k, e in wanted.items()}
    ship = found["sea-1"]
    assert (ship["best"], ship["status"], ship["ships"]) == (
        9000.0,
        "confirmed",
        ["Angara (IMO 9179842)"],
    )
    assert [data["places"][ship[end]]["name"] for end in ("from", "to")] == ["Rajin", "Vostochny"]
    assert data["legs"][ship["legs"][0]]["mode"] == "sea"
    assert found["strike-1"]["kind"] == "strike"


@pytest.mark.parametrize("name", ["broken.geojson", "missing.geojson", "broken.parquet"])
def test_a_file_that_is_none_is_a_clear_error(run: Run, tmp_path: Path, name: str) -> None:
    if not name.startswith("missing"):
        (tmp_path / name).write_text("{", encoding="utf-8")
    done = run("draw", str(tmp_path / name), "-o", str(tmp_path / "map.html"))
    assert done.exit_code == 1
    assert name in done.stderr
    assert "Traceback" not in done.stderr


def test_anybodys_points_lines_and_areas_are_events() -> None:
    frame = geopandas.GeoDataFrame(
        {
            "title": ["A fire", "A voyage", "A field", None],
            "date": ["2024-01-02", "2024-01-03T04:00:00", "soon", None],
            "source": ["https://a.example/1", "b", None, None],
        },
        geometry=[
            Point(30, 50),
            LineString([(30, 46), (32, 45)]),
            Polygon([(0, 0), (2, 0), (2, 2)]),
            None,
        ],
        crs="EPSG:4326",
    )
    atlas = atlas_of_frame(frame)
    assert [e.summary for e in atlas.events] == ["A fire", "A voyage", "A field", "row-3"]
    assert [e.start for e in atlas.events] == ["2024-01-02", "2024-01-03", None, None]
    fire, voyage, field, lost = atlas.events
    assert (fire.location.lon, fire.location.lat) == (30.0, 50.0)
    assert voyage.origin is not None
    assert atlas.routes[0].legs[0].path == (((30.0, 46.0), (32.0, 45.0)),)
    assert 0 < field.location.lon < 2
    assert lost.location is None
    assert {d.url for d in atlas.documents} == {"https://a.example/1", None}
    text = page_text(geomap.draw_map(frame, title="Own"))
    assert len(data_in(text)["events"]) == 4


def test_a_frame_in_metres_is_turned_to_degrees() -> None:
    frame = geopandas.GeoDataFrame({"name": ["x"]}, geometry=[Point(0, 0)], crs="EPSG:3857")
    (event,) = atlas_of_frame(frame).events
    assert (event.location.lon, event.location.lat) == (0.0, pytest.approx(0.0, abs=1e-9))


def test_layers_of_to_frames_are_drawn() -> None:
    frames = geomap.to_frames(atlases.sample_atlas())
    drawn = data_in(page_text(geomap.draw_map(frames["events"])))
    assert len(drawn["events"]) == len(atlases.sample_atlas().events)
    routes = atlas_of_frame(frames["routes"])
    assert routes.routes


@pytest.mark.parametrize("value", [3, None, "events.geojson", geopandas.GeoDataFrame({"a": [1]})])
def test_what_is_neither_atlas_nor_frame_is_a_clear_error(value: object) -> None:
    with pytest.raises(MapError, match="cannot draw"):
        geomap.draw_map(value)


def test_days_of_a_layer_that_a_library_reads_as_moments_stay_days() -> None:
    frame = geopandas.GeoDataFrame(
        {
            "id": ["a", "b"],
            "summary": ["One", "Two"],
            "date_edtf": pd.to_datetime(["2024-05-01", "2024-05-02"]),
        },
        geometry=geopandas.points_from_xy([30.7, 36.2], [46.5, 50.0]),
        crs=4326,
    )
    events = atlas_of_frame(frame).events
    assert [event.date_edtf for event in events] == ["2024-05-01", "2024-05-02"]
    assert [event.start for event in events] == ["2024-05-01", "2024-05-02"]


def test_the_events_of_a_geopackage_with_many_layers_are_drawn(
    run: Run, atlas_file: Path, tmp_path: Path
) -> None:
    """And their ways; names of places that reports mention are no events."""
    package, out = tmp_path / "all.gpkg", tmp_path / "map.html"
    assert run("export", str(atlas_file), "-o", str(package)).exit_code == 0
    done = run("draw", str(package), "-o", str(out))
    assert done.exit_code == 0, done.stderr
    assert "drawn: events and routes; left out: " in done.stderr
    data = data_in(out.read_text(encoding="utf-8"))
    assert {e["id"] for e in data["events"]} == {e.id for e in atlases.sample_atlas().events}
    ship = next(e for e in data["events"] if e["id"] == "sea-1")
    assert data["legs"][ship["legs"][0]]["mode"] == "sea"


def test_of_several_layers_without_events_the_first_is_drawn_and_named(
    run: Run, tmp_path: Path
) -> None:
    package, out = tmp_path / "own.gpkg", tmp_path / "map.html"
    for layer, lon in (("depots", 30.5), ("bridges", 31.5)):
        frame = geopandas.GeoDataFrame({"name": [layer]}, geometry=[Point(lon, 50)], crs=4326)
        frame.to_file(package, layer=layer)
    done = run("draw", str(package), "-o", str(out))
    assert done.exit_code == 0, done.stderr
    assert "drawn: depots; left out: bridges" in done.stderr
    assert [e["summary"] for e in data_in(out.read_text())["events"]] == ["depots"]
