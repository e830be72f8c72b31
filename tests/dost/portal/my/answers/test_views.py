"""What was told before signing in: nothing is joined by itself, the registries win, and the person chooses."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from dost.accounts.models import AccessLog
from dost.portal.my.answers.drafts import drafts_of
from dost.proactive.screening.family import ASKER, Family
from dost.proactive.screening.parts import Insurance
from dost.proactive.screening.progress import Progress, to_payload
from dost.proactive.screening.sealed import Purpose, seal
from registries.models import Person
from tests.dost.portal.screening.visitor import Visitor
from tests.factories.accounts import UserFactory, sign_in, sign_in_citizen
from tests.factories.registries import AccountFactory, PersonFactory
from tests.factories.service_pages import service, text_of
from tests.factories.services_catalog import texts

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def services() -> None:
    """A service whose rule asks how old somebody is."""
    service("05-91")


@pytest.fixture
def person() -> Person:
    """Somebody born in 1960, as the registries have it."""
    made: Person = PersonFactory(sex="F", birth_date=date(1960, 2, 1))
    return made


@pytest.fixture
def visitor(person: Person) -> Visitor:
    """Somebody who said that they were born in 1955, signed in with it, and is the person."""
    made = Visitor()
    made.begin()
    made.everybody()
    response = made.post("/screening/sign-in/")
    assert response.headers["Location"] == "/en/my/answers/"
    carried = {name: made.cookies[name].value for name in made.cookies}
    sign_in_citizen(made, person)
    for name, value in carried.items():
        made.cookies[name] = value
    return made


def carrying(person: Person, family: Family) -> Visitor:
    """Somebody who signed in with what they had told of a family."""
    now = timezone.now()
    client = Visitor()
    sign_in_citizen(client, person)
    sealed = seal(to_payload(Progress(family)), purpose=Purpose.CARRY, started_at=now, now=now)
    client.cookies["carried-en"] = urlsafe_b64encode(sealed).decode().rstrip("=")
    return client


def criterion(require: str) -> dict[str, Any]:
    return {"id": "condition", "require": require, "text": texts("It holds"), "law": "Law, art. 1"}


def test_the_cookie_goes_to_one_page_only() -> None:
    made = Visitor()
    made.begin()
    made.everybody()
    response = made.post("/screening/sign-in/")
    paths = {name: response.cookies[name]["path"] for name in response.cookies if name.startswith("carried")}
    assert paths == {
        "carried-az": "/my/answers",
        "carried-en": "/en/my/answers",
        "carried-ru": "/ru/my/answers",
    }
    assert all(response.cookies[name]["httponly"] for name in paths)


def test_what_was_told_stands_beside_the_registries(visitor: Visitor) -> None:
    page = text_of(visitor, "/my/answers/")
    assert "The registries say something else" in page
    assert "You said 71" in page
    assert "The registries say 66" in page


@pytest.mark.parametrize(
    ("recorded", "said"),
    [(None, "there is no record of it"), (0, "0 months"), (30, "30 months")],
    ids=["no_record", "zero", "thirty"],
)
def test_where_there_is_no_record_no_number_is_said(person: Person, recorded: int | None, said: str) -> None:
    service("05-92", changes={"criteria": [criterion("insurance.months >= 12")]})
    if recorded is not None:
        AccountFactory(person=person, insurance_months=recorded)
    family = Family()
    told = replace(family.asker, insurance=Insurance(has=True, months=24))
    page = text_of(carrying(person, family.with_member(told)), "/my/answers/")
    assert f"You said 24 months The registries say {said}" in page


def test_the_look_is_one_s_own(visitor: Visitor, person: Person) -> None:
    visitor.get("/my/answers/")
    look = AccessLog.objects.get()
    assert (look.person_id, look.purpose, look.by_person_id) == (person.pk, AccessLog.Purpose.OWN, person.pk)


def test_nothing_is_joined_before_somebody_chose(visitor: Visitor) -> None:
    visitor.get("/my/answers/")
    visitor.get("/my/")
    assert drafts_of(visitor.session) == {}


@pytest.mark.parametrize("choice", ["keep", "drop"])
def test_with_the_choice_nothing_is_carried_any_more(visitor: Visitor, choice: str) -> None:
    response = visitor.post("/my/answers/", {"do": choice})
    assert response.headers["Location"] == "/en/my/answers/"
    dropped = {name for name in response.cookies if not response.cookies[name].value}
    assert {"carried-en", "carried-az", "carried-ru", "screening-en", "screening-az", "screening-ru"} <= dropped
    assert "There is nothing here." in text_of(visitor, "/my/answers/")


def test_only_what_the_person_alone_can_know_is_kept(person: Person) -> None:
    family = Family().with_answer(ASKER, "ready_to_work", value=True)
    client = carrying(person, family)
    client.post("/my/answers/", {"do": "keep"})
    assert drafts_of(client.session) == {"ready_to_work": True}
    assert "1 answer that only you can know is kept" in text_of(client, "/my/answers/")
    client.post("/my/answers/", {"do": "drop"})
    assert drafts_of(client.session) == {}


def test_what_a_stranger_or_staff_sends_opens_nothing() -> None:
    assert Visitor().get("/my/answers/").headers["Location"].startswith("/en/my/sign-in/")
    member = Visitor()
    sign_in(member, UserFactory())
    assert member.get("/my/answers/").status_code == 403


@pytest.mark.parametrize("value", ["", "x", "A" * 300, "é"])
def test_whatever_is_in_the_cookie_there_is_nothing_to_choose(person: Person, value: str) -> None:
    client = Visitor()
    sign_in_citizen(client, person)
    client.cookies["carried-en"] = value
    assert "There is nothing here." in text_of(client, "/my/answers/")
    assert client.post("/my/answers/", {"do": "keep"}).status_code == 302
    assert drafts_of(client.session) == {}
