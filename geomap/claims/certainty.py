"""How surely something is said, and whether it happened.

Hedges make a claim alleged; wishes, plans, talks and negations are its modality.
"""

import re
from typing import Any

from geomap.language import Sentence
from geomap.records import (
    Modality,
    Status,
)

__all__ = ["is_negated", "modality_of", "status_of"]

_ALLEGED = re.compile(
    r"\b(?:alleged(?:ly)?|alleges?|alleging|allegations?|accus(?:e[sd]?|ing|ations?)|"
    r"suspect(?:s|ed)?|suspicion|"
    r"likely|unlikely|reportedly|apparent(?:ly)?|presumabl[ey]|probabl[ey]|possibl[ey]|"
    r"purported(?:ly)?|"
    r"supposed(?:ly)?|(?:may|might|could) (?:\w+ )?have|appear(?:s|ed)? to|seem(?:s|ed)? to|"
    r"(?:are|is|was|were) (?:believed|thought|understood|feared|rumou?red|reported|said|"
    r"claimed|alleged) to|"
    r"believe[sd]?|"
    r"unconfirmed|not confirmed|not (?:be|been) (?:\w+ )?(?:verified|confirmed)|unverified|"
    r"perhaps|rumou?r(?:s|ed)?|circumstantial|claims? "
    r"without)\b",
    re.I,
)
_CONFIRM = re.compile(r"\b(?:confirm(?:s|ed)|acknowledg(?:es?|ed)|admit(?:s|ted)|verified)\b", re.I)
_OWNED = re.compile(
    r"\b(?:claim(?:s|ed)? (?:the attack|responsibility|the strike|it)|took responsibility|"
    r"(?:said|says) (?:it|they|its \w+|their \w+|his forces) (?:had |have )?(?:\w+ )?"
    r"(?:hit|struck|attacked|destroyed|damaged|bombed|targeted|shelled|sunk|sank|launched|fired))\b",
    re.I,
)
_NOT_CONFIRM = re.compile(
    r"\b(?:not|nor|neither|never|n['’]t)(?: \w+){0,3} (?:confirm|verif)", re.I
)
_PLAN = frozenset(
    "plan intend expect schedule aim promise pledge vow threaten prepare hope agree seek want "
    "need ask request demand offer propose approve consider order book arrange fix charter "
    "mean".split()
)
_NO_EVIDENCE = re.compile(
    r"\bno (?:[a-z]+ ){0,2}?(?:evidence|proof|sign|indication|trace|record|confirmation)s? "
    r"(?:that|of|for|to suggest)\b(?:(?!\b(?:but|although|while|whereas|after)\b)[^;:]){0,120}$",
    re.I,
)
# what is barred has not happened: "blocked the re-export of shells"
_BARRED = frozenset("block ban bar prohibit forbid veto".split())
# what was planned and did not come about: "a dispatch to A was cancelled"
_CALLED_OFF = frozenset("cancel scrap abort foil thwart shelve axe ditch abandon drop".split())
# what should have been, or was to have been, was not
_UNREAL = frozenset({"should", "ought"})
_TO_COME = frozenset("plan schedule expect propose intend request consider".split())
# "a planned shipment", "the aborted delivery"
_AHEAD = frozenset(
    "planned proposed intended scheduled expected promised pledged pending upcoming forthcoming "
    "future prospective would-be mooted".split()
)
_FAILED = frozenset("cancelled canceled aborted foiled thwarted scrapped abandoned".split())
_REPORTS = frozenset("say tell report announce claim".split())
_OPEN_MARKS = frozenset({"if", "unless", "whether"})
_TALKING = frozenset("talk negotiation discussion".split())
# what people say and do not talk over: "talk that a depot had been hit", "talk of a cargo"
_TALK_OF = frozenset({"that", "of"})
# on what paper, still to be kept, what "would" be done stands
_TERMS = frozenset("deal agreement contract plan accord pact arrangement scheme programme".split())
_DRAFTS = frozenset("draft proposal offer memorandum".split())
_SAID_AHEAD = frozenset("say tell announce understand learn hear report add promise agree".split())
_DEPENDS = re.compile(r"\b(?:if|unless|should|were|provided|otherwise|in case|depending)\b", re.I)
# "which was to bring it to A, never left B", "fixed to bring it to A, got no further than B"
_FELL_SHORT = re.compile(
    r"\b(?P<verb>got|went|came|made it|made) (?:no (?:further|farther)|only as far) (?:than|as)\b|"
    r"\bnever (?:even )?"
    r"(?P<never>left|sailed|departed|arrived|got|came|reached|made|took|happened)\b"
)
_PROMISES = frozenset(
    "deal agreement contract plan promise pledge offer order intention proposal pact commitment "
    "request memorandum decision".split()
)
_TALKS = re.compile(
    r"\b(?:negotiat\w+|talks? (?:on|about|over|for)|in talks|discuss(?:ing|ed|ions?)|bargain\w*)\b",
    re.I,
)
_HYPOTHETICAL = frozenset("may might could would should can".split())
_FUTURE = re.compile(
    r"\b(?:will|shall|(?:is|are|was|were) (?:due|set|about|going|expected|scheduled|slated|"
    r"supposed|ready) to|"
    r"(?:is|are|was|were) to (?:be )?\w+|bound for|heading for|making for)\b"
)
_GONE = re.compile(r"\b(?:left|sailed|departed|was due)\b")
# what is not known or checked may yet have been
_OPEN = frozenset("know clear exclude rule deny doubt".split())
_NONE = frozenset({"no", "none", "neither", "nobody", "nothing"})
# "can hardly have loaded there"; without the modal it did: "had hardly docked when"
_HARDLY = frozenset({"hardly", "scarcely", "barely"})
_ABLE = frozenset({"can", "could"})
_FIRST_TO = frozenset("first second third last latest only ship vessel tanker one".split())
_TAKE_PART = frozenset("engage involve participate join".split())
_CHECKS = frozenset("check verify confirm corroborate substantiate authenticate".split())
_CHARGING = frozenset("accuse blame suspect allege believe think speculate fear assume".split())
_HEARD = re.compile(r"\bhea(?:r|rs|rd) (?:\w+,? )?from\b", re.I)
_GOSSIP = frozenset(
    "talk story gossip rumour rumor whisper tale belief theory suspicion guess hunch".split()
)
_HEARSAY = frozenset({"report", "rumour", "rumor", "post", "account", "claim"})
_TOPIC = frozenset({"about", "on", "amid", "over", "regarding", "concerning", "into", "after"})


def status_of(text: str, sentence: Sentence, trigger: Any) -> Status:
    """How surely the sentence says it."""
    words = text[sentence.start : sentence.end]
    clause = _clause(text, sentence, trigger)
    if _OWNED.search(words) or (_CONFIRM.search(words) and not _NOT_CONFIRM.search(words)):
        return "confirmed"
    heard = _HEARD.search(text, sentence.start, sentence.offsets(trigger)[0])
    if heard or _ALLEGED.search(clause) or _hedged_above(trigger):
        return "alleged"
    return "asserted"


def _hedged_above(trigger: Any) -> bool:
    """Whether a governing verb is one of accusing, suspecting or the like."""
    token = trigger
    while token.head != token:
        token = token.head
        if token.lemma_ in {"appear", "seem"} and any(c.dep_ == "xcomp" for c in token.children):
            return True  # "photos appear to show that"
        if token.lemma_ == "suggest" and any(
            c.dep_ == "nsubj" and c.lemma_.lower() in _HEARSAY for c in token.children
        ):
            return True  # "reports suggest that"
        if token.lemma_ in _CHECKS and any(c.dep_ == "neg" for c in token.children):
            return True  # "could not verify reports that"
        if token.lemma_ in _CHARGING or _is_gossip(token, trigger):
            return True
    return False


def _is_gossip(word: Any, trigger: Any) -> bool:
    """Whether what goes round holds a trigger: "talk that", "the story in the market was that"."""
    nouns = [c for c in word.children if c.dep_ == "nsubj"] if word.lemma_ == "be" else [word]
    told = [c for c in word.children if c.dep_ in {"acl", "ccomp"} and trigger in c.subtree]
    if word.lemma_ == "have" and any(c.lower_ == "it" and c.dep_ == "dobj" for c in word.children):
        return bool(told)  # "brokers have it that"
    return any(n.lemma_.lower() in _GOSSIP and n.i < trigger.i for n in nouns) and bool(told)


def _clause(text: str, sentence: Sentence, trigger: Any) -> str:
    """The words of the clause that a trigger heads, without the clauses inside it."""
    tokens = [trigger]
    stack = [trigger]
    while stack:
        for child in stack.pop().children:
            # the sentence's full stop hangs on its first verb: it would take in all between
            if child.dep_ in {"relcl", "ccomp", "parataxis", "punct"} or (
                child.dep_ in {"conj", "advcl"} and child.pos_ in {"VERB", "AUX"}
            ):
                continue
            tokens.append(child)
            stack.append(child)
    first, last = min(t.i for t in tokens), max(t.i for t in tokens)
    doc = sentence.span.doc
    return text[sentence.offsets(doc[first])[0] : sentence.offsets(doc[last])[1]]


def modality_of(text: str, sentence: Sentence, trigger: Any) -> Modality:
    """Whether it happened, is planned, talked about, only possible, or said not to have been."""
    at = sentence.offsets(trigger)[0]
    if is_negated(trigger) or _NO_EVIDENCE.search(text, max(sentence.start, at - 200), at):
        return "negated"
    told = _modality_told(text, sentence, trigger)
    return "negated" if told == "planned" and _fell_short(text, sentence, trigger) else told


def _fell_short(text: str, sentence: Sentence, trigger: Any) -> bool:
    """Whether a sentence goes on that what was meant to go there did not."""
    found = _FELL_SHORT.search(text, sentence.offsets(trigger)[1], sentence.end)
    span = sentence.covering(*found.span(found.lastgroup or 0)) if found is not None else None
    if span is None:
        return False
    verb = span.root
    while verb.pos_ not in {"VERB", "AUX"} and verb.head != verb:
        verb = verb.head
    subject = next((c for c in verb.children if c.dep_ in {"nsubj", "nsubjpass"}), None)
    if subject is None:
        return verb.dep_ == "conj" and verb.head in {trigger, *trigger.ancestors}
    return trigger in subject.subtree


def _modality_told(text: str, sentence: Sentence, trigger: Any) -> Modality:
    """What the words around a trigger, and the verbs that govern it, say of its modality."""
    called = {c.lower_ for c in trigger.children if c.dep_ == "amod"}
    if called & (_AHEAD | _FAILED):
        return "planned" if called & _AHEAD else "negated"
    verbs = _verbs_above(trigger)
    said = (n for n, v in enumerate(verbs) if v.lemma_.lower() in _REPORTS)
    verbs = verbs[: next(said, len(verbs)) + 1]
    if any(_came_to_nothing(verb, trigger) for verb in verbs):
        return "negated"  # "thwarted an attempt to attack", before what the attempt says
    depends = _DEPENDS.search(text, sentence.start, sentence.end) is not None
    for verb in verbs:
        if verb.lemma_ in _CHECKS:
            continue  # "could not be checked" says nothing of whether it was
        told = _modality_told_by(verb, trigger)
        if told == "hypothetical" and not depends:
            told = _told_ahead(verb) or told
        if told:
            return told
    clause = _clause(text, sentence, trigger)
    if _TALKS.search(clause):
        return "negotiating"
    if _FUTURE.search(clause) and not _GONE.search(clause):
        return "planned"
    return "occurred"


def _modality_told_by(verb: Any, trigger: Any) -> Modality | None:
    """What one governing verb says of the modality: by its sense, its auxiliaries, an "if"."""
    lemma = verb.lemma_.lower()
    auxiliaries = {c.lower_ for c in verb.children if c.dep_ in {"aux", "auxpass"}}
    above = verb != trigger and verb.i < trigger.i
    being_talked_over = trigger.dep_ == "nsubjpass" and trigger.head == verb and _is_talking(verb)
    if (
        lemma in {"negotiate", "discuss", "bargain"}
        or (above and _is_talking(verb))
        or being_talked_over
    ):
        return "negotiating"
    if lemma in {"pledge", "promise", "offer", "earmark"}:
        return "planned"
    due = any(c.lower_ == "due" and c.dep_ in {"acomp", "attr"} for c in verb.children)
    # "a delivery to A is planned for December"
    to_come = trigger.dep_ == "nsubjpass" and trigger.head == verb and lemma in _TO_COME
    if to_come or (due and lemma == "be") or (lemma == "expect" and not above):
        return "planned"
    if verb == trigger and any(c.dep_ == "mark" and c.lower_ in _OPEN_MARKS for c in verb.children):
        return "hypothetical"
    wished = above and (lemma in _PLAN or (verb.pos_ == "NOUN" and lemma in _PROMISES))
    is_to = "to" in auxiliaries and verb.head.lemma_ == "be" and verb.dep_ == "xcomp"
    # "40 cars to be shipped from A", "a train to leave on Monday"
    is_to = is_to or (
        "to" in auxiliaries
        and "have" not in auxiliaries
        and verb == trigger
        and verb.dep_ in {"acl", "relcl"}
        and verb.head.lemma_.lower() not in _FIRST_TO
    )
    if above and lemma in _BARRED:
        return "negated"
    if wished or is_to or auxiliaries & {"will", "shall", "'ll", "’ll"}:
        return "planned"
    possible = auxiliaries & _HYPOTHETICAL and "have" not in auxiliaries
    possible = possible and (verb == trigger or lemma not in _REPORTS)  # "would only say that"
    if possible or any(c.dep_ == "mark" and c.lower_ in _OPEN_MARKS for c in verb.children):
        return "hypothetical"
    return None


def _is_talking(word: Any) -> bool:
    """Whether a word is for talks, and not for what people say: "talk that it was hit"."""
    if word.lemma_.lower() not in _TALKING:
        return word.lemma_ == "talk" and any(c.lower_ in {"over", "about"} for c in word.children)
    below = [t for c in word.children for t in (c, *c.children)]
    spoken = any(c.dep_ == "nsubj" for c in word.children)
    return spoken or word.lower_ != "talk" or _TALK_OF.isdisjoint(t.lower_ for t in below)


def _told_ahead(verb: Any) -> Modality | None:
    """What "would" tells where it is no condition: "said that it would sail", "under a deal"."""
    if not any(c.lower_ == "would" for c in verb.children):
        return None
    papers = {t.lemma_.lower() for c in verb.children if c.lower_ == "under" for t in c.children}
    if papers & _DRAFTS:
        return "negotiating"
    said = verb.dep_ == "ccomp" and verb.head.lemma_ in _SAID_AHEAD and verb.head.tag_ == "VBD"
    return "planned" if said or papers & _TERMS else None


def _came_to_nothing(verb: Any, trigger: Any) -> bool:
    """Whether a verb says that what was meant was given up, or should have been and was not."""
    lemma, beside = verb.lemma_.lower(), {c.lower_ for c in verb.children}
    if "have" in beside and verb.pos_ == "VERB":
        was_to = "to" in beside and verb.dep_ == "xcomp" and verb.head.lemma_ == "be"
        return was_to or bool(beside & _UNREAL)  # "was to have berthed"
    if verb == trigger:
        return False
    if verb.dep_ == "xcomp" and verb.head.lemma_ in _PLAN:
        return False  # "threatened to abandon"
    off = any(c.lower_ == "off" and not [*c.children] for c in verb.children)
    return lemma in _CALLED_OFF or (lemma in {"be", "call"} and off)  # "her cargo for A is off"


def _verbs_above(trigger: Any) -> list[Any]:
    """The trigger and the verbs that govern it, nearest first."""
    out = [trigger]
    past = trigger.tag_ == "VBD" or any(
        c.dep_ == "auxpass" and c.tag_ == "VBD" for c in trigger.children
    )
    if trigger.dep_ == "relcl" and past:
        return out  # "promised six, which left A in April": they did
    token = trigger
    while token.head != token and len(out) < 6:
        if token.dep_ in {"relcl", "parataxis"} and token != trigger:
            break
        if token.dep_ == "conj" and any(c.dep_ == "nsubj" for c in token.children):
            break  # a clause of its own beside the other, not below it
        if _is_past_semicolon(token):
            break  # "bombs cut the road; the crater would hold a house"
        if token.dep_ == "pobj" and token.head.lower_ in _TOPIC:
            if token.head.head.lemma_ in _TALKING:
                out.append(token.head.head)  # "talks about a shipment"
            break  # "information about the transfer": nothing above governs it
        token = token.head
        if token.pos_ in {"VERB", "AUX", "NOUN", "ADJ"}:
            out.append(token)
    return out


def _is_past_semicolon(verb: Any) -> bool:
    """Whether the parser hung a clause on the one behind its semicolon."""
    return verb.dep_ == "ccomp" and any(t.text == ";" for t in verb.doc[verb.i : verb.head.i])


def _denies(word: Any, verb: Any) -> bool:
    """Whether a word negates the verb, not a word behind it: "reached A, not B"."""
    if word.lower_ in _HARDLY:
        return any(c.lower_ in _ABLE for c in verb.children)
    return word.dep_ == "neg" and bool(
        word.i < verb.i or verb.pos_ == "AUX" or word.i == verb.i + 1
    )


def is_negated(trigger: Any) -> bool:
    """Whether what a trigger tells is said not to have been."""
    if any(_denies(c, trigger) for c in trigger.children):
        return True
    subjects = [c for c in trigger.children if c.dep_ in {"nsubj", "nsubjpass", "dobj"}]
    if any(d.lower_ in _NONE for s in subjects for d in (s, *s.children)):
        return True
    counts = (c for s in subjects for c in s.children if c.dep_ == "nummod")
    if any(g.dep_ == "neg" for c in counts for g in c.children):
        return True  # "not one ship has gone"
    if trigger.pos_ == "NOUN" and any(c.lower_ == "no" for c in trigger.children):
        return True
    token = trigger
    while token.head != token:
        # "the missile that struck X was not ...": the strike is taken for granted
        if token.dep_ == "relcl" or _is_past_semicolon(token):
            return False
        token = token.head
        if token.lemma_.lower() in {"evidence", "proof", "sign", "indication", "trace"} and any(
            c.lower_ == "no" for c in token.children
        ):
            return True
        if token.lemma_ in _TAKE_PART:
            return False  # "is not engaged in the bombing": others are
        if token.pos_ in {"VERB", "AUX"} and any(c.dep_ == "neg" for c in token.children):
            return token.lemma_ not in _OPEN | _CHECKS
    return False
