"""Kinds of goods, as far as merging needs them: alike, unlike, or not said."""

import re
from collections.abc import Iterable
from functools import lru_cache

__all__ = ["are_alike", "are_disputed", "is_vague", "singular", "words_of"]

_WORD = re.compile(r"[^\W\d_]+-\d+|[^\W\d_]{2,}")  # "S-300", "shells"

# Words that say how goods were packed, or nothing: they make no two cargoes alike.
_VAGUE = frozenset(
    """
    and of the in for with other some various additional new first last lot more than part
    container box crate pallet parcel package shipment consignment cargo freight load lot batch
    good item material materiel supply equipment gear stuff product unit part component
    vehicle truck delivery voyage flight trip ship vessel unknown unspecified not stated
    tonne ton
    """.split()
)
_MILITARY = frozenset(
    """
    arm armament weapon weaponry ammunition ammo munition missile rocket shell round artillery
    projectile drone uav tank armoured armored howitzer gun cannon launcher mortar bomb warhead
    rifle explosive grenade cartridge military ballistic interceptor torpedo mine detonator
    propellant gunpowder fuse defence defense guidance propulsion antiaircraft antitank
    """.split()
)
_CIVIL = frozenset(
    """
    wheat grain corn maize barley rice flour sorghum soybean sugar food foodstuff vegetable fruit
    meat fish medical medicine medication humanitarian aid relief blanket tent oil fuel diesel
    petrol gasoline gas coal crude timber wood lumber steel iron metal scrap cement fertiliser
    fertilizer cotton textile cloth clothing clothe furniture tile car passenger bicycle tyre
    tire paper plastic toy consumer household agricultural crane turbine potash salt sand
    """.split()
)


def words_of(names: Iterable[str]) -> frozenset[str]:
    """The telling words of some goods, singular and in lower case.

    >>> sorted(words_of(["armoured vehicles", "Shells"]))
    ['armoured', 'shell']
    """
    return frozenset().union(*map(_words, names))


@lru_cache(maxsize=4096)  # a table says "munitions" in every row
def _words(name: str) -> frozenset[str]:
    return frozenset(map(singular, _WORD.findall(name.casefold()))) - _VAGUE


def singular(word: str) -> str:
    """A noun without its plural ending: "boxes", "batteries", "shells"."""
    if word.endswith("ies") and len(word) > 4:
        return word.removesuffix("ies") + "y"
    if word.endswith(("xes", "ches", "shes", "sses")):
        return word.removesuffix("es")
    return word if word.endswith("ss") else word.removesuffix("s")


def are_alike(a: frozenset[str], b: frozenset[str]) -> bool:
    """Whether two cargoes, both said, can be one: a word in common, or both arms."""
    return bool(a & b) or bool(a & _MILITARY and b & _MILITARY)


def are_disputed(a: frozenset[str], b: frozenset[str]) -> bool:
    """Whether one account of a cargo says arms and the other something peaceful."""
    kinds = {(bool(goods & _MILITARY), bool(goods & _CIVIL)) for goods in (a, b)}
    return kinds == {(True, False), (False, True)}


def is_vague(name: str) -> bool:
    """Whether a name says nothing about the goods: "shipment", "boxes".

    >>> is_vague("crates"), is_vague("Fath-360")
    (True, False)
    """
    return not words_of([name])
