"""`geomap gazetteer`: the places that geomap knows."""

import json
from pathlib import Path

import click

from geomap.cli.shared import (
    FAILED,
    Group,
    complain,
    finish,
    numbered,
    opened_gazetteer,
    progress_bar,
    say,
)
from geomap.cli.tables import table_text

__all__ = ["gazetteer"]


@click.group(cls=Group)
def gazetteer() -> None:
    """The places that geomap knows: compile, describe, look up, add your own."""


@gazetteer.command()
@click.pass_context
def build(ctx: click.Context) -> None:
    """Compile the gazetteer now; otherwise the first use does."""
    opened = opened_gazetteer(ctx)
    click.echo(f"gazetteer {opened.digest} is ready")


@gazetteer.command()
@click.pass_context
def info(ctx: click.Context) -> None:
    """Tell what is in the gazetteer: sources, counts, licences, digest."""
    opened = opened_gazetteer(ctx)
    click.echo(json.dumps(opened.info(), indent=2, ensure_ascii=False))


@gazetteer.command()
@click.argument("text")
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1, 1000))
@click.pass_context
def search(ctx: click.Context, *, text: str, limit: int) -> None:
    """Look for entries whose name starts like TEXT or nearly so."""
    opened = opened_gazetteer(ctx)
    found = opened.search(text, limit=limit)
    header = ["id", "name", "country", "admin1", "kind", "lat", "lon", "population", "source"]
    rows = [
        [
            c.place.id, c.place.name, c.place.country or "", c.admin1 or "", c.place.kind,
            f"{c.place.lat:.4f}", f"{c.place.lon:.4f}", str(c.population), c.source,
        ]
        for c in found
    ]  # fmt: skip
    click.echo(table_text([header, *rows]), nl=False)
    if not rows:
        complain(ctx, f"no entry is called {text!r} or begins so", kind="NotFound")
        ctx.exit(FAILED)


@gazetteer.command("import")
@click.argument("path", metavar="FILE", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--as",
    "kind",
    type=click.Choice(("geonames", "locode", "wpi", "table", "geojson")),
    help="What FILE is, where its first lines do not tell.",
)
@click.option("--name", help="Name of the import; by default the file's. The same name replaces.")
@click.pass_context
def import_(ctx: click.Context, *, path: Path, kind: str | None, name: str | None) -> None:
    """Add the places of FILE for this user.

    FILE is GeoNames' allCountries.zip or a country's, the UN/LOCODE or World Port Index CSV, or a
    table (name, lat, lon and more) or GeoJSON points of your own.
    """
    from geomap.gazetteer import import_places

    opened_gazetteer(ctx, imports=False)  # compiled with its own words on the first run
    with progress_bar(ctx) as progress:
        report = import_places(path, kind=kind, name=name, progress=progress)  # type: ignore[arg-type]
    for one in report.rejected:
        complain(ctx, f"{one.source}, row {one.row}: {one.why}", kind="Rejected")
    for reason, rows in report.reasons.items():
        say(ctx, f"{numbered(rows, 'row')} refused: {reason}")
    done = "replaced" if report.replaced else "added"
    added, refused = numbered(report.added, "place"), numbered(report.refused, "row")
    told = f"{report.name}: {added} {done}, {refused} refused ({report.kind})"
    finish(ctx, report.rejected, told)


@gazetteer.command()
@click.argument("name")
@click.pass_context
def forget(ctx: click.Context, *, name: str) -> None:
    """Drop the places that were imported under NAME.

    `geomap gazetteer info` lists the names.
    """
    from geomap.gazetteer import forget_places

    forget_places(name)
    say(ctx, f"{name} is forgotten")
