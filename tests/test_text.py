import pytest

from geomap.text import ENGLISH_SHARE, blocks, english_share, fold, lines, words

FOREIGN = {
    "de": "Das Schiff hat am Montag den Hafen verlassen und war nach Angaben der Behörden mit "
    "Getreide beladen, das in drei Tagen in Danzig gelöscht werden soll.",
    "fr": "Le cargo a quitté le port lundi avec du blé à son bord, selon les autorités, et doit "
    "arriver dans trois jours à Marseille, où il sera déchargé.",
    "es": "El buque salió del puerto el lunes con trigo a bordo, según las autoridades, y llegará "
    "en tres días a Barcelona, donde será descargado.",
    "pl": "Statek wypłynął z portu w poniedziałek z ładunkiem pszenicy, jak podały władze, i za "
    "trzy dni ma dotrzeć do Gdańska, gdzie zostanie rozładowany.",
    "tr": "Gemi pazartesi günü buğday yüküyle limandan ayrıldı, yetkililere göre üç gün içinde "
    "İzmir'e varacak ve orada boşaltılacak.",
}
ENGLISH = (
    "The freighter left the port on Monday with wheat, officials said, and will reach Gdansk in "
    "three days, where it is to be unloaded."
)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Rzeszów–Jasionka", "rzeszow-jasionka"),
        ("Łódź", "lodz"),
        ("İzmir", "izmir"),
        ("Al‑Ḥudaydah", "al-hudaydah"),
        ("  Simon’s\u00a0 Town\n", "simon's town"),
        ("Weißwasser", "weisswasser"),
    ],
)
def test_fold_gives_one_spelling(written, folded):
    assert fold(written) == folded
    assert fold(folded) == folded


def test_words_keep_case_and_apostrophes():
    assert words("Seoul’s 3 ships, O'Hara") == ["Seoul’s", "ships", "O'Hara"]


def test_lines_are_spans_without_the_space_around_them():
    text = "  one \r\n\r\n\ttwo\fthree\u2028four"
    assert [text[a:b] for a, b in lines(text)] == ["one", "two", "three", "four"]


def test_unwrapped_text_has_a_block_a_line():
    text = "A headline\nA paragraph that is one long line. " + "It goes on. " * 20 + "\nAnother."
    assert [text[a:b] for a, b in blocks(text)] == [line.strip() for line in text.split("\n")]


def test_wrapped_text_has_a_block_a_paragraph():
    text = (
        "Freighter leaves\n\n"
        "The freighter left the port on Monday with a cargo of wheat,\n"
        "and is expected in the harbour of Gdansk in about three days\n"
        "if the weather holds.\n"
        "Its owner would not say what else it carried, nor to whom it\n"
        "belonged, or who had paid for it.\n"
        "- first item\n- second item\n"
    )
    assert [text[a : a + 3] for a, b in blocks(text)] == ["Fre", "The", "Its", "- f", "- s"]


def test_a_line_that_breaks_off_goes_on_with_the_next():
    text = "Ship sails\n\nThe ship carried 40 containers of shells from Amirabad to\nOlya in May.\n"
    assert len(list(blocks(text))) == 2
    headings = "What the ship carried\nOlya in May\n\nThe port of\n\nAstrakhan"
    assert len(list(blocks(headings))) == 4


def test_a_page_break_ends_a_wrapped_block():
    wrapped = "the ship left the port and went\non to the next one which was far"
    text = f"{wrapped}\n\f{wrapped}"
    assert len(list(blocks(text))) == 2


@pytest.mark.parametrize("language", sorted(FOREIGN))
def test_function_words_tell_english_from_its_neighbours(language):
    assert english_share(FOREIGN[language]) <= 0.1
    assert english_share(ENGLISH) >= 0.26
    assert 0.1 < ENGLISH_SHARE < 0.26


def test_no_words_no_share():
    assert english_share("12 345 – …") == 0.0
