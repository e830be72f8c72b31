"""Mandates in the visit: given, accepted, ended from the person's page, without a purpose and without an address."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from dost.accounts.models import AccessLog, Mandate, MandateEvent, User
from dost.cases.models import MandatePaper
from dost.centres.models import Visit
from dost.centres.visiting import end
from dost.notifications.models import Contact, DirectMessage
from registries.models import Person
from tests.factories.accounts import MandateFactory
from tests.factories.registries import PersonFactory, RepresentativeFactory
from tests.factories.uploads import photograph, upload

from .conftest import AtWindow, said, somebody

pytestmark = pytest.mark.django_db
Serve = Callable[..., AtWindow]
ALL = "/counter/person/mandates/"
NEW = "/counter/person/mandates/new/"


@pytest.fixture
def here(serve: Serve) -> AtWindow:
    begun = serve(somebody(language="en"))
    PersonFactory(fin=begun.user.fin)
    return begun


@pytest.fixture
def agent() -> Person:
    made: Person = PersonFactory(surname="Quliyev")
    return made


def filled(here: AtWindow, agent: Person, **changes: Any) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "agent_fin": agent.fin,
        "scope": "all",
        "deeds": ["apply"],
        "starts": today.isoformat(),
        "until": (today + timedelta(days=60)).isoformat(),
        "how": "presence",
        "document_kind": "identity_card",
        "document_number": "AA1234567",
    } | changes


def proof(here: AtWindow, what: str, **changes: Any) -> dict[str, Any]:
    return {
        "what": what,
        "how": "presence",
        "document_kind": "passport",
        "document_number": "C123",
    } | changes


def waits_for(person: Person) -> Mandate:
    made: Mandate = MandateFactory(agent=person, waiting=True)
    return made


def test_page_of_the_person_leads_to_it(here: AtWindow) -> None:
    assert f'href="{ALL}"' in said(here.client.get("/counter/person/page/"))


def test_form_begins_with_the_document_that_was_seen(here: AtWindow) -> None:
    page = said(here.client.get(NEW))
    assert '<option value="identity_card" selected>' in page


def test_it_is_given_in_presence_and_both_hear_of_it(here: AtWindow, agent: Person) -> None:
    answer = here.client.post(NEW, filled(here, agent))
    assert answer.headers["Location"] == ALL
    mandate = Mandate.objects.get()
    assert (mandate.grantor, mandate.agent, mandate.by, mandate.how) == (here.person, agent, here.user, "presence")
    page = said(here.client.get(ALL))
    assert agent.fin in page
    assert agent.surname not in page


def test_by_a_code_to_the_confirmed_number(here: AtWindow, agent: Person) -> None:
    now = timezone.now()
    Contact.objects.create(person=here.person, phone="+994501112233", phone_confirmed_at=now, changed_at=now)
    assert "A code was sent to their number" in said(here.client.post(NEW, filled(here, agent, how="code")))
    code = DirectMessage.objects.get(kind="code").text.partition(f"{agent.fin}: ")[2][:6]
    here.client.post(NEW, filled(here, agent, how="code", code=code))
    assert Mandate.objects.get().how == "code"


def test_on_paper_that_opens_at_the_window(here: AtWindow, agent: Person) -> None:
    here.client.post(NEW, filled(here, agent, how="paper", paper=upload(photograph(), "m.jpg", "image/jpeg")))
    mandate = Mandate.objects.get()
    there = f"/counter/person/documents/{MandatePaper.objects.get(mandate=mandate).document.public_id}/"
    assert there in said(here.client.get(f"{ALL}{mandate.pk}/"))
    assert here.client.get(there).status_code == 200


@pytest.mark.parametrize("field", ["document_number", "agent_fin", "how"])
def test_what_is_missing_is_said(here: AtWindow, agent: Person, field: str) -> None:
    answer = here.client.post(NEW, filled(here, agent, **{field: ""}))
    assert answer.status_code == 400
    assert "There is a problem" in said(answer)
    assert not Mandate.objects.exists()


@pytest.mark.parametrize(("what", "came_of_it"), [("accepted", ""), ("ended", "declined")])
def test_one_that_waits_is_accepted_here_or_declined(here: AtWindow, what: str, came_of_it: str) -> None:
    mandate = waits_for(here.person)
    here.client.post(f"{ALL}{mandate.pk}/", proof(here, what))
    mandate.refresh_from_db()
    assert (mandate.is_accepted, mandate.ended_for) == (what == "accepted", came_of_it)
    assert MandateEvent.objects.get(mandate=mandate, what=what).how == "presence"


def test_nothing_else_is_done(here: AtWindow) -> None:
    mandate = waits_for(here.person)
    assert here.client.post(f"{ALL}{mandate.pk}/", proof(here, "given")).status_code == 404


def test_one_of_others_is_not_found(here: AtWindow) -> None:
    assert here.client.get(f"{ALL}{MandateFactory().pk}/").status_code == 404


def test_in_the_name_of_an_employer_only_by_its_head(here: AtWindow, agent: Person) -> None:
    assert here.client.get(f"{NEW}?employer=9900000001").status_code == 404
    RepresentativeFactory(person=here.person, employer_voen="9900000001")
    assert "In the name of" in said(here.client.get(f"{NEW}?employer=9900000001"))
    assert f"{NEW}?employer=9900000001" in said(here.client.get(ALL))


def test_purpose_that_was_stated_opens_none(here: AtWindow, agent: Person) -> None:
    end(visit_id=here.visit.pk, actor=here.seat.actor, now=timezone.now(), outcome="settled", note="")
    here.client.post("/counter/person/purpose/", {"fin": here.person.fin, "note": "she calls from home"})
    assert ALL not in said(here.client.get("/counter/person/page/"))
    for there in (ALL, NEW):
        assert here.client.get(there).status_code == 403
    assert here.client.post(NEW, filled(here, agent)).status_code == 403


def test_nothing_by_telephone(here: AtWindow, agent: Person) -> None:
    Visit.objects.filter(pk=here.visit.pk).update(channel="telephone", identified_by="questions")
    assert here.client.post(NEW, filled(here, agent)).headers["Location"] == "/counter/calls/person/"
    assert not Mandate.objects.exists()


def test_no_clerk_writes_down_one_to_themselves(here: AtWindow) -> None:
    me = Person.objects.get(fin=here.user.fin)
    answer = here.client.post(NEW, filled(here, me))
    assert "not for you to write down" in said(answer)
    assert not Mandate.objects.exists()


def test_no_clerk_writes_down_their_own(here: AtWindow, agent: Person) -> None:
    User.objects.filter(pk=here.user.pk).update(fin=here.person.fin)
    assert here.client.post(NEW, filled(here, agent)).status_code == 400
    assert not Mandate.objects.exists()


def test_the_person_reads_who_looked(here: AtWindow) -> None:
    here.client.get(ALL)
    assert AccessLog.objects.filter(person=here.person, reason=f"{here.visit.pk}").exists()


@pytest.mark.parametrize("mandates", [1, 3])
def test_list_takes_as_many_queries_however_many_there_are(
    here: AtWindow, django_assert_max_num_queries: Any, mandates: int
) -> None:
    for _each in range(mandates):
        MandateFactory(grantor=here.person)
    here.client.get(ALL)
    with django_assert_max_num_queries(12):
        here.client.get(ALL)
