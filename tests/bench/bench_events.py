"""How well events are found, against the labelled documents of a folder beside the checkout.

    python tests/bench/bench_events.py [FOLDER] [--keep DIR]

FOLDER (by default ../shared/eval/events) holds `gold.jsonl`, `corpus.json`, the texts in `docs/`
and the scorers `score_events.py` and `score_corpus.py`. Each document is read with its true date
of publication. Prints the scores of all documents, of texts and of tables; --keep leaves what was
predicted (`pred.jsonl`, `atlas.json`) in DIR. Fails when all documents together score below
tests/floors.json; floors are only ever raised.
"""

import argparse
import csv
import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
LABELLED = ROOT.parent / "shared" / "eval" / "events"


def tell(line: str) -> None:
    """Print a line of results at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def read_gold(folder: Path) -> list[dict[str, object]]:
    """The labelled documents."""
    lines = (folder / "gold.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def predict(folder: Path, gold: list[dict[str, object]], scratch: Path) -> None:
    """Write pred.jsonl and atlas.json of all documents."""
    names = [str(document["file"]) for document in gold]
    with (scratch / "dates.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["file", "date"])
        table.writerows((Path(name).name, d["dct"]) for name, d in zip(names, gold, strict=True))
    paths = [str(folder / "docs" / name) for name in names]
    subprocess.run(
        [sys.executable, "-m", "geomap", "map", *paths, "--dates", str(scratch / "dates.csv"),
         "-o", str(scratch / "map.html"), "--also", str(scratch / "pred.jsonl"),
         "--atlas", str(scratch / "atlas.json")],
        check=False,  # 3 says that a row of a table was kept out, which is told on stderr
    )  # fmt: skip


def score(folder: Path, scorer: str, *arguments: Path) -> dict[str, object]:
    """What a scorer prints."""
    command = [sys.executable, str(folder / scorer), *map(str, arguments)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def parts(gold: list[dict[str, object]], scratch: Path) -> list[tuple[str, Path]]:
    """Files of gold for all documents, for the texts and for the tables alone."""
    out = []
    for name, suffixes in (("all", ""), ("texts", ".txt .html"), ("tables", ".csv")):
        chosen = [
            d for d in gold if not suffixes or Path(str(d["file"])).suffix in suffixes.split()
        ]
        path = scratch / f"gold-{name}.jsonl"
        path.write_text("".join(json.dumps(d) + "\n" for d in chosen), encoding="utf-8")
        out.append((f"{name} ({len(chosen)})", path))
    return out


def below_floors(told: dict[str, object]) -> list[str]:
    """Names of the figures that fall below their floors."""
    floors = json.loads((ROOT / "tests" / "floors.json").read_bytes())["events"]
    got = {"event_f1": told["events"]["f1"], "slot_mean": told["slot_mean"]}
    return [f"{name} {got[name]} < {floor}" for name, floor in floors.items() if got[name] < floor]


def main() -> int:
    """Score everything; 1 where a floor is not reached."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", nargs="?", type=Path, default=LABELLED)
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    if not (options.folder / "gold.jsonl").is_file():
        parser.error(f"{options.folder} holds no gold.jsonl; the labelled sets are not shipped")
    gold = read_gold(options.folder)
    low: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        scratch = options.keep or Path(name)
        scratch.mkdir(parents=True, exist_ok=True)
        predict(options.folder, gold, scratch)
        for part, path in parts(gold, scratch):
            told = score(options.folder, "score_events.py", path, scratch / "pred.jsonl")
            tell(
                f"{part:12} event F1 {told['events']['f1']:.3f} "
                f"(P {told['events']['p']:.3f}, R {told['events']['r']:.3f})  "
                f"slot mean {told['slot_mean']:.3f}  in noise {told['claims_in_noise']}  "
                f"in eventless documents {told['claims_in_eventless_documents']}"
            )
            if part.startswith("all"):
                low = below_floors(told)
                for slot, mark in told["slots"].items():
                    tell(f"  {slot:16} {mark['right']:.3f} of {mark['of']}")
        merged = score(options.folder, "score_corpus.py", options.folder / "gold.jsonl",
                       options.folder / "corpus.json", scratch / "atlas.json")  # fmt: skip
        tell(json.dumps(merged, indent=1))
    for line in low:
        tell(f"below its floor: {line}")
    return int(bool(low))


if __name__ == "__main__":
    sys.exit(main())
