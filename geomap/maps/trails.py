"""Observed tracks as tables of columns: parts with times, port calls, impossible positions."""

from collections.abc import Callable, Iterable
from datetime import datetime

from geomap.basemap import pack_line
from geomap.maps.columns import Table, Texts
from geomap.records import Place, Track

__all__ = ["track_tables"]

TRACKS = {
    "id": "text", "name": "text", "imo": "text", "mmsi": "text", "sources": "texts",
    "start": "number", "end": "number", "points": "count", "km": "count", "notes": "texts",
}  # fmt: skip
# `times` are seconds after `start`, one for each vertex of the lines, one line after the other.
PARTS = {
    "track": "ref", "kind": "code:observed gap", "start": "number", "end": "number",
    "lines": "texts", "times": "ints", "label": "text",
}  # fmt: skip
CALLS = {
    "track": "ref", "place": "ref", "start": "number", "end": "number", "openStart": "count",
    "openEnd": "count",
}  # fmt: skip
JUMPS = {"track": "ref", "lon": "number", "lat": "number", "time": "number", "why": "text"}


def _seconds(iso: str) -> int:
    """Whole seconds since 1970 of "2023-09-12T04:30:00Z"."""
    return int(datetime.fromisoformat(iso).timestamp())


def track_tables(
    tracks: Iterable[Track],
    texts: Texts,
    *,
    scale: int,
    place: Callable[[Place], int | None],
) -> dict[str, Table]:
    """Tables `tracks`, `parts`, `calls` and `jumps`.

    Parameters
    ----------
    tracks : iterable of Track
    texts : Texts
        Where the texts go.
    scale : int
        Steps a degree of the packed lines.
    place : callable
        Number of a place in the table of places.
    """
    found = {
        name: Table(texts, kinds)
        for name, kinds in (
            ("tracks", TRACKS), ("parts", PARTS), ("calls", CALLS), ("jumps", JUMPS),
        )
    }  # fmt: skip
    for track in tracks:
        number = found["tracks"].add(
            id=track.id,
            name=track.name,
            imo=track.imo,
            mmsi=track.mmsi,
            sources=track.sources,
            start=_seconds(track.start),
            end=_seconds(track.end),
            points=track.n_points,
            km=round(track.length_m / 1000),
            notes=track.notes,
        )
        for part in track.parts:
            start = _seconds(part.start)
            found["parts"].add(
                track=number,
                kind=part.kind,
                start=start,
                end=_seconds(part.end),
                lines=[pack_line(line, scale=scale, every=True) for line in part.path],
                times=[max(0, time - start) for times in part.times for time in times],
                label=part.label,
            )
        for call in track.port_calls:
            found["calls"].add(
                track=number,
                place=place(call.place),
                start=_seconds(call.start),
                end=_seconds(call.end),
                openStart=1 if call.open_start else None,
                openEnd=1 if call.open_end else None,
            )
        for jump in track.jumps:
            found["jumps"].add(
                track=number, lon=jump.lon, lat=jump.lat, time=_seconds(jump.time), why=jump.why
            )
    return found
