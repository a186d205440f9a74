"""Texts told twice: paragraphs within a document, documents among others.

Two texts are alike by the Jaccard index of their sets of word 4-grams (shingles), computed
exactly. Sets as alike as DUPLICATE_SHARE must share one of their first shingles in any fixed
order (prefix filter), so only those are looked up, in buckets of bounded size.
"""

import math
import zlib
from collections import Counter, defaultdict
from collections.abc import Sequence

from msgspec.structs import replace

from geomap.records import Document, Noise
from geomap.sources.noise import merge_noise
from geomap.text import blocks, fold, words

__all__ = ["DUPLICATE_SHARE", "mark_duplicates"]

SHINGLE_WORDS = 4
# Jaccard index, in the middle of a gap: over all pairs of 300 paragraphs of news, copies of one
# item, differently cut, had 0.90 to 1.0; the next alike, two versions of a paper's appeal, had
# 0.42; two sentences that quote the same words 0.16. One word changed in thirty gives 0.7.
DUPLICATE_SHARE = 0.65
LEAST_WORDS = 6  # shorter paragraphs (a speaker's name, a subheading) may well repeat
BUCKET_LIMIT = 20  # texts kept behind one shingle, and compared with one text


def mark_duplicates(documents: Sequence[Document]) -> list[Document]:
    """Label repeated paragraphs as noise, and note documents that are copies of earlier ones.

    A paragraph that nearly repeats an earlier one of its document gets noise of type
    "duplicate". A document that nearly repeats an earlier one is kept, with the note
    "near-duplicate of <id>", <id> being the earliest. What is noise already is not compared,
    nor are tables.
    """
    marked: list[Document] = []
    sets: list[frozenset[int]] = []
    for document in documents:
        spans = [] if document.table is not None else _report_spans(document)
        texts = [_words(document.text[start:end]) for start, end in spans]
        labels = [
            Noise(start=spans[i][0], end=spans[i][1], type="duplicate")
            for i in find_copies([_shingles(text) for text in texts])
        ]
        noise = merge_noise([*document.noise, *labels]) if labels else document.noise
        marked.append(replace(document, noise=noise))
        sets.append(_shingles([word for text in texts for word in text]))
    for copy, original in find_copies(sets).items():
        note = f"near-duplicate of {marked[original].id}"
        marked[copy] = replace(marked[copy], notes=(*marked[copy].notes, note))
    return marked


def find_copies(sets: Sequence[frozenset[int]]) -> dict[int, int]:
    """For each set that nearly repeats an earlier one, by position: the earliest such set."""
    copies: dict[int, int] = {}
    buckets: defaultdict[int, list[int]] = defaultdict(list)
    for position, shingles in enumerate(sets):
        if not shingles:
            continue
        length = len(shingles) - math.ceil(DUPLICATE_SHARE * len(shingles)) + 1
        prefix = sorted(shingles)[:length]
        hits = Counter(earlier for shingle in prefix for earlier in buckets.get(shingle, ()))
        likely = sorted(hits, key=lambda earlier: (-hits[earlier], earlier))[:BUCKET_LIMIT]
        alike = [e for e in likely if _jaccard(shingles, sets[e]) >= DUPLICATE_SHARE]
        if alike:
            copies[position] = min(alike)
            continue
        for shingle in prefix:
            if len(buckets[shingle]) < BUCKET_LIMIT:
                buckets[shingle].append(position)
    return copies


def _report_spans(document: Document) -> list[tuple[int, int]]:
    """Paragraphs that are not noise."""
    spans: list[tuple[int, int]] = []
    at = 0
    for start, end in blocks(document.text):
        while at < len(document.noise) and document.noise[at].end <= start:
            at += 1
        if at == len(document.noise) or document.noise[at].start >= end:
            spans.append((start, end))
    return spans


def _words(text: str) -> list[str]:
    return words(fold(text))


def _shingles(found: Sequence[str]) -> frozenset[int]:
    """Checksums of the word 4-grams; none for a text too short to tell."""
    if len(found) < LEAST_WORDS:
        return frozenset()
    grams = zip(*(found[shift:] for shift in range(SHINGLE_WORDS)), strict=False)
    return frozenset(zlib.crc32(" ".join(gram).encode()) for gram in grams)


def _jaccard(a: frozenset[int], b: frozenset[int]) -> float:
    if min(len(a), len(b)) < DUPLICATE_SHARE * max(len(a), len(b)):
        return 0.0
    shared = len(a & b)
    return shared / (len(a) + len(b) - shared)
