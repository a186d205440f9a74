"""Ships that are too large for a canal, by the words that tell their class."""

import re

__all__ = ["TOO_NARROW", "WHY_ROUND", "is_too_large"]

# Very large crude carriers begin at 160,000 t (average freight rate assessment scale, as the U.S.
# Energy Information Administration gives it); the locks of Panama take 120,000 t and a beam of
# 51.25 m (Panama Canal Authority, "Vessel Requirements", at en.wikipedia.org/wiki/Panamax), Suez
# loaded ships of 160,000 t (en.wikipedia.org/wiki/Suezmax), the canals of Kiel and Corinth less.
TOO_NARROW = frozenset({"corinth", "kiel", "panama", "suez"})
WHY_ROUND = "loaded ships of its class are too large for the canals of Suez and Panama"

_LARGE = re.compile(
    r"\b(?:(?:very|ultra)[ -]large (?:crude|ore)(?: oil)?[ -]carriers?|VLCCs?|ULCCs?|VLOCs?|"
    r"super-?tankers?)\b",
    re.IGNORECASE,
)


def is_too_large(words: str) -> bool:
    """Whether words tell of a ship that, loaded, no canal takes.

    >>> is_too_large("the VLCC Boceanica"), is_too_large("the tanker Petion")
    (True, False)
    """
    return _LARGE.search(words) is not None
