"""Saved conversations: each message has a day of its own, and its head tells nothing."""

from datetime import date

import pytest

from geomap.chats import find_messages
from geomap.dates import find_dates, find_document_date
from geomap.pipeline import extract
from geomap.sources import find_noise, read_sources

PHONE = """[12/02/2025, 08:14] Ann: A drone hit the depot in Goma last night.
It burned until noon.
[12/02/2025, 08:15] Jo: so the paper was wrong?
[14/02/2025, 09:02:11] Ann: Another drone struck Uvira on Monday.
"""
FORMS = {
    "phone": PHONE,
    "android": PHONE.replace("[", "").replace("] ", " - "),
    "american": """2/14/25, 8:14 AM - Ann: hit
2/14/25, 8:15 AM - Jo: when?
2/15/25, 9:00 AM - Ann: now
""",
    "desktop": """Ann, [14.02.2025 08:14]
hit
Jo, [14.02.2025 08:15]
when?
Ann, [15.02.2025 9:00]
now
""",
}


@pytest.mark.parametrize(
    ("form", "days", "who"),
    [
        ("phone", (12, 12, 14), "Ann Jo Ann"),
        ("android", (12, 12, 14), "Ann Jo Ann"),
        ("american", (14, 14, 15), "Ann Jo Ann"),
        ("desktop", (14, 14, 15), "Ann Jo Ann"),
    ],
)
def test_messages_of_every_form(form, days, who):
    found = find_messages(FORMS[form])
    assert [m.day for m in found] == [date(2025, 2, day) for day in days]
    assert " ".join(m.who for m in found) == who


def test_a_clock_of_twelve_hours_has_the_month_first():
    chat = "".join(f"3/4/25, 8:1{n} AM - Ann: hit\n" for n in range(3))
    assert find_messages(chat)[0].day == date(2025, 3, 4)
    assert find_messages(chat.replace(" AM", ""))[0].day == date(2025, 4, 3)


@pytest.mark.parametrize(
    "text",
    [
        "A report.\n" + PHONE,
        "".join(PHONE.splitlines(keepends=True)[:2]),
        "[31/31/2025, 08:14] Ann: hit\n" * 3,
        "",
    ],
    ids=["a report that quotes one", "one message", "no such day", "nothing"],
)
def test_what_is_no_conversation(text):
    assert find_messages(text) == ()


def test_relative_dates_count_from_the_day_of_their_message():
    text = PHONE.replace("last night", "yesterday")
    found = {
        w.text: w.edtf for w in find_dates(text, noise=[(n.start, n.end) for n in find_noise(text)])
    }
    assert found["yesterday"] == "2025-02-11"
    assert found["Monday"] == "2025-02-10"
    assert "12/02/2025" not in found


def test_the_date_of_a_conversation_is_its_last_day(tmp_path):
    assert find_document_date(PHONE)[:2] == ("2025-02-14", "chat")
    file = tmp_path / "chat.txt"
    file.write_text(PHONE, encoding="utf-8")
    (document,) = read_sources([file], find_date=find_document_date)
    assert (document.title, document.publisher) == (None, None)
    assert document.published == "2025-02-14"


def test_what_is_undated_was_by_the_day_of_its_message(tmp_path, gazetteer):
    file = tmp_path / "chat.txt"
    file.write_text(
        "[03/05/2025, 06:50] Ko Thant: Loud booms\n"
        "[03/05/2025, 07:15] Daw Mya: A jet dropped two bombs on the high school of Pakokku.\n"
        "[13/05/2025, 06:05] Daw Mya: A drone hit Monywa this morning too.\n"
    )
    (reading,), _ = extract([file], gazetteer=gazetteer)
    told = {c.location.name: (c.date, c.said) for c in reading.claims}
    assert told == {
        "Pakokku": ("../2025-05-03", "2025-05-03"),
        "Monywa": ("2025-05-13", "2025-05-13"),
    }
