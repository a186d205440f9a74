"""What a document is about: war and freight, or a match, a stage, a journey.

Every page of a newspaper strikes, hits, attacks, sends and brings. Which of these words tell what
a monitor asks for, the rest of the document says: different words of arms and of freight are
counted, and against them those of play, of the stage, of space and of travel.
"""

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

__all__ = ["ARMS_WORD", "AT_WAR", "FORCES_WORD", "SUFFERING_WORD", "Register", "register_of"]

ARMS_WORD = re.compile(
    r"\b(?:missiles?|rockets?|drones?|UAVs?|shell(?:s|ed|ing|fire)|"
    r"bomb(?:s|ed|ings?|ardments?|ers?)?|"
    r"artillery|warheads?|air ?strikes?|air raids?|warplanes?|(?:fighter|attack) jets?|jets|"
    r"gunships?|projectiles?|mortars?|torpedo(?:es|ed)?|grenades?|howitzers?|munitions?|"
    r"ammunition|shrapnel|interceptors?|air defen[cs]es?|Iskander\w*|Kalibrs?|Kinzhals?|"
    r"Shaheds?|ATACMS|HIMARS|warships?|gunboats?|landmines?|(?:sea|naval) mines?|explosives)\b",
    re.I,
)
FORCES_WORD = re.compile(
    r"\b(?:army|armed|navy|military|troops|soldiers?|forces|militants?|rebels?|insurgents?|"
    r"militias?|gunmen|separatists?|jihadists?|Houthis?|Hezbollah|Hamas|Taliban|RSF|SBU|HUR|IDF|"
    r"front-?lines?|cease-?fires?|truce|war|invasion|garrison|battalion|brigade|commandos?|"
    r"occupiers?|occupied|raids?|saboteurs?|sabotage|pirates?|weapons?|weaponry)\b",
    re.I,
)
# what arms do to people and things, and accidents too
SUFFERING_WORD = re.compile(
    r"\b(?:kill(?:ed|ing|s)|wound(?:ed|ing)|casualt(?:y|ies)|explosions?|blasts?|debris)\b", re.I
)
_SUBJECTS = {
    "war": re.compile(f"{ARMS_WORD.pattern}|{FORCES_WORD.pattern}", re.I),
    "freight": re.compile(
        r"cargo\w*|freight\w*|shipments?|shipped|consignments?|containers?|crates?|pallets?|tonnes|"
        r"tons|barrels|tankers?|convoys?|wagons?|boxcars?|hoppers|flats|lorr(?:y|ies)|smuggl\w+|"
        r"sanction\w*|embargo\w*|humanitarian|relief|supplies|exports?|imports?|"
        r"deliver(?:y|ies)|unload\w*|discharg\w+|load(?:ed|ing)|berth\w*|dock(?:ed|s)?|vessels?|"
        r"il-?76\w*|an-?124|ais|transponders?|airlift\w*|customs|grain|fuel|crude"
    ),
    # who moves what in the dark: a monitor asks of it even where nothing is counted
    "watched": re.compile(
        r"sanction\w*|embargo\w*|smuggl\w+|traffick\w+|illicit\w*|contraband|seiz(?:ed|ures?)|"
        r"cocaine|heroin|narcotics|transponders?|arms|weapons?|ammunition|munitions?"
    ),
    "travel": re.compile(
        r"passengers?|touris\w+|travell?ers?|airlines?|airways|tickets?|holiday\w*|vacation\w*|"
        r"commuters?|fans|supporters|team(?:'s)?|match(?:es)?|league|co-?pilot|attendants?|"
        r"timetable\w*|day-trip\w*|buses|pilgrims?"
    ),
    "market": re.compile(
        r"prices?|shares?|profits?|analysts?|traders?|brokers?|investors?|revenues?|sales|"
        r"markets?|quarter|percent|half-year|harvests?|demand|output|dollars?|euros?|forecasts?"
    ),
    "match": re.compile(
        r"match(?:es)?|goals?|coach|league|season|championships?|tournament|cup|midfielders?|"
        r"strikers?|goalkeepers?|defenders?|innings|wickets?|bats(?:man|men)|bowlers?|bowled|"
        r"scored?|scorer|kick-?off|half-time|referee|(?:quarter|semi)-?finals?|rugby|cricket|"
        r"football(?:ers?)?|soccer|tennis|golf(?:er)?|basketball|baseball|hockey|chess|"
        r"grandmaster|marathon|olympics?|medals?|players?|fans|stadium|teammates?|penalty|"
        r"champions?|scrum|fly-half|wingers?|titles?|squad"
    ),
    "stage": re.compile(
        r"films?|movies?|cinemas?|novels?|novelist|playwright|theat(?:re|er)|actors?|actress|"
        r"scenes?|screenplay|albums?|songs?|singers?|band|concerts?|exhibitions?|museums?|"
        r"galler(?:y|ies)|curators?|painters?|paintings?|auctions?|auctioneer|orchestra|opera|"
        r"ballet|reviewer|audiences?|premieres?|festival|fashion|designers?|comedian|poems?|poet|"
        r"memoir|soundtrack|cinematograph\w+|choreograph\w+|directors?|plot|charts?|tour|"
        r"drawings?|sculpt\w+|stage|music\w*|pianist|fiction|heroine"
    ),
    "sky": re.compile(
        r"satellites?|orbit\w*|spacecraft|astronauts?|cosmonauts?|nasa|asteroids?|"
        r"meteor(?:ite)?s?|comets?|telescopes?|planets?|moon|galax(?:y|ies)|launchpad|lift-?off|"
        r"rover|atmosphere"
    ),
}
_PLAY = ("match", "stage", "sky")
_WORD = re.compile(r"[a-z][a-z\d'-]+")
_ENDING = re.compile(r"(?:ardments?|ings?|ers?|ed|es|s)$")  # "bomb", "bombs", "bombed" are one word
_WORDS_KEPT = 30_000  # of the language, so that most are looked at once in a run
MUCH_PLAY = 3  # different words of one kind of play that make a document one of it
FEW_WORDS = 120  # a document shorter than this need not say what it is about
AT_WAR = 3  # different words of war by which a killing or a blast may be an attack
OF_FREIGHT = 3  # different words of freight by which goods without a count are freight
OF_WAYS_IF_SHORT = 2
OF_WAYS = 6  # different words of war and freight by which what goes somewhere is no traveller
OF_TRADE = 4  # different words of prices and profits that make freight a matter of trade


@dataclass(frozen=True)
class Register:
    """How many different words a document holds of each of its subjects."""

    war: int = 0
    freight: int = 0
    travel: int = 0
    market: int = 0
    play: int = 0
    watched: bool = False
    short: bool = True

    @property
    def at_play(self) -> bool:
        """Whether the document is about a match, a stage or the sky, more than about war."""
        return self.play >= MUCH_PLAY and self.play > self.war

    @property
    def at_war(self) -> bool:
        """Whether arms and armed forces stand all around what is told."""
        return self.war >= AT_WAR and not self.at_play

    @property
    def of_goods(self) -> bool:
        """Whether what goes by train, plane or lorry here goes as freight, or to a war."""
        if self.travel > self.freight + self.war:
            return False
        return self.short or self.freight + self.war > 1

    @property
    def of_ways(self) -> bool:
        """Whether whatever goes from place to place here is hardly a traveller."""
        least = OF_WAYS_IF_SHORT if self.short else OF_WAYS
        return self.of_goods and not self.at_play and self.freight + self.war >= least

    @property
    def watches(self) -> bool:
        """Whether goods that nobody counted are still what the document is about."""
        if self.short or self.watched or self.war > 1:
            return True
        return self.freight >= OF_FREIGHT and self.market < OF_TRADE


def register_of(text: str) -> Register:
    """Count the different words of each subject in a document."""
    words = _WORD.findall(text.lower())
    found = {
        (subject, _ENDING.sub("", word)) for word in set(words) for subject in _subjects_of(word)
    }
    counts = Counter(subject for subject, _ in found)
    return Register(
        war=counts["war"],
        freight=counts["freight"],
        travel=counts["travel"],
        market=counts["market"],
        play=max(counts[subject] for subject in _PLAY),
        watched=counts["watched"] > 0,
        short=len(words) < FEW_WORDS,
    )


@lru_cache(maxsize=_WORDS_KEPT)
def _subjects_of(word: str) -> tuple[str, ...]:
    """The subjects to which a word belongs."""
    return tuple(name for name, pattern in _SUBJECTS.items() if pattern.fullmatch(word))
