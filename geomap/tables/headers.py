"""What people call the columns of their tables."""

import re

__all__ = [
    "AXES", "DAY_WORDS", "FILLERS", "HIGH", "IN_MILLIONS", "IN_THOUSANDS", "LOW", "PLACE_WORDS",
    "POSITIONS", "SYNONYMS", "VOLUMES",
]  # fmt: skip

# One paragraph a slot: its name, then what headers call it, folded and without `FILLERS`.
SYNONYMS = """
kind: kind | event type | sub event type | type event | attack type | attacktype1 txt
date: date | when | day | datum | dated | time | timestamp | date time | datetime | period | year
    delivery | years delivery | year deliveries | delivery date | ship date | iyear | sqldate |
    eventdate | date of event | report date | date reported
start: start | begin | beginning | since | date start | start date | time start | date from | from
    date | departed | departure date | departure time | dep time | loaded | first day | etd |
    sailed | atd | ets | ats | dep | sailing | sailing date | bill lading | bill lading date |
    bl date | b l date | b l | bl
end: end | until | date end | end date | time end | date to | to date | arrived | arrival date |
    last day | eta | ata | discharged | unloaded | delivered | eta next | arrival time | arr time
    | arr | arvd | arrd
berthed: berthed | berthing | berthed on | berth date | berthing date | etb | atb | docked
year: year
month: month | imonth
day: day month | iday
place: place | current port | location | where | site | city | town | village | settlement | field
    | oil field | gas field | facility | installation
    | place name | placename | locality | port | area | city town | location name | position
    | port name | where coordinates | actiongeo fullname | action geo full name
    | action geo fullname
target: target | target main | place hit | targeted | hit | struck | object
inside: region | admin1 | adm 1 | oblast | province | state | provstate | admin 1 | governorate
district: township | district | county | raion | rayon | municipality | commune | subdistrict
    | adm 2 | admin 2 | admin2
country: country | country txt | country name | nation | iso
origin: origin | from | dep airport | departure airport | origin airport | adep | port loading |
    loading port | load port | departure | departure port | port departure | loaded at |
    source port | loading | pol | exporter port | shipped from | origin port | port origin |
    sender | loadport | load pt | l port | lport | ld port | ldport | port lading | port shipment
origin_country: origin country | country origin | from country | departure country | country
    departure | country loading | loading country
destination: destination | to | arr airport | arrival airport | destination airport | ades |
    port discharge | discharge | discharge port | arrival | arrival port | port arrival |
    unloaded at | pod | disport | dischport | disch port | disch | d port | dport | disch pt |
    discport | discharging port | discharging | unloading | unloading port | port unloading |
    destn | dest | delivered to | shipped to | destination port | port destination
destination_country: destination country | country destination | to country | arrival country |
    country arrival | country discharge | discharge country
next: next port | next port call | next destination | next
previous: previous port | last port | last port call | prior port | previous port call
via: via | through | transit | route via | waypoint | waypoints | passing | port call | port calls
    | transit port | transshipment | stopover | crossing | crossing point | border crossing
    | border point | checkpoint
route: route | from to | voyage | leg | itinerary
launch: launch | launch place | launch site | launched from | fired from | launch point |
    launching place | launch location | launch area
mode: mode | mode transport | transport | means | transport mode
carrier: carrier | aircraft | aircraft type | by | carried by | conveyance | transporter | shipped
    by | transported by
vessel: vessel | tanker | tanker name | m v | mv | ship | vessel name | ship name | vessels
    | ships | boat | name vessel | name ship | vsl | vsl name | mt name | m t
imo: imo | imo no | vessel imo
what: what | what hit | what struck | description | event | details | summary | headline | what
    happened | incident | damage | event description | title | sub type | type | category | where
    description
cargo: cargo | description goods | goods description | cargo description | description cargo
    | nature cargo | type cargo | cargo type | type goods | grade | goods | items | item | commodity
    | load | freight | weapon designation | designation | equipment | product | weapon category
    | materiel | shipment | contents
weapon: weapon | weapons | munition | munitions | model | weapon type | weapon used | means attack
    | weaptype1 txt | type weapon | projectile | missile type | drone type | weapon description |
    weapon system
attacker: attacker | attacked by | perpetrator | actor | actor1 | side a | by whom | gname |
    belligerent | perpetrators | responsible | actor1name | actor1 name
supplier: supplier | exporter | seller | supplied by | donor | supplying country | shipper |
    supplier country | exporting country
recipient: recipient | importer | buyer | receiver | consignee | receiving country | recipient
    country | customer | importing country
quantity: quantity | qty | amount | count | how many | how much | number | volume | launched | no |
    nr | number delivered | quantity delivered | delivered quantity | number items |
    number weapons | size | pieces | tonnage | payload | weight | mass | cargo weight |
    metric tons | qtty | qnty | quantum | intake | parcel size | units delivered |
    number units delivered
ordered: number ordered | quantity ordered | ordered quantity | ordered | order quantity | pledged
    | units pledged | number units pledged
order_date: year order | order date | year ordered | date order
unit: unit | units | uom | unit measure | measure
killed: killed | dead | deaths | fatalities | kia | nkill | fatal | people killed | civilians
    killed | killed people | died | deaths best | best estimate deaths
injured: injured | wounded | hurt | wia | nwound | injuries | people injured | people wounded |
    civilians injured | injured people
casualties: casualties | victims | losses people
cameo: event code | eventcode | cameo | cameo code
where_prec: where prec | where precision
geo_precision: geo precision | geoprecision
claimant: claimant | claimed by | according to | attribution | who says | said by | source name |
    asserted by | attributed to
source: source | sources | info source | reference | references | citation | src | report |
    reported by | reported | info from | informant | told by | source article
url: url | link | source url | source link | web | href | website | links
status: status | verification | verified | confidence | certainty | claim status | confirmation |
    confirmed
denied: denied by | denial | denials | who denies
remarks: remarks | remark | notes | note | comment | comments | caveat | caveats | observations |
    crew | crew status | additional info | other information
lat: lat | lat dd | latitude | actiongeo lat | action geo lat | y | lat deg | ycoord
lon: lon | lon dd | long dd | lng dd | long | actiongeo long | action geo long | action geo lon
    | longitude | lng | x | lon deg | xcoord
index: id | index | row | serial | event id | ref | event id cnty | eventid | record | # |
    globaleventid | mmsi | callsign | registration | flag | relid
"""

AXES = frozenset({"lat", "lon"})
# Columns whose cells are whole positions: "49.9935, 36.2304", "37U CR 01454 41196".
POSITIONS = frozenset((
    "coordinates", "coords", "gps", "gps coordinates", "coordinates wgs84", "mgrs", "mgrs grid",
    "grid", "grid reference", "map reference", "latlon", "latlong", "latlng",
))  # fmt: skip

# Words that headers are padded with: "Date of the incident (UTC)", "No. of persons killed".
FILLERS = frozenset(
    "of the a an event incident attack strike reported official officially estimated est approx "
    "utc gmt local total persons person in at name names original s if known any main was "
    "were".split()
)

# "From / port", "place of loading": words that only say that an end of a voyage is a place
DAY_WORDS = frozenset("date day time".split())
PLACE_WORDS = frozenset("port city town place location airport terminal harbour harbor".split())
LOW = frozenset("low lower min minimum least".split())
HIGH = frozenset("high higher upper max maximum most".split())
# cubic metres, as tables write them
VOLUMES = frozenset((
    "m3", "m³", "cbm", "cu m", "cu.m", "cu. m", "cum", "cubic metre", "cubic metres",
    "cubic meter", "cubic meters",
))  # fmt: skip
# Numbers told in thousands or millions: "qty (000 t)", "volume, mln barrels", "kt"
IN_THOUSANDS = re.compile(
    r"(?:['’`]?000'?s?|x\s?1[ ,.]?000|thousands?|thsd|ths|k(?=(?:t|b|bbls?)$))\s*(?:of\s+)?"
)
IN_MILLIONS = re.compile(r"(?:x\s?1[ ,.]?000[ ,.]?000|millions?|mln|mio|mn)\.?\s*(?:of\s+)?")
