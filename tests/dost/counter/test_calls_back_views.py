"""Calling back on the page: pressed, called, ended, tried again, and what a supervisor takes off the list."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from dost.accounts.models import AccessLog, User
from dost.centres.models import CallBack, CallBackTry, Visit
from tests.factories.accounts import UserFactory
from tests.factories.centres import promised
from tests.factories.registries import ContractFactory

from .conftest import browser, said, somebody

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("institutions")]
CALLS = "/counter/calls/"
HERE = f"{CALLS}call-backs/"
HOUR = timedelta(hours=1)


@pytest.fixture
def operator() -> User:
    """An operator of 142, of no centre."""
    made: User = UserFactory(role=User.Role.OPERATOR)
    return made


def waiting(**more: Any) -> CallBack:
    """A call back promised a day ago, due in an hour."""
    return promised(at=timezone.now() - timedelta(days=1), hours=25, **more)


def ended(client: Client, outcome: str) -> str:
    """What is said of a call that ends so."""
    return said(client.post(f"{CALLS}end/", {"call-outcome": outcome}, follow=True))


def hours_pass(hours: int) -> None:
    """Let all calls that were made have been made so much earlier."""
    for visit in Visit.objects.filter(ended_at__isnull=False):
        assert visit.ended_at is not None
        Visit.objects.filter(pk=visit.pk).update(
            began_at=visit.began_at - hours * HOUR, ended_at=visit.ended_at - hours * HOUR
        )


def test_calling_now_opens_a_call_that_shows_whom_and_about_what_and_its_end_keeps_the_promise(operator: User) -> None:
    row, client = waiting(), browser(operator)
    assert "Call now" in said(client.get(HERE))
    assert client.post(f"{HERE}{row.pk}/call/").headers["Location"] == CALLS
    page = said(client.get(CALLS))
    assert "You are calling back" in page
    assert "+994501234567" in page
    assert "Her pension" in page
    assert "Nobody answered" in page
    assert "Somebody is calling just now." in said(browser(UserFactory(role=User.Role.OPERATOR)).get(HERE))
    assert "The promise to call back is kept." in ended(client, "settled")
    row.refresh_from_db()
    assert (row.closed_as, row.closed_by) == ("done", operator)
    assert "Nobody waits to be called back." in said(client.get(HERE))


def test_nobody_answered_says_when_to_try_again_and_the_third_time_that_a_message_goes(operator: User) -> None:
    row, client = waiting(), browser(operator)
    for number in (1, 2):
        client.post(f"{HERE}{row.pk}/call/")
        assert "Nobody answered. Try again from" in ended(client, "unreached")
        page = said(client.get(HERE))
        assert f"nobody answered {number} time" in page
        assert "The next try is from" in page
        assert "Call now" not in page
        client.post(f"{HERE}{row.pk}/call/")
        assert "a short while ago" in said(client.get(HERE))
        hours_pass(2)
    client.post(f"{HERE}{row.pk}/call/")
    assert "try 3" in said(client.get(CALLS))
    assert "for the third time" in ended(client, "unreached")
    row.refresh_from_db()
    assert row.closed_as == "missed"
    assert CallBackTry.objects.count() == 3


def test_whoever_is_known_from_the_first_call_answers_the_questions_again(operator: User) -> None:
    person = somebody(document_number="AA1234567")
    ContractFactory(person=person)
    row, client = waiting(person=person), browser(operator)
    client.post(f"{HERE}{row.pk}/call/")
    page = said(client.get(CALLS))
    assert "Əliyeva Aygün" in page
    assert "Ask three questions" in page
    assert client.get(f"{CALLS}person/").headers["Location"] == CALLS
    assert AccessLog.objects.filter(person=person, user=operator, reason="search").exists()
    [choice] = re.findall(r'name="choice" type="radio" value="([^"]+)"', page)
    assert client.post(f"{CALLS}ask/", {"choice": choice}).headers["Location"] == f"{CALLS}questions/"


def test_what_was_promised_for_a_colleague_is_called_by_one(operator: User) -> None:
    row = waiting(user=operator, by_another=True)
    client = browser(operator)
    page = said(client.get(HERE))
    assert "A colleague calls: it may be about you." in page
    assert "Call now" not in page
    client.post(f"{HERE}{row.pk}/call/")
    assert not CallBackTry.objects.exists()
    assert "Call now" in said(browser(UserFactory(role=User.Role.OPERATOR)).get(HERE))


def test_only_a_call_that_was_made_can_find_nobody(operator: User) -> None:
    client = browser(operator)
    client.post(f"{CALLS}take/")
    assert "Nobody answered" not in said(client.get(CALLS))
    assert client.post(f"{CALLS}end/", {"call-outcome": "unreached"}).status_code == 400


def test_a_supervisor_says_how_it_was_seen_to(operator: User) -> None:
    row, client = waiting(), browser(UserFactory(supervisor=True, centre="BAKI-1"))
    page = said(client.get(HERE))
    assert "Call now" not in page
    assert f'href="{HERE}{row.pk}/close/"' in page
    assert "Her pension" in said(client.get(f"{HERE}{row.pk}/close/"))
    assert client.post(f"{HERE}{row.pk}/close/", {"how": "done"}).status_code == 400
    client.post(f"{HERE}{row.pk}/close/", {"how": "done", "note": "They came to the centre."})
    row.refresh_from_db()
    assert (row.closed_as, row.note) == ("done", "They came to the centre.")
    assert client.get(f"{HERE}{row.pk}/close/").status_code == 404
    assert client.post(f"{HERE}{row.pk}/close/", {"how": "done", "note": "Again."}).headers["Location"] == HERE
    assert browser(operator).get(f"{HERE}{row.pk}/close/").status_code == 403


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_asks_as_much_for_one_as_for_three(operator: User, django_assert_num_queries: Any, many: int) -> None:
    for _row in range(many):
        waiting()
    client = browser(operator)
    client.get(HERE)
    with django_assert_num_queries(3):
        client.get(HERE)
