"""Mandates at a window: whose file is open, how one is written down, and ended."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from dost.accounts.access import Purpose, state_purpose
from dost.accounts.actors import Staff
from dost.accounts.models import Mandate, StatedPurpose, User
from dost.cases.models import MandatePaper
from dost.notifications.models import Contact, DirectMessage
from registries.models import Person
from tests.factories.accounts import MandateFactory, UserFactory, sign_in
from tests.factories.drafts import for_employers
from tests.factories.registries import PersonFactory, RepresentativeFactory
from tests.factories.uploads import photograph, upload

pytestmark = pytest.mark.django_db

ALL = "/office/mandates/"
NEW = "/office/mandates/new/"


@pytest.fixture
def grantor() -> Person:
    made: Person = PersonFactory(birth_date=date(1950, 1, 1), language="en")
    return made


@pytest.fixture
def agent() -> Person:
    made: Person = PersonFactory(birth_date=date(1990, 1, 1))
    return made


@pytest.fixture
def examiner(client: Client) -> User:
    user: User = UserFactory()
    PersonFactory(fin=user.fin)
    sign_in(client, user)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return user


def opens(user: User, person: Person) -> None:
    """Open the file of a person to a member of staff."""
    actor = Staff(user.pk, user.role)
    state_purpose(actor=actor, person_id=person.pk, purpose=Purpose.CASE, note="at the window", now=timezone.now())


def filled(agent: Person, **changes: Any) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "agent_fin": agent.fin,
        "scope": "all",
        "deeds": ["apply"],
        "starts": today.isoformat(),
        "until": (today + timedelta(days=60)).isoformat(),
        "how": "presence",
        "document_kind": "passport",
        "document_number": "C123",
    } | changes


def test_the_file_is_opened_with_a_reason_first(client: Client, examiner: User, grantor: Person) -> None:
    for there in (f"{ALL}person/", NEW, f"{ALL}{MandateFactory(grantor=grantor).pk}/"):
        assert client.get(f"{there}?person={grantor.pk}").headers["Location"] == ALL
        assert client.get(there).headers["Location"] == ALL

    response = client.post(ALL, {"fin": grantor.fin, "note": "she wants to give a mandate"}, follow=True)

    assert response.redirect_chain == [(f"{ALL}person/?person={grantor.pk}", 302)]
    assert StatedPurpose.objects.get().person == grantor
    assert "Write a mandate down" in response.content.decode()
    assert client.get(f"{NEW}?person=99999999").status_code == 404


def test_nobody_with_this_fin(client: Client, examiner: User) -> None:
    assert client.post(ALL, {"fin": "9ZZZZZ9", "note": "she is at the window"}).status_code == 400


def test_in_presence(client: Client, examiner: User, grantor: Person, agent: Person) -> None:
    opens(examiner, grantor)
    assert client.get(f"{NEW}?person={grantor.pk}").status_code == 200

    client.post(f"{NEW}?person={grantor.pk}", filled(agent))

    mandate = Mandate.objects.get()
    assert (mandate.grantor, mandate.agent, mandate.by, mandate.how) == (grantor, agent, examiner, "presence")


def test_by_a_code(client: Client, examiner: User, grantor: Person, agent: Person) -> None:
    opens(examiner, grantor)
    now = timezone.now()
    Contact.objects.create(person=grantor, phone="+994501112233", phone_confirmed_at=now, changed_at=now)
    there = f"{NEW}?person={grantor.pk}"

    page = client.post(there, filled(agent, how="code")).content.decode()
    assert "A code was sent to their number" in page
    assert agent.fin in page
    code = DirectMessage.objects.get(kind="code").text.partition(f"{agent.fin}: ")[2][:6]
    client.post(there, filled(agent, how="code", code=code))

    assert Mandate.objects.get().how == "code"


def test_on_paper(client: Client, examiner: User, grantor: Person, agent: Person) -> None:
    opens(examiner, grantor)

    paper = upload(photograph(), "m.jpg", "image/jpeg")
    client.post(f"{NEW}?person={grantor.pk}", filled(agent, how="paper", paper=paper))

    mandate = Mandate.objects.get()
    document = MandatePaper.objects.get(mandate=mandate).document
    page = client.get(f"{ALL}{mandate.pk}/?person={grantor.pk}").content.decode()
    assert f"/office/documents/{document.public_id}/" in page
    assert client.get(f"/office/documents/{document.public_id}/").status_code == 200


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"document_number": ""}, "Write the number of the document you have seen."),
        ({"how": "paper"}, "Add the signed paper as it was scanned."),
        ({"how": "code"}, "No telephone of theirs is confirmed."),
        ({"how": "online"}, "Choose how it is known that it is they."),
        ({"until": ""}, "Write the last day."),
    ],
    ids=["number", "paper", "code", "online", "day"],
)
def test_what_is_missing_is_said(
    client: Client, examiner: User, grantor: Person, agent: Person, changes: dict[str, Any], said: str
) -> None:
    opens(examiner, grantor)

    response = client.post(f"{NEW}?person={grantor.pk}", filled(agent, **changes))

    assert response.status_code == 400
    assert said in response.content.decode()
    assert not Mandate.objects.exists()


PRESENT = {"how": "presence", "document_kind": "passport", "document_number": "C123"}


def test_it_is_ended_at_the_window(client: Client, examiner: User, grantor: Person, agent: Person) -> None:
    opens(examiner, grantor)
    mandate = MandateFactory(grantor=grantor, agent=agent)
    there = f"{ALL}{mandate.pk}/?person={grantor.pk}"
    assert agent.full_name in client.get(f"{ALL}person/?person={grantor.pk}").content.decode()
    page = client.get(there).content.decode()
    assert "End the mandate" in page
    assert "Accept the mandate" not in page
    assert client.post(there, {"what": "ended"}).status_code == 400

    for _press in range(2):
        assert client.post(there, {**PRESENT, "what": "ended"}).status_code == 302

    mandate.refresh_from_db()
    assert (mandate.ended_for, mandate.events.count()) == ("withdrawn", 1)
    page = client.get(there).content.decode()
    assert "End the mandate" not in page
    assert "In person, with a document" in page


def test_its_agent_accepts_it_at_the_window_by_a_code(
    client: Client, examiner: User, grantor: Person, agent: Person
) -> None:
    opens(examiner, agent)
    now = timezone.now()
    Contact.objects.create(person=agent, phone="+994501112233", phone_confirmed_at=now, changed_at=now)
    mandate = MandateFactory(grantor=grantor, agent=agent, waiting=True)
    there = f"{ALL}{mandate.pk}/?person={agent.pk}"
    assert "Accept the mandate" in client.get(there).content.decode()

    page = client.post(there, {"what": "accepted", "how": "code"}).content.decode()
    assert "A code was sent to their number" in page
    code = re.findall(r"[0-9]{6}", DirectMessage.objects.get(kind="code").text)[0]
    response = client.post(there, {"what": "accepted", "how": "code", "code": code}, follow=True)

    assert "It is accepted" in response.content.decode()
    mandate.refresh_from_db()
    assert mandate.is_accepted


def test_its_agent_accepts_it_on_paper(client: Client, examiner: User, grantor: Person, agent: Person) -> None:
    opens(examiner, agent)
    mandate = MandateFactory(grantor=grantor, agent=agent, waiting=True)
    there = f"{ALL}{mandate.pk}/?person={agent.pk}"
    assert client.post(there, {"what": "accepted", "how": "paper"}).status_code == 400

    client.post(there, {"what": "accepted", "how": "paper", "paper": upload(photograph(), "m.jpg", "image/jpeg")})

    document = MandatePaper.objects.get(mandate=mandate, what="accepted").document
    assert f"/office/documents/{document.public_id}/" in client.get(there).content.decode()
    opens(examiner, grantor)
    page = client.get(f"{ALL}{mandate.pk}/?person={grantor.pk}").content.decode()
    assert str(document.public_id) not in page  # what the other signed is their own


@pytest.mark.parametrize("what", ["", "given", "ends_soon"])
def test_nothing_else_is_done(client: Client, examiner: User, agent: Person, what: str) -> None:
    opens(examiner, agent)
    mandate = MandateFactory(agent=agent, waiting=True)
    assert client.post(f"{ALL}{mandate.pk}/?person={agent.pk}", {**PRESENT, "what": what}).status_code == 404


# -- of an employer ------------------------------------------------------------------------------------------------


def test_the_head_of_an_employer_gives_one_and_ends_it(
    client: Client, examiner: User, grantor: Person, agent: Person
) -> None:
    service = for_employers()
    RepresentativeFactory(person=grantor)
    opens(examiner, grantor)
    new = f"{NEW}?person={grantor.pk}&employer=1000000011"
    page = client.get(f"{ALL}person/?person={grantor.pk}").content.decode()
    assert "Write one down in the name of" in page
    assert str(service.title) in client.get(new).content.decode()

    response = client.post(new, filled(agent, scope="named", services=[service.code]), follow=True)

    mandate = Mandate.objects.get()
    assert (mandate.grantor, mandate.grantor_voen, mandate.by) == (None, "1000000011", examiner)
    assert "VÖEN 1000000011" in response.content.decode()
    client.post(f"{ALL}{mandate.pk}/?person={grantor.pk}", {**PRESENT, "what": "ended"})
    mandate.refresh_from_db()
    assert mandate.ended_for == "withdrawn"


def test_of_an_employer_they_do_not_head_there_is_nothing(
    client: Client, examiner: User, grantor: Person, agent: Person
) -> None:
    RepresentativeFactory(person=agent)
    opens(examiner, grantor)
    mandate = MandateFactory(grantor=None, grantor_voen="1000000011", by_person=agent)

    assert client.get(f"{NEW}?person={grantor.pk}&employer=1000000011").status_code == 404
    assert client.post(f"{NEW}?person={grantor.pk}&employer=1000000011", filled(agent)).status_code == 404
    assert client.get(f"{ALL}{mandate.pk}/?person={grantor.pk}").status_code == 404


def test_a_mandate_of_others_is_not_found_with_this_file(client: Client, examiner: User, grantor: Person) -> None:
    opens(examiner, grantor)

    assert client.post(f"{ALL}{MandateFactory().pk}/?person={grantor.pk}").status_code == 404
