"""Which part each name plays in a transfer: giver, getter, from, to, through."""

from typing import Any

from geomap.claims import lexicon
from geomap.claims.context import (
    Names,
    actor_of,
    code_of,
    end_of,
    id_of,
    mentioned,
    stand_for,
    start_of,
    state_of,
)
from geomap.claims.denials import DENY
from geomap.claims.drafts import PRECISE, WATERS, WHOLE, Draft
from geomap.claims.scene import Scene
from geomap.claims.triggers import Argument, Trigger
from geomap.claims.voices import SAY
from geomap.records import Mention, MentionedPlace, Vessel

__all__ = ["bind_place", "bind_subject", "recipient_objects"]

_FROM = frozenset({"from", "out"})
_TO = frozenset("to into onto toward towards for aboard until up".split())
_VIA = frozenset("via through across over past along round by".split())
_AT = frozenset("at in near on off alongside outside inside beside within around".split())
_CAUSES = frozenset({"let", "allow", "make", "have", "help"})
_BORDERS_OF = ("crossing", "border", "checkpoint", "bridge", "strait", "canal")
_DEALS = frozenset("talk negotiation deal agreement contract accord pact discussion".split())
_GIVEN = frozenset("supply provide equip arm furnish issue present give hand send lend".split())
_STOPS = frozenset("call stop stopover layover detour halt refuelling refueling".split())
_ACCOUNTS = frozenset("report claim account statement rumour rumor remark".split())
_MADE = frozenset("made built supplied produced manufactured designed donated provided".split())
_GATES = frozenset("port harbour harbor airport airfield base terminal refinery depot".split())
_SELVES = frozenset({"it", "they", "we"})
_HOMES = frozenset("country government nation army ministry state side".split())
_CREWS = frozenset("pilot crew sailor driver captain master skipper haulier".split())
_ACTOR_NOUNS = frozenset(
    "government army military force forces troops navy state side authority ministry company "
    "leadership ally buyer firm regime unit brigade division base rebel militia".split()
)


def bind_subject(scene: Scene, draft: Draft, trigger: Trigger, names: Names) -> None:
    """Who gives, gets or carries: subject, agent, genitive."""
    nouns, getters = _doers(trigger), []
    if trigger.role == "request" and trigger.token.pos_ == "NOUN":
        nouns = _subjects_of_noun(trigger.token)  # "X is in talks with Y over Z"
    if trigger.role == "transfer_noun":
        own = [c for c in trigger.token.children if c.dep_ in {"poss", "amod", "compound", "nmod"}]
        above, gets = _subject_above(trigger.token)
        getters = above if gets else []
        if trigger.token.lemma_.lower() in {"purchase", "import", "acquisition"}:
            getters = [*getters, *(c for c in own if c.dep_ == "poss")]  # "China's imports"
        nouns = [*nouns, *own, *above]
    for noun in nouns:
        carrier = noun.lemma_.lower() in lexicon.CARRIERS | _CREWS
        if trigger.role == "supply" and any(c.dep_ == "poss" for c in noun.children):
            carrier = False  # "Wagner's planes have supplied": the owner gives
        aircraft = any(lexicon.AIRCRAFT_TYPE.match(t.text) for t in (noun, *noun.lefts))
        ship = _ship_at(scene, noun)
        goes = carrier and noun.lemma_.lower() not in _CREWS
        draft.carrier = draft.carrier or goes or aircraft or ship is not None
        if ship is not None:
            draft.vessels = draft.vessels or [ship]
            continue
        actor, mention = actor_of(scene, noun, names)
        slot = _part_of(trigger, gets=noun in getters, carrier=carrier)
        if actor and slot and getattr(draft, slot) is None:
            setattr(draft, slot, state_of(actor))
            setattr(draft, f"{slot}_mention", mention)
    if trigger.role == "request":
        _asked(scene, draft, trigger, names)


def _asked(scene: Scene, draft: Draft, trigger: Trigger, names: Names) -> None:
    """Who is asked to give: "asked Washington for jets"."""
    for noun in trigger.token.children:
        actor, mention = actor_of(scene, noun, names) if noun.dep_ == "dobj" else (None, None)
        if actor and noun.pos_ == "PROPN" and draft.supplier is None:
            draft.supplier, draft.supplier_mention = state_of(actor), mention


def _part_of(trigger: Trigger, *, gets: bool, carrier: bool) -> str | None:
    """Whether the subject of a trigger gives or gets; None where it does neither."""
    if trigger.role == "request" and trigger.token.lemma_ in {"negotiate", "discuss"}:
        return None  # who would give and who would get, the goods' noun says
    if gets or trigger.role in {"receive", "request"}:
        return "recipient"
    gives = trigger.role in {"supply", "carry", "transfer_noun", "load"}
    return "supplier" if gives and not carrier else None


def _doers(trigger: Trigger) -> list[Any]:
    """Nouns that name who does what the trigger tells: subjects, causers, agents."""
    token = trigger.token
    nouns = _subjects(token)
    if token.dep_ in {"ccomp", "xcomp"} and token.head.lemma_ in _CAUSES:
        nouns += [c for c in token.head.children if c.dep_ == "nsubj"]
    if trigger.role == "supply" and token.dep_ == "ccomp" and any(_means_speaker(n) for n in nouns):
        nouns += [c for c in token.head.children if c.dep_ == "nsubj"]
    if not nouns and token.dep_ in {"acl", "relcl"}:
        nouns = [token.head]  # "the ship docked at", "boxes that X sent"
    by = [c for c in token.children if c.dep_ == "agent"]
    by += [c for c in token.children if c.dep_ == "prep" and c.lower_ == "by"]
    if not by and any(c.dep_ == "auxpass" for c in token.children):
        # "supplied with missiles by China": the parser hangs "by" on the missiles
        goods = [g for c in token.children if c.lower_ == "with" for g in c.children]
        by += [c for g in goods for c in g.children if c.lower_ == "by"]
    return nouns + [g for c in by for g in c.children]


def _means_speaker(noun: Any) -> bool:
    """Whether who speaks does it: "the ministry says it sent", "denied that his country sold"."""
    own = any(c.dep_ == "poss" and c.pos_ == "PRON" for c in noun.children)
    return noun.lower_ in _SELVES or (own and noun.lemma_.lower() in _HOMES)


def _subjects(token: Any) -> list[Any]:
    """Subjects of a verb, or of the verb whose subject it shares."""
    holder = token
    for _ in range(4):
        nouns = [
            holder.head if holder.dep_ == "relcl" and c.tag_ in {"WDT", "WP"} else c
            for c in holder.children if c.dep_ == "nsubj"
        ]  # fmt: skip
        if nouns or holder.dep_ not in {"conj", "xcomp", "advcl", "pcomp"}:
            return nouns
        if holder.dep_ == "pcomp":
            above = holder.head.head
            accused = "dobj" if above.lemma_ == "accuse" else "nsubj"
            found = [c for c in above.children if c.dep_ in {"nsubjpass", accused}]
            return found or (_subjects_of_noun(above) if above.pos_ == "NOUN" else [])
        holder = holder.head
    return []


def _subjects_of_noun(noun: Any) -> list[Any]:
    """Who is in talks or has a deal, for the verb below: "X is in talks about buying"."""
    here = noun
    for _ in range(3):
        if here.dep_ not in {"pobj", "prep", "dobj", "attr"}:
            break
        here = here.head
        if here.pos_ in {"VERB", "AUX"}:
            return [c for c in here.children if c.dep_ == "nsubj"]
    return []


def _other_side(token: Any) -> list[Any]:
    """With whom a deal or talks about a transfer are: "talks with Iran about buying drones"."""
    above = token
    for _ in range(4):
        if above.pos_ == "NOUN" and above.lemma_.lower() in _DEALS:
            return [g for c in above.children if c.lower_ == "with" for g in c.children]
        above = above.head
    return []


def _ship_at(scene: Scene, noun: Any) -> Vessel | None:
    """The ship whose name a noun is part of."""
    start, end = scene.sentence.offsets(noun)
    return next((v for v in scene.vessels if start_of(v) <= start and end <= end_of(v)), None)


def _subject_above(noun: Any) -> tuple[list[Any], bool]:
    """Subject of the verb above a noun of supply, and whether it is the one that gets.

    "Iran continues deliveries" gives; "Syria received shipments" and "negotiates a purchase" get.
    """
    gets = noun.lemma_.lower() in {"purchase", "import"}
    here = noun
    for _ in range(5):
        if here.dep_ not in {"dobj", "pobj", "prep", "conj"}:
            break
        here = here.head
        if here.pos_ == "VERB":
            lemma = here.lemma_.lower()
            if lemma in SAY | DENY:
                break
            takes = lemma in {"take", "accept", "await"}  # "took delivery of"
            asks = takes or lemma in lexicon.RECEIVE | lexicon.REQUEST - {"negotiate", "discuss"}
            return [c for c in here.children if c.dep_ == "nsubj"], gets or asks
    return [], False


def recipient_objects(scene: Scene, draft: Draft, trigger: Trigger, names: Names) -> None:
    """Who is given: "supplied Russia with drones", "sent Moscow shells", "flew arms to the RSF"."""
    given = []
    if trigger.role in {"supply", "transfer_noun"}:
        for child in trigger.token.children:
            if child.dep_ == "dative" and child.pos_ == "ADP":
                given.append((next(iter(child.children), child), True))
            elif child.dep_ in {"dative", "dobj"}:
                given.append((child, child.dep_ == "dative"))
    if trigger.role in {"supply", "carry", "transfer_noun"}:
        given += [(noun, False) for noun in _to_whom(trigger.token)]
    given += [(noun, True) for noun in _was_given(trigger.token)]
    for noun in _other_side(trigger.token):
        actor, mention = actor_of(scene, noun, names)
        slot = "supplier" if draft.recipient else "recipient"
        if actor and getattr(draft, slot) is None and actor != draft.supplier:
            setattr(draft, slot, state_of(actor))
            setattr(draft, f"{slot}_mention", mention)
    for noun, dative in given:
        actor, mention = actor_of(scene, noun, names)
        own = mention is not None and mention.role != "demonym"
        if actor and (own or dative or actor != state_of(actor)) and draft.recipient is None:
            draft.recipient, draft.recipient_mention = state_of(actor), mention


def _was_given(verb: Any) -> list[Any]:
    """Who "was supplied with" or "was given" something."""
    if verb.lemma_.lower() not in _GIVEN:
        return []
    has_goods = any(c.lower_ == "with" or c.dep_ == "dobj" for c in verb.children)
    return [c for c in verb.children if c.dep_ == "nsubjpass" and has_goods]


def _to_whom(verb: Any) -> list[Any]:
    """Armed groups and the like after "to" and "for", below a verb or its object."""
    holders = [verb, *(c for c in verb.children if c.dep_ == "dobj")]
    return [
        noun
        for holder in holders
        for prep in holder.children
        if prep.lower_ in {"to", "for"}
        for noun in prep.children
        if noun.dep_ == "pobj" and noun.ent_type_ != "GPE"
    ]


def bind_place(
    scene: Scene, draft: Draft, trigger: Trigger, argument: Argument, names: Names
) -> None:
    """Give one bound place its part in the draft."""
    mention: Mention = argument.value
    code = code_of(mention, names)
    doc = scene.sentence.span.doc
    if code and any(doc[i].lemma_ == "belong" for i in argument.path):
        if draft.supplier is None and not _is_owned_ship(doc, argument):
            draft.supplier, draft.supplier_mention = code, mention
            draft.because("supplier", "the goods belong to it", 0.8, argument)
        return
    if mention.role == "demonym":
        _people(draft, trigger, argument, code)
        _from_its_ports(draft, trigger, argument, names)
        return
    if mention.role in {"dateline", "org_part"} or mention.place is None:
        return
    if mention.role == "metonym" and code:
        _be_party(draft, argument, code)
        return
    # "Iran's port of Olya": the country is not the place; subjects are taken by bind_subject
    subject = argument.dep in {"nsubj", "poss", "agent"} and argument.prep is None
    if code and (argument.token.dep_ == "poss" or subject):
        return
    where = mentioned(mention)
    if where is None or _is_qualifier(draft, argument, where) or _is_aside(scene, argument):
        return
    if any(doc[i].lemma_.lower() in _STOPS for i in argument.path):
        _pass(draft, where, argument, "a stop on the way")
    else:
        _direct(scene, draft, trigger, argument, where)


def _is_owned_ship(doc: Any, argument: Argument) -> bool:
    """Whether what belongs to somebody is the ship, not the goods."""
    verb = next(doc[i] for i in argument.path if doc[i].lemma_ == "belong")
    return verb.head.lemma_.lower() in lexicon.CARRIERS


def _be_party(draft: Draft, argument: Argument, code: str) -> None:
    """Make a government after "to" the getter, after "from" the giver."""
    slot = "recipient" if argument.prep in _TO else "supplier" if argument.prep in _FROM else None
    if slot and getattr(draft, slot) is None:
        setattr(draft, slot, code)
        setattr(draft, f"{slot}_mention", argument.value)


def _is_aside(scene: Scene, argument: Argument) -> bool:
    """Whether a place belongs to a side remark: "a hospital that treats refugees from Sudan"."""
    doc = scene.sentence.span.doc
    between = [doc[i] for i in argument.path]
    if any(t.lemma_.lower() in _ACCOUNTS for t in between):
        return True  # "contrary to reports in Paris"
    if any(t.lower_ in {"instead", "rather"} for t in between):
        return True  # "by way of A instead of through B"
    return argument.distant and any(
        t.lemma_.lower() in lexicon.PEOPLE or (t.dep_ == "relcl" and t.pos_ == "VERB")
        for t in between
    )


def _direct(
    scene: Scene, draft: Draft, trigger: Trigger, argument: Argument, where: MentionedPlace
) -> None:
    """From, to, through or at: what the preposition and the verb make of a place."""
    prep, role = argument.prep, trigger.role
    if _passes_by_sense(draft, trigger, argument, where):
        return
    if prep in _FROM or (trigger.token.lemma_ == "originate" and prep == "in"):
        _set_end(draft, "origin", where, argument, "from")
    elif prep in _VIA and not (prep == "by" and where.kind == "country"):
        if prep != "over" or where.kind != "country":
            _pass(draft, where, argument, f"{prep} + place")
    elif prep in _TO:
        _towards(scene, draft, trigger, argument, where)
    elif prep in _AT:
        _at(draft, trigger, argument, where)
    elif prep is None and argument.dep in {"dobj", "nsubjpass", "appos", "attr", "oprd"}:
        _object(draft, trigger, argument, where)
    elif argument.dep == "nsubj" and role == "supply" and where.kind in PRECISE:
        _set_end(draft, "origin", where, argument, "a port sends")
    elif prep == "between" and role == "transfer_noun":
        end = "origin" if draft.origin is None else "destination"
        _set_end(draft, end, where, argument, "between A and B")


def _pass(draft: Draft, where: MentionedPlace, argument: Argument, rule: str) -> None:
    """Add a place on the way."""
    draft.via.append(where)
    draft.because("via", rule, 0.8, argument)


def _passes_by_sense(
    draft: Draft, trigger: Trigger, argument: Argument, where: MentionedPlace
) -> bool:
    """Settle ports called at before another, and waters where a ship met another."""
    if argument.prep == "before" and trigger.role in {"arrive", "pass", "depart"}:
        if where.kind in PRECISE:
            _after_calls(draft, where, argument)
        return where.kind in PRECISE
    if argument.prep in _TO and _meets_ship(argument, where):
        _pass(draft, where, argument, "handed to another ship there")
        return True
    at_sea = where.kind in WATERS and trigger.role in {"seize", "transfer_noun"}
    if at_sea and argument.prep not in _TO:
        _pass(draft, where, argument, "at sea")
        return True
    return False


def _after_calls(draft: Draft, where: MentionedPlace, argument: Argument) -> None:
    """End a voyage where the text says: "called at A and B before C" passes A and B."""
    calls = [
        w
        for t in draft.triggers
        for a in t.places()
        if a.start < argument.start and a.prep in _AT and (w := mentioned(a.value)) is not None
    ]
    if draft.destination is not None and id_of(draft.destination) in {c.id for c in calls}:
        draft.destination = None
    for call in calls:
        if call.id not in {v.id for v in draft.via}:
            draft.via.append(call)
            draft.because("via", "called there before the end of the way", 0.8)
    _set_end(draft, "destination", where, argument, "before + place")


def _meets_ship(argument: Argument, where: MentionedPlace) -> bool:
    """Whether goods went "to a smaller ship near Malta": the place only says where that was."""
    before = argument.token.head
    return (
        before.lower_ in {"near", "off", "outside", "in", "at"}
        and where.kind != "country"
        and before.head.lemma_.lower() in lexicon.SHIPS
        and before.head.dep_ == "pobj"
    )


def _towards(
    scene: Scene, draft: Draft, trigger: Trigger, argument: Argument, where: MentionedPlace
) -> None:
    """A place after "to", "into", "for": an end of the way, unless it is a purpose."""
    prep, role = argument.prep, trigger.role
    near = scene.text[max(0, start_of(where) - 30) : end_of(where) + 24].casefold()
    if prep == "aboard":
        return
    if prep == "for":
        bound = role == "depart" or "bound" in near or "destined" in near
        loaded = role == "load" and where.kind in PRECISE  # "loaded at A for B"
        # "for use in the war in Ukraine" is a purpose
        if argument.token.head.lower_ != "for" or not (bound or loaded or where.kind == "country"):
            return
    if where.kind == "rail_crossing" and draft.destination and any(w in near for w in _BORDERS_OF):
        _pass(draft, where, argument, "to a crossing on the way")
        return
    _set_end(draft, "destination", where, argument, prep or "to")


def _object(draft: Draft, trigger: Trigger, argument: Argument, where: MentionedPlace) -> None:
    """A place that is the object of the verb: left, reached or passed."""
    role = trigger.role
    narrow = where.kind in {"river", "strait"}
    if role == "depart":
        _set_end(draft, "origin", where, argument, "left + place")
    elif role == "pass" or narrow:
        _pass(draft, where, argument, "passed + place")
    elif role in {"arrive", "unload"}:
        _set_end(draft, "destination", where, argument, "reached + place")


def _at(draft: Draft, trigger: Trigger, argument: Argument, where: MentionedPlace) -> None:
    """A place at which something was loaded, unloaded, boarded or delivered."""
    role = trigger.role
    if where.kind == "country" and role not in {"unload", "arrive"} and argument.prep == "in":
        return
    if role == "load":
        _set_end(draft, "origin", where, argument, f"loaded {argument.prep}")
    elif role in {"unload", "arrive"} or trigger.token.lemma_ in {"deliver", "receive"}:
        _set_end(draft, "destination", where, argument, f"{trigger.token.lemma_} {argument.prep}")
    elif role in {"seize", "pass"}:
        _pass(draft, where, argument, "stopped at" if role == "seize" else "crossed at")


def _set_end(draft: Draft, end: str, where: MentionedPlace, argument: Argument, rule: str) -> None:
    """Set origin or destination; a precise place beats a wide one, the first beats the next."""
    held = getattr(draft, end)
    if held is None or (held.kind in WHOLE and where.kind in PRECISE and not argument.distant):
        if held is not None and held.kind == "country":
            setattr(draft, "supplier" if end == "origin" else "recipient", held.country)
        setattr(draft, end, where)
        draft.because(end, rule, 0.6 if argument.distant else 0.9, argument)


def _people(draft: Draft, trigger: Trigger, argument: Argument, code: str | None) -> None:
    """An adjective of a country: on the goods it says who made them, on an army whose it is."""
    noun = argument.token.head
    if noun.lower_ in _MADE and noun.dep_ == "amod":
        noun = noun.head  # "Iranian-made components"
    lemma = noun.lemma_.lower()
    if code and (lemma in lexicon.ARMS | lexicon.CIVIL or noun.i == trigger.token.i):
        draft.maker = draft.maker or (code, argument.value)
    if code and argument.prep in {"to", "from"} and lemma in _ACTOR_NOUNS:
        _be_party(draft, argument, code)


def _from_its_ports(draft: Draft, trigger: Trigger, argument: Argument, names: Names) -> None:
    """Make a country an end of a way "from Iranian ports on the Caspian"."""
    gate = argument.token.head
    if gate.lemma_.lower() not in _GATES or argument.prep not in {"from", "to"}:
        return
    beside = (a.value.place for a in trigger.places() if gate.i in a.path and a != argument)
    if any(place is not None and place.kind != "sea" for place in beside):
        return  # "Russian ports in the Far East", "the Iranian port of Amirabad"
    code = code_of(argument.value, names)
    place = names.country(code) if code else None
    end = "origin" if argument.prep == "from" else "destination"
    if place is not None and getattr(draft, end) is None:
        setattr(draft, end, stand_for(place, argument.value))
        draft.because(end, "its ports", 0.7, argument)


def _is_qualifier(draft: Draft, argument: Argument, where: MentionedPlace) -> bool:
    """Whether a place only says where another one lies: "Olya in Astrakhan region"."""
    if argument.prep in _FROM and argument.token.head.lower_ == "from":
        return False  # "crossed the river from A to B"
    bound = {
        a.token.i
        for t in draft.triggers
        for a in t.places()
        if a.token != argument.token and a.value.place is not None
    }
    nested = any(i in bound for i in argument.path[1:])
    between = argument.token.dep_ == "conj" and argument.token.head.i in bound
    return nested and not between and (where.kind in WHOLE or argument.token.dep_ != "conj")
