"""Small corpora told as prose: tests/corpora/*.md, what belongs together in them and what does not.

A corpus is a file: reports, each a heading with its title, a line `DATE, PUBLISHER` and the text
in a block quote; then `## Expected` with lines `- SORT: WORDS | WORDS`. The words stand in one
report only and name the event that is told there. Sorts: `one` (they tell one event), `two` (each
tells another), `flag: CODE`, `no: CODE` (the event has that flag, or not), `clean` (no flag at
all), `series` (one series holds them all), `toll` (the event has a series of its own), `chain`
(one movement has just these legs).
"""

import hashlib
import itertools
import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from geomap.codec import encode
from geomap.gazetteer import Gazetteer
from geomap.language import parse_all
from geomap.pipeline import build_atlas, read_document
from geomap.records import Atlas, Claim, Document, Event, Reading, Span

CORPORA = sorted((Path(__file__).parent / "corpora").glob("*.md"))
Judge = Callable[[Atlas, list[Event]], bool]


class Corpus(NamedTuple):
    """The reports of a file and what is expected of them."""

    documents: list[Document]
    expected: list[tuple[str, str]]


def read_corpus(path: Path) -> Corpus:
    """A corpus; one that lacks something is an error, not left out."""
    documents, expected = [], []
    for part in re.split(r"^## ", path.read_text(encoding="utf-8"), flags=re.M)[1:]:
        title, _, body = part.partition("\n")
        if title == "Expected":
            expected = re.findall(r"^- (\w+): (.+)$", body, flags=re.M)
            continue
        dated = re.search(r"(?P<date>\d{4}-\d\d-\d\d), (?P<publisher>.+)", body)
        assert dated, f"{path.name}, {title!r}: no line `DATE, PUBLISHER`"
        text = re.sub(
            r"(?<=\S)\n(?=\S)", " ", "\n".join(re.findall(r"^> ?(.*)$", body, flags=re.M))
        )
        assert text, f"{path.name}, {title!r}: no text in a block quote"
        documents.append(
            Document(
                id=f"{path.stem}-{len(documents) + 1}", source=path.name, title=title, text=text,
                published=dated["date"], publisher=dated["publisher"],
                text_sha256=hashlib.sha256(text.encode()).hexdigest(),
            )
        )  # fmt: skip
    assert documents, f"{path.name}: no reports"
    assert expected, f"{path.name}: no lines `- SORT: WORDS`"
    return Corpus(documents, expected)


@pytest.fixture(scope="module")
def read(gazetteer: Gazetteer) -> dict[str, list[Reading]]:
    """Readings of every corpus, by the name of its file."""
    found = {}
    for path in CORPORA:
        documents = read_corpus(path).documents
        parsed = parse_all([(d.text, ()) for d in documents])
        found[path.stem] = [read_document(d, p, gazetteer) for d, p in zip(documents, parsed,
                                                                         strict=True)]  # fmt: skip
    return found


def _common(claim: Claim, start: int, end: int) -> int:
    spans = [s for s in claim.evidence[:1] if isinstance(s, Span)]
    return max((min(end, int(s.end)) - max(start, int(s.start)) for s in spans), default=0)


def event_told(words: str, atlas: Atlas) -> Event:
    """The event of the claim whose first evidence has most in common with some words."""
    holding = [r for r in atlas.documents if words in r.text]
    assert len(holding) == 1, f"{words!r} stands in {len(holding)} reports"
    reading = holding[0]
    start = reading.text.index(words)
    common, claim = max(
        ((_common(c, start, start + len(words)), c.id) for c in reading.claims), default=(0, "")
    )
    assert common > 0, f"no claim is made of {words!r}"
    return next(e for e in atlas.events if claim in e.claims)


def _ids(events: list[Event]) -> list[str]:
    return [event.id for event in events]


def _in_series(atlas: Atlas, events: list[Event]) -> bool:
    return any(set(_ids(events)) <= {p.event for p in s.points} for s in atlas.series)


JUDGES: dict[str, Judge] = {
    "one": lambda _, events: len(set(_ids(events))) == 1,
    "two": lambda _, events: len(set(_ids(events))) == len(events),
    "clean": lambda _, events: not events[0].flags,
    "series": _in_series,
    "toll": lambda atlas, events: any(
        {p.event for p in s.points} == {events[0].id} for s in atlas.series
    ),
    "chain": lambda atlas, events: tuple(_ids(events)) in {m.legs for m in atlas.movements},
}


@pytest.mark.parametrize("path", CORPORA, ids=lambda path: path.stem)
def test_corpus(path: Path, read: dict[str, list[Reading]], gazetteer: Gazetteer) -> None:
    atlas = build_atlas(read[path.stem], gazetteer=gazetteer)
    for sort, line in read_corpus(path).expected:
        code, _, words = line.partition(": ") if sort in {"flag", "no"} else ("", "", line)
        events = [event_told(each, atlas) for each in words.split(" | ")]
        told = [(e.summary, e.date_edtf, [f.message for f in e.flags]) for e in events]
        if code:
            assert (code in {f.code for f in events[0].flags}) == (sort == "flag"), (line, told)
        else:
            assert JUDGES[sort](atlas, events), (sort, line, told)


def test_corpora_keep_apart(read: dict[str, list[Reading]], gazetteer: Gazetteer) -> None:
    """Each corpus gives the same bytes alone and among all the others, in any order."""
    together = build_atlas([*itertools.chain(*read.values())][::-1], gazetteer=gazetteer)
    for kind in ("events", "series", "movements"):
        all_of_them = {encode(one) for one in getattr(together, kind)}
        alone = {
            encode(one) for readings in read.values()
            for one in getattr(build_atlas(readings, gazetteer=gazetteer), kind)
        }  # fmt: skip
        assert alone == all_of_them, kind


@pytest.mark.parametrize("path", CORPORA, ids=lambda path: path.stem)
def test_no_other_contradiction_is_flagged(
    path: Path, read: dict[str, list[Reading]], gazetteer: Gazetteer
) -> None:
    atlas = build_atlas(read[path.stem], gazetteer=gazetteer)
    flagged = [line for sort, line in read_corpus(path).expected if sort == "flag"]
    wanted = {
        (event_told(words, atlas).id, code)
        for code, _, words in (line.partition(": ") for line in flagged)
    }
    raised = {
        (e.id, f.code) for e in atlas.events for f in e.flags
        if f.code == "cargo_disputed" or f.code.endswith("_conflict")
    }  # fmt: skip
    assert raised <= wanted
