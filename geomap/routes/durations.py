"""How long a way takes: a range, by what carries the goods, from speeds that others state.

A leg's `duration_s` is what its router takes for usual. The range beside it runs from the fastest
to the slowest of the kind, and no stop on the way is counted but a driver's rest.
"""

import re
from dataclasses import dataclass

from msgspec import structs

from geomap.records import Leg, Mode
from geomap.units import METRES_PER_KILOMETRE, METRES_PER_NAUTICAL_MILE, SECONDS_PER_HOUR

__all__ = ["PACES", "Pace", "least_s", "pace_of", "time_leg"]

KN = METRES_PER_NAUTICAL_MILE / SECONDS_PER_HOUR
KMH = METRES_PER_KILOMETRE / SECONDS_PER_HOUR

IN_HOURS = 48 * SECONDS_PER_HOUR  # longer than this is told in days
DRIVE_S, REST_S = 9 * SECONDS_PER_HOUR, 11 * SECONDS_PER_HOUR

GHG3 = (
    "Third IMO Greenhouse Gas Study 2014, table of the fleet in 2012: averages at sea of the "
    "size classes, and the highest average design speed among them"
)


@dataclass(frozen=True)
class Pace:
    """What carriers of one kind do: `slow` to `fast` on a usual way, `top` at the very most.

    Metres a second; `source` says whose figures they are. `pause_s` is added to each way; the
    slowest may rest (`rests`) after each nine hours.
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
        """The range as a reader knows it: "general cargo ship at 9 to 12 knots"."""
        size = KN if self.unit == "knots" else KMH
        return f"{self.kind} at {self.slow / size:.0f} to {self.fast / size:.0f} {self.unit}"


def _ship(kind: str, slow: float, fast: float, top: float, source: str = GHG3) -> Pace:
    return Pace("sea", kind, slow * KN, fast * KN, top * KN, "knots", source)


# The first of a mode stands where the kind is not told.
PACES: tuple[Pace, ...] = (
    _ship("ship", 9, 16, 29, f"{GHG3}; the slowest and the fastest of the kinds below"),
    _ship(
        "container ship", 11, 16, 29,
        f"{GHG3}; slow: the lower quartile of the smallest class, a knot below its average",
    ),
    _ship("general cargo ship", 9, 12, 16),
    _ship("tanker", 9, 13, 16),
    _ship("bulk carrier", 9, 12, 16),
    _ship("ro-ro ship", 9, 15, 20),
    Pace(
        "rail", "freight train", 18 * KMH, 40 * KMH, 120 * KMH, "km/h",
        "slow: commercial speed of international freight trains, European Court of Auditors, "
        "special report 08/2016, paragraph 26; fast: section speed in Russia, yearly reports; "
        "top: the highest speed of freight wagons in international traffic (RIV, class SS)",
    ),
    Pace(
        "road", "lorry", 60 * KMH, 70 * KMH, 90 * KMH, "km/h",
        "slow: one driver, eleven hours of rest after nine at the wheel, fast: two who take "
        "turns, Regulation (EC) 561/2006, articles 6 and 8; top: the speed limiters of "
        "Directive 92/6/EEC",
        rests=True,
    ),
    Pace(
        "air", "transport aircraft", 750 * KMH, 900 * KMH, 1_000 * KMH, "km/h",
        "makers' cruising speeds: Il-76 from 750, An-124 800 to 850, 747 freighter about 900; top: "
        "with a strong wind behind; half an hour for climb and landing",
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
    (8.3, 11.1)
    """
    if leg.mode is None or leg.length_m is None or leg.certainty != "computed":
        return leg
    pace = pace_of(leg.mode, words)
    low = leg.length_m / pace.fast + pace.pause_s
    high = leg.length_m / pace.slow + pace.pause_s
    high += high // DRIVE_S * REST_S if pace.rests else 0.0
    # the routers over land say their own range
    told = f"; {_range(low, high)}: {pace.words}" if leg.mode in {"sea", "air"} else ""
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


def _range(low: float, high: float) -> str:
    size, unit = (SECONDS_PER_HOUR, "hours") if high < IN_HOURS else (24 * SECONDS_PER_HOUR, "days")
    one, other = (f"{value / size:.{0 if value / size >= 10 else 1}f}" for value in (low, high))
    return f"{one} {unit}" if one == other else f"{one} to {other} {unit}"
