"""The order of the stages: the only module that knows it.

file -> Document -> mentions, dates, quantities, ships -> claims      one document at a time
claims -> events -> routes -> Atlas                                    all together
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date as Date  # noqa: N812 (the type, beside many things called date)
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import msgspec

from geomap import __version__, edtf
from geomap.records import Atlas, Document, Reading, Rejected

if TYPE_CHECKING:
    from geomap.gazetteer import Gazetteer
    from geomap.language import Parsed

__all__ = ["Progress", "build_atlas", "extract", "read_document"]

Progress = Callable[[str, int, int], None]  # what is being done, how far, of how many


def extract(
    sources: Sequence[str],
    *,
    date: str | None = None,
    dates: Path | None = None,
    stdin: BinaryIO | None = None,
    country: str | None = None,
    columns: Mapping[str, str] | None = None,
    gazetteer: "Gazetteer | None" = None,
    progress: Progress | None = None,
) -> tuple[list[Reading], list[Rejected]]:
    """Read sources and everything they say; what could not be read comes back with the reason.

    Parameters
    ----------
    sources
        Files, folders, globs, or "-" for `stdin`.
    date, dates
        A publication date (ISO) for documents that state none; a CSV file of them.
    country, columns
        For event tables: the country (ISO code) that a "south-east" belongs to; headers of the
        tables' own to the names that geomap knows.
    gazetteer
        Where names are looked up; the shipped one by default, compiled on first use.
    """
    from geomap.dates import find_document_date
    from geomap.gazetteer import open_gazetteer
    from geomap.sources import mark_duplicates, read_sources

    documents: list[Document] = []
    rejected: list[Rejected] = []
    for found in read_sources(
        sources, date=date, dates=dates, stdin=stdin, find_date=find_document_date
    ):
        if isinstance(found, Document):
            documents.append(found)
        else:
            rejected.append(found)
    if not documents:
        return [], rejected
    gazetteer = gazetteer or open_gazetteer(progress=progress)
    readings: list[Reading] = []
    tables = partial(_read_table, gazetteer=gazetteer, country=country, columns=columns)
    found_all = _readings(mark_duplicates(documents), gazetteer, tables, rejected)
    for number, reading in enumerate(found_all, 1):
        readings.append(reading)
        if progress:
            progress("reading documents", number, len(documents))
    return readings, rejected


def _read_table(
    document: Document,
    *,
    gazetteer: "Gazetteer",
    country: str | None,
    columns: Mapping[str, str] | None,
) -> tuple[Reading, list[Rejected]]:
    from geomap.tables import read_table

    return read_table(document, gazetteer, country=country, columns=columns)


def _readings(
    documents: Sequence[Document],
    gazetteer: "Gazetteer",
    tables: Callable[[Document], tuple[Reading, list[Rejected]]],
    rejected: list[Rejected],
) -> Iterator[Reading]:
    """Readings in the order of the documents; bad table rows are added to `rejected`."""
    from geomap.language import parse_all

    prose = [d for d in documents if d.table is None]
    parses = parse_all(
        (d.text, [(n.start, n.end) for n in d.noise]) for d in prose
    ) if prose else iter(())  # fmt: skip
    for document in documents:
        if document.table is None:
            yield read_document(document, next(parses), gazetteer)
        else:
            reading, bad_rows = tables(document)
            rejected.extend(bad_rows)
            yield reading


def read_document(document: Document, parsed: "Parsed", gazetteer: "Gazetteer") -> Reading:
    """Find every mention, date and claim of one document. Pure."""
    from geomap.claims import Names, extract_claims
    from geomap.dates import find_dates
    from geomap.mentions import find_mentions
    from geomap.places import resolve_mentions
    from geomap.quantities import find_quantities
    from geomap.vessels import find_vessels

    noise = [(n.start, n.end) for n in document.noise]
    text = document.text
    vessels = find_vessels(text, parsed, named=lambda name: _is_no_ship(gazetteer, name))
    found = find_mentions(
        text,
        parsed,
        gazetteer,
        taken=[(v.start, v.end) for v in vessels],  # type: ignore[misc]
    )
    mentions = resolve_mentions(text, found, gazetteer)
    published = Date.fromisoformat(document.published) if document.published else None
    whens = find_dates(text, published=published, noise=noise)
    claims = extract_claims(
        document,
        parsed,
        mentions=mentions,
        dates=whens,
        quantities=find_quantities(text, skip=[(w.start, w.end) for w in whens]),
        vessels=vessels,
        names=Names(country=gazetteer.country, seat=gazetteer.seat, demonym=gazetteer.demonym),
    )
    fields = msgspec.structs.asdict(document)
    # a date's role says that it is open ("since"); the expression itself names a day or month
    named = tuple(
        msgspec.structs.replace(w, edtf=edtf.named(w.edtf)) if w.edtf else w for w in whens
    )
    return Reading(**fields, mentions=mentions, dates=named, claims=claims)


def _is_no_ship(gazetteer: "Gazetteer", name: str) -> bool:
    """Whether a name is a country, a government or a sea: "the Kremlin moved", "the Volga"."""
    if gazetteer.seat(name) or gazetteer.demonym(name):
        return True
    return any(
        c.place.kind in {"country", "sea", "strait", "river", "region"} and c.main_name
        for c in gazetteer.candidates(name)[:3]
    )


def build_atlas(
    readings: Iterable[Reading],
    *,
    gazetteer: "Gazetteer | None" = None,
    settings: Mapping[str, object] | None = None,
) -> Atlas:
    """Merge the claims of all readings to events and route them.

    The digest of `gazetteer` and `settings` are written into the atlas, for who wants to repeat
    it.
    """
    from geomap.events import merge_claims
    from geomap.language import MODEL
    from geomap.routes import route_events

    documents = tuple(readings)
    merged = merge_claims(documents)
    return Atlas(
        made_with={
            "geomap": __version__,
            "gazetteer": gazetteer.digest if gazetteer else None,
            "language_model": MODEL,
            "settings": dict(settings or {}),
        },
        documents=documents,
        events=merged.events,
        series=merged.series,
        movements=merged.movements,
        routes=route_events(e for e in merged.events if e.kind == "transfer"),
    )
