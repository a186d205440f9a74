"""How well names are found and placed: F1 of mentions placed within 161 km (100 miles).

    python tests/bench/bench_places.py [FOLDER]

The texts of tests/data/places.txt are always scored. FOLDER (by default ../shared/eval) may hold
`places/*.jsonl` with its scorer `places/score.py`. Exit 1 where a figure falls below its floor in
tests/floors.json; floors are only ever raised.
"""

import importlib.util
import json
import re
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType

from geomap.gazetteer import Gazetteer, open_gazetteer
from geomap.geo import great_circle_m
from geomap.language import parse_all
from geomap.mentions import find_mentions
from geomap.places import place_vague, resolve_mentions
from geomap.records import Mention
from geomap.vessels import find_vessels

TESTS = Path(__file__).parents[1]
SETS = ("TR-News", "GeoWebNews", "LGL")
WITHIN_M = 161_000.0
_MARK = re.compile(r"\[(?P<name>[^|\]]+)\|(?:-|(?P<lat>[-\d.]+),(?P<lon>[-\d.]+))\]")


def read_own(path: Path) -> list[dict[str, object]]:
    """The marked texts of a file, in the form of the other sets."""
    out: list[dict[str, object]] = []
    for number, paragraph in enumerate(path.read_text(encoding="utf-8").split("\n\n")[1:]):
        text, places, at = "", [], 0
        for mark in _MARK.finditer(paragraph):
            text += paragraph[at : mark.start()]
            lat, lon = (float(mark[k]) if mark[k] else None for k in ("lat", "lon"))
            end = len(text) + len(mark["name"])
            places.append({"start": len(text), "end": end, "lat": lat, "lon": lon})
            text, at = text + mark["name"], mark.end()
        out.append({"id": str(number), "text": text + paragraph[at:], "toponyms": places})
    return out


def read_set(path: Path) -> list[dict[str, object]]:
    """The documents of a labelled set."""
    lines = path.read_text(encoding="utf-8").split("\n")  # splitlines() cuts at U+0085 too
    return [json.loads(line) for line in lines if line]


def predict(
    documents: Iterable[dict[str, object]], gazetteer: Gazetteer
) -> list[tuple[Mention, ...]]:
    """Mentions of each document, resolved, by the stages of the pipeline."""
    texts = [str(document["text"]) for document in documents]
    out = []
    for text, parsed in zip(texts, parse_all((text, ()) for text in texts), strict=True):
        ships = [(v.start, v.end) for v in find_vessels(text, parsed)]
        found = find_mentions(text, parsed, gazetteer, taken=ships)  # type: ignore[arg-type]
        out.append(place_vague(text, resolve_mentions(text, found, gazetteer), gazetteer))
    return out


def score_own(documents: list[dict[str, object]], found: list[tuple[Mention, ...]]) -> float:
    """F1 of mentions that overlap a marked place and lie within 161 km of its point."""
    right = told = asked = 0
    for document, mentions in zip(documents, found, strict=True):
        places: list[dict[str, object]] = document["toponyms"]  # type: ignore[assignment]
        asked += sum(p["lat"] is not None for p in places)
        told += sum(m.place is not None and not _unjudged(places, m) for m in mentions)
        right += sum(any(_meets(p, m) for m in mentions) for p in places)
    return 2 * right / (told + asked)


def _unjudged(places: list[dict[str, object]], mention: Mention) -> bool:
    """Whether a mention is of a place that is marked without a point."""
    return any(
        p["lat"] is None and mention.start < p["end"] and p["start"] < mention.end  # type: ignore[operator]
        for p in places
    )


def _meets(place: dict[str, object], mention: Mention) -> bool:
    start, end, lat, lon = (place[k] for k in ("start", "end", "lat", "lon"))
    if mention.place is None or lat is None or mention.end <= start or end <= mention.start:
        return False
    point = (mention.place.lon, mention.place.lat)
    return great_circle_m((lon, lat), point) <= WITHIN_M  # type: ignore[arg-type]


def score_set(path: Path, found: list[tuple[Mention, ...]]) -> dict[str, float]:
    """Precision, recall and F1 within 161 km, by the scorer that lies beside the set."""
    with tempfile.TemporaryDirectory() as scratch:
        answers = Path(scratch) / "answers.jsonl"
        lines = [
            json.dumps({"id": d["id"], "mentions": [_answer(m) for m in mentions]})
            for d, mentions in zip(read_set(path), found, strict=True)
        ]
        answers.write_text("\n".join(lines), encoding="utf-8")
        scored = _scorer(path.parent).score(str(path), str(answers))
    return dict(scored["e2e161"])


def _answer(mention: Mention) -> dict[str, object]:
    lat, lon = (mention.place.lat, mention.place.lon) if mention.place else (None, None)
    return {"start": mention.start, "end": mention.end, "lat": lat, "lon": lon}


def _scorer(folder: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score_places", folder / "score.py")
    if spec is None or spec.loader is None:
        message = f"{folder} holds no scorer; give the folder of the labelled sets."
        raise ImportError(message)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def floors() -> dict[str, float]:
    """The least figure that each set must reach."""
    told: dict[str, dict[str, float]] = json.loads((TESTS / "floors.json").read_bytes())
    return told["places"]


def main(folder: Path) -> int:
    """Print the figures beside their floors; 1 where one is not reached."""
    gazetteer = open_gazetteer()
    own = read_own(TESTS / "data" / "places.txt")
    figures = {"own": score_own(own, predict(own, gazetteer))}
    sys.stdout.write(f"own: F1 {figures['own']:.3f}\n")
    for name in SETS:
        path = folder / "places" / f"{name}.jsonl"
        if not path.exists():
            sys.stdout.write(f"{name}: {path} is not here\n")
            continue
        begun = time.process_time()
        found = predict(read_set(path), gazetteer)
        spent = time.process_time() - begun
        got = score_set(path, found)
        figures[name] = got["f1"]
        sys.stdout.write(
            f"{name}: F1 {got['f1']:.3f} (precision {got['p']:.3f}, recall {got['r']:.3f}), "
            f"{len(found) / spent:.1f} documents/s\n"
        )
    low = {name: floor for name, floor in floors().items() if figures.get(name, 1.0) < floor}
    for name, floor in low.items():
        sys.stdout.write(f"{name}: {figures[name]:.3f} is below its floor of {floor}\n")
    return 1 if low else 0


if __name__ == "__main__":
    default = TESTS.parents[1] / "shared" / "eval"
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else default))
