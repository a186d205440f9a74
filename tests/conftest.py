"""What several test modules share: the gazetteer, the command line, one run over the samples."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from browser import browser, open_page  # noqa: F401 (fixtures)
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, settings

from geomap.cli import main
from geomap.codec import read_atlas
from geomap.gazetteer import Gazetteer, open_gazetteer
from geomap.language import parse_all
from geomap.pipeline import read_document
from geomap.records import Atlas, Claim, Document

# A busy machine is no fault of ours, and the same run twice tries the same examples.
settings.register_profile(
    "geomap", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("geomap")

ROOT = Path(__file__).parents[1]
REPORTS = ROOT / "data" / "reports"

# Refuses every way out to the network that Python code or a C library of CPython's can take.
# Sockets may be made (urllib3 makes one to learn whether there is IPv6), not connected.
OFFLINE = """
import sys
OUT = {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr",
       "socket.sendto", "socket.sendmsg", "urllib.Request", "http.client.connect"}
def refuse(event, arguments):
    if event in OUT:
        raise SystemExit(f"the network was asked for: {event} {arguments!r}")
sys.addaudithook(refuse)
"""
COMMAND_LINE = OFFLINE + "from geomap.cli import main; main(prog_name='geomap')"

Run = Callable[..., Result]


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    """The shipped gazetteer; the first test that needs it may have to compile it."""
    return open_gazetteer()


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command line in this process, in an empty folder: run("map", "a.txt", stdin=b"")."""
    monkeypatch.chdir(tmp_path)

    def invoke(*arguments: object, stdin: bytes | None = None) -> Result:
        words = [str(argument) for argument in arguments]
        result = CliRunner().invoke(main, words, input=stdin, prog_name="geomap")
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception  # a traceback is never an answer
        return result

    return invoke


def run_offline(*arguments: object, cwd: Path, hash_seed: int) -> subprocess.CompletedProcess[str]:
    """The command line in a process of its own that ends when it asks for the network."""
    return subprocess.run(
        [sys.executable, "-c", COMMAND_LINE, *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, "PYTHONHASHSEED": str(hash_seed), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


EXPORTS = ("events.geojson", "events.csv", "documents.jsonl", "atlas.json")


def _map_samples(folder: Path, hash_seed: int) -> Path:
    also = [word for name in EXPORTS for word in ("--also", folder / name)]
    done = run_offline("map", REPORTS, "-o", folder / "map.html", *also, cwd=ROOT,
                       hash_seed=hash_seed)  # fmt: skip
    assert done.returncode == 0, done.stderr
    (folder / "stderr").write_text(done.stderr, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory, gazetteer: Gazetteer) -> Path:  # noqa: ARG001 (compiled before the clock of the process runs)
    """A folder with the map of data/reports and every export, made offline."""
    return _map_samples(tmp_path_factory.mktemp("samples"), hash_seed=1)


@pytest.fixture(scope="session")
def samples_again(tmp_path_factory: pytest.TempPathFactory, gazetteer: Gazetteer) -> Path:  # noqa: ARG001
    """The same made once more, by a process that orders its sets differently."""
    return _map_samples(tmp_path_factory.mktemp("again"), hash_seed=2)


@pytest.fixture(scope="session")
def atlas(samples: Path) -> Atlas:
    """The atlas of data/reports."""
    return read_atlas((samples / "atlas.json").read_bytes(), name="atlas.json")


@pytest.fixture(scope="session")
def claims(gazetteer: Gazetteer) -> Callable[[str], tuple[Claim, ...]]:
    """What one text of 20 May 2024 tells."""

    def _claims(text: str) -> tuple[Claim, ...]:
        document = Document(
            id="doc", source="doc.txt", text=text, published="2024-05-20",
            text_sha256=hashlib.sha256(text.encode()).hexdigest(),
        )  # fmt: skip
        return read_document(document, next(parse_all([(text, ())])), gazetteer).claims

    return _claims
