"""`geomap geocode`: names of places, or a column of a table."""

import json
from pathlib import Path
from typing import Any

import click

from geomap.cli.shared import FAILED, PARTLY, complain, opened_gazetteer, output_option, put

__all__ = ["geocode", "table_text"]


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
    gazetteer = opened_gazetteer(ctx)
    if table is not None and column is not None:
        rows = geocode_column(table, column, gazetteer, country=codes, near=point)
        put(output, csv_text(rows))
        return
    answers = [
        (asked, look_up(asked, gazetteer, country=codes, near=point, limit=limit))
        for asked in names
    ]
    put(output, _answers(answers, name))
    if not all(found for _, found in answers):
        missing = ", ".join(repr(asked) for asked, found in answers if not found)
        complain(ctx, f"no gazetteer entry for {missing}", kind="NotFound")
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


def csv_text(rows: Any) -> str:
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
    return csv_text([header, *rows]) if name == "csv" else table_text([header, *rows])


def table_text(rows: list[list[str]]) -> str:
    """Rows as a plain table, the header first."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = ("  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)) for row in rows)
    return "\n".join(line.rstrip() for line in lines) + "\n"
