"""Whose outlook is reckoned, and when: at sign-in, after an event, every day; whoever asked last goes first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import RequestFactory

from dost.accounts import citizens
from dost.proactive import tasks
from dost.proactive.models import Outlook
from dost.proactive.outlook import wanted
from dost.proactive.outlook.wanted import is_stale, reckon_next, touched, want, want_those_of_yesterday
from tests.factories.accounts import CitizenFactory
from tests.factories.registries import PersonFactory
from tests.factories.services_catalog import VersionFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 30, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def rung(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    bells: list[str] = []
    monkeypatch.setattr(wanted, "ring", lambda task, *arguments: bells.append(task))
    return bells


def test_signing_in_has_the_outlook_reckoned(
    rung: list[str], django_capture_on_commit_callbacks: Any, client: Any
) -> None:
    citizen = CitizenFactory()
    request = RequestFactory().get("/")
    request.session = client.session
    with django_capture_on_commit_callbacks(execute=True):
        citizens.begin(request, citizen, proved_at=None)
    assert Outlook.objects.get().person_id == citizen.person_id
    assert Outlook.objects.get().wanted_at is not None
    assert rung == ["proactive.reckon_outlooks"]


def test_wanting_twice_is_one_row() -> None:
    person = PersonFactory()
    want([person.pk], now=NOW)
    want([person.pk], now=NOW + timedelta(minutes=1))
    assert Outlook.objects.get().wanted_at == NOW + timedelta(minutes=1)


def test_an_event_has_only_those_outlooks_reckoned_that_exist() -> None:
    known, unknown = PersonFactory(), PersonFactory()
    Outlook.objects.create(person=known)
    assert touched([known.pk, unknown.pk], now=NOW) == 1
    assert list(Outlook.objects.values_list("person", "wanted_at")) == [(known.pk, NOW)]


def test_whoever_asked_last_goes_first_and_each_is_done_once() -> None:
    VersionFactory()
    first, last = PersonFactory(), PersonFactory()
    want([first.pk], now=NOW)
    want([last.pk], now=NOW + timedelta(minutes=1))
    assert reckon_next(now=NOW)
    assert list(Outlook.objects.exclude(reckoned_at=None).values_list("person", flat=True)) == [last.pk]
    assert (reckon_next(now=NOW), reckon_next(now=NOW)) == (True, False)


def test_one_that_cannot_be_reckoned_keeps_back_no_other(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    person = PersonFactory()
    want([person.pk], now=NOW)

    def fails(person_id: int, *, now: datetime) -> None:
        raise ArithmeticError

    monkeypatch.setattr(wanted, "reckon", fails)
    assert (reckon_next(now=NOW), reckon_next(now=NOW)) == (True, False)
    assert "could not be reckoned" in caplog.text
    assert person.fin not in caplog.text


def test_every_day_what_is_of_an_earlier_day_is_reckoned_after_those_who_ask() -> None:
    for day, asked in (("2026-11-29", None), ("2026-11-30", None), ("2026-11-29", NOW)):
        Outlook.objects.create(person=PersonFactory(), on=day, wanted_at=asked)
    assert want_those_of_yesterday(now=NOW) == 1
    assert want_those_of_yesterday(now=NOW) == 0
    wanted_at = Outlook.objects.exclude(wanted_at=None).order_by("wanted_at").values_list("wanted_at", flat=True)
    assert list(wanted_at) == [datetime(2026, 11, 29, 20, tzinfo=UTC), NOW]  # midnight in Baku


@pytest.mark.parametrize(
    ("hours", "asked", "stale"), [(1, False, False), (25, False, True), (25, True, False), (None, False, True)]
)
def test_an_outlook_is_stale_after_a_day_unless_it_is_being_reckoned(
    hours: int | None, asked: bool, stale: bool
) -> None:
    reckoned = NOW - timedelta(hours=hours) if hours else None
    outlook = Outlook(reckoned_at=reckoned, wanted_at=NOW if asked else None)
    assert is_stale(outlook, now=NOW) is stale
    assert is_stale(None, now=NOW)


def test_a_long_night_is_reckoned_in_shifts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever reckons ten thousand outlooks without a pause keeps payments waiting for hours."""
    want([PersonFactory().pk for _ in range(3)], now=NOW)
    rung: list[object] = []
    monkeypatch.setattr(tasks, "ring", rung.append)
    monkeypatch.setattr(tasks, "SHIFT_SECONDS", -1.0)

    tasks.reckon_outlooks()

    assert Outlook.objects.filter(wanted_at=None).count() == 1
    assert rung == [tasks.reckon_outlooks]
