"""The pages of a person's messages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from dost.accounts.models import AccessLog
from dost.common.delivery import DeliveryState
from dost.notifications.models import Notice
from tests.factories.accounts import sign_in_citizen
from tests.factories.cases import CaseFactory, LetterFactory
from tests.factories.notifications import NoticeFactory
from tests.factories.registries import PersonFactory
from tests.factories.services_catalog import ServiceFactory, VersionFactory

pytestmark = pytest.mark.django_db


def message(person: Any = None, *, sensitive: bool = False, code: str = "05-99", **more: Any) -> Notice:
    version = VersionFactory(service=ServiceFactory(code=code, sensitive=sensitive))
    case = CaseFactory(version=version, person=person or PersonFactory(), live=False)
    made: Notice = NoticeFactory(case=case, **more)
    return made


def test_the_list_says_how_each_message_begins_how_it_went_and_which_are_new(client: Client) -> None:
    one = message(text="DOST: 600 manat göndərildi.", state=DeliveryState.DONE)
    message(one.person, text="DOST: ikinci", channel="inbox", state=DeliveryState.DONE, seen_at=one.created_at)
    sign_in_citizen(client, one.person)

    page = client.get("/en/my/inbox/").content.decode()

    assert "600 manat göndərildi." in page
    assert "Delivered" in page
    assert "Here only" in page
    assert page.count("New:") == 1


def test_how_a_message_begins_is_in_the_language_in_which_it_was_sent(client: Client) -> None:
    one = message(text="DOST: mətn", language="az")
    hidden = message(one.person, text="DOST: gizli", language="az", sensitive=True, code="05-98")
    sign_in_citizen(client, one.person)
    page = client.get("/ru/my/inbox/").content.decode()
    assert f'href="/ru/my/inbox/{one.pk}/" lang="az">' in page
    assert f'href="/ru/my/inbox/{hidden.pk}/">' in page


def test_a_message_about_a_sensitive_service_is_a_neutral_line(client: Client) -> None:
    one = message(sensitive=True, text="DOST: sığınacaq", state=DeliveryState.DONE)
    sign_in_citizen(client, one.person)

    page = client.get("/en/my/inbox/").content.decode()

    assert "A message that is not named in lists" in page
    assert "sığınacaq" not in page
    assert "Delivered" not in page
    assert "sığınacaq" in client.get(f"/en/my/inbox/{one.pk}/").content.decode()


def test_a_message_opened_is_new_no_more_and_leads_to_its_letters(client: Client) -> None:
    one = message(text="DOST: mətn")
    letter = LetterFactory(case=one.case)
    sign_in_citizen(client, one.person)

    page = client.get(f"/en/my/inbox/{one.pk}/").content.decode()

    assert "DOST: mətn" in page
    assert f"/en/my/letters/{letter.number}/" in page
    one.refresh_from_db()
    seen = one.seen_at
    assert seen is not None
    client.get(f"/en/my/inbox/{one.pk}/")
    one.refresh_from_db()
    assert one.seen_at == seen
    assert one.phone not in page
    assert AccessLog.objects.filter(reason="own_message", person=one.person).exists()


def test_somebody_elses_message_is_not_found_and_stays_new(client: Client) -> None:
    one = message()
    sign_in_citizen(client, PersonFactory())
    assert client.get(f"/en/my/inbox/{one.pk}/").status_code == 404
    one.refresh_from_db()
    assert one.seen_at is None


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_many(
    client: Client, count: int, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    person = PersonFactory()
    for _ in range(count):
        message(person)
    sign_in_citizen(client, person)
    client.get("/en/my/inbox/")
    with django_assert_max_num_queries(7):
        assert client.get("/en/my/inbox/").content.decode().count("New:") == count


def test_old_messages_are_on_the_next_page(client: Client) -> None:
    person = PersonFactory()
    for number in range(21):
        message(person, text=f"DOST: xəbər {number:02d}.")
    sign_in_citizen(client, person)
    pages = [client.get("/en/my/inbox/", {"page": page}).content.decode() for page in (1, 2)]
    assert [page.count("xəbər") for page in pages] == [20, 1]
