"""Strikes: what was hit where, by grammar; one draft for each place hit.

Tests and launches into the sea are no strikes, nor are labour disputes, struck deals and sold-out
hits: something of war must stand in the sentence, and a place or a ship must have been hit.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from geomap.claims import lexicon
from geomap.claims.context import Context, Names, actor_of, mentioned
from geomap.claims.scene import Argument, Scene, Trigger, clause_span
from geomap.records import Casualties, Item, Mention, MentionedPlace, Reason, Vessel

__all__ = ["StrikeDraft", "casualties_in", "draft_strikes", "group_country", "sea_of"]

_HIT_BY = frozenset(
    "at on in against into near around outside over off inside across toward towards to of "
    "throughout above".split()
)
_PRECISE = frozenset("city port rail_crossing airbase airport depot facility village".split())
_VOWS = frozenset({"vow", "threaten", "promise", "plan", "want", "intend", "pledge"})
_WATERS = frozenset({"sea", "strait", "river"})
_SUFFERED = frozenset("burn explode sink ignite detonate".split())  # the subject is what was hit
_NOT_WAR = re.compile(
    r"\b(?:rail strike|general strike|hunger strike|strike action|strikes? (?:a|the|an) (?:deal|tone|"
    r"note|balance|chord|agreement)|struck (?:a|an|the) (?:\w+ )?(?:deal|tone|note|balance|chord|agreement)|"
    r"walkout|union|hit (?:record|film|song|single)|heart attacks?|lightning)\b",
    re.I,
)
_DOWNED = re.compile(
    r"\b(?:shot down|shoot(?:s|ing)? down|brought down|downed|intercept(?:s|ed|ing)?|repel(?:s|led)?|"
    r"destroyed in the air|crossed|entered)\b",
    re.I,
)
_NUMBER = (
    r"(?P<n>(?:\d[\d,]*|no(?:body| one)?|none|one|two|three|four|five|six|seven|eight|nine|ten|eleven|"
    r"twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|"
    r"sixty|seventy|eighty|ninety|a hundred|an? (?=\w)))"
)
_LOOSE = r"(?:at least |more than |over |about |around |some |up to |nearly |as many as |a further |another )?"
_PEOPLE = (
    r"(?: (?:other |more |young |elderly )?(?:people|persons?|civilians?|men|women|children|soldiers?|workers?|residents?|"
    r"drivers?|others|sailors?|seamen|crew(?: members)?|woman|man|child|guards?|patients?|"
    r"rescuers?|servicemen|pensioners?|passengers?|members of the crew|paramedics?|medics?))?"
)
_KILLED_WORDS = r"(?:killed|dead|died|deaths?|fatalities|lost their lives|perished)"
_HURT_WORDS = r"(?:injured|wounded|hurt|injuries|casualties hurt)"
_KILLED = (
    re.compile(rf"\bkill(?:ing|ed|s)? {_LOOSE}{_NUMBER}", re.I),
    re.compile(rf"{_NUMBER}{_PEOPLE}(?: (?:had |have |has |were |was |are |is |been )*(?:slightly |reported )?){_KILLED_WORDS}\b", re.I),
    re.compile(rf"\bleft {_LOOSE}{_NUMBER}{_PEOPLE} dead\b", re.I),
    re.compile(rf"\b(?:toll|deaths?) (?:\w+ ){{0,6}}?(?:to|at|of) {_LOOSE}{_NUMBER}\b(?! (?:injured|wounded))", re.I),
)  # fmt: skip
_HURT = (
    re.compile(rf"\b(?:injur|wound|hurt)(?:ing|ed|s)? {_LOOSE}{_NUMBER}", re.I),
    re.compile(rf"{_NUMBER}{_PEOPLE}(?:,? (?:had |have |has |were |was |are |is |been )*(?:slightly |badly |seriously |lightly |reported )?){_HURT_WORDS}\b", re.I),
    re.compile(rf"\band {_LOOSE}{_NUMBER} (?:more )?{_HURT_WORDS}\b", re.I),
)  # fmt: skip
_NONE_HURT = re.compile(
    r"\b(?:nobody|no one|no-one|none) (?:\w+ ){0,2}(?:was |were |is |been )?(?:reported )?(?:hurt|injured|wounded)|"
    r"without (?:hurting|injuring) any(?:one|body)|no injuries\b",
    re.I,
)
_NO_CASUALTIES = re.compile(
    r"\bno (?:casualties|victims|dead or (?:injured|wounded))\b|\bcaused no casualties\b", re.I
)
_WORDS = {
    w: n for n, w in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
        "sixteen seventeen eighteen nineteen twenty".split()
    )
} | {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
     "a hundred": 100, "a": 1, "an": 1, "no": 0, "nobody": 0, "no one": 0, "none": 0}  # fmt: skip


@dataclass
class StrikeDraft:
    """The slots of one strike while they are being filled."""

    trigger: Trigger
    location: MentionedPlace | None = None
    launch: MentionedPlace | None = None
    attacker: str | None = None
    weapon: str | None = None
    vessels: list[Vessel] = field(default_factory=list)
    casualties: Casualties | None = None
    items: list[Item] = field(default_factory=list)
    dates: list[Argument] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)
    more: list[Any] = field(default_factory=list)  # tokens of triggers that tell the same

    @property
    def token(self) -> Any:
        """The trigger's token."""
        return self.trigger.token


def draft_strikes(scene: Scene, context: Context, names: Names) -> list[StrikeDraft]:
    """Every strike that a sentence tells."""
    if _NOT_WAR.search(scene.words):
        return []
    triggers = [t for t in scene.triggers if t.kind == "strike" and _of_war(scene, t, context)]
    triggers = _outermost(triggers)
    out: list[StrikeDraft] = []
    taken: dict[str, StrikeDraft] = {}
    for trigger in triggers:
        for draft in _drafts(scene, trigger, context, names):
            key = draft.location.id if draft.location else ""
            key += "|".join(v.name for v in draft.vessels)
            if key in taken:
                taken[key].more.append(draft.token)
            else:
                taken[key] = draft
                out.append(draft)
    return out


def _of_war(scene: Scene, trigger: Trigger, context: Context) -> bool:
    """Whether arms, casualties or armed actors stand in the sentence, or all around it."""
    start, end = scene.sentence.offsets(trigger.token)
    first, last = clause_span(scene, [trigger.token])
    if lexicon.TESTS.search(scene.text, first, last):
        return False
    if trigger.token.dep_ == "pobj" and trigger.token.head.lower_ == "for":
        return False  # what arms are meant for has not happened
    if trigger.role == "launch":
        objects = [c for c in trigger.token.children if c.dep_ in {"dobj", "nsubjpass", "nsubj"}]
        objects += [c for o in objects for c in o.conjuncts]
        objects += [c for o in objects for p in o.children if p.dep_ == "prep" for c in p.children]
        names = {o.lemma_.lower() for o in objects}
        passive = trigger.token.dep_ in {"acl", "relcl"} and (
            trigger.token.head.lemma_.lower() in lexicon.WEAPONS | {"attack", "strike", "raid"}
        )
        armed = bool(names & (lexicon.WEAPONS | {"attack", "strike", "raid", "barrage", "salvo"}))
        return (armed or passive) and not (
            trigger.token.lemma_ == "use"
            and not any(a.prep in {"in", "on", "against"} for a in trigger.places())
        )
    if trigger.token.lemma_ in {"kill", "wound", "injure"}:
        return any(
            c.lemma_.lower() in lexicon.WEAPONS for c in trigger.token.children if c.dep_ == "nsubj"
        )
    around = scene.text[scene.sentence.start : start] + " " + scene.text[end : scene.sentence.end]
    if lexicon.HEAVY.search(around):
        return True
    if trigger.token.lemma_.lower() in {
        "shell",
        "bomb",
        "bombard",
        "shelling",
        "airstrike",
        "bombardment",
    }:
        struck = any(a.dep in {"dobj", "nsubjpass"} for a in trigger.places())
        return struck or context.heavy >= 2
    return context.heavy >= 4


def _outermost(triggers: list[Trigger]) -> list[Trigger]:
    """Drop a noun that only names what the verb above it tells."""
    indices = {t.token.i for t in triggers}
    out = []
    for trigger in triggers:
        here = trigger.token
        under = _only_fired(trigger, indices)
        if under:
            continue
        while here.head != here and here.dep_ in {
            "dobj", "nsubj", "nsubjpass", "pobj", "prep", "conj", "compound", "agent",
        }:  # fmt: skip
            here = here.head
            if here.i in indices:
                under = trigger.role == "strike_noun" and not any(trigger.places())
                break
        if not under:
            out.append(trigger)
    return out


def _only_fired(trigger: Trigger, indices: set[int]) -> bool:
    """Whether a verb of firing only describes the weapon of another strike."""
    here = trigger.token
    if trigger.role != "launch" or here.dep_ not in {"acl", "relcl"}:
        return False
    while here.head != here:
        here = here.head
        if here.i in indices:
            return True
    return False


def _drafts(scene: Scene, trigger: Trigger, context: Context, names: Names) -> list[StrikeDraft]:
    """One draft for each place or ship that one trigger hits."""
    hits, launch = _where(scene, trigger, names)
    vessels = [a.value for a in trigger.arguments if a.kind == "vessel" and _is_hit(a, trigger)]
    if not vessels and not hits and _hits_ship(trigger):
        vessels = [
            a.value
            for a in (*trigger.arguments, *scene.loose)
            if a.kind == "vessel" and not (a.dep == "nsubj" and trigger.role != "launch")
        ] or list(context.ships_again(scene.words))
    if not hits:
        hits = _fallback(scene, trigger, context, ship=bool(vessels))
    else:
        hits += _listed(scene, hits)
    if _DOWNED.search(scene.words) and launch is None and not _hit_verb(trigger):
        return []
    if _negated_noun(trigger):
        return []
    attacker = _attacker(scene, trigger, names)
    weapon = _weapon(scene, trigger)
    dates = [a for a in trigger.arguments if a.kind == "date"]
    if len(vessels) > 1 and len(hits) < 2:
        place = hits[0] if hits else None
        return [
            StrikeDraft(
                trigger,
                place,
                launch,
                attacker,
                weapon,
                [ship],
                dates=_dates_beside(scene, vessels, ship) or dates,
            )
            for ship in vessels
        ]
    barrage = trigger.role == "launch" and attacker is not None and _ammunition(scene, trigger)
    places: list[MentionedPlace | None] = list(hits) or ([None] if vessels or barrage else [])
    out = []
    for place in places:
        if place is not None and launch is not None and place.id == launch.id:
            continue
        draft = StrikeDraft(trigger, place, launch, attacker, weapon, list(vessels), dates=dates)
        if place is not None:
            draft.reasons.append(
                Reason(
                    slot="location", rule=trigger.role, score=0.85, start=place.start, end=place.end
                )
            )
        draft.items = _ammunition(scene, trigger) if len(places) == 1 else []
        out.append(draft)
    return out


def _negated_noun(trigger: Trigger) -> bool:
    """Whether an attack is only named to say that something had no part in it."""
    head = trigger.token.head
    return (
        trigger.role == "strike_noun"
        and trigger.token.dep_ == "pobj"
        and any(c.lower_ == "no" for c in head.head.children)
    )


_BETWEEN_TARGETS = re.compile(
    r"^(?:,| and|, and)(?: (?:an?|the|two|three|several))?(?: [\w’'-]+){0,4}?"
    r"(?: (?:in|at|near|of))? ?$"
)


def _listed(scene: Scene, hits: list[MentionedPlace]) -> list[MentionedPlace]:
    """Places that go on a list of targets where the parser lost it: "X in A, Y in B"."""
    found: list[MentionedPlace] = []
    known = {h.id for h in hits}
    literal = [m for m in scene.mentions if m.role == "literal" and m.place is not None]
    for onward in (True, False):
        last = hits[-1] if onward else hits[0]
        for mention in literal if onward else reversed(literal):
            where = mentioned(mention)
            if where is None or (where.start < last.end if onward else where.end > last.start):  # type: ignore[operator]
                continue
            first, second = (last, where) if onward else (where, last)
            between = scene.text[first.end : second.start]  # type: ignore[misc]
            speaks = re.match(
                r"\s*(?:said|says|told|reported)\b", scene.text[where.end : where.end + 12]
            )  # type: ignore[misc]
            if speaks or not _BETWEEN_TARGETS.match(between) or where.kind not in _PRECISE:
                break
            if where.id not in known:
                known.add(where.id)
                found.append(where)
            last = where
    return found


def _dates_beside(scene: Scene, vessels: list[Vessel], ship: Vessel) -> list[Argument]:
    """Dates that stand between this ship's name and the next one's."""
    later = [v.start for v in vessels if v.start > ship.start]  # type: ignore[operator]
    end = min(later, default=scene.sentence.end)  # type: ignore[type-var]
    every = [*scene.loose, *(a for t in scene.triggers for a in t.arguments)]
    return [
        a
        for a in every
        if a.kind == "date" and ship.start < a.value.start < end  # type: ignore[operator]
    ]


def _hit_verb(trigger: Trigger) -> bool:
    return trigger.role in {"strike", "strike_noun"}


def _where(
    scene: Scene, trigger: Trigger, names: Names
) -> tuple[list[MentionedPlace], MentionedPlace | None]:
    """Places hit and the place of launch, among what the trigger governs."""
    hits: list[tuple[Argument, MentionedPlace]] = []
    launch = None
    for argument in trigger.places():
        mention: Mention = argument.value
        if mention.role != "literal" or mention.place is None:
            continue
        where = mentioned(mention)
        if where is None or _beside_the_point(scene, where):
            continue
        if argument.prep == "from":
            launch = launch or where
        elif trigger.role == "launch" and where.kind in _WATERS:
            continue
        elif _is_place_hit(argument, trigger, where):
            hits.append((argument, where))
    return _most_precise(hits), launch or _fired_from(scene, trigger)


def _fired_from(scene: Scene, trigger: Trigger) -> MentionedPlace | None:
    """Where the weapon of a strike was fired from: "a missile fired from Yemen"."""
    below = {t.i for t in trigger.token.subtree}
    for other in scene.triggers:
        if other.role == "launch" and other is not trigger and other.token.i in below:
            for argument in other.places():
                if argument.prep == "from" and argument.value.role == "literal":
                    return mentioned(argument.value)
    return None


def _is_place_hit(argument: Argument, trigger: Trigger, where: MentionedPlace) -> bool:
    if argument.token.dep_ == "poss" or (argument.distant and where.kind == "country"):
        return False
    if argument.prep is None:
        if argument.dep in {"dobj", "nsubjpass", "appos", "conj", "attr"} or (
            argument.dep == "nsubj" and trigger.token.lemma_ in _SUFFERED
        ):
            return trigger.role != "launch"
        if argument.dep == "prep":  # "shelling of Nyala"
            return where.kind in _PRECISE
        if argument.dep in {"npadvmod", "dep"}:
            return where.kind != "country"
        return (
            argument.dep == "compound" and trigger.role == "strike_noun" and where.kind != "country"
        )
    if argument.prep not in _HIT_BY:
        return False
    return not (argument.prep == "of" and where.kind == "country" and trigger.role != "strike_noun")


def _beside_the_point(scene: Scene, where: MentionedPlace) -> bool:
    """A place that only helps to say how far away or in which direction."""
    before = scene.text[max(0, where.start - 40) : where.start]  # type: ignore[operator]
    return bool(
        re.search(
            r"\b(?:km|kilomet\w+|miles?)\b[^,.;]{0,25}$|\b(?:north|south|east|west)\w* of (?:the )?$|"
            r"\bthe (?:\w+ )?border (?:with|of) $",
            before,
            re.I,
        )
    ) and not re.search(r"\b(?:village|town|settlement)\b", before, re.I)


def _most_precise(hits: list[tuple[Argument, MentionedPlace]]) -> list[MentionedPlace]:
    """Leave out wide places that only frame a precise one."""
    tokens = {a.token.i for a, _ in hits}
    precise = any(w.kind in _PRECISE for _, w in hits)
    out: dict[str, MentionedPlace] = {}
    for argument, where in hits:
        nested = any(i in tokens for i in argument.path[1:]) and argument.token.dep_ != "conj"
        if precise and where.kind not in _PRECISE:
            continue
        if nested and argument.prep in {"of", "near", "in"} and len(hits) > 1 and out:
            continue
        out.setdefault(where.id, where)
    return list(out.values())


def _is_hit(argument: Argument, trigger: Trigger) -> bool:
    if argument.dep == "nsubj" and trigger.token.lemma_ in _SUFFERED:
        return True
    if trigger.role == "launch":
        return argument.prep in {"at", "on", "against", "towards", "toward"}
    return argument.dep in {"dobj", "nsubjpass", "conj", "appos", "pobj"} or argument.prep in {
        "on", "of", "against", "at",
    }  # fmt: skip


def _hits_ship(trigger: Trigger) -> bool:
    objects = [c for c in trigger.token.children if c.dep_ in {"dobj", "nsubjpass", "prep"}]
    return any(
        t.lemma_.lower() in lexicon.CARRIERS or t.lower_ == "it" for o in objects for t in o.subtree
    )


def _fallback(
    scene: Scene, trigger: Trigger, context: Context, *, ship: bool
) -> list[MentionedPlace]:
    """The place when the trigger governs none: loose in the sentence, or carried over."""
    if trigger.token.dep_ == "xcomp" and trigger.token.head.lemma_ in _VOWS:
        return []
    loose = [
        a for a in scene.loose
        if a.kind == "place" and a.value.role == "literal" and a.value.place is not None
        and (
            a.prep in _HIT_BY - {"of", "to"}
            or (a.prep is None and a.token.dep_ == "dobj" and a.value.place.kind != "country")
            or (a.token.dep_ == "nsubj" and a.value.place.kind in _PRECISE)
        )
    ]  # fmt: skip
    others = [
        a for t in scene.triggers if t is not trigger for a in t.places()
        if a.value.role == "literal" and a.value.place is not None
        and a.prep in {"in", "at", "near", "on"} and t.kind == "strike"
    ]  # fmt: skip
    found = _most_precise([(a, m) for a in loose or others if (m := mentioned(a.value))])
    if ship:
        return found[:1] or ([context.sea] if context.sea else [])
    if found:
        return found[:1]
    lower = scene.words.casefold()
    if context.town and re.search(r"\b(?:the|this|that) (?:city|town|port|village)\b", lower):
        return [context.town]
    target = any(
        c.lemma_.lower() in lexicon.TARGETS
        for c in trigger.token.children
        if c.dep_ in {"dobj", "nsubjpass"}
    )
    if context.strike_place and target and context.sentence - context.strike_sentence <= 2:
        return [context.strike_place]
    if context.strike_place and re.search(r"\bthere\b|\bthe base\b", lower):
        return [context.strike_place]
    return []


def _attacker(scene: Scene, trigger: Trigger, names: Names) -> str | None:
    """Who struck: subject, agent, genitive or adjective."""
    token = trigger.token
    nouns = [c for c in token.children if c.dep_ in {"nsubj", "poss", "amod", "compound"}]
    nouns += [g for c in token.children if c.dep_ == "agent" for g in c.children]
    nouns += [
        g for c in token.children if c.dep_ == "prep" and c.lower_ == "by" for g in c.children
    ]
    holder = token
    while not nouns and holder.dep_ in {"conj", "xcomp", "advcl", "dobj"}:
        holder = holder.head
        nouns = [c for c in holder.children if c.dep_ == "nsubj"]
    for noun in nouns:
        code, _ = actor_of(scene, noun, names)
        if code:
            return code
    fired_by = [
        g for t in token.subtree if t.lemma_ in {"fire", "launch", "send"} and t.dep_ == "acl"
        for p in t.children if p.dep_ in {"agent", "prep"} and p.lower_ in {"by", "from"}
        for g in p.children
    ]  # fmt: skip
    for noun in fired_by:
        code, _ = actor_of(scene, noun, names)
        if code:
            return code
    return None


def _weapon(scene: Scene, trigger: Trigger) -> str | None:
    """The weapon that the clause names, as written."""
    start, end = clause_span(scene, [trigger.token])
    matches = [m for m in lexicon.WEAPON_NAME.finditer(scene.text, start, end)]
    matches = matches or list(
        lexicon.WEAPON_NAME.finditer(scene.text, scene.sentence.start, scene.sentence.end)
    )
    weapon = next((m[0] for m in matches), None)
    if weapon is None and trigger.token.lemma_.lower() in {"shell", "shelling"}:
        return "shelling"
    if weapon is None and trigger.token.lemma_.lower() in {"bomb", "bombing", "bombard"}:
        return "bombs"
    return weapon


def _ammunition(scene: Scene, trigger: Trigger) -> list[Item]:
    """How many weapons came: "two ballistic missiles hit", "launched 42 drones"."""
    nouns = [c for c in trigger.token.children if c.dep_ in {"nsubj", "dobj"}]
    nouns += [g for c in trigger.token.children if c.dep_ == "agent" for g in c.children]
    for noun in nouns:
        if noun.lemma_.lower() not in lexicon.WEAPONS:
            continue
        for quantity in scene.quantities:
            span = scene.sentence.covering(quantity.start, quantity.end)
            if span is not None and span.root.head == noun:
                words = [t.text for t in noun.lefts if t.dep_ in {"amod", "compound"}]
                return [Item(what=" ".join([*words, noun.text]), quantity=quantity)]
    return []


def casualties_in(words: str) -> Casualties | None:
    """Persons killed and injured that a sentence states; None if it speaks of none."""
    killed, injured = _count(words, _KILLED), _count(words, _HURT)
    if injured is None and _NONE_HURT.search(words):
        injured = 0
    if _NO_CASUALTIES.search(words):
        killed = 0 if killed is None else killed
        injured = 0 if injured is None else injured
    if killed is None and injured is None:
        return None
    return Casualties(killed=killed, injured=injured)


def _count(words: str, patterns: tuple[re.Pattern[str], ...]) -> int | None:
    for pattern in patterns:
        match = pattern.search(words)
        if match:
            number = match["n"].strip().casefold().replace(",", "")
            if number.isdigit():
                return int(number)
            if number in _WORDS:
                return _WORDS[number]
    return None


def group_country(attacker: str | None) -> str | None:
    """ISO code from which an armed group acts."""
    return next((c for name, _, c in lexicon.GROUPS if name == attacker), None)


def sea_of(scene: Scene) -> MentionedPlace | None:
    """A sea or strait that the sentence names."""
    for mention in scene.mentions:
        if mention.role == "literal" and mention.place and mention.place.kind in {"sea", "strait"}:
            return mentioned(mention)
    return None
