"""The verbs that read reports and draw or write what they say."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geomap.cli.shared import (
    EXTRACT_FORMATS,
    check_ending,
    counts,
    finish,
    format_of,
    output_option,
    page_option,
    read,
    source_options,
    write,
)

if TYPE_CHECKING:
    from geomap.records import Atlas

__all__ = ["draw", "export_", "extract", "map_"]


@click.command("map")
@source_options
@page_option
@click.option("--also", multiple=True, metavar="FILE", help="Also write this export; repeatable.")
@click.option(
    "--atlas",
    "atlas_file",
    metavar="FILE.json",
    callback=check_ending("json"),
    help="Also keep the atlas.",
)
@click.option("--title", help="Title of the map.")
@click.pass_context
def map_(
    ctx: click.Context,
    /,
    *,
    sources: tuple[str, ...],
    output: str,
    also: tuple[str, ...],
    atlas_file: str | None,
    title: str | None,
    **asked: Any,
) -> None:
    """Read SOURCEs and draw them: one HTML file that works offline.

    SOURCE is a file, a folder, a glob or - for stdin.
    """
    for target in also:
        format_of(target, None)
    atlas, rejected = read(ctx, sources, **asked)
    _draw(atlas, output, title)
    for target in also:
        write(atlas, target, name=None)
    if atlas_file:
        write(atlas, atlas_file, name="json")
    finish(ctx, rejected, f"{output}: {counts(atlas)}")


def _draw(atlas: "Atlas", output: str, title: str | None) -> None:
    from geomap.codec import write_whole
    from geomap.maps import draw_map

    page = draw_map(atlas, title=title).encode("utf-8")
    if output == "-":
        sys.stdout.buffer.write(page)
    else:
        write_whole(Path(output), lambda file: file.write(page))


@click.command()
@source_options
@output_option(default="-", show_default=True)
@click.option("--format", "name", type=click.Choice(EXTRACT_FORMATS), help="Format of the result.")
@click.pass_context
def extract(
    ctx: click.Context,
    /,
    *,
    sources: tuple[str, ...],
    output: str,
    name: str | None,
    **asked: Any,
) -> None:
    """Read SOURCEs and write what they say: mentions, dates, claims, events."""
    name = "jsonl" if output == "-" and name is None else format_of(output, name)
    atlas, rejected = read(ctx, sources, **asked)
    write(atlas, output, name=name)
    finish(ctx, rejected, f"{output}: {counts(atlas)}")


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


@click.command()
@click.argument("atlas_file", metavar="ATLAS")
@page_option
@click.option("--title", help="Title of the map.")
@click.pass_context
def draw(ctx: click.Context, *, atlas_file: str, output: str, title: str | None) -> None:
    """Draw an ATLAS; nothing is read or computed again."""
    atlas = _load(atlas_file)
    _draw(atlas, output, title)
    finish(ctx, (), f"{output}: {counts(atlas)}")


@click.command("export")
@click.argument("atlas_file", metavar="ATLAS")
@output_option(required=True)
@click.option("--format", "name", type=click.Choice(EXTRACT_FORMATS), help="Format of the result.")
@click.pass_context
def export_(ctx: click.Context, *, atlas_file: str, output: str, name: str | None) -> None:
    """Write an ATLAS in another format: .jsonl, .json, .geojson, .csv."""
    name = format_of(output, name)
    atlas = _load(atlas_file)
    write(atlas, output, name=name)
    finish(ctx, (), f"{output}: {counts(atlas)}")
