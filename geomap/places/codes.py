"""Codes of states and provinces behind a town: "Odessa, TX" is not the port on the Black Sea."""

import re

__all__ = ["divisions_said"]

_BEHIND = re.compile(r",? (?P<code>[A-Z]{2,3})(?![\w.-])")
# USPS, Canada Post and Australia Post; the names are those of the gazetteer's divisions
_CODES = {
    "AL": "Alabama", "AK": "Alaska", "AZ": "Arizona", "AR": "Arkansas", "CA": "California",
    "CO": "Colorado", "CT": "Connecticut", "DE": "Delaware", "FL": "Florida", "GA": "Georgia",
    "HI": "Hawaii", "ID": "Idaho", "IL": "Illinois", "IN": "Indiana", "IA": "Iowa",
    "KS": "Kansas", "KY": "Kentucky", "LA": "Louisiana", "ME": "Maine", "MD": "Maryland",
    "MA": "Massachusetts", "MI": "Michigan", "MN": "Minnesota", "MS": "Mississippi",
    "MO": "Missouri", "MT": "Montana", "NE": "Nebraska", "NV": "Nevada", "NH": "New Hampshire",
    "NJ": "New Jersey", "NM": "New Mexico", "NY": "New York", "NC": "North Carolina",
    "ND": "North Dakota", "OH": "Ohio", "OK": "Oklahoma", "OR": "Oregon", "PA": "Pennsylvania",
    "RI": "Rhode Island", "SC": "South Carolina", "SD": "South Dakota", "TN": "Tennessee",
    "TX": "Texas", "UT": "Utah", "VT": "Vermont", "VA": "Virginia", "WV": "West Virginia",
    "WI": "Wisconsin", "WY": "Wyoming",
    "ON": "Ontario", "QC": "Quebec", "BC": "British Columbia", "AB": "Alberta",
    "MB": "Manitoba", "SK": "Saskatchewan", "NS": "Nova Scotia", "NB": "New Brunswick",
    "NSW": "New South Wales", "QLD": "Queensland", "VIC": "Victoria", "TAS": "Tasmania",
}  # fmt: skip
_TWO = {"WA": ("Washington", "Western Australia")}


def divisions_said(text: str, end: int) -> tuple[str, ...]:
    """Names of the divisions for which the code behind a town's name stands, none for no code."""
    found = _BEHIND.match(text, end)
    if found is None:
        return ()
    code = found["code"]
    return _TWO.get(code) or ((_CODES[code],) if code in _CODES else ())
