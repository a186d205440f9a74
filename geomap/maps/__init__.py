"""One HTML file that shows an atlas: events, routes, evidence, and how sure each of them is.

The file holds everything: Leaflet, the background, the data. It opens from a disk, asks the
network for nothing and says so in its content security policy.
"""

from typing import TYPE_CHECKING, Any

from geomap.collector import collector_resting
from geomap.maps.background import background
from geomap.maps.columns import pack
from geomap.maps.layers import page_tables
from geomap.maps.page import Content, deflated
from geomap.maps.shell import new_map
from geomap.maps.tiles import find_tiles
from geomap.maps.wording import LANGUAGES, words_for
from geomap.records import Atlas

if TYPE_CHECKING:
    import folium
    import geopandas

__all__ = ["LANGUAGES", "draw_map", "page_text"]


def draw_map(  # noqa: PLR0913 (each is an option of the verb)
    atlas: "Atlas | geopandas.GeoDataFrame",
    *,
    title: str | None = None,
    subtitle: str | None = None,
    author: str | None = None,
    note: str | None = None,
    lang: str = "en",
    tiles: str | None = None,
    tiles_credit: str | None = None,
    embed: bool = False,
) -> "folium.Map":
    """Draw an atlas, or a GeoDataFrame of events, as a folium map.

    A notebook shows it; `.save("map.html")` writes the page; other folium layers can be added.

    Parameters
    ----------
    atlas : Atlas or GeoDataFrame
        What to draw; nothing is computed that it does not hold. Of a GeoDataFrame the columns
        of the `events` and `routes` layers are understood (`geomap.to_frames`), all optional.
    title, subtitle, author, note : str, optional
        Heading, a line under it, who made the map, and what a reader must know.
    lang : {"en", "uk", "ko", "ru"}
        Language of the page's own words; what comes from the reports stays as it is.
    tiles : str, optional
        Online tiles that a reader may switch on: "osm", a name of xyzservices, or a URL with
        {z}, {x} and {y}. Without it the page asks the network for nothing.
    tiles_credit : str, optional
        Whom to name for tiles given by URL.
    embed : bool
        A compact page for an iframe.

    Returns
    -------
    folium.Map

    Raises
    ------
    MapError
        There is no such language or no such tiles, or the frame holds no events.
    OutputError
        Leaflet or the background is missing from the installation.

    Examples
    --------
    >>> draw_map(Atlas(made_with={})).get_root().render().startswith("<!DOCTYPE html>")
    True
    """
    heading = title.strip() if title and title.strip() else words_for(lang)["title"]
    if not isinstance(atlas, Atlas):
        from geomap.maps.framed import atlas_of_frame

        atlas = atlas_of_frame(atlas)
    online = find_tiles(tiles, credit=tiles_credit) if tiles else None
    with collector_resting():
        head, tables, texts = page_tables(atlas)
    told: dict[str, Any] = {
        "title": heading, "subtitle": subtitle, "author": author, "note": note,
        "embed": embed or None,
    }  # fmt: skip
    head |= {key: value for key, value in told.items() if value}
    if online:
        head["tiles"] = {
            "name": online.name, "url": online.url, "attribution": online.attribution,
            "maxZoom": online.max_zoom, "subdomains": online.subdomains,
        }  # fmt: skip
    with collector_resting():
        data = pack(head, tables, texts)
    content = Content(
        data=data,
        basemap=deflated(background(atlas, lang)),
        title=heading,
        language=lang,
        tiles=online,
    )
    return new_map(content, has_tiles=online is not None)  # type: ignore[no-any-return]


def page_text(drawn: "folium.Map") -> str:
    """HTML of a map that `draw_map` made, the same for the same atlas. Write it as UTF-8."""
    return drawn.get_root().render()
