"""Names that the gazetteer lacks, asked of a server that stands in for Nominatim."""

import itertools
import json
import threading
import time
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from geomap import __version__
from geomap.errors import GazetteerError
from geomap.online import SCORE, SOURCE, OnlinePlaces, resolve_online
from geomap.pipeline import extract
from geomap.records import Mention, Place

ANSWER = {
    "place_id": 1, "osm_type": "node", "osm_id": 77, "lat": "43.1", "lon": "132.4",
    "class": "place", "type": "hamlet", "addresstype": "hamlet", "name": "Qwuxley",
    "display_name": "Qwuxley, Somewhere, Russia", "address": {"country_code": "ru"},
    "boundingbox": ["43.0", "43.2", "132.3", "132.5"],
}  # fmt: skip


class _Server(ThreadingHTTPServer):
    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[tuple[str, str, float]] = []
        self.status = 200
        self.answers = {"qwuxley": [ANSWER]}


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query)
        name = query["q"][0]
        self.server.asked.append((name, self.headers["User-Agent"], time.monotonic()))
        body = json.dumps(self.server.answers.get(name.casefold(), [])).encode()
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def server():
    with _Server() as made:
        thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield made
        made.shutdown()
        thread.join()


@pytest.fixture
def make(server, tmp_path):
    def online(**more) -> OnlinePlaces:
        domain = f"127.0.0.1:{server.server_port}"
        return OnlinePlaces(tmp_path, **({"domain": domain, "scheme": "http", "delay_s": 0} | more))

    return online


def mention(name: str, **more) -> Mention:
    return Mention(start=0, end=len(name), text=name, role="literal", **more)


def test_an_answer_is_a_place_and_says_where_it_is_from(make, server):
    (found,) = make().candidates("Qwuxley")
    assert found.source == SOURCE == "online:nominatim"
    place = found.place
    assert (place.id, place.name, place.country, place.kind) == (
        "osm:node/77", "Qwuxley", "RU", "village",
    )  # fmt: skip
    assert (place.lat, place.lon) == (43.1, 132.4)
    assert 10_000 < place.radius_m < 20_000  # half the diagonal of 0.2 degrees each way
    assert server.asked[0][:2] == ("Qwuxley", f"geomap/{__version__}")


def test_a_name_is_asked_once_found_or_not(make, server):
    for _ in range(2):
        online = make(contact="us@example.org")
        assert online.candidates("Qwuxley") == online.candidates("  Qwuxley ")
        assert online.candidates("Zzyx") == ()
    assert [name for name, _, _ in server.asked] == ["Qwuxley", "Zzyx"]
    assert {agent for _, agent, _ in server.asked} == {f"geomap/{__version__} (us@example.org)"}


def test_between_two_questions_lies_the_wait(make, server):
    online = make(delay_s=0.3)
    for name in ("One", "Two", "Three"):
        online.candidates(name)
    times = [at for _, _, at in server.asked]
    assert all(later - former > 0.28 for former, later in itertools.pairwise(times))


def test_a_failure_ends_the_asking_and_is_not_kept(make, server, caplog):
    server.status = 403
    online = make()
    assert online.candidates("Qwuxley") == ()
    asked = len(server.asked)
    assert online.candidates("Another") == ()
    assert len(server.asked) == asked
    assert "no more names are asked" in caplog.text
    server.status = 200
    assert make().candidates("Qwuxley")


@pytest.mark.parametrize(
    "change",
    [{"lat": "north"}, {"lat": "999"}, {"lon": None}, {"osm_id": "x"}, {"lat": "nan"}],
)
def test_an_answer_without_a_point_is_none(make, server, change):
    server.answers["qwuxley"] = [ANSWER | change]
    assert make().candidates("Qwuxley") == ()


def test_odd_answers_are_read_as_far_as_they_go(make, server):
    server.answers["qwuxley"] = [{"lat": "1", "lon": "2", "place_id": 5, "display_name": "Q, R"}]
    (found,) = make().candidates("Qwuxley")
    assert (found.place.name, found.place.country, found.place.kind) == ("Q", None, "facility")
    assert make().candidates("x" * 500) == make().candidates("  ") == ()
    assert [name for name, _, _ in server.asked] == ["Qwuxley"]


def test_a_broken_cache_is_said(make, tmp_path, server):
    (tmp_path / f"online-127.0.0.1-{server.server_port}.sqlite").write_bytes(b"no database" * 99)
    with pytest.raises(GazetteerError, match="GEOMAP_CACHE"):
        make()


def test_only_names_that_the_gazetteer_lacks_are_asked(make, server, gazetteer):
    place = Place(id="x", name="X", lat=1, lon=2, country=None, kind="city", radius_m=1)
    mentions = (
        mention("Qwuxley", why="no gazetteer entry has this name"),
        mention("Kharkiv", why="refused for a reason"),
        mention("Qwuxley", place=place, score=0.9),
        mention("Zzyx", why="no gazetteer entry has this name"),
    )
    found = resolve_online(mentions, gazetteer, make())
    assert [m.place and m.place.id for m in found] == ["osm:node/77", None, "x", None]
    assert found[0].score == SCORE
    assert found[0].why.startswith("online:nominatim: not in the gazetteer")
    assert found[1:3] == mentions[1:3]
    assert found[3].why == "no gazetteer entry has this name; nor Nominatim"
    assert {name for name, _, _ in server.asked} == {"Qwuxley", "Zzyx"}


def test_reports_are_read_with_it_only_when_asked_for(make, server, gazetteer, tmp_path):
    report = tmp_path / "a.txt"
    report.write_text(
        "Officials in the town of Qwuxley, Russia, said that shells went there from Rajin.\n"
    )
    (plain,), _ = extract([str(report)], gazetteer=gazetteer)
    assert server.asked == []
    (reading,), _ = extract([str(report)], gazetteer=gazetteer, online=make())
    named = {m.text: m for m in reading.mentions}
    assert named["Qwuxley"].place.id == "osm:node/77"
    assert named["Rajin"] == {m.text: m for m in plain.mentions}["Rajin"]


def test_a_name_in_a_cell_is_asked_too(make, server, tmp_path):
    table = tmp_path / "strikes.csv"
    table.write_text(
        "date,kind,weapon,location\n2024-05-01,strike,drone,Qwuxley\n2024-05-02,strike,drone,Kharkiv\n"
    )
    (reading,), _ = extract([str(table)], online=make())
    first, second = reading.claims
    assert (first.location.name, first.location.country) == ("Qwuxley", "RU")
    assert second.location.name == "Kharkiv"
    (asked,) = [m for m in reading.mentions if m.text == "Qwuxley"]
    assert asked.why.startswith(SOURCE)
    assert [name for name, *_ in server.asked] == ["Qwuxley"]


def test_the_command_names_who_asks(monkeypatch):
    from click.testing import CliRunner

    from geomap.cli import main

    told = {}

    def note(*_: object, contact: str | None = None) -> None:
        told["contact"] = contact

    monkeypatch.setattr("geomap.online.OnlinePlaces", note)
    asked = ["geocode", "Kharkiv", "--online", "nominatim", "--online-agent"]
    assert CliRunner().invoke(main, [*asked, "us@example.org"]).exit_code == 0
    assert told == {"contact": "us@example.org"}
    refused = CliRunner().invoke(main, [*asked, "a\nHost: b"])
    assert refused.exit_code == 2
    assert "plain letters" in refused.output
