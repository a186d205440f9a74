"""Who says it, how surely, whether it happened, and who denies it.

A cue is a verb of saying with its subject, or "according to" with its object. The claimant of
a claim is the source of the nearest cue that governs it. Hedges make a claim alleged; wishes,
plans, talks and negations are its modality.
"""

import re
from dataclasses import dataclass
from typing import Any

from geomap.language import Sentence
from geomap.records import Modality, Status

__all__ = ["DENY", "Voice", "denial_of", "modality_of", "status_of", "voice_of"]

SAY = frozenset(
    "say tell state announce report claim allege confirm warn accuse add note write argue explain "
    "suggest insist acknowledge declare describe assert assess estimate believe conclude reveal "
    "disclose admit reply respond recall contend maintain emphasize emphasise stress indicate find "
    "show quote cite point speculate calculate reckon record count list judge suspect boast think "
    "detect photograph observe identify see document track speak repeat put release mention quip "
    "charge inform brief testify understand comment joke".split()
)
DENY = frozenset("deny reject dismiss refute rebuff disavow rebut repudiate contradict".split())
_BASELESS = re.compile(
    r"\b(?:fabricat\w+|lies?|fiction|baseless|groundless|propaganda|absurd|nonsense|fake|false|"
    r"unfounded|slander|provocation|hoax|untrue|invention|fantasy|misinformation|disinformation)\b",
    re.I,
)
_ACCORDING = re.compile(
    r"\b(?:[Aa]ccording to|[Cc]iting|[Aa]s (?:reported|stated|quoted) by|in the words of|"
    r"in the (?:estimate|view|account) of)\s+"
)
_BY_COUNT = re.compile(
    r"\bby (?P<who>our|his|her|their|its|[A-Z][\w’']+['’]s) (?:own )?(?:count|tally|estimate|reckoning)\b"
)
_ALLEGED = re.compile(
    r"\b(?:alleged(?:ly)?|alleges?|alleging|allegations?|accus(?:e[sd]?|ing|ations?)|suspect(?:s|ed)?|suspicion|"
    r"likely|unlikely|reportedly|apparent(?:ly)?|presumabl[ey]|probabl[ey]|possibl[ey]|purported(?:ly)?|"
    r"supposed(?:ly)?|(?:may|might|could) (?:\w+ )?have|appear(?:s|ed)? to|seem(?:s|ed)? to|"
    r"(?:are|is|was|were) (?:believed|thought|understood|feared|rumou?red|reported) to|believe[sd]?|"
    r"unconfirmed|not confirmed|unverified|perhaps|rumou?r(?:s|ed)?|circumstantial|claims? without)\b",
    re.I,
)
_CONFIRM = re.compile(r"\b(?:confirm(?:s|ed)|acknowledg(?:es?|ed)|admit(?:s|ted)|verified)\b", re.I)
_OWNED = re.compile(
    r"\b(?:claim(?:s|ed)? (?:the attack|responsibility|the strike|it)|took responsibility|"
    r"(?:said|says) (?:it|they|its \w+|their \w+|his forces) (?:had |have )?(?:\w+ )?"
    r"(?:hit|struck|attacked|destroyed|bombed|targeted|shelled|sunk|sank|launched|fired))\b",
    re.I,
)
_NOT_CONFIRM = re.compile(r"\b(?:not|nor|neither|never|n['’]t)(?: \w+){0,3} confirm", re.I)
_PLAN = frozenset(
    "plan intend expect schedule aim promise pledge vow threaten prepare hope agree seek want "
    "need ask request demand offer propose approve consider order book arrange".split()
)
_TALKS = re.compile(
    r"\b(?:negotiat\w+|talks? (?:on|about|over|for)|in talks|discuss(?:ing|ed|ions?)|bargain\w*)\b",
    re.I,
)
_HYPOTHETICAL = frozenset("may might could would should can".split())
_NO_EVIDENCE = re.compile(
    r"\bno (?:\w+ )?(?:evidence|proof|sign|indication|trace|record)s?\b|\b(?:found|saw|seen|is|are|was|were) "
    r"nothing\b|\bno such\b|\bnever\b|\bnone\b|\bneither\b",
    re.I,
)
_FUTURE = re.compile(
    r"\b(?:will|shall|(?:is|are|was|were) (?:due|set|about|going|expected|scheduled|slated|supposed|ready) to|"
    r"(?:is|are|was|were) to (?:be )?\w+|bound for|heading for|making for)\b"
)


_SAID = (
    r"(?:said|says?|reported|reports?|announced|claims?|claimed|adds?|added|told|estimates?|estimated|"
    r"recalls?|recalled|alleges?|alleged|believes?|believed|warned|insists?|insisted|stated|states|"
    r"suspects?|show|shows|showed|found|assessed|assesses|confirmed|noted|wrote)"
)
_CLOSING = re.compile(
    rf", (?P<who>(?:[\w’'-]+[ -]){{0,9}}?[\w’'-]+) (?P<verb>{_SAID})\b"
    r"(?=(?: (?:on|in|at|to|by|this|last|early|late)\b[^,;:]{0,50})?(?:[.;,]|$))"
)
_OPENING_CLAUSE = re.compile(
    r"(?:which|who|that|and|but|as|where|when|while|it had|he had)\b", re.I
)
_TOPIC = frozenset({"about", "on", "amid", "over", "regarding", "concerning", "into", "after"})


@dataclass(frozen=True)
class Voice:
    """A source: its words, where they stand, the cue that gives it."""

    text: str
    start: int
    end: int
    cue: str


def voice_of(text: str, sentence: Sentence, trigger: Any) -> Voice | None:
    """Return the source to which a sentence attributes what `trigger` tells."""
    closing = _closing_words(text, sentence, trigger)
    if closing:
        return closing
    token = trigger
    while token.head != token:
        token = token.head
        found = _speaker(sentence, text, token)
        if found:
            return found
    for match in _ACCORDING.finditer(text, sentence.start, sentence.end):
        span = _phrase_at(sentence, match.end())
        if span:
            return Voice(text[span[0] : span[1]], *span, cue="according to")
    for token in sentence.span:
        if token.dep_ in {"parataxis", "conj", "ccomp"} or token.head == token:
            found = _speaker(sentence, text, token)
            if found:
                return found
    found = _speaker(sentence, text, trigger) if trigger.lemma_ in SAY else None
    if found:
        return found
    match = _BY_COUNT.search(text, sentence.start, sentence.end)
    if match and match["who"][0].isupper():
        return Voice(match["who"], *match.span("who"), cue="by count")
    return None


def _closing_words(text: str, sentence: Sentence, trigger: Any) -> Voice | None:
    """The source that closes a clause: "..., an aid coordinator said on Thursday."."""
    after = sentence.offsets(trigger)[1]
    for match in _CLOSING.finditer(text, after, sentence.end):
        if not _OPENING_CLAUSE.match(match["who"]):
            return Voice(match["who"], *match.span("who"), cue=match["verb"])
    return None


def _speaker(sentence: Sentence, text: str, verb: Any) -> Voice | None:
    """The subject of a verb of saying."""
    if verb.lemma_.lower() not in SAY or verb.pos_ not in {"VERB", "AUX"}:
        return None
    if verb.tag_ == "VBN" and not any(c.dep_ in {"aux", "auxpass"} for c in verb.children):
        return None  # "thought to hold food"
    for child in verb.children:
        if child.dep_ == "nsubj" or (child.dep_ in {"agent"} and list(child.children)):
            noun = child if child.dep_ == "nsubj" else next(iter(child.children))
            if noun.lower_ in {"that", "which", "who", "what", "this"}:
                return None
            start, end = _phrase(sentence, noun)
            return Voice(text[start:end], start, end, cue=verb.lemma_)
    return None


def _phrase(sentence: Sentence, noun: Any) -> tuple[int, int]:
    """Extent of a noun phrase without its relative clauses."""
    keep = [noun]
    stack = [noun]
    while stack:
        token = stack.pop()
        for child in token.children:
            if child.dep_ in {"relcl", "acl", "punct", "advcl", "appos", "parataxis"}:
                continue
            keep.append(child)
            stack.append(child)
    indices = {t.i for t in keep}
    first = noun.i
    while first - 1 in indices:
        first -= 1
    last = noun.i
    while last + 1 in indices:
        last += 1
    doc = sentence.span.doc
    return sentence.offsets(doc[first])[0], sentence.offsets(doc[last])[1]


def _phrase_at(sentence: Sentence, start: int) -> tuple[int, int] | None:
    """The noun phrase that starts at an offset."""
    tokens = [t for t in sentence.span if sentence.offsets(t)[0] >= start]
    if not tokens:
        return None
    noun = tokens[0]
    while noun.dep_ in {"det", "amod", "compound", "poss", "nummod", "nmod", "case"} or (
        noun.head.i > noun.i and noun.head.pos_ in {"NOUN", "PROPN"}
    ):
        if noun.head == noun:
            break
        noun = noun.head
    begin, end = _phrase(sentence, noun)
    return (min(begin, start), end) if end > start else None


def status_of(text: str, sentence: Sentence, trigger: Any) -> Status:
    """How surely the sentence says it."""
    words = text[sentence.start : sentence.end]
    clause = _clause(text, sentence, trigger)
    if _OWNED.search(words) or (_CONFIRM.search(words) and not _NOT_CONFIRM.search(words)):
        return "confirmed"
    if _ALLEGED.search(clause) or _hedged_above(trigger):
        return "alleged"
    return "asserted"


def _hedged_above(trigger: Any) -> bool:
    """Whether a governing verb is one of accusing, suspecting or the like."""
    token = trigger
    while token.head != token:
        token = token.head
        if token.lemma_ in {"accuse", "suspect", "allege", "believe", "think", "speculate", "fear"}:
            return True
    return False


def _clause(text: str, sentence: Sentence, trigger: Any) -> str:
    """The words of the clause that a trigger heads, without the clauses inside it."""
    tokens = [trigger]
    stack = [trigger]
    while stack:
        for child in stack.pop().children:
            if child.dep_ in {"relcl", "ccomp", "parataxis"} or (
                child.dep_ in {"conj", "advcl"} and child.pos_ == "VERB"
            ):
                continue
            tokens.append(child)
            stack.append(child)
    first, last = min(t.i for t in tokens), max(t.i for t in tokens)
    doc = sentence.span.doc
    return text[sentence.offsets(doc[first])[0] : sentence.offsets(doc[last])[1]]


def modality_of(text: str, sentence: Sentence, trigger: Any) -> Modality:
    """Whether it happened, is planned, talked about, only possible, or said not to have been."""
    if _negated(text, sentence, trigger):
        return "negated"
    for verb in _verbs_above(trigger):
        lemma = verb.lemma_.lower()
        auxiliaries = {c.lower_ for c in verb.children if c.dep_ in {"aux", "auxpass"}}
        perfect = "have" in auxiliaries
        if lemma == "negotiate" or (lemma in {"discuss", "bargain"}):
            return "negotiating"
        if verb is not trigger and lemma in _PLAN and verb.i < trigger.i:
            return "planned"
        if auxiliaries & {"will", "shall", "'ll", "’ll"}:
            return "planned"
        if auxiliaries & _HYPOTHETICAL and not perfect:
            return "hypothetical"
        if "to" in auxiliaries and verb.head.lemma_ == "be" and verb.dep_ == "xcomp":
            return "planned"
        if any(c.dep_ == "mark" and c.lower_ in {"if", "unless"} for c in verb.children):
            return "hypothetical"
        if lemma in {"say", "tell", "report", "announce", "claim"}:
            break
    clause = _clause(text, sentence, trigger)
    if _TALKS.search(clause):
        return "negotiating"
    if _FUTURE.search(clause) and not re.search(r"\b(?:left|sailed|departed|was due)\b", clause):
        return "planned"
    return "occurred"


def _verbs_above(trigger: Any) -> list[Any]:
    """The trigger and the verbs that govern it, nearest first."""
    out = [trigger]
    token = trigger
    while token.head != token and len(out) < 6:
        if token.dep_ in {"relcl", "parataxis"} and token != trigger:
            break
        if token.dep_ == "pobj" and token.head.lower_ in _TOPIC:
            break  # "information about the transfer": nothing above governs it
        token = token.head
        if token.pos_ in {"VERB", "AUX", "NOUN", "ADJ"}:
            out.append(token)
    return out


def _negated(text: str, sentence: Sentence, trigger: Any) -> bool:
    if any(c.dep_ == "neg" for c in trigger.children):
        return True
    subjects = [c for c in trigger.children if c.dep_ in {"nsubj", "nsubjpass", "dobj"}]
    if any(d.lower_ in {"no", "none", "neither"} for s in subjects for d in (s, *s.children)):
        return True
    if trigger.pos_ == "NOUN" and any(c.lower_ == "no" for c in trigger.children):
        return True
    token = trigger
    while token.head != token:
        if token.dep_ == "relcl":
            return False  # "the missile that struck X was not ...": the strike is taken for granted
        token = token.head
        if token.lemma_.lower() in {"evidence", "proof", "sign", "indication", "trace"} and any(
            c.lower_ == "no" for c in token.children
        ):
            return True
        if token.pos_ in {"VERB", "AUX"} and any(c.dep_ == "neg" for c in token.children):
            return token.lemma_ not in {"know", "clear", "exclude", "rule", "deny", "doubt"}
    return False


def denial_of(text: str, sentence: Sentence) -> tuple[Any, list[Any]] | None:
    """The verb of a denial in this sentence and the nouns that deny, or None.

    "Moscow denies ...", "X dismissed the claim as baseless", "Pyongyang called it a lie".
    """
    words = text[sentence.start : sentence.end]
    for token in sentence.span:
        if token.pos_ not in {"VERB", "AUX"}:
            continue
        lemma = token.lemma_.lower()
        calls = lemma in {"call", "describe", "brand", "label", "say"} and bool(
            _BASELESS.search(words)
        )
        if lemma not in DENY and not calls:
            continue
        if any(c.dep_ == "neg" or c.lower_ in {"nor", "neither"} for c in token.children) or any(
            c.lower_ == "neither" for c in token.head.children
        ):
            continue
        nouns = [c for c in token.children if c.dep_ == "nsubj"]
        nouns += [g for c in token.children if c.dep_ == "agent" for g in c.children]
        if not nouns and token.dep_ in {"conj", "xcomp", "advcl"}:
            nouns = [c for c in token.head.children if c.dep_ == "nsubj"]
        if nouns:
            spread = [n for noun in nouns for n in (noun, *noun.conjuncts)]
            return token, spread
    return None
