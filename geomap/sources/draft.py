"""What a reader of one format hands over, before it becomes a Document."""

from dataclasses import dataclass, field

from geomap.records import Noise, Table

__all__ = ["Draft"]


@dataclass(slots=True)
class Draft:
    """A text and what its format says about it; unknown is None."""

    text: str
    title: str | None = None
    publisher: str | None = None
    published: str | None = None  # ISO date that the format states in a field of its own
    published_from: str | None = None
    url: str | None = None
    language: str | None = None
    noise: list[Noise] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    table: Table | None = None
    byline: str = ""  # lines of a page that stand between its headline and its text
