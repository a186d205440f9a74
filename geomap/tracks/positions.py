"""From rows of text to arrays of positions: places, times and ships, each row checked."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geomap.coordinates import degrees_of
from geomap.errors import SourceError
from geomap.records import Rejected
from geomap.tracks.files import FIELDS, Batch, read_batches
from geomap.vessels import is_imo

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

__all__ = ["Identity", "Positions", "read_positions"]

NAMED_ROWS = 5  # bad rows of a file that are named, of each reason; the rest is counted

# Numbers that can be a time since 1970, in years that a ship's position can be of: seconds,
# milliseconds, microseconds, nanoseconds.
FIRST_S, LAST_S = 631_152_000, 4_102_444_800  # 1990 to 2100
UNITS = (1, 1_000, 1_000_000, 1_000_000_000)
COMPACT = "%Y%m%d%H%M%S"
# Written day or month first; which of them is told by a number over twelve, or not at all.
SLASHED = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\b")
# Days of a track that must be told before their succession tells the order, and how many times
# longer the track must last the other way: five days in February are five months at least.
LEAST_DAYS, MONTHS_APART = 3, 10
SHORTEST = 8  # 20240122: a year or month alone is no time
ORDER_ROWS = 100  # times are written alike through a file
CLOCKS = ("%H:%M:%S", "%H:%M", "%I:%M:%S %p", "%I:%M %p")
DAY_FIRST = tuple(f"%d/%m/%Y {clock}" for clock in CLOCKS)
MONTH_FIRST = tuple(f"%m/%d/%Y {clock}" for clock in CLOCKS)
# 05 Mar 2024 06:30, 5-March-2024, Mar 5, 2024 6:30 AM: blanks stand for all that parts them
NAMED = tuple(
    f"{day} {clock}" for day in ("%d %b %Y", "%d %B %Y", "%b %d %Y", "%B %d %Y") for clock in CLOCKS
)
NAMED_MONTH = re.compile(r"[A-Za-z]{3}")
PARTS = {"/": "/.-", " ": " ,./-"}
ZONE = r"(?:Z|z|UTC|GMT|[+-]\d\d:?\d\d)$"

Identity = tuple[str, str, str]  # MMSI, IMO number, name; "" where not told


@dataclass
class Positions:
    """Positions in the order read: degrees, seconds since 1970, knots (NaN where not told).

    `ship` and `source` are indices into `ships` and `sources`.
    """

    lon: "Array"
    lat: "Array"
    time: "Array"
    speed: "Array"
    ship: "Array"
    source: "Array"
    ships: list[Identity]
    sources: list[str]
    notes: list[str] = field(default_factory=list)


def read_positions(
    paths: Sequence[Path], *, day_first: bool | None = None
) -> tuple[Positions, list[Rejected]]:
    """Positions of all files, and what could not be used, by row, with the reason."""
    import numpy as np

    ships: dict[Identity, int] = {}
    pieces: list[tuple[Array, ...]] = []
    rejected: list[Rejected] = []
    notes: list[str] = []
    for number, path in enumerate(paths):
        read, bad, told = _read_file(path, ships, day_first=day_first)
        pieces += [(*arrays, np.full(len(arrays[0]), number, dtype=np.int32)) for arrays in read]
        rejected += bad
        notes += [f"{path.name}: {note}" for note in told]
    empty = (np.empty(0),) * 4 + (np.empty(0, dtype=np.int32),) * 2
    lon, lat, time, speed, ship, source = (
        np.concatenate(each) for each in zip(*(pieces or [empty]), strict=True)
    )
    names = [path.name for path in paths]
    return Positions(lon, lat, time, speed, ship, source, list(ships), names, notes), rejected


def _read_file(
    path: Path, ships: dict[Identity, int], *, day_first: bool | None
) -> tuple[list[tuple["Array", ...]], list[Rejected], list[str]]:
    """Arrays of one file's batches, what of it could not be used, what was taken for granted."""
    pieces: list[tuple[Array, ...]] = []
    bad = _Bad(str(path))
    refused: list[Rejected] = []
    notes: dict[str, None] = {}
    try:
        for batch in _with_order(read_batches(path), day_first=day_first):
            if _is_zoneless(batch):
                notes["times without a zone are read as UTC"] = None
            if batch.order_why:
                notes[batch.order_why] = None
            good, *arrays = _convert(batch, bad)
            pieces.append((*arrays, _identify(batch, good, ships, path.stem)))
    except SourceError as error:
        refused.append(Rejected(source=str(path), why=str(error).removeprefix(f"{path}: ")))
    if not any(len(arrays[0]) for arrays in pieces) and not bad.rows and not refused:
        refused.append(Rejected(source=str(path), why="no position in it"))
    return pieces, [*refused, *bad.told()], list(notes)


class _Bad:
    """Rows of one file that cannot be used."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.rows: list[Rejected] = []
        self.counts: Counter[str] = Counter()

    def add(self, row: int, cell: str, why: str) -> None:
        self.counts[why] += 1
        if self.counts[why] <= NAMED_ROWS:
            told = f"{cell}: {why}; row left out"
            self.rows.append(Rejected(source=self.source, row=row, why=told))

    def told(self) -> list[Rejected]:
        more = [
            Rejected(source=self.source, why=f"{count - NAMED_ROWS:,} more rows left out: {why}")
            for why, count in self.counts.items()
            if count > NAMED_ROWS
        ]
        return [*self.rows, *more]


# ---- ships ----


def _identify(batch: Batch, good: "Array", ships: dict[Identity, int], stem: str) -> "Array":
    """Index of the identity of each good row; the file's name stands for a ship without any."""
    import numpy as np
    import pandas as pd

    rows = np.zeros(len(good), dtype=np.int64)
    columns = [pd.factorize(batch.cells[name][good]) for name in ("mmsi", "imo", "name")]
    for codes, values in columns:
        rows = rows * len(values) + codes
    mixed, codes = np.unique(rows, return_inverse=True)
    numbers = []
    for code in mixed.tolist():
        (_, mmsis), (_, imos), (_, names) = columns
        at, name = divmod(code, len(names))
        mmsi, imo = divmod(at, len(imos))
        identity = _clean(str(mmsis[mmsi]), str(imos[imo]), str(names[name]))
        numbers.append(ships.setdefault(identity if any(identity) else ("", "", stem), len(ships)))
    of_row: Array = np.array(numbers, dtype=np.int32)[codes]
    return of_row


def _clean(mmsi: str, imo: str, name: str) -> Identity:
    mmsi, imo = (told.strip().removesuffix(".0") for told in (mmsi, imo))
    imo = imo.upper().removeprefix("IMO").strip()
    name = " ".join(name.replace("@", " ").split())  # AIS fills names up with @
    return (
        mmsi if re.fullmatch(r"[0-9]{9}", mmsi) else "",
        imo if re.fullmatch(r"[0-9]{7}", imo) and is_imo(imo) else "",
        name[:120],
    )


# ---- places and times ----


def _convert(batch: Batch, bad: _Bad) -> tuple["Array", ...]:
    """Good rows (their index), then their longitudes, latitudes, times and speeds."""
    import numpy as np

    lat, lon = (_degrees(batch.cells[name], name) for name in ("lat", "lon"))
    speed = _numbers(batch.cells["speed"])
    time = _seconds(batch.cells["time"], day_first=batch.day_first)
    with np.errstate(invalid="ignore"):
        wrong_lat, wrong_lon = ~(np.abs(lat) <= 90), ~(np.abs(lon) <= 360)
    wrong_time = np.isnan(time)
    broken = _broken(batch.cells["name"])
    nowhere = (lat == 0) & (lon == 0)
    wrong = wrong_lat | wrong_lon | wrong_time | broken | nowhere
    for at in np.flatnonzero(wrong).tolist():
        cells = {name: str(batch.cells[name][at]).strip() for name in FIELDS}
        if not any(cells.values()):
            continue  # a blank line says nothing
        whys = (
            (broken[at], "name", "a cell over several lines, its quotation mark is not closed"),
            (wrong_time[at], "time", _time_word(batch, cells["time"])),
            (wrong_lat[at], "lat", "no latitude from -90 to 90"),
            (wrong_lon[at], "lon", "no longitude"),
            (nowhere[at], "lat", "a receiver without a fix says 0, 0"),
        )
        name, why = next((name, why) for is_wrong, name, why in whys if is_wrong)
        bad.add(batch.first + at, f"{name} {cells[name][:60]!r}", why)
    good = np.flatnonzero(~wrong)
    wrapped = (lon[good] + 180.0) % 360.0 - 180.0
    return good, wrapped, lat[good], time[good], speed[good]


def _broken(names: "Array") -> "Array":
    """Whether a name runs over several lines: what stands in it are other rows."""
    import numpy as np
    import pandas as pd

    codes, unique = pd.factorize(names)
    over = np.array(["\n" in str(name) or "\r" in str(name) for name in unique], dtype=bool)
    return over[codes] if len(over) else np.zeros(len(names), dtype=bool)


def _time_word(batch: Batch, cell: str) -> str:
    if batch.day_first is None and SLASHED.match(cell):
        return (
            "day and month may be swapped, and no row of the file tells; give --day-first or "
            "--month-first, or write 2024-01-22T06:30Z"
        )
    return "no time; write 2024-01-22T06:30:00Z, or seconds since 1970"


def _numbers(cells: "Array") -> "Array":
    import numpy as np
    import pandas as pd

    found = pd.to_numeric(pd.Series(cells), errors="coerce")
    values = found.to_numpy(dtype=np.float64)
    return np.where(np.isfinite(values), values, np.nan)


def _degrees(cells: "Array", axis: str) -> "Array":
    """Degrees of one axis, as numbers or with minutes and a hemisphere: 20°12.6'S."""
    import numpy as np

    values = _numbers(cells)
    for at in np.flatnonzero(np.isnan(values)).tolist():
        told = degrees_of(str(cells[at]))
        if told is not None and told[0] == axis:
            values[at] = told[1]
    return values


def _seconds(cells: "Array", *, day_first: bool | None) -> "Array":
    """Seconds since 1970 of times written as ISO 8601, as a number, or day or month first."""
    import numpy as np

    out = np.full(len(cells), np.nan)
    if any(str(cell).strip().replace(".", "", 1).isdecimal() for cell in cells[:ORDER_ROWS]):
        numbers = _numbers(cells)
        for unit in UNITS:
            fits = (numbers >= FIRST_S * unit) & (numbers <= LAST_S * unit)
            out[fits] = np.floor(numbers[fits] / unit)
    orders = {True: DAY_FIRST, False: MONTH_FIRST, None: ()}[day_first]
    named = NAMED if any(NAMED_MONTH.search(str(cell)) for cell in cells[:ORDER_ROWS]) else ()
    for number, form in enumerate(("ISO8601", "ISO8601", COMPACT, *orders, *named)):
        left = np.flatnonzero(np.isnan(out))
        if not len(left):
            break
        cells = _tidied(cells, left) if number == 1 else cells
        parted = "/" if form in orders else " " if form in named else None
        out[left] = _parsed(cells[left], form, parted=parted)
    return out


def _parsed(cells: "Array", form: str, *, parted: str | None = None) -> "Array":
    """Seconds since 1970, NaN where a text is not of this form or of no year that can be.

    `parted` is what stands between day, month and year in the form, however a text parts them.
    """
    import numpy as np
    import pandas as pd

    texts = pd.Series(cells, dtype="str")
    if parted is not None:
        texts = texts.str.removesuffix("Z").str.replace(f"[{PARTS[parted]}]+", parted, regex=True)
    found = pd.to_datetime(texts, format=form, utc=True, errors="coerce")
    seconds = found.to_numpy(dtype="datetime64[s]").astype(np.int64).astype(np.float64)
    sure = (seconds >= FIRST_S) & (seconds <= LAST_S) & (texts.str.len() >= SHORTEST).to_numpy()
    return np.where(found.notna().to_numpy() & sure, seconds, np.nan)


def _tidied(cells: "Array", left: "Array") -> "Array":
    """The same with `left` stripped of blanks, and "UTC" and "GMT" as Z."""
    out = cells.copy()
    for at in left.tolist():
        out[at] = re.sub(r"\s*(?:UTC|GMT)$", "Z", str(cells[at]).strip())
    return out


def _with_order(batches: Iterator[Batch], *, day_first: bool | None) -> Iterator[Batch]:
    """The same batches, each told whether dates of the file are written day first.

    What a batch tells holds for those after it: positions are mostly in order of time.
    `day_first` is what holds where none tells.
    """
    order: bool | None = None
    guessed: bool | None = None
    for batch in batches:
        cells = batch.cells["time"]
        if order is None and any(SLASHED.match(str(cell)) for cell in cells[:ORDER_ROWS]):
            heads = [m for cell in cells if (m := SLASHED.match(str(cell).strip()))]
            if any(int(m[1]) > 12 for m in heads):
                order = True
            elif any(int(m[2]) > 12 for m in heads):
                order = False
            elif day_first is None and guessed is None:
                guessed = _by_succession(heads)
                if guessed is not None:
                    side = "day" if guessed else "month"
                    batch.order_why = (
                        f"dates such as {heads[0][0]} are read {side} first: so the days of the "
                        "track follow one another, the other way they lie months apart"
                    )
        known = day_first if order is None else order
        batch.day_first = guessed if known is None else known
        yield batch


def _by_succession(heads: Sequence["re.Match[str]"]) -> bool | None:
    """Whether dates follow one another day by day read day first (True) or month first (False).

    None where neither way does so much better than the other, or too few days are told.
    """
    days = {(int(m[1]), int(m[2]), int(m[3])) for m in heads}
    if len(days) < LEAST_DAYS:
        return None
    try:
        by_day = {dt.date(year, b, a) for a, b, year in days}
        by_month = {dt.date(year, a, b) for a, b, year in days}
    except ValueError:
        return None
    long, short = ((max(d) - min(d)).days for d in (by_month, by_day))
    if max(long, short) < MONTHS_APART * min(long, short):
        return None
    return short < long


def _is_zoneless(batch: Batch) -> bool:
    """Whether one of a batch's first times is written without a zone."""
    first = (str(cell).strip() for cell in batch.cells["time"][:ORDER_ROWS])
    return any(":" in cell and not re.search(ZONE, cell) for cell in first)
