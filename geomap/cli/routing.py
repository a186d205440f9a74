"""`geomap route`: the plausible way between two places, by sea, rail, road or air."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geomap.cli.shared import (
    FAILED,
    PARTLY,
    check_ending,
    complain,
    opened_gazetteer,
    output_option,
    put,
    say,
)
from geomap.cli.tables import csv_text, table_text
from geomap.units import METRES_PER_KILOMETRE, METRES_PER_NAUTICAL_MILE, SECONDS_PER_HOUR

if TYPE_CHECKING:
    from geomap.journeys import Journey
    from geomap.records import Leg, Place

__all__ = ["route"]

# The limits that each way of going has.
TAKES = {
    "avoid": ("sea",),
    "allow": ("sea", "rail", "road"),
    "within": ("rail", "road"),
    "avoid_country": ("rail", "road", "air"),
}
ADDED = "km nautical_miles hours passages certainty snap_m why".split()


@click.command()
@click.argument("start", metavar="[FROM]", required=False)
@click.argument("end", metavar="[TO]", required=False)
@click.option("--via", multiple=True, metavar="PLACE", help="On the way: a place, a canal, a cape.")
@click.option("--mode", type=click.Choice(("sea", "rail", "road", "air")), help="How to go.")
@click.option(
    "--avoid", multiple=True, metavar="NAME[,NAME]", help="By sea: close these passages too."
)
@click.option(
    "--allow", multiple=True, metavar="NAME[,NAME]", help="Open closed passages or borders."
)
@click.option("--within", metavar="CC[,CC]", help="By land: only through these countries.")
@click.option(
    "--avoid-country",
    metavar="CC[,CC]",
    help="Not through or over these: by rail and road another way, by air round them.",
)
@click.option("--passages", is_flag=True, help="List what --avoid and --allow can name.")
@click.option(
    "--from",
    "table",
    type=click.Path(path_type=Path),
    help="Many at once: a CSV file with columns from, to and perhaps via and mode.",
)
@output_option(default=None, callback=check_ending("geojson", "json", "csv"))
@click.pass_context
def route(
    ctx: click.Context,
    *,
    start: str | None,
    end: str | None,
    via: tuple[str, ...],
    mode: Any,
    avoid: tuple[str, ...],
    allow: tuple[str, ...],
    within: str | None,
    avoid_country: str | None,
    passages: bool,
    table: Path | None,
    output: str | None,
) -> None:
    """Find the plausible way FROM one place TO another: names, or LON,LAT.

    Prints km, nautical miles, hours and passages of each leg; with -o it writes the legs as
    GeoJSON. With --from it adds the same to the rows of a table. A way is computed, never a
    track that somebody saw.
    """
    if passages:
        put(output or "-", table_text(list(_passages())))
        return
    if (table is None) == (start is None or end is None) or (table and (start or via)):
        message = "give two places, FROM and TO, or a table of many with --from FILE.csv"
        raise click.UsageError(message)
    asked = {"avoid": avoid, "allow": allow, "within": within, "avoid_country": avoid_country}
    limits = _limits(mode, asked, is_table=table is not None)
    if table is not None:
        _route_table(ctx, table, mode, limits, output)
    else:
        _route_one(ctx, [str(start), *via, str(end)], mode, limits, output)


def _limits(mode: str | None, asked: dict[str, Any], *, is_table: bool) -> dict[str, Any]:
    """Limits as `plan_route` takes them; misuse where the way of going has none such."""
    for name, given in asked.items():
        takes = TAKES[name]
        if given and mode not in takes and (mode or not is_table or name in {"avoid", "allow"}):
            option = "--" + name.replace("_", "-")
            message = f"{option} is for --mode {' or '.join(takes)}, not {mode or 'an unknown one'}"
            raise click.UsageError(message)
    return {
        "avoid": _names(asked["avoid"]),
        "allow": _names(asked["allow"]),
        "within": _codes(asked["within"]),
        "avoid_countries": _codes(asked["avoid_country"]),
    }


def _names(given: Iterable[str]) -> frozenset[str]:
    """Names given one by one or with commas between."""
    return frozenset(name.strip() for text in given for name in text.split(",") if name.strip())


def _codes(text: str | None) -> frozenset[str]:
    return frozenset(c.strip().upper() for c in (text or "").split(",") if c.strip())


def _passages() -> Iterable[list[str]]:
    """Rows of what `--avoid` and `--allow` can name."""
    from geomap.routes.rail import rail_bars
    from geomap.routes.road import road_bars
    from geomap.routes.sea import closed_passages, passages

    yield ["name", "mode", "what it is", "closed unless allowed"]
    shut = closed_passages()
    for name, title in sorted(passages().items()):
        yield [name, "sea", title, shut.get(name, "")]
    for mode, bars in (("rail", rail_bars()), ("road", road_bars())):
        for name, why in bars.items():
            yield [name, mode, "border or front", why]


# ---- one journey ----


def _route_one(
    ctx: click.Context, names: list[str], mode: Any, limits: dict[str, Any], output: str | None
) -> None:
    from geomap.journeys import plan_route
    from geomap.stops import find_stops

    gazetteer = opened_gazetteer(ctx)
    weighed = find_stops(names, gazetteer, mode=mode)
    stops = [place for place, _ in weighed]
    for name, (place, doubt) in zip(names, weighed, strict=True):
        say(ctx, f"{name}: {_stop(place, doubt)}")
    legs = plan_route(
        stops[0], stops[-1], via=stops[1:-1], mode=mode, gazetteer=gazetteer, **limits
    )
    if output is None:
        put("-", _told(legs))
    elif output.endswith(".csv"):
        put(output, csv_text([["from", "to", "mode", *ADDED], *_rows(legs)]))
    else:
        put(output, _collection(_features(legs)))
    if mode and any(leg.certainty != "computed" for leg in legs):
        complain(ctx, "; ".join(dict.fromkeys(leg.why for leg in legs)), kind="NoWay")
        ctx.exit(FAILED)


def _stop(place: "Place", doubt: str | None = None) -> str:
    """Which place was taken for a name: "Rajin, KP (port, 42.233, 130.300)"."""
    where = f"{place.lat:.3f}, {place.lon:.3f}"
    if place.country is None and place.kind == "facility":
        return f"the point {where} (latitude, longitude)"
    told = f"; {doubt}" if doubt else ""
    name = ", ".join(filter(None, (place.name, place.country)))
    return f"{name} ({place.kind}, {where}{told})"


def _told(legs: Sequence["Leg"]) -> str:
    header = ["from", "to", "mode", *(name.replace("_", " ") for name in ADDED)]
    return table_text([header, *_rows(legs)])


def _rows(legs: Sequence["Leg"]) -> list[list[str]]:
    return [
        [leg.from_name or "", leg.to_name or "", leg.mode or "", *_figures([leg])] for leg in legs
    ]


def _figures(legs: Sequence["Leg"]) -> list[str]:
    """What `ADDED` names, of a whole journey; a sum is empty where one leg has no figure."""
    lengths = [leg.length_m for leg in legs if leg.length_m is not None]
    times = [leg.duration_s for leg in legs if leg.duration_s is not None]
    snaps = [leg.snap_m for leg in legs if leg.snap_m is not None]
    length = sum(lengths) if len(lengths) == len(legs) else None
    return [
        "" if length is None else f"{length / METRES_PER_KILOMETRE:.0f}",
        "" if length is None else f"{length / METRES_PER_NAUTICAL_MILE:.0f}",
        f"{sum(times) / SECONDS_PER_HOUR:.1f}" if len(times) == len(legs) else "",
        ", ".join(dict.fromkeys(name for leg in legs for name in leg.passages)),
        ", ".join(dict.fromkeys(leg.certainty for leg in legs)),
        f"{max(snaps):.0f}" if snaps else "",
        " | ".join(dict.fromkeys(leg.why for leg in legs)),
    ]


def _features(legs: Sequence["Leg"], **more: Any) -> list[dict[str, Any]]:
    return [
        {
            "type": "Feature",
            "geometry": leg.path and {"type": "MultiLineString", "coordinates": leg.path},
            "properties": {
                **more,
                "from_name": leg.from_name,
                "to_name": leg.to_name,
                "mode": leg.mode,
                "router": leg.router,
                "length_m": leg.length_m,
                "duration_s": leg.duration_s,
                "duration_low_s": leg.duration_low_s,
                "duration_high_s": leg.duration_high_s,
                "passages": ", ".join(leg.passages),
                "snap_m": leg.snap_m,
                "certainty": leg.certainty,
                "why": leg.why,
            },
        }
        for leg in legs
    ]


def _collection(features: list[dict[str, Any]]) -> str:
    whole = {"type": "FeatureCollection", "features": features}
    return json.dumps(whole, ensure_ascii=False) + "\n"


# ---- a table of journeys ----


def _route_table(
    ctx: click.Context, table: Path, mode: Any, limits: dict[str, Any], output: str | None
) -> None:
    from geomap.journeys import route_table
    from geomap.routes import Limits

    gazetteer = opened_gazetteer(ctx)
    asked = Limits(**limits, ports=gazetteer.ports())
    journeys = list(route_table(table, gazetteer, mode=mode, limits=asked))
    target = output or "-"
    if target.endswith((".geojson", ".json")):
        features = [f for j in journeys for f in _features_of(j)]
        put(target, _collection(features))
    else:
        header = [*journeys[0].cells] if journeys else ["from", "to"]
        header += [f"geomap_{name}" for name in (*ADDED, "stops")]
        rows = [
            [*j.cells.values(), *_added(j), "; ".join(map(_stop, j.stops, j.doubts))]
            for j in journeys
        ]
        put(target, csv_text([header, *rows]))
    bad = [journey for journey in journeys if _failed(journey, mode)]
    for journey in bad:
        why = journey.why or "; ".join(dict.fromkeys(leg.why for leg in journey.legs))
        complain(ctx, f"{table}, row {journey.row}: {why}", kind="NoWay")
    if bad:
        ctx.exit(PARTLY if len(bad) < len(journeys) else FAILED)


def _features_of(journey: "Journey") -> list[dict[str, Any]]:
    """Legs of a row as features; one without geometry for a row that could not be planned."""
    if journey.why is None:
        return _features(journey.legs, row=journey.row)
    told = {"row": journey.row, "certainty": "none", "why": journey.why}
    told |= {f"{name}_name": journey.cells.get(name, "") for name in ("from", "to")}
    return [{"type": "Feature", "geometry": None, "properties": told}]


def _added(journey: "Journey") -> list[str]:
    if journey.why is not None:
        return ["", "", "", "", "none", "", journey.why]
    return _figures(journey.legs)


def _failed(journey: "Journey", mode: str | None) -> bool:
    stated = bool(mode or journey.cells.get("mode", "").strip())
    return journey.why is not None or (
        stated and any(leg.certainty != "computed" for leg in journey.legs)
    )
