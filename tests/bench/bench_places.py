"""How well names are found and placed: F1 of mentions placed within 161 km (100 miles).

    python tests/bench/bench_places.py [FOLDER]

The texts of tests/data/places.txt are always scored. FOLDER (by default ../shared/eval) may hold
`places/*.jsonl` with its scorer `places/score.py`, and `events` with `gold.jsonl`, `docs` and its
scorer. Of each set it tells F1, how far the scores of places are from the share that is right
(expected calibration error, Brier score), and the processor seconds of finding and placing beside
those of spaCy's named entity recogniser alone on the same texts, with and without a language model.
Of the labelled events it tells the share of places that are found and lie within 25 km. Exit 1
where a figure falls below its floor in tests/floors.json; floors are only ever raised.
"""

import importlib.util
import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

from geomap.gazetteer import Gazetteer, open_gazetteer
from geomap.geo import great_circle_m
from geomap.language import load_model, parse_all
from geomap.mentions import find_mentions, find_mentions_without_model
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


def texts_of(documents: Sequence[dict[str, object]]) -> list[str]:
    """The texts of the documents."""
    return [str(document["text"]) for document in documents]


def predict(
    documents: Sequence[dict[str, object]], gazetteer: Gazetteer, spent: dict[str, float]
) -> list[tuple[Mention, ...]]:
    """Mentions of each document, resolved, by the stages of the pipeline; adds to `spent`."""
    texts = texts_of(documents)
    begun = time.process_time()
    parsed = list(parse_all((text, ()) for text in texts))
    spent["parse"] = time.process_time() - begun
    out = []
    begun = time.process_time()
    for text, one in zip(texts, parsed, strict=True):
        ships = [(v.start, v.end) for v in find_vessels(text, one)]
        found = find_mentions(text, one, gazetteer, taken=ships)  # type: ignore[arg-type]
        out.append(place_vague(text, resolve_mentions(text, found, gazetteer), gazetteer))
    spent["places"] = time.process_time() - begun
    return out


def predict_listed(
    documents: Sequence[dict[str, object]], gazetteer: Gazetteer, spent: dict[str, float]
) -> list[tuple[Mention, ...]]:
    """Mentions of each document without a language model, resolved; adds to `spent`."""
    begun = time.process_time()
    out = []
    for text in texts_of(documents):
        found = find_mentions_without_model(text, gazetteer)
        out.append(place_vague(text, resolve_mentions(text, found, gazetteer), gazetteer))
    spent["listed"] = time.process_time() - begun
    return out


def recognise(documents: Sequence[dict[str, object]], spent: dict[str, float]) -> None:
    """Run spaCy's named entity recogniser alone; adds to `spent`."""
    nlp = load_model()
    with nlp.select_pipes(enable=["ner"]):
        begun = time.process_time()
        for _ in nlp.pipe(texts_of(documents)):
            pass
        spent["recogniser"] = time.process_time() - begun


def calibration(
    documents: Sequence[dict[str, object]], found: list[tuple[Mention, ...]]
) -> tuple[float, float, str]:
    """Expected calibration error, Brier score, and score : share right : number by tenths."""
    tenths: list[list[tuple[float, bool]]] = [[] for _ in range(10)]
    for document, mentions in zip(documents, found, strict=True):
        places: list[dict[str, object]] = document["toponyms"]  # type: ignore[assignment]
        known = [p for p in places if p["lat"] is not None]
        for m in mentions:
            touched = [p for p in known if _touches(p, m)]
            if m.place and m.score is not None and m.role != "demonym" and touched:
                right = any(_meets(p, m) for p in touched)
                tenths[min(9, int(m.score * 10))].append((m.score, right))
    judged = [pair for tenth in tenths for pair in tenth]
    off = sum(abs(sum(s for s, _ in t) - sum(r for _, r in t)) for t in tenths)
    brier = sum((score - right) ** 2 for score, right in judged) / len(judged)
    table = "  ".join(
        f"{sum(s for s, _ in t) / len(t):.2f}:{sum(r for _, r in t) / len(t):.2f}:{len(t)}"
        for t in tenths if t
    )  # fmt: skip
    return off / len(judged), brier, table


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
    return any(p["lat"] is None and _touches(p, mention) for p in places)


def _touches(place: dict[str, object], mention: Mention) -> bool:
    """Whether a marked place and a mention share letters."""
    start, end = int(str(place["start"])), int(str(place["end"]))
    return mention.start < end and start < mention.end


def _meets(place: dict[str, object], mention: Mention) -> bool:
    start, end, lat, lon = (place[k] for k in ("start", "end", "lat", "lon"))
    if mention.place is None or lat is None or mention.end <= start or end <= mention.start:
        return False
    point = (mention.place.lon, mention.place.lat)
    return great_circle_m((lon, lat), point) <= WITHIN_M  # type: ignore[arg-type]


def score_set(path: Path, found: list[tuple[Mention, ...]]) -> dict[str, dict[str, float]]:
    """What the scorer that lies beside the set says of it."""
    with tempfile.TemporaryDirectory() as scratch:
        answers = Path(scratch) / "answers.jsonl"
        lines = [
            json.dumps({"id": d["id"], "mentions": [_answer(m) for m in mentions]})
            for d, mentions in zip(read_set(path), found, strict=True)
        ]
        answers.write_text("\n".join(lines), encoding="utf-8")
        return dict(_scorer(path.parent).score(str(path), str(answers)))


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


def tell(line: str) -> None:
    """Print a line of results at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def score_news(path: Path, gazetteer: Gazetteer) -> float:
    """Tell all figures of one labelled set; F1."""
    documents = read_set(path)
    spent: dict[str, float] = {}
    recognise(documents, spent)
    found = predict(documents, gazetteer, spent)
    listed = predict_listed(documents, gazetteer, spent)
    scored, plain = score_set(path, found), score_set(path, listed)
    got = scored["e2e161"]
    tell(f"{path.stem}: F1 {got['f1']:.3f} (precision {got['p']:.3f}, recall {got['r']:.3f})")
    off, brier, table = calibration(documents, found)
    tell(f"  scores: calibration error {off:.3f}, Brier {brier:.3f}; said:right:number {table}")
    more = spent["places"] / spent["recogniser"]
    tell(
        f"  seconds: recogniser alone {spent['recogniser']:.1f}, whole parse {spent['parse']:.1f}, "
        f"places {spent['places']:.2f} ({more:.2f} of the recogniser's)"
    )
    times = (spent["parse"] + spent["places"]) / spent["listed"]
    tell(
        f"  without a model: overlap F1 {plain['overlap']['f1']:.3f}, "
        f"F1 {plain['e2e161']['f1']:.3f}, {spent['listed']:.2f} s, "
        f"{times:.0f} times as fast as with it"
    )
    return got["f1"]


def score_events(folder: Path) -> float | None:
    """Share of the places of the labelled events that are found and lie within 25 km."""
    gold = folder / "gold.jsonl"
    if not gold.exists():
        return None
    documents = [json.loads(line) for line in gold.read_text(encoding="utf-8").split("\n") if line]
    with tempfile.TemporaryDirectory() as name:
        dates, pred = Path(name) / "dates.csv", Path(name) / "pred.jsonl"
        rows = [f"{d['file']},{d['dct']}\n" for d in documents]
        dates.write_text("file,date\n" + "".join(rows), encoding="utf-8")
        paths = [str(folder / "docs" / d["file"]) for d in documents]
        subprocess.run(
            [sys.executable, "-m", "geomap", "--quiet", "extract", *paths, "--dates", str(dates),
             "-o", str(pred)],
            check=False, capture_output=True,  # 3 says that a row of a table was kept out
        )  # fmt: skip
        done = subprocess.run(
            [sys.executable, str(folder / "score_events.py"), str(gold), str(pred)],
            check=True, capture_output=True, text=True,
        )  # fmt: skip
    told = json.loads(done.stdout)
    found, right = told["mentions"]["r"], told["mentions_placed_right"]["r"]
    tell(f"events: {found:.3f} of the places found, {right:.3f} found and within 25 km")
    return float(right)


def main(folder: Path) -> int:
    """Print the figures beside their floors; 1 where one is not reached."""
    gazetteer = open_gazetteer()
    load_model()
    own = read_own(TESTS / "data" / "places.txt")
    figures = {"own": score_own(own, predict(own, gazetteer, {}))}
    tell(f"own: F1 {figures['own']:.3f}")
    for name in SETS:
        path = folder / "places" / f"{name}.jsonl"
        if path.exists():
            figures[name] = score_news(path, gazetteer)
        else:
            tell(f"{name}: {path} is not here")
    placed = score_events(folder / "events")
    if placed is not None:
        figures["events"] = placed
    low = {name: floor for name, floor in floors().items() if figures.get(name, 1.0) < floor}
    for name, floor in low.items():
        tell(f"{name}: {figures[name]:.3f} is below its floor of {floor}")
    return 1 if low else 0


if __name__ == "__main__":
    default = TESTS.parents[1] / "shared" / "eval"
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else default))
