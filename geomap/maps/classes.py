"""Classes that the map's layers go by: of the weapons of a strike, of the cargo of a transfer."""

from collections.abc import Iterable
from functools import lru_cache

from geomap.claims import lexicon
from geomap.events.goods import words_of
from geomap.records import Event

__all__ = ["CARGO", "WEAPONS", "cargo_class", "weapon_classes"]

CARGO = ("arms", "civil", "unknown")
# A strike may be of several classes; one of which nothing is known is of the last.
WEAPONS = ("missile", "drone", "artillery", "bomb", "naval", "unknown")

_CLASS_OF = {
    word: name
    for name, words in {
        "drone": "drone uav shahed geran lancet orlan mohajer unmanned quadcopter loitering",
        "missile": "missile iskander kalibr kinzhal hwasong atacm himar zircon oreshnik fateh "
        "tomahawk scud harpoon neptune taurus",
        "artillery": "artillery shell shelling mortar howitzer gun rocket grad smerch tornado "
        "mlrs projectile round",
        "bomb": "bomb bombing bombardment airstrike jet warplane bomber fab aircraft raid",
        "naval": "mine torpedo boat",
    }.items()
    for word in words.split()
}
# "KN-23", "Kh-101": named by a letter code of their maker
_CODES = (("kn-", "missile"), ("kh-", "missile"), ("fath-", "missile"), ("s-", "missile"))


@lru_cache(maxsize=4096)  # a hundred thousand events name a few hundred weapons
def _weapons_named(text: str) -> tuple[str, ...]:
    found = set()
    for word in words_of(text.replace("/", " ").split()):
        name = _CLASS_OF.get(word)
        name = name or next((c for code, c in _CODES if word.startswith(code)), None)
        if name:
            found.add(name)
    if "naval" in found and "drone" in found:
        found.discard("naval")  # a drone boat
    return tuple(name for name in WEAPONS if name in found)


def weapon_classes(event: Event) -> tuple[str, ...]:
    """Classes of the weapons of a strike, by what is said of them.

    >>> weapon_classes(Event(id="e", kind="strike", claims=(), what="", summary="",
    ...                      weapon="Shahed drones and Kh-101 missiles"))
    ('missile', 'drone')
    """
    if event.kind != "strike":
        return ()
    return _weapons_named(event.weapon or event.what.split(":")[0]) or ("unknown",)


@lru_cache(maxsize=4096)
def _cargo_named(text: str) -> str:
    words = words_of([text])
    if words & lexicon.ARMS:
        return "arms"
    return "civil" if words & lexicon.CIVIL else "unknown"


def cargo_class(goods: Iterable[str]) -> str:
    """Whether goods are arms, plainly civil, or neither can be told.

    >>> cargo_class(["wheat"]), cargo_class(["shells", "flour"]), cargo_class(["containers"])
    ('civil', 'arms', 'unknown')
    """
    found = {_cargo_named(text) for text in goods}
    return next(name for name in CARGO if name in found or name == "unknown")
