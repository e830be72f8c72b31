"""A page that was left open does nothing for the next person: whatever it sends, and whoever sends it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from dost.accounts.models import User
from dost.cases.models import ApplicationDraft, Case, Complaint
from dost.centres.models import Appointment, Visit
from dost.centres.visiting import end
from dost.counter.whose import FIELD, of_person, of_visit
from dost.payments.models import AccountChange
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.cases import CaseFactory
from tests.factories.centres import CODE, on_the_phone, visit_of
from tests.factories.registries import PersonFactory
from tests.factories.services_catalog import ServiceFactory, VersionFactory

from .conftest import AtWindow, browser, somebody

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("institutions")]

TEMPLATES = Path(settings.BASE_DIR) / "templates"
WITHOUT_A_PERSON = {
    "identify.html": "nobody is there yet, and each choice is sealed for its visit",
    "nobody.html": "nobody is there",
    "home.html": "takes a call",
    "call_backs.html": "begins a call",
    "close.html": "a supervisor, without a call",
}
AT_A_WINDOW = (
    "/counter/person/account/",
    "/counter/person/apply/90-50/",
    "/counter/person/apply/90-50/again/",
    "/counter/person/code/",
    "/counter/person/documents/new/",
    "/counter/person/mandates/new/",
)
LOOKS = re.compile(r"url 'calls:(ask|find)'")
"""Nobody is known yet: a search, and a choice that is sealed for its call."""
STALE = "was not of the person who is here now. Nothing was done."


def rows() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Case, ApplicationDraft, AccountChange, Appointment, Complaint))


def plain(user: User) -> Client:
    """A browser that sends what it is told to, and nothing else."""
    client = Client()
    sign_in(client, user)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def next_one(here: AtWindow) -> Visit:
    """The visit ends, and somebody else comes to the same desk; the visit that was before."""
    before, now = here.visit, timezone.now()
    end(visit_id=before.pk, actor=here.seat.actor, now=now, outcome="settled", note="")
    visit_of(PersonFactory(), here.seat, at=now)
    return before


@pytest.mark.parametrize("address", AT_A_WINDOW)
@pytest.mark.parametrize("held", ["the visit before", "nothing"])
def test_a_page_of_the_visit_before_does_nothing_for_the_next_person(
    serve: Callable[..., AtWindow], address: str, held: str
) -> None:
    VersionFactory(service=ServiceFactory(code="90-50", passport={"places": ["dost_centre"]}))
    here = serve()
    client, before = plain(here.user), next_one(here)
    was = rows()

    sent = client.post(address, {FIELD: of_visit(before)} if held != "nothing" else {})

    assert sent.headers["Location"] == "/counter/person/page/"
    assert STALE in client.get("/counter/person/page/").content.decode()
    assert rows() == was


def test_an_act_is_not_done_from_a_page_of_the_visit_before_either(serve: Callable[..., AtWindow]) -> None:
    here = serve()
    case = CaseFactory(person=here.person)
    client, before = plain(here.user), next_one(here)
    asked = client.post(f"/counter/person/cases/{case.pk}/acts/ask/", {"text": "When?", FIELD: of_visit(before)})
    assert asked.headers["Location"] == "/counter/person/page/"


def test_an_appointment_is_not_booked_for_the_next_person(serve: Callable[..., AtWindow]) -> None:
    here = serve()
    client, before = plain(here.user), next_one(here)
    at = (timezone.now() + timedelta(days=3)).isoformat()
    sent = client.post("/counter/appointments/new/", {"centre": CODE, "at": at, FIELD: of_visit(before)})
    assert sent.headers["Location"] == "/counter/appointments/"
    assert STALE in client.get("/counter/appointments/").content.decode()
    assert not Appointment.objects.exists()


@pytest.mark.parametrize("what", ["complaint", "end", "promise", "register"])
def test_a_call_before_does_nothing_in_the_next(what: str) -> None:
    call = on_the_phone(somebody(), at=timezone.now(), user=UserFactory(role=User.Role.OPERATOR))
    client, before = plain(call.user), call.visit
    Visit.objects.filter(pk=before.pk).update(ended_at=timezone.now(), outcome="advised")
    now = on_the_phone(PersonFactory(), at=timezone.now(), user=call.user).visit
    was = rows()

    sent = client.post(f"/counter/calls/{what}/", {FIELD: of_visit(before), "call-outcome": "advised"})

    assert sent.headers["Location"] == "/counter/calls/"
    assert STALE in client.get("/counter/calls/").content.decode()
    now.refresh_from_db()
    assert now.ended_at is None
    assert rows() == was


def test_a_page_of_a_stated_purpose_is_of_its_person_alone() -> None:
    one, other = PersonFactory(), PersonFactory()
    assert of_person(one) == of_person(one) != of_person(other)


def test_a_page_of_who_is_here_is_done(serve: Callable[..., AtWindow]) -> None:
    here = serve()
    assert STALE not in browser(here.user).post("/counter/person/code/", {"code": "no code"}).content.decode()


@pytest.mark.parametrize("folder", ["person", "calls", "appointments"])
def test_every_form_about_a_person_says_whose_it_is(folder: str) -> None:
    unnamed = []
    for page in sorted((TEMPLATES / "counter" / folder).glob("*.html")):
        if page.name in WITHOUT_A_PERSON:
            continue
        forms = re.findall(r"<form[^>]*method=\"post\".*?</form>", page.read_text(encoding="utf-8"), re.DOTALL)
        unnamed += [page.name for form in forms if 'name="whose"' not in form and not LOOKS.search(form)]
    assert unnamed == []
