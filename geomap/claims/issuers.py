"""Who issues a document: its letterhead, its form, its signature, the handle that posts it."""

import re
from collections.abc import Iterator

__all__ = ["HEAD", "LONGEST_LINE", "OFFICIAL", "SELF_NAMES", "issuer_of"]

HEAD = 1500  # characters in which a document says who issues it
_HEAD_LINES = 10
LONGEST_LINE = 160  # characters of a line of a letterhead
_LONGEST_NAME = 100
_SMALL = 3  # letters of the words that no name writes large: "of", "the", "and"
# a line of a paragraph, not of a letterhead
_TELLS = re.compile(r"\b(?:says?|said|that|which|was|were|has|had|have|been|will|announces)\b")

_FIELD = re.compile(
    r"(?:(?:From|Sender|Issuer)\s*:|(?:Issued|Released|Published) by:?|"
    r"Statement (?:by|of(?! reasons| facts| claim))|"
    r"Press service of)[ \t]+(?P<who>[^\n<]{3,100})(?=\n|<|$)"
)
OFFICIAL = re.compile(
    r"\b(?:press release|notice|communiqu[eé]|regulatory announcement|announcement|statement|"
    r"stock exchange|circular|(?:for )?immediate release|press service|operational information|"
    r"information on the situation|note verbale|bulletin|(?:morning|evening|daily) "
    r"(?:summary|briefing|note|report|update)|situation report|sitrep|"
    r"press (?:office|cent(?:re|er)|"
    r"department|conference|briefing|statement|note)|(?:news|media) (?:release|statement)|"
    r"(?:flash|situation|humanitarian|operational|security) update|update no|bulletin no|"
    r"notice to mariners|navigational warning|advisory|incident report|field report)\b",
    re.I,
)
# bodies that go by their letters
_LETTERS = re.compile(
    r"\b(?:OCHA|WFP|UNHCR|UNICEF|IOM|WHO|FAO|ICRC|IFRC|MSF|UKMTO|JMIC|OSCE|IAEA|UNIFIL|MONUSCO|"
    r"UNMISS|MINUSMA|AFRICOM|CENTCOM|EUNAVFOR|NAVCENT)\b"
)
_STATED_BY = re.compile(
    r"\b(?:statement|answer|reply|address|remarks|testimony|press conference|press briefing|"
    r"communiqu[eé]|message|declaration) (?:by|of|from|given by|made by) (?:the |an? )?"
    r"(?!(?:reasons?|facts?|claims?|case|defence|accounts?|intent|principles?|opinion)\b)"
    r"(?P<who>[A-Za-z][^\n,.:;|]{3,80}?)(?= to (?:the|a|an|parliament\w*|written|question)\b| on |"
    r"\s*[,.:;|\n]|\s*$)",
    re.I,
)
_COMPLIMENTS = re.compile(
    r"(?P<who>(?:Permanent Mission|Embassy|Ministry|Mission|Consulate)[^.\n]{3,60}?)"
    r"(?: to [^.\n]{3,60}?)? presents its compliments"
)
# a heading of its own: "MINISTRY OF DEFENCE OF THE REPUBLIC OF ZUBROWKA"
_STATE_BODY = re.compile(
    r"(?:the )?(?:ministry|general staff|department|directorate|press service|headquarters|"
    r"joint command|state (?:service|agency|committee))(?: (?:of|for|the|and)| [\w’-]+){2,10}",
    re.I,
)
_PARTS = re.compile(r", |\. (?=[A-Z])|\s+[|–—-]\s+")
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
    r"(?:^|\n)(?:Open )?[Ll]etter\b[^\n.]{0,120}?\n?[^\n.]{0,40}?\bfrom (?:the )?"
    r"(?P<who>[A-Z\w][^\n,]{3,80}?)(?= addressed| to (?:the|all)\b|,|\n)"
)
_COURT = re.compile(
    r"\b(?:grand jury charges|indictment|factual proffer|criminal complaint|"
    r"sentencing memorandum)\b",
    re.I,
)
_SIGNED = re.compile(
    r"(?:Yours(?: faithfully| sincerely| truly)?,?|\(Signed\)|(?:Best |Kind )?[Rr]egards,?)\s+"
    r"(?P<who>[^\n]{3,80})\s*\Z"
)
_FOLLOWS = re.compile(
    r"(?P<who>[A-Z][^.\n:;]{3,80}?) (?:gave|issued|made|released|read out|published) the following "
    r"(?:statement|message|communiqu[eé]|announcement|summary)|"
    r"(?P<body>[A-Z][^.\n:;]{3,80}?) (?:announces|informs|states) the following|"
    r"(?P<party>[A-Z][^.\n:;]{3,80}?) (?:alleges?|avers?|states?|says?|submits?|pleads?|declares?)"
    r"(?:, [^,.\n]{3,60},)? (?:as follows|the following)"
)
_HANDLE = re.compile(r"(?<![\w.])(?P<who>@\w{2,30}(?:@[\w.]{3,40})?)(?![\w.@])")
_POSTED = re.compile(r"\bposted by (?P<who>@?[\w.-]{2,40})")
# by which an issuer speaks of itself
SELF_NAMES = frozenset(
    "company group authority ministry agency command government administration corporation bank "
    "office owner owners department directorate service council committee operator".split()
)


def issuer_of(text: str, lines: list[tuple[int, str]]) -> tuple[str, int, int] | None:
    """Who issues a notice, letter, filing or thread, as its head or its end says."""
    head = text[:HEAD]
    for hint, pattern in (
        (" (", _CALLED), ("etter ", _LETTER), (" follow", _FOLLOWS), ("compliments", _COMPLIMENTS)
    ):  # fmt: skip
        found = pattern.search(head) if hint in head else None  # the hints spare most documents
        if found is not None:
            group = found.lastgroup if pattern is _FOLLOWS and found.lastgroup else "who"
            return _bare(found, group)
    fields = (_FIELD.match(head, at) for at, _ in lines[:_HEAD_LINES] if at < HEAD)
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
    stated = next(
        (
            s
            for at, words in _headings(lines)
            if (s := _STATED_BY.search(text, at, at + len(words)))
        ),
        None,
    )
    if stated is not None:
        return _bare(stated, "who")
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
        if len(words) > LONGEST_LINE or _TELLS.search(words):
            return
        yield at, words


def _letterhead(lines: list[tuple[int, str]]) -> tuple[str, int, int] | None:
    """The body whose name heads an official text; none on the page of a newspaper."""
    head = list(_headings(lines))
    together = "\n".join(words for _, words in head)
    first = lines[0][1] if lines else ""
    bare = _STATE_BODY.fullmatch(first) is not None and _is_title(first)
    if not (bare or OFFICIAL.search(together)) or _PAPER.search(together):
        return None
    for at, words in head:
        name = _PARTS.split(words)[0]
        body = _BODY.search(name) or _LETTERS.search(name)
        named = body and not name.endswith((":", "?", ".")) and _is_title(name)
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
            if found is not None and len(words) <= LONGEST_LINE:
                return found["who"], at + found.start("who"), at + found.end("who")
    return None
