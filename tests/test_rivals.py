"""Other accounts of what was told: other goods, other targets, by who answers for them."""

import pytest

PLANE = "A Turkish C-130 brought rifles from Ankara to Misrata on 3 May, two pilots said."
SCHOOL = "Jets bombed a school in Shire on Monday, killing four, a nurse said."

OTHERWISE = [
    (PLANE, "Ankara says it came for fuel.", ("TR",)),
    (PLANE, "Turkey's defence ministry said the plane had carried blankets.", ("TR",)),
    (PLANE, "Turkey's embassy spoke of medicine.", ("TR",)),
    (PLANE, "The harbour master said it was cement.", ("harbour master",)),
    (PLANE, "A bystander said it was cement.", ()),
    (PLANE, "Ankara says the plane carried rifles for the police.", ()),
    (PLANE, "Wheat was dear in Misrata that week, the mayor said.", ()),
    (SCHOOL, "Ethiopia's government insisted that only military targets had been hit.", ("ET",)),
]


@pytest.mark.parametrize(
    ("report", "answer", "deniers"), OTHERWISE, ids=[a for _, a, _ in OTHERWISE]
)
def test_who_tells_it_otherwise(claims, report, answer, deniers):
    assert claims(f"{report} {answer}")[0].denied_by == deniers
