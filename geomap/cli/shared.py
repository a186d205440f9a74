"""What the verbs share: errors, options, progress, reading and writing."""

import functools
import hashlib
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geomap.errors import GeomapError

if TYPE_CHECKING:
    from geomap.gazetteer import Gazetteer
    from geomap.online import OnlinePlaces
    from geomap.pipeline import Progress, Recogniser
    from geomap.records import Atlas, Reading, Rejected, Track

__all__ = [
    "EXTRACT_FORMATS",
    "FAILED",
    "MISUSED",
    "PARTLY",
    "Group",
    "check_ending",
    "complain",
    "counts",
    "finish",
    "format_of",
    "load_atlas",
    "named",
    "numbered",
    "online_option",
    "opened_gazetteer",
    "opened_online",
    "output_option",
    "page_option",
    "progress_bar",
    "put",
    "read",
    "read_reports",
    "source_options",
    "tracks_option",
    "write",
]

FAILED, MISUSED, PARTLY, INTERRUPTED = 1, 2, 3, 130
# The keys of geomap.export.FORMATS, here so that --help loads none of it
EXTRACT_FORMATS = tuple(
    "json jsonl geojson geojsonl csv xlsx gpkg fgb parquet kml kmz shp gpx qgz".split()
)
DATABASES = ("postgresql://", "postgres://")
PAGE_FORMATS = ("html", "htm")
ROWS_SHOWN = 40  # bad rows of a table that are named before the rest is only counted
NOTES_SHOWN = 12  # lines of remarks on documents before the rest is only counted


class Group(click.Group):
    """A group that turns geomap's own errors into one line and the right exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the verb; end with the exit code that says how it went."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()  # a reader that left is noticed here, not at the exit
        except GeomapError as error:
            complain(ctx, str(error), kind=type(error).__name__)
            ctx.exit(FAILED)
        except click.UsageError as error:
            if not as_json(ctx):
                raise
            complain(ctx, error.format_message(), kind=type(error).__name__)
            ctx.exit(MISUSED)
        except KeyboardInterrupt:
            complain(ctx, "interrupted", kind="KeyboardInterrupt")
            ctx.exit(INTERRUPTED)
        except BrokenPipeError:
            # The reader of a pipe left: there is nobody to tell. Python's own flush at the exit
            # must not fail again (docs.python.org, library/signal, "Note on SIGPIPE").
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(FAILED)
        return result


def as_json(ctx: click.Context) -> bool:
    return bool(ctx.find_root().params.get("json_errors"))


def complain(ctx: click.Context, message: str, *, kind: str) -> None:
    """Say what went wrong on stderr: one line, or JSON with --json-errors."""
    if as_json(ctx):
        click.echo(json.dumps({"error": kind, "message": message}), err=True)
    else:
        click.echo(f"geomap: {on_one_line(message)}", err=True)


def on_one_line(text: str) -> str:
    """Show what a terminal would obey (line breaks, escapes) instead of sending it there.

    A file name may hold any character, and messages quote file names.
    """
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


LONGEST_AGENT = 200


def _keep_agent(ctx: click.Context, _: click.Parameter, contact: str | None) -> None:
    if contact and not (
        contact.isascii() and contact.isprintable() and len(contact) < LONGEST_AGENT
    ):
        message = f"give an address or a name in plain letters, shorter than {LONGEST_AGENT}"
        raise click.BadParameter(message)
    ctx.obj["online_agent"] = contact


def online_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Which service may be asked, and who it is told that asks."""
    command = click.option(
        "--online-agent",
        metavar="CONTACT",
        callback=_keep_agent,
        expose_value=False,
        help="Your e-mail or web address, told to that service beside geomap's name.",
    )(command)
    return click.option(
        "--online",
        type=click.Choice(("nominatim",)),
        help="Ask this service for names that the gazetteer lacks: they leave this machine.",
    )(command)


tracks_option = click.option(
    "--tracks",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Observed positions of ships (AIS) as CSV, GeoJSON or GPX; repeatable.",
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


output_option = functools.partial(
    click.option, "-o", "--output", metavar="FILE", help="Where the result goes; - is stdout."
)


@contextmanager
def progress_bar(ctx: click.Context, *, announce: str | None = None) -> Iterator["Progress | None"]:
    """A progress bar on a terminal; elsewhere the one line `announce`, once something begins."""
    if ctx.obj["quiet"] or not (announce or sys.stderr.isatty()):
        yield None
        return
    if not sys.stderr.isatty():
        announced: list[str] = []

        def say(_what: str, _done: int, _total: int) -> None:
            if not announced:
                announced.append(f"geomap: {announce}")
                click.echo(announced[0], err=True)

        yield say
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, Any] = {}

        def tell(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=total)
            bar.update(tasks[what], completed=done, total=total)

        yield tell


def opened_gazetteer(ctx: click.Context, *, imports: bool = True) -> "Gazetteer":
    """The gazetteer, compiled with a word to the user if it is not yet there."""
    from geomap.gazetteer import open_gazetteer

    with progress_bar(
        ctx, announce="compiling the gazetteer, once: about half a minute"
    ) as progress:
        return open_gazetteer(progress=progress, imports=imports)


def opened_online(ctx: click.Context, name: str | None) -> "OnlinePlaces | None":
    """The service to ask for names that the gazetteer lacks; what that means is said."""
    if name is None:
        return None
    from geomap.gazetteer import cache_folders
    from geomap.online import ATTRIBUTION, DOMAIN, OnlinePlaces

    if not ctx.obj["quiet"]:
        told = f"names that the gazetteer lacks are sent to {DOMAIN}, one a second"
        click.echo(f"geomap: {told}. {ATTRIBUTION}", err=True)
    return OnlinePlaces(cache_folders()[0], contact=ctx.obj.get("online_agent"))


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
    found, bad = read_tracks(tracks, gazetteer=gazetteer)
    _name_rejected(ctx, bad)
    if tracks:
        _remark(ctx, [(file, note) for track in found for file, note in _notes_of(track)])
        settings["tracks"] = [_told_file(path) for path in tracks]
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
    if not readings:
        message = "nothing could be read: no result was written"
        raise GeomapError(message)
    _remark(ctx, [(reading.source, note) for reading in readings for note in reading.notes])
    return readings, rejected, gazetteer


def _name_rejected(ctx: click.Context, rejected: Sequence["Rejected"]) -> None:
    _refuse(ctx, rejected)


def _refuse(ctx: click.Context, rejected: Sequence["Rejected"]) -> None:
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
    if ctx.obj["quiet"]:
        return
    for note in notes[:NOTES_SHOWN]:
        click.echo(f"geomap: note: {on_one_line(note)}", err=True)
    if len(notes) > NOTES_SHOWN:
        click.echo(f"geomap: note: ... and {len(notes) - NOTES_SHOWN} more notes", err=True)


def named(target: str) -> str:
    """A result's place as messages name it: a database without its password."""
    if not target.startswith(DATABASES):
        return target
    from geomap.export.postgis import shown

    return shown(target)


def load_atlas(path: str) -> "Atlas":
    """The atlas in a file, on stdin (-) or in a database."""
    from geomap.codec import read_atlas
    from geomap.errors import AtlasError

    if path.startswith(DATABASES):
        from geomap.export.postgis import read_database

        return read_database(path)
    try:
        data = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    except OSError as error:
        message = (
            f"cannot read {path}: {error.strerror}. "
            "Give an atlas, as `geomap extract -o atlas.json` writes it."
        )
        raise AtlasError(message) from error
    return read_atlas(data, name=path)


def write(
    ctx: click.Context,
    atlas: "Atlas",
    target: str,
    *,
    name: str | None,
    layers: Sequence[str] | None = None,
) -> None:
    """Write an export to a file, stdout or a database, and say what it could not hold."""
    from geomap.export import export

    if target == "-":
        notes = export(atlas, sys.stdout.buffer, format=name, layers=layers)
    else:
        notes = export(atlas, target, format=name, layers=layers)
    if not ctx.obj["quiet"]:
        for note in notes:
            click.echo(f"geomap: note: {on_one_line(f'{named(target)}: {note}')}", err=True)


def format_of(target: str, name: str | None) -> str | None:
    """The format by name or file name, None for a database; misuse if there is none such."""
    if name or target.startswith(DATABASES):
        return name
    lower = target.lower()
    suffix = "shp" if lower.endswith(".shp.zip") else Path(lower).suffix.lstrip(".")
    if suffix not in EXTRACT_FORMATS:
        message = (
            f"cannot tell the format of {target!r}: end it with "
            f"{', '.join('.' + f for f in EXTRACT_FORMATS)}, or give --format"
        )
        raise click.UsageError(message)
    return suffix


def check_ending(*endings: str) -> Callable[[click.Context, click.Parameter, str | None], Any]:
    """A check of an output's name before any work is done; "-" is stdout."""

    def check(_ctx: click.Context, _option: click.Parameter, value: str | None) -> str | None:
        if value in (None, "-") or Path(value).suffix.lstrip(".").lower() in endings:
            return value
        message = f"{value!r} must end with {' or '.join('.' + ending for ending in endings)}"
        raise click.BadParameter(message)

    return check


page_option = click.option(
    "-o",
    "--output",
    default="outputs/map.html",
    show_default=True,
    metavar="FILE.html",
    callback=check_ending(*PAGE_FORMATS),
    help="Where the map goes; - is stdout.",
)


def finish(ctx: click.Context, rejected: Sequence[object], told: str) -> None:
    """Say what was done; exit 3 if some input was left out."""
    if not ctx.obj["quiet"]:
        click.echo(f"geomap: {on_one_line(told)}", err=True)
    if rejected:
        ctx.exit(PARTLY)


def counts(atlas: "Atlas") -> str:
    """What an atlas holds, in one line."""
    undated = sum(e.start is None and e.end is None for e in atlas.events)
    flagged = sum(bool(e.flags) for e in atlas.events)
    claims = sum(len(d.claims) for d in atlas.documents)
    told = [
        numbered(len(atlas.documents), "document"),
        numbered(claims, "claim"),
        numbered(len(atlas.events), "event") + f" ({undated} undated, {flagged} flagged)",
    ]
    told += [numbered(len(atlas.tracks), "observed track")] if atlas.tracks else []
    return ", ".join(told)


def numbered(count: int, noun: str) -> str:
    """A count with its noun: "1 document", "3 documents", "0 documents"."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def put(output: str, text: str) -> None:
    """Text to a file, whole or not at all, or to stdout."""
    from geomap.codec import write_whole

    if output == "-":
        click.echo(text, nl=False)
    else:
        write_whole(Path(output), lambda file: file.write(text.encode("utf-8")))
