"""The command line: thin verbs over the library's functions.

Results go to -o or stdout, everything else to stderr. Exit codes: 0 done, 1 failed, 2 misuse,
3 done but some input could not be read, 130 interrupted.
"""

import functools
import json
import logging
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geomap import __version__
from geomap.errors import GeomapError

if TYPE_CHECKING:
    from geomap.gazetteer import Gazetteer
    from geomap.pipeline import Progress
    from geomap.records import Atlas, Reading, Rejected

__all__ = ["main"]

FAILED, MISUSED, PARTLY, INTERRUPTED = 1, 2, 3, 130
EXTRACT_FORMATS = ("jsonl", "json", "geojson", "csv")
PAGE_FORMATS = ("html", "htm")
NOTES_SHOWN = 12  # lines of remarks on documents before the rest is only counted

_SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class _Group(click.Group):
    """A group that turns geomap's own errors into one line and the right exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()  # a reader that left is noticed here, not at the exit
        except GeomapError as error:
            _complain(ctx, str(error), kind=type(error).__name__)
            ctx.exit(FAILED)
        except click.UsageError as error:
            if not _as_json(ctx):
                raise
            _complain(ctx, error.format_message(), kind=type(error).__name__)
            ctx.exit(MISUSED)
        except KeyboardInterrupt:
            _complain(ctx, "interrupted", kind="KeyboardInterrupt")
            ctx.exit(INTERRUPTED)
        except BrokenPipeError:
            # The reader of a pipe left: there is nobody to tell. Python's own flush at the exit
            # must not fail again (docs.python.org, library/signal, "Note on SIGPIPE").
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(FAILED)
        return result


def _as_json(ctx: click.Context) -> bool:
    return bool(ctx.find_root().params.get("json_errors"))


def _complain(ctx: click.Context, message: str, *, kind: str) -> None:
    if _as_json(ctx):
        click.echo(json.dumps({"error": kind, "message": message}), err=True)
    else:
        click.echo(f"geomap: {_on_one_line(message)}", err=True)


def _on_one_line(text: str) -> str:
    """Show what a terminal would obey (line breaks, escapes) instead of sending it there.

    A file name may hold any character, and messages quote file names.
    """
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


@click.group(cls=_Group, context_settings=_SETTINGS)
@click.option("-v", "--verbose", count=True, help="Log more to stderr; twice for everything.")
@click.option("--quiet", is_flag=True, help="Say nothing but errors.")
@click.option("--json-errors", is_flag=True, help="Errors as one line of JSON each.")
@click.option(
    "--config",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="TOML file with defaults: a table for each verb.",
)
@click.version_option(__version__, prog_name="geomap")
@click.pass_context
def main(
    ctx: click.Context,
    *,
    verbose: int,
    quiet: bool,
    json_errors: bool,  # noqa: ARG001 (`_as_json` asks for it, also before this runs)
    config: Path | None,
) -> None:
    """Turn reports into a map that you can defend.

    geomap reads articles, PDFs, web pages and tables, finds who moved what from where to where
    and what was struck where, with dates, quantities and sources, and draws it.
    """
    ctx.obj = {"quiet": quiet}
    level = (logging.WARNING, logging.INFO, logging.DEBUG)[min(verbose, 2)]
    logging.basicConfig(level=level, stream=sys.stderr, format="geomap: %(message)s")
    ctx.default_map = _defaults(config)


def _defaults(config: Path | None) -> dict[str, Any]:
    """Defaults from --config, or from [tool.geomap] of a pyproject.toml in this folder."""
    import tomllib

    path = config or Path("pyproject.toml")
    if not path.is_file():
        return {}
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        if config is None:
            return {}  # somebody else's broken file is not ours to complain of
        message = f"{path}: not readable as TOML: {error}"
        raise click.UsageError(message) from error
    table = data if config and "tool" not in data else data.get("tool", {}).get("geomap", {})
    if not isinstance(table, dict):
        message = f"{path}: [tool.geomap] must be a table"
        raise click.UsageError(message)
    return _named(table, main, path)


def _named(table: dict[str, Any], group: click.Group, path: Path) -> dict[str, Any]:
    """Settings by the names that click gives its parameters; misuse where there is none such."""
    out: dict[str, Any] = {}
    for verb, options in table.items():
        command = group.commands.get(verb)
        if command is None or not isinstance(options, dict):
            known = ", ".join(group.commands)
            message = f"{path}: {verb!r} is not the table of a verb; there are {known}"
            raise click.UsageError(message)
        if isinstance(command, click.Group):
            out[verb] = _named(options, command, path)
            continue
        names = {word.lstrip("-"): p.name for p in command.params for word in (*p.opts, p.name)}
        strange = sorted(set(options) - set(names))
        if strange:
            message = f"{path}: {verb} has no option {strange[0]!r}; see `geomap {verb} --help`"
            raise click.UsageError(message)
        out[verb] = {names[key]: value for key, value in options.items()}
    return out


# ---- options that several verbs share ----


def _source_options(command: Callable[..., Any]) -> Callable[..., Any]:
    command = click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")(command)
    command = click.option(
        "--date",
        metavar="YYYY-MM-DD",
        callback=_check_date,
        help="Publication date of documents that state none.",
    )(command)
    return click.option(
        "--dates",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="CSV file,date[,publisher,url,title]: what is known of each document.",
    )(command)


def _check_date(ctx: click.Context, option: click.Parameter, value: str | None) -> str | None:  # noqa: ARG001
    from datetime import date

    if value is None:
        return None
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError as error:
        message = f"{value!r} is not a date; write it as 2024-01-22"
        raise click.BadParameter(message) from error


_output = functools.partial(
    click.option, "-o", "--output", metavar="FILE", help="Where the result goes; - is stdout."
)


@contextmanager
def _progress(ctx: click.Context, *, announce: str | None = None) -> Iterator["Progress | None"]:
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


def _open_gazetteer(ctx: click.Context) -> "Gazetteer":
    from geomap.gazetteer import open_gazetteer

    with _progress(ctx, announce="compiling the gazetteer, once: about half a minute") as progress:
        return open_gazetteer(progress=progress)


def _read(
    ctx: click.Context, sources: Sequence[str], date: str | None, dates: Path | None
) -> tuple["Atlas", list["Rejected"]]:
    """Read the sources into an atlas; say what could not be read."""
    from geomap.pipeline import build_atlas, extract

    gazetteer = _open_gazetteer(ctx)
    with _progress(ctx) as progress:
        readings, rejected = extract(
            sources,
            date=date,
            dates=dates,
            stdin=sys.stdin.buffer,
            gazetteer=gazetteer,
            progress=progress,
        )
    for item in rejected:
        row = f", row {item.row}" if item.row is not None else ""
        _complain(ctx, f"{item.source}{row}: {item.why}", kind="Rejected")
    if not readings:
        message = "nothing could be read: no result was written"
        raise GeomapError(message)
    _remark(ctx, readings)
    return build_atlas(readings, gazetteer=gazetteer), rejected


def _remark(ctx: click.Context, readings: Sequence["Reading"]) -> None:
    """Pass on what a reader must know of single documents."""
    notes = [f"{r.source}: {note}" for r in readings for note in r.notes]
    if ctx.obj["quiet"]:
        return
    for note in notes[:NOTES_SHOWN]:
        click.echo(f"geomap: note: {_on_one_line(note)}", err=True)
    if len(notes) > NOTES_SHOWN:
        click.echo(f"geomap: note: ... and {len(notes) - NOTES_SHOWN} more notes", err=True)


def _write(atlas: "Atlas", target: str, *, name: str | None) -> None:
    """Write an export to a file or stdout."""
    from geomap.export import export

    if target == "-":
        export(atlas, sys.stdout.buffer, format=name)
    else:
        export(atlas, Path(target), format=name)


def _format_of(target: str, name: str | None) -> str:
    """The format by name or file name; misuse if there is none such."""
    if name:
        return name
    suffix = Path(target).suffix.lstrip(".").lower()
    if suffix not in EXTRACT_FORMATS:
        message = (
            f"cannot tell the format of {target!r}: end it with "
            f"{', '.join('.' + f for f in EXTRACT_FORMATS)}, or give --format"
        )
        raise click.UsageError(message)
    return suffix


def _check_ending(*endings: str) -> Callable[[click.Context, click.Parameter, str | None], Any]:
    """A check of an output's name before any work is done; "-" is stdout."""

    def check(_ctx: click.Context, _option: click.Parameter, value: str | None) -> str | None:
        if value in (None, "-") or Path(value).suffix.lstrip(".").lower() in endings:
            return value
        message = f"{value!r} must end with {' or '.join('.' + ending for ending in endings)}"
        raise click.BadParameter(message)

    return check


_page = click.option(
    "-o",
    "--output",
    default="outputs/map.html",
    show_default=True,
    metavar="FILE.html",
    callback=_check_ending(*PAGE_FORMATS),
    help="Where the map goes; - is stdout.",
)


def _finish(ctx: click.Context, rejected: Sequence[object], told: str) -> None:
    if not ctx.obj["quiet"]:
        click.echo(f"geomap: {_on_one_line(told)}", err=True)
    if rejected:
        ctx.exit(PARTLY)


def _counts(atlas: "Atlas") -> str:
    undated = sum(e.start is None and e.end is None for e in atlas.events)
    flagged = sum(bool(e.flags) for e in atlas.events)
    claims = sum(len(d.claims) for d in atlas.documents)
    return (
        f"{len(atlas.documents)} documents, {claims} claims, {len(atlas.events)} events "
        f"({undated} undated, {flagged} flagged)"
    )


# ---- verbs ----


@main.command("map")
@_source_options
@_page
@click.option("--also", multiple=True, metavar="FILE", help="Also write this export; repeatable.")
@click.option(
    "--atlas",
    "atlas_file",
    metavar="FILE.json",
    callback=_check_ending("json"),
    help="Also keep the atlas.",
)
@click.option("--title", help="Title of the map.")
@click.pass_context
def map_(
    ctx: click.Context,
    *,
    sources: tuple[str, ...],
    date: str | None,
    dates: Path | None,
    output: str,
    also: tuple[str, ...],
    atlas_file: str | None,
    title: str | None,
) -> None:
    """Read SOURCEs and draw them: one HTML file that works offline.

    SOURCE is a file, a folder, a glob or - for stdin.
    """
    for target in also:
        _format_of(target, None)
    atlas, rejected = _read(ctx, sources, date, dates)
    _draw(atlas, output, title)
    for target in also:
        _write(atlas, target, name=None)
    if atlas_file:
        _write(atlas, atlas_file, name="json")
    _finish(ctx, rejected, f"{output}: {_counts(atlas)}")


def _draw(atlas: "Atlas", output: str, title: str | None) -> None:
    from geomap.codec import write_whole
    from geomap.maps import draw_map

    page = draw_map(atlas, title=title).encode("utf-8")
    if output == "-":
        sys.stdout.buffer.write(page)
    else:
        write_whole(Path(output), lambda file: file.write(page))


@main.command()
@_source_options
@_output(default="-", show_default=True)
@click.option("--format", "name", type=click.Choice(EXTRACT_FORMATS), help="Format of the result.")
@click.pass_context
def extract(
    ctx: click.Context,
    *,
    sources: tuple[str, ...],
    date: str | None,
    dates: Path | None,
    output: str,
    name: str | None,
) -> None:
    """Read SOURCEs and write what they say: mentions, dates, claims, events."""
    name = "jsonl" if output == "-" and name is None else _format_of(output, name)
    atlas, rejected = _read(ctx, sources, date, dates)
    _write(atlas, output, name=name)
    _finish(ctx, rejected, f"{output}: {_counts(atlas)}")


def _load(path: str) -> "Atlas":
    from geomap.codec import read_atlas
    from geomap.errors import AtlasError

    try:
        data = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    except OSError as error:
        message = (
            f"cannot read {path}: {error.strerror}. "
            "Give an atlas, as `geomap extract -o atlas.json` writes it."
        )
        raise AtlasError(message) from error
    return read_atlas(data, name=path)


@main.command()
@click.argument("atlas_file", metavar="ATLAS")
@_page
@click.option("--title", help="Title of the map.")
@click.pass_context
def draw(ctx: click.Context, *, atlas_file: str, output: str, title: str | None) -> None:
    """Draw an ATLAS; nothing is read or computed again."""
    atlas = _load(atlas_file)
    _draw(atlas, output, title)
    _finish(ctx, (), f"{output}: {_counts(atlas)}")


@main.command("export")
@click.argument("atlas_file", metavar="ATLAS")
@_output(required=True)
@click.option("--format", "name", type=click.Choice(EXTRACT_FORMATS), help="Format of the result.")
@click.pass_context
def export_(ctx: click.Context, *, atlas_file: str, output: str, name: str | None) -> None:
    """Write an ATLAS in another format: .jsonl, .json, .geojson, .csv."""
    name = _format_of(output, name)
    atlas = _load(atlas_file)
    _write(atlas, output, name=name)
    _finish(ctx, (), f"{output}: {_counts(atlas)}")


@main.command()
@click.argument("names", nargs=-1, metavar="NAME...")
@click.option("--country", metavar="CC[,CC]", help="Only places in these countries (ISO codes).")
@click.option("--near", metavar="LON,LAT", help="Prefer places near this point.")
@click.option("--limit", default=5, show_default=True, type=click.IntRange(1, 100))
@click.option(
    "--format",
    "name",
    type=click.Choice(("table", "json", "geojson", "csv")),
    default="table",
    show_default=True,
)
@click.option(
    "--from", "table", type=click.Path(path_type=Path), help="Geocode a column of this CSV file."
)
@click.option("--column", help="The column, with --from.")
@_output(default="-", show_default=True)
@click.pass_context
def geocode(
    ctx: click.Context,
    *,
    names: tuple[str, ...],
    country: str | None,
    near: str | None,
    limit: int,
    name: str,
    table: Path | None,
    column: str | None,
    output: str,
) -> None:
    """Look up place NAMEs: candidates with scores and reasons."""
    from geomap.geocode import geocode as look_up
    from geomap.geocode import geocode_column

    if bool(names) == bool(table) or bool(table) != bool(column):
        message = "give names to look up, or --from FILE.csv with --column NAME"
        raise click.UsageError(message)
    point = _point(near)
    codes = tuple(c.strip() for c in (country or "").split(",") if c.strip())
    gazetteer = _open_gazetteer(ctx)
    if table is not None and column is not None:
        rows = geocode_column(table, column, gazetteer, country=codes, near=point)
        _put(output, _csv(rows))
        return
    answers = [
        (asked, look_up(asked, gazetteer, country=codes, near=point, limit=limit))
        for asked in names
    ]
    _put(output, _answers(answers, name))
    if not all(found for _, found in answers):
        missing = ", ".join(repr(asked) for asked, found in answers if not found)
        _complain(ctx, f"no gazetteer entry for {missing}", kind="NotFound")
        ctx.exit(PARTLY if any(found for _, found in answers) else FAILED)


def _point(near: str | None) -> tuple[float, float] | None:
    if near is None:
        return None
    try:
        lon, lat = (float(x) for x in near.split(","))
    except ValueError as error:
        message = f"--near {near!r}: write LON,LAT in degrees, for example 132.9,42.8"
        raise click.UsageError(message) from error
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        message = f"--near {near!r} is not on Earth: longitude first, then latitude"
        raise click.UsageError(message)
    return lon, lat


def _csv(rows: Any) -> str:
    import csv
    import io

    from geomap.export import disarm

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for row in rows:
        writer.writerow([disarm(cell) for cell in row])
    return out.getvalue()


def _answers(answers: list[tuple[str, list[Any]]], name: str) -> str:
    """Answers of the geocoder as text."""
    if name == "json":
        import msgspec

        listed = [{"asked": asked, "candidates": found} for asked, found in answers]
        return msgspec.json.format(msgspec.json.encode(listed), indent=2).decode() + "\n"
    if name == "geojson":
        features = [
            {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": [a.place.lon, a.place.lat]},
                "properties": {
                    "asked": asked, "rank": rank, "id": a.place.id, "name": a.place.name,
                    "country": a.place.country, "kind": a.place.kind,
                    "radius_m": a.place.radius_m, "score": a.score, "why": a.why,
                },
            }
            for asked, found in answers
            for rank, a in enumerate(found, 1)
        ]  # fmt: skip
        collection = {"type": "FeatureCollection", "features": features}
        return json.dumps(collection, ensure_ascii=False) + "\n"
    header = [
        "asked",
        "name",
        "country",
        "admin1",
        "kind",
        "lat",
        "lon",
        "radius_m",
        "score",
        "why",
    ]
    rows = [
        [
            asked, a.place.name, a.place.country or "", a.admin1 or "", a.place.kind,
            f"{a.place.lat:.4f}", f"{a.place.lon:.4f}", str(a.place.radius_m),
            f"{a.score:.3f}", a.why,
        ]
        for asked, found in answers
        for a in found
    ]  # fmt: skip
    return _csv([header, *rows]) if name == "csv" else _table([header, *rows])


def _table(rows: list[list[str]]) -> str:
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = ("  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)) for row in rows)
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _put(output: str, text: str) -> None:
    from geomap.codec import write_whole

    if output == "-":
        click.echo(text, nl=False)
    else:
        write_whole(Path(output), lambda file: file.write(text.encode("utf-8")))


@main.group(cls=_Group)
def gazetteer() -> None:
    """The places that geomap knows: compile, describe, look up."""


@gazetteer.command()
@click.pass_context
def build(ctx: click.Context) -> None:
    """Compile the gazetteer now; otherwise the first use does."""
    opened = _open_gazetteer(ctx)
    click.echo(f"gazetteer {opened.digest} is ready")


@gazetteer.command()
@click.pass_context
def info(ctx: click.Context) -> None:
    """Tell what is in the gazetteer: sources, counts, licences, digest."""
    opened = _open_gazetteer(ctx)
    click.echo(json.dumps(opened.info(), indent=2, ensure_ascii=False))


@gazetteer.command()
@click.argument("text")
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1, 1000))
@click.pass_context
def search(ctx: click.Context, *, text: str, limit: int) -> None:
    """Look for entries whose name starts like TEXT or nearly so."""
    opened = _open_gazetteer(ctx)
    found = opened.search(text, limit=limit)
    header = ["id", "name", "country", "admin1", "kind", "lat", "lon", "population", "source"]
    rows = [
        [
            c.place.id, c.place.name, c.place.country or "", c.admin1 or "", c.place.kind,
            f"{c.place.lat:.4f}", f"{c.place.lon:.4f}", str(c.population), c.source,
        ]
        for c in found
    ]  # fmt: skip
    click.echo(_table([header, *rows]), nl=False)


if __name__ == "__main__":
    main()
