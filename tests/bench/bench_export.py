"""Time and memory of the exports beside what they are built on, in one run.

    python tests/bench/bench_export.py [EVENTS]

By default 100,000 events and 10,000 routes to GeoJSON, GeoPackage, FlatGeobuf and GeoParquet:
from the atlas, and from ready frames beside geopandas' or pyogrio's own writing of the same
frames. Then the most memory that exports take beyond the atlas, beside the frames' own; then
GeoJSON of 1,000,000 events, streamed, with the most memory that a process of its own took.
CPU seconds.
"""

import gc
import io
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from geomap.export import export, write_features
from geomap.frames import Row, layer_frame, layer_rows
from geomap.records import Atlas, Event, Leg, Place, Route

if TYPE_CHECKING:
    import geopandas

EVENTS, ROUTES, STREAMED = 100_000, 10_000, 1_000_000
LAYERS = ("events", "routes")
VERTICES = 31


def made_up(events: int, routes: int, *, first: int = 0) -> Atlas:
    """An atlas of strikes and transfers between 500 made-up places, the same each time."""
    rng = random.Random(first)  # noqa: S311 (no secret)
    places = [
        Place(
            id=f"x:{i}", name=f"Place {i}", lat=rng.uniform(-60, 70), lon=rng.uniform(-179, 179),
            country=rng.choice(["RU", "UA", "KP"]), kind="city", radius_m=5000,
        )
        for i in range(500)
    ]  # fmt: skip
    made = []
    for i in range(first, first + events):
        a, b = rng.sample(places, 2)
        day = f"20{rng.randrange(18, 25)}-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02}"
        moved = i - first < routes
        made.append(
            Event(
                id=f"event:{i:07}", kind="transfer" if moved else "strike", claims=(f"claim:{i}",),
                why_merged="one claim", start=day, end=day, date_edtf=day, date_prec=1,
                summary=f"Made-up event {i} near {a.name}", what="artillery shells",
                low=float(i), best=float(i), high=float(i), unit="rounds", supplier="KP",
                recipient="RU", origin=a if moved else None, destination=b if moved else None,
                location=None if moved else a, where_prec=1, documents=("a list",),
            )
        )  # fmt: skip
    legs = [
        Route(
            event=each.id,
            legs=(
                Leg(
                    mode="sea", router="sea", length_m=1e6, duration_s=1e5, certainty="computed",
                    why="made up", path=(_line(each.origin, each.destination),),
                ),
            ),
        )
        for each in made
        if each.origin and each.destination
    ]  # fmt: skip
    return Atlas(made_with={}, events=tuple(made), routes=tuple(legs))


def _line(a: Place, b: Place) -> tuple[tuple[float, float], ...]:
    shares = [step / (VERTICES - 1) for step in range(VERTICES)]
    return tuple((a.lon + (b.lon - a.lon) * s, a.lat + (b.lat - a.lat) * s) for s in shares)


def tell(text: str) -> None:
    """One line of the result."""
    sys.stdout.write(text + "\n")


def cpu(work: Callable[[], object]) -> float:
    """CPU seconds of a call."""
    start = time.process_time()
    work()
    return time.process_time() - start


PEERS: dict[str, dict[str, Callable[..., object]]] = {
    "geojson": {"geopandas": lambda frame, path: frame.to_file(path, driver="GeoJSON")},
    "gpkg": {
        "pyogrio": lambda frame, path: frame.to_file(path, driver="GPKG"),
        "pyogrio by Arrow": lambda frame, path: by_arrow(frame, path, "GPKG"),
    },
    "fgb": {
        "pyogrio": lambda frame, path: frame.to_file(path, driver="FlatGeobuf"),
        "pyogrio by Arrow": lambda frame, path: by_arrow(frame, path, "FlatGeobuf"),
    },
    "parquet": {"geopandas": lambda frame, path: frame.to_parquet(path)},
}


def by_arrow(frame: "geopandas.GeoDataFrame", path: Path, driver: str) -> None:
    """Pyogrio's faster way, which is not its default."""
    import pyogrio

    kind = frame.geom_type.iloc[0]
    pyogrio.write_dataframe(frame, path, driver=driver, use_arrow=True, geometry_type=kind)


def compare(events: int) -> None:
    """Print each export's time, from the atlas and from frames, beside peers' of the frames."""
    atlas = made_up(events, min(ROUTES, events // 10))
    frames: dict[str, geopandas.GeoDataFrame] = {}
    writers: dict[str, dict[str, Callable[[str, Path], object]]] = {}
    for form, peers in PEERS.items():
        writers[form] = {
            "from the atlas": lambda layer, path: export(atlas, path, layers=[layer]),
            "from frames": lambda layer, path: export({layer: frames[layer]}, path, layers=[layer]),
            **{
                name: lambda layer, path, peer=peer: peer(frames[layer], path)
                for name, peer in peers.items()
            },
        }
    small = made_up(100, 10)
    with tempfile.TemporaryDirectory() as folder:
        for layer in LAYERS:  # loads the libraries
            frames[layer] = layer_frame(small, layer)
            for form, known in writers.items():
                for number, write in enumerate(list(known.values())[1:]):
                    write(layer, Path(folder, f"warm-{number}-{layer}.{form}"))
        making = [cpu(lambda n=n: frames.update({n: layer_frame(atlas, n)})) for n in LAYERS]
        tell(f"{events:,} events: frames of events and routes {sum(making):.2f} s")
        for form, known in writers.items():
            took = {}
            for number, (name, write) in enumerate(known.items()):
                paths = [(layer, Path(folder, f"{number}-{layer}.{form}")) for layer in LAYERS]
                took[name] = sum(cpu(lambda p=p, w=write: w(*p)) for p in paths)
            told = ", ".join(f"{name} {seconds:.2f} s" for name, seconds in took.items())
            ours, ready, peer, *_ = took.values()
            tell(f"{form}: {told}; ratio {ours / peer:.2f}, on the same frames {ready / peer:.2f}")


def weigh(form: str, events: int) -> None:
    """Print what frames, or an export of them, add to the memory that the atlas takes."""
    made: list[geopandas.GeoDataFrame] = []

    def work(atlas: Atlas, folder: str) -> None:
        for layer in LAYERS:
            if form == "frames":
                made.append(layer_frame(atlas, layer))
            else:
                export(atlas, Path(folder, f"{layer}.{form}"), format=form, layers=[layer])

    atlas = made_up(events, min(ROUTES, events // 10))
    with tempfile.TemporaryDirectory() as folder:
        work(made_up(100, 10), folder)  # loads the libraries
        made.clear()
        gc.collect()
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the peak begins anew
        before = status("VmRSS")
        work(atlas, folder)
    added = (status("VmRSS") if form == "frames" else status("VmHWM")) - before
    packed = sum(frame.memory_usage(deep=True).sum() for frame in made) / 2**20
    told = f", of which {packed:.0f} MB columns" if made else " at most"
    tell(f"memory beyond the atlas, {form}: {added:.0f} MB{told}")


def status(name: str) -> float:
    """Memory of this process in MB: VmRSS now, VmHWM at most."""
    # not ru_maxrss: Linux hands it on from the process that started this one
    text = Path("/proc/self/status").read_text(encoding="ascii")
    return int(text.partition(f"{name}:")[2].split()[0]) / 1024


def stream(events: int) -> None:
    """Write GeoJSON of events that come one by one; print the most memory taken."""

    def rows() -> Iterator[tuple[str, Row]]:
        for first in range(0, events, 1000):
            yield from layer_rows(made_up(1000, 0, first=first), layers=["events"])

    class Sink(io.RawIOBase):
        size = 0

        def writable(self) -> bool:
            return True

        def write(self, data: bytes) -> int:
            self.size += len(data)
            return len(data)

    sink = Sink()
    seconds = cpu(lambda: write_features(rows(), sink))
    peak = status("VmHWM")
    size = sink.size / 1e6
    tell(f"streamed {events:,} events, {size:.0f} MB of GeoJSON: {seconds:.0f} s, {peak:.0f} MB")


def main(arguments: list[str]) -> None:
    """Compare in this process; weigh and stream each in one of its own."""
    if arguments[:1] == ["--stream"]:
        stream(STREAMED)
    elif arguments[:1] == ["--weigh"]:
        weigh(arguments[1], int(arguments[2]))
    else:
        events = arguments[0] if arguments else str(EVENTS)
        compare(int(events))
        parts = [["--weigh", form, events] for form in ("frames", "gpkg", "parquet")]
        for part in (*parts, ["--stream"]):
            subprocess.run([sys.executable, __file__, *part], check=True)


if __name__ == "__main__":
    main(sys.argv[1:])
