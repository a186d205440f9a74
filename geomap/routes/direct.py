"""The simplest router: the great circle, which says of itself that it is not a track."""

from geomap import geo
from geomap.records import Leg, Mode, Place

__all__ = ["WIDE_KINDS", "direct_leg", "is_wide", "refusal"]

# Kinds whose point is a label for something wide: a line from it starts nowhere in particular.
WIDE_KINDS = frozenset({"country", "region", "admin1", "admin2", "sea", "river"})

DECIMALS = 6  # 0.1 m; RFC 7946, section 11.2, gives no reason for more
SAME_PLACE_M = 1.0  # below the last decimal's diagonal a line has no direction
WHY_DIRECT = "direct line between the two places, not a track"
WHY_COUNTRY = "direct line between the labelled points of wide areas, not a track"
WHY_NO_WAY = "no way computed: "
WHY_NO_DURATION = "no duration: the true way and speed are not known"


def is_wide(place: Place) -> bool:
    """Whether the place is an area whose point is only a label.

    >>> from geomap.records import Place
    >>> is_wide(Place(id="x:1", name="Iran", lat=32.0, lon=53.0, country="IR",
    ...               kind="country", radius_m=900_000))
    True
    """
    return place.kind in WIDE_KINDS


def direct_leg(a: Place, b: Place, *, mode: Mode | None = None, note: str = "") -> Leg:
    """Draw the geodesic from `a` to `b`, cut at 180 degrees.

    Parameters
    ----------
    a, b : Place
        The ends; any longitude is brought into [-180, 180].
    mode : {"sea", "rail", "road", "air"}, optional
        Kept on the leg; it does not bend the line.
    note : str
        Something more that the leg's `why` shall say.

    Returns
    -------
    Leg
        `path` in (lon, lat) degrees, `length_m` the geodesic length in whole metres. Where
        both ends are one spot there is neither, and `why` says so.
    """
    wide = is_wide(a) or is_wide(b)
    start, end = (a.lon, a.lat), (b.lon, b.lat)
    length = geo.distance_m(start, end)
    if length < SAME_PLACE_M:
        return _leg(mode, "none", ["no line: both ends are the same place", note])
    parts = geo.split_at_180(geo.geodesic_path(start, end))
    path = tuple(
        tuple((round(lon, DECIMALS), round(lat, DECIMALS)) for lon, lat in part)
        for part in parts
        if len(part) > 1  # a line that starts on the meridian itself leaves a lone point there
    )
    why = [WHY_COUNTRY if wide else WHY_DIRECT, note, WHY_NO_DURATION]
    certainty = "country" if wide else "direct"
    return _leg(mode, certainty, why, length_m=float(round(length)), path=path)


def refusal(why: str) -> str:
    """Why there is no way, of what a direct leg says: without the words on the direct line.

    >>> refusal("direct line between the two places, not a track; no way computed: no railway")
    'no railway'
    """
    about_line = {WHY_DIRECT, WHY_COUNTRY, WHY_NO_DURATION}
    parts = [part for part in why.split("; ") if part not in about_line]
    told = "; ".join(part.removeprefix(WHY_NO_WAY) for part in parts)
    return told or "no way: one of the ends is a wide area; name a port, a station or a town in it"


def _leg(
    mode: Mode | None,
    certainty: str,
    why: list[str],
    *,
    length_m: float | None = None,
    path: tuple[tuple[tuple[float, float], ...], ...] | None = None,
) -> Leg:
    return Leg(
        mode=mode,
        router="great_circle",
        length_m=length_m,
        duration_s=None,
        path=path,
        certainty=certainty,
        why="; ".join(part for part in why if part),
    )
