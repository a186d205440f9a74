"""Tables as files: workbooks, Parquet, GeoJSON, delimited text; what is hostile is refused."""

import datetime as dt
import io
import json
import struct
import zipfile
import zlib
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
import xlsxwriter

from geomap.records import Document, Rejected
from geomap.sources import read_sources, tabular, workbooks
from geomap.tables import is_events

HEADER = ("date", "place", "weapon", "killed")
DAY = {"num_format": "dd/mm/yyyy"}


def read(path: Path, data: bytes | str) -> list[Document | Rejected]:
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return list(read_sources([str(path)], is_events=is_events))


def table(path: Path, data: bytes | str):
    (document,) = read(path, data)
    assert isinstance(document, Document), document
    return document.table


def why(path: Path, data: bytes | str) -> str:
    (refused,) = read(path, data)
    assert isinstance(refused, Rejected)
    return refused.why


def workbook(**sheets: list[list[object]]) -> bytes:
    """A workbook of these sheets; days become cells with a date format."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name.replace("_", " "))
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, dt.date):
                    sheet.write_datetime(number, column, value, book.add_format(DAY))
                elif isinstance(value, str) and value.startswith("="):
                    formula, _, result = value.partition("->")
                    sheet.write_formula(number, column, formula, None, float(result))
                elif value is not None:
                    sheet.write(number, column, value)
    book.close()
    return stream.getvalue()


# ---- workbooks ----


def test_a_workbook_gives_days_numbers_and_values_of_formulas(tmp_path):
    rows = [[*HEADER], [dt.date(2024, 5, 1), "Kyiv", "drone", "=1+2->3"],
            [dt.datetime.fromisoformat("2024-05-02T13:05"), "Odesa", "missile", 0.5]]  # fmt: skip
    found = table(tmp_path / "a.xlsx", workbook(log=rows))
    assert found.columns == HEADER
    assert found.rows == (
        ("2024-05-01", "Kyiv", "drone", "3"), ("2024-05-02 13:05", "Odesa", "missile", "0.5"),
    )  # fmt: skip


def test_of_a_workbook_the_sheets_with_events_are_read(tmp_path):
    event = ["2024-05-01", "Kyiv", "drone", 3]
    sheets = {"Read_me": [["This file"], ["was made by hand"]], "May": [[*HEADER], event],
              "Empty": [], "June": [[*HEADER], event]}  # fmt: skip
    may, june = read(tmp_path / "log.xlsx", workbook(**sheets))
    assert (may.id, may.title, june.id, june.title) == ("log", "May", "log-2", "June")
    assert may.notes == ("sheets without events or hidden: Read me",)
    (only,) = read(tmp_path / "one.xlsx", workbook(a=[["x"]], b=[["y"]]))
    assert only.table.columns == ("x",)  # its columns are named when it is refused


def test_what_is_no_workbook_says_so(tmp_path):
    assert "broken XLSX" in why(tmp_path / "a.xlsx", "date,place\n")
    assert "without a password" in why(tmp_path / "b.xlsx", b"\xd0\xcf\x11\xe0" + bytes(600))
    assert "its sheets are empty" in why(tmp_path / "c.xlsx", workbook(a=[], b=[]))
    whole = workbook(a=[[*HEADER]])
    assert "broken XLSX" in why(tmp_path / "d.xlsx", whole[: len(whole) // 2])


def rewritten(data: bytes, name: str, change) -> bytes:
    """A workbook with one of its parts changed."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.namelist():
            text = old.read(part)
            new.writestr(part, change(text) if part.endswith(name) else text)
    return out.getvalue()


def test_a_workbook_that_would_fill_the_memory_is_refused(tmp_path, monkeypatch):
    plain = workbook(a=[[*HEADER], ["2024-05-01", "Kyiv", "drone", 3]])
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    wide = rewritten(plain, "sheet1.xml", lambda x: x.replace(b"</sheetData>", far))
    assert "grid of 17,179,869,184" in why(tmp_path / "a.xlsx", wide)
    blank = far.replace(b"<v>1</v></c>", b"</c>").replace(b"></c>", b' s="1"/>')
    styled = rewritten(plain, "sheet1.xml", lambda x: x.replace(b"</sheetData>", blank))
    assert len(table(tmp_path / "b.xlsx", styled).rows) == 1
    monkeypatch.setattr(workbooks, "TEXT_LIMIT_BYTES", 1000)
    many = workbook(a=[[*HEADER], *[["2024-05-01", "K" * 100, "drone", 3]] * 20])
    assert "its texts take" in why(tmp_path / "c.xlsx", many)
    monkeypatch.setattr(workbooks, "UNPACKED_LIMIT_BYTES", 5000)
    assert "unpacks to" in why(tmp_path / "d.xlsx", many)


def test_an_archive_that_lies_about_its_size_unpacks_no_more(tmp_path):
    plain = workbook(a=[[*HEADER], ["2024-05-01", "Kyiv", "drone", 3]])
    long = rewritten(plain, "sharedStrings.xml", lambda x: x + b" " * 3_000_000)
    at = long.index(b"PK\x01\x02")
    directory = bytearray(long)
    while at >= 0:  # the entry of the padded part claims 100 bytes, with their checksum
        size = struct.unpack_from("<I", directory, at + 24)[0]
        if size > 3_000_000:
            name = zipfile.ZipFile(io.BytesIO(long)).read("xl/sharedStrings.xml")[:100]
            struct.pack_into("<I", directory, at + 16, zlib.crc32(name))
            struct.pack_into("<I", directory, at + 24, 100)
        at = long.find(b"PK\x01\x02", at + 4)
    assert "broken XLSX" in why(tmp_path / "a.xlsx", bytes(directory))


# ---- Parquet ----


def parquet(columns: dict[str, object], **metadata: str) -> bytes:
    stream = io.BytesIO()
    made = pa.table(columns)
    pq.write_table(made.replace_schema_metadata(metadata), stream)
    return stream.getvalue()


def test_a_parquet_table(tmp_path):
    data = parquet(
        {
            "date": [dt.date(2024, 5, 1), None],
            "place": ["Kyiv", "Odesa"],
            "killed": [3.0, float("nan")],
            "tags": [["a"], []],
        }
    )
    (document,) = read(tmp_path / "a.parquet", data)
    assert document.table.columns == ("date", "place", "killed")
    assert document.table.rows == (("2024-05-01", "Kyiv", "3"), ("", "Odesa", ""))
    assert document.notes == ("columns that are no plain values are not read: tags",)
    assert "broken Parquet" in why(tmp_path / "b.parquet", data[:-40])
    assert "broken Parquet" in why(tmp_path / "c.parquet", "date,place")


def test_points_of_geoparquet_are_positions(tmp_path):
    geo = {"version": "1.1.0", "primary_column": "spot", "columns": {"spot": {"encoding": "WKB"}}}
    spots = [shapely.to_wkb(shapely.Point(36.25, 49.98)), None]
    columns = {"weapon": ["drone", "bomb"], "spot": pa.array(spots, pa.binary())}
    found = table(tmp_path / "a.parquet", parquet(columns, geo=json.dumps(geo)))
    assert found.columns[:3] == ("weapon", "lat", "lon")
    assert [row[:3] for row in found.rows] == [("drone", "49.98", "36.25"), ("bomb", "", "")]


# ---- GeoJSON ----


def collection(*features: tuple[object, object], **members: object) -> str:
    made = [{"type": "Feature", "geometry": g, "properties": p} for g, p in features]
    return json.dumps({"type": "FeatureCollection", "features": made, **members})


def test_geojson_gives_points_and_the_ends_of_lines(tmp_path):
    point = {"type": "Point", "coordinates": [36.25, 49.98, 120.0]}
    line = {"type": "LineString", "coordinates": [[130.29, 42.24], [131, 42], [133.07, 42.75]]}
    area = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}
    data = collection(
        (point, {"weapon": "drone", "more": {"a": 1}}), (line, {"cargo": "coal"}), (area, None)
    )
    (document,) = read(tmp_path / "a.geojson", data)
    assert document.table.columns == (
        "weapon", "cargo", "lat", "lon", "from lat", "from lon", "to lat", "to lon",
    )  # fmt: skip
    assert document.table.rows == (
        ("drone", "", "49.98", "36.25", "", "", "", ""),
        ("", "coal", "", "", "42.24", "130.29", "42.75", "133.07"),
    )
    assert document.notes == (
        "nested properties are not read: more",
        "geometries of the kind Polygon are not read, only their rows",
    )


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("{", "not JSON"),
        ("[1, 2]", "neither a FeatureCollection nor a Feature"),
        ("[" * 100_000, "not JSON"),
        ('{"type": "FeatureCollection", "features": []}', "no features"),
        (collection(({}, {"a": 1}), crs={"properties": {"name": "EPSG:3857"}}), "WGS 84"),
    ],
)
def test_what_is_no_geojson_of_events(tmp_path, data, message):
    assert message in why(tmp_path / "a.geojson", data)


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "Point", "coordinates": [1]},
        {"type": "Point", "coordinates": "12"},
        {"type": "Point", "coordinates": [True, False]},
        {"type": "LineString", "coordinates": [[1, 2], None]},
        {"type": "MultiLineString", "coordinates": 7},
        {"type": ["Point"], "coordinates": [1, 2]},
        "Point",
    ],
)
def test_a_broken_geometry_is_no_position(tmp_path, geometry):
    found = table(tmp_path / "a.geojson", collection((geometry, {"weapon": "drone"})))
    assert set(found.rows[0][1:]) == {""}


# ---- delimited text ----


def test_lines_of_a_title_do_not_hide_the_delimiter(tmp_path):
    text = "Attacks on ports, first half\n\nDate;Place;Weapon\n2024-05-01;Kyiv;drone\n;;\n"
    found = table(tmp_path / "a.csv", text)
    assert found.columns == ("Attacks on ports, first half",)
    assert found.rows == ((), ("Date", "Place", "Weapon"), ("2024-05-01", "Kyiv", "drone"))


def test_blank_rows_cost_nothing_and_too_many_rows_are_refused(tmp_path, monkeypatch):
    found = table(tmp_path / "a.csv", "date,place\n2024-05-01,Kyiv\n" + ",\n" * 1_500_000)
    assert len(found.rows) == 1
    monkeypatch.setattr(tabular, "ROWS_LIMIT", 10)
    assert "more than 10 rows" in why(tmp_path / "b.csv", "a,b\n" + "1,2\n" * 10)
    assert "more than 10 rows" in why(tmp_path / "c.csv", "a,b\n" + "\n" * 10 + "1,2\n")
    monkeypatch.setattr(tabular, "COLUMNS_LIMIT", 3)
    assert "a row of 4 cells" in why(tmp_path / "d.csv", "a,b,c,d\n")
    monkeypatch.setattr(tabular, "TEXT_LIMIT", 3)
    assert "million characters" in why(tmp_path / "e.csv", "ab,cd\n")


def test_a_table_in_another_alphabet_and_encoding(tmp_path):
    text = "Дата;Место;Оружие\n" + "01.05.2024;Харьков;беспилотники\n" * 20
    assert table(tmp_path / "a.csv", text.encode("cp1251")).rows[0][1] == "Харьков"
    assert table(tmp_path / "b.csv", text.encode("utf-16")).rows[0][1] == "Харьков"
