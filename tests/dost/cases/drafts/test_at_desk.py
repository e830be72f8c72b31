"""An application taken at a desk: which record is meant, how it stands, and sent at once with what was told."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from dost.accounts.actors import Staff
from dost.cases.acts import NotAllowed, Role
from dost.cases.applications import NotAccepted
from dost.cases.drafts.at_desk import (
    asked_of,
    begin_at_desk,
    meant,
    send_at_desk,
    services_to_apply_for,
    standing_of,
)
from dost.cases.drafts.begin import Possible, possible
from dost.cases.models import ApplicationDraft, Case
from dost.cases.stages import Outcome
from registries.models import Person
from services_catalog.models import Service
from tests.factories.accounts import UserFactory
from tests.factories.drafts import QUESTIONS, TOLD, applied_for, at_once_here, publish_anew
from tests.factories.registries import InstitutionFactory, PersonFactory
from tests.factories.services_catalog import ServiceFactory

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 3)
NOW = datetime(2026, 3, 3, 8, tzinfo=UTC)


@pytest.fixture
def clerk() -> Staff:
    return Staff(UserFactory(clerk=True).pk, Role.CLERK, "BAKI-1")


@pytest.fixture
def person() -> Person:
    made: Person = PersonFactory()
    return made


@pytest.fixture
def service() -> Service:
    InstitutionFactory(code="DSMF")
    return applied_for()


def only(person: Person, service: Service, actor: Staff, on: date = ON) -> Possible:
    (one,) = possible(person=person, service=service, actor=actor, on=on)
    return one


def begun(person: Person, service: Service, actor: Staff, on: date = ON) -> ApplicationDraft:
    found = begin_at_desk(person=person, one=only(person, service, actor, on), actor=actor, on=on, now=NOW).draft
    assert found is not None
    return found


def send(draft: ApplicationDraft, person: Person, actor: Staff, **answers: Any) -> Case:
    return send_at_desk(draft=draft, person=person, answers=answers, actor=actor, on=ON, now=NOW)


def test_services_that_take_no_application_are_not_in_the_list(service: Service) -> None:
    ServiceFactory(code="90-99", passport={"channels": []})
    assert [one.code for one in services_to_apply_for()] == [service.code]


def test_the_only_record_is_meant_whatever_was_said_and_of_several_the_one_named(
    person: Person, service: Service, clerk: Staff
) -> None:
    one = only(person, service, clerk)
    assert meant([one], "") is one
    assert meant([one], "nonsense") is one
    assert meant([one, one], "nonsense") is None
    assert meant([one, one], one.name) is one
    assert meant([], one.name) is None


def test_how_a_record_stands_is_told_before_anything_is_begun(person: Person, service: Service, clerk: Staff) -> None:
    resumed = standing_of(only(person, service, clerk), person, actor=clerk, on=ON, now=NOW)
    assert [one.id for one in asked_of(resumed)] == [one["id"] for one in QUESTIONS]
    assert {one.told for one in asked_of(resumed)} == {""}
    assert not ApplicationDraft.objects.exists()


def test_what_was_begun_is_gone_on_with(person: Person, service: Service, clerk: Staff) -> None:
    first = begun(person, service, clerk)
    assert begun(person, service, clerk) == first
    assert ApplicationDraft.objects.count() == 1


def test_it_is_sent_and_decided_while_the_person_waits_with_the_clerk_on_it(
    person: Person, service: Service, clerk: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once_here(monkeypatch)
    case = send(begun(person, service, clerk), person, clerk, **TOLD)
    case.refresh_from_db()
    assert (case.person, case.outcome) == (person, Outcome.GRANTED)
    assert case.entries.earliest("at", "pk").actor == clerk


def test_what_is_right_is_kept_where_something_is_missing(person: Person, service: Service, clerk: Staff) -> None:
    draft = begun(person, service, clerk)
    with pytest.raises(NotAccepted):
        send(draft, person, clerk, rooms=2)
    draft.refresh_from_db()
    assert draft.answers == {"rooms": 2}
    assert not Case.objects.exists()


def test_an_answer_that_no_longer_fits_the_law_of_today_is_asked_again(
    person: Person, service: Service, clerk: Staff
) -> None:
    draft = begun(person, service, clerk)
    with pytest.raises(NotAccepted):
        send(draft, person, clerk, rooms=2, home="flat")
    without_home = [one for one in QUESTIONS if one["id"] != "home"]
    since = date(2026, 4, 1)
    publish_anew(service, since, questions=without_home)
    resumed = standing_of(only(person, service, clerk, since), person, actor=clerk, on=since, now=NOW)
    assert {one.id: one.told for one in asked_of(resumed)} == {"alone": "", "rooms": "2"}


def test_who_applied_already_is_led_to_the_case_that_runs(
    person: Person, service: Service, clerk: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once_here(monkeypatch)
    case = send(begun(person, service, clerk), person, clerk, **TOLD)
    again = begin_at_desk(person=person, one=only(person, service, clerk), actor=clerk, on=ON, now=NOW)
    assert (again.draft, again.running) == (None, case)


def test_whoever_hears_nobody_begins_nothing(person: Person, service: Service, clerk: Staff) -> None:
    auditor = Staff(UserFactory(auditor=True).pk, Role.AUDITOR)
    with pytest.raises(NotAllowed):
        begin_at_desk(person=person, one=only(person, service, clerk), actor=auditor, on=ON, now=NOW)
    assert not ApplicationDraft.objects.exists()
