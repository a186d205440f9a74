import msgspec
from export_atlas import DUNAY, RAJIN, event

from geomap.credits import credits_of, short_credit_of
from geomap.records import Atlas
from geomap.routes import route_events


def test_whose_data_is_drawn_is_credited_and_nobody_else():
    by_sea = event("e1", origin=RAJIN, destination=DUNAY, mode=("sea",))
    atlas = Atlas(made_with={}, events=(by_sea,), routes=route_events([by_sea]))
    assert "GSHHG" in " ".join(credits_of(atlas))
    assert "OpenStreetMap" not in short_credit_of(atlas)
    bare = msgspec.structs.replace(atlas, routes=())
    assert short_credit_of(bare) == "GeoNames CC BY 4.0"


def test_a_place_from_nominatim_credits_openstreetmap():
    found = msgspec.structs.replace(RAJIN, id="osm:node/1")
    atlas = Atlas(made_with={}, events=(event("e1", origin=found, destination=DUNAY),))
    assert "Nominatim" in " ".join(credits_of(atlas))
    assert "OpenStreetMap" in short_credit_of(atlas)
