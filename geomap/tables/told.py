"""What one row of a table says, as it is gathered from its cells."""

from dataclasses import dataclass, field

from geomap.records import Claim, Flag, Mention, Reason, When

__all__ = ["Told"]


@dataclass
class Told:
    """What one row says."""

    claims: list[Claim] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    dates: list[When] = field(default_factory=list)
    flags: list[Flag] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)
