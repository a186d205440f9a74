"""Words by which names of places, and the parts that they play, are told."""

import re

__all__ = [
    "ABBREVIATIONS", "ACTORS_OWN", "ADDRESSED", "BLOWS", "BOUND", "CIVIC", "COUNTY_AFTER",
    "DEALING", "DIRECTIONS", "DIVISION_AFTER", "FACILITY", "FACILITY_AFTER", "FOOD_AFTER",
    "GENERIC",
    "INSIDE", "JOINED", "LOCATIVE", "MOVEMENTS", "NAME_IN_LIST", "OWNER", "SETTLEMENT", "SITES",
    "SPEECH", "STRUCK", "TEAM", "TITLE", "TOWNS_OWN", "WATERS",
]  # fmt: skip

LOCATIVE = frozenset(
    "at in near from to into through via off toward towards around outside over across between "
    "onto inside of beyond behind past up down along".split()
)
BOUND = frozenset("leave depart sail head bind embark set steam start".split())  # ... for Olya
STRUCK = frozenset(
    "bomb shell besiege capture recapture retake seize storm liberate occupy pound hit strike take "
    "lose reach enter".split()
)
# what comes down on a town, and falls on it
BLOWS = frozenset(
    "attack raid assault strike airstrike shelling bombardment bombing bomb shell missile rocket "
    "drone artillery mortar debris salvo barrage fire".split()
)
WATERS = frozenset("strait straits channel channels sea seas gulf bay".split())
TEAM = re.compile(r" (?:United|Rovers|Wanderers|Athletic|Albion|Hotspur|FC)$")
INSIDE = frozenset("in at near around outside through off across inside along over into".split())
TITLE = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Sir|Gen|General|Col|Colonel|Admiral|Captain|Capt|President|Minister|"
    r"Senator|King|Queen|Prince|Pope|Saint|By)\.? $|(?:^|\n)By $"
)
DIVISION_AFTER = re.compile(
    r" (?:[Rr]egion|[Oo]blast|[Pp]rovince|[Kk]rai|[Kk]ray|[Gg]overnorate|[Tt]erritory|[Rr]aion|"
    r"[Dd]istrict|[Cc]ounty|[Pp]refecture|[Rr]epublic|obl\.)(?=\W|$)"
)
_WORKS = (
    r"(?: [Ii]nternational)? (?:[Aa]irport|[Aa]ir ?base|[Aa]ir [Ff]orce [Bb]ase|[Aa]irfield|"
    r"[Nn]aval [Bb]ase|[Aa]rsenal|[Pp]ower [Ss]tation|[Pp]ower [Pp]lant|[Rr]efinery|"
    r"[Cc]osmodrome|(?:[Ff]uel |[Oo]il |[Aa]mmunition )?(?:[Dd]epot|[Tt]erminal)|[Dd]am|"
    r"[Bb]order [Cc]rossing|[Cc]rossing|[Bb]ridge|[Cc]amp|[Ss]hipyard|[Hh]arbou?r)"
    r"(?=\W|$)"
)
FACILITY_AFTER = re.compile(_WORKS)
# a town by what is its own: "Kosti's oil depots", "Atbara's main railway station"
TOWNS_OWN = re.compile(
    r"(?P<name>[A-ZÀ-Þ][\w-]+(?: [A-ZÀ-Þ][\w-]+){0,2})['’]s (?:[a-z-]+ ){0,3}?"
    r"(?:airports?|airfields?|air ?bases?|arsenal|refiner(?:y|ies)|depots?|terminals?|dam|bridges?|"
    r"harbou?rs?|ports?|docks|quays?|shipyards?|outskirts|suburbs?|railway|stations?|power plants?|"
    r"markets?|hospitals?|residents|streets|centre|center|waterworks|substations?)\b"
)
_QUARTER = r" (?:district|neighbou?rhood|quarter|suburb|township)(?! attorney| of\b)(?=\W|$)"
# a work or a quarter that no list has, behind an article or a preposition: "the Hezyaz power
# station", "the Marj al-Hamam district"
FACILITY = re.compile(
    r"\b(?:the|at|near|of|from|through|via|and|as|to|hit|struck) "
    r"(?P<name>[A-ZÀ-Þ][\w’'-]+(?: (?:[a-z]{2,3}[-’'])?[A-ZÀ-Þ][\w’'-]+){0,2})"
    rf"(?:{_WORKS}|{_QUARTER})"
)
# names that a noun for settlements introduces, whether any list has them or not
SETTLEMENT = re.compile(
    r"\b(?:cit(?:y|ies)|towns?|villages?|hamlets?|settlements?|suburbs?|districts?|ports?|"
    r"provinces?|outskirts|regions?|neighbou?rhoods?|islands?) (?:of|called|named) (?:the )?"
    r"(?P<names>[A-ZÀ-Þ][\w’'-]+(?: [A-ZÀ-Þ][\w’'-]+){0,2}"
    r"(?:(?:, | and |, and )[A-ZÀ-Þ][\w’'-]+(?: [A-ZÀ-Þ][\w’'-]+){0,2}){0,6})"
)
NAME_IN_LIST = re.compile(r"[A-ZÀ-Þ][\w’'-]*\w(?: [A-ZÀ-Þ][\w’'-]*\w)*")
COUNTY_AFTER = re.compile(r" (?:County|COUNTY|Parish|Co\.)(?=\W|$)")
# "Aleppo pepper" grew anywhere; a French bulldog was born anywhere
FOOD_AFTER = re.compile(
    r" (?:pepper|sprouts?|broil|duck|legs?|fries|toast|bulldogs?|shepherds?|dressing|muffins?|"
    r"bread|cheese|butter|roulette|dolls?|cuisine|salad|coffee|terriers?|bake|steaks?)\b"
)
JOINED = re.compile(
    r"-(?:led|run|held|made|born|bound|built|wide|era|style|owned|[a-z]{3,}ed)(?![\w-])"
)
# Names that are first of all directions or common nouns; the gazetteer has towns of each.
DIRECTIONS = frozenset(
    "north south east west northeast northwest southeast southwest northern southern eastern "
    "western central centre center middle upper lower".split()
)
GENERIC = DIRECTIONS | frozenset(
    "region metro city town county state states capital coast island district province republic "
    "interstate highway route subway street avenue road park market union justice delta valley "
    "continent earth internet embassy parliament congress senate house court army navy board "
    "council conference the of sgt lt col capt dept ave blvd rd jr sr".split()
)
# Short forms of US states and Canadian provinces that are words or names without their stop.
ABBREVIATIONS = frozenset(
    "Ala Ark Cal Calif Colo Conn Del Fla Ga Ill Ind Kan Kans Ky La Mass Md Me Mich Minn Miss Mo "
    "Mont Neb Nev Okla Ont Ore Pa Penn Tenn Tex Va Vt Wash Wis Wyo Alta Sask Man Que".split()
)
MOVEMENTS = frozenset("houthi houthis taliban hamas hezbollah".split())
# What follows the name of its town: "Danbury police", "Glasgow City Council", "a Reno man".
CIVIC = frozenset(
    "police firefighters fire mayor council councillor city town courthouse court crown "
    "superior circuit municipal school schools high elementary university college hospital "
    "sheriff department man woman men women teen teenager couple family resident residents native "
    "officials officers authorities board public film community chamber businesses voters times "
    "post herald news tribune gazette observer ledger daily star journal chronicle mail echo "
    "telegraph examiner recorder zoo museum cathedral commission alliance festival metropolitan "
    "general regional rotary lions farmers airport station suburb district neighbourhood "
    "neighborhood area based volunteer taxpayers commissioners lawyer doctor teacher student "
    "students cop detective detectives jail prison office".split()
)
# verbs that people and governments do, never towns
SPEECH = frozenset(
    "say tell state announce report claim allege confirm deny warn accuse add note write argue "
    "explain suggest insist acknowledge declare describe assert assess estimate believe conclude "
    "reveal disclose dismiss reject condemn criticize criticise call urge ask predict admit reply "
    "respond maintain stress indicate seek want hope plan intend threaten agree refuse promise "
    "pledge offer negotiate sign buy sell supply provide send ship deliver receive get acquire "
    "purchase procure import export transfer give help support back arm rebuff decline demand vow "
    "launch fire strike attack bomb pay use withdraw recognise recognize welcome mix answer "
    "comment propose prepare consider know think expect need obtain rely face impose violate "
    "veto allow ban let deploy speak repeat".split()
)
ADDRESSED = frozenset(
    "thank accuse warn urge tell blame condemn criticise criticize ask press pressure assure "
    "inform notify sue sanction arm supply pay persuade convince".split()
)
DEALING = frozenset(
    "supply sell provide deliver seek get receive acquire want negotiate demand buy purchase "
    "obtain send ship transfer give sale supply delivery shipment export import support aid help "
    "tie relation deal talk agreement cooperation payment pressure ally alliance treaty contract "
    "request offer link trade procure return".split()
)
ACTORS_OWN = frozenset(
    "government ministry minister official officials authority president embassy mission army "
    "military force troops envoy ambassador leader war arsenal ally delivery shipment supply "
    "export consent permission support policy forces decision tally claim demand payment answer "
    "account statement drone missile shell weapon".split()
)
# nouns of which a town has one: "Pyongyang's airport" is in the town
SITES = frozenset(
    "airport port harbour harbor suburb district street square outskirts centre center airbase "
    "station neighbourhood neighborhood quarter region mayor population resident people sky "
    "hospital airspace river bank railway depot terminal subway metro skyline".split()
)
# whose a thing is that has a name too: "Toronto's Pearson airport"
OWNER = re.compile(r"(?P<name>[A-ZÀ-Þ][\w.-]+(?: [A-ZÀ-Þ][\w.-]+){0,3})(?:['’]s|(?<=s)['’]) (?=\w)")
