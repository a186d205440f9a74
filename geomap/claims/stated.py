"""Flags for what the text states and our tables know otherwise."""

from collections.abc import Sequence
from typing import Any

from geomap.claims.scene import Scene
from geomap.claims.told import Inputs
from geomap.records import Flag, Mention

__all__ = ["stated_country"]

_STATED_NOUNS = frozenset(
    "port city town base village harbour harbor airport crossing region".split()
)


def stated_country(scene: Scene, triggers: Sequence[Any], inputs: Inputs) -> list[Flag]:
    """Flag "the North Korean port of Nakhodka" where the gazetteer says another country."""
    flags = []
    for argument in (a for t in triggers for a in t.places()):
        mention: Mention = argument.value
        if mention.role != "literal" or mention.place is None or mention.place.country is None:
            continue
        noun = argument.token.head.head if argument.token.dep_ == "pobj" else argument.token.head
        if noun.lemma_.lower() not in _STATED_NOUNS:
            continue
        for other in scene.mentions:
            span = scene.sentence.covering(other.start, other.end)
            if span is None or span.root.head != noun or other.start >= mention.start:
                continue
            code = (
                inputs.names.demonym(other.text)
                if other.role == "demonym"
                else (
                    other.place.country if other.place and other.place.kind == "country" else None
                )
            )
            if code and code != mention.place.country:
                flags.append(
                    Flag(
                        code="stated_country_conflict",
                        message=(
                            f"the text puts {mention.text} in {code}, the gazetteer knows it in "
                            f"{mention.place.country} ({mention.place.name})"
                        ),
                        start=other.start,
                        end=mention.end,
                    )
                )
    return flags
