"""The gazetteer as a geocoder of geopy's, to stand where Nominatim stood; it asks no network."""

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any, Final, NoReturn

from geopy.adapters import BaseSyncAdapter
from geopy.exc import GeocoderQueryError
from geopy.geocoders.base import DEFAULT_SENTINEL
from geopy.geocoders.base import Geocoder as _Base
from geopy.location import Location
from geopy.point import Point

from geomap.coordinates import position_of
from geomap.gazetteer.index import Gazetteer
from geomap.gazetteer.keys import fold_key
from geomap.gazetteer.store import open_gazetteer
from geomap.geo import LonLat, great_circle_m
from geomap.records import Candidate, Place

__all__ = ["Geocoder"]

LICENCE: Final = "Places: GeoNames (CC BY 4.0) and the gazetteer of geomap"

_PARTS: Final = ("street", "city", "county", "state", "country", "postalcode")
_FEATURES: Final = {
    "country": {"country"},
    "state": {"admin1", "region"},
    "city": {"city", "village"},
    "settlement": {"city", "village"},
}
_AREAS: Final = frozenset({"country", "admin1", "admin2", "region", "sea", "strait", "river"})
# Nominatim's levels of detail: nominatim.org/release-docs/latest/api/Reverse, "zoom".
_ZOOMS: Final = ((3, {"country"}), (5, {"admin1"}), (8, {"admin1", "admin2"}), (13, {"city"}))
_AREA_M: Final = 60_000.0  # what is said to lie in a town or a small area is not farther off
# A city's disc may reach this far; looked for first, so that it beats a hamlet at its edge.
_RINGS_M: Final = (50_000.0, 100_000.0)
_AREA_RINGS_M: Final = (200_000.0, 1_000_000.0, 3_000_000.0)
_ANSWERS: Final = 10  # as Nominatim's default
_M_PER_DEGREE: Final = 111_195.0
_LARGEST: Final = 8.0  # decimal logarithm of the people of the most important place


class _NoNetwork(BaseSyncAdapter):  # type: ignore[misc]  # geopy has no types
    """What geopy wants for requests: there are none."""

    def get_json(self, url: str, *, timeout: object, headers: object) -> NoReturn:
        raise NotImplementedError

    get_text = get_json


class Geocoder(_Base):  # type: ignore[misc]  # geopy has no types
    """A geopy geocoder over the gazetteer, with the methods and arguments of Nominatim.

    What only a server can use (timeout, proxies, user agent, domain, language, geometry) is taken
    and has no effect.

    Parameters
    ----------
    gazetteer
        Where names are looked up; the user's own by default, compiled on first use.

    Examples
    --------
    >>> geolocator = Geocoder(user_agent="my-application")  # doctest: +SKIP
    >>> geolocator.geocode("Kharkiv").point.format_decimal()  # doctest: +SKIP
    '49.98177, 36.25475'
    """

    def __init__(
        self,
        gazetteer: Gazetteer | None = None,
        *,
        timeout: Any = DEFAULT_SENTINEL,
        proxies: Any = DEFAULT_SENTINEL,
        domain: str = "",  # noqa: ARG002
        scheme: str | None = None,
        user_agent: str | None = None,
        ssl_context: Any = DEFAULT_SENTINEL,
        adapter_factory: Any = None,  # noqa: ARG002
    ) -> None:
        super().__init__(
            scheme=scheme,
            timeout=timeout,
            proxies=proxies,
            user_agent=user_agent,
            ssl_context=ssl_context,
            adapter_factory=_NoNetwork,
        )
        self.gazetteer = gazetteer or open_gazetteer()

    def geocode(  # noqa: PLR0913 (Nominatim's own arguments)
        self,
        query: str | Mapping[str, str],
        *,
        exactly_one: bool = True,
        timeout: Any = DEFAULT_SENTINEL,  # noqa: ARG002
        limit: int | None = None,
        addressdetails: bool = False,
        language: Any = False,  # noqa: ARG002
        geometry: str | None = None,  # noqa: ARG002
        extratags: bool = False,  # noqa: ARG002
        country_codes: str | Sequence[str] | None = None,
        viewbox: Sequence[Any] | None = None,
        bounded: bool = False,
        featuretype: str | None = None,
        namedetails: bool = False,  # noqa: ARG002
    ) -> Location | list[Location] | None:
        """Places of a name, the likeliest first.

        Parameters
        ----------
        query
            "Kharkiv", "Paris, Texas", a mapping with city, county, state, country, or a position
            ("50.45, 30.52"), whose place is that of `reverse`.
        exactly_one
            Give one location, not a list.
        limit
            Of a list; 10 by default.
        addressdetails
            Put country and division into `raw["address"]`.
        country_codes
            ISO 3166-1 alpha-2 codes: only places there.
        viewbox, bounded
            Two corners (latitude, longitude): places inside come first, or alone if `bounded`.
        featuretype
            "country", "state", "city" or "settlement": only such places.

        Returns
        -------
        geopy.location.Location, list of them, or None
            None where no entry has the name. `raw` has the names that Nominatim uses.

        Raises
        ------
        geopy.exc.GeocoderQueryError
            `featuretype` is none of these.
        ValueError
            `limit` is less than 1.
        """
        if limit is not None and int(limit) < 1:
            message = f"limit is {limit!r}; it cannot be less than 1"
            raise ValueError(message)
        stated = position_of(query) if isinstance(query, str) else None
        found = self._at(stated.point, None) if stated else self._named(query)
        codes = [country_codes] if isinstance(country_codes, str) else country_codes or ()
        wanted = {code.strip().upper() for text in codes for code in text.split(",")}
        if wanted:
            found = [one for one in found if one.place.country in wanted]
        if featuretype is not None:
            found = [one for one in found if one.place.kind in _kinds(featuretype)]
        if viewbox:
            inside = _box(viewbox)
            found = sorted(found, key=lambda one: not inside(one.place))
            found = [one for one in found if inside(one.place)] if bounded else found
        return self._answer(found, exactly_one=exactly_one, limit=limit, details=addressdetails)

    def reverse(
        self,
        query: Any,
        *,
        exactly_one: bool = True,
        timeout: Any = DEFAULT_SENTINEL,  # noqa: ARG002
        language: Any = False,  # noqa: ARG002
        addressdetails: bool = True,
        zoom: int | None = None,
        namedetails: bool = False,  # noqa: ARG002
    ) -> Location | list[Location] | None:
        """The place at a point: the town whose disc holds it, else the nearest within 100 km.

        At sea, where no town is so near, the sea.

        Parameters
        ----------
        query
            (latitude, longitude), a `Point` or a text of both.
        zoom
            Level of detail as Nominatim counts: 3 country, 5 state, 8 county, 13 city, 18 any.

        Raises
        ------
        ValueError
            The query is no point on Earth.
        """
        point = query if isinstance(query, Point) else Point(query)
        here = (point.longitude, point.latitude)
        kinds = next((kinds for top, kinds in _ZOOMS if zoom is not None and zoom <= top), None)
        found = self._at(here, kinds)
        return self._answer(found, exactly_one=exactly_one, limit=None, details=addressdetails)

    # ---- looking up ----

    def _at(self, here: LonLat, kinds: set[str] | None) -> list[Candidate]:
        """Places of some kinds at a point, the sea where there are none."""
        found = self._areas(here, kinds) if kinds and kinds <= _AREAS else self._spots(here, kinds)
        return found or self._areas(here, {"sea", "strait"})

    def _named(self, query: str | Mapping[str, str]) -> list[Candidate]:
        if isinstance(query, str):
            texts = [query, *query.split(",")]
        else:
            texts = [query[part] for part in _PARTS if query.get(part)]
            texts = [", ".join(texts), *texts]
        whole = self.gazetteer.candidates(texts[0])
        if len(texts) > 2:  # "Washington, D.C." is a name; "Paris, US" must not be read "Parisus"
            whole = tuple(one for one in whole if one.match == "exact")
        if whole or len(texts) < 3:
            return list(whole or self.gazetteer.candidates(texts[0], near=True))
        inner, *outer = (text.strip() for text in texts[1:])
        found = list(
            self.gazetteer.candidates(inner) or self.gazetteer.candidates(inner, near=True)
        )
        for text in filter(None, outer):
            around = self._around(text)
            found = [one for one in found if any(_lies_in(one, place) for place in around)]
        return found

    def _around(self, text: str) -> list[Place]:
        """What a name beside another may mean: a country by name or code, else an area or town."""
        named = [one.place for one in self.gazetteer.candidates(text)]
        coded = self.gazetteer.country(text) if len(text) == 2 and text.isupper() else None
        countries = [coded] if coded else [place for place in named if place.kind == "country"]
        areas = [place for place in named if place.kind != "country"]
        # "US" is not the village of Us near Paris; "Georgia" is a country and a state.
        return countries + [place for place in areas if not coded and place.kind in _AREAS] or areas

    def _spots(self, here: LonLat, kinds: set[str] | None) -> list[Candidate]:
        for radius_m in _RINGS_M:
            near = self.gazetteer.around(here, radius_m=radius_m)
            spots = [
                one for one in near
                if (one.place.kind in kinds if kinds else one.place.kind not in _AREAS)
            ]  # fmt: skip
            if spots:
                return sorted(spots, key=lambda one: _beside(one, here))
        return []

    def _areas(self, here: LonLat, kinds: set[str]) -> list[Candidate]:
        """Areas of some kinds whose disc holds a point, the smallest first."""
        for radius_m in _AREA_RINGS_M:
            near = self.gazetteer.around(here, radius_m=radius_m, kinds=sorted(kinds))
            holding = [one for one in near if _away_m(one, here) <= one.place.radius_m]
            if holding:
                return sorted(holding, key=lambda one: (one.place.radius_m, one.place.id))
        return []

    # ---- answering ----

    def _answer(
        self, found: Iterable[Candidate], *, exactly_one: bool, limit: int | None, details: bool
    ) -> Location | list[Location] | None:
        wanted = 1 if exactly_one else int(limit or _ANSWERS)
        answers = [self._location(one, details=details) for one in islice(found, wanted)]
        if not answers:
            return None
        return answers[0] if exactly_one else answers

    def _location(self, one: Candidate, *, details: bool) -> Location:
        place = one.place
        country = self.gazetteer.country(place.country) if place.country else None
        parts = [place.name, one.admin1, country.name if country else None]
        address = ", ".join(dict.fromkeys(part for part in parts if part))
        raw: dict[str, Any] = {
            "place_id": place.id,
            "licence": LICENCE,
            "lat": str(place.lat),
            "lon": str(place.lon),
            "class": "place",
            "type": place.kind,
            "name": place.name,
            "display_name": address,
            "importance": round(min(1.0, math.log10(one.population + 500) / _LARGEST), 3),
            "boundingbox": _bounds(place),
        }
        if details:
            told = {
                "state": one.admin1,
                "country": country.name if country else None,
                "country_code": place.country.lower() if place.country else None,
            }
            raw["address"] = {key: value for key, value in told.items() if value}
        return Location(address, (place.lat, place.lon), raw)


def _kinds(featuretype: str) -> set[str]:
    if featuretype not in _FEATURES:
        message = f"featuretype {featuretype!r} is none of {', '.join(_FEATURES)}"
        raise GeocoderQueryError(message)
    return _FEATURES[featuretype]


def _box(viewbox: Sequence[Any]) -> Any:
    """Give a check of whether a place lies between two corners, (latitude, longitude) each."""
    if len(viewbox) != 2:
        message = "Unsupported format for a bounding box"
        raise GeocoderQueryError(message)
    one, other = (corner if isinstance(corner, Point) else Point(corner) for corner in viewbox)
    south, north = sorted((one.latitude, other.latitude))
    west, east = sorted((one.longitude, other.longitude))
    return lambda place: south <= place.lat <= north and west <= place.lon <= east


def _lies_in(one: Candidate, outer: Place) -> bool:
    place = one.place
    if outer.kind == "country":
        return place.country == outer.country
    if place.id == outer.id or place.country != outer.country:
        return False
    if one.admin1 and outer.kind == "admin1":
        return fold_key(one.admin1) == fold_key(outer.name)
    return _away_m(one, (outer.lon, outer.lat)) <= max(_AREA_M, float(outer.radius_m))


def _away_m(one: Candidate, point: LonLat) -> float:
    return great_circle_m((one.place.lon, one.place.lat), point)


def _beside(one: Candidate, here: LonLat) -> tuple[float, int, float, str]:
    """Outside its disc how far, then the more people, then nearness."""
    away = _away_m(one, here)
    return max(0.0, away - one.place.radius_m), -one.population, away, one.place.id


def _bounds(place: Place) -> list[str]:
    """South, north, west and east of a place's disc, as Nominatim orders them."""
    high = place.radius_m / _M_PER_DEGREE
    wide = min(180.0, high / max(0.01, math.cos(math.radians(place.lat))))
    edges = (max(-90.0, place.lat - high), min(90.0, place.lat + high))
    return [f"{edge:.6f}" for edge in (*edges, place.lon - wide, place.lon + wide)]
