"""What a document carries from sentence to sentence, and who its names stand for."""

import re
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from geomap.claims import lexicon
from geomap.claims.register import Register
from geomap.claims.speakers import Speakers
from geomap.claims.verdicts import Verdicts
from geomap.records import Item, Mention, MentionedPlace, Mode, Span, Vessel

if TYPE_CHECKING:
    from geomap.claims.scene import Scene

__all__ = [
    "Context",
    "Mover",
    "Names",
    "actor_of",
    "code_of",
    "end_of",
    "group_in",
    "id_of",
    "mentioned",
    "names_group",
    "stand_for",
    "start_of",
    "state_of",
]

_SHIP_AGAIN = re.compile(
    r"\b(?:it|she|the (?:same |said |cargo |Russian |other )?(?:ship|vessel|freighter|tanker|"
    r"boat|dhow|carrier))\b",
    re.I,
)
_TRADERS = ("cargo ship", "freighter", "tanker", "boat", "dhow", "carrier")
_ANY_GROUP = re.compile("|".join(pattern.pattern for _, pattern, _ in lexicon.GROUPS))
# flag, owner and goal of a ship do not say who acts
_OF_THE_SHIP = re.compile(r"[- ](?:flagged|registered|owned|operated|managed|bound)\b")
_PHRASE = 80  # characters of a noun phrase in which a group is looked for
_SCENES = 12  # sentences back in which a body or group is looked for by its noun
REMEMBERED = 3  # sentences that a ship or a cargo named before is carried over


@dataclass(frozen=True)
class Names:
    """How mentions become codes: the gazetteer's answers as plain functions."""

    country: Callable[[str], Any]  # ISO code -> Place
    seat: Callable[[str], str | None]  # "Pyongyang" -> "KP"
    demonym: Callable[[str], str | None]


@dataclass(frozen=True)
class Mover:
    """A carrier without a name: how it goes, None for a convoy, and whether it is several."""

    mode: Mode | None
    plural: bool


@dataclass
class Context:
    """The running state of one document."""

    sentence: int = 0
    vessels: tuple[Vessel, ...] = ()
    vessels_at: int = -99
    leading: Vessel | None = None  # which of several the sentence is about
    warships: frozenset[str] = frozenset()  # names of those of them that no freighter is
    heading: str = ""  # the last short line that heads others
    entry_end: int = 0  # offset up to which lines without a verb have been read
    mover: Mover | None = None  # the carrier without a name that a sentence told of last
    mover_at: int = -99
    items: tuple[Item, ...] = ()
    items_at: int = -99
    items_in: frozenset[str] = frozenset()  # countries that they came from, went to and through
    place: MentionedPlace | None = None
    destination: MentionedPlace | None = None
    town: MentionedPlace | None = None  # the last precise place named at all
    town_at: int = -99
    home: MentionedPlace | None = None  # where the report was filed: "here"
    strike_place: MentionedPlace | None = None
    strike_sentence: int = -99
    blow_sentence: int = -99  # the last that speaks of a blow, whether or not its place is known
    counted: tuple[Item, ...] = ()  # the last goods with a count
    way: tuple[MentionedPlace | None, MentionedPlace | None] = (None, None)  # of the last ship
    way_at: int = -99
    legs: dict[str, tuple[MentionedPlace | None, MentionedPlace | None]] = field(
        default_factory=dict
    )  # ends of the last voyage told of each ship
    landed: dict[str, str] = field(default_factory=dict)  # place id -> who sent goods there
    # place id -> last day of the way there, and the words that tell it
    reached: dict[str, tuple[str, str | None]] = field(default_factory=dict)
    sea: MentionedPlace | None = None
    sea_at: int = -99
    forces: str | None = None  # whose army "the army" is
    claimant: str | None = None
    spoke: str | None = None  # who spoke in the last sentence that names a speaker
    spoke_at: int = -99
    spoke_block: int = -1
    spoke_on: bool = False  # it "went on": the next sentence is its own too
    speaker: str | None = None  # who spoke last, whatever about: "it said" goes on from there
    own_voice: str | None = None  # who issues the document, where it says so, and the country
    own_code: str | None = None
    verdicts: Verdicts = field(default_factory=Verdicts)  # what a fact-check calls false
    speakers: Speakers = field(default_factory=Speakers)  # who speaks where, by the form of lines
    actor: str | None = None  # who did what the last sentence told: "it" goes on from there
    actor_code: str | None = None  # its country, where it is one or stands for one
    actor_at: int = -99
    # the last sentences, for whom "it" or "the mission" stands where somebody denies
    scenes: "deque[Scene]" = field(default_factory=lambda: deque(maxlen=_SCENES))
    claimant_block: int = -1
    claimant_sentence: int = -99
    claimant_story: frozenset[str] = frozenset()
    flow: tuple[str | None, str | None] = (None, None)
    givers: "Counter[str]" = field(default_factory=Counter)  # who is told to have sent something
    said: dict[str, str] = field(default_factory=dict)  # claimant -> when it spoke last
    said_last: str | None = None
    date: tuple[str | None, str | None] = (None, None)
    date_block: int = -1
    register: Register = field(default_factory=Register)  # what the document is about
    denials: list[tuple[tuple[str, ...], bool, Span]] = field(default_factory=list)

    def ships_again(self, words: str) -> tuple[Vessel, ...]:
        """Ships named shortly before that "it" or "the vessel" takes up."""
        again = _SHIP_AGAIN.search(words)
        recent = self.sentence - self.vessels_at <= REMEMBERED
        # of several ships "she" is the one of which the sentence told, "it" none
        she = again is not None and again[0].lower() == "she"
        if recent and she and len(self.vessels) > 1 and self.leading is not None:
            return (self.leading,)
        one = len(self.vessels) == 1 or (again and again[0].lower() not in {"it", "she"})
        if not (recent and again and one):
            return ()
        trader = again[0].lower().endswith(_TRADERS)
        return tuple(v for v in self.vessels if not (trader and v.name in self.warships))


def start_of(record: Any) -> int:
    """Offset at which a record that was read from prose starts."""
    return int(record.start)


def end_of(record: Any) -> int:
    """Offset past the end of a record that was read from prose."""
    return int(record.end)


def id_of(place: MentionedPlace | None) -> str | None:
    """Id of a place, None for none."""
    return place.id if place else None


def mentioned(mention: Mention, place: Any = None) -> MentionedPlace | None:
    """The place of a mention with the span it came from."""
    place = place or mention.place
    if place is None:
        return None
    return MentionedPlace(
        id=place.id,
        name=place.name,
        lat=place.lat,
        lon=place.lon,
        country=place.country,
        kind=place.kind,
        radius_m=place.radius_m,
        also=place.also,
        start=mention.start,
        end=mention.end,
        text=mention.text,
    )


def stand_for(place: Any, mention: Mention | None) -> MentionedPlace:
    """A country as an end of a way, with the span of the actor that it stands for, if any."""
    span: dict[str, Any] = (
        {"start": mention.start, "end": mention.end, "text": mention.text} if mention else {}
    )
    return MentionedPlace(
        id=place.id, name=place.name, lat=place.lat, lon=place.lon,
        country=place.country, kind=place.kind, radius_m=place.radius_m, **span,
    )  # fmt: skip


def state_of(actor: str | None) -> str | None:
    """The country from which an actor gives or takes: an armed group's home, else itself."""
    return next((home for name, _, home in lexicon.GROUPS if name == actor), actor)


def code_of(mention: Mention, names: Names) -> str | None:
    """The ISO code of the country that a mention names or stands for."""
    if mention.role == "demonym":
        return names.demonym(mention.text)
    if mention.role == "metonym":
        return names.seat(mention.text)
    if mention.place and mention.place.kind == "country":
        return mention.place.country
    return None


def actor_of(scene: "Scene", token: Any, names: Names) -> tuple[str | None, Mention | None]:
    """Who a noun phrase is: an ISO code or a group's name, and the mention that says it."""
    members = list(token.subtree)
    start = scene.sentence.offsets(members[0])[0]
    end = scene.sentence.offsets(members[-1])[1]
    head = scene.text[start : scene.sentence.offsets(token)[1]]
    group = group_in(head)
    if group:
        return group, None
    near: list[tuple[str, Mention]] = []
    for mention in scene.mentions:
        if not (start <= mention.start and mention.end <= end):
            continue
        span = scene.covering(mention)
        if span is None or not _is_part_of(span.root, token):
            continue
        if _OF_THE_SHIP.match(scene.text, mention.end):
            continue
        if span.root == token:
            # "the Kremlin", however it was labelled
            code = code_of(mention, names) or names.seat(mention.text)
            if code:
                return code, mention
        elif code := code_of(mention, names):
            near.append((code, mention))
    if near:
        return near[0]
    return _known_name(scene.text[start:end], head), None


def _is_part_of(word: Any, noun: Any) -> bool:
    """Whether a name stands at most two steps below a noun, with no verb between them."""
    if word.i != noun.i != word.head.i and word.head.dep_ == "conj":
        return False  # "neither the army nor the Turkish embassy": whose army is not told
    verb_between = word.head.pos_ in {"VERB", "AUX"}
    return noun.i in {word.i, word.head.i} or (noun.i == word.head.head.i and not verb_between)


def names_group(words: str) -> bool:
    """Whether some words name an armed group."""
    return _ANY_GROUP.search(words) is not None


def group_in(words: str) -> str | None:
    """The armed group that some words name, the first of our list."""
    if not names_group(words):
        return None
    return next((name for name, pattern, _ in lexicon.GROUPS if pattern.search(words)), None)


def _known_name(phrase: str, head: str) -> str | None:
    """The group that a phrase names, or the state for which a service in its head stands."""
    group = group_in(phrase[:_PHRASE])
    if group:
        return group
    return next(
        (code for code, named in lexicon.SERVICES
         if named.search(head) or named.search(phrase[:_PHRASE])),
        None,
    )  # fmt: skip
