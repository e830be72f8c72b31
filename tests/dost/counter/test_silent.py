"""An institution is down: the pages at a window say so, and an application taken then is finished by itself later."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.utils import timezone

from dost.accounts.models import User
from dost.accounts.openid.answering import Way, did_not_answer
from dost.cases.answering import watch_institutions
from dost.cases.drafts import at_once
from dost.cases.models import Case
from dost.cases.stages import Origin, Outcome, State, WaitingOn
from registries.bridge import client as bridge
from tests.factories.accounts import UserFactory
from tests.factories.drafts import applied_for, at_once_here

from .conftest import AtWindow, browser, said

pytestmark = pytest.mark.django_db
Serve = Callable[..., AtWindow]
ANSWERS = {"answers.alone": "true", "answers.rooms": "2", "answers.home": "flat"}
PAGES = ("/counter/", "/counter/person/silent/")
"""The desk, and what the person’s page fetches."""


class Institution:
    """One that says nothing until it `answers`."""

    answers = False

    def ask_all(self, questions: Sequence[bridge.Question]) -> list[bridge.Answers | bridge.Unavailable]:
        return [self._say(question) for question in questions]

    def _say(self, question: bridge.Question) -> bridge.Answers | bridge.Unavailable:
        if not self.answers:
            return bridge.Unavailable(question.institution, "timeout", 6.0)
        data = {"alive": True, "died_on": None}
        return bridge.Answers(tuple(bridge.Answer(item["key"], True, data, timezone.now()) for item in question.items))


@pytest.fixture
def institution(monkeypatch: pytest.MonkeyPatch) -> Institution:
    made = Institution()
    monkeypatch.setattr(bridge, "ask_all", made.ask_all)
    at_once_here(monkeypatch)
    return made


def test_an_application_taken_while_it_is_down_is_finished_by_itself(
    serve: Serve, institution: Institution, settings: Any, tmp_path: Any
) -> None:
    settings.DOCUMENTS_ROOT = tmp_path
    applied_for(verify=["DIN.alive"])
    here = serve()

    here.client.post("/counter/person/apply/90-50/", ANSWERS)

    case = Case.objects.get()
    assert (case.origin, case.state, case.waiting_on) == (Origin.COUNTER, State.WAITING, WaitingOn.INSTITUTION)
    watch_institutions(now=timezone.now())
    for address in PAGES:
        page = said(here.client.get(address))
        assert "Not answering just now" in page
        assert "Ministry of Internal Affairs" in page
        assert "Take applications as usual" in page

    institution.answers = True
    Case.objects.update(not_before=timezone.now())  # its next try has come
    at_once.work_on(case.pk)

    case.refresh_from_db()
    assert (case.outcome, case.waiting_on) == (Outcome.GRANTED, WaitingOn.BANK)  # decided; its money is on its way
    watch_institutions(now=timezone.now())
    for address in PAGES:
        assert "Not answering just now" not in said(here.client.get(address))


def test_with_all_of_them_answering_nothing_is_said(serve: Serve) -> None:
    here = serve()
    watch_institutions(now=timezone.now())
    for address in PAGES:
        assert "Not answering just now" not in said(here.client.get(address))


def test_with_the_sign_in_away_the_desk_says_so_and_that_everything_works_here(serve: Serve) -> None:
    here, now = serve(), timezone.now()
    for address in PAGES:
        assert "Citizens cannot sign in online just now" not in said(here.client.get(address))
    did_not_answer(Way.THERE, now=now)
    did_not_answer(Way.THERE, now=now)
    for address in PAGES:
        page = said(here.client.get(address))
        assert "Citizens cannot sign in online just now" in page
        assert "Here everything works" in page
        assert "Not answering just now" not in page  # no institution is named that answers


def test_operator_reads_it_as_well(db: None) -> None:
    client = browser(UserFactory(role=User.Role.OPERATOR))
    did_not_answer(Way.BACK, now=timezone.now())
    did_not_answer(Way.BACK, now=timezone.now())
    assert "Citizens cannot sign in online just now" in said(client.get("/counter/calls/"))


def test_the_page_of_the_person_fetches_it(serve: Serve) -> None:
    assert 'hx-get="/counter/person/silent/"' in said(serve().client.get("/counter/person/page/"))
