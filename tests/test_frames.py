import gc
import math
import subprocess
import sys

import pytest
from export_atlas import DUNAY, IRAN, KHARKIV, RAJIN, TEXT, atlas, event, place
from geopandas.testing import assert_geodataframe_equal
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from shapely.geometry import MultiPolygon, Point, mapping, shape

from geomap.frames import COLUMNS, DTYPES, LAYERS, event_place, layer_frame, layer_rows, to_frames
from geomap.records import Atlas, Leg, Route

EVENT_COLUMNS = (
    "start end date_edtf date_prec kind status low best high unit supplier recipient attacker "
    "weapon place_name where_prec n_claims n_documents flags summary evidence"
)
ROUTE_COLUMNS = "event_id mode router length_m duration_s certainty why"


def rows(layer: str, given_atlas: Atlas | None = None):
    found = layer_rows(given_atlas or atlas())
    return {row.cells["id"]: row for name, row in found if name == layer}


def test_the_layers_and_columns_that_others_rely_on_are_there():
    told = ("documents", "mentions", "claims", "events", "routes", "areas")
    assert (*told, "tracks", "port_calls", "track_jumps") == LAYERS
    assert set(EVENT_COLUMNS.split()) <= set(COLUMNS["events"])
    assert set(ROUTE_COLUMNS.split()) <= set(COLUMNS["routes"])
    assert {"radius_m", "where_prec"} <= set(COLUMNS["areas"])


def test_every_column_of_another_type_than_text_exists():
    used = {name for names in COLUMNS.values() for name in names}
    assert set(DTYPES) <= used


def test_nothing_is_dropped():
    made = atlas()
    counts = {layer: len(rows(layer)) for layer in LAYERS}
    assert counts["documents"] == len(made.documents)
    assert counts["mentions"] == sum(len(doc.mentions) for doc in made.documents)
    assert counts["claims"] == sum(len(doc.claims) for doc in made.documents)
    assert counts["events"] == len(made.events)
    assert counts["routes"] == sum(len(route.legs) for route in made.routes)
    assert (counts["tracks"], counts["port_calls"], counts["track_jumps"]) == (2, 1, 1)
    # two ends each of e1 and e3, one place of e2, e4 and e5, two ends and a stop of e6 and e7
    assert counts["areas"] == 2 + 1 + 2 + 1 + 1 + 3 + 3


def test_a_cell_has_the_type_of_its_column_or_is_none():
    python = {"Int64": int, "Float64": float, "boolean": bool}
    for layer, row in layer_rows(atlas()):
        assert tuple(row.cells) == COLUMNS[layer]
        for name, cell in row.cells.items():
            assert cell is None or type(cell) is python.get(DTYPES.get(name, ""), str), name
            assert cell != "", name


def test_a_row_without_a_geometry_says_why_and_one_with_does_not():
    for layer, row in layer_rows(atlas()):
        assert (row.geometry is None) == bool(row.cells["no_geometry"]), (layer, row)


@pytest.mark.parametrize(
    ("slots", "expected"),
    [
        ({"kind": "strike", "location": KHARKIV, "launch": IRAN}, ("location", KHARKIV)),
        ({"kind": "strike", "launch": IRAN}, None),
        ({"origin": RAJIN, "destination": DUNAY}, ("destination", DUNAY)),
        ({"origin": RAJIN}, ("origin", RAJIN)),
        ({}, None),
    ],
)
def test_the_place_that_stands_for_an_event(slots, expected):
    assert event_place(event("e", **slots)) == expected


def test_an_event_row_tells_what_a_reader_needs():
    cells = rows("events")["e1"].cells
    assert cells["place_role"] == "destination"
    assert (cells["origin"], cells["destination"]) == ("Rajin", "Dunay")
    assert cells["other_origins"] == "Nome", "claims that disagree keep both sides"
    assert (cells["low"], cells["best"], cells["high"]) == (300.0, 300.0, 320.0)
    assert cells["vessels"] == "Example Star (IMO 9074729)"
    assert cells["denied_by"] == "KP; RU"
    assert (cells["flags"], cells["flag_messages"]) == ("denied", "denied by KP, RU")
    assert cells["evidence"].startswith("[d1] The freighter Example Star")
    assert "boxes from Rajin" in cells["evidence"], "a line break in the text is a space here"
    assert rows("events")["e2"].cells["evidence"] == "[d1] row 7"


def test_an_event_names_the_running_total_and_the_journeys_it_is_part_of():
    cells = {name: row.cells for name, row in rows("events").items()}
    assert (cells["e1"]["series_id"], cells["e1"]["movement_id"]) == ("s1", "m1")
    assert (cells["e7"]["series_id"], cells["e7"]["movement_id"]) == (None, "m1; m2")
    assert cells["e2"]["movement_id"] is None


def test_a_claim_quotes_its_denial_apart():
    cells = rows("claims")["d1:c1"].cells
    assert cells["denial_evidence"] == "no formula here"
    assert "no formula" not in cells["evidence"]


def test_none_killed_is_not_unknown():
    cells = rows("claims")["d1:c2"].cells
    assert (cells["killed"], cells["injured"]) == (0, 4)
    assert rows("claims")["d1:c1"].cells["killed"] is None


def test_offsets_of_a_mention_are_those_of_the_text():
    found = [row.cells for row in rows("mentions").values() if row.cells["place_name"] == "Rajin"]
    assert len(found) == 1
    assert TEXT[found[0]["char_start"] : found[0]["char_end"]] == "Rajin"


def test_ids_are_unique_in_a_layer_and_the_same_from_run_to_run():
    for layer in LAYERS:
        ids = [row.cells["id"] for name, row in layer_rows(atlas()) if name == layer]
        assert len(set(ids)) == len(ids), layer
    assert [row for _, row in layer_rows(atlas())] == [row for _, row in layer_rows(atlas())]


def test_a_leg_names_its_own_two_ends():
    legs = rows("routes")
    ends = {key: (row.cells["from_name"], row.cells["to_name"]) for key, row in legs.items()}
    assert ends["e7:leg1"] == ("Rajin", "Dunay")
    assert ends["e7:leg2"] == ("Dunay", "Tikhoretsk")
    assert ends["e6:leg1"] == ("Iran", "Tikhoretsk"), "one leg stands for the whole way"
    assert legs["e6:leg1"].geometry is None
    assert legs["e7:leg1"].cells["start"] == "2023-10-01"


def test_a_track_keeps_apart_what_was_seen_and_what_was_not():
    seen, gap = rows("tracks").values()
    assert (seen.cells["kind"], gap.cells["kind"]) == ("observed", "gap")
    assert (seen.cells["ship"], seen.cells["imo"]) == ("Example Star", "9074729")
    assert seen.geometry["type"] == "MultiLineString", "cut at 180 degrees"
    assert gap.cells["label"] == "no signal for 1 d 18 h"
    assert rows("events")["e1"].cells["sightings"] == "she was at Dunay"


def test_a_port_call_is_a_point_at_the_port_and_a_jump_where_it_was_received():
    (call,) = rows("port_calls").values()
    assert call.cells["place_name"] == "Anadyr"
    assert (call.cells["open_start"], call.cells["open_end"]) == (True, False)
    (jump,) = rows("track_jumps").values()
    assert jump.geometry == {"type": "Point", "coordinates": [37.0, 45.0]}
    assert jump.cells["why"] == "possible spoofing"


def test_the_precision_of_an_area_is_the_event_s_at_its_own_place_else_the_kind_s():
    precision = {
        (row.cells["event_id"], row.cells["place_role"]): row.cells["where_prec"]
        for row in rows("areas").values()
    }
    assert precision["e2", "location"] == 2
    assert precision["e5", "launch"] == 6
    assert precision["e1", "origin"] == 1


def test_an_area_across_180_degrees_is_cut():
    (area,) = [r for r in rows("areas").values() if r.cells["place_name"] == "Anadyr"]
    made = shape(area.geometry)
    assert isinstance(made, MultiPolygon)
    assert made.bounds[0] == -180.0
    assert made.bounds[2] == 180.0


def test_a_place_without_a_radius_has_an_area_without_a_circle():
    spot = event("e", origin=place("spot", 1.0, 2.0, radius_m=0))
    (row,) = rows("areas", Atlas(made_with={}, events=(spot,))).values()
    assert row.geometry is None
    assert "no radius" in row.cells["no_geometry"]


@settings(max_examples=60)
@given(st.floats(-180, 180), st.floats(-90, 90), st.integers(200, 6_000_000))
def test_a_circle_covers_its_disc_anywhere_on_earth(lon: float, lat: float, radius: int):
    there = event("e", origin=place("spot", lon, lat, radius_m=radius))
    (row,) = rows("areas", Atlas(made_with={}, events=(there,))).values()
    made = shape(row.geometry)
    assert made.is_valid
    assert made.buffer(1e-6).covers(Point(lon, lat))
    west, south, east, north = made.bounds
    assert (west >= -180, south >= -90, east <= 180, north <= 90) == (True,) * 4
    parts = getattr(made, "geoms", [made])
    area = sum(Geod(ellps="WGS84").geometry_area_perimeter(part)[0] for part in parts)
    # positive: exterior rings run counterclockwise; the cap of a sphere is right to 1 %
    cap = 2 * math.pi * 6_371_008.8**2 * (1 - math.cos(radius / 6_371_008.8))
    assert area == pytest.approx(cap, rel=0.012)


def test_frames_have_one_crs_nullable_types_and_the_rows_cells():
    frames = to_frames(atlas())
    assert tuple(frames) == LAYERS
    for layer, frame in frames.items():
        assert frame.crs.to_epsg() == 4326
        assert tuple(frame.columns) == (*COLUMNS[layer], "geometry")
        for name in COLUMNS[layer]:
            assert str(frame[name].dtype) == DTYPES.get(name, "string"), name
    assert frames["documents"].geometry.isna().all()
    assert frames["events"].set_index("id").loc["e1", "origin"] == "Rajin"
    assert set(frames["routes"].geometry.dropna().geom_type) == {"LineString", "MultiLineString"}


def test_a_frame_holds_the_cells_and_geometries_of_the_rows():
    for layer, frame in to_frames(atlas()).items():
        expected = [row for _, row in layer_rows(atlas(), layers=[layer])]
        assert len(frame) == len(expected)
        for name in COLUMNS[layer]:
            cells = [
                None if missing else cell
                for cell, missing in zip(frame[name], frame[name].isna(), strict=True)
            ]
            assert cells == [row.cells[name] for row in expected], (layer, name)
        for made, row in zip(frame.geometry, expected, strict=True):
            assert made == (shape(row.geometry) if row.geometry else None), (layer, row)


# decimals that end in a half of the last digit kept, and longitudes beyond 180 degrees too
SEVENTHS = st.integers(-3_600_000_000, 3_600_000_000).map(lambda whole: whole / 10**7)
LONS = st.one_of(st.floats(-360, 360), SEVENTHS)
LATS = st.one_of(st.floats(-90, 90), SEVENTHS.map(lambda number: number / 4))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(LONS, LATS), min_size=2, max_size=9))
def test_points_and_lines_are_rounded_alike_in_rows_and_frames(spots):
    places = [place(f"p{i}", lon, lat) for i, (lon, lat) in enumerate(spots)]
    leg = Leg(mode=None, router="", length_m=None, duration_s=None, certainty="direct",
              why="", path=(tuple(spots),))  # fmt: skip
    events = tuple(event(f"e{i}", origin=each) for i, each in enumerate(places))
    made = Atlas(made_with={}, events=events, routes=(Route(event="e0", legs=(leg,)),))
    for layer in ("events", "routes"):
        told = [row.geometry for _, row in layer_rows(made, layers=[layer])]
        assert [mapping(each) for each in layer_frame(made, layer).geometry] == [
            mapping(shape(each)) for each in told
        ]


def test_batches_are_joined_without_a_seam(monkeypatch):
    whole_rows, whole_frames = list(layer_rows(atlas())), to_frames(atlas())
    monkeypatch.setattr("geomap.frames.rows.ROWS_AT_ONCE", 2)
    monkeypatch.setattr("geomap.frames.ROWS_AT_ONCE", 2)
    assert list(layer_rows(atlas())) == whole_rows
    for layer, frame in to_frames(atlas()).items():
        assert_geodataframe_equal(frame, whole_frames[layer])


def test_a_frame_can_be_changed_and_leaves_the_next_as_it_was():
    first = to_frames(atlas())["events"]
    first.loc[0, ["summary", "low"]] = ["mine", 7]
    first.loc[0, "geometry"] = Point(1, 2)
    assert to_frames(atlas())["events"].loc[0, "summary"] != "mine"
    assert (first.loc[0, "summary"], first.loc[0, "low"]) == ("mine", 7.0)


def test_the_collector_works_again_after_frames_are_made_or_fail():
    with pytest.raises(KeyError):
        layer_frame(atlas(), "no such layer")
    assert gc.isenabled()
    layer_frame(atlas(), "events")
    assert gc.isenabled()


def test_an_empty_atlas_has_every_layer_with_its_columns():
    for layer, frame in to_frames(Atlas(made_with={})).items():
        assert len(frame) == 0
        assert tuple(frame.columns) == (*COLUMNS[layer], "geometry")


def test_frames_can_be_written_as_a_geopackage_and_read_again(tmp_path):
    import geopandas

    file = tmp_path / "layers.gpkg"
    frames = to_frames(atlas())
    for layer, frame in frames.items():
        frame.to_file(file, layer=layer)
    for layer, frame in frames.items():
        again = geopandas.read_file(file, layer=layer)
        assert len(again) == len(frame)
        assert list(again["id"]) == list(frame["id"])


def test_importing_frames_and_making_rows_needs_no_geopandas():
    code = (
        "import sys; from geomap.frames import layer_rows; from geomap.records import Atlas;"
        "list(layer_rows(Atlas(made_with={})));"
        "sys.exit(any(m in sys.modules for m in ('geopandas', 'pandas', 'shapely', 'pyproj')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
