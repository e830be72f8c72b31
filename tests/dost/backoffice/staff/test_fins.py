"""Who a member of staff is for the registries: written down by an account administrator, and shown to nobody."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.utils import translation

from dost.accounts.models import AccountEvent, User
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.registries import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def administrator(client: Client) -> Iterator[User]:
    client.cookies["django_language"] = "en"
    user: User = UserFactory(accounts=True)
    sign_in(client, user)
    with translation.override("en"):
        yield user


def write(client: Client, user: User, fin: str) -> str:
    return client.post(f"/office/staff/{user.pk}/fin/", {"fin": fin}, follow=True).content.decode()


def test_it_is_written_down_once_asked_for_and_shown_nowhere(client: Client) -> None:
    examiner, person = UserFactory(fin=""), PersonFactory()
    listed = client.get("/office/staff/").content.decode()
    assert "1 member of staff decides on cases by role" in listed
    assert examiner.get_username() in client.get("/office/staff/?fin=missing").content.decode()
    assert "decides on no case" in client.get(f"/office/staff/{examiner.pk}/").content.decode()

    said = write(client, examiner, f" {person.fin.lower()} ")

    examiner.refresh_from_db()
    assert examiner.fin == person.fin
    assert "The FİN is written down." in said
    assert person.fin not in said
    assert person.fin not in client.get(f"/office/staff/{examiner.pk}/fin/").content.decode()
    event = AccountEvent.objects.latest("pk")
    assert (event.what, event.whom) == ("fin_given", examiner)
    assert "decides on cases by role" not in client.get("/office/staff/").content.decode()


def test_a_change_of_it_stands_in_the_history_as_one(client: Client) -> None:
    examiner = UserFactory()

    write(client, examiner, PersonFactory().fin)

    assert AccountEvent.objects.latest("pk").what == "fin_changed"


def test_nobody_of_that_fin_the_dead_and_somebody_else_s_are_refused(client: Client) -> None:
    examiner, other = UserFactory(fin=""), UserFactory(fin=PersonFactory().fin)
    dead = PersonFactory(died_on="2026-01-01")

    for fin, said in (
        ("7ZZZZZZ", "knows nobody"),
        (dead.fin, "knows nobody"),
        (other.fin, "Another account"),
        ("7", "seven letters"),
    ):
        assert said in write(client, examiner, fin)
    examiner.refresh_from_db()
    assert examiner.fin == ""


def test_nobody_writes_down_their_own(client: Client, administrator: User) -> None:
    said = write(client, administrator, PersonFactory().fin)

    assert "Nobody does this to their own account" in said


def test_it_is_for_account_administrators(client: Client) -> None:
    examiner = UserFactory(fin="")
    sign_in(client, UserFactory(supervisor=True))

    assert client.post(f"/office/staff/{examiner.pk}/fin/", {"fin": PersonFactory().fin}).status_code == 403
