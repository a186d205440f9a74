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

__all__ = ["OFFICIAL", "SELF_NAMES", "Speakers", "Turn", "speakers_in"]

_HEAD = 1500  # characters in which a document says who issues it
_HEAD_LINES = 10
_LONGEST_LINE = 160  # characters of a line of a letterhead
_LONGEST_NAME = 100
_LONGEST_QUOTE = 1500
_LEAST_TURNS = 3  # labelled lines that make a dialogue
_LONGEST_PROMPT = 160  # characters of a question without a label
_PROMPTS = 2  # questions without a label that make an interview

_SMALL = 3  # letters of the words that no name writes large: "of", "the", "and"
# a line of a paragraph, not of a letterhead
_TELLS = re.compile(r"\b(?:says?|said|that|which|was|were|has|had|have|been|will|announces)\b")

_NAME = (
    r"(?:(?:Mr|Ms|Mrs|Dr|Sir|Col|Colonel|Gen|General|Captain|Brigadier|Prof|Professor|Major)\.? )?"
    r"[A-Z][\w’'-]+(?: (?:[A-Z][\w’'-]*\.?|ag|bin|de|van|von|al|el|der)){1,3}"
)
_FIELD = re.compile(
    r"(?:(?:From|Sender|Issuer)\s*:|(?:Issued|Released|Published) by:?|Statement (?:by|of)|"
    r"Press service of)[ \t]+(?P<who>[^\n<]{3,100})(?=\n|<|$)"
)
OFFICIAL = re.compile(
    r"\b(?:press release|notice|communiqu[eé]|regulatory announcement|announcement|statement|"
    r"stock exchange|circular|(?:for )?immediate release|press service|operational information|"
    r"information on the situation|note verbale|bulletin|(?:morning|evening|daily) "
    r"(?:summary|briefing|note|report|update)|situation report|sitrep)\b",
    re.I,
)
_PAPER = re.compile(
    r"\b(?:newsletter|magazine|weekly(?! (?:bulletin|report|summary|review|update))|news agency|"
    r"correspondent|reporter|interview|by our|staff writer|\((?:Reuters|AP|AFP)\)|fact[- ]check)\b",
    re.I,
)
_BODY = re.compile(
    r"\b(?:ministry|authority|agency|command|office|directorate|department|general staff|service|"
    r"corporation|company|customs|port of|plc|ltd|limited|inc|corp|asa|a/?s|ab|gmbh|s\.?a|spa|"
    r"holdings?|group|bank|lines?|shipping|tankers|cargo|embassy|mission|council|committee|police|"
    r"navy|army|coast ?guard|forces|administration|government|terminals?|railways?)\b\.?",
    re.I,
)
_CALLED = re.compile(
    r"(?P<who>[A-Z][\w.,&’' -]{3,80}?) \((?:hereinafter )?(?:the )?[\"“](?:the )?"
    r"(?P<short>Company|Group|Authority|Issuer|Bank|Ministry|Agency|Owners?|Corporation)[\"”]\)"
)
_LETTER = re.compile(
    r"(?:^|\n)(?:Open )?[Ll]etter\b[^\n]{0,120}?\n?[^\n]{0,40}?\bfrom (?:the )?"
    r"(?P<who>[A-Z\w][^\n,]{3,80}?)(?= addressed| to (?:the|all)\b|,|\n)"
)
_COURT = re.compile(
    r"\b(?:grand jury charges|indictment|factual proffer|criminal complaint|"
    r"sentencing memorandum)\b",
    re.I,
)
_SIGNED = re.compile(
    r"(?:Yours (?:faithfully|sincerely|truly),?|\(Signed\)|(?:Best |Kind )?[Rr]egards,?)\s+"
    r"(?P<who>[^\n]{3,80})\s*\Z"
)
_FOLLOWS = re.compile(
    r"(?P<who>[A-Z][^.\n:;]{3,80}?) (?:gave|issued|made|released|read out|published) the following "
    r"(?:statement|message|communiqu[eé]|announcement|summary)|"
    r"(?P<body>[A-Z][^.\n:;]{3,80}?) (?:announces|informs|states) the following|"
    r"(?P<party>[A-Z][^.\n:;]{3,80}?) (?:alleges?|avers?|states?|says?|submits?|pleads?|declares?) "
    r"as follows"
)
_HANDLE = re.compile(r"(?<![\w.])(?P<who>@\w{2,30}(?:@[\w.]{3,40})?)(?![\w.@])")
_POSTED = re.compile(r"\bposted by (?P<who>@?[\w.-]{2,40})")
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
# by which an issuer speaks of itself
SELF_NAMES = frozenset(
    "company group authority ministry agency command government administration corporation bank "
    "office owner owners department directorate service council committee operator".split()
)


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
    issuer = None if talked else _issuer(text, lines)
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


def _issuer(text: str, lines: list[tuple[int, str]]) -> tuple[str, int, int] | None:
    """Who issues a notice, letter, filing or thread, as its head or its end says."""
    head = text[:_HEAD]
    for hint, pattern in ((" (", _CALLED), ("etter ", _LETTER), (" follow", _FOLLOWS)):
        found = pattern.search(head) if hint in head else None  # the hints spare most documents
        if found is not None:
            group = found.lastgroup if pattern is _FOLLOWS and found.lastgroup else "who"
            return _bare(found, group)
    fields = (_FIELD.match(head, at) for at, _ in lines[:_HEAD_LINES] if at < _HEAD)
    found = next((f for f in fields if f is not None), None)
    if found is not None:
        return _bare(found, "who")
    court = next(
        (c for at, words in _headings(lines) if (c := _COURT.search(text, at, at + len(words)))),
        None,
    )
    if court is not None:
        jury = "grand jury" in head.lower()
        return ("the grand jury" if jury else "prosecutors", *court.span())
    posted = _post(lines)
    if posted is not None:
        return posted
    signed = _SIGNED.search(text, max(0, len(text) - 200))
    return _letterhead(lines) or (_bare(signed, "who") if signed else None)


def _bare(found: re.Match[str], group: str) -> tuple[str, int, int]:
    """A name as written, without what hangs on at its ends."""
    words = found[group].strip(" ,.")
    start = found.start(group) + found[group].index(words)
    if words.startswith("the "):
        words, start = words[4:], start + 4
    return words, start, start + len(words)


def _headings(lines: list[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """The lines at the head of a document, up to its first paragraph."""
    for at, words in lines[:_HEAD_LINES]:
        if len(words) > _LONGEST_LINE or _TELLS.search(words):
            return
        yield at, words


def _letterhead(lines: list[tuple[int, str]]) -> tuple[str, int, int] | None:
    """The body whose name heads an official text; none on the page of a newspaper."""
    head = list(_headings(lines))
    together = "\n".join(words for _, words in head)
    if not OFFICIAL.search(together) or _PAPER.search(together):
        return None
    for at, words in head:
        name = re.split(r", |\. (?=[A-Z])", words)[0]
        named = _BODY.search(name) and not name.endswith((":", "?", ".")) and _is_title(name)
        if named and len(name) <= _LONGEST_NAME and not OFFICIAL.search(name):
            skip = len(re.match(r"(?:of )?(?:the )?", name)[0])  # type: ignore[index]
            return name[skip:], at + skip, at + len(name)
    return None


def _is_title(words: str) -> bool:
    """Whether most words of a line are written as those of a name are."""
    long = [w for w in words.split() if len(w) > _SMALL]
    return 2 * sum(w[0].isupper() or w[0] == "(" for w in long) >= len(long) > 0


def _post(lines: list[tuple[int, str]]) -> tuple[str, int, int] | None:
    """The handle that heads a thread, or the name that posted it."""
    for at, words in lines[:3]:
        for pattern in (_POSTED, _HANDLE):
            found = pattern.search(words)
            if found is not None and len(words) <= _LONGEST_LINE:
                return found["who"], at + found.start("who"), at + found.end("who")
    return None


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
    head = text[: min(labelled[0][0], _HEAD)]
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
    person = _interviewed(text[: min(prompts[0][0], _HEAD)])
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
    before = _BEFORE_QUOTE.search(words, max(0, opened - _LONGEST_LINE), opened)
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
