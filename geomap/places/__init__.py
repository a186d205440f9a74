"""Which place a mention means, how sure that is, and which rivals it beat.

Every candidate of the gazetteer gets a score from what the document says around it: its size,
countries that the document names, nearness to the document's other places, what it is said to
lie in ("Moscow, Idaho"), a word for its kind ("the port of ..."). One name has one sense in a
document. The method and its first weights are those of a context step measured on five corpora
of news (TR-News, LGL, GeoWebNews, GeoVirus, TUD-Loc2013).

    senses    what a name may mean, by the gazetteer and the words beside it
    context   which of these the document supports
    positions the point that a text gives in figures: "12°34'N 043°12'E"
    answers   the mention with its place, score and rivals, or with the reason for none
    quarters  a part that many towns have: "the Old City"
    spelling  the name that a place bears on the map
    vague     the spot or area that a text gives by another place: "40 km north of Kharkiv"
"""

import itertools
from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from geomap.language import region_of
from geomap.places.answers import NEAR_LETTERS, SMALL, answer_demonym, answer_name
from geomap.places.codes import divisions_said
from geomap.places.context import (
    AT_PORT,
    PORT_M,
    RIVER_PORT,
    Name,
    Witnesses,
    choose,
    link_outer,
    named_countries,
    nearest_m,
)
from geomap.places.positions import WHY, place_at
from geomap.places.quarters import is_quarter, place_quarters
from geomap.places.senses import (
    ends_voyage,
    is_county,
    kinds_said,
    name_key,
    part_of_name,
    says_village,
    senses_of,
    sizes_of,
)
from geomap.places.spelling import agree_on_names, spell, spell_as_told
from geomap.places.vague import place_vague
from geomap.records import Mention
from geomap.text import fold

if TYPE_CHECKING:
    from geomap.gazetteer import Gazetteer

__all__ = [
    "WHY",
    "agree_on_names",
    "place_at",
    "place_vague",
    "resolve_mentions",
    "spell",
    "spell_as_told",
]


def resolve_mentions(
    text: str, mentions: Sequence[Mention], gazetteer: "Gazetteer"
) -> tuple[Mention, ...]:
    """Give each mention its place with score and rivals, or the reason why it has none.

    Parameters
    ----------
    text
        The document that the offsets of the mentions point into.
    mentions
        In the order of the text.

    Returns
    -------
    tuple of Mention
        As many, in the same order. `score` lies between 0 and 1; `why` tells why there is no
        place, or what was assumed to find one.
    """
    done: list[Mention | None] = [None] * len(mentions)
    by_key: dict[str, Name] = {}
    names: list[Name | None] = [None] * len(mentions)
    several = _told_apart(text, mentions)
    for i, mention in enumerate(mentions):
        if stated := place_at(mention.text, gazetteer):
            done[i] = msgspec.structs.replace(mention, place=stated, score=1.0, why=WHY)
            continue
        if mention.role == "demonym" and not region_of(mention.text):
            done[i] = answer_demonym(mention, gazetteer)
            continue
        code = divisions_said(text, mention.end)
        if is_quarter(mention.text) and not code:
            done[i] = mention
            continue
        key = name_key(text, mention) + several.get(i, "") + "|".join(code)
        if key not in by_key:
            by_key[key] = _name(text, mention, gazetteer)
            _within(by_key[key], code)
        name = names[i] = by_key[key]
        name.mentions.append(mention)
        name.kinds.update(kinds_said(text, mention))
        name.village = name.village or says_village(text, mention)
        name.by_ship = name.by_ship or ends_voyage(text, mention)
    link_outer(text, mentions, names)
    everyone = list(by_key.values())
    for name in everyone:
        if name.by_ship and len(name.senses) > 1:
            _prefer_ports(name, gazetteer)
    said = named_countries(everyone, (m for m in done if m))
    choose(everyone, said)
    ranked = sorted(everyone, key=lambda n: (-len(n.mentions), n.mentions[0].start))
    for name in everyone:
        name.near_m = nearest_m(name, ranked)
        name.harbour = _is_harbour(name, everyone, gazetteer)
    answers = [
        done[i] or answer_name(m, names[i], _others(said, names[i]))  # type: ignore[arg-type]
        for i, m in enumerate(mentions)
    ]
    return place_quarters(text, answers, gazetteer)


def _within(name: Name, divisions: Sequence[str]) -> None:
    """Keep the senses in the division whose code follows the name, if any is there."""
    there = [c for c in name.senses if c.admin1 in divisions and c.place.kind != "admin1"]
    name.senses = there or name.senses


def _prefer_ports(name: Name, gazetteer: "Gazetteer") -> None:
    """Add to the weight of the senses at a port: a ship goes to no inland namesake."""
    for one in name.senses:
        place = one.place
        # the curated towns are mostly those of the table of ports; river ports have few tables
        port = (
            place.kind == "port"
            or ((one.main_name or one.short) and one.population >= RIVER_PORT)
            or (place.kind == "city" and one.source == "curated")
            or gazetteer.around((place.lon, place.lat), radius_m=PORT_M, kinds=("port",))
        )
        name.sizes[place.id] += AT_PORT * bool(port)


def _is_harbour(name: Name, names: Sequence[Name], gazetteer: "Gazetteer") -> bool:
    """Whether a small town is a harbour, in a text that names other ports: Milford Haven."""
    pick = name.pick
    if pick is None or not pick.main_name or pick.population >= SMALL:
        return False
    at_sea = any(n.pick and n.pick.place.kind == "port" for n in names if n is not name)
    return (at_sea or name.by_ship) and gazetteer.is_harbour(pick.place)


def _told_apart(text: str, mentions: Sequence[Mention]) -> dict[int, str]:
    """By index what follows a mention, where the text puts its name in two different places.

    "Birmingham, Alabama" and "Birmingham, England": each has a sense of its own.
    """
    after: dict[str, dict[int, str]] = {}
    for i, (one, other) in enumerate(itertools.pairwise(mentions)):
        if text[one.end : other.start] == ", ":
            after.setdefault(one.text, {})[i] = f"|{other.text}"
    found = (places for places in after.values() if len(set(places.values())) > 1)
    return {i: outer for places in found for i, outer in places.items()}


def _name(text: str, mention: Mention, gazetteer: "Gazetteer") -> Name:
    """Look a name up: as it is, by the place that it is called by, or misspelled."""
    senses = senses_of(text, mention, gazetteer)
    part = False
    if not senses and " " in mention.text:
        senses = part_of_name(mention.text, gazetteer)
        part = bool(senses)
    letters = sum(c.isalpha() for c in mention.text)
    if not senses and letters >= NEAR_LETTERS and not is_county(mention.text):
        first = fold(mention.text)[:1]  # hardly anybody slips there: Anfield is no Enfield
        near = gazetteer.candidates(mention.text, near=True)
        senses = [c for c in near if fold(c.place.name).startswith(first)]
    seat = gazetteer.seat(mention.text)
    capital = gazetteer.capital(seat) if seat else None
    code = capital.id if capital else None
    return Name(senses, sizes_of(senses, mention.text, capital=code), part=part, capital=code)


def _others(said: Witnesses, name: Name | None) -> frozenset[str]:
    """Countries that something else than this name speaks for."""
    return frozenset(code for code, by in said.items() if by - {name})
