"""The verb that draws figures for print."""

import sys
from pathlib import Path

import click

from geomap.cli.results import load_atlas, named
from geomap.cli.shared import finish, output_option, say

__all__ = ["figure"]

# The words of geomap.figures, here so that --help loads none of it
FORMATS = ("png", "svg", "pdf")
PERIODS = ("month", "quarter", "year")


@click.command()
@click.argument("atlas_file", metavar="ATLAS")
@output_option(required=True)
@click.option("--format", "name", type=click.Choice(FORMATS), help="Format of the result.")
@click.option("--title", help="Heading of the figure.")
@click.option(
    "--by", type=click.Choice(PERIODS), help="Small maps side by side, one a month or longer."
)
@click.option("--timeline", is_flag=True, help="Counts over time with low and high, no map.")
@click.option(
    "--size",
    default="page",
    show_default=True,
    metavar="WxH",
    help="Size in mm, cm or in: 180x130mm, 7x5in; or page, column, a4, a4-landscape, slide ...",
)
@click.option("--dpi", type=int, default=300, show_default=True, help="Dots an inch of a .png.")
@click.option("--grey", is_flag=True, help="Without colour: signs on the lines tell the modes.")
@click.pass_context
def figure(
    ctx: click.Context,
    /,
    *,
    atlas_file: str,
    output: str,
    name: str | None,
    title: str | None,
    by: str | None,
    timeline: bool,
    size: str,
    dpi: int,
    grey: bool,
) -> None:
    """Draw an ATLAS for print: a map, maps by month, or a timeline.

    The file's extension names the format: .png, .svg or .pdf. Beside map.svg stands
    map.svg.alt.txt, the figure in words for who can't see it; the line to put into a Markdown text
    is printed.
    """
    if by and timeline:
        message = "--by draws maps and --timeline none: give one of them"
        raise click.UsageError(message)
    if not name and Path(output).suffix.lstrip(".").lower() not in FORMATS:
        message = f"cannot tell the format of {output!r}: end it with .png, .svg or .pdf"
        raise click.UsageError(message)
    atlas = load_atlas(atlas_file)
    from geomap.figures import draw_figure, draw_timeline, write_picture

    if timeline:
        picture = draw_timeline(atlas, title=title, size=size, dpi=dpi, grey=grey)
    else:
        picture = draw_figure(atlas, title=title, by=by, size=size, dpi=dpi, grey=grey)
    target = sys.stdout.buffer if output == "-" else Path(output)
    beside = write_picture(picture, target, format=name)
    for remark in picture.remarks:
        say(ctx, f"note: {remark}")
    if beside:
        from geomap.figures import markdown_picture

        click.echo(markdown_picture(picture.title, Path(output).name))
        finish(ctx, (), f"{named(output)}, with its text in {beside.name}")
