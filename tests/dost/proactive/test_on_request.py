"""Looking again now, for one person and one service that comes by itself."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from dost.accounts.actors import SYSTEM, Actor, Oneself, Staff
from dost.cases.acts import NotAllowed
from dost.cases.applications import NotAccepted
from dost.cases.models import Case
from dost.cases.stages import Origin, Stage, State
from dost.proactive import on_request
from dost.proactive.on_request import LookedAgain, look_again
from registries.models import Person
from services_catalog.models import Service
from services_catalog.rules import Verdict
from tests.factories.accounts import UserFactory
from tests.factories.cases import CaseFactory
from tests.factories.registries import PersonFactory
from tests.factories.services_catalog import ServiceFactory, VersionFactory

pytestmark = pytest.mark.django_db

ON = date(2026, 3, 3)
NOW = datetime(2026, 3, 3, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _no_bells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(on_request, "ring", lambda *arguments: True)


@pytest.fixture
def service() -> Service:
    """Whoever has turned 65 gets it by itself, and in no other way."""
    found: Service = ServiceFactory(passport={"channels": ["automatic"]})
    VersionFactory(service=found)
    return found


@pytest.fixture
def person() -> Person:
    made: Person = PersonFactory()
    return made


def look(person: Person, service: Service, actor: Actor | None = None) -> LookedAgain:
    return look_again(person=person, service=service, actor=actor or Oneself(person.pk, "sub"), on=ON, now=NOW)


def test_what_did_not_come_is_found_for_this_person_only(person: Person, service: Service) -> None:
    PersonFactory()  # has the right too, and did not ask
    found = look(person, service)
    case = Case.objects.get()
    assert (found.opened, found.already) == ((case,), ())
    assert (case.person, case.origin, case.stage) == (person, Origin.REQUEST, Stage.VERIFY)
    assert [line.what for line in case.entries.all()] == ["opened", "looked_again"]
    assert [answer.verdict for answer in found.answers] == [Verdict.ENTITLED]


def test_other_services_are_not_looked_at(person: Person, service: Service) -> None:
    VersionFactory(service=ServiceFactory(code="05-97"))
    look(person, service)
    assert Case.objects.get().service == service


def test_whoever_has_no_right_is_told_why(service: Service) -> None:
    young = PersonFactory(birth_date=date(1990, 1, 1))
    found = look(young, service)
    assert (found.opened, found.already) == ((), ())
    [answer] = found.answers
    assert answer.explanation is not None
    assert [(one.id, one.met) for one in answer.explanation.criteria] == [("alive", True), ("age", False)]


def test_what_is_open_already_stays_as_it_is(person: Person, service: Service) -> None:
    first = look(person, service).opened
    assert look(person, service).already == first
    assert Case.objects.count() == 1


@pytest.mark.parametrize("outcome", ["refused", "no_right", "declined"])
def test_what_came_to_nothing_is_looked_at_anew(person: Person, service: Service, outcome: str) -> None:
    earlier = CaseFactory(
        version=service.versions.get(), person=person, stage=Stage.CLOSED, state=State.DONE, outcome=outcome
    )
    [case] = look(person, service).opened
    earlier.refresh_from_db()
    assert (case != earlier, earlier.live) == (True, False)


def test_staff_may_ask_and_sign(person: Person, service: Service) -> None:
    user = UserFactory(clerk=True)
    [case] = look(person, service, Staff(user.pk, "clerk")).opened
    assert case.entries.get(what="looked_again").actor == Staff(user.pk, "clerk")


def test_nobody_else_may_ask(person: Person, service: Service) -> None:
    with pytest.raises(NotAllowed):
        look(person, service, Oneself(person.pk + 1, "sub"))


def test_what_has_to_be_applied_for_is_not_looked_for(person: Person) -> None:
    service = ServiceFactory(delivery="online", passport={"channels": ["portal"]})
    VersionFactory(service=service, changes={"mode": "on_application"})
    with pytest.raises(NotAccepted) as caught:
        look(person, service, SYSTEM)
    assert [one.field for one in caught.value.problems] == ["service"]
