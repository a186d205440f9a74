"""Look names up in the compiled gazetteer."""

import json
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Final

from geomap.gazetteer.build import FOLDED, STEM
from geomap.gazetteer.files import Files
from geomap.gazetteer.keys import exact_key, fold_key, split_head
from geomap.gazetteer.near import slips_only, sounds, spellings, within
from geomap.gazetteer.rank import Found, in_order
from geomap.gazetteer.rows import best_names, candidate_of, first_place
from geomap.gazetteer.scan import Scanner
from geomap.gazetteer.spatial import WITHIN, cells_around
from geomap.geo import LonLat, great_circle_m
from geomap.records import Candidate, Place

__all__ = ["Gazetteer"]

_CACHED: Final = 65_536  # names of a corpus that stay in memory, about 30 MB at most
_AREAS: Final = 64  # countries and divisions whose towns stay in memory, 10 MB at most
_COLUMNS: Final = "id, gid, name, lat, lon, country, kind, radius_m, population, admin1, source"
_BY_KEY: Final = (
    f"SELECT key, flags, {_COLUMNS} FROM name JOIN place ON place.id = name.place"  # noqa: S608
    " WHERE key = ?"
)
_BY_KEYS: Final = f"{_BY_KEY} UNION ALL {_BY_KEY}"  # for IN (?, ?) SQLite makes a table each time
_BY_ID: Final = f"SELECT {_COLUMNS} FROM place WHERE id = ?"  # noqa: S608
_BY_GID: Final = f"SELECT {_COLUMNS} FROM place WHERE gid = ? AND id < 0"  # noqa: S608
_BY_CODE: Final = _BY_ID.replace("?", "(SELECT place FROM country WHERE code = ?)")
_KNOWN: Final = "SELECT DISTINCT key FROM name WHERE key IN (SELECT value FROM json_each(?))"
_HARBOURS: Final = "SELECT gid, name, lat, lon, country, radius_m FROM harbour WHERE charted IN"
# "Port of Durban" is a curated name of the city where no row of its own stands for its port.
_PORT_TOWNS: Final = (
    f"SELECT {_COLUMNS} FROM place WHERE kind = 'city' AND source = 'curated' AND id IN"  # noqa: S608
    " (SELECT place FROM name WHERE key >= 'port of ' AND key < 'port of!')"
)
_NEAR_BY: Final = (
    "SELECT name FROM harbour "
    "WHERE gid GLOB 'wpi:*' AND lat BETWEEN ? AND ? AND lon BETWEEN ? AND ?"
)
_AT_HARBOUR: Final = 0.1  # degrees of latitude, twice as many of longitude
_WORDS: Final = "SELECT sort, key, value FROM word"
_LONGEST_ID: Final = 18  # digits that SQLite's integers hold
# Prefixes shorter than this fit too many names for a search that looks at each.
_NEAR_PREFIX: Final = 3
_NEAR_ROWS: Final = 4_000
_VERY_LONG: Final = 10  # letters; shorter ones may differ in two vowels: Khurmala is no Khurmatu
_LONG_NAME: Final = 7  # letters from which two slips are forgiven, below it one


class Gazetteer:
    """A compiled gazetteer, opened read-only.

    Safe to use from many threads, after a fork, and cheap to pickle: each thread of each process
    opens the file for itself.

    Parameters
    ----------
    path
        A file made by `open_gazetteer`.
    imports
        Files of imported places, which are looked up together with it.

    Raises
    ------
    GazetteerError
        A file is missing, is not a gazetteer, or was made by another version.

    Examples
    --------
    >>> gazetteer = open_gazetteer()  # doctest: +SKIP
    >>> gazetteer.candidates("Kiev")[0].place.name  # doctest: +SKIP
    'Kyiv'
    """

    def __init__(self, path: Path, imports: Sequence[Path] = ()) -> None:
        self.path = Path(path)
        self._files = Files(self.path, imports)
        self._ask, self._ask_all = self._files.ask, self._files.ask_all
        self._find = lru_cache(maxsize=_CACHED)(self._find_uncached)
        self._towns = lru_cache(maxsize=_AREAS)(self._towns_uncached)
        self.digest = self._files.digest

    def __reduce__(self) -> tuple[type["Gazetteer"], tuple[Path, tuple[Path, ...]]]:
        return Gazetteer, (self.path, self._files.imports)

    # ---- places by name ----

    def candidates(self, name: str, *, near: bool = False) -> tuple[Candidate, ...]:
        """Every place called `name`, the likeliest first.

        A country comes first, then curated places, then towns and divisions by population, an
        entry's own name before its other names. A common noun in the name ("port of Olya",
        "Yaroslavl region") puts places of that kind first.

        Parameters
        ----------
        name
            A name in any script, with or without accents, article or possessive.
        near
            Also answer with names that differ by a slip or two, if there is no other answer.
        """
        return self._find(name.strip(), near)

    def bears(self, place_id: str, name: str) -> bool:
        """Whether a place has just this name, not only one that adds its common noun to it."""
        return any(
            one.candidate.place.id == place_id and not one.flags & STEM for one in self._rows(name)
        )

    def _find_uncached(self, name: str, near: bool) -> tuple[Candidate, ...]:  # noqa: FBT001 (a cache key)
        if found := self._named(name):
            return found
        for form in _bare_forms(name):
            if found := self._named(form):
                return found
        return self._near(fold_key(name)) if near else ()

    def _named(self, name: str) -> tuple[Candidate, ...]:
        whole = in_order(self._rows(name))
        head = split_head(name)
        if head is None:
            # "Turkish" alone is not the Turkish Straits, nor "Columbia" the river, nor "Hall" one
            # of the counties of that name.
            return tuple([one.candidate for one in whole if not _needs_noun(one)])
        parts = in_order(self._rows(head.stem), kinds=head.kinds)
        fitting = [found for found in parts if found.candidate.place.kind in head.kinds]
        plain = [found for found in whole if not found.flags & STEM]
        # "Port Sudan" is a town of that name, not a port of Sudan.
        named_so = any(found.candidate.main_name for found in plain)
        # "Republic of China" is Taiwan's own name, not another way to say China.
        named_so = named_so or any(found.candidate.place.kind == "country" for found in plain)
        if head.strict or named_so or (fitting and "admin1" in head.kinds):
            parts = fitting
        # "Black Sea" is not the straits of that name, whatever noun comes after.
        parts = [one for one in parts if one in fitting or not _needs_noun(one)]
        if "rail_crossing" in head.kinds:
            # "Sams Crossing" is not in Samsun, which some list has as "Sams"
            parts = [
                p for p in parts if p in fitting or p.candidate.main_name or p.candidate.chosen
            ]
        return _once(found.candidate for found in (*plain, *parts))

    def _rows(self, name: str) -> list[Found]:
        exact, folded = exact_key(name), fold_key(name)
        if not folded:
            return []
        found: list[Found] = []
        # One key alone is found in two thirds of the time that SQLite takes for a list of them.
        keys = (exact, folded) if exact != folded else (exact,)
        query = _BY_KEYS if exact != folded else _BY_KEY
        for number in range(len(self._files)):
            rows = self._ask(query, keys, file=number)
            for row in best_names(rows, exact) if len(rows) > 1 else rows:
                flags = row[1]
                match = "folded" if row[0] != exact or flags & FOLDED else "exact"
                # GeoNames' entry as geomap has it: its point may have been mended by hand
                known = number and row[2] > 0 and self._ask(_BY_ID, (row[2],))
                one = candidate_of(known[0] if known else row[2:], flags, match, name=name)
                found.append(Found(one, flags))
        return found

    def _near(self, key: str) -> tuple[Candidate, ...]:
        """Places whose folded name is one slip away, or two for a long name."""
        slips = json.dumps(list(spellings(key)))
        keys = [found for (found,) in self._ask_all(_KNOWN, (slips,))]
        if not keys and len(key) >= _LONG_NAME:
            start = key[:_NEAR_PREFIX]
            rows = self._ask_all(
                "SELECT DISTINCT key FROM name WHERE key >= ? AND key < ?"
                " AND length(key) BETWEEN ? AND ? LIMIT ?",
                (start, start + "\U0010ffff", len(key) - 2, len(key) + 2, _NEAR_ROWS),
            )
            keys = within(key, [row[0] for row in rows], limit=2)
            keys = [near for near in keys if len(key) >= _VERY_LONG or sounds(near) == sounds(key)]
        found: list[Found] = []
        for near in sorted({near for near in keys if slips_only(key, near)}):
            found.extend(
                Found(_near_match(one.candidate), one.flags)
                for one in self._rows(near)
                if not one.flags & STEM
            )
        return _once(one.candidate for one in in_order(found))

    def search(self, text: str, *, limit: int) -> list[Candidate]:
        """Places called `text`, then those whose name begins so, then near spellings."""
        found = list(self.candidates(text))
        key = fold_key(text)
        if key and len(found) < limit:
            rows = self._ask_all(
                f"SELECT min(flags), {_COLUMNS} FROM name JOIN place ON place.id = name.place"  # noqa: S608
                " WHERE key >= ? AND key < ? GROUP BY place.id"
                " ORDER BY min(flags) & 1, source != 'curated', population DESC, place.id LIMIT ?",
                (key, key + "\U0010ffff", limit * 2),
            )
            found += [candidate_of(row[1:], row[0], "near") for row in rows]
        if not found:
            found += self.candidates(text, near=True)
        return list(_once(found))[:limit]

    # ---- places by point ----

    def around(
        self, point: LonLat, *, radius_m: float, kinds: Sequence[str] = ()
    ) -> tuple[Candidate, ...]:
        """Every place whose point lies within `radius_m` of (lon, lat), the nearest first.

        Parameters
        ----------
        kinds
            Only places of these kinds.
        """
        only = f" AND kind IN ({', '.join('?' * len(kinds))})" if kinds else ""
        query = f"SELECT {_COLUMNS} FROM place WHERE {WITHIN}{only}"  # noqa: S608 (question marks)
        found: dict[str, tuple[float, Candidate]] = {}
        for cells in cells_around(point, radius_m):
            for row in self._ask_all(query, (*cells, *kinds)):
                one = candidate_of(row, 0, "exact")
                away = great_circle_m(point, (one.place.lon, one.place.lat))
                if away <= radius_m:
                    found.setdefault(one.place.id, (away, one))
        return tuple(found[key][1] for key in sorted(found, key=lambda key: (found[key][0], key)))

    def harbours(self) -> tuple[Place, ...]:
        """Where ships may call, in order of id.

        Ports; the curated towns, some of which have a quay; and the harbours of the World Port
        Index and the ports of GeoNames that are not near one of them.
        """
        return self._harbours("0, 1")

    def ports(self) -> tuple[Place, ...]:
        """Ports alone that a way by sea can lead to, and curated towns that are one, by id."""
        towns = (candidate_of(row, 0, "exact").place for row in self._ask_all(_PORT_TOWNS, ()))
        once = {place.id: place for place in self._harbours("1") if place.kind == "port"}
        once |= {place.id: place for place in towns}
        return tuple(once[key] for key in sorted(once))

    def _harbours(self, charted: str) -> tuple[Place, ...]:
        query = f"SELECT {_COLUMNS} FROM place WHERE kind = 'port' OR source = 'curated'"  # noqa: S608
        found = (candidate_of(row, 0, "exact").place for row in self._ask_all(query, ()))
        once = {place.id: place for place in found if place.kind in {"port", "city"}}
        for gid, name, lat, lon, country, radius_m in self._ask(f"{_HARBOURS} ({charted})", ()):
            once[gid] = Place(
                id=gid, name=name, lat=lat, lon=lon, country=country, kind="port", radius_m=radius_m
            )
        return tuple(once[key] for key in sorted(once))

    def is_harbour(self, place: Place) -> bool:
        """Whether a harbour of the World Port Index has a place's name and lies there."""
        reach = _AT_HARBOUR
        lat, lon = place.lat, place.lon
        box = (lat - reach, lat + reach, lon - 2 * reach, lon + 2 * reach)
        return any(fold_key(name) == fold_key(place.name) for (name,) in self._ask(_NEAR_BY, box))

    def towns_of(self, area: Place) -> tuple[LonLat, ...]:
        """Points (lon, lat) of the towns of a country or first-level division, in order of id."""
        return self._towns(area)

    def _towns_uncached(self, area: Place) -> tuple[LonLat, ...]:
        query = "SELECT lon, lat FROM place WHERE country = ? AND kind IN ('city', 'village')"
        values: tuple[object, ...] = (area.country,)
        if area.kind != "country":
            query += (
                " AND admin1 = (SELECT coalesce(admin1, name) FROM place WHERE gid = ? LIMIT 1)"
            )
            values = (area.country, area.id)
        return tuple((lon, lat) for lon, lat in self._ask(f"{query} ORDER BY id", values))

    # ---- places by code ----

    def country(self, code: str) -> Place | None:
        """The place that stands for a country, by ISO 3166-1 alpha-2 code."""
        return first_place(self._ask(_BY_CODE, (code.upper(),)))

    def place(self, place_id: str) -> Place | None:
        """The place with an id: "geonames:2119441" or "geomap:olya-port"."""
        source, _, number = place_id.partition(":")
        if source == "geonames" and number.isdecimal() and len(number) <= _LONGEST_ID:
            return first_place(self._ask_all(_BY_ID, (int(number),)))
        return first_place(self._ask_all(_BY_GID, (place_id,)))

    def is_capital(self, place_id: str) -> str | None:
        """ISO code of the country whose capital this place is, or None."""
        number = place_id.removeprefix("geonames:")
        if not number.isdecimal():
            return None
        rows = self._ask("SELECT code FROM capital WHERE place = ?", (int(number),))
        return str(rows[0][0]) if rows else None

    def capital(self, code: str) -> Place | None:
        """The capital of a country, by ISO 3166-1 alpha-2 code."""
        rows = self._ask("SELECT place FROM capital WHERE code = ?", (code.upper(),))
        return self.place(f"geonames:{rows[0][0]}") if rows else None

    # ---- words ----

    def demonym(self, text: str) -> str | None:
        """ISO code of the country whose people or adjective `text` is: "North Korean", "KP"."""
        return self._word("demonyms", text) if text[:1].isupper() else None

    def seat(self, text: str) -> str | None:
        """ISO code of the government that `text` stands for: "Pyongyang", "the Kremlin"."""
        forms = [form for form in (text, *_bare_forms(text)) if not form[:1].islower()]
        return next(filter(None, (self._word("seats", form) for form in forms)), None)

    def everyday(self, name: str) -> bool:
        """Whether a name is first of all a plain word or a person's: "May", "Police", "Kim"."""
        return self._word("everyday", name) is not None

    def _word(self, sort: str, text: str) -> str | None:
        return self._words.get((sort, exact_key(text)))

    @cached_property
    def _words(self) -> dict[tuple[str, str], str]:
        """The tables of words, 8,000 in all: every capitalised word of a text is looked up."""
        return {(sort, key): value for sort, key, value in self._ask(_WORDS, ())}

    def names(self, text: str) -> Iterator[tuple[int, int]]:
        """Spans (start, end) of curated places, countries and divisions named in a text.

        The longest name wins, at word boundaries, and only where its first letter is a capital
        or the script has none. Ordinary towns are not looked for.
        """
        return self._scanner.spans(text)

    def is_abbreviation(self, name: str) -> bool:
        """Whether a name is one that is written in capitals: "UAE", "DNR"; not "SANA"."""
        return self._scanner.is_abbreviation(name)

    @cached_property
    def _scanner(self) -> Scanner:
        return Scanner(self._ask_all("SELECT key, role FROM phrase", ()))

    # ---- the file ----

    def info(self) -> dict[str, object]:
        """What is in the gazetteer: sources, licences, counts, digest, file and its size."""
        meta = dict(self._ask("SELECT key, value FROM meta ORDER BY key", ()))
        return {
            "digest": self.digest,
            "file": str(self.path),
            "size_bytes": self.path.stat().st_size,
            "schema": int(meta["schema"]),
            **json.loads(meta["counts"]),
            "sources": json.loads(meta["sources"]),
            "imports": self._files.imported(),
        }


def _bare_forms(name: str) -> Iterator[str]:
    """The name without possessive, then without article too."""
    bare = name
    for ending in ("'s", "’s"):
        bare = bare.removesuffix(ending)
    if bare != name:
        yield bare
    if bare[:4].casefold() == "the ":
        yield bare[4:]


def _is_own(one: Candidate) -> bool:
    return one.main_name or one.chosen


def _needs_noun(one: Found) -> bool:
    kinds = {"strait", "river", "region", "admin2"}
    return bool(one.flags & STEM) and one.candidate.place.kind in kinds


def _once(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Each place once, at its best."""
    firsts: dict[str, Candidate] = {}
    for one in candidates:
        firsts.setdefault(one.place.id, one)
    return tuple(firsts.values())


def _near_match(one: Candidate) -> Candidate:
    import msgspec

    return msgspec.structs.replace(one, match="near")
