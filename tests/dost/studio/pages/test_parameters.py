from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from dost.studio.pages.parameters import parameters_page
from dost.studio.pages.raising import raise_page
from services_catalog.changes import amounts, drafts
from services_catalog.models import ChangeSet, DraftParameter, ParameterValue
from tests.factories.accounts import sign_in
from tests.factories.services_catalog import ParameterFactory, texts
from tests.factories.studio import NOW, ChangeSetFactory, DraftParameterFactory

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)

NEXT_YEAR = date(2027, 1, 1)


@pytest.fixture
def client(editor: Any) -> Client:
    """The editor, signed in, in English."""
    signed_in = Client()
    sign_in(signed_in, editor)
    signed_in.cookies["django_language"] = "en"
    return signed_in


@pytest.fixture
def change_set(small_catalogue: Path, editor: Any) -> ChangeSet:
    """A draft from 1 January 2027 beside three parameters."""
    ParameterFactory(name="infant_benefit", label=texts("Infant benefit"))
    ParameterFactory(name="months_needed", type="integer", label=texts("Months needed"))
    return drafts.create(title="Decree", ground="Decree of 20.11.2026", valid_from=NEXT_YEAR, by=editor, at=NOW)


def text_of(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_the_list_tells_history_use_and_drafts(change_set: ChangeSet, editor: Any, client: Client) -> None:
    amounts.set_parameter(change_set, name="test_benefit", value=700, source="Act", by=editor, at=NOW)
    ParameterValue.objects.create(parameter_id="test_benefit", valid_from=date(2030, 1, 1), value=900)
    page = parameters_page({"q": "test benefit"}, by=editor, today=TODAY)
    (row,) = page.rows
    assert (row.now.value, row.since) == (Decimal("600.50"), date(2025, 7, 1))
    assert [(value.since, value.coming) for value in row.values] == [
        (date(2030, 1, 1), True),
        (date(2025, 7, 1), False),
        (date(2019, 4, 1), False),
    ]
    assert [code for code, _title in row.used_by] == ["05-98"]
    assert row.drafts == ((change_set.pk, "Decree"),)
    assert "another decree" in text_of(client.get(reverse("studio:parameters")))


def test_a_scale_is_shown_with_its_brackets_and_not_raised(client: Client, editor: Any) -> None:
    history = ((date(2020, 1, 1), "0: 0.14"), (date(2026, 1, 1), "0: 0.03; 2500: 0.1"))
    ParameterFactory(name="tax", type="scale", label=texts("Tax"), values=history)
    with translation.override("en"):
        (row,) = parameters_page({"q": "tax"}, by=editor, today=TODAY).rows
    assert row.is_scale
    assert [part.replace("\u00a0", " ") for part in row.parts] == [
        "the part from 0.00 ₼ to 2,500.00 ₼: 3 %",
        "the part above 2,500.00 ₼: 10 %",
    ]
    page = text_of(client.get(reverse("studio:parameters"), {"q": "tax"}))
    assert "The brackets are changed in the files of the catalogue." in page
    assert "the whole amount: 14" in page
    assert "raise/?amount=tax" not in page
    amount = raise_page(asked="tax", today=TODAY).form.fields["amount"]
    assert "tax" not in dict(amount.choices)  # type: ignore[attr-defined]  # of a ChoiceField


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_asks_as_much_of_three_as_of_one(many: int, client: Client, django_assert_num_queries: Any) -> None:
    for number in range(many):
        parameter = ParameterFactory(name=f"test_{number}")
        DraftParameterFactory(change_set=ChangeSetFactory(), parameter=parameter)
    assert DraftParameter.objects.count() == many
    url = reverse("studio:parameters")
    client.get(url)
    with django_assert_num_queries(7):
        client.get(url)
