"""Who says it: the source of the nearest cue that governs what is told.

A cue is a verb of saying with its subject, or "according to" with its object.
"""

import re
from dataclasses import dataclass
from typing import Any

from geomap.claims import lexicon
from geomap.claims.attributions import SOURCES, framed_source
from geomap.language import Sentence

__all__ = [
    "GOES_ON",
    "IMAGES",
    "SAY",
    "SOURCES",
    "SPEAKS",
    "Voice",
    "governing_voice",
    "intender_of",
    "main_voice",
    "phrase_of",
    "speaker_of",
    "voice_of",
]

SAY = frozenset(
    "say tell state announce report claim allege confirm warn accuse add note write argue explain "
    "suggest insist acknowledge declare describe assert assess estimate believe conclude reveal "
    "disclose admit reply respond recall contend maintain emphasize emphasise stress indicate find "
    "show quote cite point speculate calculate reckon record count list judge suspect boast think "
    "detect photograph observe identify see document track speak repeat put release mention quip "
    "charge inform brief testify understand comment joke establish determine ascertain verify "
    "corroborate infer deduce swear hint recount attest log spot film aver plead submit "
    "blame complain assure concede confide confess imply intimate predict proclaim profess "
    "reaffirm reiterate remark retort specify guess opine tweet vouch".split()
)
_INTENDS = frozenset(
    "intend plan hope promise pledge vow offer propose want wish like threaten agree prepare aim "
    "undertake pencil".split()
)
# of these cues what follows is said by the same
GOES_ON = frozenset({"go", "went on", "goes on", "continued", "continues"})
# of these verbs only a person or a body is the subject
SPEAKS = frozenset("say tell state announce claim believe think warn add insist assess".split())
_ACCORDING = re.compile(
    r"\b(?:[Aa]ccording to|[Cc]iting|[Pp]er(?= the)|[Aa]s (?:reported|stated|quoted) by|"
    r"in the words of|in the (?:estimate|view|account) of)\s+"
)
_BY_COUNT = re.compile(
    r"\bby (?P<who>our|his|her|their|its|[A-Z][\w’']+['’]s) (?:own )?(?:count|tally|estimate|"
    r"reckoning)\b"
)
_ACCOUNTS = frozenset(
    "report claim assertion allegation statement rumour rumor accusation information intelligence "
    "account testimony message evidence".split()
)
# "reported on Sunday, citing two officials": who is cited knows it
_CITES = frozenset({"cite", "quote"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "expl"})
_HELD_IN = frozenset({"acl", "ccomp", "relcl", "appos"})
# what shows and does not speak
IMAGES = re.compile(
    r"\b(?:pictures?|images?|imagery|photographs?|photos?|footage|videos?|data|records?|logs?)\b",
    re.I,
)
# "Washington's estimate is higher"
_OWN_COUNT = re.compile(
    r"(?<![\w’'])(?P<who>(?:[Tt]he )?[A-Z][\w-]*(?: [\w-]+){0,4}?)['’]s? "
    r"(?:own |latest |first |new )?(?:estimates?|tally|count|figures?|assessment)\b"
)
# who speaks, in a transcript: "MR. ALVAREZ: We have seen ..."
_LABEL = re.compile(r"(?P<who>(?:[A-Z]{2,9}\.? ){0,2}[A-Z][A-Z'’-]{2,24}): ")
_ASKING = re.compile(
    r"Q|QUESTION|ANCHOR|HOST|REPORTER|JOURNALIST|INTERVIEWER|MODERATOR|CORRESPONDENT"
)
_SAID = (
    r"(?:(?:went|goes) on|continue[ds]|said|says?|reported|reports?|announced|claims?|"
    r"claimed|adds?|added|told|estimates?|estimated|"
    r"recalls?|recalled|alleges?|alleged|believes?|believed|warned|insists?|insisted|stated|states|"
    r"suspects?|show|shows|showed|found|learn(?:t|ed)|understands|assessed|assesses|confirmed|noted|wrote)"
)
_CLOSING = re.compile(
    rf", (?P<who>(?:[\w’'-]+[ -]){{0,9}}?[\w’'-]+) (?P<verb>{_SAID})\b"
    r"(?=(?: (?:on|in|at|to|by|this|last|early|late)\b[^,;:]{0,50})?(?:[.;,]|$))"
)
_MODAL = re.compile(r"\b(?:should|would|could|can|must|may|might|will)$")
_NOBODY = re.compile(r"(?:nobody|no one|no-one|none|neither|which|whom|that)\b", re.I)
_LEFT = frozenset("det amod compound poss nummod nmod case npadvmod punct".split())
_OPENING_CLAUSE = re.compile(
    r"(?:has|have|had|is|was|were|which|who|that|and|but|as|where|when|while|it had|he had|"
    r"according|citing|after|before|"
    r"because|not|since|although|though|if|with|in|on|by|for|to|of|including)\b",
    re.I,
)


@dataclass(frozen=True)
class Voice:
    """A source: its words, where they stand, the cue that gives it."""

    text: str
    start: int
    end: int
    cue: str


def voice_of(text: str, sentence: Sentence, trigger: Any) -> Voice | None:
    """Return the source to which a sentence attributes what `trigger` tells."""
    return _framed(text, sentence, trigger) or governing_voice(text, sentence, trigger)


def governing_voice(text: str, sentence: Sentence, trigger: Any) -> Voice | None:
    """The source that a verb of saying, "according to" or an account governs."""
    closing = _closing_words(text, sentence, trigger)
    above = _speaker_above(sentence, text, trigger)
    account = _account_above(sentence, text, trigger) or _reported_by(sentence, text, trigger)
    if account is not None:
        return account
    shown = any(v is not None and IMAGES.search(v.text) for v in (closing, above))
    if shown and (according := _according(text, sentence)):
        return according  # "satellite pictures show, according to the United States"
    if above and above.end <= sentence.offsets(trigger)[0]:
        return (
            above  # "Kyiv claims that ..., a newspaper reports": the inner source is the claimant
        )
    if closing or above:
        return closing or above
    if according := _according(text, sentence):
        return according
    for token in sentence.span:
        if token.dep_ in {"parataxis", "conj", "ccomp"} or token.head == token:
            found = _speaker(sentence, text, token)
            if found:
                return found
    found = _speaker(sentence, text, trigger) if trigger.lemma_ in SAY else None
    if found:
        return found
    return _counted_by(text, sentence) or speaker_of(text, sentence)


def _framed(text: str, sentence: Sentence, trigger: Any) -> Voice | None:
    """The source that a turn of phrase names: "by the pilot's reckoning", "so the agent"."""
    found = framed_source(text[sentence.start : sentence.end])
    if found is None:
        return None
    start, end = sentence.start + found[0], sentence.start + found[1]
    between = text[slice(*sorted((start, sentence.offsets(trigger)[0])))]
    # past a semicolon somebody else may speak
    return None if ";" in between else Voice(text[start:end], start, end, cue="attribution")


def intender_of(text: str, sentence: Sentence, trigger: Any) -> Voice | None:
    """Whose plan or wish is what a trigger tells: who intends it is who says it.

    "The mill hopes for two cargoes from Odesa", "Portugal promises lorries".
    """
    for verb in (trigger, *trigger.ancestors):
        if verb.pos_ != "VERB" or verb.lemma_.lower() not in _INTENDS:
            continue
        nouns = [c for c in verb.children if c.dep_ == "nsubj"]
        noun = nouns[-1] if nouns else None  # "Should the truce hold, a trader would like"
        if noun is None or noun.pos_ not in {"NOUN", "PROPN"}:
            return None
        if noun.lemma_.lower() in lexicon.CARRIERS | lexicon.SHIPS or noun.i > trigger.i > verb.i:
            return None
        start, end = phrase_of(sentence, noun)
        return Voice(text[start:end], start, end, cue=verb.lemma_)
    return None


def _reported_by(sentence: Sentence, text: str, trigger: Any) -> Voice | None:
    """Who reported what a noun tells: "the delivery of two cars, reported by the press"."""
    tellers = (
        c for c in trigger.children
        if c.dep_ in {"acl", "relcl"} and c.tag_ == "VBN"
        and any(g.dep_ == "agent" for g in c.children)
    )  # fmt: skip
    return next((v for c in tellers if (v := _speaker(sentence, text, c))), None)


def _account_above(sentence: Sentence, text: str, trigger: Any) -> Voice | None:
    """Whose account holds what is told: "claims by the rebels that", "Yerevan's assertion that"."""
    for token in trigger.ancestors:
        if token.lemma_.lower() not in _ACCOUNTS or token.pos_ != "NOUN":
            continue
        own = (*token.children, *(r for c in token.children if c.lower_ == "of"
                                  for g in c.children for r in g.children))  # fmt: skip
        told = {t.i for c in own if c.dep_ in _HELD_IN for t in c.subtree}
        if trigger.i not in told:
            return None
        for child in token.children:
            by = child.lower_ in {"by", "from"} or (child.lower_ == "in" and child.dep_ == "prep")
            noun = next(iter(child.children), None) if by or child.lower_ == "of" else None
            if not by and noun is not None and not _may_claim(noun, trigger):
                continue  # "the report of a hit"
            noun = child if child.dep_ == "poss" and child.pos_ == "PROPN" else noun
            if noun is not None and noun.i < trigger.i and noun.ent_type_ not in {"DATE", "TIME"}:
                start, end = phrase_of(sentence, noun)
                return Voice(text[start:end].removesuffix("'s").removesuffix("’s"), start, end,
                             cue=token.lemma_)  # fmt: skip
        return None
    return None


def _may_claim(noun: Any, trigger: Any) -> bool:
    """Whether a noun is whose claim it is: "the claim of a certain radio that"."""
    who = noun.pos_ == "PROPN" or noun.lemma_.lower() in SOURCES
    return who and any(c.lower_ == "that" for c in (*trigger.children, *trigger.head.children))


def _according(text: str, sentence: Sentence) -> Voice | None:
    """The object of "according to" in a sentence."""
    for match in _ACCORDING.finditer(text, sentence.start, sentence.end):
        span = _phrase_at(sentence, match.end())
        if span and not _NOBODY.match(text, span[0]):
            return Voice(text[span[0] : span[1]], *span, cue="according to")
    return None


def _counted_by(text: str, sentence: Sentence) -> Voice | None:
    """Whose count a sentence gives: "by Seoul's tally", "Washington's estimate is higher"."""
    for pattern in (_BY_COUNT, _OWN_COUNT):
        count = pattern.search(text, sentence.start, sentence.end)
        if count and count["who"][0].isupper():
            return Voice(count["who"], *count.span("who"), cue="by count")
    return None


def speaker_of(text: str, sentence: Sentence) -> Voice | None:
    """Whoever the line of a transcript says that speaks; who asks or reports is no source."""
    label = _LABEL.match(text, text.rfind("\n", 0, sentence.start) + 1)
    if label is None or _ASKING.search(label["who"]):
        return None
    return Voice(label["who"], *label.span("who"), cue="speaker")


def _speaker_above(sentence: Sentence, text: str, trigger: Any) -> Voice | None:
    """The subject of the nearest verb of saying that governs the trigger."""
    token = trigger
    while token.head != token:
        token = token.head
        found = _speaker(sentence, text, token)
        if found:
            return found
    return None


def _closing_words(text: str, sentence: Sentence, trigger: Any) -> Voice | None:
    """The source that closes a clause: "..., an aid coordinator said on Thursday."."""
    after = sentence.offsets(trigger)[1]
    for match in _CLOSING.finditer(text, after, sentence.end):
        cue = sentence.covering(*match.span("verb"))
        if match["verb"] == "states" and cue is not None and cue.root.pos_ == "NOUN":
            continue  # "several African states"
        if _MODAL.search(match["who"]):
            continue  # "..., I should add."
        if not _OPENING_CLAUSE.match(match["who"]) and not _NOBODY.match(match["who"]):
            said = _speaker(sentence, text, cue.root) if cue is not None else None
            if said is not None and not match.start("who") <= said.start < match.end("who"):
                return said  # who is cited stands behind the verb
            return Voice(match["who"], *match.span("who"), cue=match["verb"])
    return None


def _speaker(sentence: Sentence, text: str, verb: Any) -> Voice | None:
    """The subject of a verb of saying."""
    if verb.pos_ not in {"VERB", "AUX"} or not _says(verb):
        return None
    told = {"aux", "auxpass", "agent"}  # "said by the rebels to have been struck"
    if verb.tag_ == "VBN" and not any(c.dep_ in told for c in verb.children):
        return None  # "thought to hold food"
    # the nearest: "the Czech Republic, Reuters reported, had given"
    for child in sorted(verb.children, key=lambda c: abs(c.i - verb.i)):
        if child.dep_ == "nsubj" or (child.dep_ == "agent" and list(child.children)):
            noun = child if child.dep_ == "nsubj" else next(iter(child.children))
            if noun.lower_ in {"that", "which", "who", "what", "this"}:
                return None
            start, end = phrase_of(sentence, noun)
            if _NOBODY.match(text, start):
                return None
            cited = _cited(verb, noun)
            if cited is not None:
                start, end = phrase_of(sentence, cited)
            return Voice(text[start:end], start, end, cue=verb.lemma_)
    raised = verb.head if verb.dep_ == "xcomp" and verb.head.lemma_ in {"appear", "seem"} else None
    noun = next((c for c in raised.children if c.dep_ == "nsubj"), None) if raised else None
    noun = noun or _apposed_before(verb)
    if noun is None:
        return None
    start, end = phrase_of(sentence, noun)
    return Voice(text[start:end], start, end, cue=verb.lemma_)


def _says(verb: Any) -> bool:
    """Whether a verb is one of saying here: "had it that", "went on", "put the dead at 40"."""
    lemma, beside = verb.lemma_.lower(), {c.lower_: c.dep_ for c in verb.children}
    if lemma == "have":
        return beside.get("it") == "dobj" and "ccomp" in beside.values()
    if lemma == "go":
        return "on" in beside and (verb.dep_ == "parataxis" or "ccomp" in beside.values())
    if lemma == "put":  # "the frigate put in at", "the port put a bulker to sea"
        return "dobj" in beside.values() and not {"at", "down"}.isdisjoint(beside)
    if lemma == "find" and any(c.lower_ in {"way", "ways"} for c in verb.children):
        return False
    if "whatever" in beside:  # "whatever the papers may have told you"
        return False
    return lemma in SAY and beside.get("nothing") != "dobj"  # "said nothing of a strike on"


def _cited(verb: Any, noun: Any) -> Any | None:
    """Whom a report cites: "said, quoting a military source", "which quoted a port official"."""
    said = (g for c in verb.children if c.dep_ == "ccomp" for g in c.children)
    for word in (*verb.children, *noun.children, *said):
        if word.lemma_ in _CITES and (word.tag_ == "VBG" or word.dep_ == "relcl"):
            cited = next((c for c in word.children if c.dep_ == "dobj"), None)
            if cited is not None and (cited.pos_ == "PROPN" or cited.lemma_ in SOURCES):
                return cited
    return None


def _apposed_before(verb: Any) -> Any | None:
    """The subject that the parse took for an aside: "Asked about Mali, the spokesman said"."""
    if verb.tag_ not in {"VBD", "VBZ"} or any(c.dep_ in _SUBJECTS for c in verb.children):
        return None
    before = reversed(verb.doc[verb.sent.start : verb.i])
    token = next((t for t in before if t.pos_ != "PUNCT"), verb)
    noun = None
    while token.head != token and token.i < verb.i:
        noun = token if token.dep_ == "appos" else noun
        token = token.head
    return noun


def main_voice(text: str, sentence: Sentence) -> Voice | None:
    """The subject of the main verb, as a source."""
    noun = next((c for c in sentence.span.root.children if c.dep_ == "nsubj"), None)
    if noun is None:
        return None
    start, end = phrase_of(sentence, noun)
    return Voice(text[start:end], start, end, cue="main verb")


def phrase_of(sentence: Sentence, noun: Any) -> tuple[int, int]:
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
    doc = sentence.span.doc
    while first - 1 in indices or _hyphen_before(doc, first):
        first -= 1
    last = noun.i
    while last + 1 in indices:
        last += 1
    return sentence.offsets(doc[first])[0], sentence.offsets(doc[last])[1]


def _hyphen_before(doc: Any, first: int) -> bool:
    """Whether a word is the end of one written with a hyphen: "Wi Sung-lac"."""
    for hyphen in (first - 1, first):
        if 0 < hyphen < first + 1 and doc[hyphen].text == "-":
            return not doc[hyphen].whitespace_ and not doc[hyphen - 1].whitespace_
    return False


def _phrase_at(sentence: Sentence, start: int) -> tuple[int, int] | None:
    """The noun phrase that starts at an offset."""
    tokens = [t for t in sentence.span if sentence.offsets(t)[0] >= start]
    if not tokens:
        return None
    noun = tokens[0]
    while noun.dep_ in _LEFT or (noun.head.i > noun.i and noun.head.pos_ in {"NOUN", "PROPN"}):
        if noun.head == noun:
            break
        noun = noun.head
    begin, end = phrase_of(sentence, noun)
    return (min(begin, start), end) if end > start else None
