"""A citizen's page about money that was paid in excess: the months, the proposal, and their word."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from dost.accounts.models import AccessLog
from dost.cases import handlers
from dost.cases.models import Case, Recovery, RecoveryStatement
from services_catalog.models import Service
from tests.factories.accounts import sign_in_citizen
from tests.factories.recoveries import REASONS, instalments, member, oneself, overpayment, proposed
from tests.factories.registries import KinshipFactory, PersonFactory
from tests.factories.uploads import plain_pdf, saved

pytestmark = pytest.mark.django_db
LIST = "/en/my/overpayments/"


@pytest.fixture
def one(client: Client) -> Recovery:
    now = timezone.now()
    made = proposed(overpayment(now=now), now=now)
    client.cookies["django_language"] = "en"
    sign_in_citizen(client, made.person)
    return made


def address(one: Recovery) -> str:
    return f"{LIST}{one.pk}/"


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode().replace("\N{NO-BREAK SPACE}", " "))


def decided(one: Recovery) -> None:
    handlers.say_recovery(recovery_id=one.pk, actor=oneself(one.person), agrees=True, words="Good.", now=timezone.now())
    handlers.decide_recovery(
        recovery_id=one.pk, actor=member(), terms=instalments(20), reasons=REASONS, now=timezone.now()
    )


def test_the_page_shows_the_months_the_reasons_and_the_proposal(client: Client, one: Recovery) -> None:
    page = text(client.get(address(one)))
    for said in ("180.00", REASONS, "It is paid back in instalments", "25.00", "nothing is decided yet", one.number):
        assert said in page
    assert page.count("July 2026") == page.count("September 2026") == 1
    assert AccessLog.objects.filter(person=one.person).exists()


def test_the_case_the_payments_and_the_list_lead_there(client: Client, one: Recovery) -> None:
    for url in (f"/en/my/cases/{one.case_id}/", LIST):
        assert address(one) in text(client.get(url))
    assert LIST in text(client.get("/en/my/payments/"))


def test_something_is_said_with_a_document(client: Client, one: Recovery) -> None:
    paper = SimpleUploadedFile("lease.pdf", saved(plain_pdf()), content_type="application/pdf")
    given = {"agrees": "no", "words": "I cannot pay so much.", "document": paper, "title": "Rent contract"}
    response = client.post(address(one), given, follow=True)
    said = RecoveryStatement.objects.get()
    assert (said.agrees, said.by_person_id, said.document is not None) == (False, one.person_id, True)
    assert said.document is not None
    assert said.document.case_id == one.case_id
    assert "Rent contract" in text(response)
    one.refresh_from_db()
    assert one.state == Recovery.State.HEARD


def test_saying_nothing_says_what_is_missing(client: Client, one: Recovery) -> None:
    response = client.post(address(one), {"words": "  "})
    assert response.status_code == 400
    assert "Say whether you agree, write something, or add a document." in text(response)
    assert not RecoveryStatement.objects.exists()


def test_a_file_that_is_none_leaves_nothing(client: Client, one: Recovery) -> None:
    wrong = SimpleUploadedFile("a.pdf", b"MZ\x90", content_type="application/pdf")
    response = client.post(address(one), {"words": "See this.", "document": wrong})
    assert response.status_code == 400
    assert not RecoveryStatement.objects.exists()


def test_once_it_is_decided_nothing_can_be_said_and_it_can_be_appealed(client: Client, one: Recovery) -> None:
    decided(one)
    page = text(client.get(address(one)))
    assert "It is to be paid back." in page
    assert f"/my/cases/{one.case_id}/appeal/" in page
    assert "<textarea" not in page
    assert client.post(address(one), {"words": "Once more."}).status_code == 400
    assert RecoveryStatement.objects.count() == 1


def test_after_the_day_it_can_still_be_said(client: Client, one: Recovery) -> None:
    handlers.watch_recoveries(now=timezone.now() + timedelta(days=60))
    client.post(address(one), {"agrees": "yes"})
    one.refresh_from_db()
    assert one.state == Recovery.State.HEARD


def test_nobody_elses_is_there(client: Client, one: Recovery) -> None:
    sign_in_citizen(client, PersonFactory())
    assert client.get(address(one)).status_code == 404
    assert client.post(address(one), {"words": "Mine."}).status_code == 404
    assert one.number not in text(client.get(LIST))


def test_a_mother_reads_it_for_her_child_and_not_what_is_sensitive(client: Client) -> None:
    now = timezone.now()
    child = PersonFactory(birth_date=timezone.localdate() - timedelta(days=365 * 10))
    mother = PersonFactory()
    KinshipFactory(person=child, relative=mother)
    made = proposed(overpayment(now=now, person=child), now=now)
    sign_in_citizen(client, mother, acting_for=child)
    assert client.get(address(made)).status_code == 200
    Service.objects.filter(pk=Case.objects.get(pk=made.case_id).service_id).update(sensitive=True)
    assert client.get(address(made)).status_code == 404
