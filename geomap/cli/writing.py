"""The verb that writes reports."""

from pathlib import Path

import click

from geomap.cli.drawing import frame_snippet
from geomap.cli.results import load_atlas, named
from geomap.cli.shared import check_ending, finish, output_option, say

__all__ = ["report"]

FORMATS = ("html", "md", "docx", "pdf")  # of geomap.report, here so that --help loads none of it


def _check_file(ctx: click.Context, option: click.Parameter, value: str) -> str:
    if value == "-":
        message = "a report has files beside it: give it a name, such as report.html"
        raise click.BadParameter(message)
    return str(check_ending(*FORMATS)(ctx, option, value))


def _print_template(ctx: click.Context, _option: click.Parameter, name: str | None) -> None:
    """Write geomap's own template to stdout, to begin one of one's own with, and end."""
    if name is None:
        return
    from geomap.report import own_template

    click.echo(own_template(html=name == "html"), nl=False)
    ctx.exit()


@click.command()
@click.argument("atlas_file", metavar="ATLAS")
@output_option(required=True, callback=_check_file)
@click.option("--title", help="Heading of the report.")
@click.option("--author", help="Who made the report.")
@click.option(
    "--template",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Your own Jinja2 template: HTML for .html, Markdown for .md, .docx and .pdf.",
)
@click.option(
    "--print-template",
    type=click.Choice(("html", "md")),
    is_eager=True,
    expose_value=False,
    callback=_print_template,
    help="Print geomap's own template, with the names that there are, to begin yours with.",
)
@click.option("--map-link", metavar="URL", help="Link to a map on the web; none is written then.")
@click.pass_context
def report(
    ctx: click.Context,
    /,
    *,
    atlas_file: str,
    output: str,
    title: str | None,
    author: str | None,
    template: Path | None,
    map_link: str | None,
) -> None:
    """Write a report of an ATLAS: numbers, map, tables, flags, sources.

    The file's extension names the format: .html, .md, .docx or .pdf. What to put into another
    page or text is printed.
    """
    atlas = load_atlas(atlas_file)
    from geomap.report import write_report

    written = write_report(
        atlas, output, title=title, author=author, template=template, map_link=map_link
    )
    for remark in written.remarks:
        say(ctx, f"note: figure: {remark}")
    if written.figure:
        from geomap.figures import markdown_picture

        click.echo(markdown_picture(written.title, written.figure.name))
    page = written.map or (written.file if written.file.suffix.lower() == ".html" else None)
    if page:
        click.echo(frame_snippet(page.name, written.title))
    beside = [file.name for file in (written.figure, written.map) if file]
    told = f", with {' and '.join(beside)}" if beside else ""
    finish(ctx, (), f"{named(output)}{told}")
