"""The person on one page: what to settle first, how everything stands, in few queries and with a line in the log."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from dost.accounts.models import AccessLog, StatedPurpose
from dost.cases.stages import Stage
from dost.centres.visiting import end
from dost.proactive.models import Outlook
from tests.factories.cases import CaseFactory
from tests.factories.services_catalog import ServiceFactory, VersionFactory

from .conftest import AtWindow, said

pytestmark = pytest.mark.django_db
Serve = Callable[..., AtWindow]
PAGE = "/counter/person/page/"


def test_page_says_who_it_is_why_they_are_open_and_leaves_a_line_for_them(serve: Serve) -> None:
    here = serve()
    page = said(here.client.get(PAGE))
    assert "Əliyeva Aygün Rəşid qızı" in page
    assert "Identity card seen" in page
    line = AccessLog.objects.filter(person=here.person, reason=f"{here.visit.pk}").get()
    assert (line.purpose, line.registries, line.user_id) == ("visit", [], here.user.pk)


def test_first_page_of_somebody_whose_rights_were_never_reckoned_has_them_reckoned(serve: Serve) -> None:
    here = serve()
    assert "being reckoned" in said(here.client.get(PAGE))
    assert Outlook.objects.get(person=here.person).wanted_at is not None


@pytest.mark.parametrize("cases", [1, 3])
def test_twelve_queries_however_much_there_is(serve: Serve, django_assert_max_num_queries: Any, cases: int) -> None:
    here = serve()
    Outlook.objects.create(person=here.person, reckoned_at=timezone.now(), on=timezone.localdate())
    for number in range(cases):
        version = VersionFactory(service=ServiceFactory(code=f"90-7{number}"))
        CaseFactory(person=here.person, version=version, stage=Stage.VERIFY)
    here.client.get("/counter/person/")
    with django_assert_max_num_queries(12):
        page = said(here.client.get(PAGE))
    assert page.count("The system is at it now") == cases


def test_with_nobody_identified_it_leads_to_the_question_who_it_is(serve: Serve) -> None:
    here = serve(None)
    assert here.client.get(PAGE).headers["Location"] == "/counter/person/"
    fragment = here.client.get("/counter/person/registry/emas/", headers={"HX-Request": "true"})
    assert fragment.headers["HX-Redirect"] == "/counter/person/"


def test_what_is_not_theirs_has_a_page_of_its_own(serve: Serve) -> None:
    here = serve()
    assert "Not theirs, and why" in said(here.client.get("/counter/person/not-entitled/"))


def test_purpose_stated_without_a_visit_opens_for_half_an_hour_and_is_said_on_the_page(serve: Serve) -> None:
    here = serve()
    end(visit_id=here.visit.pk, actor=here.seat.actor, now=timezone.now(), outcome="settled", note="")
    assert here.client.get(PAGE).status_code == 403
    sent = here.client.post("/counter/person/purpose/", {"fin": here.person.fin, "note": "she forgot her letter"})
    assert sent.headers["Location"] == PAGE
    page = said(here.client.get(PAGE))
    assert "Without a visit, for a stated purpose" in page
    assert "she forgot her letter" in page
    assert StatedPurpose.objects.get().until > timezone.now() + timedelta(minutes=29)
