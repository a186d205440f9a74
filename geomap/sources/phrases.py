"""What news sites write around a report: the words by which noise is known.

`WHOLE` patterns must match a whole short line, stripped of bullets and punctuation; `WITHIN`
patterns are sought anywhere in a short line and are therefore longer. A line is short if it
has LINE_LIMIT characters at most, so a paragraph of a report is never tried.
"""

import re

__all__ = [
    "AD_CUE",
    "AD_MARKER",
    "APPEAL",
    "CATEGORIES",
    "FEED_STAMP",
    "LINE_LIMIT",
    "READER",
    "SECTIONS",
    "WHOLE",
    "WITHIN",
]

LINE_LIMIT = 300  # characters; the longest furniture line met on news sites had 210


def _any(table: str) -> re.Pattern[str]:
    """One pattern out of a table with an alternative a line."""
    alternatives = [line.strip() for line in table.strip().splitlines()]
    return re.compile("|".join(alternatives), re.IGNORECASE)


FEED_STAMP = _any(
    r"""
    (?:updated |posted |published )?(?:an?|one|\d{1,3}) ?(?:min(?:ute)?|h(?:ou)?r|day|week|month)s? ago
    (?:updated |posted |published )?\d{1,3} ?[mhdw](?: ago)?
    just now
    """  # noqa: E501 (an alternative a line)
)

AD_MARKER = _any(
    r"""
    advertisements?|advertising|ads?|remove ads
    sponsored(?: content| post| links?)?|promoted|(?:paid|partner) content
    (?:article|story) continues (?:below|after)(?: (?:this|the|an))?(?: advertisement| ad)?
    (?:scroll|keep reading|continue)[\w ]{0,25}(?:advertisement|ad)
    """
)

# What an advertisement says and a report does not.
AD_CUE = _any(
    r"""
    \bbook (?:by|now|your|today)\b|\border (?:now|your)\b|\bshop (?:now|our|the)\b|\bact now\b
    \bbuy (?:\w+ ){0,3}(?:now|today|online|from)\b|\bfor sale\b|\bsale ends\b|\bget yours\b
    \b(?:learn more|click here|terms apply|try it free|insure your)\b
    \bfrom (?:only |just )?[$€£]? ?\d+ (?:dollars|euros|pounds)\b|\b(?:from|only) (?:only |just )?[$€£]\d
    \b\d+ ?% off\b|\bdiscount\b|\b(?:limited|special|partner) offer\b
    \bfree (?:trial|delivery|shipping|quote)\b
    \b(?:your|our) (?:next|new|home|car|trip|holiday|cruise|offer)\b
    """  # noqa: E501 (an alternative a line)
)

_CAUSE = (
    r"(?:our|us|independent|quality|local|free) (?:\w+ )?"
    r"(?:journalism|journalists?|news\w*|report\w*|work|team|media|mission|produce)"
)
_DUES = (
    r"(?:\d|five|ten|one|few)\W? ?(?:euros?|dollars?|pounds?|€|\$|£)? ?"
    r"(?:a|per|each|every|/) ?(?:month|week|year)"
)
# An appeal for money needs two different ones of these, or one and an address to the reader.
APPEAL = tuple(
    _any(table)
    for table in (
        r"\b(?:donat(?:e|ion|ions|ing)|patreon|paypal|ko-fi|crowdfund\w*)\b",
        r"\bbecome (?:a |an |our )?(?:\w+ )?(?:patron|member|supporter|subscriber|donor)",
        r"\b(?:readers?|people|supporters|listeners|members) like you\b",
        r"\b(?:reader|listener|member|audience)s?[- ](?:funded|supported|backed|owned)\b",
        rf"\b(?:support|fund|sustain|help)(?:s|ing)? {_CAUSE}\b",
        r"\b(?:depends?|rel(?:y|ies)|counts?) on (?:you|your|readers|the support of)\b",
        r"\b(?:independent|quality|public[- ]interest|investigative) (?:journalism|reporting)\b",
        rf"\b(?:give|pay|from|for|just|only)\b.{{0,30}}{_DUES}\b",
        r"\bcup of (?:coffee|tea)\b|\ba little (?:bit )?goes a long way\b",
        r"\bfree articles?\b|\bpaywall\b|\bclose this (?:page|window|banner|message)\b",
        r"\bjoin (?:our|the) (?:community|members|readers|club|supporters)\b",
        r"\bevery (?:contribution|donation|euro|dollar|pound)\b.{0,30}\b(?:counts|helps|matters)\b",
        r"\bif (?:you|everyone)\b.{0,40}\b(?:can afford|reading this|value our|enjoy our)\b",
        r"\bkeep (?:our|us|this|the)\b.{0,40}\b(?:free|open|accessible|going|alive|independent)\b",
        r"\b(?:readers?|members?|patrons?) (?:funds?|pays? for|keeps?|makes? (?:this|our|it))\b",
    )
)
READER = re.compile(r"\b(?:you|your|you['’](?:ll|re|ve))\b", re.IGNORECASE)

_SITE = (
    r"(?:facebook|twitter|x|whatsapp|telegram|linkedin|reddit|e-?mail|print|pinterest|viber|"
    r"instagram|youtube|tiktok|threads|bluesky|mastodon|vk|messenger|flipboard|rss|copy link|"
    r"google news|weibo|wechat|signal|sms)"
)
_LETTER = r"(?:newsletters?|briefings?|alerts?|e-?mails?|digests?|updates|mailing list|letters)"
_PICTURE = r"(?:photo|image|picture|photograph|graphic|screenshot|illustration|map)s?"
_AGENCY = (
    r"(?:getty images?|afp|epa(?:-efe)?|shutterstock|alamy|reuters|ap|tass|sputnik|kcna|xinhua)"
)

WHOLE: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "credit",
        _any(
            rf"""
            (?:file |stock |archive |illustrative )?{_PICTURE}(?: (?:by|credit|source|courtesy)[\w ]{{0,20}})? ?[:/|©].{{2,}}
            {_PICTURE} (?:by|from|courtesy(?: of)?) .{{2,80}}
            (?:photo )?(?:credits?|sources?|via) ?: ?.{{2,60}}
            © ?(?:[\w .]{{2,30}}/ ?)?{_AGENCY}
            (?:ap|afp|epa|reuters|getty) (?:photo|images?) ?/ ?.{{2,80}}
            (?:image|media|video|photo) (?:source|caption|credit|copyright),? .{{2,250}}
            (?:additional |contributing )?(?:reporting|writing|editing|edited|compiled|translated|graphics?|written) by (?-i:[A-Z]).{{2,250}}
            """  # noqa: E501 (an alternative a line)
        ),
    ),
    (
        "comments",
        _any(
            r"""
            no comments(?: yet)?|reply|(?:add|post|write|submit) (?:a |your )?comment
            be the first to comment.{0,40}|(?:log|sign) in to (?:comment|reply|post).{0,40}
            you must be logged in.{0,60}|your e-?mail address will not be published.{0,80}
            comments? (?:are|is) (?:now )?(?:closed|disabled|moderated).{0,40}
            """
        ),
    ),
    (
        "related_links",
        _any(
            r"""
            (?:read|watch|listen) (?:also|more|next|on|too) ?[:|»›>–—-]+ ?.{3,250}
            (?:also (?:read|watch|on)|see also|must read|recommended|explainer|up next) ?[:|»›>–—-]+ ?.{3,250}
            related(?: (?:story|stories|articles?|news|reading|coverage|content))? ?[:|»›>–—-]+ ?.{3,250}
            more on this(?: story)? ?[:|»›>–—-]+ ?.{3,250}
            (?:don['’]t miss|in case you missed it|you may (?:also )?like) ?[:|»›>–—-]+ ?.{3,250}
            """  # noqa: E501 (an alternative a line)
        ),
    ),
    (
        "subscription",
        _any(
            rf"""
            subscribe(?: (?:now|here|today|below))?(?: (?:to|for|on|via) .{{2,120}})?
            subscribe ?[|·•] ?.{{2,200}}|.{{2,200}}[|·•] ?subscribe
            (?:please )?(?:sign up|register)(?: (?:now|here|today|below|free))?(?: (?:for|to) .{{2,120}})?
            (?:(?:our|the|free|daily|weekly|morning|e-?mail) ){{0,4}}{_LETTER}(?: sign-?up)?
            (?:enter )?your e-?mail(?: address)?.{{0,60}}
            (?:this (?:article|story|content) is |already a |for )subscribers?(?: only)?.{{0,60}}
            (?:join|follow|find|like|watch) (?:us|our|[\w ]{{1,30}}) (?:on|at|in) {_SITE}\b.{{0,100}}
            follow (?:us|@\w+|our .{{2,60}})
            (?:join|follow|subscribe to) our .{{0,40}}\b(?:channels?|group|page|podcast|{_LETTER})\b.{{0,80}}
            download (?:our|the) .{{0,30}}\bapp\b.{{0,60}}
            """  # noqa: E501 (an alternative a line)
        ),
    ),
    (
        "advertisement",
        _any(
            r"""
            (?:sponsored|promoted|promotion|advertisement|partner (?:offer|content|message)) ?[:|–—-] ?.{2,200}
            (?:special )?offer ?: .{2,200}|(?:sponsored|presented|promoted|paid for) by .{2,100}
            in partnership with .{2,80}
            """  # noqa: E501 (an alternative a line)
        ),
    ),
    (
        "navigation",
        _any(
            rf"""
            share(?:s|d|ing)?|tweet(?: this)?|share (?:this|on|via|by|to|with)\b.{{0,60}}
            (?:\d+ )?(?:{_SITE}[ ,|·•/]{{1,3}}){{0,14}}{_SITE}
            (?:save|print|listen|play|close|search|(?:main )?menu|home|live|exclusive|breaking(?: news)?)
            save (?:article|for later|this)|print this \w+|listen to (?:this |the )?\w+
            (?:skip|jump) to (?:main )?(?:content|navigation)|(?:sign|log) ?(?:in|out)|register|my account
            back(?: to (?:top|home|news))?|(?:next|previous)(?: (?:article|story|page|post))?
            (?:show|view|load|see) (?:more|less|all|comments|gallery)|continue reading
            read (?:the )?(?:full|more)(?: story| article)?
            \d{{1,3}} ?-?min(?:ute)?s?(?: read)?|reading time ?:? ?.{{1,20}}
            \d{{1,7}} (?:views|shares|reads|likes)
            (?:tags?|topics?|filed under|categor(?:y|ies)|keywords|posted in|hashtags?)(?: ?: ?[^.!?]{{0,200}})?
            (?:suggested|related|key) ?(?:topics|words?)|keywords?|support us|donate(?: now)?|become a member
            (?:page )?\d{{1,4}} (?:of|/) \d{{1,4}}|(?:choose|select) (?:your )?(?:language|edition).{{0,40}}
            (?:text|font) size|dark mode|accessibility|(?:english|print|international) edition
            (?:try|explore|discover) (?:our|what) .{{0,50}}\b(?:ai|app|features?|tools?|can do for you)\b.{{0,30}}
            """  # noqa: E501 (an alternative a line)
        ),
    ),
    (
        "footer",
        _any(
            r"""
            (?:copyright\b|©|\(c\)) ?.{0,250}
            (?:terms (?:of|and|&) (?:use|service|conditions)|privacy (?:policy|notice)|cookie (?:policy|settings)).{0,150}
            (?:imprint|about us|contact us|careers|sitemap|legal notice) ?(?:[|·•/,][\w &]{2,30}){0,12}
            our standards ?:.{0,120}|reuse this content|[\w.+-]{1,60}@[\w.-]{1,60}\.\w{2,10}
            accept (?:all )?cookies|(?:spotted|noticed|found|report) (?:a|an) (?:typo|error|mistake)\b.{0,120}
            (?:the )?end(?:s)?|30|get in touch
            """  # noqa: E501 (an alternative a line)
        ),
    ),
)

WITHIN: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "credit",
        _any(
            rf"""
            [(\[](?:file )?{_PICTURE} ?(?:[:/©|]|by|source|credits?|from|courtesy)[^()\[\]]{{2,70}}[)\]]$
            [(\[]file {_PICTURE}[)\]]$
            [(\[](?:[^()\[\]]{{2,40}}[/|] ?){_AGENCY}[^()\[\]]{{0,30}}[)\]]$
            [(\[]{_AGENCY} ?(?:/|photo)[^()\[\]]{{0,40}}[)\]]$
            \b(?:photo|image)(?: by| credit)? ?: ?[^.]{{2,50}}$
            """  # noqa: E501 (an alternative a line)
        ),
    ),
    (
        "footer",
        _any(
            r"""
            \ball rights reserved\b
            \bmay not be (?:published, broadcast|reproduced|republished|redistributed)
            \buses? cookies\b
            \byou (?:agree|consent|accept)\b.{0,60}\b(?:privacy policy|terms|cookies)\b
            \b(?:citing|quoting|using|reprinting|copying|reproduction)\b.{0,60}\b(?:materials?|content|articles?)\b.{0,90}\b(?:hyper)?links?\b
            """
        ),
    ),
    (
        "subscription",
        _any(
            rf"""
            (?:^|[:.!?,–—-] ?)subscribe(?: (?:now|here|today))?[.!]?$
            (?:^|[:.!?,–—-] ?)subscribe (?:now|here|today)\b
            (?:^|[:.!?–—-] ?)(?:subscribe|sign up) (?:to|for) (?:our|the|free|daily|weekly|this)\b.{{0,60}}\b{_LETTER}\b
            \b(?:in|to|into) your inbox\b|^follow (?:[\w'’]+ ){{1,3}}(?:coverage|reporting)\b
            ^get (?:our|the|more|all|breaking|daily)\b.{{0,80}}\b(?:inbox|phone|{_LETTER})\b
            """  # noqa: E501 (an alternative a line)
        ),
    ),
    ("navigation", re.compile(r"^(?:#[\w-]{2,40}[\s,;]*)+$")),
)

# A heading with nothing behind it opens a section. "list": the links that follow at once.
# "tail": usually all that follows to the end, unless the report clearly goes on.
SECTIONS: tuple[tuple[str, str, re.Pattern[str]], ...] = (
    (
        "related_links",
        "list",
        _any(
            r"""
            related|(?:read|watch|listen) (?:also|more|on|too)|also (?:read|watch)|see also
            also|more on this(?: story| topic| subject)?|further reading|don['’]t miss|must reads?
            in case you missed it
            """
        ),
    ),
    (
        "related_links",
        "tail",
        _any(
            r"""
            related (?:articles?|stories|news|content|topics|posts?|coverage|links?|reading|items?|videos?)
            more (?:from|in|by|about|on|stories|news|articles|headlines|reports|top|like this)\b[^.!?]{0,60}
            (?:the |today['’]?s |our )?(?:other|recent|similar|latest|top|popular|all|more) (?:news|stories|articles|posts|headlines|reports|videos)
            (?:you|readers) (?:may|might) (?:also )?(?:like|be interested|enjoy)\b[^.!?]{0,40}
            recommended(?: (?:for you|stories|reading|articles|by \w+))?
            most (?:read|popular|viewed|shared|commented|recent)\b[^.!?]{0,40}
            trending(?: (?:now|news|stories|topics|today))?|popular(?: (?:now|posts|today))?
            editor['’]?s['’]? (?:picks?|choice)|what to read (?:next|now)|what others are reading
            (?:around|from|elsewhere on) the (?:web|network)|in other news|(?:up|read|watch) next|next up
            (?:live )?news ?feed|(?:latest|live|recent) updates|explore more(?: on (?:this|these) \w+)?
            (?:sponsored )?stories (?:you|for you)\b[^.!?]{0,40}|discover more|news in brief
            """  # noqa: E501 (an alternative a line)
        ),
    ),
    (
        "comments",
        "tail",
        _any(
            r"""
            (?:\d{1,6} )?(?:readers?['’]? |user )?comments?(?: ?[(\[]?\d{1,6})?
            leave a (?:comment|reply)|(?:join the )?(?:conversation|discussion)|have your say
            (?:\d{1,6}|one|two|three) (?:responses|replies|thoughts on .{2,150})
            letters to the editor
            """
        ),
    ),
    ("footer", "tail", re.compile(r"about (?:the )?authors?", re.IGNORECASE)),
)

# Words that sections of news sites are called by; a line of little else is a menu or tag line.
_CATEGORY_WORDS = (
    "africa america americas analysis arts asia aviation business climate columns crime culture "
    "cybersecurity defence defense economics economy editorial education energy entertainment "
    "environment europe events exclusive explainers fashion featured features finance food freight "
    "gallery global governance health history home human immigration industry infrastructure "
    "insight intelligence international interviews investigations jobs justice latest law "
    "lifestyle live local logistics main markets media middle east military money more multimedia "
    "nation national news newsletter obituaries opinion opinions pacific people photo photos "
    "podcast podcasts politics press projects property ports rail regions religion research rights "
    "science security shipping society space sport sports stories style technology tech topics top "
    "trade transport travel tv uncategorized video videos war weather weekend world"
)
CATEGORIES = frozenset(_CATEGORY_WORDS.split())
