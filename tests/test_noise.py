import json
from pathlib import Path

import pytest

from geomap.sources import find_noise, mark_duplicates, read_sources

EVAL = Path(__file__).parents[2] / "shared" / "eval" / "events"
SEEDS = Path(__file__).parents[2] / "shared" / "seeds"

BODY = """Grain ship turns back off Constanta

A bulk carrier with wheat for Alexandria turned back off Constanta on Tuesday after its \
engine failed, the harbour master of Constanta said. Nobody was hurt, and the wheat is dry.

The Marisol, which flies the flag of Panama, had left Odesa on Monday. It was towed to \
Constanta by two tugs, where the crew of the Marisol will wait for parts from Istanbul.
"""
END = "The owner of the Marisol said that she would sail for Alexandria within a week."


def labels(text):
    return {text[n.start : n.end]: n.type for n in find_noise(text)}


def test_a_report_alone_has_no_noise():
    assert find_noise(BODY + "\n" + END) == ()


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Home » Ports » Black Sea", "navigation"),
        ("World | Shipping | Sign in", "navigation"),
        ("Asia Business Featured World News", "navigation"),
        ("Share this article", "navigation"),
        ("Facebook Twitter WhatsApp Email", "navigation"),
        ("#grain #BlackSea #ports", "navigation"),
        ("Tags: grain, Black Sea, Egypt", "navigation"),
        ("4 min read", "navigation"),
        ("(Photo by Ana Pop/Port Authority)", "credit"),
        ("Photo: a carrier under tow (harbour authority)", "credit"),
        ("Tugs bring in a carrier at dusk. [Ana Pop/AFP]", "credit"),
        ("Source: Delta Harbour News", "credit"),
        ("Image caption, The harbour of Constanta in May", "credit"),
        ("Reporting by Ana Pop in Odesa; editing by Ion Luca", "credit"),
        ("By clicking on send you agree to our privacy policy.", "footer"),
        ("desk@delta-harbour.example", "footer"),
        ("When using materials of this site a link to the first paragraph is required.", "footer"),
        ("The best of the week, in your inbox", "subscription"),
        ("© 2024 Delta Harbour News. All rights reserved.", "footer"),
        ("Sign up for our daily newsletter", "subscription"),
        ("Follow us on Telegram", "subscription"),
        ("Be the first to comment", "comments"),
        ("Read more: Tug drivers want more pay", "related_links"),
        ("Sponsored: the best knives for your kitchen", "advertisement"),
        ("Winter tyres from only $49, order now", "advertisement"),
        (
            "Our newsroom is reader-funded: become a member for 4 euros a month.",
            "donation_appeal",
        ),
        (
            "If you enjoy our reporting, please donate. Every euro helps keep this site free.",
            "donation_appeal",
        ),
    ],
)
def test_a_line_between_paragraphs_is_known_for_what_it_is(line, kind):
    assert labels(f"{BODY}\n{line}\n\n{END}") == {line: kind}


@pytest.mark.parametrize(
    "line",
    [
        "Three ships under tow",  # a subheading
        "“We will support you for as long as it takes,” the minister told the port's crews.",
        "The union said that every donation helps and that it relies on the support of members.",
        "Related charges were brought against the owner of the Marisol in May, the court said.",
        "The port authority said it would share the report with the harbour master of Odesa.",
        "Home port of the vessel: Constanta",
        "The ministry follows the ship on radar, and comments on the case were not to be had.",
        "- Marisol, 30,000 tonnes of wheat, from Odesa",
        "Reporting by drone operators was slow, the harbour master said on Tuesday evening.",
        "Photographs of the ship show that her deck cargo was still in place on Tuesday.",
    ],
)
def test_lines_of_a_report_stay(line):
    assert labels(f"{BODY}\n{line}\n\n{END}") == {}


def test_links_after_a_heading_end_where_the_report_goes_on():
    links = "Read also:\n- Tug drivers strike in Varna\n- A bridge for Galati"
    found = labels(f"{BODY}\n{links}\n\n{END}")
    assert list(found) == links.split("\n")
    assert set(found.values()) == {"related_links"}


def test_a_feed_of_other_articles_runs_to_the_end():
    feed = (
        "Related Stories\n\nInland Herald\n20 minutes ago\nFire in a Denver bakery\n"
        "A fire broke out in a bakery in Denver early on Friday, and two people were taken to "
        "a hospital, the fire department said.\n\n"
        "Coast Mail\n2 hours ago\nBoat race in Cowes\n"
        "The Marisol and the other boats at Constanta were not in the race, said the club.\n"
    )
    text = f"{BODY}\n{END}\n\n{feed}"
    noisy = "".join(labels(text))
    assert all(line in noisy for line in feed.split("\n"))
    assert "other_article" in labels(text).values()
    assert END not in labels(text)


def test_a_summary_under_a_headline_is_another_article_even_if_it_names_the_same_places():
    feed = (
        "More from Delta Harbour News\nWheat prices fall in Constanta\n"
        "Wheat in Constanta was cheaper on Monday than in any week since May, and the Marisol "
        "had no part in it, traders said."
    )
    found = labels(f"{BODY}\n{END}\n\n{feed}")
    assert len(found) == 3
    assert END not in found


def test_comments_run_to_the_end():
    remark = "I saw it in Varna and it was not on fire at all, so who said that it was?"
    found = labels(f"{BODY}\n{END}\n\nComments (2)\nanna: what about Varna?\n{remark}")
    assert list(found.values()) == ["comments"] * 3


def test_a_comment_counter_in_the_middle_does_not_end_the_report():
    goes_on = "The Marisol was inspected in Constanta by the flag state in June, the owner said."
    assert labels(f"{BODY}\n3 comments\n\n{goes_on}\n\n{END}") == {"3 comments": "comments"}


def test_a_heading_at_the_top_does_not_swallow_the_report():
    found = labels(f"Latest news\n- Fire in Denver\n\n{BODY}\n{END}")
    assert list(found) == ["Latest news", "- Fire in Denver"]


def test_a_menu_of_short_lines_above_the_report():
    menu = "World\nBusiness\nPorts\nOpinion\nSign in"
    assert list(labels(f"{menu}\n{BODY}\n{END}")) == menu.split("\n")


def test_an_advertisement_takes_the_lines_glued_to_its_heading():
    text = f"{BODY}\nADVERTISEMENT\nFly to Rome\n\n{END}"
    assert list(labels(text)) == ["ADVERTISEMENT", "Fly to Rome"]


def test_an_empty_advertisement_slot_does_not_take_the_report():
    assert labels(f"{BODY}\nAdvertisement\n{END}") == {"Advertisement": "advertisement"}


def test_headlines_at_the_end_without_a_heading():
    links = "Fire in a Denver bakery\nNew bridge opens in Lyon\nBoat race held in Cowes"
    assert list(labels(f"{BODY}\n{END}\n\n{links}")) == links.split("\n")


def test_a_line_in_the_text_that_is_also_a_link_below_it():
    link = "Tug drivers strike in Varna"
    text = f"{BODY}\n{link}\n\n{END}\n\nRead also:\n- {link}\n- A bridge for Galati"
    assert [n.type for n in find_noise(text)] == ["related_links"] * 4


def test_spans_are_sorted_apart_and_inside_the_text():
    text = f"Home » A » B\n{BODY}\nRead also:\n- One\n- Two\n© 2024 X\n"
    spans = find_noise(text)
    assert len(spans) == 5
    edges = [edge for n in spans for edge in (n.start, n.end)]
    assert edges == sorted(edges)
    assert edges[-1] <= len(text)


@pytest.mark.parametrize(
    "line",
    ["| a " * 75, "» " * 140, "(photo " * 42, "about us | a " * 23, "x x " * 75, "only 1 " * 42],
)
def test_hostile_lines_take_no_time(line):
    # 200 lines; a pattern that backtracks takes minutes on one
    assert len(find_noise("\n".join([line[:300]] * 200))) <= 200


# ---- duplicates ----


def documents(tmp_path, **texts):
    for name, text in texts.items():
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    return mark_duplicates(list(read_sources([str(tmp_path)])))


def test_a_paragraph_told_twice_is_noise_the_second_time(tmp_path):
    first = BODY.split("\n\n")[1]
    again = first.replace("Nobody was hurt, and", "No one was hurt, and")
    (found,) = documents(tmp_path, a=f"{BODY}\n{again}\n\n{END}")
    assert [(found.text[n.start : n.end], n.type) for n in found.noise] == [(again, "duplicate")]


def test_copies_of_a_document_name_the_earliest_and_stay(tmp_path):
    found = documents(
        tmp_path,
        a=BODY + END,
        b=BODY.replace("two tugs", "three tugs") + END,
        c="A quite different report, about a train that left Lviv on Sunday with empty wagons.",
        d=f"Home » Ports » Black Sea\n{BODY}{END}",
    )
    copies = {d.id: [note for note in d.notes if "near" in note] for d in found}
    copy = ["near-duplicate of a"]
    assert copies == {"a": [], "b": copy, "c": [], "d": copy}


def test_another_report_of_the_same_event_is_no_copy(tmp_path):
    other = (
        "Engine trouble sends wheat carrier home\n\nThe Marisol broke down on Tuesday with wheat "
        "for Alexandria on board and had to be towed to Constanta by two tugs. She had left "
        "Odesa a day earlier, the harbour master of Constanta said, and nobody was hurt."
    )
    found = documents(tmp_path, a=BODY, b=other)
    assert not any("near-duplicate" in note for d in found for note in d.notes)


# ---- measured on the workplace's evaluation texts ----


@pytest.mark.skipif(not EVAL.exists(), reason="the shared evaluation texts are not here")
def test_noise_of_the_evaluation_texts_precision_and_recall():
    hit = wrong = missed = 0
    for line in (EVAL / "gold.jsonl").read_text(encoding="utf-8").splitlines():
        gold = json.loads(line)
        if not gold["file"].endswith(".txt"):
            continue
        text = (EVAL / "docs" / gold["file"]).read_bytes().decode()
        noisy = {i for n in find_noise(text) for i in range(n.start, n.end)}
        want = {i for n in gold.get("noise", ()) for i in range(n["start"], n["end"])}
        space = {i for i, c in enumerate(text) if c.isspace()}
        hit += len((noisy & want) - space)
        wrong += len((noisy - want) - space)
        missed += len((want - noisy) - space)
    assert hit / (hit + wrong) >= 0.99
    assert hit / (hit + missed) >= 0.99


@pytest.mark.skipif(not SEEDS.exists(), reason="the shared seed texts are not here")
def test_nothing_of_other_articles_is_left_in_the_first_seed():
    found = next(iter(read_sources([str(SEEDS)])))
    kept = list(found.text)
    for n in found.noise:
        kept[n.start : n.end] = [""] * (n.end - n.start)
    report = "".join(kept)
    assert not any(word in report for word in ("Gaza", "Channel 4", "Glasgow", "Related"))
    assert "nine million rounds" in report
    assert "mutual defense pact" in report
