"""Time of an export into PostGIS, of a second one that changes nothing, and of reading back.

    python tests/bench/bench_postgis.py [postgresql://user@host/database?schema=bench] [EVENTS]

By default 100,000 events and 10,000 routes, into a server of its own (Debian: postgresql,
postgresql-postgis), started for the bench and thrown away afterwards. Wall time, as the
database works beside us.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

from bench_export import ROUTES, made_up, tell

from geomap.export import export
from geomap.export.postgis import read_database


def seconds(work: Callable[[], object]) -> float:
    """Wall seconds of a call; our own process' CPU seconds are told beside it."""
    start, own = time.perf_counter(), time.process_time()
    work()
    tell(f"  our own CPU {time.process_time() - own:.1f} s")
    return time.perf_counter() - start


def main(url: str, events: int = 100_000) -> None:
    """Print the three times."""
    atlas = made_up(events, min(ROUTES, events // 10))
    tell(f"{events:,} events: first export {seconds(lambda: export(atlas, url)):.1f} s")
    tell(f"second export, nothing changed: {seconds(lambda: export(atlas, url)):.1f} s")
    tell(f"reading the atlas back: {seconds(lambda: read_database(url)):.1f} s")


if __name__ == "__main__":
    given = [word for word in sys.argv[1:] if "://" in word]
    events = [int(word) for word in sys.argv[1:] if word not in given]
    if given:
        main(*given, *events)
    else:
        sys.path.insert(0, str(Path(__file__).parents[1]))
        from postgis_server import running_server

        with running_server() as server:
            main(server.url(), *events)
