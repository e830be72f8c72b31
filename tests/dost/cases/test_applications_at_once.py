"""Two who apply at the same moment, in transactions of their own: one case, and both are led to it."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from django.db import connection

from dost.accounts.actors import SYSTEM
from dost.cases import applications
from dost.cases.applications import Application, open_application
from dost.cases.models import Case, CaseAnswer
from tests.factories.registries import PersonFactory
from tests.factories.services_catalog import ServiceFactory, VersionFactory, texts

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE = 4
QUESTION = {"id": "rooms", "ask": texts("How many rooms?"), "type": "whole_number"}


def test_one_case_is_opened_and_everybody_gets_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(applications, "ring", lambda *arguments: True)
    person = PersonFactory()
    service = ServiceFactory(delivery="online", passport={"channels": ["portal"]})
    VersionFactory(service=service, changes={"mode": "on_application", "questions": [QUESTION]})
    together = threading.Barrier(AT_ONCE)
    made: list[Application] = []

    def apply(rooms: int) -> None:
        try:
            together.wait(10)
            made.append(
                open_application(
                    person=person, service=service, answers={"rooms": rooms}, actor=SYSTEM, on=date(2026, 3, 3)
                )
            )
        finally:
            connection.close()

    threads = [threading.Thread(target=apply, args=(number,)) for number in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    case = Case.objects.get()
    assert [one.case for one in made] == [case] * AT_ONCE
    assert sorted(one.already for one in made) == [False] + [True] * (AT_ONCE - 1)
    assert CaseAnswer.objects.count() == 1
