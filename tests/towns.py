"""A gazetteer of three towns and two districts, compiled in a moment; the whole takes seconds."""

import pytest

from geomap.gazetteer import build
from geomap.gazetteer.districts import District, Town

TOWN = {"latitude": 50.0, "longitude": 36.2, "countrycode": "UA", "admin1code": "07",
        "population": 10, "alternatenames": []}  # fmt: skip
TOWNS = [
    TOWN | {"geonameid": 21, "name": "Alpha"},
    TOWN | {"geonameid": 22, "name": "Beta"},
    TOWN | {"geonameid": 706483, "name": "Kharkiv", "population": 1_433_886},
]
DISTRICTS = [
    District("UA.07.1", 31, ("Gamma Raion",), [Town("Gamma", 36.0, 49.0, 7)]),
    District("US.GA.139", 32, ("Delta County", "Delta Co"), [Town("Zeta", -83.0, 34.0, 5)]),
]


def compile_few(patch: pytest.MonkeyPatch) -> None:
    """Compile from these beside the countries, first-level divisions and curated rows."""
    patch.setattr(build, "load_cities", lambda: TOWNS)
    patch.setattr(build, "load_districts", lambda: DISTRICTS)
