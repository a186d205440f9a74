"""Names that the gazetteer lacks, asked of Nominatim: only for who opts in, slowly, and kept.

Each name that is asked leaves this machine. Answers are kept on disk, found or not, so that a
name is asked once; between two questions lies at least a second, as the service's usage policy
wants (operations.osmfoundation.org/policies/nominatim).
"""

import logging
import math
import sqlite3
import warnings
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec

from geomap import __version__
from geomap.errors import GazetteerError
from geomap.geo import great_circle_m
from geomap.records import Candidate, Mention, Place, PlaceKind

if TYPE_CHECKING:
    from geomap.gazetteer import Gazetteer

__all__ = ["ATTRIBUTION", "SOURCE", "OnlinePlaces", "resolve_online"]

_log = logging.getLogger(__name__)

SOURCE: Final = "online:nominatim"
ATTRIBUTION: Final = "Places marked online:nominatim: © OpenStreetMap contributors (ODbL 1.0)"
DOMAIN: Final = "nominatim.openstreetmap.org"
SCORE: Final = 0.5  # of an answer that no other evidence speaks for: a coin's worth of belief

_DELAY_S: Final = 1.0  # "an absolute maximum of 1 request per second"
_PATIENCE: Final = 5  # delays before a refused question is asked once more; geopy's own 5 s
_TIMEOUT_S: Final = 10.0
_ANSWERS: Final = 5
_LONGEST_NAME: Final = 100  # longer texts are no names, and nobody's business
_SMALLEST_M, _LARGEST_M = 500, 2_000_000
_TABLE: Final = "CREATE TABLE IF NOT EXISTS answer (name TEXT PRIMARY KEY, found TEXT NOT NULL)"

# Kinds by the OpenStreetMap type, else by class, as Nominatim gives them.
_BY_TYPE: Final[dict[str, PlaceKind]] = {
    "city": "city", "town": "city", "village": "village", "hamlet": "village",
    "isolated_dwelling": "village", "suburb": "city", "country": "country", "state": "admin1",
    "region": "region", "province": "admin1", "county": "admin2", "district": "admin2",
    "municipality": "admin2", "island": "region", "archipelago": "region", "sea": "sea",
    "ocean": "sea", "bay": "sea", "strait": "strait", "river": "river", "canal": "river",
    "aerodrome": "airport", "airfield": "airbase", "port": "port", "harbour": "port",
    "ferry_terminal": "port", "station": "rail_crossing", "halt": "rail_crossing",
    "peninsula": "region",
}  # fmt: skip
_BY_CLASS: Final[dict[str, PlaceKind]] = {
    "place": "village", "boundary": "admin2", "waterway": "river", "natural": "region",
    "aeroway": "airport", "harbour": "port", "railway": "rail_crossing", "military": "facility",
}  # fmt: skip


class OnlinePlaces:
    """Asks Nominatim for names, at most one a second, and keeps the answers.

    After a failure nothing more is asked in this run: without a network a thousand names would
    otherwise wait a thousand times.

    Parameters
    ----------
    cache
        Folder where the answers are kept.
    contact
        Address of who asks, told beside geomap's name and version: the service's policy wants to
        know the application, and to reach heavy users.
    domain, scheme
        Of the server, for who runs one.
    delay_s
        Least seconds between two questions.
    """

    def __init__(
        self,
        cache: Path,
        *,
        contact: str | None = None,
        domain: str = DOMAIN,
        scheme: str = "https",
        delay_s: float = _DELAY_S,
    ) -> None:
        from geopy.extra.rate_limiter import RateLimiter
        from geopy.geocoders import Nominatim

        agent = f"geomap/{__version__}" + (f" ({contact})" if contact else "")
        service = Nominatim(user_agent=agent, domain=domain, scheme=scheme, timeout=_TIMEOUT_S)
        self._ask = RateLimiter(
            service.geocode,
            min_delay_seconds=delay_s,
            error_wait_seconds=_PATIENCE * delay_s,
            max_retries=1,
            swallow_exceptions=False,
        )
        self._file = cache / f"online-{domain.replace(':', '-')}.sqlite"
        self._open()
        self.failure: str | None = None  # why nothing more is asked

    def _open(self) -> None:
        try:
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with closing(sqlite3.connect(self._file)) as db:
                db.execute(_TABLE)
        except (OSError, sqlite3.DatabaseError) as error:
            message = (
                f"{self._file} cannot keep online answers: {error}. Delete it, or name a folder "
                "that can be written in the environment variable GEOMAP_CACHE."
            )
            raise GazetteerError(message) from error

    def candidates(self, name: str) -> tuple[Candidate, ...]:
        """Places of a name by the service's order; none where it has none or did not answer."""
        asked = " ".join(name.split())
        if not asked or len(asked) > _LONGEST_NAME:
            return ()
        with closing(sqlite3.connect(self._file)) as db:
            kept = db.execute("SELECT found FROM answer WHERE name = ?", (asked,)).fetchone()
            if kept is None:
                found = self._fetch(asked)
                if found is None:
                    return ()
                kept = (msgspec.json.encode(found).decode(),)
                with db:
                    db.execute("INSERT OR REPLACE INTO answer VALUES (?, ?)", (asked, *kept))
        return tuple(msgspec.json.decode(kept[0], type=list[Candidate]))

    def _fetch(self, name: str) -> list[Candidate] | None:
        from geopy.exc import GeopyError

        if self.failure:
            return None
        try:
            with warnings.catch_warnings():
                # geopy warns of a latitude of 999 before it refuses it; one word is enough
                warnings.simplefilter("ignore", UserWarning)
                found = self._ask(name, exactly_one=False, limit=_ANSWERS, addressdetails=True,
                                  language="en")  # fmt: skip
        except GeopyError as error:
            self.failure = f"{type(error).__name__}: {error}"
            _log.warning("Nominatim did not answer (%s); no more names are asked.", self.failure)
            return None
        except ValueError as error:  # geopy's, of an answer whose point is none
            _log.warning("Nominatim's answer to %r cannot be read: %s", name, error)
            return None
        places = (_place(one.raw) for one in found or ())
        return [Candidate(place=place, source=SOURCE) for place in places if place]


def _place(raw: Mapping[str, Any]) -> Place | None:
    """A place from one of Nominatim's answers; None where it has no point."""
    try:
        lat, lon = float(raw["lat"]), float(raw["lon"])
        number = int(raw.get("osm_id") or raw["place_id"])
    except (KeyError, TypeError, ValueError):
        return None
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        return None
    kind = _kind(str(raw.get("class") or raw.get("category") or ""), raw)
    address = raw.get("address") or {}
    code = str(address.get("country_code") or "").upper()
    name = str(raw.get("name") or str(raw.get("display_name", "")).partition(",")[0])
    return Place(
        id=f"osm:{str(raw.get('osm_type') or 'place')[:8]}/{number}",
        name=name,
        lat=round(lat, 6),
        lon=round(lon, 6),
        country=code if len(code) == 2 and code.isalpha() else None,
        kind=kind,
        radius_m=_radius_m(raw.get("boundingbox")),
    )


def _kind(osm_class: str, raw: Mapping[str, Any]) -> PlaceKind:
    for key in ("addresstype", "type"):
        if kind := _BY_TYPE.get(str(raw.get(key))):
            return kind
    return _BY_CLASS.get(osm_class, "facility")


def _radius_m(box: Any) -> int:
    """Half the diagonal of a bounding box: south, north, west, east."""
    try:
        south, north, west, east = (float(edge) for edge in box)
    except (TypeError, ValueError):
        return _SMALLEST_M
    half = great_circle_m((west, south), (east, north)) / 2
    return round(max(_SMALLEST_M, min(_LARGEST_M, half))) if math.isfinite(half) else _SMALLEST_M


def resolve_online(
    mentions: Sequence[Mention], gazetteer: "Gazetteer", online: OnlinePlaces
) -> tuple[Mention, ...]:
    """Ask for the names that the gazetteer lacks; other mentions stay as they are.

    A name that the gazetteer has and that was refused for a reason is not asked.
    """
    return tuple(_resolved(mention, gazetteer, online) for mention in mentions)


def _resolved(mention: Mention, gazetteer: "Gazetteer", online: OnlinePlaces) -> Mention:
    lacking = mention.place is None and mention.role != "demonym"
    if not lacking or gazetteer.candidates(mention.text):
        return mention
    found = online.candidates(mention.text)
    if not found:
        asked = f"Nominatim was not asked ({online.failure})" if online.failure else "nor Nominatim"
        return msgspec.structs.replace(mention, why=f"{mention.why or 'no place'}; {asked}")
    return msgspec.structs.replace(
        mention,
        place=found[0].place,
        score=SCORE,
        rivals=tuple(one.place for one in found[1:4]),
        why=f"{SOURCE}: not in the gazetteer; the first of {len(found)} answers of Nominatim",
    )
