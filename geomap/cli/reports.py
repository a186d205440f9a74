"""The verbs that read reports and draw or write what they say."""

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geomap.cli.drawing import FRAMES, draw_page, load_frame, look_options
from geomap.cli.results import (
    EXTRACT_FORMATS,
    counts,
    format_of,
    load_atlas,
    named,
    page_option,
    write,
)
from geomap.cli.shared import check_ending, finish, numbered, output_option, say
from geomap.cli.sources import read, read_reports, source_options, tracks_option

if TYPE_CHECKING:
    from geomap.records import Atlas, Reading

__all__ = ["draw", "extract", "map_"]

# What --also draws or composes; a .pdf or .html of either kind has a verb of its own
FIGURES = ("png", "svg", "pdf")
REPORTS = ("md", "docx")


@click.command("map")
@source_options
@tracks_option
@page_option
@click.option(
    "--also",
    multiple=True,
    metavar="FILE",
    help="Also write this: an export, a figure (.png .svg .pdf), a report (.md .docx); repeatable.",
)
@click.option(
    "--atlas",
    "atlas_file",
    metavar="FILE.json",
    callback=check_ending("json"),
    help="Also keep the atlas.",
)
@look_options
@click.pass_context
def map_(
    ctx: click.Context,
    /,
    *,
    sources: tuple[str, ...],
    output: str,
    also: tuple[str, ...],
    atlas_file: str | None,
    look: dict[str, Any],
    tracks: tuple[Path, ...],
    **asked: Any,
) -> None:
    """Read SOURCEs and draw them: one HTML file that works offline.

    SOURCE is a file, a folder, a glob or - for stdin.
    """
    for target in also:
        if _ending(target) not in (*FIGURES, *REPORTS):
            format_of(target, None)
    atlas, rejected = read(ctx, sources, tracks=tracks, **asked)
    draw_page(atlas, output, look)
    for target in also:
        _write_also(ctx, atlas, target)
    if atlas_file:
        write(ctx, atlas, atlas_file, name="json")
    finish(ctx, rejected, f"{named(output)}: {counts(atlas)}")


def _ending(target: str) -> str:
    return Path(target).suffix.lstrip(".").lower()


def _write_also(ctx: click.Context, atlas: "Atlas", target: str) -> None:
    """Write a figure, a report or an export, as the file's name says."""
    if _ending(target) in FIGURES:
        from geomap.figures import draw_figure, write_picture

        write_picture(draw_figure(atlas), Path(target))
    elif _ending(target) in REPORTS:
        from geomap.report import write_report

        write_report(atlas, Path(target))
    else:
        write(ctx, atlas, target, name=None)


@click.command()
@source_options
@tracks_option
@output_option(default="-", show_default=True)
@click.option("--format", "name", type=click.Choice(EXTRACT_FORMATS), help="Format of the result.")
@click.option(
    "--explain",
    is_flag=True,
    help="Print the text with what was found in it, and for each claim which words and which rule "
    "filled its slots; in colour on a terminal.",
)
@click.pass_context
def extract(
    ctx: click.Context,
    /,
    *,
    sources: tuple[str, ...],
    output: str,
    name: str | None,
    explain: bool,
    tracks: tuple[Path, ...],
    **asked: Any,
) -> None:
    """Read SOURCEs and write what they say: mentions, dates, claims, events."""
    if explain and name is not None:
        message = "--explain is for people and has no format; leave out --format"
        raise click.UsageError(message)
    if explain:
        readings, rejected, _ = read_reports(ctx, sources, **asked)
        _explain(readings, output)
        finish(ctx, rejected, f"{output}: {numbered(len(readings), 'document')} explained")
        return
    name = "jsonl" if output == "-" and name is None else format_of(output, name)
    atlas, rejected = read(ctx, sources, tracks=tracks, **asked)
    write(ctx, atlas, output, name=name)
    finish(ctx, rejected, f"{named(output)}: {counts(atlas)}")


def _explain(readings: Sequence["Reading"], output: str) -> None:
    """Print readings as a person reads them; colours only where a terminal shows them."""
    from geomap.codec import write_whole
    from geomap.explain import STYLES, Piece, explain

    lines = (line for reading in readings for line in explain(reading))
    if output != "-":
        plain = ("".join(piece.text for piece in line) + "\n" for line in lines)
        write_whole(
            Path(output), lambda file: file.writelines(p.encode("utf-8", "replace") for p in plain)
        )
        return
    coloured = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    paints: dict[str, Callable[[str], str]] = {}
    if coloured:
        from rich.style import Style

        paints = {name: Style.parse(style).render for name, style in STYLES.items() if style}

    def painted(piece: Piece) -> str:
        return paints[piece.style](piece.text) if piece.style in paints else piece.text

    for line in lines:
        click.echo("".join(map(painted, line)))


@click.command()
@click.argument("atlas_file", metavar="ATLAS")
@page_option
@look_options
@click.pass_context
def draw(ctx: click.Context, *, atlas_file: str, output: str, look: dict[str, Any]) -> None:
    """Draw an ATLAS, or events in GeoJSON, GeoPackage, FlatGeobuf or GeoParquet.

    Nothing is read or computed again.
    """
    if Path(atlas_file).suffix.lower() in FRAMES:
        frame, layers = load_frame(Path(atlas_file))
        draw_page(frame, output, look)
        if layers:
            say(ctx, f"note: {named(atlas_file)}: {layers}")
        finish(ctx, (), f"{named(output)}: {numbered(len(frame), 'feature')}")
        return
    atlas = load_atlas(atlas_file)
    draw_page(atlas, output, look)
    finish(ctx, (), f"{named(output)}: {counts(atlas)}")
