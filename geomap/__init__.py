"""geomap: from reports to a map you can defend.

    >>> import geomap
    >>> readings, rejected = geomap.extract(["data/reports"])       # doctest: +SKIP
    >>> atlas = geomap.build_atlas(readings)                        # doctest: +SKIP
    >>> page = geomap.draw_map(atlas, title="Boxes from Rajin")     # doctest: +SKIP
    >>> layers = geomap.to_frames(atlas)                            # doctest: +SKIP

The names are loaded when they are first used: `import geomap` itself costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geomap.figures import draw_figure, draw_timeline
    from geomap.frames import to_frames
    from geomap.gazetteer import open_gazetteer
    from geomap.journeys import plan_route
    from geomap.maps import draw_map
    from geomap.pipeline import build_atlas, extract, read_tracks
    from geomap.report import write_report

__version__ = "0.1.0"
__all__ = [
    "build_atlas",
    "draw_figure",
    "draw_map",
    "draw_timeline",
    "extract",
    "open_gazetteer",
    "plan_route",
    "read_tracks",
    "to_frames",
    "write_report",
]

_HOMES = {
    "build_atlas": "pipeline",
    "draw_figure": "figures",
    "draw_map": "maps",
    "draw_timeline": "figures",
    "extract": "pipeline",
    "open_gazetteer": "gazetteer",
    "plan_route": "journeys",
    "read_tracks": "pipeline",
    "to_frames": "frames",
    "write_report": "report",
}


def __getattr__(name: str) -> object:
    if name in _HOMES:
        return getattr(import_module(f"geomap.{_HOMES[name]}"), name)
    message = f"module 'geomap' has no attribute {name!r}"
    raise AttributeError(message)
