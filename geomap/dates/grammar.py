"""What a calendar expression looks like: patterns by kind, no calendar arithmetic.

Named groups hold the words that matter ("d": "9", "d2": "10", "m": "December"). Every repetition
is bounded, so that the work grows with the length of the text, whatever the text is.
"""

import re

__all__ = ["CLOCK_ON", "FIRST_WORDS", "PART", "RULES"]

# White space inside an expression: at most one line break (a blank line ends a paragraph).
_S = r"(?:[^\S\n]{1,4}|[^\S\n]{0,2}\n[^\S\n]{0,4})"
_MONTH_NAME = (
    "january|february|march|april|may|june|july|august|september|october|november|december"
)
_MONTH = rf"(?:{_MONTH_NAME}|(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.?)(?![a-z])"
_WEEKDAY_NAME = "monday|tuesday|wednesday|thursday|friday|saturday|sunday"
_WEEKDAY = rf"(?:{_WEEKDAY_NAME}|(?:mon|tues?|wed|thur?s?|fri|sat|sun)\.?)(?![a-z])"
# A number is no day and no year where it goes on ("3.5", "12,000") or counts ("30-mm"); a range
# may go on with a month ("3-May", "1979-February").
_GOES_ON = rf"(?![\w%]|[.,:]\d|-(?!{_MONTH})[a-z])"
_DAY = rf"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?{_GOES_ON}(?!-\d{{3}})"
_YEAR = rf"(?:1\d{{3}}|20\d\d){_GOES_ON}"
_NEAR_YEAR = rf"(?:last|this|next|that(?:{_S}same)?|the{_S}(?:same|previous|following)){_S}year\b"
# The year of a day or a month: "2024", ", 2024", "of last year", "'63".
_OF_YEAR = (
    rf"(?:(?:,?{_S}(?:of{_S}|in{_S})?|,)(?P<y>{_YEAR})|"
    rf",?{_S}(?:of{_S})?(?P<yr>{_NEAR_YEAR})|{_S}['’](?P<y>\d\d)\b)"
)
_ZONE = (
    rf"(?:{_S}?(?:UTC|GMT|Z|CES?T|EE?S?T|[ECMP][SD]T|KST|JST|MSK)\b"
    rf"|{_S}(?:local|[A-Z]\w{{2,15}}){_S}time\b)"
)
_CLOCK = (
    rf"(?:(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d)?(?:{_S}?[ap]\.?m\b\.?)?|"
    rf"(?:1[0-2]|0?\d)(?:\.[0-5]\d)?{_S}?[ap]\.?m\b\.?|"
    rf"(?:[01]\d|2[0-3])[0-5]\d(?:(?={_ZONE})|{_S}?(?:h|hrs?|hours)\b)|"
    rf"noon\b|midday\b|midnight\b){_ZONE}?"
)
# "at 1730 on 5 September", "0330 on ...": a time; "the treaty of 1920 on July 12" has a year.
CLOCK_ON = (
    rf"(?:{_CLOCK}(?:,?{_S}(?:on{_S})?)|(?:dawn|dusk|sunrise|sunset|nightfall){_S}on{_S}|"
    rf"(?:0\d|(?<=\bat\s)(?:1\d|2[0-3]))[0-5]\d,?{_S}on{_S})"
)
_CLOCK_AFTER = (
    rf"(?:(?:,{_S}?|{_S}[-–—]{_S}|{_S}at{_S}|{_S})(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d)?{_ZONE}?|"
    rf",?{_S}(?:at{_S})?(?:[01]\d|2[0-3])[0-5]\d(?:{_S}?(?:h|hrs?|hours)\b{_ZONE}?|{_ZONE})|"
    rf",?{_S}at{_S}(?:[01]\d|2[0-3])[0-5]\d\b)?"
)
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_ONES = "one|two|three|four|five|six|seven|eight|nine"
_NUMBER = (
    rf"(?:\d{{1,3}}(?![\w,.:])|(?:{_TENS})(?:[-\s](?:{_ONES}))?|{_ONES}|ten|eleven|twelve|thirteen|"
    r"fourteen|fifteen|sixteen|seventeen|eighteen|nineteen)"
)
_SOME = rf"(?:a{_S}few|several|many|some|a{_S}couple(?:{_S}of)?|a{_S}number{_S}of)"
_A = rf"(?:(?:less{_S}than{_S}|barely{_S}|half{_S})?an?(?:{_S}single)?)"
# Days told in words: "the fourth of July", "the twenty-third of September".
_NTH_DAY = (
    r"(?:twenty|thirty)[-\s](?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|"
    r"first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|"
    r"(?:thir|four|fif|six|seven|eigh|nine)teenth|twentieth|thirtieth"
)
_UNIT = "(?:minute|hour|day|night|week|weekend|fortnight|month|quarter|year|decade)"
_SEASON = "(?:spring|summer|autumn|fall|winter)"
_TO = rf"(?:{_S}?[-–—]{_S}?|{_S}(?:to|and|until|till|through){_S})"
_TOD = rf"(?:{_S}(?P<tod>morning|afternoon|evening|night)\b)?"
_NTH = "eleventh|twelfth|(?:thir|four|fif|six|seven|eigh|nine)teenth|twentieth|twenty-first"
_DECADES = "twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties"
_FISCAL = rf"(?:(?:fiscal|financial)(?:{_S}year)?{_S}|FY[-\s]?)"
_ORDINAL = "first|second|third|fourth|last|final|1st|2nd|3rd|4th"

# "late March", "the end of", "the first week of", "the night of", "the early hours of".
PART = (
    rf"(?:(?:very{_S})?(?P<part>early|mid|late|earlier|later)"
    rf"(?:[-–]|{_S}(?:in{_S}|on{_S})?)|"
    rf"(?:the{_S})?(?P<part>start|beginning|middle|end|close|turn|eve|whole|course|rest){_S}of{_S}|"
    rf"(?:the{_S})?(?P<part>(?:first|last|final|opening|closing){_S}(?P<pn>{_NUMBER}){_S}"
    rf"(?:days|weeks|months)){_S}of{_S}|"
    rf"(?:the{_S})?(?P<part>(?:early|small|wee|latter|later|middle|first|second|third|fourth|last|final|opening|closing)"
    rf"{_S}(?:part|half|week|day|days|weeks|months|hours|minutes|third)){_S}of{_S}|"
    rf"(?:the{_S})?(?P<part>week{_S}(?:ending|ended)){_S}(?:on{_S})?|"
    rf"(?:the{_S})?(?P<part>(?:early{_S}|late{_S})?(?:night|evening|morning|afternoon|weekend|week)){_S}"
    rf"(?:of|starting|beginning|commencing){_S}|"
    rf"(?P<part>overnight){_S}(?={_WEEKDAY}|{_MONTH}|\d)|"
    rf"(?:the{_S})?(?P<part>overnight|night)(?P<night>{_S}(?:in)?to|{_S}on|{_S}of|{_S}from){_S})"
)

RULES: tuple[tuple[str, str], ...] = (
    (
        "iso",
        (
            rf"(?:(?P<w>{_WEEKDAY}),?{_S})?"
            r"(?P<y>\d{4})-(?P<m>0[1-9]|1[0-2])-(?P<d>\d\d)(?![\d-])"
            r"(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:?\d\d)?)?"
        ),
    ),
    (
        "iso",
        r"(?P<y>20[0-4]\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?![\w.,-]\w|\w)",
    ),
    ("date", rf"(?P<y>20\d\d)[-/](?P<m>{_MONTH})[-/](?P<d>\d\d?)\b"),
    ("date", rf"(?P<m>{_MONTH})[-/](?P<d>\d\d?)[-/](?P<y>20\d\d)\b"),
    ("month", rf"(?P<m>{_MONTH})[-/](?P<y>20\d\d)(?![\w-])"),
    ("isomonth", r"(?P<y>20\d\d)-(?P<m>0[1-9]|1[0-2])(?![\d-])"),
    (
        "numeric",
        (
            rf"(?:(?P<w>{_WEEKDAY}),?{_S})?"
            r"(?P<a>\d{1,2})(?P<sep>[/.])(?P<b>\d{1,2})(?P=sep)(?P<y>\d{4}|\d\d)(?![\w/]|\.\d)"
        ),
    ),
    ("week", r"(?P<y>20\d\d)-?W(?P<n>[0-5]\d)(?![\w-])"),
    (
        "week",
        (
            rf"(?P<cue>calendar{_S}week|week|CW){_S}?(?P<n>[1-5]?\d)(?![\w%]|[.,:]\d)"
            rf"(?:(?:,|{_S}(?:of|in))?{_S}(?P<y>{_YEAR}))?"
        ),
    ),
    (
        "date",
        rf"(?P<d>[0-3]\d)(?:[01]\d|2[0-3])[0-5]\d[A-Z]{_S}?(?P<m>{_MONTH}){_S}?(?P<y>20\d\d|\d\d)\b",
    ),
    ("numeric", r"(?P<a>[0-3]\d)(?P<sep>\.)(?P<b>0[1-9]|1[0-2])\.(?![\d\w])"),
    (
        "days",
        (
            rf"(?:the{_S})?(?P<d>{_DAY})(?P<list>(?:,{_S}{_DAY}){{0,5}}),?(?P<to>{_TO}|/)"
            rf"(?:the{_S})?(?P<d2>{_DAY})"
            rf"{_S}(?:of{_S})?(?P<m>{_MONTH}){_OF_YEAR}?"
        ),
    ),
    (
        "days",
        rf"(?P<m>{_MONTH}){_S}(?P<d>{_DAY})(?P<list>(?:,{_S}{_DAY}){{0,5}}),?(?P<to>{_TO}|/)(?P<d2>{_DAY})(?!{_S}(?:{_MONTH_NAME})){_OF_YEAR}?",
    ),
    (
        "date",
        (
            rf"(?:(?P<w>{_WEEKDAY}),?{_S}(?:the{_S}|\()?)?(?:the{_S})?(?P<d>{_DAY}){_S}(?:of{_S})?(?P<m>{_MONTH})"
            rf"{_OF_YEAR}?{_CLOCK_AFTER}"
        ),
    ),
    ("date", rf"(?P<d>\d\d?)-(?P<m>{_MONTH})(?:-(?P<y>\d{{4}}|\d\d)\b)?"),
    ("date", rf"(?P<d>\d\d?)/(?P<m>{_MONTH})/(?P<y>\d{{4}}|\d\d)\b"),
    ("date", rf"(?:the{_S})?(?P<d>{_NTH_DAY}){_S}(?:day{_S})?of{_S}(?P<m>{_MONTH}){_OF_YEAR}?"),
    (
        "date",
        (
            rf"(?:(?P<w>{_WEEKDAY}),?{_S}\(?)?(?P<m>{_MONTH}){_S}(?:the{_S})?(?P<d>{_DAY})"
            rf"{_OF_YEAR}?{_CLOCK_AFTER}"
        ),
    ),
    (
        "nearmonth",
        (
            rf"(?P<rel>last|next|this(?:{_S}past|{_S}coming)?|the{_S}(?:previous|following|same)|that)"
            rf"{_S}(?P<m>{_MONTH})"
        ),
    ),
    (
        "holiday",
        rf"(?P<feast>new{_S}year['’]s{_S}(?:day|eve)|christmas{_S}(?:day|eve)|christmas|may{_S}day|new{_S}year)\b(?!['’]){_OF_YEAR}?",
    ),
    ("month", rf"(?P<m>{_MONTH}){_OF_YEAR}?"),
    (
        "season",
        rf"(?:the{_S})?(?P<season>{_SEASON}){_S}(?:of{_S})?(?P<y>1\d{{3}}|20\d\d)[-–/](?:\d{{4}}|\d\d)(?![\w-])",
    ),
    (
        "season",
        (
            rf"(?:(?P<rel>last|next|this(?:{_S}past|{_S}coming)?|the(?:{_S}(?:previous|following|same|coming|past))?|that(?:{_S}same)?)"
            rf"{_S})?(?P<season>{_SEASON})\b{_OF_YEAR}?"
        ),
    ),
    ("season", rf"(?P<y>{_YEAR}){_S}(?P<season>{_SEASON})\b"),
    (
        "quarter",
        (
            rf"(?:the{_S})?(?P<n>{_ORDINAL})[-\s](?P<q>quarter|half)"
            rf"(?:(?:{_S}of)?{_S}(?:(?P<fiscal>{_FISCAL})?(?P<y>{_YEAR})|"
            rf"(?P<yr>{_NEAR_YEAR}|the{_S}year\b)))?"
        ),
    ),
    (
        "quarter",
        (
            rf"(?P<q>[QH])(?P<n>[1-4])(?:(?:{_S}(?:of{_S})?|[-/])?(?P<fiscal>{_FISCAL})?(?P<y>{_YEAR})|"
            rf"{_S}(?:of{_S})?(?P<yr>{_NEAR_YEAR})|['’](?P<y>\d\d)|(?![\w-]))"
        ),
    ),
    ("quarter", rf"(?P<n>[1-4])(?P<q>[QH]){_S}?['’]?(?P<y>20\d\d|\d\d)(?![\w%]|[.,:]\d)"),
    ("quarter", rf"(?P<y>20\d\d){_S}?(?P<q>[QH])(?P<n>[1-4])(?!\w)"),
    (
        "fiscal",
        rf"(?:the{_S})?(?P<fiscal>{_FISCAL})(?P<y>{_YEAR}|\d\d(?!\w))(?:[/–-](?P<y2>20\d\d|\d\d)(?!\w))?",
    ),
    ("era", r"(?P<era>juche|minguo|reiwa|heisei)[-\s](?P<n>\d{1,3})(?!\w)"),
    ("year", rf"A\.?D\.?{_S}(?P<y>\d{{2,4}}){_GOES_ON}"),
    ("year", rf"(?P<y>\d{{3,4}}){_S}(?:A\.?D\b\.?|CE\b)"),
    ("century", rf"(?:the{_S})?(?P<n>(?:2[01]|1?\d)(?:st|nd|rd|th)|{_NTH})[-\s]century\b(?!{_S}B)"),
    ("decade", r"(?:the\s)?(?P<y>1[5-9]\d|20[0-4])0['’]?s\b"),
    (
        "decade",
        rf"the{_S}['’]?(?P<y>[2-9])0['’]?s\b|['’](?P<y>[2-9])0s\b|(?:the{_S})?(?P<y>{_DECADES})\b",
    ),
    (
        "years",
        rf"(?P<y>1\d{{3}}|20\d\d)(?P<to>{_S}?[-–—]{_S}?|/)(?P<y2>1\d{{3}}|20\d\d|\d\d)(?![\w%/-]|[.,:]\d)",
    ),
    ("year", rf"(?:the{_S}year{_S})?(?P<y>{_YEAR})"),
    (
        "today",
        rf"(?P<day>today|tonight|yesterday|tomorrow|the{_S}day{_S}(?:before{_S}yesterday|after{_S}tomorrow)){_TOD}",
    ),
    ("overnight", r"overnight\b"),
    (
        "thispart",
        rf"(?P<rel>this|last|that|in{_S}the|the{_S}(?:same|next|following|previous)){_S}(?P<tod>morning|afternoon|evening|night)\b(?!{_S}(?:of|from|before)\b|{_S}to{_S}(?:the{_S}|{_WEEKDAY}|{_MONTH}|\d))",
    ),
    (
        "thispart",
        rf"the{_S}(?P<tod>morning|afternoon|evening|night){_S}(?P<rel>before)(?=[,.;:)]|\s*$)",
    ),
    (
        "every",
        rf"(?:every|each){_S}(?:other{_S}|{_NUMBER}{_S})?(?:{_WEEKDAY_NAME}|{_UNIT}|{_SEASON}|morning|evening)s?\b",
    ),
    (
        "nthweekday",
        (
            rf"(?:the{_S})?(?P<n>first|second|third|fourth|last|final){_S}(?P<w>{_WEEKDAY_NAME}){_S}"
            rf"(?:of|in){_S}(?:(?P<m>{_MONTH}){_OF_YEAR}?|(?P<of>this|last|next|the|that){_S}month\b)"
        ),
    ),
    (
        "weekdate",  # a line of a diary: "Mon 3. Two lorries in", "Tue 4: quiet"
        rf"(?:(?<=\n)|(?<=\n[-*•][^\S\n])|\A)(?P<w>{_WEEKDAY}),?[^\S\n](?P<d>3[01]|[12]\d|[1-9])(?=[.:)](?!\d)|[^\S\n][–—-][^\S\n]|[^\S\n]?\n)",
    ),
    (
        "weekdate",
        rf"(?P<w>{_WEEKDAY}),?{_S}(?:the{_S})?(?P<d>(?:3[01]|[12]\d|[1-9])(?:st|nd|rd|th))\b",
    ),
    (
        "weekday",
        (
            rf"(?:(?P<rel>last|next|this(?:{_S}past|{_S}coming)?|the|that|"
            rf"(?:the{_S})?(?:previous|following|same|coming)){_S})?"
            rf"(?P<w>{_WEEKDAY})(?P<plural>s)?{_TOD}"
            rf"(?:{_S}(?P<post>last|week)(?!{_S}week)(?![\w-]))?"
            rf"(?:{_S}(?:of{_S})?(?P<week>last|this|next|that|the{_S}(?:previous|following|same)){_S}week\b)?"
        ),
    ),
    (
        "span",
        (
            rf"(?:the{_S}|these{_S})?(?P<rel>last|past|previous|next|coming|following){_S}"
            rf"(?P<n>{_NUMBER}|{_SOME}|few){_S}(?P<u>{_UNIT})s?\b"
        ),
    ),
    (  # "before the year is out"
        "unitend",
        rf"(?:(?<=before\s)|(?<=until\s))the{_S}(?P<u>month|year|week){_S}(?:is|was){_S}(?:quite{_S})?(?P<edge>out|over)\b",
    ),
    (
        "unit",
        rf"the{_S}(?P<u>week|weekend|month|year){_S}(?P<rel>before{_S}last|after{_S}next)\b",
    ),
    (
        "unit",
        (
            rf"(?P<rel>last|this|next|that(?:{_S}same)?|(?:the{_S})?(?:same|current|previous|following|coming|past|preceding)|the{_S}(?:last|next)|the){_S}"
            rf"(?P<u>day|week|weekend|fortnight|month|quarter|year|decade|century)\b(?P<after>{_S}(?:before|after|earlier|later|following|preceding)\b)?"
        ),
    ),
    (
        "offset",
        (
            rf"(?P<n>{_NUMBER}|{_SOME}|{_A})[-\s](?:full{_S}|whole{_S})?(?P<u>{_UNIT})s?{_S}"
            rf"(?P<dir>ago|earlier|later|before|after(?:wards)?|prior|previously|from{_S}now|hence)\b"
        ),
    ),
    ("offset", rf"(?P<u>{_UNIT})s{_S}(?P<dir>ago|earlier|later|before|after(?:wards)?)\b"),
    ("unitend", rf"(?:the{_S})?(?P<u>month|year|week)['’]?s[-\s](?P<edge>end|start|beginning)\b"),
    (
        "unitend",
        (
            rf"(?:the{_S})?(?P<edge>end|start|beginning){_S}of{_S}"
            rf"(?:the{_S}(?:present|current|same){_S}|this{_S}|the{_S})?(?P<u>month|year|week)\b"
        ),
    ),
    ("thisdate", rf"(?:this|that|the{_S}same)(?:{_S}very)?{_S}date\b"),
    ("then", r"then\b"),
    ("feast", r"(?:ramadan|eid(?:[- ]al[- ](?:fitr|adha))?|nowruz|passover|easter)\b"),
    (
        "vague",
        (
            rf"(?:recently(?!{_S}as\b)|lately|nowadays|(?:the{_S})?(?:recent|coming|past|following){_S}{_UNIT}s\b|"
            rf"shortly{_S}(?:before|after|afterwards)|soon\b|these{_S}days|(?:the{_S})?foreseeable{_S}future)"
        ),
    ),
    (
        "duration",
        (
            rf"(?:about{_S})?(?:(?P<n>{_NUMBER}|{_SOME}|{_A}|dozens{_S}of|hundreds{_S}of)"
            rf"(?:-|{_S}(?:full{_S}|whole{_S}|consecutive{_S}|straight{_S}|more{_S})?)(?P<u>{_UNIT})s?\b|"
            rf"all{_S}(?:day|week|month|year)\b|(?:per{_S}){_UNIT}\b|(?:daily|weekly|monthly|annually|yearly)\b|"
            r"(?:minutes|hours|days|weeks|months|years|decades)\b)"
        ),
    ),
    (
        "dayonly",
        (
            rf"the{_S}(?P<d>(?:3[01]|[12]\d|[1-9])(?:st|nd|rd|th))"
            rf"(?:{_S}of{_S}(?P<of>that|this|the|the{_S}same|last|next){_S}month\b|"
            rf"(?=[.;:)]|,(?!{_S}\d)|{_S}(?:and{_S}(?!\d)|but|when|the|they|it|he|she|in|at|was|were|had|a)\b))"
        ),
    ),
    ("year2", r"(?:(?<=\bin\s)|(?<=\bof\s))['’](?P<y>\d\d)(?![\w'’])"),
    ("clock", rf"(?P<clock>{_CLOCK})"),
)

# Words, without figures at their end ("Q3", "FY24"), with which an expression may begin. The
# scanner is tried at these and at figures only: five times as fast as at every word.
FIRST_WORDS = frozenset(
    re.findall(
        r"\w+",
        f"{_MONTH_NAME} jan feb mar apr jun jul aug sep sept oct nov dec {_WEEKDAY_NAME} "
        f"mon tue tues wed thu thur thurs fri sat sun {_TENS} {_ONES} {_NTH} {_DECADES} "
        "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen "
        "first second third fourth fifth sixth seventh eighth ninth tenth twelfth thirteenth "
        "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth thirtieth "
        "a an the this that these in last next previous past coming following same current "
        "preceding every each very early mid late earlier later latter start beginning middle end "
        "close turn eve whole course rest final opening closing night evening morning afternoon "
        "overnight noon midday midnight dawn dusk sunrise sunset nightfall minute minutes hour "
        "hours day days nights week weeks "
        "weekend weekends fortnight fortnights month months quarter quarters year years decade "
        "decades nights few several many some less barely half spring summer autumn fall winter q "
        "h fiscal financial fy juche minguo reiwa heisei ad today tonight yesterday tomorrow new "
        "christmas then ramadan eid nowruz passover easter recently lately nowadays recent "
        "shortly soon foreseeable about dozens hundreds all per daily weekly monthly annually "
        "yearly calendar cw",
    )
)
