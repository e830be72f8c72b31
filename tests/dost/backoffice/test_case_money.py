"""What of a case's money was reckoned again, as the page of the case says it, with what a person decides of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Prefetch, prefetch_related_objects
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from dost.accounts import access
from dost.accounts.actors import staff_actor
from dost.accounts.models import AccessLog
from dost.backoffice.case_money import case_money, ground_in_words
from dost.cases.models import Case
from dost.cases.overpaid import MonthPaid, note_overpayment
from dost.payments.grounds import Ground, GroundKind
from dost.payments.models import Overpayment, OwedDifference, PaidElsewhere
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.cases import MORNING, CaseFactory
from tests.factories.payments import PaymentOrderFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)
DECREE = Ground(GroundKind.PARAMETER, "test_benefit:2026-03-01", "Decree 88")


@pytest.fixture
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def case() -> Case:
    case: Case = CaseFactory(granted_and_paid=True)
    return case


def excess(case: Case, number: int = 1) -> None:
    for one in range(number):
        because = Ground(GroundKind.PARAMETER, f"test_benefit:{one}", "Decree 88")
        months = [MonthPaid(date(2026 + one, month, 1), Decimal(600), Decimal(550)) for month in (3, 4)]
        note_overpayment(case.entitlement, months=months, cause=Overpayment.Cause.LOWERED, because=because, now=MORNING)


def owed(case: Case, number: int = 1) -> None:
    for one in range(number):
        OwedDifference.objects.create(
            entitlement=case.entitlement, since=MARCH, amount=60, why="no_payee", noted_at=MORNING,
            ground="parameter", reference=str(one), title="Decree 88",
        )  # fmt: skip


def elsewhere(case: Case, number: int = 1) -> None:
    for one in range(number):
        PaidElsewhere.objects.create(
            entitlement=case.entitlement, period=date(2026, 1 + one, 1), amount=220, covered=False, noted_at=MORNING,
            ground="case", reference="17", title="05-21",
        )  # fmt: skip


def opened(case: Case, role: str = "examiner") -> tuple[Client, Any]:
    user = UserFactory(role=role)
    client = Client(headers={"accept-language": "en"})
    client.cookies["django_language"] = "en"
    sign_in(client, user)
    access.state_purpose(
        actor=staff_actor(user),
        person_id=case.person_id,
        purpose=AccessLog.Purpose.CASE,
        note="to look at what was paid",
        now=timezone.now(),
    )
    return client, user


def test_nothing_is_said_where_nothing_was_reckoned_again(case: Case) -> None:
    assert case_money(case) is None
    assert case_money(CaseFactory()) is None


def test_excess_is_shown_with_its_reckoning(case: Case) -> None:
    excess(case)
    view = case_money(case)
    assert view is not None
    [row] = view.excess
    assert (str(row.cause), str(row.ground)) == ("The amount was lowered afterwards", "Decree 88")
    assert row.total == Decimal(100)
    first = row.months[0]
    assert (first.month, first.paid, first.owed, first.excess) == (
        "March 2026",
        Decimal(600),
        Decimal(550),
        Decimal(50),
    )


def test_what_is_owed_and_what_others_paid_is_shown(case: Case) -> None:
    owed(case)
    elsewhere(case)
    view = case_money(case)
    assert view is not None
    assert (view.owed[0].amount, str(view.owed[0].why)) == (Decimal(60), "The person has died")
    assert (view.elsewhere[0].by, view.elsewhere[0].url) == ("05-21", reverse("cases:detail", args=[17]))
    PaidElsewhere.objects.update(ground="record", reference="registries_benefitcase:5")
    again = case_money(case)
    assert again is not None
    assert (str(again.elsewhere[0].by), again.elsewhere[0].url) == ("05-21, another system", "")


def test_a_ground_without_a_title_says_what_kind_of_thing_it_is() -> None:
    assert str(ground_in_words(Ground(GroundKind.EVENT, "5"))) == "A report of an institution"
    assert str(ground_in_words(None)) == ""


@pytest.mark.parametrize("number", [1, 3])
def test_it_takes_three_questions_however_many_rows(case: Case, number: int, django_assert_num_queries: Any) -> None:
    case = Case.objects.select_related("entitlement").get(pk=case.pk)
    excess(case, number)
    owed(case, number)
    elsewhere(case, number)
    read = Prefetch("entitlement__overpayments", Overpayment.objects.select_related(*Overpayment.who()))
    prefetch_related_objects([case], read)
    with django_assert_num_queries(3):
        case_money(case)


def test_the_page_of_the_case_names_differences(case: Case) -> None:
    PaymentOrderFactory(
        entitlement=case.entitlement, part=1, amount=Decimal(20), ground="parameter", reference="x", title="Decree 88"
    )
    excess(case)
    client, _user = opened(case)
    html = client.get(reverse("cases:detail", args=[case.pk])).content.decode()
    assert "difference, Decree 88" in html
    assert "Payments that were reckoned again" in html
    assert "Close what was paid in excess" in html


def test_a_clerk_closes_it_with_reasons(case: Case) -> None:
    excess(case)
    client, user = opened(case)
    url = reverse("cases:action", args=[case.pk, "close-overpaid"])
    assert client.post(url, {"note": ""}).status_code == 400
    assert client.post(url, {"note": "returned in full on 3 May"}).status_code == 302
    row = Overpayment.objects.get()
    assert (row.state, row.note, row.by_id) == ("looked_at", "returned in full on 3 May", user.pk)
    line = case.entries.get(what="overpaid_seen")
    assert (line.details["total"], line.by_id) == ("100.00", user.pk)
    assert "Close what was paid in excess" not in client.get(reverse("cases:detail", args=[case.pk])).content.decode()
