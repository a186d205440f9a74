"""Names of towns that neither the recogniser nor the gazetteer knows: "the tents of Lushagala".

Where arms came down on a name that is nothing else, the strike is told though no map has the
place: the claim is kept without one, and says so.
"""

from collections.abc import Iterator
from typing import Any

from geomap.claims import lexicon
from geomap.claims.blows import lies_under
from geomap.claims.context import end_of, start_of
from geomap.claims.scene import Scene
from geomap.claims.triggers import Trigger
from geomap.records import Mention

__all__ = ["unknown_towns"]

_AT = frozenset("at on in near against outside among".split())
_PLACES = frozenset({"", "GPE", "LOC", "FAC"})  # labels of what nothing says is no place
# the recogniser takes unknown towns for persons and companies; no blow falls "in" or "near" one
_GUESSED = frozenset({"PERSON", "ORG", "NORP"})
_WITHIN = frozenset({"in", "near", "outside"})
_BODIES = frozenset(
    "parliament congress senate court army navy council ministry bank university agency forces "
    "command office party committee school hospital".split()
)
_BOMBED = frozenset("shell bomb bombard strafe".split())  # whose object is a place or a force
_STEPS = 4  # tokens between a name and the blow


def unknown_towns(scene: Scene, trigger: Trigger) -> Iterator[Mention]:
    """Names hit by a blow that are no known place, ship, person or date."""
    taken = [*scene.mentions, *scene.vessels, *scene.dates, *scene.quantities]
    for token in scene.tokens:
        if token.pos_ != "PROPN" or token.ent_type_ not in _PLACES | _GUESSED:
            continue
        if token.lower_ in _BODIES or not token.text[:1].isupper():
            continue
        if not _is_under(token, trigger):
            continue
        first = token
        while first.i > token.sent.start and first.nbor(-1).pos_ == "PROPN":
            first = first.nbor(-1)
        start, end = scene.sentence.offsets(first)[0], scene.sentence.offsets(token)[1]
        if any(start_of(t) < end and start < end_of(t) for t in taken):
            continue
        yield Mention(
            start=start, end=end, text=scene.text[start:end], role="literal",
            why="not in the gazetteer",
        )  # fmt: skip


def _is_under(name: Any, trigger: Trigger) -> bool:
    """Whether a name is where a blow fell: "at Mucojo", "on the school of Oe", "shelled Goris"."""
    blows = {trigger.token.i, *([trigger.anchor.i] if trigger.anchor is not None else [])}
    if lies_under(name):  # "Antonivka under artillery"
        return any(c.i in blows for c in name.nbor().children)
    guessed = name.ent_type_ in _GUESSED
    if name.dep_ in {"dobj", "nsubjpass"}:
        return name.head.i in blows and name.head.lemma_ in _BOMBED
    here = name
    for _ in range(_STEPS):
        if here.dep_ != "pobj":
            return False
        word, above = here.head.lower_, here.head.head
        if above.i in blows:
            # "fired at Johnson" is no town, "At Mucojo a helicopter fired" is
            surely = word in _WITHIN or here != name or name.i < trigger.token.i
            return (word in _AT or (word == "of" and trigger.role == "strike_noun")) and (
                surely or not guessed
            )
        if word not in _AT | {"of"} or above.lemma_.lower() not in lexicon.TARGETS:
            return False
        here = above
    return False
