"""Who speaks where no sentence says so: by the form of the document, line by line.

The issuer of a notice stands in its letterhead, the one asked in an interview in its heading, the
poster of a thread in its handle, whoever is quoted before or behind the marks. What stands inside
such a stretch is theirs, unless a sentence names another source.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from geomap.claims.issuers import HEAD, LONGEST_LINE, issuer_of

__all__ = ["Speakers", "Turn", "speakers_in"]

_LONGEST_QUOTE = 1500
_LEAST_TURNS = 3  # labelled lines that make a dialogue
_LONGEST_PROMPT = 160  # characters of a question without a label
_PROMPTS = 2  # questions without a label that make an interview

_NAME = (
    r"(?:(?:Mr|Ms|Mrs|Dr|Sir|Col|Colonel|Gen|General|Captain|Brigadier|Prof|Professor|Major)\.? )?"
    r"[A-Z][\w’'-]+(?: (?:[A-Z][\w’'-]*\.?|ag|bin|de|van|von|al|el|der)){1,3}"
)
_SHARED = re.compile(
    r"(?:RT|Repost|Reply from|Replying to|Quoting)\s+(?P<who>@\w{2,30})[^:\n]{0,40}:"
)
_LABEL = re.compile(
    r"(?:Q\d{1,3}\.? )?(?P<who>[A-Z][\w.’'-]*(?: [\w.’'-]+){0,4}?)(?: \([^)\n]{1,40}\))?:[ \t]"
)
_NO_LABEL = re.compile(
    r"(?:From|To|Date|Subject|Re|Sent|Cc|Issue|Verdict|Claim|Note|Source|Title|Updated?|Rating|"
    r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\w*|The claim|The facts|Our rating|Witness|Place|Issued by|"
    r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\w*|Enquiries|Contact)$"
)
_ASKS = re.compile(
    r"Q|QUESTION|ANCHOR|HOST|REPORTER|JOURNALIST|INTERVIEWER|MODERATOR|CORRESPONDENT", re.I
)
_ANSWERS = re.compile(r"A|ANSWER|RESPONSE", re.I)
_INTERVIEWED = (
    re.compile(rf"\b(?:[Ii]nterview|[Cc]onversation|Q ?& ?A|[Tt]alk(?:ed|ing)?|spoke) (?:with|to) "
               rf"(?P<who>{_NAME})"),
    re.compile(rf"\b[Ww]itness(?:es)?: (?P<who>{_NAME})"),
    re.compile(rf"(?:^|[.!?]\s|\n)(?P<who>{_NAME})(?=,? (?:\(|[a-z]))"),
)  # fmt: skip
_TALKED = re.compile(
    r"\b(?:interview|spoke (?:to|by|with)|talked (?:to|with)|answered|told us|conversation|Q ?& ?A|"
    r"questions)\b",
    re.I,
)
_MEMBER = re.compile(
    r"(?P<who>[A-Z][^.:;\n]{2,60} \((?:the )?[A-Z][^().:;\n]{1,40}\)|"
    r"(?:Mr|Ms|Mrs|Dr|Sir|Dame|Lord|Lady|Baroness|Senator|Minister|Secretary)\.? [A-Z][\w’'-]+"
    r"(?: [A-Z][\w’'-]+){0,3}): "
)
_SAYS = r"(?:says?|said|adds?|added|writes|wrote|explains?|explained|declared?|states?|stated)"
_BEFORE_QUOTE = re.compile(
    rf"(?P<who>[A-Z][^.“”\"\n]{{2,100}}?),? (?:{_SAYS}|told [^.:,]{{2,40}})\s?[,:]?\s*$"
)
_BEHIND_QUOTE = re.compile(
    rf"\s*,?\s*{_SAYS} (?P<who>(?:[A-Z]|the |an? )[^.,;:“”\"\n]{{2,60}})|"
    rf"\s*,?\s*(?P<first>(?:[A-Z][\w’'-]+|the [a-z][\w’'-]+)(?: [A-Z][\w’'-]+){{0,4}}) {_SAYS}\b"
)
_FEW = 6  # words of a speaker without a name: "A spokesman for British Waterways"
_OPENS_CLAUSE = re.compile(
    r"(?:When|While|As|If|It|Its|He|She|They|We|I|You|This|That|Asked|But|And|So|Then|There|What|"
    r"Because|After|Before|In|On|At|For|One|Who|Which)\b",
    re.I,
)
_MARKS = re.compile('[“”"]')
_QUOTES = {"“": "”", '"': '"'}
_SENTENCES = re.compile(r"[.!?][”\"]?\s+[A-Z]")


@dataclass(frozen=True)
class Turn:
    """A stretch of text and who speaks in it; nobody known where a question is asked."""

    start: int
    end: int
    who: str | None


@dataclass(frozen=True)
class Speakers:
    """Who speaks where in a document; `issuer` everywhere else, with the offsets of its name."""

    issuer: tuple[str, int, int] | None = None
    turns: tuple[Turn, ...] = ()

    def at(self, offset: int) -> Turn | None:
        """The innermost turn that holds an offset."""
        here = bisect_right(self.turns, offset, key=lambda t: t.start)
        inside = (t for t in reversed(self.turns[max(0, here - 2) : here]) if offset < t.end)
        return next(inside, None)


def speakers_in(text: str) -> Speakers:
    """Read who speaks from the lines of a document; linear in its length."""
    lines = list(_lines(text))
    turns = list(_dialogue(text, lines)) or list(_interview(text, lines)) or list(_shared(lines))
    turns = turns or list(_answers(lines))
    quotes = list(_quotes(lines))
    talked = any(t.who and not t.who.startswith("@") for t in turns)
    issuer = None if talked else issuer_of(text, lines)
    every = sorted((*turns, *quotes), key=lambda t: (t.start, -t.end))
    return Speakers(issuer, tuple(every))


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Offset and words of each line that is not blank."""
    at = 0
    for line in text.splitlines(keepends=True):
        words = line.strip()
        if words:
            yield at + line.index(words), words
        at += len(line)


def _dialogue(text: str, lines: list[tuple[int, str]]) -> Iterator[Turn]:
    """Turns of labelled lines, of which one asks: "Q: ...", "MS DLAMINI: ...", "YD: ..."."""
    labelled = [
        (at, found["who"], words) for at, words in lines[1:]
        if (found := _LABEL.match(words)) is not None and not _NO_LABEL.match(found["who"])
    ]  # fmt: skip
    asking = {who for _, who, words in labelled if words.endswith("?")}
    if len(labelled) < _LEAST_TURNS or not asking:
        return
    answering = [who for _, who, _ in labelled if who not in asking and not _ASKS.fullmatch(who)]
    if not answering:
        return
    head = text[: min(labelled[0][0], HEAD)]
    person = _interviewed(head)
    named = next((w for w in answering if not _ANSWERS.fullmatch(w)), None)
    ends = [at for at, _, _ in labelled[1:]] + [len(text)]
    for (at, who, _), end in zip(labelled, ends, strict=True):
        if who in asking or _ASKS.fullmatch(who):
            yield Turn(at, end, None)
        elif _ANSWERS.fullmatch(who):
            yield Turn(at, end, person or named or who)
        else:
            yield Turn(at, end, _by_initials(who, head) or who)


def _answers(lines: list[tuple[int, str]]) -> Iterator[Turn]:
    """Paragraphs of a record of parliament: "The Minister of State (Mr Hale): ..."."""
    for at, words in lines:
        found = _MEMBER.match(words)
        if found is not None:
            who = found["who"].removeprefix("The ")
            yield Turn(at, at + len(words), None if words.endswith("?") else who)


def _by_initials(label: str, head: str) -> str | None:
    """The name in a heading for which initials stand."""
    if not (label.isupper() and 1 < len(label) <= 3):
        return None
    for found in re.finditer(_NAME, head):
        names = re.sub(r"^(?:Mr|Ms|Mrs|Dr|Col|Colonel|Gen|General|Captain)\.? ", "", found[0])
        if "".join(n[0] for n in names.split() if n[0].isupper()).startswith(label):
            return names
    return None


def _interview(text: str, lines: list[tuple[int, str]]) -> Iterator[Turn]:
    """Answers to questions without labels: a short line that asks, the answer right below it."""
    prompts = [
        (at, words) for (at, words), (below, _) in pairwise(lines)
        if len(words) <= _LONGEST_PROMPT and text.find("\n\n", at, below) < 0
        and text[max(0, at - 2) : at] == "\n\n" and words.endswith((".", "?"))
    ]  # fmt: skip
    if sum(words.endswith("?") for _, words in prompts) < _PROMPTS:
        return
    person = _interviewed(text[: min(prompts[0][0], HEAD)])
    if person is None:
        return
    ends = [at for at, _ in prompts[1:]] + [len(text)]
    for (at, words), end in zip(prompts, ends, strict=True):
        yield Turn(at, at + len(words), None)
        yield Turn(at + len(words) + 1, end, person)


def _interviewed(head: str) -> str | None:
    """Who is asked, as the heading says or the lines that introduce the talk."""
    for number, pattern in enumerate(_INTERVIEWED):
        if number == len(_INTERVIEWED) - 1 and not _TALKED.search(head):
            return None
        found = pattern.search(head)
        if found is not None:
            return found["who"]
    return None


def _shared(lines: list[tuple[int, str]]) -> Iterator[Turn]:
    """Posts of others in a thread: "RT @army: our jets ..."."""
    for at, words in lines:
        found = _SHARED.match(words)
        if found is not None:
            yield Turn(at, at + len(words), found["who"])


def _quotes(lines: list[tuple[int, str]]) -> Iterator[Turn]:
    """Quotations of several sentences whose speaker stands right before or behind them."""
    for at, words in lines:
        opened = None
        for mark in _MARKS.finditer(words):
            number, char = mark.start(), mark[0]
            if opened is None and char in _QUOTES:
                opened = number
            elif opened is not None and char == _QUOTES[words[opened]]:
                who = _who_quoted(words, opened, number)
                if who is not None:
                    yield Turn(at + opened, at + number, who)
                opened = None


def _who_quoted(words: str, opened: int, closed: int) -> str | None:
    """Who says what stands between two marks of a line, where that is several sentences."""
    quoted = words[opened:closed]
    if len(quoted) > _LONGEST_QUOTE or not _SENTENCES.search(quoted):
        return None
    before = _BEFORE_QUOTE.search(words, max(0, opened - LONGEST_LINE), opened)
    if before is not None:
        return _person(before["who"])
    behind = _BEHIND_QUOTE.match(words, closed + 1)
    return _person(behind["who"] or behind["first"]) if behind is not None else None


def _person(words: str) -> str | None:
    """The speaker in what stands before a verb of saying: "Her husband, John Finney"."""
    parts = [part.strip() for part in words.split(",")]
    named = [part for part in (parts[-1], parts[0]) if re.fullmatch(_NAME, part)]
    if named and not _OPENS_CLAUSE.match(named[0]):
        return named[0]
    if len(parts) > 1 or len(words.split()) > _FEW or _OPENS_CLAUSE.match(words):
        return None
    return words.strip()
