"""The order of the stages: the only module that knows it.

file -> Document -> mentions, dates, quantities, ships -> claims      one document at a time
claims -> events -> routes -> Atlas, with the tracks of ships          all together
"""

import logging
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date as Date  # noqa: N812 (the type, beside many things called date)
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal, get_args

import msgspec

from geomap import __version__
from geomap.errors import SourceError
from geomap.records import Atlas, Document, Mention, Reading, Rejected, Track

if TYPE_CHECKING:
    from geomap.dates import Dates
    from geomap.gazetteer import Gazetteer, OwnPlaces
    from geomap.gazetteer.own import Given
    from geomap.language import Parsed
    from geomap.online import OnlinePlaces
    from geomap.sources import Paths
    from geomap.vessels import Other

__all__ = [
    "Progress",
    "Recogniser",
    "build_atlas",
    "extract",
    "read_document",
    "read_listed",
    "read_tracks",
]

_PAPER = re.compile(  # the last word of a newspaper's name: "the Moscow Times carried ..."
    r" (?:Times|Post|Independent|Journal|News|Tribune|Herald|Gazette|Guardian|Telegraph|Mail|Wire|"
    r"Observer|Examiner|Courier|Review|Chronicle|Bulletin)$"
)
_log = logging.getLogger(__name__)

Recogniser = Literal["spacy", "gazetteer"]
Progress = Callable[[str, int, int], None]  # what is being done, how far, of how many


def extract(  # noqa: PLR0913 (every setting of the main job)
    sources: "Paths",
    *,
    date: str | None = None,
    dates: Path | str | None = None,
    stdin: BinaryIO | None = None,
    country: str | None = None,
    columns: Mapping[str, str] | None = None,
    day_first: bool | None = None,
    places: Path | str | None = None,
    online: "OnlinePlaces | None" = None,
    recogniser: Recogniser = "spacy",
    gazetteer: "Gazetteer | None" = None,
    progress: Progress | None = None,
) -> tuple[list[Reading], list[Rejected]]:
    """Read sources and everything they say; what could not be read comes back with the reason.

    Parameters
    ----------
    sources
        Files, folders, globs, or "-" for `stdin`; one, or a list of them.
    date, dates
        A publication date (ISO) for documents that state none; a CSV file of them.
    country, columns
        For event tables: the country (ISO code) that a "south-east" belongs to; headers of the
        tables' own to the names that geomap knows.
    day_first
        How tables and texts write 03/04/2024; by default as their other dates tell, else day first.
    places
        A table of the user's own places and corrections, which win over everything; see
        `geomap.gazetteer.read_own_places`.
    online
        Whom to ask for names that the gazetteer lacks; nobody by default.
    recogniser
        "gazetteer" finds names and dates without a language model, many times as fast; claims
        need the grammar of the sentences, so that there are none then.
    gazetteer
        Where names are looked up; the shipped one by default, compiled on first use.
    """
    if recogniser not in get_args(Recogniser):
        message = f"recogniser {recogniser!r} is none of {', '.join(get_args(Recogniser))}"
        raise SourceError(message)
    from geomap.dates import find_document_date
    from geomap.gazetteer import open_gazetteer, read_own_places
    from geomap.places import agree_on_names
    from geomap.sources import mark_duplicates, read_sources
    from geomap.tables import is_events, mark_tables, read_inner_tables

    documents: list[Document] = []
    rejected: list[Rejected] = []
    for found in read_sources(
        sources,
        date=date,
        dates=dates,
        stdin=stdin,
        find_date=find_document_date,
        is_events=partial(is_events, columns=columns),
    ):
        if isinstance(found, Document):
            documents.append(found)
        else:
            rejected.append(found)
    if not documents:
        return [], rejected
    gazetteer = gazetteer or open_gazetteer(progress=progress)
    if country and gazetteer.country(country) is None:
        message = f"country {country!r}: no country has this ISO 3166-1 code"
        raise SourceError(message)
    own = read_own_places(Path(places), gazetteer) if places else None
    readings: list[Reading] = []
    marked = [mark_tables(document) for document in mark_duplicates(documents)]
    columns = columns or {}
    _check_columns(marked, columns)
    tables = partial(
        _read_table,
        gazetteer=gazetteer,
        country=country,
        columns=columns,
        day_first=day_first,
        own=own,
        online=online,
    )
    texts = [document for document in marked if document.table is None]
    parsed = partial(
        read_document, gazetteer=gazetteer, own=own, online=online, day_first=day_first
    )
    listed = partial(read_listed, gazetteer=gazetteer, own=own, online=online, day_first=day_first)
    prose = _parsed_readings(texts, parsed) if recogniser == "spacy" else map(listed, texts)
    inner = partial(read_inner_tables, gazetteer=gazetteer, day_first=day_first)
    found_all = _readings(marked, prose, tables, inner, rejected)
    for number, reading in enumerate(found_all, 1):
        readings.append(reading)
        if progress:
            progress("reading documents", number, len(documents))
    for row in own.unused(readings) if own else ():
        _log.warning("%s row %d: %r stands in no document read", places, row.row, row.text)
    return agree_on_names(readings), rejected


def _read_table(
    document: Document,
    *,
    gazetteer: "Gazetteer",
    country: str | None,
    columns: Mapping[str, str],
    day_first: bool | None,
    own: "OwnPlaces | None",
    online: "OnlinePlaces | None",
) -> tuple[Reading, list[Rejected]]:
    from geomap.tables import read_table, renamed

    given = own.for_document(document) if own else {}
    said = renamed(document.table, columns) if document.table and columns else {}
    read = partial(
        read_table, document, gazetteer, country=country, columns=said, day_first=day_first
    )
    reading, bad = read(given=given)
    if online:
        found = _found_online(reading.mentions, gazetteer, online)
        if found:  # read again: what a row says may hang on where its places lie
            return read(given=found | given)
    return reading, bad


def _found_online(
    mentions: Iterable[Mention], gazetteer: "Gazetteer", online: "OnlinePlaces"
) -> dict[str, "Given"]:
    """Places of the names in a table that the gazetteer lacks, by key, as if the user gave them."""
    from geomap.gazetteer.keys import exact_key
    from geomap.gazetteer.own import Given
    from geomap.online import resolve_online

    lacking = {m.text: m for m in mentions if m.place is None}
    return {
        exact_key(m.text): Given(row=0, text=m.text, document=None, place=m.place, why=m.why or "")
        for m in resolve_online(tuple(lacking.values()), gazetteer, online)
        if m.place
    }


def _check_columns(documents: Sequence[Document], columns: Mapping[str, str]) -> None:
    """Refuse a --map for a column that none of the tables has."""
    from geomap.tables import renamed

    tables = [document.table for document in documents if document.table]
    known = {old for table in tables for old in renamed(table, columns)} if columns else set()
    for old, new in columns.items():
        if old not in known:
            there = dict.fromkeys(name for table in tables for name in table.columns if name)
            message = (
                f"--map {old}={new}: no table has a column {old!r}; "
                f"there are {', '.join(there) or 'none'}"
            )
            raise SourceError(message)


def _readings(
    documents: Sequence[Document],
    prose: Iterator[Reading],
    tables: Callable[[Document], tuple[Reading, list[Rejected]]],
    inner: Callable[[Reading], tuple[Reading, list[Rejected]]],
    rejected: list[Rejected],
) -> Iterator[Reading]:
    """Readings in the order of the documents; bad table rows are added to `rejected`."""
    for document in documents:
        reading, bad_rows = inner(next(prose)) if document.table is None else tables(document)
        rejected.extend(bad_rows)
        yield reading


def _parsed_readings(
    documents: Sequence[Document], read: Callable[[Document, "Parsed"], Reading]
) -> Iterator[Reading]:
    """Readings of prose; the language model is loaded only where there is any."""
    from geomap.language import parse_all

    if documents:
        texts = ((d.text, [(n.start, n.end) for n in d.noise]) for d in documents)
        yield from map(read, documents, parse_all(texts))


def _placed(
    document: Document,
    found: tuple[Mention, ...],
    gazetteer: "Gazetteer",
    *,
    own: "OwnPlaces | None",
    online: "OnlinePlaces | None",
) -> tuple[Mention, ...]:
    """Mentions with their places; what the user states about them wins."""
    from geomap.online import resolve_online
    from geomap.places import place_vague, resolve_mentions, spell_as_told

    text = document.text
    resolved = spell_as_told(resolve_mentions(text, found, gazetteer), gazetteer)
    mentions = place_vague(text, resolved, gazetteer)
    if online:
        mentions = resolve_online(mentions, gazetteer, online)
    return own.apply(document, mentions) if own else mentions


def _dates_of(document: Document, *, day_first: bool | None) -> "Dates":
    from geomap.dates import read_dates

    noise = [(n.start, n.end) for n in document.noise]
    published = Date.fromisoformat(document.published) if document.published else None
    return read_dates(document.text, published=published, noise=noise, day_first=day_first)


def read_listed(
    document: Document,
    gazetteer: "Gazetteer",
    *,
    own: "OwnPlaces | None" = None,
    online: "OnlinePlaces | None" = None,
    day_first: bool | None = None,
) -> Reading:
    """Find the mentions and dates of one document without a language model; no claims."""
    from geomap.mentions import find_mentions_without_model

    noise = [(n.start, n.end) for n in document.noise]
    found = find_mentions_without_model(document.text, gazetteer, noise=noise)
    mentions = _placed(document, found, gazetteer, own=own, online=online)
    dates = _dates_of(document, day_first=day_first)
    note = "read without a language model: names and dates only, no claims"
    fields = msgspec.structs.asdict(document) | {"notes": (*document.notes, note)}
    return Reading(**fields, mentions=mentions, dates=dates.expressions)


def read_document(
    document: Document,
    parsed: "Parsed",
    gazetteer: "Gazetteer",
    *,
    own: "OwnPlaces | None" = None,
    online: "OnlinePlaces | None" = None,
    day_first: bool | None = None,
) -> Reading:
    """Find every mention, date and claim of one document. Pure, unless it may ask `online`."""
    from geomap.claims import Names, extract_claims
    from geomap.mentions import find_mentions
    from geomap.quantities import find_quantities
    from geomap.vessels import find_vessels

    text = document.text
    vessels = find_vessels(text, parsed, named=lambda name: _named_else(gazetteer, name))
    found = find_mentions(
        text,
        parsed,
        gazetteer,
        taken=[(v.start, v.end) for v in vessels],  # type: ignore[misc]
    )
    mentions = _placed(document, found, gazetteer, own=own, online=online)
    dates = _dates_of(document, day_first=day_first)
    claims = extract_claims(
        document,
        parsed,
        mentions=mentions,
        dates=dates.intervals,
        quantities=find_quantities(text, skip=[(w.start, w.end) for w in dates.intervals]),
        vessels=vessels,
        names=Names(country=gazetteer.country, seat=gazetteer.seat, demonym=gazetteer.demonym),
    )
    fields = msgspec.structs.asdict(document)
    return Reading(**fields, mentions=mentions, dates=dates.expressions, claims=claims)


def _named_else(gazetteer: "Gazetteer", name: str) -> "Other | None":
    """What a name is before it is a ship's: a government ("the Kremlin moved"), a river."""
    if gazetteer.seat(name) or gazetteer.demonym(name) or _PAPER.search(name):
        return "state"
    kinds = [c.place.kind for c in gazetteer.candidates(name)[:3] if c.main_name]
    if "country" in kinds:
        return "state"
    return "nature" if {"sea", "strait", "river", "region"} & {*kinds} else None


def _namer(gazetteer: "Gazetteer") -> Callable[[str], str | None]:
    return lambda code: place.name if (place := gazetteer.country(code)) else None


def read_tracks(
    paths: "Paths",
    *,
    gazetteer: "Gazetteer | None" = None,
    day_first: bool | None = None,
) -> tuple[tuple[Track, ...], list[Rejected]]:
    """Read the observed positions of ships; what could not be used comes back with the reason.

    Parameters
    ----------
    paths
        Files of positions as `geomap.tracks.read_tracks` takes them, or folders of them.
    gazetteer
        Whose ports are looked for; the shipped one by default.
    day_first
        How 03/04/2024 is read, where no time of the file tells.
    """
    from geomap import tracks
    from geomap.gazetteer import open_gazetteer

    asked = [paths] if isinstance(paths, (str, os.PathLike)) else list(paths)
    if not asked:
        return (), []
    harbours = (gazetteer or open_gazetteer()).harbours()
    files = [file for path in asked for file in tracks.track_files(Path(path))]
    return tracks.read_tracks(files, harbours=harbours, day_first=day_first)


def build_atlas(
    readings: Iterable[Reading],
    *,
    gazetteer: "Gazetteer | None" = None,
    settings: Mapping[str, object] | None = None,
    tracks: Sequence[Track] = (),
) -> Atlas:
    """Merge the claims of all readings to events, route them and hold `tracks` against them.

    The digest of `gazetteer` and `settings` are written into the atlas, for who wants to repeat
    it.
    """
    from geomap.events import merge_claims
    from geomap.language import MODEL
    from geomap.routes import Limits, carrier_words, flag_voyages, route_events
    from geomap.tracks import sight_ships

    documents = tuple(readings)
    told = dict(settings or {})
    merged = merge_claims(documents, country_name=_namer(gazetteer) if gazetteer else None)
    claims = {claim.id: claim for document in documents for claim in document.claims}
    words = {event.id: carrier_words(event, claims) for event in merged.events}
    ports = gazetteer.ports() if gazetteer else ()
    moving = [e for e in merged.events if e.kind == "transfer" or (e.launch and e.location)]
    routes = route_events(moving, words=words, limits=Limits(ports=ports))
    events = flag_voyages(merged.events, routes, claims)
    return Atlas(
        made_with={
            "geomap": __version__,
            "gazetteer": gazetteer.digest if gazetteer else None,
            "language_model": MODEL if told.get("recogniser", "spacy") == "spacy" else None,
            "settings": told,
        },
        documents=documents,
        events=sight_ships(events, tracks, routes),
        series=merged.series,
        movements=merged.movements,
        routes=routes,
        tracks=tuple(tracks),
    )
