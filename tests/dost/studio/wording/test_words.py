from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dost.studio.wording import words
from services_catalog.changes import history

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _catalogue(small_catalogue: Path) -> None:
    """Every test here has the small catalogue."""


def test_every_action_has_words() -> None:
    codes = {
        value for name, value in vars(history).items() if name.isupper() and isinstance(value, str) and name[0] != "_"
    }
    assert codes == set(words.ACTIONS)


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("criteria[alive].text.az", "Criterion “alive”, text, AZ"),
        ("criteria[3].require", "Criterion 3, condition"),
        ("amount", "Amount"),
        ("texts.passport.fee", "Description, passport, fee"),
        ('values."2027-02-01"', "Amount from 01.02.2027"),
        ("", "The whole"),
        ("not a [place", "not a [place"),
    ],
)
def test_places_are_told_in_words(path: str, told: str) -> None:
    assert words.place(path) == told


@pytest.mark.parametrize(
    ("value", "path", "told"),
    [
        ("ask_first", "mode", "The person is asked first"),
        ("2027-02-01", "valid_from", "01.02.2027"),
        ("2027-13-99", "valid_from", "2027-13-99"),
        (True, "withdraws", "yes"),
        ([], "excludes", ""),
        (["05-40", "05-41"], "excludes", "05-40, 05-41"),
        ({"value": "40", "source": "Act"}, "values", "Amount: 40; Source: Act"),
        ("benefits", "texts.area", "Benefits"),
        (None, "amount", ""),
    ],
)
def test_values_are_told_in_words(value: Any, path: str, told: str) -> None:
    assert words.value(value, path) == told
