"""`geomap geocode`: names of places, or a column of a table."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geomap.cli.shared import (
    FAILED,
    PARTLY,
    check_countries,
    complain,
    on_one_line,
    online_option,
    opened_gazetteer,
    opened_online,
    output_option,
    put,
)
from geomap.cli.tables import csv_text, put_rows, table_text

if TYPE_CHECKING:
    from rich.console import Console

    from geomap.geocode import Answer, Part

__all__ = ["geocode", "print_table"]

HEADER = "asked name country admin1 kind lat lon radius_m score why".split()
SURE, DOUBTFUL = 0.8, 0.4  # scores from which an answer is green, yellow


@click.command()
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
@click.option("--explain", is_flag=True, help="What speaks for each candidate, by feature.")
@online_option
@output_option(default="-", show_default=True)
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
    explain: bool,
    online: str | None,
    output: str,
) -> None:
    """Look up place NAMEs: candidates with scores and reasons.

    A NAME may hold several places ("Kyiv and Odesa oblasts") or say where one lies ("Paris,
    Texas"), as the cells of a column do.
    """
    from geomap.geocode import geocode_column, geocode_parts

    if bool(names) == bool(table) or bool(table) != bool(column):
        message = "give names to look up, or --from FILE.csv with --column NAME"
        raise click.UsageError(message)
    point = _point(near)
    codes = tuple(c.strip() for c in (country or "").split(",") if c.strip())
    gazetteer = opened_gazetteer(ctx)
    check_countries(gazetteer, codes)
    how: dict[str, Any] = {
        "country": codes,
        "near": point,
        "online": opened_online(ctx, online),
    }
    if table is not None and column is not None:
        put_rows(output, geocode_column(table, column, gazetteer, **how))
        return
    looked_up = (geocode_parts(asked, gazetteer, limit=limit, **how) for asked in names)
    parts = [part for found in looked_up for part in found]
    if name == "table" and output == "-" and sys.stdout.isatty():
        print_table(parts, explain=explain)
    else:
        put(output, _answers(parts, name, explain=explain))
    missing = [part for part in parts if not part.candidates]
    for part in missing:
        complain(ctx, f"no place for {part.asked!r}: {part.why}", kind="NotFound")
    if missing:
        ctx.exit(PARTLY if len(missing) < len(parts) else FAILED)


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


# ---- answers ----


def _answers(parts: "list[Part]", name: str, *, explain: bool) -> str:
    """Answers of the geocoder as text."""
    if name == "json":
        import msgspec

        return msgspec.json.format(msgspec.json.encode(parts), indent=2).decode() + "\n"
    if name == "geojson":
        return json.dumps(_geojson(parts), ensure_ascii=False) + "\n"
    rows = [HEADER, *_rows(parts, explain=explain)]
    return csv_text(rows) if name == "csv" else table_text(rows)


def _geojson(parts: "list[Part]") -> dict[str, Any]:
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [a.place.lon, a.place.lat]},
            "properties": {
                "asked": part.asked, "rank": rank, "id": a.place.id, "name": a.place.name,
                "country": a.place.country, "kind": a.place.kind,
                "radius_m": a.place.radius_m, "score": a.score, "why": a.why,
            },
        }
        for part in parts
        for rank, a in enumerate(part.candidates, 1)
    ]  # fmt: skip
    return {"type": "FeatureCollection", "features": features}


def _rows(parts: "list[Part]", *, explain: bool) -> list[list[str]]:
    return [
        [
            part.asked, a.place.name, a.place.country or "", a.admin1 or "", a.place.kind,
            f"{a.place.lat:.4f}", f"{a.place.lon:.4f}", str(a.place.radius_m),
            f"{a.score:.3f}", f"{a.why}{_explained(a) if explain else ''}",
        ]
        for part in parts
        for a in part.candidates
    ]  # fmt: skip


def _explained(answer: "Answer") -> str:
    """What the weight of a candidate is made of: " [people 6.1, own name +0.5]"."""
    if not answer.features:
        return " [the words around it decide]"
    told = [f"{name} {value:+g}" for name, value in answer.features.items()]
    return f" [{', '.join(told)}; sum {sum(answer.features.values()):.2f}]"


def print_table(parts: "list[Part]", *, explain: bool, console: "Console | None" = None) -> None:
    """Candidates as a table in colour: sure ones green, doubtful ones yellow and red."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(*HEADER, box=None, header_style="bold")
    former = ""
    for row in _rows(parts, explain=explain):
        score = float(row[-2])
        style = "green" if score >= SURE else "yellow" if score >= DOUBTFUL else "red"
        asked, former = ("" if row[0] == former else row[0]), row[0]
        cells = [Text(on_one_line(cell)) for cell in (asked, *row[1:])]  # Text: names are no markup
        cells[0].stylize("bold")
        cells[-2].stylize(style)
        cells[-1].stylize("dim")
        table.add_row(*cells)
    (console or Console()).print(table)
