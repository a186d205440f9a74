"""Against a real PostgreSQL with PostGIS, started here and thrown away afterwards."""

import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from export_atlas import NOME, atlas, event, place

from geomap.codec import encode, read_atlas
from geomap.errors import AtlasError, OutputError
from geomap.export import export
from geomap.export.connection import shown
from geomap.export.postgis import read_database, write_database
from geomap.frames import COLUMNS, LAYERS, layer_rows
from geomap.frames.descriptions import COLUMN_TEXTS
from geomap.records import Atlas

psycopg = pytest.importorskip("psycopg", reason="psycopg is not installed")

from postgis_server import PASSWORD, Server, has_postgis, programs, running_server  # noqa: E402

pytestmark = [
    pytest.mark.skipif(programs() is None, reason="PostgreSQL is not installed"),
    pytest.mark.skipif(not has_postgis(), reason="PostGIS is not installed"),
]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running_server() as running:
        yield running


@pytest.fixture
def url(server: Server) -> Iterator[str]:
    yield server.url()
    server.ask("DROP SCHEMA IF EXISTS geomap CASCADE")


def versions(server: Server, layer: str) -> list[tuple]:
    """Which transaction wrote each row: an update, even to the same values, changes it."""
    return server.ask(f"SELECT id, xmin::text FROM geomap.{layer} ORDER BY id")  # noqa: S608


def test_every_layer_has_its_rows_types_and_geometries(server, url):
    export(atlas(), url)
    for layer in LAYERS:
        rows = {row.cells["id"]: row for _, row in layer_rows(atlas(), layers=[layer])}
        columns = [name for name in COLUMNS[layer] if name not in ("details", "time")]
        listed = ", ".join(f'"{name}"::text' for name in columns)
        shape = "NULL" if layer == "documents" else "ST_AsGeoJSON(geom, 6)"
        found = server.ask(f"SELECT {listed}, {shape} FROM geomap.{layer}")  # noqa: S608
        assert {row[0] for row in found} == set(rows)
        for *cells, geometry in found:
            row = rows[cells[0]]
            assert (geometry is None) == (row.geometry is None)
            if geometry:
                assert json.loads(geometry)["type"] == row.geometry["type"]
            for name, cell in zip(columns, cells, strict=True):
                assert (cell is None) == (row.cells[name] is None), (layer, name)
    ((start, kind),) = server.ask(
        "SELECT start::text, pg_typeof(start)::text FROM geomap.events WHERE id = 'e1'"
    )
    assert (start, kind) == ("2023-09-12", "date")
    spot = "ST_DWithin(geom::geography, 'POINT(132.35 42.88)', 5000)"
    assert ("e1",) in server.ask(f"SELECT id FROM geomap.events WHERE {spot}")  # noqa: S608
    assert server.ask("SELECT details->'claims' FROM geomap.events WHERE id = 'e1'") != [(None,)]


def test_tables_have_keys_indexes_and_comments(server, url):
    export(atlas(), url)
    keys = server.ask(
        "SELECT conrelid::regclass::text, contype::text FROM pg_constraint "
        "WHERE connamespace = 'geomap'::regnamespace"
    )
    assert {f"geomap.{layer}" for layer in LAYERS} <= {table for table, kind in keys if kind == "p"}
    assert {"geomap.claims", "geomap.routes"} <= {table for table, kind in keys if kind == "f"}
    indexes = server.ask("SELECT indexdef FROM pg_indexes WHERE schemaname = 'geomap'")
    assert sum("USING gist (geom)" in text for (text,) in indexes) == len(LAYERS) - 1
    comments = server.ask(
        "SELECT a.attname, col_description(a.attrelid, a.attnum) FROM pg_attribute a "
        "WHERE a.attrelid = 'geomap.events'::regclass AND a.attnum > 0"
    )
    assert dict(comments) == {name: COLUMN_TEXTS[name] for name in COLUMNS["events"]} | {
        "geom": None
    }


def test_a_second_export_changes_nothing(server, url):
    export(atlas(), url)
    before = {layer: versions(server, layer) for layer in (*LAYERS, "atlas")}
    export(atlas(), url)
    assert {layer: versions(server, layer) for layer in (*LAYERS, "atlas")} == before


def test_only_what_differs_is_written_and_what_is_gone_is_deleted(server, url):
    export(atlas(), url)
    before = dict(versions(server, "events"))
    first, second, *rest = atlas().events
    changed = msgspec.structs.replace(first, summary="told anew")
    gone = {second.id}
    less = msgspec.structs.replace(
        atlas(),
        events=(changed, *rest),
        routes=tuple(route for route in atlas().routes if route.event not in gone),
    )
    export(less, url)
    after = dict(versions(server, "events"))
    assert set(before) - set(after) == gone
    assert [name for name in after if after[name] != before[name]] == [first.id]


def test_it_reads_back_what_was_written(url):
    export(atlas(), url)
    assert read_database(url) == read_atlas(encode(atlas()), name="the same in a file")


def test_schemas_are_apart_and_quoted(server, url):
    name = 'wild "name"; DROP SCHEMA public'
    export(atlas(), url)
    write_database(Atlas(made_with={}), url, schema=name)
    assert read_database(url, schema=name).events == ()
    assert len(read_database(url).events) == len(atlas().events)
    assert server.ask("SELECT count(*) FROM pg_namespace WHERE nspname = 'public'") == [(1,)]
    export(Atlas(made_with={}, events=(event("only", origin=NOME),)), url + "&schema=other")
    assert server.ask("SELECT id FROM other.events") == [("only",)]


def test_values_are_values(server, url):
    words = "'; DROP TABLE geomap.events; -- \\. \t\n\x00 \\N {} %s 나진"
    spot = place(words, 36.2, 50.0)
    hostile = event(words, kind="strike", location=spot, summary=words, start="-0044-03-15")
    export(Atlas(made_with={}, events=(hostile,)), url)
    ((found, start),) = server.ask("SELECT summary, start FROM geomap.events")
    assert found == words.replace("\x00", "\ufffd")
    assert start is None
    assert read_database(url).events[0].summary == words


def test_two_exports_at_once_wait_for_one_another(server, url):
    failures: list[BaseException] = []

    def work() -> None:
        try:
            write_database(atlas(), url)
        except OutputError as error:
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert failures == []
    assert len(versions(server, "events")) == len(atlas().events)


def test_a_kill_in_the_middle_leaves_the_old_state(server, url):
    export(atlas(), url)
    before = {layer: versions(server, layer) for layer in (*LAYERS, "atlas")}
    code = (
        f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r});"
        "from export_atlas import NOME, event;"
        "from geomap.records import Atlas;"
        "from geomap.export import export;"
        "events = tuple(event(f'new{i}', origin=NOME) for i in range(200));"
        f"export(Atlas(made_with={{}}, events=events), {url!r})"
    )
    # rows that somebody else holds: the export comes to a halt after its first changes
    with psycopg.connect(url) as holder:
        holder.execute("SELECT * FROM geomap.atlas FOR UPDATE")
        process = subprocess.Popen([sys.executable, "-c", code])
        waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted"
        for _ in range(3000):
            if server.ask(waiting) != [(0,)] or process.poll() is not None:
                break
            time.sleep(0.02)
        assert process.poll() is None, "it waits for the rows"
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert {layer: versions(server, layer) for layer in (*LAYERS, "atlas")} == before


# ---- what goes wrong ----


def test_no_password_is_ever_shown(server, capfd):
    wrong = f"postgresql://postgres:hunter-2@127.0.0.1:{server.port}/maps"
    with pytest.raises(OutputError) as caught:
        export(atlas(), wrong)
    assert "hunter-2" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert "password authentication failed" in str(caught.value)
    for broken in (
        "postgresql://me:hunter-2@[oops/maps",
        "postgresql://me:hunter-2@127.0.0.1:port/maps",
        "postgresql://127.0.0.1:1/maps?password=hunter-2&connect_timeout=x",
    ):
        with pytest.raises(OutputError) as caught:
            export(atlas(), broken)
        assert "hunter-2" not in str(caught.value)
    assert "hunter-2" not in "".join(capfd.readouterr())


def test_the_password_comes_from_the_address_the_environment_or_a_file(
    server, monkeypatch, tmp_path, url
):
    host = f"127.0.0.1:{server.port}"
    export(atlas(), f"postgresql://postgres:{PASSWORD}@{host}/maps")
    monkeypatch.setenv("PGPASSWORD", PASSWORD)
    export(atlas(), f"postgresql://postgres@{host}/maps")
    monkeypatch.delenv("PGPASSWORD")
    file = tmp_path / "pgpass"
    file.write_text(f"{host}:maps:postgres:{PASSWORD}\n")
    file.chmod(0o600)
    monkeypatch.setenv("PGPASSFILE", str(file))
    export(atlas(), f"postgresql://postgres@{host}/maps")
    assert PASSWORD.encode() not in encode(read_database(url))


def test_an_address_is_shown_without_secrets():
    assert shown("postgresql://me:pw@db:5/x?password=pw") == "postgresql://me@db:5/x"
    assert shown("postgresql:///x") == "postgresql:///x"


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://me:Sup3r@Secret@127.0.0.1:1/maps",
        "postgresql://me:Sup3r/Secret@127.0.0.1:1/maps",
        "postgresql://me:Sup3r?Secret@127.0.0.1:1/maps",
        "postgresql://me:Sup3r:Secret@127.0.0.1:1/maps",
        "postgresql://me:Sup3r Secret@127.0.0.1:1/maps",
        "postgresql://me:Sup3r#Secret@127.0.0.1:1/maps",
        "postgresql://me:5432?a=Sup3rSecret@127.0.0.1/maps",
        "postgresql://me@127.0.0.1:1/maps?password=Sup3r@Secret",
        "postgresql://me@127.0.0.1:1/maps?password=Sup3r%26Secret",
        "postgresql://me@127.0.0.1:1/maps?PASSWORD=Sup3rSecret",
        "POSTGRESQL://me:Sup3rSecret@127.0.0.1:1/maps",
        "postgresql+psycopg://me:Sup3rSecret@127.0.0.1:1/maps",
        "postgis://me:Sup3r Secret@127.0.0.1:1/maps",
        " postgresql://me:Sup3rSecret@127.0.0.1:1/maps",
    ],
)
def test_no_part_of_a_password_is_shown_by_a_verb(address, run, tmp_path):
    export(atlas(), tmp_path / "atlas.json")
    for words in (
        ("export", "atlas.json", "-o", address),
        ("draw", address, "-o", "a.html"),
        ("draw", "atlas.json", "-o", address),
        ("figure", address, "-o", "a.png"),
        ("extract", "atlas.json", "-o", address),
        ("map", "atlas.json", "-o", "a.html", "--also", address),
        ("map", "atlas.json", "-o", "a.html", "--atlas", address),
    ):
        for flags in ((), ("--json-errors",), ("-vv",)):
            result = run(*flags, *words)
            assert result.exit_code in (1, 2), words
            told = result.stdout + result.stderr
            assert "Sup3r" not in told
            assert "Secret" not in told
    assert not [path for path in tmp_path.rglob("*") if "ecret" in path.name]


def test_common_addresses_are_taken():
    for address in (
        "postgresql://", "postgresql:///maps", "postgresql://host", "postgresql://me@host/maps",
        "postgresql://me:p%40ss@[::1]:5432/maps?sslmode=require&schema=a%20b",
        "postgresql://%2Ftmp%2Fsocket:5433/maps", "postgres://a:1,b:2/maps?target_session_attrs=any",
        "postgresql:///maps?host=/tmp/here&port=5&user=me",
    ):  # fmt: skip
        assert shown(address) == address.partition("?")[0].replace(":p%40ss", ""), address


def test_a_database_without_an_atlas_says_so(url):
    with pytest.raises(AtlasError, match="holds no atlas in the schema 'geomap'"):
        read_database(url)


@pytest.mark.parametrize("name", ["", "나" * 22, "information_schema", "a%25sb", "a%00b"])
def test_a_schema_that_would_become_another_is_refused(name, url):
    for work in (lambda to: export(atlas(), to), read_database):
        with pytest.raises(OutputError, match="cannot use the schema"):
            work(f"{url}&schema={name}")


def test_a_table_of_another_make_is_refused(server, url):
    server.ask("CREATE SCHEMA geomap; CREATE TABLE geomap.events (id text)")
    with pytest.raises(OutputError, match="lacks the column 'kind'"):
        export(atlas(), url)
    assert server.ask("SELECT tablename FROM pg_tables WHERE schemaname = 'geomap'") == [
        ("events",)
    ]


@pytest.mark.usefixtures("url")
def test_a_user_who_may_not_write_is_told(server):
    server.ask("CREATE ROLE reader LOGIN")
    try:
        with pytest.raises(OutputError, match="permission denied"):
            export(atlas(), server.url(user="reader"))
    finally:
        server.ask("DROP ROLE reader")


def test_the_verbs_take_a_database(run, url):
    Path("atlas.json").write_bytes(encode(atlas()))
    done = run(
        "export", "atlas.json", "-o", url.replace("user=postgres", "user=postgres&password=pw")
    )
    assert done.exit_code == 0, done.stderr
    assert "pw" not in done.stderr.replace("geomap-pg", "")
    assert run("draw", url, "-o", "map.html").exit_code == 0
    assert run("export", url, "-o", "again.json").exit_code == 0
    assert json.loads(Path("again.json").read_bytes()) == json.loads(encode(atlas()))
