"""The number of an account as it is written down at a window, and that it was read to the person."""

from __future__ import annotations

import pytest
from django.utils import translation
from schwifty import IBAN

from dost.counter.person_account_forms import NumberForm, ReadForm
from tests.factories.registries import InstitutionFactory

pytestmark = pytest.mark.django_db
NUMBER = str(IBAN.generate("AZ", bank_code="IBAZ", account_code="7".zfill(20)))


@pytest.fixture(autouse=True)
def _bank() -> None:
    InstitutionFactory(code="ABB")


@pytest.mark.parametrize(
    "typed",
    [NUMBER, NUMBER.lower(), " ".join(NUMBER[at : at + 4] for at in range(0, 28, 4))],
    ids=["as it is", "small letters", "in groups"],
)
def test_a_number_is_read_as_it_is_shown_or_said(typed: str) -> None:
    form = NumberForm({"visit": "1", "iban": typed})
    assert form.is_valid(), form.errors
    assert (form.number.iban, form.number.bank) == (NUMBER, "ABB")


@pytest.mark.parametrize("typed", ["", "AZ00", NUMBER[:-1] + "8", "9" * 61], ids=["nothing", "short", "digit", "long"])
def test_what_is_none_is_said_beside_it(typed: str) -> None:
    form = NumberForm({"visit": "1", "iban": typed})
    assert list(form.errors) == ["iban"]


def test_without_having_read_it_nothing_is_sent() -> None:
    with translation.override("en"):
        form = ReadForm({"visit": "1", "iban": NUMBER})
        assert dict(form.errors) == {"heard": ["Read the whole number to the person first."]}
    assert ReadForm({"visit": "1", "iban": NUMBER, "heard": "on"}).is_valid()
