"""SOURCEs of the verbs that read: their options, and reading them into an atlas."""

import hashlib
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geomap.cli.shared import (
    as_json,
    check_countries,
    complain,
    numbered,
    online_option,
    opened_gazetteer,
    opened_online,
    progress_bar,
    say,
)
from geomap.errors import GeomapError

if TYPE_CHECKING:
    from geomap.gazetteer import Gazetteer
    from geomap.pipeline import Recogniser
    from geomap.records import Atlas, Reading, Rejected, Track

__all__ = ["read", "read_reports", "source_options", "tracks_option"]

ROWS_SHOWN = 40  # bad rows of a table that are named before the rest is only counted
NOTES_SHOWN = 12  # lines of remarks on documents before the rest is only counted

tracks_option = click.option(
    "--tracks",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    help="Observed positions of ships (AIS) as CSV, GeoJSON or GPX, or a folder of them; "
    "repeatable.",
)


def source_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """SOURCEs and what is known of them: the arguments of `read`."""
    command = click.argument("sources", nargs=-1, metavar="SOURCE...")(command)
    command = click.option(
        "--date",
        metavar="YYYY-MM-DD",
        callback=_check_date,
        help="Publication date of documents that state none.",
    )(command)
    command = click.option(
        "--dates",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="CSV file,date[,publisher,url,title]: what is known of each document.",
    )(command)
    command = click.option(
        "--places",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="Your own places and corrections: text,document,place or text,lat,lon ...; they win.",
    )(command)
    command = online_option(command)
    command = click.option(
        "--recogniser",
        type=click.Choice(("spacy", "gazetteer")),
        default="spacy",
        show_default=True,
        help="gazetteer: names and dates only, without a language model, many times as fast.",
    )(command)
    command = click.option(
        "--country",
        metavar="CC",
        help='Country (ISO code) that a side of a country in a table ("south-east") belongs to.',
    )(command)
    command = click.option(
        "--day-first/--month-first",
        default=None,
        help="How 03/04/2024 is read; by default as the dates beside it tell, else day first.",
    )(command)
    return click.option(
        "--map",
        "renamed",
        multiple=True,
        metavar="HEADER=COLUMN",
        callback=_check_renamed,
        help="Read a table's HEADER as the column that geomap knows; repeatable.",
    )(command)


def _check_renamed(
    _ctx: click.Context, _option: click.Parameter, value: tuple[str, ...]
) -> dict[str, str]:
    out: dict[str, str] = {}
    for pair in value:
        header, sign, column = pair.partition("=")
        if not (sign and header.strip() and column.strip()):
            message = f"{pair!r}: write HEADER=COLUMN, for example --map Ort=place"
            raise click.BadParameter(message)
        out[header.strip()] = column.strip()
    return out


def _check_date(ctx: click.Context, option: click.Parameter, value: str | None) -> str | None:  # noqa: ARG001
    from datetime import date

    if value is None:
        return None
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError as error:
        message = f"{value!r} is not a date; write it as 2024-01-22"
        raise click.BadParameter(message) from error


def read(
    ctx: click.Context, sources: Sequence[str], *, tracks: Sequence[Path] = (), **asked: Any
) -> tuple["Atlas", list["Rejected"]]:
    """Read the sources, and tracks of ships, into an atlas; say what could not be read."""
    from geomap.pipeline import build_atlas, read_tracks

    readings: list[Reading] = []
    rejected: list[Rejected] = []
    settings = _settings(**asked)
    if sources or not tracks:
        readings, rejected, gazetteer = read_reports(ctx, sources, **asked)
    else:
        gazetteer = opened_gazetteer(ctx)
    found, bad = read_tracks(tracks, gazetteer=gazetteer, day_first=asked.get("day_first"))
    _name_rejected(ctx, bad)
    if tracks:
        _remark(ctx, [(file, note) for track in found for file, note in _notes_of(track)])
        # a device or a pipe was refused: it may have no end
        settings["tracks"] = [_told_file(path) for path in tracks if path.is_file()]
    if not readings and not found:
        message = "nothing could be read: no result was written"
        raise GeomapError(message)
    atlas = build_atlas(readings, gazetteer=gazetteer, settings=settings, tracks=found)
    return atlas, [*rejected, *bad]


def _notes_of(track: "Track") -> Iterator[tuple[str, str]]:
    for note in track.notes:
        file, _, told = note.partition(": ")
        yield file, told


def read_reports(
    ctx: click.Context,
    sources: Sequence[str],
    *,
    date: str | None,
    dates: Path | None,
    country: str | None,
    places: Path | None,
    online: str | None,
    recogniser: "Recogniser",
    renamed: Mapping[str, str],
    day_first: bool | None,
) -> tuple[list["Reading"], list["Rejected"], "Gazetteer"]:
    """Read the sources, each for itself; say what could not be read."""
    from geomap.pipeline import extract

    if not sources:
        raise click.MissingParameter(ctx=ctx, param_hint="'SOURCE...'", param_type="argument")
    gazetteer = opened_gazetteer(ctx)
    check_countries(gazetteer, [country] if country else [])
    with progress_bar(ctx) as progress:
        readings, rejected = extract(
            sources,
            date=date,
            dates=dates,
            stdin=sys.stdin.buffer,
            country=country,
            columns=renamed or None,
            day_first=day_first,
            places=places,
            online=opened_online(ctx, online),
            recogniser=recogniser,
            gazetteer=gazetteer,
            progress=progress,
        )
    _name_rejected(ctx, rejected)
    refused = {item.source for item in rejected if item.row is None}
    if all(r.table is not None and not r.claims and r.source in refused for r in readings):
        message = "nothing could be read: no result was written"
        raise GeomapError(message)
    _remark(ctx, [(reading.source, note) for reading in readings for note in reading.notes])
    return readings, rejected, gazetteer


def _name_rejected(ctx: click.Context, rejected: Sequence["Rejected"]) -> None:
    """Name what could not be read; of a table with many bad rows the first, then their number."""
    rows: dict[str, int] = {}
    for item in rejected:
        row = ""
        if item.row is not None:
            rows[item.source] = rows.get(item.source, 0) + 1
            row = f", row {item.row}"
        if item.row is None or rows[item.source] <= ROWS_SHOWN or as_json(ctx):
            complain(ctx, f"{item.source}{row}: {item.why}", kind="Rejected")
    for source, count in rows.items():
        if count > ROWS_SHOWN and not as_json(ctx):
            more = f"{numbered(count - ROWS_SHOWN, 'more row')} kept out; --json-errors names each"
            complain(ctx, f"{source}: {more}", kind="Rejected")


def _settings(
    *,
    date: str | None,
    dates: Path | None,
    country: str | None,
    places: Path | None,
    online: str | None,
    recogniser: "Recogniser",
    renamed: Mapping[str, str],
    day_first: bool | None,
) -> dict[str, object]:
    """What the atlas tells of how it was asked for."""
    settings: dict[str, object] = {
        "date": date,
        "dates": dates and dates.name,
        "country": country,
        "map": renamed,
    }
    if day_first is not None:
        settings["day_first"] = day_first
    if places:
        settings["places"] = _told_file(places)
    if recogniser != "spacy":
        settings["recogniser"] = recogniser
    if online:
        from geomap.online import ATTRIBUTION

        settings["online"] = {"service": online, "attribution": ATTRIBUTION}
    return settings


def _told_file(path: Path) -> dict[str, str]:
    with path.open("rb") as file:
        return {"file": path.name, "sha256": hashlib.file_digest(file, "sha256").hexdigest()}


def _remark(ctx: click.Context, told: Sequence[tuple[str, str]]) -> None:
    """Pass on what a reader must know of single documents or tracks, each thing once."""
    notes = list(dict.fromkeys(f"{source}: {note}" for source, note in told))
    shown = len(notes) if ctx.obj["verbose"] else NOTES_SHOWN
    for note in notes[:shown]:
        say(ctx, f"note: {note}")
    if len(notes) > shown:
        say(ctx, f"note: ... and {len(notes) - shown} more notes (geomap -v shows all)")
