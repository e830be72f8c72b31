"""A clerk at a desk whose browser is signed in, and somebody at the window, on a day that does not end meanwhile."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from dost.accounts.models import StatedPurpose, User
from dost.centres.models import Visit
from dost.counter.whose import FIELD, of_person, of_visit
from registries.models import Person
from tests.by_day import keep_clear_of_midnight
from tests.factories.accounts import sign_in
from tests.factories.centres import Seat, seat, visit_of
from tests.factories.registries import DistrictFactory, InstitutionFactory, PersonFactory

WITH_A_PERSON = ("/counter/person/", "/counter/calls/", "/counter/appointments/")


@dataclass
class AtWindow:
    """A clerk with somebody at the window: the seat, the person, their open visit, and the clerk's browser."""

    seat: Seat
    person: Person
    visit: Visit
    client: Client

    @property
    def user(self) -> User:
        """The clerk."""
        return self.seat.user


class WindowBrowser(Client):
    """A browser that sends a form as the page of whoever is at hand now holds it: with what names their visit."""

    user: User | None = None

    def post(self, path: str, data: Any = None, *args: Any, **more: Any) -> Any:  # type: ignore[override]
        """Send a form."""
        named = {FIELD: whose_now(self.user)} if self.user is not None and path.startswith(WITH_A_PERSON) else {}
        return super().post(path, {**named, **(data or {})}, *args, **more)


def whose_now(user: User) -> str:
    """What the forms of a member of staff hold now; empty with nobody there."""
    visit = Visit.objects.filter(clerk=user, ended_at=None).first()
    if visit is not None:
        return of_visit(visit)
    stated = StatedPurpose.objects.select_related("person").filter(user=user).order_by("-at", "-pk").first()
    return of_person(stated.person) if stated is not None else ""


def browser(user: User) -> WindowBrowser:
    """A browser in which somebody is signed in, in English."""
    client = WindowBrowser()
    client.user = user
    sign_in(client, user)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def said(response: Any) -> str:
    """The text of an answer, in one line."""
    return re.sub(r"\s+", " ", response.content.decode().replace("\N{NO-BREAK SPACE}", " "))


def somebody(**more: Any) -> Person:
    """Aygün, born in 1990, of Sabirabad."""
    made: Person = PersonFactory(
        **{
            "surname": "Əliyeva",
            "given_name": "Aygün",
            "father_name": "Rəşid",
            "sex": "F",
            "birth_date": date(1990, 2, 1),
            "district": DistrictFactory(),
            **more,
        }
    )
    return made


@pytest.fixture
def institutions() -> None:
    """The institutions that records and messages name."""
    for code, name in (("DIN", "Ministry of Internal Affairs"), ("DSMF", "Protection Fund"), ("EDLIYYE", "Justice")):
        InstitutionFactory(code=code, name_en=name)


@pytest.fixture
def serve(db: None, institutions: None) -> Callable[..., AtWindow]:
    """Begin a visit: `serve()`, `serve(person)`, `serve(None)` for one of nobody yet."""

    def begin(person: Person | str | None = "somebody", **user: Any) -> AtWindow:
        at = timezone.now() - timedelta(minutes=1)
        who = somebody() if isinstance(person, str) else person
        seated = seat(since=at, number=begin.seats, **user)  # type: ignore[attr-defined]
        begin.seats += 1  # type: ignore[attr-defined]
        visit = visit_of(who, seated, at=at)
        return AtWindow(seated, who or PersonFactory(), visit, browser(seated.user))

    begin.seats = 1  # type: ignore[attr-defined]
    return begin


@pytest.fixture(autouse=True)
def _by_day(monkeypatch: pytest.MonkeyPatch) -> None:
    keep_clear_of_midnight(monkeypatch)
