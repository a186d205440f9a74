"""The goods that a sentence moves, each with its quantity."""

import re
from collections.abc import Sequence
from typing import Any

from geomap.claims import lexicon
from geomap.claims.amounts import in_apposition, phrase, quantity_of
from geomap.claims.scene import Scene
from geomap.claims.triggers import LONGEST_PATH, Trigger
from geomap.claims.ways import is_meant, is_under_way, on_way
from geomap.records import Item

__all__ = ["REST", "goods_of", "is_hardware"]

_PIECES = frozenset(
    "round type kind sort piece unit item batch set".split()
)  # "rounds of ammunition"
_MOVERS = frozenset("sail dock berth land receive send".split())  # their subject is no cargo
_GOODS_VERBS = frozenset("export import ship smuggle truck airlift transship consign".split())
# what is sent by them may be a person, a letter or a bill: it is goods where it is counted
_GIVING_VERBS = frozenset(
    "send supply deliver transfer dispatch donate forward transport haul carry ferry fly load "
    "unload offload hand reship convoy cart".split()
)
REST = frozenset("rest remainder half other others".split())  # of goods told before
_NO_GOODS = (
    REST |
    lexicon.ABSTRACT | lexicon.PEOPLE | lexicon.CEREMONY | lexicon.BLOWS
    | frozenset(
        "sample datum number amount quantity total volume lot share percent percentage euro "
        "dollar pound "
        "rouble ruble yuan yen lira riyal dirham franc million billion day hour week month year "
        "minute time kilometre kilometer mile metre meter point goal shot ball vote email call "
        "word line page post tweet text".split()
    )
)  # fmt: skip
_ARMIES = lexicon.PEOPLE | lexicon.FORCES | frozenset("artillery infantry tank police".split())
_OF_PLANES = frozenset("jet stealth combat sukhoi mig generation multirole f-16 rafale".split())
_TRADE = frozenset("export import delivery shipment supply sale purchase".split())
_GOODS = lexicon.ARMS | lexicon.CIVIL | lexicon.CONTAINERS
_TRADED = lexicon.SUPPLY | lexicon.RECEIVE
_OUT_OF, _INTO = frozenset({"from", "out"}), frozenset({"to", "into", "onto", "for"})
_GO_BY_THEMSELVES = frozenset("travel move go flow pass come arrive reach head".split())
_WEIGHTS = frozenset("mt t kt tonne ton bbl barrel litre liter".split())
_NO_THING = re.compile(
    r"(?:ness|ity|ism|hood|ence|ance|ship|sion|tion|ment|ology|wave|people|kind|body|one)$"
)
_NO_HEAD = frozenset({"compound", "nmod", "npadvmod", "poss", "amod"})
_RAISING = frozenset(
    "be expect due plan schedule believe think say report suppose know understand estimate "
    "continue begin start seem appear remain".split()
)


def goods_of(scene: Scene, triggers: Sequence[Trigger]) -> list[Item]:
    """The goods that some triggers move, each with its quantity."""
    tokens = {t.token.i for t in triggers}
    anchors = {t.anchor.i for t in triggers if t.anchor is not None}
    out: list[Item] = []
    used: set[int] = set()
    carriers: list[Any] = []
    every = {t.token.i for t in scene.triggers}
    # "boxes that ...", "ammunition coming into"
    told_of = {t.token.head.i for t in triggers if t.token.dep_ == "relcl"}
    told_of |= {
        noun.i for t in triggers if is_under_way(t.token) or is_meant(t.token)
        for noun in on_way(t.token)
    }  # fmt: skip
    struck = any(t.kind == "strike" for t in scene.triggers)  # "drones sent from A hit B"
    told_of |= {
        t.token.head.i for t in triggers if t.token.dep_ == "acl" and any(t.places())
        and not (struck and t.token.head.lemma_.lower() in lexicon.WEAPONS)
    }  # fmt: skip
    for token in _in_extent(scene, triggers):
        lemma = token.lemma_.lower()
        if token.i in used:
            continue
        holds = lemma in lexicon.CONTAINERS or (lemma in lexicon.CARRIERS and token.dep_ == "dobj")
        if token.i in tokens - anchors and not (holds and len(triggers) > 1):
            continue
        alone = triggers[0].extent is not None and _leads_on(token)  # "..., sugar to Kismayo"
        if token.i not in anchors | told_of and not (
            alone or _is_goods_argument(token, tokens, every)
        ):
            continue
        stopped = any(t.role == "seize" and token.head == t.token for t in triggers)
        carries = token.dep_ == "nsubj" or any(
            t.token.head == token and t.token.dep_ == "acl" for t in triggers
        )
        goes = lemma in lexicon.CARRIERS or (lemma == "vehicle" and carries)
        if goes and (carries or stopped):
            continue  # lorries that carry, or are stopped, are not what is carried
        inner = _contents(token) if lemma in lexicon.CONTAINERS | _PIECES else []
        inner = [t for t in inner if t.pos_ != "PRON"]  # "4,300 tonnes of it"
        used.update(t.i for t in (token.subtree if inner and lemma in _PIECES else inner))
        head = inner[0] if inner else token
        if head.lemma_.lower() in lexicon.CEREMONY:
            continue
        if token.i in anchors and goes:
            carriers.append(token)
            continue  # "two lorries in from A with 18 tonnes of coal"
        quantity = quantity_of(scene, token) or quantity_of(scene, head)
        item = Item(what=phrase(scene, head), quantity=quantity)
        out.append(item if quantity else in_apposition(scene, head) or item)
    out = out or [
        Item(what=phrase(scene, noun), quantity=quantity_of(scene, noun)) for noun in carriers
    ]
    told = (c for t in triggers for c in t.token.children if c.dep_ in {"dobj", "nsubjpass"})
    out = out or [found for c in told if (found := in_apposition(scene, c)) is not None][:1]
    return out or [
        Item(what=c.text)
        for t in triggers if t.token.lemma_.lower() in _TRADE for c in t.token.lefts
        if c.dep_ in {"compound", "nmod", "amod"}
        and c.lemma_.lower() in (lexicon.ARMS | lexicon.CIVIL) - lexicon.CONTAINERS
    ]  # fmt: skip


def _leads_on(noun: Any) -> bool:
    """Whether goods have an end of their own and no verb: "cement to Berbera, sugar to Kismayo"."""
    return noun.dep_ in {"appos", "conj", "dep"} and any(
        c.dep_ == "prep" and c.lower_ in {"to", "from"} for c in noun.children
    )


def _in_extent(scene: Scene, triggers: Sequence[Trigger]) -> tuple[Any, ...]:
    """Words for goods in one of several legs that a verb tells, all where it names none."""
    every = _named_goods(scene)
    extent = triggers[0].extent
    if extent is None:
        return every
    own = tuple(t for t in every if extent[0] <= scene.sentence.offsets(t)[0] < extent[1])
    return own or every


def _named_goods(scene: Scene) -> tuple[Any, ...]:
    """Words of a sentence that name goods, and are no part of a ship's name."""
    if scene.goods is None:
        ships = {t.i for v in scene.vessels for t in scene.covering(v) or ()}
        led = {
            t.token.i for t in scene.triggers if any(
                a.prep in {"from", "to", "into", "for", "via"} and not a.distant
                for a in t.places()
            )
        }  # fmt: skip
        ended = {
            t.token.i for t in scene.triggers
            if t.kind == "transfer" and {a.prep for a in t.places()} & _OUT_OF
            and {a.prep for a in t.places()} & _INTO
        }  # fmt: skip
        scene.goods = tuple(
            t for t in scene.tokens
            if t.i not in ships
            and (_names_goods(t) or _is_shipped(t, led) or _goes_between(t, ended))
        )  # fmt: skip
    return scene.goods


def _names_goods(token: Any) -> bool:
    """Whether a word is the head noun of goods or of what holds them."""
    if token.pos_ not in {"NOUN", "PROPN"} or token.dep_ in _NO_HEAD:
        return False
    lemma = token.lemma_.lower()
    if lemma in {"fighter", "unit"}:
        return is_hardware(token)
    if lemma == "lot":
        return any(  # "a second lot", not "a lot of confidence"
            c.lower_ == "the"
            or c.dep_ == "relcl"
            or (c.dep_ in {"amod", "nummod"} and c.lower_ != "first")
            for c in token.children
        )
    if lemma in _GOODS or lexicon.DESIGNATION.match(token.text):
        return True
    # "sold 50 carriers": what is sold is goods
    traded = token.dep_ in {"dobj", "nsubjpass"} and token.head.lemma_ in _TRADED
    return traded and (lemma in lexicon.CARRIERS or lemma in lexicon.SHIPS)


def is_hardware(noun: Any) -> bool:
    """Whether fighters are planes and units devices: "24 Su-35 fighters", "control units"."""
    sorts = [t for t in noun.lefts if t.dep_ in {"compound", "amod", "nmod"}]
    if noun.lemma_.lower() == "unit":
        return any(t.pos_ == "NOUN" and t.lemma_.lower() not in _ARMIES for t in sorts)
    return any(
        lexicon.DESIGNATION.match(t.text)
        or lexicon.AIRCRAFT_TYPE.match(t.text)
        or t.lemma_.lower() in _OF_PLANES
        for t in sorts
    )


def _is_shipped(token: Any, led: set[int]) -> bool:
    """Whether its verb makes a noun goods: "exported sights to", "sent twelve ambulances to".

    So do verbs that lead to a place or from one (`led`); after "send" and the like the noun must
    be counted too.
    """
    first = token
    while first.dep_ == "conj" and first.head.pos_ in {"NOUN", "PROPN"}:
        first = first.head
    if first.dep_ not in {"dobj", "nsubjpass"} or token.pos_ != "NOUN":
        return False
    verb = first.head.lemma_.lower()
    if first.head.i not in led:
        return False
    counted = any(c.dep_ == "nummod" for c in token.children)
    if verb not in _GOODS_VERBS and not (counted and verb in _GIVING_VERBS):
        return False
    return token.lemma_.lower() not in _NO_GOODS and token.ent_type_ not in {"NORP", "PERSON"}


def _goes_between(token: Any, ended: set[int]) -> bool:
    """Whether a thing is moved, or goes, from one named place to another: it is goods then.

    `ended` holds the verbs that tell both ends. Persons and what is no thing are kept out by their
    words and their endings.
    """
    if token.pos_ != "NOUN" or token.head.i not in ended or token.ent_type_:
        return False
    if any(c.lower_ == "of" for c in token.children) and token.lemma_.lower() in _WEIGHTS:
        return False  # "26,000 mt of wheat" is wheat
    if token.dep_ == "nsubj":
        goes = token.head.lemma_.lower() in _GO_BY_THEMSELVES and token.tag_ == "NNS"
        goes = goes and not any(c.dep_ == "dobj" for c in token.head.children)
    else:
        goes = token.dep_ in {"dobj", "nsubjpass"}
    lemma = token.lemma_.lower()
    doing = token.tag_ == "NN" and lemma.endswith("ing")
    return goes and not doing and lemma not in _NO_GOODS and not _NO_THING.search(lemma)


def _is_goods_argument(token: Any, tokens: set[int], triggers: set[int]) -> bool:
    """Whether a noun is the object, passive subject or content of one of the triggers."""
    here = token
    if _is_behind_place(token, tokens):
        return True
    for _ in range(LONGEST_PATH):
        found = _is_moved(here, tokens)
        if found is None and here.dep_ == "pobj":
            found = _is_moved_behind_preposition(here, tokens)
        if found is not None:
            return found
        if here.i in triggers and here.i not in tokens:
            return False
        if here.dep_ in {"relcl", "acl", "advcl", "parataxis"}:
            return here.i in tokens or here.lemma_ in {"carry", "load", "contain", "hold"}
        if here.head == here:
            return False
        here = here.head
    return False


def _is_behind_place(noun: Any, tokens: set[int]) -> bool:
    """Whether "of" goods was hung on a place or a verb: "the delivery to Nyala of vehicles"."""
    if noun.dep_ != "pobj" or noun.head.lower_ != "of":
        return False
    above = noun.head.head
    if above.pos_ == "VERB":
        return any(c.i in tokens and c.i < noun.i and c.pos_ == "NOUN" for c in above.children)
    if above.pos_ != "PROPN" or above.dep_ != "pobj":
        return False
    holder = above.head.head  # "took delivery in Damietta of wheat" hangs the place on the verb
    if holder.pos_ == "VERB":
        return any(c.i in tokens and c.dep_ == "dobj" and c.pos_ == "NOUN" for c in holder.children)
    return holder.i in tokens and holder.pos_ == "NOUN"


def _is_moved(noun: Any, tokens: set[int]) -> bool | None:
    """Whether the verb right above a noun says that it moves; None where it does not say."""
    above = noun.head
    if noun.dep_ in {"dobj", "nsubjpass", "attr", "dative", "oprd", "conj"} and above.i in tokens:
        return True
    if noun.dep_ == "nsubj" and above.i in tokens:
        return above.lemma_ not in _MOVERS
    if noun.dep_ == "nsubj" and above.tag_ == "VBN" and _is_aside_of(above, tokens):
        return True
    raised = noun.dep_ in {"nsubjpass", "nsubj"} and above.lemma_.lower() in _RAISING
    if raised and any(c.dep_ == "xcomp" and c.i in tokens for c in above.children):
        return True  # "a batch is expected to be shipped"
    holds = above.pos_ == "VERB" and above.lemma_ in {"carry", "contain", "include"}
    if holds and noun.dep_ == "dobj" and above.dep_ in {"acl", "advcl", "relcl"}:
        return True
    return None


def _is_aside_of(participle: Any, tokens: set[int]) -> bool:
    """Whether a remark was read as the main verb: "nitrate, declared as salt, travelled"."""
    if any(c.dep_ in {"aux", "auxpass"} for c in participle.children):
        return False
    return any(
        c.i in tokens and c.dep_ in {"advcl", "conj", "ccomp"}
        and not any(k.dep_ in {"nsubj", "nsubjpass", "mark"} for k in c.children)
        for c in participle.children
    )  # fmt: skip


def _is_moved_behind_preposition(noun: Any, tokens: set[int]) -> bool | None:
    """The same for a noun after a preposition: "shipments of", "a ship with wheat docked"."""
    preposition, above = noun.head, noun.head.head
    word = preposition.lower_
    if above.i in tokens and word == "for" and above.lemma_ in {"ask", "press", "appeal"}:
        return True
    if noun.lower_ == "excess" and above.i in tokens:
        return True  # "transported in excess of 900 tonnes"
    if above.i in tokens and word in {"of", "with", "carrying", "in", "including", "for"}:
        return word not in {"in", "for"}
    bounds = word in {"between", "over", "under", "around", "about", "above", "up"}
    if bounds and above.i in tokens and any(c.dep_ == "nummod" for c in noun.children):
        return True  # "between 80 and 90 tonnes were unloaded": the parser sees no subject
    if word in {"with", "of"} and above.lemma_ in lexicon.CARRIERS:
        return above.head.i in tokens or any(c.i in tokens for c in above.children)
    return None if word in {"of", "with", "including", "like", "as"} else False


def _contents(token: Any) -> list[Any]:
    """What a container noun holds: "containers of munitions", "a cargo of wheat"."""
    for child in token.children:
        if child.dep_ == "prep" and child.lower_ in {"of", "with"}:
            return [g for g in child.children if g.dep_ == "pobj"]
        if child.dep_ == "acl" and child.lemma_ in {"fill", "load", "pack", "hold", "carry"}:
            return [
                g
                for prep in child.children
                if prep.dep_ == "prep" and prep.lower_ == "with"
                for g in prep.children
                if g.dep_ == "pobj"
            ]
    return []
