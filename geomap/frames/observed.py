"""The features of the layers of observed tracks: ways and gaps, port calls, impossible jumps."""

from collections.abc import Iterator, Sequence

from geomap.frames.columns import Batch, Cells, batched, make_batch, place_cells
from geomap.frames.shapes import Lines, Made, Points
from geomap.records import Atlas, Track

__all__ = ["jump_batches", "port_call_batches", "track_batches"]


def track_batches(atlas: Atlas, size: int) -> Iterator[Batch]:
    """One line a stretch with signal, and one a gap between two; `kind` tells them apart."""
    found = ((track, *part) for track in atlas.tracks for part in enumerate(track.parts, start=1))
    made = Made()
    for some in batched(found, size):
        tracks, numbers, parts = zip(*some, strict=True)
        yield make_batch(
            parts,
            Lines([part.path if part.length_m else None for part in parts], made),
            why=["no line: she lay at one spot"] * len(parts),
            id=[f"{track.id}:part{number}" for track, number, _ in some],
            part=numbers,
            sources=[track.sources for track in tracks],
            **_ship_cells(tracks),
        )


def port_call_batches(atlas: Atlas, size: int) -> Iterator[Batch]:
    """One point a port call, at the port's own point."""
    found = ((track, *call) for track in atlas.tracks for call in enumerate(track.port_calls, 1))
    for some in batched(found, size):
        tracks, _, calls = zip(*some, strict=True)
        places = [call.place for call in calls]
        yield make_batch(
            calls,
            Points(places),
            why=[None] * len(calls),
            id=[f"{track.id}:call{number}" for track, number, _ in some],
            **_ship_cells(tracks),
            **place_cells(places),
        )


def jump_batches(atlas: Atlas, size: int) -> Iterator[Batch]:
    """One point a position that no ship can have reached."""
    found = ((track, *jump) for track in atlas.tracks for jump in enumerate(track.jumps, start=1))
    for some in batched(found, size):
        tracks, _, jumps = zip(*some, strict=True)
        yield make_batch(
            jumps,
            Points(jumps),
            why=[jump.why for jump in jumps],
            id=[f"{track.id}:jump{number}" for track, number, _ in some],
            **_ship_cells(tracks),
        )


def _ship_cells(tracks: Sequence[Track]) -> dict[str, Cells]:
    return {
        "track_id": [track.id for track in tracks],
        "ship": [track.name for track in tracks],
        "imo": [track.imo for track in tracks],
        "mmsi": [track.mmsi for track in tracks],
    }
