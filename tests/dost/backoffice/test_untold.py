"""Whom no message has reached: the list, its looks, and that it empties as people are told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Final

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from dost.accounts.actors import staff_actor
from dost.accounts.models import AccessLog, User
from dost.backoffice.day import day_page
from dost.cases.acts import MovedOn, NotAllowed, NotPossible
from dost.cases.handlers import tell_without_case
from dost.cases.models import Case
from dost.common.dates import local_day
from dost.common.delivery import DeliveryState
from dost.notifications.account_notices import account
from dost.notifications.models import DirectMessage, Notice, Telling
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.cases import CaseFactory
from tests.factories.notifications import DirectMessageFactory
from tests.factories.registries import PersonFactory
from tests.factories.services_catalog import ServiceFactory, VersionFactory, texts

pytestmark = pytest.mark.django_db

PAGE = "/office/untold/"
NOW: Final = datetime(2026, 6, 3, 9, tzinfo=UTC)


@pytest.fixture
def examiner(client: Client) -> Client:
    sign_in(client, UserFactory(role=User.Role.EXAMINER))
    client.cookies["django_language"] = "en"
    return client


def untold(why: str = "no_way", *, code: str = "90-1", sensitive: bool = False) -> Case:
    service = ServiceFactory(code=code, name=texts(f"Right {code}"), sensitive=sensitive)
    case: Case = CaseFactory(version=VersionFactory(service=service), granted_and_paid=True)
    case.notices.update(channel="inbox", untold=why)
    return case


def said(client: Client) -> str:
    return client.get(PAGE, headers={"Accept-Language": "en"}).content.decode()


def test_everybody_who_is_still_to_be_told_is_listed_and_the_look_is_logged(examiner: Client) -> None:
    case, told = untold(), CaseFactory(granted_and_paid=True)

    page = said(examiner)

    assert case.person.fin[:3] in page
    assert "Right 90-1" in page
    assert f"/office/cases/{case.pk}/actions/tell/" in page
    assert f"/office/cases/{told.pk}/" not in page
    assert AccessLog.objects.filter(person=case.person, user__isnull=False).exists()


def test_sensitive_service_is_not_named(examiner: Client) -> None:
    untold("sensitive", sensitive=True)
    page = said(examiner)
    assert "Right 90-1" not in page
    assert "Sensitive service" in page


def test_who_was_told_is_no_longer_listed_and_the_timeline_says_how(examiner: Client) -> None:
    case = untold()
    address = f"/office/cases/{case.pk}/"
    examiner.post(f"{address}purpose/", {"purpose": "case", "note": "To tell the person of the decision"})

    response = examiner.post(f"{address}actions/tell/", {"how": "by_phone", "note": "Called today, she understood"})

    assert response.status_code == 302
    assert Notice.objects.get(case=case).told_at is not None
    line = case.entries.latest("pk")
    assert (line.what, line.details["channel"]) == ("told", "by_phone")
    assert line.by_role == User.Role.EXAMINER
    assert "Everybody has been told." in said(examiner)


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow_with_the_rows(
    examiner: Client, rows: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(rows):
        untold(code=f"90-{number}")
    said(examiner)
    with django_assert_max_num_queries(16):
        said(examiner)


def test_other_roles_are_refused(client: Client) -> None:
    sign_in(client, UserFactory(role=User.Role.AUDITOR))
    assert client.get(PAGE).status_code == 403


# -- what is about no case -----------------------------------------------------------------------------------------


def of_an_account() -> Notice:
    """Word that payments go to another account, to somebody whom no way reaches."""
    person = PersonFactory(phone="")
    made = account(person, change=1, ending="2944", accepted=True, now=NOW)
    made.save()
    return made


def of_a_change(state: str = DeliveryState.REFUSED) -> DirectMessage:
    """Word to an old number that it counts no more, which did not arrive."""
    made: DirectMessage = DirectMessageFactory(state=state)
    return made


def test_word_of_an_account_that_reaches_nobody_is_listed_until_it_is_recorded_who_told(examiner: Client) -> None:
    notice = of_an_account()
    address = f"/office/untold/notices/{notice.pk}/"
    assert address in said(examiner)
    assert "2944" in examiner.get(address).content.decode()

    response = examiner.post(address, {"how": "by_phone", "note": "Called today, it was her own wish"})

    assert response.status_code == 302
    telling = Telling.objects.get()
    assert (telling.notice, telling.how, telling.by_role) == (notice, "by_phone", User.Role.EXAMINER)
    assert "Everybody has been told." in said(examiner)
    assert examiner.get(address).status_code == 404


@pytest.mark.parametrize("state", [DeliveryState.REFUSED, DeliveryState.DOUBTFUL])
def test_word_of_changed_contact_data_that_does_not_arrive_is_listed(examiner: Client, state: str) -> None:
    message = of_a_change(state)
    address = f"/office/untold/messages/{message.pk}/"
    assert address in said(examiner)

    examiner.post(address, {"how": "at_window", "note": "She came to the centre"})

    assert Telling.objects.get().message == message
    assert "Everybody has been told." in said(examiner)


@pytest.mark.parametrize("make", [of_an_account, of_a_change], ids=["account", "contact"])
def test_of_two_who_record_it_the_later_one_is_told_that_it_is_done(make: Callable[[], Notice | DirectMessage]) -> None:
    message, actor = make(), staff_actor(UserFactory(role=User.Role.EXAMINER))
    said = partial(tell_without_case, message, actor=actor, how="by_phone", note="Called today at noon", now=NOW)
    said()
    with pytest.raises(MovedOn):
        said()
    assert Telling.objects.count() == 1


def test_other_roles_and_other_words_are_refused() -> None:
    notice = of_an_account()
    said = partial(tell_without_case, notice, note="Called today at noon", now=NOW)
    with pytest.raises(NotAllowed):
        said(actor=staff_actor(UserFactory(role=User.Role.CLERK)), how="by_phone")
    with pytest.raises(NotPossible):
        said(actor=staff_actor(UserFactory(role=User.Role.EXAMINER)), how="by_pigeon")
    assert Notice.objects.get().told_at is None


def test_word_that_arrived_and_codes_are_not_listed(examiner: Client) -> None:
    of_a_change(DeliveryState.DONE)
    DirectMessageFactory(kind=DirectMessage.Kind.CODE, state=DeliveryState.REFUSED, key="C1")
    assert "Everybody has been told." in said(examiner)


def test_how_must_be_said(examiner: Client) -> None:
    notice = of_an_account()
    response = examiner.post(f"/office/untold/notices/{notice.pk}/", {"how": "", "note": "short"})
    assert response.status_code == 400
    assert "Choose how the person was told." in response.content.decode()
    nothing = examiner.post(f"/office/untold/notices/{notice.pk}/", {"how": "by_phone", "note": ""})
    assert "Write when it was, and what they said." in nothing.content.decode()
    assert not Telling.objects.exists()


def test_the_day_counts_what_is_about_no_case_too(examiner: Client) -> None:
    of_an_account()
    of_a_change()
    untold()
    now = timezone.now()
    assert day_page(on=local_day(now), now=now, may_open=True).untold == 3
