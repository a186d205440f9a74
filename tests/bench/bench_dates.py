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


def main(folder: Path) -> int:
    """Print the figures; 1 where the labelled sets are missing."""
    scorer = folder / "dates" / "score_dates.py"
    if not scorer.is_file():
        sys.stderr.write(f"{scorer} is missing; give the folder of the labelled sets.\n")
        return 1
    spec = importlib.util.spec_from_file_location("score_dates", scorer)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name in SETS:
        gold = folder / "dates" / name
        lines = gold.read_text(encoding="utf-8").splitlines()
        for label, write in (("as answered", str), ("named dates", edtf.named)):
            begun = time.process_time()
            answers = [json.dumps(predict(line, write)) for line in lines]
            seconds = time.process_time() - begun
            with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
                file.write("\n".join(answers))
                file.flush()
                score = module.score(str(gold), file.name)
            size = sum(len(json.loads(line)["text"]) for line in lines)
            marks = "  ".join(f"{k} {score[k]['f1']}" for k in ("strict", "relaxed", "value"))
            sys.stdout.write(f"{name} ({label}): F1 {marks}; {size / seconds / 1000:.0f} kchar/s\n")
    for name in EXPRESSIONS:
        touched, asked = coverage(folder / "dates" / name)
        sys.stdout.write(f"{name}: {touched} of {asked} date expressions touched\n")
    return 0


if __name__ == "__main__":
    default = Path(__file__).parents[3] / "shared" / "eval"
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else default))
