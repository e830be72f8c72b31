"""Granting above the amount in the browser: it waits, somebody else confirms it, and nobody twice."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dost.accounts.models import User
from dost.cases.models import Case, Decision
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.registries import InstitutionFactory
from tests.factories.second_person import NOTE, judged, to_be_granted

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _keeps_the_award() -> None:
    InstitutionFactory(code="DSMF")


def signed_in(user: User) -> Client:
    client = Client()
    sign_in(client, user)
    client.cookies["django_language"] = "en"
    return client


def text(response: Any) -> str:
    return str(response.content.decode())


def act(case: Case, name: str) -> str:
    return reverse("cases:action", args=[case.pk, name])


def looked(client: Client, case: Case) -> None:
    """State why one looks at the person of a case."""
    client.post(reverse("cases:purpose", args=[case.pk]), {"purpose": "case", "note": "They came by."})


def confirm(client: Client, case: Case) -> Any:
    """Read the letter first, then confirm."""
    page = client.post(act(case, "confirm-grant"))
    return client.post(act(case, "confirm-grant"), {"seen": page.context["letter"].seen}, follow=True)


def test_what_is_granted_waits_and_a_second_person_confirms_it() -> None:
    case, first, other = to_be_granted(), signed_in(UserFactory()), signed_in(UserFactory())
    looked(first, case)
    page = first.get(act(case, "grant"))
    assert "Where more than" in text(page)
    page = first.post(act(case, "grant"), {"note": NOTE})
    assert "Where more than" in text(page)
    page = first.post(act(case, "grant"), {"note": NOTE, "seen": page.context["letter"].seen}, follow=True)
    assert "waits for a second person" in text(page)
    assert not Decision.objects.exists()
    assert "Take your decision back" in text(page)
    assert "Confirm as the second person" not in text(page)

    looked(other, case)
    assert case.person.full_name in text(other.get(reverse("second:list")))
    page = other.get(reverse("cases:detail", args=[case.pk]))
    assert "Confirm as the second person" in text(page)
    assert NOTE in text(page)
    assert "It is confirmed and carried out." in text(confirm(other, case))
    assert Decision.objects.filter(case=case).count() == 1
    assert "Nothing waits for a second person." in text(other.get(reverse("second:list")))


def test_whoever_comes_later_is_told() -> None:
    case = judged(now=timezone.now()).case
    other, third = signed_in(UserFactory()), signed_in(UserFactory())
    for one in (other, third):
        looked(one, case)
    seen = third.post(act(case, "confirm-grant")).context["letter"].seen
    confirm(other, case)
    assert "moved on" in text(third.post(act(case, "confirm-grant"), {"seen": seen}, follow=True))
    assert Decision.objects.filter(case=case).count() == 1


def test_it_is_sent_back_only_with_reasons_and_stands_in_the_work_of_the_first() -> None:
    user = UserFactory()
    case = judged(now=timezone.now(), by=user).case
    other, first = signed_in(UserFactory()), signed_in(user)
    looked(other, case)
    assert other.post(act(case, "send-back-grant"), {"note": ""}).status_code == 400
    other.post(act(case, "send-back-grant"), {"note": "The extract is old."})
    work = text(first.get(reverse("work:list")))
    assert "Sent back by the second person" in work
    assert "The extract is old." in text(first.get(reverse("cases:detail", args=[case.pk])))


def test_the_first_takes_it_back() -> None:
    user = UserFactory()
    case = judged(now=timezone.now(), by=user).case
    page = signed_in(user).post(act(case, "take-back-grant"), follow=True)
    assert "You have taken it back. Nothing was granted." in text(page)


@pytest.mark.parametrize("role", ["clerk", "auditor"])
def test_others_do_not_see_the_list(role: str) -> None:
    assert signed_in(UserFactory(**{role: True})).get(reverse("second:list")).status_code == 403
