"""The words of supply and of attack: what the grammar rules of claims look for.

Lemmas in lower case. A word belongs here when it does in the field, not because one report
used it.
"""

import re

from geomap.records import Mode

__all__ = [
    "ABSTRACT",
    "AIRCRAFT",
    "AIRCRAFT_TYPE",
    "AMOUNT_TO",
    "ARMED",
    "ARMS",
    "ARRIVE",
    "BLOWS",
    "CARRIERS",
    "CARRY",
    "CEREMONY",
    "CIVIL",
    "CONTAINERS",
    "DEAL_BLOWS",
    "DEBRIS",
    "DEPART",
    "DESIGNATION",
    "FALL",
    "FIGHTERS",
    "FORCES",
    "GOODS_UNITS",
    "GROUPS",
    "LOAD",
    "MODE_WORDS",
    "NATURE",
    "NOUN_STRIKE",
    "NOUN_TRANSFER",
    "PASS",
    "PEOPLE",
    "PROMISE",
    "RECEIVE",
    "REQUEST",
    "SEIZE",
    "SENDERS",
    "SERVICES",
    "SHIPS",
    "STRIKE",
    "STRIKE_LAUNCH",
    "SUPPLY",
    "TARGETS",
    "TESTS",
    "TRIPS",
    "UNDERGO",
    "UNLOAD",
    "WARSHIPS",
    "WATCH",
    "WEAPONS",
    "WEAPON_NAME",
]  # fmt: skip


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# ---- verbs of transfer: who or what each argument is ----

# the subject gives (or carries); object the goods; from = origin, to = destination
SUPPLY = _words(
    "supply provide send ship deliver transfer export sell dispatch donate furnish forward "
    "smuggle consign arm equip hand give feed channel funnel reship lend gift bequeath traffic"
)
# the subject carries; object the goods; "pip" is what the parser makes of "piped", "rout" of
# "routed"
CARRY = _words(
    "transport move carry haul bring ferry fly airlift take convey truck rail transship tranship "
    "freight barge pipe pip steal loot plunder drive shift run redirect reroute relocate "
    "evacuate withdraw airdrop parachute travel go roll flow shuttle cart spirit "
    "fetch divert reroute route rout tow lug whisk bus wheel transplant"
)
# the subject gets
RECEIVE = _words("receive get obtain acquire import buy purchase procure secure")
# what is given is still to come
PROMISE = _words("pledge promise offer earmark")
LOAD = _words(
    "load embark reload stow collect put place crate palletise palletize lade"
)  # at/in = origin
UNLOAD = _words("unload discharge offload land disembark deposit")  # at/in = destination
ARRIVE = _words(
    "arrive dock berth call reach moor enter head steam anchor tie make bind due come return pull"
)  # at/in/to = destination
DEPART = _words("leave depart sail exit originate")  # object or from = origin
PASS = _words("pass cross transit traverse")  # object or through = via
SEIZE = _words("detain seize intercept interdict confiscate impound stop board capture")
# who watches ports and borders: what they take was on its way
WATCH = _words(
    "customs police policeman coastguard guard navy marine gendarme gendarmerie inspector "
    "officer patrol inspector authority agent constabulary"
)
# wishes, not movements: the subject would be the recipient
REQUEST = _words("seek want need request demand ask negotiate discuss acquire order")

NOUN_TRANSFER = _words(
    "delivery shipment supply transfer export import sale consignment flight voyage convoy transit "
    "transshipment transport airlift purchase handover dispatch provision supplying shipping trip "
    "train convoy traffic run journey rotation passage crossing haul haulage carriage conveyance"
)

# ---- verbs of attack ----

# "struck" is what the parser makes of one that opens a sentence, "gutte" of "gutted"
STRIKE = _words(
    "strike struck hit attack shell bomb bombard pound target destroy damage wreck raid rocket "
    "torpedo sink ravage blast assault hammer burn ignite explode crash detonate flatten "
    "devastate gut kill wound injure slam pummel "
    "batter smash obliterate pulverise pulverize ram torch cripple raze strafe rake rock shake "
    "pepper sabotage ambush derail scorch incinerate maim mortar strafe plaster pulverize mangle "
    "demolish crater bombard burnt torpedo dynamite gutte cratere level shatter puncture pierce "
    "riddle perforate topple crush annihilate decimate disable immobilise immobilize char blacken "
    "breach hole engage neutralize"
)
# the object is the weapon: at/on/against/towards = place hit, from = launch place
# what comes down where it was not aimed: "debris fell on", "a rocket landed in"
FALL = _words("fall land plunge rain crash come drop")
DEBRIS = _words("debris wreckage fragment shrapnel remnant rubble")
# verbs by which the subject takes a blow: "the port came under fire", "sustained two hits"
UNDERGO = _words("subject come suffer sustain endure undergo face take")
# no hand of man: "the storm hit Derna", "an earthquake destroyed"
NATURE = _words(
    "storm hurricane cyclone typhoon tornado earthquake quake tremor flood flooding tsunami "
    "landslide mudslide avalanche wildfire drought heatwave blizzard hail rain wind lightning "
    "gale squall snow sleet frost heat wave surge "
    "gas boiler firework eruption volcano virus disease epidemic pandemic outbreak recession "
    "inflation"
)
STRIKE_LAUNCH = _words(
    "launch fire drop use lob send direct aim unleash hurl loose rain pour throw fling sling walk "
    "shower discharge detonate"
)
NOUN_STRIKE = _words(
    "strike attack raid shelling bombardment explosion blast hit barrage salvo airstrike bombing "
    "assault fire bomb drone missile rocket impact salvos salvoes salvoe volley gunfire sortie"
)
# nouns of attack, and verbs that only carry them: "conducted a strike on"
BLOWS = _words(
    "strike attack raid shelling bombardment airstrike bombing assault barrage salvo blow sortie "
    "salvos salvoes salvoe volley"
)
DEAL_BLOWS = _words(
    "open carry conduct deliver inflict perform stage mount make execute deal continue follow"
)
TESTS = re.compile(
    r"\b(?:test(?:s|ed|ing)?(?:[- ](?:fir|launch)\w*)?|drills?|exercises?|rehears\w+|manoeuvres?|"
    r"maneuvers?|simulat\w+|satellites?|spaceport|parade[ds]?)\b|"
    r"\binto (?:the|its|their|his) (?:\w+ )?(?:seas?|waters?|ocean)\b|\btargets? at sea\b",
    re.I,
)

# ---- goods ----

ARMS = _words(
    "weapon weaponry arm armament munition ammunition ammo missile rocket shell round bomb warhead "
    "launcher artillery howitzer mortar gun rifle grenade mine torpedo drone uav tank armour armor "
    "vehicle explosive gunpowder propellant charge cartridge bullet jet fighter helicopter "
    "aircraft "
    "interceptor radar battery system gear equipment materiel matériel hardware component part "
    "engine unit electronics chip technology kit supply aid package fuse fuze section "
    "air-defence air-defense bradley uniform leopard abrams challenger marder bushmaster gepard "
    "patriot javelin stinger nlaw himars caesar krab bayraktar shahed geran mohajer iskander "
    "kalashnikovs kalibr tomahawk gripen rafale mirage typhoon detonator mortar-round silencer "
    "pistol firearm"
)
CIVIL = _words(
    "grain wheat corn maize barley rice flour sorghum soybean sugar salt oil crude fuel diesel "
    "petrol gasoline kerosene gas lng lpg coal coke iron ore steel metal scrap pipe fertiliser "
    "fertilizer urea ammonia potash timber lumber wood cement food medicine tent blanket water "
    "goods cargo freight cattle livestock cotton textile crane turbine blade machinery machine car "
    "lorry truck tractor bus generator chemical product produce commodity parcel pallet crop meat "
    "fish fruit vegetable sunflower copper gold aluminium aluminum uranium phosphate mail spare "
    "material biscuit tile seed petroleum naphtha bitumen asphalt pistachio lentil banana tea "
    "coffee "
    "butter poultry egg milk potato onion rubber lithium nickel cobalt zinc bauxite alumina "
    "sulphur "
    "sulfur clinker gravel sand marble glass pulp furniture phone clothes shoe coil billet "
    "rapeseed canola soya oat rye millet sesame nitrate sulphate soda feed biodiesel ethanol "
    "methanol jet-fuel "
    "palm pea bean date apple citrus tobacco beer wine condensate gasoil lubricant locomotive "
    "goat sheep camel cow "
    "coltan cassiterite tantalite tin cobalt gypsum mercury salts "
    "transformer reactor pump rig cocaine heroin cigarette ivory charcoal plywood"
)
CONTAINERS = _words(
    "container teu box crate wagon railcar truckload shipload load shipment consignment cargo "
    "batch "
    "column tonne ton tons t mt drum sack canister bale barrel pallet carload trainload lot "
    "delivery boxcar trailer parcel "
    "package"
)
# what may be counted where goods are not
TRIPS = _words(
    "flight voyage trip run sailing landing journey crossing sortie ship vessel freighter tanker "
    "dhow barge boat plane aircraft jet train wagon truck lorry convoy tanker shipment delivery "
    "consignment cargo rotation"
)
AMOUNT_TO = _words("total reach amount rise fall exceed hit stand climb drop jump come average")
GOODS_UNITS = _words(
    "tonnes tons barrels containers wagons railcars truckloads shells rounds missiles drones "
    "rockets "
    "boxes crates pallets litres bushels"
)
# persons: their movement is no transfer of goods
PEOPLE = _words(
    "troop soldier worker people person refugee migrant prisoner delegation adviser advisor "
    "instructor officer official passenger tourist volunteer mercenary personnel "
    "crew engineer technician student child civilian man woman team minister leader president "
    "force contingent brigade envoy diplomat hostage body ambassador expert lawmaker "
    "observer monitor inspector peacekeeper medic doctor nurse journalist reporter recruit cadet "
    "trainee conscript reservist commando paratrooper rebel insurgent militant militiaman "
    "youngster winger striker defender midfielder goalkeeper coach actor musician dancer singer "
    "artist employee traveller commuter visitor "
    "gendarme policeman teacher farmer fisherman survivor casualty patient victim colleague "
    "senior resident customer consumer household family shopper constituent pupil neighbour "
    "neighbor parent homeless seeker detainee captive suspect convict immigrant asylum-seeker "
    "sailor guest player fan athlete supporter pilgrim evacuee guard spectator voter prisoner"
)
ABSTRACT = _words(
    "speech message letter warning statement report information intelligence datum evidence "
    "support help backing signal note blow tribute proposal answer verdict judgment account "
    "presentation lecture opinion news view talk visit power control responsibility assistance "
    "training advice money fund payment loan image photo photograph picture document resolution "
    "anecdote handshake gift greeting applause confidence feedback benefit passage access "
    "permission shelter refuge asylum priority hope chance opportunity birth rise order impression "
    "pleasure joy comfort courage job murder crime death boost lesson reason idea thought glimpse "
    "taste"
)

# ---- what carries goods, and the mode that says ----

# types of arms: "24 F-16s", "S-300", "T-72B3", "Mi-17"
DESIGNATION = re.compile(r"^(?:[A-Z][A-Za-z]{0,4}-\d{1,4}[A-Z\d]{0,4}s?|[A-Z]{2,5}\d{1,3}s?)$")
# what is handed over to honour: no goods
CEREMONY = _words("medal trophy award prize honour honor flower wreath flag souvenir ballot vote")
AIRCRAFT_TYPE = re.compile(
    r"^(?:(?:Il|IL|An|AN|Tu|Mi|Su|MiG|C|Ka)-?\d+\w*|(?:Boeing|Airbus|Antonov|Ilyushin)s?(?:-?\d+\w*)?)$"
)
AIRCRAFT = _words(
    "plane aircraft aeroplane airplane flight jet airliner airlift transporter helicopter il-62m "
    "il-62 il-76 il-76td an-124 an-26 an-12 airbridge airline "
    "airlines airways"
)
SHIPS = _words(
    "ship vessel freighter tanker carrier bulker boat dhow ferry barge coaster containership "
    "merchantman landing-ship trawler tug skiff dinghy speedboat supertanker suezmax aframax vlcc "
    "reefer feeder ro-ro lighter schooner pirogue canoe"
)
WARSHIPS = _words("warship destroyer frigate corvette cruiser submarine minesweeper gunboat")
SHIPS |= WARSHIPS
CARRIERS = AIRCRAFT | _words(
    "ship vessel freighter tanker carrier bulker boat dhow ferry barge coaster train wagon railcar "
    "lorry truck convoy tractor trailer containership merchantman landing-ship skiff dinghy "
    "speedboat supertanker suezmax aframax vlcc reefer feeder ro-ro lighter schooner pirogue canoe "
    "flatcar flatbed hopper bowser pickup van transporter"
)
# "by rail", and the second of "by rail and sea"
_BY = (
    r"by (?:(?:sea|ship|rail|train|road|truck|lorry|air|plane) (?:and|then|or) (?:then )?(?:by )?)?"
)
MODE_WORDS: tuple[tuple[Mode, re.Pattern[str]], ...] = (
    ("sea", re.compile(
        rf"\b(?:{_BY}(?:sea|ship|boat|water|barge|vessel|ferry)|(?:cargo |container )?(?:ships?|"
        r"vessels?|"
        r"freighters?|tankers?(?! (?:trucks?|lorr))|dhows?|barges?|ferry|ferries|boats?|"
        r"bulk carriers?|bulkers?|"
        r"coasters?)|"
        r"sail(?:s|ed|ing)?|dock(?:s|ed|ing)?|moored|berth(?:ed)?|seaborne|maritime|port calls?|"
        r"barged|shipload\w*|transponder|afloat|steamed|set sail|sea routes?|voyages?)\b", re.I)),
    ("rail", re.compile(
        rf"\b(?:{_BY}(?:rail|train)|trains?|railways?|railroads?|"
        r"rail(?:cars?)?(?! (?:strike|work|union))|wagons?|boxcars?|"
        r"locomotives?|freight cars?|sidings?)\b", re.I)),
    ("road", re.compile(
        rf"\b(?:{_BY}(?:road|truck|lorry)|lorr(?:y|ies)|truck(?:s|ed|ing)?|convoys? of (?:trucks|"
        r"lorries|tankers|vehicles)|overland|by land|highway|motorway)\b", re.I)),
    ("air", re.compile(
        rf"(?<![-\w])(?:{_BY}(?:air|plane|aircraft)|(?:cargo |transport )(?:aircraft|jets?)|"
        r"planes?|aeroplanes?|airliners?|an aircraft|the aircraft|airlift(?:ed|s)?|flown|flew|"
        r"flights?|fly|flies|air ?bridges?|landed at|Il-\d\d\w*|Antonovs?|Ilyushins?|"
        r"An-\d\d+\w*|C-17s?|C-130s?)\b")),
)  # fmt: skip

# ---- weapons and what they strike ----

WEAPONS = _words(
    "missile rocket drone shell bomb artillery warhead projectile uav mortar howitzer gun torpedo "
    "warplane jet bomber munition grenade airstrike shelling iskander kalibr kinzhal shahed geran "
    "himars grad smerch tornado kn-23 kn-24 hwasong storm-shadow atacms interceptor fire barrage"
)
WEAPON_NAME = re.compile(
    r"\b(?:(?:ballistic|cruise|hypersonic|anti-ship|anti-tank|air-to-ground|surface-to-air|guided|"
    r"glide|cluster|naval|sea|attack|kamikaze|exploding|suicide|long-range|short-range|"
    r"medium-range|mortar|artillery|rocket|car|truck|"
    r"Iranian|North Korean|Russian|Shahed|Geran|Kalibr|Kinzhal|Iskander(?:-[MK])?|Kh-\d+\w*|KN-\d+|"
    r"Hwasong-\d+\w*|Shahed-\d+|Lancet|Grad|Smerch|S-[34]00|ATACMS|HIMARS|Storm Shadow|Su-\d\d|"
    r"Orlan|Mohajer-\d|Fath-\d+|FAB-\d+)[ /-])*"
    r"(?:(?:(?:missile|drone|rocket|bomb|shell|mine|torpedo|projectile|mortar|warplane|jet|UAV)s?|"
    r"artillery|shelling|guns|(?:unmanned|uncrewed|remote-controlled|explosive) (?:aerial )?"
    r"(?:vehicles?|boats?|craft)|shellfire)\b)"
    r"|\b(?:Kalibrs?|Kinzhals?|Iskander(?:-[MK])?s?|Shaheds?|Geran-\d|ATACMS|HIMARS|KN-\d\d|"
    r"Hwasong-\d+\w*)\b",
    re.I,
)
# works and stores that send goods: where they stand is where the goods come from
SENDERS = _words(
    "refinery plant factory works depot arsenal warehouse terminal mill mine smelter shipyard yard "
    "base elevator silo workshop quarry farm store storehouse"
)
TARGETS = _words(
    "base airfield airport port depot arsenal warehouse terminal refinery plant station hospital "
    "college school building house hotel bridge substation grid infrastructure city town village "
    "camp market factory workshop silo shipyard headquarters barracks ship vessel tanker carrier "
    "site facility position target storage store tank farm convoy runway hangar radar launcher "
    "district neighbourhood block apartment church university kindergarten centre center quay "
    "harbour harbor dock pier elevator yard shed tent freighter boat warship "
    "cave tunnel hideout bunker trench dugout checkpoint outpost stronghold compound mosque "
    "clinic monastery dormitory prison wharf weir dam sluice mast antenna transformer pipeline "
    "granary mill bakery orchard garage hostel restaurant cafe culvert railway jetty crane "
    "waterworks reservoir mine quarry smelter foundry drydock laboratory ministry embassy "
    "consulate column battery ambulance bus"
)

# ---- who ----

# what stands for a state without its name: "the army bombed"
FORCES = _words(
    "army military navy warplane warship jet fighter air-force force junta regime troop gunner"
)

# armed groups and alliances that are no country: the name we give, a pattern, the country they
# act from (ISO code)
GROUPS: tuple[tuple[str, re.Pattern[str], str | None], ...] = (
    ("Houthis", re.compile(r"\b(?:Houthis?|Houthi-(?:run|held|led|linked)|Ansar Allah)\b"), "YE"),
    ("RSF", re.compile(r"\b(?:RSF|Rapid Support Forces)\b"), "SD"),
    ("Hezbollah", re.compile(r"\b(?:Hezbollah|Hizbullah|Hizbollah)\b"), "LB"),
    ("Hamas", re.compile(r"\bHamas\b"), "PS"),
    ("Islamic State", re.compile(r"\b(?:Islamic State|ISIS|ISIL|Daesh)\b"), None),
    ("Al-Shabaab", re.compile(r"\b[Aa]l-Shabaab\b"), "SO"),
    ("Taliban", re.compile(r"\bTaliban\b"), "AF"),
    ("Wagner", re.compile(r"\bWagner\b"), "RU"),
    ("LNA", re.compile(r"\b(?:LNA|Libyan National Army|Haftar(?:'s forces)?)\b"), "LY"),
    ("M23", re.compile(r"\bM23\b"), "CD"),
    ("Boko Haram", re.compile(r"\bBoko Haram\b"), "NG"),
    ("JNIM", re.compile(r"\bJNIM\b"), "ML"),
    ("Arakan Army", re.compile(r"\bArakan Army\b"), "MM"),
    ("Baloch Liberation Army", re.compile(r"\bBalo?u?ch Liberation Army\b|\bBLA\b"), "PK"),
    ("Islamic Resistance in Iraq", re.compile(r"\bIslamic Resistance in Iraq\b"), "IQ"),
    ("Islamic Jihad", re.compile(r"\bIslamic Jihad\b"), "PS"),
    ("SDF", re.compile(r"\bSDF\b|\bSyrian Democratic Forces\b"), "SY"),
    ("PKK", re.compile(r"\bPKK\b"), None),
    ("TPLF", re.compile(r"\bTPLF\b"), "ET"),
    ("ELN", re.compile(r"\bELN\b"), "CO"),
    ("JNIM", re.compile(r"\bJNIM\b"), "ML"),
)
# services and forms of address that stand for a state, by ISO code
SERVICES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("IL", re.compile(r"\b(?:IDF|IAF|Israel Defen[cs]e Forces|Mossad)\b")),
    ("IR", re.compile(r"\b(?:Islamic Republic|IRGC|Revolutionary Guards?(?: Corps)?)\b")),
    (
        "US",
        re.compile(
            r"\b(?:CENTCOM|Central Command|AFRICOM|Pentagon|State Department|White House)\b"
        ),
    ),
    ("UA", re.compile(r"\b(?:SBU|HUR|GUR|Security Service of Ukraine)\b")),
    ("RU", re.compile(r"\b(?:FSB|GRU|Kremlin)\b")),
    ("SD", re.compile(r"\b(?:SAF|Sudanese Armed Forces)\b")),
    ("KP", re.compile(r"^(?:[Tt]he )?North$|\bDPRK\b")),
    ("KR", re.compile(r"^(?:[Tt]he )?South$")),
    ("AE", re.compile(r"\bthe Emirates\b|\bEmirati\b")),
)
# who fights for a group, not for a state
# "gunmen": at the head of a line the parser takes the plural for a name
FIGHTERS = _words(
    "fighter militant rebel insurgent gunman gunmen jihadist militia terrorist guerrilla assailant"
)
ARMED = re.compile(
    r"\b(?:army|navy|air force|forces?|troops|military|militants?|fighters|rebels|gunners|jets|"
    r"warplanes|aircraft|occupiers|invaders|militia|guards?|separatists)\b",
    re.I,
)
