"""Sentences that deny: the word that denies, who denies, and whether they name what they deny.

"Moscow denies ...", "the report was dismissed by", "its embassy called it a lie", "the ministry
issued a denial", "the Kremlin laughed them off". Who denies is the subject or agent; a pronoun or
"the mission" stands for whom the text named before.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from geomap.claims import lexicon
from geomap.claims.context import Context, Names, actor_of, code_of, group_in
from geomap.claims.issuers import SELF_NAMES
from geomap.claims.scene import SUBJECTS, Scene
from geomap.claims.told import Inputs
from geomap.claims.voices import phrase_of

__all__ = [
    "ACCOUNTS",
    "DENY",
    "PRONOUNS",
    "Denial",
    "baseless_in",
    "denial_of",
    "denier_of",
    "deniers_of",
    "is_none",
    "local_force",
    "phrase_denying",
    "refused_in",
    "replies_no",
    "speaks_back",
]

DENY = frozenset(
    "deny dispute reject dismiss refute rebuff disavow rebut repudiate contradict disown retract "
    "ridicule".split()
)
# "laughed them off", "brushed the report aside"
_DRIVE_OFF = frozenset("laugh brush wave shrug bat swat wipe".split())
_OFF = frozenset({"off", "aside", "away"})
_BASELESS = re.compile(
    r"\b(?:fabricat\w+|lies?|liars?|fiction|baseless|groundless|propaganda|absurd|nonsense|fake|"
    r"false|unfounded|falsehoods?|fairy ?tales?|psychological warfare|myths?|"
    r"slander|smears?|provocation|hoax|untrue|untruths?|inventions?|invented|fantas(?:y|ies)|"
    r"misinformation|disinformation|rubbish|ridiculous|"
    r"(?:without|lack(?:s|ed|ing)?|no) (?:any )?(?:foundation|basis|merit|substance|truth)|"
    r"fables?|yarns?|tall (?:tales?|stor(?:y|ies))|fairy stor(?:y|ies)|canards?|farces?|libels?|"
    r"calumn(?:y|ies)|made[- ]up|imaginary|preposterous|ludicrous|laughable|malicious|hogwash|"
    r"figments?|concoctions?|concocted|hearsay|idle talk|lacks? (?:all )?credibility|"
    r"(?:it|this|that|all) (?:\w+ )?theat(?:re|er|rics)|moonshine|humbug|poppycock|tosh|"
    r"hot air|bunkum|"
    r"(?:another|an? (?:very |wholly |quite )?(?:different|other)) (?:story|tale|version|account)|"
    r"(?:fruits?|products?|work) of (?:[\w-]+ ){0,3}imaginations?|"
    r"devoid of|not (?:true|reliable|accurate|correct|credible|the case))\b",
    re.I,
)
_CALLS = frozenset(
    "call describe brand label say reply respond insist declare state term shrug maintain answer "
    "counter speak consider deem regard write tell characterise characterize give".split()
)
_REPLIES = frozenset({"reply", "respond", "answer", "counter", "retort"})
_DENIALS = frozenset({"denial", "rebuttal", "disclaimer"})
_ISSUE = frozenset("issue publish release post make repeat give put send".split())
ACCOUNTS = frozenset(
    "accusation allegation claim charge report account story suggestion assertion information "
    "finding rumour rumor statement version article message publication remark notion matter "
    "affair tale post".split()
)
# "does not recognise a word of it", "will not have it", "not a word of that is true"
_REFUSES = re.compile(
    r"(?:\bnot|n['’]t|\bnever|\bcannot|\brefuses to) "
    r"(?:recogni[sz]e|accept|believe|credit|have|buy) "
    r"(?:(?:any|a (?:single )?word) of )?(?:it|this|that)(?=[.,;”\"]|$)|"
    r"\bnot (?:a|one) (?:single )?(?:word|grain|shred) of (?:it|this|that|truth)\b|"
    r"\bno truth (?:at all )?(?:in|to) (?:it|this|that|the)\b",
    re.I,
)
PRONOUNS = frozenset({"it", "they", "he", "she"})
_OWN = frozenset({"its", "their", "his", "her"})
# who belongs to a ship or a plane, not to a state: "her operator disputed that"
_OF_CARRIERS = frozenset("owner operator manager master captain skipper agent crew insurer".split())
# by which a text goes on about an armed group that it named
_SIDES = frozenset({"party", "side"})  # "all parties deny it" names nobody
_GROUP_NOUNS = ("movement", "group", "militia", "rebel", "paramilitary")
_OFFICES = frozenset({"ministry", "government", "authority", "official", "governor"})
_MOUTHS = frozenset({"spokesman", "spokeswoman", "spokesperson", "minister", "diplomat"})


@dataclass(frozen=True)
class Denial:
    """The word that denies, the nouns of those who do, and whether it names nothing of its own."""

    verb: Any
    nouns: tuple[Any, ...]
    bare: bool  # "denied this", "called the report a lie", "issued a denial"
    several: bool = False  # "the allegations", "them"


@lru_cache(maxsize=2)
def baseless_in(words: str) -> re.Match[str] | None:
    """Where some words call something untrue; two rules in turn ask it of one sentence."""
    return _BASELESS.search(words)


def refused_in(words: str) -> re.Match[str] | None:
    """Where some words refuse an account: "does not recognise a word of that"."""
    return _REFUSES.search(words)


def denial_of(scene: Scene) -> Denial | None:
    """The first denial of a sentence with a subject or agent, or None."""
    baseless = baseless_in(scene.words) is not None
    for token in scene.tokens:
        if token.pos_ not in {"VERB", "AUX"} or not _denies(token, baseless=baseless):
            continue
        if _is_undone(token):
            continue
        nouns = _who(token)
        if nouns:
            spread = tuple(n for noun in nouns for n in (noun, *noun.conjuncts))
            return Denial(token, spread, bare=_is_bare(token), several=_is_several(token))
    return None


def _denies(verb: Any, *, baseless: bool) -> bool:
    lemma = verb.lemma_.lower()
    if lemma in DENY or (baseless and lemma in _CALLS):
        return True
    if lemma in _DRIVE_OFF:
        return any(c.lower_ in _OFF for c in verb.children)
    return _issues_denial(verb) or replies_no(verb)


def _issues_denial(verb: Any) -> bool:
    return verb.lemma_ in _ISSUE and any(
        c.dep_ == "dobj" and c.lemma_ in _DENIALS for c in verb.children
    )


def _is_undone(verb: Any) -> bool:
    """Whether a verb of denial is itself negated: "would neither confirm nor deny"."""
    if any(c.dep_ == "neg" or c.lower_ in {"nor", "neither"} for c in verb.children):
        return True
    own = any(c.dep_ in SUBJECTS for c in verb.children)
    return not own and any(c.lower_ == "neither" for c in verb.head.children)


def _who(verb: Any) -> list[Any]:
    """The subject or the agent of a verb of denial, of the verb beside it where it has none."""
    nouns = [c for c in verb.children if c.dep_ == "nsubj"]
    agents = [c for c in verb.children if c.dep_ == "agent"]
    # "was described as a fabrication by the minister"
    predicates = [g for c in verb.children if c.dep_ == "prep" for g in c.children]
    if any(c.dep_ == "nsubjpass" for c in verb.children):
        agents += [c for p in predicates for c in p.children if c.lower_ == "by"]
    nouns += [g for c in agents for g in c.children]
    if not nouns and verb.dep_ in {"conj", "xcomp", "advcl"}:
        nouns = [c for c in verb.head.children if c.dep_ == "nsubj"]
    return nouns


def _is_bare(verb: Any) -> bool:
    """Whether what is denied is only what was told before: "this", "the allegations"."""
    if verb.lemma_ == "speak" or _issues_denial(verb):
        return True  # "Asmara speaks of malicious invention"
    objects = [c for c in verb.children if c.dep_ in {"dobj", "nsubjpass"}]
    clauses = any(c.dep_ in {"ccomp", "xcomp"} for c in verb.children)
    if not objects:
        # "Denied by Delhi.", "Belgrade denied."
        return verb.dep_ == "ROOT" and verb.lemma_ in DENY and not clauses
    return all(speaks_back(noun) for noun in objects)


def _is_several(verb: Any) -> bool:
    """Whether several accounts are denied."""
    return any(
        t.tag_ == "NNS" if t.lemma_.lower() in ACCOUNTS else t.lower_ in {"them", "these", "both"}
        for t in verb.subtree
    )


def speaks_back(noun: Any) -> bool:
    """Whether a noun is one for an account told before: "them", "that report", "such claims"."""
    if noun.lower_ in {"this", "that", "it", "them", "these", "those", "everything"}:
        return True
    this = any(c.lower_ in {"this", "that", "these", "those"} for c in noun.children)
    return (this or noun.lemma_.lower() in ACCOUNTS) and not _tells(noun)


def _tells(noun: Any) -> bool:
    """Whether an account says with it what it tells: "reports of a hit", "the claim that"."""
    return any(c.dep_ in {"acl", "relcl", "prep", "ccomp"} for c in noun.children)


def replies_no(verb: Any) -> bool:
    """Whether a verb answers that something was not: "China replied that no ship was seen"."""
    if verb.lemma_ not in _REPLIES:
        return False
    said = [c for c in verb.children if c.dep_ == "ccomp"]
    if any(s.lemma_ in DENY and any(speaks_back(c) for c in s.children) for s in said):
        return True  # "answered that the account was rejected"
    return any(
        c.dep_ == "neg" or (c.dep_ in {*SUBJECTS, "dobj"} and is_none(c))
        for s in said
        for c in s.children
    )


def is_none(noun: Any) -> bool:
    """Whether a noun or a word of its own says that there is none."""
    return any(t.lower_ in {"no", "none", "nothing", "nobody"} for t in (noun, *noun.children))


# ---- who ----


def deniers_of(scene: Scene, nouns: tuple[Any, ...], context: Context, inputs: Inputs) -> list[str]:
    """The countries and groups that deny, each once."""
    known = (denier_of(scene, noun, context, inputs) for noun in nouns)
    return list(dict.fromkeys(who for who in known if who))


def denier_of(scene: Scene, noun: Any, context: Context, inputs: Inputs) -> str | None:
    """The code of a country or the name of a group that a noun names or stands for."""
    if noun.lemma_.lower() in _OF_CARRIERS:
        return None
    code, _ = actor_of(scene, noun, inputs.names)
    code = code or _seat_of(scene, noun, inputs) or _issuer(noun, inputs)
    if code:
        return code
    before = _meant_before(noun)
    if before is not None:
        return denier_of(scene, before, context, inputs)
    owner = next((c for c in noun.children if c.dep_ == "poss"), None)
    mouth = noun.lemma_.lower() in _MOUTHS and not any(c.dep_ != "det" for c in noun.children)
    if noun.lower_ in PRONOUNS or mouth or (owner is not None and owner.lower_ in _OWN):
        # "There were no helicopters," a spokesman said: of whom the sentence before spoke
        return _subject_told(context, inputs.names)[1]
    definite = any(c.lower_ == "the" for c in noun.children)
    body = owner if owner is not None else noun if definite else None
    return _body_told(context, body, inputs.names) if body is not None else None


def _meant_before(noun: Any) -> Any | None:
    """What a pronoun, "its spokesman" or "the mission" stands for, earlier in its sentence."""
    if noun.lower_ in PRONOUNS:
        return _subject_before(noun)
    for child in noun.children:
        if child.dep_ == "poss" and child.lower_ in _OWN:
            before = _subject_before(child)
            return before if before != noun else None
        if child.lower_ == "the":
            return _named_before(noun)
    return None


def _subject_before(word: Any) -> Any | None:
    """The nearest subject before a pronoun, in its sentence, that is none."""
    first = word.sent.start
    for token in reversed(word.doc[first : word.i]):
        if token.dep_ in SUBJECTS and token.pos_ in {"NOUN", "PROPN"}:
            return token
    return None


def _named_before(noun: Any) -> Any | None:
    """The same noun earlier in the sentence: "Iran's mission ..., and the mission"."""
    before = reversed(noun.doc[noun.sent.start : noun.i])
    return next((t for t in before if t.lemma_ == noun.lemma_ and t.dep_ != "compound"), None)


def phrase_denying(scene: Scene, noun: Any, context: Context, names: Names) -> str | None:
    """A noun that denies, as written, where it is no country or group."""
    if noun.lower_ in PRONOUNS:
        before = _subject_before(noun)
        if before is not None:
            return phrase_denying(scene, before, context, names)
        return _subject_told(context, names)[0]
    if noun.pos_ not in {"NOUN", "PROPN"} or noun.lemma_.lower() in _SIDES:
        return None
    start, end = phrase_of(scene.sentence, noun)
    return scene.text[start:end].removeprefix("the ").removeprefix("The ")


def _issuer(noun: Any, inputs: Inputs) -> str | None:
    """Who issues a document, where it speaks of itself: "the Company rejects", "we deny"."""
    own = any(c.lower_ in {"the", "my", "our", "this"} for c in noun.children)
    named = own and noun.text[:1].isupper() and noun.lemma_.lower() in SELF_NAMES
    return inputs.issuer if named or noun.lower_ in {"we", "i"} else None


def _seat_of(scene: Scene, noun: Any, inputs: Inputs) -> str | None:
    """The country for which "a spokesman in Tehran" or "officials in Ankara" speak."""
    if noun.lemma_.lower() not in _OFFICES | _MOUTHS | lexicon.FORCES:
        return None
    # "In Moscow, the defence ministry said" too
    words = (*noun.children, *(c for c in noun.head.children if c.i < noun.i))
    below = {t.i for c in words if c.lower_ == "in" for t in c.subtree}
    for mention in scene.mentions:
        span = scene.covering(mention)
        if span is not None and span.root.i in below and (code := inputs.names.seat(mention.text)):
            return code
    return None


def local_force(nouns: tuple[Any, ...], home: str | None, attacker: str | None) -> str | None:
    """Whom "the army" or "the ministry" stands for in a denial of a strike: the country hit."""
    words = {t.lemma_.lower() for n in nouns for t in _own_words(n)}
    forces = bool(words & lexicon.FORCES) or {"state", "television"} <= words
    state = forces or any(n.lemma_.lower() in _OFFICES for n in nouns)
    return home if state and home and (home != attacker or forces) else None


def _own_words(noun: Any) -> list[Any]:
    """A noun with its adjectives and what "of" and "for" hang on it: "of the military council"."""
    out, stack = [], [noun]
    while stack:
        token = stack.pop()
        out.append(token)
        stack += [c for c in token.children if c.dep_ in {"amod", "compound", "prep", "pobj"}]
    return out


def _subject_told(context: Context, names: Names) -> tuple[str | None, str | None]:
    """The subject of the sentence before, as words and code: a pronoun goes on from there."""
    scene = context.scenes[-1] if context.scenes else None
    if scene is None:
        return None, None
    subject = next((c for c in scene.sentence.span.root.children if c.dep_ in SUBJECTS), None)
    if subject is None or subject.pos_ not in {"NOUN", "PROPN"}:
        return None, None
    start, end = phrase_of(scene.sentence, subject)
    code, _ = actor_of(scene, subject, names)
    code = code or _body_told(context, subject, names)
    if code is None and context.home and subject.lemma_.lower() in _OFFICES | lexicon.FORCES:
        code = context.home.country  # "the ministry", where the report was filed
    return scene.text[start:end].removeprefix("The "), code


def _body_told(context: Context, noun: Any, names: Names) -> str | None:
    """The country or group of "the mission" or "the movement", as a sentence before named it."""
    lemma = noun.lemma_.lower()
    for scene in reversed(context.scenes):
        if lemma in _GROUP_NOUNS and (group := group_in(scene.words)):
            return group
        for mention in scene.mentions:
            code = code_of(mention, names)
            span = scene.covering(mention) if code else None
            head = span.root.head if span is not None else None
            if head is not None and head.pos_ == "NOUN" and head.lemma_.lower() == lemma:
                return code
    return None
