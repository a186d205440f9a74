"""The main job asks the network for nothing, and gives the same bytes each time."""

import subprocess
import sys

import pytest
from conftest import EXPORTS, OFFLINE

LARGEST_MAP = 2_500_000  # bytes: a map is mailed


@pytest.mark.parametrize(
    "way_out",
    [
        "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9/')",
        "import socket; socket.create_connection(('127.0.0.1', 9))",
        "import socket; socket.getaddrinfo('example.org', 80)",
    ],
)
def test_the_guard_of_these_tests_stops_a_way_out(way_out):
    done = subprocess.run(
        [sys.executable, "-c", OFFLINE + way_out], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "the network was asked for" in done.stderr


def test_reports_become_a_map_without_the_network(samples):
    told = (samples / "stderr").read_text(encoding="utf-8")
    assert "20 documents" in told
    for name in ("map.html", *EXPORTS):
        assert (samples / name).stat().st_size > 1000, name


@pytest.mark.parametrize("name", ["map.html", *EXPORTS])
def test_two_runs_give_the_same_bytes(samples, samples_again, name):
    assert (samples / name).read_bytes() == (samples_again / name).read_bytes()


def test_the_map_of_the_samples_is_small_enough_to_mail(samples):
    assert (samples / "map.html").stat().st_size <= LARGEST_MAP
