"""A citizen's session: who is signed in, and that pages of one kind of principal do not open for the other."""

from __future__ import annotations

import pytest
from django.test import Client

from dost.accounts.actors import Capacity, OnBehalf, Oneself
from dost.accounts.citizens import SignedInCitizen
from tests.factories.accounts import CitizenFactory, UserFactory, sign_in, sign_in_citizen
from tests.factories.registries import PersonFactory

pytestmark = pytest.mark.django_db


def test_citizen_sees_their_own_pages_and_no_browser_keeps_them(client: Client) -> None:
    sign_in_citizen(client, PersonFactory(given_name="Aynur"))

    response = client.get("/my/")

    assert response.status_code == 200
    assert "Aynur" in response.content.decode()
    assert "no-store" in response.headers["Cache-Control"]
    assert "noindex" in response.headers["X-Robots-Tag"]


@pytest.mark.parametrize("address", ["/my/", "/ru/my/"])
def test_stranger_is_led_to_the_sign_in_and_back(client: Client, address: str) -> None:
    response = client.get(address)

    assert response.status_code == 302
    assert response.headers["Location"].endswith(f"/my/sign-in/?next={address.replace('/', '%2F')}")


def test_member_of_staff_is_refused(client: Client) -> None:
    sign_in(client, UserFactory())
    assert client.get("/my/").status_code == 403


def test_citizen_opens_no_office(client: Client) -> None:
    sign_in_citizen(client, PersonFactory())
    assert client.get("/office/").headers["Location"].startswith("/accounts/sign-in/")


def test_signing_out_ends_the_session(client: Client) -> None:
    sign_in_citizen(client, PersonFactory())

    client.post("/my/sign-out/")

    assert client.get("/my/").status_code == 302


def test_actor_says_for_whom() -> None:
    citizen, child = CitizenFactory(), PersonFactory()

    alone = SignedInCitizen(citizen=citizen, person=citizen.person)
    for_child = SignedInCitizen(citizen=citizen, person=child, capacity=Capacity.PARENT)

    assert alone.actor == Oneself(person_id=citizen.person_id, subject=citizen.subject)
    assert for_child.actor == OnBehalf(
        person_id=citizen.person_id, subject=citizen.subject, of=child.pk, capacity=Capacity.PARENT
    )
    assert for_child.person_id == child.pk
