"""How a map looks: the options that `map` and `draw` share, and the page on its way to a file."""

import functools
import html
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    import geopandas

    from geomap.records import Atlas

__all__ = ["FRAMES", "draw_page", "frame_snippet", "load_frame", "look_options"]

# Files of events that are drawn without an atlas: what GDAL reads, and Parquet
FRAMES = frozenset({".geojson", ".gpkg", ".fgb", ".parquet"})
_LANGUAGES = ("en", "uk", "ko", "ru")
EMBED_HEIGHT_PX = 520

_OPTIONS = (
    click.option("--title", help="Title of the map."),
    click.option("--subtitle", help="A line under the title."),
    click.option("--author", help="Who made the map."),
    click.option("--note", help="What a reader of the map must know."),
    click.option(
        "--lang",
        type=click.Choice(_LANGUAGES),
        default="en",
        show_default=True,
        help="Language of the page's own words.",
    ),
    click.option(
        "--tiles",
        metavar="NAME|URL",
        help="Online tiles that a reader may switch on: osm, a name of xyzservices, a URL with "
        "{z}, {x} and {y}. Off at first; a map without them asks the network for nothing.",
    ),
    click.option("--tiles-credit", metavar="TEXT", help="Whom to name for tiles given by URL."),
    click.option(
        "--embed",
        is_flag=True,
        help="A compact page for a frame in another page; prints the <iframe> to put there.",
    ),
)
_NAMES = ("title", "subtitle", "author", "note", "lang", "tiles", "tiles_credit", "embed")


def look_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of a map's looks; the verb gets them together as `look`."""

    @functools.wraps(command)
    def gathered(*args: Any, **kwargs: Any) -> Any:
        look = {name: kwargs.pop(name) for name in _NAMES}
        if look["embed"] and kwargs.get("output") == "-":
            message = "--embed prints the frame for the page on stdout: give the map a file with -o"
            raise click.UsageError(message)
        return command(*args, look=look, **kwargs)

    found: Callable[..., Any] = gathered
    for option in reversed(_OPTIONS):
        found = option(found)
    return found


def draw_page(
    drawn: "Atlas | geopandas.GeoDataFrame", output: str, look: Mapping[str, Any]
) -> None:
    """Draw to a file or stdout; with `embed` print the frame that shows the file."""
    from geomap.codec import write_whole
    from geomap.maps import draw_map, page_text

    page = page_text(draw_map(drawn, **look)).encode("utf-8")
    if output == "-":
        sys.stdout.buffer.write(page)
        return
    write_whole(Path(output), lambda file: file.write(page))
    if look["embed"]:
        click.echo(frame_snippet(Path(output).name, look["title"]))


def frame_snippet(name: str, title: str | None) -> str:
    """The element to put into another page; nothing in it runs outside its own frame."""
    from urllib.parse import quote

    return (
        f'<iframe src="{html.escape(quote(name))}" title="{html.escape(title or "Map of events")}" '
        f'width="100%" height="{EMBED_HEIGHT_PX}" style="border:0" loading="lazy" '
        'sandbox="allow-scripts allow-popups allow-downloads" referrerpolicy="no-referrer">'
        "</iframe>"
    )


def load_frame(path: Path) -> "tuple[geopandas.GeoDataFrame, str]":
    """Events from a file that a GIS wrote, and which of its layers they are if it has several.

    A file of geomap's own has its events in `events`, and their ways in `routes`.

    Raises
    ------
    AtlasError
        It cannot be read.
    """
    import geopandas
    from pyogrio.errors import DataSourceError

    from geomap.errors import AtlasError

    try:
        if path.suffix.lower() == ".parquet":
            return geopandas.read_parquet(path), ""
        return _read_layers(path)
    except (OSError, ValueError, DataSourceError) as error:
        message = f"cannot draw {path}: it is not read as {path.suffix.lstrip('.')}: {error}"
        raise AtlasError(message) from error


def _read_layers(path: Path) -> "tuple[geopandas.GeoDataFrame, str]":
    import geopandas
    import pandas as pd
    import pyogrio

    layers = [str(name) for name, shape in pyogrio.list_layers(path) if shape is not None]
    if len(layers) < 2:
        return geopandas.read_file(path), ""
    own = [name for name in ("events", "routes") if name in layers]
    taken = own if "events" in own else layers[:1]
    left = ", ".join(name for name in layers if name not in taken)
    note = f"drawn: {' and '.join(taken)}" + (f"; left out: {left}" if left else "")
    frames = [geopandas.read_file(path, layer=name) for name in taken]
    if len(frames) == 1:
        return frames[0], note
    told = [f.assign(layer=name) for f, name in zip(frames, taken, strict=True) if len(f)]
    return pd.concat(told, ignore_index=True) if told else frames[0], note
