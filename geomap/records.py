"""The records that flow through geomap, all frozen, all plain data.

file -> Document -> Mention -> Place -> When -> Claim   per document (together: a Reading)
Claims -> Event -> Route -> Atlas                       per corpus
positions of ships -> Track -> Atlas                    per corpus

Offsets are Python string indices, half-open, into the document's text. Unknown is None,
never 0 or "". Latitude and longitude are WGS 84 degrees; a path is [lon, lat], as GeoJSON.
"""

from typing import Final, Literal

import msgspec
from msgspec import UNSET, UnsetType

__all__ = [
    "DOUBTFUL",
    "PLACE_SLOTS",
    "Atlas",
    "Candidate",
    "Casualties",
    "Claim",
    "Document",
    "Event",
    "EventFlag",
    "Flag",
    "Item",
    "Leg",
    "Mention",
    "MentionedPlace",
    "Movement",
    "Noise",
    "Place",
    "PortCall",
    "Quantity",
    "Reading",
    "Reason",
    "Rejected",
    "Route",
    "Series",
    "SeriesPoint",
    "Sighting",
    "Span",
    "Table",
    "Track",
    "TrackJump",
    "TrackPart",
    "Vessel",
    "When",
]

PlaceKind = Literal[
    "city",
    "port",
    "rail_crossing",
    "airbase",
    "airport",
    "depot",
    "facility",
    "sea",
    "strait",
    "region",
    "admin1",
    "admin2",
    "country",
    "river",
    "village",
]
Role = Literal["literal", "demonym", "metonym", "dateline", "org_part", "vague"]
Bound = Literal["exact", "min", "max", "approx"]
Kind = Literal["transfer", "strike"]
Mode = Literal["sea", "rail", "road", "air"]
Status = Literal["asserted", "alleged", "confirmed", "denied"]
DOUBTFUL: Final = frozenset({"alleged", "denied"})  # statuses that are shown paler, if at all
Modality = Literal["occurred", "planned", "negotiating", "hypothetical", "negated"]
DateRole = Literal["event", "said", "published", "since", "until", "dateline", "duration", "vague"]


# ---- text ----


class Span(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of a document's text; in a table `row` (1 = first record) and `column` too.

    `page` (1 = the first) is that of a row of a table in a PDF.
    """

    start: int | UnsetType = UNSET
    end: int | UnsetType = UNSET
    text: str | UnsetType = UNSET
    row: int | UnsetType = UNSET
    column: str | UnsetType = UNSET
    page: int | UnsetType = UNSET


class Noise(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of text from which nothing is extracted, and why."""

    start: int
    end: int
    type: str  # navigation, related_links, donation_appeal, advertisement, credit, duplicate, ...


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """Rows of an event table, as read: every cell a string, row 1 the first after the header."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    delimiter: str | None = None


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """One text and what is known about it."""

    id: str
    source: str
    title: str | None = None
    publisher: str | None = None
    published: str | None = None  # ISO date
    published_from: str | None = None  # dateline, byline, chat, html, argument, ...
    url: str | None = None
    language: str | None = None
    text_sha256: str
    text: str
    noise: tuple[Noise, ...] = ()
    notes: tuple[str, ...] = ()  # what a reader must be told: "no date found; give --date", ...
    table: Table | None = None


class Rejected(msgspec.Struct, frozen=True, kw_only=True):
    """A source that could not be read, or a table row that was kept out, with the reason."""

    source: str
    why: str
    row: int | None = None


# ---- places ----


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """A gazetteer entry. `radius_m` is how far the true spot may lie from the point."""

    id: str
    name: str
    lat: float
    lon: float
    country: str | None
    kind: PlaceKind
    radius_m: int
    also: str | UnsetType = UNSET  # the gazetteer's name, where `name` is as the reports spell it


class MentionedPlace(Place, frozen=True, kw_only=True):
    """A place as a claim names it: the entry and the span it came from."""

    start: int | UnsetType = UNSET
    end: int | UnsetType = UNSET
    text: str | UnsetType = UNSET
    row: int | UnsetType = UNSET
    column: str | UnsetType = UNSET


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """One gazetteer answer to a name."""

    place: Place
    population: int = 0
    admin1: str | None = None  # name of the first-level division, where known
    match: Literal["exact", "folded", "near"] = "exact"
    main_name: bool = True  # the name asked for is the entry's own name, not an alternate one
    chosen: bool = True  # ... or one chosen by hand for it, not one of the many that a source lists
    short: bool = False  # ... or the first words of a town's own: "Newcastle" upon Tyne
    alike: bool = False  # ... or another transcription of a town's own: "Tendelti", Tandaltī
    source: str = ""  # curated, geonames, countries, divisions, user


class Mention(msgspec.Struct, frozen=True, kw_only=True):
    """A name of a place in a text, and the entry it was resolved to, or why it was not."""

    start: int
    end: int
    text: str
    role: Role
    place: Place | None = None
    score: float | None = None  # 0..1
    rivals: tuple[Place, ...] = ()
    why: str | None = None
    row: int | UnsetType = UNSET
    column: str | UnsetType = UNSET


# ---- dates and quantities ----


class When(msgspec.Struct, frozen=True, kw_only=True):
    """A calendar expression and the EDTF (ISO 8601-2) interval that it names."""

    start: int
    end: int
    text: str
    edtf: str | None
    role: DateRole = "event"
    why: str | None = None
    row: int | UnsetType = UNSET
    column: str | UnsetType = UNSET


class Quantity(msgspec.Struct, frozen=True, kw_only=True):
    """A stated number: `low` and `high` only where the wording gives a bound."""

    value: float | None
    bound: Bound
    unit: str | None
    low: float | None
    high: float | None
    text: str
    start: int | UnsetType = UNSET
    end: int | UnsetType = UNSET


# ---- claims ----


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """A kind of goods and how much of it."""

    what: str
    quantity: Quantity | None = None


class Vessel(msgspec.Struct, frozen=True, kw_only=True):
    """A ship as named in the text."""

    name: str
    imo: str | None = None
    also: tuple[str, ...] = ()  # other names that the text gives the same ship
    start: int | UnsetType = UNSET
    end: int | UnsetType = UNSET


class Casualties(msgspec.Struct, frozen=True, kw_only=True):
    """Persons killed and injured; None is unknown, 0 is stated as none.

    Where one source gives a range ("3 to 5"), `killed` is its low and `killed_high` its high.
    """

    killed: int | None = None
    injured: int | None = None
    killed_high: int | None = None
    injured_high: int | None = None


class Flag(msgspec.Struct, frozen=True, kw_only=True):
    """Something a reader must know before trusting a claim."""

    code: str
    message: str
    start: int | UnsetType = UNSET
    end: int | UnsetType = UNSET


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """Which rule filled a slot of a claim, from which span, and how sure it is (0..1)."""

    slot: str
    rule: str
    score: float
    start: int | UnsetType = UNSET
    end: int | UnsetType = UNSET


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """What one document says happened, with who says so and the words it says it in."""

    id: str
    kind: Kind
    what: str
    plover: str
    items: tuple[Item, ...] = ()
    mode: tuple[Mode, ...] = ()
    vessels: tuple[Vessel, ...] = ()
    origin: MentionedPlace | None = None
    destination: MentionedPlace | None = None
    via: tuple[MentionedPlace, ...] = ()
    location: MentionedPlace | None = None
    launch: MentionedPlace | None = None
    weapon: str | None = None
    casualties: Casualties | None = None
    supplier: str | None = None
    recipient: str | None = None
    attacker: str | None = None
    date: str | None = None  # EDTF
    date_text: str | None = None
    date_prec: int | None = None  # UCDP 1..5
    said: str | None = None  # when it was said, ISO date
    claimant: str | None = None
    reported_by: str | None = None
    status: Status = "asserted"
    modality: Modality = "occurred"
    denied_by: tuple[str, ...] = ()
    cumulative: bool = False  # a running total, a point of a series
    background: bool = False  # history told in passing
    place_precision: int | None = None  # UCDP where_prec 1..7
    evidence: tuple[Span, ...] = ()
    denial_evidence: tuple[Span, ...] = ()
    reasons: tuple[Reason, ...] = ()
    flags: tuple[Flag, ...] = ()


PLACE_SLOTS = ("origin", "destination", "location", "launch")  # of a claim or event: one place each


class Reading(Document, frozen=True, kw_only=True):
    """A document with everything that was read out of it."""

    mentions: tuple[Mention, ...] = ()
    dates: tuple[When, ...] = ()
    claims: tuple[Claim, ...] = ()


# ---- events ----


class EventFlag(msgspec.Struct, frozen=True, kw_only=True):
    """A flag of an event and the claims that raise it."""

    code: str
    message: str
    claims: tuple[str, ...] = ()


class Sighting(msgspec.Struct, frozen=True, kw_only=True):
    """What an observed track says of an event that names its ship.

    `verdict` is `agrees` (she was there), `conflicts` (she was elsewhere) or `silent` (no signal).
    """

    track: str
    verdict: Literal["agrees", "conflicts", "silent"]
    text: str


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """One happening, told by one or more claims. Quantities are a range, never a sum."""

    id: str
    kind: Kind
    claims: tuple[str, ...]
    why_merged: str | None = None
    what: str
    summary: str
    start: str | None = None  # ISO date; None is open or unknown
    end: str | None = None
    date_edtf: str | None = None
    date_prec: int | None = None
    low: float | None = None
    best: float | None = None
    high: float | None = None
    unit: str | None = None
    killed_low: int | None = None
    killed_high: int | None = None
    injured_low: int | None = None
    injured_high: int | None = None
    status: Status = "asserted"
    modality: Modality = "occurred"
    claimants: tuple[str, ...] = ()
    denied_by: tuple[str, ...] = ()
    mode: tuple[Mode, ...] = ()
    vessels: tuple[Vessel, ...] = ()
    weapon: str | None = None
    supplier: str | None = None
    recipient: str | None = None
    attacker: str | None = None
    origin: Place | None = None
    destination: Place | None = None
    via: tuple[Place, ...] = ()
    location: Place | None = None
    launch: Place | None = None
    origins: tuple[Place, ...] = ()  # other origins that claims name, where they disagree
    where_prec: int | None = None
    documents: tuple[str, ...] = ()
    flags: tuple[EventFlag, ...] = ()
    sightings: tuple[Sighting, ...] = ()  # of the observed tracks of its ships


class SeriesPoint(msgspec.Struct, frozen=True, kw_only=True):
    """One count of a running total."""

    event: str
    as_of: str | None
    value: float
    bound: Bound
    claimant: str | None


class Series(msgspec.Struct, frozen=True, kw_only=True):
    """A running total told again and again with growing counts: never added up."""

    id: str
    what: str
    unit: str
    points: tuple[SeriesPoint, ...]


class Movement(msgspec.Struct, frozen=True, kw_only=True):
    """Events that are legs of one journey of the same goods, in order."""

    id: str
    legs: tuple[str, ...]


class Leg(msgspec.Struct, frozen=True, kw_only=True):
    """A line from one place to the next.

    `path` holds one or more parts (more than one where the line crosses 180 degrees), each a
    list of (lon, lat) with lon in [-180, 180]. It is None, with a `why`, where there is none.
    `certainty` is `computed` (a plausible route over a network, not a track), `direct` (a direct
    line between two places, not a track), `country` (between the labelled points of countries or
    other wide areas), `fire` (from where a weapon was launched to where it struck; two lines from
    the edges of an area) or `none` (no line).
    `duration_low_s` and `duration_high_s` are what the fastest and the slowest carriers of the
    kind need. Where the mode is not known, `plausible_modes` says which the ends allow.
    `snap_m` is how far the end that lies farther off is from the water, railway or road that
    the leg was computed on; None for direct lines. `passages` are the canals and straits of a
    voyage, by the names that `avoid` takes.
    """

    mode: Mode | None
    router: str
    length_m: float | None
    duration_s: float | None
    path: tuple[tuple[tuple[float, float], ...], ...] | None
    certainty: str
    why: str
    snap_m: float | None = None
    duration_low_s: float | None = None
    duration_high_s: float | None = None
    plausible_modes: tuple[Mode, ...] = ()
    from_name: str | None = None
    to_name: str | None = None
    passages: tuple[str, ...] = ()


class Route(msgspec.Struct, frozen=True, kw_only=True):
    """The legs of one event."""

    event: str
    legs: tuple[Leg, ...]


# ---- observed tracks ----
#
# Times are ISO 8601 in UTC: "2023-09-12T04:30:00Z".


class TrackPart(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch of positions without a gap (`observed`), or a gap between two (`gap`).

    `path` is cut at 180 degrees like a leg's; an observed path keeps the positions that its
    shape needs, `n_points` counts all that were received. `times` has the same shape: seconds
    since 1970 of each vertex. A ship that lay still has one vertex, or two that are equal.
    A gap's path is the straight line between the two positions at
    its ends: nobody saw that. `label` is what to write on it: "no signal for 3 d 4 h".
    """

    kind: Literal["observed", "gap"]
    start: str
    end: str
    duration_s: float
    length_m: float
    n_points: int
    path: tuple[tuple[tuple[float, float], ...], ...]
    times: tuple[tuple[int, ...], ...]
    label: str | None = None


class PortCall(msgspec.Struct, frozen=True, kw_only=True):
    """A ship that stopped within a port's radius: `start` is her entry, `end` her exit.

    `open_start`: the signal begins within the port; `open_end`: it ends there. She may have
    come before, or stayed longer.
    """

    place: Place
    start: str
    end: str
    duration_s: float
    n_points: int
    open_start: bool = False
    open_end: bool = False


class TrackJump(msgspec.Struct, frozen=True, kw_only=True):
    """A position that no ship can have reached: kept and marked, not drawn as a way.

    Where several follow one another that fit together, they are one jump: `time` and `end` are
    the first's and the last's, `lon` and `lat` the first's. `speed_kn` is None where the ship
    is in two places at one time.
    """

    time: str
    lon: float
    lat: float
    speed_kn: float | None
    why: str
    end: str | None = None
    n_points: int = 1


class Track(msgspec.Struct, frozen=True, kw_only=True):
    """The positions of one ship as somebody received them: observed, not computed."""

    id: str
    name: str | None
    imo: str | None
    mmsi: str | None
    sources: tuple[str, ...]
    start: str
    end: str
    n_points: int
    length_m: float
    parts: tuple[TrackPart, ...]
    port_calls: tuple[PortCall, ...] = ()
    jumps: tuple[TrackJump, ...] = ()
    notes: tuple[str, ...] = ()


class Atlas(msgspec.Struct, frozen=True, kw_only=True):
    """The hand-over: everything that maps and exports draw, nothing left to compute."""

    made_with: dict[str, object]
    documents: tuple[Reading, ...] = ()
    events: tuple[Event, ...] = ()
    series: tuple[Series, ...] = ()
    movements: tuple[Movement, ...] = ()
    routes: tuple[Route, ...] = ()
    tracks: tuple[Track, ...] = ()
