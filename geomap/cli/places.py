"""`geomap gazetteer`: the places that geomap knows."""

import json

import click

from geomap.cli.geocoding import table_text
from geomap.cli.shared import Group, opened_gazetteer

__all__ = ["gazetteer"]


@click.group(cls=Group)
def gazetteer() -> None:
    """The places that geomap knows: compile, describe, look up."""


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
