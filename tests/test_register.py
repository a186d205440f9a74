"""Ordinary news strikes, hits, sends and brings too: it must tell no claims."""

import hashlib

import pytest

from geomap.claims.register import register_of
from geomap.language import parse_all
from geomap.pipeline import read_document
from geomap.records import Document

# longer than a document that need not say what it is about
ORDINARY = {
    "match": """Bergamo struck twice in the last ten minutes to beat Verona 3-2 on Sunday and stay
on top of the league. The visitors hit the post in the first half, launched attack after attack and
looked like winning when their captain fired a free kick past the goalkeeper. But Bergamo's coach
sent on two strikers, and the home fans had their reward when a shot from 30 metres destroyed the
last hopes of the players from Verona. The team travels to Naples by train on Wednesday for the
quarter-final of the cup. Defender Luca Moro, who was carried from the pitch, was taken to a
hospital in Milan. The club, which has brought in five players from Brazil this season, said that a
bomb hoax had delayed the match by a quarter of an hour. Verona received a lot of praise.""",
    "weather": """A hailstorm hit the vineyards around Tokaj on Friday evening and destroyed a third
of the crop, growers said. Stones the size of eggs struck cars and greenhouses; a man of 60 was
killed when a tree crashed on his van near Miskolc, and four people were injured. The storm moved
from Slovakia to Romania within three hours. An explosion in a transformer left 4,000 homes without
power, and a fire damaged the railway station of Nyiregyhaza. Trains from Budapest to Kosice were
stopped until midnight. "It sounded as if shells were falling on the roof," said Erzsebet Balogh,
whose family lost everything. The mayor said that the town would send a bill to the insurers. A
second storm could hit the region on Sunday. Buses brought stranded travellers from Miskolc to the
capital, and a charity delivered food to families in two villages.""",
    "street": """A man of 24 was charged on Tuesday with attacking three people in a park in Leeds
and with stealing a car from a garage in Bradford. The court heard that he had struck a student
with a bottle, wounded her brother and hit a guard who came to help. Police said that he drove the
car from Bradford to Hull, where it ran into a wall and was destroyed by fire. Officers shot at its
tyres. A woman of 80 was killed in the crash. The judge, who called it a raid on the peace of a
quiet street, sent him to prison until the trial. His lawyer said that he had been under attack
from voices in his head. Neighbours heard a blast when the tank of the car exploded. Two of the
victims were taken by helicopter to Manchester. It was the third attack of its kind this year.""",
    "journey": """The airline Norvik said on Monday that it would fly from Stavanger to Krakow again
from June, after a pause of four years. There will be three flights a week, and tickets cost from 49
euros. The company also adds seats from Bergen to Split and from Oslo to Palma. Its planes carried
1.9 million passengers last year, fewer than before the pandemic hit the trade. Last month one of
its aircraft was struck by a bird after take-off from Trondheim and flew back to the airport; nobody
was hurt. Travellers to Split had to wait nine hours until another plane arrived from Oslo. Tourism
boards in Poland welcomed the news. "We hit rock bottom and we are coming back," said the chief
executive. A train to the airport will run from Stavanger twice an hour, and buses will bring
travellers from Sandnes and Bryne to the terminal.""",
    "screen": """There is a moment in "Black Ferry", the new film by the director Ana Sousa, in
which a missile hits a lighthouse off Porto and nobody in the cinema laughs. It is hard to say why.
The plot, in which rifles are shipped from Hamburg to Luanda in crates of dolls, has been told in a
dozen novels, and the scenes in the harbour are stolen from better films. Yet the actress Rita Melo
carries the story from Lisbon to Porto on her shoulders, and the songs strike the right note. When
bombs destroy the gang's ship, one is almost sorry. The singer Paulo Reis, who plays her brother,
was hit by a car during the shooting and limps through the last scene. The audience at the premiere
in Venice was struck dumb. The soundtrack was recorded by an orchestra in Prague.""",
}


@pytest.mark.parametrize("text", ORDINARY.values(), ids=ORDINARY.keys())
def test_ordinary_news_tells_no_claims(text, gazetteer):
    document = Document(
        id="doc", source="doc.txt", text=text, published="2024-05-20",
        text_sha256=hashlib.sha256(text.encode()).hexdigest(),
    )  # fmt: skip
    claims = read_document(document, next(parse_all([(text, ())])), gazetteer).claims
    assert [(c.kind, c.what, c.evidence[0].text) for c in claims] == []


@pytest.mark.parametrize("name", ["match", "screen"])
def test_a_match_and_a_film_are_told_by_their_words(name):
    assert register_of(ORDINARY[name]).at_play


def test_a_war_report_is_no_match_for_its_stadium():
    text = "Rockets hit the stadium, troops said, and shells killed two players of the home team."
    register = register_of(text)
    assert register.at_war
    assert not register.at_play


def test_every_form_of_a_word_counts_once():
    assert register_of("bomb bombs bombed bombing").war == 1
    assert register_of("bomb missile").war == 2


def test_a_long_text_without_freight_or_war_carries_people():
    words = "Nothing of note was said by anybody at all that day. " * 20
    assert not register_of(words).of_goods
    assert register_of(words + "The cargo was grain.").of_goods
    assert not register_of(words + "Passengers, tourists and commuters left.").of_goods
