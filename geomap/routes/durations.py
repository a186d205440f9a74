"""How long a way takes: a range, by what carries the goods, from speeds that others state.

A leg's `duration_s` is what its router takes for usual. The range beside it runs from the fastest
to the slowest class of the kind on average, and no stop on the way is counted but a driver's rest.
"""

import re
from dataclasses import dataclass

from msgspec import structs

from geomap.records import Leg, Mode
from geomap.units import METRES_PER_KILOMETRE, METRES_PER_NAUTICAL_MILE, SECONDS_PER_HOUR

__all__ = ["PACES", "Pace", "least_s", "pace_of", "range_words", "time_leg"]

KN = METRES_PER_NAUTICAL_MILE / SECONDS_PER_HOUR
KMH = METRES_PER_KILOMETRE / SECONDS_PER_HOUR

IN_HOURS = 48 * SECONDS_PER_HOUR  # longer than this is told in days
DRIVE_S, REST_S = 9 * SECONDS_PER_HOUR, 11 * SECONDS_PER_HOUR

EPA = (
    "U.S. Environmental Protection Agency, Ports Emissions Inventory Guidance, EPA-420-B-22-011 "
    "(2022), highest speeds of the size classes in table C.3 by the usual share of them in table "
    "3.12, both as github.com/FLCAC-admin/uslci-marine has them"
)
GHG3 = "Third IMO Greenhouse Gas Study (2014), page 53"


@dataclass(frozen=True)
class Pace:
    """What carriers of one kind do: `slow` to `fast` on a usual way, `top` at the very most.

    Metres a second; `source` says whose figures they are, or that none was found. `pause_s` is
    added to each way; the slowest may rest (`rests`) after each nine hours.
    """

    mode: Mode
    kind: str
    slow: float
    fast: float
    top: float
    unit: str
    source: str
    pause_s: float = 0.0
    rests: bool = False

    @property
    def words(self) -> str:
        """The range as a reader knows it: "general cargo ship at 8 to 13 knots"."""
        size = KN if self.unit == "knots" else KMH
        return f"{self.kind} at {self.slow / size:.0f} to {self.fast / size:.0f} {self.unit}"


def _ship(kind: str, slow: float, fast: float, top: float, source: str = EPA) -> Pace:
    return Pace("sea", kind, slow * KN, fast * KN, top * KN, "knots", source)


# Ships: the slowest and the fastest size class of the kind, rounded outwards to knots; `top` is
# a tenth above the highest class average of the highest speed, for ships that exceed their class.
# The first of a mode stands where the kind is not told.
PACES: tuple[Pace, ...] = (
    _ship("ship", 8, 20, 29, f"{EPA}; the slowest and the fastest of the kinds below"),
    _ship(
        # 0.74 of 18.6 to 26.5; GHG3 has 16 to 16.3 where these tables have 18.6 to 19.6, so that
        # ships which steam slowly are taken two and a half knots below the smallest class
        "container ship", 11, 20, 29,
        f"{EPA}; slow, since ships steam slower: {GHG3}; top: {GHG3}, design speeds of 24 to 29",
    ),
    _ship("general cargo ship", 8, 13, 20),  # 0.68 of 12.0 to 18.5
    _ship("tanker", 9, 15, 20),  # chemicals 0.81 of 11.4, oil 0.83 of 15.7, gas 0.81 of 17.9
    _ship("bulk carrier", 11, 13, 18),  # 0.76 of 14.8 to 16.5
    _ship(
        "ro-ro ship", 10, 19, 29,  # 0.73 of 13.9, ferries 0.93 of 19.7
        f"{EPA}; top: that of container ships, since none was found for fast ferries",
    ),
    Pace(
        "rail", "freight train", 18 * KMH, 40 * KMH, 120 * KMH, "km/h",
        # Russian Railways, February 2026: 408 km a day from order to delivery, 17 km/h, and 38.4
        # between stations; January to September 2020: 403 km a day and 41.8 (RZD-Partner,
        # 11 March 2026 and 14 October 2020, at npktrans.ru). In 2012 it was 228 km a day only.
        "slow: commercial speed of international freight trains, European Court of Auditors, "
        "special report 08/2016, paragraph 26; fast: section speed of Russian Railways, "
        "RZD-Partner of 11 March 2026 and 14 October 2020; top: freight wagons marked SS "
        "(Green Cargo, handbook of wagons, markings)",
    ),
    Pace(
        "road", "lorry", 50 * KMH, 80 * KMH, 90 * KMH, "km/h",
        # trucks on U.S. interstates average 88 km/h and less near towns, frontiers and hills:
        # Freight Facts and Figures 2010, figure 3-13; 90 is the limiter's
        "slow: one driver, eleven hours of rest after nine at the wheel, fast: two who take "
        "turns, Regulation (EC) 561/2006, articles 6 and 8; their speeds at the wheel are set "
        "wide, since no table of them was found; top: the speed limiters of Directive 92/6/EEC",
        rests=True,
    ),
    Pace(
        "air", "transport aircraft", 700 * KMH, 945 * KMH, 1_200 * KMH, "km/h",
        "fast: 747-400, 510 knots (OpenAP, data/aircraft/b744.yml); slow: set wide, below the "
        "Il-76's cruise of 770 to 800 (ru.wikipedia.org, \"Ил-76\"), for no turboprop's was "
        "found; top: the "
        "747's with a jet stream behind, set wide; half an hour for climb and landing",
        pause_s=0.5 * SECONDS_PER_HOUR,
    ),
)  # fmt: skip

# Words that tell a ship's kind, and goods that only one kind carries.
_KINDS = (
    ("container ship", r"container[ -]?(?:ships?|vessels?|carriers?)|boxships?"),
    ("ro-ro ship", r"ro-?ro|roll[ -]on|(?:vehicle|car) carriers?|ferry|ferries"),
    ("tanker", r"(?:oil |fuel |product |chemical )?tankers?"),
    ("bulk carrier", r"bulk[ -]?carriers?|bulkers?|grain (?:ships?|carriers?)"),
    ("general cargo ship", r"freighters?|(?:general )?cargo (?:ships?|vessels?)|coasters?"),
    ("tanker", r"crude(?: oil)?|(?:fuel |heating )?oil|diesel|petrol|gasoline|kerosene|naphtha"),
    (
        "bulk carrier",
        r"wheat|grain|corn|maize|barley|soya?(?:beans?)?|coal|iron ore|fertili[sz]ers?",
    ),
)
_TOLD = tuple((kind, re.compile(rf"\b(?:{words})\b", re.IGNORECASE)) for kind, words in _KINDS)


def pace_of(mode: Mode, words: str = "") -> Pace:
    """The pace of a mode, of a ship's kind where `words` tell it.

    >>> pace_of("sea", "the tanker Volga took diesel to Latakia").kind
    'tanker'
    >>> pace_of("sea", "30 containers").kind
    'ship'
    """
    kind = next((k for k, told in _TOLD if told.search(words)), "") if mode == "sea" else ""
    paces = [pace for pace in PACES if pace.mode == mode]
    return next((pace for pace in paces if pace.kind == kind), paces[0])


def time_leg(leg: Leg, words: str = "") -> Leg:
    """The leg with the range of its duration; as it is where no way was computed.

    Parameters
    ----------
    leg : Leg
        With a mode, a length and the certainty "computed".
    words : str
        What is told of the carrier and the goods.

    Examples
    --------
    >>> leg = Leg(mode="sea", router="x", length_m=185_200.0, duration_s=None, path=None,
    ...           certainty="computed", why="")
    >>> timed = time_leg(leg, "the freighter")
    >>> round(timed.duration_low_s / 3600, 1), round(timed.duration_high_s / 3600, 1)
    (7.7, 12.5)
    """
    if leg.mode is None or leg.length_m is None or leg.certainty != "computed":
        return leg
    pace = pace_of(leg.mode, words)
    low = leg.length_m / pace.fast + pace.pause_s
    high = leg.length_m / pace.slow + pace.pause_s
    high += high // DRIVE_S * REST_S if pace.rests else 0.0
    told = f"; {range_words(low, high)}: {pace.words}" if leg.mode != "rail" else ""  # it says so
    return structs.replace(
        leg,
        duration_low_s=float(round(low)),
        duration_high_s=float(round(high)),
        why=f"{leg.why}{told}",
    )


def least_s(mode: Mode | None, length_m: float, words: str = "") -> float:
    """Seconds that the very fastest need; of any mode where none is known."""
    pace = pace_of(mode, words) if mode else max(PACES, key=lambda pace: pace.top)
    return length_m / pace.top


def range_words(low: float, high: float) -> str:
    """A range of seconds in hours, or in days where the longer is two and more.

    >>> range_words(81_000, 180_000), range_words(4_400, 9_000)
    ('0.9 to 2.1 days', '1.2 to 2.5 hours')
    """
    size, unit = (SECONDS_PER_HOUR, "hours") if high < IN_HOURS else (24 * SECONDS_PER_HOUR, "days")
    one, other = (f"{value / size:.{0 if value / size >= 10 else 1}f}" for value in (low, high))
    return f"{one} {unit}" if one == other else f"{one} to {other} {unit}"
