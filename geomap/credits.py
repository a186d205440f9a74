"""Whose data a result is made of, as their licences ask to be said."""

from collections.abc import Collection

from geomap.records import Atlas

__all__ = ["credits_for", "credits_of", "short_credit_of"]

_ALWAYS = "Places: GeoNames (CC BY 4.0) and the curated gazetteer of geomap."
_ROUTERS = {
    "sea_grid": ("Sea routes: computed over coasts of GSHHG (LGPL).", "GSHHG"),
    "rail_network": (
        "Rail routes: computed over lines of OpenStreetMap, © OpenStreetMap contributors (ODbL).",
        "© OpenStreetMap contributors",
    ),
    "road_network": (
        "Road routes: computed over roads of OpenStreetMap, © OpenStreetMap contributors (ODbL).",
        "© OpenStreetMap contributors",
    ),
}


_ONLINE = (
    "Some places: Nominatim, © OpenStreetMap contributors (ODbL).",
    "© OpenStreetMap contributors",
)
_ONLINE_IDS = "osm:"  # how ids of places that a user asked Nominatim for begin


def _asked_online(atlas: Atlas) -> bool:
    """Whether any place of the atlas came from Nominatim."""
    mentioned = (m.place for d in atlas.documents for m in d.mentions)
    told = (
        p
        for e in atlas.events
        for p in (e.origin, e.destination, e.location, e.launch, *e.via, *e.origins)
    )
    return _any_online([p.id for p in (*mentioned, *told) if p is not None])


def _any_online(ids: Collection[str]) -> bool:
    return any(each.startswith(_ONLINE_IDS) for each in ids)


def _used(atlas: Atlas) -> list[str]:
    drawn = {leg.router for route in atlas.routes for leg in route.legs if leg.path}
    return [router for router in _ROUTERS if router in drawn]


def credits_of(atlas: Atlas) -> list[str]:
    """One sentence a source, only for data that the atlas holds."""
    return _sentences(_used(atlas), online=_asked_online(atlas))


def credits_for(*, routers: Collection[str], places: Collection[str]) -> list[str]:
    """The same for data of which only the routers and the ids of places are known."""
    used = [router for router in _ROUTERS if router in routers]
    return _sentences(used, online=_any_online(places))


def _sentences(used: list[str], *, online: bool) -> list[str]:
    asked = [_ONLINE[0]] if online else []
    return [_ALWAYS, *asked, *(_ROUTERS[router][0] for router in used)]


def short_credit_of(atlas: Atlas) -> str:
    """The same in one line, for the corner of a map."""
    online = [_ONLINE[1]] if _asked_online(atlas) else []
    names = ["GeoNames CC BY 4.0", *online, *(_ROUTERS[router][1] for router in _used(atlas))]
    return " · ".join(dict.fromkeys(names))
