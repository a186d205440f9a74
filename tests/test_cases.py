"""Cases told as prose: tests/cases/*.md, a snippet of news and what must be read out of it.

A case is a heading, a line `DATE, PUBLISHER`, the snippet in a block quote, and lines of a list,
`- SORT: WHAT`. The sort says which function below judges the line; each file of cases tells of its
own sorts at its head.


`- SORT: WHAT`. The sort says which function below judges the line; what the lines say is told at
the head of each file.
"""

import hashlib
import re
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest
from claim_lines import pair, read_line

from geomap.dates import find_dates
from geomap.gazetteer import Gazetteer
from geomap.language import parse_all
from geomap.pipeline import read_document
from geomap.records import Claim, Document, Reading
from geomap.vessels import find_vessels

CASES = Path(__file__).parent / "cases"
_DATED = re.compile(r"^(?P<date>\d{4}-\d\d-\d\d|undated), (?P<publisher>.+)", re.M)
_PLACE = re.compile(
    r"(?P<text>.+) -> (?:nothing|(?P<kind>\w+) (?P<country>[A-Z]{2}|-)) (?P<role>\w+)"
    r"(?: \((?P<name>.+)\))?"
)
_DATE = re.compile(r"(?P<text>.+) -> (?P<edtf>[-\d/~]+|nothing)(?: (?P<role>[a-z]+))?")


class Case(NamedTuple):
    """One case of a file."""

    file: str
    title: str
    published: str | None
    publisher: str
    text: str
    lines: tuple[tuple[str, str], ...]


def read_cases(path: Path) -> list[Case]:
    """Every case of a file; a case that lacks something is an error, not left out."""
    found = []
    for part in re.split(r"^## ", path.read_text(encoding="utf-8"), flags=re.M)[1:]:
        title, _, body = part.partition("\n")
        dated = _DATED.search(body)
        quoted = re.findall(r"^> ?(.*)$", body, flags=re.M)
        lines = re.findall(r"^- (\w+): (.+)$", body, flags=re.M)
        assert dated, f"{path.name}, {title!r}: no line `DATE, PUBLISHER`"
        assert quoted, f"{path.name}, {title!r}: no snippet in a block quote"
        assert lines, f"{path.name}, {title!r}: no line `- SORT: WHAT`"
        text = re.sub(r"(?<=\S)\n(?=\S)", " ", "\n".join(quoted))
        day = None if dated["date"] == "undated" else dated["date"]
        found.append(Case(path.stem, title, day, dated["publisher"], text, tuple(lines)))
    return found


def _has_place(reading: Reading, line: str) -> None:
    wanted = _PLACE.fullmatch(line)
    assert wanted, f"`- place: {line}` is not `NAME -> KIND COUNTRY ROLE`"
    same = [m for m in reading.mentions if m.text == wanted["text"]]
    assert same, f"{wanted['text']} is no mention; there are {[m.text for m in reading.mentions]}"
    told = {
        (m.place.kind, m.place.country or "-", m.role) if m.place else (None, None, m.role)
        for m in same
    }
    assert (wanted["kind"], wanted["country"], wanted["role"]) in told, f"{line}: {told}"
    if wanted["name"]:
        assert wanted["name"] in {m.place.name for m in same if m.place}, f"{line}: {same}"
    if wanted["kind"] is None:
        assert all(m.why for m in same if m.place is None), f"{line}: no reason is given"


def _has_none(reading: Reading, line: str) -> None:
    placed = [m for m in reading.mentions if m.place and line in m.text]
    assert not placed, f"{line!r} was taken for {placed}"


def _has_vessel(reading: Reading, line: str) -> None:
    parsed = next(parse_all([(reading.text, ())]))
    assert line in {v.name for v in find_vessels(reading.text, parsed)}


def _has_date(reading: Reading, line: str) -> None:
    wanted = _DATE.fullmatch(line)
    assert wanted, f"`- date: {line}` is not `WORDS -> EDTF ROLE`"
    published = date.fromisoformat(reading.published) if reading.published else None
    # a range is one interval there, and its two ends in what a reader is shown
    dates = (*reading.dates, *find_dates(reading.text, published=published))
    same = [d for d in dates if d.text == wanted["text"]]
    assert same, f"{wanted['text']} is no date; there are {[d.text for d in dates]}"
    named = None if wanted["edtf"] == "nothing" else wanted["edtf"]
    told = {(d.edtf, d.role) for d in same}
    assert (named, wanted["role"] or "event") in told, f"{line}: {told}"
    assert all(d.edtf or d.why for d in same), f"{line}: no reason is given"


def _has_no_date(reading: Reading, line: str) -> None:
    dated = [d for d in reading.dates if d.edtf and line in d.text]
    assert not dated, f"{line!r} was taken for {dated}"


def _has_flag(reading: Reading, line: str) -> None:
    words, _, code = line.partition(" -> ")
    told = [d.why for d in reading.dates if d.text == words]
    assert any((why or "").startswith(f"{code}: ") for why in told), f"{line}: {told}"


def _has_claim_dated(reading: Reading, line: str) -> None:
    words, _, wanted = line.partition(" -> ")
    told = {c.date for c in reading.claims if _tells(c, words)}
    assert (None if wanted == "nothing" else wanted) in told, f"{line}: {told}"


def _has_claim_said(reading: Reading, line: str) -> None:
    words, _, wanted = line.partition(" -> ")
    told = {c.said for c in reading.claims if _tells(c, words)}
    assert wanted in told, f"{line}: {told}"


def _tells(claim: Claim, words: str) -> bool:
    return any(words in (span.text or "") for span in claim.evidence)


def _has_claims(reading: Reading, lines: Sequence[str]) -> None:
    for wanted, claim, wrong in pair(reading.claims, [read_line(line) for line in lines]):
        assert claim, f"no claim for {wanted}; there are {[c.what for c in reading.claims]}"
        assert not wrong, f"{claim.evidence[0].text!r}: {wrong} instead of {wanted}"


def _counts_claims(reading: Reading, line: str) -> None:
    told = [(c.kind, c.what, c.modality) for c in reading.claims]
    assert len(told) == int(line), told


HANDLERS: dict[str, Callable[[Reading, str], None]] = {
    "place": _has_place,
    "date": _has_date,
    "nodate": _has_no_date,
    "flag": _has_flag,
    "when": _has_claim_dated,
    "said": _has_claim_said,
    "none": _has_none,
    "vessel": _has_vessel,
    "claims": _counts_claims,
}
ALL = [case for path in sorted(CASES.glob("*.md")) for case in read_cases(path)]


@pytest.mark.parametrize("case", ALL, ids=lambda c: f"{c.file}: {c.title}")
def test_case(case: Case, gazetteer: Gazetteer) -> None:
    document = Document(
        id="case",
        source="case",
        publisher=case.publisher,
        published=case.published,
        text_sha256=hashlib.sha256(case.text.encode()).hexdigest(),
        text=case.text,
    )
    parsed = next(parse_all([(case.text, ())]))
    reading = read_document(document, parsed, gazetteer)
    _has_claims(reading, [line for sort, line in case.lines if sort == "claim"])
    for sort, line in case.lines:
        if sort == "claim":
            continue
        assert sort in HANDLERS, f"{case.title}: no function judges lines `- {sort}:`"
        HANDLERS[sort](reading, line)


def test_every_file_of_cases_has_cases() -> None:
    assert ALL
    assert {case.file for case in ALL} == {path.stem for path in CASES.glob("*.md")}
