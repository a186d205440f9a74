"""Counts over time: how many events by then, and running totals that reports tell.

Numbers of different reports are never added up: a running total is drawn as told, with the
range of the claims about it.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from geomap.errors import MapError
from geomap.figures.paper import Picture, check_dpi, sheet_inches
from geomap.figures.periods import day_of
from geomap.figures.style import Palette, clean, one_line, palette, settings, shorten, wrapped
from geomap.figures.words import remark_of_boxes, sources_line
from geomap.records import DOUBTFUL, Atlas, Event, Series

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Counted", "Told", "counts_of", "draw_timeline", "totals_of"]

TITLE = "Counts over time"
MOST_SERIES = 5  # panels below the first that a page holds
TEXT = 7.0
HEADROOM = 1.12  # above the highest count, for the legend
LEAST_DAYS = 8.0  # on the axis: of fewer, matplotlib would tell the hours
_BOUNDS = {
    ("exact", "approx"): ("o", "as told"),
    ("min",): ("^", "at least so many"),
    ("max",): ("v", "at most so many"),
}


class Counted(NamedTuple):
    """How many events had happened by a day: at least and at most."""

    day: date
    low: int
    high: int


class Told(NamedTuple):
    """What was told of a running total as of a day: lowest, likeliest and highest."""

    day: date
    low: float
    best: float
    high: float
    bound: str  # of the likeliest: exact, min, max, approx


def counts_of(events: Iterable[Event]) -> list[Counted]:
    """Cumulative number of events.

    The low count takes events that surely had ended by the day and that nobody merely alleges
    or denies; the high count all that may have begun.
    """
    steps: dict[date, list[int]] = defaultdict(lambda: [0, 0])
    for event in events:
        start, end = day_of(event.start), day_of(event.end)
        begun = start or end
        if begun is None or event.modality != "occurred":
            continue
        steps[begun][1] += 1
        if event.status not in DOUBTFUL and end:
            steps[max(begun, end)][0] += 1
    out: list[Counted] = []
    low = high = 0
    for day in sorted(steps):
        low, high = low + steps[day][0], high + steps[day][1]
        out.append(Counted(day, low, high))
    return out


def totals_of(series: Series, events: dict[str, Event]) -> list[Told]:
    """What was told of a running total, by day; several claims of one day give a range."""
    by_day: dict[date, list[Told]] = defaultdict(list)
    for point in series.points:
        day = day_of(point.as_of)
        if day is None or not math.isfinite(point.value):
            continue
        event, value = events.get(point.event), point.value
        low = event.low if event and event.low is not None else value
        high = event.high if event and event.high is not None else value
        by_day[day].append(Told(day, min(low, value), value, max(high, value), point.bound))
    return [
        max(found, key=lambda told: (told.best, told.bound))._replace(
            low=min(told.low for told in found), high=max(told.high for told in found)
        )
        for _, found in sorted(by_day.items())
    ]


def draw_timeline(
    atlas: Atlas,
    *,
    title: str | None = None,
    size: str = "page",
    dpi: int = 300,
    grey: bool = False,
) -> Picture:
    """Draw cumulative counts with low and high: of events, and of totals that reports tell.

    Parameters
    ----------
    atlas : Atlas
        Whose events and series to draw.
    title, size, dpi, grey
        As of `draw_figure`.

    Raises
    ------
    MapError
        Nothing has a date, or the size or resolution is none.
    """
    inches = sheet_inches(size)
    check_dpi(dpi, inches)
    kinds = {
        "transfers": counts_of(e for e in atlas.events if e.kind == "transfer"),
        "strikes": counts_of(e for e in atlas.events if e.kind == "strike"),
    }
    kinds = {name: counts for name, counts in kinds.items() if counts}
    events = {event.id: event for event in atlas.events}
    totals = [(s, totals_of(s, events)) for s in atlas.series]
    totals = sorted(
        ((s, told) for s, told in totals if len(told) > 1),
        key=lambda item: (-len(item[1]), item[0].id),
    )
    if not kinds and not totals:
        message = "nothing to draw on a timeline: no event that occurred has a date"
        raise MapError(message)
    heading = shorten(one_line(title or TITLE), 120) or TITLE
    with settings(dpi=dpi):
        return _drawn(atlas, kinds, totals, heading, palette(grey=grey), inches, dpi)


def _drawn(
    atlas: Atlas,
    kinds: dict[str, list[Counted]],
    totals: Sequence[tuple[Series, list[Told]]],
    title: str,
    look: Palette,
    inches: tuple[float, float],
    dpi: int,
) -> Picture:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=inches, dpi=dpi, layout="constrained")
    FigureCanvasAgg(figure)
    shown = totals[:MOST_SERIES]
    rows = bool(kinds) + len(shown)
    axes = list(figure.subplots(rows, 1, sharex=True, squeeze=False)[:, 0])
    room = inches[0] * 72 / TEXT
    lines = wrapped(title, room / 1.6, bold=True)
    figure.suptitle(
        "\n".join(lines), x=0.01, ha="left", size=TEXT * 1.6, weight="bold", color=look.ink
    )
    alt = [f"Timeline: {title}."]
    if kinds:
        alt += _draw_counts(axes.pop(0), kinds, look)
    for ax, (series, told) in zip(axes, shown, strict=True):
        alt.append(_draw_total(ax, series, told, look))
    sources = sources_line(atlas, atlas.events)
    remarks = []
    if len(totals) > len(shown):
        remarks.append(f"{len(totals) - len(shown)} more running totals not drawn: no room.")
    undated = sum(e.modality == "occurred" and not (e.start or e.end) for e in atlas.events)
    if undated:
        remarks.append(f"{undated} events without a date are not counted.")
    lines = wrapped(" ".join([*remarks, sources]), room / 0.85)
    figure.supxlabel("\n".join(lines), x=0.01, ha="left", size=TEXT * 0.85, color=look.soft)
    words = "\n".join([*alt, *remarks, sources]) + "\n"
    names = [text for series, _ in shown for text in (series.what, series.unit)]
    return Picture(figure, words, (*remarks, *remark_of_boxes([title, sources, *names])), title)


def _number(day: date) -> float:
    from matplotlib.dates import date2num

    return float(date2num(day))  # type: ignore[no-untyped-call]


def _dress(ax: "Axes", words: str, look: Palette) -> None:
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
    from matplotlib.ticker import MaxNLocator

    locator = AutoDateLocator(maxticks=8)  # type: ignore[no-untyped-call]
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(ConciseDateFormatter(locator))  # type: ignore[no-untyped-call]
    ax.xaxis.get_offset_text().set(size=TEXT * 0.9, color=look.soft)
    ax.yaxis.set_major_locator(MaxNLocator(integer=True))  # of two events none is a half
    ax.yaxis.set_major_formatter("{x:,.0f}")
    ax.set_title(words, size=TEXT, loc="left", color=look.ink)
    ax.tick_params(labelsize=TEXT * 0.9, colors=look.soft)
    ax.grid(axis="y", color=look.grid, lw=0.4)
    ax.set_ylim(0, ax.get_ylim()[1] * HEADROOM)
    low, high = ax.get_xlim()
    lack = max(0.0, LEAST_DAYS - (high - low))
    ax.set_xlim(low - lack / 2, high + lack / 2)
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)


def _draw_counts(ax: "Axes", kinds: dict[str, list[Counted]], look: Palette) -> list[str]:
    """Steps of events by kind, the space between low and high shaded; tell the ends in words."""
    colours = {"transfers": look.modes["sea"], "strikes": look.strike}
    last = max(counts[-1].day for counts in kinds.values()) + timedelta(days=1)
    words = []
    for name, counts in kinds.items():
        days = [_number(day) for day in (*(count.day for count in counts), last)]
        low = [count.low for count in counts] + [counts[-1].low]
        high = [count.high for count in counts] + [counts[-1].high]
        style = "solid" if name == "transfers" else (0, (4, 1.5))
        ax.fill_between(days, low, high, step="post", color=colours[name], alpha=0.18, lw=0)
        ax.step(days, high, where="post", color=colours[name], lw=1.1, ls=style, label=name)
        ax.step(days, low, where="post", color=colours[name], lw=0.6, ls=style)
        words.append(
            f"By {counts[-1].day}, {counts[-1].low} to {counts[-1].high} {name} "
            f"since {counts[0].day}."
        )
    ax.legend(loc="upper left", frameon=False, fontsize=TEXT * 0.95)
    told = "Events by then: lower edge surely ended and not merely alleged, upper edge all told"
    _dress(ax, told, look)
    return words


def _draw_total(ax: "Axes", series: Series, told: Sequence[Told], look: Palette) -> str:
    """One running total as it was told."""
    days = [_number(point.day) for point in told]
    best = [point.best for point in told]
    low, high = [point.low for point in told], [point.high for point in told]
    ax.fill_between(days, low, high, color=look.modes["sea"], alpha=0.18, lw=0)
    ax.plot(days, best, color=look.modes["sea"], lw=1.1)
    for bound, (sign, words) in _BOUNDS.items():
        chosen = [i for i, point in enumerate(told) if point.bound in bound]
        if chosen:
            at = [days[i] for i in chosen], [best[i] for i in chosen]
            ax.plot(*at, color=look.modes["sea"], marker=sign, ms=4, ls="none", label=words)
    ax.legend(loc="upper left", frameon=False, fontsize=TEXT * 0.95)
    name = shorten(one_line(series.what), 60)
    unit = shorten(one_line(series.unit), 30)
    heading = f"{name}, {unit}" if unit and unit not in name else name
    _dress(ax, f"{clean(heading)}: running total as told, with its range", look)
    first, end = told[0], told[-1]
    return (
        f"{heading}: from {first.best:,.0f} ({first.low:,.0f} to {first.high:,.0f}) on {first.day} "
        f"to {end.best:,.0f} ({end.low:,.0f} to {end.high:,.0f}) on {end.day}."
    )
