"""A figure's words: its sources, what it leaves out, and a text for who can't see it."""

from collections.abc import Iterable, Sequence

from geomap.credits import short_credit_of
from geomap.figures.projection import Projection
from geomap.figures.scene import Scene
from geomap.figures.style import letters_without_font, one_line, shorten
from geomap.records import Atlas, Event

__all__ = [
    "SOURCES_SHOWN",
    "alt_text",
    "period_of",
    "remark_of_boxes",
    "remarks_of",
    "sources_line",
]

SOURCES_SHOWN = 6
LONGEST_SOURCE = 60
PLACES_SHOWN = 12
EVENTS_SHOWN = 8
LONGEST_EVENT = 240
LETTERS_SHOWN = 8


def sources_line(atlas: Atlas, events: Iterable[Event], *, most: int = SOURCES_SHOWN) -> str:
    """Who says what is drawn, and whose data the map is made of."""
    cited = {document for event in events for document in event.documents}
    names = []
    for document in atlas.documents:
        if document.id in cited:
            name = shorten(
                one_line(document.publisher or document.title or document.id), LONGEST_SOURCE
            )
            names.append(f"{name} ({document.published})" if document.published else name)
    names = list(dict.fromkeys(names))
    told = "; ".join(names[:most])
    if len(names) > most:
        told += f"; and {len(names) - most} more"
    data = f"Data: {short_credit_of(atlas)} · Natural Earth. Made with geomap."
    return f"Sources: {told}. {data}" if told else data


def remark_of_boxes(texts: Iterable[str]) -> list[str]:
    """Tell of letters that this machine has no font for: not in the alt text, which has them."""
    lost = letters_without_font(texts)
    if not lost:
        return []
    some = " ".join(lost[:LETTERS_SHOWN])
    told = (
        f"{_counted(len(lost), 'letter')} drawn as boxes, as no font of this machine has them "
        f"({some}): install one, such as Noto Sans CJK."
    )
    return [told]


def period_of(events: Iterable[Event]) -> str | None:
    """First and last day of what is drawn."""
    days = sorted(day for event in events for day in (event.start, event.end) if day)
    if not days:
        return None
    return days[0] if days[0] == days[-1] else f"{days[0]} to {days[-1]}"


def _counted(count: int, noun: str, ending: str = "s") -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}{ending}"


def remarks_of(scene: Scene, *, unnamed: int) -> list[str]:
    """What is not on the map, as sentences."""
    told = [
        f"{_counted(count, 'event')} not drawn: {why}."
        for why, count in sorted(scene.left_out.items())
    ]
    if unnamed:
        told.append(f"{_counted(unnamed, 'name')} of places left out for want of room.")
    undated = sum(event.start is None and event.end is None for event in scene.events)
    if undated:
        told.append(f"{_counted(undated, 'event')} without a known date.")
    return told


def alt_text(
    scene: Scene, projection: Projection, *, title: str, remarks: Sequence[str], sources: str
) -> str:
    """The picture told in words: what it shows, where, when, and what it leaves out."""
    transfers = sum(event.kind == "transfer" for event in scene.events)
    strikes = len(scene.events) - transfers
    when = period_of(scene.events)
    tracked = sum(line.kind == "track" and line.certainty != "gap" for line in scene.lines)
    lines = [
        f"Map: {title}.",
        f"It shows {_counted(transfers, 'transfer')} and {_counted(strikes, 'strike')}"
        + (f", {when}" if when else "")
        + (f", and {_counted(tracked, 'stretch', 'es')} of observed tracks." if tracked else "."),
    ]
    places = list(dict.fromkeys(mark.name for mark in scene.marks if mark.name))
    if places:
        more = len(places) - PLACES_SHOWN
        tail = f" and {more} more" if more > 0 else ""
        lines.append(
            f"Places, those of most events first: {', '.join(places[:PLACES_SHOWN])}{tail}."
        )
    told = (event.summary or event.what for event in scene.events[:EVENTS_SHOWN])
    lines += [f"- {shorten(one_line(words), LONGEST_EVENT)}" for words in told]
    if len(scene.events) > EVENTS_SHOWN:
        lines.append(f"- and {len(scene.events) - EVENTS_SHOWN} more events.")
    lines += remarks
    lines.append(f"Projection: {projection.name}. {sources}")
    return "\n".join(lines) + "\n"
