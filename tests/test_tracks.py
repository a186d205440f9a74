"""Observed tracks: files of positions, what is cut out of them, and what they say of events."""

import itertools
import json
import math
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from export_atlas import event, place
from msgspec import structs

from geomap.cli import main
from geomap.errors import SourceError
from geomap.frames import to_frames
from geomap.pipeline import read_tracks as read_all
from geomap.records import Atlas, Vessel
from geomap.tracks import read_tracks, sight_ships, track_files

DUNAY = place("Dunay", 132.335, 42.879, country="RU", radius_m=3000)
RAJIN = place("Rajin", 130.3, 42.233, country="KP", radius_m=3000)
BUSAN = place("Busan", 129.04, 35.1, country="KR", radius_m=4000)
HARBOURS = (DUNAY, RAJIN, BUSAN)
START = datetime(2023, 10, 12, tzinfo=UTC)

SAMPLE = Path(__file__).parents[1] / "data" / "tracks" / "synthetic-ais.csv"


def hours(number: float) -> datetime:
    return START + timedelta(hours=number)


def sailing(a, b, start: float, end: float, *, step: float = 1.0):
    """Positions on the straight line from `a` to `b` between two hours, (when, lon, lat)."""
    count = round((end - start) / step)
    for n in range(count + 1):
        share = n / count
        yield (
            hours(start + n * step),
            a.lon + share * (b.lon - a.lon),
            a.lat + share * (b.lat - a.lat),
        )


def lying(at, start: float, end: float, *, step: float = 1.0):
    return sailing(at, at, start, end, step=step)


def write(folder: Path, positions, *, name: str = "ANGARA", mmsi: str = "273000001", imo: str = ""):
    file = folder / "ais.csv"
    rows = [f"{mmsi},{imo},{name},{t:%Y-%m-%dT%H:%M:%SZ},{lat},{lon}" for t, lon, lat in positions]
    file.write_text("\n".join(["MMSI,IMO,Name,Timestamp,Lat,Lon", *rows]) + "\n", encoding="utf-8")
    return file


def read(folder: Path, positions, **told: str):
    tracks, rejected = read_tracks([write(folder, positions, **told)], harbours=HARBOURS)
    assert rejected == []
    return tracks


# ---- files ----


def test_units_in_a_header_do_not_hide_a_column(tmp_path):
    file = tmp_path / "ais.csv"
    file.write_text(
        "MMSI No.;Vessel name;Time (UTC);Latitude (deg);Longitude [deg];SOG (kn)\n"
        "273000001;ANGARA;2023-10-12 02:00;42,233;130,3;0,1\n",
        encoding="utf-8",
    )
    (track,), rejected = read_tracks([file], harbours=HARBOURS)
    assert rejected == []
    assert (track.mmsi, track.name, track.start) == ("273000001", "ANGARA", "2023-10-12T02:00:00Z")
    assert track.parts[0].path == (((130.3, 42.233),),)


EXPORTS = {
    "MarineTraffic": (
        "MMSI,SHIP_ID,LAT,LON,SPEED,COURSE,TIMESTAMP,SHIPNAME\n"
        "273000001,9,42.1,131.5,101,40,2023-10-12T04:00:00,ANGARA"
    ),
    "VesselFinder": (
        "MMSI,TIMESTAMP,LATITUDE,LONGITUDE,COURSE,SPEED,HEADING,NAVSTAT,IMO,NAME\n"
        "273000001,2023-10-12 04:00:00 UTC,42.1,131.5,40,10.1,41,0,9074729,ANGARA"
    ),
    "AISHub": (
        "MMSI,TIME,LONGITUDE,LATITUDE,COG,SOG,HEADING,ROT,NAVSTAT,IMO,NAME\n"
        "273000001,2023-10-12 04:00:00 GMT,131.5,42.1,40,10.1,41,0,0,9074729,ANGARA@@@@"
    ),
    "Global Fishing Watch": (
        "seg_id,ssvid,timestamp,lat,lon,speed,course,shipname\n"
        "s1,273000001,2023-10-12 04:00:00+00:00,42.1,131.5,10.1,40,ANGARA"
    ),
    "MarineCadastre": (
        "MMSI,BaseDateTime,LAT,LON,SOG,COG,Heading,VesselName,IMO\n"
        "273000001,2023-10-12T04:00:00,42.1,131.5,10.1,40,41,ANGARA,IMO9074729"
    ),
    "Danish Maritime Authority": (
        "# Timestamp,Type of mobile,MMSI,Latitude,Longitude,SOG,COG,IMO,Name\n"
        "12/10/2023 04:00:00,Class A,273000001,42.1,131.5,10.1,40,Unknown,ANGARA\n"
        "13/10/2023 04:00:00,Class A,273000001,42.1,131.5,10.1,40,Unknown,ANGARA"
    ),
    "semicolons, decimal commas, two columns of time": (
        "Ship name;Date;Time;Latitude;Longitude\nANGARA;2023-10-12;04:00:00;42,1;131,5"
    ),
    "seconds": "mmsi,name,epoch,lat,lon\n273000001,ANGARA,1697083200,42.1,131.5",
    "milliseconds": "mmsi,name,t stamp,y,x\n273000001,ANGARA,1697083200000,42.1,131.5",
    "another zone": "mmsi,name,time,lat,lng\n273000001,ANGARA,2023-10-12T14:00+10:00,42.1,131.5",
    "names of its own": (
        "Vessel,IMO,Date/Time of fix,Lat. N,Long. E\nANGARA,9074729,2023-10-12T04:00Z,42.1,131.5"
    ),
    "degrees and minutes": (
        "vessel;time;Latitude;Longitude\nANGARA;2023-10-12 04:00;42°06,0'N;131 30.0 E"
    ),
    "a month by name": "vessel,time,lat,lon\nANGARA,12 Oct 2023 04:00,42.1,131.5",
    "a month by name, first": "vessel;time;lat;lon\nANGARA;October 12, 2023 4:00 AM;42.1;131.5",
    "day first, half a day": (
        "vessel,time,lat,lon\nANGARA,12/10/2023 04:00:00 AM,42.1,131.5\n"
        "ANGARA,13/10/2023 04:00:00 PM,42.1,131.5"
    ),
    "past 180": "mmsi,name,time,lat,lon\n273000001,ANGARA,2023-10-12T04:00Z,42.1,-228.5",
}


@pytest.mark.parametrize("export", EXPORTS)
def test_exports_are_read_as_they_come(tmp_path, export):
    file = tmp_path / "ais.csv"
    file.write_text(EXPORTS[export], encoding="utf-8")
    (track,), rejected = read_tracks([file])
    assert rejected == []
    assert (track.name, track.start) == ("ANGARA", "2023-10-12T04:00:00Z")
    assert track.imo in {None, "9074729"}
    assert track.parts[0].path[0][0] == (131.5, 42.1)


def test_a_first_row_with_too_few_cells_is_a_bad_row(tmp_path):
    file = tmp_path / "ais.csv"
    file.write_text("name,time,lat,lon\nA,2023-10-12T04:00Z\nA,2023-10-12T05:00Z,1,2,x,x\n")
    (track,), rejected = read_tracks([file])
    assert track.n_points == 1
    assert [(r.row, r.why.split(":")[0]) for r in rejected] == [(1, "lat ''")]


def test_a_hemisphere_of_the_other_axis_is_no_coordinate(tmp_path):
    file = tmp_path / "ais.csv"
    file.write_text("name,time,lat,lon\nA,2023-10-12T04:00Z,131.5 E,42.1 N\n")
    tracks, rejected = read_tracks([file])
    assert not tracks
    assert "no latitude" in rejected[0].why


def test_a_device_without_an_end_is_refused(tmp_path):
    file = tmp_path / "ais.csv"
    file.symlink_to("/dev/zero")
    tracks, rejected = read_tracks([file])
    assert not tracks
    assert "not a regular file" in rejected[0].why
    done = CliRunner().invoke(main, ["map", "--tracks", str(file), "-o", str(tmp_path / "m.html")])
    assert done.exit_code == 1


def test_a_time_without_a_zone_is_read_as_utc_and_told(tmp_path):
    file = tmp_path / "ais.csv"
    file.write_text(EXPORTS["MarineTraffic"], encoding="utf-8")
    (track,), _ = read_tracks([file])
    assert track.notes == ("ais.csv: times without a zone are read as UTC",)
    file.write_text(EXPORTS["another zone"], encoding="utf-8")
    (track,), _ = read_tracks([file])
    assert track.notes == ()


def test_a_receiver_without_a_fix_is_no_ship_off_africa(tmp_path):
    file = tmp_path / "ais.csv"
    rows = ["A,2023-10-12T04:00Z,0,0", "A,2023-10-12T05:00Z,0.0,0.00", "A,2023-10-12T06:00Z,0,6"]
    file.write_text("name,time,lat,lon\n" + "\n".join(rows), encoding="utf-8")
    (track,), rejected = read_tracks([file])
    assert track.n_points == 1
    assert [r.row for r in rejected] == [1, 2]
    assert "without a fix" in rejected[0].why


def test_times_that_no_row_tells_the_order_of_are_read_as_they_are_said_to_be(tmp_path):
    file = tmp_path / "ais.csv"
    file.write_text("name,time,lat,lon\nA,08/03/2024 06:00,42.1,131.5\n", encoding="utf-8")
    tracks, rejected = read_tracks([file])
    assert tracks == ()
    assert "--day-first" in rejected[0].why
    (track,), _ = read_tracks([file], day_first=True)
    assert track.start == "2024-03-08T06:00:00Z"
    (track,), _ = read_tracks([file], day_first=False)
    assert track.start == "2024-08-03T06:00:00Z"
    file.write_text("name,time,lat,lon\nA,28/03/2024 06:00,42.1,131.5\n", encoding="utf-8")
    (track,), _ = read_tracks([file], day_first=False)
    assert track.start == "2024-03-28T06:00:00Z", "what the file tells wins"


def test_the_succession_of_days_tells_their_order(tmp_path):
    file = tmp_path / "ais.csv"
    for day_first in (True, False):
        days = (f"{d:02d}/02/2025" if day_first else f"02/{d:02d}/2025" for d in range(8, 12))
        rows = (f"A,{day} {h:02d}:00,-5.{h:02d},29.5" for day in days for h in (1, 9, 17))
        file.write_text("name,time,lat,lon\n" + "\n".join(rows), encoding="utf-8")
        (track,), rejected = read_tracks([file])
        assert rejected == []
        assert (track.start[:10], track.end[:10]) == ("2025-02-08", "2025-02-11")
        side = "day" if day_first else "month"
        assert any(f"read {side} first" in note for note in track.notes)
        (asked,), _ = read_tracks([file], day_first=not day_first)
        assert asked.start[:10] == "2025-08-02", "what the user says wins"


def test_bad_rows_are_named_and_kept_out(tmp_path):
    file = tmp_path / "ais.csv"
    rows = [
        "273000001,2023-10-12T04:00Z,42.1,131.5",
        "273000001,yesterday,42.1,131.5",
        "273000001,2023-10-12T05:00Z,91,181",
        "",
        "273000001,2023-10-12T06:00Z,,131.5",
        "273000001,2023-10-12T07:00Z,42.2,nan",
        "273000001,2023-10-12T08:00Z,42.2,131.5,too,many",
        "273000001",
    ]
    file.write_text("mmsi,time,lat,lon\n" + "\n".join(rows), encoding="utf-8")
    (track,), rejected = read_tracks([file])
    assert track.n_points == 2
    assert [(r.row, r.why.split(" ")[0]) for r in rejected] == [
        (2, "time"), (3, "lat"), (5, "lat"), (6, "lon"), (8, "time"),
    ]  # fmt: skip
    assert "'yesterday'" in rejected[0].why


def test_many_bad_rows_are_counted(tmp_path):
    file = tmp_path / "ais.csv"
    file.write_text("mmsi,time,lat,lon\n" + "1,never,1,1\n" * 500, encoding="utf-8")
    tracks, rejected = read_tracks([file])
    assert tracks == ()
    assert len(rejected) == 6
    assert rejected[-1].why.startswith("495 more rows left out: no time")


def test_a_date_that_can_be_two_days_is_refused(tmp_path):
    file = tmp_path / "ais.csv"
    file.write_text("mmsi,time,lat,lon\n1,03/04/2023 10:00:00,1,1", encoding="utf-8")
    tracks, rejected = read_tracks([file])
    assert tracks == ()
    assert "day and month may be swapped" in rejected[0].why


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("a.csv", "ship,where\nx,y", "no column for time"),
        ("a.csv", "", "no column for time"),
        ("a.csv", "mmsi,time,lat,lon", "no position in it"),
        ("a.geojson", "{", "not JSON"),
        ("a.geojson", '{"type": "FeatureCollection", "features": [1, {"geometry": 2}]}', "no Geo"),
        ("a.gpx", "<gpx><trk>", "not GPX"),
        ("a.exe", "x", "no file of positions"),
    ],
)
def test_a_file_that_is_none_is_refused_with_the_reason(tmp_path, name, text, why):
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    tracks, (rejected,) = read_tracks([file])
    assert tracks == ()
    assert why in rejected.why


def test_gpx_is_data_and_fetches_nothing(tmp_path):
    file = tmp_path / "a.gpx"
    point = '<trkpt lat="42.1" lon="131.5"><time>2023-10-12T0{}:00:00Z</time></trkpt>'
    file.write_text(
        '<!DOCTYPE gpx [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        '<gpx xmlns="http://www.topografix.com/GPX/1/1"><trk><name>Angara&x;</name><trkseg>'
        + "".join(point.format(n) for n in range(4, 7))
        + "</trkseg></trk></gpx>",
        encoding="utf-8",
    )
    (track,), rejected = read_tracks([file])
    assert rejected == []
    assert (track.name, track.n_points) == ("Angara", 3)


def test_a_quotation_mark_that_is_not_closed_swallows_nothing_unsaid(tmp_path):
    file = tmp_path / "ais.csv"
    rows = ["1,A,2023-10-12T04:00Z,1,1", '1,"B,2023-10-12T05:00Z,1,1', '1,C",2023-10-12T06:00Z,1,1']
    file.write_text("mmsi,name,time,lat,lon\n" + "\n".join(rows), encoding="utf-8")
    (track,), (rejected,) = read_tracks([file])
    assert track.n_points == 1
    assert (rejected.row, "quotation mark" in rejected.why) == (2, True)


def test_a_table_of_another_encoding_is_read(tmp_path):
    file = tmp_path / "ais.csv"
    text = "mmsi,name,time,lat,lon\n273000001,Ångström,2023-10-12T04:00Z,1,1"
    for encoding in ("cp1252", "utf-8", "utf-8-sig", "utf-16"):
        file.write_bytes(text.encode(encoding))
        (track,), _ = read_tracks([file])
        assert track.name == "Ångström", encoding


LINE = {
    "type": "Feature",
    "properties": {"mmsi": 273000001, "shipName": "ANGARA",
                   "times": ["2023-10-12T04:00Z", 1697086800, 1697090400000]},
    "geometry": {"type": "LineString", "coordinates": [[131.5, 42.1], [131.6, 42.1], [131.7, 42]]},
}  # fmt: skip
POINTS = [
    {
        "type": "Feature",
        "properties": {"MMSI": "273000001", "name": "ANGARA", "timestamp": stamp},
        "geometry": {"type": "Point", "coordinates": where},
    }
    for stamp, where in zip(
        LINE["properties"]["times"], LINE["geometry"]["coordinates"], strict=True
    )
]
MANY = {
    **LINE,
    "geometry": {
        "type": "MultiLineString",
        "coordinates": [LINE["geometry"]["coordinates"][:2], LINE["geometry"]["coordinates"][2:]],
    },
}


@pytest.mark.parametrize("features", [[LINE], POINTS, [MANY]])
def test_geojson_has_points_with_times_or_lines_with_times(tmp_path, features):
    file = tmp_path / "a.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    (track,), rejected = read_tracks([file])
    assert rejected == []
    assert (track.name, track.mmsi, track.n_points) == ("ANGARA", "273000001", 3)
    assert (track.start, track.end) == ("2023-10-12T04:00:00Z", "2023-10-12T06:00:00Z")


def test_ships_are_told_apart_by_number_and_known_again_by_it(tmp_path):
    file = tmp_path / "ais.csv"
    rows = [
        "273000001,9074729,Angara,2023-10-12T01:00Z,1,1",
        "273000001,,ANGARA,2023-10-12T02:00Z,1,1.1",
        "511000009,9074729,Another Flag,2023-10-12T03:00Z,1,1.2",
        "273000002,,Maria,2023-10-12T01:00Z,5,5",
        ",,maria,2023-10-12T02:00Z,5,5.1",
        "273000003,9999999,Wrong Number,2023-10-12T01:00Z,8,8",
    ]
    file.write_text("mmsi,imo,name,time,lat,lon\n" + "\n".join(rows), encoding="utf-8")
    tracks, _ = read_tracks([file])
    told = {(t.imo, t.n_points) for t in tracks}
    assert told == {("9074729", 3), (None, 2), (None, 1)}
    again, _ = read_tracks([file])
    assert tracks == again


# ---- what is cut out of them ----


def test_a_gap_splits_the_way_and_says_how_long(tmp_path):
    positions = [*sailing(RAJIN, DUNAY, 0, 5), *lying(DUNAY, 81, 90)]
    (track,) = read(tmp_path, positions)
    kinds = [part.kind for part in track.parts]
    assert kinds == ["observed", "gap", "observed"]
    gap = track.parts[1]
    assert gap.label == "no signal for 3 d 4 h"
    assert (gap.start, gap.n_points) == ("2023-10-12T05:00:00Z", 0)
    assert track.length_m == sum(p.length_m for p in track.parts if p.kind == "observed")
    assert sum(part.n_points for part in track.parts) == track.n_points == len(positions)


def test_a_file_with_a_position_a_day_is_no_row_of_gaps(tmp_path):
    (track,) = read(tmp_path, sailing(RAJIN, BUSAN, 0, 240, step=24))
    assert [part.kind for part in track.parts] == ["observed"]


def test_between_positions_days_apart_nobody_saw_the_way(tmp_path):
    (track,) = read(tmp_path, sailing(RAJIN, BUSAN, 0, 240, step=48))
    assert {part.kind for part in track.parts if part.n_points == 0} == {"gap"}
    assert sum(part.kind == "gap" for part in track.parts) == 5


def test_when_she_came_to_lie_off_a_port_is_kept(tmp_path):
    off = place("off", lat=DUNAY.lat - 0.15, lon=DUNAY.lon, kind="sea")
    (track,) = read(tmp_path, [*sailing(RAJIN, off, 0, 20), *lying(off, 21, 60)])
    (part,) = track.parts
    stamps = [datetime.fromtimestamp(t, UTC) for t in part.times[0]]
    assert hours(60) - stamps[-2] > timedelta(hours=38)


def test_a_folder_stands_for_its_files(tmp_path, gazetteer):
    inner = tmp_path / "ais" / "may"
    inner.mkdir(parents=True)
    write(inner, sailing(RAJIN, DUNAY, 0, 5))
    empty = tmp_path / "empty"
    empty.mkdir()
    (inner / "notes.md").write_text("no positions")
    tracks, rejected = read_all([tmp_path / "ais"], gazetteer=gazetteer)
    assert ([t.name for t in tracks], rejected) == (["ANGARA"], [])
    with pytest.raises(SourceError, match="a folder without files of positions"):
        track_files(empty)


def test_a_port_call_has_entry_and_exit(tmp_path):
    positions = [
        *sailing(RAJIN, DUNAY, 0, 20),
        *lying(DUNAY, 21, 40),
        *sailing(DUNAY, BUSAN, 41, 90),
    ]
    (track,) = read(tmp_path, positions)
    (call,) = track.port_calls
    assert call.place == DUNAY
    assert (call.start, call.end) == ("2023-10-12T20:00:00Z", "2023-10-13T17:00:00Z")
    assert (call.open_start, call.open_end) == (False, False)


@pytest.mark.parametrize(("factor", "told"), [(1, "10 kn"), (10, "10 kn"), (0, "")])
def test_speeds_in_tenths_of_a_knot_are_known_by_the_way_made(tmp_path, factor, told):
    away = place("away", DUNAY.lon + 4, DUNAY.lat)  # 176 nautical miles in 17.6 hours
    rows = [(t, x, y, 10 * factor or 102.3) for t, x, y in sailing(DUNAY, away, 0, 17.6, step=0.4)]
    rows.insert(20, (hours(7.7), 10.0, 10.0, 10 * factor or 102.3))
    lines = [f"273000001,{t:%Y-%m-%dT%H:%M:%SZ},{y},{x},{v}" for t, x, y, v in rows]
    file = tmp_path / "ais.csv"
    file.write_text("\n".join(["mmsi,time,lat,lon,sog", *lines]), encoding="utf-8")
    (track,), _ = read_tracks([file])
    (jump,) = track.jumps
    assert jump.why.partition("reports ")[2] == told


def test_passing_a_port_is_no_call(tmp_path):
    beyond = place("beyond", 2 * DUNAY.lon - RAJIN.lon, 2 * DUNAY.lat - RAJIN.lat)
    (track,) = read(tmp_path, sailing(RAJIN, beyond, 0, 20, step=0.1))
    assert [call.place.name for call in track.port_calls] == []


def test_a_call_that_the_signal_cuts_is_open(tmp_path):
    (track,) = read(tmp_path, [*lying(RAJIN, 0, 5), *lying(RAJIN, 50, 55)])
    first, second = track.port_calls
    assert (first.open_start, first.open_end) == (True, True)
    assert (second.open_start, second.open_end) == (True, True)


def test_positions_that_no_ship_can_reach_are_kept_marked_and_not_drawn(tmp_path):
    false = [(hours(10.1 + n / 10), 39.95 + n / 100, 43.44) for n in range(3)]
    positions = sorted([*sailing(RAJIN, DUNAY, 0, 20), *false])
    (track,) = read(tmp_path, positions)
    (jump,) = track.jumps
    assert (jump.lon, jump.lat, jump.n_points) == (39.95, 43.44, 3)
    assert jump.speed_kn > 60
    assert "possible spoofing" in jump.why
    drawn = [point for part in track.parts for line in part.path for point in line]
    assert all(lon > 129 for lon, _ in drawn)
    assert track.n_points == len(positions)


def test_two_ships_of_one_name_are_told_by_the_distance_and_not_by_a_speed(tmp_path):
    here, there = lying(DUNAY, 0, 3), lying(BUSAN, 0, 3)
    (track,) = read(tmp_path, [*here, *there], mmsi="")
    assert [jump.speed_kn for jump in track.jumps] == [None] * 4
    assert "at the same time as one 9" in track.jumps[0].why
    assert "kn" not in track.jumps[0].why.split()


def stray(at: float, lon: float = 115.0, lat: float = 30.0):
    return [(hours(at), lon, lat)]


@pytest.mark.parametrize("at", [[59.5], [10.5], [59.0, 59.5]])
def test_a_stray_position_beside_a_silence_is_the_wrong_one(tmp_path, at):
    """A ship could have reached it in the silence, but from it not where she is heard for hours."""
    true = [*lying(RAJIN, 0, 10), *lying(DUNAY, 60, 80)]
    wrong = [position for when in at for position in stray(when)]
    (track,) = read(tmp_path, sorted([*true, *wrong]))
    assert sum(jump.n_points for jump in track.jumps) == len(at)
    assert {(jump.lon, jump.lat) for jump in track.jumps} == {(115.0, 30.0)}
    assert [call.place.name for call in track.port_calls] == ["Rajin", "Dunay"]


def test_a_jump_over_a_silence_that_later_positions_bear_out_is_real(tmp_path):
    heard = [*lying(RAJIN, 0, 10), *lying(BUSAN, 60, 80)]
    (track,) = read(tmp_path, heard)
    assert track.jumps == ()
    assert [call.place.name for call in track.port_calls] == ["Rajin", "Busan"]


def test_one_position_out_of_reach_between_others_is_doubted(tmp_path):
    heard = sorted([*lying(RAJIN, 0, 10), *stray(10.5), *lying(RAJIN, 11, 20)])
    (track,) = read(tmp_path, heard)
    assert [(jump.lon, jump.n_points) for jump in track.jumps] == [(115.0, 1)]


def test_two_positions_a_little_apart_in_one_second_are_no_jump(tmp_path):
    (track,) = read(tmp_path, [(hours(0), 131.0, 42.0), (hours(0), 131.005, 42.0)])
    assert track.jumps == ()


def test_a_way_across_180_degrees_is_cut_and_keeps_its_times(tmp_path):
    a, b = place("a", 178.0, 52.0), place("b", 182.0, 53.0)
    (track,) = read(tmp_path, sailing(a, b, 0, 20))
    (part,) = track.parts
    assert [(line[0][0], line[-1][0]) for line in part.path] == [(178.0, 180.0), (-180.0, -178.0)]
    assert [len(line) for line in part.path] == [len(times) for times in part.times]
    assert part.times[0][-1] == part.times[1][0] == round(hours(10).timestamp())
    assert part.length_m == pytest.approx(293_000, rel=0.01), "not round the world"


def test_thinning_keeps_the_shape_and_the_berths(tmp_path):
    waves = [(hours(n / 60), 130 + n / 600, 40 + 0.2 * math.sin(n / 100)) for n in range(3000)]
    (track,) = read(tmp_path, waves)
    (line,) = track.parts[0].path
    assert len(line) < 300
    for _, lon, lat in waves[::37]:
        away = min(_from_line_m((lon, lat), p, q) for p, q in itertools.pairwise(line))
        assert away < 60


def _from_line_m(point, p, q) -> float:
    shrink = math.cos(math.radians(point[1]))
    (ax, ay), (bx, by) = (
        ((x - point[0]) * shrink * 111_195, (y - point[1]) * 111_195) for x, y in (p, q)
    )
    dx, dy = bx - ax, by - ay
    share = min(1.0, max(0.0, -(ax * dx + ay * dy) / max(dx * dx + dy * dy, 1e-9)))
    return math.hypot(ax + share * dx, ay + share * dy)


def test_a_ship_that_lies_still_has_a_dot_and_no_line(tmp_path):
    tracks = read(tmp_path, lying(DUNAY, 0, 5))
    assert tracks[0].parts[0].path == (((132.335, 42.879),) * 2,)
    frame = to_frames(Atlas(made_with={}, tracks=tracks))["tracks"]
    assert frame.geometry.isna().all()
    assert "one spot" in frame.iloc[0].no_geometry


def test_the_work_grows_with_the_number_of_positions(tmp_path):
    def cost(ships: int) -> float:
        file = tmp_path / f"{ships}.csv"
        with file.open("w", encoding="utf-8") as out:
            out.write("mmsi,time,lat,lon\n")
            for ship, n in itertools.product(range(ships), range(5_000)):
                lat = 40 + 0.2 * math.sin(n / 300)
                out.write(f"{273000000 + ship},{1697083200 + 60 * n},{lat:.5f},{130 + n / 600}\n")
        best = math.inf
        for _ in range(2):
            before = time.process_time()
            tracks, _ = read_tracks([file], harbours=HARBOURS)
            best = min(best, time.process_time() - before)
        assert len(tracks) == ships
        return best

    cost(1)
    assert cost(16) < 8 * cost(4)


# ---- what they say of events ----

VOYAGE = event(
    "e1",
    origin=RAJIN,
    destination=DUNAY,
    mode=("sea",),
    vessels=(Vessel(name="Angara"),),
    start="2023-10-12",
    end="2023-10-14",
    claims=("d1:c1",),
)


def sighted(folder: Path, positions, told=VOYAGE, **ship: str):
    (found,) = sight_ships([told], read(folder, positions, **ship))
    return found


def test_a_track_that_has_the_ship_there_agrees(tmp_path):
    positions = [
        *lying(RAJIN, 0, 10),
        *sailing(RAJIN, DUNAY, 11, 25),
        *lying(DUNAY, 26, 50),
    ]
    found = sighted(tmp_path, positions)
    (sighting,) = found.sightings
    assert sighting.verdict == "agrees"
    assert sighting.text.startswith("the report says from 12 to 14 October 2023; the track")
    assert "at Dunay from 13 October 2023, 01:00 UTC" in sighting.text
    assert found.flags == ()


def test_a_track_that_has_her_elsewhere_contradicts(tmp_path):
    found = sighted(tmp_path, lying(BUSAN, -24 * 40, 24 * 40))
    (sighting,) = found.sightings
    assert sighting.verdict == "conflicts"
    (flag,) = found.flags
    assert (flag.code, flag.claims) == ("track_conflict", ("d1:c1",))
    assert "never nearer to Rajin than 799 km" in flag.message
    assert "in those days she was at Busan" in flag.message


def test_a_ship_at_anchor_off_the_port_does_not_contradict(tmp_path):
    off = place("off", lat=DUNAY.lat - 0.2, lon=DUNAY.lon, kind="sea")
    told = event(
        "e1", destination=DUNAY, vessels=VOYAGE.vessels, start="2023-10-13", end="2023-10-13"
    )
    found = sighted(tmp_path, lying(off, -24 * 40, 24 * 40), told)
    (sighting,) = found.sightings
    assert (sighting.verdict, found.flags) == ("silent", ())
    assert "22 km off Dunay" in sighting.text


def test_a_silence_long_enough_says_nothing(tmp_path):
    found = sighted(tmp_path, [*lying(BUSAN, -24 * 40, 0), *lying(BUSAN, 80, 24 * 40)])
    (sighting,) = found.sightings
    assert sighting.verdict == "silent"
    assert "no signal for 3 d 8 h" in sighting.text
    assert found.flags == ()


def test_a_silence_too_short_to_go_there_is_no_excuse(tmp_path):
    found = sighted(tmp_path, [*lying(BUSAN, -24 * 40, 0), *lying(BUSAN, 20, 24 * 40)])
    assert [s.verdict for s in found.sightings] == ["conflicts"]


def test_the_day_told_may_be_that_of_the_arrival_alone(tmp_path):
    told = event(
        "e1", origin=BUSAN, destination=DUNAY, vessels=(Vessel(name="Angara"),),
        start="2023-10-16", end="2023-10-16",
    )  # fmt: skip
    positions = [*lying(BUSAN, 0, 10), *sailing(BUSAN, DUNAY, 11, 95), *lying(DUNAY, 96, 120)]
    found = sighted(tmp_path, positions, told)
    assert [s.verdict for s in found.sightings] == ["agrees"]


def test_a_track_that_ends_before_says_nothing(tmp_path):
    found = sighted(tmp_path, lying(BUSAN, -24 * 60, -24 * 40))
    assert [s.verdict for s in found.sightings] == ["silent"]
    assert "the signal ends" in found.sightings[0].text


def test_a_single_position_is_a_track_and_says_little(tmp_path):
    found = sighted(tmp_path, [(hours(24), BUSAN.lon, BUSAN.lat)])
    assert [s.verdict for s in found.sightings] == ["silent"]


def test_ships_are_joined_by_number_before_name(tmp_path):
    mine, other = "9074729", "9187629"
    numbered = event(
        "e1", origin=RAJIN, destination=DUNAY, start="2023-10-12", end="2023-10-14",
        vessels=(Vessel(name="Angara", imo=mine),),
    )  # fmt: skip
    assert sighted(tmp_path, lying(BUSAN, 0, 50), numbered, imo=other).sightings == ()
    assert sighted(tmp_path, lying(BUSAN, 0, 50), numbered, imo=mine, name="RENAMED").sightings
    assert sighted(tmp_path, lying(BUSAN, 0, 50), numbered).sightings, "the track has no number"


def test_of_two_ships_of_one_name_none_is_taken_and_that_is_told(tmp_path):
    one = read(tmp_path, lying(BUSAN, 0, 50), mmsi="273000001")
    two = read(tmp_path, lying(RAJIN, 0, 50), mmsi="440000002")
    (found,) = sight_ships([VOYAGE], [*one, *two])
    (sighting,) = found.sightings
    assert (sighting.verdict, found.flags) == ("silent", ())
    assert "273000001, 440000002" in sighting.text


@pytest.mark.parametrize("name", ["M/V ANGARA", "angara", "MV Angara"])
def test_a_ship_s_name_is_known_however_it_is_written(tmp_path, name):
    assert sighted(tmp_path, lying(RAJIN, 0, 50), name=name).sightings


@pytest.mark.parametrize(
    "changed",
    [{"vessels": ()}, {"modality": "planned"}, {"vessels": (Vessel(name="Maria"),)}],
)
def test_an_event_without_that_ship_is_left_as_it_is(tmp_path, changed):
    told = event("e1", **{"origin": RAJIN, "destination": DUNAY, "start": "2023-10-12",
                          "vessels": (Vessel(name="Angara"),), **changed})  # fmt: skip
    assert sighted(tmp_path, lying(BUSAN, -2000, 2000), told) == told


# ---- the sample, from the command line ----


def test_the_sample_says_of_itself_that_it_is_synthetic():
    rows = SAMPLE.read_text(encoding="utf-8").splitlines()
    assert all("synthetic" in row for row in rows[1:])


def test_tracks_alone_make_a_map_and_layers(tmp_path):
    out = tmp_path / "layers.geojson"
    done = CliRunner().invoke(
        main, ["extract", "--tracks", str(SAMPLE), "--format", "geojson", "-o", str(out)]
    )
    assert done.exit_code == 0, done.output
    layers = [f["properties"]["layer"] for f in json.loads(out.read_text())["features"]]
    assert layers.count("tracks") == 5
    assert layers.count("port_calls") == 8
    assert layers.count("track_jumps") == 1


def test_neither_source_nor_track_is_misuse():
    assert CliRunner().invoke(main, ["extract"]).exit_code == 2


def test_lines_above_the_header_tell_of_the_ship(tmp_path):
    file = tmp_path / "ais.csv"
    file.write_text(
        "# Vessel: LENA / IMO 9179842\n\nTime UTC;Latitude;Longitude\n"
        "2025-03-12 04:00;18°09.5' N;094°24.0' W\n2025-03-12 05:00;18°09.5' N;094°24.0' W\n",
        encoding="utf-8",
    )
    (track,), rejected = read_tracks([file])
    assert rejected == []
    assert (track.name, track.imo, track.n_points) == ("LENA", "9179842", 2)


# Two ports with their cranes far from the point that a list gives
WIDE = place("Wide Port", 20.0, -30.0)


def test_a_ship_made_fast_far_from_the_ports_point_has_called(tmp_path):
    berth = place("berth", WIDE.lon, WIDE.lat + 0.06)  # 6.7 km
    positions = [(t, x + 0.0002 * (n % 3), y) for n, (t, x, y) in enumerate(lying(berth, 0, 8))]
    tracks, _ = read_tracks([write(tmp_path, positions)], harbours=[WIDE])
    assert [call.place.name for call in tracks[0].port_calls] == ["Wide Port"]


@pytest.mark.parametrize(
    ("off", "swing", "until"),
    [(0.06, 0.003, 8), (0.06, 0.0, 3), (0.1, 0.0, 20)],
    ids=["at anchor", "a short stop", "too far"],
)
def test_a_ship_at_anchor_far_from_the_ports_point_has_not(tmp_path, off, swing, until):
    berth = place("berth", WIDE.lon, WIDE.lat + off)
    positions = [(t, x + swing * (n % 3), y) for n, (t, x, y) in enumerate(lying(berth, 0, until))]
    tracks, _ = read_tracks([write(tmp_path, positions)], harbours=[WIDE])
    assert tracks[0].port_calls == ()


@pytest.mark.parametrize(
    ("port", "town", "is_its"),
    [
        ("Port of Khor Fakkan", "Khor Fakkan", True),
        ("Khor Fakkan", "Khor Fakkan Harbour", True),
        ("Mina Fakkan", "Dibba", False),
        ("New Port", "Port Harbour", False),
    ],
)
def test_a_call_at_the_port_of_a_towns_name_is_one_at_the_town(tmp_path, port, town, is_its):
    quay, there = place(port, 56.37, 25.25), place(town, 56.3, 25.17, kind="city")
    file = write(tmp_path, lying(quay, 0, 12))
    tracks, _ = read_tracks([file], harbours=[quay])
    told = structs.replace(VOYAGE, origin=there, destination=None)
    (found,) = sight_ships([told], tracks)
    (sighting,) = found.sightings
    assert (f"at {town} ({port}) from 12 October" in sighting.text) == is_its
    assert (sighting.verdict == "agrees") == is_its
