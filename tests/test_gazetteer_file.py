"""The compiled file: quick, small, noticed when damaged, shared by several processes."""

import logging
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import time
from pathlib import Path

import pytest
from towns import compile_few

from geomap.errors import GazetteerError
from geomap.gazetteer import Gazetteer, build, open_gazetteer, store
from geomap.gazetteer.seal import seal_of

MOST_BYTES = 120_000_000
OPENED_S = 0.05
LOOKED_UP_S = 20e-6
MOST_TIMES_BARE = 2.0  # 1.1 measured
MOST_RESIDENT_KB = 80_000
ONE_OF_SEVERAL = """
import sys
from pathlib import Path
import pytest
from towns import compile_few
from geomap.gazetteer import open_gazetteer, store
compile_few(pytest.MonkeyPatch())
"""


@pytest.fixture
def small(monkeypatch):
    """Compile from a few towns only."""
    compile_few(monkeypatch)


@pytest.fixture(scope="module")
def compiled(tmp_path_factory) -> Path:
    """A file of a few towns, compiled once for all tests that damage a copy of it."""
    with pytest.MonkeyPatch.context() as patch:
        compile_few(patch)
        return open_gazetteer(cache=tmp_path_factory.mktemp("compiled")).path


@pytest.fixture
def path(tmp_path, small, compiled) -> Path:  # noqa: ARG001 (a fixture that patches)
    return Path(shutil.copytree(compiled.parent, tmp_path / "cache")) / compiled.name


def _again(path: Path, monkeypatch) -> bool:
    """Whether opening compiles the file again; afterwards it answers."""
    calls = []
    compile_ = build.compile_gazetteer
    monkeypatch.setattr(
        store, "compile_gazetteer", lambda *a, **k: (calls.append(1), compile_(*a, **k))
    )
    assert open_gazetteer(cache=path.parent).candidates("Alpha")
    return bool(calls)


# ---- damage ----


def test_a_sound_file_is_left_alone(path, monkeypatch):
    assert not _again(path, monkeypatch)


@pytest.mark.parametrize("at", [0.3, 0.6, 0.95])
def test_a_changed_byte_is_noticed(path, monkeypatch, caplog, at):
    data = bytearray(path.read_bytes())
    data[int(len(data) * at)] ^= 0xFF
    path.write_bytes(data)
    assert _again(path, monkeypatch)
    assert "damaged" in caplog.text


def test_a_file_cut_short_is_noticed(path, monkeypatch):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert _again(path, monkeypatch)


def test_a_half_built_file_is_noticed(path, monkeypatch):
    seal_of(path).unlink()
    path.unlink()
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE place (id INTEGER)")
    db.close()
    assert _again(path, monkeypatch)


def test_a_file_of_an_older_layout_is_noticed(path, monkeypatch):
    seal_of(path).unlink()
    with sqlite3.connect(path) as db:
        db.execute("UPDATE meta SET value = '0' WHERE key = 'schema'")
    db.close()
    assert _again(path, monkeypatch)


def test_a_file_that_was_touched_or_copied_is_still_trusted(path, monkeypatch):
    os.utime(path, (1, 1))
    assert not _again(path, monkeypatch)
    seal_of(path).unlink()
    assert not _again(path, monkeypatch)
    assert seal_of(path).is_file()


def test_damage_without_a_seal_is_found_in_the_pages(path, monkeypatch):
    seal_of(path).unlink()
    data = bytearray(path.read_bytes())
    page = 4096
    for start in range(len(data) // 2 // page * page, len(data) - page, page):
        data[start : start + 64] = b"\xff" * 64
    path.write_bytes(data)
    assert _again(path, monkeypatch)


def test_damage_that_shows_late_is_said_and_mended_by_the_next_run(path, monkeypatch):
    gazetteer = Gazetteer(path)
    data = bytearray(path.read_bytes())
    data[4096:] = b"\xff" * (len(data) - 4096)
    with path.open("rb+") as file:
        file.write(data)
    os.utime(path, ns=(0, 0))
    with pytest.raises(GazetteerError, match="geomap gazetteer build"):
        [gazetteer.candidates(f"name {number}") for number in range(50)]
    assert not seal_of(path).exists()
    assert _again(path, monkeypatch)


@pytest.mark.usefixtures("small")
def test_what_a_killed_process_left_goes_after_a_month(tmp_path):
    left = [tmp_path / ".gazetteer-x.part", tmp_path / "imports" / ".import-y.part"]
    (tmp_path / "imports").mkdir()
    for path in left:
        path.touch()
        os.utime(path, (0, 0))
    young = tmp_path / ".gazetteer-young.part"
    young.touch()
    open_gazetteer(cache=tmp_path)
    assert [path.exists() for path in (*left, young)] == [False, False, True]


# ---- several processes, folders that cannot be written ----


def test_two_processes_that_compile_at_once_do_no_harm(tmp_path):
    ask = "print(open_gazetteer(cache=Path(sys.argv[1])).candidates('Alpha')[0].place.id)"
    # beside this file lies `towns`
    words = [sys.executable, "-c", ONE_OF_SEVERAL + ask, str(tmp_path)]
    here = Path(__file__).parent
    running = [
        subprocess.Popen(words, stdout=subprocess.PIPE, text=True, cwd=here) for _ in range(3)
    ]
    assert [one.communicate(timeout=120)[0] for one in running] == ["geonames:21\n"] * 3
    assert len(list(tmp_path.iterdir())) == 2  # the file and its seal, no leavings
    words[2] = ONE_OF_SEVERAL + "store.compile_gazetteer = None\n" + ask
    done = subprocess.run(words, capture_output=True, text=True, check=True, cwd=here)
    assert (done.stdout, done.stderr) == ("geonames:21\n", "")


@pytest.mark.usefixtures("small")
def test_a_folder_that_cannot_be_written_is_said_and_another_serves(tmp_path, monkeypatch, caplog):
    blocked = tmp_path / "a file, no folder"
    blocked.touch()
    monkeypatch.setenv("GEOMAP_CACHE", str(blocked))
    monkeypatch.setattr(store.tempfile, "gettempdir", lambda: str(tmp_path / "spare"))
    (tmp_path / "spare").mkdir()
    with caplog.at_level(logging.WARNING):
        gazetteer = open_gazetteer()
    assert gazetteer.candidates("Alpha")
    assert tmp_path / "spare" in gazetteer.path.parents
    assert str(blocked) in caplog.text
    assert "cannot be written" in caplog.text
    caplog.clear()
    assert open_gazetteer().path == gazetteer.path  # the spare one is not compiled again


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_with_a_compiled_file_serves(path):
    path.parent.chmod(0o500)
    try:
        assert open_gazetteer(cache=path.parent).candidates("Alpha")
    finally:
        path.parent.chmod(0o700)


# ---- numbers ----


def test_the_whole_file_is_small_and_opens_at_once(gazetteer):
    assert gazetteer.path.stat().st_size <= MOST_BYTES
    times = []
    for _ in range(9):
        begin = time.process_time()
        open_gazetteer().place("geonames:1")
        times.append(time.process_time() - begin)
    assert statistics.median(times) <= OPENED_S


COLD = """
import json, statistics, sqlite3, time
from pathlib import Path
from geomap.gazetteer import open_gazetteer
from geomap.gazetteer.keys import exact_key
gazetteer = open_gazetteer()
db = sqlite3.connect(gazetteer.path)
names = [name for name, in db.execute("SELECT name FROM place WHERE id % 23 = 7 LIMIT 10000")]
query = "SELECT * FROM name JOIN place ON place.id = name.place WHERE key = ?"
bare, first, again = [], [], []
for name in names:
    begin = time.perf_counter_ns()
    db.execute(query, (exact_key(name),)).fetchall()
    middle = time.perf_counter_ns()
    gazetteer.candidates(name)
    last = time.perf_counter_ns()
    gazetteer.candidates(name)
    bare.append(middle - begin)
    first.append(last - middle)
    again.append(time.perf_counter_ns() - last)
status = Path("/proc/self/status").read_text()
resident = int(status.split("VmHWM:")[1].split()[0])
print(json.dumps([len(names), *(statistics.median(each) / 1e9 for each in (bare, first, again)),
                  resident]))
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="asks Linux for the memory")
def test_ten_thousand_names_take_little_time_and_memory(gazetteer):  # noqa: ARG001 (compiled)
    """Beside a plain query for the same names, as the machine may be slow or busy.

    tests/bench/bench_gazetteer.py measures the time itself.
    """
    done = subprocess.run([sys.executable, "-c", COLD], capture_output=True, text=True, check=True)
    count, bare, first, again, resident = map(float, done.stdout.strip("[]\n").split(","))
    assert count == 10_000
    assert resident <= MOST_RESIDENT_KB
    assert again <= LOOKED_UP_S / 2
    assert first <= MOST_TIMES_BARE * bare
