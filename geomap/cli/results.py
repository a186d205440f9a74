"""Atlases in and out: loading one, naming and writing formats, telling what it holds."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from geomap.cli.drawing import FRAMES
from geomap.cli.shared import check_ending, numbered, say

if TYPE_CHECKING:
    from geomap.records import Atlas

__all__ = [
    "EXTRACT_FORMATS",
    "counts",
    "format_of",
    "load_atlas",
    "named",
    "page_option",
    "write",
]

# The keys of geomap.export.FORMATS, here so that --help loads none of it
EXTRACT_FORMATS = tuple(
    "json jsonl geojson geojsonl csv xlsx gpkg fgb parquet kml kmz shp gpx qgz".split()
)
DATABASES = ("postgresql://", "postgres://")
PAGE_FORMATS = ("html", "htm")


def named(target: str) -> str:
    """A result's place as messages name it: a database without its password."""
    if not target.startswith(DATABASES):
        return target
    from geomap.export.connection import shown

    return shown(target)


def load_atlas(path: str) -> "Atlas":
    """The atlas in a file, on stdin (-) or in a database."""
    from geomap.codec import read_atlas
    from geomap.errors import AtlasError

    if path.startswith(DATABASES):
        from geomap.export.postgis import read_database

        return read_database(path)
    try:
        data = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    except OSError as error:
        message = (
            f"cannot read {path}: {error.strerror}. "
            "Give an atlas, as `geomap extract -o atlas.json` writes it."
        )
        raise AtlasError(message) from error
    try:
        return read_atlas(data, name=path)
    except AtlasError as error:
        ending = Path(path).suffix.lower()
        if ending.lstrip(".") not in EXTRACT_FORMATS or ending == ".json":
            raise
        message = (
            f"{path}: layers, not an atlas: give the .json that `geomap extract -o atlas.json` or "
            "`geomap map --atlas atlas.json` writes, or the address of a database that "
            "`geomap export` wrote to"
        )
        if ending in FRAMES:
            message += f". `geomap draw` takes events from {ending} as they are"
        raise AtlasError(message) from error


def write(
    ctx: click.Context,
    atlas: "Atlas",
    target: str,
    *,
    name: str | None,
    layers: Sequence[str] | None = None,
) -> None:
    """Write an export to a file, stdout or a database, and say what it could not hold."""
    from geomap.export import export

    if target == "-":
        notes = export(atlas, sys.stdout.buffer, format=name, layers=layers)
    else:
        notes = export(atlas, target, format=name, layers=layers)
    for note in notes:
        say(ctx, f"note: {named(target)}: {note}")


def format_of(target: str, name: str | None) -> str | None:
    """The format by name or file name, None for a database; misuse if there is none such."""
    if name or target.startswith(DATABASES):
        return name
    lower = target.lower()
    suffix = "shp" if lower.endswith(".shp.zip") else Path(lower).suffix.lstrip(".")
    if suffix not in EXTRACT_FORMATS:
        message = (
            f"cannot tell the format of {target!r}: end it with "
            f"{', '.join('.' + f for f in EXTRACT_FORMATS)}, or give --format"
        )
        raise click.UsageError(message)
    return suffix


page_option = click.option(
    "-o",
    "--output",
    default="outputs/map.html",
    show_default=True,
    metavar="FILE.html",
    callback=check_ending(*PAGE_FORMATS),
    help="Where the map goes; - is stdout.",
)


def counts(atlas: "Atlas") -> str:
    """What an atlas holds, in one line."""
    undated = sum(e.start is None and e.end is None for e in atlas.events)
    flagged = sum(bool(e.flags) for e in atlas.events)
    claims = sum(len(d.claims) for d in atlas.documents)
    told = [
        numbered(len(atlas.documents), "document"),
        numbered(claims, "claim"),
        numbered(len(atlas.events), "event") + f" ({undated} undated, {flagged} flagged)",
    ]
    told += [numbered(len(atlas.tracks), "observed track")] if atlas.tracks else []
    return ", ".join(told)
