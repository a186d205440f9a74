"""One HTML file that shows an atlas: events, routes, evidence, and how sure each of them is.

The file holds everything: Leaflet, the background, the data. It opens from a disk, asks the
network for nothing and says so in its content security policy.
"""

from geomap.basemap import read_basemap
from geomap.maps.layers import page_data
from geomap.maps.page import assemble
from geomap.records import Atlas

__all__ = ["draw_map"]

DEFAULT_TITLE = "Map of events in the reports"


def draw_map(atlas: Atlas, *, title: str | None = None, about: str | None = None) -> str:
    """Draw an atlas as one self-contained HTML page.

    Parameters
    ----------
    atlas : Atlas
        What to draw; nothing is computed that it does not hold.
    title, about : str, optional
        Heading of the page and a line under it.

    Returns
    -------
    str
        The HTML, the same for the same atlas. Write it as UTF-8.

    Raises
    ------
    OutputError
        Leaflet or the background is missing from the installation.

    Examples
    --------
    >>> draw_map(Atlas(made_with={})).startswith("<!DOCTYPE html>")
    True
    """
    heading = title.strip() if title and title.strip() else DEFAULT_TITLE
    return assemble(page_data(atlas, title=heading, about=about), read_basemap())
