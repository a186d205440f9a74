"""How well dates are found, against the labelled sets of a folder beside the checkout.

    python tests/bench/bench_dates.py [FOLDER]

FOLDER (by default ../shared/eval) holds `dates/*.jsonl` with its scorer `dates/score_dates.py`.
Each set is scored three times: as `find_dates` answers (one interval for a range, October to
December for "late 1942"), as `extract` lists dates (the ends of a range apart), and as
`find_timexes` writes the same dates, which is how these sets label them (the ends apart, and 1942
for "late 1942"). The third is what compares with other taggers.
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

from geomap.dates import find_dates, find_timexes, read_dates

SETS = ("wikiwars.jsonl", "hand.jsonl")
# One interval for each expression ("values" or "start"), in forms that the scorer does not read:
# the share of expressions with a span that touches a date of ours is printed.
EXPRESSIONS = ("recognizers_expressions.jsonl",)
ANSWERS: dict[str, Callable[..., tuple]] = {
    "as answered": find_dates,
    "as listed": lambda text, **known: read_dates(text, **known).expressions,
    "as labelled": find_timexes,
}


def predict(line: str, find: Callable[..., tuple]) -> dict[str, object]:
    """Dates of one labelled document in the form that the scorer reads."""
    document = json.loads(line)
    found = find(document["text"], published=date.fromisoformat(document["dct"][:10]))
    dates = [{"start": w.start, "end": w.end, "edtf": w.edtf} for w in found]
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


def score(folder: Path, lines: list[str], find: Callable[..., tuple]) -> dict[str, dict]:
    """Scores of some labelled documents."""
    with tempfile.TemporaryDirectory() as scratch:
        gold, answered = Path(scratch) / "gold.jsonl", Path(scratch) / "answers.jsonl"
        gold.write_text("\n".join(lines), encoding="utf-8")
        answers = [json.dumps(predict(line, find)) for line in lines]
        answered.write_text("\n".join(answers), encoding="utf-8")
        result: dict[str, dict] = load_scorer(folder).score(str(gold), str(answered))
    return result


def main(folder: Path) -> int:
    """Print the figures; 1 where the labelled sets are missing."""
    if not (folder / "dates").is_dir():
        sys.stderr.write(f"{folder / 'dates'} is missing; give the folder of the labelled sets.\n")
        return 1
    for name in SETS:
        lines = (folder / "dates" / name).read_text(encoding="utf-8").splitlines()
        size = sum(len(json.loads(line)["text"]) for line in lines)
        for label, find in ANSWERS.items():
            begun = time.process_time()
            for line in lines:
                predict(line, find)
            speed = size / (time.process_time() - begun) / 1000
            whole = score(folder, lines, find)
            halves = [score(folder, lines[i::2], find)["value"]["f1"] for i in (0, 1)]
            marks = "  ".join(f"{k} {whole[k]['f1']}" for k in ("strict", "relaxed", "value"))
            sys.stdout.write(
                f"{name} ({label}): F1 {marks}; of the two halves {halves}; {speed:.0f} kchar/s\n"
            )
    for name in EXPRESSIONS:
        touched, asked = coverage(folder / "dates" / name)
        sys.stdout.write(f"{name}: {touched} of {asked} date expressions touched\n")
    return 0


if __name__ == "__main__":
    default = Path(__file__).parents[3] / "shared" / "eval"
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else default))
