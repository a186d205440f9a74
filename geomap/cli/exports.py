"""The verb that writes an atlas for other programs."""

from pathlib import Path

import click

from geomap.cli.results import (
    EXTRACT_FORMATS,
    counts,
    format_of,
    load_atlas,
    named,
    write,
)
from geomap.cli.shared import finish, output_option

__all__ = ["export_"]


def _list(ctx: click.Context, _option: click.Parameter, value: bool) -> None:  # noqa: FBT001 (Click's way)
    """Name the formats, what each holds and what it can't, and end."""
    if not value:
        return
    from geomap.export import FORMATS

    for form in FORMATS.values():
        click.echo(f".{form.name}")
        click.echo(f"    holds: {form.holds}")
        click.echo(f"    can't hold: {form.lacks}")
        if form.layers:
            click.echo(f"    layers: {', '.join(form.layers)}")
    click.echo("postgresql://USER@HOST/DATABASE")
    click.echo("    holds: a PostGIS table a layer and the whole atlas; ?schema=NAME is your own")
    click.echo("    can't hold: styles")
    ctx.exit()


@click.command("export")
@click.argument("atlas_file", metavar="ATLAS")
@output_option(required=True)
@click.option("--format", "name", type=click.Choice(EXTRACT_FORMATS), help="Format of the result.")
@click.option("--layer", "layers", multiple=True, help="Write this layer only; repeatable.")
@click.option("--per-layer", is_flag=True, help="Write one file a layer: map-events.fgb, ...")
@click.option(
    "--list",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_list,
    help="Name the formats and what each can't hold.",
)
@click.pass_context
def export_(
    ctx: click.Context,
    /,
    *,
    atlas_file: str,
    output: str,
    name: str | None,
    layers: tuple[str, ...],
    per_layer: bool,
) -> None:
    """Write an ATLAS for other programs: GIS, spreadsheets, plotters, databases.

    The file's extension names the format; --list names them all.
    """
    name = format_of(output, name)
    if per_layer and (output == "-" or name in (None, "json", "jsonl", "qgz")):
        message = "--per-layer needs a file name of a format with layers, such as map.fgb"
        raise click.UsageError(message)
    if Path(output).exists() and Path(atlas_file).exists() and Path(output).samefile(atlas_file):
        message = f"{output} is the atlas itself: choose another place with -o"
        raise click.UsageError(message)
    atlas = load_atlas(atlas_file)
    if per_layer:
        from geomap.export import export_layers

        written = export_layers(atlas, output, layers=layers or None)
        finish(ctx, (), f"{', '.join(map(str, written)) or 'no layer has a row'}: {counts(atlas)}")
        return
    write(ctx, atlas, output, name=name, layers=layers or None)
    finish(ctx, (), f"{named(output)}: {counts(atlas)}")
