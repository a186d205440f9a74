"""The features of the layers of observed tracks: ways and gaps, port calls, impossible jumps."""

from collections.abc import Iterator

from geomap.frames.columns import Cell, Feature, make_feature, place_cells
from geomap.frames.shapes import line, point
from geomap.records import Atlas, Track

__all__ = ["jump_features", "port_call_features", "track_features"]


def track_features(atlas: Atlas) -> Iterator[Feature]:
    """One line a stretch with signal, and one a gap between two; `kind` tells them apart."""
    for track in atlas.tracks:
        for number, part in enumerate(track.parts, start=1):
            yield make_feature(
                part,
                line(part.path) if part.length_m else None,
                why="no line: she lay at one spot",
                id=f"{track.id}:part{number}",
                part=number,
                sources=track.sources,
                **_ship_cells(track),
            )


def port_call_features(atlas: Atlas) -> Iterator[Feature]:
    """One point a port call, at the port's own point."""
    for track in atlas.tracks:
        for number, call in enumerate(track.port_calls, start=1):
            yield make_feature(
                call,
                point(call.place),
                why=None,
                id=f"{track.id}:call{number}",
                **_ship_cells(track),
                **place_cells(call.place),
            )


def jump_features(atlas: Atlas) -> Iterator[Feature]:
    """One point a position that no ship can have reached."""
    for track in atlas.tracks:
        for number, jump in enumerate(track.jumps, start=1):
            yield make_feature(
                jump,
                point(jump),
                why=jump.why,
                id=f"{track.id}:jump{number}",
                **_ship_cells(track),
            )


def _ship_cells(track: Track) -> dict[str, Cell]:
    return {"track_id": track.id, "ship": track.name, "imo": track.imo, "mmsi": track.mmsi}
