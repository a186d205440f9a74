"""Exact unit definitions; SI inside, the unit in the name."""

METRES_PER_KILOMETRE = 1_000
METRES_PER_NAUTICAL_MILE = 1_852  # by definition, International Hydrographic Conference 1929
METRES_PER_STATUTE_MILE = 1_609.344  # international yard and pound agreement 1959
SECONDS_PER_HOUR = 3_600
SECONDS_PER_DAY = 86_400
HALF_TURN = 180.0  # degrees of longitude
EARTH_RADIUS_M = 6_371_008.8  # IUGG mean radius R1
