from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from services_catalog.changes import drafts
from services_catalog.models import ChangeSet, ParameterValue, Preview
from tests.factories.accounts import sign_in
from tests.factories.services_catalog import ParameterFactory, texts
from tests.factories.studio import NOW

pytestmark = pytest.mark.django_db

SOON = timezone.localdate() + timedelta(days=60)
URL = "/studio/raise/"


@pytest.fixture(autouse=True)
def _amounts(small_catalogue: Path) -> None:
    """The amount of the one service, and one that nobody names."""
    ParameterFactory(name="infant_benefit", label=texts("Infant benefit"))


@pytest.fixture
def client(editor: Any) -> Client:
    """The editor, signed in, in English."""
    signed_in = Client()
    sign_in(signed_in, editor)
    signed_in.cookies["django_language"] = "en"
    return signed_in


def typed(**other: str) -> dict[str, str]:
    """What somebody sends who has filled in everything."""
    return {
        "amount": "test_benefit",
        "value": "650",
        "valid_from": SOON.isoformat(),
        "act_kind": "decree",
        "act_number": "412",
        "act_day": "2026-11-20",
        **other,
    }


def text_of(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_the_form_says_the_amount_in_words_with_its_value_now(client: Client) -> None:
    page = text_of(client.get(URL, {"amount": "test_benefit"}))
    assert '<span class="govuk-caption-l">Raise an amount</span> Test benefit' in page
    assert "Now <strong>600.50 ₼</strong>, since" in page
    assert "The rule of 1 service names it." in page
    seen = page.replace('value="test_benefit"', "").replace("?amount=test_benefit", "")
    assert "test_benefit" not in seen


def test_without_an_amount_all_are_to_choose_from_in_words(client: Client) -> None:
    page = text_of(client.get(URL))
    assert "Test benefit – 600.50 ₼" in page
    assert "Infant benefit" in page
    assert page.index("Infant benefit") < page.index("Test benefit")
    piece = text_of(
        client.get(URL, {"amount": "test_benefit"}, headers={"HX-Request": "true", "HX-Target": "amount-now"})
    )
    assert "<html" not in piece
    assert "600.50" in piece
    assert '<select name="amount"' in text_of(client.get(URL, {"amount": "no_such"}))


def test_one_press_makes_the_set_and_leads_to_its_preview(client: Client) -> None:
    answer = client.post(f"{URL}?amount=test_benefit", typed(value="650,50"))

    change_set, preview = ChangeSet.objects.get(), Preview.objects.get()
    assert answer["Location"] == reverse("studio:preview", args=[change_set.pk, preview.pk])
    assert " ".join(change_set.title.split()) == f"Test benefit: 650.50 ₼ from {SOON:%d.%m.%Y}"
    assert change_set.ground == "Decree 412 (20.11.2026)"
    assert client.post(URL, typed(value="650.50"))["Location"] == answer["Location"]


def test_days_may_be_typed_as_people_write_them(client: Client) -> None:
    assert client.post(URL, typed(valid_from=f"{SOON:%d.%m.%Y}", act_day="20.11.2026")).status_code == 302
    assert ChangeSet.objects.get().valid_from == SOON


def test_what_is_wrong_is_asked_at_its_field_and_nothing_is_made(client: Client) -> None:
    answer = client.post(URL, typed(value="-5", act_number=""))

    assert answer.status_code == 400
    page = text_of(answer)
    assert '<a href="#id_value">-5 is too little. It is at least 0.' in page
    assert '<a href="#id_act_number">Write the number of the act.' in page
    assert not ChangeSet.objects.exists()


def test_an_open_set_is_joined_when_it_is_chosen(client: Client, editor: Any) -> None:
    assert 'id="id_into"' not in text_of(client.get(URL))
    decree = drafts.create(title="Decree of June", ground="Ground", valid_from=SOON, by=editor, at=NOW)
    assert "Decree of June" in text_of(client.get(URL))

    wrong = client.post(URL, typed(into=str(decree.pk), valid_from=(SOON + timedelta(days=1)).isoformat()))
    assert wrong.status_code == 400
    assert f'<a href="#id_valid_from">That change set is in force from {SOON:%d.%m.%Y}' in text_of(wrong)

    assert client.post(URL, typed(into=str(decree.pk))).status_code == 302
    assert decree.parameters.get().value == 650


def test_a_value_that_is_published_already_is_told(client: Client) -> None:
    ParameterValue.objects.create(parameter_id="test_benefit", valid_from=date(2199, 1, 1), value=700)
    page = text_of(client.get(URL, {"amount": "test_benefit"}))
    assert "Published already: <strong>700.00 ₼</strong>, from" in page
    assert "1 January 2199" in page
