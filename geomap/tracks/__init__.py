"""Observed tracks: where ships were heard, told apart from every way that geomap computes.

    files      CSV, GeoJSON, GPX -> rows of text in batches
    positions  rows -> arrays of places, times and ships; bad rows named
    cut        one ship's positions -> ways with signal, gaps, impossible jumps
    calls      -> port calls, with entry and exit
    sightings  tracks held against events: was she there?

The work grows with the number of positions; a million take about five times what the csv module
needs to split their lines. Plain arrays do: movingpandas would make a GeoDataFrame and a
Trajectory of each stretch for what are a few lines here, and bring its own dependencies.
"""

import itertools
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from geomap.codec import digest
from geomap.records import Place, Rejected, Track
from geomap.tracks.calls import Harbours, find_calls, find_harbours, find_stays
from geomap.tracks.cut import Voyage, cut_parts, find_jumps, find_starts, in_knots, lengths_m, stamp
from geomap.tracks.files import track_files
from geomap.tracks.positions import Identity, Positions, read_positions
from geomap.tracks.sightings import fold_name, sight_ships

if TYPE_CHECKING:
    from geomap.tracks.cut import Array

__all__ = ["read_tracks", "sight_ships", "track_files"]


def read_tracks(
    paths: Sequence[Path], *, harbours: Sequence[Place] = (), day_first: bool | None = None
) -> tuple[tuple[Track, ...], list[Rejected]]:
    """Tracks of all ships in some files, and what could not be used, with the reason.

    Parameters
    ----------
    paths : sequence of Path
        `.csv`, `.tsv`, `.txt` tables, `.geojson`, `.json` or `.gpx`. A table has columns for
        time, latitude and longitude (degrees, WGS 84), and for MMSI, IMO number or name; speed
        (knots) is used where there is one. Times are ISO 8601, seconds or milliseconds since
        1970; without a zone they are read as UTC.
    harbours : sequence of Place
        Ports and towns in which a stop is a port call.
    day_first : bool, optional
        How 03/04/2024 is read in a file no time of which tells; such rows are left out else.

    Returns
    -------
    tuple of Track, list of Rejected
        One track a ship, by IMO number, else MMSI, else name, in order of name and id. Rows
        without a usable position are left out and named by number.
    """
    import numpy as np

    found, rejected = read_positions(paths, day_first=day_first)
    if not len(found.time):
        return (), rejected
    numbers, ships = _resolve(found)
    ship = numbers[found.ship]
    order = np.lexsort((found.time, ship))
    ship = ship[order]
    edges = [0, *(np.flatnonzero(np.diff(ship)) + 1).tolist(), len(ship)]
    places = Harbours(harbours)
    tracks = []
    for first, end in itertools.pairwise(edges):
        rows = _once(found, order[first:end])
        tracks.append(_track(found, rows, ships[int(ship[first])], places))
    return tuple(sorted(tracks, key=lambda t: (t.name or "", t.id))), rejected


@dataclass(frozen=True)
class _Ship:
    """A ship by what tells her from others, and what she is called most often."""

    key: tuple[str, str]
    mmsi: str
    imo: str
    name: str


def _resolve(found: Positions) -> tuple["Array", list[_Ship]]:
    """Number of the ship of each identity, and the ships.

    A row without an IMO number belongs to the ship that has it under the same MMSI, one with a
    name alone to the only ship of that name.
    """
    import numpy as np

    counts = np.bincount(found.ship, minlength=len(found.ships)).tolist()
    imos: dict[str, set[str]] = defaultdict(set)
    for mmsi, imo, _ in found.ships:
        if mmsi and imo:
            imos[mmsi].add(imo)
    keys = [_key(identity, imos) for identity in found.ships]
    named: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for key, (_, _, name) in zip(keys, found.ships, strict=True):
        if key[0] != "name" and name:
            named[fold_name(name)].add(key)
    keys = [
        next(iter(named[key[1]])) if key[0] == "name" and len(named.get(key[1], ())) == 1 else key
        for key in keys
    ]
    order = {key: number for number, key in enumerate(sorted(set(keys)))}
    told: list[tuple[Counter[str], ...]] = [(Counter(), Counter(), Counter()) for _ in order]
    for key, identity, count in zip(keys, found.ships, counts, strict=True):
        for counter, value in zip(told[order[key]], identity, strict=True):
            counter[value] += count if value else 0
    ships = [_Ship(key, *map(_commonest, told[number])) for key, number in order.items()]
    return np.array([order[key] for key in keys]), ships


def _key(identity: Identity, imos: Mapping[str, Collection[str]]) -> tuple[str, str]:
    mmsi, imo, name = identity
    known = imos.get(mmsi, ())
    imo = imo or (next(iter(known)) if len(known) == 1 else "")
    if imo:
        return "imo", imo
    return ("mmsi", mmsi) if mmsi else ("name", fold_name(name))


def _commonest(counter: Counter[str]) -> str:
    return min(counter, key=lambda value: (-counter[value], value))


def _once(found: Positions, rows: "Array") -> "Array":
    """Rows of one ship in order of time, without those that repeat the one before."""
    import numpy as np

    again = np.zeros(len(rows), dtype=bool)
    again[1:] = (
        (np.diff(found.time[rows]) == 0)
        & (np.diff(found.lon[rows]) == 0)
        & (np.diff(found.lat[rows]) == 0)
    )
    return rows[~again]


def _track(found: Positions, rows: "Array", told: "_Ship", harbours: Harbours) -> Track:
    import numpy as np

    whole = Voyage(found.lon[rows], found.lat[rows], found.time[rows], found.speed[rows])
    steps = lengths_m(whole.lon, whole.lat)
    whole.speed = in_knots(whole, steps)
    believed, jumps = find_jumps(whole, steps)
    voyage = whole.only(believed)
    if jumps:
        steps = lengths_m(voyage.lon, voyage.lat)
    starts = find_starts(voyage)
    where = find_harbours(voyage, steps, harbours)
    stays = find_stays(voyage, steps, where, starts[1:])
    kept = sorted({k for stay in stays for k in (stay.first, stay.last)})
    parts = cut_parts(voyage, steps, starts, kept=kept)
    sources = [found.sources[n] for n in np.unique(found.source[rows]).tolist()]
    return Track(
        id="track:" + digest(*told.key),
        name=told.name or None,
        imo=told.imo or None,
        mmsi=told.mmsi or None,
        sources=tuple(sources),
        start=stamp(voyage.time[0]),
        end=stamp(voyage.time[-1]),
        n_points=len(whole),
        length_m=float(round(sum(p.length_m for p in parts if p.kind == "observed"))),
        parts=parts,
        port_calls=find_calls(voyage, stays, harbours, starts),
        jumps=jumps,
        notes=tuple(n for n in found.notes if n.partition(":")[0] in sources),
    )
