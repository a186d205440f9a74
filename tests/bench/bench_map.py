"""Measure the map: size, time to build, time to open, frames while it is moved, slider steps.

    python tests/bench/bench_map.py [ATLAS.json ...] [--counts 10000,100000] [--runs 5] [--peers]

Synthetic atlases come from `synthetic.py`; each is built in a process of its own, wall time from
the atlas to the page. Opening is from the navigation to the moment when list and map answer, in
headless Chromium without a GPU, medians of the runs. Peers draw the same points with folium's
FastMarkerCluster and TimestampedGeoJson and geopandas' explore(): built and weighed only, for
their pages open with the network alone.
"""

# ruff: noqa: T201 (it prints what it measured)
import argparse
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from synthetic import make_atlas

STEPS = """async () => {
  const { time } = window.geomap.page;
  if (!time.works) return [];
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
  const taken = [];
  for (let i = 1; i <= 12; i += 1) {
    const start = performance.now();
    time.place(time.first, time.first + Math.round(((time.last - time.first) * i) / 13));
    await frame();
    taken.push(performance.now() - start);
    await new Promise((done) => setTimeout(done, 250));
  }
  time.clear();
  return taken;
}"""
FRAMES = """async () => {
  const { map } = window.geomap.page;
  const frames = [];
  let [running, last] = [true, performance.now()];
  const tick = () => {
    const now = performance.now();
    frames.push(now - last);
    last = now;
    if (running) requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
  const rest = (ms) => new Promise((done) => setTimeout(done, ms));
  for (let i = 0; i < 5; i += 1) { map.panBy([160, 50], { duration: 0.4 }); await rest(600); }
  for (let i = 0; i < 3; i += 1) { map.setZoom(map.getZoom() + 1); await rest(700); }
  running = false;
  return frames;
}"""


def build(source: str, target: Path) -> None:
    """Build one page and say what it took; run in a process of its own."""
    atlas: Any
    if source.isdigit():
        atlas = make_atlas(int(source))
    else:
        from geomap.codec import read_atlas

        atlas = read_atlas(Path(source).read_bytes(), name=source)
    start, used = time.perf_counter(), time.process_time()
    from geomap.maps import draw_map, page_text

    page = page_text(draw_map(atlas)).encode("utf-8")
    wall, cpu = time.perf_counter() - start, time.process_time() - used
    target.write_bytes(page)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  built in {wall:.1f} s ({cpu:.1f} s of a processor), {memory:.0f} MB at most", end="")
    print(f", {len(page) / 1e6:.2f} MB")


def look(page_file: Path, runs: int) -> None:
    """Open a page again and again; move it, slide it."""
    from playwright.sync_api import sync_playwright

    opened, requests = [], []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        for _ in range(runs):
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            page.on("request", lambda r: requests.append(r.url))
            start = time.perf_counter()
            page.goto(page_file.as_uri(), wait_until="commit")
            page.wait_for_selector("html[data-ready]", state="attached", timeout=120_000)
            opened.append(time.perf_counter() - start)
            last = page
            if len(opened) < runs:
                page.close()
        steps, frames = last.evaluate(STEPS), last.evaluate(FRAMES)
        browser.close()
    outside = [url for url in requests if not url.startswith("file:")]
    print(f"  open after {statistics.median(opened):.2f} s, {len(outside)} requests", end="")
    if steps:
        print(f", slider step {statistics.median(steps):.0f} ms", end="")
    ordered = sorted(frames)
    slow = ordered[int(len(ordered) * 0.95)]
    print(f", frames {statistics.median(frames):.0f} ms, 19 of 20 within {slow:.0f} ms")


def peers(count: int) -> None:
    """Build the same points with the ways of others."""
    import folium
    import geopandas
    from folium import plugins
    from shapely.geometry import Point

    atlas = make_atlas(count)
    rows = [
        (place.lon, place.lat, event.summary, event.start or "2022-01-01")
        for event in atlas.events
        if (place := event.location or event.destination)
    ]

    def cluster() -> str:
        world = folium.Map()
        plugins.FastMarkerCluster([[lat, lon] for lon, lat, _, _ in rows]).add_to(world)
        return world.get_root().render()

    def stamped() -> str:
        world = folium.Map()
        features = [
            {"type": "Feature", "geometry": {"type": "Point", "coordinates": [lon, lat]},
             "properties": {"time": day, "popup": summary}}
            for lon, lat, summary, day in rows
        ]  # fmt: skip
        data = {"type": "FeatureCollection", "features": features}
        plugins.TimestampedGeoJson(data).add_to(world)
        return world.get_root().render()

    def explored() -> str:
        frame = geopandas.GeoDataFrame(
            {"summary": [r[2] for r in rows], "day": [r[3] for r in rows]},
            geometry=[Point(r[0], r[1]) for r in rows],
            crs="EPSG:4326",
        )
        return frame.explore().get_root().render()

    for name, draw in (("FastMarkerCluster (no words)", cluster),
                       ("TimestampedGeoJson", stamped), ("explore()", explored)):  # fmt: skip
        start = time.perf_counter()
        page = draw()
        print(f"  {name}: {time.perf_counter() - start:.1f} s, {len(page.encode()) / 1e6:.1f} MB")


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("atlases", nargs="*")
    parser.add_argument("--counts", default="10000,100000")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--build", nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.build:
        build(asked.build[0], Path(asked.build[1]))
        return
    counts = [count for count in asked.counts.split(",") if count]
    with tempfile.TemporaryDirectory() as folder:
        for source in (*asked.atlases, *counts):
            print(source, flush=True)
            page = Path(folder) / "page.html"
            own = [sys.executable, __file__, "--build", source, str(page)]
            subprocess.run(own, check=True)
            look(page, asked.runs)
            if asked.peers and source.isdigit():
                peers(int(source))


if __name__ == "__main__":
    main()
