"""Rules read back in words."""

from __future__ import annotations

import pytest

from services_catalog.rules import compile_rule, parse_expression, read_back, read_back_rule
from services_catalog.rules.functions import FUNCTIONS
from services_catalog.rules.words import PHRASES, ROLES

from .sample import PARAMETERS, TEXT, SampleVocabulary, catalogue


def read(text: str, language: str = "en") -> str:
    expression = parse_expression(text, vocabulary=SampleVocabulary("birth"), parameters=PARAMETERS)
    return read_back(expression, language).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("person.age >= 65 AND NOT employment.active", "Age: at least 65 and Employed: no"),
        ("NOT (person.age >= 65)", "Age: less than 65"),
        ("child.alive", "The child – alive: yes"),
        ("disability.band IN ('61_80', '81_100')", "Disability band: “61–80 %” or “81–100 %”"),
        ("disability.band NOT IN ('none')", "Disability band: none of “none”"),
        ("pension.capital > 1234.5", "Pension capital: more than 1,234.50 ₼"),
        ("pension.capital >= parameter.birth_benefit * 2", "Pension capital: at least (Birth benefit × 2)"),
        ("known(person.age) AND NOT known(person.sex)", "Age: known and Sex: not known"),
        ("person.birth_date < DATE '1961-03-01'", "Date of birth: less than 1 March 1961"),
        (
            "years_between(person.birth_date, today) >= 18",
            "Whole years (Date of birth → the day in question): at least 18",
        ),
        ("person.age BETWEEN 1 AND 3", "Age: from 1 to 3"),
        ("person.alive OR (person.resident AND leave.on)", "Alive: yes or (Resident: yes and On leave: yes)"),
        ("NOT (person.alive OR person.resident)", "It is not so that (Alive: yes or Resident: yes)"),
        ("person.alive = FALSE", "Alive: no"),
        ("CASE WHEN person.alive THEN TRUE ELSE FALSE END", "If Alive: yes, then yes; otherwise no"),
        ("coalesce(person.age, 0) = 0", "Age (if not known, 0): 0"),
        ("greatest(person.age, 5, 6) > 5", "The greatest of Age, 5 and 6: more than 5"),
        (
            "birthday(person.birth_date, 18) > today",
            "The day the age of 18 is reached (Date of birth): more than the day in question",
        ),
        ("add_months(today, 12) > today", "The day in question + 12 months: more than the day in question"),
    ],
)
def test_a_condition_is_read_back(text: str, expected: str) -> None:
    assert read(text) == expected


def test_the_three_languages_are_spoken() -> None:
    text = "mother.employment.active AND pension.payment < 600"
    assert read(text, "az") == "Ana – employed (az): bəli və Pension (az): 600,00 ₼ – bundan az"
    assert read(text, "ru") == "Мать – employed (ru): да и Pension (ru): меньше чем 600,00 ₼"


def test_every_phrase_and_function_has_words_in_three_languages() -> None:
    for table in (PHRASES, ROLES):
        assert all(set(words) == {"az", "en", "ru"} for words in table.values())
    assert set(FUNCTIONS) <= set(PHRASES)


def test_a_rule_is_read_back_line_by_line() -> None:
    rule = compile_rule(
        {
            "basis": "birth",
            "criteria": [{"id": "alive", "require": "child.alive", "text": TEXT}],
            "amount": "parameter.birth_benefit",
            "period": "monthly",
            "starts": "child.birth_date",
            "until": "end_of_month(add_months(child.birth_date, 12))",
            "payee": ["mother", "father"],
        },
        catalogue=catalogue,
        parameters=PARAMETERS,
    )
    assert read_back_rule(rule, "en") == [
        "The child – alive: yes",
        "Amount: Birth benefit",
        "From: the child – date of birth",
        "Until: the last day of the month (the child – date of birth + 12 months)",
        "Paid: monthly",
        "Paid to: the mother or else the father",
    ]
