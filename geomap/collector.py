"""Python's collector of cycles, which large work without cycles does better without."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["collector_resting"]


@contextmanager
def collector_resting() -> Iterator[None]:
    """Python's collector of cycles left out for a while; also a decorator.

    Millions of small values are made and none refers back; the collector would walk the whole
    atlas again and again. 60,000 events become a map's tables in 2.7 s of a processor instead
    of 6.4, the frames of 100,000 events and 10,000 routes take 1.9 s instead of 2.9.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
