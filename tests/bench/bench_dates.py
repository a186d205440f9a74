"""How well dates are found, against the labelled sets of a folder beside the checkout.

    python tests/bench/bench_dates.py [FOLDER]

FOLDER (by default ../shared/eval) holds `dates/*.jsonl` with its scorer `dates/score_dates.py`.
Each set is scored as `find_dates` answers, and once more with open intervals ("since August",
2023-08/..) written as the date that they name, which is how these sets label them.
"""

import importlib.util
import json
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import ModuleType

from geomap import edtf
from geomap.dates import find_dates

SETS = ("wikiwars.jsonl", "hand.jsonl")
# One interval for each expression ("values" or "start"), in forms that the scorer does not read:
# the share of expressions with a span that touches a date of ours is printed.
EXPRESSIONS = ("recognizers_expressions.jsonl",)


def predict(line: str, write: Callable[[str], str]) -> dict[str, object]:
    """Dates of one labelled document in the form that the scorer reads."""
    document = json.loads(line)
    found = find_dates(document["text"], published=date.fromisoformat(document["dct"][:10]))
    dates = [
        {"start": w.start, "end": w.end, "edtf": write(w.edtf) if w.edtf else None} for w in found
    ]
    return {"id": document["id"], "dates": dates}


def coverage(path: Path) -> tuple[int, int]:
    """How many labelled expressions touch a date of ours, of how many."""
    touched = asked = 0
    for line in path.read_text(encoding="utf-8").splitlines():
        document = json.loads(line)
        day = document["dct"][:10]
        found = find_dates(document["text"], published=date.fromisoformat(day) if day else None)
        for gold in document["timexes"]:
            if gold.get("type") in {"date", "daterange", "datetime", "datetimerange"}:
                asked += 1
                touched += any(w.start < gold["end"] and gold["start"] < w.end for w in found)
    return touched, asked


def load_scorer(folder: Path) -> ModuleType:
    """The scorer of the labelled sets, as a module."""
    spec = importlib.util.spec_from_file_location(
        "score_dates", folder / "dates" / "score_dates.py"
    )
    if spec is None or spec.loader is None:
        message = f"{folder} holds no scorer; give the folder of the labelled sets."
        raise ImportError(message)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def score(folder: Path, name: str, write: Callable[[str], str]) -> dict[str, dict[str, float]]:
    """Scores of one labelled set."""
    gold = folder / "dates" / name
    answers = [
        json.dumps(predict(line, write)) for line in gold.read_text(encoding="utf-8").splitlines()
    ]
    with tempfile.TemporaryDirectory() as scratch:
        answered = Path(scratch) / "answers.jsonl"
        answered.write_text("\n".join(answers), encoding="utf-8")
        result: dict[str, dict[str, float]] = load_scorer(folder).score(str(gold), str(answered))
    return result


def main(folder: Path) -> int:
    """Print the figures; 1 where the labelled sets are missing."""
    if not (folder / "dates").is_dir():
        sys.stderr.write(f"{folder / 'dates'} is missing; give the folder of the labelled sets.\n")
        return 1
    for name in SETS:
        lines = (folder / "dates" / name).read_text(encoding="utf-8").splitlines()
        size = sum(len(json.loads(line)["text"]) for line in lines)
        for label, write in (("as answered", str), ("named dates", edtf.named)):
            begun = time.process_time()
            scores = score(folder, name, write)
            speed = size / (time.process_time() - begun) / 1000
            marks = "  ".join(f"{k} {scores[k]['f1']}" for k in ("strict", "relaxed", "value"))
            sys.stdout.write(f"{name} ({label}): F1 {marks}; {speed:.0f} kchar/s\n")
    for name in EXPRESSIONS:
        touched, asked = coverage(folder / "dates" / name)
        sys.stdout.write(f"{name}: {touched} of {asked} date expressions touched\n")
    return 0


if __name__ == "__main__":
    default = Path(__file__).parents[3] / "shared" / "eval"
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else default))
