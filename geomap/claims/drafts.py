"""The slots of one transfer while they are being filled."""

from dataclasses import dataclass, field
from typing import Any

from geomap.claims.context import Context, Mover
from geomap.claims.triggers import Argument, Trigger
from geomap.records import Item, Mention, MentionedPlace, Modality, Mode, Reason, Vessel

__all__ = [
    "PRECISE",
    "PRONOUNS",
    "THEN",
    "WATERS",
    "WHOLE",
    "Draft",
    "goes_on",
    "is_rest",
    "open_ends",
    "takes_up_goods",
    "was_to_go",
]

PRECISE = frozenset(
    "city port rail_crossing airbase airport depot facility village strait river".split()
)
WATERS = frozenset({"sea", "strait"})
WHOLE = frozenset({"country", "region", "admin1", "admin2", "sea"})
THEN = frozenset({"then", "later", "afterwards"})


_FROM, _TO = frozenset({"from"}), frozenset({"to", "into", "towards", "for"})
PRONOUNS = frozenset("they them it these those most some all any".split())  # for goods


@dataclass
class Draft:
    """The slots of one claim while they are being filled."""

    triggers: list[Trigger]
    origin: MentionedPlace | None = None
    destination: MentionedPlace | None = None
    before: "Draft | None" = None  # the leg of the same sentence that this one goes on from
    like: "Draft | None" = None  # the leg whose goods "the first twelve" are some of
    via: list[MentionedPlace] = field(default_factory=list)
    supplier: str | None = None
    recipient: str | None = None
    supplier_mention: Mention | None = None
    recipient_mention: Mention | None = None
    maker: tuple[str, Mention] | None = None
    items: list[Item] = field(default_factory=list)
    vessels: list[Vessel] = field(default_factory=list)
    mode: tuple[Mode, ...] = ()
    dates: list[Argument] = field(default_factory=list)
    carrier: bool = False
    mover: Mover | None = None  # the carrier without a name that goes
    again: bool = False  # it is the one told of before: "the plane", "it"
    # places listed at one end of the way, each with a draft of its own; a count stands with the
    # first of them
    listed: tuple[MentionedPlace, ...] = ()
    own: MentionedPlace | None = None  # which of them this draft tells, None for the first
    modality: Modality | None = None  # where no verb tells it
    span: tuple[int, int] | None = None  # offsets of the line that tells it without a verb
    reasons: list[Reason] = field(default_factory=list)

    @property
    def token(self) -> Any:
        """The main trigger's token."""
        return self.triggers[0].token

    def because(self, slot: str, rule: str, score: float, argument: Any = None) -> None:
        """Note which rule filled a slot, from which words."""
        span = {"start": argument.start, "end": argument.value.end} if argument else {}
        self.reasons.append(Reason(slot=slot, rule=rule, score=score, **span))


def open_ends(draft: Draft) -> list[Mention]:
    """Names at an end of the way that stays open because the gazetteer lacks them."""
    ends = [(_FROM, draft.origin), (_TO, draft.destination)]
    return [
        argument.value
        for prepositions, end in ends
        if end is None
        for trigger in draft.triggers
        for argument in trigger.places()
        if argument.prep in prepositions
        if argument.value.role == "literal" and argument.value.place is None
    ]


def takes_up_goods(draft: Draft, context: Context) -> bool:
    """Whether "they" or "it" stands for goods told of just before."""
    if context.sentence - context.items_at > 2:
        return False
    holders = [t.token for t in draft.triggers]
    holders += [h.head for h in holders if h.dep_ == "conj"]
    subjects = [c for h in holders for c in h.children if c.dep_ in {"nsubjpass", "dobj", "nsubj"}]
    return any(s.lower_ in PRONOUNS or is_rest(s) for s in subjects)


def is_rest(noun: Any) -> bool:
    """Whether a noun is what is left of goods told before: "the rest went on to Yerevan"."""
    known = any(c.lower_ == "the" for c in noun.children)
    of = any(c.lower_ == "of" for c in noun.children)
    return known and not of and noun.lower_ in {"rest", "remainder", "balance", "others"}


def goes_on(verb: Any) -> bool:
    """Whether a verb takes goods on from where they are: "lorries took it on to Khartoum"."""
    return any(
        c.lower_ in {"on", "onward", "onwards"} and c.dep_ in {"prt", "advmod"}
        for c in verb.children
    )


def was_to_go(draft: Draft) -> bool:
    """Whether goods were taken before they went: "seized rifles that were to be shipped to"."""
    return any(
        t.role not in {"seize", "pass"}
        and any(c.dep_ == "aux" and c.lower_ == "to" for c in t.token.children)
        and t.token.head.lemma_ in {"be", "about", "due", "plan", "intend", "mean", "schedule"}
        for t in draft.triggers
    )
