"""Where the tables and map data that travel with geomap lie.

In an installed wheel they are inside the package (`geomap/_gazetteer`, `geomap/_basemap`,
`geomap/_network`); in a checkout they are folders of the project (`gazetteer/`,
`data/basemap/`, `data/network/`).
"""

from pathlib import Path

__all__ = ["folder"]

_PACKAGE = Path(__file__).parent
_CHECKOUT = {
    "gazetteer": "gazetteer",
    "basemap": "data/basemap",
    "network": "data/network",
}


def folder(name: str) -> Path:
    """Folder of the shipped data called `name`: "gazetteer", "basemap" or "network".

    Raises
    ------
    FileNotFoundError
        The installation is broken: the folder is in neither place.
    """
    for path in (_PACKAGE / f"_{name}", _PACKAGE.parent / _CHECKOUT[name]):
        if path.is_dir():
            return path
    message = f"geomap's own data folder {name!r} is missing; install geomap again"
    raise FileNotFoundError(message)
