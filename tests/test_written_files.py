"""Files are written whole or not at all, several that belong together too."""

import os
import stat
import threading

import pytest
from export_atlas import atlas

from geomap.codec import write_together, write_whole
from geomap.errors import OutputError
from geomap.export import export
from geomap.figures import draw_figure
from geomap.report import write_report


def put(data: bytes):
    return lambda file: file.write(data)


def fail(_file):
    raise OSError(28, "No space left on device")


def test_of_files_that_belong_together_none_is_changed_if_one_fails(tmp_path):
    (tmp_path / "a").write_bytes(b"old")
    with pytest.raises(OutputError, match=r"cannot write .*b: No space left"):
        write_together({tmp_path / "a": put(b"new"), tmp_path / "b": fail})
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a", b"old")]
    assert write_together({tmp_path / "a": put(b"new"), tmp_path / "c" / "b": put(b"1")}) == [3, 1]
    assert (tmp_path / "a").read_bytes() == b"new"


@pytest.mark.parametrize("form", ["shp", "qgz"])
def test_a_result_of_several_files_is_whole_or_not_there(form, tmp_path):
    (tmp_path / ("a.shx" if form == "shp" else "a.gpkg")).mkdir()
    with pytest.raises(OutputError, match="Is a directory"):
        export(atlas(), tmp_path / f"a.{form}")
    assert len(list(tmp_path.iterdir())) == 1


def test_a_figure_or_report_is_not_left_without_its_neighbours(tmp_path):
    (tmp_path / "a.png.alt.txt").mkdir()
    (tmp_path / "r-map.html").mkdir()
    with pytest.raises(OutputError):
        draw_figure(atlas()).save(tmp_path / "a.png")
    with pytest.raises(OutputError):
        write_report(atlas(), tmp_path / "r.md")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.png.alt.txt", "r-map.html"]


def test_a_link_stays_a_link(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real" / "file")
    write_whole(tmp_path / "link", put(b"1"))
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real" / "file").read_bytes() == b"1"


def test_a_pipe_is_written_to_and_stays_one(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    heard: list[bytes] = []
    listener = threading.Thread(target=lambda: heard.append(pipe.read_bytes()))
    listener.start()
    write_whole(pipe, put(b"through"))
    listener.join(timeout=10)
    assert heard == [b"through"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_write_protected_file_and_a_file_in_the_way_are_named(tmp_path, monkeypatch):
    kept = tmp_path / "kept.csv"
    kept.write_bytes(b"mine")
    with pytest.raises(OutputError, match=r"kept\.csv is not a folder"):
        write_whole(kept / "a.csv", put(b"1"))
    monkeypatch.setattr(os, "access", lambda *_args, **_options: False)  # root may write anything
    with pytest.raises(OutputError, match="write-protected"):
        write_whole(kept, put(b"1"))
    assert kept.read_bytes() == b"mine"


@pytest.mark.parametrize("form", ["gpkg", "fgb", "shp.zip"])
def test_a_full_temporary_folder_is_an_error_of_ours(form, tmp_path, monkeypatch):
    import pyogrio
    import pyogrio.errors

    def full(*_args, **_options):
        raise pyogrio.errors.DataLayerError("disk is full " * 100)

    monkeypatch.setattr(pyogrio, "write_dataframe", full)
    with pytest.raises(OutputError, match="TMPDIR") as caught:
        export(atlas(), tmp_path / f"a.{form}")
    assert len(str(caught.value)) < 500
    assert not list(tmp_path.iterdir())


def test_a_link_to_a_pipe_is_written_to(tmp_path):
    reader, writer = os.pipe()
    (tmp_path / "out").symlink_to(f"/proc/self/fd/{writer}")  # as /dev/stdout is one
    if not (tmp_path / "out").exists():
        pytest.skip("this system has no /proc")
    write_whole(tmp_path / "out", put(b"through"))
    os.close(writer)
    with os.fdopen(reader, "rb") as heard:
        assert heard.read() == b"through"
