"""A person's pages without a reason: with no visit, with an ended one, from another centre, to each role – refused in
words and logged; and what was looked at stands before the person.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

import pytest
from django.test import Client
from django.utils import timezone

from dost.accounts.models import AccessLog, SecurityEvent, User
from dost.cases.models import Case
from dost.centres.at_window import SERVES
from dost.centres.visiting import end
from tests.factories.accounts import UserFactory, sign_in_citizen
from tests.factories.cases import CaseFactory, LetterFactory
from tests.factories.supporting import SupportingDocumentFactory

from .conftest import AtWindow, browser, said, somebody

pytestmark = pytest.mark.django_db
Serve = Callable[..., AtWindow]
HERE: Final = "/counter/person"


@pytest.fixture
def case(institutions: None) -> Case:
    """A case of Aygün with a letter and a document."""
    made: Case = CaseFactory(person=somebody())
    LetterFactory(case=made)
    SupportingDocumentFactory(person=made.person, case=made)
    return made


def addresses(case: Case) -> Iterator[str]:
    """Every address that shows something of a person."""
    yield from (f"{HERE}/{page}/" for page in ("page", "not-entitled", "family", "differences", "code", "apply"))
    yield from (f"{HERE}/registry/{code}/" for code in ("population", "emas", "sosx"))
    yield f"{HERE}/cases/{case.pk}/"
    yield f"{HERE}/cases/{case.pk}/receipt/"
    yield f"{HERE}/cases/{case.pk}/acts/ask/"
    yield f"{HERE}/cases/{case.pk}/result/"
    yield f"{HERE}/cases/{case.pk}/document.pdf"
    yield f"{HERE}/letters/{case.letters.get().number}/"
    yield f"{HERE}/documents/{case.supporting_documents.get().public_id}/"


def assert_refused(client: Client, case: Case) -> None:
    """Nothing opens, each refusal is in the log, and nothing of the person was looked at."""
    looks = AccessLog.objects.filter(person=case.person).count()
    for address in addresses(case):
        refused = SecurityEvent.objects.filter(kind="refused").count()
        for headers in ({}, {"HX-Request": "true"}):
            response = client.get(address, headers=headers)
            assert response.status_code == 403, address
            assert case.person.surname not in said(response), address
        assert SecurityEvent.objects.filter(kind="refused").count() == refused + 2, address
    assert AccessLog.objects.filter(person=case.person).count() == looks


def test_without_a_visit_nothing_opens(case: Case) -> None:
    clerk = browser(UserFactory(clerk=True, centre="BAKI-1"))
    assert_refused(clerk, case)
    assert "an open visit, an assigned case" in said(clerk.get(f"{HERE}/page/"))


def test_with_an_ended_visit_nothing_opens_any_more(serve: Serve, case: Case) -> None:
    here = serve(case.person)
    assert here.client.get(f"{HERE}/page/").status_code == 200
    end(visit_id=here.visit.pk, actor=here.seat.actor, now=timezone.now(), outcome="settled", note="")
    assert_refused(here.client, case)


def test_a_clerk_who_was_moved_to_another_centre_opens_nothing(serve: Serve, case: Case) -> None:
    here = serve(case.person)
    User.objects.filter(pk=here.user.pk).update(centre="GNC-1")
    assert_refused(here.client, case)


def test_the_visit_of_a_colleague_opens_nothing(serve: Serve, case: Case) -> None:
    serve(case.person)
    other = browser(UserFactory(clerk=True, centre="BAKI-1"))
    assert_refused(other, case)


@pytest.mark.parametrize("role", sorted(str(role) for role in User.Role if role not in SERVES))
def test_no_other_role_opens_anything(case: Case, role: str) -> None:
    assert_refused(browser(UserFactory(role=role, centre="BAKI-1")), case)


def test_the_next_visit_shows_nothing_of_the_last(serve: Serve, case: Case) -> None:
    here = serve(somebody(surname="Quliyeva"))
    assert "Quliyeva" in said(here.client.get(f"{HERE}/page/"))
    for address in addresses(case):
        if "/cases/" in address or "/letters/" in address or "/documents/" in address:
            response = here.client.get(address)
            assert response.status_code == 403, address
        else:
            response = here.client.get(address)
        assert case.person.surname not in said(response), address


def test_every_allowed_look_stands_before_the_person(serve: Serve, case: Case) -> None:
    here = serve(case.person)
    for address in (f"{HERE}/page/", f"{HERE}/registry/emas/", f"{HERE}/cases/{case.pk}/"):
        assert here.client.get(address).status_code == 200
    own = Client()
    sign_in_citizen(own, case.person)
    looks = said(own.get("/en/my/looks/"))
    list_of_looks = looks[looks.index("Narrow it down") :]
    assert (
        list_of_looks.count("Baku DOST Centre No. 1 – Clerk") >= 3
    )  # by office and role: an auditor can tell the name
    assert list_of_looks.count("The person is at the window") >= 3
    rows = AccessLog.objects.filter(person=case.person, user=here.user, purpose="visit")
    assert {tuple(row.registries) for row in rows} >= {(), ("EMAS",), ("POPULATION",)}
