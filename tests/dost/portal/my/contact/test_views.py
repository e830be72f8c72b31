"""Contact and language: what stands, and changing it with a fresh sign-in and a code."""

from __future__ import annotations

import re
import time

import pytest
from django.test import Client

from dost.accounts.citizens import SIGNED_IN_AT
from dost.accounts.models import AccessLog
from dost.notifications.models import Contact, DirectMessage
from registries.models import Person
from tests.factories.accounts import sign_in_citizen
from tests.factories.notifications import ContactFactory
from tests.factories.registries import PersonFactory

pytestmark = pytest.mark.django_db

HOME = "/en/my/contact/"
PHONE = "+994501112233"


@pytest.fixture
def person() -> Person:
    made: Person = PersonFactory(phone="+994505550001", language="en")
    return made


@pytest.fixture
def me(client: Client, person: Person) -> Client:
    sign_in_citizen(client, person)
    return client


def said(client: Client, address: str = HOME) -> str:
    return client.get(address).content.decode()


def test_page_says_what_is_known_and_that_it_is_not_confirmed(me: Client, person: Person) -> None:
    page = said(me)
    assert "+994505550001" in page
    assert "not confirmed" in page
    assert AccessLog.objects.filter(person=person, purpose="own").exists()


def test_number_is_confirmed_by_the_code_that_was_sent(me: Client, person: Person) -> None:
    response = me.post(f"{HOME}phone/", {"target": "050 111 22 33"})
    assert response.headers["Location"] == f"{HOME}phone/code/"
    code = re.search(r"[0-9]{6}", DirectMessage.objects.get().text)
    assert code is not None

    page = me.post(f"{HOME}phone/code/", {"code": code[0]}, follow=True).content.decode()

    assert "It is confirmed." in page
    assert PHONE in page
    assert Contact.objects.get(person=person).phone == PHONE


def test_wrong_code_names_the_field(me: Client) -> None:
    me.post(f"{HOME}phone/", {"target": PHONE})
    response = me.post(f"{HOME}phone/code/", {"code": "1"})
    assert response.status_code == 400
    assert "not the code" in response.content.decode()
    assert not Contact.objects.exists()


def test_number_that_is_none_names_the_field(me: Client) -> None:
    response = me.post(f"{HOME}phone/", {"target": "12"})
    assert response.status_code == 400
    assert "Write a mobile number" in response.content.decode()
    assert not DirectMessage.objects.exists()


def test_wishes_are_saved(me: Client, person: Person) -> None:
    given = {
        "language": "ru", "way": "sms", "address": "Bakı, Nizami 1", "quiet": "own",
        "quiet_from": "22:00", "quiet_until": "08:00",
    }  # fmt: skip
    response = me.post(f"{HOME}wishes/", given, follow=True)
    page = response.content.decode()
    assert "Your wishes are saved." in page
    assert "22:00–08:00" in page
    assert Contact.objects.get(person=person).language == "ru"


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"way": "email"}, "no e-mail address yet"),
        ({"way": "letter", "address": ""}, "Write the address"),
        ({"quiet": "own"}, "Write an hour"),
        ({"quiet": "own", "quiet_from": "22:00", "quiet_until": "22:00"}, "must differ"),
        ({"language": "fr"}, "Choose a language"),
    ],
)
def test_wishes_that_cannot_be_kept_say_why(me: Client, other: dict[str, str], words: str) -> None:
    given = {"language": "en", "way": "sms", "address": "", "quiet": "house", **other}
    response = me.post(f"{HOME}wishes/", given)
    assert response.status_code == 400
    assert words in response.content.decode()
    assert not Contact.objects.exists()


def test_number_is_removed_after_a_question(me: Client, person: Person) -> None:
    ContactFactory(person=person, phone=PHONE)
    assert "Remove your telephone number?" in said(me, f"{HOME}phone/remove/")
    me.post(f"{HOME}phone/remove/")
    assert Contact.objects.get(person=person).phone == ""


@pytest.mark.parametrize("address", ["phone/", "email/", "phone/code/", "phone/remove/", "wishes/"])
def test_changes_need_a_fresh_sign_in(me: Client, person: Person, address: str) -> None:
    ContactFactory(person=person, phone=PHONE)
    session = me.session
    session[SIGNED_IN_AT] = int(time.time()) - 7 * 24 * 3600
    session.save()

    response = me.post(f"{HOME}{address}", {"target": "050 111 22 44"})

    assert response.status_code == 302
    assert not DirectMessage.objects.exists()
    assert Contact.objects.get(person=person).phone == PHONE


@pytest.mark.parametrize("address", ["fax/", "fax/code/", "fax/remove/"])
def test_other_ways_are_not_there(me: Client, address: str) -> None:
    assert me.get(f"{HOME}{address}").status_code == 404
