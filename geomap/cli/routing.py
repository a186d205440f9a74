"""`geomap route`: the plausible way between two places, by sea, rail, road or air."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from geomap.cli.geocoding import table_text
from geomap.cli.shared import FAILED, complain, opened_gazetteer, output_option, put
from geomap.errors import RouteError
from geomap.units import METRES_PER_KILOMETRE, METRES_PER_NAUTICAL_MILE, SECONDS_PER_HOUR

if TYPE_CHECKING:
    from geomap.gazetteer import Gazetteer
    from geomap.records import Leg, Place

__all__ = ["route"]

# what a name means first to who asks for a way of this kind
_FITTING = {
    "sea": ("port", "strait"),
    "rail": ("rail_crossing", "city"),
    "air": ("airport", "airbase"),
}


@click.command()
@click.argument("start", metavar="FROM")
@click.argument("end", metavar="TO")
@click.option("--via", multiple=True, metavar="PLACE", help="A place on the way; repeatable.")
@click.option("--mode", type=click.Choice(("sea", "rail", "road", "air")), help="How to go.")
@click.option("--avoid", multiple=True, metavar="PASSAGE", help="Also close this one; repeatable.")
@click.option("--allow", multiple=True, metavar="PASSAGE", help="Open this closed one; repeatable.")
@click.option("--within", metavar="CC[,CC]", help="By rail: only through these countries.")
@click.option("--avoid-country", metavar="CC[,CC]", help="By rail or air: not through these.")
@output_option(default=None)
@click.pass_context
def route(
    ctx: click.Context,
    *,
    start: str,
    end: str,
    via: tuple[str, ...],
    mode: Any,
    avoid: tuple[str, ...],
    allow: tuple[str, ...],
    within: str | None,
    avoid_country: str | None,
    output: str | None,
) -> None:
    """Find the plausible way FROM one place TO another: names, or LON,LAT.

    Prints length, hours and passages of each leg; with -o it writes the legs as GeoJSON. A way
    is computed, never a track that somebody saw.
    """
    from geomap.routes import plan_route

    gazetteer = opened_gazetteer(ctx)
    stops = [_place(ctx, name, mode, gazetteer) for name in (start, *via, end)]
    legs = plan_route(
        stops[0],
        stops[-1],
        via=stops[1:-1],
        mode=mode,
        avoid=avoid,
        allow=allow,
        within=_codes(within),
        avoid_countries=_codes(avoid_country),
    )
    if output is None:
        put("-", _told(stops, legs))
    else:
        put(output, json.dumps(_collection(stops, legs), ensure_ascii=False) + "\n")
    if mode and any(leg.certainty != "computed" for leg in legs):
        complain(ctx, "; ".join(leg.why for leg in legs), kind="NoWay")
        ctx.exit(FAILED)


def _codes(text: str | None) -> frozenset[str]:
    return frozenset(c.strip().upper() for c in (text or "").split(",") if c.strip())


def _place(ctx: click.Context, name: str, mode: str | None, gazetteer: "Gazetteer") -> "Place":
    """The place that a name means to who asks for a way of this kind, or a point."""
    from geomap.records import Place

    try:
        lon, lat = (float(x) for x in name.split(","))
    except ValueError:
        found = gazetteer.candidates(name) or gazetteer.candidates(name, near=True)
    else:
        return Place(
            id=f"geomap:{lon},{lat}", name=name, lat=lat, lon=lon, country=None,
            kind="facility", radius_m=0,
        )  # fmt: skip
    if not found:
        message = f"no gazetteer entry for {name!r}; write another name of it, or LON,LAT"
        raise RouteError(message)
    fitting = [c for c in found if c.place.kind in _FITTING.get(mode or "", ())]
    place = (fitting or list(found))[0].place
    if not ctx.obj["quiet"]:
        where = f"{place.kind}, {place.lat:.3f}, {place.lon:.3f}"
        click.echo(f"geomap: {name}: {place.name}, {place.country} ({where})", err=True)
    return place


def _told(stops: Sequence["Place"], legs: Sequence["Leg"]) -> str:
    header = ["from", "to", "mode", "km", "nautical miles", "hours", "certainty", "why"]
    rows = [
        [
            stops[i].name,
            stops[i + 1].name,
            leg.mode or "",
            "" if leg.length_m is None else f"{leg.length_m / METRES_PER_KILOMETRE:,.0f}",
            "" if leg.length_m is None else f"{leg.length_m / METRES_PER_NAUTICAL_MILE:,.0f}",
            "" if leg.duration_s is None else f"{leg.duration_s / SECONDS_PER_HOUR:,.0f}",
            leg.certainty,
            leg.why,
        ]
        for i, leg in enumerate(legs)
    ]
    return table_text([header, *rows])


def _collection(stops: Sequence["Place"], legs: Sequence["Leg"]) -> dict[str, Any]:
    features = [
        {
            "type": "Feature",
            "geometry": leg.path and {"type": "MultiLineString", "coordinates": leg.path},
            "properties": {
                "from_name": stops[i].name,
                "to_name": stops[i + 1].name,
                "mode": leg.mode,
                "router": leg.router,
                "length_m": leg.length_m,
                "duration_s": leg.duration_s,
                "snap_m": leg.snap_m,
                "certainty": leg.certainty,
                "why": leg.why,
            },
        }
        for i, leg in enumerate(legs)
    ]
    return {"type": "FeatureCollection", "features": features}
